//! Bounds, ranges and periods of effect.

use super::expr::cmp_op;
use super::{P, Place, Res, Rule};
use crate::base::date::Date;
use crate::base::span::Span;
use crate::syntax::ast::{Bound, BoundWord, CmpOp, Effective, Expr, Literal, Range};
use crate::syntax::errors;

/// What a bound word says: whether it bounds from below, whether the number belongs, the word.
pub fn meaning(word: &str) -> Option<(bool, bool, BoundWord)> {
    let (lower, inclusive, word) = match word {
        "以上" => (true, true, BoundWord::YiShang),
        "以下" => (false, true, BoundWord::YiXia),
        "以内" => (false, true, BoundWord::YiNei),
        "以外" | "超过" => (true, false, BoundWord::ChaoGuo),
        "满" | "届满" => (true, true, BoundWord::Man),
        "不满" | "不足" => (false, false, BoundWord::BuMan),
        "高于" => (true, false, BoundWord::GaoYu),
        "低于" => (false, false, BoundWord::DiYu),
        "不超过" | "不高于" => (false, true, BoundWord::BuChaoGuo),
        "不低于" | "不少于" => (true, true, BoundWord::BuDiYu),
        "早于" => (false, false, BoundWord::ZaoYu),
        "晚于" => (true, false, BoundWord::WanYu),
        "不早于" => (true, true, BoundWord::BuZaoYu),
        "不晚于" => (false, true, BoundWord::BuWanYu),
        "≥" => (true, true, BoundWord::Symbol),
        ">" => (true, false, BoundWord::Symbol),
        "≤" => (false, true, BoundWord::Symbol),
        "<" => (false, false, BoundWord::Symbol),
        _ => return None,
    };
    Some((lower, inclusive, word))
}

/// A `bound` before its direction is known.
pub(super) struct RawBound {
    value: Expr,
    word: Option<(bool, bool, BoundWord)>,
    explicit: Option<bool>,
    span: Span,
}

impl RawBound {
    /// A value and nothing more.
    pub(super) fn plain(self) -> Result<Expr, Span> {
        if self.word.is_none() && self.explicit.is_none() { Ok(self.value) } else { Err(self.span) }
    }

    /// Where it stands.
    pub(super) fn place(&self) -> Span {
        self.span
    }

    pub(super) fn is_plain(&self) -> bool {
        self.word.is_none() && self.explicit.is_none()
    }

    fn lower(&self) -> Option<bool> {
        self.word.map(|(lower, _, _)| lower)
    }

    fn bound(self, default: (bool, BoundWord)) -> Bound {
        let (inclusive, word) = self.word.map_or(default, |(_, inclusive, word)| (inclusive, word));
        let explicit = self.explicit.is_some();
        Bound { value: self.value, inclusive: self.explicit.unwrap_or(inclusive), word, explicit }
    }
}

