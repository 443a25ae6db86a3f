//! 未定: for every parameter and every clause that the document leaves open, a case that needs it; or that no case
//! does.

use super::cases::{complete, days, push};
use super::finding::{Family, Finding, Outcome, Witness};
use super::symbolic::{Budget, Claim, Goal, Search, search};
use crate::base::diagnostic::Severity;
use crate::base::num::Num;
use crate::base::span::Span;
use crate::eval::{Answer, Case, Missing, Plan};
use crate::ir::value::Value;
use crate::ir::{
    BoundWord, CmpOp, Effective, Expr, ExprId, ItemId, Param, ParamId, Program, Rule, RuleId, Ty, cited, each_operand,
};

/// Limits of one goal.
const BUDGET: Budget = Budget { paths: 300, queries: 3_000 };

/// A place where an item reads something: the item, when it is read, and the expression.
struct Site {
    item: ItemId,
    when: Option<ExprId>,
    force: Effective,
    expr: ExprId,
}

/// Looks for a case that needs each.
pub fn check(program: &Program) -> Outcome {
    let mut out = Outcome::default();
    let mut scratch = program.clone();
    let sites = sites(program);
    for (i, param) in (0_u32..).zip(&program.params) {
        for (period, _) in param.values.iter().filter(|(_, v)| v.is_none()) {
            parameter(program, &mut scratch, &sites, ParamId(i), param, *period, &mut out);
        }
    }
    for (i, rule) in (0_u32..).zip(&program.rules) {
        for (item, value) in &rule.defs {
            if program.exprs.get(value.ix()) == Some(&Expr::Undetermined) {
                clause(program, &mut scratch, RuleId(i), rule, *item, &mut out);
            }
        }
    }
    out
}

/// Everything that items read, site by site.
fn sites(program: &Program) -> Vec<Site> {
    let mut out = Vec::new();
    for (i, item) in (0_u32..).zip(&program.items) {
        let id = ItemId(i);
        for (rule, def) in &item.rules {
            let Some(rule) = program.rules.get(rule.ix()) else { continue };
            let site = |when, expr| Site { item: id, when, force: rule.effective, expr };
            out.extend(rule.guard.map(|g| site(None, g)));
            out.extend(rule.defs.get(*def as usize).map(|d| site(rule.guard, d.1)));
        }
        let always = |when, expr| Site { item: id, when, force: Effective::default(), expr };
        out.extend(item.default.map(|d| always(None, d)));
        for cap in item.caps.iter().filter_map(|c| program.caps.get(c.ix())) {
            out.extend(cap.guard.map(|g| always(None, g)));
            out.push(always(cap.guard, cap.limit));
        }
    }
    out
}

fn reads(program: &Program, expr: ExprId, param: ParamId) -> bool {
    let mut todo = vec![expr];
    while let Some(e) = todo.pop() {
        match program.exprs.get(e.ix()) {
            Some(Expr::Param(p)) if *p == param => return true,
            Some(Expr::Bands { bands, .. } | Expr::BandsByPaid { bands, .. }) => {
                let rows = program.bands.get(bands.ix()).map_or(&[][..], |b| &b.rows);
                todo.extend(rows.iter().flat_map(|r| r.values.iter().copied()));
            }
            _ => {}
        }
        program.exprs.get(e.ix()).into_iter().for_each(|x| each_operand(x, &mut |o| todo.push(o)));
    }
    false
}

fn parameter(
    program: &Program,
    scratch: &mut Program,
    sites: &[Site],
    id: ParamId,
    param: &Param,
    period: Effective,
    out: &mut Outcome,
) {
    let own: Vec<&Site> = sites.iter().filter(|s| reads(program, s.expr, id)).collect();
    if own.is_empty() && program.exprs.contains(&Expr::Param(id)) {
        // Only an assertion or an accumulator reads it; 必须 says so itself.
        return;
    }
    let named = |m: &Missing| m.params.contains(&id);
    let what = format!("参数「{}」{}", param.name, cited(&param.cites));
    let mut found = Needed::Never;
    for site in own {
        match needed(program, scratch, site, period, &named) {
            Needed::Never => {}
            better => found = better,
        }
        if matches!(found, Needed::By(..)) {
            break;
        }
    }
    let mut finding = tell(program, found, &what, param.span);
    finding.cites.clone_from(&param.cites);
    out.report(finding);
}

