//! The statement that two items of the united program are always the same.

use super::union::Union;
use crate::check::guards::{Guarded, Space};
use crate::check::space::{Region, overlap};
use crate::check::symbolic::{Assumption, Claim, Goal};
use crate::ir::{AccumId, AccumMode, Effective, Expr, ExprId, ItemId, Merge, RuleId, Ty, each_operand};
use std::collections::{BTreeMap, BTreeSet};

/// More overlapping pairs than this: whether a settlement stops is not decided.
const MOST_PAIRS: usize = 60;

/// Conditions under which the settlement of an item stops because two clauses disagree.
pub(super) struct Stops {
    by_item: BTreeMap<ItemId, Option<Vec<ExprId>>>,
}

impl Stops {
    pub fn new() -> Stops {
        Stops { by_item: BTreeMap::new() }
    }

    /// The conditions of an item's own clauses; `None` when there are too many.
    fn own(&mut self, union: &mut Union<'_, '_>, item: ItemId) -> Option<Vec<ExprId>> {
        if let Some(known) = self.by_item.get(&item) {
            return known.clone();
        }
        let found = conflicts(union, item);
        self.by_item.insert(item, found.clone());
        found
    }
}

fn conflicts(union: &mut Union<'_, '_>, item: ItemId) -> Option<Vec<ExprId>> {
    let program = &union.arena.program;
    let Some(decl) = program.items.get(item.ix()).filter(|i| i.merge == Merge::Unique && i.rules.len() > 1) else {
        return Some(Vec::new());
    };
    let rules: Vec<RuleId> = decl.rules.iter().map(|r| r.0).collect();
    let pairs = overlapping(union, &rules)?;
    let mut out = Vec::new();
    for (a, b) in pairs {
        out.extend(conflict(union, a, b));
    }
    Some(out)
}

/// Pairs of rules that may both apply and of which neither gives way to the other.
fn overlapping(union: &Union<'_, '_>, rules: &[RuleId]) -> Option<Vec<(RuleId, RuleId)>> {
    let program = &union.arena.program;
    let guards: Vec<Guarded> = rules
        .iter()
        .filter_map(|r| program.rules.get(r.ix()))
        .map(|r| Guarded { guard: r.guard, effective: Effective::default() })
        .collect();
    let space = Space::new(program, &guards);
    let mut flat: Vec<(RuleId, Region)> = Vec::new();
    for (rule, guard) in rules.iter().zip(&guards) {
        flat.extend(space.boxes(program, *guard)?.into_iter().map(|b| (*rule, b)));
    }
    let boxes: Vec<Region> = flat.iter().map(|(_, b)| b.clone()).collect();
    let found = overlap::pairs(&space.sizes(), &boxes, 4 * MOST_PAIRS);
    let full = found.len() >= 4 * MOST_PAIRS;
    let pairs: BTreeSet<(RuleId, RuleId)> = found
        .into_iter()
        .filter_map(|(a, b)| Some((flat.get(a)?.0, flat.get(b)?.0)))
        .filter(|(a, b)| a != b && !ranked(union, *a, *b))
        .collect();
    (!full && pairs.len() <= MOST_PAIRS).then(|| pairs.into_iter().collect())
}

fn ranked(union: &Union<'_, '_>, a: RuleId, b: RuleId) -> bool {
    let under =
        |x: RuleId, y: RuleId| union.arena.program.rules.get(x.ix()).is_some_and(|r| r.overridden_by.contains(&y));
    under(a, b) || under(b, a)
}

/// Both rules apply, none of their exceptions does, and their values are known and differ.
fn conflict(union: &mut Union<'_, '_>, a: RuleId, b: RuleId) -> Option<ExprId> {
    let (x, y) = (value(union, a)?, value(union, b)?);
    if x == y {
        return None;
    }
    let mut parts = Vec::new();
    for rule in [a, b] {
        let decl = union.arena.program.rules.get(rule.ix())?;
        let (guard, above) = (decl.guard, decl.overridden_by.clone());
        parts.extend(guard);
        for other in above {
            match union.arena.program.rules.get(other.ix())?.guard {
                Some(g) => parts.push(union.not(g)),
                None => return None,
            }
        }
    }
    for v in [x, y] {
        if union.arena.of(v).lacks {
            parts.push(union.arena.push(Expr::Known(v), Ty::Bool));
        }
    }
    let equal = union.arena.push(Expr::Eq(x, y), Ty::Bool);
    parts.push(union.not(equal));
    union.all(parts)
}

