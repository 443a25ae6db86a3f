//! The parts of a module, each as it reads on the page.

use super::words::{cited, interval, merge, mode, money, plain, rounding, shown, window};
use crate::base::span::Span;
use crate::eval::narrate::cell_text;
use crate::eval::narrate::show;
use crate::ir::{
    Accum, Bands, Cap, Doubt, Example, Expected, Item, MemberList, ModuleId, Must, Param, Program, Rule, Table, Ty,
};
use crate::report::doc::Doc;

/// Something that a module states.
#[derive(Clone, Copy)]
pub enum Part<'p> {
    /// 条款
    Clause(&'p Rule),
    /// 表
    Table(&'p Table),
    /// 分段表
    Bands(&'p Bands),
    /// 参数
    Param(&'p Param),
    /// 项目
    Item(&'p Item),
    /// 清单
    List(&'p MemberList),
    /// 累计
    Accum(&'p Accum),
    /// 封顶
    Cap(&'p Cap),
    /// 必须
    Must(&'p Must),
    /// 存疑
    Doubt(&'p Doubt),
    /// 例
    Example(&'p Example),
}

/// All parts of a module.
pub fn of(program: &Program, id: ModuleId) -> Vec<(Span, Part<'_>)> {
    let mut out = Vec::new();
    out.extend(program.rules.iter().filter(|r| r.module == id && r.row.is_none()).map(|r| (r.span, Part::Clause(r))));
    out.extend(program.tables.iter().filter(|t| t.module == id).map(|t| (t.span, Part::Table(t))));
    out.extend(program.bands.iter().filter(|t| t.module == id).map(|t| (t.span, Part::Bands(t))));
    out.extend(program.params.iter().filter(|p| p.module == id).map(|p| (p.span, Part::Param(p))));
    out.extend(program.items.iter().filter(|i| i.module == id && i.declared).map(|i| (i.span, Part::Item(i))));
    out.extend(program.lists.iter().filter(|l| l.module == id).map(|l| (l.span, Part::List(l))));
    out.extend(program.accums.iter().filter(|a| a.module == id).map(|a| (a.span, Part::Accum(a))));
    out.extend(program.caps.iter().filter(|c| c.module == id).map(|c| (c.span, Part::Cap(c))));
    out.extend(program.musts.iter().filter(|m| m.module == id).map(|m| (m.span, Part::Must(m))));
    out.extend(program.doubts.iter().filter(|d| d.module == id).map(|d| (d.span, Part::Doubt(d))));
    out.extend(program.examples.iter().filter(|e| e.module == id).map(|e| (e.span, Part::Example(e))));
    out
}

impl Part<'_> {
    /// Adds it to the page.
    pub fn add_to(self, program: &Program, doc: &mut Doc) {
        match self {
            Part::Clause(rule) => clause(program, rule, doc),
            Part::Table(t) => table(program, t, doc),
            Part::Bands(b) => bands(program, b, doc),
            Part::Param(p) => param(program, p, doc),
            Part::Item(i) => item(program, i, doc),
            Part::List(l) => list(program, l, doc),
            Part::Accum(a) => accum(program, a, doc),
            Part::Cap(c) => cap(program, c, doc),
            Part::Must(m) => must(program, m, doc),
            Part::Doubt(d) => doubt(d, doc),
            Part::Example(e) => example(program, e, doc),
        }
    }
}

fn heading(doc: &mut Doc, name: &str, cites: &[String]) {
    doc.heading(2, format!("{name}{}", cited(cites)));
}

fn notes(doc: &mut Doc, notes: &[String]) {
    notes.iter().for_each(|n| doc.paragraph(format!("注：{n}")));
}

fn clause(program: &Program, rule: &Rule, doc: &mut Doc) {
    heading(doc, &rule.name, &rule.cites);
    notes(doc, &rule.notes);
    let applies = rule.guard.map(|g| format!("适用于：{}", plain(program, g)));
    let force = interval(rule.effective).map(|e| format!("施行：{e}"));
    let over: Vec<String> =
        rule.overrides.iter().filter_map(|r| program.rules.get(r.ix())).map(|r| format!("「{}」", r.name)).collect();
    let mut over: Vec<String> = over;
    over.dedup();
    let except = (!over.is_empty()).then(|| format!("适用时不再用{}", over.join("")));
    for line in [applies, force, except].into_iter().flatten() {
        doc.paragraph(line);
    }
    let defs = rule.defs.iter().map(|(item, expr)| {
        let name = program.items.get(item.ix()).map_or("", |i| i.name.as_str());
        (0, format!("{name} ＝ {}", plain(program, *expr)))
    });
    doc.list(defs.collect());
}

fn table(program: &Program, t: &Table, doc: &mut Doc) {
    heading(doc, &t.name, &t.cites);
    notes(doc, &t.notes);
    if let Some(guard) = t.guard {
        doc.paragraph(format!("适用于：{}", plain(program, guard)));
    }
    let conditions = t.columns.iter().map(|c| plain(program, *c));
    let results = t.results.iter().map(|i| program.items.get(i.ix()).map_or_else(String::new, |i| i.name.clone()));
    let own_cites = t.rows.iter().any(|r| program.rules.get(r.ix()).is_some_and(|r| r.cites != t.cites));
    let head: Vec<String> = conditions.chain(results).chain(own_cites.then(|| "依据".to_owned())).collect();
    let rows = t.rows.iter().zip(&t.cells).filter_map(|(id, cells)| {
        let rule = program.rules.get(id.ix())?;
        let conditions =
            t.columns.iter().zip(cells).map(|(c, cell)| short(shown(program, &cell_text(program, *c, cell))));
        let results = t.results.iter().map(|i| {
            let def = rule.defs.iter().find(|(of, _)| of == i);
            def.map_or_else(|| "—".to_owned(), |(_, e)| plain(program, *e))
        });
        Some(conditions.chain(results).chain(own_cites.then(|| rule.cites.join("、"))).collect())
    });
    doc.table(&head.iter().map(String::as_str).collect::<Vec<_>>(), rows.collect());
}

/// Within its column a cell need not say 为.
fn short(cell: String) -> String {
    cell.strip_prefix("为 ").map_or_else(|| cell.clone(), str::to_owned)
}

fn bands(program: &Program, b: &Bands, doc: &mut Doc) {
    heading(doc, &b.name, &b.cites);
    if let Some(e) = interval(b.effective) {
        doc.paragraph(format!("施行：{e}"));
    }
    let head: Vec<&str> = std::iter::once(b.subject.as_str()).chain(b.columns.iter().map(String::as_str)).collect();
    let rows = b.rows.iter().map(|row| {
        let low = row.lower.as_ref().filter(|l| l.0.signum() > 0).map(|(n, ..)| format!("{}以上", money(*n)));
        let high = row.upper.as_ref().map(|(n, ..)| format!("{}以内", money(*n)));
        let range = match (low, high) {
            (Some(a), Some(b)) => format!("{a}至{b}"),
            (a, b) => a.or(b).unwrap_or_else(|| "全部".to_owned()),
        };
        std::iter::once(range).chain(row.values.iter().map(|v| plain(program, *v))).collect()
    });
    doc.table(&head, rows.collect());
}

fn param(program: &Program, p: &Param, doc: &mut Doc) {
    let value = |v: &Option<crate::ir::value::Value>| {
        v.as_ref().map_or_else(|| "文件未定".to_owned(), |v| shown(program, &show(program, &p.ty, v)))
    };
    let said: Vec<String> = p
        .values
        .iter()
        .map(|(when, v)| interval(*when).map_or_else(|| value(v), |w| format!("{w} 为 {}", value(v))))
        .collect();
    doc.paragraph(format!("{}：{}{}", p.name, said.join("；"), cited(&p.cites)));
}

/// Items are said only where there is something to say of them; how they are rounded and combined, of amounts.
fn item(program: &Program, i: &Item, doc: &mut Doc) {
    let rounded = i.rounding.map(|(unit, how)| rounding(unit, how));
    let merged = merge(i.merge).map(str::to_owned);
    let default = i.default.map(|d| format!("没有条款适用时为 {}", plain(program, d)));
    let of_amount = [rounded, merged, default].into_iter().flatten().filter(|_| i.ty == Ty::Amount);
    let said: Vec<String> = i.doc.clone().into_iter().chain(of_amount).collect();
    if !said.is_empty() {
        doc.paragraph(format!("{}：{}{}", i.name, said.join("；"), cited(&i.cites)));
    }
}

/// A list is named elsewhere on the page; here are its members.
fn list(program: &Program, l: &MemberList, doc: &mut Doc) {
    let members = program.enums.get(l.of.ix()).map(|e| e.members.as_slice()).unwrap_or_default();
    let names: Vec<&str> =
        l.members.iter().filter_map(|m| members.get(m.member as usize)).map(|m| m.name.as_str()).collect();
    let stated = l.count.map(|(n, _)| format!("，共 {n} 种")).unwrap_or_default();
    doc.paragraph(format!("名单「{}」{stated}：{}{}", l.name, names.join("、"), cited(&l.cites)));
}

fn accum(program: &Program, a: &Accum, doc: &mut Doc) {
    let keys: Vec<String> = a.keys.iter().map(|k| plain(program, *k)).collect();
    let each = if keys.is_empty() { String::new() } else { format!("，按{}分开", keys.join("、")) };
    let when = a.guard.map(|g| format!("（只计 {}）", plain(program, g))).unwrap_or_default();
    let what = format!("{}{}", mode(a.mode), plain(program, a.value));
    doc.paragraph(format!("累计「{}」：{}{each}，{what}{when}{}", a.name, window(program, &a.window), cited(&a.cites)));
}

fn cap(program: &Program, c: &Cap, doc: &mut Doc) {
    let item = program.items.get(c.item.ix()).map_or("", |i| i.name.as_str());
    let within =
        c.accum.and_then(|a| program.accums.get(a.ix())).map(|a| format!("计入「{}」后", a.name)).unwrap_or_default();
    let when = c.guard.map(|g| format!("{} 的，", plain(program, g))).unwrap_or_default();
    doc.paragraph(format!("封顶：{when}{item}{within}不超过 {}{}", plain(program, c.limit), cited(&c.cites)));
}

fn must(program: &Program, m: &Must, doc: &mut Doc) {
    let when = m.guard.map(|g| format!("{} 时，", plain(program, g))).unwrap_or_default();
    doc.paragraph(format!("必须「{}」：{when}{}{}", m.name, plain(program, m.cond), cited(&m.cites)));
}

fn doubt(d: &Doubt, doc: &mut Doc) {
    let code = d.code.as_ref().map(|c| format!("{c} ")).unwrap_or_default();
    doc.paragraph(format!("存疑 {code}{}{}：{}", d.name, cited(&d.cites), d.question));
    let readings = (0_u32..).zip(&d.readings).map(|(i, (name, why))| {
        let adopted = if i == d.adopted { "（采用）" } else { "" };
        let why = why.as_ref().map(|w| format!("：{w}")).unwrap_or_default();
        (0, format!("{name}{adopted}{why}"))
    });
    doc.list(readings.collect());
}

fn example(program: &Program, e: &Example, doc: &mut Doc) {
    doc.heading(3, format!("例 {}{}", e.name, cited(&e.cites)));
    let known: Vec<String> =
        [facts(program, &e.facts), given(program, e)].into_iter().filter(|s| !s.is_empty()).collect();
    let mut points = Vec::new();
    if !known.is_empty() {
        points.push((0, known.join("，")));
    }
    for (i, encounter) in e.encounters.iter().enumerate() {
        let own = super::parts::facts(program, &encounter.facts);
        let which = if e.encounters.len() > 1 { format!("第{}次：", i + 1) } else { String::new() };
        let expected: Vec<String> =
            encounter.expect.iter().filter_map(|(item, value, _)| expected(program, *item, value)).collect();
        let own = if own.is_empty() { String::new() } else { format!("{own}，") };
        points.push((0, format!("{which}{own}得 {}", expected.join("，"))));
    }
    doc.list(points);
    if let Some(arithmetic) = &e.doc {
        doc.paragraph(format!("算式：{arithmetic}"));
    }
}

/// What an example assumes besides facts: balances, parameters, readings.
fn given(program: &Program, e: &Example) -> String {
    let balances = e.opening.iter().filter_map(|(a, v)| {
        let a = program.accums.get(a.ix())?;
        Some(format!("此前{} {}", a.name, shown(program, &show(program, &a.ty, v))))
    });
    let params = e.params.iter().filter_map(|(p, v)| {
        let p = program.params.get(p.ix())?;
        Some(format!("{} {}", p.name, shown(program, &show(program, &p.ty, v))))
    });
    let readings = e.readings.iter().filter_map(|(d, r)| {
        let d = program.doubts.get(d.ix())?;
        Some(format!("「{}」按「{}」", d.name, d.readings.get(*r as usize)?.0))
    });
    balances.chain(params).chain(readings).collect::<Vec<_>>().join("，")
}

fn facts(program: &Program, facts: &[(crate::ir::InputId, Option<crate::ir::value::Value>)]) -> String {
    let said = facts.iter().filter_map(|(input, value)| {
        let input = program.inputs.get(input.ix())?;
        let value = value.as_ref().map_or_else(|| "未知".to_owned(), |v| shown(program, &show(program, &input.ty, v)));
        Some(format!("{} {value}", input.name))
    });
    said.collect::<Vec<_>>().join("，")
}

fn expected(program: &Program, item: crate::ir::ItemId, value: &Expected) -> Option<String> {
    let item = program.items.get(item.ix())?;
    let value = match value {
        Expected::Value(v) => shown(program, &show(program, &item.ty, v)),
        Expected::Unknown => "未知（缺事实）".to_owned(),
        Expected::Undetermined => "文件未定".to_owned(),
        Expected::NotApplicable => "不适用".to_owned(),
    };
    Some(format!("{} {value}", item.name))
}
