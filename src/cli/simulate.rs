//! `mingce simulate`: what a change of policy, or of a reading, would do to everyone.

mod side;

use super::batch::blocks::Blocks;
use super::batch::input::Table;
use super::policy::{self, Policy};
use super::run::select;
use super::shell::Shell;
use super::{Exit, Fault, errors, fs};
use crate::batch::compare::{Compare, Comparison, Side as Seen};
use crate::batch::feed::{Feeder, Stop};
use crate::batch::names::item_names;
use crate::batch::pipeline;
use crate::batch::rows::Results;
use crate::data::Block;
use crate::ir::{InputId, Ty};
use crate::report::json;
use crate::report::simulate as report;
use side::Side;

/// 两部政策（或同一部政策的两种读法）在同样的就诊上相比：基金支出、个人负担、谁多谁少
#[derive(Debug, clap::Args)]
#[command(after_help = "例：
  mingce simulate 现行 草案 --input 就诊.csv --for 统筹支付,个人自付 --by 险种,机构等级
  mingce simulate 政策 --input 就诊.csv --reading-b A04=照印 --for 统筹支付,个人自付
  mingce simulate 现行 草案 --input 就诊.csv --output 比较.html

「甲」是第一部，「乙」是第二部；不写第二部就是同一部，用 --reading-b 换读法。
个人负担按人合计后分档，并数出在乙之下少付、多付的人；
--self 写明哪个项目是个人负担。
--output 的结尾是 .html（一页，带图）、.csv 或 .md；不写则在终端列表。")]
pub struct Args {
    /// 第一部政策
    #[arg(value_name = "甲")]
    first: String,
    /// 第二部政策；不写则同第一部
    #[arg(value_name = "乙")]
    second: Option<String>,
    /// 就诊表，同 batch
    #[arg(long, value_name = "文件")]
    input: String,
    #[command(flatten)]
    scope: select::Scope,
    #[command(flatten)]
    table: Table,
    /// 按这些事实分组，以逗号或顿号分开
    #[arg(long, value_name = "事实", action = clap::ArgAction::Append)]
    by: Vec<String>,
    /// 哪个项目是个人负担；不写则用「个人负担」或「个人自付」
    #[arg(long = "self", value_name = "项目")]
    own: Option<String>,
    /// 甲换一种读法，如 A04=照印；可多次
    #[arg(long = "reading-a", value_name = "名=取解", action = clap::ArgAction::Append)]
    readings_a: Vec<String>,
    /// 乙换一种读法；可多次
    #[arg(long = "reading-b", value_name = "名=取解", action = clap::ArgAction::Append)]
    readings_b: Vec<String>,
    /// 甲的参数文件（JSON）
    #[arg(long = "param-a", value_name = "文件")]
    param_a: Option<String>,
    /// 乙的参数文件（JSON）
    #[arg(long = "param-b", value_name = "文件")]
    param_b: Option<String>,
    /// 线程数；不写则用全部核
    #[arg(long, value_name = "个")]
    threads: Option<usize>,
    /// 输入未按人排好时，排序可用的内存
    #[arg(long, value_name = "大小", default_value = "256M")]
    memory: String,
    /// 写到文件：.html、.csv 或 .md；不写则在终端列表
    #[arg(long, value_name = "文件")]
    output: Option<String>,
    /// 终端上的格式：human（缺省）、json、markdown 或 html
    #[arg(long, value_name = "格式", default_value = "human")]
    format: super::run::Format,
}

/// Names under which self-pay is looked for.
const OWN: [&str; 2] = ["个人负担", "个人自付"];

pub fn run(args: &Args, shell: &Shell) -> Result<Exit, Fault> {
    let mut first = policy::load(&args.first, shell)?;
    let mut second = policy::load(args.second.as_deref().unwrap_or(&args.first), shell)?;
    let map_a = args.table.map_file(&mut first, shell)?;
    let map_b = args.table.map_file(&mut second, shell)?;
    let setting_a = side::setting(&mut first, args, &args.readings_a, args.param_a.as_deref(), shell)?;
    let setting_b = side::setting(&mut second, args, &args.readings_b, args.param_b.as_deref(), shell)?;
    let opened = args.table.open(&args.input)?;
    let mut a = Side::new(&first.program, setting_a, args, opened.source.columns(), &map_a)?;
    let mut b = Side::new(&second.program, setting_b, args, opened.source.columns(), &map_b)?;
    let mut read: Vec<usize> = a.mapping.read.iter().chain(&b.mapping.read).copied().collect();
    read.sort_unstable();
    read.dedup();
    a.mapping.read_also(&read);
    b.mapping.read_also(&read);
    let columns: Vec<String> = opened.source.columns().iter().map(|c| c.name.clone()).collect();
    shell.err(&crate::report::batch::mapping(&first.program, &a.mapping, &columns));
    let (names, compare) = what(args, [&first, &second], [&a, &b])?;
    let comparison = go(args, [&a, &b], &compare, opened, &read, shell)?;
    let view = report::View {
        labels: labels(args),
        names: &names,
        own: compare.own,
        by: &args.by_names(),
        comparison: &comparison,
        hashes: [&first.program.hash, &second.program.hash],
    };
    show(args, &view, shell)?;
    Ok(Exit::Fine)
}

