//! What a generated suite shows of a policy, and what it cannot.

pub mod measured;

use crate::base::width::pad;
use crate::fixtures::proof::Verdict;
use crate::fixtures::{Kind, Suite};

/// Counts by kind.
pub fn summary(suite: &Suite, place: &str) -> String {
    let mut out = format!("「{}」：{} 个用例，写在「{place}」\n", suite.policy, suite.cases.len());
    let (mut all, mut met, mut proved) = (0, 0, 0);
    for kind in Kind::ALL {
        let (a, m, p) = suite.count(kind);
        if a > 0 {
            out.push_str(&line(kind.name(), a, m, p));
        }
        (all, met, proved) = (all + a, met + m, proved + p);
    }
    out + &line("合计", all, met, proved)
}

fn line(name: &str, all: usize, met: usize, proved: usize) -> String {
    let open = all - met - proved;
    let mut text = format!("  {}  目标 {all}，达到 {met}", pad(name, 6));
    if proved > 0 {
        text.push_str(&format!("，已证明不可达 {proved}"));
    }
    if open > 0 {
        text.push_str(&format!("，未能判定 {open}"));
    }
    text + "\n"
}

/// Every goal with its verdict.
pub fn goals(suite: &Suite) -> String {
    let mut out = String::new();
    for a in &suite.goals {
        let verdict = match &a.verdict {
            Verdict::Met => "达到".to_owned(),
            Verdict::Unreachable => "已证明不可达".to_owned(),
            Verdict::Undecided(why) => format!("未能判定（{why}）"),
        };
        out.push_str(&format!("{verdict}\t{}\t{}\t{}\n", a.goal.kind.name(), a.goal.title, a.goal.cites.join("、")));
    }
    out
}
