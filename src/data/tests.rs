use super::encoding::{Encoding, detect};
use super::*;
use proptest::prelude::*;
use std::io::Cursor;

fn input(bytes: &[u8]) -> Input {
    Box::new(Cursor::new(bytes.to_vec()))
}

fn table(source: &mut dyn Source) -> Table {
    Table::read(source).unwrap()
}

fn csv_table(text: &[u8]) -> Table {
    table(&mut csv::Reader::open(input(text), None).unwrap())
}

/// Cells of all rows, with the codes of faults.
fn cells(t: &Table) -> Vec<Vec<String>> {
    (0..t.rows.len()).map(|r| (0..t.columns.len()).map(|c| t.cell(r, c).into_owned()).collect()).collect()
}

fn faults(t: &Table) -> Vec<(u64, u16)> {
    t.rows.faults.iter().map(|(row, f)| (t.rows.lines[*row], f.code)).collect()
}

#[test]
fn cells_are_trimmed_unquoted_and_keep_their_lines() {
    let t = csv_table(
        "\u{feff}编号, 金额 ,备注\r\n\t001,12.50,\"甲,乙\"\r\n\n002,,\"说\"\"好\"\"\n第二行\"\n003,1,末".as_bytes(),
    );
    assert_eq!(t.columns, ["编号", "金额", "备注"]);
    assert_eq!(cells(&t), [["001", "12.50", "甲,乙"], ["002", "", "说\"好\"\n第二行"], ["003", "1", "末"]]);
    assert_eq!(t.rows.lines, [2, 4, 6]);
    assert_eq!(faults(&t), []);
}

#[test]
fn tabs_and_semicolons_separate_where_there_is_no_comma() {
    assert_eq!(cells(&csv_table("甲\t乙\n1\t2,5\n".as_bytes())), [["1", "2,5"]]);
    assert_eq!(cells(&csv_table("甲;乙\n1;2\n".as_bytes())), [["1", "2"]]);
}

#[test]
fn a_bad_row_costs_itself_alone() {
    let t = csv_table("甲,乙\n1,2\n3\n4,5,6\n甲,乙\n7,8,,\n9,10\n".as_bytes());
    assert_eq!(faults(&t), [(3, 530), (4, 530), (5, 533)]);
    let good: Vec<Vec<String>> =
        cells(&t).into_iter().enumerate().filter(|(r, _)| [0, 4, 5].contains(r)).map(|(_, c)| c).collect();
    assert_eq!(good, [["1", "2"], ["7", "8"], ["9", "10"]]);
}

#[test]
fn a_quotation_mark_left_open_costs_one_line() {
    let t = csv_table("甲,乙\n1,\"2\n3,4\n5,6\n".as_bytes());
    assert_eq!(faults(&t), [(2, 530)]);
    assert_eq!(cells(&t)[1..], [["3", "4"], ["5", "6"]]);
}

#[test]
fn bytes_that_are_no_text_are_found_in_the_columns_read() {
    let bytes = b"a,b\n1,\xff\n2,\x00\n3,4\n";
    let t = csv_table(bytes);
    assert_eq!(faults(&t), [(2, 531), (3, 531)]);
    let mut only_a = csv::Reader::open(input(bytes), None).unwrap();
    only_a.select(&[0]).unwrap();
    let mut block = Block::default();
    while only_a.read(&mut block, 10).unwrap() {}
    assert!(block.faults.is_empty());
    assert_eq!(block.columns[0].text(1), "2");
}

#[test]
fn a_very_long_line_is_reported_and_passed_over() {
    let text = format!("a,b\n1,{}\n2,3\n", "x".repeat(3 * 1024 * 1024));
    let t = csv_table(text.as_bytes());
    assert_eq!(faults(&t), [(2, 530)]);
    assert_eq!(cells(&t)[1], ["2", "3"]);
}

#[test]
fn gb18030_is_told_from_utf8() {
    // 「编号,险种」 and 「1,职工」 in GB18030.
    let bytes = b"\xB1\xE0\xBA\xC5,\xCF\xD5\xD6\xD6\n1,\xD6\xB0\xB9\xA4\n";
    let mut reader = csv::Reader::open(input(bytes), None).unwrap();
    assert_eq!(reader.encoding(), Encoding::Gb18030);
    let t = table(&mut reader);
    assert_eq!(
        (t.columns.as_slice(), cells(&t)),
        (["编号".to_owned(), "险种".to_owned()].as_slice(), vec![vec!["1".into(), "职工".into()]])
    );
    assert_eq!(detect("编号".as_bytes(), true), Encoding::Utf8);
    // The last character is cut by the end of the sample.
    assert_eq!(detect(&"编号".as_bytes()[..5], false), Encoding::Utf8);
    assert_eq!(detect(b"\xff\xff", true), Encoding::Utf8);
}

#[test]
fn files_that_are_no_tables_are_refused() {
    let code = |bytes: &[u8]| csv::Reader::open(input(bytes), None).err().map(|f| f.code.0);
    assert_eq!(code(b""), Some(520));
    assert_eq!(code(b"\n \n"), Some(520));
    assert_eq!(code(b"PK\x03\x04\x00\x00"), Some(520));
    assert_eq!(code("甲,乙,甲\n".as_bytes()), Some(521));
    assert_eq!(code(b"a,\xff\n"), Some(520));
    assert_eq!(jsonl::Reader::open(input(b" \n"), None).err().map(|f| f.code.0), Some(520));
    assert_eq!(xlsx::Reader::open(input(b"a,b\n")).err().map(|f| f.code.0), Some(520));
}

