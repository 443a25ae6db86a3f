//! Where a policy says which unit of the document it encodes.

use super::units::Unit;
use crate::ir::Program;

/// A citation (or a name) and what holds it.
#[derive(Clone, Debug)]
pub struct Place {
    /// The citation as written, or the name.
    pub cite: String,
    /// What holds it: `条款「住院报销」`.
    pub holder: String,
    /// Why there is nothing to compute, when that is what it says.
    pub reason: Option<String>,
    /// Whether it is a citation (else a name of the policy).
    pub is_citation: bool,
    numbers: Vec<u32>,
    words: String,
}

impl Place {
    fn new(cite: &str, holder: String, reason: Option<String>, is_citation: bool) -> Place {
        let numbers = if is_citation { numbers(cite) } else { Vec::new() };
        Place { cite: cite.to_owned(), holder, reason, is_citation, numbers, words: bare(cite) }
    }

    /// Whether it names a unit by number.
    pub fn is_numbered(&self) -> bool {
        !self.numbers.is_empty()
    }

    /// Whether it accounts for the unit: the unit itself, a part of it, or a whole it belongs to.
    pub fn covers(&self, unit: &Unit) -> bool {
        if !unit.numbers.is_empty() {
            let common = unit.numbers.len().min(self.numbers.len());
            return common > 0 && unit.numbers.iter().zip(&self.numbers).all(|(a, b)| a == b);
        }
        let shared = |a: &str, b: &str, least: usize| a.chars().count() >= least && b.contains(a);
        // Prose in a cell shares short words with anything: it takes a longer one to know the row by.
        let fits = |cell: &String, part: &str| {
            shared(part, cell, if cell.chars().count() > 24 { 4 } else { 2 }) || shared(cell, part, 2)
        };
        let parts = || self.words.split('·').filter(|p| !p.is_empty());
        let title = [bare(&unit.title)];
        let cells = if unit.cells.is_empty() { &title[..] } else { &unit.cells };
        cells.iter().any(|cell| parts().any(|part| fits(cell, part)))
    }
}

/// Every citation and every name of the policy.
pub fn places(program: &Program) -> Vec<Place> {
    let mut out = Vec::new();
    let mut add = |cites: &[String], holder: String| {
        out.extend(cites.iter().flat_map(|c| spread(c)).map(|c| Place::new(&c, holder.clone(), None, true)));
    };
    for r in &program.rules {
        let kind = if r.row.is_some() { "表" } else { "条款" };
        add(&r.cites, format!("{kind}「{}」", r.name));
    }
    program.tables.iter().for_each(|t| add(&t.cites, format!("表「{}」", t.name)));
    program.bands.iter().for_each(|t| add(&t.cites, format!("分段表「{}」", t.name)));
    program.params.iter().for_each(|p| add(&p.cites, format!("参数「{}」", p.name)));
    program.items.iter().for_each(|i| add(&i.cites, format!("项目「{}」", i.name)));
    program.accums.iter().for_each(|a| add(&a.cites, format!("累计「{}」", a.name)));
    program.caps.iter().for_each(|c| add(&c.cites, "封顶".to_owned()));
    program.musts.iter().for_each(|m| add(&m.cites, format!("必须「{}」", m.name)));
    program.doubts.iter().for_each(|d| add(&d.cites, format!("存疑「{}」", d.name)));
    program.enums.iter().for_each(|e| add(&e.cites, format!("枚举「{}」", e.name)));
    program.lists.iter().for_each(|l| add(&l.cites, format!("清单「{}」", l.name)));
    for n in &program.not_computable {
        let said = n.cites.iter().flat_map(|c| spread(c));
        out.extend(said.map(|c| Place::new(&c, String::new(), Some(n.reason.clone()), true)));
    }
    out.extend(names(program));
    out
}

/// Names by which a table row may be known: members, their other names, rules and items.
fn names(program: &Program) -> Vec<Place> {
    let members = program.enums.iter().flat_map(|e| e.members.iter().map(move |m| (e, m)));
    let of_members = members.flat_map(|(e, m)| {
        let all = std::iter::once(&m.name).chain(&m.aliases).chain(&m.group);
        all.map(move |n| Place::new(n, format!("枚举「{}」的成员", e.name), None, false))
    });
    let rules = program.rules.iter().filter(|r| r.row.is_none());
    let of_rules = rules.map(|r| Place::new(&r.name, format!("条款「{}」", r.name), None, false));
    of_members.chain(of_rules).collect()
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

/// The numbers of a citation: `三章十一问（二）表第3行` is 3, 11, 2; `第十四条第一款` is 14. Empty when it names none.
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
    // `一（一）`, `一、（一）`: a heading without a word for its kind.
    if out.is_empty() {
        let head: String = rest.chars().take_while(|c| is_numeral(*c)).collect();
        let tail = rest.get(head.len()..).unwrap_or("").trim_start_matches('、');
        if let Some(n) = numeral(&head).filter(|_| tail.is_empty() || tail.starts_with('（')) {
            out.push(n);
            rest = tail;
        }
    }
    let lead: String = rest.chars().take_while(|c| is_numeral(*c)).collect();
    if out.len() == 1 && cite.contains('章') && !lead.is_empty() {
        out.extend(numeral(&lead));
        rest = rest.get(lead.len()..).unwrap_or("");
    }
    let inner = rest.strip_prefix('（').and_then(|r| r.split_once('）')).and_then(|(n, _)| numeral(n));
    if !out.is_empty() {
        out.extend(inner);
    }
    out
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

/// Words without blanks, brackets and stops, so that two ways of printing compare equal.
pub fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !"（）()[]〔〕《》“”\"'：:，,。；;、*#".contains(*c)).collect()
}
