//! Both programs as one: facts and balances under common names, parts of the same class only once, circumstances
//! (days, readings, parameters by period) written out as conditions, ceilings as arithmetic. The symbolic search is
//! then asked about two items of one program.

use super::arena::{Arena, Traits, is_number, is_structured};
use super::classes::{Class, Classes};
use super::names::{Common, Target, translate};
use super::side::{Leaf, Side, counts_age, covers};
use crate::base::num::Num;
use crate::check::guards::{Guarded, Space};
use crate::check::space::Region;
use crate::check::space::gap::{Uncovered, uncovered};
use crate::ir::value::Value;
use crate::ir::{
    Band, Bands, BandsId, BoundWord, CapId, CmpOp, Effective, Expr, ExprId, Input, InputId, Item, ItemId, Merge,
    Module, ModuleId, ParamId, Program, Rule, RuleId, Ty, ValueRange, Window,
};
use std::collections::{BTreeMap, HashMap};

/// The united program.
pub(super) struct Union<'s, 'p> {
    pub arena: Arena,
    sides: [&'s Side<'p>; 2],
    classes: [&'s Classes; 2],
    exprs: HashMap<Class, ExprId>,
    items: HashMap<Class, ItemId>,
    schedules: HashMap<Class, BandsId>,
    /// Parameters that the caller supplies, as facts: by what they are, the fact and the parameter of either side.
    pub supplied: BTreeMap<String, Supplied>,
    date: Option<InputId>,
}

/// A parameter that both programs leave open.
pub(super) struct Supplied {
    pub input: InputId,
    pub params: [Option<ParamId>; 2],
}

/// Places the parts of one side.
struct Copier<'u, 's, 'p> {
    union: &'u mut Union<'s, 'p>,
    side: usize,
    module: ModuleId,
}

