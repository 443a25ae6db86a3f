//! Which rules apply.

use super::{Place, Res, Run};
use crate::eval::errors;
use crate::eval::missing::MissId;
use crate::eval::trace::Tracer;
use crate::eval::value::{Tri, V};
use crate::ir::{ExprId, ItemId, RuleId, TableId};

/// A rule that applies or may apply.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) rule: RuleId,
    pub(crate) expr: ExprId,
    pub(crate) state: Applies,
}

/// Whether a rule applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Applies {
    Yes,
    No,
    /// Its own condition holds; whether an exception takes its place is not known.
    Unless(MissId),
    Maybe(MissId),
}

impl Candidate {
    pub(crate) fn is_certain(&self) -> bool {
        self.state == Applies::Yes
    }
}

/// Longest chain of exceptions to exceptions.
const MAX_CHAIN: u32 = 32;

impl<T: Tracer> Run<'_, '_, T> {
    pub(super) fn clause(&mut self, item: ItemId, rule: RuleId, expr: ExprId) -> Res<()> {
        let state = self.applies(rule, item, 0)?;
        if state != Applies::No {
            self.s.candidates.push(Candidate { rule, expr, state });
        }
        Ok(())
    }

    /// Candidates among the rows of a table.
    pub(super) fn rows(&mut self, item: ItemId, table: TableId) -> Res<()> {
        self.match_table(table)?;
        let plan = self.plan;
        let Some(t) = plan.program.tables.get(table.ix()) else { return Ok(()) };
        let mut next = 0;
        while let Some(row) = self.candidate_row(table, next) {
            next = row.saturating_add(1);
            let rule = t.rows.get(row as usize).copied();
            let def = rule.and_then(|r| plan.program.rules.get(r.ix())?.defs.iter().find(|(i, _)| *i == item));
            if let (Some(rule), Some((_, expr))) = (rule, def) {
                self.clause(item, rule, *expr)?;
            }
        }
        Ok(())
    }

    /// Whether a rule applies, as far as an item is concerned.
    pub(super) fn applies(&mut self, rule: RuleId, item: ItemId, chain: u32) -> Res<Applies> {
        if chain > MAX_CHAIN {
            return Err(errors::exception_chain(self.plan.program, rule));
        }
        let Some(r) = self.plan.rules.get(rule.ix()) else { return Ok(Applies::No) };
        let interval = self.within(r.effective);
        if interval == Tri::No {
            return Ok(Applies::No);
        }
        let guard = self.guard(rule)?;
        match self.both(interval, guard) {
            Tri::No => Ok(Applies::No),
            own if r.overridden => self.unless_overridden(own, rule, item, chain),
            Tri::Yes => Ok(Applies::Yes),
            Tri::Unknown(m) => Ok(Applies::Maybe(m)),
        }
    }

    /// 且
    pub(super) fn both(&mut self, a: Tri, b: Tri) -> Tri {
        match (a, b) {
            (Tri::No, _) | (_, Tri::No) => Tri::No,
            (Tri::Yes, t) | (t, Tri::Yes) => t,
            (Tri::Unknown(a), Tri::Unknown(b)) => Tri::Unknown(self.s.arena.join(a, b)),
        }
    }

    fn unless_overridden(&mut self, own: Tri, rule: RuleId, item: ItemId, chain: u32) -> Res<Applies> {
        let mut state = match own {
            Tri::No => return Ok(Applies::No),
            Tri::Yes => Applies::Yes,
            Tri::Unknown(m) => Applies::Maybe(m),
        };
        let program = self.plan.program;
        let others = program.rules.get(rule.ix()).map_or(&[][..], |r| &r.overridden_by);
        for other in others {
            let defines = program.rules.get(other.ix()).is_some_and(|o| o.defs.iter().any(|(i, _)| *i == item));
            if !defines {
                continue;
            }
            state = match (state, self.applies(*other, item, chain + 1)?) {
                (_, Applies::Yes) => return Ok(Applies::No),
                (s, Applies::No) => s,
                (Applies::Yes, Applies::Unless(m) | Applies::Maybe(m)) => Applies::Unless(m),
                (Applies::Unless(a), Applies::Unless(m) | Applies::Maybe(m)) => {
                    Applies::Unless(self.s.arena.join(a, m))
                }
                (s, _) => s,
            };
        }
        Ok(state)
    }

    /// The truth of a condition of a rule, table, ceiling or accumulator. One that looks at an item to which no rule
    /// applies does not hold.
    pub(super) fn holds(&mut self, condition: ExprId) -> Res<Tri> {
        let t = self.truth(condition)?;
        Ok(self.settled(t))
    }

    /// 不成立 for a condition that only lacks a rule that applies.
    pub(super) fn settled(&self, t: Tri) -> Tri {
        match t {
            Tri::Unknown(m) if self.s.arena.get(m).lacks_only_a_rule() => Tri::No,
            t => t,
        }
    }

    /// A rule's own condition, evaluated once per encounter.
    pub(super) fn guard(&mut self, rule: RuleId) -> Res<Tri> {
        let Some(r) = self.plan.rules.get(rule.ix()) else { return Ok(Tri::No) };
        if let Some((table, row)) = r.row {
            self.match_table(table)?;
            return Ok(self.row_state(table, row));
        }
        let Some(guard) = r.guard else { return Ok(Tri::Yes) };
        match self.s.guards.get(rule.ix()) {
            Some((encounter, t)) if *encounter == self.s.encounter => Ok(*t),
            _ => self.fresh_guard(rule, guard),
        }
    }

    fn fresh_guard(&mut self, rule: RuleId, guard: ExprId) -> Res<Tri> {
        let place = self.place;
        self.place = Place { rule: Some(rule), ..place };
        self.pause();
        let t = self.holds(guard)?;
        self.resume();
        self.place = place;
        if let Some(memo) = self.s.guards.get_mut(rule.ix()) {
            *memo = (self.s.encounter, t);
        }
        Ok(t)
    }

    /// The value that a candidate gives.
    pub(super) fn candidate_value(&mut self, c: Candidate) -> Res<V> {
        self.place.rule = Some(c.rule);
        let mark = self.mark();
        let value = self.eval(c.expr)?;
        if T::ON {
            self.record(c, mark, &value);
        }
        Ok(value)
    }

    fn record(&mut self, c: Candidate, mark: usize, value: &V) {
        let value = value.answer(&self.s.arena);
        if let Some(r) = self.tracer.recorder() {
            let steps = r.since(mark);
            let certain = c.is_certain();
            if let Some(open) = r.open.last_mut() {
                let applied = crate::eval::trace::RuleTrace { rule: c.rule, certain, value, expr: c.expr, steps };
                open.applied.push(applied);
            }
        }
    }
}
