//! Exact numbers: a fraction of two `i128`, checked everywhere, rounded nowhere but in [`Num::round_to`].
//!
//! Amounts are in 元, ratios are fractions of one. Denominators are usually powers of ten; fractions are reduced
//! only when a denominator grows past `REDUCE_AT`, which keeps sums and products of decimals cheap. Two numbers
//! are equal when their values are, whatever their denominators.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;

const REDUCE_AT: i128 = 1_000_000_000_000;

/// An exact number. Invariant: the denominator is positive.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Num {
    n: i128,
    d: i128,
}

/// Rounding modes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub enum RoundMode {
    /// 四舍五入: half away from zero.
    #[default]
    HalfUp,
    /// 进位: away from zero.
    Up,
    /// 舍去: towards zero.
    Down,
}

/// A result does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

type Checked = Result<Num, Overflow>;

impl Num {
    /// 0
    pub const ZERO: Num = Num { n: 0, d: 1 };
    /// 1
    pub const ONE: Num = Num { n: 1, d: 1 };

    /// A whole number.
    pub const fn int(n: i64) -> Num {
        Num { n: n as i128, d: 1 }
    }

    /// An amount given in 分.
    pub const fn cents(fen: i64) -> Num {
        Num { n: fen as i128, d: 100 }
    }

    /// `n / d`; `None` when `d` is not positive.
    pub const fn ratio(n: i128, d: i128) -> Option<Num> {
        if d > 0 { Some(Num { n, d }) } else { None }
    }

    /// Reads a plain decimal (`-12.50`): an optional sign, digits, an optional point and digits. No exponent, no
    /// separators. `None` for anything else or beyond 28 digits.
    pub fn parse(text: &str) -> Option<Num> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let plain = !digits.is_empty()
            && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.ends_with(|c: char| c.is_ascii_digit());
        if !plain {
            return None;
        }
        let value = Decimal::from_str_exact(text).ok()?;
        let d = 10_i128.checked_pow(value.scale())?;
        Some(Num { n: value.mantissa(), d })
    }

    /// Numerator of the fraction as held (not necessarily reduced).
    pub const fn numerator(self) -> i128 {
        self.n
    }

    /// Denominator of the fraction as held; positive.
    pub const fn denominator(self) -> i128 {
        self.d
    }

    /// The fraction in lowest terms.
    pub fn reduced(self) -> Num {
        let g = gcd(self.n.unsigned_abs(), self.d.unsigned_abs());
        match i128::try_from(g) {
            Ok(g) if g > 1 => Num { n: self.n / g, d: self.d / g },
            _ => self,
        }
    }

    fn settle(self) -> Num {
        if self.d > REDUCE_AT { self.reduced() } else { self }
    }

    /// Sum.
    #[inline]
    pub fn add(self, o: Num) -> Checked {
        if self.d == o.d {
            return self.n.checked_add(o.n).map(|n| Num { n, d: self.d }).ok_or(Overflow);
        }
        self.add_unlike(o)
    }

    fn add_unlike(self, o: Num) -> Checked {
        let (a, b) = (self.widen(o), o.widen(self));
        let (Some((a, d)), Some((b, _))) = (a, b) else {
            return self.reduced().add_general(o.reduced());
        };
        a.checked_add(b).map(|n| Num { n, d }.settle()).ok_or(Overflow)
    }

    /// Own numerator over a denominator common with `o`: the larger when one divides the other.
    fn widen(self, o: Num) -> Option<(i128, i128)> {
        if quotient(self.d, o.d).is_some() {
            Some((self.n, self.d))
        } else if let Some(times) = quotient(o.d, self.d) {
            Some((self.n.checked_mul(times)?, o.d))
        } else {
            Some((self.n.checked_mul(o.d)?, self.d.checked_mul(o.d)?))
        }
    }

    fn add_general(self, o: Num) -> Checked {
        let d = self.d.checked_mul(o.d).ok_or(Overflow)?;
        let a = self.n.checked_mul(o.d).ok_or(Overflow)?;
        let b = o.n.checked_mul(self.d).ok_or(Overflow)?;
        a.checked_add(b).map(|n| Num { n, d }.settle()).ok_or(Overflow)
    }

    /// Difference.
    #[inline]
    pub fn sub(self, o: Num) -> Checked {
        if self.d == o.d {
            return self.n.checked_sub(o.n).map(|n| Num { n, d: self.d }).ok_or(Overflow);
        }
        self.add_unlike(o.neg()?)
    }

    /// Negation.
    pub fn neg(self) -> Checked {
        self.n.checked_neg().map(|n| Num { n, d: self.d }).ok_or(Overflow)
    }

    /// Product.
    pub fn mul(self, o: Num) -> Checked {
        match (self.n.checked_mul(o.n), self.d.checked_mul(o.d)) {
            (Some(n), Some(d)) => Ok(Num { n, d }.settle()),
            _ => {
                let (a, b) = (Num { n: self.n, d: o.d }.reduced(), Num { n: o.n, d: self.d }.reduced());
                let n = a.n.checked_mul(b.n).ok_or(Overflow)?;
                let d = a.d.checked_mul(b.d).ok_or(Overflow)?;
                Ok(Num { n, d })
            }
        }
    }

    /// Exact quotient; `None` when `o` is zero.
    pub fn div(self, o: Num) -> Option<Checked> {
        if o.n == 0 {
            return None;
        }
        let inverse = if o.n < 0 {
            o.n.checked_neg().and_then(|d| o.d.checked_neg().map(|n| Num { n, d }))
        } else {
            Some(Num { n: o.d, d: o.n })
        };
        Some(inverse.ok_or(Overflow).and_then(|inverse| self.mul(inverse)).map(Num::settle))
    }

    /// Rounds to a multiple of `unit` (positive). Half-up is half away from zero.
    pub fn round_to(self, unit: Num, mode: RoundMode) -> Checked {
        let (p, q) = if unit.d == self.d {
            (self.n, unit.n)
        } else {
            (self.n.checked_mul(unit.d).ok_or(Overflow)?, self.d.checked_mul(unit.n).ok_or(Overflow)?)
        };
        let (whole, rest) = divide(p, q);
        let bump = match mode {
            RoundMode::Down => false,
            RoundMode::Up => rest > 0,
            RoundMode::HalfUp => rest >= q.unsigned_abs() - rest,
        };
        let whole = if bump { whole + p.signum() } else { whole };
        whole.checked_mul(unit.n).map(|n| Num { n, d: unit.d }).ok_or(Overflow)
    }

    /// Whether the value is a multiple of `unit`.
    pub fn is_multiple_of(self, unit: Num) -> bool {
        self.round_to(unit, RoundMode::Down).is_ok_and(|r| r == self)
    }

    /// The value as a whole number, if it is one.
    pub fn as_int(self) -> Option<i64> {
        (self.n % self.d == 0).then(|| self.n / self.d).and_then(|n| i64::try_from(n).ok())
    }

    /// −1, 0 or 1.
    pub const fn signum(self) -> i32 {
        self.n.signum() as i32
    }

    /// The smaller of two.
    pub fn min(self, o: Num) -> Num {
        if o < self { o } else { self }
    }

    /// The larger of two.
    pub fn max(self, o: Num) -> Num {
        if o > self { o } else { self }
    }

    /// With exactly `places` decimals, rounded half away from zero: for display only.
    pub fn to_fixed(self, places: u32) -> String {
        let scale = 10_i128.checked_pow(places).unwrap_or(1);
        let unit = Num { n: 1, d: scale };
        let rounded = self.round_to(unit, RoundMode::HalfUp).unwrap_or(self);
        let cents = if rounded.d == scale { rounded.n } else { rounded.n / rounded.d * scale };
        let (whole, part) = (cents.unsigned_abs() / scale.unsigned_abs(), cents.unsigned_abs() % scale.unsigned_abs());
        let sign = if cents < 0 { "-" } else { "" };
        if places == 0 {
            return format!("{sign}{whole}");
        }
        format!("{sign}{whole}.{part:0width$}", width = places as usize)
    }

    /// The exact decimal if there is a finite one, else the fraction `n/d`.
    pub fn to_exact(self) -> String {
        let r = self.reduced();
        let (mut d, mut twos, mut fives) = (r.d, 0_u32, 0_u32);
        while d % 2 == 0 {
            d /= 2;
            twos += 1;
        }
        while d % 5 == 0 {
            d /= 5;
            fives += 1;
        }
        if d == 1 { r.to_fixed(twos.max(fives)) } else { format!("{}/{}", r.n, r.d) }
    }
}

