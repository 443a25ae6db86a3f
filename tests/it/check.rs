//! `mingce check --deep`: what becomes of its findings.

use crate::support::Dir;
use serde_json::Value;
use std::io::Cursor;

/// One finding: nothing is said of costs over 10000 and under 20000.
const GAP: &str = "政策 某市住院
输入 费用 为 金额，范围 0元 至 100万元
项目 支付 为 金额，取整 到 分
表 比例档，依据 一条：
    | 费用 → 比例 |
    | 1万元以内 → 80% |
    | 2万元以上 → 80% |
条款 报销，依据 二条：
    支付 ＝ 费用 × 比例
";

fn with_gap() -> Dir {
    let dir = Dir::new();
    dir.file("政策/甲.mingce", GAP);
    dir
}

fn json(dir: &Dir, args: &[&str]) -> Value {
    serde_json::from_str(&dir.run(args).out).unwrap()
}

fn gaps(data: &Value) -> Vec<&Value> {
    data["政策"][0]["诊断"].as_array().unwrap().iter().filter(|d| d["编号"] == "MC0801").collect()
}

#[test]
fn a_finding_fails_the_check_until_it_is_accepted_with_a_reason() {
    let dir = with_gap();
    dir.run(&["check", "政策", "--deep"]).says(1, &["[MC0801]", "依据", "深入分析", "缺口"]);
    dir.run(&["check", "政策", "--deep", "--write-baseline", "政策/接受.json"]).says(2, &["--reason"]).silent();
    dir.run(&["check", "政策", "--deep", "--write-baseline", "政策/接受.json", "--reason", " "])
        .says(2, &["理由"])
        .silent();
    dir.run(&["check", "政策", "--deep", "--write-baseline", "政策/接受.json", "--reason", "原文如此"]).says(0, &[]);
    dir.run(&["check", "政策", "--deep"]).says(0, &["已接受", "MC0801", "原文如此", "没有错误"]);
    dir.run(&["check", "政策", "--deep", "--baseline", "政策/接受.json"]).says(0, &["原文如此"]);
}

#[test]
fn rewriting_the_list_keeps_the_old_reasons() {
    let dir = with_gap();
    let write = |reason| ["check", "政策", "--deep", "--write-baseline", "政策/接受.json", "--reason", reason];
    dir.run(&write("甲的理由")).says(0, &[]);
    let first = dir.read("政策/接受.json");
    dir.run(&write("乙的理由")).says(0, &[]);
    assert_eq!(dir.read("政策/接受.json"), first);
}

#[test]
fn a_finding_whose_figures_change_is_new_and_the_old_answer_is_named() {
    let dir = with_gap();
    dir.run(&["check", "政策", "--deep", "--write-baseline", "政策/接受.json", "--reason", "原文如此"]).says(0, &[]);
    dir.file("政策/甲.mingce", GAP.replace("2万元", "15000元"));
    dir.run(&["check", "政策", "--deep"]).says(1, &["[MC0801]", "15000元", "[MC0871]", "不再出现"]);
}

#[test]
fn a_list_that_cannot_be_read_stops_the_check() {
    let dir = with_gap();
    dir.file("政策/接受.json", "{\"接受\": [{\"指纹\": \"00\"}]}");
    dir.run(&["check", "政策", "--deep"]).says(2, &["[MC0870]", "接受.json", "第 1 行"]);
}

#[test]
fn choices_deny_and_allow() {
    let dir = with_gap();
    dir.run(&["check", "政策", "--deep", "--allow", "缺口"]).says(0, &["放行"]);
    dir.run(&["check", "政策", "--deep", "--allow", "MC0801"]).says(0, &["放行"]);
    dir.run(&["check", "政策", "--deep", "--allow", "重叠"]).says(1, &["[MC0801]"]);
    dir.run(&["check", "政策", "--deep", "--allow", "缺口", "--deny", "MC0801"]).says(1, &["[MC0801]"]);
    dir.run(&["check", "政策", "--deny", "单条"]).says(2, &["不能是「单条」"]).silent();
}

#[test]
fn static_errors_are_never_allowed() {
    let dir = Dir::new();
    dir.file("甲.mingce", "政策 甲\n条款 报销，依据 一条：\n    支付 ＝ 没有\n");
    dir.run(&["check", "甲.mingce", "--allow", "错误"]).says(1, &["[MC0201]"]);
}

#[test]
fn data_carries_the_case_its_cost_and_how_it_stands() {
    let dir = with_gap();
    let data = json(&dir, &["check", "政策", "--deep", "--format", "json"]);
    let found = gaps(&data);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["处理"]["状态"], "待处理");
    assert_eq!(found[0]["结论"], "有反例");
    assert!(found[0]["反例"].as_array().is_some_and(|lines| !lines.is_empty()));
    let tallies = data["政策"][0]["深入分析"].as_array().unwrap();
    let gaps = tallies.iter().find(|t| t["性质"] == "缺口").unwrap();
    assert_eq!(gaps["有发现"], 1);
}

#[test]
fn sarif_points_at_the_line_and_marks_what_is_accepted() {
    let dir = with_gap();
    let sarif = ["check", "政策", "--deep", "--format", "sarif"];
    let log = json(&dir, &sarif);
    let gap = |log: &Value| {
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        results.into_iter().find(|r| r["ruleId"] == "MC0801").unwrap()
    };
    let open = gap(&log);
    assert_eq!(log["version"], "2.1.0");
    let place = &open["locations"][0]["physicalLocation"];
    // 「政策/甲.mingce」, each Han character three bytes.
    assert_eq!(place["artifactLocation"]["uri"], "%E6%94%BF%E7%AD%96/%E7%94%B2.mingce");
    assert!(place["region"]["startLine"].as_u64().unwrap() >= 3);
    assert!(open.get("suppressions").is_none());
    dir.run(&["check", "政策", "--deep", "--write-baseline", "政策/接受.json", "--reason", "原文如此"]).says(0, &[]);
    assert!(gap(&json(&dir, &sarif))["suppressions"][0]["justification"].as_str().unwrap().starts_with("原文如此"));
}

#[test]
fn the_workbook_has_its_sheets_and_the_same_bytes_each_time() {
    use calamine::{Reader, Xlsx};
    let dir = with_gap();
    dir.run(&["check", "政策", "--deep", "--format", "xlsx"]).says(2, &["--out"]).silent();
    let write = |name: &str| {
        dir.run(&["check", "政策", "--deep", "--format", "xlsx", "--out", name]).says(1, &[]);
        dir.read_bytes(name)
    };
    let bytes = write("甲.xlsx");
    assert_eq!(bytes, write("乙.xlsx"));
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["结论", "目标", "明细", "依据", "参数", "运行信息"]);
    let details = book.worksheet_range("明细").unwrap();
    assert!(details.rows().any(|row| row[2] == "MC0801"));
    let clauses = book.worksheet_range("依据").unwrap();
    assert!(clauses.rows().any(|row| row[1] == "二条" && row[2] == "报销"));
}

#[test]
fn pages_tell_the_same_story() {
    let dir = with_gap();
    dir.run(&["check", "政策", "--deep", "--format", "markdown"]).says(1, &["# 政策检查报告", "MC0801", "有反例"]);
    dir.run(&["check", "政策", "--deep", "--format", "html", "--out", "报告.html"]).says(1, &[]);
    assert!(dir.read("报告.html").contains("MC0801"));
}
