//! The date of an encounter, and what depends on it.

use super::{Res, Run};
use crate::base::date::Date;
use crate::eval::errors;
use crate::eval::missing::MissId;
use crate::eval::trace::{DateSource, Tracer};
use crate::eval::value::{Tri, V};
use crate::ir::{Effective, InputId};

/// Whether a day lies within an interval.
pub(crate) fn contains(e: Effective, d: Date) -> bool {
    e.from.is_none_or(|from| from <= d) && e.to.is_none_or(|to| d <= to)
}

impl<T: Tracer> Run<'_, '_, T> {
    /// Settles the date of the encounter; encounters must not go back in time.
    pub(super) fn settle_date(&mut self) -> Res<()> {
        let before = self.date;
        let (date, source) = self.find_date(before);
        if let (Some(earlier), Some(later)) = (before, date)
            && later < earlier
        {
            return Err(errors::out_of_order(earlier, later));
        }
        self.date = date;
        if let (Some(slot), Some(d)) = (self.date_slot(), date) {
            *slot = V::Date(d);
        }
        if let Some(r) = self.tracer.recorder() {
            r.begin(date, source);
        }
        self.reviewed()
    }

    fn find_date(&mut self, before: Option<Date>) -> (Option<Date>, DateSource) {
        if let Some(V::Date(d)) = self.date_slot() {
            return (Some(*d), DateSource::Stated);
        }
        let year = self.year();
        match (before, year) {
            (Some(b), Some(y)) if b.year() != y => (Date::new(y, 12, 31), DateSource::Year),
            (Some(b), _) => (Some(b), DateSource::Previous),
            (None, Some(y)) => (Date::new(y, 12, 31), DateSource::Year),
            (None, None) => match self.plan.dates.fallback {
                Some(d) => (Some(d), DateSource::Default),
                None => (None, DateSource::Unknown),
            },
        }
    }

    fn slot_of(&mut self, input: Option<InputId>) -> Option<&mut V> {
        let slot = self.plan.input_slot.get(input?.ix())?;
        self.s.facts.get_mut(*slot as usize)
    }

    fn date_slot(&mut self) -> Option<&mut V> {
        self.slot_of(self.plan.program.date_input)
    }

    fn year(&mut self) -> Option<i32> {
        match self.slot_of(self.plan.dates.year_input)? {
            V::Num(n) => n.as_int().and_then(|n| i32::try_from(n).ok()).filter(|y| (1..=9999).contains(y)),
            _ => None,
        }
    }

    /// Past 复核期限 a policy is not used.
    fn reviewed(&self) -> Res<()> {
        match (self.plan.review_by, self.date) {
            (Some((last, module)), Some(d)) if d > last => {
                Err(errors::review_passed(self.plan.program, module, last, d))
            }
            _ => Ok(()),
        }
    }

    /// Whether the encounter lies within an interval.
    pub(super) fn within(&self, e: Effective) -> Tri {
        match self.date {
            _ if e == Effective::default() => Tri::Yes,
            Some(d) => contains(e, d).into(),
            None => self.plan.program.date_input.map_or(Tri::No, |i| Tri::Unknown(MissId::fact(i))),
        }
    }
}
