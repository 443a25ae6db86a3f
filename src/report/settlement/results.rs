//! The table of results.

use super::{View, item_name, show_item};
use crate::eval::Outcome;
use crate::ir::ItemId;
use crate::report::doc::Doc;

/// One table; one for each module when several are shown.
pub(super) fn add(doc: &mut Doc, view: &View<'_>, outcome: &Outcome) {
    let many = view.shown.len() > 1;
    for (module, items) in view.shown {
        if many {
            let name = view.program.modules.get(module.ix()).map_or("", |m| m.name.as_str());
            doc.heading(2, name);
        }
        doc.table(&["项目", "结果"], items.iter().filter_map(|item| row(view, outcome, *item)).collect());
    }
}

fn row(view: &View<'_>, outcome: &Outcome, item: ItemId) -> Option<Vec<String>> {
    let answer = outcome.answer(item)?;
    Some(vec![label(view, item), show_item(view.program, item, answer)])
}

/// The item's name; the name asked for first, when that is another.
fn label(view: &View<'_>, item: ItemId) -> String {
    let name = item_name(view.program, item);
    match view.asked.get(&item) {
        Some(asked) if asked != name => format!("{asked}（{name}）"),
        _ => name.to_owned(),
    }
}
