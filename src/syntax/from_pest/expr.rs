//! Expressions. The grammar's `logic` and `sum` are flat; precedence is given here.

use super::{P, Place, Res, Rule};
use crate::base::num::Num;
use crate::base::span::Span;
use crate::syntax::ast::{
    Agg, ArithOp, CmpOp, ContainsMode, CountMode, Expr, ExprKind, Literal, RoundMode, Rounding, Source,
};
use crate::syntax::{errors, numerals};

fn boxed(e: Expr) -> Box<Expr> {
    Box::new(e)
}

/// An argument of a call.
enum Arg {
    Value(Expr),
    To(Num, Option<RoundMode>, Span),
}

impl Place<'_> {
    /// The expression within a pair whose last inner pair is one (`guard`, `value`, `expr`).
    pub(super) fn inner_expr(&self, pair: P<'_>) -> Res<Expr> {
        let span = self.span(&pair);
        let inner = pair.into_inner().find(|p| matches!(p.as_rule(), Rule::expr | Rule::value));
        match inner {
            Some(p) => self.value(p),
            None => Err(Box::new(errors::unreadable(span, "这一处"))),
        }
    }

    /// `expr` or `value`.
    pub(super) fn value(&self, pair: P<'_>) -> Res<Expr> {
        let inner = self.only(pair)?;
        match inner.as_rule() {
            Rule::choose => self.choose(inner),
            _ => self.logic(inner),
        }
    }

    fn choose(&self, pair: P<'_>) -> Res<Expr> {
        let span = self.span(&pair);
        let mut inner = pair.into_inner().filter(|p| p.as_rule() == Rule::expr);
        let mut part = || match inner.next() {
            Some(p) => self.value(p).map(boxed),
            None => Err(Box::new(errors::unreadable(span, "这一处"))),
        };
        Ok(Expr { kind: ExprKind::If(part()?, part()?, part()?), span })
    }

    /// 或 over 且 over 非.
    fn logic(&self, pair: P<'_>) -> Res<Expr> {
        let (mut ors, mut ands, mut nots) = (Vec::new(), Vec::new(), Vec::new());
        for p in pair.into_inner() {
            match p.as_rule() {
                Rule::not => nots.push(self.span(&p)),
                Rule::logic_op if p.as_str().trim() == "@或" => {
                    ors.push(join(std::mem::take(&mut ands), ExprKind::And))
                }
                Rule::logic_op => {}
                _ => ands.push(negate(self.test(p)?, &mut nots)),
            }
        }
        ors.push(join(ands, ExprKind::And));
        let ors = ors.into_iter().flatten().collect();
        join(ors, ExprKind::Or).ok_or_else(|| Box::new(errors::unreadable(Span::default(), "这一处")))
    }

    fn test(&self, pair: P<'_>) -> Res<Expr> {
        let span = self.span(&pair);
        let mut inner = pair.into_inner();
        let subject = self.next(&mut inner, span).and_then(|p| self.sum(p))?;
        let Some(tail) = inner.next() else { return Ok(subject) };
        let subject = boxed(subject);
        let kind = match tail.as_rule() {
            Rule::is => self.is(subject, tail)?,
            Rule::has => self.has(subject, tail)?,
            Rule::within => ExprKind::InRange(subject, Box::new(self.range(self.only(tail)?)?)),
            _ => self.compare(subject, tail)?,
        };
        Ok(Expr { kind, span })
    }

    fn is(&self, subject: Box<Expr>, pair: P<'_>) -> Res<ExprKind> {
        let negated = pair.as_str().starts_with("@不");
        Ok(ExprKind::Is { subject, values: self.values_in(pair)?, negated })
    }

    fn has(&self, set: Box<Expr>, pair: P<'_>) -> Res<ExprKind> {
        let negated = pair.as_str().starts_with("@不");
        let all = pair.as_str().starts_with("@含全部");
        let mode = if all { ContainsMode::All } else { ContainsMode::Any };
        Ok(ExprKind::Contains { set, values: self.values_in(pair)?, mode, negated })
    }

    fn compare(&self, left: Box<Expr>, pair: P<'_>) -> Res<ExprKind> {
        let (op, word, right) = self.comparison(pair)?;
        Ok(ExprKind::Cmp(op, word, left, boxed(right)))
    }

    /// The expressions of the `values` inside.
    pub(super) fn values_in(&self, pair: P<'_>) -> Res<Vec<Expr>> {
        let lists = pair.into_inner().filter(|p| p.as_rule() == Rule::values);
        lists.flat_map(|p| p.into_inner()).map(|p| self.sum(p)).collect()
    }

    /// ×÷ over ＋－; all from left to right.
    pub(super) fn sum(&self, pair: P<'_>) -> Res<Expr> {
        let whole = self.span(&pair);
        let (mut total, mut term, mut op) = (None, None, ArithOp::Add);
        let (mut pending, mut signs) = (ArithOp::Add, Vec::new());
        for p in pair.into_inner() {
            match p.as_rule() {
                Rule::neg => signs.push(self.span(&p)),
                Rule::arith_op => op = arith(p.as_str()),
                _ => {
                    let factor = sign(self.atom(p)?, &mut signs);
                    if matches!(op, ArithOp::Mul | ArithOp::Div) {
                        term = combine(op, term, factor);
                    } else {
                        total = fold_term(pending, total, term.replace(factor));
                        pending = op;
                    }
                }
            }
        }
        fold_term(pending, total, term).ok_or_else(|| Box::new(errors::unreadable(whole, "这一处")))
    }

    fn atom(&self, pair: P<'_>) -> Res<Expr> {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::number => ExprKind::Lit(self.literal(&pair)?),
            Rule::yes => ExprKind::Lit(Literal::Bool(true)),
            Rule::no => ExprKind::Lit(Literal::Bool(false)),
            Rule::undetermined => ExprKind::Undetermined,
            Rule::empty => ExprKind::Set(Vec::new()),
            Rule::satisfy => self.satisfy(pair)?,
            Rule::aggregate => self.aggregate(pair)?,
            Rule::paren => self.paren(pair)?,
            Rule::set => ExprKind::Set(pair.into_inner().map(|p| self.sum(p)).collect::<Res<_>>()?),
            _ => self.reference(pair)?,
        };
        Ok(Expr { kind, span })
    }

    /// A word that begins with a digit.
    pub(super) fn literal(&self, pair: &P<'_>) -> Res<Literal> {
        let word = pair.as_str().trim_end();
        numerals::literal(word).map_err(|bad| Box::new(errors::bad_literal(self.span(pair), word, &bad)))
    }

    fn paren(&self, pair: P<'_>) -> Res<ExprKind> {
        let span = self.span(&pair);
        let mut inner = pair.into_inner();
        let value = self.next(&mut inner, span).and_then(|p| self.value(p))?;
        let (mut at_least, mut at_most) = (None, None);
        for clamp in inner {
            let low = clamp.as_str().starts_with("@不低于") || clamp.as_str().starts_with("@不少于");
            let at = self.span(&clamp);
            let slot = if low { &mut at_least } else { &mut at_most };
            let bound = clamp.into_inner().find(|p| p.as_rule() == Rule::sum);
            let bound = bound.map(|p| self.sum(p)).transpose()?.map(boxed);
            if slot.replace(bound).is_some() {
                let word = if low { "不低于" } else { "不超过" };
                return Err(Box::new(errors::repeated_option(at, span, word)));
            }
        }
        let (at_least, at_most) = (at_least.flatten(), at_most.flatten());
        if at_least.is_none() && at_most.is_none() {
            return Ok(value.kind);
        }
        Ok(ExprKind::Clamp { value: boxed(value), at_least, at_most })
    }

    fn reference(&self, pair: P<'_>) -> Res<ExprKind> {
        let span = self.span(&pair);
        let mut inner = pair.into_inner();
        let name = self.next(&mut inner, span).map(|p| self.qname(p))?;
        let Some(args) = inner.next() else { return Ok(ExprKind::Name(name)) };
        let args = args.into_inner().map(|p| self.arg(p)).collect::<Res<Vec<_>>>()?;
        let Some(func) = name.parts.last().filter(|_| name.parts.len() == 1) else {
            return Err(Box::new(errors::qualified_call(name.span)));
        };
        if func.text == "取整" {
            return round(args, span);
        }
        let mut args = args.into_iter().map(plain_arg).collect::<Res<Vec<_>>>()?;
        if func.text == "区间"
            && args.len() == 2
            && let (Some(high), Some(low)) = (args.pop(), args.pop())
        {
            return Ok(ExprKind::Interval(boxed(low), boxed(high)));
        }
        Ok(ExprKind::Call { func: func.clone(), args })
    }

    fn arg(&self, pair: P<'_>) -> Res<Arg> {
        let inner = self.only(pair)?;
        if inner.as_rule() != Rule::to_unit {
            return self.value(inner).map(Arg::Value);
        }
        let span = self.span(&inner);
        let (unit, mode) = self.unit_and_mode(inner)?;
        Ok(Arg::To(unit, mode, span))
    }

    /// `分`, `0.01` and an optional mode, within `rounding` or `to_unit`.
    pub(super) fn unit_and_mode(&self, pair: P<'_>) -> Res<(Num, Option<RoundMode>)> {
        let span = self.span(&pair);
        let (mut unit, mut mode) = (None, None);
        for p in pair.into_inner() {
            match p.as_rule() {
                Rule::round_unit => unit = round_unit(p.as_str().trim_end()),
                Rule::round_mode => mode = round_mode(p.as_str().trim_end()),
                _ => {}
            }
        }
        let unit = unit.ok_or_else(|| Box::new(errors::bad_round_unit(span)))?;
        Ok((unit, mode))
    }

    fn satisfy(&self, pair: P<'_>) -> Res<ExprKind> {
        let span = self.span(&pair);
        let (mut mode, mut conditions) = (None, Vec::new());
        for p in pair.into_inner() {
            match p.as_rule() {
                Rule::satisfy_mode => mode = Some(p),
                Rule::expr => conditions.push(self.value(p)?),
                _ => {}
            }
        }
        let Some(mode) = mode else { return Err(Box::new(errors::unreadable(span, "这一处"))) };
        self.count_mode(mode, conditions)
    }

    fn count_mode(&self, mode: P<'_>, conditions: Vec<Expr>) -> Res<ExprKind> {
        let word = mode.as_str().to_owned();
        let Some(number) = mode.into_inner().find(|p| p.as_rule() == Rule::sum) else {
            let mode = if word.starts_with("任一") { CountMode::Any } else { CountMode::All };
            return Ok(ExprKind::Count(mode, conditions));
        };
        let number = self.sum(number)?;
        if word.starts_with("至少") {
            return Ok(ExprKind::Count(CountMode::AtLeast(boxed(number)), conditions));
        }
        if word.starts_with("恰好") {
            return Ok(ExprKind::Count(CountMode::Exactly(boxed(number)), conditions));
        }
        Ok(ExprKind::Count(CountMode::AtMost(boxed(number)), conditions))
    }

    fn aggregate(&self, pair: P<'_>) -> Res<ExprKind> {
        let span = self.span(&pair);
        let (mut agg, mut var, mut sums) = (Agg::Count, None, Vec::new());
        let (mut filter, mut body) = (None, None);
        for p in pair.into_inner() {
            match p.as_rule() {
                Rule::agg_word => agg = agg_word(p.as_str().trim_end()),
                Rule::name => var = Some(self.ident(&p)),
                Rule::sum => sums.push(self.sum(p)?),
                Rule::guard => filter = Some(boxed(self.inner_expr(p)?)),
                Rule::expr => body = Some(boxed(self.value(p)?)),
                _ => {}
            }
        }
        let mut sums = sums.into_iter().map(boxed);
        let source = match (sums.next(), sums.next()) {
            (Some(from), Some(to)) => Source::Range(from, to),
            (Some(set), None) => Source::Set(set),
            _ => return Err(Box::new(errors::unreadable(span, "这一处"))),
        };
        let var = var.ok_or_else(|| Box::new(errors::unreadable(span, "这一处")))?;
        Ok(ExprKind::Agg { agg, var, source, filter, body })
    }
}

