//! 封顶 and 必须: what holds of amounts in every case and after every sequence of encounters.
//!
//! Sequences are covered by induction: the accumulators' invariants (never negative, never above their ceiling) hold
//! of empty balances; from any balances that satisfy all of them, one encounter leads to balances that do. Candidates
//! that are not inductive are dropped until the rest is (Houdini). What is proved of single encounters is then proved
//! from any reachable state. A ceiling that depends on facts (险种, 身份) is never
//! assumed or counted as proved: the next encounter may have others.

use super::finding::{Family, Finding, Outcome, Witness};
use super::guards::canonical;
use super::sign::Signs;
use super::symbolic::{Assumption, Budget, Claim, Goal, Search, search};
use super::witness::{Replay, case_of};
use crate::base::diagnostic::Severity;
use crate::ir::{AccumId, AccumMode, Cap, Expr, ExprId, ItemId, Must, Program, Strength, Ty, each_operand};
use std::collections::BTreeSet;

/// Limits of one goal.
const BUDGET: Budget = Budget { paths: 600, queries: 4_000 };

/// Decides ceilings, non-negativity and asserted invariants.
pub fn check(program: &Program) -> Outcome {
    let mut out = Outcome::default();
    let mut signs = Signs::new(program);
    let kept = inductive(program, &signs);
    ceilings(program, &kept, &mut out);
    non_negative(program, &kept, &mut signs, &mut out);
    for must in &program.musts {
        asserted(program, must, &kept, &mut out);
    }
    out
}

/// The largest set of candidate invariants that one encounter preserves.
fn inductive(program: &Program, signs: &Signs<'_>) -> Vec<Candidate> {
    let mut kept = candidates(program);
    loop {
        let assume = assumptions(&kept);
        let before = kept.len();
        kept.retain(|c| {
            if shifting(program, c) {
                return false;
            }
            if evident(program, signs, c) {
                return true;
            }
            let goal = Goal { claim: c.claim.clone(), assume: assume.clone() };
            search(program, &goal, BUDGET, |_| None::<()>) == Search::Proved
        });
        if kept.len() == before {
            return kept;
        }
    }
}

/// A ceiling whose condition or amount may be another one at the next encounter: that it was kept before says nothing
/// of what it is now, so induction cannot assume it.
fn shifting(program: &Program, c: &Candidate) -> bool {
    let Some(cap) = c.cap.and_then(|i| program.caps.get(i)) else { return false };
    let fixed = |id: ExprId| matches!(program.exprs.get(id.ix()), Some(Expr::Const(_) | Expr::Param(_)));
    cap.guard.is_some() || !fixed(cap.limit)
}

/// Invariants that hold by form: additions that are never negative; a ceiling that truncates every item of the sum.
fn evident(program: &Program, signs: &Signs<'_>, c: &Candidate) -> bool {
    match (&c.claim, c.cap.and_then(|i| program.caps.get(i))) {
        (Claim::AccumNotNegative(accum), _) => signs.accum(*accum),
        (Claim::Within { accum, .. }, Some(cap)) => {
            let parts = program.accums.get(accum.ix()).map_or(&[][..], |a| &a.parts);
            !parts.is_empty() && parts.iter().all(|item| truncated(program, *item, *accum, cap))
        }
        _ => false,
    }
}

/// Whether the item has a ceiling on the accumulator with the same limit and condition.
fn truncated(program: &Program, item: ItemId, accum: AccumId, like: &Cap) -> bool {
    let said = |id: Option<ExprId>| id.map(|id| canonical(program, id));
    program.caps.iter().any(|c| {
        let same = c.item == item && c.accum == Some(accum);
        same && canonical(program, c.limit) == canonical(program, like.limit) && said(c.guard) == said(like.guard)
    })
}

/// A candidate invariant: as an assumption before and a claim after.
#[derive(Clone, Debug)]
struct Candidate {
    assumption: Assumption,
    claim: Claim,
    cap: Option<usize>,
}

fn candidates(program: &Program) -> Vec<Candidate> {
    let sums = program
        .accums
        .iter()
        .enumerate()
        .filter(|(_, a)| a.mode == AccumMode::Sum && matches!(a.ty, Ty::Amount | Ty::Int(_) | Ty::Decimal));
    let floors = sums.map(|(i, _)| {
        let id = AccumId(u32::try_from(i).unwrap_or(u32::MAX));
        Candidate { assumption: Assumption::NotNegative(id), claim: Claim::AccumNotNegative(id), cap: None }
    });
    let ceilings = program.caps.iter().enumerate().filter_map(|(i, cap)| {
        let accum = cap.accum?;
        let assumption = Assumption::Within(accum, cap.limit, cap.guard);
        Some(Candidate { assumption, claim: Claim::Within { accum, limit: cap.limit, guard: cap.guard }, cap: Some(i) })
    });
    floors.chain(ceilings).collect()
}

fn assumptions(kept: &[Candidate]) -> Vec<Assumption> {
    kept.iter().map(|c| c.assumption.clone()).collect()
}

