//! Civil dates and calendar periods (民法典 二百零一至二百零三条).

use jiff::civil;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A day between 0001-01-01 and 9999-12-31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(civil::Date);

/// A calendar period. Months and days are added in that order, with month-end clamping.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// Whole months (a year is twelve).
    pub months: i32,
    /// Days (a week is seven).
    pub days: i32,
}

impl Date {
    /// The first day there is.
    pub const FIRST: Date = Date(civil::Date::constant(1, 1, 1));

    /// A day; `None` when there is no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Date> {
        let (y, m, d) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        civil::Date::new(y, m, d).ok().filter(|d| d.year() >= 1).map(Date)
    }

    /// Reads `YYYY-MM-DD`, exactly.
    pub fn parse(text: &str) -> Option<Date> {
        let b = text.as_bytes();
        let shape = b.len() == 10 && b.get(4) == Some(&b'-') && b.get(7) == Some(&b'-');
        if !shape {
            return None;
        }
        let part = |r: std::ops::Range<usize>| text.get(r).filter(|t| t.bytes().all(|b| b.is_ascii_digit()));
        Date::new(part(0..4)?.parse().ok()?, part(5..7)?.parse().ok()?, part(8..10)?.parse().ok()?)
    }

    /// Year.
    pub fn year(self) -> i32 {
        i32::from(self.0.year())
    }

    /// Month, 1 to 12.
    pub fn month(self) -> u32 {
        self.0.month().unsigned_abs().into()
    }

    /// Day of month.
    pub fn day(self) -> u32 {
        self.0.day().unsigned_abs().into()
    }

    /// Monday is 1, Sunday is 7.
    pub fn weekday(self) -> u32 {
        self.0.weekday().to_monday_one_offset().unsigned_abs().into()
    }

    /// Last day of the month.
    pub fn month_end(self) -> Date {
        Date(self.0.last_of_month())
    }

    /// First day of the month.
    pub fn month_start(self) -> Date {
        Date(self.0.first_of_month())
    }

    /// Days since 0001-01-01 (which is 0).
    pub fn day_number(self) -> i64 {
        let (y, m, d) = (i64::from(self.year()), i64::from(self.month()), i64::from(self.day()));
        // Days from civil, after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
        let y = if m <= 2 { y - 1 } else { y };
        let era = y.div_euclid(400);
        let yoe = y.rem_euclid(400);
        let doy = (153 * (if m > 2 { m - 3 } else { m + 9 }) + 2) / 5 + d - 1;
        era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 306
    }

    /// The inverse of [`Date::day_number`].
    pub fn from_day_number(n: i64) -> Option<Date> {
        let z = n + 306;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let (d, m) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
        let y = yoe + era * 400 + i64::from(m <= 2);
        Date::new(i32::try_from(y).ok()?, u32::try_from(m).ok()?, u32::try_from(d).ok()?)
    }

    /// The matching day `months` on, or the month's last day when there is none, then `days` on.
    /// `None` outside the calendar.
    pub fn plus(self, p: Period) -> Option<Date> {
        let month0 = i64::from(self.year()) * 12 + i64::from(self.month()) - 1 + i64::from(p.months);
        let (year, month) = (month0.div_euclid(12), month0.rem_euclid(12) + 1);
        let first = Date::new(i32::try_from(year).ok()?, u32::try_from(month).ok()?, 1)?;
        let day = self.day().min(first.month_end().day());
        let moved = Date::new(first.year(), first.month(), day)?;
        Date::from_day_number(moved.day_number() + i64::from(p.days))
    }

    /// Whole months from `self` to `to` (negative when `to` is earlier): the largest n with
    /// `self + n months ≤ to`, counting the month's last day as the matching day when there is none.
    pub fn months_until(self, to: Date) -> i32 {
        let span = (to.year() - self.year()) * 12 + i32::try_from(to.month()).unwrap_or(1)
            - i32::try_from(self.month()).unwrap_or(1);
        match self.plus(Period { months: span, days: 0 }) {
            Some(reached) if reached > to => span - 1,
            _ => span,
        }
    }

    /// Age in 周岁 on day `on` of a person born on `self`. With `next_day`, an age is reached on the day after the
    /// birthday; a birthday on 29 February falls on 28 February in other years.
    pub fn age_on(self, on: Date, next_day: bool) -> i32 {
        let on = if next_day { Date::from_day_number(on.day_number() - 1).unwrap_or(on) } else { on };
        self.months_until(on).div_euclid(12)
    }
}

impl Period {
    /// Months.
    pub const fn months(n: i32) -> Period {
        Period { months: n, days: 0 }
    }

    /// Days.
    pub const fn days(n: i32) -> Period {
        Period { months: 0, days: n }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.months, self.days) {
            (0, d) => write!(f, "{d}日"),
            (m, 0) if m % 12 == 0 => write!(f, "{}年", m / 12),
            (m, 0) => write!(f, "{m}个月"),
            (m, d) => write!(f, "{m}个月又{d}日"),
        }
    }
}

impl From<Date> for String {
    fn from(d: Date) -> String {
        d.to_string()
    }
}

impl TryFrom<String> for Date {
    type Error = String;

    fn try_from(text: String) -> Result<Date, String> {
        Date::parse(&text).ok_or_else(|| format!("「{text}」不是日期"))
    }
}

#[cfg(test)]
mod tests;
