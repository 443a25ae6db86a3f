//! Whole populations by the command.

use crate::support::{Dir, Ran};
use mingce::driver;
use mingce::eval::{Plan, case};
use mingce::ir::ModuleId;
use std::collections::BTreeMap;

/// Accumulators, an enum with codes, a set, a fact with a default, a clause without which there is a hole.
const POLICY: &str = "政策 试验
    施行 2025年1月1日 起
    缺省日期 2025年6月1日
    主题 住院
枚举 险种：
    职工医保，又称 职工，编码 310
    居民医保，又称 居民，编码 390
枚举 机构等级：一级、二级、三级
枚举 身份：特困、低保
输入 险种 为 险种
输入 机构等级 为 机构等级
输入 身份 为 集合（身份），缺省 无
输入 急诊 为 真假，缺省 否
输入 政策范围内费用 为 金额，范围 0元 至 1000万元
项目 起付线 为 金额
项目 统筹支付 为 金额，取整 到 分，缺省 0元
项目 救助 为 金额，取整 到 分
累计 已扣起付 按 自然年度，依据 一条：起付线
累计 年度支付 按 自然年度，依据 三条：统筹支付
条款 起付，依据 一条：
    起付线 ＝ 较小（政策范围内费用，（（若 机构等级 为 三级 则 800元 否则 300元） － 已扣起付，不低于 0元））
条款 支付，依据 二条：
    统筹支付 ＝ （政策范围内费用 － 起付线） × （若 险种 为 职工医保 则 85% 否则 70%）
封顶 统筹支付 于 年度支付 不超过 2万元，依据 三条
条款 救助，依据 四条：
    当 身份 含 特困、低保
    救助 ＝ （政策范围内费用 － 统筹支付） × （若 身份 含 特困 则 100% 否则 70%）
";

const HEAD: &str = "结算编号,个人编号,日期,险种,机构等级,身份,急诊,政策范围内费用\n";

fn dir() -> Dir {
    let dir = Dir::new();
    dir.file("政策.mingce", POLICY);
    dir
}

fn batch(dir: &Dir, more: &[&str]) -> Ran {
    let mut args = vec!["batch", "政策.mingce", "--input", "就诊.csv", "--output", "结果.csv"];
    args.extend(more);
    dir.run(&args)
}

/// Rows of a CSV without quotation marks, by column.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines.map(|l| head.iter().map(|h| (*h).to_owned()).zip(l.split(',').map(str::to_owned)).collect()).collect()
}

/// Three persons; the second row of A is the one that meets the deductible already paid.
const GOOD: &str = "S1,A,2025-01-10,310,一级,,否,1300.00
S2,A,2025-02-10,职工,三级,,否,2000
S3,B,2025-03-01,居民,二级,特困;低保,,500.5
S4,C,2025-03-02,390,三级,低保,是,100000.00
";

#[test]
fn rows_are_settled_with_what_came_before() {
    let dir = dir();
    dir.file("就诊.csv", format!("{HEAD}{GOOD}"));
    batch(&dir, &[]).says(0, &["读入 4 行，结算 4 行（3 人），退回 0 行"]);
    let found = rows(&dir.read("结果.csv"));
    let cell = |row: usize, column: &str| found[row][column].clone();
    // A: 起付 300, (1300 − 300) × 85% = 850; then 800 − 300 = 500, (2000 − 500) × 85% = 1275.
    assert_eq!((cell(0, "起付线"), cell(0, "统筹支付")), ("300.00".into(), "850.00".into()));
    assert_eq!((cell(1, "起付线"), cell(1, "统筹支付")), ("500.00".into(), "1275.00".into()));
    // B: (500.50 − 300) × 70% = 140.35; 特困: (500.50 − 140.35) × 100% = 360.15.
    assert_eq!((cell(2, "统筹支付"), cell(2, "救助")), ("140.35".into(), "360.15".into()));
    // C: (100000 − 800) × 70% = 69440, but no more than 20000; 低保: (100000 − 20000) × 70% = 56000.
    assert_eq!((cell(3, "统筹支付"), cell(3, "救助")), ("20000.00".into(), "56000.00".into()));
    // A has no 身份, an unknown fact.
    assert_eq!(cell(0, "未得结果"), "救助：未知");
    assert_eq!((cell(0, "行"), cell(0, "结算编号"), cell(0, "日期")), ("2".into(), "S1".into(), "2025-01-10".into()));
    assert_eq!(dir.read("结果.rejects.csv"), "行,个人编号,业务编号,列,编号,原因\n");
}

