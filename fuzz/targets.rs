//! What is fuzzed, and what must hold.

use mingce::base::source::SourceMap;
use mingce::base::span::{FileId, Span};
use mingce::{driver, report, syntax};
use std::path::Path;

/// Checks one input; the error says which property failed.
pub type Check = Box<dyn Fn(&[u8]) -> Result<(), String>>;

/// A target.
pub struct Target {
    pub name: &'static str,
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Makes the check, with what it needs only once.
    pub prepare: fn() -> Check,
}

pub static ALL: &[Target] = &[
    Target { name: "source", seeds: source_seeds, prepare: || Box::new(source) },
    Target { name: "case", seeds: case_seeds, prepare: case },
];
