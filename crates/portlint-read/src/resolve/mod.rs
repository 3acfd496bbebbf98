//! From the documents of a runtime to its listeners, one resolver per generation.

mod addresses;
mod ids;
mod jvm;
mod launched;
mod rendered;
mod toml_generation;
mod xml_generation;
mod yaml_generation;

pub(crate) use rendered::is_rendered;
pub(crate) use yaml_generation::{identify, looks_like_wso2};

use crate::facts::HomeFacts;
use crate::reader::HomeReader;
use portlint_catalog::toml_generation::profiles;
use portlint_catalog::{
    Catalog, Gate, Generation, ListenerFacts, Product, Release, RuntimeSpec, Version, any_admits,
};
use portlint_host::{
    CowStr, Listener, Location, Offset, Problem, ProblemKind, Process, Runtime, StartFailure,
    State, WhenTaken, nearest, showable, showable_address, showable_name,
};

/// What is known about a runtime before its files are read.
pub struct RuntimeContext<'a> {
    /// What is known about all products.
    pub catalog: &'static Catalog,
    /// The product of the home.
    pub product: &'a Product,
    /// Its version as recognised; `None` when unknown.
    pub version: Option<&'a Version>,
    /// The version whose rules apply: the recognised one, or the nearest known.
    pub rules: Option<&'a Version>,
    /// The runtime.
    pub runtime: &'a RuntimeSpec,
    /// The configuration directory relative to the home, for example `repository/conf`. May differ from
    /// `runtime.conf` for a lone configuration tree; may be empty.
    pub conf: &'a str,
    /// What the user told.
    pub facts: &'a HomeFacts,
}

impl<'a> RuntimeContext<'a> {
    /// A path below the configuration directory, relative to the home.
    pub fn in_conf(&self, file: &str) -> String {
        if self.conf.is_empty() {
            file.to_string()
        } else {
            format!("{}/{file}", self.conf)
        }
    }

    /// The governing file, relative to the home.
    pub fn governing(&self) -> String {
        self.in_conf(&self.runtime.governs)
    }

    /// The release whose component versions apply.
    pub fn release(&self) -> Option<&'a Release> {
        self.product.release_for(self.rules)
    }

    /// Whether the catalogue gives this listener to this runtime.
    pub fn has(&self, facts: &ListenerFacts) -> bool {
        facts.admits(&self.product.id, self.rules, &self.runtime.id)
    }

    /// Whether a gate of a list admits this runtime; an empty list does not.
    pub fn is_admitted(&self, gates: &[Gate]) -> bool {
        any_admits(gates, &self.product.id, self.rules, &self.runtime.id)
    }
}

/// Reads the files of a runtime and computes what it opens.
pub fn resolve(reader: &mut HomeReader<'_>, context: &RuntimeContext<'_>) -> Runtime {
    let mut runtime = match context.runtime.generation {
        Generation::Toml if rendered::applies(reader, context) => {
            rendered::resolve(reader, context)
        }
        Generation::Toml => toml_generation::resolve(reader, context),
        Generation::Yaml => yaml_generation::resolve(reader, context),
        Generation::Xml => xml_generation::resolve(reader, context),
    };
    if let Some((reason, location)) = reader.take_call_failure() {
        let reason = format!("the server does not start: {reason}");
        let kind = ProblemKind::StartFailure;
        let (problem, help) = match location {
            Some(location) => (
                Problem::at(kind, location, reason.clone()),
                "correct the start script",
            ),
            None => (
                Problem::of(kind, reader.home().to_path_buf(), reason.clone()),
                "correct what it is called with",
            ),
        };
        let problem = problem.with_help(help).with_route("start script");
        runtime.problems.push(problem);
        runtime.fail(StartFailure {
            reason,
            location,
            process: Process::Ends,
        });
    }
    if let Some(problem) = without_its_file(reader, context) {
        runtime.fail(StartFailure {
            reason: problem.message.clone(),
            location: None,
            process: Process::Stays,
        });
        runtime.problems.push(problem);
    }
    jvm::add(reader, context, &mut runtime);
    for reference in &mut runtime.references {
        reference.written = reader.port_form(reference);
    }
    add_when_taken(context, &mut runtime);
    keep_showable(&mut runtime);
    runtime
}

