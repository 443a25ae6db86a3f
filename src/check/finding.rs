//! What the checker reports: plain data, rendered by `report`.

use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::num::Num;
use crate::base::span::Span;
use crate::eval::Case;
use crate::ir::RuleId;
use std::collections::BTreeMap;

/// The property that a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// 缺口
    Gap,
    /// 重叠
    Overlap,
    /// 遮蔽
    Masked,
    /// 封顶
    Cap,
    /// 必须
    Must,
    /// 单调
    Monotone,
    /// 边界
    Boundary,
    /// 一致
    Consistency,
    /// 时效
    Time,
    /// 存疑
    Doubt,
    /// 未定
    Undetermined,
}

impl Family {
    /// All of them, in the order of a report.
    pub const ALL: [Family; 11] = [
        Family::Gap,
        Family::Overlap,
        Family::Masked,
        Family::Cap,
        Family::Must,
        Family::Monotone,
        Family::Boundary,
        Family::Consistency,
        Family::Time,
        Family::Doubt,
        Family::Undetermined,
    ];

    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Family::Gap => "缺口",
            Family::Overlap => "重叠",
            Family::Masked => "遮蔽",
            Family::Cap => "封顶",
            Family::Must => "必须",
            Family::Monotone => "单调",
            Family::Boundary => "边界",
            Family::Consistency => "一致",
            Family::Time => "时效",
            Family::Doubt => "存疑",
            Family::Undetermined => "未定",
        }
    }
}

/// What became of one goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// 已证明
    Proved,
    /// 有反例
    Refuted,
    /// 未能判定
    Undecided,
}

/// A concrete case, replayed through the evaluator before it is reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Witness {
    /// The case.
    pub case: Case,
    /// What happens on it, line by line.
    pub story: Vec<String>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Property.
    pub family: Family,
    /// Code (MC08xx).
    pub code: u16,
    /// Refuted, or undecided with the reason in `message`.
    pub verdict: Verdict,
    /// How bad.
    pub severity: Severity,
    /// One sentence.
    pub message: String,
    /// Main place.
    pub span: Span,
    /// Other places with what to say there.
    pub places: Vec<(Span, String)>,
    /// Rules concerned.
    pub rules: Vec<RuleId>,
    /// Citations of those rules.
    pub cites: Vec<String>,
    /// The case that shows it.
    pub witness: Option<Witness>,
    /// Difference in 元 that it makes on the witness.
    pub consequence: Option<Num>,
    /// What to do.
    pub suggestion: Option<String>,
}

impl Finding {
    /// A refuted goal without witness (properties of the text itself).
    pub fn text(family: Family, code: u16, severity: Severity, span: Span, message: String) -> Finding {
        Finding {
            family,
            code,
            verdict: Verdict::Refuted,
            severity,
            message,
            span,
            places: Vec::new(),
            rules: Vec::new(),
            cites: Vec::new(),
            witness: None,
            consequence: None,
            suggestion: None,
        }
    }

    /// An undecided goal.
    pub fn undecided(family: Family, code: u16, span: Span, message: String) -> Finding {
        Finding { verdict: Verdict::Undecided, ..Finding::text(family, code, Severity::Warning, span, message) }
    }

    /// A further place.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Finding {
        self.places.push((span, text.into()));
        self
    }

    /// Advice.
    pub fn suggest(mut self, text: impl Into<String>) -> Finding {
        self.suggestion = Some(text.into());
        self
    }
}

/// What was found and how much was proved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Findings, by file and place.
    pub findings: Vec<Finding>,
    /// Goals proved, by property.
    pub proved: BTreeMap<Family, usize>,
}

impl Report {
    /// Number of goals or findings with the verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        Family::ALL.into_iter().map(|family| self.count_in(family, verdict)).sum()
    }

    /// Number of goals or findings of one property with the verdict.
    pub fn count_in(&self, family: Family, verdict: Verdict) -> usize {
        match verdict {
            Verdict::Proved => self.proved.get(&family).copied().unwrap_or(0),
            other => self.findings.iter().filter(|f| f.family == family && f.verdict == other).count(),
        }
    }

    /// Takes in what one check found; goals of no stated property are the check's own.
    pub fn take(&mut self, family: Family, outcome: Outcome) {
        *self.proved.entry(family).or_default() += outcome.proved;
        for (family, proved) in outcome.proved_of {
            *self.proved.entry(family).or_default() += proved;
        }
        self.findings.extend(outcome.findings);
    }
}

/// What one check contributes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Findings.
    pub findings: Vec<Finding>,
    /// Goals proved of the check's main property.
    pub proved: usize,
    /// Goals proved of others.
    pub proved_of: BTreeMap<Family, usize>,
}

impl Outcome {
    /// Adds a finding.
    pub fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Counts a goal as proved.
    pub fn prove(&mut self) {
        self.proved += 1;
    }

    /// Counts a goal of another property as proved.
    pub fn prove_of(&mut self, family: Family) {
        *self.proved_of.entry(family).or_default() += 1;
    }
}

impl Finding {
    /// The finding as a diagnostic: for lists and editors that know nothing of witnesses.
    pub fn to_diagnostic(&self) -> Diagnostic {
        let made =
            Diagnostic { severity: self.severity, ..Diagnostic::error(self.code, self.span, self.message.clone()) };
        let placed = self.places.iter().fold(made, |d, (span, text)| d.also(*span, text.clone()));
        let story = self.witness.iter().flat_map(|w| &w.story);
        let told = story.fold(placed, |d, line| d.hint(line.clone()));
        self.suggestion.iter().fold(told, |d, text| d.hint(text.clone()))
    }
}
