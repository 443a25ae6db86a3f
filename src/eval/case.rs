//! Cases from JSON: `{"参保人":{…},"就诊":[{"日期":…}],"期初累计":{…},"参数":{…},"取解":{…}}`.
//!
//! In: text and the module whose names it uses. Out: a [`Case`], or everything that is wrong with it, each with its
//! place. Promises: no value is taken that is not written exactly as meant: amounts have at most two decimals,
//! names are known, dates exist, one fact has one value.

pub(crate) mod errors;
pub mod json;
pub mod names;
mod reader;
mod values;

use super::Case;
use crate::base::diagnostic::Diagnostic;
use crate::base::span::FileId;
use crate::ir::value::Value;
use crate::ir::{Input, ModuleId, ParamId, Program};
use names::Names;

pub use reader::covered_and_total;
pub(crate) use reader::{Reader, settable};
pub(crate) use values::read as read_value;

/// Reads a case file. `file` is the text's place in the source map, so that diagnostics can point into it.
pub fn read(program: &Program, module: ModuleId, file: FileId, text: &str) -> Result<Case, Vec<Diagnostic>> {
    let (json, mut diags) = json::parse(file, text, 0);
    let Some(json) = json else { return Err(diags) };
    let names = Names::new(program, module);
    let mut reader = Reader::new(program, &names);
    reader.case(&json);
    let (case, more) = reader.finish();
    diags.extend(more);
    if diags.is_empty() { Ok(case) } else { Err(diags) }
}

/// Reads a value of a fact, within its declared range; `None` for null.
pub(crate) fn read_fact(program: &Program, fact: &Input, json: &json::Json) -> Result<Option<Value>, Box<Diagnostic>> {
    let value = values::read(program, &fact.name, &fact.ty, json)?;
    if let Some(v) = &value {
        values::check_range(program, &fact.name, &fact.ty, &fact.range, v, json)?;
    }
    Ok(value)
}

/// Reads a file of parameters: an object of names and values.
pub fn read_params(
    program: &Program,
    module: ModuleId,
    file: FileId,
    text: &str,
) -> Result<Vec<(ParamId, Value)>, Vec<Diagnostic>> {
    let (json, mut diags) = json::parse(file, text, 0);
    let Some(json) = json else { return Err(diags) };
    let names = Names::new(program, module);
    let mut reader = Reader::new(program, &names);
    reader.params(&json);
    diags.extend(reader.diags);
    if diags.is_empty() { Ok(reader.case.params) } else { Err(diags) }
}

#[cfg(test)]
mod tests;
