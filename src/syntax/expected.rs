//! Places where the grammar stopped → Chinese diagnostics. The parser's own messages are never shown.

use super::ast::Literal;
use super::from_pest::{Place, Rule};
use super::lex::{Kind, Lexed, Token};
use super::{errors, numerals};
use crate::base::diagnostic::Diagnostic;
use crate::base::span::Span;
use pest::error::{Error, ErrorVariant, InputLocation};
use std::ops::Range as Stretch;

/// The Chinese name of what a rule stands for; empty for rules that are never named.
pub fn name(rule: Rule) -> &'static str {
    match rule {
        Rule::cite => "「依据」",
        Rule::overrides => "「例外于」",
        Rule::effective => "「施行」",
        Rule::guard | Rule::clause_when => "「当」",
        Rule::aliases | Rule::w_alias => "「又称」",
        Rule::doc | Rule::w_doc => "「说明」",
        Rule::default | Rule::w_default => "「缺省」",
        Rule::rounding | Rule::w_round => "「取整」",
        Rule::merge => "合并规则",
        Rule::count | Rule::w_total => "「共」",
        Rule::code | Rule::w_code => "「编码」",
        Rule::group_name | Rule::w_group => "「归」",
        Rule::input_range | Rule::w_range => "「范围」",
        Rule::keys | Rule::w_each => "「每」",
        Rule::mode => "「取最大」",
        Rule::w_max => "「取最大」",
        Rule::w_last => "「取最近」",
        Rule::strength | Rule::w_strength => "「强度」",
        Rule::w_unverified => "「待核」",
        Rule::doubt_code | Rule::w_id => "「编号」",
        Rule::w_adopted => "「采用」",
        Rule::w_because => "「因」",
        Rule::w_by => "「按」",
        Rule::w_on => "「于」",
        Rule::w_from => "「从」",
        Rule::w_as => "「记为」",
        Rule::w_of => "「属」",
        Rule::w_to => "「到」",
        Rule::w_since => "「自」",
        Rule::w_kinds => "「种」",
        Rule::w_items => "「项」",
        Rule::w_onward => "「起」",
        Rule::w_region => "「统筹区」",
        Rule::w_document => "「文件」",
        Rule::w_number => "「文号」",
        Rule::w_issuer => "「发文机关」",
        Rule::w_review => "「复核期限」",
        Rule::w_default_date => "「缺省日期」",
        Rule::w_age => "「周岁」",
        Rule::w_inherits => "「继承」",
        Rule::w_topic => "「主题」",
        Rule::k_is => "「为」",
        Rule::k_eq => "「＝」",
        Rule::k_then => "「则」",
        Rule::k_else => "「否则」",
        Rule::k_to => "「至」",
        Rule::k_cap => "「不超过」",
        Rule::k_list => "「[」",
        Rule::k_item => "「、」",
        Rule::k_comma => "「，」",
        Rule::k_colon => "「：」",
        _ => general_name(rule),
    }
}

/// Names of kinds of text.
fn general_name(rule: Rule) -> &'static str {
    match rule {
        Rule::name | Rule::word | Rule::qname | Rule::names | Rule::qnames | Rule::topic | Rule::setting => "名",
        Rule::expectation | Rule::topic_entry => "名",
        Rule::number => "数",
        Rule::period => "日期",
        Rule::free | Rule::line | Rule::free_word => "文字",
        Rule::text | Rule::quoted => "用「」括起的文字",
        Rule::type_expr | Rule::set_type => "类型",
        Rule::round_unit => "取整的单位",
        Rule::round_mode => "取整方式",
        Rule::strength_word => "「硬」「原则上」或「可」",
        Rule::window | Rule::w_year | Rule::w_life | Rule::w_course => "累计的周期",
        Rule::range | Rule::bound | Rule::cell_range | Rule::band_range => "范围",
        Rule::bound_op | Rule::bound_post | Rule::inclusive => "界限词",
        Rule::satisfy_mode | Rule::satisfy_word | Rule::w_any_one | Rule::w_all => {
            "「至少 N 项」「恰好 N 项」「任一」或「全部」"
        }
        Rule::expr | Rule::value | Rule::logic | Rule::test | Rule::sum | Rule::values => "式子",
        Rule::arg | Rule::reference | Rule::paren | Rule::set | Rule::neg | Rule::not => "式子",
        Rule::param_value | Rule::param_const | Rule::must_cond | Rule::accum_value => "式子",
        Rule::clamp | Rule::clamp_op => "「不低于」或「不超过」",
        Rule::logic_op | Rule::arith_op | Rule::is | Rule::has | Rule::within | Rule::compare => "运算符",
        Rule::is_op | Rule::has_op => "运算符",
        Rule::EOI => "结尾",
        _ => "",
    }
}

/// Rules that stand for a value.
fn is_operand(rule: Rule) -> bool {
    general_name(rule) == "式子"
}

/// Rules that stand for a name.
fn is_name(rule: Rule) -> bool {
    general_name(rule) == "名"
}

