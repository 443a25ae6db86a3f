use super::locate::{numbers, numeral};
use super::*;
use crate::driver::compile_texts;

fn program(text: &str) -> Program {
    let compiled = compile_texts(&[("政策.mingce", text)]);
    assert!(compiled.diagnostics.is_empty(), "{:?}", compiled.diagnostics);
    compiled.program.unwrap()
}

#[test]
fn numerals_and_citations() {
    assert_eq!(
        (numeral("二十七"), numeral("十"), numeral("一百零五"), numeral("27"), numeral("甲")),
        (Some(27), Some(10), Some(105), Some(27), None)
    );
    assert_eq!(numbers("三章十一问（二）"), [3, 11, 2]);
    assert_eq!(numbers("一章二十九"), [1, 29]);
    assert_eq!(numbers("第十四条第一款"), [14, 1001]);
    assert_eq!((numbers("表一·槐耳"), numbers("表第3行")), (vec![1], vec![]));
    assert_eq!(numbers("四章四问表第10行 M03911"), [4, 4]);
    assert_eq!((numbers("一（二）"), numbers("三、（一）"), numbers("四")), (vec![1, 2], vec![3, 1], vec![4]));
    assert_eq!(numbers("注4"), [] as [u32; 0]);
}

#[test]
fn a_handbook_is_held_against_its_questions() {
    let p = program(
        "政策 试\n输入 费用 为 金额\n条款 支付，依据 二章二问：\n    支付 ＝ 费用\n\
         条款 自付，依据 二章三问（一）：\n    自付 ＝ 0元\n不可计算 二章一问，因 「定义」\n",
    );
    let text = "第二章 职工\n一问：什么是医保？\n答：……\n**二问：怎么报？**\n（一）住院\n（二）门诊\n三问：自付？\n（一）甲\n（二）乙\n四问：漏了的？\n";
    let coverage = against(&p, text);
    let standing = |n: &[u32]| coverage.units.iter().find(|(u, _)| u.numbers == n).map(|(_, s)| s.clone()).unwrap();
    assert_eq!(standing(&[2, 1]), Standing::NotComputable("定义".to_owned()));
    assert_eq!(standing(&[2, 2, 2]), Standing::Encoded(vec!["条款「支付」".to_owned()]));
    assert_eq!(standing(&[2, 3, 1]), Standing::Encoded(vec!["条款「自付」".to_owned()]));
    assert_eq!(standing(&[2, 3, 2]), Standing::Missing);
    assert_eq!(standing(&[2, 4]), Standing::Missing);
    assert_eq!(coverage.missing().count(), 2);
    assert!(coverage.strangers.is_empty());
}

/// The titles of the units that nothing accounts for.
fn missing(policy: &str, text: &str) -> Vec<String> {
    against(&program(policy), text).missing().map(|u| u.title.clone()).collect()
}

#[test]
fn articles_rows_and_strangers() {
    let policy = "政策 试\n枚举 病种：高血压、糖尿病\n清单 名录 属 病种，依据 第二条：高血压、糖尿病\n输入 病种 为 病种\n\
         条款 甲，依据 第一条：\n    甲项 ＝ 1元\n条款 乙，依据 第九条：\n    乙项 ＝ 若 病种 为 高血压 则 1元 否则 2元\n";
    let text = "第一条 目的。\n第二条 对象：\n序号\t病种\t限额\n1\t高血压\t2000\n2\t冠心病\t3000\n第三条 其他。\n";
    assert_eq!(missing(policy, text), ["冠心病", "第三条"]);
    assert_eq!(against(&program(policy), text).strangers, [("第九条".to_owned(), "条款「乙」".to_owned())]);
}

#[test]
fn a_name_in_the_vocabulary_encodes_no_row() {
    let text = "第一条 目的。\n第二条 限额：\n病种\t限额\n高血压\t2000\n糖尿病\t3000\n";
    let policy = |rows: &str| {
        format!(
            "政策 试\n枚举 病种：高血压、糖尿病\n输入 病种 为 病种\n不可计算 第一条，因 「目的」\n\
             项目 限额 为 金额，缺省 0元\n表 限额，依据 第二条：\n    | 病种 → 限额 |\n{rows}"
        )
    };
    let both = "    | 高血压 → 2000元 |\n    | 糖尿病 → 3000元 |\n";
    assert_eq!(missing(&policy(both), text), [] as [&str; 0]);
    assert_eq!(missing(&policy("    | 高血压 → 2000元 |\n"), text), ["糖尿病"]);
}

