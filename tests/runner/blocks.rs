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
}

pub fn parse(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (i, line) in markdown.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let info = info.trim().to_owned();
                open = Some(Block { info, text: String::new(), line: i + 1 });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => block.text.push_str(&format!("{line}\n")),
            (None, None) => {}
        }
    }
    blocks
}
