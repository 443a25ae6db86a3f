//! Units of a document, from its text.

use super::locate::numeral;
use super::rows::{Place, Rows};
use super::text::{bare, folded, head, head_text, is_contents, pieces};

/// A unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// Its number: chapter and question, or article; then （一） and so on, a paragraph of an article as 1000 and its
    /// place. Empty for a row and a listed entry.
    pub numbers: Vec<u32>,
    /// How the document heads it.
    pub title: String,
    /// Line from 1.
    pub line: usize,
    /// The cells of a row, or the one text of a listed entry.
    pub cells: Vec<String>,
    /// A heading over other units: accounted for when one of those is.
    pub heads: bool,
    /// For a row and an entry: the number of the unit that it stands in.
    pub section: Vec<u32>,
    /// For a row and an entry: the headings above it, outermost first.
    pub above: Vec<String>,
    /// For a row and an entry: its place in its table or list, from 1.
    pub ordinal: u32,
}

impl Unit {
    /// Whether it is a row or an entry, known by its words.
    pub fn is_worded(&self) -> bool {
        self.numbers.is_empty()
    }

    /// What a person would call a row by: its short cells, whole, without what stands in brackets, by each of the
    /// names they join, and by the name that a bracket gives for short.
    pub fn labels(&self) -> Vec<String> {
        let short = |l: &String| (2..=LABEL).contains(&l.chars().count()) && worded(l);
        let names = |c: &String| {
            let joined: Vec<String> = head_text(c).split(['、', '和', '及', '或']).map(bare).collect();
            [bare(c), head(c)].into_iter().chain(joined).chain(called(c)).collect::<Vec<_>>()
        };
        self.cells.iter().flat_map(names).filter(short).collect()
    }

    fn same(&self, other: &Unit) -> bool {
        if self.is_worded() {
            self.section == other.section && self.cells == other.cells
        } else {
            self.numbers == other.numbers
        }
    }
}

/// A longer cell is prose, not a name.
const LABEL: usize = 30;
/// Paragraphs of an article count from here, apart from its （一）.
pub const PARAGRAPH: u32 = 1000;

/// `……（简称“甲”）` is called 甲.
fn called(cell: &str) -> Option<String> {
    let (_, after) = cell.split_once("简称")?;
    let name = after.trim_start_matches(['“', '"', '「']).split(['”', '"', '」', '）', ')']).next()?;
    Some(bare(name))
}

/// At least two characters of words.
pub fn worded(text: &str) -> bool {
    text.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count() >= 2
}

/// How a document numbers its units.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// 第一条
    Articles,
    /// 第一章, 一问
    Questions,
    /// 一、 （一）
    Plain,
}

struct Reader {
    kind: Kind,
    chapter: Option<u32>,
    unit: Option<Vec<u32>>,
    unit_title: String,
    sub: Option<u32>,
    last: u32,
    /// The nearest line that stands over a list or a table without a number.
    caption: Option<String>,
    entries: u32,
    /// Past 附件: a list of its own, whatever the document is.
    annex: bool,
    /// Cells printed one to a line are gathered into this unit.
    gathers: Option<usize>,
    paragraph: Paragraphs,
    rows: Rows,
    out: Vec<Unit>,
}

/// Paragraphs of the article being read.
#[derive(Default)]
struct Paragraphs {
    count: u32,
    open: bool,
}

/// All units in order. A numbered unit met twice (in the contents and in the text) is listed once, at its last place;
/// a row or entry met twice, at its first.
pub fn units(text: &str) -> Vec<Unit> {
    let lines: Vec<String> = text.lines().map(folded).collect();
    let mut reader = Reader::new(kind(&lines));
    for (i, line) in lines.iter().enumerate().filter(|(_, l)| !is_contents(l)) {
        pieces(line).into_iter().for_each(|piece| reader.line(i + 1, piece));
    }
    let out = reader.finish();
    let met = |u: &Unit, others: &[Unit]| others.iter().any(|o| u.same(o));
    let again = |(i, u): &(usize, &Unit)| {
        let (before, after) = out.split_at(*i);
        if u.is_worded() { met(u, before) } else { met(u, after.get(1..).unwrap_or(&[])) }
    };
    let mut kept: Vec<Unit> = out.iter().enumerate().filter(|u| !again(u)).map(|(_, u)| u.clone()).collect();
    mark_heads(&mut kept);
    kept
}

fn kind(lines: &[String]) -> Kind {
    let count = |found: fn(&str) -> bool| lines.iter().filter(|l| found(&stripped(l))).count();
    if count(|l| article(l).is_some()) > 1 {
        Kind::Articles
    } else if count(|l| chapter(l).is_some()) > 0 {
        Kind::Questions
    } else {
        Kind::Plain
    }
}

