//! The compiled engine gives what the interpreter gives: every cell of every row, and every rejection.
//!
//! Programs are all of `policies/`, every section of the language suite that compiles, and two mixtures. Rows are made
//! from the declared types: amounts at the thresholds that the program states and one 分 beside them, days at the ends
//! of months, years and intervals, nulls, extremes. `ENGINE_ROWS=1000000` makes that many rows of each policy.

use crate::support::root;
use mingce::base::date::Date;
use mingce::base::num::Num;
use mingce::batch::{Engine, Kind, Layout, Null, Results, Rows, Scratch, Settings};
use mingce::driver;
use mingce::ir::value::Value;
use mingce::ir::{AccumId, CellTest, DoubtId, Expr, InputId, ItemId, Program, Ty};
use std::path::Path;
use std::sync::Arc;

/// The same numbers on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n.max(1)
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }
}

/// Numbers and days at which a program's answers may change.
struct Edges {
    cents: Vec<i64>,
    whole: Vec<i64>,
    days: Vec<i64>,
}

fn edges(p: &Program) -> Edges {
    let mut e = Edges { cents: vec![0], whole: vec![0, 1, 60, 80], days: vec![] };
    let mut add = |v: &Value| match v {
        Value::Num(n) => {
            e.cents.extend(n.mul(Num::int(100)).ok().and_then(Num::as_int));
            // Larger ones make aggregates over years very long.
            e.whole.extend(n.as_int().filter(|n| (-3000..=3000).contains(n)));
        }
        Value::Date(d) => e.days.push(d.day_number()),
        _ => {}
    };
    for x in &p.exprs {
        if let Expr::Const(v) = x {
            add(v);
        }
    }
    p.params.iter().flat_map(|p| &p.values).filter_map(|(_, v)| v.as_ref()).for_each(&mut add);
    for cell in p.tables.iter().flat_map(|t| t.cells.iter().flatten()) {
        if let CellTest::Range(a, b) = cell {
            [a, b].into_iter().flatten().for_each(|(v, ..)| add(v));
        }
    }
    for band in p.bands.iter().flat_map(|b| &b.rows) {
        [&band.lower, &band.upper].into_iter().flatten().for_each(|(n, ..)| add(&Value::Num(*n)));
    }
    let rules = p.rules.iter().map(|r| r.effective).chain(p.modules.iter().map(|m| m.effective));
    let periods = rules.chain(p.params.iter().flat_map(|p| p.values.iter().map(|(e, _)| *e)));
    e.days.extend(periods.flat_map(|e| [e.from, e.to]).flatten().map(Date::day_number));
    for year in [2024, 2025, 2026] {
        e.days.extend([(1, 1), (2, 28), (12, 31)].map(|(m, d)| Date::new(year, m, d).unwrap().day_number()));
    }
    e
}

fn value(p: &Program, e: &Edges, ty: &Ty, dice: &mut Dice) -> Value {
    let beside = |n: i64, dice: &mut Dice| n.saturating_add(dice.below(3) as i64 - 1);
    match ty {
        Ty::Amount => {
            let at = dice.of(&e.cents);
            let cents = match dice.below(40) {
                0 => i64::MAX / 2 - dice.below(100) as i64,
                1 => 100_000_000_000_000_000,
                2..15 => beside(at, dice),
                15..20 => beside(at, dice).saturating_add(beside(dice.of(&e.cents), dice)),
                _ => dice.below(30_000_000) as i64,
            };
            Value::Num(Num::cents(if dice.one_in(50) { cents } else { cents.max(0) }))
        }
        Ty::Ratio | Ty::Decimal => Value::Num(Num::ratio(dice.below(2001) as i128, 1000).unwrap()),
        Ty::Int(_) if dice.one_in(100) => Value::Num(Num::int(dice.of(&[i64::MAX, i64::MIN, 1 << 40]))),
        Ty::Int(_) if dice.one_in(2) => Value::Num(Num::int(beside(dice.of(&e.whole), dice))),
        Ty::Int(_) => Value::Num(Num::int(dice.of(&[2025, 2026, 0, 0]) + dice.below(100) as i64)),
        Ty::Bool => Value::Bool(dice.one_in(2)),
        Ty::Enum(of) => Value::Member(dice.below(p.enums[of.ix()].members.len()) as u32),
        Ty::Month => Value::Date(day(e, dice).month_start()),
        Ty::Date => Value::Date(day(e, dice)),
        Ty::Set(of) if **of == Ty::Text => {
            let all = ["一", "二", "三"].into_iter().filter(|_| dice.one_in(2)).map(Arc::from).collect();
            Value::texts(all)
        }
        Ty::Set(of) => {
            let n = dice.below(4);
            let element = |dice: &mut Dice| match of.as_ref() {
                Ty::Enum(of) => dice.below(p.enums[of.ix()].members.len()) as i64,
                Ty::Date | Ty::Month => day(e, dice).day_number(),
                _ => 2023 + dice.below(6) as i64,
            };
            Value::Set(Arc::new((0..n).map(|_| element(dice)).collect()))
        }
        Ty::Text => Value::Text(dice.of(&["一", "二"]).into()),
        Ty::Period => Value::Period(mingce::base::date::Period::months(dice.below(30) as i32)),
        Ty::Interval => Value::Interval(Num::ZERO, Num::int(dice.below(100_000) as i64)),
    }
}

