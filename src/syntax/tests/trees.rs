//! Random syntax trees.

use crate::base::date::{Date, Period};
use crate::base::num::Num;
use crate::base::span::Span;
use crate::syntax::ast::*;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

const S: Span = Span { file: crate::base::span::FileId(0), start: 0, end: 0 };

fn ident() -> BoxedStrategy<Ident> {
    let odd = select(vec![
        "当年起付线",
        "统筹且自付",
        "险种为居民医保",
        "甲·乙",
        "x_1",
        "A04",
        "高血压（2级及以上）",
        "2型糖尿病",
        "当",
        "and",
        "不适用",
        "取整",
        "满足",
        "起",
        "项",
        "说明",
        "最大",
        "于",
        "到",
        "集合",
        "依据",
        "含「引号」",
        "a.b",
        "全部",
        "自然年度",
    ]);
    let text = prop_oneof![
        3 => "[一-龥]{1,4}".prop_map(String::from),
        1 => "[a-zA-Z][a-z0-9_]{0,4}".prop_map(String::from),
        2 => odd.prop_map(String::from),
    ];
    text.prop_map(|text| Ident { text, span: S }).boxed()
}

fn qname() -> BoxedStrategy<QName> {
    vec(ident(), 1..3).prop_map(|parts| QName { parts, span: S }).boxed()
}

fn text() -> BoxedStrategy<Text> {
    let odd = select(vec![
        "三章十一问（一）",
        "甲，乙；丙：丁",
        "含「引号」的话",
        "井#号",
        "1）",
        "（",
        "—",
        "a@b 当 且",
        " 前后 ",
        "两\n行",
        "「全」",
        "x|y",
        "《条例》第〔2025〕10号",
    ]);
    prop_oneof![2 => "[一-龥]{1,6}".prop_map(String::from), 1 => odd.prop_map(String::from)]
        .prop_map(|text| Text { text, span: S })
        .boxed()
}

/// Prose on one line without marks of its own.
fn note() -> BoxedStrategy<Text> {
    "[一-龥，、：「」（）]{1,8}".prop_map(|text| Text { text, span: S }).boxed()
}

fn day() -> BoxedStrategy<Date> {
    (1_i32..9999, 1_u32..=12, 1_u32..=28).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap()).boxed()
}

fn literal() -> BoxedStrategy<Literal> {
    prop_oneof![
        (0_i64..10_000_000_000).prop_map(|n| Literal::Amount(Num::cents(n))),
        (0_i64..200).prop_map(|n| Literal::Amount(Num::int(n * 1_000_000))),
        (0_i128..2000).prop_map(|n| Literal::Ratio(Num::ratio(n, 1000).unwrap())),
        (0_i128..100_000).prop_map(|n| Literal::Number(Num::ratio(n, 100).unwrap())),
        (0_i64..120).prop_map(|n| Literal::Age(Num::int(n))),
        (0_i32..600).prop_map(|n| Literal::Period(Period::months(n))),
        (0_i32..600).prop_map(|n| Literal::Period(Period::days(n))),
        day().prop_map(Literal::Date),
        day().prop_map(|d| Literal::Month(d.month_start())),
        (1_i32..9999).prop_map(Literal::Year),
        any::<bool>().prop_map(Literal::Bool),
    ]
    .boxed()
}

fn make(kind: ExprKind) -> Expr {
    Expr { kind, span: S }
}

fn boxed(e: Expr) -> Box<Expr> {
    Box::new(e)
}

pub fn expr() -> BoxedStrategy<Expr> {
    let leaf = prop_oneof![
        4 => literal().prop_map(ExprKind::Lit),
        4 => qname().prop_map(ExprKind::Name),
        1 => Just(ExprKind::Undetermined),
        1 => Just(ExprKind::Set(Vec::new())),
    ];
    leaf.prop_map(make)
        .prop_recursive(4, 24, 4, |e| prop_oneof![logical(e.clone()), numeric(e.clone()), listed(e)].prop_map(make))
        .boxed()
}

