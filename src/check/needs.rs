//! Where an item is needed: the guards of the rules that read it. An item that nobody reads is a result; a result is
//! needed wherever its own decision table speaks, and a result stated by clauses alone is needed nowhere: not every
//! benefit is for everybody.

use super::guards::Guarded;
use crate::ir::{Effective, Expr, ExprId, ItemId, Program, each_operand};
use std::collections::BTreeSet;

/// The conditions under which the item is needed; `None` when it is needed nowhere.
pub fn of(program: &Program, item: ItemId) -> Option<Vec<Guarded>> {
    let readers: Vec<Guarded> = program
        .rules
        .iter()
        .filter(|r| r.defs.iter().any(|(of, expr)| *of != item && reads(program, *expr, item)))
        .map(Guarded::from)
        .collect();
    if !readers.is_empty() {
        return Some(readers);
    }
    let always = Guarded { guard: None, effective: Effective::default() };
    let rules = &program.items.get(item.ix())?.rules;
    let tabular = rules.iter().any(|(r, _)| program.rules.get(r.ix()).is_some_and(|r| r.row.is_some()));
    tabular.then(|| vec![always])
}

/// Whether the expression reads the item outright: not only within one branch of 若, nor under 可定.
fn reads(program: &Program, expr: ExprId, item: ItemId) -> bool {
    let (mut seen, mut todo) = (BTreeSet::new(), vec![expr]);
    while let Some(id) = todo.pop() {
        if !seen.insert(id) {
            continue;
        }
        match program.exprs.get(id.ix()) {
            Some(Expr::Item(i)) if *i == item => return true,
            Some(Expr::If(cond, ..)) => todo.push(*cond),
            Some(Expr::Known(_)) | None => {}
            Some(other) => each_operand(other, &mut |o| todo.push(o)),
        }
    }
    false
}
