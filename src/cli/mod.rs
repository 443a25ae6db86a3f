//! The command line: the only place that knows files, standard streams and clap.
//!
//! One file per command; each has its arguments and a `run` that returns what the process is to exit with.

mod errors;
mod fs;
mod help;
mod policy;
mod shell;
mod usage;

mod batch;
mod check;
mod clock;
mod completions;
mod coverage;
mod diff;
mod doc;
mod explain;
mod fixtures;
mod fmt;
mod init;
mod ir;
mod run;
mod schema;
mod screen;
mod simulate;
mod test;

use crate::base::diagnostic::Diagnostic;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use shell::Shell;
use std::process::ExitCode;

/// What the process exits with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// Nothing to report.
    Fine,
    /// Findings, failing cases, missing facts.
    Findings,
    /// The command line or an input cannot be used.
    Bad,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Fine => 0,
            Exit::Findings => 1,
            Exit::Bad => 2,
        })
    }
}

/// Why a command could not do its work. Shown as any diagnostic is.
type Fault = Box<Diagnostic>;

#[derive(Debug, Parser)]
#[command(
    name = "mingce",
    version,
    about = "明策：把医保待遇政策写成规则，检查、试算并逐步解释",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true
)]
struct Cli {
    /// 何时用颜色：auto（缺省，输出到终端时）、always、never
    #[arg(long, global = true, value_name = "何时", default_value = "auto")]
    color: shell::Color,
    /// 显示帮助
    #[arg(short, long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Args),
    Run(run::Args),
    Test(test::Args),
    Fixtures(fixtures::Args),
    Screen(screen::Args),
    Batch(batch::Args),
    Simulate(simulate::Args),
    Fmt(fmt::Args),
    Coverage(coverage::Args),
    Diff(diff::Args),
    Doc(doc::Args),
    Explain(explain::Args),
    Ir(ir::Args),
    Schema(schema::Args),
    Init(init::Args),
    Completions(completions::Args),
}

/// Reads the command line, does what it says.
pub fn main() -> ExitCode {
    let parsed = help::dress(Cli::command()).try_get_matches_from(std::env::args_os());
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return usage::report(&error).into(),
    };
    let shell = Shell::new(cli.color);
    let exit = dispatch(&cli.command, &shell).unwrap_or_else(|fault| {
        shell.fault(&fault);
        Exit::Bad
    });
    exit.into()
}

fn dispatch(command: &Command, shell: &Shell) -> Result<Exit, Fault> {
    match command {
        Command::Check(args) => check::run(args, shell),
        Command::Run(args) => run::run(args, shell),
        Command::Test(args) => test::run(args, shell),
        Command::Fixtures(args) => fixtures::run(args, shell),
        Command::Screen(args) => screen::run(args, shell),
        Command::Batch(args) => batch::run(args, shell),
        Command::Simulate(args) => simulate::run(args, shell),
        Command::Fmt(args) => fmt::run(args, shell),
        Command::Coverage(args) => coverage::run(args, shell),
        Command::Diff(args) => diff::run(args, shell),
        Command::Doc(args) => doc::run(args, shell),
        Command::Explain(args) => explain::run(args, shell),
        Command::Ir(args) => ir::run(args, shell),
        Command::Schema(args) => schema::run(args, shell),
        Command::Init(args) => init::run(args, shell),
        Command::Completions(args) => completions::run(args, shell),
    }
}

/// The command as clap knows it, with Chinese help: for completions.
fn command() -> clap::Command {
    help::dress(Cli::command())
}
