//! Items: every name on the left of a clause and in the result head of a table. A name that no 项目 declares becomes
//! an item of its module.

use super::{Found, ItemInfo, Kind, Names, RuleSource, errors, next_id};
use crate::base::diagnostic::Diagnostic;
use crate::base::suggest::Close;
use crate::ir::{ItemId, ModuleId, TableId, Target};
use crate::syntax::ast::{QName, Table};
use std::collections::HashMap;

/// Gives each definition its item.
pub(super) fn define_items(names: &mut Names<'_>, diags: &mut Vec<Diagnostic>) {
    let declared = next_id(&names.items);
    for at in 0..names.rules.len() {
        let Some((module, source)) = names.rules.get(at).map(|r| (r.module, r.source)) else { continue };
        match source {
            RuleSource::Clause(c) => {
                let defs = c.ast.defs.iter().map(|(name, _)| item_for(names, module, name, diags)).collect();
                if let Some(rule) = names.rules.get_mut(at) {
                    rule.defs = defs;
                }
            }
            RuleSource::Row(t, 0, _) => table_items(names, module, t, diags),
            RuleSource::Row(..) => {}
        }
    }
    for t in 0..names.tables.len() {
        let empty = names.tables.get(t).is_some_and(|t| t.decl.ast.rows.is_empty());
        if empty {
            let module = names.tables.get(t).map(|t| t.decl.module).unwrap_or(ModuleId(0));
            table_items(names, module, TableId(u32::try_from(t).unwrap_or(u32::MAX)), diags);
        }
    }
    warn_lookalikes(names, declared, diags);
}

fn table_items(names: &mut Names<'_>, module: ModuleId, t: TableId, diags: &mut Vec<Diagnostic>) {
    let Some(ast) = names.tables.get(t.ix()).map(|t| t.decl.ast) else { return };
    let heads: &Table = ast;
    let results = heads.results.iter().map(|name| item_for(names, module, name, diags)).collect();
    if let Some(table) = names.tables.get_mut(t.ix()) {
        table.results = results;
    }
}

fn item_for<'a>(
    names: &mut Names<'a>,
    module: ModuleId,
    name: &'a QName,
    diags: &mut Vec<Diagnostic>,
) -> Option<ItemId> {
    match names.lookup(module, name, Kind::Value) {
        Found::One(Target::Item(item)) if extends(names, module, name, item) => Some(item),
        Found::One(Target::Item(_)) | Found::None => implicit(names, module, name, diags),
        Found::One(other) => {
            diags.push(errors::not_an_item(names, name, other));
            None
        }
        Found::Many(found) => {
            let items = found.iter().all(|(_, t)| matches!(t, Target::Item(i) if !declared(names, *i)));
            if items {
                return implicit(names, module, name, diags);
            }
            diags.push(errors::ambiguous(names, name, &found));
            None
        }
    }
}

fn declared(names: &Names<'_>, item: ItemId) -> bool {
    names.items.get(item.ix()).is_some_and(|i| i.decl.is_some())
}

/// A definition adds to an item of another module when that module declares it with 项目 (or is inherited, or is
/// named explicitly); an item that only another module's clauses define is that module's own affair.
fn extends(names: &Names<'_>, module: ModuleId, name: &QName, item: ItemId) -> bool {
    let Some(info) = names.items.get(item.ix()) else { return false };
    let inherited = names.modules.get(module.ix()).is_some_and(|m| m.inherits.contains(&info.module));
    info.module == module || info.decl.is_some() || inherited || name.parts.len() > 1
}

fn implicit<'a>(
    names: &mut Names<'a>,
    module: ModuleId,
    name: &'a QName,
    diags: &mut Vec<Diagnostic>,
) -> Option<ItemId> {
    let [word] = name.parts.as_slice() else {
        diags.push(errors::unknown(names, module, name, Kind::Value));
        return None;
    };
    let id = ItemId(next_id(&names.items));
    names.items.push(ItemInfo { name: &word.text, module, decl: None, span: word.span });
    names.add_own(module, &word.text, Target::Item(id));
    Some(id)
}

/// An item whose name is nearly that of a declared item is probably a slip.
fn warn_lookalikes(names: &Names<'_>, first: u32, diags: &mut Vec<Diagnostic>) {
    let mut known: HashMap<ModuleId, Close<'_>> = HashMap::new();
    for item in names.items.iter().skip(first as usize) {
        let close = known.entry(item.module).or_insert_with(|| {
            Close::new(names.visible(item.module).filter_map(|(word, target)| match target {
                Target::Item(i) if declared(names, i) => Some(word),
                _ => None,
            }))
        });
        if let Some(close) = close.find(item.name) {
            diags.push(errors::lookalike(item.name, item.span, close));
        }
    }
}
