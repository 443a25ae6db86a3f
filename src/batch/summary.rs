//! What a run comes to.

use super::group::{Prepared, Reject};
use super::names::item_names;
use super::rows::{Coding, Results, State};
use crate::ir::{ItemId, Program, Ty};
use std::collections::BTreeMap;

/// Upper ends of the bands of a distribution, in 元; the last band has none. Zero is a band of its own.
pub const BANDS: [i64; 8] = [0, 100, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000];

/// Counts and sums of a run, or of a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows read.
    pub read: u64,
    /// Rows settled.
    pub settled: u64,
    /// Persons with a settled row.
    pub persons: u64,
    /// Rows rejected, by code: how many, and the first line with its reason.
    pub rejected: BTreeMap<u16, (u64, u64, String)>,
    /// By item.
    pub items: Vec<ItemSum>,
    /// Rows that a compiled engine left to the interpreter.
    pub interpreted: u64,
    /// Cells changed by rounding binary fractions.
    pub rounded: u64,
}

/// What an item comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemSum {
    /// Its name as a column.
    pub name: String,
    /// It is an amount: sums and bands mean something.
    pub amount: bool,
    /// Decimals of sums.
    pub places: u32,
    /// Sum of its values.
    pub sum: i128,
    /// Rows with a value.
    pub values: u64,
    /// Rows where a fact is missing.
    pub unknown: u64,
    /// Rows where the document leaves it open.
    pub undetermined: u64,
    /// Rows to which no clause applies.
    pub not_applicable: u64,
    /// Rows whose value is exact but too fine for the sum.
    pub coded: u64,
    /// Values by band: up to each of [`BANDS`], then above the last.
    pub bands: [u64; BANDS.len() + 1],
}

impl Summary {
    /// Nothing yet, for these items.
    pub fn new(program: &Program, items: &[ItemId]) -> Summary {
        let names = item_names(program, items);
        let sums = items.iter().zip(names).map(|(item, name)| {
            let amount = program.items.get(item.ix()).is_some_and(|i| i.ty == Ty::Amount);
            let places = if let Coding::Scaled(n) = Coding::of_item(program, *item) { n } else { 0 };
            ItemSum { name, amount, places, ..ItemSum::default() }
        });
        Summary { items: sums.collect(), ..Summary::default() }
    }

    /// Rows rejected.
    pub fn rejects(&self) -> u64 {
        self.rejected.values().map(|(n, ..)| n).sum()
    }

    /// Every row read was settled or rejected.
    pub fn adds_up(&self) -> bool {
        self.read == self.settled + self.rejects()
    }

    /// Counts a block.
    pub fn count(&mut self, rows: usize, prepared: &Prepared, results: &Results, rejects: &[Reject]) {
        self.read += rows as u64;
        self.settled += (prepared.places.len() - results.rejected.len()) as u64;
        self.persons += prepared.rows.persons.len() as u64;
        self.interpreted += results.interpreted as u64;
        for reject in rejects {
            let entry = self.rejected.entry(reject.code).or_insert((0, reject.line, reject.message.clone()));
            entry.0 += 1;
        }
        for (sum, cells) in self.items.iter_mut().zip(&results.cells) {
            for (state, value) in cells.states.iter().zip(&cells.values) {
                sum.add(*state, *value);
            }
        }
    }

    /// Joins a later part.
    pub fn join(&mut self, later: Summary) {
        self.read += later.read;
        self.settled += later.settled;
        self.persons += later.persons;
        self.interpreted += later.interpreted;
        self.rounded += later.rounded;
        for (code, (n, line, message)) in later.rejected {
            self.rejected.entry(code).or_insert((0, line, message)).0 += n;
        }
        for (sum, more) in self.items.iter_mut().zip(later.items) {
            sum.join(&more);
        }
    }
}

impl ItemSum {
    fn add(&mut self, state: State, value: i64) {
        match state {
            State::Value => {
                self.values += 1;
                if self.amount {
                    self.sum += i128::from(value);
                    let band = self.band(value);
                    if let Some(n) = self.bands.get_mut(band) {
                        *n += 1;
                    }
                }
            }
            State::Coded => self.coded += 1,
            State::Unknown => self.unknown += 1,
            State::Undetermined => self.undetermined += 1,
            State::NotApplicable => self.not_applicable += 1,
            State::Rejected => {}
        }
    }

    fn band(&self, value: i64) -> usize {
        let unit = 10_i64.checked_pow(self.places).unwrap_or(i64::MAX);
        BANDS.partition_point(|end| value > end.saturating_mul(unit))
    }

    fn join(&mut self, more: &ItemSum) {
        self.sum += more.sum;
        self.values += more.values;
        self.unknown += more.unknown;
        self.undetermined += more.undetermined;
        self.not_applicable += more.not_applicable;
        self.coded += more.coded;
        self.bands.iter_mut().zip(more.bands).for_each(|(a, b)| *a += b);
    }
}
