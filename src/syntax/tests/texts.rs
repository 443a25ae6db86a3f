//! Random texts: noise, soups of words, and mutated valid sources.

use super::reference_blocks;
use crate::syntax::keywords::KEYWORDS;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Words and marks of the language in any order.
pub fn soup() -> impl Strategy<Value = String> {
    let mut words: Vec<String> = KEYWORDS.iter().map(|k| k.zh.to_owned()).collect();
    let more = "甲 乙 险种 10万元 90% 2025年1月1日 2025-06-01 18周岁 3个月 3月 起 又称 说明 编码 取整 到 分 满足 至少 项 计数 于 从 \
                「丙」 「 “ \" 」 # @ ， ： ； （ ） [ ] { } | → - > = ＋ × ÷ ≥ 、 . — \u{200B} \u{3000} é 《";
    words.extend(more.split(' ').map(str::to_owned));
    words.extend(["\n".to_owned(), "\n    ".to_owned(), " ".to_owned(), "\r\n".to_owned()]);
    vec((select(words), any::<bool>()), 0..80)
        .prop_map(|all| all.into_iter().map(|(w, gap)| if gap { w + " " } else { w }).collect())
}

/// A valid source with a few characters deleted, doubled or replaced.
pub fn mutated() -> impl Strategy<Value = String> {
    let edit = (any::<Index>(), select("（）「」：，、|→＝ \n#为且当表例若0。".chars().collect::<Vec<_>>()), 0..3);
    (select(reference_blocks()), vec(edit, 1..6)).prop_map(|(source, edits)| {
        let mut chars: Vec<char> = source.chars().collect();
        for (at, c, how) in edits {
            let at = at.index(chars.len());
            match how {
                0 => drop(chars.remove(at)),
                1 => chars.insert(at, c),
                _ => chars[at] = c,
            }
        }
        chars.into_iter().collect()
    })
}

/// A valid source with comments, blank lines and trailing blanks strewn in.
pub fn commented() -> impl Strategy<Value = String> {
    let extra = select(vec!["", "  # 注一", "\n\n\n", "\n# 边上", "\n      ＃ 缩进的", "   ", "\t#「未闭合"]);
    (select(reference_blocks()), vec(extra, 40)).prop_map(|(source, extras)| {
        let lines = source.lines().zip(extras.into_iter().cycle());
        lines.map(|(line, extra)| format!("{line}{extra}\r\n")).collect()
    })
}
