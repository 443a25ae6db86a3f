//! The kernel's operations: pure, over `i64`, each with the interval that its values lie in. Equal operations are one;
//! what is constant is folded when it is made.

use crate::base::date::{Date, Period};
use crate::base::num::RoundMode;
use std::collections::HashMap;
use std::sync::Arc;

/// An operation, by number; operands have smaller numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct N(pub(super) u32);

/// Operations of two operands. Truth is 0 or 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Two {
    Add,
    Sub,
    Mul,
    Min,
    Max,
    Lt,
    Le,
    Eq,
    /// Bitwise, so both of truths and of sets.
    And,
    Or,
    /// `a` without the bits of `b`.
    Without,
    /// Bit `b` of `a`.
    Bit,
}

/// Operations on day numbers; a day outside the calendar is −1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum DayFn {
    Year,
    Month,
    Day,
    Weekday,
    /// First and last day of a year, given the year.
    YearStart,
    YearEnd,
    MonthStart,
    MonthEnd,
    /// 周岁; whether an age is reached on the day after the birthday.
    Age(bool),
    Months,
    PlusMonths,
    PlusDays,
}

/// What is computed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Op {
    Const(i64),
    /// A column, and whether it is known.
    Column(u32),
    Known(u32),
    /// A balance, and the mask of what it lacks.
    Balance(u32),
    Lacks(u32),
    Two(Two, N, N),
    Not(N),
    Select(N, N, N),
    /// Whether the bit of this number is set.
    In(N, u64),
    InList(N, Arc<[i64]>),
    /// The entry of this number; 0 outside.
    Look(N, Arc<[i64]>),
    /// How many of these (least, least beyond) bounds are reached.
    Class(N, Arc<[(i64, i64)]>),
    /// Quotient by a positive constant, rounded.
    Round(N, i64, RoundMode),
    /// Quotient by a positive number (0 gives 0), rounded.
    RoundBy(N, N, RoundMode),
    /// Remainder by a positive constant.
    Rem(N, i64),
    /// Σ (the part between the bounds × factor).
    Bands(N, Arc<[(i64, i64, i64)]>),
    Days(DayFn, N, N),
    Count(N),
}

/// The greatest size of a value: sums of two do not overflow.
pub(super) const WIDE: i64 = 1 << 62;

/// Operations made so far.
pub(super) struct Arena {
    pub(super) ops: Vec<Op>,
    ranges: Vec<(i64, i64)>,
    numbers: HashMap<Op, N>,
}

pub(super) fn two(op: Two, a: i64, b: i64) -> i64 {
    match op {
        Two::Add => a.wrapping_add(b),
        Two::Sub => a.wrapping_sub(b),
        Two::Mul => a.wrapping_mul(b),
        Two::Min => a.min(b),
        Two::Max => a.max(b),
        Two::Lt => i64::from(a < b),
        Two::Le => i64::from(a <= b),
        Two::Eq => i64::from(a == b),
        Two::And => a & b,
        Two::Or => a | b,
        Two::Without => a & !b,
        Two::Bit => i64::from((0..63).contains(&b) && a >> (b & 63) & 1 == 1),
    }
}

pub(super) fn round(p: i64, q: i64, mode: RoundMode) -> i64 {
    if q <= 0 {
        return 0;
    }
    let (whole, rest) = (p / q, (p % q).unsigned_abs());
    let bump = match mode {
        RoundMode::Down => false,
        RoundMode::Up => rest > 0,
        RoundMode::HalfUp => rest >= q.unsigned_abs() - rest,
    };
    if bump { whole + p.signum() } else { whole }
}

pub(super) fn class(x: i64, bounds: &[(i64, i64)]) -> i64 {
    bounds.iter().map(|(at, beyond)| i64::from(x >= *at) + i64::from(x >= *beyond)).sum()
}

pub(super) fn bands(x: i64, rows: &[(i64, i64, i64)]) -> i64 {
    rows.iter().map(|(lower, upper, factor)| (x.min(*upper) - lower).max(0).wrapping_mul(*factor)).sum()
}

pub(super) fn look(x: i64, table: &[i64]) -> i64 {
    usize::try_from(x).ok().and_then(|x| table.get(x)).copied().unwrap_or(0)
}

pub(super) fn days(f: DayFn, a: i64, b: i64) -> i64 {
    let year = |y: i64, m, d| i32::try_from(y).ok().and_then(|y| Date::new(y, m, d)).map(Date::day_number);
    let found = match f {
        DayFn::YearStart => year(a, 1, 1),
        DayFn::YearEnd => year(a, 12, 31),
        _ => Date::from_day_number(a).and_then(|d| of_day(f, d, b)),
    };
    found.unwrap_or(-1)
}

