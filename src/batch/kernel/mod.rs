//! A slice of the program as one straight line of pure operations on `i64`.
//!
//! [`Build`] runs the program once on symbols, as [`crate::eval::run`] runs it on values: what is constant for the run
//! is folded, what is missing travels as a mask beside the value. Numbers are whole numbers over a constant scale.
//! Intervals of all values are known, from the declared domains down; what might not fit 62 bits is checked.
//!
//! What the operations cannot say makes a row *doubtful*, and a doubtful row is settled by the interpreter:
//! - [`POISON`] in a mask: the value is not known here. It matters only where the value does.
//! - [`Kernel::alarm`]: an error is possible in this row, so it matters wherever it arises.

mod accums;
mod arena;
mod exprs;
mod facts;
mod funcs;
mod items;
mod lanes;
mod numbers;
mod tables;

use super::{Layout, Settings};
use crate::eval::Plan;
use crate::ir::{AccumId, ExprId, ItemId, RuleId};
use arena::{Arena, N, Two};
pub(super) use lanes::{Lanes, Work};
use std::collections::HashMap;
use std::sync::Arc;

/// Set in every mask of something missing.
const MISS: i64 = 1;
/// Facts are missing.
const FACT: i64 = 2;
/// The document does not give it.
const UNDET: i64 = 4;
/// No rule applies.
const RULE: i64 = 8;
/// An accumulator holds nothing yet.
const ACCUM: i64 = 16;
/// Not known here.
const POISON: i64 = 32;

/// A value: what it is, what it lacks, and by what it is multiplied. A condition that lacks something is 0.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Sym {
    v: N,
    m: N,
    scale: i64,
}

/// What a kernel is made for besides the engine's settings.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shape {
    /// First and last day.
    pub(super) days: (i64, i64),
    /// Columns that have nulls.
    pub(super) nulls: Vec<bool>,
}

/// A compiled slice.
pub(super) struct Kernel {
    ops: Vec<arena::Op>,
    /// Answers: value and mask.
    answers: Vec<(N, N)>,
    /// Not 0: doubtful.
    alarm: N,
    /// Balances that are kept.
    pub(super) balances: Vec<Balance>,
    /// Least and greatest value of each column that is read.
    pub(super) domains: Vec<Option<(i64, i64)>>,
    /// Day of rows when no column says it.
    pub(super) day: Option<i64>,
}

/// A balance that is kept from row to row.
pub(super) struct Balance {
    pub(super) accum: AccumId,
    pub(super) scale: i64,
    pub(super) yearly: bool,
    /// What the balance is at first: value and mask.
    pub(super) initial: (i64, i64),
    /// The same after the row.
    after: (N, N),
    number: u32,
    pub(super) least: i64,
    pub(super) most: i64,
}

/// What is assumed of an accumulator, to be confirmed by what updates it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Assumed {
    kept: bool,
    scale: i64,
    lacking: bool,
    negative: bool,
}

/// The rule whose expressions are being made.
#[derive(Clone, Copy, Default)]
struct Place {
    rule: Option<RuleId>,
}

struct Build<'a, 'p> {
    plan: &'a Plan<'p>,
    layout: &'a Layout,
    settings: &'a Settings,
    shape: &'a Shape,
    k: Arena,
    /// By accumulator.
    assumed: Vec<Assumed>,
    /// Balances as they are at this point of the row.
    now: Vec<Option<Sym>>,
    items: Vec<Option<Sym>>,
    busy: Vec<bool>,
    guards: HashMap<RuleId, Sym>,
    tables: HashMap<u32, Arc<tables::Match>>,
    alarm: N,
    /// Whether what is being made is computed at all.
    path: N,
    place: Place,
    date: N,
    domains: Vec<Option<(i64, i64)>>,
}

/// The days of the years that two days lie in.
pub(super) fn whole_years(first: i64, last: i64) -> (i64, i64) {
    use arena::{DayFn, days};
    let year = |d: i64| days(DayFn::Year, d.clamp(0, facts::LAST_DAY), 0);
    (days(DayFn::YearStart, year(first), 0), days(DayFn::YearEnd, year(last), 0))
}

