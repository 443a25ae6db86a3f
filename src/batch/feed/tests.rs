use super::*;
use crate::data::csv;
use std::io::Cursor;

fn source(persons: &[&str]) -> csv::Reader {
    let text = format!("人,行\n{}", persons.iter().map(|p| format!("{p},x\n")).collect::<String>());
    csv::Reader::open(Box::new(Cursor::new(text)), None).unwrap()
}

/// Persons of each block.
fn blocks(persons: &[&str], column: Option<usize>) -> Result<Vec<usize>, ()> {
    let mut source = source(persons);
    let mut feeder = Feeder::new(Rows::Stream(&mut source), column);
    let mut out = Vec::new();
    loop {
        match feeder.next() {
            Ok(Some(block)) => out.push(block.len()),
            Ok(None) => return Ok(out),
            Err(Stop::Unsorted) => return Err(()),
            Err(Stop::Fault(fault)) => panic!("{fault:?}"),
        }
    }
}

#[test]
fn a_person_is_never_cut() {
    let mut persons = vec!["A"; ROWS - 1];
    persons.extend(["B"; 3]);
    persons.extend(vec!["C"; 2 * ROWS]);
    persons.extend(["D"; 2]);
    let found = blocks(&persons, Some(0)).unwrap();
    assert_eq!(found.iter().sum::<usize>(), persons.len());
    assert_eq!(found, [ROWS - 1, 3, 2 * ROWS + 2]);
    // Without persons a block is what is read at a time.
    assert_eq!(blocks(&persons, None).unwrap().first(), Some(&ROWS));
}

#[test]
fn persons_may_ascend_as_text_or_as_numbers() {
    assert_eq!(blocks(&["9", "10", "10", "11"], Some(0)), Ok(vec![4]));
    assert_eq!(blocks(&["10", "11", "9"], Some(0)), Ok(vec![3]));
    assert_eq!(blocks(&["A", "", "A", "B"], Some(0)), Ok(vec![4]));
    assert_eq!(blocks(&["A", "B", "A"], Some(0)), Err(()));
    assert_eq!(blocks(&[], Some(0)), Ok(vec![]));
}
