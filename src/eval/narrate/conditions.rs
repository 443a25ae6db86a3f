//! Conditions and why they failed.

use super::formula::Printer;
use super::{formula, leaf_name, show};
use crate::eval::trace::{Reason, Steps};
use crate::ir::value::Value;
use crate::ir::{BoundWord, CellTest, CmpOp, ExprId, Program, RuleId, Ty, each_operand};

/// Why a rule did not apply: `要求 险种 为 居民医保，而险种为职工医保`.
pub fn explain_reason(program: &Program, rule: RuleId, reason: &Reason) -> String {
    match reason {
        Reason::Condition { atom, steps } => condition(program, *atom, steps),
        Reason::Cell { table, column, value } => cell(program, rule, table.ix(), *column as usize, value.as_ref()),
        Reason::Date => "就诊日期不在其施行期内".to_owned(),
        Reason::Overridden(by) => format!("让位于例外条款{}", crate::eval::errors::rule_name(program, *by)),
    }
}

fn condition(program: &Program, atom: ExprId, steps: &Steps) -> String {
    let mut leaves = Vec::new();
    collect(program, atom, &mut leaves);
    let printer = Printer { program, steps: Some(steps) };
    let fact = |e: &ExprId| {
        let name = leaf_name(program, program.exprs.get(e.ix())?)?;
        let value = printer.value(*e)?;
        Some(format!("{name}为{}", show(program, program.types.get(e.ix())?, value)))
    };
    let mut facts: Vec<String> = leaves.iter().filter_map(fact).collect();
    facts.dedup();
    let wanted = formula(program, atom);
    if facts.is_empty() { format!("要求 {wanted}") } else { format!("要求 {wanted}，而{}", facts.join("、")) }
}

/// Leaves in order of reading.
fn collect(program: &Program, e: ExprId, out: &mut Vec<ExprId>) {
    let Some(x) = program.exprs.get(e.ix()) else { return };
    if leaf_name(program, x).is_some() {
        out.push(e);
    }
    each_operand(x, &mut |c| collect(program, c, out));
}

fn cell(program: &Program, rule: RuleId, table: usize, column: usize, value: Option<&Value>) -> String {
    let Some(t) = program.tables.get(table) else { return String::new() };
    let Some(test) = t.columns.get(column) else { return String::new() };
    let ty = program.types.get(test.ix());
    let name = formula(program, *test);
    let row = program.rules.get(rule.ix()).and_then(|r| r.row).map_or(0, |(_, r)| r as usize);
    let wanted = t.cells.get(row).and_then(|c| c.get(column)).map(|c| cell_text(program, *test, c)).unwrap_or_default();
    let is = value.zip(ty).map(|(v, ty)| show(program, ty, v)).unwrap_or_else(|| "未知".to_owned());
    format!("要求 {name} {wanted}，而{name}为{is}")
}

/// A condition cell as words after the column's name.
pub fn cell_text(program: &Program, test: ExprId, cell: &CellTest) -> String {
    let end = |end: &Option<(Value, bool, BoundWord)>, yes: &str, no: &str| {
        let (v, inclusive, _) = end.as_ref()?;
        let ty = program.types.get(test.ix())?;
        Some(format!("{} {}", if *inclusive { yes } else { no }, show(program, ty, v)))
    };
    match cell {
        CellTest::Any => "任意".to_owned(),
        CellTest::In(keys) => format!("为 {}", member_names(program, test, keys)),
        CellTest::Has(keys, true) => format!("含 {}", member_names(program, test, keys)),
        CellTest::Has(keys, false) => format!("不含 {}", member_names(program, test, keys)),
        CellTest::Range(a, b) => {
            let ends = [end(a, "不低于", "高于"), end(b, "不超过", "低于")];
            ends.into_iter().flatten().collect::<Vec<_>>().join("、")
        }
        CellTest::Expr(e) => formula(program, *e),
    }
}

/// Members by their keys.
pub(super) fn member_names(program: &Program, tested: ExprId, keys: &[i64]) -> String {
    let ty = match program.types.get(tested.ix()) {
        Some(Ty::Set(inner)) => inner,
        Some(ty) => ty,
        None => return String::new(),
    };
    keys.iter().map(|k| super::values::key(program, ty, *k)).collect::<Vec<_>>().join("、")
}

/// The comparison as written.
pub(super) fn word(op: CmpOp, word: BoundWord) -> &'static str {
    word.leading().unwrap_or(match op {
        CmpOp::Lt => "＜",
        CmpOp::Le => "≤",
        CmpOp::Gt => "＞",
        CmpOp::Ge => "≥",
    })
}
