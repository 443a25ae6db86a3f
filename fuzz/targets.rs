//! What is fuzzed, and what must hold.

use mingce::base::diagnostic::{Diagnostic, Severity};
use mingce::base::source::SourceMap;
use mingce::base::span::Span;
use mingce::batch::decode::Decoder;
use mingce::batch::group::{Grouping, Openings};
use mingce::batch::mapping::file::MapFile;
use mingce::batch::mapping::{self, Wanted};
use mingce::batch::{Engine, Results, Scratch, Settings};
use mingce::data::{Block, ColumnInfo, Format};
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
    Target { name: "table", seeds: table_seeds, prepare: table },
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

/// Reading any bytes as a table ends; as many rows come out as cells of each column; whatever can be mapped and read
/// is settled or rejected, row by row, whether it is cut into blocks or not.
fn table() -> Check {
    let text = include_str!("case.mingce");
    let program = driver::compile_texts(&[("试验.mingce", text)]).program.expect("the policy of the target compiles");
    Box::new(move |input| {
        for format in [Format::Csv, Format::JsonLines] {
            let open = || format.open(Box::new(std::io::Cursor::new(input.to_vec())), None);
            let (Ok(mut whole), Ok(mut parts)) = (open(), open()) else { continue };
            let mut block = Block::default();
            while whole.read(&mut block, usize::MAX).map_err(|f| f.message.clone())? {}
            let mut again = Block::default();
            while parts.read(&mut again, 3).map_err(|f| f.message.clone())? {}
            if block != again || block.columns.iter().any(|c| c.len() != block.len()) {
                return Err("rows differ by how they are read".to_owned());
            }
            settled_or_rejected(&program, whole.columns(), block)?;
        }
        Ok(())
    })
}

fn settled_or_rejected(program: &Program, columns: &[ColumnInfo], block: Block) -> Result<(), String> {
    let plan = Plan::new(program, None);
    let wanted = Wanted {
        program,
        module: ModuleId(0),
        renames: &[],
        presets: &[],
        inputs: plan.inputs(),
        person: None,
        id: None,
        round_floats: false,
    };
    let Ok(mapping) = mapping::map(&wanted, columns, &MapFile::default()) else { return Ok(()) };
    let mut chosen = Block { lines: block.lines, faults: block.faults, columns: Vec::new() };
    chosen.columns.extend(mapping.read.iter().map(|place| block.columns[*place].clone()));
    let openings = Openings::new();
    let grouping = Grouping::new(program, &plan, &mapping, &openings, Vec::new());
    let prepared = grouping.prepare(&chosen, &mut Decoder::new(program, &mapping));
    let engine = Engine::new(program, &mapping.layout, &Settings::default()).map_err(|e| e.message)?;
    let mut results = Results::default();
    engine.settle(&prepared.rows, &mut Scratch::default(), &mut results);
    let (read, rejected) = (prepared.places.len(), prepared.rejects.len());
    if read + rejected == chosen.len() && results.cells.iter().all(|c| c.states.len() == read) {
        Ok(())
    } else {
        Err(format!("{} rows became {read} and {rejected}", chosen.len()))
    }
}

/// Tables in both formats, with what tables may hold.
fn table_seeds() -> Vec<Vec<u8>> {
    include_str!("tables.txt").split("\n====\n").map(|t| t.as_bytes().to_vec()).collect()
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
