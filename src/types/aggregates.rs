//! 计数, 合计, 最大, 最小, 存在, 全部 over a set or a range of whole numbers.

use super::{Checker, Node, errors, ty};
use crate::base::span::Span;
use crate::ir::{Expr, ExprId, Ty, Unit};
use crate::syntax::ast::{self, Agg, Ident};

type Over = ((ExprId, Option<ExprId>), Option<Ty>);

impl<'a> Checker<'_, 'a> {
    pub(super) fn aggregate(
        &mut self,
        agg: Agg,
        var: &'a Ident,
        source: &'a ast::Source,
        (filter, body): (Option<&'a ast::Expr>, Option<&'a ast::Expr>),
        span: Span,
    ) -> Node {
        let (over, element) = self.source(source);
        self.locals.push((&var.text, element.clone()));
        let filter = filter.map(|f| self.condition(f).id);
        let (filter, body, ty) = match agg {
            Agg::Count => {
                let body = body.map(|b| self.condition(b).id);
                (self.both(filter, body, span), None, Some(Ty::Int(Unit::None)))
            }
            Agg::Exists | Agg::All => {
                let body = body.map(|b| self.condition(b).id);
                let (filter, body) = if body.is_none() { (None, filter) } else { (filter, body) };
                (filter, body, Some(Ty::Bool))
            }
            Agg::Sum | Agg::Max | Agg::Min => {
                let (body, ty) = self.summed(agg, body, element, span);
                (filter, body, ty)
            }
        };
        self.locals.pop();
        self.push(Expr::Agg { agg, over, filter, body }, ty, span)
    }

    fn both(&mut self, a: Option<ExprId>, b: Option<ExprId>, span: Span) -> Option<ExprId> {
        match (a, b) {
            (Some(a), Some(b)) => Some(self.push(Expr::And(vec![a, b]), Some(Ty::Bool), span).id),
            (one, other) => one.or(other),
        }
    }

    fn source(&mut self, source: &'a ast::Source) -> Over {
        match source {
            ast::Source::Set(set) => {
                let node = self.infer(set, None);
                let element = match &node.ty {
                    Some(Ty::Set(element)) => Some(element.as_ref().clone()),
                    None => None,
                    Some(other) => {
                        let diagnostic = errors::aggregate_needs_set(self.names, set.span, other);
                        self.report(diagnostic);
                        None
                    }
                };
                ((node.id, None), element)
            }
            ast::Source::Range(from, to) => {
                let (mut a, mut b) = self.pair(from, to);
                let ty = self.unify(&mut a, &mut b, "「从 … 至 …」的两端");
                if let Some(other) = ty.as_ref().filter(|t| !matches!(t, Ty::Int(_))) {
                    let diagnostic = errors::range_needs_whole(self.names, from.span, other);
                    self.report(diagnostic);
                }
                ((a.id, Some(b.id)), ty.filter(|t| matches!(t, Ty::Int(_))))
            }
        }
    }

    /// The value of 合计, 最大 and 最小: an expression, or the element itself.
    fn summed(
        &mut self,
        agg: Agg,
        body: Option<&'a ast::Expr>,
        element: Option<Ty>,
        span: Span,
    ) -> (Option<ExprId>, Option<Ty>) {
        let node = body.map(|b| self.infer(b, None));
        let ty = node.as_ref().map_or(element, |n| n.ty.clone());
        let fits = |t: &Ty| if agg == Agg::Sum { ty::numeric(t) } else { ty::ordered(t) };
        if let Some(t) = ty.as_ref().filter(|t| !fits(t)) {
            let diagnostic = if agg == Agg::Sum {
                errors::not_numeric(self.names, span, t, "合计")
            } else {
                errors::not_ordered(self.names, span, t)
            };
            self.report(diagnostic);
        }
        (node.map(|n| n.id), ty)
    }
}
