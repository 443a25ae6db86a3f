//! One of the two programs, with all that is settled beforehand: the days looked at, the readings, facts not given.

use super::names::Names;
use crate::base::date::Date;
use crate::base::num::Num;
use crate::ir::value::Value;
use crate::ir::{Accum, AccumId, CapId, DoubtId, Effective, Expr, ExprId, Func, InputId, ItemId, ParamId, Program, Ty};
use std::collections::{BTreeMap, BTreeSet};

/// One program of a comparison.
pub(super) struct Side<'p> {
    pub program: &'p Program,
    pub names: Names,
    /// First and last day looked at.
    pub days: (Date, Date),
    /// Reading in force, by open question.
    pub readings: Vec<u32>,
    /// Facts that are the same in every case; none: left out of every case.
    pub fixed: BTreeMap<InputId, Option<Value>>,
    /// Facts that are so much more than in the case at hand.
    pub shifted: BTreeMap<InputId, Num>,
    /// Place of every item in the order of evaluation.
    places: Vec<usize>,
}

/// What an expression comes to once the circumstances are settled.
pub(super) enum Leaf {
    /// This, of the type given.
    Const(Value),
    /// Nothing.
    Nothing,
    /// The fact and so much more.
    Shifted(InputId, Num),
    /// The parameter, by its periods.
    Param(ParamId),
    /// As written.
    Written,
}

impl<'p> Side<'p> {
    pub fn new(program: &'p Program, names: Names, days: (Date, Date), readings: &[(DoubtId, u32)]) -> Self {
        let mut chosen: Vec<u32> = program.doubts.iter().map(|d| d.adopted).collect();
        for (doubt, reading) in readings {
            if let Some(slot) = chosen.get_mut(doubt.ix()) {
                *slot = *reading;
            }
        }
        let mut places = vec![usize::MAX; program.items.len()];
        for (at, item) in program.order.iter().enumerate() {
            if let Some(place) = places.get_mut(item.ix()) {
                *place = at;
            }
        }
        Side { program, names, days, readings: chosen, fixed: BTreeMap::new(), shifted: BTreeMap::new(), places }
    }

