//! Sizes that must neither overflow the stack nor take long.

use crate::base::diagnostic::Diagnostic;
use crate::base::span::FileId;
use crate::syntax::{decode, format, parse};

fn codes(text: &str) -> Vec<u16> {
    parse(FileId(0), text).1.iter().map(|d| d.code.0).collect()
}

fn clean(codes: Vec<u16>) {
    assert_eq!(codes, Vec::<u16>::new());
}

fn clause(value: &str) -> String {
    format!("条款 甲：\n    乙 ＝ {value}\n")
}

fn format_of(text: &str) -> bool {
    format(text).is_ok()
}

#[test]
fn nesting_is_bounded() {
    let nested = |open: &str, close: &str, n: usize| clause(&format!("{}丙{}", open.repeat(n), close.repeat(n)));
    clean(codes(&nested("（", "）", 64)));
    assert!(format_of(&nested("（", "）", 64)));
    assert_eq!(codes(&nested("（", "）", 65)), [104]);
    assert_eq!(codes(&nested("（", "）", 10_000)), [104]);
    assert_eq!(codes(&nested("[", "]", 10_000)), [104]);
    assert_eq!(codes(&nested("{", "}", 10_000)), [104]);
    assert_eq!(codes(&nested("（", "", 10_000)), [104]);
    assert_eq!(codes(&nested("", "）", 10_000)), [103]);
    clean(codes(&nested("较大（1，", "）", 64)));
    clean(codes(&nested("满足 任一 [甲；", "]", 64)));
    clean(codes(&nested("最大（x 于 丁，", "）", 64)));
    clean(codes(&nested("取整（", "，到 分）", 64)));
}

#[test]
fn nesting_that_fails_at_its_core_takes_no_longer() {
    for open in ["（", "较大（1，", "取整（", "最大（x 于 丁，", "满足 任一 [甲；"] {
        let close = if open.ends_with('；') { "]" } else { "）" };
        let text = clause(&format!("{}丙 丙{}", open.repeat(60), close.repeat(60)));
        assert_eq!(codes(&text), [101], "{open}");
    }
}

#[test]
fn chains_are_bounded() {
    assert_eq!(codes(&clause(&"若 甲 则 1 否则 ".repeat(10_000))), [104]);
    assert_eq!(codes(&clause(&"非 ".repeat(10_000))), [104]);
    assert_eq!(codes(&clause(&"-".repeat(10_000))), [104]);
    assert_eq!(codes(&clause(&format!("1{}", " ＋ 1".repeat(10_000)))), [104]);
    clean(codes(&clause(&format!("1{}", " ＋ 1".repeat(400)))));
    clean(codes(&clause(&format!("甲{}", " 且 甲".repeat(10_000)))));
}

#[test]
fn a_long_line_is_refused() {
    let line = |n: usize| format!("枚举 甲：{}\n", "乙".repeat(n));
    clean(codes(&line(300_000)));
    assert_eq!(codes(&line(3_400_000)), [3]);
}

#[test]
fn long_lists_and_tables_are_read() {
    let members: String = (0..5000).map(|n| format!("    病{n}，编码 M{n}\n")).collect();
    let (file, diags) = parse(FileId(0), &format!("枚举 病种：\n{members}"));
    assert!(diags.is_empty());
    assert!(format!("{:?}", file.items[0].kind).contains("病4999"));
    let rows: String = (0..3000).map(|n| format!("    | 病{n} → {n}元 |\n")).collect();
    clean(codes(&format!("表 限额：\n    | 病种 → 限额 |\n{rows}")));
}

#[test]
fn many_unclosed_quotes_cost_no_more_than_their_lines() {
    let lines = "    甲，说明 「乙\n".repeat(3000);
    assert_eq!(codes(&format!("枚举 丙：\n{lines}")).len(), 3000);
}

#[test]
fn every_mistake_has_its_diagnostic() {
    let bad: String =
        (0..20).map(|n| format!("条款 坏{n}：\n    甲 ＝ ＝ 1\n条款 好{n}：\n    甲{n} ＝ 1\n")).collect();
    let (file, diags) = parse(FileId(0), &bad);
    assert_eq!(diags.len(), 20);
    assert_eq!(file.items.len(), 40);
}

#[test]
fn texts_without_content() {
    assert_eq!(codes(""), [5]);
    assert_eq!(codes("\u{3000}\u{3000}\n\u{3000}"), [5]);
    assert_eq!(codes("# 只有注释"), [5]);
    assert_eq!(format("# 只有注释").map_err(|d| d.len()), Err(1));
}

fn refused(bytes: &[u8]) -> Diagnostic {
    decode(bytes, "甲.mingce").unwrap_err()
}

#[test]
fn encodings() {
    assert_eq!(decode("\u{FEFF}政策 甲\r\n".as_bytes(), "").unwrap(), "政策 甲\r\n");
    // 政策 in GB18030.
    let gbk = refused(b"a\n\xD5\xFE\xB2\xDF");
    assert_eq!(gbk.code.0, 1);
    assert!(gbk.message.contains("GBK") && gbk.message.contains("第 2 行"), "{}", gbk.message);
    let noise = refused(b"\x80\xFF\xC0");
    assert!(noise.code.0 == 1 && !noise.message.contains("GBK"));
    assert_eq!(refused(b"\xFF\xFE\x3F\x65").code.0, 2);
    assert_eq!(refused(b"\xFE\xFF\x65\x3F").code.0, 2);
    assert_eq!(refused(b"a\0b\0c\0d\0").code.0, 2);
}
