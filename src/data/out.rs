//! Cells to be written.

use super::block::write_decimal;
use crate::base::date::Date;
use std::borrow::Cow;
use std::fmt::Write;

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text.
    Text(Cow<'a, str>),
    /// `value / 10^scale`, written with so many decimals.
    Number(i128, u32),
    /// 真假
    Truth(bool),
    /// A day.
    Day(Date),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Cell<'a> {
        Cell::Text(text.into())
    }
}

impl Cell<'_> {
    /// Writes the cell as plain text.
    pub fn write(&self, out: &mut String) {
        match self {
            Cell::Empty => {}
            Cell::Text(text) => out.push_str(text),
            Cell::Number(value, scale) => write_decimal(*value, *scale, out),
            Cell::Truth(b) => out.push_str(if *b { "是" } else { "否" }),
            Cell::Day(day) => {
                let _ = write!(out, "{day}");
            }
        }
    }
}
