//! Expressions as arithmetic: with names (`政策范围内费用 － 起付标准`) or with the numbers of a settlement
//! (`4200.00 － 100.00`).

use super::conditions::{member_names, word};
use super::{bare, leaf_name, show};
use crate::base::num::Num;
use crate::eval::run::bands::{by_paid, by_value};
use crate::eval::trace::Steps;
use crate::ir::value::Value;
use crate::ir::{Expr, ExprId, Func, Program, RoundMode};

/// The expression with names.
pub fn formula(program: &Program, e: ExprId) -> String {
    Printer { program, steps: None }.print(e, 0)
}

/// The expression with the numbers of a settlement, without the result: `（4200.00 － 100.00）× 90%`.
pub fn explain_expr(program: &Program, e: ExprId, steps: &Steps) -> String {
    Printer { program, steps: Some(steps) }.print(e, 0)
}

/// The numbers and the result: `（4200.00 － 100.00）× 90% ＝ 3690.00`; the plain value when nothing was computed.
pub fn explain_steps(program: &Program, e: ExprId, steps: &Steps) -> String {
    let printer = Printer { program, steps: Some(steps) };
    let text = printer.print(e, 0);
    match printer.value(e).map(|v| printer.bare(e, v)) {
        Some(result) if result == text => text,
        Some(result) => format!("{text} ＝ {result}"),
        None => format!("{text} ＝ 未知"),
    }
}

pub(super) struct Printer<'a> {
    pub(super) program: &'a Program,
    /// Values of a settlement; without them names are printed.
    pub(super) steps: Option<&'a Steps>,
}

const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const COMPARE: u8 = 4;
const SUM: u8 = 5;
const PRODUCT: u8 = 6;
const ATOM: u8 = 7;

