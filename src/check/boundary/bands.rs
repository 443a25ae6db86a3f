//! Bands that meet in a point which both of them, or neither, take. The amount is the same either way, because each
//! band is applied to its own part only: a remark.

use super::ADVICE;
use super::points::written;
use crate::base::diagnostic::Severity;
use crate::base::num::Num;
use crate::check::finding::{Family, Finding, Outcome};
use crate::ir::{Band, Bands, BoundWord, CmpOp, Program};

pub(super) fn check(program: &Program, out: &mut Outcome) {
    for bands in &program.bands {
        let before = out.findings.len();
        for pair in bands.rows.windows(2) {
            if let [low, high] = pair {
                meeting(bands, low, high, out);
            }
        }
        if out.findings.len() == before {
            out.prove();
        }
    }
}

fn meeting(bands: &Bands, low: &Band, high: &Band, out: &mut Outcome) {
    let (Some((at, below, ends)), Some((_, above, begins))) = (low.upper, high.lower) else { return };
    if below != above {
        return;
    }
    let (first, second) = (end(at, ends, below, false), end(at, begins, above, true));
    let how = if below { "归了两档" } else { "落空" };
    let message = format!(
        "分段表「{}」在恰为 {}元 时{how}：一档写「{first}」，一档写「{second}」，分段计算时金额不受影响",
        bands.name,
        at.to_exact(),
    );
    let finding = Finding::text(Family::Boundary, 807, Severity::Info, high.span, message);
    let mut finding = finding.also(low.span, format!("这一档写「{first}」")).suggest(ADVICE);
    finding.cites.clone_from(&bands.cites);
    out.report(finding);
}

fn end(at: Num, word: BoundWord, inclusive: bool, lower: bool) -> String {
    let op = match (lower, inclusive) {
        (true, true) => CmpOp::Ge,
        (true, false) => CmpOp::Gt,
        (false, true) => CmpOp::Le,
        (false, false) => CmpOp::Lt,
    };
    written(word, op, &format!("{}元", at.to_exact()))
}
