//! Rows of one table against each other: the same conditions twice, shares that do not make up the whole, numbers in
//! citations out of order; and tables against each other: members that one knows and the other does not.

use super::columns::figure;
use crate::base::diagnostic::Severity;
use crate::base::num::Num;
use crate::base::span::Span;
use crate::check::finding::{Family, Finding, Outcome};
use crate::ir::{CellTest, Item, Merge, Program, Rule, Table, Ty};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(program: &Program, out: &mut Outcome) {
    for table in &program.tables {
        repeated(program, table, out);
        shares(program, table, out);
        numbering(program, table, out);
    }
    memberships(program, out);
}

fn row<'p>(program: &'p Program, table: &Table, i: usize) -> Option<&'p Rule> {
    program.rules.get(table.rows.get(i)?.ix())
}

/// Two rows with the same conditions. Where only one rule may apply they are reported as an overlap.
fn repeated(program: &Program, table: &Table, out: &mut Outcome) {
    let items = || table.results.iter().filter_map(|i| program.items.get(i.ix()));
    if items().any(|i: &Item| i.merge == Merge::Unique) {
        return;
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let before = out.findings.len();
    for (i, cells) in table.cells.iter().enumerate() {
        let Some(first) = seen.get(&format!("{cells:?}")).copied() else {
            seen.insert(format!("{cells:?}"), i);
            continue;
        };
        if let (Some(here), Some(there)) = (row(program, table, i), row(program, table, first)) {
            let message = format!("表「{}」第{}行与第{}行的条件完全相同", table.name, first + 1, i + 1);
            let finding = Finding::text(Family::Consistency, 836, Severity::Warning, here.span, message)
                .also(there.span, format!("第{}行", first + 1))
                .suggest("多为重抄了一行，或其中一行的条件印错：核对原文");
            out.report(Finding { cites: here.cites.clone(), ..finding });
        }
    }
    if out.findings.len() == before && !table.cells.is_empty() {
        out.prove();
    }
}

/// Two or more ratio columns that make 100 % in every row but one.
fn shares(program: &Program, table: &Table, out: &mut Outcome) {
    let ratio = |k: &usize| {
        let item = table.results.get(*k).and_then(|i| program.items.get(i.ix()));
        item.is_some_and(|i| i.ty == Ty::Ratio)
    };
    let columns: Vec<usize> = (0..table.results.len()).filter(ratio).collect();
    if columns.len() < 2 {
        return;
    }
    let sum_of = |i: usize| {
        let figures = columns.iter().map(|k| figure(program, *table.rows.get(i)?, table, *k).map(|f| f.0));
        figures.collect::<Option<Vec<Num>>>()?.into_iter().try_fold(Num::ZERO, |sum, n| sum.add(n).ok())
    };
    let sums: Vec<(usize, Num)> = (0..table.rows.len()).filter_map(|i| Some((i, sum_of(i)?))).collect();
    let odd: Vec<&(usize, Num)> = sums.iter().filter(|(_, n)| *n != Num::ONE).collect();
    match odd.as_slice() {
        [] => out.prove(),
        [(i, sum)] if sums.len() >= 3 => {
            let Some(rule) = row(program, table, *i) else { return };
            let percent = sum.mul(Num::int(100)).map_or_else(|_| String::new(), |p| p.to_exact());
            let message = format!("表「{}」第{}行各比例合计 {percent}%，其余各行合计都是100%", table.name, i + 1);
            let finding = Finding::text(Family::Consistency, 838, Severity::Warning, rule.span, message)
                .suggest("核对原文：一格印错，或这一行另有承担的一方");
            out.report(Finding { cites: rule.cites.clone(), ..finding });
        }
        _ => {}
    }
}

/// Citations that number the rows (…第3行): one number that breaks the ascending order.
fn numbering(program: &Program, table: &Table, out: &mut Outcome) {
    let number = |i: usize| {
        let rule = row(program, table, i)?;
        let cite = rule.cites.first()?;
        let (head, tail) = cite.rsplit_once('第')?;
        let digits: String = tail.chars().take_while(char::is_ascii_digit).collect();
        let after = tail.get(digits.len()..)?;
        Some((head.to_owned(), after.chars().take(1).collect::<String>(), digits.parse::<i64>().ok()?, rule.span))
    };
    let Some(all) = (0..table.rows.len()).map(number).collect::<Option<Vec<_>>>() else { return };
    let same = all.windows(2).all(|p| matches!(p, [a, b] if a.0 == b.0 && a.1 == b.1));
    if !same || all.len() < 4 {
        return;
    }
    let numbers: Vec<i64> = all.iter().map(|n| n.2).collect();
    match misnumbered(&numbers).and_then(|(k, want)| Some((all.get(k)?, want))) {
        Some(((_, unit, number, span), want)) => {
            let message = format!("表「{}」各行出处的序号里，第{number}{unit}应为第{want}{unit}", table.name);
            let finding = Finding::text(Family::Consistency, 861, Severity::Info, *span, message)
                .suggest("多为原文序号印误：照印编码的，用「注」记下；引用处按位置核对");
            out.report(finding);
        }
        None => out.prove(),
    }
}

/// The one number out of order whose neighbours leave exactly one number for it.
fn misnumbered(numbers: &[i64]) -> Option<(usize, i64)> {
    let ordered = |skip: usize| {
        let kept: Vec<i64> = numbers.iter().enumerate().filter(|(i, _)| *i != skip).map(|(_, n)| *n).collect();
        kept.windows(2).all(|p| matches!(p, [a, b] if a <= b))
    };
    if ordered(numbers.len()) {
        return None;
    }
    (1..numbers.len().checked_sub(1)?).find_map(|k| {
        let (before, after) = (*numbers.get(k - 1)?, *numbers.get(k + 1)?);
        (ordered(k) && before.checked_add(2)? == after).then_some((k, before + 1))
    })
}

/// What lists and table columns name of one enum.
struct Naming {
    what: String,
    span: Span,
    members: BTreeSet<i64>,
}

/// Two lists or tables that name almost the same members of an enum: the limit table and the recognition table.
fn memberships(program: &Program, out: &mut Outcome) {
    let mut by_enum: BTreeMap<usize, Vec<Naming>> = BTreeMap::new();
    for list in &program.lists {
        let members = list.members.iter().map(|m| i64::from(m.member)).collect();
        let naming = Naming { what: format!("清单「{}」", list.name), span: list.span, members };
        by_enum.entry(list.of.ix()).or_default().push(naming);
    }
    for table in &program.tables {
        for (c, column) in table.columns.iter().enumerate() {
            let Some(of) = program.types.get(column.ix()).and_then(enum_of) else { continue };
            let cells = table.cells.iter().filter_map(|row| row.get(c));
            let members: BTreeSet<i64> = cells.flat_map(named).collect();
            by_enum.entry(of).or_default().push(Naming {
                what: format!("表「{}」", table.name),
                span: table.span,
                members,
            });
        }
    }
    for (of, namings) in &by_enum {
        let Some(ty) = program.enums.get(*of) else { continue };
        let name = |m: &i64| usize::try_from(*m).ok().and_then(|m| ty.members.get(m)).map_or("", |m| m.name.as_str());
        for (k, a) in namings.iter().enumerate() {
            for b in namings.iter().skip(k + 1) {
                compare(a, b, &name, out);
            }
        }
    }
}

fn enum_of(ty: &Ty) -> Option<usize> {
    match ty {
        Ty::Enum(e) => Some(e.ix()),
        Ty::Set(inner) => enum_of(inner),
        _ => None,
    }
}

fn named(cell: &CellTest) -> Vec<i64> {
    match cell {
        CellTest::In(values) | CellTest::Has(values, true) => values.clone(),
        _ => Vec::new(),
    }
}

/// Nearly the same: at most one in ten is missing on either side, and at least one.
fn compare<'n>(a: &Naming, b: &Naming, name: &impl Fn(&i64) -> &'n str, out: &mut Outcome) {
    let common = a.members.intersection(&b.members).count();
    let (here, there): (Vec<&i64>, Vec<&i64>) =
        (a.members.difference(&b.members).collect(), b.members.difference(&a.members).collect());
    if common < 5 || here.len() * 10 > common || there.len() * 10 > common {
        return;
    }
    if here.is_empty() && there.is_empty() {
        return out.prove();
    }
    let list = |members: &[&i64]| members.iter().map(|m| name(m)).collect::<Vec<_>>().join("、");
    let only = [(a, &here), (b, &there)].into_iter().filter(|(_, m)| !m.is_empty());
    let only: Vec<String> = only.map(|(n, m)| format!("只有{}有：{}", n.what, list(m))).collect();
    let message = format!("{}与{}的成员几乎相同而不相等；{}", a.what, b.what, only.join("；"));
    let finding = Finding::text(Family::Consistency, 860, Severity::Info, b.span, message)
        .also(a.span, a.what.clone())
        .suggest("核对原文：漏列、名称写法不一，或确有这一处差别（用「注」记下）");
    out.report(finding);
}
