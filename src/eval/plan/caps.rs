//! The order in which items take from a ceiling that they share: as declared, but an item that is computed from
//! another comes after it, whatever the order of declaration.

use super::slice::Slice;
use crate::ir::{ItemId, Program};

/// By ceiling: the items that take from its accumulator before it.
pub(crate) fn order(program: &Program, slice: &Slice) -> Vec<Vec<ItemId>> {
    let sequence = sequence(program, slice);
    let place = |i: ItemId| sequence.iter().position(|s| *s == i);
    let before = program.caps.iter().map(|cap| {
        let Some(accum) = cap.accum else { return Vec::new() };
        let mates = program.caps.iter().filter(|c| c.accum == Some(accum) && c.item != cap.item).map(|c| c.item);
        let mut earlier: Vec<ItemId> = mates.filter(|m| place(*m) < place(cap.item)).collect();
        earlier.sort();
        earlier.dedup();
        earlier
    });
    before.collect()
}

/// Items with a shared ceiling: repeatedly the first declared whose dependencies among them are all placed.
fn sequence(program: &Program, slice: &Slice) -> Vec<ItemId> {
    let mut left: Vec<ItemId> = Vec::new();
    for cap in program.caps.iter().filter(|c| c.accum.is_some()) {
        if !left.contains(&cap.item) {
            left.push(cap.item);
        }
    }
    let reach: Vec<Vec<bool>> = left.iter().map(|i| reachable(slice, *i)).collect();
    let needs = |a: usize, b: ItemId| reach.get(a).and_then(|r| r.get(b.ix())) == Some(&true);
    let mut open: Vec<(usize, ItemId)> = left.into_iter().enumerate().collect();
    let mut out = Vec::new();
    while !open.is_empty() {
        let free = |(a, item): &(usize, ItemId)| !open.iter().any(|(_, b)| b != item && needs(*a, *b));
        let next = open.iter().position(free).unwrap_or(0);
        out.push(open.remove(next).1);
    }
    out
}

fn reachable(slice: &Slice, from: ItemId) -> Vec<bool> {
    let mut seen = vec![false; slice.reads.len()];
    let mut stack = vec![from];
    while let Some(i) = stack.pop() {
        for next in slice.reads.get(i.ix()).into_iter().flatten() {
            if let Some(mark) = seen.get_mut(next.ix()).filter(|m| !**m) {
                *mark = true;
                stack.push(*next);
            }
        }
    }
    seen
}
