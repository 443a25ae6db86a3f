//! `mingce init`: a new region's directory from a template.

use super::shell::Shell;
use super::{Exit, Fault, errors, fs};

/// 建一部新政策的目录：样板带表、条款、累计、封顶和例，可直接检查
#[derive(Debug, clap::Args)]
#[command(
    after_help = "例：\n  mingce init policies/511900-bazhong --code 511900 --name 巴中\n  mingce check policies/511900-bazhong"
)]
pub struct Args {
    /// 要建的目录
    #[arg(value_name = "目录")]
    dir: String,
    /// 统筹区的六位行政区划代码
    #[arg(long, value_name = "代码")]
    code: String,
    /// 统筹区的名称
    #[arg(long, value_name = "名称")]
    name: String,
}

/// Files of the template; `{代码}` and `{名称}` are filled in.
const FILES: &[(&str, &str)] = &[
    ("inpatient.mingce", include_str!("init/inpatient.mingce")),
    ("cases/one-stay.json", include_str!("init/one-stay.json")),
];

pub fn run(args: &Args, shell: &Shell) -> Result<Exit, Fault> {
    if !is_division_code(&args.code) {
        return Err(errors::bad_division_code(&args.code));
    }
    if !fs::is_free(&args.dir) {
        return Err(errors::not_free(&args.dir));
    }
    let name = clean_name(&args.name);
    fs::make_dir(&format!("{}/cases", args.dir))?;
    for (file, text) in FILES {
        let text = text.replace("{代码}", &args.code).replace("{名称}", &name);
        fs::write(&format!("{}/{file}", args.dir), &text)?;
    }
    let dir = &args.dir;
    shell.out(&format!(
        "已建「{dir}」，接着：\n  mingce check {dir}\n  mingce run {dir} --case {dir}/cases/one-stay.json --explain\n"
    ))?;
    Ok(Exit::Fine)
}

/// Six digits whose first two are a province's.
fn is_division_code(text: &str) -> bool {
    const PROVINCES: &[u32] = &[
        11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62,
        63, 64, 65, 71, 81, 82,
    ];
    let digits = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
    digits && text.get(..2).and_then(|p| p.parse().ok()).is_some_and(|p: u32| PROVINCES.contains(&p))
}

/// The name as one word of the language: other characters would break the header.
fn clean_name(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || matches!(c, '_' | '·')).collect()
}

#[cfg(test)]
mod tests;
