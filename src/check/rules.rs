//! 缺口, 重叠, 遮蔽: the rules of one 项目 against each other.
//!
//! The rules' guards become boxes ([`super::guards`]); the finite space finds candidates fast; every candidate is
//! decided by the symbolic search, which knows what the values in the guards imply, and replayed by the evaluator.

use super::boundary;
use super::finding::{Family, Finding, Outcome, Witness};
use super::guards::{Classes, Guarded, Space, Subject, input_of};
use super::needs;
use super::space::gap::{Uncovered, uncovered};
use super::space::{Bits, Region, overlap};
use super::symbolic::{Budget, Claim, Goal, Model, Search, search};
use super::time;
use super::witness::{Replay, case_of};
use crate::base::diagnostic::Severity;
use crate::base::num::Num;
use crate::eval::Case;
use crate::ir::{BoundWord, CmpOp, Effective, Expr, ExprId, Item, ItemId, Merge, Program, RuleId, Ty};

/// Limits of one goal.
const BUDGET: Budget = Budget { paths: 600, queries: 6_000 };

/// Findings of one kind shown per item.
const SHOWN: usize = 12;

/// Splits after which the completeness of an item is given up.
const STEPS: usize = 400_000;

/// Checks every item.
pub fn check(program: &Program) -> Outcome {
    let mut out = Outcome::default();
    let mut scratch = program.clone();
    for (i, item) in program.items.iter().enumerate() {
        let id = ItemId(u32::try_from(i).unwrap_or(u32::MAX));
        if item.rules.is_empty() || program.modules.get(item.module.ix()).is_some_and(|m| m.stdlib) {
            continue;
        }
        check_item(program, &mut scratch, id, item, &mut out);
    }
    out
}

/// A rule's share of one item.
struct Entry {
    rule: RuleId,
    def: u32,
    boxes: Vec<Region>,
}

fn check_item(program: &Program, scratch: &mut Program, id: ItemId, item: &Item, out: &mut Outcome) {
    let guards: Vec<Guarded> =
        item.rules.iter().filter_map(|(r, _)| program.rules.get(r.ix()).map(Guarded::from)).collect();
    let space = Space::new(program, &guards);
    let mut entries = Vec::new();
    for ((rule, def), guard) in item.rules.iter().zip(&guards) {
        let Some(boxes) = space.boxes(program, *guard) else {
            let message = format!("项目「{}」的条件组合太多", item.name);
            out.report(Finding::undecided(Family::Gap, 809, item.span, format!("{message}，缺口与重叠未能判定")));
            return;
        };
        entries.push(Entry { rule: *rule, def: *def, boxes });
    }
    for i in 0..entries.len() {
        reachable(program, &space, item, &entries, i, out);
    }
    if item.merge == Merge::Unique {
        overlaps(program, scratch, item, &space, &entries, out);
    }
    if item.default.is_none() {
        gaps(program, scratch, id, item, out);
    }
}

/// A rule whose guard contradicts itself or the declared domains, or that always gives way to others.
fn reachable(program: &Program, space: &Space, item: &Item, entries: &[Entry], i: usize, out: &mut Outcome) {
    let Some((e, rule)) = entries.get(i).and_then(|e| Some((e, program.rules.get(e.rule.ix())?))) else { return };
    let (why, others) = if e.boxes.is_empty() {
        ("条件自相矛盾，或超出输入的声明范围".to_owned(), Vec::new())
    } else {
        let over = winners(program, space, item, entries, i);
        if !covered(space, e, &over) {
            return out.prove_of(Family::Masked);
        }
        (format!("凡它适用的情形，「{}」都由{}规定", item.name, names_of(program, &over)), over)
    };
    let message = format!("{}永远不会适用：{why}", describe(program, e.rule));
    let place = |w: &&Entry| program.rules.get(w.rule.ix()).map(|r| (r.span, describe(program, w.rule)));
    let mut finding = Finding::text(Family::Masked, 815, Severity::Warning, rule.span, message);
    finding.places = others.iter().filter_map(place).collect();
    finding.rules = vec![e.rule];
    finding.cites.clone_from(&rule.cites);
    out.report(finding);
}

