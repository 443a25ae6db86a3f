//! Findings that somebody has looked at and accepted: each with a reason and a date, in a file beside the policy.
//!
//! A finding is known again by its fingerprint: its code, its sentence, and the headings and citations of the rules
//! concerned. Lines and columns are no part of it, so editing elsewhere in a file leaves an answer standing, while
//! a finding whose figures change has to be looked at again.

use super::finding::Finding;
use crate::base::date::Date;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::span::{FileId, Span};
use crate::ir::Program;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Accepted findings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// In the order of the file.
    #[serde(rename = "接受")]
    pub accepted: Vec<Accepted>,
}

/// A finding that is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// See [`fingerprints`].
    #[serde(rename = "指纹")]
    pub fingerprint: String,
    /// `MC0850`: for the reader.
    #[serde(rename = "编号", default)]
    pub code: String,
    /// The sentence: for the reader.
    #[serde(rename = "信息", default)]
    pub message: String,
    /// Why it stands.
    #[serde(rename = "理由")]
    pub reason: String,
    /// `YYYY-MM-DD`, when it was accepted.
    #[serde(rename = "日期")]
    pub date: String,
}

impl Baseline {
    /// Reads a file. Every entry needs a reason and a day.
    pub fn parse(file: FileId, text: &str) -> Result<Baseline, Box<Diagnostic>> {
        let baseline: Baseline = serde_json::from_str(text).map_err(|e| not_readable(file, text, &e))?;
        match baseline.accepted.iter().find(|a| a.reason.trim().is_empty() || Date::parse(&a.date).is_none()) {
            Some(entry) => Err(incomplete(file, text, entry)),
            None => Ok(baseline),
        }
    }

    /// As the text of a file.
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).map_or_else(|_| String::new(), |text| text + "\n")
    }

    /// The entry of a finding.
    pub fn entry(&self, fingerprint: &str) -> Option<&Accepted> {
        self.accepted.iter().find(|a| a.fingerprint == fingerprint)
    }

    /// Entries that no finding bears any more.
    pub fn stale<'a>(&'a self, present: &'a [String]) -> impl Iterator<Item = &'a Accepted> {
        self.accepted.iter().filter(|a| !present.contains(&a.fingerprint))
    }
}

/// A fingerprint for each finding; findings that are alike in everything are numbered.
pub fn fingerprints(program: &Program, findings: &[Finding]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let number = |finding| {
        let base = fingerprint(program, finding);
        let count = seen.entry(base.clone()).or_default();
        *count += 1;
        if *count == 1 { base } else { format!("{base}-{count}") }
    };
    findings.iter().map(number).collect()
}

fn fingerprint(program: &Program, finding: &Finding) -> String {
    let mut names: Vec<&str> =
        finding.rules.iter().filter_map(|r| program.rules.get(r.ix())).map(|r| r.name.as_str()).collect();
    names.dedup();
    let parts = [&[finding.message.as_str()], names.as_slice()].concat().join("\u{1f}");
    let cites = finding.cites.join("\u{1f}");
    let digest = Sha256::digest(format!("{}\u{1e}{parts}\u{1e}{cites}", Code(finding.code)));
    digest.iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// MC0870: the file is not a list of accepted findings.
fn not_readable(file: FileId, text: &str, error: &serde_json::Error) -> Box<Diagnostic> {
    let start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let line = text.get(start..).and_then(|rest| rest.lines().next()).map_or(0, str::len);
    let span = Span::new(file, start, start + line);
    let what = if error.is_data() { "缺少一栏，或有不认识的栏" } else { "不是正确的 JSON" };
    Box::new(
        Diagnostic::error(870, span, format!("接受清单第 {} 行读不懂：{what}", error.line()))
            .hint("每一项要有「指纹」「理由」「日期」；用「mingce check --write-baseline 文件 --reason 理由」生成"),
    )
}

/// MC0870: an entry without a reason or a day.
fn incomplete(file: FileId, text: &str, entry: &Accepted) -> Box<Diagnostic> {
    let start = text.find(&entry.fingerprint).unwrap_or(0);
    let span = Span::new(file, start, start + entry.fingerprint.len());
    let what = if entry.reason.trim().is_empty() { "没有写理由" } else { "日期应写成 2026-01-31 这样" };
    Box::new(
        Diagnostic::error(870, span, format!("接受清单里「{}」{what}", entry.fingerprint))
            .hint("谁都看得懂的一句话：为什么这一条可以不改"),
    )
}

/// MC0871: an accepted finding that is no longer found.
pub fn gone(entry: &Accepted) -> Diagnostic {
    let nowhere = Span::new(FileId(u32::MAX), 0, 0);
    Diagnostic::info(871, nowhere, format!("接受清单里的「{}」（{}）已不再出现", entry.message, entry.code))
        .hint("从接受清单里删去这一项，免得将来掩盖同样的发现")
}

#[cfg(test)]
mod tests;
