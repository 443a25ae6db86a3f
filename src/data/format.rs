//! The formats by name.

use super::encoding::Encoding;
use super::{Fault, Input, Source, csv, errors, jsonl};

/// A tabular format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// A JSON object per line.
    JsonLines,
    /// A workbook.
    Xlsx,
    /// Apache Parquet.
    Parquet,
    /// Arrow IPC.
    Arrow,
}

impl Format {
    /// By the ending of a file's name.
    pub fn of(path: &str) -> Option<Format> {
        let ending = path.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase())?;
        Some(match ending.as_str() {
            "csv" | "tsv" | "txt" => Format::Csv,
            "jsonl" | "ndjson" => Format::JsonLines,
            "xlsx" | "xlsm" | "xls" | "ods" => Format::Xlsx,
            "parquet" => Format::Parquet,
            "arrow" | "feather" | "arrows" => Format::Arrow,
            _ => return None,
        })
    }

    /// As people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Csv => "CSV",
            Format::JsonLines => "JSON Lines",
            Format::Xlsx => "Excel 工作簿",
            Format::Parquet => "Parquet",
            Format::Arrow => "Arrow",
        }
    }

    /// Opens text formats and workbooks; columnar files need to be sought in and are opened by their own module.
    pub fn open(self, input: Input, encoding: Option<Encoding>) -> Result<Box<dyn Source>, Fault> {
        match self {
            Format::Csv => Ok(Box::new(csv::Reader::open(input, encoding)?)),
            Format::JsonLines => Ok(Box::new(jsonl::Reader::open(input, encoding)?)),
            Format::Xlsx => Ok(Box::new(super::xlsx::Reader::open(input)?)),
            Format::Parquet | Format::Arrow => Err(errors::unreadable(format!("{} 不能这样读", self.name()))),
        }
    }
}

/// No name twice; columns without a name are left alone.
pub(super) fn unique(names: &[String]) -> Result<(), Fault> {
    let mut seen = std::collections::BTreeMap::new();
    for (i, name) in names.iter().enumerate().filter(|(_, n)| !n.is_empty()) {
        if let Some(first) = seen.insert(name, i) {
            return Err(errors::twice(name, first + 1, i + 1));
        }
    }
    Ok(())
}
