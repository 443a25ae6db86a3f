//! Vocabulary that knows no language construct.
//!
//! Reading order: places, sources, diagnostics, then exact numbers and dates.

pub mod codes;
pub mod date;
pub mod diagnostic;
pub mod graph;
pub mod num;
pub mod source;
pub mod span;
pub mod suggest;
pub mod width;
