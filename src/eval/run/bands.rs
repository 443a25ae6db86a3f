//! Progressive schedules.

use super::numbers::{Exit, Number};
use super::{Res, Run};
use crate::base::num::Num;
use crate::eval::missing::MissId;
use crate::eval::ops::Fault;
use crate::eval::trace::Tracer;
use crate::eval::value::Tri;
use crate::ir::{Band, Bands, BandsId, ExprId};

/// Lower and upper end of a band.
type Edge = (Option<Num>, Option<Num>);

impl<'a, 'p, T: Tracer> Run<'a, 'p, T> {
    fn schedule(&self, id: BandsId) -> Res<(&'p Bands, &'a [Edge])> {
        let plan = self.plan;
        let found = plan.program.bands.get(id.ix()).zip(plan.edges.get(id.ix()));
        found.map(|(b, e)| (b, e.as_slice())).ok_or_else(|| self.fault(Fault::Type))
    }

    fn ratio(&mut self, band: &Band, column: u32) -> Number {
        match band.values.get(column as usize) {
            Some(e) => self.number(*e),
            None => Err(self.fault(Fault::Type).into()),
        }
    }

    /// A schedule outside its interval says nothing.
    fn in_force(&mut self, bands: &Bands) -> Result<(), Exit> {
        match self.within(bands.effective) {
            Tri::Yes => Ok(()),
            Tri::Unknown(m) => Err(Exit::Missing(m)),
            Tri::No => Err(Exit::Missing(match self.place.rule {
                Some(rule) => MissId::undetermined(rule),
                None => self.s.arena.id(crate::eval::Missing::default()),
            })),
        }
    }

    /// Each part of the value times its band's ratio.
    pub(super) fn bands(&mut self, id: BandsId, column: u32, value: ExprId, out: &mut Num) -> Result<(), Exit> {
        let (bands, edges) = self.schedule(id)?;
        let value = self.number(value)?;
        self.in_force(bands)?;
        let mut some = false;
        for (band, edge) in bands.rows.iter().zip(edges) {
            if edge.0.is_some_and(|lower| value <= lower) {
                continue;
            }
            let part = self.checked(part(*edge, value))?;
            if part.signum() <= 0 {
                continue;
            }
            let ratio = self.ratio(band, column)?;
            let pays = self.checked(part.mul(ratio))?;
            *out = if some { self.checked(out.add(pays))? } else { pays };
            some = true;
        }
        if !some {
            *out = Num::ZERO;
        }
        Ok(())
    }

    /// Bands bound what has been paid; each ratio applies to the cost that is paid within its band. The cost that
    /// fills a band is the band's room divided by its ratio, exactly.
    pub(super) fn bands_by_paid(&mut self, id: BandsId, column: u32, cost: ExprId, paid: ExprId) -> Number {
        let (bands, edges) = self.schedule(id)?;
        let (cost, paid) = match (self.number(cost), self.number(paid)) {
            (Ok(c), Ok(_) | Err(Exit::Missing(_))) if c.signum() <= 0 => return Ok(Num::ZERO),
            (Ok(c), Ok(p)) => (c, p),
            (c, p) => return Err(self.lacking(c.map(|_| ()), p.map(|_| ()))),
        };
        self.in_force(bands)?;
        let (mut left, mut at) = (cost, paid);
        for (band, edge) in bands.rows.iter().zip(edges.iter().copied()) {
            if left.signum() <= 0 {
                break;
            }
            if skips(edge, at) {
                continue;
            }
            let ratio = self.ratio(band, column)?;
            if ratio.signum() <= 0 {
                // Nothing is paid in this band, so the next is never reached.
                break;
            }
            (left, at) = fill(edge, ratio, left, at).map_err(|f| self.fault(f))?;
        }
        self.checked(at.sub(paid))
    }
}

/// The part of a value that lies within a band.
fn part((lower, upper): Edge, value: Num) -> Result<Num, crate::base::num::Overflow> {
    let top = upper.map_or(value, |u| u.min(value));
    match lower {
        Some(lower) => top.sub(lower),
        None => Ok(top),
    }
}

/// A band that is full, or that begins above what has been paid.
fn skips((lower, upper): Edge, paid: Num) -> bool {
    upper.is_some_and(|u| paid >= u) || lower.is_some_and(|l| paid < l)
}

/// Cost left and amount paid after a band has taken what it can.
fn fill((_, upper): Edge, ratio: Num, left: Num, at: Num) -> Result<(Num, Num), Fault> {
    let pays = left.mul(ratio)?;
    let Some(upper) = upper else { return Ok((Num::ZERO, at.add(pays)?)) };
    let room = upper.sub(at)?;
    if pays <= room {
        return Ok((Num::ZERO, at.add(pays)?));
    }
    let used = room.div(ratio).ok_or(Fault::DivideByZero)??;
    Ok((left.sub(used)?, upper))
}

fn edge(band: &Band) -> Edge {
    (band.lower.map(|(l, ..)| l), band.upper.map(|(u, ..)| u))
}

/// The value of a ratio.
type RatioOf<'a> = dyn Fn(ExprId) -> Option<Num> + 'a;

/// The parts of a value with their ratios, for explanations.
pub(crate) fn by_value(bands: &Bands, column: u32, value: Num, ratio: &RatioOf<'_>) -> Option<Vec<(Num, Num)>> {
    let mut out = Vec::new();
    for band in &bands.rows {
        let part = part(edge(band), value).ok()?;
        if part.signum() > 0 {
            out.push((part, ratio(*band.values.get(column as usize)?)?));
        }
    }
    Some(out)
}

/// The parts of a cost with their ratios when bands bound what has been paid, for explanations.
pub(crate) fn by_paid(
    bands: &Bands,
    column: u32,
    cost: Num,
    paid: Num,
    ratio: &RatioOf<'_>,
) -> Option<Vec<(Num, Num)>> {
    let (mut left, mut at, mut out) = (cost, paid, Vec::new());
    for band in &bands.rows {
        if left.signum() <= 0 {
            break;
        }
        if skips(edge(band), at) {
            continue;
        }
        let r = ratio(*band.values.get(column as usize)?)?;
        if r.signum() <= 0 {
            break;
        }
        let before = left;
        (left, at) = fill(edge(band), r, left, at).ok()?;
        out.push((before.sub(left).ok()?, r));
    }
    Some(out)
}
