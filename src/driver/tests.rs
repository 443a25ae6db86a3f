use super::{compile, compile_texts};
use crate::base::source::{LoadError, SourceLoader};

struct Files(Vec<(&'static str, &'static [u8])>);

impl SourceLoader for Files {
    fn load(&self, path: &str) -> Result<Vec<(String, Vec<u8>)>, LoadError> {
        if path != "某市" {
            return Err(LoadError { message: format!("没有「{path}」") });
        }
        Ok(self.0.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect())
    }
}

fn codes(files: Files, path: &str) -> Vec<u16> {
    compile(&files, path).diagnostics.iter().map(|d| d.code.0).collect()
}

#[test]
fn a_path_that_cannot_be_loaded_is_one_error() {
    assert_eq!(codes(Files(vec![]), "别处"), [901]);
}

#[test]
fn a_file_that_is_no_utf8_hides_what_follows_from_it() {
    let files =
        Files(vec![("甲.mingce", "政策 甲\n引用 乙\n".as_bytes()), ("乙.mingce", b"\xD5\xFE\xB2\xDF \xD2\xD2")]);
    let found = compile(&files, "某市");
    assert_eq!(found.diagnostics.len(), 1);
    assert!(found.program.is_none());
    assert!(found.diagnostics[0].message.contains("乙.mingce"), "{:?}", found.diagnostics);
}

#[test]
fn texts_and_bytes_compile_alike() {
    let text = "政策 甲\n输入 费用 为 金额\n条款 一：\n    付 ＝ 费用\n";
    let files = Files(vec![("甲.mingce", text.as_bytes())]);
    let one = compile(&files, "某市");
    assert_eq!(one.program, compile_texts(&[("甲.mingce", text)]).program);
    assert!(one.program.is_some());
}

#[test]
fn library_modules_come_only_when_imported() {
    let paths = |text: &str| -> Vec<String> {
        compile_texts(&[("甲.mingce", text)]).sources.iter().map(|(_, f)| f.path.clone()).collect()
    };
    assert_eq!(paths("政策 甲\n"), ["甲.mingce"]);
    assert_eq!(paths("政策 甲\n引用 国家.医保基础\n"), ["甲.mingce", "<标准库/医保基础.mingce>"]);
}

#[test]
fn every_library_module_compiles_clean() {
    for module in crate::stdlib::MODULES {
        let text = format!("政策 甲\n引用 {}\n", module.name);
        let found = compile_texts(&[("甲.mingce", &text)]);
        assert!(found.diagnostics.is_empty() && found.program.is_some(), "{:?}", found.diagnostics);
    }
}

#[test]
fn diagnostics_are_in_order_of_place_and_said_once() {
    let text = "政策 甲\n条款 一：\n    付 ＝ 丁\n    收 ＝ 丙\n    再收 ＝ 丁\n";
    let found = compile_texts(&[("甲.mingce", text)]).diagnostics;
    let starts: Vec<u32> = found.iter().map(|d| d.span.start).collect();
    assert_eq!(starts.len(), 3);
    assert!(starts.is_sorted());
}

#[test]
fn nothing_makes_it_panic() {
    let text = include_str!("../../stdlib/settlement.mingce");
    let marks: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    // Every prefix, and the text with each line left out.
    for at in marks.iter().step_by(7) {
        compile_texts(&[("甲.mingce", &text[..*at])]);
    }
    let lines: Vec<&str> = text.lines().collect();
    for skip in 0..lines.len() {
        let kept: Vec<&str> = lines.iter().enumerate().filter(|(i, _)| *i != skip).map(|(_, l)| *l).collect();
        compile_texts(&[("甲.mingce", &kept.join("\n"))]);
    }
}
