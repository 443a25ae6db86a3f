//! `mingce fmt`: the one layout of source files.

use super::shell::Shell;
use super::{Exit, Fault, errors, fs};
use crate::base::diagnostic::Diagnostic;
use crate::base::source::SourceMap;
use crate::syntax;

/// 整理源文件的写法：标点、空白、对齐、关键字；不改含义，保留注释
#[derive(Debug, clap::Args)]
#[command(
    after_help = "例：\n  mingce fmt policies/511900-bazhong\n  mingce fmt --check policies           只看有没有要整理的\n  mingce fmt --split 草稿.mingce         先拆开「险种为居民」这样的连写"
)]
pub struct Args {
    /// 源文件，或其中的源文件都要整理的目录
    #[arg(value_name = "路径", required = true)]
    paths: Vec<String>,
    /// 只报告要整理的文件，不写回；有则退出码为 1
    #[arg(long)]
    check: bool,
    /// 把连写的词按已知的名拆开
    #[arg(long)]
    split: bool,
}