/// The rules that come before this one wherever both apply, and that meet it: its exceptions, and under 按序 the
/// earlier ones. Only those that rest on facts alone: a condition on a value that may be missing is then false.
fn winners<'e>(program: &Program, space: &Space, item: &Item, entries: &'e [Entry], i: usize) -> Vec<&'e Entry> {
    let Some((e, rule)) = entries.get(i).and_then(|e| Some((e, program.rules.get(e.rule.ix())?))) else {
        return Vec::new();
    };
    let earlier = |k: usize| item.merge == Merge::First && k < i;
    let first = |(k, w): &(usize, &Entry)| *k != i && (earlier(*k) || rule.overridden_by.contains(&w.rule));
    let meets = |w: &Entry| w.boxes.iter().any(|b| e.boxes.iter().any(|mine| b.meets(mine)));
    let firm = |w: &Entry| w.boxes.iter().all(|b| rests_on_facts(program, space, b));
    entries.iter().enumerate().filter(first).map(|(_, w)| w).filter(|w| meets(w) && firm(w)).collect()
}

fn rests_on_facts(program: &Program, space: &Space, region: &Region) -> bool {
    space.variables.iter().zip(&region.0).all(|(v, bits)| {
        v.possible.within(bits) || v.subject == Subject::Date || input_of(program, &v.subject).is_some()
    })
}

fn covered(space: &Space, e: &Entry, over: &[&Entry]) -> bool {
    let boxes: Vec<Region> = over.iter().flat_map(|w| w.boxes.iter().cloned()).collect();
    let domain = space.domain();
    !boxes.is_empty() && e.boxes.iter().all(|b| uncovered(&b.and(&domain), &boxes, 1, STEPS) == Uncovered::Nothing)
}

fn names_of(program: &Program, entries: &[&Entry]) -> String {
    let names: Vec<String> = entries.iter().take(3).map(|e| describe(program, e.rule)).collect();
    format!("{}{}", names.join("、"), if entries.len() > 3 { "等" } else { "" })
}

/// `条款「住院报销」` or `表「住院标准」第3行`.
pub fn describe(program: &Program, rule: RuleId) -> String {
    program.rules.get(rule.ix()).map_or_else(String::new, |r| match r.row {
        Some((_, row)) => format!("表「{}」第{}行", r.name, row + 1),
        None => format!("条款「{}」", r.name),
    })
}

fn overlaps(
    program: &Program,
    scratch: &mut Program,
    item: &Item,
    space: &Space,
    entries: &[Entry],
    out: &mut Outcome,
) {
    let adopted = space.adopted(program);
    let flat: Vec<(usize, Region)> = entries
        .iter()
        .enumerate()
        .flat_map(|(i, e)| e.boxes.iter().map(move |b| (i, b)))
        .map(|(i, b)| (i, b.and(&adopted)))
        .filter(|(_, b)| !b.is_empty())
        .collect();
    let boxes: Vec<Region> = flat.iter().map(|(_, b)| b.clone()).collect();
    let mut pairs: Vec<(usize, usize)> = overlap::pairs(&space.sizes(), &boxes, 20_000)
        .into_iter()
        .filter_map(|(a, b)| Some((flat.get(a)?.0, flat.get(b)?.0)))
        .filter(|(a, b)| a != b)
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut shown = 0;
    for (a, b) in pairs {
        let (Some(first), Some(second)) = (entries.get(a), entries.get(b)) else { continue };
        if shown < SHOWN && !ranked(program, first.rule, second.rule) {
            shown += usize::from(overlap_of(program, scratch, (item, space), first, second, out));
        }
    }
    if shown == 0 {
        out.prove_of(Family::Overlap);
    }
}

fn ranked(program: &Program, a: RuleId, b: RuleId) -> bool {
    let over = |x: RuleId, y: RuleId| program.rules.get(x.ix()).is_some_and(|r| r.overrides.contains(&y));
    over(a, b) || over(b, a)
}

