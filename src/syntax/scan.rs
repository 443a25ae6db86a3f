//! Cuts a text into items, items into head and body, bodies into lines and statements.
//!
//! An item begins at a line whose first word is an item's keyword. Cutting first and parsing each piece on its own
//! confines a mistake to its piece.

use super::keywords;
use super::lex::{Kind, Lexed};
use crate::base::span::Span;
use std::ops::Range as Stretch;

/// The tokens of one item.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// Its keyword.
    pub keyword: &'static str,
    /// Its tokens, by index.
    pub tokens: Stretch<usize>,
}

/// A text cut into items.
pub struct Chunks {
    /// Everything before the first item.
    pub preamble: Stretch<usize>,
    /// The items.
    pub items: Vec<Chunk>,
}

/// Cuts a text into items.
pub fn chunks(lexed: &Lexed<'_>) -> Chunks {
    let mut starts: Vec<(usize, &'static str)> = Vec::new();
    for at in line_starts(lexed, 0..lexed.tokens.len()) {
        let Some(token) = lexed.tokens.get(at) else { continue };
        if token.begins_item() {
            starts.extend(token.keyword().map(|k| (at, k)));
        } else if !starts.is_empty() && begins_unknown_item(lexed, at) {
            starts.push((at, UNKNOWN));
        }
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([lexed.tokens.len()]);
    let items = starts.iter().zip(ends).map(|((at, keyword), end)| Chunk { keyword, tokens: *at..end }).collect();
    let first = starts.first().map_or(lexed.tokens.len(), |(at, _)| *at);
    Chunks { preamble: 0..first, items }
}

/// The keyword of a chunk that looks like an item but begins with no keyword.
pub const UNKNOWN: &str = "";

/// Whether a line at the margin looks like the head of an item whose keyword is misspelled: two words side by side,
/// and either a colon at its end or a first word close to a keyword. No line of a body looks so, but fields of 政策.
fn begins_unknown_item(lexed: &Lexed<'_>, at: usize) -> bool {
    let margin = at == 0 || lexed.tokens.get(at - 1).is_none_or(|t| t.kind == Kind::Newline);
    let Some(token) = lexed.tokens.get(at).filter(|t| margin && t.kind == Kind::Word) else { return false };
    let end = (at..lexed.tokens.len()).find(|i| lexed.tokens.get(*i).is_none_or(|t| t.kind == Kind::Newline));
    let end = end.unwrap_or(lexed.tokens.len());
    let next = lexed.visible(at + 1, end).and_then(|i| lexed.tokens.get(i));
    let names = next.is_some_and(|t| matches!(t.kind, Kind::Word | Kind::Quoted) && t.start > token.end);
    let word = lexed.source(token);
    let colon = lexed.is(lexed.before(at, end), ':');
    names && !keywords::FIELDS.contains(&word) && (colon || keywords::near_item(word).is_some())
}

/// The first visible token of each line, in a stretch of tokens.
pub fn line_starts(lexed: &Lexed<'_>, tokens: Stretch<usize>) -> Vec<usize> {
    let (mut fresh, mut starts) = (true, Vec::new());
    for at in tokens {
        let Some(token) = lexed.tokens.get(at) else { break };
        if token.kind == Kind::Newline {
            fresh = true;
        } else if fresh && !token.is_blank() {
            starts.push(at);
            fresh = false;
        }
    }
    starts
}

impl Chunk {
    /// The item in words, for messages: `条款「住院报销」`.
    pub fn subject(&self, lexed: &Lexed<'_>) -> String {
        match self.name(lexed) {
            Some(name) => format!("{}「{name}」", self.keyword),
            None => self.keyword.to_owned(),
        }
    }

    /// The word after the keyword, if it is a name.
    pub fn name(&self, lexed: &Lexed<'_>) -> Option<String> {
        let mut visible = self.tokens.clone().skip(1).filter_map(|at| lexed.tokens.get(at)).filter(|t| !t.is_blank());
        let token = visible.next()?;
        let raw = lexed.source(token);
        match token.kind {
            Kind::Word => Some(super::lex::folded(raw).into_owned()),
            Kind::Quoted => Some(super::lex::inside_quotes(raw).to_owned()),
            _ => None,
        }
    }

    /// From the keyword to the last visible token.
    pub fn span(&self, lexed: &Lexed<'_>) -> Span {
        lexed.span_of(&lexed.trim(self.tokens.clone()))
    }
}

impl Lexed<'_> {
    /// A stretch of tokens without blanks at its ends.
    pub fn trim(&self, mut tokens: Stretch<usize>) -> Stretch<usize> {
        let blank = |at: usize| self.tokens.get(at).is_none_or(|t| t.is_blank());
        while tokens.start < tokens.end && blank(tokens.start) {
            tokens.start += 1;
        }
        while tokens.start < tokens.end && blank(tokens.end - 1) {
            tokens.end -= 1;
        }
        tokens
    }

    /// Where a stretch of tokens stands in the folded text.
    pub fn fold_range(&self, tokens: &Stretch<usize>) -> Stretch<usize> {
        let at = |i: usize| self.tokens.get(i).map_or(self.folded.len(), |t| t.fold);
        at(tokens.start)..at(tokens.end.max(tokens.start))
    }

    /// Where a stretch of tokens stands in the source.
    pub fn span_of(&self, tokens: &Stretch<usize>) -> Span {
        let fold = self.fold_range(tokens);
        self.span(fold.start, fold.end)
    }

    /// The last visible token before `at`, not before `from`.
    pub fn before(&self, from: usize, at: usize) -> Option<usize> {
        (from..at).rev().find(|i| self.tokens.get(*i).is_some_and(|t| !t.is_blank()))
    }

    /// The first visible token at or after `at`, before `end`.
    pub fn visible(&self, at: usize, end: usize) -> Option<usize> {
        (at..end).find(|i| self.tokens.get(*i).is_some_and(|t| !t.is_blank()))
    }

    /// Whether the token is this punctuation.
    pub fn is(&self, at: Option<usize>, c: char) -> bool {
        at.and_then(|i| self.tokens.get(i)).is_some_and(|t| t.is(c))
    }

    /// The reserved word at a token.
    pub fn keyword(&self, at: Option<usize>) -> Option<&'static str> {
        at.and_then(|i| self.tokens.get(i)).and_then(|t| t.keyword())
    }

    /// The tokens of a stretch at bracket depth 0, by index.
    pub fn outer(&self, tokens: &Stretch<usize>) -> Vec<usize> {
        let mut depth = 0_usize;
        let mut outer = Vec::new();
        for at in tokens.clone() {
            let Some(token) = self.tokens.get(at) else { break };
            match token.kind {
                Kind::Punct('(' | '[' | '{') => depth += 1,
                Kind::Punct(')' | ']' | '}') => depth = depth.saturating_sub(1),
                _ if depth == 0 => outer.push(at),
                _ => {}
            }
        }
        outer
    }

    /// Cuts a stretch before each outer token that satisfies `starts`. Blank pieces are left out.
    pub fn cut(&self, tokens: &Stretch<usize>, starts: impl Fn(usize) -> bool) -> Vec<Stretch<usize>> {
        let cuts = self.outer(tokens).into_iter().filter(|at| starts(*at));
        let mut pieces = Vec::new();
        let mut from = tokens.start;
        for at in cuts.chain([tokens.end]) {
            let piece = self.trim(from..at);
            if !piece.is_empty() {
                pieces.push(piece);
            }
            from = at;
        }
        pieces
    }

    /// Cuts a stretch at each outer token that is one of these marks; the marks are left out, blanks are kept.
    pub fn split(&self, tokens: &Stretch<usize>, marks: &[char]) -> Vec<(Stretch<usize>, Option<usize>)> {
        let is_mark = |at: &usize| marks.iter().any(|m| self.is(Some(*at), *m));
        let mut pieces = Vec::new();
        let mut from = tokens.start;
        for at in self.outer(tokens).into_iter().filter(is_mark) {
            pieces.push((from..at, Some(at)));
            from = at + 1;
        }
        pieces.push((from..tokens.end, None));
        pieces
    }

    /// Cuts a body into lines. A line goes on after `，` `、` or an open bracket, and before a line that begins with
    /// `，` or `、`.
    pub fn logical_lines(&self, tokens: &Stretch<usize>) -> Vec<Stretch<usize>> {
        let firsts = line_starts(self, tokens.clone());
        let joins = |at: Option<usize>| self.is(at, ',') || self.is(at, '、');
        self.cut(tokens, |at| {
            let continued = joins(Some(at)) || joins(self.before(tokens.start, at));
            firsts.binary_search(&at).is_ok() && !continued
        })
    }
}

