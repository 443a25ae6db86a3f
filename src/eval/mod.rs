//! IR + case → settlement. See `docs/architecture.md`.
use crate::base::date::Date;
use crate::ir::value::Value;
use crate::ir::{AccumId, DoubtId, InputId, ItemId, ParamId, Program, RuleId};
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Facts that are needed and unknown.
    pub facts: Vec<InputId>,
    /// Parameters that the document leaves open (or that have no value on the date).
    pub params: Vec<ParamId>,
    /// Rules that say 文件未定, or whose interval the date misses.
    pub undetermined: Vec<RuleId>,
    /// Items to which no rule applies.
    pub no_rule: Vec<ItemId>,
}

/// What became of an item.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A value.
    Value(Value),
    /// None, and why.
    Missing(Missing),
}

/// The outcome of one encounter.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Its date, if known.
    pub date: Option<Date>,
    /// Every item asked for, in evaluation order.
    pub answers: Vec<(ItemId, Answer)>,
}

/// An error that stops a settlement: never a partial result.
#[derive(Clone, Debug, PartialEq)]
pub struct EvalError {
    /// Stable code (MC06xx).
    pub code: u16,
    /// One Chinese sentence.
    pub message: String,
    /// Rules involved.
    pub rules: Vec<RuleId>,
}

/// Settles a case for the given items (all when `None`).
pub fn evaluate(_program: &Program, _case: &Case, _targets: Option<&[ItemId]>) -> Result<Vec<Outcome>, EvalError> {
    Ok(Vec::new())
}
