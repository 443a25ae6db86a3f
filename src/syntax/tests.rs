use super::*;

fn ok(text: &str) -> ast::File {
    let (file, diags) = parse(FileId(0), text);
    assert!(diags.is_empty(), "{text}\n{diags:#?}");
    file
}

#[test]
fn reference_blocks_parse() {
    let reference = include_str!("../../docs/handbook/02-reference.md");
    let mut blocks = 0;
    for block in reference.split("```mingce").skip(1) {
        let (_, rest) = block.split_once('\n').unwrap();
        let (code, _) = rest.split_once("```").unwrap();
        ok(code);
        blocks += 1;
    }
    assert!(blocks >= 5);
}
