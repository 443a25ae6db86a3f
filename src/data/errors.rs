//! What can be wrong with a table.

use super::{Fault, RowFault};
use crate::base::diagnostic::Diagnostic;
use crate::base::span::{FileId, Span};
use std::io;

fn fault(code: u16, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(code, Span::new(FileId(u32::MAX), 0, 0), message)
}

/// MC0520: the file is no table that can be read.
pub(super) fn unreadable(message: impl Into<String>) -> Fault {
    Box::new(fault(520, message))
}

/// MC0520: nothing in the file.
pub(super) fn empty() -> Fault {
    Box::new(fault(520, "文件是空的，连表头也没有").hint("第一行应是列名"))
}

/// MC0520: reading failed.
pub(super) fn broken(error: &io::Error) -> Fault {
    Box::new(fault(520, format!("读取表格时出错：{}", reason(error))))
}

/// MC0520: not text.
pub(super) fn not_text() -> Fault {
    Box::new(
        fault(520, "文件不是文本表格：开头就有 NUL").hint("可能是工作簿、压缩文件或 UTF-16 文本；另存为 UTF-8 的 CSV"),
    )
}

/// MC0521: two columns of one name.
pub(super) fn twice(name: &str, first: usize, second: usize) -> Fault {
    let message = format!("表头里「{name}」出现了两次（第 {first} 列和第 {second} 列）");
    Box::new(fault(521, message).hint("删去一列，或改成不同的名"))
}

/// MC0905: writing failed.
pub(super) fn cannot_write(reason: &str) -> Fault {
    Box::new(fault(905, format!("不能写出表格：{reason}")))
}

/// What the system says, in Chinese where it is a usual thing.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "文件不完整".to_owned(),
        io::ErrorKind::InvalidData => "内容已损坏".to_owned(),
        _ => error.to_string(),
    }
}

fn row(column: Option<&str>, code: u16, message: String) -> RowFault {
    RowFault { column: column.map(str::to_owned), code, message }
}

/// MC0530: the row has fewer or more cells than the head.
pub(super) fn width(cells: usize, head: usize) -> RowFault {
    row(None, 530, format!("这一行有 {cells} 格，表头有 {head} 格"))
}

/// MC0530: a quotation mark that is never closed.
pub(super) fn open_quote() -> RowFault {
    row(None, 530, "这一行的引号没有配对".to_owned())
}

/// MC0530: a line longer than what is read.
pub(super) fn long_line(limit: usize) -> RowFault {
    row(None, 530, format!("这一行超过 {} KB", limit / 1024))
}

/// MC0530: not an object.
pub(super) fn not_object(reason: &str) -> RowFault {
    row(None, 530, format!("这一行不是正确的 JSON 对象：{reason}"))
}

/// MC0530: a name twice in one object.
pub(super) fn key_twice(name: &str) -> RowFault {
    row(Some(name), 530, format!("「{name}」写了两次"))
}

/// MC0530: a name that the first rows do not have.
pub(super) fn new_key(name: &str, seen: usize) -> RowFault {
    row(Some(name), 530, format!("「{name}」没有在前 {seen} 行里出现过，不能当作一列"))
}

/// MC0531: bytes that are no text.
pub(super) fn not_encoded(column: &str, encoding: &str) -> RowFault {
    row(Some(column), 531, format!("「{column}」这一格不是 {encoding} 文字"))
}

/// MC0531: a NUL.
pub(super) fn nul(column: &str) -> RowFault {
    row(Some(column), 531, format!("「{column}」这一格里有 NUL 字符"))
}

/// MC0531: an object where one value is wanted.
pub(super) fn nested(column: &str) -> RowFault {
    row(Some(column), 531, format!("「{column}」应是一个值或一列值，这里是对象"))
}

/// MC0533: the head again.
pub(super) fn head_again() -> RowFault {
    row(None, 533, "表头又出现了一次".to_owned())
}
