//! Two policies on one population.

use crate::support::Dir;

const POLICY: &str = "政策 试验
    施行 2025年1月1日 起
    缺省日期 2025年6月1日
枚举 险种：职工、居民
输入 险种 为 险种
输入 费用 为 金额，范围 0元 至 1000万元
项目 支付 为 金额，取整 到 分
项目 个人自付 为 金额，取整 到 分
条款 支付，依据 一条：
    支付 ＝ 费用 × （若 险种 为 职工 则 80% 否则 60%）
条款 自付，依据 二条：
    个人自付 ＝ 费用 － 支付
";

/// A: two rows of 居民, B: 职工, C: 居民 without a cost in one row.
const ROWS: &str = "个人编号,日期,险种,费用
A,2025-01-01,居民,1000
A,2025-02-01,居民,4000
B,2025-01-01,职工,100000
C,2025-01-01,居民,10
C,2025-02-01,居民,
";

fn dir() -> Dir {
    let dir = Dir::new();
    dir.file("现行.mingce", POLICY);
    dir.file("草案.mingce", POLICY.replace("80%", "75%").replace("60%", "70%"));
    dir.file("就诊.csv", ROWS);
    dir
}

#[test]
fn sums_winners_and_losers_by_group() {
    let dir = dir();
    let args = ["simulate", "现行.mingce", "草案.mingce", "--input", "就诊.csv", "--by", "险种"];
    let ran = dir.run(&[&args[..], &["--format", "json"]].concat());
    ran.says(0, &[]);
    let data: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    // 现行: 5010 × 60% + 100000 × 80% = 83006; 草案: 5010 × 70% + 100000 × 75% = 78507.
    assert_eq!(data["合计"]["项目"]["支付"], serde_json::json!({"甲": "83006.00", "乙": "78507.00"}));
    // A pays 2000, then 1500; B 20000, then 25000; what C pays is not known.
    assert_eq!((&data["合计"]["少付的人"], &data["合计"]["少付"]), (&1.into(), &"500.00".into()));
    assert_eq!((&data["合计"]["多付的人"], &data["合计"]["多付"]), (&1.into(), &"5000.00".into()));
    assert_eq!((&data["合计"]["算不出的人"], &data["合计"]["行"]), (&1.into(), &5.into()));
    let spread = |n: usize| (data["分布"][n]["甲"].as_u64().unwrap(), data["分布"][n]["乙"].as_u64().unwrap());
    // Up to 5000: A under both; up to 30000: B under both.
    assert_eq!((spread(2), spread(4)), ((1, 1), (1, 1)));
    assert_eq!(data["各组"][0]["组"], serde_json::json!(["居民"]));
    assert_eq!(data["各组"][1]["数"]["多付"], "5000.00");
}

#[test]
fn it_is_written_as_a_table_and_as_a_page() {
    let dir = dir();
    let args = ["simulate", "现行.mingce", "草案.mingce", "--input", "就诊.csv", "--by", "险种", "--output"];
    dir.run(&[&args[..], &["比较.csv"]].concat()).says(0, &[]);
    let lines: Vec<String> = dir.read("比较.csv").lines().map(str::to_owned).collect();
    assert!(lines[0].starts_with("险种,行,人,支付·甲,支付·乙,个人自付·甲,个人自付·乙,少付的人"), "{}", lines[0]);
    assert!(
        lines.last().unwrap().starts_with("合计,5,3,83006.00,78507.00,22004.00,26503.00,1,500.00,1,5000.00,0"),
        "{lines:?}"
    );
    dir.run(&[&args[..], &["比较.html"]].concat()).says(0, &[]);
    let page = dir.read("比较.html");
    assert!(page.matches("<svg").count() == 3 && !page.contains("<script") && !page.contains("http-equiv"), "{page}");
    dir.run(&[&args[..], &["比较.pdf"]].concat()).says(2, &["[MC0922]"]);
}

#[test]
fn two_readings_of_one_policy() {
    let dir = dir();
    let text = POLICY.replace("80%", "（若 甲 为 高 则 80% 否则 75%）");
    let doubt = "存疑 甲，依据 一条：「比例印得不清」\n    读法 高，采用：「印作80%」\n    读法 低：「印作75%」\n";
    dir.file("政策.mingce", text + doubt);
    let ran = dir.run(&["simulate", "政策.mingce", "--input", "就诊.csv", "--reading-b", "甲=低"]);
    // 5010 × 60% + 100000 × 80% = 83006, or with 75% 78006: 5000 less, −6.02 %.
    ran.says(0, &["政策.mingce（甲=低）", "83006.00", "78006.00", "-5000.00", "-6.02%"]);
    dir.run(&["simulate", "政策.mingce", "--input", "就诊.csv", "--by", "没有"]).says(2, &["[MC0910]", "没有"]);
    dir.run(&["simulate", "政策.mingce", "--input", "就诊.csv", "--self", "没有"]).says(2, &["[MC0916]"]);
}
