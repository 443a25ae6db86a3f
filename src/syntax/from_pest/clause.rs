//! 条款 累计 封顶 必须 存疑 不可计算 注.

use super::{Cx, P, Place, Res, Rule};
use crate::syntax::ast::{
    Accum, AccumMode, Cap, Clause, Doubt, Expr, Must, NotComputable, Reading, Strength, Text, Window,
};
use crate::syntax::errors;
use crate::syntax::lex::Kind;
use crate::syntax::scan::{Chunk, begins_definition, line_starts, name_end};
use std::ops::Range as Stretch;

impl Cx<'_> {
    pub(super) fn clause(&mut self, chunk: &Chunk) -> Res<Clause> {
        let (head, body) = self.head_and_body(chunk)?;
        let head = self.parse(Rule::clause_head, &head)?;
        let mut clause = Clause {
            name: head.name()?,
            cites: head.cites(),
            overrides: head.overrides(),
            effective: head.effective()?,
            guard: head.guard()?,
            defs: Vec::new(),
        };
        for statement in self.statements(&body) {
            self.clause_statement(&mut clause, &statement);
        }
        Ok(clause)
    }

    /// 当 and the definitions of a body, each from the beginning of its line.
    fn statements(&self, body: &Stretch<usize>) -> Vec<Stretch<usize>> {
        let firsts = line_starts(self.lexed, body.clone());
        self.lexed.cut(body, |at| {
            let first = firsts.binary_search(&at).is_ok();
            first && (self.lexed.keyword(Some(at)) == Some("当") || self.begins_statement(body, at))
        })
    }

    /// `项 ＝`, or `项 为` where nothing is pending: a slip for `＝`.
    fn begins_statement(&self, body: &Stretch<usize>, at: usize) -> bool {
        if begins_definition(self.lexed, at, body.end) {
            return true;
        }
        let next = name_end(self.lexed, at, body.end).and_then(|next| self.lexed.visible(next, body.end));
        let before = self.lexed.before(body.start, at).and_then(|i| self.lexed.tokens.get(i));
        let complete = before.is_none_or(|t| match t.kind {
            Kind::Word | Kind::Number | Kind::Quoted | Kind::Punct(')' | ']' | '}') => true,
            _ => matches!(t.keyword(), Some("是" | "否" | "无" | "文件未定")),
        });
        complete && self.lexed.keyword(next) == Some("为")
    }

    fn clause_statement(&mut self, clause: &mut Clause, tokens: &Stretch<usize>) {
        if self.lexed.keyword(Some(tokens.start)) == Some("当") {
            let span = self.lexed.span_of(&(tokens.start..tokens.start + 1));
            let guard = self.parse(Rule::clause_when, tokens).and_then(|p| p.guard());
            if let Some(Some(guard)) = self.keep(guard)
                && clause.guard.replace(guard).is_some()
            {
                self.fail(errors::repeated_guard(span, &self.subject));
            }
            return;
        }
        let def = self
            .parse(Rule::clause_def, tokens)
            .and_then(|p| Ok((p.place.qname(p.need(Rule::qname)?), p.place.value(p.need(Rule::value)?)?)));
        match self.keep(def) {
            Some(def) => clause.defs.push(def),
            None => self.broken.extend(self.lexed.tokens.get(tokens.start).map(|t| self.lexed.source(t).to_owned())),
        }
    }

    pub(super) fn accum(&self, chunk: &Chunk) -> Res<Accum> {
        let (head, body) = self.head_and_body(chunk)?;
        let head = self.parse(Rule::accum_head, &head)?;
        let body = self.parse(Rule::accum_value, &body)?;
        let place = head.place;
        let keys = head.all(Rule::keys).flat_map(|p| p.into_inner()).filter(|p| p.as_rule() == Rule::sum);
        let mode = head.option(Rule::mode)?;
        Ok(Accum {
            name: head.name()?,
            window: place.window(head.need(Rule::window)?)?,
            keys: keys.map(|p| place.sum(p)).collect::<Res<_>>()?,
            mode: mode.map_or(AccumMode::Sum, |p| accum_mode(p.as_str().trim())),
            aliases: head.aliases(),
            cites: head.cites(),
            guard: head.guard()?,
            value: body.place.value(body.need(Rule::value)?)?,
        })
    }

    pub(super) fn cap(&self, chunk: &Chunk) -> Res<Cap> {
        let piece = self.parse(Rule::cap, &chunk.tokens)?;
        let place = piece.place;
        let mut names = piece.all(Rule::qname).map(|p| place.qname(p));
        let item = self.require(names.next(), piece.span)?;
        Ok(Cap {
            item,
            accum: names.next(),
            limit: place.value(piece.need(Rule::value)?)?,
            guard: piece.guard()?,
            cites: piece.cites(),
        })
    }

    pub(super) fn must(&self, chunk: &Chunk) -> Res<Must> {
        let (head, body) = self.head_and_body(chunk)?;
        let head = self.parse(Rule::must_head, &head)?;
        let body = self.parse(Rule::must_cond, &body)?;
        let strength = head.option(Rule::strength)?.and_then(|p| p.into_inner().last());
        Ok(Must {
            name: head.name()?,
            cites: head.cites(),
            strength: strength.map_or(Strength::Hard, |p| strength_word(p.as_str().trim())),
            unverified: head.option(Rule::w_unverified)?.is_some(),
            guard: head.guard()?,
            cond: body.place.value(body.need(Rule::value)?)?,
        })
    }

    pub(super) fn doubt(&mut self, chunk: &Chunk) -> Res<Doubt> {
        let (head, body) = self.head_and_body(chunk)?;
        let head = self.parse(Rule::doubt_head, &head)?;
        let code = head.option(Rule::doubt_code)?.and_then(|p| p.into_inner().last());
        let (name, code) = (head.name()?, code.map(|p| head.place.ident(&p)));
        let cites = head.cites();
        let mut pieces = self.lexed.cut(&body, |at| self.lexed.keyword(Some(at)) == Some("读法")).into_iter();
        let question = match pieces.next() {
            Some(first) if self.lexed.keyword(Some(first.start)) != Some("读法") => self.question(&first)?,
            _ => {
                return Err(Box::new(errors::missing_question(
                    self.lexed.span_of(&self.lexed.trim(body)),
                    &self.subject,
                )));
            }
        };
        let mut readings = Vec::new();
        for piece in pieces {
            let reading = self.reading(&piece);
            readings.extend(self.keep(reading));
        }
        Ok(Doubt { name, code, cites, question, readings })
    }

    fn question(&self, tokens: &Stretch<usize>) -> Res<Text> {
        let piece = self.parse(Rule::doubt_question, tokens)?;
        Ok(piece.place.prose(&piece.need(Rule::text)?))
    }

    fn reading(&self, tokens: &Stretch<usize>) -> Res<Reading> {
        let piece = self.parse(Rule::reading, tokens)?;
        let adopted = piece.one(Rule::w_adopted).is_some();
        let doc = piece.one(Rule::text).map(|p| piece.place.prose(&p));
        Ok(Reading { name: piece.name()?, adopted, doc })
    }

    pub(super) fn not_computable(&self, chunk: &Chunk) -> Res<NotComputable> {
        let piece = self.parse(Rule::not_computable, &chunk.tokens)?;
        let cites = piece.all(Rule::free).map(|p| piece.place.prose(&p)).collect();
        Ok(NotComputable { cites, reason: piece.place.prose(&piece.need(Rule::text)?) })
    }

    /// The prose after the colon, on its line. What stands on further lines is no item.
    pub(super) fn note(&mut self, chunk: &Chunk) -> Res<Text> {
        let end = line_starts(self.lexed, chunk.tokens.clone()).get(1).copied().unwrap_or(chunk.tokens.end);
        let prose = chunk.tokens.clone().filter_map(|at| self.lexed.tokens.get(at)).find(|t| t.kind == Kind::Prose);
        let rest = self.lexed.trim(end..chunk.tokens.end);
        if !rest.is_empty() {
            self.fail(errors::stray_text(self.lexed.span_of(&rest), &self.subject));
        }
        let Some(prose) = prose.filter(|t| !self.lexed.source(t).trim().is_empty()) else {
            let span = self.lexed.span_of(&self.lexed.trim(chunk.tokens.start..end));
            return Err(Box::new(errors::empty_note(span)));
        };
        let raw = self.lexed.source(prose);
        let start = prose.start + (raw.len() - raw.trim_start().len());
        let text = raw.trim();
        let span = crate::base::span::Span::new(self.lexed.file, start, start + text.len());
        Ok(Text { text: text.to_owned(), span })
    }
}

