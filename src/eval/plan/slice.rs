//! The part of a program that certain items need.

use crate::ir::{
    AccumId, CellTest, Expr, ExprId, ItemId, Must, Program, RuleId, Strength, TableId, Window, each_operand,
};

/// What is needed, as masks by id.
pub(crate) struct Slice {
    pub(crate) items: Vec<bool>,
    pub(crate) inputs: Vec<bool>,
    pub(crate) tables: Vec<bool>,
    pub(crate) accums: Vec<bool>,
    pub(crate) musts: Vec<usize>,
}

impl Slice {
    /// Everything that `targets` (or all items) depend on.
    pub(crate) fn new(program: &Program, targets: Option<&[ItemId]>) -> Slice {
        let mut w = Walker::new(program);
        match targets {
            Some(list) => w.todo.extend(list.iter().copied().filter(|i| i.ix() < program.items.len())),
            None => w.everything(),
        }
        w.run();
        w.musts();
        for id in [program.date_input, super::dates(program).year_input].into_iter().flatten() {
            set(&mut w.slice.inputs, id.ix());
        }
        w.slice
    }
}

struct Walker<'p> {
    program: &'p Program,
    slice: Slice,
    todo: Vec<ItemId>,
    /// Accumulators found whose expressions are still to be followed.
    accums: Vec<AccumId>,
    seen: Vec<u32>,
    stamp: u32,
}

/// Marks; true when it was not yet marked.
fn set(mask: &mut [bool], i: usize) -> bool {
    mask.get_mut(i).is_some_and(|m| !std::mem::replace(m, true))
}

impl<'p> Walker<'p> {
    fn new(program: &'p Program) -> Self {
        let slice = Slice {
            items: vec![false; program.items.len()],
            inputs: vec![false; program.inputs.len()],
            tables: vec![false; program.tables.len()],
            accums: vec![false; program.accums.len()],
            musts: Vec::new(),
        };
        Walker { program, slice, todo: Vec::new(), accums: Vec::new(), seen: vec![0; program.exprs.len()], stamp: 0 }
    }

    fn everything(&mut self) {
        self.todo.extend((0..self.slice.items.len()).filter_map(|i| u32::try_from(i).ok()).map(ItemId));
        self.accums.extend((0..self.slice.accums.len()).filter_map(|i| u32::try_from(i).ok()).map(AccumId));
        self.slice.accums.fill(true);
    }

    fn run(&mut self) {
        loop {
            if let Some(item) = self.todo.pop() {
                if set(&mut self.slice.items, item.ix()) {
                    self.item(item);
                }
            } else if let Some(accum) = self.accums.pop() {
                self.accum(accum);
            } else {
                return;
            }
        }
    }

    fn item(&mut self, id: ItemId) {
        let program = self.program;
        let Some(item) = program.items.get(id.ix()) else { return };
        self.stamp += 1;
        let mut reads = Vec::new();
        let mut last_table = None;
        for (rule, _) in &item.rules {
            self.rule(*rule, id, &mut last_table, &mut reads);
        }
        self.maybe(item.default, &mut reads);
        for cap in item.caps.iter().filter_map(|c| program.caps.get(c.ix())) {
            self.expr(cap.limit, &mut reads);
            self.maybe(cap.guard, &mut reads);
            self.need_accum(cap.accum);
            self.cap_mates(cap.accum);
        }
    }

    /// Items under the same shared ceiling are settled too: they take part of it.
    fn cap_mates(&mut self, accum: Option<AccumId>) {
        if accum.is_some() {
            let mates = self.program.caps.iter().filter(|c| c.accum == accum).map(|c| c.item);
            self.todo.extend(mates);
        }
    }

    fn rule(&mut self, id: RuleId, item: ItemId, last: &mut Option<TableId>, reads: &mut Vec<ItemId>) {
        let Some(rule) = self.program.rules.get(id.ix()) else { return };
        for (_, e) in rule.defs.iter().filter(|(i, _)| *i == item) {
            self.expr(*e, reads);
        }
        self.condition(id, last, reads);
        for other in &rule.overridden_by {
            let defines = self.program.rules.get(other.ix()).is_some_and(|o| o.defs.iter().any(|(i, _)| *i == item));
            if defines {
                self.condition(*other, last, reads);
            }
        }
    }

