//! Documents and their rules against each other's periods, and against the day of the question.

use crate::base::date::Date;
use crate::base::diagnostic::Severity;
use crate::check::finding::{Family, Finding, Outcome};
use crate::check::rules::describe;
use crate::ir::{Effective, Module, Program, Rule, RuleId};

pub(super) fn check(program: &Program, today: Option<Date>, out: &mut Outcome) {
    let before = out.findings.len();
    for module in stated(program) {
        retroactive(module, out);
        default_date(module, out);
        review(module, today, out);
        in_force(module, today, out);
    }
    let mut told = std::collections::BTreeSet::new();
    for (i, rule) in (0_u32..).zip(&program.rules) {
        let Some(module) = program.modules.get(rule.module.ix()).filter(|m| !m.stdlib) else { continue };
        // The rows of a table share its period: said once.
        if rule.row.is_none_or(|(table, _)| told.insert(table)) {
            period_of(program, RuleId(i), rule, module, out);
        }
    }
    if out.findings.len() == before {
        out.prove();
    }
}

/// The entry, and the modules whose header says something else: what a header leaves out it takes from the entry's.
fn stated(program: &Program) -> impl Iterator<Item = &Module> {
    let head = |m: &Module| (m.effective, m.review_by, m.default_date, m.document.clone(), m.number.clone());
    let entry = program.modules.iter().find(|m| !m.stdlib);
    let differs = move |m: &&Module| entry.is_some_and(|e| std::ptr::eq(e, *m) || head(e) != head(m));
    program.modules.iter().filter(|m| !m.stdlib).filter(differs)
}

/// The rule's own period against its document's.
fn period_of(program: &Program, id: RuleId, rule: &Rule, module: &Module, out: &mut Outcome) {
    let (own, its) = (rule.effective, module.effective);
    if own == Effective::default() {
        return;
    }
    let what = match rule.row {
        Some(_) => format!("表「{}」", rule.name),
        None => describe(program, id),
    };
    let ended = own.to.zip(its.from).filter(|(to, from)| to < from);
    let late = own.from.zip(its.to).filter(|(from, to)| from > to);
    let message = match (ended, late) {
        (Some((to, from)), _) => format!("{what}在 {to} 失效，而「{}」{from} 才施行", module.name),
        (_, Some((from, to))) => format!("{what}自 {from} 起施行，而「{}」{to} 已失效", module.name),
        _ => return early(rule, module, &what, out),
    };
    let finding = Finding::text(Family::Time, 844, Severity::Warning, rule.span, message)
        .suggest("核对两处的施行日期：其中一处写错，或这条规定已经没有用处");
    out.report(Finding { rules: vec![id], cites: rule.cites.clone(), ..finding });
}

fn early(rule: &Rule, module: &Module, what: &str, out: &mut Outcome) {
    if let (Some(own), Some(its)) = (rule.effective.from, module.effective.from)
        && own < its
    {
        let message = format!("{what}自 {own} 起施行，早于「{}」的施行日 {its}：溯及既往", module.name);
        let finding = Finding::text(Family::Time, 845, Severity::Info, rule.span, message)
            .suggest("确认文件写明溯及这些日子；是则用「注」说明");
        out.report(Finding { cites: rule.cites.clone(), ..finding });
    }
}

/// A document with a number is a source of rules; applied to days before its own date it is retroactive. (A handbook
/// restates rules that hold already: its date says nothing.)
fn retroactive(module: &Module, out: &mut Outcome) {
    let (Some(from), Some(number)) = (module.effective.from, &module.number) else { return };
    let stated = module.document.as_deref().and_then(stated_date);
    let (limit, words) = match (stated, year_of(number)) {
        (Some(date), _) => (date, format!("文件的日期 {date}")),
        (None, Some(year)) => match Date::new(year, 1, 1) {
            Some(date) => (date, format!("文号的年份 {year}年")),
            None => return,
        },
        _ => return,
    };
    if from < limit {
        let message = format!("「{}」自 {from} 起施行，早于{words}：溯及既往", module.name);
        let finding = Finding::text(Family::Time, 845, Severity::Info, module.span, message);
        out.report(finding.suggest("确认文件写明溯及这些日子；是则用「注」说明，否则改正施行日期"));
    }
}

/// `2025年11月3日`, `2025年11月` (its first day) within a text; a bare year says too little.
fn stated_date(text: &str) -> Option<Date> {
    text.match_indices('年')
        .filter_map(|(at, mark)| {
            let (before, after) = (text.get(..at)?, text.get(at + mark.len()..)?);
            let year = before.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
            let (month, rest) = after.split_once('月')?;
            let day = rest.split_once('日').and_then(|(day, _)| day.parse().ok()).unwrap_or(1);
            Date::new(year, month.parse().ok()?, day)
        })
        .next_back()
}

/// The year in `渝医保发〔2025〕10号`.
fn year_of(number: &str) -> Option<i32> {
    let open = number.find(['〔', '[', '［', '（', '('])?;
    let year: String = number.get(open..)?.chars().skip(1).take_while(char::is_ascii_digit).collect();
    (year.len() == 4).then(|| year.parse().ok()).flatten()
}

fn default_date(module: &Module, out: &mut Outcome) {
    let Some(day) = module.default_date.filter(|day| !holds(module.effective, *day)) else { return };
    let message = format!("「{}」的缺省日期 {day} 不在施行期内", module.name);
    let finding = Finding::text(Family::Time, 844, Severity::Warning, module.span, message);
    out.report(finding.suggest("改写缺省日期，或核对施行日期"));
}

fn review(module: &Module, today: Option<Date>, out: &mut Outcome) {
    let Some(limit) = module.review_by else { return };
    let message = match (module.effective.from.filter(|from| limit < *from), today.filter(|today| limit < *today)) {
        (Some(from), _) => format!("「{}」的复核期限 {limit} 早于施行日 {from}", module.name),
        (_, Some(today)) => format!("「{}」的复核期限 {limit} 已过（今天是 {today}）", module.name),
        _ => return,
    };
    let finding = Finding::text(Family::Time, 846, Severity::Warning, module.span, message);
    out.report(finding.suggest("与现行文件核对之后改写复核期限"));
}

fn in_force(module: &Module, today: Option<Date>, out: &mut Outcome) {
    let Some(today) = today.filter(|today| !holds(module.effective, *today)) else { return };
    let message = match module.effective {
        Effective { from: Some(from), .. } if today < from => {
            format!("「{}」自 {from} 起施行，今天（{today}）还没有施行", module.name)
        }
        Effective { to: Some(to), .. } => format!("「{}」到 {to} 失效，今天（{today}）已经失效", module.name),
        _ => return,
    };
    let finding = Finding::text(Family::Time, 844, Severity::Info, module.span, message);
    out.report(finding.suggest("只用来结算施行期内的就诊；有新文件的另编一部"));
}

fn holds(e: Effective, day: Date) -> bool {
    e.from.is_none_or(|from| from <= day) && e.to.is_none_or(|to| day <= to)
}

#[cfg(test)]
mod tests;
