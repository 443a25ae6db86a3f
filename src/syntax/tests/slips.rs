//! Slips of the pen and what is said about them.

use crate::base::span::FileId;
use crate::syntax::parse;

/// The one diagnostic of a text: its code, the text it points at, and the whole of what it says.
fn one(text: &str) -> (u16, String, String) {
    let (_, diags) = parse(FileId(0), text);
    let [d] = diags.as_slice() else { panic!("{text}\n{diags:#?}") };
    let at = text[d.span.start as usize..d.span.end as usize].to_owned();
    let said = format!("{}\n{}\n{}\n{:?}", d.message, d.label, d.hints.join("\n"), d.fix);
    (d.code.0, at, said)
}

/// Code, pointed-at text, and words that must be said.
fn says(text: &str, code: u16, at: &str, words: &[&str]) {
    let (c, a, said) = one(text);
    assert_eq!((c, a.as_str()), (code, at), "{text}\n{said}");
    for word in words {
        assert!(said.contains(word), "「{word}」 not in:\n{said}");
    }
}

#[test]
fn equals_and_is() {
    says("条款 甲：\n  当 险种 = 居民\n  乙 ＝ 1", 107, "=", &["为"]);
    says("条款 甲：\n  当 丙\n  乙 为 1元", 107, "为", &["＝", "且"]);
    says("例 甲：\n  设 险种 ＝ 居民", 107, "＝", &["为"]);
}

#[test]
fn missing_marks() {
    says("条款 甲\n  当 乙\n  丙 ＝ 1", 106, "甲", &["条款「甲」", "：」"]);
    says("例 甲\n  设 乙 为 1", 106, "甲", &["：」"]);
    says("枚举 甲\n  乙\n  丙", 106, "甲", &["：」"]);
    says("条款 甲：\n", 106, "条款 甲", &["没有内容"]);
    says("清单 甲 属 乙 共 3 种：丙", 101, "共", &["，共"]);
    says("例 甲：\n  就诊 2025年1月1日\n", 101, "2025年1月1日", &["：」"]);
    says("条款 甲：\n  乙 ＝ 费用 比例", 101, "比例", &["缺少", "且"]);
    says("条款 甲：\n  当 险种 为 居民，职工\n  乙 ＝ 1", 101, "，", &["、", "且"]);
    says("条款 甲：\n  乙 ＝ 1 ＋ 若 丙 则 1 否则 2", 101, "若", &["括号"]);
    says("条款 甲：\n  乙 ＝ 1 ＋", 101, "＋", &["没有写完"]);
}

#[test]
fn options_and_fields() {
    says("条款 甲，例外 乙：\n  丙 ＝ 1", 109, "例外", &["例外于", "施行"]);
    says("输入 甲 为 金额，说朋 「x」", 109, "说朋", &["说明"]);
    says("政策 甲\n  文建 乙", 109, "文建", &["文件", "统筹区"]);
    says("输入 甲 为 金额，缺省 1元，缺省 2元", 113, "缺省 2元", &["两次"]);
    says("政策 甲\n  周岁 次日\n  周岁 当日", 113, "周岁", &["两次"]);
}

#[test]
fn names() {
    says("输入 应 为 金额", 108, "应", &["关键字", "「应」"]);
    says("枚举 甲：\n  2级\n", 117, "2级", &["数字开头"]);
    says("枚举 甲：\n  难产（含剖宫产）", 117, "（", &["「」"]);
}

#[test]
fn literals() {
    says("条款 甲：\n  当 年龄 满 60岁\n  乙 ＝ 1", 110, "60岁", &["60周岁"]);
    says("条款 甲：\n  乙 ＝ 3级", 110, "3级", &["级", "引号"]);
    says("政策 甲\n  施行 2025年2月30日 起", 111, "2025年2月30日", &["没有"]);
    says("条款 甲：\n  乙 ＝ 1.5年", 112, "1.5年", &["6个月"]);
    says("政策 甲\n  施行 2025年1月1日", 115, "2025年1月1日", &["起", "至"]);
    says("项目 甲 为 金额，取整 到 毛", 116, "毛", &["分"]);
}

#[test]
fn brackets_and_quotes() {
    says("条款 甲：\n  乙 ＝ （1 ＋ 2", 103, "（", &["）"]);
    says("条款 甲：\n  乙 ＝ （1 ＋ 2]", 103, "]", &["不配对"]);
    says("输入 甲 为 金额，说明 「乙\n条款 丙：\n  丁 ＝ 1", 105, "「乙", &["」"]);
}

#[test]
fn items() {
    says("乱写\n政策 甲", 102, "乱写", &["关键字"]);
    says("输入 甲 为 金额\n条欵 乙，依据 丙：\n  丁 ＝ 1", 118, "条欵", &["条款"]);
    says("输入 甲 为 金额\n规定 乙：\n  丁 ＝ 1", 118, "规定", &["政策"]);
    says("注：甲\n乙\n输入 丙 为 金额", 102, "乙", &["注"]);
    says("输入 甲 为 金额\u{200B}", 4, "\u{200B}", &["U+200B"]);
}

#[test]
fn tables() {
    let table = |rows: &str| format!("表 甲：\n  | 乙 | 丙 → 丁 |\n{rows}");
    says(&table("  | 1 → 2 |"), 400, "| 1 → 2 |", &["左边 1 格", "表头是 2 格"]);
    says(&table("  | 1 | 2 | 3 |"), 401, "| 1 | 2 | 3 |", &["→"]);
    says(&table("  | 1 | 10万以内 → 3 |"), 110, "10万以内", &["万元"]);
    says(&table("  | 1 | 2 ＋ → 3 |"), 101, "＋", &["没有写完"]);
    says(&table("  | 1 | 甲 乙 → 3 |"), 114, "乙", &["、"]);
    says(&table("  | 1 | 10元以内、20元 → 3 |"), 114, "20元", &["各占一行"]);
    says(&table("  | 1 | 2 → |"), 403, "| 1 | 2 → |", &["文件未定"]);
    says(&table("  1 2 3"), 402, "1 2 3", &["|"]);
    says("分段表 甲：\n | 乙 | 丙 → 丁 |\n", 404, "| 乙 | 丙 → 丁 |", &["一列"]);
}

#[test]
fn each_bad_cell_is_pointed_at() {
    let text = "表 甲：\n| 乙 → 丙 |\n| 1岁 → 2岁 |\n| 好 → 3元 |\n| 4岁 → 5元 |";
    let (file, diags) = parse(FileId(0), text);
    let at: Vec<&str> = diags.iter().map(|d| &text[d.span.start as usize..d.span.end as usize]).collect();
    assert_eq!(at, ["1岁", "2岁", "4岁"]);
    let crate::syntax::ast::ItemKind::Table(table) = &file.items[0].kind else { panic!() };
    assert_eq!(table.rows.len(), 1);
}

#[test]
fn broken_pieces_leave_their_names() {
    let (file, _) = parse(FileId(0), "条款 甲：\n  乙 ＝ ＝ 1\n输入 丙 金额\n枚举 丁：\n  戊，\n");
    assert_eq!(file.broken, ["乙", "丙", "戊"]);
}