    fn condition(&mut self, id: RuleId, last: &mut Option<TableId>, reads: &mut Vec<ItemId>) {
        let Some(rule) = self.program.rules.get(id.ix()) else { return };
        match rule.row {
            Some((table, _)) if *last == Some(table) => {}
            Some((table, _)) => {
                *last = Some(table);
                self.table(table, reads);
            }
            None => self.maybe(rule.guard, reads),
        }
    }

    fn table(&mut self, id: TableId, reads: &mut Vec<ItemId>) {
        let Some(table) = self.program.tables.get(id.ix()) else { return };
        set(&mut self.slice.tables, id.ix());
        self.maybe(table.guard, reads);
        for e in &table.columns {
            self.expr(*e, reads);
        }
        for cell in table.cells.iter().flatten() {
            if let CellTest::Expr(e) = cell {
                self.expr(*e, reads);
            }
        }
    }

    fn accum(&mut self, id: AccumId) {
        let Some(a) = self.program.accums.get(id.ix()) else { return };
        self.stamp += 1;
        let mut reads = Vec::new();
        let window = match a.window {
            Window::Days(_, e) | Window::Course(e) => Some(e),
            Window::CalendarYear | Window::Lifetime => None,
        };
        self.maybe(window, &mut reads);
        self.maybe(a.guard, &mut reads);
        self.expr(a.value, &mut reads);
        for e in &a.keys {
            self.expr(*e, &mut reads);
        }
        self.todo.extend(a.parts.iter().copied());
    }

    /// Hard invariants over nothing but what the slice computes.
    fn musts(&mut self) {
        for (i, must) in self.program.musts.iter().enumerate() {
            if must.strength == Strength::Hard && !must.unverified && self.covers(must) {
                self.slice.musts.push(i);
            }
        }
    }

    fn covers(&mut self, must: &Must) -> bool {
        let before = (self.todo.len(), self.accums.len(), self.slice.inputs.clone(), self.slice.accums.clone());
        self.stamp += 1;
        let mut reads = Vec::new();
        self.maybe(must.guard, &mut reads);
        self.expr(must.cond, &mut reads);
        let inside = reads.iter().all(|i| self.slice.items.get(i.ix()) == Some(&true)) && self.accums.len() == before.1;
        self.todo.truncate(before.0);
        if !inside {
            self.accums.truncate(before.1);
            self.slice.inputs = before.2;
            self.slice.accums = before.3;
        }
        inside
    }

    fn maybe(&mut self, e: Option<ExprId>, reads: &mut Vec<ItemId>) {
        if let Some(e) = e {
            self.expr(e, reads);
        }
    }

    /// Follows an expression; every expression once per stamp.
    fn expr(&mut self, root: ExprId, reads: &mut Vec<ItemId>) {
        let mut stack = vec![root];
        while let Some(e) = stack.pop() {
            let fresh = self.seen.get_mut(e.ix()).is_some_and(|s| std::mem::replace(s, self.stamp) != self.stamp);
            let Some(x) = self.program.exprs.get(e.ix()).filter(|_| fresh) else { continue };
            each_operand(x, &mut |c| stack.push(c));
            self.leaf(x, &mut stack, reads);
        }
    }

    fn leaf(&mut self, x: &Expr, stack: &mut Vec<ExprId>, reads: &mut Vec<ItemId>) {
        match x {
            Expr::Input(i) => {
                set(&mut self.slice.inputs, i.ix());
            }
            Expr::Item(i) => {
                reads.push(*i);
                self.todo.push(*i);
            }
            Expr::Accum(a) => self.need_accum(Some(*a)),
            Expr::Bands { bands, .. } | Expr::BandsByPaid { bands, .. } => {
                let rows = self.program.bands.get(bands.ix()).map_or(&[][..], |b| &b.rows);
                stack.extend(rows.iter().flat_map(|r| r.values.iter().copied()));
            }
            _ => {}
        }
    }

    fn need_accum(&mut self, id: Option<AccumId>) {
        if let Some(id) = id.filter(|id| set(&mut self.slice.accums, id.ix())) {
            self.accums.push(id);
        }
    }
}
