//! Run-time values: cheap to copy for numbers, with a place for "missing".

use super::Answer;
use super::missing::{MissArena, MissId};
use crate::base::date::{Date, Period};
use crate::base::num::Num;
use crate::ir::value::Value;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A value during evaluation. Copying one never allocates.
#[derive(Clone, Debug, PartialEq)]
#[repr(u64)]
pub(crate) enum V {
    Num(Num),
    Bool(bool),
    Member(u32),
    Date(Date),
    Period(Period),
    Text(Arc<str>),
    Set(Arc<BTreeSet<i64>>),
    Texts(Arc<BTreeSet<Arc<str>>>),
    Interval(Arc<(Num, Num)>),
    Missing(MissId),
}

/// A condition during evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tri {
    Yes,
    No,
    Unknown(MissId),
}

impl From<bool> for Tri {
    fn from(b: bool) -> Tri {
        if b { Tri::Yes } else { Tri::No }
    }
}

impl From<Tri> for V {
    fn from(t: Tri) -> V {
        match t {
            Tri::Yes => V::Bool(true),
            Tri::No => V::Bool(false),
            Tri::Unknown(m) => V::Missing(m),
        }
    }
}

impl From<&Value> for V {
    fn from(v: &Value) -> V {
        match v {
            Value::Num(n) => V::Num(*n),
            Value::Bool(b) => V::Bool(*b),
            Value::Member(m) => V::Member(*m),
            Value::Date(d) => V::Date(*d),
            Value::Period(p) => V::Period(*p),
            Value::Text(t) => V::Text(t.clone()),
            Value::Set(s) => V::Set(s.clone()),
            Value::Texts(s) => V::Texts(s.clone()),
            Value::Interval(a, b) => V::Interval(Arc::new((*a, *b))),
        }
    }
}

impl V {
    /// The known value.
    pub(crate) fn known(&self) -> Option<Value> {
        Some(match self {
            V::Num(n) => Value::Num(*n),
            V::Bool(b) => Value::Bool(*b),
            V::Member(m) => Value::Member(*m),
            V::Date(d) => Value::Date(*d),
            V::Period(p) => Value::Period(*p),
            V::Text(t) => Value::Text(t.clone()),
            V::Set(s) => Value::Set(s.clone()),
            V::Texts(s) => Value::Texts(s.clone()),
            V::Interval(i) => Value::Interval(i.0, i.1),
            V::Missing(_) => return None,
        })
    }

    /// The elements of a set of texts.
    pub(crate) fn text_set(&self) -> Option<&BTreeSet<Arc<str>>> {
        static NONE: BTreeSet<Arc<str>> = BTreeSet::new();
        match self {
            V::Texts(s) => Some(s),
            V::Set(s) if s.is_empty() => Some(&NONE),
            _ => None,
        }
    }

    /// As an answer.
    pub(crate) fn answer(&self, arena: &MissArena) -> Answer {
        match self {
            V::Missing(m) => Answer::Missing(arena.get(*m)),
            v => v.known().map_or_else(|| Answer::Missing(Default::default()), Answer::Value),
        }
    }

    /// Discrete key of enum members, booleans and whole numbers.
    pub(crate) fn key(&self) -> Option<i64> {
        match self {
            V::Member(m) => Some(i64::from(*m)),
            V::Bool(b) => Some(i64::from(*b)),
            V::Num(n) => n.as_int(),
            V::Date(d) => Some(d.day_number()),
            _ => None,
        }
    }

    /// Zero of its kind: adds nothing.
    pub(crate) fn is_nothing(&self) -> bool {
        match self {
            V::Num(n) => n.signum() == 0,
            V::Set(s) => s.is_empty(),
            V::Period(p) => *p == Period::default(),
            _ => false,
        }
    }

    /// Order of two known values of one type; `None` for what has no order.
    pub(crate) fn order(&self, o: &V) -> Option<Ordering> {
        match (self, o) {
            (V::Num(a), V::Num(b)) => Some(a.cmp(b)),
            (V::Date(a), V::Date(b)) => Some(a.cmp(b)),
            (V::Member(a), V::Member(b)) => Some(a.cmp(b)),
            (V::Bool(a), V::Bool(b)) => Some(a.cmp(b)),
            (V::Period(a), V::Period(b)) => order_periods(*a, *b),
            _ => None,
        }
    }
}

/// Periods compare when both count months or both count days.
fn order_periods(a: Period, b: Period) -> Option<Ordering> {
    match (a, b) {
        (a, b) if a.days == b.days => Some(a.months.cmp(&b.months)),
        (a, b) if a.months == b.months => Some(a.days.cmp(&b.days)),
        _ => None,
    }
}
