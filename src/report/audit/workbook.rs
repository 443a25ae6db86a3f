//! The audit as a workbook for an audit file: 结论、明细、依据、参数、运行信息.

use super::{Audit, Entry, page};
use crate::report::human::severity_word;
use rust_decimal::Decimal;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::str::FromStr;

/// Widest column, in pixels.
const WIDEST: u32 = 60 * 7;

/// A cell.
enum Cell {
    Text(String),
    Count(usize),
    /// 元, exact.
    Amount(String),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

/// The workbook's bytes, the same for the same audits. `run` is label and value of how the check was run.
pub fn bytes(audits: &[Audit], run: &[(String, String)]) -> Result<Vec<u8>, String> {
    build(audits, run).map_err(|e| e.to_string())
}

fn build(audits: &[Audit], run: &[(String, String)]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The time of writing would make each run's bytes differ.
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let findings = ["政策", "错误", "警告", "提示", "已接受或放行", "结论"];
    sheet(&mut book, "结论", &findings, audits.iter().map(|a| texts(page::conclusion(a))).collect())?;
    let goals = ["政策", "性质", "已证明", "有发现", "未能判定"];
    sheet(&mut book, "目标", &goals, audits.iter().flat_map(tallies).collect())?;
    sheet(&mut book, "明细", &DETAILS, audits.iter().flat_map(details).collect())?;
    let cited = ["政策", "依据", "条款", "规定的项目", "施行", "位置"];
    sheet(&mut book, "依据", &cited, audits.iter().flat_map(|a| under(a, &a.clauses)).collect())?;
    let params = ["政策", "参数", "期间", "值", "依据"];
    sheet(&mut book, "参数", &params, audits.iter().flat_map(|a| under(a, &a.params)).collect())?;
    sheet(&mut book, "运行信息", &["项", "值"], about(audits, run))?;
    book.save_to_buffer()
}

const DETAILS: [&str; 13] =
    ["政策", "级别", "编号", "名称", "性质", "结论", "信息", "位置", "依据", "反例", "影响（元）", "建议", "处理"];

fn details(audit: &Audit) -> Vec<Vec<Cell>> {
    audit.entries.iter().map(|e| detail(audit, e)).collect()
}

fn detail(audit: &Audit, e: &Entry) -> Vec<Cell> {
    let standing = match &e.standing {
        super::Standing::Accepted(reason, date) => format!("已接受：{reason}（{date}）"),
        other => other.word().to_owned(),
    };
    vec![
        audit.path.as_str().into(),
        severity_word(e.severity).into(),
        e.code.to_string().into(),
        e.title().into(),
        e.family.map_or("", |f| f.name()).into(),
        e.verdict_word().into(),
        e.message.as_str().into(),
        e.place.as_ref().map_or_else(String::new, |p| p.text()).into(),
        e.cites.join("、").into(),
        e.story.join("\n").into(),
        e.consequence.map_or(Cell::Text(String::new()), |n| Cell::Amount(n.to_fixed(2))),
        e.suggestions.join("\n").into(),
        standing.into(),
    ]
}

fn tallies(audit: &Audit) -> Vec<Vec<Cell>> {
    let row = |t: &super::Tally| {
        let counts = [t.proved, t.refuted, t.undecided].map(Cell::Count);
        [audit.path.as_str(), t.family.name()].map(Cell::from).into_iter().chain(counts).collect()
    };
    audit.tallies.iter().map(row).collect()
}

fn under(audit: &Audit, rows: &[Vec<String>]) -> Vec<Vec<Cell>> {
    let row =
        |cells: &Vec<String>| [audit.path.clone()].into_iter().chain(cells.iter().cloned()).map(Cell::from).collect();
    rows.iter().map(row).collect()
}

fn about(audits: &[Audit], run: &[(String, String)]) -> Vec<Vec<Cell>> {
    let own = [("程序".to_owned(), format!("mingce {}", env!("CARGO_PKG_VERSION")))];
    let policies = audits.iter().flat_map(|a| {
        let under = |(label, value): &(String, String)| (format!("{} {label}", a.path), value.clone());
        a.identity.iter().map(under)
    });
    let all = own.into_iter().chain(run.iter().cloned()).chain(policies);
    all.map(|(label, value)| vec![label.into(), value.into()]).collect()
}

fn texts(cells: Vec<String>) -> Vec<Cell> {
    cells.into_iter().map(|c| c.parse().map_or(Cell::Text(c), Cell::Count)).collect()
}

fn sheet(book: &mut Workbook, name: &str, head: &[&str], rows: Vec<Vec<Cell>>) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet().set_name(name)?;
    let bold = Format::new().set_bold();
    for (column, title) in (0_u16..).zip(head) {
        sheet.write_with_format(0, column, *title, &bold)?;
    }
    for (row, cells) in (1_u32..).zip(&rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            put(sheet, row, column, cell)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_autofit_max_width(WIDEST);
    sheet.autofit();
    Ok(())
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Count(n) => sheet.write(row, column, u32::try_from(*n).unwrap_or(u32::MAX))?,
        Cell::Amount(text) => match Decimal::from_str(text) {
            Ok(amount) => sheet.write_with_format(row, column, amount, &Format::new().set_num_format("#,##0.00"))?,
            Err(_) => sheet.write(row, column, text)?,
        },
        Cell::Text(text) if text.contains('\n') => {
            sheet.write_with_format(row, column, text, &Format::new().set_text_wrap().set_align(FormatAlign::Top))?
        }
        Cell::Text(text) => sheet.write(row, column, text)?,
    };
    Ok(())
}
