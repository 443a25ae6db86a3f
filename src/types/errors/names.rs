//! Diagnostics of names that need types to tell.

use crate::base::diagnostic::Diagnostic;
use crate::base::span::Span;
use crate::ir::{DoubtId, EnumId, ListId, ModuleId, Target};
use crate::resolve::errors::{did_you_mean, kind_name, list, quoted, unknown};
use crate::resolve::{Kind, Names};
use crate::syntax::ast::{self, Ident, QName};
use crate::types::ty;

/// MC0203: several enums have the member.
pub(in crate::types) fn shared_member(names: &Names<'_>, name: &QName, found: &[(ModuleId, Target)]) -> Diagnostic {
    let word = name.parts.last().map_or("", |p| p.text.as_str());
    let choices: Vec<String> = found
        .iter()
        .filter_map(|(_, t)| match t {
            Target::Member(e, _) => names.enums.get(e.ix()).map(|e| format!("{}.{word}", e.name)),
            _ => None,
        })
        .collect();
    Diagnostic::error(203, name.span, format!("「{word}」是几个枚举共有的成员，这里看不出指哪一个"))
        .hint(format!("写明{}之一", list(choices.iter().map(String::as_str))))
}

/// MC0204: an open question stands for no value.
pub(in crate::types) fn doubt_as_value(names: &Names<'_>, span: Span, d: DoubtId) -> Diagnostic {
    let doubt = names.doubts.get(d.ix()).map(|d| d.ast);
    let (name, reading) =
        doubt.map_or(("", ""), |d| (d.name.text.as_str(), d.readings.first().map_or("", |r| r.name.text.as_str())));
    Diagnostic::error(204, span, format!("「{name}」是存疑，本身不是值"))
        .hint(format!("要问采用哪一个读法，写「{name} 为 {reading}」"))
}

/// MC0204: `应` of something that is no item.
pub(in crate::types) fn expect_not_item(names: &Names<'_>, span: Span, target: Target) -> Diagnostic {
    let name = names.name_of(target);
    Diagnostic::error(204, span, format!("「{name}」是{}，不是由条款算出的项目，不能写在「应」里", kind_name(target)))
}

/// MC0204: 设 of an item.
pub(in crate::types) fn set_item(names: &Names<'_>, span: Span, target: Target) -> Diagnostic {
    let name = names.name_of(target);
    Diagnostic::error(204, span, format!("「{name}」是{}，由条款算出，不能预先设定", kind_name(target)))
        .hint("「设」里只能写输入、参数、累计的期初余额和存疑的读法")
}

/// MC0204: 封顶 of something that is no item.
pub(in crate::types) fn cap_needs_item(names: &Names<'_>, span: Span, target: Target) -> Diagnostic {
    let name = names.name_of(target);
    Diagnostic::error(204, span, format!("「{name}」是{}，这里要写项目", kind_name(target)))
}

/// MC0204: 于 something that is no accumulator.
pub(in crate::types) fn cap_needs_accum(names: &Names<'_>, span: Span, target: Target) -> Diagnostic {
    let name = names.name_of(target);
    Diagnostic::error(204, span, format!("「{name}」是{}，「于」后面要写累计", kind_name(target)))
}

/// MC0204: an encounter sets something that is no fact.
pub(in crate::types) fn not_a_fact(span: Span) -> Diagnostic {
    Diagnostic::error(204, span, "一次就诊里只能设事实（输入）")
        .hint("参数、期初余额和读法写在第一个「就诊」之前的「设」里")
}

/// MC0201: 应 of an unknown name.
pub(in crate::types) fn unknown_item(names: &Names<'_>, module: ModuleId, name: &QName) -> Diagnostic {
    let d = unknown(names, module, name, Kind::Value);
    let word = name.parts.last().map_or("", |p| p.text.as_str());
    let message = format!("没有叫「{word}」的项目");
    if d.code.0 == 201 { Diagnostic { message, ..d } } else { d }
}

