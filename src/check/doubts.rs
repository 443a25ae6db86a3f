//! 存疑: for every open question and every reading not adopted, a result that it changes, with a case; or that it
//! changes none.

use super::diff::{Compared, Options, Verdict, Witness, compare};
use super::finding::{self, Family, Finding, Outcome};
use super::symbolic::Budget;
use crate::base::diagnostic::Severity;
use crate::eval::narrate::{show, show_answer};
use crate::ir::{Doubt, DoubtId, Expr, Program};

/// Limits of the search for one result.
const BUDGET: Budget = Budget { paths: 300, queries: 3_000 };

/// Puts every reading that is not adopted against the adopted one.
pub fn check(program: &Program) -> Outcome {
    let mut out = Outcome::default();
    for (i, doubt) in (0_u32..).zip(&program.doubts) {
        let others = (0_u32..).zip(&doubt.readings).map(|(r, _)| r).filter(|r| *r != doubt.adopted);
        for reading in others {
            out.report(one(program, DoubtId(i), doubt, reading));
        }
    }
    out
}

fn one(program: &Program, id: DoubtId, doubt: &Doubt, reading: u32) -> Finding {
    if !program.exprs.iter().any(|e| matches!(e, Expr::Reading(d, _) if *d == id)) {
        return idle(doubt, reading, "没有条款用到它");
    }
    let options = Options { readings_b: vec![(id, reading)], first: true, budget: BUDGET, ..Options::default() };
    let compared = compare(program, program, &options);
    match compared.difference() {
        Some((result, witness)) => changes(program, doubt, reading, result, witness),
        None => match compared.results.iter().find_map(undecided) {
            Some((name, why)) => {
                let message = format!("{}是否改变「{name}」未能判定：{why}", reads(doubt, reading));
                Finding::undecided(Family::Doubt, 869, doubt.span, message)
            }
            None => idle(doubt, reading, "与采用的读法相比，任何情形的结果都相同"),
        },
    }
}

fn undecided(result: &Compared) -> Option<(&str, &str)> {
    match &result.verdict {
        Verdict::Undecided(why) => Some((&result.name, why)),
        _ => None,
    }
}

/// `存疑「三级起付线」取「照印」`
fn reads(doubt: &Doubt, reading: u32) -> String {
    let name = doubt.readings.get(reading as usize).map_or("", |r| r.0.as_str());
    format!("存疑「{}」取「{name}」", doubt.name)
}

fn idle(doubt: &Doubt, reading: u32, why: &str) -> Finding {
    let message = format!("{}不改变任何结果：{why}", reads(doubt, reading));
    let finding = Finding::text(Family::Doubt, 865, Severity::Info, doubt.span, message)
        .suggest("把读法写进条款的条件里，或把这条存疑改成「注」");
    Finding { cites: doubt.cites.clone(), ..finding }
}

fn changes(program: &Program, doubt: &Doubt, reading: u32, result: &Compared, witness: &Witness) -> Finding {
    let [before, after] = [0, 1].map(|side| outcome(program, result, witness, side));
    let message = format!("{}改变「{}」：由 {before} 变为 {after}", reads(doubt, reading), result.name);
    let mut finding = Finding::text(Family::Doubt, 864, Severity::Info, doubt.span, message);
    finding.cites.clone_from(&doubt.cites);
    let [case, _] = &witness.cases;
    finding.witness = Some(finding::Witness { case: case.clone(), story: Vec::new() });
    finding.consequence = witness.gap;
    finding
}

/// What the result comes to on a side, in words.
pub(super) fn outcome(program: &Program, result: &Compared, witness: &Witness, side: usize) -> String {
    let ty = match (result.items, result.accums) {
        (Some([item, _]), _) => program.items.get(item.ix()).map(|i| &i.ty),
        (None, Some([accum, _])) => program.accums.get(accum.ix()).map(|a| &a.ty),
        (None, None) => None,
    };
    let (Some(ty), Some(outcome)) = (ty, witness.outcomes.get(side)) else { return String::new() };
    match outcome {
        super::diff::Outcome::Answer(answer) => match answer.value() {
            Some(v) => show(program, ty, v),
            None => show_answer(program, ty, answer),
        },
        super::diff::Outcome::Stopped(error) => format!("结算中止（{}）", error.message),
    }
}
