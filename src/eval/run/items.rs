//! One item: choose the rules, merge, round, cap.

use super::numbers::Exit;
use super::rules::Applies;
use super::{Place, Res, Run, reasons};
use crate::base::num::Num;
use crate::eval::missing::MissId;
use crate::eval::ops::{self, Fault};
use crate::eval::plan::Source;
use crate::eval::trace::Tracer;
use crate::eval::value::{Tri, V};
use crate::eval::{Missing, errors};
use crate::ir::{ExprId, Item, ItemId, RuleId};

/// Progress of an item within the encounter.
#[derive(Clone, Debug)]
pub(crate) enum State {
    Todo,
    Busy,
    Done(V),
}

impl<'p, T: Tracer> Run<'_, 'p, T> {
    /// The value of an item in this encounter.
    pub(super) fn item(&mut self, id: ItemId) -> Res<V> {
        let slot = self.plan.slot(id) as usize;
        match self.s.items.get(slot) {
            Some(State::Done(v)) => Ok(v.clone()),
            Some(State::Todo) => {
                self.settle_item(id, slot)?;
                self.item(id)
            }
            Some(State::Busy) => Err(errors::cycle(self.plan.program, id)),
            None => Ok(V::Missing(MissId::no_rule(id))),
        }
    }

    /// Settles an item that is not yet settled.
    pub(super) fn settle(&mut self, id: ItemId) -> Res<()> {
        let slot = self.plan.slot(id) as usize;
        if let Some(State::Todo) = self.s.items.get(slot) {
            self.settle_item(id, slot)?;
        }
        Ok(())
    }

    fn settle_item(&mut self, id: ItemId, slot: usize) -> Res<()> {
        self.put(slot, State::Busy);
        let place = std::mem::replace(&mut self.place, Place { item: Some(id), rule: None });
        let paused = self.tracer.recorder().map_or(0, |r| r.open(id));
        let Some(item) = self.plan.program.items.get(id.ix()) else { return Err(self.fault(Fault::Type)) };
        if T::ON || !self.settle_number(id, item, slot)? {
            let value = self.value_of(id, item, slot)?;
            if T::ON {
                self.close(&value, paused);
            }
            self.put(slot, State::Done(value));
        }
        self.place = place;
        Ok(())
    }

    /// The usual case by the short way: exactly one rule applies, certainly, and gives a number. False: it is not so.
    fn settle_number(&mut self, id: ItemId, item: &'p Item, slot: usize) -> Res<bool> {
        let Some((rule, expr)) = self.only_rule(id, slot)? else { return Ok(false) };
        if !self.plan.nodes.is_numeric(expr) {
            return Ok(false);
        }
        self.place.rule = Some(rule);
        let mut n = Num::ZERO;
        match self.number_into(expr, &mut n) {
            Ok(()) => {}
            Err(Exit::Missing(m)) => {
                self.put(slot, State::Done(V::Missing(m)));
                return Ok(true);
            }
            Err(Exit::Stop(stop)) => return Err(stop),
        }
        if let Some((unit, mode)) = item.rounding {
            n = n.round_to(unit, mode).map_err(|o| self.fault(o.into()))?;
        }
        let mut value = V::Num(n);
        if !item.caps.is_empty() {
            self.cap(item, &mut value)?;
        }
        self.put(slot, State::Done(value));
        Ok(true)
    }

    fn only_rule(&mut self, id: ItemId, slot: usize) -> Res<Option<(RuleId, ExprId)>> {
        let plan = self.plan;
        let (rule, expr) = match plan.sources.get(slot).map(Vec::as_slice) {
            Some([Source::Rule(rule, expr)]) => (*rule, *expr),
            Some([Source::Table(table)]) => {
                self.match_table(*table)?;
                let Some(row) = self.only_row(*table) else { return Ok(None) };
                let rule = plan.program.tables.get(table.ix()).and_then(|t| t.rows.get(row as usize)).copied();
                let def = rule.and_then(|r| plan.program.rules.get(r.ix())?.defs.iter().find(|(i, _)| *i == id));
                match (rule, def) {
                    (Some(rule), Some((_, expr))) => (rule, *expr),
                    _ => return Ok(None),
                }
            }
            _ => return Ok(None),
        };
        Ok((self.applies(rule, id, 0)? == Applies::Yes).then_some((rule, expr)))
    }

    #[inline]
    fn put(&mut self, slot: usize, state: State) {
        if let Some(place) = self.s.items.get_mut(slot) {
            *place = state;
        }
    }

    fn close(&mut self, value: &V, paused: u32) {
        let answer = value.answer(&self.s.arena);
        if let Some(r) = self.tracer.recorder() {
            r.close(answer, paused);
        }
    }

    fn value_of(&mut self, id: ItemId, item: &'p Item, slot: usize) -> Res<V> {
        let mut value = self.chosen(id, item, slot)?;
        if item.rounding.is_some() {
            self.round(item, &mut value)?;
        }
        if !item.caps.is_empty() {
            self.cap(item, &mut value)?;
        }
        Ok(value)
    }

    fn round(&mut self, item: &Item, value: &mut V) -> Res<()> {
        let (Some((unit, mode)), false) = (item.rounding, matches!(value, V::Missing(_))) else { return Ok(()) };
        let rounded = ops::round(value, unit, mode).map_err(|f| self.fault(f))?;
        let before = std::mem::replace(value, rounded);
        if let Some(r) = self.tracer.recorder().filter(|_| before != *value)
            && let Some((open, before)) = r.open.last_mut().zip(before.known())
        {
            open.rounding = Some((before, unit, mode));
        }
        Ok(())
    }

    fn chosen(&mut self, id: ItemId, item: &'p Item, slot: usize) -> Res<V> {
        let plan = self.plan;
        let first = self.s.candidates.len();
        for source in plan.sources.get(slot).into_iter().flatten() {
            match source {
                Source::Rule(rule, expr) => self.clause(id, *rule, *expr)?,
                Source::Table(table) => self.rows(id, *table)?,
            }
        }
        let value = match self.s.candidates.get(first..).unwrap_or(&[]) {
            [] => self.no_rule(id, item, slot)?,
            [one] if one.is_certain() => {
                let one = *one;
                self.candidate_value(one)?
            }
            _ => self.merge(id, item, first)?,
        };
        if T::ON {
            reasons::rejections(self, id, slot, first)?;
        }
        self.s.candidates.truncate(first);
        Ok(value)
    }

    /// What an item is when no rule applies.
    fn no_rule(&mut self, id: ItemId, item: &Item, slot: usize) -> Res<V> {
        let expired = self.expired(slot)?;
        let program = self.plan.program;
        let stale = |r: &RuleId| {
            let module = program.rules.get(r.ix()).and_then(|r| program.modules.get(r.module.ix()));
            module.is_some_and(|m| self.within(m.effective) == Tri::No)
        };
        let out_of_force = expired.iter().any(stale);
        match item.default {
            Some(e) if !out_of_force => self.default(e),
            _ if expired.is_empty() => Ok(V::Missing(MissId::no_rule(id))),
            _ => Ok(V::Missing(self.s.arena.id(Missing { undetermined: expired, ..Missing::default() }))),
        }
    }

    fn default(&mut self, e: ExprId) -> Res<V> {
        let mark = self.mark();
        let value = self.eval(e)?;
        if let Some(r) = self.tracer.recorder() {
            let steps = r.since(mark);
            if let Some(open) = r.open.last_mut() {
                open.default = Some(steps);
            }
        }
        Ok(value)
    }

    /// Rules that would apply but for their interval.
    fn expired(&mut self, slot: usize) -> Res<Vec<RuleId>> {
        let plan = self.plan;
        let mut out = Vec::new();
        for source in plan.sources.get(slot).into_iter().flatten() {
            let rules = match source {
                Source::Rule(rule, _) => std::slice::from_ref(rule),
                Source::Table(t) => plan.program.tables.get(t.ix()).map_or(&[][..], |t| &t.rows),
            };
            for rule in rules {
                let effective = plan.rules.get(rule.ix()).map(|r| r.effective).unwrap_or_default();
                if self.within(effective) == Tri::No && self.guard(*rule)? != Tri::No {
                    out.push(*rule);
                }
            }
        }
        Ok(out)
    }
}
