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

pub(super) fn not_json(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error(501, span, format!("不是正确的 JSON：{what}"))
}

pub(super) fn repeated_key(key: &Key, first: Span) -> Diagnostic {
    Diagnostic::error(502, key.span, format!("「{}」写了两次", key.text)).also(first, "第一次在这里")
}

pub(super) fn shape(span: Span, what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(503, span, what)
}

pub(super) fn unknown_name(key: &Key, what: &str, close: &[&str]) -> Diagnostic {
    did_you_mean(Diagnostic::error(504, key.span, format!("没有名为「{}」的{what}", key.text)), close)
}

pub(super) fn ambiguous(key: &Key, modules: &[String]) -> Diagnostic {
    let message = format!("「{}」在几个模块里都有：{}", key.text, modules.join("、"));
    Diagnostic::error(504, key.span, message).hint("写成「模块.名」")
}

pub(super) fn not_settable(key: &Key) -> Diagnostic {
    Diagnostic::error(504, key.span, format!("「{}」由政策算出，不能作为事实给出", key.text))
}

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

pub(super) fn too_fine(name: &str, span: Span, text: &str) -> Diagnostic {
    let noisy = text.split_once('.').is_some_and(|(_, part)| part.len() >= 10);
    let d = Diagnostic::error(506, span, format!("「{name}」的金额「{text}」多于两位小数"));
    if noisy {
        d.hint("像是二进制浮点数的误差；金额请按「123.45」这样的十进制文本给出")
    } else {
        d
    }
}

pub(super) fn out_of_range(name: &str, span: Span, value: &str, range: &str) -> Diagnostic {
    Diagnostic::error(507, span, format!("「{name}」是{value}，应{range}"))
}

pub(super) fn no_such_day(name: &str, span: Span, text: &str) -> Diagnostic {
    Diagnostic::error(508, span, format!("「{name}」的日期「{text}」不存在")).hint("日期写作 2025-06-01")
}

pub(super) fn too_large(name: &str, span: Span, text: &str) -> Diagnostic {
    Diagnostic::error(509, span, format!("「{name}」的金额「{text}」超过一千万亿元"))
}

pub(super) fn two_values(name: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(510, span, format!("「{name}」给了两个不同的值")).also(first, "另一个值在这里")
}

pub(super) fn out_of_order(span: Span, date: Date, before: Date, first: Span) -> Diagnostic {
    let message = format!("就诊须按日期先后排列，{date}排在了{before}之后");
    Diagnostic::error(511, span, message).also(first, "前一次就诊的日期")
}

pub(super) fn covered_above_total(span: Span, covered: &str, total: &str, other: Span) -> Diagnostic {
    let message = format!("政策范围内费用{covered}大于医疗总费用{total}");
    Diagnostic::error(512, span, message).also(other, "医疗总费用在这里")
}

pub(super) fn unknown_member(name: &str, span: Span, text: &str, of: &str, close: &[&str]) -> Diagnostic {
    did_you_mean(Diagnostic::error(513, span, format!("「{name}」没有「{text}」这一取值（{of}）")), close)
}
