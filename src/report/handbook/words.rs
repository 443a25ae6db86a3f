//! Small phrases.

use crate::base::num::Num;
use crate::eval::narrate::formula;
use crate::ir::{AccumMode, Effective, ExprId, MemberList, Merge, Program, RoundMode, Window};

/// Lists shorter than this are as easily read out.
const LONG: usize = 5;

/// An expression as it reads on the page.
pub fn plain(program: &Program, e: ExprId) -> String {
    shown(program, &formula(program, e))
}

/// Text of the program as it reads on the page: lists by their names, amounts as documents print them.
pub fn shown(program: &Program, text: &str) -> String {
    let mut out = amounts(text);
    let mut lists: Vec<(String, &str)> =
        program.lists.iter().filter_map(|l| Some((members(program, l)?, l.name.as_str()))).collect();
    // The longest first: a list may be part of another.
    lists.sort_by_key(|(members, name)| (std::cmp::Reverse(members.len()), *name));
    for (members, name) in lists {
        out = out.replace(&members, &format!("「{name}」所列"));
    }
    out
}

/// The members as a condition prints them.
fn members(program: &Program, l: &MemberList) -> Option<String> {
    let all = &program.enums.get(l.of.ix())?.members;
    let mut indexes: Vec<u32> = l.members.iter().map(|m| m.member).collect();
    indexes.sort_unstable();
    indexes.dedup();
    let names: Vec<&str> = indexes.iter().filter_map(|i| Some(all.get(*i as usize)?.name.as_str())).collect();
    (names.len() >= LONG).then(|| names.join("、"))
}

/// `140000.00元` as `14万元`, `600.00元` as `600元`.
fn amounts(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut pieces = text.split('元').peekable();
    while let Some(piece) = pieces.next() {
        let digits = piece.chars().rev().take_while(|c| c.is_ascii_digit() || *c == '.').count();
        let (before, figure) = piece.split_at(piece.len() - digits);
        let read = Num::parse(figure).filter(|_| pieces.peek().is_some());
        out.push_str(before);
        match read {
            Some(n) => out.push_str(money(n).trim_end_matches('元')),
            None => out.push_str(figure),
        }
        if pieces.peek().is_some() {
            out.push('元');
        }
    }
    out
}

/// An amount as documents print it: whole 千元 from 1万元 on in 万.
pub fn money(n: Num) -> String {
    let ten_thousand = Num::int(10_000);
    let whole = n.is_multiple_of(Num::int(1000)) && n >= ten_thousand;
    match n.div(ten_thousand).and_then(Result::ok).filter(|_| whole) {
        Some(wan) => format!("{}万元", wan.to_exact()),
        None => format!("{}元", n.to_exact()),
    }
}

/// `2025-01-01 起`
pub fn interval(e: Effective) -> Option<String> {
    match (e.from, e.to) {
        (None, None) => None,
        (Some(a), None) => Some(format!("{a} 起")),
        (None, Some(b)) => Some(format!("至 {b}")),
        (Some(a), Some(b)) => Some(format!("{a} 至 {b}")),
    }
}

/// `（依据 三章十一问）`
pub fn cited(cites: &[String]) -> String {
    if cites.is_empty() { String::new() } else { format!("（依据 {}）", cites.join("、")) }
}

/// How several applicable clauses combine, when that is not "exactly one".
pub fn merge(merge: Merge) -> Option<&'static str> {
    match merge {
        Merge::Unique => None,
        Merge::Highest => Some("几条都适用时取最高"),
        Merge::Lowest => Some("几条都适用时取最低"),
        Merge::Sum => Some("几条都适用时相加"),
        Merge::First => Some("几条都适用时用先写的"),
    }
}

/// `四舍五入到分`
pub fn rounding(unit: Num, mode: RoundMode) -> String {
    let how = match mode {
        RoundMode::HalfUp => "四舍五入",
        RoundMode::Up => "进位",
        RoundMode::Down => "舍去尾数",
    };
    format!("{how}到{}", unit_name(unit))
}

fn unit_name(unit: Num) -> String {
    let known = [
        (Num::cents(1), "分"),
        (Num::cents(10), "角"),
        (Num::ONE, "元"),
        (Num::int(10), "十元"),
        (Num::int(100), "百元"),
    ];
    known.iter().find(|(n, _)| *n == unit).map_or_else(|| unit.to_exact(), |(_, name)| (*name).to_owned())
}

/// `一个自然年度内`
pub fn window(program: &Program, window: &Window) -> String {
    match window {
        Window::CalendarYear => "一个自然年度内".to_owned(),
        Window::Days(n, since) => format!("自{}起每{n}天", formula(program, *since)),
        Window::Course(id) => format!("一个疗程（{}）内", formula(program, *id)),
        Window::Lifetime => "终身".to_owned(),
    }
}

/// `合计`
pub fn mode(mode: AccumMode) -> &'static str {
    match mode {
        AccumMode::Sum => "合计",
        AccumMode::Max => "取最大",
        AccumMode::Last => "取最近一次",
    }
}
