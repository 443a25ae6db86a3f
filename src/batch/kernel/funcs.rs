//! Built-in functions and days on symbols.

use super::arena::{DayFn, N, Op, Two};
use super::facts::LAST_DAY;
use super::{Build, Sym};
use crate::ir::value::Value;
use crate::ir::{Expr, ExprId, Func, Ty, Unit};

/// Days or months that a date is moved by, at most.
const FAR: i64 = 10_000_000;

impl Build<'_, '_> {
    pub(super) fn call(&mut self, f: Func, args: &[ExprId]) -> Sym {
        let plain = |b: &Self, e: &ExprId| b.plan.ty(*e).is_some_and(|t| b.is_held(t));
        let held = args.iter().all(|a| plain(self, a));
        let all: Vec<Sym> = args.iter().map(|a| self.eval(*a)).collect();
        let m = all.iter().fold(N(0), |m, s| self.k.or(m, s.m));
        let dates = args.iter().all(|a| matches!(self.plan.ty(*a), Some(Ty::Date | Ty::Month)));
        match all.as_slice() {
            [] => self.refuse(),
            _ if !held => self.refuse(),
            [a] if f == Func::Size => self.derived(Op::Count(a.v), (0, 63), m),
            [a, b] if matches!(f, Func::Union | Func::Intersect | Func::Difference) => {
                let op = match f {
                    Func::Union => Two::Or,
                    Func::Intersect => Two::And,
                    _ => Two::Without,
                };
                Sym { v: self.k.two(op, a.v, b.v), m, scale: 1 }
            }
            [a, b] if f == Func::DaysBetween && dates => self.sum(Two::Sub, *b, *a),
            [a, b] if dates => self.between(f, a.v, b.v, m),
            [a] if dates => self.of_day(f, a.v, m),
            [a] if matches!(f, Func::YearStart | Func::YearEnd) && a.scale == 1 => {
                let f = if f == Func::YearStart { DayFn::YearStart } else { DayFn::YearEnd };
                self.new_day(f, a.v, N(0), m)
            }
            [a] if f == Func::ToInt && a.scale == 1 => *a,
            _ => self.refuse(),
        }
    }

    fn derived(&mut self, op: Op, range: (i64, i64), m: N) -> Sym {
        Sym { v: self.k.make(op, range), m, scale: 1 }
    }

    fn between(&mut self, f: Func, a: N, b: N, m: N) -> Sym {
        match f {
            Func::AgeAt => match self.age_next_day() {
                Some(next) => self.derived(Op::Days(DayFn::Age(next), a, b), (-10_000, 10_000), m),
                None => self.refuse(),
            },
            Func::MonthsBetween => self.derived(Op::Days(DayFn::Months, a, b), (-120_000, 120_000), m),
            Func::YearsBetween => {
                let months = self.k.make(Op::Days(DayFn::Months, a, b), (-120_000, 120_000));
                self.derived(Op::Round(months, 12, crate::ir::RoundMode::Down), (-10_000, 10_000), m)
            }
            _ => self.refuse(),
        }
    }

    fn of_day(&mut self, f: Func, a: N, m: N) -> Sym {
        let zero = N(0);
        let (f, range) = match f {
            Func::YearOf => (DayFn::Year, self.years(a)),
            Func::MonthOf => (DayFn::Month, (1, 12)),
            Func::DayOf => (DayFn::Day, (1, 31)),
            Func::Weekday => (DayFn::Weekday, (1, 7)),
            Func::MonthStart | Func::MonthContaining => (DayFn::MonthStart, (0, LAST_DAY)),
            Func::MonthEnd => (DayFn::MonthEnd, (0, LAST_DAY)),
            Func::YearStart | Func::YearEnd => {
                let range = self.years(a);
                let year = self.k.make(Op::Days(DayFn::Year, a, zero), range);
                let f = if f == Func::YearStart { DayFn::YearStart } else { DayFn::YearEnd };
                return self.derived(Op::Days(f, year, zero), (0, LAST_DAY), m);
            }
            _ => return self.refuse(),
        };
        self.derived(Op::Days(f, a, zero), range, m)
    }

    /// Years of the days that a value may be.
    fn years(&self, a: N) -> (i64, i64) {
        let (lo, hi) = self.k.range(a);
        let year = |d: i64| super::arena::days(DayFn::Year, d.clamp(0, LAST_DAY), 0);
        (year(lo), year(hi))
    }

    /// A day that may lie outside the calendar.
    fn new_day(&mut self, f: DayFn, a: N, b: N, m: N) -> Sym {
        let v = self.k.make(Op::Days(f, a, b), (-1, LAST_DAY));
        let zero = self.k.constant(0);
        let off = self.k.two(Two::Lt, v, zero);
        let known = self.k.is(m, 0);
        let off = self.k.and(known, off);
        self.alarm_if(off);
        Sym { v: self.k.two(Two::Max, v, zero), m, scale: 1 }
    }

    /// A date moved by a number of units.
    pub(super) fn moved(&mut self, date: ExprId, by: ExprId, unit: Unit, plus: bool) -> Sym {
        let (date, by) = (self.eval(date), self.eval(by));
        let (f, times) = match unit {
            Unit::Months => (DayFn::PlusMonths, 1),
            Unit::Years | Unit::Age => (DayFn::PlusMonths, 12),
            Unit::Weeks => (DayFn::PlusDays, 7),
            Unit::Days | Unit::None => (DayFn::PlusDays, 1),
        };
        let times = self.k.constant(if plus { times } else { -times });
        let m = self.k.or(date.m, by.m);
        match self.k.try_two(Two::Mul, by.v, times) {
            Some(n) if by.scale == 1 && self.k.range(n).0 > -FAR && self.k.range(n).1 < FAR => {
                self.new_day(f, date.v, n, m)
            }
            _ => self.refuse(),
        }
    }

    /// A date moved by a constant period.
    pub(super) fn moved_by_period(&mut self, date: ExprId, by: ExprId, plus: bool) -> Sym {
        let sign = if plus { 1 } else { -1 };
        let period = match self.plan.expr(by) {
            Some(Expr::Const(Value::Period(p))) => *p,
            _ => return self.refuse(),
        };
        let date = self.eval(date);
        let (months, days) = (i64::from(period.months), i64::from(period.days));
        let (months, days) = (self.k.constant(sign * months), self.k.constant(sign * days));
        let reached = self.new_day(DayFn::PlusMonths, date.v, months, date.m);
        self.new_day(DayFn::PlusDays, reached.v, days, date.m)
    }

    /// The setting of the module at work, as far as that is known: outside of rules it may be that of a rule before.
    fn age_next_day(&self) -> Option<bool> {
        let modules = &self.plan.program.modules;
        let entry = modules.first().is_none_or(|m| m.age_next_day);
        if modules.iter().filter(|m| !m.stdlib).all(|m| m.age_next_day == entry) {
            return Some(entry);
        }
        let rule = self.place.rule.and_then(|r| self.plan.program.rules.get(r.ix()))?;
        let own = modules.get(rule.module.ix()).filter(|m| !m.stdlib);
        Some(own.map_or(entry, |m| m.age_next_day))
    }
}
