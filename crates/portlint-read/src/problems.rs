//! From the errors of a parsed file to problems.

use portlint_host::{Change, Problem, ProblemKind, Remedy, SourceFile};
use portlint_syntax::{Document, ErrorKind, Format, Span, SyntaxError};
use std::sync::Arc;

/// The problems that the parser found in a file; `relative` is its path inside the home.
pub(crate) fn of_document(file: &Arc<SourceFile>, relative: &str) -> Vec<Problem> {
    file.document
        .errors
        .iter()
        .filter_map(|error| {
            let kind = match error.kind {
                ErrorKind::Syntax | ErrorKind::Doctype | ErrorKind::NewerToml => {
                    ProblemKind::SyntaxError
                }
                // The last one counts, and shipped files have such keys.
                ErrorKind::Duplicate if file.document.format == Format::Properties => return None,
                ErrorKind::Duplicate => ProblemKind::DuplicateDefinition,
                ErrorKind::Limit | ErrorKind::Encoding => ProblemKind::UnreadableFile,
                // Which parser reads the file decides, see `of_dialect`.
                ErrorKind::RefusedByServer | ErrorKind::ReadByServer => return None,
                ErrorKind::Template => ProblemKind::UnresolvedPlaceholder,
                // Every XML parser takes a byte order mark as the encoding's signature.
                ErrorKind::ByteOrderMark if file.document.format == Format::Xml => return None,
                ErrorKind::ByteOrderMark => ProblemKind::ByteOrderMark,
            };
            let mut problem = problem(kind, error, file, relative);
            if kind == ProblemKind::DuplicateDefinition {
                problem.block = block_of(&file.document, error.span).map(str::to_string);
            }
            Some(problem)
        })
        .collect()
}

fn problem(
    kind: ProblemKind,
    error: &SyntaxError,
    file: &Arc<SourceFile>,
    relative: &str,
) -> Problem {
    let (message, help) = match error.message.split_once("; ") {
        Some((message, help)) => (message.to_string(), Some(help.to_string())),
        None => (error.message.clone(), None),
    };
    let mut problem =
        Problem::at(kind, file.at(error.span), message).with_route(relative.to_string());
    problem.help = help;
    if error.is_late_header() {
        problem.remedy = Some(Remedy::certain(Change::MoveTable));
    }
    match error.related {
        Some((related, words)) => problem.with_related(file.at(related), words),
        None => problem,
    }
}

/// Who parses a TOML file: the parsers differ, in both directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TomlParser {
    /// The configuration mapper of the servers.
    Mapper,
    /// A parser that was not run: it is taken to follow the standard.
    Other,
}

impl TomlParser {
    /// The kind of errors that concern this parser and not the other.
    fn own_errors(self) -> ErrorKind {
        match self {
            TomlParser::Mapper => ErrorKind::RefusedByServer,
            TomlParser::Other => ErrorKind::ReadByServer,
        }
    }
}

/// The problems of a file of which the parsers think differently.
pub(crate) fn of_dialect(
    file: &Arc<SourceFile>,
    relative: &str,
    parser: TomlParser,
) -> Vec<Problem> {
    let errors = file.document.errors.iter();
    errors
        .filter(|error| error.kind == parser.own_errors())
        .map(|error| problem(ProblemKind::SyntaxError, error, file, relative))
        .collect()
}

/// Where the mapper fails at a file that is read here from its first to its last line, and why.
pub(crate) fn fails_at(file: &SourceFile) -> Option<(Span, &str)> {
    let fatal = |kind| matches!(kind, ErrorKind::RefusedByServer | ErrorKind::ByteOrderMark);
    let error = file.document.errors.iter().find(|e| fatal(e.kind))?;
    let message = error.message.split("; ").next()?;
    Some((error.span, message))
}

/// The top-level key of a YAML file that a place lies under, or is.
fn block_of(document: &Document, place: Span) -> Option<&str> {
    let root = document.root.filter(|_| document.format == Format::Yaml)?;
    document
        .entries(root)
        .filter(|entry| entry.key_span.start <= place.start)
        .last()
        .map(|entry| entry.key)
}

/// True when the product's own parser would refuse the file as a whole, in a way that leaves its content unknown.
pub(crate) fn refuses_to_load(file: &SourceFile) -> bool {
    file.document.errors.iter().any(|error| match error.kind {
        ErrorKind::Syntax
        | ErrorKind::Limit
        | ErrorKind::Encoding
        | ErrorKind::Template
        | ErrorKind::NewerToml => true,
        // TOML forbids a second definition; SnakeYAML and Java properties take the last one.
        ErrorKind::Duplicate => file.document.format == Format::Toml,
        ErrorKind::ByteOrderMark
        | ErrorKind::Doctype
        | ErrorKind::RefusedByServer
        | ErrorKind::ReadByServer => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_host::Files;
    use portlint_syntax::Limits;

    fn block(text: &str, format: Format) -> Option<String> {
        let mut files = Files::default();
        let file = files.parse("conf", text.as_bytes(), format, &Limits::default());
        let problems = of_document(&file, "conf").into_iter();
        let mut twice = problems.filter(|p| p.kind == ProblemKind::DuplicateDefinition);
        twice.next().expect("a key is there twice").block
    }

    #[test]
    fn a_yaml_key_defined_twice_has_the_block_that_it_lies_in() {
        let below = "a: 1\nwso2.carbon:\n  ports:\n    offset: 1\n    'offset': 2\nb: 1\n";
        assert_eq!(block(below, Format::Yaml).as_deref(), Some("wso2.carbon"));
        assert_eq!(block("a: 1\na: 2\n", Format::Yaml).as_deref(), Some("a"));
        assert_eq!(block("a = 1\na = 2\n", Format::Toml), None);
    }
}
