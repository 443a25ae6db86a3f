//! Collects every declaration of every module and gives it its id.

use super::{Decl, InputInfo, ItemInfo, ModuleInfo, Names, RuleInfo, RuleSource, Source, TableInfo, errors, next_id};
use crate::base::diagnostic::Diagnostic;
use crate::ir::{InputId, ModuleId, TableId};
use crate::syntax::ast::{self, ItemKind};
use std::collections::HashMap;

/// All declarations but enums and lists, whose members need scopes first.
pub(super) fn collect<'a>(sources: &'a [Source], diags: &mut Vec<Diagnostic>) -> Names<'a> {
    let mut names = Names::default();
    for source in sources {
        let module = ModuleId(next_id(&names.modules));
        names.modules.push(module_info(source));
        let replaced = replaced(sources, source);
        for item in &source.ast.items {
            match rules_name(item).and_then(|name| Some((name, replaced.get(name.text.as_str())?))) {
                Some((name, by)) => diags.push(errors::replaced(name, by)),
                None => add(&mut names, module, item),
            }
        }
    }
    merge_inputs(&mut names, diags);
    add_date(&mut names);
    names
}

fn rules_name(item: &ast::Item) -> Option<&ast::Ident> {
    match &item.kind {
        ItemKind::Clause(c) => Some(&c.name),
        ItemKind::Table(t) => Some(&t.name),
        _ => None,
    }
}

/// Clauses and tables that a module which inherits from `parent` writes anew: theirs hold, the parent's of the same
/// name do not.
fn replaced<'a>(sources: &'a [Source], parent: &Source) -> HashMap<&'a str, &'a ast::Ident> {
    let called = parent.stdlib.clone().unwrap_or_else(|| module_info(parent).name);
    let heirs = sources.iter().filter(|s| {
        let policies = s.ast.items.iter().filter_map(|i| match &i.kind {
            ItemKind::Policy(p) => Some(p),
            _ => None,
        });
        policies.flat_map(|p| &p.inherits).any(|name| super::scope::joined(name) == called)
    });
    heirs.flat_map(|s| s.ast.items.iter().filter_map(rules_name)).map(|name| (name.text.as_str(), name)).collect()
}

fn module_info(source: &Source) -> ModuleInfo<'_> {
    let header = source.ast.items.iter().find_map(|item| match &item.kind {
        ItemKind::Policy(policy) => Some((policy, item.span)),
        _ => None,
    });
    ModuleInfo {
        source,
        name: header.map_or_else(|| stem(&source.path), |(p, _)| p.name.text.clone()),
        policy: header.map(|(p, _)| p),
        span: header.map_or(source.start, |(p, _)| p.name.span),
        imports: Vec::new(),
        inherits: Vec::new(),
    }
}

fn stem(path: &str) -> String {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    file.strip_suffix(".mingce").unwrap_or(file).to_owned()
}

fn add<'a>(names: &mut Names<'a>, module: ModuleId, item: &'a ast::Item) {
    match &item.kind {
        ItemKind::Input(i) => names.inputs.push(InputInfo { module, ast: Some(i), span: i.name.span }),
        ItemKind::Param(ast) => names.params.push(Decl { module, ast, item }),
        ItemKind::Item(ast) => names.items.push(ItemInfo {
            name: &ast.name.text,
            module,
            decl: Some(Decl { module, ast, item }),
            span: ast.name.span,
        }),
        ItemKind::Clause(ast) => names.rules.push(RuleInfo {
            module,
            source: RuleSource::Clause(Decl { module, ast, item }),
            defs: Vec::new(),
        }),
        ItemKind::Table(ast) => add_table(names, Decl { module, ast, item }),
        ItemKind::Bands(ast) => names.bands.push(Decl { module, ast, item }),
        ItemKind::Accum(ast) => names.accums.push(Decl { module, ast, item }),
        ItemKind::Cap(ast) => names.caps.push(Decl { module, ast, item }),
        ItemKind::Must(ast) => names.musts.push(Decl { module, ast, item }),
        ItemKind::Example(ast) => names.examples.push(Decl { module, ast, item }),
        ItemKind::Doubt(ast) => names.doubts.push(Decl { module, ast, item }),
        ItemKind::NotComputable(ast) => names.not_computable.push(Decl { module, ast, item }),
        ItemKind::Policy(_) | ItemKind::Import(_) | ItemKind::Enum(_) | ItemKind::List(_) | ItemKind::Note(_) => {}
    }
}

fn add_table<'a>(names: &mut Names<'a>, decl: Decl<'a, ast::Table>) {
    let table = TableId(next_id(&names.tables));
    names.tables.push(TableInfo { decl, results: Vec::new(), first_rule: next_id(&names.rules) });
    for (n, row) in (0_u32..).zip(&decl.ast.rows) {
        let source = RuleSource::Row(table, n, row);
        names.rules.push(RuleInfo { module: decl.module, source, defs: Vec::new() });
    }
}

/// A fact of one name is one fact, whichever modules declare it: later declarations that say the same are dropped.
fn merge_inputs(names: &mut Names<'_>, diags: &mut Vec<Diagnostic>) {
    let mut first: HashMap<&str, InputInfo<'_>> = HashMap::new();
    let stdlib: Vec<bool> = names.modules.iter().map(|m| m.source.stdlib.is_some()).collect();
    names.inputs.retain(|input| {
        let Some(decl) = input.ast else { return true };
        let Some(known) = first.get(decl.name.text.as_str()) else {
            first.insert(&decl.name.text, *input);
            return true;
        };
        let Some(other) = known.ast else { return true };
        if known.module == input.module {
            return true; // A duplicate within one module is reported with the other duplicates.
        }
        if !same_declaration(decl, other) {
            // The author can change only what is no part of the library.
            let library = stdlib.get(input.module.ix()) == Some(&true);
            let (at, also) = if library { (other, decl) } else { (decl, other) };
            diags.push(errors::input_differs(&at.name, also.name.span));
        }
        false
    });
}

fn same_declaration(a: &ast::InputDecl, b: &ast::InputDecl) -> bool {
    word(&a.ty.name) == word(&b.ty.name)
        && a.ty.set == b.ty.set
        && same_text(&a.default, &b.default)
        && a.range.is_some() == b.range.is_some()
}

fn word(name: &ast::QName) -> &str {
    name.parts.last().map_or("", |part| part.text.as_str())
}

/// Whether two defaults are written alike; places do not matter.
fn same_text(a: &Option<ast::Expr>, b: &Option<ast::Expr>) -> bool {
    use ast::ExprKind::{Lit, Name, Set};
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => match (&a.kind, &b.kind) {
            (Lit(a), Lit(b)) => a == b,
            (Name(a), Name(b)) => word(a) == word(b),
            (Set(a), Set(b)) => a.len() == b.len(),
            _ => false,
        },
        _ => false,
    }
}

fn add_date(names: &mut Names<'_>) {
    let is_date = |i: &InputInfo<'_>| i.ast.is_some_and(|a| a.name.text == super::DATE);
    let at = names.inputs.iter().position(is_date).unwrap_or_else(|| {
        let span = names.modules.first().map(|m| m.span).unwrap_or_default();
        names.inputs.push(InputInfo { module: ModuleId(0), ast: None, span });
        names.inputs.len() - 1
    });
    names.date_input = u32::try_from(at).ok().map(InputId);
}
