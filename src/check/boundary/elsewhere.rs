//! Points in items that the checks of gaps and overlaps pass over: items with a default, items that nobody reads, and
//! items whose clauses add up.

use super::points::{self, Point, bound};
use super::{hole, twice};
use crate::base::diagnostic::Severity;
use crate::check::finding::{Finding, Outcome};
use crate::check::guards::{Classes, Guarded, Space};
use crate::check::needs;
use crate::check::rules::{guard_expr, model_of, push};
use crate::check::space::gap::{Uncovered, uncovered};
use crate::check::space::{Bits, Region};
use crate::check::symbolic::Claim;
use crate::check::witness::{Replay, case_of};
use crate::eval::Case;
use crate::ir::value::Value;
use crate::ir::{CmpOp, Expr, ExprId, Item, ItemId, Merge, Program, RuleId, Ty};

/// Splits after which a point is left alone.
const STEPS: usize = 20_000;

/// Rules beyond which an item is left alone: every pair of bounds is looked at.
const MOST_RULES: usize = 400;

pub(super) fn check(program: &Program, out: &mut Outcome) {
    for (i, item) in (0_u32..).zip(&program.items) {
        let own = program.modules.get(item.module.ix()).is_some_and(|m| !m.stdlib);
        if !own || item.rules.len() < 2 || item.rules.len() > MOST_RULES {
            continue;
        }
        let Some(group) = Group::new(program, ItemId(i), item) else { continue };
        let unread = item.default.is_some() || needs::of(program, ItemId(i)).is_none();
        let holes = if unread { group.holes() } else { Vec::new() };
        let doubles = if item.merge == Merge::Sum { group.doubles() } else { Vec::new() };
        if holes.is_empty() && doubles.is_empty() {
            out.prove();
        }
        out.findings.extend(holes.into_iter().chain(doubles));
    }
}

/// The rules of one item as boxes.
struct Group<'a> {
    program: &'a Program,
    id: ItemId,
    item: &'a Item,
    space: Space,
    rules: Vec<(RuleId, Vec<Region>)>,
}

