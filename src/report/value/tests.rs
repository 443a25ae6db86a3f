use super::*;
use std::collections::BTreeSet;
use std::sync::Arc;

fn shown(ty: &Ty, value: Value) -> String {
    show(&Program::default(), ty, &value)
}

#[test]
fn amounts_have_two_decimals_or_all_of_them() {
    assert_eq!(amount(Num::int(3690)), "3690.00元");
    assert_eq!(amount(Num::cents(-5)), "-0.05元");
    assert_eq!(amount(Num::ratio(1, 1000).unwrap()), "0.001元");
    assert_eq!(amount(Num::ratio(1, 3).unwrap()), "1/3元");
}

#[test]
fn ratios_are_percentages() {
    assert_eq!(ratio(Num::ratio(9, 10).unwrap()), "90%");
    assert_eq!(ratio(Num::ratio(6, 1000).unwrap()), "0.6%");
    assert_eq!(ratio(Num::ratio(1, 3).unwrap()), "1/3");
}

#[test]
fn units_follow_the_type() {
    assert_eq!(shown(&Ty::Int(Unit::Age), Value::Num(Num::int(18))), "18周岁");
    assert_eq!(shown(&Ty::Int(Unit::Months), Value::Num(Num::int(3))), "3个月");
    assert_eq!(shown(&Ty::Bool, Value::Bool(true)), "是");
    assert_eq!(shown(&Ty::Interval, Value::Interval(Num::int(1), Num::int(2))), "1.00元至2.00元");
    let years = Value::Set(Arc::new(BTreeSet::from([2025, 2026])));
    assert_eq!(shown(&Ty::Set(Box::new(Ty::Int(Unit::None))), years), "2025、2026");
    assert_eq!(shown(&Ty::Set(Box::new(Ty::Text)), Value::Set(Arc::default())), "无");
}
