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
    dir.run(&["fmt", "--check", "巴中"]).says(0, &[]);
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

/// Two modules, one of them with a topic, a parameter that the document leaves open and an open question.
fn two_modules() -> Dir {
    let dir = Dir::new();
    let one = "政策 总则\n    统筹区 511900 巴中市\n    文件 《手册》\n    施行 2025年1月1日 起\n    缺省日期 2025年6月1日\n\
输入 费用 为 金额\n枚举 险种：职工、居民\n输入 险种 为 险种\n项目 支付 为 金额，取整 到 分\n";
    let two = "政策 住院\n    主题 居民住院（险种 为 居民）\n引用 总则\n参数 起付线 为 金额，依据 二条：文件未定\n\
存疑 比例，编号 A1，依据 三条：「印得不清」\n    读法 六成，采用\n    读法 七成\n\
条款 报销，依据 三条：\n    当 险种 为 居民\n    支付 ＝ （费用 － 起付线，不低于 0元） × （若 A1 为 六成 则 60% 否则 70%）\n";
    let three = "政策 门诊\n引用 总则\n项目 门诊支付 为 金额\n条款 门诊，依据 九条：\n    门诊支付 ＝ 费用 × 50%\n";
    dir.file("策/a.mingce", one).file("策/b.mingce", two).file("策/c.mingce", three);
    dir.file("案.json", "{\"就诊\": [{\"费用\": \"1000.00\"}]}").file("参.json", "{\"起付线\": \"200.00\"}");
    dir
}

#[test]
fn a_topic_sets_its_facts_and_a_file_its_parameters() {
    let dir = two_modules();
    let args = ["run", "策", "--topic", "居民住院", "--case", "案.json"];
    dir.run(&args).says(2, &["[MC0920]", "参数「起付线」（二条）"]).silent();
    // (1000 − 200) × 60% = 480; × 70% = 560.
    dir.run(&[&args[..], &["--param", "参.json"]].concat()).says(0, &["480.00元"]);
    dir.run(&[&args[..], &["--param", "参.json", "--reading", "A1=七成"]].concat()).says(0, &["560.00元"]);
    dir.run(&[&args[..], &["--param", "参.json", "--reading", "比例＝七成"]].concat()).says(0, &["560.00元"]);
}

#[test]
fn without_a_module_every_result_that_can_be_had_is_shown() {
    let ran = two_modules().run(&["run", "策", "--case", "案.json"]);
    // 1000 × 50% = 500; what needs the open parameter is left out.
    ran.says(0, &["门诊支付", "500.00元", "另有 1 项"]);
    assert!(!ran.out.contains("  支付"), "{}", ran.out);
}

#[test]
fn a_module_can_be_chosen_by_name_or_file() {
    let dir = two_modules();
    dir.run(&["run", "策", "--module", "门诊", "--case", "案.json"]).says(0, &["500.00元"]);
    dir.run(&["run", "策", "--module", "c", "--case", "案.json"]).says(0, &["500.00元"]);
    dir.run(&["run", "策", "--module", "门珍", "--case", "案.json"]).says(2, &["[MC0915]", "门诊"]).silent();
    dir.run(&["run", "策", "--topic", "住院", "--case", "案.json"]).says(2, &["[MC0915]", "居民住院"]).silent();
}

#[test]
fn choices_that_name_nothing_are_errors() {
    let dir = two_modules();
    let base = ["run", "策", "--case", "案.json"];
    dir.run(&[&base[..], &["--for", "门诊支出"]].concat()).says(2, &["[MC0916]", "门诊支付"]).silent();
    dir.run(&[&base[..], &["--reading", "A2=六成"]].concat()).says(2, &["[MC0917]", "A1"]).silent();
    dir.run(&[&base[..], &["--reading", "A1=八成"]].concat()).says(2, &["[MC0917]", "六成、七成"]).silent();
    dir.run(&[&base[..], &["--reading", "A1"]].concat()).says(2, &["[MC0910]", "名=取解"]).silent();
    dir.file("坏.json", "{\"起付钱\": \"1.00\"}");
    dir.run(&[&base[..], &["--param", "坏.json"]].concat()).says(2, &["坏.json:1:2", "起付线"]).silent();
}

