use super::document;
use crate::driver::compile_texts;

#[test]
fn a_page_says_every_figure_with_its_citation() {
    let text = "政策 试\n    统筹区 510100 某市\n    文件 《某市办法》 2025年1月\n枚举 等级：一级、二级\n输入 等级 为 等级\n\
        输入 费用 为 金额\n参数 上限 为 金额，依据 三条：文件未定\n项目 支付 为 金额，取整 到 分\n\
        表 标准，依据 一条：\n    | 等级 → 起付线 | 比例 |\n    | 一级 → 200元 | 85% |\n    | 二级 → 400元 | 75% |\n\
        条款 报销，依据 二条：\n    支付 ＝ （费用 － 起付线，不低于 0元） × 比例\n\
        例 二级，依据 二条：\n    设 等级 为 二级，费用 为 5000元\n    应 支付 为 3450元\n    说明 「（5000－400）×75%＝3450」\n";
    let compiled = compile_texts(&[("政策.mingce", text)]);
    assert!(compiled.diagnostics.is_empty(), "{:?}", compiled.diagnostics);
    let page = document(&compiled.program.unwrap()).to_markdown();
    for said in [
        "《某市办法》",
        "510100",
        "标准（依据 一条）",
        "| 200元 |",
        "75%",
        "报销（依据 二条）",
        "支付 ＝ ",
        "上限：文件未定（依据 三条）",
        "例 二级（依据 二条）",
        "支付 3450元",
        "（5000－400）×75%＝3450",
        "四舍五入到分",
        "文件没有给出的数",
    ] {
        assert!(page.contains(said), "「{said}」 is not on the page:\n{page}");
    }
}

#[test]
fn amounts_and_long_lists_read_as_in_a_document() {
    let names = "甲病、乙病、丙病、丁病、戊病";
    let text = format!(
        "政策 试\n枚举 病种：{names}、其他\n清单 名录 属 病种，共 5 种，依据 一条：{names}\n输入 病种 为 病种\n输入 费用 为 金额\n\
         累计 年度支付 按 自然年度，依据 二条：支付\n\
         项目 支付 为 金额，取整 到 分\n条款 报销，依据 二条：\n    当 病种 为 名录\n    支付 ＝ （费用 － 1.5元，不低于 0元）\n\
         封顶 支付 于 年度支付 不超过 14.5万元，依据 三条\n\
         例 余额，依据 三条：\n    设 病种 为 甲病，费用 为 1001.5元，年度支付 为 144448元\n    应 支付 为 552元\n"
    );
    let compiled = compile_texts(&[("政策.mingce", &text)]);
    assert!(compiled.diagnostics.is_empty(), "{:?}", compiled.diagnostics);
    let page = document(&compiled.program.unwrap()).to_markdown();
    let all = format!("名单「名录」，共 5 种：{names}（依据 一条）");
    for said in [&all, "病种 为 「名录」所列", "14.5万元", "费用 － 1.5元", "此前年度支付 144448元", "支付 552元"]
    {
        assert!(page.contains(said), "「{said}」 is not on the page:\n{page}");
    }
}
