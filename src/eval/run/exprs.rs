//! Expressions, three-valued.

use super::numbers::Exit;
use super::{Res, Run};
use crate::eval::funcs;
use crate::eval::missing::MissId;
use crate::eval::ops::{self, Fault, holds};
use crate::eval::plan::nodes::Node;
use crate::eval::trace::Tracer;
use crate::eval::value::{Tri, V};
use crate::ir::{CmpOp, Expr, ExprId, Func, InputId, ModuleId, Ty, Unit};
use std::cmp::Ordering;
use std::collections::BTreeSet;

impl<'p, T: Tracer> Run<'_, 'p, T> {
    /// The value of an expression.
    pub(super) fn eval(&mut self, e: ExprId) -> Res<V> {
        let Some(node) = self.plan.nodes.list.get(e.ix()) else { return Err(self.fault(Fault::Type)) };
        let value = match *node {
            Node::Num(n) => {
                self.plan.nodes.nums.get(n as usize).map_or_else(|| Err(self.fault(Fault::Type)), |n| Ok(V::Num(*n)))?
            }
            Node::Const(c) => self.constant(c)?,
            Node::Input(_, i) => self.fact(i),
            Node::Item(_, i) => self.item(i)?,
            Node::Param(p) => self.param(p),
            Node::Accum(a) => self.balance(a)?,
            Node::Expr | Node::InputIn(..) => match self.plan.expr(e) {
                Some(x) => self.node(x)?,
                None => return Err(self.fault(Fault::Type)),
            },
            arithmetic => {
                let number = self.operation(e, arithmetic);
                self.to_value(number)?
            }
        };
        if T::ON {
            self.step(e, &value);
        }
        Ok(value)
    }

    fn constant(&self, c: u32) -> Res<V> {
        self.plan.nodes.consts.get(c as usize).cloned().ok_or_else(|| self.fault(Fault::Type))
    }

    /// The truth of a condition.
    pub(super) fn truth(&mut self, e: ExprId) -> Res<Tri> {
        if let (false, Some(Node::InputIn(slot, input, members))) = (T::ON, self.plan.nodes.list.get(e.ix())) {
            return self.is_member(*slot, *input, *members);
        }
        let Some(x) = self.plan.expr(e) else { return Err(self.fault(Fault::Type)) };
        let truth = match self.condition(x)? {
            Some(t) => t,
            None => match self.node(x)? {
                V::Bool(b) => b.into(),
                V::Missing(m) => Tri::Unknown(m),
                _ => return Err(self.fault(Fault::Type)),
            },
        };
        if T::ON {
            self.step(e, &V::from(truth));
        }
        Ok(truth)
    }

    /// A fact against a set of members.
    fn is_member(&self, slot: u32, input: InputId, members: u64) -> Res<Tri> {
        let bit = |n: u32| (n < 64 && members >> n & 1 == 1).into();
        match self.s.facts.get(slot as usize) {
            Some(V::Member(m)) => Ok(bit(*m)),
            Some(V::Bool(b)) => Ok(bit(u32::from(*b))),
            Some(V::Missing(m)) => Ok(Tri::Unknown(*m)),
            Some(v) => Ok(v.key().and_then(|k| u32::try_from(k).ok()).map_or(Tri::No, bit)),
            None => Ok(Tri::Unknown(MissId::fact(input))),
        }
    }

    pub(super) fn step(&mut self, e: ExprId, value: &V) {
        if let Some(r) = self.tracer.recorder().filter(|r| r.paused == 0) {
            r.steps.push((e, value.known()));
        }
    }

    pub(super) fn node(&mut self, x: &'p Expr) -> Res<V> {
        match x {
            Expr::Const(v) => Ok(V::from(v)),
            Expr::Input(i) => Ok(self.fact(*i)),
            Expr::Item(i) => self.item(*i),
            Expr::Param(p) => Ok(self.param(*p)),
            Expr::Accum(a) => self.balance(*a),
            Expr::Add(a, b) => self.arithmetic(*a, *b, ops::add),
            Expr::Sub(a, b) => self.arithmetic(*a, *b, ops::sub),
            Expr::Mul(a, b) => self.arithmetic(*a, *b, |a, b, _| ops::mul(a, b)),
            Expr::Div(a, b) => self.arithmetic(*a, *b, |a, b, _| ops::div(a, b)),
            Expr::Round(a, unit, mode) => self.map(*a, |v| ops::round(v, *unit, *mode)),
            Expr::Min(all) => self.extreme(all, Ordering::Less),
            Expr::Max(all) => self.extreme(all, Ordering::Greater),
            Expr::If(c, a, b) => self.branch(*c, *a, *b),
            Expr::Agg { agg, over, filter, body } => self.aggregate(*agg, *over, *filter, *body),
            _ => self.rare_node(x),
        }
    }

    fn rare_node(&mut self, x: &'p Expr) -> Res<V> {
        match x {
            Expr::Local(n) => self.local(*n),
            Expr::Undetermined => Ok(V::Missing(self.undetermined())),
            Expr::Neg(a) => self.map(*a, ops::neg),
            Expr::SetOf(all) => self.set_of(all),
            Expr::Interval(a, b) => self.arithmetic(*a, *b, |a, b, _| match (a, b) {
                (V::Num(a), V::Num(b)) => Ok(V::Interval(std::sync::Arc::new((*a, *b)))),
                _ => Err(Fault::Type),
            }),
            Expr::Call(f, args) => self.call(*f, args),
            _ => match self.condition(x)? {
                Some(t) => Ok(t.into()),
                None => Err(self.fault(Fault::Type)),
            },
        }
    }

    /// Conditions; `None` for other expressions.
    fn condition(&mut self, x: &'p Expr) -> Res<Option<Tri>> {
        Ok(Some(match x {
            Expr::In(a, keys) => self.is_in(*a, keys)?,
            Expr::Cmp(op, _, a, b) => self.compare(*op, *a, *b)?,
            Expr::And(all) => self.all_of(all)?,
            Expr::Or(all) => self.any_of(all)?,
            Expr::Not(a) => match self.truth(*a)? {
                Tri::Yes => Tri::No,
                Tri::No => Tri::Yes,
                unknown => unknown,
            },
            Expr::Eq(a, b) => self.equal(*a, *b)?,
            Expr::Has { set, elems, all } => self.has(*set, elems, *all)?,
            Expr::Contains(set, elem) => self.contains(*set, *elem)?,
            Expr::Reading(doubt, reading) => self.reading(*doubt, *reading),
            Expr::CountTrue { n, exact, conds } => self.count_true(*n, *exact, conds)?,
            Expr::Known(a) => (!matches!(self.eval(*a)?, V::Missing(_))).into(),
            _ => return Ok(None),
        }))
    }

    fn unit(&self, e: ExprId) -> Unit {
        match self.plan.ty(e) {
            Some(Ty::Int(u)) => *u,
            _ => Unit::None,
        }
    }

    fn undetermined(&mut self) -> MissId {
        match self.place.rule {
            Some(rule) => MissId::undetermined(rule),
            None => self.s.arena.id(crate::eval::Missing::default()),
        }
    }

    fn map(&mut self, a: ExprId, f: impl FnOnce(&V) -> Result<V, Fault>) -> Res<V> {
        match self.eval(a)? {
            V::Missing(m) => Ok(V::Missing(m)),
            v => f(&v).map_err(|f| self.fault(f)),
        }
    }

    fn arithmetic(&mut self, a: ExprId, b: ExprId, f: impl FnOnce(&V, &V, Unit) -> Result<V, Fault>) -> Res<V> {
        let (va, vb) = (self.eval(a)?, self.eval(b)?);
        match (&va, &vb) {
            (V::Missing(m), V::Missing(n)) => Ok(V::Missing(self.s.arena.join(*m, *n))),
            (V::Missing(m), _) | (_, V::Missing(m)) => Ok(V::Missing(*m)),
            (V::Num(_), _) => f(&va, &vb, Unit::None).map_err(|f| self.fault(f)),
            _ => f(&va, &vb, self.unit(b)).map_err(|f| self.fault(f)),
        }
    }

    fn extreme(&mut self, all: &'p [ExprId], better: Ordering) -> Res<V> {
        let mut best: Option<V> = None;
        let mut missing: Option<MissId> = None;
        for e in all {
            match self.eval(*e)? {
                V::Missing(m) => missing = Some(missing.map_or(m, |a| self.s.arena.join(a, m))),
                v => {
                    best = match best {
                        Some(b) if v.order(&b).ok_or_else(|| self.fault(Fault::Type))? != better => Some(b),
                        _ => Some(v),
                    }
                }
            }
        }
        match (missing, best) {
            (Some(m), _) => Ok(V::Missing(m)),
            (None, Some(v)) => Ok(v),
            (None, None) => Err(self.fault(Fault::Type)),
        }
    }

    fn branch(&mut self, c: ExprId, a: ExprId, b: ExprId) -> Res<V> {
        match self.truth(c)? {
            Tri::Yes => self.eval(a),
            Tri::No => self.eval(b),
            Tri::Unknown(m) => match (self.eval(a)?, self.eval(b)?) {
                (V::Missing(a), V::Missing(b)) => Ok(V::Missing(self.s.arena.join_common(m, a, b))),
                (a, b) if a == b => Ok(a),
                _ => Ok(V::Missing(m)),
            },
        }
    }

    fn local(&mut self, n: u32) -> Res<V> {
        let from_top = (n as usize).saturating_add(1);
        let at = self.s.locals.len().checked_sub(from_top);
        at.and_then(|i| self.s.locals.get(i)).cloned().ok_or_else(|| self.fault(Fault::Type))
    }

    fn set_of(&mut self, all: &'p [ExprId]) -> Res<V> {
        let (mut keys, mut texts, mut missing) = (Vec::new(), BTreeSet::new(), None);
        for e in all {
            match self.eval(*e)? {
                V::Missing(m) => missing = Some(missing.map_or(m, |a| self.s.arena.join(a, m))),
                V::Text(text) => {
                    texts.insert(text);
                }
                v => keys.push(v.key().ok_or_else(|| self.fault(Fault::Type))?),
            }
        }
        let set = || if texts.is_empty() { ops::set(keys) } else { ops::texts(texts) };
        Ok(missing.map_or_else(set, V::Missing))
    }

    fn call(&mut self, f: Func, args: &'p [ExprId]) -> Res<V> {
        let (mut values, mut missing) = (Vec::with_capacity(args.len()), None);
        for e in args {
            match self.eval(*e)? {
                V::Missing(m) => missing = Some(missing.map_or(m, |a| self.s.arena.join(a, m))),
                v => values.push(v),
            }
        }
        if let Some(m) = missing {
            return Ok(V::Missing(m));
        }
        let unit = args.first().map_or(Unit::None, |a| self.unit(*a));
        let cx = funcs::Context { age_next_day: self.age_next_day(), unit };
        funcs::call(f, &values, &cx).map_err(|f| self.fault(f))
    }

    /// The setting of the module at work; the standard library follows the entry module's.
    fn age_next_day(&self) -> bool {
        let program = self.plan.program;
        let by_rule = self.place.rule.and_then(|r| program.rules.get(r.ix())).map(|r| r.module);
        let by_item = || self.place.item.and_then(|i| program.items.get(i.ix())).map(|i| i.module);
        let own = by_rule.or_else(by_item).unwrap_or(ModuleId(0));
        let module = program.modules.get(own.ix()).filter(|m| !m.stdlib).or(program.modules.first());
        module.is_none_or(|m| m.age_next_day)
    }

    fn is_in(&mut self, a: ExprId, keys: &[i64]) -> Res<Tri> {
        Ok(match self.eval(a)? {
            V::Missing(m) => Tri::Unknown(m),
            v => v.key().is_some_and(|k| keys.binary_search(&k).is_ok()).into(),
        })
    }

    fn compare(&mut self, op: CmpOp, a: ExprId, b: ExprId) -> Res<Tri> {
        if self.plan.nodes.is_numeric(a) && self.plan.nodes.is_numeric(b) {
            return match self.pair(a, b) {
                Ok((a, b)) => Ok(holds(op, a.cmp(&b)).into()),
                Err(Exit::Missing(m)) => Ok(Tri::Unknown(m)),
                Err(Exit::Stop(s)) => Err(s),
            };
        }
        self.relation(a, b, |a, b, units| ops::compare(op, a, b, units))
    }

    fn equal(&mut self, a: ExprId, b: ExprId) -> Res<Tri> {
        self.relation(a, b, ops::equal)
    }

    fn relation(
        &mut self,
        a: ExprId,
        b: ExprId,
        f: impl FnOnce(&V, &V, (Unit, Unit)) -> Result<bool, Fault>,
    ) -> Res<Tri> {
        let (va, vb) = (self.eval(a)?, self.eval(b)?);
        match (&va, &vb) {
            (V::Missing(m), V::Missing(n)) => Ok(Tri::Unknown(self.s.arena.join(*m, *n))),
            (V::Missing(m), _) | (_, V::Missing(m)) => Ok(Tri::Unknown(*m)),
            (V::Num(_), V::Num(_)) => f(&va, &vb, (Unit::None, Unit::None)).map_err(|f| self.fault(f)).map(Tri::from),
            _ => f(&va, &vb, (self.unit(a), self.unit(b))).map_err(|f| self.fault(f)).map(Tri::from),
        }
    }

    fn all_of(&mut self, all: &'p [ExprId]) -> Res<Tri> {
        let mut missing = None;
        for e in all {
            match self.truth(*e)? {
                Tri::Yes => {}
                Tri::No => return Ok(Tri::No),
                Tri::Unknown(m) => missing = Some(missing.map_or(m, |a| self.s.arena.join(a, m))),
            }
        }
        Ok(missing.map_or(Tri::Yes, Tri::Unknown))
    }

    fn any_of(&mut self, all: &'p [ExprId]) -> Res<Tri> {
        let mut missing = None;
        for e in all {
            match self.truth(*e)? {
                Tri::Yes => return Ok(Tri::Yes),
                Tri::No => {}
                Tri::Unknown(m) => missing = Some(missing.map_or(m, |a| self.s.arena.join(a, m))),
            }
        }
        Ok(missing.map_or(Tri::No, Tri::Unknown))
    }

    fn has(&mut self, set: ExprId, elems: &[i64], all: bool) -> Res<Tri> {
        match self.eval(set)? {
            V::Missing(m) => Ok(Tri::Unknown(m)),
            V::Set(s) if all => Ok(elems.iter().all(|e| s.contains(e)).into()),
            V::Set(s) => Ok(elems.iter().any(|e| s.contains(e)).into()),
            _ => Err(self.fault(Fault::Type)),
        }
    }

    fn contains(&mut self, set: ExprId, elem: ExprId) -> Res<Tri> {
        self.relation(set, elem, |s, e, _| match (s, e.key(), e) {
            (V::Set(s), Some(key), _) => Ok(s.contains(&key)),
            (s, None, V::Text(text)) => s.text_set().map(|s| s.contains(text)).ok_or(Fault::Type),
            _ => Err(Fault::Type),
        })
    }

    fn reading(&mut self, doubt: crate::ir::DoubtId, reading: u32) -> Tri {
        let chosen = self.s.readings.get(doubt.ix()).copied().unwrap_or(u32::MAX);
        if let Some(r) = self.tracer.recorder() {
            r.reading(doubt, chosen);
        }
        (chosen == reading).into()
    }

    /// 满足 N 项: decided as soon as the conditions still open cannot change the verdict.
    fn count_true(&mut self, n: ExprId, exact: bool, conds: &'p [ExprId]) -> Res<Tri> {
        let need = match self.eval(n)? {
            V::Num(n) => n.as_int().ok_or_else(|| self.fault(Fault::NotWhole))?,
            V::Missing(m) => return Ok(Tri::Unknown(m)),
            _ => return Err(self.fault(Fault::Type)),
        };
        let (mut yes, mut open, mut missing) = (0_i64, 0_i64, None);
        for e in conds {
            match self.truth(*e)? {
                Tri::Yes => yes += 1,
                Tri::No => {}
                Tri::Unknown(m) => {
                    open += 1;
                    missing = Some(missing.map_or(m, |a| self.s.arena.join(a, m)));
                }
            }
        }
        let unknown = missing.map_or(Tri::No, Tri::Unknown);
        Ok(match exact {
            _ if yes + open < need => Tri::No,
            false if yes >= need => Tri::Yes,
            true if yes > need => Tri::No,
            true if open == 0 => Tri::Yes,
            _ => unknown,
        })
    }
}
