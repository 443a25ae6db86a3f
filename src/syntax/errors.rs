//! The diagnostics of this pass.

use super::numerals::Bad;
use crate::base::diagnostic::Diagnostic;
use crate::base::span::Span;

/// A text in 「」, shortened for a message.
pub fn shown(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= 20 {
        return format!("「{text}」");
    }
    let head: String = text.chars().take(18).collect();
    format!("「{head}……」")
}

// ---- 00xx: the text as such ----------------------------------------------------------------------------------

/// The bytes are not UTF-8.
pub fn not_utf8(span: Span, path: &str, line: usize, chinese: bool) -> Diagnostic {
    let guess = if chinese { "，看来是 GBK（GB18030）编码" } else { "" };
    let d = Diagnostic::error(1, span, format!("「{path}」第 {line} 行起不是 UTF-8 编码的文本{guess}"));
    if chinese {
        d.hint("用编辑器打开后「另存为」UTF-8 编码，或执行 iconv -f GB18030 -t UTF-8 转换")
    } else {
        d.hint("请确认它是文本文件，并以 UTF-8 编码保存")
    }
}

/// The bytes are UTF-16 or UTF-32.
pub fn utf16(span: Span, path: &str) -> Diagnostic {
    Diagnostic::error(2, span, format!("「{path}」是 UTF-16 编码的文本，应为 UTF-8"))
        .hint("用编辑器打开后「另存为」UTF-8 编码（记事本里的「Unicode」就是 UTF-16）")
}

/// A line, or the whole text, is longer than anything sensible.
pub fn oversize(span: Span, what: &str, limit: usize) -> Diagnostic {
    Diagnostic::error(3, span, format!("{what}太长，超过 {limit} 字节"))
        .hint("请确认文件没有损坏；成员和表行应各占一行")
}

/// An invisible character.
pub fn invisible(span: Span, c: char) -> Diagnostic {
    Diagnostic::error(4, span, format!("这里有一个看不见的字符 U+{:04X}", u32::from(c)))
        .at("在这里")
        .hint("它多半是从网页或文档里粘贴带来的，删去即可")
        .fix("")
}

/// Nothing but blanks and comments.
pub fn empty(span: Span) -> Diagnostic {
    Diagnostic::error(5, span, "文件里没有任何内容").hint("至少应有一项，如「政策 居民住院」；不用的文件请删去")
}

// ---- 01xx: syntax --------------------------------------------------------------------------------------------

/// The grammar's own promise failed; should not be seen.
pub fn unreadable(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error(101, span, format!("{subject}无法读懂"))
}

/// Something else was to stand here.
pub fn unexpected(span: Span, subject: &str, expected: &str, found: &str) -> Diagnostic {
    Diagnostic::error(101, span, format!("{subject}里此处应为{expected}，却写了{}", shown(found)))
        .at(format!("应为{expected}"))
}

/// The piece ends too early.
pub fn unfinished(span: Span, subject: &str, expected: &str) -> Diagnostic {
    Diagnostic::error(101, span, format!("{subject}到这里没有写完，后面还应有{expected}"))
        .at(format!("后面缺{expected}"))
}

/// Two things stand side by side with nothing between them.
pub fn juxtaposed(span: Span, subject: &str, found: &str) -> Diagnostic {
    Diagnostic::error(101, span, format!("{subject}里{}与前面的内容之间缺少运算符、连接词或标点", shown(found)))
        .at("前面缺少连接")
        .hint("条件之间写「且」「或」，并列的值之间写「、」，各选项之间写「，」")
}

/// Several words written as one.
pub fn glued(span: Span, word: &str, split: &str) -> Diagnostic {
    Diagnostic::error(206, span, format!("{}连写成了一个名，词与词之间要有空格", shown(word)))
        .at("没有这样的名")
        .hint(format!("应写「{split}」"))
        .fix(split)
}

/// A number apart from its unit.
pub fn parted_unit(span: Span, whole: &str) -> Diagnostic {
    Diagnostic::error(101, span, "数与单位要连写成一个词，中间不空格").at(format!("应写「{whole}」")).fix(whole)
}

