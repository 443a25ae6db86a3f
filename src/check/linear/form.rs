//! Linear forms.

use crate::base::num::{Num, Overflow};
use std::collections::BTreeMap;

/// A real variable of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Var(pub usize);

/// A constant plus a sum of coefficients times variables. No coefficient is zero.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Form {
    /// The constant.
    pub constant: Option<Num>,
    /// Coefficients.
    pub terms: BTreeMap<Var, Num>,
}

impl Form {
    /// A constant.
    pub fn constant(n: Num) -> Form {
        Form { constant: Some(n), terms: BTreeMap::new() }
    }

    /// A variable.
    pub fn var(v: Var) -> Form {
        Form { constant: None, terms: BTreeMap::from([(v, Num::ONE)]) }
    }

    /// The constant part.
    pub fn offset(&self) -> Num {
        self.constant.unwrap_or(Num::ZERO)
    }

    /// The value, when no variable occurs.
    pub fn as_constant(&self) -> Option<Num> {
        self.terms.is_empty().then(|| self.offset())
    }

    /// `self + k × other`.
    pub fn plus(&self, k: Num, other: &Form) -> Result<Form, Overflow> {
        let mut sum = self.clone();
        sum.constant = Some(self.offset().add(k.mul(other.offset())?)?);
        for (v, c) in &other.terms {
            let new = sum.terms.get(v).copied().unwrap_or(Num::ZERO).add(k.mul(*c)?)?.reduced();
            if new == Num::ZERO {
                sum.terms.remove(v);
            } else {
                sum.terms.insert(*v, new);
            }
        }
        Ok(sum)
    }

    /// `k × self`.
    pub fn times(&self, k: Num) -> Result<Form, Overflow> {
        Form::constant(Num::ZERO).plus(k, self)
    }
}
