//! Checks every promise of the module documentation: a violation is a fault of the passes before, never of a policy.

use super::order::{band_values, dependencies, operands};
use super::{CellTest, Expr, ExprId, ItemId, Program, RuleId, Table, Target, Ty, Window};

/// Everything that does not hold; empty for a sound program.
pub fn verify(program: &Program) -> Vec<String> {
    let mut found = Vec::new();
    expressions(program, &mut found);
    division(program, &mut found);
    guards(program, &mut found);
    declarations(program, &mut found);
    overrides(program, &mut found);
    order(program, &mut found);
    found
}

fn in_range(ix: usize, len: usize, what: &str, found: &mut Vec<String>) {
    if ix >= len {
        found.push(format!("{what} {ix} is out of range ({len})"));
    }
}

fn expressions(p: &Program, found: &mut Vec<String>) {
    if p.types.len() != p.exprs.len() || p.spans.len() != p.exprs.len() {
        found.push(format!("{} expressions, {} types, {} spans", p.exprs.len(), p.types.len(), p.spans.len()));
    }
    for (at, expr) in p.exprs.iter().enumerate() {
        for operand in operands(expr) {
            if operand.ix() >= at {
                found.push(format!("expression {at} refers to {}", operand.ix()));
            }
        }
        references(p, expr, found);
    }
}

fn references(p: &Program, expr: &Expr, found: &mut Vec<String>) {
    match expr {
        Expr::Input(i) => in_range(i.ix(), p.inputs.len(), "input", found),
        Expr::Param(i) => in_range(i.ix(), p.params.len(), "parameter", found),
        Expr::Item(i) => in_range(i.ix(), p.items.len(), "item", found),
        Expr::Accum(a) => in_range(a.ix(), p.accums.len(), "accumulator", found),
        Expr::Reading(d, r) => {
            let readings = p.doubts.get(d.ix()).map_or(0, |d| d.readings.len());
            in_range(*r as usize, readings, "reading", found);
        }
        Expr::Bands { bands, column, .. } | Expr::BandsByPaid { bands, column, .. } => {
            let columns = p.bands.get(bands.ix()).map_or(0, |b| b.columns.len());
            in_range(*column as usize, columns, "column of a schedule", found);
        }
        Expr::In(_, set) | Expr::Has { elems: set, .. } if !set.is_sorted_by(|a, b| a < b) => {
            found.push("a set of constants is not sorted".to_owned());
        }
        _ => {}
    }
}

/// Every quotient stands beneath a rounding: nothing but roundings may reach it.
fn division(p: &Program, found: &mut Vec<String>) {
    let mut seen = vec![false; p.exprs.len()];
    let mut todo = roots(p);
    while let Some(id) = todo.pop() {
        let Some(expr) = p.exprs.get(id.ix()) else { continue };
        if std::mem::replace(seen.get_mut(id.ix()).unwrap_or(&mut true), true) {
            continue;
        }
        match expr {
            Expr::Div(..) => found.push(format!("expression {} divides outside a rounding", id.ix())),
            Expr::Round(..) => {}
            other => todo.extend(operands(other)),
        }
    }
}

/// Every expression that a declaration holds.
fn roots(p: &Program) -> Vec<ExprId> {
    let mut out: Vec<ExprId> = p.items.iter().filter_map(|i| i.default).collect();
    for rule in &p.rules {
        out.extend(rule.guard);
        out.extend(rule.defs.iter().map(|(_, e)| *e));
    }
    for table in &p.tables {
        out.extend(table.guard);
        out.extend(&table.columns);
    }
    out.extend(p.bands.iter().flat_map(band_values));
    for accum in &p.accums {
        out.push(accum.value);
        out.extend(accum.guard);
        out.extend(&accum.keys);
        if let Window::Days(_, e) | Window::Course(e) = &accum.window {
            out.push(*e);
        }
    }
    for cap in &p.caps {
        out.push(cap.limit);
        out.extend(cap.guard);
    }
    for must in &p.musts {
        out.push(must.cond);
        out.extend(must.guard);
    }
    out
}

