//! Rows settled by the reference evaluator.

use super::kernel::Work;
use super::rows::{Cells, Null, Origin, Person};
use super::{Engine, Reason, Results, Rows, State};
use crate::eval::{Answer, Case, Facts, Missing, run};
use std::ops::Range;

/// Working memory of an engine; one per thread.
#[derive(Default)]
pub struct Scratch {
    eval: run::Scratch,
    case: Case,
    facts: Facts,
    pub(super) work: Work,
}

impl Engine<'_> {
    /// Settles a person's rows from the first on and records the answers of those in `range`, which ends with the
    /// person.
    pub(super) fn interpret(
        &self,
        rows: &Rows,
        person: &Person,
        range: Range<usize>,
        s: &mut Scratch,
        out: &mut Results,
    ) {
        self.begin(person, s);
        for row in person.start..range.end {
            if let Err(reason) = self.step(rows, row, s, out, row >= range.start) {
                return reject(row, reason, range.end, out);
            }
        }
    }

    fn begin(&self, person: &Person, s: &mut Scratch) {
        s.case.person.clear();
        s.case.person.extend(self.layout.constants().map(|(i, v)| (i, v.cloned())));
        s.case.opening.clone_from(&person.opening);
        s.case.readings.clone_from(&self.settings.readings);
        s.case.params.clone_from(&self.settings.params);
        self.plan.begin(&mut s.eval, &s.case);
    }

    fn step(&self, rows: &Rows, row: usize, s: &mut Scratch, out: &mut Results, record: bool) -> Result<(), Reason> {
        self.facts(rows, row, &mut s.facts)?;
        let outcome = self.plan.step(&mut s.eval, &s.case.person, &s.facts).map_err(Reason::Error)?;
        if record {
            for (cells, (_, answer)) in out.cells.iter_mut().zip(&outcome.answers) {
                put(cells, row, answer);
            }
        }
        Ok(())
    }

    fn facts(&self, rows: &Rows, row: usize, facts: &mut Facts) -> Result<(), Reason> {
        facts.clear();
        for (n, ((input, coding), column)) in self.layout.columns().iter().zip(&rows.columns).enumerate() {
            match column.get(row) {
                Some(code) => {
                    let value = coding.decode(code, &column.dictionary).ok_or(Reason::Cell(n))?;
                    facts.push((*input, Some(value)));
                }
                None if *self.layout.origin(*input) == Origin::Column(Null::Unknown) => facts.push((*input, None)),
                None => {}
            }
        }
        Ok(())
    }
}

fn put(cells: &mut Cells, row: usize, answer: &Answer) {
    let (state, value) = match answer {
        Answer::Value(v) => match cells.coding.encode(v, &mut cells.dictionary) {
            Some(code) => (State::Value, code),
            None => (State::Coded, cells.dictionary.code(v)),
        },
        Answer::Missing(m) => (state_of(m), 0),
    };
    set(cells, row, state, value);
}

fn state_of(m: &Missing) -> State {
    if m.is_unknown() {
        State::Unknown
    } else if m.is_undetermined() {
        State::Undetermined
    } else {
        State::NotApplicable
    }
}

fn set(cells: &mut Cells, row: usize, state: State, value: i64) {
    if let (Some(s), Some(v)) = (cells.states.get_mut(row), cells.values.get_mut(row)) {
        (*s, *v) = (state, value);
    }
}

/// Rejects a row, and those after it to the end of the person.
fn reject(row: usize, reason: Reason, end: usize, out: &mut Results) {
    for later in row..end {
        for cells in &mut out.cells {
            set(cells, later, State::Rejected, 0);
        }
        out.rejected.push((later, if later == row { reason.clone() } else { Reason::After(row) }));
    }
}
