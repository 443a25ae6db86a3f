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
    /// 集合: members by index, whole numbers, or dates as day numbers.
    Set(Arc<BTreeSet<i64>>),
    /// 金额区间
    Interval(Num, Num),
}
