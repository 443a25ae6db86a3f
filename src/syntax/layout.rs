//! The formatter: the same tokens, spaced and indented one way.
//!
//! It works on tokens and lines, so comments, line breaks and the author's order stay. Prose (citations, titles,
//! quoted text) is copied as it stands; only what lies between is spelled anew: Chinese keywords, full-width
//! punctuation, tables aligned by display width.

mod lines;
mod prose;
mod spacing;

use super::lex::{Kind, Lexed, Token, inside_quotes};
use super::scan;
use super::{lex, parse};
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::span::FileId;
use crate::base::width::display_width;
use lines::Role;
use std::ops::Range as Stretch;

/// Columns of one level.
const INDENT: usize = 4;

/// Formats a text; its diagnostics when it does not parse.
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    let (file, diags) = parse(FileId(0), text);
    if diags.iter().any(|d| d.severity == Severity::Error) {
        return Err(diags);
    }
    let lexed = lex::lex(FileId(0), text);
    let printer = Printer { lexed: &lexed, prose: prose::spans(&file) };
    Ok(printer.file())
}

/// A line of output.
struct Line {
    indent: usize,
    code: String,
    comment: Option<String>,
}

impl Line {
    /// Code and comment on one line.
    fn trailing(&self) -> bool {
        self.comment.is_some() && !self.code.is_empty()
    }

    /// Columns up to the end of the code.
    fn width(&self) -> usize {
        self.indent + display_width(self.code.rsplit('\n').next().unwrap_or(""))
    }
}

struct Printer<'a> {
    lexed: &'a Lexed<'a>,
    /// Stretches of the source that are copied, in order.
    prose: Vec<Stretch<usize>>,
}

impl Printer<'_> {
    fn file(&self) -> String {
        let chunks = scan::chunks(self.lexed);
        let mut out: Vec<Line> = self.comments(chunks.preamble);
        for chunk in &chunks.items {
            out.extend(self.item(chunk));
        }
        render(out)
    }

    /// Lines that hold nothing but comments.
    fn comments(&self, tokens: Stretch<usize>) -> Vec<Line> {
        self.physical_lines(tokens).iter().map(|line| self.comment_line(line, 0)).collect()
    }

    /// A line without code: blank or a comment. Comments at the margin stay there.
    fn comment_line(&self, line: &Stretch<usize>, level: usize) -> Line {
        let at_margin = self.lexed.tokens.get(line.start).is_some_and(|t| t.kind == Kind::Comment);
        let indent = if at_margin { 0 } else { level.max(1) * INDENT };
        let comment = self.comment(line);
        Line { indent: if comment.is_some() { indent } else { 0 }, code: String::new(), comment }
    }

    fn comment(&self, line: &Stretch<usize>) -> Option<String> {
        let tokens = self.lexed.tokens.get(line.clone())?;
        let token = tokens.iter().find(|t| t.kind == Kind::Comment)?;
        let text = self.lexed.source(token).trim_end();
        Some(text.replacen('＃', "#", usize::from(text.starts_with('＃'))))
    }

    /// Cuts at line ends; a line that ends the stretch without one counts if it holds anything.
    fn physical_lines(&self, tokens: Stretch<usize>) -> Vec<Stretch<usize>> {
        let mut lines = Vec::new();
        let mut start = tokens.start;
        for at in tokens.clone() {
            if self.lexed.tokens.get(at).is_some_and(|t| t.kind == Kind::Newline) {
                lines.push(start..at);
                start = at + 1;
            }
        }
        if start < tokens.end {
            lines.push(start..tokens.end);
        }
        lines
    }

    fn item(&self, chunk: &scan::Chunk) -> Vec<Line> {
        let physical = self.physical_lines(chunk.tokens.clone());
        let roles = lines::roles(self.lexed, chunk);
        let mut out = Vec::new();
        let (mut statement, mut level) = (0, 0);
        let mut rows = Vec::new();
        for line in &physical {
            let code = self.lexed.trim(line.clone());
            if code.is_empty() {
                out.push(self.comment_line(line, level));
                continue;
            }
            let role = roles.get(&code.start).copied().unwrap_or(Role::Continued);
            level = lines::level(role, statement);
            if role != Role::Continued {
                statement = level;
            }
            if role == Role::TableRow {
                rows.push((out.len(), self.cells(&code)));
            }
            let text = if role == Role::Field { self.field(&code) } else { self.inline(&code) };
            out.push(Line { indent: level * INDENT, code: text, comment: self.comment(line) });
        }
        align(&mut out, &rows);
        out
    }

    /// A field of 政策: its word, then its value in a column of its own.
    fn field(&self, code: &Stretch<usize>) -> String {
        let word = code.start..code.start + 1;
        let value = self.lexed.trim(code.start + 1..code.end);
        let word = self.inline(&word);
        format!("{} {}", crate::base::width::pad(&word, 9), self.inline(&value))
    }

    /// The cells of a row, each with the mark before it.
    fn cells(&self, row: &Stretch<usize>) -> Vec<(char, String)> {
        let closed = self.lexed.is(row.end.checked_sub(1), '|') && row.len() > 1;
        let inner = row.start + 1..if closed { row.end - 1 } else { row.end };
        let mut mark = '|';
        let mut cells = Vec::new();
        for (cell, next) in self.lexed.split(&inner, &['|', '→']) {
            cells.push((mark, self.inline(&self.lexed.trim(cell))));
            mark = if self.lexed.is(next, '→') { '→' } else { '|' };
        }
        cells
    }

    /// Tokens on one line, spaced.
    fn inline(&self, tokens: &Stretch<usize>) -> String {
        let mut out = String::new();
        let mut spacer = spacing::Spacer::default();
        let mut at = tokens.start;
        while at < tokens.end {
            let Some(token) = self.lexed.tokens.get(at) else { break };
            if token.is_blank() {
                at += 1;
                continue;
            }
            let (next, piece, text) = self.piece(at, tokens.end, token, &spacer);
            if spacer.gap(&piece) {
                out.push(' ');
            }
            out.push_str(&text);
            spacer.push(piece);
            at = next;
        }
        out
    }

    /// The piece of output that begins at a token: the token after it, its kind for spacing, its text.
    fn piece(&self, at: usize, end: usize, token: &Token, spacer: &spacing::Spacer) -> (usize, spacing::Piece, String) {
        let source = self.lexed.source(token);
        if let Some(span) = self.prose_at(token).filter(|_| token.kind != Kind::Quoted) {
            let next = (at..end).find(|i| self.lexed.tokens.get(*i).is_none_or(|t| t.start >= span.end)).unwrap_or(end);
            let text = self.lexed.text.get(token.start..span.end).unwrap_or(source).to_owned();
            return (next, spacing::Piece::Word, text);
        }
        let (piece, text) = match token.kind {
            Kind::Quoted => (spacing::Piece::Word, quoted(source)),
            Kind::Keyword(k) => (spacing::Piece::Keyword(k.zh), k.zh.to_owned()),
            Kind::Number => (spacing::Piece::Number, lex::folded(source).into_owned()),
            Kind::Prose => (spacing::Piece::Word, source.trim().to_owned()),
            Kind::Punct('-') if spacer.expects_operand() && self.is_sign(at, spacer) => {
                (spacing::Piece::Sign, "-".to_owned())
            }
            Kind::Punct(c) => (spacing::Piece::Mark(c), spacing::wide(c).to_string()),
            _ => (spacing::Piece::Word, lex::folded(source).into_owned()),
        };
        (at + 1, piece, text)
    }

    /// At the beginning of a line a `-` that stands apart from a number continues the line above.
    fn is_sign(&self, at: usize, spacer: &spacing::Spacer) -> bool {
        let (this, next) = (self.lexed.tokens.get(at), self.lexed.tokens.get(at + 1));
        let touches = this
            .zip(next)
            .is_some_and(|(a, b)| b.kind == Kind::Number && a.start + self.lexed.source(a).len() == b.start);
        touches || !spacer.is_at_start()
    }

    fn prose_at(&self, token: &Token) -> Option<&Stretch<usize>> {
        let next = self.prose.partition_point(|s| s.start <= token.start);
        next.checked_sub(1).and_then(|i| self.prose.get(i)).filter(|s| token.start < s.end)
    }
}

