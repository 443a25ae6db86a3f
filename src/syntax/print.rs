//! Tree → text. Reading the text gives the tree again, places apart.

mod expr;
mod items;

use super::ast::{Effective, File, Ident, ItemKind, QName, Text};
use super::keywords;
use super::lex::{fold, is_word_char};
use super::{layout, numerals};
use crate::base::date::Date;

/// The text of a tree, laid out like [`super::format`] would.
pub fn print(file: &File) -> String {
    let mut out = String::new();
    for item in &file.items {
        if !out.is_empty() {
            out.push('\n');
        }
        for note in &item.notes {
            out.push_str(&format!("注：{}\n", note.text));
        }
        match &item.kind {
            ItemKind::Note(text) => out.push_str(&format!("注：{}\n", text.text)),
            kind => out.push_str(&items::item(kind)),
        }
    }
    layout::format(&out).unwrap_or(out)
}

/// A name, in quotes where it could not stand bare.
fn ident(name: &Ident) -> String {
    if is_bare(&name.text) { name.text.clone() } else { quoted(&name.text) }
}

/// Whether a text reads as one name without quotes.
fn is_bare(text: &str) -> bool {
    let word = !text.is_empty() && text.chars().all(|c| is_word_char(c) && fold(c) == c);
    word && !text.starts_with(|c: char| c.is_ascii_digit()) && keywords::lookup(text).is_none()
}

fn qname(name: &QName) -> String {
    name.parts.iter().map(ident).collect::<Vec<_>>().join(".")
}

fn idents(names: &[Ident]) -> String {
    names.iter().map(ident).collect::<Vec<_>>().join("、")
}

fn qnames(names: &[QName]) -> String {
    names.iter().map(qname).collect::<Vec<_>>().join("、")
}

/// A text in the first kind of quotes that it does not close itself.
fn quoted(text: &str) -> String {
    let pairs = [('「', '」'), ('“', '”'), ('"', '"')];
    let (open, close) = pairs.into_iter().find(|(_, close)| !text.contains(*close)).unwrap_or(('「', '」'));
    format!("{open}{text}{close}")
}

/// Prose between separators: bare where it reads back whole, else in quotes.
fn free(text: &Text) -> String {
    prose(&text.text, &[',', '、', ':', '|', ';'])
}

/// Prose to the end of a line.
fn line(text: &Text) -> String {
    prose(&text.text, &[])
}

fn prose(text: &str, stops: &[char]) -> String {
    let mut depth = 0_i32;
    let plain = text.chars().map(fold).all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        let stop = depth == 0 && stops.contains(&c);
        let mark = matches!(c, '[' | ']' | '{' | '}' | '#' | '\n' | '\r' | '「' | '“' | '"');
        depth >= 0 && !stop && !mark
    });
    let trimmed = text.trim() == text && !text.chars().all(|c| matches!(fold(c), '—' | '-'));
    if plain && depth == 0 && trimmed { text.to_owned() } else { quoted(text) }
}

fn cites(cites: &[Text]) -> String {
    match cites {
        [] => String::new(),
        _ => format!("，依据 {}", cites.iter().map(free).collect::<Vec<_>>().join("、")),
    }
}

fn aliases(names: &[Ident]) -> String {
    match names {
        [] => String::new(),
        _ => format!("，又称 {}", idents(names)),
    }
}

fn doc(doc: Option<&Text>) -> String {
    doc.map(|d| format!("，说明 {}", quoted(&d.text))).unwrap_or_default()
}

fn effective(e: &Effective) -> String {
    match (e.from, e.to) {
        (Some(from), Some(to)) => between(from, to),
        (Some(from), None) => format!("{} 起", numerals::date(from)),
        (None, Some(to)) => format!("至 {}", numerals::date(to)),
        (None, None) => String::new(),
    }
}

fn between(from: Date, to: Date) -> String {
    let years = Date::new(from.year(), 1, 1) == Some(from) && Date::new(to.year(), 12, 31) == Some(to);
    match years {
        true if from.year() == to.year() => format!("{}年度", from.year()),
        true => format!("{}年度 至 {}年度", from.year(), to.year()),
        false => format!("{} 至 {}", numerals::date(from), numerals::date(to)),
    }
}