fn join(mut parts: Vec<Expr>, kind: fn(Vec<Expr>) -> ExprKind) -> Option<Expr> {
    let (first, last) = (parts.first()?.span, parts.last()?.span);
    if parts.len() == 1 {
        return parts.pop();
    }
    Some(Expr { kind: kind(parts), span: first.to(last) })
}

fn negate(mut e: Expr, nots: &mut Vec<Span>) -> Expr {
    while let Some(at) = nots.pop() {
        let span = at.to(e.span);
        e = Expr { kind: ExprKind::Not(boxed(e)), span };
    }
    e
}

fn sign(mut e: Expr, signs: &mut Vec<Span>) -> Expr {
    while let Some(at) = signs.pop() {
        let span = at.to(e.span);
        e = Expr { kind: ExprKind::Neg(boxed(e)), span };
    }
    e
}

fn arith(op: &str) -> ArithOp {
    match op.trim() {
        "+" => ArithOp::Add,
        "-" => ArithOp::Sub,
        "*" => ArithOp::Mul,
        _ => ArithOp::Div,
    }
}

fn combine(op: ArithOp, left: Option<Expr>, right: Expr) -> Option<Expr> {
    let Some(left) = left else { return Some(right) };
    let span = left.span.to(right.span);
    Some(Expr { kind: ExprKind::Arith(op, boxed(left), boxed(right)), span })
}

