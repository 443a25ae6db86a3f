//! The JSON Schema of a case for one policy.

use crate::eval::narrate::show;
use crate::ir::value::Value as Constant;
use crate::ir::{Doubt, Input, Param, Program, Ty, Unit, ValueRange, cited};
use serde_json::{Map, Value, json};

/// The schema, draft 2020-12.
pub fn schema(program: &Program) -> Value {
    let balances = program.accums.iter().map(|a| (&a.name, &a.aliases, typed(program, &a.ty, "期初余额".to_owned())));
    let params = program.params.iter().map(|p| (&p.name, &p.aliases, typed(program, &p.ty, param_doc(p))));
    let facts = program.inputs.iter().map(|i| (&i.name, &i.aliases, fact(program, i)));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("{}的案例", program.modules.first().map_or("政策", |m| m.name.as_str())),
        "description": "参保人写各次就诊共同的事实，就诊按日期先后；没有写的事实是未知，null 也是未知",
        "type": "object",
        "additionalProperties": false,
        "required": ["就诊"],
        "properties": {
            "参保人": {"$ref": "#/$defs/事实"},
            "就诊": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/事实"}},
            "期初累计": object(balances),
            "参数": object(params),
            "取解": readings(&program.doubts),
        },
        "$defs": {"事实": object(facts)},
    })
}

/// An object with these properties and no others. Other names are accepted wherever names are.
fn object<'a>(entries: impl Iterator<Item = (&'a String, &'a Vec<String>, Value)>) -> Value {
    let mut properties = Map::new();
    for (name, aliases, schema) in entries {
        for alias in aliases {
            properties.entry(alias.clone()).or_insert_with(|| schema.clone());
        }
        properties.insert(name.clone(), schema);
    }
    json!({"type": "object", "additionalProperties": false, "properties": properties})
}

fn fact(program: &Program, input: &Input) -> Value {
    let mut doc: Vec<String> = input.doc.iter().cloned().collect();
    doc.extend(range_words(program, input));
    doc.extend(input.default.as_ref().map(|v| format!("不写即「{}」", show(program, &input.ty, v))));
    let mut schema = typed(program, &input.ty, doc.join("；"));
    if let Value::Object(map) = &mut schema {
        let known = map.remove("type").unwrap_or(Value::Null);
        map.insert("type".to_owned(), nullable(known));
        if let Some(Value::Array(values)) = map.get_mut("enum") {
            values.push(Value::Null);
        }
    }
    schema
}

/// A fact may always be null: unknown.
fn nullable(known: Value) -> Value {
    match known {
        Value::Array(mut types) => {
            types.push(json!("null"));
            Value::Array(types)
        }
        known => json!([known, "null"]),
    }
}

fn param_doc(param: &Param) -> String {
    let open = param.values.iter().any(|(_, value)| value.is_none());
    let doc = param.doc.clone().unwrap_or_default();
    let cites = cited(&param.cites);
    if open { format!("{doc}{cites}文件没有给出，须由使用者提供") } else { format!("{doc}{cites}") }
}

fn range_words(program: &Program, input: &Input) -> Option<String> {
    let ValueRange { lower, upper } = &input.range;
    let end = |end: &(Constant, bool)| {
        let mark = if end.1 { "" } else { "（不含）" };
        format!("{}{mark}", show(program, &input.ty, &end.0))
    };
    match (lower, upper) {
        (None, None) => None,
        (Some(low), None) => Some(format!("最小 {}", end(low))),
        (None, Some(high)) => Some(format!("最大 {}", end(high))),
        (Some(low), Some(high)) => Some(format!("{} 至 {}", end(low), end(high))),
    }
}

/// A value of this type.
fn typed(program: &Program, ty: &Ty, doc: String) -> Value {
    let mut schema = shape(program, ty);
    let kind = type_name(program, ty);
    let text = if doc.is_empty() { kind } else { format!("{kind}：{doc}") };
    if let Value::Object(map) = &mut schema {
        map.insert("description".to_owned(), Value::String(text));
    }
    schema
}

fn shape(program: &Program, ty: &Ty) -> Value {
    match ty {
        Ty::Amount => json!({"type": ["string", "integer"], "pattern": r"^-?\d{1,15}(\.\d{1,2})?$"}),
        Ty::Ratio => json!({"type": "string", "pattern": r"^-?\d+(\.\d+)?%?$"}),
        Ty::Decimal => json!({"type": ["string", "number"]}),
        Ty::Int(Unit::None | Unit::Years | Unit::Months | Unit::Weeks | Unit::Days | Unit::Age) => {
            json!({"type": "integer"})
        }
        Ty::Bool => json!({"type": "boolean"}),
        Ty::Date => json!({"type": "string", "format": "date"}),
        Ty::Month => json!({"type": "string", "pattern": r"^\d{4}-\d{2}$"}),
        Ty::Period | Ty::Text => json!({"type": "string"}),
        Ty::Interval => json!({"type": "array", "minItems": 2, "maxItems": 2, "items": shape(program, &Ty::Amount)}),
        Ty::Enum(id) => {
            let members = program.enums.get(id.ix()).map(|e| e.members.as_slice()).unwrap_or_default();
            let names = members.iter().flat_map(|m| std::iter::once(&m.name).chain(&m.aliases));
            json!({"type": "string", "enum": names.collect::<Vec<_>>()})
        }
        Ty::Set(of) => json!({"type": "array", "uniqueItems": true, "items": shape(program, of)}),
    }
}

/// The name of a type.
fn type_name(program: &Program, ty: &Ty) -> String {
    let word = match ty {
        Ty::Amount => "金额",
        Ty::Ratio => "比例",
        Ty::Int(Unit::None) => "整数",
        Ty::Int(Unit::Years) => "年数",
        Ty::Int(Unit::Months) => "月数",
        Ty::Int(Unit::Weeks) => "周数",
        Ty::Int(Unit::Days) => "天数",
        Ty::Int(Unit::Age) => "年龄",
        Ty::Decimal => "小数",
        Ty::Bool => "真假",
        Ty::Date => "日期",
        Ty::Month => "月份",
        Ty::Period => "期间",
        Ty::Text => "文本",
        Ty::Interval => "金额区间",
        Ty::Enum(id) => return program.enums.get(id.ix()).map_or_else(String::new, |e| e.name.clone()),
        Ty::Set(of) => return format!("集合（{}）", type_name(program, of)),
    };
    word.to_owned()
}

/// Open questions by name and by number.
fn readings(doubts: &[Doubt]) -> Value {
    let mut properties = Map::new();
    for doubt in doubts {
        let names: Vec<&str> = doubt.readings.iter().map(|(name, _)| name.as_str()).collect();
        let adopted = doubt.readings.get(doubt.adopted as usize).map(|(name, _)| name.as_str());
        let schema = json!({"type": "string", "enum": names, "default": adopted, "description": doubt.question});
        properties.insert(doubt.name.clone(), schema.clone());
        properties.extend(doubt.code.clone().map(|code| (code, schema)));
    }
    json!({"type": "object", "additionalProperties": false, "properties": properties})
}

#[cfg(test)]
mod tests;
