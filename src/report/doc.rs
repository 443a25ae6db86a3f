//! A small document model: what a report says, apart from how it looks on a terminal, in Markdown or in HTML.

mod html;
mod markdown;
mod text;

pub(super) use html::escape;

/// A document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Doc {
    /// Title.
    pub title: String,
    /// Parts in order.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading; 1 is below the title.
    Heading(u8, String),
    /// Prose.
    Paragraph(String),
    /// Points; a number is the depth, 0 outermost.
    List(Vec<(u8, String)>),
    /// Head and rows.
    Table(Vec<String>, Vec<Vec<String>>),
    /// A drawing (SVG) of what tables say as well; only pages show it.
    Drawing(String),
}

impl Doc {
    /// An empty document.
    pub fn new(title: impl Into<String>) -> Doc {
        Doc { title: title.into(), blocks: Vec::new() }
    }

    /// Adds a heading.
    pub fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.blocks.push(Block::Heading(level, text.into()));
    }

    /// Adds prose.
    pub fn paragraph(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Paragraph(text.into()));
    }

    /// Adds points, unless there are none.
    pub fn list(&mut self, points: Vec<(u8, String)>) {
        if !points.is_empty() {
            self.blocks.push(Block::List(points));
        }
    }

    /// Adds a table.
    pub fn table(&mut self, head: &[&str], rows: Vec<Vec<String>>) {
        self.blocks.push(Block::Table(head.iter().map(|h| (*h).to_owned()).collect(), rows));
    }

    /// For a terminal of so many columns.
    pub fn to_text(&self, width: usize) -> String {
        text::render(self, width)
    }

    /// Markdown.
    pub fn to_markdown(&self) -> String {
        markdown::render(self)
    }

    /// A page of HTML that needs nothing else.
    pub fn to_html(&self) -> String {
        html::render(self)
    }
}

#[cfg(test)]
mod tests;
