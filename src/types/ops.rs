//! Operators: which types they take and give, and how a literal takes the unit of its neighbour.

use super::{Checker, Node, errors, ty};
use crate::base::num::Num;
use crate::base::span::Span;
use crate::ir::value::Value;
use crate::ir::{Expr, ExprId, Func, Target, Ty, Unit};
use crate::syntax::ast::{self, ArithOp, BoundWord, CmpOp};

impl<'a> Checker<'_, 'a> {
    /// Makes a node fit a wanted type, or reports that it does not.
    pub(super) fn coerce(&mut self, node: Node, want: &Ty) -> Node {
        let Some(got) = node.ty.clone() else {
            if matches!(self.arena.get(node.id), Some(Expr::Undetermined)) {
                self.arena.retype(node.id, want);
            }
            return node;
        };
        if let Some(fitted) = self.fit(&node, &got, want) {
            return fitted;
        }
        let span = self.span(&node);
        let literal = self.literal_number(&node);
        let diagnostic = match self.column {
            Some(column) => errors::cell_type(self.names, span, column, &got, want),
            None => match self.period_sum(node.id).filter(|_| *want == Ty::Int(Unit::Months)) {
                Some(written) => errors::period_for_months(span, &written),
                None => errors::mismatch(self.names, span, &got, want, literal),
            },
        };
        self.report(diagnostic);
        Node { id: node.id, ty: None }
    }

    /// The node as a value of the wanted type, if it can be one.
    fn fit(&mut self, node: &Node, got: &Ty, want: &Ty) -> Option<Node> {
        let same = |id| Some(Node { id, ty: Some(want.clone()) });
        match (got, want) {
            _ if got == want => same(node.id),
            (Ty::Int(Unit::None), Ty::Int(_)) | (Ty::Int(_), Ty::Decimal) => {
                if self.arena.constant(node.id).is_some() {
                    self.arena.retype(node.id, want);
                }
                same(node.id)
            }
            // A quotient of amounts is a ratio; declared as a plain number it is that number.
            (Ty::Ratio, Ty::Decimal) if self.arena.constant(node.id).is_none() => same(node.id),
            (Ty::Period, Ty::Int(unit)) => self.period_as(node, *unit),
            (Ty::Int(unit), Ty::Period) if is_span(*unit) => {
                let span = self.span(node);
                Some(self.push(Expr::Call(Func::ToPeriod, vec![node.id]), Some(Ty::Period), span))
            }
            (Ty::Amount, Ty::Interval) => {
                let span = self.span(node);
                Some(self.push(Expr::Interval(node.id, node.id), Some(Ty::Interval), span))
            }
            _ => None,
        }
    }

    /// A literal period as a whole number of a unit: `3个月` where 月数 is asked for.
    fn period_as(&mut self, node: &Node, unit: Unit) -> Option<Node> {
        let Some(Value::Period(period)) = self.arena.constant(node.id) else { return None };
        let number = ty::period_in(*period, unit)?;
        let ty = Ty::Int(unit);
        self.arena.replace(node.id, Expr::Const(Value::Num(Num::int(number))), ty.clone());
        Some(Node { id: node.id, ty: Some(ty) })
    }

    /// How a sum of months within an expression is to be written, when it was written as a period.
    fn period_sum(&self, within: ExprId) -> Option<String> {
        let mut todo = vec![within];
        while let Some(expr) = todo.pop().and_then(|id| self.arena.get(id)) {
            match expr {
                Expr::Min(all) | Expr::Max(all) => todo.extend(all.iter().rev()),
                Expr::Add(..) | Expr::Sub(..) => return self.months_sum(expr),
                _ => {}
            }
        }
        None
    }

    /// `3个月 ＋ 断缴年数` as the number of months that is meant: `3 ＋ 整数（断缴年数）`.
    fn months_sum(&self, sum: &Expr) -> Option<String> {
        let (sign, a, b) = match sum {
            Expr::Add(a, b) => ("＋", *a, *b),
            Expr::Sub(a, b) => ("－", *a, *b),
            _ => return None,
        };
        let months = |id| match self.arena.constant(id) {
            Some(Value::Period(p)) if p.days == 0 => Some(p.months.to_string()),
            _ => None,
        };
        let months_of = |id| months(id).or_else(|| self.number_of(id));
        if months(a).is_none() && months(b).is_none() {
            return None;
        }
        Some(format!("{} {sign} {}", months_of(a)?, months_of(b)?))
    }

    /// A named value as a plain number.
    fn number_of(&self, id: ExprId) -> Option<String> {
        let target = match self.arena.get(id)? {
            Expr::Input(i) => Target::Input(*i),
            Expr::Param(p) => Target::Param(*p),
            Expr::Item(i) => Target::Item(*i),
            Expr::Accum(a) => Target::Accum(*a),
            Expr::Call(Func::ToInt | Func::ToPeriod, args) => return self.number_of(*args.first()?),
            _ => return None,
        };
        Some(format!("整数（{}）", self.names.name_of(target)))
    }

    fn literal_number(&self, node: &Node) -> Option<Num> {
        match self.arena.constant(node.id) {
            Some(Value::Num(n)) => Some(*n),
            _ => None,
        }
    }

    /// Brings two nodes to one type, or reports that they have none in common.
    pub(super) fn unify(&mut self, a: &mut Node, b: &mut Node, what: &str) -> Option<Ty> {
        let (Some(ta), Some(tb)) = (a.ty.clone(), b.ty.clone()) else {
            return self.unify_open(a, b);
        };
        // A number of months is no period here: periods have no order.
        let period = |t: &Ty| *t == Ty::Period;
        if let Some(fitted) = self.fit(b, &tb, &ta).filter(|_| !period(&ta) || period(&tb)) {
            *b = fitted;
            return Some(ta);
        }
        if let Some(fitted) = self.fit(a, &ta, &tb).filter(|_| !period(&tb) || period(&ta)) {
            *a = fitted;
            return Some(tb);
        }
        let (sa, sb) = (self.span(a), self.span(b));
        let literals = (self.literal_number(a), self.literal_number(b));
        let diagnostic = match self.column {
            Some(column) => errors::cell_type(self.names, sb, column, &tb, &ta),
            None => errors::incomparable(self.names, (sa, &ta, literals.0), (sb, &tb, literals.1), what),
        };
        self.report(diagnostic);
        None
    }

    /// One side has no type: 文件未定 and 无 take the other's.
    fn unify_open(&mut self, a: &Node, b: &Node) -> Option<Ty> {
        let open = |n: &Node| matches!(self.arena.get(n.id), Some(Expr::Undetermined | Expr::SetOf(_)));
        let (known, other) = match (&a.ty, &b.ty) {
            (Some(t), None) => (t.clone(), b),
            (None, Some(t)) => (t.clone(), a),
            _ => return None,
        };
        if open(other) {
            self.arena.retype(other.id, &known);
        }
        Some(known)
    }

    /// Two operands; a side that is a mere word is typed by the other.
    pub(super) fn pair(&mut self, a: &'a ast::Expr, b: &'a ast::Expr) -> (Node, Node) {
        if self.is_bare_member(a) {
            let b = self.infer(b, None);
            let a = self.infer(a, b.ty.clone().as_ref());
            return (a, b);
        }
        let a = self.infer(a, None);
        let b = self.infer(b, a.ty.clone().as_ref());
        (a, b)
    }

    fn is_bare_member(&self, e: &ast::Expr) -> bool {
        let ast::ExprKind::Name(name) = &e.kind else { return false };
        let kind = crate::resolve::Kind::Value;
        let bound = self.locals.iter().any(|(w, _)| name.parts.first().is_some_and(|p| p.text == *w));
        !bound && self.names.lookup(self.module, name, kind) == crate::resolve::Found::None
    }

    pub(super) fn comparison(
        &mut self,
        op: CmpOp,
        word: BoundWord,
        a: &'a ast::Expr,
        b: &'a ast::Expr,
        span: Span,
    ) -> Node {
        let (a, b) = self.pair(a, b);
        self.compare(op, word, a, b, span)
    }

    /// Compares two nodes in order; members of an enum compare by order of declaration.
    pub(super) fn compare(&mut self, op: CmpOp, word: BoundWord, a: Node, b: Node, span: Span) -> Node {
        let (mut a, mut b) = (a, b);
        let ty = self.unify(&mut a, &mut b, "比较的两边");
        let Some(ty) = ty else { return self.push(Expr::Cmp(op, word, a.id, b.id), Some(Ty::Bool), span) };
        if !ty::ordered(&ty) {
            let diagnostic = errors::not_ordered(self.names, span, &ty);
            self.report(diagnostic);
        } else if word.of_time() && !matches!(ty, Ty::Date | Ty::Month | Ty::Int(Unit::Years | Unit::None)) {
            let diagnostic = errors::word_of_time(self.names, span, word, &ty);
            self.report(diagnostic);
        }
        if let (Ty::Enum(e), Some(Value::Member(m))) = (&ty, self.arena.constant(b.id)) {
            let members = self.members_where(*e, op, *m);
            return self.push(Expr::In(a.id, members), Some(Ty::Bool), span);
        }
        self.push(Expr::Cmp(op, word, a.id, b.id), Some(Ty::Bool), span)
    }

    /// Members of an enum that stand in a relation to one of them.
    pub(super) fn members_where(&self, e: crate::ir::EnumId, op: CmpOp, than: u32) -> Vec<i64> {
        let count = self.names.enums.get(e.ix()).map_or(0, |e| e.members.len());
        let all = 0..u32::try_from(count).unwrap_or(u32::MAX);
        let holds = |m: &u32| match op {
            CmpOp::Lt => *m < than,
            CmpOp::Le => *m <= than,
            CmpOp::Gt => *m > than,
            CmpOp::Ge => *m >= than,
        };
        all.filter(holds).map(i64::from).collect()
    }

    pub(super) fn arithmetic(
        &mut self,
        op: ArithOp,
        a: &'a ast::Expr,
        b: &'a ast::Expr,
        span: Span,
        expected: Option<&Ty>,
    ) -> Node {
        if op == ArithOp::Div && !self.division {
            self.report(errors::division(span));
        }
        // Operands of a sum have the type of the sum; those of a product need not.
        let hint = expected.filter(|_| matches!(op, ArithOp::Add | ArithOp::Sub));
        let hint = hint.filter(|t| !matches!(t, Ty::Date | Ty::Month | Ty::Int(_) | Ty::Bool)).cloned();
        let a = self.infer(a, hint.as_ref());
        let b = self.infer(b, hint.as_ref());
        self.operate(op, a, b, span)
    }

    fn operate(&mut self, op: ArithOp, a: Node, b: Node, span: Span) -> Node {
        let (mut a, mut b) = (a, b);
        self.adapt_periods(&mut a, &mut b);
        if op == ArithOp::Mul {
            self.multiply_period(&mut a, &b);
            self.multiply_period(&mut b, &a);
        }
        let (Some(ta), Some(tb)) = (a.ty.clone(), b.ty.clone()) else {
            let ty = self.open_type(op, &a, &b);
            return self.push(plain(op, &a, &b), ty, span);
        };
        if let Some(node) = self.calendar(op, &a, &ta, &b, &tb, span) {
            return node;
        }
        let Some(ty) = result_type(op, &ta, &tb) else {
            let literals = (self.literal_number(&a), self.literal_number(&b));
            let (sa, sb) = (self.span(&a), self.span(&b));
            let diagnostic = errors::operands(self.names, op, span, (sa, &ta, literals.0), (sb, &tb, literals.1));
            let diagnostic = match self.months_sum(&plain(op, &a, &b)) {
                Some(written) => diagnostic.hint(errors::write_months(&written)),
                None => diagnostic,
            };
            self.report(diagnostic);
            return self.poison(span);
        };
        self.push(plain(op, &a, &b), Some(ty), span)
    }

    /// Type of an operation on something without a type: a sum has its other side's.
    fn open_type(&self, op: ArithOp, a: &Node, b: &Node) -> Option<Ty> {
        let undetermined = |n: &Node| matches!(self.arena.get(n.id), Some(Expr::Undetermined));
        let sum = matches!(op, ArithOp::Add | ArithOp::Sub);
        // Whatever is added to money is money: tells the type of an item that is defined by its own balance.
        if let (true, Some(t @ (Ty::Amount | Ty::Ratio))) =
            (sum && self.waiting.is_some(), a.ty.as_ref().or(b.ty.as_ref()))
        {
            return Some(t.clone());
        }
        match (&a.ty, &b.ty) {
            (Some(t), None) if sum && undetermined(b) && ty::numeric(t) => Some(t.clone()),
            (None, Some(t)) if sum && undetermined(a) && ty::numeric(t) => Some(t.clone()),
            _ => None,
        }
    }

    /// `等待月数 ＋ 3个月`: the literal is a number of the other side's unit.
    fn adapt_periods(&mut self, a: &mut Node, b: &mut Node) {
        if let (Some(Ty::Int(unit)), Some(Ty::Period)) = (&a.ty, &b.ty) {
            if let Some(fitted) = self.period_as(b, *unit) {
                *b = fitted;
            }
        } else if let (Some(Ty::Period), Some(Ty::Int(unit))) = (&a.ty, &b.ty)
            && let Some(fitted) = self.period_as(a, *unit)
        {
            *a = fitted;
        }
    }

    /// `等待月数 × 1个月`: a literal period times a plain number is a number of months or days.
    fn multiply_period(&mut self, period: &mut Node, by: &Node) {
        if period.ty != Some(Ty::Period) || by.ty != Some(Ty::Int(Unit::None)) {
            return;
        }
        let fitted = self.period_as(period, Unit::Months).or_else(|| self.period_as(period, Unit::Days));
        if let Some(fitted) = fitted {
            *period = fitted;
        }
    }

    /// Dates, months and periods.
    fn calendar(&mut self, op: ArithOp, a: &Node, ta: &Ty, b: &Node, tb: &Ty, span: Span) -> Option<Node> {
        let shift = |op: ArithOp, x, p| if op == ArithOp::Add { Expr::Add(x, p) } else { Expr::Sub(x, p) };
        match (op, ta, tb) {
            (ArithOp::Add | ArithOp::Sub, Ty::Date | Ty::Month | Ty::Period, Ty::Int(unit)) if is_span(*unit) => {
                let p = self.push(Expr::Call(Func::ToPeriod, vec![b.id]), Some(Ty::Period), span);
                self.months_only(ta, tb, b, span);
                Some(self.push(shift(op, a.id, p.id), Some(ta.clone()), span))
            }
            (ArithOp::Add | ArithOp::Sub, Ty::Date | Ty::Month | Ty::Period, Ty::Period) => {
                self.months_only(ta, tb, b, span);
                Some(self.push(shift(op, a.id, b.id), Some(ta.clone()), span))
            }
            (ArithOp::Add, Ty::Period | Ty::Int(_), Ty::Date | Ty::Month) => self.calendar(op, b, tb, a, ta, span),
            (ArithOp::Sub, Ty::Date, Ty::Date) => {
                Some(self.push(Expr::Sub(a.id, b.id), Some(Ty::Int(Unit::Days)), span))
            }
            (ArithOp::Sub, Ty::Month, Ty::Month) => {
                let call = Expr::Call(Func::MonthsBetween, vec![b.id, a.id]);
                Some(self.push(call, Some(Ty::Int(Unit::Months)), span))
            }
            _ => None,
        }
    }

    /// A month moves by months only.
    fn months_only(&mut self, to: &Ty, by: &Ty, node: &Node, span: Span) {
        let days = match by {
            Ty::Int(unit) => !matches!(unit, Unit::Months | Unit::Years),
            _ => matches!(self.arena.constant(node.id), Some(Value::Period(p)) if p.days != 0),
        };
        if *to == Ty::Month && days {
            self.report(errors::days_on_month(span));
        }
    }
}

