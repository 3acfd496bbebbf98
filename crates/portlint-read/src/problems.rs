//! From the errors of a parsed file to problems.

use crate::reader::at;
use portlint_host::{Problem, ProblemKind, SourceFile};
use portlint_syntax::{ErrorKind, Format};
use std::sync::Arc;

/// The problems that the parser found in a file; `relative` is its path inside the home.
pub fn of_document(file: &Arc<SourceFile>, relative: &str) -> Vec<Problem> {
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
                ErrorKind::Template => ProblemKind::UnresolvedPlaceholder,
                // Every XML parser takes a byte order mark as the encoding's signature.
                ErrorKind::ByteOrderMark if file.document.format == Format::Xml => return None,
                ErrorKind::ByteOrderMark => ProblemKind::ByteOrderMark,
            };
            let (message, help) = match error.message.split_once("; ") {
                Some((message, help)) => (message.to_string(), Some(help.to_string())),
                None => (error.message.clone(), None),
            };
            let mut problem =
                Problem::at(kind, at(file, error.span), message).with_route(relative.to_string());
            problem.help = help;
            if let Some((related, words)) = error.related {
                problem = problem.with_related(at(file, related), words);
            }
            Some(problem)
        })
        .collect()
}

/// True when the product's own parser would refuse the file as a whole.
pub fn refuses_to_load(file: &SourceFile) -> bool {
    file.document.errors.iter().any(|error| match error.kind {
        ErrorKind::Syntax
        | ErrorKind::Limit
        | ErrorKind::Encoding
        | ErrorKind::Template
        | ErrorKind::NewerToml => true,
        // TOML forbids a second definition; SnakeYAML and Java properties take the last one.
        ErrorKind::Duplicate => file.document.format == Format::Toml,
        ErrorKind::ByteOrderMark | ErrorKind::Doctype => false,
    })
}
