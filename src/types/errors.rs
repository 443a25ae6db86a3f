//! Diagnostics of types and of what needs types.

mod names;

pub(super) use names::*;

use super::ty::{sample, ty_name};
use crate::base::diagnostic::Diagnostic;
use crate::base::num::Num;
use crate::base::span::Span;
use crate::ir::{EnumId, Ty, Unit};
use crate::resolve::Names;
use crate::syntax::ast::{AccumMode, ArithOp, BoundWord, Ident, Merge, QName};

/// An operand: place, type, and value if it is a literal number.
type Operand<'t> = (Span, &'t Ty, Option<Num>);

/// MC0301: the operator has no meaning on these types.
pub(super) fn operands(names: &Names<'_>, op: ArithOp, span: Span, a: Operand<'_>, b: Operand<'_>) -> Diagnostic {
    if let Some(d) = unit_missing(names, op, a, b).or_else(|| unit_missing(names, op, b, a)) {
        return d;
    }
    let (ta, tb) = (ty_name(names, a.1), ty_name(names, b.1));
    let message = match op {
        ArithOp::Add => format!("{ta}与{tb}不能相加"),
        ArithOp::Sub => format!("{ta}不能减去{tb}"),
        ArithOp::Mul => format!("{ta}与{tb}不能相乘"),
        ArithOp::Div => format!("{ta}不能除以{tb}"),
    };
    let d = Diagnostic::error(301, span, message).also(a.0, format!("这是{ta}")).also(b.0, format!("这是{tb}"));
    match operand_hint(op, a.1, b.1) {
        Some(hint) => d.hint(hint),
        None => d,
    }
}

fn operand_hint(op: ArithOp, a: &Ty, b: &Ty) -> Option<&'static str> {
    let sum = matches!(op, ArithOp::Add | ArithOp::Sub);
    match (a, b) {
        (Ty::Amount, Ty::Ratio) | (Ty::Ratio, Ty::Amount) if sum => {
            Some("按比例算金额写「金额 × 比例」；提高或降低比例时，两边都应是比例，如「90% ＋ 5个百分点」")
        }
        (Ty::Amount, Ty::Amount) if op == ArithOp::Mul => Some("相乘的两项里应有一项是比例或次数"),
        (Ty::Set(_), Ty::Set(_)) => Some("集合的运算写「并（甲，乙）」「交（甲，乙）」「差（甲，乙）」"),
        (Ty::Date, Ty::Date) if op == ArithOp::Add => Some("两个日期只能相减，得天数；日期加的应是期间，如「3个月」"),
        (Ty::Int(_), Ty::Int(_)) => Some("单位不同，先换成同一单位，或用「整数（x）」去掉单位"),
        (Ty::Period, _) | (_, Ty::Period) if op == ArithOp::Mul => {
            Some("期间不能相乘，先算出月数或天数，再用「期间（月数）」")
        }
        (Ty::Bool, _) | (_, Ty::Bool) => Some("真假不能计算，写「若 条件 则 甲 否则 乙」"),
        _ => None,
    }
}

/// MC0304: a bare number next to something that has a unit.
fn unit_missing(names: &Names<'_>, op: ArithOp, bare: Operand<'_>, other: Operand<'_>) -> Option<Diagnostic> {
    let number = bare.2.filter(|_| matches!(bare.1, Ty::Int(Unit::None) | Ty::Decimal))?;
    if !matches!(op, ArithOp::Add | ArithOp::Sub) {
        return None;
    }
    bare_number(names, bare.0, number, other.1)
}

/// MC0304: what the number should have been written as.
fn bare_number(names: &Names<'_>, span: Span, number: Num, want: &Ty) -> Option<Diagnostic> {
    let message = |d: Diagnostic, fix: String| d.hint(format!("写「{fix}」")).fix(fix);
    let want_name = ty_name(names, want);
    let d = Diagnostic::error(304, span, format!("这里要{want_name}，「{number}」没有单位"));
    match want {
        Ty::Amount => Some(message(d, format!("{number}元"))),
        Ty::Ratio => {
            if number > Num::ONE {
                return Some(message(d, format!("{number}%")));
            }
            let percent = number.mul(Num::int(100)).ok()?;
            let fixed = format!("{percent}%");
            Some(d.hint(format!("比例写成百分数，「{number}」作比例是「{fixed}」")).fix(fixed))
        }
        Ty::Date | Ty::Period => Some(d.hint(format!("写明单位，如「{number}日」「{number}个月」「{number}年」"))),
        _ => None,
    }
}

