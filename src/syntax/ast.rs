//! The syntax tree: what was written, with places. Names are not resolved, literals are exact.
//!
//! The tree keeps the author's words where they carry meaning for later checks (boundary words,
//! readings), and folds away what does not (punctuation width, aliases of keywords).

use crate::base::date::{Date, Period};
use crate::base::num::Num;
pub use crate::base::num::RoundMode;
use crate::base::span::Span;

/// A word with its place. Full-width letters and digits are already folded to ASCII.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ident {
    /// The folded text, without 「」.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A possibly qualified name: `模块.名`. At least one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QName {
    /// Parts in order; the last is the name itself.
    pub parts: Vec<Ident>,
    /// From the first part to the last.
    pub span: Span,
}

/// A piece of prose or citation with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Trimmed text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// One source file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    /// Items in source order. Items, rows and definitions that failed to parse are absent; each has its diagnostic.
    pub items: Vec<Item>,
    /// Names that absent pieces were to declare, so that later passes need not report them as unknown.
    pub broken: Vec<String>,
}

/// A top-level item.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// The whole item.
    pub span: Span,
    /// 注 items directly before it, in order.
    pub notes: Vec<Text>,
}

/// The kinds of item.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemKind {
    /// 政策
    Policy(Policy),
    /// 引用
    Import(QName),
    /// 枚举
    Enum(EnumDecl),
    /// 清单
    List(ListDecl),
    /// 输入
    Input(InputDecl),
    /// 参数
    Param(ParamDecl),
    /// 项目
    Item(ItemDecl),
    /// 条款
    Clause(Clause),
    /// 表
    Table(Table),
    /// 分段表
    Bands(Bands),
    /// 累计
    Accum(Accum),
    /// 封顶
    Cap(Cap),
    /// 必须
    Must(Must),
    /// 例
    Example(Example),
    /// 存疑
    Doubt(Doubt),
    /// 不可计算: units of the document that hold nothing to compute
    NotComputable(NotComputable),
    /// 注 at the end of a file, with no item after it
    Note(Text),
}

/// Citations: `依据 三章十一问、一章三十（二）`.
pub type Cites = Vec<Text>;

/// `施行 2024年度 至 2026年度`, `施行 2025年6月1日 起`. Both ends inclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Where it stands.
    pub span: Span,
}

/// 政策: the header of a module.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Name of the module.
    pub name: Ident,
    /// 统筹区: division code and name.
    pub region: Option<(Text, Text)>,
    /// 文件
    pub document: Option<Text>,
    /// 文号
    pub number: Option<Text>,
    /// 发文机关
    pub issuer: Option<Text>,
    /// 施行
    pub effective: Option<Effective>,
    /// 复核期限: past this date, use is an error.
    pub review_by: Option<(Date, Span)>,
    /// 缺省日期: the date of an encounter whose date is not given.
    pub default_date: Option<(Date, Span)>,
    /// 周岁: `次日` or `当日`.
    pub age_rule: Option<Ident>,
    /// 继承: parent policies.
    pub inherits: Vec<QName>,
    /// 主题: names under which case suites address this module.
    pub topics: Vec<Topic>,
}

/// `主题 大病序列（自付序列 记为 本次自付；险种 为 居民医保）`
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// Its name.
    pub name: Ident,
    /// Facts set for every case of the topic: `名 为 值`.
    pub presets: Vec<Setting>,
    /// `序列名 记为 输入名`: a list of plain values under 序列名 is a list of encounters with that one fact;
    /// also renames a fact or a result for this topic only.
    pub renames: Vec<(Ident, QName)>,
}

/// 枚举
#[derive(Clone, Debug, PartialEq)]
pub struct EnumDecl {
    /// Name of the type.
    pub name: Ident,
    /// `共 N 种`
    pub count: Option<(u32, Span)>,
    /// Citations.
    pub cites: Cites,
    /// Members in order.
    pub members: Vec<Member>,
}

/// 清单: a named subset of an enum. Members not yet in the enum are added to it.
#[derive(Clone, Debug, PartialEq)]
pub struct ListDecl {
    /// Name of the list.
    pub name: Ident,
    /// `属 枚举名`; without it the list declares an enum of its own name.
    pub of: Option<QName>,
    /// `共 N 种`
    pub count: Option<(u32, Span)>,
    /// Citations.
    pub cites: Cites,
    /// Members in order.
    pub members: Vec<Member>,
}