/// A number in Chinese numerals.
pub fn chinese_number(span: Span, word: &str, digits: &str) -> Diagnostic {
    Diagnostic::error(101, span, format!("数要用数字写，这里是{}", shown(word)))
        .at(format!("应写「{digits}」"))
        .fix(digits)
}

/// More after the end of a field of 政策.
pub fn field_over(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error(101, span, format!("{subject}的这一栏目到这里已经写完，后面不能再接「，」"))
        .at("多出的内容")
        .hint("每个栏目占一行；有效期几年的，算出止日，写成「施行 2026年1月1日 至 2027年12月31日」")
}

/// 若 within a larger expression.
pub fn bare_if(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error(101, span, format!("{subject}里「若」是式子的一部分，要用括号括起"))
        .at("前面应写「（」")
        .hint("写成：甲 ＋ （若 条件 则 乙 否则 丙）")
}

/// `，` within an expression.
pub fn comma_in_expression(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error(101, span, format!("{subject}的式子里不能写「，」"))
        .at("应为「、」「且」或「或」")
        .hint("并列的值之间写「、」；条件之间写「且」或「或」")
}

/// An option with no comma before it.
pub fn option_without_comma(span: Span, subject: &str, word: &str) -> Diagnostic {
    Diagnostic::error(101, span, format!("{subject}的选项「{word}」前面缺「，」"))
        .at("前面应写「，」")
        .fix(format!("，{word}"))
}

/// A qualified name where a function is called.
pub fn qualified_call(span: Span) -> Diagnostic {
    Diagnostic::error(101, span, "函数名前不能写模块名").at("只写函数名")
}

/// A line of an example that is none of its statements.
pub fn example_statement(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error(101, span, format!("{subject}里此处应为「设」「应」「就诊」或「说明」"))
        .at("应以其中一个词开头")
        .hint("写成「设 名 为 值，……」和「应 名 为 值，……」")
}

/// 存疑 without its question.
pub fn missing_question(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error(101, span, format!("{subject}的「：」之后应先写疑问本身")).hint("用「」括起，读法另起一行")
}

/// 注 without prose.
pub fn empty_note(span: Span) -> Diagnostic {
    Diagnostic::error(101, span, "「注」之后应写「：」和说明文字").hint("写成：注：这一行说明随下一项进入手册")
}

/// `共 N 种` with something else for N.
pub fn bad_count(span: Span) -> Diagnostic {
    Diagnostic::error(101, span, "「共」之后应写一个整数").at("写成「共 33 种」")
}

/// A window that is no number of days.
pub fn bad_window(span: Span) -> Diagnostic {
    Diagnostic::error(101, span, "累计的周期应写天数").at("写成「180天 自 某日」")
}

/// A head with a word that is no keyword of an item.
pub fn unknown_item(span: Span, word: &str, near: Option<&str>) -> Diagnostic {
    let d = Diagnostic::error(118, span, format!("没有「{word}」这样的项"));
    let d = match near {
        Some(near) => d.at(format!("是否想写「{near}」")).fix(near),
        None => d.at("不认识的项"),
    };
    d.hint("项有：政策 引用 枚举 清单 输入 参数 项目 条款 表 分段表 累计 封顶 必须 例 存疑 不可计算 注")
}

/// Text that belongs to no item.
pub fn outside_items(span: Span, found: &str) -> Diagnostic {
    Diagnostic::error(102, span, format!("{}不属于任何一项", shown(found)))
        .at("这里应以一项的关键字起头")
        .hint("每项以关键字（政策、条款、表、例……）起头，占一行的开始；说明文字请写成「注：……」或以 # 起头")
}

/// Text after a 注.
pub fn stray_text(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error(102, span, format!("{subject}只占一行，它后面的内容不属于任何一项"))
        .at("这里应以一项的关键字起头")
        .hint("说明较长时，每行都以「注：」起头")
}

/// A closing bracket of another kind than the open one.
pub fn bracket_mismatch(span: Span, found: char, open: Span, wanted: char) -> Diagnostic {
    Diagnostic::error(103, span, format!("括号不配对：这里是「{}」，应为「{}」", wide(found), wide(wanted)))
        .at(format!("应为「{}」", wide(wanted)))
        .also(open, "括号从这里开始")
}

