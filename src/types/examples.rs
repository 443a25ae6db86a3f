//! Examples and topics: constants for facts, parameters, opening balances and readings.

use super::decls::{target, text, texts, within};
use super::{Checker, Slot, errors};
use crate::base::span::Span;
use crate::ir::value::Value;
use crate::ir::{self, AccumId, DoubtId, Expected, InputId, ItemId, ParamId, Target, Ty};
use crate::resolve::errors as name_errors;
use crate::resolve::{Found, Kind};
use crate::syntax::ast::{self, ExpectValue, Setting};
use std::collections::HashMap;

/// What `名 为 值` sets.
enum Set {
    Fact(InputId, Option<Value>),
    Param(ParamId, Value),
    Opening(AccumId, Value),
    Reading(DoubtId, u32),
}

pub(super) fn examples(c: &mut Checker<'_, '_>, inputs: &[ir::Input]) -> Vec<ir::Example> {
    let mut out = Vec::new();
    for decl in &c.names.examples {
        c.module = decl.module;
        let ast = decl.ast;
        let mut example = ir::Example {
            name: ast.name.text.clone(),
            module: decl.module,
            cites: texts(&ast.cites),
            doc: text(ast.doc.as_ref()),
            facts: Vec::new(),
            opening: Vec::new(),
            params: Vec::new(),
            readings: Vec::new(),
            encounters: Vec::new(),
            span: ast.name.span,
        };
        for set in c.settings(&ast.given, inputs) {
            match set {
                Set::Fact(i, v) => example.facts.push((i, v)),
                Set::Param(p, v) => example.params.push((p, v)),
                Set::Opening(a, v) => example.opening.push((a, v)),
                Set::Reading(d, r) => example.readings.push((d, r)),
            }
        }
        example.encounters = encounters(c, ast, inputs);
        out.push(example);
    }
    out
}

fn encounters<'a>(c: &mut Checker<'_, 'a>, ast: &'a ast::Example, inputs: &[ir::Input]) -> Vec<ir::ExampleEncounter> {
    if ast.encounters.is_empty() {
        return vec![ir::ExampleEncounter { facts: Vec::new(), expect: c.expectations(&ast.expect) }];
    }
    if let Some(early) = ast.expect.first() {
        c.report(errors::expect_before_encounters(early.span));
    }
    let mut out = Vec::new();
    for encounter in &ast.encounters {
        let mut facts = Vec::new();
        if let (Some((date, _)), Some(input)) = (encounter.date, c.names.date_input) {
            facts.push((input, Some(Value::Date(date))));
        }
        for (setting, set) in encounter.given.iter().zip(c.settings_with_gaps(&encounter.given, inputs)) {
            match set {
                Some(Set::Fact(i, v)) => facts.push((i, v)),
                Some(_) => c.report(errors::not_a_fact(setting.name.span)),
                None => {}
            }
        }
        out.push(ir::ExampleEncounter { facts, expect: c.expectations(&encounter.expect) });
    }
    out
}

pub(super) fn topics(c: &mut Checker<'_, '_>) -> Vec<Vec<ir::Topic>> {
    let mut out = Vec::new();
    for (at, info) in (0_u32..).zip(&c.names.modules) {
        c.module = ir::ModuleId(at);
        let mut topics = Vec::new();
        for topic in info.policy.map_or(&[][..], |p| &p.topics) {
            let presets = c.settings(&topic.presets, &[]).into_iter().filter_map(preset).collect();
            let mut renames = Vec::new();
            for (word, name) in &topic.renames {
                let found = target(c, name, |t| !matches!(t, Target::Module(_)), errors::cap_needs_item);
                renames.extend(found.map(|t| (word.text.clone(), t)));
            }
            topics.push(ir::Topic { name: topic.name.text.clone(), presets, renames });
        }
        out.push(topics);
    }
    out
}

/// A preset; a reading is given as the number of a member.
fn preset(set: Set) -> Option<(Target, Value)> {
    match set {
        Set::Fact(i, value) => value.map(|v| (Target::Input(i), v)),
        Set::Param(p, v) => Some((Target::Param(p), v)),
        Set::Opening(a, v) => Some((Target::Accum(a), v)),
        Set::Reading(d, r) => Some((Target::Doubt(d), Value::Member(r))),
    }
}

