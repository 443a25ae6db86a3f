use super::*;

fn sample() -> Doc {
    let mut doc = Doc::new("结算说明");
    doc.heading(1, "结果");
    let rows =
        vec![vec!["统筹支付".to_owned(), "3690.00元".to_owned()], vec!["个人自付".to_owned(), "510.00元".to_owned()]];
    doc.table(&["项目", "结果"], rows);
    doc.list(vec![(0, "甲 < 乙".to_owned()), (1, "丙".to_owned()), (0, "丁".to_owned())]);
    doc.paragraph("完");
    doc
}

#[test]
fn text_aligns_han() {
    let expected = "\
结算说明
════════

【结果】

  项目      结果
  ────────  ─────────
  统筹支付  3690.00元
  个人自付   510.00元

  · 甲 < 乙
    · 丙
  · 丁

完
";
    assert_eq!(sample().to_text(80), expected);
}

#[test]
fn markdown_escapes_marks() {
    let expected = "\
# 结算说明

## 结果

| 项目 | 结果 |
| --- | --- |
| 统筹支付 | 3690.00元 |
| 个人自付 | 510.00元 |

- 甲 \\< 乙
  - 丙
- 丁

完
";
    assert_eq!(sample().to_markdown(), expected);
}

#[test]
fn html_nests_lists_and_escapes() {
    let html = sample().to_html();
    assert!(html.contains("<ul>\n<li>甲 &lt; 乙<ul>\n<li>丙</li>\n</ul>\n</li>\n<li>丁</li>\n</ul>\n"), "{html}");
    assert!(html.contains("<tr><td>统筹支付</td><td>3690.00元</td></tr>"), "{html}");
}
