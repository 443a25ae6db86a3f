//! Rows per second on one core: the policy of 巴中 by hand, compiled, and interpreted, on the same rows with the same
//! results. Residents and employees in hospital, with all yearly balances of the fund, 大病 or 大额, and 救助.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a measurement fails loudly, and reads the policy's files"
)]

use divan::Bencher;
use divan::counter::ItemsCount;
use mingce::base::date::Date;
use mingce::batch::{Engine, Kind, Layout, Null, Results, Rows, Scratch, Settings, State};
use mingce::driver::compile_texts;
use mingce::ir::value::Value;
use mingce::ir::{InputId, ItemId, Program};
use std::path::Path;

fn main() {
    divan::main();
}

const PERSONS: usize = 50_000;

/// In the order of the columns.
const FACTS: [&str; 10] = [
    "日期",
    "险种",
    "机构等级",
    "医疗总费用",
    "政策范围内费用",
    "身份",
    "年龄",
    "人员类别",
    "重大疾病",
    "参加大额补助",
];

const ANSWERS: [&str; 7] =
    ["基本医保支付", "大额补助支付", "大病保险支付", "常规救助", "倾斜救助", "个人自付", "个人自费"];

fn texts() -> Vec<(String, String)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/511900-bazhong");
    let mut paths: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "mingce"));
    paths.sort();
    paths.iter().map(|p| (p.to_str().unwrap().to_owned(), std::fs::read_to_string(p).unwrap())).collect()
}

fn program() -> Program {
    let texts = texts();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    compile_texts(&texts).program.unwrap()
}

fn input(p: &Program, name: &str) -> InputId {
    InputId(p.inputs.iter().position(|i| i.name == name).unwrap() as u32)
}

fn layout(p: &Program) -> Layout {
    let mut layout = Layout::new(p);
    for name in FACTS {
        layout.add_column(p, input(p, name), Null::Unknown).unwrap();
    }
    // 住院；市内
    layout.set_constant(input(p, "医疗类别"), Some(Value::Member(0)));
    layout.set_constant(input(p, "就医地"), Some(Value::Member(0)));
    layout
}

fn settings(p: &Program, kind: Kind) -> Settings {
    let item = |name: &&str| ItemId(p.items.iter().position(|i| i.name == **name).unwrap() as u32);
    Settings { targets: Some(ANSWERS.iter().map(item).collect()), kind, ..Settings::default() }
}

/// The same numbers on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as i64 % n
    }
}

/// Persons with one to seven stays in 2025, a third of them employees, one in eight entitled to 救助.
fn rows(layout: &Layout) -> Rows {
    let mut rows = Rows::new(layout);
    let mut dice = Dice(7);
    let first = Date::new(2025, 1, 1).unwrap().day_number();
    for _ in 0..PERSONS {
        rows.begin_person(Vec::new());
        let employee = dice.below(3) == 0;
        let identity = if dice.below(8) == 0 { 1 << dice.below(6) } else { 0 };
        let (age, retired) = (18 + dice.below(80), dice.below(3) == 0);
        let mut day = first + dice.below(60);
        for _ in 0..1 + dice.below(7) {
            let covered = 10_000 + dice.below(if dice.below(10) == 0 { 30_000_000 } else { 3_000_000 });
            let total = covered + dice.below(500_000);
            let level = dice.below(5);
            let facts = [
                day,
                i64::from(!employee),
                level,
                total,
                covered,
                identity,
                age,
                i64::from(retired),
                i64::from(dice.below(9) == 0),
                1,
            ];
            for (column, fact) in rows.columns.iter_mut().zip(facts) {
                column.push(Some(fact));
            }
            day += dice.below(40);
        }
    }
    rows
}

/// Balances of a person's year.
#[derive(Clone, Copy, Default)]
struct Year {
    fund: i64,
    ill_base: i64,
    ill_paid: i64,
    large_base: i64,
    large_net: i64,
    large_paid: i64,
    aid_base: i64,
    aid_paid: i64,
    tilt_base: i64,
    tilt_paid: i64,
}

const YUAN: i64 = 100;

