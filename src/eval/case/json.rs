//! JSON with places: every value knows where it stands, numbers keep their digits, repeated keys are found.
//! Strings are decoded by serde_json.

use super::errors;
use crate::base::diagnostic::Diagnostic;
use crate::base::span::{FileId, Span};

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Json {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of value.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// null
    Null,
    /// true, false
    Bool(bool),
    /// The digits as written.
    Number(String),
    /// Decoded text.
    Text(String),
    /// `[…]`
    List(Vec<Json>),
    /// `{…}`, in order, keys with their places.
    Object(Vec<(Key, Json)>),
}

/// A key with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Decoded text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// Deepest nesting read.
const MAX_DEPTH: usize = 64;

/// Reads one value from `text`, which begins at byte `base` of the file. Repeated keys are diagnostics; the first
/// value is kept.
pub fn parse(file: FileId, text: &str, base: usize) -> (Option<Json>, Vec<Diagnostic>) {
    let mut p = Parser { file, text, base, at: 0, diags: Vec::new() };
    let value = p.value(0).and_then(|v| p.end().map(|()| v));
    match value {
        Ok(v) => (Some(v), p.diags),
        Err(d) => {
            p.diags.push(*d);
            (None, p.diags)
        }
    }
}

struct Parser<'t> {
    file: FileId,
    text: &'t str,
    base: usize,
    at: usize,
    diags: Vec<Diagnostic>,
}

type Res<T> = Result<T, Box<Diagnostic>>;

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn span(&self, from: usize) -> Span {
        Span::new(self.file, self.base + from, self.base + self.at)
    }

    /// One character from here on.
    fn here(&self) -> Span {
        let len = self.text.get(self.at..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
        Span::new(self.file, self.base + self.at, self.base + self.at + len)
    }

    fn fail<T>(&self, what: &str) -> Res<T> {
        Err(Box::new(errors::not_json(self.here(), what)))
    }

    fn end(&mut self) -> Res<()> {
        self.skip();
        if self.peek().is_none() { Ok(()) } else { self.fail("此处应已结束") }
    }

    fn value(&mut self, depth: usize) -> Res<Json> {
        self.skip();
        if depth > MAX_DEPTH {
            return self.fail("嵌套太深");
        }
        let from = self.at;
        let kind = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Kind::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => Kind::Number(self.number()?),
            Some(_) => self.word()?,
            None => return self.fail("内容在此中断"),
        };
        Ok(Json { kind, span: self.span(from) })
    }

    fn word(&mut self) -> Res<Kind> {
        for (word, kind) in [("true", Kind::Bool(true)), ("false", Kind::Bool(false)), ("null", Kind::Null)] {
            if self.text.get(self.at..).is_some_and(|t| t.starts_with(word)) {
                self.at += word.len();
                return Ok(kind);
            }
        }
        self.fail("此处应为一个值")
    }

    /// The JSON grammar of numbers: no leading zeros, no bare point.
    fn number(&mut self) -> Res<String> {
        let from = self.at;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        let digits = self.text.get(from..self.at).unwrap_or("");
        if serde_json::from_str::<serde_json::Number>(digits).is_err() {
            self.at = from;
            return self.fail("数的写法不对");
        }
        Ok(digits.to_owned())
    }

    fn string(&mut self) -> Res<String> {
        let from = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.at += 2,
                Some(0..=0x1f) | None => {
                    self.at = self.at.min(self.text.len());
                    return self.fail("引号没有配对");
                }
                Some(_) => self.at += 1,
            }
        }
        self.at += 1;
        let quoted = self.text.get(from..self.at).unwrap_or("");
        match serde_json::from_str(quoted) {
            Ok(text) => Ok(text),
            Err(_) => {
                self.at = from;
                self.fail("引号内的转义不对")
            }
        }
    }

    fn list(&mut self, depth: usize) -> Res<Kind> {
        self.at += 1;
        let mut out = Vec::new();
        self.skip();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Kind::List(out));
        }
        loop {
            out.push(self.value(depth + 1)?);
            self.skip();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return self.fail("此处应为逗号或 ]"),
            }
        }
        self.at += 1;
        Ok(Kind::List(out))
    }

    fn object(&mut self, depth: usize) -> Res<Kind> {
        self.at += 1;
        let mut out: Vec<(Key, Json)> = Vec::new();
        self.skip();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Kind::Object(out));
        }
        loop {
            let (key, value) = self.entry(depth)?;
            match out.iter().find(|(k, _)| k.text == key.text) {
                Some((first, _)) => self.diags.push(errors::repeated_key(&key, first.span)),
                None => out.push((key, value)),
            }
            self.skip();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return self.fail("此处应为逗号或 }"),
            }
        }
        self.at += 1;
        Ok(Kind::Object(out))
    }

    fn entry(&mut self, depth: usize) -> Res<(Key, Json)> {
        self.skip();
        if self.peek() != Some(b'"') {
            return self.fail("此处应为加引号的名");
        }
        let from = self.at;
        let text = self.string()?;
        let key = Key { text, span: self.span(from) };
        self.skip();
        if self.peek() != Some(b':') {
            return self.fail("此处应为冒号");
        }
        self.at += 1;
        Ok((key, self.value(depth + 1)?))
    }
}
