//! References in the text to open questions that are not declared: 「按 A05」 where there is no 存疑 A05.

use super::arithmetic::texts;
use crate::base::diagnostic::Severity;
use crate::check::finding::{Family, Finding, Outcome};
use crate::ir::Program;
use std::collections::BTreeSet;

pub(super) fn check(program: &Program, out: &mut Outcome) {
    let declared: BTreeSet<&str> = program.doubts.iter().filter_map(|d| d.code.as_deref()).collect();
    let stems: BTreeSet<&str> = declared.iter().filter_map(|c| stem(c)).collect();
    if stems.is_empty() {
        return;
    }
    let before = out.findings.len();
    for (text, span) in texts(program) {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        let unknown = words.filter(|w| !declared.contains(w) && stem(w).is_some_and(|s| stems.contains(s)));
        for word in unknown.collect::<BTreeSet<&str>>() {
            let message = format!("文字里提到「{word}」，没有这个编号的存疑");
            let finding = Finding::text(Family::Consistency, 839, Severity::Warning, span, message);
            out.report(finding.suggest("核对编号，或补写这一条存疑"));
        }
    }
    if out.findings.len() == before {
        out.prove();
    }
}

/// `SZ-A` of `SZ-A7`, `A` of `A22b`: letters (and dashes) before the number. `None`: not of that shape.
fn stem(code: &str) -> Option<&str> {
    let at = code.find(|c: char| c.is_ascii_digit())?;
    let (stem, rest) = (code.get(..at)?, code.get(at..)?);
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let shaped = stem.starts_with(|c: char| c.is_ascii_uppercase())
        && rest.len() - digits.len() <= 2
        && digits.len() <= 1
        && digits.chars().all(|c| c.is_ascii_lowercase());
    shaped.then_some(stem)
}
