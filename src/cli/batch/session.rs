//! One run from the table to the results.

use super::super::policy::Policy;
use super::super::run::select::Selection;
use super::super::shell::Shell;
use super::super::{Fault, errors};
use super::blocks::Blocks;
use super::input::Opened;
use super::output::{self, Encoder, Piece, Sink, Target};
use super::progress::{Progress, since};
use super::{Args, explain, opening};
use crate::batch::feed::{Feeder, Stop};
use crate::batch::group::{Grouping, Openings};
use crate::batch::job::{Done, Job, Times};
use crate::batch::mapping::file::MapFile;
use crate::batch::mapping::{self, Mapping, Wanted};
use crate::batch::output::Shape;
use crate::batch::sample::{Sample, Samples};
use crate::batch::summary::Summary;
use crate::batch::{Engine, Settings, pipeline};
use crate::data::{Block, Format};
use crate::eval::Plan;
use crate::ir::value::Value;
use crate::ir::{AccumId, InputId, Program, Target as Named};
use crate::report::batch as report;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Everything that a run needs.
pub struct Session<'a> {
    args: &'a Args,
    program: &'a Program,
    selection: &'a Selection,
    settings: Settings,
    plan: Plan<'a>,
    mapping: Mapping,
    columns: Vec<String>,
    openings: Openings,
    common: Vec<(AccumId, Value)>,
    /// The table as it was opened for its head.
    opened: Mutex<Option<Opened>>,
    start: Instant,
    read_ns: AtomicU64,
    write_ns: AtomicU64,
}

/// What a run came to.
pub struct Outcome {
    /// Counts and sums.
    pub summary: Summary,
    /// Where rejected rows are.
    pub rejects: Option<String>,
    /// Milliseconds taken.
    pub millis: u64,
    /// Milliseconds by stage; those of workers are summed over threads.
    pub stages: Vec<(&'static str, u64)>,
}

/// What the writer collects.
struct Written {
    out: Sink,
    rejects: Option<Target>,
    summary: Summary,
    samples: BTreeMap<(u64, u64), Sample>,
    times: Times,
}

impl<'a> Session<'a> {
    /// Opens the table and finds out what its columns are.
    pub fn new(
        args: &'a Args,
        policy: &'a Policy,
        selection: &'a Selection,
        mut settings: Settings,
        map: MapFile,
    ) -> Result<Session<'a>, Fault> {
        let program = &policy.program;
        let plan = Plan::new(program, settings.targets.as_deref());
        let opened = args.table.open(&args.input)?;
        let topic = selection.topic.and_then(|i| program.modules.get(selection.module.ix())?.topics.get(i));
        let presets = topic.map_or(&[][..], |t| &t.presets);
        let mut inputs: Vec<InputId> = plan.inputs().to_vec();
        inputs.extend(program.date_input.filter(|d| !inputs.contains(d)));
        let wanted = Wanted {
            program,
            module: selection.module,
            renames: topic.map_or(&[][..], |t| &t.renames),
            presets,
            inputs: &inputs,
            person: args.table.person.as_deref(),
            id: args.table.id.as_deref(),
            round_floats: args.table.round_floats,
        };
        let mapping = mapping::map(&wanted, opened.source.columns(), &map)?;
        let columns = opened.source.columns().iter().map(|c| c.name.clone()).collect();
        let mut common = Vec::new();
        for (target, value) in presets {
            match target {
                Named::Accum(a) => common.push((*a, value.clone())),
                Named::Param(p) if !settings.params.iter().any(|(q, _)| p == q) => {
                    settings.params.push((*p, value.clone()));
                }
                _ => {}
            }
        }
        let openings = match &args.opening {
            Some(path) => opening::read(program, selection.module, path, args.table.person.as_deref())?,
            None => Openings::new(),
        };
        let (opened, start) = (Mutex::new(Some(opened)), Instant::now());
        let (read_ns, write_ns) = (AtomicU64::new(0), AtomicU64::new(0));
        Ok(Session {
            args,
            program,
            selection,
            settings,
            plan,
            mapping,
            columns,
            openings,
            common,
            opened,
            start,
            read_ns,
            write_ns,
        })
    }

    /// What is read as what, before the run.
    pub fn announcement(&self) -> String {
        report::mapping(self.program, &self.mapping, &self.columns)
    }

