//! Expressions on a path.

use super::path::{Discrete, Node, Path, Real, Stop};
use crate::base::num::Num;
use crate::check::guards::{ordinal, step_of};
use crate::check::linear::{Form, Var};
use crate::check::space::Bits;
use crate::ir::value::Value;
use crate::ir::{AccumId, BandsId, CmpOp, Expr, ExprId, Func, InputId, ItemId, ParamId, Program, RoundMode, Ty, Unit};
use std::collections::HashMap;

/// A value on a path.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sym {
    /// A number (dates by day number).
    Form(Form),
    /// A decided condition.
    Bool(bool),
    /// A decided member.
    Member(u32),
    /// Anything else that is constant.
    Other(Value),
}

pub(super) type Run<T> = Result<T, Stop>;

/// Evaluation of expressions along the current path.
pub(super) struct Exec<'a, 'p> {
    pub path: &'p mut Path<'a>,
    pub program: &'a Program,
    pub items: HashMap<ItemId, Run<Sym>>,
    /// The input that has another value in this, the second, evaluation.
    pub second: Option<InputId>,
}

impl<'a, 'p> Exec<'a, 'p> {
    pub fn new(path: &'p mut Path<'a>) -> Self {
        let program = path.program;
        Exec { path, program, items: HashMap::new(), second: None }
    }

    pub fn number(&mut self, id: ExprId) -> Run<Form> {
        match self.eval(id)? {
            Sym::Form(f) => Ok(f),
            _ => self.free_number(id),
        }
    }

    pub fn truth(&mut self, id: ExprId) -> Run<bool> {
        match self.eval(id)? {
            Sym::Bool(b) => Ok(b),
            _ => self.free_truth(id),
        }
    }

    pub fn eval(&mut self, id: ExprId) -> Run<Sym> {
        let program = self.program;
        let expr = program.exprs.get(id.ix()).ok_or(Stop::NoValue)?;
        match expr {
            Expr::Const(v) => Ok(constant(v)),
            Expr::Input(i) => self.input(*i, id),
            Expr::Param(p) => self.param(*p, id),
            Expr::Item(i) => self.item(*i),
            Expr::Accum(a) => self.accum(*a, id),
            Expr::Reading(d, r) => Ok(Sym::Bool(program.doubts.get(d.ix()).is_some_and(|d| d.adopted == *r))),
            Expr::Undetermined | Expr::Local(_) => Err(Stop::NoValue),
            Expr::Not(a) => Ok(Sym::Bool(!self.truth(*a)?)),
            Expr::And(xs) => self.all(xs, true),
            Expr::Or(xs) => self.all(xs, false),
            Expr::CountTrue { n, exact, conds } => self.count(*n, *exact, conds, id),
            Expr::In(a, values) => self.member_of(*a, values, id).map(Sym::Bool),
            Expr::Has { set, elems, all } => self.has(*set, elems, *all, id).map(Sym::Bool),
            Expr::Cmp(op, _, a, b) => self.compare(*op, *a, *b).map(Sym::Bool),
            Expr::Eq(a, b) => self.equal(*a, *b, id).map(Sym::Bool),
            Expr::If(c, a, b) => {
                let branch = if self.truth(*c)? { *a } else { *b };
                self.eval(branch)
            }
            Expr::Known(a) => Ok(Sym::Bool(!matches!(self.eval(*a), Err(Stop::NoValue)))),
            _ => self.arithmetic(expr, id),
        }
    }

