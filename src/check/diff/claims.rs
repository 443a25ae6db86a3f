//! Real cases under both programs: who gains, who loses, and by how much.

use super::pairs;
use super::prepare::{Prepared, prepare};
use crate::base::num::Num;
use crate::eval::narrate::show;
use crate::eval::{Answer, Case, Plan, Settlement};
use crate::ir::value::Value;
use crate::ir::{Input, ItemId, Program, Ty};
use std::collections::BTreeMap;

/// How many cases a change touches, and by how much in all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tally {
    /// Cases with more under the second program.
    pub gain: usize,
    /// By how much in all.
    pub gained: Num,
    /// Cases with less.
    pub lose: usize,
    /// By how much in all.
    pub lost: Num,
    /// Cases with the same.
    pub same: usize,
    /// Cases with a value on one side only, or on neither.
    pub open: usize,
}

impl Default for Tally {
    fn default() -> Tally {
        Tally { gain: 0, gained: Num::ZERO, lose: 0, lost: Num::ZERO, same: 0, open: 0 }
    }
}

/// One result over all cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Over all.
    pub all: Tally,
    /// By fact and member: `险种` `居民医保`.
    pub groups: BTreeMap<(String, String), Tally>,
}

/// Settles cases under two programs.
pub struct Claims {
    prepared: [Prepared; 2],
    pairs: Vec<[ItemId; 2]>,
}

impl Claims {
    /// Prepares both programs for the results of these names, or for all amounts.
    pub fn new(a: &Program, b: &Program, only: &[String]) -> Claims {
        let amount = |i: &ItemId| a.items.get(i.ix()).is_some_and(|i| i.ty == Ty::Amount && i.declared);
        let mut pairs = pairs::items(a, b, only).pairs;
        pairs.retain(|[x, _]| amount(x));
        Claims { prepared: [prepare(a), prepare(b)], pairs }
    }

    /// The accounts of all cases, each given as a case of either program.
    pub fn settle(&self, cases: &[[Case; 2]]) -> Vec<Account> {
        let [a, b] = &self.prepared;
        let [left, right]: [Vec<ItemId>; 2] =
            [0, 1].map(|side| self.pairs.iter().filter_map(|p| p.get(side).copied()).collect());
        let plans = [Plan::new(&a.program, Some(&left)), Plan::new(&b.program, Some(&right))];
        let mut accounts: Vec<Account> = self.pairs.iter().map(|[x, _]| self.account(*x)).collect();
        for [x, y] in cases {
            let [p, q] = &plans;
            let settled = [p.settle(x).ok(), q.settle(y).ok()];
            let groups = groups(&a.program, x);
            for (account, pair) in accounts.iter_mut().zip(&self.pairs) {
                let [before, after] = totals(&settled, pair);
                account.all.add(before, after);
                for group in &groups {
                    account.groups.entry(group.clone()).or_default().add(before, after);
                }
            }
        }
        accounts
    }

    fn account(&self, item: ItemId) -> Account {
        let [a, _] = &self.prepared;
        let name = a.program.items.get(item.ix()).map_or_else(String::new, |i| i.name.clone());
        Account { name, all: Tally::default(), groups: BTreeMap::new() }
    }
}

/// Sums of the item over the encounters of either settlement; none when an encounter lacks it.
fn totals(settled: &[Option<Settlement>; 2], [x, y]: &[ItemId; 2]) -> [Option<Num>; 2] {
    let total = |settlement: &Option<Settlement>, item: ItemId| {
        let outcomes = &settlement.as_ref()?.outcomes;
        outcomes.iter().try_fold(Num::ZERO, |sum, o| match o.answer(item)? {
            Answer::Value(Value::Num(n)) => sum.add(*n).ok(),
            _ => None,
        })
    };
    let [a, b] = settled;
    [total(a, *x), total(b, *y)]
}

impl Tally {
    fn add(&mut self, before: Option<Num>, after: Option<Num>) {
        let (Some(before), Some(after)) = (before, after) else {
            self.open += 1;
            return;
        };
        let Ok(change) = after.sub(before) else {
            self.open += 1;
            return;
        };
        match change.signum() {
            0 => self.same += 1,
            1 => (self.gain, self.gained) = (self.gain + 1, self.gained.add(change).unwrap_or(self.gained)),
            _ => (self.lose, self.lost) = (self.lose + 1, self.lost.sub(change).unwrap_or(self.lost)),
        }
    }
}

/// The enum facts of a case, as fact and member.
fn groups(program: &Program, case: &Case) -> Vec<(String, String)> {
    let facts = case.person.iter().chain(case.encounters.iter().flatten());
    let shown = facts.filter_map(|(input, value)| {
        let (input, value): (&Input, &Value) = (program.inputs.get(input.ix())?, value.as_ref()?);
        let enumerated = match &input.ty {
            Ty::Enum(_) => true,
            Ty::Set(inner) => matches!(inner.as_ref(), Ty::Enum(_)),
            _ => false,
        };
        enumerated.then(|| (input.name.clone(), show(program, &input.ty, value)))
    });
    let mut out: Vec<(String, String)> = shown.collect();
    out.sort();
    out.dedup();
    out
}
