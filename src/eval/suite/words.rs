//! Results that every suite may ask for, whatever the policy's items are called.

use super::{Json, Kind};
use crate::eval::{Answer, Missing};
use crate::ir::Program;

/// A built-in result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// 可判定: everything asked for has a value.
    Determinable,
    /// 结论: 可判定, 文件未规定 or 需补充信息.
    Verdict,
    /// 缺失参数
    MissingParams,
    /// 缺失信息
    MissingFacts,
}

pub(super) fn word(key: &str) -> Option<Word> {
    Some(match key {
        "可判定" => Word::Determinable,
        "结论" => Word::Verdict,
        "缺失参数" => Word::MissingParams,
        "缺失信息" => Word::MissingFacts,
        _ => return None,
    })
}

impl Word {
    /// Expected and actual as text, and whether they agree.
    pub(super) fn check(self, program: &Program, basis: &[&Answer], own: bool, json: &Json) -> (String, String, bool) {
        let missing: Vec<&Missing> = basis
            .iter()
            .filter_map(|a| match a {
                Answer::Missing(m) => Some(m),
                Answer::Value(_) => None,
            })
            .collect();
        match self {
            Word::Determinable => {
                let all = missing.is_empty() && !basis.is_empty();
                // Among items that other cases ask for, those that do not apply here do not count.
                let some = basis.iter().any(|a| a.value().is_some()) && missing.iter().all(|m| m.is_not_applicable());
                let actual = if own { all } else { some };
                let wanted = json.kind == Kind::Bool(true);
                let word = |b: bool| if b { "是" } else { "否" }.to_owned();
                let readable = matches!(json.kind, Kind::Bool(_));
                (word(wanted), word(actual), readable && wanted == actual)
            }
            Word::Verdict => {
                let actual = verdict(&missing);
                let wanted = match &json.kind {
                    Kind::Text(t) => t.clone(),
                    _ => "（应是文本）".to_owned(),
                };
                let passed = wanted == actual;
                (wanted, actual.to_owned(), passed)
            }
            Word::MissingParams => names(json, |name| {
                let ids = missing.iter().flat_map(|m| &m.params);
                let list: Vec<_> =
                    ids.filter_map(|p| program.params.get(p.ix())).map(|p| (&p.name, &p.aliases)).collect();
                pick(&list, name)
            }),
            Word::MissingFacts => names(json, |name| {
                let ids = missing.iter().flat_map(|m| &m.facts);
                let list: Vec<_> =
                    ids.filter_map(|i| program.inputs.get(i.ix())).map(|i| (&i.name, &i.aliases)).collect();
                pick(&list, name)
            }),
        }
    }
}

fn verdict(missing: &[&Missing]) -> &'static str {
    if missing.iter().any(|m| m.is_unknown()) {
        "需补充信息"
    } else if missing.is_empty() {
        "可判定"
    } else {
        "文件未规定"
    }
}

/// For a word: the canonical name it matches. For `None`: all canonical names.
fn pick(list: &[(&String, &Vec<String>)], word: Option<&str>) -> Vec<String> {
    let matches = |(name, aliases): &&(&String, &Vec<String>)| match word {
        Some(w) => *name == w || aliases.iter().any(|a| a == w),
        None => true,
    };
    let mut out: Vec<String> = list.iter().filter(matches).map(|(n, _)| (*n).clone()).collect();
    out.sort();
    out.dedup();
    out
}

/// Compares a list of names with what is missing, in any order.
fn names(json: &Json, of: impl Fn(Option<&str>) -> Vec<String>) -> (String, String, bool) {
    let listed: Vec<String> = match &json.kind {
        Kind::List(list) => list.iter().filter_map(text).collect(),
        Kind::Null => Vec::new(),
        _ => text(json).into_iter().collect(),
    };
    let actual = of(None);
    let mut wanted: Vec<String> = listed.iter().map(|w| of(Some(w)).pop().unwrap_or_else(|| w.clone())).collect();
    wanted.sort();
    wanted.dedup();
    let show = |list: &[String]| if list.is_empty() { "无".to_owned() } else { list.join("、") };
    (show(&wanted), show(&actual), wanted == actual)
}

fn text(json: &Json) -> Option<String> {
    match &json.kind {
        Kind::Text(t) => Some(t.clone()),
        _ => None,
    }
}
