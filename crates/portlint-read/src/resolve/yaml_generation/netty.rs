//! The MSF4J profile of Enterprise Integrator 6: `netty-transports.yml`, which knows no offset.

use super::components::Components;
use super::placeholders;
use super::shipped;
use super::site::{Site, Verdict};
use super::transport::{Entry, Listed, Reading, opened};
use super::value::tree;
use crate::reader::HomeReader;
use crate::resolve::RuntimeContext;
use crate::resolve::ids::Ids;
use portlint_host::{Offset, Runtime};
use portlint_syntax::Format;

/// Reads the transport file and computes what the profile opens.
pub(super) fn resolve(
    reader: &mut HomeReader<'_>,
    context: &RuntimeContext<'_>,
    components: &Components<'_>,
) -> Runtime {
    let site = Site {
        context,
        components,
        offset: Some(0),
        startup: Verdict::Opens,
        moved: Verdict::Opens,
    };
    let mut runtime = crate::resolve::runtime(context, Offset::default_of(0, "product default"));
    let governing = context.governing();
    let file = reader.document(&governing, Format::Yaml);
    let Some(file) = file else {
        runtime.listeners = if reader.exists(&governing) {
            shipped::unknown(&site, &format!("the server cannot read {governing}"))
        } else {
            shipped::as_shipped(&site)
        };
        return runtime;
    };
    let root = (!crate::problems::refuses_to_load(&file)).then(|| tree(&file));
    let Some(mut root) = root.flatten() else {
        runtime.listeners = shipped::unknown(&site, &format!("the server cannot read {governing}"));
        runtime.governing = Some(file.start());
        return runtime;
    };
    let gaps = placeholders::replace(&mut root, context.facts);
    let mut reading = Reading {
        namespace: "",
        default_port: site.default_port("http"),
        classes: None,
        problems: &mut runtime.problems,
    };
    let transport = reading.node(&root);
    let gap = gaps.unset.first().or(gaps.unknown.first());
    let verdict = transport
        .verdict
        .and(&Verdict::of_block("of the file", None, gap));
    let entries = match transport.listed {
        Listed::Entries(entries) => entries,
        Listed::Nothing | Listed::Empty => vec![Entry::default_of(
            site.class_default("http", "listenerConfigurations[default].port"),
        )],
    };
    runtime.listeners = opened(&site, "http", entries, false, &verdict);
    Ids::unique(&mut runtime.listeners);
    runtime.governing = Some(file.start());
    runtime
}
