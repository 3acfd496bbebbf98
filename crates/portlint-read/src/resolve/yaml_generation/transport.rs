//! `listenerConfigurations`: the one shape in which every HTTP listener of the generation is written.

use super::configuration::Block;
use super::placeholders::Gap;
use super::site::{Verdict, integer};
use super::value::{Kind, Node};
use crate::resolve::Base;
use portlint_host::{Change, Location, Problem, ProblemKind, Remedy, showable_name};

/// The fields of a listener, of all versions together. The server refuses a block with any other.
pub const FIELDS: [&str; 36] = [
    "bindOnStartup",
    "cacheSize",
    "cacheValidityPeriod",
    "certPass",
    "chunkingConfig",
    "enableSessionCreation",
    "handshakeTimeOut",
    "host",
    "httpAccessLogEnabled",
    "httpTraceLogEnabled",
    "id",
    "keepAliveConfig",
    "keyStoreFile",
    "keyStorePass",
    "keyStorePassword",
    "messageProcessorId",
    "ocspStaplingEnabled",
    "parameters",
    "pipeliningEnabled",
    "pipeliningLimit",
    "port",
    "requestSizeValidationConfig",
    "scheme",
    "serverHeader",
    "sessionTimeOut",
    "socketIdleTimeout",
    "sslConfig",
    "sslProtocol",
    "tlsStoreType",
    "trustStoreFile",
    "trustStorePass",
    "trustStorePassword",
    "validateCertEnabled",
    "verifyClient",
    "version",
    "webSocketCompressionEnabled",
];

/// One entry of `listenerConfigurations`.
#[derive(Clone)]
pub struct Entry {
    pub id: String,
    pub base: Base,
    pub address: String,
}

/// What a block says about listeners.
#[derive(Clone)]
pub enum Listed {
    /// Nothing: the class default stands.
    Nothing,
    /// An empty list, or null.
    Empty,
    /// Entries.
    Entries(Vec<Entry>),
}

/// The listeners of a block, and whether it loads.
#[derive(Clone)]
pub struct Transport {
    pub listed: Listed,
    pub verdict: Verdict,
}

/// Reads the listeners of a block.
pub struct Reading<'p> {
    /// The namespace, for routes: `wso2.transport.http`; empty when the list is at the top of a file.
    pub namespace: &'p str,
    /// Port of a listener that sets none.
    pub default_port: Option<u16>,
    /// Whether the fields of the classes are known, so that any other key is an error.
    pub strict: bool,
    /// What is worth saying about the block.
    pub problems: &'p mut Vec<Problem>,
}

impl Reading<'_> {
    /// The listeners of a top-level block.
    pub fn block(&mut self, block: &Block) -> Transport {
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
    pub fn node(&mut self, node: &Node) -> Transport {
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
        Transport {
            listed,
            verdict: Verdict::of_block(self.named(), failure.as_ref(), None),
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
        let stray = members
            .iter()
            .find(|(key, _)| !LISTS.contains(&key.as_str()));
        if let Some((key, member)) = stray.filter(|_| self.strict) {
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
        None
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
        for (key, member) in members {
            if !self.strict || FIELDS.contains(&key.as_str()) {
                continue;
            }
            let reason = format!("a listener has no field of the name {}", showable_name(key));
            let help = match similar(key) {
                Some(field) => format!("did you mean `{field}`?"),
                None => "remove it".to_string(),
            };
            if let Some(location) = member.key {
                let route = self.route(id, key);
                let meant = similar(key).filter(|field| item.get(field).is_none());
                let remedy = meant.map(|field| Remedy::certain(Change::Rewrite(field.to_string())));
                self.problems.push(
                    Problem::at(
                        ProblemKind::UnknownPortKey,
                        location,
                        format!("{reason}, so that the block {} does not load", self.named()),
                    )
                    .with_help(help)
                    .with_remedy(remedy)
                    .with_route(route),
                );
            }
            return Err(Gap {
                reason,
                location: member.key,
            });
        }
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
            address: host(item.get("host")),
        })
    }

    /// An HTTPS listener without a key store throws while the listeners are made, and takes all of them down.
    fn check_key_store(&mut self, item: &Node, id: &str) -> Result<(), Gap> {
        let is_https = item
            .get("scheme")
            .and_then(Node::text)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
        let has_key_store = ["keyStoreFile", "sslConfig"]
            .iter()
            .any(|key| item.get(key).is_some_and(|node| !node.is_null()));
        if !is_https || has_key_store {
            return Ok(());
        }
        let location = item.member("scheme").and_then(|m| m.value.location);
        let reason = "the HTTPS listener has no keyStoreFile".to_string();
        let route = self.route(id, "keyStoreFile");
        self.report(ProblemKind::MisplacedSetting, location, &reason, &route);
        Err(Gap { reason, location })
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

/// A bind address as configured.
pub fn host(node: Option<&Node>) -> String {
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
pub fn one_slip(a: &str, b: &str) -> bool {
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

    #[test]
    fn fields_are_sorted_and_unique() {
        assert!(FIELDS.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
