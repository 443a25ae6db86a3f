//! Two policies, or two readings of one, on the same rows: sums, distributions, who wins and who loses.
//!
//! In: a block prepared and settled under each. Out: a [`Comparison`]. A row counts when both settle it; a person's
//! self-pay is the sum over these rows, and is compared when every one of them has it under both.

use super::group::Prepared;
use super::mapping::Mapping;
use super::rows::{Cells, Coding, Results, State};
use crate::data::Block;
use crate::ir::{InputId, Program, Ty};
use std::collections::{BTreeMap, BTreeSet};

/// Decimals of all sums.
pub const PLACES: u32 = 6;

/// One 元 in sums.
pub const YUAN: i128 = 1_000_000;

/// Upper ends, in 元, of the bands of a person's self-pay; zero is a band of its own, the last has no end.
pub const BANDS: [i64; 8] = [0, 1_000, 5_000, 10_000, 30_000, 50_000, 100_000, 200_000];

/// Sums under the first and under the second.
pub type Pair = [i128; 2];

/// What some rows come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows.
    pub rows: u64,
    /// Persons, by their first row.
    pub persons: u64,
    /// Sums by item.
    pub items: Vec<Pair>,
    /// Persons by band of self-pay under each.
    pub bands: [[u64; BANDS.len() + 1]; 2],
    /// Persons who pay less under the second.
    pub winners: u64,
    /// Persons who pay more.
    pub losers: u64,
    /// Persons who pay the same.
    pub same: u64,
    /// Persons whose self-pay is not known under one of them.
    pub open: u64,
    /// What winners pay less.
    pub won: i128,
    /// What losers pay more.
    pub lost: i128,
}

/// The whole, and by group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Rows read.
    pub read: u64,
    /// Rows that the first, the second, both do not settle.
    pub rejected: [u64; 3],
    /// All rows that both settle.
    pub total: Tally,
    /// The same by the facts asked for.
    pub groups: BTreeMap<Vec<String>, Tally>,
    /// Values by item that are missing or no finite decimals, under each.
    pub left_out: Vec<[u64; 2]>,
}

/// What is compared.
pub struct Compare<'a> {
    /// The policies.
    pub programs: [&'a Program; 2],
    /// What columns hold, under the first.
    pub mapping: &'a Mapping,
    /// Places of the items to compare among the results of each.
    pub items: Vec<[usize; 2]>,
    /// Which of `items` is a person's self-pay.
    pub own: Option<usize>,
    /// Facts that make groups.
    pub by: Vec<InputId>,
}

/// One policy's view of a block.
pub struct Side<'a> {
    /// Rows that were read.
    pub prepared: &'a Prepared,
    /// What they came to.
    pub results: &'a Results,
}

impl Side<'_> {
    /// Row among the results by place in the block, for rows that were settled.
    fn rows(&self) -> BTreeMap<usize, usize> {
        let rejected: BTreeSet<usize> = self.results.rejected.iter().map(|(row, _)| *row).collect();
        let rows = self.prepared.places.iter().enumerate().filter(|(row, _)| !rejected.contains(row));
        rows.map(|(row, place)| (*place, row)).collect()
    }
}

impl Tally {
    fn new(items: usize) -> Tally {
        Tally { items: vec![[0; 2]; items], ..Tally::default() }
    }

    /// Joins a later part.
    pub fn join(&mut self, more: &Tally) {
        self.rows += more.rows;
        self.persons += more.persons;
        self.items.resize(self.items.len().max(more.items.len()), [0; 2]);
        for (a, b) in self.items.iter_mut().zip(&more.items) {
            a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        }
        for (a, b) in self.bands.iter_mut().flatten().zip(more.bands.iter().flatten()) {
            *a += b;
        }
        self.winners += more.winners;
        self.losers += more.losers;
        self.same += more.same;
        self.open += more.open;
        self.won += more.won;
        self.lost += more.lost;
    }

    /// A person's self-pay under each.
    fn person(&mut self, own: Option<Pair>) {
        self.persons += 1;
        let Some([first, second]) = own else {
            self.open += 1;
            return;
        };
        for (bands, sum) in self.bands.iter_mut().zip([first, second]) {
            if let Some(n) = bands.get_mut(BANDS.partition_point(|end| sum > i128::from(*end) * YUAN)) {
                *n += 1;
            }
        }
        match second - first {
            0 => self.same += 1,
            d if d < 0 => {
                self.winners += 1;
                self.won -= d;
            }
            d => {
                self.losers += 1;
                self.lost += d;
            }
        }
    }
}

impl Comparison {
    /// Joins a later part.
    pub fn join(&mut self, more: Comparison) {
        self.read += more.read;
        self.rejected.iter_mut().zip(more.rejected).for_each(|(a, b)| *a += b);
        self.total.join(&more.total);
        for (group, tally) in more.groups {
            self.groups.entry(group).or_default().join(&tally);
        }
        self.left_out.resize(self.left_out.len().max(more.left_out.len()), [0; 2]);
        for (a, b) in self.left_out.iter_mut().zip(more.left_out) {
            a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        }
    }
}

