//! Progressive schedules.

use super::{Res, Run};
use crate::base::num::Num;
use crate::eval::ops::Fault;
use crate::eval::trace::Tracer;
use crate::eval::value::{Tri, V};
use crate::ir::{Band, Bands, BandsId, ExprId};

impl<'p, T: Tracer> Run<'_, 'p, T> {
    fn schedule(&self, id: BandsId) -> Res<&'p Bands> {
        self.plan.program.bands.get(id.ix()).ok_or_else(|| self.fault(Fault::Type))
    }

    fn ratio(&mut self, band: &Band, column: u32) -> Res<V> {
        match band.values.get(column as usize) {
            Some(e) => self.eval(*e),
            None => Err(self.fault(Fault::Type)),
        }
    }

    /// A schedule outside its interval says nothing.
    fn in_force(&mut self, bands: &Bands) -> Option<V> {
        match self.within(bands.effective) {
            Tri::Yes => None,
            Tri::No => Some(V::Missing(match self.place.rule {
                Some(rule) => crate::eval::missing::MissId::undetermined(rule),
                None => self.s.arena.id(crate::eval::Missing::default()),
            })),
            Tri::Unknown(m) => Some(V::Missing(m)),
        }
    }

    /// Each part of the value times its band's ratio.
    pub(super) fn bands(&mut self, id: BandsId, column: u32, value: ExprId) -> Res<V> {
        let bands = self.schedule(id)?;
        let value = match self.eval(value)? {
            V::Num(n) => n,
            V::Missing(m) => return Ok(V::Missing(m)),
            _ => return Err(self.fault(Fault::Type)),
        };
        if let Some(out) = self.in_force(bands) {
            return Ok(out);
        }
        let mut sum = Num::ZERO;
        for band in &bands.rows {
            let part = part(band, value).map_err(|f| self.fault(f))?;
            if part.signum() <= 0 {
                continue;
            }
            match self.ratio(band, column)? {
                V::Num(r) => sum = part.mul(r).and_then(|p| sum.add(p)).map_err(|o| self.fault(o.into()))?,
                V::Missing(m) => return Ok(V::Missing(m)),
                _ => return Err(self.fault(Fault::Type)),
            }
        }
        Ok(V::Num(sum))
    }

    /// Bands bound what has been paid; each ratio applies to the cost that is paid within its band. The cost that
    /// fills a band is the band's room divided by its ratio, exactly.
    pub(super) fn bands_by_paid(&mut self, id: BandsId, column: u32, cost: ExprId, paid: ExprId) -> Res<V> {
        let bands = self.schedule(id)?;
        let (cost, paid) = match (self.eval(cost)?, self.eval(paid)?) {
            (V::Num(c), _) if c.signum() <= 0 => return Ok(V::Num(Num::ZERO)),
            (V::Num(c), V::Num(p)) => (c, p),
            (V::Missing(a), V::Missing(b)) => return Ok(V::Missing(self.s.arena.join(a, b))),
            (V::Missing(m), _) | (_, V::Missing(m)) => return Ok(V::Missing(m)),
            _ => return Err(self.fault(Fault::Type)),
        };
        if let Some(out) = self.in_force(bands) {
            return Ok(out);
        }
        let (mut left, mut at) = (cost, paid);
        for band in &bands.rows {
            if left.signum() <= 0 {
                break;
            }
            if skips(band, at) {
                continue;
            }
            match self.ratio(band, column)? {
                V::Num(r) if r.signum() > 0 => {
                    (left, at) = fill(band, r, left, at).map_err(|f| self.fault(f))?;
                }
                // Nothing is paid in this band, so the next is never reached.
                V::Num(_) => break,
                V::Missing(m) => return Ok(V::Missing(m)),
                _ => return Err(self.fault(Fault::Type)),
            }
        }
        at.sub(paid).map(V::Num).map_err(|o| self.fault(o.into()))
    }
}

/// The part of a value that lies within a band.
fn part(band: &Band, value: Num) -> Result<Num, Fault> {
    let lower = band.lower.map_or(Num::ZERO, |(l, ..)| l);
    let top = band.upper.map_or(value, |(u, ..)| u.min(value));
    Ok(top.sub(lower)?)
}

/// Cost left and amount paid after a band has taken what it can.
fn fill(band: &Band, ratio: Num, left: Num, at: Num) -> Result<(Num, Num), Fault> {
    let pays = left.mul(ratio)?;
    let Some((upper, ..)) = band.upper else { return Ok((Num::ZERO, at.add(pays)?)) };
    let room = upper.sub(at)?;
    if pays <= room {
        return Ok((Num::ZERO, at.add(pays)?));
    }
    let used = room.div(ratio).ok_or(Fault::DivideByZero)??;
    Ok((left.sub(used)?, upper))
}

/// The value of a ratio.
type RatioOf<'a> = dyn Fn(ExprId) -> Option<Num> + 'a;

/// The parts of a value with their ratios, for explanations.
pub(crate) fn by_value(bands: &Bands, column: u32, value: Num, ratio: &RatioOf<'_>) -> Option<Vec<(Num, Num)>> {
    let mut out = Vec::new();
    for band in &bands.rows {
        let part = part(band, value).ok()?;
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
        if skips(band, at) {
            continue;
        }
        let r = ratio(*band.values.get(column as usize)?)?;
        if r.signum() <= 0 {
            break;
        }
        let before = left;
        (left, at) = fill(band, r, left, at).ok()?;
        out.push((before.sub(left).ok()?, r));
    }
    Some(out)
}

/// A band that is full, or that begins above what has been paid.
fn skips(band: &Band, paid: Num) -> bool {
    band.upper.is_some_and(|(u, ..)| paid >= u) || band.lower.is_some_and(|(l, ..)| paid < l)
}