fn percent(amount: i64, ratio: i64) -> i64 {
    let p = amount * ratio;
    if p >= 0 { (p + 50) / 100 } else { (p - 50) / 100 }
}

fn part(x: i64, lower: i64, upper: i64) -> i64 {
    (x.min(upper) - lower).max(0)
}

/// Hundredths of 分.
fn critical(x: i64, ratios: [i64; 3]) -> i64 {
    let edge = 100_000 * YUAN;
    part(x, 0, edge) * ratios[0] + part(x, edge, 2 * edge) * ratios[1] + part(x, 2 * edge, i64::MAX) * ratios[2]
}

fn large(x: i64, low: i64, high: i64) -> i64 {
    let edge = 100_000 * YUAN;
    part(x, 0, edge) * low + part(x, edge, i64::MAX) * high
}

fn hundredths(p: i64) -> i64 {
    if p >= 0 { (p + 50) / 100 } else { (p - 50) / 100 }
}

/// What 救助 gives an identity: line, percent, yearly limit; several identities take the best of each.
fn aid_terms(identity: i64) -> (i64, i64, i64) {
    const TERMS: [(i64, i64, i64); 6] = [
        (0, 100, 30_000 * YUAN),
        (0, 100, 30_000 * YUAN),
        (0, 70, 20_000 * YUAN),
        (288_960, 50, 10_000 * YUAN),
        (722_400, 50, 10_000 * YUAN),
        (144_480, 65, 20_000 * YUAN),
    ];
    let mut best = (i64::MAX, 0, 0);
    for (n, (line, ratio, limit)) in TERMS.iter().enumerate() {
        if identity >> n & 1 == 1 {
            best = (best.0.min(*line), best.1.max(*ratio), best.2.max(*limit));
        }
    }
    best
}

/// The rules of 巴中 for a stay in hospital, as somebody would write them for this one purpose.
fn stay(y: &mut Year, f: [i64; 10]) -> [i64; 7] {
    let [_, resident, level, total, covered, identity, age, retired, serious, insured] = f;
    let lines = [100, 300, 300, 400, 700];
    let (ratios, limit) =
        if resident == 1 { ([90, 80, 80, 70, 60], 110_000 * YUAN) } else { ([90, 85, 85, 82, 80], 140_000 * YUAN) };
    let over = (covered - lines[level as usize] * YUAN).max(0);
    let basic = percent(over, ratios[level as usize]).min((limit - y.fund).max(0));
    y.fund += basic;
    let rest = covered - basic;
    let (mut large_pay, mut ill_pay) = (0, 0);
    if resident == 1 {
        let favoured = identity & 0b111 != 0;
        let (line, ratios) = if favoured { (722_400, [65, 75, 90]) } else { (1_444_800, [60, 70, 85]) };
        let after = critical((y.ill_base + rest - line).max(0), ratios);
        ill_pay = hundredths(after - critical((y.ill_base - line).max(0), ratios));
        if !favoured {
            ill_pay = ill_pay.min((300_000 * YUAN - y.ill_paid).max(0));
        }
        y.ill_base += rest;
        y.ill_paid += ill_pay;
    } else {
        let (line, low, high) = match (age >= 80, retired == 1 || serious == 1) {
            (true, _) => (0, 90, 95),
            (false, true) => (0, 85, 90),
            (false, false) => (400 * YUAN, 85, 90),
        };
        let net = (y.large_base + rest - line).max(0) - (y.large_base - line).max(0);
        y.large_base += rest;
        if insured == 1 {
            let pay = hundredths(large(y.large_net + net, low, high) - large(y.large_net, low, high));
            large_pay = pay.min((500_000 * YUAN - y.large_paid).max(0));
            y.large_net += net;
            y.large_paid += large_pay;
        }
    }
    let own = rest - large_pay - ill_pay;
    let (mut aid, mut tilt) = (0, 0);
    if identity != 0 {
        let (line, ratio, limit) = aid_terms(identity);
        let over = (y.aid_base + own - line).max(0) - (y.aid_base - line).max(0);
        aid = percent(over, ratio).min((limit - y.aid_paid).max(0));
        let line = 8_500 * YUAN;
        let left = own - aid;
        let over = (y.tilt_base + left - line).max(0) - (y.tilt_base - line).max(0);
        let ratio = if identity & 0b11 != 0 { 100 } else { 50 };
        tilt = percent(over, ratio).min((10_000 * YUAN - y.tilt_paid).max(0));
        y.aid_paid += aid;
        y.tilt_paid += tilt;
    }
    y.aid_base += own;
    y.tilt_base += own - aid;
    // The last two have six decimals, as in the engine's columns.
    [basic, large_pay, ill_pay, aid, tilt, (own - aid - tilt) * 10_000, (total - covered) * 10_000]
}

