//! Loading a policy and what most commands do with one.

use super::shell::Shell;
use super::{Fault, errors, fs};
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::source::SourceMap;
use crate::driver::{self, Compilation, Options};
use crate::ir::Program;

/// A policy without errors.
pub struct Policy {
    /// Its program.
    pub program: Program,
    /// Its texts.
    pub sources: SourceMap,
    /// Warnings and hints.
    pub diagnostics: Vec<Diagnostic>,
}

/// Compiles the policy at a path, whatever comes of it. A path that cannot be read is a fault of its own.
pub fn compile(path: &str) -> Result<Compilation, Fault> {
    fs::source_files(path)?;
    Ok(driver::compile(&fs::Disk, path, &Options::default()))
}

/// Compiles the policy at a path. Its errors are shown, and there is nothing to work with then.
pub fn load(path: &str, shell: &Shell) -> Result<Policy, Fault> {
    let Compilation { sources, program, diagnostics } = compile(path)?;
    match program {
        Some(program) => Ok(Policy { program, sources, diagnostics }),
        None => {
            shell.diagnose(&diagnostics, &sources);
            let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
            Err(errors::policy_has_errors(path, errors))
        }
    }
}
