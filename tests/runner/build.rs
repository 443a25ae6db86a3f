//! Compiling texts for tests: what the compiler says, then what the 例 say.

use crate::expect::Found;
use mingce::base::diagnostic::Diagnostic;
use mingce::base::source::SourceMap;
use mingce::base::span::FileId;
use mingce::eval::examples;
use mingce::{driver, syntax};

/// Everything that compiling these texts (path, text) and running their 例 reports.
pub fn diagnostics(texts: &[(String, String)]) -> Vec<Found> {
    let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let compiled = driver::compile_texts(&texts);
    let examples = compiled.program.iter().flat_map(examples::run);
    let found: Vec<Diagnostic> = compiled.diagnostics.into_iter().chain(examples).collect();
    found.iter().map(|d| to_found(d, &compiled.sources)).collect()
}

/// What the checker finds in these texts, which must compile clean.
pub fn findings(texts: &[(String, String)]) -> Vec<Found> {
    let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let compiled = driver::compile_texts(&texts);
    let found = compiled.program.iter().flat_map(|p| mingce::check::check(p, |_| {}).findings);
    let found: Vec<Diagnostic> = compiled.diagnostics.into_iter().chain(found.map(|f| f.to_diagnostic())).collect();
    found.iter().map(|d| to_found(d, &compiled.sources)).collect()
}

fn to_found(d: &Diagnostic, sources: &SourceMap) -> Found {
    let (path, line, _) = sources.position(d.span);
    Found {
        path: path.to_owned(),
        line,
        head: format!("{}[{}]", mingce::report::human::severity_word(d.severity), d.code),
        underlined: sources.text(d.span).to_owned(),
        message: d.message.clone(),
    }
}

/// What the parser alone reports.
pub fn syntax_errors(text: &str) -> Vec<String> {
    let (_, found) = syntax::parse(FileId(0), text);
    found.into_iter().map(|d| format!("{}：{}", d.code, d.message)).collect()
}
