//! Which runtimes of its product a home has: by their governing files, and by what else shows that they are installed.

use super::candidate::Candidate;
use super::identity::{Identity, has_yaml_runtimes};
use crate::facts::HomeFacts;
use crate::reader::HomeReader;
use crate::resolve::is_rendered;
use portlint_catalog::{Product, RuntimeSpec};
use portlint_host::{Problem, ProblemKind, showable_choice};

/// What `deployment.toml` is rendered into.
const TEMPLATES: &str = "repository/resources/conf/templates";

/// Runtimes, each with the configuration directory that holds its governing file.
type Present<'p> = Vec<(&'p RuntimeSpec, String)>;

/// The runtimes of a product whose governing file is there, with the configuration directory that holds it, and what
/// is missing.
pub(super) fn runtimes_of<'p>(
    reader: &HomeReader<'_>,
    product: &'p Product,
    identity: &Identity,
    candidate: &Candidate,
) -> (Present<'p>, Vec<Problem>) {
    if let Some(container) = &candidate.container {
        return (
            in_container(product, identity, &container.facts),
            Vec::new(),
        );
    }
    if let Some(file) = &candidate.lone {
        let spec = of_file(product, identity, file);
        let present = spec.map(|spec| (spec, String::new()));
        return (present.into_iter().collect(), Vec::new());
    }
    let has_programs = reader.exists("bin") || reader.exists("wso2");
    let (mut present, mut problems) = installed(reader, product, identity, has_programs);
    if present.is_empty() {
        present.extend(elsewhere(reader, product, identity));
    }
    if present.is_empty() {
        problems.extend(nothing_there(reader, product, identity, has_programs));
    }
    (present, problems)
}

/// The runtimes in a container: what the image has and no file replaces is as shipped.
fn in_container<'p>(product: &'p Product, identity: &Identity, facts: &HomeFacts) -> Present<'p> {
    let mut present: Present<'p> = Vec::new();
    let started = |spec: &RuntimeSpec| {
        let ids = facts.runtimes.as_ref();
        ids.is_none_or(|ids| ids.iter().any(|id| *id == spec.id))
    };
    for spec in product.runtimes.iter().filter(|spec| started(spec)) {
        let is_known = present.iter().any(|(known, _)| known.id == spec.id);
        if !is_known && is_of_version(identity, spec) {
            present.push((spec, spec.conf.to_string()));
        }
    }
    present
}

/// Whether the version of the home, where it is known, has this runtime.
fn is_of_version(identity: &Identity, spec: &RuntimeSpec) -> bool {
    let version = identity.version.as_ref();
    version.is_none_or(|version| spec.versions.matches(version))
}

/// Whether the home is certainly of a version that has this runtime: its version is known, or all versions have it.
fn is_of_known_version(identity: &Identity, product: &Product, spec: &RuntimeSpec) -> bool {
    let is_only = product
        .runtimes
        .iter()
        .all(|other| other.id != spec.id || other.generation == spec.generation);
    match &identity.version {
        Some(version) => spec.versions.matches(version),
        None => is_only,
    }
}

/// The runtime that a file without a home governs.
fn of_file<'p>(product: &'p Product, identity: &Identity, file: &str) -> Option<&'p RuntimeSpec> {
    let name = file.rsplit('/').next().unwrap_or(file);
    let mut governed = product.runtimes.iter().filter(|r| r.governs == name);
    let first = governed.clone().next();
    governed.find(|r| is_of_version(identity, r)).or(first)
}

/// The runtimes whose governing file is in its place, and what is missing of others.
fn installed<'p>(
    reader: &HomeReader<'_>,
    product: &'p Product,
    identity: &Identity,
    has_programs: bool,
) -> (Present<'p>, Vec<Problem>) {
    let mut present: Present<'p> = Vec::new();
    let mut problems = Vec::new();
    for spec in &product.runtimes {
        if present.iter().any(|(known, _)| known.id == spec.id) {
            continue;
        }
        let of_version = is_of_version(identity, spec);
        let governing = spec.governing();
        let is_there = reader.exists(&governing);
        if has_programs && !of_version && is_overruled(reader, product, identity, spec) {
            problems.extend(is_there.then(|| unread(reader, product, &governing)));
            continue;
        }
        let programs = spec.also.as_deref().is_none_or(|also| reader.exists(also));
        match (is_there, programs) {
            // A folder of an older layout that an in-place upgrade left behind is not started by this version.
            (true, _) if !of_version && spec.id != "default" => {}
            (true, true) => present.push((spec, spec.conf.to_string())),
            (false, true)
                if has_programs
                    && is_of_known_version(identity, product, spec)
                    && is_rendered(product, spec, &|file| reader.exists(file)) =>
            {
                present.push((spec, spec.conf.to_string()));
            }
            (true, false) if !reader.exists("wso2") => present.push((spec, spec.conf.to_string())),
            (false, _) if of_version => {
                let folder = folder(spec)
                    .filter(|folder| reader.exists(folder) && can_be_started(reader, spec));
                problems.extend(folder.map(|folder| incomplete(reader, spec, folder, &governing)));
            }
            _ => {}
        }
    }
    (present, problems)
}