#[test]
fn a_bad_row_is_rejected_and_taints_only_its_person() {
    let dir = dir();
    let bad = "S5,D,2025-01-01,居民,一级,无,否,100
S6,D,2025-02-01,居民,九级,无,否,100
S7,D,2025-03-01,居民,一级,无,否,100
S8,E,2025-01-01,居民,一级,无,否,1.234
S9,F,2025-02-30,居民,一级,无,否,5
S10,F,2025-03-01,居民,一级,无,否,5
S11,G,2025-01-01,居民,一级,无,否,99999999.00
S12,H,2025-01-01,居民,一级
S13,,2025-01-01,居民,一级,无,否,5
S14,I,2025-01-01,居民,一级,无,否,400
";
    dir.file("就诊.csv", format!("{HEAD}{GOOD}{bad}"));
    let ran = batch(&dir, &["--for", "统筹支付"]);
    ran.says(1, &["读入 14 行，结算 6 行", "退回 8 行", "MC0513", "MC0506", "MC0507", "MC0530", "MC0534", "MC0535"]);
    let rejects = rows(&dir.read("结果.rejects.csv"));
    let found: Vec<(&str, &str, &str)> =
        rejects.iter().map(|r| (r["行"].as_str(), r["列"].as_str(), r["编号"].as_str())).collect();
    assert_eq!(
        found,
        [
            ("7", "机构等级", "MC0513"),
            ("8", "", "MC0535"),
            ("9", "政策范围内费用", "MC0506"),
            ("10", "日期", "MC0508"),
            ("11", "", "MC0535"),
            ("12", "政策范围内费用", "MC0507"),
            ("13", "", "MC0530"),
            ("14", "", "MC0534"),
        ]
    );
    let settled: Vec<String> = rows(&dir.read("结果.csv")).iter().map(|r| r["结算编号"].clone()).collect();
    assert_eq!(settled, ["S1", "S2", "S3", "S4", "S5", "S14"]);
}

#[test]
fn a_row_of_nobody_does_not_part_a_person() {
    let dir = dir();
    let rows = "S1,A,2025-01-10,310,一级,无,否,1300.00
S2,,2025-01-11,310,一级,无,否,1300.00
S3,A,2025-02-10,310,一级,无,否,1000.00
";
    dir.file("就诊.csv", format!("{HEAD}{rows}"));
    batch(&dir, &["--for", "统筹支付"]).says(1, &["读入 3 行，结算 2 行（1 人），退回 1 行"]);
    let paid: Vec<String> = rows_of(&dir);
    // The deductible was paid in January: 1000 × 85% = 850, as (1300 − 300) × 85% was.
    assert_eq!(paid, ["850.00", "850.00"]);
}

fn rows_of(dir: &Dir) -> Vec<String> {
    rows(&dir.read("结果.csv")).iter().map(|r| r["统筹支付"].clone()).collect()
}

/// A population in order of person and date, from a fixed sequence.
fn population(persons: u64) -> Vec<String> {
    let mut state = 7_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut out = Vec::new();
    for person in 0..persons {
        let (kind, mut month) = (["职工医保", "居民"][next(2) as usize], 1);
        for _ in 0..=next(4) {
            let level = ["一级", "二级", "三级", ""][next(4) as usize];
            let group = ["无", "特困", "低保", "特困;低保", ""][next(5) as usize];
            let cost = if next(20) == 0 { "没有".to_owned() } else { format!("{}.{:02}", next(60_000), next(100)) };
            let n = out.len();
            out.push(format!("S{n},P{person:05},2025-{month:02}-15,{kind},{level},{group},否,{cost}\n"));
            month += 1 + next(2);
        }
    }
    out
}

#[test]
fn threads_do_not_change_a_byte() {
    let dir = dir();
    dir.file("就诊.csv", HEAD.to_owned() + &population(4000).concat());
    batch(&dir, &["--threads", "1", "--explain-sample", "3"]).says(1, &[]);
    let read = |name: &str| dir.read(name);
    let names = ["结果.csv", "结果.rejects.csv", "结果.explain.md"];
    let one = names.map(read);
    batch(&dir, &["--threads", "3", "--explain-sample", "3"]).says(1, &[]);
    assert_eq!(one, names.map(read));
    assert_eq!(one[2].matches("## 第 ").count(), 3);
    assert_eq!(one[0].lines().count() + one[1].lines().count() - 2, population(4000).len());
}

