//! The mapping file: JSON, since the names are Chinese and TOML wants every such key in quotation marks as well.
//!
//! `{"列": {"setl_time": "日期"}, "取值": {"险种": {"A": "职工医保"}}, "固定": {"就医地": "市内"}, "忽略": ["备注"],
//! "空格取缺省": ["急诊"]}`

use super::errors;
use crate::base::diagnostic::Diagnostic;
use crate::base::span::FileId;
use crate::base::suggest::suggest;
use crate::eval::case::json::{self, Json, Key, Kind};
use std::collections::BTreeMap;

/// What a mapping file says.
#[derive(Clone, Debug, Default)]
pub struct MapFile {
    /// Column → fact, or 个人编号, 业务编号.
    pub columns: BTreeMap<String, String>,
    /// Column or fact → word in the column → value of the fact.
    pub words: BTreeMap<String, BTreeMap<String, String>>,
    /// Fact → its value in all rows.
    pub fixed: Vec<(String, Json)>,
    /// Columns not to be read.
    pub ignore: Vec<String>,
    /// Columns whose empty cells mean that the fact is not given, rather than unknown.
    pub default_when_empty: Vec<String>,
}

/// The parts of a mapping file.
const PARTS: [&str; 5] = ["列", "取值", "固定", "忽略", "空格取缺省"];

/// Reads a mapping file.
pub fn read(file: FileId, text: &str) -> Result<MapFile, Vec<Diagnostic>> {
    let (json, mut diags) = json::parse(file, text, 0);
    let Some(json) = json else { return Err(diags) };
    let mut out = MapFile::default();
    match &json.kind {
        Kind::Object(parts) => parts.iter().for_each(|(key, value)| part(key, value, &mut out, &mut diags)),
        _ => {
            diags.push(errors::map_file(json.span, "对照文件应是一个对象，有「列」「取值」「固定」「忽略」".to_owned()))
        }
    }
    if diags.is_empty() { Ok(out) } else { Err(diags) }
}

fn part(key: &Key, value: &Json, out: &mut MapFile, diags: &mut Vec<Diagnostic>) {
    match key.text.as_str() {
        "列" => out.columns = words(value, diags),
        "取值" => {
            for (name, value) in entries(value, diags) {
                out.words.insert(name.text.clone(), words(value, diags));
            }
        }
        "固定" => out.fixed = entries(value, diags).iter().map(|(k, v)| (k.text.clone(), v.clone())).collect(),
        "忽略" => out.ignore = list(value, diags),
        "空格取缺省" => out.default_when_empty = list(value, diags),
        other => {
            let close = suggest(other, PARTS.into_iter());
            let found = errors::map_file(key.span, format!("对照文件没有「{other}」这一栏"));
            diags.push(match close.as_slice() {
                [] => found.hint(format!("可以有：{}", PARTS.join("、"))),
                close => found.hint(format!("是不是「{}」", close.join("」「"))),
            });
        }
    }
}

fn entries<'j>(json: &'j Json, diags: &mut Vec<Diagnostic>) -> &'j [(Key, Json)] {
    match &json.kind {
        Kind::Object(entries) => entries,
        _ => {
            diags.push(errors::map_file(json.span, "这里应是一个对象".to_owned()));
            &[]
        }
    }
}

fn words(json: &Json, diags: &mut Vec<Diagnostic>) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for (key, value) in entries(json, diags) {
        match &value.kind {
            Kind::Text(text) => drop(out.insert(key.text.clone(), text.clone())),
            _ => diags.push(errors::map_file(value.span, format!("「{}」应对应一个名，写成文本", key.text))),
        }
    }
    out
}

fn list(json: &Json, diags: &mut Vec<Diagnostic>) -> Vec<String> {
    let Kind::List(items) = &json.kind else {
        diags.push(errors::map_file(json.span, "这里应是列名的列表".to_owned()));
        return Vec::new();
    };
    let mut out = Vec::new();
    for item in items {
        match &item.kind {
            Kind::Text(text) => out.push(text.clone()),
            _ => diags.push(errors::map_file(item.span, "列名应写成文本".to_owned())),
        }
    }
    out
}
