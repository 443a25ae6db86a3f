//! Expressions, ranges and cells as text.

use super::{ident, qname, quoted};
use crate::base::num::Num;
use crate::syntax::ast::{
    ArithOp, Bound, BoundWord, CellKind, CmpOp, ContainsMode, CountMode, Expr, ExprKind, Literal, Range, RoundMode,
    Rounding, Source,
};
use crate::syntax::numerals;

/// How tightly a kind of expression binds; the grammar's levels.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Whole,
    Or,
    And,
    Not,
    Test,
    Sum,
    Product,
    Sign,
    Atom,
}

/// An expression where any may stand.
pub fn expr(e: &Expr) -> String {
    at(e, Level::Whole)
}

/// An expression where a sum may stand.
pub fn sum(e: &Expr) -> String {
    at(e, Level::Sum)
}

/// `甲、乙`
pub fn values(values: &[Expr]) -> String {
    values.iter().map(sum).collect::<Vec<_>>().join("、")
}

fn level(e: &Expr) -> Level {
    match &e.kind {
        ExprKind::If(..) => Level::Whole,
        ExprKind::Or(_) => Level::Or,
        ExprKind::And(_) => Level::And,
        ExprKind::Not(_) => Level::Not,
        ExprKind::Cmp(..) | ExprKind::Is { .. } | ExprKind::Contains { .. } | ExprKind::InRange(..) => Level::Test,
        ExprKind::Arith(ArithOp::Add | ArithOp::Sub, ..) => Level::Sum,
        ExprKind::Arith(..) => Level::Product,
        ExprKind::Neg(_) => Level::Sign,
        _ => Level::Atom,
    }
}

/// Text of an expression where only those of a level or tighter may stand bare.
fn at(e: &Expr, least: Level) -> String {
    let text = bare(e);
    if level(e) < least { format!("（{text}）") } else { text }
}

fn bare(e: &Expr) -> String {
    match &e.kind {
        ExprKind::Lit(l) => literal(l),
        ExprKind::Name(n) => qname(n),
        ExprKind::Undetermined => "文件未定".to_owned(),
        ExprKind::Neg(x) => format!("-{}", at(x, Level::Sign)),
        ExprKind::Not(x) => format!("非 {}", at(x, Level::Not)),
        ExprKind::Arith(op, a, b) => arith(*op, a, b),
        ExprKind::And(all) => joined(all, " 且 ", Level::Not),
        ExprKind::Or(all) => joined(all, " 或 ", Level::And),
        ExprKind::Cmp(op, word, a, b) => compare(*op, *word, a, b),
        ExprKind::If(c, a, b) => format!("若 {} 则 {} 否则 {}", expr(c), expr(a), expr(b)),
        ExprKind::Call { func, args } => format!("{}（{}）", ident(func), joined(args, "，", Level::Whole)),
        ExprKind::Set(all) if all.is_empty() => "无".to_owned(),
        ExprKind::Set(all) => format!("{{{}}}", values(all)),
        ExprKind::Interval(a, b) => format!("区间（{}，{}）", expr(a), expr(b)),
        ExprKind::Count(mode, all) => format!("满足 {} [{}]", count_mode(mode), joined(all, "；", Level::Whole)),
        ExprKind::Round { value, rounding } => format!("取整（{}，{}）", expr(value), round_to(rounding, "，")),
        _ => bare_more(e),
    }
}

fn bare_more(e: &Expr) -> String {
    match &e.kind {
        ExprKind::Is { subject, values: all, negated } => {
            format!("{} {} {}", sum(subject), if *negated { "不为" } else { "为" }, values(all))
        }
        ExprKind::Contains { set, values: all, mode, negated } => {
            let word = match (negated, mode) {
                (true, _) => "不含",
                (false, ContainsMode::All) => "含全部",
                (false, ContainsMode::Any) => "含",
            };
            format!("{} {word} {}", sum(set), values(all))
        }
        ExprKind::InRange(x, r) => format!("{} 在 {}", sum(x), range(r)),
        ExprKind::Clamp { value, at_least, at_most } => {
            let low = at_least.as_ref().map(|x| format!("，不低于 {}", sum(x))).unwrap_or_default();
            let high = at_most.as_ref().map(|x| format!("，不超过 {}", sum(x))).unwrap_or_default();
            format!("（{}{low}{high}）", expr(value))
        }
        ExprKind::Agg { agg, var, source, filter, body } => {
            let filter = filter.as_ref().map(|x| format!("，当 {}", expr(x))).unwrap_or_default();
            let body = body.as_ref().map(|x| format!("，{}", expr(x))).unwrap_or_default();
            format!("{}（{} {}{filter}{body}）", agg.word(), ident(var), aggregate_source(source))
        }
        _ => String::new(),
    }
}

fn joined(all: &[Expr], with: &str, least: Level) -> String {
    all.iter().map(|e| at(e, least)).collect::<Vec<_>>().join(with)
}

fn arith(op: ArithOp, a: &Expr, b: &Expr) -> String {
    let (sign, left, right) = match op {
        ArithOp::Add => ('＋', Level::Sum, Level::Product),
        ArithOp::Sub => ('－', Level::Sum, Level::Product),
        ArithOp::Mul => ('×', Level::Product, Level::Sign),
        ArithOp::Div => ('÷', Level::Product, Level::Sign),
    };
    format!("{} {sign} {}", at(a, left), at(b, right))
}

