use super::*;
use crate::driver::compile_texts;
use std::sync::OnceLock;

const POLICY: &str = "
政策 试算
    统筹区  511900 巴中市
    施行    2025年1月1日 起
    主题    住院
    主题    门诊序列（费用序列 记为 政策范围内费用；支付 记为 统筹支付；机构等级 为 乡镇卫生院；险种 为 居民医保）
    主题    年度（年度 记为 日期）

枚举 险种：
    居民医保，又称 居民
    职工医保，又称 职工
枚举 机构等级：乡镇卫生院、三级
枚举 救助身份：特困人员、低保对象
输入 险种 为 险种
输入 机构等级 为 机构等级
输入 身份 为 集合（救助身份），缺省 无
输入 政策范围内费用 为 金额，范围 0元 至 1000万元
参数 住院起付标准·三级 为 金额，依据 十一问：文件未定
项目 统筹支付 为 金额，取整 到 分，又称 基本医保支付

表 住院标准，依据 十一问：
    | 机构等级   → 起付标准          | 报销比例 |
    | 乡镇卫生院 → 100元             | 90%      |
    | 三级       → 住院起付标准·三级 | 60%      |

条款 住院报销，依据 十一问：
    统筹支付 ＝ （政策范围内费用 － 起付标准，不低于 0元） × 报销比例
条款 符合身份，依据 一问：
    符合 ＝ 身份 含 特困人员
    结算年 ＝ 年份（日期）

累计 年度统筹支付 按 自然年度：统筹支付
封顶 统筹支付 于 年度统筹支付 不超过 1000元，当 险种 为 居民医保
存疑 口径，编号 A01，依据 一问：「怎么算」
    读法 甲法，采用：「甲」
    读法 乙法：「乙」
条款 口径，依据 一问：
    口径结果 ＝ 若 A01 为 乙法 则 2 否则 1
";

fn results(lines: &str) -> Vec<CaseResult> {
    static PROGRAM: OnceLock<Program> = OnceLock::new();
    let program = PROGRAM.get_or_init(|| {
        let compiled = compile_texts(&[("试算.mingce", POLICY)]);
        compiled.program.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics))
    });
    run(program, FileId(9), lines)
}

fn passes(line: &str) {
    for r in results(line) {
        assert!(r.passed(), "{:#?}", r.diagnostics);
    }
}

