//! Words written without spaces: `险种为居民医保` is one name; this finds the names and keywords it is made of.

/// Keywords that are worth looking for within a glued word; longer ones first.
const KEYWORDS: &[&str] = &[
    "文件未定",
    "不低于",
    "不少于",
    "不超过",
    "不高于",
    "不属于",
    "不早于",
    "不晚于",
    "含全部",
    "例外于",
    "不为",
    "不含",
    "属于",
    "满足",
    "否则",
    "以上",
    "以下",
    "以内",
    "届满",
    "不满",
    "不足",
    "超过",
    "以外",
    "低于",
    "高于",
    "早于",
    "晚于",
    "任意",
    "未知",
    "为",
    "且",
    "或",
    "非",
    "含",
    "当",
    "若",
    "则",
    "满",
    "在",
    "至",
    "是",
    "否",
    "无",
];

/// Units that may follow digits.
const UNITS: &[&str] =
    &["个百分点", "万元", "亿元", "周岁", "个月", "年度", "元", "年", "月", "周", "日", "天", "岁", "种", "项"];

#[derive(Clone, Copy)]
struct Step {
    parts: usize,
    from: usize,
    keyword: bool,
    keywords: usize,
}

/// Splits a word into at least two known names, keywords and literals, in as few parts as possible; two names never
/// stand side by side, and at least one part is a keyword. `None` when there is no such split.
pub fn split_word(word: &str, known: &dyn Fn(&str) -> bool) -> Option<Vec<String>> {
    let chars: Vec<(usize, char)> = word.char_indices().collect();
    if chars.len() < 3 || chars.len() > 60 {
        return None;
    }
    let mut ends: Vec<usize> = chars.iter().map(|(at, _)| *at).collect();
    ends.push(word.len());
    // best[i] is the best way to cover the first i characters that ends in a keyword (0) or in a name or literal (1).
    let mut best: Vec<[Option<Step>; 2]> = vec![[None, None]; ends.len()];
    for to in 1..ends.len() {
        for from in 0..to {
            let piece = slice(word, &ends, from, to)?;
            let keyword = KEYWORDS.contains(&piece);
            let name = !keyword && (known(piece) || literal(piece));
            if keyword || name {
                extend(&mut best, from, to, keyword);
            }
        }
    }
    trace(word, &ends, &best)
}

fn slice<'w>(word: &'w str, ends: &[usize], from: usize, to: usize) -> Option<&'w str> {
    word.get(*ends.get(from)?..*ends.get(to)?)
}

fn extend(best: &mut [[Option<Step>; 2]], from: usize, to: usize, keyword: bool) {
    let before = if from == 0 {
        Some((0, 0))
    } else {
        let Some(entry) = best.get(from) else { return };
        // A name may follow a keyword only; a keyword may follow either.
        let choices = if keyword { [entry[0], entry[1]] } else { [entry[0], None] };
        choices.into_iter().flatten().map(|s| (s.parts, s.keywords)).min()
    };
    let Some((parts, keywords)) = before else { return };
    let step = Step { parts: parts + 1, from, keyword, keywords: keywords + usize::from(keyword) };
    let slot = best.get_mut(to).and_then(|e| e.get_mut(usize::from(!keyword)));
    if let Some(slot) = slot
        && slot.is_none_or(|known| step.parts < known.parts)
    {
        *slot = Some(step);
    }
}

fn trace(word: &str, ends: &[usize], best: &[[Option<Step>; 2]]) -> Option<Vec<String>> {
    let last = best.last()?.iter().flatten().min_by_key(|s| s.parts)?;
    if last.keywords == 0 || last.parts < 2 {
        return None;
    }
    let (mut out, mut to, mut step) = (Vec::new(), ends.len() - 1, *last);
    loop {
        out.push(slice(word, ends, step.from, to)?.to_owned());
        if step.from == 0 {
            break;
        }
        to = step.from;
        let entry = best.get(to)?;
        let choices = if step.keyword { [entry[0], entry[1]] } else { [entry[0], None] };
        step = choices.into_iter().flatten().min_by_key(|s| s.parts)?;
    }
    out.reverse();
    Some(out)
}

fn literal(piece: &str) -> bool {
    let digits = piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    digits.len() < piece.len() && (digits.is_empty() || UNITS.contains(&digits))
}
