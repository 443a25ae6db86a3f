//! Blanks between neighbours on a line.

/// What stands next, as far as spacing goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A name, quoted text or prose.
    Word,
    /// A literal.
    Number,
    /// A reserved word.
    Keyword(&'static str),
    /// The sign of a number.
    Sign,
    /// Punctuation.
    Mark(char),
}

/// Remembers what stands before.
#[derive(Default)]
pub struct Spacer {
    last: Option<Piece>,
    before: Option<Piece>,
}

impl Spacer {
    /// Takes note of a piece.
    pub fn push(&mut self, piece: Piece) {
        self.before = self.last.replace(piece);
    }

    /// Whether nothing stands before.
    pub fn is_at_start(&self) -> bool {
        self.last.is_none()
    }

    /// Whether a `-` here is a sign: nothing before it could be its left operand.
    pub fn expects_operand(&self) -> bool {
        match self.last {
            None | Some(Piece::Sign) => true,
            Some(Piece::Word | Piece::Number) => false,
            Some(Piece::Keyword(k)) => {
                !matches!(k, "是" | "否" | "无" | "文件未定" | "以上" | "以下" | "以内" | "以外")
            }
            Some(Piece::Mark(c)) => !matches!(c, ')' | ']' | '}'),
        }
    }

    /// Whether a blank stands before the next piece.
    pub fn gap(&self, next: &Piece) -> bool {
        let Some(last) = self.last else { return false };
        match (last, *next) {
            (Piece::Sign | Piece::Mark('(' | '[' | '{' | ',' | ';' | ':' | '、' | '.'), _) => false,
            (_, Piece::Mark(')' | ']' | '}' | ',' | ';' | ':' | '、' | '.')) => false,
            (Piece::Word | Piece::Number, Piece::Mark('(')) => false,
            (Piece::Keyword(k), Piece::Mark('(')) => !matches!(k, "以上" | "以下" | "以内" | "以外"),
            (Piece::Number, Piece::Keyword(k)) => !matches!(k, "以上" | "以下" | "以内" | "以外"),
            (Piece::Mark(')'), Piece::Keyword("至")) => !self.after_inclusive(),
            _ => true,
        }
    }

    /// Whether the bracket just closed held 含 or 不含.
    fn after_inclusive(&self) -> bool {
        matches!(self.before, Some(Piece::Keyword("含" | "不含")))
    }
}

/// The form in which a mark is written.
pub fn wide(c: char) -> char {
    match c {
        ':' => '：',
        ',' => '，',
        ';' => '；',
        '(' => '（',
        ')' => '）',
        '=' => '＝',
        '+' => '＋',
        '-' => '－',
        '*' => '×',
        '/' => '÷',
        _ => c,
    }
}
