//! The two texts clause by clause: what was added, dropped or changed among clauses, rows, parameters, ceilings,
//! schedules, accumulators and items, in words, with headings and citations.

use crate::eval::narrate::{formula, show};
use crate::ir::{
    Accum, Bands, Cap, Effective, ExprId, Item, Merge, ModuleId, Param, Program, RoundMode, Rule, Ty, Window,
};
use std::collections::{BTreeMap, BTreeSet};

/// What happened to a part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Both have it, and it says something else.
    Changed,
    /// Only the second has it.
    Added,
    /// Only the first has it.
    Dropped,
}

impl Change {
    /// In a report.
    pub const fn name(self) -> &'static str {
        match self {
            Change::Changed => "改动",
            Change::Added => "新增",
            Change::Dropped => "删去",
        }
    }
}

/// A difference between the texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What happened.
    pub change: Change,
    /// What it is: `条款「住院报销」`.
    pub what: String,
    /// What either text says.
    pub texts: [Option<String>; 2],
    /// Citations of either.
    pub cites: [Vec<String>; 2],
}

/// A part of a text.
struct Part {
    what: String,
    text: String,
    cites: Vec<String>,
    /// A row: its table and number; rows that match no other are paired by it.
    row: Option<(String, u32)>,
}

/// The differences, in the order of the first text, then what only the second has.
pub fn edits(a: &Program, b: &Program) -> Vec<Edit> {
    let (left, right) = (parts(a), parts(b));
    let mut partner = pairs(&left, &right);
    by_number(&left, &right, &mut partner);
    let taken: BTreeSet<usize> = partner.values().copied().collect();
    let mut out = Vec::new();
    for (i, part) in left.iter().enumerate() {
        match partner.get(&i).and_then(|j| right.get(*j)) {
            None => out.push(edit(Change::Dropped, Some(part), None)),
            Some(other) if other.text != part.text => out.push(edit(Change::Changed, Some(part), Some(other))),
            Some(_) => {}
        }
    }
    let new = right.iter().enumerate().filter(|(j, _)| !taken.contains(j));
    out.extend(new.map(|(_, part)| edit(Change::Added, None, Some(part))));
    out
}

fn edit(change: Change, a: Option<&Part>, b: Option<&Part>) -> Edit {
    let what = b.or(a).map_or_else(String::new, |p| p.what.clone());
    let sides = [a, b];
    Edit {
        change,
        what,
        texts: sides.map(|p| p.map(|p| p.text.clone())),
        cites: sides.map(|p| p.map(|p| p.cites.clone()).unwrap_or_default()),
    }
}

/// Parts of the same kind and name. The n-th of a name is paired with the n-th.
fn pairs(left: &[Part], right: &[Part]) -> BTreeMap<usize, usize> {
    let mut open: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (j, part) in right.iter().enumerate().rev() {
        open.entry(&part.what).or_default().push(j);
    }
    let mut out = BTreeMap::new();
    for (i, part) in left.iter().enumerate() {
        if let Some(j) = open.get_mut(part.what.as_str()).and_then(Vec::pop) {
            out.insert(i, j);
        }
    }
    out
}

/// Rows whose condition has changed: those left over at the same place of the same table.
fn by_number(left: &[Part], right: &[Part], partner: &mut BTreeMap<usize, usize>) {
    let taken: BTreeSet<usize> = partner.values().copied().collect();
    let free = right.iter().enumerate().filter(|(j, p)| p.row.is_some() && !taken.contains(j));
    let mut free: BTreeMap<&(String, u32), usize> = free.filter_map(|(j, p)| Some((p.row.as_ref()?, j))).collect();
    for (i, part) in
        left.iter().enumerate().filter(|(i, p)| p.row.is_some() && !partner.contains_key(i)).collect::<Vec<_>>()
    {
        if let Some(j) = part.row.as_ref().and_then(|row| free.remove(row)) {
            partner.insert(i, j);
        }
    }
}

fn parts(p: &Program) -> Vec<Part> {
    let own = |m: ModuleId| !p.modules.get(m.ix()).is_some_and(|m| m.stdlib);
    let items = p.items.iter().filter(|i| i.declared && own(i.module)).map(|i| item(p, i));
    let params = p.params.iter().filter(|x| own(x.module)).map(|x| param(p, x));
    let rules = p.rules.iter().filter(|r| own(r.module)).map(|r| rule(p, r));
    let bands = p.bands.iter().filter(|x| own(x.module)).map(|x| schedule(p, x));
    let accums = p.accums.iter().filter(|x| own(x.module)).map(|x| accum(p, x));
    let caps = p.caps.iter().filter(|x| own(x.module)).map(|x| cap(p, x));
    items.chain(params).chain(rules).chain(bands).chain(accums).chain(caps).collect()
}

fn name_of(p: &Program, item: crate::ir::ItemId) -> &str {
    p.items.get(item.ix()).map_or("", |i| &i.name)
}

