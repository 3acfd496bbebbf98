//! A server of the `toml` generation without its `deployment.toml`: it starts with the files that an earlier start rendered,
//! and what was edited in them by hand counts. Seen on kernels 4.5.1 to 4.10.32; Micro Integrator never comes up like that.
//!
//! Which listeners there are is a matter of the product and its release, as always; what the files say of them is read as
//! in the `xml` generation. A listener of which no file says anything is as shipped.

use super::{RuntimeContext, toml_generation, xml_generation};
use crate::bundles::Bundles;
use crate::reader::{HomeReader, at};
use portlint_catalog::toml_generation::{Family, TomlListener};
use portlint_catalog::{Generation, Product, RuntimeSpec, Text, built_in};
use portlint_host::{
    Listener, OffsetCandidate, Problem, ProblemKind, Process, Runtime, StartFailure, Startup, State,
};
use portlint_syntax::{Format, java_int};

/// What the mapper renders first, and what governs a server without it.
const CARBON_XML: &str = "carbon.xml";

/// The system property that names another governing file.
const OTHER_FILE: &str = "deployment.config.file.path";

/// Where the mapper keeps what it knows of the last start, relative to the home.
const METADATA: &str = "repository/resources/conf/.metadata";

/// The runtime whose own file is not there, while what that file was rendered into is.
pub(super) fn applies(reader: &HomeReader<'_>, context: &RuntimeContext<'_>) -> bool {
    has_rendered_files(context, &|file| reader.exists(file))
        && !reader.is_in_container()
        && context.facts.system_property(OTHER_FILE).is_none()
}

/// The same, told by a function that says which files are there.
pub(crate) fn is_rendered(
    product: &Product,
    spec: &RuntimeSpec,
    is_there: &dyn Fn(&str) -> bool,
) -> bool {
    spec.generation == Generation::Toml
        && built_in()
            .family(&product.id)
            .is_some_and(|family| family.rendering.counts_alone)
        && !is_there(&spec.governing())
        && is_there(&format!("{}/{CARBON_XML}", spec.conf))
}

fn has_rendered_files(context: &RuntimeContext<'_>, is_there: &dyn Fn(&str) -> bool) -> bool {
    let family = context.catalog.family(&context.product.id);
    !context.conf.is_empty()
        && family.is_some_and(|family| family.rendering.counts_alone)
        && !is_there(&context.governing())
        && is_there(&context.in_conf(CARBON_XML))
}

/// Reads the rendered files.
pub(super) fn resolve(reader: &mut HomeReader<'_>, context: &RuntimeContext<'_>) -> Runtime {
    let shipped = toml_generation::resolve(reader, context);
    let Some(family) = context.catalog.family(&context.product.id) else {
        return shipped;
    };
    // All products of the family render the same files; the first knows how they were read before there were templates.
    let Some((first, governs)) = first_of_family(context) else {
        return shipped;
    };
    let spec = RuntimeSpec {
        generation: Generation::Xml,
        governs,
        ..context.runtime.clone()
    };
    let of_files = RuntimeContext {
        catalog: context.catalog,
        product: first,
        version: None,
        rules: None,
        runtime: &spec,
        conf: context.conf,
        facts: context.facts,
    };
    let mut runtime = xml_generation::resolve(reader, &of_files);
    take_parameter(reader, context, family, &mut runtime);
    let read = std::mem::take(&mut runtime.listeners);
    runtime.profile = shipped.profile;
    runtime.listeners = joined(context, family, shipped.listeners, read, &runtime);
    runtime.generation = Generation::Toml;
    if let Some(failure) = runtime.startup.failure().cloned() {
        runtime.startup = Startup::Starts;
        runtime.fail(failure);
    }
    judge_first_start(reader, context, family, &mut runtime);
    runtime
}

/// The first product of the family, and its governing file before there was a `deployment.toml`.
fn first_of_family(context: &RuntimeContext<'_>) -> Option<(&'static Product, Text)> {
    let mut named = context.catalog.families.iter();
    let named = named.find(|named| named.products.contains(&context.product.id))?;
    let product = context.catalog.product(named.products.first()?)?;
    let mut specs = product.runtimes.iter();
    let spec = specs.find(|spec| spec.governs.as_str() == CARBON_XML)?;
    Some((product, spec.governs))
}

