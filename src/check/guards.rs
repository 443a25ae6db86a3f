//! Guards as boxes: which variables the conditions of a group of rules test, into which classes each falls apart,
//! and for every guard the union of boxes on which it holds.
//!
//! A variable is whatever a condition tests: an input, an accumulator, an item, one element of a set, the sign of the
//! difference of two values. Conditions outside this fragment become variables of their own that are true or false
//! (*opaque*): boxes over them are a superset of what can happen, so whoever finds something must replay it.

mod boxes;

use super::space::{Bits, Region};
use crate::base::num::Num;
use crate::ir::value::Value;
use crate::ir::{DoubtId, Effective, Expr, ExprId, InputId, Program, Rule, Ty, Unit, each_operand};
use boxes::Builder;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a variable stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The value of an expression.
    Value(ExprId),
    /// Whether the set contains the element.
    Element(ExprId, i64),
    /// Less, equal or greater: first expression against second.
    Sign(ExprId, ExprId),
    /// The date of the encounter.
    Date,
    /// The reading in force of an open question.
    Reading(DoubtId),
    /// A condition outside the fragment.
    Opaque(ExprId),
}

/// How a variable's values fall into classes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Classes {
    /// One class per member; false and true for conditions; less, equal, greater for signs.
    Finite(usize),
    /// Ordered values with these cut points, ascending: class 2k lies before cut k, class 2k+1 is cut k.
    Ordered(Vec<Num>),
}

impl Classes {
    /// Number of classes.
    pub fn count(&self) -> usize {
        match self {
            Classes::Finite(n) => *n,
            Classes::Ordered(cuts) => 2 * cuts.len() + 1,
        }
    }
}

/// A condition variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// What it is.
    pub subject: Subject,
    /// Its classes.
    pub classes: Classes,
    /// Classes that some declared value falls into.
    pub possible: Bits,
    /// Distance between neighbouring values (0.01 元, one day, one year of age); `None` for a continuum.
    pub step: Option<Num>,
}

/// Variables of a group of rules.
#[derive(Clone, Debug, Default)]
pub struct Space {
    /// The variables in order of first appearance.
    pub variables: Vec<Variable>,
    keys: HashMap<Key, usize>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Value(String),
    Element(String, i64),
    Sign(String, String),
    Date,
    Reading(DoubtId),
    Opaque(String),
}

/// More boxes than this for one guard: give up (the caller reports 未能判定).
const MOST_BOXES: usize = 4096;

/// A guard with the interval in which it holds.
#[derive(Clone, Copy, Debug)]
pub struct Guarded {
    /// The condition; `None` is always.
    pub guard: Option<ExprId>,
    /// The days.
    pub effective: Effective,
}

impl From<&Rule> for Guarded {
    fn from(rule: &Rule) -> Guarded {
        Guarded { guard: rule.guard, effective: rule.effective }
    }
}

impl Space {
    /// The variables and classes that the guards need.
    pub fn new(program: &Program, guards: &[Guarded]) -> Space {
        let mut collector =
            Collector { program, space: Space::default(), cuts: BTreeMap::new(), days: BTreeSet::new() };
        for g in guards {
            g.guard.into_iter().for_each(|id| collector.visit(id));
            collector.dates(g.effective);
        }
        collector.finish()
    }

    /// Numbers of classes.
    pub fn sizes(&self) -> Vec<usize> {
        self.variables.iter().map(|v| v.classes.count()).collect()
    }

    /// All that declared values allow.
    pub fn domain(&self) -> Region {
        Region(self.variables.iter().map(|v| v.possible.clone()).collect())
    }

    /// What declared values allow under the adopted readings.
    pub fn adopted(&self, program: &Program) -> Region {
        let mut region = self.domain();
        for (variable, bits) in self.variables.iter().zip(&mut region.0) {
            if let Subject::Reading(d) = variable.subject
                && let Some(doubt) = program.doubts.get(d.ix())
            {
                bits.keep(&Bits::of(variable.classes.count(), [doubt.adopted as usize]));
            }
        }
        region
    }

    /// The boxes on which a guard holds; `None` when there are too many.
    pub fn boxes(&self, program: &Program, g: Guarded) -> Option<Vec<Region>> {
        let builder = Builder { program, space: self };
        let days = builder.days(g.effective);
        let held = g.guard.map_or_else(|| Some(vec![builder.whole()]), |id| builder.holds(id, true))?;
        Some(held.into_iter().map(|r| r.and(&days)).filter(|r| !r.is_empty()).collect())
    }

    fn find(&self, key: &Key) -> Option<usize> {
        self.keys.get(key).copied()
    }
}

