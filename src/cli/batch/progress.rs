//! How far a run is: a bar on a terminal, and the clock.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// A bar by bytes read, with rows per second and the time that is left.
pub struct Progress {
    bar: ProgressBar,
    read: Arc<AtomicU64>,
    rows: u64,
    start: Instant,
}

impl Progress {
    /// Begins; without a terminal nothing is shown.
    pub fn new(length: Option<u64>, read: Arc<AtomicU64>) -> Progress {
        let bar = match length {
            _ if !std::io::stderr().is_terminal() => ProgressBar::hidden(),
            Some(length) => ProgressBar::new(length),
            None => ProgressBar::new_spinner(),
        };
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3}%  {msg}  还需 {eta}") {
            bar.set_style(style);
        }
        Progress { bar, read, rows: 0, start: Instant::now() }
    }

    /// More rows are done.
    pub fn rows(&mut self, more: u64) {
        self.rows += more;
        if !self.bar.is_hidden() {
            let millis = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
            self.bar.set_message(format!("{} 行，每秒 {} 行", self.rows, self.rows.saturating_mul(1000) / millis));
            self.bar.set_position(self.read.load(Ordering::Relaxed));
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// Nanoseconds since a moment.
pub fn since(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX)
}
