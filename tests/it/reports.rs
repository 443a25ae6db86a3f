//! Reports as whole texts, to be read when they change.

use crate::support::Dir;

const POLICY: &str = "\
政策 住院待遇
    统筹区    511900 巴中市
    文件      《医保政策宣传手册》
    施行      2025年1月1日 起
枚举 机构等级：乡镇卫生院、三级
输入 机构等级 为 机构等级
输入 费用 为 金额
输入 身份证明 为 真假
项目 统筹支付 为 金额，取整 到 分，又称 基本医保支付
项目 个人自付 为 金额，取整 到 分
项目 符合救助 为 真假，缺省 否，依据 六问，说明 「到户籍地镇街申请」
存疑 三级起付线，编号 A04，依据 十一问：「印作000」
    读法 按1000元，采用：「印刷遗漏」
    读法 照印
注：乡镇卫生院含社区卫生服务中心
表 住院标准，依据 十一问：
    | 机构等级   → 起付标准                                  | 报销比例 |
    | 乡镇卫生院 → 100元                                     | 90%      |
    | 三级       → 若 A04 为 按1000元 则 1000元 否则 0元     | 60%      |
条款 住院报销，依据 十一问：
    统筹支付 ＝ （费用 － 起付标准，不低于 0元） × 报销比例
    个人自付 ＝ 费用 － 统筹支付
条款 救助，依据 六问：
    当 身份证明 且 个人自付 超过 100元
    符合救助 ＝ 是
累计 年度支付 按 自然年度，依据 十六问：统筹支付
封顶 统筹支付 于 年度支付 不超过 4000元，依据 十六问
";

/// (4200 − 100) × 90% = 3690; (2000 − 1000) × 60% = 600, of which 4000 − 3690 = 310 are left.
const CASE: &str = r#"{"就诊": [
  {"日期": "2025-03-01", "机构等级": "乡镇卫生院", "费用": "4200.00"},
  {"日期": "2025-04-01", "机构等级": "三级", "费用": "2000.00", "身份证明": true}
]}"#;

fn run(args: &[&str]) -> String {
    let dir = Dir::new();
    dir.file("住院.mingce", POLICY);
    let ran = dir.run_with(args, CASE);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    ran.out
}

#[test]
fn a_settlement_in_words() {
    insta::assert_snapshot!(run(&["run", "住院.mingce", "--case", "-", "--explain"]));
}

#[test]
fn a_settlement_as_data() {
    insta::assert_snapshot!(run(&["run", "住院.mingce", "--case", "-", "--explain", "--format", "json"]));
}

#[test]
fn a_settlement_in_markdown_under_another_reading() {
    let args = ["run", "住院.mingce", "--case", "-", "--reading", "A04=照印", "--format", "markdown", "--explain"];
    let out = run(&args);
    // (2000 − 0) × 60% = 1200, of which 310 are left; the reading shows in the deductible.
    assert!(out.contains("| 起付标准 | 0.00元 |"), "{out}");
    assert!(out.contains("取「照印」（不是采用的读法）"), "{out}");
}

#[test]
fn a_settlement_as_a_page() {
    let out = run(&["run", "住院.mingce", "--case", "-", "--format", "html"]);
    assert!(out.starts_with("<!DOCTYPE html>") && out.contains("<td>310.00元</td>"), "{out}");
    assert!(!out.contains("http"), "the page stands alone");
}

#[test]
fn one_result_under_its_other_name() {
    let out = run(&["run", "住院.mingce", "--case", "-", "--for", "基本医保支付"]);
    assert!(out.contains("基本医保支付（统筹支付）  3690.00元"), "{out}");
    assert!(!out.contains("个人自付"), "{out}");
}

#[test]
fn a_screening() {
    let out = run(&["screen", "住院.mingce", "--case", "-"]);
    assert!(out.contains("符合（1 项）") && out.contains("到户籍地镇街申请"), "{out}");
    let dir = Dir::new();
    dir.file("住院.mingce", POLICY);
    let ran =
        dir.run_with(&["screen", "住院.mingce", "--case", "-"], r#"{"就诊": [{"费用": "50.00", "机构等级": "三级"}]}"#);
    // (50 − 1000, at least 0) × 60% = 0; 50 − 0 = 50 is not above 100, whatever the proof.
    ran.says(0, &["不符合（1 项）", "个人自付"]);
    let ran = dir
        .run_with(&["screen", "住院.mingce", "--case", "-"], r#"{"就诊": [{"费用": "500.00", "机构等级": "三级"}]}"#);
    ran.says(0, &["还需提供（1 项）", "身份证明"]);
}

#[test]
fn a_check_lists_what_is_open() {
    insta::assert_snapshot!(run(&["check", "住院.mingce"]));
}

#[test]
fn a_check_as_data() {
    insta::assert_snapshot!(run(&["check", "住院.mingce", "--format", "json"]));
}

#[test]
fn results_for_continuous_integration() {
    let dir = Dir::new();
    let suite = r#"{"id": "一", "主题": "住院", "输入": {"机构等级": "乡镇卫生院", "费用": "4200.00"}, "应得": {"统筹支付": "3690.00"}}
{"id": "二", "主题": "住院", "输入": {"机构等级": "乡镇卫生院", "费用": "4200.00"}, "应得": {"统筹支付": "3690.01"}}
"#;
    let policy = POLICY.replace("    施行", "    主题      住院\n    施行");
    dir.file("住院.mingce", policy).file("用例.jsonl", suite);
    let args = ["test", "住院.mingce", "--cases", "用例.jsonl"];
    dir.run(&args).says(1, &["[MC0703]", "应为3690.01", "用例.jsonl", "1 个不符", "2 个中 1 个不符"]);
    let junit = dir.run(&[&args[..], &["--format", "junit"]].concat());
    junit.says(1, &["tests=\"2\" failures=\"1\"", "name=\"住院 一\"/>"]);
    let data = dir.run(&[&args[..], &["--format", "json"]].concat());
    let data: serde_json::Value = serde_json::from_str(&data.out).unwrap();
    assert_eq!(data["组"][1]["不符"], 1);
    dir.run(&[&args[..], &["--only", "一"]].concat()).says(0, &["1 个全部通过"]);
}
