//! Values: constants of the program and results of evaluation share this type.
use crate::base::date::{Date, Period};
use crate::base::num::Num;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A known value. Its type is known from the program; a value alone does not say whether it is 金额 or 比例.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// 金额 (元), 比例 (fraction of one), 整数, 小数, 年龄 …
    Num(Num),
    /// 真假
    Bool(bool),
    /// Member of an enum, by index.
    Member(u32),
    /// 日期, or 月份 as its first day.
    Date(Date),
    /// 期间
    Period(Period),
    /// 文本
    Text(Arc<str>),
    /// 集合: members by index, whole numbers, or dates as day numbers. The empty set, whatever its elements are.
    Set(Arc<BTreeSet<i64>>),
    /// 集合（文本） with elements.
    Texts(Arc<BTreeSet<Arc<str>>>),
    /// 金额区间
    Interval(Num, Num),
}

impl Value {
    /// A set of texts.
    pub fn texts(texts: BTreeSet<Arc<str>>) -> Value {
        if texts.is_empty() { Value::Set(Arc::default()) } else { Value::Texts(Arc::new(texts)) }
    }
}
