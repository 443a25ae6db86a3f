//! The expression arena, resolved so that evaluation need not look further: leaves to slots, arithmetic on numbers to
//! nodes of its own.

use super::NONE;
use crate::base::num::Num;
use crate::eval::value::V;
use crate::ir::{AccumId, BandsId, Expr, ExprId, InputId, ItemId, ParamId, Program, RoundMode, Ty};

/// A resolved expression; parallel to the program's arena. The arithmetic ones have numeric operands only.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Node {
    /// A constant number, by its place.
    Num(u32),
    /// Another constant, by its place.
    Const(u32),
    /// A fact: slot and input.
    Input(u32, InputId),
    /// A result: slot and item.
    Item(u32, ItemId),
    Param(ParamId),
    Accum(AccumId),
    /// Whether a fact is one of the members whose bits are set: slot, input, members.
    InputIn(u32, InputId, u64),
    Add(ExprId, ExprId),
    Sub(ExprId, ExprId),
    Mul(ExprId, ExprId),
    Neg(ExprId),
    Min(ExprId, ExprId),
    Max(ExprId, ExprId),
    If(ExprId, ExprId, ExprId),
    /// Unit and mode by their place.
    Round(ExprId, u32),
    /// Schedule, column, value.
    Bands(BandsId, u32, ExprId),
    /// Schedule, column, cost, paid before.
    BandsByPaid(BandsId, u32, ExprId, ExprId),
    /// Anything else: as the program says.
    Expr,
}

/// The resolved arena.
#[derive(Default)]
pub(crate) struct Nodes {
    pub(crate) list: Vec<Node>,
    /// Amounts stand in 分, so that sums need no common denominator.
    pub(crate) nums: Vec<Num>,
    pub(crate) consts: Vec<V>,
    pub(crate) rounds: Vec<(Num, RoundMode)>,
    /// Whether values of the expression are numbers.
    numeric: Vec<bool>,
}

fn push<X>(list: &mut Vec<X>, x: X) -> u32 {
    list.push(x);
    u32::try_from(list.len() - 1).unwrap_or(NONE)
}

impl Nodes {
    pub(crate) fn new(program: &Program, input_slot: &[u32], item_slot: &[u32]) -> Nodes {
        let mut nodes = Nodes::default();
        let slot = |slots: &[u32], i: usize| slots.get(i).copied().unwrap_or(NONE);
        for (n, x) in program.exprs.iter().enumerate() {
            let ty = program.types.get(n).unwrap_or(&Ty::Text);
            let node = match x {
                Expr::Const(v) => nodes.constant(V::from(v), ty),
                Expr::Input(i) => Node::Input(slot(input_slot, i.ix()), *i),
                Expr::Item(i) => Node::Item(slot(item_slot, i.ix()), *i),
                Expr::Param(p) => Node::Param(*p),
                Expr::Accum(a) => Node::Accum(*a),
                Expr::In(a, keys) => nodes.membership(*a, keys),
                _ => nodes.arithmetic(x),
            };
            nodes.list.push(node);
            nodes.numeric.push(matches!(ty, Ty::Amount | Ty::Ratio | Ty::Int(_) | Ty::Decimal));
        }
        nodes
    }

    pub(crate) fn is_numeric(&self, e: ExprId) -> bool {
        self.numeric.get(e.ix()).copied().unwrap_or(false)
    }

    fn constant(&mut self, v: V, ty: &Ty) -> Node {
        match v {
            V::Num(n) => Node::Num(push(&mut self.nums, if *ty == Ty::Amount { in_cents(n) } else { n })),
            v => Node::Const(push(&mut self.consts, v)),
        }
    }

    fn membership(&self, tested: ExprId, keys: &[i64]) -> Node {
        let bits = keys.iter().try_fold(0_u64, |bits, k| Some(bits | 1_u64.checked_shl(u32::try_from(*k).ok()?)?));
        match (self.list.get(tested.ix()), bits) {
            (Some(Node::Input(slot, input)), Some(bits)) => Node::InputIn(*slot, *input, bits),
            _ => Node::Expr,
        }
    }

    fn arithmetic(&mut self, x: &Expr) -> Node {
        let both = |a: &ExprId, b: &ExprId| self.is_numeric(*a) && self.is_numeric(*b);
        match x {
            Expr::Add(a, b) if both(a, b) => Node::Add(*a, *b),
            Expr::Sub(a, b) if both(a, b) => Node::Sub(*a, *b),
            Expr::Mul(a, b) if both(a, b) => Node::Mul(*a, *b),
            Expr::Neg(a) if self.is_numeric(*a) => Node::Neg(*a),
            Expr::If(c, a, b) if both(a, b) => Node::If(*c, *a, *b),
            Expr::Round(a, unit, mode) if self.is_numeric(*a) => {
                Node::Round(*a, push(&mut self.rounds, (*unit, *mode)))
            }
            Expr::Bands { bands, column, value } => Node::Bands(*bands, *column, *value),
            Expr::BandsByPaid { bands, column, cost, paid } => Node::BandsByPaid(*bands, *column, *cost, *paid),
            Expr::Min(all) | Expr::Max(all) => match all.as_slice() {
                [a, b] if both(a, b) && matches!(x, Expr::Min(_)) => Node::Min(*a, *b),
                [a, b] if both(a, b) => Node::Max(*a, *b),
                _ => Node::Expr,
            },
            _ => Node::Expr,
        }
    }
}

/// The same amount over 分 where it is a whole number of them.
pub(crate) fn in_cents(n: Num) -> Num {
    if n.denominator() != 100 && n.is_multiple_of(Num::cents(1)) {
        n.round_to(Num::cents(1), RoundMode::HalfUp).unwrap_or(n)
    } else {
        n
    }
}
