//! Order of evaluation.
//!
//! An item comes after the items that its rules, its default and its ceilings read; after the items whose ceilings
//! on the same accumulator come before its own, for they use up what is left; and, where an accumulator is read,
//! after the items that its keys and its window read. The balance itself is that before the encounter.

use super::exclusive::exclusive;
use super::{Band, Bands, Cap, CapId, Expr, ExprId, ItemId, Program, Window};

/// For each item, the items that come before it.
pub fn dependencies(program: &Program) -> Vec<Vec<u32>> {
    let mut out = reads(program);
    for (earlier, later) in queues(program) {
        let item = |cap: CapId| program.caps.get(cap.ix()).map(|c| c.item);
        if let (Some(first), Some(list)) = (item(earlier), item(later).and_then(|i| out.get_mut(i.ix()))) {
            list.push(first.0);
        }
    }
    for list in &mut out {
        list.sort_unstable();
        list.dedup();
    }
    out
}

/// For each item, the items whose values it is made of.
pub fn reads(program: &Program) -> Vec<Vec<u32>> {
    let mut seen = Seen { marks: vec![0; program.exprs.len()], round: 0 };
    (0..program.items.len()).map(|at| read_by(program, at, &mut seen)).collect()
}

/// Ceilings of different items on one accumulator, the earlier first: the later item gets what the earlier leaves.
/// Two that never hold together leave each other nothing to wait for.
pub fn queues(program: &Program) -> Vec<(CapId, CapId)> {
    let caps: Vec<(CapId, &Cap)> = (0_u32..).map(CapId).zip(&program.caps).filter(|(_, c)| c.accum.is_some()).collect();
    let mut out = Vec::new();
    for (at, (id, later)) in caps.iter().enumerate() {
        let mates = caps.iter().take(at).filter(|(_, c)| c.accum == later.accum && c.item != later.item);
        out.extend(mates.filter(|(_, c)| !never_both(program, c, later)).map(|(earlier, _)| (*earlier, *id)));
    }
    out
}

/// Whether the conditions of two ceilings exclude each other.
fn never_both(program: &Program, a: &Cap, b: &Cap) -> bool {
    a.guard.zip(b.guard).is_some_and(|(a, b)| exclusive(program, a, b))
}

/// By ceiling: the items under its accumulator that take from what is left before its own item does. Items take in
/// the order in which their first ceilings are declared, but one that is computed from another comes after it.
pub fn turns(program: &Program) -> Vec<Vec<ItemId>> {
    let sequence = sequence(program);
    let place = |i: ItemId| sequence.iter().position(|s| *s == i);
    let before = program.caps.iter().map(|cap| {
        let mates = program.caps.iter().filter(|c| c.accum.is_some() && c.accum == cap.accum).map(|c| c.item);
        let mut earlier: Vec<ItemId> = mates.filter(|m| place(*m) < place(cap.item)).collect();
        earlier.sort();
        earlier.dedup();
        earlier
    });
    before.collect()
}

/// Items with a shared ceiling: repeatedly the first declared whose dependencies among them are all placed.
fn sequence(program: &Program) -> Vec<ItemId> {
    let mut left: Vec<ItemId> = Vec::new();
    for cap in program.caps.iter().filter(|c| c.accum.is_some()) {
        if !left.contains(&cap.item) {
            left.push(cap.item);
        }
    }
    let reads = if left.len() > 1 { reads(program) } else { Vec::new() };
    let reach: Vec<Vec<bool>> = left.iter().map(|i| reachable(&reads, *i)).collect();
    let needs = |a: usize, b: ItemId| reach.get(a).and_then(|r| r.get(b.ix())) == Some(&true);
    let mut open: Vec<(usize, ItemId)> = left.into_iter().enumerate().collect();
    let mut out = Vec::new();
    while !open.is_empty() {
        let free = |(a, item): &(usize, ItemId)| !open.iter().any(|(_, b)| b != item && needs(*a, *b));
        let next = open.iter().position(free).unwrap_or(0);
        out.push(open.remove(next).1);
    }
    out
}

fn reachable(reads: &[Vec<u32>], from: ItemId) -> Vec<bool> {
    let mut seen = vec![false; reads.len()];
    let mut stack = vec![from.0];
    while let Some(i) = stack.pop() {
        for next in reads.get(i as usize).into_iter().flatten() {
            if let Some(mark) = seen.get_mut(*next as usize).filter(|m| !**m) {
                *mark = true;
                stack.push(*next);
            }
        }
    }
    seen
}

