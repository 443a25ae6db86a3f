//! `mingce diff`: two versions of a policy, two regions, or two readings, clause by clause and result by result.

use super::policy::{self, Policy};
use super::run::Format;
use super::run::input::choose;
use super::shell::Shell;
use super::{Exit, Fault, errors, fs};
use crate::base::date::Date;
use crate::check::diff::claims::{Account, Claims};
use crate::check::diff::{Options, clauses, compare};
use crate::eval::{Case, case};
use crate::ir::{DoubtId, ModuleId, Program};
use crate::report::diff::{self, View};
use crate::report::json;
use crate::syntax;

/// 比较两部政策：条文哪里不同，哪些结果已证明相同，哪些情形结果不同
#[derive(Debug, clap::Args)]
#[command(after_help = "例：
  mingce diff 政策2024 政策2025
  mingce diff 政策2024 政策2025 --for 统筹支付,个人自付 --date 2025-03-01
  mingce diff 政策 --reading A04=照印           同一政策的两种读法
  mingce diff 甲市 乙市 --claims 案例.jsonl     逐个案例结算，谁多谁少
  mingce diff 政策2024 政策2025 --format html > 比较.html

全部相同退出码为 0；有不同或未能判定为 1；读不了为 2")]
pub struct Args {
    /// 政策目录或模块文件
    #[arg(value_name = "政策甲")]
    a: String,
    /// 另一部政策；省略时比较政策甲的两种读法
    #[arg(value_name = "政策乙")]
    b: Option<String>,
    /// 只比较这些项目，以逗号或顿号分开；可多次
    #[arg(long = "for", value_name = "项目", action = clap::ArgAction::Append)]
    items: Vec<String>,
    /// 乙方换一种读法，如 A04=照印；可多次
    #[arg(long = "reading", visible_alias = "reading-b", value_name = "名=取解", action = clap::ArgAction::Append)]
    readings: Vec<String>,
    /// 甲方换一种读法；可多次
    #[arg(long = "reading-a", value_name = "名=取解", action = clap::ArgAction::Append)]
    readings_a: Vec<String>,
    /// 就诊日期；不写则看两部政策都施行的每一天
    #[arg(long, value_name = "日期")]
    date: Option<String>,
    /// 案例文件（JSON Lines，每行一个案例）：两边各结算一遍
    #[arg(long, value_name = "文件")]
    claims: Option<String>,
    /// 输出格式：human（缺省）、json、markdown 或 html
    #[arg(long, value_name = "格式", default_value = "human")]
    format: Format,
}

pub fn run(args: &Args, shell: &Shell) -> Result<Exit, Fault> {
    if args.b.is_none() && args.readings.is_empty() && args.readings_a.is_empty() {
        return Err(errors::usage(
            "没有可比的另一方".to_owned(),
            vec!["写第二部政策，或用 --reading 换一种读法".to_owned()],
        ));
    }
    let mut a = policy::load(&args.a, shell)?;
    let mut b = policy::load(args.b.as_deref().unwrap_or(&args.a), shell)?;
    let options = options(args, &a.program, &b.program)?;
    let comparison = compare(&a.program, &b.program, &options);
    let edits = clauses::edits(&a.program, &b.program);
    let claims = args.claims.as_ref().map(|path| settle(path, &mut a, &mut b, &options, shell)).transpose()?;
    let view = View {
        programs: [&a.program, &b.program],
        names: names(args),
        comparison: &comparison,
        edits: &edits,
        claims: claims.as_ref().map(|(count, accounts)| (*count, accounts.as_slice())),
    };
    let text = args.format.write(|| diff::document(&view));
    shell.out(&text.unwrap_or_else(|| json::to_text(&diff::data(&view))))?;
    Ok(if comparison.is_equal() { Exit::Fine } else { Exit::Findings })
}

/// What the two sides are called.
fn names(args: &Args) -> [String; 2] {
    let with = |path: &str, readings: &[String]| {
        if readings.is_empty() { path.to_owned() } else { format!("{path}（{}）", readings.join("，")) }
    };
    [with(&args.a, &args.readings_a), with(args.b.as_deref().unwrap_or(&args.a), &args.readings)]
}

fn options(args: &Args, a: &Program, b: &Program) -> Result<Options, Fault> {
    let chosen = |program: &Program, list: &[String]| -> Result<Vec<(DoubtId, u32)>, Fault> {
        list.iter().map(|text| choose(program, text)).collect()
    };
    let date = args.date.as_deref().map(|text| {
        Date::parse(text)
            .ok_or_else(|| errors::usage(format!("「{text}」不是日期"), vec!["写成 2025-03-01".to_owned()]))
    });
    let names = args.items.iter().flat_map(|n| n.split([',', '，', '、'])).map(str::trim).filter(|n| !n.is_empty());
    let only: Vec<String> = names.map(str::to_owned).collect();
    for name in &only {
        let known = |p: &Program| p.items.iter().any(|i| i.name == *name || i.aliases.contains(name));
        if !known(a) && !known(b) {
            let all = a.items.iter().chain(&b.items).map(|i| i.name.as_str());
            return Err(errors::no_such_item(name, &crate::base::suggest::suggest(name, all)));
        }
    }
    Ok(Options {
        date: date.transpose()?,
        readings_a: chosen(a, &args.readings_a)?,
        readings_b: chosen(b, &args.readings)?,
        only,
        ..Options::default()
    })
}

/// Settles every case of a file under both policies.
fn settle(
    path: &str,
    a: &mut Policy,
    b: &mut Policy,
    options: &Options,
    shell: &Shell,
) -> Result<(usize, Vec<Account>), Fault> {
    let text = syntax::decode(&fs::read(path)?, path)?;
    let mut cases = Vec::new();
    let lines = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty());
    for (n, line) in lines {
        let name = format!("{path} 第{}行", n + 1);
        let first = read(&name, line, a, &options.readings_a, shell)?;
        cases.push([first, read(&name, line, b, &options.readings_b, shell)?]);
    }
    let claims = Claims::new(&a.program, &b.program, &options.only);
    Ok((cases.len(), claims.settle(&cases)))
}

fn read(
    name: &str,
    line: &str,
    policy: &mut Policy,
    readings: &[(DoubtId, u32)],
    shell: &Shell,
) -> Result<Case, Fault> {
    let file = policy.sources.add(name, line.to_owned());
    let mut case = case::read(&policy.program, ModuleId(0), file, line).map_err(|found| {
        shell.diagnose(&found, &policy.sources);
        errors::input_has_errors(name, found.len())
    })?;
    for (doubt, reading) in readings {
        if !case.readings.iter().any(|(d, _)| d == doubt) {
            case.readings.push((*doubt, *reading));
        }
    }
    Ok(case)
}
