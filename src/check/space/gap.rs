//! What no box covers. Disjoint boxes are complete exactly when their volumes add up to the domain's; in general
//! the domain is split adaptively: no box meets it: a gap; one covers it: done; else split where a box separates best.

use super::{Bits, Region, set};

/// The answer to "what is uncovered".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uncovered {
    /// Everything is covered.
    Nothing,
    /// These regions are not (grown, distinct, in order); possibly more exist when `limit` was reached.
    Regions(Vec<Region>),
    /// The step budget ran out first.
    Unknown,
}

/// Finds regions of `domain` that none of `boxes` covers. At most `limit` regions; `steps` bounds the splits.
pub fn uncovered(domain: &Region, boxes: &[Region], limit: usize, steps: usize) -> Uncovered {
    if domain.is_empty() || boxes.iter().any(|b| domain.within(b)) {
        return Uncovered::Nothing;
    }
    if complete_by_count(domain, boxes) {
        return Uncovered::Nothing;
    }
    let mut search = Search { boxes, found: Vec::new(), limit, steps };
    let all: Vec<usize> = (0..boxes.len()).collect();
    let finished = search.split(domain.clone(), &all);
    match (search.found.is_empty(), finished) {
        (false, _) => Uncovered::Regions(merge(search.found, domain, boxes)),
        (true, true) => Uncovered::Nothing,
        (true, false) => Uncovered::Unknown,
    }
}

/// Disjoint boxes whose volumes add up to the domain's. Disjointness is checked only when the volumes fit.
fn complete_by_count(domain: &Region, boxes: &[Region]) -> bool {
    let inside: Vec<Region> = boxes.iter().map(|b| b.and(domain)).filter(|b| !b.is_empty()).collect();
    let total = inside.iter().try_fold(0_u128, |sum, b| sum.checked_add(b.volume()?));
    if total.is_none() || total != domain.volume() {
        return false;
    }
    let sizes: Vec<usize> = domain.0.iter().map(|b| b.iter().last().map_or(0, |i| i + 1)).collect();
    super::overlap::pairs(&sizes, &inside, 1).is_empty()
}

struct Search<'a> {
    boxes: &'a [Region],
    found: Vec<Region>,
    limit: usize,
    steps: usize,
}

impl Search<'_> {
    /// False when the budget ran out. An explicit stack: deep splits must not exhaust the call stack.
    fn split(&mut self, domain: Region, rows: &[usize]) -> bool {
        let mut stack = vec![(domain, rows.to_vec())];
        while let Some((area, rows)) = stack.pop() {
            if self.found.len() >= self.limit {
                return true;
            }
            if self.steps == 0 {
                return false;
            }
            self.steps -= 1;
            let meeting: Vec<usize> =
                rows.into_iter().filter(|&r| self.row(r).is_some_and(|b| b.meets(&area))).collect();
            if meeting.is_empty() {
                self.found.push(area);
                continue;
            }
            if meeting.iter().any(|&r| self.row(r).is_some_and(|b| area.within(b))) {
                continue;
            }
            let Some((inside, outside)) = self.cut(&area, &meeting) else { continue };
            stack.push((inside, meeting.clone()));
            stack.push((outside, meeting));
        }
        true
    }

    fn row(&self, r: usize) -> Option<&Region> {
        self.boxes.get(r)
    }

    /// Splits the area by the classes of one variable of one meeting row: the pair that leaves the fewest rows on
    /// both sides together. A sample of rows suffices to choose well.
    fn cut(&self, area: &Region, meeting: &[usize]) -> Option<(Region, Region)> {
        let stride = meeting.len().div_ceil(12);
        let sample: Vec<&Region> = meeting.iter().step_by(stride.max(1)).filter_map(|&r| self.row(r)).collect();
        let counted: Vec<&Region> =
            meeting.iter().step_by((meeting.len() / 64).max(1)).filter_map(|&r| self.row(r)).collect();
        let mut best: Option<(usize, usize, Bits, Bits)> = None;
        for candidate in &sample {
            for (i, (theirs, mine)) in candidate.0.iter().zip(&area.0).enumerate() {
                let (inside, outside) = (mine.and(theirs), mine.minus(theirs));
                if inside.is_empty() || outside.is_empty() {
                    continue;
                }
                let meets = |bits: &Bits| counted.iter().filter(|b| b.0.get(i).is_some_and(|c| c.meets(bits))).count();
                let score = meets(&inside) + meets(&outside);
                if best.as_ref().is_none_or(|b| score < b.0) {
                    best = Some((score, i, inside, outside));
                }
            }
        }
        let (_, i, inside, outside) = best?;
        let (mut a, mut b) = (area.clone(), area.clone());
        set(&mut a, i, inside);
        set(&mut b, i, outside);
        Some((a, b))
    }
}

/// Grows an uncovered region greedily, variable by variable, while no box meets it.
pub fn grow(region: &Region, domain: &Region, boxes: &[Region]) -> Region {
    let mut grown = region.clone();
    for (i, limit) in domain.0.iter().enumerate() {
        let blocked = boxes.iter().filter(|b| meets_elsewhere(&grown, b, i)).fold(None, |seen: Option<Bits>, b| {
            let bits = b.0.get(i)?;
            Some(seen.map_or_else(|| bits.clone(), |s| s.or(bits)))
        });
        let free = blocked.map_or_else(|| limit.clone(), |blocked| limit.minus(&blocked));
        let classes = grown.0.get(i).map(|mine| mine.or(&free));
        if let Some(classes) = classes {
            set(&mut grown, i, classes);
        }
    }
    grown
}

fn meets_elsewhere(region: &Region, b: &Region, skip: usize) -> bool {
    region.0.iter().zip(&b.0).enumerate().all(|(i, (x, y))| i == skip || x.meets(y))
}

/// Grown regions without those inside another, in a stable order.
fn merge(found: Vec<Region>, domain: &Region, boxes: &[Region]) -> Vec<Region> {
    let mut grown: Vec<Region> = found.iter().map(|r| grow(r, domain, boxes)).collect();
    grown.sort_by(|a, b| b.volume().cmp(&a.volume()).then_with(|| a.cmp(b)));
    let mut kept: Vec<Region> = Vec::new();
    for region in grown {
        if !kept.iter().any(|k| region.within(k)) {
            kept.push(region);
        }
    }
    kept
}
