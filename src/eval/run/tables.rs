//! Matching decision tables: all rows at once, once per encounter.

use super::{Place, Res, Run};
use crate::eval::missing::MissId;
use crate::eval::plan::index::{Bits, TableIndex, ones};
use crate::eval::trace::Tracer;
use crate::eval::value::{Tri, V};
use crate::ir::TableId;

/// The match of a table, valid in the encounter named.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memo {
    encounter: u32,
    /// Rows that match or may match, ascending.
    rows: Vec<(u32, Tri)>,
}

/// Bit sets to be reused.
#[derive(Default)]
pub(crate) struct Buffers {
    yes: Bits,
    possible: Bits,
    met: Bits,
}

/// A column that is unknown, with its possible values.
type OpenColumn = (usize, Vec<V>);

impl<'p, T: Tracer> Run<'_, 'p, T> {
    /// Matches the table, if that is not yet done.
    pub(super) fn match_table(&mut self, table: TableId) -> Res<()> {
        let fresh = self.s.tables.get(table.ix()).is_some_and(|m| m.encounter == self.s.encounter);
        let plan = self.plan;
        let Some(index) = plan.tables.get(table.ix()).and_then(Option::as_ref).filter(|_| !fresh) else {
            return Ok(());
        };
        let place = self.place;
        self.place = Place { rule: None, ..place };
        self.pause();
        let gate = plan.program.tables.get(table.ix()).and_then(|t| t.guard).map_or(Ok(Tri::Yes), |g| self.holds(g))?;
        let mut rows = self.s.tables.get_mut(table.ix()).map(|m| std::mem::take(&mut m.rows)).unwrap_or_default();
        rows.clear();
        if gate != Tri::No {
            self.match_rows(index, gate, &mut rows)?;
        }
        self.resume();
        self.place = place;
        if let Some(memo) = self.s.tables.get_mut(table.ix()) {
            *memo = Memo { encounter: self.s.encounter, rows };
        }
        Ok(())
    }

    fn match_rows(&mut self, index: &TableIndex, gate: Tri, rows: &mut Vec<(u32, Tri)>) -> Res<()> {
        if index.rows <= 64 && self.match_few(index, gate, rows)? {
            return Ok(());
        }
        let mut b = std::mem::take(&mut self.s.bits);
        index.all(&mut b.yes);
        b.possible.clone_from(&b.yes);
        let mut unknown: Vec<(usize, MissId)> = Vec::new();
        for (c, column) in index.columns.iter().enumerate() {
            match self.eval(column.test)? {
                V::Missing(m) if self.settled(Tri::Unknown(m)) == Tri::No => {
                    and(&mut b.yes, &column.any);
                    and(&mut b.possible, &column.any);
                }
                V::Missing(m) => {
                    and(&mut b.yes, &column.any);
                    unknown.push((c, m));
                }
                v => {
                    column.rows(&v, &mut b.met);
                    and(&mut b.yes, &b.met);
                    and(&mut b.possible, &b.met);
                }
            }
            if b.possible.iter().all(|w| *w == 0) {
                break;
            }
        }
        for row in ones(&b.possible) {
            let certain = b.yes.get(row as usize / 64).is_some_and(|w| w >> (row % 64) & 1 == 1);
            let state = if certain { Tri::Yes } else { self.why_unknown(index, row, &unknown) };
            rows.push((row, self.both(gate, state)));
        }
        self.s.bits = b;
        self.own_conditions(index, rows)
    }

    /// The same for a small table all of whose columns are known; false when one is not, and nothing is done.
    fn match_few(&mut self, index: &TableIndex, gate: Tri, rows: &mut Vec<(u32, Tri)>) -> Res<bool> {
        let mut left = u64::MAX >> (64 - index.rows.clamp(1, 64));
        for column in &index.columns {
            let value = self.eval(column.test)?;
            if matches!(value, V::Missing(_)) {
                return Ok(false);
            }
            left &= column.few_rows(&value, &mut self.s.bits.met);
            if left == 0 {
                break;
            }
        }
        while left != 0 && index.rows > 0 {
            rows.push((left.trailing_zeros(), gate));
            left &= left - 1;
        }
        self.own_conditions(index, rows)?;
        Ok(true)
    }

    /// What a row needs: the columns without value that it tests.
    fn why_unknown(&mut self, index: &TableIndex, row: u32, unknown: &[(usize, MissId)]) -> Tri {
        let mut state = Tri::Yes;
        for (c, m) in unknown {
            let any = index.columns.get(*c).and_then(|c| c.any.get(row as usize / 64));
            if any.is_none_or(|w| w >> (row % 64) & 1 == 0) {
                state = self.both(state, Tri::Unknown(*m));
            }
        }
        state
    }

    fn own_conditions(&mut self, index: &TableIndex, rows: &mut Vec<(u32, Tri)>) -> Res<()> {
        if index.exprs.is_empty() {
            return Ok(());
        }
        for (row, state) in rows.iter_mut() {
            let first = index.exprs.partition_point(|(r, _)| r < row);
            let own = index.exprs.get(first..).unwrap_or(&[]).iter().take_while(|(r, _)| r == row);
            for (_, e) in own {
                let t = self.holds(*e)?;
                *state = self.both(*state, t);
            }
        }
        rows.retain(|(_, s)| *s != Tri::No);
        Ok(())
    }

    /// The first row from `from` on that matches or may match.
    pub(super) fn candidate_row(&self, table: TableId, from: u32) -> Option<u32> {
        let rows = &self.s.tables.get(table.ix())?.rows;
        let at = rows.partition_point(|(r, _)| *r < from);
        rows.get(at).map(|(r, _)| *r)
    }

    /// The row that matches, when it is the only one that does or may.
    pub(super) fn only_row(&self, table: TableId) -> Option<u32> {
        match self.s.tables.get(table.ix())?.rows.as_slice() {
            [(row, _)] => Some(*row),
            _ => None,
        }
    }

    /// Whether a row matches.
    pub(super) fn row_state(&self, table: TableId, row: u32) -> Tri {
        let rows = self.s.tables.get(table.ix()).map_or(&[][..], |m| &m.rows);
        rows.binary_search_by_key(&row, |(r, _)| *r).ok().and_then(|i| rows.get(i)).map_or(Tri::No, |(_, s)| *s)
    }
}

