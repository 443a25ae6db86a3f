//! Where settled rows and rejected rows go.

use super::super::fs::atomic::Pending;
use super::super::{Fault, errors, fs};
use crate::batch::group::Reject;
use crate::batch::job::Encode;
use crate::data::{Block, Cell, Column, Format, Kind, csv, jsonl};
use std::io::{self, Write};

/// Refuses what cannot be written, before anything is read.
pub fn check(path: &str) -> Result<Format, Fault> {
    // A stream and a device have no ending.
    let format = if path == "-" || fs::is_device(path) { Some(Format::Csv) } else { Format::of(path) };
    match format {
        Some(format @ (Format::Csv | Format::JsonLines)) => Ok(format),
        Some(format @ Format::Parquet) if cfg!(feature = "parquet") => Ok(format),
        Some(format @ Format::Parquet) => Err(errors::not_built(format.name())),
        _ => Err(errors::unknown_format(path, ".csv、.jsonl、.parquet")),
    }
}

/// How rows are written.
pub enum Encoder {
    /// Lines of CSV.
    Csv,
    /// Objects with these names.
    Objects(Vec<String>),
    /// Columns of these kinds.
    Columns(Vec<Kind>),
}

/// Rows, written.
pub enum Piece {
    /// Lines.
    Text(String),
    /// Columns.
    Columns(Block),
}

impl Encode for Encoder {
    type Out = Piece;

    fn begin(&self, rows: usize) -> Piece {
        match self {
            Encoder::Columns(kinds) => {
                let columns = kinds.iter().map(|k| Column::new(*k)).collect();
                Piece::Columns(Block { columns, ..Block::default() })
            }
            _ => Piece::Text(String::with_capacity(rows * 64)),
        }
    }

    fn row(&self, cells: Vec<Cell<'_>>, out: &mut Piece) {
        match (self, out) {
            (Encoder::Objects(names), Piece::Text(text)) => jsonl::write_row(names, cells, text),
            (_, Piece::Text(text)) => csv::write_row(cells, text),
            (_, Piece::Columns(block)) => {
                block.lines.push(0);
                block.columns.iter_mut().zip(cells).for_each(|(column, cell)| column.push(cell));
            }
        }
    }
}

/// Where settled rows go.
pub enum Sink {
    /// Lines of text.
    Text(Target),
    /// A Parquet file.
    #[cfg(feature = "parquet")]
    Parquet(Box<crate::data::columnar::Writer<Pending>>),
}

impl Sink {
    /// Begins the output.
    pub fn create(path: &str, encoder: &Encoder, names: &[String]) -> Result<Sink, Fault> {
        match encoder {
            #[cfg(feature = "parquet")]
            Encoder::Columns(kinds) => {
                let writer = crate::data::columnar::Writer::new(Pending::create(path)?, names, kinds)?;
                Ok(Sink::Parquet(Box::new(writer)))
            }
            Encoder::Objects(_) => Target::create(path).map(Sink::Text),
            _ => {
                let mut head = String::new();
                csv::write_row(names.iter().map(|n| n.as_str().into()), &mut head);
                let mut target = Target::create(path)?;
                target.write(&head)?;
                Ok(Sink::Text(target))
            }
        }
    }

    /// Adds rows.
    pub fn write(&mut self, piece: &Piece) -> Result<(), Fault> {
        match (self, piece) {
            (Sink::Text(target), Piece::Text(text)) => target.write(text),
            #[cfg(feature = "parquet")]
            (Sink::Parquet(writer), Piece::Columns(block)) => writer.write(block),
            _ => Ok(()),
        }
    }

    /// Hands over what is still held, so that a full disk is noticed before anything appears.
    pub fn flush(&mut self) -> Result<(), Fault> {
        match self {
            Sink::Text(target) => target.flush(),
            #[cfg(feature = "parquet")]
            Sink::Parquet(_) => Ok(()),
        }
    }

    /// Makes it appear.
    pub fn commit(self) -> Result<(), Fault> {
        match self {
            Sink::Text(target) => target.commit(),
            #[cfg(feature = "parquet")]
            Sink::Parquet(writer) => writer.finish()?.commit(),
        }
    }
}

/// A file that appears at the end, or standard output.
pub enum Target {
    /// A file.
    File(Box<Pending>, String),
    /// Standard output.
    Stdout,
}

impl Target {
    /// Begins.
    pub fn create(path: &str) -> Result<Target, Fault> {
        if path == "-" {
            return Ok(Target::Stdout);
        }
        Ok(Target::File(Box::new(Pending::create(path)?), path.to_owned()))
    }

    /// Writes.
    pub fn write(&mut self, text: &str) -> Result<(), Fault> {
        match self {
            Target::File(file, path) => file.write_all(text.as_bytes()).map_err(|e| errors::cannot_write(path, &e)),
            Target::Stdout => io::stdout().write_all(text.as_bytes()).map_err(|e| errors::cannot_write("标准输出", &e)),
        }
    }

    /// Hands over what is still held.
    pub fn flush(&mut self) -> Result<(), Fault> {
        match self {
            Target::File(file, path) => file.flush().map_err(|e| errors::cannot_write(path, &e)),
            Target::Stdout => io::stdout().flush().map_err(|e| errors::cannot_write("标准输出", &e)),
        }
    }

    /// Makes it appear.
    pub fn commit(self) -> Result<(), Fault> {
        match self {
            Target::File(file, _) => file.commit(),
            Target::Stdout => io::stdout().flush().map_err(|e| errors::cannot_write("标准输出", &e)),
        }
    }
}

/// The head of the rejects file.
pub const REJECT_HEAD: &str = "行,个人编号,业务编号,列,编号,原因\n";

/// Rejected rows as lines.
pub fn rejects(list: &[Reject]) -> String {
    let mut out = String::new();
    for r in list {
        let code = format!("MC{:04}", r.code);
        let cells = [
            Cell::Number(r.line.into(), 0),
            r.person.as_str().into(),
            r.id.as_str().into(),
            r.column.as_deref().unwrap_or_default().into(),
            code.as_str().into(),
            r.message.as_str().into(),
        ];
        csv::write_row(cells, &mut out);
    }
    out
}

/// A name beside the output: `结果.csv` → `结果.rejects.csv`.
pub fn beside(output: &str, what: &str) -> Option<String> {
    if output == "-" {
        return None;
    }
    let stem = output.rsplit_once('.').filter(|(s, e)| !s.is_empty() && !e.contains('/')).map_or(output, |(s, _)| s);
    Some(format!("{stem}.{what}"))
}
