//! JSON values as facts.

use super::errors;
use super::json::{Json, Kind};
use crate::base::date::{Date, Period};
use crate::base::diagnostic::Diagnostic;
use crate::base::num::Num;
use crate::base::suggest::suggest;
use crate::base::width::half_width;
use crate::eval::narrate::show;
use crate::ir::value::Value;
use crate::ir::{EnumId, Program, Ty, Unit, ValueRange};
use std::collections::BTreeSet;
use std::sync::Arc;

type Res<T> = Result<T, Box<Diagnostic>>;

/// Greatest amount: 10^15 元.
const MAX_AMOUNT: Num = Num::int(1_000_000_000_000_000);

/// Reads a value of a type; `None` for null.
pub(crate) fn read(program: &Program, name: &str, ty: &Ty, json: &Json) -> Res<Option<Value>> {
    if json.kind == Kind::Null {
        return Ok(None);
    }
    let cx = Cx { program, name, json };
    cx.value(ty).map(Some)
}

/// A value outside its declared range.
pub(super) fn check_range(program: &Program, name: &str, ty: &Ty, range: &ValueRange, v: &Value, j: &Json) -> Res<()> {
    let negative = *ty == Ty::Amount && matches!(v, Value::Num(n) if n.signum() < 0) && range.lower.is_none();
    let below = range.lower.as_ref().is_some_and(|(low, incl)| outside(v, low, *incl, std::cmp::Ordering::Less));
    let above = range.upper.as_ref().is_some_and(|(up, incl)| outside(v, up, *incl, std::cmp::Ordering::Greater));
    if !(negative || below || above) {
        return Ok(());
    }
    let end = |end: &Option<(Value, bool)>, yes: &str, no: &str| {
        end.as_ref().map(|(v, incl)| format!("{}{}", if *incl { yes } else { no }, show(program, ty, v)))
    };
    let ends = [end(&range.lower, "不低于", "高于"), end(&range.upper, "不超过", "低于")];
    let words = ends.into_iter().flatten().collect::<Vec<_>>().join("、");
    let words = if words.is_empty() { "不低于0元".to_owned() } else { words };
    Err(Box::new(errors::out_of_range(name, j.span, &show(program, ty, v), &words)))
}

fn outside(v: &Value, end: &Value, inclusive: bool, side: std::cmp::Ordering) -> bool {
    use crate::eval::value::V;
    match V::from(v).order(&V::from(end)) {
        Some(std::cmp::Ordering::Equal) => !inclusive,
        Some(o) => o == side,
        None => false,
    }
}

struct Cx<'a> {
    program: &'a Program,
    name: &'a str,
    json: &'a Json,
}

