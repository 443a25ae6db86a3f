//! From sources to a program: the only file that knows the order of the passes.
//!
//! text → `syntax` → `resolve` → `types` → `lower`, with the standard library's modules added as they are imported.

use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::source::{LoadError, SourceLoader, SourceMap};
use crate::base::span::{FileId, Span};
use crate::ir::Program;
use crate::resolve::Source;
use crate::syntax::ast::{self, ItemKind};
use crate::{ir, lower, resolve, stdlib, syntax, types};
use sha2::{Digest, Sha256};

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
pub fn compile(loader: &dyn SourceLoader, path: &str) -> Compilation {
    match loader.load(path) {
        Ok(files) => compile_bytes(files),
        Err(LoadError { message }) => failed(Diagnostic::error(901, nowhere(), message)),
    }
}

/// Compiles texts given as (path, text).
pub fn compile_texts(texts: &[(&str, &str)]) -> Compilation {
    let mut state = State::default();
    for (path, text) in texts {
        state.add(path, text, None);
    }
    state.finish()
}

fn compile_bytes(files: Vec<(String, Vec<u8>)>) -> Compilation {
    let mut state = State::default();
    let mut unreadable = Vec::new();
    for (path, bytes) in files {
        match syntax::decode(&bytes, &path) {
            Ok(text) => state.add(&path, &text, None),
            Err(diagnostic) => unreadable.push(diagnostic),
        }
    }
    if unreadable.is_empty() {
        return state.finish();
    }
    // Names of a file that cannot be read would all be unknown elsewhere.
    unreadable.append(&mut state.diagnostics);
    Compilation { sources: state.map, program: None, diagnostics: unreadable }
}

fn nowhere() -> Span {
    Span::new(FileId(u32::MAX), 0, 0)
}

fn failed(diagnostic: Diagnostic) -> Compilation {
    Compilation { diagnostics: vec![diagnostic], ..Compilation::default() }
}

#[derive(Default)]
struct State {
    map: SourceMap,
    sources: Vec<Source>,
    diagnostics: Vec<Diagnostic>,
}

impl State {
    fn add(&mut self, path: &str, text: &str, stdlib: Option<&str>) {
        let file = self.map.add(path, text);
        let (ast, diagnostics) = syntax::parse(file, text);
        self.diagnostics.extend(diagnostics);
        let start = Span::new(file, 0, 0);
        self.sources.push(Source { path: path.to_owned(), stdlib: stdlib.map(str::to_owned), ast, start });
    }

    fn finish(mut self) -> Compilation {
        self.add_stdlib();
        let hash = hash(&self.map);
        // Module 0 is the one that states 統筹区.
        let head = self.sources.iter().position(|s| s.stdlib.is_none() && states_region(&s.ast)).unwrap_or(0);
        if let Some(front) = self.sources.get_mut(..=head) {
            front.rotate_right(1);
        }
        let (names, found) = resolve::resolve(&self.sources);
        self.diagnostics.extend(found);
        let (typed, found) = types::check_types(&names);
        self.diagnostics.extend(found);
        let untyped = typed.untyped.clone();
        let (program, found) = lower::lower(&names, typed, hash);
        self.diagnostics.extend(found);
        if !has_errors(&self.diagnostics) {
            self.diagnostics.extend(types::without_type(&names, &untyped));
        }
        let fine = !has_errors(&self.diagnostics);
        if cfg!(debug_assertions) && fine {
            self.diagnostics.extend(ir::verify(&program).into_iter().map(internal));
        }
        self.diagnostics.sort_by_key(|d| (d.span.file, d.span.start, d.span.end, d.code));
        self.diagnostics.dedup();
        let program = Some(program).filter(|_| !has_errors(&self.diagnostics));
        Compilation { sources: self.map, program, diagnostics: self.diagnostics }
    }

    /// Adds the modules of the standard library that are imported, and those that they import.
    fn add_stdlib(&mut self) {
        let mut at = 0;
        while let Some(source) = self.sources.get(at) {
            for wanted in resolve::imports_of(&source.ast) {
                let known = self.sources.iter().any(|s| s.stdlib.as_deref() == Some(wanted.as_str()));
                let module = stdlib::MODULES.iter().find(|m| m.name == wanted);
                if let (false, Some(module)) = (known, module) {
                    self.add(module.path, module.text, Some(module.name));
                }
            }
            at += 1;
        }
    }
}

fn states_region(file: &ast::File) -> bool {
    file.items.iter().any(|item| matches!(&item.kind, ItemKind::Policy(p) if p.region.is_some()))
}

fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}

/// MC0499: a fault of the compiler.
fn internal(what: String) -> Diagnostic {
    Diagnostic::error(499, nowhere(), format!("编译器内部错误：{what}")).hint("请连同源文件报告此错误")
}

/// SHA-256 over names and texts, in order of name; the folder does not count.
fn hash(map: &SourceMap) -> String {
    let mut files: Vec<(&str, &str)> =
        map.iter().map(|(_, f)| (f.path.rsplit(['/', '\\']).next().unwrap_or(&f.path), f.text.as_str())).collect();
    files.sort_unstable();
    let mut hasher = Sha256::new();
    for (name, text) in files {
        hasher.update(name.as_bytes());
        hasher.update([0]);
        hasher.update(text.as_bytes());
        hasher.update([0]);
    }
    let digest = hasher.finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
