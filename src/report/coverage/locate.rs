//! Where a policy says which unit of the document it encodes.

use super::text::{bare, folded};
use super::units::{PARAGRAPH, Unit};
use crate::eval::narrate::formula;
use crate::ir::{ExprId, Program, Rule};

/// A citation and what holds it.
#[derive(Clone, Debug)]
pub struct Place {
    /// The citation as written.
    pub cite: String,
    /// What holds it: `条款「住院报销」`.
    pub holder: String,
    /// Why there is nothing to compute, when that is what it says.
    pub reason: Option<String>,
    numbers: Vec<u32>,
    /// What the citation names in words, from the whole to the part.
    parts: Vec<Part>,
    /// What the holder is called and speaks of.
    spoken: Vec<String>,
}

/// `高血压`, `材料3`: words, and the place in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    words: String,
    ordinal: Option<u32>,
}

/// How closely a citation speaks of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Of another.
    None,
    /// Of the whole that it belongs to, naming no part.
    Whole,
    /// Of the unit itself, or of a part of it.
    Itself,
}

impl Place {
    fn new(cite: &str, holder: String, spoken: &[String]) -> Place {
        let numbers = numbers(cite);
        let parts = parts(cite, !numbers.is_empty());
        Place { cite: cite.to_owned(), holder, reason: None, numbers, parts, spoken: spoken.to_vec() }
    }

    /// Whether it names a unit by number.
    pub fn is_numbered(&self) -> bool {
        !self.numbers.is_empty()
    }

    /// How closely it speaks of the unit.
    pub fn reach(&self, unit: &Unit) -> Reach {
        if unit.is_worded() { self.reach_worded(unit) } else { self.reach_numbered(unit) }
    }

    fn reach_numbered(&self, unit: &Unit) -> Reach {
        if self.numbers.is_empty() {
            let title = bare(&unit.title);
            let named = self.parts.first().is_some_and(|p| p.ordinal.is_none() && fits(&p.words, &title));
            return if named { Reach::Itself } else { Reach::None };
        }
        if self.numbers.starts_with(&unit.numbers) {
            Reach::Itself
        } else if unit.numbers.starts_with(&self.numbers) {
            Reach::Whole
        } else {
            Reach::None
        }
    }

    /// A row or entry: the citation is of its section and names it, or the holder speaks of it.
    fn reach_worded(&self, unit: &Unit) -> Reach {
        let Some(rest) = self.within(unit) else { return Reach::None };
        match rest.first() {
            Some(part) if part.names(unit) => Reach::Itself,
            // It names another row, or a column.
            Some(_) => Reach::None,
            None if self.speaks_of(unit) => Reach::Itself,
            None => Reach::Whole,
        }
    }

    /// The parts left when those that name the section are taken off; nothing when it is of another section.
    fn within<'p>(&'p self, unit: &Unit) -> Option<&'p [Part]> {
        if !self.numbers.is_empty() {
            let near = unit.section.starts_with(&self.numbers) || self.numbers.starts_with(&unit.section);
            return (near && !unit.section.is_empty()).then_some(&self.parts);
        }
        let above = |p: &Part| p.ordinal.is_none() && unit.above.iter().any(|a| fits(&p.words, &bare(a)));
        let sections = self.parts.iter().take_while(|p| above(p)).count();
        let rest = self.parts.get(sections..).unwrap_or(&[]);
        let at_once = self.parts.len() == 1 && rest.first().is_some_and(|p| p.ordinal.is_some() || p.names(unit));
        (sections > 0 || at_once).then_some(rest)
    }

    /// Whether the holder's own name or words are those of the row. What the headings above say too singles no row out.
    fn speaks_of(&self, unit: &Unit) -> bool {
        let labels = unit.labels();
        let above: Vec<String> = unit.above.iter().map(|a| bare(a)).collect();
        let near = |said: &str, label: &str| {
            let most = said.chars().count() * 2 >= label.chars().count();
            said.contains(label) || (most && label.contains(said) && !above.iter().any(|a| a.contains(said)))
        };
        let mut said = self.spoken.iter().filter(|s| s.chars().count() >= 2);
        said.any(|s| labels.iter().any(|l| near(s, l)))
    }
}

impl Part {
    fn names(&self, unit: &Unit) -> bool {
        match self.ordinal {
            // A table printed one cell to a line has no rows to count.
            Some(n) => {
                let over = unit.above.last().is_some_and(|a| bare(a).contains(&self.words));
                (unit.ordinal == n || unit.ordinal == 0) && (self.words.is_empty() || over)
            }
            None => {
                let within = |cell: &String| self.words.chars().count() >= 2 && bare(cell).contains(&self.words);
                unit.cells.iter().any(within) || unit.labels().iter().any(|l| self.words.contains(l.as_str()))
            }
        }
    }
}

