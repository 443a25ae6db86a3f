//! Condition columns and cells of decision tables.

use super::membership::{Ends, bound_op};
use super::{Checker, Node, TypedTable, errors};
use crate::base::span::Span;
use crate::ir::value::Value;
use crate::ir::{CellTest, Expr, ExprId, Ty};
use crate::syntax::ast::{self, Cell, CellKind, ContainsMode};

/// A typed table with the tests that its rows' guards are made of.
pub(super) struct Prepared {
    pub table: TypedTable,
    /// By row: the tests of the cells that test something.
    pub tests: Vec<Vec<ExprId>>,
}

pub(super) fn tables(c: &mut Checker<'_, '_>) -> Vec<Prepared> {
    let mut out = Vec::new();
    for info in &c.names.tables {
        c.module = info.decl.module;
        let ast = info.decl.ast;
        let guard = ast.guard.as_ref().map(|g| c.condition(g).id);
        let columns: Vec<Node> = ast.conditions.iter().map(|name| c.column(name)).collect();
        let (mut cells, mut tests) = (Vec::new(), Vec::new());
        for row in &ast.rows {
            if row.conditions.len() != columns.len() || row.results.len() != ast.results.len() {
                c.report(errors::row_width(row.span, ast.conditions.len() + ast.results.len()));
            }
            let (mut row_cells, mut row_tests) = (Vec::new(), Vec::new());
            for ((cell, column), name) in row.conditions.iter().zip(&columns).zip(&ast.conditions) {
                c.column = Some(name.parts.last().map_or("", |p| p.text.as_str()));
                let (test, node) = c.cell(cell, column);
                c.column = None;
                row_cells.push(test);
                row_tests.extend(node);
            }
            cells.push(row_cells);
            tests.push(row_tests);
        }
        let columns = columns.into_iter().map(|n| n.id).collect();
        out.push(Prepared { table: TypedTable { guard, columns, cells }, tests });
    }
    out
}

