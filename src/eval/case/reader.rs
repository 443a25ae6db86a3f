//! From a JSON tree to a case.

use super::json::{Json, Key, Kind};
use super::names::{Found, Names};
use super::{errors, values};
use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::num::Num;
use crate::base::span::Span;
use crate::base::suggest::suggest;
use crate::eval::narrate::show;
use crate::eval::{Case, Facts};
use crate::ir::value::Value;
use crate::ir::{DoubtId, InputId, Program, Target, Ty, Unit};

/// Names of the cost that the policy covers.
const COVERED: [&str; 1] = ["政策范围内费用"];
/// Names of the whole cost, which it never exceeds.
const TOTAL: [&str; 2] = ["医疗总费用", "总费用"];

/// The covered and the whole cost, when the program has both: no case has the first above the second.
pub fn covered_and_total(program: &Program) -> Option<(InputId, InputId)> {
    let named = |names: &[&str]| {
        let at = program.inputs.iter().position(|i| i.ty == Ty::Amount && names.contains(&i.name.as_str()))?;
        u32::try_from(at).ok().map(InputId)
    };
    named(&COVERED).zip(named(&TOTAL))
}

/// A fact with its place.
type Placed = (InputId, Option<Value>, Span);

/// Collects a case and what is wrong with it.
pub(crate) struct Reader<'a> {
    pub(crate) program: &'a Program,
    pub(crate) names: &'a Names<'a>,
    pub(crate) case: Case,
    pub(crate) diags: Vec<Diagnostic>,
    person: Vec<Placed>,
    encounters: Vec<Vec<Placed>>,
    /// Words that stand for something else in this topic. `Some` also admits an inner key without its outer ones.
    renames: Option<&'a [(String, Target)]>,
}

/// Facts without their places.
fn plain(list: Vec<Placed>) -> Facts {
    list.into_iter().map(|(i, v, _)| (i, v)).collect()
}

/// What a key may name where facts stand.
pub(crate) fn settable(t: Target) -> bool {
    matches!(t, Target::Input(_) | Target::Param(_) | Target::Accum(_) | Target::Doubt(_))
}

fn is_item(t: Target) -> bool {
    matches!(t, Target::Item(_))
}

impl<'a> Reader<'a> {
    pub(crate) fn new(program: &'a Program, names: &'a Names<'a>) -> Self {
        Reader {
            program,
            names,
            case: Case::default(),
            diags: Vec::new(),
            person: vec![],
            encounters: vec![],
            renames: None,
        }
    }

    /// The case, and everything that is wrong with it.
    pub(crate) fn finish(mut self) -> (Case, Vec<Diagnostic>) {
        self.one_value_each();
        self.in_date_order();
        self.covered_within_total();
        self.case.person = plain(self.person);
        self.case.encounters = self.encounters.into_iter().map(plain).collect();
        (self.case, self.diags)
    }

    pub(crate) fn case(&mut self, json: &Json) {
        let Kind::Object(entries) = &json.kind else {
            return self.diags.push(errors::shape(json.span, "案例应是一个对象，含「就诊」"));
        };
        for (key, value) in entries {
            match key.text.as_str() {
                "参保人" | "person" => self.person(value),
                "就诊" | "encounters" => self.encounters(value),
                "期初累计" | "opening" => self.section(value, "累计", |t| matches!(t, Target::Accum(_))),
                "参数" | "params" => self.params(value),
                "取解" | "readings" => self.section(value, "存疑", |t| matches!(t, Target::Doubt(_))),
                "说明" | "note" => {}
                other => {
                    let close = suggest(other, ["参保人", "就诊", "期初累计", "参数", "取解", "说明"].into_iter());
                    self.diags.push(errors::unknown_name(key, "栏目", &close));
                }
            }
        }
        if self.encounters.is_empty() && self.diags.is_empty() {
            self.diags.push(errors::shape(json.span, "至少要有一次「就诊」"));
        }
    }

    /// An object of parameters.
    pub(crate) fn params(&mut self, json: &Json) {
        self.section(json, "参数", |t| matches!(t, Target::Param(_)));
    }

    fn person(&mut self, json: &Json) {
        self.person = self.facts(json);
    }

    fn encounters(&mut self, json: &Json) {
        let list = match &json.kind {
            Kind::List(list) => list.as_slice(),
            _ => std::slice::from_ref(json),
        };
        if list.is_empty() {
            self.diags.push(errors::shape(json.span, "「就诊」是空的，至少要有一次"));
        }
        for one in list {
            let facts = self.facts(one);
            self.encounters.push(facts);
        }
    }