fn of_day(f: DayFn, d: Date, b: i64) -> Option<i64> {
    let other = || Date::from_day_number(b);
    Some(match f {
        DayFn::Year => d.year().into(),
        DayFn::Month => d.month().into(),
        DayFn::Day => d.day().into(),
        DayFn::Weekday => d.weekday().into(),
        DayFn::MonthStart => d.month_start().day_number(),
        DayFn::MonthEnd => d.month_end().day_number(),
        DayFn::Age(next) => d.age_on(other()?, next).into(),
        DayFn::Months => d.months_until(other()?).into(),
        DayFn::PlusMonths => d.plus(Period::months(i32::try_from(b).ok()?))?.day_number(),
        DayFn::PlusDays => d.plus(Period::days(i32::try_from(b).ok()?))?.day_number(),
        DayFn::YearStart | DayFn::YearEnd => return None,
    })
}

impl Arena {
    pub(super) fn new() -> Arena {
        let mut arena = Arena { ops: Vec::new(), ranges: Vec::new(), numbers: HashMap::new() };
        arena.constant(0);
        arena
    }

    /// Values that an operation may have.
    pub(super) fn range(&self, n: N) -> (i64, i64) {
        self.ranges.get(n.0 as usize).copied().unwrap_or((0, 0))
    }

    pub(super) fn op(&self, n: N) -> &Op {
        self.ops.get(n.0 as usize).unwrap_or(&Op::Const(0))
    }

    pub(super) fn as_const(&self, n: N) -> Option<i64> {
        match self.op(n) {
            Op::Const(c) => Some(*c),
            _ => None,
        }
    }

    pub(super) fn constant(&mut self, c: i64) -> N {
        self.intern(Op::Const(c), (c, c))
    }

    /// An operation with a stated interval. One that is a single value is that value.
    pub(super) fn intern(&mut self, op: Op, range: (i64, i64)) -> N {
        if range.0 == range.1 && !matches!(op, Op::Const(_)) {
            return self.constant(range.0);
        }
        if let Some(n) = self.numbers.get(&op) {
            return *n;
        }
        let n = N(u32::try_from(self.ops.len()).unwrap_or(u32::MAX));
        self.ops.push(op.clone());
        self.ranges.push(range);
        self.numbers.insert(op, n);
        n
    }

    /// An operation of two operands; `None` when the result may be too wide.
    pub(super) fn try_two(&mut self, op: Two, a: N, b: N) -> Option<N> {
        if let (Some(a), Some(b)) = (self.as_const(a), self.as_const(b)) {
            let wide = match op {
                Two::Add => i128::from(a) + i128::from(b),
                Two::Sub => i128::from(a) - i128::from(b),
                Two::Mul => i128::from(a) * i128::from(b),
                _ => 0,
            };
            return (wide.unsigned_abs() < WIDE.unsigned_abs().into()).then(|| self.constant(two(op, a, b)));
        }
        if let Some(same) = self.identity(op, a, b) {
            return Some(same);
        }
        let range = self.range_of(op, self.range(a), self.range(b))?;
        let (a, b) = match op {
            Two::Add | Two::Mul | Two::Min | Two::Max | Two::Eq | Two::And | Two::Or if a > b => (b, a),
            _ => (a, b),
        };
        Some(self.intern(Op::Two(op, a, b), range))
    }

    fn identity(&mut self, op: Two, a: N, b: N) -> Option<N> {
        let (ca, cb) = (self.as_const(a), self.as_const(b));
        let covers = |c: i64, r: (i64, i64)| r.0 >= 0 && r.1 & !c == 0 && c.wrapping_add(1) & c == 0;
        match (op, ca, cb) {
            (Two::Add | Two::Or, Some(0), _) => Some(b),
            (Two::Add | Two::Sub | Two::Or | Two::Without, _, Some(0)) => Some(a),
            (Two::Mul | Two::And, Some(0), _) | (Two::Mul | Two::And, _, Some(0)) => Some(self.constant(0)),
            (Two::Mul, Some(1), _) => Some(b),
            (Two::Mul, _, Some(1)) => Some(a),
            (Two::And, Some(c), _) if covers(c, self.range(b)) => Some(b),
            (Two::And, _, Some(c)) if covers(c, self.range(a)) => Some(a),
            (Two::Or, Some(1), _) if covers(1, self.range(b)) => Some(a),
            (Two::Or, _, Some(1)) if covers(1, self.range(a)) => Some(b),
            (Two::And | Two::Or | Two::Min | Two::Max, ..) if a == b => Some(a),
            (Two::Sub, ..) if a == b => Some(self.constant(0)),
            (Two::Le | Two::Eq, ..) if a == b => Some(self.constant(1)),
            (Two::And, ..) if self.excludes(a, b) => Some(self.constant(0)),
            (Two::And, ..) => self.meet(a, b),
            _ => None,
        }
    }

