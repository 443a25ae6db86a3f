//! Rows side by side, column by column.

use std::fmt::Write;

/// Rows of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// Line of each row in the file (row number where there are no lines), from 1.
    pub lines: Vec<u64>,
    /// Columns as selected, each with a cell per row.
    pub columns: Vec<Column>,
    /// Rows that are not as they should be, in order: their cells are empty where nothing could be read.
    pub faults: Vec<(usize, RowFault)>,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// Name of the column, when one is to blame.
    pub column: Option<String>,
    /// Code of the diagnostic.
    pub code: u16,
    /// One Chinese sentence.
    pub message: String,
}

/// A column of cells.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// As written; an empty text is an empty cell.
    Text(Texts),
    /// Numbers, exactly.
    Number(Exact),
    /// Days by number (0001-01-01 is 0).
    Day(Known<i64>),
    /// 真假
    Truth(Known<bool>),
}

/// Texts in one buffer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    ends: Vec<usize>,
}

/// Values that may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known<T> {
    /// The values; of an empty cell, anything.
    pub values: Vec<T>,
    /// Whether there is one.
    pub known: Vec<bool>,
}

/// Numbers with a common count of decimals: `value / 10^scale`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exact {
    /// The numbers.
    pub cells: Known<i128>,
    /// Decimals.
    pub scale: u32,
}

impl Texts {
    /// Adds a cell.
    pub fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    /// The cell of a row; empty beyond the end.
    pub fn get(&self, row: usize) -> &str {
        let start = row.checked_sub(1).and_then(|r| self.ends.get(r)).copied().unwrap_or(0);
        self.ends.get(row).and_then(|end| self.text.get(start..*end)).unwrap_or("")
    }

    /// Cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// No cells.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn split_off(&mut self, row: usize) -> Texts {
        let start = row.checked_sub(1).and_then(|r| self.ends.get(r)).copied().unwrap_or(0);
        let text = self.text.split_off(start.min(self.text.len()));
        let ends = self.ends.split_off(row.min(self.ends.len())).into_iter().map(|e| e - start).collect();
        Texts { text, ends }
    }

    fn append(&mut self, more: &Texts) {
        let before = self.text.len();
        self.text.push_str(&more.text);
        self.ends.extend(more.ends.iter().map(|e| e + before));
    }
}

impl<T: Clone + Default> Known<T> {
    /// Adds a cell.
    pub fn push(&mut self, cell: Option<T>) {
        self.known.push(cell.is_some());
        self.values.push(cell.unwrap_or_default());
    }

    /// The value of a row.
    pub fn get(&self, row: usize) -> Option<&T> {
        self.known.get(row).filter(|k| **k).and_then(|_| self.values.get(row))
    }

    fn split_off(&mut self, row: usize) -> Known<T> {
        let at = row.min(self.known.len());
        Known { values: self.values.split_off(at), known: self.known.split_off(at) }
    }

    fn append(&mut self, mut more: Known<T>) {
        self.values.append(&mut more.values);
        self.known.append(&mut more.known);
    }
}

impl Column {
    /// Cells.
    pub fn len(&self) -> usize {
        match self {
            Column::Text(t) => t.len(),
            Column::Number(n) => n.cells.known.len(),
            Column::Day(d) => d.known.len(),
            Column::Truth(b) => b.known.len(),
        }
    }

    /// No cells.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes the cell as text; nothing for an empty cell.
    pub fn write_text(&self, row: usize, out: &mut String) {
        match self {
            Column::Text(t) => out.push_str(t.get(row)),
            Column::Number(n) => {
                if let Some(value) = n.cells.get(row) {
                    write_decimal(*value, n.scale, out);
                }
            }
            Column::Day(d) => {
                if let Some(day) = d.get(row).and_then(|d| crate::base::date::Date::from_day_number(*d)) {
                    let _ = write!(out, "{day}");
                }
            }
            Column::Truth(b) => out.push_str(b.get(row).map_or("", |b| if *b { "是" } else { "否" })),
        }
    }