fn by_hand(rows: &Rows, out: &mut [Vec<i64>; 7]) {
    let columns: [&[i64]; 10] = std::array::from_fn(|c| rows.columns[c].values.as_slice());
    for (n, person) in rows.persons.iter().enumerate() {
        let end = rows.persons.get(n + 1).map_or(rows.len(), |p| p.start);
        let mut year = Year::default();
        for row in person.start..end {
            let answers = stay(&mut year, std::array::from_fn(|c| columns[c][row]));
            for (column, answer) in out.iter_mut().zip(answers) {
                column[row] = answer;
            }
        }
    }
}

fn empty(rows: &Rows) -> [Vec<i64>; 7] {
    std::array::from_fn(|_| vec![0; rows.len()])
}

/// Everything must be the same before anything is measured.
fn check(p: &Program, rows: &Rows, out: &Results) {
    assert!(out.rejected.is_empty(), "{:?}", out.rejected.first());
    let mut expected = empty(rows);
    by_hand(rows, &mut expected);
    for (name, expected) in ANSWERS.iter().zip(&expected) {
        let cells = out.cells.iter().find(|c| p.items[c.item.ix()].name == *name).unwrap();
        assert!(cells.states.iter().all(|s| *s == State::Value), "{name}");
        let wrong = (0..rows.len()).find(|r| cells.values[*r] != expected[*r]);
        assert_eq!(wrong.map(|r| (cells.values[r], expected[r])), None, "{name}");
    }
}

fn engine(bencher: Bencher, kind: Kind) {
    let p = program();
    let layout = layout(&p);
    let rows = rows(&layout);
    let engine = Engine::new(&p, &layout, &settings(&p, kind)).unwrap();
    let (mut scratch, mut out) = (Scratch::default(), Results::default());
    engine.settle(&rows, &mut scratch, &mut out);
    check(&p, &rows, &out);
    assert_eq!(out.interpreted, 0);
    bencher.counter(ItemsCount::new(rows.len())).bench_local(|| {
        engine.settle(&rows, &mut scratch, &mut out);
        divan::black_box(out.cells.len())
    });
}

/// Plain Rust for this policy and nothing else.
#[divan::bench(sample_count = 20)]
fn hand_written(bencher: Bencher) {
    let p = program();
    let rows = rows(&layout(&p));
    let mut out = empty(&rows);
    bencher.counter(ItemsCount::new(rows.len())).bench_local(|| {
        by_hand(divan::black_box(&rows), &mut out);
        divan::black_box(out[0].len())
    });
}

/// The compiled engine.
#[divan::bench(sample_count = 20)]
fn portable(bencher: Bencher) {
    engine(bencher, Kind::Portable);
}

/// The reference evaluator.
#[divan::bench(sample_count = 3)]
fn interpreter(bencher: Bencher) {
    engine(bencher, Kind::Interpreter);
}

/// From a checked program to an engine that has settled its first row. Aim: below 100 ms.
#[divan::bench(sample_count = 20)]
fn ready(bencher: Bencher) {
    let p = program();
    let layout = layout(&p);
    let mut row = Rows::new(&layout);
    row.begin_person(Vec::new());
    for (column, all) in row.columns.iter_mut().zip(rows(&layout).columns) {
        column.push(all.get(0));
    }
    bencher.bench_local(|| {
        let engine = Engine::new(&p, &layout, &settings(&p, Kind::Portable)).unwrap();
        let mut out = Results::default();
        engine.settle(&row, &mut Scratch::default(), &mut out);
        divan::black_box(out.interpreted)
    });
}
