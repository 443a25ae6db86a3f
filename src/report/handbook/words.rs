//! Small phrases.

use crate::base::num::Num;
use crate::eval::narrate::formula;
use crate::ir::{AccumMode, Effective, Merge, Program, RoundMode, Window};

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
