//! What can be wrong with a command line, a path or a choice.

use super::Fault;
use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::span::{FileId, Span};
use crate::eval::{EvalError, Missing};
use crate::ir::{Doubt, Effective, Program, cited};
use std::io;

/// A fault has no place in a source text.
fn fault(code: u16, message: String) -> Diagnostic {
    Diagnostic::error(code, Span::new(FileId(u32::MAX), 0, 0), message)
}

/// MC0910: a workbook cannot go to standard output.
pub fn workbook_needs_file() -> Fault {
    Box::new(fault(910, "xlsx 是二进制文件，要用 --out 写到文件".to_owned()).hint("--format xlsx --out 审计.xlsx"))
}

/// MC0910: accepting needs a reason.
pub fn empty_reason() -> Fault {
    Box::new(fault(910, "接受发现要写理由".to_owned()).hint("--reason 为什么这些发现可以不改"))
}

/// MC0907: the system does not say what day it is.
pub fn no_clock() -> Fault {
    Box::new(fault(907, "读不到今天的日期".to_owned()).hint("核对系统时钟"))
}

/// MC0905: a workbook could not be made.
pub fn no_workbook(reason: &str) -> Fault {
    Box::new(fault(905, format!("不能生成 xlsx：{reason}")).hint("内容超过 xlsx 的限度时改用 json 或 html"))
}

/// MC0901: nothing is at the path.
pub fn not_found(path: &str) -> Fault {
    Box::new(fault(901, format!("找不到「{path}」")).hint("核对名字和当前所在的目录"))
}

/// MC0902: the file may not be read.
pub fn no_permission(path: &str) -> Fault {
    Box::new(fault(902, format!("没有权限读取「{path}」")))
}

/// MC0903: no `.mingce` file.
pub fn no_policy(path: &str) -> Fault {
    let hint = "政策是一个 .mingce 文件，或放着 .mingce 文件的目录；「mingce init」可以建一个样板";
    Box::new(fault(903, format!("「{path}」里没有 .mingce 文件")).hint(hint))
}

/// MC0904: the file is larger than what is read.
pub fn too_big(path: &str, limit_mb: u64) -> Fault {
    Box::new(fault(904, format!("「{path}」超过 {limit_mb} MB，不读取")).hint("拆成几个文件"))
}

/// MC0905: writing failed.
pub fn cannot_write(path: &str, error: &io::Error) -> Fault {
    Box::new(fault(905, format!("不能写入「{path}」：{}", io_reason(error))))
}

/// MC0906: a file name that is not UTF-8.
pub fn bad_file_name(path: &str) -> Fault {
    Box::new(fault(906, format!("文件名不是 UTF-8：「{path}」")).hint("改用汉字、字母或数字作文件名"))
}

/// MC0901, MC0902 or MC0907, by what the system says.
pub fn cannot_read(path: &str, error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::NotFound => not_found(path),
        io::ErrorKind::PermissionDenied => no_permission(path),
        _ => Box::new(fault(907, format!("不能读取「{path}」：{}", io_reason(error)))),
    }
}

/// MC0907: a directory where a file is wanted.
pub fn not_a_file(path: &str) -> Fault {
    Box::new(fault(907, format!("不能读取「{path}」：这是目录，此处要文件")))
}

/// MC0910: the command line is wrong.
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
        io::ErrorKind::BrokenPipe => "接收的一端已经关闭".to_owned(),
        io::ErrorKind::IsADirectory => "这是目录，此处要文件".to_owned(),
        io::ErrorKind::NotADirectory => "路径中间有一段不是目录".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "文件系统只读".to_owned(),
        io::ErrorKind::InvalidFilename => "文件名太长或有不许用的字符".to_owned(),
        _ => format!("系统报告「{error}」"),
    }
}

/// MC0911: the policy has errors, so nothing can be settled with it.
pub fn policy_has_errors(path: &str, count: usize) -> Fault {
    Box::new(fault(911, format!("「{path}」有 {count} 个错误，不能试算")).hint("先改正上面的错误"))
}

/// MC0912: explain of an unknown code.
pub fn no_such_code(text: &str) -> Fault {
    Box::new(fault(912, format!("没有「{text}」这个错误编号")).hint("「mingce explain」列出全部编号"))
}

/// MC0913: not a division code.
pub fn bad_division_code(text: &str) -> Fault {
    let hint = "统筹区编号是六位行政区划代码，如巴中市 511900";
    Box::new(fault(913, format!("「{text}」不是行政区划代码")).hint(hint))
}

/// MC0914: init does not overwrite.
pub fn not_free(path: &str) -> Fault {
    Box::new(fault(914, format!("「{path}」已经有内容，不覆盖")).hint("换一个还不存在的目录"))
}

/// MC0915: no such module or topic.
pub fn no_such_module(what: &str, name: &str, known: &[String]) -> Fault {
    Box::new(fault(915, format!("没有「{name}」这个{what}")).hint(listing("有这些", known)))
}

