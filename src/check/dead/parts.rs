//! Parts of a condition that never matter: a part of 且 that the other parts already imply, a part of 或 that never
//! holds where the rest of the condition does.

use super::is_own;
use super::narrow::Narrow;
use crate::base::diagnostic::Severity;
use crate::check::finding::{Family, Finding, Outcome};
use crate::check::guards::{Guarded, Space};
use crate::check::rules::{describe, push};
use crate::check::space::Region;
use crate::eval::narrate::formula;
use crate::ir::{Effective, Expr, ExprId, Program, Rule, RuleId, Ty};

/// Checks the conditions of clauses. Rows are tables' business: a cell repeats what the table's 当 says for the eye.
pub(super) fn check(program: &Program, narrow: &Narrow<'_>, out: &mut Outcome) {
    let mut scratch = program.clone();
    for (i, rule) in (0_u32..).zip(&program.rules) {
        let Some(guard) = rule.guard.filter(|_| rule.row.is_none() && is_own(program, rule.module.ix())) else {
            continue;
        };
        let base = scratch.exprs.len();
        match Condition::new(&mut scratch, guard) {
            Some(condition) => condition.judge(&scratch, narrow, (RuleId(i), rule), out),
            None => continue,
        }
        scratch.exprs.truncate(base);
        scratch.types.truncate(base);
        scratch.spans.truncate(base);
    }
}

/// A conjunction, with the negation of each part and the alternatives of each 或 within it.
struct Condition {
    whole: ExprId,
    parts: Vec<Part>,
}

struct Part {
    id: ExprId,
    /// The other parts together with the negation of this one.
    without: ExprId,
    /// Alternatives: (the alternative, the other parts together with it).
    choices: Vec<(ExprId, ExprId)>,
}

impl Condition {
    fn new(scratch: &mut Program, guard: ExprId) -> Option<Condition> {
        let mut ids = Vec::new();
        conjuncts(scratch, guard, &mut ids);
        let mut parts = Vec::new();
        for (k, id) in ids.iter().enumerate() {
            let others: Vec<ExprId> = ids.iter().enumerate().filter(|(j, _)| *j != k).map(|(_, o)| *o).collect();
            let with = |x: ExprId, scratch: &mut Program| {
                let all = others.iter().copied().chain([x]).collect();
                push(scratch, Expr::And(all), Ty::Bool)
            };
            let negated = push(scratch, Expr::Not(*id), Ty::Bool);
            let without = with(negated, scratch);
            let alternatives = match scratch.exprs.get(id.ix())? {
                Expr::Or(xs) => xs.clone(),
                _ => Vec::new(),
            };
            let choices = alternatives.into_iter().map(|x| (x, with(x, scratch))).collect();
            parts.push(Part { id: *id, without, choices });
        }
        Some(Condition { whole: guard, parts })
    }

    fn judge(&self, scratch: &Program, narrow: &Narrow<'_>, of: (RuleId, &Rule), out: &mut Outcome) {
        let space = Space::new(scratch, &[always(self.whole)]);
        let limits = narrow.of(&space);
        let boxes = |id: ExprId| space.boxes(scratch, always(id));
        let possible = |id: ExprId| boxes(id).is_none_or(|b| b.iter().any(|r| !limits.cut(r).is_empty()));
        // A value that is missing makes its condition false: what items can be says nothing of 「总是成立」.
        let certain = |negated: ExprId| boxes(negated).is_some_and(|b: Vec<Region>| b.is_empty());
        if !possible(self.whole) {
            return; // The whole rule never applies, which is said elsewhere.
        }
        let before = out.findings.len();
        for part in &self.parts {
            if certain(part.without) {
                out.report(finding(scratch, of, part.id, "总是成立", "去掉它条件不变", Severity::Info));
            }
            for (choice, held) in &part.choices {
                if !possible(*held) {
                    out.report(finding(scratch, of, *choice, "从不成立", "「或」的这一支没有用处", Severity::Warning));
                }
            }
        }
        if out.findings.len() == before {
            out.prove();
        }
    }
}

fn finding(
    program: &Program,
    (id, rule): (RuleId, &Rule),
    part: ExprId,
    how: &str,
    so: &str,
    severity: Severity,
) -> Finding {
    let span = program.spans.get(part.ix()).copied().unwrap_or(rule.span);
    let message = format!(
        "{}的条件里，「{}」在其余条件和声明的范围之下{how}：{so}",
        describe(program, id),
        formula(program, part)
    );
    let mut finding = Finding::text(Family::Masked, 817, severity, span, message)
        .also(rule.span, describe(program, id))
        .suggest("核对这个界限或取值是否抄错；确是多余就去掉");
    finding.rules = vec![id];
    finding.cites.clone_from(&rule.cites);
    finding
}

fn always(id: ExprId) -> Guarded {
    Guarded { guard: Some(id), effective: Effective::default() }
}

fn conjuncts(program: &Program, id: ExprId, out: &mut Vec<ExprId>) {
    match program.exprs.get(id.ix()) {
        Some(Expr::And(xs)) => xs.iter().for_each(|x| conjuncts(program, *x, out)),
        _ => out.push(id),
    }
}
