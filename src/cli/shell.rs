//! Standard streams and their colours.

use super::{Fault, errors};
use crate::base::diagnostic::Diagnostic;
use crate::base::source::SourceMap;
use crate::report::human;
use std::io::{self, IsTerminal, Write};

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Where output goes.
#[derive(Clone, Copy, Debug)]
pub struct Shell {
    /// Whether standard output takes colours.
    pub color: bool,
    color_err: bool,
}

impl Shell {
    /// Looks at the streams and at `NO_COLOR` once.
    pub fn new(color: Color) -> Shell {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let decide = |terminal: bool| match color {
            Color::Auto => terminal && !plain,
            Color::Always => true,
            Color::Never => false,
        };
        Shell { color: decide(io::stdout().is_terminal()), color_err: decide(io::stderr().is_terminal()) }
    }

    /// Writes to standard output. A reader that has gone away is no fault.
    pub fn out(&self, text: &str) -> Result<(), Fault> {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(errors::cannot_write("标准输出", &e)),
            _ => Ok(()),
        }
    }

    /// Writes to standard error; there is nowhere to report a failure to.
    pub fn err(&self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Shows diagnostics on standard error.
    pub fn diagnose(&self, diagnostics: &[Diagnostic], sources: &SourceMap) {
        self.err(&human::render(diagnostics, sources, self.color_err));
    }

    /// Shows why a command could not do its work.
    pub fn fault(&self, fault: &Diagnostic) {
        self.err(&human::render_one(fault, &SourceMap::default(), self.color_err));
    }

    /// `text` in a style when colours are on: `32` green, `31` red, `33` yellow, `1` bold.
    pub fn paint(&self, style: &str, text: &str) -> String {
        if self.color { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
    }
}
