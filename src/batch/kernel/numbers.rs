//! Numbers: whole numbers over a constant scale, with intervals.

use super::arena::{Arena, N, Op, Two, WIDE};
use super::{Build, FACT, POISON, Sym};
use crate::base::num::{Num, RoundMode};
use crate::ir::{BandsId, Expr, ExprId};
use std::sync::Arc;

/// Greatest scale.
const MOST_SCALE: i64 = 1_000_000_000_000;

pub(super) fn gcd(mut a: i64, mut b: i64) -> i64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

fn lcm(a: i64, b: i64) -> Option<i64> {
    (a / gcd(a, b)).checked_mul(b).filter(|s| *s <= MOST_SCALE)
}

/// A number in lowest terms: whole number and scale.
pub(super) fn parts(n: Num) -> Option<(i64, i64)> {
    let n = n.reduced();
    let scale = i64::try_from(n.denominator()).ok().filter(|d| *d <= MOST_SCALE)?;
    i64::try_from(n.numerator()).ok().filter(|n| n.unsigned_abs() < WIDE.unsigned_abs()).map(|n| (n, scale))
}

impl Build<'_, '_> {
    /// Both over one scale.
    pub(super) fn align(&mut self, a: Sym, b: Sym) -> Option<(N, N, i64)> {
        if a.scale == b.scale {
            return Some((a.v, b.v, a.scale));
        }
        let scale = lcm(a.scale, b.scale)?;
        let (ka, kb) = (self.k.constant(scale / a.scale), self.k.constant(scale / b.scale));
        Some((self.k.try_two(Two::Mul, a.v, ka)?, self.k.try_two(Two::Mul, b.v, kb)?, scale))
    }

    /// A sum, a difference, or the smaller or larger of two numbers.
    pub(super) fn sum(&mut self, op: Two, a: Sym, b: Sym) -> Sym {
        let m = self.k.or(a.m, b.m);
        let aligned = self.align(a, b);
        match aligned.and_then(|(va, vb, scale)| Some((self.k.try_two(op, va, vb)?, scale))) {
            Some((v, scale)) => Sym { v, m, scale },
            None => self.too_wide(m),
        }
    }

    fn too_wide(&mut self, m: N) -> Sym {
        let s = self.refuse();
        Sym { m: self.k.or(s.m, m), ..s }
    }

    /// Nothing times whatever is nothing.
    pub(super) fn product(&mut self, a: Sym, b: Sym) -> Sym {
        let zero = self.k.constant(0);
        let nothing = |build: &mut Self, s: Sym| {
            let known = build.known(s);
            let none = build.k.eq(s.v, zero);
            build.k.and(known, none)
        };
        let (na, nb) = (nothing(self, a), nothing(self, b));
        let none = self.k.or(na, nb);
        let lacks = self.k.or(a.m, b.m);
        let m = self.k.select(none, zero, lacks);
        let Some(scale) = a.scale.checked_mul(b.scale).filter(|s| *s <= MOST_SCALE) else { return self.too_wide(m) };
        if let Some(v) = self.k.try_two(Two::Mul, a.v, b.v) {
            return self.lowest(v, m, scale);
        }
        let (a, b) = if self.size(a.v) > self.size(b.v) { (a, b) } else { (b, a) };
        let most = WIDE / self.size(b.v).max(1);
        if most < a.scale.saturating_mul(1_000_000) {
            return self.too_wide(m);
        }
        let narrow = self.narrow(a, most);
        match self.k.try_two(Two::Mul, narrow, b.v) {
            Some(v) => self.lowest(v, m, scale),
            None => self.too_wide(m),
        }
    }

    /// A constant is held in lowest terms.
    fn lowest(&mut self, v: N, m: N, scale: i64) -> Sym {
        match self.k.as_const(v) {
            Some(c) => {
                let g = gcd(c.abs(), scale);
                let g = if c == 0 { scale } else { g };
                Sym { v: self.k.constant(c / g), m, scale: scale / g }
            }
            None => Sym { v, m, scale },
        }
    }

    fn size(&self, n: N) -> i64 {
        let (lo, hi) = self.k.range(n);
        lo.saturating_abs().max(hi.saturating_abs())
    }

    /// The same number, of which a greater size is doubtful.
    fn narrow(&mut self, s: Sym, most: i64) -> N {
        let (up, down) = (self.k.constant(most), self.k.constant(-most));
        let clamped = self.k.two(Two::Min, s.v, up);
        let clamped = self.k.two(Two::Max, clamped, down);
        let same = self.k.eq(clamped, s.v);
        let beyond = self.k.not(same);
        let known = self.known(s);
        let beyond = self.k.and(known, beyond);
        self.alarm_if(beyond);
        clamped
    }

