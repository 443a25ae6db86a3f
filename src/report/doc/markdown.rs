//! Markdown.

use super::{Block, Doc};

pub(super) fn render(doc: &Doc) -> String {
    let mut out = format!("# {}\n", escape(&doc.title));
    for block in &doc.blocks {
        out.push('\n');
        out.push_str(&match block {
            Block::Heading(level, text) => format!("{} {}\n", "#".repeat(usize::from(*level) + 1), escape(text)),
            Block::Paragraph(text) => escape(text) + "\n",
            Block::List(points) => points
                .iter()
                .map(|(depth, text)| format!("{}- {}\n", "  ".repeat(usize::from(*depth)), escape(text)))
                .collect(),
            Block::Table(head, rows) => table(head, rows),
            Block::Drawing(_) => String::new(),
        });
    }
    out
}

fn table(head: &[String], rows: &[Vec<String>]) -> String {
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|c| escape(c).replace('\n', "<br>")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule = vec!["---".to_owned(); head.len()];
    let mut out = row(head) + &format!("| {} |\n", rule.join(" | "));
    out.extend(rows.iter().map(|r| row(r)));
    out
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '`' | '|' | '<' | '>' | '#' | '[' | ']') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