fn is_span(unit: Unit) -> bool {
    matches!(unit, Unit::Years | Unit::Months | Unit::Weeks | Unit::Days)
}

fn plain(op: ArithOp, a: &Node, b: &Node) -> Expr {
    match op {
        ArithOp::Add => Expr::Add(a.id, b.id),
        ArithOp::Sub => Expr::Sub(a.id, b.id),
        ArithOp::Mul => Expr::Mul(a.id, b.id),
        ArithOp::Div => Expr::Div(a.id, b.id),
    }
}

/// Type of an operation on numbers; `None` when it has no meaning.
fn result_type(op: ArithOp, a: &Ty, b: &Ty) -> Option<Ty> {
    match op {
        ArithOp::Add | ArithOp::Sub => sum_type(a, b),
        ArithOp::Mul => product_type(a, b).or_else(|| product_type(b, a)),
        ArithOp::Div => quotient_type(a, b),
    }
}

fn sum_type(a: &Ty, b: &Ty) -> Option<Ty> {
    match (a, b) {
        (Ty::Amount, Ty::Amount) | (Ty::Ratio, Ty::Ratio) | (Ty::Decimal, Ty::Decimal) => Some(a.clone()),
        (Ty::Int(u), Ty::Int(v)) => common_unit(*u, *v).map(Ty::Int),
        (Ty::Int(_), Ty::Decimal) | (Ty::Decimal, Ty::Int(_)) => Some(Ty::Decimal),
        _ => None,
    }
}

