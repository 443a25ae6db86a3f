//! Expected diagnostics as comments: `# 错误[MC0301] 「underlined text」 part of the message`, at the end of the line
//! that the diagnostic points at, or on lines of their own directly above it. Underlined text that ends in `…` is a
//! beginning; text and message may be left out.

use libtest_mimic::Failed;

/// A diagnostic as the tests see it.
#[derive(Clone, Debug)]
pub struct Found {
    pub path: String,
    pub line: usize,
    /// `错误[MC0301]`
    pub head: String,
    pub underlined: String,
    pub message: String,
}

/// What a comment expects.
#[derive(Clone, Debug)]
pub struct Expected {
    path: String,
    line: usize,
    head: String,
    underlined: Option<String>,
    part: String,
}

/// The expectations of a text, or what is wrong with how one is written.
pub fn parse(path: &str, text: &str) -> Vec<Result<Expected, Failed>> {
    let lines: Vec<&str> = text.lines().collect();
    let mut out = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let Some((before, comment)) = split_comment(line) else { continue };
        let alone = before.trim().is_empty();
        let below = || (i + 1..lines.len()).find(|&j| !is_lone_expectation(lines[j])).unwrap_or(i);
        let target = if alone { below() } else { i };
        out.push(parse_comment(path, target + 1, comment));
    }
    out
}

/// The line before an expectation comment, and the comment without `# `.
fn split_comment(line: &str) -> Option<(&str, &str)> {
    ["# 错误[", "# 警告[", "# 提示["].iter().find_map(|head| line.find(head)).map(|at| (&line[..at], &line[at + 2..]))
}

fn is_lone_expectation(line: &str) -> bool {
    split_comment(line).is_some_and(|(before, _)| before.trim().is_empty())
}

fn parse_comment(path: &str, line: usize, comment: &str) -> Result<Expected, Failed> {
    let close = comment.find(']').ok_or_else(|| format!("第 {line} 行的期望缺少「]」：{comment}"))?;
    let (head, rest) = comment.split_at(close + 1);
    let rest = rest.trim();
    let (underlined, part) = match rest.strip_prefix('「').and_then(|r| r.split_once('」')) {
        Some((text, part)) => (Some(text.to_owned()), part.trim()),
        None => (None, rest),
    };
    Ok(Expected { path: path.to_owned(), line, head: head.to_owned(), underlined, part: part.to_owned() })
}

impl Expected {
    fn fits(&self, found: &Found) -> bool {
        let text = self.underlined.as_ref().is_none_or(|text| match text.strip_suffix('…') {
            Some(beginning) => found.underlined.starts_with(beginning),
            None => found.underlined == *text,
        });
        let place = self.path == found.path && self.line == found.line;
        place && self.head == found.head && text && found.message.contains(&self.part)
    }
}

/// Every expectation must fit one diagnostic, every diagnostic one expectation.
pub fn compare(expected: &[Expected], found: &[Found]) -> Result<(), String> {
    let mut left: Vec<&Found> = found.iter().collect();
    let mut report = String::new();
    for e in expected {
        match left.iter().position(|f| e.fits(f)) {
            Some(at) => drop(left.remove(at)),
            None => report.push_str(&format!(
                "没有出现：{}:{} {} 「{}」 {}\n",
                e.path,
                e.line,
                e.head,
                e.underlined.as_deref().unwrap_or(""),
                e.part
            )),
        }
    }
    for f in left {
        report.push_str(&format!(
            "没有料到：{}:{} {} 「{}」 {}\n",
            f.path,
            f.line,
            f.head,
            shorten(&f.underlined),
            f.message
        ));
    }
    if report.is_empty() { Ok(()) } else { Err(report) }
}

/// The text with its expectations replaced by what was found.
pub fn rewrite(path: &str, text: &str, found: &[Found]) -> String {
    let mut out = String::new();
    for (i, line) in text.lines().enumerate() {
        if is_lone_expectation(line) {
            continue;
        }
        let indent: String = line.chars().take_while(|c| c.is_whitespace()).collect();
        for f in found.iter().filter(|f| f.path == path && f.line == i + 1) {
            out.push_str(&format!("{indent}# {} 「{}」 {}\n", f.head, shorten(&f.underlined), f.message));
        }
        let kept = split_comment(line).map_or(line, |(before, _)| before.trim_end());
        out.push_str(&format!("{kept}\n"));
    }
    out
}

/// One line, not too long, without the closing quote that would end it early.
fn shorten(text: &str) -> String {
    let stop = |c: char| c == '\n' || c == '」';
    let first: String = text.chars().take_while(|&c| !stop(c)).take(40).collect();
    if first.len() < text.len() { format!("{first}…") } else { first }
}