/// Rounds of confirming what is assumed of accumulators.
const ROUNDS: usize = 12;

/// More operations than are worth compiling.
const MOST_OPS: usize = 50_000;

/// Compiles the plan's slice; `None` when rows have no date that is known beforehand.
pub(super) fn compile(plan: &Plan<'_>, layout: &Layout, settings: &Settings, shape: &Shape) -> Option<Kernel> {
    let mut assumed: Vec<Assumed> = plan.program.accums.iter().map(accums::at_first).collect();
    for _ in 0..ROUNDS {
        let mut build = Build::new(plan, layout, settings, shape, &assumed);
        let kernel = build.kernel()?;
        if build.k.ops.len() > MOST_OPS {
            return None;
        }
        if build.assumed == assumed {
            return Some(kernel);
        }
        assumed = build.assumed;
    }
    None
}

impl<'a, 'p> Build<'a, 'p> {
    fn new(
        plan: &'a Plan<'p>,
        layout: &'a Layout,
        settings: &'a Settings,
        shape: &'a Shape,
        assumed: &[Assumed],
    ) -> Self {
        let mut k = Arena::new();
        let (zero, one) = (k.constant(0), k.constant(1));
        Build {
            plan,
            layout,
            settings,
            shape,
            k,
            assumed: assumed.to_vec(),
            now: vec![None; plan.program.accums.len()],
            items: vec![None; plan.sources.len()],
            busy: vec![false; plan.sources.len()],
            guards: HashMap::new(),
            tables: HashMap::new(),
            alarm: zero,
            path: one,
            place: Place::default(),
            date: zero,
            domains: vec![None; layout.columns().len()],
        }
    }

    fn kernel(&mut self) -> Option<Kernel> {
        let day = self.settle_date()?;
        for item in &self.plan.order {
            self.item(*item);
        }
        self.musts();
        let answers = self.answers();
        let balances = self.accumulate(&answers);
        Some(Kernel {
            ops: self.k.ops.clone(),
            answers,
            alarm: self.alarm,
            balances,
            domains: self.domains.clone(),
            day,
        })
    }

    /// An error is possible where this holds.
    fn alarm_if(&mut self, n: N) {
        let here = self.k.and(self.path, n);
        self.alarm = self.k.or(self.alarm, here);
    }

    /// Nothing is known here, not even whether it is an error.
    fn refuse(&mut self) -> Sym {
        let one = self.k.constant(1);
        self.alarm_if(one);
        self.poison()
    }

    /// Something that is no error, and otherwise not known here.
    fn poison(&mut self) -> Sym {
        self.missing(POISON)
    }

    fn missing(&mut self, bits: i64) -> Sym {
        Sym { v: self.k.constant(0), m: self.k.constant(MISS | bits), scale: 1 }
    }

    fn value(&mut self, v: N, scale: i64) -> Sym {
        Sym { v, m: self.k.constant(0), scale }
    }

    fn truth_of(&mut self, v: N) -> Sym {
        self.value(v, 1)
    }

    fn known(&mut self, s: Sym) -> N {
        self.k.is(s.m, 0)
    }

    /// Does certainly not hold.
    fn no(&mut self, s: Sym) -> N {
        let known = self.known(s);
        let not = self.k.not(s.v);
        self.k.and(known, not)
    }

    /// A condition from its truth and what it lacks.
    fn condition(&mut self, v: N, m: N) -> Sym {
        let known = self.k.is(m, 0);
        Sym { v: self.k.and(known, v), m, scale: 1 }
    }

    /// A condition with 不成立 for one that lacks only a rule.
    fn settled(&mut self, s: Sym) -> Sym {
        let lacks_rule = self.k.is(s.m, MISS | RULE);
        let zero = self.k.constant(0);
        Sym { v: s.v, m: self.k.select(lacks_rule, zero, s.m), scale: 1 }
    }