fn common_unit(u: Unit, v: Unit) -> Option<Unit> {
    match (u, v) {
        (Unit::None, other) | (other, Unit::None) => Some(other),
        _ => (u == v).then_some(u),
    }
}

fn product_type(a: &Ty, b: &Ty) -> Option<Ty> {
    match (a, b) {
        (Ty::Amount, Ty::Ratio | Ty::Int(_) | Ty::Decimal) => Some(Ty::Amount),
        (Ty::Ratio, Ty::Ratio | Ty::Int(_)) => Some(Ty::Ratio),
        (Ty::Ratio, Ty::Decimal) => Some(Ty::Decimal),
        (Ty::Int(u), Ty::Int(v)) => match (u, v) {
            (Unit::None, unit) | (unit, Unit::None) => Some(Ty::Int(*unit)),
            _ => None,
        },
        (Ty::Decimal, Ty::Decimal | Ty::Int(_)) => Some(Ty::Decimal),
        _ => None,
    }
}

fn quotient_type(a: &Ty, b: &Ty) -> Option<Ty> {
    match (a, b) {
        (Ty::Amount, Ty::Amount) => Some(Ty::Ratio),
        (Ty::Amount, Ty::Ratio | Ty::Int(_) | Ty::Decimal) => Some(Ty::Amount),
        (Ty::Ratio, Ty::Int(_) | Ty::Decimal) => Some(Ty::Ratio),
        (Ty::Ratio, Ty::Ratio) => Some(Ty::Decimal),
        (Ty::Int(_) | Ty::Decimal, Ty::Int(_) | Ty::Decimal | Ty::Ratio) => Some(Ty::Decimal),
        _ => None,
    }
}
