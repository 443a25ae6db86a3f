//! One path of the search: decisions taken, what they imply, and the linear constraints collected on the way.

use crate::base::num::{Num, Overflow};
use crate::check::guards::canonical;
use crate::check::linear::{Answer, Form, Solver, Var};
use crate::check::space::Bits;
use crate::ir::{AccumId, ExprId, InputId, ItemId, Program, RoundMode};
use std::collections::{BTreeMap, HashMap};

/// Limits of one search; reaching either ends it undecided.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Paths.
    pub paths: usize,
    /// Questions to the linear solver.
    pub queries: usize,
}

/// A candidate counterexample.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    /// Enum and boolean inputs: a value that the path allows.
    pub members: BTreeMap<InputId, usize>,
    /// Elements of set inputs: in or out.
    pub elements: BTreeMap<(InputId, i64), bool>,
    /// Numeric inputs (dates by day number).
    pub numbers: BTreeMap<InputId, Num>,
    /// Accumulators before the encounter.
    pub accums: BTreeMap<AccumId, Num>,
    /// The larger value of the changed input, for a comparison of two evaluations.
    pub second: Option<(InputId, Num)>,
}

/// Why an evaluation stopped before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The value does not exist on this path (unknown, undetermined, no rule applies).
    NoValue,
    /// The path contradicts itself.
    Impossible,
    /// Numbers do not fit, or a budget ran out: no verdict.
    GaveUp(&'static str),
}

impl From<Overflow> for Stop {
    fn from(_: Overflow) -> Stop {
        Stop::GaveUp("数值超出可精确处理的范围")
    }
}

/// What a discrete variable stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Discrete {
    Input(InputId),
    Element(InputId, i64),
    Free(String),
}

/// What a linear variable stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Real {
    Input(InputId),
    /// The changed input of the second evaluation.
    Second(InputId),
    Accum(AccumId),
    /// 较小/较大/取整 of this expression, in the given role and evaluation.
    Node(ExprId, u32, bool),
    /// A step of an item's own (rounding, merge, ceilings), in the given role and evaluation.
    Step(u32, u32, bool),
    /// A value outside the fragment.
    Free(String),
}

struct Decision {
    taken: bool,
    other_open: bool,
    mark: usize,
}

/// A lazily decided node.
pub(super) enum Node {
    /// The variable is the least (greatest) of the forms.
    Extreme { var: Var, least: bool, forms: Vec<Form> },
    /// The variable is the form rounded half away from zero.
    Rounded { var: Var, form: Form, unit: Num },
}

pub(super) struct Path<'a> {
    pub program: &'a Program,
    /// By ceiling: who takes before its item.
    pub turns: Vec<Vec<ItemId>>,
    pub solver: Solver,
    pub nodes: Vec<Node>,
    budget: Budget,
    decisions: Vec<Decision>,
    next: usize,
    /// The side to take at the next new decision: the other side of the one just retracted.
    pending: Option<bool>,
    discrete: HashMap<Discrete, Bits>,
    reals: HashMap<Real, Var>,
    /// Variables that take only whole multiples of a unit.
    grains: HashMap<Var, Num>,
    names: HashMap<ExprId, String>,
}

