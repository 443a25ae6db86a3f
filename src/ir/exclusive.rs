//! Conditions that never hold together, as far as their form shows.

use super::{CmpOp, Expr, ExprId, Program};
use crate::base::num::Num;
use crate::ir::value::Value;

/// Whether two conditions exclude each other: some value that both test would have to be two things at once. False
/// says only that their form does not show it.
pub fn exclusive(program: &Program, a: ExprId, b: ExprId) -> bool {
    let (a, b) = (tests(program, a), tests(program, b));
    a.iter().any(|(subject, test)| b.iter().any(|(other, with)| subject == other && test.excludes(with)))
}

/// What is demanded of a value.
enum Test {
    /// To be one of these.
    In(Vec<i64>),
    /// To be none of these.
    NotIn(Vec<i64>),
    /// To stand so to this number.
    Than(CmpOp, Num),
}

impl Test {
    fn excludes(&self, other: &Test) -> bool {
        match (self, other) {
            (Test::In(a), Test::In(b)) => !a.iter().any(|v| b.contains(v)),
            (Test::In(a), Test::NotIn(b)) | (Test::NotIn(b), Test::In(a)) => a.iter().all(|v| b.contains(v)),
            (Test::Than(a, x), Test::Than(b, y)) => apart((*a, *x), (*b, *y)) || apart((*b, *y), (*a, *x)),
            _ => false,
        }
    }
}

/// Whether everything that the first admits lies below everything that the second admits.
fn apart((a, x): (CmpOp, Num), (b, y): (CmpOp, Num)) -> bool {
    match (a, b) {
        (CmpOp::Le, CmpOp::Ge) => x < y,
        (CmpOp::Lt | CmpOp::Le, CmpOp::Gt | CmpOp::Ge) => x <= y,
        _ => false,
    }
}

/// The subject of a test: a leaf of the program, or an open question.
#[derive(PartialEq)]
enum Subject<'p> {
    Leaf(&'p Expr),
    Doubt(u32),
}

/// The tests of which a condition demands every one.
fn tests(program: &Program, condition: ExprId) -> Vec<(Subject<'_>, Test)> {
    let (mut todo, mut out) = (vec![(condition, false)], Vec::new());
    while let Some((id, negated)) = todo.pop() {
        match program.exprs.get(id.ix()) {
            Some(Expr::And(all)) if !negated => todo.extend(all.iter().map(|e| (*e, false))),
            Some(Expr::Or(all)) if negated => todo.extend(all.iter().map(|e| (*e, true))),
            Some(Expr::Not(inner)) => todo.push((*inner, !negated)),
            Some(expr) => out.extend(test(program, expr, negated)),
            None => {}
        }
    }
    out
}

fn test<'p>(program: &'p Program, expr: &'p Expr, negated: bool) -> Option<(Subject<'p>, Test)> {
    let member = |values: Vec<i64>| if negated { Test::NotIn(values) } else { Test::In(values) };
    match expr {
        Expr::In(subject, values) => Some((leaf(program, *subject)?, member(values.clone()))),
        Expr::Reading(doubt, reading) => Some((Subject::Doubt(doubt.0), member(vec![i64::from(*reading)]))),
        Expr::Cmp(op, _, subject, bound) => {
            let op = if negated { op.negated() } else { *op };
            Some((leaf(program, *subject)?, Test::Than(op, number(program, *bound)?)))
        }
        Expr::Input(_) | Expr::Item(_) | Expr::Param(_) => {
            Some((Subject::Leaf(expr), Test::In(vec![i64::from(!negated)])))
        }
        _ => None,
    }
}

fn leaf(program: &Program, id: ExprId) -> Option<Subject<'_>> {
    let expr = program.exprs.get(id.ix())?;
    matches!(expr, Expr::Input(_) | Expr::Item(_) | Expr::Param(_) | Expr::Accum(_)).then_some(Subject::Leaf(expr))
}

fn number(program: &Program, id: ExprId) -> Option<Num> {
    match program.exprs.get(id.ix())? {
        Expr::Const(Value::Num(n)) => Some(*n),
        _ => None,
    }
}