impl Place<'_> {
    fn window(&self, pair: P<'_>) -> Res<Window> {
        let span = self.span(&pair);
        let (mut days, mut since): (Option<P<'_>>, Option<Expr>) = (None, None);
        for p in pair.into_inner() {
            match p.as_rule() {
                Rule::w_year => return Ok(Window::CalendarYear),
                Rule::w_life => return Ok(Window::Lifetime),
                Rule::number => days = Some(p),
                Rule::sum => since = Some(self.sum(p)?),
                _ => {}
            }
        }
        let since = since.ok_or_else(|| Box::new(errors::unreadable(span, "这一处")))?;
        match days {
            None => Ok(Window::Course(since)),
            Some(p) => Ok(Window::Days { days: self.day_count(&p)?, since }),
        }
    }

    fn day_count(&self, pair: &P<'_>) -> Res<u32> {
        use crate::syntax::ast::Literal::Period;
        let days = match self.literal(pair)? {
            Period(p) if p.months == 0 => u32::try_from(p.days).ok().filter(|d| *d > 0),
            _ => None,
        };
        days.ok_or_else(|| Box::new(errors::bad_window(self.span(pair))))
    }
}

fn accum_mode(word: &str) -> AccumMode {
    if word == "取最大" { AccumMode::Max } else { AccumMode::Last }
}

fn strength_word(word: &str) -> Strength {
    match word {
        "原则上" => Strength::Soft,
        "可" => Strength::May,
        _ => Strength::Hard,
    }
}
