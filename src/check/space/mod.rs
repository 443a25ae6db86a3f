//! Finite spaces of classes, and boxes in them.
//!
//! Every condition variable is divided into classes that no rule tells apart (members of an enum; points and open
//! intervals between the cut points of an ordered value). A rule is then a union of boxes: one set of classes per
//! variable. This directory knows nothing of policies; it answers three questions about boxes:
//! which pairs overlap ([`overlap::pairs`]), what no box covers ([`gap::uncovered`]), and how far a found box can be
//! grown ([`gap::grow`]).

pub mod gap;
pub mod overlap;

/// A set of small indices.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// The empty set over `n` indices.
    pub fn empty(n: usize) -> Bits {
        Bits { words: vec![0; n.div_ceil(64)] }
    }

    /// All of `0..n`.
    pub fn full(n: usize) -> Bits {
        let mut words = vec![u64::MAX; n.div_ceil(64)];
        if let (Some(last), rest @ 1..) = (words.last_mut(), n % 64) {
            *last = (1 << rest) - 1;
        }
        Bits { words }
    }

    /// The set of the given indices below `n`.
    pub fn of(n: usize, indices: impl IntoIterator<Item = usize>) -> Bits {
        let mut bits = Bits::empty(n);
        indices.into_iter().for_each(|i| bits.insert(i));
        bits
    }

    /// Adds an index; one out of range is ignored.
    pub fn insert(&mut self, i: usize) {
        if let Some(word) = self.words.get_mut(i / 64) {
            *word |= 1 << (i % 64);
        }
    }

    /// Whether the index is in the set.
    pub fn has(&self, i: usize) -> bool {
        self.words.get(i / 64).is_some_and(|w| w >> (i % 64) & 1 == 1)
    }

    /// Number of indices.
    pub fn len(&self) -> usize {
        self.words.iter().map(|w| w.count_ones() as usize).sum()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&w| w == 0)
    }

    /// The indices in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(i, &word)| {
            std::iter::successors((word != 0).then_some(word), |w| Some(w & (w - 1)).filter(|&w| w != 0))
                .map(move |w| i * 64 + w.trailing_zeros() as usize)
        })
    }

    /// The smallest index.
    pub fn first(&self) -> Option<usize> {
        self.iter().next()
    }

    /// Intersection in place.
    pub fn keep(&mut self, o: &Bits) {
        self.words.iter_mut().zip(&o.words).for_each(|(a, b)| *a &= b);
    }

    /// Union in place.
    pub fn join(&mut self, o: &Bits) {
        self.words.iter_mut().zip(&o.words).for_each(|(a, b)| *a |= b);
    }

    /// Difference in place.
    pub fn drop_all(&mut self, o: &Bits) {
        self.words.iter_mut().zip(&o.words).for_each(|(a, b)| *a &= !b);
    }

    /// Intersection.
    pub fn and(&self, o: &Bits) -> Bits {
        let mut bits = self.clone();
        bits.keep(o);
        bits
    }

    /// Union.
    pub fn or(&self, o: &Bits) -> Bits {
        let mut bits = self.clone();
        bits.join(o);
        bits
    }

    /// Difference.
    pub fn minus(&self, o: &Bits) -> Bits {
        let mut bits = self.clone();
        bits.drop_all(o);
        bits
    }

    /// Whether they have an index in common.
    pub fn meets(&self, o: &Bits) -> bool {
        self.words.iter().zip(&o.words).any(|(a, b)| a & b != 0)
    }

    /// Whether every index of `self` is in `o`.
    pub fn within(&self, o: &Bits) -> bool {
        self.words.iter().zip(&o.words).all(|(a, b)| a & !b == 0)
    }
}

/// One set of classes per variable. Empty when any of them is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region(pub Vec<Bits>);

impl Region {
    /// The whole space with the given numbers of classes.
    pub fn whole(sizes: &[usize]) -> Region {
        Region(sizes.iter().map(|&n| Bits::full(n)).collect())
    }

    /// Whether no point is in it.
    pub fn is_empty(&self) -> bool {
        self.0.iter().any(Bits::is_empty)
    }

    /// The common part.
    pub fn and(&self, o: &Region) -> Region {
        Region(self.0.iter().zip(&o.0).map(|(a, b)| a.and(b)).collect())
    }

    /// Whether they have a point in common.
    pub fn meets(&self, o: &Region) -> bool {
        self.0.iter().zip(&o.0).all(|(a, b)| a.meets(b))
    }

    /// Whether `self` lies inside `o`.
    pub fn within(&self, o: &Region) -> bool {
        self.is_empty() || self.0.iter().zip(&o.0).all(|(a, b)| a.within(b))
    }

    /// `self` without `o`, as disjoint boxes (at most one per variable).
    pub fn minus(&self, o: &Region) -> Vec<Region> {
        if !self.meets(o) {
            return vec![self.clone()];
        }
        let mut rest = self.clone();
        let mut out = Vec::new();
        for (i, theirs) in o.0.iter().enumerate() {
            let Some(mine) = rest.0.get(i) else { break };
            let outside = mine.minus(theirs);
            if outside.is_empty() {
                continue;
            }
            let inside = mine.and(theirs);
            let mut piece = rest.clone();
            set(&mut piece, i, outside);
            out.push(piece);
            set(&mut rest, i, inside);
        }
        out
    }

    /// Number of points, unless it does not fit.
    pub fn volume(&self) -> Option<u128> {
        self.0.iter().try_fold(1_u128, |v, bits| v.checked_mul(bits.len() as u128))
    }
}

/// Replaces the classes of one variable.
pub(super) fn set(region: &mut Region, variable: usize, bits: Bits) {
    if let Some(slot) = region.0.get_mut(variable) {
        *slot = bits;
    }
}

#[cfg(test)]
mod tests;