fn value(union: &Union<'_, '_>, rule: RuleId) -> Option<ExprId> {
    union.arena.program.rules.get(rule.ix())?.defs.first().map(|d| d.1)
}

/// What the united program says of two items.
pub(super) struct Equality {
    pub goal: Goal,
    /// Facts that the two depend on.
    pub inputs: BTreeSet<crate::ir::InputId>,
    /// Why not finding a difference proves nothing.
    pub blur: Option<&'static str>,
}

/// The statement that both items have the same value, or neither has one, wherever both settlements go through; and
/// that they go through in the same cases.
pub(super) fn equality(union: &mut Union<'_, '_>, stops: &mut Stops, x: ItemId, y: ItemId) -> Equality {
    let cones = [x, y].map(|i| cone(union, i));
    let (cond, stop_blur) = same(union, stops, [x, y], &cones);
    let traits = [x, y].map(|i| union.arena.items.get(i.ix()).copied().unwrap_or_default());
    let structured = union.arena.program.items.get(x.ix()).is_some_and(|i| super::arena::is_structured(&i.ty));
    let own = structured.then_some("结果是集合、文本、期间或金额区间");
    let blur = own.or_else(|| traits.iter().find_map(|t| t.blur)).or(stop_blur);
    let guard = members(union, &cones);
    let assume = floors(union, &cones);
    let inputs = cones.iter().flat_map(|c| c.inputs.iter().copied()).collect();
    Equality { goal: Goal { claim: Claim::Always { guard, cond }, assume }, inputs, blur }
}

fn same(
    union: &mut Union<'_, '_>,
    stops: &mut Stops,
    [x, y]: [ItemId; 2],
    cones: &[Cone; 2],
) -> (ExprId, Option<&'static str>) {
    let ty = union.arena.program.items.get(x.ix()).map_or(Ty::Bool, |i| i.ty.clone());
    let [a, b] = [x, y].map(|i| union.arena.push(Expr::Item(i), ty.clone()));
    let equal = union.arena.push(Expr::Eq(a, b), Ty::Bool);
    let lacks = [a, b].map(|e| union.arena.of(e).lacks);
    let values = if lacks == [false, false] { equal } else { either(union, a, b, equal) };
    let [p, q] = [0, 1].map(|i| stop_of(union, stops, cones, i));
    match (p, q) {
        (Ok(None), Ok(None)) => (values, None),
        (Ok(p), Ok(q)) => (with_stops(union, p, q, values), None),
        _ => (values, Some("重叠的条款太多，是否冲突未能判定")),
    }
}

/// Both known and equal, or both unknown.
fn either(union: &mut Union<'_, '_>, a: ExprId, b: ExprId, equal: ExprId) -> ExprId {
    let [known_a, known_b] = [a, b].map(|e| union.arena.push(Expr::Known(e), Ty::Bool));
    let both = union.arena.push(Expr::And(vec![known_a, known_b, equal]), Ty::Bool);
    let (no_a, no_b) = (union.not(known_a), union.not(known_b));
    let none = union.arena.push(Expr::And(vec![no_a, no_b]), Ty::Bool);
    union.arena.push(Expr::Or(vec![both, none]), Ty::Bool)
}

fn with_stops(union: &mut Union<'_, '_>, p: Option<ExprId>, q: Option<ExprId>, values: ExprId) -> ExprId {
    let mut goes = Vec::new();
    for stop in [p, q].into_iter().flatten() {
        goes.push(union.not(stop));
    }
    goes.push(values);
    let fine = union.arena.push(Expr::And(goes), Ty::Bool);
    match (p, q) {
        (Some(p), Some(q)) => {
            let both = union.arena.push(Expr::And(vec![p, q]), Ty::Bool);
            union.arena.push(Expr::Or(vec![both, fine]), Ty::Bool)
        }
        _ => fine,
    }
}