/// A text that is the same for expressions of the same meaning-bearing structure.
pub fn canonical(program: &Program, id: ExprId) -> String {
    let Some(expr) = program.exprs.get(id.ix()) else { return String::new() };
    let mut text = format!("{expr:?}");
    let mut operands = Vec::new();
    each_operand(expr, &mut |o| operands.push(o));
    if operands.is_empty() {
        return text;
    }
    // Operand ids differ between equal subtrees: strip them and append the operands' own texts.
    text = text
        .split("ExprId(")
        .map(|part| {
            part.split_once(')').map_or(
                part,
                |(n, rest)| {
                    if n.chars().all(|c| c.is_ascii_digit()) { rest } else { part }
                },
            )
        })
        .collect::<Vec<_>>()
        .join("@");
    let inner: Vec<String> = operands.into_iter().map(|o| canonical(program, o)).collect();
    format!("{text}({})", inner.join(","))
}

/// A constant as an ordered number: dates by day number, booleans and members by index.
pub fn ordinal(value: &Value) -> Option<Num> {
    match value {
        Value::Num(n) => Some(*n),
        Value::Date(d) => Some(Num::int(d.day_number())),
        _ => None,
    }
}

/// The constant an expression is, parameters with one value for all time included.
fn constant(program: &Program, id: ExprId) -> Option<&Value> {
    match program.exprs.get(id.ix())? {
        Expr::Const(v) => Some(v),
        Expr::Param(p) => match program.params.get(p.ix())?.values.as_slice() {
            [(Effective { from: None, to: None }, Some(v))] => Some(v),
            _ => None,
        },
        _ => None,
    }
}

/// The number that a constant expression is, dates by day number.
pub fn constant_number(program: &Program, id: ExprId) -> Option<Num> {
    constant(program, id).and_then(ordinal)
}

struct Collector<'a> {
    program: &'a Program,
    space: Space,
    cuts: BTreeMap<usize, BTreeSet<Num>>,
    days: BTreeSet<Num>,
}

impl Collector<'_> {
    fn visit(&mut self, id: ExprId) {
        let Some(expr) = self.program.exprs.get(id.ix()) else { return };
        match expr {
            Expr::Const(_) => {}
            Expr::Reading(d, _) => self.reading(*d),
            Expr::Not(a) => self.visit(*a),
            Expr::And(xs) | Expr::Or(xs) => xs.iter().for_each(|x| self.visit(*x)),
            Expr::CountTrue { conds, .. } => conds.iter().for_each(|x| self.visit(*x)),
            Expr::In(a, values) => self.member_test(*a, values),
            Expr::Has { set, elems, .. } => elems.iter().for_each(|e| self.element(*set, *e)),
            Expr::Cmp(_, _, a, b) | Expr::Eq(a, b) => self.comparison(*a, *b, id),
            Expr::Input(_) | Expr::Item(_) | Expr::Accum(_) => self.truth(id),
            _ => self.opaque(id),
        }
    }

    fn add(&mut self, key: Key, subject: Subject, classes: Classes) -> usize {
        if let Some(i) = self.space.keys.get(&key) {
            return *i;
        }
        let i = self.space.variables.len();
        let possible = Bits::full(classes.count());
        self.space.variables.push(Variable { subject, classes, possible, step: None });
        self.space.keys.insert(key, i);
        i
    }

    fn ty(&self, id: ExprId) -> Option<&Ty> {
        self.program.types.get(id.ix())
    }

    fn member_test(&mut self, id: ExprId, values: &[i64]) {
        let key = Key::Value(canonical(self.program, id));
        match self.ty(id) {
            Some(Ty::Enum(e)) => {
                let n = self.program.enums.get(e.ix()).map_or(0, |e| e.members.len());
                self.add(key, Subject::Value(id), Classes::Finite(n));
            }
            Some(Ty::Bool) => {
                self.add(key, Subject::Value(id), Classes::Finite(2));
            }
            _ => self.cut(id, values.iter().map(|v| Num::int(*v))),
        }
    }

    fn cut(&mut self, id: ExprId, at: impl IntoIterator<Item = Num>) {
        let key = Key::Value(canonical(self.program, id));
        let i = self.add(key, Subject::Value(id), Classes::Ordered(Vec::new()));
        self.cuts.entry(i).or_default().extend(at);
    }

    fn element(&mut self, set: ExprId, elem: i64) {
        let key = Key::Element(canonical(self.program, set), elem);
        self.add(key, Subject::Element(set, elem), Classes::Finite(2));
    }

    fn comparison(&mut self, a: ExprId, b: ExprId, whole: ExprId) {
        let (x, y) = (constant_number(self.program, a), constant_number(self.program, b));
        match (x, y, self.ty(a)) {
            (Some(_), Some(_), _) => {}
            (None, Some(n), _) => self.cut(a, [n]),
            (Some(n), None, _) => self.cut(b, [n]),
            (None, None, Some(Ty::Amount | Ty::Ratio | Ty::Int(_) | Ty::Decimal | Ty::Date | Ty::Month)) => {
                let key = Key::Sign(canonical(self.program, a), canonical(self.program, b));
                self.add(key, Subject::Sign(a, b), Classes::Finite(3));
            }
            _ => self.opaque(whole),
        }
    }

    fn truth(&mut self, id: ExprId) {
        if self.ty(id) == Some(&Ty::Bool) {
            let key = Key::Value(canonical(self.program, id));
            self.add(key, Subject::Value(id), Classes::Finite(2));
        }
    }

    fn reading(&mut self, doubt: DoubtId) {
        let n = self.program.doubts.get(doubt.ix()).map_or(0, |d| d.readings.len());
        self.add(Key::Reading(doubt), Subject::Reading(doubt), Classes::Finite(n));
    }

    fn opaque(&mut self, id: ExprId) {
        let key = Key::Opaque(canonical(self.program, id));
        self.add(key, Subject::Opaque(id), Classes::Finite(2));
    }

    /// Cut points of an interval of days: its first day and the day after its last.
    fn dates(&mut self, e: Effective) {
        let from = e.from.map(|d| Num::int(d.day_number()));
        let after = e.to.map(|d| Num::int(d.day_number() + 1));
        self.days.extend(from.into_iter().chain(after));
    }

    fn finish(mut self) -> Space {
        if !self.days.is_empty() {
            let days = std::mem::take(&mut self.days);
            let i = self.add(Key::Date, Subject::Date, Classes::Ordered(Vec::new()));
            self.cuts.entry(i).or_default().extend(days);
        }
        for (i, cuts) in std::mem::take(&mut self.cuts) {
            let Some(subject) = self.space.variables.get(i).map(|v| v.subject.clone()) else { continue };
            let (step, low, high) = self.declared(&subject);
            let cuts: Vec<Num> = cuts.into_iter().chain(low).chain(high).collect::<BTreeSet<_>>().into_iter().collect();
            let possible = possible(&cuts, step, low, high);
            if let Some(v) = self.space.variables.get_mut(i) {
                *v = Variable { subject, classes: Classes::Ordered(cuts), possible, step };
            }
        }
        self.space
    }

    /// Granularity and declared bounds of an ordered subject.
    fn declared(&self, subject: &Subject) -> (Option<Num>, Option<Num>, Option<Num>) {
        let id = match subject {
            Subject::Value(id) => *id,
            _ => return (Some(Num::ONE), None, None),
        };
        let step = step_of(self.ty(id));
        let Some(Expr::Input(input)) = self.program.exprs.get(id.ix()) else {
            return (step, natural_floor(self.ty(id)), None);
        };
        let range = self.program.inputs.get(input.ix()).map(|i| &i.range);
        let end = |e: Option<&Option<(Value, bool)>>| e.and_then(|e| e.as_ref()).and_then(|(v, _)| ordinal(v));
        let low = end(range.map(|r| &r.lower)).or_else(|| natural_floor(self.ty(id)));
        (step, low, end(range.map(|r| &r.upper)))
    }
}