/// MC0205: no such type.
pub(in crate::types) fn unknown_type(names: &Names<'_>, module: ModuleId, name: &QName) -> Diagnostic {
    let word = name.parts.last().map_or("", |p| p.text.as_str());
    let d = Diagnostic::error(205, name.span, format!("没有叫「{word}」的类型或枚举"));
    let mut known: Vec<&str> = ty::built_in_names().collect();
    known.extend(names.visible(module).filter(|(_, t)| matches!(t, Target::Enum(_))).map(|(w, _)| w));
    let d = did_you_mean(names, d, word, known.into_iter());
    let elsewhere = names.enums.iter().find(|e| e.name == word);
    match elsewhere.and_then(|e| names.modules.get(e.module.ix())) {
        Some(m) => {
            let path = m.source.stdlib.as_ref().unwrap_or(&m.name);
            d.hint(format!("模块「{path}」里有这个枚举，要先写「引用 {path}」"))
        }
        None => d,
    }
}

/// MC0205: a list of another enum used as a type.
pub(in crate::types) fn list_as_type(names: &Names<'_>, name: &QName, l: ListId) -> Diagnostic {
    let of = names.lists.get(l.ix()).and_then(|l| names.enums.get(l.of.ix())).map_or("", |e| e.name.as_str());
    let word = name.parts.last().map_or("", |p| p.text.as_str());
    Diagnostic::error(205, name.span, format!("「{word}」是枚举「{of}」的一个清单，不是类型"))
        .hint(format!("类型写「{of}」"))
        .fix(quoted(of))
}

/// MC0207: the enum has no such member.
pub(in crate::types) fn unknown_member(names: &Names<'_>, name: &QName, e: EnumId) -> Diagnostic {
    let word = name.parts.last().map_or("", |p| p.text.as_str());
    let Some(info) = names.enums.get(e.ix()) else { return Diagnostic::error(207, name.span, "没有这个成员") };
    let d = Diagnostic::error(207, name.span, format!("枚举「{}」没有成员「{word}」", info.name));
    let other = names.enums.iter().find(|other| other.name != info.name && other.index.contains_key(word));
    let d = match other {
        Some(other) => d.hint(format!("「{word}」是枚举「{}」的成员", other.name)),
        None => d,
    };
    let all =
        info.members.iter().flat_map(|m| std::iter::once(m.ast.name.text.as_str()).chain(m.aliases.iter().copied()));
    let told = d.hints.len();
    let d = did_you_mean(names, d, word, all);
    if d.hints.len() > told {
        return d;
    }
    if info.members.is_empty() {
        return d;
    }
    let some = info.members.iter().take(8).map(|m| m.ast.name.text.as_str());
    let more = if info.members.len() > 8 { "等" } else { "" };
    d.hint(format!("它的成员有{}{more}", list(some)))
}

/// MC0208: the schedule has no such column.
pub(in crate::types) fn unknown_column(
    names: &Names<'_>,
    bands: &ast::Bands,
    column: Option<&ast::Expr>,
    table: Span,
) -> Diagnostic {
    let columns = bands.columns.iter().map(|c| c.text.as_str());
    let has = list(columns.clone());
    let Some(column) = column else {
        return Diagnostic::error(208, table, format!("分段表「{}」有几列，要写明用哪一列", bands.name.text))
            .hint(format!("它的列有{has}"));
    };
    let word = match &column.kind {
        ast::ExprKind::Name(name) => name.parts.last().map_or("", |p| p.text.as_str()),
        _ => "",
    };
    let message = format!("分段表「{}」没有叫「{word}」的列", bands.name.text);
    did_you_mean(names, Diagnostic::error(208, column.span, message), word, columns).hint(format!("它的列有{has}"))
}

/// MC0209: the open question has no such reading.
pub(in crate::types) fn unknown_reading(names: &Names<'_>, d: DoubtId, value: &ast::Expr) -> Diagnostic {
    let doubt = names.doubts.get(d.ix()).map(|d| d.ast);
    let name = doubt.map_or("", |d| d.name.text.as_str());
    let readings = doubt.map_or(&[][..], |d| &d.readings).iter().map(|r| r.name.text.as_str());
    let word = match &value.kind {
        ast::ExprKind::Name(n) => n.parts.last().map_or("", |p| p.text.as_str()),
        _ => "",
    };
    let d = Diagnostic::error(209, value.span, format!("存疑「{name}」没有叫「{word}」的读法"));
    did_you_mean(names, d, word, readings.clone()).hint(format!("它的读法有{}", list(readings)))
}

/// MC0210: no such function.
pub(in crate::types) fn unknown_function(
    names: &Names<'_>,
    func: &Ident,
    known: impl Iterator<Item = &'static str>,
) -> Diagnostic {
    let d = Diagnostic::error(210, func.span, format!("没有叫「{}」的函数", func.text));
    did_you_mean(names, d, &func.text, known)
}
