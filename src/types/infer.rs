//! Expressions: the dispatch, literals, conditions and choices.

use super::{Checker, Node, errors, ty};
use crate::base::num::Num;
use crate::base::span::Span;
use crate::ir::value::Value;
use crate::ir::{Expr, ExprId, Ty, Unit};
use crate::syntax::ast::{self, ExprKind, Literal};
use std::sync::Arc;

/// Deeper nesting than any person writes; the passes after this one may recurse that deep.
const MAX_DEPTH: u32 = 600;

impl<'a> Checker<'_, 'a> {
    /// Types an expression. `expected` tells what its place asks for, which decides what a word may mean; the result
    /// may still have another type.
    pub(super) fn infer(&mut self, e: &'a ast::Expr, expected: Option<&Ty>) -> Node {
        if self.depth >= MAX_DEPTH {
            self.report(errors::too_deep(e.span));
            return self.poison(e.span);
        }
        self.depth += 1;
        let node = self.kind(e, expected);
        self.depth -= 1;
        node
    }

    fn kind(&mut self, e: &'a ast::Expr, expected: Option<&Ty>) -> Node {
        match &e.kind {
            ExprKind::Lit(literal) => self.literal(literal, e.span, expected),
            ExprKind::Name(name) => self.name(name, expected),
            ExprKind::Undetermined => self.push(Expr::Undetermined, expected.cloned(), e.span),
            ExprKind::Neg(x) => self.negation(x, e.span, expected),
            ExprKind::Not(x) => {
                let x = self.condition(x);
                self.push(Expr::Not(x.id), Some(Ty::Bool), e.span)
            }
            ExprKind::Arith(op, a, b) => self.arithmetic(*op, a, b, e.span, expected),
            ExprKind::And(list) => {
                let list = list.iter().map(|x| self.condition(x).id).collect();
                self.push(Expr::And(list), Some(Ty::Bool), e.span)
            }
            ExprKind::Or(list) => {
                let list = list.iter().map(|x| self.condition(x).id).collect();
                self.push(Expr::Or(list), Some(Ty::Bool), e.span)
            }
            ExprKind::Cmp(op, word, a, b) => self.comparison(*op, *word, a, b, e.span),
            ExprKind::Is { subject, values, negated } => self.is(subject, values, *negated, e.span),
            ExprKind::Contains { set, values, mode, negated } => self.contains(set, values, *mode, *negated, e.span),
            ExprKind::InRange(x, range) => self.in_range(x, range, e.span),
            ExprKind::If(c, a, b) => self.choice(c, a, b, e.span, expected),
            ExprKind::Clamp { value, at_least, at_most } => {
                self.clamp(value, at_least.as_deref(), at_most.as_deref(), e.span, expected)
            }
            ExprKind::Round { value, rounding } => self.round(value, rounding, e.span, expected),
            ExprKind::Call { func, args } => self.call(func, args, e.span, expected),
            ExprKind::Count(mode, conds) => self.count(mode, conds, e.span),
            ExprKind::Agg { agg, var, source, filter, body } => {
                self.aggregate(*agg, var, source, (filter.as_deref(), body.as_deref()), e.span)
            }
            ExprKind::Set(elements) => self.set(elements, e.span, expected),
            ExprKind::Interval(a, b) => {
                let (a, b) = (self.check(a, &Ty::Amount), self.check(b, &Ty::Amount));
                self.push(Expr::Interval(a.id, b.id), Some(Ty::Interval), e.span)
            }
        }
    }

    /// Types an expression that has to have a type; reports it when it has another.
    pub(super) fn check(&mut self, e: &'a ast::Expr, want: &Ty) -> Node {
        let node = self.infer(e, Some(want));
        self.coerce(node, want)
    }

    /// As [`Checker::check`] where the wanted type may be unknown because of an earlier error.
    pub(super) fn check_or_infer(&mut self, e: &'a ast::Expr, want: Option<&Ty>) -> Node {
        match want {
            Some(ty) => self.check(e, ty),
            None => self.infer(e, None),
        }
    }

    /// A condition: 真假.
    pub(super) fn condition(&mut self, e: &'a ast::Expr) -> Node {
        let node = self.infer(e, Some(&Ty::Bool));
        match &node.ty {
            None | Some(Ty::Bool) => node,
            Some(other) => {
                let diagnostic = errors::not_a_condition(self.names, e.span, other);
                self.report(diagnostic);
                self.poison(e.span)
            }
        }
    }

    fn literal(&mut self, literal: &Literal, span: Span, expected: Option<&Ty>) -> Node {
        let (value, ty) = match literal {
            Literal::Amount(n) => (Value::Num(*n), Ty::Amount),
            Literal::Ratio(n) => (Value::Num(*n), Ty::Ratio),
            Literal::Number(n) if n.as_int().is_some() => (Value::Num(*n), Ty::Int(Unit::None)),
            Literal::Number(n) => (Value::Num(*n), Ty::Decimal),
            Literal::Age(n) => (Value::Num(*n), Ty::Int(Unit::Age)),
            Literal::Period(p) => (Value::Period(*p), Ty::Period),
            Literal::Date(d) => (Value::Date(*d), Ty::Date),
            Literal::Month(d) => (Value::Date(*d), Ty::Month),
            Literal::Year(y) => (Value::Num(Num::int(i64::from(*y))), Ty::Int(Unit::None)),
            Literal::Bool(b) => (Value::Bool(*b), Ty::Bool),
            Literal::Text(text) => return self.text(text, span, expected),
        };
        self.push(Expr::Const(value), Some(ty), span)
    }

    /// Quoted text: a member where an enum is asked for, else 文本.
    fn text(&mut self, text: &str, span: Span, expected: Option<&Ty>) -> Node {
        if let Some(Ty::Enum(e)) = expected
            && let Some(at) = self.names.enums.get(e.ix()).and_then(|info| info.index.get(text).copied())
        {
            return self.push(Expr::Const(Value::Member(at)), Some(Ty::Enum(*e)), span);
        }
        self.push(Expr::Const(Value::Text(Arc::from(text))), Some(Ty::Text), span)
    }

    fn negation(&mut self, x: &'a ast::Expr, span: Span, expected: Option<&Ty>) -> Node {
        let x = self.infer(x, expected);
        match (&x.ty, self.arena.constant(x.id)) {
            (Some(t), Some(Value::Num(n))) if ty::numeric(t) => {
                let (value, t) = (n.neg().unwrap_or(Num::ZERO), t.clone());
                self.push(Expr::Const(Value::Num(value)), Some(t), span)
            }
            (None, _) => x,
            (Some(t), _) if ty::numeric(t) => {
                let t = x.ty.clone();
                self.push(Expr::Neg(x.id), t, span)
            }
            (Some(t), _) => {
                let diagnostic = errors::not_numeric(self.names, span, t, "取负");
                self.report(diagnostic);
                self.poison(span)
            }
        }
    }

    fn choice(
        &mut self,
        c: &'a ast::Expr,
        a: &'a ast::Expr,
        b: &'a ast::Expr,
        span: Span,
        expected: Option<&Ty>,
    ) -> Node {
        let c = self.condition(c);
        let mut then = self.infer(a, expected);
        let wanted = expected.cloned().or_else(|| then.ty.clone());
        let mut other = self.infer(b, wanted.as_ref());
        let ty = self.unify(&mut then, &mut other, "若 … 则 … 否则 … 的两边");
        self.push(Expr::If(c.id, then.id, other.id), ty, span)
    }

    fn clamp(
        &mut self,
        value: &'a ast::Expr,
        at_least: Option<&'a ast::Expr>,
        at_most: Option<&'a ast::Expr>,
        span: Span,
        expected: Option<&Ty>,
    ) -> Node {
        let mut node = self.infer(value, expected);
        if let Some(low) = at_least {
            node = self.bounded(node, low, span, Expr::Max);
        }
        if let Some(high) = at_most {
            node = self.bounded(node, high, span, Expr::Min);
        }
        node
    }

    fn bounded(
        &mut self,
        value: Node,
        bound: &'a ast::Expr,
        span: Span,
        make: fn(Vec<crate::ir::ExprId>) -> Expr,
    ) -> Node {
        let mut value = value;
        let mut bound = self.infer(bound, value.ty.clone().as_ref());
        let ty = self.unify(&mut value, &mut bound, "界限");
        if let Some(t) = ty.as_ref().filter(|t| !ty::ordered(t)) {
            let diagnostic = errors::not_ordered(self.names, span, t);
            self.report(diagnostic);
        }
        self.push(make(vec![value.id, bound.id]), ty, span)
    }

    fn round(&mut self, value: &'a ast::Expr, rounding: &ast::Rounding, span: Span, expected: Option<&Ty>) -> Node {
        let outer = std::mem::replace(&mut self.division, true);
        // A whole number is often the rounded quotient of two others: ask for the number, not for its unit.
        let wanted = expected.filter(|t| !matches!(t, Ty::Int(_)));
        let node = self.infer(value, wanted);
        self.division = outer;
        let whole = rounding.unit.as_int().is_some();
        let ty = match &node.ty {
            None => None,
            Some(Ty::Decimal) if whole => Some(Ty::Int(Unit::None)),
            Some(t) if ty::numeric(t) => Some(t.clone()),
            Some(t) => {
                let diagnostic = errors::not_numeric(self.names, span, t, "取整");
                self.report(diagnostic);
                None
            }
        };
        self.push(Expr::Round(node.id, rounding.unit, rounding.mode), ty, span)
    }

    fn count(&mut self, mode: &'a ast::CountMode, conds: &'a [ast::Expr], span: Span) -> Node {
        let list: Vec<_> = conds.iter().map(|c| self.condition(c).id).collect();
        let (n, exact) = match mode {
            ast::CountMode::Any => return self.push(Expr::Or(list), Some(Ty::Bool), span),
            ast::CountMode::All => return self.push(Expr::And(list), Some(Ty::Bool), span),
            ast::CountMode::AtLeast(n) => (n, false),
            ast::CountMode::Exactly(n) => (n, true),
            ast::CountMode::AtMost(n) => return self.at_most(n, list, span),
        };
        let n = self.check(n, &Ty::Int(Unit::None));
        self.push(Expr::CountTrue { n: n.id, exact, conds: list }, Some(Ty::Bool), span)
    }

    /// At most N of the conditions hold: not N ＋ 1 of them.
    fn at_most(&mut self, n: &'a ast::Expr, conds: Vec<ExprId>, span: Span) -> Node {
        let whole = Ty::Int(Unit::None);
        let n = self.check(n, &whole);
        let more = match self.folded(&n) {
            Some(Value::Num(n)) => n.add(Num::ONE).ok(),
            _ => None,
        };
        let more = match more {
            Some(more) => self.push(Expr::Const(Value::Num(more)), Some(whole), span),
            None => {
                let one = self.push(Expr::Const(Value::Num(Num::ONE)), Some(whole.clone()), span);
                self.push(Expr::Add(n.id, one.id), Some(whole), span)
            }
        };
        let test = self.push(Expr::CountTrue { n: more.id, exact: false, conds }, Some(Ty::Bool), span);
        self.negate_if(true, test, span)
    }

    fn set(&mut self, elements: &'a [ast::Expr], span: Span, expected: Option<&Ty>) -> Node {
        if let (Some(t), []) = (expected, elements) {
            let ty = matches!(t, Ty::Set(_)).then(|| t.clone());
            return self.push(Expr::SetOf(Vec::new()), ty, span);
        }
        let mut element = match expected {
            Some(Ty::Set(t)) => Some(t.as_ref().clone()),
            _ => None,
        };
        let mut ids = Vec::new();
        for e in elements {
            let node = self.check_or_infer(e, element.as_ref());
            element = element.or_else(|| node.ty.clone());
            ids.push(node.id);
        }
        let ty = element.filter(|t| self.may_be_element(t, span)).map(|t| Ty::Set(Box::new(t)));
        self.push(Expr::SetOf(ids), ty, span)
    }

    fn may_be_element(&mut self, t: &Ty, span: Span) -> bool {
        let fits = matches!(t, Ty::Enum(_) | Ty::Int(_) | Ty::Date | Ty::Month | Ty::Text);
        if !fits {
            let diagnostic = errors::not_an_element(self.names, span, t);
            self.report(diagnostic);
        }
        fits
    }
}
