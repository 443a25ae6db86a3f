//! Pieces of folded text → tree, by the grammar's rules.

mod clause;
mod decl;
mod example;
mod expr;
mod policy;
mod range;
mod table;

use super::ast::{Cites, Effective, Expr, Ident, Item, ItemKind, QName, Text};
use super::errors;
use super::expected;
use super::guard;
use super::keywords;
use super::lex::{Lexed, inside_quotes};
use super::scan::{self, Chunk};
use crate::base::diagnostic::Diagnostic;
use crate::base::span::Span;
use pest::Parser;
use pest::iterators::{Pair, Pairs};
use std::ops::Range as Stretch;

/// The parser that pest derives from the grammar.
#[derive(pest_derive::Parser)]
#[grammar = "../grammar/mingce.pest"]
pub struct Grammar;

/// A diagnostic ends the piece that it is about.
type Res<T> = Result<T, Box<Diagnostic>>;
type P<'i> = Pair<'i, Rule>;

/// What the builders of one item share.
pub struct Cx<'a> {
    lexed: &'a Lexed<'a>,
    /// The item in words, for messages: `条款「住院报销」`.
    subject: String,
    /// Diagnostics of pieces that were left out.
    diags: Vec<Diagnostic>,
    /// Names that left-out pieces were to declare.
    broken: Vec<String>,
}

/// What became of an item.
pub struct Built {
    /// The item, unless its head failed.
    pub item: Option<Item>,
    /// What was wrong with it.
    pub diags: Vec<Diagnostic>,
    /// Names that its failed pieces were to declare.
    pub broken: Vec<String>,
}

/// Builds the item of a chunk.
pub fn item(lexed: &Lexed<'_>, chunk: &Chunk) -> Built {
    let mut cx = Cx { lexed, subject: chunk.subject(lexed), diags: Vec::new(), broken: Vec::new() };
    let kind = cx.kind(chunk).map_err(|d| cx.fail(*d)).ok();
    if kind.is_none() {
        cx.broken.extend(chunk.name(lexed));
    }
    let span = chunk.span(lexed);
    let item = kind.map(|kind| Item { kind, span, notes: Vec::new() });
    Built { item, diags: cx.diags, broken: cx.broken }
}

impl<'a> Cx<'a> {
    fn kind(&mut self, chunk: &Chunk) -> Res<ItemKind> {
        match chunk.keyword {
            "政策" => self.policy(chunk).map(ItemKind::Policy),
            "引用" => self.import(chunk).map(ItemKind::Import),
            "枚举" => self.enum_decl(chunk).map(ItemKind::Enum),
            "清单" => self.list_decl(chunk).map(ItemKind::List),
            "输入" => self.input(chunk).map(ItemKind::Input),
            "参数" => self.param(chunk).map(ItemKind::Param),
            "项目" => self.item_decl(chunk).map(ItemKind::Item),
            "条款" => self.clause(chunk).map(ItemKind::Clause),
            "表" => self.table(chunk).map(ItemKind::Table),
            "分段表" => self.bands(chunk).map(ItemKind::Bands),
            "累计" => self.accum(chunk).map(ItemKind::Accum),
            "封顶" => self.cap(chunk).map(ItemKind::Cap),
            "必须" => self.must(chunk).map(ItemKind::Must),
            "例" => self.example(chunk).map(ItemKind::Example),
            "存疑" => self.doubt(chunk).map(ItemKind::Doubt),
            scan::UNKNOWN => Err(Box::new(self.unknown_item(chunk))),
            "不可计算" => self.not_computable(chunk).map(ItemKind::NotComputable),
            _ => self.note(chunk).map(ItemKind::Note),
        }
    }

    /// A line that looks like an item of a kind that there is not.
    fn unknown_item(&self, chunk: &Chunk) -> Diagnostic {
        let word = self.lexed.tokens.get(chunk.tokens.start);
        let source = word.map_or("", |t| self.lexed.source(t));
        let span = word.map_or(chunk.span(self.lexed), |t| self.lexed.token_span(t));
        errors::unknown_item(span, source, keywords::near_item(source))
    }