impl Place<'_> {
    pub(super) fn range(&self, pair: P<'_>) -> Res<Range> {
        let span = self.span(&pair);
        let between = joined_by_to(&pair);
        let bounds = bounds(pair).map(|p| self.bound(p)).collect::<Res<Vec<_>>>()?;
        make_range(bounds, between, span)
    }

    pub(super) fn bound(&self, pair: P<'_>) -> Res<RawBound> {
        let span = self.span(&pair);
        let (mut value, mut explicit, mut words) = (None, None, Vec::new());
        for p in pair.into_inner() {
            match p.as_rule() {
                Rule::sum => value = Some(self.sum(p)?),
                Rule::inclusive => explicit = Some(!p.as_str().contains('不')),
                _ => words.extend(meaning(p.as_str().trim().trim_start_matches('@'))),
            }
        }
        let value = value.ok_or_else(|| Box::new(errors::unreadable(span, "这一处")))?;
        match words.as_slice() {
            [] => Ok(RawBound { value, word: None, explicit, span }),
            [word] => Ok(RawBound { value, word: Some(*word), explicit, span }),
            _ => Err(Box::new(errors::two_bound_words(span))),
        }
    }

    /// `超过 4万元（含）` after a subject.
    pub(super) fn comparison(&self, pair: P<'_>) -> Res<(CmpOp, BoundWord, Expr)> {
        let span = self.span(&pair);
        let raw = self.bound(pair)?;
        let Some((lower, inclusive, word)) = raw.word else {
            return Err(Box::new(errors::unreadable(span, "这一处")));
        };
        Ok((cmp_op(lower, raw.explicit.unwrap_or(inclusive)), word, raw.value))
    }

    /// `2024年度 至 2026年度`, `2025年6月1日 起`, `至 2026年度`, `2025年度`
    pub(super) fn period(&self, pair: P<'_>) -> Res<Effective> {
        let span = self.span(&pair);
        let text = pair.as_str().trim().to_owned();
        let onward = pair.clone().into_inner().any(|p| p.as_rule() == Rule::w_onward);
        let numbers = pair.into_inner().filter(|p| p.as_rule() == Rule::number);
        let ends = numbers.map(|p| self.days(&p)).collect::<Res<Vec<_>>>()?;
        let (from, to) = match ends.as_slice() {
            [(_, to, _)] if text.starts_with("@至") => (None, Some(*to)),
            [(from, _, _)] if onward => (Some(*from), None),
            [(_, _, true)] => return Err(Box::new(errors::bare_date(span))),
            [(from, to, _)] => (Some(*from), Some(*to)),
            [(from, _, _), (_, to, _), ..] => (Some(*from), Some(*to)),
            [] => return Err(Box::new(errors::unreadable(span, "这一处"))),
        };
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            return Err(Box::new(errors::period_reversed(span)));
        }
        Ok(Effective { from, to, span })
    }

    /// First and last day of a date, month or year, and whether it is a single day.
    fn days(&self, pair: &P<'_>) -> Res<(Date, Date, bool)> {
        let wrong = || Box::new(errors::not_a_period(self.span(pair)));
        match self.literal(pair)? {
            Literal::Date(d) => Ok((d, d, true)),
            Literal::Month(d) => Ok((d, d.month_end(), false)),
            Literal::Year(y) => {
                let (first, last) = (Date::new(y, 1, 1), Date::new(y, 12, 31));
                first.zip(last).map(|(a, b)| (a, b, false)).ok_or_else(wrong)
            }
            _ => Err(wrong()),
        }
    }

    /// A single day.
    pub(super) fn day(&self, pair: &P<'_>) -> Res<(Date, Span)> {
        match self.literal(pair)? {
            Literal::Date(d) => Ok((d, self.span(pair))),
            _ => Err(Box::new(errors::not_a_day(self.span(pair)))),
        }
    }
}

/// Whether the bounds of a range are joined by 至.
pub(super) fn joined_by_to(pair: &P<'_>) -> bool {
    pair.clone().into_inner().any(|p| p.as_rule() == Rule::k_to)
}

/// The `bound` pairs inside.
pub(super) fn bounds<'i>(pair: P<'i>) -> impl Iterator<Item = P<'i>> {
    pair.into_inner().filter(|p| p.as_rule() == Rule::bound)
}

/// Puts one or two bounds together.
pub(super) fn make_range(raw: Vec<RawBound>, between: bool, span: Span) -> Res<Range> {
    let mut bounds = raw.into_iter();
    match (bounds.next(), bounds.next(), between) {
        (Some(a), Some(b), true) => {
            let fits = a.lower() != Some(false) && b.lower() != Some(true);
            let range = || Range {
                lower: Some(a.bound((true, BoundWord::From))),
                upper: Some(b.bound((true, BoundWord::To))),
                span,
            };
            if fits { Ok(range()) } else { Err(Box::new(errors::range_direction(span))) }
        }
        (Some(a), Some(b), false) => match (a.lower(), b.lower()) {
            (Some(true), Some(false)) => Ok(two_sided(a, b, span)),
            (Some(false), Some(true)) => Ok(two_sided(b, a, span)),
            (Some(_), Some(_)) => Err(Box::new(errors::range_direction(span))),
            _ => Err(Box::new(errors::range_without_word(span))),
        },
        (Some(a), None, _) => one_sided(a, span),
        (None, _, _) => Err(Box::new(errors::unreadable(span, "这一处"))),
    }
}

fn two_sided(lower: RawBound, upper: RawBound, span: Span) -> Range {
    Range { lower: Some(lower.bound((true, BoundWord::From))), upper: Some(upper.bound((true, BoundWord::To))), span }
}

fn one_sided(a: RawBound, span: Span) -> Res<Range> {
    match a.lower() {
        Some(true) => Ok(Range { lower: Some(a.bound((true, BoundWord::From))), upper: None, span }),
        Some(false) => Ok(Range { lower: None, upper: Some(a.bound((true, BoundWord::To))), span }),
        None => Err(Box::new(errors::range_without_word(span))),
    }
}
