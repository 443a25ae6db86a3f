//! One program against itself under two circumstances: another level of the hospital, another need, one more 分 of
//! cost. What is asked is whether a result can fall from the first to the second, and by how much at most.

use super::classes::{Classes, Interner, classify_some};
use super::goal::{cone, floors};
use super::largest::enlarge;
use super::names::{Common, unite};
use super::prepare::{Prepared, prepare};
use super::replay::Replay;
use super::side::Side;
use super::union::Union;
use super::{Witness, pairs};
use crate::base::date::Date;
use crate::base::num::Num;
use crate::check::symbolic::{Budget, Claim, Goal, Search, search};
use crate::ir::value::Value;
use crate::ir::{BoundWord, CmpOp, Expr, ExprId, InputId, ItemId, Program, Ty};

/// What is different in a circumstance.
#[derive(Clone, Debug, Default)]
pub struct Circumstance {
    /// Facts that have this value.
    pub fixed: Vec<(InputId, Value)>,
    /// Facts that are so much more.
    pub shifted: Vec<(InputId, Num)>,
}

/// A fall from the first circumstance to the second.
#[derive(Clone, Debug, PartialEq)]
pub struct Fall {
    /// Both cases and what they come to.
    pub witness: Witness,
    /// By how much.
    pub size: Num,
    /// Whether it is proved that no fall is larger.
    pub largest: bool,
}

/// A program made ready.
pub struct Twice {
    prepared: Prepared,
    days: (Date, Date),
    typical: Date,
}

impl Twice {
    /// Makes a program ready.
    pub fn new(program: &Program) -> Twice {
        let calendar = pairs::calendar(program, program, None);
        let [days, _] = calendar.days;
        let [typical, _] = calendar.typical;
        Twice { prepared: prepare(program), days, typical }
    }

    /// Whether the item can be less in the second circumstance than in the first by more than the tolerance; the
    /// largest such fall, as far as the search goes.
    pub fn falls(&self, item: ItemId, between: [&Circumstance; 2], tolerance: Num, budget: Budget) -> Search<Fall> {
        let program = &self.prepared.program;
        let (mut common, names) = unite(program, program);
        self.domain(&mut common, between);
        let sides = names.map(|n| Side::new(program, n, self.days, &[]));
        let [mut a, mut b] = sides;
        let [p, q] = between;
        set(&mut a, p);
        set(&mut b, q);
        let mut interner = Interner::default();
        let some = pairs::cone(&a, vec![item]);
        let classes = [classify_some(&a, &mut interner, &some), classify_some(&b, &mut interner, &some)];
        self.search(item, [&a, &b], &classes, &common, &some, tolerance, budget)
    }

    /// Facts that are shifted stay within their range also when they are.
    fn domain(&self, common: &mut Common, between: [&Circumstance; 2]) {
        for (input, more) in between.iter().flat_map(|c| &c.shifted) {
            let Some(fact) = common.inputs.get_mut(input.ix()) else { continue };
            if let Some((Value::Num(most), _)) = &mut fact.range.upper {
                *most = most.sub(*more).unwrap_or(*most);
            }
        }
        if let Some(date) = self.prepared.program.date_input.and_then(|d| common.inputs.get_mut(d.ix())) {
            let end = |d: Date| Some((Value::Date(d), true));
            date.range = crate::ir::ValueRange { lower: end(self.days.0), upper: end(self.days.1) };
        }
    }

    #[expect(clippy::too_many_arguments, reason = "all of it is what a search is about")]
    fn search(
        &self,
        item: ItemId,
        sides: [&Side<'_>; 2],
        classes: &[Classes; 2],
        common: &Common,
        some: &[bool],
        tolerance: Num,
        budget: Budget,
    ) -> Search<Fall> {
        let [x, y] = classes;
        if x.items.get(item.ix()) == y.items.get(item.ix()) {
            return Search::Proved;
        }
        let mut union = Union::new(sides, [x, y], common, [some, some]);
        let (Some(first), Some(second)) = (union.item(0, item), union.item(1, item)) else {
            return Search::Undecided("项目不在求值次序里");
        };
        let blur = [first, second].iter().find_map(|i| union.arena.items.get(i.ix()).and_then(|t| t.blur));
        let cones = [cone(&union, first), cone(&union, second)];
        let assume = floors(&union, &cones);
        let supplied = std::mem::take(&mut union.supplied);
        let replay = Replay::new(sides, [item, item], common, &supplied, [self.typical; 2]);
        let mut ask = |more_than: Num| {
            let cond = at_most(&mut union, first, second, more_than);
            let goal = Goal { claim: Claim::Always { guard: None, cond }, assume: assume.clone() };
            search(&union.arena.program, &goal, budget, |model| {
                let larger = |w: &Witness| fall(&w.outcomes).is_some_and(|f| f > more_than);
                let witness = replay.witness(model, larger)?;
                let size = fall(&witness.outcomes)?;
                Some(Fall { witness, size, largest: false })
            })
        };
        // A large fall is found at once; a small one hides among roundings.
        for extra in [Num::int(100), Num::ONE] {
            let Ok(more) = tolerance.add(extra) else { continue };
            if let Search::Refuted(found) = ask(more) {
                return Search::Refuted(widest(found, ask));
            }
        }
        match (ask(tolerance), blur) {
            (Search::Refuted(found), _) => Search::Refuted(widest(found, ask)),
            (Search::Proved, Some(why)) => Search::Undecided(why),
            (other, _) => other,
        }
    }
}

fn widest(found: Fall, ask: impl FnMut(Num) -> Search<Fall>) -> Fall {
    let (found, largest) = enlarge(found, |f| f.size, ask);
    Fall { largest, ..found }
}

fn set(side: &mut Side<'_>, to: &Circumstance) {
    side.fixed.extend(to.fixed.iter().map(|(i, v)| (*i, Some(v.clone()))));
    side.shifted.extend(to.shifted.iter().copied());
}

/// `first ≤ second ＋ more`
fn at_most(union: &mut Union<'_, '_>, first: ItemId, second: ItemId, more: Num) -> ExprId {
    let ty = union.arena.program.items.get(first.ix()).map_or(Ty::Amount, |i| i.ty.clone());
    let [a, b] = [first, second].map(|i| union.arena.push(Expr::Item(i), ty.clone()));
    let more = union.arena.push(Expr::Const(Value::Num(more)), ty.clone());
    let sum = union.arena.push(Expr::Add(b, more), ty);
    union.arena.push(Expr::Cmp(CmpOp::Le, BoundWord::Symbol, a, sum), Ty::Bool)
}

/// By how much the value falls.
fn fall([a, b]: &[super::Outcome; 2]) -> Option<Num> {
    match (a.value()?, b.value()?) {
        (Value::Num(a), Value::Num(b)) => a.sub(*b).ok(),
        _ => None,
    }
}
