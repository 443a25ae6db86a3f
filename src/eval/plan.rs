//! What a settlement of certain items needs, resolved once: the slice of the program, slots for facts and results,
//! row indexes of tables, the order of ceilings.

pub(crate) mod index;
pub(crate) mod nodes;
mod slice;

use super::missing::MissId;
use super::run::{Run, Scratch};
use super::trace::{Off, Recorder, Trace, Tracer};
use super::value::V;
use super::{Case, EvalError, Facts, Outcome, Settlement, errors};
use crate::base::date::Date;
use crate::base::num::Num;
use crate::ir::value::Value;
use crate::ir::{
    AccumId, Bands, BoundWord, Effective, Expr, ExprId, InputId, ItemId, ModuleId, Param, ParamId, Program, Rule,
    RuleId, TableId, Ty, each_operand,
};
use index::TableIndex;
use nodes::Nodes;
use slice::Slice;

/// Deepest nesting of expressions that is evaluated; policies stay below 30.
const MAX_DEPTH: u32 = 300;

/// A program prepared for settling cases for certain items.
pub struct Plan<'p> {
    pub(crate) program: &'p Program,
    /// Items to evaluate, each after the items it reads.
    pub(crate) order: Vec<ItemId>,
    /// Items to report.
    pub(crate) report: Vec<ItemId>,
    /// Place of an item's result, by item; [`NONE`] outside the slice.
    pub(crate) item_slot: Vec<u32>,
    /// Where an item's definitions come from, by slot.
    pub(crate) sources: Vec<Vec<Source>>,
    /// Place of a fact, by input.
    pub(crate) input_slot: Vec<u32>,
    /// Value of each fact when not given, by slot.
    pub(crate) defaults: Vec<V>,
    /// Row indexes, by table.
    pub(crate) tables: Vec<Option<TableIndex>>,
    /// Accumulators to keep.
    pub(crate) accums: Vec<AccumId>,
    /// By ceiling: items that take from the same accumulator first.
    pub(crate) cap_before: Vec<Vec<ItemId>>,
    /// Asserted invariants to verify (index into the program's).
    pub(crate) musts: Vec<usize>,
    /// By rule.
    pub(crate) rules: Vec<RulePlan>,
    /// Earliest 复核期限 of the modules in use.
    pub(crate) review_by: Option<(Date, ModuleId)>,
    pub(crate) dates: Dates,
    pub(crate) inputs: Vec<InputId>,
    /// By input slot: an amount.
    pub(crate) in_cents: Vec<bool>,
    pub(crate) nodes: Nodes,
    /// Values of parameters by period, amounts in 分.
    pub(crate) params: Vec<Vec<(Effective, V)>>,
    /// Ends of bands in 分, by schedule and row.
    pub(crate) edges: Vec<Vec<(Option<Num>, Option<Num>)>>,
    fault: Option<EvalError>,
}

/// Where encounters without a date get one.
#[derive(Default)]
pub(crate) struct Dates {
    pub(crate) year_input: Option<InputId>,
    pub(crate) fallback: Option<Date>,
}

/// What decides whether a rule applies.
#[derive(Clone, Copy)]
pub(crate) struct RulePlan {
    /// Its own interval, or its module's.
    pub(crate) effective: Effective,
    pub(crate) guard: Option<ExprId>,
    pub(crate) row: Option<(TableId, u32)>,
    /// It has exceptions.
    pub(crate) overridden: bool,
}

impl RulePlan {
    fn new(program: &Program, rule: &Rule) -> RulePlan {
        RulePlan {
            effective: effective(program, rule.effective, rule.module),
            guard: rule.guard,
            row: rule.row,
            overridden: !rule.overridden_by.is_empty(),
        }
    }
}

/// No slot.
pub(crate) const NONE: u32 = u32::MAX;

/// A definition of an item.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source {
    /// A clause, with the expression.
    Rule(RuleId, ExprId),
    /// Rows of a table.
    Table(TableId),
}

