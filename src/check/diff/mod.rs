//! 比较: two programs over the same facts. For every result that both define: proved the same, or the cases on which
//! it differs, or undecided with the reason.
//!
//! Parts of the same form are the same without further ado (`classes`). The rest is put together as one program
//! (`union`) in which the symbolic search is asked whether two items can differ (`goal`); a difference is reported
//! only after the evaluator has settled the case under both programs (`replay`). *Same* means: equal values, or a
//! value on neither side (不适用, 文件未定), and settlements that stop in the same cases; all facts given, balances not
//! negative, parameters that both leave open supplied alike.

pub mod alone;
mod arena;
pub mod claims;
mod classes;
pub mod clauses;
mod goal;
mod largest;
mod names;
mod pairs;
mod prepare;
mod regions;
mod replay;
mod sequences;
mod side;
mod union;
pub(super) mod vary;

use super::symbolic::{Budget, Search, search};
use crate::base::date::Date;
use crate::base::num::Num;
use crate::eval::{Case, Plan};
use crate::ir::{AccumId, DoubtId, ItemId, Program, RuleId};
use classes::{Classes, Interner, classify};
use goal::{Stops, equality};
use names::{Common, unite};
use prepare::{Prepared, prepare};
pub use regions::Region;
pub use replay::Outcome;
use replay::Replay;
use side::Side;
use std::collections::{BTreeMap, BTreeSet};
use union::Union;

/// What is compared and how thoroughly.
#[derive(Clone, Debug)]
pub struct Options {
    /// The day of the encounter; without it, every day on which both programs are in force.
    pub date: Option<Date>,
    /// Readings of the first program; others as adopted.
    pub readings_a: Vec<(DoubtId, u32)>,
    /// Readings of the second program.
    pub readings_b: Vec<(DoubtId, u32)>,
    /// Only items of these names (of either program); all when empty.
    pub only: Vec<String>,
    /// Stop at the first difference.
    pub first: bool,
    /// Limits of the search for one item.
    pub budget: Budget,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            date: None,
            readings_a: Vec::new(),
            readings_b: Vec::new(),
            only: Vec::new(),
            first: false,
            budget: Budget { paths: 600, queries: 6_000 },
        }
    }
}

/// A case on which a result differs, as a case of either program, with both outcomes.
#[derive(Clone, Debug, PartialEq)]
pub struct Witness {
    /// The case, under the first and the second program.
    pub cases: [Case; 2],
    /// What the result comes to.
    pub outcomes: [Outcome; 2],
    /// How far the two values are apart, when they are numbers.
    pub gap: Option<Num>,
}

/// What became of one result.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The same in every case.
    Equal,
    /// Different on this case.
    Differ(Box<Witness>),
    /// Neither shown; the reason.
    Undecided(String),
}

/// A result that both programs define.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The item of either program; for an accumulator's additions, none.
    pub items: Option<[ItemId; 2]>,
    /// The accumulator of either program, when it is what an encounter adds to one.
    pub accums: Option<[AccumId; 2]>,
    /// Its name.
    pub name: String,
    /// What became of it.
    pub verdict: Verdict,
    /// Where it differs, the largest difference first.
    pub regions: Vec<Region>,
}

/// The comparison of two programs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Results of both, in the first program's order of evaluation, accumulators after items.
    pub results: Vec<Compared>,
    /// Results that only the first, only the second defines.
    pub alone: [Vec<ItemId>; 2],
    /// Days looked at, by program.
    pub days: Option<[(Date, Date); 2]>,
}

impl Comparison {
    /// The first difference.
    pub fn difference(&self) -> Option<(&Compared, &Witness)> {
        self.results.iter().find_map(|r| match &r.verdict {
            Verdict::Differ(w) => Some((r, w.as_ref())),
            _ => None,
        })
    }

    /// Whether everything is proved the same.
    pub fn is_equal(&self) -> bool {
        self.results.iter().all(|r| r.verdict == Verdict::Equal) && self.alone.iter().all(Vec::is_empty)
    }
}

/// Compares two programs result by result.
pub fn compare(a: &Program, b: &Program, options: &Options) -> Comparison {
    let prepared = [prepare(a), prepare(b)];
    let [pa, pb] = &prepared;
    let (common, [names_a, names_b]) = unite(&pa.program, &pb.program);
    let calendar = pairs::calendar(a, b, options.date);
    let [days_a, days_b] = calendar.days;
    let sides = [
        Side::new(&pa.program, names_a, days_a, &options.readings_a),
        Side::new(&pb.program, names_b, days_b, &options.readings_b),
    ];
    let typical = calendar.typical;
    let mut work = Work { options, sides: &sides, common, typical, prepared: &prepared, originals: [a, b] };
    work.run(a, b)
}

struct Work<'w, 'p> {
    options: &'w Options,
    sides: &'w [Side<'p>; 2],
    common: Common,
    typical: [Date; 2],
    prepared: &'w [Prepared; 2],
    originals: [&'w Program; 2],
}

