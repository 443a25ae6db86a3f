//! Figures that break the order of their column, and members that a table forgets.

use crate::base::diagnostic::Severity;
use crate::base::num::Num;
use crate::base::span::Span;
use crate::check::finding::{Family, Finding, Outcome};
use crate::ir::value::Value;
use crate::ir::{CellTest, Expr, Program, RuleId, Table, Ty};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(program: &Program, out: &mut Outcome) {
    for table in &program.tables {
        forgotten_members(program, table, out);
        outliers(program, table, out);
    }
}

/// In an enum column where every row names members: members that no row names.
fn forgotten_members(program: &Program, table: &Table, out: &mut Outcome) {
    for (c, column) in table.columns.iter().enumerate() {
        let Some(Ty::Enum(e)) = program.types.get(column.ix()) else { continue };
        let Some(ty) = program.enums.get(e.ix()) else { continue };
        // The library's enums have members that a document need not know of.
        if program.modules.get(ty.module.ix()).is_some_and(|m| m.stdlib) {
            continue;
        }
        let Some(named) = named_members(table, c) else { continue };
        let missing: Vec<&str> =
            (0_i64..).zip(&ty.members).filter(|(i, _)| !named.contains(i)).map(|(_, m)| m.name.as_str()).collect();
        // A table that names only a few of many members is about those few, not forgetful.
        if missing.is_empty() || (missing.len() > 1 && missing.len() * 5 > ty.members.len()) {
            out.prove();
            continue;
        }
        let list = missing.join("、");
        let message = format!("表「{}」的「{}」列没有提到：{list}", table.name, ty.name);
        let finding = Finding::text(Family::Consistency, 834, Severity::Info, table.span, message)
            .suggest("确认文件确未规定这些情形；是则不必处理，也可写一行「文件未定」");
        out.report(finding);
    }
}

fn named_members(table: &Table, column: usize) -> Option<BTreeSet<i64>> {
    let mut named = BTreeSet::new();
    for row in &table.cells {
        match row.get(column)? {
            CellTest::In(values) => named.extend(values),
            _ => return None,
        }
    }
    Some(named)
}

/// A series of figures along one enum column, the other condition cells fixed.
struct Series {
    points: Vec<(i64, Num, Span)>,
}

impl Series {
    fn falls(&self, up: bool) -> usize {
        let wrong = |pair: &[(i64, Num, Span)]| match pair {
            [(_, a, _), (_, b, _)] => {
                if up {
                    b < a
                } else {
                    b > a
                }
            }
            _ => false,
        };
        self.points.windows(2).filter(|p| wrong(p)).count()
    }

    fn moves(&self, up: bool) -> bool {
        self.falls(up) == 0 && self.falls(!up) > 0
    }

    /// The one point without which the series keeps the direction.
    fn culprit(&self, up: bool) -> Option<(Num, Span)> {
        let candidates: Vec<usize> = (0..self.points.len())
            .filter(|skip| {
                let kept = self.points.iter().enumerate().filter(|(i, _)| i != skip).map(|(_, p)| *p).collect();
                Series { points: kept }.falls(up) == 0
            })
            .collect();
        // Of two neighbours that contradict each other, the one farther from the rest is to blame.
        let far = |i: &usize| self.points.get(*i).map(|p| self.distance(p.1));
        candidates.iter().max_by(|a, b| far(a).cmp(&far(b))).and_then(|i| self.points.get(*i)).map(|p| (p.1, p.2))
    }

    /// A single zero among at least three other figures that rise or fall without it, and do not with it: the 1000
    /// that lost its 1. Nothing to compare the series with is needed.
    fn lone_zero(&self) -> Option<(Num, Span)> {
        let mut zeros = self.points.iter().filter(|p| p.1 == Num::ZERO);
        let (zero, None) = (zeros.next()?, zeros.next()) else { return None };
        let kept: Vec<_> = self.points.iter().filter(|p| p.1 != Num::ZERO).copied().collect();
        let rest = Series { points: kept };
        let orderly = |s: &Series| s.falls(true) == 0 || s.falls(false) == 0;
        (rest.points.len() >= 3 && orderly(&rest) && !orderly(self)).then_some((zero.1, zero.2))
    }

    fn distance(&self, x: Num) -> Num {
        let gap = |y: Num| x.sub(y).map_or(Num::ZERO, |d| d.max(d.neg().unwrap_or(d)));
        self.points.iter().fold(Num::ZERO, |sum, p| sum.add(gap(p.1)).unwrap_or(sum))
    }
}

fn outliers(program: &Program, table: &Table, out: &mut Outcome) {
    for result in 0..table.results.len() {
        for column in 0..table.columns.len() {
            let series = series(program, table, column, result);
            if let [alone] = series.as_slice()
                && let Some((value, span)) = alone.lone_zero()
            {
                out.report(outlier(program, table, result, value, span));
            }
            if series.len() < 2 {
                continue;
            }
            let up = [true, false].into_iter().find(|up| {
                series.iter().any(|s| s.moves(*up)) && series.iter().filter(|s| s.falls(*up) > 0).count() == 1
            });
            let Some(up) = up else { continue };
            let odd = series.iter().find(|s| s.falls(up) > 0).and_then(|s| s.culprit(up));
            match odd {
                Some((value, span)) => out.report(outlier(program, table, result, value, span)),
                None => out.prove(),
            }
        }
    }
}

fn outlier(program: &Program, table: &Table, result: usize, value: Num, span: Span) -> Finding {
    let item = table.results.get(result).and_then(|i| program.items.get(i.ix())).map_or("", |i| i.name.as_str());
    let message = format!("表「{}」的「{item}」列里，这一格 {} 与同列各行的高低次序不合", table.name, value.to_exact());
    Finding::text(Family::Consistency, 835, Severity::Warning, span, message)
        .suggest("多为原文印误：核对后按正确数字编码，并用「存疑」记下印刷的数字")
}

fn series(program: &Program, table: &Table, column: usize, result: usize) -> Vec<Series> {
    let mut groups: BTreeMap<String, Vec<(i64, Num, Span)>> = BTreeMap::new();
    for (row, cells) in table.rows.iter().zip(&table.cells) {
        let Some(CellTest::In(values)) = cells.get(column) else { continue };
        let (Some(first), Some((value, span))) = (values.first(), figure(program, *row, table, result)) else {
            continue;
        };
        let others: Vec<String> =
            cells.iter().enumerate().filter(|(i, _)| *i != column).map(|(_, c)| format!("{c:?}")).collect();
        groups.entry(others.join("|")).or_default().push((*first, value, span));
    }
    let long = groups.into_values().filter(|points| points.len() >= 3);
    long.map(|mut points| {
        points.sort_by_key(|p| p.0);
        Series { points }
    })
    .collect()
}

/// The constant that a row gives for a result column.
pub(super) fn figure(program: &Program, row: RuleId, table: &Table, result: usize) -> Option<(Num, Span)> {
    let item = table.results.get(result)?;
    let rule = program.rules.get(row.ix())?;
    let (_, expr) = rule.defs.iter().find(|(i, _)| i == item)?;
    match program.exprs.get(expr.ix())? {
        Expr::Const(Value::Num(n)) => Some((*n, *program.spans.get(expr.ix())?)),
        _ => None,
    }
}
