//! Random changes to seeds.

/// Words that matter to the language or to case data.
const WORDS: &[&str] = &[
    "当",
    "为",
    "且",
    "或",
    "非",
    "若",
    "则",
    "否则",
    "条款",
    "表",
    "例",
    "就诊",
    "累计",
    "封顶",
    "存疑",
    "文件未定",
    "未知",
    "无",
    "→",
    "|",
    "：",
    "，",
    "、",
    "（",
    "）",
    "「",
    "」",
    "[",
    "]",
    "{",
    "}",
    "＝",
    "＋",
    "－",
    "×",
    "÷",
    "%",
    "万元",
    "亿元",
    "周岁",
    "100元",
    "99999999999999999999999999元",
    "0.0000000000000000000000001",
    "2025年2月30日",
    "9999年12月31日",
    "以上（不含）",
    "满足 至少 3 项",
    "分段（",
    "取整（",
    "计数（年 从 0 至 999999999，是）",
    "null",
    "true",
    "1e999",
    "-0",
    "\"\"",
    "\\u0000",
    "[[[[",
    "\u{feff}",
    "\u{200b}",
    "　",
    "\r\n",
    "\0",
    "\u{10ffff}",
    "#",
    "''",
    "\"日期\":",
    "\"就诊\":",
    "\"参数\":",
];

/// A source of inputs.
pub struct Mutator {
    seeds: Vec<Vec<u8>>,
    state: u64,
}

impl Mutator {
    pub fn new(seeds: Vec<Vec<u8>>, seed: u64) -> Mutator {
        assert!(!seeds.is_empty(), "no seeds");
        Mutator { seeds, state: seed | 1 }
    }

    /// xorshift64*
    fn random(&mut self, below: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let mixed = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(mixed).unwrap() % below.max(1)
    }

    fn seed(&mut self) -> Vec<u8> {
        let i = self.random(self.seeds.len());
        self.seeds[i].clone()
    }

    /// The next input: a seed with one to eight changes.
    pub fn next(&mut self) -> Vec<u8> {
        let mut input = self.seed();
        for _ in 0..=self.random(8) {
            self.change(&mut input);
        }
        input.truncate(200_000);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let at = self.random(input.len() + 1);
        match self.random(9) {
            0 => drop(input.splice(at..at, self.byte())),
            1 => drop(input.drain(at..(at + 1).min(input.len()))),
            2 => self.delete_line(input),
            3 => self.repeat_line(input),
            4 => {
                let word = WORDS[self.random(WORDS.len())];
                drop(input.splice(at..at, word.bytes()));
            }
            5 => self.replace_digit(input),
            6 => self.splice_other(input, at),
            7 => self.swap_lines(input),
            _ => {
                let times = 1 << self.random(12);
                let word = WORDS[self.random(WORDS.len())];
                drop(input.splice(at..at, word.repeat(times).into_bytes()));
            }
        }
    }

    fn byte(&mut self) -> Vec<u8> {
        vec![u8::try_from(self.random(256)).unwrap()]
    }

    fn lines(input: &[u8]) -> Vec<Vec<u8>> {
        input.split_inclusive(|&b| b == b'\n').map(<[u8]>::to_vec).collect()
    }

    fn delete_line(&mut self, input: &mut Vec<u8>) {
        let mut lines = Self::lines(input);
        if !lines.is_empty() {
            lines.remove(self.random(lines.len()));
        }
        *input = lines.concat();
    }

    fn repeat_line(&mut self, input: &mut Vec<u8>) {
        let mut lines = Self::lines(input);
        if !lines.is_empty() {
            let (from, to) = (self.random(lines.len()), self.random(lines.len()));
            lines.insert(to, lines[from].clone());
        }
        *input = lines.concat();
    }

    fn swap_lines(&mut self, input: &mut Vec<u8>) {
        let mut lines = Self::lines(input);
        if !lines.is_empty() {
            let (a, b) = (self.random(lines.len()), self.random(lines.len()));
            lines.swap(a, b);
        }
        *input = lines.concat();
    }

    fn replace_digit(&mut self, input: &mut [u8]) {
        let digits: Vec<usize> = (0..input.len()).filter(|&i| input[i].is_ascii_digit()).collect();
        if !digits.is_empty() {
            input[digits[self.random(digits.len())]] = b"0123456789.-"[self.random(12)];
        }
    }

    fn splice_other(&mut self, input: &mut Vec<u8>, at: usize) {
        let other = self.seed();
        let from = self.random(other.len() + 1);
        let to = (from + self.random(400)).min(other.len());
        drop(input.splice(at..at, other[from..to].iter().copied()));
    }
}
