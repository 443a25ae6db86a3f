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
pub static MODULES: &[StdModule] = &[];
