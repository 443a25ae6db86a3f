use super::*;

fn folded_of(text: &str) -> String {
    lex(FileId(0), text).folded
}

// The word-boundary rule: only a word that equals a reserved word is one.

#[test]
fn a_name_may_contain_reserved_words() {
    assert_eq!(folded_of("当年起付线"), "当年起付线");
    assert_eq!(folded_of("统筹且自付"), "统筹且自付");
    assert_eq!(folded_of("险种为居民医保"), "险种为居民医保");
    assert_eq!(
        folded_of("表内金额 例外 注意 应付 设区市 无责任 是否参保"),
        "表内金额 例外 注意 应付 设区市 无责任 是否参保"
    );
}

#[test]
fn a_word_that_equals_a_reserved_word_is_one() {
    assert_eq!(folded_of("当 年"), "@当 年");
    assert_eq!(folded_of("险种 为 居民医保"), "险种 @为 居民医保");
    assert_eq!(folded_of("（不含）至"), "(@不含)@至");
    assert_eq!(folded_of("含全部，含"), "@含全部,@含");
}

#[test]
fn every_alias_stands_for_its_keyword_in_any_case_and_width() {
    for k in keywords::KEYWORDS.iter().filter(|k| !k.alias.is_empty()) {
        let marked = format!("@{}", k.zh);
        assert_eq!(folded_of(k.alias), marked);
        assert_eq!(folded_of(&k.alias.to_uppercase()), marked);
        let wide: String = k.alias.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
        assert_eq!(folded_of(&wide), marked);
    }
    assert_eq!(folded_of("policies isnot android"), "policies isnot android");
}

#[test]
fn the_keyword_table_is_the_references_appendix() {
    let reference = include_str!("../../../docs/handbook/02-reference.md");
    let (_, appendix) = reference.split_once("## 附表").unwrap();
    let cells: Vec<&str> =
        appendix.lines().filter(|l| l.starts_with("| ")).flat_map(|l| l.split('|')).map(str::trim).collect();
    for k in &keywords::KEYWORDS {
        if k.alias.is_empty() {
            assert!(appendix.contains(k.zh), "{}", k.zh);
        } else {
            let at = cells.iter().position(|c| *c == k.zh).unwrap_or_else(|| panic!("{}", k.zh));
            assert_eq!(cells[at + 1], k.alias);
        }
    }
}

#[test]
fn a_dash_is_never_part_of_a_word() {
    assert_eq!(folded_of("甲-乙"), "甲-乙");
    let kinds: Vec<Kind> = lex(FileId(0), "甲－乙").tokens.iter().map(|t| t.kind).collect();
    assert_eq!(kinds, [Kind::Word, Kind::Punct('-'), Kind::Word]);
}

#[test]
fn widths_are_interchangeable() {
    assert_eq!(folded_of("Ａ０４　（１０％）：，；｜＝＋－×÷＞＝"), "A04 (10%):,;|=+-*/≥");
    assert_eq!(folded_of(">= <= -> ≧ ＜"), "≥ ≤ → ≥ <");
}

#[test]
fn bound_words_may_follow_a_number_directly() {
    assert_eq!(folded_of("10万元以内"), "10万元 @以内");
    assert_eq!(folded_of("18周岁以下"), "18周岁 @以下");
    assert_eq!(folded_of("10万元以上至20万元"), "10万元 @以上 @至20万元");
    assert_eq!(folded_of("2025年1月1日起"), "2025年1月1日 起");
    assert_eq!(folded_of("2项"), "2 项");
    assert_eq!(folded_of("10万元以内的"), "10万元以内的");
}

#[test]
fn dates_are_one_number() {
    assert_eq!(folded_of("2025-06-01"), "2025年06月01日");
    assert_eq!(folded_of("２０２５－０６－０１"), "2025年06月01日");
    assert_eq!(folded_of("2025-6"), "2025-6");
}

#[test]
fn comments_become_blanks_but_not_in_quotes() {
    assert_eq!(folded_of("甲 # 乙\n丙"), "甲  \n丙");
    assert_eq!(folded_of("「甲#乙」"), "「甲#乙」");
}

#[test]
fn source_marks_cannot_forge_a_reserved_word() {
    assert!(!folded_of("@当").starts_with("@当"));
    assert!(!folded_of("「@当」").contains('@'));
}

#[test]
fn an_unclosed_quote_ends_with_its_line() {
    let lexed = lex(FileId(0), "说明 「甲\n条款 乙");
    assert!(lexed.tokens.iter().any(|t| t.kind == Kind::Unclosed && lexed.source(t) == "「甲"));
    assert!(lexed.tokens.iter().any(Token::begins_item));
}

#[test]
fn tokens_cover_the_text_and_unfold_to_their_places() {
    let text = "Ａ且 10万元以内 「x」# c\r\n＞＝ when";
    let lexed = lex(FileId(0), text);
    let mut at = 0;
    for t in &lexed.tokens {
        assert_eq!(t.start, at);
        assert_eq!(lexed.unfold(t.fold), t.start);
        at = t.end;
    }
    assert_eq!(at, text.len());
}
