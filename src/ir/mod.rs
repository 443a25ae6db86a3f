//! The hub: a typed, resolved program. Evaluator, checker and reports read this and nothing else.
//!
//! `lower` makes it from the typed declarations. What `invariants.rs` verifies of a [`Program`]:
//! - every id is in range; expressions refer only to expressions with a smaller index (the arena is post-order);
//! - `order` lists every item once, each after the items that it reads (accumulators hold the state *before*
//!   the encounter and so order nothing);
//! - no `Div` outside a `Round`; guards are boolean; the type table has one entry per expression;
//! - a rule's `overrides` lists only rules that define a common item.

mod exclusive;
mod invariants;
mod order;
mod print;
pub mod value;

pub use invariants::verify;
pub use order::{dependencies, each_operand, items_in, operands, queues, reads, turns};
pub use print::print;

use crate::base::date::Date;
use crate::base::num::Num;
use crate::base::span::Span;
pub use crate::syntax::ast::{AccumMode, Agg, BoundWord, CmpOp, Merge, RoundMode, Strength};
use serde::{Deserialize, Serialize};
use value::Value;

/// Version of the serialised form.
pub const SCHEMA: u32 = 1;

/// Citations as they follow what they are of: `（三章十一问、五章二问）`; nothing when there are none.
pub fn cited(cites: &[String]) -> String {
    if cites.is_empty() { String::new() } else { format!("（{}）", cites.join("、")) }
}

macro_rules! ids {
    ($($(#[$m:meta])* $name:ident)*) => {$(
        $(#[$m])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub u32);
        impl $name {
            /// As an index.
            pub fn ix(self) -> usize { self.0 as usize }
        }
    )*};
}
ids! {
    /// A module.
    ModuleId
    /// An enum type.
    EnumId
    /// A named list of members.
    ListId
    /// An input fact.
    InputId
    /// A parameter.
    ParamId
    /// A 项目.
    ItemId
    /// A clause or row.
    RuleId
    /// A decision table.
    TableId
    /// A progressive schedule.
    BandsId
    /// An accumulator.
    AccumId
    /// An operational ceiling.
    CapId
    /// An open question.
    DoubtId
    /// An expression.
    ExprId
}

/// Units that whole numbers may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// No unit.
    None,
    /// 年数
    Years,
    /// 月数
    Months,
    /// 周数
    Weeks,
    /// 天数
    Days,
    /// 年龄 (周岁)
    Age,
}

impl Unit {
    /// What follows a number of this unit.
    pub const fn suffix(self) -> &'static str {
        match self {
            Unit::None => "",
            Unit::Years => "年",
            Unit::Months => "个月",
            Unit::Weeks => "周",
            Unit::Days => "日",
            Unit::Age => "周岁",
        }
    }
}

/// Types.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Ty {
    /// 金额, in 元
    Amount,
    /// 比例
    Ratio,
    /// 整数, with its unit
    Int(Unit),
    /// 小数
    Decimal,
    /// 真假
    Bool,
    /// 日期
    Date,
    /// 月份: a date that is a first of month, written YYYY-MM
    Month,
    /// 期间
    Period,
    /// 枚举
    Enum(EnumId),
    /// 集合
    Set(Box<Ty>),
    /// 文本
    Text,
    /// 金额区间
    Interval,
}

/// The whole program.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Program {
    /// [`SCHEMA`].
    pub schema: u32,
    /// SHA-256 over the sources in order, hex.
    pub hash: String,
    /// Modules; index 0 is the entry (the one whose 政策 states 统筹区, or the only one).
    pub modules: Vec<Module>,
    /// Enum types.
    pub enums: Vec<EnumType>,
    /// Lists.
    pub lists: Vec<MemberList>,
    /// Inputs.
    pub inputs: Vec<Input>,
    /// Parameters.
    pub params: Vec<Param>,
    /// 项目.
    pub items: Vec<Item>,
    /// Clauses and rows, in source order.
    pub rules: Vec<Rule>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Schedules.
    pub bands: Vec<Bands>,
    /// Accumulators.
    pub accums: Vec<Accum>,
    /// Ceilings, in the order in which they apply.
    pub caps: Vec<Cap>,
    /// Asserted invariants.
    pub musts: Vec<Must>,
    /// Worked examples.
    pub examples: Vec<Example>,
    /// Open questions.
    pub doubts: Vec<Doubt>,
    /// Units that hold nothing to compute.
    pub not_computable: Vec<NotComputable>,
    /// Expression arena, post-order.
    pub exprs: Vec<Expr>,
    /// Type of each expression.
    pub types: Vec<Ty>,
    /// Place of each expression.
    pub spans: Vec<Span>,
    /// Items in evaluation order.
    pub order: Vec<ItemId>,
    /// Input 日期, the date of the encounter (always present, index into `inputs`).
    pub date_input: Option<InputId>,
}

