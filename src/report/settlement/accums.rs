//! Balances that the encounter changed, or that cannot be told.

use super::View;
use crate::eval::Answer;
use crate::eval::narrate::show_answer;
use crate::eval::trace::EncounterTrace;
use crate::report::doc::Doc;

pub(super) fn add(doc: &mut Doc, view: &View<'_>, trace: &EncounterTrace) {
    // Once a balance cannot be told it stays so: said at every encounter, not only at the one that made it so.
    let lost = |answer: &Answer| matches!(answer, Answer::Missing(m) if m.is_unknown() || m.is_undetermined());
    let shown = trace.accums.iter().filter(|a| a.before != a.after || lost(&a.after));
    let rows: Vec<Vec<String>> = shown
        .filter_map(|a| {
            let accum = view.program.accums.get(a.accum.ix())?;
            let text = |answer| show_answer(view.program, &accum.ty, answer);
            Some(vec![accum.name.clone(), text(&a.before), text(&a.after)])
        })
        .collect();
    if !rows.is_empty() {
        doc.heading(2, "累计");
        doc.table(&["累计", "本次之前", "本次之后"], rows);
    }
}
