//! What a batch run read, refused and came to.

use super::doc::Doc;
use crate::base::codes;
use crate::base::diagnostic::Code;
use crate::base::num::Num;
use crate::batch::mapping::Mapping;
use crate::batch::summary::{BANDS, ItemSum, Summary};
use crate::ir::{InputId, Program};
use serde_json::{Value, json};

/// A run that is over.
pub struct View<'a> {
    /// The policy.
    pub program: &'a Program,
    /// Counts and sums.
    pub summary: &'a Summary,
    /// How rows were settled.
    pub engine: &'a str,
    /// Where rejected rows are.
    pub rejects: Option<&'a str>,
    /// Milliseconds taken.
    pub millis: u64,
    /// Milliseconds by stage.
    pub stages: &'a [(&'static str, u64)],
}

/// What columns are read as, before the run.
pub fn mapping(program: &Program, mapping: &Mapping, columns: &[String]) -> String {
    let fact = |i: &InputId| program.inputs.get(i.ix()).map_or("", |i| i.name.as_str()).to_owned();
    let column =
        |at: Option<usize>| at.and_then(|at| mapping.read.get(at)).and_then(|place| columns.get(*place)).cloned();
    let mut out = String::new();
    let mut line = |head: &str, words: Vec<String>| {
        if !words.is_empty() {
            out.push_str(&format!("{head}：{}\n", words.join("、")));
        }
    };
    let read = mapping.facts.iter().map(|m| {
        let fact = fact(&m.input);
        if fact == m.column { fact } else { format!("{} → {fact}", m.column) }
    });
    line("读作事实的列", read.collect());
    line("个人编号", vec![column(mapping.person).unwrap_or_else(|| "没有这一列，各行独立结算".to_owned())]);
    line("业务编号", column(mapping.id).into_iter().collect());
    line("各行相同", mapping.fixed.iter().map(|(i, _)| fact(i)).collect());
    line("认得而用不到的列", mapping.unneeded.clone());
    line("不认得、不读的列", mapping.ignored.clone());
    line("没有给、取缺省的事实", mapping.defaulted.iter().map(fact).collect());
    line("没有给、当作未知的事实", mapping.absent.iter().map(fact).collect());
    out
}

/// The summary as a document.
pub fn document(view: &View<'_>) -> Doc {
    let s = view.summary;
    let mut doc = Doc::new("整库结算汇总");
    doc.paragraph(format!("读入 {} 行，结算 {} 行（{} 人），退回 {} 行", s.read, s.settled, s.persons, s.rejects()));
    rejects(&mut doc, view);
    let amounts: Vec<&ItemSum> = s.items.iter().filter(|i| i.amount && i.values > 0).collect();
    if !amounts.is_empty() {
        doc.heading(1, "合计");
        doc.table(
            &["项目", "合计（元）", "有值的行", "未知", "文件未定", "不适用"],
            amounts.iter().map(|i| sums(i)).collect(),
        );
        doc.heading(1, "分布（行数）");
        let head = bands();
        let head: Vec<&str> = std::iter::once("项目").chain(head.iter().map(String::as_str)).collect();
        let row = |i: &&ItemSum| std::iter::once(i.name.clone()).chain(i.bands.iter().map(u64::to_string)).collect();
        doc.table(&head, amounts.iter().map(row).collect());
    }
    notes(&mut doc, view);
    doc
}

fn rejects(doc: &mut Doc, view: &View<'_>) {
    if view.summary.rejected.is_empty() {
        return;
    }
    doc.heading(1, "退回");
    let row = |(code, (count, line, message)): (&u16, &(u64, u64, String))| {
        vec![
            format!("[{}]", Code(*code)),
            title(*code).to_owned(),
            count.to_string(),
            format!("第 {line} 行：{message}"),
        ]
    };
    doc.table(&["编号", "原因", "行数", "例"], view.summary.rejected.iter().map(row).collect());
    if let Some(path) = view.rejects {
        doc.paragraph(format!("逐行的原因在「{path}」"));
    }
}

fn title(code: u16) -> &'static str {
    codes::entry(Code(code)).map_or("", |e| e.title)
}