/// A module: one source file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Module {
    /// Name after 政策; for a file without header, its file stem.
    pub name: String,
    /// Path or pseudo-path (`<标准库/险种.mingce>`) as shown to people.
    pub path: String,
    /// True for modules of the standard library.
    pub stdlib: bool,
    /// Division code.
    pub region_code: Option<String>,
    /// Division name.
    pub region: Option<String>,
    /// Title of the document.
    pub document: Option<String>,
    /// 文号
    pub number: Option<String>,
    /// Issuer.
    pub issuer: Option<String>,
    /// First and last day in force.
    pub effective: Effective,
    /// 复核期限
    pub review_by: Option<Date>,
    /// Date of an encounter that states none.
    pub default_date: Option<Date>,
    /// True: a person reaches an age on the day after the birthday (次日); false: on the birthday (当日).
    pub age_next_day: bool,
    /// 主题.
    pub topics: Vec<Topic>,
    /// Names visible in this module beyond its own: (word as written, what).
    pub names: Vec<(String, Target)>,
    /// Its header.
    pub span: Span,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Target {
    /// A module.
    Module(ModuleId),
    /// An enum type.
    Enum(EnumId),
    /// A list.
    List(ListId),
    /// An enum member.
    Member(EnumId, u32),
    /// An input.
    Input(InputId),
    /// A parameter.
    Param(ParamId),
    /// A 项目.
    Item(ItemId),
    /// A clause (rows have no names; a table's name stands for its rows).
    Rule(RuleId),
    /// A table.
    Table(TableId),
    /// A schedule.
    Bands(BandsId),
    /// An accumulator.
    Accum(AccumId),
    /// An open question.
    Doubt(DoubtId),
}

/// A topic under which case suites address a module.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    /// Its name.
    pub name: String,
    /// Facts set for every case.
    pub presets: Vec<(Target, Value)>,
    /// Words of this topic that stand for something else here.
    pub renames: Vec<(String, Target)>,
}

/// First and last day; both inclusive; `None` is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effective {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

/// An enum type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnumType {
    /// Its name.
    pub name: String,
    /// Declaring module.
    pub module: ModuleId,
    /// Members; the index is the member's value, the order is the order of declaration.
    pub members: Vec<Member>,
    /// Stated count and its place.
    pub count: Option<(u32, Span)>,
    /// Citations.
    pub cites: Vec<String>,
    /// Where.
    pub span: Span,
}

/// A member of an enum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Other names accepted in data.
    pub aliases: Vec<String>,
    /// Code.
    pub code: Option<String>,
    /// Group under which the document counts it.
    pub group: Option<String>,
    /// Description.
    pub doc: Option<String>,
    /// Where.
    pub span: Span,
}

/// A named subset of an enum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemberList {
    /// Its name.
    pub name: String,
    /// Declaring module.
    pub module: ModuleId,
    /// The enum.
    pub of: EnumId,
    /// Members in the order listed (with repetitions, if the source repeats).
    pub members: Vec<ListMember>,
    /// Stated count and its place.
    pub count: Option<(u32, Span)>,
    /// Citations.
    pub cites: Vec<String>,
    /// Where.
    pub span: Span,
}

/// A member as one list states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListMember {
    /// Index in the enum.
    pub member: u32,
    /// Code as this list states it.
    pub code: Option<String>,
    /// Group as this list states it.
    pub group: Option<String>,
    /// Where.
    pub span: Span,
}

/// An input fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// Declaring module.
    pub module: ModuleId,
    /// Type.
    pub ty: Ty,
    /// Declared domain: constant bounds (value, inclusive).
    pub range: ValueRange,
    /// Value when not given. Without it a fact not given is unknown.
    pub default: Option<Value>,
    /// Other names accepted in data.
    pub aliases: Vec<String>,
    /// Description.
    pub doc: Option<String>,
    /// Where.
    pub span: Span,
}