fn guards(p: &Program, found: &mut Vec<String>) {
    let mut guards: Vec<(&str, ExprId)> = Vec::new();
    guards.extend(p.rules.iter().filter_map(|r| r.guard.map(|g| (r.name.as_str(), g))));
    guards.extend(p.tables.iter().filter_map(|t| t.guard.map(|g| (t.name.as_str(), g))));
    guards.extend(p.accums.iter().filter_map(|a| a.guard.map(|g| (a.name.as_str(), g))));
    guards.extend(p.caps.iter().filter_map(|c| c.guard.map(|g| ("封顶", g))));
    guards.extend(p.musts.iter().flat_map(|m| m.guard.iter().chain(Some(&m.cond)).map(|g| (m.name.as_str(), *g))));
    for (name, guard) in guards {
        if p.types.get(guard.ix()) != Some(&Ty::Bool) {
            found.push(format!("guard of {name} is not boolean"));
        }
    }
    for id in roots(p) {
        in_range(id.ix(), p.exprs.len(), "expression", found);
    }
}

fn declarations(p: &Program, found: &mut Vec<String>) {
    for t in &p.tables {
        table(p, t, found);
    }
    for bands in &p.bands {
        if bands.rows.iter().any(|b| b.values.len() != bands.columns.len()) {
            found.push(format!("schedule {} has a band of the wrong width", bands.name));
        }
    }
    for list in &p.lists {
        let members = p.enums.get(list.of.ix()).map_or(0, |e| e.members.len());
        for m in &list.members {
            in_range(m.member as usize, members, "member of a list", found);
        }
    }
    for cap in &p.caps {
        in_range(cap.item.ix(), p.items.len(), "item of a ceiling", found);
    }
    for example in p.examples.iter().filter(|e| e.encounters.is_empty()) {
        found.push(format!("example {} has no encounter", example.name));
    }
    if p.date_input.is_none_or(|d| p.inputs.get(d.ix()).is_none_or(|i| i.ty != Ty::Date)) {
        found.push("there is no input for the date".to_owned());
    }
    for (_, target) in p.modules.iter().flat_map(|m| &m.names) {
        if let Target::Rule(r) = target {
            in_range(r.ix(), p.rules.len(), "visible rule", found);
        }
    }
}

fn table(p: &Program, table: &Table, found: &mut Vec<String>) {
    if table.cells.len() != table.rows.len() || table.cell_spans.len() != table.rows.len() {
        found.push(format!("table {} has rows without cells", table.name));
    }
    for cells in &table.cells {
        if cells.len() != table.columns.len() {
            found.push(format!("table {} has a row of {} cells", table.name, cells.len()));
        }
        for cell in cells {
            sorted(cell, &table.name, found);
        }
    }
    for row in &table.rows {
        in_range(row.ix(), p.rules.len(), "row", found);
    }
}

fn sorted(cell: &CellTest, table: &str, found: &mut Vec<String>) {
    if let CellTest::In(set) | CellTest::Has(set, _) = cell
        && !set.is_sorted_by(|a, b| a < b)
    {
        found.push(format!("a cell of {table} is not sorted"));
    }
}

fn overrides(p: &Program, found: &mut Vec<String>) {
    for (id, rule) in (0_u32..).map(RuleId).zip(&p.rules) {
        for other in &rule.overrides {
            let Some(target) = p.rules.get(other.ix()) else {
                found.push(format!("rule {} gives way to nothing", id.0));
                continue;
            };
            if !rule.defs.iter().any(|(i, _)| target.defs.iter().any(|(j, _)| i == j)) {
                found.push(format!("rules {} and {} have no item in common", id.0, other.0));
            }
            if !target.overridden_by.contains(&id) {
                found.push(format!("rule {} does not know that {} overrides it", other.0, id.0));
            }
        }
    }
    for (id, item) in (0_u32..).map(ItemId).zip(&p.items) {
        for (rule, at) in &item.rules {
            let def = p.rules.get(rule.ix()).and_then(|r| r.defs.get(*at as usize));
            if def.is_none_or(|(i, _)| *i != id) {
                found.push(format!("rule {} does not define item {}", rule.0, item.name));
            }
        }
    }
}

fn order(p: &Program, found: &mut Vec<String>) {
    let mut place: Vec<Option<usize>> = vec![None; p.items.len()];
    for (at, item) in p.order.iter().enumerate() {
        match place.get_mut(item.ix()) {
            Some(slot @ None) => *slot = Some(at),
            Some(Some(_)) => found.push(format!("item {} is ordered twice", item.0)),
            None => found.push(format!("item {} is out of range", item.0)),
        }
    }
    for (item, before) in dependencies(p).iter().enumerate() {
        let own = place.get(item).copied().flatten();
        let late = |b: &&u32| place.get(**b as usize).copied().flatten() >= own;
        if own.is_none() || before.iter().any(|b| late(&b)) {
            found.push(format!("item {item} comes too early"));
        }
    }
}
