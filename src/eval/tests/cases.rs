//! Policies as text, cases as JSON: dates, accumulators, ceilings, errors.

use crate::driver::compile_texts;
use crate::eval::narrate::show_answer;
use crate::eval::{Plan, case};
use crate::ir::{ModuleId, Program};

fn program(text: &str) -> Program {
    let compiled = compile_texts(&[("试算.mingce", text)]);
    compiled.program.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics))
}

/// Answers for an item over the encounters, or the code and message of the error.
fn ask(text: &str, json: &str, item: &str) -> Result<Vec<String>, String> {
    let p = program(text);
    let case = case::read(&p, ModuleId(0), Default::default(), json).unwrap_or_else(|d| panic!("{d:#?}"));
    let plan = Plan::new(&p, None);
    let settled = plan.settle(&case).map_err(|e| format!("MC{:04} {}", e.code, e.message))?;
    let (traced, _) = plan.settle_traced(&case).unwrap();
    assert_eq!(settled, traced);
    let id = crate::ir::ItemId(p.items.iter().position(|i| i.name == item).unwrap() as u32);
    let one = |o: &crate::eval::Outcome| show_answer(&p, &p.items[id.ix()].ty, o.answer(id).unwrap());
    Ok(settled.outcomes.iter().map(one).collect())
}

fn answers(text: &str, json: &str, item: &str) -> Vec<String> {
    ask(text, json, item).unwrap()
}

fn error(text: &str, json: &str) -> String {
    let p = program(text);
    let item = p.items[0].name.clone();
    ask(text, json, &item).unwrap_err()
}

const DATED: &str = "
政策 试算
    施行 2025年1月1日 起
输入 年度 为 整数
条款 日，依据 一条：
    就诊日 ＝ 日期
";

