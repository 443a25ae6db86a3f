//! Values as people write them.

use crate::base::num::Num;
use crate::ir::value::Value;
use crate::ir::{EnumId, Program, Ty, Unit};

/// `3690.00元`, `90%`, `三级`, `甲、乙`, `18周岁`, `是`, `2025-03-01`.
pub fn show(program: &Program, ty: &Ty, value: &Value) -> String {
    match (value, ty) {
        (Value::Num(n), _) => number(*n, ty),
        (Value::Bool(b), _) => if *b { "是" } else { "否" }.to_owned(),
        (Value::Member(i), Ty::Enum(id)) => member(program, *id, i64::from(*i)),
        (Value::Member(i), _) => i.to_string(),
        (Value::Date(d), Ty::Month) => format!("{:04}-{:02}", d.year(), d.month()),
        (Value::Date(d), _) => d.to_string(),
        (Value::Period(p), _) => p.to_string(),
        (Value::Text(t), _) => t.to_string(),
        (Value::Set(set), _) => show_set(program, ty, set.iter().copied()),
        (Value::Interval(low, high), _) => format!("{}至{}", amount(*low), amount(*high)),
    }
}

/// An amount: two decimals, more only when it has more.
pub fn amount(n: Num) -> String {
    let fen = Num::cents(1);
    if n.is_multiple_of(fen) { format!("{}元", n.to_fixed(2)) } else { format!("{}元", n.to_exact()) }
}

/// A ratio in percent.
pub fn ratio(n: Num) -> String {
    let percent = n.mul(Num::int(100)).map(Num::to_exact);
    percent.map_or_else(|_| n.to_exact(), |text| if text.contains('/') { n.to_exact() } else { format!("{text}%") })
}

fn number(n: Num, ty: &Ty) -> String {
    match ty {
        Ty::Amount => amount(n),
        Ty::Ratio => ratio(n),
        Ty::Int(unit) => format!("{}{}", n.to_exact(), unit_word(*unit)),
        _ => n.to_exact(),
    }
}

fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::None => "",
        Unit::Years => "年",
        Unit::Months => "个月",
        Unit::Weeks => "周",
        Unit::Days => "天",
        Unit::Age => "周岁",
    }
}

fn member(program: &Program, id: EnumId, index: i64) -> String {
    let member = usize::try_from(index).ok().and_then(|i| program.enums.get(id.ix())?.members.get(i));
    member.map_or_else(|| index.to_string(), |m| m.name.clone())
}

fn show_set(program: &Program, ty: &Ty, elements: impl Iterator<Item = i64>) -> String {
    let element = |i: i64| match ty {
        Ty::Set(of) => match of.as_ref() {
            Ty::Enum(id) => member(program, *id, i),
            Ty::Date => crate::base::date::Date::from_day_number(i).map_or_else(|| i.to_string(), |d| d.to_string()),
            _ => i.to_string(),
        },
        _ => i.to_string(),
    };
    let shown: Vec<String> = elements.map(element).collect();
    if shown.is_empty() { "无".to_owned() } else { shown.join("、") }
}

/// The name of a type.
pub fn type_name(program: &Program, ty: &Ty) -> String {
    let word = match ty {
        Ty::Amount => "金额",
        Ty::Ratio => "比例",
        Ty::Int(Unit::None) => "整数",
        Ty::Int(Unit::Years) => "年数",
        Ty::Int(Unit::Months) => "月数",
        Ty::Int(Unit::Weeks) => "周数",
        Ty::Int(Unit::Days) => "天数",
        Ty::Int(Unit::Age) => "年龄",
        Ty::Decimal => "小数",
        Ty::Bool => "真假",
        Ty::Date => "日期",
        Ty::Month => "月份",
        Ty::Period => "期间",
        Ty::Text => "文本",
        Ty::Interval => "金额区间",
        Ty::Enum(id) => return program.enums.get(id.ix()).map_or_else(String::new, |e| e.name.clone()),
        Ty::Set(of) => return format!("集合（{}）", type_name(program, of)),
    };
    word.to_owned()
}

#[cfg(test)]
mod tests;
