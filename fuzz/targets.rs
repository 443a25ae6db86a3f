//! What is fuzzed, and what must hold.

use mingce::base::source::SourceMap;
use mingce::base::span::Span;
use mingce::{driver, report};
use std::path::{Path, PathBuf};

/// Checks one input; the error says which property failed.
pub type Check = Box<dyn Fn(&[u8]) -> Result<(), String>>;

/// A target.
pub struct Target {
    pub name: &'static str,
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Makes the check, with what it needs only once.
    pub prepare: fn() -> Check,
}

pub static ALL: &[Target] = &[Target { name: "source", seeds: source_seeds, prepare: || Box::new(source) }];

/// Compiling any bytes ends; what is reported can be shown and points into the text; the same bytes give the same.
fn source(input: &[u8]) -> Result<(), String> {
    let compile = || driver::compile(&Memory(input), "输入.mingce", &driver::Options::default());
    let compiled = compile();
    for d in &compiled.diagnostics {
        let places = std::iter::once(d.span).chain(d.labels.iter().map(|l| l.span));
        for span in places {
            place(&compiled.sources, span).map_err(|e| format!("{}: {e}", d.code))?;
        }
        let shown = report::human::render_one(d, &compiled.sources, false);
        if shown.len() > 20_000 {
            return Err(format!("{}: shown in {} bytes", d.code, shown.len()));
        }
    }
    let errors = compiled.diagnostics.iter().any(|d| d.severity == mingce::base::diagnostic::Severity::Error);
    if errors == compiled.program.is_some() {
        return Err("a program despite errors, or none without".to_owned());
    }
    if compile().diagnostics != compiled.diagnostics { Err("not deterministic".to_owned()) } else { Ok(()) }
}

fn place(sources: &SourceMap, span: Span) -> Result<(), String> {
    let Some(file) = sources.get(span.file) else { return Ok(()) };
    let (start, end) = (span.start as usize, span.end as usize);
    let good = start <= end && file.text.is_char_boundary(start) && file.text.is_char_boundary(end);
    if good { Ok(()) } else { Err(format!("bad span {start}..{end} of {}", file.text.len())) }
}

/// One file in memory.
struct Memory<'a>(&'a [u8]);

impl mingce::base::source::SourceLoader for Memory<'_> {
    fn load(&self, path: &str) -> Result<Vec<(String, Vec<u8>)>, mingce::base::source::LoadError> {
        Ok(vec![(path.to_owned(), self.0.to_vec())])
    }
}

/// The sections of the language suite, and the policies.
fn source_seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for text in texts("tests/suite", ".mingce") {
        seeds.extend(text.split("\n--- ").skip(1).filter_map(|s| Some(s.split_once(" ---\n")?.1.as_bytes().to_vec())));
    }
    seeds.extend(texts("policies", ".mingce").into_iter().map(String::into_bytes).filter(|t| t.len() < 20_000));
    seeds
}

fn texts(dir: &str, ending: &str) -> Vec<String> {
    let mut paths = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(dir), ending, &mut paths);
    paths.sort();
    paths.iter().map(|p| std::fs::read_to_string(p).expect("UTF-8")).collect()
}

fn collect(dir: &Path, ending: &str, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("readable directory") {
        let path = entry.expect("readable entry").path();
        if path.is_dir() {
            collect(&path, ending, paths);
        } else if path.to_string_lossy().ends_with(ending) {
            paths.push(path);
        }
    }
}