/// MC0916: no such item in what was chosen.
pub fn no_such_item(name: &str, near: &[&str]) -> Fault {
    let missing = fault(916, format!("没有「{name}」这个项目，或不在所选的模块里"));
    Box::new(if near.is_empty() { missing } else { missing.hint(format!("是不是「{}」", near.join("」「"))) })
}

/// MC0910: --reading wants `名=取解`.
pub fn reading_form(text: &str) -> Fault {
    usage(format!("「{text}」不是「名=取解」"), vec!["例如 --reading A04=照印".to_owned()])
}

/// MC0917: no such open question.
pub fn no_such_doubt(program: &Program, name: &str) -> Fault {
    let known: Vec<String> = program.doubts.iter().map(|d| d.code.clone().unwrap_or_else(|| d.name.clone())).collect();
    Box::new(fault(917, format!("没有「{name}」这条存疑")).hint(listing("有这些", &known)))
}

/// MC0917: the open question has no such reading.
pub fn no_such_reading(doubt: &Doubt, name: &str) -> Fault {
    let known: Vec<String> = doubt.readings.iter().map(|(name, _)| name.clone()).collect();
    Box::new(fault(917, format!("存疑「{}」没有「{name}」这种读法", doubt.name)).hint(listing("可以是", &known)))
}

/// MC0918: a case or parameter file has errors.
pub fn input_has_errors(path: &str, count: usize) -> Fault {
    Box::new(fault(918, format!("「{path}」有 {count} 处错误，没有结算")).hint("先改正上面的错误"))
}

/// The error of the evaluator, under its own code.
pub fn not_settled(error: &EvalError) -> Fault {
    Box::new(fault(error.code, error.message.clone()))
}

/// MC0919: settling stopped.
pub fn no_result() -> Fault {
    Box::new(fault(919, "结算中止，不给部分结果".to_owned()))
}

/// The parameters and clauses that a requested result needs and the document does not give.
pub fn undetermined(program: &Program, missing: &Missing) -> Fault {
    let params = missing.params.iter().filter_map(|p| program.params.get(p.ix()));
    let params = params.map(|p| format!("参数「{}」{}", p.name, cited(&p.cites)));
    let rules = missing.undetermined.iter().filter_map(|r| program.rules.get(r.ix()));
    let rules = rules.map(|r| format!("「{}」{}", r.name, cited(&r.cites)));
    let needed: Vec<String> = params.chain(rules).collect();
    let refusal = fault(920, format!("所求结果要用文件未定的数：{}", needed.join("、")));
    let hint = "在案例的「参数」里写明，或用 --param 提供；用 --for 可只求不需要它的项目";
    Box::new(if missing.params.is_empty() { refusal } else { refusal.hint(hint) })
}

pub fn not_in_force(date: Date, force: Effective) -> Fault {
    let end = |d: Option<Date>, open: &str| d.map_or_else(|| open.to_owned(), |d| d.to_string());
    let period = format!("{} 至 {}", end(force.from, "不限"), end(force.to, "不限"));
    let message = format!("就诊日期 {date} 不在政策的施行期内（{period}）");
    Box::new(fault(921, message).hint("核对就诊日期；施行期以外的就诊按当时有效的文件结算"))
}

/// MC0922: the ending of a file's name says nothing.
pub fn unknown_format(path: &str, known: &str) -> Fault {
    Box::new(fault(922, format!("看不出「{path}」是什么格式")).hint(format!("文件名以这些结尾：{known}")))
}

/// MC0923: columnar files need a program that is built for them.
pub fn not_built(format: &str) -> Fault {
    let message = format!("这个程序没有带 {format} 的读写");
    let hint = "用「cargo build --release --features parquet」另行编译，或先转成 CSV";
    Box::new(fault(923, message).hint(hint))
}

/// MC0910: a size like `512M`.
pub fn size_form(text: &str) -> Fault {
    usage(format!("「{text}」不是内存大小"), vec!["例如 --memory 512M 或 --memory 2G".to_owned()])
}

/// MC0524: a file of balances.
pub fn opening(message: String) -> Fault {
    Box::new(fault(524, message).hint("期初文件的列：个人编号，和政策里累计的名"))
}

/// MC0699: rows were lost.
pub fn does_not_add_up(read: u64, settled: u64, rejected: u64) -> Fault {
    let message = format!("内部错误：读入 {read} 行，结算 {settled} 行，退回 {rejected} 行，数目不合，没有写出结果");
    Box::new(fault(699, message))
}

/// At most a dozen names.
fn listing(head: &str, names: &[String]) -> String {
    let more = if names.len() > 12 { format!(" 等 {} 个", names.len()) } else { String::new() };
    let shown: Vec<&str> = names.iter().take(12).map(String::as_str).collect();
    if shown.is_empty() {
        "这部政策里一个也没有".to_owned()
    } else {
        format!("{head}：{}{more}", shown.join("、"))
    }
}

/// What to run when a file uses names of its neighbours.
pub fn part_of(path: &str, dir: &str) -> String {
    format!("「{path}」是目录「{dir}」里的一个文件，别的文件声明的名要连目录一起检查：mingce check {dir}")
}