/// Items that an expression reads, without those that they read in turn.
pub fn items_in(program: &Program, expr: ExprId) -> Vec<u32> {
    let (mut todo, mut out) = (vec![expr], Vec::new());
    while let Some(expr) = todo.pop().and_then(|id| program.exprs.get(id.ix())) {
        match expr {
            Expr::Item(i) => out.push(i.0),
            other => todo.extend(operands(other)),
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// Marks of visited expressions, without clearing between rounds.
struct Seen {
    marks: Vec<u32>,
    round: u32,
}

impl Seen {
    fn first_time(&mut self, id: ExprId) -> bool {
        let round = self.round;
        self.marks.get_mut(id.ix()).is_some_and(|mark| std::mem::replace(mark, round) != round)
    }
}

fn read_by(program: &Program, item: usize, seen: &mut Seen) -> Vec<u32> {
    seen.round += 1;
    let mut todo = roots(program, item);
    let mut out = Vec::new();
    while let Some(id) = todo.pop() {
        if !seen.first_time(id) {
            continue;
        }
        let Some(expr) = program.exprs.get(id.ix()) else { continue };
        match expr {
            Expr::Item(i) => out.push(i.0),
            Expr::Accum(a) => {
                let Some(accum) = program.accums.get(a.ix()) else { continue };
                todo.extend(&accum.keys);
                if let Window::Days(_, e) | Window::Course(e) = &accum.window {
                    todo.push(*e);
                }
            }
            Expr::Bands { bands, .. } | Expr::BandsByPaid { bands, .. } => {
                todo.extend(program.bands.get(bands.ix()).into_iter().flat_map(band_values));
                todo.extend(operands(expr));
            }
            other => todo.extend(operands(other)),
        }
    }
    out
}

/// The expressions that an item's value is made of.
fn roots(program: &Program, item: usize) -> Vec<ExprId> {
    let Some(info) = program.items.get(item) else { return Vec::new() };
    let mut out: Vec<ExprId> = info.default.into_iter().collect();
    for (rule, at) in &info.rules {
        let Some(rule) = program.rules.get(rule.ix()) else { continue };
        out.extend(rule.guard);
        out.extend(rule.defs.get(*at as usize).map(|(_, e)| *e));
        // Whether this rule holds also depends on the guards of those before which it gives way.
        let guards = rule.overridden_by.iter().filter_map(|r| program.rules.get(r.ix()));
        out.extend(guards.filter_map(|r| r.guard));
    }
    for cap in info.caps.iter().filter_map(|c| program.caps.get(c.ix())) {
        out.push(cap.limit);
        out.extend(cap.guard);
    }
    out
}

/// Direct operands of an expression.
pub fn operands(expr: &Expr) -> Vec<ExprId> {
    let mut out = Vec::new();
    each_operand(expr, &mut |operand| out.push(operand));
    out
}

/// Calls `f` on every direct operand, in the order written.
pub fn each_operand(expr: &Expr, f: &mut dyn FnMut(ExprId)) {
    match expr {
        Expr::Const(_)
        | Expr::Input(_)
        | Expr::Param(_)
        | Expr::Item(_)
        | Expr::Accum(_)
        | Expr::Reading(..)
        | Expr::Local(_)
        | Expr::Undetermined => {}
        Expr::Not(a) | Expr::Neg(a) | Expr::In(a, _) | Expr::Round(a, ..) | Expr::Known(a) => f(*a),
        Expr::Has { set, .. } => f(*set),
        Expr::Bands { value, .. } => f(*value),
        Expr::Add(a, b)
        | Expr::Sub(a, b)
        | Expr::Mul(a, b)
        | Expr::Div(a, b)
        | Expr::Cmp(_, _, a, b)
        | Expr::Eq(a, b)
        | Expr::Contains(a, b)
        | Expr::Interval(a, b)
        | Expr::BandsByPaid { cost: a, paid: b, .. } => [*a, *b].into_iter().for_each(f),
        Expr::If(a, b, c) => [*a, *b, *c].into_iter().for_each(f),
        Expr::And(all) | Expr::Or(all) | Expr::Min(all) | Expr::Max(all) | Expr::SetOf(all) | Expr::Call(_, all) => {
            all.iter().copied().for_each(f);
        }
        Expr::CountTrue { n, conds, .. } => std::iter::once(*n).chain(conds.iter().copied()).for_each(f),
        Expr::Agg { over, filter, body, .. } => {
            [Some(over.0), over.1, *filter, *body].into_iter().flatten().for_each(f);
        }
    }
}

/// Expressions of a band's columns.
pub(super) fn band_values(bands: &Bands) -> impl Iterator<Item = ExprId> {
    bands.rows.iter().flat_map(|b: &Band| b.values.iter().copied())
}
