//! The search: paths one by one; on each, the negated claim, refined until it is impossible or confirmed.

use super::exec::{Exec, Run, Sym};
use super::path::{Budget, Discrete, Model, Node, Path, Real, Stop};
use super::{Assumption, Claim, Goal, Search};
use crate::base::num::{Num, Overflow};
use crate::check::linear::Form;
use crate::eval::case::covered_and_total;
use crate::ir::{InputId, ItemId, Program, RoundMode};

pub(super) fn explore<W>(
    program: &Program,
    goal: &Goal,
    budget: Budget,
    confirm: impl FnMut(&Model) -> Option<W>,
) -> Search<W> {
    let mut path = Path::new(program, budget);
    let mut refiner = Refiner { confirm, refused: 0 };
    loop {
        match refiner.follow(&mut path, goal) {
            Ok(Some(witness)) => return Search::Refuted(witness),
            Ok(None) | Err(Stop::Impossible | Stop::NoValue) => {}
            Err(Stop::GaveUp(why)) => return Search::Undecided(why),
        }
        if refiner.refused > MOST_REFUSED || !path.backtrack() {
            break;
        }
    }
    if refiner.refused > 0 {
        Search::Undecided("符号推理找到的反例未能由结算重现")
    } else {
        Search::Proved
    }
}

/// Candidates that the evaluator may refuse before the search is given up.
const MOST_REFUSED: usize = 40;

/// Depth of splitting at one leaf.
const DEEPEST: usize = 160;

struct Refiner<F> {
    confirm: F,
    refused: usize,
}

impl<W, F: FnMut(&Model) -> Option<W>> Refiner<F> {
    /// One path: a confirmed counterexample on it, if there is one.
    fn follow(&mut self, path: &mut Path<'_>, goal: &Goal) -> Run<Option<W>> {
        path.restart()?;
        let mut exec = Exec::new(path);
        assume(&mut exec, goal)?;
        if !violated(&mut exec, &goal.claim)? {
            return Ok(None);
        }
        let mark = path.solver.mark();
        let found = self.refine(path, 0);
        path.solver.undo(mark);
        found
    }

    /// Splits until the linear model agrees with every node and inputs are whole multiples of their steps; then asks
    /// for confirmation.
    fn refine(&mut self, path: &mut Path<'_>, depth: usize) -> Run<Option<W>> {
        if depth > DEEPEST {
            return Err(Stop::GaveUp("分支太深"));
        }
        let Some(values) = path.feasible()? else { return Ok(None) };
        let early = if depth.is_multiple_of(4) { (self.confirm)(&model(path, &values)) } else { None };
        if early.is_some() {
            return Ok(early);
        }
        match disagreement(path, &values)? {
            Some(Split::Extreme { node, child }) => self.split_extreme(path, node, child, depth),
            Some(Split::Whole { form, below, above }) => {
                let lower = form.plus(Num::int(-1), &Form::constant(below))?;
                let upper = Form::constant(above).plus(Num::int(-1), &form)?;
                let found = self.side(path, &[(lower, false)], depth)?;
                if found.is_some() { Ok(found) } else { self.side(path, &[(upper, false)], depth) }
            }
            None => {
                let witness = (self.confirm)(&model(path, &values));
                self.refused += usize::from(witness.is_none());
                Ok(witness)
            }
        }
    }

    fn side(&mut self, path: &mut Path<'_>, facts: &[(Form, bool)], depth: usize) -> Run<Option<W>> {
        let mark = path.solver.mark();
        let asserted: Run<()> = facts.iter().try_for_each(|(form, strict)| path.require(form, *strict));
        let found = asserted.and_then(|()| self.refine(path, depth + 1));
        path.solver.undo(mark);
        found
    }

