//! What a word may stand for in a module: its own names, then those of the modules it imports directly.

use super::{InputInfo, Names, errors};
use crate::base::diagnostic::Diagnostic;
use crate::ir::{AccumId, BandsId, DoubtId, InputId, ItemId, ListId, ModuleId, ParamId, RuleId, TableId, Target};
use crate::syntax::ast::{self, Ident, ItemKind, QName};
use std::collections::HashMap;

/// The own names of a module.
#[derive(Clone, Debug, Default)]
pub struct Scope<'a> {
    words: HashMap<&'a str, Vec<Target>>,
    /// Words in the order in which they were added.
    order: Vec<&'a str>,
}

/// The kinds of thing that a place in the text can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An enum.
    Enum,
    /// A list.
    List,
    /// A member of some enum.
    Member,
    /// Input, parameter, item or accumulator.
    Value,
    /// A clause or table.
    Rules,
    /// A schedule.
    Bands,
    /// An open question.
    Doubt,
}

/// The outcome of a look-up.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// Nothing of that kind.
    None,
    /// One thing.
    One(Target),
    /// Several imported modules offer the word.
    Many(Vec<(ModuleId, Target)>),
}

impl Kind {
    /// The kind of a target; modules have none.
    pub fn of(target: Target) -> Option<Kind> {
        match target {
            Target::Module(_) => None,
            Target::Enum(_) => Some(Kind::Enum),
            Target::List(_) => Some(Kind::List),
            Target::Member(..) => Some(Kind::Member),
            Target::Input(_) | Target::Param(_) | Target::Item(_) | Target::Accum(_) => Some(Kind::Value),
            Target::Rule(_) | Target::Table(_) => Some(Kind::Rules),
            Target::Bands(_) => Some(Kind::Bands),
            Target::Doubt(_) => Some(Kind::Doubt),
        }
    }

    /// How messages call it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Enum => "枚举",
            Kind::List => "清单",
            Kind::Member => "枚举成员",
            Kind::Value => "输入、参数、项目或累计",
            Kind::Rules => "条款或表",
            Kind::Bands => "分段表",
            Kind::Doubt => "存疑",
        }
    }
}

impl<'a> Scope<'a> {
    /// Adds a meaning of a word, once.
    pub(super) fn add(&mut self, word: &'a str, target: Target) {
        let targets = self.words.entry(word).or_default();
        if targets.is_empty() {
            self.order.push(word);
        }
        if !targets.contains(&target) {
            targets.push(target);
        }
    }

    /// Meanings of a word of a kind.
    pub fn get(&self, word: &str, kind: Kind) -> impl Iterator<Item = Target> {
        let targets = self.words.get(word).map_or(&[][..], Vec::as_slice);
        targets.iter().copied().filter(move |&t| Kind::of(t) == Some(kind))
    }

    /// Every meaning of a word.
    pub fn iter_word(&self, word: &str) -> impl Iterator<Item = Target> {
        self.words.get(word).into_iter().flatten().copied()
    }

    /// Words with their meanings, in source order.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, Target)> {
        self.order.iter().flat_map(|&w| self.words.get(w).into_iter().flatten().map(move |&t| (w, t)))
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is no word at all.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Whether the word has any meaning here.
    pub fn has(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }
}

/// Finds the modules that 引用 and 继承 name.
pub(super) fn link_imports(names: &mut Names<'_>, diags: &mut Vec<Diagnostic>) {
    for at in 0..names.modules.len() {
        let Some(source) = names.modules.get(at).map(|m| m.source) else { continue };
        let (mut imports, mut inherits) = (Vec::new(), Vec::new());
        for (name, inherit) in wanted(&source.ast) {
            let Some(module) = module_by_name(names, name) else {
                diags.push(errors::unknown_module(name, names));
                continue;
            };
            if module.ix() != at && !imports.iter().any(|(m, _)| *m == module) {
                imports.push((module, joined(name)));
            }
            if inherit {
                inherits.push(module);
            }
        }
        if let Some(module) = names.modules.get_mut(at) {
            (module.imports, module.inherits) = (imports, inherits);
        }
    }
}

