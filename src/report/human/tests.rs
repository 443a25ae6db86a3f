use super::*;
use crate::base::diagnostic::Diagnostic;

fn place(sources: &SourceMap, file: FileId, part: &str) -> Span {
    let text = &sources.get(file).unwrap().text;
    let start = text.find(part).unwrap();
    Span::new(file, start, start + part.len())
}

#[test]
fn carets_stand_under_han_text() {
    let mut sources = SourceMap::default();
    let file = sources.add("住院.mingce", "条款 住院报销：\n    统筹支付 ＝ 100元 ＋ 90%\n");
    let d = Diagnostic::error(301, place(&sources, file, "100元 ＋ 90%"), "金额不能加比例")
        .at("左边是金额，右边是比例")
        .hint("若要打折，写「× 90%」");
    // Columns before 100元: four spaces, 统筹支付 (8), space, ＝ (2), space = 16; the text 100元 ＋ 90% is
    // 3 + 2 + 1 + 2 + 1 + 3 = 12 columns.
    let expected = format!(
        "错误[MC0301]：金额不能加比例\n  ┌─ 住院.mingce:2:12\n  │\n2 │     统筹支付 ＝ 100元 ＋ 90%\n  │ {}{} 左边是金额，右边是比例\n  │\n  = 提示：若要打折，写「× 90%」\n",
        " ".repeat(16),
        "^".repeat(12),
    );
    assert_eq!(render_one(&d, &sources, false), expected);
}

#[test]
fn a_second_place_may_be_in_another_file() {
    let mut sources = SourceMap::default();
    let one = sources.add("一.mingce", "输入 险种 为 文本\n");
    let two = sources.add("二.mingce", "输入 险种 为 文本\n");
    let d = Diagnostic::warning(204, place(&sources, two, "险种"), "「险种」重名")
        .also(place(&sources, one, "险种"), "先在这里声明");
    let text = render_one(&d, &sources, false);
    assert!(text.starts_with("警告[MC0204]：「险种」重名\n"), "{text}");
    assert!(text.contains("二.mingce:1:4") && text.contains("一.mingce:1:4"), "{text}");
    assert!(text.contains("---- 先在这里声明"), "{text}");
}

#[test]
fn colors_only_on_request() {
    let mut sources = SourceMap::default();
    let file = sources.add("a", "甲\n");
    let d = Diagnostic::info(1, place(&sources, file, "甲"), "说明");
    assert!(!render_one(&d, &sources, false).contains('\x1b'));
    assert!(render_one(&d, &sources, true).contains("\x1b[1;36m提示[MC0001]"));
}

#[test]
fn long_lines_are_not_printed() {
    let mut sources = SourceMap::default();
    let file = sources.add("长.mingce", "甲".repeat(100_000));
    let d = Diagnostic::error(105, Span::new(file, 3, 6), "这一行太长").hint("分行写");
    assert_eq!(render_one(&d, &sources, false), "错误[MC0105]：这一行太长\n  ┌─ 长.mingce:1:2\n  = 提示：分行写\n");
}

#[test]
fn a_place_outside_every_file_does_no_harm() {
    let d = Diagnostic::error(1, Span::new(FileId(7), 3, 1), "无处");
    assert_eq!(render_one(&d, &SourceMap::default(), false), "错误[MC0001]：无处\n");
}

#[test]
fn an_empty_file_and_its_end_can_be_pointed_at() {
    let mut sources = SourceMap::default();
    let file = sources.add("空.mingce", "");
    let d = Diagnostic::error(1, Span::new(file, 0, 0), "文件是空的");
    assert!(render_one(&d, &sources, false).contains("空.mingce:1:1"));
}

#[test]
fn long_quotations_are_shortened() {
    let message = format!("没有叫「{}」的输入，另见「乙」", "长".repeat(10_000));
    let d = Diagnostic::error(1, Span::new(FileId(7), 0, 0), message).hint(format!("是不是「{}」", "短".repeat(200)));
    let text = render_one(&d, &SourceMap::default(), false);
    let head = format!("错误[MC0001]：没有叫「{}…{}」的输入，另见「乙」\n", "长".repeat(100), "长".repeat(50));
    assert_eq!(text, format!("{head}  = 提示：是不是「{}」\n", "短".repeat(200)));
}

#[test]
fn a_long_line_between_two_places_is_not_printed() {
    let mut sources = SourceMap::default();
    let text = format!("输入 甲\n# {}\n输入 乙\n", "长".repeat(10_000));
    let file = sources.add("长.mingce", text);
    let d = Diagnostic::error(1, place(&sources, file, "乙"), "重复").also(place(&sources, file, "甲"), "先在这里");
    assert_eq!(
        render_one(&d, &sources, false),
        "错误[MC0001]：重复\n  ┌─ 长.mingce:3:4\n  = 先在这里：长.mingce:1:4\n"
    );
}
