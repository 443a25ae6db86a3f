//! Lines of a file, none longer than a limit.

use super::Input;
use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};

/// Longest line.
pub(super) const LIMIT: usize = 1024 * 1024;

/// Reads lines, and takes back what was read too far.
pub(super) struct Lines {
    input: BufReader<Input>,
    read: u64,
    back: VecDeque<(u64, Vec<u8>)>,
}

/// A line that was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Its number, from 1.
    pub(super) number: u64,
    /// It was cut at the limit.
    pub(super) cut: bool,
}

impl Lines {
    pub(super) fn new(input: Input) -> Lines {
        Lines { input: BufReader::with_capacity(256 * 1024, input), read: 0, back: VecDeque::new() }
    }

    /// Puts the next line into `into`, without its end.
    pub(super) fn next(&mut self, into: &mut Vec<u8>) -> io::Result<Option<Line>> {
        if let Some((number, bytes)) = self.back.pop_front() {
            *into = bytes;
            return Ok(Some(Line { number, cut: false }));
        }
        into.clear();
        if self.input.by_ref().take(LIMIT as u64 + 1).read_until(b'\n', into)? == 0 {
            return Ok(None);
        }
        self.read += 1;
        let cut = into.len() > LIMIT && into.last() != Some(&b'\n');
        if cut {
            into.truncate(LIMIT);
            self.skip_line()?;
        }
        trim_end(into);
        Ok(Some(Line { number: self.read, cut }))
    }

    /// Gives back lines that are to be read again.
    pub(super) fn take_back(&mut self, lines: Vec<(u64, Vec<u8>)>) {
        lines.into_iter().rev().for_each(|line| self.back.push_front(line));
    }

    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.input.fill_buf()?;
            let end = buffer.iter().position(|b| *b == b'\n');
            let (used, done) = (end.map_or(buffer.len(), |e| e + 1), end.is_some() || buffer.is_empty());
            self.input.consume(used);
            if done {
                return Ok(());
            }
        }
    }
}

fn trim_end(line: &mut Vec<u8>) {
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
}