/// MC0302: the two sides cannot be compared or joined.
pub(super) fn incomparable(names: &Names<'_>, a: Operand<'_>, b: Operand<'_>, what: &str) -> Diagnostic {
    for (bare, other) in [(a, b), (b, a)] {
        let number = bare.2.filter(|_| matches!(bare.1, Ty::Int(Unit::None) | Ty::Decimal));
        if let Some(d) = number.and_then(|n| bare_number(names, bare.0, n, other.1)) {
            return d;
        }
    }
    let (ta, tb) = (ty_name(names, a.1), ty_name(names, b.1));
    let span = if b.0 == a.0 { a.0 } else { b.0 };
    let d = Diagnostic::error(302, span, format!("{what}类型不同，一边是{ta}，一边是{tb}"))
        .at(format!("这是{tb}"))
        .also(a.0, format!("这是{ta}"));
    match conversion(a.1, b.1) {
        Some(hint) => d.hint(hint),
        None => d,
    }
}

fn conversion(got: &Ty, want: &Ty) -> Option<String> {
    Some(match (got, want) {
        (Ty::Period, Ty::Int(u)) | (Ty::Int(u), Ty::Period) => {
            format!("这里按{}计，写成整数个单位，如「3{}」", ty_unit(*u), u.suffix())
        }
        (Ty::Int(a), Ty::Int(b)) if *a != Unit::None && *b != Unit::None => {
            "单位不同，先换成同一单位，或用「整数（x）」去掉单位".to_owned()
        }
        (Ty::Int(_), Ty::Int(Unit::None)) => "要去掉单位，写「整数（x）」".to_owned(),
        (Ty::Date, Ty::Month) | (Ty::Month, Ty::Date) => {
            "日期与月份不同：日期所在的月写「所在月（日期）」，月份的第一天写「月初（月份）」".to_owned()
        }
        (Ty::Interval, Ty::Amount) | (Ty::Amount, Ty::Interval) => {
            "金额区间的两端写「下限（X）」「上限（X）」".to_owned()
        }
        (Ty::Set(_), _) | (_, Ty::Set(_)) => "集合与单个值不同：问集合里有没有，写「集合 含 值」".to_owned(),
        _ => return None,
    })
}

fn ty_unit(unit: Unit) -> &'static str {
    match unit {
        Unit::None => "整数",
        Unit::Years => "年数",
        Unit::Months => "月数",
        Unit::Weeks => "周数",
        Unit::Days => "天数",
        Unit::Age => "周岁",
    }
}

/// MC0303: a value of the wrong type.
pub(super) fn mismatch(names: &Names<'_>, span: Span, got: &Ty, want: &Ty, literal: Option<Num>) -> Diagnostic {
    let bare = literal.filter(|_| matches!(got, Ty::Int(Unit::None) | Ty::Decimal));
    if let Some(d) = bare.and_then(|n| bare_number(names, span, n, want)) {
        return d;
    }
    let d = Diagnostic::error(303, span, format!("这里要{}，写的是{}", ty_name(names, want), ty_name(names, got)));
    match conversion(got, want).or_else(|| sample(want).map(|s| format!("{}写成「{s}」这样", ty_name(names, want))))
    {
        Some(hint) => d.hint(hint),
        None => d,
    }
}

/// What to write instead of a sum of a period and a number.
pub(super) fn write_months(written: &str) -> String {
    format!("要得月数，写成「{written}」，月数是不带单位的数")
}

/// MC0303: a sum of periods where a number of months is wanted.
pub(super) fn period_for_months(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(303, span, "这里要月数，写的是期间").hint(write_months(written))
}

/// MC0305: a condition must be true or false.
pub(super) fn not_a_condition(names: &Names<'_>, span: Span, got: &Ty) -> Diagnostic {
    let d = Diagnostic::error(305, span, format!("这里要条件，写的是{}", ty_name(names, got)));
    match got {
        Ty::Enum(_) => d.hint("写明是哪一个值，如「险种 为 居民医保」"),
        Ty::Set(_) => d.hint("写明含哪一个值，如「身份 含 低保对象」"),
        _ => d.hint("写明与什么比较，如「费用 超过 1万元」"),
    }
}

/// MC0306: ÷ outside 取整.
pub(super) fn division(span: Span) -> Diagnostic {
    Diagnostic::error(306, span, "除法只能写在取整里").hint("写明取整到什么单位，如「取整（甲 ÷ 乙，到 分）」")
}

/// MC0307: the wrong number of arguments.
pub(super) fn arity(span: Span, func: &str, want: usize, got: usize) -> Diagnostic {
    Diagnostic::error(307, span, format!("「{func}」要{want}项，写了{got}项"))
}

/// MC0308: 为 on a set.
pub(super) fn set_needs_contains(names: &Names<'_>, span: Span, ty: &Ty) -> Diagnostic {
    Diagnostic::error(308, span, format!("左边是{}，不能用「为」来问其中一个值", ty_name(names, ty)))
        .hint("问集合里有没有，写「含」；问是不是空的，写「为 无」")
}

