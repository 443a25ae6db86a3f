//! What can be wrong with a command line, a path or a choice.

use super::Fault;
use crate::base::diagnostic::Diagnostic;
use crate::base::span::{FileId, Span};
use std::io;

/// A fault has no place in a source text.
fn fault(code: u16, message: String) -> Diagnostic {
    Diagnostic::error(code, Span::new(FileId(u32::MAX), 0, 0), message)
}

pub fn not_found(path: &str) -> Fault {
    Box::new(fault(901, format!("找不到「{path}」")).hint("核对名字和当前所在的目录"))
}

pub fn no_permission(path: &str) -> Fault {
    Box::new(fault(902, format!("没有权限读取「{path}」")))
}

pub fn no_policy(path: &str) -> Fault {
    let hint = "政策是一个 .mingce 文件，或放着 .mingce 文件的目录；「mingce init」可以建一个样板";
    Box::new(fault(903, format!("「{path}」里没有 .mingce 文件")).hint(hint))
}

pub fn too_big(path: &str, limit_mb: u64) -> Fault {
    Box::new(fault(904, format!("「{path}」超过 {limit_mb} MB，不读取")).hint("拆成几个文件"))
}

pub fn cannot_write(path: &str, error: &io::Error) -> Fault {
    Box::new(fault(905, format!("不能写入「{path}」：{}", io_reason(error))))
}

pub fn bad_file_name(path: &str) -> Fault {
    Box::new(fault(906, format!("文件名不是 UTF-8：「{path}」")).hint("改用汉字、字母或数字作文件名"))
}

pub fn cannot_read(path: &str, error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::NotFound => not_found(path),
        io::ErrorKind::PermissionDenied => no_permission(path),
        _ => Box::new(fault(907, format!("不能读取「{path}」：{}", io_reason(error)))),
    }
}

pub fn not_a_file(path: &str) -> Fault {
    Box::new(fault(907, format!("不能读取「{path}」：这是目录，此处要文件")))
}

pub fn usage(message: String, hints: Vec<String>) -> Fault {
    let mut diagnostic = fault(910, message);
    diagnostic.hints = hints;
    Box::new(diagnostic)
}

fn io_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "目录不存在".to_owned(),
        io::ErrorKind::PermissionDenied => "没有权限".to_owned(),
        io::ErrorKind::StorageFull => "磁盘已满".to_owned(),
        io::ErrorKind::IsADirectory => "这是目录，此处要文件".to_owned(),
        io::ErrorKind::NotADirectory => "路径中间有一段不是目录".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "文件系统只读".to_owned(),
        io::ErrorKind::InvalidFilename => "文件名太长或有不许用的字符".to_owned(),
        _ => format!("系统报告「{error}」"),
    }
}

pub fn policy_has_errors(path: &str, count: usize) -> Fault {
    Box::new(fault(911, format!("「{path}」有 {count} 个错误，不能试算")).hint("先改正上面的错误"))
}

pub fn no_such_code(text: &str) -> Fault {
    Box::new(fault(912, format!("没有「{text}」这个错误编号")).hint("「mingce explain」列出全部编号"))
}

pub fn bad_division_code(text: &str) -> Fault {
    let hint = "统筹区编号是六位行政区划代码，如巴中市 511900";
    Box::new(fault(913, format!("「{text}」不是行政区划代码")).hint(hint))
}

pub fn not_free(path: &str) -> Fault {
    Box::new(fault(914, format!("「{path}」已经有内容，不覆盖")).hint("换一个还不存在的目录"))
}
