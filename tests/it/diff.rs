//! `mingce diff`.

use crate::support::Dir;

const OLD: &str = "政策 住院
    施行 2025年1月1日 起
枚举 险种：职工医保、居民医保
枚举 等级：一级、二级、三级
输入 险种 为 险种
输入 等级 为 等级
输入 费用 为 金额，范围 0元 至 1万元
项目 比例 为 比例
项目 支付 为 金额，取整 到 分
项目 自付 为 金额
表 比例表，依据 一条：
    | 等级 → 比例 |
    | 一级 → 90%  |
    | 二级 → 80%  |
    | 三级 → 70%  |
条款 报销，依据 二条：
    支付 ＝ 费用 × 比例
条款 自付，依据 三条：
    自付 ＝ 费用 － 支付
存疑 三级，编号 A01，依据 一条：「字迹不清」
    读法 照印，采用：「照文件」
    读法 从高：「从高」
条款 津贴，依据 四条：
    津贴 ＝ 若 A01 为 从高 则 20元 否则 10元
";

fn both(new: &str) -> Dir {
    let dir = Dir::new();
    dir.file("旧/住院.mingce", OLD).file("新/住院.mingce", new);
    dir
}

#[test]
fn a_policy_equals_itself() {
    let dir = both(OLD);
    dir.run(&["diff", "旧", "新"]).says(0, &["已证明相同", "支付", "0 项不同"]);
}

#[test]
fn a_changed_cell_is_shown_with_case_results_and_citations() {
    // 费用1万元：8000变为8500，相差500元；只有二级
    let dir = both(&OLD.replace("80%", "85%"));
    let ran = dir.run(&["diff", "旧", "新"]);
    ran.says(1, &["改动", "比例 ＝ 80%", "比例 ＝ 85%", "等级 二级", "最多相差 500.00元", "（二条）"]);
    let again = dir.run(&["diff", "旧", "新"]);
    assert_eq!(ran.out, again.out);
}

#[test]
fn only_what_is_asked_for_is_compared() {
    let dir = both(&OLD.replace("80%", "85%").replace("20元", "30元"));
    let ran = dir.run(&["diff", "旧", "新", "--for", "津贴"]);
    ran.says(0, &["1 项已证明相同"]);
    dir.run(&["diff", "旧", "新", "--for", "津帖"]).says(2, &["[MC0916]", "津贴"]).silent();
}

#[test]
fn two_readings_of_one_policy() {
    let dir = both(OLD);
    dir.run(&["diff", "旧", "--reading", "A01=从高"]).says(1, &["「津贴」", "10.00元", "20.00元", "已证明相同"]);
    dir.run(&["diff", "旧", "--reading", "A01=照印"]).says(0, &["0 项不同"]);
    dir.run(&["diff", "旧", "--reading", "A09=照印"]).says(2, &["[MC0917]"]).silent();
    dir.run(&["diff", "旧"]).says(2, &["[MC0910]", "没有可比的另一方"]).silent();
}

#[test]
fn the_same_in_other_words_is_proved() {
    let dir = both(&OLD.replace(
        "支付 ＝ 费用 × 比例",
        "支付 ＝ 若 等级 为 一级 则 费用 × 90% 否则 （若 等级 为 二级 则 费用 × 80% 否则 费用 × 70%）",
    ));
    dir.run(&["diff", "旧", "新", "--for", "支付,自付"]).says(0, &["2 项已证明相同", "条文差别 1 处"]);
}

#[test]
fn what_only_one_side_has_is_said() {
    let new = OLD.replace("三级\n", "三级、特级\n").replace("| 三级 → 70%  |", "| 三级 → 70%  |\n    | 特级 → 60%  |")
        + "输入 天数 为 天数\n条款 补贴，依据 五条：\n    补贴 ＝ 10元 × 整数（天数）\n";
    let ran = both(&new).run(&["diff", "旧", "新"]);
    ran.says(
        1,
        &["只有 新 有项目：补贴", "只有 新 有输入：天数", "只有 新 有枚举成员：等级.特级", "新增", "条款「补贴」"],
    );
}

#[test]
fn claims_say_who_gains_and_who_loses() {
    let dir = both(&OLD.replace("80%", "85%").replace("70%", "65%"));
    let claim = |level: &str, cost: u32| {
        format!("{{\"就诊\": [{{\"险种\": \"居民医保\", \"等级\": \"{level}\", \"费用\": {cost}}}]}}\n")
    };
    // 二级 1000×5%＝50，2000×5%＝100；三级 1000×5%＝50
    dir.file("案例.jsonl", claim("二级", 1000) + &claim("二级", 2000) + &claim("三级", 1000) + &claim("一级", 500));
    let ran = dir.run(&["diff", "旧", "新", "--claims", "案例.jsonl", "--format", "json", "--for", "支付"]);
    ran.says(1, &["\"案例\": 4"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let account = &json["案例"]["项目"][0];
    let expected = serde_json::json!({"增加": 2, "增加额": "150", "减少": 1, "减少额": "50", "不变": 1, "没有值": 0});
    assert_eq!(account["合计"], expected, "{account:#}");
    let second = account["分组"].as_array().unwrap().iter().find(|g| g["值"] == "二级").unwrap();
    assert_eq!(second["合计"]["增加额"], "150");
    dir.file("坏.jsonl", "{\"就诊\": [{\"费用\": \"多\"}]}\n");
    dir.run(&["diff", "旧", "新", "--claims", "坏.jsonl"]).says(2, &["[MC0918]"]).silent();
}

#[test]
fn versions_that_are_never_in_force_together_are_each_taken_on_their_own_day() {
    let new = OLD.replace("2025年1月1日 起", "2026年1月1日 起").replace("80%", "85%");
    let dir = Dir::new();
    dir.file("旧/住院.mingce", OLD.replace("2025年1月1日 起", "2025年1月1日 至 2025年12月31日"));
    dir.file("新/住院.mingce", new);
    dir.run(&["diff", "旧", "新", "--for", "支付"]).says(1, &["没有共同的日子", "2025-01-01；2026-01-01", "500.00元"]);
    dir.run(&["diff", "旧", "新", "--date", "昨天"]).says(2, &["[MC0910]"]).silent();
}

#[test]
fn pages_in_every_format() {
    let dir = both(&OLD.replace("80%", "85%"));
    dir.run(&["diff", "旧", "新", "--format", "markdown"]).says(1, &["# 比较", "二级"]);
    dir.run(&["diff", "旧", "新", "--format", "html"]).says(1, &["<h1>", "二级"]);
    dir.run(&["diff", "旧", "没有"]).says(2, &["[MC0901]"]).silent();
}