#[test]
fn the_date_of_an_encounter() {
    // Stated; else that of the encounter before; else the last day of 年度; else the first day in force.
    let stated = r#"{"就诊":[{"日期":"2025-03-01"},{},{"日期":"2025-04-01"}]}"#;
    assert_eq!(answers(DATED, stated, "就诊日"), ["2025-03-01", "2025-03-01", "2025-04-01"]);
    assert_eq!(answers(DATED, r#"{"就诊":[{"年度":2026}]}"#, "就诊日"), ["2026-12-31"]);
    assert_eq!(answers(DATED, r#"{"就诊":[{}]}"#, "就诊日"), ["2025-01-01"]);
    let with_default = DATED.replace("起\n", "起\n    缺省日期 2025年12月31日\n");
    assert_eq!(answers(&with_default, r#"{"就诊":[{}]}"#, "就诊日"), ["2025-12-31"]);
    let next_year = r#"{"参保人":{"年度":2025},"就诊":[{},{"年度":2026}]}"#;
    assert!(case::read(&program(DATED), ModuleId(0), Default::default(), next_year).is_err(), "two values for 年度");
    let years = r#"{"就诊":[{"年度":2025},{"年度":2026}]}"#;
    assert_eq!(answers(DATED, years, "就诊日"), ["2025-12-31", "2026-12-31"]);
}

#[test]
fn parameters_hold_on_the_day_of_the_encounter() {
    let text = "
政策 试算
参数 标准 为 金额，依据 一条：
    2025年1月1日 至 2025年6月30日 为 100元
    2025年7月1日 至 2025年12月31日 为 120元
条款 甲，依据 一条：
    支付 ＝ 标准
";
    let days = |d: &str| format!(r#"{{"就诊":[{{"日期":"{d}"}}]}}"#);
    assert_eq!(answers(text, &days("2025-06-30"), "支付"), ["100.00元"]);
    assert_eq!(answers(text, &days("2025-07-01"), "支付"), ["120.00元"]);
    assert_eq!(answers(text, &days("2026-01-01"), "支付"), ["文件未定（文件未给出参数「标准」）"]);
    let supplied = r#"{"就诊":[{"日期":"2026-01-01"}],"参数":{"标准":"130"}}"#;
    assert_eq!(answers(text, supplied, "支付"), ["130.00元"]);
}

const KEYED: &str = "
政策 试算
枚举 病种：甲病、乙病
输入 病种 为 病种
输入 费用 为 金额
输入 建床日 为 日期
输入 治疗编号 为 文本
条款 读，依据 一条：
    病种余额 ＝ 本病种费用
    家床余额 ＝ 家床费用
    疗程余额 ＝ 疗程费用
累计 本病种费用 按 自然年度，每 病种：费用
累计 家床费用 按 180天 自 建床日：费用
累计 疗程费用 按 疗程 治疗编号：费用
";

#[test]
fn balances_are_kept_by_key_and_the_opening_balance_falls_to_the_first() {
    let json = r#"{"参保人":{"费用":"10.00"},"期初累计":{"本病种费用":"100.00"},
        "就诊":[{"日期":"2025-01-01","病种":"甲病"},{"日期":"2025-02-01","病种":"乙病"},
                {"日期":"2025-03-01","病种":"甲病"},{"日期":"2026-01-01","病种":"甲病"}]}"#;
    // 甲病 100 → 110；乙病从 0 起；甲病仍是 110；次年重新起算
    assert_eq!(answers(KEYED, json, "病种余额"), ["100.00元", "0.00元", "110.00元", "0.00元"]);
}

#[test]
fn an_unknown_key_clouds_every_balance_after_it() {
    let json = r#"{"就诊":[{"日期":"2025-01-01","费用":"10.00"},{"日期":"2025-02-01","病种":"乙病","费用":"10.00"}]}"#;
    let missing = "未知（缺少事实「病种」）";
    assert_eq!(answers(KEYED, json, "病种余额"), [missing, missing]);
}

#[test]
fn periods_of_days_count_their_first_day() {
    // 第1天 1月1日，第180天 6月29日（31＋28＋31＋30＋31＋29＝180），6月30日是下一期
    let json = r#"{"参保人":{"建床日":"2025-01-01","费用":"10.00"},
        "就诊":[{"日期":"2025-01-01"},{"日期":"2025-06-29"},{"日期":"2025-06-30"}]}"#;
    assert_eq!(answers(KEYED, json, "家床余额"), ["0.00元", "10.00元", "0.00元"]);
}

#[test]
fn courses_are_kept_apart() {
    let json = r#"{"参保人":{"费用":"10.00"},"期初累计":{"疗程费用":"5.00"},
        "就诊":[{"治疗编号":"一"},{"治疗编号":"二"},{"治疗编号":"一"}]}"#;
    assert_eq!(answers(KEYED, json, "疗程余额"), ["5.00元", "0.00元", "15.00元"]);
}

const SHARED: &str = "
政策 试算
输入 甲费用 为 金额
输入 乙费用 为 金额
项目 甲支付 为 金额，取整 到 分
项目 乙支付 为 金额，取整 到 分
条款 乙，依据 一条：
    乙支付 ＝ 乙费用
条款 甲，依据 一条：
    甲支付 ＝ 甲费用
累计 年度支付 按 自然年度：甲支付 ＋ 乙支付
封顶 甲支付 于 年度支付 不超过 1000元
封顶 乙支付 于 年度支付 不超过 1000元
";

#[test]
fn a_shared_ceiling_is_taken_in_the_order_declared() {
    let json = r#"{"就诊":[{"甲费用":"700.00","乙费用":"700.00"},{"甲费用":"1.00","乙费用":"1.00"}]}"#;
    assert_eq!(answers(SHARED, json, "甲支付"), ["700.00元", "0.00元"]);
    assert_eq!(answers(SHARED, json, "乙支付"), ["300.00元", "0.00元"]);
}

#[test]
fn an_item_that_does_not_apply_takes_nothing_of_a_shared_ceiling() {
    let text = SHARED.replace("条款 甲，依据 一条：\n", "条款 甲，依据 一条：\n    当 甲费用 超过 0元\n");
    let json = r#"{"就诊":[{"甲费用":"0.00","乙费用":"1700.00"},{"甲费用":"1.00","乙费用":"1.00"}]}"#;
    assert_eq!(answers(&text, json, "甲支付"), ["不适用（没有条款适用于「甲支付」）", "0.00元"]);
    assert_eq!(answers(&text, json, "乙支付"), ["1000.00元", "0.00元"]);
}

#[test]
fn a_ceiling_between_two_cents_is_not_exceeded() {
    let text = "
政策 试算
输入 费用 为 金额
项目 支付 为 金额，取整 到 分
条款 甲，依据 一条：
    支付 ＝ 费用
封顶 支付 不超过 费用 × 33.333%
";
    // 100.01×33.333%＝33.3363333，舍去到 33.33
    assert_eq!(answers(text, r#"{"就诊":[{"费用":"100.01"}]}"#, "支付"), ["33.33元"]);
}

#[test]
fn what_is_nothing_is_not_cut_by_an_unknown_ceiling() {
    let text = "
政策 试算
输入 费用 为 金额
输入 限额 为 金额
条款 甲，依据 一条：
    支付 ＝ 费用
封顶 支付 不超过 限额
";
    assert_eq!(
        answers(text, r#"{"就诊":[{"费用":"0.00"},{"费用":"1.00"}]}"#, "支付"),
        ["0.00元", "未知（缺少事实「限额」）"]
    );
}

#[test]
fn schedules_by_payment_split_a_claim_exactly() {
    let text = "
政策 试算
输入 费用 为 金额
项目 支付 为 金额，取整 到 分
分段表 分段，依据 一条：
    | 累计支付                        → 比例 |
    | 3.7万元以内                     → 90%  |
    | 3.7万元以上（不含）至 4.7万元   → 100% |
条款 甲，依据 一条：
    支付 ＝ 按支付分段（费用，已付，分段）
累计 已付 按 自然年度：支付
";
    // 已付36100，余900；900÷90%＝1000元用去，其余1000元按100%：900＋1000＝1900；再来 20000：到47000只余9000
    let json = r#"{"期初累计":{"已付":"36100"},"就诊":[{"费用":"2000.00"},{"费用":"20000.00"}]}"#;
    assert_eq!(answers(text, json, "支付"), ["1900.00元", "9000.00元"]);
}

#[test]
fn conflicts_name_both_clauses() {
    let text = "
政策 试算
输入 费用 为 金额
条款 甲，依据 一条：
    支付 ＝ 费用
条款 乙，依据 二条：
    支付 ＝ 100元
";
    let message = "MC0601 「支付」有两条款同时适用而结果不同：「甲」（一条）给出50.00元，「乙」（二条）给出100.00元";
    assert_eq!(error(text, r#"{"就诊":[{"费用":"50.00"}]}"#), message);
    // Equal results are no conflict.
    assert_eq!(answers(text, r#"{"就诊":[{"费用":"100.00"}]}"#, "支付"), ["100.00元"]);
}

#[test]
fn invariants_and_review_dates_stop_a_settlement() {
    let text = "
政策 试算
    复核期限 2025年12月31日
输入 费用 为 金额
条款 甲，依据 一条：
    支付 ＝ 费用 ＋ 1元
必须 支付不超过费用，强度 硬，依据 二条：支付 不超过 费用
";
    let json = |d: &str| format!(r#"{{"就诊":[{{"日期":"{d}","费用":"50.00"}}]}}"#);
    assert_eq!(
        error(text, &json("2025-06-01")),
        "MC0611 结算结果违反必须「支付不超过费用」（二条）（就诊日期2025-06-01）"
    );
    assert!(error(text, &json("2026-01-01")).starts_with("MC0610 「试算」的复核期限是2025-12-31"));
    let weak = text.replace("强度 硬", "强度 原则上");
    assert_eq!(answers(&weak, &json("2025-06-01"), "支付"), ["51.00元"]);
}

#[test]
fn outside_the_policy_s_interval_not_even_a_default_is_given() {
    let text = "
政策 试算
    施行 2025年1月1日 起
输入 费用 为 金额
项目 支付 为 金额，缺省 0元
条款 甲，依据 一条，施行 2025年1月1日 至 2025年6月30日：
    支付 ＝ 费用
";
    let json = |d: &str| format!(r#"{{"就诊":[{{"日期":"{d}","费用":"50.00"}}]}}"#);
    assert_eq!(answers(text, &json("2025-06-30"), "支付"), ["50.00元"]);
    assert_eq!(answers(text, &json("2025-07-01"), "支付"), ["0.00元"]);
    let before = "文件未定（条款「甲」（一条）没有定，或在该日不施行）";
    assert_eq!(answers(text, &json("2024-12-31"), "支付"), [before]);
}

#[test]
fn ages_follow_the_declared_rule() {
    let text = "
政策 试算
    周岁 次日
输入 出生日 为 日期
条款 甲，依据 一条：
    年岁 ＝ 周岁（出生日，日期）
";
    let json = r#"{"参保人":{"出生日":"2008-05-20"},"就诊":[{"日期":"2026-05-20"},{"日期":"2026-05-21"}]}"#;
    assert_eq!(answers(text, json, "年岁"), ["17周岁", "18周岁"]);
    assert_eq!(answers(&text.replace("次日", "当日"), json, "年岁"), ["18周岁", "18周岁"]);
}

#[test]
fn a_table_whose_rows_agree_needs_no_fact() {
    let text = "
政策 试算
枚举 地点：市内、省内、省外
输入 地点 为 地点
输入 转诊 为 真假
表 标准，依据 一条：
    | 地点       | 转诊 → 比例 |
    | 市内       | 任意 → 60%  |
    | 省内、省外 | 是   → 60%  |
    | 省内、省外 | 否   → 40%  |
";
    assert_eq!(answers(text, r#"{"就诊":[{"转诊":true}]}"#, "比例"), ["60%"]);
    assert_eq!(answers(text, r#"{"就诊":[{"转诊":false}]}"#, "比例"), ["未知（缺少事实「地点」）"]);
    assert_eq!(answers(text, r#"{"就诊":[{"地点":"市内"}]}"#, "比例"), ["60%"]);
}

#[test]
fn ten_thousand_rows_settle() {
    let mut text = String::from(
        "\n政策 试算\n输入 编号 为 整数\n输入 费用 为 金额\n表 标准，依据 一条：\n    | 编号 | 费用 → 支付 |\n",
    );
    for n in 0..5000 {
        text.push_str(&format!("    | {n} | 不满 100元 → {n}元 |\n    | {n} | 100元以上 → {}元 |\n", n + 1));
    }
    let json = r#"{"就诊":[{"编号":4321,"费用":"99.99"},{"编号":4321,"费用":"100.00"},{"编号":5000,"费用":"1.00"}]}"#;
    assert_eq!(answers(&text, json, "支付"), ["4321.00元", "4322.00元", "不适用（没有条款适用于「支付」）"]);
}
