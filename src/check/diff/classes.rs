//! Which parts of two programs are the same by their form alone. Every expression, item, schedule and accumulator gets
//! a class; equal classes mean equal results in every case. Classes are exact: a class is the number of a text that
//! says all there is to say, with the classes of what is beneath.

use super::names::{Target, translate};
use super::side::{Leaf, Side, counts_age};
use crate::ir::{AccumId, BandsId, CapId, Effective, Expr, ExprId, ItemId, ModuleId, RuleId, Window};
use std::collections::{BTreeMap, HashMap};

/// A class.
pub(super) type Class = u32;

/// Texts and their numbers, common to both programs.
#[derive(Default)]
pub(super) struct Interner(HashMap<String, Class>);

impl Interner {
    fn of(&mut self, text: String) -> Class {
        let next = Class::try_from(self.0.len()).unwrap_or(Class::MAX);
        *self.0.entry(text).or_insert(next)
    }
}

/// Classes of one program's parts.
pub(super) struct Classes {
    pub items: Vec<Class>,
    /// Items before their ceilings.
    pub bases: Vec<Class>,
    pub bands: Vec<Class>,
    pub accums: Vec<Class>,
    /// How accumulators are kept apart from what they add up: period, keys, way of combining.
    pub frames: Vec<Class>,
    pub exprs: Vec<Option<Class>>,
}

/// Classes of everything in the program. Items known to be the same as some of the other program have their classes.
pub(super) fn classify(side: &Side<'_>, interner: &mut Interner, known: &BTreeMap<ItemId, Class>) -> Classes {
    let program = side.program;
    let mut c = Classifier::new(side, interner);
    for item in &program.order {
        c.item_class(*item);
        if let (Some(class), Some(slot)) = (known.get(item), c.items.get_mut(item.ix())) {
            *slot = Some(*class);
        }
    }
    let accums = (0_u32..).take(program.accums.len()).map(|a| c.accum(AccumId(a)));
    let (accums, frames) = accums.unzip();
    for band in (0_u32..).take(program.bands.len()) {
        c.bands_class(BandsId(band));
    }
    c.finish(accums, frames)
}

/// Classes of some items, each after those that it reads, and of what is in them.
pub(super) fn classify_some(side: &Side<'_>, interner: &mut Interner, some: &[bool]) -> Classes {
    let mut c = Classifier::new(side, interner);
    for item in side.program.order.iter().filter(|i| some.get(i.ix()) == Some(&true)) {
        c.item_class(*item);
    }
    c.finish(Vec::new(), Vec::new())
}

struct Classifier<'s, 'p> {
    side: &'s Side<'p>,
    interner: &'s mut Interner,
    exprs: Vec<Option<Class>>,
    items: Vec<Option<Class>>,
    bases: Vec<Option<Class>>,
    bands: Vec<Option<Class>>,
    /// The module of the rule at hand.
    module: ModuleId,
}

impl Target for Classifier<'_, '_> {
    fn operand(&mut self, e: ExprId) -> ExprId {
        ExprId(self.expr(e))
    }

    fn item(&mut self, i: ItemId) -> ItemId {
        ItemId(self.items.get(i.ix()).copied().flatten().unwrap_or(Class::MAX))
    }

    fn bands(&mut self, b: BandsId) -> BandsId {
        BandsId(self.bands_class(b))
    }
}

impl<'s, 'p> Classifier<'s, 'p> {
    fn new(side: &'s Side<'p>, interner: &'s mut Interner) -> Self {
        let program = side.program;
        Classifier {
            side,
            interner,
            exprs: vec![None; program.exprs.len()],
            items: vec![None; program.items.len()],
            bases: vec![None; program.items.len()],
            bands: vec![None; program.bands.len()],
            module: ModuleId(0),
        }
    }

    fn finish(self, accums: Vec<Class>, frames: Vec<Class>) -> Classes {
        let sure = |classes: Vec<Option<Class>>| classes.into_iter().map(|c| c.unwrap_or(Class::MAX)).collect();
        Classes {
            items: sure(self.items),
            bases: sure(self.bases),
            bands: sure(self.bands),
            accums,
            frames,
            exprs: self.exprs,
        }
    }

    fn expr(&mut self, e: ExprId) -> Class {
        if let Some(Some(known)) = self.exprs.get(e.ix()) {
            return *known;
        }
        let text = self.text(e);
        let class = self.interner.of(text);
        if let Some(slot) = self.exprs.get_mut(e.ix()) {
            *slot = Some(class);
        }
        class
    }

