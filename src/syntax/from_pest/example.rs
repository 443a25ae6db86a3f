//! 例: worked examples.

use super::{Cx, P, Place, Res, Rule};
use crate::syntax::ast::{EncounterAst, Example, Expect, ExpectValue, ExprKind, Setting};
use crate::syntax::errors;
use crate::syntax::scan::{Chunk, line_starts};
use std::ops::Range as Stretch;

impl Cx<'_> {
    pub(super) fn example(&mut self, chunk: &Chunk) -> Res<Example> {
        let (head, body) = self.head_and_body(chunk)?;
        let head = self.parse(Rule::example_head, &head)?;
        let mut example = Example {
            name: head.name()?,
            cites: head.cites(),
            given: Vec::new(),
            expect: Vec::new(),
            encounters: Vec::new(),
            doc: None,
        };
        for statement in self.example_statements(&body) {
            let taken = self.example_statement(&mut example, &statement);
            self.keep(taken);
        }
        Ok(example)
    }

    /// A statement begins with 设, 应 or 就诊, or with 说明 at the beginning of a line.
    fn example_statements(&self, body: &Stretch<usize>) -> Vec<Stretch<usize>> {
        let firsts = line_starts(self.lexed, body.clone());
        self.lexed.cut(body, |at| {
            let starts = matches!(self.lexed.keyword(Some(at)), Some("设" | "应" | "就诊"));
            let after_comma = self.lexed.is(self.lexed.before(body.start, at), ',');
            starts || (firsts.binary_search(&at).is_ok() && !after_comma && self.is_word(at, "说明"))
        })
    }

    fn is_word(&self, at: usize, word: &str) -> bool {
        self.lexed.tokens.get(at).is_some_and(|t| self.lexed.source(t) == word)
    }

    fn example_statement(&self, example: &mut Example, tokens: &Stretch<usize>) -> Res<()> {
        match self.lexed.keyword(Some(tokens.start)) {
            Some("设") => {
                let piece = self.parse(Rule::given, tokens)?;
                let settings = piece.all(Rule::setting).map(|p| piece.place.setting(p)).collect::<Res<Vec<_>>>()?;
                example.settings().extend(settings);
            }
            Some("应") => {
                let piece = self.parse(Rule::expect, tokens)?;
                let all = piece.all(Rule::expectation).map(|p| piece.place.expectation(p)).collect::<Res<Vec<_>>>()?;
                example.expectations().extend(all);
            }
            Some("就诊") => {
                let piece = self.parse(Rule::encounter, tokens)?;
                let date = piece.one(Rule::number).map(|p| piece.place.day(&p)).transpose()?;
                example.encounters.push(EncounterAst { date, given: Vec::new(), expect: Vec::new() });
            }
            _ if self.is_word(tokens.start, "说明") => self.example_doc(example, tokens)?,
            _ => return Err(Box::new(errors::example_statement(self.lexed.span_of(tokens), &self.subject))),
        }
        Ok(())
    }

    fn example_doc(&self, example: &mut Example, tokens: &Stretch<usize>) -> Res<()> {
        let piece = self.parse(Rule::example_doc, tokens)?;
        let doc = piece.place.prose(&piece.need(Rule::text)?);
        if let Some(first) = &example.doc {
            return Err(Box::new(errors::repeated_option(doc.span, first.span, "说明")));
        }
        example.doc = Some(doc);
        Ok(())
    }
}

impl Example {
    /// 设 of the last encounter, or of the example before the first.
    fn settings(&mut self) -> &mut Vec<Setting> {
        match self.encounters.last_mut() {
            Some(encounter) => &mut encounter.given,
            None => &mut self.given,
        }
    }

    fn expectations(&mut self) -> &mut Vec<Expect> {
        match self.encounters.last_mut() {
            Some(encounter) => &mut encounter.expect,
            None => &mut self.expect,
        }
    }
}

impl Place<'_> {
    fn expectation(&self, pair: P<'_>) -> Res<Expect> {
        let span = self.span(&pair);
        let mut inner = pair.clone().into_inner();
        let name = self.next(&mut inner, span).map(|p| self.qname(p))?;
        let value = match inner.nth(1).map(|p| p.as_rule()) {
            Some(Rule::unknown) => ExpectValue::Unknown,
            Some(Rule::not_applicable) => ExpectValue::NotApplicable,
            _ => self.expected_values(pair)?,
        };
        Ok(Expect { name, value, span })
    }

    fn expected_values(&self, pair: P<'_>) -> Res<ExpectValue> {
        let values = self.values_in(pair)?;
        match values.as_slice() {
            [one] if one.kind == ExprKind::Undetermined => Ok(ExpectValue::Undetermined),
            _ => Ok(ExpectValue::Values(values)),
        }
    }
}
