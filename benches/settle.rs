//! Settlements per second for resident inpatient care with 大病, without and with explanation, and the time to
//! compile a policy of ten thousand lines.
//!
//! One iteration of `plain` and `explained` settles [`CASES`] cases of one stay each; the counter gives
//! settlements per second of one core.

use divan::Bencher;
use divan::counter::ItemsCount;
use mingce::base::date::Date;
use mingce::base::num::Num;
use mingce::driver::compile_texts;
use mingce::eval::run::Scratch;
use mingce::eval::{Case, Plan};
use mingce::ir::value::Value;
use mingce::ir::{InputId, ItemId, Program};
use std::fmt::Write;

fn main() {
    divan::main();
}

const POLICY: &str = include_str!("settle.mingce");

const CASES: usize = 1000;

fn program() -> Program {
    let compiled = compile_texts(&[("居民住院到大病.mingce", POLICY)]);
    assert!(compiled.program.is_some(), "{:#?}", compiled.diagnostics);
    compiled.program.unwrap_or_default()
}

fn targets(program: &Program) -> Vec<ItemId> {
    let wanted = ["统筹支付", "个人自付", "个人自费", "大病保险支付", "个人负担"];
    let items = (0_u32..).zip(&program.items).filter(|(_, i)| wanted.contains(&i.name.as_str()));
    items.map(|(i, _)| ItemId(i)).collect()
}

/// The same numbers on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(n)).unwrap_or(0)
    }
}

fn amount(fen: u32) -> Option<Value> {
    Some(Value::Num(Num::cents(i64::from(fen))))
}

/// Stays of all kinds, from 100 元 to about 500 000 元.
fn cases(program: &Program) -> Vec<Case> {
    let input = |name: &str| {
        let at = program.inputs.iter().position(|i| i.name == name).unwrap_or_default();
        InputId(u32::try_from(at).unwrap_or_default())
    };
    let date = Date::new(2025, 6, 1).map(Value::Date);
    let mut dice = Dice(42);
    let mut case = || {
        let covered = 10_000 + dice.below(50_000_000);
        let facts = vec![
            (input("日期"), date.clone()),
            (input("险种"), Some(Value::Member(0))),
            (input("医疗类别"), Some(Value::Member(0))),
            (input("就医方式"), Some(Value::Member(dice.below(4)))),
            (input("机构等级"), Some(Value::Member(dice.below(5)))),
            (input("政策范围内费用"), amount(covered)),
            (input("医疗总费用"), amount(covered + dice.below(1_000_000))),
        ];
        Case { encounters: vec![facts], ..Case::default() }
    };
    (0..CASES).map(|_| case()).collect()
}

/// Explanation off. Aim: 1,000,000 settlements a second.
#[divan::bench]
fn plain(bencher: Bencher) {
    let program = program();
    let plan = Plan::new(&program, Some(&targets(&program)));
    let cases = cases(&program);
    let mut scratch = Scratch::default();
    bencher.counter(ItemsCount::new(CASES)).bench_local(|| {
        for case in &cases {
            assert!(divan::black_box(plan.settle_in(&mut scratch, case)).is_ok());
        }
    });
}

/// Explanation on. Aim: 200,000 settlements a second.
#[divan::bench]
fn explained(bencher: Bencher) {
    let program = program();
    let plan = Plan::new(&program, Some(&targets(&program)));
    let cases = cases(&program);
    let mut scratch = Scratch::default();
    bencher.counter(ItemsCount::new(CASES)).bench_local(|| {
        for case in &cases {
            assert!(divan::black_box(plan.settle_traced_in(&mut scratch, case)).is_ok());
        }
    });
}

/// Ten thousand lines: a table of 4,000 rows and 1,500 clauses of four lines.
fn long_policy() -> String {
    let mut text = String::from(
        "政策 长政策\n    统筹区  511900 巴中市\n\n枚举 类别：甲、乙\n输入 类别 为 类别\n输入 编号 为 整数\n",
    );
    text.push_str(
        "输入 费用 为 金额，范围 0元 至 1000万元\n\n表 标准，依据 一条：\n    | 类别 | 编号 → 起付 | 比例 |\n",
    );
    for n in 0..4000 {
        let kind = if n % 2 == 0 { "甲" } else { "乙" };
        let _ = writeln!(text, "    | {kind} | {n} → {}元 | {}% |", n % 900, n % 100);
    }
    for n in 0..1500 {
        let head = format!("条款 支付{n}，依据 {n}条：\n    当 类别 为 甲 且 编号 ≥ {n}");
        let _ = writeln!(text, "\n{head}\n    支付{n} ＝ （费用 － 起付，不低于 0元） × 比例");
    }
    text
}

/// Compiling a policy of ten thousand lines. Aim: 200 ms with the static checks.
#[divan::bench(sample_count = 10)]
fn compile_10k_lines(bencher: Bencher) {
    let text = long_policy();
    assert!(text.lines().count() >= 10_000);
    bencher.bench_local(|| {
        let compiled = compile_texts(&[("长政策.mingce", &text)]);
        assert!(compiled.program.is_some(), "{:?}", compiled.diagnostics.first());
        compiled.diagnostics.len()
    });
}
