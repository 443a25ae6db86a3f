//! Which column holds which fact.
//!
//! In: the columns of a table, the names of a module and what a mapping file says. Out: a [`Mapping`] — the columns
//! to read, the engine's layout, what is ignored and which facts are absent — or what stands in the way. Nothing is
//! guessed: a column that could be two facts, or a fact in two columns, is refused until a mapping file decides.

mod errors;
pub mod file;

use super::national::{self, Role};
use super::rows::{Layout, Null};
use crate::base::diagnostic::Diagnostic;
use crate::base::width::half_width;
use crate::data::{ColumnInfo, Kind};
use crate::eval::case::names::{Found, Names};
use crate::ir::value::Value;
use crate::ir::{InputId, ModuleId, Program, Target, Ty};
use file::MapFile;
use std::collections::BTreeMap;

/// What may be wrong with a mapping.
pub type Fault = Box<Diagnostic>;

/// What the mapping depends on.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// The policy.
    pub program: &'a Program,
    /// The module whose names are used.
    pub module: ModuleId,
    /// Words that stand for something else in the topic chosen.
    pub renames: &'a [(String, Target)],
    /// Facts set by the topic, for all rows that do not say otherwise.
    pub presets: &'a [(Target, Value)],
    /// Facts that the answers may depend on.
    pub inputs: &'a [InputId],
    /// Column of the person, when it is named on the command line.
    pub person: Option<&'a str>,
    /// Column of the id, when it is named on the command line.
    pub id: Option<&'a str>,
    /// Binary fractions may be read, rounded.
    pub round_floats: bool,
}

/// A column that is read as a fact.
#[derive(Clone, Debug)]
pub struct Mapped {
    /// Its place among the columns read.
    pub at: usize,
    /// Its name.
    pub column: String,
    /// The fact.
    pub input: InputId,
    /// Words of the column that stand for others.
    pub words: BTreeMap<String, String>,
    /// It holds binary fractions, to be rounded.
    pub float: bool,
}

/// Which columns are read, and as what.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// Places in the table of the columns to read.
    pub read: Vec<usize>,
    /// Columns read as facts, in the order of the layout's columns.
    pub facts: Vec<Mapped>,
    /// Place of the person among the columns read.
    pub person: Option<usize>,
    /// Place of the id among the columns read.
    pub id: Option<usize>,
    /// Where the engine finds facts.
    pub layout: Layout,
    /// The same for all rows.
    pub fixed: Vec<(InputId, Option<Value>)>,
    /// Columns that are a known name of something not needed.
    pub unneeded: Vec<String>,
    /// Columns that are not known.
    pub ignored: Vec<String>,
    /// Facts that no column gives and that have no value of their own.
    pub absent: Vec<InputId>,
    /// Facts that no column gives and that have a value of their own.
    pub defaulted: Vec<InputId>,
}

impl Mapping {
    /// Reads these columns, which hold all of its own, instead of its own alone: for two mappings of one table.
    pub fn read_also(&mut self, columns: &[usize]) {
        let place = |at: usize| self.read.get(at).and_then(|c| columns.iter().position(|o| o == c)).unwrap_or(at);
        let facts = self.facts.iter().map(|m| place(m.at)).collect::<Vec<_>>();
        (self.person, self.id) = (self.person.map(place), self.id.map(place));
        self.facts.iter_mut().zip(facts).for_each(|(m, at)| m.at = at);
        self.read = columns.to_vec();
    }

    /// The place among `facts` of a fact.
    pub fn fact(&self, input: InputId) -> Option<usize> {
        self.facts.iter().position(|m| m.input == input)
    }
}

/// Maps columns to facts.
pub fn map(wanted: &Wanted<'_>, columns: &[ColumnInfo], file: &MapFile) -> Result<Mapping, Fault> {
    let names = Names::new(wanted.program, wanted.module);
    let mut maker = Maker { wanted, names: &names, columns, file, taken: BTreeMap::new(), roles: BTreeMap::new() };
    maker.check_file()?;
    maker.roles()?;
    let (mut unneeded, mut ignored) = (Vec::new(), Vec::new());
    for (place, column) in columns.iter().enumerate().filter(|(_, c)| !c.name.is_empty()) {
        if maker.roles.values().any(|p| *p == place) {
            continue;
        }
        match maker.fact_of(column)? {
            Some(input) if wanted.inputs.contains(&input) => maker.take(input, place)?,
            Some(_) => unneeded.push(column.name.clone()),
            None => ignored.push(column.name.clone()),
        }
    }
    if maker.taken.is_empty() {
        return Err(errors::nothing_matches(columns, &maker.some_names()));
    }
    maker.finish(unneeded, ignored)
}

