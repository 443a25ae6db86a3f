//! JSON Lines: an object per line.

use super::encoding::{self, Encoding};
use super::lines::{LIMIT, Lines};
use super::{Block, Cell, Column, ColumnInfo, Fault, Input, Kind, RowFault, Source, Texts, errors};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::collections::{HashMap, VecDeque};

/// Rows from which the columns are known.
const SAMPLE: usize = 1000;

/// A JSON Lines file. Its columns are the names in its first rows.
pub struct Reader {
    lines: Lines,
    columns: Vec<ColumnInfo>,
    places: HashMap<String, usize>,
    selected: Vec<usize>,
    held: VecDeque<Row>,
    line: Vec<u8>,
    cells: Vec<String>,
}

/// A line with its object, or what is wrong with it.
type Row = (u64, Result<Entries, RowFault>);

/// An object as written, a name that is repeated included.
struct Entries(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
        let mut out = Vec::new();
        while let Some(entry) = map.next_entry()? {
            out.push(entry);
        }
        Ok(Entries(out))
    }
}

impl Reader {
    /// Reads the first rows.
    pub fn open(input: Input, encoding: Option<Encoding>) -> Result<Reader, Fault> {
        let (_, input) = encoding::open(input, encoding)?;
        let mut reader = Reader {
            lines: Lines::new(input),
            columns: Vec::new(),
            places: HashMap::new(),
            selected: Vec::new(),
            held: VecDeque::new(),
            line: Vec::new(),
            cells: Vec::new(),
        };
        reader.look_ahead()?;
        if reader.held.is_empty() { Err(errors::empty()) } else { Ok(reader) }
    }

    fn look_ahead(&mut self) -> Result<(), Fault> {
        while self.held.len() < SAMPLE {
            let Some((line, row)) = self.parse_line()? else { break };
            for (name, _) in row.iter().flat_map(|r| &r.0) {
                let next = self.columns.len();
                if !self.places.contains_key(name) {
                    self.places.insert(name.clone(), next);
                    self.columns.push(ColumnInfo { name: name.clone(), kind: Kind::Text });
                }
            }
            self.held.push_back((line, row));
        }
        self.selected = (0..self.columns.len()).collect();
        Ok(())
    }

    fn parse_line(&mut self) -> Result<Option<Row>, Fault> {
        loop {
            let Some(line) = self.lines.next(&mut self.line).map_err(|e| errors::broken(&e))? else { return Ok(None) };
            if self.line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let row = if line.cut { Err(errors::long_line(LIMIT)) } else { parse(&self.line) };
            return Ok(Some((line.number, row)));
        }
    }

    fn next_row(&mut self) -> Result<Option<Row>, Fault> {
        match self.held.pop_front() {
            Some(row) => Ok(Some(row)),
            None => self.parse_line(),
        }
    }

    /// Lays an object out over the columns.
    fn lay(&mut self, entries: Entries) -> Result<(), RowFault> {
        let mut seen = vec![false; self.columns.len()];
        for (name, value) in entries.0 {
            let Some(place) = self.places.get(&name) else { return Err(errors::new_key(&name, SAMPLE)) };
            if seen.get(*place) == Some(&true) {
                return Err(errors::key_twice(&name));
            }
            if let (Some(seen), Some(cell)) = (seen.get_mut(*place), self.cells.get_mut(*place)) {
                *seen = true;
                if self.selected.contains(place) {
                    write_cell(&name, &value, cell)?;
                }
            }
        }
        Ok(())
    }
}

fn parse(line: &[u8]) -> Result<Entries, RowFault> {
    let text = std::str::from_utf8(line).map_err(|_| errors::not_object("不是 UTF-8 文字"))?;
    serde_json::from_str(text).map_err(|e| errors::not_object(&format!("第 {} 个字节处写法不对", e.column())))
}

/// A value as text; the members of a list with semicolons between.
fn write_cell(name: &str, value: &Value, out: &mut String) -> Result<(), RowFault> {
    match value {
        Value::Null => {}
        Value::Bool(b) => out.push_str(if *b { "是" } else { "否" }),
        Value::Number(n) => out.push_str(&n.to_string()),
        Value::String(s) if s.contains('\0') => return Err(errors::nul(name)),
        Value::String(s) => out.push_str(s.trim()),
        Value::Array(list) if list.is_empty() => out.push('无'),
        Value::Array(list) => {
            for (i, value) in list.iter().enumerate() {
                if matches!(value, Value::Array(_)) {
                    return Err(errors::nested(name));
                }
                if i > 0 {
                    out.push(';');
                }
                write_cell(name, value, out)?;
            }
        }
        Value::Object(_) => return Err(errors::nested(name)),
    }
    Ok(())
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
        self.cells.resize_with(self.columns.len(), String::new);
        for _ in 0..rows {
            let Some((line, row)) = self.next_row()? else { return Ok(false) };
            self.cells.iter_mut().for_each(String::clear);
            let laid = row.and_then(|entries| self.lay(entries));
            into.faults.extend(laid.err().map(|fault| (into.lines.len(), fault)));
            into.lines.push(line);
            for (column, place) in into.columns.iter_mut().zip(&self.selected) {
                if let Column::Text(texts) = column {
                    texts.push(self.cells.get(*place).map_or("", String::as_str));
                }
            }
        }
        Ok(true)
    }
}

/// Writes an object with its line end; empty cells are null. Numbers are written as text, so that no reader turns
/// them into binary fractions.
pub fn write_row<'a>(names: &[String], cells: impl IntoIterator<Item = Cell<'a>>, out: &mut String) {
    let mut text = String::new();
    for (i, (name, cell)) in names.iter().zip(cells).enumerate() {
        out.push(if i == 0 { '{' } else { ',' });
        write_string(name, out);
        out.push(':');
        match cell {
            Cell::Empty => out.push_str("null"),
            Cell::Truth(b) => out.push_str(if b { "true" } else { "false" }),
            other => {
                text.clear();
                other.write(&mut text);
                write_string(&text, out);
            }
        }
    }
    out.push_str("}\n");
}

fn write_string(text: &str, out: &mut String) {
    out.push_str(&Value::from(text).to_string());
}
