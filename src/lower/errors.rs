//! Diagnostics of exceptions and of the order of evaluation.

use crate::base::diagnostic::Diagnostic;
use crate::base::span::Span;
use crate::ir::{AccumId, Cap, CapId, ItemId, Program, Target};
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

/// MC0435: clauses or tables that are exceptions to each other: each by whom, over whom, and where that is said.
pub(super) fn exceptions_in_a_ring(names: &Names<'_>, steps: &[(Target, Target, Option<Span>)]) -> Diagnostic {
    let shown = |t: Target| format!("{}「{}」", kind_name(t), names.name_of(t));
    let message = match steps {
        [(by, over, _), _] => format!("{}与{}互为例外，都适用时没有一条能用", shown(*by), shown(*over)),
        _ => {
            let ring: Vec<String> = steps.iter().map(|(by, ..)| shown(*by)).collect();
            format!("{}依次例外，绕成一圈，都适用时没有一条能用", ring.join("、"))
        }
    };
    let place =
        |(by, _, span): &(Target, Target, Option<Span>)| span.or_else(|| names.span_of(*by)).unwrap_or_default();
    let d = Diagnostic::error(435, steps.first().map(place).unwrap_or_default(), message)
        .hint("谁让谁只能有一个方向，删去其中一个「例外于」，或者用「当」把条件分开");
    steps.iter().skip(1).fold(d, |d, step| d.also(place(step), format!("{}在这里是例外", shown(step.0))))
}

/// MC0435: exceptions to exceptions to exceptions.
pub(super) fn long_chain(names: &Names<'_>, end: &[Target]) -> Diagnostic {
    let end = end.first().copied();
    let span = end.and_then(|t| names.span_of(t)).unwrap_or_default();
    let name = end.map_or("", |t| names.name_of(t));
    Diagnostic::error(435, span, format!("「{name}」的例外层层相套，超过32层")).hint("用「当」把条件分开")
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
pub(super) fn cycle(program: &Program, reads: &[Vec<u32>], cycle: &[u32]) -> Diagnostic {
    let shown: Vec<String> = cycle
        .iter()
        .chain(cycle.first())
        .filter_map(|i| program.items.get(*i as usize))
        .map(|i| format!("「{}」", i.name))
        .collect();
    let items: Vec<_> = cycle.iter().filter_map(|i| program.items.get(*i as usize)).collect();
    let message = match items.as_slice() {
        [one] => format!("「{}」的定义用到了它自己", one.name),
        _ => format!("这些项目互相依赖，算不出先后：{}", shown.join(" → ")),
    };
    let queues = waiting(program, reads, cycle);
    let span = queues.first().map(|(_, later)| later.span).or_else(|| items.first().map(|i| i.span));
    let d = Diagnostic::error(426, span.unwrap_or_default(), message);
    let d = match queues.as_slice() {
        [] => d.hint("要用本次就诊之前的数，写累计的名；否则把其中一步改成不依赖后面的项目"),
        queues => in_queues(d, program, queues),
    };
    let skip = usize::from(queues.is_empty());
    items.iter().skip(skip).take(8).fold(d, |d, i| d.also(i.span, format!("「{}」在这里", i.name)))
}

/// Steps of the cycle that only ceilings make: the earlier and the later one.
fn waiting<'p>(program: &'p Program, reads: &[Vec<u32>], cycle: &[u32]) -> Vec<(&'p Cap, &'p Cap)> {
    let queues = crate::ir::queues(program);
    let cap = |id: CapId| program.caps.get(id.ix());
    let steps = cycle.iter().zip(cycle.iter().cycle().skip(1));
    let unread = steps.filter(|(item, on)| !reads.get(**item as usize).is_some_and(|r| r.contains(on)));
    let of = |(item, on): (&u32, &u32)| {
        let pairs = queues.iter().filter_map(|(earlier, later)| Some((cap(*earlier)?, cap(*later)?)));
        pairs.into_iter().find(|(earlier, later)| later.item.0 == *item && earlier.item.0 == *on)
    };
    unread.filter_map(of).collect()
}

/// Marks the ceilings that put the items in an order that cannot be.
fn in_queues(d: Diagnostic, program: &Program, queues: &[(&Cap, &Cap)]) -> Diagnostic {
    let name = |i: ItemId| program.items.get(i.ix()).map_or("", |i| i.name.as_str());
    let mut seen: Vec<Span> = queues.first().map(|(_, later)| later.span).into_iter().collect();
    let mut d = d.at("这条封顶要等前面的封顶用去多少");
    for cap in queues.iter().flat_map(|(earlier, later)| [*earlier, *later]) {
        if !seen.contains(&cap.span) {
            seen.push(cap.span);
            d = d.also(cap.span, format!("「{}」的封顶写在这里", name(cap.item)));
        }
    }
    d.hint("同一累计下的几条封顶按书写次序用去余额：先算出来的项目，它的封顶要先写")
        .hint("几类人各有限额的，每类里各项目的封顶按同样的先后写；「当」互相排斥的封顶不分先后")
}
