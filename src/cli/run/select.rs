//! Which results a command is to give.

use super::super::{Fault, errors};
use crate::base::suggest::suggest;
use crate::eval::{Answer, Missing, Settlement};
use crate::ir::{ItemId, ModuleId, Program, Rule, Target};
use std::collections::{BTreeMap, BTreeSet};

/// What the command line says of it.
#[derive(Debug, clap::Args)]
pub struct Scope {
    /// 按模块名选一个模块
    #[arg(long, value_name = "模块", conflicts_with = "topic")]
    pub module: Option<String>,
    /// 按主题选一个模块，并用主题里的名和预设
    #[arg(long, value_name = "主题")]
    pub topic: Option<String>,
    /// 只要这些项目，以逗号或顿号分开；可多次
    #[arg(long = "for", value_name = "项目", action = clap::ArgAction::Append)]
    pub items: Vec<String>,
}

/// Results by module.
#[derive(Debug)]
pub struct Selection {
    /// The module whose names the case uses.
    pub module: ModuleId,
    /// The topic, as an index into the module's.
    pub topic: Option<usize>,
    /// Items under the names by which they were asked for.
    pub asked: BTreeMap<ItemId, String>,
    groups: Vec<(ModuleId, Vec<ItemId>)>,
    /// Whether the items are asked for by name or by module, not merely tried.
    explicit: bool,
    named: bool,
}

/// Resolves what the command line asks for.
pub fn select(program: &Program, scope: &Scope) -> Result<Selection, Fault> {
    let own: Vec<ModuleId> = own_modules(program).collect();
    let chosen = match (&scope.topic, &scope.module) {
        (Some(topic), _) => Some(find_topic(program, topic)?),
        (None, Some(name)) => Some((find_module(program, name)?, None)),
        (None, None) if own.len() == 1 => own.first().map(|m| (*m, None)),
        (None, None) => None,
    };
    let groups = match chosen {
        Some((module, _)) => vec![(module, items_of(program, module))],
        None => own.iter().map(|m| (*m, declared_in(program, *m))).filter(|(_, items)| !items.is_empty()).collect(),
    };
    let (module, topic) = chosen.unwrap_or((ModuleId(0), None));
    let mut selection =
        Selection { module, topic, asked: BTreeMap::new(), groups, explicit: chosen.is_some(), named: false };
    if !scope.items.is_empty() {
        selection.only(program, &scope.items)?;
    }
    Ok(selection)
}

impl Selection {
    /// Keeps the items of these names, in the order asked for. Names that the module does not have are looked for in
    /// the whole policy.
    fn only(&mut self, program: &Program, names: &[String]) -> Result<(), Fault> {
        let mut wanted = Vec::new();
        for name in names.iter().flat_map(|n| n.split([',', '，', '、'])).map(str::trim).filter(|n| !n.is_empty()) {
            for item in self.find(program, name)? {
                if self.asked.insert(item, name.to_owned()).is_none() {
                    wanted.push(item);
                }
            }
        }
        self.groups = vec![(self.module, wanted)];
        (self.explicit, self.named) = (true, true);
        Ok(())
    }

    fn find(&self, program: &Program, name: &str) -> Result<Vec<ItemId>, Fault> {
        let known = |item: &ItemId| {
            program.items.get(item.ix()).is_some_and(|i| i.name == name || i.aliases.iter().any(|a| a == name))
        };
        let near: Vec<ItemId> = self.groups.iter().flat_map(|(_, items)| items).copied().filter(known).collect();
        let found = if near.is_empty() { program.order.iter().copied().filter(known).collect() } else { near };
        if found.is_empty() {
            return Err(errors::no_such_item(name, &suggest(name, program.items.iter().map(|i| i.name.as_str()))));
        }
        Ok(found)
    }

    /// All items, for the evaluator.
    pub fn items(&self) -> Vec<ItemId> {
        let items: BTreeSet<ItemId> = self.groups.iter().flat_map(|(_, items)| items.iter().copied()).collect();
        items.into_iter().collect()
    }

    /// Items that were asked for.
    pub fn requested(&self) -> &[ItemId] {
        let first = self.groups.first().filter(|_| self.explicit);
        first.map_or(&[], |(_, items)| items.as_slice())
    }

    /// What to show: of items asked for by name, all; of a module asked for, all that apply; else those with a value.
    pub fn shown(&self, settlement: &Settlement) -> Vec<(ModuleId, Vec<ItemId>)> {
        let show = |item: &ItemId| {
            let lacking = |m: &Missing| self.named || (self.explicit && (!m.is_not_applicable() || stranded(*item, m)));
            answers(settlement, *item)
                .any(|answer| matches!(answer, Answer::Missing(m) if lacking(m)) || has_value(answer))
        };
        let groups =
            self.groups.iter().map(|(module, items)| (*module, items.iter().copied().filter(show).collect::<Vec<_>>()));
        groups.filter(|(_, items)| !items.is_empty()).collect()
    }