    fn text(&mut self, e: ExprId) -> String {
        let side = self.side;
        let (Some(expr), ty) = (side.expr(e), side.ty(e)) else { return String::new() };
        let common = ty.map(|t| side.names.ty(t));
        match side.leaf(expr) {
            Leaf::Const(v) => format!("{:?} {common:?}", Expr::Const(side.names.value(ty, &v))),
            Leaf::Nothing => "nothing".to_owned(),
            Leaf::Param(p) => side.param_key(p),
            Leaf::Shifted(i, n) => format!("shifted {:?} {n:?} {common:?}", side.names.inputs.get(i.ix())),
            Leaf::Written => {
                let age = if counts_age(expr) { side.age_next_day(self.module) } else { false };
                let names = &side.names;
                format!("{:?} {common:?} {age}", translate(side.program, names, expr, ty, self))
            }
        }
    }

    fn some(&mut self, e: Option<ExprId>) -> Option<Class> {
        e.map(|e| self.expr(e))
    }

    fn item_class(&mut self, id: ItemId) {
        let side = self.side;
        let Some(item) = side.program.items.get(id.ix()) else { return };
        self.module = item.module;
        let default = self.some(item.default);
        let rules: Vec<String> = item.rules.iter().map(|(r, d)| self.rule(id, *r, *d)).collect();
        self.module = item.module;
        let caps: Vec<String> = item.caps.iter().map(|c| self.cap(*c)).collect();
        let ty = side.names.ty(&item.ty);
        let base = format!("item {ty:?} {:?} {:?} {default:?} {rules:?}", item.rounding, item.merge);
        let base = self.interner.of(base);
        let class = if caps.is_empty() { base } else { self.interner.of(format!("capped {base} {caps:?}")) };
        for (slots, class) in [(&mut self.items, class), (&mut self.bases, base)] {
            if let Some(slot) = slots.get_mut(id.ix()) {
                *slot = Some(class);
            }
        }
    }

    fn rule(&mut self, item: ItemId, id: RuleId, def: u32) -> String {
        let side = self.side;
        let Some(rule) = side.program.rules.get(id.ix()) else { return String::new() };
        self.module = rule.module;
        let stale = side.program.modules.get(rule.module.ix()).map(|m| side.clip(m.effective));
        let force = side.force(rule.effective, rule.module);
        let guard = self.some(rule.guard);
        let value = rule.defs.get(def as usize).map(|d| self.expr(d.1));
        let all = side.program.items.get(item.ix()).map_or(&[][..], |i| &i.rules);
        let place = |other: &RuleId| all.iter().position(|(r, _)| r == other);
        let mut above: Vec<usize> = rule.overridden_by.iter().filter_map(place).collect();
        above.sort_unstable();
        let stale = stale.filter(|s| *s != Some(Effective::default()));
        format!("rule {force:?} {stale:?} {guard:?} {value:?} {above:?}")
    }

    fn cap(&mut self, id: CapId) -> String {
        let side = self.side;
        let Some(cap) = side.program.caps.get(id.ix()) else { return String::new() };
        let accum = cap.accum.and_then(|a| side.names.accums.get(a.ix()));
        let (limit, guard) = (self.expr(cap.limit), self.some(cap.guard));
        let takers: Vec<ItemId> = side.takers(id).into_iter().map(|i| self.item(i)).collect();
        format!("cap {accum:?} {limit} {guard:?} {takers:?}")
    }

    fn bands_class(&mut self, id: BandsId) -> Class {
        if let Some(Some(known)) = self.bands.get(id.ix()) {
            return *known;
        }
        let side = self.side;
        let Some(bands) = side.program.bands.get(id.ix()) else { return Class::MAX };
        let mut text = format!("bands {:?}", side.clip(bands.effective));
        for row in &bands.rows {
            let values: Vec<Class> = row.values.iter().map(|v| self.expr(*v)).collect();
            text += &format!(" {:?} {:?} {values:?}", row.lower.map(|l| l.0), row.upper.map(|u| u.0));
        }
        let class = self.interner.of(text);
        if let Some(slot) = self.bands.get_mut(id.ix()) {
            *slot = Some(class);
        }
        class
    }

    fn accum(&mut self, id: AccumId) -> (Class, Class) {
        let side = self.side;
        let Some(accum) = side.program.accums.get(id.ix()) else { return (Class::MAX, Class::MAX) };
        self.module = accum.module;
        let window = match &accum.window {
            Window::CalendarYear => "year".to_owned(),
            Window::Lifetime => "life".to_owned(),
            Window::Days(n, e) => format!("days {n} {}", self.expr(*e)),
            Window::Course(e) => format!("course {}", self.expr(*e)),
        };
        let keys: Vec<Class> = accum.keys.iter().map(|k| self.expr(*k)).collect();
        let (guard, value) = (self.some(accum.guard), self.expr(accum.value));
        let parts: Vec<ItemId> = accum.parts.iter().map(|p| self.item(*p)).collect();
        let ty = side.names.ty(&accum.ty);
        let frame = self.interner.of(format!("frame {ty:?} {:?} {window} {keys:?}", accum.mode));
        (self.interner.of(format!("accum {frame} {guard:?} {value} {parts:?}")), frame)
    }
}
