//! One of the two policies.

use super::super::policy::Policy;
use super::super::run::{input as case_input, select};
use super::super::shell::Shell;
use super::super::{Fault, errors};
use super::Args;
use crate::batch::decode::Decoder;
use crate::batch::group::{Grouping, Openings, Prepared};
use crate::batch::mapping::file::MapFile;
use crate::batch::mapping::{self, Mapping, Wanted};
use crate::batch::rows::Results;
use crate::batch::{Engine, Scratch, Settings};
use crate::data::{Block, ColumnInfo};
use crate::eval::Plan;
use crate::ir::value::Value;
use crate::ir::{InputId, Program, Target};

/// What the command line says of one policy.
pub struct Setting {
    selection: select::Selection,
    settings: Settings,
    presets: Vec<(Target, Value)>,
    renames: Vec<(String, Target)>,
}

/// Reads it.
pub fn setting(
    policy: &mut Policy,
    args: &Args,
    readings: &[String],
    param: Option<&str>,
    shell: &Shell,
) -> Result<Setting, Fault> {
    let selection = select::select(&policy.program, &args.scope)?;
    let mut settings = Settings { targets: Some(selection.items()), ..Settings::default() };
    if let Some(path) = param {
        settings.params = case_input::read_params(policy, &selection, path, shell)?;
    }
    for reading in readings {
        settings.readings.push(case_input::choose(&policy.program, reading)?);
    }
    let program = &policy.program;
    let topic = selection.topic.and_then(|i| program.modules.get(selection.module.ix())?.topics.get(i));
    let presets = topic.map(|t| t.presets.clone()).unwrap_or_default();
    for (target, value) in &presets {
        if let Target::Param(p) = target
            && !settings.params.iter().any(|(q, _)| p == q)
        {
            settings.params.push((*p, value.clone()));
        }
    }
    let renames = topic.map(|t| t.renames.clone()).unwrap_or_default();
    Ok(Setting { selection, settings, presets, renames })
}

/// A policy ready to settle rows.
pub struct Side<'p> {
    program: &'p Program,
    plan: Plan<'p>,
    /// What columns hold.
    pub mapping: Mapping,
    /// The evaluator.
    pub engine: Engine<'p>,
    openings: Openings,
    presets: Vec<(Target, Value)>,
}

/// A worker's own state.
pub struct State<'a> {
    decoder: Decoder<'a>,
    scratch: Scratch,
}

impl<'p> Side<'p> {
    /// Finds out what the columns are.
    pub fn new(
        program: &'p Program,
        setting: Setting,
        args: &Args,
        columns: &[ColumnInfo],
        map: &MapFile,
    ) -> Result<Side<'p>, Fault> {
        let plan = Plan::new(program, setting.settings.targets.as_deref());
        let mut inputs: Vec<InputId> = plan.inputs().to_vec();
        inputs.extend(program.date_input.filter(|d| !inputs.contains(d)));
        let wanted = Wanted {
            program,
            module: setting.selection.module,
            renames: &setting.renames,
            presets: &setting.presets,
            inputs: &inputs,
            person: args.table.person.as_deref(),
            id: args.table.id.as_deref(),
            round_floats: args.table.round_floats,
        };
        let mapping = mapping::map(&wanted, columns, map)?;
        let engine = Engine::new(program, &mapping.layout, &setting.settings).map_err(|e| errors::not_settled(&e))?;
        Ok(Side { program, plan, mapping, engine, openings: Openings::new(), presets: setting.presets })
    }

    /// Whose a row is, and when.
    pub fn grouping(&self) -> Grouping<'_> {
        let accum = |(target, value): &(Target, Value)| match target {
            Target::Accum(a) => Some((*a, value.clone())),
            _ => None,
        };
        let common = self.presets.iter().filter_map(accum).collect();
        Grouping::new(self.program, &self.plan, &self.mapping, &self.openings, common)
    }

    /// A worker's state.
    pub fn state(&self) -> State<'_> {
        State { decoder: Decoder::new(self.program, &self.mapping), scratch: Scratch::default() }
    }

    /// Settles a block.
    pub fn settle(&self, grouping: &Grouping<'_>, state: &mut State<'_>, block: &Block, out: &mut Results) -> Prepared {
        let prepared = grouping.prepare(block, &mut state.decoder);
        self.engine.settle(&prepared.rows, &mut state.scratch, out);
        prepared
    }
}