/// Constant bounds on an ordered type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ValueRange {
    /// Lower end and whether it belongs.
    pub lower: Option<(Value, bool)>,
    /// Upper end and whether it belongs.
    pub upper: Option<(Value, bool)>,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Declaring module.
    pub module: ModuleId,
    /// Type.
    pub ty: Ty,
    /// Other names accepted in data.
    pub aliases: Vec<String>,
    /// Values by period. `None` value: 文件未定.
    pub values: Vec<(Effective, Option<Value>)>,
    /// Citations.
    pub cites: Vec<String>,
    /// Description.
    pub doc: Option<String>,
    /// Where.
    pub span: Span,
}

/// A 项目.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// Declaring module.
    pub module: ModuleId,
    /// Type.
    pub ty: Ty,
    /// Rounding: unit and mode.
    pub rounding: Option<(Num, RoundMode)>,
    /// Merge rule.
    pub merge: Merge,
    /// Value when no clause applies.
    pub default: Option<ExprId>,
    /// Other names accepted in data.
    pub aliases: Vec<String>,
    /// Citations.
    pub cites: Vec<String>,
    /// Description.
    pub doc: Option<String>,
    /// Rules that define it, in source order, with the index into the rule's `defs`.
    pub rules: Vec<(RuleId, u32)>,
    /// Ceilings on it, in order.
    pub caps: Vec<CapId>,
    /// False when it was declared by a clause or table head alone.
    pub declared: bool,
    /// Where.
    pub span: Span,
}

/// A clause, or a row of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Heading (a row: the table's).
    pub name: String,
    /// Module.
    pub module: ModuleId,
    /// Table and row number from 0, for a row.
    pub row: Option<(TableId, u32)>,
    /// Guard. `None`: always.
    pub guard: Option<ExprId>,
    /// Days on which it holds.
    pub effective: Effective,
    /// Rules that give way when this one applies.
    pub overrides: Vec<RuleId>,
    /// Rules before which this one gives way (the inverse of `overrides`).
    pub overridden_by: Vec<RuleId>,
    /// What it defines.
    pub defs: Vec<(ItemId, ExprId)>,
    /// Citations.
    pub cites: Vec<String>,
    /// Notes.
    pub notes: Vec<String>,
    /// Where.
    pub span: Span,
}

/// A decision table. Each row is also a [`Rule`] whose guard says the same as its cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Heading.
    pub name: String,
    /// Module.
    pub module: ModuleId,
    /// Condition of every row, if any.
    pub guard: Option<ExprId>,
    /// What each condition column tests.
    pub columns: Vec<ExprId>,
    /// Items of the result columns.
    pub results: Vec<ItemId>,
    /// Rows.
    pub rows: Vec<RuleId>,
    /// Cells by row, then column.
    pub cells: Vec<Vec<CellTest>>,
    /// Place of each condition cell.
    pub cell_spans: Vec<Vec<Span>>,
    /// Citations.
    pub cites: Vec<String>,
    /// Notes.
    pub notes: Vec<String>,
    /// Where.
    pub span: Span,
}

/// What a condition cell tests of its column's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CellTest {
    /// Anything.
    Any,
    /// An enum or boolean value (是 is 1) or whole number in this sorted set.
    In(Vec<i64>),
    /// Within constant bounds (value, inclusive, word).
    Range(Option<(Value, bool, BoundWord)>, Option<(Value, bool, BoundWord)>),
    /// A set-valued column contains (true) or lacks (false) one of these sorted elements.
    Has(Vec<i64>, bool),
    /// Anything else: this boolean expression.
    Expr(ExprId),
}

/// A progressive schedule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bands {
    /// Heading.
    pub name: String,
    /// Module.
    pub module: ModuleId,
    /// Days on which it holds.
    pub effective: Effective,
    /// What is divided, as the document says.
    pub subject: String,
    /// Column names.
    pub columns: Vec<String>,
    /// Bands in ascending order.
    pub rows: Vec<Band>,
    /// Citations.
    pub cites: Vec<String>,
    /// Where.
    pub span: Span,
}

/// A band `lower..upper`; the ends' words matter to the checker only (the amount is continuous).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Lower end; `None` is zero.
    pub lower: Option<(Num, bool, BoundWord)>,
    /// Upper end; `None` is unbounded.
    pub upper: Option<(Num, bool, BoundWord)>,
    /// One ratio per column.
    pub values: Vec<ExprId>,
    /// Where.
    pub span: Span,
}

/// Window of an accumulator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Window {
    /// 自然年度 of the encounter's date.
    CalendarYear,
    /// Consecutive periods of so many days; the date is day 1 of the first.
    Days(u32, ExprId),
    /// 疗程, identified by this value.
    Course(ExprId),
    /// Never reset.
    Lifetime,
}

