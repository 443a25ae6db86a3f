//! Why there is no value.

use crate::eval::errors::rule_name;
use crate::eval::{Answer, Missing};
use crate::ir::{Program, Ty};

/// What is missing, as one phrase: `缺少事实「机构等级」；文件未定：参数「最低缴费基数」`.
pub fn explain_missing(program: &Program, m: &Missing) -> String {
    let quoted = |names: Vec<&str>| names.iter().map(|n| format!("「{n}」")).collect::<Vec<_>>().join("");
    let mut parts = Vec::new();
    let facts: Vec<&str> = m.facts.iter().filter_map(|i| program.inputs.get(i.ix())).map(|i| i.name.as_str()).collect();
    if !facts.is_empty() {
        parts.push(format!("缺少事实{}", quoted(facts)));
    }
    let params =
        m.params.iter().filter_map(|i| program.params.get(i.ix())).map(|p| p.name.as_str()).collect::<Vec<_>>();
    if !params.is_empty() {
        parts.push(format!("文件未给出参数{}", quoted(params)));
    }
    let rules: Vec<String> = m.undetermined.iter().map(|r| rule_name(program, *r)).collect();
    if !rules.is_empty() {
        parts.push(format!("条款{}没有定，或在该日不施行", rules.join("、")));
    }
    let items = m.no_rule.iter().filter_map(|i| program.items.get(i.ix())).map(|i| i.name.as_str()).collect::<Vec<_>>();
    if !items.is_empty() {
        parts.push(format!("没有条款适用于{}", quoted(items)));
    }
    let accums =
        m.accums.iter().filter_map(|a| program.accums.get(a.ix())).map(|a| a.name.as_str()).collect::<Vec<_>>();
    if !accums.is_empty() {
        parts.push(format!("累计{}还没有记录", quoted(accums)));
    }
    parts.join("；")
}

/// An answer as text: the value, or 未知, 文件未定, 不适用 with the reason.
pub fn show_answer(program: &Program, ty: &Ty, answer: &Answer) -> String {
    match answer {
        Answer::Value(v) => super::show(program, ty, v),
        Answer::Missing(m) => {
            let word = match (m.is_unknown(), m.is_undetermined()) {
                (true, _) => "未知",
                (false, true) => "文件未定",
                (false, false) => "不适用",
            };
            let why = explain_missing(program, m);
            if why.is_empty() { word.to_owned() } else { format!("{word}（{why}）") }
        }
    }
}
