//! What each line of an item is, and so how far it is indented.

use crate::syntax::lex::Lexed;
use crate::syntax::scan::{self, Chunk, begins_definition, line_starts};
use std::collections::BTreeMap;

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Begins an item.
    Head,
    /// Goes on with a head, or begins a statement.
    Statement,
    /// A field of 政策.
    Field,
    /// A row of a table.
    TableRow,
    /// 就诊
    Encounter,
    /// A statement of a 就诊.
    Inner,
    /// Goes on with the line before.
    Continued,
}

/// Level of a line, given that of the statement that it may go on with.
pub fn level(role: Role, statement: usize) -> usize {
    match role {
        Role::Head => 0,
        Role::Statement | Role::Field | Role::TableRow | Role::Encounter => 1,
        Role::Inner => 2,
        Role::Continued => statement + 1,
    }
}

/// The role of each line, by its first token. A line that is absent goes on with the one before.
pub fn roles(lexed: &Lexed<'_>, chunk: &Chunk) -> BTreeMap<usize, Role> {
    let firsts = line_starts(lexed, chunk.tokens.clone());
    let body = scan::parts(lexed, chunk).body;
    let body_start = body.as_ref().map_or(chunk.tokens.end, |b| b.start);
    let logical = logical_starts(lexed, chunk, body_start);
    let outer = lexed.outer(&chunk.tokens);
    let mut roles = BTreeMap::new();
    let mut within = false;
    for at in firsts {
        if at == chunk.tokens.start {
            roles.insert(at, Role::Head);
            continue;
        }
        let whole = outer.binary_search(&at).is_ok();
        let role = match whole {
            true => body_role(lexed, chunk, at, body_start, &logical, &mut within),
            false => Role::Continued,
        };
        roles.insert(at, role);
    }
    roles
}

/// First tokens of logical lines, for the items that are made of such lines.
fn logical_starts(lexed: &Lexed<'_>, chunk: &Chunk, body_start: usize) -> Vec<usize> {
    let from = match chunk.keyword {
        "政策" => line_starts(lexed, chunk.tokens.clone()).get(1).copied().unwrap_or(chunk.tokens.end),
        _ => body_start,
    };
    lexed.logical_lines(&(from..chunk.tokens.end)).iter().map(|l| l.start).collect()
}

fn body_role(
    lexed: &Lexed<'_>,
    chunk: &Chunk,
    at: usize,
    body_start: usize,
    logical: &[usize],
    within: &mut bool,
) -> Role {
    let is_logical = logical.binary_search(&at).is_ok();
    if chunk.keyword == "政策" {
        return if is_logical { Role::Field } else { Role::Continued };
    }
    if at < body_start {
        return Role::Statement;
    }
    match (chunk.keyword, lexed.keyword(Some(at))) {
        ("表" | "分段表", _) => Role::TableRow,
        ("例", Some("就诊")) => {
            *within = true;
            Role::Encounter
        }
        ("例", Some("设" | "应")) => {
            if *within {
                Role::Inner
            } else {
                Role::Statement
            }
        }
        ("例", _) if is_logical && says(lexed, at, "说明") => Role::Statement,
        ("条款", Some("当")) | ("存疑", Some("读法")) => Role::Statement,
        ("条款", _) if begins_definition(lexed, at, chunk.tokens.end) => Role::Statement,
        ("枚举" | "清单" | "参数", _) if is_logical => Role::Statement,
        ("累计" | "必须", _) => Role::Statement,
        _ if Some(at) == lexed.visible(body_start, chunk.tokens.end) => Role::Statement,
        _ => Role::Continued,
    }
}

fn says(lexed: &Lexed<'_>, at: usize, word: &str) -> bool {
    lexed.tokens.get(at).is_some_and(|t| lexed.source(t) == word)
}