fn ceilings(program: &Program, kept: &[Candidate], out: &mut Outcome) {
    for (i, cap) in program.caps.iter().enumerate() {
        let Some(accum) = cap.accum else { continue };
        if kept.iter().any(|c| c.cap == Some(i)) {
            out.prove();
            continue;
        }
        // Any balances within their declared bounds may be what the year began with.
        let declared = assumptions(&candidates(program));
        let claim = Claim::Within { accum, limit: cap.limit, guard: cap.guard };
        let name = program.accums.get(accum.ix()).map_or("", |a| a.name.as_str());
        // The first encounter of the year is the shortest sequence there is.
        let first = decide(program, &claim, &empty(program));
        let shown = if matches!(first, Search::Refuted(_)) { first } else { decide(program, &claim, &declared) };
        let finding = match shown {
            Search::Proved => {
                let message =
                    format!("累计「{name}」的封顶未能判定：封顶的条件或数额随就诊而变，或者要靠另一条未能证明的封顶");
                Finding::undecided(Family::Cap, 829, cap.span, message)
            }
            Search::Refuted(witness) => {
                refuted(Family::Cap, 820, cap.span, format!("累计「{name}」可以超过它的封顶"), witness)
            }
            Search::Undecided(why) => {
                Finding::undecided(Family::Cap, 829, cap.span, format!("累计「{name}」的封顶未能判定：{why}"))
            }
        };
        out.report(with_cites(finding, &cap.cites));
    }
}

fn empty(program: &Program) -> Vec<Assumption> {
    (0_u32..).take(program.accums.len()).map(|i| Assumption::Empty(AccumId(i))).collect()
}

fn with_cites(mut finding: Finding, cites: &[String]) -> Finding {
    finding.cites = cites.to_vec();
    finding
}

fn refuted(family: Family, code: u16, span: crate::base::span::Span, message: String, witness: Witness) -> Finding {
    Finding { witness: Some(witness), ..Finding::text(family, code, Severity::Error, span, message) }
}

/// Searches with confirmation by the evaluator.
fn decide(program: &Program, claim: &Claim, assume: &[Assumption]) -> Search<Witness> {
    let Some(replay) = Replay::new(program, claim) else { return Search::Undecided("无法用结算重现") };
    let goal = Goal { claim: claim.clone(), assume: assume.to_vec() };
    search(program, &goal, BUDGET, |model| {
        let case = case_of(program, model)?;
        replay.confirms(&case).then(|| Witness { case, story: Vec::new() })
    })
}

fn non_negative(program: &Program, kept: &[Candidate], signs: &mut Signs<'_>, out: &mut Outcome) {
    let assume = assumptions(kept);
    for (i, item) in program.items.iter().enumerate() {
        if item.ty != Ty::Amount || !item.declared || item.rules.is_empty() {
            continue;
        }
        let id = ItemId(u32::try_from(i).unwrap_or(u32::MAX));
        if signs.item(id) {
            out.prove();
            continue;
        }
        let claim = Claim::NotNegative(id);
        match decide(program, &claim, &assume) {
            Search::Proved => out.prove(),
            Search::Refuted(witness) => {
                let message = format!("项目「{}」可以是负数", item.name);
                let mut finding = refuted(Family::Cap, 821, item.span, message, witness)
                    .suggest("减法的结果要用（式，不低于 0元）夹住，或用「范围」限定输入");
                finding.rules = item.rules.iter().map(|(r, _)| *r).collect();
                out.report(finding);
            }
            Search::Undecided(why) => {
                let message = format!("项目「{}」是否可能为负未能判定：{why}", item.name);
                out.report(Finding::undecided(Family::Cap, 829, item.span, message));
            }
        }
    }
}

fn asserted(program: &Program, must: &Must, kept: &[Candidate], out: &mut Outcome) {
    if let Some(name) = open_parameter(program, must.cond) {
        let message = format!("「{}」缺少数据：参数「{name}」文件未定", must.name);
        out.report(Finding::text(Family::Must, 826, Severity::Info, must.span, message));
        return;
    }
    let claim = Claim::Always { guard: must.guard, cond: must.cond };
    let finding = match decide(program, &claim, &assumptions(kept)) {
        Search::Proved if must.unverified => {
            let message = format!("「{}」成立，但限额本身待核", must.name);
            Finding::text(Family::Must, 827, Severity::Info, must.span, message)
        }
        Search::Proved => return out.prove_of(Family::Must),
        Search::Refuted(witness) => {
            let finding = refuted(Family::Must, 825, must.span, format!("「{}」不成立", must.name), witness);
            Finding { severity: severity(must), ..finding }
        }
        Search::Undecided(why) => {
            Finding::undecided(Family::Must, 829, must.span, format!("「{}」未能判定：{why}", must.name))
        }
    };
    out.report(with_cites(finding, &must.cites));
}

fn severity(must: &Must) -> Severity {
    match (must.strength, must.unverified) {
        (Strength::Hard, false) => Severity::Error,
        (Strength::Hard, true) | (Strength::Soft, _) => Severity::Warning,
        (Strength::May, _) => Severity::Info,
    }
}

/// A parameter without a value that the condition reads, directly or through items.
fn open_parameter(program: &Program, root: ExprId) -> Option<String> {
    let (mut seen, mut todo) = (BTreeSet::new(), vec![root]);
    while let Some(id) = todo.pop() {
        if !seen.insert(id) {
            continue;
        }
        let expr = program.exprs.get(id.ix())?;
        match expr {
            Expr::Param(p) => {
                let param = program.params.get(p.ix())?;
                if param.values.iter().any(|(_, v)| v.is_none()) {
                    return Some(param.name.clone());
                }
            }
            Expr::Item(i) => {
                let item = program.items.get(i.ix())?;
                let rules = item.rules.iter().filter_map(|(r, _)| program.rules.get(r.ix()));
                todo.extend(
                    rules.flat_map(|r| r.guard.into_iter().chain(r.defs.iter().filter(|d| d.0 == *i).map(|d| d.1))),
                );
            }
            other => each_operand(other, &mut |o| todo.push(o)),
        }
    }
    None
}

#[cfg(test)]
mod tests;
