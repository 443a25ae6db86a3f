//! The table of diagnostic codes. Each has a page under `docs/errors/`, embedded here, so a code without a page
//! does not compile.

use super::diagnostic::Code;

/// A diagnostic code with its page.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// `MC0201`
    pub name: &'static str,
    /// One short Chinese phrase.
    pub title: &'static str,
    /// The page, Markdown.
    pub page: &'static str,
}

macro_rules! table {
    ($($name:ident $title:literal)*) => {
        /// All codes in ascending order.
        pub static TABLE: &[Entry] = &[$(Entry {
            name: stringify!($name),
            title: $title,
            page: include_str!(concat!("../../docs/errors/", stringify!($name), ".md")),
        }),*];
    };
}

table! {
    // 00xx: source text and encoding

    // 01xx: syntax

    // 02xx: names

    // 03xx: types and units

    // 04xx: structure of items

    // 05xx: case and data input

    // 06xx: evaluation

    // 07xx: examples and suites

    // 08xx: findings of the checker

    // 09xx: coverage and other commands
    MC0901 "找不到文件或目录"
    MC0902 "没有读取权限"
    MC0903 "没有政策文件"
    MC0904 "文件太大"
    MC0905 "不能写入"
    MC0906 "文件名不是 UTF-8"
    MC0907 "不能读取"
    MC0910 "命令写得不对"
    MC0911 "政策有错误"
    MC0912 "没有这个错误编号"
    MC0913 "行政区划代码不对"
    MC0914 "目录已有内容"
    MC0915 "没有这个模块或主题"
    MC0916 "没有这个项目"
    MC0917 "没有这条存疑或读法"
    MC0918 "输入文件有错误"
    MC0919 "结算中止"
    MC0920 "文件未定的数没有提供"
}

/// The entry of a code.
pub fn entry(code: Code) -> Option<&'static Entry> {
    let name = code.to_string();
    TABLE.iter().find(|e| e.name == name)
}

/// Reads `MC0301`, in any letter case, also without `MC` or leading zeros.
pub fn parse(text: &str) -> Option<Code> {
    let text = text.trim().to_ascii_uppercase();
    let digits = text.strip_prefix("MC").unwrap_or(&text);
    let short = !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit());
    if short { digits.parse().ok().map(Code) } else { None }
}
