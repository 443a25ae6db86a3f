//! The reserved words of the reference's appendix, each with its ASCII alias, and the contextual words.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Where a reserved word acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Begins an item.
    Item,
    /// Begins a statement within an item, or an option of its head.
    Part,
    /// Stands within an expression.
    Word,
    /// States a bound; may follow a number directly.
    Bound,
}

/// A reserved word.
#[derive(Debug, PartialEq, Eq)]
pub struct Keyword {
    /// Chinese spelling.
    pub zh: &'static str,
    /// ASCII alias, lower case; empty when there is none.
    pub alias: &'static str,
    /// Where it acts.
    pub role: Role,
}

const fn k(zh: &'static str, alias: &'static str, role: Role) -> Keyword {
    Keyword { zh, alias, role }
}

/// Every reserved word.
pub static KEYWORDS: [Keyword; 65] = [
    k("政策", "policy", Role::Item),
    k("引用", "import", Role::Item),
    k("枚举", "enum", Role::Item),
    k("清单", "list", Role::Item),
    k("输入", "input", Role::Item),
    k("参数", "param", Role::Item),
    k("项目", "item", Role::Item),
    k("条款", "clause", Role::Item),
    k("表", "table", Role::Item),
    k("分段表", "bands", Role::Item),
    k("累计", "accumulate", Role::Item),
    k("封顶", "cap", Role::Item),
    k("必须", "must", Role::Item),
    k("例", "example", Role::Item),
    k("存疑", "doubt", Role::Item),
    k("不可计算", "uncomputable", Role::Item),
    k("注", "note", Role::Item),
    k("当", "when", Role::Part),
    k("设", "given", Role::Part),
    k("应", "expect", Role::Part),
    k("就诊", "encounter", Role::Part),
    k("依据", "cite", Role::Part),
    k("例外于", "overrides", Role::Part),
    k("施行", "effective", Role::Part),
    k("读法", "reading", Role::Part),
    k("且", "and", Role::Word),
    k("或", "or", Role::Word),
    k("非", "not", Role::Word),
    k("为", "is", Role::Word),
    k("不为", "isnt", Role::Word),
    k("含", "contains", Role::Word),
    k("含全部", "containsall", Role::Word),
    k("不含", "lacks", Role::Word),
    k("属于", "in", Role::Word),
    k("不属于", "notin", Role::Word),
    k("若", "if", Role::Word),
    k("则", "then", Role::Word),
    k("否则", "else", Role::Word),
    k("文件未定", "undetermined", Role::Word),
    k("未知", "unknown", Role::Word),
    k("任意", "any", Role::Word),
    k("无", "none", Role::Word),
    k("是", "yes", Role::Word),
    k("否", "no", Role::Word),
    k("在", "within", Role::Word),
    k("以上", "", Role::Bound),
    k("以下", "", Role::Bound),
    k("以内", "", Role::Bound),
    k("满", "", Role::Bound),
    k("届满", "", Role::Bound),
    k("不满", "", Role::Bound),
    k("不足", "", Role::Bound),
    k("超过", "", Role::Bound),
    k("以外", "", Role::Bound),
    k("低于", "", Role::Bound),
    k("高于", "", Role::Bound),
    k("不低于", "", Role::Bound),
    k("不少于", "", Role::Bound),
    k("不超过", "", Role::Bound),
    k("不高于", "", Role::Bound),
    k("早于", "", Role::Bound),
    k("晚于", "", Role::Bound),
    k("不早于", "", Role::Bound),
    k("不晚于", "", Role::Bound),
    k("至", "", Role::Bound),
];

/// The longest spelling of a reserved word, in bytes: longer words need no look-up.
const LONGEST: usize = 15;

/// The reserved word that `word` (widths folded) equals, if any. Letter case does not matter.
pub fn lookup(word: &str) -> Option<&'static Keyword> {
    if word.len() > LONGEST {
        return None;
    }
    if word.is_ascii() {
        return KEYWORDS.iter().find(|k| !k.alias.is_empty() && k.alias.eq_ignore_ascii_case(word));
    }
    CHINESE.get(word).copied()
}

static CHINESE: LazyLock<HashMap<&'static str, &'static Keyword>> =
    LazyLock::new(|| KEYWORDS.iter().map(|k| (k.zh, k)).collect());

/// Words that may follow a number directly: `10万元以内`, `2025年1月1日起`, `2项`.
pub const SUFFIXES: [&str; 8] = ["以上", "以下", "以内", "以外", "至", "起", "项", "种"];

/// Words that begin a field of 政策 or a statement of 例, without being reserved.
pub const FIELDS: [&str; 10] =
    ["统筹区", "文件", "文号", "发文机关", "复核期限", "缺省日期", "周岁", "继承", "主题", "说明"];

/// The keyword of an item that a word of two or more characters differs from in one.
pub fn near_item(word: &str) -> Option<&'static str> {
    let items = KEYWORDS.iter().filter(|k| k.role == Role::Item && k.zh.chars().count() > 1);
    let close = |k: &&Keyword| strsim::osa_distance(k.zh, word) == 1 && word.chars().count() > 1;
    items.into_iter().find(close).map(|k| k.zh)
}