    fn arithmetic(&mut self, expr: &Expr, id: ExprId) -> Run<Sym> {
        let form = match expr {
            Expr::Add(a, b) if self.plain_sum(*a, *b) => self.number(*a)?.plus(Num::ONE, &self.number(*b)?)?,
            Expr::Sub(a, b) if self.plain_sum(*a, *b) => self.number(*a)?.plus(Num::int(-1), &self.number(*b)?)?,
            Expr::Mul(a, b) => self.product(*a, *b, id)?,
            Expr::Div(a, b) => self.quotient(*a, *b, id)?,
            Expr::Neg(a) => self.number(*a)?.times(Num::int(-1))?,
            Expr::Min(xs) => self.extreme(xs, true, id)?,
            Expr::Max(xs) => self.extreme(xs, false, id)?,
            Expr::Round(a, unit, mode) => {
                let inner = self.number(*a)?;
                self.rounded(inner, *unit, *mode, Real::Node(id, 0, self.second.is_some()))?
            }
            Expr::Call(Func::Low | Func::High, args) => self.end_of(expr, args, id)?,
            Expr::Bands { bands, column, value } => self.bands(*bands, *column, *value, id)?,
            _ => return self.outside(id),
        };
        Ok(Sym::Form(form))
    }

    /// Dates and periods add by the calendar, which is outside the fragment unless both are plain numbers.
    fn plain_sum(&self, a: ExprId, b: ExprId) -> bool {
        let ty = |id: ExprId| self.program.types.get(id.ix());
        let calendar = |t: Option<&Ty>| matches!(t, Some(Ty::Date | Ty::Month | Ty::Period | Ty::Interval));
        !calendar(ty(a)) && !calendar(ty(b))
    }

    /// A value outside the fragment: free, but the same wherever the same expression stands.
    fn outside(&mut self, id: ExprId) -> Run<Sym> {
        match self.program.types.get(id.ix()) {
            Some(Ty::Bool) => self.free_truth(id).map(Sym::Bool),
            Some(Ty::Amount | Ty::Ratio | Ty::Int(_) | Ty::Decimal | Ty::Date | Ty::Month) => {
                self.free_number(id).map(Sym::Form)
            }
            Some(Ty::Enum(e)) => {
                let n = self.program.enums.get(e.ix()).map_or(0, |e| e.members.len());
                let what = Discrete::Free(self.free_name(id));
                self.member(what, n).map(Sym::Member)
            }
            _ => Err(Stop::NoValue),
        }
    }

    /// A value outside the fragment may differ between the two evaluations, whatever it reads.
    fn free_name(&mut self, id: ExprId) -> String {
        let name = self.path.name(id);
        if self.second.is_some() { format!("{name}′") } else { name }
    }

    fn free_number(&mut self, id: ExprId) -> Run<Form> {
        let what = Real::Free(self.free_name(id));
        let v = self.path.real(what);
        let floor = matches!(self.program.types.get(id.ix()), Some(Ty::Int(u)) if *u != Unit::None);
        if floor {
            self.at_least(v, Num::ZERO)?;
        }
        Ok(Form::var(v))
    }

    fn free_truth(&mut self, id: ExprId) -> Run<bool> {
        let what = Discrete::Free(self.free_name(id));
        self.path.is_in(what, 2, &Bits::of(2, [1]))
    }

    fn at_least(&mut self, v: Var, n: Num) -> Run<()> {
        let form = Form::constant(n).plus(Num::int(-1), &Form::var(v))?;
        self.path.require(&form, false)
    }

    fn at_most(&mut self, v: Var, n: Num) -> Run<()> {
        let form = Form::var(v).plus(Num::int(-1), &Form::constant(n))?;
        self.path.require(&form, false)
    }

    fn input(&mut self, input: InputId, id: ExprId) -> Run<Sym> {
        let program = self.program;
        let decl = program.inputs.get(input.ix()).ok_or(Stop::NoValue)?;
        match &decl.ty {
            Ty::Bool => self.path.is_in(Discrete::Input(input), 2, &Bits::of(2, [1])).map(Sym::Bool),
            Ty::Enum(e) => {
                let n = program.enums.get(e.ix()).map_or(0, |e| e.members.len());
                self.member(Discrete::Input(input), n).map(Sym::Member)
            }
            Ty::Set(_) | Ty::Text | Ty::Period | Ty::Interval => self.outside(id),
            ty => {
                let changed = self.second == Some(input);
                let v = self.path.real(if changed { Real::Second(input) } else { Real::Input(input) });
                self.path.set_grain(v, step_of(Some(ty)));
                let low = decl.range.lower.as_ref().and_then(|(v, _)| ordinal(v));
                let high = decl.range.upper.as_ref().and_then(|(v, _)| ordinal(v));
                let natural = matches!(ty, Ty::Amount | Ty::Int(_)).then_some(Num::ZERO);
                if let Some(n) = low.or(natural) {
                    self.at_least(v, n)?;
                }
                if let Some(n) = high {
                    self.at_most(v, n)?;
                }
                Ok(Sym::Form(Form::var(v)))
            }
        }
    }

