//! Did-you-mean for Chinese names: edit distance, same sound, pinyin initials, look-alike glyphs.

use pinyin::ToPinyin;
use std::collections::HashMap;

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
    let mut scored: Vec<(usize, &'w str)> = candidates.filter_map(|c| score(word, c).map(|s| (s, c))).collect();
    scored.sort_by_key(|(score, _)| *score);
    let best = scored.first().map_or(0, |(s, _)| *s);
    let mut out: Vec<&'w str> = Vec::new();
    for (score, candidate) in scored {
        if score > best + 4 || out.len() == 3 {
            break;
        }
        if !out.contains(&candidate) {
            out.push(candidate);
        }
    }
    out
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
    // A name of which only the beginning, or a part, was written.
    if a.len() >= 2 && b.len() - b.len().min(a.len()) <= 6 && candidate.contains(word) {
        return Some(if candidate.starts_with(word) { 2 } else { 3 });
    }
    let shared = a.iter().filter(|c| b.contains(c)).count();
    if a.len().abs_diff(b.len()) <= 3 && shared > 0 {
        let edits = strsim::osa_distance(word, candidate);
        if edits <= (longest / 3).max(1) && edits < a.len().min(b.len()) {
            return Some(4 * edits);
        }
    }
    let part = a.len().min(b.len()) >= 2 && word.contains(candidate);
    part.then(|| 4 + 2 * a.len().abs_diff(b.len())).filter(|s| *s <= 16)
}

/// Words by what makes them easy to mistake for each other, for many look-ups.
#[derive(Debug, Default)]
pub struct Close<'w> {
    by_key: HashMap<String, Vec<&'w str>>,
}

impl<'w> Close<'w> {
    /// Indexes words.
    pub fn new(words: impl Iterator<Item = &'w str>) -> Self {
        let mut out = Close::default();
        for word in words {
            for key in keys(word) {
                out.by_key.entry(key).or_default().push(word);
            }
        }
        out
    }

    /// A word that sounds or looks the same, or has two characters swapped: almost surely the one that was meant.
    pub fn find(&self, word: &str) -> Option<&'w str> {
        let chars: Vec<char> = word.chars().collect();
        let fits = |other: &&&'w str| {
            let others: Vec<char> = other.chars().collect();
            **other != word && (confusable(&chars, &others) || swapped(&chars, &others) || same_sound(word, other))
        };
        keys(word).iter().filter_map(|key| self.by_key.get(key)).flatten().find(fits).copied()
    }
}

/// Equal for words that may be mistaken for each other: characters in order of code with look-alikes unified, and
/// the sound. Short words are too often alike by chance.
fn keys(word: &str) -> Vec<String> {
    let unify = |c: char| LOOKALIKES.iter().find(|set| set.contains(c)).and_then(|set| set.chars().next()).unwrap_or(c);
    let mut chars: Vec<char> = word.chars().map(unify).collect();
    if chars.len() < 3 {
        return Vec::new();
    }
    chars.sort_unstable();
    let sound: Option<String> = word.to_pinyin().map(|p| p.map(|p| p.plain().to_owned() + " ")).collect();
    std::iter::once(chars.into_iter().collect()).chain(sound).collect()
}

fn confusable(a: &[char], b: &[char]) -> bool {
    let alike = |x: char, y: char| LOOKALIKES.iter().any(|set| set.contains(x) && set.contains(y));
    a.len() == b.len() && a.iter().zip(b).all(|(&x, &y)| x == y || alike(x, y))
}

fn swapped(a: &[char], b: &[char]) -> bool {
    let mut sorted: (Vec<char>, Vec<char>) = (a.to_vec(), b.to_vec());
    sorted.0.sort_unstable();
    sorted.1.sort_unstable();
    let differ: Vec<char> = a.iter().zip(b).filter(|(x, y)| x != y).map(|(x, _)| *x).collect();
    sorted.0 == sorted.1 && differ.len() == 2 && differ.iter().all(|c| !c.is_ascii() && !numeral(*c))
}

fn numeral(c: char) -> bool {
    "一二三四五六七八九十甲乙丙丁上下前后".contains(c)
}

fn same_sound(a: &str, b: &str) -> bool {
    use pinyin::Pinyin;
    let alike = |x: Option<Pinyin>, y: Option<Pinyin>| matches!((x, y), (Some(x), Some(y)) if x.plain() == y.plain());
    a.chars().count() == b.chars().count() && a.to_pinyin().zip(b.to_pinyin()).all(|(x, y)| alike(x, y))
}

/// First letters of the pinyin of each character.
pub fn initials(text: &str) -> String {
    text.to_pinyin().filter_map(|p| p.map(pinyin::Pinyin::first_letter)).collect()
}
