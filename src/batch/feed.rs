//! Blocks of whole persons.
//!
//! A file in which persons come in ascending order streams through; in any other the first person out of order says
//! so, and the caller sorts.

use super::sort::Sorted;
use crate::base::diagnostic::Diagnostic;
use crate::data::{Block, Source};

/// Rows of a block, more only when one person has more.
const ROWS: usize = 8192;

/// Where rows come from.
pub enum Rows<'a> {
    /// From the table, as they stand.
    Stream(&'a mut dyn Source),
    /// Sorted.
    Sorted(Sorted),
}

/// Why there is no next block.
pub enum Stop {
    /// Persons are not in order: nothing that was read may be used.
    Unsorted,
    /// The table cannot be read on.
    Fault(Box<Diagnostic>),
}

impl From<Box<Diagnostic>> for Stop {
    fn from(fault: Box<Diagnostic>) -> Stop {
        Stop::Fault(fault)
    }
}

/// Cuts rows into blocks of whole persons.
pub struct Feeder<'a> {
    rows: Rows<'a>,
    /// Place of the person's column; without one each row stands alone.
    person: Option<usize>,
    pending: Block,
    /// Rows of `pending` whose order has been looked at.
    seen: usize,
    order: Order,
    ended: bool,
}

/// Persons may ascend by their characters, or shorter ones first, as numbers do.
struct Order {
    last: String,
    by_text: bool,
    by_number: bool,
}

impl Order {
    /// Takes the next person; false when they are in neither order.
    fn next(&mut self, person: &str) -> bool {
        if person.is_empty() || person == self.last {
            return true;
        }
        self.by_text &= self.last.as_str() < person;
        self.by_number &= (self.last.len(), self.last.as_str()) < (person.len(), person);
        self.last.clear();
        self.last.push_str(person);
        self.by_text || self.by_number
    }
}

impl<'a> Feeder<'a> {
    /// A feeder over rows with the person in this column.
    pub fn new(rows: Rows<'a>, person: Option<usize>) -> Feeder<'a> {
        let order = Order { last: String::new(), by_text: true, by_number: true };
        Feeder { rows, person, pending: Block::default(), seen: 0, order, ended: false }
    }

    /// The next block of whole persons.
    pub fn next(&mut self) -> Result<Option<Block>, Stop> {
        loop {
            if !self.ended {
                self.ended = !self.read()?;
                self.look()?;
            }
            let cut = if self.ended { self.pending.len() } else { self.boundary() };
            if cut > 0 {
                let rest = self.pending.split_off(cut);
                self.seen = rest.len();
                return Ok(Some(std::mem::replace(&mut self.pending, rest)));
            }
            if self.ended {
                return Ok(None);
            }
        }
    }

    fn read(&mut self) -> Result<bool, Stop> {
        let more = match &mut self.rows {
            Rows::Stream(source) => source.read(&mut self.pending, ROWS)?,
            Rows::Sorted(sorted) => sorted.read(&mut self.pending, ROWS)?,
        };
        Ok(more)
    }

    /// Looks at the order of the rows read last.
    fn look(&mut self) -> Result<(), Stop> {
        let column = self.person.and_then(|p| self.pending.columns.get(p));
        if let (Some(column), Rows::Stream(_)) = (column, &self.rows) {
            for row in self.seen..self.pending.len() {
                if !self.order.next(&column.text(row)) {
                    return Err(Stop::Unsorted);
                }
            }
        }
        self.seen = self.pending.len();
        Ok(())
    }

    /// The first row of the last person, who may have more rows.
    fn boundary(&self) -> usize {
        let Some(column) = self.person.and_then(|p| self.pending.columns.get(p)) else { return self.pending.len() };
        let mut last = None;
        let mut cut = self.pending.len();
        for row in (0..self.pending.len()).rev() {
            let person = column.text(row);
            if person.is_empty() {
                continue;
            }
            match &last {
                None => last = Some(person),
                Some(l) if *l != person => return cut,
                Some(_) => {}
            }
            cut = row;
        }
        0
    }
}

#[cfg(test)]
mod tests;
