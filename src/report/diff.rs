//! A comparison of two policies as a document and as data.

use super::doc::Doc;
use crate::base::num::Num;
use crate::check::diff::alone::{Alone, alone};
use crate::check::diff::claims::{Account, Tally};
use crate::check::diff::clauses::Edit;
use crate::check::diff::{Compared, Comparison, Outcome, Verdict, Witness};
use crate::eval::Case;
use crate::eval::narrate::{show, show_answer};
use crate::ir::{Program, RuleId, Ty, cited};
use serde_json::{Value as Json, json};

/// Two policies and what came of comparing them.
pub struct View<'a> {
    /// Both programs.
    pub programs: [&'a Program; 2],
    /// What they are called: paths, readings.
    pub names: [String; 2],
    /// Result by result.
    pub comparison: &'a Comparison,
    /// Clause by clause.
    pub edits: &'a [Edit],
    /// Real cases, if there were any: how many, and what came of them.
    pub claims: Option<(usize, &'a [Account])>,
}

/// The document.
pub fn document(view: &View<'_>) -> Doc {
    let [a, b] = &view.names;
    let mut doc = Doc::new(format!("比较：{a} 与 {b}"));
    doc.paragraph(summary(view));
    days(view, &mut doc);
    edits(view, &mut doc);
    lists(view, &mut doc);
    results(view, &mut doc);
    if let Some((count, accounts)) = view.claims {
        claims(count, accounts, &mut doc);
    }
    doc
}

fn count(view: &View<'_>, wanted: fn(&Verdict) -> bool) -> usize {
    view.comparison.results.iter().filter(|r| wanted(&r.verdict)).count()
}

fn summary(view: &View<'_>) -> String {
    let equal = count(view, |v| *v == Verdict::Equal);
    let differ = count(view, |v| matches!(v, Verdict::Differ(_)));
    let open = count(view, |v| matches!(v, Verdict::Undecided(_)));
    format!("条文差别 {} 处；结果 {equal} 项已证明相同，{differ} 项不同，{open} 项未能判定", view.edits.len())
}

fn days(view: &View<'_>, doc: &mut Doc) {
    let Some([a, b]) = view.comparison.days else { return };
    let text = |(from, to): (crate::base::date::Date, crate::base::date::Date)| {
        if from == to { from.to_string() } else { format!("{from} 至 {to}") }
    };
    if a == b {
        doc.paragraph(format!("就诊日期：{}", text(a)));
    } else {
        doc.paragraph(format!("两部政策的施行期没有共同的日子，各按自己的日期：{}；{}", text(a), text(b)));
    }
}

fn edits(view: &View<'_>, doc: &mut Doc) {
    if view.edits.is_empty() {
        return;
    }
    doc.heading(1, "条文");
    let mut points = Vec::new();
    for edit in view.edits {
        let [before, after] = &edit.texts;
        let [x, y] = edit.cites.each_ref().map(|c| cited(c));
        points.push((0, format!("{} {}", edit.change.name(), edit.what)));
        points.extend(before.iter().map(|t| (1, format!("原：{t}{x}"))));
        points.extend(after.iter().map(|t| (1, format!("新：{t}{y}"))));
    }
    doc.list(points);
}

/// What only one of the two has.
fn lists(view: &View<'_>, doc: &mut Doc) {
    let [a, b] = view.programs;
    let both = alone(a, b);
    let mut points = Vec::new();
    for (side, own) in both.iter().enumerate() {
        let name = view.names.get(side).map_or("", String::as_str);
        points.extend(own_points(view, side, own).into_iter().map(|text| (0, format!("只有 {name} 有{text}"))));
    }
    if !points.is_empty() {
        doc.heading(1, "只在一方");
        doc.list(points);
    }
}

fn own_points(view: &View<'_>, side: usize, own: &Alone) -> Vec<String> {
    let mut out = Vec::new();
    let items: Vec<&str> = view
        .comparison
        .alone
        .get(side)
        .into_iter()
        .flatten()
        .filter_map(|i| view.programs.get(side)?.items.get(i.ix()).map(|i| i.name.as_str()))
        .collect();
    if !items.is_empty() {
        out.push(format!("项目：{}", items.join("、")));
    }
    if !own.inputs.is_empty() {
        out.push(format!("输入：{}", own.inputs.join("、")));
    }
    if !own.members.is_empty() {
        let members: Vec<String> = own.members.iter().map(|(e, m)| format!("{e}.{m}")).collect();
        out.push(format!("枚举成员：{}", members.join("、")));
    }
    out
}

fn name(result: &Compared) -> String {
    if result.items.is_some() {
        format!("「{}」", result.name)
    } else {
        format!("累计「{}」每次的计入", result.name)
    }
}

fn results(view: &View<'_>, doc: &mut Doc) {
    let mut differ: Vec<(&Compared, &Witness)> = view.comparison.results.iter().filter_map(different).collect();
    differ.sort_by_key(|(_, w)| std::cmp::Reverse(w.gap));
    if !differ.is_empty() {
        doc.heading(1, "结果不同");
    }
    for (result, witness) in differ {
        doc.heading(2, format!("{}{}", name(result), gap_text(view, result, witness)));
        let mut points = Vec::new();
        for region in &result.regions {
            points.push((0, region_line(view, result, region)));
        }
        points.extend(witness_lines(view, result, witness));
        doc.list(points);
    }
    let open: Vec<(u8, String)> = view.comparison.results.iter().filter_map(undecided).collect();
    if !open.is_empty() {
        doc.heading(1, "未能判定");
        doc.list(open);
    }
    let equal: Vec<String> =
        view.comparison.results.iter().filter(|r| r.verdict == Verdict::Equal).map(|r| r.name.clone()).collect();
    if !equal.is_empty() {
        doc.heading(1, "已证明相同");
        doc.paragraph(equal.join("、"));
    }
}

fn different(result: &Compared) -> Option<(&Compared, &Witness)> {
    match &result.verdict {
        Verdict::Differ(w) => Some((result, w.as_ref())),
        _ => None,
    }
}

fn undecided(result: &Compared) -> Option<(u8, String)> {
    match &result.verdict {
        Verdict::Undecided(why) => Some((0, format!("{}：{why}", name(result)))),
        _ => None,
    }
}

fn ty<'a>(view: &View<'a>, result: &Compared, side: usize) -> Option<&'a Ty> {
    let program = view.programs.get(side)?;
    match (result.items, result.accums) {
        (Some(items), _) => program.items.get(items.get(side)?.ix()).map(|i| &i.ty),
        (None, Some(accums)) => program.accums.get(accums.get(side)?.ix()).map(|a| &a.ty),
        (None, None) => None,
    }
}