    /// An empty column for cells of a kind.
    pub fn new(kind: super::Kind) -> Column {
        match kind {
            super::Kind::Whole => Column::Number(Exact::default()),
            super::Kind::Decimal(scale) => Column::Number(Exact { scale, ..Exact::default() }),
            super::Kind::Day => Column::Day(Known::default()),
            super::Kind::Truth => Column::Truth(Known::default()),
            super::Kind::Text | super::Kind::Float | super::Kind::Other => Column::Text(Texts::default()),
        }
    }

    /// Adds a cell; one that the column cannot hold leaves an empty cell.
    pub fn push(&mut self, cell: super::Cell<'_>) {
        match (self, cell) {
            (Column::Text(texts), super::Cell::Text(text)) => texts.push(&text),
            (Column::Text(texts), other) => {
                let mut text = String::new();
                other.write(&mut text);
                texts.push(&text);
            }
            (Column::Number(n), super::Cell::Number(value, scale)) => {
                let more = n.scale.checked_sub(scale).and_then(|s| 10_i128.checked_pow(s));
                n.cells.push(more.and_then(|m| value.checked_mul(m)));
            }
            (Column::Day(days), super::Cell::Day(day)) => days.push(Some(day.day_number())),
            (Column::Truth(b), super::Cell::Truth(v)) => b.push(Some(v)),
            (Column::Number(n), _) => n.cells.push(None),
            (Column::Day(days), _) => days.push(None),
            (Column::Truth(b), _) => b.push(None),
        }
    }

    /// The cell as text.
    pub fn text(&self, row: usize) -> std::borrow::Cow<'_, str> {
        match self {
            Column::Text(t) => t.get(row).into(),
            other => {
                let mut out = String::new();
                other.write_text(row, &mut out);
                out.into()
            }
        }
    }

    fn split_off(&mut self, row: usize) -> Column {
        match self {
            Column::Text(t) => Column::Text(t.split_off(row)),
            Column::Number(n) => Column::Number(Exact { cells: n.cells.split_off(row), scale: n.scale }),
            Column::Day(d) => Column::Day(d.split_off(row)),
            Column::Truth(b) => Column::Truth(b.split_off(row)),
        }
    }

    /// Joins a column of the same kind; a source never changes a column's kind.
    fn append(&mut self, more: Column) {
        match (self, more) {
            (Column::Text(a), Column::Text(b)) => a.append(&b),
            (Column::Number(a), Column::Number(b)) => a.cells.append(b.cells),
            (Column::Day(a), Column::Day(b)) => a.append(b),
            (Column::Truth(a), Column::Truth(b)) => a.append(b),
            (a, b) => (0..b.len()).for_each(|row| a.push(b.text(row).as_ref().into())),
        }
    }
}

/// `-1234.50`
pub(super) fn write_decimal(value: i128, scale: u32, out: &mut String) {
    let unit = 10_u128.checked_pow(scale).unwrap_or(u128::MAX);
    let (whole, part) = (value.unsigned_abs() / unit, value.unsigned_abs() % unit);
    let sign = if value < 0 { "-" } else { "" };
    let _ = match scale {
        0 => write!(out, "{sign}{whole}"),
        _ => write!(out, "{sign}{whole}.{part:0width$}", width = scale as usize),
    };
}

impl Block {
    /// Rows.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// No rows.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Keeps the rows before `row` and gives the rest.
    pub fn split_off(&mut self, row: usize) -> Block {
        let at = row.min(self.len());
        let first = self.faults.partition_point(|(r, _)| *r < at);
        let faults = self.faults.split_off(first).into_iter().map(|(r, fault)| (r - at, fault)).collect();
        let columns = self.columns.iter_mut().map(|c| c.split_off(at)).collect();
        Block { lines: self.lines.split_off(at), columns, faults }
    }

    /// Adds the rows of another block of the same columns.
    pub fn append(&mut self, more: Block) {
        let before = self.len();
        if self.columns.is_empty() {
            self.columns = more.columns;
        } else {
            self.columns.iter_mut().zip(more.columns).for_each(|(a, b)| a.append(b));
        }
        self.lines.extend(more.lines);
        self.faults.extend(more.faults.into_iter().map(|(r, fault)| (r + before, fault)));
    }
}
