//! Items as text.

use super::expr::{cell, expected, expr, range, round_to, sum, values};
use super::{aliases, cites, doc, effective, free, ident, line, qname, qnames, quoted};
use crate::syntax::ast::{
    Accum, AccumMode, Bands, Cap, Clause, Doubt, EnumDecl, Example, Expect, ExpectValue, Expr, InputDecl, ItemDecl,
    ItemKind, ListDecl, Member, Merge, Must, NotComputable, ParamDecl, Policy, Row, Setting, Strength, Table, Text,
    Topic, TypeExpr, Window,
};
use crate::syntax::numerals;

/// An item, with a line break at its end.
pub fn item(kind: &ItemKind) -> String {
    match kind {
        ItemKind::Policy(p) => policy(p),
        ItemKind::Import(name) => format!("引用 {}\n", qname(name)),
        ItemKind::Enum(e) => enum_decl(e),
        ItemKind::List(l) => list_decl(l),
        ItemKind::Input(i) => input(i),
        ItemKind::Param(p) => param(p),
        ItemKind::Item(i) => item_decl(i),
        ItemKind::Clause(c) => clause(c),
        ItemKind::Table(t) => table(t),
        ItemKind::Bands(b) => bands(b),
        ItemKind::Accum(a) => accum(a),
        ItemKind::Cap(c) => cap(c),
        ItemKind::Must(m) => must(m),
        ItemKind::Example(e) => example(e),
        ItemKind::Doubt(d) => doubt(d),
        ItemKind::NotComputable(n) => not_computable(n),
        ItemKind::Note(n) => format!("注：{}\n", n.text),
    }
}

fn lines(lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().map(|l| format!("    {l}\n")).collect()
}

fn policy(p: &Policy) -> String {
    let text = |word: &str, t: &Option<Text>| t.as_ref().map(|t| format!("{word} {}", line(t)));
    let region = p.region.as_ref().map(|(code, name)| format!("统筹区 {} {}", code.text, line(name)));
    let day = |word: &str, d: &Option<(crate::base::date::Date, crate::base::span::Span)>| {
        d.as_ref().map(|(d, _)| format!("{word} {}", numerals::date(*d)))
    };
    let inherits = (!p.inherits.is_empty()).then(|| format!("继承 {}", qnames(&p.inherits)));
    let fields = [
        region,
        text("文件", &p.document),
        text("文号", &p.number),
        text("发文机关", &p.issuer),
        p.effective.as_ref().map(|e| format!("施行 {}", effective(e))),
        day("复核期限", &p.review_by),
        day("缺省日期", &p.default_date),
        p.age_rule.as_ref().map(|r| format!("周岁 {}", ident(r))),
        inherits,
    ];
    let topics = p.topics.iter().map(|t| format!("主题 {}", topic(t)));
    format!("政策 {}\n{}", ident(&p.name), lines(fields.into_iter().flatten().chain(topics)))
}

fn topic(t: &Topic) -> String {
    let renames = t.renames.iter().map(|(a, b)| format!("{} 记为 {}", ident(a), qname(b)));
    let all: Vec<String> = renames.chain(t.presets.iter().map(setting)).collect();
    if all.is_empty() { ident(&t.name) } else { format!("{}（{}）", ident(&t.name), all.join("；")) }
}

fn count(count: Option<(u32, crate::base::span::Span)>) -> String {
    count.map(|(n, _)| format!("，共 {n} 种")).unwrap_or_default()
}

fn enum_decl(e: &EnumDecl) -> String {
    format!("枚举 {}{}{}：\n{}", ident(&e.name), count(e.count), cites(&e.cites), members(&e.members))
}

fn list_decl(l: &ListDecl) -> String {
    let of = l.of.as_ref().map(|q| format!(" 属 {}", qname(q))).unwrap_or_default();
    format!("清单 {}{of}{}{}：\n{}", ident(&l.name), count(l.count), cites(&l.cites), members(&l.members))
}

fn members(all: &[Member]) -> String {
    lines(all.iter().map(|m| {
        let code = m.code.as_ref().map(|c| format!("，编码 {}", free(c))).unwrap_or_default();
        let group = m.group.as_ref().map(|g| format!("，归 {}", ident(g))).unwrap_or_default();
        format!("{}{}{code}{group}{}", ident(&m.name), aliases(&m.aliases), doc(m.doc.as_ref()))
    }))
}

