//! 遮蔽 beyond rule against rule: rules that the values of other items shut out, exceptions that never win, parts of a
//! condition that never matter, defaults that are never used.
//!
//! All of it is decided on boxes, with the values that tables and clauses give to items taken into account
//! (`narrow`); boxes hold more than can happen, so what they exclude is excluded, and nothing here needs a witness.

mod narrow;
mod parts;

use super::finding::{Family, Finding, Outcome};
use super::guards::{Guarded, Space, Subject, input_of};
use super::rules::describe;
use super::space::Region;
use super::space::gap::{Uncovered, uncovered};
use crate::base::diagnostic::Severity;
use crate::ir::{Effective, Item, Program, Rule, RuleId};
use narrow::Narrow;
use std::collections::BTreeMap;

/// Splits after which a default is taken to be used.
const STEPS: usize = 20_000;

/// Checks rules, exceptions and defaults.
pub fn check(program: &Program) -> Outcome {
    let mut out = Outcome::default();
    let narrow = Narrow::new(program);
    for (i, rule) in (0_u32..).zip(&program.rules) {
        if is_own(program, rule.module.ix()) {
            shut_out(program, &narrow, RuleId(i), rule, &mut out);
            exceptions(program, &narrow, RuleId(i), rule, &mut out);
        }
    }
    parts::check(program, &narrow, &mut out);
    for item in program.items.iter().filter(|i| is_own(program, i.module.ix())) {
        default_of(program, item, &mut out);
    }
    out
}

/// Whether the module is the author's.
fn is_own(program: &Program, module: usize) -> bool {
    program.modules.get(module).is_some_and(|m| !m.stdlib)
}

/// A rule whose condition asks of another item what no rule of that item ever gives.
fn shut_out(program: &Program, narrow: &Narrow<'_>, id: RuleId, rule: &Rule, out: &mut Outcome) {
    let guard = [Guarded::from(rule)];
    let space = Space::new(program, &guard);
    let limited = narrow.of(&space);
    if limited.is_empty() {
        return;
    }
    let Some(boxes) = space.boxes(program, Guarded::from(rule)) else { return };
    if boxes.is_empty() || boxes.iter().any(|b| !limited.cut(b).is_empty()) {
        return out.prove();
    }
    let names = limited.names(program, &boxes);
    let message = format!("{}永远不会适用：它要的{names}从不出现", describe(program, id));
    let mut finding = Finding::text(Family::Masked, 815, Severity::Warning, rule.span, message)
        .suggest("核对条件里的值与规定那个项目的条款或表：一处印错，或这条规定已经没有用处");
    finding.places = limited.givers(program, &boxes);
    finding.rules = vec![id];
    finding.cites.clone_from(&rule.cites);
    out.report(finding);
}

/// `甲 例外于 乙` where no case has both: the exception never wins.
fn exceptions(program: &Program, narrow: &Narrow<'_>, id: RuleId, rule: &Rule, out: &mut Outcome) {
    let mut headings: BTreeMap<(usize, &str), Vec<&Rule>> = BTreeMap::new();
    for other in rule.overrides.iter().filter_map(|r| program.rules.get(r.ix())) {
        headings.entry((other.module.ix(), other.name.as_str())).or_default().push(other);
    }
    for ((_, name), others) in headings {
        let [first, ..] = others.as_slice() else { continue };
        if others.iter().any(|o| both_possible(program, narrow, rule, o)) {
            out.prove();
            continue;
        }
        let message = format!("{}例外于「{name}」，但两者从不同时适用：这个例外没有起过作用", describe(program, id));
        let mut finding = Finding::text(Family::Masked, 816, Severity::Warning, rule.span, message)
            .also(first.span, format!("「{name}」的条件与它不相交"))
            .suggest("核对两处的条件：其中一处写窄或写反了，或「例外于」指错了对象；确无必要就去掉「例外于」");
        finding.rules = vec![id];
        finding.cites = rule.cites.iter().chain(&first.cites).cloned().collect();
        out.report(finding);
    }
}

fn both_possible(program: &Program, narrow: &Narrow<'_>, a: &Rule, b: &Rule) -> bool {
    let guards = [Guarded::from(a), Guarded::from(b)];
    let space = Space::new(program, &guards);
    let [Some(mine), Some(theirs)] = guards.map(|g| space.boxes(program, g)) else { return true };
    let limited = narrow.of(&space);
    let meet = |x: &Region| theirs.iter().any(|y| !limited.cut(&x.and(y)).is_empty());
    // A rule that never applies at all is reported as such.
    let never = |boxes: &[Region]| boxes.iter().all(|b| limited.cut(b).is_empty());
    never(&mine) || never(&theirs) || mine.iter().any(meet)
}

/// A default where the clauses already cover every case.
fn default_of(program: &Program, item: &Item, out: &mut Outcome) {
    let Some(default) = item.default.filter(|_| !item.rules.is_empty()) else { return };
    let rules: Vec<&Rule> = item.rules.iter().filter_map(|(r, _)| program.rules.get(r.ix())).collect();
    if rules.iter().any(|r| r.effective != Effective::default() || r.module != item.module)
        || !complete(program, &rules)
    {
        return out.prove();
    }
    let span = program.spans.get(default.ix()).copied().unwrap_or(item.span);
    let message = format!("项目「{}」的缺省从不使用：条款已经规定了每一种情形", item.name);
    let mut finding = Finding::text(Family::Masked, 818, Severity::Info, span, message)
        .suggest("去掉缺省，或核对条款的条件是否写宽了");
    finding.places = rules.iter().take(3).map(|r| (r.span, format!("「{}」", r.name))).collect();
    finding.cites.clone_from(&item.cites);
    out.report(finding);
}

/// Whether the rules cover every case by facts alone: a condition on a value that may be missing can fail.
fn complete(program: &Program, rules: &[&Rule]) -> bool {
    let guards: Vec<Guarded> = rules.iter().map(|r| Guarded::from(*r)).collect();
    let space = Space::new(program, &guards);
    let firm = space.variables.iter().all(|v| match v.subject {
        Subject::Date | Subject::Reading(_) => true,
        _ => input_of(program, &v.subject).is_some(),
    });
    let boxes: Option<Vec<Vec<Region>>> = guards.iter().map(|g| space.boxes(program, *g)).collect();
    let Some(boxes) = boxes.filter(|_| firm) else { return false };
    let boxes: Vec<Region> = boxes.into_iter().flatten().collect();
    uncovered(&space.domain(), &boxes, 1, STEPS) == Uncovered::Nothing
}
