//! What corresponds to what: items and accumulators by name, and the days on which both programs can be looked at.

use super::side::Side;
use crate::base::date::Date;
use crate::ir::{AccumId, Effective, Expr, ExprId, ItemId, Program, Window, each_operand};
use std::collections::{BTreeMap, BTreeSet};

/// Days looked at, and the usual day of either program.
pub(super) struct Calendar {
    pub days: [(Date, Date); 2],
    pub typical: [Date; 2],
}

/// The days on which both are in force. When there is none, the usual day of either.
pub(super) fn calendar(a: &Program, b: &Program, date: Option<Date>) -> Calendar {
    if let Some(d) = date {
        return Calendar { days: [(d, d); 2], typical: [d; 2] };
    }
    let (x, y) = (force(a), force(b));
    let from = [x.from, y.from].into_iter().flatten().max();
    let to = [x.to, y.to].into_iter().flatten().min();
    let (first, last) = (from.unwrap_or(early()), to.unwrap_or(late()));
    if first > last {
        let typical = [usual(a), usual(b)];
        return Calendar { days: typical.map(|d| (d, d)), typical };
    }
    let within = |d: Date| d.max(first).min(last);
    Calendar { days: [(first, last); 2], typical: [within(usual(a)), within(usual(a))] }
}

/// The first day looked at when nothing says so.
fn early() -> Date {
    date(1990, 1, 1)
}

fn late() -> Date {
    date(2099, 12, 31)
}

fn date(year: i32, month: u32, day: u32) -> Date {
    Date::new(year, month, day).unwrap_or(Date::FIRST)
}

/// When the policy is in force: its entry module's interval.
fn force(p: &Program) -> Effective {
    p.modules.iter().find(|m| !m.stdlib).map(|m| m.effective).unwrap_or_default()
}

/// The day of an encounter that states none.
pub(super) fn usual(p: &Program) -> Date {
    let module = p.modules.iter().find(|m| !m.stdlib);
    let own = module.and_then(|m| m.default_date.or(m.effective.from).or(m.effective.to));
    own.unwrap_or_else(|| date(2025, 1, 1))
}

/// Items of the same name.
pub(super) struct Matched {
    pub pairs: Vec<[ItemId; 2]>,
    pub alone: [Vec<ItemId>; 2],
}

/// Matches items by module and name, then by name where that is unambiguous.
pub(super) fn items(a: &Program, b: &Program, only: &[String]) -> Matched {
    let wanted = |p: &Program, i: ItemId| {
        only.is_empty()
            || p.items.get(i.ix()).is_some_and(|x| only.iter().any(|n| *n == x.name || x.aliases.contains(n)))
    };
    let mut partner: BTreeMap<ItemId, ItemId> = BTreeMap::new();
    let mut free: BTreeSet<ItemId> = b.order.iter().copied().collect();
    for by_module in [true, false] {
        let theirs = index(b, &free, by_module);
        for (key, mine) in index(a, &unmatched(a, &partner), by_module) {
            let (Some(x), Some(y)) = (mine, theirs.get(&key).copied().flatten()) else { continue };
            partner.insert(x, y);
            free.remove(&y);
        }
    }
    let pairs = a.order.iter().filter_map(|i| Some([*i, *partner.get(i)?]));
    let pairs = pairs.filter(|[x, y]| wanted(a, *x) || wanted(b, *y)).collect();
    let left: Vec<ItemId> = a.order.iter().copied().filter(|i| !partner.contains_key(i) && wanted(a, *i)).collect();
    let right: Vec<ItemId> = b.order.iter().copied().filter(|i| free.contains(i) && wanted(b, *i)).collect();
    Matched { pairs, alone: [left, right] }
}

fn unmatched(a: &Program, partner: &BTreeMap<ItemId, ItemId>) -> BTreeSet<ItemId> {
    a.order.iter().copied().filter(|i| !partner.contains_key(i)).collect()
}

/// Items by (module and) name; none under a name that several have.
fn index(p: &Program, among: &BTreeSet<ItemId>, by_module: bool) -> BTreeMap<(String, String), Option<ItemId>> {
    let mut out: BTreeMap<(String, String), Option<ItemId>> = BTreeMap::new();
    for item in among {
        let Some(decl) = p.items.get(item.ix()) else { continue };
        let module = p.modules.get(decl.module.ix()).filter(|_| by_module).map_or("", |m| m.name.as_str());
        let key = (module.to_owned(), decl.name.clone());
        out.entry(key).and_modify(|e| *e = None).or_insert(Some(*item));
    }
    out
}

