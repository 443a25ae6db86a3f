//! Diagnostics as plain data. Rendering is `report`'s.

use super::span::Span;
use serde::Serialize;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Severity {
    /// 提示
    #[serde(rename = "提示")]
    Info,
    /// 警告
    #[serde(rename = "警告")]
    Warning,
    /// 错误
    #[serde(rename = "错误")]
    Error,
}

/// A stable code: `Code(301)` is shown as MC0301.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MC{:04}", self.0)
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

/// A further place with what to say about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What.
    pub text: String,
}

/// One finding about a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Its code.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// One sentence without a final 。; user text in 「」.
    pub message: String,
    /// The main place.
    pub span: Span,
    /// What to say at the main place; may be empty.
    pub label: String,
    /// Other places.
    pub labels: Vec<Label>,
    /// 提示: what to do.
    pub hints: Vec<String>,
    /// Replacement for the text under `span` that would mend it, when one is certain enough to offer.
    pub fix: Option<String>,
}

impl Diagnostic {
    /// An error with a message at a place.
    pub fn error(code: u16, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code: Code(code),
            severity: Severity::Error,
            message: message.into(),
            span,
            label: String::new(),
            labels: Vec::new(),
            hints: Vec::new(),
            fix: None,
        }
    }

    /// A warning.
    pub fn warning(code: u16, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, span, message) }
    }

    /// 提示.
    pub fn info(code: u16, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Info, ..Diagnostic::error(code, span, message) }
    }

    /// What to say at the main place.
    pub fn at(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// A further place.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Advice.
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hints.push(text.into());
        self
    }

    /// A replacement for the main place.
    pub fn fix(mut self, text: impl Into<String>) -> Self {
        self.fix = Some(text.into());
        self
    }
}
