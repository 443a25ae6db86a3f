//! Points between two boundary words, read off the boxes of the rules.

use crate::base::num::Num;
use crate::base::span::Span;
use crate::check::guards::{Classes, Guarded, Space, Subject, Variable, canonical, constant_number};
use crate::check::space::{Bits, Region};
use crate::check::words;
use crate::eval::Case;
use crate::ir::value::Value;
use crate::ir::{BoundWord, CmpOp, Expr, ExprId, Item, Program, RuleId, Ty, each_operand};

/// A rule and the bound by which it stops at the point.
pub(super) struct Side {
    /// The rule.
    pub rule: RuleId,
    /// The bound as written: `不满 18周岁`.
    pub words: String,
    /// Where.
    pub span: Span,
}

/// A value at which two bounds meet.
pub(super) struct Point {
    /// `险种 为 居民医保，年龄恰为 18周岁`
    pub what: String,
    /// The value.
    pub at: Num,
    /// The value next below.
    pub before: Num,
    /// The value next above.
    pub after: Num,
    subject: ExprId,
    /// The rule that holds below.
    pub below: Side,
    /// The rule that holds above.
    pub above: Side,
}

impl Point {
    /// The case with the value at this number; `None` when the value is no input and no accumulator.
    pub fn place(&self, program: &Program, case: &Case, n: Num) -> Option<Case> {
        let mut case = case.clone();
        match program.exprs.get(self.subject.ix())? {
            Expr::Input(input) => {
                let value = match program.inputs.get(input.ix())?.ty {
                    Ty::Date | Ty::Month => Value::Date(crate::base::date::Date::from_day_number(n.as_int()?)?),
                    _ => Value::Num(n),
                };
                let fact = case.encounters.iter_mut().flatten().find(|(i, _)| i == input)?;
                fact.1 = Some(value);
            }
            Expr::Accum(accum) => case.opening.iter_mut().find(|(a, _)| a == accum)?.1 = Value::Num(n),
            _ => return None,
        }
        Some(case)
    }
}

/// The points that a region consists of, each between a rule that stops short of it and one that begins beyond it.
pub(super) fn between(program: &Program, item: &Item, space: &Space, region: &Region) -> Option<Vec<Point>> {
    let pointed = |(i, bits): (usize, &Bits)| {
        let variable = space.variables.get(i)?;
        let Classes::Ordered(_) = variable.classes else { return None };
        let points = !bits.is_empty() && bits.iter().all(|c| c % 2 == 1);
        let found = |c| point(program, item, space, region, i, c);
        if points { bits.iter().map(found).collect::<Option<Vec<Point>>>() } else { None }
    };
    region.0.iter().enumerate().find_map(pointed)
}

fn point(program: &Program, item: &Item, space: &Space, region: &Region, i: usize, class: usize) -> Option<Point> {
    let side = |below: bool| {
        let rules = item.rules.iter().map(|(r, _)| *r);
        rules.into_iter().find_map(|rule| beside(program, space, region, rule, (i, class), below))
    };
    Point::new(program, space, region, (i, class), side(true)?, side(false)?)
}

impl Point {
    /// The point with its words.
    pub fn new(
        program: &Program,
        space: &Space,
        region: &Region,
        (i, class): (usize, usize),
        below: Side,
        above: Side,
    ) -> Option<Point> {
        let variable = space.variables.get(i)?;
        let (Classes::Ordered(cuts), Subject::Value(subject)) = (&variable.classes, &variable.subject) else {
            return None;
        };
        let at = *cuts.get(class / 2)?;
        let step = variable.step.unwrap_or(Num::cents(1));
        let others = super::elsewhere_than(program, space, region, i);
        let what = format!(
            "{others}{}恰为 {}",
            words::subject(program, &variable.subject),
            words::number(program, variable, at)
        );
        let (before, after) = (at.sub(step).ok()?, at.add(step).ok()?);
        Some(Point { what, at, before, after, subject: *subject, below, above })
    }
}

/// The rule's bound at the point, if the rule holds right beside it within the region.
fn beside(
    program: &Program,
    space: &Space,
    region: &Region,
    rule: RuleId,
    (i, class): (usize, usize),
    below: bool,
) -> Option<Side> {
    let variable = space.variables.get(i)?;
    let next = neighbour(variable, class, below)?;
    let mut probe = region.clone();
    *probe.0.get_mut(i)? = Bits::of(variable.classes.count(), [next]);
    let decl = program.rules.get(rule.ix())?;
    let boxes = space.boxes(program, Guarded::from(decl))?;
    if !boxes.iter().any(|b| b.meets(&probe)) {
        return None;
    }
    bound(program, variable, rule, class, if below { CmpOp::Lt } else { CmpOp::Gt })
}

fn neighbour(variable: &Variable, class: usize, below: bool) -> Option<usize> {
    let classes = variable.possible.iter();
    if below { classes.filter(|c| *c < class).last() } else { classes.into_iter().find(|c| *c > class) }
}

