use super::topological;

#[test]
fn each_node_follows_what_it_depends_on() {
    // 0 → 2, 1 → 0 and 2, 2 → nothing.
    assert_eq!(topological(&[vec![2], vec![0, 2], vec![]]), Ok(vec![2, 0, 1]));
}

#[test]
fn nothing_has_no_order() {
    assert_eq!(topological(&[]), Ok(vec![]));
}

#[test]
fn a_cycle_is_given_along_its_edges() {
    // 0 → 1 → 2 → 1: node 0 is not on the cycle.
    assert_eq!(topological(&[vec![1], vec![2], vec![1]]), Err(vec![vec![1, 2]]));
}

#[test]
fn a_node_may_depend_on_itself() {
    assert_eq!(topological(&[vec![0]]), Err(vec![vec![0]]));
}

#[test]
fn cycles_apart_are_all_given() {
    assert_eq!(topological(&[vec![1], vec![0], vec![3], vec![2]]), Err(vec![vec![0, 1], vec![2, 3]]));
}

#[test]
fn a_long_chain_does_not_exhaust_the_stack() {
    let n = 200_000_u32;
    let chain: Vec<Vec<u32>> = (0..n).map(|i| if i + 1 < n { vec![i + 1] } else { vec![] }).collect();
    let expected: Vec<u32> = (0..n).rev().collect();
    assert_eq!(topological(&chain), Ok(expected));
}
