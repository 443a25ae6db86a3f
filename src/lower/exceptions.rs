//! Who gives way to whom: 例外于.

use super::errors;
use crate::base::diagnostic::Diagnostic;
use crate::base::graph::topological;
use crate::base::span::Span;
use crate::ir::{Item, ModuleId, Program, RuleId, TableId, Target};
use crate::resolve::{Found, Kind, Names, RuleSource};
use crate::syntax::ast;

/// More pairs of rules than any document has; beyond this the program would not fit in memory.
const MAX_PAIRS: usize = 4_000_000;

/// 例外于: of a clause or of every row of a table, over a clause or every row of a table.
pub(super) fn overrides(names: &Names<'_>, program: &mut Program, diags: &mut Vec<Diagnostic>) {
    let mut pairs = 0_usize;
    for (id, info) in (0_u32..).map(RuleId).zip(&names.rules) {
        if let RuleSource::Clause(c) = info.source {
            let own = [id];
            for name in &c.ast.overrides {
                exception(names, program, (c.module, &own, Target::Rule(id)), name, &mut pairs, diags);
            }
        }
    }
    for (id, info) in (0_u32..).map(TableId).zip(&names.tables) {
        let rows = program.tables.get(id.ix()).map(|t| t.rows.clone()).unwrap_or_default();
        for name in &info.decl.ast.overrides {
            exception(names, program, (info.decl.module, &rows, Target::Table(id)), name, &mut pairs, diags);
        }
    }
    endless(names, program, diags);
}

fn exception(
    names: &Names<'_>,
    program: &mut Program,
    (module, rules, own): (ModuleId, &[RuleId], Target),
    name: &ast::QName,
    pairs: &mut usize,
    diags: &mut Vec<Diagnostic>,
) {
    let target = match names.lookup(module, name, Kind::Rules) {
        Found::One(target) => target,
        Found::Many(found) => return diags.push(crate::resolve::errors::ambiguous(names, name, &found)),
        Found::None if names.is_broken(module, name) => return,
        Found::None => return diags.push(crate::resolve::errors::unknown(names, module, name, Kind::Rules)),
    };
    if target == own {
        return diags.push(errors::exception_to_itself(name));
    }
    let others: Vec<RuleId> = match target {
        Target::Rule(r) => vec![r],
        Target::Table(t) => program.tables.get(t.ix()).map(|t| t.rows.clone()).unwrap_or_default(),
        _ => Vec::new(),
    };
    *pairs += rules.len() * others.len();
    if *pairs > MAX_PAIRS {
        return diags.push(errors::too_many_exceptions(name));
    }
    let mut common = false;
    for rule in rules {
        for other in &others {
            common |= give_way(program, *rule, *other);
        }
    }
    if !common && !rules.is_empty() && !others.is_empty() {
        diags.push(errors::nothing_in_common(names, name, target));
    }
}

/// Notes that `other` gives way to `rule`, if they define a common item.
fn give_way(program: &mut Program, rule: RuleId, other: RuleId) -> bool {
    let defs = |r: RuleId| program.rules.get(r.ix()).map_or(&[][..], |r| &r.defs);
    let common = defs(rule).iter().any(|(item, _)| defs(other).iter().any(|(i, _)| i == item));
    if !common {
        return false;
    }
    if let Some(r) = program.rules.get_mut(rule.ix())
        && !r.overrides.contains(&other)
    {
        r.overrides.push(other);
    }
    if let Some(o) = program.rules.get_mut(other.ix())
        && !o.overridden_by.contains(&rule)
    {
        o.overridden_by.push(rule);
    }
    true
}

/// Longest chain of exceptions to exceptions.
const MAX_CHAIN: u32 = 32;

