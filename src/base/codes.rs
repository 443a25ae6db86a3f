//! The table of diagnostic codes. Each has a page under `docs/errors/`, embedded here, so a code without a page
//! does not compile.

use super::diagnostic::Code;

/// A diagnostic code with its page.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// `MC0201`
    pub name: &'static str,
    /// One short Chinese phrase.
    pub title: &'static str,
    /// The page, Markdown.
    pub page: &'static str,
}

macro_rules! table {
    ($($name:ident $title:literal)*) => {
        /// All codes in ascending order.
        pub static TABLE: &[Entry] = &[$(Entry {
            name: stringify!($name),
            title: $title,
            page: include_str!(concat!("../../docs/errors/", stringify!($name), ".md")),
        }),*];
    };
}

table! {
    // 00xx: source text and encoding
    MC0001 "不是 UTF-8 编码"
    MC0002 "UTF-16 编码"
    MC0003 "行或文件太长"
    MC0004 "看不见的字符"
    MC0005 "空文件"

    // 01xx: syntax
    MC0101 "写法不合语法"
    MC0102 "不属于任何一项的文字"
    MC0103 "括号不配对"
    MC0104 "嵌套太深或式子太长"
    MC0105 "引号没有结束"
    MC0106 "缺冒号或正文"
    MC0107 "「＝」与「为」用错"
    MC0108 "关键字作名"
    MC0109 "没有这一选项"
    MC0110 "单位不明"
    MC0111 "日期不存在"
    MC0112 "数太大或不是整数"
    MC0113 "重复书写"
    MC0114 "范围写法不对"
    MC0115 "期间写法不对"
    MC0116 "取整写法不对"
    MC0117 "名的写法不对"
    MC0118 "没有这样的项"

    // 02xx: names
    MC0201 "没有这个名"
    MC0202 "没有这个模块"
    MC0203 "名有几处来源"
    MC0204 "这里不能用这一种名"
    MC0205 "没有这个类型或枚举"
    MC0206 "几个词连写成了一个名"
    MC0207 "枚举没有这个成员"
    MC0208 "分段表没有这一列"
    MC0209 "存疑没有这个读法"
    MC0210 "没有这个函数"
    MC0211 "与已声明的项目只差一点"
    MC0212 "继承的条款已被代替"

    // 03xx: types and units
    MC0301 "这两种值不能这样算"
    MC0302 "两边类型不同"
    MC0303 "值的类型不对"
    MC0304 "数没有写单位"
    MC0305 "要的是条件"
    MC0306 "除法要写在取整里"
    MC0307 "函数的项数不对"
    MC0308 "集合与单个值混用"
    MC0309 "表格这一格与列不符"
    MC0310 "这里只能写常数"
    MC0311 "值不在声明的范围里"
    MC0312 "这种值不能比较或计算"
    MC0313 "函数的这一项类型不对"
    MC0314 "看不出类型"
    MC0315 "这里不能用这种类型"

    // 04xx: structure of items
    MC0400 "表行的格数不对"
    MC0401 "表里没有箭头"
    MC0402 "不是表行"
    MC0403 "空格子或没有表头"
    MC0404 "表里不能这样写"
    MC0420 "重名"
    MC0421 "存疑没有恰好采用一个读法"
    MC0422 "成员列了两次"
    MC0423 "分段不相接"
    MC0424 "例没有检验什么"
    MC0425 "例外不起作用"
    MC0426 "项目互相依赖"
    MC0427 "统筹区写了两处"
    MC0428 "列重复或格数不符"
    MC0429 "参数的期间重叠"
    MC0430 "封顶的累计里没有这个项目"
    MC0431 "范围是空的"
    MC0432 "同名的输入声明得不一样"
    MC0433 "设了两次"
    MC0434 "「应」写在了各次就诊之前"
    MC0435 "例外互相压下"
    MC0499 "编译器内部错误"

    // 05xx: case and data input
    MC0501 "案例不是正确的 JSON"
    MC0502 "同一个名写了两次"
    MC0503 "案例的样子不对"
    MC0504 "案例里的名不存在"
    MC0505 "案例里的值类型不对"
    MC0506 "金额多于两位小数"
    MC0507 "值超出声明的范围"
    MC0508 "日期不存在"
    MC0509 "金额过大"
    MC0510 "一个事实给了两个值"
    MC0511 "就诊没有按日期先后排列"
    MC0512 "政策范围内费用大于医疗总费用"
    MC0513 "没有这个取值"
    MC0514 "没有这个主题"
    MC0515 "用例的写法不对"
    MC0520 "表格读不出"
    MC0521 "表头有两列同名"
    MC0522 "列与事实对不上"
    MC0523 "列的类型不能用"
    MC0524 "对照文件或期初文件写法不对"
    MC0530 "这一行的样子不对"
    MC0531 "这一格不是文字"
    MC0533 "表头又出现了一次"
    MC0534 "没有个人编号或日期"
    MC0535 "同一人前面有退回的行"

    // 06xx: evaluation
    MC0601 "两条款冲突"
    MC0602 "数值过大"
    MC0603 "除数为零"
    MC0604 "日期超出历法"
    MC0605 "须是整数"
    MC0606 "逐项计算的范围太大"
    MC0607 "式子嵌套太深"
    MC0610 "过了复核期限"
    MC0611 "结算违反「必须」"
    MC0699 "结算的内部错误"

    // 07xx: examples and suites
    MC0701 "例的结果不对"
    MC0702 "例不能结算"
    MC0703 "用例的结果不对"
    MC0704 "用例不能结算"

    // 08xx: findings of the checker
    MC0801 "缺口"
    MC0805 "边界落空"
    MC0806 "边界归了两处"
    MC0807 "边界两处同值"
    MC0809 "缺口未能判定"
    MC0810 "冲突"
    MC0811 "冗余"
    MC0815 "永远不会适用"
    MC0816 "例外从不起作用"
    MC0817 "条件的一部分没有作用"
    MC0818 "缺省从不使用"
    MC0819 "重叠未能判定"
    MC0820 "封顶可以被超过"
    MC0821 "金额可以是负数"
    MC0825 "必须不成立"
    MC0826 "必须缺少数据"
    MC0827 "必须成立而限额待核"
    MC0829 "金额的断言未能判定"
    MC0830 "总数与列举不符"
    MC0831 "一个名称两个编码"
    MC0832 "一个编码两个名称"
    MC0833 "名称只差一点"
    MC0834 "表没有提到的成员"
    MC0835 "数字与同列次序不合"
    MC0836 "条件相同的两行"
    MC0837 "文字里的算式不成立"
    MC0838 "比例合计不是百分之百"
    MC0839 "没有这个编号的存疑"
    MC0840 "参数的期间有空档"
    MC0841 "值没有覆盖施行期"
    MC0844 "不在施行期内"
    MC0845 "溯及既往"
    MC0846 "复核期限已过"
    MC0850 "悬崖"
    MC0852 "低级别医院付得少"
    MC0853 "需要更大反而得的少"
    MC0854 "多一年反而少"
    MC0859 "单调未能判定"
    MC0860 "两处成员不一致"
    MC0861 "出处的序号不顺"
    MC0862 "文件未定而有人要用"
    MC0863 "文件未定而无人要用"
    MC0864 "存疑的读法改变结果"
    MC0865 "存疑不影响结果"
    MC0868 "未定未能判定"
    MC0869 "存疑未能判定"
    MC0870 "接受清单读不懂"
    MC0871 "接受清单里的发现已不再出现"

    // 09xx: coverage and other commands
    MC0901 "找不到文件或目录"
    MC0902 "没有读取权限"
    MC0903 "没有政策文件"
    MC0904 "文件太大"
    MC0905 "不能写入"
    MC0906 "文件名不是 UTF-8"
    MC0907 "不能读取"
    MC0910 "命令写得不对"
    MC0911 "政策有错误"
    MC0912 "没有这个错误编号"
    MC0913 "行政区划代码不对"
    MC0914 "目录已有内容"
    MC0915 "没有这个模块或主题"
    MC0916 "没有这个项目"
    MC0917 "没有这条存疑或读法"
    MC0918 "输入文件有错误"
    MC0919 "结算中止"
    MC0920 "文件未定的数没有提供"
    MC0921 "就诊日期不在施行期内"
    MC0922 "看不出文件的格式"
    MC0923 "这个程序没有带列式文件"
}

/// The entry of a code.
pub fn entry(code: Code) -> Option<&'static Entry> {
    let name = code.to_string();
    TABLE.iter().find(|e| e.name == name)
}

/// Reads `MC0301`, in any letter case, also without `MC` or leading zeros.
pub fn parse(text: &str) -> Option<Code> {
    let text = text.trim().to_ascii_uppercase();
    let digits = text.strip_prefix("MC").unwrap_or(&text);
    let short = !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit());
    if short { digits.parse().ok().map(Code) } else { None }
}
