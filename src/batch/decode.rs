//! Cells of a table as facts.
//!
//! In: a block of a table and a [`Mapping`]. Out: for a row, the codes of the engine's columns, or what is wrong with
//! a cell. The usual forms are read directly; whatever else is written goes through the reader of cases, so that a
//! cell means and lacks exactly what the same text in a case does.

mod quick;
mod text;

use super::mapping::{Mapped, Mapping};
use super::rows::{Coding, Column, Dictionary};
use crate::base::diagnostic::Diagnostic;
use crate::base::num::Num;
use crate::data::{self, Block, RowFault};
use crate::eval::case;
use crate::ir::value::Value;
use crate::ir::{AccumId, Input, Program, RoundMode, Ty};
use std::collections::HashMap;

/// Distinct words remembered per column; beyond that each is read again.
const REMEMBER: usize = 10_000;

/// Reads rows. Remembers words: one per thread.
pub struct Decoder<'a> {
    program: &'a Program,
    columns: Vec<ColumnDecoder<'a>>,
    /// Places of the covered and the whole cost among the facts.
    costs: Option<(usize, usize)>,
    /// Cells whose value a rounding of binary fractions changed.
    pub rounded: u64,
}

struct ColumnDecoder<'a> {
    mapped: &'a Mapped,
    fact: &'a Input,
    coding: Coding,
    /// Codes that are within the declared range for certain.
    within: (i64, i64),
    words: HashMap<Box<str>, i64>,
}

impl<'a> Decoder<'a> {
    /// A decoder for a mapping.
    pub fn new(program: &'a Program, mapping: &'a Mapping) -> Decoder<'a> {
        let codings = mapping.layout.columns().iter().map(|(_, coding)| *coding);
        let columns = mapping.facts.iter().zip(codings).filter_map(|(mapped, coding)| {
            let fact = program.inputs.get(mapped.input.ix())?;
            let within = quick::within(fact, coding);
            Some(ColumnDecoder { mapped, fact, coding, within, words: HashMap::new() })
        });
        let columns = columns.collect();
        let costs = case::covered_and_total(program);
        let costs = costs.and_then(|(a, b)| Some((mapping.fact(a)?, mapping.fact(b)?)));
        Decoder { program, columns, costs, rounded: 0 }
    }

    /// Reads a row into one code per column of the layout. `out` gives the dictionaries for texts.
    pub fn row(
        &mut self,
        block: &Block,
        row: usize,
        out: &mut [Column],
        codes: &mut Vec<Option<i64>>,
    ) -> Result<(), RowFault> {
        codes.clear();
        for (column, into) in self.columns.iter_mut().zip(out) {
            let Some(cells) = block.columns.get(column.mapped.at) else { continue };
            codes.push(column.cell(self.program, cells, row, &mut into.dictionary, &mut self.rounded)?);
        }
        self.covered_within_whole(codes)
    }

    /// No case has a covered cost above the whole cost.
    fn covered_within_whole(&self, codes: &[Option<i64>]) -> Result<(), RowFault> {
        let Some((covered, whole)) = self.costs else { return Ok(()) };
        let code = |place: usize| codes.get(place).copied().flatten();
        match (code(covered), code(whole)) {
            (Some(c), Some(w)) if c > w => {
                let yuan = |fen: i64| Num::cents(fen).to_fixed(2);
                let message = format!("政策范围内费用{}元大于医疗总费用{}元", yuan(c), yuan(w));
                let column = self.columns.get(covered).map(|c| c.mapped.column.clone());
                Err(RowFault { column, code: 512, message })
            }
            _ => Ok(()),
        }
    }
}

