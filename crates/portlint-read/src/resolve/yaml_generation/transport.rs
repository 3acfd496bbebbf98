//! `listenerConfigurations`: the one shape in which every HTTP listener of the generation is written.

use super::bound::{Bound, bound};
use super::components::Components;
use super::configuration::Block;
use super::placeholders::Gap;
use super::site::{Draft, Site, Verdict, integer};
use super::value::{Kind, Member, Node};
use crate::resolve::Base;
use portlint_catalog::yaml_generation::Class;
use portlint_host::{
    Change, Listener, Location, Problem, ProblemKind, Remedy, State, showable_name,
};

/// One entry of `listenerConfigurations`.
#[derive(Clone)]
pub(super) struct Entry {
    pub id: String,
    pub base: Base,
    /// Where it is bound, or why it cannot be.
    pub address: Bound,
    /// The value of `host`.
    pub host: Option<Location>,
    /// Whether that value is null, which throws when the listener is made.
    pub host_is_null: bool,
}

/// What a block says about listeners.
#[derive(Clone)]
pub(super) enum Listed {
    /// Nothing: the class default stands.
    Nothing,
    /// An empty list, or null.
    Empty,
    /// Entries.
    Entries(Vec<Entry>),
}

/// The listeners of a block, and whether it loads.
#[derive(Clone)]
pub(super) struct Transport {
    pub listed: Listed,
    pub verdict: Verdict,
}

/// Reads the listeners of a block.
pub(super) struct Reading<'p> {
    /// The namespace, for routes: `wso2.transport.http`; empty when the list is at the top of a file.
    pub namespace: &'p str,
    /// Port of a listener that sets none.
    pub default_port: Option<u16>,
    /// The components whose classes are known, so that any other key is an error; `None` where they are not.
    pub classes: Option<&'p Components<'p>>,
    /// What is worth saying about the block.
    pub problems: &'p mut Vec<Problem>,
}

impl Entry {
    /// A listener that no file names.
    pub(super) fn default_of(base: Base) -> Entry {
        Entry {
            id: "default".to_string(),
            base,
            address: Bound::At("0.0.0.0".to_string()),
            host: None,
            host_is_null: false,
        }
    }
}

