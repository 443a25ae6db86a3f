//! `mingce fixtures` and `mingce coverage --cases` on a policy whose goals are counted by hand.

use crate::support::Dir;

const POLICY: &str = "\
政策 小例
    施行 2025年1月1日 起
枚举 险种：职工医保、居民医保
枚举 等级：一级、二级、三级
输入 险种 为 险种
输入 等级 为 等级
输入 费用 为 金额，范围 0元 至 100万元
项目 起付标准 为 金额
项目 支付 为 金额，取整 到 分
累计 年度支付 按 自然年度，依据 三条：支付
表 标准，依据 一条：
    | 险种     | 等级       → 起付标准 |
    | 职工医保 | 一级、二级 → 300元    |
    | 职工医保 | 三级       → 700元    |
    | 居民医保 | 任意       → 500元    |
条款 支付，依据 二条：
    支付 ＝ （费用 － 起付标准，不低于 0元） × 80%
封顶 支付 于 年度支付 不超过 1万元，依据 三条
";

fn policy() -> Dir {
    let dir = Dir::new();
    dir.file("小例.mingce", POLICY);
    dir
}

/// By hand: rows 3; conditions 5 cells × held and not held = 10; listed 一级、二级 = 2; the clause applies, is not zero,
/// is above 100元 = 3; 费用 － 起付标准 against 0: below, at, above = 3; ceiling: just below, met, just above, spent,
/// exceeded = 5; rounding up and down = 2; the day before and the first day in force = 2; balance carried, begun anew
/// = 2; 险种, 等级 change = 2; three facts left out = 3; refused: no such 险种, 费用 below, above, too fine, no such day
/// = 5. That no row applies is impossible: the three rows cover both 险种 and all 等级.
#[test]
fn goals_are_those_counted_by_hand() {
    let dir = policy();
    let ran = dir.run(&["fixtures", "小例.mingce", "--out", "用例"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for line in [
        "条款    目标 3，达到 3",
        "表行    目标 3，达到 3",
        "条件    目标 10，达到 10",
        "列举    目标 2，达到 2",
        "界限    目标 3，达到 3",
        "封顶    目标 5，达到 5",
        "取整    目标 2，达到 2",
        "施行期  目标 2，达到 2",
        "累计    目标 2，达到 2",
        "变化    目标 2，达到 2",
        "缺事实  目标 3，达到 3",
        "无数    目标 1，达到 0，已证明不可达 1",
        "拒收    目标 5，达到 5",
        "合计    目标 43，达到 42，已证明不可达 1",
    ] {
        assert!(ran.out.contains(&format!("  {line}\n")), "没有「{line}」：{}", ran.out);
    }
}

#[test]
fn a_suite_replays_and_is_complete() {
    let dir = policy();
    dir.run(&["fixtures", "小例.mingce", "--out", "用例"]);
    let test = dir.run(&["test", "小例.mingce", "--cases", "用例"]);
    assert_eq!(test.code, Some(0), "{}", test.out);
    let coverage = dir.run(&["coverage", "小例.mingce", "--cases", "用例"]);
    assert_eq!(coverage.code, Some(0), "{}", coverage.out);
    assert!(coverage.out.contains("覆盖 100%") && !coverage.out.contains("缺："), "{}", coverage.out);
}

#[test]
fn the_same_bytes_again() {
    let dir = policy();
    for format in ["jsonl", "csv", "xlsx", "sql", "junit"] {
        let bytes = |out: &str| {
            let ran = dir.run(&["fixtures", "小例.mingce", "--format", format, "--out", out]);
            assert_eq!(ran.code, Some(0), "{}", ran.err);
            let mut files: Vec<_> = std::fs::read_dir(dir.path(out)).unwrap().map(|e| e.unwrap().path()).collect();
            files.sort();
            files.iter().map(|f| std::fs::read(f).unwrap()).collect::<Vec<_>>()
        };
        let (one, two) = (bytes(&format!("{format}一")), bytes(&format!("{format}二")));
        assert_eq!(one.len(), 2);
        assert!(one == two, "{format} 两次不同");
    }
}

#[test]
fn a_directory_in_use_is_left_alone() {
    let dir = policy();
    dir.file("用例/我的.txt", "别动");
    let ran = dir.run(&["fixtures", "小例.mingce", "--out", "用例"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("MC0914"), "{}", ran.err);
    assert_eq!(dir.read("用例/我的.txt"), "别动");
}

/// 费用 10300, 职工医保, 一级: (10300 − 300) × 80% = 8000. One row of three, the clause, no boundary.
#[test]
fn what_a_hand_written_suite_lacks_is_named_and_can_be_added() {
    let dir = policy();
    let case = r#"{"id": "甲", "模块": "小例", "输入": {"险种": "职工医保", "等级": "一级", "费用": "10300.00"}, "应得": {"支付": "8000.00"}}"#;
    dir.file("手写.jsonl", case);
    let ran = dir.run(&["coverage", "小例.mingce", "--cases", "手写.jsonl"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.contains("  表行    目标 3，达到 1"), "{}", ran.out);
    assert!(ran.out.contains("  界限    目标 3，达到 0"), "{}", ran.out);
    assert!(ran.out.contains("「标准」第3行适用"), "{}", ran.out);
    let added: Vec<&str> = ran.out.lines().filter(|l| l.starts_with('{')).collect();
    assert!(!added.is_empty());
    dir.file("补上.jsonl", format!("{case}\n{}\n", added.join("\n")));
    let both = dir.run(&["coverage", "小例.mingce", "--cases", "补上.jsonl", "--for", "支付"]);
    assert_eq!(both.code, Some(0), "{}", both.out);
    let page = dir.run(&["coverage", "小例.mingce", "--cases", "手写.jsonl", "--format", "html"]);
    assert!(page.out.contains("<table") && page.out.contains("可补的用例"), "{}", page.out);
}

/// An input that must be refused, and one that is not refused though it should be.
#[test]
fn a_suite_may_say_that_an_input_is_refused() {
    let dir = policy();
    let case = |cost: &str| {
        format!(
            r#"{{"id": "乙", "模块": "小例", "输入": {{"险种": "职工医保", "等级": "一级", "费用": "{cost}"}}, "应拒": "MC0507"}}"#
        )
    };
    dir.file("拒收.jsonl", case("-0.01"));
    assert_eq!(dir.run(&["test", "小例.mingce", "--cases", "拒收.jsonl"]).code, Some(0));
    dir.file("不拒.jsonl", case("0.00"));
    let ran = dir.run(&["test", "小例.mingce", "--cases", "不拒.jsonl"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("应以 MC0507 拒收，没有拒收"), "{}", ran.out);
}
