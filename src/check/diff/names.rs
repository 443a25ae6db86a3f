//! Two programs under common names: enums, inputs and accumulators of the second are those of the first with the same
//! name and type; what only the second has is added after them.

use crate::ir::value::Value;
use crate::ir::{Accum, AccumId, EnumId, EnumType, Expr, ExprId, Input, InputId, ItemId, Program, Ty, ValueRange};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Declarations common to both programs.
#[derive(Clone, Debug, Default)]
pub(super) struct Common {
    pub enums: Vec<EnumType>,
    pub inputs: Vec<Input>,
    pub accums: Vec<Accum>,
}

/// Where the declarations of one program stand among the common ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    enums: Vec<(EnumId, Vec<u32>)>,
    pub inputs: Vec<InputId>,
    pub accums: Vec<AccumId>,
}

fn index(i: usize) -> u32 {
    u32::try_from(i).unwrap_or(u32::MAX)
}

/// The common declarations, and the places of both programs' own among them.
pub(super) fn unite(a: &Program, b: &Program) -> (Common, [Names; 2]) {
    let mut common = Common::default();
    let names = [a, b].map(|program| {
        let mut names = Names { enums: program.enums.iter().map(|e| common.add_enum(e)).collect(), ..Names::default() };
        names.inputs = program.inputs.iter().map(|i| common.add_input(i, names.ty(&i.ty))).collect();
        names.accums = program.accums.iter().map(|x| common.add_accum(x, names.ty(&x.ty))).collect();
        names
    });
    (common, names)
}

impl Common {
    fn add_enum(&mut self, e: &EnumType) -> (EnumId, Vec<u32>) {
        let at = self.enums.iter().position(|c| c.name == e.name).unwrap_or_else(|| {
            self.enums.push(EnumType { members: Vec::new(), ..e.clone() });
            self.enums.len() - 1
        });
        let Some(target) = self.enums.get_mut(at) else { return (EnumId(index(at)), Vec::new()) };
        let places = e.members.iter().map(|m| {
            let at = target.members.iter().position(|t| t.name == m.name).unwrap_or_else(|| {
                target.members.push(m.clone());
                target.members.len() - 1
            });
            index(at)
        });
        let places = places.collect();
        (EnumId(index(at)), places)
    }

    fn add_input(&mut self, input: &Input, ty: Ty) -> InputId {
        match self.inputs.iter_mut().enumerate().find(|(_, c)| c.name == input.name && c.ty == ty) {
            Some((at, known)) => {
                known.range = narrower(&known.range, &input.range);
                InputId(index(at))
            }
            None => {
                self.inputs.push(Input { ty, default: None, ..input.clone() });
                InputId(index(self.inputs.len() - 1))
            }
        }
    }

    fn add_accum(&mut self, accum: &Accum, ty: Ty) -> AccumId {
        let at = self.accums.iter().position(|c| c.name == accum.name && c.ty == ty).unwrap_or_else(|| {
            // What it adds up belongs to its own program; only its name and type are common.
            self.accums.push(Accum { ty, parts: Vec::new(), keys: Vec::new(), guard: None, ..accum.clone() });
            self.accums.len() - 1
        });
        AccumId(index(at))
    }
}

/// The values within both ranges.
fn narrower(a: &ValueRange, b: &ValueRange) -> ValueRange {
    let number = |v: &Value| super::super::guards::ordinal(v);
    let pick = |x: &Option<(Value, bool)>, y: &Option<(Value, bool)>, larger: bool| match (x, y) {
        (Some(x), Some(y)) => {
            let second = match (number(&x.0), number(&y.0)) {
                (Some(m), Some(n)) if m == n => !y.1,
                (Some(m), Some(n)) => (n > m) == larger,
                _ => false,
            };
            Some(if second { y.clone() } else { x.clone() })
        }
        (x, y) => x.clone().or_else(|| y.clone()),
    };
    ValueRange { lower: pick(&a.lower, &b.lower, true), upper: pick(&a.upper, &b.upper, false) }
}

impl Names {
    /// A type of the program as a common one.
    pub fn ty(&self, ty: &Ty) -> Ty {
        match ty {
            Ty::Enum(e) => Ty::Enum(self.enums.get(e.ix()).map_or(*e, |m| m.0)),
            Ty::Set(inner) => Ty::Set(Box::new(self.ty(inner))),
            other => other.clone(),
        }
    }

    fn members(&self, ty: Option<&Ty>) -> Option<&[u32]> {
        match ty? {
            Ty::Enum(e) => self.enums.get(e.ix()).map(|m| m.1.as_slice()),
            Ty::Set(inner) => self.members(Some(inner)),
            _ => None,
        }
    }

    /// Keys of members of the type as common ones, sorted.
    pub fn keys(&self, ty: Option<&Ty>, keys: &[i64]) -> Vec<i64> {
        let mut out: Vec<i64> = match self.members(ty) {
            Some(members) => keys.iter().map(|k| forward(members, *k)).collect(),
            None => keys.to_vec(),
        };
        out.sort_unstable();
        out
    }

    /// A value of the program as a common one.
    pub fn value(&self, ty: Option<&Ty>, value: &Value) -> Value {
        let Some(members) = self.members(ty) else { return value.clone() };
        match value {
            Value::Member(m) => Value::Member(members.get(*m as usize).copied().unwrap_or(*m)),
            Value::Set(s) => Value::Set(Arc::new(s.iter().map(|k| forward(members, *k)).collect())),
            other => other.clone(),
        }
    }

