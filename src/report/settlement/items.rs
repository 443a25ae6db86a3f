//! How each figure came about: the clause, its numbers, the ceiling that bit, what did not apply and why.

use super::{View, item_name, show_item};
use crate::base::num::Num;
use crate::eval::narrate::{explain_missing, explain_reason, explain_steps, formula, show};
use crate::eval::trace::{CapTrace, EncounterTrace, ItemTrace, Rejection, RuleTrace, Steps};
use crate::eval::{Answer, Outcome};
use crate::ir::value::Value;
use crate::ir::{CellTest, Expr, ExprId, ItemId, Merge, Program, RoundMode, Rule, cited};
use crate::report::doc::Doc;
use std::collections::BTreeSet;

/// Rejected rules listed for one item.
const REJECTED: usize = 6;

/// The items shown and what they were computed from, in order of evaluation.
pub(super) fn add(doc: &mut Doc, view: &View<'_>, outcome: &Outcome, trace: &EncounterTrace) {
    let wanted = reached(view, outcome, trace);
    let items: Vec<&ItemTrace> = trace.items.iter().filter(|t| wanted.contains(&t.item)).collect();
    if items.is_empty() {
        return;
    }
    doc.heading(2, "计算过程");
    for item in items {
        let scene = Scene { program: view.program, trace };
        doc.paragraph(format!(
            "{} ＝ {}",
            item_name(view.program, item.item),
            show_item(view.program, item.item, &item.answer)
        ));
        doc.list(scene.points(item));
    }
}

/// The items shown that apply, with everything that their values were computed from.
fn reached(view: &View<'_>, outcome: &Outcome, trace: &EncounterTrace) -> BTreeSet<ItemId> {
    let applies = |item: &&ItemId| match outcome.answer(**item) {
        Some(Answer::Missing(missing)) => !missing.is_not_applicable(),
        answer => answer.is_some(),
    };
    let shown = view.shown.iter().flat_map(|(_, items)| items);
    let mut open: Vec<ItemId> = shown.filter(applies).copied().collect();
    let mut seen = BTreeSet::new();
    while let Some(item) = open.pop() {
        if !seen.insert(item) {
            continue;
        }
        let Some(trace) = trace.item(item) else { continue };
        let steps = trace.applied.iter().flat_map(|r| &r.steps).chain(trace.default.iter().flatten());
        open.extend(steps.filter_map(|(e, _)| match view.program.exprs.get(e.ix()) {
            Some(Expr::Item(item)) => Some(*item),
            _ => None,
        }));
    }
    seen
}

struct Scene<'a> {
    program: &'a Program,
    trace: &'a EncounterTrace,
}