/// Names after 引用 (false) and 继承 (true).
fn wanted(file: &ast::File) -> Vec<(&QName, bool)> {
    let mut out = Vec::new();
    for item in &file.items {
        match &item.kind {
            ItemKind::Import(name) => out.push((name, false)),
            ItemKind::Policy(policy) => out.extend(policy.inherits.iter().map(|name| (name, true))),
            _ => {}
        }
    }
    out
}

/// All names after 引用 and 继承, as one word each: what the driver has to load.
pub fn imports_of(file: &ast::File) -> Vec<String> {
    wanted(file).into_iter().map(|(name, _)| joined(name)).collect()
}

pub(super) fn joined(name: &QName) -> String {
    let parts: Vec<&str> = name.parts.iter().map(|p| p.text.as_str()).collect();
    parts.join(".")
}

fn module_by_name(names: &Names<'_>, name: &QName) -> Option<ModuleId> {
    let word = joined(name);
    let at = names.modules.iter().position(|m| match &m.source.stdlib {
        Some(std) => *std == word,
        None => m.name == word,
    });
    at.and_then(|at| u32::try_from(at).ok()).map(ModuleId)
}

/// Fills the scopes with everything declared (items that only clauses define come later).
pub(super) fn fill<'a>(names: &mut Names<'a>, diags: &mut Vec<Diagnostic>) {
    let mut scopes: Vec<Scope<'a>> = names.modules.iter().map(|_| Scope::default()).collect();
    let mut entries = Vec::new();
    enum_entries(names, &mut entries);
    value_entries(names, &mut entries);
    other_entries(names, &mut entries);
    for (module, word, target) in entries {
        let Some(scope) = scopes.get_mut(module.ix()) else { continue };
        let kind = Kind::of(target);
        let clash = kind.filter(|&k| k != Kind::Member).and_then(|k| rival(scope, &word.text, k, target));
        if let Some(first) = clash {
            diags.push(errors::duplicate(word, names.span_of(first), names.name_of(first)));
        }
        scope.add(&word.text, target);
    }
    names.scopes = scopes;
}

/// Something of the same standing that already has the word. Values and doubts share one space: both stand in 设.
fn rival(scope: &Scope<'_>, word: &str, kind: Kind, target: Target) -> Option<Target> {
    let mut found = scope.get(word, kind);
    let mut other = scope.get(word, if kind == Kind::Value { Kind::Doubt } else { kind });
    found.find(|&t| t != target).or_else(|| other.find(|&t| t != target))
}

type Entry<'a> = (ModuleId, &'a Ident, Target);

fn enum_entries<'a>(names: &Names<'a>, out: &mut Vec<Entry<'a>>) {
    for (module, item) in items(names) {
        match &item.kind {
            ItemKind::Enum(e) => {
                if let Some(id) = find(&names.enums, |known| known.span == e.name.span) {
                    out.push((module, &e.name, Target::Enum(crate::ir::EnumId(id))));
                    member_entries(names, module, crate::ir::EnumId(id), &e.members, out);
                }
            }
            ItemKind::List(l) => {
                if let Some(id) = find(&names.lists, |known| std::ptr::eq(known.decl.ast, l)) {
                    out.push((module, &l.name, Target::List(ListId(id))));
                    let of = names.lists.get(id as usize).map(|l| l.of);
                    let Some(of) = of else { continue };
                    if l.of.is_none() {
                        out.push((module, &l.name, Target::Enum(of)));
                    }
                    member_entries(names, module, of, &l.members, out);
                }
            }
            _ => {}
        }
    }
}

