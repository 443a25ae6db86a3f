//! `mingce screen`: which programmes does this person qualify for, and what is still to be asked.

use super::run::{input, select};
use super::shell::Shell;
use super::{Exit, Fault, policy};
use crate::eval::screen;
use crate::ir::{ItemId, Program};
use crate::report::{json, screening};

/// 按已知的事实逐项判断：符合、不符合及原因、还需提供什么
#[derive(Debug, clap::Args)]
#[command(after_help = "例：
  mingce screen policies/500000-chongqing-oncology-support --case 患者.json
  mingce screen 政策 --case - < 患者.json")]
pub struct Args {
    /// 政策目录或模块文件
    #[arg(value_name = "政策")]
    policy: String,
    /// 案例文件（JSON），写一次就诊的已知事实；写 - 从标准输入读
    #[arg(long, value_name = "文件")]
    case: String,
    #[command(flatten)]
    scope: select::Scope,
    /// 连中间的判断也列出；不写则只列写有「缺省」的真假项目，那是各项待遇
    #[arg(long)]
    all: bool,
    /// 输出格式：human（缺省）、json、markdown 或 html
    #[arg(long, value_name = "格式", default_value = "human")]
    format: super::run::Format,
}

pub fn run(args: &Args, shell: &Shell) -> Result<Exit, Fault> {
    let mut policy = policy::load(&args.policy, shell)?;
    let selection = select::select(&policy.program, &args.scope)?;
    let case = input::read_case(&mut policy, &selection, &args.case, shell)?;
    let program = &policy.program;
    let chosen = selection.items();
    let mut items = screen::eligibility_items(program);
    items.retain(|item| chosen.contains(item));
    if !args.all && args.scope.items.is_empty() {
        items = programmes(program, items);
    }
    let screening = screen::screen(program, &case, Some(&items));
    let text = match args.format.write(|| screening::document(program, &screening)) {
        Some(text) => text,
        None => json::to_text(&screening::data(program, &screening)),
    };
    shell.out(&text)?;
    Ok(Exit::Fine)
}

/// Items that are 否 unless a clause grants them: the others lead up to these. All, when no item says so.
fn programmes(program: &Program, items: Vec<ItemId>) -> Vec<ItemId> {
    let granted = |item: &ItemId| program.items.get(item.ix()).is_some_and(|i| i.default.is_some());
    let chosen: Vec<ItemId> = items.iter().copied().filter(granted).collect();
    if chosen.is_empty() { items } else { chosen }
}
