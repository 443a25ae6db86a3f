//! `mingce run`: settles a case and says why.

pub mod input;
pub mod select;

use super::policy::{self, Policy};
use super::shell::Shell;
use super::{Exit, Fault, errors};
use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::eval::{Answer, EvalError, Missing, Plan, Settlement};
use crate::ir::Program;
use crate::report::doc::Doc;
use crate::report::json;
use crate::report::settlement::{self, View};
use select::Selection;

/// 结算一个案例，可逐步解释每个数怎么来、依据哪条
#[derive(Debug, clap::Args)]
#[command(after_help = "例：
  mingce run policies/511900-bazhong --topic 居民住院 --case 张三.json --explain
  mingce run 政策 --case - --for 统筹支付,个人自付 < 案例.json
  mingce run 政策 --case 案例.json --reading A04=照印 --format html > 说明.html

案例写成 JSON：{\"参保人\": {…}, \"就诊\": [{\"日期\": \"2025-03-01\", …}]，
可另有期初累计、参数、取解；有哪些事实见「mingce schema 政策」")]
pub struct Args {
    /// 政策目录或模块文件
    #[arg(value_name = "政策")]
    policy: String,
    /// 案例文件（JSON）；写 - 从标准输入读
    #[arg(long, value_name = "文件")]
    case: String,
    #[command(flatten)]
    scope: select::Scope,
    /// 逐步解释：条款、算式、封顶
    #[arg(long)]
    explain: bool,
    /// 换一种读法，如 A04=照印；可多次
    #[arg(long = "reading", value_name = "名=取解", action = clap::ArgAction::Append)]
    readings: Vec<String>,
    /// 参数文件（JSON）：提供文件未定的参数
    #[arg(long, value_name = "文件")]
    param: Option<String>,
    /// 输出格式：human（缺省）、json、markdown 或 html
    #[arg(long, value_name = "格式", default_value = "human")]
    format: Format,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Format {
    /// For a terminal.
    Human,
    /// As data.
    Json,
    /// Markdown.
    Markdown,
    /// A page.
    Html,
}

impl Format {
    /// The document in this form; none when data is wanted.
    pub fn write(self, document: impl FnOnce() -> Doc) -> Option<String> {
        match self {
            Format::Human => Some(document().to_text(WIDTH)),
            Format::Markdown => Some(document().to_markdown()),
            Format::Html => Some(document().to_html()),
            Format::Json => None,
        }
    }
}

/// Columns of the explanation on a terminal.
const WIDTH: usize = 80;

pub fn run(args: &Args, shell: &Shell) -> Result<Exit, Fault> {
    let mut policy = policy::load(&args.policy, shell)?;
    let selection = select::select(&policy.program, &args.scope)?;
    let case = input::read(&mut policy, &selection, args, shell)?;
    let targets = selection.items();
    let plan = Plan::new(&policy.program, Some(&targets));
    let (settlement, trace) = plan.settle_traced(&case).map_err(|e| failed(&policy, e, shell))?;
    refuse_out_of_force(&policy.program, &settlement)?;
    refuse_undetermined(&policy.program, &selection, &settlement)?;
    let shown = selection.shown(&settlement);
    let view = View {
        program: &policy.program,
        settlement: &settlement,
        trace: &trace,
        shown: &shown,
        asked: &selection.asked,
        withheld: selection.withheld(&settlement),
        explain: args.explain,
    };
    let text = args.format.write(|| settlement::document(&view));
    shell.out(&text.unwrap_or_else(|| json::to_text(&settlement::data(&view))))?;
    Ok(if selection.answered(&settlement) { Exit::Fine } else { Exit::Findings })
}

/// A settlement that stopped: the clauses at issue are shown.
fn failed(policy: &Policy, error: EvalError, shell: &Shell) -> Fault {
    let spans: Vec<_> = error.rules.iter().filter_map(|r| Some(policy.program.rules.get(r.ix())?.span)).collect();
    let Some((first, others)) = spans.split_first() else { return errors::not_settled(&error) };
    let mut shown = Diagnostic::error(error.code, *first, error.message.clone());
    for span in others {
        shown = shown.also(*span, "这一条");
    }
    shell.diagnose(&[shown], &policy.sources);
    errors::no_result()
}

/// A policy says nothing of days on which it is not in force.
fn refuse_out_of_force(program: &Program, settlement: &Settlement) -> Result<(), Fault> {
    let Some(force) = program.modules.iter().find(|m| !m.stdlib).map(|m| m.effective) else { return Ok(()) };
    let outside = |d: &Date| force.from.is_some_and(|from| *d < from) || force.to.is_some_and(|to| *d > to);
    match settlement.outcomes.iter().filter_map(|o| o.date).find(outside) {
        Some(date) => Err(errors::not_in_force(date, force)),
        None => Ok(()),
    }
}

/// A requested result that the document leaves open is refused, never guessed.
fn refuse_undetermined(program: &Program, selection: &Selection, settlement: &Settlement) -> Result<(), Fault> {
    let mut needed = Missing::default();
    for item in selection.requested() {
        for outcome in &settlement.outcomes {
            if let Some(Answer::Missing(missing)) = outcome.answer(*item) {
                needed
                    .params
                    .extend(missing.params.iter().filter(|p| !needed.params.contains(p)).copied().collect::<Vec<_>>());
                let rules = missing.undetermined.iter().filter(|r| !needed.undetermined.contains(r));
                needed.undetermined.extend(rules.copied().collect::<Vec<_>>());
            }
        }
    }
    if needed.is_undetermined() { Err(errors::undetermined(program, &needed)) } else { Ok(()) }
}
