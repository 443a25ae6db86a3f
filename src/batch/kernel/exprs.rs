//! Expressions on symbols; the counterpart of the evaluator's `exprs`.

use super::arena::{N, Op, Two};
use super::{Build, Sym};
use crate::eval::value::V;
use crate::ir::{CmpOp, Expr, ExprId, Ty};
use std::sync::Arc;

impl Build<'_, '_> {
    pub(super) fn eval(&mut self, e: ExprId) -> Sym {
        let s = self.expr(e);
        if *self.ty(e) == Ty::Bool { self.condition(s.v, s.m) } else { s }
    }

    fn expr(&mut self, e: ExprId) -> Sym {
        let plan = self.plan;
        let Some(x) = plan.expr(e) else { return self.refuse() };
        match x {
            Expr::Const(v) => self.constant(&V::from(v)),
            Expr::Input(i) => self.input(*i),
            Expr::Param(p) => self.param(*p),
            Expr::Item(i) => self.item(*i),
            Expr::Accum(a) => self.balance(*a),
            Expr::Undetermined => self.undetermined(),
            Expr::If(c, a, b) => self.branch(*c, *a, *b),
            Expr::Round(a, unit, mode) if self.is_number(*a) => self.round_expr(*a, *unit, *mode),
            Expr::Bands { bands, column, value } => self.bands(*bands, *column, *value),
            Expr::Call(f, args) => self.call(*f, args),
            Expr::Add(a, b) | Expr::Sub(a, b) => self.add(x, *a, *b),
            Expr::Mul(a, b) if self.is_number(*a) && self.is_number(*b) => {
                let (a, b) = (self.eval(*a), self.eval(*b));
                self.product(a, b)
            }
            Expr::Neg(a) if self.is_number(*a) => {
                let a = self.eval(*a);
                self.negated(a)
            }
            Expr::Min(all) => self.extreme(Two::Min, all),
            Expr::Max(all) => self.extreme(Two::Max, all),
            Expr::SetOf(all) => self.set_of(e, all),
            _ => self.test(x),
        }
    }

    /// Conditions.
    fn test(&mut self, x: &Expr) -> Sym {
        match x {
            Expr::Not(a) => {
                let a = self.eval(*a);
                self.negation(a)
            }
            Expr::And(all) => self.all_of(all),
            Expr::Or(all) => self.any_of(all),
            Expr::Cmp(op, _, a, b) => self.compare(*op, *a, *b),
            Expr::Eq(a, b) => self.equal(*a, *b),
            Expr::In(a, keys) => {
                let a = self.eval(*a);
                self.member(a, keys)
            }
            Expr::Has { set, elems, all } => self.has(*set, elems, *all),
            Expr::Contains(set, elem) => self.contains(*set, *elem),
            Expr::Reading(doubt, reading) => {
                let chosen = self.settings.readings.iter().rev().find(|(d, _)| d == doubt).map(|(_, r)| *r);
                let adopted = || self.plan.program.doubts.get(doubt.ix()).map_or(u32::MAX, |d| d.adopted);
                let v = self.k.constant(i64::from(chosen.unwrap_or_else(adopted) == *reading));
                self.truth_of(v)
            }
            Expr::CountTrue { n, exact, conds } => self.count_true(*n, *exact, conds),
            Expr::Known(a) => {
                let a = self.eval(*a);
                let poison = self.k.any(a.m, super::POISON);
                let bits = self.k.constant(super::MISS | super::POISON);
                let zero = self.k.constant(0);
                let m = self.k.select(poison, bits, zero);
                let v = self.known(a);
                self.condition(v, m)
            }
            _ => self.refuse(),
        }
    }

    fn ty(&self, e: ExprId) -> &Ty {
        self.plan.ty(e).unwrap_or(&Ty::Text)
    }

    pub(super) fn is_number(&self, e: ExprId) -> bool {
        matches!(self.ty(e), Ty::Amount | Ty::Ratio | Ty::Int(_) | Ty::Decimal)
    }

