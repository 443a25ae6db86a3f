use super::*;

fn amount_of(word: &str) -> Num {
    match literal(word) {
        Ok(Literal::Amount(n)) => n,
        other => panic!("{word}: {other:?}"),
    }
}

#[test]
fn amounts_are_exact() {
    assert_eq!(amount_of("100元"), Num::int(100));
    assert_eq!(amount_of("1.5万元"), Num::int(15_000)); // 1.5 × 10000
    assert_eq!(amount_of("3.7万元"), Num::int(37_000));
    assert_eq!(amount_of("1亿元"), Num::int(100_000_000));
    assert_eq!(amount_of("0.01元"), Num::cents(1));
}

#[test]
fn ratios_are_fractions_of_one() {
    assert_eq!(literal("90%"), Ok(Literal::Ratio(Num::ratio(9, 10).unwrap())));
    assert_eq!(literal("5个百分点"), Ok(Literal::Ratio(Num::ratio(5, 100).unwrap())));
    assert_eq!(literal("12.5%"), Ok(Literal::Ratio(Num::ratio(125, 1000).unwrap())));
}

#[test]
fn periods_ages_and_years() {
    assert_eq!(literal("3个月"), Ok(Literal::Period(Period::months(3))));
    assert_eq!(literal("4年"), Ok(Literal::Period(Period::months(48)))); // 4 × 12
    assert_eq!(literal("12周"), Ok(Literal::Period(Period::days(84)))); // 12 × 7
    assert_eq!(literal("180天"), Ok(Literal::Period(Period::days(180))));
    assert_eq!(literal("18周岁"), Ok(Literal::Age(Num::int(18))));
    assert_eq!(literal("2025年度"), Ok(Literal::Year(2025)));
    assert_eq!(literal("1.5年"), Err(Bad::NotWhole));
}

#[test]
fn dates_must_exist() {
    assert_eq!(literal("2024年2月29日"), Ok(Literal::Date(Date::new(2024, 2, 29).unwrap())));
    assert_eq!(literal("2025年2月29日"), Err(Bad::Date));
    assert_eq!(literal("2025年13月"), Err(Bad::Date));
    assert_eq!(literal("2025年6月"), Ok(Literal::Month(Date::new(2025, 6, 1).unwrap())));
}

#[test]
fn unknown_units_and_too_many_digits() {
    assert_eq!(literal("18岁"), Err(Bad::Unit("岁".into())));
    assert_eq!(literal("2级"), Err(Bad::Unit("级".into())));
    assert_eq!(literal(&"9".repeat(40)), Err(Bad::TooLarge));
}

#[test]
fn what_is_written_reads_back() {
    for (value, text) in [
        (Num::int(15_000), "1.5万元"),
        (Num::int(123), "123元"),
        (Num::cents(1_234_567), "12345.67元"),
        (Num::int(200_000_000), "2亿元"),
        (Num::int(110_000), "11万元"),
    ] {
        assert_eq!(amount(value), text);
        assert_eq!(amount_of(text), value);
    }
    assert_eq!(percentage(Num::ratio(1, 8).unwrap()), "12.5%");
}