/// The least distance between two values of a type.
pub fn step_of(ty: Option<&Ty>) -> Option<Num> {
    match ty {
        Some(Ty::Amount) => Some(Num::cents(1)),
        Some(Ty::Int(_) | Ty::Date | Ty::Month) => Some(Num::ONE),
        _ => None,
    }
}

/// Amounts, ages and counts are never negative unless declared.
fn natural_floor(ty: Option<&Ty>) -> Option<Num> {
    match ty {
        Some(Ty::Amount | Ty::Int(Unit::Age | Unit::Years | Unit::Months | Unit::Weeks | Unit::Days)) => {
            Some(Num::ZERO)
        }
        _ => None,
    }
}

/// Classes that hold a value: within the bounds, and not between two neighbouring values.
fn possible(cuts: &[Num], step: Option<Num>, low: Option<Num>, high: Option<Num>) -> Bits {
    let n = 2 * cuts.len() + 1;
    Bits::of(
        n,
        (0..n).filter(|&c| {
            let (before, at) = (c.checked_sub(1).and_then(|b| cuts.get(b / 2)), cuts.get(c / 2));
            if c % 2 == 1 {
                return at.is_some_and(|v| low.is_none_or(|l| *v >= l) && high.is_none_or(|h| *v <= h));
            }
            let above = before.is_none_or(|v| high.is_none_or(|h| *v < h));
            let below = at.is_none_or(|v| low.is_none_or(|l| *v > l));
            let room = match (before, at, step) {
                (Some(a), Some(b), Some(step)) => a.add(step).is_ok_and(|next| next < *b),
                _ => true,
            };
            above && below && room
        }),
    )
}

/// The input that a subject is, if it is one.
pub fn input_of(program: &Program, subject: &Subject) -> Option<InputId> {
    let id = match subject {
        Subject::Value(id) | Subject::Element(id, _) => *id,
        _ => return None,
    };
    match program.exprs.get(id.ix())? {
        Expr::Input(i) => Some(*i),
        _ => None,
    }
}
