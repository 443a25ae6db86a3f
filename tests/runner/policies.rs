//! Every directory under `policies/`: compiles without a finding, and its 例 pass.

use crate::{build, expect, root};
use libtest_mimic::{Failed, Trial};

pub fn trials() -> Vec<Trial> {
    let mut dirs: Vec<String> = std::fs::read_dir(root().join("policies"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    dirs.sort();
    dirs.into_iter().map(|dir| Trial::test(format!("policies/{dir}"), move || clean(&dir))).collect()
}

fn clean(dir: &str) -> Result<(), Failed> {
    let texts = crate::files(&format!("policies/{dir}"), ".mingce").into_iter().map(|p| (p.clone(), crate::read(&p)));
    let found = build::diagnostics(&texts.collect::<Vec<_>>());
    expect::compare(&[], &found).map_err(|text| Failed::from(format!("\n{text}")))
}
