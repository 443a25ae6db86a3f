//! A witness as a small readable case: its facts, its opening balances, and what the evaluator says of it.

use super::finding::{Finding, Witness};
use crate::eval::narrate::show;
use crate::eval::{Answer, Case, Plan};
use crate::ir::{Item, ItemId, Program, RuleId, Ty};
use std::collections::BTreeSet;

/// Fills in the story of every witness. `rules` of a finding tell which items matter.
pub fn tell(program: &Program, findings: &mut [Finding]) {
    for finding in findings {
        if finding.cites.is_empty() {
            finding.cites = cites(program, finding);
        }
        let items = items_of(program, &finding.rules);
        if let Some(witness) = &mut finding.witness {
            witness.story = story(program, witness, &items);
        }
    }
}

/// Citations of the rules concerned; of a finding about an item as a whole, of the item and of all its rules.
fn cites(program: &Program, finding: &Finding) -> Vec<String> {
    let about = |i: &&Item| finding.rules.is_empty() && i.span == finding.span;
    let item = program.items.iter().find(about);
    let rules = finding.rules.iter().chain(item.iter().flat_map(|i| i.rules.iter().map(|(r, _)| r)));
    let of_rules = rules.filter_map(|r| program.rules.get(r.ix())).flat_map(|r| &r.cites);
    let mut seen = BTreeSet::new();
    let all = item.iter().flat_map(|i| &i.cites).chain(of_rules);
    all.filter(|c| seen.insert((*c).clone())).cloned().collect()
}

fn items_of(program: &Program, rules: &[RuleId]) -> Vec<ItemId> {
    let defs = rules.iter().filter_map(|r| program.rules.get(r.ix())).flat_map(|r| r.defs.iter().map(|d| d.0));
    let mut items: Vec<ItemId> = defs.collect();
    items.sort();
    items.dedup();
    items
}

fn story(program: &Program, witness: &Witness, items: &[ItemId]) -> Vec<String> {
    let mut lines = vec![format!("反例：{}", facts(program, &witness.case))];
    let opening = opening(program, &witness.case);
    if !opening.is_empty() {
        lines.push(format!("此前累计：{opening}"));
    }
    lines.extend(results(program, &witness.case, items));
    lines
}

/// `险种 居民医保，机构等级 一级，费用 100.00元`
fn facts(program: &Program, case: &Case) -> String {
    let all = case.person.iter().chain(case.encounters.iter().flatten());
    let shown = all.filter_map(|(input, value)| {
        let input = program.inputs.get(input.ix())?;
        let value = value.as_ref().map_or_else(|| "未知".to_owned(), |v| show(program, &input.ty, v));
        Some(format!("{} {value}", input.name))
    });
    shown.collect::<Vec<_>>().join("，")
}

fn opening(program: &Program, case: &Case) -> String {
    let shown = case.opening.iter().filter_map(|(accum, value)| {
        let accum = program.accums.get(accum.ix())?;
        Some(format!("{} {}", accum.name, show(program, &accum.ty, value)))
    });
    shown.collect::<Vec<_>>().join("，")
}

/// What the evaluator gives for the amounts concerned; its error, when it stops.
fn results(program: &Program, case: &Case, items: &[ItemId]) -> Vec<String> {
    if items.is_empty() {
        return Vec::new();
    }
    match Plan::new(program, Some(items)).settle(case) {
        Err(error) => vec![format!("结算：{}", error.message)],
        Ok(settled) => {
            let answers = settled.outcomes.last().map(|o| o.answers.as_slice()).unwrap_or_default();
            answers.iter().filter_map(|(item, answer)| line(program, *item, answer)).collect()
        }
    }
}

fn line(program: &Program, item: ItemId, answer: &Answer) -> Option<String> {
    let item = program.items.get(item.ix())?;
    match answer {
        Answer::Value(v) if item.ty == Ty::Amount => {
            Some(format!("结算：{} {}", item.name, show(program, &item.ty, v)))
        }
        Answer::Missing(m) if m.is_not_applicable() => Some(format!("结算：{} 无条款适用", item.name)),
        _ => None,
    }
}
