//! Arithmetic and comparison of known values, without places: the caller says which clause it was.

use super::value::V;
use crate::base::date::{Date, Period};
use crate::base::num::{Num, Overflow};
use crate::ir::{CmpOp, RoundMode, Unit};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Why an operation has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The number does not fit.
    Overflow,
    /// Division by zero.
    DivideByZero,
    /// The day lies outside the calendar.
    OffCalendar,
    /// A whole number is needed.
    NotWhole,
    /// An aggregate over more elements than any policy means.
    TooMany,
    /// Operands that the type checker should have refused.
    Type,
}

impl From<Overflow> for Fault {
    fn from(_: Overflow) -> Fault {
        Fault::Overflow
    }
}

type Res = Result<V, Fault>;

/// ＋. `unit` is the unit of the right operand when it is a number.
pub(crate) fn add(a: &V, b: &V, unit: Unit) -> Res {
    Ok(match (a, b) {
        (V::Num(a), V::Num(b)) => V::Num(a.add(*b)?),
        (V::Date(d), V::Period(p)) => V::Date(d.plus(*p).ok_or(Fault::OffCalendar)?),
        (V::Date(d), V::Num(n)) => V::Date(d.plus(period(*n, unit)?).ok_or(Fault::OffCalendar)?),
        (V::Period(p), V::Period(q)) => V::Period(plus(*p, *q)?),
        (V::Set(a), V::Set(b)) => V::Set(Arc::new(a.union(b).copied().collect())),
        (V::Interval(a), V::Interval(b)) => V::Interval(Arc::new((a.0.add(b.0)?, a.1.add(b.1)?))),
        _ => match (a.text_set(), b.text_set()) {
            (Some(a), Some(b)) => texts(a.union(b).cloned().collect()),
            _ => return Err(Fault::Type),
        },
    })
}

/// －
pub(crate) fn sub(a: &V, b: &V, unit: Unit) -> Res {
    Ok(match (a, b) {
        (V::Num(a), V::Num(b)) => V::Num(a.sub(*b)?),
        (V::Date(a), V::Date(b)) => V::Num(Num::int(a.day_number() - b.day_number())),
        (V::Date(d), V::Period(p)) => V::Date(d.plus(minus(*p)?).ok_or(Fault::OffCalendar)?),
        (V::Date(d), V::Num(n)) => V::Date(d.plus(minus(period(*n, unit)?)?).ok_or(Fault::OffCalendar)?),
        (V::Period(p), V::Period(q)) => V::Period(plus(*p, minus(*q)?)?),
        (V::Set(a), V::Set(b)) => V::Set(Arc::new(a.difference(b).copied().collect())),
        _ => match (a.text_set(), b.text_set()) {
            (Some(a), Some(b)) => texts(a.difference(b).cloned().collect()),
            _ => return Err(Fault::Type),
        },
    })
}

/// ×
pub(crate) fn mul(a: &V, b: &V) -> Res {
    Ok(match (a, b) {
        (V::Num(a), V::Num(b)) => V::Num(a.mul(*b)?),
        (V::Period(p), V::Num(n)) | (V::Num(n), V::Period(p)) => V::Period(times(*p, *n)?),
        (V::Interval(i), V::Num(n)) | (V::Num(n), V::Interval(i)) => {
            V::Interval(Arc::new((i.0.mul(*n)?, i.1.mul(*n)?)))
        }
        _ => return Err(Fault::Type),
    })
}

/// ÷
pub(crate) fn div(a: &V, b: &V) -> Res {
    match (a, b) {
        (V::Num(a), V::Num(b)) => Ok(V::Num(a.div(*b).ok_or(Fault::DivideByZero)??)),
        _ => Err(Fault::Type),
    }
}

/// Unary －
pub(crate) fn neg(a: &V) -> Res {
    match a {
        V::Num(n) => Ok(V::Num(n.neg()?)),
        V::Period(p) => Ok(V::Period(minus(*p)?)),
        _ => Err(Fault::Type),
    }
}

/// 取整
pub(crate) fn round(a: &V, unit: Num, mode: RoundMode) -> Res {
    match a {
        V::Num(n) => Ok(V::Num(n.round_to(unit, mode)?)),
        V::Interval(i) => Ok(V::Interval(Arc::new((i.0.round_to(unit, mode)?, i.1.round_to(unit, mode)?)))),
        _ => Err(Fault::Type),
    }
}

/// Whether `a op b`. `units` are those of numbers compared with periods.
pub(crate) fn compare(op: CmpOp, a: &V, b: &V, units: (Unit, Unit)) -> Result<bool, Fault> {
    Ok(holds(op, order(a, b, units)?))
}