fn day(e: &Edges, dice: &mut Dice) -> Date {
    let n =
        if dice.one_in(2) { dice.of(&e.days) + dice.below(3) as i64 - 1 } else { 738_900 + dice.below(1200) as i64 };
    Date::from_day_number(n.clamp(0, 3_652_058)).unwrap()
}

/// Where facts come from, at random; now and then all of them from columns.
fn layout(p: &Program, e: &Edges, dice: &mut Dice) -> Layout {
    let mut layout = Layout::new(p);
    let full = dice.one_in(2);
    for (i, input) in p.inputs.iter().enumerate() {
        let id = InputId(i as u32);
        match if full { 9 } else { dice.below(10) } {
            0 | 1 => {}
            2 => layout.set_constant(id, Some(value(p, e, &input.ty, dice))),
            3 => layout.set_constant(id, None),
            n => {
                layout.add_column(p, id, if n == 4 { Null::Default } else { Null::Unknown });
            }
        }
    }
    layout
}

fn rows(p: &Program, e: &Edges, layout: &Layout, count: usize, dice: &mut Dice) -> Rows {
    let mut rows = Rows::new(layout);
    let mut left = 0;
    let nulls = dice.of(&[0, 0, 30, 5]);
    let mut date = day(e, dice);
    for _ in 0..count {
        if left == 0 {
            left = 1 + dice.below(6);
            date = day(e, dice);
            let given = (0..p.accums.len()).filter(|_| dice.one_in(6)).map(|a| AccumId(a as u32)).collect::<Vec<_>>();
            let opening = given.into_iter().map(|a| (a, value(p, e, &p.accums[a.ix()].ty, dice))).collect();
            rows.begin_person(opening);
        }
        left -= 1;
        let n = date.day_number() + dice.of(&[0, 1, 40, 200]) - i64::from(dice.one_in(60));
        date = Date::from_day_number(n.clamp(0, 3_652_058)).unwrap();
        for ((input, coding), column) in layout.columns().iter().zip(&mut rows.columns) {
            let null = nulls > 0 && dice.one_in(nulls);
            let fact = match p.date_input == Some(*input) {
                true => Value::Date(date),
                false => value(p, e, &p.inputs[input.ix()].ty, dice),
            };
            let code = if null { None } else { coding.encode(&fact, &mut column.dictionary) };
            column.push(code);
        }
    }
    rows
}

fn settings(p: &Program, targets: Option<Vec<ItemId>>, dice: &mut Dice) -> Settings {
    let open = (0_u32..).zip(&p.doubts).filter(|_| dice.one_in(3));
    let readings = open.map(|(d, doubt)| (DoubtId(d), doubt.readings.len() as u32 - 1)).collect();
    Settings { targets, readings, ..Settings::default() }
}

