//! Whole populations: settlement of rows in columns, exact to the 分 and the same as [`crate::eval`], row by row.
//!
//! In: a program, a [`Layout`] that says where each fact comes from, [`Settings`], and [`Rows`] of whole persons in
//! order of date. Out: [`Results`]. An [`Engine`] is `Send + Sync`: persons can be spread over threads, each with its
//! own [`Scratch`].
//!
//! A row that cannot be settled is rejected with its reason, and so are the later rows of the same person: their
//! balances would lack it. Other persons are not affected.

pub mod compare;
pub mod decode;
pub mod feed;
pub mod group;
mod interpret;
pub mod job;
pub mod mapping;
pub mod names;
pub mod national;
pub mod output;
pub mod pipeline;
pub mod rows;
pub mod sample;
pub mod sort;
pub mod summary;

use crate::eval::{EvalError, Plan};
use crate::ir::value::Value;
use crate::ir::{DoubtId, ItemId, ParamId, Program};
pub use interpret::Scratch;
pub use rows::{Cells, Coding, Column, Dictionary, Layout, Null, Origin, Reason, Results, Rows, State};

/// Which evaluator settles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// The fastest there is.
    #[default]
    Auto,
    /// The reference evaluator, row by row.
    Interpreter,
}

/// What a run depends on besides the facts.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Items to answer; `None`: all.
    pub targets: Option<Vec<ItemId>>,
    /// Readings chosen; others are as adopted.
    pub readings: Vec<(DoubtId, u32)>,
    /// Parameters supplied; they win over the policy's own.
    pub params: Vec<(ParamId, Value)>,
    /// The evaluator.
    pub kind: Kind,
}

/// A policy made ready to settle rows of one layout.
pub struct Engine<'p> {
    plan: Plan<'p>,
    layout: Layout,
    settings: Settings,
}

impl<'p> Engine<'p> {
    /// Makes a program ready.
    pub fn new(program: &'p Program, layout: &Layout, settings: &Settings) -> Result<Engine<'p>, EvalError> {
        let plan = Plan::new(program, settings.targets.as_deref());
        plan.usable()?;
        Ok(Engine { plan, layout: layout.clone(), settings: settings.clone() })
    }

    /// The items that are answered, in the order of the results' columns.
    pub fn targets(&self) -> &[ItemId] {
        self.plan.items()
    }

    /// The facts that answers may depend on.
    pub fn inputs(&self) -> &[crate::ir::InputId] {
        self.plan.inputs()
    }

    /// Where facts come from.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Settles rows of whole persons. What `out` held before is lost, but for its memory and dictionaries.
    pub fn settle(&self, rows: &Rows, scratch: &mut Scratch, out: &mut Results) {
        self.prepare(rows.len(), out);
        for (n, person) in rows.persons.iter().enumerate() {
            let end = rows.persons.get(n + 1).map_or(rows.len(), |next| next.start);
            self.interpret(rows, person, person.start..end, scratch, out);
        }
    }

    fn prepare(&self, rows: usize, out: &mut Results) {
        if out.cells.iter().map(|c| c.item).ne(self.targets().iter().copied()) {
            out.cells = self.targets().iter().map(|item| self.cells(*item)).collect();
        }
        for cells in &mut out.cells {
            cells.values.clear();
            cells.values.resize(rows, 0);
            cells.states.clear();
            cells.states.resize(rows, State::Value);
        }
        out.rejected.clear();
        out.interpreted = 0;
    }

    fn cells(&self, item: ItemId) -> Cells {
        Cells {
            item,
            coding: Coding::of_item(self.plan.program, item),
            values: Vec::new(),
            states: Vec::new(),
            dictionary: Dictionary::default(),
        }
    }
}

#[cfg(test)]
mod tests;
