//! The settlement of a case under a [`Plan`]: encounter by encounter, item by item.

mod accums;
mod agg;
pub(crate) mod bands;
mod caps;
mod dates;
mod exprs;
mod items;
mod merge;
mod numbers;
mod reasons;
mod rules;
mod tables;

use super::errors::{self, Stop};
use super::missing::{MissArena, MissId};
use super::ops::Fault;
use super::plan::Plan;
use super::plan::nodes::in_cents;
use super::trace::Tracer;
use super::value::{Tri, V};
use super::{Answer, Case, Facts, Outcome, Settlement};
use crate::base::date::Date;
use crate::ir::value::Value;
use crate::ir::{InputId, ItemId, ParamId, RuleId};

type Res<T> = Result<T, Stop>;

/// Working memory of settlements, to be reused from case to case.
#[derive(Default)]
pub struct Scratch {
    /// The encounter's facts over the person's over the defaults, by slot.
    facts: Vec<V>,
    items: Vec<items::State>,
    /// Conditions of rules, valid in the encounter named.
    guards: Vec<(u32, Tri)>,
    tables: Vec<tables::Memo>,
    bits: tables::Buffers,
    encounter: u32,
    /// Date of the encounter before.
    before: Option<Date>,
    readings: Vec<u32>,
    params: Vec<(ParamId, V)>,
    /// Elements bound by aggregates; the innermost last.
    locals: Vec<V>,
    candidates: Vec<rules::Candidate>,
    pub(crate) arena: MissArena,
    accums: accums::Store,
}

/// What is being computed, for messages and for settings that depend on the module.
#[derive(Clone, Copy, Default)]
struct Place {
    item: Option<ItemId>,
    rule: Option<RuleId>,
}

/// One settlement.
pub(crate) struct Run<'a, 'p, T: Tracer> {
    plan: &'a Plan<'p>,
    s: &'a mut Scratch,
    tracer: &'a mut T,
    date: Option<Date>,
    place: Place,
}

impl<'a, 'p, T: Tracer> Run<'a, 'p, T> {
    pub(crate) fn new(plan: &'a Plan<'p>, s: &'a mut Scratch, tracer: &'a mut T) -> Self {
        Run { plan, s, tracer, date: None, place: Place::default() }
    }

    /// Settles the case.
    pub(crate) fn case(mut self, case: &Case) -> Res<Settlement> {
        self.begin(case);
        let mut outcomes = Vec::with_capacity(case.encounters.len());
        for facts in &case.encounters {
            outcomes.push(self.encounter(&case.person, facts)?);
        }
        Ok(Settlement { outcomes })
    }

    /// Settles one encounter after those settled since [`begin`](Self::begin).
    pub(crate) fn next(mut self, person: &Facts, facts: &Facts) -> Res<Outcome> {
        self.date = self.s.before;
        let outcome = self.encounter(person, facts);
        self.s.before = self.date;
        outcome
    }

    /// Forgets the case before and takes what the encounters of this one share.
    pub(crate) fn begin(&mut self, case: &Case) {
        self.s.before = None;
        let program = self.plan.program;
        self.s.arena.clear();
        self.s.readings.clear();
        self.s.readings.extend(program.doubts.iter().map(|d| d.adopted));
        for (doubt, reading) in &case.readings {
            if let Some(r) = self.s.readings.get_mut(doubt.ix()) {
                *r = *reading;
            }
        }
        self.s.params.clear();
        self.s.params.extend(case.params.iter().map(|(p, v)| (*p, V::from(v))));
        self.s.guards.resize(program.rules.len(), (0, Tri::No));
        self.s.tables.resize_with(program.tables.len(), tables::Memo::default);
        self.s.accums.begin(program.accums.len(), &case.opening);
    }

    /// Lays facts over those before.
    fn lay(&mut self, facts: &Facts) {
        for (input, value) in facts {
            let slot = self.plan.input_slot.get(input.ix()).copied().unwrap_or(super::plan::NONE) as usize;
            let Some(place) = self.s.facts.get_mut(slot) else { continue };
            *place = match value {
                Some(Value::Num(n)) if self.plan.in_cents.get(slot) == Some(&true) => V::Num(in_cents(*n)),
                Some(v) => V::from(v),
                None => V::Missing(MissId::fact(*input)),
            };
        }
    }

