//! `mingce fixtures`: the suite that a policy implies.

use super::run::select;
use super::shell::Shell;
use super::{Exit, Fault, errors, fs, policy};
use crate::fixtures::{self, Options, Strategy, Suite, write};
use crate::ir::{ItemId, Program};
use crate::report::fixtures as report;

/// 由政策生成测试用例：每条款、每表行、每个条件和界限、封顶、跨年、存疑、缺事实、拒收
#[derive(Debug, clap::Args)]
#[command(
    after_help = "例：\n  mingce fixtures policies/511900-bazhong --for 基本医保支付、大病保险支付 --out 用例\n  mingce fixtures 政策 --strategy pairwise --format csv --out 用例\n  mingce test 政策 --cases 用例                        用例可以直接回放"
)]
pub struct Args {
    /// 政策目录或模块文件
    #[arg(value_name = "政策")]
    policy: String,
    /// 只为这些项目生成，以逗号或顿号分开；可多次；缺省为所有金额项目
    #[arg(long = "for", value_name = "项目", action = clap::ArgAction::Append)]
    items: Vec<String>,
    /// boundary（缺省）：每个目标一次；pairwise：另加无条件相连的枚举两两搭配；full：找到的用例都留下
    #[arg(long, value_name = "策略", default_value = "boundary")]
    strategy: Choice,
    /// 最多几个用例
    #[arg(long, value_name = "数")]
    limit: Option<usize>,
    /// 同样好的取值里取哪个；同一种子结果相同
    #[arg(long, value_name = "数", default_value_t = 0)]
    seed: u64,
    /// 写到这个目录；目录应不存在或为空
    #[arg(long, value_name = "目录")]
    out: String,
    /// 格式：jsonl（缺省）、csv、xlsx、sql、junit
    #[arg(long, value_name = "格式", default_value = "jsonl")]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Choice {
    Boundary,
    Pairwise,
    Full,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    Jsonl,
    Csv,
    Xlsx,
    Sql,
    Junit,
}

impl From<Choice> for Strategy {
    fn from(choice: Choice) -> Strategy {
        match choice {
            Choice::Boundary => Strategy::Boundary,
            Choice::Pairwise => Strategy::Pairwise,
            Choice::Full => Strategy::Full,
        }
    }
}

pub fn run(args: &Args, shell: &Shell) -> Result<Exit, Fault> {
    let policy = policy::load(&args.policy, shell)?;
    if !fs::is_free(&args.out) {
        return Err(errors::not_free(&args.out));
    }
    let items = wanted(&policy.program, &args.items)?;
    let options = Options { items, strategy: args.strategy.into(), limit: args.limit, seed: args.seed };
    let suite = fixtures::generate(&policy.program, &options);
    fs::write_dir(&args.out, &files(&policy.program, &suite, args.format)?)?;
    shell.out(&report::summary(&suite, &args.out))?;
    Ok(Exit::Fine)
}

/// Items named on the command line.
pub fn wanted(program: &Program, names: &[String]) -> Result<Vec<ItemId>, Fault> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let scope = select::Scope { module: None, topic: None, items: names.to_vec() };
    Ok(select::select(program, &scope)?.requested().to_vec())
}

fn files(program: &Program, suite: &Suite, format: Format) -> Result<Vec<(String, Vec<u8>)>, Fault> {
    type Writer = fn(&Program, &Suite, &mut dyn std::io::Write) -> std::io::Result<()>;
    let (name, writer): (&str, Writer) = match format {
        Format::Jsonl => ("cases.jsonl", write::jsonl),
        Format::Csv => ("cases.csv", write::csv),
        Format::Xlsx => ("cases.xlsx", write::xlsx),
        Format::Sql => ("cases.sql", write::sql),
        Format::Junit => ("cases.xml", write::junit),
    };
    let mut bytes = Vec::new();
    writer(program, suite, &mut bytes).map_err(|e| errors::cannot_write(name, &e))?;
    Ok(vec![(name.to_owned(), bytes), ("goals.txt".to_owned(), report::goals(suite).into_bytes())])
}
