use super::*;
use crate::driver::compile_texts;
use crate::ir::Program;

const POLICY: &str = "
政策 试算
    统筹区  500000 重庆市

枚举 性别：男、女
枚举 救助身份：特困人员、低保对象
输入 性别 为 性别
输入 身份 为 集合（救助身份）
输入 年龄 为 年龄
输入 确诊 为 真假
项目 两癌救助 为 真假，缺省 否
条款 两癌对象，依据 甲：
    当 性别 为 女 且 身份 含 低保对象 且 确诊
    两癌救助 ＝ 是
项目 两癌救助·金额 为 金额
条款 两癌金额，依据 甲：
    当 两癌救助
    两癌救助·金额 ＝ 10000元
项目 儿童救助 为 真假，缺省 否
条款 儿童对象，依据 乙：
    当 年龄 不满 18周岁
    儿童救助 ＝ 是
项目 低保救助 为 真假
条款 低保对象，依据 丙：
    低保救助 ＝ 身份 含 低保对象 且 年龄 满 18周岁
参数 最低年龄 为 年龄，依据 丁：文件未定
项目 老年救助 为 真假，缺省 否
条款 老年对象，依据 丁：
    当 年龄 ≥ 最低年龄
    老年救助 ＝ 是
";

fn program() -> Program {
    let compiled = compile_texts(&[("试算.mingce", POLICY)]);
    compiled.program.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics))
}

fn screened(program: &Program, facts: &str) -> Screening {
    let text = format!(r#"{{"就诊":[{facts}]}}"#);
    let case = super::super::case::read(program, crate::ir::ModuleId(0), Default::default(), &text).unwrap();
    screen(program, &case, None)
}

fn name(program: &Program, i: ItemId) -> &str {
    &program.items[i.ix()].name
}

#[test]
fn met_with_its_benefits_and_not_met_with_the_condition_that_failed() {
    let p = program();
    let s = screened(&p, r#"{"性别":"女","身份":["低保对象"],"年龄":40,"确诊":true}"#);
    let names: Vec<&str> = s.programmes.iter().map(|x| name(&p, x.item)).collect();
    assert_eq!(names, ["两癌救助", "儿童救助", "低保救助", "老年救助"]);
    assert_eq!(s.programmes[0].verdict, Verdict::Met);
    assert_eq!(name(&p, s.programmes[0].benefits[0].0), "两癌救助·金额");
    let reason = "「儿童对象」（乙）：要求 年龄 不满 18周岁，而年龄为40周岁";
    assert_eq!(s.programmes[1].verdict, Verdict::NotMet(vec![reason.to_owned()]));
    assert_eq!(s.programmes[2].verdict, Verdict::Met);
    assert!(matches!(&s.programmes[3].verdict, Verdict::Undetermined(m) if m.params.len() == 1));
    assert_eq!(s.questions, []);
}

#[test]
fn a_known_failure_needs_no_further_facts() {
    let p = program();
    let s = screened(&p, r#"{"性别":"男"}"#);
    let reason = "「两癌对象」（甲）：要求 性别 为 女，而性别为男";
    assert_eq!(s.programmes[0].verdict, Verdict::NotMet(vec![reason.to_owned()]));
}

#[test]
fn questions_begin_with_the_fact_that_settles_most() {
    let p = program();
    let s = screened(&p, r#"{"性别":"女"}"#);
    // 儿童 {年龄}, 老年 {年龄}, 低保 {身份、年龄}, 两癌 {身份、确诊}: 年龄 settles two by itself.
    let asked: Vec<&str> = s.questions.iter().map(|q| p.inputs[q.input.ix()].name.as_str()).collect();
    assert_eq!(asked, ["年龄", "身份", "确诊"]);
    assert_eq!(s.questions[0].settles, 2);
}

#[test]
fn a_false_definition_names_its_false_part() {
    let p = program();
    let s = screened(&p, r#"{"身份":["特困人员"],"年龄":40}"#);
    let reason = "「低保对象」（丙）：要求 身份 含 低保对象，而身份为特困人员";
    assert_eq!(s.programmes[2].verdict, Verdict::NotMet(vec![reason.to_owned()]));
}

#[test]
fn a_reason_is_followed_to_the_fact_behind_it() {
    let text = "政策 试\n输入 年龄 为 年龄\n输入 儿童 为 真假\n输入 困境 为 真假\n\
        项目 儿童身份 为 真假\n条款 儿童身份，依据 甲：\n    儿童身份 ＝ 若 可定（儿童） 则 儿童 否则 年龄 不满 18周岁\n\
        项目 救助 为 真假，缺省 否\n条款 救助对象，依据 乙：\n    当 儿童身份 且 困境\n    救助 ＝ 是\n";
    let p = compile_texts(&[("试.mingce", text)]).program.unwrap();
    let s = screened(&p, r#"{"年龄": 52}"#);
    let reason = "「儿童身份」（甲）：要求 年龄 不满 18周岁，而年龄为52周岁";
    let last = s.programmes.last().map(|x| x.verdict.clone());
    assert_eq!(last, Some(Verdict::NotMet(vec![reason.to_owned()])));
}

#[test]
fn a_fact_that_many_wait_for_comes_before_one_that_settles_a_single_item() {
    let mut text = "政策 试\n输入 性别 为 真假\n输入 意愿 为 真假\n".to_owned();
    for n in ["甲", "乙", "丙"] {
        text += &format!(
            "输入 {n}事 为 真假\n项目 {n}救助 为 真假\n条款 {n}对象，依据 {n}：\n    {n}救助 ＝ 性别 且 {n}事\n"
        );
    }
    text += "项目 登记 为 真假\n条款 登记对象，依据 丁：\n    登记 ＝ 意愿\n";
    let p = compile_texts(&[("试.mingce", &text)]).program.unwrap();
    // 性别 is half of three sets (1.5), 意愿 the whole of one; then each of the rest is the whole of one.
    let asked: Vec<String> = screened(&p, "{}").questions.iter().map(|q| p.inputs[q.input.ix()].name.clone()).collect();
    assert_eq!(asked, ["性别", "意愿", "甲事", "乙事", "丙事"]);
}

#[test]
fn a_row_that_says_no_names_its_case() {
    let text = "政策 试\n枚举 病种：甲病、乙病\n输入 病种 为 病种\n项目 救助 为 真假\n\
        表 对象，依据 甲：\n    | 病种 → 救助 |\n    | 甲病 → 是 |\n    | 乙病 → 否 |\n";
    let p = compile_texts(&[("试.mingce", text)]).program.unwrap();
    let reason = "「对象」第2行（甲）：病种 为 乙病的不符合";
    let verdict = screened(&p, r#"{"病种": "乙病"}"#).programmes.first().map(|x| x.verdict.clone());
    assert_eq!(verdict, Some(Verdict::NotMet(vec![reason.to_owned()])));
}
