use super::*;
use crate::base::num::Num;
use crate::base::span::Span;
use crate::ir::{EnumId, EnumType, Member, ModuleId};

fn member(name: &str, alias: &str) -> Member {
    let aliases = vec![alias.to_owned()];
    Member { name: name.to_owned(), aliases, code: None, group: None, doc: None, span: Span::default() }
}

fn program() -> Program {
    let module = ModuleId(0);
    let span = Span::default();
    let grades = EnumType {
        name: "机构等级".to_owned(),
        module,
        members: vec![member("三级", "三甲"), member("二级", "二甲")],
        count: None,
        cites: Vec::new(),
        span,
    };
    let input = |name: &str, ty: Ty, range: ValueRange| Input {
        name: name.to_owned(),
        module,
        ty,
        range,
        default: None,
        aliases: vec![format!("{name}又称")],
        doc: None,
        span,
    };
    let range = ValueRange { lower: Some((Constant::Num(Num::ZERO), true)), upper: None };
    Program {
        enums: vec![grades],
        inputs: vec![
            input("机构等级", Ty::Enum(EnumId(0)), ValueRange::default()),
            input("政策范围内费用", Ty::Amount, range),
        ],
        doubts: vec![Doubt {
            name: "三级起付线".to_owned(),
            code: Some("A04".to_owned()),
            module,
            question: "印作000".to_owned(),
            readings: vec![("按1000元".to_owned(), None), ("照印".to_owned(), None)],
            adopted: 0,
            cites: Vec::new(),
            span,
        }],
        ..Program::default()
    }
}

#[test]
fn facts_may_be_null_and_other_names_count() {
    let schema = schema(&program());
    let facts = &schema["$defs"]["事实"];
    assert_eq!(facts["additionalProperties"], json!(false));
    let grade = &facts["properties"]["机构等级"];
    assert_eq!(grade["enum"], json!(["三级", "三甲", "二级", "二甲", null]));
    assert_eq!(grade["type"], json!(["string", "null"]));
    assert_eq!(facts["properties"]["机构等级又称"], *grade);
}

#[test]
fn ranges_are_described() {
    let schema = schema(&program());
    let cost = &schema["$defs"]["事实"]["properties"]["政策范围内费用"];
    assert_eq!(cost["description"], json!("金额：最小 0.00元"));
    assert_eq!(cost["type"], json!(["string", "integer", "null"]));
}

#[test]
fn readings_go_by_name_and_number() {
    let schema = schema(&program());
    let readings = &schema["properties"]["取解"]["properties"];
    assert_eq!(readings["A04"]["enum"], json!(["按1000元", "照印"]));
    assert_eq!(readings["A04"], readings["三级起付线"]);
    assert_eq!(readings["A04"]["default"], json!("按1000元"));
}
