//! What must hold for every policy and every section of the language suite.

use crate::support::root;
use mingce::driver;
use mingce::ir::Program;
use mingce::syntax;
use std::path::Path;

/// Modules that parse: policies, the standard library, sections of the suite.
fn modules() -> Vec<(String, String)> {
    let mut out = Vec::new();
    for dir in ["policies", "stdlib"] {
        visit(&root().join(dir), &mut |path, text| out.push((path, text)));
    }
    visit(&root().join("tests/suite"), &mut |path, text| {
        for section in text.split("\n--- ").skip(1).filter(|s| !s.contains("\n=== ")) {
            let (name, text) = section.split_once(" ---\n").unwrap();
            out.push((format!("{path}::{name}"), text.to_owned()));
        }
    });
    assert!(out.len() > 100);
    out
}

fn visit(dir: &Path, each: &mut dyn FnMut(String, String)) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, each);
        } else if path.extension().is_some_and(|e| e == "mingce") {
            each(path.to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn formatting_twice_is_formatting_once() {
    for (path, text) in modules() {
        let Ok(once) = syntax::format(&text) else { continue };
        assert_eq!(syntax::format(&once).as_ref(), Ok(&once), "{path}");
    }
}

#[test]
fn formatting_keeps_comments() {
    let comments =
        |text: &str| text.lines().filter_map(|l| Some(l.split_once('#')?.1.trim().to_owned())).collect::<Vec<_>>();
    for (path, text) in modules() {
        let Ok(formatted) = syntax::format(&text) else { continue };
        assert_eq!(comments(&text), comments(&formatted), "{path}");
    }
}

/// The program apart from places and the version.
fn meaning(text: &str) -> Option<String> {
    let program = driver::compile_texts(&[("模块.mingce", text)]).program?;
    Some(mingce::ir::print(&Program { hash: String::new(), ..program }))
}

#[test]
fn formatting_keeps_the_meaning() {
    for (path, text) in modules() {
        let Ok(formatted) = syntax::format(&text) else { continue };
        assert_eq!(meaning(&text), meaning(&formatted), "{path}");
    }
}

#[test]
fn a_program_survives_its_serialised_form() {
    for (path, text) in modules() {
        let Some(program) = driver::compile_texts(&[("模块.mingce", &text)]).program else { continue };
        let json = serde_json::to_string(&program).unwrap();
        assert_eq!(serde_json::from_str::<Program>(&json).unwrap(), program, "{path}");
    }
}
