//! The program as text, for reading and for comparing: one line per declaration, expressions in full.

use super::value::Value;
use super::{Agg, CellTest, CmpOp, Effective, Expr, ExprId, Program, RoundMode, Rule, Ty, Unit, Window};
use std::fmt::Write;

/// Prints a program. Stable: the same program gives the same text.
pub fn print(program: &Program) -> String {
    let mut out = Printer { p: program, text: String::new() };
    out.modules();
    out.vocabulary();
    out.inputs();
    out.items();
    out.rules();
    out.tables();
    out.state();
    out.text
}

struct Printer<'p> {
    p: &'p Program,
    text: String,
}

impl Printer<'_> {
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.text.write_fmt(line);
        self.text.push('\n');
    }

    fn modules(&mut self) {
        for m in &self.p.modules {
            let std = if m.stdlib { " stdlib" } else { "" };
            self.line(format_args!("module {}{std}{}", m.name, days(m.effective)));
        }
    }

    fn vocabulary(&mut self) {
        for e in &self.p.enums {
            let members: Vec<&str> = e.members.iter().map(|m| m.name.as_str()).collect();
            self.line(format_args!("enum {} = {}", e.name, members.join(" ")));
        }
        for l in &self.p.lists {
            let members: Vec<String> =
                l.members.iter().map(|m| self.member(&Ty::Enum(l.of), i64::from(m.member))).collect();
            self.line(format_args!("list {} = {}", l.name, members.join(" ")));
        }
    }

    fn inputs(&mut self) {
        for i in &self.p.inputs {
            let mut line = format!("input {}: {}", i.name, self.ty(&i.ty));
            for (word, end) in [("from", &i.range.lower), ("to", &i.range.upper)] {
                if let Some((value, inclusive)) = end {
                    let _ = write!(line, " {word} {}{}", self.value(value, &i.ty), open(*inclusive));
                }
            }
            if let Some(default) = &i.default {
                let _ = write!(line, " default {}", self.value(default, &i.ty));
            }
            self.line(format_args!("{line}"));
        }
        for p in &self.p.params {
            for (period, value) in &p.values {
                let value = value.as_ref().map_or_else(|| "undetermined".to_owned(), |v| self.value(v, &p.ty));
                self.line(format_args!("param {}: {} = {value}{}", p.name, self.ty(&p.ty), days(*period)));
            }
        }
    }

    fn items(&mut self) {
        for i in &self.p.items {
            let mut line = format!("item {}: {} {:?}", i.name, self.ty(&i.ty), i.merge);
            if let Some((unit, mode)) = i.rounding {
                let _ = write!(line, " round {unit} {}", mode_name(mode));
            }
            if let Some(default) = i.default {
                let _ = write!(line, " default {}", self.expr(default));
            }
            self.line(format_args!("{line}"));
        }
        let order: Vec<&str> =
            self.p.order.iter().filter_map(|i| self.p.items.get(i.ix())).map(|i| i.name.as_str()).collect();
        self.line(format_args!("order {}", order.join(" ")));
    }

    fn rules(&mut self) {
        for (id, r) in self.p.rules.iter().enumerate() {
            self.rule(id, r);
        }
    }

    fn rule(&mut self, id: usize, r: &Rule) {
        let row = r.row.map_or_else(String::new, |(_, n)| format!(" row {}", n + 1));
        let guard = r.guard.map_or_else(String::new, |g| format!(" when {}", self.expr(g)));
        self.line(format_args!("rule {id} {}{row}{}{guard}", r.name, days(r.effective)));
        for other in &r.overrides {
            self.line(format_args!("  overrides {}", other.0));
        }
        for (item, e) in &r.defs {
            let name = self.p.items.get(item.ix()).map_or("", |i| &i.name);
            self.line(format_args!("  {name} = {}", self.expr(*e)));
        }
    }

    fn tables(&mut self) {
        for t in &self.p.tables {
            let columns: Vec<String> = t.columns.iter().map(|c| self.expr(*c)).collect();
            self.line(format_args!("table {}: {}", t.name, columns.join(" | ")));
            for cells in &t.cells {
                let shown: Vec<String> = cells.iter().zip(&t.columns).map(|(cell, c)| self.cell(cell, *c)).collect();
                self.line(format_args!("  {}", shown.join(" | ")));
            }
        }
        for b in &self.p.bands {
            self.line(format_args!("bands {}: {}{}", b.name, b.columns.join(" "), days(b.effective)));
            for row in &b.rows {
                let end = |e: &Option<(crate::base::num::Num, bool, super::BoundWord)>| {
                    e.map_or_else(|| "…".to_owned(), |(n, inclusive, _)| format!("{n}{}", open(inclusive)))
                };
                let values: Vec<String> = row.values.iter().map(|v| self.expr(*v)).collect();
                self.line(format_args!("  {} .. {}: {}", end(&row.lower), end(&row.upper), values.join(" ")));
            }
        }
    }

    fn state(&mut self) {
        for a in &self.p.accums {
            let window = match &a.window {
                Window::CalendarYear => "year".to_owned(),
                Window::Lifetime => "lifetime".to_owned(),
                Window::Days(n, since) => format!("{n} days since {}", self.expr(*since)),
                Window::Course(id) => format!("course {}", self.expr(*id)),
            };
            let keys: Vec<String> = a.keys.iter().map(|k| format!(" per {}", self.expr(*k))).collect();
            let guard = a.guard.map_or_else(String::new, |g| format!(" when {}", self.expr(g)));
            let value = self.expr(a.value);
            self.line(format_args!(
                "accum {}: {} {:?} {window}{}{guard} of {value}",
                a.name,
                self.ty(&a.ty),
                a.mode,
                keys.concat()
            ));
        }
        for c in &self.p.caps {
            let item = self.p.items.get(c.item.ix()).map_or("", |i| &i.name);
            let on =
                c.accum.and_then(|a| self.p.accums.get(a.ix())).map_or_else(String::new, |a| format!(" on {}", a.name));
            let guard = c.guard.map_or_else(String::new, |g| format!(" when {}", self.expr(g)));
            self.line(format_args!("cap {item}{on} at {}{guard}", self.expr(c.limit)));
        }
        for m in &self.p.musts {
            let guard = m.guard.map_or_else(String::new, |g| format!(" when {}", self.expr(g)));
            self.line(format_args!("must {} {:?}: {}{guard}", m.name, m.strength, self.expr(m.cond)));
        }
        for d in &self.p.doubts {
            let readings: Vec<&str> = d.readings.iter().map(|(name, _)| name.as_str()).collect();
            self.line(format_args!("doubt {}: {} adopted {}", d.name, readings.join(" "), d.adopted));
        }
        for e in &self.p.examples {
            self.line(format_args!("example {}: {} encounters", e.name, e.encounters.len()));
        }
    }

    fn cell(&self, cell: &CellTest, column: ExprId) -> String {
        let ty = self.p.types.get(column.ix()).cloned().unwrap_or(Ty::Text);
        match cell {
            CellTest::Any => "any".to_owned(),
            CellTest::In(set) => self.set(set, &ty),
            CellTest::Has(set, true) => format!("has {}", self.set(set, &element(&ty))),
            CellTest::Has(set, false) => format!("lacks {}", self.set(set, &element(&ty))),
            CellTest::Expr(e) => self.expr(*e),
            CellTest::Range(low, high) => {
                let end = |e: &Option<(Value, bool, super::BoundWord)>| {
                    e.as_ref().map_or_else(
                        || "…".to_owned(),
                        |(v, inclusive, _)| format!("{}{}", self.value(v, &ty), open(*inclusive)),
                    )
                };
                format!("{} .. {}", end(low), end(high))
            }
        }
    }

    fn set(&self, set: &[i64], ty: &Ty) -> String {
        let members: Vec<String> = set.iter().map(|m| self.member(ty, *m)).collect();
        format!("{{{}}}", members.join(" "))
    }

    fn member(&self, ty: &Ty, at: i64) -> String {
        match ty {
            Ty::Enum(e) => {
                let members = self.p.enums.get(e.ix()).map_or(&[][..], |e| &e.members);
                let found = usize::try_from(at).ok().and_then(|at| members.get(at));
                found.map_or_else(|| format!("#{at}"), |m| m.name.clone())
            }
            Ty::Bool => (at == 1).to_string(),
            Ty::Date => crate::base::date::Date::from_day_number(at).map_or_else(String::new, |d| d.to_string()),
            _ => at.to_string(),
        }
    }

    fn ty(&self, ty: &Ty) -> String {
        match ty {
            Ty::Enum(e) => self.p.enums.get(e.ix()).map_or_else(String::new, |e| e.name.clone()),
            Ty::Set(of) => format!("set of {}", self.ty(of)),
            Ty::Int(unit) => format!("int{}", unit_name(*unit)),
            other => format!("{other:?}").to_lowercase(),
        }
    }

    fn value(&self, value: &Value, ty: &Ty) -> String {
        match value {
            Value::Num(n) if *ty == Ty::Amount => format!("{n}元"),
            Value::Num(n) if *ty == Ty::Ratio => match n.mul(crate::base::num::Num::int(100)) {
                Ok(percent) => format!("{percent}%"),
                Err(_) => n.to_string(),
            },
            Value::Num(n) => n.to_string(),
            Value::Bool(b) => b.to_string(),
            Value::Member(m) => self.member(ty, i64::from(*m)),
            Value::Date(d) => d.to_string(),
            Value::Period(p) => p.to_string(),
            Value::Text(t) => format!("{t:?}"),
            Value::Set(set) => {
                let members: Vec<i64> = set.iter().copied().collect();
                self.set(&members, &element(ty))
            }
            Value::Texts(set) => format!("{{{}}}", set.iter().map(|t| format!("{t:?}")).collect::<Vec<_>>().join(" ")),
            Value::Interval(a, b) => format!("[{a}元, {b}元]"),
        }
    }

    fn list(&self, list: &[ExprId], between: &str) -> String {
        let parts: Vec<String> = list.iter().map(|e| self.expr(*e)).collect();
        parts.join(between)
    }

    fn expr(&self, id: ExprId) -> String {
        let Some(expr) = self.p.exprs.get(id.ix()) else { return "?".to_owned() };
        let ty_of = |e: &ExprId| self.p.types.get(e.ix()).cloned().unwrap_or(Ty::Text);
        let two = |a: &ExprId, op: &str, b: &ExprId| format!("({} {op} {})", self.expr(*a), self.expr(*b));
        match expr {
            Expr::Const(v) => self.value(v, &ty_of(&id)),
            Expr::Input(i) => self.p.inputs.get(i.ix()).map_or_else(String::new, |i| i.name.clone()),
            Expr::Param(i) => self.p.params.get(i.ix()).map_or_else(String::new, |i| i.name.clone()),
            Expr::Item(i) => self.p.items.get(i.ix()).map_or_else(String::new, |i| i.name.clone()),
            Expr::Accum(a) => self.p.accums.get(a.ix()).map_or_else(String::new, |a| format!("prior {}", a.name)),
            Expr::Reading(d, r) => {
                let doubt = self.p.doubts.get(d.ix());
                let reading = doubt.and_then(|d| d.readings.get(*r as usize)).map_or("", |(name, _)| name.as_str());
                format!("({} reads {reading})", doubt.map_or("", |d| d.name.as_str()))
            }
            Expr::Local(n) => format!("${n}"),
            Expr::Undetermined => "undetermined".to_owned(),
            Expr::Not(x) => format!("not {}", self.expr(*x)),
            Expr::And(list) => format!("({})", self.list(list, " and ")),
            Expr::Or(list) => format!("({})", self.list(list, " or ")),
            Expr::CountTrue { n, exact, conds } => {
                let how = if *exact { "exactly" } else { "at least" };
                format!("{how} {} of ({})", self.expr(*n), self.list(conds, "; "))
            }
            Expr::Add(a, b) => two(a, "+", b),
            Expr::Sub(a, b) => two(a, "-", b),
            Expr::Mul(a, b) => two(a, "*", b),
            Expr::Div(a, b) => two(a, "/", b),
            Expr::Neg(x) => format!("-{}", self.expr(*x)),
            Expr::Min(list) => format!("min({})", self.list(list, ", ")),
            Expr::Max(list) => format!("max({})", self.list(list, ", ")),
            Expr::Cmp(op, _, a, b) => two(a, sign(*op), b),
            Expr::Eq(a, b) => two(a, "=", b),
            Expr::In(x, set) => format!("({} in {})", self.expr(*x), self.set(set, &ty_of(x))),
            Expr::Has { set, elems, all } => {
                let how = if *all { "has all" } else { "has" };
                format!("({} {how} {})", self.expr(*set), self.set(elems, &element(&ty_of(set))))
            }
            Expr::Contains(set, x) => two(set, "contains", x),
            Expr::If(c, a, b) => format!("if {} then {} else {}", self.expr(*c), self.expr(*a), self.expr(*b)),
            Expr::Round(x, unit, mode) => format!("round({}, {unit}, {})", self.expr(*x), mode_name(*mode)),
            Expr::Bands { bands, column, value } => {
                format!("bands({}, {})", self.expr(*value), self.column(*bands, *column))
            }
            Expr::BandsByPaid { bands, column, cost, paid } => {
                format!("bands_by_paid({}, {}, {})", self.expr(*cost), self.expr(*paid), self.column(*bands, *column))
            }
            Expr::Agg { agg, over, filter, body } => self.aggregate(*agg, *over, *filter, *body),
            Expr::SetOf(list) => format!("{{{}}}", self.list(list, " ")),
            Expr::Interval(a, b) => format!("[{}, {}]", self.expr(*a), self.expr(*b)),
            Expr::Call(func, args) => format!("{func:?}({})", self.list(args, ", ")),
            Expr::Known(x) => format!("known({})", self.expr(*x)),
        }
    }

    fn column(&self, bands: super::BandsId, column: u32) -> String {
        let bands = self.p.bands.get(bands.ix());
        let column = bands.and_then(|b| b.columns.get(column as usize)).map_or("", String::as_str);
        format!("{}.{column}", bands.map_or("", |b| b.name.as_str()))
    }

    fn aggregate(
        &self,
        agg: Agg,
        (first, last): (ExprId, Option<ExprId>),
        filter: Option<ExprId>,
        body: Option<ExprId>,
    ) -> String {
        let over = last.map_or_else(|| self.expr(first), |l| format!("{}..={}", self.expr(first), self.expr(l)));
        let filter = filter.map_or_else(String::new, |f| format!(" where {}", self.expr(f)));
        let body = body.map_or_else(String::new, |b| format!(" of {}", self.expr(b)));
        format!("{}($0 in {over}{filter}{body})", format!("{agg:?}").to_lowercase())
    }
}

fn element(ty: &Ty) -> Ty {
    match ty {
        Ty::Set(of) => of.as_ref().clone(),
        other => other.clone(),
    }
}

fn days(e: Effective) -> String {
    let mut out = String::new();
    if let Some(from) = e.from {
        let _ = write!(out, " from {from}");
    }
    if let Some(to) = e.to {
        let _ = write!(out, " to {to}");
    }
    out
}

fn open(inclusive: bool) -> &'static str {
    if inclusive { "" } else { " exclusive" }
}

fn sign(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Lt => "<",
        CmpOp::Le => "<=",
        CmpOp::Gt => ">",
        CmpOp::Ge => ">=",
    }
}

fn mode_name(mode: RoundMode) -> &'static str {
    match mode {
        RoundMode::HalfUp => "half up",
        RoundMode::Up => "up",
        RoundMode::Down => "down",
    }
}

fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::None => "",
        Unit::Years => " years",
        Unit::Months => " months",
        Unit::Weeks => " weeks",
        Unit::Days => " days",
        Unit::Age => " age",
    }
}
