//! Arithmetic on numbers: the path that most of a settlement takes. A number is passed by value; what is missing and
//! what fails leaves by [`Exit`].

use super::items::State;
use super::{Res, Run};
use crate::base::num::{Num, Overflow};
use crate::eval::errors::Stop;
use crate::eval::missing::MissId;
use crate::eval::ops::Fault;
use crate::eval::plan::nodes::Node;
use crate::eval::trace::Tracer;
use crate::eval::value::{Tri, V};
use crate::ir::ExprId;

/// Why there is no number.
pub(crate) enum Exit {
    Missing(MissId),
    Stop(Stop),
}

impl From<Stop> for Exit {
    fn from(stop: Stop) -> Exit {
        Exit::Stop(stop)
    }
}

/// A number that came to be.
pub(super) type Number = Result<Num, Exit>;

/// Whether the place given now holds the number.
type Done = Result<(), Exit>;

impl<T: Tracer> Run<'_, '_, T> {
    /// The value of a numeric expression.
    #[inline]
    pub(super) fn number(&mut self, e: ExprId) -> Number {
        let mut out = Num::ZERO;
        self.number_into(e, &mut out).map(|()| out)
    }

    /// The value of a numeric expression, put in a place: no number travels through a return value.
    pub(super) fn number_into(&mut self, e: ExprId, out: &mut Num) -> Done {
        let Some(node) = self.plan.nodes.list.get(e.ix()) else { return Err(self.fault(Fault::Type).into()) };
        let done = match *node {
            Node::Num(n) => match self.plan.nodes.nums.get(n as usize) {
                Some(n) => {
                    *out = *n;
                    Ok(())
                }
                None => Err(self.fault(Fault::Type).into()),
            },
            Node::Input(slot, input) => match self.s.facts.get(slot as usize) {
                Some(V::Num(n)) if !T::ON => {
                    *out = *n;
                    Ok(())
                }
                _ => {
                    let v = self.fact(input);
                    self.take(v, out)
                }
            },
            Node::Item(slot, item) => match self.s.items.get(slot as usize) {
                Some(State::Done(V::Num(n))) => {
                    *out = *n;
                    Ok(())
                }
                _ => {
                    let v = self.item(item)?;
                    self.take(v, out)
                }
            },
            node => self.operation_into(e, node, out),
        };
        if T::ON {
            match &done {
                Ok(()) => self.step(e, &V::Num(*out)),
                Err(Exit::Missing(m)) => self.step(e, &V::Missing(*m)),
                Err(Exit::Stop(_)) => {}
            }
        }
        done
    }

    fn take(&self, v: V, out: &mut Num) -> Done {
        match v {
            V::Num(n) => {
                *out = n;
                Ok(())
            }
            V::Missing(m) => Err(Exit::Missing(m)),
            _ => Err(self.fault(Fault::Type).into()),
        }
    }

    /// An arithmetic node.
    pub(super) fn operation(&mut self, e: ExprId, node: Node) -> Number {
        let mut out = Num::ZERO;
        self.operation_into(e, node, &mut out).map(|()| out)
    }

    fn operation_into(&mut self, e: ExprId, node: Node, out: &mut Num) -> Done {
        match node {
            Node::Add(a, b) => self.binary(a, b, out, |a, b| a.add(*b)),
            Node::Sub(a, b) => self.binary(a, b, out, |a, b| a.sub(*b)),
            Node::Mul(a, b) => self.product(a, b, out),
            Node::Max(a, b) => self.binary(a, b, out, |a, b| Ok(if b > a { *b } else { *a })),
            Node::Min(a, b) => self.binary(a, b, out, |a, b| Ok(if b < a { *b } else { *a })),
            Node::Neg(a) => {
                self.number_into(a, out)?;
                self.put_number(out.neg(), out)
            }
            Node::If(c, a, b) => self.choice(c, a, b, out),
            Node::Round(a, r) => {
                self.number_into(a, out)?;
                let Some((unit, mode)) = self.plan.nodes.rounds.get(r as usize) else { return Ok(()) };
                self.put_number(out.round_to(*unit, *mode), out)
            }
            Node::Bands(bands, column, value) => self.bands(bands, column, value, out),
            Node::BandsByPaid(bands, column, cost, paid) => {
                *out = self.bands_by_paid(bands, column, cost, paid)?;
                Ok(())
            }
            Node::Accum(a) => {
                if self.balance_into(a, out) {
                    return Ok(());
                }
                let v = self.balance(a)?;
                self.take(v, out)
            }
            _ => {
                let Some(x) = self.plan.expr(e) else { return Err(self.fault(Fault::Type).into()) };
                let v = self.node(x)?;
                self.take(v, out)
            }
        }
    }

