//! Accumulators on symbols: balances before the row, and what the row makes of them.

use super::arena::{N, Op, Two};
use super::{ACCUM, Assumed, Balance, Build, MISS, Place, Sym};
use crate::batch::Origin;
use crate::ir::{Accum, AccumId, AccumMode, Expr, ExprId, Ty, Window};

/// Greatest balance, in units of its scale, at which a row is still compiled: 10^11 元 in 分.
const MOST: i64 = 100_000_000_000;

/// Greatest scale of a balance.
const MOST_SCALE: i64 = 1_000_000;

pub(super) fn at_first(accum: &Accum) -> Assumed {
    let scale = if accum.ty == Ty::Amount { 100 } else { 1 };
    Assumed { kept: true, scale, lacking: false, negative: false }
}

/// Under which key a balance is kept.
enum Key {
    /// The same for all rows (of a year).
    Fixed,
    /// It is not known, for this reason, in any row.
    Missing(N),
    /// It depends on the row.
    Open,
}

impl Build<'_, '_> {
    fn key(&mut self, accum: &Accum) -> Key {
        let first = match &accum.window {
            Window::Course(e) => Some(*e),
            Window::Days(_, e) => {
                let s = self.eval(*e);
                return match self.k.as_const(s.m) {
                    Some(m) if m != 0 && m & super::POISON == 0 => Key::Missing(s.m),
                    _ => Key::Open,
                };
            }
            Window::CalendarYear | Window::Lifetime => None,
        };
        for e in first.iter().chain(&accum.keys) {
            if self.is_fixed(*e) {
                continue;
            }
            let s = self.eval(*e);
            return match self.k.as_const(s.m) {
                Some(m) if m != 0 && m & super::POISON == 0 => Key::Missing(s.m),
                _ => Key::Open,
            };
        }
        Key::Fixed
    }

    /// A constant, or a fact that is the same for all rows.
    fn is_fixed(&self, e: ExprId) -> bool {
        match self.plan.expr(e) {
            Some(Expr::Const(_)) => true,
            Some(Expr::Input(i)) => match self.layout.origin(*i) {
                Origin::Constant(v) => v.is_some(),
                Origin::Absent => self.plan.program.inputs.get(i.ix()).is_some_and(|i| i.default.is_some()),
                Origin::Column(_) => false,
            },
            _ => false,
        }
    }

    fn initial(&self, accum: &Accum) -> (i64, i64) {
        match accum.ty {
            Ty::Amount | Ty::Ratio | Ty::Int(_) | Ty::Decimal | Ty::Set(_) => (0, 0),
            _ => (0, MISS | ACCUM),
        }
    }

    fn assumed(&self, id: AccumId) -> Assumed {
        let none = Assumed { kept: false, scale: 1, lacking: true, negative: true };
        self.assumed.get(id.ix()).copied().unwrap_or(none)
    }

    /// Bounds of a balance.
    fn bounds(&self, accum: &Accum, assumed: Assumed) -> (i64, i64) {
        match accum.ty {
            Ty::Amount | Ty::Ratio | Ty::Int(_) | Ty::Decimal => {
                let most = MOST.saturating_mul(assumed.scale);
                (if assumed.negative { -most } else { 0 }, most)
            }
            _ => (0, i64::MAX >> 1),
        }
    }

    /// The balance at this point of the row.
    pub(super) fn balance(&mut self, id: AccumId) -> Sym {
        if let Some(Some(s)) = self.now.get(id.ix()) {
            return *s;
        }
        let s = self.first_balance(id);
        if let Some(place) = self.now.get_mut(id.ix()) {
            *place = Some(s);
        }
        s
    }

    fn first_balance(&mut self, id: AccumId) -> Sym {
        let Some(accum) = self.plan.program.accums.get(id.ix()) else { return self.refuse() };
        let one = self.k.constant(1);
        let path = std::mem::replace(&mut self.path, one);
        let key = self.key(accum);
        self.path = path;
        let assumed = self.assumed(id);
        match key {
            Key::Missing(m) => Sym { v: self.k.constant(0), m, scale: 1 },
            Key::Fixed if assumed.kept && self.is_held(&accum.ty) => {
                let range = self.bounds(accum, assumed);
                let v = self.k.intern(Op::Balance(id.0), range);
                let lacking = assumed.lacking || self.initial(accum).1 != 0;
                let m = if lacking { self.k.intern(Op::Lacks(id.0), (0, 63)) } else { self.k.constant(0) };
                Sym { v, m, scale: assumed.scale }
            }
            _ => self.poison(),
        }
    }

    /// Updates all accumulators; gives those that something read depends on.
    pub(super) fn accumulate(&mut self, answers: &[(N, N)]) -> Vec<Balance> {
        let plan = self.plan;
        self.place = Place::default();
        let mut updates = Vec::new();
        for id in &plan.accums {
            let Some(accum) = plan.program.accums.get(id.ix()) else { continue };
            let before = self.balance(*id);
            let after = self.update(accum, before);
            // Rules of accumulators that come later see this one updated.
            let place = self.now.get_mut(id.ix()).filter(|_| *self.k.op(before.v) == Op::Balance(id.0));
            if let Some(place) = place {
                *place = Some(after);
            }
            updates.push((*id, accum, after));
        }
        let roots = answers.iter().flat_map(|(v, m)| [*v, *m]).chain([self.alarm]);
        let mut live: Vec<bool> = vec![false; self.k.ops.len()];
        let mut kept: Vec<Balance> = Vec::new();
        self.mark(roots.collect(), &mut live);
        loop {
            let read = |id: &AccumId| self.is_read(*id, &live);
            let next = updates.iter().find(|(id, ..)| read(id) && !kept.iter().any(|b| b.accum == *id));
            let Some((id, accum, after)) = next else { break };
            let balance = self.keep(*id, accum, *after);
            let roots = vec![balance.after.0, balance.after.1];
            live.resize(self.k.ops.len(), false);
            self.mark(roots, &mut live);
            kept.push(balance);
        }
        kept
    }

