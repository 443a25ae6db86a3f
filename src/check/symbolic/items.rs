//! Items on a path: choice of rules, merge, rounding and ceilings, as the evaluator does them.

use super::exec::{Exec, Run, Sym};
use super::path::{Real, Stop};
use crate::base::num::Num;
use crate::check::linear::Form;
use crate::ir::value::Value;
use crate::ir::{AccumId, Effective, Expr, ExprId, Item, ItemId, Merge, RuleId};

impl Exec<'_, '_> {
    /// The item's value on this path, computed once.
    pub fn item(&mut self, id: ItemId) -> Run<Sym> {
        if let Some(known) = self.items.get(&id) {
            return known.clone();
        }
        let value = self.compute(id);
        self.items.insert(id, value.clone());
        value
    }

    fn compute(&mut self, id: ItemId) -> Run<Sym> {
        let program = self.program;
        let item = program.items.get(id.ix()).ok_or(Stop::NoValue)?;
        let value = self.merged(item)?;
        let Sym::Form(mut form) = value else { return Ok(value) };
        if let Some((unit, mode)) = item.rounding {
            form = self.rounded(form, unit, mode, Real::Step(id.0, 0, self.second.is_some()))?;
        }
        for (i, cap) in (1_u32..).zip(&item.caps) {
            form = self.capped(id, form, *cap, i)?;
        }
        Ok(Sym::Form(form))
    }

    fn merged(&mut self, item: &Item) -> Run<Sym> {
        let mut values = Vec::new();
        for (rule, def) in &item.rules {
            if !self.applies(*rule)? || self.gives_way(*rule, item)? {
                continue;
            }
            let expr =
                self.program.rules.get(rule.ix()).and_then(|r| r.defs.get(*def as usize)).ok_or(Stop::NoValue)?.1;
            values.push(self.eval(expr)?);
            if matches!(item.merge, Merge::First | Merge::Unique) {
                break;
            }
        }
        match (values.len(), item.default) {
            (0, Some(default)) => self.eval(default),
            (0, None) => Err(Stop::NoValue),
            _ => self.combine(item, values),
        }
    }

    fn combine(&mut self, item: &Item, mut values: Vec<Sym>) -> Run<Sym> {
        if values.len() == 1 {
            return values.pop().ok_or(Stop::NoValue);
        }
        let key = item.rules.first().map_or(0, |r| r.0.0);
        let forms = values.into_iter().map(|v| match v {
            Sym::Form(f) => Ok(f),
            _ => Err(Stop::NoValue),
        });
        let forms = forms.collect::<Run<Vec<Form>>>()?;
        let form = match item.merge {
            Merge::Highest => self.extreme_of(forms, false, Real::Step(key, u32::MAX, self.second.is_some()))?,
            Merge::Lowest => self.extreme_of(forms, true, Real::Step(key, u32::MAX, self.second.is_some()))?,
            _ => forms.iter().try_fold(Form::constant(Num::ZERO), |sum, f| sum.plus(Num::ONE, f))?,
        };
        Ok(Sym::Form(form))
    }

    fn applies(&mut self, rule: RuleId) -> Run<bool> {
        let program = self.program;
        let rule = program.rules.get(rule.ix()).ok_or(Stop::NoValue)?;
        let module = program.modules.get(rule.module.ix()).map(|m| m.effective).unwrap_or_default();
        let own = if rule.effective == Effective::default() { module } else { rule.effective };
        if !self.in_force(own)? {
            return Ok(false);
        }
        rule.guard.map_or(Ok(true), |g| self.truth(g))
    }

    fn in_force(&mut self, e: Effective) -> Run<bool> {
        let Some(date) = self.program.date_input else { return Ok(true) };
        if e.from.is_none() && e.to.is_none() {
            return Ok(true);
        }
        let date = Form::var(self.path.real(Real::Input(date)));
        if let Some(from) = e.from {
            let before = date.plus(Num::int(-1), &Form::constant(Num::int(from.day_number())))?;
            if self.path.is_at_most_zero(&before, true)? {
                return Ok(false);
            }
        }
        match e.to {
            Some(to) => {
                self.path.is_at_most_zero(&date.plus(Num::int(-1), &Form::constant(Num::int(to.day_number())))?, false)
            }
            None => Ok(true),
        }
    }

