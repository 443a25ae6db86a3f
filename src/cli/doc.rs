//! `mingce doc`: a policy as a handbook page.

use super::shell::Shell;
use super::{Exit, Fault, fs, policy};
use crate::report::handbook;

/// 把政策写成一页可读的手册：条款成句，表成表，带依据、存疑、参数和例的算式
#[derive(Debug, clap::Args)]
#[command(
    after_help = "例：\n  mingce doc policies/511900-bazhong > 巴中.md\n  mingce doc policies/511900-bazhong --format html --out 巴中.html"
)]
pub struct Args {
    /// 政策目录或模块文件
    #[arg(value_name = "政策")]
    policy: String,
    /// 输出格式：markdown（缺省）或 html（单个文件，不引用别处）
    #[arg(long, value_name = "格式", default_value = "markdown")]
    format: Format,
    /// 写到文件；缺省写到标准输出
    #[arg(long, value_name = "文件")]
    out: Option<String>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    Markdown,
    Html,
}

pub fn run(args: &Args, shell: &Shell) -> Result<Exit, Fault> {
    let policy = policy::load(&args.policy, shell)?;
    let page = handbook::document(&policy.program);
    let text = match args.format {
        Format::Markdown => page.to_markdown(),
        Format::Html => page.to_html(),
    };
    match &args.out {
        Some(path) => fs::write(path, &text)?,
        None => shell.out(&text)?,
    }
    Ok(Exit::Fine)
}
