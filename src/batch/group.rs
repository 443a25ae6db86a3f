//! A block of a table as rows of whole persons in order of date, and what could not be read.

use super::decode::{self, Decoder};
use super::mapping::Mapping;
use super::rows::{Column, Rows};
use crate::data::{Block, RowFault};
use crate::eval::Plan;
use crate::ir::value::Value;
use crate::ir::{AccumId, Input, Program};
use std::collections::HashMap;

/// Opening balances by person.
pub type Openings = HashMap<String, Vec<(AccumId, Value)>>;

/// A row that is not settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Its line in the input.
    pub line: u64,
    /// Its person, as far as known.
    pub person: String,
    /// Its id, as far as known.
    pub id: String,
    /// The column to blame.
    pub column: Option<String>,
    /// Code of the diagnostic.
    pub code: u16,
    /// One Chinese sentence.
    pub message: String,
}

/// MC0534: a row without what every row needs.
const LACKS_KEY: u16 = 534;
/// MC0535: an earlier row of the person was rejected.
pub const AFTER_REJECT: u16 = 535;

/// Rows ready to be settled.
#[derive(Default)]
pub struct Prepared {
    /// The rows that could be read.
    pub rows: Rows,
    /// Where each stands in the block.
    pub places: Vec<usize>,
    /// The rows that could not.
    pub rejects: Vec<Reject>,
}

/// What grouping depends on.
pub struct Grouping<'a> {
    program: &'a Program,
    mapping: &'a Mapping,
    openings: &'a Openings,
    /// Balances that all persons open with.
    common: Vec<(AccumId, Value)>,
    /// Rows of a person depend on the rows before.
    linked: bool,
    /// Place among the columns read of the date, with its fact.
    date: Option<(usize, &'a Input)>,
}

