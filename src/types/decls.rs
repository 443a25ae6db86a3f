//! Declarations other than clauses, tables and examples.

use super::{Checker, Slot, errors, settle, ty};
use crate::base::diagnostic::Diagnostic;
use crate::base::num::Num;
use crate::base::span::Span;
use crate::ir::value::Value;
use crate::ir::{self, BoundWord, Effective, Expr, ExprId, ItemId, Target, Ty, ValueRange, Window};
use crate::resolve::errors as name_errors;
use crate::resolve::{DATE, Found, Kind};
use crate::syntax::ast::{self, Text};

/// Texts of citations or notes.
pub(super) fn texts(list: &[Text]) -> Vec<String> {
    list.iter().map(|t| t.text.clone()).collect()
}

pub(super) fn words(list: &[ast::Ident]) -> Vec<String> {
    list.iter().map(|w| w.text.clone()).collect()
}

pub(super) fn text(of: Option<&Text>) -> Option<String> {
    of.map(|t| t.text.clone())
}

pub(super) fn effective(of: Option<&ast::Effective>) -> Effective {
    of.map_or_else(Effective::default, |e| Effective { from: e.from, to: e.to })
}

fn known(slot: Option<&Slot>) -> Option<Ty> {
    match slot {
        Some(Slot::Known(ty)) => Some(ty.clone()),
        _ => None,
    }
}

pub(super) fn inputs(c: &mut Checker<'_, '_>) -> Vec<ir::Input> {
    let mut out = Vec::new();
    for (at, info) in c.names.inputs.iter().enumerate() {
        c.module = info.module;
        let ty = known(c.input_types.get(at));
        let mut input = ir::Input {
            name: DATE.to_owned(),
            module: info.module,
            ty: ty.clone().unwrap_or(Ty::Text),
            range: ValueRange::default(),
            default: None,
            aliases: Vec::new(),
            doc: None,
            span: info.span,
        };
        if let Some(decl) = info.ast {
            input.name.clone_from(&decl.name.text);
            input.aliases = words(&decl.aliases);
            input.doc = text(decl.doc.as_ref());
            if let Some(ty) = &ty {
                input.range = decl.range.as_ref().map(|r| range(c, r, ty)).unwrap_or_default();
                input.default = decl.default.as_ref().and_then(|e| c.constant(e, ty));
                check_default(c, &input, decl);
            }
        }
        out.push(input);
    }
    out
}

fn check_default(c: &mut Checker<'_, '_>, input: &ir::Input, decl: &ast::InputDecl) {
    if let (Some(value), Some(e)) = (&input.default, &decl.default)
        && !within(value, &input.range)
    {
        c.report(errors::out_of_range(e.span, &input.name));
    }
}

/// Whether a value lies in a range.
pub(super) fn within(value: &Value, range: &ValueRange) -> bool {
    let order = |bound: &Value| match (value, bound) {
        (Value::Num(a), Value::Num(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Member(a), Value::Member(b)) => Some(a.cmp(b)),
        _ => None,
    };
    let above = |(bound, inclusive): &(Value, bool)| match order(bound) {
        Some(o) => o.is_gt() || (*inclusive && o.is_eq()),
        None => true,
    };
    let below = |(bound, inclusive): &(Value, bool)| match order(bound) {
        Some(o) => o.is_lt() || (*inclusive && o.is_eq()),
        None => true,
    };
    range.lower.as_ref().is_none_or(above) && range.upper.as_ref().is_none_or(below)
}

fn range<'a>(c: &mut Checker<'_, 'a>, written: &'a ast::Range, ty: &Ty) -> ValueRange {
    if !ty::ordered(ty) {
        let diagnostic = errors::not_ordered(c.names, written.span, ty);
        c.report(diagnostic);
        return ValueRange::default();
    }
    let mut end = |bound: &'a Option<ast::Bound>| {
        let bound = bound.as_ref()?;
        Some((c.constant(&bound.value, ty)?, bound.inclusive))
    };
    let out = ValueRange { lower: end(&written.lower), upper: end(&written.upper) };
    if let (Some((low, a)), Some((high, b))) = (&out.lower, &out.upper)
        && empty(low, high, *a && *b)
    {
        c.report(errors::empty_range(written.span));
    }
    out
}

