//! Display width of text: a Han character takes two columns.

use unicode_width::UnicodeWidthStr;

/// Columns that the text takes on a terminal.
pub fn display_width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}
