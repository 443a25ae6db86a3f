//! 应得: what is asked, and whether the answers are as expected.

use super::words::{Word, word};
use super::{Diagnostic, Draft, Json, Key, Kind, Names, Outcome};
use crate::base::num::Num;
use crate::base::span::Span;
use crate::eval::case::names::Found;
use crate::eval::case::read_value;
use crate::eval::narrate::{show, show_answer};
use crate::eval::{Answer, Missing};
use crate::ir::value::Value;
use crate::ir::{ItemId, Program, Target, Ty};

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// The key expected, with the number of the encounter when there are several.
    pub what: String,
    /// As text.
    pub expected: String,
    /// As text.
    pub actual: String,
    /// They agree.
    pub passed: bool,
    /// Where it is expected.
    pub span: Span,
    /// The item and the encounter, for the trace.
    pub item: Option<(ItemId, usize)>,
    /// The arithmetic, when they differ.
    pub steps: Vec<String>,
}

/// What a case asks.
pub(super) struct Questions<'d> {
    items: Vec<ItemQuestion<'d>>,
    words: Vec<(Word, &'d Key, &'d Json)>,
    /// Items from which the built-in words are answered.
    basis: Vec<ItemId>,
    /// The basis is what this very case asks for.
    own_basis: bool,
}

struct ItemQuestion<'d> {
    what: String,
    item: ItemId,
    /// `None`: the last encounter.
    encounter: Option<usize>,
    expected: &'d Json,
}

/// Resolves what a case asks. `peers` are the keys that other cases of the topic ask for.
pub(super) fn questions<'d>(
    program: &Program,
    names: &Names<'_>,
    draft: &'d Draft<'_>,
    peers: &[String],
) -> Result<Questions<'d>, Vec<Diagnostic>> {
    let out = Questions { items: Vec::new(), words: Vec::new(), basis: Vec::new(), own_basis: true };
    let mut reader = Reader { names, draft, out, diags: Vec::new() };
    for (key, json) in &draft.expected {
        reader.read("", key, json);
    }
    if !reader.diags.is_empty() {
        return Err(reader.diags);
    }
    let mut q = reader.out;
    q.basis = q.items.iter().map(|i| i.item).collect();
    if q.basis.is_empty() {
        q.own_basis = false;
        q.basis = peers.iter().filter_map(|k| find_item(names, draft, k.strip_prefix("各次").unwrap_or(k))).collect();
    }
    if q.basis.is_empty() {
        let own = |(_, i): &(u32, &crate::ir::Item)| i.module == draft.module;
        q.basis = (0_u32..).zip(&program.items).filter(own).map(|(i, _)| ItemId(i)).collect();
    }
    Ok(q)
}

fn is_item(t: Target) -> bool {
    matches!(t, Target::Item(_))
}

fn find_item(names: &Names<'_>, draft: &Draft<'_>, word: &str) -> Option<ItemId> {
    let renamed = draft.topic.renames.iter().find(|(w, t)| w == word && is_item(*t)).map(|(_, t)| *t);
    let target = renamed.or_else(|| match names.find(word, is_item) {
        Found::One(t) => Some(t),
        _ => None,
    });
    match target {
        Some(Target::Item(i)) => Some(i),
        _ => None,
    }
}

/// Reads the keys expected, which nest.
struct Reader<'d, 'n> {
    names: &'n Names<'n>,
    draft: &'n Draft<'n>,
    out: Questions<'d>,
    diags: Vec<Diagnostic>,
}

impl<'d> Reader<'d, '_> {
    fn read(&mut self, prefix: &str, key: &'d Key, json: &'d Json) {
        let full = if prefix.is_empty() { key.text.clone() } else { format!("{prefix}·{}", key.text) };
        if let (Kind::List(list), Some(each)) = (&json.kind, full.strip_prefix("各次")) {
            return self.each(each, key, list);
        }
        let item = self.find_item(&full);
        let item = item.or_else(|| if prefix.is_empty() { None } else { self.find_item(&key.text) });
        if let Some(item) = item {
            return self.out.items.push(ItemQuestion { what: full, item, encounter: None, expected: json });
        }
        if let Kind::Object(entries) = &json.kind {
            for (inner, value) in entries {
                self.read(&full, inner, value);
            }
            return;
        }
        match word(&full) {
            Some(w) => self.out.words.push((w, key, json)),
            None => self.complain(key, &full),
        }
    }

    /// `各次X`: item X in each encounter; `各次`: objects of items.
    fn each(&mut self, each: &str, key: &'d Key, list: &'d [Json]) {
        for (n, json) in list.iter().enumerate() {
            if let (Kind::Object(entries), "") = (&json.kind, each) {
                for (inner, value) in entries {
                    self.one(n, &inner.text, inner, value);
                }
            } else {
                self.one(n, each, key, json);
            }
        }
    }

    fn one(&mut self, n: usize, word: &str, key: &Key, expected: &'d Json) {
        match self.find_item(word) {
            Some(item) => {
                let what = format!("第{}次{word}", n + 1);
                self.out.items.push(ItemQuestion { what, item, encounter: Some(n), expected });
            }
            None if n == 0 => self.complain(&Key { text: word.to_owned(), span: key.span }, word),
            None => {}
        }
    }

    fn find_item(&self, word: &str) -> Option<ItemId> {
        find_item(self.names, self.draft, word)
    }

    fn complain(&mut self, key: &Key, word: &str) {
        self.diags.push(self.names.complain(key, "项目", &self.names.find(word, is_item), is_item));
    }
}

