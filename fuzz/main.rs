//! Mutation fuzzing on stable Rust: text and data that nobody would write must give an error, not a panic.
//!
//! Seeds are the language suite, the policies and their case suites. Each input is mutated by bytes, lines, words of
//! the language and pieces of other seeds. `FUZZ_SECONDS` is the time for each target (default 1; CI gives 60),
//! `FUZZ_SEED` the start of the random sequence. An input that fails is kept in `fuzz/artifacts/`;
//! `FUZZ_REPLAY=file` runs it alone. The input in hand is always in `target/fuzz-current-…`, in case the process
//! does not survive it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails loudly, and reads its own files"
)]

mod mutate;
mod targets;

use mutate::Mutator;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// No single input may take longer.
const SLOW: Duration = Duration::from_secs(10);

fn main() {
    if std::env::args().any(|a| a == "--list") {
        targets::ALL.iter().for_each(|t| println!("{}: test", t.name));
        return;
    }
    let chosen: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let wanted = |name: &str| chosen.is_empty() || chosen.iter().any(|c| name.contains(c.as_str()));
    let failed = targets::ALL.iter().filter(|t| wanted(t.name)).filter(|t| !fuzz(t)).count();
    if failed > 0 {
        std::process::exit(1);
    }
}

/// Runs a target for its time; true when nothing failed.
fn fuzz(target: &targets::Target) -> bool {
    let check = (target.prepare)();
    if let Some(path) = std::env::var_os("FUZZ_REPLAY") {
        let input = std::fs::read(path).expect("readable input");
        let outcome = attempt(&*check, &input);
        println!("fuzz {} ... {}", target.name, outcome.as_ref().err().map_or("ok", String::as_str));
        return outcome.is_ok();
    }
    let seconds = number("FUZZ_SECONDS").unwrap_or(1);
    let seed = number("FUZZ_SEED").unwrap_or(0x9e37_79b9_7f4a_7c15);
    let mut mutator = Mutator::new((target.seeds)(), seed);
    let current = root().join(format!("target/fuzz-current-{}", target.name));
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut count = 0_u64;
    while Instant::now() < end {
        let input = mutator.next();
        let _ = std::fs::write(&current, &input);
        if let Err(reason) = attempt(&*check, &input) {
            let kept = keep(target.name, &input);
            println!("fuzz {} ... FAILED after {count} inputs: {reason}\n  input: {}", target.name, kept.display());
            return false;
        }
        count += 1;
    }
    println!("fuzz {} ... ok ({count} inputs in {seconds} s, seed {seed})", target.name);
    true
}

fn attempt(check: &dyn Fn(&[u8]) -> Result<(), String>, input: &[u8]) -> Result<(), String> {
    let start = Instant::now();
    let outcome = catch_unwind(AssertUnwindSafe(|| check(input))).unwrap_or_else(|_| Err("panic".to_owned()));
    let took = start.elapsed();
    if outcome.is_ok() && took > SLOW { Err(format!("took {took:?}")) } else { outcome }
}

fn keep(target: &str, input: &[u8]) -> PathBuf {
    let dir = root().join("fuzz/artifacts");
    let path = dir.join(format!("{target}-{:016x}", hash(input)));
    let _ = std::fs::create_dir_all(&dir).and_then(|()| std::fs::write(&path, input));
    path
}

/// FNV-1a: names an input.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|v| v.parse().ok())
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
