//! Functions: one table of signatures, and the few forms that are no plain functions.

use super::{Checker, Node, errors, ty};
use crate::base::span::Span;
use crate::ir::{BandsId, Expr, Func, Target, Ty, Unit};
use crate::resolve::errors as name_errors;
use crate::resolve::{Found, Kind};
use crate::syntax::ast::{self, ExprKind, Ident};

/// What an argument has to be.
#[derive(Clone, Copy)]
enum Arg {
    /// 日期
    Date,
    /// 日期 or 月份
    Day,
    /// A whole number of no unit.
    Int,
    /// 天数
    Days,
    /// 集合（日期）
    Dates,
    /// A set; a second one has the type of the first.
    Set,
    /// 金额区间
    Interval,
    /// A whole number with a calendar unit.
    Span,
    /// Any number.
    Number,
}

/// What a function gives.
#[derive(Clone, Copy)]
enum Gives {
    Int(Unit),
    Date,
    Month,
    Amount,
    Period,
    /// The type of the first argument.
    Same,
}

type Signature = (&'static str, Func, &'static [Arg], Gives);

const FUNCTIONS: &[Signature] = &[
    ("周岁", Func::AgeAt, &[Arg::Date, Arg::Date], Gives::Int(Unit::Age)),
    ("满年数", Func::YearsBetween, &[Arg::Day, Arg::Day], Gives::Int(Unit::Years)),
    ("满月数", Func::MonthsBetween, &[Arg::Day, Arg::Day], Gives::Int(Unit::Months)),
    ("相距天数", Func::DaysBetween, &[Arg::Date, Arg::Date], Gives::Int(Unit::Days)),
    ("年份", Func::YearOf, &[Arg::Day], Gives::Int(Unit::None)),
    ("月号", Func::MonthOf, &[Arg::Day], Gives::Int(Unit::None)),
    ("日号", Func::DayOf, &[Arg::Day], Gives::Int(Unit::None)),
    ("星期", Func::Weekday, &[Arg::Date], Gives::Int(Unit::None)),
    ("年初", Func::YearStart, &[Arg::Int], Gives::Date),
    ("年末", Func::YearEnd, &[Arg::Int], Gives::Date),
    ("月初", Func::MonthStart, &[Arg::Day], Gives::Date),
    ("月末", Func::MonthEnd, &[Arg::Day], Gives::Date),
    ("所在月", Func::MonthContaining, &[Arg::Day], Gives::Month),
    ("组成日期", Func::DateOf, &[Arg::Int, Arg::Int, Arg::Int], Gives::Date),
    ("工作日后", Func::WorkdaysAfter, &[Arg::Date, Arg::Days, Arg::Dates], Gives::Date),
    ("个数", Func::Size, &[Arg::Set], Gives::Int(Unit::None)),
    ("并", Func::Union, &[Arg::Set, Arg::Set], Gives::Same),
    ("交", Func::Intersect, &[Arg::Set, Arg::Set], Gives::Same),
    ("差", Func::Difference, &[Arg::Set, Arg::Set], Gives::Same),
    ("下限", Func::Low, &[Arg::Interval], Gives::Amount),
    ("上限", Func::High, &[Arg::Interval], Gives::Amount),
    ("期间", Func::ToPeriod, &[Arg::Span], Gives::Period),
    ("整数", Func::ToInt, &[Arg::Number], Gives::Int(Unit::None)),
];

/// Forms with rules of their own.
const FORMS: &[&str] = &["较大", "较小", "分段", "按支付分段", "可定"];

/// Whether a word is a function or a form that is written like one.
pub(super) fn function_names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|(name, ..)| *name).chain(FORMS.iter().copied())
}