    pub(super) fn negated(&mut self, s: Sym) -> Sym {
        let zero = self.k.constant(0);
        Sym { v: self.k.two(Two::Sub, zero, s.v), ..s }
    }

    /// Rounds to a multiple of `unit`.
    pub(super) fn rounded(&mut self, s: Sym, unit: Num, mode: RoundMode) -> Sym {
        let Some((un, ud)) = parts(unit).filter(|(n, _)| *n > 0) else { return self.refuse() };
        let Some(q) = s.scale.checked_mul(un) else { return self.refuse() };
        let g = gcd(ud, q);
        let times = self.k.constant(ud / g);
        let Some(p) = self.k.try_two(Two::Mul, s.v, times) else { return self.too_wide(s.m) };
        let units = if q / g == 1 { p } else { self.quotient(p, q / g, mode) };
        self.units(units, s.m, un, ud)
    }

    fn quotient(&mut self, p: N, q: i64, mode: RoundMode) -> N {
        let (lo, hi) = self.k.range(p);
        let round = |x: i64| super::arena::round(x, q, mode);
        self.k.make(Op::Round(p, q, mode), (round(lo), round(hi)))
    }

    /// So many units of `un / ud`.
    fn units(&mut self, units: N, m: N, un: i64, ud: i64) -> Sym {
        let un = self.k.constant(un);
        match self.k.try_two(Two::Mul, units, un) {
            Some(v) => Sym { v, m, scale: ud },
            None => self.too_wide(m),
        }
    }

    /// 取整 of an expression that may hold quotients.
    pub(super) fn round_expr(&mut self, e: ExprId, unit: Num, mode: RoundMode) -> Sym {
        let (p, q) = self.fraction(e);
        let Some(q) = q else { return self.rounded(p, unit, mode) };
        let Some((un, ud)) = parts(unit).filter(|(n, _)| *n > 0) else { return self.refuse() };
        // p/sp ÷ q/sq in units of un/ud is (p·sq·ud) ÷ (q·sp·un).
        let m = self.k.or(p.m, q.m);
        let (up, down) = (q.scale.checked_mul(ud), p.scale.checked_mul(un));
        let (Some(up), Some(down)) = (up, down) else { return self.too_wide(m) };
        let g = gcd(up, down);
        let (up, down) = (self.k.constant(up / g), self.k.constant(down / g));
        let wide = self.k.try_two(Two::Mul, p.v, up).zip(self.k.try_two(Two::Mul, q.v, down));
        let Some((n, d)) = wide else { return self.too_wide(m) };
        let zero = self.k.constant(0);
        let none = self.k.two(Two::Le, d, zero);
        let known = self.k.is(m, 0);
        let bad = self.k.and(known, none);
        self.alarm_if(bad);
        let most = self.size(n);
        let units = self.k.make(Op::RoundBy(n, d, mode), (-most, most));
        self.units(units, m, un, ud)
    }

    /// An expression as numerator and denominator.
    fn fraction(&mut self, e: ExprId) -> (Sym, Option<Sym>) {
        match self.plan.expr(e) {
            Some(Expr::Div(a, b)) => {
                let (p, q) = self.fraction(*a);
                let by = self.eval(*b);
                (p, Some(q.map_or(by, |q| self.product(q, by))))
            }
            Some(Expr::Mul(a, b)) => {
                let ((p, q), (r, s)) = (self.fraction(*a), self.fraction(*b));
                let below = match (q, s) {
                    (Some(q), Some(s)) => Some(self.product(q, s)),
                    (q, s) => q.or(s),
                };
                // Nothing times what is missing is nothing: with a quotient that is left to the interpreter.
                if below.is_some() && (self.k.as_const(p.m) != Some(0) || self.k.as_const(r.m) != Some(0)) {
                    return (self.refuse(), None);
                }
                (self.product(p, r), below)
            }
            _ => (self.eval(e), None),
        }
    }

    /// Each part of the value times its band's ratio.
    pub(super) fn bands(&mut self, id: BandsId, column: u32, value: ExprId) -> Sym {
        let Some(bands) = self.plan.program.bands.get(id.ix()) else { return self.refuse() };
        let x = self.eval(value);
        let lacks = self.undetermined();
        let within = self.within(bands.effective);
        let out_of_force = self.k.not(within);
        let known = self.known(x);
        let expired = self.k.and(known, out_of_force);
        let m = self.k.select(expired, lacks.m, x.m);
        let mut rows = Vec::new();
        for band in &bands.rows {
            let ratio = band.values.get(column as usize).map(|e| self.eval(*e));
            let (lower, upper) = (band.lower.map(|(n, ..)| n), band.upper.map(|(n, ..)| n));
            let Some(ratio) = ratio.filter(|r| self.k.as_const(r.m) == Some(0)) else { return self.refuse() };
            let Some(c) = self.k.as_const(ratio.v) else { return self.refuse() };
            rows.push((lower.unwrap_or(Num::ZERO), upper, c, ratio.scale));
        }
        match self.const_bands(x, &rows) {
            Some((v, scale)) => Sym { v, m, scale },
            None => self.too_wide(m),
        }
    }