fn clause(program: &Program, scratch: &mut Program, id: RuleId, rule: &Rule, item: ItemId, out: &mut Outcome) {
    let Some((_, value)) = rule.defs.iter().find(|d| d.0 == item) else { return };
    let site = Site { item, when: rule.guard, force: rule.effective, expr: *value };
    let named = |m: &Missing| m.undetermined.contains(&id);
    let name = program.items.get(item.ix()).map_or("", |i| i.name.as_str());
    let what = format!("{}的「{name}」", super::rules::describe(program, id));
    let found = needed(program, scratch, &site, Effective::default(), &named);
    let mut finding = tell(program, found, &what, rule.span);
    finding.rules = vec![id];
    finding.cites.clone_from(&rule.cites);
    out.report(finding);
}

/// Whether some case needs it.
enum Needed {
    /// No case does.
    Never,
    /// This case does, for this item.
    By(Box<Case>, ItemId),
    /// Not decided.
    Unclear(&'static str),
}

/// A case in which the site is reached and the evaluator names what is lacking.
fn needed(
    program: &Program,
    scratch: &mut Program,
    site: &Site,
    period: Effective,
    named: &dyn Fn(&Missing) -> bool,
) -> Needed {
    let plan = Plan::new(program, Some(&[site.item]));
    let mut parts = days(scratch, site.force);
    parts.extend(days(scratch, period));
    parts.extend(site.when);
    // Nothing times a missing number is nothing: a case with costs in it shows more.
    let costs = some_cost(program, scratch, &plan);
    let rich: Vec<ExprId> = parts.iter().copied().chain(costs).collect();
    match reach(program, scratch, site.item, &plan, rich, named) {
        Needed::By(case, item) => Needed::By(case, item),
        _ => reach(program, scratch, site.item, &plan, parts, named),
    }
}

/// Every amount is at least one 元.
fn some_cost(program: &Program, scratch: &mut Program, plan: &Plan<'_>) -> Vec<ExprId> {
    let amounts = plan.inputs().iter().filter(|i| program.inputs.get(i.ix()).is_some_and(|i| i.ty == Ty::Amount));
    let mut out = Vec::new();
    for input in amounts {
        let fact = push(scratch, Expr::Input(*input), Ty::Amount);
        let one = push(scratch, Expr::Const(Value::Num(Num::ONE)), Ty::Amount);
        out.push(push(scratch, Expr::Cmp(CmpOp::Ge, BoundWord::BuDiYu, fact, one), Ty::Bool));
    }
    out
}

/// A case under the conditions in which the evaluator names what is lacking.
fn reach(
    program: &Program,
    scratch: &mut Program,
    item: ItemId,
    plan: &Plan<'_>,
    parts: Vec<ExprId>,
    named: &dyn Fn(&Missing) -> bool,
) -> Needed {
    let guard = (!parts.is_empty()).then(|| push(scratch, Expr::And(parts), Ty::Bool));
    let never = push(scratch, Expr::Const(Value::Bool(false)), Ty::Bool);
    let goal = Goal { claim: Claim::Always { guard, cond: never }, assume: Vec::new() };
    let found = search(scratch, &goal, BUDGET, |model| {
        let case = complete(program, plan, model)?;
        let settled = plan.settle(&case).ok()?;
        match settled.outcomes.last()?.answer(item)? {
            Answer::Missing(m) if named(m) => Some(case),
            _ => None,
        }
    });
    match found {
        Search::Proved => Needed::Never,
        Search::Refuted(case) => Needed::By(Box::new(case), item),
        Search::Undecided(why) => Needed::Unclear(why),
    }
}

fn tell(program: &Program, found: Needed, what: &str, span: Span) -> Finding {
    match found {
        Needed::By(case, item) => {
            let name = program.items.get(item.ix()).map_or("", |i| i.name.as_str());
            let message = format!("{what}文件未定，而「{name}」要用它");
            let mut finding = Finding::text(Family::Undetermined, 862, Severity::Info, span, message)
                .suggest("向发文机关核实；在此之前用 --param 提供");
            finding.witness = Some(Witness { case: *case, story: Vec::new() });
            finding
        }
        Needed::Never => {
            let message = format!("{what}文件未定，但没有情形要用它");
            Finding::text(Family::Undetermined, 863, Severity::Info, span, message)
                .suggest("核对条款是否漏了引用它；确实不用的可以删去")
        }
        Needed::Unclear(why) => {
            let message = format!("{what}文件未定，是否有情形要用它未能判定：{why}");
            let finding = Finding::undecided(Family::Undetermined, 868, span, message);
            Finding { severity: Severity::Info, ..finding }
        }
    }
}
