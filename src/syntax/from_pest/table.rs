//! 表 and 分段表: each row, and in it each cell, is parsed on its own.

use super::{Cx, P, Piece, Place, Res, Rule};
use crate::base::span::Span;
use crate::syntax::ast::{BandRow, Bands, Cell, CellKind, Cites, Expr, ExprKind, Ident, QName, Row, Table, Text};
use crate::syntax::lex::{Kind, inside_quotes};
use crate::syntax::scan::{Chunk, line_starts};
use crate::syntax::{errors, guard, numerals};
use std::ops::Range as Stretch;

/// A line of a table, cut into cells left and right of its arrow.
struct Line {
    left: Vec<Stretch<usize>>,
    right: Vec<Stretch<usize>>,
    span: Span,
    arrow: bool,
}

/// The columns of a decision table.
struct Columns {
    conditions: Vec<QName>,
    results: Vec<QName>,
    cites: bool,
}

impl Cx<'_> {
    pub(super) fn table(&mut self, chunk: &Chunk) -> Res<Table> {
        let (head, body) = self.head_and_body(chunk)?;
        let head = self.parse(Rule::table_head, &head)?;
        let (name, cites, overrides) = (head.name()?, head.cites(), head.overrides());
        let (effective, guard) = (head.effective()?, head.guard()?);
        let mut lines = self.rows(&body).into_iter();
        let header = self.header(lines.next(), &body)?;
        let columns = self.columns(&header)?;
        let rows = lines.filter_map(|line| self.row(&line, &columns)).collect();
        let Columns { conditions, results, .. } = columns;
        Ok(Table { name, cites, overrides, effective, guard, conditions, results, rows })
    }

    pub(super) fn bands(&mut self, chunk: &Chunk) -> Res<Bands> {
        let (head, body) = self.head_and_body(chunk)?;
        let head = self.parse(Rule::bands_head, &head)?;
        let (name, cites, effective) = (head.name()?, head.cites(), head.effective()?);
        let mut lines = self.rows(&body).into_iter();
        let header = self.header(lines.next(), &body)?;
        let subject = self.band_subject(&header)?;
        let columns = header.right.iter().map(|c| self.band_column(c)).collect::<Res<Vec<Ident>>>()?;
        let rows = lines.filter_map(|line| self.band_row(&line, columns.len())).collect();
        Ok(Bands { name, cites, effective, subject, columns, rows })
    }

    /// The lines of a body that begin with `|`. Any other line is noted.
    fn rows(&mut self, body: &Stretch<usize>) -> Vec<Line> {
        let firsts = line_starts(self.lexed, body.clone());
        let ends = firsts.iter().skip(1).copied().chain([body.end]);
        let stretches: Vec<_> = firsts.iter().zip(ends).map(|(a, b)| self.lexed.trim(*a..b)).collect();
        let mut lines = Vec::new();
        for line in stretches {
            if !self.lexed.is(Some(line.start), '|') {
                self.fail(errors::not_a_row(self.lexed.span_of(&line), &self.subject));
                continue;
            }
            match guard::brackets(self.lexed, &line, &self.subject) {
                Ok(()) => lines.push(self.cells(line)),
                Err(d) => self.fail(*d),
            }
        }
        lines
    }

    fn cells(&self, line: Stretch<usize>) -> Line {
        let span = self.lexed.span_of(&line);
        let closed = self.lexed.is(line.end.checked_sub(1), '|') && line.len() > 1;
        let inner = line.start + 1..if closed { line.end - 1 } else { line.end };
        let (mut left, mut right, mut arrow) = (Vec::new(), Vec::new(), false);
        for (cell, mark) in self.lexed.split(&inner, &['|', '→']) {
            if arrow {
                right.push(cell)
            } else {
                left.push(cell)
            }
            arrow |= self.lexed.is(mark, '→');
        }
        Line { left, right, span, arrow }
    }

    /// The first row, with an arrow.
    fn header(&self, line: Option<Line>, body: &Stretch<usize>) -> Res<Line> {
        match line {
            Some(line) if line.arrow => Ok(line),
            Some(line) => Err(Box::new(errors::header_without_arrow(line.span, &self.subject))),
            None => {
                let span = self.lexed.span_of(&self.lexed.trim(body.clone()));
                Err(Box::new(errors::table_without_rows(span, &self.subject)))
            }
        }
    }

    fn columns(&self, header: &Line) -> Res<Columns> {
        let is_cite = |cell: &Stretch<usize>| {
            let cell = self.lexed.trim(cell.clone());
            cell.len() == 1 && self.lexed.keyword(Some(cell.start)) == Some("依据")
        };
        let cites = header.right.last().is_some_and(is_cite);
        let results = header.right.len() - usize::from(cites);
        let column = |cell: &Stretch<usize>| {
            let piece = self.parse(Rule::column, &self.filled(cell, header.span)?)?;
            Ok(piece.place.qname(piece.need(Rule::qname)?))
        };
        Ok(Columns {
            conditions: header.left.iter().map(column).collect::<Res<_>>()?,
            results: header.right.iter().take(results).map(column).collect::<Res<_>>()?,
            cites,
        })
    }

    /// A cell that must not be empty.
    fn filled(&self, cell: &Stretch<usize>, row: Span) -> Res<Stretch<usize>> {
        let cell = self.lexed.trim(cell.clone());
        if cell.is_empty() { Err(Box::new(errors::empty_cell(row, &self.subject))) } else { Ok(cell) }
    }

    /// A row; `None` when anything in it is wrong. Each wrong cell is noted.
    fn row(&mut self, line: &Line, columns: &Columns) -> Option<Row> {
        let expected = (columns.conditions.len(), columns.results.len() + usize::from(columns.cites));
        if !self.fits(line, expected) {
            return None;
        }
        let conditions: Vec<_> = line.left.iter().map(|c| self.cond_cell(c)).collect();
        let conditions: Vec<_> = conditions.into_iter().filter_map(|c| self.keep(c)).collect();
        let results = line.right.iter().take(columns.results.len());
        let results: Vec<_> = results.map(|c| self.result_cell(c, line.span)).collect();
        let results: Vec<_> = results.into_iter().filter_map(|c| self.keep(c)).collect();
        let cites = line.right.get(columns.results.len()).map(|c| self.cite_cell(c)).transpose();
        let cites = self.keep(cites)?.unwrap_or_default();
        let whole = conditions.len() == expected.0 && results.len() == columns.results.len();
        whole.then_some(Row { conditions, results, cites, span: line.span })
    }

    /// Whether a row has as many cells as the header.
    fn fits(&mut self, line: &Line, expected: (usize, usize)) -> bool {
        if !line.arrow {
            self.fail(errors::row_without_arrow(line.span, &self.subject));
            return false;
        }
        let found = (line.left.len(), line.right.len());
        if found != expected {
            self.fail(errors::cell_count(line.span, &self.subject, found, expected));
        }
        found == expected
    }

    fn cond_cell(&self, cell: &Stretch<usize>) -> Res<Cell> {
        let tokens = self.lexed.trim(cell.clone());
        if tokens.is_empty() {
            let at = self.lexed.fold_range(cell).start;
            return Ok(Cell { kind: CellKind::Any, span: self.lexed.span(at, at) });
        }
        if let Some(values) = self.plain_values(&tokens) {
            return Ok(Cell { kind: CellKind::OneOf(values?), span: self.lexed.span_of(&tokens) });
        }
        let piece = self.parse(Rule::cond_cell, &tokens)?;
        let span = piece.span;
        let Some(pair) = piece.pairs.first().cloned() else { return Ok(Cell { kind: CellKind::Any, span }) };
        Ok(Cell { kind: piece.place.cell_kind(pair)?, span })
    }

    fn result_cell(&self, cell: &Stretch<usize>, row: Span) -> Res<Option<Expr>> {
        let tokens = self.filled(cell, row)?;
        if let Some(value) = self.plain_value(&tokens) {
            return value.map(Some);
        }
        let piece = self.parse(Rule::result_cell, &tokens)?;
        piece.one(Rule::value).map(|p| piece.place.value(p)).transpose()
    }

    /// `甲、乙`, as most cells are: read without the grammar, for tables are long. `None` for anything else.
    fn plain_values(&self, tokens: &Stretch<usize>) -> Option<Res<Vec<Expr>>> {
        let parts = self.lexed.split(tokens, &['、']);
        parts.iter().map(|(part, _)| self.plain_value(&self.lexed.trim(part.clone()))).collect()
    }

    /// A single name or literal.
    fn plain_value(&self, tokens: &Stretch<usize>) -> Option<Res<Expr>> {
        let token = self.lexed.tokens.get(tokens.start).filter(|_| tokens.len() == 1)?;
        let (span, source) = (self.lexed.token_span(token), self.lexed.source(token));
        let word = self.lexed.folded.get(self.lexed.fold_range(tokens)).unwrap_or(source);
        let name = |text| ExprKind::Name(QName { parts: vec![Ident { text, span }], span });
        let kind = match token.kind {
            Kind::Word => name(word.to_owned()),
            Kind::Quoted => name(super::folded_name(inside_quotes(source))),
            Kind::Number => match numerals::literal(word) {
                Ok(literal) => ExprKind::Lit(literal),
                Err(bad) => return Some(Err(Box::new(errors::bad_literal(span, word, &bad)))),
            },
            _ => return None,
        };
        Some(Ok(Expr { kind, span }))
    }

    fn cite_cell(&self, cell: &Stretch<usize>) -> Res<Cites> {
        let cell = self.lexed.trim(cell.clone());
        if cell.is_empty() {
            return Ok(Vec::new());
        }
        let piece = self.parse(Rule::cite_cell, &cell)?;
        Ok(piece.all(Rule::free).map(|p| piece.place.prose(&p)).collect())
    }

    fn band_subject(&self, header: &Line) -> Res<Text> {
        let [cell] = header.left.as_slice() else {
            return Err(Box::new(errors::band_columns(header.span, &self.subject)));
        };
        let piece = self.parse(Rule::band_subject, &self.filled(cell, header.span)?)?;
        Ok(piece.place.prose(&piece.need(Rule::line)?))
    }

    fn band_column(&self, cell: &Stretch<usize>) -> Res<Ident> {
        let piece = self.parse(Rule::band_column, &self.filled(cell, Span::default())?)?;
        piece.name()
    }

    fn band_row(&mut self, line: &Line, columns: usize) -> Option<BandRow> {
        if !self.fits(line, (1, columns)) {
            return None;
        }
        let range = line.left.first().map(|c| self.band_range(c, line.span))?;
        let range = self.keep(range);
        let values: Vec<_> = line.right.iter().map(|c| self.band_value(c, line.span)).collect();
        let values: Vec<_> = values.into_iter().filter_map(|v| self.keep(v)).collect();
        let whole = values.len() == columns;
        range.filter(|_| whole).map(|range| BandRow { range, values, span: line.span })
    }

    fn band_range(&self, cell: &Stretch<usize>, row: Span) -> Res<crate::syntax::ast::Range> {
        let piece = self.parse(Rule::band_range, &self.filled(cell, row)?)?;
        piece.place.range(piece.need(Rule::range)?)
    }

    fn band_value(&self, cell: &Stretch<usize>, row: Span) -> Res<Expr> {
        let piece: Piece<'_> = self.parse(Rule::band_value, &self.filled(cell, row)?)?;
        piece.place.value(piece.need(Rule::value)?)
    }
}

