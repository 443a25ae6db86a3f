//! Where two results differ: the cases divided by enum facts as finely as any condition tells them apart, the parts
//! without a difference dropped, parts with the same difference put together again.

use super::Witness;
use super::goal::Equality;
use super::largest::enlarge;
use super::replay::Replay;
use super::union::Union;
use crate::base::num::Num;
use crate::check::symbolic::{Assumption, Budget, Claim, Goal, Search, search};
use crate::ir::value::Value;
use crate::ir::{BoundWord, CmpOp, Expr, ExprId, InputId, ItemId, Ty};
use std::collections::{BTreeMap, BTreeSet};

/// A part of the cases in which a result differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Its enum facts: `险种 居民医保`. None: any.
    pub facts: Vec<String>,
    /// The case of the largest difference found.
    pub witness: Witness,
    /// Whether it is proved that no difference here is larger.
    pub largest: bool,
}

/// Searches for one result; after that, parts stay as coarse as they are.
const MOST_SEARCHES: usize = 600;

/// Members of each fact that a part allows.
type Cell = BTreeMap<InputId, BTreeSet<i64>>;

/// All parts with a difference, the largest first.
pub(super) fn find(
    union: &mut Union<'_, '_>,
    replay: &Replay<'_, '_>,
    statement: &Equality,
    items: [ItemId; 2],
    budget: Budget,
) -> Vec<Region> {
    let facts = divisions(union, statement);
    let mut finder = Finder { union, replay, statement, items, budget, left: MOST_SEARCHES, found: Vec::new() };
    finder.divide(&facts, Cell::new());
    let found = together(std::mem::take(&mut finder.found));
    let all: BTreeMap<InputId, usize> =
        facts.iter().map(|(i, classes)| (*i, classes.iter().map(BTreeSet::len).sum())).collect();
    let mut regions: Vec<Region> = found.into_iter().map(|f| f.region(replay, &all)).collect();
    regions.sort_by(|a, b| b.witness.gap.cmp(&a.witness.gap).then_with(|| a.facts.cmp(&b.facts)));
    regions
}

/// A part with its largest difference.
struct Found {
    cell: Cell,
    witness: Witness,
    largest: bool,
}

impl Found {
    /// Parts with the same are shown as one.
    fn signature(&self) -> String {
        let missing = self.witness.outcomes.each_ref().map(|o| o.value().is_some());
        let up = match self.witness.outcomes.each_ref().map(super::Outcome::value) {
            [Some(Value::Num(a)), Some(Value::Num(b))] => Some(a < b),
            _ => None,
        };
        format!("{:?} {up:?} {missing:?} {}", self.witness.gap.map(Num::to_exact), self.largest)
    }

    fn region(self, replay: &Replay<'_, '_>, all: &BTreeMap<InputId, usize>) -> Region {
        let restricted = self.cell.iter().filter(|(i, members)| all.get(i).is_some_and(|n| members.len() < *n));
        let facts = restricted.map(|(i, members)| words(replay, *i, members)).collect();
        Region { facts, witness: self.witness, largest: self.largest }
    }
}

/// `险种 居民医保、职工医保`
fn words(replay: &Replay<'_, '_>, input: InputId, members: &BTreeSet<i64>) -> String {
    let Some(decl) = replay.input(input) else { return String::new() };
    let name = |m: &i64| match &decl.ty {
        Ty::Enum(e) => {
            let members = replay.enums().get(e.ix()).map_or(&[][..], |e| &e.members);
            usize::try_from(*m).ok().and_then(|m| members.get(m)).map_or_else(|| m.to_string(), |m| m.name.clone())
        }
        _ => if *m == 1 { "是" } else { "否" }.to_owned(),
    };
    format!("{} {}", decl.name, members.iter().map(name).collect::<Vec<_>>().join("、"))
}

/// Enum and boolean facts that the two results depend on, with their members put into classes that no condition tells
/// apart.
fn divisions(union: &Union<'_, '_>, statement: &Equality) -> Vec<(InputId, Vec<BTreeSet<i64>>)> {
    let mut out = Vec::new();
    for input in &statement.inputs {
        let members: Vec<i64> = match union.arena.program.inputs.get(input.ix()).map(|i| &i.ty) {
            Some(Ty::Bool) => vec![0, 1],
            Some(Ty::Enum(e)) => union.common_members(*e),
            _ => continue,
        };
        out.push((*input, partition(union, *input, &members)));
    }
    out
}

fn partition(union: &Union<'_, '_>, input: InputId, members: &[i64]) -> Vec<BTreeSet<i64>> {
    let program = &union.arena.program;
    let is_input = |e: &ExprId| matches!(program.exprs.get(e.ix()), Some(Expr::Input(i)) if *i == input);
    let mut tests: Vec<&Vec<i64>> = Vec::new();
    for expr in &program.exprs {
        match expr {
            Expr::In(a, keys) if is_input(a) => tests.push(keys),
            other => {
                let mut direct = false;
                crate::ir::each_operand(other, &mut |o| direct |= is_input(&o));
                if direct {
                    return members.iter().map(|m| BTreeSet::from([*m])).collect();
                }
            }
        }
    }
    let mut classes: BTreeMap<Vec<bool>, BTreeSet<i64>> = BTreeMap::new();
    for m in members {
        classes.entry(tests.iter().map(|t| t.contains(m)).collect()).or_default().insert(*m);
    }
    classes.into_values().collect()
}

