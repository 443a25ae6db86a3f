//! What a word in an expression means.

use super::{Checker, Node, Slot, Symbol, errors};
use crate::base::span::Span;
use crate::ir::value::Value;
use crate::ir::{EnumId, Expr, ListId, Target, Ty};
use crate::resolve::errors as name_errors;
use crate::resolve::{Found, Kind};
use crate::syntax::ast::QName;
use std::collections::BTreeSet;
use std::sync::Arc;

impl<'a> Checker<'_, 'a> {
    /// A bound word, a member of the expected enum, a value, a list, a member of some enum: in this order.
    pub(super) fn name(&mut self, name: &'a QName, expected: Option<&Ty>) -> Node {
        if let Some(node) = self.local(name) {
            return node;
        }
        if let Some(Ty::Enum(e)) = expected
            && let Some(member) = self.member_of(name, *e)
        {
            return self.push(Expr::Const(Value::Member(member)), Some(Ty::Enum(*e)), name.span);
        }
        match self.names.lookup(self.module, name, Kind::Value) {
            Found::One(target) => return self.value(target, name.span),
            Found::Many(found) => {
                let diagnostic = name_errors::ambiguous(self.names, name, &found);
                self.report(diagnostic);
                return self.poison(name.span);
            }
            Found::None => {}
        }
        if *expected.unwrap_or(&Ty::Bool) == Ty::Text {
            return self.text_word(name);
        }
        if let Found::One(Target::List(list)) = self.names.lookup(self.module, name, Kind::List) {
            return self.list_set(list, name.span);
        }
        self.free_member(name, expected)
    }

    fn local(&mut self, name: &'a QName) -> Option<Node> {
        let [word] = name.parts.as_slice() else { return None };
        let (depth, (_, ty)) = (0_u32..).zip(self.locals.iter().rev()).find(|(_, (bound, _))| *bound == word.text)?;
        let ty = ty.clone();
        Some(self.push(Expr::Local(depth), ty, name.span))
    }

    /// The member of an enum that a name stands for: `居民`, or `险种.居民`.
    pub(super) fn member_of(&self, name: &QName, of: EnumId) -> Option<u32> {
        let info = self.names.enums.get(of.ix())?;
        let (word, qualifier) = name.parts.split_last()?;
        let fits = match qualifier {
            [] => true,
            [only] => only.text == info.name || self.names.qualified(self.module, qualifier) == Some(info.module),
            _ => self.names.qualified(self.module, qualifier) == Some(info.module),
        };
        fits.then(|| info.index.get(word.text.as_str()).copied()).flatten()
    }

    fn value(&mut self, target: Target, span: Span) -> Node {
        let (expr, slot, symbol) = match target {
            Target::Input(i) => (Expr::Input(i), self.input_types.get(i.ix()), None),
            Target::Param(p) => (Expr::Param(p), self.param_types.get(p.ix()), None),
            Target::Item(i) => (Expr::Item(i), self.item_types.get(i.ix()), Some(Symbol::Item(i.0))),
            Target::Accum(a) => (Expr::Accum(a), self.accum_types.get(a.ix()), Some(Symbol::Accum(a.0))),
            _ => return self.poison(span),
        };
        let ty = match slot {
            Some(Slot::Known(ty)) => Some(ty.clone()),
            Some(Slot::Pending) => {
                self.waiting = self.waiting.or(symbol);
                None
            }
            Some(Slot::Poison) | None => None,
        };
        self.push(expr, ty, span)
    }

    /// A list as a set of its members.
    fn list_set(&mut self, list: ListId, span: Span) -> Node {
        let Some(info) = self.names.lists.get(list.ix()) else { return self.poison(span) };
        let members: BTreeSet<i64> = info.members.iter().map(|(m, _)| i64::from(*m)).collect();
        let ty = Ty::Set(Box::new(Ty::Enum(info.of)));
        self.push(Expr::Const(Value::Set(Arc::new(members))), Some(ty), span)
    }

    /// A member where no enum is expected: its word must belong to one visible enum.
    fn free_member(&mut self, name: &'a QName, expected: Option<&Ty>) -> Node {
        if let Some(node) = self.qualified_member(name) {
            return node;
        }
        match self.names.lookup(self.module, name, Kind::Member) {
            Found::One(Target::Member(other, _)) if matches!(expected, Some(Ty::Enum(e)) if *e != other) => {
                self.unknown_name(name, expected)
            }
            Found::One(Target::Member(e, m)) => self.push(Expr::Const(Value::Member(m)), Some(Ty::Enum(e)), name.span),
            Found::Many(found) => {
                let diagnostic = errors::shared_member(self.names, name, &found);
                self.report(diagnostic);
                self.poison(name.span)
            }
            _ => self.unknown_name(name, expected),
        }
    }

    /// `险种.居民`
    fn qualified_member(&mut self, name: &QName) -> Option<Node> {
        let [of, _] = name.parts.as_slice() else { return None };
        let Found::One(Target::Enum(e)) = self.names.lookup_word(self.module, &of.text, Kind::Enum) else {
            return None;
        };
        let member = self.member_of(name, e)?;
        Some(self.push(Expr::Const(Value::Member(member)), Some(Ty::Enum(e)), name.span))
    }

    fn unknown_name(&mut self, name: &'a QName, expected: Option<&Ty>) -> Node {
        if self.names.is_broken(self.module, name) {
            return self.poison(name.span);
        }
        if expected.is_none() && quoted(name) {
            return self.text_word(name);
        }
        let diagnostic = self.why_unknown(name, expected);
        self.report(diagnostic);
        self.poison(name.span)
    }

    fn text_word(&mut self, name: &QName) -> Node {
        let word = name.parts.last().map_or("", |p| p.text.as_str());
        self.push(Expr::Const(Value::Text(Arc::from(word))), Some(Ty::Text), name.span)
    }

    fn why_unknown(&self, name: &QName, expected: Option<&Ty>) -> crate::base::diagnostic::Diagnostic {
        if let Found::One(Target::Doubt(d)) = self.names.lookup(self.module, name, Kind::Doubt) {
            return errors::doubt_as_value(self.names, name.span, d);
        }
        if let [word] = name.parts.as_slice()
            && let Some(glued) = name_errors::glued(self.names, self.module, word)
        {
            return glued;
        }
        match expected {
            Some(Ty::Enum(e)) => errors::unknown_member(self.names, name, *e),
            _ => name_errors::unknown(self.names, self.module, name, Kind::Value),
        }
    }

    /// The open question that a name stands for, unless it is a value.
    pub(super) fn doubt(&self, name: &QName) -> Option<crate::ir::DoubtId> {
        let [word] = name.parts.as_slice() else { return self.doubt_target(name) };
        let bound = self.locals.iter().any(|(bound, _)| *bound == word.text);
        let value = self.names.lookup(self.module, name, Kind::Value) != Found::None;
        if bound || value { None } else { self.doubt_target(name) }
    }

    fn doubt_target(&self, name: &QName) -> Option<crate::ir::DoubtId> {
        match self.names.lookup(self.module, name, Kind::Doubt) {
            Found::One(Target::Doubt(d)) => Some(d),
            _ => None,
        }
    }

    /// The list that a name stands for.
    pub(super) fn list(&self, name: &QName) -> Option<ListId> {
        match self.names.lookup(self.module, name, Kind::List) {
            Found::One(Target::List(l)) => Some(l),
            _ => None,
        }
    }
}

/// Whether a name was written in quotes.
fn quoted(name: &QName) -> bool {
    let [word] = name.parts.as_slice() else { return false };
    let written = word.span.end.saturating_sub(word.span.start) as usize;
    // 「」 and “” take six bytes, "" two; full-width letters, which fold to one byte, come in multiples of two too,
    // so a plain word must not be taken for a quoted one.
    let extra = written.checked_sub(word.text.len());
    let plain = word.text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '·');
    !plain || (matches!(extra, Some(2 | 6)) && !word.text.is_ascii())
}