/// Decides one overlapping pair: apart after all, redundant, or in conflict. True when something was reported.
fn overlap_of(
    program: &Program,
    scratch: &mut Program,
    (item, space): (&Item, &Space),
    a: &Entry,
    b: &Entry,
    out: &mut Outcome,
) -> bool {
    let (Some(first), Some(second)) = (program.rules.get(a.rule.ix()), program.rules.get(b.rule.ix())) else {
        return false;
    };
    let (Some(x), Some(y)) = (first.defs.get(a.def as usize), second.defs.get(b.def as usize)) else { return false };
    let guards = [guard_expr(scratch, a.rule), guard_expr(scratch, b.rule)].into_iter().flatten().collect();
    let both = push(scratch, Expr::And(guards), Ty::Bool);
    let never = push(scratch, Expr::Const(crate::ir::value::Value::Bool(false)), Ty::Bool);
    let apart = decide(scratch, &Claim::Always { guard: Some(both), cond: never });
    let place = |finding: Finding| {
        let mut finding = finding.also(first.span, describe(program, a.rule));
        finding.rules = vec![a.rule, b.rule];
        finding.cites = first.cites.iter().chain(&second.cites).cloned().collect();
        finding
    };
    let pair = format!("{}与{}", describe(program, a.rule), describe(program, b.rule));
    let sides = [(a.rule, a.boxes.as_slice()), (b.rule, b.boxes.as_slice())];
    let met = match apart {
        Search::Proved => return false,
        Search::Undecided(why) => {
            let message = format!("{pair}可能同时规定「{}」，未能判定：{why}", item.name);
            out.report(place(Finding::undecided(Family::Overlap, 819, second.span, message)));
            return true;
        }
        Search::Refuted(witness) => witness,
    };
    let equal = push(scratch, Expr::Eq(x.1, y.1), Ty::Bool);
    match decide(scratch, &Claim::Always { guard: Some(both), cond: equal }) {
        Search::Proved => {
            let message = format!("{pair}有重叠，但「{}」总是相同：冗余", item.name);
            let finding = place(Finding::text(Family::Overlap, 811, Severity::Info, second.span, message));
            let finding = Finding { witness: Some(met), ..finding };
            out.report(boundary::doubled(program, item, space, sides, finding));
        }
        Search::Refuted(witness) => {
            let message = format!("{pair}同时适用，「{}」却不同：冲突", item.name);
            let mut finding = Finding::text(Family::Overlap, 810, Severity::Error, second.span, message)
                .suggest("写明谁「例外于」谁，或改窄其中一条的条件，或给项目写明合并规则（就高、就低、累加）");
            finding.witness = Some(witness);
            out.report(boundary::doubled(program, item, space, sides, place(finding)));
        }
        Search::Undecided(why) => {
            let message = format!("{pair}同时适用，「{}」是否相同未能判定：{why}", item.name);
            out.report(place(Finding::undecided(Family::Overlap, 819, second.span, message)));
        }
    }
    true
}

pub(super) fn push(program: &mut Program, expr: Expr, ty: Ty) -> ExprId {
    program.exprs.push(expr);
    program.types.push(ty);
    program.spans.push(Default::default());
    ExprId(u32::try_from(program.exprs.len() - 1).unwrap_or(u32::MAX))
}

/// The rule's guard together with its days in force.
pub(super) fn guard_expr(program: &mut Program, rule: RuleId) -> Option<ExprId> {
    let decl = program.rules.get(rule.ix())?;
    let (guard, e) = (decl.guard, decl.effective);
    let days = days_expr(program, e);
    let parts: Vec<ExprId> = guard.into_iter().chain(days).collect();
    Some(push(program, Expr::And(parts), Ty::Bool))
}

fn days_expr(program: &mut Program, e: Effective) -> Vec<ExprId> {
    let Some(date) = program.date_input else { return Vec::new() };
    let ends = [(e.from, CmpOp::Ge, BoundWord::From), (e.to, CmpOp::Le, BoundWord::To)];
    ends.into_iter()
        .filter_map(|(end, op, word)| {
            let end = end?;
            let day = push(program, Expr::Input(date), Ty::Date);
            let bound = push(program, Expr::Const(crate::ir::value::Value::Date(end)), Ty::Date);
            Some(push(program, Expr::Cmp(op, word, day, bound), Ty::Bool))
        })
        .collect()
}

fn decide(program: &Program, claim: &Claim) -> Search<Witness> {
    let Some(replay) = Replay::new(program, claim) else { return Search::Undecided("无法用结算重现") };
    let goal = Goal { claim: claim.clone(), assume: Vec::new() };
    search(program, &goal, BUDGET, |model| {
        let case = case_of(program, model)?;
        replay.confirms(&case).then(|| Witness { case, story: Vec::new() })
    })
}

