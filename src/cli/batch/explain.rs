//! Full explanations of a few rows.

use super::super::run::select::Selection;
use super::super::{Fault, errors, fs};
use super::{Args, output};
use crate::batch::Settings;
use crate::batch::sample::Sample;
use crate::eval::Plan;
use crate::ir::Program;
use crate::report::doc::Doc;
use crate::report::settlement::{self, View};

/// Settles the samples again with a trace and writes the explanations.
pub fn write(
    args: &Args,
    program: &Program,
    selection: &Selection,
    plan: &Plan<'_>,
    settings: &Settings,
    samples: &[Sample],
) -> Result<(), Fault> {
    let path = args.explain_output.clone().or_else(|| output::beside(&args.output, "explain.md"));
    let Some(path) = path else {
        return Err(errors::usage("结果写到标准输出时，要用 --explain-output 写明解释放在哪里".to_owned(), vec![]));
    };
    let mut doc = Doc::new(format!("抽样解释 {} 行", samples.len()));
    for sample in samples {
        explain(program, selection, plan, settings, sample, &mut doc)?;
    }
    let html = path.ends_with(".html");
    fs::write(&path, &if html { doc.to_html() } else { doc.to_markdown() })
}

/// The last encounter of the sample is its row.
fn explain(
    program: &Program,
    selection: &Selection,
    plan: &Plan<'_>,
    settings: &Settings,
    sample: &Sample,
    doc: &mut Doc,
) -> Result<(), Fault> {
    let mut case = sample.case.clone();
    case.readings.clone_from(&settings.readings);
    case.params.clone_from(&settings.params);
    let (mut settlement, mut trace) = plan.settle_traced(&case).map_err(|e| errors::not_settled(&e))?;
    settlement.outcomes = settlement.outcomes.pop().into_iter().collect();
    trace.encounters = trace.encounters.pop().into_iter().collect();
    let shown = selection.shown(&settlement);
    let view = View {
        program,
        settlement: &settlement,
        trace: &trace,
        shown: &shown,
        asked: &selection.asked,
        withheld: selection.withheld(&settlement),
        explain: true,
    };
    let who = if sample.person.is_empty() { String::new() } else { format!("，个人编号「{}」", sample.person) };
    doc.heading(1, format!("第 {} 行{who}", sample.line));
    doc.blocks.extend(settlement::document(&view).blocks);
    Ok(())
}
