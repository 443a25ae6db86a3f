//! Arrays as columns of cells.

use super::super::{Column, Exact, Kind, Known, Texts};
use crate::base::date::Date;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal32Type, Decimal64Type, Decimal128Type, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, StringArray};
use arrow_schema::{DataType, TimeUnit};

/// What an array of a type holds.
pub(super) fn kind(ty: &DataType) -> Kind {
    use DataType as T;
    match ty {
        T::Utf8 | T::LargeUtf8 | T::Utf8View => Kind::Text,
        T::Dictionary(key, value) if **key == T::Int32 && **value == T::Utf8 => Kind::Text,
        T::Int8 | T::Int16 | T::Int32 | T::Int64 | T::UInt8 | T::UInt16 | T::UInt32 | T::UInt64 => Kind::Whole,
        T::Decimal32(_, scale) | T::Decimal64(_, scale) | T::Decimal128(_, scale) => {
            u32::try_from(*scale).map_or(Kind::Other, Kind::Decimal)
        }
        T::Date32 | T::Timestamp(_, None) => Kind::Day,
        T::Boolean => Kind::Truth,
        T::Float32 | T::Float64 => Kind::Float,
        _ => Kind::Other,
    }
}

/// An array as a column; `None` when it is not of the kind it was.
pub(super) fn column(array: &ArrayRef, kind: Kind) -> Option<Column> {
    Some(match kind {
        Kind::Text => Column::Text(texts(array)?),
        Kind::Whole => Column::Number(Exact { cells: whole(array)?, scale: 0 }),
        Kind::Decimal(scale) => Column::Number(Exact { cells: decimals(array)?, scale }),
        Kind::Day => Column::Day(days(array)?),
        Kind::Truth => Column::Truth(known(array.as_boolean_opt()?.iter())),
        Kind::Float => Column::Text(fractions(array)?),
        Kind::Other => return None,
    })
}

fn known<T: Clone + Default>(cells: impl Iterator<Item = Option<T>>) -> Known<T> {
    let mut out = Known::default();
    cells.for_each(|cell| out.push(cell));
    out
}

fn texts(array: &ArrayRef) -> Option<Texts> {
    fn all<'a>(cells: impl Iterator<Item = Option<&'a str>>) -> Texts {
        let mut out = Texts::default();
        cells.for_each(|cell| out.push(cell.unwrap_or_default().trim()));
        out
    }
    Some(match array.data_type() {
        DataType::Utf8 => all(array.as_string_opt::<i32>()?.iter()),
        DataType::LargeUtf8 => all(array.as_string_opt::<i64>()?.iter()),
        DataType::Utf8View => all(array.as_string_view_opt()?.iter()),
        _ => all(array.as_dictionary_opt::<Int32Type>()?.downcast_dict::<StringArray>()?.into_iter()),
    })
}

fn numbers<T: ArrowPrimitiveType>(array: &ArrayRef) -> Option<Known<i128>>
where
    T::Native: Into<i128>,
{
    Some(known(array.as_primitive_opt::<T>()?.iter().map(|v| v.map(Into::into))))
}

fn whole(array: &ArrayRef) -> Option<Known<i128>> {
    match array.data_type() {
        DataType::Int8 => numbers::<Int8Type>(array),
        DataType::Int16 => numbers::<Int16Type>(array),
        DataType::Int32 => numbers::<Int32Type>(array),
        DataType::Int64 => numbers::<Int64Type>(array),
        DataType::UInt8 => numbers::<UInt8Type>(array),
        DataType::UInt16 => numbers::<UInt16Type>(array),
        DataType::UInt32 => numbers::<UInt32Type>(array),
        DataType::UInt64 => numbers::<UInt64Type>(array),
        _ => None,
    }
}

fn decimals(array: &ArrayRef) -> Option<Known<i128>> {
    match array.data_type() {
        DataType::Decimal32(..) => numbers::<Decimal32Type>(array),
        DataType::Decimal64(..) => numbers::<Decimal64Type>(array),
        DataType::Decimal128(..) => numbers::<Decimal128Type>(array),
        _ => None,
    }
}

/// 1970-01-01
fn epoch() -> i64 {
    Date::new(1970, 1, 1).map_or(0, Date::day_number)
}

fn days(array: &ArrayRef) -> Option<Known<i64>> {
    let zero = epoch();
    let day = |count: i64, per_day: i64| zero + count.div_euclid(per_day);
    Some(match array.data_type() {
        DataType::Date32 => {
            known(array.as_primitive_opt::<Date32Type>()?.iter().map(|d| d.map(|d| zero + i64::from(d))))
        }
        DataType::Timestamp(unit, None) => {
            let seconds = 86_400;
            let (cells, per_day): (Known<i64>, i64) = match unit {
                TimeUnit::Second => (known(array.as_primitive_opt::<TimestampSecondType>()?.iter()), seconds),
                TimeUnit::Millisecond => {
                    (known(array.as_primitive_opt::<TimestampMillisecondType>()?.iter()), seconds * 1000)
                }
                TimeUnit::Microsecond => {
                    (known(array.as_primitive_opt::<TimestampMicrosecondType>()?.iter()), seconds * 1_000_000)
                }
                TimeUnit::Nanosecond => {
                    (known(array.as_primitive_opt::<TimestampNanosecondType>()?.iter()), seconds * 1_000_000_000)
                }
            };
            Known { values: cells.values.into_iter().map(|c| day(c, per_day)).collect(), known: cells.known }
        }
        _ => return None,
    })
}

/// Binary fractions in the shortest decimals that give them.
fn fractions(array: &ArrayRef) -> Option<Texts> {
    let mut out = Texts::default();
    match array.data_type() {
        DataType::Float32 => array.as_primitive_opt::<Float32Type>()?.iter().for_each(|v| push(v, &mut out)),
        _ => array.as_primitive_opt::<Float64Type>()?.iter().for_each(|v| push(v, &mut out)),
    }
    Some(out)
}

fn push(value: Option<impl ToString>, out: &mut Texts) {
    out.push(&value.map(|v| v.to_string()).unwrap_or_default());
}
