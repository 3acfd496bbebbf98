//! XML: markup to a tree, with the checks that make a file well-formed.
//!
//! Entities are never expanded and nothing is opened; a DOCTYPE is only reported.

mod attributes;
mod markup;
mod references;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::document::{Comment, Document, ErrorKind, FIRST_DEFINITION};
use crate::leaf::{NodeId, ScalarStyle};
use crate::source::Span;
use crate::tree::Text;
use attributes::{RawAttribute, is_blank};
use markup::Markup;
use references::Context;

/// Of a tag with so many attributes, their names are hashed; else they are looked through.
const MANY_ATTRIBUTES: usize = 16;

/// Fills the document with its root element, comments and errors.
pub(crate) fn parse(document: &mut Document) {
    let text = document.source.shared_text();
    let mut builder = Builder::new(document, &text);
    let mut at = text.len() - text.trim_start_matches('\u{feff}').len();
    if at > 0 {
        builder.syntax("text outside of the root element", Span::new(0, at));
    }
    while let Some(next) = builder.step(at) {
        at = next;
    }
    builder.close_all();
}

/// An element whose end tag was not seen yet.
struct Open<'a> {
    node: NodeId,
    name: &'a str,
    name_span: Span,
    /// How many prefixes were declared before it.
    declared: usize,
    /// Something was told of its start tag, or of an end tag in it that belongs to no open element: probably its own,
    /// misspelt.
    is_doubtful: bool,
}

struct Builder<'a> {
    document: &'a mut Document,
    text: &'a str,
    open: Vec<Open<'a>>,
    /// The namespace prefixes that open elements declare, outermost first.
    declared: Vec<&'a str>,
    /// How often each of them is declared.
    prefixes: HashMap<&'a str, usize>,
    /// Entities that the DOCTYPE declares; they are left as written.
    entities: HashSet<&'a str>,
    has_doctype: bool,
    /// The attributes of the tag that is being read.
    attributes: Vec<RawAttribute>,
    /// The text that is being decoded.
    decoded: String,
}

impl<'a> Builder<'a> {
    fn new(document: &'a mut Document, text: &'a str) -> Self {
        Builder {
            document,
            text,
            open: Vec::new(),
            declared: Vec::new(),
            prefixes: HashMap::new(),
            entities: HashSet::new(),
            has_doctype: false,
            attributes: Vec::new(),
            decoded: String::new(),
        }
    }

    /// Takes the text from `at` on and the markup behind it in. The place behind both; `None` when it is no use to read
    /// on.
    fn step(&mut self, at: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(at..)?;
        let Some(length) = memchr::memchr(b'<', rest) else {
            self.character_data(at..self.text.len())?;
            self.judge_end();
            return None;
        };
        let start = at + length;
        self.character_data(at..start)?;
        match markup::read(rest.get(length..)?) {
            Ok((markup, length)) => {
                self.markup(markup, start..start + length)?;
                Some(start + length)
            }
            Err((message, distance)) => {
                let at = start + distance;
                self.syntax(message, Span::new(at, at));
                None
            }
        }
    }

    fn syntax(&mut self, message: &str, span: Span) {
        self.document.report(ErrorKind::Syntax, message, span);
    }

    fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or("")
    }

    fn markup(&mut self, markup: Markup, range: Range<usize>) -> Option<()> {
        let span = Span::new(range.start, range.end);
        match markup {
            Markup::Start => self.start_tag(range.start + 1..range.end - 1, span),
            Markup::Empty => {
                self.start_tag(range.start + 1..range.end.saturating_sub(2), span)?;
                self.close(range.end);
                Some(())
            }
            Markup::End => {
                let name = self.slice(range.start + "</".len()..range.end - 1);
                self.end_tag(name.trim_end_matches([' ', '\t', '\r', '\n']), span);
                Some(())
            }
            Markup::CData => self.cdata(range),
            Markup::Comment => {
                self.comment(span);
                Some(())
            }
            Markup::Declaration => {
                self.declaration(span);
                Some(())
            }
            Markup::Instruction => {
                let content = self.slice(range.start + "<?".len()..range.end - "?>".len());
                let target = content.split([' ', '\t', '\r', '\n']).next();
                if target.is_some_and(|target| target.eq_ignore_ascii_case("xml")) {
                    self.syntax("a processing instruction must not be named xml", span);
                }
                Some(())
            }
            Markup::Doctype => {
                self.doctype(span);
                Some(())
            }
        }
    }

    fn declaration(&mut self, span: Span) {
        if span.start > 0 {
            self.syntax(
                "the XML declaration is not at the start; remove what stands before it",
                span,
            );
        } else if !matches!(self.declared_version(span), Some("1.0" | "1.1")) {
            self.syntax(
                "the XML declaration has no known version; write version=\"1.0\"",
                span,
            );
        }
    }

    /// The version that an XML declaration starts with.
    fn declared_version(&self, span: Span) -> Option<&'a str> {
        let content = self.slice(span.range()).strip_prefix("<?xml")?;
        let value = content.trim_start().strip_prefix("version")?.trim_start();
        let value = value.strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (version, _) = value.strip_prefix(quote)?.split_once(quote)?;
        Some(version)
    }

    fn doctype(&mut self, span: Span) {
        if self.has_doctype {
            self.syntax("second DOCTYPE", span);
        } else if self.document.root.is_some() {
            self.syntax("DOCTYPE after the start of the root element", span);
        }
        self.has_doctype = true;
        let declarations = self.slice(span.range()).split("<!ENTITY").skip(1);
        self.entities
            .extend(declarations.filter_map(|text| text.split_whitespace().next()));
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

    /// Makes one scalar of the text and references between two pieces of markup.
    fn character_data(&mut self, range: Range<usize>) -> Option<()> {
        if range.is_empty() {
            return Some(());
        }
        if self.open.is_empty() {
            self.outside_root(self.slice(range.clone()), range.start);
            return Some(());
        }
        self.scalar(range, Context::Text)
    }

    /// Adds a scalar with its references resolved.
    fn scalar(&mut self, range: Range<usize>, context: Context) -> Option<()> {
        let is_changed = references::decode(
            self.slice(range.clone()),
            range.start,
            context,
            &self.entities,
            self.document,
            &mut self.decoded,
        );
        let text = if is_changed {
            Text::Other(&self.decoded)
        } else {
            Text::Written
        };
        let span = Span::new(range.start, range.end);
        self.document.add_scalar(text, ScalarStyle::Plain, span)?;
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
        let normalized = references::normalize_line_ends(self.slice(span.range()));
        let text = normalized.as_deref().map_or(Text::Written, Text::Other);
        self.document.add_scalar(text, ScalarStyle::CData, span)?;
        Some(())
    }

    fn start_tag(&mut self, inside: Range<usize>, tag_span: Span) -> Option<()> {
        let content = self.slice(inside.clone());
        let name_length = content.bytes().position(is_blank).unwrap_or(content.len());
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
        let node = self.document.open_element(name_span, tag_span)?;
        if self.open.is_empty() {
            self.document.root = Some(node);
        }
        self.open.push(Open {
            node,
            name,
            name_span,
            declared: self.declared.len(),
            is_doubtful: false,
        });
        let is_whole = self.attributes(name_span.range().end..inside.end);
        let is_doubtful = self.document.errors.len() > told;
        if let Some(open) = self.open.last_mut() {
            open.is_doubtful = is_doubtful;
        }
        self.check_prefix(name, name_span);
        is_whole
    }

    /// Adds the attributes of a start tag and declares their prefixes.
    fn attributes(&mut self, range: Range<usize>) -> Option<()> {
        if range.is_empty() {
            return Some(());
        }
        let mut raw = std::mem::take(&mut self.attributes);
        let content = self.slice(range.clone());
        attributes::scan(content, range.start, &mut raw, self.document);
        let added = self.add_attributes(&raw);
        for attribute in &raw {
            self.check_prefix(self.slice(attribute.name.range()), attribute.name);
        }
        self.attributes = raw;
        added
    }

    fn add_attributes(&mut self, raw: &[RawAttribute]) -> Option<()> {
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for (index, attribute) in raw.iter().enumerate() {
            let key = self.slice(attribute.name.range());
            let first = if raw.len() > MANY_ATTRIBUTES {
                seen.insert(key, attribute.name)
            } else {
                let mut before = raw.iter().take(index).rev().map(|other| other.name);
                before.find(|other| self.slice(other.range()) == key)
            };
            if let Some(first) = first {
                self.document.report_related(
                    ErrorKind::Syntax,
                    "attribute given twice",
                    attribute.name,
                    Some((first, FIRST_DEFINITION)),
                );
            }
            if let Some(prefix) = key.strip_prefix("xmlns:") {
                *self.prefixes.entry(prefix).or_default() += 1;
                self.declared.push(prefix);
            }
            self.document.add_key(Text::Written, attribute.name)?;
            self.scalar(attribute.value.range(), Context::Attribute)?;
        }
        Some(())
    }

    fn check_prefix(&mut self, name: &str, span: Span) {
        if let Some((prefix, _)) = name.split_once(':')
            && !matches!(prefix, "xml" | "xmlns")
            && !self.prefixes.contains_key(prefix)
        {
            self.syntax(
                "namespace prefix is not declared; add an xmlns attribute",
                span,
            );
        }
    }

    fn end_tag(&mut self, name: &str, span: Span) {
        let Some(innermost) = self.open.last() else {
            self.syntax("end tag without a start tag", span);
            return;
        };
        if innermost.name != name {
            // With its start tag further out, the elements between lack their ends; else the end tag is a stray.
            let outer = self.open.iter().rposition(|open| open.name == name);
            let between = outer.and_then(|depth| self.open.get(depth + 1..));
            // A start tag that swallows the next one, or a misspelt end tag, is one error and not one more for what follows.
            let is_told = match between {
                Some(open) => open.iter().all(|open| open.is_doubtful),
                None => innermost.is_doubtful,
            };
            if !is_told {
                let related = (innermost.name_span, "opened here");
                let message = "end tag does not match the innermost open element";
                self.document
                    .report_related(ErrorKind::Syntax, message, span, Some(related));
            }
            let Some(depth) = outer else {
                if let Some(innermost) = self.open.last_mut() {
                    innermost.is_doubtful = true;
                }
                return;
            };
            while self.open.len() > depth + 1 {
                self.close(span.range().start);
            }
        }
        self.close(span.range().end);
    }

    /// Ends the innermost open element.
    fn close(&mut self, end: usize) {
        let Some(open) = self.open.pop() else {
            return;
        };
        for prefix in self.declared.drain(open.declared..) {
            if let Some(count) = self.prefixes.get_mut(prefix) {
                *count -= 1;
                if *count == 0 {
                    self.prefixes.remove(prefix);
                }
            }
        }
        let end = Span::new(end, end).end;
        self.document.close(open.node, end);
    }

    /// Judges what the end of the file leaves.
    fn judge_end(&mut self) {
        let end = self.text.len();
        if let Some(innermost) = self.open.iter().rfind(|open| !open.is_doubtful) {
            let span = innermost.name_span;
            self.syntax("element is never closed; add its end tag", span);
        } else if self.open.is_empty() && self.document.root.is_none() {
            self.syntax("no root element", Span::new(end, end));
        }
    }

    /// Closes what is still open, so that the part before an error can be used.
    fn close_all(&mut self) {
        while !self.open.is_empty() {
            self.close(self.text.len());
        }
    }
}

#[cfg(test)]
mod tests;
