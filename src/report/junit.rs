//! Results of examples and suites in JUnit's XML, which continuous integration servers read.

/// A group of results, such as one file of cases.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Its results.
    pub cases: Vec<Case>,
}

/// The result of one case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its id or heading.
    pub name: String,
    /// What differed; `None` when it passed.
    pub failure: Option<String>,
}

/// The whole document.
pub fn render(groups: &[Group]) -> String {
    let total: usize = groups.iter().map(|g| g.cases.len()).sum();
    let failed: usize = groups.iter().map(failures).sum();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!("<testsuites name=\"mingce\" tests=\"{total}\" failures=\"{failed}\">\n"));
    for group in groups {
        out.push_str(&render_group(group));
    }
    out.push_str("</testsuites>\n");
    out
}

fn failures(group: &Group) -> usize {
    group.cases.iter().filter(|c| c.failure.is_some()).count()
}

fn render_group(group: &Group) -> String {
    let name = escape(&group.name);
    let mut out =
        format!("  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{}\">\n", group.cases.len(), failures(group));
    for case in &group.cases {
        out.push_str(&render_case(&name, case));
    }
    out.push_str("  </testsuite>\n");
    out
}

fn render_case(group: &str, case: &Case) -> String {
    let head = format!("    <testcase classname=\"{group}\" name=\"{}\"", escape(&case.name));
    match &case.failure {
        None => format!("{head}/>\n"),
        Some(text) => {
            let first = escape(text.lines().next().unwrap_or_default());
            format!("{head}>\n      <failure message=\"{first}\">{}</failure>\n    </testcase>\n", escape(text))
        }
    }
}

/// Escapes for XML; characters that XML 1.0 cannot hold become U+FFFD.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' | '\r' => out.push(c),
            c if c < ' ' || c == '\u{fffe}' || c == '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests;
