//! Columnar files: Parquet and Arrow IPC. Only the columns that are wanted are read; numbers stay exact.

mod arrays;
mod write;

use super::{Block, ColumnInfo, Fault, Kind, Source, errors};
use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::file::reader::ChunkReader;
use std::io::{BufReader, Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};
pub use write::Writer;

/// Rows decoded at a time.
const BATCH: usize = 8192;

type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>;

/// Begins to read the columns chosen, by place and in this order of places.
type Begin = Box<dyn FnOnce(&[usize]) -> Result<Batches, String> + Send>;

/// A columnar file.
pub struct Reader {
    format: &'static str,
    columns: Vec<ColumnInfo>,
    selected: Vec<usize>,
    begin: Option<Begin>,
    batches: Option<Batches>,
    /// What was read and not yet given.
    held: Option<(RecordBatch, usize)>,
    rows: u64,
    total: Option<u64>,
}

impl Reader {
    /// Opens a Parquet file.
    pub fn parquet<R: ChunkReader + 'static>(input: R) -> Result<Reader, Fault> {
        // The types of the file itself, not those of the program that wrote it.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let opened = guarded(|| ParquetRecordBatchReaderBuilder::try_new_with_options(input, options));
        let builder = opened.map_err(|e| broken("Parquet", 0, &e))?;
        let total = u64::try_from(builder.metadata().file_metadata().num_rows()).ok();
        let columns = infos(builder.schema())?;
        let begin = move |wanted: &[usize]| {
            let mask = ProjectionMask::roots(builder.parquet_schema(), wanted.iter().copied());
            let reader: Result<ParquetRecordBatchReader, String> =
                guarded(|| builder.with_projection(mask).with_batch_size(BATCH).build());
            reader.map(|r| Box::new(r) as Batches)
        };
        Ok(Reader::new("Parquet", columns, Box::new(begin), total))
    }

    /// Opens an Arrow file.
    pub fn arrow<R: Read + Seek + Send + 'static>(input: R) -> Result<Reader, Fault> {
        let mut input = BufReader::new(input);
        let opened = guarded(|| FileReader::try_new(&mut input, None).map(|r| r.schema()));
        let columns = infos(opened.map_err(|e| broken("Arrow", 0, &e))?.as_ref())?;
        let begin = move |wanted: &[usize]| {
            let reader = guarded(|| {
                input.rewind().map_err(ArrowError::from)?;
                FileReader::try_new(input, Some(wanted.to_vec()))
            });
            reader.map(|r| Box::new(r) as Batches)
        };
        Ok(Reader::new("Arrow", columns, Box::new(begin), None))
    }

    /// Opens a stream of Arrow batches.
    pub fn stream<R: Read + Send + 'static>(input: R) -> Result<Reader, Fault> {
        let opened = guarded(|| StreamReader::try_new(BufReader::new(input), None));
        let reader = opened.map_err(|e| broken("Arrow", 0, &e))?;
        let columns = infos(reader.schema().as_ref())?;
        let begin = move |wanted: &[usize]| {
            let wanted = wanted.to_vec();
            Ok(Box::new(reader.map(move |batch| batch.and_then(|b| b.project(&wanted)))) as Batches)
        };
        Ok(Reader::new("Arrow", columns, Box::new(begin), None))
    }

    fn new(format: &'static str, columns: Vec<ColumnInfo>, begin: Begin, total: Option<u64>) -> Reader {
        let selected = (0..columns.len()).collect();
        Reader { format, columns, selected, begin: Some(begin), batches: None, held: None, rows: 0, total }
    }

    /// Rows of the file, when they are known beforehand.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// The next rows, at most so many.
    fn next_rows(&mut self, most: usize) -> Result<Option<RecordBatch>, Fault> {
        let (batch, at) = match self.held.take() {
            Some(held) => held,
            None => match self.next_batch()? {
                Some(batch) => (batch, 0),
                None => return Ok(None),
            },
        };
        let count = most.min(batch.num_rows() - at);
        let part = batch.slice(at, count);
        self.held = (at + count < batch.num_rows()).then_some((batch, at + count));
        Ok(Some(part))
    }

    fn next_batch(&mut self) -> Result<Option<RecordBatch>, Fault> {
        let fault = |rows: u64, e: String| broken(self.format, rows, &e);
        if let Some(begin) = self.begin.take() {
            self.batches = Some(begin(&self.selected).map_err(|e| fault(0, e))?);
        }
        let Some(batches) = &mut self.batches else { return Ok(None) };
        match guarded(|| batches.next().transpose()) {
            Ok(batch) => Ok(batch),
            Err(e) => {
                self.batches = None;
                Err(fault(self.rows, e))
            }
        }
    }
}

/// A damaged file may trip the library where it does not expect it: that, too, is no more than a damaged file.
fn guarded<T, E: std::fmt::Display>(work: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(|e| e.to_string()),
        Err(_) => Err("unexpected structure".to_owned()),
    }
}

fn broken(format: &str, rows: u64, reason: &str) -> Fault {
    let place = if rows == 0 { String::new() } else { format!("，读到第 {rows} 行之后") };
    let short: String = reason.chars().take(120).collect();
    errors::unreadable(format!("{format} 文件已损坏或不完整{place}（{short}）"))
}

fn infos(schema: &Schema) -> Result<Vec<ColumnInfo>, Fault> {
    let names: Vec<String> = schema.fields().iter().map(|f| f.name().trim().to_owned()).collect();
    super::format::unique(&names)?;
    let kinds = schema.fields().iter().map(|f| arrays::kind(f.data_type()));
    Ok(names.into_iter().zip(kinds).map(|(name, kind)| ColumnInfo { name, kind }).collect())
}

impl Source for Reader {
    fn columns(&self) -> &[ColumnInfo] {
        &self.columns
    }

    fn select(&mut self, wanted: &[usize]) -> Result<(), Fault> {
        if !wanted.is_sorted() || self.begin.is_none() {
            return Err(errors::unreadable("列要在读之前按次序选定"));
        }
        self.selected = wanted.to_vec();
        Ok(())
    }

    fn read(&mut self, into: &mut Block, rows: usize) -> Result<bool, Fault> {
        let mut left = rows;
        while left > 0 {
            let Some(batch) = self.next_rows(left)? else { return Ok(false) };
            left -= batch.num_rows();
            let columns = batch.columns().iter().zip(&self.selected).map(|(array, place)| {
                let kind = self.columns.get(*place).map_or(Kind::Other, |c| c.kind);
                arrays::column(array, kind)
            });
            let columns: Option<Vec<_>> = columns.collect();
            let columns = columns.ok_or_else(|| broken(self.format, self.rows, "a column changed its type"))?;
            let first = self.rows + 1;
            self.rows += batch.num_rows() as u64;
            into.append(Block { lines: (first..=self.rows).collect(), columns, faults: Vec::new() });
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests;