/// A closing bracket without an open one.
pub fn bracket_unopened(span: Span, found: char, subject: &str) -> Diagnostic {
    Diagnostic::error(103, span, format!("{subject}里多了一个「{}」，前面没有与它相配的括号", wide(found)))
        .at("没有配对")
        .hint("若它是文件原文的一部分，请用「」把原文括起")
}

/// An open bracket without an end.
pub fn bracket_unclosed(span: Span, open: char, wanted: char, subject: &str) -> Diagnostic {
    Diagnostic::error(103, span, format!("{subject}里「{}」没有配上「{}」", wide(open), wide(wanted)))
        .at("括号从这里开始")
}

/// Nesting beyond the limit.
pub fn too_deep(span: Span, subject: &str, limit: usize) -> Diagnostic {
    Diagnostic::error(104, span, format!("{subject}里的括号或「若」嵌套超过 {limit} 层"))
        .at("从这里起太深")
        .hint("请拆成几个项目，或改用表")
}

/// More operators than the limit.
pub fn too_long(span: Span, subject: &str, limit: usize) -> Diagnostic {
    Diagnostic::error(104, span, format!("{subject}里一个式子的运算超过 {limit} 次"))
        .at("到这里太长")
        .hint("请拆成几个项目，或改用表")
}

/// A quote without an end.
pub fn unclosed_quote(span: Span, found: &str) -> Diagnostic {
    let close = match found.chars().next() {
        Some('“') => '”',
        Some('"' | '＂') => '"',
        _ => '」',
    };
    Diagnostic::error(105, span, format!("引号没有结束，缺「{close}」")).at("引号从这里开始")
}

/// An item without the colon after its head.
pub fn missing_colon(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error(106, span, format!("{subject}的抬头后缺「：」")).at("这之后应写「：」")
}

/// An item with nothing after its colon.
pub fn missing_body(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error(106, span, format!("{subject}的「：」之后没有内容")).at("缺正文")
}

/// 为 where a definition needs ＝.
pub fn is_for_equals(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error(107, span, format!("{subject}里定义项目要用「＝」，不用「为」"))
        .at("应为「＝」")
        .hint("若这是上一行条件的继续，请在前面写「且」或「或」")
        .fix("＝")
}

/// ＝ where a condition or a setting needs 为.
pub fn equals_for_is(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error(107, span, format!("{subject}里此处应写「为」，「＝」只用来定义项目")).at("应为「为」").fix("为")
}

/// A reserved word as a name.
pub fn keyword_as_name(span: Span, subject: &str, word: &str) -> Diagnostic {
    Diagnostic::error(108, span, format!("{subject}里此处应为名，「{word}」却是关键字"))
        .at("关键字不能直接作名")
        .hint(format!("换一个名；确要用它作名时写成「{word}」（带引号）"))
        .fix(format!("「{word}」"))
}

/// An option that the item does not have.
pub fn unknown_option(span: Span, subject: &str, word: &str, known: &str, near: Option<&str>) -> Diagnostic {
    let d = Diagnostic::error(109, span, format!("{subject}没有{}这一选项", shown(word)));
    let d = match near {
        Some(near) => d.at(format!("是否想写「{near}」")).fix(near),
        None => d.at("不认识的选项"),
    };
    d.hint(format!("这里可以写：{known}")).hint("并列的值之间用「、」，不用「，」")
}

/// A field that 政策 does not have.
pub fn unknown_field(span: Span, subject: &str, word: &str, known: &str, near: Option<&str>) -> Diagnostic {
    let d = Diagnostic::error(109, span, format!("{subject}没有{}这一栏目", shown(word)));
    let d = match near {
        Some(near) => d.at(format!("是否想写「{near}」")).fix(near),
        None => d.at("不认识的栏目"),
    };
    d.hint(format!("这里可以写：{known}"))
}

/// A word that begins with a digit and is no number.
pub fn bad_literal(span: Span, word: &str, bad: &Bad) -> Diagnostic {
    match bad {
        Bad::Unit(unit) => bad_unit(span, word, unit),
        Bad::Date => Diagnostic::error(111, span, format!("没有「{word}」这一天"))
            .at("日历上没有这个日期")
            .hint("请核对月份（1 至 12）和当月天数"),
        Bad::TooLarge => Diagnostic::error(112, span, format!("数{}太大，无法精确表示", shown(word))).at("最多 28 位"),
        Bad::NotWhole => Diagnostic::error(112, span, format!("期间、年龄和年度须是整数，{}不是", shown(word)))
            .at("应为整数")
            .hint("半年写「6个月」"),
    }
}

