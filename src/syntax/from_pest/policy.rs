//! 政策 and 引用.

use super::{Cx, P, Piece, Place, Res, Rule};
use crate::syntax::ast::{Policy, QName, Setting, Topic};
use crate::syntax::errors;
use crate::syntax::scan::{Chunk, line_starts};

impl Cx<'_> {
    pub(super) fn import(&self, chunk: &Chunk) -> Res<QName> {
        let piece = self.parse(Rule::import, &chunk.tokens)?;
        Ok(piece.place.qname(piece.need(Rule::qname)?))
    }

    /// The first line is the head; each further line is a field.
    pub(super) fn policy(&mut self, chunk: &Chunk) -> Res<Policy> {
        let second = line_starts(self.lexed, chunk.tokens.clone()).get(1).copied().unwrap_or(chunk.tokens.end);
        let head = self.parse(Rule::policy_head, &(chunk.tokens.start..second))?;
        let mut policy = Policy {
            name: head.name()?,
            region: None,
            document: None,
            number: None,
            issuer: None,
            effective: None,
            review_by: None,
            default_date: None,
            age_rule: None,
            inherits: Vec::new(),
            topics: Vec::new(),
        };
        for line in self.lexed.logical_lines(&(second..chunk.tokens.end)) {
            let field = self.parse(Rule::policy_field, &line).and_then(|p| fill(&mut policy, &p));
            self.keep(field);
        }
        Ok(policy)
    }
}

/// Takes over one field; two of a kind are an error.
fn fill(policy: &mut Policy, piece: &Piece<'_>) -> Res<()> {
    let place = piece.place;
    let Some(word) = piece.pairs.first() else { return Ok(()) };
    let line = || piece.one(Rule::line).map(|p| place.prose(&p));
    let day = || piece.one(Rule::number).map(|p| place.day(&p)).transpose();
    let region = || piece.one(Rule::free_word).map(|p| place.prose(&p)).zip(line());
    let fresh = match word.as_rule() {
        Rule::w_region => put(&mut policy.region, region()),
        Rule::w_document => put(&mut policy.document, line()),
        Rule::w_number => put(&mut policy.number, line()),
        Rule::w_issuer => put(&mut policy.issuer, line()),
        Rule::effective => put(&mut policy.effective, piece.effective()?),
        Rule::w_review => put(&mut policy.review_by, day()?),
        Rule::w_default_date => put(&mut policy.default_date, day()?),
        Rule::w_age => put(&mut policy.age_rule, piece.one(Rule::name).map(|p| place.ident(&p))),
        Rule::w_inherits => {
            policy.inherits.extend(piece.all(Rule::qnames).flat_map(|p| p.into_inner()).map(|p| place.qname(p)));
            true
        }
        _ => {
            policy.topics.extend(piece.all(Rule::topic).map(|p| place.topic(p)).collect::<Res<Vec<_>>>()?);
            true
        }
    };
    let name = word.as_str().split_whitespace().next().unwrap_or("").trim_start_matches('@');
    if fresh { Ok(()) } else { Err(Box::new(errors::repeated_field(place.span(word), name))) }
}

/// Fills a field; `false` when it was filled before.
fn put<T>(slot: &mut Option<T>, value: Option<T>) -> bool {
    let fresh = slot.is_none();
    *slot = value;
    fresh
}

impl Place<'_> {
    fn topic(&self, pair: P<'_>) -> Res<Topic> {
        let span = self.span(&pair);
        let mut inner = pair.into_inner();
        let name = self.ident(&self.next(&mut inner, span)?);
        let (mut presets, mut renames) = (Vec::new(), Vec::new());
        for entry in inner {
            let mut parts = entry.into_inner();
            let first = self.next(&mut parts, span)?;
            if first.as_rule() == Rule::setting {
                presets.push(self.setting(first)?);
            } else if let Some(target) = parts.find(|p| p.as_rule() == Rule::qname) {
                renames.push((self.ident(&first), self.qname(target)));
            }
        }
        Ok(Topic { name, presets, renames })
    }

    /// `名 为 值`
    pub(super) fn setting(&self, pair: P<'_>) -> Res<Setting> {
        let span = self.span(&pair);
        let mut inner = pair.clone().into_inner();
        let name = self.next(&mut inner, span).map(|p| self.qname(p))?;
        let unknown = inner.any(|p| p.as_rule() == Rule::unknown);
        Ok(Setting { name, values: self.values_in(pair)?, unknown, span })
    }
}
