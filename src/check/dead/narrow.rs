//! What values items can have at all: the constants that their clauses, rows and defaults give. A condition on an item
//! outside these values never holds.

use crate::base::span::Span;
use crate::check::guards::{Classes, Space, Subject, Variable, ordinal};
use crate::check::rules::describe;
use crate::check::space::{Bits, Region};
use crate::check::words;
use crate::ir::value::Value;
use crate::ir::{Expr, ExprId, Item, ItemId, Merge, Program};

/// Values of every item for which they are known and few.
pub(super) struct Narrow<'a> {
    program: &'a Program,
    values: Vec<Option<Vec<Value>>>,
}

impl<'a> Narrow<'a> {
    /// Collects the values.
    pub fn new(program: &'a Program) -> Narrow<'a> {
        let values = program.items.iter().map(|item| values(program, item)).collect();
        Narrow { program, values }
    }

    /// Which classes of a space's variables can occur.
    pub fn of(&self, space: &'a Space) -> Limits<'a> {
        let limited = |(i, v): (usize, &'a Variable)| {
            let item = item_of(self.program, v)?;
            let values = self.values.get(item.ix())?.as_ref()?;
            Some(Limit { variable: i, about: v, item, bits: classes(v, values)? })
        };
        Limits { limits: space.variables.iter().enumerate().filter_map(limited).collect() }
    }
}

/// The classes of a space that can occur.
pub(super) struct Limits<'a> {
    limits: Vec<Limit<'a>>,
}

struct Limit<'a> {
    variable: usize,
    about: &'a Variable,
    item: ItemId,
    bits: Bits,
}

impl Limits<'_> {
    /// Whether nothing is known of any variable.
    pub fn is_empty(&self) -> bool {
        self.limits.is_empty()
    }

    /// The part of a region that can occur.
    pub fn cut(&self, region: &Region) -> Region {
        let mut region = region.clone();
        for limit in &self.limits {
            if let Some(bits) = region.0.get_mut(limit.variable) {
                bits.keep(&limit.bits);
            }
        }
        region
    }

    /// `「起付线 超过 2000元」`: what the regions ask of items and never get.
    pub fn names(&self, program: &Program, regions: &[Region]) -> String {
        let asked = |l: &&Limit<'_>| self.blocks(l, regions);
        let shown = self.limits.iter().filter(asked).map(|l| {
            let bits = regions
                .iter()
                .filter_map(|r| r.0.get(l.variable))
                .fold(Bits::empty(l.bits.len()), |all, b| if all.is_empty() { b.clone() } else { all.or(b) });
            format!("「{}」", words::classes(program, l.about, &bits))
        });
        shown.collect::<Vec<_>>().join("、")
    }

    /// The rules that give those items their values.
    pub fn givers(&self, program: &Program, regions: &[Region]) -> Vec<(Span, String)> {
        let items =
            self.limits.iter().filter(|l| self.blocks(l, regions)).filter_map(|l| program.items.get(l.item.ix()));
        let rules = items.flat_map(|i| i.rules.iter().map(|(r, _)| *r).take(4));
        rules.filter_map(|r| Some((program.rules.get(r.ix())?.span, describe(program, r)))).collect()
    }

    fn blocks(&self, l: &Limit<'_>, regions: &[Region]) -> bool {
        regions.iter().any(|r| r.0.get(l.variable).is_some_and(|bits| !bits.meets(&l.bits)))
    }
}

fn item_of(program: &Program, v: &Variable) -> Option<ItemId> {
    let Subject::Value(id) = v.subject else { return None };
    match program.exprs.get(id.ix())? {
        Expr::Item(item) => Some(*item),
        _ => None,
    }
}

/// The classes that these values fall into.
fn classes(v: &Variable, values: &[Value]) -> Option<Bits> {
    let class = |value: &Value| match (&v.classes, value) {
        (Classes::Finite(_), Value::Bool(b)) => Some(usize::from(*b)),
        (Classes::Finite(_), Value::Member(m)) => Some(*m as usize),
        (Classes::Ordered(cuts), value) => {
            let n = ordinal(value)?;
            Some(cuts.binary_search(&n).map_or_else(|k| 2 * k, |k| 2 * k + 1))
        }
        _ => None,
    };
    let found: Option<Vec<usize>> = values.iter().map(class).collect();
    Some(Bits::of(v.classes.count(), found?))
}

/// All values that the item can take, when each is a constant. Sums, roundings and ceilings make others.
fn values(program: &Program, item: &Item) -> Option<Vec<Value>> {
    if item.merge == Merge::Sum || item.rounding.is_some() || !item.caps.is_empty() || item.rules.is_empty() {
        return None;
    }
    let mut found = Vec::new();
    for (rule, def) in &item.rules {
        constants(program, program.rules.get(rule.ix())?.defs.get(*def as usize)?.1, &mut found)?;
    }
    if let Some(default) = item.default {
        constants(program, default, &mut found)?;
    }
    Some(found)
}

fn constants(program: &Program, id: ExprId, out: &mut Vec<Value>) -> Option<()> {
    match program.exprs.get(id.ix())? {
        Expr::Const(v) => out.push(v.clone()),
        Expr::Undetermined => return None,
        Expr::If(_, a, b) => {
            constants(program, *a, out)?;
            constants(program, *b, out)?;
        }
        _ => return None,
    }
    Some(())
}
