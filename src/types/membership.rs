//! 为, 属于, 含 and 在: a value against several.

use super::{Checker, Node, errors};
use crate::base::num::Num;
use crate::base::span::Span;
use crate::ir::value::Value;
use crate::ir::{EnumId, Expr, ExprId, Func, Ty, Unit};
use crate::syntax::ast::{self, BoundWord, CmpOp, ContainsMode, ExprKind};

/// The values on the right of 为 or 含, sorted out.
#[derive(Default)]
pub(super) struct Values {
    /// Constant elements.
    pub consts: Vec<i64>,
    /// Other values of the element type.
    pub others: Vec<ExprId>,
    /// Values that are sets of the element type.
    pub sets: Vec<ExprId>,
}

impl Values {
    fn sorted(mut self) -> Values {
        self.consts.sort_unstable();
        self.consts.dedup();
        self
    }
}

impl<'a> Checker<'_, 'a> {
    pub(super) fn is(&mut self, subject: &'a ast::Expr, values: &'a [ast::Expr], negated: bool, span: Span) -> Node {
        if let ExprKind::Name(name) = &subject.kind
            && let Some(doubt) = self.doubt(name)
        {
            return self.readings(doubt, values, negated, span);
        }
        let node = self.infer(subject, None);
        let test = match node.ty.clone() {
            None => self.push(Expr::Undetermined, Some(Ty::Bool), span),
            Some(Ty::Set(element)) => self.same_set(&node, &element, values, span),
            Some(ty) => self.one_of(&node, &ty, values, span),
        };
        self.negate_if(negated, test, span)
    }

    pub(super) fn negate_if(&mut self, negated: bool, test: Node, span: Span) -> Node {
        if negated { self.push(Expr::Not(test.id), Some(Ty::Bool), span) } else { test }
    }

    fn readings(&mut self, d: crate::ir::DoubtId, values: &'a [ast::Expr], negated: bool, span: Span) -> Node {
        let mut tests = Vec::new();
        for value in values {
            let found = match &value.kind {
                ExprKind::Name(name) => self.reading(d, name.parts.last().map_or("", |p| p.text.as_str())),
                ExprKind::Lit(ast::Literal::Text(text)) => self.reading(d, text),
                _ => None,
            };
            match found {
                Some(at) => tests.push(self.push(Expr::Reading(d, at), Some(Ty::Bool), value.span).id),
                None => {
                    let diagnostic = errors::unknown_reading(self.names, d, value);
                    self.report(diagnostic);
                }
            }
        }
        let test = self.any_of(tests, span);
        self.negate_if(negated, test, span)
    }

    /// The number of a reading of an open question.
    pub(super) fn reading(&self, d: crate::ir::DoubtId, word: &str) -> Option<u32> {
        let doubt = self.names.doubts.get(d.ix())?.ast;
        let at = doubt.readings.iter().position(|r| r.name.text == word)?;
        u32::try_from(at).ok()
    }

    /// A disjunction; of one, that one.
    fn any_of(&mut self, mut tests: Vec<ExprId>, span: Span) -> Node {
        match (tests.len(), tests.pop()) {
            (1, Some(id)) => Node { id, ty: Some(Ty::Bool) },
            (_, Some(id)) => {
                tests.push(id);
                self.push(Expr::Or(tests), Some(Ty::Bool), span)
            }
            (_, None) => self.push(Expr::Const(Value::Bool(false)), Some(Ty::Bool), span),
        }
    }

    /// A set is compared as a whole: `身份 为 无`.
    fn same_set(&mut self, node: &Node, element: &Ty, values: &'a [ast::Expr], span: Span) -> Node {
        let ty = Ty::Set(Box::new(element.clone()));
        if let [one] = values {
            let whole = matches!(one.kind, ExprKind::Set(_)) || self.is_set_value(one);
            if whole {
                let value = self.check(one, &ty);
                return self.push(Expr::Eq(node.id, value.id), Some(Ty::Bool), span);
            }
        }
        let diagnostic = errors::set_needs_contains(self.names, span, &ty);
        self.report(diagnostic);
        self.push(Expr::Undetermined, Some(Ty::Bool), span)
    }

    /// Whether an expression is the name of a set-valued input, parameter, item or accumulator.
    fn is_set_value(&mut self, e: &'a ast::Expr) -> bool {
        let ExprKind::Name(name) = &e.kind else { return false };
        if self.names.lookup(self.module, name, crate::resolve::Kind::Value) == crate::resolve::Found::None {
            return false;
        }
        let mark = self.arena.len();
        let node = self.infer(e, None);
        self.arena.truncate(mark);
        matches!(node.ty, Some(Ty::Set(_)))
    }

    /// `X 为 甲、乙` for a value that is no set.
    pub(super) fn one_of(&mut self, node: &Node, ty: &Ty, values: &'a [ast::Expr], span: Span) -> Node {
        let sorted = self.values(ty, values, Some(node));
        self.test_values(node, ty, sorted, span)
    }

    pub(super) fn test_values(&mut self, node: &Node, ty: &Ty, values: Values, span: Span) -> Node {
        let mut tests = Vec::new();
        if !values.consts.is_empty() {
            tests.push(self.constant_test(node, ty, values.consts, span));
        }
        for other in values.others {
            tests.push(self.push(Expr::Eq(node.id, other), Some(Ty::Bool), span).id);
        }
        for set in values.sets {
            tests.push(self.push(Expr::Contains(set, node.id), Some(Ty::Bool), span).id);
        }
        self.any_of(tests, span)
    }

    fn constant_test(&mut self, node: &Node, ty: &Ty, consts: Vec<i64>, span: Span) -> ExprId {
        match (ty, consts.as_slice()) {
            (Ty::Bool, [1]) => node.id,
            (Ty::Bool, [0]) => self.push(Expr::Not(node.id), Some(Ty::Bool), span).id,
            _ => self.push(Expr::In(node.id, consts), Some(Ty::Bool), span).id,
        }
    }

    /// Sorts values of an element type into constants, others and sets.
    pub(super) fn values(&mut self, ty: &Ty, values: &'a [ast::Expr], subject: Option<&Node>) -> Values {
        let mut out = Values::default();
        for value in values {
            self.add_value(ty, value, subject, &mut out);
        }
        out.sorted()
    }

    fn add_value(&mut self, ty: &Ty, value: &'a ast::Expr, subject: Option<&Node>, out: &mut Values) {
        if let ExprKind::Set(elements) = &value.kind {
            for element in elements {
                self.add_value(ty, element, subject, out);
            }
            return;
        }
        if let (Ty::Enum(e), ExprKind::Name(name)) = (ty, &value.kind)
            && self.add_list(*e, name, out)
        {
            return;
        }
        let node = self.infer(value, Some(ty));
        match &node.ty {
            None => {}
            Some(Ty::Set(element)) if **element == *ty => out.sets.push(node.id),
            Some(_) => self.add_single(ty, node, subject, out),
        }
    }

    /// Adds the members of a list; false when the name is no list of the enum (a member of that name comes first).
    fn add_list(&mut self, e: EnumId, name: &ast::QName, out: &mut Values) -> bool {
        if self.member_of(name, e).is_some() {
            return false;
        }
        let Some(info) = self.list(name).and_then(|l| self.names.lists.get(l.ix())) else { return false };
        if info.of != e {
            let diagnostic = errors::list_of_other_enum(self.names, name, info.of, e);
            self.report(diagnostic);
            return true;
        }
        out.consts.extend(info.members.iter().map(|(m, _)| i64::from(*m)));
        true
    }

    fn add_single(&mut self, ty: &Ty, node: Node, subject: Option<&Node>, out: &mut Values) {
        let node = match subject {
            Some(subject) if self.column.is_none() => {
                let (mut a, mut b) = (subject.clone(), node);
                if self.unify(&mut a, &mut b, "「为」的两边").is_none() {
                    return;
                }
                b
            }
            _ => self.coerce(node, ty),
        };
        let small = matches!(ty, Ty::Enum(_) | Ty::Bool | Ty::Int(_));
        let constant = self.arena.constant(node.id).and_then(element).filter(|_| small);
        match constant {
            Some(n) => out.consts.push(n),
            None if node.ty.is_some() => out.others.push(node.id),
            None => {}
        }
    }

    pub(super) fn contains(
        &mut self,
        set: &'a ast::Expr,
        values: &'a [ast::Expr],
        mode: ContainsMode,
        negated: bool,
        span: Span,
    ) -> Node {
        let set = self.infer(set, None);
        let test = match set.ty.clone() {
            None => self.push(Expr::Undetermined, Some(Ty::Bool), span),
            Some(Ty::Set(element)) => {
                let values = self.values(&element, values, None);
                self.has(&set, values, mode, span)
            }
            Some(other) => {
                let diagnostic = errors::contains_needs_set(self.names, span, &other);
                self.report(diagnostic);
                self.push(Expr::Undetermined, Some(Ty::Bool), span)
            }
        };
        self.negate_if(negated, test, span)
    }

    /// The set contains one, or all, of the values.
    pub(super) fn has(&mut self, set: &Node, values: Values, mode: ContainsMode, span: Span) -> Node {
        let all = mode == ContainsMode::All;
        let mut tests = Vec::new();
        if !values.consts.is_empty() {
            let expr = Expr::Has { set: set.id, elems: values.consts, all };
            tests.push(self.push(expr, Some(Ty::Bool), span).id);
        }
        for other in values.others {
            tests.push(self.date_element(set, other, span));
        }
        for other in values.sets {
            tests.push(self.against_set(set, other, all, span));
        }
        if all && tests.len() > 1 {
            return self.push(Expr::And(tests), Some(Ty::Bool), span);
        }
        self.any_of(tests, span)
    }

    /// One element that is no member or number literal.
    fn date_element(&mut self, set: &Node, element: ExprId, span: Span) -> ExprId {
        match self.arena.constant(element) {
            Some(Value::Date(d)) => {
                let expr = Expr::Has { set: set.id, elems: vec![d.day_number()], all: false };
                self.push(expr, Some(Ty::Bool), span).id
            }
            _ => self.push(Expr::Contains(set.id, element), Some(Ty::Bool), span).id,
        }
    }

    /// Whether two sets meet, or the first includes the second.
    fn against_set(&mut self, set: &Node, other: ExprId, all: bool, span: Span) -> ExprId {
        let (func, args) =
            if all { (Func::Difference, vec![other, set.id]) } else { (Func::Intersect, vec![set.id, other]) };
        let rest = self.push(Expr::Call(func, args), set.ty.clone(), span);
        let int = Some(Ty::Int(Unit::None));
        let size = self.push(Expr::Call(Func::Size, vec![rest.id]), int.clone(), span);
        let zero = self.push(Expr::Const(Value::Num(Num::ZERO)), int, span);
        let empty = self.push(Expr::Eq(size.id, zero.id), Some(Ty::Bool), span);
        if all { empty.id } else { self.push(Expr::Not(empty.id), Some(Ty::Bool), span).id }
    }

    pub(super) fn in_range(&mut self, x: &'a ast::Expr, range: &'a ast::Range, span: Span) -> Node {
        let x = self.infer(x, None);
        self.range_test(&x, range, span)
    }

    /// The conjunction of a range's ends.
    pub(super) fn range_test(&mut self, x: &Node, range: &'a ast::Range, span: Span) -> Node {
        let mut tests = Vec::new();
        for (bound, lower) in [(&range.lower, true), (&range.upper, false)] {
            let Some(bound) = bound else { continue };
            let value = self.infer(&bound.value, x.ty.as_ref());
            let op = bound_op(lower, bound.inclusive);
            tests.push(self.compare(op, bound.word, x.clone(), value, bound.value.span).id);
        }
        match tests.as_slice() {
            [one] => Node { id: *one, ty: Some(Ty::Bool) },
            _ => self.push(Expr::And(tests), Some(Ty::Bool), span),
        }
    }
}

/// The comparison that an end of a range makes.
pub(super) fn bound_op(lower: bool, inclusive: bool) -> CmpOp {
    match (lower, inclusive) {
        (true, true) => CmpOp::Ge,
        (true, false) => CmpOp::Gt,
        (false, true) => CmpOp::Le,
        (false, false) => CmpOp::Lt,
    }
}

/// A value as an element of a set.
pub(super) fn element(value: &Value) -> Option<i64> {
    match value {
        Value::Member(m) => Some(i64::from(*m)),
        Value::Bool(b) => Some(i64::from(*b)),
        Value::Num(n) => n.as_int(),
        Value::Date(d) => Some(d.day_number()),
        Value::Period(_) | Value::Text(_) | Value::Set(_) | Value::Texts(_) | Value::Interval(..) => None,
    }
}

/// A bound's word, for a comparison made of one.
pub(super) type Ends = (Option<(Value, bool, BoundWord)>, Option<(Value, bool, BoundWord)>);