    /// Either the node equals the child, or it lies beyond it and equals one of the others.
    fn split_extreme(&mut self, path: &mut Path<'_>, node: usize, child: usize, depth: usize) -> Run<Option<W>> {
        let Some(Node::Extreme { var, least, forms }) = path.nodes.get(node) else { return Ok(None) };
        let (sign, all) = (if *least { Num::ONE } else { Num::int(-1) }, forms.clone());
        let Some(chosen) = all.get(child) else { return Ok(None) };
        let gap = |form: &Form| form.plus(Num::int(-1), &Form::var(*var))?.times(sign);
        let equal = gap(chosen)?;
        let beyond = equal.times(Num::int(-1))?;
        let mut rest = all.clone();
        rest.remove(child);
        let mut facts = vec![(beyond, true)];
        if let [only] = rest.as_slice() {
            facts.push((gap(only)?, false));
        }
        let found = self.side(path, &[(equal, false)], depth)?;
        if found.is_some() || rest.is_empty() {
            return Ok(found);
        }
        set_forms(path, node, rest);
        let found = self.side(path, &facts, depth);
        set_forms(path, node, all);
        found
    }
}

fn set_forms(path: &mut Path<'_>, node: usize, with: Vec<Form>) {
    if let Some(Node::Extreme { forms, .. }) = path.nodes.get_mut(node) {
        *forms = with;
    }
}

fn assume(exec: &mut Exec<'_, '_>, goal: &Goal) -> Run<()> {
    if let Some((covered, total)) = covered_and_total(exec.program) {
        let (covered, total) = (exec.path.real(Real::Input(covered)), exec.path.real(Real::Input(total)));
        exec.path.require(&Form::var(covered).plus(Num::int(-1), &Form::var(total))?, false)?;
    }
    for a in &goal.assume {
        match a {
            Assumption::NotNegative(accum) => {
                let below = exec.balance(*accum).times(Num::int(-1))?;
                exec.path.require(&below, false)?;
            }
            Assumption::Empty(accum) => {
                let balance = Form::var(exec.path.real(Real::Accum(*accum)));
                exec.path.require(&balance, false)?;
                exec.path.require(&balance.times(Num::int(-1))?, false)?;
            }
            Assumption::Within(accum, limit, guard) => {
                let applies = exec.guarded(*guard);
                if applies == Err(Stop::NoValue) || applies == Ok(false) {
                    continue;
                }
                applies?;
                let limit = exec.number(*limit)?;
                let over = exec.balance(*accum).plus(Num::int(-1), &limit)?;
                exec.path.require(&over, false)?;
            }
        }
    }
    Ok(())
}

/// Whether the claim fails on this path (both sides are explored).
fn violated(exec: &mut Exec<'_, '_>, claim: &Claim) -> Run<bool> {
    match claim {
        Claim::Always { guard, cond } => Ok(exec.guarded(*guard)? && !exec.truth(*cond)?),
        Claim::NotNegative(item) => match exec.item(*item)? {
            Sym::Form(f) => exec.path.is_at_most_zero(&f, true),
            _ => Ok(false),
        },
        Claim::Within { accum, limit, guard } => {
            if !exec.guarded(*guard)? {
                return Ok(false);
            }
            let over = exec.after(*accum)?.plus(Num::int(-1), &exec.number(*limit)?)?;
            Ok(!exec.path.is_at_most_zero(&over, false)?)
        }
        Claim::Rising { item, input, tolerance } => falls(exec, *item, *input, *tolerance),
        Claim::AccumNotNegative(accum) => {
            let after = exec.after(*accum)?;
            exec.path.is_at_most_zero(&after, true)
        }
    }
}

/// Evaluates the item twice, the second time with a larger input.
fn falls(exec: &mut Exec<'_, '_>, item: ItemId, input: InputId, tolerance: Num) -> Run<bool> {
    let Sym::Form(first) = exec.item(item)? else { return Ok(false) };
    let (small, large) =
        (Form::var(exec.path.real(Real::Input(input))), Form::var(exec.path.real(Real::Second(input))));
    exec.path.require(&small.plus(Num::int(-1), &large)?, false)?;
    let mut other = Exec::new(exec.path);
    other.second = Some(input);
    let Sym::Form(second) = other.item(item)? else { return Ok(false) };
    let rise = second.plus(Num::int(-1), &first)?.plus(Num::ONE, &Form::constant(tolerance))?;
    exec.path.is_at_most_zero(&rise, true)
}

enum Split {
    /// Decide whether the node equals this child.
    Extreme { node: usize, child: usize },
    /// The form takes no value strictly between: decide the side.
    Whole { form: Form, below: Num, above: Num },
}

