//! The port offset: `wso2.carbon.ports.offset`.

use super::components::Components;
use super::configuration::{Block, Configuration};
use super::placeholders::{Gap, names_a_secret};
use super::site::{Verdict, integer};
use super::transport::one_slip;
use super::value::{Node, Scalar};
use portlint_catalog::yaml_generation::Class;
use portlint_host::{
    Change, CowStr, Listener, Location, Offset, OffsetCandidate, Problem, ProblemKind, Process,
    Remedy, StartFailure, showable_name,
};
use portlint_syntax::java_int;

/// The namespace that holds the offset.
pub(super) const NAMESPACE: &str = "wso2.carbon";
/// The symbolic address of the offset.
pub(super) const ROUTE: &str = "wso2.carbon.ports.offset";

/// The offset, and whether the server starts with it.
pub(super) fn offset(
    configuration: &Configuration<'_>,
    components: &Components<'_>,
    block: &Block,
    problems: &mut Vec<Problem>,
) -> (Offset, Verdict, Option<StartFailure>) {
    let ports = block.at(&["ports"]).filter(|node| !node.is_null());
    let node = ports.and_then(|ports| ports.get("offset"));
    let mut offset = Offset::default_of(0, "product default");
    offset.anchor = anchor(configuration);
    let mut failure = block.failure.clone();
    let refused = misplaced(configuration, components, block, problems)
        .or_else(|| unreadable_boolean(block, problems))
        .or_else(|| unreadable_jmx_port(block, problems));
    failure = failure.or(refused);
    let mut secret = None;
    if let Some(node) = node {
        offset.location = node.location;
        offset.source = node.set_by.as_deref().unwrap_or(ROUTE).to_string();
        offset.candidates = candidates(configuration, node, &offset.source);
        match integer(node, ROUTE) {
            Ok(base) => {
                let is_secret = |scalar: &Scalar| names_a_secret(&scalar.text);
                if base.value.is_none() && node.scalar().is_some_and(is_secret) {
                    secret.clone_from(&base.reason);
                }
                offset.value = base.value;
                offset.reason = base.reason.map(CowStr::into_owned);
            }
            Err(gap) => {
                offset.value = None;
                offset.reason = Some(gap.reason.clone());
                if let Some(location) = gap.location.or(offset.anchor) {
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
        (Some(gap), _) => {
            Verdict::Closed(format!("the server does not start: {}", gap.reason).into())
        }
        (None, doubt) => Verdict::of_block(NAMESPACE, None, doubt.as_ref()),
    };
    let failure = failure.map(|gap| StartFailure {
        reason: gap.reason,
        location: gap.location.or(offset.anchor),
        process: Process::Stays,
    });
    let verdict = verdict.and(&secret.map_or(Verdict::Opens, Verdict::Depends));
    (offset, verdict, failure)
}

/// Why listeners that add the offset do not open: they take it from `ports`, and a value that is null has no fields.
pub(super) fn moved(block: &Block) -> Verdict {
    match block.at(&["ports"]) {
        Some(ports) if ports.is_null() => Verdict::Closed(NO_PORTS.into()),
        _ => Verdict::Opens,
    }
}

const NO_PORTS: &str = "wso2.carbon.ports has no value, and this listener takes the offset from it";

/// Says which listeners a null `ports` takes from the server, where it takes any.
pub(super) fn report_moved(
    configuration: &Configuration<'_>,
    listeners: &[Listener],
    problems: &mut Vec<Problem>,
) {
    let is_lost = |listener: &&Listener| {
        listener
            .condition
            .as_ref()
            .is_some_and(|words| *words == *NO_PORTS)
    };
    let lost = listeners.iter().filter(is_lost).collect::<Vec<_>>();
    let ports = configuration
        .top(NAMESPACE)
        .and_then(|block| block.member("ports"));
    let Some(location) = ports
        .and_then(|member| member.key)
        .filter(|_| !lost.is_empty())
    else {
        return;
    };
    let has = |family: &str| lost.iter().any(|listener| listener.id.starts_with(family));
    let who = match (has("http/"), has("thrift/") || has("binary/")) {
        (true, true) => "the HTTP listeners and the data receivers do not open",
        (true, false) => "the HTTP listeners do not open",
        _ => "the data receivers do not start",
    };
    problems.push(
        Problem::at(
            ProblemKind::ListenerFailure,
            location,
            format!("`ports` has no value: {who}"),
        )
        .with_help("write `ports: {}`, or give it its offset back")
        .with_route("wso2.carbon.ports"),
    );
}

/// Where a missing offset belongs: the key `ports`, else the block.
fn anchor(configuration: &Configuration<'_>) -> Option<Location> {
    let ports = configuration
        .top(NAMESPACE)
        .and_then(|block| block.member("ports"));
    ports
        .and_then(|ports| ports.key)
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
        text: node.scalar().map_or("", |scalar| &scalar.text).to_string(),
        location: node.location,
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
pub(super) fn remedy(configuration: &Configuration<'_>, path: &[&str]) -> Option<Remedy> {
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

/// What the classes of the block do not take makes the whole block, and with it the server, fail.
fn misplaced(
    configuration: &Configuration<'_>,
    components: &Components<'_>,
    block: &Block,
    problems: &mut Vec<Problem>,
) -> Option<Gap> {
    let root = block.node.as_ref()?;
    let refused = CLASSES
        .iter()
        .find_map(|(path, class)| refused(root.at(path)?, path, components.class(class)?))?;
    let remedy = refused.remedy(configuration);
    let Refused {
        reason,
        location,
        name,
        ..
    } = refused;
    if let Some(location) = location.or_else(|| anchor(configuration)) {
        let message = format!("{reason}: the server does not start");
        let help = if name.to_ascii_lowercase().contains("offset") {
            "the offset is wso2.carbon.ports.offset"
        } else {
            "remove it"
        };
        let is_placed = name.to_ascii_lowercase().contains("offset");
        let kind = if is_placed || remedy.is_some() {
            ProblemKind::MisplacedSetting
        } else {
            ProblemKind::StartFailure
        };
        problems.push(
            Problem::at(kind, location, message)
                .with_help(help)
                .with_remedy(remedy)
                .with_route(format!("{NAMESPACE}.{name}")),
        );
    }
    Some(Gap { reason, location })
}

/// The classes of the block, by the path of their value.
const CLASSES: [(&[&str], &str); 3] = [(&[], "carbon"), (&["ports"], "ports"), (&["jmx"], "jmx")];

/// What a class does not take.
struct Refused {
    reason: String,
    location: Option<Location>,
    /// The field, or the value as a whole.
    name: String,
    /// The keys that lead to a field that the class does not have.
    keys: Vec<String>,
}

impl Refused {
    /// An offset that stands elsewhere, or whose name has a slip, goes where the offset is read.
    fn remedy(&self, configuration: &Configuration<'_>) -> Option<Remedy> {
        let keys = self.keys.iter().map(String::as_str).collect::<Vec<_>>();
        let is_meant = match keys.as_slice() {
            [_, key] => *key == "offset",
            [_, "ports", key] => one_slip(&key.to_lowercase(), "offset"),
            _ => false,
        };
        is_meant.then(|| remedy(configuration, &keys))?
    }
}

fn refused(node: &Node, path: &[&str], class: &Class) -> Option<Refused> {
    let place = [&[NAMESPACE], path].concat().join(".");
    if node.is_null() {
        return None;
    }
    let Some(members) = node.members() else {
        return Some(Refused {
            reason: format!("{place} is not a mapping"),
            location: node.location,
            name: path.join("."),
            keys: Vec::new(),
        });
    };
    let (key, member) = members.iter().find(|(key, _)| !class.has(key))?;
    let name = showable_name(key);
    Some(Refused {
        reason: match key.as_str() {
            "offset" => format!("offset stands in {place} instead of wso2.carbon.ports"),
            _ => format!("{place} has no field of the name {name}"),
        },
        location: member.key,
        name,
        keys: [&[NAMESPACE], path, &[key.as_str()]]
            .concat()
            .into_iter()
            .map(str::to_string)
            .collect(),
    })
}

/// A boolean field takes the words of YAML in any case; null, `y` and `1` make the block fail.
fn unreadable_boolean(block: &Block, problems: &mut Vec<Problem>) -> Option<Gap> {
    const BOOLEANS: [&[&str]; 2] = [&["hostnameVerificationEnabled"], &["jmx", "enabled"]];
    BOOLEANS.into_iter().find_map(|path| {
        let node = block.at(path)?;
        let is_unknown = node.scalar().is_some_and(|scalar| scalar.unknown.is_some());
        if is_unknown || node.boolean().is_some() {
            return None;
        }
        let route = format!("{NAMESPACE}.{}", path.join("."));
        let reason = format!("{route} is neither true nor false");
        if let Some(location) = node.location {
            let message = format!("{reason}: the server does not start");
            problems.push(
                Problem::at(ProblemKind::StartFailure, location, message)
                    .with_help("write true or false")
                    .with_route(route),
            );
        }
        Some(Gap {
            reason,
            location: node.location,
        })
    })
}

/// The ports of JMX are integers of the block too.
fn unreadable_jmx_port(block: &Block, problems: &mut Vec<Problem>) -> Option<Gap> {
    let jmx = block.at(&["jmx"])?;
    ["rmiRegistryPort", "rmiServerPort"]
        .into_iter()
        .find_map(|field| {
            let route = format!("{NAMESPACE}.jmx.{field}");
            let gap = integer(jmx.get(field)?, &route).err()?;
            if let Some(location) = gap.location {
                let message = format!("{}: the server does not start", gap.reason);
                let problem = Problem::at(ProblemKind::PortInvalid, location, message);
                problems.push(problem.with_route(route));
            }
            Some(gap)
        })
}
