//! Programs by hand, for tests that must not depend on the front end.

use crate::base::date::Date;
use crate::base::num::Num;
use crate::ir::value::Value;
use crate::ir::*;

/// A program under construction.
#[derive(Default)]
pub struct Build {
    pub p: Program,
}

pub fn num(text: &str) -> Num {
    Num::parse(text).unwrap()
}

pub fn yuan(text: &str) -> Value {
    Value::Num(num(text))
}

pub fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn id(n: usize) -> u32 {
    u32::try_from(n - 1).unwrap()
}

impl Build {
    pub fn new() -> Build {
        let mut b = Build::default();
        b.p.modules.push(Module {
            name: "测试".into(),
            path: "测试.mingce".into(),
            stdlib: false,
            region_code: None,
            region: None,
            document: None,
            number: None,
            issuer: None,
            effective: Effective::default(),
            review_by: None,
            default_date: None,
            age_next_day: true,
            topics: Vec::new(),
            names: Vec::new(),
            span: Default::default(),
        });
        let date = b.input("日期", Ty::Date);
        b.p.date_input = Some(date);
        b
    }

    pub fn done(mut self) -> Program {
        self.p.order = (0..self.p.items.len()).map(|i| ItemId(i as u32)).collect();
        self.p
    }

    pub fn enumeration(&mut self, name: &str, members: &[&str]) -> EnumId {
        let member = |m: &&str| Member {
            name: m.to_string(),
            aliases: vec![],
            code: None,
            group: None,
            doc: None,
            span: Default::default(),
        };
        self.p.enums.push(EnumType {
            name: name.into(),
            module: ModuleId(0),
            members: members.iter().map(member).collect(),
            count: None,
            cites: vec![],
            span: Default::default(),
        });
        EnumId(id(self.p.enums.len()))
    }

    pub fn input(&mut self, name: &str, ty: Ty) -> InputId {
        self.p.inputs.push(Input {
            name: name.into(),
            module: ModuleId(0),
            ty,
            range: ValueRange::default(),
            default: None,
            aliases: vec![],
            doc: None,
            span: Default::default(),
        });
        InputId(id(self.p.inputs.len()))
    }

    pub fn param(&mut self, name: &str, ty: Ty, values: Vec<(Effective, Option<Value>)>) -> ParamId {
        self.p.params.push(Param {
            name: name.into(),
            module: ModuleId(0),
            ty,
            aliases: vec![],
            values,
            cites: vec![],
            doc: None,
            span: Default::default(),
        });
        ParamId(id(self.p.params.len()))
    }

    pub fn item(&mut self, name: &str, ty: Ty) -> ItemId {
        self.p.items.push(Item {
            name: name.into(),
            module: ModuleId(0),
            ty,
            rounding: None,
            merge: Merge::Unique,
            default: None,
            aliases: vec![],
            cites: vec![],
            doc: None,
            rules: vec![],
            caps: vec![],
            declared: true,
            span: Default::default(),
        });
        ItemId(id(self.p.items.len()))
    }

    /// An amount rounded to 分.
    pub fn amount(&mut self, name: &str) -> ItemId {
        let item = self.item(name, Ty::Amount);
        self.p.items[item.ix()].rounding = Some((Num::cents(1), RoundMode::HalfUp));
        item
    }

    pub fn e(&mut self, x: Expr, ty: Ty) -> ExprId {
        self.p.exprs.push(x);
        self.p.types.push(ty);
        self.p.spans.push(Default::default());
        ExprId(id(self.p.exprs.len()))
    }

    pub fn yuan(&mut self, text: &str) -> ExprId {
        self.e(Expr::Const(yuan(text)), Ty::Amount)
    }

    pub fn ratio(&mut self, text: &str) -> ExprId {
        self.e(Expr::Const(yuan(text)), Ty::Ratio)
    }

    pub fn get(&mut self, i: InputId) -> ExprId {
        let ty = self.p.inputs[i.ix()].ty.clone();
        self.e(Expr::Input(i), ty)
    }

    pub fn of(&mut self, i: ItemId) -> ExprId {
        let ty = self.p.items[i.ix()].ty.clone();
        self.e(Expr::Item(i), ty)
    }

    pub fn rule(&mut self, name: &str, guard: Option<ExprId>, defs: &[(ItemId, ExprId)]) -> RuleId {
        let rule = RuleId(u32::try_from(self.p.rules.len()).unwrap());
        for (n, (item, _)) in defs.iter().enumerate() {
            self.p.items[item.ix()].rules.push((rule, n as u32));
        }
        self.p.rules.push(Rule {
            name: name.into(),
            module: ModuleId(0),
            row: None,
            guard,
            effective: Effective::default(),
            overrides: vec![],
            overridden_by: vec![],
            defs: defs.to_vec(),
            cites: vec![format!("{name}条")],
            notes: vec![],
            span: Default::default(),
        });
        rule
    }

    pub fn table(
        &mut self,
        name: &str,
        columns: &[ExprId],
        results: &[ItemId],
        rows: Vec<(Vec<CellTest>, Vec<ExprId>)>,
    ) -> TableId {
        let table = TableId(u32::try_from(self.p.tables.len()).unwrap());
        let (mut ids, mut cells) = (vec![], vec![]);
        for (n, (tests, values)) in rows.into_iter().enumerate() {
            let defs: Vec<_> = results.iter().copied().zip(values).collect();
            let rule = self.rule(name, None, &defs);
            self.p.rules[rule.ix()].row = Some((table, n as u32));
            ids.push(rule);
            cells.push(tests);
        }
        self.p.tables.push(Table {
            name: name.into(),
            module: ModuleId(0),
            guard: None,
            columns: columns.to_vec(),
            results: results.to_vec(),
            rows: ids,
            cells,
            cell_spans: vec![],
            cites: vec![],
            notes: vec![],
            span: Default::default(),
        });
        table
    }

    pub fn accum(&mut self, name: &str, window: Window, parts: &[ItemId], value: ExprId) -> AccumId {
        self.p.accums.push(Accum {
            name: name.into(),
            module: ModuleId(0),
            ty: self.p.types[value.ix()].clone(),
            window,
            keys: vec![],
            mode: AccumMode::Sum,
            aliases: vec![],
            guard: None,
            value,
            parts: parts.to_vec(),
            cites: vec![],
            span: Default::default(),
        });
        AccumId(id(self.p.accums.len()))
    }

    pub fn cap(&mut self, item: ItemId, accum: Option<AccumId>, limit: ExprId) -> CapId {
        self.p.caps.push(Cap {
            item,
            accum,
            limit,
            guard: None,
            module: ModuleId(0),
            cites: vec![],
            span: Default::default(),
        });
        let cap = CapId(id(self.p.caps.len()));
        self.p.items[item.ix()].caps.push(cap);
        cap
    }

    pub fn bands(&mut self, name: &str, rows: &[(Option<&str>, Option<&str>, &str)]) -> BandsId {
        let rows = rows
            .iter()
            .map(|(lower, upper, ratio)| Band {
                lower: lower.map(|l| (num(l), false, BoundWord::YiShang)),
                upper: upper.map(|u| (num(u), true, BoundWord::To)),
                values: vec![self.ratio(ratio)],
                span: Default::default(),
            })
            .collect();
        self.p.bands.push(Bands {
            name: name.into(),
            module: ModuleId(0),
            effective: Effective::default(),
            subject: "金额".into(),
            columns: vec!["比例".into()],
            rows,
            cites: vec![],
            span: Default::default(),
        });
        BandsId(id(self.p.bands.len()))
    }
}
