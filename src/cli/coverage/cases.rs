//! `mingce coverage --cases`: what a suite shows of the policy.

use super::super::fixtures::wanted;
use super::super::policy::Policy;
use super::super::shell::Shell;
use super::super::{Exit, Fault, fs};
use super::{Args, Format};
use crate::eval::suite;
use crate::fixtures::measure::{Given, measure};
use crate::ir::ItemId;
use crate::report::fixtures::measured;
use crate::report::json;
use crate::syntax;
use std::collections::BTreeSet;

pub fn run(args: &Args, mut policy: Policy, shell: &Shell) -> Result<Exit, Fault> {
    let (mut given, mut asked) = (Vec::new(), BTreeSet::new());
    for path in &args.cases {
        for file in fs::files_below(path, ".jsonl")? {
            read(&mut policy, &file, shell, &mut given, &mut asked)?;
        }
    }
    let named = wanted(&policy.program, &args.items)?;
    let items: Vec<ItemId> = if named.is_empty() { asked.into_iter().collect() } else { named };
    let coverage = measure(&policy.program, &items, &given);
    shell.out(&match args.format {
        Format::Human => measured::text(&policy.program, &coverage),
        Format::Json => json::to_text(&measured::data(&policy.program, &coverage)),
        Format::Html => measured::document(&policy.program, &coverage).to_html(),
    })?;
    Ok(if coverage.goals.iter().all(measured::is_settled) { Exit::Fine } else { Exit::Findings })
}

/// Reads a suite; cases that cannot be read are shown and left out.
fn read(
    policy: &mut Policy,
    file: &str,
    shell: &Shell,
    given: &mut Vec<Given>,
    asked: &mut BTreeSet<ItemId>,
) -> Result<(), Fault> {
    let text = syntax::decode(&fs::read(file)?, file)?;
    let id = policy.sources.add(file.to_owned(), text.clone());
    let (cases, diagnostics) = suite::cases(&policy.program, id, &text);
    shell.diagnose(&diagnostics, &policy.sources);
    for one in cases {
        asked.extend(one.items);
        given.push(Given { id: one.id, case: one.case });
    }
    Ok(())
}