    /// Notes a diagnostic; the piece is left out.
    fn fail(&mut self, d: Diagnostic) {
        self.diags.push(d);
    }

    /// `Some` if the piece is sound; otherwise its diagnostic is noted.
    fn keep<T>(&mut self, result: Res<T>) -> Option<T> {
        result.map_err(|d| self.fail(*d)).ok()
    }

    /// Parses the tokens of a piece by a rule and hands over the pairs inside it.
    fn parse(&self, rule: Rule, tokens: &Stretch<usize>) -> Res<Piece<'_>> {
        let tokens = self.lexed.trim(tokens.clone());
        guard::size(self.lexed, &tokens, &self.subject)?;
        let fold = self.lexed.fold_range(&tokens);
        let text = self.lexed.folded.get(fold.clone()).unwrap_or("");
        let place = Place { lexed: self.lexed, base: fold.start, tokens: (tokens.start, tokens.end) };
        match Grammar::parse(rule, text) {
            Ok(pairs) => {
                let inner = pairs.flat_map(Pair::into_inner).filter(|p| p.as_rule() != Rule::EOI).collect();
                Ok(Piece { place, pairs: inner, span: self.lexed.span(fold.start, fold.end) })
            }
            Err(e) => Err(Box::new(expected::explain(&place, &self.subject, rule, &e, &tokens))),
        }
    }

    /// A part that the grammar says is there.
    fn require<T>(&self, part: Option<T>, span: Span) -> Res<T> {
        part.ok_or_else(|| Box::new(errors::unreadable(span, &self.subject)))
    }
}

/// A parsed piece.
struct Piece<'a> {
    place: Place<'a>,
    pairs: Vec<P<'a>>,
    span: Span,
}

impl<'a> Piece<'a> {
    /// The first pair of this rule.
    fn one(&self, rule: Rule) -> Option<P<'a>> {
        self.pairs.iter().find(|p| p.as_rule() == rule).cloned()
    }

    /// The only pair of this rule; two are a repeated option.
    fn option(&self, rule: Rule) -> Res<Option<P<'a>>> {
        let mut found = self.pairs.iter().filter(|p| p.as_rule() == rule);
        match (found.next(), found.next()) {
            (first, Some(second)) => {
                let word = expected::name(rule).trim_matches(['「', '」']);
                let first = first.map_or(self.span, |p| self.place.span(p));
                Err(Box::new(errors::repeated_option(self.place.span(second), first, word)))
            }
            (first, None) => Ok(first.cloned()),
        }
    }

    /// A pair that the grammar says is there.
    fn need(&self, rule: Rule) -> Res<P<'a>> {
        self.one(rule).ok_or_else(|| Box::new(errors::unreadable(self.span, "这一处")))
    }

    fn all(&self, rule: Rule) -> impl Iterator<Item = P<'a>> {
        self.pairs.iter().filter(move |p| p.as_rule() == rule).cloned()
    }
}

/// Where pairs of a piece stand.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The text.
    pub lexed: &'a Lexed<'a>,
    /// Where the piece begins in the folded text.
    pub base: usize,
    /// Its tokens: from, up to.
    pub tokens: (usize, usize),
}

impl<'a> Place<'a> {
    /// The span of a pair, without blanks at its end (pest counts those before an absent optional part).
    fn span(&self, pair: &P<'_>) -> Span {
        let start = self.base + pair.as_span().start();
        let end = start + pair.as_str().trim_end().len();
        let tokens = self.tokens.0..self.tokens.1;
        let unfold = |at| self.lexed.unfold_within(at, &tokens);
        Span::new(self.lexed.file, unfold(start), unfold(end))
    }

