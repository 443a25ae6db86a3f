//! Eligibility with only some facts known.
//!
//! In: a program and a case of one encounter. Out: for each eligibility item 符合, 不符合 with the conditions that
//! failed, or 还需提供 with the facts that would settle it; and the order in which to ask for facts so that few
//! questions settle much. An item that cannot be settled for an error of its own does not keep the others back.

use super::narrate::{explain_reason, formula};
use super::plan::Plan;
use super::run::Scratch;
use super::trace::{EncounterTrace, Reason, RuleTrace};
use super::{Answer, Case, EvalError, Missing, Settlement, errors};
use crate::ir::value::Value;
use crate::ir::{Expr, ExprId, InputId, Item, ItemId, Program, Ty};
use serde::Serialize;

/// The outcome of a screening.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Screening {
    /// One per eligibility item, in order of declaration.
    pub programmes: Vec<Programme>,
    /// What to ask, the most useful first.
    pub questions: Vec<Question>,
}

/// One eligibility item.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Programme {
    /// The item.
    pub item: ItemId,
    /// Whether it is met.
    pub verdict: Verdict,
    /// Items named after it (`名·…`) with their answers, when it is met.
    pub benefits: Vec<(ItemId, Answer)>,
}

/// Whether an eligibility item is met.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Verdict {
    /// 符合
    Met,
    /// 不符合, with what failed.
    NotMet(Vec<String>),
    /// 还需提供
    Needs(Vec<InputId>),
    /// The document leaves it open.
    Undetermined(Missing),
    /// It cannot be settled.
    Error(EvalError),
}

/// A fact to ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Question {
    /// The fact.
    pub input: InputId,
    /// Items that wait for it.
    pub items: Vec<ItemId>,
    /// Items for which nothing else is missing, once the questions before have been answered.
    pub settles: usize,
}

/// The declared 真假 items of the policy itself: each is a question whose answer is 符合 or 不符合.
pub fn eligibility_items(program: &Program) -> Vec<ItemId> {
    let own = |item: &Item| {
        let stdlib = program.modules.get(item.module.ix()).is_some_and(|m| m.stdlib);
        item.ty == Ty::Bool && item.declared && !stdlib && !item.name.contains('·') && !item.rules.is_empty()
    };
    (0_u32..).zip(&program.items).filter(|(_, i)| own(i)).map(|(i, _)| ItemId(i)).collect()
}

/// Screens a case for the given items (all eligibility items when `None`).
pub fn screen(program: &Program, case: &Case, items: Option<&[ItemId]>) -> Screening {
    let items = items.map_or_else(|| eligibility_items(program), <[ItemId]>::to_vec);
    let mut targets = items.clone();
    targets.extend(items.iter().flat_map(|i| benefits(program, *i)));
    let together = Plan::new(program, Some(&targets)).settle_traced(case);
    let one = |item: &ItemId| match &together {
        Ok((settlement, trace)) => programme(program, *item, settlement, trace.encounters.last()),
        Err(_) => alone(program, *item, case),
    };
    let programmes: Vec<Programme> = items.iter().map(one).collect();
    let questions = questions(&programmes);
    Screening { programmes, questions }
}

/// Items named after another.
fn benefits(program: &Program, item: ItemId) -> Vec<ItemId> {
    let prefix = program.items.get(item.ix()).map(|i| format!("{}·", i.name)).unwrap_or_default();
    let named = |(_, i): &(u32, &Item)| !prefix.is_empty() && i.name.starts_with(&prefix);
    (0_u32..).zip(&program.items).filter(named).map(|(i, _)| ItemId(i)).collect()
}

/// An item by itself, when settling all together fails.
fn alone(program: &Program, item: ItemId, case: &Case) -> Programme {
    let mut targets = benefits(program, item);
    targets.push(item);
    match Plan::new(program, Some(&targets)).settle_traced_in(&mut Scratch::default(), case) {
        Ok((settlement, trace)) => programme(program, item, &settlement, trace.encounters.last()),
        Err(e) => Programme { item, verdict: Verdict::Error(e), benefits: Vec::new() },
    }
}

fn programme(program: &Program, item: ItemId, s: &Settlement, trace: Option<&EncounterTrace>) -> Programme {
    let outcome = s.outcomes.last();
    let answer = outcome.and_then(|o| o.answer(item));
    let verdict = match answer {
        Some(Answer::Value(Value::Bool(true))) => Verdict::Met,
        Some(Answer::Missing(m)) if m.is_unknown() => Verdict::Needs(m.facts.clone()),
        Some(Answer::Missing(m)) if m.is_undetermined() => Verdict::Undetermined(m.clone()),
        _ => Verdict::NotMet(trace.map(|t| reasons(program, item, t, 0)).unwrap_or_default()),
    };
    let met = verdict == Verdict::Met;
    let named = if met { benefits(program, item) } else { Vec::new() };
    let answers = named.iter().filter_map(|b| Some((*b, outcome?.answer(*b)?.clone()))).collect();
    Programme { item, verdict, benefits: answers }
}

