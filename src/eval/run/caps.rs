//! Operational ceilings: the item is cut to what is left.

use super::{Res, Run};
use crate::base::num::Num;
use crate::eval::missing::MissId;
use crate::eval::ops::Fault;
use crate::eval::trace::{CapTrace, Tracer};
use crate::eval::value::{Tri, V};
use crate::ir::{Cap, CapId, Item, RoundMode};

/// What is left under a ceiling.
enum Left {
    Amount { limit: Num, before: Option<Num>, taken: Option<Num>, left: Num },
    Missing(MissId),
}

impl<'p, T: Tracer> Run<'_, 'p, T> {
    /// Cuts the value to the ceilings on the item, in the order declared.
    pub(super) fn cap(&mut self, item: &'p Item, value: &mut V) -> Res<()> {
        for id in &item.caps {
            let V::Num(n) = value else { break };
            // Nothing cannot be cut, whatever is left.
            if n.signum() <= 0 {
                break;
            }
            if let Some(cap) = self.plan.program.caps.get(id.ix()) {
                *value = self.under(*id, cap, item, *n)?;
            }
        }
        Ok(())
    }

    fn under(&mut self, id: CapId, cap: &'p Cap, item: &Item, value: Num) -> Res<V> {
        self.pause();
        let holds = cap.guard.map_or(Ok(Tri::Yes), |g| self.holds(g))?;
        let left = if holds == Tri::No { None } else { Some(self.left(id, cap)?) };
        self.resume();
        let cut = match left {
            None => V::Num(value),
            Some(Left::Missing(m)) => V::Missing(match holds {
                Tri::Unknown(g) => self.s.arena.join(g, m),
                _ => m,
            }),
            Some(Left::Amount { left, .. }) if value <= left => V::Num(value),
            Some(Left::Amount { left, .. }) => match holds {
                Tri::Unknown(m) => V::Missing(m),
                _ => V::Num(self.whole_units(item, left)?),
            },
        };
        if T::ON {
            self.record_cap(id, holds, left.as_ref(), value, &cut);
        }
        Ok(cut)
    }

    /// A ceiling between two units of the item gives the lower: it is not exceeded.
    fn whole_units(&self, item: &Item, left: Num) -> Res<Num> {
        match item.rounding {
            Some((unit, _)) => left.round_to(unit, RoundMode::Down).map_err(|o| self.fault(o.into())),
            None => Ok(left),
        }
    }

    fn left(&mut self, id: CapId, cap: &'p Cap) -> Res<Left> {
        let limit = self.eval(cap.limit)?;
        let before = cap.accum.map_or(Ok(V::Num(Num::ZERO)), |a| self.balance(a))?;
        let taken = self.taken(id)?;
        let mut missing = None;
        for v in [&limit, &before, &taken] {
            if let V::Missing(m) = v {
                missing = Some(missing.map_or(*m, |a| self.s.arena.join(a, *m)));
            }
        }
        match (missing, limit, before, taken) {
            (Some(m), ..) => Ok(Left::Missing(m)),
            (None, V::Num(limit), V::Num(before), V::Num(taken)) => {
                let left = limit.sub(before).and_then(|l| l.sub(taken)).map_err(|o| self.fault(o.into()))?;
                let shared = cap.accum.is_some();
                let left = left.max(Num::ZERO);
                Ok(Left::Amount { limit, before: shared.then_some(before), taken: shared.then_some(taken), left })
            }
            _ => Err(self.fault(Fault::Type)),
        }
    }

    /// What other items took from the same ceiling in this encounter. One that does not apply took nothing.
    fn taken(&mut self, id: CapId) -> Res<V> {
        let plan = self.plan;
        let mut sum = Num::ZERO;
        for item in plan.cap_before.get(id.ix()).into_iter().flatten() {
            match self.item(*item)? {
                V::Num(n) => sum = sum.add(n).map_err(|o| self.fault(o.into()))?,
                V::Missing(m) if self.s.arena.get(m).is_not_applicable() => {}
                V::Missing(m) => return Ok(V::Missing(m)),
                _ => return Err(self.fault(Fault::Type)),
            }
        }
        Ok(V::Num(sum))
    }

    fn record_cap(&mut self, cap: CapId, holds: Tri, left: Option<&Left>, value: Num, cut: &V) {
        let holds = match holds {
            Tri::Yes => Some(true),
            Tri::No => Some(false),
            Tri::Unknown(_) => None,
        };
        let (limit, before, taken) = match left {
            Some(Left::Amount { limit, before, taken, .. }) => (Some(*limit), *before, *taken),
            _ => (None, None, None),
        };
        let bit = match cut {
            V::Num(to) if *to != value => Some((value, *to)),
            _ => None,
        };
        if let Some(open) = self.tracer.recorder().and_then(|r| r.open.last_mut()) {
            open.caps.push(CapTrace { cap, holds, limit, before, taken, bit });
        }
    }
}
