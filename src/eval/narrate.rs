//! Values, arithmetic and reasons as Chinese text. Laying them out for people is `report`'s.

mod absence;
mod conditions;
mod formula;
mod values;

pub use absence::{explain_missing, show_answer};
pub use conditions::{cell_text, explain_reason};
pub use formula::{explain_expr, explain_steps, formula};
pub use values::{bare, show};

use crate::ir::{Expr, Program};

/// Name of what a leaf expression reads.
fn leaf_name<'p>(program: &'p Program, x: &Expr) -> Option<&'p str> {
    Some(match x {
        Expr::Input(i) => &program.inputs.get(i.ix())?.name,
        Expr::Param(p) => &program.params.get(p.ix())?.name,
        Expr::Item(i) => &program.items.get(i.ix())?.name,
        Expr::Accum(a) => &program.accums.get(a.ix())?.name,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
