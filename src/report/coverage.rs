//! Which units of a document are encoded, by which clauses, which hold nothing to compute, and which are not
//! accounted for.
//!
//! Units are read off the document's own headings (章, 条, 款, 问, 一、, （一）), tables (a line of tab-separated cells is
//! a row) and lists. A unit with a number is accounted for by a citation of it or of a part of it; a row or an entry of
//! a list by a citation of its section that names it, or whose holder speaks of it. A citation of the whole accounts for
//! its parts only while none of them is cited by itself: once the policy goes into the parts, each needs its own.

mod locate;
mod rows;
mod text;
mod units;

use crate::ir::Program;
use locate::{Place, Reach, places};
use serde_json::{Value, json};
use std::collections::BTreeSet;
pub use units::{Unit, units};

/// What became of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Encoded by these (clauses, tables, parameters, lists …).
    Encoded(Vec<String>),
    /// Marked 不可计算, with the reason.
    NotComputable(String),
    /// Not accounted for.
    Missing,
}

/// The account of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Units in the document's order.
    pub units: Vec<(Unit, Standing)>,
    /// Citations of the policy that name no unit of the document: (citation, where it stands).
    pub strangers: Vec<(String, String)>,
}

impl Coverage {
    /// Units that are not accounted for.
    pub fn missing(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(|(_, s)| *s == Standing::Missing).map(|(u, _)| u)
    }

    fn count(&self, wanted: fn(&Standing) -> bool) -> usize {
        self.units.iter().filter(|(_, s)| wanted(s)).count()
    }
}

/// Holds a policy against its document's text.
pub fn against(program: &Program, source: &str) -> Coverage {
    let units = units(source);
    let places = places(program);
    let reached = |p: &Place| units.iter().any(|u| p.reach(u) != Reach::None);
    let strangers =
        places.iter().filter(|p| p.is_numbered() && !reached(p)).map(|p| (p.cite.clone(), p.holder.clone())).collect();
    let judged: Vec<(Unit, Standing)> = judged(units, &places);
    Coverage { units: with_heads(judged), strangers }
}

/// The units beside a unit: those under the same heading.
fn family(unit: &Unit) -> (Vec<u32>, Vec<String>) {
    if unit.is_worded() {
        return (unit.section.clone(), unit.above.clone());
    }
    (unit.numbers.split_last().map(|(_, above)| above.to_vec()).unwrap_or_default(), Vec::new())
}

fn judged(units: Vec<Unit>, places: &[Place]) -> Vec<(Unit, Standing)> {
    let by = |u: &Unit, reach: Reach| places.iter().filter(|p| p.reach(u) == reach).collect::<Vec<_>>();
    let own: Vec<Vec<&Place>> = units.iter().map(|u| by(u, Reach::Itself)).collect();
    let gone_into: BTreeSet<_> =
        units.iter().zip(&own).filter(|(_, own)| !own.is_empty()).map(|(u, _)| family(u)).collect();
    let standing = |u: &Unit, own: &[&Place]| {
        let whole = own.is_empty() && !gone_into.contains(&family(u));
        if whole { summed(&by(u, Reach::Whole)) } else { summed(own) }
    };
    let standings: Vec<Standing> = units.iter().zip(&own).map(|(u, own)| standing(u, own)).collect();
    units.into_iter().zip(standings).collect()
}

/// A heading is accounted for when one of the units up to the next heading of its depth is.
fn with_heads(mut judged: Vec<(Unit, Standing)>) -> Vec<(Unit, Standing)> {
    for i in (0..judged.len()).rev() {
        let Some((unit, Standing::Missing)) = judged.get(i) else { continue };
        if !unit.heads {
            continue;
        }
        let depth = unit.numbers.len();
        let below = judged.iter().skip(i + 1).take_while(|(u, _)| u.is_worded() || u.numbers.len() > depth);
        let found = below.filter(|(_, s)| *s != Standing::Missing).map(|(u, _)| u.title.clone()).next();
        if let (Some(title), Some(slot)) = (found, judged.get_mut(i)) {
            slot.1 = Standing::Encoded(vec![format!("其下「{title}」等")]);
        }
    }
    judged
}

