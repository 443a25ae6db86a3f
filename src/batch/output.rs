//! Results as rows to be written.

use super::group::Grouping;
use super::mapping::Mapping;
use super::names::item_names;
use super::rows::{Cells, Coding, Results, State};
use super::{Engine, group::Prepared};
use crate::base::date::Date;
use crate::data::{Block, Cell, Kind};
use crate::eval::narrate::bare;
use crate::ir::{Program, Ty};

/// Name of the column that says what has no value although it applies.
pub const LACKING: &str = "未得结果";

/// The columns of the output.
pub struct Shape<'a> {
    program: &'a Program,
    mapping: &'a Mapping,
    /// Names of all columns.
    pub names: Vec<String>,
    items: Vec<String>,
    date: bool,
}

impl<'a> Shape<'a> {
    /// The columns for a mapping and the items that are answered.
    pub fn new(program: &'a Program, mapping: &'a Mapping, engine: &Engine<'_>, columns: &[String]) -> Shape<'a> {
        let named =
            |at: Option<usize>| at.and_then(|at| mapping.read.get(at)).and_then(|place| columns.get(*place)).cloned();
        let items = item_names(program, engine.targets());
        let date = program.date_input.and_then(|d| mapping.fact(d)).is_some();
        let mut names = vec!["行".to_owned()];
        names.extend(named(mapping.person).into_iter().chain(named(mapping.id)));
        names.extend(date.then(|| "日期".to_owned()));
        names.extend(items.iter().cloned());
        names.push(LACKING.to_owned());
        Shape { program, mapping, names: distinct(names), items, date }
    }

    /// Kinds of the columns, in order.
    pub fn kinds(&self, engine: &Engine<'_>) -> Vec<Kind> {
        let mut kinds = vec![Kind::Whole];
        kinds.extend(self.mapping.person.iter().chain(&self.mapping.id).map(|_| Kind::Text));
        kinds.extend(self.date.then_some(Kind::Day));
        kinds.extend(engine.targets().iter().map(|item| {
            let ty = self.program.items.get(item.ix()).map(|i| &i.ty);
            match (Coding::of_item(self.program, *item), ty) {
                (Coding::Scaled(0), _) => Kind::Whole,
                (Coding::Scaled(places), _) => Kind::Decimal(places),
                (Coding::Flag, _) => Kind::Truth,
                (Coding::Day, Some(Ty::Date)) => Kind::Day,
                _ => Kind::Text,
            }
        }));
        kinds.push(Kind::Text);
        kinds
    }

    /// The cells of a settled row.
    pub fn row<'b>(
        &'b self,
        grouping: &Grouping<'_>,
        block: &'b Block,
        prepared: &Prepared,
        results: &'b Results,
        row: usize,
    ) -> Vec<Cell<'b>> {
        let place = prepared.places.get(row).copied().unwrap_or(0);
        let mut out = Vec::with_capacity(self.names.len());
        out.push(Cell::Number(block.lines.get(place).copied().unwrap_or(0).into(), 0));
        out.extend(self.mapping.person.map(|_| Cell::Text(grouping.person(block, place))));
        out.extend(self.mapping.id.map(|_| Cell::Text(grouping.id(block, place))));
        if self.date {
            let day = grouping.day(block, place).ok().flatten().and_then(Date::from_day_number);
            out.push(day.map_or(Cell::Empty, Cell::Day));
        }
        let mut lacking = String::new();
        for (cells, name) in results.cells.iter().zip(&self.items) {
            out.push(self.cell(cells, row));
            let word = match cells.states.get(row) {
                Some(State::Unknown) => "未知".to_owned(),
                Some(State::Undetermined) => "文件未定".to_owned(),
                // A column of decimals cannot hold it.
                Some(State::Coded) => self.exact(cells, row),
                _ => continue,
            };
            lacking.push_str(if lacking.is_empty() { "" } else { "；" });
            lacking.push_str(&format!("{name}：{word}"));
        }
        out.push(if lacking.is_empty() { Cell::Empty } else { Cell::Text(lacking.into()) });
        out
    }

    fn cell(&self, cells: &Cells, row: usize) -> Cell<'a> {
        let Some(item) = self.program.items.get(cells.item.ix()) else { return Cell::Empty };
        let code = cells.values.get(row).copied().unwrap_or(0);
        match (cells.states.get(row), cells.coding, &item.ty) {
            (Some(State::Value), Coding::Scaled(places), ty) => number(code, places, ty),
            (Some(State::Value), Coding::Flag, _) => Cell::Truth(code == 1),
            (Some(State::Value), Coding::Day, Ty::Date) => Date::from_day_number(code).map_or(Cell::Empty, Cell::Day),
            (Some(State::Value), Coding::Member, Ty::Enum(e)) => {
                let member = self.program.enums.get(e.ix()).and_then(|e| e.members.get(usize::try_from(code).ok()?));
                member.map_or(Cell::Empty, |m| m.name.as_str().into())
            }
            (Some(State::Value | State::Coded), ..) => Cell::Text(self.exact(cells, row).into()),
            _ => Cell::Empty,
        }
    }
}

impl Shape<'_> {
    /// A value that does not stand in the column as a number.
    fn exact(&self, cells: &Cells, row: usize) -> String {
        let ty = self.program.items.get(cells.item.ix()).map(|i| &i.ty);
        ty.zip(cells.value(row)).map_or_else(String::new, |(ty, v)| bare(self.program, ty, &v))
    }
}

/// An amount has at least two decimals; other numbers no zeros at the end.
fn number<'a>(code: i64, places: u32, ty: &Ty) -> Cell<'a> {
    let least = if *ty == Ty::Amount { 2 } else { 0 };
    let (mut value, mut places) = (i128::from(code), places);
    while places > least && value % 10 == 0 {
        value /= 10;
        places -= 1;
    }
    Cell::Number(value, places)
}

/// No name twice.
fn distinct(names: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        let mut free = name.clone();
        let mut n = 2;
        while out.contains(&free) {
            free = format!("{name}·{n}");
            n += 1;
        }
        out.push(free);
    }
    out
}