fn rule(p: &Program, r: &Rule) -> Part {
    let when = r.guard.map(|g| formula(p, g));
    let values: Vec<String> = r.defs.iter().map(|(i, e)| format!("{} ＝ {}", name_of(p, *i), formula(p, *e))).collect();
    let mut text = when.as_ref().map(|w| format!("当 {w}：")).unwrap_or_default();
    text += &values.join("；");
    text += &interval(r.effective);
    let over: Vec<&str> = r.overrides.iter().filter_map(|o| p.rules.get(o.ix())).map(|o| o.name.as_str()).collect();
    let over: BTreeSet<&str> = over.into_iter().collect();
    if !over.is_empty() {
        text += &format!("；例外于 {}", over.into_iter().collect::<Vec<_>>().join("、"));
    }
    let (what, row) = match r.row {
        None => (format!("条款「{}」", r.name), None),
        Some((_, n)) => {
            let key = when.as_deref().unwrap_or("任意");
            (format!("表「{}」{key}", r.name), Some((r.name.clone(), n)))
        }
    };
    Part { what, text, cites: r.cites.clone(), row }
}

fn plain(what: String, text: String, cites: &[String]) -> Part {
    Part { what, text, cites: cites.to_vec(), row: None }
}

fn interval(e: Effective) -> String {
    match (e.from, e.to) {
        (None, None) => String::new(),
        (Some(a), None) => format!("；{a} 起"),
        (None, Some(b)) => format!("；至 {b}"),
        (Some(a), Some(b)) => format!("；{a} 至 {b}"),
    }
}

fn param(p: &Program, x: &Param) -> Part {
    let values = x.values.iter().map(|(e, v)| {
        let value = v.as_ref().map_or_else(|| "文件未定".to_owned(), |v| show(p, &x.ty, v));
        format!("{value}{}", interval(*e).replace('；', "，"))
    });
    plain(format!("参数「{}」", x.name), values.collect::<Vec<_>>().join("；"), &x.cites)
}

fn schedule(p: &Program, x: &Bands) -> Part {
    let rows = x.rows.iter().map(|r| {
        let end = |e: &Option<(crate::base::num::Num, bool, crate::ir::BoundWord)>| {
            e.as_ref().map_or_else(String::new, |(n, ..)| format!("{}元", n.to_exact()))
        };
        let values: Vec<String> = r.values.iter().map(|v| formula(p, *v)).collect();
        format!("{}至{}：{}", end(&r.lower), end(&r.upper), values.join("、"))
    });
    let text = rows.collect::<Vec<_>>().join("；") + &interval(x.effective);
    plain(format!("分段表「{}」", x.name), text, &x.cites)
}

fn guarded(p: &Program, guard: Option<ExprId>) -> String {
    guard.map_or_else(String::new, |g| format!("，当 {}", formula(p, g)))
}

fn accum(p: &Program, x: &Accum) -> Part {
    let window = match &x.window {
        Window::CalendarYear => "自然年度".to_owned(),
        Window::Lifetime => "终身".to_owned(),
        Window::Days(n, e) => format!("{n}天 自 {}", formula(p, *e)),
        Window::Course(e) => format!("疗程 {}", formula(p, *e)),
    };
    let keys: Vec<String> = x.keys.iter().map(|k| formula(p, *k)).collect();
    let keys = if keys.is_empty() { String::new() } else { format!("，每 {}", keys.join("、")) };
    let mode = match x.mode {
        crate::ir::AccumMode::Sum => "",
        crate::ir::AccumMode::Max => "，取最大",
        crate::ir::AccumMode::Last => "，取最近",
    };
    let text = format!("按 {window}{keys}{mode}{}：{}", guarded(p, x.guard), formula(p, x.value));
    plain(format!("累计「{}」", x.name), text, &x.cites)
}

fn cap(p: &Program, x: &Cap) -> Part {
    let on = x.accum.and_then(|a| p.accums.get(a.ix())).map_or_else(String::new, |a| format!("于「{}」", a.name));
    let text = format!("不超过 {}{}", formula(p, x.limit), guarded(p, x.guard));
    plain(format!("封顶「{}」{on}", name_of(p, x.item)), text, &x.cites)
}

fn item(p: &Program, x: &Item) -> Part {
    let mut text = ty(p, &x.ty);
    if let Some((unit, mode)) = x.rounding {
        let mode = match mode {
            RoundMode::HalfUp => "四舍五入",
            RoundMode::Up => "进位",
            RoundMode::Down => "舍去",
        };
        text += &format!("，取整到 {}，{mode}", unit.to_exact());
    }
    text += match x.merge {
        Merge::Unique => "",
        Merge::Highest => "，就高",
        Merge::Lowest => "，就低",
        Merge::Sum => "，累加",
        Merge::First => "，按序",
    };
    if let Some(d) = x.default {
        text += &format!("，缺省 {}", formula(p, d));
    }
    plain(format!("项目「{}」", x.name), text, &x.cites)
}

fn ty(p: &Program, ty: &Ty) -> String {
    match ty {
        Ty::Amount => "金额".to_owned(),
        Ty::Ratio => "比例".to_owned(),
        Ty::Int(unit) => format!("整数{}", unit.suffix()),
        Ty::Decimal => "小数".to_owned(),
        Ty::Bool => "真假".to_owned(),
        Ty::Date => "日期".to_owned(),
        Ty::Month => "月份".to_owned(),
        Ty::Period => "期间".to_owned(),
        Ty::Text => "文本".to_owned(),
        Ty::Interval => "金额区间".to_owned(),
        Ty::Enum(e) => p.enums.get(e.ix()).map_or_else(String::new, |e| e.name.clone()),
        Ty::Set(inner) => format!("集合（{}）", self::ty(p, inner)),
    }
}
