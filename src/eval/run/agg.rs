//! Aggregates over sets and ranges.

use super::{Res, Run};
use crate::base::num::Num;
use crate::eval::missing::MissId;
use crate::eval::ops::{self, Fault};
use crate::eval::trace::Tracer;
use crate::eval::value::{Tri, V};
use crate::ir::{Agg, ExprId, Ty, Unit};
use std::cmp::Ordering;

/// Longest range of integers that is walked.
const MAX_ELEMENTS: i64 = 100_000;

/// What has been seen of the elements.
#[derive(Default)]
struct Tally {
    count: i64,
    value: Option<V>,
    missing: Option<MissId>,
    /// An element settles the matter.
    decided: Option<bool>,
}

impl<'p, T: Tracer> Run<'_, 'p, T> {
    pub(super) fn aggregate(
        &mut self,
        agg: Agg,
        over: (ExprId, Option<ExprId>),
        filter: Option<ExprId>,
        body: Option<ExprId>,
    ) -> Res<V> {
        let elements = match self.elements(over)? {
            Ok(list) => list,
            Err(missing) => return Ok(V::Missing(missing)),
        };
        let mut tally = Tally::default();
        self.pause();
        for element in elements {
            self.s.locals.push(element);
            self.element(agg, filter, body, &mut tally)?;
            self.s.locals.pop();
            if tally.decided.is_some() {
                break;
            }
        }
        self.resume();
        Ok(self.total(agg, tally))
    }

    /// The elements, or what is missing to know them.
    fn elements(&mut self, over: (ExprId, Option<ExprId>)) -> Res<Result<Vec<V>, MissId>> {
        let first = self.eval(over.0)?;
        let Some(last) = over.1 else { return self.members(over.0, &first) };
        match (first, self.eval(last)?) {
            (V::Missing(a), V::Missing(b)) => Ok(Err(self.s.arena.join(a, b))),
            (V::Missing(m), _) | (_, V::Missing(m)) => Ok(Err(m)),
            (V::Num(a), V::Num(b)) => self.range(a, b).map(Ok).map_err(|f| self.fault(f)),
            _ => Err(self.fault(Fault::Type)),
        }
    }

    fn range(&self, a: Num, b: Num) -> Result<Vec<V>, Fault> {
        let (a, b) = (a.as_int().ok_or(Fault::NotWhole)?, b.as_int().ok_or(Fault::NotWhole)?);
        if b.saturating_sub(a) >= MAX_ELEMENTS {
            return Err(Fault::TooMany);
        }
        Ok((a..=b).map(|n| V::Num(Num::int(n))).collect())
    }

    fn members(&mut self, e: ExprId, set: &V) -> Res<Result<Vec<V>, MissId>> {
        match set {
            V::Missing(m) => Ok(Err(*m)),
            V::Set(s) => {
                let ty = match self.plan.ty(e) {
                    Some(Ty::Set(inner)) => inner,
                    _ => return Err(self.fault(Fault::Type)),
                };
                let members: Result<Vec<V>, Fault> = s.iter().map(|k| ops::element(*k, ty)).collect();
                members.map(Ok).map_err(|f| self.fault(f))
            }
            V::Texts(s) => Ok(Ok(s.iter().map(|t| V::Text(t.clone())).collect())),
            _ => Err(self.fault(Fault::Type)),
        }
    }

    fn element(&mut self, agg: Agg, filter: Option<ExprId>, body: Option<ExprId>, t: &mut Tally) -> Res<()> {
        let passes = filter.map_or(Ok(Tri::Yes), |f| self.truth(f))?;
        match agg {
            Agg::Count | Agg::Exists | Agg::All => {
                let holds =
                    body.map_or(Ok(Tri::Yes), |b| if passes == Tri::No { Ok(Tri::No) } else { self.truth(b) })?;
                self.tally_condition(agg, passes, holds, t);
                Ok(())
            }
            Agg::Sum | Agg::Max | Agg::Min => {
                if passes == Tri::No {
                    return Ok(());
                }
                let value = match body {
                    Some(b) => self.eval(b)?,
                    None => self.local_top()?,
                };
                self.tally_value(agg, passes, value, t)
            }
        }
    }

    fn local_top(&mut self) -> Res<V> {
        self.s.locals.last().cloned().ok_or_else(|| self.fault(Fault::Type))
    }

    fn tally_condition(&mut self, agg: Agg, passes: Tri, holds: Tri, t: &mut Tally) {
        if agg == Agg::All {
            match (passes, holds) {
                (Tri::No, _) | (_, Tri::Yes) => {}
                (Tri::Yes, Tri::No) => t.decided = Some(false),
                (p, h) => {
                    self.note(t, p);
                    self.note(t, h);
                }
            }
            return;
        }
        match self.both(passes, holds) {
            Tri::Yes if agg == Agg::Exists => t.decided = Some(true),
            Tri::Yes => t.count += 1,
            other => self.note(t, other),
        }
    }

    fn note(&mut self, t: &mut Tally, unknown: Tri) {
        if let Tri::Unknown(m) = unknown {
            t.missing = Some(t.missing.map_or(m, |a| self.s.arena.join(a, m)));
        }
    }

    fn tally_value(&mut self, agg: Agg, passes: Tri, value: V, t: &mut Tally) -> Res<()> {
        let nothing = agg == Agg::Sum && value.is_nothing();
        if let (Tri::Unknown(_), false) = (passes, nothing) {
            self.note(t, passes);
            return Ok(());
        }
        t.value = match (t.value.take(), value) {
            (old, V::Missing(m)) => {
                self.note(t, Tri::Unknown(m));
                old
            }
            (None, v) => Some(v),
            (Some(old), v) => Some(self.combine(agg, old, v)?),
        };
        Ok(())
    }

    fn combine(&self, agg: Agg, old: V, v: V) -> Res<V> {
        if agg == Agg::Sum {
            return ops::add(&old, &v, Unit::None).map_err(|f| self.fault(f));
        }
        let better = if agg == Agg::Max { Ordering::Greater } else { Ordering::Less };
        let order = v.order(&old).ok_or_else(|| self.fault(Fault::Type))?;
        Ok(if order == better { v } else { old })
    }

    fn total(&mut self, agg: Agg, t: Tally) -> V {
        match (t.decided, t.missing, agg) {
            (Some(b), _, _) => V::Bool(b),
            (None, Some(m), _) => V::Missing(m),
            (None, None, Agg::Exists) => V::Bool(false),
            (None, None, Agg::All) => V::Bool(true),
            (None, None, Agg::Count) => V::Num(Num::int(t.count)),
            (None, None, Agg::Sum) => t.value.unwrap_or(V::Num(Num::ZERO)),
            // The largest of nothing is not a value.
            (None, None, Agg::Max | Agg::Min) => t.value.unwrap_or_else(|| V::Missing(self.nothing())),
        }
    }

    fn nothing(&mut self) -> MissId {
        match self.place.item {
            Some(item) => MissId::no_rule(item),
            None => self.s.arena.id(crate::eval::Missing::default()),
        }
    }
}
