//! Diagnostics for people: a Chinese header, the place, the text with carets, advice.

use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::source::SourceMap;
use crate::base::span::{FileId, Span};
use codespan_reporting::diagnostic::{self as codespan, LabelStyle};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{self, Config, DisplayStyle, GeneralWriteResult, WriteStyle};
use std::io;
use std::ops::Range;

/// Lines longer than this many bytes are quoted in part, not shown.
const LONG_LINE: usize = 600;
/// Longer quotations, in characters, are shortened.
const LONG_QUOTE: usize = 200;

/// All diagnostics, an empty line after each.
pub fn render(diagnostics: &[Diagnostic], sources: &SourceMap, color: bool) -> String {
    diagnostics.iter().map(|d| render_one(d, sources, color) + "\n").collect()
}

/// One diagnostic, with its final line break.
pub fn render_one(diagnostic: &Diagnostic, sources: &SourceMap, color: bool) -> String {
    let mut out = header(diagnostic, color);
    match snippet(diagnostic, sources, color) {
        Some(text) => out.push_str(&text),
        None => out.push_str(&without_snippet(diagnostic, sources)),
    }
    out
}

/// `错误[MC0301]：…`
fn header(diagnostic: &Diagnostic, color: bool) -> String {
    let word = severity_word(diagnostic.severity);
    let (paint, bold, reset) = if color { (paint(diagnostic.severity), "\x1b[1m", "\x1b[0m") } else { ("", "", "") };
    format!("{paint}{word}[{}]{reset}{bold}：{}{reset}\n", diagnostic.code, clipped(&diagnostic.message))
}

/// The sentence with long quotations of the user's text shortened in their middle.
fn clipped(text: &str) -> String {
    let mut out = String::new();
    for (i, part) in text.split('「').enumerate() {
        if i > 0 {
            out.push('「');
        }
        match part.find('」').filter(|_| i > 0) {
            Some(end) => out.push_str(&(shortened(part.get(..end).unwrap_or("")) + part.get(end..).unwrap_or(""))),
            None => out.push_str(&shortened(part)),
        }
    }
    out
}

fn shortened(text: &str) -> String {
    let count = text.chars().count();
    if count <= LONG_QUOTE {
        return text.to_owned();
    }
    let (head, tail) = (text.chars().take(LONG_QUOTE / 2), text.chars().skip(count - LONG_QUOTE / 4));
    head.chain(std::iter::once('…')).chain(tail).collect()
}

/// The Chinese word.
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "错误",
        Severity::Warning => "警告",
        Severity::Info => "提示",
    }
}

fn paint(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "\x1b[1;31m",
        Severity::Warning => "\x1b[1;33m",
        Severity::Info => "\x1b[1;36m",
    }
}

/// Place and text with carets; `None` when the place has no showable text.
fn snippet(diagnostic: &Diagnostic, sources: &SourceMap, color: bool) -> Option<String> {
    let spans = || std::iter::once(diagnostic.span).chain(diagnostic.labels.iter().map(|l| l.span));
    if !spans().all(|span| showable(span, sources)) {
        return None;
    }
    let mut painter = Painter { out: Vec::new(), color, header_done: false };
    let config = Config { display_style: DisplayStyle::Rich, ..Config::default() };
    term::emit_to_write_style(&mut painter, &config, &SourceFiles(sources), &to_codespan(diagnostic)).ok()?;
    let text = String::from_utf8(painter.out).ok()?;
    Some(text.trim_end_matches('\n').to_owned() + "\n")
}

/// Whether the lines of a span can be printed, with their neighbours: a line between two labels is shown as well.
fn showable(span: Span, sources: &SourceMap) -> bool {
    let Some(file) = sources.get(span.file) else { return false };
    let (start, end) = (span.start as usize, span.end as usize);
    let (Some(before), Some(after)) = (file.text.get(..start), file.text.get(end..)) else { return false };
    let first = before.rmatch_indices('\n').nth(1).map_or(0, |(i, _)| i + 1);
    let last = after.match_indices('\n').nth(1).map_or(file.text.len(), |(i, _)| end + i);
    let lines = file.text.get(first..last).unwrap_or("");
    start <= end && lines.split('\n').all(|line| line.len() <= LONG_LINE)
}