    /// Facts common to all encounters.
    pub(crate) fn set_person(&mut self, key: &Key, json: &Json) {
        let mut out = std::mem::take(&mut self.person);
        self.entry("", key, json, &mut out);
        self.person = out;
    }

    /// An encounter of these facts.
    pub(crate) fn add_encounter(&mut self, entries: &[(Key, Json)]) {
        let mut out = Vec::new();
        for (key, value) in entries {
            self.entry("", key, value, &mut out);
        }
        self.encounters.push(out);
    }

    /// An encounter of this one fact.
    pub(crate) fn add_fact(&mut self, input: InputId, key: &Key, json: &Json) {
        let mut out = Vec::new();
        self.set_fact(input, key, json, &mut out);
        self.encounters.push(out);
    }

    /// From here on words are read as suites write them.
    pub(crate) fn loosely(&mut self, renames: &'a [(String, Target)]) {
        self.renames = Some(renames);
    }

    /// Whether the person has this fact.
    pub(crate) fn is_given(&self, input: InputId) -> bool {
        self.person.iter().any(|(i, ..)| *i == input)
    }

    /// What a key within `prefix` names: renamed, whole, then alone.
    pub(crate) fn resolve(&self, prefix: &str, key: &Key, accept: fn(Target) -> bool) -> Option<Target> {
        match self.look_up(prefix, key, accept) {
            Found::One(t) => Some(t),
            _ => None,
        }
    }

    fn look_up(&self, prefix: &str, key: &Key, accept: fn(Target) -> bool) -> Found {
        let full = joined(prefix, &key.text);
        let renamed = |word: &str| {
            let list = self.renames.unwrap_or(&[]);
            list.iter().find(|(w, t)| w == word && accept(*t)).map(|(_, t)| Found::One(*t))
        };
        let whole = renamed(&full).unwrap_or_else(|| self.names.find(&full, accept));
        if whole != Found::None || prefix.is_empty() || self.renames.is_none() {
            return whole;
        }
        renamed(&key.text).unwrap_or_else(|| self.names.find(&key.text, accept))
    }

    fn facts(&mut self, json: &Json) -> Vec<Placed> {
        let mut out = Vec::new();
        match &json.kind {
            Kind::Object(entries) => {
                for (key, value) in entries {
                    self.entry("", key, value, &mut out);
                }
            }
            _ => self.diags.push(errors::shape(json.span, "事实应写成一个对象")),
        }
        out
    }

    /// A key and its value; an object's keys are joined with `·` unless the name itself takes an object.
    fn entry(&mut self, prefix: &str, key: &Key, json: &Json, out: &mut Vec<Placed>) {
        let full = Key { text: joined(prefix, &key.text), span: key.span };
        let found = self.look_up(prefix, key, settable);
        if let (Kind::Object(entries), false) = (&json.kind, self.takes_object(&found)) {
            for (inner, value) in entries {
                self.entry(&full.text, inner, value, out);
            }
            return;
        }
        match found {
            Found::One(_) if self.shared(&full.text).len() > 1 && !matches!(json.kind, Kind::List(_)) => {
                for input in self.shared(&full.text) {
                    self.set_fact(input, &full, json, out);
                }
            }
            Found::One(target) => self.set(target, &full, json, out),
            found if self.names.find(&full.text, is_item) == Found::None => {
                self.diags.push(self.names.complain(&full, "输入", &found, settable));
            }
            _ => self.diags.push(errors::not_settable(&full)),
        }
    }

    /// The facts that a topic reads off one word, when they are several.
    fn shared(&self, word: &str) -> Vec<InputId> {
        let named = self.renames.unwrap_or(&[]).iter().filter(|(w, _)| w == word);
        let input = |(_, t): &(String, Target)| match t {
            Target::Input(i) => Some(*i),
            _ => None,
        };
        named.filter_map(input).collect()
    }

    fn takes_object(&self, found: &Found) -> bool {
        let Found::One(Target::Input(i)) = found else { return false };
        self.program.inputs.get(i.ix()).is_some_and(|i| i.ty == Ty::Interval)
    }

