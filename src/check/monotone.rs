//! 单调: a larger cost never gets less. Two evaluations that differ in one amount; where the payment drops, the two
//! neighbouring cases and the size of the drop (悬崖).

use super::finding::{Family, Finding, Outcome, Witness};
use super::symbolic::{Budget, Claim, Goal, Model, Search, search};
use super::witness::{case_of, value_of};
use crate::base::diagnostic::Severity;
use crate::base::num::Num;
use crate::eval::Case;
use crate::ir::value::Value;
use crate::ir::{Expr, ExprId, InputId, ItemId, Program, Ty, each_operand};
use std::collections::BTreeSet;

/// Limits of one goal.
const BUDGET: Budget = Budget { paths: 400, queries: 3_000 };

/// Checks every rounded amount against every amount that it depends on.
pub fn check(program: &Program) -> Outcome {
    let mut out = Outcome::default();
    for (i, item) in program.items.iter().enumerate() {
        let pays = item.ty == Ty::Amount && item.rounding.is_some() && item.name.contains("支付");
        if !pays {
            continue;
        }
        let id = ItemId(u32::try_from(i).unwrap_or(u32::MAX));
        for input in costs(program, id) {
            pair(program, id, input, &mut out);
        }
    }
    out
}

fn pair(program: &Program, item: ItemId, input: InputId, out: &mut Outcome) {
    let (Some(pays), Some(cost)) = (program.items.get(item.ix()), program.inputs.get(input.ix())) else { return };
    let tolerance = tolerance(program, item);
    let goal = Goal { claim: Claim::Rising { item, input, tolerance }, assume: Vec::new() };
    let found = search(program, &goal, BUDGET, |model| drop_of(program, item, model));
    match found {
        Search::Proved => out.prove(),
        Search::Refuted((case, drop)) => {
            let message = format!("「{}」增加，「{}」反而减少 {}元：悬崖", cost.name, pays.name, drop.to_fixed(2));
            let mut finding = Finding::text(Family::Monotone, 850, Severity::Info, pays.span, message)
                .suggest("文件确实如此的，用「注」说明；否则检查分档是否应按超过的部分分段计算");
            finding.witness = Some(Witness { case, story: Vec::new() });
            finding.consequence = Some(drop);
            out.report(finding);
        }
        Search::Undecided(why) => {
            let message = format!("「{}」是否随「{}」单调未能判定：{why}", pays.name, cost.name);
            out.report(Finding::undecided(Family::Monotone, 859, pays.span, message));
        }
    }
}

/// The drop between the model's two cases, as the evaluator settles them; the case is the one with the larger cost.
fn drop_of(program: &Program, item: ItemId, model: &Model) -> Option<(Case, Num)> {
    let (input, larger) = model.second?;
    let before = case_of(program, model)?;
    let mut moved = model.clone();
    moved.numbers.insert(input, larger);
    let after = case_of(program, &moved)?;
    match (value_of(program, &before, item)?, value_of(program, &after, item)?) {
        (Value::Num(a), Value::Num(b)) => a.sub(b).ok().filter(|d| d.signum() > 0).map(|d| (after, d)),
        _ => None,
    }
}

/// One unit of rounding for each rounded item on the way.
fn tolerance(program: &Program, item: ItemId) -> Num {
    let units = support(program, item).1.into_iter().filter_map(|i| program.items.get(i.ix())?.rounding.map(|r| r.0));
    units.fold(Num::ZERO, |sum, unit| sum.add(unit).unwrap_or(sum))
}

fn costs(program: &Program, item: ItemId) -> Vec<InputId> {
    let (inputs, _) = support(program, item);
    inputs
        .into_iter()
        .filter(|i| program.inputs.get(i.ix()).is_some_and(|i| i.ty == Ty::Amount && i.name.contains("费用")))
        .collect()
}

/// Inputs and items that the item depends on, itself included.
fn support(program: &Program, item: ItemId) -> (BTreeSet<InputId>, BTreeSet<ItemId>) {
    let (mut inputs, mut items) = (BTreeSet::new(), BTreeSet::new());
    let mut todo = vec![item];
    while let Some(next) = todo.pop() {
        let Some(decl) = program.items.get(next.ix()).filter(|_| items.insert(next)) else { continue };
        let rules = decl.rules.iter().filter_map(|(r, _)| program.rules.get(r.ix()));
        let caps = decl.caps.iter().filter_map(|c| program.caps.get(c.ix()));
        let mut exprs: Vec<ExprId> = rules
            .flat_map(|r| r.guard.into_iter().chain(r.defs.iter().filter(|d| d.0 == next).map(|d| d.1)))
            .chain(decl.default)
            .chain(caps.flat_map(|c| c.guard.into_iter().chain([c.limit])))
            .collect();
        while let Some(id) = exprs.pop() {
            match program.exprs.get(id.ix()) {
                Some(Expr::Input(i)) => {
                    inputs.insert(*i);
                }
                Some(Expr::Item(i)) => todo.push(*i),
                Some(other) => each_operand(other, &mut |o| exprs.push(o)),
                None => {}
            }
        }
    }
    (inputs, items)
}
