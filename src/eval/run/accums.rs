//! Accumulators: balances by window and key, read before an encounter and updated after it.

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
    first_window: Option<Period>,
    /// An encounter whose window or key is unknown: any balance may have changed.
    clouded: Option<MissId>,
    /// The key in this encounter, once computed.
    now: Option<Result<Key, MissId>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Key {
    period: Period,
    keys: Vec<V>,
}

#[derive(Clone, Debug, PartialEq)]
enum Period {
    /// Year; `None` when no encounter so far has a date.
    Year(Option<i32>),
    /// Number of the period.
    Days(i64),
    Course(V),
    Lifetime,
}

impl Store {
    pub(super) fn begin(&mut self, accums: usize, opening: &[(AccumId, Value)]) {
        self.by_accum.resize_with(accums, Ledger::default);
        for ledger in &mut self.by_accum {
            ledger.entries.clear();
            *ledger = Ledger { entries: std::mem::take(&mut ledger.entries), ..Ledger::default() };
        }
        for (accum, value) in opening {
            if let Some(ledger) = self.by_accum.get_mut(accum.ix()) {
                ledger.opening = Some(V::from(value));
            }
        }
    }

    pub(super) fn next_encounter(&mut self) {
        self.by_accum.iter_mut().for_each(|l| l.now = None);
    }
}

impl Ledger {
    /// The opening balance falls to the first key used in the first window.
    fn open(&mut self, key: &Key) {
        if self.first_window.as_ref() == Some(&key.period)
            && let Some(opening) = self.opening.take()
        {
            self.entries.push((key.clone(), opening));
        }
    }

    fn get(&self, key: &Key) -> Option<&V> {
        self.entries.iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }

    fn put(&mut self, key: Key, value: V) {
        match self.entries.iter_mut().find(|(k, _)| *k == key) {
            Some((_, v)) => *v = value,
            None => self.entries.push((key, value)),
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
            Ok(key) => self.balance_at(id, accum, &key),
        }
    }

    fn balance_at(&mut self, id: AccumId, accum: &Accum, key: &Key) -> Res<V> {
        let ledger = self.ledger(id)?;
        ledger.open(key);
        if let Some(m) = ledger.clouded {
            return Ok(V::Missing(m));
        }
        Ok(ledger.get(key).cloned().unwrap_or_else(|| initial(id, accum)))
    }

    /// The window and keys of this encounter, or what is missing to know them.
    fn key(&mut self, id: AccumId, accum: &'p Accum) -> Res<Result<Key, MissId>> {
        if let Some(now) = &self.ledger(id)?.now {
            return Ok(now.clone());
        }
        self.pause();
        let key = self.fresh_key(id, accum)?;
        self.resume();
        self.ledger(id)?.now = Some(key.clone());
        Ok(key)
    }

    fn fresh_key(&mut self, id: AccumId, accum: &'p Accum) -> Res<Result<Key, MissId>> {
        let period = match self.period(&accum.window)? {
            Ok(p) => p,
            Err(m) => return Ok(Err(m)),
        };
        let ledger = self.ledger(id)?;
        let first = ledger.first_window.get_or_insert_with(|| period.clone());
        if *first == Period::Year(None) && period != Period::Year(None) {
            // Whether the undated encounters before lie in the same year is not known.
            return Ok(Err(self.no_date()));
        }
        let mut keys = Vec::with_capacity(accum.keys.len());
        for e in &accum.keys {
            match self.eval(*e)? {
                V::Missing(m) => return Ok(Err(m)),
                v => keys.push(v),
            }
        }
        Ok(Ok(Key { period, keys }))
    }

    fn period(&mut self, window: &'p Window) -> Res<Result<Period, MissId>> {
        match window {
            Window::Lifetime => Ok(Ok(Period::Lifetime)),
            Window::CalendarYear => Ok(Ok(Period::Year(self.date.map(|d| d.year())))),
            Window::Course(e) => match self.eval(*e)? {
                V::Missing(m) => Ok(Err(m)),
                v => Ok(Ok(Period::Course(v))),
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
        let before = if T::ON { Some(self.peek(id, accum, &key)) } else { None };
        let counts = accum.guard.map_or(Ok(Tri::Yes), |g| self.holds(g))?;
        let traced_key = T::ON.then(|| key.clone());
        if counts != Tri::No {
            let added = self.added(accum)?;
            // What adds nothing changes nothing, whether it counts or not.
            let idle = accum.mode == AccumMode::Sum && added.is_nothing();
            match (key, counts) {
                (Ok(key), Tri::Yes) => self.add(id, accum, key, added)?,
                (Ok(_), _) if idle => {}
                (Ok(key), Tri::Unknown(m)) => {
                    self.balance_at(id, accum, &key)?;
                    self.ledger(id)?.put(key, V::Missing(m));
                }
                (Err(_), _) if idle => {}
                (Err(m), _) => self.ledger(id)?.clouded = Some(m),
                _ => {}
            }
        }
        if let Some((before, key)) = before.zip(traced_key) {
            let after = self.peek(id, accum, &key);
            self.record_accum(id, &before, &after);
        }
        Ok(())
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

    fn add(&mut self, id: AccumId, accum: &Accum, key: Key, added: V) -> Res<()> {
        let before = self.balance_at(id, accum, &key)?;
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
        self.ledger(id)?.put(key, after);
        Ok(())
    }

    /// The balance under a key, without assigning the opening balance to it.
    fn peek(&self, id: AccumId, accum: &Accum, key: &Result<Key, MissId>) -> V {
        let (Some(ledger), Ok(key)) = (self.s.accums.by_accum.get(id.ix()), key) else {
            return key.as_ref().err().map_or_else(|| initial(id, accum), |m| V::Missing(*m));
        };
        let opening = ledger.opening.as_ref().filter(|_| ledger.first_window.as_ref() == Some(&key.period));
        match ledger.clouded {
            Some(m) => V::Missing(m),
            None => ledger.get(key).or(opening).cloned().unwrap_or_else(|| initial(id, accum)),
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
        Ty::Amount | Ty::Ratio | Ty::Int(_) | Ty::Decimal => V::Num(Num::ZERO),
        Ty::Set(_) => ops::set([]),
        _ => V::Missing(MissId::empty(id)),
    }
}
