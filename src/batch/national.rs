//! Field names of the national insurance platform, and other usual names of columns.
//!
//! From the field comments of public clients of the platform's interface (2304, 2206, 5203 and others). Names vary
//! between regions and versions, so each stands for a list of names of facts, of which a policy usually has one.

/// What columns hold besides facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Who the row is of: rows of one person make one case.
    Person,
    /// The number by which results are joined back.
    Id,
}

impl Role {
    /// As it is called in a mapping file and in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Person => "个人编号",
            Role::Id => "业务编号",
        }
    }

    /// Usual names of its column, the most certain first.
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Role::Person => {
                &["个人编号", "人员编号", "psn_no", "参保人编号", "身份证号", "certno", "参保人", "人员", "person"]
            }
            Role::Id => {
                &["业务编号", "结算编号", "结算ID", "setl_id", "就诊编号", "就诊ID", "mdtrt_id", "单据号", "编号", "id"]
            }
        }
    }
}

/// Platform field → names under which policies know the fact.
const FACTS: &[(&str, &[&str])] = &[
    ("insutype", &["险种", "参保类别", "险种类型"]),
    ("med_type", &["医疗类别", "类别"]),
    ("psn_type", &["人员类别"]),
    ("hosp_lv", &["机构等级", "医疗机构级别", "医院等级", "定点医疗机构等级"]),
    ("dedc_hosp_lv", &["起付线机构等级"]),
    ("opsp_dise_code", &["病种", "慢特病病种"]),
    ("medfee_sumamt", &["医疗总费用", "总费用"]),
    ("inscp_scp_amt", &["政策范围内费用", "医保内符合费用", "合规费用"]),
    ("fulamt_ownpay_amt", &["全自费", "全自费金额"]),
    ("ownpay_amt", &["全自费", "全自费金额"]),
    ("overlmt_selfpay", &["超限价", "超限价自费费用"]),
    ("preselfpay_amt", &["先行自付", "先行自付金额"]),
    ("age", &["年龄"]),
    ("brdy", &["出生日期", "出生日"]),
    ("gend", &["性别"]),
    ("begndate", &["入院日", "入院日期"]),
    ("enddate", &["出院日", "出院日期"]),
    ("adm_time", &["入院日", "入院日期"]),
    ("dscg_time", &["出院日", "出院日期"]),
    ("cvlserv_flag", &["公务员补助对象", "公务员标志"]),
];

/// Platform field → names under which policies know the result.
const RESULTS: &[(&str, &[&str])] = &[
    ("hifp_pay", &["统筹支付", "基本医保支付", "统筹基金支付", "居民医保基金支付"]),
    ("hifmi_pay", &["大病保险支付", "大病支付", "居民大病保险支付"]),
    ("hifob_pay", &["大额补助支付", "大额基金支付", "职工大额补助支付"]),
    ("cvlserv_pay", &["公务员补助支付", "公务员医疗补助支付"]),
    ("hifes_pay", &["企业补充支付", "企业补充医疗保险支付"]),
    ("maf_pay", &["医疗救助支付", "常规救助", "救助支付"]),
    ("fund_pay_sumamt", &["基金支付总额", "基金支付", "医保基金支付合计"]),
    ("psn_part_amt", &["个人负担", "个人负担总金额"]),
    ("acct_pay", &["个人账户支付"]),
    ("psn_cash_pay", &["个人现金支付"]),
    ("cash_payamt", &["个人现金支付"]),
    ("act_pay_dedc", &["起付线", "起付标准扣除", "实际支付起付线"]),
];

fn look_up(table: &'static [(&'static str, &'static [&'static str])], field: &str) -> &'static [&'static str] {
    table.iter().find(|(f, _)| f.eq_ignore_ascii_case(field)).map_or(&[], |(_, names)| names)
}

/// Names under which policies know the fact in a field of the platform.
pub fn facts(field: &str) -> &'static [&'static str] {
    look_up(FACTS, field)
}

/// Names under which policies know the result in a field of the platform.
pub fn results(field: &str) -> &'static [&'static str] {
    look_up(RESULTS, field)
}