fn value_of(form: &Form, values: &[Num]) -> Result<Num, Overflow> {
    form.terms.iter().try_fold(form.offset(), |sum, (v, c)| {
        let x = values.get(v.0).copied().unwrap_or(Num::ZERO);
        sum.add(c.mul(x)?).map(Num::reduced)
    })
}

fn disagreement(path: &Path<'_>, values: &[Num]) -> Run<Option<Split>> {
    for (i, node) in path.nodes.iter().enumerate() {
        if let Node::Extreme { var, least, forms } = node {
            let actual = value_of(&Form::var(*var), values)?;
            let children = forms.iter().map(|f| value_of(f, values)).collect::<Result<Vec<Num>, Overflow>>()?;
            let best = children.iter().enumerate().reduce(|a, b| if (b.1 < a.1) == *least { b } else { a });
            if let Some((child, best)) = best
                && *best != actual
            {
                return Ok(Some(Split::Extreme { node: i, child }));
            }
        }
    }
    Ok(rounding(path, values)?.or_else(|| whole_inputs(path, values)))
}

/// An input that is not a whole multiple of its step.
fn whole_inputs(path: &Path<'_>, values: &[Num]) -> Option<Split> {
    let mut inputs: Vec<_> = path
        .reals()
        .filter_map(|(r, v)| match r {
            Real::Input(i) | Real::Second(i) => Some((v, Exec::step(path.program, *i)?)),
            Real::Accum(_) => Some((v, path.unit(v)?)),
            _ => None,
        })
        .collect();
    inputs.sort();
    inputs.into_iter().find_map(|(v, step)| {
        let x = *values.get(v.0)?;
        let below = x.round_to(step, RoundMode::Down).ok()?;
        if below == x {
            return None;
        }
        let below = if x.signum() < 0 { below.sub(step).ok()? } else { below };
        Some(Split::Whole { form: Form::var(v), below, above: below.add(step).ok()? })
    })
}

/// A rounded value that is not the rounding of its argument.
fn rounding(path: &Path<'_>, values: &[Num]) -> Run<Option<Split>> {
    for node in &path.nodes {
        if let Node::Rounded { var, form, unit } = node {
            let (actual, exact) = (value_of(&Form::var(*var), values)?, value_of(form, values)?);
            let right = exact.round_to(*unit, RoundMode::HalfUp)?;
            if actual != right {
                let (below, above) = around(actual, right, *unit)?;
                return Ok(Some(Split::Whole { form: Form::var(*var), below, above }));
            }
        }
    }
    Ok(None)
}

/// Two neighbouring multiples of the unit that separate the model's value from the right one.
fn around(actual: Num, right: Num, unit: Num) -> Result<(Num, Num), Overflow> {
    if actual < right { Ok((right.sub(unit)?, right)) } else { Ok((right, right.add(unit)?)) }
}

/// The nearest whole multiple of the step: a relaxed model is often a counterexample once its figures are made whole.
fn settled(value: Num, step: Option<Num>) -> Num {
    step.and_then(|s| value.round_to(s, RoundMode::HalfUp).ok()).unwrap_or(value)
}

fn model(path: &Path<'_>, values: &[Num]) -> Model {
    let mut model = Model::default();
    for (what, var) in path.reals() {
        let value = values.get(var.0).copied().unwrap_or(Num::ZERO);
        match what {
            Real::Input(i) => {
                model.numbers.insert(*i, settled(value, Exec::step(path.program, *i)));
            }
            Real::Second(i) => {
                model.second = Some((*i, settled(value, Exec::step(path.program, *i))));
            }
            Real::Accum(a) => {
                model.accums.insert(*a, settled(value, Some(Num::cents(1))));
            }
            _ => {}
        }
    }
    for (what, allowed) in path.constrained() {
        let Some(first) = allowed.first() else { continue };
        match what {
            Discrete::Input(i) => {
                model.members.insert(*i, first);
            }
            Discrete::Element(i, e) => {
                model.elements.insert((*i, *e), first == 1);
            }
            Discrete::Free(_) => {}
        }
    }
    model
}
