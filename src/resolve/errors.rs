//! Diagnostics of names.

use super::{Kind, Names};
use crate::base::diagnostic::Diagnostic;
use crate::base::span::Span;
use crate::base::suggest::suggest;
use crate::ir::{ModuleId, Target};
use crate::syntax::ast::{Ident, QName};

/// How a target is called in messages.
pub(crate) fn kind_name(target: Target) -> &'static str {
    match target {
        Target::Module(_) => "模块",
        Target::Enum(_) => "枚举",
        Target::List(_) => "清单",
        Target::Member(..) => "枚举成员",
        Target::Input(_) => "输入",
        Target::Param(_) => "参数",
        Target::Item(_) => "项目",
        Target::Rule(_) => "条款",
        Target::Table(_) => "表",
        Target::Bands(_) => "分段表",
        Target::Accum(_) => "累计",
        Target::Doubt(_) => "存疑",
    }
}

/// Adds 「您是不是要写」 when something close is known.
pub(crate) fn did_you_mean<'w>(
    names: &Names<'_>,
    d: Diagnostic,
    word: &str,
    candidates: impl Iterator<Item = &'w str>,
) -> Diagnostic {
    if !names.spend_suggestion() {
        return d;
    }
    let close = suggest(word, candidates);
    match close.as_slice() {
        [] => d,
        [one] => d.hint(format!("是不是要写「{one}」")).fix(quoted(one)),
        many => d.hint(format!("是不是要写{}之一", list(many.iter().copied()))),
    }
}

/// The word as it can be written in source.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '·';
    let name = word.chars().all(plain) && !word.starts_with(|c: char| c.is_ascii_digit());
    if name { word.to_owned() } else { format!("「{word}」") }
}

/// `「甲」「乙」`
pub(crate) fn list<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.map(|w| format!("「{w}」")).collect()
}

/// MC0201: no such name.
pub(crate) fn unknown(names: &Names<'_>, module: ModuleId, name: &QName, kind: Kind) -> Diagnostic {
    let Some((word, qualifier)) = name.parts.split_last() else {
        return Diagnostic::error(201, name.span, "这里缺一个名");
    };
    if !qualifier.is_empty() {
        return unknown_qualified(names, module, name, word, qualifier, kind);
    }
    if let Some(glued) = glued(names, module, word) {
        return glued;
    }
    let message = format!("没有叫「{}」的{}", word.text, kind.name());
    if kind == Kind::Value && not_given(&word.text) {
        let d = Diagnostic::error(201, name.span, message);
        return d.hint("文件没有给出、要另行公布的数写「文件未定」").fix("文件未定");
    }
    let d = elsewhere(names, module, word, Diagnostic::error(201, name.span, message));
    let visible = names.visible(module).filter(|(_, t)| Kind::of(*t) == Some(kind)).map(|(w, _)| w);
    did_you_mean(names, d, &word.text, visible)
}

/// Whether a document says so of a number that it leaves to others.
fn not_given(word: &str) -> bool {
    ["另行", "另文", "另定", "待定", "未定", "待公布", "未公布"].iter().any(|w| word.contains(w))
}

/// MC0206: several words written as one.
pub(crate) fn glued(names: &Names<'_>, module: ModuleId, word: &Ident) -> Option<Diagnostic> {
    if !names.spend_suggestion() {
        return None;
    }
    let parts = super::split_word(&word.text, &|w| names.knows(module, w))?;
    let split = parts.join(" ");
    let message = format!("「{}」连写成了一个名，词与词之间要有空格", word.text);
    Some(Diagnostic::error(206, word.span, message).at("没有这样的名").hint(format!("应写「{split}」")).fix(split))
}

/// Says where else the word is known: as another kind of thing here, or in a module that is not imported.
fn elsewhere(names: &Names<'_>, module: ModuleId, word: &Ident, d: Diagnostic) -> Diagnostic {
    if let Some(other) = names.meaning(module, &word.text) {
        return d.hint(format!("「{}」是{}，不能用在这里", word.text, kind_name(other)));
    }
    let ids = (0_u32..).map(ModuleId).zip(&names.modules);
    for (id, info) in ids {
        let here = names.scopes.get(id.ix()).is_some_and(|s| s.has(&word.text));
        if here && id != module {
            let path = info.source.stdlib.as_ref().unwrap_or(&info.name);
            return d.hint(format!("模块「{path}」里有「{}」，要先写「引用 {path}」", word.text));
        }
    }
    d
}