/// A member of an enum or list.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its name.
    pub name: Ident,
    /// 又称
    pub aliases: Vec<Ident>,
    /// 编码 (national or local code, as text)
    pub code: Option<Text>,
    /// 归: name of the group under which the document counts it
    pub group: Option<Ident>,
    /// 说明
    pub doc: Option<Text>,
}

/// A type as written.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeExpr {
    /// Name: 金额 比例 整数 小数 真假 日期 月份 期间 年龄 年数 月数 周数 天数 文本 金额区间, or an enum.
    pub name: QName,
    /// `集合（X）`: the type is a set of `name`.
    pub set: bool,
    /// Where it stands.
    pub span: Span,
}

/// 输入
#[derive(Clone, Debug, PartialEq)]
pub struct InputDecl {
    /// Its name.
    pub name: Ident,
    /// Type.
    pub ty: TypeExpr,
    /// 范围
    pub range: Option<Range>,
    /// 缺省
    pub default: Option<Expr>,
    /// 又称
    pub aliases: Vec<Ident>,
    /// 说明
    pub doc: Option<Text>,
}

/// 参数
#[derive(Clone, Debug, PartialEq)]
pub struct ParamDecl {
    /// Its name.
    pub name: Ident,
    /// Type; may be left out when every value says it.
    pub ty: Option<TypeExpr>,
    /// 又称
    pub aliases: Vec<Ident>,
    /// Citations.
    pub cites: Cites,
    /// Values with their periods. One entry without a period for a constant.
    pub values: Vec<(Option<Effective>, Expr)>,
    /// 说明
    pub doc: Option<Text>,
}

/// How several applicable clauses combine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash, serde::Serialize, serde::Deserialize)]
pub enum Merge {
    /// 唯一: two applying is a conflict.
    #[default]
    Unique,
    /// 就高
    Highest,
    /// 就低
    Lowest,
    /// 累加 (sum of amounts; union of sets)
    Sum,
    /// 按序: the first in source order wins.
    First,
}

/// `取整 到 分，舍去`
#[derive(Clone, Debug, PartialEq)]
pub struct Rounding {
    /// The unit: 0.01 for 分 and so on.
    pub unit: Num,
    /// The mode.
    pub mode: RoundMode,
    /// Where it stands.
    pub span: Span,
}

/// 项目
#[derive(Clone, Debug, PartialEq)]
pub struct ItemDecl {
    /// Its name.
    pub name: Ident,
    /// Type.
    pub ty: TypeExpr,
    /// 取整
    pub rounding: Option<Rounding>,
    /// Merge rule.
    pub merge: Merge,
    /// 缺省: value when no clause applies.
    pub default: Option<Expr>,
    /// 又称
    pub aliases: Vec<Ident>,
    /// Citations.
    pub cites: Cites,
    /// 说明
    pub doc: Option<Text>,
}

/// 条款
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Heading.
    pub name: Ident,
    /// Citations.
    pub cites: Cites,
    /// 例外于
    pub overrides: Vec<QName>,
    /// 施行
    pub effective: Option<Effective>,
    /// 当
    pub guard: Option<Expr>,
    /// Definitions.
    pub defs: Vec<(QName, Expr)>,
}

/// 表: decision table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Heading.
    pub name: Ident,
    /// Citations.
    pub cites: Cites,
    /// 例外于
    pub overrides: Vec<QName>,
    /// 施行
    pub effective: Option<Effective>,
    /// 当: a condition of every row.
    pub guard: Option<Expr>,
    /// Condition columns: what is tested.
    pub conditions: Vec<QName>,
    /// Result columns: what is defined.
    pub results: Vec<QName>,
    /// A trailing column headed 依据 gives each row's citation.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// One per condition column.
    pub conditions: Vec<Cell>,
    /// One per result column; `None` for 「—」: the row says nothing of it.
    pub results: Vec<Option<Expr>>,
    /// The row's own citation, if the table has a 依据 column.
    pub cites: Cites,
    /// The row.
    pub span: Span,
}

/// A condition cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// What it says.
    pub kind: CellKind,
    /// Where it stands.
    pub span: Span,
}

/// What a condition cell says.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "cells are few, and a box would hide the shape of a range")]
pub enum CellKind {
    /// `任意`, `—` or empty.
    Any,
    /// `甲、乙`: one of these values (or members of a 清单).
    OneOf(Vec<Expr>),
    /// `非 甲、乙`
    NoneOf(Vec<Expr>),
    /// `10万元以上（不含）至 20万元`
    Range(Range),
    /// `含 甲、乙` on a set-valued column: contains one of these.
    Contains(Vec<Expr>),
    /// `不含 甲、乙`
    Lacks(Vec<Expr>),
}

