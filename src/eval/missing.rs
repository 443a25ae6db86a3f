//! Sets of what is missing, as small ids: a missing value is as cheap to pass on as a number.

use super::Missing;
use crate::ir::{AccumId, InputId, ItemId, ParamId, RuleId};
use std::collections::HashMap;

/// Names a set of missing things. Singletons are held in the id itself, others in the arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct MissId(u32);

const TAG_BITS: u32 = 3;
const ARENA: u32 = 0;
const FACT: u32 = 1;
const PARAM: u32 = 2;
const RULE: u32 = 3;
const ITEM: u32 = 4;
const ACCUM: u32 = 5;

impl MissId {
    const fn new(tag: u32, id: u32) -> MissId {
        MissId(id << TAG_BITS | tag)
    }

    pub(crate) const fn fact(i: InputId) -> MissId {
        MissId::new(FACT, i.0)
    }

    pub(crate) const fn param(p: ParamId) -> MissId {
        MissId::new(PARAM, p.0)
    }

    pub(crate) const fn undetermined(r: RuleId) -> MissId {
        MissId::new(RULE, r.0)
    }

    pub(crate) const fn no_rule(i: ItemId) -> MissId {
        MissId::new(ITEM, i.0)
    }

    pub(crate) const fn empty(a: AccumId) -> MissId {
        MissId::new(ACCUM, a.0)
    }
}

/// Sets of several missing things.
#[derive(Default)]
pub(crate) struct MissArena {
    sets: Vec<Missing>,
    ids: HashMap<Missing, MissId>,
    joins: HashMap<(MissId, MissId), MissId>,
}

impl MissArena {
    pub(crate) fn clear(&mut self) {
        if !self.sets.is_empty() {
            *self = MissArena::default();
        }
    }

    /// What the id stands for.
    pub(crate) fn get(&self, id: MissId) -> Missing {
        let n = id.0 >> TAG_BITS;
        let mut m = Missing::default();
        match id.0 & ((1 << TAG_BITS) - 1) {
            ARENA => return self.sets.get(n as usize).cloned().unwrap_or_default(),
            FACT => m.facts.push(InputId(n)),
            PARAM => m.params.push(ParamId(n)),
            RULE => m.undetermined.push(RuleId(n)),
            ITEM => m.no_rule.push(ItemId(n)),
            _ => m.accums.push(AccumId(n)),
        }
        m
    }

    /// The id of a set.
    pub(crate) fn id(&mut self, set: Missing) -> MissId {
        if let Some(id) = self.ids.get(&set) {
            return *id;
        }
        let id = MissId::new(ARENA, u32::try_from(self.sets.len()).unwrap_or(u32::MAX));
        self.ids.insert(set.clone(), id);
        self.sets.push(set);
        id
    }

    /// Both.
    pub(crate) fn join(&mut self, a: MissId, b: MissId) -> MissId {
        if a == b {
            return a;
        }
        let key = (a.min(b), a.max(b));
        if let Some(id) = self.joins.get(&key) {
            return *id;
        }
        let set = union(self.get(a), self.get(b));
        let id = self.id(set);
        self.joins.insert(key, id);
        id
    }

    /// `a`, and the facts that both `b` and `c` need.
    pub(crate) fn join_common(&mut self, a: MissId, b: MissId, c: MissId) -> MissId {
        let (mut b, c) = (self.get(b), self.get(c));
        b.facts.retain(|f| c.facts.contains(f));
        if b.facts.is_empty() {
            return a;
        }
        let facts = self.id(Missing { facts: b.facts, ..Missing::default() });
        self.join(a, facts)
    }
}

fn union(mut a: Missing, b: Missing) -> Missing {
    merge(&mut a.facts, b.facts);
    merge(&mut a.params, b.params);
    merge(&mut a.undetermined, b.undetermined);
    merge(&mut a.no_rule, b.no_rule);
    merge(&mut a.accums, b.accums);
    a
}

fn merge<T: Ord>(a: &mut Vec<T>, b: Vec<T>) {
    a.extend(b);
    a.sort();
    a.dedup();
}
