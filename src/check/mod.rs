//! IR → findings: what holds of a policy in every case, proved, or the case that shows otherwise.
//!
//! In: an [`ir::Program`](crate::ir::Program). Out: a [`Report`]. Promises: pure and deterministic; nothing is reported
//! proved that is not; every finding about behaviour carries a case that the evaluator has replayed; running out of
//! budget or leaving the fragment is 未能判定 with its reason. One file per property:

pub mod amounts;
pub mod baseline;
pub mod boundary;
pub mod cliffs;
pub mod consistency;
pub mod dead;
pub mod doubts;
pub mod levels;
pub mod monotone;
pub mod rules;
pub mod time;
pub mod undetermined;

pub mod cases;
pub mod diff;

pub mod finding;
pub mod guards;
pub mod linear;
pub mod needs;
pub mod sign;
pub mod space;
mod story;
pub mod symbolic;
pub mod witness;
pub mod words;

use crate::base::date::Date;
use crate::ir::Program;
use finding::Outcome;
pub use finding::{Family, Finding, Report, Verdict, Witness};

/// A property and the function that decides it.
type Check = (Family, fn(&Program, Option<Date>) -> Outcome);

/// The table of contents.
const CHECKS: [Check; 11] = [
    (Family::Gap, |program, _| rules::check(program)),
    (Family::Masked, |program, _| dead::check(program)),
    (Family::Cap, |program, _| amounts::check(program)),
    (Family::Monotone, |program, _| monotone::check(program)),
    (Family::Boundary, |program, _| boundary::check(program)),
    (Family::Consistency, |program, _| consistency::check(program)),
    (Family::Time, time::check),
    (Family::Monotone, |program, _| levels::check(program)),
    (Family::Monotone, |program, _| cliffs::check(program)),
    (Family::Doubt, |program, _| doubts::check(program)),
    (Family::Undetermined, |program, _| undetermined::check(program)),
];

/// Decides every property. `progress` hears the name of each before it begins.
pub fn check(program: &Program, progress: impl FnMut(&str)) -> Report {
    check_on(program, None, progress)
}

/// The properties of the text itself, which cost no time and need no search: for every check, not only the deep one.
pub fn quick(program: &Program, today: Option<Date>) -> Report {
    let mut report = Report::default();
    report.take(Family::Consistency, consistency::check(program));
    report.take(Family::Time, time::check(program, today));
    report.findings.sort_by_key(|f| (f.span, f.family, f.code));
    report
}

/// As [`check`], and what depends on the day of the question: dates of review that have passed, periods that have ended.
pub fn check_on(program: &Program, today: Option<Date>, mut progress: impl FnMut(&str)) -> Report {
    let mut report = Report::default();
    for (family, run) in CHECKS {
        progress(family.name());
        report.take(family, run(program, today));
    }
    cliffs::refine(program, &mut report.findings);
    report.findings.sort_by_key(|f| (f.span, f.family, f.code));
    story::tell(program, &mut report.findings);
    report
}