fn yuan(sum: &ItemSum) -> String {
    let scale = 10_i128.checked_pow(sum.places).unwrap_or(1);
    Num::ratio(sum.sum, scale)
        .map_or_else(String::new, |n| if n.is_multiple_of(Num::cents(1)) { n.to_fixed(2) } else { n.to_exact() })
}

fn sums(item: &ItemSum) -> Vec<String> {
    let counts = [item.values, item.unknown, item.undetermined, item.not_applicable].map(|n| n.to_string());
    [item.name.clone(), yuan(item)].into_iter().chain(counts).collect()
}

/// Names of the bands.
fn bands() -> Vec<String> {
    let mut out = Vec::new();
    let mut last = None;
    for end in BANDS {
        out.push(match last {
            None => "0".to_owned(),
            Some(_) => format!("至{}", short(end)),
        });
        last = Some(end);
    }
    out.push(format!("超过{}", short(last.unwrap_or(0))));
    out
}

fn short(yuan: i64) -> String {
    if yuan % 10_000 == 0 { format!("{}万", yuan / 10_000) } else { yuan.to_string() }
}

fn notes(doc: &mut Doc, view: &View<'_>) {
    let s = view.summary;
    doc.heading(1, "说明");
    let mut points = vec![(0, format!("方式：{}", view.engine))];
    if s.interpreted > 0 {
        points.push((0, format!("其中 {} 行转由参照求值器结算", s.interpreted)));
    }
    if s.rounded > 0 {
        points.push((0, format!("浮点数四舍五入改动了 {} 格", s.rounded)));
    }
    for item in s.items.iter().filter(|i| i.coded > 0) {
        points.push((0, format!("「{}」有 {} 行的值不是有限小数，没有计入合计", item.name, item.coded)));
    }
    let rate = s.read.saturating_mul(1000) / view.millis.max(1);
    points.push((0, format!("用时 {}.{:03} 秒，每秒 {rate} 行", view.millis / 1000, view.millis % 1000)));
    let stages: Vec<String> =
        view.stages.iter().map(|(n, ms)| format!("{n} {}.{:03} 秒", ms / 1000, ms % 1000)).collect();
    points.push((0, format!("各段用时（多线程累计）：{}", stages.join("，"))));
    points.push((0, format!("明策 {}，政策 {}", env!("CARGO_PKG_VERSION"), view.program.hash)));
    points.push((0, super::settlement::DISCLAIMER.to_owned()));
    doc.list(points);
}

/// The summary as data.
pub fn data(view: &View<'_>) -> Value {
    let s = view.summary;
    let rejected: Vec<Value> = s
        .rejected
        .iter()
        .map(|(code, (count, line, message))| {
            json!({"编号": Code(*code), "原因": title(*code), "行数": count, "首行": line, "例": message})
        })
        .collect();
    let bands = bands();
    let items: Vec<Value> = s
        .items
        .iter()
        .map(|i| {
            let spread: serde_json::Map<String, Value> =
                bands.iter().cloned().zip(i.bands.iter().map(|n| json!(n))).collect();
            json!({
                "项目": i.name, "合计": if i.amount { json!(yuan(i)) } else { Value::Null },
                "有值": i.values, "未知": i.unknown, "文件未定": i.undetermined, "不适用": i.not_applicable,
                "未计入合计": i.coded, "分布": if i.amount { json!(spread) } else { Value::Null },
            })
        })
        .collect();
    let stages: serde_json::Map<String, Value> =
        view.stages.iter().map(|(name, ms)| ((*name).to_owned(), json!(ms))).collect();
    json!({
        "读入": s.read, "结算": s.settled, "人数": s.persons, "退回": s.rejects(), "退回原因": rejected,
        "退回文件": view.rejects, "项目": items, "方式": view.engine, "转由参照求值器": s.interpreted,
        "浮点改动": s.rounded, "毫秒": view.millis, "各段毫秒": stages,
        "明策": env!("CARGO_PKG_VERSION"), "政策": view.program.hash, "说明": super::settlement::DISCLAIMER,
    })
}
