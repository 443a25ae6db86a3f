//! One path of the search: decisions taken, what they imply, and the linear constraints collected on the way.

use crate::base::num::{Num, Overflow};
use crate::check::guards::canonical;
use crate::check::linear::{Answer, Form, Solver, Var};
use crate::check::space::Bits;
use crate::ir::{AccumId, ExprId, InputId, Program};
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
    pub solver: Solver,
    pub nodes: Vec<Node>,
    budget: Budget,
    decisions: Vec<Decision>,
    next: usize,
    /// The side to take at the next new decision: the other side of the one just retracted.
    pending: Option<bool>,
    discrete: HashMap<Discrete, Bits>,
    reals: HashMap<Real, Var>,
    names: HashMap<ExprId, String>,
}

impl<'a> Path<'a> {
    pub fn new(program: &'a Program, budget: Budget) -> Path<'a> {
        Path {
            program,
            solver: Solver::default(),
            nodes: Vec::new(),
            budget,
            decisions: Vec::new(),
            next: 0,
            pending: None,
            discrete: HashMap::new(),
            reals: HashMap::new(),
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
        self.decide(
            |path, side| {
                let assert = if side { path.solver.at_most_zero(form, strict) } else { path.solver.at_most_zero(&negated, !strict) };
                assert?;
                Ok(path.feasible()?.is_some())
            },
        )
    }

    /// Adds a fact that holds on this path.
    pub fn require(&mut self, form: &Form, strict: bool) -> Result<(), Stop> {
        Ok(self.solver.at_most_zero(form, strict)?)
    }

    /// Whether the path excludes values below zero, without branching.
    pub fn never_negative(&mut self, form: &Form) -> Result<bool, Stop> {
        if let Some(c) = form.as_constant() {
            return Ok(c.signum() >= 0);
        }
        let mark = self.solver.mark();
        let negative = self.solver.at_most_zero(form, true).map_err(Stop::from).and_then(|()| self.feasible());
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
