//! Text → tokens. Nothing is lost: the tokens' places cover the text without a gap.
//!
//! Beside the tokens stands the *folded* text that the grammar reads: punctuation, digits and letters in half
//! width, aliases as Chinese keywords, comments as a blank, and every reserved word marked with `@`. The
//! word-boundary rule therefore lives here alone: a word that equals a reserved word is marked, and a word that
//! merely contains one (当年起付线) cannot be misread further on.

use super::keywords::{self, Keyword, Role, SUFFIXES};
use super::numerals;
use crate::base::span::{FileId, Span};
use std::borrow::Cow;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name or contextual word.
    Word,
    /// A word that begins with a digit, with its unit.
    Number,
    /// `「…」`
    Quoted,
    /// `「…` without its end on the same line.
    Unclosed,
    /// A reserved word.
    Keyword(&'static Keyword),
    /// Punctuation, in half width where there is one: `: , ; ( ) [ ] { } | = + - * / < > ≥ ≤ 、 . → —`
    Punct(char),
    /// The prose of a 注.
    Prose,
    /// Any other visible character.
    Other,
    /// A character that cannot be seen and is no white space.
    Invisible(char),
    /// White space within a line, or nothing (between a number and its bound word).
    Space,
    /// `# …`
    Comment,
    /// End of line.
    Newline,
}

/// A token.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// First byte in the source.
    pub start: usize,
    /// One past its last byte in the source.
    pub end: usize,
    /// First byte in the folded text. It ends there where the next begins.
    pub fold: usize,
}

impl Token {
    /// Whether the grammar sees it.
    pub fn is_blank(&self) -> bool {
        matches!(self.kind, Kind::Space | Kind::Comment | Kind::Newline | Kind::Invisible(_))
    }

    /// Whether it is this punctuation.
    pub fn is(&self, c: char) -> bool {
        self.kind == Kind::Punct(c)
    }

    /// Its reserved word.
    pub fn keyword(&self) -> Option<&'static str> {
        match self.kind {
            Kind::Keyword(k) => Some(k.zh),
            _ => None,
        }
    }

    /// Whether it begins an item when it is the first of its line.
    pub fn begins_item(&self) -> bool {
        matches!(self.kind, Kind::Keyword(k) if k.role == Role::Item)
    }
}

/// A text with its tokens.
pub struct Lexed<'a> {
    /// The file.
    pub file: FileId,
    /// The source.
    pub text: &'a str,
    /// All tokens in order.
    pub tokens: Vec<Token>,
    /// The folded text.
    pub folded: String,
}

impl<'a> Lexed<'a> {
    /// The token's source text.
    pub fn source(&self, token: &Token) -> &'a str {
        self.text.get(token.start..token.end).unwrap_or("")
    }

    /// The place in the source of a place in the folded text.
    pub fn unfold(&self, at: usize) -> usize {
        self.unfold_within(at, &(0..self.tokens.len()))
    }

    /// The same for a place that is known to stand in, or at the end of, a stretch of tokens.
    pub fn unfold_within(&self, at: usize, tokens: &std::ops::Range<usize>) -> usize {
        let part = self.tokens.get(tokens.clone()).unwrap_or(&[]);
        let next = tokens.start + part.partition_point(|t| t.fold <= at);
        let Some(token) = next.checked_sub(1).and_then(|i| self.tokens.get(i)) else { return 0 };
        let fold_end = self.tokens.get(next).map_or(self.folded.len(), |t| t.fold);
        if at == token.fold {
            token.start
        } else if fold_end - token.fold == token.end - token.start {
            token.start + (at - token.fold)
        } else {
            token.end
        }
    }

    /// The span of a stretch of the folded text.
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.unfold(start), self.unfold(end))
    }

    /// The span of a token.
    pub fn token_span(&self, token: &Token) -> Span {
        Span::new(self.file, token.start, token.end)
    }
}

/// The half-width form of a character; itself when it has none.
pub fn fold(c: char) -> char {
    match c {
        '！'..='～' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        '×' => '*',
        '÷' => '/',
        '−' => '-',
        '≧' => '≥',
        '≦' => '≤',
        '【' => '[',
        '】' => ']',
        '–' | '―' | '─' => '—',
        '､' | '﹑' => '、',
        _ => c,
    }
}

/// Whether a folded character may stand in a word. `-` never does.
pub fn is_word_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '·' || (!c.is_ascii() && c.is_alphabetic())
}

/// Splits a text into tokens.
pub fn lex(file: FileId, text: &str) -> Lexed<'_> {
    let out = Lexed { file, text, tokens: Vec::new(), folded: String::with_capacity(text.len()) };
    let mut lexer = Lexer { out, pos: 0, line_start: true };
    while lexer.step() {}
    lexer.out
}

