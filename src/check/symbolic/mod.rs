//! The policy evaluated on all cases at once: amounts are linear forms, conditions are decided by branching.
//!
//! [`search`] runs the evaluation of a goal depth first. A condition that the path so far leaves open is a decision;
//! both sides are followed, unless exact linear arithmetic shows one of them impossible. 较大/较小 and 取整 do not
//! branch at once: each becomes a variable with the bounds it implies, and is split only where a candidate
//! counterexample disagrees with it. A counterexample is a candidate until the evaluator has confirmed it.
//!
//! Conditions and values outside the fragment become free variables: what is proved of all their values holds of the
//! real ones, what is refuted must be confirmed.

mod exec;
mod items;
mod leaf;
mod path;

pub use path::{Budget, Model};

use crate::base::num::Num;
use crate::ir::{AccumId, ExprId, InputId, ItemId, Program};

/// A statement about one encounter, from any state of the accumulators that satisfies the assumptions.
#[derive(Clone, Debug)]
pub struct Goal {
    /// What is claimed.
    pub claim: Claim,
    /// Assumed of the state before the encounter.
    pub assume: Vec<Assumption>,
}

/// What is claimed of an encounter.
#[derive(Clone, Debug)]
pub enum Claim {
    /// Wherever the guard holds, the condition does.
    Always {
        /// When.
        guard: Option<ExprId>,
        /// What.
        cond: ExprId,
    },
    /// The item is never negative.
    NotNegative(ItemId),
    /// The accumulator after the encounter is at most the limit, wherever the guard holds.
    Within {
        /// The accumulator.
        accum: AccumId,
        /// The limit.
        limit: ExprId,
        /// When.
        guard: Option<ExprId>,
    },
    /// The accumulator never falls below zero.
    AccumNotNegative(AccumId),
    /// With a larger value of the input, all else equal, the item is not smaller by more than the tolerance.
    Rising {
        /// The item.
        item: ItemId,
        /// The input.
        input: InputId,
        /// What rounding may take away.
        tolerance: Num,
    },
}

/// What is assumed of an accumulator before the encounter.
#[derive(Clone, Debug)]
pub enum Assumption {
    /// Not negative.
    NotNegative(AccumId),
    /// At most the limit, wherever the guard holds.
    Within(AccumId, ExprId, Option<ExprId>),
    /// Nothing yet.
    Empty(AccumId),
}

/// What a search came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Search<W> {
    /// No case contradicts the goal.
    Proved,
    /// A confirmed counterexample.
    Refuted(W),
    /// Neither; the reason.
    Undecided(&'static str),
}

/// Decides a goal. `confirm` turns a candidate into a confirmed witness, or refuses it.
pub fn search<W>(
    program: &Program,
    goal: &Goal,
    budget: Budget,
    confirm: impl FnMut(&Model) -> Option<W>,
) -> Search<W> {
    leaf::explore(program, goal, budget, confirm)
}