/// Rules that are options of a head.
fn is_option(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::cite
            | Rule::overrides
            | Rule::effective
            | Rule::guard
            | Rule::aliases
            | Rule::doc
            | Rule::default
            | Rule::rounding
            | Rule::merge
            | Rule::count
            | Rule::code
            | Rule::group_name
            | Rule::input_range
            | Rule::keys
            | Rule::mode
            | Rule::strength
            | Rule::w_unverified
            | Rule::doubt_code
            | Rule::w_adopted
    )
}

/// The words that begin the options of a rule.
fn option_words(rule: Rule) -> &'static [&'static str] {
    match rule {
        Rule::policy_field => {
            &["统筹区", "文件", "文号", "发文机关", "施行", "复核期限", "缺省日期", "周岁", "继承", "主题"]
        }
        Rule::enum_head | Rule::list_head => &["共", "依据"],
        Rule::members => &["又称", "编码", "归", "说明"],
        Rule::input => &["范围", "缺省", "又称", "说明"],
        Rule::param_head => &["依据", "又称", "说明"],
        Rule::item => &["取整", "唯一", "就高", "就低", "累加", "按序", "缺省", "又称", "依据", "说明"],
        Rule::clause_head | Rule::table_head => &["依据", "例外于", "施行", "当"],
        Rule::bands_head => &["依据", "施行"],
        Rule::accum_head => &["每", "取最大", "取最近", "当", "又称", "依据"],
        Rule::cap => &["当", "依据"],
        Rule::must_head => &["强度", "待核", "当", "依据"],
        Rule::doubt_head => &["编号", "依据"],
        Rule::reading => &["采用"],
        Rule::example_head => &["依据"],
        _ => &[],
    }
}

/// The diagnostic for a piece that `rule` could not read.
pub fn explain(
    place: &Place<'_>,
    subject: &str,
    rule: Rule,
    error: &Error<Rule>,
    tokens: &Stretch<usize>,
) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => place.base + at,
    };
    let positives = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
        ErrorVariant::CustomError { .. } => &[],
    };
    let lexed = place.lexed;
    let index = lexed.tokens.partition_point(|t| t.fold <= at).saturating_sub(1);
    let stop = Stop { lexed, subject, rule, positives };
    match lexed.visible(index, tokens.end).and_then(|i| lexed.tokens.get(i).map(|t| (i, t))) {
        Some((i, token)) if at < lexed.fold_range(tokens).end => stop.at_token(token, lexed.before(tokens.start, i)),
        _ => stop.at_end(tokens),
    }
}

/// Where and on what the grammar stopped.
struct Stop<'a> {
    lexed: &'a Lexed<'a>,
    subject: &'a str,
    rule: Rule,
    positives: &'a [Rule],
}

