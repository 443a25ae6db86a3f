//! Whatever comes in: a clear error with its place and a failing exit, never a panic, never half a result.

use crate::support::{Dir, Ran};

const POLICY: &str = "\
政策 甲
    施行 2025年1月1日 起
    缺省日期 2025年6月1日
枚举 险种：职工、居民
输入 险种 为 险种
输入 出生日 为 日期
输入 急诊 为 真假，缺省 否
输入 医疗总费用 为 金额，范围 0元 至 1000万元
输入 政策范围内费用 为 金额，范围 0元 至 1000万元
参数 起付线 为 金额，依据 二条：文件未定
项目 统筹支付 为 金额，取整 到 分
项目 个人自费 为 金额，取整 到 分
条款 报销，依据 一条：
    统筹支付 ＝ （政策范围内费用 － 起付线，不低于 0元） × 50%
条款 自费，依据 一条：
    个人自费 ＝ 医疗总费用 － 政策范围内费用
必须 自费不为负，依据 一条：个人自费 不低于 0元
";

/// `mingce check` of one file with these bytes.
fn check(bytes: impl AsRef<[u8]>) -> Ran {
    let dir = Dir::new();
    dir.file("甲.mingce", bytes);
    dir.run(&["check", "甲.mingce"])
}

/// `mingce run` of the policy above with this case.
fn settle(case: &str) -> Ran {
    let dir = Dir::new();
    dir.file("甲.mingce", POLICY);
    dir.run_with(&["run", "甲.mingce", "--case", "-"], case)
}

/// One encounter with these facts.
fn with(facts: &str) -> String {
    format!("{{\"参数\": {{\"起付线\": \"100.00\"}}, \"就诊\": [{{{facts}}}]}}")
}

#[test]
fn text_that_is_not_utf8() {
    // 「政策」 in GBK.
    check(b"\xd5\xfe\xb2\xdf \xbc\xd7\n").says(1, &["甲.mingce", "UTF-8", "GB"]);
    check(b"\xff\xfe\x00\x00").says(1, &["甲.mingce", "UTF-8"]);
}

#[test]
fn a_byte_order_mark_and_crlf_do_no_harm() {
    let text = format!("\u{feff}{}", POLICY.replace('\n', "\r\n"));
    check(text).says(0, &[]);
}

#[test]
fn an_empty_policy() {
    for text in ["", "\n\n", "　　　\n　　\n", "\u{feff}", "# 只有注释\n"] {
        check(text).says(1, &["甲.mingce"]);
    }
}

#[test]
fn a_line_of_ten_megabytes() {
    let ran = check(format!("政策 甲\n条款 乙，依据 一条：\n    丙 ＝ {}\n", "1 ＋ ".repeat(1_400_000)));
    ran.says(1, &["甲.mingce:3"]);
    assert!(ran.out.len() < 10_000, "{} 字节的输出", ran.out.len());
    let ran = check(format!("政策 甲\n{}\n", "长".repeat(3_500_000)));
    ran.says(1, &["甲.mingce"]);
    assert!(ran.out.len() < 10_000, "{} 字节的输出", ran.out.len());
}

#[test]
fn ten_thousand_brackets() {
    for (open, close) in [("（", "）"), ("满足 任一 [", "]"), ("非 ", ""), ("－", "")] {
        let text =
            format!("政策 甲\n条款 乙，依据 一条：\n    丙 ＝ {}1{}\n", open.repeat(10_000), close.repeat(10_000));
        check(text).says(1, &["甲.mingce:3"]);
    }
    check(format!("政策 甲\n条款 乙，依据 一条：\n    丙 ＝ {}1\n", "（".repeat(10_000))).says(1, &["甲.mingce:3"]);
}

#[test]
fn twenty_mistakes_show_twenty() {
    let clauses: String = (0..20).map(|i| format!("条款 第{i}条，依据 一条：\n    结果{i} ＝ ＝ 费用\n")).collect();
    let ran = check(format!("政策 甲\n输入 费用 为 金额\n{clauses}"));
    ran.says(1, &[]);
    assert_eq!(ran.out.matches("错误[").count(), 20, "{}", ran.out);
}

#[test]
fn a_case_that_is_not_json() {
    settle("").says(2, &["标准输入"]).silent();
    settle("{\"就诊\": [").says(2, &["标准输入:1:9", "中断"]).silent();
    settle("\u{feff}{\"就诊\": [{}]} 多余").says(2, &["标准输入"]).silent();
    settle("[1, 2]").says(2, &["「就诊」"]).silent();
    settle("{\"就诊\": 3}").says(2, &["一个对象"]).silent();
    settle("{}").says(2, &["「就诊」"]).silent();
}

