//! Rules about the source that no lint checks.

use crate::support::root;
use mingce::base::codes::TABLE;
use mingce::base::diagnostic::Code;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What each layer may use. A layer may always use itself.
const ALLOWED: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("syntax", &["base"]),
    ("stdlib", &["base"]),
    ("ir", &["base", "syntax"]),
    ("resolve", &["base", "syntax", "stdlib", "ir"]),
    ("types", &["base", "syntax", "stdlib", "ir", "resolve"]),
    ("lower", &["base", "syntax", "ir", "resolve", "types"]),
    ("driver", &["base", "syntax", "stdlib", "ir", "resolve", "types", "lower"]),
    ("eval", &["base", "ir"]),
    ("check", &["base", "ir", "eval"]),
    ("data", &["base"]),
    ("batch", &["base", "ir", "eval", "data"]),
    ("fixtures", &["base", "ir", "eval", "check", "data"]),
    ("verify", &["base", "ir", "eval", "data", "batch"]),
    ("report", &["base", "ir", "eval", "check", "data", "batch", "fixtures", "verify"]),
    ("cli", &["base", "syntax", "ir", "driver", "eval", "check", "data", "batch", "fixtures", "verify", "report"]),
];

/// Files of `src/` as (path below `src/`, text).
fn sources() -> Vec<(String, String)> {
    let mut out = Vec::new();
    visit(&root().join("src"), &mut |path| {
        if path.extension().is_some_and(|e| e == "rs") {
            let short = path.strip_prefix(root().join("src")).unwrap().to_str().unwrap().to_owned();
            out.push((short, fs::read_to_string(path).unwrap()));
        }
    });
    out.sort();
    assert!(out.len() > 20);
    out
}

fn visit(dir: &Path, each: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { visit(&path, each) } else { each(&path) }
    }
}

fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

fn layer(path: &str) -> &str {
    path.split('/').next().unwrap().trim_end_matches(".rs")
}

/// Code without line comments.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Paths of the files, tests apart, whose code satisfies a condition.
fn users(condition: impl Fn(&str) -> bool) -> Vec<String> {
    sources().into_iter().filter(|(p, t)| !is_test(p) && condition(&code(t))).map(|(p, _)| p).collect()
}

#[test]
fn layers_use_only_those_below() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        if is_test(&path) || matches!(path.as_str(), "lib.rs" | "main.rs") {
            continue;
        }
        let allowed = ALLOWED.iter().find(|(l, _)| *l == layer(&path)).map(|(_, a)| *a);
        let allowed = allowed.unwrap_or_else(|| panic!("「{path}」不在层次表里"));
        let text = code(&text);
        for name in roots(&text) {
            if name != layer(&path) && !allowed.contains(&name.as_str()) {
                broken.push(format!("{path} → {name}"));
            }
        }
    }
    assert!(broken.is_empty(), "越层引用：{broken:#?}");
}

/// First segments of `crate::…` paths, also of `crate::{a, b::c}`.
fn roots(text: &str) -> Vec<String> {
    let word = |t: &str| t.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut out = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        match text[at + 7..].strip_prefix('{') {
            Some(group) => out.extend(group.split('}').next().unwrap_or_default().split(',').map(word)),
            None => out.push(word(&text[at + 7..])),
        }
    }
    out.retain(|name| !name.is_empty());
    out
}

#[test]
fn only_the_command_line_touches_files_and_streams() {
    for word in ["std::fs", "std::io::std", "println!", "print!(", "std::env", "std::process", "SystemTime"] {
        let outside = |path: &String| layer(path) != "cli" && !(path == "main.rs" && word == "std::process");
        let found: Vec<String> = users(|code| code.contains(word)).into_iter().filter(outside).collect();
        assert!(found.is_empty(), "{word}：{found:?}");
    }
    // `atomic` holds the files that appear whole or not at all.
    assert_eq!(users(|code| code.contains("std::fs")), ["cli/fs.rs", "cli/fs/atomic.rs"]);
}

#[test]
fn one_file_knows_codespan() {
    assert_eq!(users(|code| code.contains("codespan_reporting")), ["report/human.rs"]);
}

#[test]
fn no_floating_point() {
    let words =
        |code: &str| code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| matches!(word, "f32" | "f64"));
    assert!(users(words).is_empty(), "{:?}", users(words));
}

#[test]
fn nothing_is_ignored_or_unfinished() {
    for (path, text) in sources() {
        for word in
            [concat!("#[ig", "nore"), concat!("to", "do!("), concat!("unimple", "mented!("), concat!("FIX", "ME")]
        {
            assert!(!text.contains(word), "{path} 有 {word}");
        }
    }
}

#[test]
fn files_stay_readable() {
    // The two contracts are one page each on purpose: every consumer reads them as a whole.
    let contracts = ["ir/mod.rs", "syntax/ast.rs"];
    let long = sources().into_iter().filter(|(p, t)| !contracts.contains(&p.as_str()) && t.lines().count() > 600);
    let long: Vec<String> = long.map(|(path, _)| path).collect();
    assert!(long.is_empty(), "超过 600 行：{long:?}");
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let names: Vec<&str> = TABLE.iter().map(|e| e.name).collect();
    assert!(names.is_sorted() && names.iter().collect::<BTreeSet<_>>().len() == names.len(), "{names:?}");
    let mut pages = BTreeSet::new();
    visit(&root().join("docs/errors"), &mut |path| {
        pages.insert(path.file_stem().unwrap().to_str().unwrap().to_owned());
    });
    assert_eq!(pages, names.iter().map(|n| (*n).to_owned()).collect());
}

#[test]
fn error_pages_have_their_four_parts() {
    for entry in TABLE {
        assert_eq!(entry.page.lines().next(), Some(format!("# {} {}", entry.name, entry.title).as_str()));
        let parts: Vec<&str> = entry.page.lines().filter_map(|l| l.strip_prefix("## ")).collect();
        assert_eq!(parts, ["现象", "为何", "示例", "改法"], "{}", entry.name);
        let (_, example) = entry.page.split_once("## 示例").unwrap();
        let (example, _) = example.split_once("## 改法").unwrap();
        let kinds = ["```mingce 报错", "```mingce 审查", "```json 报错", "```console 报错", "```console 示意"];
        assert!(kinds.iter().any(|k| example.contains(k)), "{} 的示例没有代码块", entry.name);
    }
}

#[test]
fn every_code_that_is_raised_has_a_page() {
    let mut missing = BTreeSet::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| !is_test(path)) {
        for code in raised(&code(&text)) {
            if mingce::base::codes::entry(Code(code)).is_none() {
                missing.insert(format!("MC{code:04} {path}"));
            }
        }
    }
    assert!(missing.is_empty(), "没有页：{missing:#?}");
}

/// Numbers given to constructors of diagnostics and of errors of the evaluator.
fn raised(text: &str) -> Vec<u16> {
    let calls = ["::error(", "::warning(", "::info(", " error(", " warning(", " info(", "fault(", "stop(", "code: "];
    let starts = calls.iter().flat_map(|call| text.match_indices(call).map(|(at, _)| &text[at + call.len()..]));
    let numbers = starts.map(|rest| rest.trim_start().chars().take_while(char::is_ascii_digit).collect::<String>());
    numbers.filter(|n| n.len() >= 3).filter_map(|n| n.parse().ok()).collect()
}
