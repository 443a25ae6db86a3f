//! Codes one-to-one with names, and names across lists that are nearly but not quite the same.

use crate::base::diagnostic::Severity;
use crate::base::span::Span;
use crate::check::finding::{Family, Finding, Outcome};
use crate::ir::Program;
use std::collections::{BTreeMap, BTreeSet};

/// One naming of one thing: which enum and member, and with which code.
struct Naming<'a> {
    home: (usize, u32),
    name: &'a str,
    code: Option<&'a str>,
    span: Span,
}

pub(super) fn check(program: &Program, out: &mut Outcome) {
    let namings = namings(program);
    two_codes(&namings, out);
    two_names(&namings, out);
    near_names(program, out);
    spellings(program, out);
}

/// Members of the author's enums that are one name in two spellings: full or half width, brackets, dashes.
fn spellings(program: &Program, out: &mut Outcome) {
    let own = program.enums.iter().filter(|e| program.modules.get(e.module.ix()).is_some_and(|m| !m.stdlib));
    let mut seen: BTreeMap<String, &crate::ir::Member> = BTreeMap::new();
    for member in own.flat_map(|e| &e.members) {
        let Some(first) = seen.get(&bare(&member.name)).copied() else {
            seen.insert(bare(&member.name), member);
            continue;
        };
        let known =
            first.name == member.name || first.aliases.contains(&member.name) || member.aliases.contains(&first.name);
        let told = out.findings.iter().any(|f| f.code == 833 && f.message.contains(&format!("「{}」", member.name)));
        if !known && !told {
            let message = format!("「{}」与「{}」只差括号、标点或全角半角，可能是同一名称", first.name, member.name);
            let finding = Finding::text(Family::Consistency, 833, Severity::Info, member.span, message)
                .also(first.span, format!("那里写「{}」", first.name))
                .suggest("是同一名称就统一写法，另一写法放进「又称」");
            out.report(finding);
        }
    }
}

fn namings(program: &Program) -> Vec<Naming<'_>> {
    let of_enums = program.enums.iter().enumerate().flat_map(|(e, ty)| {
        ty.members.iter().enumerate().map(move |(m, member)| Naming {
            home: (e, u32::try_from(m).unwrap_or(u32::MAX)),
            name: &member.name,
            code: member.code.as_deref(),
            span: member.span,
        })
    });
    let of_lists = program.lists.iter().flat_map(move |list| {
        list.members.iter().filter_map(move |m| {
            let member = program.enums.get(list.of.ix())?.members.get(m.member as usize)?;
            let home = (list.of.ix(), m.member);
            Some(Naming { home, name: &member.name, code: m.code.as_deref(), span: m.span })
        })
    });
    of_enums.chain(of_lists).collect()
}

