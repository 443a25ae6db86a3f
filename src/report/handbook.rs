//! A policy as a handbook page for people who never see the rules' text: every clause as a sentence, every table as a
//! table, with its citation, readings, parameters and worked examples.

mod parts;
mod words;

use super::doc::Doc;
use super::inventory;
use crate::base::span::Span;
use crate::ir::{Module, ModuleId, Program};

/// Builds the page.
pub fn document(program: &Program) -> Doc {
    let entry = program.modules.first();
    let title = entry.and_then(|m| m.document.clone()).unwrap_or_else(|| "待遇政策".to_owned());
    let mut doc = Doc::new(title);
    if let Some(m) = entry {
        doc.list(about(m).into_iter().map(|line| (0, line)).collect());
    }
    doc.paragraph("本页由规则生成，供对照原文阅读；解释性内容，以经办机构结算和原文为准");
    for (i, module) in program.modules.iter().enumerate().filter(|(_, m)| !m.stdlib) {
        let id = ModuleId(u32::try_from(i).unwrap_or(u32::MAX));
        section(program, id, module, &mut doc);
    }
    appendix(program, &mut doc);
    doc
}

fn about(module: &Module) -> Vec<String> {
    let region =
        module.region.as_ref().zip(module.region_code.as_ref()).map(|(name, code)| format!("统筹区：{name}（{code}）"));
    let issuer = module.issuer.as_ref().map(|i| format!("发文机关：{i}"));
    let number = module.number.as_ref().map(|n| format!("文号：{n}"));
    let force = words::interval(module.effective).map(|e| format!("施行：{e}"));
    let age = Some(format!("周岁：{}起算", if module.age_next_day { "生日次日" } else { "生日当日" }));
    [region, issuer, number, force, age].into_iter().flatten().collect()
}

/// Everything of a module, in the order of its text.
fn section(program: &Program, id: ModuleId, module: &Module, doc: &mut Doc) {
    let mut entries: Vec<(Span, parts::Part)> = parts::of(program, id);
    entries.sort_by_key(|(span, _)| *span);
    if entries.is_empty() {
        return;
    }
    doc.heading(1, module.name.clone());
    for (_, part) in entries {
        part.add_to(program, doc);
    }
}

fn appendix(program: &Program, doc: &mut Doc) {
    let open = inventory::open_lines(program);
    if !open.is_empty() {
        doc.heading(1, "文件没有给出的数");
        doc.paragraph("下列各项文件提到而没有给出，须另行提供；没有提供时不给出结果");
        doc.list(open.into_iter().map(|line| (0, line)).collect());
    }
    let nothing: Vec<(u8, String)> =
        program.not_computable.iter().map(|n| (0, format!("{}：{}", n.cites.join("、"), n.reason))).collect();
    if !nothing.is_empty() {
        doc.heading(1, "没有可算内容的单元");
        doc.list(nothing);
    }
}

#[cfg(test)]
mod tests;