/// `a / b` when it is whole. Both are positive; most fit a machine word, whose division is much faster.
fn quotient(a: i128, b: i128) -> Option<i128> {
    match (u64::try_from(a), u64::try_from(b)) {
        (Ok(a), Ok(b)) => a.checked_rem(b).filter(|rest| *rest == 0).map(|_| i128::from(a / b)),
        _ => (a % b == 0).then(|| a / b),
    }
}

/// Quotient towards zero and the size of the remainder.
fn divide(p: i128, q: i128) -> (i128, u128) {
    match (i64::try_from(p), i64::try_from(q)) {
        (Ok(p), Ok(q)) if q > 0 => (i128::from(p / q), u128::from((p % q).unsigned_abs())),
        _ => (p / q, (p % q).unsigned_abs()),
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl PartialEq for Num {
    fn eq(&self, o: &Num) -> bool {
        self.cmp(o) == Ordering::Equal
    }
}

impl Eq for Num {}

impl PartialOrd for Num {
    fn partial_cmp(&self, o: &Num) -> Option<Ordering> {
        Some(self.cmp(o))
    }
}

impl Ord for Num {
    fn cmp(&self, o: &Num) -> Ordering {
        if self.d == o.d {
            return self.n.cmp(&o.n);
        }
        match (self.n.checked_mul(o.d), o.n.checked_mul(self.d)) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => cmp_long(self.reduced(), o.reduced()),
        }
    }
}

/// Compares by whole parts, then by the inverted remainders (as in a continued fraction): no product is formed.
fn cmp_long(a: Num, b: Num) -> Ordering {
    let (wa, wb) = (a.n.div_euclid(a.d), b.n.div_euclid(b.d));
    if wa != wb {
        return wa.cmp(&wb);
    }
    let (ra, rb) = (a.n.rem_euclid(a.d), b.n.rem_euclid(b.d));
    match (ra, rb) {
        (0, 0) => Ordering::Equal,
        (0, _) => Ordering::Less,
        (_, 0) => Ordering::Greater,
        _ => cmp_long(Num { n: b.d, d: rb }, Num { n: a.d, d: ra }),
    }
}

impl std::hash::Hash for Num {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let r = self.reduced();
        r.n.hash(state);
        r.d.hash(state);
    }
}

impl fmt::Display for Num {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_exact())
    }
}

impl From<Num> for String {
    fn from(n: Num) -> String {
        n.to_exact()
    }
}

impl TryFrom<String> for Num {
    type Error = String;

    fn try_from(text: String) -> Result<Num, String> {
        let fraction = || {
            let (n, d) = text.split_once('/')?;
            Num::ratio(n.parse().ok()?, d.parse().ok()?)
        };
        Num::parse(&text).or_else(fraction).ok_or_else(|| format!("「{text}」不是数"))
    }
}

#[cfg(test)]
mod tests;
