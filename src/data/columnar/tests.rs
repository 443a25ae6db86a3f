use super::*;
use crate::data::{Column, Exact, Known, Table, Texts};
use std::io::Cursor;

/// Rows of every kind; the last row is empty.
fn block(rows: i64) -> Block {
    let mut texts = Texts::default();
    let (mut numbers, mut money, mut days, mut flags) =
        (Known::default(), Known::default(), Known::default(), Known::default());
    for n in 0..rows {
        let last = n + 1 == rows;
        texts.push(if last { "" } else { "居民" });
        numbers.push((!last).then_some(i128::from(n)));
        money.push((!last).then_some(i128::from(n) * 101));
        days.push((!last).then_some(739_000 + n));
        flags.push((!last).then_some(n % 2 == 0));
    }
    let columns = vec![
        Column::Text(texts),
        Column::Number(Exact { cells: numbers, scale: 0 }),
        Column::Number(Exact { cells: money, scale: 2 }),
        Column::Day(days),
        Column::Truth(flags),
    ];
    Block { lines: (1..=rows).map(|n| u64::try_from(n).unwrap()).collect(), columns, faults: vec![] }
}

fn file(rows: i64) -> Vec<u8> {
    let names = ["险种", "数", "金额", "日期", "是否"].map(str::to_owned);
    let kinds = [Kind::Text, Kind::Whole, Kind::Decimal(2), Kind::Day, Kind::Truth];
    let mut writer = Writer::new(Vec::new(), &names, &kinds).unwrap();
    writer.write(&block(rows)).unwrap();
    writer.finish().unwrap()
}

fn open(bytes: Vec<u8>) -> Result<Reader, Fault> {
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, &bytes).unwrap();
    Reader::parquet(file)
}

#[test]
fn what_is_written_is_read_again() {
    let mut reader = open(file(20_000)).unwrap();
    assert_eq!(reader.total(), Some(20_000));
    let kinds: Vec<Kind> = reader.columns().iter().map(|c| c.kind).collect();
    assert_eq!(kinds, [Kind::Text, Kind::Whole, Kind::Decimal(2), Kind::Day, Kind::Truth]);
    let table = Table::read(&mut reader).unwrap();
    assert_eq!(table.rows, block(20_000));
    assert_eq!(table.cell(3, 2), "3.03");
}

#[test]
fn only_the_columns_wanted_are_read() {
    let mut reader = open(file(10)).unwrap();
    reader.select(&[2]).unwrap();
    let mut out = Block::default();
    while reader.read(&mut out, 3).unwrap() {}
    assert_eq!((out.columns.len(), out.len(), out.columns[0].text(1).into_owned()), (1, 10, "1.01".to_owned()));
    assert!(reader.select(&[0]).is_err());
}

#[test]
fn damage_anywhere_is_a_fault_and_no_panic() {
    let good = file(3000);
    let mut faults = 0;
    for at in (0..good.len()).step_by(good.len() / 150) {
        let mut bytes = good.clone();
        bytes[at] ^= 0x5a;
        let read = open(bytes).and_then(|mut r| Table::read(&mut r).map(drop));
        faults += u32::from(read.is_err_and(|f| f.code.0 == 520 && f.message.contains("Parquet")));
        assert!(open(good[..at].to_vec()).is_err());
    }
    assert!(faults > 20, "{faults}");
    assert!(open(b"a,b\n1,2\n".to_vec()).is_err());
}

#[test]
fn arrow_files_and_streams_are_read() {
    let mut reader = open(file(100)).unwrap();
    let batch = reader.next_rows(100).unwrap().unwrap();
    let mut bytes = Vec::new();
    let mut writer = arrow_ipc::writer::FileWriter::try_new(&mut bytes, batch.schema_ref()).unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    let mut arrow = Reader::arrow(Cursor::new(bytes)).unwrap();
    arrow.select(&[0, 2]).unwrap();
    let table = Table::read(&mut arrow).unwrap();
    assert_eq!((table.rows.len(), table.rows.columns[1].text(7).into_owned()), (100, "7.07".to_owned()));
    let mut bytes = Vec::new();
    let mut writer = arrow_ipc::writer::StreamWriter::try_new(&mut bytes, batch.schema_ref()).unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    assert_eq!(Table::read(&mut Reader::stream(Cursor::new(bytes)).unwrap()).unwrap().rows.len(), 100);
    assert!(Reader::arrow(Cursor::new(b"ARROW1".to_vec())).is_err());
}