    /// A common value as one of the program; none for a member that it does not have.
    pub fn back(&self, ty: &Ty, value: &Value) -> Option<Value> {
        let Some(members) = self.members(Some(ty)) else { return Some(value.clone()) };
        let back: HashMap<u32, u32> = members.iter().enumerate().map(|(i, m)| (*m, index(i))).collect();
        match value {
            Value::Member(m) => back.get(m).map(|m| Value::Member(*m)),
            Value::Set(s) => {
                let own = s.iter().filter_map(|k| back.get(&u32::try_from(*k).ok()?).map(|m| i64::from(*m)));
                Some(Value::Set(Arc::new(own.collect::<BTreeSet<i64>>())))
            }
            other => Some(other.clone()),
        }
    }

    /// Common members of a type that the program has.
    pub fn known(&self, e: EnumId) -> BTreeSet<u32> {
        self.enums.iter().filter(|(c, _)| *c == e).flat_map(|(_, m)| m.iter().copied()).collect()
    }
}

fn forward(members: &[u32], key: i64) -> i64 {
    usize::try_from(key).ok().and_then(|k| members.get(k)).map_or(key, |m| i64::from(*m))
}

/// Where the operands and the declarations that an expression names are to be found.
pub(super) trait Target {
    fn operand(&mut self, e: ExprId) -> ExprId;
    fn item(&mut self, i: ItemId) -> ItemId;
    fn bands(&mut self, b: crate::ir::BandsId) -> crate::ir::BandsId;
}

/// The expression in common names, with its operands, items and schedules placed by the target.
pub(super) fn translate(program: &Program, names: &Names, e: &Expr, ty: Option<&Ty>, to: &mut dyn Target) -> Expr {
    let ty_of = |id: ExprId| program.types.get(id.ix());
    match e {
        Expr::Const(v) => Expr::Const(names.value(ty, v)),
        Expr::Input(i) => Expr::Input(names.inputs.get(i.ix()).copied().unwrap_or(*i)),
        Expr::Accum(a) => Expr::Accum(names.accums.get(a.ix()).copied().unwrap_or(*a)),
        Expr::Item(i) => Expr::Item(to.item(*i)),
        Expr::In(a, keys) => Expr::In(to.operand(*a), names.keys(ty_of(*a), keys)),
        Expr::Has { set, elems, all } => {
            Expr::Has { set: to.operand(*set), elems: names.keys(ty_of(*set), elems), all: *all }
        }
        Expr::Bands { bands, column, value } => {
            Expr::Bands { bands: to.bands(*bands), column: *column, value: to.operand(*value) }
        }
        Expr::BandsByPaid { bands, column, cost, paid } => Expr::BandsByPaid {
            bands: to.bands(*bands),
            column: *column,
            cost: to.operand(*cost),
            paid: to.operand(*paid),
        },
        other => plain(other, to),
    }
}

fn plain(e: &Expr, to: &mut dyn Target) -> Expr {
    let mut many = |xs: &[ExprId]| xs.iter().map(|x| to.operand(*x)).collect::<Vec<_>>();
    match e {
        Expr::And(xs) => Expr::And(many(xs)),
        Expr::Or(xs) => Expr::Or(many(xs)),
        Expr::Min(xs) => Expr::Min(many(xs)),
        Expr::Max(xs) => Expr::Max(many(xs)),
        Expr::SetOf(xs) => Expr::SetOf(many(xs)),
        Expr::Call(f, xs) => Expr::Call(*f, many(xs)),
        Expr::CountTrue { n, exact, conds } => {
            let conds = many(conds);
            Expr::CountTrue { n: to.operand(*n), exact: *exact, conds }
        }
        Expr::Not(a) => Expr::Not(to.operand(*a)),
        Expr::Neg(a) => Expr::Neg(to.operand(*a)),
        Expr::Known(a) => Expr::Known(to.operand(*a)),
        Expr::Round(a, unit, mode) => Expr::Round(to.operand(*a), *unit, *mode),
        other => pairs(other, to),
    }
}

fn pairs(e: &Expr, to: &mut dyn Target) -> Expr {
    match e {
        Expr::Add(a, b) => Expr::Add(to.operand(*a), to.operand(*b)),
        Expr::Sub(a, b) => Expr::Sub(to.operand(*a), to.operand(*b)),
        Expr::Mul(a, b) => Expr::Mul(to.operand(*a), to.operand(*b)),
        Expr::Div(a, b) => Expr::Div(to.operand(*a), to.operand(*b)),
        Expr::Eq(a, b) => Expr::Eq(to.operand(*a), to.operand(*b)),
        Expr::Contains(a, b) => Expr::Contains(to.operand(*a), to.operand(*b)),
        Expr::Interval(a, b) => Expr::Interval(to.operand(*a), to.operand(*b)),
        // The author's word is not part of the meaning.
        Expr::Cmp(op, _, a, b) => Expr::Cmp(*op, crate::ir::BoundWord::Symbol, to.operand(*a), to.operand(*b)),
        Expr::If(a, b, c) => Expr::If(to.operand(*a), to.operand(*b), to.operand(*c)),
        Expr::Agg { agg, over, filter, body } => {
            let over = (to.operand(over.0), over.1.map(|o| to.operand(o)));
            Expr::Agg { agg: *agg, over, filter: filter.map(|f| to.operand(f)), body: body.map(|b| to.operand(b)) }
        }
        other => other.clone(),
    }
}
