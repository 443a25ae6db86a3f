use super::*;

#[test]
fn han_takes_two_columns() {
    assert_eq!(display_width("医保2025"), 8);
    assert_eq!(pad("医保", 6), "医保  ");
}

#[test]
fn wraps_between_han_but_not_before_closing_marks() {
    // 10 columns hold five Han characters; 「，」 would be the sixth, so 「保」 moves down with it.
    assert_eq!(wrap("城乡居民医保，住院", 10), ["城乡居民医", "保，住院"]);
    assert_eq!(wrap("一二三四五，六", 10), ["一二三四", "五，六"]);
    assert_eq!(wrap("一二三四（五）", 10), ["一二三四", "（五）"]);
}

#[test]
fn keeps_words_whole_and_drops_spaces_at_the_end() {
    assert_eq!(wrap("用 --format json 输出", 12), ["用 --format", "json 输出"]);
    assert_eq!(wrap("甲\n乙", 10), ["甲", "乙"]);
    assert_eq!(wrap("", 10), [""]);
}
