//! Tests of the whole: the command line, bad input, rules about the source itself.

mod bad_input;
mod cli;
mod support;
mod tidy;
