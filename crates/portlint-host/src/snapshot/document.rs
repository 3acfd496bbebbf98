//! The JSON of a snapshot, field by field.

use super::common;
use crate::container::Container;
use crate::{
    CopyOf, FileId, Location, NotLookedAtReason, OffsetCandidate, PortForm, Problem, ProxyPort,
    ProxySoftware, Reference, Template, Unread,
};
use crate::{CowStr, Stack, Startup, State, WhenTaken};
use portlint_catalog::{Generation, Protocol, Role, Sharing, Version};
use serde::{Deserialize, Serialize};

/// The JSON of a snapshot.
#[derive(Debug, Serialize, Deserialize)]
pub struct Document {
    pub(super) snapshot: u64,
    #[serde(default)]
    pub(super) tool: String,
    pub(super) taken: String,
    pub(super) host: HostDocument,
    pub(super) homes: Vec<HomeDocument>,
    #[serde(default)]
    pub(super) not_looked_at: Vec<NotLookedAtDocument>,
    /// Other software of the machine that was declared.
    #[serde(default)]
    pub(super) ports: Vec<PortDocument>,
    /// The configuration file that was in effect.
    #[serde(default)]
    pub(super) configuration: Option<String>,
    #[serde(default)]
    pub(super) stacks: Vec<Stack>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) proxies: Vec<ProxyDocument>,
    /// What the numbers of files in `more`, `stacks` and `proxies` mean.
    #[serde(default)]
    pub(super) files: Vec<FileDocument>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct HostDocument {
    pub name: String,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub addresses: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FileDocument {
    pub path: String,
    pub canonical: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct NotLookedAtDocument {
    pub path: String,
    pub reason: NotLookedAtReason,
    #[serde(default)]
    pub looks_like_home: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<Template>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PortDocument {
    pub name: String,
    pub protocol: Protocol,
    pub port: u16,
    #[serde(default)]
    pub address: Option<String>,
}

/// What stands between others and the homes: nginx, `HAProxy`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ProxyDocument {
    pub path: String,
    pub software: ProxySoftware,
    #[serde(default)]
    pub ports: Vec<ProxyPort>,
    #[serde(default)]
    pub references: Vec<Reference>,
    #[serde(default)]
    pub unread: Vec<Unread>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct HomeDocument {
    pub path: String,
    #[serde(default)]
    pub product: Option<String>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub version: Option<Version>,
    #[serde(default)]
    pub update: Option<String>,
    #[serde(default = "yes")]
    pub active: bool,
    #[serde(default)]
    pub namespace: Option<NamespaceDocument>,
    #[serde(default)]
    pub published: Vec<PublishedDocument>,
    pub runtimes: Vec<RuntimeDocument>,
    #[serde(default)]
    pub more: HomeMore,
}

/// What only rules ask of a home.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct HomeMore {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identity: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<Container>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<CopyOf>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct NamespaceDocument {
    pub kind: crate::NamespaceKind,
    pub name: String,
    #[serde(default)]
    pub location: Option<LocationDocument>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PublishedDocument {
    pub protocol: Protocol,
    #[serde(default)]
    pub host_address: Option<String>,
    #[serde(default)]
    pub host_port: Option<u16>,
    pub container_port: u16,
    #[serde(default)]
    pub location: Option<LocationDocument>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RuntimeDocument {
    pub runtime: CowStr,
    #[serde(default)]
    pub profile: Option<String>,
    pub generation: Generation,
    pub offset: OffsetDocument,
    pub listeners: Vec<ListenerDocument>,
    #[serde(default)]
    pub references: Vec<ReferenceDocument>,
    #[serde(default)]
    pub more: RuntimeMore,
}

/// What only rules ask of a runtime.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct RuntimeMore {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub own_hosts: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub governing: Option<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset_anchor: Option<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset_reason: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub offset_candidates: Vec<OffsetCandidate>,
    #[serde(skip_serializing_if = "Startup::completes")]
    pub startup: Startup,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OffsetDocument {
    pub value: Option<i64>,
    #[serde(default)]
    pub source: String,
    #[serde(default)]
    pub location: Option<LocationDocument>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ListenerDocument {
    #[serde(deserialize_with = "common::text")]
    pub id: CowStr,
    #[serde(default, deserialize_with = "common::text")]
    pub description: CowStr,
    pub protocol: Protocol,
    #[serde(deserialize_with = "common::text")]
    pub address: CowStr,
    pub base: Option<i64>,
    pub offset: i64,
    pub port: Option<i64>,
    pub state: State,
    #[serde(default, deserialize_with = "common::optional")]
    pub condition: Option<CowStr>,
    #[serde(default, deserialize_with = "common::text")]
    pub route: CowStr,
    #[serde(default, deserialize_with = "common::text")]
    pub source: CowStr,
    #[serde(default)]
    pub location: Option<LocationDocument>,
    #[serde(default)]
    pub follows_offset: Option<bool>,
    #[serde(default)]
    pub sharing: Option<Sharing>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when_taken: Option<WhenTaken>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ReferenceDocument {
    #[serde(default, deserialize_with = "common::text")]
    pub route: CowStr,
    #[serde(default, deserialize_with = "common::text")]
    pub purpose: CowStr,
    /// The name of `purpose` in earlier versions.
    #[serde(default, deserialize_with = "common::optional")]
    pub description: Option<CowStr>,
    #[serde(default)]
    pub scheme: Option<String>,
    pub host: String,
    pub port: Option<i64>,
    pub protocol: Protocol,
    #[serde(default)]
    pub location: Option<LocationDocument>,
    /// Not read: it is worked out again, among all machines that are looked at.
    #[serde(default, skip_deserializing)]
    pub opened_by: Option<Vec<OpenerDocument>>,
    #[serde(default)]
    pub written: PortForm,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "common::optional"
    )]
    pub target: Option<CowStr>,
    /// Missing where it is not known whom the setting may name.
    #[serde(default, deserialize_with = "common::list")]
    pub target_products: Option<Vec<CowStr>>,
    #[serde(default)]
    pub role: Role,
}

/// A listener at the other end of a reference.
#[derive(Debug, Clone, Serialize)]
pub struct OpenerDocument {
    /// The path of its home, or the name of declared software.
    pub home: String,
    /// Its runtime; empty for declared software.
    pub runtime: String,
    /// Its id; empty for declared software.
    pub listener: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LocationDocument {
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub byte_offset: u64,
    pub byte_length: u64,
    #[serde(default)]
    pub end_line: Option<u32>,
    #[serde(default)]
    pub end_column: Option<u32>,
    /// Bytes of the decoded text, where they differ from those of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<(u32, u32)>,
    /// Where several files have this path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_number: Option<FileId>,
}

fn yes() -> bool {
    true
}
