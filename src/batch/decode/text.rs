//! Text of a cell as the reader of cases wants it.

use crate::base::span::Span;
use crate::base::width::half_width;
use crate::eval::case::json::{Json, Kind};
use crate::ir::{Program, Ty};

/// Marks between the members of a set.
const BETWEEN: [char; 5] = [';', '；', '、', '|', ','];

/// The value that a case would have for this text.
pub(super) fn as_json(program: &Program, ty: &Ty, cell: &str) -> Json {
    let kind = match ty {
        Ty::Bool => truth(cell),
        Ty::Date => Kind::Text(day(cell)),
        Ty::Month => Kind::Text(month(cell)),
        Ty::Set(inner) if cell != "无" => Kind::List(members(program, inner, cell)),
        Ty::Interval => {
            Kind::List(cell.split(['至', '~', '～']).map(|end| json(Kind::Text(end.trim().to_owned()))).collect())
        }
        Ty::Amount | Ty::Ratio | Ty::Decimal | Ty::Int(_) => Kind::Text(half_width(cell)),
        _ => Kind::Text(cell.to_owned()),
    };
    json(kind)
}

fn json(kind: Kind) -> Json {
    Json { kind, span: Span::default() }
}

fn truth(cell: &str) -> Kind {
    match cell {
        "1" | "true" | "True" | "TRUE" | "Y" | "是" => Kind::Bool(true),
        "0" | "false" | "False" | "FALSE" | "N" | "否" => Kind::Bool(false),
        other => Kind::Text(other.to_owned()),
    }
}

/// `20250601`, `2025/6/1` and a time after the day are usual in exports.
fn day(cell: &str) -> String {
    let date = cell.split([' ', 'T']).next().unwrap_or(cell);
    let parts: Vec<&str> = date.split(['/', '-']).collect();
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        [all] if all.len() == 8 && digits(all) => {
            format!("{}-{}-{}", part(all, 0, 4), part(all, 4, 6), part(all, 6, 8))
        }
        [y, m, d] if [y, m, d].iter().all(|p| digits(p)) && y.len() == 4 && m.len() <= 2 && d.len() <= 2 => {
            format!("{y}-{m:0>2}-{d:0>2}")
        }
        _ => cell.to_owned(),
    }
}

fn month(cell: &str) -> String {
    if cell.len() == 6 && cell.bytes().all(|b| b.is_ascii_digit()) {
        format!("{}-{}", part(cell, 0, 4), part(cell, 4, 6))
    } else {
        cell.replace('/', "-")
    }
}

fn part(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or("")
}

/// The members of a set; a word that is itself the name of a member stays whole.
fn members(program: &Program, inner: &Ty, cell: &str) -> Vec<Json> {
    let whole = match inner {
        Ty::Enum(e) => program
            .enums
            .get(e.ix())
            .is_some_and(|e| e.members.iter().any(|m| m.name == cell || m.aliases.iter().any(|a| a == cell))),
        _ => false,
    };
    if whole {
        return vec![json(Kind::Text(cell.to_owned()))];
    }
    let words = cell.split(BETWEEN).map(str::trim).filter(|w| !w.is_empty());
    words.map(|word| as_json(program, inner, word)).collect()
}
