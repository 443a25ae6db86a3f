//! What clap objects to, in Chinese.

use super::shell::{Color, Shell};
use super::{Exit, errors};
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

/// Shows help or version, or says what is wrong with the command line.
pub fn report(error: &Error) -> Exit {
    let shell = Shell::new(Color::Auto);
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => match shell.out(&error.to_string()) {
            Ok(()) => Exit::Fine,
            Err(_) => Exit::Bad,
        },
        _ => {
            shell.fault(&errors::usage(message(error), hints(error)));
            Exit::Bad
        }
    }
}

fn message(error: &Error) -> String {
    let argument = plain(&text(error, ContextKind::InvalidArg));
    let value = text(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => format!("没有「{argument}」这个选项，或此处不该有它"),
        ErrorKind::InvalidSubcommand => format!("没有「{}」这个命令", text(error, ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "没有写命令".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("缺少「{argument}」"),
        ErrorKind::InvalidValue if value.is_empty() => format!("「{argument}」后面要有值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => format!("「{argument}」不能是「{value}」"),
        ErrorKind::ArgumentConflict => {
            format!("「{argument}」不能与「{}」同用", plain(&text(error, ContextKind::PriorArg)))
        }
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("「{argument}」的值个数不对")
        }
        ErrorKind::TooManyValues => format!("「{argument}」不能带值「{value}」"),
        ErrorKind::InvalidUtf8 => "命令行里有不是 UTF-8 的字".to_owned(),
        _ => "命令写得不对".to_owned(),
    }
}

fn hints(error: &Error) -> Vec<String> {
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let mut hints: Vec<String> = near.iter().filter_map(|&kind| best(error, kind)).collect();
    let valid = text(error, ContextKind::ValidValue);
    if hints.is_empty() && !valid.is_empty() {
        hints.push(format!("可以是：{valid}"));
    }
    hints.push("用「mingce --help」或「mingce 命令 --help」看写法".to_owned());
    hints
}

/// clap lists what is near with the nearest last.
fn best(error: &Error, kind: ContextKind) -> Option<String> {
    let best = match error.get(kind)? {
        ContextValue::String(text) => text,
        ContextValue::Strings(texts) => texts.last()?,
        _ => return None,
    };
    Some(format!("是不是「{best}」"))
}

fn text(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    }
}

/// Without clap's marks for how often an argument may stand.
fn plain(argument: &str) -> String {
    argument.replace("...", "").replace(['[', ']'], "")
}
