//! Decision tables on symbols: one look-up for all rows where every column has few classes of values, else row by row.

use super::arena::{N, Op, Two};
use super::items::Candidate;
use super::{Build, MISS, POISON, Place, RULE, Sym};
use crate::base::date::Date;
use crate::base::num::Num;
use crate::eval::plan::index::{Bits, TableIndex, ones};
use crate::eval::value::V;
use crate::ir::value::Value;
use crate::ir::{CellTest, Item, ItemId, Merge, Table, TableId, Ty};
use std::sync::Arc;

/// Most combinations of classes in a look-up.
const MOST_COMBINATIONS: usize = 1 << 16;
/// Most rows that are tested one by one.
const MOST_ROWS: usize = 64;
/// Most classes of a column.
const MOST_CLASSES: i64 = 4096;

/// A matched table.
pub(super) enum Match {
    /// The rows that match, by the number of the combination; where `open` holds that is not known.
    Look { gate: Sym, index: N, rows: Vec<Vec<u32>>, open: N },
    /// Each row's state.
    Rows(Vec<Sym>),
    /// Left to the interpreter.
    Unknown,
}

/// The classes of a column: number of the row's class, a value of each, and where the class is not known.
struct Classes {
    class: N,
    values: Vec<Option<V>>,
    open: N,
}

/// What a combination gives an item.
#[derive(Clone, Copy, PartialEq)]
enum Given {
    Nothing,
    Value(Sym),
    Several,
}

impl Build<'_, '_> {
    fn matched(&mut self, id: TableId) -> Arc<Match> {
        if let Some(m) = self.tables.get(&id.0) {
            return m.clone();
        }
        let one = self.k.constant(1);
        let path = std::mem::replace(&mut self.path, one);
        let place = self.place;
        self.place = Place { rule: None };
        let plan = self.plan;
        let index = plan.tables.get(id.ix()).and_then(Option::as_ref);
        let found = match (plan.program.tables.get(id.ix()), index) {
            (Some(table), Some(index)) => self.match_table(table, index),
            _ => Match::Unknown,
        };
        (self.path, self.place) = (path, place);
        let found = Arc::new(found);
        self.tables.insert(id.0, found.clone());
        found
    }

    fn match_table(&mut self, table: &Table, index: &TableIndex) -> Match {
        let one = self.k.constant(1);
        let one = self.truth_of(one);
        let gate = table.guard.map_or(one, |g| self.holds(g));
        let no = self.no(gate);
        self.path = self.k.not(no);
        let columns: Vec<Sym> = table.columns.iter().map(|e| self.eval(*e)).collect();
        if let Some(found) = self.look_up(table, index, gate, &columns) {
            return found;
        }
        if table.rows.len() > MOST_ROWS {
            return Match::Unknown;
        }
        let rows = table.cells.iter().map(|cells| self.row(gate, cells, &columns)).collect();
        Match::Rows(rows)
    }

    fn row(&mut self, gate: Sym, cells: &[CellTest], columns: &[Sym]) -> Sym {
        let mut state = gate;
        for (cell, column) in cells.iter().zip(columns) {
            let met = match cell {
                CellTest::Any => continue,
                CellTest::In(keys) => self.member(*column, keys),
                CellTest::Has(elems, true) => self.has_bits(*column, elems, false),
                CellTest::Has(elems, false) => {
                    let has = self.has_bits(*column, elems, false);
                    self.negation(has)
                }
                CellTest::Range(lower, upper) => {
                    let ends = [lower, upper].map(|end| end.as_ref().map(|(v, incl, _)| (v, *incl)));
                    self.in_range(*column, ends)
                }
                CellTest::Expr(e) => self.holds(*e),
            };
            let met = self.settled(met);
            state = self.both(state, met);
        }
        state
    }