impl<'a> Checker<'_, 'a> {
    pub(super) fn call(&mut self, func: &'a Ident, args: &'a [ast::Expr], span: Span, expected: Option<&Ty>) -> Node {
        match func.text.as_str() {
            "较大" | "最大" => self.extreme(args, span, expected, Expr::Max),
            "较小" | "最小" => self.extreme(args, span, expected, Expr::Min),
            "可定" => self.known(args, span),
            "分段" => self.banded(args, span),
            "按支付分段" => self.banded_by_paid(args, span),
            "区间" => self.interval(args, span),
            name => match FUNCTIONS.iter().find(|(known, ..)| *known == name) {
                Some(signature) => self.plain_call(signature, args, span, expected),
                None => self.unknown_function(func, args, span),
            },
        }
    }

    fn unknown_function(&mut self, func: &Ident, args: &'a [ast::Expr], span: Span) -> Node {
        let diagnostic = errors::unknown_function(self.names, func, function_names());
        self.report(diagnostic);
        for arg in args {
            self.infer(arg, None);
        }
        self.poison(span)
    }

    fn plain_call(&mut self, f: &Signature, args: &'a [ast::Expr], span: Span, expected: Option<&Ty>) -> Node {
        let (name, func, params, gives) = *f;
        // The set of days off may be left out.
        let optional = usize::from(func == Func::WorkdaysAfter);
        if args.len() > params.len() || args.len() + optional < params.len() {
            self.report(errors::arity(span, name, params.len(), args.len()));
            return self.poison(span);
        }
        let mut first: Option<Ty> = expected.filter(|t| matches!((gives, t), (Gives::Same, Ty::Set(_)))).cloned();
        let mut ids = Vec::new();
        for (arg, param) in args.iter().zip(params) {
            let node = self.argument(name, arg, *param, first.as_ref());
            first = first.or_else(|| node.ty.clone());
            ids.push(node.id);
        }
        if ids.len() < params.len() {
            let none = Some(Ty::Set(Box::new(Ty::Date)));
            ids.push(self.push(Expr::SetOf(Vec::new()), none, span).id);
        }
        let ty = match gives {
            Gives::Int(unit) => Some(Ty::Int(unit)),
            Gives::Date => Some(Ty::Date),
            Gives::Month => Some(Ty::Month),
            Gives::Amount => Some(Ty::Amount),
            Gives::Period => Some(Ty::Period),
            Gives::Same => first,
        };
        self.push(Expr::Call(func, ids), ty, span)
    }

    fn argument(&mut self, func: &str, arg: &'a ast::Expr, param: Arg, first: Option<&Ty>) -> Node {
        let want = match param {
            Arg::Date => Some(Ty::Date),
            Arg::Int => Some(Ty::Int(Unit::None)),
            Arg::Days => Some(Ty::Int(Unit::Days)),
            Arg::Dates => Some(Ty::Set(Box::new(Ty::Date))),
            Arg::Interval => Some(Ty::Interval),
            Arg::Set => first.filter(|t| matches!(t, Ty::Set(_))).cloned(),
            Arg::Day | Arg::Span | Arg::Number => None,
        };
        if let Some(want) = want {
            return self.check(arg, &want);
        }
        let node = self.infer(arg, None);
        let (fits, wanted) = match (param, &node.ty) {
            (_, None) => (true, ""),
            (Arg::Day, Some(t)) => (matches!(t, Ty::Date | Ty::Month), "日期或月份"),
            (Arg::Set, Some(t)) => (matches!(t, Ty::Set(_)), "集合"),
            (Arg::Span, Some(t)) => (
                matches!(t, Ty::Period | Ty::Int(Unit::Years | Unit::Months | Unit::Weeks | Unit::Days)),
                "年数、月数、周数或天数",
            ),
            (_, Some(t)) => (ty::numeric(t), "数"),
        };
        if fits {
            return node;
        }
        if let Some(got) = &node.ty {
            let diagnostic = errors::argument(self.names, arg.span, func, got, wanted);
            self.report(diagnostic);
        }
        Node { id: node.id, ty: None }
    }

    fn extreme(
        &mut self,
        args: &'a [ast::Expr],
        span: Span,
        expected: Option<&Ty>,
        make: fn(Vec<crate::ir::ExprId>) -> Expr,
    ) -> Node {
        if args.len() < 2 {
            self.report(errors::arity(span, "较大、较小", 2, args.len()));
            return self.poison(span);
        }
        let mut nodes: Vec<Node> = Vec::new();
        let mut ty = expected.cloned();
        for arg in args {
            let node = self.infer(arg, ty.as_ref());
            ty = ty.filter(|_| expected.is_some()).or_else(|| node.ty.clone());
            nodes.push(node);
        }
        let ty = self.common(&mut nodes);
        if let Some(t) = ty.as_ref().filter(|t| !ty::ordered(t)) {
            let diagnostic = errors::not_ordered(self.names, span, t);
            self.report(diagnostic);
        }
        self.push(make(nodes.iter().map(|n| n.id).collect()), ty, span)
    }

    fn common(&mut self, nodes: &mut [Node]) -> Option<Ty> {
        let (first, rest) = nodes.split_first_mut()?;
        let mut ty = first.ty.clone();
        for node in rest {
            let joined = self.unify(first, node, "较大、较小的各项");
            if joined.is_none() && ty.is_some() && node.ty.is_some() {
                return None;
            }
            ty = joined.or(ty);
            first.ty.clone_from(&ty);
        }
        ty
    }

    fn known(&mut self, args: &'a [ast::Expr], span: Span) -> Node {
        let [x] = args else {
            self.report(errors::arity(span, "可定", 1, args.len()));
            return self.poison(span);
        };
        let x = self.infer(x, None);
        self.push(Expr::Known(x.id), Some(Ty::Bool), span)
    }

    fn interval(&mut self, args: &'a [ast::Expr], span: Span) -> Node {
        let [low, high] = args else {
            self.report(errors::arity(span, "区间", 2, args.len()));
            return self.poison(span);
        };
        let (low, high) = (self.check(low, &Ty::Amount), self.check(high, &Ty::Amount));
        self.push(Expr::Interval(low.id, high.id), Some(Ty::Interval), span)
    }

    fn banded(&mut self, args: &'a [ast::Expr], span: Span) -> Node {
        let (value, table, column) = match args {
            [value, table] => (value, table, None),
            [value, table, column] => (value, table, Some(column)),
            _ => {
                self.report(errors::arity(span, "分段", 3, args.len()));
                return self.poison(span);
            }
        };
        let value = self.check(value, &Ty::Amount);
        let Some((bands, column)) = self.band_column(table, column) else { return self.poison(span) };
        self.push(Expr::Bands { bands, column, value: value.id }, Some(Ty::Amount), span)
    }

    fn banded_by_paid(&mut self, args: &'a [ast::Expr], span: Span) -> Node {
        let (cost, paid, table, column) = match args {
            [cost, paid, table] => (cost, paid, table, None),
            [cost, paid, table, column] => (cost, paid, table, Some(column)),
            _ => {
                self.report(errors::arity(span, "按支付分段", 4, args.len()));
                return self.poison(span);
            }
        };
        let (cost, paid) = (self.check(cost, &Ty::Amount), self.check(paid, &Ty::Amount));
        let Some((bands, column)) = self.band_column(table, column) else { return self.poison(span) };
        self.push(Expr::BandsByPaid { bands, column, cost: cost.id, paid: paid.id }, Some(Ty::Amount), span)
    }

    /// A schedule and one of its columns; the column may be left out when there is only one.
    fn band_column(&mut self, table: &'a ast::Expr, column: Option<&'a ast::Expr>) -> Option<(BandsId, u32)> {
        let ExprKind::Name(name) = &table.kind else {
            self.report(errors::needs_bands(table.span));
            return None;
        };
        let bands = match self.names.lookup(self.module, name, Kind::Bands) {
            Found::One(Target::Bands(b)) => b,
            Found::Many(found) => {
                let diagnostic = name_errors::ambiguous(self.names, name, &found);
                self.report(diagnostic);
                return None;
            }
            _ if self.names.is_broken(self.module, name) => return None,
            _ => {
                let diagnostic = name_errors::unknown(self.names, self.module, name, Kind::Bands);
                self.report(diagnostic);
                return None;
            }
        };
        let decl = self.names.bands.get(bands.ix())?.ast;
        let found = match column.map(|c| (c, &c.kind)) {
            None if decl.columns.len() == 1 => Some(0),
            Some((_, ExprKind::Name(word))) => {
                let word = word.parts.last().map_or("", |p| p.text.as_str());
                decl.columns.iter().position(|c| c.text == word)
            }
            _ => None,
        };
        match found.and_then(|at| u32::try_from(at).ok()) {
            Some(at) => Some((bands, at)),
            None => {
                let diagnostic = errors::unknown_column(self.names, decl, column, table.span);
                self.report(diagnostic);
                None
            }
        }
    }
}