impl<'p> Plan<'p> {
    /// Prepares a program for the given items (all when `None`).
    pub fn new(program: &'p Program, targets: Option<&[ItemId]>) -> Plan<'p> {
        let slice = Slice::new(program, targets);
        let fault = (depth(program) > MAX_DEPTH).then(errors::too_deep);
        let (input_slot, inputs) = slots(&slice.inputs);
        let (item_slot, items) = slots(&slice.items);
        let amount = |i: &u32| program.inputs.get(*i as usize).is_some_and(|i| i.ty == Ty::Amount);
        Plan {
            program,
            in_cents: inputs.iter().map(amount).collect(),
            nodes: Nodes::new(program, &input_slot, &item_slot),
            params: (0_u32..).zip(&program.params).map(|(i, p)| param_values(ParamId(i), p)).collect(),
            edges: program.bands.iter().map(edges).collect(),
            order: order(program, &slice),
            report: report(program, targets),
            sources: items.iter().map(|i| sources(program, ItemId(*i))).collect(),
            item_slot,
            defaults: inputs.iter().map(|i| default(program, InputId(*i))).collect(),
            inputs: inputs.into_iter().map(InputId).collect(),
            input_slot,
            tables: tables(program, &slice),
            accums: ids(&slice.accums).map(AccumId).collect(),
            cap_before: crate::ir::turns(program),
            musts: slice.musts.clone(),
            rules: program.rules.iter().map(|r| RulePlan::new(program, r)).collect(),
            review_by: review_by(program, &slice),
            dates: dates(program),
            fault,
        }
    }

    /// Settles a case.
    pub fn settle(&self, case: &Case) -> Result<Settlement, EvalError> {
        self.settle_in(&mut Scratch::default(), case)
    }

    /// Settles a case, reusing working memory of earlier cases.
    pub fn settle_in(&self, scratch: &mut Scratch, case: &Case) -> Result<Settlement, EvalError> {
        self.with(scratch, &mut Off, case)
    }

    /// Settles a case and says why.
    pub fn settle_traced(&self, case: &Case) -> Result<(Settlement, Trace), EvalError> {
        self.settle_traced_in(&mut Scratch::default(), case)
    }

    /// Settles a case and says why, reusing working memory of earlier cases.
    pub fn settle_traced_in(&self, scratch: &mut Scratch, case: &Case) -> Result<(Settlement, Trace), EvalError> {
        let mut recorder = Recorder::default();
        let settlement = self.with(scratch, &mut recorder, case)?;
        Ok((settlement, recorder.finish()))
    }

    fn with<T: Tracer>(&self, s: &mut Scratch, tracer: &mut T, case: &Case) -> Result<Settlement, EvalError> {
        match &self.fault {
            Some(fault) => Err(fault.clone()),
            None => Run::new(self, s, tracer).case(case).map_err(|e| *e),
        }
    }

    /// Begins a person whose encounters are given one by one to [`step`](Self::step).
    pub fn begin(&self, s: &mut Scratch, case: &Case) {
        Run::new(self, s, &mut Off).begin(case);
    }

    /// Settles the next encounter of the person begun. After an error the person is not to be continued.
    pub fn step(&self, s: &mut Scratch, person: &Facts, facts: &Facts) -> Result<Outcome, EvalError> {
        self.usable()?;
        Run::new(self, s, &mut Off).next(person, facts).map_err(|e| *e)
    }

    /// Whether cases can be settled at all.
    pub fn usable(&self) -> Result<(), EvalError> {
        self.fault.clone().map_or(Ok(()), Err)
    }

    /// The inputs that the answers may depend on.
    pub fn inputs(&self) -> &[InputId] {
        &self.inputs
    }

    /// Whether an encounter may depend on those before it.
    pub fn keeps_balances(&self) -> bool {
        !self.accums.is_empty()
    }

    /// The items that are answered, in order.
    pub fn items(&self) -> &[ItemId] {
        &self.report
    }

    pub(crate) fn slot(&self, item: ItemId) -> u32 {
        self.item_slot.get(item.ix()).copied().unwrap_or(NONE)
    }

    pub(crate) fn ty(&self, e: ExprId) -> Option<&'p Ty> {
        self.program.types.get(e.ix())
    }

    pub(crate) fn expr(&self, e: ExprId) -> Option<&'p Expr> {
        self.program.exprs.get(e.ix())
    }
}

/// Ids that are set in a mask.
fn ids(mask: &[bool]) -> impl Iterator<Item = u32> {
    (0_u32..).zip(mask).filter(|(_, on)| **on).map(|(i, _)| i)
}

