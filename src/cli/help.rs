//! Help in Chinese. clap's own layout speaks English and does not wrap Han text, so each page is written here from
//! what clap knows of the command.

use crate::base::width::{display_width, pad, wrap};
use clap::{Arg, Command};

/// Columns of a page.
const WIDTH: usize = 80;
/// Columns of the left part; a longer entry has its text on the next line.
const LEFT: usize = 26;

/// The command and its sub-commands with Chinese pages.
pub fn dress(mut command: Command) -> Command {
    command.build();
    let path = command.get_name().to_owned();
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(name, |sub| {
            let text = page(&sub, &format!("{path} {}", sub.get_name()));
            sub.override_help(text)
        });
    }
    let text = page(&command, &path);
    command.override_help(text)
}

fn page(command: &Command, path: &str) -> String {
    let mut out = String::new();
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    out.push_str(&(wrap(&about, WIDTH).join("\n") + "\n\n"));
    out.push_str(&format!("用法：{}\n", usage(command, path)));
    section(&mut out, "命令", command.get_subcommands().map(|c| (c.get_name().to_owned(), about_of(c))));
    section(&mut out, "参数", command.get_positionals().map(|a| (value(a), help_of(a))));
    let options = command.get_arguments().filter(|a| !a.is_positional() && !a.is_hide_set());
    section(&mut out, "选项", options.map(|a| (option(a), help_of(a))));
    if let Some(after) = command.get_after_help() {
        out.push_str(&format!("\n{after}\n"));
    }
    out
}

/// `mingce run [选项] <政策>`
pub fn usage(command: &Command, path: &str) -> String {
    let mut parts = vec![path.to_owned()];
    if command.has_subcommands() {
        parts.push("<命令>".to_owned());
    }
    parts.push("[选项]".to_owned());
    parts.extend(command.get_arguments().filter(|a| !a.is_positional() && a.is_required_set()).map(option));
    parts.extend(command.get_positionals().map(value));
    parts.join(" ")
}

fn about_of(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

fn help_of(arg: &Arg) -> String {
    arg.get_help().map(ToString::to_string).unwrap_or_default()
}

/// `<政策>`, `<路径>…`, `[用例]`
fn value(arg: &Arg) -> String {
    let name = arg.get_value_names().and_then(|n| n.first()).map(ToString::to_string).unwrap_or_default();
    let many =
        arg.get_num_args().is_some_and(|n| n.max_values() > 1) || matches!(arg.get_action(), clap::ArgAction::Append);
    let many = if many && arg.is_positional() { "…" } else { "" };
    let optional = arg.is_positional() && !arg.is_required_set();
    if optional { format!("[{name}]{many}") } else { format!("<{name}>{many}") }
}

/// `--case <文件>`, `-h, --help`
fn option(arg: &Arg) -> String {
    let long = arg.get_long().map(|l| format!("--{l}")).unwrap_or_default();
    let names = match arg.get_short() {
        Some(short) => format!("-{short}, {long}"),
        None => long,
    };
    if arg.get_action().takes_values() { format!("{names} {}", value(arg)) } else { names }
}

fn section(out: &mut String, title: &str, entries: impl Iterator<Item = (String, String)>) {
    let entries: Vec<(String, String)> = entries.collect();
    if entries.is_empty() {
        return;
    }
    out.push_str(&format!("\n{title}：\n"));
    let widest = entries.iter().map(|(left, _)| display_width(left)).max().unwrap_or(0);
    let left = widest.min(LEFT);
    for (name, text) in &entries {
        entry(out, name, text, left);
    }
}

fn entry(out: &mut String, name: &str, text: &str, left: usize) {
    let indent = " ".repeat(left + 4);
    let mut lines = wrap(text, WIDTH - left - 4).into_iter();
    if display_width(name) <= left {
        out.push_str(&format!("  {}  {}\n", pad(name, left), lines.next().unwrap_or_default()));
    } else {
        out.push_str(&format!("  {name}\n"));
    }
    lines.for_each(|line| out.push_str(&format!("{indent}{line}\n")));
}

#[cfg(test)]
mod tests;