/// In a document without chapters and articles, a numbered heading with units below it only heads those.
fn mark_heads(units: &mut [Unit]) {
    let depths: Vec<usize> = units.iter().map(|u| if u.is_worded() { usize::MAX } else { u.numbers.len() }).collect();
    let plain = units.iter().all(|u| u.numbers.len() < 3);
    for (i, unit) in units.iter_mut().enumerate() {
        let (Some(here), Some(next)) = (depths.get(i), depths.get(i + 1)) else { continue };
        unit.heads = plain && !unit.title.starts_with('第') && !unit.is_worded() && next > here;
    }
}

impl Reader {
    fn new(kind: Kind) -> Reader {
        Reader {
            kind,
            chapter: None,
            unit: None,
            unit_title: String::new(),
            sub: None,
            last: 0,
            caption: None,
            entries: 0,
            annex: false,
            gathers: None,
            paragraph: Paragraphs::default(),
            rows: Rows::default(),
            out: Vec::new(),
        }
    }

    fn line(&mut self, at: usize, raw: &str) {
        if raw.contains('\t') {
            return self.row(at, raw);
        }
        let line = stripped(raw);
        if line.is_empty() {
            return self.rows.blank();
        }
        self.rows.text();
        if !self.numbered(at, &line) && !self.listed(at, raw, &line) {
            self.prose(at, &line);
        }
    }

    /// A heading with a number, of the document's kind.
    fn numbered(&mut self, at: usize, line: &str) -> bool {
        if line.starts_with("附件") && line.chars().count() <= 4 {
            (self.annex, self.unit, self.caption) = (true, None, Some(line.to_owned()));
            return true;
        }
        if self.annex {
            return false;
        }
        if let Some(n) = chapter(line).filter(|_| line.chars().count() <= 40) {
            self.close_paragraphs();
            (self.chapter, self.unit, self.sub, self.last) = (Some(n), None, None, 0);
            return true;
        }
        match self.kind {
            Kind::Articles => self.article(at, line),
            Kind::Questions | Kind::Plain => self.question(at, line),
        }
    }

    fn article(&mut self, at: usize, line: &str) -> bool {
        let Some(n) = article(line) else { return self.sub(at, line) };
        self.close_paragraphs();
        let numeral: String = line.chars().skip(1).take_while(|c| *c != '条').collect();
        self.head(at, vec![n], &format!("第{numeral}条"));
        self.unit_title = format!("第{numeral}条");
        // The rest of the line begins its first paragraph, or its list.
        let rest = line.split_once('条').map_or("", |(_, rest)| rest).trim();
        if !self.sub(at, rest) {
            self.paragraph(at, line);
        }
        true
    }

    fn question(&mut self, at: usize, line: &str) -> bool {
        let Some((n, title)) = question(line).filter(|(n, _)| self.follows(*n)) else { return self.sub(at, line) };
        self.last = n;
        let numbers = self.chapter.filter(|_| self.kind == Kind::Questions).into_iter().chain([n]).collect();
        self.head(at, numbers, &title);
        self.unit_title = bare(line);
        true
    }

    /// Questions count upwards within a chapter; a smaller number begins a list inside the question.
    fn follows(&self, n: u32) -> bool {
        n >= self.last.max(1) && n <= self.last + 2
    }

    fn head(&mut self, at: usize, numbers: Vec<u32>, title: &str) {
        self.unit = Some(numbers.clone());
        (self.sub, self.caption, self.entries, self.gathers) = (None, None, 0, None);
        let chapter = self.chapter.filter(|_| numbers.len() > 1).map(|c| format!("第{c}章 ")).unwrap_or_default();
        self.push(Unit { numbers, title: format!("{chapter}{title}"), line: at, ..Unit::default() });
    }

    fn sub(&mut self, at: usize, line: &str) -> bool {
        let Some((n, title)) = parenthesised(line) else { return false };
        (self.caption, self.entries, self.gathers) = (Some(bare(line)), 0, None);
        self.paragraph.open = !line.ends_with(['。', '：']);
        let Some(unit) = &self.unit else { return true };
        self.sub = Some(n);
        let numbers: Vec<u32> = unit.iter().copied().chain([n]).collect();
        let place = unit.iter().map(u32::to_string).collect::<Vec<_>>().join("·");
        self.push(Unit { numbers, title: format!("{place} {title}"), line: at, ..Unit::default() });
        true
    }

    /// An entry of a list, where lists are units: outside questions and articles.
    fn listed(&mut self, at: usize, raw: &str, line: &str) -> bool {
        let bulleted = raw.trim_start().starts_with("- ");
        let Some((n, text)) = entry(line).or_else(|| bulleted.then(|| (self.entries + 1, line.to_owned()))) else {
            return false;
        };
        let list = self.annex || (self.kind == Kind::Plain && (self.unit.is_some() || self.caption.is_some()));
        if !list {
            return false;
        }
        (self.entries, self.gathers) = (n, None);
        self.worded(at, vec![text], n);
        true
    }