/// The word that states a bound, by 民法典 1259.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum BoundWord {
    /// 以上: at least.
    YiShang,
    /// 以下: at most.
    YiXia,
    /// 以内: at most.
    YiNei,
    /// 满, 届满: at least.
    Man,
    /// 不满, 不足: less than.
    BuMan,
    /// 超过, 以外: more than.
    ChaoGuo,
    /// 高于: more than.
    GaoYu,
    /// 低于: less than.
    DiYu,
    /// 不超过, 不高于: at most.
    BuChaoGuo,
    /// 不低于, 不少于: at least.
    BuDiYu,
    /// 早于: before (of days, months and years).
    ZaoYu,
    /// 晚于: after.
    WanYu,
    /// 不早于: on or after.
    BuZaoYu,
    /// 不晚于: on or before.
    BuWanYu,
    /// 至 (lower end): at least.
    From,
    /// 至 (upper end): at most.
    To,
    /// A symbol: > ≥ < ≤.
    Symbol,
}

impl BoundWord {
    /// The word, when it stands before its number as a comparison does: 以上 follows its number, 至 stands between.
    pub const fn leading(self) -> Option<&'static str> {
        Some(match self {
            BoundWord::Man => "满",
            BoundWord::BuMan => "不满",
            BoundWord::ChaoGuo => "超过",
            BoundWord::GaoYu => "高于",
            BoundWord::DiYu => "低于",
            BoundWord::BuChaoGuo => "不超过",
            BoundWord::BuDiYu => "不低于",
            BoundWord::ZaoYu => "早于",
            BoundWord::WanYu => "晚于",
            BoundWord::BuZaoYu => "不早于",
            BoundWord::BuWanYu => "不晚于",
            BoundWord::YiShang | BoundWord::YiXia | BoundWord::YiNei => return None,
            BoundWord::From | BoundWord::To | BoundWord::Symbol => return None,
        })
    }
}

impl BoundWord {
    /// Whether the word speaks of time only.
    pub const fn of_time(self) -> bool {
        matches!(self, BoundWord::ZaoYu | BoundWord::WanYu | BoundWord::BuZaoYu | BoundWord::BuWanYu)
    }
}

/// One end of a range.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// The bounding value.
    pub value: Expr,
    /// Whether the value itself belongs.
    pub inclusive: bool,
    /// The word written.
    pub word: BoundWord,
    /// `（含）` or `（不含）` was written.
    pub explicit: bool,
}

/// A range of values. At least one end.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// Lower end.
    pub lower: Option<Bound>,
    /// Upper end.
    pub upper: Option<Bound>,
    /// Where it stands.
    pub span: Span,
}

/// 分段表: a progressive schedule.
#[derive(Clone, Debug, PartialEq)]
pub struct Bands {
    /// Heading.
    pub name: Ident,
    /// Citations.
    pub cites: Cites,
    /// 施行
    pub effective: Option<Effective>,
    /// What is divided into bands, as written in the head of the first column.
    pub subject: Text,
    /// Names of the result columns.
    pub columns: Vec<Ident>,
    /// Bands.
    pub rows: Vec<BandRow>,
}

/// A band.
#[derive(Clone, Debug, PartialEq)]
pub struct BandRow {
    /// Its range.
    pub range: Range,
    /// One ratio per column.
    pub values: Vec<Expr>,
    /// The row.
    pub span: Span,
}

/// How an accumulator combines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash, serde::Serialize, serde::Deserialize)]
pub enum AccumMode {
    /// Sum.
    #[default]
    Sum,
    /// 取最大
    Max,
    /// 取最近
    Last,
}

/// The window of an accumulator.
#[derive(Clone, Debug, PartialEq)]
pub enum Window {
    /// 自然年度
    CalendarYear,
    /// `180天结算期 自 建床日`: consecutive periods counted from a date (that day is day 1).
    Days {
        /// Length in days.
        days: u32,
        /// The day it counts from.
        since: Expr,
    },
    /// 疗程 / 终身 : never reset (疗程 is keyed by the 疗程 given with each encounter).
    Course(Expr),
    /// 终身
    Lifetime,
}

