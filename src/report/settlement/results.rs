//! The table of results.

use super::{View, cites, item_name, show_answer};
use crate::eval::{Missing, Outcome};
use crate::ir::{ItemId, Program};
use crate::report::doc::Doc;

/// One table; one for each module when several are shown.
pub(super) fn add(doc: &mut Doc, view: &View<'_>, outcome: &Outcome) {
    let many = view.shown.len() > 1;
    for (module, items) in view.shown {
        if many {
            let name = view.program.modules.get(module.ix()).map_or("", |m| m.name.as_str());
            doc.heading(2, name);
        }
        doc.table(&["项目", "结果"], items.iter().filter_map(|item| row(view.program, outcome, *item)).collect());
    }
}

fn row(program: &Program, outcome: &Outcome, item: ItemId) -> Option<Vec<String>> {
    let answer = outcome.answer(item)?;
    Some(vec![item_name(program, item).to_owned(), show_answer(program, item, answer)])
}

/// Why there is no value, with what would give one.
pub fn lacking(program: &Program, missing: &Missing) -> String {
    let mut parts = Vec::new();
    let facts: Vec<&str> =
        missing.facts.iter().filter_map(|i| Some(program.inputs.get(i.ix())?.name.as_str())).collect();
    if !facts.is_empty() {
        parts.push(format!("未知，还需提供：{}", facts.join("、")));
    }
    let params = missing.params.iter().filter_map(|p| program.params.get(p.ix()));
    let params: Vec<String> = params.map(|p| format!("「{}」{}", p.name, cites(&p.cites))).collect();
    let rules = missing.undetermined.iter().filter_map(|r| program.rules.get(r.ix()));
    let rules: Vec<String> = rules.map(|r| format!("「{}」{}", r.name, cites(&r.cites))).collect();
    let open: Vec<String> = params.into_iter().chain(rules).collect();
    if !open.is_empty() {
        parts.push(format!("文件未定：{}", open.join("、")));
    }
    let accums: Vec<&str> =
        missing.accums.iter().filter_map(|a| Some(program.accums.get(a.ix())?.name.as_str())).collect();
    if !accums.is_empty() {
        parts.push(format!("尚无累计：{}", accums.join("、")));
    }
    if parts.is_empty() { "不适用：没有条款适用".to_owned() } else { parts.join("；") }
}
