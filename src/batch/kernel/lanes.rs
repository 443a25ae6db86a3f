//! The portable engine: persons side by side, one operation for all of them at a time.

use super::arena::{Arena, DayFn, N, Op, Two, bands, class, days, look, round};
use super::{FACT, Kernel, MISS, UNDET};
use crate::base::num::{Num, RoundMode};
use crate::batch::State;
use crate::batch::rows::{Coding, Dictionary, Person, Results, Rows};
use crate::ir::value::Value;

/// Persons side by side.
const WIDTH: usize = 64;

/// An operation with the places of its operands.
struct Step {
    op: Op,
    to: usize,
}

/// A kernel as steps over a small number of places.
pub(crate) struct Lanes {
    kernel: Kernel,
    steps: Vec<Step>,
    places: usize,
    /// Constants and where they stand.
    constants: Vec<(usize, i64)>,
    columns: Vec<(usize, usize)>,
    known: Vec<(usize, usize)>,
    /// By balance: places of value and mask before the row, and after it.
    balances: Vec<(Option<usize>, Option<usize>, usize, usize)>,
    answers: Vec<(usize, usize)>,
    alarm: usize,
}

/// Working memory.
#[derive(Default)]
pub(crate) struct Work {
    places: Vec<Vec<i64>>,
    values: Vec<Vec<i64>>,
    masks: Vec<Vec<i64>>,
    lanes: Vec<Lane>,
    /// Persons left to the interpreter from a row on.
    pub(crate) doubtful: Vec<(usize, usize)>,
}

/// A person at work.
#[derive(Clone, Copy, Default)]
struct Lane {
    person: usize,
    row: usize,
    end: usize,
    /// First and last day of the year that yearly balances are of.
    year: (i64, i64),
    day: i64,
    doubtful: bool,
}

/// Assigns places to operations: a place is free again after the last use.
struct Places {
    of: Vec<usize>,
    free: Vec<usize>,
    count: usize,
}

impl Places {
    fn take(&mut self, n: N) -> usize {
        let place = self.free.pop().unwrap_or_else(|| {
            self.count += 1;
            self.count - 1
        });
        if let Some(slot) = self.of.get_mut(n.0 as usize) {
            *slot = place;
        }
        place
    }

    fn get(&self, n: N) -> usize {
        self.of.get(n.0 as usize).copied().unwrap_or(0)
    }
}

impl Lanes {
    pub(crate) fn new(kernel: Kernel) -> Lanes {
        let last = last_uses(&kernel);
        let mut places = Places { of: vec![0; kernel.ops.len()], free: Vec::new(), count: 0 };
        let mut lanes = Lanes {
            steps: Vec::new(),
            places: 0,
            constants: Vec::new(),
            columns: Vec::new(),
            known: Vec::new(),
            balances: kernel.balances.iter().map(|_| (None, None, 0, 0)).collect(),
            answers: Vec::new(),
            alarm: 0,
            kernel,
        };
        lanes.leaves(&last, &mut places);
        lanes.schedule(&last, &mut places);
        lanes.answers = lanes.kernel.answers.iter().map(|(v, m)| (places.get(*v), places.get(*m))).collect();
        lanes.alarm = places.get(lanes.kernel.alarm);
        for (b, at) in lanes.kernel.balances.iter().zip(&mut lanes.balances) {
            (at.2, at.3) = (places.get(b.after.0), places.get(b.after.1));
        }
        lanes.places = places.count.max(1);
        lanes
    }

    /// Places of what is there before the first step; they stay.
    fn leaves(&mut self, last: &[u32], places: &mut Places) {
        for (n, op) in (0_u32..).zip(&self.kernel.ops) {
            if last.get(n as usize).is_none_or(|l| *l == UNUSED) {
                continue;
            }
            let number = |a: u32| self.kernel.balances.iter().position(|b| b.number == a);
            match op {
                Op::Const(c) => self.constants.push((places.take(N(n)), *c)),
                Op::Column(c) => self.columns.push((places.take(N(n)), *c as usize)),
                Op::Known(c) => self.known.push((places.take(N(n)), *c as usize)),
                Op::Balance(a) => {
                    if let Some(at) = number(*a).and_then(|b| self.balances.get_mut(b)) {
                        at.0 = Some(places.take(N(n)));
                    }
                }
                Op::Lacks(a) => {
                    if let Some(at) = number(*a).and_then(|b| self.balances.get_mut(b)) {
                        at.1 = Some(places.take(N(n)));
                    }
                }
                _ => {}
            }
        }
    }