impl<'a> Group<'a> {
    fn new(program: &'a Program, id: ItemId, item: &'a Item) -> Option<Group<'a>> {
        let decls: Vec<_> = item.rules.iter().filter_map(|(r, _)| Some((*r, program.rules.get(r.ix())?))).collect();
        let guards: Vec<Guarded> = decls.iter().map(|(_, d)| Guarded::from(*d)).collect();
        let space = Space::new(program, &guards);
        let boxes = |(r, d): &(RuleId, _)| Some((*r, space.boxes(program, Guarded::from(*d))?));
        let rules = decls.iter().map(boxes).collect::<Option<Vec<_>>>()?;
        Some(Group { program, id, item, space, rules })
    }

    /// Values between a bound that stops short of them and one that begins beyond them, and no rule that takes them.
    fn holes(&self) -> Vec<Finding> {
        let variables = self.space.variables.iter().enumerate();
        let points = variables.flat_map(|(i, v)| match &v.classes {
            Classes::Ordered(cuts) => (0..cuts.len()).map(|k| (i, 2 * k + 1)).collect::<Vec<_>>(),
            Classes::Finite(_) => Vec::new(),
        });
        points.filter_map(|at| self.hole_at(at)).collect()
    }

    fn hole_at(&self, at: (usize, usize)) -> Option<Finding> {
        let [low, high] = [CmpOp::Lt, CmpOp::Gt].map(|op| self.bounded(at, op));
        low.iter().flat_map(|a| high.iter().map(move |b| (a, b))).find_map(|(a, b)| self.hole_of(at, a, b))
    }

    /// The rules that set a bound of this direction at the point.
    fn bounded(&self, (i, class): (usize, usize), op: CmpOp) -> Vec<&(RuleId, Vec<Region>)> {
        let Some(variable) = self.space.variables.get(i) else { return Vec::new() };
        self.rules.iter().filter(|(r, _)| bound(self.program, variable, *r, class, op).is_some()).collect()
    }

    fn hole_of(
        &self,
        (i, class): (usize, usize),
        (a, low): &(RuleId, Vec<Region>),
        (b, high): &(RuleId, Vec<Region>),
    ) -> Option<Finding> {
        let variable = self.space.variables.get(i)?;
        let all: Vec<Region> = self.rules.iter().flat_map(|(_, boxes)| boxes.iter().cloned()).collect();
        let adopted = self.space.adopted(self.program);
        let at = |region: &Region| {
            let mut region = region.clone();
            *region.0.get_mut(i)? = Bits::of(variable.classes.count(), [class]);
            Some(region.and(&adopted)).filter(|r| !r.is_empty())
        };
        let pairs = low.iter().flat_map(|x| high.iter().map(move |y| (x, y)));
        let region = pairs.filter_map(|(x, y)| Some(at(x)?.and(&at(y)?))).find_map(|region| {
            match uncovered(&region, &all, 1, STEPS) {
                Uncovered::Regions(found) => found.into_iter().next().filter(|r| !r.is_empty()),
                Uncovered::Nothing | Uncovered::Unknown => None,
            }
        })?;
        let below = bound(self.program, variable, *a, class, CmpOp::Lt)?;
        let above = bound(self.program, variable, *b, class, CmpOp::Gt)?;
        let point = Point::new(self.program, &self.space, &region, (i, class), below, above)?;
        let case = self.case_in(&region, |guards| (Expr::Or(guards), None))?;
        Some(self.told(&point, case))
    }

    /// A default is somebody's answer: then the point is only a remark.
    fn told(&self, point: &Point, case: Case) -> Finding {
        let (then, severity) = match self.item.default {
            Some(_) => ("落到缺省", Severity::Info),
            None => ("没有条款或行适用", Severity::Warning),
        };
        Finding { severity, ..hole(self.program, self.id, self.item, point, case, then) }
    }

    /// Pairs of rules that add up in one point only.
    fn doubles(&self) -> Vec<Finding> {
        let pairs = self.rules.iter().enumerate().flat_map(|(k, a)| self.rules.iter().skip(k + 1).map(move |b| (a, b)));
        pairs.filter_map(|(a, b)| self.double_of(a, b)).collect()
    }

    fn double_of(&self, (a, mine): &(RuleId, Vec<Region>), (b, theirs): &(RuleId, Vec<Region>)) -> Option<Finding> {
        let (point, region) = points::shared(self.program, &self.space, [(*a, mine), (*b, theirs)])?;
        let both = |rule: RuleId| rule == *a || rule == *b;
        let case =
            self.case_of_rules(&region, both, |guards| (Expr::Const(Value::Bool(false)), Some(Expr::And(guards))))?;
        Some(twice(self.program, self.item, &point, case, 806, "两边都算"))
    }

    fn case_in(&self, region: &Region, claim: impl Fn(Vec<ExprId>) -> (Expr, Option<Expr>)) -> Option<Case> {
        self.case_of_rules(region, |_| true, claim)
    }

    /// A case of the region that the evaluator confirms to break the claim about the guards of the rules.
    fn case_of_rules(
        &self,
        region: &Region,
        wanted: impl Fn(RuleId) -> bool,
        claim: impl Fn(Vec<ExprId>) -> (Expr, Option<Expr>),
    ) -> Option<Case> {
        let case = case_of(self.program, &model_of(self.program, &self.space, region)?)?;
        let mut scratch = self.program.clone();
        let rules = self.rules.iter().map(|(r, _)| *r).filter(|r| wanted(*r));
        let guards: Vec<ExprId> = rules.filter_map(|r| guard_expr(&mut scratch, r)).collect();
        let (cond, guard) = claim(guards);
        let guard = guard.map(|g| push(&mut scratch, g, Ty::Bool));
        let cond = push(&mut scratch, cond, Ty::Bool);
        Replay::new(&scratch, &Claim::Always { guard, cond })?.confirms(&case).then_some(case)
    }
}
