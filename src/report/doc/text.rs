//! For the terminal: aligned and wrapped by display width.

use super::{Block, Doc};
use crate::base::width::{display_width, pad, wrap};

pub(super) fn render(doc: &Doc, width: usize) -> String {
    let mut out = format!("{}\n{}\n", doc.title, "═".repeat(display_width(&doc.title)));
    for block in &doc.blocks {
        out.push('\n');
        out.push_str(&match block {
            Block::Heading(1, text) => format!("【{text}】\n"),
            Block::Heading(_, text) => format!("▍{text}\n"),
            Block::Paragraph(text) => lines(wrap(text, width), ""),
            Block::List(points) => points.iter().map(|(depth, text)| point(*depth, text, width)).collect(),
            Block::Table(head, rows) => table(head, rows),
            Block::Drawing(_) => String::new(),
        });
    }
    out
}

fn lines(lines: Vec<String>, indent: &str) -> String {
    lines.iter().map(|line| format!("{indent}{line}").trim_end().to_owned() + "\n").collect()
}

fn point(depth: u8, text: &str, width: usize) -> String {
    let indent = " ".repeat(2 + 2 * usize::from(depth));
    let body = wrap(text, width.saturating_sub(indent.len() + 2));
    let mut out = String::new();
    for (i, line) in body.iter().enumerate() {
        let mark = if i == 0 { "· " } else { "  " };
        out.push_str(&format!("{indent}{mark}{line}\n"));
    }
    out
}

/// Columns are as wide as their widest cell; figures stand under each other with their ends aligned.
fn table(head: &[String], rows: &[Vec<String>]) -> String {
    let widest = |i: usize, keep: fn(&str) -> bool| {
        rows.iter().filter_map(|r| r.get(i)).filter(|c| keep(c)).map(|c| display_width(c)).max().unwrap_or(0)
    };
    let figures: Vec<usize> = (0..head.len()).map(|i| widest(i, is_figure)).collect();
    let widths: Vec<usize> = head.iter().enumerate().map(|(i, h)| widest(i, |_| true).max(display_width(h))).collect();
    let row = |cells: &[String]| {
        let aligned = cells.iter().zip(&figures).map(|(cell, &figures)| align(cell, figures));
        let padded: Vec<String> = aligned.zip(&widths).map(|(cell, &width)| pad(&cell, width)).collect();
        format!("  {}", padded.join("  ")).trim_end().to_owned() + "\n"
    };
    let rule: Vec<String> = widths.iter().map(|&w| "─".repeat(w)).collect();
    let mut out = row(head);
    out.push_str(&format!("  {}\n", rule.join("  ")));
    out.extend(rows.iter().map(|r| row(r)));
    out
}

fn is_figure(cell: &str) -> bool {
    cell.starts_with(|c: char| c.is_ascii_digit() || c == '-') && cell.ends_with(['元', '%'])
}

fn align(cell: &str, figures: usize) -> String {
    let indent = if is_figure(cell) { figures.saturating_sub(display_width(cell)) } else { 0 };
    format!("{}{cell}", " ".repeat(indent))
}
