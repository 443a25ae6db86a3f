use super::*;
use crate::data::{Column, RowFault, Texts};
use std::io::Cursor;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Files in memory, counted.
#[derive(Default)]
struct Files(AtomicUsize);

impl Spill for Files {
    fn create(&self) -> io::Result<Box<dyn Run>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(Box::new(Cursor::new(Vec::new())))
    }
}

/// Rows of (person, day), in this order.
fn block(rows: &[(&str, i64)]) -> Block {
    let (mut persons, mut days) = (Texts::default(), Texts::default());
    for (person, day) in rows {
        persons.push(person);
        days.push(&day.to_string());
    }
    let lines = (2..).take(rows.len()).collect();
    Block { lines, columns: vec![Column::Text(persons), Column::Text(days)], faults: Vec::new() }
}

fn sorted(rows: &[(&str, i64)], limit: usize) -> (Vec<(String, String, u64)>, usize) {
    let (files, mut block) = (Files::default(), block(rows));
    block.faults.push((0, RowFault { column: Some("列".to_owned()), code: 530, message: "坏".to_owned() }));
    let mut sorter = Sorter::new(&files, limit);
    sorter.add(&block, &|row| (rows[row].0.to_owned(), rows[row].1)).unwrap();
    let mut all = sorter.finish().unwrap();
    let mut out = Block::default();
    while all.read(&mut out, 3).unwrap() {}
    let text = |c: usize, r: usize| out.columns[c].text(r).into_owned();
    let (place, fault) = &out.faults[0];
    assert_eq!((out.lines[*place], fault.code, fault.message.as_str()), (2, 530, "坏"));
    let cells = (0..out.len()).map(|r| (text(0, r), text(1, r), out.lines[r])).collect();
    (cells, files.0.load(Ordering::Relaxed))
}

#[test]
fn rows_come_by_person_day_and_line() {
    let rows = [("乙", 5), ("甲甲", 1), ("乙", -3), ("甲", 9), ("乙", 5)];
    let (found, files) = sorted(&rows, 1 << 20);
    let want = [("乙", "-3", 4), ("乙", "5", 2), ("乙", "5", 6), ("甲", "9", 5), ("甲甲", "1", 3)];
    let found: Vec<(&str, &str, u64)> = found.iter().map(|(p, d, l)| (p.as_str(), d.as_str(), *l)).collect();
    assert_eq!((found.as_slice(), files), (want.as_slice(), 0));
}

#[test]
fn files_give_what_memory_gives() {
    let persons: Vec<String> = (0..5000).map(|n| format!("P{}", n * 7919 % 1009)).collect();
    let rows: Vec<(&str, i64)> = persons.iter().zip(0..).map(|(p, n)| (p.as_str(), (n * 31) % 365)).collect();
    let (memory, none) = sorted(&rows, 1 << 30);
    let (files, some) = sorted(&rows, 1024);
    assert_eq!(memory, files);
    // More runs than are merged at once, so some were joined first.
    assert!(none == 0 && some > FAN_IN, "{some}");
}
