//! Loading a policy and what most commands do with one.

use super::shell::Shell;
use super::{Fault, errors, fs};
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::source::SourceMap;
use crate::driver::{self, Compilation};
use crate::eval::examples;
use crate::ir::Program;

/// A policy without errors.
pub struct Policy {
    /// Its program.
    pub program: Program,
    /// Its texts.
    pub sources: SourceMap,
}

/// A policy with everything that was found.
pub struct Checked {
    /// Its program, unless there are errors.
    pub program: Option<Program>,
    /// Its texts.
    pub sources: SourceMap,
    /// What was found, failing examples among them.
    pub diagnostics: Vec<Diagnostic>,
    /// Examples that do not come out as stated.
    pub failed_examples: usize,
}

/// Compiles the policy at a path, whatever comes of it. A path that cannot be read is a fault of its own.
fn compile(path: &str) -> Result<Compilation, Fault> {
    fs::source_files(path)?;
    let mut compiled = driver::compile(&fs::Disk, path);
    if let Some(dir) = fs::directory_of_several(path) {
        let unknown = |d: &&mut Diagnostic| [201, 202, 205].contains(&d.code.0);
        if let Some(last) = compiled.diagnostics.iter_mut().rev().find(unknown) {
            last.hints.push(errors::part_of(path, &dir));
        }
    }
    Ok(compiled)
}

/// Compiles the policy at a path. Its errors are shown, and there is nothing to work with then.
pub fn load(path: &str, shell: &Shell) -> Result<Policy, Fault> {
    let Compilation { sources, program, diagnostics } = compile(path)?;
    match program {
        Some(program) => Ok(Policy { program, sources }),
        None => {
            shell.diagnose(&diagnostics, &sources);
            let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
            Err(errors::policy_has_errors(path, errors))
        }
    }
}

/// Compiles a policy and runs its examples.
pub fn check(path: &str) -> Result<Checked, Fault> {
    let Compilation { sources, program, mut diagnostics } = compile(path)?;
    let results = program.as_ref().map(examples::results).unwrap_or_default();
    let failed_examples = results.iter().filter(|r| !r.failures.is_empty()).count();
    diagnostics.extend(results.into_iter().flat_map(|r| r.failures));
    Ok(Checked { program, sources, diagnostics, failed_examples })
}