    /// Decides a discrete variable down to one member, halving what is allowed.
    fn member(&mut self, what: Discrete, n: usize) -> Run<u32> {
        loop {
            let allowed = self.path.allowed(&what, n);
            let first = allowed.first().ok_or(Stop::Impossible)?;
            if allowed.len() == 1 {
                return u32::try_from(first).map_err(|_| Stop::NoValue);
            }
            self.path.is_in(what.clone(), n, &Bits::of(n, [first]))?;
        }
    }

    /// A parameter with one value is that value; one that changes or is open may have any non-negative value.
    fn param(&mut self, param: ParamId, id: ExprId) -> Run<Sym> {
        let decl = self.program.params.get(param.ix()).ok_or(Stop::NoValue)?;
        if let [(effective, Some(v))] = decl.values.as_slice()
            && effective.from.is_none()
            && effective.to.is_none()
        {
            return Ok(constant(v));
        }
        let sym = self.outside(id)?;
        if let (Sym::Form(form), Ty::Amount | Ty::Ratio | Ty::Int(_)) = (&sym, &decl.ty) {
            let below = form.times(Num::int(-1))?;
            self.path.require(&below, false)?;
        }
        Ok(sym)
    }

    fn accum(&mut self, accum: AccumId, id: ExprId) -> Run<Sym> {
        match self.program.accums.get(accum.ix()).map(|a| &a.ty) {
            Some(Ty::Amount | Ty::Ratio | Ty::Int(_) | Ty::Decimal) => Ok(Sym::Form(self.balance(accum))),
            _ => self.outside(id),
        }
    }

    /// 且 (`unless` true) and 或: stops at the first condition that decides.
    fn all(&mut self, xs: &[ExprId], unless: bool) -> Run<Sym> {
        let mut missing = false;
        for x in xs {
            match self.truth(*x) {
                Ok(b) if b != unless => return Ok(Sym::Bool(!unless)),
                Ok(_) => {}
                Err(Stop::NoValue) => missing = true,
                Err(stop) => return Err(stop),
            }
        }
        if missing { Err(Stop::NoValue) } else { Ok(Sym::Bool(unless)) }
    }

    fn count(&mut self, n: ExprId, exact: bool, conds: &[ExprId], id: ExprId) -> Run<Sym> {
        let Some(n) = self.number(n)?.as_constant().and_then(Num::as_int) else { return self.outside(id) };
        let mut held = 0_i64;
        for c in conds {
            held += i64::from(self.truth(*c)?);
        }
        Ok(Sym::Bool(if exact { held == n } else { held >= n }))
    }

    /// Enum inputs are split only into "in the set" and "not", never member by member.
    fn member_of(&mut self, a: ExprId, values: &[i64], id: ExprId) -> Run<bool> {
        let program = self.program;
        if let (Some(Expr::Input(input)), Some(Ty::Enum(e))) = (program.exprs.get(a.ix()), program.types.get(a.ix())) {
            let n = program.enums.get(e.ix()).map_or(0, |e| e.members.len());
            let classes = Bits::of(n, values.iter().filter_map(|v| usize::try_from(*v).ok()));
            return self.path.is_in(Discrete::Input(*input), n, &classes);
        }
        match self.eval(a)? {
            Sym::Member(m) => Ok(values.contains(&i64::from(m))),
            Sym::Bool(b) => Ok(values.contains(&i64::from(b))),
            Sym::Form(f) => self.one_of(&f, values),
            Sym::Other(_) => self.free_truth(id),
        }
    }

