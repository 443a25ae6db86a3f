//! Tests of the whole: the command line, bad input, rules about the source itself.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails loudly, and reads its own files"
)]

mod bad_input;
mod batch;
mod check;
mod cli;
mod diff;
mod engines;
mod fixtures;
mod laws;
mod reports;
mod simulate;
mod support;
mod tidy;
