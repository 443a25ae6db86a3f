//! Built-in functions on known values.

use super::ops::{self, Fault, period};
use super::value::V;
use crate::base::date::{Date, Period};
use crate::base::num::Num;
use crate::ir::{Func, Unit};
use std::collections::BTreeSet;
use std::sync::Arc;

type Res = Result<V, Fault>;

/// What a call may depend on besides its arguments.
pub(crate) struct Context {
    /// Whether an age is reached on the day after the birthday.
    pub(crate) age_next_day: bool,
    /// Unit of the first argument.
    pub(crate) unit: Unit,
}

/// Calls a function. All arguments are known.
pub(crate) fn call(func: Func, args: &[V], cx: &Context) -> Res {
    match args {
        [a] => unary(func, a, cx),
        [a, b] => binary(func, a, b, cx),
        [a, b, c] => ternary(func, a, b, c),
        _ => Err(Fault::Type),
    }
}

fn unary(func: Func, a: &V, cx: &Context) -> Res {
    match (func, a) {
        (_, V::Date(d)) => of_date(func, *d),
        (Func::YearStart, V::Num(y)) => day(whole(*y)?, 1, 1),
        (Func::YearEnd, V::Num(y)) => day(whole(*y)?, 12, 31),
        (Func::Size, V::Set(s)) => Ok(V::Num(Num::int(i64::try_from(s.len()).map_err(|_| Fault::Overflow)?))),
        (Func::Size, V::Texts(s)) => Ok(V::Num(Num::int(i64::try_from(s.len()).map_err(|_| Fault::Overflow)?))),
        (Func::Low, V::Interval(i)) => Ok(V::Num(i.0)),
        (Func::High, V::Interval(i)) => Ok(V::Num(i.1)),
        (Func::ToPeriod, V::Num(n)) => Ok(V::Period(period(*n, cx.unit)?)),
        (Func::ToPeriod, V::Period(p)) => Ok(V::Period(*p)),
        (Func::ToInt, V::Num(n)) => n.as_int().map(|n| V::Num(Num::int(n))).ok_or(Fault::NotWhole),
        (Func::ToInt, V::Period(p)) => to_int(*p),
        _ => Err(Fault::Type),
    }
}

fn to_int(p: Period) -> Res {
    match p {
        Period { months, days: 0 } => Ok(V::Num(Num::int(months.into()))),
        Period { months: 0, days } => Ok(V::Num(Num::int(days.into()))),
        _ => Err(Fault::NotWhole),
    }
}

fn of_date(func: Func, d: Date) -> Res {
    let int = |n: i64| Ok(V::Num(Num::int(n)));
    match func {
        Func::YearOf => int(d.year().into()),
        Func::MonthOf => int(d.month().into()),
        Func::DayOf => int(d.day().into()),
        Func::Weekday => int(d.weekday().into()),
        Func::YearStart => day(d.year().into(), 1, 1),
        Func::YearEnd => day(d.year().into(), 12, 31),
        Func::MonthStart | Func::MonthContaining => Ok(V::Date(d.month_start())),
        Func::MonthEnd => Ok(V::Date(d.month_end())),
        _ => Err(Fault::Type),
    }
}

fn binary(func: Func, a: &V, b: &V, cx: &Context) -> Res {
    match (a, b) {
        (V::Date(a), V::Date(b)) => between(func, *a, *b, cx),
        (V::Set(a), V::Set(b)) => of_sets(func, a, b).map(|s| V::Set(Arc::new(s))),
        (V::Date(d), V::Num(n)) if func == Func::WorkdaysAfter => workdays(*d, *n, &BTreeSet::new()),
        _ => match (a.text_set(), b.text_set()) {
            (Some(a), Some(b)) => of_sets(func, a, b).map(ops::texts),
            _ => Err(Fault::Type),
        },
    }
}

fn between(func: Func, a: Date, b: Date, cx: &Context) -> Res {
    let n = match func {
        Func::AgeAt => i64::from(a.age_on(b, cx.age_next_day)),
        Func::YearsBetween => i64::from(a.months_until(b) / 12),
        Func::MonthsBetween => i64::from(a.months_until(b)),
        Func::DaysBetween => b.day_number() - a.day_number(),
        _ => return Err(Fault::Type),
    };
    Ok(V::Num(Num::int(n)))
}

fn of_sets<T: Ord + Clone>(func: Func, a: &BTreeSet<T>, b: &BTreeSet<T>) -> Result<BTreeSet<T>, Fault> {
    Ok(match func {
        Func::Union => a.union(b).cloned().collect(),
        Func::Intersect => a.intersection(b).cloned().collect(),
        Func::Difference => a.difference(b).cloned().collect(),
        _ => return Err(Fault::Type),
    })
}

fn ternary(func: Func, a: &V, b: &V, c: &V) -> Res {
    match (func, a, b, c) {
        (Func::DateOf, V::Num(y), V::Num(m), V::Num(d)) => date_of(whole(*y)?, whole(*m)?, whole(*d)?),
        (Func::WorkdaysAfter, V::Date(d), V::Num(n), V::Set(off)) => workdays(*d, *n, off),
        _ => Err(Fault::Type),
    }
}

/// The day, or the month's last when the month is shorter.
fn date_of(year: i64, month: i64, dom: i64) -> Res {
    let small = |n: i64| u32::try_from(n).map_err(|_| Fault::OffCalendar);
    let year = i32::try_from(year).map_err(|_| Fault::OffCalendar)?;
    let first = Date::new(year, small(month)?, 1).ok_or(Fault::OffCalendar)?;
    let dom = small(dom)?;
    let inside = (1..=31).contains(&dom).then_some(dom).ok_or(Fault::OffCalendar)?;
    Date::new(first.year(), first.month(), inside.min(first.month_end().day())).map(V::Date).ok_or(Fault::OffCalendar)
}

fn day(year: i64, month: u32, dom: u32) -> Res {
    let year = i32::try_from(year).map_err(|_| Fault::OffCalendar)?;
    Date::new(year, month, dom).map(V::Date).ok_or(Fault::OffCalendar)
}

/// More working days ahead than any deadline states.
const MAX_WORKDAYS: i64 = 10_000;

/// The n-th working day after `d`; weekends and `off` (day numbers) do not count.
fn workdays(d: Date, n: Num, off: &BTreeSet<i64>) -> Res {
    let mut left = whole(n)?;
    if !(0..=MAX_WORKDAYS).contains(&left) {
        return Err(Fault::OffCalendar);
    }
    let mut at = d;
    while left > 0 {
        at = Date::from_day_number(at.day_number() + 1).ok_or(Fault::OffCalendar)?;
        let works = at.weekday() <= 5 && !off.contains(&at.day_number());
        left -= i64::from(works);
    }
    Ok(V::Date(at))
}

fn whole(n: Num) -> Result<i64, Fault> {
    n.as_int().ok_or(Fault::NotWhole)
}
