//! The audit as data: the same content as people read.

use super::{Audit, Entry, Place, Standing, Tally};
use serde_json::{Value, json};

/// One policy's audit.
pub fn value(audit: &Audit) -> Value {
    json!({
        "路径": audit.path,
        "政策": audit.identity.iter().map(|(k, v)| (k.clone(), json!(v))).collect::<serde_json::Map<_, _>>(),
        "诊断": audit.entries.iter().map(entry).collect::<Vec<_>>(),
        "深入分析": audit.tallies.iter().map(tally).collect::<Vec<_>>(),
        "例": {"总数": audit.examples.0, "不符": audit.examples.1},
        "存疑": audit.left_open.0,
        "文件未定": audit.left_open.1,
    })
}

fn tally(t: &Tally) -> Value {
    json!({"性质": t.family.name(), "已证明": t.proved, "有发现": t.refuted, "未能判定": t.undecided})
}

fn entry(e: &Entry) -> Value {
    let also: Vec<Value> = e.also.iter().map(|(p, text)| json!({"位置": place(p.as_ref()), "说明": text})).collect();
    json!({
        "编号": e.code,
        "名称": e.title(),
        "级别": e.severity,
        "性质": e.family.map(|f| f.name()),
        "结论": e.family.map(|_| e.verdict_word()),
        "信息": e.message,
        "位置": place(e.place.as_ref()),
        "相关": also,
        "依据": e.cites,
        "反例": e.story,
        "影响": e.consequence.map(|n| n.to_fixed(2)),
        "提示": e.suggestions,
        "指纹": e.fingerprint,
        "处理": standing(&e.standing),
    })
}

fn standing(s: &Standing) -> Value {
    match s {
        Standing::Accepted(reason, date) => json!({"状态": s.word(), "理由": reason, "日期": date}),
        _ => json!({"状态": s.word()}),
    }
}

fn place(p: Option<&Place>) -> Value {
    p.map_or(Value::Null, |p| json!({"文件": p.path, "行": p.from.0, "列": p.from.1, "止行": p.to.0, "止列": p.to.1}))
}