#[test]
fn order_does_not_change_a_result() {
    let dir = dir();
    let all = population(3000);
    dir.file("就诊.csv", HEAD.to_owned() + &all.concat());
    batch(&dir, &[]).says(1, &[]);
    let by_id = |text: &str, what: &str| -> BTreeMap<String, String> {
        rows(text)
            .into_iter()
            .map(|mut r| (r.remove("结算编号").or(r.remove("业务编号")).unwrap(), r[what].clone()))
            .collect()
    };
    let sorted = (by_id(&dir.read("结果.csv"), "统筹支付"), by_id(&dir.read("结果.rejects.csv"), "编号"));
    // Rows two by two from both ends: persons far apart, dates of one person out of order.
    let mixed: Vec<&str> =
        (0..all.len()).map(|i| all[if i % 2 == 0 { all.len() - 1 - i / 2 } else { i / 2 }].as_str()).collect();
    dir.file("就诊.csv", HEAD.to_owned() + &mixed.concat());
    for memory in ["64M", "40K"] {
        batch(&dir, &["--memory", memory]).says(1, &["先排序"]);
        let again = (by_id(&dir.read("结果.csv"), "统筹支付"), by_id(&dir.read("结果.rejects.csv"), "编号"));
        assert_eq!(sorted, again, "{memory}");
    }
}

#[test]
fn each_row_is_as_the_evaluator_settles_it() {
    let dir = dir();
    let all: Vec<String> = population(300).into_iter().filter(|r| !r.contains("没有")).collect();
    dir.file("就诊.csv", HEAD.to_owned() + &all.concat());
    batch(&dir, &[]).says(0, &[]);
    let found = rows(&dir.read("结果.csv"));
    assert_eq!(found.len(), all.len());
    let text = dir.read("政策.mingce");
    let program = driver::compile_texts(&[("政策.mingce", &text)]).program.unwrap();
    let plan = Plan::new(&program, None);
    let cases = cases(&all);
    let mut row = 0;
    for json in cases {
        let case = case::read(&program, ModuleId(0), mingce::base::span::FileId(0), &json).unwrap();
        for outcome in plan.settle(&case).unwrap().outcomes {
            for (item, answer) in &outcome.answers {
                let name = &program.items[item.ix()].name;
                let want =
                    answer.value().map(|v| mingce::eval::narrate::bare(&program, &program.items[item.ix()].ty, v));
                assert_eq!(found[row][name], want.unwrap_or_default(), "{json} {name}");
            }
            row += 1;
        }
    }
}

/// The rows of each person as a case.
fn cases(all: &[String]) -> Vec<String> {
    let mut persons: Vec<(String, Vec<String>)> = Vec::new();
    for line in all {
        let c: Vec<&str> = line.trim().split(',').collect();
        let text = |t: &str| if t.is_empty() { "null".to_owned() } else { format!("\"{t}\"") };
        let set = match c[5] {
            "" => "null".to_owned(),
            "无" => "[]".to_owned(),
            list => format!("[{}]", list.split(';').map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(",")),
        };
        let one = format!(
            "{{\"日期\":\"{}\",\"险种\":{},\"机构等级\":{},\"身份\":{set},\"急诊\":\"{}\",\"政策范围内费用\":\"{}\"}}",
            c[2],
            text(c[3]),
            text(c[4]),
            c[6],
            c[7]
        );
        match persons.last_mut().filter(|(p, _)| p == c[1]) {
            Some((_, list)) => list.push(one),
            None => persons.push((c[1].to_owned(), vec![one])),
        }
    }
    persons.into_iter().map(|(_, list)| format!("{{\"就诊\":[{}]}}", list.join(","))).collect()
}

#[test]
fn columns_are_known_by_their_national_names_or_by_a_mapping_file() {
    let dir = dir();
    let text = "setl_id,psn_no,就诊日,insutype,等级,inscp_scp_amt,备注\n1,A,20250110,310,1,1300,x\n";
    dir.file("就诊.csv", text);
    dir.file("对照.json", "{\"列\": {\"就诊日\": \"日期\", \"等级\": \"机构等级\"}, \"取值\": {\"等级\": {\"1\": \"一级\"}}, \"固定\": {\"身份\": []}}");
    let ran = batch(&dir, &["--map", "对照.json", "--for", "统筹支付"]);
    ran.says(
        0,
        &["insutype → 险种", "等级 → 机构等级", "个人编号：psn_no", "业务编号：setl_id", "不认得、不读的列：备注"],
    );
    // (1300 − 300) × 85% = 850
    assert_eq!(rows(&dir.read("结果.csv"))[0]["统筹支付"], "850.00");
}