    fn source(&self, span: Span) -> &'a str {
        self.lexed.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// The next pair, which the grammar says is there.
    fn next<'i>(&self, pairs: &mut Pairs<'i, Rule>, of: Span) -> Res<P<'i>> {
        pairs.next().ok_or_else(|| Box::new(errors::unreadable(of, "这一处")))
    }

    /// The first pair inside, which the grammar says is there.
    fn only<'i>(&self, pair: P<'i>) -> Res<P<'i>> {
        let span = self.span(&pair);
        self.next(&mut pair.into_inner(), span)
    }

    /// `name`, `word` or `quoted`.
    fn ident(&self, pair: &P<'_>) -> Ident {
        let span = self.span(pair);
        let raw = self.source(span);
        let text = match pair.as_str().starts_with('「') {
            true => folded_name(inside_quotes(raw)),
            false => pair.as_str().trim_end().to_owned(),
        };
        Ident { text, span }
    }

    fn qname(&self, pair: P<'_>) -> QName {
        let span = self.span(&pair);
        QName { parts: pair.into_inner().map(|p| self.ident(&p)).collect(), span }
    }

    fn idents(&self, pair: P<'_>) -> Vec<Ident> {
        pair.into_inner().filter(|p| p.as_rule() == Rule::name).map(|p| self.ident(&p)).collect()
    }

    /// The names in a `names` pair inside.
    fn names_of(&self, pair: P<'_>) -> Vec<Ident> {
        pair.into_inner().filter(|p| p.as_rule() == Rule::names).flat_map(|p| self.idents(p)).collect()
    }

    /// The qualified names in a `qnames` pair inside.
    fn qnames_of(&self, pair: P<'_>) -> Vec<QName> {
        let lists = pair.into_inner().filter(|p| p.as_rule() == Rule::qnames);
        lists.flat_map(Pair::into_inner).map(|p| self.qname(p)).collect()
    }

    /// Prose as it stands in the source, trimmed; wholly quoted prose without its quotes.
    fn prose(&self, pair: &P<'_>) -> Text {
        let span = self.span(pair);
        let raw = self.source(span).trim();
        let quoted = pair.as_str().trim().starts_with('「')
            && pair.as_str().trim().find('」') == Some(pair.as_str().trim().len().saturating_sub('」'.len_utf8()));
        let text = if quoted { inside_quotes(raw) } else { raw };
        Text { text: text.to_owned(), span }
    }

    /// The `text` inside an option such as 说明.
    fn text_of(&self, pair: P<'_>) -> Option<Text> {
        pair.into_inner().find(|p| p.as_rule() == Rule::text).map(|p| self.prose(&p))
    }

    /// The `free` pieces inside 依据 and its like.
    fn cites_of(&self, pair: P<'_>) -> Cites {
        pair.into_inner().filter(|p| p.as_rule() == Rule::free).map(|p| self.prose(&p)).collect()
    }
}

/// Letters and digits of a quoted name in half width; its punctuation stays as written.
fn folded_name(inner: &str) -> String {
    let fold = |c: char| match super::lex::fold(c) {
        f if f.is_ascii_alphanumeric() => f,
        _ => c,
    };
    inner.trim().chars().map(fold).collect()
}

/// Options that several heads share.
impl<'a> Piece<'a> {
    fn cites(&self) -> Cites {
        self.all(Rule::cite).flat_map(|p| self.place.cites_of(p)).collect()
    }

    fn aliases(&self) -> Vec<Ident> {
        self.all(Rule::aliases).flat_map(|p| self.place.names_of(p)).collect()
    }

    fn doc(&self) -> Res<Option<Text>> {
        Ok(self.option(Rule::doc)?.and_then(|p| self.place.text_of(p)))
    }

    fn overrides(&self) -> Vec<QName> {
        self.all(Rule::overrides).flat_map(|p| self.place.qnames_of(p)).collect()
    }

    fn effective(&self) -> Res<Option<Effective>> {
        self.option(Rule::effective)?.map(|p| self.place.period(self.place.only(p)?)).transpose()
    }

    fn guard(&self) -> Res<Option<Expr>> {
        self.option(Rule::guard)?.map(|p| self.place.inner_expr(p)).transpose()
    }

    fn default(&self) -> Res<Option<Expr>> {
        let inner = |p: P<'a>| p.into_inner().find(|q| q.as_rule() == Rule::value);
        self.option(Rule::default)?.and_then(inner).map(|p| self.place.value(p)).transpose()
    }

    fn name(&self) -> Res<Ident> {
        Ok(self.place.ident(&self.need(Rule::name)?))
    }
}
