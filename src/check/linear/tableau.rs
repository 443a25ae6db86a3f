//! The tableau and its pivots.

use super::delta::Delta;
use super::form::{Form, Var};
use crate::base::num::{Num, Overflow};
use std::collections::{BTreeMap, HashMap};

/// What a query came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A model exists: values of the problem's variables.
    Sat(Vec<Num>),
    /// There is none.
    Unsat,
    /// Numbers grew past what fits, or the pivots ran out.
    Unknown,
}

/// Pivots after which a query is given up.
const MOST_PIVOTS: usize = 20_000;

#[derive(Clone, Debug, Default)]
struct Column {
    lower: Option<Delta>,
    upper: Option<Delta>,
}

/// An incremental solver: forms and bounds are added, [`Solver::mark`] and [`Solver::undo`] retract bounds.
#[derive(Clone, Debug, Default)]
pub struct Solver {
    /// Bounds and value per internal variable (problem variables and slacks alike).
    columns: Vec<Column>,
    values: Vec<Delta>,
    /// Basic variable → its row over non-basic variables.
    rows: BTreeMap<usize, BTreeMap<usize, Num>>,
    /// Internal variable of each problem variable.
    problem: Vec<usize>,
    /// Slack of each form seen (without its constant).
    slacks: HashMap<Vec<(usize, Num)>, usize>,
    trail: Vec<(usize, Column)>,
    conflict: bool,
    marks: Vec<bool>,
}

impl Solver {
    /// A new problem variable.
    pub fn fresh(&mut self) -> Var {
        let internal = self.column();
        self.problem.push(internal);
        Var(self.problem.len() - 1)
    }

    fn column(&mut self) -> usize {
        self.columns.push(Column::default());
        self.values.push(Delta::new(Num::ZERO));
        self.columns.len() - 1
    }

    /// Remembers the bounds; returns a token for [`Solver::undo`].
    pub fn mark(&mut self) -> usize {
        self.marks.push(self.conflict);
        self.trail.len()
    }

    /// Retracts all bounds asserted since the mark. Marks are undone in reverse order.
    pub fn undo(&mut self, mark: usize) {
        self.conflict = self.marks.pop().unwrap_or(false);
        while self.trail.len() > mark {
            if let Some((i, old)) = self.trail.pop()
                && let Some(column) = self.columns.get_mut(i)
            {
                *column = old;
            }
        }
    }

    /// Asserts `form ≤ 0` (`< 0` when strict).
    pub fn at_most_zero(&mut self, form: &Form, strict: bool) -> Result<(), Overflow> {
        if let Some(c) = form.as_constant() {
            self.conflict |= if strict { c.signum() >= 0 } else { c.signum() > 0 };
            return Ok(());
        }
        let (slack, scale) = self.slack(form)?;
        // scale × slack + constant ≤ 0
        let bound = form.offset().neg()?.div(scale).ok_or(Overflow)??.reduced();
        if scale.signum() > 0 {
            let bound = if strict { Delta::beside(bound, -1) } else { Delta::new(bound) };
            self.upper(slack, bound)
        } else {
            let bound = if strict { Delta::beside(bound, 1) } else { Delta::new(bound) };
            self.lower(slack, bound)
        }
    }

    /// The internal variable equal to the form without its constant divided by the returned scale.
    fn slack(&mut self, form: &Form) -> Result<(usize, Num), Overflow> {
        let internal = |v: &Var| self.problem.get(v.0).copied().ok_or(Overflow);
        let mut terms = Vec::with_capacity(form.terms.len());
        for (v, c) in &form.terms {
            terms.push((internal(v)?, *c));
        }
        let scale = terms.first().map_or(Num::ONE, |t| t.1);
        if let [(only, _)] = terms.as_slice() {
            return Ok((*only, scale));
        }
        for term in &mut terms {
            term.1 = term.1.div(scale).ok_or(Overflow)??.reduced();
        }
        if let Some(slack) = self.slacks.get(&terms) {
            return Ok((*slack, scale));
        }
        let slack = self.column();
        let row = self.over_non_basic(&terms)?;
        let value = self.row_value(&row)?;
        if let Some(v) = self.values.get_mut(slack) {
            *v = value;
        }
        self.rows.insert(slack, row);
        self.slacks.insert(terms, slack);
        Ok((slack, scale))
    }

