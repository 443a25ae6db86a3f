//! The data contract of the engine: facts in columns of `i64`, answers in columns of `i64`.
//!
//! How a value stands in a column is its [`Coding`]; [`Coding::of`] gives it for a type, so that readers and writers
//! need not ask the engine. A number that does not fit its column's scale is never rounded: [`Coding::encode`] says no.

use crate::base::date::Date;
use crate::base::num::Num;
use crate::ir::value::Value;
use crate::ir::{AccumId, InputId, ItemId, Program, Ty};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// How values of a column stand as `i64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// A number times ten to this power: amounts in 分 are `Scaled(2)`, whole numbers `Scaled(0)`.
    Scaled(u32),
    /// 0 or 1.
    Flag,
    /// Index of the enum member.
    Member,
    /// Day number ([`Date::day_number`]); a month is its first day.
    Day,
    /// A set of members of an enum of at most 63 members: bit n for member n.
    Bits,
    /// Code in the column's [`Dictionary`]: texts, other sets, periods, intervals.
    Code,
}

/// Most members of an enum whose sets are held as bits.
pub const MOST_BITS: usize = 63;

/// Decimals of ratios and 小数.
const FINE: u32 = 8;

/// Decimals of an amount that the policy does not round.
const UNROUNDED: u32 = 6;

impl Coding {
    /// The coding of facts of a type.
    pub fn of(program: &Program, ty: &Ty) -> Coding {
        match ty {
            Ty::Amount => Coding::Scaled(2),
            Ty::Int(_) => Coding::Scaled(0),
            Ty::Ratio | Ty::Decimal => Coding::Scaled(FINE),
            Ty::Bool => Coding::Flag,
            Ty::Enum(_) => Coding::Member,
            Ty::Date | Ty::Month => Coding::Day,
            Ty::Set(of) => match of.as_ref() {
                Ty::Enum(e) if program.enums.get(e.ix()).is_some_and(|e| e.members.len() <= MOST_BITS) => Coding::Bits,
                _ => Coding::Code,
            },
            Ty::Text | Ty::Period | Ty::Interval => Coding::Code,
        }
    }

    /// The coding of an item's answers: amounts in 分 when the policy rounds them to 分 or coarser, else with six
    /// decimals.
    pub fn of_item(program: &Program, item: ItemId) -> Coding {
        let Some(item) = program.items.get(item.ix()) else { return Coding::Code };
        let rounded = item.rounding.is_some_and(|(unit, _)| unit.is_multiple_of(Num::cents(1)));
        match item.ty {
            Ty::Amount if !rounded => Coding::Scaled(UNROUNDED),
            _ => Coding::of(program, &item.ty),
        }
    }

    /// A value as it stands in the column; `None` when it is of another kind or does not fit the scale exactly.
    pub fn encode(self, value: &Value, dictionary: &mut Dictionary) -> Option<i64> {
        match (self, value) {
            (Coding::Scaled(places), Value::Num(n)) => scaled(*n, places),
            (Coding::Flag, Value::Bool(b)) => Some(i64::from(*b)),
            (Coding::Member, Value::Member(m)) => Some(i64::from(*m)),
            (Coding::Day, Value::Date(d)) => Some(d.day_number()),
            (Coding::Bits, Value::Set(s)) => bits(s),
            (Coding::Code, v) => Some(dictionary.code(v)),
            _ => None,
        }
    }

    /// The value that stands in the column; `None` for what no value is coded as.
    pub fn decode(self, code: i64, dictionary: &Dictionary) -> Option<Value> {
        match self {
            Coding::Scaled(places) => Num::ratio(code.into(), ten_to(places)?).map(Value::Num),
            Coding::Flag => matches!(code, 0 | 1).then_some(Value::Bool(code == 1)),
            Coding::Member => u32::try_from(code).ok().map(Value::Member),
            Coding::Day => Date::from_day_number(code).map(Value::Date),
            Coding::Bits => Some(Value::Set(Arc::new((0..63).filter(|n| code >> n & 1 == 1).collect()))),
            Coding::Code => dictionary.value(code).cloned(),
        }
    }
}