#[test]
fn json_lines_keep_numbers_as_written() {
    let text = "{\"甲\": 0.10, \"乙\": [\"x\", 2], \"丙\": null}\n{\"乙\": true, \"甲\": \"y\"}\n";
    let t = table(&mut jsonl::Reader::open(input(text.as_bytes()), None).unwrap());
    assert_eq!(t.columns, ["甲", "乙", "丙"]);
    assert_eq!(cells(&t), [["0.10", "x;2", ""], ["y", "是", ""]]);
}

#[test]
fn json_lines_that_are_wrong_cost_themselves_alone() {
    let text = "{\"甲\": 1}\n{\"甲\": 1, \"甲\": 2}\n[1]\n{\"甲\": {\"x\": 1}}\n{\"甲\": 5}\n";
    let t = table(&mut jsonl::Reader::open(input(text.as_bytes()), None).unwrap());
    assert_eq!(faults(&t), [(2, 530), (3, 530), (4, 531)]);
    assert_eq!((t.rows.len(), t.cell(4, 0).into_owned()), (5, "5".to_owned()));
    let late = format!("{}{{\"乙\": 1}}\n", "{\"甲\": 1}\n".repeat(1000));
    let t = table(&mut jsonl::Reader::open(input(late.as_bytes()), None).unwrap());
    assert_eq!(faults(&t), [(1001, 530)]);
}

#[test]
fn a_workbook_survives_writing_and_reading() {
    let mut book = xlsx::Book::default();
    let mut sheet = book.sheet("差异/一", &["编号", "金额", "日期"]).unwrap();
    let day = crate::base::date::Date::new(2025, 6, 1).unwrap();
    sheet.row(["001".into(), Cell::Number(123_450, 2), Cell::Day(day)]).unwrap();
    sheet.row(["002".into(), Cell::Number(10_i128.pow(20), 2), Cell::Empty]).unwrap();
    let mut bytes = Vec::new();
    book.save(&mut bytes).unwrap();
    let t = table(&mut xlsx::Reader::open(input(&bytes)).unwrap());
    assert_eq!(t.columns, ["编号", "金额", "日期"]);
    assert_eq!(cells(&t), [["001", "1234.5", "2025-06-01"], ["002", "1000000000000000000.00", ""]]);
}

#[test]
fn what_is_written_is_read_again() {
    let row = ["a,\"b\"\nc".into(), Cell::Number(-5, 2), Cell::Truth(true), Cell::Empty];
    let mut out = "甲,乙,丙,丁\n".to_owned();
    csv::write_row(row.clone(), &mut out);
    assert_eq!(cells(&csv_table(out.as_bytes())), [["a,\"b\"\nc", "-0.05", "是", ""]]);
    let names: Vec<String> = ["甲", "乙", "丙", "丁"].map(str::to_owned).to_vec();
    let mut out = String::new();
    jsonl::write_row(&names, row, &mut out);
    assert_eq!(out, "{\"甲\":\"a,\\\"b\\\"\\nc\",\"乙\":\"-0.05\",\"丙\":true,\"丁\":null}\n");
}

#[test]
fn blocks_part_and_join() {
    let whole = csv_table("a,b\n1,x\n2\n3,z\n4,w\n".as_bytes()).rows;
    let mut first = whole.clone();
    let rest = first.split_off(2);
    assert_eq!((first.len(), rest.len()), (2, 2));
    assert_eq!((first.faults[0].0, rest.faults.len()), (1, 0));
    first.append(rest);
    assert_eq!(first, whole);
}

/// Pieces that meet in damaged files.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b",".to_vec()),
        Just(b"\"".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"\0".to_vec()),
        Just("编号".as_bytes().to_vec()),
        Just(b"\xD6\xB0".to_vec()),
        Just(b"\xEF\xBB\xBF".to_vec()),
        Just(b"{\"a\":".to_vec()),
        Just(b"1}".to_vec()),
        proptest::collection::vec(any::<u8>(), 0..4),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|p| p.concat())
}

proptest! {
    #[test]
    fn any_bytes_give_rows_or_a_fault(bytes in damaged(), rows in 1_usize..5) {
        for format in [Format::Csv, Format::JsonLines, Format::Xlsx] {
            match format.open(input(&bytes), None) {
                Err(fault) => prop_assert!(!fault.message.is_empty()),
                Ok(mut source) => {
                    let mut block = Block::default();
                    while source.read(&mut block, rows).unwrap() {}
                    for column in &block.columns {
                        prop_assert_eq!(column.len(), block.len());
                    }
                    let lines = bytes.iter().filter(|b| **b == b'\n').count() as u64 + 1;
                    prop_assert!(block.lines.iter().all(|l| *l >= 1 && *l <= lines));
                    prop_assert!(block.lines.is_sorted());
                }
            }
        }
    }

    #[test]
    fn any_cells_survive_csv(cells_in in proptest::collection::vec("[^\u{0}\u{fffd}]{0,8}", 3)) {
        let mut out = "甲,乙,丙\n".to_owned();
        csv::write_row(cells_in.iter().map(|c| c.as_str().into()), &mut out);
        let t = csv_table(out.as_bytes());
        let want: Vec<String> = cells_in.iter().map(|c| c.trim().to_owned()).collect();
        // A lone carriage return at the end of a row is part of the line's end.
        if t.rows.len() == 1 && t.rows.faults.is_empty() && !cells_in.iter().any(|c| c.contains('\r')) {
            prop_assert_eq!(&cells(&t)[0], &want);
        } else {
            prop_assert!(cells_in.iter().any(|c| c.contains(['\r', '\n'])));
        }
    }
}
