//! The case, with what the command line adds to it.

use super::super::policy::Policy;
use super::super::shell::Shell;
use super::super::{Fault, errors, fs};
use super::Args;
use super::select::Selection;
use crate::base::diagnostic::Diagnostic;
use crate::base::span::FileId;
use crate::eval::{Case, case};
use crate::ir::value::Value;
use crate::ir::{DoubtId, ParamId, Program, Target};
use crate::syntax;

/// Reads the case file, the parameter file and the readings.
pub fn read(policy: &mut Policy, selection: &Selection, args: &Args, shell: &Shell) -> Result<Case, Fault> {
    let mut case = read_case(policy, selection, &args.case, shell)?;
    if let Some(path) = &args.param {
        let params = read_params(policy, selection, path, shell)?;
        case.params.retain(|(param, _)| !params.iter().any(|(given, _)| given == param));
        case.params.extend(params);
    }
    for reading in &args.readings {
        let (doubt, reading) = choose(&policy.program, reading)?;
        case.readings.retain(|(d, _)| *d != doubt);
        case.readings.push((doubt, reading));
    }
    Ok(case)
}

/// Reads a file of parameters in the names of the selected module.
pub fn read_params(
    policy: &mut Policy,
    selection: &Selection,
    path: &str,
    shell: &Shell,
) -> Result<Vec<(ParamId, Value)>, Fault> {
    let (file, text) = text(policy, path)?;
    let params = case::read_params(&policy.program, selection.module, file, &text);
    params.map_err(|found| unusable(policy, path, &found, shell))
}

/// Reads a case file in the names of the selected module, with the presets of its topic.
pub fn read_case(policy: &mut Policy, selection: &Selection, path: &str, shell: &Shell) -> Result<Case, Fault> {
    let (file, text) = text(policy, path)?;
    let read = case::read(&policy.program, selection.module, file, &text);
    let mut case = read.map_err(|found| unusable(policy, path, &found, shell))?;
    preset(&policy.program, selection, &mut case);
    Ok(case)
}

/// The text of a file, kept among the sources so that diagnostics can show it.
pub fn text(policy: &mut Policy, path: &str) -> Result<(FileId, String), Fault> {
    let name = if path == "-" { "标准输入" } else { path };
    let text = syntax::decode(&fs::read(path)?, name)?;
    Ok((policy.sources.add(name, text.clone()), text))
}

pub fn unusable(policy: &Policy, path: &str, found: &[Diagnostic], shell: &Shell) -> Fault {
    shell.diagnose(found, &policy.sources);
    errors::input_has_errors(if path == "-" { "标准输入" } else { path }, found.len())
}

/// What the topic sets, unless the case says otherwise.
fn preset(program: &Program, selection: &Selection, case: &mut Case) {
    let module = program.modules.get(selection.module.ix());
    let topic = selection.topic.and_then(|i| module?.topics.get(i));
    for (target, value) in topic.iter().flat_map(|t| &t.presets) {
        let value = value.clone();
        match target {
            Target::Input(i) if !case.person.iter().any(|(f, _)| f == i) => case.person.push((*i, Some(value))),
            Target::Accum(a) if !case.opening.iter().any(|(f, _)| f == a) => case.opening.push((*a, value)),
            Target::Param(p) if !case.params.iter().any(|(f, _)| f == p) => case.params.push((*p, value)),
            _ => {}
        }
    }
}

/// `A04=照印`
pub fn choose(program: &Program, text: &str) -> Result<(DoubtId, u32), Fault> {
    let (name, reading) = text.split_once(['=', '＝']).ok_or_else(|| errors::reading_form(text))?;
    let (name, reading) = (name.trim(), reading.trim());
    let found = program.doubts.iter().position(|d| d.name == name || d.code.as_deref() == Some(name));
    let (id, doubt) =
        found.and_then(|i| Some((i, program.doubts.get(i)?))).ok_or_else(|| errors::no_such_doubt(program, name))?;
    let chosen =
        doubt.readings.iter().position(|(r, _)| r == reading).ok_or_else(|| errors::no_such_reading(doubt, reading))?;
    let id = u32::try_from(id).unwrap_or(u32::MAX);
    Ok((DoubtId(id), u32::try_from(chosen).unwrap_or(u32::MAX)))
}
