use crate::driver::{Compilation, compile_texts};
use crate::ir::value::Value;
use crate::ir::{self, CellTest, Expr, ItemId, Program, Target, Ty};

fn compile(text: &str) -> Program {
    let Compilation { program, diagnostics, .. } = compile_texts(&[("甲.mingce", text)]);
    program.unwrap_or_else(|| panic!("{diagnostics:#?}"))
}

fn item(p: &Program, name: &str) -> ItemId {
    let at = p.items.iter().position(|i| i.name == name).unwrap();
    ItemId(u32::try_from(at).unwrap())
}

fn place(p: &Program, name: &str) -> usize {
    let id = item(p, name);
    p.order.iter().position(|i| *i == id).unwrap()
}

#[test]
fn the_date_is_always_an_input() {
    let p = compile("政策 甲\n");
    let date = &p.inputs[p.date_input.unwrap().ix()];
    assert_eq!((date.name.as_str(), &date.ty), ("日期", &Ty::Date));
    assert_eq!(ir::verify(&p), Vec::<String>::new());
}

#[test]
fn the_module_with_the_region_comes_first_and_lends_its_header() {
    let texts = [
        ("a.mingce", "政策 甲\n    主题 门诊\n"),
        (
            "b.mingce",
            "政策 乙\n    统筹区 511900 巴中市\n    文件 《手册》\n    施行 2025年度\n    周岁 当日\n    复核期限 2027年12月31日\n",
        ),
    ];
    let p = compile_texts(&texts).program.unwrap();
    let names: Vec<&str> = p.modules.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(names, ["乙", "甲"]);
    let heir = &p.modules[1];
    assert_eq!(heir.region_code.as_deref(), Some("511900"));
    assert_eq!(heir.document.as_deref(), Some("《手册》"));
    let days = (heir.effective.from.unwrap().to_string(), heir.effective.to.unwrap().to_string());
    assert_eq!(days, ("2025-01-01".to_owned(), "2025-12-31".to_owned()));
    assert!(!heir.age_next_day);
    assert_eq!(heir.topics[0].name, "门诊");
}

#[test]
fn the_hash_depends_on_names_and_texts_but_not_on_folders() {
    let hash = |path: &str, text: &str| compile_texts(&[(path, text)]).program.unwrap().hash;
    let one = hash("某市/甲.mingce", "政策 甲\n");
    assert_eq!(one.len(), 64);
    assert_eq!(one, hash("别处/甲.mingce", "政策 甲\n"));
    assert_ne!(one, hash("某市/乙.mingce", "政策 甲\n"));
    assert_ne!(one, hash("某市/甲.mingce", "政策 甲 \n"));
}

const TABLE: &str = "政策 甲
枚举 等级：一级、二级、三级
输入 等级 为 等级
输入 费用 为 金额
输入 急诊 为 真假
输入 病 为 集合（等级）
输入 线 为 金额
表 标准，当 急诊 为 否：
    | 等级       | 费用                        | 病        → 起付线 |
    | 一级、三级 | 1万元以内                   | 含 一级   → 100元  |
    | 非 一级    | 1万元以上（不含）至 2万元   | 不含 二级 → 200元  |
    | 任意       | 不低于 线                   | —         → 300元  |
";

#[test]
fn cells_are_tests_and_rows_are_rules() {
    use crate::ir::BoundWord::{To, YiNei, YiShang};
    let p = compile(TABLE);
    let yuan = |n| Value::Num(crate::base::num::Num::int(n));
    let t = &p.tables[0];
    assert_eq!(
        t.cells[0],
        [
            CellTest::In(vec![0, 2]),
            CellTest::Range(None, Some((yuan(10_000), true, YiNei))),
            CellTest::Has(vec![0], true)
        ]
    );
    assert_eq!(
        t.cells[1],
        [
            CellTest::In(vec![1, 2]),
            CellTest::Range(Some((yuan(10_000), false, YiShang)), Some((yuan(20_000), true, To))),
            CellTest::Has(vec![1], false)
        ]
    );
    assert!(matches!(t.cells[2].as_slice(), [CellTest::Any, CellTest::Expr(_), CellTest::Any]));
    // The table's condition and the one cell that tests something.
    let guard = p.rules[t.rows[2].ix()].guard.unwrap();
    assert!(matches!(&p.exprs[guard.ix()], Expr::And(parts) if parts.len() == 2));
}

#[test]
fn exceptions_reach_every_row_and_only_common_items() {
    let p = compile(
        "政策 甲
枚举 等级：一级、二级
输入 等级 为 等级
表 普通：
    | 等级 → 线    | 比例 |
    | 一级 → 100元 | 90%  |
    | 二级 → 200元 | —    |
条款 特殊，例外于 普通：
    当 等级 为 一级
    比例 ＝ 95%
",
    );
    let special = p.rules.iter().position(|r| r.name == "特殊").unwrap();
    // Row 2 says nothing of 比例.
    assert_eq!(p.rules[special].overrides.iter().map(|r| r.0).collect::<Vec<_>>(), [0]);
    assert_eq!(p.rules[0].overridden_by.len(), 1);
    assert!(p.rules[1].overridden_by.is_empty());
}

#[test]
fn order_follows_definitions_guards_and_ceilings() {
    let p = compile(
        "政策 甲
输入 费用 为 金额
项目 末 为 金额
项目 中 为 金额
项目 先 为 金额
条款 一：
    当 中 超过 1元
    末 ＝ 费用
条款 二：
    中 ＝ 先
条款 三：
    先 ＝ 费用
累计 年 按 自然年度：先 ＋ 末
封顶 先 于 年 不超过 10元
封顶 末 于 年 不超过 10元
",
    );
    assert!(place(&p, "先") < place(&p, "中") && place(&p, "中") < place(&p, "末"));
}

