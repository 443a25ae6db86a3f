//! From sources to a program: the only file that knows the order of the passes.

use crate::base::diagnostic::Diagnostic;
use crate::base::source::{SourceLoader, SourceMap};
use crate::ir::Program;

/// What a compilation may be told.
#[derive(Clone, Debug, Default)]
pub struct Options {}

/// The outcome of a compilation.
#[derive(Clone, Debug, Default)]
pub struct Compilation {
    /// All texts, the standard library's included.
    pub sources: SourceMap,
    /// The program; `None` when there is an error.
    pub program: Option<Program>,
    /// Everything found, in order of place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Compiles the policy at a path.
pub fn compile(loader: &dyn SourceLoader, path: &str, options: &Options) -> Compilation {
    let _ = (loader, path, options);
    Compilation::default()
}

/// Compiles texts given as (path, text).
pub fn compile_texts(texts: &[(&str, &str)]) -> Compilation {
    let _ = texts;
    Compilation::default()
}
