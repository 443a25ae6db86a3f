//! External case suites: JSON Lines `{id, 主题, 输入, 应得, 取解?}`, also with the keys id, topic, inputs, expected,
//! readings; further keys are ignored. A case may name a 模块 instead of a topic. One that must be refused states
//! 应拒 with the code of the refusal instead of 应得.
//!
//! In: a program and a suite's text. Out: per case what was expected and what came out, each difference with its
//! place. A name that means nothing is an error of the case, never a silent pass. The topic picks the module whose
//! names hold, sets facts beforehand and renames (`主题` in a 政策 header). Where the module has no item of that
//! name, the results 可判定, 结论, 缺失参数 and 缺失信息 are answered from the other items asked for.

mod check;
mod input;
mod words;

use super::case::json::{self, Json, Key, Kind};
use super::case::names::Names;
use super::plan::Plan;
use super::{Case, EvalError, Outcome};
use crate::base::diagnostic::Diagnostic;
use crate::base::span::{FileId, Span};
use crate::base::suggest::suggest;
use crate::ir::{ItemId, ModuleId, Program, Topic};
pub use check::Check;
use std::collections::BTreeMap;

/// A case that was run.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseResult {
    /// Its id; a case without one is named by its line.
    pub id: String,
    /// Its topic.
    pub topic: String,
    /// Where it stands.
    pub span: Span,
    /// What was compared.
    pub checks: Vec<Check>,
    /// Why it could not be run, and each difference.
    pub diagnostics: Vec<Diagnostic>,
}

impl CaseResult {
    /// It ran, and everything is as expected.
    pub fn passed(&self) -> bool {
        self.diagnostics.is_empty()
    }
}

/// Runs a suite.
pub fn run(program: &Program, file: FileId, text: &str) -> Vec<CaseResult> {
    let (drafts, broken) = read_lines(program, file, text);
    let mut runner =
        Runner { program, names: BTreeMap::new(), plans: BTreeMap::new(), by_topic: asked_by_topic(&drafts) };
    let mut results: Vec<CaseResult> = broken;
    for draft in &drafts {
        results.push(runner.case(draft));
    }
    results.sort_by_key(|r| r.span.start);
    results
}

/// A case of a suite as it would be settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// Its id.
    pub id: String,
    /// The case.
    pub case: Case,
    /// Items that it asks for.
    pub items: Vec<ItemId>,
}

/// The cases of a suite, without running them; and what keeps the others from being read. Cases that must be refused
/// are neither.
pub fn cases(program: &Program, file: FileId, text: &str) -> (Vec<Read>, Vec<Diagnostic>) {
    let (drafts, broken) = read_lines(program, file, text);
    let by_topic = asked_by_topic(&drafts);
    let mut runner = Runner { program, names: BTreeMap::new(), plans: BTreeMap::new(), by_topic };
    let mut diagnostics: Vec<Diagnostic> = broken.into_iter().flat_map(|b| b.diagnostics).collect();
    let mut out = Vec::new();
    for draft in drafts.iter().filter(|d| d.refused.is_none()) {
        match runner.prepare(draft) {
            Ok((_, items, case)) => out.push(Read { id: draft.id.clone(), case, items }),
            Err(more) => diagnostics.extend(more),
        }
    }
    (out, diagnostics)
}

/// A case as written.
struct Draft<'p> {
    id: String,
    topic: &'p Topic,
    module: ModuleId,
    span: Span,
    inputs: Json,
    expected: Vec<(Key, Json)>,
    readings: Option<Json>,
    /// The case must be refused with this code.
    refused: Option<(String, Span)>,
    diags: Vec<Diagnostic>,
}

/// The topic of a case that names none.
static PLAIN: Topic = Topic { name: String::new(), presets: Vec::new(), renames: Vec::new() };

struct Runner<'p> {
    program: &'p Program,
    names: BTreeMap<ModuleId, Names<'p>>,
    plans: BTreeMap<Vec<ItemId>, Plan<'p>>,
    /// Every key expected in any case of a topic.
    by_topic: BTreeMap<String, Vec<String>>,
}

fn read_lines<'p>(program: &'p Program, file: FileId, text: &str) -> (Vec<Draft<'p>>, Vec<CaseResult>) {
    let (mut drafts, mut broken) = (Vec::new(), Vec::new());
    let mut base = 0;
    for (n, line) in text.split('\n').enumerate() {
        let span = Span::new(file, base, base + line.trim_end().len());
        if !line.trim().is_empty() {
            match draft(program, file, line, base, n + 1) {
                Ok(d) => drafts.push(d),
                Err((id, topic, diagnostics)) => {
                    broken.push(CaseResult { id, topic, span, checks: Vec::new(), diagnostics });
                }
            }
        }
        base += line.len() + 1;
    }
    (drafts, broken)
}