impl<'a> Grouping<'a> {
    /// For a plan of the items wanted.
    pub fn new(
        program: &'a Program,
        plan: &Plan<'_>,
        mapping: &'a Mapping,
        openings: &'a Openings,
        common: Vec<(AccumId, Value)>,
    ) -> Grouping<'a> {
        let date = program.date_input.and_then(|input| {
            let mapped = mapping.facts.iter().find(|m| m.input == input)?;
            Some((mapped.at, program.inputs.get(input.ix())?))
        });
        let linked = plan.keeps_balances() && mapping.person.is_some();
        Grouping { program, mapping, openings, common, linked, date }
    }

    /// Whether rows of a person depend on the rows before.
    pub fn linked(&self) -> bool {
        self.linked
    }

    /// The person of a row.
    pub fn person<'b>(&self, block: &'b Block, row: usize) -> std::borrow::Cow<'b, str> {
        self.mapping.person.and_then(|p| block.columns.get(p)).map_or("".into(), |c| c.text(row))
    }

    /// The id of a row.
    pub fn id<'b>(&self, block: &'b Block, row: usize) -> std::borrow::Cow<'b, str> {
        self.mapping.id.and_then(|p| block.columns.get(p)).map_or("".into(), |c| c.text(row))
    }

    /// The day of a row; none when it cannot be read or is not there.
    pub fn day(&self, block: &Block, row: usize) -> Result<Option<i64>, RowFault> {
        let Some((at, fact)) = self.date else { return Ok(None) };
        let Some(cells) = block.columns.get(at) else { return Ok(None) };
        let fault = |code, message: String| {
            let column = self.mapping.facts.iter().find(|m| m.at == at).map(|m| m.column.clone());
            RowFault { column, code, message }
        };
        match decode::day(self.program, cells, row, fact) {
            Ok(Some(day)) => Ok(Some(day)),
            Ok(None) => Err(fault(LACKS_KEY, "这一行没有日期，排不出先后".to_owned())),
            Err(decode::NoDay) => Err(fault(508, format!("日期「{}」读不出，日期写作 2025-06-01", cells.text(row)))),
        }
    }

    /// The rejection of a row.
    pub fn reject(&self, block: &Block, row: usize, fault: RowFault) -> Reject {
        Reject {
            line: block.lines.get(row).copied().unwrap_or(0),
            person: self.person(block, row).into_owned(),
            id: self.id(block, row).into_owned(),
            column: fault.column,
            code: fault.code,
            message: fault.message,
        }
    }

    /// Reads the rows of a block.
    pub fn prepare(&self, block: &Block, decoder: &mut Decoder<'_>) -> Prepared {
        let mut faults: HashMap<usize, &RowFault> = HashMap::new();
        for (row, fault) in &block.faults {
            faults.entry(*row).or_insert(fault);
        }
        let mut out = Prepared { rows: Rows::new(&self.mapping.layout), ..Prepared::default() };
        let mut start = 0;
        while start < block.len() {
            let end = self.person_end(block, start);
            self.person_rows(block, start..end, &faults, decoder, &mut out);
            start = end;
        }
        out
    }

    /// One past the person's last row. Rows of nobody in between do not part a person.
    fn person_end(&self, block: &Block, start: usize) -> usize {
        let person = self.person(block, start);
        if person.is_empty() {
            return start + 1;
        }
        let another = |row: &usize| {
            let other = self.person(block, *row);
            !other.is_empty() && other != person
        };
        (start + 1..block.len()).find(another).unwrap_or(block.len())
    }

    fn person_rows(
        &self,
        block: &Block,
        range: std::ops::Range<usize>,
        faults: &HashMap<usize, &RowFault>,
        decoder: &mut Decoder<'_>,
        out: &mut Prepared,
    ) {
        let named = self.mapping.person.is_some();
        let mut rows: Vec<(i64, usize)> = Vec::with_capacity(range.len());
        // A row whose day is not known may belong anywhere among the person's.
        let mut bad: Option<u64> = None;
        for row in range {
            let nobody = named && self.person(block, row).is_empty();
            let fault = match (faults.get(&row), self.day(block, row)) {
                (Some(fault), _) if nobody => Some((*fault).clone()),
                (_, _) if nobody => Some(nobody_fault()),
                (Some(fault), Err(_)) => Some((*fault).clone()),
                (_, Err(fault)) => Some(fault),
                (_, Ok(day)) => {
                    rows.push((day.unwrap_or(0), row));
                    None
                }
            };
            if let Some(fault) = fault {
                bad = bad.or(block.lines.get(row).copied().filter(|_| !nobody));
                out.rejects.push(self.reject(block, row, fault));
            }
        }
        rows.sort_by_key(|(day, _)| *day);
        self.read_rows(block, &rows, bad, faults, decoder, out);
    }

    fn read_rows(
        &self,
        block: &Block,
        rows: &[(i64, usize)],
        mut bad: Option<u64>,
        faults: &HashMap<usize, &RowFault>,
        decoder: &mut Decoder<'_>,
        out: &mut Prepared,
    ) {
        let mut codes = Vec::new();
        let mut begun = false;
        for (_, row) in rows {
            let read = match (bad.filter(|_| self.linked), faults.get(row)) {
                (_, Some(fault)) => Err((*fault).clone()),
                (Some(line), None) => Err(after(line)),
                (None, None) => decoder.row(block, *row, &mut out.rows.columns, &mut codes),
            };
            match read {
                Ok(()) => {
                    if !begun || !self.linked {
                        out.rows.begin_person(self.opening(&self.person(block, *row)));
                        begun = true;
                    }
                    push(&codes, &mut out.rows.columns);
                    out.places.push(*row);
                }
                Err(fault) => {
                    bad = bad.or(block.lines.get(*row).copied());
                    out.rejects.push(self.reject(block, *row, fault));
                }
            }
        }
    }

    /// The person's own balances over those that all have.
    fn opening(&self, person: &str) -> Vec<(AccumId, Value)> {
        let own = self.openings.get(person).map_or(&[][..], Vec::as_slice);
        let common = self.common.iter().filter(|(a, _)| !own.iter().any(|(b, _)| a == b));
        common.chain(own).cloned().collect()
    }
}

fn push(codes: &[Option<i64>], columns: &mut [Column]) {
    columns.iter_mut().zip(codes).for_each(|(column, code)| column.push(*code));
}

fn nobody_fault() -> RowFault {
    RowFault { column: None, code: LACKS_KEY, message: "这一行没有个人编号".to_owned() }
}

/// MC0535.
pub fn after(line: u64) -> RowFault {
    let message = format!("同一人第 {line} 行被退回，这一行的累计会缺它，不结算");
    RowFault { column: None, code: AFTER_REJECT, message }
}