    fn set(&mut self, target: Target, key: &Key, json: &Json, out: &mut Vec<Placed>) {
        match target {
            Target::Input(i) => self.set_fact(i, key, json, out),
            Target::Param(p) => {
                let ty = self.program.params.get(p.ix()).map(|p| &p.ty);
                if let Some(v) = self.typed(key, ty, json) {
                    self.case.params.push((p, v));
                }
            }
            Target::Accum(a) => {
                let ty = self.program.accums.get(a.ix()).map(|a| &a.ty);
                if let Some(v) = self.typed(key, ty, json) {
                    self.case.opening.push((a, v));
                }
            }
            Target::Doubt(d) => self.reading(d, key, json),
            _ => {}
        }
    }

    fn set_fact(&mut self, i: InputId, key: &Key, json: &Json, out: &mut Vec<Placed>) {
        let Some(input) = self.program.inputs.get(i.ix()) else { return };
        let loose = self.renames.and_then(|_| loose_value(&input.ty, json));
        let read = match loose {
            Some(value) => Ok(Some(value)),
            None => values::read(self.program, &key.text, &input.ty, json),
        };
        let checked = read.and_then(|v| {
            let ok = v.as_ref().map(|v| values::check_range(self.program, &key.text, &input.ty, &input.range, v, json));
            ok.unwrap_or(Ok(())).map(|()| v)
        });
        match checked {
            Ok(value) => out.push((i, value, json.span)),
            Err(d) => self.diags.push(*d),
        }
    }

    fn typed(&mut self, key: &Key, ty: Option<&Ty>, json: &Json) -> Option<Value> {
        match values::read(self.program, &key.text, ty?, json) {
            Ok(v) => v,
            Err(d) => {
                self.diags.push(*d);
                None
            }
        }
    }

    fn reading(&mut self, id: DoubtId, key: &Key, json: &Json) {
        let Some(doubt) = self.program.doubts.get(id.ix()) else { return };
        let Kind::Text(text) = &json.kind else {
            return self.diags.push(errors::wrong_type(&key.text, json.span, &json.kind, "一种读法的名"));
        };
        match (0_u32..).zip(&doubt.readings).find(|(_, (name, _))| name == text) {
            Some((r, _)) => self.case.readings.push((id, r)),
            None => {
                let close = suggest(text, doubt.readings.iter().map(|(n, _)| n.as_str()));
                self.diags.push(errors::unknown_member(&key.text, json.span, text, "读法", &close));
            }
        }
    }

    /// 期初累计, 参数, 取解.
    pub(crate) fn section(&mut self, json: &Json, what: &str, accept: fn(Target) -> bool) {
        match &json.kind {
            Kind::Null => {}
            Kind::Object(entries) => {
                for (key, value) in entries {
                    self.section_entry("", key, value, what, accept);
                }
            }
            _ => self.diags.push(errors::shape(json.span, format!("{what}应写成一个对象"))),
        }
    }

    fn section_entry(&mut self, prefix: &str, key: &Key, json: &Json, what: &str, accept: fn(Target) -> bool) {
        let full = Key { text: joined(prefix, &key.text), span: key.span };
        if let Kind::Object(entries) = &json.kind {
            for (inner, value) in entries {
                self.section_entry(&full.text, inner, value, what, accept);
            }
            return;
        }
        match self.look_up(prefix, key, accept) {
            Found::One(target) => self.set(target, &full, json, &mut Vec::new()),
            found => self.diags.push(self.names.complain(&full, what, &found, accept)),
        }
    }

    /// 年初至今, 外部参数 of a suite: first what `prefer` admits, else anything that may be set.
    pub(crate) fn loose_section(&mut self, json: &Json, prefer: fn(Target) -> bool) {
        let Kind::Object(entries) = &json.kind else { return };
        let mut person = std::mem::take(&mut self.person);
        for (key, value) in entries {
            self.loose_entry("", key, value, prefer, &mut person);
        }
        self.person = person;
    }

    fn loose_entry(&mut self, prefix: &str, key: &Key, json: &Json, prefer: fn(Target) -> bool, out: &mut Vec<Placed>) {
        let full = Key { text: joined(prefix, &key.text), span: key.span };
        if let Kind::Object(entries) = &json.kind {
            for (inner, value) in entries {
                self.loose_entry(&full.text, inner, value, prefer, out);
            }
            return;
        }
        match self.look_up(prefix, key, prefer) {
            Found::One(target) => self.set(target, &full, json, out),
            _ => self.entry(prefix, key, json, out),
        }
    }

