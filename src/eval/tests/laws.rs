//! Laws that hold for every case, tried on random ones.

use super::build::Build;
use crate::base::date::Date;
use crate::base::num::Num;
use crate::driver::compile_texts;
use crate::eval::{Answer, Case, Facts, Plan};
use crate::ir::value::Value;
use crate::ir::*;
use proptest::prelude::*;
use std::sync::{Arc, OnceLock};

fn compiled(text: &'static str) -> Program {
    let compiled = compile_texts(&[("试算.mingce", text)]);
    compiled.program.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics))
}

/// Inpatient care and 大病, as in the benchmark.
fn inpatient() -> &'static Program {
    static PROGRAM: OnceLock<Program> = OnceLock::new();
    PROGRAM.get_or_init(|| compiled(include_str!("../../../benches/settle.mingce")))
}

/// Every merge rule, exceptions, counting, choice, sets, a table with unknown columns.
fn mixed() -> &'static Program {
    static PROGRAM: OnceLock<Program> = OnceLock::new();
    PROGRAM.get_or_init(|| compiled(include_str!("mixed.mingce")))
}

fn input(p: &Program, name: &str) -> InputId {
    InputId(p.inputs.iter().position(|i| i.name == name).unwrap() as u32)
}

fn item(p: &Program, name: &str) -> ItemId {
    ItemId(p.items.iter().position(|i| i.name == name).unwrap() as u32)
}

/// A value for any input.
fn value(p: &'static Program, ty: &Ty) -> BoxedStrategy<Value> {
    match ty {
        Ty::Amount => (0_i64..40_000_000).prop_map(|c| Value::Num(Num::cents(c))).boxed(),
        Ty::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Ty::Enum(e) => (0..p.enums[e.ix()].members.len() as u32).prop_map(Value::Member).boxed(),
        Ty::Set(inner) => match **inner {
            Ty::Enum(e) => {
                let all: Vec<i64> = (0..p.enums[e.ix()].members.len() as i64).collect();
                let some = proptest::sample::subsequence(all.clone(), 0..=all.len());
                some.prop_map(|s| Value::Set(Arc::new(s.into_iter().collect()))).boxed()
            }
            _ => proptest::collection::btree_set(2020_i64..2030, 0..4).prop_map(|s| Value::Set(Arc::new(s))).boxed(),
        },
        Ty::Date => (737_000_i64..739_000).prop_map(|n| Value::Date(Date::from_day_number(n).unwrap())).boxed(),
        _ => (0_i64..100).prop_map(|n| Value::Num(Num::int(n))).boxed(),
    }
}

/// Facts for every input but the date, each known or not.
fn facts(p: &'static Program) -> BoxedStrategy<Facts> {
    let each: Vec<BoxedStrategy<(InputId, Option<Value>)>> = (0_u32..)
        .zip(&p.inputs)
        .filter(|(i, _)| Some(InputId(*i)) != p.date_input)
        .map(|(i, x)| proptest::option::weighted(0.6, value(p, &x.ty)).prop_map(move |v| (InputId(i), v)).boxed())
        .collect();
    each.boxed()
}

/// Facts that are known wherever `first` knows them.
fn completed(first: &Facts, second: &Facts) -> Facts {
    first.iter().zip(second).map(|((i, a), (_, b))| (*i, a.clone().or(b.clone()))).collect()
}

fn dated(mut facts: Facts, p: &Program) -> Facts {
    facts.push((p.date_input.unwrap(), Date::new(2025, 6, 1).map(Value::Date)));
    facts
}

/// Supplying facts changes no answer that is a value (an error may take its place).
fn monotone(p: &'static Program, less: Facts, more: Facts) {
    let plan = Plan::new(p, None);
    let case = |f: &Facts| Case { encounters: vec![dated(f.clone(), p)], ..Case::default() };
    let (Ok(before), Ok(after)) = (plan.settle(&case(&less)), plan.settle(&case(&more))) else { return };
    for ((id, a), (_, b)) in before.outcomes[0].answers.iter().zip(&after.outcomes[0].answers) {
        if let Answer::Value(_) = a {
            assert_eq!(a, b, "「{}」", p.items[id.ix()].name);
        }
    }
}

/// A year of stays: level, place and cost in 分.
fn stays() -> BoxedStrategy<Vec<(u32, u32, i64, i64)>> {
    proptest::collection::vec((0_u32..5, 0_u32..4, 0_i64..60_000_000, 0_i64..500_000), 1..6).boxed()
}

fn stay_case(p: &Program, stays: &[(u32, u32, i64, i64)]) -> Case {
    let amount = |c: i64| Some(Value::Num(Num::cents(c)));
    let facts = |(level, place, covered, own): &(u32, u32, i64, i64)| {
        vec![
            (input(p, "险种"), Some(Value::Member(0))),
            (input(p, "医疗类别"), Some(Value::Member(0))),
            (input(p, "机构等级"), Some(Value::Member(*level))),
            (input(p, "就医方式"), Some(Value::Member(*place))),
            (input(p, "政策范围内费用"), amount(*covered)),
            (input(p, "医疗总费用"), amount(covered + own)),
        ]
    };
    let encounters = stays.iter().map(|s| dated(facts(s), p)).collect();
    Case { encounters, ..Case::default() }
}

