//! The HTTP listeners of MSF4J, of the Stores API, and those that open the same settings again.

use super::configuration::{Block, Configuration};
use super::site::{Site, Verdict};
use super::transport::{Entry, Listed, Reading, Transport, opened};
use portlint_host::{Change, Listener, Problem, ProblemKind, Remedy};

const HTTP: &str = "wso2.transport.http";
const STORES: &str = "siddhi.stores.query.api";

/// The listeners of MSF4J and what they are, for those who open them again.
pub(super) struct Http {
    pub listeners: Vec<Listener>,
    /// `wso2.transport.http`, whatever `transports` says.
    own_block: Transport,
}

fn default_entry(site: &Site<'_>, family: &str, namespace: &str) -> Entry {
    let route = format!("{namespace}.listenerConfigurations[default].port");
    Entry::default_of(site.class_default(family, route))
}

/// `wso2.transport.http`, or `transports.http` where that replaces it.
pub(super) fn http(
    site: &Site<'_>,
    configuration: &Configuration<'_>,
    problems: &mut Vec<Problem>,
) -> Http {
    let mut reading = Reading {
        namespace: HTTP,
        default_port: site.default_port("http"),
        classes: Some(site.components),
        problems,
    };
    let own_block = reading.block(&configuration.bean(HTTP));
    let transports = configuration.map("transports");
    let replaced = transports.node.is_some() && site.components.is_on("transports-namespace");
    let (transport, namespace) = if replaced {
        (replacement(&transports, &mut reading), "transports.http")
    } else {
        (own_block.clone(), HTTP)
    };
    if !replaced {
        report_top_level_list(configuration, site, problems);
    }
    let default = || vec![default_entry(site, "http", namespace)];
    let (entries, unmoved) = match transport.listed {
        // A default that MSF4J adds after it has moved the listeners.
        Listed::Empty => (default(), true),
        Listed::Nothing => (default(), false),
        Listed::Entries(entries) => (entries, false),
    };
    Http {
        listeners: opened(site, "http", entries, unmoved, &transport.verdict),
        own_block,
    }
}

fn replacement(transports: &Block, reading: &mut Reading<'_>) -> Transport {
    reading.namespace = "transports.http";
    let is_mapping = (transports.node.as_ref()).is_some_and(|node| node.members().is_some());
    let mut transport = match transports.at(&["http"]).filter(|node| !node.is_null()) {
        Some(node) => reading.node(node),
        None => Transport {
            listed: Listed::Nothing,
            verdict: if is_mapping {
                Verdict::Opens
            } else {
                Verdict::Closed("transports is not a mapping".into())
            },
        },
    };
    let of_block = Verdict::of_block(
        "transports",
        transports.failure.as_ref(),
        transports.doubt.as_ref(),
    );
    transport.verdict = transport.verdict.and(&of_block);
    transport
}

/// A list that lost its indentation became a block of its own, which nobody reads.
fn report_top_level_list(
    configuration: &Configuration<'_>,
    site: &Site<'_>,
    problems: &mut Vec<Problem>,
) {
    let Some(location) = configuration.top_key("listenerConfigurations") else {
        return;
    };
    let message = format!(
        "listenerConfigurations stands at the top level, where nothing reads it: \
         one HTTP listener opens at the class default {}, and no HTTPS listener",
        site.default_port("http").unwrap_or_default()
    );
    let problem = Problem::at(ProblemKind::MisplacedSetting, location, message)
        .with_help("indent it under wso2.transport.http")
        .with_remedy(Remedy::certain(Change::Move {
            from: vec!["listenerConfigurations".to_string()],
            to: vec![HTTP.to_string(), "listenerConfigurations".to_string()],
        }))
        .with_route("listenerConfigurations");
    problems.push(match configuration.top_key(HTTP) {
        Some(block) => problem.with_related(block, "this block is empty"),
        None => problem,
    });
}

/// The Stores API, which never follows the offset.
pub(super) fn stores(
    site: &Site<'_>,
    configuration: &Configuration<'_>,
    http: &Http,
    problems: &mut Vec<Problem>,
) -> Vec<Listener> {
    if !site.has_feature("stores") {
        return Vec::new();
    }
    let block = configuration.bean(STORES);
    let mut reading = Reading {
        namespace: STORES,
        default_port: site.default_port("stores"),
        classes: Some(site.components),
        problems,
    };
    let absent = block.node.is_none() && block.failure.is_none();
    let transport = if absent && !site.components.is_on("stores-default-listener") {
        // Its class carries the namespace of the HTTP listeners, so that it reads them once more.
        http.own_block.clone()
    } else {
        reading.block(&block)
    };
    let entries = match transport.listed {
        Listed::Entries(entries) => entries,
        Listed::Nothing => vec![default_entry(site, "stores", STORES)],
        Listed::Empty => Vec::new(),
    };
    opened(site, "stores", entries, false, &transport.verdict)
}

/// `-Dsiddhi-parser` opens the HTTP listeners a second time, always with the offset.
pub(super) fn siddhi_parser(site: &Site<'_>, http: &Http) -> Vec<Listener> {
    let facts = site.context.facts;
    let given = facts
        .start_arguments
        .iter()
        .chain(&facts.java_opts)
        .flatten()
        .flat_map(|argument| argument.split_whitespace())
        .any(|argument| argument == "-Dsiddhi-parser" || argument.starts_with("-Dsiddhi-parser="));
    let entries = match &http.own_block.listed {
        Listed::Entries(entries) if given => entries.clone(),
        Listed::Nothing | Listed::Empty if given => vec![default_entry(site, "http", HTTP)],
        _ => Vec::new(),
    };
    opened(
        site,
        "siddhi-parser",
        entries,
        false,
        &http.own_block.verdict,
    )
}
