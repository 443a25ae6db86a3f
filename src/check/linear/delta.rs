//! Numbers with an infinitesimal part: `n + k·δ`, so that `x < c` is the bound `x ≤ c − δ`.

use crate::base::num::{Num, Overflow};
use std::cmp::Ordering;

/// A number and a multiple of an infinitesimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delta {
    /// The number.
    pub real: Num,
    /// The multiple.
    pub tiny: Num,
}

impl Delta {
    /// A plain number.
    pub fn new(real: Num) -> Delta {
        Delta { real, tiny: Num::ZERO }
    }

    /// Just above (`1`) or just below (`−1`) a number.
    pub fn beside(real: Num, side: i64) -> Delta {
        Delta { real, tiny: Num::int(side) }
    }

    /// Sum.
    pub fn add(self, o: Delta) -> Result<Delta, Overflow> {
        Ok(Delta { real: self.real.add(o.real)?.reduced(), tiny: self.tiny.add(o.tiny)?.reduced() })
    }

    /// Difference.
    pub fn sub(self, o: Delta) -> Result<Delta, Overflow> {
        Ok(Delta { real: self.real.sub(o.real)?.reduced(), tiny: self.tiny.sub(o.tiny)?.reduced() })
    }

    /// Product with a number.
    pub fn times(self, k: Num) -> Result<Delta, Overflow> {
        Ok(Delta { real: self.real.mul(k)?.reduced(), tiny: self.tiny.mul(k)?.reduced() })
    }

    /// Quotient by a number; overflow when it is zero.
    pub fn over(self, k: Num) -> Result<Delta, Overflow> {
        self.times(Num::ONE.div(k).ok_or(Overflow)??)
    }
}

impl PartialOrd for Delta {
    fn partial_cmp(&self, o: &Delta) -> Option<Ordering> {
        Some(self.cmp(o))
    }
}

impl Ord for Delta {
    fn cmp(&self, o: &Delta) -> Ordering {
        self.real.cmp(&o.real).then_with(|| self.tiny.cmp(&o.tiny))
    }
}