/// Whether a runtime has a script that starts it, or the home has no scripts at hand.
fn can_be_started(reader: &HomeReader<'_>, spec: &RuntimeSpec) -> bool {
    let kinds = [".sh", ".bat"];
    let is_script = |file: &String| kinds.iter().any(|kind| file.ends_with(kind));
    if !reader.list("bin").iter().any(is_script) {
        return true;
    }
    let mut files = (spec.scripts.iter())
        .flat_map(|script| kinds.map(|kind| format!("{}{kind}", script.trim_start_matches("./"))));
    files.any(|file| reader.exists(&file))
}

/// A runtime without its governing file.
fn incomplete(
    reader: &HomeReader<'_>,
    spec: &RuntimeSpec,
    folder: &str,
    governing: &str,
) -> Problem {
    let message = format!(
        "the runtime `{}` is installed, but {governing} is not there",
        spec.id
    );
    Problem::of(ProblemKind::IncompleteHome, reader.path(folder), message)
        .with_route(spec.id)
        .with_help("restore the file, or remove the runtime's folder")
}

/// A home without any configuration.
fn nothing_there(
    reader: &HomeReader<'_>,
    product: &Product,
    identity: &Identity,
    has_programs: bool,
) -> Option<Problem> {
    let wanted = product.runtimes.iter();
    let wanted = wanted
        .filter(|r| is_of_version(identity, r))
        .map(|r| r.governing())
        .collect::<Vec<_>>();
    let message = format!(
        "looks like a home of {}, but its configuration is not there ({})",
        product.name,
        wanted.join(", ")
    );
    let home = reader.home().to_path_buf();
    if identity.product.is_none() && has_yaml_runtimes(reader) {
        // It has its configuration, and that the product is not known is said.
        return None;
    }
    (has_programs || !wanted.is_empty()).then(|| {
        Problem::of(ProblemKind::IncompleteHome, home, message)
            .with_help("a half deleted home opens nothing; remove it or restore its configuration")
    })
}

/// Whether a `deployment.toml` lies in a home of a version that is older than such files and has its own governing
/// file. Servers that read one have the templates that it is rendered into.
fn is_overruled(
    reader: &HomeReader<'_>,
    product: &Product,
    identity: &Identity,
    spec: &RuntimeSpec,
) -> bool {
    let is_read = |other: &RuntimeSpec| {
        let version = identity.version.as_ref();
        other.id == spec.id
            && version.is_some_and(|v| other.versions.matches(v))
            && reader.exists(&other.governing())
    };
    spec.governs == "deployment.toml"
        && !reader.exists(TEMPLATES)
        && product.runtimes.iter().any(is_read)
}

fn unread(reader: &HomeReader<'_>, product: &Product, file: &str) -> Problem {
    Problem::of(
        ProblemKind::SettingWithoutEffect,
        reader.path(file),
        format!("this version of {} does not read {file}", product.name),
    )
    .with_route("deployment.toml")
    .with_help("edit carbon.xml and the files beside it, or remove the file")
}

/// The folder of a runtime's own, in homes of several runtimes: it is there when the runtime is installed.
fn folder(spec: &RuntimeSpec) -> Option<&str> {
    let profile = || {
        let folder = spec.conf.strip_suffix("/conf")?;
        folder.starts_with("wso2/").then_some(folder)
    };
    spec.also.as_deref().or_else(profile)
}

/// A configuration tree of a repository: the governing file of a runtime, but in another of the usual places.
fn elsewhere<'p>(
    reader: &HomeReader<'_>,
    product: &'p Product,
    identity: &Identity,
) -> Option<(&'p RuntimeSpec, String)> {
    for spec in &product.runtimes {
        if !is_of_version(identity, spec) {
            continue;
        }
        for conf in ["repository/conf", "conf", "conf/server"] {
            if reader.exists(&format!("{conf}/{}", spec.governs)) {
                return Some((spec, conf.to_string()));
            }
        }
    }
    None
}

/// Whether the user starts this runtime, and the path asked for it.
pub(super) fn starts(
    spec: &RuntimeSpec,
    candidate: &Candidate,
    conf: &str,
    facts: &HomeFacts,
) -> bool {
    let wanted = facts
        .runtimes
        .as_ref()
        .is_none_or(|ids| ids.iter().any(|id| *id == spec.id));
    wanted && candidate.wants(conf)
}

/// Runtimes that a `[[home]]` entry names and this product does not have.
pub(super) fn unknown_runtimes(
    facts: &HomeFacts,
    product: &Product,
    candidate: &Candidate,
) -> Vec<Problem> {
    facts
        .runtimes
        .iter()
        .flatten()
        .filter(|id| !product.runtimes.iter().any(|r| r.id == **id))
        .map(|id| {
            // One runtime may stand there several times, for the versions that govern it in their own way.
            let mut known: Vec<&str> = Vec::new();
            for runtime in &product.runtimes {
                if !known.contains(&runtime.id.as_str()) {
                    known.push(&runtime.id);
                }
            }
            Problem::of(
                ProblemKind::IdentityConflict,
                candidate.path.clone(),
                format!(
                    "the configuration starts a runtime that {} does not have: {}",
                    product.name,
                    showable_choice(id, known.iter().copied())
                ),
            )
            .with_route(format!("runtimes/{id}"))
            .with_help(match known.as_slice() {
                [only] => format!("its only runtime is {only}"),
                _ => format!("its runtimes are {}", known.join(", ")),
            })
        })
        .collect()
}