/// Slot by id, and id by slot.
fn slots(mask: &[bool]) -> (Vec<u32>, Vec<u32>) {
    let list: Vec<u32> = ids(mask).collect();
    let mut next = 0_u32..;
    let slots = mask.iter().map(|on| if *on { next.next().unwrap_or(NONE) } else { NONE }).collect();
    (slots, list)
}

fn order(program: &Program, slice: &Slice) -> Vec<ItemId> {
    program.order.iter().copied().filter(|i| slice.items.get(i.ix()) == Some(&true)).collect()
}

fn report(program: &Program, targets: Option<&[ItemId]>) -> Vec<ItemId> {
    match targets {
        None => program.order.clone(),
        Some(t) => program.order.iter().copied().filter(|i| t.contains(i)).collect(),
    }
}

/// Clauses one by one; the rows of a table together, at the place of the first.
fn sources(program: &Program, item: ItemId) -> Vec<Source> {
    let Some(item) = program.items.get(item.ix()) else { return Vec::new() };
    let mut out: Vec<Source> = Vec::new();
    let mut last_table = None;
    for (rule, def) in &item.rules {
        let Some(r) = program.rules.get(rule.ix()) else { continue };
        match r.row {
            Some((table, _)) if last_table == Some(table) => {}
            Some((table, _)) => {
                last_table = Some(table);
                if !out.iter().any(|s| matches!(s, Source::Table(t) if *t == table)) {
                    out.push(Source::Table(table));
                }
            }
            None => out.extend(r.defs.get(*def as usize).map(|(_, e)| Source::Rule(*rule, *e))),
        }
    }
    out
}

fn edges(bands: &Bands) -> Vec<(Option<Num>, Option<Num>)> {
    let end = |end: &Option<(Num, bool, BoundWord)>| end.map(|(n, ..)| nodes::in_cents(n));
    bands.rows.iter().map(|r| (end(&r.lower), end(&r.upper))).collect()
}

/// What the document does not give is missing.
fn param_values(id: ParamId, param: &Param) -> Vec<(Effective, V)> {
    let value = |v: &Option<Value>| match v {
        Some(Value::Num(n)) if param.ty == Ty::Amount => V::Num(nodes::in_cents(*n)),
        Some(v) => V::from(v),
        None => V::Missing(MissId::param(id)),
    };
    param.values.iter().map(|(period, v)| (*period, value(v))).collect()
}

fn default(program: &Program, input: InputId) -> V {
    let given = program.inputs.get(input.ix()).and_then(|i| i.default.as_ref());
    given.map_or(V::Missing(MissId::fact(input)), V::from)
}

fn tables(program: &Program, slice: &Slice) -> Vec<Option<TableIndex>> {
    let wanted = program.tables.iter().zip(&slice.tables);
    wanted.map(|(t, on)| on.then(|| TableIndex::new(t))).collect()
}

/// A rule's own interval, or else its module's.
fn effective(program: &Program, own: Effective, module: ModuleId) -> Effective {
    if own == Effective::default() { program.modules.get(module.ix()).map_or(own, |m| m.effective) } else { own }
}

fn review_by(program: &Program, slice: &Slice) -> Option<(Date, ModuleId)> {
    let used = ids(&slice.items).filter_map(|i| program.items.get(i as usize));
    let rules = used.flat_map(|i| &i.rules).filter_map(|(r, _)| program.rules.get(r.ix())).map(|r| r.module);
    let dates = rules.filter_map(|m| Some((program.modules.get(m.ix())?.review_by?, m)));
    dates.min_by_key(|(date, _)| *date)
}

fn dates(program: &Program) -> Dates {
    let year = program.inputs.iter().position(|i| i.name == "年度" && matches!(i.ty, Ty::Int(_)));
    let entry = program.modules.first();
    Dates {
        year_input: year.and_then(|i| u32::try_from(i).ok()).map(InputId),
        fallback: entry.and_then(|m| m.default_date.or(m.effective.from)),
    }
}

/// Greatest nesting depth in the arena. Operands stand before their users, so one pass suffices.
fn depth(program: &Program) -> u32 {
    let mut depths: Vec<u32> = Vec::with_capacity(program.exprs.len());
    for expr in &program.exprs {
        let mut below = 0;
        each_operand(expr, &mut |c| below = below.max(depths.get(c.ix()).copied().unwrap_or(u32::MAX - 1)));
        depths.push(below.saturating_add(1));
    }
    depths.into_iter().max().unwrap_or(0)
}