/// Exceptions that give way to each other, or chains longer than anybody follows. Giving way is a matter of one item:
/// a ring in which no item is common to all settles.
fn endless(names: &Names<'_>, program: &Program, diags: &mut Vec<Diagnostic>) {
    let mut reported: Vec<Vec<Target>> = Vec::new();
    for item in &program.items {
        let mut report = |rules: &[RuleId], ring: bool| {
            let mut parties: Vec<Target> = Vec::new();
            for party in rules.iter().map(|r| party(program, *r)) {
                if !parties.contains(&party) {
                    parties.push(party);
                }
            }
            let known = reported.iter().any(|r| r.len() == parties.len() && parties.iter().all(|p| r.contains(p)));
            if !known {
                diags.push(if ring { of_ring(names, &parties) } else { errors::long_chain(names, &parties) });
                reported.push(parties);
            }
        };
        match chains(program, item) {
            Chains::Fine => {}
            Chains::Rings(rings) => rings.iter().for_each(|ring| report(ring, true)),
            Chains::Long(rule) => report(&[rule], false),
        }
    }
}

/// Marks each 例外于 of the ring.
fn of_ring(names: &Names<'_>, parties: &[Target]) -> Diagnostic {
    let next = parties.iter().cycle().skip(1);
    let steps = parties.iter().zip(next).map(|(over, by)| (*by, *over, stated(names, *by, *over)));
    let mut steps: Vec<_> = steps.collect();
    steps.reverse();
    let place = |span: Option<Span>| span.map(|s| (s.file.0, s.start));
    let first = (0..steps.len()).min_by_key(|at| steps.get(*at).map(|(.., span)| place(*span)));
    steps.rotate_left(first.unwrap_or(0));
    errors::exceptions_in_a_ring(names, &steps)
}

/// Where one rule or table is said to be an exception to another.
fn stated(names: &Names<'_>, by: Target, over: Target) -> Option<Span> {
    let (module, list) = match by {
        Target::Rule(r) => match names.rules.get(r.ix())?.source {
            RuleSource::Clause(c) => (c.module, &c.ast.overrides),
            RuleSource::Row(..) => return None,
        },
        Target::Table(t) => names.tables.get(t.ix()).map(|t| (t.decl.module, &t.decl.ast.overrides))?,
        _ => return None,
    };
    let found = list.iter().find(|name| names.lookup(module, name, Kind::Rules) == Found::One(over));
    found.map(|name| name.span)
}

/// What a rule is called in 例外于: itself, or its table.
fn party(program: &Program, rule: RuleId) -> Target {
    match program.rules.get(rule.ix()).and_then(|r| r.row) {
        Some((table, _)) => Target::Table(table),
        None => Target::Rule(rule),
    }
}

enum Chains {
    Fine,
    /// Each rule gives way to the next, the last to the first.
    Rings(Vec<Vec<RuleId>>),
    /// At the end of too long a chain.
    Long(RuleId),
}

fn chains(program: &Program, item: &Item) -> Chains {
    let overridden = |id: &RuleId| program.rules.get(id.ix()).map_or(&[][..], |r| &r.overridden_by);
    let rules: Vec<RuleId> = item.rules.iter().map(|(id, _)| *id).collect();
    if rules.iter().all(|r| overridden(r).is_empty()) {
        return Chains::Fine;
    }
    let place = |id: &RuleId| rules.binary_search(id).ok().and_then(|at| u32::try_from(at).ok());
    let edges: Vec<Vec<u32>> = rules.iter().map(|r| overridden(r).iter().filter_map(place).collect()).collect();
    let rule = |at: u32| rules.get(at as usize).copied();
    match topological(&edges) {
        Ok(order) => longest(&edges, &order).and_then(rule).map_or(Chains::Fine, Chains::Long),
        Err(rings) => {
            Chains::Rings(rings.iter().map(|ring| ring.iter().filter_map(|at| rule(*at)).collect()).collect())
        }
    }
}

/// A node at the end of a chain that is too long.
fn longest(edges: &[Vec<u32>], order: &[u32]) -> Option<u32> {
    let mut lengths = vec![0_u32; edges.len()];
    for node in order {
        let before = edges.get(*node as usize)?.iter().filter_map(|e| lengths.get(*e as usize)).max();
        let length = before.map_or(0, |l| l + 1);
        *lengths.get_mut(*node as usize)? = length;
        if length > MAX_CHAIN {
            return Some(*node);
        }
    }
    None
}