    fn in_range(&mut self, x: Sym, [lower, upper]: [Option<(&Value, bool)>; 2]) -> Sym {
        let one = self.k.constant(1);
        let mut met = self.condition(one, x.m);
        for (end, below) in [(lower, true), (upper, false)] {
            let Some((v, inclusive)) = end else { continue };
            let end = self.constant(&V::from(v));
            let op = if inclusive { Two::Le } else { Two::Lt };
            let Some((a, b, _)) = self.align(end, x) else { return self.refuse() };
            let v = if below { self.k.two(op, a, b) } else { self.k.two(op, b, a) };
            let m = self.k.or(x.m, end.m);
            let end = self.condition(v, m);
            met = self.both(met, end);
        }
        met
    }

    /// A look-up, where every column has few classes and its value is known beforehand not to be missing for good.
    fn look_up(&mut self, table: &Table, index: &TableIndex, gate: Sym, columns: &[Sym]) -> Option<Match> {
        if !index.exprs.is_empty() {
            return None;
        }
        let mut classes = Vec::new();
        let mut size = 1_usize;
        for (c, (e, s)) in table.columns.iter().zip(columns).enumerate() {
            let of = self.classes(table, c, self.plan.ty(*e)?.clone(), *s)?;
            size = size.checked_mul(of.values.len()).filter(|s| *s <= MOST_COMBINATIONS)?;
            classes.push(of);
        }
        let zero = self.k.constant(0);
        let (mut at, mut open) = (zero, zero);
        let mut rows: Vec<Bits> = vec![Vec::new()];
        if let Some(all) = rows.first_mut() {
            index.all(all);
        }
        for (of, column) in classes.iter().zip(&index.columns) {
            let n = self.k.constant(i64::try_from(of.values.len()).ok()?);
            let high = self.k.try_two(Two::Mul, at, n)?;
            at = self.k.try_two(Two::Add, high, of.class)?;
            open = self.k.or(open, of.open);
            rows = combine(&rows, of, column);
        }
        let rows = rows.iter().map(|bits| ones(bits).collect()).collect();
        Some(Match::Look { gate, index: at, rows, open })
    }

    fn classes(&mut self, table: &Table, c: usize, ty: Ty, s: Sym) -> Option<Classes> {
        if !self.is_held(&ty) || self.k.as_const(s.m).is_some_and(|m| m != 0 && m != MISS | RULE) {
            return None;
        }
        let (class, mut values) = self.plain_classes(table, c, &ty, s)?;
        let zero = self.k.constant(0);
        if self.k.as_const(s.m) == Some(0) {
            return Some(Classes { class, values, open: zero });
        }
        // A column of an item that does not apply meets no test: a class of its own.
        let none = self.k.constant(i64::try_from(values.len()).ok()?);
        values.push(None);
        let lacks_rule = self.k.is(s.m, MISS | RULE);
        let known = self.known(s);
        let fine = self.k.or(lacks_rule, known);
        Some(Classes { class: self.k.select(lacks_rule, none, class), values, open: self.k.not(fine) })
    }

    fn plain_classes(&mut self, table: &Table, c: usize, ty: &Ty, s: Sym) -> Option<(N, Vec<Option<V>>)> {
        let (lo, hi) = self.k.range(s.v);
        let few = lo >= 0 && hi < MOST_CLASSES && s.scale == 1;
        let of = |f: &dyn Fn(i64) -> V| Some((s.v, (0..=hi).map(|k| Some(f(k))).collect()));
        match ty {
            Ty::Enum(_) if few => of(&|k| V::Member(u32::try_from(k).unwrap_or(u32::MAX))),
            Ty::Bool if few => of(&|k| V::Bool(k != 0)),
            Ty::Set(_) if few => of(&|k| V::Set(Arc::new((0..63).filter(|n| k >> n & 1 == 1).collect()))),
            Ty::Enum(_) | Ty::Bool | Ty::Set(_) => None,
            _ => self.cut(table, c, ty, s),
        }
    }

