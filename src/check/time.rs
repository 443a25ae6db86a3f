//! 时效: parameters whose periods leave a day uncovered, rules in force when their document is not, application to days
//! before the document, review dates that have passed. (Periods that overlap or run backwards do not compile.)
//!
//! The checker has no clock: what depends on the day it is asked on is decided only when the caller names that day.

mod modules;

use super::finding::{Family, Finding, Outcome};
use super::guards::{Classes, Space, Subject, Variable};
use super::space::{Bits, Region};
use crate::base::date::Date;
use crate::base::diagnostic::Severity;
use crate::base::span::Span;
use crate::ir::{Effective, Item, Module, ModuleId, Program};

/// Checks periods; `today` is the day on which the question is asked.
pub fn check(program: &Program, today: Option<Date>) -> Outcome {
    let mut out = Outcome::default();
    for param in &program.params {
        let spans: Vec<Effective> = param.values.iter().map(|(e, _)| *e).collect();
        let subject = Dated { what: format!("参数「{}」", param.name), span: param.span, module: param.module };
        periods(program, &subject, spans, today, &mut out);
    }
    for bands in program.bands.iter().filter(|b| b.effective != Effective::default()) {
        let subject = Dated { what: format!("分段表「{}」", bands.name), span: bands.span, module: bands.module };
        periods(program, &subject, vec![bands.effective], today, &mut out);
    }
    modules::check(program, today, &mut out);
    out
}

/// Something whose value depends on the day.
struct Dated {
    what: String,
    span: Span,
    module: ModuleId,
}

fn periods(program: &Program, of: &Dated, mut spans: Vec<Effective>, today: Option<Date>, out: &mut Outcome) {
    spans.sort_by_key(|e| e.from);
    let before = out.findings.len();
    for pair in spans.windows(2) {
        if let [Effective { to: Some(last), .. }, Effective { from: Some(next), .. }] = pair
            && let Some(day) = after(*last).filter(|day| day < next)
        {
            out.report(hole(of, day));
        }
    }
    if let (Some(first), Some(last), Some(module)) = (spans.first(), spans.last(), program.modules.get(of.module.ix()))
    {
        ends(of, module, first.from, last.to, today, out);
    }
    if out.findings.len() == before {
        out.prove();
    }
}

/// Days of the document's own period before the first and after the last.
fn ends(of: &Dated, module: &Module, first: Option<Date>, last: Option<Date>, today: Option<Date>, out: &mut Outcome) {
    if module.stdlib || module.effective == Effective::default() {
        return;
    }
    let Effective { from, to } = module.effective;
    if let (Some(from), Some(first)) = (from, first)
        && from < first
    {
        let message = format!("{}从 {first} 起才有值，而「{}」自 {from} 起施行", of.what, module.name);
        out.report(uncovered(of, Severity::Warning, message));
    }
    let Some((last, next)) = last.and_then(|last| Some((last, after(last)?))) else { return };
    if to.is_some_and(|to| to <= last) {
        return;
    }
    let reached = to.is_some() || today.is_some_and(|today| today >= next);
    let severity = if reached { Severity::Warning } else { Severity::Info };
    let message = format!("{}的值只到 {last}，而「{}」{next} 起仍然施行", of.what, module.name);
    out.report(uncovered(of, severity, message));
}

fn uncovered(of: &Dated, severity: Severity, message: String) -> Finding {
    Finding::text(Family::Time, 841, severity, of.span, message)
        .suggest("补上这一段的值；文件没有给的写「文件未定」，如 2027年度 起 为 文件未定")
}

fn hole(of: &Dated, day: Date) -> Finding {
    let message = format!("{}在 {day} 没有值：前后两段期间之间有空档", of.what);
    Finding::text(Family::Time, 840, Severity::Error, of.span, message)
        .suggest("补上这一段的值；文件没有给的写「文件未定」")
}

fn after(day: Date) -> Option<Date> {
    Date::from_day_number(day.day_number() + 1)
}

/// The part of a gap that lies in its document's own period; `None` when no day of it does.
pub fn in_force(program: &Program, item: &Item, space: &Space, region: &Region) -> Option<Region> {
    let mut region = region.clone();
    let module = program.modules.get(item.module.ix())?;
    for (variable, bits) in space.variables.iter().zip(&mut region.0) {
        if variable.subject == Subject::Date {
            let held = bits.iter().filter(|class| Days::of(variable, &[*class]).meets(module.effective));
            *bits = Bits::of(variable.classes.count(), held.collect::<Vec<_>>());
        }
    }
    (!region.is_empty()).then_some(region)
}

/// First and last day of ascending classes of days.
struct Days {
    first: Option<i64>,
    last: Option<i64>,
}

impl Days {
    fn of(variable: &Variable, classes: &[usize]) -> Days {
        let Classes::Ordered(cuts) = &variable.classes else { return Days { first: None, last: None } };
        let cut = |k: usize| cuts.get(k).and_then(|n| n.as_int());
        let first = classes.first().and_then(|c| match (c % 2, c / 2) {
            (1, k) => cut(k),
            (_, k) => Some(cut(k.checked_sub(1)?)? + 1),
        });
        let last = classes.last().and_then(|c| match (c % 2, c / 2) {
            (1, k) => cut(k),
            (_, k) => Some(cut(k)? - 1),
        });
        Days { first, last }
    }

    fn meets(&self, e: Effective) -> bool {
        let early = self.last.is_some_and(|last| e.from.is_some_and(|from| last < from.day_number()));
        let late = self.first.is_some_and(|first| e.to.is_some_and(|to| first > to.day_number()));
        !early && !late
    }
}
