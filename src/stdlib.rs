//! The standard library, embedded. Modules are addressed as `国家.…`.

/// A module of the standard library: its name after 政策, the pseudo-path shown to people, and its text.
#[derive(Clone, Copy, Debug)]
pub struct StdModule {
    /// Name by which 引用 finds it.
    pub name: &'static str,
    /// `<标准库/….mingce>`
    pub path: &'static str,
    /// Source text.
    pub text: &'static str,
}

/// All modules.
pub static MODULES: &[StdModule] = &[
    StdModule {
        name: "国家.医保基础",
        path: "<标准库/医保基础.mingce>",
        text: include_str!("../stdlib/basics.mingce"),
    },
    StdModule {
        name: "国家.费用分解",
        path: "<标准库/费用分解.mingce>",
        text: include_str!("../stdlib/settlement.mingce"),
    },
    StdModule {
        name: "国家.居民参保限额",
        path: "<标准库/居民参保限额.mingce>",
        text: include_str!("../stdlib/enrolment-limits.mingce"),
    },
    StdModule {
        name: "国家.大病保险限额",
        path: "<标准库/大病保险限额.mingce>",
        text: include_str!("../stdlib/major-illness-limits.mingce"),
    },
    StdModule {
        name: "国家.大病激励限额",
        path: "<标准库/大病激励限额.mingce>",
        text: include_str!("../stdlib/incentive-limits.mingce"),
    },
    StdModule {
        name: "国家.医疗救助限额",
        path: "<标准库/医疗救助限额.mingce>",
        text: include_str!("../stdlib/medical-aid-limits.mingce"),
    },
];