    fn schedule(&mut self, last: &[u32], places: &mut Places) {
        for (n, op) in (0_u32..).zip(&self.kernel.ops) {
            if is_leaf(op) || last.get(n as usize).is_none_or(|l| *l == UNUSED) {
                continue;
            }
            let mut free = Vec::new();
            let at = placed(op, &|x| N(u32::try_from(places.get(x)).unwrap_or(0)));
            Arena::operands(op, &mut |x| {
                let leaf = self.kernel.ops.get(x.0 as usize).is_none_or(is_leaf);
                let place = places.get(x);
                if !leaf && last.get(x.0 as usize) == Some(&n) && !free.contains(&place) {
                    free.push(place);
                }
            });
            let to = places.take(N(n));
            places.free.append(&mut free);
            self.steps.push(Step { op: at, to });
        }
    }
}

const UNUSED: u32 = u32::MAX;
/// Used after all steps.
const RESULT: u32 = u32::MAX - 1;

fn is_leaf(op: &Op) -> bool {
    matches!(op, Op::Const(_) | Op::Column(_) | Op::Known(_) | Op::Balance(_) | Op::Lacks(_))
}

/// The last operation that uses each; [`UNUSED`] for what no result needs.
fn last_uses(kernel: &Kernel) -> Vec<u32> {
    let mut last = vec![UNUSED; kernel.ops.len()];
    let answers = kernel.answers.iter().chain(kernel.balances.iter().map(|b| &b.after));
    for n in answers.flat_map(|(v, m)| [*v, *m]).chain([kernel.alarm]) {
        if let Some(l) = last.get_mut(n.0 as usize) {
            *l = RESULT;
        }
    }
    for (at, op) in kernel.ops.iter().enumerate().rev() {
        let n = u32::try_from(at).unwrap_or(UNUSED);
        if last.get(at) == Some(&UNUSED) {
            continue;
        }
        Arena::operands(op, &mut |x| {
            if let Some(l) = last.get_mut(x.0 as usize).filter(|l| **l == UNUSED) {
                *l = n;
            }
        });
    }
    last
}

/// The operation with places for operands.
fn placed(op: &Op, at: &dyn Fn(N) -> N) -> Op {
    match op.clone() {
        Op::Two(o, a, b) => Op::Two(o, at(a), at(b)),
        Op::Not(a) => Op::Not(at(a)),
        Op::Select(a, b, c) => Op::Select(at(a), at(b), at(c)),
        Op::In(a, bits) => Op::In(at(a), bits),
        Op::InList(a, list) => Op::InList(at(a), list),
        Op::Look(a, table) => Op::Look(at(a), table),
        Op::Class(a, bounds) => Op::Class(at(a), bounds),
        Op::Round(a, q, mode) => Op::Round(at(a), q, mode),
        Op::RoundBy(a, b, mode) => Op::RoundBy(at(a), at(b), mode),
        Op::Rem(a, q) => Op::Rem(at(a), q),
        Op::Bands(a, rows) => Op::Bands(at(a), rows),
        Op::Days(f, a, b) => Op::Days(f, at(a), at(b)),
        Op::Count(a) => Op::Count(at(a)),
        leaf => leaf,
    }
}

fn one(to: &mut [i64], a: &[i64], f: impl Fn(i64) -> i64) {
    to.iter_mut().zip(a).for_each(|(to, a)| *to = f(*a));
}

fn pair(to: &mut [i64], a: &[i64], b: &[i64], f: impl Fn(i64, i64) -> i64) {
    to.iter_mut().zip(a).zip(b).for_each(|((to, a), b)| *to = f(*a, *b));
}