impl Compare<'_> {
    /// Compares a block of whole persons.
    pub fn block(&self, block: &Block, sides: [Side<'_>; 2]) -> Comparison {
        let [first, second] = &sides;
        let rows = [first.rows(), second.rows()];
        let mut out = Comparison {
            read: block.len() as u64,
            total: Tally::new(self.items.len()),
            left_out: vec![[0; 2]; self.items.len()],
            ..Comparison::default()
        };
        let mut start = 0;
        while start < block.len() {
            let end = self.person_end(block, start);
            self.person(start..end, &sides, &rows, &mut out);
            start = end;
        }
        out
    }

    fn person_end(&self, block: &Block, start: usize) -> usize {
        let Some(column) = self.mapping.person.and_then(|p| block.columns.get(p)) else { return start + 1 };
        let person = column.text(start);
        if person.is_empty() {
            return start + 1;
        }
        let another = |row: &usize| {
            let other = column.text(*row);
            !other.is_empty() && other != person
        };
        (start + 1..block.len()).find(another).unwrap_or(block.len())
    }

    fn person(
        &self,
        places: std::ops::Range<usize>,
        sides: &[Side<'_>; 2],
        rows: &[BTreeMap<usize, usize>; 2],
        out: &mut Comparison,
    ) {
        let (mut own, mut group) = (Some([0; 2]), None);
        for place in places {
            let found = rows.each_ref().map(|r| r.get(&place).copied());
            let [Some(a), Some(b)] = found else {
                let which = match found {
                    [None, Some(_)] => 0,
                    [Some(_), None] => 1,
                    _ => 2,
                };
                if let Some(n) = out.rejected.get_mut(which) {
                    *n += 1;
                }
                continue;
            };
            let label = self.group(sides, a);
            let mut tally = Tally { rows: 1, ..Tally::new(self.items.len()) };
            for (n, sum) in tally.items.iter_mut().enumerate() {
                let values = self.values(sides, n, [a, b]);
                for (side, value) in values.iter().enumerate() {
                    if let (None, Some(left)) = (value, out.left_out.get_mut(n).and_then(|l| l.get_mut(side))) {
                        *left += 1;
                    }
                }
                *sum = values.map(Option::unwrap_or_default);
                if self.own == Some(n) {
                    own = own.zip(values[0].zip(values[1])).map(|(sum, (a, b))| [sum[0] + a, sum[1] + b]);
                }
            }
            out.total.join(&tally);
            if !self.by.is_empty() {
                out.groups.entry(label.clone()).or_default().join(&tally);
            }
            group.get_or_insert(label);
        }
        let Some(group) = group else { return };
        let own = own.filter(|_| self.own.is_some());
        out.total.person(own);
        if !self.by.is_empty() {
            out.groups.entry(group).or_default().person(own);
        }
    }

    fn values(&self, sides: &[Side<'_>; 2], item: usize, rows: [usize; 2]) -> [Option<i128>; 2] {
        let places = self.items.get(item).copied().unwrap_or_default();
        let value = |side: usize| {
            let cells = sides.get(side)?.results.cells.get(*places.get(side)?)?;
            amount(cells, *rows.get(side)?)
        };
        [value(0), value(1)]
    }

    /// The values of the facts that make groups, in a row of the first.
    fn group(&self, sides: &[Side<'_>; 2], row: usize) -> Vec<String> {
        let program = self.programs[0];
        let name = |input: &InputId| {
            let unknown = || "未知".to_owned();
            let (Some(n), Some(fact)) = (self.mapping.fact(*input), program.inputs.get(input.ix())) else {
                return unknown();
            };
            let code = sides[0].prepared.rows.columns.get(n).and_then(|c| c.get(row));
            match (code, &fact.ty) {
                (Some(code), Ty::Enum(e)) => {
                    let members = program.enums.get(e.ix()).map(|e| e.members.as_slice()).unwrap_or_default();
                    usize::try_from(code).ok().and_then(|c| members.get(c)).map_or_else(unknown, |m| m.name.clone())
                }
                (Some(code), Ty::Bool) => if code == 1 { "是" } else { "否" }.to_owned(),
                (Some(code), _) => code.to_string(),
                (None, _) => unknown(),
            }
        };
        self.by.iter().map(name).collect()
    }
}

/// An amount in millionths of a 元. An item that does not apply counts for nothing.
fn amount(cells: &Cells, row: usize) -> Option<i128> {
    let value = cells.values.get(row).copied().unwrap_or(0);
    match (cells.states.get(row)?, cells.coding) {
        (State::Value, Coding::Scaled(places)) => {
            let more = 10_i128.checked_pow(PLACES.checked_sub(places)?)?;
            Some(i128::from(value) * more)
        }
        (State::NotApplicable, _) => Some(0),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