fn logical(e: BoxedStrategy<Expr>) -> BoxedStrategy<ExprKind> {
    let words = select(vec![
        BoundWord::Man,
        BoundWord::BuMan,
        BoundWord::ChaoGuo,
        BoundWord::GaoYu,
        BoundWord::DiYu,
        BoundWord::BuChaoGuo,
        BoundWord::BuDiYu,
        BoundWord::ZaoYu,
        BoundWord::WanYu,
        BoundWord::BuZaoYu,
        BoundWord::BuWanYu,
    ]);
    let ops = select(vec![CmpOp::Lt, CmpOp::Le, CmpOp::Gt, CmpOp::Ge]);
    prop_oneof![
        e.clone().prop_map(|x| ExprKind::Not(boxed(x))),
        vec(e.clone(), 2..4).prop_map(ExprKind::And),
        vec(e.clone(), 2..4).prop_map(ExprKind::Or),
        (ops, e.clone(), e.clone()).prop_map(|(op, a, b)| ExprKind::Cmp(op, BoundWord::Symbol, boxed(a), boxed(b))),
        (words, any::<bool>(), e.clone(), e.clone())
            .prop_map(|(w, inclusive, a, b)| { ExprKind::Cmp(cmp_op(w, inclusive), w, boxed(a), boxed(b)) }),
        (e.clone(), vec(e.clone(), 1..3), any::<bool>()).prop_map(|(s, values, negated)| ExprKind::Is {
            subject: boxed(s),
            values,
            negated
        }),
        (e.clone(), vec(e.clone(), 1..3), 0..3).prop_map(|(set, values, k)| ExprKind::Contains {
            set: boxed(set),
            values,
            mode: if k == 1 { ContainsMode::All } else { ContainsMode::Any },
            negated: k == 2,
        }),
        (e.clone(), range(e)).prop_map(|(x, r)| ExprKind::InRange(boxed(x), Box::new(r))),
    ]
    .boxed()
}

fn cmp_op(word: BoundWord, inclusive: bool) -> CmpOp {
    let lower = matches!(word, BoundWord::Man | BoundWord::ChaoGuo | BoundWord::GaoYu | BoundWord::BuDiYu)
        || matches!(word, BoundWord::WanYu | BoundWord::BuZaoYu);
    match (lower, inclusive) {
        (true, true) => CmpOp::Ge,
        (true, false) => CmpOp::Gt,
        (false, true) => CmpOp::Le,
        (false, false) => CmpOp::Lt,
    }
}

fn numeric(e: BoxedStrategy<Expr>) -> BoxedStrategy<ExprKind> {
    let ops = select(vec![ArithOp::Add, ArithOp::Sub, ArithOp::Mul, ArithOp::Div]);
    prop_oneof![
        e.clone().prop_map(|x| ExprKind::Neg(boxed(x))),
        (ops, e.clone(), e.clone()).prop_map(|(op, a, b)| ExprKind::Arith(op, boxed(a), boxed(b))),
        (e.clone(), e.clone(), e.clone()).prop_map(|(c, a, b)| ExprKind::If(boxed(c), boxed(a), boxed(b))),
        (e.clone(), e.clone(), of(e.clone())).prop_map(|(v, a, b)| ExprKind::Clamp {
            value: boxed(v),
            at_least: Some(boxed(a)),
            at_most: b.map(boxed),
        }),
        (e.clone(), rounding()).prop_map(|(v, rounding)| ExprKind::Round { value: boxed(v), rounding }),
        (e.clone(), e).prop_map(|(a, b)| ExprKind::Interval(boxed(a), boxed(b))),
    ]
    .boxed()
}

fn listed(e: BoxedStrategy<Expr>) -> BoxedStrategy<ExprKind> {
    let func = ident().prop_filter("special forms", |f| !matches!(f.text.as_str(), "取整" | "区间"));
    let modes = prop_oneof![
        Just(CountMode::Any),
        Just(CountMode::All),
        e.clone().prop_map(|n| CountMode::AtLeast(boxed(n))),
        e.clone().prop_map(|n| CountMode::Exactly(boxed(n))),
        e.clone().prop_map(|n| CountMode::AtMost(boxed(n))),
    ];
    let source = prop_oneof![
        e.clone().prop_map(|s| Source::Set(boxed(s))),
        (e.clone(), e.clone()).prop_map(|(a, b)| Source::Range(boxed(a), boxed(b))),
    ];
    let aggs = select(vec![Agg::Count, Agg::Sum, Agg::Max, Agg::Min, Agg::Exists, Agg::All]);
    prop_oneof![
        (func, vec(e.clone(), 0..3)).prop_map(|(func, args)| ExprKind::Call { func, args }),
        vec(e.clone(), 1..3).prop_map(ExprKind::Set),
        (modes, vec(e.clone(), 1..3)).prop_map(|(mode, all)| ExprKind::Count(mode, all)),
        (aggs, ident(), source, of(e.clone()), of(e)).prop_map(|(agg, var, source, filter, body)| ExprKind::Agg {
            agg,
            var,
            source,
            filter: filter.map(boxed),
            body: body.map(boxed),
        }),
    ]
    .boxed()
}

