//! Two policies on the same population: tables, drawings, data.

mod drawing;

use super::doc::{Block, Doc};
use crate::base::num::Num;
use crate::batch::compare::{BANDS, Comparison, Pair, Tally, YUAN};
use crate::data::{Cell, csv as lines};
use serde_json::{Value, json};

/// A comparison to be shown.
pub struct View<'a> {
    /// What the two are called.
    pub labels: [String; 2],
    /// Names of the items.
    pub names: &'a [String],
    /// Which of them is self-pay.
    pub own: Option<usize>,
    /// Names of the facts that make groups.
    pub by: &'a [String],
    /// The numbers.
    pub comparison: &'a Comparison,
    /// Hashes of the two policies.
    pub hashes: [&'a str; 2],
}

/// An amount in millionths of a 元, with two decimals when that is exact.
fn yuan(sum: i128) -> String {
    let exact = Num::ratio(sum, YUAN).unwrap_or(Num::ZERO);
    if exact.is_multiple_of(Num::cents(1)) { exact.to_fixed(2) } else { exact.to_exact() }
}

/// How much more the second is, in per cent with two decimals, rounded for display.
fn percent([first, second]: Pair) -> String {
    let change = second.checked_sub(first).and_then(|d| d.checked_mul(100)).filter(|_| first != 0);
    let ratio = change.and_then(|c| if first < 0 { Num::ratio(-c, -first) } else { Num::ratio(c, first) });
    ratio.map_or_else(|| "—".to_owned(), |r| format!("{}%", r.to_fixed(2)))
}

/// Names of the bands of self-pay.
fn bands() -> Vec<String> {
    let short = |yuan: i64| if yuan % 10_000 == 0 { format!("{}万", yuan / 10_000) } else { yuan.to_string() };
    let mut names = vec!["0".to_owned()];
    names.extend(BANDS.iter().skip(1).map(|end| format!("至{}", short(*end))));
    names.extend(BANDS.last().map(|end| format!("超过{}", short(*end))));
    names
}

/// The comparison as a document.
pub fn document(view: &View<'_>) -> Doc {
    let (c, mut doc) = (view.comparison, Doc::new("两部政策比较"));
    let [a, b] = &view.labels;
    doc.paragraph(format!("甲：{a}；乙：{b}"));
    let [only_a, only_b, both] = c.rejected;
    doc.paragraph(format!(
        "读入 {} 行，两部都结算 {} 行（{} 人）；甲退回 {only_a} 行，乙退回 {only_b} 行，都退回 {both} 行，不计入",
        c.read, c.total.rows, c.total.persons
    ));
    doc.heading(1, "合计（元）");
    doc.table(&["项目", "甲", "乙", "乙－甲", "变化"], view.names.iter().zip(&c.total.items).map(item).collect());
    doc.blocks.push(Block::Drawing(drawing::sums(view)));
    if view.own.is_some() {
        own_pay(&mut doc, view);
    }
    if !view.by.is_empty() {
        groups(&mut doc, view);
    }
    notes(&mut doc, view);
    doc
}

fn item((name, pair): (&String, &Pair)) -> Vec<String> {
    vec![name.clone(), yuan(pair[0]), yuan(pair[1]), yuan(pair[1] - pair[0]), percent(*pair)]
}

fn own_name<'a>(view: &View<'a>) -> &'a str {
    view.own.and_then(|n| view.names.get(n)).map_or("", String::as_str)
}

fn own_pay(doc: &mut Doc, view: &View<'_>) {
    let total = &view.comparison.total;
    doc.heading(1, format!("{}的分布（人数，按人合计，元）", own_name(view)));
    let [first, second] = &total.bands;
    let rows = bands().into_iter().zip(first.iter().zip(second));
    doc.table(&["档", "甲", "乙"], rows.map(|(n, (a, b))| vec![n, a.to_string(), b.to_string()]).collect());
    doc.blocks.push(Block::Drawing(drawing::spread(view, &bands())));
    doc.heading(1, "在乙之下");
    doc.paragraph(who(total));
}

fn who(t: &Tally) -> String {
    format!(
        "少付的 {} 人，共少付 {} 元；多付的 {} 人，共多付 {} 元；不变的 {} 人；算不出的 {} 人",
        t.winners,
        yuan(t.won),
        t.losers,
        yuan(t.lost),
        t.same,
        t.open
    )
}