fn member_entries<'a>(
    names: &Names<'a>,
    module: ModuleId,
    of: crate::ir::EnumId,
    members: &'a [ast::Member],
    out: &mut Vec<Entry<'a>>,
) {
    let Some(info) = names.enums.get(of.ix()) else { return };
    for word in members.iter().flat_map(|m| std::iter::once(&m.name).chain(&m.aliases)) {
        if let Some(&at) = info.index.get(word.text.as_str()) {
            out.push((module, word, Target::Member(of, at)));
        }
    }
}

fn find<T>(items: &[T], test: impl Fn(&T) -> bool) -> Option<u32> {
    items.iter().position(test).and_then(|at| u32::try_from(at).ok())
}

fn items<'a>(names: &Names<'a>) -> impl Iterator<Item = (ModuleId, &'a ast::Item)> {
    let ids = (0_u32..).map(ModuleId);
    ids.zip(&names.modules).flat_map(|(id, m)| m.source.ast.items.iter().map(move |item| (id, item)))
}

fn value_entries<'a>(names: &Names<'a>, out: &mut Vec<Entry<'a>>) {
    let mut by_name: HashMap<&str, u32> = HashMap::new();
    for (id, input) in (0_u32..).zip(&names.inputs) {
        if let Some(decl) = input.ast {
            by_name.entry(&decl.name.text).or_insert(id);
        }
    }
    for (module, item) in items(names) {
        let ItemKind::Input(decl) = &item.kind else { continue };
        let own = find(&names.inputs, |i: &InputInfo<'_>| i.ast.is_some_and(|a| std::ptr::eq(a, decl)));
        let Some(id) = own.or_else(|| by_name.get(decl.name.text.as_str()).copied()) else { continue };
        all_words(module, &decl.name, &decl.aliases, Target::Input(InputId(id)), out);
    }
    for (id, p) in (0_u32..).zip(&names.params) {
        all_words(p.module, &p.ast.name, &p.ast.aliases, Target::Param(ParamId(id)), out);
    }
    for (id, item) in (0_u32..).zip(&names.items) {
        if let Some(d) = item.decl {
            all_words(item.module, &d.ast.name, &d.ast.aliases, Target::Item(ItemId(id)), out);
        }
    }
    for (id, a) in (0_u32..).zip(&names.accums) {
        all_words(a.module, &a.ast.name, &a.ast.aliases, Target::Accum(AccumId(id)), out);
    }
}

fn all_words<'a>(module: ModuleId, name: &'a Ident, aliases: &'a [Ident], target: Target, out: &mut Vec<Entry<'a>>) {
    out.extend(std::iter::once(name).chain(aliases).map(|word| (module, word, target)));
}

fn other_entries<'a>(names: &Names<'a>, out: &mut Vec<Entry<'a>>) {
    for (id, rule) in (0_u32..).zip(&names.rules) {
        if let super::RuleSource::Clause(c) = rule.source {
            out.push((c.module, &c.ast.name, Target::Rule(RuleId(id))));
        }
    }
    for (id, t) in (0_u32..).zip(&names.tables) {
        out.push((t.decl.module, &t.decl.ast.name, Target::Table(TableId(id))));
    }
    for (id, b) in (0_u32..).zip(&names.bands) {
        out.push((b.module, &b.ast.name, Target::Bands(BandsId(id))));
    }
    for (id, d) in (0_u32..).zip(&names.doubts) {
        let target = Target::Doubt(DoubtId(id));
        out.push((d.module, &d.ast.name, target));
        out.extend(d.ast.code.iter().map(|code| (d.module, code, target)));
    }
}

impl<'a> Names<'a> {
    /// What a name of a kind stands for in a module.
    pub fn lookup(&self, module: ModuleId, name: &QName, kind: Kind) -> Found {
        let Some((word, qualifier)) = name.parts.split_last() else { return Found::None };
        if qualifier.is_empty() {
            return self.lookup_word(module, &word.text, kind);
        }
        let Some(of) = self.qualified(module, qualifier) else { return Found::None };
        self.own(of, &word.text, kind)
    }