    fn encounter(&mut self, person: &Facts, facts: &Facts) -> Res<Outcome> {
        self.s.facts.clone_from(&self.plan.defaults);
        self.lay(person);
        self.lay(facts);
        self.next_encounter();
        self.settle_date()?;
        let plan = self.plan;
        for item in &plan.order {
            self.settle(*item)?;
        }
        self.musts()?;
        self.accumulate()?;
        if let Some(r) = self.tracer.recorder() {
            r.end();
        }
        self.outcome()
    }

    /// Forgets what was computed for the encounter before.
    fn next_encounter(&mut self) {
        self.s.encounter = self.s.encounter.wrapping_add(1);
        if self.s.encounter == 0 {
            self.s.guards.fill((0, Tri::No));
            self.s.tables.iter_mut().for_each(|t| *t = tables::Memo::default());
            self.s.encounter = 1;
        }
        self.s.items.clear();
        self.s.items.resize(self.plan.sources.len(), items::State::Todo);
        self.s.locals.clear();
        self.s.candidates.clear();
        self.s.accums.next_encounter();
    }

    fn outcome(&mut self) -> Res<Outcome> {
        let plan = self.plan;
        let mut answers = Vec::with_capacity(plan.report.len());
        for item in &plan.report {
            self.settle(*item)?;
            let answer = match self.s.items.get(plan.slot(*item) as usize) {
                Some(items::State::Done(V::Num(n))) => Answer::Value(Value::Num(*n)),
                Some(items::State::Done(v)) => v.answer(&self.s.arena),
                _ => V::Missing(MissId::no_rule(*item)).answer(&self.s.arena),
            };
            answers.push((*item, answer));
        }
        Ok(Outcome { date: self.date, answers })
    }

    /// Verifies the hard invariants whose values are known.
    fn musts(&mut self) -> Res<()> {
        let plan = self.plan;
        for i in &plan.musts {
            let Some(must) = plan.program.musts.get(*i) else { continue };
            self.place = Place::default();
            self.pause();
            let holds = must.guard.map_or(Ok(Tri::Yes), |g| self.truth(g))?;
            let kept = if holds == Tri::Yes { self.truth(must.cond)? } else { Tri::Yes };
            self.resume();
            if kept == Tri::No {
                return Err(errors::must(must, self.date));
            }
            if let Some(r) = self.tracer.recorder().filter(|_| holds == Tri::Yes && kept == Tri::Yes) {
                r.now.musts.push(*i);
            }
        }
        Ok(())
    }

    fn fact(&mut self, input: InputId) -> V {
        let slot = self.plan.input_slot.get(input.ix()).copied().unwrap_or(super::plan::NONE);
        let value = self.s.facts.get(slot as usize).cloned().unwrap_or(V::Missing(MissId::fact(input)));
        if let Some(r) = self.tracer.recorder() {
            r.fact(input, value.known());
        }
        value
    }

    /// A parameter at the encounter's date; what the caller supplies comes first.
    fn param(&mut self, param: ParamId) -> V {
        let supplied = self.s.params.iter().find(|(p, _)| *p == param).map(|(_, v)| v.clone());
        let value = supplied.unwrap_or_else(|| self.param_on_date(param));
        if let Some(r) = self.tracer.recorder() {
            r.param(param, value.known());
        }
        value
    }

    fn param_on_date(&self, param: ParamId) -> V {
        for (period, value) in self.plan.params.get(param.ix()).map_or(&[][..], Vec::as_slice) {
            match self.within(*period) {
                Tri::Yes => return value.clone(),
                Tri::Unknown(m) => return V::Missing(m),
                Tri::No => {}
            }
        }
        V::Missing(MissId::param(param))
    }

    fn fault(&self, fault: Fault) -> Stop {
        errors::fault(self.plan.program, fault, self.place.item, self.place.rule)
    }

    fn pause(&mut self) {
        if let Some(r) = self.tracer.recorder() {
            r.paused += 1;
        }
    }

    fn resume(&mut self) {
        if let Some(r) = self.tracer.recorder() {
            r.paused = r.paused.saturating_sub(1);
        }
    }

    fn mark(&mut self) -> usize {
        self.tracer.recorder().map_or(0, |r| r.steps.len())
    }
}
