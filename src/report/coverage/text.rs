//! A document's text made comparable: one script, no reading aids, no page furniture.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Pairs of a traditional and a simplified character, from OpenCC.
static PAIRS: &str = include_str!("simplified.txt");

static SIMPLIFIED: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| {
    let words = PAIRS.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace);
    words
        .filter_map(|pair| {
            let mut chars = pair.chars();
            Some((chars.next()?, chars.next()?))
        })
        .collect()
});

/// Simplified characters, without pinyin after a character and without tags.
pub fn folded(line: &str) -> String {
    let plain = without_bracketed(line, '<', '>', is_tag);
    let unread = without_bracketed(&plain, '(', ')', is_pinyin);
    unread.chars().map(|c| SIMPLIFIED.get(&c).copied().unwrap_or(c)).collect()
}

/// Words without blanks, brackets and stops, so that two ways of printing compare equal.
pub fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !"（）()[]〔〕《》“”\"'：:，,。；;、*#「」".contains(*c)).collect()
}

/// The text before the first bracket, bare; the whole when nothing stands before it.
pub fn head(text: &str) -> String {
    let before = bare(head_text(text));
    if before.is_empty() { bare(text) } else { before }
}

/// The text before the first bracket.
pub fn head_text(text: &str) -> &str {
    text.split(['（', '(', '[', '〔']).next().unwrap_or("")
}

/// Drops what stands in such brackets when it is of the kind to be dropped.
fn without_bracketed(line: &str, open: char, close: char, dropped: fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once(open) {
        out.push_str(before);
        match after.split_once(close).filter(|(inner, _)| dropped(inner)) {
            Some((_, tail)) => rest = tail,
            None => {
                out.push(open);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn is_tag(inner: &str) -> bool {
    let name = inner.trim_start_matches('/');
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic())
}

/// `shí`: small letters with a tone mark.
fn is_pinyin(inner: &str) -> bool {
    let marked = |c: char| "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü".contains(c);
    inner.chars().count() <= 6
        && inner.chars().any(marked)
        && inner.chars().all(|c| c.is_ascii_lowercase() || marked(c))
}

/// `第一章 总则.....\t1`: a line of the table of contents ends in a leader and a page.
pub fn is_contents(line: &str) -> bool {
    let unpaged = line.trim_end().trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    let leader = unpaged.chars().rev().take_while(|c| ".…·．".contains(*c)).count();
    leader >= 2 && unpaged.len() < line.trim_end().len()
}

/// Lists that run on in one line: `……。 - 下一项` begins another.
pub fn pieces(line: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, mark) in line.match_indices(" - ") {
        let ended = line.get(..at).is_some_and(|before| before.trim_end().ends_with(['。', '；', '？', '！']));
        if ended {
            out.extend(line.get(start..at));
            start = at + mark.find('-').unwrap_or(0);
        }
    }
    out.extend(line.get(start..));
    out
}