impl Printer<'_> {
    /// The last value of an expression.
    pub(super) fn value(&self, e: ExprId) -> Option<&Value> {
        self.steps?.iter().rev().find(|(s, _)| *s == e).and_then(|(_, v)| v.as_ref())
    }

    pub(super) fn bare(&self, e: ExprId, v: &Value) -> String {
        self.program.types.get(e.ix()).map_or_else(String::new, |ty| bare(self.program, ty, v))
    }

    /// With its unit, except among the numbers of a settlement.
    fn constant(&self, e: ExprId, v: &Value) -> String {
        match (self.steps, self.program.types.get(e.ix())) {
            (None, Some(ty)) => show(self.program, ty, v),
            _ => self.bare(e, v),
        }
    }

    /// The text, in brackets when it binds more loosely than `around`.
    pub(super) fn print(&self, e: ExprId, around: u8) -> String {
        let Some(x) = self.program.exprs.get(e.ix()) else { return String::new() };
        let (text, level) = self.node(e, x);
        if level < around { format!("（{text}）") } else { text }
    }

    fn node(&self, e: ExprId, x: &Expr) -> (String, u8) {
        match x {
            Expr::Add(a, b) => (self.infix(*a, "＋", *b, SUM), SUM),
            Expr::Sub(a, b) => (self.infix(*a, "－", *b, SUM), SUM),
            Expr::Mul(a, b) => (self.infix(*a, "×", *b, PRODUCT), PRODUCT),
            Expr::Div(a, b) => (self.infix(*a, "÷", *b, PRODUCT), PRODUCT),
            Expr::Neg(a) => (format!("－{}", self.print(*a, ATOM)), PRODUCT),
            Expr::Const(v) => (self.constant(e, v), ATOM),
            Expr::Input(_) | Expr::Param(_) | Expr::Item(_) | Expr::Accum(_) | Expr::Local(_) => {
                (self.leaf(e, x), ATOM)
            }
            Expr::Max(all) => self.extreme(e, all, "不低于", "较大"),
            Expr::Min(all) => self.extreme(e, all, "不超过", "较小"),
            Expr::If(c, a, b) => self.branch(*c, *a, *b),
            Expr::Round(a, unit, mode) => self.rounded(e, *a, *unit, *mode),
            Expr::Bands { bands, column, value } => match self.split_by_value(bands.ix(), *column, *value) {
                Some(text) => (text, SUM),
                None => (format!("分段（{}，{}）", self.print(*value, 0), self.bands_name(bands.ix())), ATOM),
            },
            Expr::BandsByPaid { bands, column, cost, paid } => {
                match self.split_by_paid(bands.ix(), *column, *cost, *paid) {
                    Some(text) => (text, SUM),
                    None => (self.by_paid_name(bands.ix(), *cost, *paid), ATOM),
                }
            }
            _ => self.other(e, x),
        }
    }

    fn other(&self, e: ExprId, x: &Expr) -> (String, u8) {
        match x {
            Expr::Or(all) => (self.join(all, " 或 ", OR + 1), OR),
            Expr::And(all) => (self.join(all, " 且 ", AND + 1), AND),
            Expr::Not(a) => match self.at_most(*a) {
                Some(text) => (text, ATOM),
                None => (format!("非 {}", self.print(*a, NOT + 1)), NOT),
            },
            Expr::Cmp(op, w, a, b) => {
                (format!("{} {} {}", self.print(*a, COMPARE + 1), word(*op, *w), self.print(*b, COMPARE + 1)), COMPARE)
            }
            Expr::Eq(a, b) => (format!("{} 为 {}", self.print(*a, COMPARE + 1), self.print(*b, COMPARE + 1)), COMPARE),
            Expr::In(a, keys) => {
                (format!("{} 为 {}", self.print(*a, COMPARE + 1), member_names(self.program, *a, keys)), COMPARE)
            }
            Expr::Has { set, elems, all } => {
                let word = if *all { "含全部" } else { "含" };
                (
                    format!("{} {word} {}", self.print(*set, COMPARE + 1), member_names(self.program, *set, elems)),
                    COMPARE,
                )
            }
            Expr::Contains(set, elem) => {
                (format!("{} 属于 {}", self.print(*elem, COMPARE + 1), self.print(*set, COMPARE + 1)), COMPARE)
            }
            Expr::Known(a) => (format!("可定（{}）", self.print(*a, 0)), ATOM),
            Expr::Undetermined => ("文件未定".to_owned(), ATOM),
            Expr::Reading(doubt, reading) => (self.reading(doubt.ix(), *reading), COMPARE),
            _ => (self.calls(e, x), ATOM),
        }
    }

    fn calls(&self, e: ExprId, x: &Expr) -> String {
        match x {
            Expr::SetOf(all) => format!("{{{}}}", self.join(all, "、", 0)),
            Expr::Interval(a, b) => format!("区间（{}，{}）", self.print(*a, 0), self.print(*b, 0)),
            Expr::Call(f, args) => format!("{}（{}）", func(*f), self.join(args, "，", 0)),
            Expr::CountTrue { n, exact, conds } => {
                let how = if *exact { "恰好" } else { "至少" };
                format!("满足 {how} {} 项 [{}]", self.print(*n, 0), self.join(conds, "；", 0))
            }
            Expr::Agg { agg, over, .. } => match self.value(e) {
                Some(v) => self.bare(e, v),
                None => format!("{}（{}…）", agg.word(), self.print(over.0, 0)),
            },
            _ => String::new(),
        }
    }

    /// Not so many of the conditions, as people say it.
    fn at_most(&self, count: ExprId) -> Option<String> {
        let Expr::CountTrue { n, exact: false, conds } = self.program.exprs.get(count.ix())? else { return None };
        let Expr::Const(Value::Num(n)) = self.program.exprs.get(n.ix())? else { return None };
        let most = n.sub(Num::ONE).ok().filter(|m| m.signum() >= 0)?;
        Some(format!("满足 至多 {most} 项 [{}]", self.join(conds, "；", 0)))
    }

    fn join(&self, all: &[ExprId], by: &str, level: u8) -> String {
        all.iter().map(|e| self.print(*e, level)).collect::<Vec<_>>().join(by)
    }

    /// Spaces around the operator, except beside a bracket, which brings its own.
    fn infix(&self, a: ExprId, op: &str, b: ExprId, level: u8) -> String {
        spaced(&self.print(a, level), op, &self.print(b, level + 1))
    }

    fn leaf(&self, e: ExprId, x: &Expr) -> String {
        let name = leaf_name(self.program, x).unwrap_or("该项");
        match (self.steps, self.value(e)) {
            (None, _) => name.to_owned(),
            (Some(_), Some(v)) => self.bare(e, v),
            (Some(_), None) => format!("「{name}」"),
        }
    }

    /// With numbers, a bound that does not bite is left out.
    fn extreme(&self, e: ExprId, all: &[ExprId], bound: &str, name: &str) -> (String, u8) {
        let result = self.value(e);
        if let [a, b] = all {
            if result.is_some() && self.value(*a) == result {
                let Some(x) = self.program.exprs.get(a.ix()) else { return (String::new(), ATOM) };
                return self.node(*a, x);
            }
            if matches!(self.program.exprs.get(b.ix()), Some(Expr::Const(_))) {
                return (format!("（{}，{bound} {}）", self.print(*a, 0), self.print(*b, 0)), ATOM);
            }
        }
        (format!("{name}（{}）", self.join(all, "，", 0)), ATOM)
    }

    fn branch(&self, c: ExprId, a: ExprId, b: ExprId) -> (String, u8) {
        let taken = match self.value(c) {
            Some(Value::Bool(true)) => Some(a),
            Some(Value::Bool(false)) => Some(b),
            _ => None,
        };
        match taken.and_then(|t| Some((t, self.program.exprs.get(t.ix())?))) {
            Some((t, x)) => self.node(t, x),
            None => (format!("若 {} 则 {} 否则 {}", self.print(c, 0), self.print(a, 0), self.print(b, 0)), 0),
        }
    }

    fn rounded(&self, e: ExprId, a: ExprId, unit: Num, mode: RoundMode) -> (String, u8) {
        let unchanged = self.value(e).is_some() && self.value(e) == self.value(a);
        match self.program.exprs.get(a.ix()) {
            Some(x) if unchanged => self.node(a, x),
            _ => (format!("取整（{}，到 {unit}{}）", self.print(a, 0), mode_name(mode)), ATOM),
        }
    }

    fn bands_name(&self, bands: usize) -> &str {
        self.program.bands.get(bands).map_or("", |b| &b.name)
    }

    fn by_paid_name(&self, bands: usize, cost: ExprId, paid: ExprId) -> String {
        format!("按支付分段（{}，{}，{}）", self.print(cost, 0), self.print(paid, 0), self.bands_name(bands))
    }

    fn split_by_value(&self, bands: usize, column: u32, value: ExprId) -> Option<String> {
        let Some(Value::Num(n)) = self.value(value) else { return None };
        let bands = self.program.bands.get(bands)?;
        parts(&by_value(bands, column, *n, &|e| self.ratio(e))?)
    }

    fn split_by_paid(&self, bands: usize, column: u32, cost: ExprId, paid: ExprId) -> Option<String> {
        let (Some(Value::Num(c)), Some(Value::Num(p))) = (self.value(cost), self.value(paid)) else { return None };
        let bands = self.program.bands.get(bands)?;
        parts(&by_paid(bands, column, *c, *p, &|e| self.ratio(e))?)
    }

    fn ratio(&self, e: ExprId) -> Option<Num> {
        match self.value(e) {
            Some(Value::Num(n)) => Some(*n),
            _ => None,
        }
    }

    fn reading(&self, doubt: usize, reading: u32) -> String {
        let Some(d) = self.program.doubts.get(doubt) else { return String::new() };
        let reading = d.readings.get(reading as usize).map_or("", |(name, _)| name);
        format!("{} 为 {reading}", d.name)
    }
}