impl ColumnDecoder<'_> {
    fn cell(
        &mut self,
        program: &Program,
        cells: &data::Column,
        row: usize,
        dictionary: &mut Dictionary,
        rounded: &mut u64,
    ) -> Result<Option<i64>, RowFault> {
        if let Some(code) = quick::typed(cells, row, self.coding)
            && self.is_within(code)
        {
            return Ok(Some(code));
        }
        let cell = cells.text(row);
        if cell.is_empty() {
            return Ok(None);
        }
        if let Some(code) = quick::text(&cell, &self.fact.ty).filter(|code| self.is_within(*code)) {
            return Ok(Some(code));
        }
        if let Some(code) = self.words.get(cell.as_ref()) {
            return Ok(Some(*code));
        }
        let code = if self.mapped.float { self.float(&cell, rounded)? } else { self.slow(program, &cell, dictionary)? };
        if self.coding != Coding::Code && !self.mapped.float && self.words.len() < REMEMBER {
            self.words.insert(cell.into(), code);
        }
        Ok(Some(code))
    }

    fn is_within(&self, code: i64) -> bool {
        self.within.0 <= code && code <= self.within.1
    }

    /// Reads a cell as a case would.
    fn slow(&self, program: &Program, cell: &str, dictionary: &mut Dictionary) -> Result<i64, RowFault> {
        let word = self.mapped.words.get(cell).map_or(cell, String::as_str);
        let json = text::as_json(program, &self.fact.ty, word);
        let fault = |code, message| RowFault { column: Some(self.mapped.column.clone()), code, message };
        let value = case::read_fact(program, self.fact, &json).map_err(|d| fault(d.code.0, d.message))?;
        let value = value.ok_or_else(|| fault(505, format!("「{}」没有值", self.fact.name)))?;
        self.coding.encode(&value, dictionary).ok_or_else(|| {
            let message = format!("「{}」的「{cell}」太大，或小数位太多，不能准确表示", self.fact.name);
            fault(505, message)
        })
    }

    /// A binary fraction, rounded as the option says.
    fn float(&self, cell: &str, rounded: &mut u64) -> Result<i64, RowFault> {
        let Coding::Scaled(places) = self.coding else { return Err(self.not_a_number(cell)) };
        let exact = Num::parse(cell).ok_or_else(|| self.not_a_number(cell))?;
        let unit = 10_i128.checked_pow(places).and_then(|d| Num::ratio(1, d)).unwrap_or(Num::ONE);
        let near = exact.round_to(unit, RoundMode::HalfUp).map_err(|_| self.not_a_number(cell))?;
        *rounded += u64::from(near != exact);
        let code = self.coding.encode(&Value::Num(near), &mut Dictionary::default());
        code.filter(|c| self.is_within(*c)).ok_or_else(|| {
            let message = format!("「{}」是{cell}，不在声明的范围里", self.fact.name);
            RowFault { column: Some(self.mapped.column.clone()), code: 507, message }
        })
    }

    fn not_a_number(&self, cell: &str) -> RowFault {
        let message = format!("「{}」应为数，这里是「{cell}」", self.fact.name);
        RowFault { column: Some(self.mapped.column.clone()), code: 505, message }
    }
}

/// A cell that is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoDay;

/// A cell as a day, for ordering: as the reader of cases reads it.
pub fn day(program: &Program, cells: &data::Column, row: usize, fact: &Input) -> Result<Option<i64>, NoDay> {
    if let Some(day) = quick::typed(cells, row, Coding::Day) {
        return Ok(Some(day));
    }
    let cell = cells.text(row);
    if cell.is_empty() {
        return Ok(None);
    }
    if let Some(day) = quick::text(&cell, &Ty::Date) {
        return Ok(Some(day));
    }
    match case::read_fact(program, fact, &text::as_json(program, &Ty::Date, &cell)) {
        Ok(Some(Value::Date(d))) => Ok(Some(d.day_number())),
        _ => Err(NoDay),
    }
}

/// A cell as the balance of an accumulator.
pub fn balance(program: &Program, accum: AccumId, cell: &str) -> Result<Value, Box<Diagnostic>> {
    let (name, ty) = program.accums.get(accum.ix()).map_or(("", &Ty::Text), |a| (a.name.as_str(), &a.ty));
    let read = case::read_value(program, name, ty, &text::as_json(program, ty, cell))?;
    Ok(read.unwrap_or(Value::Num(Num::ZERO)))
}

#[cfg(test)]
mod tests;
