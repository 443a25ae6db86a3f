//! 输入 of a suite's case as a case.

use super::{Draft, Json, Key, Kind, Names, Plan, errors};
use crate::base::diagnostic::Diagnostic;
use crate::eval::Case;
use crate::eval::case::Reader;
use crate::ir::value::Value;
use crate::ir::{InputId, Program, Target, Topic, Ty};

/// The case that 输入 describes.
pub(super) fn case(
    program: &Program,
    names: &Names<'_>,
    draft: &Draft<'_>,
    plan: &Plan<'_>,
) -> Result<Case, Vec<Diagnostic>> {
    let Kind::Object(entries) = &draft.inputs.kind else {
        return Err(vec![errors::lacks(draft.inputs.span, "输入」的对象「")]);
    };
    let mut reader = Reader::new(program, names);
    reader.loosely(&draft.topic.renames);
    let mut sequence = None;
    for (key, json) in entries {
        match key.text.as_str() {
            "年初至今" | "期初累计" => reader.loose_section(json, |t| matches!(t, Target::Accum(_))),
            "外部参数" | "参数" => reader.loose_section(json, |t| matches!(t, Target::Param(_))),
            _ => match list(&reader, key, json) {
                Some(list) => sequence = Some((key, list)),
                None => reader.set_person(key, json),
            },
        }
    }
    match sequence {
        Some((key, list)) => encounters(&mut reader, program, draft, plan, key, list),
        None => reader.add_encounter(&[]),
    }
    if let Some(readings) = &draft.readings {
        reader.section(readings, "存疑", |t| matches!(t, Target::Doubt(_)));
    }
    let (mut case, diags) = reader.finish();
    if !diags.is_empty() {
        return Err(diags);
    }
    preset(&mut case, draft.topic);
    Ok(case)
}

/// A list of encounters: under a key that ends in 序列, or that names no fact which is itself a set.
fn list<'j>(reader: &Reader<'_>, key: &Key, json: &'j Json) -> Option<&'j [Json]> {
    let Kind::List(list) = &json.kind else { return None };
    let target = reader.resolve("", key, crate::eval::case::settable);
    let is_set = |t: Target| match t {
        Target::Input(i) => {
            reader.program.inputs.get(i.ix()).is_some_and(|i| matches!(i.ty, Ty::Set(_) | Ty::Interval))
        }
        _ => false,
    };
    let own = match target {
        Some(t) => !is_set(t),
        None => key.text.ends_with("序列") || list.iter().any(|j| matches!(j.kind, Kind::Object(_))),
    };
    own.then_some(list)
}

fn encounters(
    reader: &mut Reader<'_>,
    program: &Program,
    draft: &Draft<'_>,
    plan: &Plan<'_>,
    key: &Key,
    list: &[Json],
) {
    let mut target = reader.resolve("", key, |t| matches!(t, Target::Input(_)));
    for one in list {
        if let Kind::Object(entries) = &one.kind {
            reader.add_encounter(entries);
            continue;
        }
        if let Kind::List(parts) = &one.kind {
            columns(reader, program, draft, key, parts);
            continue;
        }
        if target.is_none() {
            target = only_amount(program, draft, plan, reader);
        }
        let Some(Target::Input(i)) = target else {
            reader.diags.push(errors::list_of_what(key.span, &key.text));
            return;
        };
        let name = program.inputs.get(i.ix()).map_or_else(String::new, |i| i.name.clone());
        reader.add_fact(i, &Key { text: name, span: key.span }, one);
    }
}

/// An encounter given as a list: its parts are, in order, the facts that the topic names for the key.
fn columns(reader: &mut Reader<'_>, program: &Program, draft: &Draft<'_>, key: &Key, parts: &[Json]) {
    let facts =
        draft.topic.renames.iter().filter(|(word, _)| *word == key.text).filter_map(|(_, target)| match target {
            Target::Input(i) => program.inputs.get(i.ix()).map(|i| i.name.clone()),
            _ => None,
        });
    let facts: Vec<String> = facts.collect();
    if facts.len() != parts.len() {
        reader.diags.push(errors::list_of_what(key.span, &key.text));
        return;
    }
    let named = |(name, json): (&String, &Json)| (Key { text: name.clone(), span: key.span }, json.clone());
    reader.add_encounter(&facts.iter().zip(parts).map(named).collect::<Vec<_>>());
}

/// The one amount that the results need and the case does not give.
fn only_amount(program: &Program, draft: &Draft<'_>, plan: &Plan<'_>, reader: &Reader<'_>) -> Option<Target> {
    let preset = |i: InputId| draft.topic.presets.iter().any(|(t, _)| *t == Target::Input(i));
    let open = |i: &InputId| {
        let input = program.inputs.get(i.ix());
        input.is_some_and(|x| x.ty == Ty::Amount && x.default.is_none()) && !reader.is_given(*i) && !preset(*i)
    };
    let mut amounts = plan.inputs().iter().copied().filter(open);
    match (amounts.next(), amounts.next()) {
        (Some(one), None) => Some(Target::Input(one)),
        _ => None,
    }
}

/// What the topic sets, unless the case says otherwise.
fn preset(case: &mut Case, topic: &Topic) {
    for (target, value) in &topic.presets {
        match target {
            Target::Input(i) => {
                let given = |facts: &crate::eval::Facts| facts.iter().any(|(f, _)| f == i);
                if !given(&case.person) && !case.encounters.iter().all(given) {
                    case.person.push((*i, Some(value.clone())));
                }
            }
            Target::Param(p) if !case.params.iter().any(|(q, _)| q == p) => case.params.push((*p, value.clone())),
            Target::Accum(a) if !case.opening.iter().any(|(b, _)| b == a) => case.opening.push((*a, value.clone())),
            Target::Doubt(d) if !case.readings.iter().any(|(e, _)| e == d) => {
                if let Value::Member(r) = value {
                    case.readings.push((*d, *r));
                }
            }
            _ => {}
        }
    }
}