    /// Whether an exception to the rule that defines the same item applies.
    fn gives_way(&mut self, rule: RuleId, item: &Item) -> Run<bool> {
        let program = self.program;
        let over = program.rules.get(rule.ix()).map_or(&[][..], |r| &r.overridden_by);
        for other in over {
            let common = item.rules.iter().any(|(r, _)| r == other);
            if common && self.applies(*other)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Truncates to what the ceiling leaves: limit − balance − what earlier items under it took, never below zero.
    fn capped(&mut self, id: ItemId, form: Form, cap: crate::ir::CapId, role: u32) -> Run<Form> {
        let program = self.program;
        let cap_decl = program.caps.get(cap.ix()).ok_or(Stop::NoValue)?;
        if let Some(guard) = cap_decl.guard
            && !self.truth(guard)?
        {
            return Ok(form);
        }
        let mut left = self.number(cap_decl.limit)?;
        if let Some(accum) = cap_decl.accum {
            left = left.plus(Num::int(-1), &self.balance(accum))?;
            for taken in self.taken_before(cap)? {
                left = left.plus(Num::int(-1), &taken)?;
            }
        }
        let left = self.extreme_of(
            vec![left, Form::constant(Num::ZERO)],
            false,
            Real::Step(id.0, 2 * role, self.second.is_some()),
        )?;
        self.extreme_of(vec![form, left], true, Real::Step(id.0, 2 * role + 1, self.second.is_some()))
    }

    /// What other items took of the same ceiling, each counted once, in the turns that a settlement keeps.
    fn taken_before(&mut self, cap: crate::ir::CapId) -> Run<Vec<Form>> {
        let earlier = self.path.turns.get(cap.ix()).cloned().unwrap_or_default();
        let mut taken = Vec::new();
        for item in earlier {
            match self.item(item) {
                Ok(Sym::Form(f)) => taken.push(f),
                Err(Stop::NoValue) | Ok(_) => {}
                Err(stop) => return Err(stop),
            }
        }
        Ok(taken)
    }

    /// The accumulator's balance before the encounter: whole 分 when all that it adds up is.
    pub fn balance(&mut self, accum: AccumId) -> Form {
        let v = self.path.real(Real::Accum(accum));
        let parts = self.program.accums.get(accum.ix()).map(|a| a.parts.as_slice()).unwrap_or_default();
        let whole = !parts.is_empty() && parts.iter().all(|i| self.in_cents(*i));
        self.path.set_grain(v, whole.then(|| Num::cents(1)));
        Form::var(v)
    }

    /// Whether the item's rounding gives whole 分 and its ceilings, all constant, leave them so.
    fn in_cents(&self, item: ItemId) -> bool {
        let program = self.program;
        let whole = |n: Num| n.is_multiple_of(Num::cents(1));
        let limit = |c: &crate::ir::CapId| program.exprs.get(program.caps.get(c.ix())?.limit.ix());
        program.items.get(item.ix()).is_some_and(|i| {
            i.rounding.is_some_and(|(unit, _)| whole(unit))
                && i.caps.iter().all(|c| matches!(limit(c), Some(Expr::Const(Value::Num(n))) if whole(*n)))
        })
    }

    /// The accumulator's balance after the encounter.
    pub fn after(&mut self, accum: AccumId) -> Run<Form> {
        let decl = self.program.accums.get(accum.ix()).ok_or(Stop::NoValue)?;
        let before = self.balance(accum);
        if let Some(guard) = decl.guard
            && !self.truth(guard)?
        {
            return Ok(before);
        }
        let added = if decl.parts.is_empty() { self.number(decl.value)? } else { self.parts(&decl.parts)? };
        match decl.mode {
            crate::ir::AccumMode::Sum => Ok(before.plus(Num::ONE, &added)?),
            crate::ir::AccumMode::Max => {
                self.extreme_of(vec![before, added], false, Real::Step(accum.0, u32::MAX - 1, self.second.is_some()))
            }
            crate::ir::AccumMode::Last => Ok(added),
        }
    }

    /// A plain sum of items: one that does not apply adds nothing.
    fn parts(&mut self, parts: &[ItemId]) -> Run<Form> {
        let mut sum = Form::constant(Num::ZERO);
        for item in parts {
            match self.item(*item) {
                Ok(Sym::Form(f)) => sum = sum.plus(Num::ONE, &f)?,
                Ok(_) | Err(Stop::NoValue) => {}
                Err(stop) => return Err(stop),
            }
        }
        Ok(sum)
    }

    /// Whether the condition, if any, holds.
    pub fn guarded(&mut self, guard: Option<ExprId>) -> Run<bool> {
        guard.map_or(Ok(true), |g| self.truth(g))
    }
}