/// Either within the other, by two characters or more.
fn fits(a: &str, b: &str) -> bool {
    let within = |part: &str, whole: &str| part.chars().count() >= 2 && whole.contains(part);
    within(a, b) || within(b, a)
}

/// Every citation of the policy.
pub fn places(program: &Program) -> Vec<Place> {
    let mut out = Vec::new();
    let mut add = |cites: &[String], kind: &str, name: &str, spoken: Vec<String>| {
        let holder = if name.is_empty() { kind.to_owned() } else { format!("{kind}「{name}」") };
        let spoken: Vec<String> = std::iter::once(folded(name)).chain(spoken).map(|s| bare(&s)).collect();
        out.extend(cites.iter().flat_map(|c| spread(c)).map(|c| Place::new(&c, holder.clone(), &spoken)));
    };
    // What the standard library cites is another document.
    let own = |m: crate::ir::ModuleId| program.modules.get(m.ix()).is_some_and(|m| !m.stdlib);
    for r in program.rules.iter().filter(|r| own(r.module)) {
        add(&r.cites, if r.row.is_some() { "表" } else { "条款" }, &r.name, of_rule(program, r));
    }
    program.tables.iter().for_each(|t| add(&t.cites, "表", &t.name, Vec::new()));
    program.bands.iter().for_each(|t| add(&t.cites, "分段表", &t.name, vec![t.subject.clone()]));
    program.params.iter().for_each(|p| add(&p.cites, "参数", &p.name, Vec::new()));
    program.items.iter().for_each(|i| add(&i.cites, "项目", &i.name, Vec::new()));
    program
        .accums
        .iter()
        .for_each(|a| add(&a.cites, "累计", &a.name, a.guard.map(|g| formula(program, g)).into_iter().collect()));
    program
        .caps
        .iter()
        .for_each(|c| add(&c.cites, "封顶", "", c.guard.map(|g| formula(program, g)).into_iter().collect()));
    program.musts.iter().filter(|m| own(m.module)).for_each(|m| add(&m.cites, "必须", &m.name, Vec::new()));
    program.doubts.iter().for_each(|d| add(&d.cites, "存疑", &d.name, Vec::new()));
    let said = |m: &crate::ir::Member| {
        std::iter::once(&m.name).chain(&m.aliases).chain(&m.code).chain(&m.group).cloned().collect::<Vec<_>>()
    };
    // A word of the vocabulary encodes no row: what a list or a rule makes of it does.
    program.enums.iter().for_each(|e| add(&e.cites, "枚举", &e.name, Vec::new()));
    for l in &program.lists {
        let members = program.enums.get(l.of.ix()).map(|e| e.members.as_slice()).unwrap_or_default();
        let of = |m: &crate::ir::ListMember| {
            let own = m.code.iter().chain(&m.group).cloned().collect::<Vec<_>>();
            members.get(m.member as usize).map(said).into_iter().flatten().chain(own).collect::<Vec<_>>()
        };
        add(&l.cites, "清单", &l.name, l.members.iter().flat_map(of).collect());
    }
    for n in &program.not_computable {
        let said = n.cites.iter().flat_map(|c| spread(c));
        let place = |c: String| Place { reason: Some(n.reason.clone()), ..Place::new(&c, String::new(), &[]) };
        out.extend(said.map(place));
    }
    out
}

/// What a rule says, with the other names of the members that it speaks of.
fn of_rule(program: &Program, rule: &Rule) -> Vec<String> {
    let defs = rule.defs.iter().map(|(_, e)| *e);
    let said: Vec<String> = rule.guard.into_iter().chain(defs).map(|e: ExprId| formula(program, e)).collect();
    let members = program.enums.iter().flat_map(|e| &e.members);
    let spoken = members.filter(|m| said.iter().any(|s| s.contains(&m.name)));
    let names = |m: &crate::ir::Member| {
        m.aliases.iter().chain(&m.code).chain(&m.group).chain([&m.name]).cloned().collect::<Vec<_>>()
    };
    let others: Vec<String> = spoken.flat_map(names).collect();
    said.into_iter().chain(others).collect()
}

/// `二十二问至二十四问` names three questions; anything else itself.
fn spread(cite: &str) -> Vec<String> {
    let Some((from, to)) = cite.split_once('至') else { return vec![cite.to_owned()] };
    let (first, last) = (numbers(from), numbers(to));
    match (first.split_last(), last.last()) {
        (Some((low, chapter)), Some(high)) if low < high && high - low < 60 && !from.contains('表') => {
            let head: String = if chapter.is_empty() {
                String::new()
            } else {
                from.split('章').take(1).map(|c| format!("{c}章")).collect()
            };
            let tail = if from.contains('条') { "条" } else { "问" };
            (*low..=*high).map(|n| format!("{head}{n}{tail}")).collect()
        }
        _ => vec![cite.to_owned()],
    }
}

