//! Settlements with their arithmetic shown.

pub mod build;
mod cases;
mod laws;
pub mod sample;

use super::*;
use crate::base::num::Num;
use build::{date, num, yuan};
use sample::{Sample, sample};

fn amounts(outcome: &Outcome, items: &[ItemId]) -> Vec<String> {
    let show = |i: &ItemId| match outcome.answer(*i) {
        Some(Answer::Value(Value::Num(n))) => n.to_fixed(2),
        other => format!("{other:?}"),
    };
    items.iter().map(show).collect()
}

fn settle(s: &Sample, case: &Case) -> Settlement {
    let plan = Plan::new(&s.p, None);
    let plain = plan.settle(case).unwrap();
    let (traced, _) = plan.settle_traced(case).unwrap();
    assert_eq!(plain, traced, "a trace must not change the result");
    plain
}

#[test]
fn zhang_san() {
    // 一章四十三：（4200－100）×90%＝3690；4200－3690＝510；4500－4200＝300
    let s = sample();
    let case = Case { encounters: vec![s.stay(0, 0, "4500", "4200")], ..Case::default() };
    let out = settle(&s, &case);
    assert_eq!(amounts(&out.outcomes[0], &[s.paid, s.copay, s.own]), ["3690.00", "510.00", "300.00"]);
}

#[test]
fn yearly_ceiling_is_reached_across_stays() {
    // 年度上限 11 万，期初已付 109000。三级（市内）：1700－700＝1000，×60%＝600 → 累计 109600；
    // 10000－700＝9300，×60%＝5580，余额 110000－109600＝400 → 400；第三次余额 0。
    let s = sample();
    let stay = s.stay(0, 2, "10000", "10000");
    let case = Case {
        encounters: vec![s.stay(0, 2, "1700", "1700"), stay.clone(), stay],
        opening: vec![(s.year, yuan("109000"))],
        ..Case::default()
    };
    let out = settle(&s, &case);
    let paid: Vec<_> = out.outcomes.iter().flat_map(|o| amounts(o, &[s.paid])).collect();
    assert_eq!(paid, ["600.00", "400.00", "0.00"]);
}

#[test]
fn ceilings_start_anew_each_calendar_year() {
    let s = sample();
    let mut a = s.stay(0, 2, "10000", "10000");
    let mut b = a.clone();
    a.push((InputId(0), Some(Value::Date(date("2025-12-31")))));
    b.push((InputId(0), Some(Value::Date(date("2026-01-01")))));
    let case = Case { encounters: vec![a, b], opening: vec![(s.year, yuan("110000"))], ..Case::default() };
    let out = settle(&s, &case);
    let paid: Vec<_> = out.outcomes.iter().flat_map(|o| amounts(o, &[s.paid])).collect();
    // 2025 年余额 0；2026 年重新起算：（10000－700）×60%＝5580
    assert_eq!(paid, ["0.00", "5580.00"]);
}

#[test]
fn critical_illness_bands_are_crossed() {
    // 三级市外（非 市内 → 1000，50%）：（401000－1000）×50%＝200000 → 封顶 110000；自付 291000。
    // 大病：291000－14448＝276552；10万×60%＋10万×70%＋76552×85%＝60000＋70000＋65069.20＝195069.20
    let s = sample();
    let case = Case { encounters: vec![s.stay(2, 2, "401000", "401000")], ..Case::default() };
    let out = settle(&s, &case);
    assert_eq!(amounts(&out.outcomes[0], &[s.paid, s.copay, s.illness]), ["110000.00", "291000.00", "195069.20"]);
}

#[test]
fn an_unknown_fact_is_named_and_nothing_is_guessed() {
    let s = sample();
    let mut facts = s.stay(0, 0, "4500", "4200");
    facts.retain(|(i, _)| *i != s.level);
    let out = settle(&s, &Case { encounters: vec![facts], ..Case::default() });
    let missing = Missing { facts: vec![s.level], ..Missing::default() };
    assert_eq!(out.outcomes[0].answer(s.paid), Some(&Answer::Missing(missing)));
    // 个人自费 does not depend on it: 4500－4200＝300
    assert_eq!(amounts(&out.outcomes[0], &[s.own]), ["300.00"]);
}

#[test]
fn an_unknown_fact_that_every_row_treats_alike_is_not_needed() {
    // 非 市内: the row does not look at the level.
    let s = sample();
    let mut facts = s.stay(1, 0, "4500", "4200");
    facts.retain(|(i, _)| *i != s.level);
    let out = settle(&s, &Case { encounters: vec![facts], ..Case::default() });
    // （4200－1000）×50%＝1600
    assert_eq!(amounts(&out.outcomes[0], &[s.paid]), ["1600.00"]);
}

#[test]
fn an_unknown_amount_poisons_the_window_that_follows() {
    let s = sample();
    let mut facts = s.stay(0, 0, "4500", "4200");
    facts.retain(|(i, _)| *i != s.covered);
    let case = Case { encounters: vec![facts, s.stay(0, 0, "4500", "4200")], ..Case::default() };
    let out = settle(&s, &case);
    let missing = Missing { facts: vec![s.covered], ..Missing::default() };
    assert_eq!(out.outcomes[1].answer(s.paid), Some(&Answer::Missing(missing)));
}

#[test]
fn encounters_out_of_order_are_refused() {
    let s = sample();
    let dated = |d: &str| {
        let mut f = s.stay(0, 0, "4500", "4200");
        f.push((InputId(0), Some(Value::Date(date(d)))));
        f
    };
    let case = Case { encounters: vec![dated("2025-03-02"), dated("2025-03-01")], ..Case::default() };
    let error = Plan::new(&s.p, None).settle(&case).unwrap_err();
    assert_eq!(error.code, 511);
    assert!(error.message.contains("2025-03-02") && error.message.contains("2025-03-01"), "{}", error.message);
}

#[test]
fn overflow_is_an_error_that_names_the_item() {
    let s = sample();
    let big = Num::ratio(i128::MAX - 1, 3).unwrap();
    let mut facts = s.stay(0, 0, "1", "1");
    facts.retain(|(i, _)| *i != s.covered);
    facts.push((s.covered, Some(Value::Num(big))));
    let error = Plan::new(&s.p, None).settle(&Case { encounters: vec![facts], ..Case::default() }).unwrap_err();
    assert_eq!(error.code, 602);
    assert!(error.message.contains("个人自费") || error.message.contains("统筹支付"), "{}", error.message);
}

#[test]
fn the_slice_for_one_item_asks_for_nothing_else() {
    let s = sample();
    let plan = Plan::new(&s.p, Some(&[s.own]));
    let case = Case {
        encounters: vec![vec![(s.total, Some(yuan("4500"))), (s.covered, Some(yuan("4200")))]],
        ..Case::default()
    };
    let out = plan.settle(&case).unwrap();
    assert_eq!(out.outcomes[0].answers, [(s.own, Answer::Value(Value::Num(num("300"))))]);
}
