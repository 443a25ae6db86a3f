//! Sorted runs in files, and their merging.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

/// A temporary file.
pub trait Run: Read + Write + Seek + Send {}
impl<T: Read + Write + Seek + Send> Run for T {}

/// Gives temporary files, which are gone when they are dropped.
pub trait Spill: Sync {
    /// A new, empty file.
    fn create(&self) -> io::Result<Box<dyn Run>>;
}

/// Bytes read from a run at a time.
const PIECE: usize = 128 * 1024;

/// Writes records as (length, bytes) and goes back to the start.
pub(super) fn write<'r>(file: Box<dyn Run>, records: impl Iterator<Item = &'r [u8]>) -> io::Result<Box<dyn Run>> {
    let mut out = BufWriter::with_capacity(PIECE, file);
    for record in records {
        put(&mut out, record)?;
    }
    rewind(out)
}

/// Writes what a merge gives.
pub(super) fn write_merged(file: Box<dyn Run>, merge: &mut Merge) -> io::Result<Box<dyn Run>> {
    let mut out = BufWriter::with_capacity(PIECE, file);
    while let Some(record) = merge.next()? {
        put(&mut out, &record)?;
    }
    rewind(out)
}

fn put(out: &mut impl Write, record: &[u8]) -> io::Result<()> {
    let len = u32::try_from(record.len()).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
    out.write_all(&len.to_le_bytes())?;
    out.write_all(record)
}

fn rewind(out: BufWriter<Box<dyn Run>>) -> io::Result<Box<dyn Run>> {
    let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.flush()?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

fn get(run: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut len = [0; 4];
    match run.read_exact(&mut len) {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let mut record = vec![0; u32::from_le_bytes(len) as usize];
    run.read_exact(&mut record)?;
    Ok(Some(record))
}

/// Several runs as one.
pub struct Merge {
    runs: Vec<BufReader<Box<dyn Run>>>,
    heads: BinaryHeap<Reverse<(Vec<u8>, usize)>>,
}

impl Merge {
    pub(super) fn new(runs: Vec<Box<dyn Run>>) -> io::Result<Merge> {
        let runs = runs.into_iter().map(|r| BufReader::with_capacity(PIECE, r)).collect();
        let mut merge = Merge { runs, heads: BinaryHeap::new() };
        (0..merge.runs.len()).try_for_each(|n| merge.advance(n))?;
        Ok(merge)
    }

    fn advance(&mut self, n: usize) -> io::Result<()> {
        if let Some(record) = self.runs.get_mut(n).map(get).transpose()?.flatten() {
            self.heads.push(Reverse((record, n)));
        }
        Ok(())
    }

    /// The least record that is left.
    pub(super) fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let Some(Reverse((record, n))) = self.heads.pop() else { return Ok(None) };
        self.advance(n)?;
        Ok(Some(record))
    }
}
