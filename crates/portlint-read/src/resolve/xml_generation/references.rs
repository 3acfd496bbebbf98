//! The addresses in a runtime's files: where it connects to.

use super::place::{ConfigFile, format_of};
use super::urls::{Url, bare_addresses, urls};
use super::{Reading, reference_ports};
use crate::reader::at;
use portlint_catalog::xml_generation::{Hint, ReferenceFile};
use portlint_catalog::{Protocol, Role};
use portlint_host::{CowStr, Listener, Location, PortForm, Reference, SourceFile};
use portlint_syntax::{Document, Format, NodeId, Span};
use std::sync::Arc;

/// A text of a file and the names on the way to it.
struct Leaf {
    route: String,
    /// The element or key that decides about hints.
    name: String,
    node: NodeId,
    /// The element of an attribute, or around an element.
    around: Option<NodeId>,
}

/// Reads every file that is there.
pub(super) fn read(reading: &mut Reading<'_, '_, '_>, listeners: &[Listener]) -> Vec<Reference> {
    let mut found = Vec::new();
    for specification in &reading.context.catalog.xml_references {
        let path = if specification.deployed {
            let directory = super::super::launched::runtime_directory(reading.context);
            format!("{directory}{}", specification.file)
        } else {
            reading.context.in_conf(&specification.file)
        };
        let is_sample = reading.context.is_admitted(&specification.sample_of);
        if is_sample || !reading.reader.exists(&path) {
            continue;
        }
        if let ConfigFile::Read(source) = reading.file_at(&path) {
            for leaf in leaves(&source.document, format_of(&specification.file)) {
                add_references(
                    reading,
                    listeners,
                    specification,
                    &source,
                    &leaf,
                    &mut found,
                );
            }
        }
    }
    found
}

/// The texts of a document: elements and attributes of XML, values of properties.
fn leaves(document: &Document, format: Format) -> Vec<Leaf> {
    let Some(root) = document.root else {
        return Vec::new();
    };
    if format != Format::Xml {
        let entries = document.entries(root);
        return entries
            .map(|entry| Leaf {
                route: entry.key.to_string(),
                name: entry.key.to_string(),
                node: entry.value,
                around: None,
            })
            .collect();
    }
    let mut leaves = Vec::new();
    let mut open = vec![(root, None, String::new())];
    while let Some((node, around, parent)) = open.pop() {
        let Some(element) = document.element(node) else {
            continue;
        };
        if is_switched_off(document, node) {
            continue;
        }
        let route = match parent.as_str() {
            "" => element.name.to_string(),
            parent => format!("{parent}/{}", element.name),
        };
        leaves.push(Leaf {
            route: route.clone(),
            name: element.name.to_string(),
            node,
            around,
        });
        leaves.extend(element.attributes.map(|attribute| Leaf {
            route: format!("{route}/@{}", attribute.key),
            name: attribute.key.to_string(),
            node: attribute.value,
            around: Some(node),
        }));
        let children = document.children(node).collect::<Vec<_>>();
        open.extend(
            children
                .into_iter()
                .rev()
                .map(|child| (child, Some(node), route.clone())),
        );
    }
    leaves
}

/// Whether a block says of itself `<Enabled>false</Enabled>`: nobody connects to what it names.
fn is_switched_off(document: &Document, block: NodeId) -> bool {
    document.children(block).any(|child| {
        let is_switch = document.element(child).is_some_and(|e| e.name == "Enabled");
        is_switch
            && document
                .value(child)
                .text
                .trim()
                .eq_ignore_ascii_case("false")
    })
}

