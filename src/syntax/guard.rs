//! Limits that keep every later step linear and every recursion shallow.

use super::errors;
use super::lex::{Kind, Lexed};
use crate::base::diagnostic::Diagnostic;
use std::ops::Range as Stretch;

/// Deepest nesting of brackets and 若.
pub const MAX_DEPTH: usize = 64;

/// Most operators in one piece. Operators of one level make the tree as deep as they are many.
pub const MAX_OPERATORS: usize = 400;

/// Longest line, in bytes.
pub const MAX_LINE: usize = 1_000_000;

/// Longest text, in bytes.
pub const MAX_TEXT: usize = 256_000_000;

type Check = Result<(), Box<Diagnostic>>;

/// Brackets pair up, quotes are closed, nesting is within the limit.
pub fn brackets(lexed: &Lexed<'_>, tokens: &Stretch<usize>, subject: &str) -> Check {
    let mut open: Vec<(char, usize)> = Vec::new();
    for at in tokens.clone() {
        let Some(token) = lexed.tokens.get(at) else { break };
        let span = lexed.token_span(token);
        match token.kind {
            Kind::Unclosed => return Err(Box::new(errors::unclosed_quote(span, lexed.source(token)))),
            Kind::Punct(c @ ('(' | '[' | '{')) => open.push((c, at)),
            Kind::Punct(c @ (')' | ']' | '}')) => match open.pop() {
                Some((o, _)) if partner(o) == c => {}
                Some((o, from)) => {
                    let from = lexed.tokens.get(from).map_or(span, |t| lexed.token_span(t));
                    return Err(Box::new(errors::bracket_mismatch(span, c, from, partner(o))));
                }
                None => return Err(Box::new(errors::bracket_unopened(span, c, subject))),
            },
            _ => {}
        }
        if open.len() > MAX_DEPTH {
            return Err(Box::new(errors::too_deep(span, subject, MAX_DEPTH)));
        }
    }
    match open.last().and_then(|(c, at)| lexed.tokens.get(*at).map(|t| (*c, lexed.token_span(t)))) {
        Some((c, span)) => Err(Box::new(errors::bracket_unclosed(span, c, partner(c), subject))),
        None => Ok(()),
    }
}

/// Nesting (with 若) and number of operators of a piece that the grammar is about to read.
pub fn size(lexed: &Lexed<'_>, tokens: &Stretch<usize>, subject: &str) -> Check {
    brackets(lexed, tokens, subject)?;
    let mut size = Size { operators: 0, depth: 0, ifs: vec![0] };
    for token in tokens.clone().filter_map(|at| lexed.tokens.get(at)) {
        size.see(token.kind);
        if size.depth > MAX_DEPTH {
            return Err(Box::new(errors::too_deep(lexed.token_span(token), subject, MAX_DEPTH)));
        }
        if size.operators > MAX_OPERATORS {
            return Err(Box::new(errors::too_long(lexed.token_span(token), subject, MAX_OPERATORS)));
        }
    }
    Ok(())
}

struct Size {
    operators: usize,
    depth: usize,
    /// 若 open at each bracket level: each extends to the end of its bracket or argument.
    ifs: Vec<usize>,
}

impl Size {
    fn see(&mut self, kind: Kind) {
        match kind {
            Kind::Punct('(' | '[' | '{') => {
                self.depth += 1;
                self.ifs.push(0);
            }
            Kind::Punct(')' | ']' | '}') => self.depth = self.depth.saturating_sub(1 + self.ifs.pop().unwrap_or(0)),
            Kind::Punct(',' | ';' | ':') => {
                self.depth = self.depth.saturating_sub(self.ifs.last_mut().map(std::mem::take).unwrap_or(0));
            }
            Kind::Punct('+' | '-' | '*' | '/') => self.operators += 1,
            Kind::Keyword(k) if k.zh == "非" => self.operators += 1,
            Kind::Keyword(k) if k.zh == "若" => {
                self.depth += 1;
                self.operators += 1;
                self.ifs.last_mut().into_iter().for_each(|n| *n += 1);
            }
            _ => {}
        }
    }
}

fn partner(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}
