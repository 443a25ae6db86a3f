//! Types: their names, and which fit where.

use crate::base::date::Period;
use crate::ir::{Ty, Unit};
use crate::resolve::Names;

/// The built-in types by name.
const BUILT_IN: &[(&str, Ty)] = &[
    ("金额", Ty::Amount),
    ("比例", Ty::Ratio),
    ("整数", Ty::Int(Unit::None)),
    ("小数", Ty::Decimal),
    ("真假", Ty::Bool),
    ("日期", Ty::Date),
    ("月份", Ty::Month),
    ("期间", Ty::Period),
    ("年龄", Ty::Int(Unit::Age)),
    ("年数", Ty::Int(Unit::Years)),
    ("月数", Ty::Int(Unit::Months)),
    ("周数", Ty::Int(Unit::Weeks)),
    ("天数", Ty::Int(Unit::Days)),
    ("文本", Ty::Text),
    ("金额区间", Ty::Interval),
];

/// The built-in type of a name.
pub(super) fn built_in(word: &str) -> Option<Ty> {
    BUILT_IN.iter().find(|(name, _)| *name == word).map(|(_, ty)| ty.clone())
}

/// Names of the built-in types.
pub(super) fn built_in_names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(name, _)| *name)
}

/// How a type is called.
pub fn ty_name(names: &Names<'_>, ty: &Ty) -> String {
    match ty {
        Ty::Enum(e) => names.enums.get(e.ix()).map_or_else(|| "枚举".to_owned(), |e| format!("枚举「{}」", e.name)),
        Ty::Set(element) => match element.as_ref() {
            Ty::Enum(e) => format!("集合（{}）", names.enums.get(e.ix()).map_or("", |e| &e.name)),
            other => format!("集合（{}）", ty_name(names, other)),
        },
        other => BUILT_IN.iter().find(|(_, ty)| ty == other).map_or("", |(name, _)| name).to_owned(),
    }
}

/// Whether values of a type have an order.
pub(super) fn ordered(ty: &Ty) -> bool {
    numeric(ty) || matches!(ty, Ty::Date | Ty::Month | Ty::Enum(_))
}

/// Whether values of a type are numbers.
pub(super) fn numeric(ty: &Ty) -> bool {
    matches!(ty, Ty::Amount | Ty::Ratio | Ty::Int(_) | Ty::Decimal)
}

/// A period as a whole number of a unit.
pub(super) fn period_in(period: Period, unit: Unit) -> Option<i64> {
    let (months, days) = (i64::from(period.months), i64::from(period.days));
    match unit {
        Unit::Years if days == 0 && months % 12 == 0 => Some(months / 12),
        Unit::Months if days == 0 => Some(months),
        Unit::Weeks if months == 0 && days % 7 == 0 => Some(days / 7),
        Unit::Days if months == 0 => Some(days),
        _ => None,
    }
}

/// How a type's values are written, for hints.
pub(super) fn sample(ty: &Ty) -> Option<&'static str> {
    Some(match ty {
        Ty::Amount => "100元",
        Ty::Ratio => "90%",
        Ty::Int(Unit::None) => "3",
        Ty::Int(Unit::Years) => "4年",
        Ty::Int(Unit::Months) => "3个月",
        Ty::Int(Unit::Weeks) => "12周",
        Ty::Int(Unit::Days) => "60日",
        Ty::Int(Unit::Age) => "18周岁",
        Ty::Decimal => "2.5",
        Ty::Bool => "是",
        Ty::Date => "2025年6月1日",
        Ty::Month => "2025年6月",
        Ty::Period => "3个月",
        Ty::Interval => "区间（1万元，15万元）",
        Ty::Enum(_) | Ty::Set(_) | Ty::Text => return None,
    })
}

/// Whether a value of the second type can stand where the first is wanted.
pub(super) fn takes(want: &Ty, got: &Ty) -> bool {
    match (got, want) {
        _ if got == want => true,
        (Ty::Int(Unit::None) | Ty::Period, Ty::Int(_)) | (Ty::Int(_), Ty::Decimal) => true,
        (Ty::Int(unit), Ty::Period) => *unit != Unit::None,
        (Ty::Amount, Ty::Interval) => true,
        _ => false,
    }
}