fn gap_text(view: &View<'_>, result: &Compared, witness: &Witness) -> String {
    let gap = witness.gap.and_then(|n| Some((n, ty(view, result, 0)?, view.programs.first()?)));
    gap.map_or_else(String::new, |(n, ty, program)| {
        format!(" 最多相差 {}", show(program, ty, &crate::ir::value::Value::Num(n)))
    })
}

fn region_line(view: &View<'_>, result: &Compared, region: &crate::check::diff::Region) -> String {
    let [x, y] = [0, 1].map(|side| outcome(view, result, &region.witness, side));
    let most = if region.largest { "相差最大处" } else { "例如" };
    let facts = if region.facts.is_empty() { "任何情形".to_owned() } else { region.facts.join("，") };
    format!("{facts}：{most} {x} 与 {y}")
}

/// What a result comes to on a side of the witness.
pub fn outcome(view: &View<'_>, result: &Compared, witness: &Witness, side: usize) -> String {
    let found = view.programs.get(side).zip(ty(view, result, side)).zip(witness.outcomes.get(side));
    found.map_or_else(String::new, |((program, ty), outcome)| match outcome {
        Outcome::Answer(answer) => show_answer(program, ty, answer),
        Outcome::Stopped(error) => format!("结算中止（{}）", error.message),
    })
}

fn witness_lines(view: &View<'_>, result: &Compared, witness: &Witness) -> Vec<(u8, String)> {
    let mut lines = Vec::new();
    if let (Some(program), Some(case)) = (view.programs.first(), witness.cases.first()) {
        lines.push((0, format!("案例：{}", facts(program, case))));
        let opening = opening(program, case);
        if !opening.is_empty() {
            lines.push((0, format!("此前累计：{opening}")));
        }
    }
    for side in [0, 1] {
        let who = view.names.get(side).map_or("", String::as_str);
        let cites = cited(&cites(view, result, witness, side));
        lines.push((0, format!("{who}：{}{cites}", outcome(view, result, witness, side))));
    }
    lines
}

/// Citations of the clauses that gave the result on a side.
fn cites(view: &View<'_>, result: &Compared, witness: &Witness, side: usize) -> Vec<String> {
    let found = || {
        let (program, case) = (view.programs.get(side)?, witness.cases.get(side)?);
        let item = *result.items?.get(side)?;
        let rules: Vec<RuleId> = crate::check::diff::applied(program, case, item);
        let mut cites: Vec<String> = Vec::new();
        for rule in rules.iter().filter_map(|r| program.rules.get(r.ix())) {
            cites.extend(rule.cites.iter().filter(|c| !cites.contains(c)).cloned().collect::<Vec<_>>());
        }
        Some(cites)
    };
    found().unwrap_or_default()
}

/// `险种 居民医保，费用 100.00元`
pub fn facts(program: &Program, case: &Case) -> String {
    let all = case.person.iter().chain(case.encounters.iter().flatten());
    let shown = all.filter_map(|(input, value)| {
        let input = program.inputs.get(input.ix())?;
        let value = value.as_ref().map_or_else(|| "未知".to_owned(), |v| show(program, &input.ty, v));
        Some(format!("{} {value}", input.name))
    });
    let params = case.params.iter().filter_map(|(p, v)| {
        let param = program.params.get(p.ix())?;
        Some(format!("参数 {} {}", param.name, show(program, &param.ty, v)))
    });
    shown.chain(params).collect::<Vec<_>>().join("，")
}

