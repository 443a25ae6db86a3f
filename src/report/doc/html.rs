//! HTML: one page, no outside resources, readable in print.

use super::{Block, Doc};

const STYLE: &str = "body{font-family:\"Noto Sans CJK SC\",\"Microsoft YaHei\",sans-serif;max-width:52rem;\
margin:2rem auto;padding:0 1rem;line-height:1.7;color:#222}\
h1{font-size:1.5rem;border-bottom:2px solid #1b6;padding-bottom:.3rem}h2{font-size:1.2rem}h3{font-size:1rem}\
table{border-collapse:collapse;margin:.5rem 0}th,td{border:1px solid #ccc;padding:.25rem .7rem;text-align:left}\
th{background:#f3f6f4}@media(prefers-color-scheme:dark){body{background:#181a1b;color:#ddd}\
th{background:#24302a}th,td{border-color:#444}}";

pub(super) fn render(doc: &Doc) -> String {
    let title = escape(&doc.title);
    let body: String = doc.blocks.iter().map(block).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>{title}</title>\n\
<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{body}</body>\n</html>\n"
    )
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(level, text) => {
            let tag = format!("h{}", level.saturating_add(1).min(6));
            format!("<{tag}>{}</{tag}>\n", escape(text))
        }
        Block::Paragraph(text) => format!("<p>{}</p>\n", escape(text)),
        Block::List(points) => list(points),
        Block::Table(head, rows) => table(head, rows),
        Block::Drawing(svg) => format!("<figure>{svg}</figure>\n"),
    }
}

/// Nested lists; a deeper point opens lists inside the item before it.
fn list(points: &[(u8, String)]) -> String {
    let mut out = String::new();
    let mut open: u8 = 0;
    for (depth, text) in points {
        let wanted = depth.saturating_add(1);
        while open > wanted {
            out.push_str("</li>\n</ul>\n");
            open -= 1;
        }
        if open == wanted {
            out.push_str("</li>\n<li>");
        }
        while open < wanted {
            out.push_str("<ul>\n<li>");
            open += 1;
        }
        out.push_str(&escape(text));
    }
    out + &"</li>\n</ul>\n".repeat(usize::from(open))
}

fn table(head: &[String], rows: &[Vec<String>]) -> String {
    let row = |tag: &str, cells: &[String]| {
        let cells: String = cells.iter().map(|c| format!("<{tag}>{}</{tag}>", escape(c))).collect();
        format!("<tr>{cells}</tr>\n")
    };
    let body: String = rows.iter().map(|r| row("td", r)).collect();
    format!("<table>\n{}{body}</table>\n", row("th", head))
}

pub(in crate::report) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\n', "<br>")
}