    /// Whether values of a type are held as numbers here.
    pub(super) fn is_held(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Amount | Ty::Ratio | Ty::Int(_) | Ty::Decimal | Ty::Bool | Ty::Date | Ty::Month | Ty::Enum(_) => true,
            Ty::Set(_) => crate::batch::Coding::of(self.plan.program, ty) == crate::batch::Coding::Bits,
            Ty::Period | Ty::Text | Ty::Interval => false,
        }
    }

    fn held(&self, e: ExprId) -> bool {
        self.is_held(self.ty(e))
    }

    fn add(&mut self, x: &Expr, a: ExprId, b: ExprId) -> Sym {
        let plus = matches!(x, Expr::Add(..));
        if self.is_number(a) && self.is_number(b) {
            let (a, b) = (self.eval(a), self.eval(b));
            return self.sum(if plus { Two::Add } else { Two::Sub }, a, b);
        }
        match (self.ty(a).clone(), self.ty(b).clone()) {
            (Ty::Date | Ty::Month, Ty::Date | Ty::Month) if !plus => {
                let (a, b) = (self.eval(a), self.eval(b));
                self.sum(Two::Sub, a, b)
            }
            (Ty::Date | Ty::Month, Ty::Int(unit)) => self.moved(a, b, unit, plus),
            (Ty::Date | Ty::Month, Ty::Period) => self.moved_by_period(a, b, plus),
            (Ty::Set(_), Ty::Set(_)) if self.held(a) && self.held(b) => {
                let (a, b) = (self.eval(a), self.eval(b));
                self.sum(if plus { Two::Or } else { Two::Without }, a, b)
            }
            _ => self.refuse(),
        }
    }

    fn extreme(&mut self, op: Two, all: &[ExprId]) -> Sym {
        if !all.iter().all(|e| self.held(*e)) {
            return self.refuse();
        }
        let mut best: Option<Sym> = None;
        for e in all {
            let s = self.eval(*e);
            best = Some(match best {
                Some(b) => self.sum(op, b, s),
                None => s,
            });
        }
        best.unwrap_or(Sym { v: N(0), m: N(0), scale: 1 })
    }

    fn set_of(&mut self, e: ExprId, all: &[ExprId]) -> Sym {
        let held = self.held(e);
        let zero = self.k.constant(0);
        let mut set = self.value(zero, 1);
        for x in all {
            let s = self.eval(*x);
            let Some(bit) = self.k.as_const(s.v).filter(|b| held && (0..63).contains(b)) else { return self.poison() };
            let bit = self.k.constant(1 << bit);
            set = Sym { v: self.k.or(set.v, bit), m: self.k.or(set.m, s.m), scale: 1 };
        }
        set
    }

    fn all_of(&mut self, all: &[ExprId]) -> Sym {
        let path = self.path;
        let one = self.k.constant(1);
        let mut so_far = self.truth_of(one);
        for e in all {
            let no = self.no(so_far);
            let open = self.k.not(no);
            self.path = self.k.and(path, open);
            let s = self.eval(*e);
            so_far = self.both(so_far, s);
        }
        self.path = path;
        so_far
    }

    fn any_of(&mut self, all: &[ExprId]) -> Sym {
        let path = self.path;
        let zero = self.k.constant(0);
        let mut so_far = self.truth_of(zero);
        for e in all {
            let open = self.k.not(so_far.v);
            self.path = self.k.and(path, open);
            let s = self.eval(*e);
            let v = self.k.or(so_far.v, s.v);
            let lacks = self.k.or(so_far.m, s.m);
            so_far = Sym { v, m: self.k.select(v, zero, lacks), scale: 1 };
        }
        self.path = path;
        so_far
    }

    fn compare(&mut self, op: CmpOp, a: ExprId, b: ExprId) -> Sym {
        if !self.held(a) || !self.held(b) {
            return self.refuse();
        }
        let (a, b) = (self.eval(a), self.eval(b));
        let m = self.k.or(a.m, b.m);
        let Some((a, b, _)) = self.align(a, b) else { return self.refuse() };
        let v = match op {
            CmpOp::Lt => self.less(Two::Lt, a, b),
            CmpOp::Le => self.less(Two::Le, a, b),
            CmpOp::Gt => self.less(Two::Lt, b, a),
            CmpOp::Ge => self.less(Two::Le, b, a),
        };
        self.condition(v, m)
    }

    /// A comparison; one whose difference is a constant is decided.
    fn less(&mut self, op: Two, a: N, b: N) -> N {
        let (lo, hi) = self.difference(a, b);
        let sure = |yes: bool, no: bool| {
            if yes {
                Some(1)
            } else if no {
                Some(0)
            } else {
                None
            }
        };
        let decided = match op {
            Two::Lt => sure(hi < 0, lo >= 0),
            _ => sure(hi <= 0, lo > 0),
        };
        match decided {
            Some(c) => self.k.constant(c),
            None => self.k.two(op, a, b),
        }
    }

    /// Bounds of `a − b`, from the sums that they are.
    fn difference(&self, a: N, b: N) -> (i128, i128) {
        let mut terms = std::collections::BTreeMap::new();
        let mut fixed = 0;
        self.terms(a, 1, 24, &mut terms, &mut fixed);
        self.terms(b, -1, 24, &mut terms, &mut fixed);
        terms.into_iter().fold((fixed, fixed), |(lo, hi), (n, c): (N, i128)| {
            let (l, h) = self.k.range(n);
            let (x, y) = (c.saturating_mul(l.into()), c.saturating_mul(h.into()));
            (lo.saturating_add(x.min(y)), hi.saturating_add(x.max(y)))
        })
    }

    fn terms(&self, n: N, c: i128, depth: u32, out: &mut std::collections::BTreeMap<N, i128>, fixed: &mut i128) {
        let times = |x: N| self.k.as_const(x).and_then(|x| c.checked_mul(x.into()));
        match *self.k.op(n) {
            Op::Const(k) => *fixed = fixed.saturating_add(c.saturating_mul(k.into())),
            Op::Two(op @ (Two::Add | Two::Sub), a, b) if depth > 0 => {
                self.terms(a, c, depth - 1, out, fixed);
                self.terms(b, if op == Two::Add { c } else { -c }, depth - 1, out, fixed);
            }
            Op::Two(Two::Mul, a, b) if depth > 0 && times(a).is_some() => {
                self.terms(b, times(a).unwrap_or(0), depth - 1, out, fixed);
            }
            Op::Two(Two::Mul, a, b) if depth > 0 && times(b).is_some() => {
                self.terms(a, times(b).unwrap_or(0), depth - 1, out, fixed);
            }
            _ => *out.entry(n).or_insert(0) += c,
        }
    }

    fn equal(&mut self, a: ExprId, b: ExprId) -> Sym {
        let period = |b: &Self, e| *b.ty(e) == Ty::Period;
        if period(self, a) || period(self, b) {
            return self.refuse();
        }
        let held = self.held(a) && self.held(b);
        let (a, b) = (self.eval(a), self.eval(b));
        if !held {
            return self.poison();
        }
        let m = self.k.or(a.m, b.m);
        let Some((a, b, _)) = self.align(a, b) else { return self.refuse() };
        let v = self.k.eq(a, b);
        self.condition(v, m)
    }

    /// Whether a member, truth, whole number or day is one of these.
    pub(super) fn member(&mut self, a: Sym, keys: &[i64]) -> Sym {
        let (lo, hi) = self.k.range(a.v);
        let v = if a.scale == 1 && lo >= 0 && hi < 64 {
            let bits = keys.iter().filter(|k| (0..64).contains(*k)).fold(0_u64, |bits, k| bits | 1 << k);
            self.k.is_in(a.v, bits)
        } else {
            let list: Arc<[i64]> = keys.iter().filter_map(|k| k.checked_mul(a.scale)).collect();
            self.k.make(Op::InList(a.v, list), (0, 1))
        };
        self.condition(v, a.m)
    }

    fn has(&mut self, set: ExprId, elems: &[i64], all: bool) -> Sym {
        let held = self.held(set);
        let s = self.eval(set);
        if !held {
            return self.poison();
        }
        self.has_bits(s, elems, all)
    }

    pub(super) fn has_bits(&mut self, s: Sym, elems: &[i64], all: bool) -> Sym {
        let inside = elems.iter().filter(|e| (0..63).contains(*e));
        let bits = inside.fold(0, |bits, e| bits | 1_i64 << e);
        let outside = elems.iter().any(|e| !(0..63).contains(e));
        let mask = self.k.constant(bits);
        let met = self.k.and(s.v, mask);
        let v = match all {
            true if outside => self.k.constant(0),
            true => self.k.eq(met, mask),
            false => {
                let none = self.k.is(met, 0);
                self.k.not(none)
            }
        };
        self.condition(v, s.m)
    }

    fn contains(&mut self, set: ExprId, elem: ExprId) -> Sym {
        let held = self.held(set);
        let (set, elem) = (self.eval(set), self.eval(elem));
        if !held || elem.scale != 1 {
            return self.poison();
        }
        let m = self.k.or(set.m, elem.m);
        let v = self.k.two(Two::Bit, set.v, elem.v);
        self.condition(v, m)
    }

    /// 满足 N 项: decided as soon as the conditions still open cannot change the verdict.
    fn count_true(&mut self, n: ExprId, exact: bool, conds: &[ExprId]) -> Sym {
        let n = self.eval(n);
        let fixed = self.k.as_const(n.v).filter(|_| n.scale == 1 && self.k.as_const(n.m) == Some(0));
        let Some(need) = fixed else { return self.refuse() };
        let zero = self.k.constant(0);
        let (mut yes, mut open, mut lacks) = (zero, zero, zero);
        for e in conds {
            let s = self.eval(*e);
            let known = self.known(s);
            let unknown = self.k.not(known);
            yes = self.k.two(Two::Add, yes, s.v);
            open = self.k.two(Two::Add, open, unknown);
            lacks = self.k.or(lacks, s.m);
        }
        let need = self.k.constant(need);
        let most = self.k.two(Two::Add, yes, open);
        let never = self.k.two(Two::Lt, most, need);
        let possible = self.k.not(never);
        let closed = self.k.is(open, 0);
        let (v, no) = if exact {
            let beyond = self.k.two(Two::Lt, need, yes);
            let no = self.k.or(never, beyond);
            let not = self.k.not(no);
            (self.k.and(closed, not), no)
        } else {
            let reached = self.k.two(Two::Le, need, yes);
            (self.k.and(possible, reached), never)
        };
        let decided = self.k.or(v, no);
        Sym { v, m: self.k.select(decided, zero, lacks), scale: 1 }
    }
}
