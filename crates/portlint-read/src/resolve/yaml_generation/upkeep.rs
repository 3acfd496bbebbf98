//! What is worth saying about a configuration as a whole: settings without effect, and which duplicates matter.

use super::configuration::{Block, Configuration};
use super::offset;
use super::placeholders::Gap;
use super::site::Site;
use crate::launch::LaunchProperty;
use crate::reader::HomeReader;
use portlint_host::{Problem, ProblemKind};

/// The blocks that decide about ports.
const BLOCKS: [&str; 11] = [
    "wso2.carbon",
    "wso2.transport.http",
    "transports",
    "siddhi.stores.query.api",
    "databridge.config",
    "deployment.config",
    "cluster.config",
    "wso2.metrics",
    "metrics.prometheus",
    "siddhi",
    "listenerConfigurations",
];

/// Drops the duplicate keys outside of the blocks that are read here: shipped files have some, and they do no harm.
pub(super) fn keep_duplicates_that_matter(
    reader: &mut HomeReader<'_>,
    configuration: &Configuration<'_>,
) {
    let Some(file) = &configuration.file else {
        return;
    };
    let document = &file.document;
    let entries = document.root.map(|root| document.entries(root));
    let ranges = entries
        .into_iter()
        .flatten()
        .filter(|entry| BLOCKS.contains(&entry.key))
        .map(|entry| entry.key_span.start..=document.span(entry.value).end)
        .collect::<Vec<_>>();
    for problem in reader.take_problems() {
        let elsewhere = problem.kind == ProblemKind::DuplicateDefinition
            && problem.location.as_ref().is_some_and(|location| {
                location.file == file.id
                    && !ranges
                        .iter()
                        .any(|range| range.contains(&location.span.start))
            });
        if !elsewhere {
            reader.report(problem);
        }
    }
}

/// Placeholders without a value, and settings at places where nothing reads them.
pub(super) fn report(
    configuration: &Configuration<'_>,
    site: &Site<'_>,
    problems: &mut Vec<Problem>,
) {
    for namespace in BLOCKS {
        let block = match namespace {
            "transports" | "databridge.config" | "cluster.config" | "siddhi" => {
                configuration.map(namespace)
            }
            _ => configuration.bean(namespace),
        };
        if let Some(gap) = &block.failure {
            report_failure(namespace, gap, &block, site, problems);
        }
        if let Some((gap, location)) = block
            .doubt
            .and_then(|gap| Some((gap.reason, gap.location?)))
        {
            let message = format!("{gap}: its value needs the server's environment");
            problems.push(
                Problem::at(ProblemKind::UnresolvedPlaceholder, location, message)
                    .with_help("name the variable under `env` of this home's entry")
                    .with_route(namespace),
            );
        }
    }
    let stray = |path: &[&str], what: &str, problems: &mut Vec<Problem>| {
        let mut node = configuration.original.as_ref();
        let mut key = None;
        for step in path {
            let member = node.and_then(|node| node.member(step));
            key = member.and_then(|member| member.key);
            node = member.map(|member| &member.value);
        }
        if let Some(location) = key {
            let message = format!("{what} here has no effect");
            problems.push(
                Problem::at(ProblemKind::IgnoredPlacement, location, message)
                    .with_help(format!("the offset is {}", offset::ROUTE))
                    .with_remedy(offset::remedy(configuration, path))
                    .with_route(path.join(".")),
            );
        }
    };
    stray(&["ports", "offset"], "the offset", problems);
    stray(&["offset"], "the offset", problems);
    stray(
        &["wso2", "carbon", "ports", "offset"],
        "the offset",
        problems,
    );
    stray_receivers(configuration, site, problems);
}

/// A block that does not load for sure, where this runtime reads it.
fn report_failure(
    namespace: &str,
    gap: &Gap,
    block: &Block,
    site: &Site<'_>,
    problems: &mut Vec<Problem>,
) {
    let is_read = match namespace {
        "siddhi.stores.query.api" => site.has_feature("stores"),
        "databridge.config" => site.has_feature("receivers"),
        "deployment.config" | "cluster.config" => site.facts("ha/eventSyncServer").is_some(),
        "wso2.metrics" | "metrics.prometheus" => site.facts("prometheus").is_some(),
        "siddhi" => site.facts("siddhi-app").is_some(),
        "listenerConfigurations" => false,
        _ => true,
    };
    let Some(location) = gap.location.or(block.key) else {
        return;
    };
    if !is_read {
        return;
    }
    let (kind, consequence) = match namespace {
        offset::NAMESPACE => (
            ProblemKind::OffsetInvalid,
            ", and the server does not start",
        ),
        _ => (ProblemKind::ListenerFailure, ""),
    };
    let message = format!(
        "{}: the block {namespace} does not load{consequence}",
        gap.reason
    );
    let problem = Problem::at(kind, location, message).with_route(namespace);
    problems.push(match gap.location {
        Some(_) => problem.with_help("set it, or write a default: ${env:NAME,default}"),
        None => problem,
    });
}

/// `transports.databridge` exists in the classes, but the receivers never ask for it.
fn stray_receivers(
    configuration: &Configuration<'_>,
    site: &Site<'_>,
    problems: &mut Vec<Problem>,
) {
    let member = configuration
        .top("transports")
        .and_then(|transports| transports.member("databridge"));
    let Some(location) = member.and_then(|member| member.key) else {
        return;
    };
    if site.has_feature("receivers") {
        problems.push(
            Problem::at(
                ProblemKind::IgnoredPlacement,
                location,
                "the receivers do not read transports.databridge",
            )
            .with_help("configure them in databridge.config")
            .with_route("transports.databridge"),
        );
    }
}

/// `-DportOffset` is for the older servers; nothing of this generation reads it.
pub(super) fn report_arguments(
    reader: &HomeReader<'_>,
    launched: &[LaunchProperty],
    problems: &mut Vec<Problem>,
) {
    const NO_EFFECT: &str = "has no effect: no server of this generation reads it";
    let kind = ProblemKind::SettingWithoutEffect;
    let Some(property) = launched
        .iter()
        .find(|p| p.name == "portOffset" && p.resolved)
    else {
        return;
    };
    let problem = match property.location {
        Some(location) => Problem::at(kind, location, format!("-DportOffset {NO_EFFECT}")),
        // What stands in no file is named instead.
        None => {
            let message = format!("-DportOffset ({}) {NO_EFFECT}", property.source);
            Problem::of(kind, reader.home().to_path_buf(), message)
        }
    };
    problems.push(
        problem
            .with_help(format!("set {}", offset::ROUTE))
            .with_route("-DportOffset"),
    );
}