fn fails(line: &str) -> String {
    let found = results(line).pop().unwrap();
    assert!(!found.passed());
    found.diagnostics.iter().map(|d| format!("{} {}", d.code, d.message)).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_single_encounter() {
    // （600－100）×90%＝450
    passes(
        r#"{"id":"1","主题":"住院","输入":{"险种":"居民","机构等级":"乡镇卫生院","政策范围内费用":"600.00"},"应得":{"基本医保支付":"450.00"}}"#,
    );
    passes(
        r#"{"id":"1","topic":"住院","inputs":{"险种":"居民","机构等级":"乡镇卫生院","政策范围内费用":600},"expected":{"统筹支付":450},"source":"x"}"#,
    );
}

#[test]
fn sequences_of_plain_numbers_use_the_renames_and_presets_of_the_topic() {
    // 年初至今 400：（600－100）×90%＝450 → 850；再来 450，余 150；再来 0
    passes(
        r#"{"id":"2","主题":"门诊序列","输入":{"费用序列":["600.00","600.00","600.00"],"年初至今":{"年度统筹支付":"400.00"}},"应得":{"各次支付":["450.00","150.00","0.00"]}}"#,
    );
}

#[test]
fn sequences_of_objects() {
    passes(
        r#"{"id":"3","主题":"住院","输入":{"险种":"职工","机构等级":"乡镇卫生院","费用序列":[{"政策范围内费用":"600.00"},{"政策范围内费用":"100.01","机构等级":"乡镇卫生院"}]},"应得":{"各次统筹支付":["450.00","0.01"],"各次":[{"起付标准":100},{"报销比例":"90%"}]}}"#,
    );
}

#[test]
fn parameters_from_outside_are_nested_names() {
    // （1000－880）×60%＝72
    let line = |more: &str, expected: &str| {
        format!(
            r#"{{"id":"4","主题":"住院","输入":{{"险种":"居民","机构等级":"三级","政策范围内费用":"1000.00"{more}}},"应得":{{{expected}}}}}"#
        )
    };
    passes(&line(r#","外部参数":{"住院起付标准":{"三级":"880.00"}}"#, r#""统筹支付":"72.00","可判定":true"#));
    passes(&line(
        "",
        r#""统筹支付":null,"可判定":false,"结论":"文件未规定","缺失参数":["住院起付标准·三级"],"缺失信息":[]"#,
    ));
}

#[test]
fn missing_facts_are_named() {
    passes(
        r#"{"id":"5","主题":"住院","输入":{"险种":null,"机构等级":null,"政策范围内费用":"1000.00"},"应得":{"统筹支付":null,"结论":"需补充信息","缺失信息":["机构等级"]}}"#,
    );
}

#[test]
fn a_word_alone_is_answered_from_what_other_cases_of_the_topic_ask() {
    passes(
        "{\"主题\":\"住院\",\"输入\":{\"险种\":\"职工\",\"机构等级\":\"乡镇卫生院\",\"政策范围内费用\":\"1000.00\"},\"应得\":{\"统筹支付\":\"810.00\"}}\n{\"主题\":\"住院\",\"输入\":{\"险种\":\"职工\",\"机构等级\":\"乡镇卫生院\"},\"应得\":{\"可判定\":false}}",
    );
}

#[test]
fn readings_sets_years_and_booleans() {
    passes(
        r#"{"主题":"住院","输入":{"身份":["低保对象","特困人员"]},"应得":{"符合":true,"口径结果":2},"取解":{"A01":"乙法"}}"#,
    );
    passes(r#"{"主题":"年度","输入":{"年度":2026},"应得":{"结算年":2026}}"#);
}

#[test]
fn a_difference_is_shown_with_its_arithmetic() {
    let line = r#"{"id":"甲","主题":"住院","输入":{"险种":"职工","机构等级":"乡镇卫生院","政策范围内费用":"1000.00"},"应得":{"统筹支付":"800.00"}}"#;
    assert_eq!(fails(line), "MC0703 用例「甲」的「统筹支付」应为800.00元，算得810.00元");
    let steps = &results(line)[0].checks[0].steps;
    assert_eq!(steps, &["按条款「住院报销」（十一问）：（1000.00 － 100.00）× 90% ＝ 810.00"]);
}

#[test]
fn names_that_mean_nothing_are_errors() {
    let fact = r#"{"id":"乙","主题":"住院","输入":{"险中":"职工"},"应得":{"统筹支付":null}}"#;
    assert_eq!(fails(fact), "MC0504 没有名为「险中」的输入");
    let item = r#"{"id":"乙","主题":"住院","输入":{"险种":"职工"},"应得":{"统筹支村":null}}"#;
    assert_eq!(fails(item), "MC0504 没有名为「统筹支村」的项目");
    assert_eq!(fails(r#"{"id":"丙","主题":"住元","输入":{},"应得":{}}"#), "MC0514 没有名为「住元」的主题");
    assert_eq!(fails(r#"{"id":"丁","主题":"住院","输入":{}}"#), "MC0515 用例缺少「输入」和「应得」");
    let twice = r#"{"主题":"住院","输入":{"险种":"职工","险种":"居民"},"应得":{}}"#;
    assert_eq!(fails(twice), "MC0502 「险种」写了两次");
}

proptest::proptest! {
    #[test]
    fn no_line_panics(text in r#"\{("(主题|输入|应得|id|取解|各次)":("住院"|\[|\{|\]|\}|1|,|null){0,4},?){0,5}\}?"#) {
        let _ = results(&text);
    }
}

#[test]
fn the_three_kinds_of_no_value_are_told_apart() {
    let case = |input: &str, expected: &str| {
        format!(r#"{{"id":"空-1","主题":"住院","输入":{{{input}}},"应得":{{"统筹支付":"{expected}"}}}}"#)
    };
    let third = r#""险种":"居民","机构等级":"三级","政策范围内费用":"1000""#;
    passes(&case(third, "文件未定"));
    let unknown = r#""险种":"居民","机构等级":"乡镇卫生院""#;
    passes(&case(unknown, "未知"));
    assert!(fails(&case(third, "未知")).contains("应为未知，算得文件未定"));
    assert!(fails(&case(unknown, "不适用")).contains("应为不适用"));
}

const RESCUE: &str = "
政策 抢救
    统筹区  500000 重庆市
    主题    抢救期限（抢救开始时刻 记为 开始日期；抢救开始时刻 记为 开始分钟；时刻 记为 日期；时刻 记为 费用分钟）
输入 开始日期 为 日期
输入 开始分钟 为 整数，范围 0 至 1439
输入 费用分钟 为 整数，范围 0 至 1439
输入 金额 为 金额
条款 期限，依据 一条：
    分钟数 ＝ 整数（相距天数（开始日期，日期）） × 1440 ＋ 费用分钟 － 开始分钟
    本次计入 ＝ 若 分钟数 在 0 至 4320 则 金额 否则 0元
";

#[test]
fn a_moment_is_a_day_and_its_minutes() {
    let compiled = compile_texts(&[("抢救.mingce", RESCUE)]);
    let program = compiled.program.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics));
    // From 1 July 10:00, 72 hours end on 4 July at 10:00; a minute later is 4321 minutes.
    let line = r#"{"id":"抢-1","主题":"抢救期限","输入":{"抢救开始时刻":"2025-07-01 10:00","费用":[
        {"时刻":"2025-07-01T10:00","金额":"1.00"},{"时刻":"2025-07-04 10:00:00","金额":"2.00"},
        {"时刻":"2025-07-04 10:01","金额":"4.00"}]},
        "应得":{"各次本次计入":["1.00","2.00","0.00"],"各次分钟数":[0,4320,4321]}}"#;
    let found = run(&program, FileId(9), &line.replace('\n', ""));
    assert!(found.iter().all(CaseResult::passed) && found.len() == 1, "{found:#?}");
    let refused = run(&program, FileId(9), &line.replace('\n', "").replace("10:01", "24:01"));
    assert!(refused.iter().all(|r| !r.passed()));
}
