//! Typed declarations to a program.
//!
//! In: names and types. Out: the [`Program`], with what no author writes (which rules define an item, who gives way to
//! whom, in which order items are evaluated), and diagnostics. Promises: without errors in any pass, the program
//! satisfies `ir::verify`.

mod errors;
mod exceptions;

use crate::base::diagnostic::Diagnostic;
use crate::base::graph::topological;
use crate::ir::{self, dependencies};
use crate::ir::{
    CapId, Doubt, Effective, EnumType, ExprId, Item, ItemId, ListMember, Member, MemberList, Module, ModuleId,
    NotComputable, Program, Rule, RuleId, SCHEMA, Table, Target,
};
use crate::resolve::{Names, RuleInfo, RuleSource};
use crate::syntax::ast;
use crate::types::{Typed, TypedRule};

/// Assembles the program. Diagnostics: exceptions without a common item, cycles.
pub fn lower(names: &Names<'_>, typed: Typed, hash: String) -> (Program, Vec<Diagnostic>) {
    let mut diags = Vec::new();
    let mut program = Program {
        schema: SCHEMA,
        hash,
        modules: modules(names, typed.topics),
        enums: enums(names),
        lists: lists(names),
        inputs: typed.inputs,
        params: typed.params,
        items: items(names, &typed.items),
        rules: rules(names, typed.rules),
        tables: tables(names, typed.tables),
        bands: typed.bands,
        accums: typed.accums,
        caps: typed.caps,
        musts: typed.musts,
        examples: typed.examples,
        doubts: doubts(names),
        not_computable: not_computable(names),
        exprs: typed.arena.exprs,
        types: typed.arena.types,
        spans: typed.arena.spans,
        order: Vec::new(),
        date_input: names.date_input,
    };
    link_items(&mut program);
    exceptions::overrides(names, &mut program, &mut diags);
    let needs = dependencies(&program);
    idle_caps(names, &program, &needs, &mut diags);
    match topological(&needs) {
        Ok(order) => program.order = order.into_iter().map(ItemId).collect(),
        Err(cycles) => diags.extend(cycles.iter().map(|cycle| errors::cycle(&program, &ir::reads(&program), cycle))),
    }
    (program, diags)
}

fn texts(list: &[ast::Text]) -> Vec<String> {
    list.iter().map(|t| t.text.clone()).collect()
}

fn text(of: Option<&ast::Text>) -> Option<String> {
    of.map(|t| t.text.clone())
}

fn effective(of: Option<&ast::Effective>) -> Effective {
    of.map_or_else(Effective::default, |e| Effective { from: e.from, to: e.to })
}

fn modules(names: &Names<'_>, topics: Vec<Vec<ir::Topic>>) -> Vec<Module> {
    let head = names.modules.iter().find(|m| m.source.stdlib.is_none()).and_then(|m| m.policy);
    let mut topics = topics.into_iter();
    let mut out = Vec::new();
    for (id, info) in (0_u32..).map(ModuleId).zip(&names.modules) {
        let own = info.policy;
        // What a file's header leaves out holds as the header with 统筹区 says; the library has no region.
        let head = if info.source.stdlib.is_some() { None } else { head };
        let both = || own.into_iter().chain(head);
        let age = both().find_map(|p| p.age_rule.as_ref());
        out.push(Module {
            name: info.source.stdlib.clone().unwrap_or_else(|| info.name.clone()),
            path: info.source.path.clone(),
            stdlib: info.source.stdlib.is_some(),
            region_code: both().find_map(|p| p.region.as_ref()).map(|(code, _)| code.text.clone()),
            region: both().find_map(|p| p.region.as_ref()).map(|(_, name)| name.text.clone()),
            document: both().find_map(|p| text(p.document.as_ref())),
            number: both().find_map(|p| text(p.number.as_ref())),
            issuer: both().find_map(|p| text(p.issuer.as_ref())),
            effective: effective(both().find_map(|p| p.effective.as_ref())),
            review_by: both().find_map(|p| p.review_by).map(|(d, _)| d),
            default_date: both().find_map(|p| p.default_date).map(|(d, _)| d),
            age_next_day: age.is_none_or(|w| w.text != "当日"),
            topics: topics.next().unwrap_or_default(),
            names: visible(names, id),
            span: info.span,
        });
    }
    out
}

