//! Rows drawn for full explanation: the same ones on any machine, whatever the number of threads.

use super::group::{Grouping, Prepared};
use super::rows::{Layout, Null, Origin, Results};
use crate::data::Block;
use crate::eval::{Case, Facts};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// A row with all that its settlement depends on.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Its place in the draw.
    pub draw: u64,
    /// Its line.
    pub line: u64,
    /// Its person.
    pub person: String,
    /// The person's encounters up to this row.
    pub case: Case,
}

/// Draws the rows with the least draw.
#[derive(Debug)]
pub struct Samples {
    count: usize,
    /// Rows from here on are certainly not drawn.
    limit: AtomicU64,
}

impl Samples {
    /// Draws so many.
    pub fn new(count: usize) -> Samples {
        Samples { count, limit: AtomicU64::new(if count == 0 { 0 } else { u64::MAX }) }
    }

    /// Rows of a block that may be drawn.
    pub fn of(
        &self,
        grouping: &Grouping<'_>,
        layout: &Layout,
        block: &Block,
        prepared: &Prepared,
        results: &Results,
    ) -> Vec<Sample> {
        let limit = self.limit.load(Ordering::Relaxed);
        if limit == 0 {
            return Vec::new();
        }
        let rejected = |row: usize| results.rejected.binary_search_by_key(&row, |(r, _)| *r).is_ok();
        let mut out = Vec::new();
        for (row, place) in prepared.places.iter().enumerate() {
            let line = block.lines.get(*place).copied().unwrap_or(0);
            let person = grouping.person(block, *place);
            let draw = draw(&person, line);
            if draw < limit && !rejected(row) {
                out.push(Sample { draw, line, person: person.into_owned(), case: case(layout, prepared, row) });
            }
        }
        out.sort_by_key(|s| (s.draw, s.line));
        out.truncate(self.count);
        out
    }

    /// Keeps the least, in order of draw.
    pub fn keep(&self, kept: &mut BTreeMap<(u64, u64), Sample>, more: Vec<Sample>) {
        kept.extend(more.into_iter().map(|s| ((s.draw, s.line), s)));
        while kept.len() > self.count {
            kept.pop_last();
        }
        if kept.len() == self.count
            && let Some(((draw, _), _)) = kept.last_key_value()
        {
            self.limit.store(draw.saturating_add(1), Ordering::Relaxed);
        }
    }
}

/// FNV-1a over the person and the line, mixed once more: near lines fall far apart.
fn draw(person: &str, line: u64) -> u64 {
    let bytes = person.bytes().chain(line.to_le_bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    let mixed = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^ (mixed >> 33)
}

/// The person's rows up to one, as a case.
fn case(layout: &Layout, prepared: &Prepared, row: usize) -> Case {
    let at = prepared.rows.persons.partition_point(|p| p.start <= row).saturating_sub(1);
    let Some(person) = prepared.rows.persons.get(at) else { return Case::default() };
    Case {
        person: layout.constants().map(|(i, v)| (i, v.cloned())).collect(),
        encounters: (person.start..=row).map(|r| facts(layout, prepared, r)).collect(),
        opening: person.opening.clone(),
        ..Case::default()
    }
}

fn facts(layout: &Layout, prepared: &Prepared, row: usize) -> Facts {
    let mut out = Facts::new();
    for ((input, coding), column) in layout.columns().iter().zip(&prepared.rows.columns) {
        match column.get(row).and_then(|code| coding.decode(code, &column.dictionary)) {
            Some(value) => out.push((*input, Some(value))),
            None if *layout.origin(*input) == Origin::Column(Null::Unknown) => out.push((*input, None)),
            None => {}
        }
    }
    out
}
