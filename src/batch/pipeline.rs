//! One reads, several work, one writes in order; what is under way is bounded.

use crate::base::diagnostic::Diagnostic;
use crate::base::span::{FileId, Span};
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Why a run stopped.
type Fault = Box<Diagnostic>;

/// Blocks under way per worker.
const DEPTH: usize = 3;

/// Reads blocks with `next`, works on them in `threads` threads, each with a state of its own, and writes what comes
/// of them in the order of reading. The first error ends it all and is returned; `next` says itself why it stopped.
pub fn run<B: Send, W, D: Send, E>(
    threads: usize,
    mut next: impl FnMut() -> Result<Option<B>, E>,
    state: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, B) -> D + Sync,
    write: impl FnMut(D) -> Result<(), Fault> + Send,
) -> Result<(), E>
where
    E: From<Fault>,
{
    let threads = threads.max(1);
    // Room for all that may be under way, so that nobody waits for a worker that is gone.
    let (jobs, waiting) = sync_channel::<(u64, B)>(threads * DEPTH);
    let (waiting, state, work) = (&Mutex::new(waiting), &state, &work);
    let (done, finished) = channel::<(u64, D)>();
    let (tickets, free) = sync_channel::<()>(threads * DEPTH);
    for _ in 0..threads * DEPTH {
        let _ = tickets.try_send(());
    }
    thread::scope(|scope| {
        for _ in 0..threads {
            let done = done.clone();
            scope.spawn(move || worker(waiting, &done, state, work));
        }
        drop(done);
        let writer = scope.spawn(move || in_order(&finished, write, &tickets));
        let read = read_all(&mut next, &jobs, &free);
        drop(jobs);
        let written = writer.join().unwrap_or_else(|_| Err(internal()));
        read.and(written.map_err(E::from))
    })
}

fn read_all<B, E>(
    next: &mut impl FnMut() -> Result<Option<B>, E>,
    jobs: &SyncSender<(u64, B)>,
    free: &Receiver<()>,
) -> Result<(), E> {
    for number in 0.. {
        if free.recv().is_err() {
            break;
        }
        let Some(block) = next()? else { break };
        if jobs.send((number, block)).is_err() {
            break;
        }
    }
    Ok(())
}

fn worker<B, W, D>(
    waiting: &Mutex<Receiver<(u64, B)>>,
    done: &Sender<(u64, D)>,
    state: &impl Fn() -> W,
    work: &impl Fn(&mut W, B) -> D,
) {
    let mut own = state();
    loop {
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, block)) = job else { return };
        if done.send((number, work(&mut own, block))).is_err() {
            return;
        }
    }
}

fn in_order<D>(
    finished: &Receiver<(u64, D)>,
    mut write: impl FnMut(D) -> Result<(), Fault>,
    tickets: &SyncSender<()>,
) -> Result<(), Fault> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    for (number, done) in finished {
        early.insert(number, done);
        while let Some(done) = early.remove(&next) {
            write(done)?;
            next += 1;
            let _ = tickets.try_send(());
        }
    }
    if early.is_empty() { Ok(()) } else { Err(internal()) }
}

/// MC0699: a block was lost, which cannot be but by a panic.
fn internal() -> Fault {
    let span = Span::new(FileId(u32::MAX), 0, 0);
    Box::new(Diagnostic::error(699, span, "内部错误：有一批行没有处理完"))
}

#[cfg(test)]
mod tests;