#[test]
fn what_cannot_be_mapped_for_certain_is_refused() {
    let dir = dir();
    let refuse = |table: &str, more: &[&str], parts: &[&str]| {
        dir.file("就诊.csv", table);
        batch(&dir, more).says(2, parts).silent();
        assert!(!dir.has("结果.csv"));
    };
    refuse("甲,乙\n1,2\n", &[], &["[MC0522]", "没有一列"]);
    refuse("", &[], &["[MC0520]", "空的"]);
    refuse("险种,险种\n1,2\n", &[], &["[MC0521]"]);
    refuse("insutype,险种\n310,310\n", &[], &["[MC0522]", "两列都是事实「险种」"]);
    refuse("险种\n310\n", &["--person", "人"], &["[MC0522]", "没有「人」这一列"]);
    refuse("险种\n310\n", &["--memory", "多"], &["[MC0910]", "内存"]);
    dir.file("对照.json", "{\"列\": {\"险种\": \"险钟\"}}");
    refuse("险种\n310\n", &["--map", "对照.json"], &["[MC0522]", "是不是「险种」"]);
    dir.file("对照.json", "{\"栏\": 1}");
    refuse("险种\n310\n", &["--map", "对照.json"], &["[MC0524]"]);
    dir.run(&["batch", "政策.mingce", "--input", "就诊.xyz", "--output", "结果.csv"]).says(2, &["[MC0922]"]);
    dir.run(&["batch", "政策.mingce", "--input", "就诊.csv", "--output", "结果.txt2"]).says(2, &["[MC0922]"]);
    dir.run(&["batch", "政策.mingce", "--input", "没有.csv", "--output", "结果.csv"]).says(2, &["[MC0901]"]);
    dir.run(&["batch", "政策.mingce", "--input", "就诊.csv", "--output", "没有/结果.csv"]).says(2, &["[MC0905]"]);
}

#[test]
fn opening_balances_come_from_a_second_file() {
    let dir = dir();
    dir.file("就诊.csv", format!("{HEAD}{GOOD}"));
    dir.file("期初.csv", "个人编号,年度支付,已扣起付\nC,19900.00,\nA,,300\n");
    batch(&dir, &["--opening", "期初.csv", "--for", "统筹支付"]).says(0, &[]);
    let found = rows(&dir.read("结果.csv"));
    // C: 20000 − 19900 = 100 are left. A: the deductible is paid, 1300 × 85% = 1105.
    assert_eq!((found[3]["统筹支付"].as_str(), found[0]["统筹支付"].as_str()), ("100.00", "1105.00"));
    dir.file("期初.csv", "个人编号,没有\nC,1\n");
    batch(&dir, &["--opening", "期初.csv"]).says(2, &["[MC0524]", "「没有」"]);
    dir.file("期初.csv", "个人编号,年度支付\nC,1\nC,2\n");
    batch(&dir, &["--opening", "期初.csv"]).says(2, &["[MC0524]", "第 3 行"]);
}

#[test]
fn text_in_gb18030_and_lines_of_json_are_read() {
    let dir = dir();
    // 「险种,政策范围内费用,机构等级」「职工,1300,一级」 in GB18030.
    let bytes = b"\xCF\xD5\xD6\xD6,\xD5\xFE\xB2\xDF\xB7\xB6\xCE\xA7\xC4\xDA\xB7\xD1\xD3\xC3,\xBB\xFA\xB9\xB9\xB5\xC8\xBC\xB6\n\xD6\xB0\xB9\xA4,1300,\xD2\xBB\xBC\xB6\n";
    dir.file("就诊.csv", bytes);
    batch(&dir, &["--for", "统筹支付"]).says(0, &["没有这一列，各行独立结算"]);
    assert_eq!(rows(&dir.read("结果.csv"))[0]["统筹支付"], "850.00");
    dir.file(
        "就诊.jsonl",
        "{\"险种\": \"职工\", \"政策范围内费用\": 1300.00, \"机构等级\": \"一级\", \"身份\": [\"低保\"]}\n",
    );
    dir.run(&["batch", "政策.mingce", "--input", "就诊.jsonl", "--output", "结果.jsonl"]).says(0, &[]);
    // 低保: (1300 − 850) × 70% = 315
    let line = dir.read("结果.jsonl");
    assert!(line.contains("\"统筹支付\":\"850.00\"") && line.contains("\"救助\":\"315.00\""), "{line}");
}

