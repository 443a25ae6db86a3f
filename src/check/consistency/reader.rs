//! Reads arithmetic out of running text: `余100－75` ends in 100－75, `3690；4200－3690` begins with 3690.

use crate::base::num::{Num, RoundMode};

/// An expression found in text.
pub(super) struct Reading {
    /// As written.
    pub text: String,
    /// Its value, with 万, 亿 and % taken into account.
    pub value: Option<Num>,
    /// Its value without 万 and 亿.
    pub plain: Option<Num>,
    /// Whether it holds an operation.
    pub calculates: bool,
    /// Whether a number in it is written to 分: it may be rounded itself.
    pub fine: bool,
    places: u32,
    single: bool,
}

impl Reading {
    /// Whether the other value, rounded to the places of this number, is this number.
    pub fn rounds_to(&self, mine: Num, other: Num) -> bool {
        let unit = (0..self.places).try_fold(Num::ONE, |u, _| u.div(Num::int(10))?.ok());
        let percent = if self.text.ends_with(['%', '％']) { Num::ratio(1, 100) } else { Some(Num::ONE) };
        let unit = unit.zip(percent).and_then(|(u, p)| u.mul(p).ok());
        self.single && unit.is_some_and(|u| other.round_to(u, RoundMode::HalfUp).is_ok_and(|r| r == mine))
    }
}

const OPERATORS: &str = "＋－×÷+-*/−";

/// Units that may follow a number without changing it.
const UNITS: [&str; 20] = [
    "个百分点",
    "个月",
    "周岁",
    "元",
    "天",
    "日",
    "月",
    "年",
    "岁",
    "人",
    "次",
    "种",
    "项",
    "盒",
    "周",
    "小时",
    "条",
    "级",
    "行",
    "批",
];

/// The longest expression that the text ends with.
pub(super) fn last_of(text: &str) -> Option<Reading> {
    let text = text.trim_end();
    let starts = text.char_indices().filter(|(_, c)| c.is_ascii_digit() || "（(".contains(*c));
    let before = |at: usize| text.get(..at).and_then(|t| t.trim_end().chars().last());
    let joined = |c: char| c.is_ascii_alphanumeric() || c == '.' || OPERATORS.contains(c);
    for (at, _) in starts {
        let whole = text.get(at..)?;
        if before(at).is_some_and(joined) {
            continue;
        }
        if let Some((reading, rest)) = read(whole)
            && rest.trim().is_empty()
        {
            return Some(reading);
        }
    }
    None
}

/// The longest expression that the text begins with.
pub(super) fn first_of(text: &str) -> Option<Reading> {
    let (reading, rest) = read(text.trim_start())?;
    let next = rest.trim_start().chars().next();
    // `83.333…` and `约` are not exact; an operator or a letter means that the rest was not read.
    let open = |c: char| c == '…' || c.is_ascii_alphanumeric() || OPERATORS.contains(c) || "倍余多几左".contains(c);
    if next.is_some_and(open) { None } else { Some(reading) }
}

fn read(text: &str) -> Option<(Reading, &str)> {
    let mut parser = Parser { rest: text, places: 0, numbers: 0, operations: 0, scaled: true, fine: false, depth: 0 };
    let value = parser.sum()?;
    let rest = parser.rest;
    let mut plain = Parser { rest: text, places: 0, numbers: 0, operations: 0, scaled: false, fine: false, depth: 0 };
    let unscaled = plain.sum()?;
    let written = text.get(..text.len() - rest.len())?.trim().to_owned();
    let reading = Reading {
        text: written,
        value: value.0,
        plain: unscaled.0,
        calculates: parser.operations > 0,
        fine: parser.fine,
        places: parser.places,
        single: parser.numbers == 1 && parser.operations == 0,
    };
    Some((reading, rest))
}

/// A value; `None` inside when it cannot be computed.
struct Computed(Option<Num>);

struct Parser<'a> {
    rest: &'a str,
    places: u32,
    numbers: usize,
    operations: usize,
    scaled: bool,
    fine: bool,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn sum(&mut self) -> Option<Computed> {
        let mut left = self.product()?;
        while let Some((op, after)) = self.operator(&['＋', '+', '－', '-', '−']) {
            let back = std::mem::replace(&mut self.rest, after);
            let Some(right) = self.product() else {
                self.rest = back;
                break;
            };
            self.operations += 1;
            let minus = !matches!(op, '＋' | '+');
            left = Computed(left.0.zip(right.0).and_then(|(a, b)| if minus { a.sub(b) } else { a.add(b) }.ok()));
        }
        Some(left)
    }

    fn product(&mut self) -> Option<Computed> {
        let mut left = self.factor()?;
        while let Some((op, after)) = self.operator(&['×', '*', '÷', '/']) {
            let back = std::mem::replace(&mut self.rest, after);
            let Some(right) = self.factor() else {
                self.rest = back;
                break;
            };
            self.operations += 1;
            let over = matches!(op, '÷' | '/');
            let apply = |(a, b): (Num, Num)| if over { a.div(b)?.ok() } else { a.mul(b).ok() };
            left = Computed(left.0.zip(right.0).and_then(apply));
        }
        Some(left)
    }

    fn operator(&self, of: &[char]) -> Option<(char, &'a str)> {
        let rest = self.rest.trim_start();
        let op = rest.chars().next().filter(|c| of.contains(c))?;
        Some((op, rest.get(op.len_utf8()..)?))
    }

    fn factor(&mut self) -> Option<Computed> {
        self.rest = self.rest.trim_start();
        let Some(inner) = self.rest.strip_prefix(['（', '(']) else { return self.number() };
        if self.depth > 20 {
            return None;
        }
        self.depth += 1;
        self.rest = inner;
        let value = self.sum()?;
        self.rest = self.rest.trim_start().strip_prefix(['）', ')'])?;
        self.depth -= 1;
        self.unit();
        Some(value)
    }

    fn number(&mut self) -> Option<Computed> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest.len());
        let (digits, rest) = (self.rest.get(..end)?, self.rest.get(end..)?);
        let value = Num::parse(digits.trim_end_matches('.'))?;
        self.rest = rest;
        self.numbers += 1;
        self.places = digits.split_once('.').map_or(0, |(_, d)| u32::try_from(d.len()).unwrap_or(0));
        self.fine |= self.places >= 2;
        let scale = self.scale();
        self.unit();
        Some(Computed(scale.and_then(|s| value.mul(s).ok())))
    }

    /// 万, 亿 and % behind a number.
    fn scale(&mut self) -> Option<Num> {
        for (mark, by) in [("万", Num::int(10_000)), ("亿", Num::int(100_000_000))] {
            if let Some(rest) = self.rest.strip_prefix(mark) {
                self.rest = rest;
                return Some(if self.scaled { by } else { Num::ONE });
            }
        }
        match self.rest.strip_prefix(['%', '％']) {
            Some(rest) => {
                self.rest = rest;
                Num::ratio(1, 100)
            }
            None => Some(Num::ONE),
        }
    }

    fn unit(&mut self) {
        if let Some(rest) = UNITS.iter().find_map(|u| self.rest.strip_prefix(u)) {
            self.rest = rest;
        }
    }
}