    fn over_non_basic(&self, terms: &[(usize, Num)]) -> Result<BTreeMap<usize, Num>, Overflow> {
        let mut row = BTreeMap::new();
        for (x, c) in terms {
            match self.rows.get(x) {
                Some(basic) => add_row(&mut row, basic, *c)?,
                None => add_term(&mut row, *x, *c)?,
            }
        }
        Ok(row)
    }

    fn row_value(&self, row: &BTreeMap<usize, Num>) -> Result<Delta, Overflow> {
        row.iter().try_fold(Delta::new(Num::ZERO), |sum, (x, c)| sum.add(self.value(*x).times(*c)?))
    }

    fn value(&self, x: usize) -> Delta {
        self.values.get(x).copied().unwrap_or(Delta::new(Num::ZERO))
    }

    fn bounds(&self, x: usize) -> (Option<Delta>, Option<Delta>) {
        self.columns.get(x).map_or((None, None), |c| (c.lower, c.upper))
    }

    fn upper(&mut self, x: usize, bound: Delta) -> Result<(), Overflow> {
        let (lower, upper) = self.bounds(x);
        if upper.is_some_and(|u| u <= bound) {
            return Ok(());
        }
        let conflict = lower.is_some_and(|l| l > bound);
        self.conflict |= conflict;
        self.tighten(x, |c| c.upper = Some(bound));
        // A value moved to meet a contradictory bound would violate the other one once this is retracted.
        if conflict {
            return Ok(());
        }
        if !self.rows.contains_key(&x) && self.value(x) > bound { self.shift(x, bound) } else { Ok(()) }
    }

    fn lower(&mut self, x: usize, bound: Delta) -> Result<(), Overflow> {
        let (lower, upper) = self.bounds(x);
        if lower.is_some_and(|l| l >= bound) {
            return Ok(());
        }
        let conflict = upper.is_some_and(|u| u < bound);
        self.conflict |= conflict;
        self.tighten(x, |c| c.lower = Some(bound));
        if conflict {
            return Ok(());
        }
        if !self.rows.contains_key(&x) && self.value(x) < bound { self.shift(x, bound) } else { Ok(()) }
    }

    fn tighten(&mut self, x: usize, change: impl FnOnce(&mut Column)) {
        if let Some(column) = self.columns.get_mut(x) {
            self.trail.push((x, column.clone()));
            change(column);
        }
    }

    /// Sets a non-basic variable and carries the change into the basic ones.
    fn shift(&mut self, x: usize, to: Delta) -> Result<(), Overflow> {
        let change = to.sub(self.value(x))?;
        for (basic, row) in &self.rows {
            if let (Some(c), Some(v)) = (row.get(&x), self.values.get_mut(*basic)) {
                *v = v.add(change.times(*c)?)?;
            }
        }
        if let Some(v) = self.values.get_mut(x) {
            *v = to;
        }
        Ok(())
    }

    /// Decides the bounds asserted so far.
    pub fn solve(&mut self) -> Answer {
        if self.conflict {
            return Answer::Unsat;
        }
        for _ in 0..MOST_PIVOTS {
            let Some((basic, target, raise)) = self.violated() else { return self.model() };
            let Some(entering) = self.entering(basic, raise) else { return Answer::Unsat };
            if self.pivot(basic, entering, target).is_err() {
                return Answer::Unknown;
            }
        }
        Answer::Unknown
    }