/// An accumulator. Read in an expression, it is the balance *before* the encounter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accum {
    /// Its name.
    pub name: String,
    /// Module.
    pub module: ModuleId,
    /// Type of the balance.
    pub ty: Ty,
    /// Window.
    pub window: Window,
    /// Further keys.
    pub keys: Vec<ExprId>,
    /// How it combines.
    pub mode: AccumMode,
    /// Other names accepted in data.
    pub aliases: Vec<String>,
    /// Condition under which an encounter counts.
    pub guard: Option<ExprId>,
    /// What an encounter adds.
    pub value: ExprId,
    /// Items that `value` is a sum of, when it is one (for ceilings shared by several items).
    pub parts: Vec<ItemId>,
    /// Citations.
    pub cites: Vec<String>,
    /// Where.
    pub span: Span,
}

/// An operational ceiling.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cap {
    /// The item that is truncated.
    pub item: ItemId,
    /// The accumulator that the ceiling is on; without it, the ceiling is on the single value.
    pub accum: Option<AccumId>,
    /// The ceiling.
    pub limit: ExprId,
    /// When it holds.
    pub guard: Option<ExprId>,
    /// Module.
    pub module: ModuleId,
    /// Citations.
    pub cites: Vec<String>,
    /// Where.
    pub span: Span,
}

/// An asserted invariant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Must {
    /// Heading.
    pub name: String,
    /// Module.
    pub module: ModuleId,
    /// Strength.
    pub strength: Strength,
    /// 待核
    pub unverified: bool,
    /// When it is to hold.
    pub guard: Option<ExprId>,
    /// What is to hold.
    pub cond: ExprId,
    /// Citations.
    pub cites: Vec<String>,
    /// Where.
    pub span: Span,
}

/// A worked example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Example {
    /// Heading.
    pub name: String,
    /// Module.
    pub module: ModuleId,
    /// Citations.
    pub cites: Vec<String>,
    /// The arithmetic.
    pub doc: Option<String>,
    /// Facts of the person; `None` is 未知.
    pub facts: Vec<(InputId, Option<Value>)>,
    /// Opening balances.
    pub opening: Vec<(AccumId, Value)>,
    /// Parameters supplied.
    pub params: Vec<(ParamId, Value)>,
    /// Readings chosen.
    pub readings: Vec<(DoubtId, u32)>,
    /// Encounters; at least one.
    pub encounters: Vec<ExampleEncounter>,
    /// Where.
    pub span: Span,
}

/// An encounter of an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExampleEncounter {
    /// Its facts, 日期 among them.
    pub facts: Vec<(InputId, Option<Value>)>,
    /// What is expected, with its place.
    pub expect: Vec<(ItemId, Expected, Span)>,
}

/// An expected outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Expected {
    /// This value.
    Value(Value),
    /// Facts are missing.
    Unknown,
    /// The document does not give it.
    Undetermined,
    /// No clause applies.
    NotApplicable,
}

/// An open question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Doubt {
    /// Heading.
    pub name: String,
    /// 编号
    pub code: Option<String>,
    /// Module.
    pub module: ModuleId,
    /// The question.
    pub question: String,
    /// Readings: name and description.
    pub readings: Vec<(String, Option<String>)>,
    /// Index of the adopted one.
    pub adopted: u32,
    /// Citations.
    pub cites: Vec<String>,
    /// Where.
    pub span: Span,
}

/// Units of a document that hold nothing to compute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotComputable {
    /// Module.
    pub module: ModuleId,
    /// Units.
    pub cites: Vec<String>,
    /// Why.
    pub reason: String,
    /// Where.
    pub span: Span,
}

