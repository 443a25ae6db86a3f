use super::*;

#[test]
fn says_what_the_human_form_says() {
    let mut sources = SourceMap::default();
    let file = sources.add("住院.mingce", "条款 甲：\n  乙 ＝ 1\n");
    let start = "条款 甲：\n  ".len();
    let span = Span::new(file, start, start + "乙".len());
    let d = Diagnostic::error(201, span, "找不到「乙」").at("没有这个名").also(span, "另见").hint("先声明").fix("丙");
    let expected = json!([{
        "编号": "MC0201",
        "级别": "错误",
        "信息": "找不到「乙」",
        "位置": {"文件": "住院.mingce", "行": 2, "列": 3, "止行": 2, "止列": 4, "字节": [start, start + 3]},
        "说明": "没有这个名",
        "相关": [{
            "位置": {"文件": "住院.mingce", "行": 2, "列": 3, "止行": 2, "止列": 4, "字节": [start, start + 3]},
            "说明": "另见",
        }],
        "提示": ["先声明"],
        "改法": "丙",
    }]);
    assert_eq!(diagnostics(&[d], &sources), expected);
}

#[test]
fn a_place_outside_every_file_is_null() {
    assert_eq!(place(Span::default(), &SourceMap::default()), Value::Null);
}