fn rounding() -> BoxedStrategy<Rounding> {
    let modes = select(vec![RoundMode::HalfUp, RoundMode::Up, RoundMode::Down]);
    let units = select(vec![Num::cents(1), Num::cents(10), Num::ONE, Num::int(10_000), Num::ratio(1, 1000).unwrap()]);
    (units, modes).prop_map(|(unit, mode)| Rounding { unit, mode, span: S }).boxed()
}

fn bound(e: BoxedStrategy<Expr>, words: Vec<(BoundWord, bool)>) -> impl Strategy<Value = Bound> {
    (e, select(words), of(any::<bool>())).prop_map(|(value, (word, usual), explicit)| Bound {
        value,
        inclusive: explicit.unwrap_or(usual),
        word,
        explicit: explicit.is_some(),
    })
}

fn range(e: BoxedStrategy<Expr>) -> BoxedStrategy<Range> {
    use BoundWord::*;
    let low = vec![(YiShang, true), (Man, true), (ChaoGuo, false), (GaoYu, false), (BuDiYu, true), (Symbol, true)];
    let high = vec![(YiXia, true), (YiNei, true), (BuMan, false), (DiYu, false), (BuChaoGuo, true), (Symbol, false)];
    let lower = bound(e.clone(), low);
    let upper = bound(e.clone(), high);
    let from = bound(e.clone(), vec![(From, true)]);
    let to = bound(e, vec![(To, true)]);
    let lower = lower.boxed();
    let upper = upper.boxed();
    let make = |lower, upper| Range { lower, upper, span: S };
    prop_oneof![
        lower.clone().prop_map(move |a| make(Some(a), None)),
        upper.clone().prop_map(move |b| make(None, Some(b))),
        (lower.clone(), upper.clone()).prop_map(move |(a, b)| make(Some(a), Some(b))),
        (from, upper).prop_map(move |(a, b)| make(Some(a), Some(b))),
        (lower, to).prop_map(move |(a, b)| make(Some(a), Some(b))),
    ]
    .boxed()
}

fn effective() -> BoxedStrategy<Effective> {
    let make = |from, to| Effective { from, to, span: S };
    prop_oneof![
        day().prop_map(move |d| make(Some(d), None)),
        day().prop_map(move |d| make(None, Some(d))),
        (day(), day()).prop_map(move |(a, b)| make(Some(a.min(b)), Some(a.max(b)))),
        (1_i32..9000, 0_i32..3).prop_map(move |(y, n)| make(Date::new(y, 1, 1), Date::new(y + n, 12, 31))),
    ]
    .boxed()
}

fn cites() -> BoxedStrategy<Cites> {
    vec(text(), 0..3).boxed()
}

fn aliases() -> BoxedStrategy<Vec<Ident>> {
    vec(ident(), 0..3).boxed()
}

fn member() -> BoxedStrategy<Member> {
    (ident(), aliases(), of(text()), of(ident()), of(text()))
        .prop_map(|(name, aliases, code, group, doc)| Member { name, aliases, code, group, doc })
        .boxed()
}

fn type_expr() -> BoxedStrategy<TypeExpr> {
    (qname(), any::<bool>()).prop_map(|(name, set)| TypeExpr { name, set, span: S }).boxed()
}

fn setting() -> BoxedStrategy<Setting> {
    (qname(), of(vec(expr(), 1..3)))
        .prop_map(|(name, values)| Setting {
            name,
            unknown: values.is_none(),
            values: values.unwrap_or_default(),
            span: S,
        })
        .boxed()
}

