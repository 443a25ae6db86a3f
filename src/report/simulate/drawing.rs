//! Bars as SVG, in whole pixels.

use super::View;
use crate::report::doc::escape;

/// Width of the longest bar.
const LONGEST: i128 = 420;
/// Left edge of bars.
const LEFT: i128 = 170;
/// Height of a bar.
const BAR: usize = 14;

/// A bar: its colour, its length as a share of the longest, and its text.
struct Bar {
    color: &'static str,
    value: i128,
    text: String,
}

/// 甲, 乙
const COLORS: [&str; 2] = ["#8aa8c8", "#1f7a5c"];

/// Rows of bars with a label each.
fn bars(title: &str, rows: &[(String, Vec<Bar>)]) -> String {
    let most = rows.iter().flat_map(|(_, b)| b).map(|b| b.value.abs()).max().unwrap_or(0).max(1);
    let mut y = 28;
    let mut body = String::new();
    for (label, bars) in rows {
        let middle = y + bars.len() * BAR / 2 + 4;
        let edge = LEFT - 8;
        body.push_str(&format!("<text x=\"{edge}\" y=\"{middle}\" text-anchor=\"end\">{}</text>\n", escape(label)));
        for bar in bars {
            let width = (bar.value.abs() * LONGEST / most).max(i128::from(bar.value != 0));
            let (height, end, base) = (BAR - 2, LEFT + width + 6, y + BAR - 4);
            body.push_str(&format!(
                "<rect x=\"{LEFT}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\
<text x=\"{end}\" y=\"{base}\">{}</text>\n",
                bar.color,
                escape(&bar.text)
            ));
            y += BAR;
        }
        y += 10;
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 780 {y}\" role=\"img\" font-size=\"11\" \
fill=\"currentColor\">\n<text x=\"0\" y=\"14\" font-size=\"13\">{}</text>\n{body}</svg>",
        escape(title)
    )
}

fn pair(values: [i128; 2], text: impl Fn(i128) -> String) -> Vec<Bar> {
    let names = ["甲", "乙"];
    let bars = COLORS.into_iter().zip(names).zip(values);
    bars.map(|((color, name), value)| Bar { color, value, text: format!("{name} {}", text(value)) }).collect()
}

/// Sums of all items under each.
pub(super) fn sums(view: &View<'_>) -> String {
    let items = view.names.iter().zip(&view.comparison.total.items);
    let rows: Vec<(String, Vec<Bar>)> = items.map(|(n, sums)| (n.clone(), pair(*sums, super::yuan))).collect();
    bars("各项合计（元）", &rows)
}

/// Persons by band of self-pay under each.
pub(super) fn spread(view: &View<'_>, bands: &[String]) -> String {
    let [first, second] = &view.comparison.total.bands;
    let counts = first.iter().zip(second).map(|(a, b)| [i128::from(*a), i128::from(*b)]);
    let rows: Vec<(String, Vec<Bar>)> =
        bands.iter().cloned().zip(counts).map(|(n, c)| (n, pair(c, |n| n.to_string()))).collect();
    bars(&format!("{}的分布（人）", super::own_name(view)), &rows)
}

/// Persons who pay less and who pay more, by group.
pub(super) fn winners(view: &View<'_>) -> String {
    let row = |(group, t): (&Vec<String>, &crate::batch::compare::Tally)| {
        let bar = |color, n: u64, word: &str| Bar { color, value: n.into(), text: format!("{word} {n}") };
        (group.join("、"), vec![bar("#1f7a5c", t.winners, "少付"), bar("#b5523b", t.losers, "多付")])
    };
    let rows: Vec<(String, Vec<Bar>)> = view.comparison.groups.iter().map(row).collect();
    bars("少付和多付的人", &rows)
}
