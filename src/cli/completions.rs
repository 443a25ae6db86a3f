//! `mingce completions`: completion scripts for shells.

use super::shell::Shell;
use super::{Exit, Fault, command};

/// 输出命令行补全脚本
#[derive(Debug, clap::Args)]
#[command(after_help = "例：\n  mingce completions bash > ~/.local/share/bash-completion/completions/mingce")]
pub struct Args {
    /// 外壳：bash、zsh、fish、elvish、powershell
    #[arg(value_name = "外壳")]
    shell: clap_complete::Shell,
}

pub fn run(args: &Args, shell: &Shell) -> Result<Exit, Fault> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "mingce", &mut script);
    shell.out(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Fine)
}
