use super::*;
use proptest::prelude::*;

fn d(text: &str) -> Date {
    Date::parse(text).unwrap()
}

#[test]
fn months_end_on_the_matching_day_or_the_last() {
    assert_eq!(d("2026-02-28").plus(Period::months(3)), Some(d("2026-05-28")));
    assert_eq!(d("2025-11-30").plus(Period::months(3)), Some(d("2026-02-28")));
    assert_eq!(d("2024-02-29").plus(Period::months(12)), Some(d("2025-02-28")));
}

#[test]
fn ages_by_both_settings() {
    // DOMAIN: born 2008-05-20 → 18 from 2026-05-21 (次日) or 05-20 (当日); 2008-02-29 → 2026-03-01 or 02-28.
    let (a, b) = (d("2008-05-20"), d("2008-02-29"));
    assert_eq!((a.age_on(d("2026-05-20"), true), a.age_on(d("2026-05-21"), true)), (17, 18));
    assert_eq!((a.age_on(d("2026-05-19"), false), a.age_on(d("2026-05-20"), false)), (17, 18));
    assert_eq!((b.age_on(d("2026-02-28"), true), b.age_on(d("2026-03-01"), true)), (17, 18));
    assert_eq!((b.age_on(d("2026-02-27"), false), b.age_on(d("2026-02-28"), false)), (17, 18));
}

#[test]
fn refuses_days_that_do_not_exist() {
    for bad in ["2025-02-29", "2025-13-01", "2025-00-10", "2025-1-1", "20250101", "0000-01-01", "2025-02-30"] {
        assert_eq!(Date::parse(bad), None, "{bad}");
    }
}

proptest! {
    #[test]
    fn day_numbers_round_trip(n in 0_i64..3_652_000) {
        let day = Date::from_day_number(n).unwrap();
        prop_assert_eq!(day.day_number(), n);
    }

    #[test]
    fn whole_months_fit(n in 700_000_i64..740_000, k in 0_i64..4_000) {
        let (a, b) = (Date::from_day_number(n).unwrap(), Date::from_day_number(n + k).unwrap());
        let m = a.months_until(b);
        prop_assert!(a.plus(Period::months(m)).unwrap() <= b);
        prop_assert!(a.plus(Period::months(m + 1)).unwrap() > b);
    }
}