    /// 且
    fn both(&mut self, a: Sym, b: Sym) -> Sym {
        let (no_a, no_b) = (self.no(a), self.no(b));
        let no = self.k.or(no_a, no_b);
        let m = self.k.or(a.m, b.m);
        let zero = self.k.constant(0);
        Sym { v: self.k.and(a.v, b.v), m: self.k.select(no, zero, m), scale: 1 }
    }

    fn negation(&mut self, s: Sym) -> Sym {
        Sym { v: self.no(s), m: s.m, scale: 1 }
    }

    /// Runs with a narrower path.
    fn on<R>(&mut self, condition: N, f: impl FnOnce(&mut Self) -> R) -> R {
        let path = self.path;
        self.path = self.k.and(path, condition);
        let r = f(self);
        self.path = path;
        r
    }

    fn holds(&mut self, e: ExprId) -> Sym {
        let s = self.eval(e);
        self.settled(s)
    }

    /// One of two values.
    fn choose(&mut self, c: N, a: Sym, b: Sym) -> Sym {
        let Some((va, vb, scale)) = self.align(a, b) else { return self.refuse() };
        Sym { v: self.k.select(c, va, vb), m: self.k.select(c, a.m, b.m), scale }
    }

    /// Hard invariants: one that may be broken is for the interpreter to say.
    fn musts(&mut self) {
        let plan = self.plan;
        for i in &plan.musts {
            let Some(must) = plan.program.musts.get(*i) else { continue };
            self.place = Place::default();
            let one = self.k.constant(1);
            let one = self.truth_of(one);
            let holds = must.guard.map_or(one, |g| self.eval(g));
            let poison = self.k.any(holds.m, POISON);
            let may = self.k.or(holds.v, poison);
            let kept = self.on(may, |b| b.eval(must.cond));
            let broken = self.no(kept);
            let unsure = self.k.any(kept.m, POISON);
            let bad = self.k.or(broken, unsure);
            self.on(may, |b| b.alarm_if(bad));
        }
    }

    /// The answers as they stand in their columns.
    fn answers(&mut self) -> Vec<(N, N)> {
        let mut out = Vec::new();
        for item in &self.plan.report {
            let s = self.item(*item);
            let s = self.coded(*item, s);
            let unsure = self.k.any(s.m, POISON);
            self.alarm = self.k.or(self.alarm, unsure);
            out.push((s.v, s.m));
        }
        out
    }

    fn coded(&mut self, item: ItemId, s: Sym) -> Sym {
        use super::Coding;
        match Coding::of_item(self.plan.program, item) {
            Coding::Code if self.k.range(s.m).0 > 0 => s,
            Coding::Code => self.poison(),
            Coding::Scaled(places) => self.at_scale(s, 10_i64.pow(places.min(18))),
            _ => s,
        }
    }

    /// The number at another scale; poison where that is not exact.
    fn at_scale(&mut self, s: Sym, scale: i64) -> Sym {
        let g = numbers::gcd(s.scale, scale);
        let (times, by) = (self.k.constant(scale / g), s.scale / g);
        let (whole, m) = if by == 1 {
            (s.v, s.m)
        } else {
            let (lo, hi) = self.k.range(s.v);
            let rest = self.k.make(arena::Op::Rem(s.v, by), (lo.max(-by), hi.min(by)));
            let exact = self.k.is(rest, 0);
            let poison = self.k.constant(MISS | POISON);
            let inexact = self.k.or(s.m, poison);
            let none = self.known(s);
            let m = self.k.select(exact, s.m, inexact);
            let m = self.k.select(none, m, s.m);
            (self.k.make(arena::Op::Round(s.v, by, crate::ir::RoundMode::Down), (lo / by, hi / by)), m)
        };
        match self.k.try_two(Two::Mul, whole, times) {
            Some(v) => Sym { v, m, scale },
            None => self.poison(),
        }
    }
}