struct Lexer<'a> {
    out: Lexed<'a>,
    pos: usize,
    /// Nothing but blanks so far on this line.
    line_start: bool,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.out.text.get(self.pos..).unwrap_or("")
    }

    /// Bytes of the longest prefix of the rest whose characters all satisfy `f`.
    fn run(&self, f: impl Fn(char) -> bool) -> usize {
        let rest = self.rest();
        rest.find(|c| !f(c)).unwrap_or(rest.len())
    }

    /// Ends a token `len` bytes on.
    fn emit(&mut self, kind: Kind, len: usize, folded: impl FnOnce(&mut String, &str)) {
        let (start, end) = (self.pos, self.pos + len);
        let fold = self.out.folded.len();
        folded(&mut self.out.folded, self.out.text.get(start..end).unwrap_or(""));
        self.out.tokens.push(Token { kind, start, end, fold });
        self.pos = end;
        match kind {
            Kind::Newline => self.line_start = true,
            Kind::Space | Kind::Comment | Kind::Invisible(_) => {}
            _ => self.line_start = false,
        }
    }

    fn blank(&mut self, kind: Kind, len: usize) {
        self.emit(kind, len, |out, _| out.push(' '));
    }

    fn step(&mut self) -> bool {
        let Some(raw) = self.rest().chars().next() else { return false };
        let c = fold(raw);
        match c {
            '\n' => self.emit(Kind::Newline, 1, |out, _| out.push('\n')),
            '#' => self.blank(Kind::Comment, self.run(|c| c != '\n')),
            '「' => self.quoted(raw, '」'),
            '“' => self.quoted(raw, '”'),
            '"' => self.quoted(raw, raw),
            _ if c.is_ascii_digit() => self.number(),
            _ if is_word_char(c) => self.word(),
            _ if c.is_whitespace() => self.blank(Kind::Space, self.run(|c| c.is_whitespace() && c != '\n')),
            _ if is_invisible(c) => self.blank(Kind::Invisible(c), raw.len_utf8()),
            _ => self.punct(raw, c),
        }
        true
    }

    fn punct(&mut self, raw: char, c: char) {
        let next = self.rest().chars().nth(1);
        let (c, len) = match (c, next.map(fold)) {
            ('>', Some('=')) => ('≥', raw.len_utf8() + next.map_or(0, char::len_utf8)),
            ('<', Some('=')) => ('≤', raw.len_utf8() + next.map_or(0, char::len_utf8)),
            ('-', Some('>')) => ('→', raw.len_utf8() + next.map_or(0, char::len_utf8)),
            ('—', _) => ('—', self.run(|c| fold(c) == '—')),
            _ => (c, raw.len_utf8()),
        };
        let known = ":,;()[]{}|=+-*/<>≥≤、.→—".contains(c);
        let kind = if known { Kind::Punct(c) } else { Kind::Other };
        // `@` is the grammar's own mark and must not come from the source.
        self.emit(kind, len, |out, _| out.push(if c == '@' { '\u{FFFD}' } else { c }));
    }

    fn word(&mut self) {
        let len = self.run(|c| is_word_char(fold(c)));
        let raw = self.rest().get(..len).unwrap_or("");
        let first = self.line_start;
        let keyword = if raw.is_ascii() || len <= 45 { keywords::lookup(&folded(raw)) } else { None };
        match keyword {
            Some(k) => self.emit(Kind::Keyword(k), len, |out, _| {
                out.push('@');
                out.push_str(k.zh);
            }),
            None => self.emit(Kind::Word, len, |out, raw| out.push_str(&folded(raw))),
        }
        if first && keyword.is_some_and(|k| k.zh == "注") {
            self.prose();
        }
    }

    /// The text of a 注 is prose up to the end of the line or a comment.
    fn prose(&mut self) {
        let gap = self.run(|c| c.is_whitespace() && c != '\n');
        if !self.rest().get(gap..).is_some_and(|r| r.starts_with([':', '：'])) {
            return;
        }
        if gap > 0 {
            self.blank(Kind::Space, gap);
        }
        self.step();
        let len = self.run(|c| c != '\n' && fold(c) != '#');
        if len > 0 {
            self.emit(Kind::Prose, len, |out, raw| out.extend(raw.chars().map(unmarked)));
        }
    }

    fn quoted(&mut self, open: char, close: char) {
        let kind_and_len = quoted_len(self.rest(), open, close);
        let (kind, len) = match kind_and_len {
            Some(len) => (Kind::Quoted, len),
            None => (Kind::Unclosed, self.run(|c| c != '\n')),
        };
        self.emit(kind, len, |out, raw| {
            let inner = inside_quotes(raw);
            out.push('「');
            out.extend(inner.chars().map(unmarked));
            out.push('」');
        });
    }

    /// A number with its unit, then any words that may follow a number directly.
    fn number(&mut self) {
        let len = self.number_len();
        let raw = self.rest().get(..len).unwrap_or("");
        let text = folded(raw).into_owned();
        let used = numerals::literal_len(&text);
        let splits = used < text.len() && text.get(used..).is_some_and(|t| suffix(t).is_some());
        let taken = if splits { used } else { text.len() };
        let raw_taken = unfolded_len(raw, taken);
        self.emit(Kind::Number, raw_taken, |out, _| out.push_str(&numerals::iso_to_chinese(&text, taken)));
        if splits {
            self.after_number();
        }
    }

    /// Bytes of a word that begins with a digit, including a decimal point, `%` and the dashes of a date.
    fn number_len(&self) -> usize {
        let rest = self.rest();
        if let Some(len) = iso_date_len(rest) {
            return len;
        }
        let mut chars = rest.char_indices().peekable();
        while let Some(&(at, raw)) = chars.peek() {
            let c = fold(raw);
            let next_is_digit = || {
                let after = rest.get(at + raw.len_utf8()..).and_then(|r| r.chars().next());
                after.is_some_and(|c| fold(c).is_ascii_digit())
            };
            let joins = is_word_char(c) || c == '%' || (c == '.' && next_is_digit());
            if !joins {
                return at;
            }
            chars.next();
        }
        rest.len()
    }

    /// Continues directly after a number: `以内`, `以上至20万元`, `起`.
    fn after_number(&mut self) {
        self.emit(Kind::Space, 0, |out, _| out.push(' '));
        let Some(word) = suffix(self.rest()) else { return };
        match keywords::lookup(word) {
            Some(k) => self.emit(Kind::Keyword(k), word.len(), |out, raw| {
                out.push('@');
                out.push_str(raw);
            }),
            None => self.emit(Kind::Word, word.len(), |out, raw| out.push_str(raw)),
        }
        if suffix(self.rest()).is_some() {
            self.after_number();
        }
    }
}

