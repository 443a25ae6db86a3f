use super::check;
use crate::check::finding::Verdict;
use crate::driver::compile_texts;

/// An outpatient claim of 100万 adds 50万 untruncated; the next inpatient one leaves the balance above 10万: although
/// the only item is truncated whenever the condition holds, the ceiling may not be called proved.
#[test]
fn a_ceiling_under_a_condition_is_not_proved_by_its_form() {
    let text = "政策 甲\n枚举 类别：住院、门诊\n输入 类别 为 类别\n输入 费用 为 金额，范围 0元 至 100万元\n\
        项目 补偿 为 金额，取整 到 分\n条款 支付，依据 一条：\n    补偿 ＝ 费用 × 50%\n\
        累计 年度补偿 按 自然年度：补偿\n封顶 补偿 于 年度补偿 不超过 10万元，当 类别 为 住院，依据 二条\n";
    let program = compile_texts(&[("政策.mingce", text)]).program.expect("compiles");
    let found = check(&program).findings;
    assert!(found.iter().any(|f| f.code == 829 && f.verdict == Verdict::Undecided), "{found:#?}");
}
