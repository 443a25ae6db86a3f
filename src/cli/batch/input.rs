//! The table that is read, and what its columns are.

use super::super::policy::Policy;
use super::super::run::input as case_input;
use super::super::shell::Shell;
use super::super::{Fault, errors, fs};
use crate::batch::mapping::file::{self, MapFile};
use crate::data::encoding::Encoding;
use crate::data::{Format, Source};
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What the command line says of a table.
#[derive(Debug, clap::Args)]
pub struct Table {
    /// 对照文件（JSON）：{"列": {"列名": "事实"}, "取值": {…}, "固定": {…}, "忽略": […]}
    #[arg(long, value_name = "文件")]
    pub map: Option<String>,
    /// 哪一列是个人编号
    #[arg(long, value_name = "列")]
    pub person: Option<String>,
    /// 哪一列是业务编号，写进结果以便连回原表
    #[arg(long, value_name = "列")]
    pub id: Option<String>,
    /// 文本的编码：auto（缺省）、utf-8 或 gb18030
    #[arg(long, value_name = "编码", default_value = "auto")]
    pub encoding: Coding,
    /// 浮点数的列按四舍五入读，并报出改动了几格；不写则拒绝这样的列
    #[arg(long)]
    pub round_floats: bool,
}

/// How text is encoded.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Coding {
    /// As it looks.
    Auto,
    /// UTF-8.
    #[value(name = "utf-8")]
    Utf8,
    /// GB18030.
    Gb18030,
}

impl Table {
    /// Reads the mapping file.
    pub fn map_file(&self, policy: &mut Policy, shell: &Shell) -> Result<MapFile, Fault> {
        let Some(path) = &self.map else { return Ok(MapFile::default()) };
        let (id, text) = case_input::text(policy, path)?;
        file::read(id, &text).map_err(|found| case_input::unusable(policy, path, &found, shell))
    }

    /// Opens a table; its length in bytes when it is known, and how far it has been read.
    pub fn open(&self, path: &str) -> Result<Opened, Fault> {
        let format = if path == "-" { Some(Format::Csv) } else { Format::of(path) };
        let format = format.ok_or_else(|| errors::unknown_format(path, ".csv、.jsonl、.xlsx、.parquet、.arrow"))?;
        let encoding = match self.encoding {
            Coding::Auto => None,
            Coding::Utf8 => Some(Encoding::Utf8),
            Coding::Gb18030 => Some(Encoding::Gb18030),
        };
        if matches!(format, Format::Parquet | Format::Arrow) {
            return columnar(format, path).map_err(|f| named(f, path));
        }
        let (input, length) = fs::open(path)?;
        let read = Arc::new(AtomicU64::new(0));
        let counted = Box::new(Counted { input, read: read.clone() });
        let source = format.open(counted, encoding).map_err(|f| named(f, path))?;
        Ok(Opened { source, length, read })
    }
}

#[cfg(not(feature = "parquet"))]
fn columnar(format: Format, _path: &str) -> Result<Opened, Fault> {
    Err(errors::not_built(format.name()))
}

#[cfg(feature = "parquet")]
fn columnar(format: Format, path: &str) -> Result<Opened, Fault> {
    use crate::data::columnar::Reader;
    let file = fs::file(path)?;
    let reader = match format {
        Format::Parquet => Reader::parquet(file)?,
        _ if path.ends_with(".arrows") => Reader::stream(file)?,
        _ => Reader::arrow(file)?,
    };
    let read = Arc::new(AtomicU64::new(0));
    let length = reader.total();
    Ok(Opened { source: Box::new(CountedRows { reader, read: read.clone() }), length, read })
}

/// How far a columnar file has been read is told by its rows.
#[cfg(feature = "parquet")]
struct CountedRows {
    reader: crate::data::columnar::Reader,
    read: Arc<AtomicU64>,
}

#[cfg(feature = "parquet")]
impl Source for CountedRows {
    fn columns(&self) -> &[crate::data::ColumnInfo] {
        self.reader.columns()
    }

    fn select(&mut self, wanted: &[usize]) -> Result<(), Fault> {
        self.reader.select(wanted)
    }

    fn read(&mut self, into: &mut crate::data::Block, rows: usize) -> Result<bool, Fault> {
        let before = into.len();
        let more = self.reader.read(into, rows)?;
        self.read.fetch_add((into.len() - before) as u64, Ordering::Relaxed);
        Ok(more)
    }
}

/// The fault says which file.
fn named(mut fault: Fault, path: &str) -> Fault {
    fault.message = format!("「{}」：{}", if path == "-" { "标准输入" } else { path }, fault.message);
    fault
}

/// A table being read.
pub struct Opened {
    /// Its rows.
    pub source: Box<dyn Source>,
    /// Its length in bytes (in rows, of a columnar file).
    pub length: Option<u64>,
    /// How much of it has been read.
    pub read: Arc<AtomicU64>,
}

struct Counted {
    input: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buf)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}
