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
mod kernel;
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
use kernel::{Lanes, Shape};
pub use rows::{Cells, Coding, Column, Dictionary, Layout, Null, Origin, Reason, Results, Rows, State};
use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

/// Which evaluator settles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// The fastest there is.
    #[default]
    Auto,
    /// The reference evaluator, row by row.
    Interpreter,
    /// Compiled to operations on whole numbers, many persons side by side; what it does not settle goes to the
    /// reference evaluator.
    Portable,
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
    /// Column of the date.
    date: Option<usize>,
    kernels: RwLock<BTreeMap<Shape, Arc<Option<Lanes>>>>,
}

impl<'p> Engine<'p> {
    /// Makes a program ready.
    pub fn new(program: &'p Program, layout: &Layout, settings: &Settings) -> Result<Engine<'p>, EvalError> {
        let plan = Plan::new(program, settings.targets.as_deref());
        plan.usable()?;
        let date = program.date_input.and_then(|d| layout.columns().iter().position(|(i, _)| *i == d));
        let kernels = RwLock::new(BTreeMap::new());
        Ok(Engine { plan, layout: layout.clone(), settings: settings.clone(), date, kernels })
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
        let lanes = if self.settings.kind == Kind::Interpreter { Arc::new(None) } else { self.lanes(rows) };
        match &*lanes {
            Some(lanes) => self.compiled(lanes, rows, scratch, out),
            None => {
                for n in 0..rows.persons.len() {
                    self.interpret_from(rows, n, 0, scratch, out);
                }
                out.interpreted = if self.settings.kind == Kind::Interpreter { 0 } else { rows.len() };
            }
        }
    }

    fn compiled(&self, lanes: &Lanes, rows: &Rows, scratch: &mut Scratch, out: &mut Results) {
        lanes.settle(rows, self.date, &mut scratch.work, out);
        let mut doubtful = std::mem::take(&mut scratch.work.doubtful);
        doubtful.sort_unstable();
        for (person, row) in &doubtful {
            out.interpreted += self.interpret_from(rows, *person, *row, scratch, out);
        }
        scratch.work.doubtful = doubtful;
    }

    /// Answers a person's rows from one on by the interpreter, and says how many those are.
    fn interpret_from(&self, rows: &Rows, n: usize, row: usize, scratch: &mut Scratch, out: &mut Results) -> usize {
        let Some(person) = rows.persons.get(n) else { return 0 };
        let end = rows.persons.get(n + 1).map_or(rows.len(), |next| next.start);
        self.interpret(rows, person, row.max(person.start)..end, scratch, out);
        end.saturating_sub(row)
    }

    /// The compiled form for rows like these, made when first needed; none where the policy cannot be compiled.
    fn lanes(&self, rows: &Rows) -> Arc<Option<Lanes>> {
        let shape = self.shape(rows);
        let found = self.kernels.read().ok().and_then(|k| k.get(&shape).cloned());
        found.unwrap_or_else(|| {
            let kernel = kernel::compile(&self.plan, &self.layout, &self.settings, &shape);
            let lanes = Arc::new(kernel.map(Lanes::new));
            if let Ok(mut kernels) = self.kernels.write() {
                kernels.insert(shape, lanes.clone());
            }
            lanes
        })
    }

    /// The years of the rows, and the columns with nulls.
    fn shape(&self, rows: &Rows) -> Shape {
        let days = self.date.and_then(|c| rows.columns.get(c)).map_or(&[][..], |c| c.values.as_slice());
        let ends = days.iter().fold((i64::MAX, 0), |(lo, hi), d| (lo.min(*d), hi.max(*d)));
        let nulls = rows.columns.iter().map(|c| c.known.contains(&false)).collect();
        Shape { days: kernel::whole_years(ends.0.min(ends.1), ends.1), nulls }
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