/// Whether nothing lies between two ends.
pub(super) fn empty(low: &Value, high: &Value, inclusive: bool) -> bool {
    let order = match (low, high) {
        (Value::Num(a), Value::Num(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Member(a), Value::Member(b)) => a.cmp(b),
        _ => return false,
    };
    order.is_gt() || (order.is_eq() && !inclusive)
}

pub(super) fn params(c: &mut Checker<'_, '_>) -> Vec<ir::Param> {
    let mut out = Vec::new();
    for (at, decl) in c.names.params.iter().enumerate() {
        c.module = decl.module;
        let ty = known(c.param_types.get(at));
        let mut values = Vec::new();
        for (period, value) in &decl.ast.values {
            let fixed = match (&value.kind, &ty) {
                (ast::ExprKind::Undetermined, _) | (_, None) => None,
                (_, Some(ty)) => c.constant(value, ty),
            };
            values.push((effective(period.as_ref()), fixed));
        }
        periods_apart(c, decl.ast);
        out.push(ir::Param {
            name: decl.ast.name.text.clone(),
            module: decl.module,
            ty: ty.unwrap_or(Ty::Text),
            aliases: words(&decl.ast.aliases),
            values,
            cites: texts(&decl.ast.cites),
            doc: text(decl.ast.doc.as_ref()),
            span: decl.ast.name.span,
        });
    }
    out
}

/// No day has two values.
fn periods_apart(c: &mut Checker<'_, '_>, decl: &ast::ParamDecl) {
    let mut ends: Vec<(Effective, Span)> = decl
        .values
        .iter()
        .map(|(period, value)| (effective(period.as_ref()), period.as_ref().map_or(value.span, |p| p.span)))
        .collect();
    ends.sort_by_key(|(e, _)| e.from);
    for pair in ends.windows(2) {
        let [(a, first), (b, second)] = pair else { continue };
        let apart = matches!((a.to, b.from), (Some(end), Some(start)) if end < start);
        if !apart {
            c.report(errors::periods_overlap(&decl.name.text, *second, *first));
        }
    }
}

pub(super) fn items(c: &mut Checker<'_, '_>) -> Vec<(Ty, Option<ExprId>)> {
    let mut out = Vec::new();
    for (at, info) in c.names.items.iter().enumerate() {
        c.module = info.module;
        let ty = known(c.item_types.get(at));
        let mut default = None;
        if let (Some(decl), Some(ty)) = (info.decl, &ty) {
            default = decl.ast.default.as_ref().map(|e| c.check(e, ty).id);
            if let Some(r) = decl.ast.rounding.as_ref().filter(|_| !ty::numeric(ty)) {
                let diagnostic = errors::not_numeric(c.names, r.span, ty, "取整");
                c.report(diagnostic);
            }
            merge_fits(c, decl.ast, ty);
        }
        out.push((ty.unwrap_or(Ty::Text), default));
    }
    out
}

fn merge_fits(c: &mut Checker<'_, '_>, decl: &ast::ItemDecl, ty: &Ty) {
    let fits = match decl.merge {
        ast::Merge::Unique | ast::Merge::First => true,
        ast::Merge::Highest | ast::Merge::Lowest => ty::ordered(ty),
        ast::Merge::Sum => ty::numeric(ty) || matches!(ty, Ty::Set(_)),
    };
    if !fits {
        let diagnostic = errors::merge(c.names, decl.name.span, ty, decl.merge);
        c.report(diagnostic);
    }
}

pub(super) fn bands(c: &mut Checker<'_, '_>) -> Vec<ir::Bands> {
    let mut out = Vec::new();
    for decl in &c.names.bands {
        c.module = decl.module;
        let mut rows = Vec::new();
        for row in &decl.ast.rows {
            rows.push(ir::Band {
                lower: band_end(c, row.range.lower.as_ref()),
                upper: band_end(c, row.range.upper.as_ref()),
                values: row.values.iter().map(|v| c.check(v, &Ty::Ratio).id).collect(),
                span: row.span,
            });
        }
        ascending(c, decl.ast, &rows);
        out.push(ir::Bands {
            name: decl.ast.name.text.clone(),
            module: decl.module,
            effective: effective(decl.ast.effective.as_ref()),
            subject: decl.ast.subject.text.clone(),
            columns: words(&decl.ast.columns),
            rows,
            cites: texts(&decl.ast.cites),
            span: decl.ast.name.span,
        });
    }
    out
}

fn band_end<'a>(c: &mut Checker<'_, 'a>, bound: Option<&'a ast::Bound>) -> Option<(Num, bool, BoundWord)> {
    let bound = bound?;
    match c.constant(&bound.value, &Ty::Amount)? {
        Value::Num(n) => Some((n, bound.inclusive, bound.word)),
        _ => None,
    }
}

/// Each band begins where the one before ends.
fn ascending(c: &mut Checker<'_, '_>, decl: &ast::Bands, rows: &[ir::Band]) {
    let mut before: Option<(Option<Num>, Span)> = None;
    for (row, written) in rows.iter().zip(&decl.rows) {
        let failed = |end: &Option<ast::Bound>, got: bool| end.is_some() && !got;
        if failed(&written.range.lower, row.lower.is_some()) || failed(&written.range.upper, row.upper.is_some()) {
            return; // Reported already.
        }
        let (low, high) = (row.lower.map(|b| b.0), row.upper.map(|b| b.0));
        if let (Some(low), Some(high)) = (low, high)
            && low >= high
        {
            c.report(errors::empty_range(row.span));
        }
        match before {
            Some((end, span)) if end.is_none() || low != end => {
                c.report(errors::bands_not_adjacent(&decl.name.text, row.span, span));
            }
            _ => {}
        }
        before = Some((high, row.span));
    }
}