fn expectation() -> BoxedStrategy<Expect> {
    let plain = vec(expr(), 1..3).prop_filter("文件未定 has its own form", |v| {
        !matches!(v.as_slice(), [Expr { kind: ExprKind::Undetermined, .. }])
    });
    let value = prop_oneof![
        plain.prop_map(ExpectValue::Values),
        Just(ExpectValue::Unknown),
        Just(ExpectValue::Undetermined),
        Just(ExpectValue::NotApplicable),
    ];
    (qname(), value).prop_map(|(name, value)| Expect { name, value, span: S }).boxed()
}

fn policy() -> BoxedStrategy<Policy> {
    let region = ("[0-9A-Z-]{1,8}", text()).prop_map(|(code, name)| (Text { text: code, span: S }, name));
    let topic = (ident(), vec(setting(), 0..2), vec((ident(), qname()), 0..2))
        .prop_map(|(name, presets, renames)| Topic { name, presets, renames });
    let texts = (of(region), of(text()), of(text()), of(text()));
    let dates = (of(effective()), of(day()), of(day()));
    (ident(), texts, dates, of(ident()), vec(qname(), 0..3), vec(topic, 0..3))
        .prop_map(
            |(name, (region, document, number, issuer), (effective, review, default), age_rule, inherits, topics)| {
                Policy {
                    name,
                    region,
                    document,
                    number,
                    issuer,
                    effective,
                    review_by: review.map(|d| (d, S)),
                    default_date: default.map(|d| (d, S)),
                    age_rule,
                    inherits,
                    topics,
                }
            },
        )
        .boxed()
}

fn declaration() -> BoxedStrategy<ItemKind> {
    let count = || of(0_u32..99).prop_map(|n| n.map(|n| (n, S)));
    let period_values = vec((effective().prop_map(Some), expr()), 1..3);
    let values = prop_oneof![literal().prop_map(|l| vec![(None, make(ExprKind::Lit(l)))]), period_values];
    let merges = select(vec![Merge::Unique, Merge::Highest, Merge::Lowest, Merge::Sum, Merge::First]);
    prop_oneof![
        policy().prop_map(ItemKind::Policy),
        qname().prop_map(ItemKind::Import),
        (ident(), count(), cites(), vec(member(), 1..4))
            .prop_map(|(name, count, cites, members)| ItemKind::Enum(EnumDecl { name, count, cites, members })),
        (ident(), of(qname()), count(), cites(), vec(member(), 1..4))
            .prop_map(|(name, of, count, cites, members)| ItemKind::List(ListDecl { name, of, count, cites, members })),
        (ident(), type_expr(), of(range(expr())), of(expr()), aliases(), of(text())).prop_map(
            |(name, ty, range, default, aliases, doc)| {
                ItemKind::Input(InputDecl { name, ty, range, default, aliases, doc })
            }
        ),
        (ident(), of(type_expr()), aliases(), cites(), values, of(text())).prop_map(
            |(name, ty, aliases, cites, values, doc)| {
                ItemKind::Param(ParamDecl { name, ty, aliases, cites, values, doc })
            }
        ),
        (ident(), type_expr(), of(rounding()), merges, of(expr()), aliases(), cites(), of(text())).prop_map(
            |(name, ty, rounding, merge, default, aliases, cites, doc)| {
                ItemKind::Item(ItemDecl { name, ty, rounding, merge, default, aliases, cites, doc })
            }
        ),
    ]
    .boxed()
}

fn table() -> BoxedStrategy<Table> {
    let head = (ident(), cites(), vec(qname(), 0..2), of(effective()), of(expr()));
    (head, vec(qname(), 1..3), vec(qname(), 1..3))
        .prop_flat_map(|(head, conditions, results)| {
            let row = (vec(cell(), conditions.len()), vec(of(expr()), results.len()), cites())
                .prop_map(|(conditions, results, cites)| Row { conditions, results, cites, span: S });
            vec(row, 0..4).prop_map(move |rows| {
                let (name, cites, overrides, effective, guard) = head.clone();
                let (conditions, results) = (conditions.clone(), results.clone());
                Table { name, cites, overrides, effective, guard, conditions, results, rows }
            })
        })
        .boxed()
}

fn cell() -> BoxedStrategy<Cell> {
    let kind = prop_oneof![
        Just(CellKind::Any),
        vec(expr(), 1..3).prop_map(CellKind::OneOf),
        vec(expr(), 1..3).prop_map(CellKind::NoneOf),
        vec(expr(), 1..3).prop_map(CellKind::Contains),
        vec(expr(), 1..3).prop_map(CellKind::Lacks),
        range(expr()).prop_map(CellKind::Range),
    ];
    kind.prop_map(|kind| Cell { kind, span: S }).boxed()
}

