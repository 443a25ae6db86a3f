//! The parts of a policy that an audit file lists: who issued it, its clauses, its parameters.

use super::place;
use crate::base::source::SourceMap;
use crate::eval::narrate::show;
use crate::ir::{Effective, Module, Param, Program, Rule};
use crate::report::inventory::period_text;

/// Label and value: document, number, division, days in force, hash.
pub fn identity(program: &Program) -> Vec<(String, String)> {
    let main = program.modules.iter().find(|m| !m.stdlib && m.document.is_some()).or(program.modules.first());
    let stated = main.map(stated).unwrap_or_default();
    let hash = Some(("政策指纹", program.hash.clone()));
    stated.into_iter().chain(hash).map(|(label, value)| (label.to_owned(), value)).collect()
}

fn stated(module: &Module) -> Vec<(&'static str, String)> {
    let region = match (&module.region_code, &module.region) {
        (Some(code), Some(name)) => Some(format!("{code} {name}")),
        (code, name) => code.clone().or(name.clone()),
    };
    let all = [
        ("政策", Some(module.name.clone())),
        ("文件", module.document.clone()),
        ("文号", module.number.clone()),
        ("发文机关", module.issuer.clone()),
        ("统筹区", region),
        ("施行", period_text(module.effective)),
    ];
    all.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

/// A row for each clause and table: citations, heading, what it defines, days in force, place.
pub fn clauses(program: &Program, sources: &SourceMap) -> Vec<Vec<String>> {
    let own = |rule: &&Rule| program.modules.get(rule.module.ix()).is_some_and(|m| !m.stdlib);
    let first = |rule: &&Rule| rule.row.is_none_or(|(_, row)| row == 0);
    let row = |rule: &Rule| {
        let items = rule.defs.iter().filter_map(|(item, _)| program.items.get(item.ix())).map(|i| i.name.as_str());
        vec![
            rule.cites.join("、"),
            rule.name.clone(),
            items.collect::<Vec<_>>().join("、"),
            period_text(rule.effective).unwrap_or_default(),
            place(rule.span, sources).map_or_else(String::new, |p| p.text()),
        ]
    };
    program.rules.iter().filter(own).filter(first).map(row).collect()
}

/// A row for each period of each parameter: name, period, value, citations.
pub fn parameters(program: &Program) -> Vec<Vec<String>> {
    let own = |param: &&Param| program.modules.get(param.module.ix()).is_some_and(|m| !m.stdlib);
    program.params.iter().filter(own).flat_map(|param| periods(program, param)).collect()
}

fn periods(program: &Program, param: &Param) -> Vec<Vec<String>> {
    let row = |(period, value): &(Effective, Option<crate::ir::value::Value>)| {
        let value = value.as_ref().map_or_else(|| "文件未定".to_owned(), |v| show(program, &param.ty, v));
        vec![param.name.clone(), period_text(*period).unwrap_or_default(), value, param.cites.join("、")]
    };
    param.values.iter().map(row).collect()
}