fn run_two(op: Two, to: &mut [i64], a: &[i64], b: &[i64]) {
    match op {
        Two::Add => pair(to, a, b, i64::wrapping_add),
        Two::Sub => pair(to, a, b, i64::wrapping_sub),
        Two::Mul => pair(to, a, b, i64::wrapping_mul),
        Two::Min => pair(to, a, b, i64::min),
        Two::Max => pair(to, a, b, i64::max),
        Two::Lt => pair(to, a, b, |a, b| i64::from(a < b)),
        Two::Le => pair(to, a, b, |a, b| i64::from(a <= b)),
        Two::Eq => pair(to, a, b, |a, b| i64::from(a == b)),
        Two::And => pair(to, a, b, |a, b| a & b),
        Two::Or => pair(to, a, b, |a, b| a | b),
        Two::Without => pair(to, a, b, |a, b| a & !b),
        Two::Bit => pair(to, a, b, |a, b| super::arena::two(Two::Bit, a, b)),
    }
}

/// Quotients by a constant: most numbers fit 32 bits, whose division is much faster.
fn run_round(to: &mut [i64], a: &[i64], q: i64, mode: RoundMode) {
    one(to, a, |p| match (u32::try_from(p), u32::try_from(q), mode) {
        (Ok(p), Ok(q), RoundMode::HalfUp) => {
            let (whole, rest) = (p / q, p % q);
            i64::from(whole) + i64::from(rest >= q - rest)
        }
        _ => round(p, q, mode),
    });
}

fn run(op: &Op, to: &mut [i64], places: &[Vec<i64>]) {
    let get = |n: &N| places.get(n.0 as usize).map_or(&[][..], Vec::as_slice);
    match op {
        Op::Two(two, a, b) => run_two(*two, to, get(a), get(b)),
        Op::Not(a) => one(to, get(a), |a| a ^ 1),
        Op::Select(c, a, b) => {
            for (((to, c), a), b) in to.iter_mut().zip(get(c)).zip(get(a)).zip(get(b)) {
                *to = if *c != 0 { *a } else { *b };
            }
        }
        Op::In(a, bits) => one(to, get(a), |a| i64::from((0..64).contains(&a) && bits >> (a & 63) & 1 == 1)),
        Op::InList(a, list) => one(to, get(a), |a| i64::from(list.binary_search(&a).is_ok())),
        Op::Look(a, table) => one(to, get(a), |a| look(a, table)),
        Op::Class(a, bounds) => one(to, get(a), |a| class(a, bounds)),
        Op::Round(a, q, mode) => run_round(to, get(a), *q, *mode),
        Op::RoundBy(a, b, mode) => pair(to, get(a), get(b), |a, b| round(a, b, *mode)),
        Op::Rem(a, q) => one(to, get(a), |a| a.checked_rem(*q).unwrap_or(0)),
        Op::Bands(a, rows) => one(to, get(a), |a| bands(a, rows)),
        Op::Days(f, a, b) => pair(to, get(a), get(b), |a, b| days(*f, a, b)),
        Op::Count(a) => one(to, get(a), |a| a.count_ones().into()),
        Op::Const(_) | Op::Column(_) | Op::Known(_) | Op::Balance(_) | Op::Lacks(_) => {}
    }
}

impl Lanes {
    /// Settles all persons but those that it finds doubtful, which it lists with the row from which on.
    pub(crate) fn settle(&self, rows: &Rows, date: Option<usize>, w: &mut Work, out: &mut Results) {
        self.begin(w);
        let mut next = 0;
        let mut idle = Vec::new();
        for l in 0..WIDTH {
            if !self.load(rows, l, &mut next, w) {
                idle.push(l);
            }
        }
        while idle.len() < WIDTH {
            self.gather(rows, date, w);
            for step in &self.steps {
                let mut to = w.places.get_mut(step.to).map(std::mem::take).unwrap_or_default();
                run(&step.op, &mut to, &w.places);
                if let Some(place) = w.places.get_mut(step.to) {
                    *place = to;
                }
            }
            self.alarms(w);
            self.scatter(w, out);
            self.carry(w);
            self.advance(rows, &mut next, &mut idle, w);
        }
    }