    /// Settles everything.
    pub fn run(&self, shell: &Shell) -> Result<Outcome, Fault> {
        let engine =
            Engine::new(self.program, &self.mapping.layout, &self.settings).map_err(|e| errors::not_settled(&e))?;
        let path = self.args.rejects.clone().or_else(|| output::beside(&self.args.output, "rejects.csv"));
        let written = self.settle(&engine, path.as_deref(), shell)?;
        let Written { mut out, rejects, summary, samples, times } = written;
        if !summary.adds_up() {
            return Err(errors::does_not_add_up(summary.read, summary.settled, summary.rejects()));
        }
        let samples: Vec<Sample> = samples.into_values().collect();
        if self.args.explain_sample > 0 {
            explain::write(self.args, self.program, self.selection, &self.plan, &self.settings, &samples)?;
        }
        out.flush()?;
        // The results last: when they are there, everything is.
        rejects.map_or(Ok(()), Target::commit)?;
        out.commit()?;
        Ok(Outcome { summary, rejects: path, millis: since(self.start) / 1_000_000, stages: self.stages(times) })
    }

    fn stages(&self, times: Times) -> Vec<(&'static str, u64)> {
        let read = self.read_ns.load(Ordering::Relaxed);
        let write = self.write_ns.load(Ordering::Relaxed);
        let all =
            [("读取", read), ("解码", times.decode), ("结算", times.settle), ("编码", times.encode), ("写出", write)];
        all.into_iter().map(|(name, ns)| (name, ns / 1_000_000)).collect()
    }

    fn settle(&self, engine: &Engine<'_>, rejects: Option<&str>, shell: &Shell) -> Result<Written, Fault> {
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner).take();
        let opened = opened.map_or_else(|| self.args.table.open(&self.args.input), Ok)?;
        let grouping = self.grouping();
        let blocks = Blocks {
            table: &self.args.table,
            path: &self.args.input,
            read: &self.mapping.read,
            person: self.mapping.person,
            grouping: &grouping,
            memory: super::size(&self.args.memory)?,
        };
        blocks.each(opened, shell, |feeder, progress| self.attempt(engine, feeder, progress, rejects))
    }

    fn grouping(&self) -> Grouping<'_> {
        Grouping::new(self.program, &self.plan, &self.mapping, &self.openings, self.common.clone())
    }

    fn attempt(
        &self,
        engine: &Engine<'_>,
        mut feeder: Feeder<'_>,
        mut progress: Progress,
        rejects: Option<&str>,
    ) -> Result<Written, Stop> {
        let grouping = self.grouping();
        let shape = Shape::new(self.program, &self.mapping, engine, &self.columns);
        let samples = Samples::new(self.args.explain_sample);
        let start = self.start;
        let clock = move || since(start);
        let job = Job {
            program: self.program,
            mapping: &self.mapping,
            engine,
            grouping: &grouping,
            shape: &shape,
            samples: &samples,
            clock: &clock,
        };
        let encoder = match output::check(&self.args.output)? {
            Format::JsonLines => Encoder::Objects(shape.names.clone()),
            Format::Parquet => Encoder::Columns(shape.kinds(engine)),
            _ => Encoder::Csv,
        };
        let mut written = self.begin(&shape, engine, &encoder, rejects)?;
        let next = || {
            let start = Instant::now();
            let block = feeder.next();
            self.read_ns.fetch_add(since(start), Ordering::Relaxed);
            block
        };
        let write = |done: Done<Piece>| {
            progress.rows(done.summary.read);
            self.write(done, &samples, &mut written)
        };
        let work = |state: &mut _, block: Block| job.work(state, &block, &encoder);
        let ran = pipeline::run(self.threads(), next, || job.state(), work, write);
        progress.finish();
        ran.map(|()| written)
    }

    fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.args.threads.unwrap_or_else(cores).max(1)
    }

    fn begin(
        &self,
        shape: &Shape<'_>,
        engine: &Engine<'_>,
        encoder: &Encoder,
        rejects: Option<&str>,
    ) -> Result<Written, Fault> {
        let out = Sink::create(&self.args.output, encoder, &shape.names)?;
        let mut rejects = rejects.map(Target::create).transpose()?;
        if let Some(file) = &mut rejects {
            file.write(output::REJECT_HEAD)?;
        }
        let summary = Summary::new(self.program, engine.targets());
        Ok(Written { out, rejects, summary, samples: BTreeMap::new(), times: Times::default() })
    }

    fn write(&self, done: Done<Piece>, samples: &Samples, written: &mut Written) -> Result<(), Fault> {
        let start = Instant::now();
        written.out.write(&done.out)?;
        if let Some(file) = &mut written.rejects {
            file.write(&output::rejects(&done.rejects))?;
        }
        written.summary.join(done.summary);
        samples.keep(&mut written.samples, done.samples);
        written.times.decode += done.times.decode;
        written.times.settle += done.times.settle;
        written.times.encode += done.times.encode;
        self.write_ns.fetch_add(since(start), Ordering::Relaxed);
        Ok(())
    }
}
