//! From some difference to the largest: ask for one twice as large while there is one, then between the largest found
//! and the least excluded.

use crate::base::num::Num;
use crate::check::symbolic::Search;
use crate::ir::RoundMode;

/// Searches after the first.
const MOST_STEPS: usize = 40;

/// The largest that the search finds, and whether it is proved that none is larger. Sizes are whole 分.
pub(super) fn enlarge<W>(mut best: W, size: fn(&W) -> Num, mut ask: impl FnMut(Num) -> Search<W>) -> (W, bool) {
    let mut excluded: Option<Num> = None;
    let mut plain = true;
    for _ in 0..MOST_STEPS {
        let now = size(&best);
        // At first whether it can be exceeded at all: often it cannot.
        let next = if plain { Some(now) } else { threshold(now, excluded) };
        let Some(next) = next else { break };
        plain = false;
        match ask(next) {
            Search::Refuted(found) => best = found,
            Search::Proved if next <= size(&best) => return (best, true),
            Search::Proved => excluded = Some(next),
            Search::Undecided(_) => break,
        }
    }
    (best, false)
}

fn threshold(best: Num, excluded: Option<Num>) -> Option<Num> {
    let Some(most) = excluded else { return best.add(best).ok() };
    let middle = best.add(most).ok()?.div(Num::int(2))?.ok()?;
    Some(middle.round_to(Num::cents(1), RoundMode::Down).ok()?.max(best))
}
