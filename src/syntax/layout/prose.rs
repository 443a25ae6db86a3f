//! Where the prose of a tree stands in its source.

use crate::syntax::ast::{File, ItemKind, Member, Policy, Text};
use std::ops::Range as Stretch;

/// The places of all prose, in order of place.
pub fn spans(file: &File) -> Vec<Stretch<usize>> {
    let mut texts: Vec<&Text> = Vec::new();
    for item in &file.items {
        texts.extend(&item.notes);
        of_item(&item.kind, &mut texts);
    }
    let mut spans: Vec<_> = texts.iter().map(|t| t.span.start as usize..t.span.end as usize).collect();
    spans.sort_by_key(|s| s.start);
    spans
}

fn of_item<'a>(kind: &'a ItemKind, out: &mut Vec<&'a Text>) {
    match kind {
        ItemKind::Policy(p) => of_policy(p, out),
        ItemKind::Enum(e) => of_members(&e.cites, &e.members, out),
        ItemKind::List(l) => of_members(&l.cites, &l.members, out),
        ItemKind::Input(i) => out.extend(&i.doc),
        ItemKind::Param(p) => out.extend(p.cites.iter().chain(&p.doc)),
        ItemKind::Item(i) => out.extend(i.cites.iter().chain(&i.doc)),
        ItemKind::Clause(c) => out.extend(&c.cites),
        ItemKind::Table(t) => out.extend(t.cites.iter().chain(t.rows.iter().flat_map(|r| &r.cites))),
        ItemKind::Bands(b) => out.extend(b.cites.iter().chain([&b.subject])),
        ItemKind::Accum(a) => out.extend(&a.cites),
        ItemKind::Cap(c) => out.extend(&c.cites),
        ItemKind::Must(m) => out.extend(&m.cites),
        ItemKind::Example(e) => out.extend(e.cites.iter().chain(&e.doc)),
        ItemKind::Doubt(d) => {
            out.extend(d.cites.iter().chain([&d.question]).chain(d.readings.iter().flat_map(|r| &r.doc)));
        }
        ItemKind::NotComputable(n) => out.extend(n.cites.iter().chain([&n.reason])),
        ItemKind::Note(n) => out.push(n),
        ItemKind::Import(_) => {}
    }
}

fn of_policy<'a>(p: &'a Policy, out: &mut Vec<&'a Text>) {
    out.extend(p.region.iter().flat_map(|(code, name)| [code, name]));
    out.extend(p.document.iter().chain(&p.number).chain(&p.issuer));
}

fn of_members<'a>(cites: &'a [Text], members: &'a [Member], out: &mut Vec<&'a Text>) {
    out.extend(cites);
    out.extend(members.iter().flat_map(|m| m.code.iter().chain(&m.doc)));
}