impl Reading<'_> {
    /// The listeners of a top-level block.
    pub(super) fn block(&mut self, block: &Block) -> Transport {
        let mut transport = match &block.node {
            Some(node) => self.node(node),
            None => Transport {
                listed: Listed::Nothing,
                verdict: Verdict::Opens,
            },
        };
        let of_block =
            Verdict::of_block(self.namespace, block.failure.as_ref(), block.doubt.as_ref());
        transport.verdict = transport.verdict.and(&of_block);
        transport
    }

    /// The listeners of a value that has `listenerConfigurations`.
    pub(super) fn node(&mut self, node: &Node) -> Transport {
        let mut failure = self.shape_failure(node);
        let list = node.get("listenerConfigurations");
        let nested = node.at(&["transportProperties", "listenerConfigurations"]);
        let listed = match list.or(nested) {
            None => Listed::Nothing,
            Some(list) if list.items().is_empty() => Listed::Empty,
            Some(list) => {
                let mut entries = Vec::new();
                for item in list.items() {
                    match self.entry(item) {
                        Ok(entry) => entries.push(entry),
                        Err(gap) => failure = failure.or(Some(gap)),
                    }
                }
                Listed::Entries(entries)
            }
        };
        if let (None, Listed::Entries(entries)) = (&failure, &listed) {
            self.report_hosts(entries);
        }
        Transport {
            listed,
            verdict: Verdict::of_block(self.named(), failure.as_ref(), None),
        }
    }

    /// Listeners that cannot be bound, while the block loads.
    fn report_hosts(&mut self, entries: &[Entry]) {
        for entry in entries {
            let (Bound::Nowhere(reason), Some(location)) = (&entry.address, entry.host) else {
                continue;
            };
            let message = format!(
                "{reason}: the listener {} does not open",
                showable_name(&entry.id)
            );
            self.problems.push(
                Problem::at(ProblemKind::ListenerFailure, location, message)
                    .with_help("write an address, or remove the key: the default is 0.0.0.0")
                    .with_route(self.route(&entry.id, "host")),
            );
        }
    }

    /// Why the block as a whole has not the shape of its class.
    fn shape_failure(&mut self, node: &Node) -> Option<Gap> {
        let Kind::Mapping(members) = &node.kind else {
            return Some(Gap {
                reason: "it is not a mapping".to_string(),
                location: node.location,
            });
        };
        if let Some(nested) = node
            .at(&["transportProperties"])
            .and_then(|properties| properties.member("listenerConfigurations"))
        {
            let reason = "listenerConfigurations stands under transportProperties".to_string();
            self.misplaced(
                nested.key,
                &reason,
                "make it a sibling of transportProperties",
            );
            if let Some(problem) = self.problems.last_mut() {
                problem.remedy = Some(outwards(self.namespace));
            }
            return Some(Gap {
                reason,
                location: nested.key,
            });
        }
        const LISTS: [&str; 3] = [
            "transportProperties",
            "listenerConfigurations",
            "senderConfigurations",
        ];
        let class = self.class("transports");
        let is_stray = |key: &str| class.is_some_and(|class| !class.has(key));
        if let Some((key, member)) = members.iter().find(|(key, _)| is_stray(key)) {
            let reason = format!("the block has no field of the name {}", showable_name(key));
            let help =
                "it takes transportProperties, listenerConfigurations and senderConfigurations";
            self.misplaced(member.key, &reason, help);
            return Some(Gap {
                reason,
                location: member.key,
            });
        }
        for name in LISTS {
            let Some(member) = members.get(name) else {
                continue;
            };
            if !member.value.is_sequence() && !member.value.is_null() {
                let reason = format!("{name} is not a list");
                self.misplaced(member.key, &reason, "start each entry with `- `");
                return Some(Gap {
                    reason,
                    location: member.key,
                });
            }
        }
        let senders = members.get("senderConfigurations")?.value.items();
        let class = self.class("sender")?;
        let stray = senders.iter().find_map(|sender| {
            let mut members = sender.members()?.iter();
            members.find(|(key, _)| !class.has(key))
        });
        let (key, member) = stray?;
        let reason = format!("a sender has no field of the name {}", showable_name(key));
        let route = format!("{}senderConfigurations", self.prefix());
        self.report(ProblemKind::ListenerFailure, member.key, &reason, &route);
        Some(Gap {
            reason,
            location: member.key,
        })
    }

    fn class(&self, id: &str) -> Option<&'static Class> {
        self.classes?.class(id)
    }

    fn entry(&mut self, item: &Node) -> Result<Entry, Gap> {
        let Some(members) = item.members() else {
            return Err(Gap {
                reason: "an entry of listenerConfigurations is not a mapping".to_string(),
                location: item.location,
            });
        };
        let id = item.get("id").and_then(Node::text).unwrap_or("default");
        let route = self.route(id, "port");
        let class = self.class("listener");
        let is_unknown = |key: &str| class.is_some_and(|class| !class.has(key));
        if let Some((key, member)) = members.iter().find(|(key, _)| is_unknown(key)) {
            return Err(self.unknown_field(item, id, key, member));
        }
        self.check_words(item, id, class)?;
        let base = match item.get("port") {
            None => Base::product_default(self.default_port, route.clone()),
            Some(node) => integer(node, &route).inspect_err(|gap| {
                self.report(ProblemKind::PortInvalid, gap.location, &gap.reason, &route);
            })?,
        };
        self.check_key_store(item, id)?;
        Ok(Entry {
            id: id.to_string(),
            base,
            address: bound(item.get("host")),
            host: item.get("host").and_then(|node| node.location),
            host_is_null: item.get("host").is_some_and(Node::is_null),
        })
    }

    /// Reports a key that the class of a listener does not have.
    fn unknown_field(&mut self, item: &Node, id: &str, key: &str, member: &Member) -> Gap {
        let reason = format!("a listener has no field of the name {}", showable_name(key));
        let help = match similar(key) {
            Some(field) => format!("did you mean `{field}`?"),
            None => "remove it".to_string(),
        };
        if let Some(location) = member.key {
            let route = self.route(id, key);
            let meant = similar(key).filter(|field| item.get(field).is_none());
            let remedy = meant.map(|field| Remedy::certain(Change::Rewrite(field.to_string())));
            let message = format!("{reason}, so that the block {} does not load", self.named());
            self.problems.push(
                Problem::at(ProblemKind::ListenerFailure, location, message)
                    .with_help(help)
                    .with_remedy(remedy)
                    .with_route(route),
            );
        }
        Gap {
            reason,
            location: member.key,
        }
    }

    /// Fields that take certain words only: any other makes the block fail.
    fn check_words(&mut self, item: &Node, id: &str, class: Option<&Class>) -> Result<(), Gap> {
        for words in class.iter().flat_map(|class| class.words.iter()) {
            let Some(node) = item.get(&words.field).filter(|node| !node.is_null()) else {
                continue;
            };
            let known = node.scalar().is_none_or(|scalar| {
                scalar.unknown.is_some() || words.values.contains(&scalar.text)
            });
            if !known {
                let values = words.values.iter().map(ToString::to_string);
                let values = values.collect::<Vec<_>>().join(", ");
                let reason = format!(
                    "{} takes {values} in capitals and nothing else",
                    words.field
                );
                let route = self.route(id, &words.field);
                self.report(ProblemKind::ListenerFailure, node.location, &reason, &route);
                return Err(Gap {
                    reason,
                    location: node.location,
                });
            }
        }
        Ok(())
    }

    /// An HTTPS listener without a key store and its password throws while the listeners are made, and takes all of them
    /// down.
    fn check_key_store(&mut self, item: &Node, id: &str) -> Result<(), Gap> {
        let is_https = item
            .get("scheme")
            .and_then(Node::text)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
        let given = |key: &str| item.get(key).filter(|node| !node.is_null());
        // How newer versions write the same is not looked into.
        if !is_https || given("sslConfig").is_some() {
            return Ok(());
        }
        let scheme = item.member("scheme").and_then(|m| m.value.location);
        let store = given("keyStoreFile");
        let text = store.and_then(Node::scalar);
        let lacks = |text: &str| self.classes.is_some_and(|c| c.lacks_key_store(text));
        let (field, reason, location) = if store.is_none() {
            (
                "keyStoreFile",
                "the HTTPS listener has no keyStoreFile",
                scheme,
            )
        } else if text.is_some_and(|scalar| scalar.text.is_empty()) {
            (
                "keyStoreFile",
                "the keyStoreFile of the HTTPS listener is empty",
                store.and_then(|s| s.location),
            )
        } else if text.is_some_and(|scalar| lacks(&scalar.text)) {
            (
                "keyStoreFile",
                "the keyStoreFile of the HTTPS listener is not there",
                store.and_then(|s| s.location),
            )
        } else if self.classes.is_some()
            && given("keyStorePassword").is_none()
            && given("keyStorePass").is_none()
        {
            (
                "keyStorePassword",
                "the HTTPS listener has no keyStorePassword",
                scheme,
            )
        } else {
            return Ok(());
        };
        let route = self.route(id, field);
        self.report(ProblemKind::ListenerFailure, location, reason, &route);
        Err(Gap {
            reason: reason.to_string(),
            location,
        })
    }

    fn misplaced(&mut self, location: Option<Location>, reason: &str, help: &str) {
        let Some(location) = location else {
            return;
        };
        let message = format!(
            "{reason}: the block {} does not load, and none of its listeners opens",
            self.named()
        );
        self.problems.push(
            Problem::at(ProblemKind::MisplacedSetting, location, message)
                .with_help(help)
                .with_route(format!("{}listenerConfigurations", self.prefix())),
        );
    }

    fn report(&mut self, kind: ProblemKind, location: Option<Location>, reason: &str, route: &str) {
        let Some(location) = location else {
            return;
        };
        let message = format!("{reason}: the block {} does not load", self.named());
        self.problems
            .push(Problem::at(kind, location, message).with_route(route));
    }

    fn named(&self) -> &str {
        if self.namespace.is_empty() {
            "of the file"
        } else {
            self.namespace
        }
    }

    fn prefix(&self) -> String {
        if self.namespace.is_empty() {
            String::new()
        } else {
            format!("{}.", self.namespace)
        }
    }

    fn route(&self, id: &str, field: &str) -> String {
        format!("{}listenerConfigurations[{id}].{field}", self.prefix())
    }
}

