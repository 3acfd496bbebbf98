//! The small path language of [`Document::select`].

use std::ops::ControlFlow;

use super::local_name;
use crate::document::Document;
use crate::leaf::NodeId;

/// `name[@a][@b='c']` or `@name`.
enum Step<'p> {
    Element {
        name: &'p str,
        /// As written, known to be well-formed.
        predicates: &'p str,
    },
    Attribute(&'p str),
}

/// `[@name]` or `[@name='value']`.
struct Predicate<'p> {
    attribute: &'p str,
    value: Option<&'p str>,
}

/// All nodes at a path, in order.
pub(super) fn select(document: &Document, path: &str) -> Vec<NodeId> {
    let mut nodes = Vec::new();
    visit(document, path, &mut |node| {
        nodes.push(node);
        ControlFlow::Continue(())
    });
    nodes
}

/// The first node at a path.
pub(super) fn select_first(document: &Document, path: &str) -> Option<NodeId> {
    let mut first = None;
    visit(document, path, &mut |node| {
        first = Some(node);
        ControlFlow::Break(())
    });
    first
}

type Visitor<'v> = dyn FnMut(NodeId) -> ControlFlow<()> + 'v;

fn visit(document: &Document, path: &str, visitor: &mut Visitor<'_>) {
    if let (Some(root), Some(steps)) = (document.root, parse(path))
        && let Some((first, rest)) = steps.split_first()
        && first.matches(document, root)
    {
        let _ = below(document, root, rest, visitor);
    }
}

fn below(
    document: &Document,
    node: NodeId,
    steps: &[Step<'_>],
    visitor: &mut Visitor<'_>,
) -> ControlFlow<()> {
    match steps.split_first() {
        None => visitor(node),
        Some((Step::Attribute(name), rest)) => match document.attribute(node, name) {
            Some(entry) => below(document, entry.value, rest, visitor),
            None => ControlFlow::Continue(()),
        },
        Some((step, rest)) => document
            .children(node)
            .filter(|child| step.matches(document, *child))
            .try_for_each(|child| below(document, child, rest, visitor)),
    }
}

impl Step<'_> {
    fn matches(&self, document: &Document, node: NodeId) -> bool {
        let (Step::Element { name, predicates }, Some(written)) =
            (self, document.element_name(node))
        else {
            return false;
        };
        let is_named = *name == "*" || *name == local_name(written);
        is_named && Predicate::all(predicates).all(|predicate| predicate.matches(document, node))
    }
}

impl<'p> Predicate<'p> {
    /// The predicates that `text` starts with.
    fn all(mut text: &'p str) -> impl Iterator<Item = Predicate<'p>> {
        std::iter::from_fn(move || {
            let (predicate, rest) = parse_predicate(text.strip_prefix("[@")?)?;
            text = rest;
            Some(predicate)
        })
    }

    fn matches(&self, document: &Document, node: NodeId) -> bool {
        let Some(entry) = document.attribute(node, self.attribute) else {
            return false;
        };
        self.value
            .is_none_or(|value| document.text(entry.value) == Some(value))
    }
}

/// The steps of a path; `None` for a text that is no path.
fn parse(path: &str) -> Option<Vec<Step<'_>>> {
    let mut steps = Vec::with_capacity(1 + path.matches('/').count());
    let (first, mut rest) = parse_step(path)?;
    steps.push(first);
    while let Some(path) = rest.strip_prefix('/') {
        let (step, after) = parse_step(path)?;
        steps.push(step);
        rest = after;
    }
    rest.is_empty().then_some(steps)
}

/// One step and what follows it.
fn parse_step(path: &str) -> Option<(Step<'_>, &str)> {
    if let Some(path) = path.strip_prefix('@') {
        let (name, rest) = parse_name(path)?;
        return Some((Step::Attribute(name), rest));
    }
    let (name, predicates) = parse_name(path)?;
    let mut rest = predicates;
    while let Some(after) = rest.strip_prefix("[@") {
        (_, rest) = parse_predicate(after)?;
    }
    let predicates = predicates.strip_suffix(rest)?;
    Some((Step::Element { name, predicates }, rest))
}

fn parse_name(path: &str) -> Option<(&str, &str)> {
    let length = path.find(['/', '[', ']', '=', '@']).unwrap_or(path.len());
    path.split_at_checked(length)
        .filter(|(name, _)| !name.is_empty())
}

fn parse_predicate(path: &str) -> Option<(Predicate<'_>, &str)> {
    let (attribute, rest) = parse_name(path)?;
    let (value, rest) = match rest.strip_prefix('=') {
        None => (None, rest),
        Some(rest) => {
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, rest) = rest.strip_prefix(quote)?.split_once(quote)?;
            (Some(value), rest)
        }
    };
    Some((Predicate { attribute, value }, rest.strip_prefix(']')?))
}

#[cfg(test)]
mod tests {
    use crate::{Format, Limits, parse};

    #[test]
    fn paths_find_elements_and_attributes() {
        let text = "<x:cfg xmlns:x='u'><r name='http' class='a/b' on=''><p name='port'>1</p><p name='q'>2</p></r>\
                    <r name='https'><p name='port'>3</p></r><conn port='4'/></x:cfg>";
        let document = parse(text.as_bytes(), Format::Xml, &Limits::default());
        let cases: [(&str, &[&str]); 15] = [
            ("cfg/r[@name='http']/p[@name='port']", &["1"]),
            ("cfg/r/p[@name=\"port\"]", &["1", "3"]),
            ("cfg/r[@on][@class='a/b']/p", &["1", "2"]),
            ("cfg/*/p", &["1", "2", "3"]),
            ("*/conn/@port", &["4"]),
            ("cfg/r/@name", &["http", "https"]),
            ("cfg/conn[@port='5']", &[]),
            ("other/conn", &[]),
            ("r", &[]),
            ("", &[]),
            ("cfg//p", &[]),
            ("cfg/r[", &[]),
            ("cfg/r[@name='http]", &[]),
            ("cfg/conn/", &[]),
            ("@x", &[]),
        ];
        for (path, texts) in cases {
            let found: Vec<_> = document
                .select(path)
                .into_iter()
                .map(|id| document.value(id).text)
                .collect();
            assert_eq!(found, texts, "{path}");
        }
    }
}
