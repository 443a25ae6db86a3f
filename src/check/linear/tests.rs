use super::*;
use crate::base::num::Num;
use proptest::prelude::*;

fn form(constant: i64, terms: &[(Var, i64)]) -> Form {
    Form {
        constant: Some(Num::int(constant)),
        terms: terms.iter().filter(|t| t.1 != 0).map(|(v, c)| (*v, Num::int(*c))).collect(),
    }
}

#[test]
fn a_bounded_corner_is_found_and_a_contradiction_is_not() {
    let mut s = Solver::default();
    let (x, y) = (s.fresh(), s.fresh());
    s.at_most_zero(&form(-4, &[(x, 1), (y, 1)]), false).unwrap();
    s.at_most_zero(&form(3, &[(x, -1)]), false).unwrap();
    s.at_most_zero(&form(1, &[(y, -1)]), false).unwrap();
    assert_eq!(s.solve(), Answer::Sat(vec![Num::int(3), Num::int(1)]));
    let mark = s.mark();
    s.at_most_zero(&form(1, &[(y, -1)]), true).unwrap();
    assert_eq!(s.solve(), Answer::Unsat);
    s.undo(mark);
    assert!(matches!(s.solve(), Answer::Sat(_)));
}

#[test]
fn strict_bounds_leave_room() {
    let mut s = Solver::default();
    let x = s.fresh();
    s.at_most_zero(&form(0, &[(x, -1)]), true).unwrap();
    s.at_most_zero(&form(-1, &[(x, 1000)]), true).unwrap();
    let Answer::Sat(model) = s.solve() else { panic!("satisfiable") };
    assert!(model[0] > Num::ZERO && model[0] < Num::ratio(1, 1000).unwrap());
}

proptest! {
    /// Bounds come and go; the answer depends only on those in force.
    #[test]
    fn undone_bounds_leave_no_trace(
        steps in proptest::collection::vec((any::<bool>(), -4_i64..5, -3_i64..4, -3_i64..4, any::<bool>()), 1..14)
    ) {
        let mut s = Solver::default();
        let vars = [s.fresh(), s.fresh()];
        let mut in_force = Vec::new();
        let mut marks = Vec::new();
        for (retract, k, a, b, strict) in steps {
            if retract && let Some(mark) = marks.pop() {
                s.undo(mark);
                in_force.pop();
            } else {
                marks.push(s.mark());
                let f = form(k, &[(vars[0], a), (vars[1], b)]);
                s.at_most_zero(&f, strict).unwrap();
                in_force.push((f, strict));
            }
            let mut fresh = Solver::default();
            let _ = [fresh.fresh(), fresh.fresh()];
            for (f, strict) in &in_force { fresh.at_most_zero(f, *strict).unwrap(); }
            let (old, new) = (s.solve(), fresh.solve());
            prop_assert_eq!(matches!(old, Answer::Sat(_)), matches!(new, Answer::Sat(_)));
            if let Answer::Sat(m) = old {
                for (f, strict) in &in_force {
                    let v = f.terms.iter().fold(f.offset(), |sum, (v, c)| sum.add(c.mul(m[v.0]).unwrap()).unwrap());
                    let satisfied = if *strict { v.signum() < 0 } else { v.signum() <= 0 };
                    prop_assert!(satisfied);
                }
            }
        }
    }

    /// Against enumeration over a small grid: a grid point that satisfies all means Sat; every model satisfies all.
    #[test]
    fn agrees_with_a_grid(rows in proptest::collection::vec((-4_i64..5, -3_i64..4, -3_i64..4, -3_i64..4, any::<bool>()), 1..7)) {
        let mut s = Solver::default();
        let vars = [s.fresh(), s.fresh(), s.fresh()];
        for (k, a, b, c, strict) in &rows {
            s.at_most_zero(&form(*k, &[(vars[0], *a), (vars[1], *b), (vars[2], *c)]), *strict).unwrap();
        }
        let ok = |p: [Num; 3]| rows.iter().all(|(k, a, b, c, strict)| {
            let sum = [(p[0], *a), (p[1], *b), (p[2], *c)].iter()
                .fold(Num::int(*k), |s, (v, c)| s.add(v.mul(Num::int(*c)).unwrap()).unwrap());
            if *strict { sum.signum() < 0 } else { sum.signum() <= 0 }
        });
        match s.solve() {
            Answer::Sat(m) => prop_assert!(ok([m[0], m[1], m[2]])),
            Answer::Unsat => {
                for i in -6..7 { for j in -6..7 { for k in -6..7 {
                    prop_assert!(!ok([Num::int(i), Num::int(j), Num::int(k)]));
                }}}
            }
            Answer::Unknown => prop_assert!(false),
        }
    }
}