/// Quoted text in 「」 unless it holds such marks itself.
fn quoted(source: &str) -> String {
    let inner = inside_quotes(source);
    if inner.contains(['「', '」']) { source.to_owned() } else { format!("「{inner}」") }
}

/// Pads the cells of a table's rows to the widest of their column.
fn align(out: &mut [Line], rows: &[(usize, Vec<(char, String)>)]) {
    let mut widths: Vec<usize> = Vec::new();
    for (_, cells) in rows {
        for (i, (_, text)) in cells.iter().enumerate() {
            match widths.get_mut(i) {
                Some(w) => *w = display_width(text).max(*w),
                None => widths.push(display_width(text)),
            }
        }
    }
    for (line, cells) in rows {
        let padded = cells.iter().zip(&widths).map(|((mark, text), w)| {
            let mark = spacing::wide(*mark);
            format!("{mark} {} ", crate::base::width::pad(text, *w))
        });
        if let Some(line) = out.get_mut(*line) {
            line.code = padded.chain(["|".to_owned()]).collect();
        }
    }
}

/// Joins lines: comments of neighbouring lines in one column, no more than one blank line at a time.
fn render(mut lines: Vec<Line>) -> String {
    let columns = comment_columns(&lines);
    let mut out = String::new();
    let mut blank = true;
    for (line, column) in lines.iter_mut().zip(columns) {
        let empty = line.code.is_empty() && line.comment.is_none();
        if empty && blank {
            continue;
        }
        blank = empty;
        if !empty {
            out.push_str(&" ".repeat(line.indent));
            out.push_str(&line.code);
        }
        if let Some(comment) = &line.comment {
            let gap = if line.code.is_empty() { 0 } else { column.saturating_sub(line.width()) };
            out.push_str(&" ".repeat(gap));
            out.push_str(comment);
        }
        out.push('\n');
    }
    let end = out.trim_end_matches('\n').len();
    out.truncate(end);
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// For each line, the column of a comment behind its code: two beyond the longest of a run of such lines.
fn comment_columns(lines: &[Line]) -> Vec<usize> {
    let mut columns = Vec::with_capacity(lines.len());
    for run in lines.chunk_by(|a, b| a.trailing() && b.trailing()) {
        let column = run.iter().map(Line::width).max().unwrap_or(0) + 2;
        columns.extend(std::iter::repeat_n(column, run.len()));
    }
    columns
}
