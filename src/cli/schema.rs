//! `mingce schema`: the JSON Schema of cases.

use super::shell::Shell;
use super::{Exit, Fault, policy};
use crate::report::{json, schema};

/// 输出案例文件的 JSON Schema：有哪些事实、类型和取值
#[derive(Debug, clap::Args)]
#[command(after_help = "例：\n  mingce schema policies/511900-bazhong > 案例.schema.json")]
pub struct Args {
    /// 政策目录或模块文件
    #[arg(value_name = "政策")]
    policy: String,
}

pub fn run(args: &Args, shell: &Shell) -> Result<Exit, Fault> {
    let policy = policy::load(&args.policy, shell)?;
    shell.out(&json::to_text(&schema::schema(&policy.program)))?;
    Ok(Exit::Fine)
}