/// Without the text: the units that the policy itself cites.
pub fn of_citations(program: &Program) -> Coverage {
    let places = places(program);
    let mut cites: Vec<&str> = places.iter().map(|p| p.cite.as_str()).collect();
    cites.sort_by_key(|c| (locate::numbers(c), c.to_owned()));
    cites.dedup();
    let units = cites.into_iter().map(|c| {
        let numbers = locate::numbers(c);
        let unit = Unit { numbers, title: c.to_owned(), ..Unit::default() };
        let here: Vec<&Place> = places.iter().filter(|p| p.cite == c).collect();
        (unit, summed(&here))
    });
    Coverage { units: units.collect(), strangers: Vec::new() }
}

fn summed(here: &[&Place]) -> Standing {
    let mut holders: Vec<String> = here.iter().filter(|p| p.reason.is_none()).map(|p| p.holder.clone()).collect();
    holders.sort();
    holders.dedup();
    match (holders.is_empty(), here.iter().find_map(|p| p.reason.clone())) {
        (false, _) => Standing::Encoded(holders),
        (true, Some(reason)) => Standing::NotComputable(reason),
        (true, None) => Standing::Missing,
    }
}

/// The account as text: counts, then each unit.
pub fn text(coverage: &Coverage) -> String {
    let mut out = format!("单元 {} 个：{}\n\n", coverage.units.len(), counts(coverage));
    for (unit, standing) in &coverage.units {
        out.push_str(&line(unit, standing));
    }
    if !coverage.strangers.is_empty() {
        out.push_str("\n依据里写了而原文没有的单元：\n");
        for (cite, holder) in &coverage.strangers {
            out.push_str(&format!("  {cite}（{holder}）\n"));
        }
    }
    out
}

fn counts(coverage: &Coverage) -> String {
    let encoded = coverage.count(|s| matches!(s, Standing::Encoded(_)));
    let nothing = coverage.count(|s| matches!(s, Standing::NotComputable(_)));
    let missing = coverage.count(|s| *s == Standing::Missing);
    format!("已编码 {encoded}，不可计算 {nothing}，没有着落 {missing}")
}

fn line(unit: &Unit, standing: &Standing) -> String {
    let place = if unit.line > 0 { format!("第{}行 ", unit.line) } else { String::new() };
    match standing {
        Standing::Encoded(by) => format!("  ✓ {place}{}：{}\n", unit.title, shortened(by)),
        Standing::NotComputable(reason) => format!("  － {place}{}：不可计算，{reason}\n", unit.title),
        Standing::Missing => format!("  ✗ {place}{}：没有着落\n", unit.title),
    }
}

fn shortened(by: &[String]) -> String {
    let shown: Vec<&str> = by.iter().take(4).map(String::as_str).collect();
    let more = by.len().saturating_sub(4);
    if more > 0 { format!("{}等 {} 处", shown.join("、"), by.len()) } else { shown.join("、") }
}

/// The account as data.
pub fn data(coverage: &Coverage) -> Value {
    let units: Vec<Value> = coverage
        .units
        .iter()
        .map(|(unit, standing)| match standing {
            Standing::Encoded(by) => json!({"单元": unit.title, "行": unit.line, "结论": "已编码", "由": by}),
            Standing::NotComputable(why) => {
                json!({"单元": unit.title, "行": unit.line, "结论": "不可计算", "理由": why})
            }
            Standing::Missing => json!({"单元": unit.title, "行": unit.line, "结论": "没有着落"}),
        })
        .collect();
    let strangers: Vec<Value> =
        coverage.strangers.iter().map(|(cite, holder)| json!({"依据": cite, "处": holder})).collect();
    json!({"单元": units, "原文没有的依据": strangers})
}

#[cfg(test)]
mod tests;