    /// Value and scale of a schedule of constant ratios.
    fn const_bands(&mut self, x: Sym, rows: &[(Num, Option<Num>, i64, i64)]) -> Option<(N, i64)> {
        let (mut fine, mut ratio) = (x.scale, 1);
        for (lower, upper, _, scale) in rows {
            fine = lcm(fine, parts(*lower)?.1)?;
            if let Some(upper) = upper {
                fine = lcm(fine, parts(*upper)?.1)?;
            }
            ratio = lcm(ratio, *scale)?;
        }
        let times = self.k.constant(fine / x.scale);
        let v = self.k.try_two(Two::Mul, x.v, times)?;
        let at = |n: Num| parts(n).and_then(|(n, s)| n.checked_mul(fine / s));
        let mut out = Vec::new();
        for (lower, upper, c, scale) in rows {
            let upper = upper.map_or(Some(WIDE), at)?;
            out.push((at(*lower)?, upper, c.checked_mul(ratio / scale)?));
        }
        let most = self.size(v);
        let greatest = out.iter().map(|r| r.2.saturating_abs()).max().unwrap_or(0);
        let bound = i128::from(most) * i128::from(greatest) * i128::try_from(out.len().max(1)).ok()?;
        let bound = i64::try_from(bound).ok().filter(|b| *b < WIDE)?;
        let scale = fine.checked_mul(ratio).filter(|s| *s <= MOST_SCALE)?;
        let least = if out.iter().all(|r| r.2 >= 0) { 0 } else { -bound };
        let bound = self.bands_bound(v, &out, bound);
        Some((self.k.make(Op::Bands(v, Arc::from(out)), (least, bound)), scale))
    }

    /// The greatest sum: for ratios that are not negative it is that of the greatest value.
    fn bands_bound(&self, v: N, rows: &[(i64, i64, i64)], bound: i64) -> i64 {
        if rows.iter().all(|r| r.2 >= 0) { super::arena::bands(self.k.range(v).1, rows).min(bound) } else { bound }
    }

    /// 若: where the condition is not known, two equal branches decide.
    pub(super) fn branch(&mut self, c: ExprId, a: ExprId, b: ExprId) -> Sym {
        let c = self.eval(c);
        let no = self.no(c);
        let (may_a, may_b) = (self.k.not(no), self.k.not(c.v));
        let a = self.on(may_a, |build| build.eval(a));
        let b = self.on(may_b, |build| build.eval(b));
        if self.k.as_const(no) == Some(1) {
            return b;
        }
        if self.k.as_const(c.v) == Some(1) {
            return a;
        }
        let chosen = self.choose(c.v, a, b);
        if self.k.as_const(c.m) == Some(0) {
            return chosen;
        }
        let open = self.open_branch(c, a, b);
        let known = self.known(c);
        Sym { v: chosen.v, m: self.k.select(known, chosen.m, open), scale: chosen.scale }
    }

    /// What is lacking when the condition is.
    fn open_branch(&mut self, c: Sym, a: Sym, b: Sym) -> N {
        let facts = |k: &mut Arena, m: N| k.any(m, FACT);
        let (fc, fa, fb) = (facts(&mut self.k, c.m), facts(&mut self.k, a.m), facts(&mut self.k, b.m));
        let common = self.k.and(fa, fb);
        let no_fact = self.k.not(fc);
        let unsure = self.k.and(common, no_fact);
        let bits = self.k.constant(POISON);
        let poisoned = self.k.or(c.m, bits);
        let m = self.k.select(unsure, poisoned, c.m);
        let poison = self.k.constant(super::MISS | POISON);
        let anywhere = self.k.or(a.m, b.m);
        let branches = self.k.any(anywhere, POISON);
        let m = self.k.select(branches, poison, m);
        let Some((va, vb, _)) = self.align(a, b) else { return poison };
        let same = self.k.eq(va, vb);
        let known = self.k.is(anywhere, 0);
        let agreed = self.k.and(same, known);
        let zero = self.k.constant(0);
        self.k.select(agreed, zero, m)
    }

    /// A constant number.
    pub(super) fn number(&mut self, n: Num) -> Sym {
        match parts(n) {
            Some((n, scale)) => {
                let v = self.k.constant(n);
                self.value(v, scale)
            }
            None => self.refuse(),
        }
    }
}