fn bands() -> BoxedStrategy<Bands> {
    let head = (ident(), cites(), of(effective()), text(), vec(ident(), 1..3));
    head.prop_flat_map(|(name, cites, effective, subject, columns)| {
        let row =
            (range(expr()), vec(expr(), columns.len())).prop_map(|(range, values)| BandRow { range, values, span: S });
        vec(row, 0..4).prop_map(move |rows| Bands {
            name: name.clone(),
            cites: cites.clone(),
            effective: effective.clone(),
            subject: subject.clone(),
            columns: columns.clone(),
            rows,
        })
    })
    .boxed()
}

fn rule() -> BoxedStrategy<ItemKind> {
    let window = prop_oneof![
        Just(Window::CalendarYear),
        Just(Window::Lifetime),
        expr().prop_map(Window::Course),
        (1_u32..400, expr()).prop_map(|(days, since)| Window::Days { days, since }),
    ];
    let modes = select(vec![AccumMode::Sum, AccumMode::Max, AccumMode::Last]);
    let strengths = select(vec![Strength::Hard, Strength::Soft, Strength::May]);
    prop_oneof![
        (ident(), cites(), vec(qname(), 0..2), of(effective()), of(expr()), vec((qname(), expr()), 1..3)).prop_map(
            |(name, cites, overrides, effective, guard, defs)| {
                ItemKind::Clause(Clause { name, cites, overrides, effective, guard, defs })
            }
        ),
        table().prop_map(ItemKind::Table),
        bands().prop_map(ItemKind::Bands),
        (ident(), window, vec(expr(), 0..3), modes, aliases(), cites(), of(expr()), expr()).prop_map(
            |(name, window, keys, mode, aliases, cites, guard, value)| {
                ItemKind::Accum(Accum { name, window, keys, mode, aliases, cites, guard, value })
            }
        ),
        (qname(), of(qname()), expr(), of(expr()), cites())
            .prop_map(|(item, accum, limit, guard, cites)| ItemKind::Cap(Cap { item, accum, limit, guard, cites })),
        (ident(), cites(), strengths, any::<bool>(), of(expr()), expr()).prop_map(
            |(name, cites, strength, unverified, guard, cond)| {
                ItemKind::Must(Must { name, cites, strength, unverified, guard, cond })
            }
        ),
    ]
    .boxed()
}

fn remark() -> BoxedStrategy<ItemKind> {
    let reading = (ident(), any::<bool>(), of(text())).prop_map(|(name, adopted, doc)| Reading { name, adopted, doc });
    let encounter = (of(day()), vec(setting(), 0..2), vec(expectation(), 0..2))
        .prop_map(|(date, given, expect)| EncounterAst { date: date.map(|d| (d, S)), given, expect });
    prop_oneof![
        (ident(), of(ident()), cites(), text(), vec(reading, 0..3)).prop_map(
            |(name, code, cites, question, readings)| {
                ItemKind::Doubt(Doubt { name, code, cites, question, readings })
            }
        ),
        (vec(text(), 1..3), text())
            .prop_map(|(cites, reason)| ItemKind::NotComputable(NotComputable { cites, reason })),
        (ident(), cites(), vec(setting(), 1..3), vec(expectation(), 0..3), vec(encounter, 0..3), of(text())).prop_map(
            |(name, cites, given, expect, encounters, doc)| {
                ItemKind::Example(Example { name, cites, given, expect, encounters, doc })
            }
        ),
    ]
    .boxed()
}

/// A file whose text reads back as it.
pub fn file() -> BoxedStrategy<File> {
    let kind = prop_oneof![declaration(), rule(), remark()];
    let item = (kind, vec(note(), 0..2)).prop_map(|(kind, notes)| Item { kind, span: S, notes });
    let last = of(note()).prop_map(|n| n.map(|n| Item { kind: ItemKind::Note(n), span: S, notes: Vec::new() }));
    (vec(item, 1..5), last)
        .prop_map(|(mut items, last)| {
            items.extend(last);
            File { items, broken: Vec::new() }
        })
        .boxed()
}
