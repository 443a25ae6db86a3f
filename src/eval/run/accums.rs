//! Accumulators: balances by window and key, read before an encounter and updated after it.

use super::items::State;
use super::{Place, Res, Run};
use crate::base::num::Num;
use crate::eval::errors;
use crate::eval::missing::MissId;
use crate::eval::ops::{self, Fault};
use crate::eval::trace::{AccumTrace, Tracer};
use crate::eval::value::{Tri, V};
use crate::ir::value::Value;
use crate::ir::{Accum, AccumId, AccumMode, Ty, Unit, Window};
use std::cmp::Ordering;

/// Balances of all accumulators.
#[derive(Default)]
pub(crate) struct Store {
    by_accum: Vec<Ledger>,
}

/// The balances of one accumulator.
#[derive(Default)]
struct Ledger {
    entries: Vec<(Key, V)>,
    /// Opening balance not yet assigned to a key.
    opening: Option<V>,
    /// The window that the opening balance belongs to.
    first: Option<(Period, Option<V>)>,
    /// An encounter whose window or key is unknown: any balance may have changed.
    clouded: Option<MissId>,
    now: Now,
    /// The key of this encounter, when it is known.
    key: Key,
    /// Its entry, if there is one.
    at: Option<usize>,
}

/// The key of this encounter.
#[derive(Clone, Copy, Default)]
enum Now {
    #[default]
    Unasked,
    Known,
    Missing(MissId),
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Key {
    period: Period,
    /// The course, if the window is one, then the keys declared.
    keys: Vec<V>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Period {
    #[default]
    Lifetime,
    /// Year; `None` when no encounter so far has a date.
    Year(Option<i32>),
    /// Number of the period.
    Days(i64),
    Course,
}

impl Store {
    pub(super) fn begin(&mut self, accums: usize, opening: &[(AccumId, Value)]) {
        self.by_accum.resize_with(accums, Ledger::default);
        for ledger in &mut self.by_accum {
            ledger.entries.clear();
            ledger.opening = None;
            ledger.first = None;
            ledger.clouded = None;
        }
        for (accum, value) in opening {
            if let Some(ledger) = self.by_accum.get_mut(accum.ix()) {
                ledger.opening = Some(V::from(value));
            }
        }
    }

    pub(super) fn next_encounter(&mut self) {
        self.by_accum.iter_mut().for_each(|l| l.now = Now::Unasked);
    }
}

impl Ledger {
    /// Whether this encounter lies in the window that the opening balance belongs to.
    fn in_first_window(&self) -> bool {
        let course = if self.key.period == Period::Course { self.key.keys.first() } else { None };
        self.first.as_ref().is_some_and(|(p, c)| *p == self.key.period && c.as_ref() == course)
    }

    /// The opening balance falls to the first key used in the first window.
    fn open(&mut self) {
        if self.opening.is_some()
            && self.in_first_window()
            && let Some(opening) = self.opening.take()
        {
            self.put(opening);
        }
    }

    fn get(&self) -> Option<&V> {
        self.at.and_then(|i| self.entries.get(i)).map(|(_, v)| v)
    }

    fn put(&mut self, value: V) {
        match self.at.and_then(|i| self.entries.get_mut(i)) {
            Some((_, v)) => *v = value,
            None => {
                self.at = Some(self.entries.len());
                self.entries.push((self.key.clone(), value));
            }
        }
    }
}

impl<'p, T: Tracer> Run<'_, 'p, T> {
    fn ledger(&mut self, id: AccumId) -> Res<&mut Ledger> {
        let (program, place) = (self.plan.program, self.place);
        let ledger = self.s.accums.by_accum.get_mut(id.ix());
        ledger.ok_or_else(|| errors::fault(program, Fault::Type, place.item, place.rule))
    }

    /// The balance before this encounter.
    pub(super) fn balance(&mut self, id: AccumId) -> Res<V> {
        let Some(accum) = self.plan.program.accums.get(id.ix()) else { return Err(self.fault(Fault::Type)) };
        match self.key(id, accum)? {
            Err(m) => Ok(V::Missing(m)),
            Ok(()) => self.balance_now(id, accum),
        }
    }

    fn balance_now(&mut self, id: AccumId, accum: &Accum) -> Res<V> {
        let ledger = self.ledger(id)?;
        ledger.open();
        if let Some(m) = ledger.clouded {
            return Ok(V::Missing(m));
        }
        Ok(ledger.get().cloned().unwrap_or_else(|| initial(id, accum)))
    }

    /// Finds the window and keys of this encounter, or what is missing to know them.
    fn key(&mut self, id: AccumId, accum: &'p Accum) -> Res<Result<(), MissId>> {
        match self.ledger(id)?.now {
            Now::Known => return Ok(Ok(())),
            Now::Missing(m) => return Ok(Err(m)),
            Now::Unasked => {}
        }
        let found = match self.plain_key(id, accum)? {
            Some(found) => found,
            None => {
                self.pause();
                let found = self.fresh_key(id, accum)?;
                self.resume();
                found
            }
        };
        let ledger = self.ledger(id)?;
        ledger.now = match found {
            Ok(()) => Now::Known,
            Err(m) => Now::Missing(m),
        };
        let Ledger { entries, key, at, .. } = ledger;
        *at = entries.iter().position(|(k, _)| k == key);
        Ok(found)
    }

    /// The key of an accumulator that has only a window, and one that needs no evaluation.
    fn plain_key(&mut self, id: AccumId, accum: &Accum) -> Res<Option<Result<(), MissId>>> {
        let period = match accum.window {
            Window::Lifetime if accum.keys.is_empty() => Period::Lifetime,
            Window::CalendarYear if accum.keys.is_empty() => Period::Year(self.date.map(|d| d.year())),
            _ => return Ok(None),
        };
        let ledger = self.ledger(id)?;
        ledger.key.period = period;
        ledger.key.keys.clear();
        match ledger.first {
            None => ledger.first = Some((period, None)),
            Some((Period::Year(None), _)) if period != Period::Year(None) => return Ok(Some(Err(self.no_date()))),
            _ => {}
        }
        Ok(Some(Ok(())))
    }

    fn fresh_key(&mut self, id: AccumId, accum: &'p Accum) -> Res<Result<(), MissId>> {
        let mut keys = std::mem::take(&mut self.ledger(id)?.key.keys);
        keys.clear();
        let period = match self.period(&accum.window, &mut keys)? {
            Ok(p) => p,
            Err(m) => return Ok(Err(m)),
        };
        let ledger = self.ledger(id)?;
        let course = || if period == Period::Course { keys.first().cloned() } else { None };
        let first = ledger.first.get_or_insert_with(|| (period, course()));
        if first.0 == Period::Year(None) && period != Period::Year(None) {
            // Whether the undated encounters before lie in the same year is not known.
            return Ok(Err(self.no_date()));
        }
        for e in &accum.keys {
            match self.eval(*e)? {
                V::Missing(m) => return Ok(Err(m)),
                v => keys.push(v),
            }
        }
        self.ledger(id)?.key = Key { period, keys };
        Ok(Ok(()))
    }

    fn period(&mut self, window: &'p Window, keys: &mut Vec<V>) -> Res<Result<Period, MissId>> {
        match window {
            Window::Lifetime => Ok(Ok(Period::Lifetime)),
            Window::CalendarYear => Ok(Ok(Period::Year(self.date.map(|d| d.year())))),
            Window::Course(e) => match self.eval(*e)? {
                V::Missing(m) => Ok(Err(m)),
                v => {
                    keys.push(v);
                    Ok(Ok(Period::Course))
                }
            },
            Window::Days(n, since) => {
                let since = match self.eval(*since)? {
                    V::Missing(m) => return Ok(Err(m)),
                    V::Date(d) => d,
                    _ => return Err(self.fault(Fault::Type)),
                };
                let Some(date) = self.date else { return Ok(Err(self.no_date())) };
                let days = date.day_number() - since.day_number();
                Ok(Ok(Period::Days(days.div_euclid(i64::from((*n).max(1))))))
            }
        }
    }

    fn no_date(&mut self) -> MissId {
        match self.plan.program.date_input {
            Some(i) => MissId::fact(i),
            None => self.s.arena.id(crate::eval::Missing::default()),
        }
    }

    /// Updates all accumulators after the encounter.
    pub(super) fn accumulate(&mut self) -> Res<()> {
        let plan = self.plan;
        self.place = Place::default();
        self.pause();
        for id in &plan.accums {
            if let Some(accum) = plan.program.accums.get(id.ix()) {
                self.update(*id, accum)?;
            }
        }
        self.resume();
        Ok(())
    }

    fn update(&mut self, id: AccumId, accum: &'p Accum) -> Res<()> {
        let key = self.key(id, accum)?;
        let before = if T::ON { Some(self.peek(id, accum)) } else { None };
        let counts = accum.guard.map_or(Ok(Tri::Yes), |g| self.holds(g))?;
        if !T::ON && key.is_ok() && counts == Tri::Yes && self.add_number(id, accum)? {
            return Ok(());
        }
        if counts != Tri::No {
            let added = self.added(accum)?;
            // What adds nothing changes nothing, whether it counts or not.
            let idle = accum.mode == AccumMode::Sum && added.is_nothing();
            match (key, counts) {
                (Ok(()), Tri::Unknown(m)) if !idle => {
                    self.balance_now(id, accum)?;
                    self.ledger(id)?.put(V::Missing(m));
                }
                (Ok(()), Tri::Yes) => self.add(id, accum, added)?,
                (Err(m), _) if !idle => self.ledger(id)?.clouded = Some(m),
                _ => {}
            }
        }
        if let Some(before) = before {
            let after = self.peek(id, accum);
            self.record_accum(id, &before, &after);
        }
        Ok(())
    }

    /// The usual case by the short way: the one item that is summed has a number, and so has the balance.
    fn add_number(&mut self, id: AccumId, accum: &Accum) -> Res<bool> {
        let ([part], AccumMode::Sum) = (accum.parts.as_slice(), accum.mode) else { return Ok(false) };
        let slot = self.plan.slot(*part) as usize;
        let Some(State::Done(V::Num(added))) = self.s.items.get(slot) else { return Ok(false) };
        let added = *added;
        let ledger = self.ledger(id)?;
        ledger.open();
        let sum = match ledger.get() {
            Some(V::Num(before)) if ledger.clouded.is_none() => before.add(added),
            None if ledger.clouded.is_none() && matches!(accum.ty, Ty::Amount) => Ok(added),
            _ => return Ok(false),
        };
        let sum = sum.map_err(|o| self.fault(o.into()))?;
        self.ledger(id)?.put(V::Num(sum));
        Ok(true)
    }

    /// The balance as a number, when it is one; false leaves the rest to [`balance`](Self::balance).
    pub(super) fn balance_into(&mut self, id: AccumId, out: &mut Num) -> bool {
        let Some(ledger) = self.s.accums.by_accum.get(id.ix()) else { return false };
        match (ledger.now, ledger.clouded, ledger.get()) {
            (Now::Known, None, Some(V::Num(n))) => {
                *out = *n;
                true
            }
            _ => false,
        }
    }

    /// What the encounter adds. In a plain sum of items, one that does not apply adds nothing.
    fn added(&mut self, accum: &'p Accum) -> Res<V> {
        if accum.parts.is_empty() || accum.mode != AccumMode::Sum {
            return self.eval(accum.value);
        }
        let mut sum: Option<V> = None;
        let mut missing: Option<MissId> = None;
        for part in &accum.parts {
            match self.item(*part)? {
                V::Missing(m) if self.s.arena.get(m).is_not_applicable() => {}
                V::Missing(m) => missing = Some(missing.map_or(m, |a| self.s.arena.join(a, m))),
                v => {
                    sum = Some(match sum {
                        Some(s) => ops::add(&s, &v, Unit::None).map_err(|f| self.fault(f))?,
                        None => v,
                    });
                }
            }
        }
        Ok(missing.map(V::Missing).or(sum).unwrap_or(V::Num(Num::ZERO)))
    }

    fn add(&mut self, id: AccumId, accum: &Accum, added: V) -> Res<()> {
        let before = self.balance_now(id, accum)?;
        let after = match (accum.mode, before, added) {
            (AccumMode::Last, _, v) => v,
            (AccumMode::Max, V::Missing(m), v) if m == MissId::empty(id) => v,
            (_, V::Missing(a), V::Missing(b)) => V::Missing(self.s.arena.join(a, b)),
            (_, V::Missing(m), _) | (_, _, V::Missing(m)) => V::Missing(m),
            (AccumMode::Max, b, v) => match v.order(&b).ok_or_else(|| self.fault(Fault::Type))? {
                Ordering::Greater => v,
                _ => b,
            },
            (AccumMode::Sum, b, v) => ops::add(&b, &v, Unit::None).map_err(|f| self.fault(f))?,
        };
        self.ledger(id)?.put(after);
        Ok(())
    }

    /// The balance, without assigning the opening balance to the key of this encounter.
    fn peek(&self, id: AccumId, accum: &Accum) -> V {
        let Some(ledger) = self.s.accums.by_accum.get(id.ix()) else { return initial(id, accum) };
        if let Now::Missing(m) = ledger.now {
            return V::Missing(m);
        }
        let opening = ledger.opening.as_ref().filter(|_| ledger.in_first_window());
        match ledger.clouded {
            Some(m) => V::Missing(m),
            None => ledger.get().or(opening).cloned().unwrap_or_else(|| initial(id, accum)),
        }
    }

    fn record_accum(&mut self, accum: AccumId, before: &V, after: &V) {
        let (before, after) = (before.answer(&self.s.arena), after.answer(&self.s.arena));
        if let Some(r) = self.tracer.recorder() {
            r.now.accums.push(AccumTrace { accum, before, after });
        }
    }
}

/// The balance of what nothing has been added to.
fn initial(id: AccumId, accum: &Accum) -> V {
    match &accum.ty {
        Ty::Amount => V::Num(Num::cents(0)),
        Ty::Ratio | Ty::Int(_) | Ty::Decimal => V::Num(Num::ZERO),
        Ty::Set(_) => ops::set([]),
        _ => V::Missing(MissId::empty(id)),
    }
}