/// Where the item is needed and none of its rules applies.
fn gaps(program: &Program, scratch: &mut Program, id: ItemId, item: &Item, out: &mut Outcome) {
    let own: Vec<Guarded> =
        item.rules.iter().filter_map(|(r, _)| program.rules.get(r.ix()).map(Guarded::from)).collect();
    let needs = needs::of(program, id);
    let Some(needs) = needs else { return };
    let space = Space::new(program, &own.iter().chain(&needs).copied().collect::<Vec<_>>());
    let boxes: Option<Vec<Vec<Region>>> = own.iter().map(|g| space.boxes(program, *g)).collect();
    let wanted: Option<Vec<Vec<Region>>> = needs.iter().map(|g| space.boxes(program, *g)).collect();
    let (Some(boxes), Some(wanted)) = (boxes, wanted) else {
        let message = format!("项目「{}」是否有缺口未能判定：条件组合太多", item.name);
        return out.report(Finding::undecided(Family::Gap, 809, item.span, message));
    };
    let boxes: Vec<Region> = boxes.into_iter().flatten().collect();
    let spoken = spoken_of(program, &space, &boxes);
    let mut found: Vec<Region> = Vec::new();
    for domain in wanted.into_iter().flatten().map(|w| w.and(&spoken)) {
        match uncovered(&domain, &boxes, SHOWN, STEPS) {
            Uncovered::Nothing => {}
            Uncovered::Unknown => {
                let message = format!("项目「{}」是否有缺口未能判定：情形太多", item.name);
                return out.report(Finding::undecided(Family::Gap, 809, item.span, message));
            }
            Uncovered::Regions(regions) => found.extend(regions),
        }
    }
    let mut kept: Vec<Region> = Vec::new();
    for region in found {
        if !kept.iter().any(|k| region.within(k)) {
            kept.push(region);
        }
    }
    report_gaps(program, scratch, id, &space, &kept, out);
}

fn report_gaps(
    program: &Program,
    scratch: &mut Program,
    id: ItemId,
    space: &Space,
    regions: &[Region],
    out: &mut Outcome,
) {
    let Some(item) = program.items.get(id.ix()) else { return };
    let before = out.findings.len();
    for region in
        &regions.iter().take(SHOWN).filter_map(|r| time::in_force(program, item, space, r)).collect::<Vec<_>>()
    {
        if let Some(case) = gap_case(program, scratch, id, space, region) {
            match boundary::holes(program, id, space, region, &case) {
                Some(points) => out.findings.extend(points),
                None => out.report(gap(program, item, space, region, case)),
            }
        }
    }
    if out.findings.len() == before {
        out.prove();
    }
}

fn gap(program: &Program, item: &Item, space: &Space, region: &Region, case: Case) -> Finding {
    let what = show(program, space, region);
    let message = format!("项目「{}」有缺口：{what} 时没有条款或行适用", item.name);
    let mut finding = Finding::text(Family::Gap, 801, Severity::Warning, item.span, message)
        .suggest("补一条规定；文件没有给的写「文件未定」；不适用的情形给项目写「缺省」或收窄条件");
    finding.witness = Some(Witness { case, story: Vec::new() });
    finding.rules = item.rules.iter().map(|(r, _)| *r).collect();
    finding
}

/// The domain restricted to enum members that some rule names, for variables that every rule restricts.
fn spoken_of(program: &Program, space: &Space, boxes: &[Region]) -> Region {
    let mut domain = space.adopted(program);
    for (i, variable) in space.variables.iter().enumerate() {
        let Subject::Value(id) = variable.subject else { continue };
        if !matches!(program.types.get(id.ix()), Some(Ty::Enum(_))) {
            continue;
        }
        let named =
            boxes.iter().filter_map(|b| b.0.get(i)).fold(Bits::empty(variable.classes.count()), |all, b| all.or(b));
        if let Some(slot) = domain.0.get_mut(i) {
            slot.keep(&named);
        }
    }
    domain
}

