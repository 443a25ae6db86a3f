//! 级别与需要: with all else equal, a hospital of a lower level is never paid worse, and a larger need never gets
//! less. Levels and needs are recognised by their names; a 注, 存疑 or 必须 that
//! speaks of the order answers the finding.

use super::diff::vary::{Circumstance, Fall, Twice};
use super::finding::{Family, Finding, Outcome, Witness};
use super::symbolic::{Budget, Search};
use crate::base::diagnostic::Severity;
use crate::base::num::Num;
use crate::eval::narrate::show;
use crate::ir::value::Value;
use crate::ir::{DoubtId, Expr, ExprId, Input, InputId, ItemId, Program, Rule, Ty, each_operand};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Limits of one goal.
const BUDGET: Budget = Budget { paths: 200, queries: 2_000 };

/// Ranks of hospitals: the higher, the larger. A longer word comes before one that it contains.
const LEVELS: [(&str, u8); 9] = [
    ("三级甲等", 5),
    ("三级乙等", 4),
    ("三级", 4),
    ("二级", 3),
    ("一级", 2),
    ("未定级", 2),
    ("乡镇卫生院", 1),
    ("社区", 1),
    ("村卫生室", 0),
];

/// Ranks of needs: the higher, the larger.
const NEEDS: [(&str, u8); 5] = [("特困", 3), ("孤儿", 3), ("低保边缘", 1), ("低保", 2), ("最低生活保障", 2)];

/// An order that is checked.
struct Order {
    code: u16,
    ladder: &'static [(&'static str, u8)],
    /// Words of a 注 that answers it.
    answers: [&'static str; 3],
    suggestion: &'static str,
}

const HOSPITALS: Order = Order {
    code: 852,
    ladder: &LEVELS,
    answers: ["等级", "级别", "倒挂"],
    suggestion: "文件确实如此的，在有关条款前用「注」说明等级间的差别",
};

const PERSONS: Order = Order {
    code: 853,
    ladder: &NEEDS,
    answers: ["身份", "困难程度", "倒挂"],
    suggestion: "文件确实如此的，在有关条款前用「注」说明身份间的差别",
};

/// Checks every payment against every ordered fact that it depends on.
pub fn check(program: &Program) -> Outcome {
    let mut out = Outcome::default();
    let twice = Twice::new(program);
    for item in payments(program) {
        let reach = Reach::of(program, item);
        for input in &reach.inputs {
            let Some(decl) = program.inputs.get(input.ix()) else { continue };
            for order in [&HOSPITALS, &PERSONS] {
                let steps = steps(program, decl, order);
                if !steps.is_empty() && !answered(program, item, &reach, order) {
                    along(program, &twice, item, *input, &steps, order, &mut out);
                }
            }
        }
    }
    out
}

/// Amounts that are paid to the insured: rounded, and named as payments.
pub(super) fn payments(program: &Program) -> Vec<ItemId> {
    let words = ["支付", "补偿", "救助", "补助", "报销"];
    let pays = |i: &ItemId| {
        program.items.get(i.ix()).is_some_and(|item| {
            let own = !program.modules.get(item.module.ix()).is_some_and(|m| m.stdlib);
            own && item.ty == Ty::Amount && item.rounding.is_some() && words.iter().any(|w| item.name.contains(w))
        })
    };
    program.order.iter().copied().filter(pays).collect()
}

/// Neighbouring members of an order: (smaller, larger), with the values that stand for them.
type Step = ([Value; 2], [String; 2]);

