//! Names of items as columns.

use crate::ir::{ItemId, Program};

/// A name per item; of items that share one, each with its module.
pub fn item_names(program: &Program, items: &[ItemId]) -> Vec<String> {
    let name = |i: &ItemId| program.items.get(i.ix()).map_or("", |i| i.name.as_str());
    let module = |i: &ItemId| {
        let module = program.items.get(i.ix()).and_then(|i| program.modules.get(i.module.ix()));
        module.map_or("", |m| m.name.as_str())
    };
    let shared = |i: &ItemId| items.iter().filter(|o| name(o) == name(i)).count() > 1;
    items.iter().map(|i| if shared(i) { format!("{}.{}", module(i), name(i)) } else { name(i).to_owned() }).collect()
}
