//! A screening as a list that a person at a service desk can work through.

use super::doc::Doc;
use super::settlement::DISCLAIMER;
use crate::eval::narrate::{explain_missing, show_answer};
use crate::eval::screen::{Programme, Question, Screening, Verdict};
use crate::eval::{Answer, Missing};
use crate::ir::{InputId, ItemId, Program};
use serde_json::{Map, Value, json};

/// Reasons shown for one programme.
const REASONS: usize = 3;
/// Questions shown.
const QUESTIONS: usize = 10;

/// The whole as a document.
pub fn document(program: &Program, screening: &Screening) -> Doc {
    let mut doc = Doc::new("筛查结果");
    section(&mut doc, program, screening, "符合", |v| matches!(v, Verdict::Met));
    section(&mut doc, program, screening, "还需提供", |v| matches!(v, Verdict::Needs(_)));
    section(&mut doc, program, screening, "不符合", |v| matches!(v, Verdict::NotMet(_)));
    section(&mut doc, program, screening, "文件没有说明", |v| matches!(v, Verdict::Undetermined(_)));
    section(&mut doc, program, screening, "不能判断", |v| matches!(v, Verdict::Error(_)));
    questions(&mut doc, program, &screening.questions);
    doc.paragraph(DISCLAIMER);
    doc
}

fn section(doc: &mut Doc, program: &Program, screening: &Screening, title: &str, keep: fn(&Verdict) -> bool) {
    let chosen: Vec<&Programme> = screening.programmes.iter().filter(|p| keep(&p.verdict)).collect();
    if chosen.is_empty() {
        return;
    }
    doc.heading(1, format!("{title}（{} 项）", chosen.len()));
    doc.list(chosen.into_iter().flat_map(|p| points(program, p)).collect());
}

fn points(program: &Program, programme: &Programme) -> Vec<(u8, String)> {
    let mut out = vec![(0, head(program, programme))];
    if let Verdict::NotMet(reasons) = &programme.verdict {
        out.extend(reasons.iter().take(REASONS).map(|reason| (1, reason.clone())));
    }
    if programme.verdict == Verdict::Met {
        let doc = program.items.get(programme.item.ix()).and_then(|i| i.doc.clone());
        out.extend(doc.map(|doc| (1, doc)));
    }
    out.extend(benefits(program, programme).map(|(name, text)| (1, format!("{name}：{text}"))));
    out
}

/// The programme's name and citation with what its verdict needs said.
fn head(program: &Program, programme: &Programme) -> String {
    let cites = program.items.get(programme.item.ix()).map(|i| i.cites.join("、")).filter(|c| !c.is_empty());
    let cites = cites.map(|c| format!("（{c}）")).unwrap_or_default();
    let name = format!("{}{cites}", item_name(program, programme.item));
    match &programme.verdict {
        Verdict::Needs(facts) => format!("{name}：{}", input_names(program, facts).join("、")),
        Verdict::Undetermined(missing) => format!("{name}：{}", explain_missing(program, missing)),
        Verdict::Error(error) => format!("{name}：{}", error.message),
        Verdict::Met | Verdict::NotMet(_) => name,
    }
}

/// Benefits with their names without the programme's; those that do not apply are left out.
fn benefits<'a>(program: &'a Program, programme: &'a Programme) -> impl Iterator<Item = (&'a str, String)> + 'a {
    let applies = |answer: &Answer| !matches!(answer, Answer::Missing(m) if Missing::is_not_applicable(m));
    programme.benefits.iter().filter(move |(_, answer)| applies(answer)).filter_map(|(item, answer)| {
        let declared = program.items.get(item.ix())?;
        let short = declared.name.split_once('·').map_or(declared.name.as_str(), |(_, short)| short);
        Some((short, show_answer(program, &declared.ty, answer)))
    })
}

fn questions(doc: &mut Doc, program: &Program, questions: &[Question]) {
    if questions.is_empty() {
        return;
    }
    doc.heading(1, "接下来可问");
    let shown = questions.iter().take(QUESTIONS).enumerate();
    doc.list(shown.map(|(i, q)| (0, format!("{}. {}", i + 1, question(program, q)))).collect());
    if let Some(more) = questions.len().checked_sub(QUESTIONS).filter(|n| *n > 0) {
        doc.paragraph(format!("另有 {more} 问"));
    }
}

fn question(program: &Program, question: &Question) -> String {
    let Some(input) = program.inputs.get(question.input.ix()) else { return String::new() };
    let doc = input.doc.as_ref().map(|d| format!("（{d}）")).unwrap_or_default();
    let settled =
        if question.settles > 0 { format!("，答后可定 {} 项", question.settles) } else { String::new() };
    format!("{}{doc}：关系到 {} 项{settled}", input.name, question.items.len())
}

fn item_name(program: &Program, item: ItemId) -> &str {
    program.items.get(item.ix()).map_or("", |i| i.name.as_str())
}

fn input_names<'a>(program: &'a Program, inputs: &[InputId]) -> Vec<&'a str> {
    inputs.iter().filter_map(|i| Some(program.inputs.get(i.ix())?.name.as_str())).collect()
}

/// The same as data.
pub fn data(program: &Program, screening: &Screening) -> Value {
    let programmes: Vec<Value> = screening.programmes.iter().map(|p| programme_data(program, p)).collect();
    let questions = screening.questions.iter().map(|q| {
        let items: Vec<&str> = q.items.iter().map(|i| item_name(program, *i)).collect();
        json!({"事实": input_names(program, &[q.input]).first(), "关系到": items, "答后可定": q.settles})
    });
    json!({"项目": programmes, "接下来可问": questions.collect::<Vec<_>>(), "说明": DISCLAIMER})
}

fn programme_data(program: &Program, programme: &Programme) -> Value {
    let (verdict, detail) = match &programme.verdict {
        Verdict::Met => ("符合", Value::Null),
        Verdict::NotMet(reasons) => ("不符合", json!(reasons)),
        Verdict::Needs(facts) => ("还需提供", json!(input_names(program, facts))),
        Verdict::Undetermined(missing) => ("文件没有说明", json!(explain_missing(program, missing))),
        Verdict::Error(error) => ("不能判断", json!(error.message)),
    };
    let benefits: Map<String, Value> =
        benefits(program, programme).map(|(name, text)| (name.to_owned(), Value::String(text))).collect();
    json!({"名": item_name(program, programme.item), "结论": verdict, "详情": detail, "待遇": benefits})
}
