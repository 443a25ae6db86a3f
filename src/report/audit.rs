//! What a check found, laid out for an audit file: as data, SARIF, a page, or a workbook.

pub mod data;
mod page;
pub mod sarif;
mod tables;
pub mod workbook;

use crate::base::codes;
use crate::base::diagnostic::{Code, Diagnostic, Severity};
use crate::base::num::Num;
use crate::base::source::SourceMap;
use crate::base::span::Span;
use crate::check::{Family, Finding, Report, Verdict};
use crate::ir::Program;
pub use page::document;
pub use tables::{clauses, identity, parameters};

/// What was found in one policy.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    /// Path as given.
    pub path: String,
    /// Label and value: document, number, division, days in force, hash.
    pub identity: Vec<(String, String)>,
    /// Findings in order of place.
    pub entries: Vec<Entry>,
    /// Goals by property; empty when the analysis was not asked for.
    pub tallies: Vec<Tally>,
    /// Worked examples: how many, and how many do not come out.
    pub examples: (usize, usize),
    /// Lines of the open questions.
    pub doubts: Vec<String>,
    /// Lines of the numbers that the document does not give.
    pub open: Vec<String>,
    /// Both as data.
    pub left_open: (serde_json::Value, serde_json::Value),
    /// Rows of the parameters, see [`parameters`].
    pub params: Vec<Vec<String>>,
    /// Rows of the clauses, see [`clauses`].
    pub clauses: Vec<Vec<String>>,
}

/// Goals of one property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Property.
    pub family: Family,
    /// 已证明
    pub proved: usize,
    /// 有反例, or found in the text.
    pub refuted: usize,
    /// 未能判定
    pub undecided: usize,
}

/// How a finding stands after the baseline and the choices of the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// It decides the outcome by its severity.
    #[default]
    Open,
    /// 拒绝: it counts whatever its severity.
    Denied,
    /// 放行: allowed by name on the command line.
    Allowed,
    /// 已接受: reason and day.
    Accepted(String, String),
}

impl Standing {
    /// Its word in reports.
    pub fn word(&self) -> &'static str {
        match self {
            Standing::Open => "待处理",
            Standing::Denied => "不容许",
            Standing::Allowed => "放行",
            Standing::Accepted(..) => "已接受",
        }
    }
}

/// A place in a file, counting from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// File.
    pub path: String,
    /// First line and column, in characters.
    pub from: (usize, usize),
    /// Where it ends, exclusive.
    pub to: (usize, usize),
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Entry {
    /// 错误, 警告, 提示
    pub severity: Severity,
    /// Its code.
    pub code: Code,
    /// Property, for findings of the analysis.
    pub family: Option<Family>,
    /// 有反例 or 未能判定, for findings of the analysis.
    pub verdict: Option<Verdict>,
    /// One sentence.
    pub message: String,
    /// Main place.
    pub place: Option<Place>,
    /// Other places with what to say there.
    pub also: Vec<(Option<Place>, String)>,
    /// Citations.
    pub cites: Vec<String>,
    /// The case that shows it, line by line.
    pub story: Vec<String>,
    /// Difference that it makes on that case, in 元.
    pub consequence: Option<Num>,
    /// What to do.
    pub suggestions: Vec<String>,
    /// How it is known again in the baseline.
    pub fingerprint: Option<String>,
    /// How it stands.
    pub standing: Standing,
}

impl Entry {
    /// Whether it makes the check fail.
    pub fn counts(&self) -> bool {
        match self.standing {
            Standing::Open => self.severity != Severity::Info,
            Standing::Denied => true,
            Standing::Allowed | Standing::Accepted(..) => false,
        }
    }

    /// The title of its code.
    pub fn title(&self) -> &'static str {
        codes::entry(self.code).map_or("", |e| e.title)
    }

    /// 有反例, 未能判定; for findings in the text alone, 有发现.
    pub fn verdict_word(&self) -> &'static str {
        match (self.verdict, self.story.is_empty()) {
            (Some(Verdict::Undecided), _) => "未能判定",
            (Some(_), false) => "有反例",
            _ => "有发现",
        }
    }

    /// Of a static error, a failing example.
    pub fn of_diagnostic(d: &Diagnostic, sources: &SourceMap) -> Entry {
        Entry {
            severity: d.severity,
            code: d.code,
            family: None,
            verdict: None,
            message: d.message.clone(),
            place: place(d.span, sources),
            also: d.labels.iter().map(|l| (place(l.span, sources), l.text.clone())).collect(),
            cites: Vec::new(),
            story: Vec::new(),
            consequence: None,
            suggestions: d.hints.clone(),
            fingerprint: None,
            standing: Standing::Open,
        }
    }

    /// Of the analysis.
    pub fn of_finding(f: &Finding, fingerprint: String, standing: Standing, sources: &SourceMap) -> Entry {
        Entry {
            severity: f.severity,
            code: Code(f.code),
            family: Some(f.family),
            verdict: Some(f.verdict),
            message: f.message.clone(),
            place: place(f.span, sources),
            also: f.places.iter().map(|(span, text)| (place(*span, sources), text.clone())).collect(),
            cites: f.cites.clone(),
            story: f.witness.iter().flat_map(|w| w.story.clone()).collect(),
            consequence: f.consequence,
            suggestions: f.suggestion.iter().cloned().collect(),
            fingerprint: Some(fingerprint),
            standing,
        }
    }
}

fn place(span: Span, sources: &SourceMap) -> Option<Place> {
    let (path, line, column) = sources.position(span);
    let (_, end_line, end_column) = sources.position(Span { start: span.end, ..span });
    let place = Place { path: path.to_owned(), from: (line, column), to: (end_line, end_column) };
    (!place.path.is_empty()).then_some(place)
}

impl Place {
    /// `文件:行:列`
    pub fn text(&self) -> String {
        format!("{}:{}:{}", self.path, self.from.0, self.from.1)
    }
}

/// Goals by property, those without any left out.
pub fn tallies(report: &Report) -> Vec<Tally> {
    let count = |family| Tally {
        family,
        proved: report.count_in(family, Verdict::Proved),
        refuted: report.count_in(family, Verdict::Refuted),
        undecided: report.count_in(family, Verdict::Undecided),
    };
    Family::ALL.into_iter().map(count).filter(|t| t.proved + t.refuted + t.undecided > 0).collect()
}

impl Audit {
    /// What is known of a policy apart from its findings.
    pub fn of(path: &str, program: Option<&Program>, failed_examples: usize, sources: &SourceMap) -> Audit {
        let path = path.to_owned();
        let Some(program) = program else { return Audit { path, ..Audit::default() } };
        Audit {
            path,
            identity: identity(program),
            examples: (program.examples.len(), failed_examples),
            doubts: super::inventory::doubts(program),
            open: super::inventory::open_lines(program),
            left_open: super::inventory::data(program),
            params: parameters(program),
            clauses: clauses(program, sources),
            ..Audit::default()
        }
    }

    /// Findings of this severity that count.
    pub fn count(&self, severity: Severity) -> usize {
        self.entries.iter().filter(|e| e.severity == severity && e.counts()).count()
    }

    /// Whether the check fails.
    pub fn fails(&self) -> bool {
        self.entries.iter().any(Entry::counts)
    }
}
