use super::*;
use crate::eval::tests::build::yuan;
use crate::eval::tests::sample::{Sample, sample};
use crate::eval::trace::{EncounterTrace, Trace};
use crate::eval::{Case, Plan};
use crate::ir::ItemId;

fn trace(s: &Sample, case: &Case) -> Trace {
    Plan::new(&s.p, None).settle_traced(case).unwrap().1
}

fn arithmetic(s: &Sample, e: &EncounterTrace, item: ItemId) -> String {
    let rule = &e.item(item).unwrap().applied[0];
    explain_steps(&s.p, rule.expr, &rule.steps)
}

#[test]
fn the_arithmetic_of_zhang_san() {
    let s = sample();
    let t = trace(&s, &Case { encounters: vec![s.stay(0, 0, "4500", "4200")], ..Case::default() });
    let e = &t.encounters[0];
    assert_eq!(arithmetic(&s, e, s.paid), "（4200.00 － 100.00）× 90% ＝ 3690.00");
    assert_eq!(arithmetic(&s, e, s.copay), "4200.00 － 3690.00 ＝ 510.00");
    assert_eq!(arithmetic(&s, e, s.own), "4500.00 － 4200.00 ＝ 300.00");
}

#[test]
fn a_bound_that_bites_is_shown() {
    let s = sample();
    let t = trace(&s, &Case { encounters: vec![s.stay(0, 0, "80", "80")], ..Case::default() });
    let text = arithmetic(&s, &t.encounters[0], s.paid);
    assert_eq!(text, "（80.00 － 100.00，不低于 0.00）× 90% ＝ 0.00");
}

#[test]
fn schedules_show_their_parts() {
    // 自付 291000 － 14448 ＝ 276552
    let s = sample();
    let t = trace(&s, &Case { encounters: vec![s.stay(2, 2, "401000", "401000")], ..Case::default() });
    let text = arithmetic(&s, &t.encounters[0], s.illness);
    let parts = "100000.00 × 60% ＋ 100000.00 × 70% ＋ 76552.00 × 85%";
    assert_eq!(text, format!("{parts} － 0.00 ＝ 195069.20"));
}

#[test]
fn a_ceiling_that_bit_says_from_what_to_what() {
    let s = sample();
    let case = Case {
        encounters: vec![s.stay(0, 2, "10000", "10000")],
        opening: vec![(s.year, yuan("109600"))],
        ..Case::default()
    };
    let t = trace(&s, &case);
    let cap = &t.encounters[0].item(s.paid).unwrap().caps[0];
    // （10000－700）×60%＝5580，余额 110000－109600＝400
    let bit = cap.bit.map(|(a, b)| (a.to_fixed(2), b.to_fixed(2)));
    assert_eq!(bit, Some(("5580.00".to_owned(), "400.00".to_owned())));
    let year = &t.encounters[0].accums[0];
    assert_eq!(year.after, crate::eval::Answer::Value(yuan("110000")));
}

#[test]
fn rows_that_did_not_apply_say_which_cell() {
    // Without its last row the table has nothing for 临时备案.
    let mut s = sample();
    s.p.items[0].rules.pop();
    s.p.items[1].rules.pop();
    s.p.tables[0].rows.pop();
    s.p.tables[0].cells.pop();
    let t = trace(&s, &Case { encounters: vec![s.stay(2, 0, "4500", "4200")], ..Case::default() });
    let item = t.encounters[0].item(ItemId(0)).unwrap();
    let r = &item.rejected[0];
    let text = explain_reason(&s.p, r.rule, &r.reason);
    assert_eq!(text, "要求 就医方式 为 市内，而就医方式为临时备案");
    assert_eq!(item.rejected.len(), 3);
}
