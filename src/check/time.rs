//! 时效: parameters whose periods leave a day uncovered. (Periods that overlap do not compile.)

use super::finding::{Family, Finding, Outcome};
use crate::base::date::Date;
use crate::base::diagnostic::Severity;
use crate::ir::{Effective, Param, Program};

/// Checks every parameter's periods.
pub fn check(program: &Program) -> Outcome {
    let mut out = Outcome::default();
    for param in &program.params {
        periods(param, &mut out);
    }
    out
}

fn periods(param: &Param, out: &mut Outcome) {
    let mut spans: Vec<Effective> = param.values.iter().map(|(e, _)| *e).collect();
    if spans.len() < 2 {
        return out.prove();
    }
    spans.sort_by_key(|e| e.from);
    let before = out.findings.len();
    for pair in spans.windows(2) {
        if let [a, b] = pair {
            neighbours(param, *a, *b, out);
        }
    }
    if out.findings.len() == before {
        out.prove();
    }
}

fn neighbours(param: &Param, a: Effective, b: Effective, out: &mut Outcome) {
    let (Some(last), Some(next)) = (a.to, b.from) else { return };
    if let Some(day) = Date::from_day_number(last.day_number() + 1).filter(|day| *day < next) {
        out.report(hole(param, day));
    }
}

fn hole(param: &Param, day: Date) -> Finding {
    let message = format!("参数「{}」在 {day} 没有值：前后两段期间之间有空档", param.name);
    Finding::text(Family::Time, 840, Severity::Error, param.span, message)
        .suggest("补上这一段的值；文件没有给的写「文件未定」")
}
