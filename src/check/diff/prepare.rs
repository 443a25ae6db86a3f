//! A program made ready for comparison: what is asserted or about the text alone is taken out, and every accumulator
//! gets an item that says what an encounter adds to it.

use crate::base::num::Num;
use crate::ir::value::Value;
use crate::ir::{AccumId, Expr, ExprId, Item, ItemId, Merge, ModuleId, Program, Rule, RuleId, Ty};

/// The program, and its items that stand for additions to accumulators, by accumulator.
pub(super) struct Prepared {
    pub program: Program,
    pub added: Vec<ItemId>,
}

/// Takes out invariants, examples and 复核期限; adds the items.
pub(super) fn prepare(program: &Program) -> Prepared {
    let mut program = program.clone();
    program.musts.clear();
    program.examples.clear();
    program.modules.iter_mut().for_each(|m| m.review_by = None);
    let accums = (0_u32..).take(program.accums.len()).map(AccumId);
    let added = accums.map(|a| probe(&mut program, a)).collect();
    Prepared { program, added }
}

fn push(program: &mut Program, expr: Expr, ty: Ty) -> ExprId {
    program.exprs.push(expr);
    program.types.push(ty);
    program.spans.push(Default::default());
    ExprId(u32::try_from(program.exprs.len() - 1).unwrap_or(u32::MAX))
}

fn zero(program: &mut Program, ty: &Ty) -> ExprId {
    push(program, Expr::Const(Value::Num(Num::ZERO)), ty.clone())
}

/// `若 可定（e） 则 e 否则 otherwise`
fn or_else(program: &mut Program, e: ExprId, otherwise: ExprId, ty: &Ty) -> ExprId {
    let known = push(program, Expr::Known(e), Ty::Bool);
    push(program, Expr::If(known, e, otherwise), ty.clone())
}

fn probe(program: &mut Program, accum: AccumId) -> ItemId {
    let Some(decl) = program.accums.get(accum.ix()).cloned() else { return ItemId(u32::MAX) };
    let ty = decl.ty.clone();
    let mut value = decl.value;
    if super::arena::is_number(&ty) {
        let nothing = zero(program, &ty);
        let parts = decl.parts.iter().map(|i| {
            let item = push(program, Expr::Item(*i), ty.clone());
            or_else(program, item, nothing, &ty)
        });
        let parts: Vec<ExprId> = parts.collect();
        let sum = parts.into_iter().reduce(|a, b| push(program, Expr::Add(a, b), ty.clone()));
        value = sum.unwrap_or(value);
        if let Some(guard) = decl.guard {
            let known = push(program, Expr::Known(guard), Ty::Bool);
            let held = push(program, Expr::And(vec![known, guard]), Ty::Bool);
            value = push(program, Expr::If(held, value, nothing), ty.clone());
        }
    }
    add_item(program, &decl.name, decl.module, ty, value)
}

fn add_item(program: &mut Program, name: &str, module: ModuleId, ty: Ty, value: ExprId) -> ItemId {
    let item = ItemId(u32::try_from(program.items.len()).unwrap_or(u32::MAX));
    let rule = RuleId(u32::try_from(program.rules.len()).unwrap_or(u32::MAX));
    program.rules.push(Rule {
        name: name.to_owned(),
        module,
        row: None,
        guard: None,
        effective: Default::default(),
        overrides: Vec::new(),
        overridden_by: Vec::new(),
        defs: vec![(item, value)],
        cites: Vec::new(),
        notes: Vec::new(),
        span: Default::default(),
    });
    program.items.push(Item {
        name: name.to_owned(),
        module,
        ty,
        rounding: None,
        merge: Merge::Unique,
        default: None,
        aliases: Vec::new(),
        cites: Vec::new(),
        doc: None,
        rules: vec![(rule, 0)],
        caps: Vec::new(),
        declared: true,
        span: Default::default(),
    });
    program.order.push(item);
    item
}
