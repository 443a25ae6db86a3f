//! Diagnostics, settlements and suites as text, Markdown, HTML and JSON.
//!
//! In: values of the other passes. Out: strings. Nothing is computed here and nothing is printed; `human` alone
//! knows codespan.

pub mod audit;
pub mod batch;
pub mod coverage;
pub mod diff;
pub mod doc;
pub mod explain;
pub mod fixtures;
pub mod handbook;
pub mod human;
pub mod inventory;
pub mod json;
pub mod junit;
pub mod schema;
pub mod screening;
pub mod settlement;
pub mod simulate;
