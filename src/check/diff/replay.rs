//! Cases under both programs: what is common to both as a case of each, settled by the evaluator.

use super::Witness;
use super::names::Common;
use super::side::Side;
use super::union::Supplied;
use crate::base::date::Date;
use crate::base::num::Num;
use crate::check::cases::neutral;
use crate::check::symbolic::Model;
use crate::eval::{Answer, Case, EvalError, Facts, Plan};
use crate::ir::value::Value;
use crate::ir::{AccumId, EnumId, EnumType, Input, InputId, ItemId, RoundMode, Ty};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A case in common names.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Shared {
    /// Facts, those that stand for supplied parameters among them.
    pub facts: BTreeMap<InputId, Value>,
    /// Opening balances.
    pub opening: BTreeMap<AccumId, Value>,
}

/// What an item came to on one side.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A value, or none with its reason.
    Answer(Answer),
    /// The settlement stopped.
    Stopped(EvalError),
}

impl Outcome {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&Value> {
        match self {
            Outcome::Answer(answer) => answer.value(),
            Outcome::Stopped(_) => None,
        }
    }
}

/// One pair of items made ready for settling.
pub(super) struct Replay<'s, 'p> {
    sides: [&'s Side<'p>; 2],
    plans: [Plan<'p>; 2],
    items: [ItemId; 2],
    common: &'s Common,
    supplied: &'s BTreeMap<String, Supplied>,
    typical: [Date; 2],
}

impl<'s, 'p> Replay<'s, 'p> {
    pub fn new(
        sides: [&'s Side<'p>; 2],
        items: [ItemId; 2],
        common: &'s Common,
        supplied: &'s BTreeMap<String, Supplied>,
        typical: [Date; 2],
    ) -> Replay<'s, 'p> {
        let [a, b] = sides;
        let [x, y] = items;
        let plans = [Plan::new(a.program, Some(&[x])), Plan::new(b.program, Some(&[y]))];
        Replay { sides, plans, items, common, supplied, typical }
    }

    /// The model as a common case.
    pub fn shared(&self, model: &Model) -> Option<Shared> {
        let mut shared = Shared::default();
        let mut add = |input: &InputId, value: Value| shared.facts.insert(*input, value);
        for (input, n) in &model.numbers {
            let value = match self.ty(*input)? {
                Ty::Date | Ty::Month => Date::from_day_number(n.as_int()?).map(Value::Date)?,
                _ => Value::Num(*n),
            };
            add(input, value);
        }
        for (input, class) in &model.members {
            let value = match self.ty(*input)? {
                Ty::Bool => Value::Bool(*class == 1),
                _ => Value::Member(u32::try_from(*class).ok()?),
            };
            add(input, value);
        }
        for (input, set) in sets(model) {
            add(&input, Value::Set(Arc::new(set)));
        }
        shared.opening = model.accums.iter().map(|(a, n)| (*a, Value::Num(*n))).collect();
        Some(shared)
    }

    fn ty(&self, input: InputId) -> Option<Ty> {
        let declared = self.common.inputs.get(input.ix()).map(|i| i.ty.clone());
        declared.or_else(|| {
            let supplied = self.supplied.values().find(|s| s.input == input)?;
            let side = self.sides.first()?;
            let param = supplied.params.first().copied().flatten()?;
            side.program.params.get(param.ix()).map(|p| side.names.ty(&p.ty))
        })
    }

    /// The common case as one of the side; none when it has a member that the side does not know.
    pub fn case(&self, at: usize, shared: &Shared) -> Option<Case> {
        let (side, plan) = (self.sides.get(at)?, self.plans.get(at)?);
        let mut facts: Facts = Vec::new();
        for input in plan.inputs() {
            if side.fixed.get(input) == Some(&None) || Some(*input) == side.program.date_input {
                continue;
            }
            facts.push((*input, Some(self.fact(at, *input, shared)?)));
        }
        if let Some(date) = side.program.date_input {
            facts.insert(0, (date, Some(Value::Date(self.date(at, shared)?))));
        }
        let opening = (0_u32..).zip(&side.names.accums).filter_map(|(own, common)| {
            let ty = &side.program.accums.get(own as usize)?.ty;
            Some((AccumId(own), side.names.back(ty, shared.opening.get(common)?)?))
        });
        let supplied = self
            .supplied
            .values()
            .filter_map(|s| Some((s.params.get(at).copied().flatten()?, shared.facts.get(&s.input)?.clone())));
        Some(Case {
            person: Vec::new(),
            encounters: vec![facts],
            opening: opening.collect(),
            params: supplied.collect(),
            readings: side.chosen(),
        })
    }

