//! The usual forms of cells, read without detour. What is not certain here is left to the reader of cases.

use super::super::rows::{Coding, Dictionary};
use crate::base::date::Date;
use crate::data::Column;
use crate::ir::{Input, Ty};

/// Greatest amount in 分 that needs no closer look.
const MOST: i64 = 100_000_000_000_000;

/// Codes that are certainly within the declared range of a fact.
pub(super) fn within(fact: &Input, coding: Coding) -> (i64, i64) {
    let (least, most) = match fact.ty {
        Ty::Amount => (0, MOST),
        _ => (-MOST, MOST),
    };
    let mut no_words = Dictionary::default();
    let mut end = |end: &Option<(crate::ir::value::Value, bool)>, step: i64| match end {
        None => Some(None),
        Some((value, inclusive)) => {
            coding.encode(value, &mut no_words).map(|code| Some(if *inclusive { code } else { code + step }))
        }
    };
    match (end(&fact.range.lower, 1), end(&fact.range.upper, -1)) {
        (Some(lower), Some(upper)) => (lower.unwrap_or(least).max(-MOST), upper.unwrap_or(most).min(MOST)),
        // An end that the coding cannot hold: nothing is certain.
        _ => (1, 0),
    }
}

/// A typed cell of a columnar file.
pub(super) fn typed(cells: &Column, row: usize, coding: Coding) -> Option<i64> {
    match (cells, coding) {
        (Column::Number(n), Coding::Scaled(places)) => {
            let value = *n.cells.get(row)?;
            let code = match places.checked_sub(n.scale) {
                Some(more) => value.checked_mul(10_i128.checked_pow(more)?)?,
                None => {
                    let unit = 10_i128.checked_pow(n.scale - places)?;
                    (value % unit == 0).then(|| value / unit)?
                }
            };
            i64::try_from(code).ok()
        }
        (Column::Day(d), Coding::Day) => d.get(row).copied(),
        (Column::Truth(b), Coding::Flag) => b.get(row).map(|b| i64::from(*b)),
        _ => None,
    }
}

/// A text in its plainest form.
pub(super) fn text(cell: &str, ty: &Ty) -> Option<i64> {
    match ty {
        Ty::Amount => decimal(cell.as_bytes(), 2),
        Ty::Int(_) => decimal(cell.as_bytes(), 0),
        Ty::Date => Date::parse(cell).map(Date::day_number),
        _ => None,
    }
}

/// `1234.5` times ten to the power of `places`; at most twelve digits before the point.
fn decimal(bytes: &[u8], places: usize) -> Option<i64> {
    let mut value = 0_i64;
    let (mut whole, mut after) = (0, None);
    for byte in bytes {
        match (byte, after) {
            (b'0'..=b'9', None) if whole < 12 => whole += 1,
            (b'0'..=b'9', Some(n)) if n < places => after = Some(n + 1),
            (b'.', None) if whole > 0 && places > 0 => {
                after = Some(0);
                continue;
            }
            _ => return None,
        }
        value = value * 10 + i64::from(byte - b'0');
    }
    let decimals = after.unwrap_or(0);
    if whole == 0 || after == Some(0) {
        return None;
    }
    (decimals..places).try_fold(value, |v, _| v.checked_mul(10))
}