fn ten_to(places: u32) -> Option<i128> {
    10_i128.checked_pow(places)
}

/// `n` times ten to the power of `places`, when that is whole and fits.
fn scaled(n: Num, places: u32) -> Option<i64> {
    let times = ten_to(places)?;
    let p = n.numerator().checked_mul(times)?;
    let d = n.denominator();
    (p % d == 0).then(|| p / d).and_then(|n| i64::try_from(n).ok())
}

fn bits(set: &BTreeSet<i64>) -> Option<i64> {
    set.iter().try_fold(0, |bits, n| (0..63).contains(n).then(|| bits | 1_i64 << n))
}

/// Distinct values of a column, numbered as they come.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    values: Vec<Value>,
    texts: HashMap<Arc<str>, i64>,
    others: HashMap<String, i64>,
}

impl Dictionary {
    /// The code of a value, a new one for a new value.
    pub fn code(&mut self, value: &Value) -> i64 {
        let next = i64::try_from(self.values.len()).unwrap_or(i64::MAX);
        let code = match value {
            Value::Text(t) => *self.texts.entry(t.clone()).or_insert(next),
            v => *self.others.entry(format!("{v:?}")).or_insert(next),
        };
        if code == next {
            self.values.push(value.clone());
        }
        code
    }

    /// The value of a code.
    pub fn value(&self, code: i64) -> Option<&Value> {
        usize::try_from(code).ok().and_then(|c| self.values.get(c))
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

/// What a null in a column means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Null {
    /// The fact is unknown.
    #[default]
    Unknown,
    /// The fact is not given: it has the value that the policy gives to facts not given, if any.
    Default,
}

/// Where a fact comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Origin {
    /// Nowhere: the policy's value for facts not given, or else unknown.
    #[default]
    Absent,
    /// The same for all rows; `None`: stated to be unknown.
    Constant(Option<Value>),
    /// A column; its number is its place among the columns.
    Column(Null),
}

/// Where every fact of a run comes from. Columns are numbered in the order in which they are added.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    origins: Vec<Origin>,
    columns: Vec<(InputId, Coding)>,
}

impl Layout {
    /// Every fact absent.
    pub fn new(program: &Program) -> Layout {
        Layout { origins: vec![Origin::Absent; program.inputs.len()], columns: Vec::new() }
    }

    /// Adds a column for a fact and gives its number; a fact has one column at most (`None` for a second one).
    pub fn add_column(&mut self, program: &Program, input: InputId, null: Null) -> Option<usize> {
        let ty = &program.inputs.get(input.ix())?.ty;
        let origin = self.origins.get_mut(input.ix()).filter(|o| !matches!(o, Origin::Column(_)))?;
        *origin = Origin::Column(null);
        self.columns.push((input, Coding::of(program, ty)));
        Some(self.columns.len() - 1)
    }

    /// Gives a fact one value for the whole run; `None`: it is unknown.
    pub fn set_constant(&mut self, input: InputId, value: Option<Value>) {
        if let Some(origin) = self.origins.get_mut(input.ix()).filter(|o| !matches!(o, Origin::Column(_))) {
            *origin = Origin::Constant(value);
        }
    }

    /// Where a fact comes from.
    pub fn origin(&self, input: InputId) -> &Origin {
        self.origins.get(input.ix()).unwrap_or(&Origin::Absent)
    }

    /// The columns: which fact, and how it is coded.
    pub fn columns(&self) -> &[(InputId, Coding)] {
        &self.columns
    }

    /// Facts that are the same for all rows.
    pub fn constants(&self) -> impl Iterator<Item = (InputId, Option<&Value>)> {
        let all = (0_u32..).zip(&self.origins);
        all.filter_map(|(i, o)| if let Origin::Constant(v) = o { Some((InputId(i), v.as_ref())) } else { None })
    }
}

