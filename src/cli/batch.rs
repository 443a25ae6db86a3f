//! `mingce batch`: settles whole populations.

pub mod blocks;
mod explain;
pub mod input;
mod opening;
mod output;
pub mod progress;
mod session;

use super::run::{Format, input as case_input, select};
use super::shell::Shell;
use super::{Exit, Fault, errors, policy};
use crate::batch::{Kind, Settings};
use crate::report::{batch as report, json};
use session::Session;

/// 整库结算：一行一次就诊，按人、按日期先后累计，结果与逐个结算一分不差
#[derive(Debug, clap::Args)]
#[command(after_help = "例：
  mingce batch policies/511900-bazhong --topic 居民住院 --input 就诊.csv --output 结果.csv
  mingce batch 政策 --for 统筹支付,个人自付 --input 就诊.csv --output 结果.csv --map 对照.json
  mingce batch 政策 --input 就诊.jsonl --output 结果.csv --opening 期初.csv --explain-sample 20

输入的第一行是列名：事实的名、别名或国家平台的字段名（如 inscp_scp_amt）。
个人编号一列把同一人的行合在一起（没有这一列则各行独立），日期一列定先后。
空格是未知；枚举写名、别名或编码；集合写成「甲;乙」；金额最多两位小数。
读不懂或结算不了的行写进退回文件，其余照常；结果文件只在全部完成后出现。")]
pub struct Args {
    /// 政策目录或模块文件
    #[arg(value_name = "政策")]
    pub policy: String,
    /// 就诊表：.csv（UTF-8 或 GB18030）、.jsonl、.xlsx、.parquet、.arrow；写 - 从标准输入读 CSV
    #[arg(long, value_name = "文件")]
    pub input: String,
    /// 结果：.csv、.jsonl 或 .parquet；写 - 把 CSV 写到标准输出
    #[arg(long, value_name = "文件")]
    pub output: String,
    #[command(flatten)]
    pub scope: select::Scope,
    #[command(flatten)]
    pub table: input::Table,
    /// 退回的行（CSV）；不写则放在结果旁边，名为「结果.rejects.csv」
    #[arg(long, value_name = "文件")]
    pub rejects: Option<String>,
    /// 期初累计（CSV）：个人编号一列，其余列名是累计的名
    #[arg(long, value_name = "文件")]
    pub opening: Option<String>,
    /// 线程数；不写则用全部核
    #[arg(long, value_name = "个")]
    pub threads: Option<usize>,
    /// 输入未按人排好时，排序可用的内存，如 512M（缺省 256M）
    #[arg(long, value_name = "大小", default_value = "256M")]
    pub memory: String,
    /// 用哪种方式结算：auto（缺省，最快的）或 interpreter（参照）
    #[arg(long, value_name = "方式", default_value = "auto")]
    pub engine: Evaluator,
    /// 抽出多少行写出完整解释
    #[arg(long, value_name = "行数", default_value_t = 0)]
    pub explain_sample: usize,
    /// 解释写到哪里（.md 或 .html）；不写则放在结果旁边，名为「结果.explain.md」
    #[arg(long, value_name = "文件")]
    pub explain_output: Option<String>,
    /// 换一种读法，如 A04=照印；可多次
    #[arg(long = "reading", value_name = "名=取解", action = clap::ArgAction::Append)]
    pub readings: Vec<String>,
    /// 参数文件（JSON）：提供文件未定的参数
    #[arg(long, value_name = "文件")]
    pub param: Option<String>,
    /// 汇总的格式：human（缺省）、json、markdown 或 html
    #[arg(long, value_name = "格式", default_value = "human")]
    pub format: Format,
}

/// Which evaluator settles.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Evaluator {
    /// The fastest there is.
    Auto,
    /// The reference evaluator.
    Interpreter,
}

impl From<Evaluator> for Kind {
    fn from(evaluator: Evaluator) -> Kind {
        match evaluator {
            Evaluator::Auto => Kind::Auto,
            Evaluator::Interpreter => Kind::Interpreter,
        }
    }
}

pub fn run(args: &Args, shell: &Shell) -> Result<Exit, Fault> {
    output::check(&args.output)?;
    let mut policy = policy::load(&args.policy, shell)?;
    let selection = select::select(&policy.program, &args.scope)?;
    let mut settings = Settings { targets: Some(selection.items()), kind: args.engine.into(), ..Settings::default() };
    if let Some(path) = &args.param {
        settings.params = case_input::read_params(&mut policy, &selection, path, shell)?;
    }
    for reading in &args.readings {
        settings.readings.push(case_input::choose(&policy.program, reading)?);
    }
    let map = args.table.map_file(&mut policy, shell)?;
    let session = Session::new(args, &policy, &selection, settings, map)?;
    shell.err(&session.announcement());
    let outcome = session.run(shell)?;
    let view = report::View {
        program: &policy.program,
        summary: &outcome.summary,
        engine: args.engine.name(),
        rejects: outcome.rejects.as_deref(),
        millis: outcome.millis,
        stages: &outcome.stages,
    };
    let text = args.format.write(|| report::document(&view));
    let text = text.unwrap_or_else(|| json::to_text(&report::data(&view)));
    if args.output == "-" {
        shell.err(&text)
    } else {
        shell.out(&text)?
    }
    Ok(if outcome.summary.rejects() == 0 { Exit::Fine } else { Exit::Findings })
}

impl Evaluator {
    /// As people call it.
    const fn name(self) -> &'static str {
        match self {
            Evaluator::Auto => "自动（最快的）",
            Evaluator::Interpreter => "参照求值器",
        }
    }
}

/// `512M`, `2G`, `1000000`
pub fn size(text: &str) -> Result<usize, Fault> {
    let upper = text.trim().to_ascii_uppercase();
    let digits = upper.trim_end_matches('B').trim_end_matches('I');
    let units: [(&str, usize); 3] = [("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30)];
    let found = units.iter().find_map(|(unit, times)| Some((digits.strip_suffix(unit)?, *times)));
    let (number, times) = found.unwrap_or((digits, 1));
    let bytes = number.parse::<usize>().ok().and_then(|n| n.checked_mul(times));
    bytes.filter(|n| *n > 0).ok_or_else(|| errors::size_form(text))
}
