//! Several rules for one item, or rules of which it is not known whether they apply: a result is given when every
//! possible outcome agrees.

use super::rules::{Applies, Candidate};
use super::{Res, Run};
use crate::eval::missing::MissId;
use crate::eval::plan::Source;
use crate::eval::trace::Tracer;
use crate::eval::value::V;
use crate::eval::{errors, ops};
use crate::ir::{Item, ItemId, Merge, Unit};
use std::cmp::Ordering;

type List = [(Candidate, V)];

impl<'p, T: Tracer> Run<'_, 'p, T> {
    pub(super) fn merge(&mut self, id: ItemId, item: &'p Item, first: usize) -> Res<V> {
        let mut list: Vec<(Candidate, V)> = Vec::new();
        let mut at = first;
        while let Some(c) = self.s.candidates.get(at).copied() {
            let value = self.candidate_value(c)?;
            list.push((c, value));
            at += 1;
            if item.merge == Merge::First && c.is_certain() {
                break;
            }
        }
        self.place.rule = list.first().map(|(c, _)| c.rule);
        if item.merge == Merge::Unique {
            self.refuse_conflict(id, &list)?;
        }
        if list.iter().all(|(c, _)| c.is_certain()) {
            return self.certain(item.merge, &list);
        }
        self.uncertain(id, item, &list)
    }

    /// Two rules that certainly apply and differ.
    fn refuse_conflict(&self, id: ItemId, list: &List) -> Res<()> {
        let mut sure = list.iter().filter(|(c, v)| c.is_certain() && !matches!(v, V::Missing(_)));
        let Some((a, va)) = sure.next() else { return Ok(()) };
        match sure.find(|(_, v)| v != va) {
            Some((b, vb)) => Err(errors::conflict(self.plan.program, id, (a.rule, va), (b.rule, vb), self.date)),
            None => Ok(()),
        }
    }

    fn certain(&mut self, merge: Merge, list: &List) -> Res<V> {
        let Some((_, first)) = list.first() else { return Ok(V::Bool(false)) };
        if merge == Merge::First {
            return Ok(first.clone());
        }
        if let Some(m) = self.missing_of(list.iter().map(|(_, v)| v)) {
            return Ok(V::Missing(m));
        }
        let mut acc = first.clone();
        for (_, v) in list.iter().skip(1) {
            acc = match merge {
                Merge::Highest => self.pick(acc, v, Ordering::Less)?,
                Merge::Lowest => self.pick(acc, v, Ordering::Greater)?,
                Merge::Sum => ops::add(&acc, v, Unit::None).map_err(|f| self.fault(f))?,
                Merge::Unique | Merge::First => acc,
            };
        }
        Ok(acc)
    }

    /// `v` when `acc` stands in this order to it.
    fn pick(&self, acc: V, v: &V, order: Ordering) -> Res<V> {
        let found = acc.order(v).ok_or_else(|| self.fault(ops::Fault::Type))?;
        Ok(if found == order { v.clone() } else { acc })
    }

    fn missing_of<'v>(&mut self, values: impl Iterator<Item = &'v V>) -> Option<MissId> {
        let mut all = None;
        for v in values {
            if let V::Missing(m) = v {
                all = Some(all.map_or(*m, |a| self.s.arena.join(a, *m)));
            }
        }
        all
    }

    fn uncertain(&mut self, id: ItemId, item: &'p Item, list: &List) -> Res<V> {
        let agreed = match item.merge {
            Merge::Sum => self.sum_whatever(list)?,
            Merge::Highest => dominant(list, Ordering::Less),
            Merge::Lowest => dominant(list, Ordering::Greater),
            Merge::Unique | Merge::First => None,
        };
        if let Some(v) = agreed {
            return Ok(v);
        }
        let Some(common) = common(list).filter(|v| item.merge != Merge::Sum || v.is_nothing()) else {
            return Ok(V::Missing(self.needed(list)));
        };
        let some = list.iter().any(|(c, _)| matches!(c.state, Applies::Yes | Applies::Unless(_)));
        if some || self.rows_cover(id, list)? || self.default_is(item, &common)? {
            return Ok(common);
        }
        Ok(V::Missing(self.needed(list)))
    }

    fn default_is(&mut self, item: &Item, v: &V) -> Res<bool> {
        match item.default {
            Some(e) => {
                self.pause();
                let default = self.eval(e)?;
                self.resume();
                Ok(default == *v)
            }
            None => Ok(false),
        }
    }

    /// The sum, when some rule certainly applies and those in doubt would add nothing.
    fn sum_whatever(&mut self, list: &List) -> Res<Option<V>> {
        let in_doubt = |c: &Candidate| matches!(c.state, Applies::Maybe(_));
        let sure: Vec<(Candidate, V)> = list.iter().filter(|(c, _)| c.is_certain()).cloned().collect();
        let open = list.iter().filter(|(c, _)| !c.is_certain());
        let decided = !sure.is_empty() && open.clone().all(|(c, v)| in_doubt(c) && v.is_nothing());
        if decided { self.certain(Merge::Sum, &sure).map(Some) } else { Ok(None) }
    }

    /// Everything that keeps the result open.
    fn needed(&mut self, list: &List) -> MissId {
        let states = list.iter().filter_map(|(c, _)| match c.state {
            Applies::Maybe(m) | Applies::Unless(m) => Some(V::Missing(m)),
            Applies::Yes | Applies::No => None,
        });
        let sure = list.iter().filter(|(c, _)| c.is_certain()).map(|(_, v)| v.clone());
        let all: Vec<V> = states.chain(sure).collect();
        let empty = self.s.arena.id(crate::eval::Missing::default());
        self.missing_of(all.iter()).unwrap_or(empty)
    }

    /// Whether the candidates are rows of one table of which one applies whatever the unknown facts are.
    fn rows_cover(&mut self, id: ItemId, list: &List) -> Res<bool> {
        let slot = self.plan.slot(id) as usize;
        let sources = self.plan.sources.get(slot).map_or(&[][..], Vec::as_slice);
        let [Source::Table(table)] = sources else { return Ok(false) };
        let rules = self.plan.program.tables.get(table.ix()).map_or(&[][..], |t| &t.rows);
        let row = |c: &Candidate| rules.iter().position(|r| *r == c.rule);
        let rows: Vec<usize> = list.iter().filter_map(|(c, _)| row(c)).collect();
        self.covers(*table, &rows)
    }
}

/// The one value that all candidates give.
fn common(list: &List) -> Option<V> {
    let (_, first) = list.first()?;
    let same = !matches!(first, V::Missing(_)) && list.iter().all(|(_, v)| v == first);
    same.then(|| first.clone())
}

/// A value of a rule that certainly applies, beaten by no other candidate's.
fn dominant(list: &List, worse: Ordering) -> Option<V> {
    let sure = list.iter().filter(|(c, _)| c.is_certain()).map(|(_, v)| v);
    let beats = |v: &V| list.iter().all(|(_, o)| matches!(o.order(v), Some(o) if o == worse || o == Ordering::Equal));
    sure.clone().find(|v| beats(v)).cloned()
}