/// Head and body of an item.
pub struct Parts {
    /// Up to the colon.
    pub head: Stretch<usize>,
    /// After it; `None` when there is no colon.
    pub body: Option<Stretch<usize>>,
    /// A token that must belong to a body but stands before any colon.
    pub stray: Option<usize>,
}

/// Splits an item at its colon. A line that can only belong to a body ends the search.
pub fn parts(lexed: &Lexed<'_>, chunk: &Chunk) -> Parts {
    let firsts = line_starts(lexed, chunk.tokens.clone());
    for at in lexed.outer(&chunk.tokens) {
        if lexed.is(Some(at), ':') {
            return Parts { head: chunk.tokens.start..at, body: Some(at + 1..chunk.tokens.end), stray: None };
        }
        if firsts.binary_search(&at).is_ok() && begins_body(lexed, chunk, at) {
            return Parts { head: chunk.tokens.start..at, body: None, stray: Some(at) };
        }
    }
    Parts { head: chunk.tokens.clone(), body: None, stray: None }
}

/// Whether the first token of a line shows that the line belongs to a body.
fn begins_body(lexed: &Lexed<'_>, chunk: &Chunk, at: usize) -> bool {
    let after_comma = lexed.is(lexed.before(chunk.tokens.start, at), ',');
    match lexed.keyword(Some(at)) {
        Some("设" | "应" | "就诊" | "读法") => true,
        Some("当") => chunk.keyword == "条款" && !after_comma,
        _ => lexed.is(Some(at), '|') || (chunk.keyword == "条款" && begins_definition(lexed, at, chunk.tokens.end)),
    }
}

/// Whether `项 ＝` stands at a token.
pub fn begins_definition(lexed: &Lexed<'_>, at: usize, end: usize) -> bool {
    name_end(lexed, at, end).is_some_and(|next| lexed.is(lexed.visible(next, end), '='))
}

/// One past the qualified name at a token.
pub fn name_end(lexed: &Lexed<'_>, at: usize, end: usize) -> Option<usize> {
    let is_name = |i: usize| lexed.tokens.get(i).is_some_and(|t| matches!(t.kind, Kind::Word | Kind::Quoted));
    if at >= end || !is_name(at) {
        return None;
    }
    let mut next = at + 1;
    while lexed.is(Some(next), '.') && is_name(next + 1) && next + 1 < end {
        next += 2;
    }
    Some(next)
}
