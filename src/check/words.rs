//! Variables and classes in words.

use super::guards::{Classes, Subject, Variable};
use super::space::Bits;
use crate::base::date::Date;
use crate::base::num::Num;
use crate::ir::{Expr, ExprId, Program, Ty, Unit};

/// What a variable is called.
pub fn subject(program: &Program, subject: &Subject) -> String {
    match subject {
        Subject::Value(id) => expression(program, *id),
        Subject::Element(id, e) => format!("{} 含 {}", expression(program, *id), element(program, *id, *e)),
        Subject::Sign(a, b) => format!("{} 与 {} 相比", expression(program, *a), expression(program, *b)),
        Subject::Date => "日期".to_owned(),
        Subject::Reading(d) => program.doubts.get(d.ix()).map_or_else(String::new, |d| d.name.clone()),
        Subject::Opaque(_) => "另一条件".to_owned(),
    }
}

fn expression(program: &Program, id: ExprId) -> String {
    let name = match program.exprs.get(id.ix()) {
        Some(Expr::Input(i)) => program.inputs.get(i.ix()).map(|i| &i.name),
        Some(Expr::Item(i)) => program.items.get(i.ix()).map(|i| &i.name),
        Some(Expr::Accum(a)) => program.accums.get(a.ix()).map(|a| &a.name),
        Some(Expr::Param(p)) => program.params.get(p.ix()).map(|p| &p.name),
        _ => None,
    };
    name.cloned().unwrap_or_else(|| "某式".to_owned())
}

fn element(program: &Program, set: ExprId, e: i64) -> String {
    match program.types.get(set.ix()) {
        Some(Ty::Set(inner)) => match inner.as_ref() {
            Ty::Enum(id) => usize::try_from(e)
                .ok()
                .and_then(|m| program.enums.get(id.ix())?.members.get(m))
                .map_or_else(|| e.to_string(), |m| m.name.clone()),
            Ty::Date => Date::from_day_number(e).map_or_else(|| e.to_string(), |d| d.to_string()),
            _ => e.to_string(),
        },
        _ => e.to_string(),
    }
}

/// A variable restricted to some of its classes.
pub fn classes(program: &Program, v: &Variable, bits: &Bits) -> String {
    let name = subject(program, &v.subject);
    match (&v.classes, &v.subject) {
        (Classes::Ordered(cuts), _) => format!("{name} {}", ordered(program, v, cuts, bits)),
        (_, Subject::Reading(d)) => {
            let readings = program.doubts.get(d.ix()).map_or(&[][..], |d| &d.readings);
            let names: Vec<&str> = bits.iter().filter_map(|i| readings.get(i)).map(|r| r.0.as_str()).collect();
            format!("{name} 取 {}", names.join("、"))
        }
        (_, Subject::Sign(..)) => format!("{name} {}", signs(bits)),
        (_, Subject::Value(id)) => match program.types.get(id.ix()) {
            Some(Ty::Enum(e)) => {
                let members = program.enums.get(e.ix()).map_or(&[][..], |e| &e.members);
                let names: Vec<&str> = bits.iter().filter_map(|i| members.get(i)).map(|m| m.name.as_str()).collect();
                format!("{name} 为 {}", names.join("、"))
            }
            _ => format!("{name} 为 {}", yes_no(bits)),
        },
        _ => {
            if bits.has(1) {
                name
            } else {
                format!("非（{name}）")
            }
        }
    }
}

fn yes_no(bits: &Bits) -> &'static str {
    if bits.has(1) { "是" } else { "否" }
}

fn signs(bits: &Bits) -> String {
    let words = ["较小", "相等", "较大"];
    let chosen: Vec<&str> = words.into_iter().enumerate().filter(|(i, _)| bits.has(*i)).map(|(_, w)| w).collect();
    chosen.join("或")
}

/// Runs of neighbouring classes as intervals.
fn ordered(program: &Program, v: &Variable, cuts: &[Num], bits: &Bits) -> String {
    let value = |n: &Num| number(program, v, *n);
    let mut parts = Vec::new();
    let mut classes = bits.iter().filter(|c| v.possible.has(*c)).peekable();
    while let Some(first) = classes.next() {
        let mut last = first;
        while let Some(next) = classes.next_if(|c| (last + 1..*c).all(|skipped| !v.possible.has(skipped))) {
            last = next;
        }
        let low = cuts
            .get(first.wrapping_sub(1) / 2)
            .filter(|_| first > 0 && first % 2 == 0)
            .map(|c| format!("超过 {}", value(c)));
        let from = cuts.get(first / 2).filter(|_| first % 2 == 1).map(|c| format!("满 {}", value(c)));
        let high = cuts
            .get(last / 2)
            .map(|c| if last % 2 == 1 { format!("不超过 {}", value(c)) } else { format!("不满 {}", value(c)) });
        parts.push(match (first == last && first % 2 == 1, low.or(from), high) {
            (true, ..) => cuts.get(first / 2).map_or_else(String::new, |c| format!("恰为 {}", value(c))),
            (_, Some(a), Some(b)) => format!("{a}且{b}"),
            (_, a, b) => a.or(b).unwrap_or_default(),
        });
    }
    parts.join("或")
}

/// A value of the variable with its unit.
pub fn number(program: &Program, v: &Variable, n: Num) -> String {
    let ty = match &v.subject {
        Subject::Value(id) => program.types.get(id.ix()),
        Subject::Date => Some(&Ty::Date),
        _ => None,
    };
    match ty {
        Some(Ty::Amount) => format!("{}元", n.to_exact()),
        Some(Ty::Int(Unit::Age)) => format!("{}周岁", n.to_exact()),
        Some(Ty::Int(Unit::Months)) => format!("{}个月", n.to_exact()),
        Some(Ty::Int(Unit::Years)) => format!("{}年", n.to_exact()),
        Some(Ty::Int(Unit::Weeks)) => format!("{}周", n.to_exact()),
        Some(Ty::Int(Unit::Days)) => format!("{}日", n.to_exact()),
        Some(Ty::Ratio) => n.mul(Num::int(100)).map_or_else(|_| n.to_exact(), |p| format!("{}%", p.to_exact())),
        Some(Ty::Date | Ty::Month) => {
            n.as_int().and_then(Date::from_day_number).map_or_else(|| n.to_exact(), |d| d.to_string())
        }
        _ => n.to_exact(),
    }
}