#[test]
fn standard_streams_serve_as_files() {
    let dir = dir();
    let ran = dir.run_with(
        &["batch", "政策.mingce", "--input", "-", "--output", "-", "--for", "统筹支付"],
        &format!("{HEAD}{GOOD}"),
    );
    ran.says(0, &["5,C,S4,2025-03-02,20000.00"]);
    assert!(ran.out.starts_with("行,个人编号,结算编号,日期,统筹支付,未得结果\n"), "{}", ran.out);
}

#[test]
fn killing_it_leaves_nothing_and_an_old_result_as_it_was() {
    let dir = dir();
    dir.file("就诊.csv", HEAD.to_owned() + &population(30_000).concat());
    dir.file("结果.csv", "旧");
    for wait in [30, 120, 300] {
        let mut child = dir.start(&["batch", "政策.mingce", "--input", "就诊.csv", "--output", "结果.csv"]);
        std::thread::sleep(std::time::Duration::from_millis(wait));
        child.kill().unwrap();
        child.wait().unwrap();
        let left = dir.names();
        let result = dir.read("结果.csv");
        let whole = result.lines().count() > 1;
        assert!(result == "旧" || whole, "{result}");
        assert!(!left.iter().any(|n| n.contains("tmp")), "{left:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_and_a_closed_pipe_are_said() {
    let dir = dir();
    dir.file("就诊.csv", HEAD.to_owned() + &population(3000).concat());
    let full = ["batch", "政策.mingce", "--input", "就诊.csv", "--rejects", "退回.csv", "--output"];
    dir.run(&[&full[..], &["/dev/full"]].concat()).says(2, &["[MC0905]", "磁盘已满"]).silent();
    assert!(!dir.has("退回.csv"));
    dir.run_closed(&[&full[..], &["-"]].concat()).says(2, &["[MC0905]", "接收的一端已经关闭"]);
}

/// The first columns of the same rows, as the command writes and reads them in columns.
#[test]
#[cfg(feature = "parquet")]
fn columns_give_what_lines_give() {
    use mingce::data::columnar::Writer;
    use mingce::data::{Block, Cell, Column, Kind};
    let dir = dir();
    let all: Vec<String> = population(2000).into_iter().filter(|r| !r.contains("没有")).collect();
    dir.file("就诊.csv", HEAD.to_owned() + &all.concat());
    batch(&dir, &[]).says(0, &[]);
    let kinds = [Kind::Text, Kind::Text, Kind::Day, Kind::Text, Kind::Text, Kind::Text, Kind::Truth, Kind::Decimal(2)];
    let mut block = Block { columns: kinds.iter().map(|k| Column::new(*k)).collect(), ..Block::default() };
    for line in &all {
        block.lines.push(0);
        for (i, (column, cell)) in block.columns.iter_mut().zip(line.trim().split(',')).enumerate() {
            column.push(match i {
                2 => Cell::Day(mingce::base::date::Date::parse(cell).unwrap()),
                6 => Cell::Truth(cell == "是"),
                7 => Cell::Number(cell.replace('.', "").parse().unwrap(), 2),
                _ => cell.into(),
            });
        }
    }
    let names: Vec<String> = HEAD.trim().split(',').map(str::to_owned).collect();
    let mut writer = Writer::new(Vec::new(), &names, &kinds).unwrap();
    writer.write(&block).unwrap();
    dir.file("就诊.parquet", writer.finish().unwrap());
    let columns = ["batch", "政策.mingce", "--input", "就诊.parquet", "--output"];
    dir.run(&[&columns[..], &["列.csv"]].concat()).says(0, &[]);
    // Lines count from the head, rows from the first.
    let without_line = |name: &str| -> Vec<String> {
        dir.read(name).lines().map(|l| l.split_once(',').unwrap().1.to_owned()).collect()
    };
    assert_eq!(without_line("结果.csv"), without_line("列.csv"));
    dir.run(&[&columns[..], &["列.parquet"]].concat()).says(0, &[]);
    let again = ["batch", "政策.mingce", "--input", "列.parquet", "--output", "又.csv"];
    dir.run(&again).says(2, &["[MC0522]"]);
    let mut bytes = dir.read_bytes("就诊.parquet");
    let middle = bytes.len() / 3;
    bytes[middle..middle + 200].fill(0xff);
    dir.file("坏.parquet", bytes);
    dir.run(&["batch", "政策.mingce", "--input", "坏.parquet", "--output", "坏.csv"]).says(2, &["[MC0520]", "已损坏"]);
    assert!(!dir.has("坏.csv"));
}
