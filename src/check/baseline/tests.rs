use super::*;
use crate::base::diagnostic::Severity;
use crate::check::Family;

fn finding(code: u16, message: &str, at: usize) -> Finding {
    Finding::text(Family::Gap, code, Severity::Error, Span::new(FileId(0), at, at), message.to_owned())
}

#[test]
fn a_finding_is_known_again_wherever_it_stands() {
    let program = Program::default();
    let here = fingerprints(&program, &[finding(801, "甲", 3)]);
    let there = fingerprints(&program, &[finding(801, "甲", 90)]);
    assert_eq!(here, there);
    assert_ne!(here, fingerprints(&program, &[finding(801, "乙", 3)]));
    assert_ne!(here, fingerprints(&program, &[finding(810, "甲", 3)]));
}

#[test]
fn findings_alike_are_told_apart_by_number() {
    let alike = fingerprints(&Program::default(), &[finding(801, "甲", 3), finding(801, "甲", 9)]);
    assert_eq!(alike[1], format!("{}-2", alike[0]));
}

#[test]
fn a_written_list_is_read_back() {
    let entry = Accepted {
        fingerprint: "0011223344556677".into(),
        code: "MC0801".into(),
        message: "甲".into(),
        reason: "原文即缺".into(),
        date: "2026-01-31".into(),
    };
    let list = Baseline { accepted: vec![entry] };
    assert_eq!(Baseline::parse(FileId(0), &list.to_text()), Ok(list));
}

#[test]
fn an_entry_needs_a_reason_and_a_day() {
    let text = |reason: &str, date: &str| {
        format!("{{\"接受\": [{{\"指纹\": \"ab\", \"理由\": \"{reason}\", \"日期\": \"{date}\"}}]}}")
    };
    let message = |text: String| Baseline::parse(FileId(0), &text).unwrap_err().message;
    assert!(Baseline::parse(FileId(0), &text("原文即缺", "2026-01-31")).is_ok());
    assert!(message(text(" ", "2026-01-31")).contains("没有写理由"));
    assert!(message(text("原文即缺", "2026-02-30")).contains("日期"));
    assert!(message("{\"接受\": [{\"指纹\": \"ab\"}]}".to_owned()).contains("第 1 行"));
    assert!(message("[".to_owned()).contains("JSON"));
}

#[test]
fn what_is_no_longer_found_is_named() {
    let text = "{\"接受\": [{\"指纹\": \"ab\", \"理由\": \"甲\", \"日期\": \"2026-01-31\"}]}";
    let list = Baseline::parse(FileId(0), text).unwrap();
    assert_eq!(list.stale(&["ab".to_owned()]).count(), 0);
    assert_eq!(list.stale(&[]).count(), 1);
}
