//! Why rules did not apply; only ever run when a trace is recorded.

use super::rules::Applies;
use super::{Res, Run};
use crate::eval::plan::Source;
use crate::eval::trace::{Reason, Rejection, Steps, Tracer};
use crate::eval::value::{Tri, V};
use crate::ir::{CellTest, Expr, ExprId, ItemId, RuleId, TableId};

/// Rows of a table that are explained when none applied.
const MAX_ROWS: usize = 8;

/// Records the rules of an item that are not among the candidates from `first` on.
pub(super) fn rejections<T: Tracer>(run: &mut Run<'_, '_, T>, id: ItemId, slot: usize, first: usize) -> Res<()> {
    let plan = run.plan;
    for source in plan.sources.get(slot).into_iter().flatten() {
        match source {
            Source::Rule(rule, _) if !run.is_candidate(first, *rule) => run.reject(id, *rule)?,
            Source::Rule(..) => {}
            Source::Table(table) => run.reject_rows(id, *table, first)?,
        }
    }
    Ok(())
}

impl<T: Tracer> Run<'_, '_, T> {
    fn is_candidate(&self, first: usize, rule: RuleId) -> bool {
        self.s.candidates.get(first..).unwrap_or(&[]).iter().any(|c| c.rule == rule)
    }

    fn reject_rows(&mut self, id: ItemId, table: TableId, first: usize) -> Res<()> {
        let rows = self.plan.program.tables.get(table.ix()).map_or(&[][..], |t| &t.rows);
        if rows.iter().any(|r| self.is_candidate(first, *r)) {
            return Ok(());
        }
        for rule in rows.iter().take(MAX_ROWS) {
            self.reject(id, *rule)?;
        }
        let more = u32::try_from(rows.len().saturating_sub(MAX_ROWS)).unwrap_or(u32::MAX);
        if let Some(open) = self.tracer.recorder().and_then(|r| r.open.last_mut()) {
            open.rejected_more = open.rejected_more.saturating_add(more);
        }
        Ok(())
    }

    fn reject(&mut self, id: ItemId, rule: RuleId) -> Res<()> {
        let reason = self.reason(id, rule)?;
        if let Some((open, reason)) = self.tracer.recorder().and_then(|r| r.open.last_mut()).zip(reason) {
            open.rejected.push(Rejection { rule, reason });
        }
        Ok(())
    }

    fn reason(&mut self, id: ItemId, rule: RuleId) -> Res<Option<Reason>> {
        let plan = self.plan;
        let interval = plan.rules.get(rule.ix()).map(|r| r.effective).unwrap_or_default();
        if self.within(interval) == Tri::No {
            return Ok(Some(Reason::Date));
        }
        let Some(r) = plan.program.rules.get(rule.ix()) else { return Ok(None) };
        if let Some(by) = self.overrider(id, &r.overridden_by)? {
            return Ok(Some(Reason::Overridden(by)));
        }
        match r.row {
            Some((table, row)) => self.failing_cell(table, row),
            None => r.guard.map_or(Ok(None), |g| self.failing(g).map(Some)),
        }
    }

    fn overrider(&mut self, id: ItemId, others: &[RuleId]) -> Res<Option<RuleId>> {
        for other in others {
            let rule = self.plan.program.rules.get(other.ix());
            let defines = rule.is_some_and(|o| o.defs.iter().any(|(i, _)| *i == id));
            if defines && self.applies(*other, id, 0)? == Applies::Yes {
                return Ok(Some(*other));
            }
        }
        Ok(None)
    }

    fn failing_cell(&mut self, table: TableId, row: u32) -> Res<Option<Reason>> {
        let plan = self.plan;
        let Some(t) = plan.program.tables.get(table.ix()) else { return Ok(None) };
        if let Some(guard) = t.guard
            && self.quiet_truth(guard)? == Tri::No
        {
            return self.failing(guard).map(Some);
        }
        let Some(index) = plan.tables.get(table.ix()).and_then(Option::as_ref) else { return Ok(None) };
        for (c, column) in (0_u32..).zip(&index.columns) {
            self.pause();
            let value = self.eval(column.test)?;
            self.resume();
            let mut met = Vec::new();
            column.rows(&value, &mut met);
            let meets = met.get(row as usize / 64).is_some_and(|w| w >> (row % 64) & 1 == 1);
            let open = matches!(value, V::Missing(m) if self.settled(Tri::Unknown(m)) != Tri::No);
            if !meets && !open {
                return Ok(Some(Reason::Cell { table, column: c, value: value.known() }));
            }
        }
        let cells = t.cells.get(row as usize).map_or(&[][..], Vec::as_slice);
        for cell in cells {
            if let CellTest::Expr(e) = cell
                && self.quiet_truth(*e)? == Tri::No
            {
                return self.failing(*e).map(Some);
            }
        }
        Ok(None)
    }

    fn quiet_truth(&mut self, e: ExprId) -> Res<Tri> {
        self.pause();
        let t = self.holds(e);
        self.resume();
        t
    }

    /// The first atomic condition that fails within a false condition.
    fn failing(&mut self, e: ExprId) -> Res<Reason> {
        let plan = self.plan;
        if let Some(Expr::And(all)) = plan.expr(e) {
            for part in all {
                if self.quiet_truth(*part)? == Tri::No {
                    return self.failing(*part);
                }
            }
        }
        let mark = self.mark();
        self.truth(e)?;
        let steps: Steps = self.tracer.recorder().map(|r| r.since(mark)).unwrap_or_default();
        Ok(Reason::Condition { atom: e, steps })
    }
}
