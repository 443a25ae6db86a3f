//! What is never negative by its form alone: sums, products, minima and roundings of what is never negative, maxima
//! with something that is not, progressive schedules. Decides most non-negativity goals without a search.

use crate::base::num::Num;
use crate::ir::value::Value;
use crate::ir::{AccumId, Expr, ExprId, ItemId, Program, Ty, Unit};
use std::collections::HashMap;

/// Which items and accumulators are never negative.
pub struct Signs<'p> {
    program: &'p Program,
    items: HashMap<ItemId, bool>,
    accums: Vec<bool>,
}

impl<'p> Signs<'p> {
    /// Decides accumulators together: all are assumed not negative, and those whose additions do not follow from that
    /// are dropped until the rest does.
    pub fn new(program: &'p Program) -> Signs<'p> {
        let mut signs = Signs { program, items: HashMap::new(), accums: vec![true; program.accums.len()] };
        loop {
            signs.items.clear();
            let doubtful = program
                .accums
                .iter()
                .enumerate()
                .position(|(i, a)| signs.accums.get(i).is_some_and(|sure| *sure) && !signs.expr(a.value));
            match doubtful.and_then(|i| signs.accums.get_mut(i)) {
                Some(sure) => *sure = false,
                None => return signs,
            }
        }
    }

    /// Whether the item is never negative.
    pub fn item(&mut self, id: ItemId) -> bool {
        if let Some(known) = self.items.get(&id) {
            return *known;
        }
        let Some(item) = self.program.items.get(id.ix()) else { return false };
        let program = self.program;
        let defs = item.rules.iter().filter_map(|(r, d)| program.rules.get(r.ix())?.defs.get(*d as usize));
        let exprs: Vec<ExprId> = defs.map(|d| d.1).chain(item.default).collect();
        let sure = exprs.into_iter().all(|e| self.expr(e));
        self.items.insert(id, sure);
        sure
    }

    /// Whether the balance never falls below zero.
    pub fn accum(&self, id: AccumId) -> bool {
        self.accums.get(id.ix()).is_some_and(|sure| *sure)
    }

    /// Whether the value is never negative.
    pub fn expr(&mut self, id: ExprId) -> bool {
        let Some(expr) = self.program.exprs.get(id.ix()) else { return false };
        match expr {
            Expr::Const(v) => matches!(v, Value::Num(n) if n.signum() >= 0),
            Expr::Input(i) => self.input(*i),
            Expr::Param(p) => self.param(*p),
            Expr::Item(i) => self.item(*i),
            Expr::Accum(a) => self.accum(*a),
            // No value at all cannot be a negative one.
            Expr::Undetermined => true,
            Expr::Add(a, b) | Expr::Mul(a, b) | Expr::Div(a, b) => self.expr(*a) && self.expr(*b),
            Expr::Min(xs) => xs.iter().all(|x| self.expr(*x)),
            Expr::Max(xs) => xs.iter().any(|x| self.expr(*x)),
            Expr::Round(a, ..) => self.expr(*a),
            Expr::If(_, a, b) => self.expr(*a) && self.expr(*b),
            Expr::Bands { bands, .. } | Expr::BandsByPaid { bands, .. } => self.ratios(bands.ix()),
            _ => false,
        }
    }

    fn ratios(&mut self, bands: usize) -> bool {
        let rows = self.program.bands.get(bands).map_or(&[][..], |b| &b.rows);
        rows.iter().flat_map(|r| &r.values).all(|v| self.expr(*v))
    }

    fn input(&self, id: crate::ir::InputId) -> bool {
        let Some(input) = self.program.inputs.get(id.ix()) else { return false };
        let low = input.range.lower.as_ref().and_then(|(v, _)| super::guards::ordinal(v));
        match (&input.ty, low) {
            (_, Some(n)) => n >= Num::ZERO,
            (Ty::Amount, None) => true,
            (Ty::Int(unit), None) => *unit != Unit::None,
            _ => false,
        }
    }

    fn param(&self, id: crate::ir::ParamId) -> bool {
        let Some(param) = self.program.params.get(id.ix()) else { return false };
        let plain = matches!(param.ty, Ty::Amount | Ty::Ratio | Ty::Int(_));
        plain
            && param
                .values
                .iter()
                .all(|(_, v)| v.as_ref().and_then(super::guards::ordinal).is_none_or(|n| n >= Num::ZERO))
    }
}