/// The word at the start of `text` that may follow a number, when what follows it may stand there.
fn suffix(text: &str) -> Option<&'static str> {
    SUFFIXES.into_iter().find(|word| {
        let Some(after) = text.strip_prefix(word) else { return false };
        let next = after.chars().next().map(fold);
        next.is_none_or(|c| !is_word_char(c) || c.is_ascii_digit()) || suffix(after).is_some()
    })
}

/// `2025-06-01`, in either width, not followed by more of a word.
fn iso_date_len(rest: &str) -> Option<usize> {
    let mut end = 0;
    let mut shape = "dddd-dd-dd".chars();
    for raw in rest.chars() {
        let c = fold(raw);
        match shape.next() {
            Some('d') if c.is_ascii_digit() => end += raw.len_utf8(),
            Some('-') if c == '-' => end += raw.len_utf8(),
            Some(_) => return None,
            None if c.is_ascii_alphanumeric() => return None,
            None => return Some(end),
        }
    }
    shape.next().is_none().then_some(end)
}

/// Bytes of `raw` that fold to `taken` bytes.
fn unfolded_len(raw: &str, taken: usize) -> usize {
    let (mut from, mut to) = (0, 0);
    for c in raw.chars() {
        if to >= taken {
            break;
        }
        from += c.len_utf8();
        to += fold(c).len_utf8();
    }
    from
}

/// Half-width form of a text.
pub fn folded(raw: &str) -> Cow<'_, str> {
    if raw.chars().all(|c| fold(c) == c) { Cow::Borrowed(raw) } else { raw.chars().map(fold).collect() }
}

/// Longest quoted text, in lines: an unclosed quote must not swallow the file.
const QUOTE_LINES: usize = 40;

/// Bytes of a quoted text including its quotes; `None` when it is not closed before the next item.
fn quoted_len(rest: &str, open: char, close: char) -> Option<usize> {
    let mut lines = 0;
    for (at, c) in rest.char_indices().skip(1) {
        if c == close || (open == '＂' && c == '"') {
            return Some(at + c.len_utf8());
        }
        if c == '\n' {
            lines += 1;
            if lines > QUOTE_LINES || rest.get(at + 1..).is_none_or(starts_item_or_row) {
                return None;
            }
        }
    }
    None
}

/// Whether a line begins with the keyword of an item or is a row of a table.
fn starts_item_or_row(rest: &str) -> bool {
    let line = rest.trim_start_matches(|c: char| c.is_whitespace() && c != '\n');
    if line.starts_with(['|', '｜']) {
        return true;
    }
    let end = line.find(|c| !is_word_char(fold(c))).unwrap_or(line.len());
    let word = line.get(..end.min(60)).unwrap_or("");
    keywords::lookup(&folded(word)).is_some_and(|k| k.role == Role::Item)
}

/// What stands between the quotes of a quoted token.
pub fn inside_quotes(raw: &str) -> &str {
    let mut chars = raw.chars();
    chars.next();
    let inner = chars.as_str();
    inner.strip_suffix(['」', '”', '"', '＂']).unwrap_or(inner)
}

/// Keeps the grammar's own marks out of quoted text and prose.
fn unmarked(c: char) -> char {
    match c {
        '「' | '」' | '@' | '\n' | '\r' => '\u{FFFD}',
        _ => c,
    }
}

fn is_invisible(c: char) -> bool {
    let formats = matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}');
    c.is_control() || formats || c == '\u{00AD}'
}

#[cfg(test)]
mod tests;
