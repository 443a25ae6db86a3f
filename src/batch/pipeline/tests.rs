use super::*;
use crate::base::span::{FileId, Span};
use std::sync::atomic::{AtomicU64, Ordering};

fn fault(text: &str) -> Fault {
    Box::new(Diagnostic::error(905, Span::new(FileId(0), 0, 0), text))
}

/// Squares of the first numbers, with unlike work for each.
fn squares(count: u64, threads: usize) -> Vec<u64> {
    let (mut numbers, mut out) = (0..count, Vec::new());
    let work = |_: &mut (), n: u64| (0..(n % 7) * 1000).fold(n * n, |a, b| a ^ b ^ b);
    let ran: Result<(), Fault> = run(
        threads,
        || Ok(numbers.next()),
        || (),
        work,
        |n| {
            out.push(n);
            Ok(())
        },
    );
    assert_eq!(ran, Ok(()));
    out
}

#[test]
fn results_come_in_the_order_of_reading() {
    let want: Vec<u64> = (0..500).map(|n| n * n).collect();
    for threads in [1, 2, 5] {
        assert_eq!(squares(500, threads), want);
    }
    assert!(squares(0, 3).is_empty());
}

#[test]
fn what_is_under_way_is_bounded() {
    let (read, most) = (AtomicU64::new(0), AtomicU64::new(0));
    let mut written = 0;
    let next = || {
        let n = read.fetch_add(1, Ordering::SeqCst);
        Ok::<_, Fault>((n < 1000).then_some(n))
    };
    let ran = run(
        2,
        next,
        || (),
        |_, n: u64| n,
        |_| {
            written += 1;
            most.fetch_max(read.load(Ordering::SeqCst) - written, Ordering::SeqCst);
            Ok(())
        },
    );
    assert_eq!(ran, Ok(()));
    assert!(most.load(Ordering::SeqCst) <= (2 * DEPTH + 1) as u64, "{most:?}");
}

#[test]
fn the_first_error_ends_it() {
    let mut n = 0_u64;
    let endless = || {
        n += 1;
        Ok::<_, Fault>(Some(n))
    };
    assert_eq!(run(2, endless, || (), |_, n| n, |n| if n == 5 { Err(fault("满")) } else { Ok(()) }), Err(fault("满")));
    let mut n = 0;
    let breaks = || {
        n += 1;
        if n == 4 { Err(fault("坏")) } else { Ok(Some(n)) }
    };
    let mut seen = Vec::new();
    let ran = run(
        2,
        breaks,
        || (),
        |_, n| n,
        |n| {
            seen.push(n);
            Ok(())
        },
    );
    assert_eq!((ran, seen), (Err(fault("坏")), vec![1, 2, 3]));
}
