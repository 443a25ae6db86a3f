//! Tables of any size: rows of cells from and to CSV, JSON Lines, workbooks and (feature `parquet`) columnar files.
//!
//! In: bytes through `io::Read`. Out: [`Block`]s of columns, each row with its place in the file; or rows written
//! through `io::Write`. Nothing here knows a policy. Promises: no byte sequence panics; memory does not grow with
//! the file; a row that cannot be read is reported with its place and the rows around it are still read; amounts
//! never pass through binary floating point.

mod block;
#[cfg(feature = "parquet")]
pub mod columnar;
pub mod csv;
pub mod encoding;
mod errors;
mod format;
pub mod jsonl;
mod lines;
mod out;
mod table;
pub mod xlsx;

pub use block::{Block, Column, Exact, Known, RowFault, Texts};
pub use format::Format;
pub use out::Cell;
pub use table::Table;

use crate::base::diagnostic::Diagnostic;

/// Why a table cannot be read or written at all.
pub type Fault = Box<Diagnostic>;

/// Where bytes come from.
pub type Input = Box<dyn std::io::Read + Send>;

/// What a column of a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text, to be read as whatever is wanted.
    Text,
    /// Whole numbers.
    Whole,
    /// Decimals with so many places.
    Decimal(u32),
    /// Days.
    Day,
    /// 真假
    Truth,
    /// Binary floating point: not exact.
    Float,
    /// Anything else.
    Other,
}

/// A column of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnInfo {
    /// Its name, without surrounding blanks.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// Rows, a block at a time.
pub trait Source: Send {
    /// The columns of the file, in order.
    fn columns(&self) -> &[ColumnInfo];

    /// Reads only these columns from now on, given by place. Blocks have them in this order.
    fn select(&mut self, wanted: &[usize]) -> Result<(), Fault>;

    /// Appends up to `rows` rows; false when there are no more.
    fn read(&mut self, into: &mut Block, rows: usize) -> Result<bool, Fault>;
}

#[cfg(test)]
mod tests;
