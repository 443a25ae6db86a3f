//! The names that a case may use.

use super::errors;
use super::json::Key;
use crate::base::diagnostic::Diagnostic;
use crate::base::suggest::suggest;
use crate::ir::{AccumId, DoubtId, InputId, ItemId, ModuleId, ParamId, Program, Target};
use std::collections::BTreeMap;

/// What names stand for in one module: its own, imported ones, and those that only one other module has.
pub struct Names<'p> {
    program: &'p Program,
    near: BTreeMap<&'p str, Vec<Target>>,
    far: BTreeMap<&'p str, Vec<Target>>,
}

impl<'p> Names<'p> {
    /// The names of a module.
    pub fn new(program: &'p Program, module: ModuleId) -> Names<'p> {
        let mut names = Names { program, near: BTreeMap::new(), far: BTreeMap::new() };
        for (target, own, words) in declared(program) {
            for word in words {
                add(&mut names.far, word, target);
                if own == module {
                    add(&mut names.near, word, target);
                }
            }
        }
        for (word, target) in program.modules.get(module.ix()).map_or(&[][..], |m| &m.names) {
            if !matches!(target, Target::Module(_)) {
                add(&mut names.near, word, *target);
                for alias in aliases(program, *target) {
                    add(&mut names.near, alias, *target);
                }
            }
        }
        names
    }

    /// What a word stands for, if exactly one thing that `accept` admits.
    pub fn find(&self, word: &str, accept: impl Fn(Target) -> bool) -> Found {
        let pick = |map: &BTreeMap<&str, Vec<Target>>, word: &str| -> Vec<Target> {
            map.get(word).into_iter().flatten().copied().filter(|t| accept(*t)).collect()
        };
        if let [one] = pick(&self.near, word).as_slice() {
            return Found::One(*one);
        }
        if let Some((module, name)) = word.split_once('.') {
            let there = |t: &Target| module_name(self.program, *t) == Some(module);
            let found: Vec<Target> = pick(&self.far, name).into_iter().filter(there).collect();
            if let [one] = found.as_slice() {
                return Found::One(*one);
            }
        }
        match pick(&self.far, word).as_slice() {
            [] => Found::None,
            [one] => Found::One(*one),
            many => Found::Many(many.to_vec()),
        }
    }

    /// The diagnostic for a word that [`find`](Self::find) did not find.
    pub(crate) fn complain(&self, key: &Key, what: &str, found: &Found, accept: impl Fn(Target) -> bool) -> Diagnostic {
        if let Found::Many(many) = found {
            let modules =
                many.iter().filter_map(|t| module_name(self.program, *t)).map(str::to_owned).collect::<Vec<_>>();
            return errors::ambiguous(key, &modules);
        }
        let words = self.far.iter().filter(|(_, ts)| ts.iter().any(|t| accept(*t))).map(|(w, _)| *w);
        errors::unknown_name(key, what, &suggest(&key.text, words))
    }
}

/// The outcome of a look-up.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// Nothing.
    None,
    /// This.
    One(Target),
    /// Several modules have it.
    Many(Vec<Target>),
}

fn add<'p>(map: &mut BTreeMap<&'p str, Vec<Target>>, word: &'p str, target: Target) {
    let list = map.entry(word).or_default();
    if !list.contains(&target) {
        list.push(target);
    }
}

/// Everything that a case may name: what, in which module, under which words.
fn declared(program: &Program) -> Vec<(Target, ModuleId, Vec<&str>)> {
    let mut out = Vec::new();
    for (i, x) in (0_u32..).zip(&program.inputs) {
        out.push((Target::Input(InputId(i)), x.module, both(&x.name, &x.aliases)));
    }
    for (i, x) in (0_u32..).zip(&program.params) {
        out.push((Target::Param(ParamId(i)), x.module, both(&x.name, &x.aliases)));
    }
    for (i, x) in (0_u32..).zip(&program.items) {
        out.push((Target::Item(ItemId(i)), x.module, both(&x.name, &x.aliases)));
    }
    for (i, x) in (0_u32..).zip(&program.accums) {
        out.push((Target::Accum(AccumId(i)), x.module, both(&x.name, &x.aliases)));
    }
    for (i, x) in (0_u32..).zip(&program.doubts) {
        let code = x.code.as_deref();
        out.push((Target::Doubt(DoubtId(i)), x.module, std::iter::once(x.name.as_str()).chain(code).collect()));
    }
    out
}

fn both<'p>(name: &'p str, aliases: &'p [String]) -> Vec<&'p str> {
    std::iter::once(name).chain(aliases.iter().map(String::as_str)).collect()
}

fn aliases(program: &Program, target: Target) -> &[String] {
    match target {
        Target::Input(i) => program.inputs.get(i.ix()).map_or(&[], |x| &x.aliases),
        Target::Param(i) => program.params.get(i.ix()).map_or(&[], |x| &x.aliases),
        Target::Item(i) => program.items.get(i.ix()).map_or(&[], |x| &x.aliases),
        Target::Accum(i) => program.accums.get(i.ix()).map_or(&[], |x| &x.aliases),
        _ => &[],
    }
}

fn module_name(program: &Program, target: Target) -> Option<&str> {
    let module = match target {
        Target::Input(i) => program.inputs.get(i.ix())?.module,
        Target::Param(i) => program.params.get(i.ix())?.module,
        Target::Item(i) => program.items.get(i.ix())?.module,
        Target::Accum(i) => program.accums.get(i.ix())?.module,
        Target::Doubt(i) => program.doubts.get(i.ix())?.module,
        _ => return None,
    };
    program.modules.get(module.ix()).map(|m| m.name.as_str())
}
