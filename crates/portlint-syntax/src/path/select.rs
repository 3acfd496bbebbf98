//! The small path language of [`Document::select`].

use super::local_name;
use crate::document::{Document, NodeId};

/// `name[@a][@b='c']` or `@name`.
enum Step<'p> {
    Element {
        name: &'p str,
        predicates: Vec<Predicate<'p>>,
    },
    Attribute(&'p str),
}

/// `[@name]` or `[@name='value']`.
struct Predicate<'p> {
    attribute: &'p str,
    value: Option<&'p str>,
}

pub(super) fn select(document: &Document, path: &str) -> Vec<NodeId> {
    find(document, path).unwrap_or_default()
}

fn find(document: &Document, path: &str) -> Option<Vec<NodeId>> {
    let (first, mut rest) = parse_step(path)?;
    let mut found: Vec<NodeId> = document
        .root
        .into_iter()
        .filter(|root| first.matches(document, *root))
        .collect();
    while let Some(path) = rest.strip_prefix('/') {
        let (step, after) = parse_step(path)?;
        found = found
            .into_iter()
            .flat_map(|node| step.from(document, node))
            .collect();
        rest = after;
    }
    rest.is_empty().then_some(found)
}

impl Step<'_> {
    fn matches(&self, document: &Document, node: NodeId) -> bool {
        let (Step::Element { name, predicates }, Some(element)) = (self, document.element(node))
        else {
            return false;
        };
        let named = *name == "*" || *name == local_name(&element.name);
        named
            && predicates
                .iter()
                .all(|predicate| predicate.matches(document, node))
    }

    fn from(&self, document: &Document, node: NodeId) -> Vec<NodeId> {
        match self {
            Step::Attribute(name) => document
                .attribute(node, name)
                .map(|entry| entry.value)
                .into_iter()
                .collect(),
            Step::Element { .. } => document
                .children(node)
                .filter(|child| self.matches(document, *child))
                .collect(),
        }
    }
}

impl Predicate<'_> {
    fn matches(&self, document: &Document, node: NodeId) -> bool {
        let Some(entry) = document.attribute(node, self.attribute) else {
            return false;
        };
        self.value
            .is_none_or(|value| document.text(entry.value) == Some(value))
    }
}

/// One step and what follows it.
fn parse_step(path: &str) -> Option<(Step<'_>, &str)> {
    if let Some(path) = path.strip_prefix('@') {
        let (name, rest) = parse_name(path)?;
        return Some((Step::Attribute(name), rest));
    }
    let (name, mut rest) = parse_name(path)?;
    let mut predicates = Vec::new();
    while let Some(after) = rest.strip_prefix("[@") {
        let (predicate, after) = parse_predicate(after)?;
        predicates.push(predicate);
        rest = after;
    }
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