impl Place<'_> {
    fn cell_kind(&self, pair: P<'_>) -> Res<CellKind> {
        match pair.as_rule() {
            Rule::any => Ok(CellKind::Any),
            Rule::cell_not => self.values_in(pair).map(CellKind::NoneOf),
            Rule::cell_has if pair.as_str().starts_with("@含全部") => {
                Err(Box::new(errors::cell_contains_all(self.span(&pair))))
            }
            Rule::cell_has if pair.as_str().starts_with("@不") => self.values_in(pair).map(CellKind::Lacks),
            Rule::cell_has => self.values_in(pair).map(CellKind::Contains),
            _ => self.cell_range(pair),
        }
    }

    /// A range, or values in a row.
    fn cell_range(&self, pair: P<'_>) -> Res<CellKind> {
        let span = self.span(&pair);
        let between = super::range::joined_by_to(&pair);
        let pair_rules: Vec<Rule> = pair.clone().into_inner().map(|p| p.as_rule()).collect();
        let bounds = super::range::bounds(pair).map(|p| self.bound(p)).collect::<Res<Vec<_>>>()?;
        if let Some(second) = side_by_side(&pair_rules, &bounds) {
            return Err(Box::new(errors::values_side_by_side(second)));
        }
        let all_plain = bounds.iter().all(super::range::RawBound::is_plain);
        if all_plain && !between {
            let plain = |b: super::range::RawBound| b.plain().map_err(|s| Box::new(errors::range_in_list(s)));
            return bounds.into_iter().map(plain).collect::<Res<_>>().map(CellKind::OneOf);
        }
        if let Some(plain) = bounds.iter().find(|b| !between && bounds.len() > 1 && b.is_plain()) {
            return Err(Box::new(errors::range_in_list(plain.place())));
        }
        if bounds.len() > 2 {
            return Err(Box::new(errors::range_in_list(span)));
        }
        super::range::make_range(bounds, between, span).map(CellKind::Range)
    }
}

/// The second of two values with nothing between them, at least one of them without a bound word.
fn side_by_side(rules: &[Rule], bounds: &[super::range::RawBound]) -> Option<Span> {
    let joined = rules.iter().any(|r| matches!(r, Rule::k_to | Rule::k_item));
    match bounds {
        [a, b] if !joined && (a.is_plain() || b.is_plain()) => Some(b.place()),
        _ => None,
    }
}
