//! What can stand in the way of a mapping.

use super::Fault;
use crate::base::diagnostic::Diagnostic;
use crate::base::span::{FileId, Span};
use crate::base::suggest::suggest;
use crate::data::ColumnInfo;
use crate::eval::case::names::Found;

fn fault(code: u16, message: String) -> Diagnostic {
    Diagnostic::error(code, Span::new(FileId(u32::MAX), 0, 0), message)
}

fn listing(names: &[String]) -> String {
    let more = if names.len() > 12 { format!(" 等 {} 个", names.len()) } else { String::new() };
    format!("{}{more}", names.iter().take(12).map(String::as_str).collect::<Vec<_>>().join("、"))
}

/// MC0522: not one column is the name of a fact.
pub(super) fn nothing_matches(columns: &[ColumnInfo], facts: &[String]) -> Fault {
    let found: Vec<String> = columns.iter().map(|c| c.name.clone()).collect();
    let found = fault(522, format!("没有一列是所求项目用得到的事实；第一行是：{}", listing(&found)));
    let hint = format!("第一行要是列名，用事实的名：{}；或用 --map 写明哪一列是什么", listing(facts));
    Box::new(found.hint(hint))
}

/// MC0522: a column that is named and is not there.
pub(super) fn no_such_column(name: &str, columns: &[ColumnInfo]) -> Fault {
    let close = suggest(name, columns.iter().map(|c| c.name.as_str()));
    let missing = fault(522, format!("表里没有「{name}」这一列"));
    let all: Vec<String> = columns.iter().map(|c| c.name.clone()).collect();
    Box::new(match close.as_slice() {
        [] => missing.hint(format!("有这些列：{}", listing(&all))),
        close => missing.hint(format!("是不是「{}」", close.join("」「"))),
    })
}

/// MC0522: the mapping file names a fact that there is not.
pub(super) fn no_such_fact(column: &str, word: &str, found: &Found, facts: &[String]) -> Fault {
    if let Found::Many(_) = found {
        return Box::new(fault(522, format!("「{column}」对应的「{word}」在几个模块里都有")).hint("写成「模块.名」"));
    }
    let missing = fault(522, format!("「{column}」对应的「{word}」不是这部政策的事实"));
    let close = suggest(word, facts.iter().map(String::as_str));
    Box::new(match close.as_slice() {
        [] => missing.hint(format!("用得到的事实：{}", listing(facts))),
        close => missing.hint(format!("是不是「{}」", close.join("」「"))),
    })
}

/// MC0522: a column that may be several facts.
pub(super) fn ambiguous(column: &str, modules: &[String]) -> Fault {
    let message = format!("「{column}」这一列在几个模块里都有同名的事实：{}", modules.join("、"));
    Box::new(fault(522, message).hint("用 --module 或 --topic 选一个模块，或在 --map 里写成「模块.名」"))
}

/// MC0522: two columns for one fact.
pub(super) fn two_columns(fact: &str, first: &str, second: &str) -> Fault {
    let message = format!("「{first}」和「{second}」两列都是事实「{fact}」");
    Box::new(fault(522, message).hint("在 --map 的「忽略」里写明不用哪一列"))
}

/// MC0522: a fact both fixed and in a column.
pub(super) fn fixed_and_column(fact: &str) -> Fault {
    let message = format!("「{fact}」在「固定」里写了一个值，表里又有这一列");
    Box::new(fault(522, message).hint("两处留一处；不用这一列时把它写进「忽略」"))
}

/// MC0523: amounts in binary fractions.
pub(super) fn float(column: &str, fact: &str) -> Fault {
    let message = format!("「{column}」这一列是浮点数，不能准确地当作「{fact}」");
    Box::new(
        fault(523, message)
            .hint("把这一列改成十进制（decimal）或文本；或加 --round-floats 按四舍五入读，并报出改动了几格"),
    )
}

/// MC0523: a column of some other kind.
pub(super) fn no_use(column: &str, fact: &str) -> Fault {
    let message = format!("「{column}」这一列的类型不能读作「{fact}」");
    Box::new(fault(523, message).hint("改成文本、整数、十进制数或日期"))
}

/// MC0524: the mapping file is not as it should be.
pub(super) fn map_file(span: Span, message: String) -> Diagnostic {
    Diagnostic::error(524, span, message)
}
