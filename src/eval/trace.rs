//! Why a settlement is what it is, as a value. The evaluator builds it; front ends only render it.

use super::Answer;
use crate::base::date::Date;
use crate::base::num::Num;
use crate::ir::value::Value;
use crate::ir::{AccumId, CapId, DoubtId, ExprId, InputId, ItemId, ParamId, RoundMode, RuleId, TableId};
use serde::Serialize;

/// The trace of a case.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Trace {
    /// One per encounter.
    pub encounters: Vec<EncounterTrace>,
}

/// Where the date of an encounter comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum DateSource {
    /// Stated.
    #[default]
    Stated,
    /// Last day of the stated 年度.
    Year,
    /// That of the encounter before.
    Previous,
    /// 缺省日期 or the first day in force.
    Default,
    /// There is none.
    Unknown,
}

/// The trace of one encounter.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct EncounterTrace {
    /// Its date.
    pub date: Option<Date>,
    /// Where the date comes from.
    pub date_source: DateSource,
    /// Items in the order in which they were settled.
    pub items: Vec<ItemTrace>,
    /// Accumulators before and after.
    pub accums: Vec<AccumTrace>,
    /// Facts that were read; `None` is unknown.
    pub facts: Vec<(InputId, Option<Value>)>,
    /// Parameters that were read; `None`: the document does not give it.
    pub params: Vec<(ParamId, Option<Value>)>,
    /// Readings that were tested: the one in force.
    pub readings: Vec<(DoubtId, u32)>,
    /// Asserted invariants that were verified (index into the program's `musts`).
    pub musts: Vec<usize>,
}

impl EncounterTrace {
    /// The trace of an item.
    pub fn item(&self, item: ItemId) -> Option<&ItemTrace> {
        self.items.iter().find(|t| t.item == item)
    }
}

/// How an item came to its answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ItemTrace {
    /// The item.
    pub item: ItemId,
    /// The answer.
    pub answer: Answer,
    /// Rules that applied, or may apply.
    pub applied: Vec<RuleTrace>,
    /// Rules that did not, and why. Of a table from which a row applied, none; else the first few rows.
    pub rejected: Vec<Rejection>,
    /// Rejected rules beyond those listed.
    pub rejected_more: u32,
    /// The item's default was used; the steps that lead to it.
    pub default: Option<Steps>,
    /// Value before rounding, the unit and the mode, when rounding changed it.
    pub rounding: Option<(Value, Num, RoundMode)>,
    /// Ceilings that were tested, and what they did.
    pub caps: Vec<CapTrace>,
}

/// Values of expressions, in order of evaluation; `None` is missing.
pub type Steps = Vec<(ExprId, Option<Value>)>;

/// A rule that applied.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleTrace {
    /// The rule.
    pub rule: RuleId,
    /// False: whether it applies depends on facts that are missing.
    pub certain: bool,
    /// Its value.
    pub value: Answer,
    /// The expression that defines it.
    pub expr: ExprId,
    /// How it was computed.
    pub steps: Steps,
}

/// A rule that did not apply.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rejection {
    /// The rule.
    pub rule: RuleId,
    /// Why.
    pub reason: Reason,
}

/// Why a rule did not apply.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Reason {
    /// The first atomic condition that failed, with the values that it looked at.
    Condition {
        /// The condition.
        atom: ExprId,
        /// Values of its parts.
        steps: Steps,
    },
    /// The cell of a table that did not match, and the column's value.
    Cell {
        /// The table.
        table: TableId,
        /// Column from 0.
        column: u32,
        /// The value.
        value: Option<Value>,
    },
    /// The encounter's date lies outside its interval.
    Date,
    /// This rule is an exception to it and applied.
    Overridden(RuleId),
}

/// A ceiling.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CapTrace {
    /// The ceiling.
    pub cap: CapId,
    /// Whether its condition holds; `None` is unknown.
    pub holds: Option<bool>,
    /// The ceiling's amount.
    pub limit: Option<Num>,
    /// Balance before the encounter.
    pub before: Option<Num>,
    /// Taken by other items in this encounter.
    pub taken: Option<Num>,
    /// The item before and after, when the ceiling bit.
    pub bit: Option<(Num, Num)>,
}

/// An accumulator over one encounter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AccumTrace {
    /// The accumulator.
    pub accum: AccumId,
    /// Before.
    pub before: Answer,
    /// After.
    pub after: Answer,
}

/// Receives what happens during evaluation. [`Off`] costs nothing.
pub trait Tracer {
    /// Whether anything is recorded.
    const ON: bool;
    /// The recorder.
    fn recorder(&mut self) -> Option<&mut Recorder>;
}

/// Records nothing.
pub struct Off;

impl Tracer for Off {
    const ON: bool = false;

    fn recorder(&mut self) -> Option<&mut Recorder> {
        None
    }
}

/// Records everything.
#[derive(Default)]
pub struct Recorder {
    done: Vec<EncounterTrace>,
    pub(crate) now: EncounterTrace,
    /// Items under evaluation; the innermost last.
    pub(crate) open: Vec<ItemTrace>,
    pub(crate) steps: Steps,
    /// Recording of steps is suspended (inside aggregates, and while looking for reasons).
    pub(crate) paused: u32,
}

impl Tracer for Recorder {
    const ON: bool = true;

    fn recorder(&mut self) -> Option<&mut Recorder> {
        Some(self)
    }
}

impl Recorder {
    pub(crate) fn begin(&mut self, date: Option<Date>, date_source: DateSource) {
        self.now = EncounterTrace { date, date_source, ..EncounterTrace::default() };
    }

    pub(crate) fn end(&mut self) {
        self.done.push(std::mem::take(&mut self.now));
        self.steps.clear();
    }

    pub(crate) fn finish(self) -> Trace {
        Trace { encounters: self.done }
    }

    /// Opens an item; gives back the state of recording to restore when it closes.
    pub(crate) fn open(&mut self, item: ItemId) -> u32 {
        self.open.push(ItemTrace {
            item,
            answer: Answer::Missing(super::Missing::default()),
            applied: Vec::new(),
            rejected: Vec::new(),
            rejected_more: 0,
            default: None,
            rounding: None,
            caps: Vec::new(),
        });
        std::mem::take(&mut self.paused)
    }

    pub(crate) fn close(&mut self, answer: Answer, paused: u32) {
        self.paused = paused;
        if let Some(mut item) = self.open.pop() {
            item.answer = answer;
            self.now.items.push(item);
        }
    }

    /// Steps recorded since `mark`, taken off.
    pub(crate) fn since(&mut self, mark: usize) -> Steps {
        self.steps.split_off(mark.min(self.steps.len()))
    }

    pub(crate) fn fact(&mut self, input: InputId, value: Option<Value>) {
        if !self.now.facts.iter().any(|(i, _)| *i == input) {
            self.now.facts.push((input, value));
        }
    }

    pub(crate) fn param(&mut self, param: ParamId, value: Option<Value>) {
        if !self.now.params.iter().any(|(p, _)| *p == param) {
            self.now.params.push((param, value));
        }
    }

    pub(crate) fn reading(&mut self, doubt: DoubtId, reading: u32) {
        if !self.now.readings.iter().any(|(d, _)| *d == doubt) {
            self.now.readings.push((doubt, reading));
        }
    }
}
