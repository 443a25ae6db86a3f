//! Comma-separated values.
//!
//! Read here rather than by a library so that damage stays where it is: a quotation mark that is never closed costs
//! its own line and not the rest of the file, and no line grows without bound.

mod split;

use super::encoding::{self, Encoding};
use super::lines::{LIMIT, Line, Lines};
use super::{Block, Cell, Column, ColumnInfo, Fault, Input, Kind, RowFault, Source, Texts, errors};
use split::Fields;

/// Most lines of one row: cells may hold line breaks.
const ROW_LINES: usize = 100;

/// A CSV file. Tabs or semicolons separate cells where the head has no comma.
pub struct Reader {
    lines: Lines,
    encoding: Encoding,
    delimiter: u8,
    columns: Vec<ColumnInfo>,
    head: Vec<u8>,
    selected: Vec<usize>,
    line: Vec<u8>,
    fields: Fields,
}

impl Reader {
    /// Reads the head.
    pub fn open(input: Input, encoding: Option<Encoding>) -> Result<Reader, Fault> {
        let (encoding, input) = encoding::open(input, encoding)?;
        let (columns, line, fields) = (Vec::new(), Vec::new(), Fields::default());
        let lines = Lines::new(input);
        let mut reader =
            Reader { lines, encoding, delimiter: b',', columns, head: Vec::new(), selected: Vec::new(), line, fields };
        reader.read_head()?;
        Ok(reader)
    }

    /// How the text is encoded.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    fn read_head(&mut self) -> Result<(), Fault> {
        let blank = |line: &[u8]| line.iter().all(u8::is_ascii_whitespace);
        loop {
            if self.next_line()?.is_none() {
                return Err(errors::empty());
            }
            if !blank(&self.line) {
                break;
            }
        }
        self.delimiter = [b',', b'\t', b';'].into_iter().find(|d| self.line.contains(d)).unwrap_or(b',');
        self.fields.split(&self.line, self.delimiter);
        let names = (0..self.fields.len()).map(|i| std::str::from_utf8(self.fields.get(i, &self.line)));
        let names: Result<Vec<_>, _> = names.map(|n| n.map(|n| n.trim().to_owned())).collect();
        let names = names.map_err(|_| errors::unreadable(format!("表头不是 {} 文字", self.encoding.name())))?;
        super::format::unique(&names)?;
        self.columns = names.into_iter().map(|name| ColumnInfo { name, kind: Kind::Text }).collect();
        self.selected = (0..self.columns.len()).collect();
        self.head.clone_from(&self.line);
        Ok(())
    }

    fn next_line(&mut self) -> Result<Option<Line>, Fault> {
        self.lines.next(&mut self.line).map_err(|e| errors::broken(&e))
    }

    /// Reads a row into the fields; its line and what is wrong with it.
    fn next_row(&mut self) -> Result<Option<(u64, Option<RowFault>)>, Fault> {
        let line = loop {
            match self.next_line()? {
                None => return Ok(None),
                Some(_) if self.line.is_empty() => {}
                Some(line) => break line,
            }
        };
        if line.cut {
            self.fields.clear();
            return Ok(Some((line.number, Some(errors::long_line(LIMIT)))));
        }
        if self.line == self.head {
            self.fields.clear();
            return Ok(Some((line.number, Some(errors::head_again()))));
        }
        let fault = if self.fields.split(&self.line, self.delimiter) { self.continue_row()? } else { self.width() };
        Ok(Some((line.number, fault)))
    }

    /// The row goes on over several lines. When nothing comes of it, only its first line is lost.
    fn continue_row(&mut self) -> Result<Option<RowFault>, Fault> {
        let (mut more, first) = (Vec::new(), std::mem::take(&mut self.line));
        let mut whole = first.clone();
        while more.len() < ROW_LINES && whole.len() < LIMIT {
            let Some(line) = self.next_line()? else { break };
            whole.push(b'\n');
            whole.extend_from_slice(&self.line);
            more.push((line.number, std::mem::take(&mut self.line)));
            if !line.cut && !self.fields.split(&whole, self.delimiter) {
                if self.width().is_none() {
                    self.line = whole;
                    return Ok(None);
                }
                break;
            }
        }
        self.lines.take_back(more);
        self.line = first;
        self.fields.clear();
        Ok(Some(errors::open_quote()))
    }

    /// Cells beyond the head are no matter when they are empty.
    fn width(&self) -> Option<RowFault> {
        let (cells, head) = (self.fields.len(), self.columns.len());
        let empty = (head..cells).all(|i| self.fields.get(i, &self.line).is_empty());
        if cells < head || !empty { Some(errors::width(cells, head)) } else { None }
    }

    fn push_cells(&mut self, row: usize, into: &mut Block, faulty: bool) {
        for (column, place) in into.columns.iter_mut().zip(&self.selected) {
            let Column::Text(texts) = column else { continue };
            let bytes = self.fields.get(*place, &self.line);
            let name = || self.columns.get(*place).map_or("", |c| c.name.as_str());
            match text(bytes, self.encoding, name) {
                Ok(cell) => texts.push(cell.trim()),
                Err(fault) => {
                    texts.push("");
                    if !faulty {
                        into.faults.push((row, fault));
                    }
                }
            }
        }
    }
}

/// The text of a cell.
fn text<'b, 'n>(bytes: &'b [u8], encoding: Encoding, name: impl Fn() -> &'n str) -> Result<&'b str, RowFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| errors::not_encoded(name(), encoding.name()))?;
    if encoding == Encoding::Gb18030 && text.contains('\u{FFFD}') {
        return Err(errors::not_encoded(name(), encoding.name()));
    }
    if bytes.contains(&0) { Err(errors::nul(name())) } else { Ok(text) }
}

impl Source for Reader {
    fn columns(&self) -> &[ColumnInfo] {
        &self.columns
    }

    fn select(&mut self, wanted: &[usize]) -> Result<(), Fault> {
        self.selected = wanted.to_vec();
        Ok(())
    }

    fn read(&mut self, into: &mut Block, rows: usize) -> Result<bool, Fault> {
        into.columns.resize_with(self.selected.len(), || Column::Text(Texts::default()));
        for _ in 0..rows {
            let Some((line, fault)) = self.next_row()? else { return Ok(false) };
            let (row, faulty) = (into.len(), fault.is_some());
            into.lines.push(line);
            into.faults.extend(fault.map(|f| (row, f)));
            self.push_cells(row, into, faulty);
        }
        Ok(true)
    }
}

/// Writes a row with its line end.
pub fn write_row<'a>(cells: impl IntoIterator<Item = Cell<'a>>, out: &mut String) {
    for (i, cell) in cells.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        match cell {
            Cell::Text(text) => write_text(&text, out),
            other => other.write(out),
        }
    }
    out.push('\n');
}

fn write_text(text: &str, out: &mut String) {
    if !text.contains([',', '"', '\n', '\r']) {
        return out.push_str(text);
    }
    out.push('"');
    text.split('"').enumerate().for_each(|(i, part)| {
        if i > 0 {
            out.push_str("\"\"");
        }
        out.push_str(part);
    });
    out.push('"');
}