/// The listeners of a block. One that cannot be made throws, and which are made before it is the order of a set.
pub(super) fn opened(
    site: &Site<'_>,
    family: &str,
    entries: impl IntoIterator<Item = Entry>,
    unmoved: bool,
    verdict: &Verdict,
) -> Vec<Listener> {
    let mut throws = None;
    let mut listeners = Vec::new();
    for entry in entries {
        let (address, bound) = match entry.address {
            Bound::At(address) => (address, Verdict::Opens),
            Bound::Nowhere(reason) => ("0.0.0.0".to_string(), Verdict::Closed(reason.into())),
        };
        let is_null = entry.host_is_null;
        let drafted = site.listener(Draft {
            id: format!("{family}/{}", entry.id),
            base: entry.base,
            address,
            unmoved,
            verdict: verdict.clone().and(&bound),
        });
        let Some(listener) = drafted else { continue };
        if is_null || listener.is_beyond_ports() {
            throws = Some(entry.id);
        }
        listeners.push(listener);
    }
    if let Some(id) = throws {
        for listener in &mut listeners {
            if listener.state == State::Open {
                listener.state = State::Conditional;
                let id = showable_name(&id);
                listener.condition = Some(
                    format!("opens only if it is made before the listener {id}, which fails")
                        .into(),
                );
            }
        }
    }
    listeners
}