/// 累计
#[derive(Clone, Debug, PartialEq)]
pub struct Accum {
    /// Its name.
    pub name: Ident,
    /// Window.
    pub window: Window,
    /// Further keys: `每 病种`.
    pub keys: Vec<Expr>,
    /// How it combines.
    pub mode: AccumMode,
    /// 又称
    pub aliases: Vec<Ident>,
    /// Citations.
    pub cites: Cites,
    /// 当
    pub guard: Option<Expr>,
    /// What is added.
    pub value: Expr,
}

/// 封顶: an operational ceiling.
#[derive(Clone, Debug, PartialEq)]
pub struct Cap {
    /// The 项目 that is truncated.
    pub item: QName,
    /// 于: the accumulator that the ceiling is on.
    pub accum: Option<QName>,
    /// 不超过
    pub limit: Expr,
    /// 当
    pub guard: Option<Expr>,
    /// Citations.
    pub cites: Cites,
}

/// Strength of an asserted invariant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash, serde::Serialize, serde::Deserialize)]
pub enum Strength {
    /// 硬
    #[default]
    Hard,
    /// 原则上
    Soft,
    /// 可
    May,
}

/// 必须
#[derive(Clone, Debug, PartialEq)]
pub struct Must {
    /// Heading.
    pub name: Ident,
    /// Citations.
    pub cites: Cites,
    /// 强度
    pub strength: Strength,
    /// 待核: the limit itself has not been compared with its source.
    pub unverified: bool,
    /// 当
    pub guard: Option<Expr>,
    /// What must hold.
    pub cond: Expr,
}

/// `名 为 值` in 例 and 主题: a fact, a parameter, an opening balance or a reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// What is set.
    pub name: QName,
    /// Its value; a list for a set. `未知` is an empty list with `unknown`.
    pub values: Vec<Expr>,
    /// `为 未知`
    pub unknown: bool,
    /// Where it stands.
    pub span: Span,
}

/// One expected value.
#[derive(Clone, Debug, PartialEq)]
pub struct Expect {
    /// Of what.
    pub name: QName,
    /// The value; a list for a set.
    pub value: ExpectValue,
    /// Where it stands.
    pub span: Span,
}

/// What is expected.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpectValue {
    /// This value (several for a set).
    Values(Vec<Expr>),
    /// 未知: facts are missing.
    Unknown,
    /// 文件未定: the document does not give it.
    Undetermined,
    /// 不适用: no clause applies.
    NotApplicable,
}

/// 例
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Heading.
    pub name: Ident,
    /// Citations.
    pub cites: Cites,
    /// 设 before the first 就诊: the person, opening balances, parameters, readings.
    pub given: Vec<Setting>,
    /// 应 before the first 就诊, for an example of a single encounter.
    pub expect: Vec<Expect>,
    /// Encounters in order. Empty for a single encounter.
    pub encounters: Vec<EncounterAst>,
    /// 说明: the arithmetic.
    pub doc: Option<Text>,
}

/// 就诊
#[derive(Clone, Debug, PartialEq)]
pub struct EncounterAst {
    /// Its date.
    pub date: Option<(Date, Span)>,
    /// 设
    pub given: Vec<Setting>,
    /// 应
    pub expect: Vec<Expect>,
}

/// 存疑
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// Heading.
    pub name: Ident,
    /// 编号
    pub code: Option<Ident>,
    /// Citations.
    pub cites: Cites,
    /// The question.
    pub question: Text,
    /// Readings; exactly one adopted.
    pub readings: Vec<Reading>,
}

/// 读法
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Its name.
    pub name: Ident,
    /// 采用
    pub adopted: bool,
    /// 说明
    pub doc: Option<Text>,
}

/// 不可计算
#[derive(Clone, Debug, PartialEq)]
pub struct NotComputable {
    /// Units of the document.
    pub cites: Cites,
    /// Why.
    pub reason: Text,
}

/// A literal value.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `100元`, in 元.
    Amount(Num),
    /// `90%`, `5个百分点`, as a fraction of one.
    Ratio(Num),
    /// A bare number.
    Number(Num),
    /// `18周岁`
    Age(Num),
    /// `3个月`, `60日`, `12周`, `4年`
    Period(Period),
    /// A day.
    Date(Date),
    /// `2025年6月` as the first day of the month.
    Month(Date),
    /// `2025年度` as the year number.
    Year(i32),
    /// 是 / 否
    Bool(bool),
    /// Quoted text that is no name.
    Text(String),
}

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum CmpOp {
    /// <
    Lt,
    /// ≤
    Le,
    /// >
    Gt,
    /// ≥
    Ge,
}

