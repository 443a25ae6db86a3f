use super::super::mapping::file::MapFile;
use super::super::mapping::{Wanted, map};
use super::*;
use crate::data::{ColumnInfo, Exact, Kind, Known, Texts};
use crate::driver;
use crate::ir::{InputId, ModuleId};
use proptest::prelude::*;

const POLICY: &str = "政策 试验
枚举 险种：
    职工医保，又称 职工，编码 310
    居民医保，编码 390
输入 险种 为 险种
输入 身份 为 集合（险种）
输入 金额甲 为 金额，范围 0元 至 1000元（不含）
输入 比例甲 为 比例
输入 月数甲 为 月数，范围 0个月 至 12个月
输入 急诊 为 真假
输入 就诊日 为 日期
输入 生育月 为 月份
输入 姓 为 文本
项目 结果 为 金额
条款 一：
    当 险种 为 职工医保 且 身份 含 职工医保 且 比例甲 超过 1% 且 月数甲 满 1个月 且 急诊 且 就诊日 晚于 2025年1月1日 且 生育月 早于 2025年6月 且 姓 为 「王」
    结果 ＝ 金额甲
";

fn program() -> Program {
    let text = POLICY
        .replace("就诊日 晚于 2025年1月1日", "就诊日 ＞ 2025年1月1日")
        .replace("生育月 早于 2025年6月", "生育月 ＜ 2025年6月");
    let compiled = driver::compile_texts(&[("试验.mingce", &text)]);
    compiled.program.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics))
}

/// Reads one cell of a column of this name; the code of a fault.
fn read(name: &str, column: data::Column, kind: Kind) -> Result<Option<Value>, u16> {
    let program = program();
    let inputs: Vec<InputId> = (0..u32::try_from(program.inputs.len()).unwrap()).map(InputId).collect();
    let wanted = Wanted {
        program: &program,
        module: ModuleId(0),
        renames: &[],
        presets: &[],
        inputs: &inputs,
        person: None,
        id: None,
        round_floats: kind == Kind::Float,
    };
    let columns = [ColumnInfo { name: name.to_owned(), kind }];
    let mapping = map(&wanted, &columns, &MapFile::default()).unwrap();
    let mut decoder = Decoder::new(&program, &mapping);
    let block = Block { lines: vec![2], columns: vec![column], faults: vec![] };
    let (mut out, mut codes) = (vec![Column::default()], Vec::new());
    // The second time words are remembered.
    let first = decoder.row(&block, 0, &mut out, &mut codes).map_err(|f| f.code);
    let again = decoder.row(&block, 0, &mut out, &mut codes).map_err(|f| f.code);
    assert_eq!(first, again);
    first?;
    let (_, coding) = mapping.layout.columns()[0];
    Ok(codes[0].map(|code| coding.decode(code, &out[0].dictionary).unwrap()))
}

fn text(name: &str, cell: &str) -> Result<Option<Value>, u16> {
    let mut texts = Texts::default();
    texts.push(cell);
    read(name, data::Column::Text(texts), Kind::Text)
}

fn num(text: &str) -> Result<Option<Value>, u16> {
    Ok(Some(Value::Num(Num::parse(text).unwrap())))
}

#[test]
fn amounts_are_read_exactly() {
    assert_eq!(text("金额甲", "12.5"), num("12.50"));
    assert_eq!(text("金额甲", "0.29"), num("0.29"));
    assert_eq!(text("金额甲", "12.500"), num("12.5"));
    assert_eq!(text("金额甲", "１２元"), num("12"));
    assert_eq!(text("金额甲", "999.99"), num("999.99"));
    assert_eq!(text("金额甲", ""), Ok(None));
    assert_eq!(text("金额甲", "1000"), Err(507));
    assert_eq!(text("金额甲", "-1"), Err(507));
    assert_eq!(text("金额甲", "1.234"), Err(506));
    assert_eq!(text("金额甲", "1e2"), Err(505));
    assert_eq!(text("金额甲", "1."), Err(505));
    assert_eq!(text("金额甲", "99999999999999999999"), Err(509));
}

