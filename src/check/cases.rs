//! Small additions to a program for a question, and cases that leave nothing unknown.

use super::symbolic::Model;
use super::witness::case_of;
use crate::base::date::Date;
use crate::base::num::Num;
use crate::eval::{Case, Plan};
use crate::ir::value::Value;
use crate::ir::{BoundWord, CmpOp, Effective, Expr, ExprId, Input, Program, Ty};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Adds an expression whose operands are in the arena.
pub fn push(program: &mut Program, expr: Expr, ty: Ty) -> ExprId {
    program.exprs.push(expr);
    program.types.push(ty);
    program.spans.push(Default::default());
    ExprId(u32::try_from(program.exprs.len() - 1).unwrap_or(u32::MAX))
}

/// Conditions that the date lies in the interval.
pub fn days(program: &mut Program, e: Effective) -> Vec<ExprId> {
    let Some(date) = program.date_input else { return Vec::new() };
    let ends = [(e.from, CmpOp::Ge, BoundWord::From), (e.to, CmpOp::Le, BoundWord::To)];
    let mut out = Vec::new();
    for (end, op, word) in ends {
        let Some(end) = end else { continue };
        let day = push(program, Expr::Input(date), Ty::Date);
        let bound = push(program, Expr::Const(Value::Date(end)), Ty::Date);
        out.push(push(program, Expr::Cmp(op, word, day, bound), Ty::Bool));
    }
    out
}

/// The model's case, with a plain value for every fact that the plan reads and the model leaves open.
pub fn complete(program: &Program, plan: &Plan<'_>, model: &Model) -> Option<Case> {
    let mut case = case_of(program, model)?;
    let facts = case.encounters.first_mut()?;
    for input in plan.inputs() {
        let known = facts.iter().any(|(i, _)| i == input);
        let Some(decl) = program.inputs.get(input.ix()).filter(|_| !known && Some(*input) != program.date_input) else {
            continue;
        };
        facts.push((*input, Some(neutral(decl))));
    }
    facts.sort_by_key(|(i, _)| *i);
    Some(case)
}

/// A value of the fact's type to stand where it decides nothing: its default, the least of its range, nought.
pub fn neutral(input: &Input) -> Value {
    let lower = || input.range.lower.as_ref().map(|(v, _)| v.clone());
    let given = input.default.clone();
    given
        .or_else(|| match &input.ty {
            Ty::Bool => Some(Value::Bool(false)),
            Ty::Enum(_) => Some(Value::Member(0)),
            Ty::Set(_) => Some(Value::Set(Arc::new(BTreeSet::new()))),
            Ty::Text => Some(Value::Text("".into())),
            Ty::Period => Some(Value::Period(Default::default())),
            Ty::Interval => Some(Value::Interval(Num::ZERO, Num::ZERO)),
            Ty::Date | Ty::Month => lower().or_else(|| Date::new(2025, 1, 1).map(Value::Date)),
            _ => lower(),
        })
        .unwrap_or(Value::Num(Num::ZERO))
}