/// Imported words other than members.
fn visible(names: &Names<'_>, module: ModuleId) -> Vec<(String, Target)> {
    let own = names.scopes.get(module.ix());
    let all = names.visible(module).filter(|(word, target)| {
        !matches!(target, Target::Member(..)) && !own.is_some_and(|s| s.iter_word(word).any(|t| t == *target))
    });
    all.map(|(word, target)| (word.to_owned(), target)).collect()
}

fn enums(names: &Names<'_>) -> Vec<EnumType> {
    let member = |m: &crate::resolve::MemberInfo<'_>| Member {
        name: m.ast.name.text.clone(),
        aliases: m.aliases.iter().map(|a| (*a).to_owned()).collect(),
        code: text(m.ast.code.as_ref()),
        group: m.ast.group.as_ref().map(|g| g.text.clone()),
        doc: text(m.ast.doc.as_ref()),
        span: m.ast.name.span,
    };
    let one = |e: &crate::resolve::EnumInfo<'_>| EnumType {
        name: e.name.clone(),
        module: e.module,
        members: e.members.iter().map(member).collect(),
        count: e.count,
        cites: texts(e.cites),
        span: e.span,
    };
    names.enums.iter().map(one).collect()
}

fn lists(names: &Names<'_>) -> Vec<MemberList> {
    let member = |(at, m): &(u32, &ast::Member)| ListMember {
        member: *at,
        code: text(m.code.as_ref()),
        group: m.group.as_ref().map(|g| g.text.clone()),
        span: m.name.span,
    };
    let one = |l: &crate::resolve::ListInfo<'_>| MemberList {
        name: l.decl.ast.name.text.clone(),
        module: l.decl.module,
        of: l.of,
        members: l.members.iter().map(member).collect(),
        count: l.decl.ast.count,
        cites: texts(&l.decl.ast.cites),
        span: l.decl.ast.name.span,
    };
    names.lists.iter().map(one).collect()
}

fn items(names: &Names<'_>, types: &[(ir::Ty, Option<ExprId>)]) -> Vec<Item> {
    let one = |(info, (ty, default)): (&crate::resolve::ItemInfo<'_>, &(ir::Ty, Option<ExprId>))| {
        let decl = info.decl.map(|d| d.ast);
        Item {
            name: info.name.to_owned(),
            module: info.module,
            ty: ty.clone(),
            rounding: decl.and_then(|d| d.rounding.as_ref()).map(|r| (r.unit, r.mode)),
            merge: decl.map(|d| d.merge).unwrap_or_default(),
            default: *default,
            aliases: decl.map_or(&[][..], |d| &d.aliases).iter().map(|a| a.text.clone()).collect(),
            cites: texts(decl.map_or(&[][..], |d| &d.cites)),
            doc: decl.and_then(|d| text(d.doc.as_ref())),
            rules: Vec::new(),
            caps: Vec::new(),
            declared: decl.is_some(),
            span: info.span,
        }
    };
    names.items.iter().zip(types).map(one).collect()
}

fn rules(names: &Names<'_>, typed: Vec<TypedRule>) -> Vec<Rule> {
    names.rules.iter().zip(typed).map(|(info, typed)| rule(names, info, typed)).collect()
}

fn rule(names: &Names<'_>, info: &RuleInfo<'_>, typed: TypedRule) -> Rule {
    let rule = Rule {
        name: String::new(),
        module: info.module,
        row: None,
        guard: typed.guard,
        effective: Effective::default(),
        overrides: Vec::new(),
        overridden_by: Vec::new(),
        defs: typed.defs,
        cites: Vec::new(),
        notes: Vec::new(),
        span: Default::default(),
    };
    match info.source {
        RuleSource::Clause(c) => Rule {
            name: c.ast.name.text.clone(),
            effective: effective(c.ast.effective.as_ref()),
            cites: texts(&c.ast.cites),
            notes: texts(&c.item.notes),
            span: c.item.span,
            ..rule
        },
        RuleSource::Row(t, n, row) => {
            let table = names.tables.get(t.ix()).map(|t| t.decl);
            let cites = if row.cites.is_empty() { table.map_or(&[][..], |t| &t.ast.cites) } else { &row.cites };
            Rule {
                name: table.map_or_else(String::new, |t| t.ast.name.text.clone()),
                row: Some((t, n)),
                effective: effective(table.and_then(|t| t.ast.effective.as_ref())),
                cites: texts(cites),
                span: row.span,
                ..rule
            }
        }
    }
}