#[test]
fn other_types_are_read_as_cases_read_them() {
    assert_eq!(text("比例甲", "90%"), num("0.9"));
    assert_eq!(text("比例甲", "0.123456789"), Err(505));
    assert_eq!(text("月数甲", "3个月"), num("3"));
    assert_eq!(text("月数甲", "13"), Err(507));
    assert_eq!(text("险种", "310"), Ok(Some(Value::Member(0))));
    assert_eq!(text("险种", "职工"), Ok(Some(Value::Member(0))));
    assert_eq!(text("险种", "其他"), Err(513));
    assert_eq!(text("身份", "居民医保;310"), Ok(Some(Value::Set(std::sync::Arc::new([0, 1].into())))));
    assert_eq!(text("身份", "无"), Ok(Some(Value::Set(std::sync::Arc::new([].into())))));
    assert_eq!(text("急诊", "1"), Ok(Some(Value::Bool(true))));
    assert_eq!(text("急诊", "否"), Ok(Some(Value::Bool(false))));
    assert_eq!(text("急诊", "也许"), Err(505));
    assert_eq!(text("姓", "王"), Ok(Some(Value::Text("王".into()))));
    let day = |y, m, d| Ok(Some(Value::Date(crate::base::date::Date::new(y, m, d).unwrap())));
    for cell in ["2025-03-01", "20250301", "2025/3/1", "2025-03-01 08:30:00", "2025-03-01T08:30:00"] {
        assert_eq!(text("就诊日", cell), day(2025, 3, 1), "{cell}");
    }
    assert_eq!(text("就诊日", "2025-02-30"), Err(508));
    assert_eq!(text("就诊日", "1/3/2025"), Err(505));
    assert_eq!(text("生育月", "2025-03"), day(2025, 3, 1));
    assert_eq!(text("生育月", "202503"), day(2025, 3, 1));
}

#[test]
fn typed_columns_are_read_without_text() {
    let number = |value: i128, scale| {
        let cells = Known { values: vec![value], known: vec![true] };
        data::Column::Number(Exact { cells, scale })
    };
    assert_eq!(read("金额甲", number(1250, 2), Kind::Decimal(2)), num("12.5"));
    assert_eq!(read("金额甲", number(125, 0), Kind::Whole), num("125"));
    assert_eq!(read("金额甲", number(125_000, 4), Kind::Decimal(4)), num("12.5"));
    assert_eq!(read("金额甲", number(125_001, 4), Kind::Decimal(4)), Err(506));
    assert_eq!(read("金额甲", number(100_000, 2), Kind::Decimal(2)), Err(507));
    assert_eq!(read("险种", number(310, 0), Kind::Whole), Ok(Some(Value::Member(0))));
    assert_eq!(
        read("急诊", data::Column::Truth(Known { values: vec![true], known: vec![true] }), Kind::Truth),
        Ok(Some(Value::Bool(true)))
    );
    assert_eq!(
        read("急诊", data::Column::Truth(Known { values: vec![true], known: vec![false] }), Kind::Truth),
        Ok(None)
    );
}

#[test]
fn binary_fractions_are_rounded_only_on_request() {
    let mut texts = Texts::default();
    texts.push("0.30000000000000004");
    assert_eq!(read("金额甲", data::Column::Text(texts.clone()), Kind::Float), num("0.3"));
    assert_eq!(read("金额甲", data::Column::Text(texts), Kind::Text), Err(506));
}

proptest! {
    #[test]
    fn quick_and_slow_agree(cell in "-?[0-9]{0,14}[.]?[0-9]{0,3}") {
        let program = program();
        let fact = program.inputs.iter().find(|i| i.name == "金额甲").unwrap();
        let (least, most) = quick::within(fact, Coding::Scaled(2));
        if let Some(code) = quick::text(&cell, &Ty::Amount).filter(|c| (least..=most).contains(c)) {
            let json = text::as_json(&program, &Ty::Amount, &cell);
            let value = case::read_fact(&program, fact, &json).unwrap().unwrap();
            prop_assert_eq!(Coding::Scaled(2).encode(&value, &mut Dictionary::default()), Some(code));
        }
    }
}
