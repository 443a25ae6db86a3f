//! `tests/suite/<area>/<file>.mingce`: sections headed `--- 名字 ---`, each a module of its own (several modules when
//! divided by lines `=== 文件.mingce ===`). A section says which diagnostics it raises; one that says nothing must
//! compile clean, and its 例 must pass.

use crate::{build, expect, files, read, root};
use libtest_mimic::{Failed, Trial};
use std::sync::{Arc, Mutex};

/// A section of a suite file.
pub struct Section {
    pub name: String,
    /// Its text, without the heading.
    pub text: String,
}

pub fn trials() -> Vec<Trial> {
    files("tests/suite", ".mingce").into_iter().flat_map(file_trials).collect()
}

fn file_trials(path: String) -> Vec<Trial> {
    let short = path.trim_start_matches("tests/suite/").trim_end_matches(".mingce").to_owned();
    let (head, sections) = split(&read(&path));
    let names: Vec<String> = sections.iter().map(|s| format!("{short}::{}", s.name)).collect();
    let update = std::env::var_os("UPDATE").is_some();
    let file = Arc::new(Mutex::new((head, sections)));
    let trial = |(i, name): (usize, String)| {
        let (file, path) = (Arc::clone(&file), path.clone());
        Trial::test(name, move || {
            let section = file.lock().unwrap().1[i].text.clone();
            match check(&path, &section) {
                Err(_) if update => rewrite(&path, &file, i),
                outcome => outcome,
            }
        })
    };
    names.into_iter().enumerate().map(trial).collect()
}

fn check(path: &str, section: &str) -> Result<(), Failed> {
    let texts = modules(section);
    let found = found(path, &texts);
    let expected: Vec<expect::Expected> =
        texts.iter().flat_map(|(path, text)| expect::parse(path, text)).collect::<Result<_, _>>()?;
    expect::compare(&expected, &found).map_err(|text| Failed::from(format!("\n{text}")))
}

/// Sections of the area `check` are put to the checker as well.
fn found(path: &str, texts: &[(String, String)]) -> Vec<expect::Found> {
    if path.starts_with("tests/suite/check/") { build::findings(texts) } else { build::diagnostics(texts) }
}

fn rewrite(path: &str, file: &Mutex<(String, Vec<Section>)>, i: usize) -> Result<(), Failed> {
    let (head, sections) = &mut *file.lock().unwrap();
    let texts = modules(&sections[i].text);
    let found = found(path, &texts);
    let rewritten: Vec<String> = texts.iter().map(|(path, text)| expect::rewrite(path, text, &found)).collect();
    sections[i].text = join(&sections[i].text, &rewritten);
    let whole: String = sections.iter().map(|s| format!("--- {} ---\n{}", s.name, s.text)).collect();
    std::fs::write(root().join(path), format!("{head}{whole}"))?;
    Ok(())
}

/// What stands before the first heading, and the sections.
pub fn split(text: &str) -> (String, Vec<Section>) {
    let (mut head, mut sections) = (String::new(), Vec::<Section>::new());
    for line in text.split_inclusive('\n') {
        let name = line.trim_end().strip_prefix("--- ").and_then(|l| l.strip_suffix(" ---"));
        match (name, sections.last_mut()) {
            (Some(name), _) => sections.push(Section { name: name.to_owned(), text: String::new() }),
            (None, Some(section)) => section.text.push_str(line),
            (None, None) => head.push_str(line),
        }
    }
    (head, sections)
}

/// The modules of a section: (path, text).
pub fn modules(section: &str) -> Vec<(String, String)> {
    let mut modules: Vec<(String, String)> = vec![("节.mingce".to_owned(), String::new())];
    for line in section.split_inclusive('\n') {
        match line.trim_end().strip_prefix("=== ").and_then(|l| l.strip_suffix(" ===")) {
            Some(path) => modules.push((path.to_owned(), String::new())),
            None => modules.last_mut().unwrap().1.push_str(line),
        }
    }
    if modules.len() > 1 && modules[0].1.trim().is_empty() {
        modules.remove(0);
    }
    modules
}

/// The inverse of `modules`, with new texts.
fn join(section: &str, texts: &[String]) -> String {
    if !section.contains("\n=== ") && !section.starts_with("=== ") {
        return texts.concat();
    }
    let paths = modules(section);
    paths.iter().zip(texts).map(|((path, _), text)| format!("=== {path} ===\n{text}")).collect()
}
