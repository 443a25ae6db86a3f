use super::*;
use proptest::prelude::*;

fn n(text: &str) -> Num {
    Num::parse(text).unwrap()
}

#[test]
fn rounds_half_away_from_zero() {
    let fen = n("0.01");
    assert_eq!(n("2.345").round_to(fen, RoundMode::HalfUp).unwrap(), n("2.35"));
    assert_eq!(n("-2.345").round_to(fen, RoundMode::HalfUp).unwrap(), n("-2.35"));
    assert_eq!(n("2.344999").round_to(fen, RoundMode::HalfUp).unwrap(), n("2.34"));
    assert_eq!(n("2.341").round_to(fen, RoundMode::Up).unwrap(), n("2.35"));
    assert_eq!(n("2.349").round_to(fen, RoundMode::Down).unwrap(), n("2.34"));
}

#[test]
fn a_third_times_three_is_one() {
    let third = Num::ONE.div(Num::int(3)).unwrap().unwrap();
    assert_eq!(third.mul(Num::int(3)).unwrap(), Num::ONE);
    assert_eq!(third.to_exact(), "1/3");
}

#[test]
fn refuses_what_is_not_a_plain_decimal() {
    for bad in ["", "-", ".", "1.", ".5", "1e5", "1_000", "1,000", "８", "+1", "0x1", " 1"] {
        assert_eq!(Num::parse(bad), None, "{bad}");
    }
}

#[test]
fn overflow_is_an_error() {
    let big = Num::ratio(i128::MAX, 1).unwrap();
    assert_eq!(big.add(Num::ONE), Err(Overflow));
    assert_eq!(big.mul(Num::int(2)), Err(Overflow));
}

proptest! {
    #[test]
    fn arithmetic_agrees_with_scaled_integers(a in -1_000_000_i64..1_000_000, b in -1_000_000_i64..1_000_000) {
        let (x, y) = (Num::cents(a), Num::ratio(b as i128, 10_000).unwrap());
        let product = Num::ratio(a as i128 * b as i128, 1_000_000).unwrap();
        prop_assert_eq!(x.mul(y).unwrap(), product);
        let sum = Num::ratio(a as i128 * 100 + b as i128, 10_000).unwrap();
        prop_assert_eq!(x.add(y).unwrap(), sum);
        prop_assert_eq!(x.cmp(&y), (a as i128 * 100).cmp(&(b as i128)));
        if b != 0 {
            prop_assert_eq!(x.div(y).unwrap().unwrap().mul(y).unwrap(), x);
        }
    }

    #[test]
    fn long_comparison_agrees(a in 1_i128..1_000, b in 1_i128..1_000, c in 1_i128..1_000, d in 1_i128..1_000) {
        let (x, y) = (Num::ratio(a, b).unwrap(), Num::ratio(c, d).unwrap());
        prop_assert_eq!(cmp_long(x.reduced(), y.reduced()), (a * d).cmp(&(c * b)));
    }

    #[test]
    fn text_round_trips(a in any::<i64>(), places in 0_u32..8) {
        let x = Num::ratio(a as i128, 10_i128.pow(places)).unwrap();
        prop_assert_eq!(Num::parse(&x.to_exact()).unwrap(), x);
    }
}