    fn fact(&self, at: usize, own: InputId, shared: &Shared) -> Option<Value> {
        let side = self.sides.get(at)?;
        let common = side.names.inputs.get(own.ix())?;
        let input = self.common.inputs.get(common.ix())?;
        let ty = &side.program.inputs.get(own.ix())?.ty;
        if let Some(Some(v)) = side.fixed.get(&own) {
            return Some(v.clone());
        }
        let value = match (shared.facts.get(common), &input.ty) {
            (Some(v), _) => v.clone(),
            (None, Ty::Enum(e)) => Value::Member(self.first_member(*e)?),
            (None, _) => neutral(input),
        };
        match (side.shifted.get(&own), value) {
            (Some(more), Value::Num(n)) => n.add(*more).ok().map(Value::Num),
            (_, value) => side.names.back(ty, &value),
        }
    }

    fn first_member(&self, e: EnumId) -> Option<u32> {
        let [a, b] = self.sides.map(|s| s.names.known(e));
        a.intersection(&b).next().or(a.first()).or(b.first()).copied()
    }

    /// The day of the encounter: the one looked at, the one found, or the usual one.
    fn date(&self, at: usize, shared: &Shared) -> Option<Date> {
        let side = self.sides.get(at)?;
        let common = side.names.inputs.get(side.program.date_input?.ix())?;
        let found = match shared.facts.get(common) {
            Some(Value::Date(d)) => Some(*d),
            _ => None,
        };
        side.day().or(found).or(self.typical.get(at).copied())
    }

    /// The item of the side on the case, in the common names, after the last encounter.
    pub fn settle(&self, at: usize, case: &Case) -> Option<Outcome> {
        let (plan, item) = (self.plans.get(at)?, self.items.get(at)?);
        Some(match plan.settle(case) {
            Ok(settled) => Outcome::Answer(settled.outcomes.last()?.answer(*item)?.clone()),
            Err(error) => Outcome::Stopped(error),
        })
    }

    /// The item of the side in every encounter of the case; a settlement that stops is one outcome.
    pub fn all(&self, at: usize, case: &Case) -> Option<Vec<Outcome>> {
        let (plan, item) = (self.plans.get(at)?, self.items.get(at)?);
        Some(match plan.settle(case) {
            Ok(s) => s.outcomes.iter().filter_map(|o| o.answer(*item).cloned()).map(Outcome::Answer).collect(),
            Err(error) => vec![Outcome::Stopped(error)],
        })
    }

    /// Both outcomes, when they differ.
    pub fn differ(&self, cases: &[Case; 2]) -> Option<[Outcome; 2]> {
        let [a, b] = cases;
        let outcomes = [self.settle(0, a)?, self.settle(1, b)?];
        let same = self.same(&outcomes);
        (!same).then_some(outcomes)
    }

    /// Equal values, or no value on either side.
    pub fn same(&self, outcomes: &[Outcome; 2]) -> bool {
        let [a, b] = outcomes;
        match (a, b) {
            (Outcome::Stopped(_), Outcome::Stopped(_)) => true,
            (Outcome::Answer(x), Outcome::Answer(y)) => match (x.value(), y.value()) {
                (None, None) => true,
                (Some(x), Some(y)) => self.common(0, x) == self.common(1, y),
                _ => false,
            },
            _ => false,
        }
    }

    fn common(&self, at: usize, value: &Value) -> Option<Value> {
        let (side, item) = (self.sides.get(at)?, self.items.get(at)?);
        let ty = side.program.items.get(item.ix()).map(|i| &i.ty);
        Some(side.names.value(ty, value))
    }

    /// Both cases and outcomes of the common case, when they differ.
    pub fn confirm(&self, shared: &Shared) -> Option<([Case; 2], [Outcome; 2])> {
        let cases = [self.case(0, shared)?, self.case(1, shared)?];
        let outcomes = self.differ(&cases)?;
        Some((cases, outcomes))
    }

