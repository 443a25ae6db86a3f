//! Messages of evaluation (MC05xx for the case, MC06xx for the policy).

use super::EvalError;
use super::narrate::show;
use super::ops::Fault;
use super::value::V;
use crate::base::date::Date;
use crate::ir::{ItemId, ModuleId, Must, Program, RuleId, cited};

/// An error on its way out.
pub(crate) type Stop = Box<EvalError>;

fn stop(code: u16, message: String, rules: Vec<RuleId>) -> Stop {
    Box::new(EvalError { code, message, rules })
}

fn item_name(program: &Program, id: ItemId) -> &str {
    program.items.get(id.ix()).map_or("", |i| &i.name)
}

/// `「住院报销」（三章十一问）`, with the row for a table.
pub(crate) fn rule_name(program: &Program, id: RuleId) -> String {
    let Some(rule) = program.rules.get(id.ix()) else { return String::new() };
    let row = rule.row.map(|(_, r)| format!("第{}行", u64::from(r) + 1)).unwrap_or_default();
    let cites = cited(&rule.cites);
    format!("「{}」{row}{cites}", rule.name)
}

/// MC0601: two clauses apply and differ.
pub(crate) fn conflict(program: &Program, item: ItemId, a: (RuleId, &V), b: (RuleId, &V), date: Option<Date>) -> Stop {
    let value = |v: &V| {
        let ty = program.items.get(item.ix()).map(|i| &i.ty);
        v.known().zip(ty).map(|(v, ty)| show(program, ty, &v)).unwrap_or_default()
    };
    let day = date.map(|d| format!("（就诊日期{d}）")).unwrap_or_default();
    let message = format!(
        "「{}」有两条款同时适用而结果不同：{}给出{}，{}给出{}{day}",
        item_name(program, item),
        rule_name(program, a.0),
        value(a.1),
        rule_name(program, b.0),
        value(b.1),
    );
    stop(601, message, vec![a.0, b.0])
}

/// MC0602 to MC0606, MC0699: the arithmetic of a clause fails.
pub(crate) fn fault(program: &Program, fault: Fault, item: Option<ItemId>, rule: Option<RuleId>) -> Stop {
    let item = item.map(|i| format!("计算「{}」", item_name(program, i))).unwrap_or_else(|| "计算".into());
    let by = rule.map(|r| format!("（条款{}）", rule_name(program, r))).unwrap_or_default();
    let (code, what) = match fault {
        Fault::Overflow => (602, "数值过大，超出可精确表示的范围"),
        Fault::DivideByZero => (603, "除数为零"),
        Fault::OffCalendar => (604, "得到的日期不存在，或超出公元1年至9999年"),
        Fault::NotWhole => (605, "此处须是整数"),
        Fault::TooMany => (606, "逐项计算的范围超过十万项"),
        Fault::Type => (699, "内部错误：值的类型与声明不符"),
    };
    stop(code, format!("{item}{by}时{what}"), rule.into_iter().collect())
}

/// MC0607: expressions nest too deep.
pub(crate) fn too_deep() -> EvalError {
    EvalError { code: 607, message: "式子嵌套超过300层，请拆成几个项目".into(), rules: Vec::new() }
}

/// MC0699: exceptions of exceptions without end, which compiling excludes.
pub(crate) fn exception_chain(program: &Program, rule: RuleId) -> Stop {
    stop(699, format!("内部错误：{}的例外没有尽头", rule_name(program, rule)), vec![rule])
}

/// MC0699: an item needs itself, which compiling excludes.
pub(crate) fn cycle(program: &Program, item: ItemId) -> Stop {
    stop(699, format!("内部错误：「{}」的计算又用到它自己", item_name(program, item)), Vec::new())
}

/// MC0610: the review period of the module is over.
pub(crate) fn review_passed(program: &Program, module: ModuleId, last: Date, date: Date) -> Stop {
    let name = program.modules.get(module.ix()).map_or("", |m| &m.name);
    let message = format!("「{name}」的复核期限是{last}，就诊日期{date}已过期限，须复核后再用");
    stop(610, message, Vec::new())
}

/// MC0611: a 必须 does not hold of the settlement.
pub(crate) fn must(must: &Must, date: Option<Date>) -> Stop {
    let cites = cited(&must.cites);
    let day = date.map(|d| format!("（就诊日期{d}）")).unwrap_or_default();
    stop(611, format!("结算结果违反必须「{}」{cites}{day}", must.name), Vec::new())
}

/// MC0511: encounters not in order of date.
pub(crate) fn out_of_order(earlier: Date, later: Date) -> Stop {
    stop(511, format!("就诊须按日期先后排列，{later}排在了{earlier}之后"), Vec::new())
}