/// `carbon.properties` becomes system properties of the server, after those of the command line.
fn take_parameter(
    reader: &mut HomeReader<'_>,
    context: &RuntimeContext<'_>,
    family: &Family,
    runtime: &mut Runtime,
) {
    let (Some(name), Some(property)) = (&family.offset.parameter_file, &family.offset.property)
    else {
        return;
    };
    let Some(file) = reader.document(&context.in_conf(name), Format::Properties) else {
        return;
    };
    let Some(node) = file.document.lookup(&[property.as_str()]) else {
        return;
    };
    let value = file.document.value(node);
    let location = at(&file, value.span);
    let source = format!("-D{property} ({name})");
    runtime.offset.candidates.insert(
        0,
        OffsetCandidate {
            source: source.clone(),
            text: value.text.clone(),
            location: Some(location),
        },
    );
    runtime.offset.source = source;
    runtime.offset.location = Some(location);
    runtime.offset.anchor = None;
    let Some(number) = java_int(&value.text) else {
        let reason = format!("the server does not start: {property} in {name} is not an integer");
        runtime.offset.value = None;
        runtime.offset.reason = Some(reason.clone());
        let problem = Problem::at(ProblemKind::OffsetInvalid, location, reason.clone());
        runtime.problems.push(
            problem
                .with_help("write an integer without blanks, or remove the line")
                .with_route(property.to_string()),
        );
        runtime.fail(StartFailure {
            reason,
            location: Some(location),
            process: Process::Stays,
        });
        return;
    };
    runtime.offset.value = Some(i64::from(number));
    runtime.offset.reason = None;
    for listener in &mut runtime.listeners {
        move_to(listener, i64::from(number));
    }
}

fn move_to(listener: &mut Listener, offset: i64) {
    if listener.follows_offset {
        listener.offset = offset;
        listener.port = listener.base.map(|base| base.saturating_add(offset));
    }
}

/// The listeners of the release, each as the files have it, and what users added to the files.
fn joined(
    context: &RuntimeContext<'_>,
    family: &'static Family,
    shipped: Vec<Listener>,
    mut read: Vec<Listener>,
    runtime: &Runtime,
) -> Vec<Listener> {
    let facts_of = |id: &str| -> Option<&'static TomlListener> {
        let mut facts = family.listeners.iter();
        facts.find(|facts| facts.facts.id == id && context.has(&facts.facts))
    };
    let mut all = Vec::new();
    for mut listener in shipped {
        let facts = facts_of(&listener.id);
        let name = facts
            .and_then(|facts| facts.rendered_as.as_deref())
            .unwrap_or(&listener.id);
        let found = read.iter().position(|other| other.id == name);
        let found = found.map(|position| read.remove(position));
        let is_closed_by_profile = runtime.profile.is_some() && listener.state != State::Open;
        let is_fixed = is_closed_by_profile
            || facts.is_some_and(|facts| {
                facts.never.is_some() || facts.static_file.is_some() || facts.conditional.is_some()
            });
        // What the release never opens, or what no template renders, is read as with a deployment.toml.
        match found.filter(|_| !is_fixed) {
            Some(found) => {
                listener = Listener {
                    id: listener.id,
                    description: listener.description,
                    sharing: listener.sharing,
                    ..found
                };
            }
            None => match runtime.offset.value {
                Some(offset) => move_to(&mut listener, offset),
                None if listener.follows_offset => {
                    listener.port = None;
                    if listener.state == State::Open {
                        listener.state = State::Conditional;
                        listener.condition = Some("the port offset is not known".into());
                    }
                }
                None => {}
            },
        }
        all.push(listener);
    }
    let is_added = |listener: &Listener| {
        let mut specifications = context.catalog.xml_listeners.iter();
        let own = |id: &str| {
            let rest = listener.id.strip_prefix(id);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        // What the release ships is known above; without a base of its own stands what users add.
        listener.state != State::Closed
            && specifications.any(|s| own(s.facts.id.as_str()) && s.facts.base.is_none())
            && !["jvm-attach", "inbound"].iter().any(|id| own(id))
    };
    all.extend(read.into_iter().filter(is_added));
    all
}

/// A complete home without `deployment.toml` that was never started: there is nothing of an earlier start.
fn judge_first_start(
    reader: &HomeReader<'_>,
    context: &RuntimeContext<'_>,
    family: &Family,
    runtime: &mut Runtime,
) {
    if reader.exists(METADATA) || Bundles::of_home(reader).is_none() {
        return;
    }
    let release = context.release();
    let Some(kernel) = release.and_then(|release| release.components.get("kernel")) else {
        return;
    };
    let is = |named: &str| portlint_catalog::Version::parse(named).is_some_and(|v| v == *kernel);
    let rendering = &family.rendering;
    if rendering
        .starts_unrendered
        .iter()
        .any(|version| is(version))
    {
        return;
    }
    if rendering.fails_unrendered.iter().any(|version| is(version)) {
        let message = format!(
            "the server never comes up: {} is not there, and this home was never started",
            context.governing()
        );
        let folder = reader.path(context.conf);
        let problem = Problem::of(ProblemKind::StartFailure, folder, message.clone());
        runtime.problems.push(
            problem
                .with_route("deployment.toml")
                .with_help("restore the file"),
        );
        runtime.fail(StartFailure {
            reason: message,
            location: None,
            process: Process::Stays,
        });
        return;
    }
    for listener in &mut runtime.listeners {
        if listener.state == State::Open {
            listener.state = State::Conditional;
            listener.condition = Some(
                "whether this release comes up without deployment.toml before its first start is not known"
                    .into(),
            );
        }
    }
}
