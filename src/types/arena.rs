//! Expressions in post-order with their types and places.

use crate::base::span::Span;
use crate::ir::value::Value;
use crate::ir::{Expr, ExprId, Ty};

/// Three parallel vectors.
#[derive(Clone, Debug, Default)]
pub struct Arena {
    /// Nodes; operands have smaller indices.
    pub exprs: Vec<Expr>,
    /// Type of each node.
    pub types: Vec<Ty>,
    /// Place of each node.
    pub spans: Vec<Span>,
}

impl Arena {
    /// Adds a node. One without a type gets 文本, which nothing looks at.
    pub(super) fn push(&mut self, expr: Expr, ty: Option<Ty>, span: Span) -> ExprId {
        let id = ExprId(u32::try_from(self.exprs.len()).unwrap_or(u32::MAX));
        self.exprs.push(expr);
        self.types.push(ty.unwrap_or(Ty::Text));
        self.spans.push(span);
        id
    }

    /// The node.
    pub fn get(&self, id: ExprId) -> Option<&Expr> {
        self.exprs.get(id.ix())
    }

    /// Place of a node.
    pub fn span(&self, id: ExprId) -> Span {
        self.spans.get(id.ix()).copied().unwrap_or_default()
    }

    /// The value of a node that is a literal.
    pub(super) fn constant(&self, id: ExprId) -> Option<&Value> {
        match self.get(id) {
            Some(Expr::Const(value)) => Some(value),
            _ => None,
        }
    }

    /// Replaces a node, for a literal that takes the unit of its neighbour.
    pub(super) fn replace(&mut self, id: ExprId, expr: Expr, ty: Ty) {
        if let (Some(e), Some(t)) = (self.exprs.get_mut(id.ix()), self.types.get_mut(id.ix())) {
            (*e, *t) = (expr, ty);
        }
    }

    /// Sets the type of a node.
    pub(super) fn retype(&mut self, id: ExprId, ty: &Ty) {
        if let Some(slot) = self.types.get_mut(id.ix()) {
            *slot = ty.clone();
        }
    }

    /// Number of nodes.
    pub(super) fn len(&self) -> usize {
        self.exprs.len()
    }

    /// Forgets all nodes from an index on.
    pub(super) fn truncate(&mut self, len: usize) {
        self.exprs.truncate(len);
        self.types.truncate(len);
        self.spans.truncate(len);
    }
}