    /// Classes between and on the ends of ranges.
    fn cut(&mut self, table: &Table, c: usize, ty: &Ty, s: Sym) -> Option<(N, Vec<Option<V>>)> {
        let date = matches!(ty, Ty::Date | Ty::Month);
        let mut cuts: Vec<Num> = Vec::new();
        for cell in table.cells.iter().filter_map(|row| row.get(c)) {
            match cell {
                CellTest::Any => {}
                CellTest::In(keys) => cuts.extend(keys.iter().map(|k| Num::int(*k))),
                CellTest::Range(a, b) => {
                    for (v, ..) in [a, b].into_iter().flatten() {
                        cuts.push(as_number(v)?);
                    }
                }
                CellTest::Has(..) | CellTest::Expr(_) => return None,
            }
        }
        cuts.sort();
        cuts.dedup();
        let bounds: Option<Arc<[(i64, i64)]>> = cuts.iter().map(|c| bounds(*c, s.scale)).collect();
        let most = i64::try_from(cuts.len()).ok()? * 2;
        let class = self.k.make(Op::Class(s.v, bounds?), (0, most));
        Some((class, samples(&cuts, date)))
    }

    /// Whether a row matches.
    pub(super) fn row_state(&mut self, table: TableId, row: u32) -> Sym {
        match &*self.matched(table) {
            Match::Rows(rows) => rows.get(row as usize).copied().unwrap_or(Sym { v: N(0), m: N(0), scale: 1 }),
            Match::Unknown => self.refuse(),
            Match::Look { gate, index, rows, open } => {
                let hits: Arc<[i64]> = rows.iter().map(|r| i64::from(r.contains(&row))).collect();
                let hit = self.k.make(Op::Look(*index, hits), (0, 1));
                let poison = self.k.constant(MISS | POISON);
                let zero = self.k.constant(0);
                let m = self.k.select(*open, poison, zero);
                let hit = self.condition(hit, m);
                self.both(*gate, hit)
            }
        }
    }

    /// What the rows of a table give an item.
    pub(super) fn rows(&mut self, id: ItemId, item: &Item, table: TableId, list: &mut Vec<Candidate>) {
        let Some(t) = self.plan.program.tables.get(table.ix()) else { return };
        let found = self.matched(table);
        let plans: Vec<_> = t.rows.iter().filter_map(|r| self.plan.rules.get(r.ix())).collect();
        let effective = plans.first().map(|r| r.effective);
        let alike = plans.iter().all(|r| !r.overridden && Some(r.effective) == effective);
        match (&*found, effective) {
            (Match::Unknown, _) => {
                let value = self.refuse();
                let (zero, one) = (self.k.constant(0), self.k.constant(1));
                list.push(Candidate { yes: zero, open: one, lacks: value.m, value, plain: false });
            }
            (Match::Look { gate, index, rows, open }, Some(effective)) if alike => {
                let within = self.within(effective);
                let may = self.no(*gate);
                let may = self.k.not(may);
                let may = self.k.and(may, within);
                let given = self.given(id, item, t, rows, may);
                self.looked_up(*gate, *index, *open, may, &given, list);
            }
            _ => {
                for rule in &t.rows {
                    let defs = self.plan.program.rules.get(rule.ix()).map_or(&[][..], |r| &r.defs);
                    if let Some((_, e)) = defs.iter().find(|(i, _)| *i == id) {
                        self.row_clause(id, *rule, *e, list);
                    }
                }
            }
        }
    }

    fn row_clause(&mut self, id: ItemId, rule: crate::ir::RuleId, e: crate::ir::ExprId, list: &mut Vec<Candidate>) {
        let state = self.applies(rule, id, 0);
        let known = self.known(state);
        let open = self.k.not(known);
        let may = self.k.or(state.v, open);
        if self.k.as_const(may) != Some(0) {
            let value = self.rule_value(rule, e, may);
            list.push(Candidate { yes: state.v, open, lacks: state.m, value, plain: false });
        }
    }