    /// Two membership tests of one value as one.
    fn meet(&mut self, a: N, b: N) -> Option<N> {
        match (self.op(a), self.op(b)) {
            (Op::In(x, p), Op::In(y, q)) if x == y => {
                let (x, bits) = (*x, p & q);
                Some(self.is_in(x, bits))
            }
            _ => None,
        }
    }

    fn range_of(&self, op: Two, a: (i64, i64), b: (i64, i64)) -> Option<(i64, i64)> {
        let fit = |lo: i128, hi: i128| {
            let fits = |n: i128| i64::try_from(n).ok().filter(|n| (-WIDE..=WIDE).contains(n));
            Some((fits(lo)?, fits(hi)?))
        };
        let (al, ah, bl, bh) = (i128::from(a.0), i128::from(a.1), i128::from(b.0), i128::from(b.1));
        let truth = |yes: bool, no: bool| {
            Some(if yes {
                (1, 1)
            } else if no {
                (0, 0)
            } else {
                (0, 1)
            })
        };
        let up_to = |n: i64| i64::MAX.checked_shr(n.max(1).leading_zeros() - 1).unwrap_or(i64::MAX);
        match op {
            Two::Add => fit(al + bl, ah + bh),
            Two::Sub => fit(al - bh, ah - bl),
            Two::Mul => {
                let all = [al * bl, al * bh, ah * bl, ah * bh];
                fit(all.into_iter().min()?, all.into_iter().max()?)
            }
            Two::Min => Some((a.0.min(b.0), a.1.min(b.1))),
            Two::Max => Some((a.0.max(b.0), a.1.max(b.1))),
            Two::Lt => truth(a.1 < b.0, a.0 >= b.1),
            Two::Le => truth(a.1 <= b.0, a.0 > b.1),
            Two::Eq => truth(false, a.1 < b.0 || b.1 < a.0),
            Two::And if a.0 >= 0 && b.0 >= 0 => Some((0, a.1.min(b.1))),
            Two::Or if a.0 >= 0 && b.0 >= 0 => Some((a.0.max(b.0), up_to(a.1.max(b.1)))),
            Two::Without if a.0 >= 0 => Some((0, a.1)),
            Two::Bit => Some((0, 1)),
            Two::And | Two::Or | Two::Without => Some((i64::MIN, i64::MAX)),
        }
    }

    /// An operation whose result is no wider than its operands.
    pub(super) fn two(&mut self, op: Two, a: N, b: N) -> N {
        self.try_two(op, a, b).unwrap_or(N(0))
    }

    pub(super) fn and(&mut self, a: N, b: N) -> N {
        self.two(Two::And, a, b)
    }

    pub(super) fn or(&mut self, a: N, b: N) -> N {
        self.two(Two::Or, a, b)
    }

    pub(super) fn eq(&mut self, a: N, b: N) -> N {
        self.two(Two::Eq, a, b)
    }

    pub(super) fn is(&mut self, a: N, c: i64) -> N {
        let c = self.constant(c);
        self.eq(a, c)
    }

    /// Whether any of these bits is set.
    pub(super) fn any(&mut self, a: N, bits: i64) -> N {
        let c = self.constant(bits);
        let some = self.and(a, c);
        let none = self.is(some, 0);
        self.not(none)
    }

    pub(super) fn not(&mut self, a: N) -> N {
        match *self.op(a) {
            Op::Const(c) => self.constant(i64::from(c == 0)),
            Op::Not(b) => b,
            Op::Two(Two::Lt, x, y) => self.two(Two::Le, y, x),
            Op::Two(Two::Le, x, y) => self.two(Two::Lt, y, x),
            Op::In(x, bits) if self.range(x).0 >= 0 && self.range(x).1 < 64 => self.is_in(x, !bits),
            _ => self.intern(Op::Not(a), (0, 1)),
        }
    }

    pub(super) fn select(&mut self, c: N, a: N, b: N) -> N {
        let (ca, cb) = (self.as_const(a), self.as_const(b));
        match (self.as_const(c), ca, cb) {
            (Some(0), ..) => return b,
            (Some(_), ..) => return a,
            (None, Some(1), Some(0)) => return c,
            (None, Some(0), Some(1)) => return self.not(c),
            (None, Some(0), _) if self.range(b) == (0, 1) => {
                let not = self.not(c);
                return self.and(not, b);
            }
            (None, _, Some(0)) if self.range(a) == (0, 1) => return self.and(c, a),
            _ => {}
        }
        if a == b {
            return a;
        }
        if let Op::Not(d) = *self.op(c) {
            return self.select(d, b, a);
        }
        let ((al, ah), (bl, bh)) = (self.range(a), self.range(b));
        self.intern(Op::Select(c, a, b), (al.min(bl), ah.max(bh)))
    }