    fn own(&self, module: ModuleId, word: &str, kind: Kind) -> Found {
        let found = self.scopes.get(module.ix()).map(|s| s.get(word, kind).map(|t| (module, t)).collect());
        choose(found.unwrap_or_default())
    }

    /// What an unqualified word stands for: own names first, then those of direct imports, then 日期.
    pub fn lookup_word(&self, module: ModuleId, word: &str, kind: Kind) -> Found {
        match self.own(module, word, kind) {
            Found::None => {}
            found => return found,
        }
        let Some(info) = self.modules.get(module.ix()) else { return Found::None };
        let mut found: Vec<(ModuleId, Target)> = Vec::new();
        for &(import, _) in &info.imports {
            let targets = self.scopes.get(import.ix()).into_iter().flat_map(|s| s.get(word, kind));
            for target in targets {
                if !found.iter().any(|(_, known)| *known == target) {
                    found.push((import, target));
                }
            }
        }
        if found.is_empty() && word == super::DATE && kind == Kind::Value {
            return self.date_input.map_or(Found::None, |d| Found::One(Target::Input(d)));
        }
        choose(found)
    }

    /// The module that a qualifier names: an import by its full name or last word, or the module itself.
    pub fn qualified(&self, module: ModuleId, qualifier: &[Ident]) -> Option<ModuleId> {
        let parts: Vec<&str> = qualifier.iter().map(|p| p.text.as_str()).collect();
        let word = parts.join(".");
        let info = self.modules.get(module.ix())?;
        if info.name == word {
            return Some(module);
        }
        let matches = |name: &str| name == word || name.rsplit('.').next() == Some(word.as_str());
        info.imports.iter().find(|(_, name)| matches(name)).map(|(m, _)| *m)
    }

    /// Any one meaning of a word in a module.
    pub fn meaning(&self, module: ModuleId, word: &str) -> Option<Target> {
        let first = |m: ModuleId| self.scopes.get(m.ix()).and_then(|s| s.iter_word(word).next());
        let imports = self.modules.get(module.ix()).map_or(&[][..], |m| &m.imports);
        first(module).or_else(|| imports.iter().find_map(|(m, _)| first(*m)))
    }

    /// Whether a word means anything at all in a module.
    pub fn knows(&self, module: ModuleId, word: &str) -> bool {
        word == super::DATE || self.meaning(module, word).is_some()
    }

    /// Whether a piece that failed to parse, here or in an imported module, was to declare the word: its error stands
    /// for all that follows from it.
    pub fn is_broken(&self, module: ModuleId, name: &QName) -> bool {
        let Some(word) = name.parts.last() else { return false };
        let Some(info) = self.modules.get(module.ix()) else { return false };
        let quoted = |b: &String| b.trim_matches(['「', '」', '“', '”', '"']) == word.text;
        let broken = |m: ModuleId| self.modules.get(m.ix()).is_some_and(|m| m.source.ast.broken.iter().any(quoted));
        broken(module) || info.imports.iter().any(|(m, _)| broken(*m))
    }

    /// Every word visible in a module with its meanings, own names first.
    pub fn visible(&self, module: ModuleId) -> impl Iterator<Item = (&'a str, Target)> {
        let own = self.scopes.get(module.ix()).into_iter().flat_map(Scope::iter);
        let imports = self.modules.get(module.ix()).map_or(&[][..], |m| &m.imports);
        own.chain(imports.iter().filter_map(|(m, _)| self.scopes.get(m.ix())).flat_map(Scope::iter))
    }

    /// Adds an item that only clauses define.
    pub(super) fn add_own(&mut self, module: ModuleId, word: &'a str, target: Target) {
        if let Some(scope) = self.scopes.get_mut(module.ix()) {
            scope.add(word, target);
        }
    }
}

fn choose(found: Vec<(ModuleId, Target)>) -> Found {
    match found.as_slice() {
        [] => Found::None,
        [(_, one)] => Found::One(*one),
        _ => Found::Many(found),
    }
}