    fn begin(&self, w: &mut Work) {
        w.places.resize_with(self.places.max(w.places.len()), || vec![0; WIDTH]);
        for place in &mut w.places {
            place.resize(WIDTH, 0);
        }
        for (at, c) in &self.constants {
            if let Some(place) = w.places.get_mut(*at) {
                place.fill(*c);
            }
        }
        let balances = self.balances.len();
        w.values.resize_with(balances.max(w.values.len()), || vec![0; WIDTH]);
        w.masks.resize_with(balances.max(w.masks.len()), || vec![0; WIDTH]);
        w.lanes.clear();
        w.lanes.resize(WIDTH, Lane::default());
        w.doubtful.clear();
    }

    /// Gives a lane the next person that can be compiled; false when there is none.
    fn load(&self, rows: &Rows, l: usize, next: &mut usize, w: &mut Work) -> bool {
        while let Some(person) = rows.persons.get(*next) {
            let end = rows.persons.get(*next + 1).map_or(rows.len(), |p| p.start);
            let n = *next;
            *next += 1;
            if person.start >= end {
                continue;
            }
            let fine = self.open(person, l, w);
            if !fine {
                w.doubtful.push((n, person.start));
                continue;
            }
            if let Some(lane) = w.lanes.get_mut(l) {
                *lane = Lane { person: n, row: person.start, end, year: (0, -1), day: 0, doubtful: false };
            }
            return true;
        }
        if let Some(lane) = w.lanes.get_mut(l) {
            *lane = Lane::default();
        }
        false
    }

    /// Sets the opening balances; false when one cannot be held.
    fn open(&self, person: &Person, l: usize, w: &mut Work) -> bool {
        for (n, b) in self.kernel.balances.iter().enumerate() {
            let (mut value, mut mask) = b.initial;
            if let Some((_, given)) = person.opening.iter().rev().find(|(a, _)| *a == b.accum) {
                match held(given, b.scale).filter(|v| (b.least..=b.most).contains(v)) {
                    Some(v) => (value, mask) = (v, 0),
                    None => return false,
                }
            }
            set(&mut w.values, n, l, value);
            set(&mut w.masks, n, l, mask);
        }
        true
    }

    /// Lays the rows' facts and balances into their places; a row beyond the kernel's domains is doubtful.
    fn gather(&self, rows: &Rows, date: Option<usize>, w: &mut Work) {
        for l in 0..WIDTH {
            self.turn_year(rows, date, l, w);
        }
        self.look_at_domains(rows, w);
        for (at, c) in &self.columns {
            let (Some(place), Some(column)) = (w.places.get_mut(*at), rows.columns.get(*c)) else { continue };
            let (lo, hi) = self.kernel.domains.get(*c).copied().flatten().unwrap_or((0, 0));
            for (to, lane) in place.iter_mut().zip(&w.lanes) {
                *to = column.values.get(lane.row).copied().unwrap_or(lo).clamp(lo, hi);
            }
        }
        for (at, c) in &self.known {
            let (Some(place), Some(column)) = (w.places.get_mut(*at), rows.columns.get(*c)) else { continue };
            for (to, lane) in place.iter_mut().zip(&w.lanes) {
                *to = i64::from(column.known.get(lane.row) != Some(&false));
            }
        }
        for ((value, mask, ..), (values, masks)) in self.balances.iter().zip(w.values.iter().zip(&w.masks)) {
            for (at, from) in [(value, values), (mask, masks)] {
                if let Some(place) = at.and_then(|at| w.places.get_mut(at)) {
                    place.copy_from_slice(from);
                }
            }
        }
    }

    /// Marks rows with a value beyond the domains that the kernel was made for. A column that no operation reads any
    /// more counts as well: what was folded away holds within its domain only.
    fn look_at_domains(&self, rows: &Rows, w: &mut Work) {
        for (domain, column) in self.kernel.domains.iter().zip(&rows.columns) {
            let Some((lo, hi)) = domain else { continue };
            for lane in &mut w.lanes {
                let known = column.known.get(lane.row) != Some(&false);
                let outside = column.values.get(lane.row).is_some_and(|v| v < lo || v > hi);
                lane.doubtful |= known && outside;
            }
        }
    }