    /// The model as a witness, if the evaluator agrees.
    pub fn witness(&self, model: &Model, fits: impl Fn(&Witness) -> bool) -> Option<Witness> {
        let shared = self.shared(model)?;
        self.rounder(&shared).iter().find_map(|shared| {
            let (cases, outcomes) = self.confirm(shared)?;
            let witness = Witness { gap: gap(&outcomes), cases, outcomes };
            fits(&witness).then_some(witness)
        })
    }

    /// The case with rounder amounts, larger within their range, and as it is: roundings hide less in them, and they
    /// read better.
    fn rounder(&self, shared: &Shared) -> Vec<Shared> {
        let units = [Num::int(100), Num::ONE];
        let mut out: Vec<Shared> = units.iter().map(|unit| self.rounded(shared, *unit)).collect();
        out.push(shared.clone());
        out.dedup();
        out
    }

    fn rounded(&self, shared: &Shared, unit: Num) -> Shared {
        let mut shared = shared.clone();
        for (input, value) in &mut shared.facts {
            let Some(decl) = self.common.inputs.get(input.ix()).filter(|i| i.ty == Ty::Amount) else { continue };
            let Value::Num(n) = value else { continue };
            let most = decl.range.upper.as_ref().and_then(|(v, _)| crate::check::guards::ordinal(v));
            if let Some(up) = n.round_to(unit, RoundMode::Up).ok().filter(|up| most.is_none_or(|most| *up <= most)) {
                *n = up;
            }
        }
        shared
    }

    /// A fact in common names, for reports.
    pub fn input(&self, input: InputId) -> Option<&'s Input> {
        self.common.inputs.get(input.ix())
    }

    /// Enums in common names.
    pub fn enums(&self) -> &'s [EnumType] {
        &self.common.enums
    }

    /// A case of one side as the same case of the other.
    pub fn carry(&self, from: usize, to: usize, case: &Case) -> Option<Case> {
        let (own, other) = (self.sides.get(from)?, self.sides.get(to)?);
        let facts = |list: &Facts| -> Option<Facts> {
            let moved = list.iter().filter_map(|(input, value)| {
                let common = own.names.inputs.get(input.ix())?;
                let at = other.names.inputs.iter().position(|c| c == common)?;
                let at = InputId(u32::try_from(at).ok()?);
                let (from_ty, to_ty) =
                    (&own.program.inputs.get(input.ix())?.ty, &other.program.inputs.get(at.ix())?.ty);
                let value = value.as_ref().map(|v| other.names.back(to_ty, &own.names.value(Some(from_ty), v)));
                // A member that the other side does not know ends it.
                Some(value.map_or(Some((at, None)), |v| v.map(|v| (at, Some(v)))))
            });
            moved.collect()
        };
        let opening = case.opening.iter().filter_map(|(a, v)| {
            let common = own.names.accums.get(a.ix())?;
            let at = other.names.accums.iter().position(|c| c == common)?;
            let (from_ty, to_ty) = (&own.accum(*a)?.ty, &other.program.accums.get(at)?.ty);
            let value = other.names.back(to_ty, &own.names.value(Some(from_ty), v))?;
            Some((AccumId(u32::try_from(at).ok()?), value))
        });
        let params = case.params.iter().filter_map(|(p, v)| {
            let name = &own.program.params.get(p.ix())?.name;
            let at = other.program.params.iter().position(|o| o.name == *name)?;
            Some((crate::ir::ParamId(u32::try_from(at).ok()?), v.clone()))
        });
        Some(Case {
            person: facts(&case.person)?,
            encounters: case.encounters.iter().map(facts).collect::<Option<Vec<Facts>>>()?,
            opening: opening.collect(),
            params: params.collect(),
            readings: Vec::new(),
        })
    }
}

/// The distance between two numbers.
pub(super) fn gap([a, b]: &[Outcome; 2]) -> Option<Num> {
    match (a.value()?, b.value()?) {
        (Value::Num(a), Value::Num(b)) => {
            let d = a.sub(*b).ok()?;
            if d.signum() < 0 { d.neg().ok() } else { Some(d) }
        }
        _ => None,
    }
}

fn sets(model: &Model) -> BTreeMap<InputId, BTreeSet<i64>> {
    let mut sets: BTreeMap<InputId, BTreeSet<i64>> = BTreeMap::new();
    for ((input, element), inside) in &model.elements {
        let set = sets.entry(*input).or_default();
        if *inside {
            set.insert(*element);
        }
    }
    sets
}