/// Accumulators that stand at the same place among the common ones.
pub(super) fn accums(sides: &[Side<'_>; 2]) -> Vec<[AccumId; 2]> {
    let [a, b] = sides;
    let id = |i: usize| AccumId(u32::try_from(i).unwrap_or(u32::MAX));
    let own = a.names.accums.iter().enumerate();
    own.filter_map(|(i, common)| {
        let other = b.names.accums.iter().position(|c| c == common)?;
        Some([id(i), id(other)])
    })
    .collect()
}

/// Everything that the items depend on in one encounter, themselves included.
pub(super) fn cone(side: &Side<'_>, roots: Vec<ItemId>) -> Vec<bool> {
    let mut walk = Walk::new(side);
    walk.items(roots);
    walk.seen
}

/// Accumulators, by their common place, that the item depends on, also through what other accumulators add up.
pub(super) fn reads(side: &Side<'_>, item: ItemId) -> BTreeSet<AccumId> {
    let mut walk = Walk::new(side);
    walk.over_time = true;
    walk.items(vec![item]);
    walk.accums.iter().filter_map(|a| side.names.accums.get(a.ix()).copied()).collect()
}

struct Walk<'s, 'p> {
    side: &'s Side<'p>,
    seen: Vec<bool>,
    exprs: Vec<bool>,
    accums: BTreeSet<AccumId>,
    /// Also follow what accumulators add up.
    over_time: bool,
}

impl<'s, 'p> Walk<'s, 'p> {
    fn new(side: &'s Side<'p>) -> Self {
        let p = side.program;
        Walk {
            side,
            seen: vec![false; p.items.len()],
            exprs: vec![false; p.exprs.len()],
            accums: BTreeSet::new(),
            over_time: false,
        }
    }

    fn items(&mut self, mut todo: Vec<ItemId>) {
        while let Some(item) = todo.pop() {
            let new = self.seen.get_mut(item.ix()).is_some_and(|s| !std::mem::replace(s, true));
            if new {
                let exprs = self.roots(item, &mut todo);
                self.exprs(exprs, &mut todo);
            }
        }
    }

    fn roots(&self, id: ItemId, todo: &mut Vec<ItemId>) -> Vec<ExprId> {
        let program = self.side.program;
        let Some(item) = program.items.get(id.ix()) else { return Vec::new() };
        let mut out: Vec<ExprId> = item.default.into_iter().collect();
        for rule in item.rules.iter().filter_map(|(r, _)| program.rules.get(r.ix())) {
            out.extend(rule.guard);
            out.extend(rule.defs.iter().filter(|d| d.0 == id).map(|d| d.1));
        }
        for cap in &item.caps {
            todo.extend(self.side.takers(*cap));
            let Some(decl) = program.caps.get(cap.ix()) else { continue };
            out.extend(decl.guard.into_iter().chain([decl.limit]));
        }
        out
    }

    fn exprs(&mut self, mut exprs: Vec<ExprId>, todo: &mut Vec<ItemId>) {
        let program = self.side.program;
        while let Some(e) = exprs.pop() {
            let new = self.exprs.get_mut(e.ix()).is_some_and(|s| !std::mem::replace(s, true));
            let Some(expr) = program.exprs.get(e.ix()).filter(|_| new) else { continue };
            match expr {
                Expr::Item(i) => todo.push(*i),
                Expr::Accum(a) => self.accum(*a, &mut exprs, todo),
                Expr::Bands { bands, .. } | Expr::BandsByPaid { bands, .. } => {
                    let rows = program.bands.get(bands.ix()).map_or(&[][..], |b| &b.rows);
                    exprs.extend(rows.iter().flat_map(|r| r.values.iter().copied()));
                    each_operand(expr, &mut |o| exprs.push(o));
                }
                other => each_operand(other, &mut |o| exprs.push(o)),
            }
        }
    }

    fn accum(&mut self, a: AccumId, exprs: &mut Vec<ExprId>, todo: &mut Vec<ItemId>) {
        if !self.accums.insert(a) || !self.over_time {
            return;
        }
        let Some(decl) = self.side.accum(a) else { return };
        exprs.extend(decl.keys.iter().copied().chain(decl.guard).chain([decl.value]));
        todo.extend(decl.parts.iter().copied());
        if let Window::Days(_, e) | Window::Course(e) = &decl.window {
            exprs.push(*e);
        }
    }
}
