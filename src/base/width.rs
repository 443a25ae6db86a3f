//! Display width of text: a Han character takes two columns.

use unicode_width::UnicodeWidthStr;

/// Columns that the text takes on a terminal.
pub fn display_width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Breaks text into lines of at most `width` columns. Han text breaks between any two characters, but never before
/// a closing mark nor after an opening one; words of letters and digits stay whole.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        wrap_paragraph(paragraph, width, &mut lines);
    }
    lines
}

fn wrap_paragraph(text: &str, width: usize, lines: &mut Vec<String>) {
    let mut line = String::new();
    for piece in pieces(text) {
        if !line.is_empty() && display_width(&line) + display_width(piece.trim_end()) > width {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        line.push_str(if line.is_empty() { piece.trim_start() } else { piece });
    }
    lines.push(line.trim_end().to_owned());
}

/// The smallest parts between which a line may end.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut start, mut last) = (0, None);
    for (at, next) in text.char_indices() {
        if last.is_some_and(|last| may_break(last, next)) {
            out.extend(text.get(start..at));
            start = at;
        }
        last = Some(next);
    }
    out.extend(text.get(start..));
    out
}

fn may_break(last: char, next: char) -> bool {
    const OPENING: &str = "（「《〔【“(<[";
    const CLOSING: &str = "，。、；：？！）」》〕】”…％,.;:)>]%";
    let wide = |c: char| !c.is_ascii();
    if next == ' ' || OPENING.contains(last) || CLOSING.contains(next) {
        return false;
    }
    last == ' ' || wide(last) || wide(next)
}

/// The text, filled up with spaces to `width` columns.
pub fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(display_width(text))))
}

#[cfg(test)]
mod tests;

/// The text with full-width letters, digits and marks in their half-width form: for comparing words of data.
pub fn half_width(text: &str) -> String {
    let narrow = |c: char| match c {
        '！'..='～' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    text.chars().map(narrow).collect()
}