struct Finder<'f, 's, 'p, 'r, 'q> {
    union: &'f mut Union<'s, 'p>,
    replay: &'f Replay<'r, 'q>,
    statement: &'f Equality,
    items: [ItemId; 2],
    budget: Budget,
    left: usize,
    found: Vec<Found>,
}

impl Finder<'_, '_, '_, '_, '_> {
    /// Looks for a difference in the part, and divides it by the next fact if there is one.
    fn divide(&mut self, facts: &[(InputId, Vec<BTreeSet<i64>>)], cell: Cell) {
        let Search::Refuted(witness) = self.ask(&cell, None) else { return };
        let next = facts.split_first().filter(|_| self.left > 0);
        match next {
            None => {
                let (witness, largest) = self.widen(&cell, witness);
                self.found.push(Found { cell, witness, largest });
            }
            Some(((_, classes), rest)) if classes.len() < 2 => self.divide(rest, cell),
            Some(((input, classes), rest)) => {
                for class in classes {
                    let mut part = cell.clone();
                    part.insert(*input, class.clone());
                    self.divide(rest, part);
                }
            }
        }
    }

    fn widen(&mut self, cell: &Cell, witness: Witness) -> (Witness, bool) {
        if witness.gap.is_none() {
            return (witness, true);
        }
        enlarge(witness, |w| w.gap.unwrap_or(Num::ZERO), |more| self.ask(cell, Some(more)))
    }

    /// A difference in the part; a gap of more than so much.
    fn ask(&mut self, cell: &Cell, more: Option<Num>) -> Search<Witness> {
        if self.left == 0 && more.is_some() {
            return Search::Undecided("求解步数用尽");
        }
        self.left = self.left.saturating_sub(1);
        let Claim::Always { guard, cond } = self.statement.goal.claim else { return Search::Proved };
        let mut parts: Vec<ExprId> = guard.into_iter().collect();
        for (input, members) in cell {
            parts.push(self.within(*input, members));
        }
        let guard = self.union.all(parts);
        let cond = more.map_or(cond, |n| self.close(n));
        let assume: Vec<Assumption> = self.statement.goal.assume.clone();
        let goal = Goal { claim: Claim::Always { guard, cond }, assume };
        let replay = self.replay;
        search(&self.union.arena.program, &goal, self.budget, |model| {
            replay.witness(model, |w| more.is_none_or(|n| w.gap.is_some_and(|g| g > n)))
        })
    }

    fn within(&mut self, input: InputId, members: &BTreeSet<i64>) -> ExprId {
        let ty = self.union.arena.program.inputs.get(input.ix()).map_or(Ty::Bool, |i| i.ty.clone());
        let fact = self.union.arena.push(Expr::Input(input), ty);
        self.union.arena.push(Expr::In(fact, members.iter().copied().collect()), Ty::Bool)
    }

    /// Both have a value and they are at most so far apart, or one has none.
    fn close(&mut self, most: Num) -> ExprId {
        let [p, q] = self.items;
        let arena = &mut self.union.arena;
        let ty = arena.program.items.get(p.ix()).map_or(Ty::Amount, |i| i.ty.clone());
        let [a, b] = [p, q].map(|i| arena.push(Expr::Item(i), ty.clone()));
        let most = arena.push(Expr::Const(Value::Num(most)), ty.clone());
        let mut near = Vec::new();
        for (x, y) in [(a, b), (b, a)] {
            let sum = arena.push(Expr::Add(y, most), ty.clone());
            near.push(arena.push(Expr::Cmp(CmpOp::Le, BoundWord::Symbol, x, sum), Ty::Bool));
        }
        let near = arena.push(Expr::And(near), Ty::Bool);
        let mut ways = Vec::new();
        for x in [a, b] {
            if arena.of(x).lacks {
                let known = arena.push(Expr::Known(x), Ty::Bool);
                ways.push(arena.push(Expr::Not(known), Ty::Bool));
            }
        }
        ways.push(near);
        if ways.len() == 1 { near } else { arena.push(Expr::Or(ways), Ty::Bool) }
    }
}

/// Parts of the same signature that are apart in one fact only become one.
fn together(mut found: Vec<Found>) -> Vec<Found> {
    let mut i = 0;
    while i < found.len() {
        let partner = (i + 1..found.len()).find(|j| joined(&found, i, *j).is_some());
        match partner.and_then(|j| Some((j, joined(&found, i, j)?))) {
            Some((j, cell)) => {
                found.remove(j);
                if let Some(f) = found.get_mut(i) {
                    f.cell = cell;
                }
                i = 0;
            }
            None => i += 1,
        }
    }
    found
}

fn joined(found: &[Found], i: usize, j: usize) -> Option<Cell> {
    let (a, b) = (found.get(i)?, found.get(j)?);
    if a.signature() != b.signature() || !a.cell.keys().eq(b.cell.keys()) {
        return None;
    }
    let apart: Vec<&InputId> = a.cell.iter().filter(|(k, v)| b.cell.get(k) != Some(v)).map(|(k, _)| k).collect();
    match apart.as_slice() {
        [] => Some(a.cell.clone()),
        [only] => {
            let mut cell = a.cell.clone();
            let more = b.cell.get(only)?.iter().copied();
            cell.entry(**only).or_default().extend(more);
            Some(cell)
        }
        _ => None,
    }
}
