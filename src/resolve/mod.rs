//! Names to ids.
//!
//! In: parsed modules, entry first. Out: [`Names`], every declaration with its id, its syntax and the scope of each
//! module, and diagnostics. Promises: ids are dense and in source order; enum members are complete, lists included;
//! every name on the left of a clause or in the result head of a table has an item or a diagnostic. Expressions stay
//! as written: what a word in an expression means may depend on the type expected there, so [`crate::types`] asks
//! [`Names::lookup`].

mod decls;
mod enums;
pub(crate) mod errors;
mod implicit;
mod scope;
mod split;
mod structure;

pub use scope::{Found, Kind, Scope, imports_of};
pub use split::split_word;

use crate::base::diagnostic::Diagnostic;
use crate::base::span::Span;
use crate::ir::{EnumId, ItemId, ModuleId, TableId, Target};
use crate::syntax::ast;
use std::cell::Cell;
use std::collections::HashMap;

/// A parsed source file.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path or pseudo-path, as shown to people.
    pub path: String,
    /// Name by which 引用 finds a module of the standard library.
    pub stdlib: Option<String>,
    /// Its tree.
    pub ast: ast::File,
    /// The first bytes of the file: where to point when something is missing altogether.
    pub start: Span,
}

/// A declaration: its module, its syntax, and the item that holds it.
#[derive(Debug)]
pub struct Decl<'a, T> {
    /// Declaring module.
    pub module: ModuleId,
    /// What was written.
    pub ast: &'a T,
    /// The whole item, with its notes.
    pub item: &'a ast::Item,
}

impl<T> Clone for Decl<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Decl<'_, T> {}

/// A module with what it may see.
#[derive(Clone, Debug)]
pub struct ModuleInfo<'a> {
    /// The source.
    pub source: &'a Source,
    /// Its name.
    pub name: String,
    /// Its header.
    pub policy: Option<&'a ast::Policy>,
    /// Place of the header, else the start of the file.
    pub span: Span,
    /// Imported modules in order, with the words that qualify them; 继承 counts as an import.
    pub imports: Vec<(ModuleId, String)>,
    /// Those imported by 继承.
    pub inherits: Vec<ModuleId>,
}

/// An enum type with all its members.
#[derive(Clone, Debug)]
pub struct EnumInfo<'a> {
    /// Its name.
    pub name: String,
    /// Declaring module.
    pub module: ModuleId,
    /// Members, those added by lists last.
    pub members: Vec<MemberInfo<'a>>,
    /// Names and aliases to members.
    pub index: HashMap<&'a str, u32>,
    /// Stated count.
    pub count: Option<(u32, Span)>,
    /// Citations.
    pub cites: &'a [ast::Text],
    /// Where.
    pub span: Span,
}

/// A member; aliases may come from several lists.
#[derive(Clone, Debug)]
pub struct MemberInfo<'a> {
    /// The declaration that introduced it.
    pub ast: &'a ast::Member,
    /// All its other names.
    pub aliases: Vec<&'a str>,
}

/// A list with its members resolved.
#[derive(Clone, Debug)]
pub struct ListInfo<'a> {
    /// The declaration.
    pub decl: Decl<'a, ast::ListDecl>,
    /// Its enum.
    pub of: EnumId,
    /// Members by index in the enum, in the order written.
    pub members: Vec<(u32, &'a ast::Member)>,
}

/// An input; the built-in 日期 has no syntax.
#[derive(Clone, Copy, Debug)]
pub struct InputInfo<'a> {
    /// Declaring module.
    pub module: ModuleId,
    /// What was written.
    pub ast: Option<&'a ast::InputDecl>,
    /// Where.
    pub span: Span,
}

/// An item, declared or implicit.
#[derive(Clone, Debug)]
pub struct ItemInfo<'a> {
    /// Its name.
    pub name: &'a str,
    /// Module.
    pub module: ModuleId,
    /// Its 项目, if it has one.
    pub decl: Option<Decl<'a, ast::ItemDecl>>,
    /// Where it is declared or first defined.
    pub span: Span,
}

/// Where a rule comes from.
#[derive(Clone, Copy, Debug)]
pub enum RuleSource<'a> {
    /// A clause.
    Clause(Decl<'a, ast::Clause>),
    /// A row of a table.
    Row(TableId, u32, &'a ast::Row),
}

/// A rule with the items on its left; `None` where there is no such item.
#[derive(Clone, Debug)]
pub struct RuleInfo<'a> {
    /// Module.
    pub module: ModuleId,
    /// Source.
    pub source: RuleSource<'a>,
    /// Items of a clause's definitions, in order; empty for a row (see its table).
    pub defs: Vec<Option<ItemId>>,
}

/// A table with the items of its result columns and the range of its rules.
#[derive(Clone, Debug)]
pub struct TableInfo<'a> {
    /// The declaration.
    pub decl: Decl<'a, ast::Table>,
    /// Items of the result columns.
    pub results: Vec<Option<ItemId>>,
    /// First rule; rows follow each other.
    pub first_rule: u32,
}

