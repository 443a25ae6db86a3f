//! The work on one block: read, settle, write as text.

use super::decode::Decoder;
use super::group::{Grouping, Prepared, Reject, after};
use super::mapping::Mapping;
use super::output::Shape;
use super::rows::{Reason, Results};
use super::sample::{Sample, Samples};
use super::summary::Summary;
use super::{Engine, Scratch};
use crate::data::{Block, Cell, RowFault};
use crate::ir::Program;

/// What all blocks share.
pub struct Job<'a> {
    /// The policy.
    pub program: &'a Program,
    /// What the columns hold.
    pub mapping: &'a Mapping,
    /// The evaluator.
    pub engine: &'a Engine<'a>,
    /// Persons and their balances.
    pub grouping: &'a Grouping<'a>,
    /// The columns of the output.
    pub shape: &'a Shape<'a>,
    /// Which rows are to be explained.
    pub samples: &'a Samples,
    /// Tells the time, for the account of stages; in nanoseconds.
    pub clock: &'a (dyn Fn() -> u64 + Sync),
}

/// How rows are written.
pub trait Encode: Sync {
    /// What a block becomes.
    type Out: Send;
    /// Nothing yet.
    fn begin(&self, rows: usize) -> Self::Out;
    /// Adds a row.
    fn row(&self, cells: Vec<Cell<'_>>, out: &mut Self::Out);
}

/// A worker's own state.
pub struct State<'a> {
    decoder: Decoder<'a>,
    scratch: Scratch,
}

/// Nanoseconds by stage.
#[derive(Clone, Copy, Debug, Default)]
pub struct Times {
    /// Reading cells as facts.
    pub decode: u64,
    /// Settling.
    pub settle: u64,
    /// Writing results as text or columns.
    pub encode: u64,
}

/// What became of a block.
pub struct Done<O> {
    /// Settled rows, written.
    pub out: O,
    /// Rows that were not settled, in the order of the input as far as it goes.
    pub rejects: Vec<Reject>,
    /// Counts and sums.
    pub summary: Summary,
    /// Rows to be explained, perhaps.
    pub samples: Vec<Sample>,
    /// Where the time went.
    pub times: Times,
}

impl<'a> Job<'a> {
    /// A worker's state.
    pub fn state(&self) -> State<'a> {
        State { decoder: Decoder::new(self.program, self.mapping), scratch: Scratch::default() }
    }

    /// Works on a block of whole persons.
    pub fn work<E: Encode>(&self, state: &mut State<'a>, block: &Block, encode: &E) -> Done<E::Out> {
        let start = (self.clock)();
        let mut prepared = self.grouping.prepare(block, &mut state.decoder);
        let decoded = (self.clock)();
        let mut results = Results::default();
        self.engine.settle(&prepared.rows, &mut state.scratch, &mut results);
        let settled = (self.clock)();
        let rejects = self.rejects(block, &mut prepared, &results);
        let mut summary = Summary::new(self.program, self.engine.targets());
        summary.count(block.len(), &prepared, &results, &rejects);
        summary.rounded = std::mem::take(&mut state.decoder.rounded);
        let samples = self.samples.of(self.grouping, &self.mapping.layout, block, &prepared, &results);
        let out = self.encode(block, &prepared, &results, encode);
        let times = Times {
            decode: decoded - start,
            settle: settled - decoded,
            encode: (self.clock)().saturating_sub(settled),
        };
        Done { out, rejects, summary, samples, times }
    }

    fn encode<E: Encode>(&self, block: &Block, prepared: &Prepared, results: &Results, encode: &E) -> E::Out {
        let mut out = encode.begin(prepared.places.len());
        let mut rejected = results.rejected.iter().map(|(row, _)| *row).peekable();
        for row in 0..prepared.places.len() {
            if rejected.next_if_eq(&row).is_none() {
                encode.row(self.shape.row(self.grouping, block, prepared, results, row), &mut out);
            }
        }
        out
    }

    /// Rows that could not be read and rows that could not be settled, in order of line.
    fn rejects(&self, block: &Block, prepared: &mut Prepared, results: &Results) -> Vec<Reject> {
        let mut out = std::mem::take(&mut prepared.rejects);
        let place = |row: usize| prepared.places.get(row).copied().unwrap_or(0);
        for (row, reason) in &results.rejected {
            let fault = match reason {
                Reason::Error(error) => RowFault { column: None, code: error.code, message: error.message.clone() },
                Reason::After(first) => after(block.lines.get(place(*first)).copied().unwrap_or(0)),
                Reason::Cell(column) => self.bad_cell(*column),
            };
            out.push(self.grouping.reject(block, place(*row), fault));
        }
        out.sort_by_key(|r| r.line);
        out
    }

    fn bad_cell(&self, column: usize) -> RowFault {
        let name = self.mapping.facts.get(column).map(|m| m.column.clone());
        let message = format!("「{}」这一格的值不在取值里", name.as_deref().unwrap_or_default());
        RowFault { column: name, code: 505, message }
    }
}
