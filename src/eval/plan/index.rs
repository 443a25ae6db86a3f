//! Row indexes of decision tables: for each column, the rows that a value meets, as bit sets. Matching a table is one
//! look-up per column and one conjunction, whatever the number of rows.

use crate::eval::value::V;
use crate::ir::value::Value;
use crate::ir::{CellTest, ExprId, Table};

/// A set of rows.
pub(crate) type Bits = Vec<u64>;

/// The index of a table.
pub(crate) struct TableIndex {
    pub(crate) rows: usize,
    pub(crate) columns: Vec<Column>,
    /// Cells that are conditions of their own: row and condition.
    pub(crate) exprs: Vec<(u32, ExprId)>,
}

/// The index of a column. Rows whose cell is a condition of its own count as met here.
pub(crate) struct Column {
    pub(crate) test: ExprId,
    /// Rows that any value meets.
    pub(crate) any: Bits,
    keys: Vec<(i64, Bits)>,
    ranges: Option<Ranges>,
    has: Vec<(i64, Bits)>,
    lacks: Option<(Bits, Vec<(i64, Bits)>)>,
    /// Of a table of at most 64 rows whose cells here list members: the rows by member.
    dense: Vec<u64>,
}

/// Cut points in order; class 2i is the open interval before cut i, class 2i+1 the cut itself.
struct Ranges {
    cuts: Vec<V>,
    classes: Vec<Bits>,
}

impl TableIndex {
    pub(crate) fn new(table: &Table) -> TableIndex {
        let rows = table.rows.len();
        let column = |(c, test): (usize, &ExprId)| Column::new(*test, rows, &column_cells(table, c));
        TableIndex {
            rows,
            columns: table.columns.iter().enumerate().map(column).collect(),
            exprs: (0_u32..).zip(&table.cells).flat_map(|(row, cells)| own_conditions(row, cells)).collect(),
        }
    }

    /// All rows.
    pub(crate) fn all(&self, out: &mut Bits) {
        out.clear();
        out.resize(self.rows.div_ceil(64), u64::MAX);
        if let Some(last) = out.last_mut().filter(|_| !self.rows.is_multiple_of(64)) {
            *last = (1 << (self.rows % 64)) - 1;
        }
    }
}

fn own_conditions(row: u32, cells: &[CellTest]) -> impl Iterator<Item = (u32, ExprId)> {
    cells.iter().filter_map(move |c| match c {
        CellTest::Expr(e) => Some((row, *e)),
        _ => None,
    })
}

fn column_cells(table: &Table, c: usize) -> Vec<&CellTest> {
    table.cells.iter().map(|row| row.get(c).unwrap_or(&CellTest::Any)).collect()
}

/// Rows marked in a bit set, ascending.
pub(crate) fn ones(bits: &[u64]) -> impl Iterator<Item = u32> {
    (0_u32..).zip(bits).flat_map(|(w, word)| {
        let mut left = *word;
        std::iter::from_fn(move || {
            let bit = left.trailing_zeros();
            (left != 0).then(|| left &= left - 1)?;
            Some(w * 64 + bit)
        })
    })
}

fn mark(bits: &mut Bits, row: usize) {
    if let Some(word) = bits.get_mut(row / 64) {
        *word |= 1 << (row % 64);
    }
}

/// `out |= more`
pub(crate) fn or(out: &mut Bits, more: &[u64]) {
    out.iter_mut().zip(more).for_each(|(o, m)| *o |= m);
}

fn find(list: &[(i64, Bits)], key: i64) -> Option<&Bits> {
    list.binary_search_by_key(&key, |(k, _)| *k).ok().and_then(|i| list.get(i)).map(|(_, b)| b)
}

fn place(list: &mut Vec<(i64, Bits)>, key: i64, words: usize) -> Option<&mut Bits> {
    let at = match list.binary_search_by_key(&key, |(k, _)| *k) {
        Ok(at) => at,
        Err(at) => {
            list.insert(at, (key, vec![0; words]));
            at
        }
    };
    list.get_mut(at).map(|(_, b)| b)
}

impl Column {
    fn new(test: ExprId, rows: usize, cells: &[&CellTest]) -> Column {
        let words = rows.div_ceil(64);
        let ranges = Ranges::new(words, cells);
        let mut col =
            Column { test, any: vec![0; words], keys: vec![], ranges, has: vec![], lacks: None, dense: vec![] };
        for (row, cell) in cells.iter().enumerate() {
            match cell {
                CellTest::Any | CellTest::Expr(_) => mark(&mut col.any, row),
                CellTest::In(keys) => mark_all(&mut col.keys, keys, row, words),
                CellTest::Has(elems, true) => mark_all(&mut col.has, elems, row, words),
                CellTest::Has(elems, false) => {
                    let (all, list) = col.lacks.get_or_insert_with(|| (vec![0; words], vec![]));
                    mark(all, row);
                    mark_all(list, elems, row, words);
                }
                CellTest::Range(..) => {}
            }
        }
        col.thicken(words);
        col
    }