fn opening(program: &Program, case: &Case) -> String {
    let shown = case.opening.iter().filter_map(|(accum, value)| {
        let accum = program.accums.get(accum.ix())?;
        Some(format!("{} {}", accum.name, show(program, &accum.ty, value)))
    });
    shown.collect::<Vec<_>>().join("，")
}

fn claims(count: usize, accounts: &[Account], doc: &mut Doc) {
    doc.heading(1, format!("{count} 个案例"));
    let touched: Vec<&Account> = accounts.iter().filter(|a| a.all.gain + a.all.lose + a.all.open > 0).collect();
    let head = ["项目", "增加", "增加额", "减少", "减少额", "不变", "没有值"];
    doc.table(&head, touched.iter().map(|a| row(a.name.clone(), &a.all)).collect());
    for account in touched.iter().filter(|a| a.all.gain + a.all.lose > 0) {
        doc.heading(2, format!("「{}」谁多谁少", account.name));
        let changed = account.groups.iter().filter(|(_, t)| t.gain + t.lose > 0);
        doc.table(&head, changed.map(|((fact, member), t)| row(format!("{fact} {member}"), t)).collect());
    }
}

fn row(name: String, t: &Tally) -> Vec<String> {
    let money = |n: Num| format!("{}元", n.to_fixed(2));
    vec![
        name,
        t.gain.to_string(),
        money(t.gained),
        t.lose.to_string(),
        money(t.lost),
        t.same.to_string(),
        t.open.to_string(),
    ]
}

/// The comparison as data.
pub fn data(view: &View<'_>) -> Json {
    let [a, b] = view.programs;
    let [x, y] = alone(a, b);
    let edit = |e: &Edit| {
        let [before, after] = &e.texts;
        let [old, new] = &e.cites;
        json!({"变化": e.change.name(), "什么": e.what, "原": before, "新": after, "原依据": old, "新依据": new})
    };
    let side = |i: usize, own: &Alone| {
        let members: Vec<String> = own.members.iter().map(|(e, m)| format!("{e}.{m}")).collect();
        let items: Vec<&str> = view
            .comparison
            .alone
            .get(i)
            .into_iter()
            .flatten()
            .filter_map(|item| view.programs.get(i)?.items.get(item.ix()).map(|i| i.name.as_str()))
            .collect();
        json!({"项目": items, "输入": own.inputs, "枚举成员": members})
    };
    let claims = view
        .claims
        .map(|(count, accounts)| json!({"案例": count, "项目": accounts.iter().map(account).collect::<Vec<_>>()}));
    json!({
        "比较": view.names,
        "日期": view.comparison.days.map(|d| d.map(|(from, to)| [from.to_string(), to.to_string()])),
        "条文": view.edits.iter().map(edit).collect::<Vec<_>>(),
        "只在前者": side(0, &x),
        "只在后者": side(1, &y),
        "结果": view.comparison.results.iter().map(|r| result(view, r)).collect::<Vec<_>>(),
        "案例": claims,
    })
}

fn result(view: &View<'_>, r: &Compared) -> Json {
    let kind = if r.items.is_some() { "项目" } else { "累计" };
    match &r.verdict {
        Verdict::Equal => json!({kind: r.name, "结论": "已证明相同"}),
        Verdict::Undecided(why) => json!({kind: r.name, "结论": "未能判定", "原因": why}),
        Verdict::Differ(w) => {
            let both = |w: &Witness| -> Vec<String> { [0, 1].map(|s| outcome(view, r, w, s)).to_vec() };
            let cited: Vec<Vec<String>> = [0, 1].map(|s| cites(view, r, w, s)).to_vec();
            let regions: Vec<Json> = r
                .regions
                .iter()
                .map(|region| {
                    json!({
                        "情形": region.facts,
                        "相差": region.witness.gap.map(Num::to_exact),
                        "已是最大": region.largest,
                        "结果": both(&region.witness),
                    })
                })
                .collect();
            json!({
                kind: r.name,
                "结论": "不同",
                "相差": w.gap.map(Num::to_exact),
                "案例": view.programs.first().zip(w.cases.first()).map(|(p, c)| facts(p, c)),
                "此前累计": view.programs.first().zip(w.cases.first()).map(|(p, c)| opening(p, c)),
                "结果": both(w),
                "依据": cited,
                "区域": regions,
            })
        }
    }
}

fn tally(t: &Tally) -> Json {
    json!({
        "增加": t.gain,
        "增加额": t.gained.to_exact(),
        "减少": t.lose,
        "减少额": t.lost.to_exact(),
        "不变": t.same,
        "没有值": t.open,
    })
}

fn account(a: &Account) -> Json {
    let groups: Vec<Json> =
        a.groups.iter().map(|((fact, member), t)| json!({"事实": fact, "值": member, "合计": tally(t)})).collect();
    json!({"项目": a.name, "合计": tally(&a.all), "分组": groups})
}