/// When the settlement of a side stops and the other's own parts do not say the same.
fn stop_of(union: &mut Union<'_, '_>, stops: &mut Stops, cones: &[Cone; 2], side: usize) -> Result<Option<ExprId>, ()> {
    let [a, b] = cones;
    let (own, other) = if side == 0 { (a, b) } else { (b, a) };
    let alone: Vec<ItemId> = own.items.difference(&other.items).copied().collect();
    let mut parts = Vec::new();
    for item in alone {
        parts.extend(stops.own(union, item).ok_or(())?);
    }
    Ok(match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(union.arena.push(Expr::Or(parts), Ty::Bool)),
    })
}

/// What an item of the united program depends on.
pub(super) struct Cone {
    pub items: BTreeSet<ItemId>,
    pub inputs: BTreeSet<crate::ir::InputId>,
    pub accums: BTreeSet<AccumId>,
}

pub(super) fn cone(union: &Union<'_, '_>, from: ItemId) -> Cone {
    let program = &union.arena.program;
    let mut cone = Cone { items: BTreeSet::new(), inputs: BTreeSet::new(), accums: BTreeSet::new() };
    let (mut todo, mut seen) = (vec![from], BTreeSet::new());
    while let Some(next) = todo.pop() {
        let Some(item) = program.items.get(next.ix()).filter(|_| cone.items.insert(next)) else { continue };
        let rules = item.rules.iter().filter_map(|(r, _)| program.rules.get(r.ix()));
        let mut exprs: Vec<ExprId> =
            rules.flat_map(|r| r.guard.into_iter().chain(r.defs.iter().map(|d| d.1))).chain(item.default).collect();
        while let Some(e) = exprs.pop() {
            if !seen.insert(e) {
                continue;
            }
            match program.exprs.get(e.ix()) {
                Some(Expr::Input(i)) => drop(cone.inputs.insert(*i)),
                Some(Expr::Accum(a)) => drop(cone.accums.insert(*a)),
                Some(Expr::Item(i)) => todo.push(*i),
                Some(other) => {
                    if let Expr::Bands { bands, .. } | Expr::BandsByPaid { bands, .. } = other {
                        let rows = program.bands.get(bands.ix()).map_or(&[][..], |b| &b.rows);
                        exprs.extend(rows.iter().flat_map(|r| r.values.iter().copied()));
                    }
                    each_operand(other, &mut |o| exprs.push(o));
                }
                None => {}
            }
        }
    }
    cone
}

/// Enum facts are members that both sides know.
fn members(union: &mut Union<'_, '_>, cones: &[Cone; 2]) -> Option<ExprId> {
    let inputs: BTreeSet<_> = cones.iter().flat_map(|c| c.inputs.iter().copied()).collect();
    let mut parts = Vec::new();
    for input in inputs {
        let Some(ty) = union.arena.program.inputs.get(input.ix()).map(|i| i.ty.clone()) else { continue };
        let Ty::Enum(e) = ty else { continue };
        let common = union.common_members(e);
        let all = union.arena.program.enums.get(e.ix()).map_or(0, |e| e.members.len());
        if common.len() < all {
            let fact = union.arena.push(Expr::Input(input), Ty::Enum(e));
            parts.push(union.arena.push(Expr::In(fact, common), Ty::Bool));
        }
    }
    union.all(parts)
}

/// Balances of sums are not negative.
pub(super) fn floors(union: &Union<'_, '_>, cones: &[Cone; 2]) -> Vec<Assumption> {
    let read: BTreeSet<AccumId> = cones.iter().flat_map(|c| c.accums.iter().copied()).collect();
    let accums = &union.arena.program.accums;
    let sum = |a: &AccumId| {
        accums.get(a.ix()).is_some_and(|a| a.mode == AccumMode::Sum && matches!(a.ty, Ty::Amount | Ty::Int(_)))
    };
    read.into_iter().filter(sum).map(Assumption::NotNegative).collect()
}
