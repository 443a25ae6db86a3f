//! Small tables, whole.

use super::{Block, Fault, Source};

/// A table in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Names of its columns.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Block,
}

impl Table {
    /// Reads a source to its end.
    pub fn read(source: &mut dyn Source) -> Result<Table, Fault> {
        let mut rows = Block::default();
        while source.read(&mut rows, 4096)? {}
        Ok(Table { columns: source.columns().iter().map(|c| c.name.clone()).collect(), rows })
    }

    /// The place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c == name)
    }

    /// A cell as text.
    pub fn cell(&self, row: usize, column: usize) -> std::borrow::Cow<'_, str> {
        self.rows.columns.get(column).map_or("".into(), |c| c.text(row))
    }
}