    fn put_number(&self, n: Result<Num, Overflow>, out: &mut Num) -> Done {
        match n {
            Ok(n) => {
                *out = n;
                Ok(())
            }
            Err(o) => Err(self.fault(o.into()).into()),
        }
    }

    pub(super) fn checked(&self, n: Result<Num, Overflow>) -> Number {
        n.map_err(|o| self.fault(o.into()).into())
    }

    /// `out` holds the left operand, then the result.
    #[inline]
    fn binary(
        &mut self,
        a: ExprId,
        b: ExprId,
        out: &mut Num,
        f: impl FnOnce(&Num, &Num) -> Result<Num, Overflow>,
    ) -> Done {
        let mut right = Num::ZERO;
        match (self.number_into(a, out), self.number_into(b, &mut right)) {
            (Ok(()), Ok(())) => self.put_number(f(out, &right), out),
            (a, b) => Err(self.lacking(a, b)),
        }
    }

    /// Both operands.
    pub(super) fn pair(&mut self, a: ExprId, b: ExprId) -> Result<(Num, Num), Exit> {
        let (mut left, mut right) = (Num::ZERO, Num::ZERO);
        match (self.number_into(a, &mut left), self.number_into(b, &mut right)) {
            (Ok(()), Ok(())) => Ok((left, right)),
            (a, b) => Err(self.lacking(a, b)),
        }
    }

    /// What keeps two operands, at least one of which is not there, from a result.
    #[cold]
    pub(super) fn lacking(&mut self, a: Done, b: Done) -> Exit {
        match (a, b) {
            (Err(Exit::Stop(s)), _) | (_, Err(Exit::Stop(s))) => Exit::Stop(s),
            (Err(Exit::Missing(a)), Err(Exit::Missing(b))) => Exit::Missing(self.s.arena.join(a, b)),
            (Err(e), _) | (_, Err(e)) => e,
            (Ok(()), Ok(())) => self.fault(Fault::Type).into(),
        }
    }

    /// Nothing times whatever is nothing.
    fn product(&mut self, a: ExprId, b: ExprId, out: &mut Num) -> Done {
        let mut right = Num::ZERO;
        match (self.number_into(a, out), self.number_into(b, &mut right)) {
            (Ok(()), Ok(())) => self.put_number(out.mul(right), out),
            (Ok(()), Err(Exit::Missing(_))) if out.signum() == 0 => Ok(()),
            (Err(Exit::Missing(_)), Ok(())) if right.signum() == 0 => {
                *out = right;
                Ok(())
            }
            (a, b) => Err(self.lacking(a, b)),
        }
    }

    fn choice(&mut self, c: ExprId, a: ExprId, b: ExprId, out: &mut Num) -> Done {
        let unknown = match self.truth(c)? {
            Tri::Yes => return self.number_into(a, out),
            Tri::No => return self.number_into(b, out),
            Tri::Unknown(m) => m,
        };
        let mut other = Num::ZERO;
        match (self.number_into(a, out), self.number_into(b, &mut other)) {
            (Ok(()), Ok(())) if *out == other => Ok(()),
            (Err(Exit::Stop(s)), _) | (_, Err(Exit::Stop(s))) => Err(Exit::Stop(s)),
            (Err(Exit::Missing(a)), Err(Exit::Missing(b))) => {
                Err(Exit::Missing(self.s.arena.join_common(unknown, a, b)))
            }
            _ => Err(Exit::Missing(unknown)),
        }
    }

    /// As a value.
    pub(super) fn to_value(&self, n: Number) -> Res<V> {
        match n {
            Ok(n) => Ok(V::Num(n)),
            Err(Exit::Missing(m)) => Ok(V::Missing(m)),
            Err(Exit::Stop(s)) => Err(s),
        }
    }
}