/// The point that two rules share, when every part of their overlap is at the end of one and the beginning of the
/// other.
pub(super) fn shared(program: &Program, space: &Space, sides: [(RuleId, &[Region]); 2]) -> Option<(Point, Region)> {
    let [(a, mine), (b, theirs)] = sides;
    let adopted = space.adopted(program);
    let mut found = None;
    for x in mine {
        for y in theirs {
            let both = x.and(y).and(&adopted);
            if !both.is_empty() {
                let point = touching(program, space, (a, x), (b, y), &both)?;
                found.get_or_insert((point, both));
            }
        }
    }
    found
}

/// The variable in which one box ends where the other begins.
fn touching(
    program: &Program,
    space: &Space,
    (a, x): (RuleId, &Region),
    (b, y): (RuleId, &Region),
    both: &Region,
) -> Option<Point> {
    let meets = |i: usize| {
        let variable = space.variables.get(i)?;
        let (Classes::Ordered(_), Some(class)) = (&variable.classes, sole(both.0.get(i)?)) else { return None };
        let (ends, begins) = (x.0.get(i)?.iter().last()? == class, x.0.get(i)?.first()? == class);
        let (other_ends, other_begins) = (y.0.get(i)?.iter().last()? == class, y.0.get(i)?.first()? == class);
        let (low, high) = match (ends && !begins && other_begins, other_ends && !other_begins && begins) {
            (true, _) => (a, b),
            (_, true) => (b, a),
            _ => return None,
        };
        let below = bound(program, variable, low, class, CmpOp::Le)?;
        let above = bound(program, variable, high, class, CmpOp::Ge)?;
        Point::new(program, space, both, (i, class), below, above)
    };
    (0..space.variables.len()).find_map(meets)
}

fn sole(bits: &Bits) -> Option<usize> {
    bits.first().filter(|c| bits.len() == 1 && c % 2 == 1)
}

/// The bound of this direction that the rule sets at the class's value.
pub(super) fn bound(program: &Program, variable: &Variable, rule: RuleId, class: usize, want: CmpOp) -> Option<Side> {
    let (Classes::Ordered(cuts), Subject::Value(subject)) = (&variable.classes, &variable.subject) else { return None };
    let at = *cuts.get(class / 2)?;
    let name = canonical(program, *subject);
    let guard = program.rules.get(rule.ix())?.guard?;
    let mut todo = vec![(guard, true)];
    while let Some((id, positive)) = todo.pop() {
        let expr = program.exprs.get(id.ix())?;
        if let Expr::Cmp(op, word, a, b) = expr {
            let turned = if constant_number(program, *b).is_some() {
                Some((*op, *a, *b))
            } else {
                Some((mirrored(*op), *b, *a))
            };
            let (op, subject, limit) = turned?;
            let direction = if positive { op } else { negated(op) };
            if direction == want && constant_number(program, limit) == Some(at) && canonical(program, subject) == name {
                let words = written(*word, op, &words::number(program, variable, at));
                let words = if positive { words } else { format!("非 {words}") };
                return Some(Side { rule, words, span: *program.spans.get(id.ix())? });
            }
            continue;
        }
        let positive = positive != matches!(expr, Expr::Not(_));
        each_operand(expr, &mut |o| todo.push((o, positive)));
    }
    None
}

fn mirrored(op: CmpOp) -> CmpOp {
    match op {
        CmpOp::Lt => CmpOp::Gt,
        CmpOp::Le => CmpOp::Ge,
        CmpOp::Gt => CmpOp::Lt,
        CmpOp::Ge => CmpOp::Le,
    }
}

fn negated(op: CmpOp) -> CmpOp {
    match op {
        CmpOp::Lt => CmpOp::Ge,
        CmpOp::Le => CmpOp::Gt,
        CmpOp::Gt => CmpOp::Le,
        CmpOp::Ge => CmpOp::Lt,
    }
}

/// The bound as the author wrote it.
pub(super) fn written(word: BoundWord, op: CmpOp, value: &str) -> String {
    let inclusive = matches!(op, CmpOp::Le | CmpOp::Ge);
    let after = |text: &str| format!("{value}{text}{}", if inclusive { "" } else { "（不含）" });
    match word {
        BoundWord::YiShang => after("以上"),
        BoundWord::YiXia => after("以下"),
        BoundWord::YiNei => after("以内"),
        BoundWord::From => format!("{value}{} 至", if inclusive { "" } else { "（不含）" }),
        BoundWord::To => format!("至 {value}{}", if inclusive { "" } else { "（不含）" }),
        BoundWord::Symbol => format!("{} {value}", symbol(op)),
        _ => format!("{} {value}{}", word.leading().unwrap_or_default(), exception(word, inclusive)),
    }
}

/// What an author adds to a word that says otherwise by itself.
fn exception(word: BoundWord, inclusive: bool) -> &'static str {
    let usual = matches!(word, BoundWord::Man | BoundWord::BuChaoGuo | BoundWord::BuDiYu);
    match (usual, inclusive) {
        (true, false) => "（不含）",
        (false, true) => "（含）",
        _ => "",
    }
}

fn symbol(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Lt => "<",
        CmpOp::Le => "≤",
        CmpOp::Gt => ">",
        CmpOp::Ge => "≥",
    }
}
