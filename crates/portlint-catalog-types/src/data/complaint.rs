//! What is wrong with a data file: file, line and column, what was written there, and the nearest name that exists.

use std::error::Error;
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

/// Something wrong at a place of a data file.
#[derive(Debug)]
pub struct Complaint {
    file: PathBuf,
    /// Line and column, counted from 1; `None` when the file itself is what is wrong.
    place: Option<(usize, usize)>,
    message: String,
}

impl Complaint {
    pub(super) fn about(file: PathBuf, error: &dyn Error) -> Self {
        Complaint {
            file,
            place: None,
            message: error.to_string(),
        }
    }

    /// What stands at `span` of `text`.
    pub(super) fn at(file: PathBuf, text: &str, wrong: Wrong) -> Self {
        Complaint {
            file,
            place: wrong.span.map(|span| line_and_column(text, span.start)),
            message: wrong.message,
        }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl Error for Complaint {}

fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default();
    (line, column.chars().count() + 1)
}

/// What is wrong, before it is known in which file.
#[derive(Debug)]
pub(super) struct Wrong {
    span: Option<Range<usize>>,
    message: String,
}

impl Wrong {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Wrong {
            span: Some(span),
            message: message.into(),
        }
    }

    /// A name that nothing has.
    pub(super) fn name<'a>(
        span: Range<usize>,
        kind: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self::new(span, unknown(kind, name, known))
    }
}

impl From<toml::de::Error> for Wrong {
    /// Adds the nearest name to what `serde` says of a name.
    fn from(error: toml::de::Error) -> Self {
        let said = error.message();
        let names = said.split('`').skip(1).step_by(2).collect::<Vec<_>>();
        let message = match (said.split_once(" `"), names.split_first()) {
            (Some((kind @ ("unknown field" | "unknown variant"), _)), Some((name, known))) => {
                let kind = if kind == "unknown field" {
                    "key"
                } else {
                    "value"
                };
                unknown(kind, name, known.iter().copied())
            }
            _ => said.to_string(),
        };
        Wrong {
            span: error.span(),
            message,
        }
    }
}

fn unknown<'a>(kind: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let nearest = known
        .into_iter()
        .map(|known| (strsim::osa_distance(name, known), known))
        .min();
    match nearest {
        Some((_, nearest)) => format!("unknown {kind} `{name}`; the nearest is `{nearest}`"),
        None => format!("unknown {kind} `{name}`"),
    }
}
