//! What is fuzzed, and what must hold.

use mingce::base::diagnostic::{Diagnostic, Severity};
use mingce::base::source::SourceMap;
use mingce::base::span::Span;
use mingce::eval::trace::Trace;
use mingce::eval::{Case, Plan, Settlement, case, suite};
use mingce::ir::{ModuleId, Program};
use mingce::report::settlement::{self, View};
use mingce::{driver, report, syntax};
use std::collections::BTreeMap;
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

pub static ALL: &[Target] = &[
    Target { name: "source", seeds: source_seeds, prepare: || Box::new(source) },
    Target { name: "case", seeds: case_seeds, prepare: case },
];

/// Compiling any bytes ends; what is reported can be shown and points into the text; the same bytes give the same.
fn source(input: &[u8]) -> Result<(), String> {
    let compile = || driver::compile(&Memory(input), "输入.mingce");
    let compiled = compile();
    shown(&compiled.diagnostics, &compiled.sources)?;
    let errors = compiled.diagnostics.iter().any(|d| d.severity == Severity::Error);
    if errors == compiled.program.is_some() {
        return Err("a program despite errors, or none without".to_owned());
    }
    if compile().diagnostics != compiled.diagnostics { Err("not deterministic".to_owned()) } else { Ok(()) }
}

/// Diagnostics point into the text and are shown in few words.
fn shown(diagnostics: &[Diagnostic], sources: &SourceMap) -> Result<(), String> {
    for d in diagnostics {
        let places = std::iter::once(d.span).chain(d.labels.iter().map(|l| l.span));
        for span in places {
            place(sources, span).map_err(|e| format!("{}: {e}", d.code))?;
        }
        let text = report::human::render_one(d, sources, false);
        if text.len() > 20_000 {
            return Err(format!("{}: shown in {} bytes", d.code, text.len()));
        }
    }
    Ok(())
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

/// Reading any bytes as a case ends; a case that is read settles or stops with an error; with and without a trace
/// the answers are the same, and the explanation can be written. The same bytes are also read as a line of a suite.
fn case() -> Check {
    let text = include_str!("case.mingce");
    let compiled = driver::compile_texts(&[("试验.mingce", text)]);
    let program = compiled.program.expect("the policy of the target compiles");
    Box::new(move |input| {
        let Ok(text) = syntax::decode(input, "案例") else { return Ok(()) };
        let mut sources = SourceMap::default();
        let file = sources.add("案例", text.clone());
        for result in suite::run(&program, file, &text) {
            shown(&result.diagnostics, &sources)?;
        }
        match case::read(&program, ModuleId(0), file, &text) {
            Err(found) if found.is_empty() => Err("refused without a reason".to_owned()),
            Err(found) => shown(&found, &sources),
            Ok(case) => settle(&program, &case),
        }
    })
}

fn settle(program: &Program, case: &Case) -> Result<(), String> {
    let plan = Plan::new(program, None);
    match (plan.settle(case), plan.settle_traced(case)) {
        (Err(a), Err(b)) if a == b => Ok(()),
        (Ok(a), Ok((b, trace))) if a == b => explained(program, &a, &trace),
        _ => Err("another result with a trace".to_owned()),
    }
}

fn explained(program: &Program, settlement: &Settlement, trace: &Trace) -> Result<(), String> {
    let shown = [(ModuleId(0), program.order.clone())];
    let view = View { program, settlement, trace, shown: &shown, asked: &BTreeMap::new(), withheld: 0, explain: true };
    let text = settlement::document(&view).to_text(80);
    if text.contains(settlement::DISCLAIMER) { Ok(()) } else { Err("no disclaimer".to_owned()) }
}

/// Cases and lines of suites.
fn case_seeds() -> Vec<Vec<u8>> {
    include_str!("seeds.jsonl").lines().map(|line| line.as_bytes().to_vec()).collect()
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
