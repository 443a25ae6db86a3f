//! `mingce check`: static errors, worked examples, open questions and numbers; on request, the analysis.

mod answers;
mod gate;

use super::policy::{self, Checked};
use super::shell::Shell;
use super::{Exit, Fault, fs};
use crate::base::date::Date;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::check::{Finding, Report, baseline};
use crate::ir::Program;
use crate::report::audit::{self, Audit, Entry, Standing};
use crate::report::{human, json};
use answers::Answers;
use gate::{Gate, Selector};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

/// 检查政策：报告错误，试算所有的例，列出存疑和文件未定
#[derive(Debug, clap::Args)]
#[command(after_help = "例：
  mingce check policies/511900-bazhong
  mingce check policies                 下面的每部政策
  mingce check policies/511900-bazhong --deep
  mingce check policies --deep --format xlsx --out 审计.xlsx
  mingce check 政策 --deep --write-baseline 政策/接受.json --reason 原文即缺，已函询
  mingce check 政策 --deep --deny 提示 --allow 单调

选择（--deny、--allow）可以是级别（错误、警告、提示）、编号（MC0850）、
结论（有发现、未能判定），或性质（缺口、重叠、遮蔽、封顶、必须、单调、边界、
一致、时效、存疑、未定）。
政策目录里的「接受.json」不必写 --baseline 就起作用。")]
pub struct Args {
    /// 政策目录、模块文件，或放着多部政策的目录
    #[arg(value_name = "路径", required = true)]
    paths: Vec<String>,
    /// 输出格式：human（缺省）、json、markdown、html、sarif 或 xlsx（要写 --out）
    #[arg(long, value_name = "格式", default_value = "human")]
    format: Format,
    /// 写到文件；缺省写到标准输出
    #[arg(long, value_name = "文件")]
    out: Option<String>,
    /// 深入分析：缺口、重叠、遮蔽、封顶、必须、单调、一致、时效等，逐项证明或举出反例
    #[arg(long)]
    deep: bool,
    /// 问的是哪一天（如 2026-11-21）：复核期限是否已过、文件是否还在施行、参数是否已经到期；缺省不问
    #[arg(long, value_name = "日期", value_parser = day)]
    today: Option<Date>,
    /// 接受清单：其中的发现照列，不算不通过；每项有理由和日期
    #[arg(long, value_name = "文件")]
    baseline: Option<String>,
    /// 把现有的发现写成接受清单（保留已有各项的理由），要写 --reason
    #[arg(long, value_name = "文件", requires = "reason")]
    write_baseline: Option<String>,
    /// 接受的理由
    #[arg(long, value_name = "理由")]
    reason: Option<String>,
    /// 不容许：选中的发现一律算不通过，提示也算；可多次
    #[arg(long, value_name = "选择", action = clap::ArgAction::Append)]
    deny: Vec<Selector>,
    /// 放行：选中的发现照列，不算不通过；可多次
    #[arg(long, value_name = "选择", action = clap::ArgAction::Append)]
    allow: Vec<Selector>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Human,
    Json,
    Markdown,
    Html,
    Sarif,
    Xlsx,
}

/// A policy's audit with what people are shown of it.
struct Examined {
    audit: Audit,
    text: String,
}

pub fn run(args: &Args, shell: &Shell) -> Result<Exit, Fault> {
    if args.format == Format::Xlsx && args.out.is_none() {
        return Err(super::errors::workbook_needs_file());
    }
    let mut answers = Answers::new(args.baseline.as_deref(), args.write_baseline.as_deref(), args.reason.as_deref())?;
    let gate = Gate { deny: &args.deny, allow: &args.allow };
    let mut examined = Vec::new();
    for path in args.paths.iter().map(|p| fs::policies(p)).collect::<Result<Vec<_>, _>>()?.into_iter().flatten() {
        let one = examine(&path, (args.deep, args.today), &gate, &mut answers, shell)?;
        if args.format == Format::Human && args.out.is_none() {
            shell.out(&one.text)?;
        }
        examined.push(one);
    }
    let fails = examined.iter().any(|e| e.audit.fails());
    deliver(args, shell, examined)?;
    answers.write()?;
    Ok(if fails { Exit::Findings } else { Exit::Fine })
}

fn deliver(args: &Args, shell: &Shell, examined: Vec<Examined>) -> Result<(), Fault> {
    let text: String = examined.iter().map(|e| e.text.as_str()).collect();
    let audits: Vec<Audit> = examined.into_iter().map(|e| e.audit).collect();
    let bytes = match args.format {
        Format::Human if args.out.is_none() => return Ok(()),
        Format::Human => text.into_bytes(),
        Format::Json => {
            let data: Vec<_> = audits.iter().map(audit::data::value).collect();
            json::to_text(&json!({"政策": data})).into_bytes()
        }
        Format::Markdown => audit::document(&audits).to_markdown().into_bytes(),
        Format::Html => audit::document(&audits).to_html().into_bytes(),
        Format::Sarif => json::to_text(&audit::sarif::log(&audits)).into_bytes(),
        Format::Xlsx => audit::workbook::bytes(&audits, &about(args)).map_err(|e| super::errors::no_workbook(&e))?,
    };
    match &args.out {
        Some(path) => fs::write_bytes(path, &bytes),
        None => shell.out(&String::from_utf8_lossy(&bytes)),
    }
}