fn two_codes(namings: &[Naming<'_>], out: &mut Outcome) {
    let mut codes: BTreeMap<(usize, u32), BTreeMap<&str, &Naming<'_>>> = BTreeMap::new();
    for n in namings {
        if let Some(code) = n.code {
            codes.entry(n.home).or_default().entry(code).or_insert(n);
        }
    }
    for by_code in codes.values() {
        let mut in_text: Vec<(&&str, &&Naming<'_>)> = by_code.iter().collect();
        in_text.sort_by_key(|(_, n)| n.span);
        let [(a, first), (b, second), ..] = in_text.as_slice() else {
            out.prove();
            continue;
        };
        let message = format!("「{}」有两个编码：{a} 与 {b}", first.name);
        let finding = Finding::text(Family::Consistency, 831, Severity::Warning, second.span, message)
            .also(first.span, format!("这里是 {a}"))
            .suggest("同一病种两处编码不同，多为原文印误：核对后统一，并用「存疑」或「注」记下原文");
        out.report(finding);
    }
}

fn two_names(namings: &[Naming<'_>], out: &mut Outcome) {
    let mut names: BTreeMap<(usize, &str), BTreeMap<u32, &Naming<'_>>> = BTreeMap::new();
    for n in namings {
        if let Some(code) = n.code {
            names.entry((n.home.0, code)).or_default().entry(n.home.1).or_insert(n);
        }
    }
    for ((_, code), by_member) in &names {
        let mut entries = by_member.values();
        let (Some(first), Some(second)) = (entries.next(), entries.next()) else {
            out.prove();
            continue;
        };
        let message = format!("编码 {code} 用在两个名称上：「{}」与「{}」", first.name, second.name);
        let finding = Finding::text(Family::Consistency, 832, Severity::Warning, second.span, message)
            .also(first.span, format!("这里是「{}」", first.name))
            .suggest("核对两处是否同一病种：是则统一名称，否则改正编码");
        out.report(finding);
    }
}

/// Names in two lists of one enum, each absent from the other's list, that differ by one character or by brackets.
fn near_names(program: &Program, out: &mut Outcome) {
    for (a, first) in program.lists.iter().enumerate() {
        for second in program.lists.iter().skip(a + 1).filter(|l| l.of == first.of) {
            let Some(ty) = program.enums.get(first.of.ix()) else { continue };
            let members =
                |l: &crate::ir::MemberList| l.members.iter().map(|m| (m.member, m.span)).collect::<BTreeMap<_, _>>();
            let (mine, theirs) = (members(first), members(second));
            let only_mine: BTreeSet<u32> = mine.keys().filter(|m| !theirs.contains_key(m)).copied().collect();
            let only_theirs: BTreeSet<u32> = theirs.keys().filter(|m| !mine.contains_key(m)).copied().collect();
            for x in &only_mine {
                for y in &only_theirs {
                    let name = |m: u32| ty.members.get(m as usize).map_or("", |m| m.name.as_str());
                    if let (true, Some(here), Some(there)) = (near(name(*x), name(*y)), theirs.get(y), mine.get(x)) {
                        out.report(near_finding(name(*x), name(*y), *here, *there));
                    }
                }
            }
        }
    }
}

fn near_finding(a: &str, b: &str, here: Span, there: Span) -> Finding {
    let message = format!("两份清单里的「{a}」与「{b}」只差一点，可能是同一病种");
    Finding::text(Family::Consistency, 833, Severity::Info, here, message)
        .also(there, format!("那里写「{a}」"))
        .suggest("是同一病种就用一个名称，另一写法放进「又称」")
}

/// Equal once brackets, dashes and spaces are gone, or one edit apart in names of at least four characters.
fn near(a: &str, b: &str) -> bool {
    let (x, y) = (bare(a), bare(b));
    x == y || confusable(&x, &y) || (x.chars().count().min(y.chars().count()) >= 4 && strsim::levenshtein(&x, &y) == 1)
}

fn bare(name: &str) -> String {
    name.chars().map(narrow).filter(|c| !"（）()[]［］〔〕-—－、，, ·".contains(*c)).collect()
}

/// Full-width letters, digits and signs as half-width, capitals as small letters.
fn narrow(c: char) -> char {
    let code = u32::from(c);
    let half = if (0xFF01..=0xFF5E).contains(&code) { char::from_u32(code - 0xFEE0) } else { None };
    half.unwrap_or(c).to_ascii_lowercase()
}

/// Characters that are printed or typed for each other.
const CONFUSABLE: [(char, char); 14] = [
    ('髌', '髋'),
    ('脏', '肌'),
    ('疸', '疽'),
    ('癜', '癫'),
    ('疱', '疮'),
    ('症', '征'),
    ('梗', '硬'),
    ('已', '己'),
    ('未', '末'),
    ('折', '拆'),
    ('治', '冶'),
    ('侯', '候'),
    ('复', '覆'),
    ('粘', '黏'),
];

/// Names of one length that differ in one character, which is easily taken for the other; short names too.
fn confusable(a: &str, b: &str) -> bool {
    let differing: Vec<(char, char)> = a.chars().zip(b.chars()).filter(|(x, y)| x != y).collect();
    let alike = |x: char, y: char| CONFUSABLE.contains(&(x, y)) || CONFUSABLE.contains(&(y, x));
    a.chars().count() == b.chars().count() && matches!(differing.as_slice(), [(x, y)] if alike(*x, *y))
}
