//! Arithmetic written out in the text (说明, 注, 存疑): both sides of every ＝ that can be read must be equal.

use super::reader::{Reading, first_of, last_of};
use crate::base::diagnostic::Severity;
use crate::base::num::Num;
use crate::base::span::Span;
use crate::check::finding::{Family, Finding, Outcome};
use crate::ir::Program;

/// Checks every text of the author's.
pub(super) fn check(program: &Program, out: &mut Outcome) {
    for (text, span) in texts(program) {
        equations(text, span, out);
    }
}

/// Texts of the program with the place of the item that they belong to.
pub(super) fn texts(program: &Program) -> Vec<(&str, Span)> {
    let mut all: Vec<(&str, Span)> = Vec::new();
    all.extend(program.examples.iter().filter_map(|e| Some((e.doc.as_deref()?, e.span))));
    all.extend(program.items.iter().filter_map(|i| Some((i.doc.as_deref()?, i.span))));
    all.extend(program.params.iter().filter_map(|p| Some((p.doc.as_deref()?, p.span))));
    all.extend(program.inputs.iter().filter_map(|i| Some((i.doc.as_deref()?, i.span))));
    all.extend(program.tables.iter().flat_map(|t| t.notes.iter().map(|n| (n.as_str(), t.span))));
    let clauses = program.rules.iter().filter(|r| r.row.is_none());
    all.extend(clauses.flat_map(|r| r.notes.iter().map(|n| (n.as_str(), r.span))));
    all.extend(program.doubts.iter().map(|d| (d.question.as_str(), d.span)));
    let readings = program.doubts.iter().flat_map(|d| d.readings.iter().map(move |r| (r, d.span)));
    all.extend(readings.filter_map(|(r, span)| Some((r.1.as_deref()?, span))));
    all.extend(program.not_computable.iter().map(|n| (n.reason.as_str(), n.span)));
    all.sort_by_key(|(_, span)| *span);
    all
}

fn equations(text: &str, span: Span, out: &mut Outcome) {
    let sides: Vec<&str> = text.split(['＝', '=']).collect();
    for pair in sides.windows(2) {
        let [left, right] = pair else { continue };
        let (Some(a), Some(b)) = (last_of(left), first_of(right)) else { continue };
        if !a.calculates && !b.calculates {
            continue;
        }
        if agrees(&a, &b) {
            out.prove();
        } else {
            out.report(unequal(&a, &b, span));
        }
    }
}

/// Equal exactly, or once the longer is rounded to the places that the other is written with; 万 and 亿 count, or were
/// left out on one side (14＋2＋50＝66万).
fn agrees(a: &Reading, b: &Reading) -> bool {
    // An operand written to 分 may stand for more digits than it shows.
    let rounded = (a.calculates && a.fine) || (b.calculates && b.fine);
    let close = |x: Option<Num>, y: Option<Num>| match (x, y) {
        (Some(x), Some(y)) => x == y || a.rounds_to(x, y) || b.rounds_to(y, x) || (rounded && within_a_cent(x, y)),
        // Too large, or a division by zero: nothing to say.
        _ => true,
    };
    close(a.value, b.value) || close(a.plain, b.plain)
}

fn within_a_cent(x: Num, y: Num) -> bool {
    x.sub(y).is_ok_and(|d| d.max(d.neg().unwrap_or(d)) <= Num::cents(1))
}

fn unequal(a: &Reading, b: &Reading, span: Span) -> Finding {
    let shown = a.value.map_or_else(String::new, |n| n.to_exact());
    let message = format!("文字里的算式不成立：「{}＝{}」，左边是 {shown}", a.text, b.text);
    Finding::text(Family::Consistency, 837, Severity::Warning, span, message)
        .suggest("核对原文的数字：总额与各部分之和、比例与乘积不符时，多为一处印错或抄错")
}
