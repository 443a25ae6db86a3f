//! 枚举 清单 输入 参数 项目: declarations.

use super::{Cx, P, Piece, Place, Res, Rule};
use crate::base::span::Span;
use crate::syntax::ast::{
    Effective, EnumDecl, Expr, InputDecl, ItemDecl, ListDecl, Member, Merge, ParamDecl, Range, Rounding, TypeExpr,
};
use crate::syntax::errors;
use crate::syntax::lex::Kind;
use crate::syntax::scan::{Chunk, line_starts, parts};
use std::ops::Range as Stretch;

impl<'a> Cx<'a> {
    /// Head and body of an item that has both.
    pub(super) fn head_and_body(&self, chunk: &Chunk) -> Res<(Stretch<usize>, Stretch<usize>)> {
        let parts = parts(self.lexed, chunk);
        let Some(body) = parts.body else {
            let end = parts.stray.unwrap_or_else(|| self.end_of_first_line(chunk));
            let last = self.lexed.before(chunk.tokens.start, end).unwrap_or(chunk.tokens.start);
            return Err(Box::new(errors::missing_colon(self.lexed.span_of(&(last..last + 1)), &self.subject)));
        };
        if self.lexed.trim(body.clone()).is_empty() {
            return Err(Box::new(errors::missing_body(
                self.lexed.span_of(&self.lexed.trim(parts.head)),
                &self.subject,
            )));
        }
        Ok((parts.head, body))
    }

    fn end_of_first_line(&self, chunk: &Chunk) -> usize {
        line_starts(self.lexed, chunk.tokens.clone()).get(1).copied().unwrap_or(chunk.tokens.end)
    }

    pub(super) fn enum_decl(&mut self, chunk: &Chunk) -> Res<EnumDecl> {
        let (head, body) = self.head_and_body(chunk)?;
        let head = self.parse(Rule::enum_head, &head)?;
        let (name, count, cites) = (head.name()?, head.count()?, head.cites());
        Ok(EnumDecl { name, count, cites, members: self.members(&body) })
    }

    pub(super) fn list_decl(&mut self, chunk: &Chunk) -> Res<ListDecl> {
        let (head, body) = self.head_and_body(chunk)?;
        let head = self.parse(Rule::list_head, &head)?;
        let of = head.one(Rule::qname).map(|p| head.place.qname(p));
        let (name, count, cites) = (head.name()?, head.count()?, head.cites());
        Ok(ListDecl { name, of, count, cites, members: self.members(&body) })
    }

    fn members(&mut self, body: &Stretch<usize>) -> Vec<Member> {
        let mut members = Vec::new();
        for line in self.lexed.logical_lines(body) {
            let parsed = self.parse(Rule::members, &line).and_then(|p| p.members());
            match self.keep(parsed) {
                Some(more) => members.extend(more),
                None => self.broken.extend(self.lexed.tokens.get(line.start).map(|t| self.lexed.source(t).to_owned())),
            }
        }
        members
    }

    pub(super) fn input(&self, chunk: &Chunk) -> Res<InputDecl> {
        let piece = self.parse(Rule::input, &chunk.tokens)?;
        Ok(InputDecl {
            name: piece.name()?,
            ty: piece.type_expr()?,
            range: piece.input_range()?,
            default: piece.default()?,
            aliases: piece.aliases(),
            doc: piece.doc()?,
        })
    }

    pub(super) fn item_decl(&self, chunk: &Chunk) -> Res<ItemDecl> {
        let piece = self.parse(Rule::item, &chunk.tokens)?;
        Ok(ItemDecl {
            name: piece.name()?,
            ty: piece.type_expr()?,
            rounding: piece.rounding()?,
            merge: piece.option(Rule::merge)?.map_or(Merge::Unique, |p| merge(p.as_str().trim())),
            default: piece.default()?,
            aliases: piece.aliases(),
            cites: piece.cites(),
            doc: piece.doc()?,
        })
    }

    pub(super) fn param(&mut self, chunk: &Chunk) -> Res<ParamDecl> {
        let (head, body) = self.head_and_body(chunk)?;
        let head = self.parse(Rule::param_head, &head)?;
        let ty = head.one(Rule::type_expr).map(|p| head.place.type_expr(p)).transpose()?;
        let (name, aliases, cites, doc) = (head.name()?, head.aliases(), head.cites(), head.doc()?);
        Ok(ParamDecl { name, ty, aliases, cites, values: self.param_values(&body)?, doc })
    }