/// MC0308: 含 on a single value.
pub(super) fn contains_needs_set(names: &Names<'_>, span: Span, ty: &Ty) -> Diagnostic {
    Diagnostic::error(308, span, format!("「含」的左边要集合，这里是{}", ty_name(names, ty)))
        .hint("单个值写「为」，如「险种 为 居民医保」")
}

/// MC0308: a bare value in a cell of a set-valued column.
pub(super) fn set_cell(span: Span, column: &str) -> Diagnostic {
    Diagnostic::error(308, span, format!("「{column}」列是集合，这一格要写「含 …」或「不含 …」"))
}

/// MC0309: a cell whose value has another type or unit than its column.
pub(super) fn cell_type(names: &Names<'_>, span: Span, column: &str, got: &Ty, want: &Ty) -> Diagnostic {
    let (want_name, got_name) = (ty_name(names, want), ty_name(names, got));
    let d = Diagnostic::error(309, span, format!("「{column}」列是{want_name}，这一格写的是{got_name}"));
    match sample(want) {
        Some(s) => d.hint(format!("写成「{s}」这样")),
        None => d,
    }
}

/// MC0309: a range in a column whose values have no order.
pub(super) fn range_on(names: &Names<'_>, span: Span, column: &str, ty: &Ty) -> Diagnostic {
    Diagnostic::error(309, span, format!("「{column}」列是{}，没有大小，不能写范围", ty_name(names, ty)))
}

/// MC0310: only constants here.
pub(super) fn not_constant(span: Span) -> Diagnostic {
    Diagnostic::error(310, span, "这里只能写常数")
        .hint("可以是直接写出的值（如「3个月」「90%」）或它们的算式，不能引用别的名")
}

/// MC0311: a constant outside the declared range.
pub(super) fn out_of_range(span: Span, input: &str) -> Diagnostic {
    Diagnostic::error(311, span, format!("这个值不在输入「{input}」声明的范围里"))
}

/// MC0312: not a number.
pub(super) fn not_numeric(names: &Names<'_>, span: Span, ty: &Ty, what: &str) -> Diagnostic {
    Diagnostic::error(312, span, format!("{}不能{what}，只有金额、比例和数可以", ty_name(names, ty)))
}

/// MC0312: no order.
pub(super) fn not_ordered(names: &Names<'_>, span: Span, ty: &Ty) -> Diagnostic {
    let d = Diagnostic::error(312, span, format!("{}没有大小，不能比较", ty_name(names, ty)));
    match ty {
        Ty::Period => d.hint("期间的长短要按月数或天数比较，如「满月数（起，止） 满 3个月」"),
        Ty::Interval => d.hint("比较「下限（X）」或「上限（X）」"),
        _ => d,
    }
}

/// MC0312: 早于 of something that is no day, month or year.
pub(super) fn word_of_time(names: &Names<'_>, span: Span, word: BoundWord, ty: &Ty) -> Diagnostic {
    let word = word.leading().unwrap_or_default();
    Diagnostic::error(312, span, format!("「{word}」只比较日期、月份和年度，这里是{}", ty_name(names, ty)))
        .hint("比较大小写「低于」「高于」「不低于」「不超过」")
}

/// MC0312: a merge rule that the type does not allow.
pub(super) fn merge(names: &Names<'_>, span: Span, ty: &Ty, merge: Merge) -> Diagnostic {
    let word = match merge {
        Merge::Highest => "就高",
        Merge::Lowest => "就低",
        Merge::Sum => "累加",
        Merge::Unique => "唯一",
        Merge::First => "按序",
    };
    Diagnostic::error(312, span, format!("{}不能「{word}」", ty_name(names, ty)))
}

/// MC0312: an accumulator that cannot hold such values.
pub(super) fn cannot_accumulate(names: &Names<'_>, span: Span, ty: &Ty, mode: AccumMode) -> Diagnostic {
    let word = if mode == AccumMode::Sum { "相加" } else { "比大小" };
    Diagnostic::error(312, span, format!("{}不能{word}，不能这样累计", ty_name(names, ty)))
        .hint("没有大小的值用「取最近」累计")
}

/// MC0313: an argument of the wrong type.
pub(super) fn argument(names: &Names<'_>, span: Span, func: &str, got: &Ty, wanted: &str) -> Diagnostic {
    let d = Diagnostic::error(313, span, format!("「{func}」这里要{wanted}，写的是{}", ty_name(names, got)));
    if func == "期间" && *got == Ty::Int(Unit::None) {
        return d.hint("整数没有单位，写成「x × 1个月」「x × 1日」这样");
    }
    d
}