impl<'a> Checker<'_, 'a> {
    /// What a column tests: a value.
    fn column(&mut self, name: &'a ast::QName) -> Node {
        if let Some(d) = self.doubt(name) {
            let diagnostic = errors::doubt_as_value(self.names, name.span, d);
            self.report(diagnostic);
            return self.poison(name.span);
        }
        self.name(name, None)
    }

    /// A cell as data, and as a condition.
    fn cell(&mut self, cell: &'a Cell, column: &Node) -> (CellTest, Option<ExprId>) {
        let Some(ty) = column.ty.clone() else { return (CellTest::Any, None) };
        match &cell.kind {
            CellKind::Any => (CellTest::Any, None),
            CellKind::OneOf(values) => self.one_of_cell(cell.span, column, &ty, values, false),
            CellKind::NoneOf(values) => self.one_of_cell(cell.span, column, &ty, values, true),
            CellKind::Range(range) => self.range_cell(cell.span, column, &ty, range),
            CellKind::Contains(values) => self.set_cell(cell.span, column, &ty, values, true),
            CellKind::Lacks(values) => self.set_cell(cell.span, column, &ty, values, false),
        }
    }

    fn one_of_cell(
        &mut self,
        span: Span,
        column: &Node,
        ty: &Ty,
        values: &'a [ast::Expr],
        negated: bool,
    ) -> (CellTest, Option<ExprId>) {
        if let Ty::Set(_) = ty {
            let empty = matches!(values, [ast::Expr { kind: ast::ExprKind::Set(e), .. }] if e.is_empty());
            if !empty {
                let diagnostic = errors::set_cell(span, self.column.unwrap_or(""));
                self.report(diagnostic);
                return (CellTest::Any, None);
            }
            let none = self.push(Expr::SetOf(Vec::new()), Some(ty.clone()), span);
            let test = self.push(Expr::Eq(column.id, none.id), Some(Ty::Bool), span);
            let test = self.negate_if(negated, test, span).id;
            return (CellTest::Expr(test), Some(test));
        }
        let sorted = self.values(ty, values, None);
        let constant = sorted.others.is_empty() && sorted.sets.is_empty();
        let consts = sorted.consts.clone();
        let test = self.test_values(column, ty, sorted, span);
        let test = self.negate_if(negated, test, span).id;
        let allowed = match (constant, negated) {
            (true, false) => Some(consts),
            (true, true) => self.all_but(ty, &consts),
            _ => None,
        };
        let small = matches!(ty, Ty::Enum(_) | Ty::Bool | Ty::Int(_));
        match allowed.filter(|_| small) {
            Some(allowed) => (CellTest::In(allowed), Some(test)),
            None => (CellTest::Expr(test), Some(test)),
        }
    }

    /// The other values of a finite type.
    fn all_but(&self, ty: &Ty, consts: &[i64]) -> Option<Vec<i64>> {
        let count = match ty {
            Ty::Enum(e) => self.names.enums.get(e.ix())?.members.len(),
            Ty::Bool => 2,
            _ => return None,
        };
        let all = 0..i64::try_from(count).ok()?;
        Some(all.filter(|n| consts.binary_search(n).is_err()).collect())
    }

    fn range_cell(&mut self, span: Span, column: &Node, ty: &Ty, range: &'a ast::Range) -> (CellTest, Option<ExprId>) {
        if !super::ty::ordered(ty) {
            let diagnostic = errors::range_on(self.names, span, self.column.unwrap_or(""), ty);
            self.report(diagnostic);
            return (CellTest::Any, None);
        }
        let mut tests = Vec::new();
        let (mut ends, mut constant): (Ends, bool) = ((None, None), true);
        for (bound, lower) in [(&range.lower, true), (&range.upper, false)] {
            let Some(bound) = bound else { continue };
            let value = self.check(&bound.value, ty);
            let fixed = self.folded(&value);
            constant &= fixed.is_some();
            let end = fixed.map(|v| (v, bound.inclusive, bound.word));
            if lower {
                ends.0 = end;
            } else {
                ends.1 = end;
            }
            let op = bound_op(lower, bound.inclusive);
            tests.push(self.compare(op, bound.word, column.clone(), value, bound.value.span).id);
        }
        if let (Some((low, a, _)), Some((high, b, _))) = &ends
            && super::decls::empty(low, high, *a && *b)
        {
            self.report(errors::empty_range(span));
        }
        let test = match tests.as_slice() {
            [one] => *one,
            _ => self.push(Expr::And(tests), Some(Ty::Bool), span).id,
        };
        let cell = match (constant, self.members_between(ty, &ends)) {
            (true, Some(members)) => CellTest::In(members),
            (true, None) => CellTest::Range(ends.0, ends.1),
            (false, _) => CellTest::Expr(test),
        };
        (cell, Some(test))
    }

    /// Members of an enum between two of them, in order of declaration.
    fn members_between(&self, ty: &Ty, ends: &Ends) -> Option<Vec<i64>> {
        let Ty::Enum(e) = ty else { return None };
        let all = |bound: &Option<(Value, bool, ast::BoundWord)>, lower| match bound {
            Some((Value::Member(m), inclusive, _)) => Some(self.members_where(*e, bound_op(lower, *inclusive), *m)),
            _ => None,
        };
        match (all(&ends.0, true), all(&ends.1, false)) {
            (Some(a), Some(b)) => Some(a.into_iter().filter(|m| b.contains(m)).collect()),
            (one, other) => one.or(other),
        }
    }

    fn set_cell(
        &mut self,
        span: Span,
        column: &Node,
        ty: &Ty,
        values: &'a [ast::Expr],
        contains: bool,
    ) -> (CellTest, Option<ExprId>) {
        let Ty::Set(element) = ty else {
            let diagnostic = errors::contains_needs_set(self.names, span, ty);
            self.report(diagnostic);
            return (CellTest::Any, None);
        };
        let sorted = self.values(element, values, None);
        let constant = sorted.others.is_empty() && sorted.sets.is_empty();
        let consts = sorted.consts.clone();
        let test = self.has(column, sorted, ContainsMode::Any, span);
        let test = self.negate_if(!contains, test, span).id;
        let cell = if constant { CellTest::Has(consts, contains) } else { CellTest::Expr(test) };
        (cell, Some(test))
    }
}
