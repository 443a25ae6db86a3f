//! Cutting a row into cells.

/// Cells of a row: parts of the row itself, or of a copy without quotation marks.
#[derive(Debug, Default)]
pub(super) struct Fields {
    ends: Vec<(usize, usize)>,
    plain: Vec<u8>,
    copied: bool,
}

impl Fields {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn clear(&mut self) {
        self.ends.clear();
        self.plain.clear();
        self.copied = true;
    }

    /// The cell at a place, of the row that was cut; empty beyond the last.
    pub(super) fn get<'a>(&'a self, place: usize, row: &'a [u8]) -> &'a [u8] {
        let text = if self.copied { &self.plain } else { row };
        self.ends.get(place).and_then(|(start, end)| text.get(*start..*end)).unwrap_or_default()
    }

    /// Cuts a row; true when it ends within quotation marks.
    pub(super) fn split(&mut self, row: &[u8], delimiter: u8) -> bool {
        self.clear();
        self.copied = row.contains(&b'"');
        if self.copied { self.quoted(row, delimiter) } else { self.simple(row, delimiter) }
    }

    fn simple(&mut self, row: &[u8], delimiter: u8) -> bool {
        let mut start = 0;
        for (at, byte) in row.iter().enumerate() {
            if *byte == delimiter {
                self.ends.push((start, at));
                start = at + 1;
            }
        }
        self.ends.push((start, row.len()));
        false
    }

    /// A quotation mark counts at the start of a cell; within quotation marks, two stand for one.
    fn quoted(&mut self, row: &[u8], delimiter: u8) -> bool {
        let (mut start, mut within, mut at_start) = (0, false, true);
        let mut bytes = row.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' if within && bytes.peek() == Some(&b'"') => {
                    bytes.next();
                    self.plain.push(b'"');
                }
                b'"' if within => within = false,
                b'"' if at_start => within = true,
                b if b == delimiter && !within => {
                    self.ends.push((start, self.plain.len()));
                    start = self.plain.len();
                    at_start = true;
                    continue;
                }
                b => self.plain.push(b),
            }
            at_start = false;
        }
        self.ends.push((start, self.plain.len()));
        within
    }
}