#[test]
fn a_case_in_another_encoding() {
    let dir = Dir::new();
    dir.file("甲.mingce", POLICY).file("案例.json", b"{\"\xbe\xcd\xd5\xef\": []}");
    dir.run(&["run", "甲.mingce", "--case", "案例.json"]).says(2, &["案例.json", "UTF-8"]).silent();
}

#[test]
fn values_of_the_wrong_type() {
    for (facts, parts) in [
        ("\"险种\": 3", ["「险种」", "3"]),
        ("\"险种\": \"居民医疗\"", ["「险种」", "居民"]),
        ("\"急诊\": \"也许\"", ["「急诊」", "也许"]),
        ("\"政策范围内费用\": \"一千\"", ["「政策范围内费用」", "一千"]),
        ("\"政策范围内费用\": true", ["「政策范围内费用」", "true"]),
        ("\"政策范围内费用\": [1]", ["「政策范围内费用」", "1"]),
        ("\"出生日\": \"2025-02-30\"", ["「出生日」", "2025-02-30"]),
        ("\"出生日\": \"昨天\"", ["「出生日」", "昨天"]),
        ("\"日期\": \"2025-13-01\"", ["「日期」", "2025-13-01"]),
    ] {
        settle(&with(facts)).says(2, &parts).silent();
    }
}

#[test]
fn amounts_with_binary_noise_or_out_of_range() {
    for facts in [
        "\"政策范围内费用\": 1000.1000000000001",
        "\"政策范围内费用\": \"1000.001\"",
        "\"政策范围内费用\": -1",
        "\"政策范围内费用\": \"-0.01\"",
        "\"政策范围内费用\": \"10000000.01\"",
        "\"政策范围内费用\": \"1000000000000000.01\"",
        "\"政策范围内费用\": 1e300",
        "\"政策范围内费用\": \"99999999999999999999999999999999999999999999\"",
    ] {
        settle(&with(facts)).says(2, &["「政策范围内费用」"]).silent();
    }
}

#[test]
fn a_fact_that_nobody_declared() {
    settle(&with("\"政策范围内费田\": \"1.00\"")).says(2, &["「政策范围内费田」", "政策范围内费用"]).silent();
    settle("{\"就诊\": [{}], \"参保\": {}}").says(2, &["「参保」", "参保人"]).silent();
}

#[test]
fn two_values_for_one_fact() {
    let twice = with("\"险种\": \"居民\", \"险种\": \"职工\"");
    settle(&twice).says(2, &["「险种」"]).silent();
}

#[test]
fn encounters_out_of_order() {
    let case = "{\"参数\": {\"起付线\": \"0.00\"}, \"就诊\": [{\"日期\": \"2025-03-01\"}, {\"日期\": \"2025-02-01\"}]}";
    settle(case).says(2, &["2025-02-01"]).silent();
}

#[test]
fn cost_within_policy_above_the_total() {
    let case = with("\"医疗总费用\": \"100.00\", \"政策范围内费用\": \"200.00\"");
    settle(&case).says(2, &["政策范围内费用", "医疗总费用", "200.00", "100.00"]).silent();
}

#[test]
fn an_invariant_that_fails_stops_the_settlement() {
    let dir = Dir::new();
    let policy = "政策 甲\n    缺省日期 2025年6月1日\n输入 费用 为 金额\n条款 报销，依据 一条：\n    支付 ＝ 费用 × 2\n\
必须 不超过费用，依据 二条：支付 不超过 费用\n";
    dir.file("甲.mingce", policy);
    let ran = dir.run_with(&["run", "甲.mingce", "--case", "-"], "{\"就诊\": [{\"费用\": \"1.00\"}]}");
    ran.says(2, &["不超过费用"]).silent();
}

#[test]
fn a_parameter_that_the_document_leaves_open() {
    let case = "{\"就诊\": [{\"医疗总费用\": \"200.00\", \"政策范围内费用\": \"200.00\"}]}";
    settle(case).says(2, &["起付线", "二条", "文件未定"]).silent();
}

#[test]
fn a_day_before_the_policy() {
    let case = with("\"日期\": \"2024-12-31\", \"医疗总费用\": \"1.00\", \"政策范围内费用\": \"1.00\"");
    let ran = settle(&case);
    assert_ne!(ran.code, Some(0), "{}", ran.out);
    assert!(!ran.out.contains("0.50") && !ran.out.contains("统筹支付  0"), "{}", ran.out);
}

#[test]
fn a_case_nested_too_deep() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    settle(&deep).says(2, &["标准输入"]).silent();
}