/// Whether two values in this order stand in the relation.
pub(crate) fn holds(op: CmpOp, order: Ordering) -> bool {
    match op {
        CmpOp::Lt => order == Ordering::Less,
        CmpOp::Le => order != Ordering::Greater,
        CmpOp::Gt => order == Ordering::Greater,
        CmpOp::Ge => order != Ordering::Less,
    }
}

/// The order of two values of comparable types.
pub(crate) fn order(a: &V, b: &V, units: (Unit, Unit)) -> Result<Ordering, Fault> {
    match (a, b) {
        (V::Num(n), V::Period(p)) => Ok(n.cmp(&count(*p, units.0)?)),
        (V::Period(p), V::Num(n)) => Ok(count(*p, units.1)?.cmp(n)),
        _ => a.order(b).ok_or(Fault::Type),
    }
}

/// Equality; a number equals a period of so many of its units.
pub(crate) fn equal(a: &V, b: &V, units: (Unit, Unit)) -> Result<bool, Fault> {
    match (a, b) {
        (V::Num(_), V::Period(_)) | (V::Period(_), V::Num(_)) => Ok(order(a, b, units)? == Ordering::Equal),
        _ => Ok(a == b),
    }
}

/// A number of units as a period.
pub(crate) fn period(n: Num, unit: Unit) -> Result<Period, Fault> {
    let n = i32::try_from(n.as_int().ok_or(Fault::NotWhole)?).map_err(|_| Fault::OffCalendar)?;
    Ok(match unit {
        Unit::Months => Period::months(n),
        Unit::Years | Unit::Age => Period::months(n.checked_mul(12).ok_or(Fault::OffCalendar)?),
        Unit::Weeks => Period::days(n.checked_mul(7).ok_or(Fault::OffCalendar)?),
        Unit::Days | Unit::None => Period::days(n),
    })
}

/// A period in units: exact, so 14 days are 2 weeks; months and days do not convert.
fn count(p: Period, unit: Unit) -> Result<Num, Fault> {
    let (n, per) = match unit {
        Unit::Years | Unit::Age if p.days == 0 => (p.months, 12),
        Unit::Months if p.days == 0 => (p.months, 1),
        Unit::Weeks if p.months == 0 => (p.days, 7),
        Unit::Days if p.months == 0 => (p.days, 1),
        Unit::None if p.days == 0 => (p.months, 1),
        Unit::None if p.months == 0 => (p.days, 1),
        _ => return Err(Fault::Type),
    };
    Num::ratio(i128::from(n), per).ok_or(Fault::Type)
}

fn plus(p: Period, q: Period) -> Result<Period, Fault> {
    Ok(Period {
        months: p.months.checked_add(q.months).ok_or(Fault::Overflow)?,
        days: p.days.checked_add(q.days).ok_or(Fault::Overflow)?,
    })
}

fn minus(p: Period) -> Result<Period, Fault> {
    Ok(Period {
        months: p.months.checked_neg().ok_or(Fault::Overflow)?,
        days: p.days.checked_neg().ok_or(Fault::Overflow)?,
    })
}

fn times(p: Period, n: Num) -> Result<Period, Fault> {
    let n = i32::try_from(n.as_int().ok_or(Fault::NotWhole)?).map_err(|_| Fault::Overflow)?;
    Ok(Period {
        months: p.months.checked_mul(n).ok_or(Fault::Overflow)?,
        days: p.days.checked_mul(n).ok_or(Fault::Overflow)?,
    })
}

/// The elements of a set as values of its element type.
pub(crate) fn element(key: i64, ty: &crate::ir::Ty) -> Result<V, Fault> {
    use crate::ir::Ty;
    Ok(match ty {
        Ty::Enum(_) => V::Member(u32::try_from(key).map_err(|_| Fault::Type)?),
        Ty::Bool => V::Bool(key != 0),
        Ty::Date | Ty::Month => V::Date(Date::from_day_number(key).ok_or(Fault::OffCalendar)?),
        _ => V::Num(Num::int(key)),
    })
}

/// A set of texts.
pub(crate) fn texts(texts: BTreeSet<Arc<str>>) -> V {
    if texts.is_empty() { V::Set(Arc::default()) } else { V::Texts(Arc::new(texts)) }
}

/// A set of keys.
pub(crate) fn set(keys: impl IntoIterator<Item = i64>) -> V {
    V::Set(Arc::new(keys.into_iter().collect::<BTreeSet<i64>>()))
}
