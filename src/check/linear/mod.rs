//! Linear arithmetic over exact fractions: is a conjunction of bounds on linear forms satisfiable?
//!
//! The general simplex of B. Dutertre and L. de Moura, "A Fast Linear-Arithmetic Solver for DPLL(T)" (CAV 2006):
//! one slack variable per distinct form, bounds asserted and retracted on a stack, strict bounds by a symbolic
//! infinitesimal, Bland's rule for termination. Fractions are checked `i128`; a number that does not fit ends the
//! query as [`Answer::Unknown`], never as a verdict.

mod delta;
mod form;
mod tableau;

pub use delta::Delta;
pub use form::{Form, Var};
pub use tableau::{Answer, Solver};

#[cfg(test)]
mod tests;