    /// Whether a value is one of the bits; values beyond 63 are none.
    pub(super) fn is_in(&mut self, x: N, bits: u64) -> N {
        let (lo, hi) = self.range(x);
        let within = (lo.max(0)..=hi.min(63)).fold(0_u64, |all, n| all | 1 << n);
        let outside = lo < 0 || hi > 63;
        match bits & within {
            0 => self.constant(0),
            b if b == within && !outside => self.constant(1),
            b => self.intern(Op::In(x, b), (0, 1)),
        }
    }

    /// Any other operation, with its interval.
    pub(super) fn make(&mut self, op: Op, range: (i64, i64)) -> N {
        let folded = match &op {
            Op::InList(x, list) => self.as_const(*x).map(|x| i64::from(list.binary_search(&x).is_ok())),
            Op::Look(x, table) => self.as_const(*x).map(|x| look(x, table)),
            Op::Class(x, bounds) => self.as_const(*x).map(|x| class(x, bounds)),
            Op::Round(x, q, mode) => self.as_const(*x).map(|x| round(x, *q, *mode)),
            Op::RoundBy(x, q, mode) => self.as_const(*x).zip(self.as_const(*q)).map(|(x, q)| round(x, q, *mode)),
            Op::Rem(x, q) => self.as_const(*x).and_then(|x| x.checked_rem(*q)),
            Op::Bands(x, rows) => self.as_const(*x).map(|x| bands(x, rows)),
            Op::Days(f, a, b) => self.as_const(*a).zip(self.as_const(*b)).map(|(a, b)| days(*f, a, b)),
            Op::Count(x) => self.as_const(*x).map(|x| x.count_ones().into()),
            _ => None,
        };
        match folded {
            Some(c) => self.constant(c),
            None => self.intern(op, range),
        }
    }

    /// Whether two conditions never hold together, as far as their parts show.
    pub(super) fn excludes(&self, a: N, b: N) -> bool {
        let (mut left, mut right) = (Vec::new(), Vec::new());
        self.parts(a, &mut left);
        self.parts(b, &mut right);
        left.len() * right.len() <= 256 && left.iter().any(|p| right.iter().any(|q| self.contrary(*p, *q)))
    }

    fn parts(&self, n: N, out: &mut Vec<N>) {
        match self.op(n) {
            Op::Two(Two::And, a, b) if out.len() < 32 => {
                self.parts(*a, out);
                self.parts(*b, out);
            }
            _ => out.push(n),
        }
    }

    fn contrary(&self, p: N, q: N) -> bool {
        match (self.op(p), self.op(q)) {
            (Op::Not(a), _) if *a == q => true,
            (_, Op::Not(b)) if *b == p => true,
            (Op::In(x, a), Op::In(y, b)) => x == y && a & b == 0,
            (Op::Two(Two::Lt | Two::Le, a, b), Op::Two(Two::Lt | Two::Le, c, d)) => self.apart((*a, *b), (*c, *d)),
            _ => false,
        }
    }

    /// `a ≤ b` and `c ≤ d` (or strictly) with `b` and `c`, or `d` and `a`, constants too far apart.
    fn apart(&self, (a, b): (N, N), (c, d): (N, N)) -> bool {
        let below = |x: N, y: N| self.range(x).1 < self.range(y).0;
        (a == d && below(b, c)) || (b == c && below(d, a))
    }

    /// Operands of an operation.
    pub(super) fn operands(op: &Op, each: &mut dyn FnMut(N)) {
        match op {
            Op::Const(_) | Op::Column(_) | Op::Known(_) | Op::Balance(_) | Op::Lacks(_) => {}
            Op::Two(_, a, b) | Op::RoundBy(a, b, _) | Op::Days(_, a, b) => {
                each(*a);
                each(*b);
            }
            Op::Select(a, b, c) => {
                each(*a);
                each(*b);
                each(*c);
            }
            Op::Not(a)
            | Op::In(a, _)
            | Op::InList(a, _)
            | Op::Look(a, _)
            | Op::Class(a, _)
            | Op::Round(a, ..)
            | Op::Rem(a, _)
            | Op::Bands(a, _)
            | Op::Count(a) => each(*a),
        }
    }
}
