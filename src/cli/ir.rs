//! `mingce ir`: the typed program, for developers.

use super::shell::Shell;
use super::{Exit, Fault, policy};
use crate::report::json;

/// 输出政策的中间表示，供开发者查看和对接
#[derive(Debug, clap::Args)]
#[command(
    after_help = "例：\n  mingce ir policies/511900-bazhong\n  mingce ir policies/511900-bazhong --format json > 巴中.ir.json"
)]
pub struct Args {
    /// 政策目录或模块文件
    #[arg(value_name = "政策")]
    policy: String,
    /// 输出格式：text（缺省）或 json
    #[arg(long, value_name = "格式", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

pub fn run(args: &Args, shell: &Shell) -> Result<Exit, Fault> {
    let policy = policy::load(&args.policy, shell)?;
    let text = match args.format {
        Format::Text => crate::ir::print(&policy.program),
        Format::Json => json::to_text(&serde_json::to_value(&policy.program).unwrap_or_default()),
    };
    shell.out(&text)?;
    Ok(Exit::Fine)
}
