//! Rows of a table, told from its head and from the fragments that page breaks leave.

use super::text::bare;

/// What a line of cells is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The head, or a line drawn under it.
    Head,
    /// A row, with its place from 1.
    Row(u32),
    /// More of the row before.
    Continued,
}

/// The table being read.
#[derive(Default)]
pub struct Rows {
    /// Lines of the head, as first printed.
    heads: Vec<Vec<String>>,
    rows: u32,
    /// Cells of the widest line.
    width: usize,
    /// Rows print their number in the first cell.
    numbered: bool,
    /// Still within the head.
    in_head: bool,
    /// A blank line since the last row: the table may run on over a page.
    broken: bool,
}

impl Rows {
    /// A blank line.
    pub fn blank(&mut self) {
        self.broken = true;
    }

    /// A line of text ends the table.
    pub fn text(&mut self) {
        *self = Rows::default();
    }

    /// What the next line of cells is.
    pub fn place(&mut self, cells: &[String]) -> Place {
        let bared: Vec<String> = cells.iter().map(|c| bare(c)).collect();
        if bared.iter().all(|c| c.chars().all(|c| c == '-')) {
            return Place::Head;
        }
        self.width = self.width.max(bared.len());
        let broken = std::mem::take(&mut self.broken);
        if self.heads.is_empty() || (broken && self.heads.contains(&bared)) {
            return self.head(bared);
        }
        let unnamed = bared.first().is_none_or(String::is_empty);
        if self.in_head && unnamed && !cells.iter().any(|c| c.chars().any(is_figure)) {
            return self.head(bared);
        }
        self.in_head = false;
        let filled = bared.iter().filter(|c| !c.is_empty()).count();
        // A page break cuts a row: what is left of it fills a few cells only.
        if broken && self.rows > 0 && filled * 2 <= self.width {
            return Place::Continued;
        }
        // A row goes by its printed number; those under it that print none are its parts.
        self.rows = match bared.first().map(|c| (c.parse::<u32>(), c.is_empty())) {
            Some((Ok(n), _)) => n,
            Some((_, true)) if self.numbered => self.rows,
            _ => self.rows + 1,
        };
        self.numbered |= bared.first().is_some_and(|c| c.parse::<u32>().is_ok());
        Place::Row(self.rows)
    }

    fn head(&mut self, cells: Vec<String>) -> Place {
        self.in_head = true;
        if !self.heads.contains(&cells) {
            self.heads.push(cells);
        }
        Place::Head
    }
}

fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十百千万".contains(c)
}
