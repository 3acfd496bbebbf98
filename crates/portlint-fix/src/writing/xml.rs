//! `<Offset>` where it is missing.

use super::layout::{indent, insert, line_end};
use portlint_syntax::{Document, Edit};

/// What the products ship.
const STEP: &str = "    ";

/// The element as the first child of `<Ports>`, indented as the child that is first now.
pub fn inserts(document: &Document, value: &str) -> Option<Edit> {
    let ports = document.select_first("Server/Ports")?;
    let element = document.element(ports)?;
    if document.source.slice(element.tag_span).ends_with("/>") {
        return None;
    }
    let prefix = element.name.strip_suffix("Ports").unwrap_or_default();
    let sibling = document
        .children(ports)
        .next()
        .map(|child| document.span(child).range().start);
    let indentation = match sibling.and_then(|at| indent(document, at)) {
        Some(blanks) => blanks.to_string(),
        None => format!(
            "{}{STEP}",
            indent(document, element.tag_span.range().start)?
        ),
    };
    // Without a line break before the end tag, one has to come.
    let rest = document.source.text().get(element.tag_span.range().end..)?;
    let breaks = rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n');
    let after = if breaks || !rest.trim_start().starts_with("</") {
        String::new()
    } else {
        format!(
            "{}{}",
            line_end(document),
            indent(document, element.tag_span.range().start)?
        )
    };
    let text = format!(
        "{}{indentation}<{prefix}Offset>{value}</{prefix}Offset>{after}",
        line_end(document)
    );
    Some(insert(element.tag_span.range().end, text))
}