    pub fn expr(&self, e: ExprId) -> Option<&'p Expr> {
        self.program.exprs.get(e.ix())
    }

    pub fn ty(&self, e: ExprId) -> Option<&'p Ty> {
        self.program.types.get(e.ix())
    }

    /// The one day looked at, when it is one.
    pub fn day(&self) -> Option<Date> {
        (self.days.0 == self.days.1).then_some(self.days.0)
    }

    /// The interval as far as the days looked at can tell; `None` when it holds none of them.
    pub fn clip(&self, e: Effective) -> Option<Effective> {
        let (first, last) = self.days;
        if e.from.is_some_and(|f| f > last) || e.to.is_some_and(|t| t < first) {
            return None;
        }
        Some(Effective { from: e.from.filter(|f| *f > first), to: e.to.filter(|t| *t < last) })
    }

    /// A rule's own interval or its module's, clipped.
    pub fn force(&self, own: Effective, module: crate::ir::ModuleId) -> Option<Effective> {
        let of_module = self.program.modules.get(module.ix()).map(|m| m.effective).unwrap_or_default();
        self.clip(if own == Effective::default() { of_module } else { own })
    }

    /// The expression, when the circumstances decide it.
    pub fn leaf(&self, e: &Expr) -> Leaf {
        match e {
            Expr::Param(p) => Leaf::Param(*p),
            Expr::Reading(d, r) => Leaf::Const(Value::Bool(self.readings.get(d.ix()) == Some(r))),
            Expr::Undetermined => Leaf::Nothing,
            Expr::Input(i) if self.fixed.contains_key(i) => self.fixed_fact(*i),
            Expr::Input(i) if self.shifted.contains_key(i) => {
                self.shifted.get(i).map_or(Leaf::Written, |n| Leaf::Shifted(*i, *n))
            }
            Expr::Has { set, elems, all } => self.fixed_set(*set, elems, *all),
            Expr::Input(i) if Some(*i) == self.program.date_input => {
                self.day().map_or(Leaf::Written, |d| Leaf::Const(Value::Date(d)))
            }
            _ => Leaf::Written,
        }
    }

    fn fixed_fact(&self, i: InputId) -> Leaf {
        let default = || self.program.inputs.get(i.ix()).and_then(|i| i.default.clone());
        match self.fixed.get(&i) {
            Some(Some(v)) => Leaf::Const(v.clone()),
            Some(None) => default().map_or(Leaf::Nothing, Leaf::Const),
            None => Leaf::Written,
        }
    }

    fn fixed_set(&self, set: ExprId, elems: &[i64], all: bool) -> Leaf {
        let Some(Expr::Input(i)) = self.expr(set) else { return Leaf::Written };
        match self.fixed.get(i) {
            Some(Some(Value::Set(s))) => {
                let held = |e: &i64| s.contains(e);
                Leaf::Const(Value::Bool(if all { elems.iter().all(held) } else { elems.iter().any(held) }))
            }
            _ => Leaf::Written,
        }
    }

    /// The parameter's values on the days looked at, in common members, and whether they leave a day out.
    pub fn periods(&self, p: ParamId) -> Vec<(Effective, Option<Value>)> {
        let Some(param) = self.program.params.get(p.ix()) else { return Vec::new() };
        let value = |v: &Option<Value>| v.as_ref().map(|v| self.names.value(Some(&param.ty), v));
        param.values.iter().filter_map(|(e, v)| Some((self.clip(*e)?, value(v)))).collect()
    }

    /// What the parameter is, in a form that is the same for parameters that are always equal.
    pub fn param_key(&self, p: ParamId) -> String {
        let Some(param) = self.program.params.get(p.ix()) else { return String::new() };
        let periods = self.periods(p);
        // A number that the caller supplies is the same only under the same name.
        let open = periods.iter().any(|(_, v)| v.is_none()) || !covers(&periods);
        let name = if open { param.name.as_str() } else { "" };
        format!("param {name} {:?} {periods:?}", self.names.ty(&param.ty))
    }

    /// Whether the module at a rule counts ages from the day after the birthday.
    pub fn age_next_day(&self, module: crate::ir::ModuleId) -> bool {
        let modules = &self.program.modules;
        let own = modules.get(module.ix()).filter(|m| !m.stdlib).or(modules.first());
        own.is_none_or(|m| m.age_next_day)
    }

    /// The items that take from the ceiling's accumulator before its own item.
    pub fn takers(&self, cap: CapId) -> Vec<ItemId> {
        let Some(own) = self.program.caps.get(cap.ix()).filter(|c| c.accum.is_some()) else { return Vec::new() };
        let place = |i: ItemId| self.places.get(i.ix()).copied();
        let mates = self.program.caps.iter().filter(|c| c.accum == own.accum && c.item != own.item).map(|c| c.item);
        let earlier: BTreeSet<ItemId> = mates.filter(|m| place(*m) < place(own.item)).collect();
        earlier.into_iter().collect()
    }

    /// Readings in force that are not the adopted ones.
    pub fn chosen(&self) -> Vec<(DoubtId, u32)> {
        let all = (0_u32..).zip(&self.readings).zip(&self.program.doubts);
        all.filter(|((_, r), d)| **r != d.adopted).map(|((i, r), _)| (DoubtId(i), *r)).collect()
    }

    pub fn accum(&self, a: AccumId) -> Option<&'p Accum> {
        self.program.accums.get(a.ix())
    }
}

/// Whether the clipped periods leave no day out.
pub(super) fn covers(periods: &[(Effective, Option<Value>)]) -> bool {
    let mut sorted: Vec<Effective> = periods.iter().map(|p| p.0).collect();
    sorted.sort_by_key(|e| e.from);
    let joined = sorted.windows(2).all(|pair| match pair {
        [a, b] => match (a.to, b.from) {
            (Some(to), Some(from)) => to.day_number() + 1 >= from.day_number(),
            _ => true,
        },
        _ => true,
    });
    joined && sorted.first().is_some_and(|e| e.from.is_none()) && sorted.iter().any(|e| e.to.is_none())
}

/// Whether the expression is a call that the module's way of counting ages decides.
pub(super) fn counts_age(e: &Expr) -> bool {
    matches!(e, Expr::Call(Func::AgeAt, _))
}