/// Settles by both and compares; gives how many rows the interpreter had to help with.
fn compare(name: &str, p: &Program, layout: &Layout, rows: &Rows, settings: &Settings) -> usize {
    let run = |kind: Kind| {
        let engine = Engine::new(p, layout, &Settings { kind, ..settings.clone() }).unwrap();
        let mut out = Results::default();
        engine.settle(rows, &mut Scratch::default(), &mut out);
        out
    };
    let (expected, found) = (run(Kind::Interpreter), run(Kind::Portable));
    assert_eq!(expected.rejected, found.rejected, "{name}");
    for (a, b) in expected.cells.iter().zip(&found.cells) {
        for row in 0..rows.len() {
            let same = a.states[row] == b.states[row] && a.value(row) == b.value(row);
            let fact = |n: usize| (&p.inputs[layout.columns()[n].0.ix()].name, rows.columns[n].get(row));
            assert!(
                same,
                "{name}「{}」第{row}行：解释 {:?} {:?}，编译 {:?} {:?}\n{:?}\n{:?}\n{:?}",
                p.items[a.item.ix()].name,
                a.states[row],
                a.value(row),
                b.states[row],
                b.value(row),
                (0..rows.columns.len()).map(fact).collect::<Vec<_>>(),
                layout.constants().map(|(i, v)| (&p.inputs[i.ix()].name, v)).collect::<Vec<_>>(),
                rows.persons.iter().rfind(|p| p.start <= row),
            );
        }
    }
    found.interpreted
}

/// Runs of one program: for all items, for one, for a few.
fn program(name: &str, p: &Program, runs: usize, count: usize, seen: &mut (usize, usize)) {
    let e = edges(p);
    for run in 0..runs {
        let mut dice = Dice(run as u64 * 7919 + name.len() as u64);
        let layout = layout(p, &e, &mut dice);
        let rows = rows(p, &e, &layout, count, &mut dice);
        let items = p.items.len();
        let some = |n: usize, dice: &mut Dice| (0..n).map(|_| ItemId(dice.below(items) as u32)).collect();
        let targets = match run % 4 {
            _ if items == 0 => None,
            0 => None,
            1 => Some(some(3, &mut dice)),
            _ => Some(some(1, &mut dice)),
        };
        let settings = settings(p, targets, &mut dice);
        let helped = compare(&format!("{name} 第{run}次"), p, &layout, &rows, &settings);
        seen.0 += rows.len();
        seen.1 += helped;
    }
}

fn compiled(texts: &[(String, String)]) -> Option<Program> {
    let texts: Vec<(&str, &str)> = texts.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    driver::compile_texts(&texts).program
}

fn texts(dir: &Path) -> Vec<(String, String)> {
    let mut paths: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "mingce"));
    paths.sort();
    paths.iter().map(|p| (p.to_str().unwrap().to_owned(), std::fs::read_to_string(p).unwrap())).collect()
}

/// Files below a directory, in order.
fn files(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut paths: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().flat_map(|p| if p.is_dir() { files(&p) } else { vec![p] }).collect()
}

#[test]
fn policies() {
    let given = std::env::var("ENGINE_ROWS").ok().and_then(|n| n.parse::<usize>().ok());
    let (runs, count) = given.map_or((6, 100), |n| (n.div_ceil(5000), 5000));
    for entry in std::fs::read_dir(root().join("policies")).unwrap() {
        let dir = entry.unwrap().path();
        let Some(p) = compiled(&texts(&dir)) else { continue };
        let mut seen = (0, 0);
        program(dir.to_str().unwrap(), &p, runs, count, &mut seen);
        println!("{}：{}行，其中解释{}行", dir.display(), seen.0, seen.1);
        assert!(seen.0 > 0);
    }
}

#[test]
fn sections_of_the_language_suite() {
    let mut seen = (0, 0);
    let mut programs = 0;
    for path in files(&root().join("tests/suite")) {
        let text = std::fs::read_to_string(&path).unwrap();
        for section in text.split("\n--- ").skip(1) {
            let Some((name, text)) = section.split_once(" ---\n") else { continue };
            if let Some(p) = compiled(&[("模块.mingce".to_owned(), text.to_owned())]) {
                programs += 1;
                program(&format!("{}::{name}", path.display()), &p, 4, 40, &mut seen);
            }
        }
    }
    println!("{programs}个程序，{}行，其中解释{}行", seen.0, seen.1);
    assert!(programs > 100, "{programs}");
    assert!(seen.1 * 3 < seen.0 * 2, "多数行应由编译的引擎结算：{seen:?}");
}

#[test]
fn mixtures() {
    let mut seen = (0, 0);
    for path in ["benches/settle.mingce", "src/eval/tests/mixed.mingce"] {
        let text = std::fs::read_to_string(root().join(path)).unwrap();
        let p = compiled(&[(path.to_owned(), text)]).unwrap();
        program(path, &p, 24, 200, &mut seen);
    }
    println!("{}行，其中解释{}行", seen.0, seen.1);
    assert!(seen.1 * 5 < seen.0 * 4, "{seen:?}");
}