fn unknown_qualified(
    names: &Names<'_>,
    module: ModuleId,
    name: &QName,
    word: &Ident,
    qualifier: &[Ident],
    kind: Kind,
) -> Diagnostic {
    let path: Vec<&str> = qualifier.iter().map(|p| p.text.as_str()).collect();
    let path = path.join(".");
    let Some(of) = names.qualified(module, qualifier) else {
        let d = Diagnostic::error(202, name.span, format!("没有引用叫「{path}」的模块"));
        return did_you_mean(names, d, &path, names.modules.iter().map(|m| m.name.as_str()));
    };
    let message = format!("模块「{path}」里没有叫「{}」的{}", word.text, kind.name());
    let own = names.scopes.get(of.ix()).into_iter().flat_map(super::Scope::iter).map(|(w, _)| w);
    let d = did_you_mean(names, Diagnostic::error(201, word.span, message), &word.text, own);
    Diagnostic { span: if d.fix.is_some() { word.span } else { name.span }, ..d }
}

/// MC0202: 引用 of a module that does not exist.
pub(super) fn unknown_module(name: &QName, names: &Names<'_>) -> Diagnostic {
    let word = super::scope::joined(name);
    let d = Diagnostic::error(202, name.span, format!("没有叫「{word}」的模块"));
    let std = crate::stdlib::MODULES.iter().map(|m| m.name);
    let known = names.modules.iter().filter(|m| m.source.stdlib.is_none()).map(|m| m.name.as_str()).chain(std);
    let own = || names.modules.iter().filter(|m| m.source.stdlib.is_none());
    let stem = |path: &str| path.rsplit(['/', '\\']).next().and_then(|f| f.strip_suffix(".mingce")).map(str::to_owned);
    if let Some(m) = own().find(|m| stem(&m.source.path).is_some_and(|s| s == word)) {
        let hint = format!("文件「{word}.mingce」的模块叫「{}」，引用写模块的名", m.name);
        return d.hint(hint).fix(quoted(&m.name));
    }
    let d = did_you_mean(names, d, &word, known);
    let some: Vec<&str> = own().take(12).map(|m| m.name.as_str()).collect();
    let d = d.hint("模块名是同目录文件「政策」后面的名，或者标准库模块的名");
    if some.len() > 1 { d.hint(format!("同目录的模块有{}", list(some.into_iter()))) } else { d }
}

/// MC0203: several imports offer the word.
pub(crate) fn ambiguous(names: &Names<'_>, name: &QName, found: &[(ModuleId, Target)]) -> Diagnostic {
    let word = name.parts.last().map_or("", |p| p.text.as_str());
    let choices: Vec<String> = found
        .iter()
        .map(|(m, _)| names.modules.get(m.ix()).map_or("", |m| m.name.as_str()))
        .map(|module| format!("{module}.{word}"))
        .collect();
    let d = Diagnostic::error(203, name.span, format!("「{word}」有{}处来源，不知道指哪一个", found.len()));
    let d = d.hint(format!("写明{}之一", list(choices.iter().map(String::as_str))));
    found.iter().fold(d, |d, (_, t)| match names.span_of(*t) {
        Some(span) => d.also(span, format!("这里的{}", kind_name(*t))),
        None => d,
    })
}

/// MC0204: the left side of a definition is not an item.
pub(super) fn not_an_item(names: &Names<'_>, name: &QName, target: Target) -> Diagnostic {
    let word = names.name_of(target);
    let d = Diagnostic::error(204, name.span, format!("「{word}」是{}，不能由条款或表来定义", kind_name(target)));
    let d = d.hint("条款左边和表头结果列只能写项目，换一个名，或者把它改成「项目」");
    match names.span_of(target) {
        Some(span) => d.also(span, "声明在这里"),
        None => d,
    }
}