    /// Results that apply but lack something and so are not shown.
    pub fn withheld(&self, settlement: &Settlement) -> usize {
        if self.explicit {
            return 0;
        }
        let lacking = |item: ItemId, answer: &Answer| matches!(answer, Answer::Missing(m) if !m.is_not_applicable() || stranded(item, m));
        let withheld = |item: &&ItemId| {
            answers(settlement, **item).any(|a| lacking(**item, a)) && !answers(settlement, **item).any(has_value)
        };
        self.groups.iter().flat_map(|(_, items)| items).filter(withheld).count()
    }

    /// Whether everything asked for by name, or else anything at all, has a value.
    pub fn answered(&self, settlement: &Settlement) -> bool {
        let mut items = self.groups.iter().flat_map(|(_, items)| items);
        let full = |item: &ItemId| answers(settlement, *item).all(has_value);
        if self.named {
            return items.all(full);
        }
        let hole =
            |item: &ItemId| answers(settlement, *item).any(|a| matches!(a, Answer::Missing(m) if stranded(*item, m)));
        let mut all = self.groups.iter().flat_map(|(_, items)| items);
        items.any(|item| answers(settlement, *item).any(has_value)) && !(self.explicit && all.any(hole))
    }
}

/// A clause of the item applied, and a value that it needs has no clause: a hole in the policy, unlike an item that is
/// simply not for this case.
fn stranded(item: ItemId, missing: &Missing) -> bool {
    missing.is_not_applicable() && !missing.no_rule.is_empty() && !missing.no_rule.contains(&item)
}

fn answers(settlement: &Settlement, item: ItemId) -> impl Iterator<Item = &Answer> {
    settlement.outcomes.iter().filter_map(move |outcome| outcome.answer(item))
}

fn has_value(answer: &Answer) -> bool {
    answer.value().is_some()
}

fn own_modules(program: &Program) -> impl Iterator<Item = ModuleId> + '_ {
    (0_u32..).zip(&program.modules).filter(|(_, m)| !m.stdlib).map(|(i, _)| ModuleId(i))
}

/// The items that a module defines, with those that modules of the standard library define for it, in order of
/// evaluation.
fn items_of(program: &Program, module: ModuleId) -> Vec<ItemId> {
    let visible: BTreeSet<ItemId> =
        program.modules.get(module.ix()).into_iter().flat_map(|m| &m.names).filter_map(item).collect();
    let stdlib = |m: ModuleId| program.modules.get(m.ix()).is_some_and(|m| m.stdlib);
    let defines =
        |rule: &&Rule, item: &ItemId| rule.module == module || (stdlib(rule.module) && visible.contains(item));
    let defs = program.rules.iter().flat_map(|rule| rule.defs.iter().map(move |(item, _)| (rule, *item)));
    let defined: BTreeSet<ItemId> = defs.filter(|(rule, item)| defines(rule, item)).map(|(_, item)| item).collect();
    program.order.iter().copied().filter(|i| defined.contains(i)).collect()
}

fn item((_, target): &(String, Target)) -> Option<ItemId> {
    match target {
        Target::Item(item) => Some(*item),
        _ => None,
    }
}

/// The items that a module declares, in order of evaluation.
fn declared_in(program: &Program, module: ModuleId) -> Vec<ItemId> {
    let declared = |item: &ItemId| program.items.get(item.ix()).is_some_and(|i| i.module == module);
    program.order.iter().copied().filter(declared).collect()
}

fn find_module(program: &Program, name: &str) -> Result<ModuleId, Fault> {
    let modules = || own_modules(program).filter_map(|m| Some((m, program.modules.get(m.ix())?)));
    let file = |path: &str| path.rsplit('/').next().unwrap_or(path).trim_end_matches(".mingce") == name;
    let found = modules().find(|(_, m)| m.name == name || file(&m.path)).map(|(id, _)| id);
    found.ok_or_else(|| {
        errors::no_such_module("模块", name, &modules().map(|(_, m)| m.name.clone()).collect::<Vec<_>>())
    })
}

fn find_topic(program: &Program, name: &str) -> Result<(ModuleId, Option<usize>), Fault> {
    let mut all = Vec::new();
    for module in own_modules(program) {
        let topics = program.modules.get(module.ix()).map(|m| m.topics.as_slice()).unwrap_or_default();
        if let Some(at) = topics.iter().position(|t| t.name == name) {
            return Ok((module, Some(at)));
        }
        all.extend(topics.iter().map(|t| t.name.clone()));
    }
    Err(errors::no_such_module("主题", name, &all))
}
