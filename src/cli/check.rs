//! `mingce check`: static errors, worked examples, open questions and numbers.

use super::policy::{self, Checked};
use super::shell::Shell;
use super::{Exit, Fault, fs};
use crate::base::diagnostic::Severity;
use crate::check::Verdict;
use crate::report::{human, inventory, json};
use serde_json::{Value, json};

/// 检查政策：报告错误，试算所有的例，列出存疑和文件未定
#[derive(Debug, clap::Args)]
#[command(
    after_help = "例：\n  mingce check policies/511900-bazhong\n  mingce check policies                 下面的每部政策\n  mingce check policies --format json\n  mingce check policies/511900-bazhong --deep"
)]
pub struct Args {
    /// 政策目录、模块文件，或放着多部政策的目录
    #[arg(value_name = "路径", required = true)]
    paths: Vec<String>,
    /// 输出格式：human（缺省）或 json
    #[arg(long, value_name = "格式", default_value = "human")]
    format: Format,
    /// 深入分析：缺口、重叠、遮蔽、封顶、必须、单调、一致、时效，逐项证明或举出反例
    #[arg(long)]
    deep: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    Human,
    Json,
}

pub fn run(args: &Args, shell: &Shell) -> Result<Exit, Fault> {
    let mut policies = Vec::new();
    for path in &args.paths {
        policies.extend(fs::policies(path)?);
    }
    let mut reports = Vec::new();
    let mut findings = 0;
    for path in &policies {
        let mut checked = policy::check(path)?;
        let proved = args.deep.then(|| deepen(&mut checked));
        findings += checked.count(Severity::Error) + checked.count(Severity::Warning);
        match args.format {
            Format::Human => shell.out(&(report(path, &checked, shell) + &proved.map_or_else(String::new, tally)))?,
            Format::Json => reports.push(data(path, &checked)),
        }
    }
    if matches!(args.format, Format::Json) {
        shell.out(&json::to_text(&json!({"政策": reports})))?;
    }
    Ok(if findings == 0 { Exit::Fine } else { Exit::Findings })
}

/// Adds the checker's findings; returns how many goals were proved, refuted and left undecided.
fn deepen(checked: &mut Checked) -> [usize; 3] {
    let Some(program) = &checked.program else { return [0; 3] };
    let found = crate::check::check(program, |_| {});
    checked.diagnostics.extend(found.findings.iter().map(crate::check::Finding::to_diagnostic));
    [Verdict::Proved, Verdict::Refuted, Verdict::Undecided].map(|v| found.count(v))
}

fn tally([proved, refuted, undecided]: [usize; 3]) -> String {
    format!("深入分析  已证明 {proved} 项，有发现 {refuted} 项，未能判定 {undecided} 项\n")
}

fn report(path: &str, checked: &Checked, shell: &Shell) -> String {
    let mut out = format!("{}\n\n", shell.paint("1", path));
    out.push_str(&human::render(&checked.diagnostics, &checked.sources, shell.color));
    if let Some(program) = &checked.program {
        let examples = program.examples.len();
        let failed = checked.failed_examples;
        let outcome = if failed == 0 { "全部通过".to_owned() } else { format!("{failed} 个不符") };
        out.push_str(&format!("例        {examples} 个，{outcome}\n"));
        out.push_str(&list("存疑", "条", &inventory::doubts(program)));
        out.push_str(&list("文件未定", "项", &inventory::open_lines(program)));
    }
    out + &summary(checked, shell) + "\n"
}

fn list(title: &str, unit: &str, lines: &[String]) -> String {
    let head = format!("{} {} {unit}\n", crate::base::width::pad(title, 9), lines.len());
    lines.iter().fold(head, |out, line| out + "  " + line + "\n")
}

fn summary(checked: &Checked, shell: &Shell) -> String {
    let (errors, warnings) = (checked.count(Severity::Error), checked.count(Severity::Warning));
    if errors + warnings == 0 {
        return shell.paint("32", "结论      没有错误") + "\n";
    }
    let style = if errors > 0 { "31" } else { "33" };
    shell.paint(style, &format!("结论      {errors} 个错误，{warnings} 个警告")) + "\n"
}

fn data(path: &str, checked: &Checked) -> Value {
    let (doubts, open) = checked.program.as_ref().map(inventory::data).unwrap_or_default();
    json!({
        "路径": path,
        "诊断": json::diagnostics(&checked.diagnostics, &checked.sources),
        "例": {
            "总数": checked.program.as_ref().map_or(0, |p| p.examples.len()),
            "不符": checked.failed_examples,
        },
        "存疑": doubts,
        "文件未定": open,
    })
}