#[test]
fn a_ceiling_that_comes_first_is_evaluated_first() {
    let text = |caps: &str| {
        format!(
            "政策 甲\n输入 费用 为 金额\n条款 一：\n    子 ＝ 费用\n    丑 ＝ 费用\n累计 年 按 自然年度：子 ＋ 丑\n{caps}"
        )
    };
    let p = compile(&text("封顶 丑 于 年 不超过 10元\n封顶 子 于 年 不超过 10元\n"));
    assert!(place(&p, "丑") < place(&p, "子"));
    let p = compile(&text("封顶 子 于 年 不超过 10元\n封顶 丑 于 年 不超过 10元\n"));
    assert!(place(&p, "子") < place(&p, "丑"));
}

#[test]
fn ceilings_against_the_order_of_definitions_are_a_cycle() {
    let text = "政策 甲\n输入 费用 为 金额\n条款 一：\n    子 ＝ 费用\n    丑 ＝ 费用 － 子\n累计 年 按 自然年度：子 ＋ 丑\n封顶 丑 于 年 不超过 10元\n封顶 子 于 年 不超过 10元\n";
    let found = compile_texts(&[("甲.mingce", text)]).diagnostics;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message, "这些项目互相依赖，算不出先后：「子」 → 「丑」 → 「子」");
    assert_eq!(found[0].hints.len(), 2);
}

#[test]
fn accumulators_do_not_order_items() {
    let p = compile("政策 甲\n输入 费用 为 金额\n条款 一：\n    付 ＝ 费用 － 此前\n累计 此前 按 自然年度：付\n");
    assert_eq!(p.accums[0].parts, [item(&p, "付")]);
    assert_eq!(p.accums[0].ty, Ty::Amount);
}

#[test]
fn parts_of_an_accumulator_are_the_items_of_a_plain_sum() {
    let text = |value: &str| {
        format!("政策 甲\n输入 费用 为 金额\n条款 一：\n    子 ＝ 费用\n    丑 ＝ 费用\n累计 年 按 自然年度：{value}\n")
    };
    let p = compile(&text("子 ＋ 丑"));
    assert_eq!(p.accums[0].parts, [item(&p, "子"), item(&p, "丑")]);
    assert!(compile(&text("子 － 丑")).accums[0].parts.is_empty());
    assert!(compile(&text("子 ＋ 1元")).accums[0].parts.is_empty());
}

#[test]
fn topics_carry_presets_and_renames() {
    let p = compile(
        "政策 甲
    主题 序列（费用序列 记为 费用；等级 为 二级）
枚举 等级：一级、二级
输入 等级 为 等级
输入 费用 为 金额
",
    );
    let topic = &p.modules[0].topics[0];
    assert_eq!(topic.presets, [(Target::Input(ir::InputId(0)), Value::Member(1))]);
    assert_eq!(topic.renames, [("费用序列".to_owned(), Target::Input(ir::InputId(1)))]);
}

#[test]
fn a_single_encounter_is_one_encounter() {
    let p = compile(
        "政策 甲
输入 费用 为 金额
存疑 口径，编号 A01：「哪一种」
    读法 宽，采用：「宽」
    读法 窄：「窄」
条款 一：
    付 ＝ 若 A01 为 窄 则 0元 否则 费用
累计 年 按 自然年度：付
例 一：
    设 费用 为 1元，年 为 2元，A01 为 窄
    应 付 为 0元
例 二：
    设 费用 为 未知
    就诊 2025年3月1日：
        应 付 为 未知
",
    );
    let [one, two] = p.examples.as_slice() else { panic!() };
    assert_eq!((one.encounters.len(), one.encounters[0].facts.len()), (1, 0));
    assert_eq!(one.opening, [(ir::AccumId(0), Value::Num(crate::base::num::Num::int(2)))]);
    assert_eq!(one.readings, [(ir::DoubtId(0), 1)]);
    assert_eq!(two.facts, [(ir::InputId(0), None)]);
    let date = p.date_input.unwrap();
    let day = crate::base::date::Date::new(2025, 3, 1).unwrap();
    assert_eq!(two.encounters[0].facts, [(date, Some(Value::Date(day)))]);
}

#[test]
fn the_text_of_a_program_is_stable() {
    let first = ir::print(&compile(TABLE));
    assert_eq!(first, ir::print(&compile(TABLE)));
    assert!(first.contains("  {一级 三级} | … .. 10000元 | has {一级}\n"), "{first}");
}

#[test]
fn a_damaged_program_does_not_verify() {
    let sound = compile(TABLE);
    assert!(ir::verify(&sound).is_empty());
    let broken: [fn(&mut Program); 6] = [
        |p| p.order.clear(),
        |p| p.exprs[0] = Expr::Not(ir::ExprId(9)),
        |p| drop(p.types.pop()),
        |p| p.tables[0].cells[0] = vec![],
        |p| p.rules[0].guard = p.rules[0].defs.first().map(|(_, e)| *e),
        |p| p.date_input = None,
    ];
    for damage in broken {
        let mut p = sound.clone();
        damage(&mut p);
        assert!(!ir::verify(&p).is_empty());
    }
}

#[test]
fn a_long_chain_of_undeclared_items_is_typed() {
    let mut text = String::from("政策 甲\n输入 费用 为 金额\n条款 链：\n");
    for i in 0..2000 {
        text.push_str(&format!("    步{i} ＝ 步{} ＋ 1元\n", i + 1));
    }
    text.push_str("    步2000 ＝ 费用\n");
    let p = compile(&text);
    assert!(p.items.iter().all(|i| i.ty == Ty::Amount));
    assert_eq!(p.order.first(), Some(&item(&p, "步2000")));
}
