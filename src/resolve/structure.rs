//! Checks on the shape of items that need no types.

use super::{Names, errors};
use crate::base::diagnostic::Diagnostic;
use crate::base::span::Span;
use crate::syntax::ast::{Doubt, Example, Ident, QName};
use std::collections::HashMap;

/// Everything wrong with the shape of items.
pub(super) fn check(names: &Names<'_>, diags: &mut Vec<Diagnostic>) {
    one_region(names, diags);
    module_names_differ(names, diags);
    for doubt in &names.doubts {
        one_reading_adopted(doubt.ast, diags);
    }
    for example in &names.examples {
        expects_something(example.ast, diags);
    }
    for table in &names.tables {
        let heads = table.decl.ast.conditions.iter().chain(&table.decl.ast.results);
        columns_differ(heads.map(last), diags);
    }
    for bands in &names.bands {
        columns_differ(bands.ast.columns.iter().map(|c| (c.text.as_str(), c.span)), diags);
    }
}

fn last(name: &QName) -> (&str, Span) {
    (name.parts.last().map_or("", |p| p.text.as_str()), name.span)
}

fn one_region(names: &Names<'_>, diags: &mut Vec<Diagnostic>) {
    let mut first: Option<Span> = None;
    for module in names.modules.iter().filter(|m| m.source.stdlib.is_none()) {
        let Some((code, _)) = module.policy.and_then(|p| p.region.as_ref()) else { continue };
        match first {
            Some(known) => diags.push(errors::second_region(code.span, known)),
            None => first = Some(code.span),
        }
    }
}

fn module_names_differ(names: &Names<'_>, diags: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for module in names.modules.iter().filter(|m| m.source.stdlib.is_none()) {
        if let Some(first) = seen.insert(&module.name, module.span) {
            let word = Ident { text: module.name.clone(), span: module.span };
            diags.push(errors::duplicate_module(&word, first));
        }
    }
}

fn one_reading_adopted(doubt: &Doubt, diags: &mut Vec<Diagnostic>) {
    let adopted: Vec<Span> = doubt.readings.iter().filter(|r| r.adopted).map(|r| r.name.span).collect();
    match adopted.as_slice() {
        [_] => {}
        [] => diags.push(errors::no_reading_adopted(&doubt.name)),
        [first, second, ..] => diags.push(errors::two_readings_adopted(&doubt.name, *first, *second)),
    }
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for reading in &doubt.readings {
        if let Some(first) = seen.insert(&reading.name.text, reading.name.span) {
            diags.push(errors::repeated_member(&reading.name, Some(first), &doubt.name.text, "存疑"));
        }
    }
}

fn expects_something(example: &Example, diags: &mut Vec<Diagnostic>) {
    if example.expect.is_empty() && example.encounters.iter().all(|e| e.expect.is_empty()) {
        diags.push(errors::nothing_expected(&example.name));
    }
}

fn columns_differ<'w>(heads: impl Iterator<Item = (&'w str, Span)>, diags: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for (word, span) in heads {
        if let Some(first) = seen.insert(word, span) {
            diags.push(errors::repeated_column(word, span, first));
        }
    }
}