impl<'a> Checker<'_, 'a> {
    fn settings(&mut self, list: &'a [Setting], inputs: &[ir::Input]) -> Vec<Set> {
        self.settings_with_gaps(list, inputs).into_iter().flatten().collect()
    }

    /// One per setting; `None` where there was an error.
    fn settings_with_gaps(&mut self, list: &'a [Setting], inputs: &[ir::Input]) -> Vec<Option<Set>> {
        let mut seen: HashMap<String, Span> = HashMap::new();
        let mut out = Vec::new();
        for setting in list {
            let found = self.setting_target(setting);
            if let Some(target) = found {
                let name = self.names.name_of(target).to_owned();
                if let Some(first) = seen.get(&name) {
                    self.report(errors::set_twice(&name, setting.span, *first));
                }
                seen.insert(name, setting.span);
            }
            out.push(found.and_then(|target| self.setting(setting, target, inputs)));
        }
        out
    }

    fn setting_target(&mut self, setting: &'a Setting) -> Option<Target> {
        if let Some(d) = self.doubt(&setting.name) {
            return Some(Target::Doubt(d));
        }
        let fits = |t: &Target| matches!(t, Target::Input(_) | Target::Param(_) | Target::Accum(_));
        target(self, &setting.name, fits, errors::set_item)
    }

    fn setting(&mut self, setting: &'a Setting, target: Target, inputs: &[ir::Input]) -> Option<Set> {
        let slot = match target {
            Target::Doubt(d) => return self.chosen(setting, d).map(|r| Set::Reading(d, r)),
            Target::Input(i) => self.input_types.get(i.ix()),
            Target::Param(p) => self.param_types.get(p.ix()),
            Target::Accum(a) => self.accum_types.get(a.ix()),
            _ => None,
        };
        let Some(Slot::Known(ty)) = slot else { return None };
        let ty = ty.clone();
        if setting.unknown {
            if let Target::Input(i) = target {
                return Some(Set::Fact(i, None));
            }
            self.report(errors::only_facts_unknown(setting.span));
            return None;
        }
        let value = self.constant_list(&setting.values, &ty, setting.span)?;
        match target {
            Target::Input(i) => {
                if let Some(input) = inputs.get(i.ix()).filter(|input| !within(&value, &input.range)) {
                    self.report(errors::out_of_range(setting.span, &input.name));
                }
                Some(Set::Fact(i, Some(value)))
            }
            Target::Param(p) => Some(Set::Param(p, value)),
            Target::Accum(a) => Some(Set::Opening(a, value)),
            _ => None,
        }
    }

    fn chosen(&mut self, setting: &'a Setting, d: DoubtId) -> Option<u32> {
        let [value] = setting.values.as_slice() else {
            self.report(errors::one_reading(setting.span));
            return None;
        };
        let found = match &value.kind {
            ast::ExprKind::Name(name) => self.reading(d, name.parts.last().map_or("", |p| p.text.as_str())),
            ast::ExprKind::Lit(ast::Literal::Text(text)) => self.reading(d, text),
            _ => None,
        };
        if found.is_none() {
            let diagnostic = errors::unknown_reading(self.names, d, value);
            self.report(diagnostic);
        }
        found
    }

    fn expectations(&mut self, list: &'a [ast::Expect]) -> Vec<(ItemId, Expected, Span)> {
        let mut out = Vec::new();
        for expect in list {
            let Some(item) = self.expected_item(&expect.name) else { continue };
            let value = match &expect.value {
                ExpectValue::Unknown => Some(Expected::Unknown),
                ExpectValue::Undetermined => Some(Expected::Undetermined),
                ExpectValue::NotApplicable => Some(Expected::NotApplicable),
                ExpectValue::Values(values) => match self.item_types.get(item.ix()) {
                    Some(Slot::Known(ty)) => {
                        let ty: Ty = ty.clone();
                        self.constant_list(values, &ty, expect.span).map(Expected::Value)
                    }
                    _ => None,
                },
            };
            out.extend(value.map(|v| (item, v, expect.span)));
        }
        out
    }

    fn expected_item(&mut self, name: &'a ast::QName) -> Option<ItemId> {
        match self.names.lookup(self.module, name, Kind::Value) {
            Found::One(Target::Item(item)) => Some(item),
            Found::One(other) => {
                let diagnostic = errors::expect_not_item(self.names, name.span, other);
                self.report(diagnostic);
                None
            }
            Found::Many(found) => {
                let diagnostic = name_errors::ambiguous(self.names, name, &found);
                self.report(diagnostic);
                None
            }
            Found::None if self.names.is_broken(self.module, name) => None,
            Found::None => {
                let diagnostic = errors::unknown_item(self.names, self.module, name);
                self.report(diagnostic);
                None
            }
        }
    }
}