impl CmpOp {
    /// The comparison that holds when this one does not.
    pub const fn negated(self) -> CmpOp {
        match self {
            CmpOp::Lt => CmpOp::Ge,
            CmpOp::Le => CmpOp::Gt,
            CmpOp::Gt => CmpOp::Le,
            CmpOp::Ge => CmpOp::Lt,
        }
    }
}

/// Arithmetic operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArithOp {
    /// ＋
    Add,
    /// －
    Sub,
    /// ×
    Mul,
    /// ÷ (only under 取整)
    Div,
}

/// 任一 / 至少 …
#[derive(Clone, Debug, PartialEq)]
pub enum CountMode {
    /// 满足 任一
    Any,
    /// 满足 全部
    All,
    /// 满足 至少 N 项
    AtLeast(Box<Expr>),
    /// 满足 恰好 N 项
    Exactly(Box<Expr>),
    /// 满足 至多 N 项
    AtMost(Box<Expr>),
}

/// How 含 is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainsMode {
    /// 含 (one of the listed)
    Any,
    /// 含全部
    All,
}

/// Aggregates over a set or a range of integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Agg {
    /// 计数
    Count,
    /// 合计
    Sum,
    /// 最大
    Max,
    /// 最小
    Min,
    /// 存在
    Exists,
    /// 全部
    All,
}

impl Agg {
    /// Its name in the language.
    pub const fn word(self) -> &'static str {
        match self {
            Agg::Count => "计数",
            Agg::Sum => "合计",
            Agg::Max => "最大",
            Agg::Min => "最小",
            Agg::Exists => "存在",
            Agg::All => "全部",
        }
    }
}

/// What an aggregate ranges over.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// `x 于 集合`
    Set(Box<Expr>),
    /// `x 从 a 至 b` (integers, both ends included; empty when a > b)
    Range(Box<Expr>, Box<Expr>),
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A literal.
    Lit(Literal),
    /// A name.
    Name(QName),
    /// 文件未定
    Undetermined,
    /// － x
    Neg(Box<Expr>),
    /// 非 x
    Not(Box<Expr>),
    /// a ＋ b …
    Arith(ArithOp, Box<Expr>, Box<Expr>),
    /// 且
    And(Vec<Expr>),
    /// 或
    Or(Vec<Expr>),
    /// a 超过 b …; the word is kept.
    Cmp(CmpOp, BoundWord, Box<Expr>, Box<Expr>),
    /// `x 为 甲、乙`, `x 不为 甲`, `x 属于 清单`: x is one of the values.
    Is {
        /// What is tested.
        subject: Box<Expr>,
        /// Values, or names of lists.
        values: Vec<Expr>,
        /// 不为, 不属于
        negated: bool,
    },
    /// `身份 含 低保对象、特困人员`
    Contains {
        /// The set.
        set: Box<Expr>,
        /// Elements.
        values: Vec<Expr>,
        /// 含 / 含全部
        mode: ContainsMode,
        /// 不含
        negated: bool,
    },
    /// `年龄 在 14周岁 至 18周岁`, also `x 在 10万元以上（不含）至 20万元`
    InRange(Box<Expr>, Box<Range>),
    /// 若 c 则 a 否则 b
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `（x，不低于 0元，不超过 100元）`
    Clamp {
        /// The value.
        value: Box<Expr>,
        /// 不低于
        at_least: Option<Box<Expr>>,
        /// 不超过
        at_most: Option<Box<Expr>>,
    },
    /// `取整（x，到 分，舍去）`
    Round {
        /// What is rounded; the only place where ÷ may stand.
        value: Box<Expr>,
        /// To what.
        rounding: Rounding,
    },
    /// `函数（a，b）`
    Call {
        /// The function.
        func: Ident,
        /// Arguments.
        args: Vec<Expr>,
    },
    /// `满足 至少 2 项 [甲；乙；丙]`
    Count(CountMode, Vec<Expr>),
    /// `计数（年 从 2025 至 年度，年 不属于 参保年度）`, `合计（x 于 S，当 c，x × 2元）`
    Agg {
        /// Which.
        agg: Agg,
        /// The bound word.
        var: Ident,
        /// What it ranges over.
        source: Source,
        /// 当
        filter: Option<Box<Expr>>,
        /// Condition (存在, 全部, 计数) or value (合计, 最大, 最小). `None`: the element itself.
        body: Option<Box<Expr>>,
    },
    /// `{甲、乙}`
    Set(Vec<Expr>),
    /// `区间（1万元，15万元）`
    Interval(Box<Expr>, Box<Expr>),
}