    /// The day of the row: in order, and in another year with yearly balances anew.
    fn turn_year(&self, rows: &Rows, date: Option<usize>, l: usize, w: &mut Work) {
        let Some(lane) = w.lanes.get_mut(l).filter(|lane| lane.row < lane.end) else { return };
        let day = match date.and_then(|c| rows.columns.get(c)) {
            Some(column) => column.get(lane.row).unwrap_or(-1),
            None => self.kernel.day.unwrap_or(-1),
        };
        if day < lane.day || day < 0 {
            lane.doubtful = true;
            return;
        }
        lane.day = day;
        if (lane.year.0..=lane.year.1).contains(&day) {
            return;
        }
        let first = lane.year.1 < lane.year.0;
        let year = days(DayFn::Year, day, 0);
        lane.year = (days(DayFn::YearStart, year, 0), days(DayFn::YearEnd, year, 0));
        if first {
            return;
        }
        for (n, b) in self.kernel.balances.iter().enumerate().filter(|(_, b)| b.yearly) {
            set(&mut w.values, n, l, b.initial.0);
            set(&mut w.masks, n, l, b.initial.1);
        }
    }

    fn alarms(&self, w: &mut Work) {
        let alarm = w.places.get(self.alarm).map_or(&[][..], Vec::as_slice);
        for (lane, alarm) in w.lanes.iter_mut().zip(alarm) {
            lane.doubtful |= *alarm != 0;
        }
    }

    fn scatter(&self, w: &Work, out: &mut Results) {
        for ((v, m), cells) in self.answers.iter().zip(&mut out.cells) {
            let (Some(values), Some(masks)) = (w.places.get(*v), w.places.get(*m)) else { continue };
            for ((lane, v), m) in w.lanes.iter().zip(values).zip(masks) {
                if lane.row >= lane.end || lane.doubtful {
                    continue;
                }
                if let (Some(value), Some(state)) = (cells.values.get_mut(lane.row), cells.states.get_mut(lane.row)) {
                    *state = state_of(*m);
                    *value = if *m == 0 { *v } else { 0 };
                }
            }
        }
    }

    /// Keeps the balances after the row.
    fn carry(&self, w: &mut Work) {
        for ((b, at), (values, masks)) in
            self.kernel.balances.iter().zip(&self.balances).zip(w.values.iter_mut().zip(&mut w.masks))
        {
            let (Some(v), Some(m)) = (w.places.get(at.2), w.places.get(at.3)) else { continue };
            for ((lane, v), m) in w.lanes.iter_mut().zip(v).zip(m) {
                lane.doubtful |= *m == 0 && !(b.least..=b.most).contains(v);
            }
            values.copy_from_slice(v);
            masks.copy_from_slice(m);
        }
    }

    fn advance(&self, rows: &Rows, next: &mut usize, idle: &mut Vec<usize>, w: &mut Work) {
        for l in 0..WIDTH {
            let Some(lane) = w.lanes.get_mut(l).filter(|lane| lane.row < lane.end) else { continue };
            if lane.doubtful {
                w.doubtful.push((lane.person, lane.row));
            } else {
                lane.row += 1;
            }
            if (lane.doubtful || lane.row >= lane.end) && !self.load(rows, l, next, w) {
                idle.push(l);
            }
        }
    }
}

fn set(list: &mut [Vec<i64>], n: usize, l: usize, value: i64) {
    if let Some(place) = list.get_mut(n).and_then(|v| v.get_mut(l)) {
        *place = value;
    }
}

fn state_of(mask: i64) -> State {
    if mask == 0 {
        State::Value
    } else if mask & FACT != 0 {
        State::Unknown
    } else if mask & UNDET != 0 {
        State::Undetermined
    } else {
        debug_assert!(mask & MISS != 0);
        State::NotApplicable
    }
}

/// An opening balance at a scale.
fn held(value: &Value, scale: i64) -> Option<i64> {
    let mut none = Dictionary::default();
    match value {
        Value::Num(n) => n.mul(Num::int(scale)).ok()?.as_int(),
        Value::Bool(_) => Coding::Flag.encode(value, &mut none),
        Value::Member(_) => Coding::Member.encode(value, &mut none),
        Value::Date(_) => Coding::Day.encode(value, &mut none),
        Value::Set(_) => Coding::Bits.encode(value, &mut none),
        Value::Text(_) | Value::Texts(_) | Value::Period(_) | Value::Interval(..) => None,
    }
}