fn amount_of(p: &Program, o: &crate::eval::Outcome, name: &str) -> Num {
    match o.answer(item(p, name)) {
        Some(Answer::Value(Value::Num(n))) => *n,
        other => panic!("「{name}」{other:?}"),
    }
}

/// The payment for a cost by walking the payments 分 by 分: each 分 paid in a band of ratio r uses 1/r 分 of cost.
fn by_walking(edges: &[(i64, Num)], last: Num, cost: Num, paid: i64) -> Num {
    let ratio = |at: i64| edges.iter().find(|(upper, _)| at < *upper).map_or(last, |(_, r)| *r);
    let (mut left, mut at) = (cost, paid);
    loop {
        let r = ratio(at);
        let one = Num::cents(1).div(r).unwrap().unwrap();
        if left < one {
            let whole = Num::cents(at - paid);
            return whole.add(left.mul(r).unwrap()).unwrap();
        }
        left = left.sub(one).unwrap();
        at += 1;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_missing_fact_never_changes_a_known_answer(a in facts(inpatient()), b in facts(inpatient())) {
        let more = completed(&a, &b);
        monotone(inpatient(), a, more);
    }

    #[test]
    fn nor_under_any_merge_rule(a in facts(mixed()), b in facts(mixed())) {
        let more = completed(&a, &b);
        monotone(mixed(), a, more);
    }

    #[test]
    fn money_balances_and_the_yearly_ceiling_holds(list in stays()) {
        let p = inpatient();
        let out = Plan::new(p, None).settle(&stay_case(p, &list)).unwrap();
        let mut year = Num::ZERO;
        for (o, (_, _, covered, own)) in out.outcomes.iter().zip(&list) {
            let paid = amount_of(p, o, "统筹支付");
            let rest = [amount_of(p, o, "大病保险支付"), amount_of(p, o, "个人负担")];
            let total = rest.iter().fold(paid, |a, b| a.add(*b).unwrap());
            prop_assert_eq!(total, Num::cents(covered + own));
            year = year.add(paid).unwrap();
            prop_assert!(year <= Num::int(110_000) && paid.signum() >= 0);
            prop_assert!(paid.is_multiple_of(Num::cents(1)));
        }
    }

    #[test]
    fn a_trace_and_a_slice_change_nothing(list in stays()) {
        let p = inpatient();
        let case = stay_case(p, &list);
        let whole = Plan::new(p, None);
        let plain = whole.settle(&case).unwrap();
        let (traced, _) = whole.settle_traced(&case).unwrap();
        prop_assert_eq!(&plain, &traced);
        let target = item(p, "大病保险支付");
        let sliced = Plan::new(p, Some(&[target])).settle(&case).unwrap();
        for (a, b) in plain.outcomes.iter().zip(&sliced.outcomes) {
            prop_assert_eq!(a.answer(target), b.answer(target));
        }
    }

    #[test]
    fn schedules_by_payment_agree_with_walking(
        widths in proptest::collection::vec(1_i64..400, 1..4),
        percent in proptest::collection::vec(1_i64..=100, 4),
        cost in 0_i64..1500,
        paid in 0_i64..1200,
    ) {
        let ratio = |n: usize| Num::cents(percent[n]);
        let mut edges: Vec<(i64, Num)> = Vec::new();
        for (n, w) in widths.iter().enumerate() {
            edges.push((edges.last().map_or(0, |(e, _)| *e) + w, ratio(n)));
        }
        let last = ratio(widths.len());
        let mut b = Build::new();
        let text = |n: i64| Num::cents(n).to_fixed(2);
        let mut rows: Vec<(Option<String>, Option<String>, String)> = Vec::new();
        for (n, (upper, r)) in edges.iter().enumerate() {
            let lower = n.checked_sub(1).map(|p| text(edges[p].0));
            rows.push((lower, Some(text(*upper)), r.to_fixed(2)));
        }
        rows.push((edges.last().map(|(e, _)| text(*e)), None, last.to_fixed(2)));
        let rows: Vec<_> = rows.iter().map(|(a, b, c)| (a.as_deref(), b.as_deref(), c.as_str())).collect();
        let bands = b.bands("按支付", &rows);
        let (c, before) = (b.yuan(&text(cost)), b.yuan(&text(paid)));
        let pay = b.e(Expr::BandsByPaid { bands, column: 0, cost: c, paid: before }, Ty::Amount);
        let target = b.item("支付", Ty::Amount);
        b.rule("支付", None, &[(target, pay)]);
        let p = b.done();
        let out = Plan::new(&p, None).settle(&Case { encounters: vec![vec![]], ..Case::default() }).unwrap();
        let expected = by_walking(&edges, last, Num::cents(cost), paid);
        prop_assert_eq!(out.outcomes[0].answer(target), Some(&Answer::Value(Value::Num(expected))));
    }
}
