//! What only one of the two programs has to ask: facts, members of enums.

use crate::ir::{Input, Program, Ty};
use std::collections::BTreeSet;

/// What one program has and the other has not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alone {
    /// Facts.
    pub inputs: Vec<String>,
    /// Members, with their enum.
    pub members: Vec<(String, String)>,
}

/// What each has and the other has not.
pub fn alone(a: &Program, b: &Program) -> [Alone; 2] {
    [only(a, b), only(b, a)]
}

fn only(own: &Program, other: &Program) -> Alone {
    let known: BTreeSet<&str> = other.inputs.iter().map(|i| i.name.as_str()).collect();
    let stdlib = |i: &Input| own.modules.get(i.module.ix()).is_some_and(|m| m.stdlib);
    let inputs = own.inputs.iter().filter(|i| !known.contains(i.name.as_str()) && !stdlib(i));
    let mut members = Vec::new();
    for e in &own.enums {
        let Some(theirs) = other.enums.iter().find(|o| o.name == e.name) else { continue };
        let names: BTreeSet<&str> = theirs.members.iter().map(|m| m.name.as_str()).collect();
        let new = e.members.iter().filter(|m| !names.contains(m.name.as_str()));
        members.extend(new.map(|m| (e.name.clone(), m.name.clone())));
    }
    Alone { inputs: inputs.map(|i| describe(own, i)).collect(), members }
}

fn describe(p: &Program, input: &Input) -> String {
    match &input.ty {
        Ty::Enum(e) => {
            let name = p.enums.get(e.ix()).map_or("", |e| e.name.as_str());
            if name == input.name { input.name.clone() } else { format!("{}（{name}）", input.name) }
        }
        _ => input.name.clone(),
    }
}
