//! From a model to a case, and the replay without which nothing is reported.

use super::guards::step_of;
use super::symbolic::{Claim, Model};
use crate::base::date::Date;
use crate::base::num::Num;
use crate::eval::{Answer, Case, Plan};
use crate::ir::value::Value;
use crate::ir::{Expr, ExprId, Input, InputId, Item, ItemId, Merge, ModuleId, Program, Rule, RuleId, Ty};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The case that a model describes: one encounter with the model's facts and opening balances. Facts that the model
/// does not mention stay unknown.
pub fn case_of(program: &Program, model: &Model) -> Option<Case> {
    let mut facts: BTreeMap<InputId, Value> = BTreeMap::new();
    for (input, n) in &model.numbers {
        facts.insert(*input, number(program.inputs.get(input.ix())?, *n)?);
    }
    for (input, class) in &model.members {
        facts.insert(*input, member(program.inputs.get(input.ix())?, *class)?);
    }
    for (input, set) in sets(model) {
        facts.insert(input, Value::Set(Arc::new(set)));
    }
    let opening = model.accums.iter().map(|(a, n)| (*a, Value::Num(*n))).collect();
    Some(Case { encounters: vec![facts.into_iter().map(|(i, v)| (i, Some(v))).collect()], opening, ..Case::default() })
}

fn number(input: &Input, n: Num) -> Option<Value> {
    match input.ty {
        Ty::Date | Ty::Month => Date::from_day_number(n.as_int()?).map(Value::Date),
        _ => step_of(Some(&input.ty)).is_none_or(|s| n.is_multiple_of(s)).then_some(Value::Num(n)),
    }
}

fn member(input: &Input, class: usize) -> Option<Value> {
    match input.ty {
        Ty::Bool => Some(Value::Bool(class == 1)),
        _ => u32::try_from(class).ok().map(Value::Member),
    }
}

fn sets(model: &Model) -> BTreeMap<InputId, BTreeSet<i64>> {
    let mut sets: BTreeMap<InputId, BTreeSet<i64>> = BTreeMap::new();
    for ((input, element), inside) in &model.elements {
        let set = sets.entry(*input).or_default();
        if *inside {
            set.insert(*element);
        }
    }
    sets
}

/// The program with one more item whose value is the expression: how the evaluator is asked about any condition.
pub fn with_probe(program: &Program, value: ExprId) -> (Program, ItemId) {
    let mut probed = program.clone();
    let item = ItemId(u32::try_from(probed.items.len()).unwrap_or(u32::MAX));
    let rule = RuleId(u32::try_from(probed.rules.len()).unwrap_or(u32::MAX));
    let ty = probed.types.get(value.ix()).cloned().unwrap_or(Ty::Bool);
    let span = probed.spans.get(value.ix()).copied().unwrap_or_default();
    probed.rules.push(Rule {
        name: String::new(),
        module: ModuleId(0),
        row: None,
        guard: None,
        effective: Default::default(),
        overrides: Vec::new(),
        overridden_by: Vec::new(),
        defs: vec![(item, value)],
        cites: Vec::new(),
        notes: Vec::new(),
        span,
    });
    probed.items.push(Item {
        name: String::new(),
        module: ModuleId(0),
        ty,
        rounding: None,
        merge: Merge::Unique,
        default: None,
        aliases: Vec::new(),
        cites: Vec::new(),
        doc: None,
        rules: vec![(rule, 0)],
        caps: Vec::new(),
        declared: true,
        span,
    });
    probed.order.push(item);
    (probed, item)
}

/// An expression that is the conjunction of a guard and the negation of a condition, added to the program's arena.
pub fn violation(program: &mut Program, guard: Option<ExprId>, cond: ExprId) -> ExprId {
    let span = program.spans.get(cond.ix()).copied().unwrap_or_default();
    let mut push = |expr: Expr| {
        program.exprs.push(expr);
        program.types.push(Ty::Bool);
        program.spans.push(span);
        ExprId(u32::try_from(program.exprs.len() - 1).unwrap_or(u32::MAX))
    };
    let negated = push(Expr::Not(cond));
    match guard {
        Some(g) => push(Expr::And(vec![g, negated])),
        None => negated,
    }
}

/// Settles the case for one item; its value, if the settlement succeeds and gives one.
pub fn value_of(program: &Program, case: &Case, item: ItemId) -> Option<Value> {
    let settled = Plan::new(program, Some(&[item])).settle(case).ok()?;
    match settled.outcomes.last()?.answer(item)? {
        Answer::Value(v) => Some(v.clone()),
        Answer::Missing(_) => None,
    }
}

/// A claim made ready for replays: the program to settle with, and the item that tells.
pub struct Replay {
    program: Program,
    item: ItemId,
    negative: bool,
}

impl Replay {
    /// Prepares a claim. `None`: the claim cannot be put to the evaluator.
    pub fn new(program: &Program, claim: &Claim) -> Option<Replay> {
        match claim {
            Claim::NotNegative(item) => Some(Replay { program: program.clone(), item: *item, negative: true }),
            Claim::Always { guard, cond } => Some(Replay::condition(program.clone(), *guard, *cond)),
            Claim::Within { accum, limit, guard } => {
                let mut extended = program.clone();
                let decl = extended.accums.get(accum.ix())?.clone();
                let span = decl.span;
                let mut push = |expr: Expr, ty: Ty| {
                    extended.exprs.push(expr);
                    extended.types.push(ty);
                    extended.spans.push(span);
                    ExprId(u32::try_from(extended.exprs.len() - 1).unwrap_or(u32::MAX))
                };
                let before = push(Expr::Accum(*accum), decl.ty.clone());
                let after = push(Expr::Add(before, decl.value), decl.ty);
                let cond =
                    push(Expr::Cmp(crate::ir::CmpOp::Le, crate::ir::BoundWord::BuChaoGuo, after, *limit), Ty::Bool);
                Some(Replay::condition(extended, *guard, cond))
            }
            Claim::AccumNotNegative(_) | Claim::Rising { .. } => None,
        }
    }

    fn condition(mut program: Program, guard: Option<ExprId>, cond: ExprId) -> Replay {
        // The asserted invariants of the policy would stop the very settlement that violates them.
        program.musts.clear();
        let broken = violation(&mut program, guard, cond);
        let (program, item) = with_probe(&program, broken);
        Replay { program, item, negative: false }
    }

    /// Whether the evaluator agrees that the case violates the claim.
    pub fn confirms(&self, case: &Case) -> bool {
        match value_of(&self.program, case, self.item) {
            Some(Value::Num(n)) => self.negative && n.signum() < 0,
            Some(Value::Bool(broken)) => broken,
            _ => false,
        }
    }
}