    /// What each combination gives.
    fn given(&mut self, id: ItemId, item: &Item, t: &Table, rows: &[Vec<u32>], may: N) -> Vec<Given> {
        let program = self.plan.program;
        let mut values: Vec<Option<Sym>> = Vec::new();
        for rule in &t.rows {
            let defs = program.rules.get(rule.ix()).map_or(&[][..], |r| &r.defs);
            let def = defs.iter().find(|(i, _)| *i == id);
            values.push(def.map(|(_, e)| self.rule_value(*rule, *e, may)));
        }
        let of = |rows: &Vec<u32>, build: &mut Self| {
            let hits: Vec<Sym> = rows.iter().filter_map(|r| values.get(*r as usize).copied().flatten()).collect();
            build.one_of(item, &hits)
        };
        rows.iter().map(|r| of(r, self)).collect()
    }

    /// Several rows' values as one, where that is decided beforehand.
    fn one_of(&mut self, item: &Item, hits: &[Sym]) -> Given {
        let [first, rest @ ..] = hits else { return Given::Nothing };
        if rest.is_empty() || item.merge == Merge::First || rest.iter().all(|s| s == first) && item.merge != Merge::Sum
        {
            return Given::Value(*first);
        }
        let op = match item.merge {
            Merge::Highest => Two::Max,
            Merge::Lowest => Two::Min,
            Merge::Sum => Two::Add,
            Merge::Unique | Merge::First => return Given::Several,
        };
        let all = rest.iter().fold(*first, |all, s| self.sum(op, all, *s));
        let fixed = self.k.as_const(all.v).is_some() && self.k.as_const(all.m).is_some();
        if fixed { Given::Value(all) } else { Given::Several }
    }

    fn looked_up(&mut self, gate: Sym, index: N, open: N, may: N, given: &[Given], list: &mut Vec<Candidate>) {
        let flags = |f: &dyn Fn(&Given) -> bool| given.iter().map(|g| i64::from(f(g))).collect::<Arc<[i64]>>();
        let some = flags(&|g| *g != Given::Nothing);
        let several = flags(&|g| *g == Given::Several);
        let truth = |some: &Arc<[i64]>| if some.contains(&0) { (0, 1) } else { (1, 1) };
        let range = truth(&some);
        let hit = if some.contains(&1) { self.k.make(Op::Look(index, some), range) } else { N(0) };
        let sure = self.k.not(open);
        let gate_known = self.known(gate);
        let within = self.k.and(may, gate.v);
        let yes = self.k.and(within, sure);
        let yes = self.k.and(yes, hit);
        if several.contains(&1) {
            let several = self.k.make(Op::Look(index, several), (0, 1));
            let both = self.k.and(yes, several);
            self.alarm_if(both);
        }
        let gate_open = self.k.not(gate_known);
        let unsure = self.k.or(open, gate_open);
        let open = self.k.and(may, unsure);
        let value = self.value_of(index, given);
        let lacks = self.k.constant(MISS | POISON);
        list.push(Candidate { yes, open, lacks, value, plain: false });
    }

    /// Constants by look-up, other values by the number of their first combination.
    fn value_of(&mut self, index: N, given: &[Given]) -> Sym {
        let mut others: Vec<Sym> = Vec::new();
        let (mut numbers, mut consts) = (Vec::new(), Vec::new());
        for g in given {
            let fixed = match g {
                Given::Value(s) => self.k.as_const(s.v).zip(self.k.as_const(s.m)).map(|(v, m)| (v, m, s.scale)),
                _ => Some((0, 0, 1)),
            };
            let number = match (g, fixed) {
                (Given::Value(s), None) => {
                    let at = others.iter().position(|o| o == s).unwrap_or(others.len());
                    if at == others.len() {
                        others.push(*s);
                    }
                    i64::try_from(at + 1).unwrap_or(0)
                }
                _ => 0,
            };
            numbers.push(number);
            consts.push(fixed.unwrap_or((0, 0, 1)));
        }
        let Some(mut value) = self.const_table(index, &consts) else { return self.refuse() };
        if others.is_empty() {
            return value;
        }
        let most = i64::try_from(others.len()).unwrap_or(0);
        let which = self.k.make(Op::Look(index, numbers.into()), (0, most));
        for (n, other) in (1_i64..).zip(others) {
            let this = self.k.is(which, n);
            value = self.choose(this, other, value);
        }
        value
    }

