//! The commands as a user types them.

use crate::support::Dir;

/// A directory with the template's policy in `巴中/`.
fn template() -> Dir {
    let dir = Dir::new();
    dir.run(&["init", "巴中", "--code", "511900", "--name", "巴中"]).says(0, &["mingce check 巴中"]);
    dir
}

#[test]
fn the_template_checks_and_passes() {
    let dir = template();
    dir.run(&["check", "巴中"]).says(0, &[]);
    dir.run(&["test", "巴中"]).says(0, &[]);
}

#[test]
fn the_template_settles_its_case() {
    // (4400 − 400) × 70% = 2800; 4400 − 2800 = 1600; 5000 − 4400 = 600.
    let ran = template().run(&["run", "巴中", "--case", "巴中/cases/one-stay.json", "--explain"]);
    ran.says(0, &["2800.00", "1600.00", "600.00", "第二条", "解释性计算，以经办机构结算为准"]);
}

#[test]
fn init_refuses_a_directory_in_use_and_a_bad_code() {
    let dir = template();
    dir.run(&["init", "巴中", "--code", "511900", "--name", "巴中"]).says(2, &["[MC0914]"]).silent();
    dir.run(&["init", "新", "--code", "5119", "--name", "巴中"]).says(2, &["[MC0913]", "5119"]).silent();
}

#[test]
fn wrong_usage_is_explained_in_chinese() {
    let dir = Dir::new();
    dir.run(&[]).says(2, &["[MC0910]", "没有写命令"]).silent();
    dir.run(&["chekc"]).says(2, &["没有「chekc」这个命令", "是不是「check」"]).silent();
    dir.run(&["check"]).says(2, &["缺少「<路径>"]).silent();
    dir.run(&["check", "x", "--fromat", "json"]).says(2, &["--fromat", "是不是「--format」"]).silent();
    dir.run(&["check", "x", "--format", "yaml"]).says(2, &["不能是「yaml」", "human"]).silent();
    dir.run(&["check", "没有"]).says(2, &["[MC0901]", "找不到「没有」"]).silent();
}

#[test]
fn help_and_version_go_to_standard_output() {
    let dir = Dir::new();
    let help = dir.run(&["--help"]);
    help.says(0, &["用法：mingce", "check", "run"]);
    assert_eq!(help.err, "");
    dir.run(&["run", "--help"]).says(0, &["用法：mingce run", "--explain", "例："]);
    dir.run(&["--version"]).says(0, &[env!("CARGO_PKG_VERSION")]);
}

#[test]
fn colors_come_only_on_request() {
    let dir = Dir::new();
    assert!(!dir.run(&["check", "没有"]).err.contains('\x1b'));
    assert!(dir.run(&["--color", "always", "check", "没有"]).err.contains('\x1b'));
}

#[test]
fn completions_are_scripts() {
    let dir = Dir::new();
    dir.run(&["completions", "bash"]).says(0, &["_mingce", "check"]);
    dir.run(&["completions", "fish"]).says(0, &["complete -c mingce"]);
}

#[test]
fn explain_shows_a_page_and_the_index() {
    let dir = Dir::new();
    dir.run(&["explain", "MC0901"]).says(0, &["MC0901 找不到文件或目录", "【现象】"]);
    dir.run(&["explain", "mc901"]).says(0, &["MC0901"]);
    dir.run(&["explain"]).says(0, &["MC0901", "MC0910"]);
    dir.run(&["explain", "MC9999"]).says(2, &["[MC0912]"]).silent();
}

#[test]
fn the_schema_names_facts_and_values() {
    let ran = template().run(&["schema", "巴中"]);
    ran.says(0, &["政策范围内费用", "居民医保", "年度统筹支付"]);
    assert!(serde_json::from_str::<serde_json::Value>(&ran.out).is_ok());
}

#[test]
fn errors_are_the_same_as_data() {
    let dir = Dir::new();
    dir.file("甲.mingce", "政策 甲\n输入 费用 为 金额\n条款 报销，依据 一条：\n    支付 ＝ 费用 ＋ 90%\n");
    let human = dir.run(&["check", "甲.mingce"]);
    let json = dir.run(&["check", "甲.mingce", "--format", "json"]);
    assert_eq!((human.code, json.code), (Some(1), Some(1)));
    let data: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let first = &data["政策"][0]["诊断"][0];
    for key in ["编号", "信息"] {
        assert!(human.out.contains(first[key].as_str().unwrap()), "{key}: {first}\n{}", human.out);
    }
    assert_eq!(first["位置"]["行"], 4);
}

#[test]
fn formatting_is_checked_then_done_once() {
    let dir = Dir::new();
    dir.file("甲.mingce", "政策 甲\n输入 费用 为 金额\n条款 报销, 依据 一条:\n  支付=费用*90%  # 九成\n");
    dir.run(&["fmt", "--check", "甲.mingce"]).says(1, &["甲.mingce"]);
    dir.run(&["fmt", "甲.mingce"]).says(0, &[]);
    let once = dir.read("甲.mingce");
    assert!(once.contains("支付 ＝ 费用 × 90%") && once.contains("# 九成"), "{once}");
    dir.run(&["fmt", "--check", "甲.mingce"]).says(0, &[]);
    dir.run(&["fmt", "甲.mingce"]).says(0, &[]);
    assert_eq!(dir.read("甲.mingce"), once);
}
