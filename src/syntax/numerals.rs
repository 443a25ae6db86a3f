//! Numbers with units ↔ exact values.

use super::ast::Literal;
use crate::base::date::{Date, Period};
use crate::base::num::Num;

/// Why a word that begins with a digit is no literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bad {
    /// No unit of this name.
    Unit(String),
    /// No such day or month.
    Date,
    /// Too many digits.
    TooLarge,
    /// A period or an age is a whole number.
    NotWhole,
}

/// Units that make an amount, in 元.
const MONEY: [(&str, i64); 5] = [("元", 1), ("百元", 100), ("千元", 1000), ("万元", 10_000), ("亿元", 100_000_000)];

/// Units of a literal apart from dates, longest first where one begins another.
const UNITS: [&str; 15] =
    ["个百分点", "百分点", "周岁", "个月", "年度", "年", "周", "日", "天", "亿元", "万元", "千元", "百元", "元", "%"];

/// Bytes of the digits (with a decimal part) at the start.
fn digits_len(text: &str) -> usize {
    let whole = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let Some(part) = text.get(whole..).and_then(|r| r.strip_prefix('.')) else { return whole };
    let part = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
    if part == 0 { whole } else { whole + 1 + part }
}

/// Bytes of the literal that a folded word begins with: its digits and the longest unit that is known.
pub fn literal_len(word: &str) -> usize {
    if is_iso(word) {
        return word.len();
    }
    let digits = digits_len(word);
    let rest = word.get(digits..).unwrap_or("");
    if let Some(len) = date_tail_len(rest) {
        return digits + len;
    }
    digits + UNITS.iter().find(|u| rest.starts_with(**u)).map_or(0, |u| u.len())
}

/// Bytes of `年M月` or `年M月D日`.
fn date_tail_len(rest: &str) -> Option<usize> {
    let after_year = rest.strip_prefix('年')?;
    let month = digits_len(after_year);
    let after_month = after_year.get(month..)?.strip_prefix('月').filter(|_| month > 0)?;
    let day = digits_len(after_month);
    let after_day = after_month.get(day..).and_then(|r| r.strip_prefix('日')).filter(|_| day > 0);
    Some(rest.len() - after_day.unwrap_or(after_month).len())
}

fn is_iso(word: &str) -> bool {
    let b = word.as_bytes();
    b.len() == 10 && b.get(4) == Some(&b'-') && b.get(7) == Some(&b'-')
}

/// `2025-06-01` as `2025年06月01日`; the first `taken` bytes of any other word.
pub fn iso_to_chinese(word: &str, taken: usize) -> String {
    match (is_iso(word), word.get(0..4), word.get(5..7), word.get(8..10)) {
        (true, Some(y), Some(m), Some(d)) => format!("{y}年{m}月{d}日"),
        _ => word.get(..taken).unwrap_or(word).to_owned(),
    }
}

/// The value of a folded word that begins with a digit.
pub fn literal(word: &str) -> Result<Literal, Bad> {
    let (number, unit) = word.split_at_checked(digits_len(word)).unwrap_or((word, ""));
    if let Some(date) = unit.strip_prefix('年').filter(|u| u.contains('月')) {
        return date_literal(number, date).ok_or(Bad::Date);
    }
    let value = Num::parse(number).ok_or(Bad::TooLarge)?;
    if let Some((_, factor)) = MONEY.iter().find(|(name, _)| *name == unit) {
        return value.mul(Num::int(*factor)).map(Literal::Amount).map_err(|_| Bad::TooLarge);
    }
    match unit {
        "" => Ok(Literal::Number(value)),
        "%" | "个百分点" | "百分点" => percent(value),
        "周岁" => whole(value, 1).map(|_| Literal::Age(value)),
        "年度" => whole(value, 1).and_then(year),
        "年" => whole(value, 12).map(|n| Literal::Period(Period::months(n))),
        "个月" => whole(value, 1).map(|n| Literal::Period(Period::months(n))),
        "周" => whole(value, 7).map(|n| Literal::Period(Period::days(n))),
        "日" | "天" => whole(value, 1).map(|n| Literal::Period(Period::days(n))),
        _ => Err(Bad::Unit(unit.to_owned())),
    }
}

fn percent(value: Num) -> Result<Literal, Bad> {
    let hundredth = Num::ratio(1, 100).ok_or(Bad::TooLarge)?;
    value.mul(hundredth).map(Literal::Ratio).map_err(|_| Bad::TooLarge)
}

fn year(n: i32) -> Result<Literal, Bad> {
    Date::new(n, 1, 1).map(|d| Literal::Year(d.year())).ok_or(Bad::Date)
}

/// `value × factor` as a whole number of at most ten thousand years' months or days.
fn whole(value: Num, factor: i64) -> Result<i32, Bad> {
    let n = value.as_int().ok_or(Bad::NotWhole)?;
    let scaled = n.checked_mul(factor).ok_or(Bad::TooLarge)?;
    i32::try_from(scaled).ok().filter(|n| *n <= 3_660_000).ok_or(Bad::TooLarge)
}

/// `6月` or `6月1日` of a year.
fn date_literal(year: &str, rest: &str) -> Option<Literal> {
    let (month, rest) = rest.split_once('月')?;
    let (year, month) = (year.parse().ok()?, month.parse().ok()?);
    if rest.is_empty() {
        return Date::new(year, month, 1).map(Literal::Month);
    }
    let day = rest.strip_suffix('日')?.parse().ok()?;
    Date::new(year, month, day).map(Literal::Date)
}

/// A number below a thousand in Chinese numerals that a word begins with, and the rest of the word: `三十三种`.
pub fn chinese(word: &str) -> Option<(u32, &str)> {
    let digit = |c: char| "零一二三四五六七八九".chars().zip(0..).find(|(d, _)| *d == c || (c == '两' && *d == '二'));
    let (mut total, mut pending, mut taken) = (0_u32, None, 0);
    for (at, c) in word.char_indices() {
        let unit = match c {
            '百' => 100,
            '十' => 10,
            _ => 0,
        };
        match digit(c) {
            Some((_, d)) => pending = Some(d),
            None if unit > 0 => total = total.checked_add(pending.take().unwrap_or(1) * unit)?,
            None => break,
        }
        taken = at + c.len_utf8();
    }
    let rest = word.get(taken..).filter(|_| taken > 0)?;
    Some((total.checked_add(pending.unwrap_or(0))?, rest))
}

/// An amount as it is usually written: `1.5万元`, `2亿元`, `100元`.
pub fn amount(value: Num) -> String {
    for (unit, factor, step) in [("亿元", 100_000_000, 1_000_000), ("万元", 10_000, 100)] {
        let large = value >= Num::int(factor) && value.is_multiple_of(Num::int(step));
        if let (true, Some(Ok(scaled))) = (large, value.div(Num::int(factor))) {
            return format!("{scaled}{unit}");
        }
    }
    format!("{value}元")
}

/// A ratio as a percentage.
pub fn percentage(value: Num) -> String {
    value.mul(Num::int(100)).map_or_else(|_| value.to_string(), |v| format!("{v}%"))
}

/// `2025年6月1日`
pub fn date(d: Date) -> String {
    format!("{}年{}月{}日", d.year(), d.month(), d.day())
}

#[cfg(test)]
mod tests;
