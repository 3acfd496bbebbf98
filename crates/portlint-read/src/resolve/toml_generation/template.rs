//! Numbers that a template of the home hard-codes.

use crate::reader::{HomeReader, at};
use portlint_catalog::toml_generation::TemplateNumber;
use portlint_host::Location;
use portlint_syntax::{Format, Span, java_int};

/// The number and its place; `None` when there is no such template or it holds no plain number.
///
/// A template is no XML yet, so its text is searched, and its syntax errors are nobody's problem.
pub(super) fn number(
    reader: &mut HomeReader<'_>,
    wanted: Option<&TemplateNumber>,
) -> Option<(i64, Location)> {
    let TemplateNumber { file, element } = wanted?;
    if !reader.exists(file) {
        return None;
    }
    let bytes = reader.bytes(file)?;
    let source = reader.parse(file, &bytes, Format::Xml);
    let text = source.document.source.text();
    let tag = format!("<{element}>");
    let start = text.find(&tag)? + tag.len();
    let length = text.get(start..)?.find('<')?;
    let value = java_int(text.get(start..start + length)?.trim())?;
    let location = at(&source, Span::new(start, start + length));
    Some((i64::from(value), location))
}
