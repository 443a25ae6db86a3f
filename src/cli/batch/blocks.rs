//! The rows of a table, person by person: streamed where persons come in order, else sorted first.

use super::super::shell::Shell;
use super::super::{Fault, errors, fs};
use super::input::{Opened, Table};
use super::progress::Progress;
use crate::batch::feed::{Feeder, Rows, Stop};
use crate::batch::group::Grouping;
use crate::batch::sort::{Sorted, Sorter};
use crate::data::Block;

/// Rows read at a time when they are to be sorted.
const ROWS: usize = 8192;

/// A table and how to go through it.
pub struct Blocks<'a> {
    /// What the command line says of it.
    pub table: &'a Table,
    /// Where it is.
    pub path: &'a str,
    /// Columns to read.
    pub read: &'a [usize],
    /// Place of the person among them.
    pub person: Option<usize>,
    /// Says whose a row is and of which day.
    pub grouping: &'a Grouping<'a>,
    /// Bytes for sorting.
    pub memory: usize,
}

impl Blocks<'_> {
    /// Gives the rows to `attempt`; a second time, sorted, when the first shows that they are not in order. `opened`
    /// is the table as it was opened for its head.
    pub fn each<T>(
        &self,
        opened: Opened,
        shell: &Shell,
        mut attempt: impl FnMut(Feeder<'_>, Progress) -> Result<T, Stop>,
    ) -> Result<T, Fault> {
        let mut opened = opened;
        if self.path != "-" {
            opened.source.select(self.read)?;
            let progress = Progress::new(opened.length, opened.read.clone());
            match attempt(Feeder::new(Rows::Stream(&mut *opened.source), self.person), progress) {
                Ok(done) => return Ok(done),
                Err(Stop::Fault(fault)) => return Err(fault),
                Err(Stop::Unsorted) => shell.err("输入没有按个人编号排好，先排序\n"),
            }
            opened = self.table.open(self.path)?;
        }
        let sorted = self.sort(&mut opened)?;
        let progress = Progress::new(None, opened.read.clone());
        attempt(Feeder::new(Rows::Sorted(sorted), self.person), progress).map_err(|stop| match stop {
            Stop::Fault(fault) => fault,
            Stop::Unsorted => errors::does_not_add_up(0, 0, 0),
        })
    }

    fn sort(&self, opened: &mut Opened) -> Result<Sorted, Fault> {
        opened.source.select(self.read)?;
        let mut progress = Progress::new(opened.length, opened.read.clone());
        let mut sorter = Sorter::new(&fs::TempFiles, self.memory);
        let mut more = true;
        while more {
            let mut block = Block::default();
            more = opened.source.read(&mut block, ROWS)?;
            let key = |row: usize| {
                let day = self.grouping.day(&block, row).ok().flatten().unwrap_or(i64::MIN);
                (self.grouping.person(&block, row).into_owned(), day)
            };
            sorter.add(&block, &key)?;
            progress.rows(block.len() as u64);
        }
        progress.finish();
        sorter.finish()
    }
}