/// Deepest chain of items followed for a reason.
const MAX_CHAIN: u32 = 8;

/// Why an item is not met: the conditions of its rules that failed, and false parts of the rules that applied.
fn reasons(program: &Program, item: ItemId, trace: &EncounterTrace, chain: u32) -> Vec<String> {
    let Some(t) = trace.item(item).filter(|_| chain < MAX_CHAIN) else { return Vec::new() };
    let mut out: Vec<String> = Vec::new();
    for r in &t.rejected {
        let below = failed_item(program, &r.reason).map(|i| reasons(program, i, trace, chain + 1)).unwrap_or_default();
        if below.is_empty() {
            out.push(format!("{}：{}", errors::rule_name(program, r.rule), explain_reason(program, r.rule, &r.reason)));
        }
        out.extend(below);
    }
    for applied in &t.applied {
        let failed = false_part(program, applied.expr, &applied.steps);
        let inner = match program.exprs.get(failed.ix()) {
            Some(Expr::Item(i)) => reasons(program, *i, trace, chain + 1),
            _ => Vec::new(),
        };
        if inner.is_empty() {
            out.push(format!("{}：{}", errors::rule_name(program, applied.rule), said_no(program, applied, failed)));
        }
        out.extend(inner);
    }
    out.dedup();
    out
}

/// Why a rule that applied says 否: the condition that failed, or the case for which it says so outright.
fn said_no(program: &Program, applied: &RuleTrace, failed: ExprId) -> String {
    let guard = program.rules.get(applied.rule.ix()).and_then(|r| r.guard);
    match (program.exprs.get(failed.ix()), guard) {
        (Some(Expr::Const(_)), Some(guard)) => format!("{}的不符合", formula(program, guard)),
        _ => {
            let reason = Reason::Condition { atom: failed, steps: applied.steps.clone() };
            explain_reason(program, applied.rule, &reason)
        }
    }
}

/// The item that a rule's failed condition asks for: its own reasons say more than that it is 否.
fn failed_item(program: &Program, reason: &Reason) -> Option<ItemId> {
    let Reason::Condition { atom, .. } = reason else { return None };
    match program.exprs.get(atom.ix()) {
        Some(Expr::Item(i)) => Some(*i),
        _ => None,
    }
}

/// The first false atom of a conjunction, on the branch that was taken.
fn false_part(program: &Program, e: ExprId, steps: &super::trace::Steps) -> ExprId {
    let said = |e: &ExprId, truth: bool| steps.iter().rev().any(|(s, v)| s == e && *v == Some(Value::Bool(truth)));
    let below = match program.exprs.get(e.ix()) {
        Some(Expr::And(all)) => all.iter().find(|p| said(p, false)).copied(),
        Some(Expr::If(cond, yes, no)) if said(cond, true) || said(cond, false) => {
            Some(if said(cond, true) { *yes } else { *no })
        }
        _ => None,
    };
    below.map_or(e, |p| false_part(program, p, steps))
}

/// Least common multiple of 1 to 10: shares of a set's weight stay whole.
const WHOLE: u64 = 2520;

/// Greedy: again and again the fact with the greatest share in the sets that remain (one alone in its set counts whole,
/// one of three a third, since an answer may also rule a programme out), then the one that settles most by itself.
fn questions(programmes: &[Programme]) -> Vec<Question> {
    let needs = |p: &Programme| match &p.verdict {
        Verdict::Needs(facts) => Some((p.item, facts.clone())),
        _ => None,
    };
    let waiting: Vec<(ItemId, Vec<InputId>)> = programmes.iter().filter_map(needs).collect();
    let mut open = waiting.clone();
    let mut out = Vec::new();
    while let Some((input, settles)) = best(&open) {
        let items = waiting.iter().filter(|(_, facts)| facts.contains(&input)).map(|(i, _)| *i).collect();
        out.push(Question { input, items, settles });
        open.iter_mut().for_each(|(_, facts)| facts.retain(|f| *f != input));
        open.retain(|(_, facts)| !facts.is_empty());
    }
    out
}

fn best(open: &[(ItemId, Vec<InputId>)]) -> Option<(InputId, usize)> {
    let mut facts: Vec<InputId> = open.iter().flat_map(|(_, f)| f).copied().collect();
    facts.sort();
    facts.dedup();
    let score = |f: &InputId| {
        let sets = || open.iter().filter(|(_, facts)| facts.contains(f));
        let alone = sets().filter(|(_, facts)| facts.len() == 1).count();
        let share: u64 = sets().map(|(_, facts)| WHOLE / (facts.len() as u64).max(1)).sum();
        (share, alone)
    };
    // The first declared among equals.
    let top = facts.iter().rev().max_by_key(|f| score(f))?;
    Some((*top, score(top).1))
}

#[cfg(test)]
mod tests;