impl Scene<'_> {
    fn points(&self, item: &ItemTrace) -> Vec<(u8, String)> {
        let mut out = Vec::new();
        for rule in &item.applied {
            self.rule(rule, &mut out);
        }
        out.extend(item.default.iter().map(|steps| (0, self.default(item, steps))));
        out.extend(self.merged(item).map(|text| (0, text)));
        out.extend(item.rounding.iter().map(|(before, unit, mode)| (0, self.rounding(item, before, *unit, *mode))));
        out.extend(item.caps.iter().filter_map(|cap| self.cap(item.item, cap)).map(|text| (0, text)));
        out.extend(self.caps_not_held(item).map(|text| (0, text)));
        out.extend(self.rejected(item));
        out
    }

    fn rule(&self, applied: &RuleTrace, out: &mut Vec<(u8, String)>) {
        let Some(rule) = self.program.rules.get(applied.rule.ix()) else { return };
        let unsure = if applied.certain { "" } else { "（是否适用取决于未知的事实）" };
        let arithmetic = match &applied.value {
            Answer::Value(_) => explain_steps(self.program, applied.expr, &applied.steps),
            Answer::Missing(missing) => explain_missing(self.program, missing),
        };
        let words = formula(self.program, applied.expr);
        if arithmetic.contains('＝') {
            out.push((0, format!("{}{unsure}：{words}", self.rule_name(rule))));
            out.push((1, arithmetic));
        } else {
            out.push((0, format!("{}{unsure}：{arithmetic}", self.rule_name(rule))));
        }
        out.extend(self.cells(rule).or_else(|| self.guard(rule)).map(|text| (1, text)));
        let table = rule.row.and_then(|(table, _)| self.program.tables.get(table.ix()));
        let notes = rule.notes.iter().chain(table.iter().flat_map(|t| &t.notes));
        out.extend(notes.map(|note| (1, format!("注：{note}"))));
    }

    /// `「住院标准」第 2 行（三章十一问）`
    fn rule_name(&self, rule: &Rule) -> String {
        let row = rule.row.map_or_else(String::new, |(_, row)| format!("第 {} 行", row + 1));
        format!("依据「{}」{row}{}", rule.name, cited(&rule.cites))
    }

    /// The condition under which a clause applies.
    fn guard(&self, rule: &Rule) -> Option<String> {
        let guard = rule.guard.filter(|_| rule.row.is_none())?;
        Some(format!("条件：{}", formula(self.program, guard)))
    }

    /// What the row's cells tested: `机构等级 乡镇卫生院，就医地 市内`.
    fn cells(&self, rule: &Rule) -> Option<String> {
        let (table, row) = rule.row?;
        let table = self.program.tables.get(table.ix())?;
        let cells = table.cells.get(row as usize)?;
        let tested = table.columns.iter().zip(cells).filter(|(_, cell)| **cell != CellTest::Any);
        let texts: Vec<String> = tested.filter_map(|(column, _)| self.leaf(*column)).collect();
        (!texts.is_empty()).then(|| texts.join("，"))
    }

    /// Name and value of what a column tests.
    fn leaf(&self, e: ExprId) -> Option<String> {
        let p = self.program;
        let (name, value) = match p.exprs.get(e.ix())? {
            Expr::Input(i) => {
                let fact = self.trace.facts.iter().find(|(f, _)| f == i)?;
                (&p.inputs.get(i.ix())?.name, fact.1.as_ref()?)
            }
            Expr::Param(i) => {
                let param = self.trace.params.iter().find(|(f, _)| f == i)?;
                (&p.params.get(i.ix())?.name, param.1.as_ref()?)
            }
            Expr::Item(i) => (&p.items.get(i.ix())?.name, self.trace.item(*i)?.answer.value()?),
            Expr::Accum(i) => {
                let accum = self.trace.accums.iter().find(|a| a.accum == *i)?;
                (&p.accums.get(i.ix())?.name, accum.before.value()?)
            }
            _ => return None,
        };
        Some(format!("{name}为{}", show(p, p.types.get(e.ix())?, value)))
    }

    fn default(&self, item: &ItemTrace, steps: &Steps) -> String {
        let default = self.program.items.get(item.item.ix()).and_then(|i| i.default);
        let text = default.map_or_else(String::new, |e| explain_steps(self.program, e, steps));
        format!("没有条款适用，按缺省：{text}")
    }

    /// What became of several values.
    fn merged(&self, item: &ItemTrace) -> Option<String> {
        if item.applied.len() < 2 {
            return None;
        }
        let word = match self.program.items.get(item.item.ix())?.merge {
            Merge::Unique => "几条结果相同",
            Merge::Highest => "就高",
            Merge::Lowest => "就低",
            Merge::Sum => "累加",
            Merge::First => "按序取第一条",
        };
        Some(format!("以上 {} 条同时适用，{word}", item.applied.len()))
    }

    fn rounding(&self, item: &ItemTrace, before: &Value, unit: Num, mode: RoundMode) -> String {
        let mode = match mode {
            RoundMode::HalfUp => "四舍五入",
            RoundMode::Up => "进位",
            RoundMode::Down => "舍去",
        };
        format!("取整到 {}（{mode}）：取整前 {}", unit_name(unit), self.of_item(item.item, before))
    }

    fn of_item(&self, item: ItemId, value: &Value) -> String {
        self.program.items.get(item.ix()).map_or_else(String::new, |i| show(self.program, &i.ty, value))
    }

    /// A ceiling that holds, and what it did.
    fn cap(&self, item: ItemId, trace: &CapTrace) -> Option<String> {
        let cap = self.program.caps.get(trace.cap.ix())?;
        let limit = trace.limit.filter(|_| trace.holds == Some(true))?;
        let money = |n: Num| self.of_item(item, &Value::Num(n));
        let accum = cap.accum.and_then(|a| self.program.accums.get(a.ix())).map(|a| a.name.as_str());
        let used = match (accum, trace.before) {
            (Some(name), Some(paid)) => format!("，{name}此前已有 {}", money(paid)),
            _ => String::new(),
        };
        let taken = trace.taken.filter(|n| n.signum() > 0);
        let taken = taken.map(|n| format!("，本次同一限额下已用 {}", money(n))).unwrap_or_default();
        let outcome = match trace.bit {
            Some((before, after)) => format!("{} 截为 {}", money(before), money(after)),
            None => "没有超过".to_owned(),
        };
        Some(format!("封顶{}：不超过 {}{used}{taken}，{outcome}", cited(&cap.cites), money(limit)))
    }

    /// Ceilings whose condition does not hold for this person or encounter.
    fn caps_not_held(&self, item: &ItemTrace) -> Option<String> {
        let held_off = item.caps.iter().filter(|cap| cap.holds == Some(false));
        let mut sources: Vec<String> =
            held_off.filter_map(|cap| Some(self.program.caps.get(cap.cap.ix())?.cites.join("、"))).collect();
        sources.dedup();
        (!sources.is_empty()).then(|| format!("条件不成立而不适用的封顶：{}", sources.join("、")))
    }

    /// Why other rules did not apply; only when none did, for otherwise it does not matter to the reader.
    fn rejected(&self, item: &ItemTrace) -> Vec<(u8, String)> {
        if item.applied.iter().any(|r| r.certain) {
            return Vec::new();
        }
        let mut out: Vec<(u8, String)> = item.rejected.iter().take(REJECTED).map(|r| (1, self.rejection(r))).collect();
        let more = item.rejected.len().saturating_sub(REJECTED) + item.rejected_more as usize;
        if more > 0 {
            out.push((1, format!("另有 {more} 条也不适用")));
        }
        if !out.is_empty() {
            out.insert(0, (0, "没有适用的条款：".to_owned()));
        }
        out
    }

    fn rejection(&self, rejection: &Rejection) -> String {
        let name = self.program.rules.get(rejection.rule.ix()).map(|r| self.rule_name(r)).unwrap_or_default();
        let name = name.trim_start_matches("依据").to_owned();
        format!("{name}：{}", explain_reason(self.program, rejection.rule, &rejection.reason))
    }
}

/// 分, 角, 元 …, or the number.
fn unit_name(unit: Num) -> String {
    const NAMES: &[(i64, &str)] =
        &[(1, "分"), (10, "角"), (100, "元"), (1_000, "十元"), (10_000, "百元"), (1_000_000, "万元")];
    let found = NAMES.iter().find(|(fen, _)| Num::cents(*fen) == unit);
    found.map_or_else(|| unit.to_exact(), |(_, name)| (*name).to_owned())
}
