//! Fenced code blocks of Markdown.

/// A fenced block.
#[derive(Clone, Debug)]
pub struct Block {
    /// What stands after the opening fence: `mingce 报错`.
    pub info: String,
    /// Content.
    pub text: String,
    /// Line of the opening fence, from 1.
    pub line: usize,
    /// The last second-level heading above it.
    pub heading: String,
}

pub fn parse(markdown: &str) -> Vec<Block> {
    let (mut blocks, mut heading) = (Vec::new(), String::new());
    let mut open: Option<Block> = None;
    for (i, line) in markdown.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let info = info.trim().to_owned();
                open = Some(Block { info, text: String::new(), line: i + 1, heading: heading.clone() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => block.text.push_str(&format!("{line}\n")),
            (None, None) => heading = line.strip_prefix("## ").map_or(heading, |h| h.trim().to_owned()),
        }
    }
    blocks
}
