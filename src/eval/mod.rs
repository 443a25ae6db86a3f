//! IR + case → settlement. See `docs/architecture.md`.
//!
//! In: an [`ir::Program`](crate::ir::Program) and a [`Case`]. Out: per encounter an [`Answer`] for every item asked
//! for, or one [`EvalError`]; on demand a [`trace::Trace`] that says why. Promises: exact (no value is rounded but
//! where the policy says), total (no panic on any program or case), deterministic, and sound about what is unknown:
//! supplying a missing fact never changes an answer that is already a value (可定 alone looks at what is known).
//!
//! Conventions where the reference leaves room:
//! - Opening balances apply to the window of the first encounter, under the keys of the first encounter of that
//!   window that uses the accumulator.
//! - An item that does not apply adds nothing to an accumulator that is a plain sum of items, and takes nothing of
//!   a ceiling that several items share.
//! - A ceiling that bites on a rounded item truncates towards zero to the item's unit, so that it is never exceeded.
//! - A condition (of a rule, a table's column, a ceiling, an accumulator) that looks at an item to which no rule
//!   applies does not hold. Elsewhere 不适用 passes on to what depends on it.
//! - A rule without 施行 of its own holds while its module is in force. Outside the module's interval there is no
//!   result, not even a default.

pub mod case;
mod errors;
pub mod examples;
mod funcs;
pub(crate) mod missing;
pub mod narrate;
mod ops;
pub mod plan;
pub mod run;
pub mod screen;
pub mod suite;
pub mod trace;
pub(crate) mod value;

use crate::base::date::Date;
use crate::ir::value::Value;
use crate::ir::{AccumId, DoubtId, InputId, ItemId, ParamId, Program, RuleId};
pub use plan::Plan;
use serde::Serialize;

/// Facts by input; `None` states that the fact is unknown (the same as leaving it out, but it silences a default).
pub type Facts = Vec<(InputId, Option<Value>)>;

/// A person, encounters in order, and what else a settlement depends on. Built by `case.rs` from JSON or from 例.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    /// Facts of the person.
    pub person: Facts,
    /// Facts of each encounter; a fact here overrides the person's.
    pub encounters: Vec<Facts>,
    /// Opening balances.
    pub opening: Vec<(AccumId, Value)>,
    /// Parameters supplied by the caller; they win over the policy's own.
    pub params: Vec<(ParamId, Value)>,
    /// Readings chosen; others are as adopted.
    pub readings: Vec<(DoubtId, u32)>,
}

/// Why there is no value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Missing {
    /// Facts that are needed and unknown.
    pub facts: Vec<InputId>,
    /// Parameters that the document leaves open (or that have no value on the date).
    pub params: Vec<ParamId>,
    /// Rules that say 文件未定, or whose interval the date misses.
    pub undetermined: Vec<RuleId>,
    /// Items to which no rule applies.
    pub no_rule: Vec<ItemId>,
    /// Accumulators that hold nothing yet (取最大, 取最近 of something that is no number).
    pub accums: Vec<AccumId>,
}

impl Missing {
    /// Facts are missing.
    pub fn is_unknown(&self) -> bool {
        !self.facts.is_empty()
    }

    /// The document does not give it.
    pub fn is_undetermined(&self) -> bool {
        !self.params.is_empty() || !self.undetermined.is_empty()
    }

    /// Nothing is missing but a rule that applies.
    pub fn is_not_applicable(&self) -> bool {
        !self.is_unknown() && !self.is_undetermined()
    }

    /// Items to which no rule applies are all that is missing.
    pub(crate) fn lacks_only_a_rule(&self) -> bool {
        self.is_not_applicable() && self.accums.is_empty() && !self.no_rule.is_empty()
    }
}

/// What became of an item.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Answer {
    /// A value.
    Value(Value),
    /// None, and why.
    Missing(Missing),
}

impl Answer {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&Value> {
        match self {
            Answer::Value(v) => Some(v),
            Answer::Missing(_) => None,
        }
    }
}

/// The outcome of one encounter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// Its date, if known.
    pub date: Option<Date>,
    /// Every item asked for, in evaluation order.
    pub answers: Vec<(ItemId, Answer)>,
}

impl Outcome {
    /// The answer for an item, if it was asked for.
    pub fn answer(&self, item: ItemId) -> Option<&Answer> {
        self.answers.iter().find(|(i, _)| *i == item).map(|(_, a)| a)
    }
}

/// A settled case.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Settlement {
    /// One per encounter.
    pub outcomes: Vec<Outcome>,
}

/// An error that stops a settlement: never a partial result.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EvalError {
    /// Stable code (MC05xx, MC06xx).
    pub code: u16,
    /// One Chinese sentence.
    pub message: String,
    /// Rules involved.
    pub rules: Vec<RuleId>,
}

/// Settles a case for the given items (all when `None`). To settle several cases, make a [`Plan`] once.
pub fn evaluate(program: &Program, case: &Case, targets: Option<&[ItemId]>) -> Result<Vec<Outcome>, EvalError> {
    Plan::new(program, targets).settle(case).map(|s| s.outcomes)
}

#[cfg(test)]
mod tests;