impl Stop<'_> {
    fn any(&self, f: impl Fn(Rule) -> bool) -> bool {
        self.positives.iter().any(|r| f(*r))
    }

    /// Whether an option of this head could stand here.
    fn wants_option(&self, options: &[&str]) -> bool {
        self.any(|r| is_option(r) || options.contains(&name(r).trim_matches(['「', '」'])))
    }

    /// Whether the piece could have ended here, or gone on only with an operator.
    fn could_end(&self) -> bool {
        let goes_on = |r: &Rule| matches!(name(*r), "结尾" | "运算符" | "界限词" | "" | "「、」");
        !self.positives.is_empty() && self.positives.iter().all(goes_on)
    }

    fn at_end(&self, tokens: &Stretch<usize>) -> Diagnostic {
        let last = self.lexed.before(tokens.start, tokens.end).unwrap_or(tokens.start);
        if let Some(glued) = self.glued_setting(Some(last)) {
            return glued;
        }
        errors::unfinished(self.lexed.span_of(&(last..last + 1)), self.subject, &self.expected())
    }

    fn at_token(&self, token: &Token, before: Option<usize>) -> Diagnostic {
        let span = self.lexed.token_span(token);
        let source = self.lexed.source(token);
        self.slip(token, span, source, before).unwrap_or_else(|| {
            let operand = matches!(token.kind, Kind::Word | Kind::Number | Kind::Quoted);
            if operand && self.could_end() {
                return errors::juxtaposed(span, self.subject, source);
            }
            errors::unexpected(span, self.subject, &self.expected(), source)
        })
    }

    /// Slips with a message of their own.
    fn slip(&self, token: &Token, span: Span, source: &str, before: Option<usize>) -> Option<Diagnostic> {
        let after_comma = self.lexed.is(before, ',');
        if token.is(',')
            && let Some(glued) = self.glued_setting(before)
        {
            return Some(glued);
        }
        match token.kind {
            Kind::Punct(c) => self.mark_slip(c, span, source),
            Kind::Other => self.mark_slip(' ', span, source),
            Kind::Word | Kind::Keyword(_) => {
                let unit = self.parted_unit(span, source, before);
                let option = || self.option_slip(span, source, after_comma, before.is_none());
                unit.or_else(option).or_else(|| self.number_slip(span, source)).or_else(|| self.word_slip(token, span))
            }
            Kind::Number if self.any(is_name) => Some(errors::digit_name(span, self.subject, source)),
            _ => None,
        }
    }

    fn mark_slip(&self, mark: char, span: Span, source: &str) -> Option<Diagnostic> {
        let operator = self.any(|r| name(r) == "运算符");
        match mark {
            '=' if self.rule != Rule::clause_def || operator => Some(errors::equals_for_is(span, self.subject)),
            ',' if self.rule == Rule::policy_field && self.any(|r| r == Rule::EOI) => {
                Some(errors::field_over(span, self.subject))
            }
            ',' if operator => Some(errors::comma_in_expression(span, self.subject)),
            '(' | '、' | '.' | '/' | '-' | ' ' if !operator && self.any(|r| r == Rule::EOI) => {
                Some(errors::mark_in_name(span, self.subject, source))
            }
            _ => None,
        }
    }

    /// `险种为居民` where a name and then 为 was to come: the word before holds them both.
    fn glued_setting(&self, before: Option<usize>) -> Option<Diagnostic> {
        let token = before.and_then(|i| self.lexed.tokens.get(i)).filter(|t| t.kind == Kind::Word)?;
        let source = self.lexed.source(token);
        let (name, value) = source.split_once('为').filter(|(name, value)| !name.is_empty() && !value.is_empty())?;
        let wanted = self.any(|r| r == Rule::k_is);
        wanted.then(|| errors::glued(self.lexed.token_span(token), source, &format!("{name} 为 {value}")))
    }

    /// `30 万元`: a number and its unit are one word.
    fn parted_unit(&self, span: Span, source: &str, before: Option<usize>) -> Option<Diagnostic> {
        let number = before.and_then(|i| self.lexed.tokens.get(i)).filter(|t| t.kind == Kind::Number)?;
        let whole = format!("{}{source}", self.lexed.source(number));
        let plain = numerals::literal(self.lexed.source(number)).is_ok_and(|l| matches!(l, Literal::Number(_)));
        let fits = plain && numerals::literal(&whole).is_ok();
        fits.then(|| errors::parted_unit(self.lexed.token_span(number).to(span), &whole))
    }

    /// `共 六种`: numbers are written in digits.
    fn number_slip(&self, span: Span, source: &str) -> Option<Diagnostic> {
        let (number, rest) = numerals::chinese(source).filter(|_| self.any(|r| r == Rule::number))?;
        Some(errors::chinese_number(span, source, &format!("{number}{rest}")))
    }

    /// Options and fields: misspelt, or without the comma before them.
    fn option_slip(&self, span: Span, source: &str, after_comma: bool, first: bool) -> Option<Diagnostic> {
        let options = option_words(self.rule);
        let near = nearest(source, options);
        if self.rule == Rule::policy_field {
            return first.then(|| errors::unknown_field(span, self.subject, source, &listed(options), near));
        }
        if after_comma && self.wants_option(options) {
            if let Some(split) = parted_option(source, options) {
                return Some(errors::glued(span, source, &split));
            }
            return Some(errors::unknown_option(span, self.subject, source, &listed(options), near));
        }
        let comma = !after_comma && options.contains(&source) && self.any(|r| r == Rule::EOI);
        comma.then(|| errors::option_without_comma(span, self.subject, source))
    }

    fn word_slip(&self, token: &Token, span: Span) -> Option<Diagnostic> {
        match token.keyword() {
            None if self.any(|r| r == Rule::round_unit) => Some(errors::bad_round_unit(span)),
            Some("若") if self.any(is_operand) => Some(errors::bare_if(span, self.subject)),
            Some("为") if self.any(|r| r == Rule::k_eq) => Some(errors::is_for_equals(span, self.subject)),
            Some(word) if self.any(|r| is_name(r) || is_operand(r)) => {
                Some(errors::keyword_as_name(span, self.subject, word))
            }
            _ => None,
        }
    }

    /// What was to come, in words.
    fn expected(&self) -> String {
        let mut names: Vec<&str> = Vec::new();
        for name in self.positives.iter().map(|r| name(*r)).filter(|n| !n.is_empty() && *n != "结尾") {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let ends = self.any(|r| r == Rule::EOI);
        match names.split_last() {
            None if ends => "「，」或结尾".to_owned(),
            None => "别的内容".to_owned(),
            Some((last, [])) => (*last).to_owned(),
            Some((last, rest)) => format!("{}或{last}", rest.join("、")),
        }
    }
}

/// `缺省否` as `缺省 否`, `共六种` as `共 六种`.
fn parted_option(word: &str, options: &[&str]) -> Option<String> {
    let (option, rest) =
        options.iter().find_map(|o| Some((*o, word.strip_prefix(o)?))).filter(|(_, r)| !r.is_empty())?;
    let value = rest.strip_prefix('为').filter(|v| option == "缺省" && !v.is_empty()).unwrap_or(rest);
    Some(format!("{option} {value}"))
}

fn listed(words: &[&str]) -> String {
    words.join("、")
}

/// The word that differs least, when it differs little.
fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let length = word.chars().count();
    let scored = known.iter().map(|k| (strsim::osa_distance(word, k), *k));
    let (distance, best) = scored.min_by_key(|(d, _)| *d)?;
    (distance * 2 <= length.max(best.chars().count())).then_some(best)
}