/// How the check was run, for the audit file.
fn about(args: &Args) -> Vec<(String, String)> {
    let selectors = |list: &[Selector]| list.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
    let all = [
        ("检查的路径", args.paths.join("、")),
        ("深入分析", if args.deep { "是" } else { "否" }.to_owned()),
        ("接受清单", args.baseline.clone().unwrap_or_default()),
        ("不容许", selectors(&args.deny)),
        ("放行", selectors(&args.allow)),
    ];
    all.into_iter().map(|(label, value)| (label.to_owned(), value)).collect()
}

/// Reads the day of `--today`.
fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| format!("「{text}」不是日期，写作 2026-11-21"))
}

fn examine(
    path: &str,
    (deep, today): (bool, Option<Date>),
    gate: &Gate,
    answers: &mut Answers,
    shell: &Shell,
) -> Result<Examined, Fault> {
    let mut checked = policy::check(path)?;
    let report = match &checked.program {
        Some(program) if deep => analyse(path, program, today),
        Some(program) => crate::check::quick(program, today),
        None => Report::default(),
    };
    let mut audit = Audit::of(path, checked.program.as_ref(), checked.failed_examples, &checked.sources);
    if deep {
        audit.tallies = audit::tallies(&report);
    }
    let mut shown: Vec<Diagnostic> = Vec::new();
    for d in &checked.diagnostics {
        audit.entries.push(gate.judge(Entry::of_diagnostic(d, &checked.sources)));
        shown.push(d.clone());
    }
    let prints = checked.program.as_ref().map(|p| baseline::fingerprints(p, &report.findings)).unwrap_or_default();
    answers.open(path, &mut checked.sources)?;
    for (finding, print) in report.findings.iter().zip(&prints) {
        let standing = answers.standing(finding, print);
        let entry = gate.judge(Entry::of_finding(finding, print.clone(), standing, &checked.sources));
        if !matches!(entry.standing, Standing::Allowed | Standing::Accepted(..)) {
            shown.push(full(finding));
        }
        audit.entries.push(entry);
    }
    if deep {
        let gone: Vec<Diagnostic> = answers.gone(&prints);
        audit.entries.extend(gone.iter().map(|d| gate.judge(Entry::of_diagnostic(d, &checked.sources))));
        shown.extend(gone);
    }
    let text = human_form(&audit, &shown, &checked, shell);
    Ok(Examined { audit, text })
}

fn analyse(path: &str, program: &Program, today: Option<Date>) -> Report {
    // Hidden by itself when standard error is no terminal.
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(200));
    let report = crate::check::check_on(program, today, |name| bar.set_message(format!("{path} {name}")));
    bar.finish_and_clear();
    report
}

/// The finding with its citations and its consequence among the notes.
fn full(finding: &Finding) -> Diagnostic {
    let cited = (!finding.cites.is_empty()).then(|| format!("依据：{}", finding.cites.join("、")));
    let cost = finding.consequence.map(|n| format!("影响：{}元", n.to_fixed(2)));
    cited.into_iter().chain(cost).fold(finding.to_diagnostic(), Diagnostic::hint)
}

fn human_form(audit: &Audit, shown: &[Diagnostic], checked: &Checked, shell: &Shell) -> String {
    let mut out = format!("{}\n\n", shell.paint("1", &audit.path));
    out.push_str(&human::render(shown, &checked.sources, shell.color));
    if checked.program.is_some() {
        let (examples, failed) = audit.examples;
        let outcome = if failed == 0 { "全部通过".to_owned() } else { format!("{failed} 个不符") };
        out.push_str(&format!("例        {examples} 个，{outcome}\n"));
        out.push_str(&list("存疑", "条", &audit.doubts));
        out.push_str(&list("文件未定", "项", &audit.open));
        let answered = answered(audit);
        if !answered.is_empty() {
            out.push_str(&list("已接受", "项", &answered));
        }
        out.push_str(&tallies(audit));
    }
    out + &summary(audit, shell) + "\n"
}

fn answered(audit: &Audit) -> Vec<String> {
    let line = |e: &Entry| match &e.standing {
        Standing::Accepted(reason, date) => Some(format!("{} {}：{reason}（{date}）", e.code, e.message)),
        Standing::Allowed => Some(format!("{} {}：{}", e.code, e.message, e.standing.word())),
        Standing::Open | Standing::Denied => None,
    };
    audit.entries.iter().filter_map(line).collect()
}

fn tallies(audit: &Audit) -> String {
    let line = |t: &audit::Tally| {
        format!("  {}  已证明 {:>4}，有发现 {:>3}，未能判定 {:>3}\n", t.family.name(), t.proved, t.refuted, t.undecided)
    };
    let lines: String = audit.tallies.iter().map(line).collect();
    if lines.is_empty() { lines } else { format!("深入分析\n{lines}") }
}

fn list(title: &str, unit: &str, lines: &[String]) -> String {
    let head = format!("{} {} {unit}\n", crate::base::width::pad(title, 9), lines.len());
    lines.iter().fold(head, |out, line| out + "  " + line + "\n")
}

fn summary(audit: &Audit, shell: &Shell) -> String {
    let (errors, warnings) = (audit.count(Severity::Error), audit.count(Severity::Warning));
    match (audit.fails(), errors + warnings) {
        (false, _) => shell.paint("32", "结论      没有错误") + "\n",
        (true, 0) => {
            let denied = audit.entries.iter().filter(|e| e.counts()).count();
            shell.paint("33", &format!("结论      {denied} 项不容许的发现")) + "\n"
        }
        (true, _) => {
            let style = if errors > 0 { "31" } else { "33" };
            shell.paint(style, &format!("结论      {errors} 个错误，{warnings} 个警告")) + "\n"
        }
    }
}
