//! XML: the events of `quick-xml` to a tree, with the checks that a tokenizer leaves to its caller.
//!
//! Entities are never expanded and nothing is opened; a DOCTYPE is only reported.

mod attributes;
mod references;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::errors::{Error, SyntaxError};
use quick_xml::events::Event;

use crate::document::{
    Comment, Document, Element, Entry, ErrorKind, FIRST_DEFINITION, NodeId, NodeKind, ScalarStyle,
};
use crate::source::Span;
use references::Context;

/// Fills the document with its root element, comments and errors.
pub(crate) fn parse(document: &mut Document) {
    let text = document.source.shared_text();
    // The reader would drop a mark without counting its bytes.
    let content = text.trim_start_matches('\u{feff}');
    let skipped = text.len() - content.len();
    let offset = |position| skipped.saturating_add(usize::try_from(position).unwrap_or(usize::MAX));
    let mut reader = Reader::from_str(content);
    let config = reader.config_mut();
    // End tags and stray ampersands are judged here, where the place of the start tag is known.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;

    let mut builder = Builder::new(document, &text);
    if skipped > 0 {
        let span = Span::new(0, skipped);
        builder.syntax("text outside of the root element", span);
    }
    loop {
        let start = offset(reader.buffer_position());
        let event = match reader.read_event() {
            Ok(Event::Eof) => {
                builder.judge_end();
                break;
            }
            Ok(event) => event,
            Err(error) => {
                builder.finish_text();
                let at = offset(reader.error_position());
                builder.syntax(message(&error), Span::new(at, at));
                break;
            }
        };
        let range = start..offset(reader.buffer_position());
        if builder.handle(&event, range).is_none() {
            break;
        }
    }
    builder.close_all();
}

/// Words without the names that the library quotes from the file.
fn message(error: &Error) -> &'static str {
    match error {
        Error::Syntax(SyntaxError::UnclosedComment) => "comment is never closed; add -->",
        Error::Syntax(SyntaxError::UnclosedCData) => "CDATA section is never closed; add ]]>",
        Error::Syntax(SyntaxError::UnclosedPI | SyntaxError::UnclosedXmlDecl) => {
            "processing instruction is never closed; add ?>"
        }
        Error::Syntax(SyntaxError::UnclosedDoctype) => "DOCTYPE is never closed; add >",
        Error::Syntax(
            SyntaxError::UnclosedSingleQuotedAttributeValue
            | SyntaxError::UnclosedDoubleQuotedAttributeValue,
        ) => "attribute value is never closed; add the closing quote",
        Error::Syntax(SyntaxError::UnclosedTag) => "tag is never closed; add >",
        Error::Syntax(SyntaxError::InvalidBangMarkup) => "unknown markup after <!",
        _ => "not well-formed XML",
    }
}

/// An element whose end tag was not seen yet.
struct Open {
    element: Element,
    start: usize,
    prefixes: Vec<String>,
    /// Something was told of its start tag, or of an end tag in it that belongs to no open element: probably its own,
    /// misspelt.
    is_doubtful: bool,
}

struct Builder<'a> {
    document: &'a mut Document,
    text: &'a str,
    open: Vec<Open>,
    /// How many open elements declare a namespace prefix.
    prefixes: HashMap<String, usize>,
    /// Entities that the DOCTYPE declares; they are left as written.
    entities: HashSet<String>,
    has_doctype: bool,
    /// Text and references since the last markup.
    pending_text: Option<Range<usize>>,
}

impl<'a> Builder<'a> {
    fn new(document: &'a mut Document, text: &'a str) -> Self {
        let known = ["xml", "xmlns"];
        Builder {
            document,
            text,
            open: Vec::new(),
            prefixes: known
                .into_iter()
                .map(|prefix| (prefix.to_owned(), 1))
                .collect(),
            entities: HashSet::new(),
            has_doctype: false,
            pending_text: None,
        }
    }

    fn syntax(&mut self, message: &str, span: Span) {
        self.document.report(ErrorKind::Syntax, message, span);
    }

    fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or("")
    }

    /// Takes one event in. `None` when it is no use to read on.
    fn handle(&mut self, event: &Event<'_>, range: Range<usize>) -> Option<()> {
        let span = Span::new(range.start, range.end);
        if matches!(event, Event::Text(_) | Event::GeneralRef(_)) {
            let start = self
                .pending_text
                .take()
                .map_or(range.start, |pending| pending.start);
            self.pending_text = Some(start..range.end);
            return Some(());
        }
        self.finish_text()?;
        match event {
            Event::Start(tag) => self.start_tag(
                tag.name().as_ref().len(),
                range.start + 1..range.end.saturating_sub(1),
                span,
            ),
            Event::Empty(tag) => {
                self.start_tag(
                    tag.name().as_ref().len(),
                    range.start + 1..range.end.saturating_sub(2),
                    span,
                )?;
                self.close(range.end)
            }
            Event::End(tag) => self.end_tag(tag.name().as_ref(), span),
            Event::CData(_) => self.cdata(range),
            Event::Comment(_) => {
                self.comment(span);
                Some(())
            }
            Event::Decl(declaration) => {
                self.declaration(declaration.version().ok().as_deref(), span);
                Some(())
            }
            Event::PI(instruction) => {
                if instruction.target().eq_ignore_ascii_case("xml") {
                    self.syntax("a processing instruction must not be named xml", span);
                }
                Some(())
            }
            Event::DocType(_) => {
                self.doctype(span);
                Some(())
            }
            Event::Text(_) | Event::GeneralRef(_) | Event::Eof => Some(()),
        }
    }

    fn declaration(&mut self, version: Option<&str>, span: Span) {
        if span.start > 0 {
            self.syntax(
                "the XML declaration is not at the start; remove what stands before it",
                span,
            );
        } else if !matches!(version, Some("1.0" | "1.1")) {
            self.syntax(
                "the XML declaration has no known version; write version=\"1.0\"",
                span,
            );
        }
    }

    fn doctype(&mut self, span: Span) {
        if self.has_doctype {
            self.syntax("second DOCTYPE", span);
        } else if self.document.root.is_some() || !self.open.is_empty() {
            self.syntax("DOCTYPE after the start of the root element", span);
        }
        self.has_doctype = true;
        let declarations = self.slice(span.range()).split("<!ENTITY").skip(1);
        self.entities.extend(
            declarations
                .filter_map(|text| text.split_whitespace().next())
                .map(str::to_owned),
        );
        self.document.report(
            ErrorKind::Doctype,
            "has a DOCTYPE; nothing it names is opened or expanded",
            span,
        );
    }

    fn comment(&mut self, span: Span) {
        let content = self.slice(span.range()).trim_start_matches("<!--");
        let content = content.strip_suffix("-->").unwrap_or(content);
        if content.contains("--") || content.ends_with('-') {
            self.syntax(
                "two hyphens inside a comment; XML readers refuse the file",
                span,
            );
        }
        self.document.comments.push(Comment { span });
    }

    /// Makes one scalar of the pending text and references.
    fn finish_text(&mut self) -> Option<()> {
        let Some(range) = self.pending_text.take() else {
            return Some(());
        };
        let raw = self.slice(range.clone());
        if self.open.is_empty() {
            self.outside_root(raw, range.start);
            return Some(());
        }
        let mut problems = Vec::new();
        let text = references::decode(
            raw,
            range.start,
            Context::Text,
            &self.entities,
            &mut problems,
        );
        self.report_all(problems);
        let node = self.document.add_scalar(
            text,
            ScalarStyle::Plain,
            Span::new(range.start, range.end),
        )?;
        self.add_child(node);
        Some(())
    }

    fn outside_root(&mut self, raw: &str, start: usize) {
        let content = raw.trim_matches([' ', '\t', '\r', '\n']);
        if !content.is_empty() {
            let start = start + raw.find(content).unwrap_or(0);
            self.syntax(
                "text outside of the root element",
                Span::new(start, start + content.len()),
            );
        }
    }

    fn cdata(&mut self, range: Range<usize>) -> Option<()> {
        let span = Span::new(
            range.start + "<![CDATA[".len(),
            range.end.saturating_sub("]]>".len()),
        );
        if self.open.is_empty() {
            self.syntax("text outside of the root element", span);
            return Some(());
        }
        let text = references::normalize_line_ends(self.slice(span.range()));
        let node = self.document.add_scalar(text, ScalarStyle::CData, span)?;
        self.add_child(node);
        Some(())
    }

    fn add_child(&mut self, node: NodeId) {
        if let Some(parent) = self.open.last_mut() {
            parent.element.children.push(node);
        }
    }

    fn start_tag(
        &mut self,
        name_length: usize,
        inside: Range<usize>,
        tag_span: Span,
    ) -> Option<()> {
        let name_span = Span::new(inside.start, inside.start + name_length);
        if self.open.is_empty() && self.document.root.is_some() {
            self.syntax("second root element; a file has one", name_span);
            return None;
        }
        if self.open.len() >= self.document.limits.depth {
            self.document.report_depth(name_span);
            return None;
        }
        let told = self.document.errors.len();
        let name = self.slice(name_span.range());
        if !attributes::is_name(name) {
            self.syntax(
                "not a valid element name; write &lt; for a less-than sign",
                name_span,
            );
        }
        let start = name_span.range().end;
        let (attributes, prefixes) = self.attributes(start..inside.end)?;
        let is_doubtful = self.document.errors.len() > told;
        self.check_prefix(name, name_span);
        let element = Element {
            name: name.to_owned(),
            name_span,
            tag_span,
            attributes,
            children: Vec::new(),
        };
        self.open.push(Open {
            element,
            start: tag_span.range().start,
            prefixes,
            is_doubtful,
        });
        Some(())
    }

    /// The attributes of a start tag, and the prefixes that they declare.
    fn attributes(&mut self, range: Range<usize>) -> Option<(Vec<Entry>, Vec<String>)> {
        let mut problems = Vec::new();
        let raw = attributes::scan(self.slice(range.clone()), range.start, &mut problems);
        self.report_all(problems);
        let mut entries = Vec::with_capacity(raw.len());
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let mut declared = Vec::new();
        for attribute in &raw {
            let key = self.slice(attribute.name.range());
            if let Some(first) = seen.insert(key, attribute.name) {
                let message = "attribute given twice";
                self.document.report_related(
                    ErrorKind::Syntax,
                    message,
                    attribute.name,
                    Some((first, FIRST_DEFINITION)),
                );
            }
            if let Some(prefix) = key.strip_prefix("xmlns:") {
                *self.prefixes.entry(prefix.to_owned()).or_default() += 1;
                declared.push(prefix.to_owned());
            }
            entries.push(self.attribute(key, attribute)?);
        }
        for entry in &entries {
            self.check_prefix(&entry.key, entry.key_span);
        }
        Some((entries, declared))
    }

    fn attribute(&mut self, key: &str, attribute: &attributes::RawAttribute) -> Option<Entry> {
        let mut problems = Vec::new();
        let value = attribute.value;
        let raw = self.slice(value.range());
        let text = references::decode(
            raw,
            value.range().start,
            Context::Attribute,
            &self.entities,
            &mut problems,
        );
        self.report_all(problems);
        let value = self.document.add_scalar(text, ScalarStyle::Plain, value)?;
        Some(Entry {
            key: key.to_owned(),
            key_span: attribute.name,
            value,
        })
    }

    fn check_prefix(&mut self, name: &str, span: Span) {
        if let Some((prefix, _)) = name.split_once(':')
            && !self.prefixes.contains_key(prefix)
        {
            self.syntax(
                "namespace prefix is not declared; add an xmlns attribute",
                span,
            );
        }
    }

    fn report_all(&mut self, problems: Vec<(&'static str, Span)>) {
        for (message, span) in problems {
            self.syntax(message, span);
        }
    }

    fn end_tag(&mut self, name: &str, span: Span) -> Option<()> {
        let Some(innermost) = self.open.last() else {
            self.syntax("end tag without a start tag", span);
            return Some(());
        };
        if innermost.element.name != name {
            // With its start tag further out, the elements between lack their ends; else the end tag is a stray.
            let outer = self.open.iter().rposition(|open| open.element.name == name);
            let between = outer.and_then(|depth| self.open.get(depth + 1..));
            // A start tag that swallows the next one, or a misspelt end tag, is one error and not one more for what follows.
            let is_told = match between {
                Some(open) => open.iter().all(|open| open.is_doubtful),
                None => innermost.is_doubtful,
            };
            if !is_told {
                let related = (innermost.element.name_span, "opened here");
                let message = "end tag does not match the innermost open element";
                self.document
                    .report_related(ErrorKind::Syntax, message, span, Some(related));
            }
            let Some(depth) = outer else {
                if let Some(innermost) = self.open.last_mut() {
                    innermost.is_doubtful = true;
                }
                return Some(());
            };
            while self.open.len() > depth + 1 {
                self.close(span.range().start)?;
            }
        }
        self.close(span.range().end)
    }

    /// Moves the innermost open element into the tree.
    fn close(&mut self, end: usize) -> Option<()> {
        let open = self.open.pop()?;
        for prefix in open.prefixes {
            if let Some(count) = self.prefixes.get_mut(&prefix) {
                *count -= 1;
                if *count == 0 {
                    self.prefixes.remove(&prefix);
                }
            }
        }
        let span = Span::new(open.start, end);
        let node = self
            .document
            .add(NodeKind::Element(Box::new(open.element)), span)?;
        if self.open.is_empty() {
            self.document.root = Some(node);
        }
        self.add_child(node);
        Some(())
    }

    /// Judges what the end of the file leaves.
    fn judge_end(&mut self) -> Option<()> {
        self.finish_text()?;
        let end = self.text.len();
        if let Some(innermost) = self.open.iter().rfind(|open| !open.is_doubtful) {
            let span = innermost.element.name_span;
            self.syntax("element is never closed; add its end tag", span);
        } else if self.open.is_empty() && self.document.root.is_none() {
            self.syntax("no root element", Span::new(end, end));
        }
        Some(())
    }

    /// Closes what is still open, so that the part before an error can be used.
    fn close_all(&mut self) {
        while !self.open.is_empty() && self.close(self.text.len()).is_some() {}
    }
}

#[cfg(test)]
mod tests;