fn bad_unit(span: Span, word: &str, unit: &str) -> Diagnostic {
    let d = Diagnostic::error(110, span, format!("{}里的「{unit}」不是已知的单位", shown(word)));
    let number = word.strip_suffix(unit).unwrap_or(word);
    let near = match unit {
        "岁" => Some("周岁"),
        "月" => Some("个月"),
        "星期" | "礼拜" => Some("周"),
        "万" => Some("万元"),
        "亿" => Some("亿元"),
        "块" | "块钱" | "圆" => Some("元"),
        _ => None,
    };
    match near {
        Some(near) => d.at(format!("是否想写「{number}{near}」")).fix(format!("{number}{near}")),
        None => d
            .at("单位不明")
            .hint("可用的单位：元 百元 千元 万元 亿元 % 个百分点 周岁 年 个月 周 日 天 年度；后面另有词时请空一格")
            .hint(format!("若它是名，请用引号括起：「{word}」")),
    }
}

/// A name that begins with a digit.
pub fn digit_name(span: Span, subject: &str, word: &str) -> Diagnostic {
    Diagnostic::error(117, span, format!("{subject}里此处应为名，{}却以数字开头", shown(word)))
        .at("名不能以数字开头")
        .hint(format!("用引号括起：「{word}」"))
        .fix(format!("「{word}」"))
}

/// A mark behind a name, of which it was to be a part.
pub fn mark_in_name(span: Span, subject: &str, mark: &str) -> Diagnostic {
    Diagnostic::error(117, span, format!("{subject}里的名到这里为止，后面不能写「{mark}」"))
        .at("名里不能直接有它")
        .hint("名里有括号、顿号、书名号等字符时，用「」把整个名括起；并列的名各占一行时不写「、」")
}

/// The same option twice.
pub fn repeated_option(span: Span, first: Span, word: &str) -> Diagnostic {
    Diagnostic::error(113, span, format!("「{word}」写了两次")).at("重复").also(first, "第一次在这里")
}

/// The same field of 政策 twice.
pub fn repeated_field(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(113, span, format!("政策的栏目「{word}」写了两次")).at("重复")
}

/// 当 twice.
pub fn repeated_guard(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error(113, span, format!("{subject}写了两个「当」")).at("重复").hint("把条件合写在一处，用「且」连接")
}

/// A bound word on both sides of a number.
pub fn two_bound_words(span: Span) -> Diagnostic {
    Diagnostic::error(114, span, "一个数的前后都写了界限词").at("只留一个").hint("写「超过 10万元」或「10万元以上」")
}

/// Both bounds on the same side.
pub fn range_direction(span: Span) -> Diagnostic {
    Diagnostic::error(114, span, "范围的两个界限方向不合")
        .at("应为下限和上限")
        .hint("写成「10万元以上 至 20万元」「满 14周岁 不满 18周岁」")
}

/// A range without any word that says which side.
pub fn range_without_word(span: Span) -> Diagnostic {
    Diagnostic::error(114, span, "这里应为范围，缺少界限词")
        .at("应为范围")
        .hint("写成「10万元以内」「10万元以上（不含）至 20万元」「不满 18周岁」")
}

/// A range within a list of values.
pub fn range_in_list(span: Span) -> Diagnostic {
    Diagnostic::error(114, span, "一格里范围不能与别的值并列").at("不能并列").hint("每个范围各占一行")
}

/// Two values of a cell with nothing between them.
pub fn values_side_by_side(span: Span) -> Diagnostic {
    Diagnostic::error(114, span, "一格里的两个值之间缺「、」或「至」")
        .at("前面缺少连接")
        .hint("并列的值写「甲、乙」，范围写「14周岁 至 18周岁」")
}