    /// The first basic variable outside its bounds (Bland), where it must go, and whether upwards.
    fn violated(&self) -> Option<(usize, Delta, bool)> {
        self.rows.keys().find_map(|x| {
            let (value, (lower, upper)) = (self.value(*x), self.bounds(*x));
            match (lower.filter(|l| value < *l), upper.filter(|u| value > *u)) {
                (Some(l), _) => Some((*x, l, true)),
                (_, Some(u)) => Some((*x, u, false)),
                _ => None,
            }
        })
    }

    /// The first non-basic variable of the row that can move the basic one as needed.
    fn entering(&self, basic: usize, raise: bool) -> Option<usize> {
        let row = self.rows.get(&basic)?;
        row.iter()
            .find(|(x, c)| {
                let (value, (lower, upper)) = (self.value(**x), self.bounds(**x));
                if (c.signum() > 0) == raise {
                    upper.is_none_or(|u| value < u)
                } else {
                    lower.is_none_or(|l| value > l)
                }
            })
            .map(|(x, _)| *x)
    }

    fn pivot(&mut self, basic: usize, entering: usize, target: Delta) -> Result<(), Overflow> {
        let mut row = self.rows.remove(&basic).ok_or(Overflow)?;
        let a = row.remove(&entering).ok_or(Overflow)?;
        let theta = target.sub(self.value(basic))?.over(a)?;
        // entering = (basic − Σ others) / a
        let inverse = Num::ONE.div(a).ok_or(Overflow)??.reduced();
        let mut solved = BTreeMap::from([(basic, inverse)]);
        for (x, c) in row {
            solved.insert(x, c.mul(inverse)?.neg()?.reduced());
        }
        for (other, r) in &mut self.rows {
            if let Some(c) = r.remove(&entering) {
                add_row(r, &solved, c)?;
                if let Some(v) = self.values.get_mut(*other) {
                    *v = v.add(theta.times(c)?)?;
                }
            }
        }
        self.rows.insert(entering, solved);
        let moved = self.value(entering).add(theta)?;
        for (x, value) in [(basic, target), (entering, moved)] {
            if let Some(v) = self.values.get_mut(x) {
                *v = value;
            }
        }
        Ok(())
    }

    /// Concrete values: the infinitesimal becomes small enough for every strict bound.
    fn model(&self) -> Answer {
        let mut epsilon = Num::cents(1);
        for (x, column) in self.columns.iter().enumerate() {
            let value = self.value(x);
            let pairs = [column.lower.map(|l| (l, value)), column.upper.map(|u| (value, u))];
            for (low, high) in pairs.into_iter().flatten() {
                match room(low, high) {
                    Ok(Some(most)) => epsilon = epsilon.min(most),
                    Ok(None) => {}
                    Err(Overflow) => return Answer::Unknown,
                }
            }
        }
        let concrete = |x: &usize| {
            let v = self.value(*x);
            v.real.add(v.tiny.mul(epsilon)?).map(Num::reduced)
        };
        match self.problem.iter().map(concrete).collect() {
            Ok(values) => Answer::Sat(values),
            Err(Overflow) => Answer::Unknown,
        }
    }
}

/// The largest infinitesimal that keeps `low ≤ high`, when one is needed.
fn room(low: Delta, high: Delta) -> Result<Option<Num>, Overflow> {
    let (reals, tinies) = (high.real.sub(low.real)?, low.tiny.sub(high.tiny)?);
    if reals.signum() <= 0 || tinies.signum() <= 0 {
        return Ok(None);
    }
    Ok(Some(reals.div(tinies).ok_or(Overflow)??.reduced()))
}

fn add_term(row: &mut BTreeMap<usize, Num>, x: usize, c: Num) -> Result<(), Overflow> {
    let sum = row.get(&x).copied().unwrap_or(Num::ZERO).add(c)?.reduced();
    if sum == Num::ZERO {
        row.remove(&x);
    } else {
        row.insert(x, sum);
    }
    Ok(())
}

fn add_row(row: &mut BTreeMap<usize, Num>, other: &BTreeMap<usize, Num>, k: Num) -> Result<(), Overflow> {
    other.iter().try_for_each(|(x, c)| add_term(row, *x, c.mul(k)?))
}
