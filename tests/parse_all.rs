use mingce::base::span::FileId;
fn main() {
    let mut bad = 0;
    for p in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&p).unwrap();
        let sections: Vec<(String, String)> = if p.contains("tests/suite") {
            text.split("\n--- ")
                .skip(1)
                .map(|s| {
                    let (n, t) = s.split_once(" ---\n").unwrap();
                    (
                        n.to_owned(),
                        t.split("=== ")
                            .map(|x| x.split_once(" ===\n").map_or(x, |(_, t)| t))
                            .collect::<Vec<_>>()
                            .join("\n"),
                    )
                })
                .collect()
        } else {
            vec![(String::new(), text)]
        };
        for (n, t) in sections {
            let mut sources = mingce::base::source::SourceMap::default();
            sources.add(format!("{p}::{n}"), t.clone());
            let (_, d) = mingce::syntax::parse(FileId(0), &t);
            bad += d.len();
            print!("{}", mingce::report::human::render(&d, &sources, false));
        }
    }
    println!("{bad}");
}
