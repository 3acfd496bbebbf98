//! A script that was read.

use super::value::Origin;
use portlint_syntax::Span;
use portlint_syntax::shell::Script;
use std::sync::Arc;

/// A script that was read.
pub(crate) struct Loaded {
    pub text: Arc<str>,
    pub script: Script,
    /// Its place among the sources; `None` for a text that stands in no file.
    pub source: Option<usize>,
    /// Its path.
    pub path: String,
    /// It says that Bash runs it.
    pub bash: bool,
}

impl Loaded {
    pub(crate) fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    pub(crate) fn origin(&self, span: Span) -> Origin {
        match self.source {
            Some(source) => Origin {
                source,
                span: Some(span),
            },
            None => Origin::default(),
        }
    }
}
