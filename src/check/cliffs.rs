//! 悬崖: the largest drop of a payment at one more 分 of cost, and whether one more day, month or year that counts in
//! one's favour lowers it; with both cases.

use super::diff::vary::{Circumstance, Fall, Twice};
use super::finding::{Family, Finding, Outcome, Witness};
use super::guards::step_of;
use super::levels::{Reach, payments, tolerance};
use super::symbolic::{Budget, Search};
use crate::base::diagnostic::Severity;
use crate::eval::narrate::show;
use crate::ir::{Input, InputId, Item, ItemId, Program, Ty, Unit};

/// Limits of one goal.
const BUDGET: Budget = Budget { paths: 200, queries: 2_000 };

/// Checks every payment against every length of time that counts in one's favour.
pub fn check(program: &Program) -> Outcome {
    let mut out = Outcome::default();
    let twice = Twice::new(program);
    for item in payments(program) {
        for input in Reach::of(program, item).inputs {
            let (Some(pays), Some(decl)) = (program.items.get(item.ix()), program.inputs.get(input.ix())) else {
                continue;
            };
            if !favours(decl) {
                continue;
            }
            match falls(program, &twice, item, input, decl) {
                Search::Proved => out.prove(),
                Search::Refuted(fall) => out.report(cliff(program, pays, input, decl, &fall)),
                Search::Undecided(why) => {
                    let message = format!("「{}」随「{}」是否减少未能判定：{why}", pays.name, decl.name);
                    let finding = Finding::undecided(Family::Monotone, 859, pays.span, message);
                    out.report(Finding { severity: Severity::Info, ..finding });
                }
            }
        }
    }
    out
}

/// Says of every drop with rising cost where it is largest.
pub fn refine(program: &Program, findings: &mut [Finding]) {
    let drops: Vec<&mut Finding> = findings.iter_mut().filter(|f| f.code == 850).collect();
    if drops.is_empty() {
        return;
    }
    let twice = Twice::new(program);
    for finding in drops {
        let at = program.items.iter().position(|i| i.span == finding.span);
        let Some(pays) = at.and_then(|i| program.items.get(i)) else { continue };
        let item = ItemId(at.and_then(|i| u32::try_from(i).ok()).unwrap_or(u32::MAX));
        let named = |i: &Input| i.ty == Ty::Amount && finding.message.contains(&format!("「{}」", i.name));
        let cost = Reach::of(program, item).inputs.into_iter().find(|i| program.inputs.get(i.ix()).is_some_and(named));
        let Some((input, decl)) = cost.and_then(|i| Some((i, program.inputs.get(i.ix())?))) else { continue };
        if let Search::Refuted(fall) = falls(program, &twice, item, input, decl) {
            finding.places.push((pays.span, sentence(program, pays, input, decl, &fall)));
            finding.consequence = Some(fall.size);
        }
    }
}

fn falls(program: &Program, twice: &Twice, item: ItemId, input: InputId, decl: &Input) -> Search<Fall> {
    let Some(step) = step_of(Some(&decl.ty)) else { return Search::Undecided("没有最小的一步") };
    let next = Circumstance { fixed: Vec::new(), shifted: vec![(input, step)] };
    twice.falls(item, [&Circumstance::default(), &next], tolerance(program, item), BUDGET)
}

/// Years, months or days that count in one's favour.
fn favours(input: &Input) -> bool {
    let has = |words: &[&str]| words.iter().any(|w| input.name.contains(w));
    let counted = matches!(input.ty, Ty::Int(Unit::Years | Unit::Months | Unit::Days));
    counted && has(&["缴费", "参保", "住院"]) && !has(&["断", "未", "补缴"])
}

/// `「费用」由 1元 到 2元，「支付」由 3元 降到 2元，落差 1元，最大的一处`
fn sentence(program: &Program, pays: &Item, input: InputId, decl: &Input, fall: &Fall) -> String {
    let [at, after] = fall.witness.cases.each_ref().map(|case| {
        let fact = case.encounters.iter().flatten().find(|(i, _)| *i == input).and_then(|(_, v)| v.clone());
        fact.map_or_else(String::new, |v| show(program, &decl.ty, &v))
    });
    let value = |o: &super::diff::Outcome| o.value().map_or_else(String::new, |v| show(program, &pays.ty, v));
    let [from, to] = fall.witness.outcomes.each_ref().map(value);
    let most = if fall.largest { "是最大的一处" } else { "也许不是最大的一处" };
    let size = fall.size.to_fixed(2);
    format!("「{}」由 {at} 到 {after}，「{}」由 {from} 降到 {to}，落差 {size}元，{most}", decl.name, pays.name)
}

fn cliff(program: &Program, pays: &Item, input: InputId, decl: &Input, fall: &Fall) -> Finding {
    let message = sentence(program, pays, input, decl, fall);
    let mut finding = Finding::text(Family::Monotone, 854, Severity::Info, pays.span, message)
        .suggest("文件确实如此的，用「注」说明；否则检查年限、天数的分档是否写反");
    let [_, case] = &fall.witness.cases;
    finding.witness = Some(Witness { case: case.clone(), story: Vec::new() });
    finding.consequence = Some(fall.size);
    finding
}