    fn thicken(&mut self, words: usize) {
        let last = self.keys.last().and_then(|(k, _)| usize::try_from(*k).ok());
        let plain = self.ranges.is_none() && self.has.is_empty() && self.lacks.is_none();
        let Some(last) = last.filter(|k| words == 1 && plain && *k < 256) else { return };
        let any = self.any.first().copied().unwrap_or(0);
        let rows = |k: usize| i64::try_from(k).ok().and_then(|k| find(&self.keys, k)).and_then(|b| b.first().copied());
        self.dense = (0..=last).map(|k| any | rows(k).unwrap_or(0)).collect();
    }

    /// Rows that the value meets, in a table of at most 64 rows.
    pub(crate) fn few_rows(&self, v: &V, buffer: &mut Bits) -> u64 {
        let place = match v {
            V::Member(m) => Some(*m as usize),
            _ => None,
        };
        if let Some(rows) = place.and_then(|m| self.dense.get(m)) {
            return *rows;
        }
        self.rows(v, buffer);
        buffer.first().copied().unwrap_or(0)
    }

    /// Rows that the value meets.
    pub(crate) fn rows(&self, v: &V, out: &mut Bits) {
        out.clear();
        out.extend_from_slice(&self.any);
        if let V::Set(set) = v {
            return self.rows_of_set(set, out);
        }
        if let Some(bits) = v.key().and_then(|k| find(&self.keys, k)) {
            or(out, bits);
        }
        if let Some(bits) = self.ranges.as_ref().and_then(|r| r.class(v)) {
            or(out, bits);
        }
    }

    fn rows_of_set(&self, set: &std::collections::BTreeSet<i64>, out: &mut Bits) {
        for bits in set.iter().filter_map(|k| find(&self.has, *k)) {
            or(out, bits);
        }
        if let Some((all, list)) = &self.lacks {
            let mut free = all.clone();
            for bits in set.iter().filter_map(|k| find(list, *k)) {
                free.iter_mut().zip(bits).for_each(|(f, b)| *f &= !b);
            }
            or(out, &free);
        }
    }
}

fn mark_all(list: &mut Vec<(i64, Bits)>, keys: &[i64], row: usize, words: usize) {
    for key in keys {
        if let Some(bits) = place(list, *key, words) {
            mark(bits, row);
        }
    }
}

impl Ranges {
    fn new(words: usize, cells: &[&CellTest]) -> Option<Ranges> {
        let mut cuts: Vec<V> = cells.iter().flat_map(|c| ends(c)).map(V::from).collect();
        if cuts.is_empty() {
            return None;
        }
        cuts.sort_by(|a, b| a.order(b).unwrap_or(std::cmp::Ordering::Equal));
        cuts.dedup();
        let mut ranges = Ranges { classes: vec![vec![0; words]; cuts.len() * 2 + 1], cuts };
        for (row, cell) in cells.iter().enumerate() {
            ranges.mark(row, cell);
        }
        Some(ranges)
    }

    fn mark(&mut self, row: usize, cell: &CellTest) {
        let CellTest::Range(lower, upper) = cell else { return };
        let first = lower.as_ref().map_or(0, |(v, incl, _)| self.position(v) + usize::from(!incl));
        let last = upper.as_ref().map_or(self.classes.len(), |(v, incl, _)| self.position(v) + usize::from(*incl));
        for bits in self.classes.get_mut(first..last).into_iter().flatten() {
            mark(bits, row);
        }
    }

    /// The class of a cut point itself.
    fn position(&self, v: &Value) -> usize {
        let v = V::from(v);
        self.cuts.partition_point(|c| c.order(&v) == Some(std::cmp::Ordering::Less)) * 2 + 1
    }

    fn class(&self, v: &V) -> Option<&Bits> {
        v.order(self.cuts.first()?)?;
        let below = self.cuts.partition_point(|c| c.order(v) == Some(std::cmp::Ordering::Less));
        let on_cut = self.cuts.get(below).is_some_and(|c| c == v);
        self.classes.get(below * 2 + usize::from(on_cut))
    }
}

fn ends(cell: &CellTest) -> Vec<&Value> {
    match cell {
        CellTest::Range(a, b) => [a, b].into_iter().flatten().map(|(v, _, _)| v).collect(),
        _ => Vec::new(),
    }
}
