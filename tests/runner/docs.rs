//! Code blocks of `docs/` and `README.md`.
//!
//! | block | what is tested |
//! | --- | --- |
//! | `mingce` | a whole module: compiles clean, its 例 pass |
//! | `mingce 片段` | parses |
//! | `mingce 报错` (error pages) | raises the page's code and no other |
//! | `mingce 审查` (error pages) | compiles clean; the checker finds the page's code and, hints (提示) apart, no other |
//! | `json 报错` (error pages) | as a case, or with 应得 as a case of a suite, raises the page's code under the module of the `mingce` block above it |
//! | `console` | each command exits with 0 and prints what is shown |
//! | `console 报错` (error pages) | the last command fails and reports the page's code |
//! | `console 示意` | not run: depends on the machine |

use crate::{blocks, build, console, files, read};
use blocks::Block;
use libtest_mimic::{Failed, Trial};
use std::collections::BTreeSet;

pub fn trials() -> Vec<Trial> {
    let pages = files("docs", ".md").into_iter().chain(["README.md".to_owned()]);
    let pages = pages.filter(|page| crate::root().join(page).exists());
    pages.flat_map(|page| of_page(&page)).collect()
}

fn of_page(page: &str) -> Vec<Trial> {
    let mut module = String::new();
    let mut out = Vec::new();
    for block in blocks::parse(&read(page)) {
        if block.info == "mingce" {
            module.clone_from(&block.text);
        }
        out.extend(trial(page, block, &module));
    }
    out
}

fn trial(page: &str, block: Block, module: &str) -> Option<Trial> {
    let code = page.strip_prefix("docs/errors/").and_then(|p| p.strip_suffix(".md")).map(str::to_owned);
    let name = format!("{page}:{} {}", block.line, block.info);
    let run: Box<dyn FnOnce() -> Result<(), Failed> + Send> = match block.info.as_str() {
        "mingce" => Box::new(move || clean(&block.text)),
        "mingce 片段" => Box::new(move || parses(&block.text)),
        "mingce 报错" => Box::new(move || raises(&block.text, code.as_deref(), build::diagnostics)),
        "mingce 审查" => Box::new(move || raises(&block.text, code.as_deref(), build::findings)),
        "json 报错" => {
            let module = module.to_owned();
            Box::new(move || refuses(&module, &block.text, code.as_deref()))
        }
        "console" => Box::new(move || console::run(&block.text, None)),
        "console 报错" => Box::new(move || console::run(&block.text, code.as_deref())),
        "console 示意" | "text" | "json" | "sh" | "rust" | "" => return None,
        other => {
            let message = format!("不认识的代码块「{other}」");
            Box::new(move || Err(message.into()))
        }
    };
    Some(Trial::test(name, run))
}

fn clean(text: &str) -> Result<(), Failed> {
    let found = build::diagnostics(&[("文档.mingce".to_owned(), text.to_owned())]);
    crate::expect::compare(&[], &found).map_err(|text| Failed::from(format!("\n{text}")))
}

fn parses(text: &str) -> Result<(), Failed> {
    let errors = build::syntax_errors(text);
    if errors.is_empty() { Ok(()) } else { Err(errors.join("\n").into()) }
}

type Judge = fn(&[(String, String)]) -> Vec<crate::expect::Found>;

fn raises(text: &str, code: Option<&str>, judge: Judge) -> Result<(), Failed> {
    let code = code.ok_or("「报错」块只用在 docs/errors/ 里")?;
    let found = judge(&[("文档.mingce".to_owned(), text.to_owned())]);
    let codes = found.iter().map(|f| (f.head.starts_with("提示"), &f.head[f.head.len() - 7..f.head.len() - 1]));
    // A hint says what a policy leaves open (存疑, 文件未定); it does not count against an example of something else.
    let raised: BTreeSet<&str> = codes.filter(|(hint, c)| !hint || *c == code).map(|(_, c)| c).collect();
    if raised == BTreeSet::from([code]) {
        Ok(())
    } else {
        Err(format!("应只报 {code}，实际是 {found:#?}").into())
    }
}

/// A case, or a case of a suite, that must fail with the page's code.
fn refuses(module: &str, json: &str, code: Option<&str>) -> Result<(), Failed> {
    let code = code.ok_or("「报错」块只用在 docs/errors/ 里")?;
    let compiled = mingce::driver::compile_texts(&[("文档.mingce", module)]);
    let program = compiled.program.ok_or("json 块上面的 mingce 块不能编译")?;
    let file = mingce::base::span::FileId::default();
    let found: BTreeSet<String> = if json.contains("\"主题\"") {
        let results = mingce::eval::suite::run(&program, file, json);
        results.iter().flat_map(|r| &r.diagnostics).map(|d| d.code.to_string()).collect()
    } else {
        match mingce::eval::case::read(&program, mingce::ir::ModuleId(0), file, json) {
            Err(diagnostics) => diagnostics.iter().map(|d| d.code.to_string()).collect(),
            Ok(case) => mingce::eval::evaluate(&program, &case, None)
                .err()
                .map(|e| format!("MC{:04}", e.code))
                .into_iter()
                .collect(),
        }
    };
    if found == BTreeSet::from([code.to_owned()]) {
        Ok(())
    } else {
        Err(format!("应报 {code}，实际是 {found:?}").into())
    }
}
