//! Types of declarations: as declared, else from the first definition that shows one.

use super::{Checker, Slot, Symbol, errors, ty};
use crate::base::diagnostic::Diagnostic;
use crate::ir::{ModuleId, Target, Ty};
use crate::resolve::errors as name_errors;
use crate::resolve::{Found, Kind, RuleSource};
use crate::syntax::ast::{self, AccumMode};

/// Settles the type of every declaration; no slot is pending afterwards.
pub(super) fn all_types(c: &mut Checker<'_, '_>) {
    inputs(c);
    declared_items(c);
    params(c);
    let definitions = definitions(c);
    let items = (0..c.item_types.len()).filter_map(|i| u32::try_from(i).ok()).map(Symbol::Item);
    let accums = (0..c.accum_types.len()).filter_map(|i| u32::try_from(i).ok()).map(Symbol::Accum);
    for symbol in items.chain(accums).collect::<Vec<_>>() {
        infer_symbol(c, symbol, &definitions);
    }
}

fn inputs(c: &mut Checker<'_, '_>) {
    for (at, input) in c.names.inputs.iter().enumerate() {
        let ty = match input.ast {
            Some(decl) => type_expr(c, input.module, &decl.ty),
            None => Some(Ty::Date),
        };
        set(&mut c.input_types, at, ty);
    }
    if let Some(date) = c.names.date_input {
        let wrong = !matches!(c.input_types.get(date.ix()), Some(Slot::Known(Ty::Date) | Slot::Poison));
        if let (true, Some(decl)) = (wrong, c.names.inputs.get(date.ix()).and_then(|i| i.ast)) {
            c.report(errors::date_type(decl.ty.span));
        }
    }
}

fn set(slots: &mut [Slot], at: usize, ty: Option<Ty>) {
    if let Some(slot) = slots.get_mut(at) {
        *slot = ty.map_or(Slot::Poison, Slot::Known);
    }
}

fn declared_items(c: &mut Checker<'_, '_>) {
    for (at, item) in c.names.items.iter().enumerate() {
        if let Some(decl) = item.decl {
            let ty = type_expr(c, decl.module, &decl.ast.ty);
            set(&mut c.item_types, at, ty);
        }
    }
}

fn params(c: &mut Checker<'_, '_>) {
    for (at, param) in c.names.params.iter().enumerate() {
        let ty = match &param.ast.ty {
            Some(written) => type_expr(c, param.module, written),
            None => {
                c.module = param.module;
                let values = param.ast.values.iter().map(|(_, value)| value);
                let found = values.filter_map(|value| probe(c, value).0).next();
                if found.is_none() {
                    c.report(errors::param_without_type(&param.ast.name));
                }
                found
            }
        };
        set(&mut c.param_types, at, ty);
    }
}

/// The type that a declaration writes.
fn type_expr(c: &mut Checker<'_, '_>, module: ModuleId, written: &ast::TypeExpr) -> Option<Ty> {
    let name = match type_name(c, module, written) {
        Ok(ty) => ty,
        Err(diagnostic) => {
            if !c.names.is_broken(module, &written.name) {
                c.report(*diagnostic);
            }
            return None;
        }
    };
    if !written.set {
        return Some(name);
    }
    if !matches!(name, Ty::Enum(_) | Ty::Int(_) | Ty::Date | Ty::Text) {
        let diagnostic = errors::not_an_element(c.names, written.span, &name);
        c.report(diagnostic);
        return None;
    }
    Some(Ty::Set(Box::new(name)))
}

fn type_name(c: &Checker<'_, '_>, module: ModuleId, written: &ast::TypeExpr) -> Result<Ty, Box<Diagnostic>> {
    if let [word] = written.name.parts.as_slice()
        && let Some(ty) = ty::built_in(&word.text)
    {
        return Ok(ty);
    }
    match c.names.lookup(module, &written.name, Kind::Enum) {
        Found::One(Target::Enum(e)) => Ok(Ty::Enum(e)),
        Found::Many(found) => Err(Box::new(name_errors::ambiguous(c.names, &written.name, &found))),
        _ => match c.names.lookup(module, &written.name, Kind::List) {
            // A list of another enum names that enum's values.
            Found::One(Target::List(l)) => Err(Box::new(errors::list_as_type(c.names, &written.name, l))),
            _ => Err(Box::new(errors::unknown_type(c.names, module, &written.name))),
        },
    }
}

/// Expressions that define each item, in source order, with their modules.
type Definitions<'a> = Vec<Vec<(ModuleId, &'a ast::Expr)>>;

