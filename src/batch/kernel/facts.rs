//! Leaves: facts, parameters, constants, the date.

use super::arena::{N, Op, Two};
use super::{Build, FACT, Sym, UNDET};
use crate::base::date::Date;
use crate::base::num::Num;
use crate::batch::{Coding, Null, Origin};
use crate::eval::plan::NONE;
use crate::eval::value::V;
use crate::ir::value::Value;
use crate::ir::{Effective, InputId, ParamId, Ty};

/// Amounts without declared bounds: up to 10^10 元.
const MOST_AMOUNT: i64 = 1_000_000_000_000;
/// Whole numbers without declared bounds.
const MOST_INT: i64 = 1_000_000;
/// Ratios and decimals without declared bounds, at eight places.
const MOST_FINE: i64 = 100_000_000_000;
/// 9999-12-31.
pub(super) const LAST_DAY: i64 = 3_652_058;

impl Build<'_, '_> {
    /// Finds the date of the rows: a column's, or one for all. The outer `None`: it depends on the row in another way.
    pub(super) fn settle_date(&mut self) -> Option<Option<i64>> {
        let review = self.plan.review_by;
        let day = match self.plan.program.date_input {
            Some(i) if matches!(self.layout.origin(i), Origin::Column(_)) => {
                let (n, _) = self.column_of(i)?;
                self.date = self.column(n, self.shape.days);
                None
            }
            _ => {
                let day = self.fixed_date()?.day_number();
                self.date = self.k.constant(day);
                Some(day)
            }
        };
        if let Some((last, _)) = review {
            let last = self.k.constant(last.day_number());
            let late = self.k.two(Two::Lt, last, self.date);
            self.alarm_if(late);
        }
        Some(day)
    }

    /// The date that all rows have when none is stated.
    fn fixed_date(&self) -> Option<Date> {
        let given = |i: InputId| match self.layout.origin(i) {
            Origin::Constant(Some(v)) => Some(V::from(v)),
            Origin::Constant(None) => Some(V::Missing(crate::eval::missing::MissId::fact(i))),
            Origin::Absent => self.default_of(i),
            Origin::Column(_) => None,
        };
        if let Some(i) = self.plan.program.date_input
            && let V::Date(d) = given(i)?
        {
            return Some(d);
        }
        if let Some(i) = self.plan.dates.year_input
            && let V::Num(n) = given(i)?
            && let Some(y) = n.as_int().and_then(|y| i32::try_from(y).ok()).filter(|y| (1..=9999).contains(y))
        {
            return Date::new(y, 12, 31);
        }
        self.plan.dates.fallback
    }

    fn default_of(&self, input: InputId) -> Option<V> {
        let slot = self.plan.input_slot.get(input.ix()).copied().unwrap_or(NONE);
        self.plan.defaults.get(slot as usize).cloned()
    }

    fn column_of(&self, input: InputId) -> Option<(usize, Coding)> {
        let columns = self.layout.columns();
        columns.iter().position(|(i, _)| *i == input).and_then(|n| columns.get(n).map(|(_, c)| (n, *c)))
    }

    fn column(&mut self, n: usize, domain: (i64, i64)) -> N {
        if let Some(place) = self.domains.get_mut(n) {
            *place = Some(domain);
        }
        self.k.intern(Op::Column(u32::try_from(n).unwrap_or(NONE)), domain)
    }

    /// A fact.
    pub(super) fn input(&mut self, input: InputId) -> Sym {
        if self.plan.program.date_input == Some(input) {
            return self.value(self.date, 1);
        }
        match self.layout.origin(input).clone() {
            Origin::Absent => self.not_given(input),
            Origin::Constant(None) => self.missing(FACT),
            Origin::Constant(Some(v)) => self.constant(&V::from(&v)),
            Origin::Column(null) => self.fact_column(input, null),
        }
    }

    fn not_given(&mut self, input: InputId) -> Sym {
        match self.default_of(input) {
            Some(V::Missing(_)) | None => self.missing(FACT),
            Some(v) => self.constant(&v),
        }
    }