impl<'w> Work<'w, '_> {
    fn run(&mut self, a: &Program, b: &Program) -> Comparison {
        let matched = pairs::items(a, b, &self.options.only);
        let accums = pairs::accums(self.sides);
        let days = self.sides.each_ref().map(|s| s.days);
        let mut out = Comparison { alone: matched.alone, days: Some(days), ..Comparison::default() };
        self.narrow_dates();
        let probes = accums.iter().filter_map(|[x, y]| {
            let [p, q] = self.prepared;
            Some(([*p.added.get(x.ix())?, *q.added.get(y.ix())?], Some([*x, *y])))
        });
        let items = matched.pairs.iter().map(|p| (*p, None));
        // Accumulators first: what an encounter adds to them shows where sequences part.
        let all: Vec<Pair> = probes.chain(items).collect();
        self.decide(&all, &accums, &mut out.results);
        let only = !self.options.only.is_empty();
        out.results.retain(|r| !only || r.items.is_some());
        out.results.sort_by_key(|r| r.items.is_none());
        out
    }

    /// Decides the pairs in order. What a search has proved the same is from then on the same by form.
    fn decide(&self, all: &[Pair], accums: &[[AccumId; 2]], out: &mut Vec<Compared>) {
        let [a, b] = self.sides;
        let (mut interner, mut known) = (Interner::default(), BTreeMap::new());
        let first = classify(a, &mut interner, &known);
        let (mut rest, mut apart, mut kept) = (all, Vec::new(), BTreeSet::new());
        while !rest.is_empty() {
            let second = classify(b, &mut interner, &known);
            let mut tainted = self.unlike_accums(accums, [&first, &second]);
            tainted.retain(|a| !kept.contains(a));
            let mut solver = Solver::new(self, [&first, &second], rest);
            solver.apart = std::mem::take(&mut apart);
            while let Some(((pair, of), more)) = rest.split_first() {
                rest = more;
                let alike = like([&first, &second], *pair);
                let Some(compared) = solver.decide(*pair, *of, &tainted) else { continue };
                let verdict = compared.verdict.clone();
                if let (Verdict::Differ(w), Some(_)) = (&compared.verdict, of) {
                    solver.apart.push(w.cases.clone());
                }
                out.push(compared);
                match verdict {
                    Verdict::Differ(_) if self.options.first && of.is_none() => return,
                    Verdict::Equal if !alike => {
                        // What an encounter adds is the same, though it is written otherwise.
                        kept.extend(of.and_then(|[x, _]| a.names.accums.get(x.ix()).copied()));
                        let [x, y] = *pair;
                        known.extend(first.items.get(x.ix()).map(|c| (y, *c)));
                        apart = std::mem::take(&mut solver.apart);
                        break;
                    }
                    _ => {}
                }
            }
        }
    }

    /// The date lies in the days looked at.
    fn narrow_dates(&mut self) {
        let [a, b] = self.sides;
        for side in [a, b] {
            let at = side.program.date_input.and_then(|i| side.names.inputs.get(i.ix()));
            if let Some(input) = at.and_then(|i| self.common.inputs.get_mut(i.ix())) {
                let end = |d: Date| Some((crate::ir::value::Value::Date(d), true));
                input.range = crate::ir::ValueRange { lower: end(side.days.0), upper: end(side.days.1) };
            }
        }
    }

    /// Accumulators, by place among the common ones, that the two programs do not keep in the same way.
    fn unlike_accums(&self, accums: &[[AccumId; 2]], [a, b]: [&Classes; 2]) -> BTreeSet<AccumId> {
        let [side, _] = self.sides;
        let unlike = accums.iter().filter(|[x, y]| a.accums.get(x.ix()) != b.accums.get(y.ix()));
        unlike.filter_map(|[x, _]| side.names.accums.get(x.ix()).copied()).collect()
    }
}

/// Items of both sides; the accumulators whose additions they are.
type Pair = ([ItemId; 2], Option<[AccumId; 2]>);

/// The united program of all pairs that are not the same by form.
struct Solver<'w, 'p> {
    work: &'w Work<'w, 'p>,
    classes: [&'w Classes; 2],
    union: Union<'w, 'p>,
    stops: Stops,
    /// Cases that add different amounts to an accumulator.
    apart: Vec<[Case; 2]>,
}

impl<'w, 'p> Solver<'w, 'p> {
    fn new(work: &'w Work<'w, 'p>, classes: [&'w Classes; 2], pairs: &[Pair]) -> Solver<'w, 'p> {
        let [a, b] = work.sides;
        let unlike: Vec<[ItemId; 2]> = pairs.iter().map(|p| p.0).filter(|p| !like(classes, *p)).collect();
        let cones = [0, 1].map(|at| {
            let roots = unlike.iter().filter_map(|p: &[ItemId; 2]| p.get(at).copied());
            let side = if at == 0 { a } else { b };
            pairs::cone(side, roots.collect())
        });
        let [x, y] = &cones;
        let union = Union::new([a, b], classes, &work.common, [x, y]);
        Solver { work, classes, union, stops: Stops::new(), apart: Vec::new() }
    }

