//! What the parser of YAML takes and SnakeYAML, which makes objects of it, does not: then no block of the file loads.

use super::components::Components;
use crate::reader::{HomeReader, at};
use portlint_host::{Problem, ProblemKind, SourceFile};
use portlint_syntax::{Encoding, NodeId, NodeKind, Span, YamlTag, yaml11_int};
use std::sync::Arc;

/// Why the server can make nothing of a file that is YAML.
pub(super) fn refusal(file: &Arc<SourceFile>, components: &Components<'_>) -> Option<Problem> {
    let document = &file.document;
    let refused = |span: Span, what: &str| {
        let message = format!("{what}: no block of the file loads, and the server does not start");
        Problem::at(ProblemKind::SyntaxError, at(file, span), message)
    };
    if matches!(
        document.source.encoding(),
        Encoding::Utf16Le | Encoding::Utf16Be
    ) {
        let problem = refused(Span::default(), "UTF-16, and the server reads UTF-8");
        return Some(problem.with_help("save the file as UTF-8"));
    }
    for (node, tag) in document.yaml_tags() {
        let what = match tag {
            YamlTag::Unknown => "a tag of which the server can make nothing",
            YamlTag::Integer if !is_integer(file, node) => "not the integer that its tag says",
            _ => continue,
        };
        return Some(refused(document.span(node), what).with_help("remove the tag"));
    }
    if let Some(span) = merged_scalar(file) {
        let problem = refused(span, "`<<` merges what is no mapping");
        return Some(problem.with_help("merge an alias of a mapping: `<<: *name`"));
    }
    let too_many = document.alias_too_many();
    let span = too_many.filter(|_| components.is_on("alias-limit"))?;
    let problem = refused(span, "more than 50 aliases to lists or mappings");
    Some(problem.with_help("write some of them out"))
}

fn is_integer(file: &SourceFile, node: NodeId) -> bool {
    let text = file.document.text(node);
    text.is_some_and(|text| yaml11_int(text).is_some())
}

/// The first value of a merge key that is a scalar.
fn merged_scalar(file: &SourceFile) -> Option<Span> {
    let document = &file.document;
    let mut open = document.root.into_iter().collect::<Vec<_>>();
    while let Some(node) = open.pop() {
        match document.node(node).kind {
            NodeKind::Mapping(entries) => {
                for entry in entries {
                    let is_merge = document.source.slice(entry.key_span) == "<<";
                    let value = document.resolve_alias(entry.value);
                    if is_merge && document.scalar(value).is_some() {
                        return Some(document.span(entry.value));
                    }
                    open.push(entry.value);
                }
            }
            NodeKind::Sequence(items) => open.extend(items),
            _ => {}
        }
    }
    None
}

/// A file in UTF-16 has its mark for a reason; one finding is enough.
pub(super) fn drop_byte_order_mark(reader: &mut HomeReader<'_>, file: &SourceFile) {
    for problem in reader.take_problems() {
        let is_mark = problem.kind == ProblemKind::ByteOrderMark
            && problem.location.is_some_and(|place| place.file == file.id);
        if !is_mark {
            reader.report(problem);
        }
    }
}
