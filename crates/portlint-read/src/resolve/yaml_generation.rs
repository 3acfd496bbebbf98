//! The `yaml` generation: `deployment.yaml` of the Carbon 5 servers, and `netty-transports.yml` of the MSF4J profile.
//!
//! Every top-level block of the file stands for itself: what breaks one does not touch the others. Which rules hold is
//! decided by the versions of the components, see [`components`].

mod bound;
mod components;
mod configuration;
mod databridge;
mod dialect;
mod http;
mod identify;
mod netty;
mod offset;
mod overrides;
mod placeholders;
mod references;
mod services;
mod shipped;
mod siddhi;
mod site;
mod transport;
mod upkeep;
mod value;

#[cfg(test)]
mod tests;

pub(crate) use identify::{identify, looks_like_wso2};

use super::RuntimeContext;
use super::ids::Ids;
use crate::facts::HomeFacts;
use crate::launch::LaunchProperty;
use crate::reader::HomeReader;
use components::Components;
use configuration::{Configuration, FileState};
use portlint_host::{Offset, Runtime, Startup};
use site::{Site, Verdict};

/// Reads the files of a runtime of this generation and computes what it opens.
pub(super) fn resolve(reader: &mut HomeReader<'_>, context: &RuntimeContext<'_>) -> Runtime {
    let launched = launched(reader, context);
    let mut facts = context.facts.clone();
    if facts.start_words().any(services::starts_debugging) {
        facts.java_opts = Some(Vec::new());
    }
    // What was told and does not reach the server, because its script says otherwise.
    let reaches = |option: &String, source: &str| {
        let name = option
            .strip_prefix("-D")
            .and_then(|o| Some(o.split_once('=')?.0));
        let winner = name.and_then(|name| launched.iter().find(|p| p.name == name));
        winner.is_none_or(|winner| winner.source == source)
    };
    if let Some(options) = &mut facts.java_opts {
        *options = single_words(options);
        options.retain(|option| reaches(option, &context.facts.source_of_options()));
    }
    if let Some(arguments) = &mut facts.start_arguments {
        *arguments = single_words(arguments);
        arguments.retain(|argument| reaches(argument, &context.facts.source_of_arguments()));
    }
    facts.start_files = words(&launched, context.facts);
    let context = &RuntimeContext {
        facts: &facts,
        ..*context
    };
    let components = Components::read(reader, context);
    if context.runtime.id == "msf4j" {
        return netty::resolve(reader, context, &components);
    }
    let mut problems = Vec::new();
    let configuration = Configuration::read(reader, context, &components, &mut problems);
    upkeep::keep_duplicates_that_matter(reader, &configuration);
    let carbon = configuration.bean(offset::NAMESPACE);
    let (offset, startup, failure) = match configuration.state {
        FileState::Read => offset::offset(&configuration, &components, &carbon, &mut problems),
        FileState::Missing => (shipped_offset(context), Verdict::Opens, None),
        FileState::Broken => (unknown_offset(), Verdict::Opens, None),
    };
    let unread = configuration.unread_argument.clone();
    let site = Site {
        context,
        components: &components,
        offset: offset.value,
        startup: startup
            .and(&unread.map_or(Verdict::Opens, |words| Verdict::Depends(words.into()))),
        moved: offset::moved(&carbon),
    };
    let mut runtime = super::runtime(context, Offset::default_of(0, "product default"));
    runtime.listeners = match configuration.state {
        FileState::Read => {
            let http = http::http(&site, &configuration, &mut problems);
            let deployed = siddhi::Deployed::read(reader, &site);
            let mut listeners = http::stores(&site, &configuration, &http, &mut problems);
            listeners.extend(databridge::receivers(&site, &configuration, &mut problems));
            listeners.extend(services::event_sync(&site, &configuration, &mut problems));
            listeners.extend(services::jmx(&site, &carbon));
            listeners.extend(services::prometheus(&site, &configuration));
            listeners.extend(siddhi::refs(&site, &configuration, &deployed));
            listeners.extend(siddhi::applications(&site, &configuration, &deployed));
            listeners.extend(http::siddhi_parser(&site, &http));
            runtime.references = references::references(&site, &configuration);
            upkeep::report(&configuration, &site, &mut problems);
            let listeners = http.listeners.into_iter().chain(listeners);
            let listeners = listeners.collect::<Vec<_>>();
            offset::report_moved(&configuration, &listeners, &mut problems);
            listeners
        }
        FileState::Missing => {
            // Applications are deployed beside a configuration that is as shipped.
            let deployed = siddhi::Deployed::read(reader, &site);
            let mut listeners = shipped::as_shipped(&site);
            listeners.extend(siddhi::applications(&site, &configuration, &deployed));
            listeners
        }
        FileState::Broken => {
            let file = context.governing();
            shipped::unknown(&site, &format!("the server cannot read {file}"))
        }
    };
    upkeep::report_arguments(reader, &launched, &mut problems);
    Ids::unique(&mut runtime.listeners);
    runtime.governing = configuration.file.map(|file| file.start());
    runtime.offset = offset;
    runtime.startup = failure.map_or(Startup::Starts, Startup::Fails);
    runtime.problems = problems;
    runtime
}

/// What the start files give.
fn launched(reader: &mut HomeReader<'_>, context: &RuntimeContext<'_>) -> Vec<LaunchProperty> {
    super::launched::launched(reader, context)
}

/// Each word for itself, but for a configuration that is given as a text.
fn single_words(texts: &[String]) -> Vec<String> {
    let words = |text: &String| {
        if text.contains('{') {
            vec![text.clone()]
        } else {
            text.split_whitespace().map(str::to_string).collect()
        }
    };
    texts.iter().flat_map(words).collect()
}

/// What start files say, as arguments, the winner last.
fn words(launched: &[LaunchProperty], facts: &HomeFacts) -> Vec<String> {
    let told = [facts.source_of_options(), facts.source_of_arguments()];
    let in_files =
        |property: &&LaunchProperty| property.resolved && !told.contains(&property.source);
    let known = launched.iter().rev().filter(in_files);
    known
        .map(|property| format!("-D{}={}", property.name, property.value))
        .collect()
}

fn shipped_offset(context: &RuntimeContext<'_>) -> Offset {
    let product = &context.product.id;
    let catalog = context.catalog;
    let value = catalog.yaml_shipped_offset(product, context.rules, &context.runtime.id);
    Offset::default_of(i64::from(value), "product default")
}

fn unknown_offset() -> Offset {
    let mut offset = Offset::default_of(0, "unknown");
    offset.value = None;
    offset.reason = Some("the server cannot read its configuration".to_string());
    offset
}
