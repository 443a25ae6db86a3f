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
    assert_eq!(numbers("第十四条第一款"), [14]);
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

#[test]
fn articles_rows_and_strangers() {
    let p = program(
        "政策 试\n枚举 病种：高血压、糖尿病\n输入 病种 为 病种\n\
         条款 甲，依据 第一条：\n    甲项 ＝ 1元\n条款 乙，依据 第九条：\n    乙项 ＝ 若 病种 为 高血压 则 1元 否则 2元\n",
    );
    let text = "第一条 目的\n第二条 对象\n序号\t病种\t限额\n1\t高血压\t2000\n2\t冠心病\t3000\n";
    let coverage = against(&p, text);
    let missing: Vec<&str> = coverage.missing().map(|u| u.title.as_str()).collect();
    assert_eq!(missing, ["第二条", "冠心病"]);
    assert_eq!(coverage.strangers, [("第九条".to_owned(), "条款「乙」".to_owned())]);
}