    /// A fact stated twice, by an alias or for the person and an encounter, has one value.
    fn one_value_each(&mut self) {
        let none = Vec::new();
        let encounters: Vec<&Vec<Placed>> = self.encounters.iter().collect();
        let mut groups = if encounters.is_empty() { vec![&none] } else { encounters };
        groups.push(&self.person);
        let mut found: Vec<Diagnostic> = Vec::new();
        for encounter in groups {
            // In a suite, an encounter may say otherwise than the whole case.
            let common = if self.renames.is_some() { &none } else { &self.person };
            let all: Vec<&Placed> = common.iter().chain(encounter).collect();
            for (n, (input, value, span)) in all.iter().enumerate() {
                let first = all.iter().take(n).find(|(i, v, s)| i == input && v != value && s != span);
                if let Some((_, _, other)) = first {
                    let name = self.program.inputs.get(input.ix()).map_or("", |i| &i.name);
                    let d = errors::two_values(name, *span, *other);
                    if !found.contains(&d) {
                        found.push(d);
                    }
                }
            }
        }
        self.diags.extend(found);
    }

    fn in_date_order(&mut self) {
        let date_input = self.program.date_input;
        let mut before: Option<(Date, Span)> = None;
        for encounter in &self.encounters {
            let stated = encounter.iter().find(|(i, ..)| Some(*i) == date_input);
            let Some((_, Some(Value::Date(date)), span)) = stated else { continue };
            if let Some((earlier, first)) = before
                && *date < earlier
            {
                self.diags.push(errors::out_of_order(*span, *date, earlier, first));
            }
            before = Some((*date, *span));
        }
    }

    /// What the policy covers is part of the whole.
    fn covered_within_total(&mut self) {
        let none = Vec::new();
        let encounters: Vec<&Vec<Placed>> = self.encounters.iter().collect();
        let groups = if encounters.is_empty() { vec![&none] } else { encounters };
        let mut found = Vec::new();
        for encounter in groups {
            let amount = |names: &[&str]| {
                let named = |i: &InputId| {
                    let input = self.program.inputs.get(i.ix());
                    input.is_some_and(|i| names.contains(&i.name.as_str()))
                };
                encounter.iter().chain(&self.person).find_map(|(i, v, span)| match v {
                    Some(Value::Num(n)) if named(i) => Some((*n, *span)),
                    _ => None,
                })
            };
            let (covered, total) = (amount(&COVERED), amount(&TOTAL));
            if let (Some((c, span)), Some((t, other))) = (covered, total)
                && c > t
            {
                let show = |n: Num| show(self.program, &Ty::Amount, &Value::Num(n));
                found.push(errors::covered_above_total(span, &show(c), &show(t), other));
            }
        }
        self.diags.extend(found);
    }
}

/// What cases of a topic may write for a day or a number: a year, or a moment of a day.
fn loose_value(ty: &Ty, json: &Json) -> Option<Value> {
    match ty {
        Ty::Date => year_end(json).or_else(|| moment(json).map(|(day, _)| day)).map(Value::Date),
        Ty::Int(Unit::None) => moment(json).map(|(_, minutes)| Value::Num(Num::int(minutes))),
        _ => None,
    }
}

/// `2025-07-01 10:00` as its day and the minutes from midnight.
fn moment(json: &Json) -> Option<(Date, i64)> {
    let Kind::Text(text) = &json.kind else { return None };
    let (day, time) = text.trim().split_once([' ', 'T'])?;
    let (hour, rest) = time.trim().split_once(':')?;
    let (minute, second) = rest.split_once(':').unwrap_or((rest, "00"));
    let part = |text: &str, below: i64| {
        let n = text.parse().ok().filter(|n| (0..below).contains(n))?;
        (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then_some(n)
    };
    let (hour, minute) = (part(hour, 24)?, part(minute, 60)?);
    // Seconds would be lost: a moment is told to the minute.
    (part(second, 60)? == 0).then_some(())?;
    Some((Date::parse(day)?, hour * 60 + minute))
}

/// A year written as a number, as its last day.
fn year_end(json: &Json) -> Option<Date> {
    match &json.kind {
        Kind::Number(n) => Date::new(n.parse().ok()?, 12, 31),
        _ => None,
    }
}

fn joined(prefix: &str, key: &str) -> String {
    if prefix.is_empty() { key.to_owned() } else { format!("{prefix}·{key}") }
}
