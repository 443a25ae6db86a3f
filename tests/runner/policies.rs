//! Every directory under `policies/`: compiles without a finding, its 例 pass, and so do its case suites, the JSON Lines
//! under `tests/policies/` in the directory of the same name. A directory under `tests/trials/` holds both.

use crate::{build, expect, files, read, root};
use libtest_mimic::{Failed, Trial};
use mingce::eval::suite;
use mingce::{driver, report};
use std::collections::BTreeMap;

pub fn trials() -> Vec<Trial> {
    let policies = directories("policies");
    let clean_trial = |dir: String| Trial::test(dir.clone(), move || clean(&dir));
    let encoded = policies.clone().into_iter().map(|name| clean_trial(format!("policies/{name}")));
    let suites_of = directories("tests/policies").into_iter().map(|name| {
        let known = policies.contains(&name);
        Trial::test(format!("tests/policies/{name}"), move || match known {
            true => suites(&format!("policies/{name}"), &format!("tests/policies/{name}")),
            false => Err("没有这部政策".into()),
        })
    });
    let invented = directories("tests/trials").into_iter().flat_map(|name| {
        let dir = format!("tests/trials/{name}");
        let both = dir.clone();
        [clean_trial(dir), Trial::test(format!("{both}/suite"), move || suites(&both, &both))]
    });
    encoded.chain(suites_of).chain(invented).collect()
}

fn directories(dir: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root().join(dir)).unwrap().map(|e| e.unwrap());
    let dirs = entries.filter(|e| e.path().is_dir()).map(|e| e.file_name().into_string().unwrap());
    let mut dirs: Vec<String> = dirs.collect();
    dirs.sort();
    dirs
}

fn texts(dir: &str) -> Vec<(String, String)> {
    files(dir, ".mingce").into_iter().map(|path| (path.clone(), read(&path))).collect()
}

fn clean(dir: &str) -> Result<(), Failed> {
    expect::compare(&[], &build::diagnostics(&texts(dir))).map_err(|text| Failed::from(format!("\n{text}")))
}

fn suites(policy: &str, cases: &str) -> Result<(), Failed> {
    let texts = texts(policy);
    let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let compiled = driver::compile_texts(&texts);
    let (program, mut sources) = (compiled.program.ok_or("政策有错误")?, compiled.sources);
    let mut failures = String::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for path in files(cases, ".jsonl") {
        let text = read(&path);
        let file = sources.add(path, text.clone());
        for result in suite::run(&program, file, &text) {
            *seen.entry(result.id).or_default() += 1;
            failures.push_str(&report::human::render(&result.diagnostics, &sources, false));
        }
    }
    let twice: Vec<&String> = seen.iter().filter(|(_, n)| **n > 1).map(|(id, _)| id).collect();
    assert!(twice.is_empty(), "编号重复：{twice:?}");
    if failures.is_empty() { Ok(()) } else { Err(format!("\n{failures}").into()) }
}
