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
];
