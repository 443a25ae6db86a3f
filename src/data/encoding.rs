//! Text in UTF-8 or GB18030, told apart by the first part of the file.

use super::{Fault, Input, errors};
use encoding_rs::{Decoder, GB18030};
use std::io::{self, Cursor, Read};

/// How a text file is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a mark at its start.
    #[default]
    Utf8,
    /// GB18030, of which GBK and GB2312 are parts.
    Gb18030,
}

impl Encoding {
    /// As people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Gb18030 => "GB18030",
        }
    }
}

/// Bytes looked at.
const SAMPLE: usize = 256 * 1024;

/// The text of a file as UTF-8 (bytes that are no text are left to be found cell by cell) and its encoding, which is
/// looked for unless it is given.
pub fn open(mut input: Input, given: Option<Encoding>) -> Result<(Encoding, Input), Fault> {
    let mut sample = Vec::new();
    input.by_ref().take(SAMPLE as u64).read_to_end(&mut sample).map_err(|e| errors::broken(&e))?;
    let whole = sample.len() < SAMPLE;
    let encoding = given.unwrap_or_else(|| detect(&sample, whole));
    let skip = if sample.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let head = sample.split_off(skip.min(sample.len()));
    if head.iter().take_while(|b| **b != b'\n').any(|b| *b == 0) {
        return Err(errors::not_text());
    }
    let bytes: Input = Box::new(Cursor::new(head).chain(input));
    Ok((encoding, if encoding == Encoding::Utf8 { bytes } else { Box::new(Transcoded::new(bytes)) }))
}

/// UTF-8 where it fits; else GB18030 where that fits; else UTF-8, with faults.
pub fn detect(sample: &[u8], whole: bool) -> Encoding {
    let utf8 = match std::str::from_utf8(sample) {
        Ok(_) => true,
        Err(e) => !whole && e.error_len().is_none(),
    };
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let mut out = vec![0; sample.len() * 3 + 16];
    if utf8 {
        return Encoding::Utf8;
    }
    let (_, _, _, bad) = decoder.decode_to_utf8(sample, &mut out, whole);
    if bad { Encoding::Utf8 } else { Encoding::Gb18030 }
}

/// GB18030 read as UTF-8; what is no text becomes U+FFFD.
struct Transcoded {
    input: Input,
    decoder: Decoder,
    raw: Vec<u8>,
    ready: Vec<u8>,
    at: usize,
    ended: bool,
}

/// Bytes decoded at a time.
const PIECE: usize = 64 * 1024;

impl Transcoded {
    fn new(input: Input) -> Transcoded {
        let decoder = GB18030.new_decoder_without_bom_handling();
        Transcoded { input, decoder, raw: vec![0; PIECE], ready: Vec::new(), at: 0, ended: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        while self.at >= self.ready.len() && !self.ended {
            let n = self.input.read(&mut self.raw)?;
            self.ended = n == 0;
            self.ready.resize(n * 3 + 16, 0);
            let piece = self.raw.get(..n).unwrap_or_default();
            let (_, _, written, _) = self.decoder.decode_to_utf8(piece, &mut self.ready, self.ended);
            self.ready.truncate(written);
            self.at = 0;
        }
        Ok(())
    }
}

impl Read for Transcoded {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.refill()?;
        let n = self.ready.get(self.at..).unwrap_or_default().read(buf)?;
        self.at += n;
        Ok(n)
    }
}
