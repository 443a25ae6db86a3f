//! Items on symbols: which rules apply, merging, rounding, ceilings.

use super::arena::{N, Two};
use super::{Build, POISON, Place, RULE, Sym, UNDET};
use crate::base::num::RoundMode;
use crate::eval::plan::{NONE, Source};
use crate::ir::{Cap, CapId, ExprId, Item, ItemId, Merge, RuleId};

/// A rule, or the rows of a table, that may define an item.
#[derive(Clone, Copy)]
pub(super) struct Candidate {
    /// It applies.
    pub(super) yes: N,
    /// Whether it applies is not known.
    pub(super) open: N,
    /// What that depends on, when nothing else but its own condition.
    pub(super) lacks: N,
    pub(super) value: Sym,
    /// Without exceptions, and one rule.
    pub(super) plain: bool,
}

/// Most rules of which it is told apart here that only one may apply.
const MOST_OPEN: usize = 16;

/// Longest chain of exceptions to exceptions.
const MAX_CHAIN: u32 = 32;

impl<'p> Build<'_, 'p> {
    pub(super) fn item(&mut self, id: ItemId) -> Sym {
        let slot = self.plan.item_slot.get(id.ix()).copied().unwrap_or(NONE) as usize;
        match (self.items.get(slot), self.busy.get(slot)) {
            (Some(Some(s)), _) => return *s,
            (Some(None), Some(false)) => {}
            (None, _) => return self.missing(RULE),
            _ => return self.refuse(),
        }
        if let Some(b) = self.busy.get_mut(slot) {
            *b = true;
        }
        let one = self.k.constant(1);
        let path = std::mem::replace(&mut self.path, one);
        let place = std::mem::replace(&mut self.place, Place { rule: None });
        let s = match self.plan.program.items.get(id.ix()) {
            Some(item) => self.settle(id, item, slot),
            None => self.refuse(),
        };
        (self.path, self.place) = (path, place);
        if let Some(place) = self.items.get_mut(slot) {
            *place = Some(s);
        }
        s
    }

    fn settle(&mut self, id: ItemId, item: &'p Item, slot: usize) -> Sym {
        let mut s = self.chosen(id, item, slot);
        if let Some((unit, mode)) = item.rounding {
            let known = self.known(s);
            s = self.on(known, |b| b.rounded(s, unit, mode));
        }
        for cap in &item.caps {
            if let Some(c) = self.plan.program.caps.get(cap.ix()) {
                s = self.under(*cap, c, item, s);
            }
        }
        s
    }

    fn chosen(&mut self, id: ItemId, item: &'p Item, slot: usize) -> Sym {
        let plan = self.plan;
        let mut list = Vec::new();
        for source in plan.sources.get(slot).into_iter().flatten() {
            match source {
                Source::Rule(rule, expr) => self.clause(id, *rule, *expr, &mut list),
                Source::Table(table) => self.rows(id, item, *table, &mut list),
            }
        }
        list.retain(|c| self.k.as_const(c.yes) != Some(0) || self.k.as_const(c.open) != Some(0));
        let zero = self.k.constant(0);
        let some = list.iter().fold(zero, |some, c| self.k.or(some, c.yes));
        let open = list.iter().fold(zero, |open, c| self.k.or(open, c.open));
        let any = self.k.or(some, open);
        let none = self.k.not(any);
        let default = if self.k.as_const(none) == Some(0) {
            self.missing(RULE)
        } else {
            self.on(none, |b| b.no_rule(item, slot))
        };
        let merged = self.merge(item, &list, default);
        if self.k.as_const(open) == Some(0) {
            return merged;
        }
        let unsure = self.unsure(item, &list);
        let shown = self.choose(open, unsure, merged);
        Sym { m: self.k.select(open, unsure.m, merged.m), ..shown }
    }

    /// The value where it is not known whether a rule applies: known here where no other rule may.
    fn unsure(&mut self, item: &Item, list: &[Candidate]) -> Sym {
        let mut value = self.poison();
        if list.len() > MOST_OPEN || item.merge == Merge::Sum {
            return value;
        }
        for (i, c) in list.iter().enumerate().filter(|(_, c)| c.plain) {
            let mut sole = c.open;
            for (_, other) in list.iter().enumerate().filter(|(j, _)| *j != i) {
                let may = self.k.or(other.yes, other.open);
                let not = self.k.not(may);
                sole = if self.k.excludes(c.open, may) { sole } else { self.k.and(sole, not) };
            }
            let single = self.sole(item, c);
            value = self.choose(sole, single, value);
        }
        value
    }

    fn sole(&mut self, item: &Item, c: &Candidate) -> Sym {
        let lacking = Sym { v: self.k.constant(0), m: c.lacks, scale: 1 };
        let Some(e) = item.default else { return lacking };
        // A default that is the same as what the rule gives decides.
        let default = self.on(c.open, |b| b.eval(e));
        let Some((a, d, scale)) = self.align(c.value, default) else { return self.refuse() };
        let same = self.k.eq(a, d);
        let lacks = self.k.or(c.value.m, default.m);
        let known = self.k.is(lacks, 0);
        let agreed = self.k.and(same, known);
        let zero = self.k.constant(0);
        let poison = self.k.any(lacks, POISON);
        let bits = self.k.constant(super::MISS | POISON);
        let m = self.k.select(agreed, zero, c.lacks);
        Sym { v: a, m: self.k.select(poison, bits, m), scale }
    }

    fn clause(&mut self, item: ItemId, rule: RuleId, expr: ExprId, list: &mut Vec<Candidate>) {
        let state = self.applies(rule, item, 0);
        let known = self.known(state);
        let open = self.k.not(known);
        let may = self.k.or(state.v, open);
        if self.k.as_const(may) == Some(0) {
            return;
        }
        let plain = self.plan.rules.get(rule.ix()).is_some_and(|r| !r.overridden && r.row.is_none());
        let value = self.rule_value(rule, expr, may);
        list.push(Candidate { yes: state.v, open, lacks: state.m, value, plain });
    }

    pub(super) fn rule_value(&mut self, rule: RuleId, expr: ExprId, may: N) -> Sym {
        let before = self.place.rule.replace(rule);
        let value = self.on(may, |b| b.eval(expr));
        self.place.rule = before;
        value
    }

    /// Whether a rule applies, as far as an item is concerned.
    pub(super) fn applies(&mut self, rule: RuleId, item: ItemId, chain: u32) -> Sym {
        let plan = self.plan;
        let Some(r) = plan.rules.get(rule.ix()).filter(|_| chain <= MAX_CHAIN) else { return self.refuse() };
        let within = self.within(r.effective);
        if self.k.as_const(within) == Some(0) {
            return self.truth_of(within);
        }
        let within = self.truth_of(within);
        let guard = self.guard(rule);
        let own = self.both(within, guard);
        if !r.overridden {
            return own;
        }
        let others = plan.program.rules.get(rule.ix()).map_or(&[][..], |r| &r.overridden_by);
        let mut state = own;
        for other in others {
            let defines = plan.program.rules.get(other.ix()).is_some_and(|o| o.defs.iter().any(|(i, _)| *i == item));
            if defines {
                let other = self.applies(*other, item, chain + 1);
                let gives_way = self.negation(other);
                state = self.both(state, gives_way);
            }
        }
        state
    }

    /// A rule's own condition.
    pub(super) fn guard(&mut self, rule: RuleId) -> Sym {
        if let Some(s) = self.guards.get(&rule) {
            return *s;
        }
        let one = self.k.constant(1);
        let Some(r) = self.plan.rules.get(rule.ix()) else { return self.refuse() };
        let path = std::mem::replace(&mut self.path, one);
        let place = self.place;
        let s = match (r.row, r.guard) {
            (Some((table, row)), _) => self.row_state(table, row),
            (None, None) => self.truth_of(one),
            (None, Some(guard)) => {
                self.place = Place { rule: Some(rule) };
                self.holds(guard)
            }
        };
        (self.path, self.place) = (path, place);
        self.guards.insert(rule, s);
        s
    }

    /// Where several rules apply: one value, or the row is doubtful.
    fn merge(&mut self, item: &Item, list: &[Candidate], default: Sym) -> Sym {
        if item.merge == Merge::Unique {
            self.refuse_pairs(list);
        }
        match item.merge {
            Merge::Unique | Merge::First => {
                list.iter().rev().fold(default, |rest, c| self.choose(c.yes, c.value, rest))
            }
            Merge::Highest => self.folded(list, default, Two::Max),
            Merge::Lowest => self.folded(list, default, Two::Min),
            Merge::Sum => self.folded(list, default, Two::Add),
        }
    }

    /// Two rules that apply and may differ.
    fn refuse_pairs(&mut self, list: &[Candidate]) {
        for (i, a) in list.iter().enumerate() {
            for b in list.iter().skip(i + 1) {
                if a.value != b.value && !self.k.excludes(a.yes, b.yes) {
                    let both = self.k.and(a.yes, b.yes);
                    self.alarm = self.k.or(self.alarm, both);
                }
            }
        }
    }

    fn folded(&mut self, list: &[Candidate], default: Sym, op: Two) -> Sym {
        let zero = self.k.constant(0);
        let mut some = zero;
        let mut all: Option<Sym> = None;
        for c in list {
            all = Some(match all {
                None => c.value,
                Some(so_far) => {
                    let both = self.sum(op, so_far, c.value);
                    let with = self.choose(c.yes, both, so_far);
                    self.choose(some, with, c.value)
                }
            });
            some = self.k.or(some, c.yes);
        }
        match all {
            Some(all) => self.choose(some, all, default),
            None => default,
        }
    }

    /// What an item is when no rule applies.
    fn no_rule(&mut self, item: &Item, slot: usize) -> Sym {
        let plan = self.plan;
        let zero = self.k.constant(0);
        let (mut expired, mut stale) = (zero, zero);
        for source in plan.sources.get(slot).into_iter().flatten() {
            let rules = match source {
                Source::Rule(rule, _) => std::slice::from_ref(rule),
                Source::Table(t) => plan.program.tables.get(t.ix()).map_or(&[][..], |t| &t.rows),
            };
            for rule in rules {
                let (e, s) = self.expired(*rule);
                (expired, stale) = (self.k.or(expired, e), self.k.or(stale, s));
            }
        }
        let undetermined = self.missing(UNDET);
        let without = self.missing(RULE);
        let lacking = self.choose(expired, undetermined, without);
        match item.default {
            Some(e) if self.k.as_const(stale) != Some(1) => {
                let in_force = self.k.not(stale);
                let default = self.on(in_force, |b| b.eval(e));
                self.choose(stale, lacking, default)
            }
            _ => lacking,
        }
    }

    /// Whether a rule would apply but for its interval, and that being so, whether its module is out of force.
    fn expired(&mut self, rule: RuleId) -> (N, N) {
        let plan = self.plan;
        let zero = self.k.constant(0);
        let Some(r) = plan.rules.get(rule.ix()) else { return (zero, zero) };
        let within = self.within(r.effective);
        let outside = self.k.not(within);
        if self.k.as_const(outside) == Some(0) {
            return (zero, zero);
        }
        let guard = self.guard(rule);
        let poison = self.k.any(guard.m, POISON);
        let unsure = self.k.and(outside, poison);
        self.alarm_if(unsure);
        let no = self.no(guard);
        let may = self.k.not(no);
        let expired = self.k.and(outside, may);
        let module = plan.program.rules.get(rule.ix()).and_then(|r| plan.program.modules.get(r.module.ix()));
        let in_force = module.map(|m| self.within(m.effective));
        let out_of_force = in_force.map_or(zero, |n| self.k.not(n));
        (expired, self.k.and(expired, out_of_force))
    }

    /// The value cut to what is left under a ceiling.
    fn under(&mut self, id: CapId, cap: &'p Cap, item: &Item, s: Sym) -> Sym {
        let zero = self.k.constant(0);
        let known = self.known(s);
        let positive = self.k.two(Two::Lt, zero, s.v);
        let bites = self.k.and(known, positive);
        let one = self.truth_of_one();
        let holds = cap.guard.map_or(one, |g| self.on(bites, |b| b.holds(g)));
        let no = self.no(holds);
        let may = self.k.not(no);
        let may = self.k.and(bites, may);
        if self.k.as_const(may) == Some(0) {
            return s;
        }
        let left = self.on(may, |b| b.left(id, cap));
        let cut = match item.rounding {
            Some((unit, _)) => self.rounded(left, unit, RoundMode::Down),
            None => left,
        };
        let (Some((v, room, _)), Some((sv, cv, scale))) = (self.align(s, left), self.align(s, cut)) else {
            return self.refuse();
        };
        let over = self.k.two(Two::Lt, room, v);
        let room_known = self.known(left);
        // Lacking: what the room lacks, with what the condition lacks; beyond a known room, what the condition lacks.
        let lacks_room = self.k.or(holds.m, left.m);
        let beyond = self.k.select(over, holds.m, zero);
        let m = self.k.select(room_known, beyond, lacks_room);
        let over = self.k.and(over, may);
        Sym { v: self.k.select(over, cv, sv), m: self.k.select(may, m, s.m), scale }
    }

    fn truth_of_one(&mut self) -> Sym {
        let one = self.k.constant(1);
        self.truth_of(one)
    }

    fn left(&mut self, id: CapId, cap: &Cap) -> Sym {
        let zero = self.k.constant(0);
        let nothing = self.value(zero, 1);
        let limit = self.eval(cap.limit);
        let before = cap.accum.map_or(nothing, |a| self.balance(a));
        let taken = self.taken(id);
        let left = self.sum(Two::Sub, limit, before);
        let left = self.sum(Two::Sub, left, taken);
        self.sum(Two::Max, left, nothing)
    }

    /// What other items took from the same ceiling in this row. One that does not apply took nothing.
    fn taken(&mut self, id: CapId) -> Sym {
        let zero = self.k.constant(0);
        let mut sum = self.value(zero, 1);
        for item in self.plan.cap_before.get(id.ix()).into_iter().flatten() {
            let s = self.item(*item);
            let s = self.or_nothing(s);
            // The first that is missing says why; several are told apart by the interpreter alone.
            let both = self.k.is(sum.m, 0);
            let m = self.k.select(both, s.m, sum.m);
            sum = Sym { m, ..self.sum(Two::Add, sum, s) };
        }
        sum
    }

    /// Nothing in place of an item that does not apply.
    pub(super) fn or_nothing(&mut self, s: Sym) -> Sym {
        let zero = self.k.constant(0);
        let stays = self.k.any(s.m, super::FACT | UNDET | POISON);
        let known = self.known(s);
        Sym { v: self.k.select(known, s.v, zero), m: self.k.select(stays, s.m, zero), scale: s.scale }
    }
}
