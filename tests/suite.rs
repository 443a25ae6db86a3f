//! Everything that is data: language sections under `tests/suite/`, code blocks of the documentation, policies with
//! their case suites. One trial each; `cargo test --test suite 名字` runs those whose name contains 名字.
//!
//! `UPDATE=1` rewrites the expected diagnostics of language sections, and nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails loudly, and reads its own files"
)]

#[path = "runner/blocks.rs"]
mod blocks;
#[path = "runner/build.rs"]
mod build;
#[path = "runner/console.rs"]
mod console;
#[path = "runner/docs.rs"]
mod docs;
#[path = "runner/expect.rs"]
mod expect;
#[path = "runner/policies.rs"]
mod policies;
#[path = "runner/sections.rs"]
mod sections;

use libtest_mimic::{Arguments, Trial};
use std::path::{Path, PathBuf};

fn main() {
    let args = Arguments::from_args();
    let trials: Vec<Trial> = sections::trials().into_iter().chain(docs::trials()).chain(policies::trials()).collect();
    libtest_mimic::run(&args, trials).exit();
}

/// The repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files below a directory with this ending, in order of path; paths are relative to the repository.
fn files(dir: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(&root().join(dir), ending, &mut found);
    found.sort();
    found
}

fn collect(dir: &Path, ending: &str, found: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    for path in entries.map(|e| e.unwrap().path()) {
        if path.is_dir() {
            collect(&path, ending, found);
        } else if path.to_str().unwrap().ends_with(ending) {
            found.push(path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned());
        }
    }
}

fn read(path: &str) -> String {
    let path: PathBuf = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
