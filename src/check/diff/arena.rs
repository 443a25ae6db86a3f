//! The arena of the united program, and of each expression what the symbolic search cannot be trusted with.
//!
//! The search knows one kind of "no value"; the evaluator knows several and goes on where an unknown part cannot
//! matter. Where the two could part, the expression is *blurred*: the reason keeps a search that finds no difference
//! from being a proof.

use crate::base::num::Num;
use crate::ir::value::Value;
use crate::ir::{Expr, ExprId, Func, ItemId, Program, Ty, each_operand};

/// What is known of an expression or item.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Traits {
    /// It may have no value.
    pub lacks: bool,
    /// It may be 文件未定.
    pub open: bool,
    /// It is a whole number of 分.
    pub cents: bool,
    /// Why the search is no proof.
    pub blur: Option<&'static str>,
}

const SETS: &str = "要比较集合、文本、期间或金额区间本身的值";
const BRANCH: &str = "「若」的条件本身可能没有值";
const DIVISOR: &str = "除数随情形而变";

/// Expressions with their traits.
#[derive(Default)]
pub(super) struct Arena {
    pub program: Program,
    pub traits: Vec<Traits>,
    pub items: Vec<Traits>,
}

impl Arena {
    pub fn of(&self, e: ExprId) -> Traits {
        self.traits.get(e.ix()).copied().unwrap_or_default()
    }

    fn ty(&self, e: ExprId) -> Option<&Ty> {
        self.program.types.get(e.ix())
    }

    /// Adds an expression whose operands are in the arena.
    pub fn push(&mut self, expr: Expr, ty: Ty) -> ExprId {
        let traits = self.traits_of(&expr, &ty);
        self.program.exprs.push(expr);
        self.program.types.push(ty);
        self.program.spans.push(Default::default());
        self.traits.push(traits);
        ExprId(u32::try_from(self.program.exprs.len() - 1).unwrap_or(u32::MAX))
    }

    fn traits_of(&self, expr: &Expr, ty: &Ty) -> Traits {
        let mut operands = Vec::new();
        each_operand(expr, &mut |o| operands.push(o));
        let below: Vec<Traits> = operands.iter().map(|o| self.of(*o)).collect();
        let mut traits = Traits {
            lacks: below.iter().any(|t| t.lacks),
            open: below.iter().any(|t| t.open),
            cents: self.in_cents(expr, ty, &below),
            blur: None,
        };
        match expr {
            Expr::Undetermined => (traits.lacks, traits.open) = (true, true),
            Expr::Item(i) => traits = self.items.get(i.ix()).copied().unwrap_or_default(),
            Expr::Known(_) => (traits.lacks, traits.open) = (false, false),
            Expr::Accum(_) if !is_number(ty) => traits.lacks = true,
            Expr::Bands { bands, .. } | Expr::BandsByPaid { bands, .. } => {
                let rows = self.program.bands.get(bands.ix()).map_or(&[][..], |b| &b.rows);
                let ratios = || rows.iter().flat_map(|r| &r.values).map(|v| self.of(*v));
                traits.lacks |= ratios().any(|t| t.lacks);
                traits.open |= ratios().any(|t| t.open);
            }
            _ => {}
        }
        traits.blur = traits.blur.or_else(|| self.blur(expr, ty, &operands, &below));
        traits
    }

    /// Why the search is no proof for this expression.
    fn blur(&self, expr: &Expr, ty: &Ty, operands: &[ExprId], below: &[Traits]) -> Option<&'static str> {
        let lacks = below.iter().any(|t| t.lacks);
        if self.is_free(expr) {
            // Its operands are not looked at; but it is taken to have a value.
            return lacks.then_some("有符号推理以外的式子，而其中的值可能没有");
        }
        let own = match expr {
            Expr::Accum(_) if !is_number(ty) => Some("累计的是最高或最近的一项，不是数"),
            Expr::If(c, ..) if self.of(*c).lacks => Some(BRANCH),
            Expr::CountTrue { conds, .. } if conds.iter().any(|c| self.of(*c).lacks) => Some(BRANCH),
            Expr::Div(_, b) if !matches!(self.program.exprs.get(b.ix()), Some(Expr::Const(_))) => Some(DIVISOR),
            Expr::Bands { bands, .. } if self.ratio_lacks(bands.ix()) => Some("分段表里有文件未定的比例"),
            _ => None,
        };
        let structured = |e: &ExprId| {
            self.ty(*e).is_some_and(is_structured) && !matches!(self.program.exprs.get(e.ix()), Some(Expr::Const(_)))
        };
        let sets = !matches!(expr, Expr::Has { .. }) && operands.iter().any(structured);
        own.or(sets.then_some(SETS)).or_else(|| below.iter().find_map(|t| t.blur))
    }

    fn ratio_lacks(&self, bands: usize) -> bool {
        let rows = self.program.bands.get(bands).map_or(&[][..], |b| &b.rows);
        rows.iter().flat_map(|r| &r.values).any(|v| self.of(*v).lacks)
    }

    /// Whether the search takes the expression for a free value without looking beneath it.
    fn is_free(&self, expr: &Expr) -> bool {
        let calendar = |e: &ExprId| matches!(self.ty(*e), Some(Ty::Date | Ty::Month | Ty::Period | Ty::Interval));
        match expr {
            Expr::Add(a, b) | Expr::Sub(a, b) => calendar(a) || calendar(b),
            Expr::Call(f, _) => !matches!(f, Func::Low | Func::High),
            Expr::Has { set, .. } => !matches!(self.program.exprs.get(set.ix()), Some(Expr::Input(_))),
            Expr::Contains(..) | Expr::SetOf(_) | Expr::Interval(..) | Expr::BandsByPaid { .. } => true,
            Expr::Agg { .. } | Expr::Local(_) => true,
            _ => false,
        }
    }

    fn in_cents(&self, expr: &Expr, ty: &Ty, below: &[Traits]) -> bool {
        match expr {
            Expr::Const(Value::Num(n)) => n.is_multiple_of(Num::cents(1)),
            Expr::Input(_) | Expr::Accum(_) => *ty == Ty::Amount,
            Expr::Add(..) | Expr::Sub(..) | Expr::Min(_) | Expr::Max(_) | Expr::Neg(_) => below.iter().all(|t| t.cents),
            Expr::If(..) => below.iter().skip(1).all(|t| t.cents),
            Expr::Round(_, unit, _) => unit.is_multiple_of(Num::cents(1)),
            Expr::Undetermined => true,
            _ => false,
        }
    }

    pub fn set_item(&mut self, item: ItemId, traits: Traits) {
        if let Some(slot) = self.items.get_mut(item.ix()) {
            *slot = traits;
        }
    }
}

/// Whether values of the type are numbers.
pub(super) fn is_number(ty: &Ty) -> bool {
    matches!(ty, Ty::Amount | Ty::Ratio | Ty::Int(_) | Ty::Decimal)
}

/// Whether values of the type have parts that the search does not follow.
pub(super) fn is_structured(ty: &Ty) -> bool {
    matches!(ty, Ty::Set(_) | Ty::Text | Ty::Period | Ty::Interval)
}
