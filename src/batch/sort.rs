//! Sorting rows by person, day and line within a memory limit: sorted runs in temporary files, merged at the end.
//!
//! In: blocks in the order of the file. Out: blocks in which each person's rows stand together, in order of date and
//! then of the file. The files are the caller's.

mod record;
mod runs;

use crate::base::diagnostic::Diagnostic;
use crate::base::span::{FileId, Span};
use crate::data::Block;
use record::Records;
use runs::Merge;
pub use runs::{Run, Spill};
use std::io;

/// Why sorting failed.
pub type Fault = Box<Diagnostic>;

/// Most runs that are merged at once; open files are limited.
const FAN_IN: usize = 64;

/// Collects rows.
pub struct Sorter<'s> {
    spill: &'s dyn Spill,
    limit: usize,
    records: Records,
    runs: Vec<Box<dyn runs::Run>>,
    /// Bytes written to temporary files.
    pub spilled: u64,
}

/// Rows in order.
pub enum Sorted {
    /// All were held in memory.
    Memory(Records, usize),
    /// Merged from runs.
    Files(Merge),
}

fn failed(error: &io::Error) -> Fault {
    let what = match error.kind() {
        io::ErrorKind::StorageFull => "临时目录所在的磁盘已满".to_owned(),
        _ => error.to_string(),
    };
    let span = Span::new(FileId(u32::MAX), 0, 0);
    Box::new(
        Diagnostic::error(905, span, format!("不能写入排序用的临时文件：{what}"))
            .hint("换一个临时目录：设置环境变量 TMPDIR"),
    )
}

impl<'s> Sorter<'s> {
    /// A sorter that holds about `limit` bytes in memory.
    pub fn new(spill: &'s dyn Spill, limit: usize) -> Sorter<'s> {
        Sorter { spill, limit: limit.max(1024), records: Records::default(), runs: Vec::new(), spilled: 0 }
    }

    /// Takes the rows of a block; `key` gives the person's column and the day of a row.
    pub fn add(&mut self, block: &Block, key: &dyn Fn(usize) -> (String, i64)) -> Result<(), Fault> {
        let mut faults = block.faults.iter().peekable();
        for row in 0..block.len() {
            let fault = faults.next_if(|(r, _)| *r == row).map(|(_, f)| f);
            while faults.next_if(|(r, _)| *r == row).is_some() {}
            let (person, day) = key(row);
            self.records.push(&person, day, block, row, fault);
            if self.records.bytes() > self.limit {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Fault> {
        self.records.sort();
        let file = self.spill.create().map_err(|e| failed(&e))?;
        let run = runs::write(file, self.records.iter()).map_err(|e| failed(&e))?;
        self.spilled += self.records.bytes() as u64;
        self.records.clear();
        self.runs.push(run);
        if self.runs.len() >= FAN_IN { self.join() } else { Ok(()) }
    }

    /// Merges all runs into one.
    fn join(&mut self) -> Result<(), Fault> {
        let mut merge = Merge::new(std::mem::take(&mut self.runs)).map_err(|e| failed(&e))?;
        let file = self.spill.create().map_err(|e| failed(&e))?;
        let run = runs::write_merged(file, &mut merge).map_err(|e| failed(&e))?;
        self.runs.push(run);
        Ok(())
    }

    /// The rows in order.
    pub fn finish(mut self) -> Result<Sorted, Fault> {
        if self.runs.is_empty() {
            self.records.sort();
            return Ok(Sorted::Memory(self.records, 0));
        }
        if self.records.bytes() > 0 {
            self.flush()?;
        }
        Merge::new(self.runs).map(Sorted::Files).map_err(|e| failed(&e))
    }
}

impl Sorted {
    /// Appends up to `rows` rows to a block; false when there are no more.
    pub fn read(&mut self, into: &mut Block, rows: usize) -> Result<bool, Fault> {
        for _ in 0..rows {
            match self {
                Sorted::Memory(records, next) => {
                    let Some(record) = records.get(*next) else { return Ok(false) };
                    record::unpack(record, into);
                    *next += 1;
                }
                Sorted::Files(merge) => {
                    let Some(record) = merge.next().map_err(|e| failed(&e))? else { return Ok(false) };
                    record::unpack(&record, into);
                }
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests;
