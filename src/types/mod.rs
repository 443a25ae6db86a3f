//! Resolved names to types.
//!
//! In: [`Names`]. Out: [`Typed`]: every expression typed, its names replaced by ids, literals by exact values in the
//! unit that their place asks for, stored in post-order in the arena that the program keeps; and diagnostics.
//! Promises: an error in one expression is reported once (what depends on it has no type and stays silent); without
//! errors every value that must be constant is one; ÷ stands beneath a rounding.

mod aggregates;
mod arena;
mod calls;
mod consts;
mod decls;
mod errors;
mod examples;
mod infer;
mod membership;
mod names;
mod ops;
mod rules;
mod settle;
mod tables;
mod ty;

pub use arena::Arena;
pub use ty::ty_name;

use crate::base::diagnostic::Diagnostic;
use crate::base::span::Span;
use crate::ir::{self, ExprId, ItemId, ModuleId, Ty};
use crate::resolve::Names;

/// Everything with its types.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Expressions.
    pub arena: Arena,
    /// Inputs.
    pub inputs: Vec<ir::Input>,
    /// Parameters.
    pub params: Vec<ir::Param>,
    /// Type and default of each item.
    pub items: Vec<(Ty, Option<ExprId>)>,
    /// Guard and definitions of each rule, rows included.
    pub rules: Vec<TypedRule>,
    /// Tables.
    pub tables: Vec<TypedTable>,
    /// Schedules.
    pub bands: Vec<ir::Bands>,
    /// Accumulators.
    pub accums: Vec<ir::Accum>,
    /// Ceilings.
    pub caps: Vec<ir::Cap>,
    /// Asserted invariants.
    pub musts: Vec<ir::Must>,
    /// Examples.
    pub examples: Vec<ir::Example>,
    /// Topics by module.
    pub topics: Vec<Vec<ir::Topic>>,
    /// Items whose type nothing shows.
    pub untyped: Vec<ItemId>,
}

/// A clause or row.
#[derive(Clone, Debug, Default)]
pub struct TypedRule {
    /// Guard; a row's says what its cells and its table's condition say.
    pub guard: Option<ExprId>,
    /// Definitions.
    pub defs: Vec<(ItemId, ExprId)>,
}

/// What a table adds to its rows.
#[derive(Clone, Debug, Default)]
pub struct TypedTable {
    /// Condition of every row.
    pub guard: Option<ExprId>,
    /// What each condition column tests.
    pub columns: Vec<ExprId>,
    /// Cells by row, then column.
    pub cells: Vec<Vec<ir::CellTest>>,
}

/// Types a resolved program.
pub fn check_types(names: &Names<'_>) -> (Typed, Vec<Diagnostic>) {
    let mut checker = Checker::new(names);
    settle::all_types(&mut checker);
    let inputs = decls::inputs(&mut checker);
    let params = decls::params(&mut checker);
    let items = decls::items(&mut checker);
    let tables = tables::tables(&mut checker);
    let rules = rules::rules(&mut checker, &tables);
    let typed = Typed {
        bands: decls::bands(&mut checker),
        accums: decls::accums(&mut checker),
        caps: decls::caps(&mut checker),
        musts: decls::musts(&mut checker),
        examples: examples::examples(&mut checker, &inputs),
        topics: examples::topics(&mut checker),
        tables: tables.into_iter().map(|t| t.table).collect(),
        untyped: untyped(&checker),
        inputs,
        params,
        items,
        rules,
        arena: checker.arena,
    };
    (typed, checker.diags)
}

/// One diagnostic for each item whose type nothing shows. Only to be shown when nothing else is wrong: any other
/// error may be the reason.
pub fn without_type(names: &Names<'_>, items: &[ItemId]) -> Vec<Diagnostic> {
    let infos = items.iter().filter_map(|i| names.items.get(i.ix()));
    infos.map(|i| errors::item_without_type(i.name, i.span)).collect()
}

fn untyped(c: &Checker<'_, '_>) -> Vec<ItemId> {
    let slots = (0_u32..).map(ItemId).zip(&c.item_types);
    slots.filter(|(_, slot)| !matches!(slot, Slot::Known(_))).map(|(id, _)| id).collect()
}

/// A typed expression; without a type when there was an error (reported already) or when only 文件未定 is known.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    id: ExprId,
    ty: Option<Ty>,
}

/// The type of a declaration, as far as known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Slot {
    /// Not looked at yet.
    Pending,
    /// Cannot be told; reported where that matters.
    Poison,
    /// This.
    Known(Ty),
}

/// A declaration whose type may have to be worked out from its definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Symbol {
    Item(u32),
    Accum(u32),
}

/// State of the pass.
pub(crate) struct Checker<'n, 'a> {
    names: &'n Names<'a>,
    arena: Arena,
    diags: Vec<Diagnostic>,
    input_types: Vec<Slot>,
    param_types: Vec<Slot>,
    item_types: Vec<Slot>,
    accum_types: Vec<Slot>,
    /// The module whose text is being typed.
    module: ModuleId,
    /// Words bound by enclosing aggregates, outermost first.
    locals: Vec<(&'a str, Option<Ty>)>,
    /// Whether ÷ may stand here.
    division: bool,
    /// Nesting of the expression being typed.
    depth: u32,
    /// A declaration whose type was needed before it was known.
    waiting: Option<Symbol>,
    /// Column whose cell is being typed, for messages.
    column: Option<&'a str>,
}

impl<'n, 'a> Checker<'n, 'a> {
    fn new(names: &'n Names<'a>) -> Self {
        Checker {
            names,
            arena: Arena::default(),
            diags: Vec::new(),
            input_types: vec![Slot::Pending; names.inputs.len()],
            param_types: vec![Slot::Pending; names.params.len()],
            item_types: vec![Slot::Pending; names.items.len()],
            accum_types: vec![Slot::Pending; names.accums.len()],
            module: ModuleId(0),
            locals: Vec::new(),
            division: false,
            depth: 0,
            waiting: None,
            column: None,
        }
    }

    fn push(&mut self, expr: ir::Expr, ty: Option<Ty>, span: Span) -> Node {
        let id = self.arena.push(expr, ty.clone(), span);
        Node { id, ty }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diags.push(diagnostic);
    }

    /// A node that stands for an expression with an error.
    fn poison(&mut self, span: Span) -> Node {
        self.push(ir::Expr::Undetermined, None, span)
    }

    fn span(&self, node: &Node) -> Span {
        self.arena.span(node.id)
    }
}