/// Places without their text.
fn without_snippet(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let place = |span: Span| {
        let (path, line, column) = sources.position(span);
        (!path.is_empty()).then(|| format!("{path}:{line}:{column}"))
    };
    let main = place(diagnostic.span).map(|at| format!("  ┌─ {at}\n"));
    let others = diagnostic.labels.iter().filter_map(|l| Some(format!("{}：{}", clipped(&l.text), place(l.span)?)));
    let notes = others.chain(notes(diagnostic)).map(|note| format!("  = {note}\n"));
    main.into_iter().chain(notes).collect()
}

fn notes(diagnostic: &Diagnostic) -> Vec<String> {
    let fix = diagnostic.fix.iter().map(|fix| format!("可改为：{}", shortened(fix)));
    diagnostic.hints.iter().map(|hint| format!("提示：{}", clipped(hint))).chain(fix).collect()
}

fn to_codespan(diagnostic: &Diagnostic) -> codespan::Diagnostic<FileId> {
    let severity = match diagnostic.severity {
        Severity::Error => codespan::Severity::Error,
        Severity::Warning => codespan::Severity::Warning,
        Severity::Info => codespan::Severity::Note,
    };
    let range = |span: Span| span.start as usize..span.end as usize;
    let main =
        codespan::Label::primary(diagnostic.span.file, range(diagnostic.span)).with_message(clipped(&diagnostic.label));
    let others = diagnostic
        .labels
        .iter()
        .map(|l| codespan::Label::secondary(l.span.file, range(l.span)).with_message(clipped(&l.text)));
    codespan::Diagnostic::new(severity)
        .with_labels(std::iter::once(main).chain(others).collect())
        .with_notes(notes(diagnostic))
}

struct SourceFiles<'a>(&'a SourceMap);

impl<'a> Files<'a> for SourceFiles<'a> {
    type FileId = FileId;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<&'a str, Error> {
        self.0.get(id).map(|f| f.path.as_str()).ok_or(Error::FileMissing)
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        self.0.get(id).map(|f| f.text.as_str()).ok_or(Error::FileMissing)
    }

    fn line_index(&'a self, id: FileId, byte: usize) -> Result<usize, Error> {
        let file = self.0.get(id).ok_or(Error::FileMissing)?;
        Ok(file.lines.partition_point(|&start| start as usize <= byte).saturating_sub(1))
    }

    fn line_range(&'a self, id: FileId, line: usize) -> Result<Range<usize>, Error> {
        let file = self.0.get(id).ok_or(Error::FileMissing)?;
        let max = file.lines.len();
        let start = *file.lines.get(line).ok_or(Error::LineTooLarge { given: line, max })?;
        let end = file.lines.get(line + 1).map_or(file.text.len(), |&next| next as usize);
        Ok(start as usize..end)
    }
}

/// Takes what codespan writes, without its header line (whose words are English).
struct Painter {
    out: Vec<u8>,
    color: bool,
    header_done: bool,
}

impl Painter {
    fn style(&mut self, escape: &str) -> GeneralWriteResult {
        if self.color && self.header_done {
            self.out.extend_from_slice(escape.as_bytes());
        }
        Ok(())
    }
}

impl io::Write for Painter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        if !self.header_done {
            let Some(end) = bytes.iter().position(|&b| b == b'\n') else { return Ok(bytes.len()) };
            self.header_done = true;
            rest = bytes.get(end + 1..).unwrap_or_default();
        }
        self.out.extend_from_slice(rest);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl WriteStyle for Painter {
    fn set_header(&mut self, _: codespan::Severity) -> GeneralWriteResult {
        Ok(())
    }

    fn set_header_message(&mut self) -> GeneralWriteResult {
        Ok(())
    }

    fn set_line_number(&mut self) -> GeneralWriteResult {
        self.style("\x1b[36m")
    }

    fn set_note_bullet(&mut self) -> GeneralWriteResult {
        self.style("\x1b[36m")
    }

    fn set_source_border(&mut self) -> GeneralWriteResult {
        self.style("\x1b[36m")
    }

    fn set_label(&mut self, severity: codespan::Severity, style: LabelStyle) -> GeneralWriteResult {
        self.style(match (style, severity) {
            (LabelStyle::Secondary, _) => "\x1b[36m",
            (_, codespan::Severity::Error) => "\x1b[31m",
            (_, codespan::Severity::Warning) => "\x1b[33m",
            _ => "\x1b[36m",
        })
    }

    fn reset(&mut self) -> GeneralWriteResult {
        self.style("\x1b[0m")
    }
}

#[cfg(test)]
mod tests;