/// MC0205: 属 names no enum.
pub(super) fn unknown_enum(names: &Names<'_>, module: ModuleId, name: &QName) -> Diagnostic {
    let word = name.parts.last().map_or("", |p| p.text.as_str());
    let d = Diagnostic::error(205, name.span, format!("没有叫「{word}」的枚举"));
    let own = |e: &&super::EnumInfo<'_>| {
        let imports = names.modules.get(module.ix()).map_or(&[][..], |m| &m.imports);
        e.module == module || imports.iter().any(|(m, _)| *m == e.module)
    };
    did_you_mean(names, d, word, names.enums.iter().filter(own).map(|e| e.name.as_str()))
}

/// MC0211: an item that no 项目 declares, almost like one that does.
pub(super) fn lookalike(word: &str, span: Span, close: &str) -> Diagnostic {
    Diagnostic::warning(211, span, format!("「{word}」没有用「项目」声明，却与已声明的「{close}」只差一点"))
        .hint(format!("要是写错了，改成「{close}」；要是另一个项目，用「项目 {word} 为 …」声明"))
}

/// MC0212: an inherited clause gives way to one of the same name.
pub(super) fn replaced(name: &Ident, by: &Ident) -> Diagnostic {
    Diagnostic::info(212, name.span, format!("继承的「{}」已由下级政策的同名条款代替", name.text))
        .also(by.span, "代替它的条款")
}

/// MC0420: the word is taken.
pub(super) fn duplicate(word: &Ident, first: Option<Span>, name: &str) -> Diagnostic {
    let message = if word.text == name {
        format!("「{name}」在本模块里声明了两次")
    } else {
        format!("「{}」已经是「{name}」的名", word.text)
    };
    let d = Diagnostic::error(420, word.span, message).at("重复");
    match first {
        Some(span) => d.also(span, "先在这里声明"),
        None => d,
    }
}

/// MC0422: a member twice in one enum or list.
pub(super) fn repeated_member(word: &Ident, first: Option<Span>, of: &str, kind: &str) -> Diagnostic {
    let d = Diagnostic::error(422, word.span, format!("「{}」在{kind}「{of}」里出现了两次", word.text)).at("重复");
    match first {
        Some(span) => d.also(span, "先在这里列出"),
        None => d,
    }
}

/// MC0432: two modules declare one fact differently.
pub(super) fn input_differs(word: &Ident, first: Span) -> Diagnostic {
    Diagnostic::error(432, word.span, format!("输入「{}」在另一模块里声明得不一样", word.text))
        .also(first, "另一处声明")
        .hint("同名的事实只能有一个值，两处的类型、缺省、范围应当一致；不是同一件事就换一个名")
}

/// MC0420: two modules of one name.
pub(super) fn duplicate_module(word: &Ident, first: Span) -> Diagnostic {
    Diagnostic::error(420, word.span, format!("有两个模块都叫「{}」", word.text)).also(first, "另一个在这里")
}

/// MC0421: no reading is adopted.
pub(super) fn no_reading_adopted(name: &Ident) -> Diagnostic {
    Diagnostic::error(421, name.span, format!("存疑「{}」没有写采用哪一个读法", name.text))
        .hint("在采用的读法后面写「，采用」")
}

/// MC0421: two readings are adopted.
pub(super) fn two_readings_adopted(name: &Ident, first: Span, second: Span) -> Diagnostic {
    Diagnostic::error(421, second, format!("存疑「{}」采用了不止一个读法", name.text)).also(first, "先在这里采用")
}

/// MC0424: an example that expects nothing.
pub(super) fn nothing_expected(name: &Ident) -> Diagnostic {
    Diagnostic::error(424, name.span, format!("例「{}」没有写「应」，什么也没有检验", name.text))
        .hint("写上应得的结果，如「应 统筹支付 为 3690元」")
}

/// MC0427: two files state 统筹区.
pub(super) fn second_region(span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(427, span, "一个目录里只能有一个文件写统筹区")
        .also(first, "先在这里写了")
        .hint("其余文件的政策头只写名和主题，缺的栏目沿用写统筹区的那一个")
}

/// MC0428: two columns of one name.
pub(super) fn repeated_column(word: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(428, span, format!("列「{word}」出现了两次")).also(first, "先在这里")
}