struct Maker<'a> {
    wanted: &'a Wanted<'a>,
    names: &'a Names<'a>,
    columns: &'a [ColumnInfo],
    file: &'a MapFile,
    /// Place of each fact's column.
    taken: BTreeMap<InputId, usize>,
    roles: BTreeMap<Role, usize>,
}

impl Maker<'_> {
    fn place(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }

    /// Columns that a mapping file names are there.
    fn check_file(&self) -> Result<(), Fault> {
        let named = self.file.columns.keys().chain(&self.file.ignore);
        match named.into_iter().find(|name| self.place(name).is_none()) {
            Some(name) => Err(errors::no_such_column(name, self.columns)),
            None => Ok(()),
        }
    }

    fn roles(&mut self) -> Result<(), Fault> {
        for (role, given) in [(Role::Person, self.wanted.person), (Role::Id, self.wanted.id)] {
            let place = match given {
                Some(name) => Some(self.place(name).ok_or_else(|| errors::no_such_column(name, self.columns))?),
                None => self.role_in_file(role).or_else(|| self.usual_role(role)),
            };
            if let Some(place) = place {
                self.roles.insert(role, place);
            }
        }
        Ok(())
    }

    fn role_in_file(&self, role: Role) -> Option<usize> {
        self.file.columns.iter().find(|(_, what)| *what == role.name()).and_then(|(column, _)| self.place(column))
    }

    /// A column of a usual name that is not the name of a fact.
    fn usual_role(&self, role: Role) -> Option<usize> {
        let free = |place: &usize| {
            let name = self.columns.get(*place).map_or("", |c| c.name.as_str());
            let fact = matches!(self.fact_named(name), Found::One(Target::Input(i)) if self.wanted.inputs.contains(&i));
            !fact && !self.file.columns.contains_key(name) && !self.file.ignore.iter().any(|i| i == name)
        };
        let usual = role.columns().iter();
        usual.filter_map(|u| self.columns.iter().position(|c| c.name.eq_ignore_ascii_case(u))).find(free)
    }

    fn fact_named(&self, word: &str) -> Found {
        let input = |t: Target| matches!(t, Target::Input(_));
        let renamed = self.wanted.renames.iter().find(|(w, t)| w == word && input(*t));
        renamed.map_or_else(|| self.names.find(word, input), |(_, t)| Found::One(*t))
    }

    /// The fact that a column holds: as the mapping file says, or by its name, or as the platform calls it.
    fn fact_of(&self, column: &ColumnInfo) -> Result<Option<InputId>, Fault> {
        if self.file.ignore.contains(&column.name) {
            return Ok(None);
        }
        if let Some(word) = self.file.columns.get(&column.name) {
            return match self.fact_named(word) {
                Found::One(Target::Input(i)) => Ok(Some(i)),
                found => Err(errors::no_such_fact(&column.name, word, &found, &self.some_names())),
            };
        }
        let spellings = [column.name.clone(), half_width(&column.name)];
        let usual = national::facts(&column.name).iter().map(|n| (*n).to_owned());
        for word in spellings.into_iter().chain(usual) {
            match self.fact_named(&word) {
                Found::One(Target::Input(i)) => return Ok(Some(i)),
                Found::Many(many) if many.iter().any(|t| self.needs(*t)) => {
                    return Err(errors::ambiguous(&column.name, &self.modules_of(&many)));
                }
                _ => {}
            }
        }
        Ok(None)
    }

    fn needs(&self, target: Target) -> bool {
        matches!(target, Target::Input(i) if self.wanted.inputs.contains(&i))
    }

    fn modules_of(&self, many: &[Target]) -> Vec<String> {
        let program = self.wanted.program;
        let module = |t: &Target| match t {
            Target::Input(i) => Some(program.modules.get(program.inputs.get(i.ix())?.module.ix())?.name.clone()),
            _ => None,
        };
        many.iter().filter_map(module).collect()
    }

    /// Two columns for one fact are refused.
    fn take(&mut self, input: InputId, place: usize) -> Result<(), Fault> {
        let program = self.wanted.program;
        let Some(fact) = program.inputs.get(input.ix()) else { return Ok(()) };
        let name = |p: usize| self.columns.get(p).map_or("", |c| c.name.as_str());
        if let Some(first) = self.taken.get(&input) {
            return Err(errors::two_columns(&fact.name, name(*first), name(place)));
        }
        let kind = self.columns.get(place).map_or(Kind::Other, |c| c.kind);
        let numeric = matches!(fact.ty, Ty::Amount | Ty::Ratio | Ty::Decimal | Ty::Int(_));
        match kind {
            Kind::Other => return Err(errors::no_use(name(place), &fact.name)),
            Kind::Float if !(numeric && self.wanted.round_floats) => {
                return Err(errors::float(name(place), &fact.name));
            }
            _ => {}
        }
        self.taken.insert(input, place);
        Ok(())
    }

    /// Names of facts that the answers need.
    fn some_names(&self) -> Vec<String> {
        let named = |i: &InputId| self.wanted.program.inputs.get(i.ix()).map(|i| i.name.clone());
        self.wanted.inputs.iter().filter_map(named).collect()
    }

    fn finish(self, unneeded: Vec<String>, ignored: Vec<String>) -> Result<Mapping, Fault> {
        let program = self.wanted.program;
        let mut read: Vec<usize> = self.taken.values().chain(self.roles.values()).copied().collect();
        read.sort_unstable();
        read.dedup();
        let at = |place: usize| read.iter().position(|r| *r == place).unwrap_or(0);
        let mut layout = Layout::new(program);
        let mut facts: Vec<Mapped> = self.taken.iter().map(|(i, p)| self.mapped(*i, *p, at(*p))).collect();
        facts.sort_by_key(|m| m.at);
        for fact in &facts {
            let null = if self.file.default_when_empty.contains(&fact.column) { Null::Default } else { Null::Unknown };
            layout.add_column(program, fact.input, null);
        }
        let fixed = self.fixed()?;
        fixed.iter().for_each(|(input, value)| layout.set_constant(*input, value.clone()));
        let given = |i: &&InputId| !self.taken.contains_key(i) && !fixed.iter().any(|(f, _)| f == *i);
        let (defaulted, absent) = self.wanted.inputs.iter().filter(given).partition(|i| {
            program.inputs.get(i.ix()).is_some_and(|i| i.default.is_some()) || program.date_input == Some(**i)
        });
        let role = |r: Role| self.roles.get(&r).map(|p| at(*p));
        let (person, id) = (role(Role::Person), role(Role::Id));
        Ok(Mapping { person, id, read, facts, layout, fixed, unneeded, ignored, absent, defaulted })
    }

    fn mapped(&self, input: InputId, place: usize, at: usize) -> Mapped {
        let column = self.columns.get(place).map(|c| c.name.clone()).unwrap_or_default();
        let float = self.columns.get(place).is_some_and(|c| c.kind == Kind::Float);
        let fact = self.wanted.program.inputs.get(input.ix()).map_or("", |i| i.name.as_str());
        let words = self.file.words.get(&column).or_else(|| self.file.words.get(fact)).cloned().unwrap_or_default();
        Mapped { at, column, input, words, float }
    }

    /// Facts that are the same for all rows: of the mapping file, then of the topic.
    fn fixed(&self) -> Result<Vec<(InputId, Option<Value>)>, Fault> {
        let mut out: Vec<(InputId, Option<Value>)> = Vec::new();
        for (word, json) in &self.file.fixed {
            let found = self.fact_named(word);
            let Found::One(Target::Input(input)) = found else {
                return Err(errors::no_such_fact("固定", word, &found, &self.some_names()));
            };
            if self.taken.contains_key(&input) {
                return Err(errors::fixed_and_column(word));
            }
            let Some(fact) = self.wanted.program.inputs.get(input.ix()) else { continue };
            let value = crate::eval::case::read_fact(self.wanted.program, fact, json)?;
            out.push((input, value));
        }
        for (target, value) in self.wanted.presets {
            if let Target::Input(i) = target
                && !self.taken.contains_key(i)
                && !out.iter().any(|(f, _)| f == i)
            {
                out.push((*i, Some(value.clone())));
            }
        }
        Ok(out)
    }
}