    fn one_of(&mut self, form: &Form, values: &[i64]) -> Run<bool> {
        for v in values {
            if self.is_zero(&form.plus(Num::int(-1), &Form::constant(Num::int(*v)))?)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_zero(&mut self, form: &Form) -> Run<bool> {
        Ok(self.path.is_at_most_zero(form, false)? && !self.path.is_at_most_zero(form, true)?)
    }

    fn has(&mut self, set: ExprId, elems: &[i64], all: bool, id: ExprId) -> Run<bool> {
        let Some(Expr::Input(input)) = self.program.exprs.get(set.ix()) else { return self.free_truth(id) };
        for e in elems {
            let inside = self.path.is_in(Discrete::Element(*input, *e), 2, &Bits::of(2, [1]))?;
            if inside != all {
                return Ok(inside);
            }
        }
        Ok(all)
    }

    fn compare(&mut self, op: CmpOp, a: ExprId, b: ExprId) -> Run<bool> {
        let difference = self.number(a)?.plus(Num::int(-1), &self.number(b)?)?;
        match op {
            CmpOp::Le => self.path.is_at_most_zero(&difference, false),
            CmpOp::Lt => self.path.is_at_most_zero(&difference, true),
            CmpOp::Gt => self.path.is_at_most_zero(&difference, false).map(|b| !b),
            CmpOp::Ge => self.path.is_at_most_zero(&difference, true).map(|b| !b),
        }
    }

    fn equal(&mut self, a: ExprId, b: ExprId, id: ExprId) -> Run<bool> {
        match (self.eval(a)?, self.eval(b)?) {
            (Sym::Form(x), Sym::Form(y)) => self.is_zero(&x.plus(Num::int(-1), &y)?),
            (Sym::Other(x), Sym::Other(y)) => Ok(x == y),
            (Sym::Other(_), _) | (_, Sym::Other(_)) => self.free_truth(id),
            (x, y) => Ok(x == y),
        }
    }

    fn product(&mut self, a: ExprId, b: ExprId, id: ExprId) -> Run<Form> {
        let (x, y) = (self.number(a)?, self.number(b)?);
        match (x.as_constant(), y.as_constant()) {
            (Some(k), _) => Ok(y.times(k)?),
            (_, Some(k)) => Ok(x.times(k)?),
            _ => {
                let free = self.free_number(id)?;
                if self.path.never_negative(&x)? && self.path.never_negative(&y)? {
                    self.path.require(&free.times(Num::int(-1))?, false)?;
                }
                Ok(free)
            }
        }
    }

    /// An end of an interval that is written out, here or in the item.
    fn end_of(&mut self, expr: &Expr, args: &[ExprId], id: ExprId) -> Run<Form> {
        let arg = *args.first().ok_or(Stop::NoValue)?;
        let low = matches!(expr, Expr::Call(Func::Low, _));
        if let Some(Expr::Interval(a, b)) = self.program.exprs.get(arg.ix()) {
            return self.number(if low { *a } else { *b });
        }
        match self.eval(arg)? {
            Sym::Other(Value::Interval(a, b)) => Ok(Form::constant(if low { a } else { b })),
            _ => self.free_number(id),
        }
    }

    fn quotient(&mut self, a: ExprId, b: ExprId, id: ExprId) -> Run<Form> {
        let (x, y) = (self.number(a)?, self.number(b)?);
        match y.as_constant().and_then(|k| Num::ONE.div(k)) {
            Some(inverse) => Ok(x.times(inverse?)?),
            None => self.free_number(id),
        }
    }

    fn extreme(&mut self, xs: &[ExprId], least: bool, id: ExprId) -> Run<Form> {
        let forms = xs.iter().map(|x| self.number(*x)).collect::<Run<Vec<Form>>>()?;
        self.extreme_of(forms, least, Real::Node(id, 0, self.second.is_some()))
    }

    /// The least (greatest) of some forms: folded when constant, else a variable bounded by each.
    pub fn extreme_of(&mut self, forms: Vec<Form>, least: bool, key: Real) -> Run<Form> {
        let better = |a: Num, b: Num| if least { a.min(b) } else { a.max(b) };
        let constant = forms.iter().filter_map(Form::as_constant).reduce(better).map(Form::constant);
        let mut open: Vec<Form> = forms.into_iter().filter(|f| f.as_constant().is_none()).chain(constant).collect();
        open.dedup();
        if let [only] = open.as_slice() {
            return Ok(only.clone());
        }
        let var = self.path.real(key);
        let grain = self.path.grain(&open);
        self.path.set_grain(var, grain);
        for form in &open {
            let over = Form::var(var).plus(Num::int(-1), form)?;
            let bound = if least { over } else { over.times(Num::int(-1))? };
            self.path.require(&bound, false)?;
        }
        self.path.nodes.push(Node::Extreme { var, least, forms: open });
        Ok(Form::var(var))
    }

    /// Rounding: exact on constants; half-up becomes a variable within half a unit; other modes within one unit.
    pub fn rounded(&mut self, form: Form, unit: Num, mode: RoundMode, key: Real) -> Run<Form> {
        if let Some(c) = form.as_constant() {
            return Ok(Form::constant(c.round_to(unit, mode)?));
        }
        let like = |n: &Node| matches!(n, Node::Rounded { form: f, unit: u, .. } if *f == form && *u == unit);
        if let (RoundMode::HalfUp, Some(Node::Rounded { var, .. })) = (mode, self.path.nodes.iter().find(|n| like(n))) {
            return Ok(Form::var(*var));
        }
        let var = self.path.real(key);
        self.path.set_grain(var, Some(unit));
        let slack = if mode == RoundMode::HalfUp { unit.div(Num::int(2)).ok_or(Stop::NoValue)?? } else { unit };
        let difference = Form::var(var).plus(Num::int(-1), &form)?;
        let above = difference.plus(Num::int(-1), &Form::constant(slack))?;
        let below = difference.times(Num::int(-1))?.plus(Num::int(-1), &Form::constant(slack))?;
        self.path.require(&above, false)?;
        self.path.require(&below, false)?;
        if mode == RoundMode::HalfUp {
            self.path.nodes.push(Node::Rounded { var, form, unit });
        }
        Ok(Form::var(var))
    }

    /// Σ ratio × (the part of the value in the band), each part a clamp.
    fn bands(&mut self, bands: BandsId, column: u32, value: ExprId, id: ExprId) -> Run<Form> {
        let program = self.program;
        let schedule = program.bands.get(bands.ix()).ok_or(Stop::NoValue)?;
        let value = self.number(value)?;
        let mut total = Form::constant(Num::ZERO);
        for (i, band) in (0_u32..).zip(&schedule.rows) {
            let ratio = band.values.get(column as usize).ok_or(Stop::NoValue)?;
            let Some(ratio) = self.number(*ratio)?.as_constant() else { return self.free_number(id) };
            let low = band.lower.as_ref().map_or(Num::ZERO, |l| l.0);
            let over = value.plus(Num::int(-1), &Form::constant(low))?;
            let over = self.extreme_of(
                vec![over, Form::constant(Num::ZERO)],
                false,
                Real::Node(id, 2 * i + 1, self.second.is_some()),
            )?;
            let part = match &band.upper {
                Some((high, ..)) => {
                    let width = Form::constant(high.sub(low)?);
                    self.extreme_of(vec![over, width], true, Real::Node(id, 2 * i + 2, self.second.is_some()))?
                }
                None => over,
            };
            total = total.plus(ratio, &part)?;
        }
        Ok(total)
    }

    /// Granularity of an input, for whole-number branching.
    pub fn step(program: &Program, input: InputId) -> Option<Num> {
        step_of(program.inputs.get(input.ix()).map(|i| &i.ty))
    }
}

fn constant(v: &Value) -> Sym {
    match v {
        Value::Bool(b) => Sym::Bool(*b),
        Value::Member(m) => Sym::Member(*m),
        other => ordinal(other).map_or_else(|| Sym::Other(other.clone()), |n| Sym::Form(Form::constant(n))),
    }
}