fn compare(op: CmpOp, word: BoundWord, a: &Expr, b: &Expr) -> String {
    let lower = matches!(op, CmpOp::Ge | CmpOp::Gt);
    let inclusive = matches!(op, CmpOp::Ge | CmpOp::Le);
    let usual = inclusive_by(word).is_none_or(|usual| usual == inclusive);
    let mark = if usual { "" } else { inclusive_mark(inclusive) };
    format!("{} {} {}{mark}", sum(a), word_text(word, lower, inclusive), sum(b))
}

/// What a bound word says when no（含）or（不含）follows; `None` for symbols, which come in both kinds.
fn inclusive_by(word: BoundWord) -> Option<bool> {
    match word {
        BoundWord::BuMan | BoundWord::ChaoGuo | BoundWord::GaoYu | BoundWord::DiYu => Some(false),
        BoundWord::ZaoYu | BoundWord::WanYu => Some(false),
        BoundWord::Symbol => None,
        _ => Some(true),
    }
}

fn inclusive_mark(inclusive: bool) -> &'static str {
    if inclusive { "（含）" } else { "（不含）" }
}

fn word_text(word: BoundWord, lower: bool, inclusive: bool) -> &'static str {
    match word {
        BoundWord::YiShang => "以上",
        BoundWord::YiXia => "以下",
        BoundWord::YiNei => "以内",
        BoundWord::Symbol => match (lower, inclusive) {
            (true, true) => "≥",
            (true, false) => ">",
            (false, true) => "≤",
            (false, false) => "<",
        },
        other => other.leading().unwrap_or_default(),
    }
}

/// One end of a range.
fn bound(b: &Bound, lower: bool) -> String {
    let mark = if b.explicit { inclusive_mark(b.inclusive) } else { "" };
    let (value, word) = (sum(&b.value), word_text(b.word, lower, b.inclusive));
    match b.word {
        BoundWord::From | BoundWord::To => format!("{value}{mark}"),
        BoundWord::YiShang | BoundWord::YiXia | BoundWord::YiNei => format!("{value} {word}{mark}"),
        _ => format!("{word} {value}{mark}"),
    }
}

/// Whether the word of a bound follows its number.
fn follows(b: &Bound) -> bool {
    matches!(b.word, BoundWord::YiShang | BoundWord::YiXia | BoundWord::YiNei)
}

/// A range.
pub fn range(r: &Range) -> String {
    match (&r.lower, &r.upper) {
        (Some(a), Some(b)) if a.word == BoundWord::From || b.word == BoundWord::To => {
            format!("{} 至 {}", bound(a, true), bound(b, false))
        }
        // Words before a number come last: a number must not be followed by the bracket of another.
        (Some(a), Some(b)) if follows(b) && !follows(a) => format!("{} {}", bound(b, false), bound(a, true)),
        (Some(a), Some(b)) => format!("{} {}", bound(a, true), bound(b, false)),
        (Some(a), None) => bound(a, true),
        (None, Some(b)) => bound(b, false),
        (None, None) => String::new(),
    }
}

/// A condition cell.
pub fn cell(kind: &CellKind) -> String {
    match kind {
        CellKind::Any => "任意".to_owned(),
        CellKind::OneOf(all) => values(all),
        CellKind::NoneOf(all) => format!("非 {}", values(all)),
        CellKind::Range(r) => range(r),
        CellKind::Contains(all) => format!("含 {}", values(all)),
        CellKind::Lacks(all) => format!("不含 {}", values(all)),
    }
}

fn literal(l: &Literal) -> String {
    match l {
        Literal::Amount(n) => numerals::amount(*n),
        Literal::Ratio(n) => numerals::percentage(*n),
        Literal::Number(n) => n.to_string(),
        Literal::Age(n) => format!("{n}周岁"),
        Literal::Period(p) => p.to_string(),
        Literal::Date(d) => numerals::date(*d),
        Literal::Month(d) => format!("{}年{}月", d.year(), d.month()),
        Literal::Year(y) => format!("{y}年度"),
        Literal::Bool(true) => "是".to_owned(),
        Literal::Bool(false) => "否".to_owned(),
        Literal::Text(t) => quoted(t),
    }
}

fn count_mode(mode: &CountMode) -> String {
    match mode {
        CountMode::Any => "任一".to_owned(),
        CountMode::All => "全部".to_owned(),
        CountMode::AtLeast(n) => format!("至少 {} 项", sum(n)),
        CountMode::Exactly(n) => format!("恰好 {} 项", sum(n)),
        CountMode::AtMost(n) => format!("至多 {} 项", sum(n)),
    }
}

fn aggregate_source(source: &Source) -> String {
    match source {
        Source::Set(s) => format!("于 {}", sum(s)),
        Source::Range(a, b) => format!("从 {} 至 {}", sum(a), sum(b)),
    }
}

/// `到 分，舍去`
pub fn round_to(r: &Rounding, comma: &str) -> String {
    let units =
        [(1, "分"), (10, "角"), (100, "元"), (1000, "十元"), (10_000, "百元"), (100_000, "千元"), (1_000_000, "万元")];
    let named = units.iter().find(|(fen, _)| Num::cents(*fen) == r.unit);
    let unit = named.map_or_else(|| r.unit.to_string(), |(_, name)| (*name).to_owned());
    let mode = match r.mode {
        RoundMode::HalfUp => String::new(),
        RoundMode::Up => format!("{comma}进位"),
        RoundMode::Down => format!("{comma}舍去"),
    };
    format!("到 {unit}{mode}")
}

/// Expected values: a value called 不适用 is told from the word by quotes.
pub fn expected(all: &[Expr]) -> String {
    match all {
        [Expr { kind: ExprKind::Name(n), .. }] if qname(n) == "不适用" => quoted("不适用"),
        _ => values(all),
    }
}