#[test]
fn what_is_taken_out_of_the_policy_is_missed() {
    let text = "第一条 目的。\n第二条 待遇如下：\n职工支付九成。\n居民支付七成。\n第三条 （一）甲；\n（二）乙。\n";
    let parts = [
        "不可计算 第一条，因 「目的」\n",
        "条款 总则，依据 第二条第一款：\n    总项 ＝ 1元\n",
        "条款 职工，依据 第二条第二款：\n    职工项 ＝ 90%\n",
        "条款 居民，依据 第二条第三款：\n    居民项 ＝ 70%\n",
        "条款 甲，依据 第三条（一）：\n    甲项 ＝ 1元\n",
        "条款 乙，依据 第三条（二）：\n    乙项 ＝ 1元\n",
    ];
    let without = |left_out: usize| {
        let kept = parts.iter().enumerate().filter(|(i, _)| *i != left_out).map(|(_, p)| *p);
        missing(&format!("政策 试\n{}", kept.collect::<String>()), text)
    };
    assert_eq!(without(parts.len()), [] as [&str; 0]);
    let lost: Vec<Vec<String>> = (0..parts.len()).map(without).collect();
    let expected = [["第一条"], ["第二条第1款"], ["第二条第2款"], ["第二条第3款"], ["3 （一）甲；"], ["3 （二）乙。"]];
    assert_eq!(lost, expected);
}

#[test]
fn a_citation_of_the_whole_serves_until_the_policy_goes_into_the_parts() {
    let text = "第一章 总则\n一问：甲？\n（一）子\n（二）丑\n第二章 分则\n一问：乙？\n";
    let other = "条款 其他，依据 二章一问：\n    其他 ＝ 1元\n";
    let whole = format!("政策 试\n条款 甲，依据 一章一问：\n    甲项 ＝ 1元\n{other}");
    assert_eq!(missing(&whole, text), [] as [&str; 0]);
    let deeper = format!("{whole}条款 子，依据 一章一问（一）：\n    子项 ＝ 1元\n");
    assert_eq!(missing(&deeper, text), ["1·1 （二）丑"]);
}

#[test]
fn pages_break_tables() {
    // A head of two lines, printed again on the next page, where the row before runs on.
    let text = "第一章 总则.....\t1\n第二章 分则……2\n第一章 总则\n一问：甲？\n\
        类别\t项目\t限额\n\t名称\t元\n甲类\t心脏\t100\n乙类\t肺部疾\t200\n\n\t病\t\n---\t---\t---\n\n\
        类别\t项目\t限额\n\t名称\t元\n丙类\t肝脏\t300\n第二章 分则\n一问：乙？\n";
    let rows: Vec<Unit> = units(text).into_iter().filter(Unit::is_worded).collect();
    let cells: Vec<Vec<&str>> = rows.iter().map(|u| u.cells.iter().map(String::as_str).collect()).collect();
    assert_eq!(cells, [["甲类", "心脏", "100"], ["乙类", "肺部疾病", "200"], ["丙类", "肝脏", "300"]]);
    assert_eq!(units(text).len(), 5, "two questions and three rows, nothing from the contents");
}

#[test]
fn traditional_characters_with_pinyin_are_read() {
    assert_eq!(text::folded("辦理時(shí)限(ALS)0.5個(gè)工作日<p>完</p>"), "办理时限(ALS)0.5个工作日完");
    let page = "一、申請(qǐng)條件\n申請條件\n- 參加本市居民醫(yī)保的人員。\n- 經二級醫院確診。\n二、材料\n所需材料\n- 身份證。 - 病歷資料。\n";
    let policy =
        "政策 试\n条款 参保，依据 申请条件1：\n    参保 ＝ 是\n条款 身份证，依据 材料·身份证：\n    证件 ＝ 是\n";
    assert_eq!(missing(policy, page), ["经二级医院确诊。", "病历资料。"].map(|t| t.replace('。', "")));
}

#[test]
fn an_annex_lists_by_its_captions() {
    let text =
        "第一条 总则。\n第二条 病种见附件。\n附件\n一类病种\n1．血友病；\n2．恶性肿瘤。\n二类病种\n1．高血压；\n";
    let head = "政策 试\n枚举 病种：血友病、恶性肿瘤、高血压\n不可计算 第一条、第二条，因 「总则」\n";
    let lists = |first: &str| {
        format!("{head}清单 一类 属 病种，依据 附件一类病种：{first}\n清单 二类 属 病种，依据 附件二类病种：高血压\n")
    };
    assert_eq!(missing(&lists("血友病、恶性肿瘤"), text), [] as [&str; 0]);
    assert_eq!(missing(&lists("血友病"), text), ["恶性肿瘤"]);
}