pub(super) fn accums(c: &mut Checker<'_, '_>) -> Vec<ir::Accum> {
    let mut out = Vec::new();
    for (at, decl) in c.names.accums.iter().enumerate() {
        c.module = decl.module;
        let ast = decl.ast;
        let window = match &ast.window {
            ast::Window::CalendarYear => Window::CalendarYear,
            ast::Window::Lifetime => Window::Lifetime,
            ast::Window::Days { days, since } => Window::Days(*days, c.check(since, &Ty::Date).id),
            ast::Window::Course(id) => Window::Course(c.infer(id, None).id),
        };
        let keys = ast.keys.iter().map(|k| c.infer(k, None).id).collect();
        let guard = ast.guard.as_ref().map(|g| c.condition(g).id);
        let ty = known(c.accum_types.get(at));
        let value = c.check_or_infer(&ast.value, ty.as_ref());
        if let Some(ty) = ty.as_ref().filter(|ty| !settle::accumulates(ast.mode, ty)) {
            let diagnostic = errors::cannot_accumulate(c.names, ast.value.span, ty, ast.mode);
            c.report(diagnostic);
        }
        out.push(ir::Accum {
            name: ast.name.text.clone(),
            module: decl.module,
            ty: ty.unwrap_or(Ty::Text),
            window,
            keys,
            mode: ast.mode,
            aliases: words(&ast.aliases),
            guard,
            value: value.id,
            parts: parts(c, value.id).unwrap_or_default(),
            cites: texts(&ast.cites),
            span: ast.name.span,
        });
    }
    out
}

/// The items that an expression is the sum of, if it is nothing else.
fn parts(c: &Checker<'_, '_>, value: ExprId) -> Option<Vec<ItemId>> {
    let (mut out, mut todo) = (Vec::new(), vec![value]);
    while let Some(id) = todo.pop() {
        match c.arena.get(id)? {
            Expr::Item(i) => out.push(*i),
            Expr::Add(a, b) => todo.extend([*b, *a]),
            _ => return None,
        }
    }
    Some(out)
}

pub(super) fn caps(c: &mut Checker<'_, '_>) -> Vec<ir::Cap> {
    let mut out = Vec::new();
    for decl in &c.names.caps {
        c.module = decl.module;
        let item = target(c, &decl.ast.item, |t| matches!(t, Target::Item(_)), errors::cap_needs_item);
        let accum = decl.ast.accum.as_ref();
        let accum_id = accum.map(|a| target(c, a, |t| matches!(t, Target::Accum(_)), errors::cap_needs_accum));
        let ty = match item {
            Some(Target::Item(i)) => known(c.item_types.get(i.ix())),
            _ => None,
        };
        let limit = c.check_or_infer(&decl.ast.limit, ty.as_ref());
        let guard = decl.ast.guard.as_ref().map(|g| c.condition(g).id);
        if let Some(ty) = ty.as_ref().filter(|ty| !ty::numeric(ty)) {
            let diagnostic = errors::not_numeric(c.names, decl.ast.item.span, ty, "封顶");
            c.report(diagnostic);
        }
        let Some(Target::Item(item)) = item else { continue };
        out.push(ir::Cap {
            item,
            accum: match accum_id.flatten() {
                Some(Target::Accum(a)) => Some(a),
                _ => None,
            },
            limit: limit.id,
            guard,
            module: decl.module,
            cites: texts(&decl.ast.cites),
            span: decl.item.span,
        });
    }
    out
}

/// The value that a name stands for, if it is of the right kind; reports it when not.
pub(super) fn target(
    c: &mut Checker<'_, '_>,
    name: &ast::QName,
    fits: fn(&Target) -> bool,
    otherwise: fn(&crate::resolve::Names<'_>, Span, Target) -> Diagnostic,
) -> Option<Target> {
    match c.names.lookup(c.module, name, Kind::Value) {
        Found::One(target) if fits(&target) => Some(target),
        Found::One(other) => {
            let diagnostic = otherwise(c.names, name.span, other);
            c.report(diagnostic);
            None
        }
        Found::Many(found) => {
            let diagnostic = name_errors::ambiguous(c.names, name, &found);
            c.report(diagnostic);
            None
        }
        Found::None if c.names.is_broken(c.module, name) => None,
        Found::None => {
            let diagnostic = name_errors::unknown(c.names, c.module, name, Kind::Value);
            c.report(diagnostic);
            None
        }
    }
}

pub(super) fn musts(c: &mut Checker<'_, '_>) -> Vec<ir::Must> {
    let mut out = Vec::new();
    for decl in &c.names.musts {
        c.module = decl.module;
        out.push(ir::Must {
            name: decl.ast.name.text.clone(),
            module: decl.module,
            strength: decl.ast.strength,
            unverified: decl.ast.unverified,
            guard: decl.ast.guard.as_ref().map(|g| c.condition(g).id),
            cond: c.condition(&decl.ast.cond).id,
            cites: texts(&decl.ast.cites),
            span: decl.ast.name.span,
        });
    }
    out
}