impl Cx<'_> {
    fn value(&self, ty: &Ty) -> Res<Value> {
        match ty {
            Ty::Amount => self.amount().map(Value::Num),
            Ty::Ratio => self.ratio().map(Value::Num),
            Ty::Int(unit) => self.whole(*unit).map(|n| Value::Num(Num::int(n))),
            Ty::Decimal => self.number("一个数").map(Value::Num),
            Ty::Bool => self.truth().map(Value::Bool),
            Ty::Date => self.date().map(Value::Date),
            Ty::Month => self.month().map(Value::Date),
            Ty::Period => self.period().map(Value::Period),
            Ty::Enum(e) => self.member(*e).map(Value::Member),
            Ty::Set(inner) => self.set(inner),
            Ty::Text => match &self.json.kind {
                Kind::Text(t) => Ok(Value::Text(Arc::from(t.as_str()))),
                _ => self.wrong("文本"),
            },
            Ty::Interval => self.interval(),
        }
    }

    fn wrong<T>(&self, wanted: &str) -> Res<T> {
        Err(Box::new(errors::wrong_type(self.name, self.json.span, &self.json.kind, wanted)))
    }

    /// Digits of a number or of a text that holds a number.
    fn digits(&self) -> Option<&str> {
        match &self.json.kind {
            Kind::Number(n) => Some(n),
            Kind::Text(t) => Some(t.trim()),
            _ => None,
        }
    }

    fn number(&self, wanted: &str) -> Res<Num> {
        match self.digits().and_then(Num::parse) {
            Some(n) => Ok(n),
            None => self.wrong(wanted),
        }
    }

    fn amount(&self) -> Res<Num> {
        let wanted = "金额，如「1234.50」";
        let Some(text) = self.digits() else { return self.wrong(wanted) };
        let text = text.strip_suffix('元').unwrap_or(text);
        let Some(n) = Num::parse(text) else {
            return if plain_digits(text) { self.too_large(text) } else { self.wrong(wanted) };
        };
        if !n.is_multiple_of(Num::cents(1)) {
            return Err(Box::new(errors::too_fine(self.name, self.json.span, text)));
        }
        if n > MAX_AMOUNT || n < Num::int(-1_000_000_000_000_000) {
            return self.too_large(text);
        }
        // All amounts in 分 alike: sums then need no common denominator.
        n.round_to(Num::cents(1), crate::ir::RoundMode::HalfUp).or_else(|_| self.wrong(wanted))
    }

    fn too_large<T>(&self, text: &str) -> Res<T> {
        let decimals = text.split_once('.').map_or(0, |(_, part)| part.len());
        Err(Box::new(if decimals > 2 {
            errors::too_fine(self.name, self.json.span, text)
        } else {
            errors::too_large(self.name, self.json.span, text)
        }))
    }

    fn ratio(&self) -> Res<Num> {
        let wanted = "比例，如「90%」或「0.9」";
        let Some(text) = self.digits() else { return self.wrong(wanted) };
        let (digits, percent) = match text.strip_suffix(['%', '％']) {
            Some(digits) => (digits, true),
            None => (text, false),
        };
        let Some(n) = Num::parse(digits) else { return self.wrong(wanted) };
        let hundredth = Num::cents(1);
        if percent { n.mul(hundredth).or_else(|_| self.wrong(wanted)) } else { Ok(n) }
    }

    /// A whole number, with or without its unit.
    fn whole(&self, unit: Unit) -> Res<i64> {
        let units: &[&str] = match unit {
            Unit::None => &["年度"],
            Unit::Years => &["年"],
            Unit::Months => &["个月", "月"],
            Unit::Weeks => &["周"],
            Unit::Days => &["日", "天"],
            Unit::Age => &["周岁", "岁"],
        };
        let text = self.digits().map(|t| units.iter().find_map(|u| t.strip_suffix(u)).unwrap_or(t));
        match text.and_then(Num::parse).and_then(Num::as_int) {
            Some(n) => Ok(n),
            None => self.wrong("整数"),
        }
    }

    fn truth(&self) -> Res<bool> {
        match &self.json.kind {
            Kind::Bool(b) => Ok(*b),
            Kind::Text(t) if t == "是" => Ok(true),
            Kind::Text(t) if t == "否" => Ok(false),
            _ => self.wrong("是或否（true、false）"),
        }
    }

    fn date(&self) -> Res<Date> {
        let Kind::Text(text) = &self.json.kind else { return self.wrong("日期，如「2025-06-01」") };
        match Date::parse(text) {
            Some(d) => Ok(d),
            None if looks_like_date(text) => Err(Box::new(errors::no_such_day(self.name, self.json.span, text))),
            None => self.wrong("日期，如「2025-06-01」"),
        }
    }

    fn month(&self) -> Res<Date> {
        let Kind::Text(text) = &self.json.kind else { return self.wrong("月份，如「2025-06」") };
        let first = if text.len() == 7 { Date::parse(&format!("{text}-01")) } else { None };
        match first {
            Some(d) => Ok(d),
            None if text.len() == 7 && looks_like_date(&format!("{text}-01")) => {
                Err(Box::new(errors::no_such_day(self.name, self.json.span, text)))
            }
            None => self.wrong("月份，如「2025-06」"),
        }
    }

    fn period(&self) -> Res<Period> {
        let Kind::Text(text) = &self.json.kind else { return self.wrong("期间，如「3个月」") };
        let units = [("个月", 1, 0), ("年", 12, 0), ("周", 0, 7), ("日", 0, 1), ("天", 0, 1)];
        for (unit, months, days) in units {
            if let Some(n) = text.strip_suffix(unit).and_then(|t| t.parse::<i32>().ok())
                && let (Some(months), Some(days)) = (n.checked_mul(months), n.checked_mul(days))
            {
                return Ok(Period { months, days });
            }
        }
        self.wrong("期间，如「3个月」")
    }

    fn member(&self, e: EnumId) -> Res<u32> {
        let (Kind::Text(text) | Kind::Number(text)) = &self.json.kind else { return self.wrong("一个取值的名") };
        let Some(of) = self.program.enums.get(e.ix()) else { return self.wrong("一个取值的名") };
        let named = |by: &dyn Fn(&crate::ir::Member) -> bool| {
            let mut hits = (0_u32..).zip(&of.members).filter(|(_, m)| by(m)).map(|(i, _)| i);
            (hits.next(), hits.next())
        };
        let by_name = named(&|m| m.name == *text || m.aliases.iter().any(|a| a == text));
        let by_code = named(&|m| m.code.as_deref() == Some(text));
        let narrow = half_width(text);
        let by_width = named(&|m| half_width(&m.name) == narrow || m.aliases.iter().any(|a| half_width(a) == narrow));
        match (by_name, by_code, by_width) {
            ((Some(m), _), ..) | ((None, _), (Some(m), None), _) | ((None, _), (None, _), (Some(m), None)) => Ok(m),
            _ => {
                let words = of.members.iter().flat_map(|m| std::iter::once(&m.name).chain(&m.aliases));
                let close = suggest(text, words.map(String::as_str));
                Err(Box::new(errors::unknown_member(self.name, self.json.span, text, &of.name, &close)))
            }
        }
    }

    fn set(&self, inner: &Ty) -> Res<Value> {
        let list = match &self.json.kind {
            Kind::List(list) => list.as_slice(),
            Kind::Text(t) if t == "无" => &[],
            _ => std::slice::from_ref(self.json),
        };
        let (mut keys, mut texts) = (BTreeSet::new(), BTreeSet::new());
        for json in list {
            let cx = Cx { json, ..*self };
            if *inner == Ty::Text {
                match cx.value(inner)? {
                    Value::Text(text) => texts.insert(text),
                    _ => return cx.wrong("文本"),
                };
                continue;
            }
            let key = crate::eval::value::V::from(&cx.value(inner)?).key();
            match key {
                Some(k) => keys.insert(k),
                None => return cx.wrong("可列举的值"),
            };
        }
        Ok(if texts.is_empty() { Value::Set(Arc::new(keys)) } else { Value::texts(texts) })
    }

    fn interval(&self) -> Res<Value> {
        let ends: Vec<&Json> = match &self.json.kind {
            Kind::List(list) => list.iter().collect(),
            Kind::Object(entries) => entries.iter().map(|(_, v)| v).collect(),
            _ => Vec::new(),
        };
        match ends.as_slice() {
            [a, b] => Ok(Value::Interval(Cx { json: a, ..*self }.amount()?, Cx { json: b, ..*self }.amount()?)),
            _ => self.wrong("金额区间，如[\"10000\", \"150000\"]"),
        }
    }
}

fn plain_digits(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let ends = digits.starts_with(|c: char| c.is_ascii_digit()) && digits.ends_with(|c: char| c.is_ascii_digit());
    ends && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') && digits.matches('.').count() <= 1
}

/// `YYYY-MM-DD` in shape.
fn looks_like_date(text: &str) -> bool {
    let b = text.as_bytes();
    b.len() == 10 && b.iter().enumerate().all(|(i, c)| if i == 4 || i == 7 { *c == b'-' } else { c.is_ascii_digit() })
}
