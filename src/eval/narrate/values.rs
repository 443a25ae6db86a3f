//! Values as text.

use crate::base::date::Date;
use crate::base::num::Num;
use crate::ir::value::Value;
use crate::ir::{EnumId, Program, Ty};

/// A value with its unit: `3690.00元`, `90%`, `18周岁`, `三级`.
pub fn show(program: &Program, ty: &Ty, value: &Value) -> String {
    match (ty, value) {
        (Ty::Amount, Value::Num(n)) => format!("{}元", money(*n)),
        (Ty::Int(unit), Value::Num(n)) => format!("{n}{}", unit.suffix()),
        (Ty::Interval, Value::Interval(a, b)) => format!("{}元至{}元", money(*a), money(*b)),
        _ => bare(program, ty, value),
    }
}

/// A value as it stands in arithmetic: amounts without 元.
pub fn bare(program: &Program, ty: &Ty, value: &Value) -> String {
    match (ty, value) {
        (Ty::Amount, Value::Num(n)) => money(*n),
        (Ty::Ratio, Value::Num(n)) => ratio(*n),
        (_, Value::Num(n)) => n.to_string(),
        (_, Value::Bool(b)) => if *b { "是" } else { "否" }.to_owned(),
        (Ty::Enum(e), Value::Member(m)) => member(program, *e, i64::from(*m)),
        (_, Value::Member(m)) => m.to_string(),
        (Ty::Month, Value::Date(d)) => format!("{:04}-{:02}", d.year(), d.month()),
        (_, Value::Date(d)) => d.to_string(),
        (_, Value::Period(p)) => p.to_string(),
        (_, Value::Text(t)) => t.to_string(),
        (_, Value::Set(s)) if s.is_empty() => "无".to_owned(),
        (_, Value::Set(s)) => s.iter().map(|k| element(program, ty, *k)).collect::<Vec<_>>().join("、"),
        (_, Value::Texts(s)) => s.iter().map(|t| &**t).collect::<Vec<_>>().join("、"),
        (_, Value::Interval(a, b)) => format!("{}至{}", money(*a), money(*b)),
    }
}

/// With two decimals when that is exact.
pub(super) fn money(n: Num) -> String {
    if n.is_multiple_of(Num::cents(1)) { n.to_fixed(2) } else { n.to_exact() }
}

fn ratio(n: Num) -> String {
    n.mul(Num::int(100)).map_or_else(|_| n.to_string(), |p| format!("{p}%"))
}

fn member(program: &Program, e: EnumId, m: i64) -> String {
    let members = program.enums.get(e.ix()).map_or(&[][..], |e| &e.members);
    let found = usize::try_from(m).ok().and_then(|m| members.get(m));
    found.map_or_else(|| m.to_string(), |m| m.name.clone())
}

fn element(program: &Program, set: &Ty, key: i64) -> String {
    match set {
        Ty::Set(inner) => self::key(program, inner, key),
        _ => key.to_string(),
    }
}

/// An enum member, boolean, day or whole number by its key.
pub(super) fn key(program: &Program, ty: &Ty, key: i64) -> String {
    match ty {
        Ty::Enum(e) => member(program, *e, key),
        Ty::Bool => if key == 0 { "否" } else { "是" }.to_owned(),
        Ty::Date => Date::from_day_number(key).map_or_else(|| key.to_string(), |d| d.to_string()),
        _ => key.to_string(),
    }
}
