use super::split_word;
use crate::base::suggest::{Close, initials, suggest};
use crate::driver::compile_texts;

fn split(word: &str, known: &[&str]) -> Option<Vec<String>> {
    split_word(word, &|w| known.contains(&w))
}

fn words(parts: &[&str]) -> Option<Vec<String>> {
    Some(parts.iter().map(|p| (*p).to_owned()).collect())
}

#[test]
fn glued_words_come_apart_at_keywords() {
    let known = ["险种", "居民医保", "年龄", "费用", "起付线"];
    assert_eq!(split("险种为居民医保", &known), words(&["险种", "为", "居民医保"]));
    assert_eq!(split("险种不为居民医保", &known), words(&["险种", "不为", "居民医保"]));
    assert_eq!(split("年龄满18周岁", &known), words(&["年龄", "满", "18周岁"]));
    assert_eq!(split("费用不低于起付线", &known), words(&["费用", "不低于", "起付线"]));
    assert_eq!(
        split("险种为居民医保且年龄不满60周岁", &known),
        words(&["险种", "为", "居民医保", "且", "年龄", "不满", "60周岁"])
    );
}

#[test]
fn words_that_are_no_sentence_stay_whole() {
    let known = ["险种", "居民医保", "当年", "起付线", "统筹", "自付"];
    assert_eq!(split("险种居民医保", &known), None, "two names side by side");
    assert_eq!(split("险种为职工", &known), None, "职工 is unknown");
    assert_eq!(split("起付线", &known), None, "one name");
    assert_eq!(split("为", &known), None);
    assert_eq!(split(&"为".repeat(100), &known), None, "longer than any name");
}

#[test]
fn the_split_with_fewest_parts_wins() {
    // 「不满」 is one word, not 「不」 and 「满」; 「年龄满」 is a name here.
    assert_eq!(split("年龄满为是", &["年龄", "年龄满"]), words(&["年龄满", "为", "是"]));
}

#[test]
fn suggestions_by_sound_shape_initials_and_edits() {
    let known = ["统筹支付", "个人自付", "起付标准", "政策范围内费用"];
    let best = |word| suggest(word, known.iter().copied()).first().copied();
    assert_eq!(best("统畴支付"), Some("统筹支付"), "looks alike");
    assert_eq!(best("个人自负"), Some("个人自付"), "looks and sounds alike");
    assert_eq!(best("qfbz"), Some("起付标准"), "initials");
    assert_eq!(best("政策范围费用"), Some("政策范围内费用"), "one missing");
    assert_eq!(best("完全无关的名"), None);
}

#[test]
fn the_word_itself_is_no_suggestion() {
    assert!(suggest("甲乙丙", ["甲乙丙"].into_iter()).is_empty());
}

#[test]
fn initials_of_han() {
    assert_eq!(initials("起付标准"), "qfbz");
}

#[test]
fn close_words_are_those_that_are_mistaken_for_each_other() {
    let close = Close::new(["统筹支付", "待遇开始日", "个人自付"].into_iter());
    assert_eq!(close.find("统畴支付"), Some("统筹支付"));
    assert_eq!(close.find("统筹付支"), Some("统筹支付"));
    assert_eq!(close.find("待遇结束日"), None);
    assert_eq!(close.find("个人自费"), None, "another word, however near");
    assert_eq!(close.find("统筹支付"), None);
}

/// Hints and the fix of the first diagnostic of a text.
fn advice(text: &str) -> (Vec<String>, Option<String>) {
    let found = compile_texts(&[("甲.mingce", text)]).diagnostics;
    found.into_iter().next().map(|d| (d.hints, d.fix)).unwrap_or_default()
}

#[test]
fn a_glued_condition_is_mended_by_its_fix() {
    let text =
        "政策 甲\n枚举 险种：职工医保、居民医保\n输入 险种 为 险种\n条款 一：\n    当 险种为居民医保\n    付 ＝ 1元\n";
    let (hints, fix) = advice(text);
    assert_eq!(fix.as_deref(), Some("险种 为 居民医保"));
    assert_eq!(hints, ["应写「险种 为 居民医保」"]);
}

#[test]
fn a_name_of_another_module_asks_for_its_import() {
    let found = compile_texts(&[
        ("甲.mingce", "政策 甲\n    统筹区 511900 某市\n条款 一：\n    付 ＝ 乙的费用\n"),
        ("乙.mingce", "政策 乙\n输入 乙的费用 为 金额\n"),
    ]);
    let hints: Vec<&str> = found.diagnostics.iter().flat_map(|d| d.hints.iter().map(String::as_str)).collect();
    assert_eq!(hints, ["模块「乙」里有「乙的费用」，要先写「引用 乙」"]);
}

#[test]
fn a_name_with_other_characters_is_quoted_in_a_fix() {
    let text = "政策 甲\n输入 「2022年平均」 为 金额\n条款 一：\n    付 ＝ 「2022年平圴」 ＋ 1元\n";
    let (_, fix) = advice(text);
    assert_eq!(fix, None, "an unknown quoted name is text, and text has no sum");
}

#[test]
fn ambiguous_names_list_the_choices() {
    let found = compile_texts(&[
        ("甲.mingce", "政策 甲\n    统筹区 511900 某市\n引用 乙\n引用 丙\n条款 一：\n    付 ＝ 线\n"),
        ("乙.mingce", "政策 乙\n参数 线 为 金额：1元\n"),
        ("丙.mingce", "政策 丙\n参数 线 为 金额：2元\n"),
    ]);
    let hints: Vec<&str> = found.diagnostics.iter().flat_map(|d| d.hints.iter().map(String::as_str)).collect();
    assert_eq!(hints, ["写明「乙.线」「丙.线」之一"]);
}

#[test]
fn many_unknown_names_are_quick() {
    let mut text = String::from("政策 甲\n");
    for i in 0..3000 {
        text.push_str(&format!("输入 有名{i} 为 金额\n条款 条{i}：\n    付{i} ＝ 无名{i}\n"));
    }
    let errors = compile_texts(&[("甲.mingce", &text)]).diagnostics;
    assert_eq!(errors.len(), 3000);
}
