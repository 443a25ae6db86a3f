//! Order of a graph given by its edges, without recursion.

/// Nodes in an order in which each follows those it depends on, ties by number; or the cycles, each as the nodes
/// along it in order.
pub fn topological(dependencies: &[Vec<u32>]) -> Result<Vec<u32>, Vec<Vec<u32>>> {
    let mut state = Search { marks: vec![Mark::New; dependencies.len()], order: Vec::new(), cycles: Vec::new() };
    for start in 0..u32::try_from(dependencies.len()).unwrap_or(u32::MAX) {
        state.visit(start, dependencies);
    }
    if state.cycles.is_empty() { Ok(state.order) } else { Err(state.cycles) }
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    Open,
    Done,
}

struct Search {
    marks: Vec<Mark>,
    order: Vec<u32>,
    cycles: Vec<Vec<u32>>,
}

impl Search {
    fn mark(&self, node: u32) -> Mark {
        self.marks.get(node as usize).copied().unwrap_or(Mark::Done)
    }

    fn set(&mut self, node: u32, mark: Mark) {
        if let Some(slot) = self.marks.get_mut(node as usize) {
            *slot = mark;
        }
    }

    fn visit(&mut self, start: u32, dependencies: &[Vec<u32>]) {
        if self.mark(start) != Mark::New {
            return;
        }
        let mut path: Vec<(u32, usize)> = vec![(start, 0)];
        self.set(start, Mark::Open);
        while let Some((node, next)) = path.last_mut() {
            let (node, edge) = (*node, *next);
            *next += 1;
            let Some(&to) = dependencies.get(node as usize).and_then(|d| d.get(edge)) else {
                self.set(node, Mark::Done);
                self.order.push(node);
                path.pop();
                continue;
            };
            match self.mark(to) {
                Mark::Done => {}
                Mark::New => {
                    self.set(to, Mark::Open);
                    path.push((to, 0));
                }
                Mark::Open => self.cycles.push(cycle(&path, to)),
            }
        }
    }
}

fn cycle(path: &[(u32, usize)], to: u32) -> Vec<u32> {
    path.iter().map(|(n, _)| *n).skip_while(|n| *n != to).collect()
}

#[cfg(test)]
mod tests;