/// Built-in functions. Arguments in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Func {
    /// 周岁（出生日，某日）→ 年龄
    AgeAt,
    /// 满年数（起，止）→ 年数
    YearsBetween,
    /// 满月数（起，止）→ 月数
    MonthsBetween,
    /// 相距天数（起，止）→ 天数 (止 − 起)
    DaysBetween,
    /// 年份（日期）→ 整数
    YearOf,
    /// 月号（日期）→ 整数
    MonthOf,
    /// 日号（日期）→ 整数
    DayOf,
    /// 星期（日期）→ 整数, Monday is 1
    Weekday,
    /// 年初（年份）→ 日期
    YearStart,
    /// 年末（年份）→ 日期
    YearEnd,
    /// 月初（日期）→ 日期
    MonthStart,
    /// 月末（日期）→ 日期
    MonthEnd,
    /// 所在月（日期）→ 月份
    MonthContaining,
    /// 组成日期（年，月，日）→ 日期; the day is clamped to the month's last
    DateOf,
    /// 工作日后（日期，n，非工作日集合）→ 日期: the n-th working day after; weekends and the set are off
    WorkdaysAfter,
    /// 个数（集合）→ 整数
    Size,
    /// 并（甲，乙）
    Union,
    /// 交（甲，乙）
    Intersect,
    /// 差（甲，乙）
    Difference,
    /// 下限（区间）→ 金额
    Low,
    /// 上限（区间）→ 金额
    High,
    /// 期间（n 月数|天数|年数|周数）→ 期间
    ToPeriod,
    /// 整数（x）: a number without its unit; refused when x is not whole
    ToInt,
}

/// Expression nodes. Operands are indices below the node's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Expr {
    /// A constant.
    Const(Value),
    /// A fact.
    Input(InputId),
    /// A parameter at the encounter's date.
    Param(ParamId),
    /// A 项目 of this encounter.
    Item(ItemId),
    /// The balance before this encounter.
    Accum(AccumId),
    /// Whether the reading in force is this one.
    Reading(DoubtId, u32),
    /// The element bound by the enclosing aggregate; 0 is the innermost.
    Local(u32),
    /// 文件未定, stated at a clause.
    Undetermined,
    /// 非
    Not(ExprId),
    /// 且 (three-valued)
    And(Vec<ExprId>),
    /// 或 (three-valued)
    Or(Vec<ExprId>),
    /// At least (exactly: `exact`) `n` of the conditions hold.
    CountTrue {
        /// How many.
        n: ExprId,
        /// Exactly.
        exact: bool,
        /// Conditions.
        conds: Vec<ExprId>,
    },
    /// Addition: numbers; 日期＋期间 / 月数 / 天数; 期间＋期间.
    Add(ExprId, ExprId),
    /// Subtraction.
    Sub(ExprId, ExprId),
    /// Product of numbers.
    Mul(ExprId, ExprId),
    /// Exact quotient; only beneath a `Round`.
    Div(ExprId, ExprId),
    /// Negation.
    Neg(ExprId),
    /// Smallest.
    Min(Vec<ExprId>),
    /// Largest.
    Max(Vec<ExprId>),
    /// Order comparison; the word is what the author wrote.
    Cmp(CmpOp, BoundWord, ExprId, ExprId),
    /// Equality of any two values of one type.
    Eq(ExprId, ExprId),
    /// Enum member, boolean or whole number is in this sorted set.
    In(ExprId, Vec<i64>),
    /// The set contains at least one (`all`: every one) of the sorted elements.
    Has {
        /// The set.
        set: ExprId,
        /// Elements.
        elems: Vec<i64>,
        /// Every one.
        all: bool,
    },
    /// The set (first) contains the element (second).
    Contains(ExprId, ExprId),
    /// 若 … 则 … 否则 …
    If(ExprId, ExprId, ExprId),
    /// Rounding to a unit.
    Round(ExprId, Num, RoundMode),
    /// Σ over bands of ratio × the part of the value in the band.
    Bands {
        /// Schedule.
        bands: BandsId,
        /// Column.
        column: u32,
        /// What is divided.
        value: ExprId,
    },
    /// Bands of accumulated *payment*: the payment for `cost` when `paid` has been paid before; each band's
    /// ends bound accumulated payment, its ratio applies to the cost that is paid within it.
    BandsByPaid {
        /// Schedule.
        bands: BandsId,
        /// Column.
        column: u32,
        /// This claim's cost.
        cost: ExprId,
        /// Paid before.
        paid: ExprId,
    },
    /// Aggregate over a set (`over.1` none) or the integers `over.0..=over.1`.
    Agg {
        /// Which.
        agg: Agg,
        /// Set, or first and last integer.
        over: (ExprId, Option<ExprId>),
        /// Filter; sees the element as `Local(0)`.
        filter: Option<ExprId>,
        /// Condition or value; `None` is the element.
        body: Option<ExprId>,
    },
    /// A set of these elements.
    SetOf(Vec<ExprId>),
    /// 金额区间
    Interval(ExprId, ExprId),
    /// A built-in.
    Call(Func, Vec<ExprId>),
    /// 可定（x）: x is known.
    Known(ExprId),
}