    /// One value without a period, or a line per period.
    fn param_values(&mut self, body: &Stretch<usize>) -> Res<Vec<(Option<Effective>, Expr)>> {
        if !self.is_dated(body) {
            let piece = self.parse(Rule::param_const, body)?;
            let value = piece.place.value(piece.need(Rule::value)?)?;
            return Ok(vec![(None, value)]);
        }
        let firsts = line_starts(self.lexed, body.clone());
        let starts = |at: usize| {
            let token = self.lexed.tokens.get(at);
            firsts.binary_search(&at).is_ok()
                && token.is_some_and(|t| t.kind == Kind::Number || t.keyword() == Some("至"))
        };
        let mut values = Vec::new();
        for line in self.lexed.cut(body, starts) {
            let value = self.parse(Rule::param_value, &line).and_then(|piece| {
                let period = piece.place.period(piece.need(Rule::period)?)?;
                Ok((Some(period), piece.place.value(piece.need(Rule::value)?)?))
            });
            values.extend(self.keep(value));
        }
        Ok(values)
    }

    /// Whether a body begins like `2025年度 为`, with nothing but the parts of a period before 为.
    fn is_dated(&self, body: &Stretch<usize>) -> bool {
        let mut visible = body.clone().filter_map(|at| self.lexed.tokens.get(at)).filter(|t| !t.is_blank());
        let period = |kind: Kind, source: &str| match kind {
            Kind::Number => true,
            Kind::Keyword(k) => k.zh == "至",
            _ => source == "起",
        };
        let mut parts = 0;
        let after = visible.find(|t| {
            parts += 1;
            !period(t.kind, self.lexed.source(t))
        });
        parts > 1 && after.is_some_and(|t| matches!(t.keyword(), Some("为" | "是")) || t.is('=') || parts > 2)
    }
}

impl<'a> Piece<'a> {
    fn count(&self) -> Res<Option<(u32, Span)>> {
        let Some(pair) = self.option(Rule::count)? else { return Ok(None) };
        let span = self.place.span(&pair);
        let number = pair.into_inner().find(|p| p.as_rule() == Rule::number);
        let count = number.and_then(|p| p.as_str().trim().parse().ok());
        count.map(|n| Some((n, span))).ok_or_else(|| Box::new(errors::bad_count(span)))
    }

    /// A member with options, or several without.
    fn members(&self) -> Res<Vec<Member>> {
        let bare = |name| Member { name, aliases: Vec::new(), code: None, group: None, doc: None };
        let mut members: Vec<Member> = self.all(Rule::name).map(|p| bare(self.place.ident(&p))).collect();
        if let [member] = members.as_mut_slice() {
            member.aliases = self.aliases();
            member.code = self.option(Rule::code)?.and_then(|p| self.place.cites_of(p).pop());
            let group = self.option(Rule::group_name)?;
            member.group = group.and_then(|p| p.into_inner().last()).map(|p| self.place.ident(&p));
            member.doc = self.doc()?;
        }
        Ok(members)
    }

    fn type_expr(&self) -> Res<TypeExpr> {
        self.place.type_expr(self.need(Rule::type_expr)?)
    }

    fn input_range(&self) -> Res<Option<Range>> {
        let Some(pair) = self.option(Rule::input_range)? else { return Ok(None) };
        let range = pair.into_inner().find(|p| p.as_rule() == Rule::range);
        range.map(|p| self.place.range(p)).transpose()
    }

    fn rounding(&self) -> Res<Option<Rounding>> {
        let Some(pair) = self.option(Rule::rounding)? else { return Ok(None) };
        let span = self.place.span(&pair);
        let (unit, mode) = self.place.unit_and_mode(pair)?;
        Ok(Some(Rounding { unit, mode: mode.unwrap_or_default(), span }))
    }
}

impl Place<'_> {
    fn type_expr(&self, pair: P<'_>) -> Res<TypeExpr> {
        let span = self.span(&pair);
        let inner = self.only(pair)?;
        let set = inner.as_rule() == Rule::set_type;
        let name = if set { inner.into_inner().find(|p| p.as_rule() == Rule::qname) } else { Some(inner) };
        match name {
            Some(name) => Ok(TypeExpr { name: self.qname(name), set, span }),
            None => Err(Box::new(errors::unreadable(span, "这一处"))),
        }
    }
}

fn merge(word: &str) -> Merge {
    match word {
        "就高" => Merge::Highest,
        "就低" => Merge::Lowest,
        "累加" => Merge::Sum,
        "按序" => Merge::First,
        _ => Merge::Unique,
    }
}
