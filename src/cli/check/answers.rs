//! Accepted findings: read from a file, written to one.

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::SourceMap;
use crate::check::Finding;
use crate::check::baseline::{self, Accepted, Baseline};
use crate::cli::{Fault, clock, errors, fs};
use crate::report::audit::Standing;
use crate::syntax;

/// The file in a policy's directory that is read without being named.
const BESIDE: &str = "接受.json";

/// What has been accepted, and what is to be.
pub struct Answers<'a> {
    named: Option<&'a str>,
    /// Of the policy at hand.
    current: Baseline,
    writing: Option<Writing<'a>>,
}

struct Writing<'a> {
    path: &'a str,
    reason: &'a str,
    date: String,
    list: Baseline,
}

impl<'a> Answers<'a> {
    pub fn new(named: Option<&'a str>, write: Option<&'a str>, reason: Option<&'a str>) -> Result<Answers<'a>, Fault> {
        let writing = match (write, reason) {
            (Some(path), Some(reason)) if !reason.trim().is_empty() => {
                let date = clock::today().ok_or_else(errors::no_clock)?.to_string();
                Some(Writing { path, reason, date, list: Baseline::default() })
            }
            (Some(_), _) => return Err(errors::empty_reason()),
            (None, _) => None,
        };
        Ok(Answers { named, current: Baseline::default(), writing })
    }

    /// Reads what is accepted of the policy at a path: from the file named, or from the one beside it.
    pub fn open(&mut self, policy: &str, sources: &mut SourceMap) -> Result<(), Fault> {
        let beside = format!("{}/{BESIDE}", policy.trim_end_matches('/'));
        let path = self.named.map(str::to_owned).or_else(|| fs::exists(&beside).then_some(beside));
        self.current = path.map_or(Ok(Baseline::default()), |path| read(&path, sources))?;
        Ok(())
    }

    /// How a finding stands; when a list is being written, it is entered.
    pub fn standing(&mut self, finding: &Finding, fingerprint: &str) -> Standing {
        let entry = self.current.entry(fingerprint).cloned();
        let Some(writing) = &mut self.writing else {
            return entry.map_or(Standing::Open, |e| Standing::Accepted(e.reason, e.date));
        };
        let entry = entry.unwrap_or_else(|| Accepted {
            fingerprint: fingerprint.to_owned(),
            code: Code(finding.code).to_string(),
            message: finding.message.clone(),
            reason: writing.reason.to_owned(),
            date: writing.date.clone(),
        });
        let standing = Standing::Accepted(entry.reason.clone(), entry.date.clone());
        writing.list.accepted.push(entry);
        standing
    }

    /// Accepted findings of the policy at hand that are no longer there. A list shared by several policies holds
    /// those of the others as well, so nothing is said of one that was named.
    pub fn gone(&self, present: &[String]) -> Vec<Diagnostic> {
        if self.named.is_some() || self.writing.is_some() {
            return Vec::new();
        }
        self.current.stale(present).map(baseline::gone).collect()
    }

    /// Writes the list, when one is to be written.
    pub fn write(&self) -> Result<(), Fault> {
        self.writing.as_ref().map_or(Ok(()), |w| fs::write(w.path, &w.list.to_text()))
    }
}

fn read(path: &str, sources: &mut SourceMap) -> Result<Baseline, Fault> {
    let text = syntax::decode(&fs::read(path)?, path)?;
    let file = sources.add(path.to_owned(), text.clone());
    Baseline::parse(file, &text).map_err(|mut fault| {
        // The file is shown by its name: a fault has no source to point into.
        fault.message = format!("「{path}」：{}", fault.message);
        fault
    })
}
