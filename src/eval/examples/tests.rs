use super::*;
use crate::driver::compile_texts;

const POLICY: &str = "
政策 试算
    统筹区  511900 巴中市
    施行    2025年1月1日 起

枚举 险种：居民医保、职工医保
枚举 机构等级：乡镇卫生院、三级
输入 险种 为 险种
输入 机构等级 为 机构等级
输入 医疗总费用 为 金额
输入 政策范围内费用 为 金额，范围 0元 至 1000万元
项目 统筹支付 为 金额，取整 到 分

表 住院标准，依据 十一问：
    | 机构等级   → 起付标准 | 报销比例 |
    | 乡镇卫生院 → 100元    | 90%      |
    | 三级       → 700元    | 60%      |

条款 住院报销，依据 十一问：
    当 险种 为 居民医保
    统筹支付 ＝ （政策范围内费用 － 起付标准，不低于 0元） × 报销比例
    个人自付 ＝ 政策范围内费用 － 统筹支付
    个人自费 ＝ 医疗总费用 － 政策范围内费用

累计 年度统筹支付 按 自然年度：统筹支付
封顶 统筹支付 于 年度统筹支付 不超过 11万元
";

fn diagnostics(examples: &str) -> Vec<Diagnostic> {
    let text = format!("{POLICY}\n{examples}");
    let compiled = compile_texts(&[("试算.mingce", &text)]);
    let program = compiled.program.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics));
    run(&program)
}

#[test]
fn a_right_example_passes() {
    // （4200－100）×90%＝3690；4200－3690＝510；4500－4200＝300
    let found = diagnostics(
        "例 张三：
    设 险种 为 居民医保，机构等级 为 乡镇卫生院，医疗总费用 为 4500元，政策范围内费用 为 4200元
    应 统筹支付 为 3690元，个人自付 为 510元，个人自费 为 300元
",
    );
    assert_eq!(found, []);
}

#[test]
fn a_wrong_figure_is_shown_with_its_arithmetic() {
    let found = diagnostics(
        "例 张三：
    设 险种 为 居民医保，机构等级 为 乡镇卫生院，政策范围内费用 为 4200元
    应 统筹支付 为 3700元
",
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code.to_string(), "MC0701");
    assert_eq!(found[0].message, "「统筹支付」应为3700.00元，算得3690.00元");
    assert_eq!(found[0].hints, ["按条款「住院报销」（十一问）：（4200.00 － 100.00）× 90% ＝ 3690.00"]);
}

#[test]
fn sequences_unknown_facts_and_inapplicable_clauses_can_be_expected() {
    // 109000 已付：（1700－700）×60%＝600 → 109600；（10000－700）×60%＝5580，余400
    let found = diagnostics(
        "例 到封顶：
    设 险种 为 居民医保，机构等级 为 三级，年度统筹支付 为 10.9万元
    就诊 2025年3月1日：
        设 政策范围内费用 为 1700元
        应 统筹支付 为 600元
    就诊 2025年5月1日：
        设 政策范围内费用 为 10000元
        应 统筹支付 为 400元
例 缺等级：
    设 险种 为 居民医保，政策范围内费用 为 1700元
    应 统筹支付 为 未知
例 职工不适用：
    设 险种 为 职工医保，机构等级 为 三级，政策范围内费用 为 1700元
    应 统筹支付 为 不适用
例 尚未施行：
    设 险种 为 居民医保，机构等级 为 三级
    就诊 2024年5月1日：
        设 政策范围内费用 为 1700元
        应 统筹支付 为 文件未定
",
    );
    assert_eq!(found, []);
}