/// All declarations and scopes.
#[derive(Clone, Debug, Default)]
pub struct Names<'a> {
    /// Modules; 0 is the entry.
    pub modules: Vec<ModuleInfo<'a>>,
    /// Scopes, by module.
    pub scopes: Vec<Scope<'a>>,
    /// Enums.
    pub enums: Vec<EnumInfo<'a>>,
    /// Lists.
    pub lists: Vec<ListInfo<'a>>,
    /// Inputs.
    pub inputs: Vec<InputInfo<'a>>,
    /// Parameters.
    pub params: Vec<Decl<'a, ast::ParamDecl>>,
    /// Items.
    pub items: Vec<ItemInfo<'a>>,
    /// Rules in source order.
    pub rules: Vec<RuleInfo<'a>>,
    /// Tables.
    pub tables: Vec<TableInfo<'a>>,
    /// Schedules.
    pub bands: Vec<Decl<'a, ast::Bands>>,
    /// Accumulators.
    pub accums: Vec<Decl<'a, ast::Accum>>,
    /// Ceilings.
    pub caps: Vec<Decl<'a, ast::Cap>>,
    /// Asserted invariants.
    pub musts: Vec<Decl<'a, ast::Must>>,
    /// Examples.
    pub examples: Vec<Decl<'a, ast::Example>>,
    /// Open questions.
    pub doubts: Vec<Decl<'a, ast::Doubt>>,
    /// Units without anything to compute.
    pub not_computable: Vec<Decl<'a, ast::NotComputable>>,
    /// 日期.
    pub date_input: Option<crate::ir::InputId>,
    /// How many more times a close name may be looked for: the search walks every visible word.
    suggestions: Cell<u32>,
}

/// Searches for a close name: enough for any file that a person wrote, fewer where each takes longer.
fn search_budget(words: usize) -> u32 {
    u32::try_from(200_000 / words.max(1)).unwrap_or(u32::MAX).clamp(10, 200)
}

/// Name of the input that always exists.
pub const DATE: &str = "日期";

/// Resolves modules; the first is the entry.
pub fn resolve(sources: &[Source]) -> (Names<'_>, Vec<Diagnostic>) {
    let mut diags = Vec::new();
    let mut names = decls::collect(sources, &mut diags);
    names.suggestions.set(search_budget(0));
    scope::link_imports(&mut names, &mut diags);
    enums::fill(&mut names, &mut diags);
    scope::fill(&mut names, &mut diags);
    names.suggestions.set(search_budget(names.scopes.iter().map(Scope::len).sum()));
    implicit::define_items(&mut names, &mut diags);
    structure::check(&names, &mut diags);
    (names, diags)
}

impl<'a> Names<'a> {
    /// Takes one search for a close name from the budget.
    pub(crate) fn spend_suggestion(&self) -> bool {
        let left = self.suggestions.get();
        self.suggestions.set(left.saturating_sub(1));
        left > 0
    }

    /// The name of what a target stands for.
    pub fn name_of(&self, target: Target) -> &str {
        let name = match target {
            Target::Module(m) => self.modules.get(m.ix()).map(|m| m.name.as_str()),
            Target::Enum(e) => self.enums.get(e.ix()).map(|e| e.name.as_str()),
            Target::List(l) => self.lists.get(l.ix()).map(|l| l.decl.ast.name.text.as_str()),
            Target::Member(e, m) => self.member(e, m).map(|m| m.ast.name.text.as_str()),
            Target::Input(i) => self.inputs.get(i.ix()).map(|i| i.ast.map_or(DATE, |a| a.name.text.as_str())),
            Target::Param(p) => self.params.get(p.ix()).map(|p| p.ast.name.text.as_str()),
            Target::Item(i) => self.items.get(i.ix()).map(|i| i.name),
            Target::Rule(r) => self.rules.get(r.ix()).map(|r| self.rule_name(r)),
            Target::Table(t) => self.tables.get(t.ix()).map(|t| t.decl.ast.name.text.as_str()),
            Target::Bands(b) => self.bands.get(b.ix()).map(|b| b.ast.name.text.as_str()),
            Target::Accum(a) => self.accums.get(a.ix()).map(|a| a.ast.name.text.as_str()),
            Target::Doubt(d) => self.doubts.get(d.ix()).map(|d| d.ast.name.text.as_str()),
        };
        name.unwrap_or("")
    }

    fn rule_name(&self, rule: &RuleInfo<'a>) -> &str {
        match rule.source {
            RuleSource::Clause(c) => &c.ast.name.text,
            RuleSource::Row(t, ..) => self.name_of(Target::Table(t)),
        }
    }

    /// A member of an enum.
    pub fn member(&self, e: EnumId, m: u32) -> Option<&MemberInfo<'a>> {
        self.enums.get(e.ix())?.members.get(m as usize)
    }

    /// Where a target is declared.
    pub fn span_of(&self, target: Target) -> Option<Span> {
        match target {
            Target::Module(m) => self.modules.get(m.ix()).map(|m| m.span),
            Target::Enum(e) => self.enums.get(e.ix()).map(|e| e.span),
            Target::List(l) => self.lists.get(l.ix()).map(|l| l.decl.ast.name.span),
            Target::Member(e, m) => self.member(e, m).map(|m| m.ast.name.span),
            Target::Input(i) => self.inputs.get(i.ix()).map(|i| i.span),
            Target::Param(p) => self.params.get(p.ix()).map(|p| p.ast.name.span),
            Target::Item(i) => self.items.get(i.ix()).map(|i| i.span),
            Target::Rule(r) => self.rules.get(r.ix()).map(|r| match r.source {
                RuleSource::Clause(c) => c.ast.name.span,
                RuleSource::Row(_, _, row) => row.span,
            }),
            Target::Table(t) => self.tables.get(t.ix()).map(|t| t.decl.ast.name.span),
            Target::Bands(b) => self.bands.get(b.ix()).map(|b| b.ast.name.span),
            Target::Accum(a) => self.accums.get(a.ix()).map(|a| a.ast.name.span),
            Target::Doubt(d) => self.doubts.get(d.ix()).map(|d| d.ast.name.span),
        }
    }
}

/// The next id of a vector of declarations.
pub(crate) fn next_id<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
