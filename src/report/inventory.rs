//! What a policy leaves open: questions with their readings, and numbers that the document does not give.

use crate::ir::{self, Doubt, Effective, Expr, ExprId, Param, Program, Rule, cited};
use serde_json::{Value, json};

/// A number that the document does not give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// What: `参数「最低缴费基数」`, `「住院标准」第 4 行的「报销比例」`.
    pub what: String,
    /// On which days, when not always.
    pub when: Option<String>,
    /// Citations.
    pub cites: Vec<String>,
}

/// A line for each open question.
pub fn doubts(program: &Program) -> Vec<String> {
    program.doubts.iter().map(doubt_line).collect()
}

fn doubt_line(doubt: &Doubt) -> String {
    let code = doubt.code.as_ref().map(|c| format!("{c} ")).unwrap_or_default();
    let name = |i: usize| doubt.readings.get(i).map_or("", |(name, _)| name.as_str());
    let adopted = doubt.adopted as usize;
    let others: Vec<String> =
        (0..doubt.readings.len()).filter(|i| *i != adopted).map(|i| format!("「{}」", name(i))).collect();
    let more = if others.is_empty() { String::new() } else { format!("，另有{}", others.join("")) };
    format!("{code}{}{}：采用「{}」{more}", doubt.name, cited(&doubt.cites), name(adopted))
}

/// A line for each number that the document does not give.
pub fn open_lines(program: &Program) -> Vec<String> {
    let line = |o: &Open| {
        format!("{}{}{}", o.what, cited(&o.cites), o.when.as_ref().map(|w| format!("：{w}")).unwrap_or_default())
    };
    open(program).iter().map(line).collect()
}

/// Parameters and cells that say 文件未定.
pub fn open(program: &Program) -> Vec<Open> {
    let params = program.params.iter().flat_map(open_periods);
    params.chain(program.rules.iter().flat_map(|rule| open_defs(program, rule))).collect()
}

fn open_periods(param: &Param) -> impl Iterator<Item = Open> + '_ {
    param.values.iter().filter(|(_, value)| value.is_none()).map(|(period, _)| Open {
        what: format!("参数「{}」", param.name),
        when: period_text(*period),
        cites: param.cites.clone(),
    })
}

/// `2025-01-01 至 2025-12-31`; `None` when it always holds.
pub fn period_text(period: Effective) -> Option<String> {
    match (period.from, period.to) {
        (None, None) => None,
        (Some(from), None) => Some(format!("{from} 起")),
        (None, Some(to)) => Some(format!("至 {to}")),
        (Some(from), Some(to)) => Some(format!("{from} 至 {to}")),
    }
}

fn open_defs<'a>(program: &'a Program, rule: &'a Rule) -> impl Iterator<Item = Open> + 'a {
    let row = rule.row.map_or_else(String::new, |(_, row)| format!("第 {} 行", row + 1));
    rule.defs.iter().filter(|(_, value)| says_undetermined(program, *value)).map(move |(item, _)| {
        let item = program.items.get(item.ix()).map_or("", |i| i.name.as_str());
        Open { what: format!("「{}」{row}的「{item}」", rule.name), when: None, cites: rule.cites.clone() }
    })
}

fn says_undetermined(program: &Program, e: ExprId) -> bool {
    let Some(expr) = program.exprs.get(e.ix()) else { return false };
    *expr == Expr::Undetermined || ir::operands(expr).into_iter().any(|child| says_undetermined(program, child))
}

/// Both lists as data.
pub fn data(program: &Program) -> (Value, Value) {
    let reading = |(name, doc): &(String, Option<String>)| json!({"名": name, "说明": doc});
    let doubt = |d: &Doubt| {
        json!({
            "名": d.name,
            "编号": d.code,
            "依据": d.cites,
            "问题": d.question,
            "采用": d.readings.get(d.adopted as usize).map(|(name, _)| name),
            "读法": d.readings.iter().map(reading).collect::<Vec<_>>(),
        })
    };
    let open = open(program).into_iter().map(|o| json!({"什么": o.what, "何时": o.when, "依据": o.cites})).collect();
    (program.doubts.iter().map(doubt).collect(), open)
}