/// A case in the region on which the evaluator finds no rule for the item.
fn gap_case(program: &Program, scratch: &mut Program, id: ItemId, space: &Space, region: &Region) -> Option<Case> {
    let direct = model_of(program, space, region).and_then(|m| case_of(program, &m));
    if let Some(case) = direct
        && lacks_rule(program, &case, id)
    {
        return Some(case);
    }
    let guards: Vec<ExprId> =
        program.items.get(id.ix())?.rules.iter().filter_map(|(r, _)| guard_expr(scratch, *r)).collect();
    if guards.len() > 200 {
        return None;
    }
    let within = region_expr(program, scratch, space, region);
    let some = push(scratch, Expr::Or(guards), Ty::Bool);
    let goal = Goal { claim: Claim::Always { guard: Some(within), cond: some }, assume: Vec::new() };
    match search(scratch, &goal, BUDGET, |m| case_of(program, m).filter(|c| lacks_rule(program, c, id))) {
        Search::Refuted(case) => Some(case),
        _ => None,
    }
}

pub(super) fn lacks_rule(program: &Program, case: &Case, id: ItemId) -> bool {
    let settled = crate::eval::Plan::new(program, Some(&[id])).settle(case);
    let answer = settled.ok().and_then(|s| s.outcomes.last().and_then(|o| o.answer(id).cloned()));
    matches!(answer, Some(crate::eval::Answer::Missing(m)) if m.is_not_applicable() && m.no_rule.contains(&id))
}

/// The conjunction of the region's classes for variables that are conditions on values.
fn region_expr(program: &Program, scratch: &mut Program, space: &Space, region: &Region) -> ExprId {
    let mut parts = Vec::new();
    for (variable, bits) in space.variables.iter().zip(&region.0) {
        if let (Subject::Value(id), Classes::Finite(n)) = (&variable.subject, &variable.classes)
            && bits.len() < *n
            && matches!(program.types.get(id.ix()), Some(Ty::Enum(_)))
        {
            let values = bits.iter().filter_map(|b| i64::try_from(b).ok()).collect();
            parts.push(push(scratch, Expr::In(*id, values), Ty::Bool));
        }
    }
    push(scratch, Expr::And(parts), Ty::Bool)
}

/// A point of the region, when every variable is an input, an element of one, or an accumulator.
pub(super) fn model_of(program: &Program, space: &Space, region: &Region) -> Option<Model> {
    let mut model = Model::default();
    for (variable, bits) in space.variables.iter().zip(&region.0) {
        let class = bits.first()?;
        let value = match &variable.classes {
            Classes::Ordered(cuts) => Some(representative(cuts, class, variable.step)?),
            Classes::Finite(_) => None,
        };
        match (&variable.subject, input_of(program, &variable.subject), value) {
            (Subject::Element(_, e), Some(input), _) => {
                model.elements.insert((input, *e), class == 1);
            }
            (Subject::Value(_), Some(input), Some(n)) => {
                model.numbers.insert(input, n);
            }
            (Subject::Value(_), Some(input), None) => {
                model.members.insert(input, class);
            }
            (Subject::Date, _, Some(n)) => {
                model.numbers.insert(program.date_input?, n);
            }
            (Subject::Value(id), None, Some(n)) => match program.exprs.get(id.ix())? {
                Expr::Accum(a) => {
                    model.accums.insert(*a, n);
                }
                _ => return None,
            },
            (Subject::Reading(_), ..) => {}
            _ => return None,
        }
    }
    Some(model)
}

/// A value in a class of an ordered variable.
fn representative(cuts: &[Num], class: usize, step: Option<Num>) -> Option<Num> {
    let step = step.unwrap_or(Num::ONE);
    match (class % 2, class / 2) {
        (1, k) => cuts.get(k).copied(),
        (_, 0) => cuts.first().map_or(Some(Num::ZERO), |c| c.sub(step).ok()),
        (_, k) => cuts.get(k - 1)?.add(step).ok(),
    }
}

/// `险种 为 居民医保，机构等级 为 一级或三级` for the restricted variables of a region.
fn show(program: &Program, space: &Space, region: &Region) -> String {
    let restricted = space.variables.iter().zip(&region.0).filter(|(v, bits)| bits.len() < v.possible.len());
    let parts: Vec<String> = restricted.map(|(v, bits)| super::words::classes(program, v, bits)).collect();
    if parts.is_empty() { "任何情形".to_owned() } else { parts.join("，") }
}
