//! `mingce explain`: the page of a diagnostic code.

use super::shell::Shell;
use super::{Exit, Fault, errors};
use crate::base::codes;
use crate::report::explain;

/// 解释一个错误编号：现象、为何、示例、改法
#[derive(Debug, clap::Args)]
#[command(after_help = "例：\n  mingce explain MC0301\n  mingce explain              列出全部编号")]
pub struct Args {
    /// 错误编号，如 MC0301；不写则列出全部
    #[arg(value_name = "编号")]
    code: Option<String>,
}

pub fn run(args: &Args, shell: &Shell) -> Result<Exit, Fault> {
    let text = match &args.code {
        None => explain::index(),
        Some(text) => {
            let entry = codes::parse(text).and_then(codes::entry);
            explain::page(entry.ok_or_else(|| errors::no_such_code(text))?)
        }
    };
    shell.out(&text)?;
    Ok(Exit::Fine)
}
