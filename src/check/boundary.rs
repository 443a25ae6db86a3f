//! 边界: boundary words that leave one point uncovered, or put it in two places (4万元以内 / 4万元以上; 不满90日 /
//! 超过90日).
//!
//! A hole or an overlap that is exactly such a point is reported here and not as 缺口 or 重叠: the remedy is another
//! word, not another clause, and the words are what the reader has to look at. The checks of [`super::rules`] hand over
//! what they find ([`holes`], [`doubled`]); what they do not look at is looked at here ([`check`]): items that have a
//! default, or that nobody reads, items whose clauses add up, and bands.

mod bands;
mod elsewhere;
mod points;

use super::finding::{Family, Finding, Outcome, Witness};
use super::guards::Space;
use super::rules::describe;
use super::space::Region;
use super::witness::{value_of, with_probe};
use super::words;
use crate::base::diagnostic::Severity;
use crate::eval::Case;
use crate::eval::narrate::show;
use crate::ir::{Item, ItemId, Program, RuleId};
use points::{Point, Side};

/// How to mend a point.
const ADVICE: &str = "核对原文这一点归哪一档：以上、以下、以内、满、不超过、不低于含本数，超过、不满、不足、高于、低于不含；按原文写明「（含）」或「（不含）」";

/// Points that the checks of gaps and overlaps do not look at.
pub fn check(program: &Program) -> Outcome {
    let mut out = Outcome::default();
    bands::check(program, &mut out);
    elsewhere::check(program, &mut out);
    out
}

/// A gap as boundary points, when it is nothing else: one finding per point. `case` lies in the region.
pub fn holes(program: &Program, id: ItemId, space: &Space, region: &Region, case: &Case) -> Option<Vec<Finding>> {
    let item = program.items.get(id.ix())?;
    let found = points::between(program, item, space, region)?;
    let single = found.len() == 1;
    let finding = |point: &Point| {
        let at = point.place(program, case, point.at).or_else(|| single.then(|| case.clone()))?;
        super::rules::lacks_rule(program, &at, id).then(|| hole(program, id, item, point, at, "没有条款或行适用"))
    };
    found.iter().map(finding).collect()
}

/// A point that neither side takes.
fn hole(program: &Program, id: ItemId, item: &Item, point: &Point, at: Case, then: &str) -> Finding {
    let [below, above] = [&point.below, &point.above];
    let message = format!(
        "「{}」在{}时落空：一边写「{}」，一边写「{}」，都不含本数，这一点{then}",
        item.name, point.what, below.words, above.words
    );
    let told = |side: &Side, near| {
        let value = point.place(program, &at, near).and_then(|case| value_of(program, &case, id));
        let value =
            value.map_or_else(String::new, |v| format!("，邻近处「{}」为 {}", item.name, show(program, &item.ty, &v)));
        format!("{}写「{}」{value}", describe(program, side.rule), side.words)
    };
    let (low, high) = (told(below, point.before), told(above, point.after));
    let finding = Finding::text(Family::Boundary, 805, Severity::Warning, above.span, message).suggest(ADVICE);
    dressed(program, finding, point, at).also(below.span, low).also(above.span, high)
}

/// An overlap as boundary points, when it is nothing else; otherwise as it was.
pub fn doubled(
    program: &Program,
    item: &Item,
    space: &Space,
    sides: [(RuleId, &[Region]); 2],
    found: Finding,
) -> Finding {
    let Some((point, _)) = points::shared(program, space, sides) else { return found };
    let Some(Witness { case, .. }) = found.witness.clone() else { return found };
    let differ = found.severity > Severity::Info;
    let then = if differ { "两边不同" } else { "两边相同，结果不受影响" };
    Finding { severity: found.severity, ..twice(program, item, &point, case, if differ { 806 } else { 807 }, then) }
}

/// A point that both sides take.
fn twice(program: &Program, item: &Item, point: &Point, at: Case, code: u16, then: &str) -> Finding {
    let [below, above] = [&point.below, &point.above];
    let message = format!(
        "「{}」在{}时归了两处：一边写「{}」，一边写「{}」，都含本数，{then}",
        item.name, point.what, below.words, above.words
    );
    let told = |side: &Side| {
        let value = by_rule(program, item, side.rule, &at);
        let value = value.map_or_else(String::new, |v| format!("，「{}」为 {v}", item.name));
        format!("{}写「{}」{value}", describe(program, side.rule), side.words)
    };
    let (low, high) = (told(below), told(above));
    let finding = Finding::text(Family::Boundary, code, Severity::Warning, above.span, message).suggest(ADVICE);
    dressed(program, finding, point, at).also(below.span, low).also(above.span, high)
}

fn dressed(program: &Program, mut finding: Finding, point: &Point, case: Case) -> Finding {
    finding.rules = vec![point.below.rule, point.above.rule];
    let rules = finding.rules.iter().filter_map(|r| program.rules.get(r.ix()));
    finding.cites = rules.flat_map(|r| r.cites.iter().cloned()).collect();
    finding.witness = Some(Witness { case, story: Vec::new() });
    finding
}

/// What the rule alone says of the item on the case.
fn by_rule(program: &Program, item: &Item, rule: RuleId, case: &Case) -> Option<String> {
    let decl = program.rules.get(rule.ix())?;
    let (_, def) = item.rules.iter().find(|(r, _)| *r == rule)?;
    let (probed, probe) = with_probe(program, decl.defs.get(*def as usize)?.1);
    value_of(&probed, case, probe).map(|v| show(program, &item.ty, &v))
}

/// The other restrictions of a region: `险种 为 居民医保，`; nothing when there are none.
fn elsewhere_than(program: &Program, space: &Space, region: &Region, skip: usize) -> String {
    let restricted = space.variables.iter().zip(&region.0).enumerate();
    let others = restricted.filter(|(i, (v, bits))| *i != skip && bits.len() < v.possible.len());
    others.map(|(_, (v, bits))| words::classes(program, v, bits) + "，").collect()
}
