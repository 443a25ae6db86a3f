//! Code blocks of `docs/` and `README.md`.
//!
//! | block | what is tested |
//! | --- | --- |
//! | `mingce` | a whole module: compiles clean, its 例 pass |
//! | `mingce 片段` | parses |
//! | `mingce 报错` (error pages) | raises the page's code and no other |
//! | `mingce 审查` (error pages) | compiles clean; the checker finds the page's code and no other |
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
    pages.flat_map(|page| blocks::parse(&read(&page)).into_iter().filter_map(move |b| trial(&page, b))).collect()
}

fn trial(page: &str, block: Block) -> Option<Trial> {
    let code = page.strip_prefix("docs/errors/").and_then(|p| p.strip_suffix(".md")).map(str::to_owned);
    let name = format!("{page}:{} {}", block.line, block.info);
    let run: Box<dyn FnOnce() -> Result<(), Failed> + Send> = match block.info.as_str() {
        "mingce" => Box::new(move || clean(&block.text)),
        "mingce 片段" => Box::new(move || parses(&block.text)),
        "mingce 报错" => Box::new(move || raises(&block.text, code.as_deref(), build::diagnostics)),
        "mingce 审查" => Box::new(move || raises(&block.text, code.as_deref(), build::findings)),
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
    let raised: BTreeSet<&str> = found.iter().map(|f| &f.head[f.head.len() - 7..f.head.len() - 1]).collect();
    if raised == BTreeSet::from([code]) {
        Ok(())
    } else {
        Err(format!("应只报 {code}，实际是 {found:#?}").into())
    }
}