type Broken = (String, String, Vec<Diagnostic>);

fn draft<'p>(program: &'p Program, file: FileId, line: &str, base: usize, n: usize) -> Result<Draft<'p>, Broken> {
    let unnamed = || format!("第{n}行");
    let (json, diags) = json::parse(file, line, base);
    let Some(Json { kind: Kind::Object(entries), span }) = json else {
        let diags = if diags.is_empty() { vec![errors::not_an_object(Span::new(file, base, base + 1))] } else { diags };
        return Err((unnamed(), String::new(), diags));
    };
    let get = |keys: &[&str]| entries.iter().find(|(k, _)| keys.contains(&k.text.as_str())).map(|(_, v)| v);
    let text = |json: Option<&Json>| match json.map(|j| &j.kind) {
        Some(Kind::Text(t) | Kind::Number(t)) => Some(t.clone()),
        _ => None,
    };
    let id = text(get(&["id", "编号"])).unwrap_or_else(unnamed);
    let (topic_json, module_json) = (get(&["主题", "topic"]), get(&["模块", "module"]));
    let Some(topic) = text(topic_json).or_else(|| text(module_json)) else {
        return Err((id, String::new(), vec![errors::lacks(span, "主题")]));
    };
    let by_name = topic_json.map_or_else(|| find_module(program, &topic), |_| find_topic(program, &topic));
    let Some((module, found)) = by_name else {
        let place = topic_json.or(module_json).map_or(span, |j| j.span);
        return Err((id, topic.clone(), vec![errors::unknown_topic(program, place, &topic)]));
    };
    let refused = get(&["应拒", "refused"]);
    let refused = text(refused).zip(refused.map(|j| j.span));
    let (Some(inputs), expected) = (get(&["输入", "inputs"]), get(&["应得", "expected"])) else {
        return Err((id, topic, vec![errors::lacks(span, "输入")]));
    };
    let expected = match expected.map(|j| (&j.kind, j.span)) {
        Some((Kind::Object(expected), _)) => expected.clone(),
        None if refused.is_some() => Vec::new(),
        None => return Err((id, topic, vec![errors::lacks(span, "输入」和「应得")])),
        Some((_, span)) => return Err((id, topic, vec![errors::lacks(span, "应得」的对象「")])),
    };
    let readings = get(&["取解", "readings"]).cloned();
    Ok(Draft { id, topic: found, module, span, inputs: inputs.clone(), expected, readings, refused, diags })
}

fn find_module<'p>(program: &'p Program, name: &str) -> Option<(ModuleId, &'p Topic)> {
    let modules = (0_u32..).map(ModuleId).zip(&program.modules);
    modules.filter(|(_, m)| m.name == name).map(|(id, _)| (id, &PLAIN)).next()
}

fn find_topic<'p>(program: &'p Program, name: &str) -> Option<(ModuleId, &'p Topic)> {
    let modules = (0_u32..).map(ModuleId).zip(&program.modules);
    modules.flat_map(|(id, m)| m.topics.iter().map(move |t| (id, t))).find(|(_, t)| t.name == name)
}

fn asked_by_topic(drafts: &[Draft<'_>]) -> BTreeMap<String, Vec<String>> {
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for draft in drafts {
        let list = out.entry(draft.topic.name.clone()).or_default();
        for (key, _) in &draft.expected {
            if !list.contains(&key.text) {
                list.push(key.text.clone());
            }
        }
    }
    out
}

impl<'p> Runner<'p> {
    fn case(&mut self, draft: &Draft<'p>) -> CaseResult {
        let mut result = CaseResult {
            id: draft.id.clone(),
            topic: draft.topic.name.clone(),
            span: draft.span,
            checks: Vec::new(),
            diagnostics: draft.diags.clone(),
        };
        let compared = self.compare(draft);
        if let Some((code, span)) = &draft.refused {
            let codes: Vec<String> = compared.err().unwrap_or_default().iter().map(|d| d.code.to_string()).collect();
            if !codes.contains(code) {
                result.diagnostics.push(errors::not_refused(&draft.id, *span, code, &codes));
            }
            return result;
        }
        match compared {
            Ok(checks) => {
                result.diagnostics.extend(checks.iter().filter_map(|c| errors::differs(&draft.id, c)));
                result.checks = checks;
            }
            Err(more) => result.diagnostics.extend(more),
        }
        result
    }

    /// What a case asks, for which items, and the case itself.
    fn prepare<'d>(
        &mut self,
        draft: &'d Draft<'p>,
    ) -> Result<(check::Questions<'d>, Vec<ItemId>, Case), Vec<Diagnostic>> {
        let program = self.program;
        let names = self.names.entry(draft.module).or_insert_with(|| Names::new(program, draft.module));
        let peers = self.by_topic.get(&draft.topic.name).map_or(&[][..], Vec::as_slice);
        let questions = check::questions(program, names, draft, peers)?;
        let mut targets = questions.targets();
        targets.sort();
        targets.dedup();
        let plan = self.plans.entry(targets.clone()).or_insert_with(|| Plan::new(program, Some(&targets)));
        let case = input::case(program, names, draft, plan)?;
        Ok((questions, targets, case))
    }

    fn compare(&mut self, draft: &Draft<'p>) -> Result<Vec<Check>, Vec<Diagnostic>> {
        let program = self.program;
        let (questions, targets, case) = self.prepare(draft)?;
        let plan = self.plans.entry(targets.clone()).or_insert_with(|| Plan::new(program, Some(&targets)));
        let outcomes = settle(plan, &case).map_err(|e| vec![errors::unsettled(&draft.id, draft.span, &e)])?;
        let mut checks = questions.answer(program, &outcomes);
        if checks.iter().any(|c| !c.passed) {
            explain(program, plan, &case, &mut checks);
        }
        Ok(checks)
    }
}

