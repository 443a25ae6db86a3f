//! IR → findings: what holds of a policy in every case, proved, or the case that shows otherwise.
//!
//! In: an [`ir::Program`](crate::ir::Program). Out: a [`Report`]. Promises: pure and deterministic; nothing is reported
//! proved that is not; every finding about behaviour carries a case that the evaluator has replayed; running out of
//! budget or leaving the fragment is 未能判定 with its reason. One file per property:

pub mod amounts;
pub mod baseline;
pub mod consistency;
pub mod monotone;
pub mod rules;
pub mod time;

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

use crate::ir::Program;
use finding::Outcome;
pub use finding::{Family, Finding, Report, Verdict, Witness};

/// A property and the function that decides it.
type Check = (Family, fn(&Program) -> Outcome);

/// The table of contents.
const CHECKS: [Check; 5] = [
    (Family::Gap, rules::check),
    (Family::Cap, amounts::check),
    (Family::Monotone, monotone::check),
    (Family::Consistency, consistency::check),
    (Family::Time, time::check),
];

/// Decides every property. `progress` hears the name of each before it begins.
pub fn check(program: &Program, mut progress: impl FnMut(&str)) -> Report {
    let mut report = Report::default();
    for (family, run) in CHECKS {
        progress(family.name());
        report.take(family, run(program));
    }
    report.findings.sort_by_key(|f| (f.span, f.family, f.code));
    story::tell(program, &mut report.findings);
    report
}