/// A day alone as a period.
pub fn bare_date(span: Span) -> Diagnostic {
    Diagnostic::error(115, span, "只写一个日期，不知从哪天到哪天")
        .at("应写「起」或「至」")
        .hint("写成「2025年1月1日 起」或「2025年1月1日 至 2025年12月31日」")
}

/// A period that ends before it begins.
pub fn period_reversed(span: Span) -> Diagnostic {
    Diagnostic::error(115, span, "期间的止日早于起日").at("前后颠倒")
}

/// No date, month or year.
pub fn not_a_period(span: Span) -> Diagnostic {
    Diagnostic::error(115, span, "这里应为日期、月份或年度")
        .at("应为日期")
        .hint("写成「2025年1月1日」「2025年6月」「2025年度」")
}

/// No day.
pub fn not_a_day(span: Span) -> Diagnostic {
    Diagnostic::error(115, span, "这里应为某一天").at("应为日期").hint("写成「2025年6月1日」或「2025-06-01」")
}

/// A unit that nothing is rounded to.
pub fn bad_round_unit(span: Span) -> Diagnostic {
    Diagnostic::error(116, span, "取整的单位应为正数")
        .at("单位不明")
        .hint("写「分」「角」「元」「十元」「百元」「万元」「整数」或 0.01 这样的数")
}

/// 取整 with other arguments.
pub fn bad_round_call(span: Span) -> Diagnostic {
    Diagnostic::error(116, span, "取整应写成「取整（式，到 分）」，可再写取整方式")
        .at("写法不合")
        .hint("取整方式有「四舍五入」（缺省）「进位」「舍去」，写成「取整（式，到 分，舍去）」")
}

/// `到 分` in another call.
pub fn to_outside_round(span: Span) -> Diagnostic {
    Diagnostic::error(116, span, "「到」某单位只能写在「取整」里").at("这里不能写")
}

// ---- 04xx: tables --------------------------------------------------------------------------------------------

/// A row with more or fewer cells than the header.
pub fn cell_count(span: Span, subject: &str, found: (usize, usize), wanted: (usize, usize)) -> Diagnostic {
    let side = |n: usize, m: usize, side: &str| match n == m {
        true => None,
        false => Some(format!("「→」{side} {n} 格，表头是 {m} 格")),
    };
    let sides = [side(found.0, wanted.0, "左边"), side(found.1, wanted.1, "右边")];
    let what: Vec<String> = sides.into_iter().flatten().collect();
    Diagnostic::error(400, span, format!("{subject}的这一行格数不对：{}", what.join("；")))
        .at("格数与表头不同")
        .hint("没有内容的结果格写「—」，不限的条件格写「任意」")
}

/// A header without →.
pub fn header_without_arrow(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error(401, span, format!("{subject}的表头里没有「→」"))
        .at("条件列与结果列之间应写「→」")
        .hint("「→」也可写作「->」")
}

/// A row without →.
pub fn row_without_arrow(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error(401, span, format!("{subject}的这一行里没有「→」"))
        .at("条件与结果之间应写「→」")
        .hint("「→」也可写作「->」")
}

/// A line of a table that is no row.
pub fn not_a_row(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error(402, span, format!("{subject}的正文里每行应以「|」起头")).at("这一行不是表行")
}

/// A table without a header.
pub fn table_without_rows(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error(403, span, format!("{subject}没有表头")).at("这里应为表头，如「| 就医方式 → 起付标准 |」")
}

/// An empty cell that must not be.
pub fn empty_cell(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error(403, span, format!("{subject}的这一行有空格子"))
        .at("有一格是空的")
        .hint("不定义该项目写「—」，文件没有给出写「文件未定」")
}

/// `含全部` in a cell.
pub fn cell_contains_all(span: Span) -> Diagnostic {
    Diagnostic::error(404, span, "条件格里不能写「含全部」").at("这里不能写").hint("把这一条件写在表的抬头「当」里")
}

/// A schedule with several columns left of the arrow.
pub fn band_columns(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error(404, span, format!("{subject}的「→」左边应恰有一列"))
        .at("左边只写各段范围")
        .hint("还有别的条件时，用「表」选出比例，或分成几个分段表")
}

/// A bracket in the width that people write.
fn wide(c: char) -> char {
    match c {
        '(' => '（',
        ')' => '）',
        _ => c,
    }
}