fn type_expr(t: &TypeExpr) -> String {
    if t.set { format!("集合（{}）", qname(&t.name)) } else { qname(&t.name) }
}

fn default(e: Option<&Expr>) -> String {
    e.map(|e| format!("，缺省 {}", expr(e))).unwrap_or_default()
}

fn guard(e: Option<&Expr>) -> String {
    e.map(|e| format!("，当 {}", expr(e))).unwrap_or_default()
}

fn input(i: &InputDecl) -> String {
    let limits = i.range.as_ref().map(|r| format!("，范围 {}", range(r))).unwrap_or_default();
    let options = format!("{limits}{}{}{}", default(i.default.as_ref()), aliases(&i.aliases), doc(i.doc.as_ref()));
    format!("输入 {} 为 {}{options}\n", ident(&i.name), type_expr(&i.ty))
}

fn param(p: &ParamDecl) -> String {
    let ty = p.ty.as_ref().map(|t| format!(" 为 {}", type_expr(t))).unwrap_or_default();
    let head = format!("参数 {}{ty}{}{}{}", ident(&p.name), cites(&p.cites), aliases(&p.aliases), doc(p.doc.as_ref()));
    let values = p.values.iter().map(|(period, value)| match period {
        Some(period) => format!("{} 为 {}", effective(period), expr(value)),
        None => expr(value),
    });
    format!("{head}：\n{}", lines(values))
}

fn item_decl(i: &ItemDecl) -> String {
    let rounding = i.rounding.as_ref().map(|r| format!("，取整 {}", round_to(r, "，"))).unwrap_or_default();
    let merge = match i.merge {
        Merge::Unique => "",
        Merge::Highest => "，就高",
        Merge::Lowest => "，就低",
        Merge::Sum => "，累加",
        Merge::First => "，按序",
    };
    let options = [default(i.default.as_ref()), aliases(&i.aliases), cites(&i.cites), doc(i.doc.as_ref())].concat();
    format!("项目 {} 为 {}{rounding}{merge}{options}\n", ident(&i.name), type_expr(&i.ty))
}

/// Options of 条款 and 表.
fn options(
    c: &[Text],
    overrides: &[crate::syntax::ast::QName],
    period: Option<&crate::syntax::ast::Effective>,
) -> String {
    let overrides = if overrides.is_empty() { String::new() } else { format!("，例外于 {}", qnames(overrides)) };
    let period = period.map(|e| format!("，施行 {}", effective(e))).unwrap_or_default();
    format!("{}{overrides}{period}", cites(c))
}

fn clause(c: &Clause) -> String {
    let when = c.guard.iter().map(|g| format!("当 {}", expr(g)));
    let defs = c.defs.iter().map(|(name, value)| format!("{} ＝ {}", qname(name), expr(value)));
    let head = options(&c.cites, &c.overrides, c.effective.as_ref());
    format!("条款 {}{head}：\n{}", ident(&c.name), lines(when.chain(defs)))
}

fn table(t: &Table) -> String {
    let head = options(&t.cites, &t.overrides, t.effective.as_ref());
    let cited = t.rows.iter().any(|r| !r.cites.is_empty());
    let names = |all: &[crate::syntax::ast::QName]| all.iter().map(qname).collect::<Vec<_>>();
    let mut results = names(&t.results);
    results.extend(cited.then(|| "依据".to_owned()));
    let header = row_text(&names(&t.conditions), &results);
    let rows = t.rows.iter().map(|r| row(r, cited));
    format!("表 {}{head}{}：\n{}", ident(&t.name), guard(t.guard.as_ref()), lines(std::iter::once(header).chain(rows)))
}

fn row_text(left: &[String], right: &[String]) -> String {
    format!("| {} → {} |", left.join(" | "), right.join(" | "))
}

fn row(r: &Row, cited: bool) -> String {
    let left: Vec<_> = r.conditions.iter().map(|c| cell(&c.kind)).collect();
    let mut right: Vec<_> = r.results.iter().map(|e| e.as_ref().map_or("—".to_owned(), expr)).collect();
    if cited {
        right.push(match r.cites.as_slice() {
            [] => "—".to_owned(),
            all => all.iter().map(free).collect::<Vec<_>>().join("、"),
        });
    }
    row_text(&left, &right)
}

