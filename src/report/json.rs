//! Diagnostics as data, in a stable form: the same content as `human` prints.

use crate::base::diagnostic::Diagnostic;
use crate::base::source::SourceMap;
use crate::base::span::Span;
use serde_json::{Value, json};

/// A list of diagnostics.
pub fn diagnostics(diagnostics: &[Diagnostic], sources: &SourceMap) -> Value {
    diagnostics.iter().map(|d| diagnostic(d, sources)).collect()
}

/// One diagnostic.
pub fn diagnostic(d: &Diagnostic, sources: &SourceMap) -> Value {
    let labels: Vec<Value> = d.labels.iter().map(|l| json!({"位置": place(l.span, sources), "说明": l.text})).collect();
    json!({
        "编号": d.code,
        "级别": d.severity,
        "信息": d.message,
        "位置": place(d.span, sources),
        "说明": d.label,
        "相关": labels,
        "提示": d.hints,
        "改法": d.fix,
    })
}

/// A place: lines and columns count from 1, columns in characters; 字节 is the byte range in the file.
pub fn place(span: Span, sources: &SourceMap) -> Value {
    let (path, line, column) = sources.position(span);
    if path.is_empty() {
        return Value::Null;
    }
    let (_, end_line, end_column) = sources.position(Span { start: span.end, ..span });
    json!({
        "文件": path,
        "行": line,
        "列": column,
        "止行": end_line,
        "止列": end_column,
        "字节": [span.start, span.end],
    })
}

/// Text with a final line break.
pub fn to_text(value: &Value) -> String {
    format!("{value:#}\n")
}

#[cfg(test)]
mod tests;