    fn decide(
        &mut self,
        items: [ItemId; 2],
        accums: Option<[AccumId; 2]>,
        tainted: &BTreeSet<AccumId>,
    ) -> Option<Compared> {
        let [a, _] = self.work.sides;
        let [x, _] = items;
        let name = a.program.items.get(x.ix())?.name.clone();
        let (verdict, regions) =
            if like(self.classes, items) { (Verdict::Equal, Vec::new()) } else { self.search(items) };
        let verdict = match (verdict, regions.first()) {
            (Verdict::Equal, _) => self.over_time(items, accums, tainted),
            (Verdict::Differ(_), Some(largest)) => Verdict::Differ(Box::new(largest.witness.clone())),
            (other, _) => other,
        };
        let verdict = match verdict {
            Verdict::Undecided(why) => self.in_sequence(items).unwrap_or(Verdict::Undecided(why)),
            other => other,
        };
        Some(Compared { items: accums.is_none().then_some(items), accums, name, verdict, regions })
    }

    /// A difference after several encounters.
    fn in_sequence(&self, items: [ItemId; 2]) -> Option<Verdict> {
        let [a, b] = self.work.sides;
        let replay = Replay::new([a, b], items, &self.work.common, &self.union.supplied, self.work.typical);
        let candidates = sequences::candidates(self.work.originals, [a, b], &replay, &self.apart);
        sequences::look(&replay, &candidates).map(|w| Verdict::Differ(Box::new(w)))
    }

    /// One encounter from the same balances gives the same; whether the balances stay the same is another matter.
    fn over_time(&self, items: [ItemId; 2], accums: Option<[AccumId; 2]>, tainted: &BTreeSet<AccumId>) -> Verdict {
        if let Some([x, y]) = accums {
            let [a, b] = self.classes;
            let kept = a.frames.get(x.ix()) == b.frames.get(y.ix());
            return if kept { Verdict::Equal } else { Verdict::Undecided("累计的期间或分法不同".to_owned()) };
        }
        let [side, _] = self.work.sides;
        let [x, _] = items;
        match pairs::reads(side, x).into_iter().find(|a| tainted.contains(a)) {
            None => Verdict::Equal,
            Some(accum) => {
                let name = self.work.common.accums.get(accum.ix()).map_or("", |a| a.name.as_str());
                Verdict::Undecided(format!("同一次就诊相同，但两边对累计「{name}」的计法不同"))
            }
        }
    }

    fn search(&mut self, items: [ItemId; 2]) -> (Verdict, Vec<Region>) {
        let [x, y] = items;
        let (Some(p), Some(q)) = (self.union.item(0, x), self.union.item(1, y)) else {
            return (Verdict::Undecided("项目不在求值次序里".to_owned()), Vec::new());
        };
        let statement = equality(&mut self.union, &mut self.stops, p, q);
        let [a, b] = self.work.sides;
        let supplied = std::mem::take(&mut self.union.supplied);
        let replay = Replay::new([a, b], items, &self.work.common, &supplied, self.work.typical);
        let budget = self.work.options.budget;
        let found = search(&self.union.arena.program, &statement.goal, budget, |m| replay.witness(m, |_| true));
        let verdict = match (found, statement.blur) {
            (Search::Refuted(witness), _) => Verdict::Differ(Box::new(witness)),
            (Search::Proved, None) => Verdict::Equal,
            (Search::Proved, Some(why)) => Verdict::Undecided(format!("没有找到差别，但{why}，不足以证明")),
            (Search::Undecided(why), _) => Verdict::Undecided(why.to_owned()),
        };
        let wanted = !self.work.options.first && matches!(verdict, Verdict::Differ(_));
        let regions =
            if wanted { regions::find(&mut self.union, &replay, &statement, [p, q], budget) } else { Vec::new() };
        self.union.supplied = supplied;
        (verdict, regions)
    }
}

/// The clauses that give an item its value in the last encounter of a case.
pub fn applied(program: &Program, case: &Case, item: ItemId) -> Vec<RuleId> {
    let settled = Plan::new(program, Some(&[item])).settle_traced(case);
    let Ok((_, trace)) = settled else { return Vec::new() };
    let own = trace.encounters.last().and_then(|e| e.item(item));
    own.map(|t| t.applied.iter().filter(|r| r.certain).map(|r| r.rule).collect()).unwrap_or_default()
}

fn like(classes: [&Classes; 2], [x, y]: [ItemId; 2]) -> bool {
    let [a, b] = classes;
    a.items.get(x.ix()).is_some() && a.items.get(x.ix()) == b.items.get(y.ix())
}

#[cfg(test)]
mod tests;
