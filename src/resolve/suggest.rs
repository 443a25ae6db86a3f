//! Did-you-mean for Chinese names: edit distance, same sound, pinyin initials, look-alike glyphs.

use pinyin::ToPinyin;

/// Characters that are easily taken for each other, by eye or by optical reading.
const LOOKALIKES: &[&str] = &[
    "己已巳",
    "末未",
    "人入",
    "土士",
    "日曰",
    "髌髋",
    "臓脏",
    "疗辽",
    "账帐",
    "缴激",
    "付负",
    "做作",
    "象像",
    "报抱",
    "住往",
    "待侍",
    "治冶",
    "肌机",
    "肝肚",
    "肺肿",
    "癫颠",
    "氏氐",
    "侯候",
    "历厉",
    "拔拨",
    "贫贪",
    "府腑",
    "统绕",
    "筹畴",
];

/// Up to three candidates that a word probably meant, best first.
pub fn suggest<'w>(word: &str, candidates: impl Iterator<Item = &'w str>) -> Vec<&'w str> {
    let mut scored: Vec<(usize, &'w str)> = Vec::new();
    for candidate in candidates {
        if let Some(score) = score(word, candidate) {
            if !scored.iter().any(|(_, known)| *known == candidate) {
                scored.push((score, candidate));
            }
        }
    }
    scored.sort_by_key(|(score, _)| *score);
    let best = scored.first().map_or(0, |(s, _)| *s);
    scored.into_iter().filter(|(s, _)| *s <= best + 4).take(3).map(|(_, c)| c).collect()
}

/// How far a candidate is; `None` when it is not worth showing. An edit weighs 4, a sound or a glyph 1 or 2.
fn score(word: &str, candidate: &str) -> Option<usize> {
    if word == candidate {
        return None;
    }
    let (a, b): (Vec<char>, Vec<char>) = (word.chars().collect(), candidate.chars().collect());
    let longest = a.len().max(b.len());
    if a.len() == b.len() && confusable(&a, &b) {
        return Some(1);
    }
    if same_sound(word, candidate) {
        return Some(2);
    }
    if word.is_ascii() && initials(candidate).eq_ignore_ascii_case(word) {
        return Some(2);
    }
    if a.len().abs_diff(b.len()) <= 3 {
        let edits = strsim::osa_distance(word, candidate);
        if edits <= (longest / 3).max(1) && edits < a.len().min(b.len()) {
            return Some(4 * edits);
        }
    }
    let part = a.len().min(b.len()) >= 2 && (word.contains(candidate) || candidate.contains(word));
    part.then(|| 4 + 2 * a.len().abs_diff(b.len())).filter(|s| *s <= 16)
}

/// A candidate that sounds or looks the same, or has two characters swapped: almost surely the word that was meant.
pub fn very_close<'w>(word: &str, candidates: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let chars: Vec<char> = word.chars().collect();
    if chars.len() < 3 {
        return None;
    }
    candidates.filter(|c| *c != word && c.chars().count() == chars.len()).find(|candidate| {
        let other: Vec<char> = candidate.chars().collect();
        confusable(&chars, &other) || swapped(&chars, &other) || same_sound(word, candidate)
    })
}

fn confusable(a: &[char], b: &[char]) -> bool {
    let alike = |x: char, y: char| LOOKALIKES.iter().any(|set| set.contains(x) && set.contains(y));
    a.len() == b.len() && a.iter().zip(b).all(|(&x, &y)| x == y || alike(x, y))
}

fn swapped(a: &[char], b: &[char]) -> bool {
    let mut sorted: (Vec<char>, Vec<char>) = (a.to_vec(), b.to_vec());
    sorted.0.sort_unstable();
    sorted.1.sort_unstable();
    sorted.0 == sorted.1 && a.iter().zip(b).filter(|(x, y)| x != y).count() == 2
}

fn same_sound(a: &str, b: &str) -> bool {
    let sound = |text: &str| -> Option<Vec<&'static str>> {
        text.to_pinyin().map(|p| p.map(pinyin::Pinyin::plain)).collect()
    };
    a.chars().count() == b.chars().count() && matches!((sound(a), sound(b)), (Some(a), Some(b)) if a == b)
}

/// First letters of the pinyin of each character.
pub fn initials(text: &str) -> String {
    text.to_pinyin().filter_map(|p| p.map(pinyin::Pinyin::first_letter)).collect()
}
