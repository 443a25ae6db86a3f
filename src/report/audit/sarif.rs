//! SARIF 2.1.0 (OASIS), which code hosts and editors show at the lines concerned.

use super::{Audit, Entry, Place, Standing};
use crate::base::codes;
use crate::base::diagnostic::{Code, Severity};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The whole log: one run over all policies.
pub fn log(audits: &[Audit]) -> Value {
    let entries = || audits.iter().flat_map(|a| &a.entries);
    let used: BTreeSet<Code> = entries().map(|e| e.code).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "mingce",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": "zh-CN",
                "rules": used.into_iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": entries().map(result).collect::<Vec<_>>(),
        }],
    })
}

fn rule(code: Code) -> Value {
    let (title, page) = codes::entry(code).map_or(("", ""), |e| (e.title, e.page));
    json!({
        "id": code,
        "shortDescription": {"text": title},
        "help": {"text": page, "markdown": page},
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(e: &Entry) -> Value {
    let mut out = json!({
        "ruleId": e.code,
        "level": level(e.severity),
        "message": {"text": text(e)},
        "locations": e.place.iter().map(|p| json!({"physicalLocation": physical(p)})).collect::<Vec<_>>(),
        "relatedLocations": e.also.iter().filter_map(related).collect::<Vec<_>>(),
    });
    if let Some(fields) = out.as_object_mut() {
        if let Some(fingerprint) = &e.fingerprint {
            fields.insert("partialFingerprints".to_owned(), json!({"mingce/1": fingerprint}));
        }
        if !e.counts() && e.standing != Standing::Open {
            fields.insert("suppressions".to_owned(), json!([suppression(&e.standing)]));
        }
    }
    out
}

fn text(e: &Entry) -> String {
    let consequence = e.consequence.map(|n| format!("影响：{}元", n.to_fixed(2)));
    let cites = (!e.cites.is_empty()).then(|| format!("依据：{}", e.cites.join("、")));
    let advice = e.suggestions.iter().map(|s| format!("提示：{s}"));
    let lines = [e.message.clone()].into_iter().chain(cites).chain(e.story.iter().cloned());
    lines.chain(consequence).chain(advice).collect::<Vec<_>>().join("\n")
}

fn suppression(standing: &Standing) -> Value {
    match standing {
        Standing::Accepted(reason, date) => {
            json!({"kind": "external", "status": "accepted", "justification": format!("{reason}（{date}）")})
        }
        _ => json!({"kind": "external", "status": "accepted"}),
    }
}

fn related((place, text): &(Option<Place>, String)) -> Option<Value> {
    Some(json!({"physicalLocation": physical(place.as_ref()?), "message": {"text": text}}))
}

fn physical(p: &Place) -> Value {
    json!({
        "artifactLocation": {"uri": uri(&p.path)},
        "region": {"startLine": p.from.0, "startColumn": p.from.1, "endLine": p.to.0, "endColumn": p.to.1},
    })
}

/// A path as a relative reference: bytes outside the unreserved set are escaped (RFC 3986 §2.3).
fn uri(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    path.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
