//! Laws of parsing, printing and formatting.

use super::{plain, texts, trees};
use crate::base::span::FileId;
use crate::syntax::lex::{Kind, lex};
use crate::syntax::{format, parse, print};
use proptest::prelude::*;

fn comments(text: &str) -> Vec<String> {
    let lexed = lex(FileId(0), text);
    let comments = lexed.tokens.iter().filter(|t| t.kind == Kind::Comment);
    comments.map(|t| lexed.source(t).trim_end().replacen('＃', "#", 1)).collect()
}

/// No panic, and every place is a place in the text.
fn sound(text: &str) {
    let (_, diags) = parse(FileId(0), text);
    for d in &diags {
        for span in d.labels.iter().map(|l| l.span).chain([d.span]) {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{d:?}\n{text}");
        }
        assert!(!d.message.contains('@') || text.contains('@'), "{}", d.message);
        assert!(!d.message.ends_with('。'), "{}", d.message);
    }
    if let Ok(once) = format(text) {
        settled(text, &once);
    }
}

/// Formatting keeps tree and comments, and formatting again changes nothing.
fn settled(text: &str, once: &str) {
    let (before, _) = parse(FileId(0), text);
    let (after, diags) = parse(FileId(0), once);
    assert_eq!(diags, [], "{once}");
    assert_eq!(plain(&after), plain(&before), "{text}\n----\n{once}");
    assert_eq!(comments(once), comments(text), "{once}");
    assert_eq!(format(once).unwrap(), once, "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parse_undoes_print(file in trees::file()) {
        let text = print(&file);
        let (back, diags) = parse(FileId(0), &text);
        prop_assert!(diags.is_empty(), "{text}\n{diags:#?}");
        prop_assert_eq!(plain(&back), plain(&file), "{}", text);
        prop_assert_eq!(format(&text).unwrap(), text);
    }

    #[test]
    fn any_text_is_read_without_panic(text in any::<String>()) {
        sound(&text);
    }

    #[test]
    fn any_soup_of_words_is_read_without_panic(text in texts::soup()) {
        sound(&text);
    }

    #[test]
    fn mutated_sources_are_read_without_panic(text in texts::mutated()) {
        sound(&text);
    }

    #[test]
    fn formatting_keeps_comments(text in texts::commented()) {
        settled(&text, &format(&text).unwrap());
    }
}
