//! Clauses and rows: guards and definitions.

use super::tables::Prepared;
use super::{Checker, Slot, TypedRule};
use crate::ir::{Expr, ExprId, ItemId, TableId, Ty, Unit};
use crate::resolve::RuleSource;
use crate::syntax::ast;

pub(super) fn rules(c: &mut Checker<'_, '_>, tables: &[Prepared]) -> Vec<TypedRule> {
    let mut out = Vec::new();
    for info in &c.names.rules {
        c.module = info.module;
        out.push(match info.source {
            RuleSource::Clause(clause) => {
                let guard = clause.ast.guard.as_ref().map(|g| c.condition(g).id);
                let values = clause.ast.defs.iter().map(|(_, value)| Some(value));
                TypedRule { guard, defs: c.definitions(&info.defs, values) }
            }
            RuleSource::Row(t, n, row) => c.row(t, n, row, tables),
        });
    }
    out
}

impl<'a> Checker<'_, 'a> {
    fn row(&mut self, t: TableId, n: u32, row: &'a ast::Row, tables: &[Prepared]) -> TypedRule {
        let Some(prepared) = tables.get(t.ix()) else { return TypedRule::default() };
        let cells = prepared.tests.get(n as usize).map_or(&[][..], Vec::as_slice);
        let all: Vec<ExprId> = prepared.table.guard.iter().chain(cells).copied().collect();
        let guard = match all.as_slice() {
            [] => None,
            [one] => Some(*one),
            _ => Some(self.push(Expr::And(all), Some(Ty::Bool), row.span).id),
        };
        let items = self.names.tables.get(t.ix()).map_or(&[][..], |t| &t.results);
        TypedRule { guard, defs: self.definitions(items, row.results.iter().map(Option::as_ref)) }
    }

    fn definitions(
        &mut self,
        items: &[Option<ItemId>],
        values: impl Iterator<Item = Option<&'a ast::Expr>>,
    ) -> Vec<(ItemId, ExprId)> {
        let mut out = Vec::new();
        for (item, value) in items.iter().zip(values) {
            let Some(value) = value else { continue };
            let ty = item.and_then(|i| self.definition_type(i));
            let node = self.check_or_infer(value, ty.as_ref());
            out.extend(item.map(|i| (i, node.id)));
        }
        out
    }

    /// The type a definition must have. A whole number that its item rounds may be defined by a decimal.
    fn definition_type(&self, item: ItemId) -> Option<Ty> {
        let Some(Slot::Known(ty)) = self.item_types.get(item.ix()) else { return None };
        let decl = self.names.items.get(item.ix()).and_then(|i| i.decl);
        let rounded = decl.and_then(|d| d.ast.rounding.as_ref()).is_some_and(|r| r.unit.as_int().is_some());
        match ty {
            Ty::Int(Unit::None) if rounded => Some(Ty::Decimal),
            other => Some(other.clone()),
        }
    }
}