fn definitions<'a>(c: &Checker<'_, 'a>) -> Definitions<'a> {
    let mut out: Definitions<'a> = vec![Vec::new(); c.names.items.len()];
    let mut add = |item: Option<crate::ir::ItemId>, module, value| {
        if let Some(list) = item.and_then(|i| out.get_mut(i.ix())) {
            list.push((module, value));
        }
    };
    for rule in &c.names.rules {
        match rule.source {
            RuleSource::Clause(clause) => {
                for (item, (_, value)) in rule.defs.iter().zip(&clause.ast.defs) {
                    add(*item, rule.module, value);
                }
            }
            RuleSource::Row(t, _, row) => {
                let results = c.names.tables.get(t.ix()).map_or(&[][..], |t| &t.results);
                for (item, value) in results.iter().zip(&row.results) {
                    if let Some(value) = value {
                        add(*item, rule.module, value);
                    }
                }
            }
        }
    }
    out
}

/// Works out the type of a declaration, those it needs first. Iterative: chains of definitions may be long.
fn infer_symbol<'a>(c: &mut Checker<'_, 'a>, start: Symbol, definitions: &Definitions<'a>) {
    let mut stack = vec![start];
    while let Some(&symbol) = stack.last() {
        if slot(c, symbol) != Some(&Slot::Pending) {
            stack.pop();
            continue;
        }
        match attempt(c, symbol, definitions, &stack) {
            Attempt::Needs(other) => stack.push(other),
            Attempt::Type(ty) => {
                settle(c, symbol, ty);
                stack.pop();
            }
        }
    }
}

enum Attempt {
    Needs(Symbol),
    Type(Option<Ty>),
}

fn slot<'c>(c: &'c Checker<'_, '_>, symbol: Symbol) -> Option<&'c Slot> {
    match symbol {
        Symbol::Item(i) => c.item_types.get(i as usize),
        Symbol::Accum(a) => c.accum_types.get(a as usize),
    }
}

fn settle(c: &mut Checker<'_, '_>, symbol: Symbol, ty: Option<Ty>) {
    match symbol {
        Symbol::Item(i) => set(&mut c.item_types, i as usize, ty),
        Symbol::Accum(a) => set(&mut c.accum_types, a as usize, ty),
    }
}

fn attempt<'a>(c: &mut Checker<'_, 'a>, symbol: Symbol, definitions: &Definitions<'a>, stack: &[Symbol]) -> Attempt {
    let single;
    let list: &[(ModuleId, &'a ast::Expr)] = match symbol {
        Symbol::Item(i) => definitions.get(i as usize).map_or(&[], Vec::as_slice),
        Symbol::Accum(a) => {
            single = c.names.accums.get(a as usize).map(|a| (a.module, &a.ast.value));
            single.as_slice()
        }
    };
    for (at, (module, value)) in list.iter().enumerate() {
        c.module = *module;
        let (ty, waiting) = probe(c, value);
        match (ty, waiting) {
            (Some(ty), _) => return Attempt::Type(Some(usual(c, ty, list.get(at + 1..).unwrap_or_default()))),
            // Already being worked out: a cycle, which is reported with the order of evaluation.
            (None, Some(other)) if stack.contains(&other) => {}
            (None, Some(other)) => return Attempt::Needs(other),
            (None, None) => {}
        }
    }
    Attempt::Type(None)
}

/// The type that most definitions have or can take: the first, unless it is the odd one. So the one cell that lacks
/// its unit is pointed at, and not all the others.
fn usual<'a>(c: &mut Checker<'_, 'a>, first: Ty, rest: &[(ModuleId, &'a ast::Expr)]) -> Ty {
    let mut found: Vec<(Ty, usize)> = vec![(first, 1)];
    for (module, value) in rest {
        c.module = *module;
        let Some(ty) = probe(c, value).0 else { continue };
        match found.iter_mut().find(|(known, _)| *known == ty) {
            Some((_, count)) => *count += 1,
            None => found.push((ty, 1)),
        }
    }
    let takes = |ty: &Ty| found.iter().filter(|(t, _)| ty::takes(ty, t)).map(|(_, n)| n).sum::<usize>();
    let most = found.iter().map(|(t, _)| takes(t)).max().unwrap_or(0);
    found.iter().find(|(t, _)| takes(t) == most).map_or(Ty::Bool, |(t, _)| t.clone())
}

/// The type of an expression without keeping its nodes or its errors, and what was needed to tell.
fn probe<'a>(c: &mut Checker<'_, 'a>, e: &'a ast::Expr) -> (Option<Ty>, Option<Symbol>) {
    let (nodes, reports) = (c.arena.len(), c.diags.len());
    c.waiting = None;
    let outer = std::mem::replace(&mut c.division, true);
    let node = c.infer(e, None);
    c.division = outer;
    c.arena.truncate(nodes);
    c.diags.truncate(reports);
    (node.ty, c.waiting.take())
}

/// Whether an accumulator of a mode can hold values of a type.
pub(super) fn accumulates(mode: AccumMode, ty: &Ty) -> bool {
    match mode {
        AccumMode::Sum => ty::numeric(ty),
        AccumMode::Max => ty::ordered(ty),
        AccumMode::Last => true,
    }
}