fn id(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

impl<'s, 'p> Union<'s, 'p> {
    /// Unites what the given items of either side depend on.
    pub fn new(
        sides: [&'s Side<'p>; 2],
        classes: [&'s Classes; 2],
        common: &Common,
        cones: [&[bool]; 2],
    ) -> Union<'s, 'p> {
        let program = Program {
            enums: common.enums.clone(),
            inputs: common.inputs.clone(),
            accums: common.accums.clone(),
            modules: vec![plain_module()],
            ..Program::default()
        };
        let date = sides.iter().find_map(|s| s.names.inputs.get(s.program.date_input?.ix()).copied());
        let arena = Arena { program, ..Arena::default() };
        let mut union = Union {
            arena,
            sides,
            classes,
            exprs: HashMap::new(),
            items: HashMap::new(),
            schedules: HashMap::new(),
            supplied: BTreeMap::new(),
            date,
        };
        union.declare_open();
        union.settle_accums();
        for (side, cone) in [0, 1].into_iter().zip(cones) {
            union.copy_items(side, cone);
        }
        union
    }

    /// The item of a side in the united program.
    pub fn item(&self, side: usize, item: ItemId) -> Option<ItemId> {
        let class = self.classes.get(side)?.items.get(item.ix())?;
        self.items.get(class).copied()
    }

    /// A fact for every parameter that both sides leave open in the same way.
    fn declare_open(&mut self) {
        let open = |side: &Side<'_>, p: ParamId| side.periods(p).iter().any(|(_, v)| v.is_none());
        let keys = self.sides.map(|side| {
            let ids = (0_u32..).take(side.program.params.len()).map(ParamId);
            ids.filter(|p| open(side, *p)).map(|p| (side.param_key(p), p)).collect::<BTreeMap<_, _>>()
        });
        let [first, second] = keys;
        for (key, p) in first {
            let Some(q) = second.get(&key) else { continue };
            let Some(param) = self.sides.first().and_then(|s| s.program.params.get(p.ix())) else { continue };
            let ty = self.sides.first().map_or_else(|| param.ty.clone(), |s| s.names.ty(&param.ty));
            if is_structured(&ty) {
                continue;
            }
            let input = InputId(id(self.arena.program.inputs.len()));
            self.arena.program.inputs.push(fact(&param.name, ty));
            self.supplied.insert(key, Supplied { input, params: [Some(p), Some(*q)] });
        }
    }

    /// What an encounter adds to an accumulator is of no concern within one: it may be anything.
    fn settle_accums(&mut self) {
        for at in 0..self.arena.program.accums.len() {
            let Some(ty) = self.arena.program.accums.get(at).map(|a| a.ty.clone()) else { continue };
            let input = InputId(id(self.arena.program.inputs.len()));
            self.arena.program.inputs.push(fact("累计的计入", ty.clone()));
            let value = self.arena.push(Expr::Input(input), ty);
            if let Some(accum) = self.arena.program.accums.get_mut(at) {
                (accum.value, accum.window) = (value, Window::CalendarYear);
            }
        }
    }

    fn copy_items(&mut self, side: usize, cone: &[bool]) {
        let (Some(of), Some(classes)) = (self.sides.get(side).copied(), self.classes.get(side).copied()) else {
            return;
        };
        for item in &of.program.order {
            let class = classes.items.get(item.ix()).copied().unwrap_or(Class::MAX);
            if cone.get(item.ix()) != Some(&true) || self.items.contains_key(&class) {
                continue;
            }
            let module = of.program.items.get(item.ix()).map_or(ModuleId(0), |i| i.module);
            let made = Copier { union: self, side, module }.make_item(*item);
            self.items.insert(class, made);
        }
    }

    /// An empty item with a new id.
    fn reserve(&mut self, like: &Item, ty: Ty) -> ItemId {
        let new = ItemId(id(self.arena.program.items.len()));
        let item = Item { ty, default: None, rules: Vec::new(), caps: Vec::new(), ..like.clone() };
        self.arena.program.items.push(item);
        self.arena.items.push(Traits::default());
        self.arena.program.order.push(new);
        new
    }

    /// Members of an enum that both sides have.
    pub fn common_members(&self, e: crate::ir::EnumId) -> Vec<i64> {
        let [a, b] = self.sides.map(|s| s.names.known(e));
        // An enum that only one side has is that side's alone.
        let both = if a.is_empty() || b.is_empty() { &a | &b } else { &a & &b };
        both.into_iter().map(i64::from).collect()
    }

    /// Their conjunction; none of none.
    pub fn all(&mut self, mut parts: Vec<ExprId>) -> Option<ExprId> {
        match parts.len() {
            0 | 1 => parts.pop(),
            _ => Some(self.arena.push(Expr::And(parts), Ty::Bool)),
        }
    }

    pub fn not(&mut self, e: ExprId) -> ExprId {
        self.arena.push(Expr::Not(e), Ty::Bool)
    }

    /// The date lies in the interval; nothing when it always does.
    pub fn within(&mut self, e: Effective) -> Option<ExprId> {
        let date = self.date?;
        let ends = [(e.from, CmpOp::Ge), (e.to, CmpOp::Le)];
        let mut parts = Vec::new();
        for (end, op) in ends {
            let Some(end) = end else { continue };
            let day = self.arena.push(Expr::Input(date), Ty::Date);
            let bound = self.arena.push(Expr::Const(Value::Date(end)), Ty::Date);
            parts.push(self.arena.push(Expr::Cmp(op, BoundWord::Symbol, day, bound), Ty::Bool));
        }
        self.all(parts)
    }

    /// A condition of a rule or ceiling does not hold when it looks at an item to which no rule applies.
    fn holding(&mut self, guard: ExprId) -> ExprId {
        if !self.arena.of(guard).lacks {
            return guard;
        }
        self.known_and(guard, guard)
    }

    /// The value is known, and the condition, which lacks nothing else, holds.
    fn known_and(&mut self, value: ExprId, cond: ExprId) -> ExprId {
        let known = self.arena.push(Expr::Known(value), Ty::Bool);
        let both = self.arena.push(Expr::And(vec![known, cond]), Ty::Bool);
        if let Some(traits) = self.arena.traits.get_mut(both.ix()) {
            traits.lacks = false;
        }
        both
    }

    /// Whether in every case one of the conditions holds; none of them may lack a value.
    fn covers(&self, guards: &[Option<ExprId>]) -> bool {
        if guards.len() > MOST_RULES || guards.iter().flatten().any(|g| self.arena.of(*g).lacks) {
            return false;
        }
        let program = &self.arena.program;
        let guarded: Vec<Guarded> =
            guards.iter().map(|g| Guarded { guard: *g, effective: Effective::default() }).collect();
        let space = Space::new(program, &guarded);
        let boxes: Option<Vec<Vec<Region>>> = guarded.iter().map(|g| space.boxes(program, *g)).collect();
        let Some(boxes) = boxes else { return false };
        let boxes: Vec<Region> = boxes.into_iter().flatten().collect();
        uncovered(&space.domain(), &boxes, 1, 20_000) == Uncovered::Nothing
    }
}

/// More rules than this: an item is taken to have gaps.
const MOST_RULES: usize = 400;

fn plain_module() -> Module {
    Module {
        name: String::new(),
        path: String::new(),
        stdlib: false,
        region_code: None,
        region: None,
        document: None,
        number: None,
        issuer: None,
        effective: Effective::default(),
        review_by: None,
        default_date: None,
        age_next_day: false,
        topics: Vec::new(),
        names: Vec::new(),
        span: Default::default(),
    }
}

fn fact(name: &str, ty: Ty) -> Input {
    let floor = is_number(&ty).then_some((Value::Num(Num::ZERO), true));
    Input {
        name: name.to_owned(),
        module: ModuleId(0),
        ty,
        range: ValueRange { lower: floor, upper: None },
        default: None,
        aliases: Vec::new(),
        doc: None,
        span: Default::default(),
    }
}

impl Target for Copier<'_, '_, '_> {
    fn operand(&mut self, e: ExprId) -> ExprId {
        self.copy(e)
    }

    fn item(&mut self, i: ItemId) -> ItemId {
        self.union.item(self.side, i).unwrap_or(ItemId(u32::MAX))
    }

    fn bands(&mut self, b: BandsId) -> BandsId {
        let (Some(side), Some(classes)) = (self.side(), self.union.classes.get(self.side).copied()) else { return b };
        let class = classes.bands.get(b.ix()).copied().unwrap_or(Class::MAX);
        if let Some(known) = self.union.schedules.get(&class) {
            return *known;
        }
        let Some(bands) = side.program.bands.get(b.ix()) else { return b };
        let rows = bands.rows.iter().map(|row| {
            let values = row.values.iter().map(|v| self.copy(*v)).collect();
            Band { values, ..row.clone() }
        });
        let rows = rows.collect();
        let new = BandsId(id(self.union.arena.program.bands.len()));
        self.union.arena.program.bands.push(Bands { rows, effective: Effective::default(), ..bands.clone() });
        self.union.schedules.insert(class, new);
        new
    }
}

impl<'p> Copier<'_, '_, 'p> {
    fn side(&self) -> Option<&Side<'p>> {
        self.union.sides.get(self.side).copied()
    }

    fn push(&mut self, expr: Expr, ty: Ty) -> ExprId {
        self.union.arena.push(expr, ty)
    }

    /// The expression in the united program; one of the same class is there only once.
    fn copy(&mut self, e: ExprId) -> ExprId {
        let class = self.union.classes.get(self.side).and_then(|c| c.exprs.get(e.ix()).copied().flatten());
        if let Some(known) = class.and_then(|c| self.union.exprs.get(&c)) {
            return *known;
        }
        let made = self.make(e);
        if let Some(class) = class {
            self.union.exprs.insert(class, made);
        }
        made
    }

    fn make(&mut self, e: ExprId) -> ExprId {
        let Some(side) = self.union.sides.get(self.side).copied() else { return e };
        let (Some(expr), Some(own)) = (side.expr(e), side.ty(e)) else {
            return self.push(Expr::Undetermined, Ty::Bool);
        };
        let ty = side.names.ty(own);
        match side.leaf(expr) {
            Leaf::Const(v) => {
                let v = side.names.value(Some(own), &v);
                self.push(Expr::Const(v), ty)
            }
            Leaf::Nothing => self.push(Expr::Undetermined, ty),
            Leaf::Param(p) => self.param(p, &ty),
            Leaf::Shifted(i, n) => {
                let input = side.names.inputs.get(i.ix()).copied().unwrap_or(i);
                let fact = self.push(Expr::Input(input), ty.clone());
                let more = self.push(Expr::Const(Value::Num(n)), ty.clone());
                self.push(Expr::Add(fact, more), ty)
            }
            Leaf::Written => {
                let new = translate(side.program, &side.names, expr, Some(own), self);
                self.written(expr, new, ty)
            }
        }
    }

    fn written(&mut self, old: &Expr, new: Expr, ty: Ty) -> ExprId {
        let Some(side) = self.union.sides.get(self.side).copied() else { return self.push(new, ty) };
        match (old, new) {
            (_, Expr::Call(f, mut args)) if counts_age(old) => {
                // The way of counting becomes part of the expression: it tells two calls apart.
                let next_day = side.age_next_day(self.module);
                args.push(self.push(Expr::Const(Value::Bool(next_day)), Ty::Bool));
                self.push(Expr::Call(f, args), ty)
            }
            (Expr::Bands { bands, .. } | Expr::BandsByPaid { bands, .. }, new) => {
                let effective = side.program.bands.get(bands.ix()).map(|b| b.effective).unwrap_or_default();
                let made = self.push(new, ty.clone());
                self.only_within(side.clip(effective), made, ty)
            }
            (_, Expr::Mul(a, b)) => self.product(a, b, ty),
            (_, new) => self.push(new, ty),
        }
    }

    /// Nothing times something missing is nothing.
    fn product(&mut self, a: ExprId, b: ExprId, ty: Ty) -> ExprId {
        let product = self.push(Expr::Mul(a, b), ty.clone());
        let factors = [a, b].map(|f| (f, self.union.arena.of(f).lacks));
        if factors.iter().all(|(_, lacks)| !lacks) {
            return product;
        }
        let (mut known, mut nothing) = (Vec::new(), Vec::new());
        for (factor, lacks) in factors {
            let own = self.union.arena.program.types.get(factor.ix()).cloned().unwrap_or(Ty::Decimal);
            let zero = self.push(Expr::Const(Value::Num(Num::ZERO)), own);
            let equal = self.push(Expr::Eq(factor, zero), Ty::Bool);
            if lacks {
                known.push(self.push(Expr::Known(factor), Ty::Bool));
                nothing.push(self.union.known_and(factor, equal));
            } else {
                nothing.push(equal);
            }
        }
        let [any, all] = [Expr::Or(nothing), Expr::And(known)].map(|e| self.push(e, Ty::Bool));
        let zero = self.push(Expr::Const(Value::Num(Num::ZERO)), ty.clone());
        let missing = self.push(Expr::Undetermined, ty.clone());
        let rest = self.push(Expr::If(any, zero, missing), ty.clone());
        self.known_product(product, all, rest, ty)
    }

    /// The product where its factors are known, else what is left of it.
    fn known_product(&mut self, product: ExprId, all: ExprId, rest: ExprId, ty: Ty) -> ExprId {
        let below = self.union.arena.of(product);
        let made = self.push(Expr::If(all, product, rest), ty);
        if let Some(traits) = self.union.arena.traits.get_mut(made.ix()) {
            // The undetermined rest is a way to say "no value": it is open only if a factor is.
            (traits.open, traits.blur) = (below.open, below.blur);
        }
        made
    }

    /// The value on days of the interval, else nothing.
    fn only_within(&mut self, e: Option<Effective>, value: ExprId, ty: Ty) -> ExprId {
        let Some(e) = e else { return self.push(Expr::Undetermined, ty) };
        match self.union.within(e) {
            None => value,
            Some(days) => {
                let nothing = self.push(Expr::Undetermined, ty.clone());
                self.push(Expr::If(days, value, nothing), ty)
            }
        }
    }

    /// A parameter by its periods; where both sides leave it open, what the caller supplies.
    fn param(&mut self, p: ParamId, ty: &Ty) -> ExprId {
        let Some(side) = self.union.sides.get(self.side).copied() else {
            return self.push(Expr::Undetermined, ty.clone());
        };
        let periods = side.periods(p);
        let supplied = self.union.supplied.get(&side.param_key(p)).map(|s| s.input);
        let mut value = self.push(Expr::Undetermined, ty.clone());
        let whole = covers(&periods);
        for (i, (e, v)) in periods.iter().enumerate().rev() {
            let one = match (v, supplied) {
                (Some(v), _) => self.push(Expr::Const(v.clone()), ty.clone()),
                (None, Some(input)) => self.push(Expr::Input(input), ty.clone()),
                (None, None) => self.push(Expr::Undetermined, ty.clone()),
            };
            let last = whole && i + 1 == periods.len();
            value = match self.union.within(*e).filter(|_| !last) {
                Some(days) => self.push(Expr::If(days, one, value), ty.clone()),
                None => one,
            };
        }
        value
    }

    fn make_item(&mut self, own: ItemId) -> ItemId {
        let Some(side) = self.union.sides.get(self.side).copied() else { return own };
        let Some(item) = side.program.items.get(own.ix()) else { return own };
        let ty = side.names.ty(&item.ty);
        let base = self.base(own, item, &ty);
        if item.caps.is_empty() { base } else { self.capped(item, base, &ty) }
    }

    /// The item before its ceilings; one of the same class is there only once.
    fn base(&mut self, own: ItemId, item: &'p Item, ty: &Ty) -> ItemId {
        let class = self.union.classes.get(self.side).and_then(|c| c.bases.get(own.ix()).copied());
        if let Some(known) = class.and_then(|c| self.union.items.get(&c)) {
            return *known;
        }
        let default = item.default.map(|d| self.copy(d));
        let new = self.union.reserve(item, ty.clone());
        let mut traits = self.rules(item, new);
        traits.lacks |= default.is_some_and(|d| self.union.arena.of(d).lacks);
        traits.open |= default.is_some_and(|d| self.union.arena.of(d).open);
        traits.blur = traits.blur.or_else(|| default.and_then(|d| self.union.arena.of(d).blur));
        if let Some(slot) = self.union.arena.program.items.get_mut(new.ix()) {
            slot.default = default;
        }
        self.union.arena.set_item(new, traits);
        if let Some(class) = class {
            self.union.items.insert(class, new);
        }
        new
    }

    /// The rules of an item; what is known of the item so far.
    fn rules(&mut self, item: &'p Item, new: ItemId) -> Traits {
        let Some(side) = self.union.sides.get(self.side).copied() else { return Traits::default() };
        let (mut traits, mut guards) = (Traits::default(), Vec::new());
        let never = Some(self.push(Expr::Const(Value::Bool(false)), Ty::Bool));
        let mut places: HashMap<RuleId, RuleId> = HashMap::new();
        let mut made: Vec<(RuleId, &'p Rule)> = Vec::new();
        for (id, def) in &item.rules {
            let Some(rule) = side.program.rules.get(id.ix()) else { continue };
            self.module = rule.module;
            let stale = side.program.modules.get(rule.module.ix()).map(|m| side.clip(m.effective));
            if stale.is_some_and(|s| s != Some(Effective::default())) {
                traits.blur = Some("所比较的日子里有的模块尚未施行或已经失效");
            }
            let Some(force) = side.force(rule.effective, rule.module) else { continue };
            let Some((_, value)) = rule.defs.get(*def as usize) else { continue };
            let (guard, sure) = self.guard(force, rule.guard);
            let value = self.copy(*value);
            guards.push(if sure { guard } else { never });
            traits = self.join(traits, guard, value);
            let placed = self.add_rule(new, rule, guard, value);
            places.insert(*id, placed);
            made.push((placed, rule));
        }
        let several = made.len() > 1 && !matches!(item.merge, Merge::Unique | Merge::First);
        if several && !is_number(&item.ty) {
            traits.blur = Some("几条款的值合并而不是数");
        }
        for (placed, rule) in &made {
            let above = rule.overridden_by.iter().filter_map(|r| places.get(r).copied()).collect();
            if let Some(slot) = self.union.arena.program.rules.get_mut(placed.ix()) {
                slot.overridden_by = above;
            }
        }
        traits.lacks |= item.default.is_none() && !self.union.covers(&guards);
        traits.cents |= item.rounding.is_some_and(|(unit, _)| unit.is_multiple_of(Num::cents(1)));
        traits
    }

    fn join(&self, mut traits: Traits, guard: Option<ExprId>, value: ExprId) -> Traits {
        let value = self.union.arena.of(value);
        let guard = guard.map(|g| self.union.arena.of(g)).unwrap_or_default();
        traits.lacks |= value.lacks;
        traits.open |= value.open;
        let doubtful = guard.open.then_some("条款的条件要用文件未定的数");
        traits.blur = traits.blur.or(doubtful).or(guard.blur).or(value.blur);
        traits
    }

    /// The rule's days and condition; whether it can be relied on to hold where its classes say so.
    fn guard(&mut self, force: Effective, guard: Option<ExprId>) -> (Option<ExprId>, bool) {
        let days = self.union.within(force);
        let (mut held, mut sure) = (None, true);
        if let Some(guard) = guard.map(|g| self.copy(g)) {
            let traits = self.union.arena.of(guard);
            sure = !traits.lacks;
            let wrapped = self.union.holding(guard);
            if let Some(t) = self.union.arena.traits.get_mut(wrapped.ix()) {
                t.open = traits.open;
            }
            held = Some(wrapped);
        }
        (self.union.all(days.into_iter().chain(held).collect()), sure)
    }

    fn add_rule(&mut self, item: ItemId, like: &Rule, guard: Option<ExprId>, value: ExprId) -> RuleId {
        let program = &mut self.union.arena.program;
        let new = RuleId(id(program.rules.len()));
        program.rules.push(Rule {
            module: ModuleId(0),
            row: None,
            guard,
            effective: Effective::default(),
            overrides: Vec::new(),
            overridden_by: Vec::new(),
            defs: vec![(item, value)],
            ..like.clone()
        });
        if let Some(slot) = program.items.get_mut(item.ix()) {
            slot.rules.push((new, 0));
        }
        new
    }

    /// A further item: the first one cut to its ceilings.
    fn capped(&mut self, item: &'p Item, base: ItemId, ty: &Ty) -> ItemId {
        let mut traits = self.union.arena.items.get(base.ix()).copied().unwrap_or_default();
        let mut value = self.push(Expr::Item(base), ty.clone());
        for cap in &item.caps {
            value = self.under(*cap, item, value, ty, &mut traits);
        }
        let plain = Item { rounding: None, merge: Merge::Unique, ..item.clone() };
        let new = self.union.reserve(&plain, ty.clone());
        let Some(rule) = self.side().and_then(|s| s.program.rules.first().cloned()) else { return base };
        self.add_rule(new, &rule, None, value);
        self.union.arena.set_item(new, traits);
        new
    }

    fn under(&mut self, cap: CapId, item: &'p Item, value: ExprId, ty: &Ty, traits: &mut Traits) -> ExprId {
        let Some(side) = self.union.sides.get(self.side).copied() else { return value };
        let Some(decl) = side.program.caps.get(cap.ix()) else { return value };
        self.module = decl.module;
        let (limit, guard) = (self.copy(decl.limit), decl.guard.map(|g| self.copy(g)));
        let mut left = limit;
        if let Some(accum) = decl.accum.and_then(|a| side.names.accums.get(a.ix()).copied()) {
            let before = self.push(Expr::Accum(accum), ty.clone());
            left = self.push(Expr::Sub(left, before), ty.clone());
            for taker in side.takers(cap) {
                let taken = self.taken(taker, ty);
                left = self.push(Expr::Sub(left, taken), ty.clone());
            }
        }
        self.doubt_cap(item, limit, left, guard, traits);
        let zero = self.push(Expr::Const(Value::Num(Num::ZERO)), ty.clone());
        let left = self.push(Expr::Max(vec![left, zero]), ty.clone());
        let cut = self.push(Expr::Min(vec![value, left]), ty.clone());
        match guard.map(|g| self.union.holding(g)) {
            Some(held) => self.push(Expr::If(held, cut, value), ty.clone()),
            None => cut,
        }
    }

    /// What an item took from the ceiling; one to which no rule applies took nothing.
    fn taken(&mut self, item: ItemId, ty: &Ty) -> ExprId {
        let item = Target::item(self, item);
        let value = self.push(Expr::Item(item), ty.clone());
        if !self.union.arena.of(value).lacks {
            return value;
        }
        let known = self.push(Expr::Known(value), Ty::Bool);
        let zero = self.push(Expr::Const(Value::Num(Num::ZERO)), ty.clone());
        self.push(Expr::If(known, value, zero), ty.clone())
    }

    fn doubt_cap(&self, item: &Item, limit: ExprId, left: ExprId, guard: Option<ExprId>, traits: &mut Traits) {
        let (limit, left) = (self.union.arena.of(limit), self.union.arena.of(left));
        let guard = guard.map(|g| self.union.arena.of(g)).unwrap_or_default();
        let fine = item.rounding.is_none_or(|(unit, _)| Num::cents(1).is_multiple_of(unit) && limit.cents);
        let own = match () {
            () if limit.lacks => Some("封顶的数额可能没有值"),
            () if guard.open || left.open => Some("封顶要用文件未定的数"),
            () if !fine => Some("封顶把项目截到它的取整单位"),
            () => None,
        };
        traits.blur = traits.blur.or(own).or(limit.blur).or(left.blur).or(guard.blur);
    }
}
