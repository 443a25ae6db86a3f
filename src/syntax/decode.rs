//! Bytes → text.

use super::errors;
use crate::base::diagnostic::Diagnostic;
use crate::base::span::{FileId, Span};

/// The text of a file: UTF-8, with or without a byte order mark. Any other encoding is an error that names it
/// when it can be told. The diagnostic's span is empty, for there is no text to point into.
#[allow(clippy::result_large_err, reason = "called once per file")]
pub fn decode(bytes: &[u8], path: &str) -> Result<String, Diagnostic> {
    let nowhere = Span::new(FileId(u32::MAX), 0, 0);
    if is_utf16(bytes) {
        return Err(errors::utf16(nowhere, path));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(e) => {
            let good = bytes.get(..e.valid_up_to()).unwrap_or(&[]);
            let line = 1 + good.iter().filter(|b| **b == b'\n').count();
            Err(errors::not_utf8(nowhere, path, line, looks_like_gbk(bytes)))
        }
    }
}

/// A byte order mark, or a zero in every other byte.
fn is_utf16(bytes: &[u8]) -> bool {
    let marked = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let head = bytes.get(..bytes.len().min(64)).unwrap_or(bytes);
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    marked || (head.len() >= 4 && zeros(0).max(zeros(1)) * 4 >= head.len())
}

/// Whether all bytes beyond ASCII form characters of GB18030, most of them pairs in the range of Han characters.
fn looks_like_gbk(bytes: &[u8]) -> bool {
    let (mut rest, mut pairs, mut common) = (bytes, 0_usize, 0_usize);
    loop {
        rest = match rest {
            [] => break,
            [a, tail @ ..] if *a < 0x80 => tail,
            [a, b, tail @ ..] if (0x81..=0xFE).contains(a) && (0x40..=0xFE).contains(b) && *b != 0x7F => {
                pairs += 1;
                common += usize::from((0xB0..=0xF7).contains(a) && *b >= 0xA1);
                tail
            }
            [a, b, c, d, tail @ ..]
                if (0x81..=0xFE).contains(a)
                    && b.is_ascii_digit()
                    && (0x81..=0xFE).contains(c)
                    && d.is_ascii_digit() =>
            {
                tail
            }
            _ => return false,
        };
    }
    pairs > 0 && common * 2 >= pairs
}
