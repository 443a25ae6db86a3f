//! Messages about cases (MC05xx).

use super::json::{Key, Kind};
use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::span::Span;

fn did_you_mean(d: Diagnostic, close: &[&str]) -> Diagnostic {
    match close {
        [] => d,
        list => d.hint(format!("是否想写「{}」", list.join("」「"))),
    }
}

/// MC0501: the text is not JSON.
pub(super) fn not_json(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error(501, span, format!("不是正确的 JSON：{what}"))
}

/// MC0502: a key twice in one object.
pub(super) fn repeated_key(key: &Key, first: Span) -> Diagnostic {
    Diagnostic::error(502, key.span, format!("「{}」写了两次", key.text)).also(first, "第一次在这里")
}

/// MC0503: the parts of a case are not where they belong.
pub(super) fn shape(span: Span, what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(503, span, what)
}

/// MC0504: no such name.
pub(super) fn unknown_name(key: &Key, what: &str, close: &[&str]) -> Diagnostic {
    did_you_mean(Diagnostic::error(504, key.span, format!("没有名为「{}」的{what}", key.text)), close)
}

/// MC0504: a name of several modules.
pub(super) fn ambiguous(key: &Key, modules: &[String]) -> Diagnostic {
    let message = format!("「{}」在几个模块里都有：{}", key.text, modules.join("、"));
    Diagnostic::error(504, key.span, message).hint("写成「模块.名」")
}

/// MC0504: an item is computed, not given.
pub(super) fn not_settable(key: &Key) -> Diagnostic {
    Diagnostic::error(504, key.span, format!("「{}」由政策算出，不能作为事实给出", key.text))
}

/// MC0505: a value of the wrong type.
pub(super) fn wrong_type(name: &str, span: Span, kind: &Kind, wanted: &str) -> Diagnostic {
    let given = match kind {
        Kind::Null => "空值".to_owned(),
        Kind::Bool(b) => format!("「{b}」"),
        Kind::Number(n) => format!("「{n}」"),
        Kind::Text(t) => format!("「{t}」"),
        Kind::List(_) => "一个列表".to_owned(),
        Kind::Object(_) => "一个对象".to_owned(),
    };
    Diagnostic::error(505, span, format!("「{name}」应为{wanted}，这里是{given}"))
}

/// MC0506: an amount finer than 分.
pub(super) fn too_fine(name: &str, span: Span, text: &str) -> Diagnostic {
    let noisy = text.split_once('.').is_some_and(|(_, part)| part.len() >= 10);
    let d = Diagnostic::error(506, span, format!("「{name}」的金额「{text}」多于两位小数"));
    if noisy {
        d.hint("像是二进制浮点数的误差；金额请按「123.45」这样的十进制文本给出")
    } else {
        d
    }
}

/// MC0507: outside the range of the input.
pub(super) fn out_of_range(name: &str, span: Span, value: &str, range: &str) -> Diagnostic {
    Diagnostic::error(507, span, format!("「{name}」是{value}，应{range}"))
}

/// MC0508: no such day.
pub(super) fn no_such_day(name: &str, span: Span, text: &str) -> Diagnostic {
    Diagnostic::error(508, span, format!("「{name}」的日期「{text}」不存在")).hint("日期写作 2025-06-01")
}

/// MC0509: too large an amount.
pub(super) fn too_large(name: &str, span: Span, text: &str) -> Diagnostic {
    Diagnostic::error(509, span, format!("「{name}」的金额「{text}」超过一千万亿元"))
}

/// MC0510: one fact with two values.
pub(super) fn two_values(name: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(510, span, format!("「{name}」给了两个不同的值")).also(first, "另一个值在这里")
}

/// MC0511: encounters not in order of date.
pub(super) fn out_of_order(span: Span, date: Date, before: Date, first: Span) -> Diagnostic {
    let message = format!("就诊须按日期先后排列，{date}排在了{before}之后");
    Diagnostic::error(511, span, message).also(first, "前一次就诊的日期")
}

/// MC0512: eligible cost above the total cost.
pub(super) fn covered_above_total(span: Span, covered: &str, total: &str, other: Span) -> Diagnostic {
    let message = format!("政策范围内费用{covered}大于医疗总费用{total}");
    Diagnostic::error(512, span, message).also(other, "医疗总费用在这里")
}

/// MC0513: the enum has no such member.
pub(super) fn unknown_member(name: &str, span: Span, text: &str, of: &str, close: &[&str]) -> Diagnostic {
    did_you_mean(Diagnostic::error(513, span, format!("「{name}」没有「{text}」这一取值（{of}）")), close)
}
