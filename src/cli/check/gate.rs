//! Which findings make a check fail.

use crate::base::codes;
use crate::base::diagnostic::{Code, Severity};
use crate::check::{Family, Verdict};
use crate::report::audit::{Entry, Standing};
use std::fmt;
use std::str::FromStr;

/// A choice of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selector {
    /// 错误, 警告, 提示
    Severity(Severity),
    /// A property.
    Family(Family),
    /// 有发现, 未能判定
    Verdict(Verdict),
    /// A code.
    Code(Code),
}

impl Selector {
    fn takes(self, entry: &Entry) -> bool {
        match self {
            Selector::Severity(s) => entry.severity == s,
            Selector::Family(f) => entry.family == Some(f),
            Selector::Verdict(v) => entry.verdict == Some(v),
            Selector::Code(c) => entry.code == c,
        }
    }
}

impl FromStr for Selector {
    type Err = String;

    fn from_str(text: &str) -> Result<Selector, String> {
        let family = Family::ALL.into_iter().find(|f| f.name() == text).map(Selector::Family);
        let word = match text {
            "错误" => Some(Selector::Severity(Severity::Error)),
            "警告" => Some(Selector::Severity(Severity::Warning)),
            "提示" => Some(Selector::Severity(Severity::Info)),
            "有发现" | "有反例" => Some(Selector::Verdict(Verdict::Refuted)),
            "未能判定" => Some(Selector::Verdict(Verdict::Undecided)),
            _ => None,
        };
        let code = || codes::parse(text).filter(|c| codes::entry(*c).is_some()).map(Selector::Code);
        word.or(family).or_else(code).ok_or_else(|| "应为级别、性质、结论或编号".to_owned())
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Selector::Severity(s) => f.write_str(crate::report::human::severity_word(*s)),
            Selector::Family(family) => f.write_str(family.name()),
            Selector::Verdict(Verdict::Undecided) => f.write_str("未能判定"),
            Selector::Verdict(_) => f.write_str("有发现"),
            Selector::Code(c) => c.fmt(f),
        }
    }
}

/// What the command line denies and allows.
pub struct Gate<'a> {
    pub deny: &'a [Selector],
    pub allow: &'a [Selector],
}

impl Gate<'_> {
    /// Sets how an entry stands, unless it is accepted already. What is denied is not allowed as well.
    pub fn judge(&self, mut entry: Entry) -> Entry {
        if entry.standing == Standing::Open {
            if self.deny.iter().any(|s| s.takes(&entry)) {
                entry.standing = Standing::Denied;
            } else if entry.family.is_some() && self.allow.iter().any(|s| s.takes(&entry)) {
                // Static errors and failing examples cannot be allowed: there is no policy, or a wrong one.
                entry.standing = Standing::Allowed;
            }
        }
        entry
    }
}