fn and(out: &mut Bits, more: &[u64]) {
    out.iter_mut().zip(more).for_each(|(o, m)| *o &= m);
}

/// Most combinations of unknown facts that are tried.
const MAX_WORLDS: u64 = 256;

impl<T: Tracer> Run<'_, '_, T> {
    /// Whether one of these rows matches whatever the values of the unknown columns are. Only columns that are facts
    /// with few possible values are tried.
    pub(super) fn covers(&mut self, table: TableId, rows: &[usize]) -> Res<bool> {
        let plan = self.plan;
        let Some(index) = plan.tables.get(table.ix()).and_then(Option::as_ref) else { return Ok(false) };
        let gated = plan.program.tables.get(table.ix()).is_some_and(|t| t.guard.is_some());
        if gated || !index.exprs.is_empty() {
            return Ok(false);
        }
        let Some(open) = self.open_columns(index)? else { return Ok(false) };
        let mut left = vec![0_u64; index.rows.div_ceil(64)];
        for row in rows {
            if let Some(word) = left.get_mut(row / 64) {
                *word |= 1 << (row % 64);
            }
        }
        Ok(every_world(index, &open, &left))
    }

    /// Unknown columns with their possible values; `None` when that cannot be said.
    fn open_columns(&mut self, index: &TableIndex) -> Res<Option<Vec<OpenColumn>>> {
        let mut open = Vec::new();
        let mut worlds = 1_u64;
        self.pause();
        for (c, column) in index.columns.iter().enumerate() {
            if !matches!(self.eval(column.test)?, V::Missing(_)) {
                continue;
            }
            let Some(values) = self.possible_values(column.test) else {
                self.resume();
                return Ok(None);
            };
            worlds = worlds.saturating_mul(values.len() as u64);
            open.push((c, values));
        }
        self.resume();
        Ok((worlds <= MAX_WORLDS).then_some(open))
    }

    fn possible_values(&self, test: crate::ir::ExprId) -> Option<Vec<V>> {
        use crate::ir::{Expr, Ty};
        let Some(Expr::Input(input)) = self.plan.expr(test) else { return None };
        match self.plan.program.inputs.get(input.ix()).map(|i| &i.ty)? {
            Ty::Bool => Some(vec![V::Bool(false), V::Bool(true)]),
            Ty::Enum(e) => {
                let members = &self.plan.program.enums.get(e.ix())?.members;
                Some((0_u32..).zip(members).map(|(m, _)| V::Member(m)).collect())
            }
            _ => None,
        }
    }
}

fn every_world(index: &TableIndex, open: &[(usize, Vec<V>)], left: &[u64]) -> bool {
    let Some(((column, values), rest)) = open.split_first() else { return left.iter().any(|w| *w != 0) };
    values.iter().all(|v| {
        let mut met = Bits::new();
        if let Some(column) = index.columns.get(*column) {
            column.rows(v, &mut met);
        }
        and(&mut met, left);
        every_world(index, rest, &met)
    })
}