/// One fact of many rows.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// One per row; 0 where unknown.
    pub values: Vec<i64>,
    /// One per row; empty: all are known.
    pub known: Vec<bool>,
    /// Values by code, for [`Coding::Code`].
    pub dictionary: Dictionary,
}

impl Column {
    /// Appends a fact; `None` is a null.
    pub fn push(&mut self, value: Option<i64>) {
        if value.is_none() && self.known.is_empty() {
            self.known.resize(self.values.len(), true);
        }
        if value.is_none() || !self.known.is_empty() {
            self.known.push(value.is_some());
        }
        self.values.push(value.unwrap_or(0));
    }

    /// The fact of a row; `None` is a null.
    pub fn get(&self, row: usize) -> Option<i64> {
        let known = self.known.is_empty() || self.known.get(row) == Some(&true);
        self.values.get(row).copied().filter(|_| known)
    }
}

/// A person among [`Rows`].
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// First row.
    pub start: usize,
    /// Opening balances.
    pub opening: Vec<(AccumId, Value)>,
}

/// Rows of whole persons, each person's together and in order of date.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// The columns of the [`Layout`], in its order, all of the same length.
    pub columns: Vec<Column>,
    /// The persons; the first starts at row 0, and each ends where the next starts.
    pub persons: Vec<Person>,
}

impl Rows {
    /// No rows of a layout.
    pub fn new(layout: &Layout) -> Rows {
        Rows { columns: vec![Column::default(); layout.columns.len()], persons: Vec::new() }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, |c| c.values.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Begins a person; rows pushed from now on are the person's.
    pub fn begin_person(&mut self, opening: Vec<(AccumId, Value)>) {
        self.persons.push(Person { start: self.len(), opening });
    }

    /// Forgets all rows and keeps the memory and the dictionaries.
    pub fn clear(&mut self) {
        self.persons.clear();
        for column in &mut self.columns {
            column.values.clear();
            column.known.clear();
        }
    }
}

/// What became of an item in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum State {
    /// It has the value that stands in the column.
    #[default]
    Value = 0,
    /// It has a value that does not fit the column's coding exactly; the column holds its code in the dictionary.
    Coded = 1,
    /// 不适用
    NotApplicable = 2,
    /// 文件未定
    Undetermined = 3,
    /// Facts are missing.
    Unknown = 4,
    /// The row was rejected.
    Rejected = 5,
}

/// One item of many rows.
#[derive(Clone, Debug)]
pub struct Cells {
    /// The item.
    pub item: ItemId,
    /// How its values are coded.
    pub coding: Coding,
    /// One per row; 0 where there is no value.
    pub values: Vec<i64>,
    /// One per row.
    pub states: Vec<State>,
    /// Values by code, for [`Coding::Code`] and [`State::Coded`].
    pub dictionary: Dictionary,
}

impl Cells {
    /// The value of a row, if it has one.
    pub fn value(&self, row: usize) -> Option<Value> {
        let code = self.values.get(row).copied()?;
        match self.states.get(row)? {
            State::Value => self.coding.decode(code, &self.dictionary),
            State::Coded => self.dictionary.value(code).cloned(),
            _ => None,
        }
    }
}

/// Why a row has no answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// It cannot be settled.
    Error(crate::eval::EvalError),
    /// An earlier row of the same person, by number, cannot be settled, so the balances that this one builds on are
    /// not known.
    After(usize),
    /// A cell, by number of its column, holds what is no value of its coding.
    Cell(usize),
}

/// The answers for [`Rows`], row by row.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// One per target, in the order of the engine's targets.
    pub cells: Vec<Cells>,
    /// Rows without answers, ascending, with the reason.
    pub rejected: Vec<(usize, Reason)>,
    /// Rows that the interpreter settled although the engine is compiled.
    pub interpreted: usize,
}
