//! Units of a document, from its text.

use super::locate::{bare, numeral};

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its number: chapter and question, or article; then （一） and so on. Empty for a unit known by its words.
    pub numbers: Vec<u32>,
    /// How the document heads it.
    pub title: String,
    /// Line from 1.
    pub line: usize,
    /// For a table row, its cells: any of them may be what the policy knows it by.
    pub cells: Vec<String>,
    /// A heading over other units: accounted for when one of those is.
    pub heads: bool,
}

/// How the document numbers its units, found out as the text is read.
#[derive(Default)]
struct Reader {
    chapter: Option<u32>,
    unit: Option<Vec<u32>>,
    last: u32,
    /// Rows of the table read so far: the first is its head.
    rows: usize,
    out: Vec<Unit>,
}

/// All units in order. A unit met twice (in the contents and in the text) is listed once, at its last place.
pub fn units(text: &str) -> Vec<Unit> {
    let mut reader = Reader::default();
    let articles = text.lines().filter(|l| article(&stripped(l)).is_some()).count() > 1;
    for (i, line) in text.lines().enumerate() {
        reader.line(i + 1, line, articles);
    }
    let out = reader.out;
    let same = |a: &Unit, b: &Unit| {
        if a.numbers.is_empty() { a.cells == b.cells && !a.cells.is_empty() } else { a.numbers == b.numbers }
    };
    let again = |i: usize, u: &Unit| out.iter().enumerate().any(|(j, o)| j != i && same(o, u));
    let later = |i: usize, u: &Unit| out.iter().skip(i + 1).any(|o| same(o, u));
    // A row that stands in several places is the head of a table that runs over pages.
    let dropped = |i: usize, u: &Unit| if u.numbers.is_empty() { again(i, u) } else { later(i, u) };
    let mut kept: Vec<Unit> = out.iter().enumerate().filter(|(i, u)| !dropped(*i, u)).map(|(_, u)| u.clone()).collect();
    mark_heads(&mut kept);
    kept
}

/// In a document without chapters and articles, a numbered heading with units below it only heads those.
fn mark_heads(units: &mut [Unit]) {
    let depths: Vec<usize> =
        units.iter().map(|u| if u.cells.is_empty() { u.numbers.len() } else { usize::MAX }).collect();
    let plain = units.iter().all(|u| u.numbers.len() < 3);
    for (i, unit) in units.iter_mut().enumerate() {
        let (Some(here), Some(next)) = (depths.get(i), depths.get(i + 1)) else { continue };
        unit.heads = plain && !unit.title.contains('条') && unit.cells.is_empty() && next > here;
    }
}

impl Reader {
    fn line(&mut self, at: usize, raw: &str, articles: bool) {
        if raw.contains('\t') {
            self.rows += 1;
            // A second row without a figure still belongs to the head.
            let head = self.rows == 1 || (self.rows == 2 && !raw.chars().any(|c| c.is_ascii_digit() || is_figure(c)));
            if !head {
                self.row(at, raw);
            }
            return;
        }
        if !raw.trim().is_empty() {
            self.rows = 0;
        }
        let line = stripped(raw);
        if articles {
            match article(&line) {
                Some(n) => self.head(at, vec![n], &format!("第{}条", &heading_numeral(&line))),
                None => self.sub(at, &line),
            }
        } else if let Some(n) = chapter(&line) {
            self.chapter = Some(n);
            (self.unit, self.last) = (None, 0);
        } else if let Some((n, title)) = question(&line).filter(|(n, _)| self.follows(*n)) {
            self.last = n;
            let numbers = self.chapter.into_iter().chain([n]).collect();
            self.head(at, numbers, &title);
        } else {
            self.sub(at, &line);
        }
    }

    /// Questions count upwards within a chapter; a smaller number begins a list inside the question.
    fn follows(&self, n: u32) -> bool {
        n >= self.last.max(1) && n <= self.last + 2
    }

    fn head(&mut self, at: usize, numbers: Vec<u32>, title: &str) {
        self.unit = Some(numbers.clone());
        let chapter = self.chapter.filter(|_| numbers.len() > 1).map(|c| format!("第{c}章 ")).unwrap_or_default();
        self.push(numbers, format!("{chapter}{title}"), at, Vec::new());
    }

    fn sub(&mut self, at: usize, line: &str) {
        let Some(unit) = &self.unit else { return };
        let Some((n, title)) = parenthesised(line) else { return };
        let numbers: Vec<u32> = unit.iter().copied().chain([n]).collect();
        let title = format!("{}{title}", self.within());
        self.push(numbers, title, at, Vec::new());
    }

    fn within(&self) -> String {
        let number = |n: &u32| n.to_string();
        let unit = self.unit.as_ref().map(|u| u.iter().map(number).collect::<Vec<_>>().join("·"));
        unit.map(|u| format!("{u} ")).unwrap_or_default()
    }

    fn push(&mut self, numbers: Vec<u32>, title: String, line: usize, cells: Vec<String>) {
        self.out.push(Unit { numbers, title, line, cells, heads: false });
    }

    /// A table row goes by its first cell that is words.
    fn row(&mut self, at: usize, raw: &str) {
        let words = |c: &str| c.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count() >= 2;
        let cells: Vec<String> = raw.split('\t').map(bare).filter(|c| words(c)).collect();
        if let Some(first) = cells.first() {
            let title = first.chars().take(24).collect();
            self.push(Vec::new(), title, at, cells);
        }
    }
}

fn is_figure(c: char) -> bool {
    "一二三四五六七八九十百千万".contains(c)
}

/// Without marks of emphasis, headings and lists.
fn stripped(line: &str) -> String {
    line.trim_start_matches(|c: char| "#*- \u{3000}\t".contains(c)).replace("**", "").trim().to_owned()
}

fn chapter(line: &str) -> Option<u32> {
    line.strip_prefix('第').and_then(|rest| rest.split_once('章')).and_then(|(n, _)| numeral(n))
}

fn article(line: &str) -> Option<u32> {
    line.strip_prefix('第').and_then(|rest| rest.split_once('条')).and_then(|(n, _)| numeral(n))
}

fn heading_numeral(line: &str) -> String {
    line.chars().skip(1).take_while(|c| *c != '条').collect()
}

/// `十一问：…`, `十六：…`, `二十九、…`
fn question(line: &str) -> Option<(u32, String)> {
    let end = line.find(|c: char| "问：:、".contains(c))?;
    let n = numeral(line.get(..end)?)?;
    Some((n, line.chars().take(24).collect()))
}

/// `（一）…`, `(二) …`
fn parenthesised(line: &str) -> Option<(u32, String)> {
    let line = line.strip_prefix("答：").unwrap_or(line);
    let rest = line.strip_prefix(['（', '('])?;
    let (n, _) = rest.split_once(['）', ')'])?;
    Some((numeral(n)?, line.chars().take(20).collect()))
}