fn groups(doc: &mut Doc, view: &View<'_>) {
    doc.heading(1, format!("按{}", view.by.join("、")));
    let head = group_head(view);
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    doc.table(&head, view.comparison.groups.iter().map(|(group, t)| group_row(view, group, t)).collect());
    if view.own.is_some() {
        doc.blocks.push(Block::Drawing(drawing::winners(view)));
    }
}

fn group_head(view: &View<'_>) -> Vec<String> {
    let mut head: Vec<String> = view.by.to_vec();
    head.extend(["行", "人"].map(str::to_owned));
    head.extend(view.names.iter().flat_map(|n| [format!("{n}·甲"), format!("{n}·乙")]));
    if view.own.is_some() {
        head.extend(["少付的人", "少付（元）", "多付的人", "多付（元）", "不变的人"].map(str::to_owned));
    }
    head
}

fn group_row(view: &View<'_>, group: &[String], t: &Tally) -> Vec<String> {
    let mut row: Vec<String> = group.to_vec();
    row.extend([t.rows.to_string(), t.persons.to_string()]);
    row.extend(t.items.iter().flatten().map(|sum| yuan(*sum)));
    if view.own.is_some() {
        row.extend([t.winners.to_string(), yuan(t.won), t.losers.to_string(), yuan(t.lost), t.same.to_string()]);
    }
    row
}

fn notes(doc: &mut Doc, view: &View<'_>) {
    doc.heading(1, "说明");
    let mut points = Vec::new();
    for (name, [a, b]) in view.names.iter().zip(&view.comparison.left_out).filter(|(_, l)| **l != [0, 0]) {
        points.push((0, format!("「{name}」没有值（未知、文件未定或不是有限小数）而没有计入：甲 {a} 行，乙 {b} 行")));
    }
    points.push((0, format!("明策 {}；甲 {}；乙 {}", env!("CARGO_PKG_VERSION"), view.hashes[0], view.hashes[1])));
    points.push((0, super::settlement::DISCLAIMER.to_owned()));
    doc.list(points);
}

/// One table: the whole, then the groups.
pub fn csv(view: &View<'_>) -> String {
    let mut out = String::new();
    let mut row = |cells: &[String]| lines::write_row(cells.iter().map(|c| Cell::from(c.as_str())), &mut out);
    if view.by.is_empty() {
        row(&group_head(view));
        row(&group_row(view, &[], &view.comparison.total));
        return out;
    }
    row(&group_head(view));
    for (group, tally) in &view.comparison.groups {
        row(&group_row(view, group, tally));
    }
    let all: Vec<String> = view.by.iter().map(|_| "合计".to_owned()).collect();
    row(&group_row(view, &all, &view.comparison.total));
    out
}

fn tally(view: &View<'_>, t: &Tally) -> Value {
    let items: serde_json::Map<String, Value> = view
        .names
        .iter()
        .zip(&t.items)
        .map(|(n, [a, b])| (n.clone(), json!({"甲": yuan(*a), "乙": yuan(*b)})))
        .collect();
    json!({
        "行": t.rows, "人": t.persons, "项目": items, "少付的人": t.winners, "少付": yuan(t.won), "多付的人": t.losers,
        "多付": yuan(t.lost), "不变的人": t.same, "算不出的人": t.open,
    })
}

/// The comparison as data.
pub fn data(view: &View<'_>) -> Value {
    let c = view.comparison;
    let [first, second] = &c.total.bands;
    let spread: Vec<Value> = bands()
        .into_iter()
        .zip(first.iter().zip(second))
        .map(|(n, (a, b))| json!({"档": n, "甲": a, "乙": b}))
        .collect();
    let groups: Vec<Value> = c.groups.iter().map(|(g, t)| json!({"组": g, "数": tally(view, t)})).collect();
    json!({
        "甲": view.labels[0], "乙": view.labels[1], "读入": c.read, "退回": c.rejected, "合计": tally(view, &c.total),
        "个人负担": own_name(view), "分布": spread, "分组": view.by, "各组": groups, "政策": view.hashes,
    })
}
