//! What a settlement rests on: facts, parameters, readings, the version of the policy.

use super::{DISCLAIMER, View};
use crate::eval::narrate::show;
use crate::ir::{Effective, Module, Program, cited};
use crate::report::doc::Doc;
use std::collections::BTreeMap;

pub(super) fn add(doc: &mut Doc, view: &View<'_>) {
    doc.heading(1, "依据与前提");
    let mut points = policy(view.program);
    points.extend(readings(view).into_iter().map(|text| (0, text)));
    points.extend(params(view).into_iter().map(|text| (0, text)));
    let hash: String = view.program.hash.chars().take(16).collect();
    points.push((0, format!("政策版本：{hash}")));
    doc.list(points);
    doc.paragraph(DISCLAIMER);
}

/// The document and when it is in force.
fn policy(program: &Program) -> Vec<(u8, String)> {
    let Some(module) = program.modules.iter().find(|m| !m.stdlib) else { return Vec::new() };
    let Some(document) = &module.document else { return Vec::new() };
    let number = module.number.as_ref().map(|n| format!("，{n}")).unwrap_or_default();
    vec![(0, format!("文件：{document}{number}{}", in_force(module)))]
}

fn in_force(module: &Module) -> String {
    match module.effective {
        Effective { from: Some(from), to: Some(to) } => format!("，施行 {from} 至 {to}"),
        Effective { from: Some(from), to: None } => format!("，施行 {from} 起"),
        Effective { from: None, to: Some(to) } => format!("，施行至 {to}"),
        Effective { from: None, to: None } => String::new(),
    }
}

/// Readings that were tested.
fn readings(view: &View<'_>) -> Vec<String> {
    let tested: BTreeMap<_, _> = view.trace.encounters.iter().flat_map(|e| e.readings.iter().copied()).collect();
    tested
        .into_iter()
        .filter_map(|(doubt, reading)| {
            let doubt = view.program.doubts.get(doubt.ix())?;
            let (name, _) = doubt.readings.get(reading as usize)?;
            let code = doubt.code.as_ref().map(|c| format!("{c} ")).unwrap_or_default();
            let other = if reading == doubt.adopted { "" } else { "（不是采用的读法）" };
            Some(format!("存疑 {code}{}{}：取「{name}」{other}", doubt.name, cited(&doubt.cites)))
        })
        .collect()
}

/// Parameters that were read.
fn params(view: &View<'_>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (param, value) in view.trace.encounters.iter().flat_map(|e| &e.params) {
        let Some(p) = view.program.params.get(param.ix()) else { continue };
        let value = value.as_ref().map_or_else(|| "文件未定".to_owned(), |v| show(view.program, &p.ty, v));
        let text = format!("参数 {}{} ＝ {value}", p.name, cited(&p.cites));
        if !out.contains(&text) {
            out.push(text);
        }
    }
    out
}
