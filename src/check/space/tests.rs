use super::gap::{Uncovered, uncovered};
use super::*;
use proptest::prelude::*;

fn region(sets: &[&[usize]], sizes: &[usize]) -> Region {
    Region(sets.iter().zip(sizes).map(|(s, &n)| Bits::of(n, s.iter().copied())).collect())
}

#[test]
fn a_complete_table_has_no_gap_and_a_missing_cell_is_found() {
    let sizes = [2, 3];
    let rows = vec![region(&[&[0], &[0, 1, 2]], &sizes), region(&[&[1], &[0, 1]], &sizes)];
    let whole = Region::whole(&sizes);
    let missing = region(&[&[1], &[2]], &sizes);
    assert_eq!(uncovered(&whole, &rows, 10, 1000), Uncovered::Regions(vec![missing.clone()]));
    let full: Vec<Region> = rows.into_iter().chain([missing]).collect();
    assert_eq!(uncovered(&whole, &full, 10, 1000), Uncovered::Nothing);
}

#[test]
fn running_out_of_steps_is_said() {
    let sizes = [2, 2];
    let rows = vec![region(&[&[0], &[0]], &sizes), region(&[&[1], &[0, 1]], &sizes), region(&[&[0, 1], &[1]], &sizes)];
    assert_eq!(uncovered(&Region::whole(&sizes), &rows, 10, 0), Uncovered::Unknown);
}

fn sizes() -> Vec<usize> {
    vec![3, 4, 2, 3]
}

fn any_box() -> impl Strategy<Value = Region> {
    let bits = |n: usize| {
        proptest::collection::vec(any::<bool>(), n)
            .prop_map(move |on| Bits::of(n, on.iter().enumerate().filter(|(_, b)| **b).map(|(i, _)| i)))
    };
    (bits(3), bits(4), bits(2), bits(3)).prop_map(|(a, b, c, d)| Region(vec![a, b, c, d]))
}

fn points() -> Vec<Region> {
    let mut all = Vec::new();
    for a in 0..3 {
        for b in 0..4 {
            for c in 0..2 {
                for d in 0..3 {
                    all.push(region(&[&[a], &[b], &[c], &[d]], &sizes()));
                }
            }
        }
    }
    all
}

proptest! {
    #[test]
    fn agrees_with_enumeration(boxes in proptest::collection::vec(any_box(), 0..12), domain in any_box()) {
        let open: Vec<Region> = points().into_iter()
            .filter(|p| p.within(&domain) && !boxes.iter().any(|b| p.within(b))).collect();
        match uncovered(&domain, &boxes, 1000, 100_000) {
            Uncovered::Nothing => prop_assert!(open.is_empty()),
            Uncovered::Regions(found) => {
                for p in &open { prop_assert!(found.iter().any(|r| p.within(r))); }
                for r in &found {
                    prop_assert!(r.within(&domain) && !r.is_empty());
                    prop_assert!(boxes.iter().all(|b| !b.meets(r)));
                }
            }
            Uncovered::Unknown => prop_assert!(false),
        }
    }

    #[test]
    fn overlaps_agree_with_enumeration(boxes in proptest::collection::vec(any_box(), 0..12)) {
        let mut expected = Vec::new();
        for i in 0..boxes.len() {
            for j in i + 1..boxes.len() {
                if boxes[i].meets(&boxes[j]) { expected.push((i, j)); }
            }
        }
        prop_assert_eq!(overlap::pairs(&sizes(), &boxes, usize::MAX), expected);
    }

    #[test]
    fn difference_is_exact_and_disjoint(a in any_box(), b in any_box()) {
        let pieces = a.minus(&b);
        for p in points() {
            let inside = p.within(&a) && !p.within(&b);
            prop_assert_eq!(pieces.iter().filter(|r| p.within(r)).count(), usize::from(inside));
        }
    }
}