#[test]
fn a_directory_is_checked_policy_by_policy() {
    let dir = two_modules();
    dir.file("别/甲.mingce", "政策 甲\n输入 费用 为 金额\n条款 乙，依据 一条：\n    丙 ＝ 费用 ＋ 1%\n");
    let ran = dir.run(&["check", "."]);
    ran.says(1, &["./策", "./别", "[MC0301]", "没有错误", "1 个错误", "A1 比例", "参数「起付线」（二条）"]);
    dir.run(&["check", "策"]).says(0, &["没有错误"]);
}

#[test]
fn the_program_can_be_printed() {
    let dir = two_modules();
    dir.run(&["ir", "策"]).says(0, &["门诊支付"]);
    let json = dir.run(&["ir", "策", "--format", "json"]);
    let data: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(data["modules"].as_array().unwrap().len(), 3);
}

#[test]
fn words_run_together_are_taken_apart() {
    let dir = Dir::new();
    dir.file(
        "甲.mingce",
        "政策 甲\n枚举 险种：职工、居民\n输入 险种 为 险种\n条款 乙，依据 一条：\n    当 险种为居民\n    丙 ＝ 1元\n",
    );
    dir.run(&["check", "甲.mingce"]).says(1, &["[MC0206]", "险种 为 居民"]);
    dir.run(&["fmt", "--split", "甲.mingce"]).says(0, &["已整理"]);
    assert!(dir.read("甲.mingce").contains("当 险种 为 居民"));
    dir.run(&["check", "甲.mingce"]).says(0, &[]);
}

#[test]
fn a_file_with_mistakes_is_not_rewritten() {
    let dir = Dir::new();
    let text = "政策 甲\n条款 乙，依据 一条：\n    丙 ＝ ＝ 1元\n";
    dir.file("甲.mingce", text);
    dir.run(&["fmt", "甲.mingce"]).says(1, &["[MC0101]"]);
    assert_eq!(dir.read("甲.mingce"), text);
}

#[test]
fn a_hole_in_the_policy_is_said_and_is_a_finding() {
    let dir = Dir::new();
    let policy = "政策 甲\n枚举 级别：一级、二级\n输入 级别 为 级别\n输入 费用 为 金额\n表 起付，依据 一条：\n    | 级别 → 起付线 |\n    | 一级 → 100元 |\n条款 报销，依据 二条：\n    支付 ＝ 费用 － 起付线\n";
    dir.file("甲.mingce", policy);
    dir.file("案例.json", r#"{"就诊": [{"级别": "二级", "费用": "500.00"}]}"#);
    dir.run(&["run", "甲.mingce", "--case", "案例.json"]).says(1, &["支付", "不适用", "起付线"]);
    dir.file("案例.json", r#"{"就诊": [{"级别": "一级", "费用": "500.00"}]}"#);
    dir.run(&["run", "甲.mingce", "--case", "案例.json"]).says(0, &["400.00"]);
}

#[test]
fn a_file_of_a_directory_is_told_where_its_names_are() {
    let dir = Dir::new();
    dir.file("市/住院.mingce", "政策 市住院\n    统筹区 510000 市\n输入 费用 为 金额\n");
    dir.file("市/慢病.mingce", "政策 市慢病\n引用 市住院\n条款 慢病，依据 一条：\n    慢病支付 ＝ 费用\n");
    dir.run(&["check", "市/慢病.mingce"]).says(1, &["[MC0202]", "mingce check 市"]);
    dir.run(&["check", "市"]).says(0, &[]);
}

#[test]
fn a_balance_that_cannot_be_told_is_said_at_every_encounter() {
    let dir = Dir::new();
    let policy = "政策 市\n    统筹区 510000 市\n输入 费用 为 金额\n输入 起付 为 金额\n\
        项目 救助 为 金额，取整 到 分\n条款 救助，依据 一条：\n    救助 ＝ 费用 － 起付\n    此前 ＝ 年度救助\n累计 年度救助 按 自然年度：救助\n";
    dir.file("市.mingce", policy);
    let case = r#"{"就诊":[{"日期":"2026-01-05","费用":"100.00"},{"日期":"2026-02-05","费用":"100.00"}]}"#;
    dir.file("案.json", case);
    let ran = dir.run(&["run", "市.mingce", "--case", "案.json", "--explain"]);
    let rows = ran.out.lines().filter(|l| l.trim_start().starts_with("年度救助  "));
    let after: Vec<bool> = rows.map(|l| l.ends_with("未知（缺少事实「起付」）")).collect();
    assert_eq!(after, [true, true], "{}", ran.out);
}
