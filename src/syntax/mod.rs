//! Text → syntax tree.
//!
//! In: the text of one file. Out: its tree and what was wrong with it. A mistake costs the piece that it stands in
//! (an option, a row of a table, a definition of a clause, at most an item) and one diagnostic; all else is read.
//! Any text is read in time linear in its length and with bounded recursion.
//!
//! Reading order: `keywords`, `lex` (tokens and folded text; the word-boundary rule), `scan` (cutting into items
//! and pieces), `guard` (limits), `from_pest` (grammar → tree), `expected` and `errors` (messages), `print` and
//! `layout` (back to text).

pub mod ast;

mod decode;
mod errors;
mod expected;
mod from_pest;
mod guard;
mod keywords;
mod layout;
mod lex;
mod numerals;
mod print;
mod scan;

pub use decode::decode;
pub use layout::format;
pub use print::print;

use crate::base::diagnostic::Diagnostic;
use crate::base::span::{FileId, Span};
use lex::{Kind, Lexed};

/// Parses a file.
pub fn parse(file: FileId, text: &str) -> (ast::File, Vec<Diagnostic>) {
    if let Err(d) = sane(file, text) {
        return (ast::File::default(), vec![*d]);
    }
    let lexed = lex::lex(file, text);
    let mut diags = invisible(&lexed);
    let chunks = scan::chunks(&lexed);
    let preamble = lexed.trim(chunks.preamble);
    if !preamble.is_empty() {
        let line = scan::line_starts(&lexed, preamble.clone()).get(1).map_or(preamble.end, |end| *end);
        let first = lexed.trim(preamble.start..line);
        let found = lexed.folded.get(lexed.fold_range(&first)).unwrap_or("");
        diags.push(errors::outside_items(lexed.span_of(&preamble), &found.replace('@', "")));
    } else if chunks.items.is_empty() && diags.is_empty() {
        diags.push(errors::empty(Span::new(file, 0, 0)));
    }
    let mut out = ast::File::default();
    let mut notes = Vec::new();
    for chunk in &chunks.items {
        let built = from_pest::item(&lexed, chunk);
        diags.extend(built.diags);
        out.broken.extend(built.broken);
        match built.item {
            Some(ast::Item { kind: ast::ItemKind::Note(note), .. }) => notes.push(note),
            Some(item) => out.items.push(ast::Item { notes: std::mem::take(&mut notes), ..item }),
            None => notes.clear(),
        }
    }
    let note_item = |n: ast::Text| ast::Item { span: n.span, kind: ast::ItemKind::Note(n), notes: Vec::new() };
    out.items.extend(notes.into_iter().map(note_item));
    diags.sort_by_key(|d| d.span.start);
    (out, diags)
}

/// Length of the text and of its lines.
fn sane(file: FileId, text: &str) -> Result<(), Box<Diagnostic>> {
    if text.len() > guard::MAX_TEXT {
        return Err(Box::new(errors::oversize(Span::new(file, 0, 0), "文件", guard::MAX_TEXT)));
    }
    let mut start = 0;
    for line in text.split('\n') {
        if line.len() > guard::MAX_LINE {
            return Err(Box::new(errors::oversize(Span::new(file, start, start), "这一行", guard::MAX_LINE)));
        }
        start += line.len() + 1;
    }
    Ok(())
}

/// Invisible characters, one diagnostic for each run; they count as blanks otherwise.
fn invisible(lexed: &Lexed<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<(usize, usize, char)> = Vec::new();
    for token in &lexed.tokens {
        let Kind::Invisible(c) = token.kind else { continue };
        match found.last_mut() {
            Some((_, end, _)) if *end == token.start => *end = token.end,
            _ => found.push((token.start, token.end, c)),
        }
    }
    found.into_iter().map(|(a, b, c)| errors::invisible(Span::new(lexed.file, a, b), c)).collect()
}

#[cfg(test)]
mod tests;
