//! Several encounters in a row: what the symbolic search, which looks at one, cannot see. The worked examples of both
//! programs and repetitions of known differences are settled under both; a difference found is a difference, none
//! found proves nothing.

use super::Witness;
use super::replay::{Outcome, Replay, gap};
use super::side::Side;
use crate::base::date::Date;
use crate::eval::{Answer, Case, examples};
use crate::ir::Program;
use crate::ir::value::Value;

/// Times that a known difference is repeated.
const TIMES: [usize; 4] = [2, 3, 6, 12];

/// Cases worth trying: the examples of both programs, and what is known to differ, over and over.
pub(super) fn candidates(
    programs: [&Program; 2],
    sides: [&Side<'_>; 2],
    replay: &Replay<'_, '_>,
    known: &[[Case; 2]],
) -> Vec<[Case; 2]> {
    let mut out = Vec::new();
    for (at, program) in programs.into_iter().enumerate() {
        for example in &program.examples {
            let own = examples::case_of(example);
            let moved = if at == 0 { replay.carry(0, 1, &own) } else { replay.carry(1, 0, &own) };
            if let Some(other) = moved {
                let pair = if at == 0 { [own, other] } else { [other, own] };
                out.extend(settled_on(pair, sides));
            }
        }
    }
    for cases in known {
        for times in TIMES {
            out.push(cases.clone().map(|case| repeated(case, times)));
        }
    }
    out
}

/// The pair under the readings of the sides; none when a day is not looked at.
fn settled_on(mut pair: [Case; 2], sides: [&Side<'_>; 2]) -> Option<[Case; 2]> {
    for (case, side) in pair.iter_mut().zip(sides) {
        case.readings = side.chosen();
        let date = side.program.date_input?;
        let fixed = side.day();
        for facts in &mut case.encounters {
            match facts.iter_mut().find(|(i, _)| *i == date) {
                Some((_, value)) => match (fixed, &*value) {
                    (Some(day), _) => *value = Some(Value::Date(day)),
                    (None, Some(Value::Date(d))) if within(side, *d) => {}
                    _ => return None,
                },
                None => facts.push((date, Some(Value::Date(fixed.unwrap_or(side.days.0))))),
            }
        }
    }
    Some(pair)
}

fn within(side: &Side<'_>, d: Date) -> bool {
    side.days.0 <= d && d <= side.days.1
}

fn repeated(mut case: Case, times: usize) -> Case {
    let last = case.encounters.last().cloned().unwrap_or_default();
    case.encounters = vec![last; times];
    case
}

/// The first candidate on which the results differ, cut off after the encounter in which they do.
pub(super) fn look(replay: &Replay<'_, '_>, candidates: &[[Case; 2]]) -> Option<Witness> {
    candidates.iter().find_map(|cases| {
        let [a, b] = cases;
        let all = [replay.all(0, a)?, replay.all(1, b)?];
        let [x, y] = &all;
        let at = x.iter().zip(y).position(|(p, q)| apart(replay, p, q))?;
        let outcomes = all.map(|outcomes| outcomes.into_iter().nth(at));
        let [Some(p), Some(q)] = outcomes else { return None };
        let cases = cases.clone().map(|mut case| {
            case.encounters.truncate(at + 1);
            case
        });
        let outcomes = [p, q];
        Some(Witness { gap: gap(&outcomes), cases, outcomes })
    })
}

/// Different, and not for want of a fact.
fn apart(replay: &Replay<'_, '_>, p: &Outcome, q: &Outcome) -> bool {
    let unknown = |o: &Outcome| matches!(o, Outcome::Answer(Answer::Missing(m)) if m.is_unknown());
    !unknown(p) && !unknown(q) && !replay.same(&[p.clone(), q.clone()])
}
