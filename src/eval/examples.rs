//! Runs the 例 of a program.
//!
//! In: a program. Out: one result per 例; what differs is a diagnostic at its 应 (MC0701), a 例 that cannot be
//! settled one at its head (MC0702).

use super::narrate::{explain_steps, show, show_answer};
use super::plan::Plan;
use super::trace::{EncounterTrace, ItemTrace};
use super::{Answer, Case, Facts, Missing, Outcome};
use crate::base::diagnostic::Diagnostic;
use crate::base::span::Span;
use crate::ir::{Example, Expected, ItemId, Program};

/// A 例 that was run.
#[derive(Clone, Debug, PartialEq)]
pub struct ExampleResult {
    /// Index into the program's examples.
    pub example: usize,
    /// What differs; empty when it passed.
    pub failures: Vec<Diagnostic>,
}

/// Runs every 例 and gives what fails.
pub fn run(program: &Program) -> Vec<Diagnostic> {
    results(program).into_iter().flat_map(|r| r.failures).collect()
}

/// Runs every 例.
pub fn results(program: &Program) -> Vec<ExampleResult> {
    let one = |(example, e)| ExampleResult { example, failures: failures(program, e) };
    program.examples.iter().enumerate().map(one).collect()
}

/// The case that a 例 describes.
pub fn case_of(example: &Example) -> Case {
    let facts = |list: &[(crate::ir::InputId, Option<crate::ir::value::Value>)]| -> Facts { list.to_vec() };
    Case {
        person: facts(&example.facts),
        encounters: example.encounters.iter().map(|e| facts(&e.facts)).collect(),
        opening: example.opening.clone(),
        params: example.params.clone(),
        readings: example.readings.clone(),
    }
}

fn failures(program: &Program, example: &Example) -> Vec<Diagnostic> {
    let mut asked: Vec<ItemId> = example.encounters.iter().flat_map(|e| &e.expect).map(|(i, ..)| *i).collect();
    asked.sort();
    asked.dedup();
    let plan = Plan::new(program, Some(&asked));
    let case = case_of(example);
    let settled = match plan.settle(&case) {
        Ok(s) => s,
        Err(e) => return vec![errors::unsettled(example, &e)],
    };
    let wrong = differences(example, &settled.outcomes);
    if wrong.is_empty() {
        return Vec::new();
    }
    // Traced only now: most examples pass.
    let trace = plan.settle_traced(&case).map(|(_, t)| t).unwrap_or_default();
    let show = |(n, item, expected, answer, span): &Difference<'_>| {
        let item_trace = trace.encounters.get(*n).and_then(|e: &EncounterTrace| e.item(*item));
        errors::differs(program, (*item, expected, *span), answer, item_trace)
    };
    wrong.iter().map(show).collect()
}

/// Encounter, item, what was expected, what came out, where it is expected.
type Difference<'e> = (usize, ItemId, &'e Expected, Answer, Span);

fn differences<'e>(example: &'e Example, outcomes: &[Outcome]) -> Vec<Difference<'e>> {
    let mut out = Vec::new();
    for (n, (encounter, outcome)) in example.encounters.iter().zip(outcomes).enumerate() {
        for (item, expected, span) in &encounter.expect {
            let answer = outcome.answer(*item).cloned().unwrap_or(Answer::Missing(Missing::default()));
            if !meets(expected, &answer) {
                out.push((n, *item, expected, answer, *span));
            }
        }
    }
    out
}

/// Whether an answer is what was expected.
pub fn meets(expected: &Expected, answer: &Answer) -> bool {
    match (expected, answer) {
        (Expected::Value(v), Answer::Value(a)) => v == a,
        (Expected::Unknown, Answer::Missing(m)) => m.is_unknown(),
        (Expected::Undetermined, Answer::Missing(m)) => m.is_undetermined(),
        (Expected::NotApplicable, Answer::Missing(m)) => m.is_not_applicable(),
        _ => false,
    }
}

mod errors {
    use super::{Answer, Example, Expected, ItemId, ItemTrace, Program, Span, explain_steps, show, show_answer};
    use crate::base::diagnostic::Diagnostic;
    use crate::eval::EvalError;
    use crate::eval::errors::rule_name;

    pub(super) fn unsettled(example: &Example, error: &EvalError) -> Diagnostic {
        let message = format!("例「{}」不能结算：{}", example.name, error.message);
        Diagnostic::error(702, example.span, message).hint(format!("见 MC{:04}", error.code))
    }

    pub(super) fn differs(
        program: &Program,
        (item, expected, span): (ItemId, &Expected, Span),
        answer: &Answer,
        trace: Option<&ItemTrace>,
    ) -> Diagnostic {
        let Some(found) = program.items.get(item.ix()) else {
            return Diagnostic::error(701, span, "例中的项目不存在");
        };
        let wanted = match expected {
            Expected::Value(v) => show(program, &found.ty, v),
            Expected::Unknown => "未知".to_owned(),
            Expected::Undetermined => "文件未定".to_owned(),
            Expected::NotApplicable => "不适用".to_owned(),
        };
        let actual = show_answer(program, &found.ty, answer);
        let message = format!("「{}」应为{wanted}，算得{actual}", found.name);
        let mut d = Diagnostic::error(701, span, message).at(format!("算得{actual}"));
        for applied in trace.into_iter().flat_map(|t| &t.applied) {
            let arithmetic = explain_steps(program, applied.expr, &applied.steps);
            d = d.hint(format!("按条款{}：{arithmetic}", rule_name(program, applied.rule)));
        }
        for cap in trace.into_iter().flat_map(|t| &t.caps) {
            if let Some((from, to)) = cap.bit {
                d = d.hint(format!("封顶：{} → {}", from.to_fixed(2), to.to_fixed(2)));
            }
        }
        d
    }
}

#[cfg(test)]
mod tests;
