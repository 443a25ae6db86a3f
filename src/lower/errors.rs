//! Diagnostics of exceptions and of the order of evaluation.

use crate::base::diagnostic::Diagnostic;
use crate::base::span::Span;
use crate::ir::{AccumId, ItemId, Program, Target};
use crate::resolve::Names;
use crate::resolve::errors::kind_name;
use crate::syntax::ast::QName;

fn word(name: &QName) -> &str {
    name.parts.last().map_or("", |p| p.text.as_str())
}

/// MC0425: a clause that is an exception to itself.
pub(super) fn exception_to_itself(name: &QName) -> Diagnostic {
    Diagnostic::error(425, name.span, format!("「{}」不能例外于自己", word(name)))
}

/// MC0425: an exception that has no item in common with the rule.
pub(super) fn nothing_in_common(names: &Names<'_>, name: &QName, target: Target) -> Diagnostic {
    let d = Diagnostic::error(
        425,
        name.span,
        format!("与{}「{}」没有定义同一个项目，例外不起作用", kind_name(target), word(name)),
    )
    .hint("例外只压下两者都定义的项目；核对条款的名，或核对等号左边的项目");
    match names.span_of(target) {
        Some(span) => d.also(span, "例外于这里"),
        None => d,
    }
}

/// MC0425: more exceptions than can be held.
pub(super) fn too_many_exceptions(name: &QName) -> Diagnostic {
    Diagnostic::error(425, name.span, "例外关系太多，两张大表之间不要逐行例外").hint("改用「当」把两张表的条件分开")
}

/// MC0430: the accumulator does not count the item.
pub(super) fn idle_cap(names: &Names<'_>, span: Span, item: ItemId, accum: AccumId) -> Diagnostic {
    let (item, accum) = (Target::Item(item), Target::Accum(accum));
    let (name, of) = (names.name_of(item), names.name_of(accum));
    let d = Diagnostic::warning(430, span, format!("累计「{of}」里没有「{name}」，这条封顶管不住以后各次"))
        .hint(format!("把「{name}」加进累计，或者改用累计它的那一个"));
    match names.span_of(accum) {
        Some(span) => d.also(span, "累计在这里"),
        None => d,
    }
}

/// MC0426: items that depend on each other.
pub(super) fn cycle(program: &Program, cycle: &[u32]) -> Diagnostic {
    let shown: Vec<String> = cycle
        .iter()
        .chain(cycle.first())
        .filter_map(|i| program.items.get(*i as usize))
        .map(|i| format!("「{}」", i.name))
        .collect();
    let items: Vec<_> = cycle.iter().filter_map(|i| program.items.get(*i as usize)).collect();
    let span = items.first().map(|i| i.span).unwrap_or_default();
    let message = match items.as_slice() {
        [one] => format!("「{}」的定义用到了它自己", one.name),
        _ => format!("这些项目互相依赖，算不出先后：{}", shown.join(" → ")),
    };
    let d = Diagnostic::error(426, span, message)
        .hint("要用本次就诊之前的数，写累计的名；否则把其中一步改成不依赖后面的项目");
    let d = if capped_together(program, cycle) {
        d.hint("同一累计下的几条封顶按书写次序生效，先算的项目要先写封顶")
    } else {
        d
    };
    items.iter().skip(1).take(8).fold(d, |d, i| d.also(i.span, format!("「{}」在这里", i.name)))
}

/// Whether two of the items have ceilings on one accumulator.
fn capped_together(program: &Program, cycle: &[u32]) -> bool {
    let caps: Vec<_> = program.caps.iter().filter(|c| c.accum.is_some() && cycle.contains(&c.item.0)).collect();
    caps.iter().enumerate().any(|(at, a)| caps.iter().skip(at + 1).any(|b| a.accum == b.accum && a.item != b.item))
}
