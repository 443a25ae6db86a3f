//! 明策 Mingce: rules as code for Chinese medical-insurance benefit policy.
//!
//! ```text
//! text ─ syntax ─▶ ast ─ resolve ─▶ names ─ types ─▶ typed tree ─ lower ─▶ Program ─▶ eval, check, …
//! ```
//!
//! Passes run in one direction, each with one public function; only [`driver`] knows their order. The core does no
//! IO: [`base::source::SourceLoader`] is the only door to text. `docs/architecture.md` says where things are.

pub mod base;

pub mod syntax;

pub mod stdlib;

pub mod resolve;

pub mod types;

pub mod ir;

pub mod lower;

pub mod driver;

pub mod eval;

pub mod check;

pub mod data;

pub mod batch;

pub mod fixtures;

pub mod report;

pub mod cli;