fn steps(program: &Program, input: &Input, order: &Order) -> Vec<Step> {
    let (e, in_set) = match &input.ty {
        Ty::Enum(e) => (*e, false),
        Ty::Set(inner) => match inner.as_ref() {
            Ty::Enum(e) => (*e, true),
            _ => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    let members = program.enums.get(e.ix()).map_or(&[][..], |e| &e.members);
    let rank = |name: &str| order.ladder.iter().find(|(word, _)| name.contains(word)).map(|r| r.1);
    let mut ranked: Vec<(u8, u32, &str)> =
        (0_u32..).zip(members).filter_map(|(i, m)| Some((rank(&m.name)?, i, m.name.as_str()))).collect();
    ranked.sort();
    let value = |m: u32| match in_set {
        true => Value::Set(Arc::new(BTreeSet::from([i64::from(m)]))),
        false => Value::Member(m),
    };
    let mut out = Vec::new();
    for (i, low) in ranked.iter().enumerate() {
        let Some(next) = ranked.get(i + 1..).unwrap_or(&[]).iter().map(|r| r.0).find(|r| *r > low.0) else { continue };
        for high in ranked.iter().filter(|r| r.0 == next) {
            out.push(([value(low.1), value(high.1)], [low.2.to_owned(), high.2.to_owned()]));
        }
    }
    out
}

fn along(
    program: &Program,
    twice: &Twice,
    item: ItemId,
    input: InputId,
    steps: &[Step],
    order: &Order,
    out: &mut Outcome,
) {
    let tolerance = tolerance(program, item);
    let (mut worst, mut unclear): (Option<(Fall, &[String; 2])>, Option<&str>) = (None, None);
    for (values, names) in steps {
        let [low, high] = values.clone().map(|v| Circumstance { fixed: vec![(input, v)], shifted: Vec::new() });
        // A lower level is paid no worse: the fall to find is from high to low. A larger need likewise from low to high.
        let between = if order.code == HOSPITALS.code { [&high, &low] } else { [&low, &high] };
        match twice.falls(item, between, tolerance, BUDGET) {
            Search::Proved => out.prove(),
            Search::Refuted(fall) if worst.as_ref().is_none_or(|(w, _)| fall.size > w.size) => {
                worst = Some((fall, names));
            }
            Search::Refuted(_) => {}
            Search::Undecided(why) => unclear = Some(why),
        }
    }
    if let Some((fall, names)) = worst {
        out.report(worse(program, item, &fall, names, order));
    } else if let Some(why) = unclear {
        let (pay, fact) = names_of(program, item, input);
        let what = if order.code == HOSPITALS.code { "等级" } else { "需要" };
        let message = format!("「{pay}」随「{fact}」的{what}次序未能判定：{why}");
        let span = program.items.get(item.ix()).map(|i| i.span).unwrap_or_default();
        let finding = Finding::undecided(Family::Monotone, 859, span, message);
        out.report(Finding { severity: Severity::Info, ..finding });
    }
}

fn names_of(program: &Program, item: ItemId, input: InputId) -> (String, String) {
    let item = program.items.get(item.ix()).map_or_else(String::new, |i| i.name.clone());
    (item, program.inputs.get(input.ix()).map_or_else(String::new, |i| i.name.clone()))
}

fn worse(program: &Program, item: ItemId, fall: &Fall, [low, high]: &[String; 2], order: &Order) -> Finding {
    let Some(pays) = program.items.get(item.ix()) else {
        return Finding::text(Family::Monotone, order.code, Severity::Info, Default::default(), String::new());
    };
    let values = fall.witness.outcomes.each_ref().map(|o| o.value().map(|v| show(program, &pays.ty, v)));
    let [first, second] = values.map(Option::unwrap_or_default);
    let message = if order.code == HOSPITALS.code {
        format!("其他都相同，{low}的「{}」{second}，少于{high}的 {first}", pays.name)
    } else {
        format!("其他都相同，{high}的「{}」{second}，少于{low}的 {first}", pays.name)
    };
    let mut finding =
        Finding::text(Family::Monotone, order.code, Severity::Info, pays.span, message).suggest(order.suggestion);
    let [_, case] = &fall.witness.cases;
    finding.witness = Some(Witness { case: case.clone(), story: Vec::new() });
    finding.consequence = Some(fall.size);
    finding
}

/// Whether the policy speaks of the order: in a 注 at a clause on the way, in a 存疑 on which a clause depends, or in a
/// 必须 about the payment.
fn answered(program: &Program, item: ItemId, reach: &Reach, order: &Order) -> bool {
    let says = |text: &str| order.answers.iter().any(|w| text.contains(w));
    let noted = |rule: &Rule| {
        let table = rule.row.and_then(|(t, _)| program.tables.get(t.ix()));
        rule.notes.iter().chain(table.iter().flat_map(|t| &t.notes)).any(|n| says(n))
    };
    let rules = reach.items.iter().filter_map(|i| program.items.get(i.ix())).flat_map(|i| &i.rules);
    let doubts = reach.doubts.iter().filter_map(|d| program.doubts.get(d.ix()));
    let about = |cond: ExprId| crate::ir::items_in(program, cond).contains(&item.0);
    rules.filter_map(|(r, _)| program.rules.get(r.ix())).any(noted)
        || doubts.into_iter().any(|d| says(&d.name) || says(&d.question))
        || program.musts.iter().any(|m| says(&m.name) && about(m.cond))
}

/// One unit of rounding for each rounded item on the way.
pub(super) fn tolerance(program: &Program, item: ItemId) -> Num {
    let units = Reach::of(program, item).items.into_iter();
    let units = units.filter_map(|i| program.items.get(i.ix())?.rounding.map(|r| r.0));
    units.fold(Num::ZERO, |sum, unit| sum.add(unit).unwrap_or(sum))
}

/// What an item depends on.
pub(super) struct Reach {
    /// Facts.
    pub inputs: BTreeSet<InputId>,
    /// Items, itself among them.
    pub items: BTreeSet<ItemId>,
    /// Open questions.
    pub doubts: BTreeSet<DoubtId>,
}

impl Reach {
    /// Everything that the item depends on in one encounter.
    pub fn of(program: &Program, item: ItemId) -> Reach {
        let mut reach = Reach { inputs: BTreeSet::new(), items: BTreeSet::new(), doubts: BTreeSet::new() };
        let mut todo = vec![item];
        while let Some(next) = todo.pop() {
            let Some(decl) = program.items.get(next.ix()).filter(|_| reach.items.insert(next)) else { continue };
            let rules = decl.rules.iter().filter_map(|(r, _)| program.rules.get(r.ix()));
            let caps = decl.caps.iter().filter_map(|c| program.caps.get(c.ix()));
            let exprs = rules
                .flat_map(|r| r.guard.into_iter().chain(r.defs.iter().filter(|d| d.0 == next).map(|d| d.1)))
                .chain(decl.default)
                .chain(caps.flat_map(|c| c.guard.into_iter().chain([c.limit])));
            reach.exprs(program, exprs.collect(), &mut todo);
        }
        reach
    }

    fn exprs(&mut self, program: &Program, mut exprs: Vec<ExprId>, todo: &mut Vec<ItemId>) {
        let mut seen = BTreeSet::new();
        while let Some(id) = exprs.pop() {
            if !seen.insert(id) {
                continue;
            }
            match program.exprs.get(id.ix()) {
                Some(Expr::Input(i)) => drop(self.inputs.insert(*i)),
                Some(Expr::Item(i)) => todo.push(*i),
                Some(Expr::Reading(d, _)) => drop(self.doubts.insert(*d)),
                Some(other) => each_operand(other, &mut |o| exprs.push(o)),
                None => {}
            }
        }
    }
}
