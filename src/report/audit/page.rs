//! The audit as a document: for terminals that want Markdown, and for browsers.

use super::{Audit, Entry, Standing};
use crate::report::doc::Doc;
use crate::report::human::severity_word;

/// One document over all policies.
pub fn document(audits: &[Audit]) -> Doc {
    let mut doc = Doc::new("政策检查报告");
    doc.table(&["政策", "错误", "警告", "提示", "已接受或放行", "结论"], audits.iter().map(conclusion).collect());
    for audit in audits {
        policy(&mut doc, audit);
    }
    doc
}

/// Path, findings by severity, answered findings, outcome.
pub(super) fn conclusion(audit: &Audit) -> Vec<String> {
    use crate::base::diagnostic::Severity::{Error, Info, Warning};
    let open = |severity| audit.entries.iter().filter(|e| e.severity == severity && !answered(e)).count().to_string();
    let answered = audit.entries.iter().filter(|e| answered(e)).count().to_string();
    let outcome = if audit.fails() { "有问题" } else { "没有问题" };
    vec![audit.path.clone(), open(Error), open(Warning), open(Info), answered, outcome.to_owned()]
}

fn answered(e: &Entry) -> bool {
    matches!(e.standing, Standing::Allowed | Standing::Accepted(..))
}

fn policy(doc: &mut Doc, audit: &Audit) {
    doc.heading(1, audit.path.clone());
    doc.list(audit.identity.iter().map(|(label, value)| (0, format!("{label}：{value}"))).collect());
    doc.paragraph(format!("例 {} 个，不符 {} 个", audit.examples.0, audit.examples.1));
    if !audit.tallies.is_empty() {
        let row = |t: &super::Tally| {
            vec![t.family.name().to_owned(), t.proved.to_string(), t.refuted.to_string(), t.undecided.to_string()]
        };
        doc.table(&["性质", "已证明", "有发现", "未能判定"], audit.tallies.iter().map(row).collect());
    }
    if !audit.entries.is_empty() {
        doc.heading(2, "发现");
    }
    for (i, entry) in audit.entries.iter().enumerate() {
        finding(doc, i + 1, entry);
    }
    lines(doc, "存疑", &audit.doubts);
    lines(doc, "文件未定", &audit.open);
}

fn lines(doc: &mut Doc, title: &str, lines: &[String]) {
    if !lines.is_empty() {
        doc.heading(2, title);
        doc.list(lines.iter().map(|line| (0, line.clone())).collect());
    }
}

fn finding(doc: &mut Doc, number: usize, e: &Entry) {
    doc.heading(3, format!("{number} {}[{}] {}", severity_word(e.severity), e.code, e.message));
    doc.list(details(e));
}

/// Everything about a finding but its sentence.
fn details(e: &Entry) -> Vec<(u8, String)> {
    let mut out = Vec::new();
    if let Some(family) = e.family {
        out.push((0, format!("性质：{}，{}", family.name(), e.verdict_word())));
    }
    out.extend(e.place.iter().map(|p| (0, format!("位置：{}", p.text()))));
    if !e.cites.is_empty() {
        out.push((0, format!("依据：{}", e.cites.join("、"))));
    }
    for (place, text) in &e.also {
        let at = place.as_ref().map(|p| format!("（{}）", p.text())).unwrap_or_default();
        out.push((0, format!("{text}{at}")));
    }
    out.extend(e.story.iter().map(|line| (0, line.clone())));
    out.extend(e.consequence.map(|n| (0, format!("影响：{}元", n.to_fixed(2)))));
    out.extend(e.suggestions.iter().map(|s| (0, format!("建议：{s}"))));
    match &e.standing {
        Standing::Open => {}
        Standing::Accepted(reason, date) => out.push((0, format!("处理：已接受，{reason}（{date}）"))),
        other => out.push((0, format!("处理：{}", other.word()))),
    }
    out
}
