//! Walking expressions.

use crate::ir::{Expr, ExprId, Program};

/// Calls `f` on every direct operand.
pub(crate) fn children(expr: &Expr, f: &mut dyn FnMut(ExprId)) {
    match expr {
        Expr::Const(_)
        | Expr::Input(_)
        | Expr::Param(_)
        | Expr::Item(_)
        | Expr::Accum(_)
        | Expr::Reading(..)
        | Expr::Local(_)
        | Expr::Undetermined => {}
        Expr::Not(a) | Expr::Neg(a) | Expr::In(a, _) | Expr::Round(a, ..) | Expr::Known(a) => f(*a),
        Expr::Has { set, .. } => f(*set),
        Expr::Bands { value, .. } => f(*value),
        Expr::Add(a, b)
        | Expr::Sub(a, b)
        | Expr::Mul(a, b)
        | Expr::Div(a, b)
        | Expr::Cmp(_, _, a, b)
        | Expr::Eq(a, b)
        | Expr::Contains(a, b)
        | Expr::Interval(a, b)
        | Expr::BandsByPaid { cost: a, paid: b, .. } => [*a, *b].into_iter().for_each(f),
        Expr::If(a, b, c) => [*a, *b, *c].into_iter().for_each(f),
        Expr::And(all) | Expr::Or(all) | Expr::Min(all) | Expr::Max(all) | Expr::SetOf(all) | Expr::Call(_, all) => {
            all.iter().copied().for_each(f);
        }
        Expr::CountTrue { n, conds, .. } => std::iter::once(*n).chain(conds.iter().copied()).for_each(f),
        Expr::Agg { over, filter, body, .. } => {
            [Some(over.0), over.1, *filter, *body].into_iter().flatten().for_each(f);
        }
    }
}

/// Greatest nesting depth in the arena. Operands stand before their users, so one pass suffices.
pub(crate) fn depth(program: &Program) -> u32 {
    let mut depths: Vec<u32> = Vec::with_capacity(program.exprs.len());
    for expr in &program.exprs {
        let mut below = 0;
        children(expr, &mut |c| below = below.max(depths.get(c.ix()).copied().unwrap_or(u32::MAX - 1)));
        depths.push(below.saturating_add(1));
    }
    depths.into_iter().max().unwrap_or(0)
}
