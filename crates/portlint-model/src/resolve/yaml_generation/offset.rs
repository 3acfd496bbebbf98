//! The port offset: `wso2.carbon.ports.offset`.

use super::configuration::{Block, Configuration};
use super::placeholders::Gap;
use super::site::{Verdict, integer, shown};
use super::transport::one_slip;
use super::value::Node;
use crate::host::{Change, Location, Offset, OffsetCandidate, Problem, ProblemKind, Remedy};
use portlint_syntax::java_int;

/// The namespace that holds the offset.
pub const NAMESPACE: &str = "wso2.carbon";
/// The symbolic address of the offset.
pub const ROUTE: &str = "wso2.carbon.ports.offset";

/// The offset, and whether the server starts with it.
pub fn offset(
    configuration: &Configuration<'_>,
    block: &Block,
    problems: &mut Vec<Problem>,
) -> (Offset, Verdict) {
    let ports = block.at(&["ports"]).filter(|node| !node.is_null());
    let node = ports.and_then(|ports| ports.get("offset"));
    let mut offset = Offset::default_of(0, "product default");
    offset.anchor = anchor(configuration);
    let mut failure = block.failure.clone();
    if let Some(gap) = misplaced(configuration, block, ports, problems) {
        failure = failure.or(Some(gap));
    }
    if let Some(node) = node {
        offset.location = node.location.clone();
        offset.source = node.set_by.as_deref().unwrap_or(ROUTE).to_string();
        offset.candidates = candidates(configuration, node, &offset.source);
        match integer(node, ROUTE) {
            Ok(base) => {
                offset.value = base.value;
                offset.reason = base.reason;
            }
            Err(gap) => {
                offset.value = None;
                offset.reason = Some(gap.reason.clone());
                if let Some(location) = gap.location.clone().or_else(|| offset.anchor.clone()) {
                    let message = format!("{}: the server does not start", gap.reason);
                    problems.push(
                        Problem::at(ProblemKind::OffsetInvalid, location, message)
                            .with_help("write a whole number")
                            .with_route(ROUTE),
                    );
                }
                failure = failure.or(Some(gap));
            }
        }
    }
    if let Some(gap) = &block.failure {
        offset.value = None;
        offset.reason = Some(gap.reason.clone());
    }
    let verdict = match (&failure, &block.doubt) {
        (Some(gap), _) => Verdict::Closed(format!("the server does not start: {}", gap.reason)),
        (None, doubt) => Verdict::of_block(NAMESPACE, None, doubt.as_ref()),
    };
    (offset, verdict)
}

/// Where a missing offset belongs: the key `ports`, else the block.
fn anchor(configuration: &Configuration<'_>) -> Option<Location> {
    let ports = configuration
        .top(NAMESPACE)
        .and_then(|block| block.member("ports"));
    ports
        .and_then(|ports| ports.key.clone())
        .or_else(|| configuration.top_key(NAMESPACE))
}

/// Everybody who says something about the offset, the winner first.
fn candidates(
    configuration: &Configuration<'_>,
    winner: &Node,
    source: &str,
) -> Vec<OffsetCandidate> {
    let candidate = |node: &Node, source: &str| OffsetCandidate {
        source: source.to_string(),
        text: shown(node.scalar().map_or("", |scalar| &scalar.text)),
        location: node.location.clone(),
    };
    let mut all = vec![candidate(winner, source)];
    if winner.set_by.is_some() {
        let path = [NAMESPACE, "ports", "offset"];
        let merged = configuration
            .top(NAMESPACE)
            .and_then(|block| block.at(&["ports", "offset"]));
        if let Some(merged) =
            merged.filter(|node| node.set_by.is_some() && node.set_by != winner.set_by)
        {
            all.push(candidate(merged, merged.set_by.as_deref().unwrap_or(ROUTE)));
        }
        let original = configuration.original.as_ref();
        if let Some(original) = original.and_then(|root| root.at(&path)) {
            all.push(candidate(original, ROUTE));
        }
    }
    all
}

/// What to do with an offset that stands elsewhere in the file: it belongs where the offset is read, or has to go when
/// it says what is said there. When the two differ, nobody knows which was meant.
pub fn remedy(configuration: &Configuration<'_>, path: &[&str]) -> Option<Remedy> {
    let said = |keys: &[&str]| {
        let node = configuration.original.as_ref()?.at(keys)?;
        Some(node.scalar()?.text.clone()).filter(|text| !text.is_empty())
    };
    let keys = |keys: &[&str]| keys.iter().map(|key| key.to_string()).collect();
    let to = [NAMESPACE, "ports", "offset"];
    let stray = said(path)?;
    java_int(&stray)?;
    match said(&to) {
        Some(there) => (there == stray).then(|| Remedy::certain(Change::Remove(keys(path)))),
        None => Some(Remedy::certain(Change::Move {
            from: keys(path),
            to: keys(&to),
        })),
    }
}

/// A key that the class of the block does not have makes the whole block, and with it the server, fail.
fn misplaced(
    configuration: &Configuration<'_>,
    block: &Block,
    ports: Option<&Node>,
    problems: &mut Vec<Problem>,
) -> Option<Gap> {
    let beside = block
        .node
        .as_ref()
        .and_then(|node| node.member("offset"))
        .map(|member| (member, "offset"));
    let other = ports
        .and_then(Node::members)
        .and_then(|members| members.iter().find(|(key, _)| *key != "offset"))
        .map(|(key, member)| (member, key.as_str()));
    let (member, key) = beside.or(other)?;
    let name = shown(key);
    let reason = match key {
        "offset" => "offset stands in wso2.carbon instead of wso2.carbon.ports".to_string(),
        _ => format!("wso2.carbon.ports has no field of the name {name}"),
    };
    if let Some(location) = member.key.clone() {
        let message = format!("{reason}: the server does not start");
        let remedy = match key {
            "offset" => remedy(configuration, &[NAMESPACE, key]),
            _ if one_slip(&key.to_lowercase(), "offset") => {
                remedy(configuration, &[NAMESPACE, "ports", key])
            }
            _ => None,
        };
        problems.push(
            Problem::at(ProblemKind::MisplacedSetting, location, message)
                .with_help("the offset is wso2.carbon.ports.offset")
                .with_remedy(remedy)
                .with_route(format!("{NAMESPACE}.{name}")),
        );
    }
    Some(Gap {
        reason,
        location: member.key.clone(),
    })
}