impl Questions<'_> {
    /// Items to settle.
    pub(super) fn targets(&self) -> Vec<ItemId> {
        let items = self.items.iter().map(|i| i.item);
        if self.words.is_empty() { items.collect() } else { items.chain(self.basis.iter().copied()).collect() }
    }

    pub(super) fn answer(&self, program: &Program, outcomes: &[Outcome]) -> Vec<Check> {
        let items = self.items.iter().map(|q| q.check(program, outcomes));
        let words = self.words.iter().map(|(w, key, json)| {
            let (expected, actual, passed) = w.check(program, &self.basis_answers(outcomes), self.own_basis, json);
            Check { what: key.text.clone(), expected, actual, passed, span: json.span, item: None, steps: Vec::new() }
        });
        items.chain(words).collect()
    }

    /// Answers of the basis in the encounters concerned.
    fn basis_answers<'o>(&self, outcomes: &'o [Outcome]) -> Vec<&'o Answer> {
        let last = outcomes.len().saturating_sub(1);
        let asked: Vec<(ItemId, Option<usize>)> = if self.own_basis {
            self.items.iter().map(|q| (q.item, q.encounter)).collect()
        } else {
            self.basis.iter().map(|i| (*i, None)).collect()
        };
        asked.iter().filter_map(|(i, n)| outcomes.get(n.unwrap_or(last))?.answer(*i)).collect()
    }
}

impl ItemQuestion<'_> {
    fn check(&self, program: &Program, outcomes: &[Outcome]) -> Check {
        let at = self.encounter.unwrap_or(outcomes.len().saturating_sub(1));
        let none = Answer::Missing(Missing::default());
        let answer = outcomes.get(at).and_then(|o| o.answer(self.item)).unwrap_or(&none);
        let ty = program.items.get(self.item.ix()).map_or(&Ty::Text, |i| &i.ty);
        let (expected, passed) = compare(program, &self.what, ty, self.expected, answer);
        Check {
            what: self.what.clone(),
            expected,
            actual: show_answer(program, ty, answer),
            passed,
            span: self.expected.span,
            item: Some((self.item, at)),
            steps: Vec::new(),
        }
    }
}

/// Whether a value is absent in the way that a word says, as in 例; `None` when it is no such word.
fn absence(expected: &Json, answer: &Answer) -> Option<bool> {
    let fits: fn(&Missing) -> bool = match absent_word(expected) {
        "未知" => Missing::is_unknown,
        "文件未定" => Missing::is_undetermined,
        "不适用" => Missing::is_not_applicable,
        _ => return None,
    };
    Some(matches!(answer, Answer::Missing(m) if fits(m)))
}

fn absent_word(expected: &Json) -> &str {
    match &expected.kind {
        Kind::Text(text) => text,
        _ => "",
    }
}

/// The expected value as text, and whether the answer is it. null: no value, whatever the reason.
fn compare(program: &Program, name: &str, ty: &Ty, expected: &Json, answer: &Answer) -> (String, bool) {
    let absent = absence(expected, answer);
    match read_value(program, name, ty, expected) {
        Err(_) if absent.is_some() => (absent_word(expected).to_owned(), absent == Some(true)),
        Ok(None) => ("无值".to_owned(), answer.value().is_none()),
        Ok(Some(v)) => {
            let passed =
                absent == Some(true) || answer.value().is_some_and(|a| agrees(name, &v, a) || percent(ty, expected, a));
            (show(program, ty, &v), passed)
        }
        Err(d) => (format!("（{}）", d.message), false),
    }
}

/// Equal; for 应包含 and 不应包含, all or none of the listed.
fn agrees(name: &str, expected: &Value, actual: &Value) -> bool {
    match (name, expected, actual) {
        ("应包含", Value::Set(e), Value::Set(a)) => e.is_subset(a),
        ("不应包含", Value::Set(e), Value::Set(a)) => e.is_disjoint(a),
        _ => expected == actual,
    }
}

/// A ratio written as a plain number of percent.
fn percent(ty: &Ty, expected: &Json, actual: &Value) -> bool {
    let (Ty::Ratio, Kind::Text(text) | Kind::Number(text), Value::Num(a)) = (ty, &expected.kind, actual) else {
        return false;
    };
    Num::parse(text).and_then(|n| n.mul(Num::cents(1)).ok()).is_some_and(|n| n == *a)
}
