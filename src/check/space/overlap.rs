//! Which boxes overlap: per variable and class, the set of boxes that hold it; the partners of a box are the
//! intersection over variables of the union over its classes.

use super::{Bits, Region};
use std::collections::HashMap;

/// All pairs `(i, j)`, `i < j`, of boxes with a common point, in order; at most `limit` of them.
pub fn pairs(sizes: &[usize], boxes: &[Region], limit: usize) -> Vec<(usize, usize)> {
    let index = Index::new(sizes, boxes);
    let mut unions = vec![HashMap::new(); sizes.len()];
    let mut found = Vec::new();
    for (i, region) in boxes.iter().enumerate() {
        if found.len() >= limit {
            break;
        }
        let partners = index.partners(region, &mut unions);
        found.extend(partners.iter().filter(|&j| j > i).map(|j| (i, j)));
    }
    found.truncate(limit);
    found
}

/// For each variable and class, the boxes that hold it.
struct Index {
    holders: Vec<Vec<Bits>>,
    count: usize,
}

impl Index {
    fn new(sizes: &[usize], boxes: &[Region]) -> Index {
        let count = boxes.len();
        let mut holders: Vec<Vec<Bits>> = sizes.iter().map(|&n| vec![Bits::empty(count); n]).collect();
        for (row, region) in boxes.iter().enumerate() {
            for (bits, classes) in region.0.iter().zip(&mut holders) {
                for class in bits.iter() {
                    if let Some(rows) = classes.get_mut(class) {
                        rows.insert(row);
                    }
                }
            }
        }
        Index { holders, count }
    }

    /// Boxes that meet `region`. `unions` remembers, per variable, the union for each set of classes seen.
    fn partners<'a>(&self, region: &'a Region, unions: &mut [HashMap<&'a Bits, Bits>]) -> Bits {
        let mut partners = Bits::full(self.count);
        for ((bits, classes), memo) in region.0.iter().zip(&self.holders).zip(unions) {
            let union = memo.entry(bits).or_insert_with(|| {
                let mut union = Bits::empty(self.count);
                bits.iter().filter_map(|c| classes.get(c)).for_each(|rows| union.join(rows));
                union
            });
            partners.keep(union);
            if partners.is_empty() {
                break;
            }
        }
        partners
    }
}
