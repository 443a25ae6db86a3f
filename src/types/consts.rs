//! Constants: what a declaration states must be a value, at most a little arithmetic on literals.

use super::{Checker, Node, errors, membership};
use crate::base::date::{Date, Period};
use crate::base::num::Num;
use crate::base::span::Span;
use crate::ir::value::Value;
use crate::ir::{Expr, ExprId, Func, Ty};
use crate::syntax::ast::{self, ExprKind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Nesting of a constant; the checker of expressions has its own, larger limit.
const MAX_DEPTH: u32 = 100;

impl<'a> Checker<'_, 'a> {
    /// A constant of a type; reports what is none.
    pub(super) fn constant(&mut self, e: &'a ast::Expr, want: &Ty) -> Option<Value> {
        let node = self.check(e, want);
        node.ty.as_ref()?;
        let value = self.fold(node.id, 0);
        if value.is_none() {
            self.report(errors::not_constant(e.span));
        }
        value
    }

    /// One value, or for a set several members, lists or sets; reports what does not fit.
    pub(super) fn constant_list(&mut self, values: &'a [ast::Expr], want: &Ty, span: Span) -> Option<Value> {
        if let Ty::Set(element) = want {
            return self.constant_set(values, element);
        }
        match values {
            [one] => self.constant(one, want),
            _ => {
                let diagnostic = errors::one_value(self.names, span, want);
                self.report(diagnostic);
                None
            }
        }
    }

    /// Texts in 「」, one by one or in sets.
    fn constant_texts(&mut self, values: &'a [ast::Expr]) -> Option<Value> {
        let mut all = BTreeSet::new();
        for value in values {
            let want = match value.kind {
                ExprKind::Set(_) => Ty::Set(Box::new(Ty::Text)),
                _ => Ty::Text,
            };
            match self.constant(value, &want)? {
                Value::Text(text) => {
                    all.insert(text);
                }
                Value::Texts(set) => all.extend(set.iter().cloned()),
                _ => {}
            }
        }
        Some(Value::texts(all))
    }

    fn constant_set(&mut self, values: &'a [ast::Expr], element: &Ty) -> Option<Value> {
        if *element == Ty::Text {
            return self.constant_texts(values);
        }
        let mut all = BTreeSet::new();
        let mut fine = true;
        for value in values {
            if matches!(&value.kind, ExprKind::Set(elements) if elements.is_empty()) {
                continue;
            }
            let errors_before = self.diags.len();
            let found = self.values(element, std::slice::from_ref(value), None);
            all.extend(found.consts);
            for id in found.others.into_iter().chain(found.sets) {
                match self.fold(id, 0) {
                    Some(Value::Set(set)) => all.extend(set.iter()),
                    other => match other.as_ref().and_then(membership::element) {
                        Some(n) => {
                            all.insert(n);
                        }
                        None => self.report(errors::not_constant(value.span)),
                    },
                }
            }
            fine &= self.diags.len() == errors_before;
        }
        fine.then(|| Value::Set(Arc::new(all)))
    }

    /// The value of an expression of literals.
    pub(super) fn fold(&self, id: ExprId, depth: u32) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        let value = |id: &ExprId| self.fold(*id, depth + 1);
        let num = |id: &ExprId| match value(id) {
            Some(Value::Num(n)) => Some(n),
            _ => None,
        };
        let number = |n: Option<Num>| n.map(Value::Num);
        match self.arena.get(id)? {
            Expr::Const(v) => Some(v.clone()),
            Expr::Neg(x) => number(num(x)?.neg().ok()),
            Expr::Add(a, b) => add(value(a)?, value(b)?, false),
            Expr::Sub(a, b) => add(value(a)?, value(b)?, true),
            Expr::Mul(a, b) => number(num(a)?.mul(num(b)?).ok()),
            Expr::Div(a, b) => number(num(a)?.div(num(b)?)?.ok()),
            Expr::Round(x, unit, mode) => number(num(x)?.round_to(*unit, *mode).ok()),
            Expr::Interval(a, b) => Some(Value::Interval(num(a)?, num(b)?)),
            Expr::Min(list) => extreme(list.iter().map(num), Num::min),
            Expr::Max(list) => extreme(list.iter().map(num), Num::max),
            Expr::SetOf(list) => {
                let texts: Option<BTreeSet<Arc<str>>> = list.iter().map(|x| text(value(x)?)).collect();
                if let Some(texts) = texts.filter(|t| !t.is_empty()) {
                    return Some(Value::texts(texts));
                }
                let elements: Option<BTreeSet<i64>> = list.iter().map(|x| membership::element(&value(x)?)).collect();
                Some(Value::Set(Arc::new(elements?)))
            }
            Expr::Call(func, args) => call(*func, args.iter().map(value).collect::<Option<Vec<_>>>()?.as_slice()),
            _ => None,
        }
    }

    /// The constant of a node that has a type.
    pub(super) fn folded(&self, node: &Node) -> Option<Value> {
        node.ty.as_ref().and_then(|_| self.fold(node.id, 0))
    }
}

fn text(value: Value) -> Option<Arc<str>> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn extreme(mut numbers: impl Iterator<Item = Option<Num>>, pick: fn(Num, Num) -> Num) -> Option<Value> {
    let first = numbers.next()??;
    numbers.try_fold(first, |best, n| n.map(|n| pick(best, n))).map(Value::Num)
}

fn add(a: Value, b: Value, minus: bool) -> Option<Value> {
    let signed = |p: Period| -> Option<Period> {
        if !minus {
            return Some(p);
        }
        Some(Period { months: p.months.checked_neg()?, days: p.days.checked_neg()? })
    };
    match (a, b) {
        (Value::Num(a), Value::Num(b)) => if minus { a.sub(b) } else { a.add(b) }.ok().map(Value::Num),
        (Value::Date(d), Value::Period(p)) => d.plus(signed(p)?).map(Value::Date),
        (Value::Date(a), Value::Date(b)) if minus => Some(Value::Num(Num::int(a.day_number() - b.day_number()))),
        (Value::Period(a), Value::Period(b)) => {
            let b = signed(b)?;
            let (months, days) = (a.months.checked_add(b.months)?, a.days.checked_add(b.days)?);
            Some(Value::Period(Period { months, days }))
        }
        _ => None,
    }
}

/// The calendar functions that a constant may use.
fn call(func: Func, args: &[Value]) -> Option<Value> {
    match (func, args) {
        (Func::MonthStart, [Value::Date(d)]) | (Func::MonthContaining, [Value::Date(d)]) => {
            Some(Value::Date(d.month_start()))
        }
        (Func::MonthEnd, [Value::Date(d)]) => Some(Value::Date(d.month_end())),
        (Func::YearStart, [Value::Num(y)]) => Date::new(i32::try_from(y.as_int()?).ok()?, 1, 1).map(Value::Date),
        (Func::YearEnd, [Value::Num(y)]) => Date::new(i32::try_from(y.as_int()?).ok()?, 12, 31).map(Value::Date),
        _ => None,
    }
}
