//! Workbooks. Read whole, so they are for tables of modest size; a sheet has at most a million rows anyway.

use super::{Block, Cell, Column, ColumnInfo, Fault, Input, Kind, Source, Texts, errors};
use calamine::{Data, Reader as _, Sheets};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::io::{Cursor, Read, Write};

/// Largest workbook that is read.
const LIMIT: u64 = 512 * 1024 * 1024;

/// The first sheet of a workbook that has rows.
pub struct Reader {
    columns: Vec<ColumnInfo>,
    selected: Vec<usize>,
    rows: std::vec::IntoIter<Vec<Data>>,
    line: u64,
}

impl Reader {
    /// Opens the first sheet that is not empty.
    pub fn open(input: Input) -> Result<Reader, Fault> {
        let mut book = load(input)?;
        for name in book.sheet_names() {
            if let Some(reader) = Self::sheet(&mut book, &name)? {
                return Ok(reader);
            }
        }
        Err(errors::empty())
    }

    fn sheet(book: &mut Sheets<Cursor<Vec<u8>>>, name: &str) -> Result<Option<Reader>, Fault> {
        let range = book.worksheet_range(name).map_err(|_| errors::unreadable(format!("工作表「{name}」读不出")))?;
        let first = range.start().map_or(0, |(row, _)| u64::from(row));
        let mut rows = range.rows().map(<[Data]>::to_vec).collect::<Vec<_>>().into_iter();
        let Some(head) = rows.next() else { return Ok(None) };
        let names: Vec<String> = head.iter().map(text).collect();
        super::format::unique(&names)?;
        let columns: Vec<ColumnInfo> = names.into_iter().map(|name| ColumnInfo { name, kind: Kind::Text }).collect();
        let selected = (0..columns.len()).collect();
        Ok(Some(Reader { columns, selected, rows, line: first + 1 }))
    }
}

fn load(input: Input) -> Result<Sheets<Cursor<Vec<u8>>>, Fault> {
    let mut bytes = Vec::new();
    input.take(LIMIT + 1).read_to_end(&mut bytes).map_err(|e| errors::broken(&e))?;
    if bytes.len() as u64 > LIMIT {
        return Err(errors::unreadable("工作簿太大，超过 512 MB"));
    }
    calamine::open_workbook_auto_from_rs(Cursor::new(bytes))
        .map_err(|_| errors::unreadable("文件不是 Excel 工作簿，或已损坏"))
}

/// A cell as text: numbers in the shortest form that gives them, days as `2025-06-01`.
fn text(cell: &Data) -> String {
    match cell {
        Data::String(s) => s.trim().to_owned(),
        Data::Bool(b) => if *b { "是" } else { "否" }.to_owned(),
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::Empty => String::new(),
        other => other.to_string(),
    }
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
            let Some(cells) = self.rows.next() else { return Ok(false) };
            self.line += 1;
            if cells.iter().all(|c| matches!(c, Data::Empty)) {
                continue;
            }
            into.lines.push(self.line);
            for (column, place) in into.columns.iter_mut().zip(&self.selected) {
                if let Column::Text(texts) = column {
                    texts.push(&cells.get(*place).map(text).unwrap_or_default());
                }
            }
        }
        Ok(true)
    }
}

/// A workbook being made: sheets with a head, rows and a first line that stays in view.
pub struct Book {
    book: Workbook,
}

/// A sheet being filled.
pub struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    formats: Vec<Format>,
}

impl Default for Book {
    fn default() -> Self {
        Book { book: Workbook::new() }
    }
}

impl Book {
    /// Adds a sheet with its head. Names are cut to what a workbook allows.
    pub fn sheet(&mut self, name: &str, head: &[&str]) -> Result<Sheet<'_>, Fault> {
        let name: String = name.chars().map(|c| if "[]:*?/\\".contains(c) { '_' } else { c }).take(31).collect();
        let sheet = self.book.add_worksheet();
        sheet.set_name(name).map_err(failed)?;
        let bold = Format::new().set_bold().set_align(FormatAlign::Center);
        for (column, text) in (0_u16..).zip(head) {
            sheet.write_string_with_format(0, column, *text, &bold).map_err(failed)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        let formats = (0..6_usize).map(number_format).collect();
        Ok(Sheet { sheet, row: 1, formats })
    }

    /// Writes the whole.
    pub fn save(&mut self, out: impl Write + Send) -> Result<(), Fault> {
        self.book.save_to_writer(out).map_err(failed)
    }
}

fn number_format(decimals: usize) -> Format {
    let text = if decimals == 0 { "0".to_owned() } else { format!("#,##0.{}", "0".repeat(decimals)) };
    Format::new().set_num_format(text)
}

impl Sheet<'_> {
    /// Adds a row.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = Cell<'a>>) -> Result<(), Fault> {
        for (column, cell) in (0_u16..).zip(cells) {
            self.cell(column, cell).map_err(failed)?;
        }
        self.row += 1;
        Ok(())
    }

    /// Numbers that a workbook cannot hold exactly are written as text.
    fn cell(&mut self, column: u16, cell: Cell<'_>) -> Result<(), XlsxError> {
        let mut text = String::new();
        cell.write(&mut text);
        if let Cell::Number(value, scale) = cell
            && value.unsigned_abs() < 1_000_000_000_000_000
            && let Some(number) = Decimal::try_from_i128_with_scale(value, scale).ok().and_then(|d| d.to_f64())
            && let Some(format) = self.formats.get(scale as usize)
        {
            self.sheet.write_number_with_format(self.row, column, number, format)?;
            return Ok(());
        }
        if !text.is_empty() {
            self.sheet.write_string(self.row, column, text)?;
        }
        Ok(())
    }
}

fn failed(error: XlsxError) -> Fault {
    match error {
        XlsxError::RowColumnLimitError => errors::cannot_write("行数超过工作簿的限度（1048576 行），改写成 CSV"),
        XlsxError::SheetnameReused(name) => errors::cannot_write(&format!("工作表「{name}」重名")),
        other => errors::cannot_write(&other.to_string()),
    }
}
