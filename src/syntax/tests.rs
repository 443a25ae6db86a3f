use super::*;
use crate::base::num::Num;

fn ok(text: &str) -> ast::File {
    let (file, diags) = parse(FileId(0), text);
    assert!(diags.is_empty(), "{text}\n{diags:#?}");
    file
}

#[test]
fn reference_blocks_parse() {
    let reference = include_str!("../../docs/handbook/02-reference.md");
    let mut blocks = 0;
    for block in reference.split("```mingce").skip(1) {
        let (_, rest) = block.split_once('\n').unwrap();
        let (code, _) = rest.split_once("```").unwrap();
        ok(code);
        blocks += 1;
    }
    assert!(blocks >= 5);
}

/// A tree as text, without places, numbers in lowest terms.
pub(super) fn plain(file: &ast::File) -> String {
    let without_places = replaced(&format!("{file:?}"), "Span {", |_| String::new());
    replaced(&without_places, "Num {", |fields| {
        let mut parts = fields.split(',').map(|f| f.split_once(':').unwrap().1.trim().parse().unwrap());
        Num::ratio(parts.next().unwrap(), parts.next().unwrap()).unwrap().to_exact()
    })
}

/// Replaces what stands between each `open` and the next `}`.
fn replaced(text: &str, open: &str, with: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        let (inner, after) = after.split_once('}').unwrap();
        out.push_str(before);
        out.push_str(&with(inner));
        rest = after;
    }
    out + rest
}

fn reference_blocks() -> Vec<&'static str> {
    let reference = include_str!("../../docs/handbook/02-reference.md");
    let blocks = reference.split("```mingce").skip(1);
    blocks.map(|b| b.split_once('\n').unwrap().1.split_once("```").unwrap().0).collect()
}

#[test]
fn formatting_keeps_trees_and_settles() {
    for block in reference_blocks() {
        let once = format(block).unwrap();
        assert_eq!(plain(&ok(&once)), plain(&ok(block)), "{once}");
        assert_eq!(format(&once).unwrap(), once);
    }
}

#[test]
fn printing_keeps_trees() {
    for block in reference_blocks() {
        let file = ok(block);
        let text = print(&file);
        assert_eq!(plain(&ok(&text)), plain(&file), "{text}");
    }
}

#[test]
fn plain_cells_read_like_the_grammar_reads_them() {
    let row = |cells: [&str; 4]| {
        let [a, b, c, d] = cells;
        plain(&ok(&format!("表 甲：\n | 乙 | 丙 → 丁 | 戊 |\n | {a} | {b} → {c} | {d} |")))
    };
    let direct = row(["己、「庚（1）」", "2025-06-01、１.5万元", "Ａ1", "90%"]);
    let by_grammar = row(["（己）、（「庚（1）」）", "（2025-06-01）、（１.5万元）", "（Ａ1）", "（90%）"]);
    assert_eq!(direct, by_grammar);
}

#[test]
fn a_keyword_that_begins_another_is_not_taken_for_it() {
    ok("条款 甲：\n  乙 ＝ 若 丙 则 丁 在 1元以上 否则 2元");
    ok("条款 甲：\n  当 丙 含全部 丁 或 丙 含 戊 或 丙 为 否\n  乙 ＝ 1元");
}

mod laws;
mod limits;
mod slips;
mod texts;
mod trees;

#[test]
fn a_minus_that_begins_a_line_continues_the_line_above() {
    let text = "条款 报销：\n    甲 ＝ 分段（乙，档）\n        － 分段（丙，档）\n    丁 ＝ -5 ＋ 乙\n";
    assert_eq!(format(text).unwrap(), text);
}
