//! A settlement as sentences that the person concerned can follow: every figure with its arithmetic and its 依据.
//!
//! In: the program, what `eval` answered and its trace. Out: a [`Doc`], or the same as data. Nothing is derived
//! here; the trace says it all.

mod accums;
mod data;
mod footer;
mod items;
mod results;

pub use data::data;

use super::doc::Doc;
use crate::eval::narrate::show_answer;
use crate::eval::trace::{EncounterTrace, Trace};
use crate::eval::{Answer, Outcome, Settlement};
use crate::ir::{ItemId, ModuleId, Program};
use std::collections::BTreeMap;

/// The line that every settlement carries.
pub const DISCLAIMER: &str = "解释性计算，以经办机构结算为准";

/// What is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The policy.
    pub program: &'a Program,
    /// Its answers.
    pub settlement: &'a Settlement,
    /// Why.
    pub trace: &'a Trace,
    /// Results to show, by module.
    pub shown: &'a [(ModuleId, Vec<ItemId>)],
    /// Names under which items were asked for.
    pub asked: &'a BTreeMap<ItemId, String>,
    /// Results that lack something and are not shown.
    pub withheld: usize,
    /// Whether each figure is explained.
    pub explain: bool,
}

/// The whole as a document.
pub fn document(view: &View<'_>) -> Doc {
    let mut doc = Doc::new(format!("{} 结算", policy_name(view.program)));
    let many = view.settlement.outcomes.len() > 1;
    for (i, (outcome, trace)) in view.settlement.outcomes.iter().zip(&view.trace.encounters).enumerate() {
        if many {
            doc.heading(1, format!("第 {} 次就诊{}", i + 1, date_text(trace)));
        }
        encounter(&mut doc, view, outcome, trace);
    }
    if view.shown.is_empty() {
        doc.paragraph("没有一项有结果");
    }
    if view.withheld > 0 {
        let text = format!(
            "另有 {} 项因缺事实、文件未定或所需的数无条款适用而没有结果，用 --module 或 --for 点名可见缺什么",
            view.withheld
        );
        doc.paragraph(text);
    }
    footer::add(&mut doc, view);
    doc
}

fn encounter(doc: &mut Doc, view: &View<'_>, outcome: &Outcome, trace: &EncounterTrace) {
    results::add(doc, view, outcome);
    if view.explain {
        items::add(doc, view, outcome, trace);
        accums::add(doc, view, trace);
    }
}

fn date_text(trace: &EncounterTrace) -> String {
    trace.date.map_or_else(String::new, |date| format!("（{date}）"))
}

/// The name of the policy: of the document when it is known.
fn policy_name(program: &Program) -> String {
    let Some(module) = program.modules.iter().find(|m| !m.stdlib) else { return "政策".to_owned() };
    let region = module.region.as_deref().unwrap_or("");
    let document = module.document.as_deref().unwrap_or(&module.name);
    format!("{region}{document}")
}

fn item_name(program: &Program, item: ItemId) -> &str {
    program.items.get(item.ix()).map_or("", |i| i.name.as_str())
}

fn show_item(program: &Program, item: ItemId, answer: &Answer) -> String {
    program.items.get(item.ix()).map_or_else(String::new, |i| show_answer(program, &i.ty, answer))
}