fn add_references(
    reading: &Reading<'_, '_, '_>,
    listeners: &[Listener],
    specification: &ReferenceFile,
    source: &Arc<SourceFile>,
    leaf: &Leaf,
    found: &mut Vec<Reference>,
) {
    let value = source.document.value(leaf.node);
    let hint = specification.hints.iter().find(|hint| {
        leaf.name == hint.name
            || (hint.name.ends_with('.') && leaf.name.starts_with(hint.name.as_str()))
    });
    let is_own = specification.own || reading.context.is_admitted(&specification.own_for);
    let addresses = match hint {
        None if specification.hinted_only => return,
        Some(hint) if is_unused(hint, &source.document, leaf) => return,
        Some(hint) if hint.bare => bare_addresses(value.text.trim()),
        _ => urls(value.text.trim()),
    };
    for address in addresses {
        let known = address
            .scheme
            .is_none_or(|scheme| default_target(scheme).is_some());
        if !known {
            continue;
        }
        let port = reference_ports::value(reading, listeners, address.port)
            .zip(added(reading, hint, &source.document, leaf.node))
            .map(|(port, added)| port.saturating_add(added));
        found.push(Reference {
            route: leaf.route.clone().into(),
            description: hint.map_or_else(|| "configured address".into(), |h| h.description.into()),
            scheme: address.scheme.map(str::to_string),
            host: address.host.to_string(),
            port,
            written: PortForm::default(),
            protocol: Protocol::Tcp,
            location: Some(locate(source, value.span, value.text.trim(), &address)),
            target: target(hint, address.scheme),
            target_products: match hint {
                Some(hint) => hint.products.iter().map(|&id| id.into()).collect(),
                None if is_own => Vec::new(),
                None => vec!["*".into()],
            },
            role: hint.map_or(Role::Connection, |hint| hint.role),
        });
    }
}

/// Whether the server has another way to what the address names.
fn is_unused(hint: &Hint, document: &Document, leaf: &Leaf) -> bool {
    hint.unused_with.as_deref().is_some_and(|name| {
        let mut beside = leaf.around.into_iter().flat_map(|it| document.children(it));
        beside.any(|child| document.element(child).is_some_and(|e| e.name == name))
    })
}

/// What the server adds to a number before it connects; `None` when that is not known.
fn added(
    reading: &Reading<'_, '_, '_>,
    hint: Option<&Hint>,
    document: &Document,
    node: NodeId,
) -> Option<i64> {
    let attribute = hint.and_then(|hint| hint.offset_unless.as_deref());
    let own = attribute
        .and_then(|name| document.attribute_text(node, name))
        .is_some_and(|value| value.text.trim().eq_ignore_ascii_case("false"));
    if own {
        reading.offsets.effective.value
    } else {
        Some(0)
    }
}

/// The bytes of `host:port` where the source shows them as they are, else the whole value.
fn locate(source: &Arc<SourceFile>, span: Span, text: &str, address: &Url<'_>) -> Location {
    let written = source.document.source.slice(span);
    let place = text
        .get(address.range.clone())
        .filter(|place| !place.is_empty());
    // The text may be trimmed, and its entities replaced: of several the one at the same turn.
    let found = place.and_then(|place| {
        let before = text.get(..address.range.start).unwrap_or_default();
        let turn = before.matches(place).count();
        let (start, _) = written.match_indices(place).nth(turn)?;
        Some((start, place.len()))
    });
    match found {
        Some((start, length)) => {
            let start = span.range().start + start;
            at(source, Span::new(start, start + length))
        }
        None => at(source, span),
    }
}

fn target(hint: Option<&Hint>, scheme: Option<&str>) -> Option<CowStr> {
    let secure = scheme.is_some_and(|scheme| matches!(scheme, "ssl" | "https" | "ldaps" | "wss"));
    match hint {
        Some(hint) if secure => hint.secure_target.map(CowStr::from),
        Some(hint) => hint.target.map(CowStr::from),
        None => default_target(scheme?).flatten().map(CowStr::from),
    }
}

/// The listener that an URL of this scheme is usually meant for; `None` for schemes that are no WSO2 server's.
fn default_target(scheme: &str) -> Option<Option<&'static str>> {
    match scheme {
        "http" => Some(Some("servlet-http")),
        "https" => Some(Some("servlet-https")),
        "ldap" => Some(Some("embedded-ldap")),
        "tcp" | "ssl" | "ldaps" | "ws" | "wss" => Some(None),
        _ => None,
    }
}