fn bands(b: &Bands) -> String {
    let head = options(&b.cites, &[], b.effective.as_ref());
    let columns: Vec<_> = b.columns.iter().map(ident).collect();
    let header = row_text(&[super::prose(&b.subject.text, &['|', '→'])], &columns);
    let rows = b.rows.iter().map(|r| row_text(&[range(&r.range)], &r.values.iter().map(expr).collect::<Vec<_>>()));
    format!("分段表 {}{head}：\n{}", ident(&b.name), lines(std::iter::once(header).chain(rows)))
}

fn accum(a: &Accum) -> String {
    let window = match &a.window {
        Window::CalendarYear => "自然年度".to_owned(),
        Window::Days { days, since } => format!("{days}天 自 {}", sum(since)),
        Window::Course(e) => format!("疗程 {}", sum(e)),
        Window::Lifetime => "终身".to_owned(),
    };
    let keys = if a.keys.is_empty() { String::new() } else { format!("，每 {}", values(&a.keys)) };
    let mode = match a.mode {
        AccumMode::Sum => "",
        AccumMode::Max => "，取最大",
        AccumMode::Last => "，取最近",
    };
    let rest = format!("{keys}{mode}{}{}{}", guard(a.guard.as_ref()), aliases(&a.aliases), cites(&a.cites));
    format!("累计 {} 按 {window}{rest}：{}\n", ident(&a.name), expr(&a.value))
}

fn cap(c: &Cap) -> String {
    let on = c.accum.as_ref().map(|a| format!(" 于 {}", qname(a))).unwrap_or_default();
    let rest = format!("{}{}", guard(c.guard.as_ref()), cites(&c.cites));
    format!("封顶 {}{on} 不超过 {}{rest}\n", qname(&c.item), expr(&c.limit))
}

fn must(m: &Must) -> String {
    let strength = match m.strength {
        Strength::Hard => "",
        Strength::Soft => "，强度 原则上",
        Strength::May => "，强度 可",
    };
    let unverified = if m.unverified { "，待核" } else { "" };
    let head = format!("必须 {}{strength}{unverified}{}{}", ident(&m.name), guard(m.guard.as_ref()), cites(&m.cites));
    format!("{head}：{}\n", expr(&m.cond))
}

fn doubt(d: &Doubt) -> String {
    let code = d.code.as_ref().map(|c| format!("，编号 {}", ident(c))).unwrap_or_default();
    let readings = d.readings.iter().map(|r| {
        let adopted = if r.adopted { "，采用" } else { "" };
        let doc = r.doc.as_ref().map(|t| format!("：{}", quoted(&t.text))).unwrap_or_default();
        format!("读法 {}{adopted}{doc}", ident(&r.name))
    });
    format!("存疑 {}{code}{}：{}\n{}", ident(&d.name), cites(&d.cites), quoted(&d.question.text), lines(readings))
}

fn not_computable(n: &NotComputable) -> String {
    let units = n.cites.iter().map(free).collect::<Vec<_>>().join("、");
    format!("不可计算 {units}，因 {}\n", quoted(&n.reason.text))
}

fn setting(s: &Setting) -> String {
    let value = if s.unknown { "未知".to_owned() } else { values(&s.values) };
    format!("{} 为 {value}", qname(&s.name))
}

fn expectation(e: &Expect) -> String {
    let value = match &e.value {
        ExpectValue::Values(all) => expected(all),
        ExpectValue::Unknown => "未知".to_owned(),
        ExpectValue::Undetermined => "文件未定".to_owned(),
        ExpectValue::NotApplicable => "不适用".to_owned(),
    };
    format!("{} 为 {value}", qname(&e.name))
}

/// 设 and 应, each on a line unless empty.
fn facts(given: &[Setting], expect: &[Expect]) -> Vec<String> {
    let list = |word: &str, all: Vec<String>| (!all.is_empty()).then(|| format!("{word} {}", all.join("，")));
    let given = list("设", given.iter().map(setting).collect());
    given.into_iter().chain(list("应", expect.iter().map(expectation).collect())).collect()
}

fn example(e: &Example) -> String {
    let mut out = facts(&e.given, &e.expect);
    for encounter in &e.encounters {
        let date = encounter.date.map(|(d, _)| format!(" {}", numerals::date(d))).unwrap_or_default();
        out.push(format!("就诊{date}："));
        out.extend(facts(&encounter.given, &encounter.expect));
    }
    out.extend(e.doc.as_ref().map(|d| format!("说明 {}", quoted(&d.text))));
    format!("例 {}{}：\n{}", ident(&e.name), cites(&e.cites), lines(out))
}
