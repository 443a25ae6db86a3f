//! Writing Parquet, a row group at a time.

use super::super::{Block, Column, Exact, Fault, Kind, Texts, errors};
use crate::base::date::Date;
use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use std::io::Write;
use std::sync::Arc;

/// Rows of a row group: a group is held in memory until it is whole.
const GROUP: usize = 256 * 1024;

/// Digits of decimals.
const DIGITS: u8 = 18;

/// A Parquet file being written.
pub struct Writer<W: Write + Send> {
    out: ArrowWriter<W>,
    schema: SchemaRef,
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Whole => DataType::Int64,
        Kind::Decimal(scale) => DataType::Decimal128(DIGITS, i8::try_from(scale).unwrap_or(i8::MAX)),
        Kind::Truth => DataType::Boolean,
        Kind::Day => DataType::Date32,
        Kind::Text | Kind::Float | Kind::Other => DataType::Utf8,
    }
}

fn failed(error: &ParquetError) -> Fault {
    let text = error.to_string();
    let full = text.contains("No space left") || text.contains("os error 28");
    errors::cannot_write(if full { "磁盘已满" } else { &text })
}

impl<W: Write + Send> Writer<W> {
    /// Begins a file with these columns.
    pub fn new(out: W, names: &[String], kinds: &[Kind]) -> Result<Writer<W>, Fault> {
        let fields: Vec<Field> = names.iter().zip(kinds).map(|(n, k)| Field::new(n, data_type(*k), true)).collect();
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(GROUP))
            .build();
        let out = ArrowWriter::try_new(out, schema.clone(), Some(properties)).map_err(|e| failed(&e))?;
        Ok(Writer { out, schema })
    }

    /// Adds the rows of a block whose columns are of the kinds given.
    pub fn write(&mut self, block: &Block) -> Result<(), Fault> {
        if block.is_empty() {
            return Ok(());
        }
        let arrays: Vec<ArrayRef> = block.columns.iter().map(array).collect();
        let batch = RecordBatch::try_new(self.schema.clone(), arrays);
        let batch = batch.map_err(|e| errors::cannot_write(&e.to_string()))?;
        self.out.write(&batch).map_err(|e| failed(&e))
    }

    /// Ends the file.
    pub fn finish(self) -> Result<W, Fault> {
        self.out.into_inner().map_err(|e| failed(&e))
    }
}

fn array(column: &Column) -> ArrayRef {
    match column {
        Column::Text(texts) => Arc::new(strings(texts)),
        Column::Number(n) if n.scale == 0 => Arc::new(Int64Array::from_iter(
            (0..column.len()).map(|r| n.cells.get(r).and_then(|v| i64::try_from(*v).ok())),
        )),
        Column::Number(n) => Arc::new(decimals(n)),
        Column::Day(days) => {
            let epoch = Date::new(1970, 1, 1).map_or(0, Date::day_number);
            let day = |r| days.get(r).and_then(|d| i32::try_from(d - epoch).ok());
            Arc::new(Date32Array::from_iter((0..column.len()).map(day)))
        }
        Column::Truth(b) => Arc::new(BooleanArray::from_iter((0..column.len()).map(|r| b.get(r).copied()))),
    }
}

fn decimals(n: &Exact) -> Decimal128Array {
    let cells = (0..n.cells.known.len()).map(|r| n.cells.get(r).copied());
    let array = Decimal128Array::from_iter(cells);
    let scale = i8::try_from(n.scale).unwrap_or(i8::MAX);
    array.clone().with_precision_and_scale(DIGITS, scale).unwrap_or(array)
}

fn strings(texts: &Texts) -> arrow_array::StringArray {
    let mut out = StringBuilder::new();
    for row in 0..texts.len() {
        let cell = texts.get(row);
        out.append_option((!cell.is_empty()).then_some(cell));
    }
    out.finish()
}
