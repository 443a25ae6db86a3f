//! A settlement as data.

use super::{DISCLAIMER, View};
use crate::base::num::Num;
use crate::eval::narrate::{bare, explain_missing, explain_reason, explain_steps, show};
use crate::eval::trace::{CapTrace, EncounterTrace, ItemTrace, Rejection};
use crate::eval::{Answer, Missing, Outcome};
use crate::ir::value::Value as Known;
use crate::ir::{ItemId, ModuleId, Program, Ty};
use serde_json::{Map, Value, json};

/// The whole.
pub fn data(view: &View<'_>) -> Value {
    let encounters = view.settlement.outcomes.iter().zip(&view.trace.encounters);
    json!({
        "政策": super::policy_name(view.program),
        "版本": view.program.hash,
        "未列出": view.withheld,
        "就诊": encounters.map(|(outcome, trace)| encounter(view, outcome, trace)).collect::<Vec<_>>(),
        "说明": DISCLAIMER,
    })
}

fn encounter(view: &View<'_>, outcome: &Outcome, trace: &EncounterTrace) -> Value {
    let mut out = Map::new();
    out.insert("日期".to_owned(), json!(trace.date));
    for (module, items) in view.shown {
        let results = results(view.program, outcome, items);
        let target =
            if view.shown.len() == 1 { "结果".to_owned() } else { format!("结果·{}", name(view, *module)) };
        out.insert(target, results);
    }
    out.insert("取解".to_owned(), readings(view.program, trace));
    out.insert("参数".to_owned(), params(view.program, trace));
    if view.explain {
        let shown = trace.items.iter().filter(|t| t.answer.value().is_some() || is_shown(view, t.item));
        out.insert("过程".to_owned(), shown.map(|t| item(view.program, t)).collect());
    }
    Value::Object(out)
}

fn name<'a>(view: &View<'a>, module: ModuleId) -> &'a str {
    view.program.modules.get(module.ix()).map_or("", |m| m.name.as_str())
}

fn is_shown(view: &View<'_>, item: ItemId) -> bool {
    view.shown.iter().any(|(_, items)| items.contains(&item))
}

fn results(program: &Program, outcome: &Outcome, items: &[ItemId]) -> Value {
    let entries = items.iter().filter_map(|item| {
        let declared = program.items.get(item.ix())?;
        Some((declared.name.clone(), answer(program, &declared.ty, outcome.answer(*item)?)))
    });
    Value::Object(entries.collect())
}

/// A value as case files write it; what is missing as an object.
fn answer(program: &Program, ty: &Ty, answer: &Answer) -> Value {
    match answer {
        Answer::Value(value) => plain(program, ty, value),
        Answer::Missing(missing) => lacks(program, missing),
    }
}

fn lacks(program: &Program, missing: &Missing) -> Value {
    let kind = if missing.is_unknown() {
        "未知"
    } else if missing.is_undetermined() {
        "文件未定"
    } else {
        "不适用"
    };
    let facts: Vec<&str> =
        missing.facts.iter().filter_map(|i| Some(program.inputs.get(i.ix())?.name.as_str())).collect();
    let params: Vec<&str> =
        missing.params.iter().filter_map(|p| Some(program.params.get(p.ix())?.name.as_str())).collect();
    json!({"无结果": kind, "缺事实": facts, "缺参数": params, "说明": explain_missing(program, missing)})
}

/// Amounts and ratios as decimal strings, sets as lists, the rest as people write it.
fn plain(program: &Program, ty: &Ty, value: &Known) -> Value {
    match (value, ty) {
        (Known::Bool(b), _) => json!(b),
        (Known::Num(n), Ty::Amount) => json!(bare(program, ty, &Known::Num(*n))),
        (Known::Num(n), Ty::Int(_)) => n.as_int().map_or_else(|| json!(n), |i| json!(i)),
        (Known::Set(set), Ty::Set(of)) => {
            let one = |i: &i64| plain(program, of, &element(of, *i));
            set.iter().map(one).collect()
        }
        (Known::Texts(set), _) => set.iter().map(|t| json!(**t)).collect(),
        _ => json!(show(program, ty, value)),
    }
}

fn element(of: &Ty, key: i64) -> Known {
    match of {
        Ty::Enum(_) => Known::Member(u32::try_from(key).unwrap_or(u32::MAX)),
        Ty::Date => crate::base::date::Date::from_day_number(key).map_or(Known::Num(Num::int(key)), Known::Date),
        _ => Known::Num(Num::int(key)),
    }
}

fn readings(program: &Program, trace: &EncounterTrace) -> Value {
    let entries = trace.readings.iter().filter_map(|(doubt, reading)| {
        let doubt = program.doubts.get(doubt.ix())?;
        let (name, _) = doubt.readings.get(*reading as usize)?;
        Some((doubt.code.clone().unwrap_or_else(|| doubt.name.clone()), json!(name)))
    });
    Value::Object(entries.collect())
}

fn params(program: &Program, trace: &EncounterTrace) -> Value {
    let entries = trace.params.iter().filter_map(|(param, value)| {
        let param = program.params.get(param.ix())?;
        let value = value.as_ref().map_or(json!("文件未定"), |v| plain(program, &param.ty, v));
        Some((param.name.clone(), value))
    });
    Value::Object(entries.collect())
}

fn item(program: &Program, trace: &ItemTrace) -> Value {
    let Some(declared) = program.items.get(trace.item.ix()) else { return Value::Null };
    let rules = trace.applied.iter().filter_map(|applied| {
        let rule = program.rules.get(applied.rule.ix())?;
        Some(json!({
            "条款": rule.name,
            "行": rule.row.map(|(_, row)| row + 1),
            "依据": rule.cites,
            "算式": explain_steps(program, applied.expr, &applied.steps),
        }))
    });
    json!({
        "项目": declared.name,
        "结果": answer(program, &declared.ty, &trace.answer),
        "适用": rules.collect::<Vec<_>>(),
        "未适用": trace.rejected.iter().filter_map(|r| rejected(program, r)).collect::<Vec<_>>(),
        "封顶": trace.caps.iter().filter_map(|c| cap(program, c)).collect::<Vec<_>>(),
        "取整前": trace.rounding.as_ref().map(|(before, ..)| plain(program, &declared.ty, before)),
    })
}

fn rejected(program: &Program, rejection: &Rejection) -> Option<Value> {
    let rule = program.rules.get(rejection.rule.ix())?;
    let reason = explain_reason(program, rejection.rule, &rejection.reason);
    Some(json!({"条款": rule.name, "行": rule.row.map(|(_, row)| row + 1), "依据": rule.cites, "原因": reason}))
}

fn cap(program: &Program, trace: &CapTrace) -> Option<Value> {
    let cap = program.caps.get(trace.cap.ix())?;
    let money = |n: Option<Num>| n.map(|n| plain(program, &Ty::Amount, &Known::Num(n)));
    Some(json!({
        "依据": cap.cites,
        "条件成立": trace.holds,
        "上限": money(trace.limit),
        "此前": money(trace.before),
        "本次已用": money(trace.taken),
        "截前": money(trace.bit.map(|(before, _)| before)),
        "截后": money(trace.bit.map(|(_, after)| after)),
    }))
}
