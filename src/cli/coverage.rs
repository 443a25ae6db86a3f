//! `mingce coverage`: which units of the document are encoded; with `--cases`, what a suite shows of the policy.

mod cases;

use super::shell::Shell;
use super::{Exit, Fault, errors, fs, policy};
use crate::report::{coverage, json};
use crate::syntax;

/// 对照原文：哪些单元已编码、由谁编码，哪些不可计算，哪些没有着落
#[derive(Debug, clap::Args)]
#[command(
    after_help = "例：\n  mingce coverage policies/511900-bazhong --source 手册.txt\n  mingce coverage policies/511900-bazhong            没有原文时，列出政策自己引到的单元\n  mingce coverage policies/511900-bazhong --cases 用例    用例集走到了哪些条款、条件、界限，还缺哪些"
)]
pub struct Args {
    /// 政策目录或模块文件
    #[arg(value_name = "政策")]
    policy: String,
    /// 原文的文本文件：标题里的章、条、问、（一）和制表符分隔的表行都是单元
    #[arg(long, value_name = "文件")]
    source: Option<String>,
    /// 用例集（.jsonl），或放着用例集的目录；可多次：看它走到哪些条款、表行、条件和界限
    #[arg(long, value_name = "文件", num_args = 1.., action = clap::ArgAction::Append, conflicts_with = "source")]
    cases: Vec<String>,
    /// 配合 --cases：只看这些项目；缺省为用例集问到的项目
    #[arg(long = "for", value_name = "项目", action = clap::ArgAction::Append, requires = "cases")]
    items: Vec<String>,
    /// 输出格式：human（缺省）、json；配合 --cases 还可以是 html
    #[arg(long, value_name = "格式", default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    Human,
    Json,
    Html,
}

pub fn run(args: &Args, shell: &Shell) -> Result<Exit, Fault> {
    let policy = policy::load(&args.policy, shell)?;
    if !args.cases.is_empty() {
        return cases::run(args, policy, shell);
    }
    let account = match &args.source {
        Some(path) => coverage::against(&policy.program, &syntax::decode(&fs::read(path)?, path)?),
        None => coverage::of_citations(&policy.program),
    };
    match args.format {
        Format::Html => return Err(errors::usage("html 格式只用于 --cases".to_owned(), Vec::new())),
        Format::Human => shell.out(&coverage::text(&account))?,
        Format::Json => shell.out(&json::to_text(&coverage::data(&account)))?,
    }
    Ok(if account.missing().next().is_none() { Exit::Fine } else { Exit::Findings })
}