/// What a citation names in words: behind a number only what follows `·` and the codes, since the rest of it says
/// where in the unit; without one all of it.
fn parts(cite: &str, numbered: bool) -> Vec<Part> {
    let cite = folded(cite);
    let mut pieces = cite.split('·').map(str::trim);
    let is_code = |c: &&str| c.len() >= 4 && c.chars().all(|c| c.is_ascii_alphanumeric());
    if numbered {
        let first = pieces.next().unwrap_or("");
        let codes: Vec<Part> = first.split(' ').filter(is_code).map(part).collect();
        let row = row_number(first).filter(|_| codes.is_empty());
        let row = row.map(|n| Part { words: String::new(), ordinal: Some(n) });
        return codes.into_iter().chain(row).chain(pieces.map(part)).collect();
    }
    pieces.filter(|p| !p.is_empty()).map(part).collect()
}

/// `四章四问表第10行` is of the row with that number.
fn row_number(text: &str) -> Option<u32> {
    let (_, after) = text.split_once("表第")?;
    after.split_once('行').and_then(|(n, _)| n.parse().ok())
}

/// `材料3` is the third under 材料; `材料表` is the table of 材料.
fn part(text: &str) -> Part {
    let words = bare(text.strip_suffix('表').filter(|t| t.chars().count() >= 2).unwrap_or(text));
    let name = words.trim_end_matches(|c: char| c.is_ascii_digit());
    let ordinal = words.get(name.len()..).and_then(|n| n.parse().ok());
    let listed = ordinal.is_some() && !name.chars().any(|c| c.is_ascii_alphanumeric());
    if listed { Part { words: name.to_owned(), ordinal } } else { Part { words, ordinal: None } }
}

/// The numbers of a citation: `三章十一问（二）表第3行` is 3, 11, 2; `第十四条第一款` is 14 and its first paragraph;
/// `表一·槐耳` is 1. Empty when it names none.
pub fn numbers(cite: &str) -> Vec<u32> {
    let mut rest = cite.trim().trim_start_matches('第');
    let mut out = Vec::new();
    for mark in ['章', '条', '问'] {
        if let Some((head, tail)) = rest.split_once(mark)
            && let Some(n) = numeral(head.trim_start_matches('第'))
        {
            out.push(n);
            rest = tail;
        }
    }
    // `一（一）`, `一、（一）`, `表一·…`: a heading without a word for its kind.
    if out.is_empty() {
        let bare_rest = rest.strip_prefix('表').unwrap_or(rest);
        let head: String = bare_rest.chars().take_while(|c| is_numeral(*c)).collect();
        let tail = bare_rest.get(head.len()..).unwrap_or("").trim_start_matches('、');
        let ended = tail.is_empty() || tail.starts_with('（') || (bare_rest != rest && tail.starts_with('·'));
        if let Some(n) = numeral(&head).filter(|_| ended) {
            out.push(n);
            rest = tail;
        }
    }
    let lead: String = rest.chars().take_while(|c| is_numeral(*c)).collect();
    if out.len() == 1 && cite.contains('章') && !lead.is_empty() {
        out.extend(numeral(&lead));
        rest = rest.get(lead.len()..).unwrap_or("");
    }
    if !out.is_empty() {
        out.extend(within(rest));
    }
    out
}

/// `（二）`, `第三款`.
fn within(rest: &str) -> Option<u32> {
    let item = rest.strip_prefix('（').and_then(|r| r.split_once('）')).and_then(|(n, _)| numeral(n));
    let paragraph = || rest.strip_prefix('第').and_then(|r| r.split_once('款')).and_then(|(n, _)| numeral(n));
    item.or_else(|| paragraph().map(|n| PARAGRAPH + n))
}

fn is_numeral(c: char) -> bool {
    "零〇一二三四五六七八九十百两".contains(c) || c.is_ascii_digit()
}

/// `二十七` or `27`, below 1000.
pub fn numeral(text: &str) -> Option<u32> {
    let text = text.trim();
    if text.is_empty() || !text.chars().all(is_numeral) {
        return None;
    }
    if let Ok(n) = text.parse::<u32>() {
        return (n < 1000).then_some(n);
    }
    let (mut total, mut digit) = (0_u32, 0_u32);
    for c in text.chars() {
        match c {
            '百' => (total, digit) = (total + digit.max(1) * 100, 0),
            '十' => (total, digit) = (total + digit.max(1) * 10, 0),
            _ => digit = u32::try_from("零一二三四五六七八九".chars().position(|d| d == c)?).ok()?,
        }
    }
    Some(total + digit)
}