impl Args {
    fn by_names(&self) -> Vec<String> {
        let names = self.by.iter().flat_map(|n| n.split([',', '，', '、'])).map(str::trim);
        names.filter(|n| !n.is_empty()).map(str::to_owned).collect()
    }
}

/// What the two are called in the report.
fn labels(args: &Args) -> [String; 2] {
    let label = |path: &str, readings: &[String]| {
        if readings.is_empty() { path.to_owned() } else { format!("{path}（{}）", readings.join("、")) }
    };
    let second = args.second.as_deref().unwrap_or(&args.first);
    [label(&args.first, &args.readings_a), label(second, &args.readings_b)]
}

/// The items and groups that are compared.
fn what<'a>(
    args: &Args,
    policies: [&'a Policy; 2],
    sides: [&'a Side<'_>; 2],
) -> Result<(Vec<String>, Compare<'a>), Fault> {
    let programs = policies.map(|p| &p.program);
    let amounts = |n: usize| {
        let items = sides.get(n).map(|s| s.engine.targets()).unwrap_or_default();
        let program = programs.get(n).copied().unwrap_or(programs[0]);
        let names = item_names(program, items);
        let amount =
            |i: usize| items.get(i).and_then(|i| program.items.get(i.ix())).is_some_and(|i| i.ty == Ty::Amount);
        names.into_iter().enumerate().filter(|(i, _)| amount(*i)).collect::<Vec<_>>()
    };
    let (first, second) = (amounts(0), amounts(1));
    let (mut names, mut items) = (Vec::new(), Vec::new());
    for (i, name) in first {
        if let Some((j, _)) = second.iter().find(|(_, n)| *n == name) {
            names.push(name);
            items.push([i, *j]);
        }
    }
    if items.is_empty() {
        return Err(errors::usage(
            "两部政策没有同名的金额项目可比".to_owned(),
            vec!["用 --for 写明要比的项目".to_owned()],
        ));
    }
    let own = match &args.own {
        Some(name) => {
            let found = names.iter().position(|n| n == name);
            let near = crate::base::suggest::suggest(name, names.iter().map(String::as_str));
            Some(found.ok_or_else(|| errors::no_such_item(name, &near))?)
        }
        None => OWN.iter().find_map(|o| names.iter().position(|n| n == o)),
    };
    let by = args.by_names().iter().map(|name| group_fact(name, sides[0], programs[0])).collect::<Result<_, _>>()?;
    Ok((names, Compare { programs, mapping: &sides[0].mapping, items, own, by }))
}

fn group_fact(name: &str, side: &Side<'_>, program: &crate::ir::Program) -> Result<InputId, Fault> {
    let fact = |m: &&crate::batch::mapping::Mapped| {
        let named = |i: &crate::ir::Input| i.name == name || i.aliases.iter().any(|a| a == name);
        program.inputs.get(m.input.ix()).is_some_and(named)
    };
    let found = side.mapping.facts.iter().find(fact).map(|m| m.input);
    found.ok_or_else(|| errors::usage(format!("表里没有读作「{name}」的列，不能按它分组"), vec![]))
}

fn go(
    args: &Args,
    sides: [&Side<'_>; 2],
    compare: &Compare<'_>,
    opened: super::batch::input::Opened,
    read: &[usize],
    shell: &Shell,
) -> Result<Comparison, Fault> {
    let groupings = sides.map(Side::grouping);
    let blocks = Blocks {
        table: &args.table,
        path: &args.input,
        read,
        person: compare.mapping.person,
        grouping: &groupings[0],
        memory: super::batch::size(&args.memory)?,
    };
    let threads = args.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    blocks.each(opened, shell, |mut feeder: Feeder<'_>, mut progress| {
        let mut out = Comparison::default();
        let state = || sides.map(Side::state);
        let work = |states: &mut [side::State<'_>; 2], block: Block| {
            let [mut one, mut two] = [Results::default(), Results::default()];
            let [state_a, state_b] = states;
            let a = sides[0].settle(&groupings[0], state_a, &block, &mut one);
            let b = sides[1].settle(&groupings[1], state_b, &block, &mut two);
            compare.block(&block, [Seen { prepared: &a, results: &one }, Seen { prepared: &b, results: &two }])
        };
        let write = |part: Comparison| {
            progress.rows(part.read);
            out.join(part);
            Ok(())
        };
        let ran: Result<(), Stop> = pipeline::run(threads, || feeder.next(), state, work, write);
        progress.finish();
        ran.map(|()| out)
    })
}

fn show(args: &Args, view: &report::View<'_>, shell: &Shell) -> Result<(), Fault> {
    let Some(path) = &args.output else {
        let text = args.format.write(|| report::document(view));
        return shell.out(&text.unwrap_or_else(|| json::to_text(&report::data(view))));
    };
    let text = match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => report::document(view).to_html(),
        Some("md") => report::document(view).to_markdown(),
        Some("csv") => report::csv(view),
        Some("json") => json::to_text(&report::data(view)),
        _ => return Err(errors::unknown_format(path, ".html、.csv、.md、.json")),
    };
    fs::write(path, &text)
}
