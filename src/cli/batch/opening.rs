//! Opening balances: a person per line.

use super::super::{Fault, errors, fs};
use crate::batch::decode;
use crate::batch::group::Openings;
use crate::batch::national::Role;
use crate::data::{Format, Table};
use crate::eval::case::names::{Found, Names};
use crate::ir::{AccumId, ModuleId, Program, Target};

/// Reads a file of balances in the names of a module. It is held in memory.
pub fn read(program: &Program, module: ModuleId, path: &str, person: Option<&str>) -> Result<Openings, Fault> {
    let format = Format::of(path).ok_or_else(|| errors::unknown_format(path, ".csv、.jsonl、.xlsx"))?;
    let (input, _) = fs::open(path)?;
    let table = Table::read(&mut *format.open(input, None)?)?;
    if let Some((row, fault)) = table.rows.faults.first() {
        return Err(errors::opening(format!("「{path}」第 {} 行：{}", line(&table, *row), fault.message)));
    }
    let who =
        person.and_then(|p| table.column(p)).or_else(|| Role::Person.columns().iter().find_map(|c| table.column(c)));
    let who = who.ok_or_else(|| errors::opening(format!("「{path}」没有个人编号一列")))?;
    let columns = columns(program, module, path, &table, who)?;
    let mut out = Openings::new();
    for row in 0..table.rows.len() {
        let fault = |message: String| errors::opening(format!("「{path}」第 {} 行：{message}", line(&table, row)));
        let mut balances = Vec::new();
        for (column, accum) in &columns {
            let cell = table.cell(row, *column);
            if !cell.is_empty() {
                balances.push((*accum, decode::balance(program, *accum, &cell).map_err(|d| fault(d.message))?));
            }
        }
        let person = table.cell(row, who).into_owned();
        if person.is_empty() || out.insert(person.clone(), balances).is_some() {
            return Err(fault(format!("个人编号「{person}」是空的，或前面已有一行")));
        }
    }
    Ok(out)
}

fn line(table: &Table, row: usize) -> u64 {
    table.rows.lines.get(row).copied().unwrap_or(0)
}

/// The accumulator of each column; a column that is none is refused, since it would silently count for nothing.
fn columns(
    program: &Program,
    module: ModuleId,
    path: &str,
    table: &Table,
    who: usize,
) -> Result<Vec<(usize, AccumId)>, Fault> {
    let names = Names::new(program, module);
    let mut out = Vec::new();
    for (i, name) in table.columns.iter().enumerate().filter(|(i, n)| *i != who && !n.is_empty()) {
        match names.find(name, |t| matches!(t, Target::Accum(_))) {
            Found::One(Target::Accum(accum)) => out.push((i, accum)),
            _ => return Err(errors::opening(format!("「{path}」的「{name}」一列不是这部政策的累计"))),
        }
    }
    Ok(out)
}
