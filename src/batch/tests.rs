use super::*;
use crate::base::date::Date;
use crate::base::num::Num;
use crate::driver::compile_texts;
use crate::ir::InputId;

const POLICY: &str = "政策 甲\n    统筹区 511900 巴中市\n\n输入 费用 为 金额\n项目 支付 为 金额，取整 到 分\n\
    条款 一，依据 一条：\n    支付 ＝ （费用 － 年度费用） × 50%\n累计 年度费用 按 自然年度：费用\n\
    条款 二，依据 二条：\n    差 ＝ 取整（10元 ÷ 费用，到 分）\n";

fn program() -> Program {
    let compiled = compile_texts(&[("甲.mingce", POLICY)]);
    compiled.program.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics))
}

fn input(program: &Program, name: &str) -> InputId {
    InputId(program.inputs.iter().position(|i| i.name == name).unwrap() as u32)
}

fn day(text: &str) -> i64 {
    Date::parse(text).unwrap().day_number()
}

#[test]
fn rows_are_settled_person_by_person() {
    let program = program();
    let mut layout = Layout::new(&program);
    layout.add_column(&program, input(&program, "日期"), Null::Unknown).unwrap();
    layout.add_column(&program, input(&program, "费用"), Null::Unknown).unwrap();
    assert_eq!(layout.add_column(&program, input(&program, "费用"), Null::Unknown), None);
    let engine = Engine::new(&program, &layout, &Settings::default()).unwrap();
    let mut rows = Rows::new(&layout);
    let mut push = |date: &str, cost: Option<i64>| {
        rows.columns[0].push(Some(day(date)));
        rows.columns[1].push(cost);
    };
    push("2025-01-01", Some(10_001));
    push("2025-03-01", Some(30_000));
    push("2026-01-01", Some(40_000));
    push("2025-01-01", Some(0));
    push("2025-02-01", Some(100));
    push("2025-02-01", None);
    let opening = vec![(crate::ir::AccumId(0), crate::ir::value::Value::Num(Num::int(100)))];
    rows.persons = vec![
        rows::Person { start: 0, opening },
        rows::Person { start: 3, opening: vec![] },
        rows::Person { start: 5, opening: vec![] },
    ];
    let mut out = Results::default();
    engine.settle(&rows, &mut Scratch::default(), &mut out);
    let paid = out.cells.iter().find(|c| program.items[c.item.ix()].name == "支付").unwrap();
    // (100.01 − 100) × 50% = 0.005, rounded 0.01; (300 − 200.01) × 50% = 49.995; 2026 begins anew: 400 × 50%.
    assert_eq!(paid.values, [1, 5000, 20_000, 0, 0, 0]);
    use State::{Rejected, Unknown, Value};
    assert_eq!(paid.states, [Value, Value, Value, Rejected, Rejected, Unknown]);
    assert_eq!(out.rejected.len(), 2);
    assert!(matches!(&out.rejected[0], (3, Reason::Error(e)) if e.code == 603), "{:?}", out.rejected);
    assert_eq!(out.rejected[1], (4, Reason::After(3)));
}

#[test]
fn values_stand_in_columns_exactly_or_not_at_all() {
    let mut d = Dictionary::default();
    let cents = crate::ir::value::Value::Num(Num::parse("12.34").unwrap());
    assert_eq!(Coding::Scaled(2).encode(&cents, &mut d), Some(1234));
    assert_eq!(Coding::Scaled(1).encode(&cents, &mut d), None);
    assert_eq!(Coding::Scaled(2).decode(1234, &d), Some(cents));
    let set = crate::ir::value::Value::Set(std::sync::Arc::new([0, 2, 62].into_iter().collect()));
    let code = Coding::Bits.encode(&set, &mut d).unwrap();
    assert_eq!(Coding::Bits.decode(code, &d), Some(set.clone()));
    let text = crate::ir::value::Value::Text("甲".into());
    assert_eq!((Coding::Code.encode(&text, &mut d), Coding::Code.encode(&set, &mut d)), (Some(0), Some(1)));
    assert_eq!((Coding::Code.encode(&text, &mut d), d.len()), (Some(0), 2));
    assert_eq!(Coding::Code.decode(1, &d), Some(set));
    assert_eq!(Coding::Flag.decode(2, &d), None);
}
