//! `console` blocks: each line `$ …` is run by the shell in a scratch directory that sees the repository's
//! `policies`; the lines below it are its output (standard error after standard output), where a line `…` stands for
//! any lines. No lines: only the exit code counts.

use crate::root;
use libtest_mimic::Failed;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

struct Step {
    command: String,
    expected: Vec<String>,
}

/// Runs a block; `code` is the diagnostic that its last command must report with a failing exit.
pub fn run(text: &str, code: Option<&str>) -> Result<(), Failed> {
    let steps = steps(text);
    let scratch = Scratch::new();
    let last = steps.len().saturating_sub(1);
    for (i, step) in steps.iter().enumerate() {
        let failing = code.filter(|_| i == last);
        run_step(step, &scratch, failing)?;
    }
    Ok(())
}

fn run_step(step: &Step, scratch: &Scratch, code: Option<&str>) -> Result<(), Failed> {
    let output = scratch.shell(&step.command);
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let fine = match code {
        None => output.status.code() == Some(0),
        Some(code) => matches!(output.status.code(), Some(1 | 2)) && text.contains(&format!("[{code}]")),
    };
    if !fine {
        return Err(format!("「{}」以 {:?} 结束：\n{text}", step.command, output.status.code()).into());
    }
    let lines: Vec<&str> = text.lines().collect();
    if !step.expected.is_empty() && !fits(&step.expected, &lines) {
        return Err(format!("「{}」的输出不同，实际是：\n{text}", step.command).into());
    }
    Ok(())
}

/// Whether the lines are as expected; `…` stands for any number of lines.
fn fits(expected: &[String], lines: &[&str]) -> bool {
    match expected.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first.trim() == "…" => (0..=lines.len()).any(|skip| fits(rest, &lines[skip..])),
        Some((first, rest)) => {
            lines.split_first().is_some_and(|(line, below)| first.trim_end() == line.trim_end() && fits(rest, below))
        }
    }
}

fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => steps.push(Step { command: command.to_owned(), expected: Vec::new() }),
            (None, Some(step)) => step.expected.push(line.to_owned()),
            (None, None) => {}
        }
    }
    steps
}

/// A directory for one block, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Scratch {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("mingce-docs-{}-{n}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        std::os::unix::fs::symlink(root().join("policies"), dir.join("policies")).unwrap();
        Scratch(dir)
    }

    fn shell(&self, command: &str) -> std::process::Output {
        let command = command.replace("cargo run --release -- ", "mingce ");
        let binary = PathBuf::from(env!("CARGO_BIN_EXE_mingce"));
        let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap_or_default());
        Command::new("sh").args(["-c", &command]).current_dir(&self.0).env("PATH", path).output().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