/// Adds a finished term to the total.
fn fold_term(op: ArithOp, total: Option<Expr>, term: Option<Expr>) -> Option<Expr> {
    match term {
        Some(term) => combine(op, total, term),
        None => total,
    }
}

fn agg_word(word: &str) -> Agg {
    match word {
        "计数" => Agg::Count,
        "合计" => Agg::Sum,
        "最大" => Agg::Max,
        "最小" => Agg::Min,
        "存在" => Agg::Exists,
        _ => Agg::All,
    }
}

fn round_unit(word: &str) -> Option<Num> {
    let unit = match word {
        "分" => Num::cents(1),
        "角" => Num::cents(10),
        "元" | "整数" => Num::ONE,
        "十元" => Num::int(10),
        "百元" => Num::int(100),
        "千元" => Num::int(1000),
        "万元" => Num::int(10_000),
        _ => Num::parse(word)?,
    };
    (unit.signum() > 0).then_some(unit)
}

fn round_mode(word: &str) -> Option<RoundMode> {
    match word {
        "四舍五入" => Some(RoundMode::HalfUp),
        "进位" => Some(RoundMode::Up),
        "舍去" => Some(RoundMode::Down),
        _ => None,
    }
}

/// `取整（式，到 分，舍去）`
fn round(args: Vec<Arg>, span: Span) -> Res<ExprKind> {
    let bad = || Box::new(errors::bad_round_call(span));
    let mut args = args.into_iter();
    let (Some(Arg::Value(value)), Some(Arg::To(unit, mode, at))) = (args.next(), args.next()) else {
        return Err(bad());
    };
    let (mode, at) = match (args.next(), mode) {
        (None, mode) => (mode, at),
        (Some(Arg::Value(word)), None) => (Some(mode_name(&word).ok_or_else(bad)?), at.to(word.span)),
        _ => return Err(bad()),
    };
    if args.next().is_some() {
        return Err(bad());
    }
    let rounding = Rounding { unit, mode: mode.unwrap_or_default(), span: at };
    Ok(ExprKind::Round { value: boxed(value), rounding })
}

fn mode_name(e: &Expr) -> Option<RoundMode> {
    match &e.kind {
        ExprKind::Name(name) => name.parts.last().and_then(|p| round_mode(&p.text)),
        _ => None,
    }
}

fn plain_arg(arg: Arg) -> Res<Expr> {
    match arg {
        Arg::Value(e) => Ok(e),
        Arg::To(_, _, span) => Err(Box::new(errors::to_outside_round(span))),
    }
}

/// The comparison that a direction and its inclusiveness make.
pub(super) fn cmp_op(lower: bool, inclusive: bool) -> CmpOp {
    match (lower, inclusive) {
        (true, true) => CmpOp::Ge,
        (true, false) => CmpOp::Gt,
        (false, true) => CmpOp::Le,
        (false, false) => CmpOp::Lt,
    }
}