    fn fact_column(&mut self, input: InputId, null: Null) -> Sym {
        let found = self.column_of(input).zip(self.plan.program.inputs.get(input.ix()));
        let Some(((n, coding), declared)) = found else { return self.refuse() };
        let Some((domain, scale)) = self.domain(declared, coding) else { return self.poison() };
        let v = self.column(n, domain);
        if self.shape.nulls.get(n) != Some(&true) {
            return self.value(v, scale);
        }
        let known = self.k.intern(Op::Known(u32::try_from(n).unwrap_or(NONE)), (0, 1));
        let here = self.value(v, scale);
        let lacking = self.missing(FACT);
        let other = if null == Null::Default { self.not_given(input) } else { lacking };
        // A truth that is not known is 0.
        let shown = if coding == Coding::Flag { Sym { v: self.k.and(known, v), ..here } } else { here };
        if self.k.as_const(other.v) == Some(0) && coding != Coding::Flag {
            let zero = self.k.constant(0);
            return Sym { v, m: self.k.select(known, zero, other.m), scale };
        }
        self.choose(known, shown, other)
    }

    /// Least and greatest value of a column, and its scale; rows beyond are left to the interpreter.
    fn domain(&self, input: &crate::ir::Input, coding: Coding) -> Option<((i64, i64), i64)> {
        let end = |end: &Option<(Value, bool)>, times: i64| match end {
            Some((Value::Num(n), _)) => {
                let n = n.mul(Num::int(times)).ok()?;
                n.as_int().or_else(|| n.round_to(Num::ONE, crate::ir::RoundMode::Up).ok()?.as_int())
            }
            _ => None,
        };
        let within = |least: i64, most: i64, scale: i64| {
            let lower = end(&input.range.lower, scale).unwrap_or(least).clamp(-most, most);
            let upper = end(&input.range.upper, scale).unwrap_or(most).clamp(-most, most);
            ((lower, upper), scale)
        };
        Some(match (coding, &input.ty) {
            (Coding::Scaled(2), Ty::Amount) => within(0, MOST_AMOUNT, 100),
            (Coding::Scaled(0), _) => within(-MOST_INT, MOST_INT, 1),
            (Coding::Scaled(p), _) => within(-MOST_FINE, MOST_FINE, 10_i64.checked_pow(p)?),
            (Coding::Flag, _) => ((0, 1), 1),
            (Coding::Member, Ty::Enum(e)) => ((0, self.members(*e)? - 1), 1),
            (Coding::Day, _) => ((0, LAST_DAY), 1),
            (Coding::Bits, Ty::Set(of)) => match of.as_ref() {
                Ty::Enum(e) => ((0, i64::MAX >> (63 - self.members(*e)?.min(63))), 1),
                _ => return None,
            },
            _ => return None,
        })
    }

    fn members(&self, e: crate::ir::EnumId) -> Option<i64> {
        let n = self.plan.program.enums.get(e.ix())?.members.len();
        i64::try_from(n).ok().filter(|n| *n > 0)
    }

    /// A constant of the program or of the run.
    pub(super) fn constant(&mut self, v: &V) -> Sym {
        let code = match v {
            V::Num(n) => return self.number(*n),
            V::Bool(b) => i64::from(*b),
            V::Member(m) => i64::from(*m),
            V::Date(d) => d.day_number(),
            V::Set(s) if s.iter().all(|n| (0..63).contains(n)) => s.iter().fold(0, |bits, n| bits | 1_i64 << n),
            V::Missing(_) | V::Set(_) | V::Texts(_) | V::Text(_) | V::Period(_) | V::Interval(_) => {
                return self.poison();
            }
        };
        let v = self.k.constant(code);
        self.value(v, 1)
    }

    /// Whether the date lies within an interval.
    pub(super) fn within(&mut self, e: Effective) -> N {
        let mut all = self.k.constant(1);
        if let Some(from) = e.from {
            let from = self.k.constant(from.day_number());
            let after = self.k.two(Two::Le, from, self.date);
            all = self.k.and(all, after);
        }
        if let Some(to) = e.to {
            let to = self.k.constant(to.day_number());
            let before = self.k.two(Two::Le, self.date, to);
            all = self.k.and(all, before);
        }
        all
    }

    /// A parameter: what the run supplies, or the policy's value of the period.
    pub(super) fn param(&mut self, param: ParamId) -> Sym {
        if let Some((_, v)) = self.settings.params.iter().find(|(p, _)| *p == param) {
            return self.constant(&V::from(v));
        }
        let mut value = self.missing(UNDET);
        let plan = self.plan;
        for (period, v) in plan.params.get(param.ix()).map_or(&[][..], Vec::as_slice).iter().rev() {
            let within = self.within(*period);
            let v = match v {
                V::Missing(_) => self.missing(UNDET),
                v => self.constant(v),
            };
            value = self.choose(within, v, value);
        }
        value
    }

    /// 文件未定 at a rule. Elsewhere what it is of depends on what was computed before.
    pub(super) fn undetermined(&mut self) -> Sym {
        if self.place.rule.is_some() { self.missing(UNDET) } else { self.poison() }
    }
}
