use super::*;
use crate::base::num::Num;
use crate::driver::compile_texts;
use crate::ir::value::Value;
use std::sync::OnceLock;

const POLICY: &str = "
政策 试算
    统筹区  511900 巴中市

枚举 险种：
    职工医保，又称 职工，编码 310
    居民医保，又称 居民，编码 390
枚举 救助身份：特困人员、低保对象
输入 险种 为 险种
输入 身份 为 集合（救助身份），缺省 无
输入 年龄 为 年龄，范围 0周岁 至 150周岁
输入 医疗总费用 为 金额，又称 总费用
输入 政策范围内费用 为 金额，范围 0元 至 1000万元
输入 评分·手指 为 整数
输入 参保年度 为 集合（整数）
输入 转诊 为 真假
输入 起缴月 为 月份
参数 起付线 为 金额，依据 一问：文件未定
项目 统筹支付 为 金额，取整 到 分
条款 报销，依据 一问：
    统筹支付 ＝ （政策范围内费用 － 起付线，不低于 0元） × 50%
累计 年度支付 按 自然年度：统筹支付
存疑 口径，编号 A01，依据 一问：「怎么算」
    读法 甲法，采用：「甲」
    读法 乙法：「乙」
";

fn parse(text: &str) -> Result<Case, Vec<String>> {
    static PROGRAM: OnceLock<Program> = OnceLock::new();
    let program = PROGRAM.get_or_init(|| {
        let compiled = compile_texts(&[("试算.mingce", POLICY)]);
        compiled.program.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics))
    });
    let shown = |d: Vec<Diagnostic>| {
        let line = |d: &Diagnostic| format!("{} {}", d.code, d.message);
        d.iter().map(line).collect::<Vec<_>>()
    };
    read(program, ModuleId(0), FileId(9), text).map_err(shown)
}

fn problem(text: &str) -> String {
    parse(text).unwrap_err().join("\n")
}

#[test]
fn a_whole_case() {
    let case = parse(
        r#"{"参保人": {"险种": "居民", "身份": ["低保对象"], "年龄": 70, "参保年度": [2024, 2025]},
            "就诊": [{"日期": "2025-03-01", "政策范围内费用": "4200.00", "总费用": 4500, "评分": {"手指": 9},
                      "转诊": true, "起缴月": "2025-01"}],
            "期初累计": {"年度支付": "100.5"}, "参数": {"起付线": 300}, "取解": {"A01": "乙法"}}"#,
    )
    .unwrap();
    assert_eq!(case.person[0].1, Some(Value::Member(1)));
    assert_eq!(case.encounters[0][1].1, Some(Value::Num(Num::int(4200))));
    assert_eq!(case.encounters[0][3].1, Some(Value::Num(Num::int(9))));
    assert_eq!(case.opening[0].1, Value::Num(Num::cents(10050)));
    assert_eq!(case.params[0].1, Value::Num(Num::int(300)));
    assert_eq!(case.readings[0].1, 1);
}

#[test]
fn codes_and_null_are_accepted() {
    let case = parse(r#"{"就诊": [{"险种": "310", "转诊": null}]}"#).unwrap();
    assert_eq!(case.encounters[0][0].1, Some(Value::Member(0)));
    assert_eq!(case.encounters[0][1].1, None);
}

#[test]
fn every_mistake_is_reported_not_just_the_first() {
    let found = parse(
        r#"{"参保人": {"险钟": "居民", "年龄": 200, "身份": ["低保户"]},
            "就诊": [{"日期": "2025-02-30", "政策范围内费用": "12.345", "转诊": 1}]}"#,
    )
    .unwrap_err();
    let codes: Vec<&str> = found.iter().map(|d| &d[..6]).collect();
    assert_eq!(codes, ["MC0504", "MC0507", "MC0513", "MC0508", "MC0506", "MC0505"]);
}

#[test]
fn each_mistake_has_its_code() {
    let one = |facts: &str| problem(&format!(r#"{{"就诊": [{facts}]}}"#));
    assert_eq!(problem("{"), "MC0501 不是正确的 JSON：此处应为加引号的名");
    assert_eq!(problem(r#"{"就诊": [{"年龄": 1, "年龄": 2}]}"#), "MC0502 「年龄」写了两次");
    assert_eq!(problem(r#"{"就诊": []}"#), "MC0503 「就诊」是空的，至少要有一次");
    assert_eq!(one(r#"{"统筹支付": "1"}"#), "MC0504 「统筹支付」由政策算出，不能作为事实给出");
    assert_eq!(one(r#"{"年龄": "七十"}"#), "MC0505 「年龄」应为整数，这里是「七十」");
    assert_eq!(one(r#"{"总费用": 0.30000000000000004}"#), "MC0506 「总费用」的金额「0.30000000000000004」多于两位小数");
    assert_eq!(one(r#"{"总费用": -1}"#), "MC0507 「总费用」是-1.00元，应不低于0元");
    assert_eq!(one(r#"{"日期": "2025-13-01"}"#), "MC0508 「日期」的日期「2025-13-01」不存在");
    assert_eq!(
        one(r#"{"总费用": "1000000000000000.01"}"#),
        "MC0509 「总费用」的金额「1000000000000000.01」超过一千万亿元"
    );
    assert_eq!(one(r#"{"总费用": 1, "医疗总费用": 2}"#), "MC0510 「医疗总费用」给了两个不同的值");
    let text = r#"{"日期": "2025-03-02"}, {"日期": "2025-03-01"}"#;
    assert_eq!(one(text), "MC0511 就诊须按日期先后排列，2025-03-01排在了2025-03-02之后");
    let text = r#"{"总费用": 1, "政策范围内费用": 2}"#;
    assert_eq!(one(text), "MC0512 政策范围内费用2.00元大于医疗总费用1.00元");
    assert_eq!(one(r#"{"险种": "居民医疗"}"#), "MC0513 「险种」没有「居民医疗」这一取值（险种）");
}

#[test]
fn places_point_into_the_text() {
    let compiled = compile_texts(&[("试算.mingce", POLICY)]);
    let text = "{\"就诊\": [\n  {\"年龄\": \"七十\"}\n]}";
    let found = read(&compiled.program.unwrap(), ModuleId(0), FileId(9), text).unwrap_err();
    let span = found[0].span;
    assert_eq!(&text[span.start as usize..span.end as usize], "\"七十\"");
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,60}") {
        let _ = parse(&text);
    }

    #[test]
    fn no_json_panics(text in r#"\{("(就诊|参保人|年龄|日期)":(\[|\{|\]|\}|1|"|-|,|null){0,6}){0,4}\}?"#) {
        let _ = parse(&text);
    }
}
