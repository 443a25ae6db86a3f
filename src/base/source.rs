//! Source texts. [`SourceLoader`] is the only door through which the core obtains text.

use super::span::{FileId, Span};
use serde::Serialize;

/// Why a text could not be had; the message is Chinese and names the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// What went wrong.
    pub message: String,
}

/// Provides source files by path. Implemented over the disk by the CLI and in memory by tests.
pub trait SourceLoader {
    /// The `.mingce` files of a policy: a directory's files in order of name, or the one file.
    /// Each is (path to show, raw bytes).
    fn load(&self, path: &str) -> Result<Vec<(String, Vec<u8>)>, LoadError>;
}

/// A loaded text.
#[derive(Clone, Debug, Serialize)]
pub struct SourceFile {
    /// Path or pseudo-path, as shown to people.
    pub path: String,
    /// Text without BOM. CRLF is kept; every pass treats CR as white space.
    pub text: String,
    /// Byte offset of the start of each line.
    pub lines: Vec<u32>,
}

/// All texts of a compilation.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// Adds a text.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let text = text.into();
        let starts = text.match_indices('\n').map(|(i, _)| u32::try_from(i + 1).unwrap_or(u32::MAX));
        let lines = std::iter::once(0).chain(starts).collect();
        self.files.push(SourceFile { path: path.into(), text, lines });
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// The file.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(u32::try_from(i).unwrap_or(u32::MAX)), f))
    }

    /// The text under a span; empty when the span is not of this map.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file).and_then(|f| f.text.get(span.start as usize..span.end as usize)).unwrap_or("")
    }

    /// Path, line and column (both from 1; columns count characters) of a span's start.
    pub fn position(&self, span: Span) -> (&str, usize, usize) {
        let Some(file) = self.get(span.file) else { return ("", 1, 1) };
        let line = file.lines.partition_point(|&start| start <= span.start).max(1);
        let start = file.lines.get(line - 1).copied().unwrap_or(0) as usize;
        let column = file.text.get(start..span.start as usize).map_or(1, |t| t.chars().count() + 1);
        (&file.path, line, column)
    }
}