fn tables(names: &Names<'_>, typed: Vec<crate::types::TypedTable>) -> Vec<Table> {
    let mut out = Vec::new();
    for (info, typed) in names.tables.iter().zip(typed) {
        let ast = info.decl.ast;
        let count = u32::try_from(ast.rows.len()).unwrap_or(u32::MAX);
        out.push(Table {
            name: ast.name.text.clone(),
            module: info.decl.module,
            guard: typed.guard,
            columns: typed.columns,
            results: info.results.iter().flatten().copied().collect(),
            rows: (info.first_rule..info.first_rule.saturating_add(count)).map(RuleId).collect(),
            cells: typed.cells,
            cell_spans: ast.rows.iter().map(|r| r.conditions.iter().map(|c| c.span).collect()).collect(),
            cites: texts(&ast.cites),
            notes: texts(&info.decl.item.notes),
            span: ast.name.span,
        });
    }
    out
}

fn doubts(names: &Names<'_>) -> Vec<Doubt> {
    let one = |d: &crate::resolve::Decl<'_, ast::Doubt>| {
        let adopted = d.ast.readings.iter().position(|r| r.adopted).unwrap_or(0);
        Doubt {
            name: d.ast.name.text.clone(),
            code: d.ast.code.as_ref().map(|c| c.text.clone()),
            module: d.module,
            question: d.ast.question.text.clone(),
            readings: d.ast.readings.iter().map(|r| (r.name.text.clone(), text(r.doc.as_ref()))).collect(),
            adopted: u32::try_from(adopted).unwrap_or(0),
            cites: texts(&d.ast.cites),
            span: d.ast.name.span,
        }
    };
    names.doubts.iter().map(one).collect()
}

fn not_computable(names: &Names<'_>) -> Vec<NotComputable> {
    let one = |d: &crate::resolve::Decl<'_, ast::NotComputable>| NotComputable {
        module: d.module,
        cites: texts(&d.ast.cites),
        reason: d.ast.reason.text.clone(),
        span: d.item.span,
    };
    names.not_computable.iter().map(one).collect()
}

/// Tells each item its rules and its ceilings.
fn link_items(program: &mut Program) {
    for (id, rule) in (0_u32..).map(RuleId).zip(&program.rules) {
        for (at, (item, _)) in (0_u32..).zip(&rule.defs) {
            if let Some(item) = program.items.get_mut(item.ix()) {
                item.rules.push((id, at));
            }
        }
    }
    for (id, cap) in (0_u32..).map(CapId).zip(&program.caps) {
        if let Some(item) = program.items.get_mut(cap.item.ix()) {
            item.caps.push(id);
        }
    }
}

/// A ceiling on an accumulator that does not count the item lets the item through again and again.
fn idle_caps(names: &Names<'_>, program: &Program, needs: &[Vec<u32>], diags: &mut Vec<Diagnostic>) {
    if program.caps.len() != names.caps.len() {
        return; // A ceiling with an error is missing.
    }
    for (cap, decl) in program.caps.iter().zip(&names.caps) {
        let Some((id, accum)) = cap.accum.and_then(|a| Some((a, program.accums.get(a.ix())?))) else { continue };
        let mut seen: Vec<u32> = ir::items_in(program, accum.value);
        let mut at = 0;
        while let Some(item) = seen.get(at).copied() {
            at += 1;
            let more = needs.get(item as usize).map_or(&[][..], Vec::as_slice);
            for next in more {
                if !seen.contains(next) {
                    seen.push(*next);
                }
            }
        }
        if !seen.contains(&cap.item.0) {
            let place = decl.ast.accum.as_ref().map_or(cap.span, |a| a.span);
            diags.push(errors::idle_cap(names, place, cap.item, id));
        }
    }
}

#[cfg(test)]
mod tests;
