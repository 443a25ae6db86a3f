use super::*;

#[test]
fn persons_are_counted_by_what_they_pay() {
    let mut t = Tally::default();
    t.person(Some([0, 0]));
    t.person(Some([1000 * YUAN, 1000 * YUAN + 1]));
    t.person(Some([300_000 * YUAN, 5_000 * YUAN]));
    t.person(None);
    assert_eq!((t.persons, t.same, t.losers, t.winners, t.open), (4, 1, 1, 1, 1));
    assert_eq!((t.lost, t.won), (1, 295_000 * YUAN));
    assert_eq!(t.bands, [[1, 1, 0, 0, 0, 0, 0, 0, 1], [1, 0, 2, 0, 0, 0, 0, 0, 0]]);
}

#[test]
fn parts_join_to_the_whole() {
    let mut a = Tally { rows: 1, items: vec![[1, 2]], ..Tally::default() };
    let b = Tally { rows: 2, items: vec![[3, 4], [5, 6]], winners: 1, won: 7, ..Tally::default() };
    a.join(&b);
    assert_eq!((a.rows, a.items, a.winners, a.won), (3, vec![[4, 6], [5, 6]], 1, 7));
}

#[test]
fn an_item_that_does_not_apply_costs_nothing() {
    let cells = Cells {
        item: crate::ir::ItemId(0),
        coding: Coding::Scaled(2),
        values: vec![123, 0, 0],
        states: vec![State::Value, State::NotApplicable, State::Unknown],
        dictionary: Default::default(),
    };
    assert_eq!((0..3).map(|row| amount(&cells, row)).collect::<Vec<_>>(), [Some(1_230_000), Some(0), None]);
}
