//! Enums and lists: every member gets its index; lists add members to their enum.

use super::scope::joined;
use super::{Decl, EnumInfo, ListInfo, MemberInfo, Names, errors, next_id};
use crate::base::diagnostic::Diagnostic;
use crate::ir::{EnumId, ModuleId};
use crate::syntax::ast::{self, ItemKind, ListDecl, Member, QName};
use std::collections::HashMap;

/// Builds all enums, then all lists.
pub(super) fn fill(names: &mut Names<'_>, diags: &mut Vec<Diagnostic>) {
    let mut lists = Vec::new();
    for (at, module) in names.modules.iter().enumerate() {
        let id = ModuleId(u32::try_from(at).unwrap_or(u32::MAX));
        for item in &module.source.ast.items {
            match &item.kind {
                ItemKind::Enum(e) => names.enums.push(enum_of(id, e, diags)),
                ItemKind::List(l) => {
                    if l.of.is_none() {
                        names.enums.push(enum_of_list(id, l));
                    }
                    lists.push(Decl { module: id, ast: l, item });
                }
                _ => {}
            }
        }
    }
    for list in lists {
        add_list(names, list, diags);
    }
}

fn enum_of<'a>(module: ModuleId, e: &'a ast::EnumDecl, diags: &mut Vec<Diagnostic>) -> EnumInfo<'a> {
    let mut info = EnumInfo {
        name: e.name.text.clone(),
        module,
        members: Vec::new(),
        index: HashMap::new(),
        count: e.count,
        cites: &e.cites,
        span: e.name.span,
    };
    for member in &e.members {
        if let Some(&known) = info.index.get(member.name.text.as_str()) {
            diags.push(errors::repeated_member(&member.name, first_span(&info, known), &info.name, "枚举"));
        } else {
            add_member(&mut info, member, diags);
        }
    }
    info
}

/// The enum that a list without 属 declares.
fn enum_of_list(module: ModuleId, l: &ListDecl) -> EnumInfo<'_> {
    EnumInfo {
        name: l.name.text.clone(),
        module,
        members: Vec::new(),
        index: HashMap::new(),
        count: None,
        cites: &l.cites,
        span: l.name.span,
    }
}

fn first_span(info: &EnumInfo<'_>, member: u32) -> Option<crate::base::span::Span> {
    info.members.get(member as usize).map(|m| m.ast.name.span)
}

fn add_member<'a>(info: &mut EnumInfo<'a>, member: &'a Member, diags: &mut Vec<Diagnostic>) -> u32 {
    let at = next_id(&info.members);
    info.members.push(MemberInfo { ast: member, aliases: Vec::new() });
    info.index.insert(&member.name.text, at);
    add_aliases(info, at, member, diags);
    at
}

fn add_aliases<'a>(info: &mut EnumInfo<'a>, at: u32, member: &'a Member, diags: &mut Vec<Diagnostic>) {
    for alias in &member.aliases {
        match info.index.get(alias.text.as_str()) {
            Some(&known) if known == at => {}
            Some(&known) => {
                diags.push(errors::repeated_member(alias, first_span(info, known), &info.name, "枚举"));
            }
            None => {
                info.index.insert(&alias.text, at);
                if let Some(m) = info.members.get_mut(at as usize) {
                    m.aliases.push(&alias.text);
                }
            }
        }
    }
}

fn add_list<'a>(names: &mut Names<'a>, decl: Decl<'a, ListDecl>, diags: &mut Vec<Diagnostic>) {
    let list = decl.ast;
    let of = match &list.of {
        None => own_enum(names, decl),
        Some(name) => enum_by_name(names, decl.module, name),
    };
    let Some(of) = of else {
        if let Some(name) = list.of.as_ref().filter(|name| !names.is_broken(decl.module, name)) {
            diags.push(errors::unknown_enum(names, decl.module, name));
        }
        return;
    };
    let mut members: Vec<(u32, &'a Member)> = Vec::new();
    let mut seen: HashMap<u32, &'a Member> = HashMap::new();
    let Some(info) = names.enums.get_mut(of.ix()) else { return };
    for member in &list.members {
        let at = match info.index.get(member.name.text.as_str()) {
            Some(&at) => {
                add_aliases(info, at, member, diags);
                at
            }
            None => add_member(info, member, diags),
        };
        match seen.get(&at) {
            Some(first) => {
                diags.push(errors::repeated_member(&member.name, Some(first.name.span), &list.name.text, "清单"));
            }
            None => {
                seen.insert(at, member);
                members.push((at, member));
            }
        }
    }
    names.lists.push(ListInfo { decl, of, members });
}

fn own_enum(names: &Names<'_>, decl: Decl<'_, ListDecl>) -> Option<EnumId> {
    find(names, |e| e.module == decl.module && e.span == decl.ast.name.span)
}

/// Scopes are not there yet: looks through the module's own enums and lists, then those of its imports.
fn enum_by_name(names: &Names<'_>, module: ModuleId, name: &QName) -> Option<EnumId> {
    let (last, qualifier) = name.parts.split_last()?;
    let info = names.modules.get(module.ix())?;
    if !qualifier.is_empty() {
        let whole = joined(name);
        let named = |(m, path): &&(ModuleId, String)| {
            let short = path.rsplit('.').next().unwrap_or(path);
            let _ = m;
            whole == format!("{path}.{}", last.text) || whole == format!("{short}.{}", last.text)
        };
        let of = info.imports.iter().find(named).map(|(m, _)| *m)?;
        return in_module(names, of, &last.text);
    }
    in_module(names, module, &last.text)
        .or_else(|| info.imports.iter().find_map(|(m, _)| in_module(names, *m, &last.text)))
}

fn in_module(names: &Names<'_>, module: ModuleId, word: &str) -> Option<EnumId> {
    let list = |l: &&ListInfo<'_>| l.decl.module == module && l.decl.ast.name.text == word;
    find(names, |e| e.module == module && e.name == word).or_else(|| names.lists.iter().find(list).map(|l| l.of))
}

fn find(names: &Names<'_>, test: impl Fn(&EnumInfo<'_>) -> bool) -> Option<EnumId> {
    names.enums.iter().position(test).and_then(|at| u32::try_from(at).ok()).map(EnumId)
}