impl<'a> Path<'a> {
    pub fn new(program: &'a Program, budget: Budget) -> Path<'a> {
        Path {
            program,
            turns: crate::ir::turns(program),
            solver: Solver::default(),
            nodes: Vec::new(),
            budget,
            decisions: Vec::new(),
            next: 0,
            pending: None,
            discrete: HashMap::new(),
            reals: HashMap::new(),
            grains: HashMap::new(),
            names: HashMap::new(),
        }
    }

    /// Begins the evaluation anew with the decisions taken so far.
    pub fn restart(&mut self) -> Result<(), Stop> {
        self.budget.paths = self.budget.paths.checked_sub(1).ok_or(Stop::GaveUp("分支太多"))?;
        self.next = 0;
        self.nodes.clear();
        self.discrete.clear();
        Ok(())
    }

    /// Turns to the latest decision whose other side is open. False: all paths are done.
    pub fn backtrack(&mut self) -> bool {
        while let Some(last) = self.decisions.pop() {
            self.solver.undo(last.mark);
            if last.other_open {
                self.pending = Some(!last.taken);
                return true;
            }
        }
        false
    }

    /// The text by which equal expressions are recognised.
    pub fn name(&mut self, id: ExprId) -> String {
        let program = self.program;
        self.names.entry(id).or_insert_with(|| canonical(program, id)).clone()
    }

    /// The linear variable for something. Bounds are the caller's to assert, every time: those asserted after a
    /// decision are gone when it is retracted.
    pub fn real(&mut self, what: Real) -> Var {
        let solver = &mut self.solver;
        *self.reals.entry(what).or_insert_with(|| solver.fresh())
    }

    /// The linear variables that stand for inputs and accumulators.
    pub fn reals(&self) -> impl Iterator<Item = (&Real, Var)> {
        self.reals.iter().map(|(r, v)| (r, *v))
    }

    /// Classes still allowed for a discrete variable of `n` classes.
    pub fn allowed(&self, what: &Discrete, n: usize) -> Bits {
        self.discrete.get(what).cloned().unwrap_or_else(|| Bits::full(n))
    }

    /// The discrete variables constrained on this path.
    pub fn constrained(&self) -> impl Iterator<Item = (&Discrete, &Bits)> {
        self.discrete.iter()
    }

    /// Is the variable in the classes? Branches when the path leaves it open.
    pub fn is_in(&mut self, what: Discrete, n: usize, classes: &Bits) -> Result<bool, Stop> {
        let allowed = self.allowed(&what, n);
        let (inside, outside) = (allowed.and(classes), allowed.minus(classes));
        if outside.is_empty() {
            return Ok(true);
        }
        if inside.is_empty() {
            return Ok(false);
        }
        let taken = self.decide(|_, _| Ok(true))?;
        self.discrete.insert(what, if taken { inside } else { outside });
        Ok(taken)
    }

    /// Is `form ≤ 0` (`< 0`)? Branches when both are possible.
    pub fn is_at_most_zero(&mut self, form: &Form, strict: bool) -> Result<bool, Stop> {
        if let Some(c) = form.as_constant() {
            return Ok(if strict { c.signum() < 0 } else { c.signum() <= 0 });
        }
        let negated = form.times(Num::int(-1))?;
        self.decide(|path, side| {
            if side { path.require(form, strict) } else { path.require(&negated, !strict) }?;
            Ok(path.feasible()?.is_some())
        })
    }

    /// Adds a fact that holds on this path.
    pub fn require(&mut self, form: &Form, strict: bool) -> Result<(), Stop> {
        match self.tightened(form, strict) {
            Some(tight) => self.solver.at_most_zero(&tight, false)?,
            None => self.solver.at_most_zero(form, strict)?,
        }
        Ok(())
    }

    /// States that the variable takes only whole multiples of the unit; `None` takes that back.
    pub fn set_grain(&mut self, v: Var, unit: Option<Num>) {
        match unit {
            Some(unit) => self.grains.insert(v, unit),
            None => self.grains.remove(&v),
        };
    }

    /// The unit of which the variable takes only whole multiples, if it is known to.
    pub fn unit(&self, v: Var) -> Option<Num> {
        self.grains.get(&v).copied()
    }

    /// The largest number of which the forms, constants included, take only whole multiples.
    pub fn grain(&self, forms: &[Form]) -> Option<Num> {
        let mut parts = Vec::new();
        for form in forms {
            parts.push(form.offset());
            for (v, c) in &form.terms {
                parts.push(self.unit(*v)?.mul(*c).ok()?);
            }
        }
        parts.into_iter().try_fold(Num::ZERO, divisor).filter(|g| g.signum() > 0)
    }

    /// `x ≤ c` for a form `x` of whole multiples of `g` says `x ≤ ⌊c/g⌋·g`: a cut that the rationals do not see, and
    /// without which a difference of two rounded amounts would be split for ever.
    fn tightened(&self, form: &Form, strict: bool) -> Option<Form> {
        let grain = self.grain(&[Form { constant: None, terms: form.terms.clone() }])?;
        let bound = form.offset().neg().ok()?;
        let toward_zero = bound.round_to(grain, RoundMode::Down).ok()?;
        let floor = if toward_zero > bound { toward_zero.sub(grain).ok()? } else { toward_zero };
        let most = if strict && floor == bound { floor.sub(grain).ok()? } else { floor };
        Some(Form { constant: Some(most.neg().ok()?), terms: form.terms.clone() })
    }

    /// Whether the path excludes values below zero, without branching.
    pub fn never_negative(&mut self, form: &Form) -> Result<bool, Stop> {
        if let Some(c) = form.as_constant() {
            return Ok(c.signum() >= 0);
        }
        let mark = self.solver.mark();
        let negative = self.require(form, true).and_then(|()| self.feasible());
        self.solver.undo(mark);
        Ok(negative?.is_none())
    }

    /// A model of the constraints, or none.
    pub fn feasible(&mut self) -> Result<Option<Vec<Num>>, Stop> {
        self.budget.queries = self.budget.queries.checked_sub(1).ok_or(Stop::GaveUp("求解步数用尽"))?;
        match self.solver.solve() {
            Answer::Sat(model) => Ok(Some(model)),
            Answer::Unsat => Ok(None),
            Answer::Unknown => Err(Stop::GaveUp("数值超出可精确处理的范围")),
        }
    }

    /// Takes the decision recorded for this point, or makes a new one: `assume(side)` asserts the side and says whether
    /// it is possible.
    fn decide(&mut self, assume: impl Fn(&mut Self, bool) -> Result<bool, Stop>) -> Result<bool, Stop> {
        if let Some(d) = self.decisions.get(self.next) {
            self.next += 1;
            return Ok(d.taken);
        }
        let sides = match self.pending.take() {
            Some(side) => vec![side],
            None => vec![true, false],
        };
        let alone = sides.len() == 1;
        for side in sides {
            let mark = self.solver.mark();
            if assume(self, side)? {
                let other_open = !alone && side;
                self.decisions.push(Decision { taken: side, other_open, mark });
                self.next += 1;
                return Ok(side);
            }
            self.solver.undo(mark);
        }
        Err(Stop::Impossible)
    }
}

/// Greatest common divisor of the magnitudes, by Euclid.
fn divisor(a: Num, b: Num) -> Option<Num> {
    let magnitude = |n: Num| if n.signum() < 0 { n.neg().ok() } else { Some(n) };
    let (mut a, mut b) = (magnitude(a)?, magnitude(b)?);
    for _ in 0..64 {
        if b == Num::ZERO {
            return Some(a);
        }
        (a, b) = (b, a.sub(a.round_to(b, RoundMode::Down).ok()?).ok()?.reduced());
    }
    None
}