    /// A short line of its own stands over what follows; a paragraph of an article is counted.
    fn prose(&mut self, at: usize, line: &str) {
        if self.kind == Kind::Articles && !self.annex {
            return self.paragraph(at, line);
        }
        if self.kind == Kind::Questions {
            return;
        }
        if let Some(caption) = line.strip_prefix("表：").or_else(|| line.strip_prefix("表:")) {
            (self.caption, self.entries) = (Some(bare(caption)), 0);
            self.worded(at, vec![caption.to_owned()], 0);
            self.gathers = self.out.len().checked_sub(1);
        } else if let Some(unit) = self.gathers.and_then(|i| self.out.get_mut(i)) {
            unit.cells.push(line.to_owned());
        } else if line.chars().count() <= LABEL && !line.ends_with(['。', '；', '，', '、']) {
            (self.caption, self.entries) = (Some(bare(line)), 0);
        }
    }

    fn paragraph(&mut self, at: usize, line: &str) {
        let page = line.chars().all(|c| c.is_ascii_digit() || c == '-' || c.is_whitespace());
        let Some(unit) = self.unit.clone().filter(|_| !page) else { return };
        if !self.paragraph.open {
            self.paragraph.count += 1;
            let numbers = unit.into_iter().chain([PARAGRAPH + self.paragraph.count]).collect();
            let title = format!("{}第{}款", self.unit_title, self.paragraph.count);
            self.push(Unit { numbers, title, line: at, ..Unit::default() });
        }
        self.paragraph.open = !line.ends_with(['。', '：', ':']);
    }

    /// The only paragraph of an article is the article.
    fn close_paragraphs(&mut self) {
        if self.paragraph.count == 1 {
            let only = |u: &Unit| u.numbers.last() == Some(&(PARAGRAPH + 1));
            if let Some(i) = self.out.iter().rposition(only) {
                self.out.remove(i);
            }
        }
        self.paragraph = Paragraphs::default();
    }

    /// A row goes by its first cell that is words.
    fn row(&mut self, at: usize, raw: &str) {
        let cells: Vec<String> = raw.split('\t').map(|c| c.trim().to_owned()).collect();
        match self.rows.place(&cells) {
            Place::Head => {}
            Place::Row(n) => self.worded(at, cells, n),
            Place::Continued => self.lengthen(&cells),
        }
    }

    /// The row before runs on over a page: column by column.
    fn lengthen(&mut self, cells: &[String]) {
        let Some(last) = self.out.last_mut().filter(|u| u.is_worded()) else { return };
        for (i, more) in cells.iter().enumerate() {
            match last.cells.get_mut(i) {
                Some(cell) => cell.push_str(more),
                None => last.cells.push(more.clone()),
            }
        }
    }

    fn worded(&mut self, at: usize, cells: Vec<String>, ordinal: u32) {
        let Some(first) = cells.iter().find(|c| worded(c)) else { return };
        let title = bare(first).chars().take(24).collect();
        let section = self.unit.iter().flatten().copied().chain(self.sub).collect();
        let heading = (!self.unit_title.is_empty() && !self.annex).then(|| self.unit_title.clone());
        let above = heading.into_iter().chain(self.caption.clone()).collect();
        self.push(Unit { title, line: at, cells, section, above, ordinal, ..Unit::default() });
    }

    fn push(&mut self, unit: Unit) {
        self.out.push(unit);
    }

    fn finish(mut self) -> Vec<Unit> {
        self.close_paragraphs();
        self.out
    }
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

/// `十一问：…`, `十六：…`, `二十九、…`
fn question(line: &str) -> Option<(u32, String)> {
    let end = line.find(|c: char| "问：:、".contains(c))?;
    let figure = line.get(..end)?;
    let n = numeral(figure).filter(|_| !figure.chars().any(|c| c.is_ascii_digit()))?;
    Some((n, line.chars().take(24).collect()))
}

/// `（一）…`, `(二) …`
fn parenthesised(line: &str) -> Option<(u32, String)> {
    let line = line.strip_prefix("答：").unwrap_or(line);
    let rest = line.strip_prefix(['（', '('])?;
    let (n, _) = rest.split_once(['）', ')'])?;
    Some((numeral(n)?, line.chars().take(20).collect()))
}

/// `1. …`, `12．…`, `3、…`
fn entry(line: &str) -> Option<(u32, String)> {
    let (n, rest) = line.split_once(['.', '．', '、'])?;
    let n = n.parse::<u32>().ok()?;
    let text = rest.trim().trim_end_matches(['；', '。', ';']);
    (n < 1000 && worded(text)).then(|| (n, text.to_owned()))
}
