//! A row as bytes whose order is the order of rows: person, day, line; then the cells.

use crate::data::{Block, Column, RowFault, Texts};

/// Rows in one buffer.
#[derive(Default)]
pub struct Records {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    order: Vec<u32>,
}

impl Records {
    /// Memory in use.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.len() + self.ends.len() * 12
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.order.clear();
    }

    pub(super) fn push(&mut self, person: &str, day: i64, block: &Block, row: usize, fault: Option<&RowFault>) {
        key(person, day, block.lines.get(row).copied().unwrap_or(0), &mut self.bytes);
        pack(block, row, fault, &mut self.bytes);
        self.order.push(u32::try_from(self.ends.len()).unwrap_or(u32::MAX));
        self.ends.push(self.bytes.len());
    }

    fn at(&self, place: u32) -> &[u8] {
        let place = place as usize;
        let start = place.checked_sub(1).and_then(|p| self.ends.get(p)).copied().unwrap_or(0);
        self.ends.get(place).and_then(|end| self.bytes.get(start..*end)).unwrap_or_default()
    }

    pub(super) fn sort(&mut self) {
        let mut order = std::mem::take(&mut self.order);
        // Keys are distinct: each has its line.
        order.sort_unstable_by(|a, b| self.at(*a).cmp(self.at(*b)));
        self.order = order;
    }

    pub(super) fn get(&self, n: usize) -> Option<&[u8]> {
        self.order.get(n).map(|place| self.at(*place))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.order.iter().map(|place| self.at(*place))
    }
}

/// Bytes that compare as (person, day, line) do: the person ends with a zero, which text before it cannot contain,
/// since cells with a NUL are refused; numbers stand with their greatest byte first.
fn key(person: &str, day: i64, line: u64, out: &mut Vec<u8>) {
    out.extend(person.bytes().filter(|b| *b != 0));
    out.push(0);
    // The sign bit is turned so that negative numbers come first.
    out.extend((day.cast_unsigned() ^ (1 << 63)).to_be_bytes());
    out.extend(line.to_be_bytes());
}

fn pack(block: &Block, row: usize, fault: Option<&RowFault>, out: &mut Vec<u8>) {
    let mut text = String::new();
    put_len(block.columns.len(), out);
    for column in &block.columns {
        text.clear();
        column.write_text(row, &mut text);
        put(&text, out);
    }
    if let Some(fault) = fault {
        out.extend(fault.code.to_be_bytes());
        out.push(u8::from(fault.column.is_some()));
        put(fault.column.as_deref().unwrap_or_default(), out);
        put(&fault.message, out);
    }
}

fn put_len(n: usize, out: &mut Vec<u8>) {
    out.extend(u32::try_from(n).unwrap_or(u32::MAX).to_be_bytes());
}

fn put(text: &str, out: &mut Vec<u8>) {
    put_len(text.len(), out);
    out.extend(text.bytes());
}

/// Takes parts off the front of a record.
struct Parts<'a>(&'a [u8]);

impl<'a> Parts<'a> {
    fn take(&mut self, n: usize) -> &'a [u8] {
        let (part, rest) = self.0.split_at_checked(n).unwrap_or((self.0, &[]));
        self.0 = rest;
        part
    }

    fn number<const N: usize>(&mut self) -> [u8; N] {
        self.take(N).try_into().unwrap_or([0; N])
    }

    fn text(&mut self) -> String {
        let len = u32::from_be_bytes(self.number()) as usize;
        String::from_utf8_lossy(self.take(len)).into_owned()
    }
}

/// Appends the row of a record to a block.
pub(super) fn unpack(record: &[u8], into: &mut Block) {
    let person = record.iter().position(|b| *b == 0).unwrap_or(0);
    let mut parts = Parts(record);
    parts.take(person + 1 + 8);
    let row = into.lines.len();
    into.lines.push(u64::from_be_bytes(parts.number()));
    let columns = u32::from_be_bytes(parts.number()) as usize;
    into.columns.resize_with(columns, || Column::Text(Texts::default()));
    for column in &mut into.columns {
        let cell = parts.text();
        if let Column::Text(texts) = column {
            texts.push(&cell);
        }
    }
    if !parts.0.is_empty() {
        let code = u16::from_be_bytes(parts.number());
        let named = parts.take(1) == [1];
        let column = Some(parts.text()).filter(|_| named);
        into.faults.push((row, RowFault { column, code, message: parts.text() }));
    }
}
