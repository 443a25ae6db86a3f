//! `mingce fmt`: the one layout of source files.

use super::shell::Shell;
use super::{Exit, Fault, fs};
use crate::base::diagnostic::Diagnostic;
use crate::base::source::SourceMap;
use crate::driver;
use crate::syntax;

/// 整理源文件的写法：标点、空白、对齐、关键字；不改含义，保留注释
#[derive(Debug, clap::Args)]
#[command(after_help = "例：
  mingce fmt policies/511900-bazhong
  mingce fmt --check policies         只看有没有要整理的
  mingce fmt --split 草稿.mingce       先拆开「险种为居民」这样的连写")]
pub struct Args {
    /// 源文件，或其中的源文件都要整理的目录
    #[arg(value_name = "路径", required = true)]
    paths: Vec<String>,
    /// 只报告要整理的文件，不写回；有则退出码为 1
    #[arg(long)]
    check: bool,
    /// 把连写的词按已知的名拆开
    #[arg(long)]
    split: bool,
}

pub fn run(args: &Args, shell: &Shell) -> Result<Exit, Fault> {
    let (mut changed, mut unreadable) = (0, 0);
    for path in &args.paths {
        for file in fs::files_below(path, ".mingce")? {
            match tidy(&file, args.split, shell)? {
                Outcome::Same => {}
                Outcome::Unreadable => unreadable += 1,
                Outcome::Changed(text) => {
                    changed += 1;
                    shell.out(&format!("{} {file}\n", if args.check { "要整理" } else { "已整理" }))?;
                    if !args.check {
                        fs::write(&file, &text)?;
                    }
                }
            }
        }
    }
    Ok(match (unreadable, changed) {
        (0, 0) => Exit::Fine,
        (0, _) if !args.check => Exit::Fine,
        _ => Exit::Findings,
    })
}

enum Outcome {
    Same,
    Changed(String),
    /// It has errors of syntax, which were shown; it stays as it is.
    Unreadable,
}

fn tidy(file: &str, split: bool, shell: &Shell) -> Result<Outcome, Fault> {
    let original = syntax::decode(&fs::read(file)?, file)?;
    let text = if split { split_words(file, original.clone()) } else { original.clone() };
    match syntax::format(&text) {
        Ok(formatted) if formatted == original => Ok(Outcome::Same),
        Ok(formatted) => Ok(Outcome::Changed(formatted)),
        Err(found) => {
            let mut sources = SourceMap::default();
            sources.add(file, text);
            shell.diagnose(&found, &sources);
            Ok(Outcome::Unreadable)
        }
    }
}

/// Code of a word that is several words written together.
const RUN_TOGETHER: u16 = 206;

/// Takes apart words that are run together, as the compiler proposes; each round can bring further ones to light.
fn split_words(file: &str, mut text: String) -> String {
    for _ in 0..10 {
        let compiled = driver::compile_texts(&[(file, &text)]);
        let together = |d: &&Diagnostic| d.code.0 == RUN_TOGETHER && compiled.sources.position(d.span).0 == file;
        let mut fixes: Vec<_> =
            compiled.diagnostics.iter().filter(together).filter_map(|d| Some((d.span, d.fix.as_ref()?))).collect();
        if fixes.is_empty() {
            break;
        }
        fixes.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        fixes.dedup_by_key(|(span, _)| span.start);
        for (span, fix) in fixes {
            let range = span.start as usize..span.end as usize;
            if text.get(range.clone()).is_some() {
                text.replace_range(range, fix);
            }
        }
    }
    text
}
