//! 一致: does the text agree with itself? Stated counts against members, codes against names, names that differ by a
//! character, a figure that breaks the order of its column, enum members that a table forgets, rows and tables against
//! each other, arithmetic and references in the text. Nothing here needs a solver.

mod arithmetic;
mod columns;
mod names;
mod reader;
mod references;
mod rows;

use super::finding::{Family, Finding, Outcome};
use crate::base::diagnostic::Severity;
use crate::base::span::Span;
use crate::ir::Program;
use std::collections::BTreeSet;

/// Runs all text-level checks.
pub fn check(program: &Program) -> Outcome {
    let mut out = Outcome::default();
    counts(program, &mut out);
    names::check(program, &mut out);
    columns::check(program, &mut out);
    rows::check(program, &mut out);
    arithmetic::check(program, &mut out);
    references::check(program, &mut out);
    out
}

/// `共 N 种` against the members listed; grouped members count once per group.
fn counts(program: &Program, out: &mut Outcome) {
    for list in &program.lists {
        let units: BTreeSet<String> =
            list.members.iter().map(|m| unit(program, list.of.ix(), m.member, &m.group)).collect();
        compare(out, &list.name, list.count, units.len(), list.span);
    }
    for e in &program.enums {
        let units: BTreeSet<&String> = e.members.iter().map(|m| m.group.as_ref().unwrap_or(&m.name)).collect();
        compare(out, &e.name, e.count, units.len(), e.span);
    }
}

fn unit(program: &Program, of: usize, member: u32, group: &Option<String>) -> String {
    let name = || program.enums.get(of).and_then(|e| e.members.get(member as usize)).map(|m| m.name.clone());
    group.clone().or_else(name).unwrap_or_default()
}

fn compare(out: &mut Outcome, name: &str, stated: Option<(u32, Span)>, actual: usize, span: Span) {
    let Some((stated, place)) = stated else { return };
    if stated as usize == actual {
        return out.prove();
    }
    let message = format!("「{name}」写明共 {stated} 种，实际列出 {actual} 种");
    let finding = Finding::text(Family::Consistency, 830, Severity::Error, place, message)
        .also(span, format!("这里列出 {actual} 种"))
        .suggest("核对原文：是漏列、重列，还是总数有误；总数有误的照实列出成员并用「注」记下原文");
    out.report(finding);
}