/// A bind address as configured.
pub(super) fn host(node: Option<&Node>) -> String {
    node.and_then(Node::text)
        .filter(|text| !text.trim().is_empty())
        .unwrap_or("0.0.0.0")
        .to_string()
}

/// The field that decides about a port and that a key was probably meant to be.
/// The list has to leave `transportProperties`.
fn outwards(namespace: &str) -> Remedy {
    let block = match namespace {
        "" => &[][..],
        "transports.http" => &["transports", "http"],
        name => &[name],
    };
    let below = |keys: &[&str]| {
        block
            .iter()
            .chain(keys)
            .map(|key| key.to_string())
            .collect()
    };
    Remedy::certain(Change::Move {
        from: below(&["transportProperties", "listenerConfigurations"]),
        to: below(&["listenerConfigurations"]),
    })
}

fn similar(key: &str) -> Option<&'static str> {
    [
        "port",
        "host",
        "id",
        "scheme",
        "keyStoreFile",
        "keyStorePassword",
    ]
    .into_iter()
    .find(|field| {
        field.eq_ignore_ascii_case(key)
            || (field.len() > 2 && one_slip(&field.to_lowercase(), &key.to_lowercase()))
    })
}

/// Whether one insertion, deletion, replacement or swap of neighbours makes one word the other.
pub(super) fn one_slip(a: &str, b: &str) -> bool {
    strsim::osa_distance(a, b) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen_are_recognised() {
        for (key, field) in [
            ("Port", Some("port")),
            ("prot", Some("port")),
            ("ports", Some("port")),
            ("por", Some("port")),
            ("ID", Some("id")),
            ("hosts", Some("host")),
            ("sheme", Some("scheme")),
            ("timeout", None),
            ("", None),
        ] {
            assert_eq!(similar(key), field, "{key}");
        }
    }
}