    fn const_table(&mut self, index: N, consts: &[(i64, i64, i64)]) -> Option<Sym> {
        let common = |all: Option<i64>, c: &(i64, i64, i64)| {
            let all = all?;
            (all / super::numbers::gcd(all, c.2)).checked_mul(c.2).filter(|s| *s <= 1_000_000_000_000)
        };
        let scale = consts.iter().fold(Some(1), common)?;
        let values: Option<Arc<[i64]>> = consts.iter().map(|(v, _, s)| v.checked_mul(scale / s)).collect();
        let masks: Arc<[i64]> = consts.iter().map(|(_, m, _)| *m).collect();
        let v = self.table(index, values?);
        Some(Sym { v, m: self.table(index, masks), scale })
    }

    fn table(&mut self, index: N, entries: Arc<[i64]>) -> N {
        let range = (entries.iter().min().copied().unwrap_or(0), entries.iter().max().copied().unwrap_or(0));
        self.k.make(Op::Look(index, entries), range)
    }
}

/// Rows by the number of the combination, one column more.
fn combine(rows: &[Bits], of: &Classes, column: &crate::eval::plan::index::Column) -> Vec<Bits> {
    let mut met: Vec<Bits> = Vec::new();
    for value in &of.values {
        let mut bits = Bits::new();
        match value {
            Some(v) => column.rows(v, &mut bits),
            None => bits.clone_from(&column.any),
        }
        met.push(bits);
    }
    let and = |a: &Bits, b: &Bits| a.iter().zip(b).map(|(a, b)| a & b).collect::<Bits>();
    rows.iter().flat_map(|r| met.iter().map(move |m| and(r, m))).collect()
}

fn as_number(v: &Value) -> Option<Num> {
    match v {
        Value::Num(n) => Some(*n),
        Value::Date(d) => Some(Num::int(d.day_number())),
        _ => None,
    }
}

/// Least whole numbers over the scale that reach a cut, and that lie beyond it.
fn bounds(cut: Num, scale: i64) -> Option<(i64, i64)> {
    let at = cut.mul(Num::int(scale)).ok()?;
    let floor = i64::try_from(at.numerator().div_euclid(at.denominator())).ok()?;
    let beyond = floor.checked_add(1)?;
    Some((if at.as_int().is_some() { floor } else { beyond }, beyond))
}

/// A value of each class: before, on and after every cut.
fn samples(cuts: &[Num], date: bool) -> Vec<Option<V>> {
    let value = |n: Num| {
        if date { n.as_int().and_then(Date::from_day_number).map(V::Date) } else { Some(V::Num(n)) }
    };
    let step = |n: Num, by: i64| n.add(Num::int(by)).ok();
    let between =
        |a: Num, b: Num| if date { step(a, 1).filter(|n| *n < b) } else { a.add(b).ok()?.div(Num::int(2))?.ok() };
    let mut out = Vec::new();
    let mut before: Option<Num> = None;
    for cut in cuts {
        let gap = before.map_or_else(|| step(*cut, -1), |b| between(b, *cut));
        out.push(gap.and_then(value));
        out.push(value(*cut));
        before = Some(*cut);
    }
    out.push(match before {
        Some(last) => step(last, 1).and_then(value),
        None => value(Num::ZERO),
    });
    out
}