fn spaced(a: &str, op: &str, b: &str) -> String {
    let left = if a.ends_with('）') { "" } else { " " };
    let right = if b.starts_with('（') { "" } else { " " };
    format!("{a}{left}{op}{right}{b}")
}

/// `100000.00 × 60% ＋ 50000.00 × 70%`
fn parts(list: &[(Num, Num)]) -> Option<String> {
    let part = |(amount, ratio): &(Num, Num)| {
        Some(format!("{} × {}%", super::values::money(*amount), ratio.mul(Num::int(100)).ok()?))
    };
    let texts: Option<Vec<String>> = list.iter().map(part).collect();
    texts.filter(|t| !t.is_empty()).map(|t| t.join(" ＋ "))
}

fn mode_name(mode: RoundMode) -> &'static str {
    match mode {
        RoundMode::HalfUp => "",
        RoundMode::Up => "，进位",
        RoundMode::Down => "，舍去",
    }
}

fn func(f: Func) -> &'static str {
    match f {
        Func::AgeAt => "周岁",
        Func::YearsBetween => "满年数",
        Func::MonthsBetween => "满月数",
        Func::DaysBetween => "相距天数",
        Func::YearOf => "年份",
        Func::MonthOf => "月号",
        Func::DayOf => "日号",
        Func::Weekday => "星期",
        Func::YearStart => "年初",
        Func::YearEnd => "年末",
        Func::MonthStart => "月初",
        Func::MonthEnd => "月末",
        Func::MonthContaining => "所在月",
        Func::DateOf => "组成日期",
        Func::WorkdaysAfter => "工作日后",
        Func::Size => "个数",
        Func::Union => "并",
        Func::Intersect => "交",
        Func::Difference => "差",
        Func::Low => "下限",
        Func::High => "上限",
        Func::ToPeriod => "期间",
        Func::ToInt => "整数",
    }
}