fn settle(plan: &Plan<'_>, case: &Case) -> Result<Vec<Outcome>, EvalError> {
    plan.settle(case).map(|s| s.outcomes)
}

/// Adds the arithmetic to what differs.
fn explain(program: &Program, plan: &Plan<'_>, case: &Case, checks: &mut [Check]) {
    let Ok((_, trace)) = plan.settle_traced(case) else { return };
    for check in checks.iter_mut().filter(|c| !c.passed) {
        let Some((item, n)) = check.item else { continue };
        let Some(found) = trace.encounters.get(n).and_then(|e| e.item(item)) else { continue };
        for rule in &found.applied {
            let arithmetic = super::narrate::explain_steps(program, rule.expr, &rule.steps);
            check.steps.push(format!("按条款{}：{arithmetic}", super::errors::rule_name(program, rule.rule)));
        }
        for (from, to) in found.caps.iter().filter_map(|c| c.bit) {
            check.steps.push(format!("封顶：{} → {}", from.to_fixed(2), to.to_fixed(2)));
        }
    }
}

pub(crate) mod errors {
    use super::{Check, Diagnostic, EvalError, Program, Span, suggest};

    /// MC0515: a line that is no object.
    pub(super) fn not_an_object(span: Span) -> Diagnostic {
        Diagnostic::error(515, span, "用例应是一行一个对象")
    }

    /// MC0515: a part of the case is missing.
    pub(super) fn lacks(span: Span, what: &str) -> Diagnostic {
        Diagnostic::error(515, span, format!("用例缺少「{what}」"))
    }

    /// MC0514: no such topic.
    pub(super) fn unknown_topic(program: &Program, span: Span, topic: &str) -> Diagnostic {
        let names = program.modules.iter().flat_map(|m| &m.topics).map(|t| t.name.as_str());
        let d = Diagnostic::error(514, span, format!("没有名为「{topic}」的主题"));
        match suggest(topic, names).as_slice() {
            [] => d,
            close => d.hint(format!("是否想写「{}」", close.join("」「"))),
        }
    }

    /// MC0515: a list whose elements are no known fact.
    pub(super) fn list_of_what(span: Span, key: &str) -> Diagnostic {
        let message = format!("「{key}」是一列数，但看不出每项是哪个事实");
        Diagnostic::error(515, span, message).hint("在政策的「主题」里写明「甲 记为 乙」")
    }

    /// MC0703: the case should have been refused.
    pub(super) fn not_refused(id: &str, span: Span, code: &str, found: &[String]) -> Diagnostic {
        let found =
            if found.is_empty() { "没有拒收".to_owned() } else { format!("诊断是{}", found.join("、")) };
        Diagnostic::error(703, span, format!("用例「{id}」应以 {code} 拒收，{found}"))
    }

    /// MC0704: the case cannot be settled.
    pub(super) fn unsettled(id: &str, span: Span, e: &EvalError) -> Diagnostic {
        Diagnostic::error(704, span, format!("用例「{id}」不能结算：{}", e.message)).hint(format!("见 MC{:04}", e.code))
    }

    /// MC0703: the answer is not the one expected.
    pub(super) fn differs(id: &str, check: &Check) -> Option<Diagnostic> {
        if check.passed {
            return None;
        }
        let message = format!("用例「{id}」的「{}」应为{}，算得{}", check.what, check.expected, check.actual);
        let d = Diagnostic::error(703, check.span, message).at(format!("算得{}", check.actual));
        Some(check.steps.iter().fold(d, |d, s| d.hint(s)))
    }
}

#[cfg(test)]
mod tests;