/// MC0313: an aggregate over something that is no set.
pub(super) fn aggregate_needs_set(names: &Names<'_>, span: Span, got: &Ty) -> Diagnostic {
    Diagnostic::error(313, span, format!("「于」后面要集合，写的是{}", ty_name(names, got)))
}

/// MC0313: a range of something other than whole numbers.
pub(super) fn range_needs_whole(names: &Names<'_>, span: Span, got: &Ty) -> Diagnostic {
    Diagnostic::error(313, span, format!("「从 … 至 …」两端要整数，写的是{}", ty_name(names, got)))
}

/// MC0313: 分段 of something that is no schedule.
pub(super) fn needs_bands(span: Span) -> Diagnostic {
    Diagnostic::error(313, span, "这里要写分段表的名")
}

/// MC0314: nothing shows the type of the parameter.
pub(super) fn param_without_type(name: &Ident) -> Diagnostic {
    Diagnostic::error(314, name.span, format!("看不出参数「{}」的类型", name.text))
        .hint(format!("写明类型，如「参数 {} 为 金额：文件未定」", name.text))
}

/// MC0314: nothing shows the type of the item.
pub(super) fn item_without_type(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(314, span, format!("看不出项目「{name}」的类型"))
        .hint(format!("用「项目 {name} 为 金额」这样声明它的类型"))
}

/// MC0315: 日期 must be a date.
pub(super) fn date_type(span: Span) -> Diagnostic {
    Diagnostic::error(315, span, "输入「日期」是就诊日期，类型只能是日期")
}

/// MC0315: elements of sets.
pub(super) fn not_an_element(names: &Names<'_>, span: Span, ty: &Ty) -> Diagnostic {
    Diagnostic::error(315, span, format!("集合的元素不能是{}", ty_name(names, ty)))
        .hint("集合的元素可以是枚举、整数、年数、日期或文本")
}

/// MC0303: a list of one enum where another is tested.
pub(super) fn list_of_other_enum(names: &Names<'_>, name: &QName, of: EnumId, want: EnumId) -> Diagnostic {
    let called = |e: EnumId| names.enums.get(e.ix()).map_or("", |e| e.name.as_str());
    let word = name.parts.last().map_or("", |p| p.text.as_str());
    Diagnostic::error(303, name.span, format!("清单「{word}」属枚举「{}」，这里要枚举「{}」", called(of), called(want)))
}

/// MC0303: several values where one is asked for.
pub(super) fn one_value(names: &Names<'_>, span: Span, want: &Ty) -> Diagnostic {
    Diagnostic::error(303, span, format!("这里只能写一个{}", ty_name(names, want)))
}

/// MC0303: several readings of one question.
pub(super) fn one_reading(span: Span) -> Diagnostic {
    Diagnostic::error(303, span, "存疑只能取一个读法")
}

/// MC0303: only facts may be unknown.
pub(super) fn only_facts_unknown(span: Span) -> Diagnostic {
    Diagnostic::error(303, span, "只有输入可以写「未知」").hint("参数没有给出时，不写它就是文件未定")
}

/// MC0301: a month moved by days.
pub(super) fn days_on_month(span: Span) -> Diagnostic {
    Diagnostic::error(301, span, "月份只能加减月数或年数，不能加减天数").hint("要到日，先写「月初（月份）」得到日期")
}

/// MC0499: nested deeper than the parser lets through.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error(499, span, "式子嵌套得太深").hint("分成几个项目来写")
}

// ── Structure ──

/// MC0423: a gap or an overlap between two bands.
pub(super) fn bands_not_adjacent(name: &str, span: Span, before: Span) -> Diagnostic {
    Diagnostic::error(423, span, format!("分段表「{name}」的这一段没有从上一段的止点开始"))
        .also(before, "上一段")
        .hint("各段要从小到大首尾相接")
}

/// MC0428: a row with too few or too many cells.
pub(super) fn row_width(span: Span, want: usize) -> Diagnostic {
    Diagnostic::error(428, span, format!("这一行的格数与表头不符，表头有{want}列"))
}

/// MC0429: two values on one day.
pub(super) fn periods_overlap(name: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(429, span, format!("参数「{name}」有两个值的适用期间重叠")).also(first, "与这一段重叠")
}

/// MC0431: nothing lies in the range.
pub(super) fn empty_range(span: Span) -> Diagnostic {
    Diagnostic::error(431, span, "这个范围是空的，起点不小于止点")
}

/// MC0433: one fact set twice.
pub(super) fn set_twice(name: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(433, span, format!("「{name}」设了两次")).also(first, "先在这里")
}

/// MC0434: 应 before 就诊.
pub(super) fn expect_before_encounters(span: Span) -> Diagnostic {
    Diagnostic::error(434, span, "有几次就诊的例，「应」要写在各次「就诊」里")
}
