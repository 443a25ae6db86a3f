//! Error pages for the terminal.

use crate::base::codes::{Entry, TABLE};
use crate::base::width::{display_width, pad, wrap};

/// Columns to which prose is wrapped.
const WIDTH: usize = 78;

/// A page as plain text: prose wrapped by display width, blocks of code indented, marks of Markdown removed.
pub fn page(entry: &Entry) -> String {
    let mut out = String::new();
    let mut in_code = false;
    for line in entry.page.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
        } else if in_code {
            out.push_str(&format!("    {line}\n"));
        } else {
            out.push_str(&prose(line));
        }
    }
    out.trim_end().to_owned() + "\n"
}

fn prose(line: &str) -> String {
    let plain = line.replace("**", "").replace('`', "");
    if let Some(heading) = plain.strip_prefix("# ") {
        return format!("{heading}\n{}\n", "═".repeat(display_width(heading)));
    }
    if let Some(heading) = plain.strip_prefix("## ") {
        return format!("【{heading}】\n");
    }
    wrap(&plain, WIDTH).join("\n") + "\n"
}

/// All codes with their titles, a line each.
pub fn index() -> String {
    TABLE.iter().map(|entry| format!("{} {}\n", pad(entry.name, 7), entry.title)).collect()
}

#[cfg(test)]
mod tests;
