//! `mingce coverage`: which units of the document are encoded.

use super::shell::Shell;
use super::{Exit, Fault, fs, policy};
use crate::report::{coverage, json};
use crate::syntax;

/// 对照原文：哪些单元已编码、由谁编码，哪些不可计算，哪些没有着落
#[derive(Debug, clap::Args)]
#[command(
    after_help = "例：\n  mingce coverage policies/511900-bazhong --source 手册.txt\n  mingce coverage policies/511900-bazhong            没有原文时，列出政策自己引到的单元"
)]
pub struct Args {
    /// 政策目录或模块文件
    #[arg(value_name = "政策")]
    policy: String,
    /// 原文的文本文件：标题里的章、条、问、（一）和制表符分隔的表行都是单元
    #[arg(long, value_name = "文件")]
    source: Option<String>,
    /// 输出格式：human（缺省）或 json
    #[arg(long, value_name = "格式", default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    Human,
    Json,
}

pub fn run(args: &Args, shell: &Shell) -> Result<Exit, Fault> {
    let policy = policy::load(&args.policy, shell)?;
    let account = match &args.source {
        Some(path) => coverage::against(&policy.program, &syntax::decode(&fs::read(path)?, path)?),
        None => coverage::of_citations(&policy.program),
    };
    match args.format {
        Format::Human => shell.out(&coverage::text(&account))?,
        Format::Json => shell.out(&json::to_text(&coverage::data(&account)))?,
    }
    Ok(if account.missing().next().is_none() { Exit::Fine } else { Exit::Findings })
}
