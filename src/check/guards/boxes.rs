//! Conditions as unions of boxes.

use super::{Classes, Key, MOST_BOXES, Space, canonical, constant_number};
use crate::base::num::Num;
use crate::check::space::{Bits, Region};
use crate::ir::value::Value;
use crate::ir::{CmpOp, DoubtId, Effective, Expr, ExprId, Program};

/// Turns conditions into boxes of a space.
pub(super) struct Builder<'a> {
    /// The program.
    pub program: &'a Program,
    /// The space.
    pub space: &'a Space,
}

impl Builder<'_> {
    /// All that declared values allow.
    pub fn whole(&self) -> Region {
        self.space.domain()
    }

    fn only(&self, variable: usize, classes: &Bits) -> Vec<Region> {
        let mut region = self.whole();
        let Some(slot) = region.0.get_mut(variable) else { return vec![region] };
        slot.keep(classes);
        if region.is_empty() { Vec::new() } else { vec![region] }
    }

    fn truth(&self, known: bool) -> Vec<Region> {
        if known { vec![self.whole()] } else { Vec::new() }
    }

    /// Boxes on which the condition is `want`.
    pub fn holds(&self, id: ExprId, want: bool) -> Option<Vec<Region>> {
        match self.program.exprs.get(id.ix())? {
            Expr::Const(Value::Bool(b)) => Some(self.truth(*b == want)),
            Expr::Reading(d, r) => Some(self.reading(*d, *r, want)),
            Expr::Not(a) => self.holds(*a, !want),
            Expr::And(xs) if want => self.all(xs, true),
            Expr::Or(xs) if !want => self.all(xs, false),
            Expr::And(xs) | Expr::Or(xs) => self.any(xs, want),
            Expr::CountTrue { n, exact, conds } => self.count(*n, *exact, conds, want),
            Expr::In(a, values) => Some(self.member(*a, values, want)),
            Expr::Has { set, elems, all } => Some(self.has(*set, elems, *all, want)),
            Expr::Cmp(op, _, a, b) => Some(self.compare(Some(*op), *a, *b, id, want)),
            Expr::Eq(a, b) => Some(self.compare(None, *a, *b, id, want)),
            _ => Some(self.plain(id, want)),
        }
    }

    fn all(&self, xs: &[ExprId], want: bool) -> Option<Vec<Region>> {
        xs.iter().try_fold(vec![self.whole()], |held, x| {
            let next = self.holds(*x, want)?;
            let both: Vec<Region> =
                held.iter().flat_map(|a| next.iter().map(|b| a.and(b))).filter(|r| !r.is_empty()).collect();
            (both.len() <= MOST_BOXES).then_some(both)
        })
    }

    fn any(&self, xs: &[ExprId], want: bool) -> Option<Vec<Region>> {
        let parts: Option<Vec<Vec<Region>>> = xs.iter().map(|x| self.holds(*x, want)).collect();
        let mut joined: Vec<Region> = Vec::new();
        for region in parts?.into_iter().flatten() {
            if !joined.iter().any(|j| region.within(j)) {
                joined.push(region);
            }
        }
        (joined.len() <= MOST_BOXES).then_some(joined)
    }

    /// N of the conditions: every choice of conditions that hold, the rest failing only where exactness needs it.
    fn count(&self, n: ExprId, exact: bool, conds: &[ExprId], want: bool) -> Option<Vec<Region>> {
        let n = usize::try_from(constant_number(self.program, n)?.as_int()?).ok()?;
        let k = conds.len();
        if k > 10 {
            return None;
        }
        let masks = (0_u32..1 << k).filter(|m| {
            let held = m.count_ones() as usize;
            (if exact { held == n } else { held >= n }) == want
        });
        let mut out = Vec::new();
        for mask in masks {
            let mut held = vec![self.whole()];
            for (i, c) in conds.iter().enumerate() {
                let next = self.holds(*c, mask >> i & 1 == 1)?;
                held = held.iter().flat_map(|a| next.iter().map(|b| a.and(b))).filter(|r| !r.is_empty()).collect();
            }
            out.extend(held);
            if out.len() > MOST_BOXES {
                return None;
            }
        }
        Some(out)
    }

    fn member(&self, id: ExprId, values: &[i64], want: bool) -> Vec<Region> {
        let Some(i) = self.space.find(&Key::Value(canonical(self.program, id))) else { return self.truth(true) };
        let Some(variable) = self.space.variables.get(i) else { return self.truth(true) };
        let classes = match &variable.classes {
            Classes::Finite(n) => {
                let chosen = values.iter().filter_map(|v| usize::try_from(*v).ok());
                Bits::of(*n, chosen)
            }
            Classes::Ordered(cuts) => {
                let at = |v: &i64| cuts.binary_search(&Num::int(*v)).ok().map(|k| 2 * k + 1);
                Bits::of(variable.classes.count(), values.iter().filter_map(at))
            }
        };
        self.only(i, &polarity(classes, variable.classes.count(), want))
    }

    fn has(&self, set: ExprId, elems: &[i64], all: bool, want: bool) -> Vec<Region> {
        let text = canonical(self.program, set);
        let slots: Vec<usize> = elems.iter().filter_map(|e| self.space.find(&Key::Element(text.clone(), *e))).collect();
        // Containing every one, or lacking every one, is a single box; the other two are one box per element.
        if all == want {
            let mut region = self.whole();
            for i in slots {
                if let Some(slot) = region.0.get_mut(i) {
                    slot.keep(&Bits::of(2, [usize::from(want)]));
                }
            }
            return if region.is_empty() { Vec::new() } else { vec![region] };
        }
        slots.into_iter().flat_map(|i| self.only(i, &Bits::of(2, [usize::from(want)]))).collect()
    }

    fn compare(&self, op: Option<CmpOp>, a: ExprId, b: ExprId, whole: ExprId, want: bool) -> Vec<Region> {
        match (constant_number(self.program, a), constant_number(self.program, b)) {
            (Some(x), Some(y)) => self.truth(holds_between(op, x.cmp(&y)) == want),
            (None, Some(n)) => self.against(a, n, op, want),
            (Some(n), None) => self.against(b, n, op.map(mirrored), want),
            (None, None) => {
                let key = Key::Sign(canonical(self.program, a), canonical(self.program, b));
                let Some(i) = self.space.find(&key) else { return self.plain(whole, want) };
                let signs = [std::cmp::Ordering::Less, std::cmp::Ordering::Equal, std::cmp::Ordering::Greater];
                let chosen = signs.iter().enumerate().filter(|(_, s)| holds_between(op, **s) == want).map(|(k, _)| k);
                self.only(i, &Bits::of(3, chosen))
            }
        }
    }

    /// A subject against a constant that is one of its cut points.
    fn against(&self, id: ExprId, n: Num, op: Option<CmpOp>, want: bool) -> Vec<Region> {
        let Some(i) = self.space.find(&Key::Value(canonical(self.program, id))) else { return self.truth(true) };
        let Some(Classes::Ordered(cuts)) = self.space.variables.get(i).map(|v| &v.classes) else {
            return self.truth(true);
        };
        let at = 2 * cuts.partition_point(|c| *c < n) + 1;
        let classes = (0..2 * cuts.len() + 1).filter(|c| holds_between(op, c.cmp(&at)) == want);
        self.only(i, &Bits::of(2 * cuts.len() + 1, classes))
    }

    fn reading(&self, doubt: DoubtId, reading: u32, want: bool) -> Vec<Region> {
        let Some(i) = self.space.find(&Key::Reading(doubt)) else { return self.truth(want) };
        let n = self.space.variables.get(i).map_or(0, |v| v.classes.count());
        self.only(i, &polarity(Bits::of(n, [reading as usize]), n, want))
    }

    fn plain(&self, id: ExprId, want: bool) -> Vec<Region> {
        let text = canonical(self.program, id);
        let found = self.space.find(&Key::Value(text.clone())).or_else(|| self.space.find(&Key::Opaque(text)));
        found.map_or_else(|| self.truth(true), |i| self.only(i, &Bits::of(2, [usize::from(want)])))
    }

    /// The days in force.
    pub fn days(&self, e: Effective) -> Region {
        let mut region = self.whole();
        let Some(i) = self.space.find(&Key::Date) else { return region };
        let Some(Classes::Ordered(cuts)) = self.space.variables.get(i).map(|v| &v.classes) else { return region };
        let class = |d: i64| cuts.binary_search(&Num::int(d)).ok().map(|k| 2 * k + 1);
        let first = e.from.and_then(|d| class(d.day_number())).unwrap_or(0);
        let after = e.to.and_then(|d| class(d.day_number() + 1)).unwrap_or(2 * cuts.len() + 1);
        if let Some(slot) = region.0.get_mut(i) {
            slot.keep(&Bits::of(2 * cuts.len() + 1, first..after));
        }
        region
    }
}

fn polarity(classes: Bits, n: usize, want: bool) -> Bits {
    if want { classes } else { Bits::full(n).minus(&classes) }
}

fn mirrored(op: CmpOp) -> CmpOp {
    match op {
        CmpOp::Lt => CmpOp::Gt,
        CmpOp::Le => CmpOp::Ge,
        CmpOp::Gt => CmpOp::Lt,
        CmpOp::Ge => CmpOp::Le,
    }
}

/// Whether a comparison (equality for `None`) holds when left stands so to right.
fn holds_between(op: Option<CmpOp>, order: std::cmp::Ordering) -> bool {
    match op {
        None => order.is_eq(),
        Some(CmpOp::Lt) => order.is_lt(),
        Some(CmpOp::Le) => order.is_le(),
        Some(CmpOp::Gt) => order.is_gt(),
        Some(CmpOp::Ge) => order.is_ge(),
    }
}
