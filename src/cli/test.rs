//! `mingce test`: worked examples and external case suites.

use super::policy::{self, Policy};
use super::shell::Shell;
use super::{Exit, Fault, fs};
use crate::base::diagnostic::Diagnostic;
use crate::base::width::{display_width, pad};
use crate::eval::{examples, suite};
use crate::report::{human, json, junit};
use crate::syntax;
use serde_json::{Value, json};

/// 跑政策里的例和外部用例集
#[derive(Debug, clap::Args)]
#[command(after_help = "例：
  mingce test policies/511900-bazhong
  mingce test policies/511900-bazhong --cases tests/policies/511900-bazhong
  mingce test 政策 --cases 用例.jsonl --format junit > 结果.xml

用例集是 JSON Lines，每行一个用例：
{\"id\": \"1\", \"主题\": \"居民住院\", \"输入\": {…}, \"应得\": {…}, \"取解\": {…}}")]
pub struct Args {
    /// 政策目录或模块文件
    #[arg(value_name = "政策")]
    policy: String,
    /// 用例集（.jsonl），或放着用例集的目录；可多次
    #[arg(long, value_name = "文件", num_args = 1.., action = clap::ArgAction::Append)]
    cases: Vec<String>,
    /// 只跑编号或主题含有这几个字的用例
    #[arg(long, value_name = "片段")]
    only: Option<String>,
    /// 输出格式：human（缺省）、json 或 junit
    #[arg(long, value_name = "格式", default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    Human,
    Json,
    Junit,
}

/// Results of the examples or of one suite.
struct Group {
    name: String,
    results: Vec<Outcome>,
}

struct Outcome {
    name: String,
    failures: Vec<Diagnostic>,
}

impl Group {
    fn failed(&self) -> usize {
        self.results.iter().filter(|r| !r.failures.is_empty()).count()
    }
}

pub fn run(args: &Args, shell: &Shell) -> Result<Exit, Fault> {
    let mut policy = policy::load(&args.policy, shell)?;
    let mut groups = vec![run_examples(&policy)];
    for path in &args.cases {
        for file in fs::files_below(path, ".jsonl")? {
            groups.push(run_suite(&mut policy, file)?);
        }
    }
    if let Some(part) = &args.only {
        groups.iter_mut().for_each(|g| g.results.retain(|r| r.name.contains(part.as_str())));
    }
    shell.out(&match args.format {
        Format::Human => human_form(&groups, &policy, shell),
        Format::Json => json::to_text(&data(&groups, &policy)),
        Format::Junit => junit::render(&groups.iter().map(|g| junit_group(g, &policy)).collect::<Vec<_>>()),
    })?;
    Ok(if groups.iter().all(|g| g.failed() == 0) { Exit::Fine } else { Exit::Findings })
}

fn run_examples(policy: &Policy) -> Group {
    let name = |i: usize| policy.program.examples.get(i).map_or_else(String::new, |e| e.name.clone());
    let results = examples::results(&policy.program).into_iter();
    let results = results.map(|r| Outcome { name: name(r.example), failures: r.failures }).collect();
    Group { name: "例".to_owned(), results }
}

fn run_suite(policy: &mut Policy, path: String) -> Result<Group, Fault> {
    let text = syntax::decode(&fs::read(&path)?, &path)?;
    let file = policy.sources.add(path.clone(), text.clone());
    let results = suite::run(&policy.program, file, &text).into_iter();
    let results = results.map(|r| Outcome { name: format!("{} {}", r.topic, r.id), failures: r.diagnostics }).collect();
    Ok(Group { name: path, results })
}

fn human_form(groups: &[Group], policy: &Policy, shell: &Shell) -> String {
    let mut out = String::new();
    for failure in groups.iter().flat_map(|g| &g.results).flat_map(|r| &r.failures) {
        out.push_str(&(human::render_one(failure, &policy.sources, shell.color) + "\n"));
    }
    let width = groups.iter().map(|g| display_width(&g.name)).max().unwrap_or(0);
    for group in groups {
        let (total, failed) = (group.results.len(), group.failed());
        let outcome =
            if failed == 0 { "全部通过".to_owned() } else { shell.paint("31", &format!("{failed} 个不符")) };
        out.push_str(&format!("{}  {total:>5} 个，{outcome}\n", pad(&group.name, width)));
    }
    let failed: usize = groups.iter().map(Group::failed).sum();
    let total: usize = groups.iter().map(|g| g.results.len()).sum();
    out + &match failed {
        0 => shell.paint("32", &format!("结论：{total} 个全部通过")),
        _ => shell.paint("31", &format!("结论：{total} 个中 {failed} 个不符")),
    } + "\n"
}

fn data(groups: &[Group], policy: &Policy) -> Value {
    let result = |r: &Outcome| {
        let found = json::diagnostics(&r.failures, &policy.sources);
        json!({"名": r.name, "通过": r.failures.is_empty(), "诊断": found})
    };
    let group = |g: &Group| {
        let results: Vec<Value> = g.results.iter().map(result).collect();
        json!({"名": g.name, "总数": g.results.len(), "不符": g.failed(), "用例": results})
    };
    json!({"组": groups.iter().map(group).collect::<Vec<_>>()})
}

fn junit_group(group: &Group, policy: &Policy) -> junit::Group {
    let text =
        |r: &Outcome| r.failures.iter().map(|d| human::render_one(d, &policy.sources, false)).collect::<String>();
    let case = |r: &Outcome| junit::Case { name: r.name.clone(), failure: (!r.failures.is_empty()).then(|| text(r)) };
    junit::Group { name: group.name.clone(), cases: group.results.iter().map(case).collect() }
}