/// Other servers start with the files that were rendered once. Micro Integrator asks its `deployment.toml` at every start,
/// and never comes up without it.
fn without_its_file(reader: &HomeReader<'_>, context: &RuntimeContext<'_>) -> Option<Problem> {
    if context.product.id != "wso2mi" || context.runtime.generation != Generation::Xml {
        return None;
    }
    let governed = |spec: &&RuntimeSpec| {
        let is_of_version = context
            .rules
            .is_some_and(|rules| spec.versions.matches(rules));
        spec.generation == Generation::Toml && is_of_version
    };
    let spec = context.product.runtimes.iter().find(governed)?;
    let is_there = |file: &str| reader.exists(file);
    let has_script = ["bin/micro-integrator.sh", "bin/micro-integrator.bat"];
    if is_there(&spec.governing()) || !has_script.into_iter().any(is_there) {
        return None;
    }
    let message = format!(
        "the server never comes up: {} is not there, and Micro Integrator does not start with the files of an earlier start",
        spec.governing()
    );
    let problem = Problem::of(ProblemKind::StartFailure, reader.path(&spec.conf), message);
    Some(
        problem
            .with_route("deployment.toml")
            .with_help("restore the file"),
    )
}

/// Says of each listener what becomes of the server that finds its port taken.
fn add_when_taken(context: &RuntimeContext<'_>, runtime: &mut Runtime) {
    let release = context.rules.or(context.version);
    let (product, id) = (&context.product.id, &context.runtime.id);
    for listener in &mut runtime.listeners {
        let known = context
            .catalog
            .when_taken(&listener.id, product, release, id);
        listener.when_taken = known.map(|known| WhenTaken {
            ends: known.ends,
            then: known.then.into(),
        });
    }
}

/// What is kept of a text that was found is what may be shown of it.
fn keep_showable(runtime: &mut Runtime) {
    for candidate in &mut runtime.offset.candidates {
        candidate.text = showable(&candidate.text);
    }
    for listener in &mut runtime.listeners {
        keep(&mut listener.address, showable_address);
    }
    for reference in &mut runtime.references {
        reference.host = showable_address(&reference.host);
        reference.scheme = reference.scheme.as_deref().map(showable_name);
    }
    if let Some(profile) = &mut runtime.profile {
        let known = profile.ends_with("default") || nearest(profile, profiles()).is_some();
        if !known {
            *profile = showable(profile);
        }
    }
}

/// Nearly all are the catalogue's own and stay borrowed.
fn keep(text: &mut CowStr, showable: fn(&str) -> String) {
    let shown = showable(text);
    if shown != **text {
        *text = shown.into();
    }
}

/// A runtime of which nothing is known.
pub(crate) fn empty(context: &RuntimeContext<'_>) -> Runtime {
    let mut runtime = runtime(context, Offset::default_of(0, "unknown"));
    keep_showable(&mut runtime);
    runtime
}

/// An empty runtime to fill.
fn runtime(context: &RuntimeContext<'_>, offset: Offset) -> Runtime {
    let spec = context.runtime;
    Runtime {
        profile: context.facts.profile.clone(),
        ..Runtime::new(spec.id, spec.generation, offset)
    }
}

/// A base port and where it comes from.
#[derive(Debug, Clone)]
struct Base {
    /// The number; `None` when unknown, then `reason` says why.
    value: Option<i64>,
    /// Why it is unknown.
    reason: Option<CowStr>,
    /// What set it, in words.
    source: CowStr,
    /// Symbolic address of the setting.
    route: CowStr,
    /// Where it was set.
    location: Option<Location>,
}

impl Base {
    /// The catalogue's own number.
    fn product_default(value: Option<u16>, route: impl Into<CowStr>) -> Base {
        Base {
            value: value.map(i64::from),
            reason: None,
            source: "product default".into(),
            route: route.into(),
            location: None,
        }
    }
}

impl Base {
    /// A connector that was given no port: it counts as -1.
    fn without_port(route: &str) -> Base {
        Base {
            value: Some(-1),
            reason: None,
            source: "no port".into(),
            route: route.to_string().into(),
            location: None,
        }
    }
}

/// Builds a listener from its facts, its base and the offset that applies to it.
///
/// `added` is what is added to this listener: `Some(0)` where the product adds nothing, `None` when the runtime's offset
/// is unknown. An unknown base or offset makes an open listener conditional, with the reason.
fn listener(
    facts: &ListenerFacts,
    base: Base,
    added: Option<i64>,
    follows_offset: bool,
    state: State,
    condition: Option<CowStr>,
) -> Listener {
    let port = base.value.zip(added).map(|(b, o)| b.saturating_add(o));
    let unknown = base.reason.clone().or_else(|| {
        (added.is_none() && follows_offset).then(|| "the port offset is not known".into())
    });
    let state = if port.is_none() && state == State::Open {
        State::Conditional
    } else {
        state
    };
    Listener {
        id: facts.id.into(),
        description: facts.description.into(),
        protocol: facts.protocol,
        address: "0.0.0.0".into(),
        base: base.value,
        offset: added.unwrap_or_default(),
        port,
        state,
        condition: if port.is_none() {
            unknown.or(condition)
        } else {
            condition
        },
        route: base.route,
        source: base.source,
        location: base.location,
        follows_offset,
        sharing: facts.sharing,
        when_taken: None,
    }
}