    fn is_read(&self, id: AccumId, live: &[bool]) -> bool {
        let reads = |op: &Op| matches!(op, Op::Balance(a) | Op::Lacks(a) if *a == id.0);
        self.k.ops.iter().zip(live).any(|(op, live)| *live && reads(op))
    }

    fn mark(&self, mut stack: Vec<N>, live: &mut [bool]) {
        while let Some(n) = stack.pop() {
            if let Some(mark) = live.get_mut(n.0 as usize).filter(|m| !**m) {
                *mark = true;
                super::Arena::operands(self.k.op(n), &mut |x| stack.push(x));
            }
        }
    }

    /// Confirms or corrects what was assumed of a balance that is read.
    fn keep(&mut self, id: AccumId, accum: &Accum, after: Sym) -> Balance {
        let assumed = self.assumed(id);
        let initial = self.initial(accum);
        let mut next = assumed;
        let g = super::numbers::gcd(assumed.scale, after.scale);
        let scale = assumed.scale / g * after.scale;
        if self.is_held(&accum.ty) && scale > MOST_SCALE {
            next.kept = false;
        }
        next.scale = scale.min(MOST_SCALE);
        next.lacking |= self.k.as_const(after.m) != Some(0);
        next.negative |= self.k.range(after.v).0 < 0;
        if let Some(place) = self.assumed.get_mut(id.ix()) {
            *place = next;
        }
        let shown = self.at_scale(after, assumed.scale);
        let (least, most) = self.bounds(accum, assumed);
        Balance {
            accum: id,
            scale: assumed.scale,
            yearly: accum.window == Window::CalendarYear,
            initial,
            after: (shown.v, shown.m),
            number: id.0,
            least,
            most,
        }
    }

    /// The balance after the row.
    fn update(&mut self, accum: &Accum, before: Sym) -> Sym {
        let one = self.k.constant(1);
        let one = self.truth_of(one);
        let counts = accum.guard.map_or(one, |g| self.holds(g));
        let no = self.no(counts);
        let may = self.k.not(no);
        let added = self.on(may, |b| b.added(accum));
        let zero = self.k.constant(0);
        let after = self.combined(accum, before, added);
        let known = self.known(added);
        let none = self.k.is(added.v, 0);
        let idle = if accum.mode == AccumMode::Sum { self.k.and(known, none) } else { zero };
        let sure = self.known(counts);
        let open = self.k.not(sure);
        let busy = self.k.not(idle);
        let clouds = self.k.and(open, busy);
        let cloud = Sym { v: zero, m: counts.m, scale: 1 };
        let unchanged = if self.k.as_const(clouds) == Some(0) { before } else { self.choose(clouds, cloud, before) };
        self.choose(counts.v, after, unchanged)
    }

    fn combined(&mut self, accum: &Accum, before: Sym, added: Sym) -> Sym {
        match (accum.mode, &accum.ty) {
            (AccumMode::Last, _) => added,
            (AccumMode::Sum, Ty::Set(_)) => self.sum(Two::Or, before, added),
            (AccumMode::Sum, Ty::Amount | Ty::Ratio | Ty::Int(_) | Ty::Decimal) => self.sum(Two::Add, before, added),
            (AccumMode::Max, Ty::Amount | Ty::Ratio | Ty::Int(_) | Ty::Decimal) => self.sum(Two::Max, before, added),
            (AccumMode::Max, Ty::Date | Ty::Month | Ty::Bool | Ty::Enum(_)) => self.latest(before, added),
            _ => self.refuse(),
        }
    }

    /// The greater; of nothing and something, that.
    fn latest(&mut self, before: Sym, added: Sym) -> Sym {
        let greater = self.sum(Two::Max, before, added);
        let empty = self.k.is(before.m, MISS | ACCUM);
        let s = self.choose(empty, added, greater);
        // Whose emptiness it is does not show in a mask.
        let other = self.k.any(added.m, ACCUM);
        let poison = self.poison();
        self.choose(other, poison, s)
    }

    /// What the row adds. In a plain sum of items, one that does not apply adds nothing.
    fn added(&mut self, accum: &Accum) -> Sym {
        if accum.parts.is_empty() || accum.mode != AccumMode::Sum {
            return self.eval(accum.value);
        }
        let zero = self.k.constant(0);
        let mut sum = self.value(zero, 1);
        let union = matches!(accum.ty, Ty::Set(_));
        for part in &accum.parts {
            let s = self.item(*part);
            let s = self.or_nothing(s);
            sum = self.sum(if union { Two::Or } else { Two::Add }, sum, s);
        }
        sum
    }
}
