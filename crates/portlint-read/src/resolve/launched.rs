//! What a runtime is started with, for all generations.

use super::RuntimeContext;
use crate::launch::{LaunchProperty, launch_properties};
use crate::reader::HomeReader;

/// The port-related system properties that a runtime is started with, the winner first.
///
/// The scripts of the runtime speak. Any other start file speaks only for a home of one runtime.
pub(super) fn launched(
    reader: &mut HomeReader<'_>,
    context: &RuntimeContext<'_>,
) -> Vec<LaunchProperty> {
    // To follow a script takes longest of all.
    let whose = format!(
        "{} {} {}",
        context.product.id, context.runtime.id, context.conf
    );
    if let Some(known) = reader.known_launch(&whose) {
        return known;
    }
    let found = followed(reader, context);
    reader.keep_launch(whose, &found);
    found
}

fn followed(reader: &mut HomeReader<'_>, context: &RuntimeContext<'_>) -> Vec<LaunchProperty> {
    // A configuration without a home around it has no start files of its own.
    if context.conf.is_empty() {
        return launch_properties(reader, &[], context.facts, false, "");
    }
    let own = runtime_directory(context);
    let scripts = scripts(context);
    let mut files = Vec::new();
    for extension in ["sh", "bat"] {
        files.extend(scripts.iter().map(|script| format!("{script}.{extension}")));
    }
    files.push(format!("{own}bin/yajsw/wrapper.conf"));
    let has_starters = is_only_runtime(context);
    launch_properties(reader, &files, context.facts, has_starters, context.conf)
}

/// The start scripts of a runtime, relative to the home, without their extension.
pub(super) fn scripts(context: &RuntimeContext<'_>) -> Vec<String> {
    let own = runtime_directory(context);
    let scripts = context.runtime.scripts.iter();
    let scripts = scripts.map(|script| match script.strip_prefix("./") {
        Some(script) => format!("{own}{script}"),
        None => script.to_string(),
    });
    scripts.collect()
}

/// Whether the start scripts keep the process to version 4 of the internet protocol, as those of Carbon do behind all
/// other options. Where the tree has no script, it is taken as shipped.
pub(super) fn is_version_4_only(reader: &mut HomeReader<'_>, context: &RuntimeContext<'_>) -> bool {
    any_script(reader, context, |text| {
        commands(text).any(|line| line.contains("-Djava.net.preferIPv4Stack=true"))
    })
}

/// Whether the text of any start script of the home says something; true where the tree has no script.
pub(super) fn any_script(
    reader: &mut HomeReader<'_>,
    context: &RuntimeContext<'_>,
    says_so: impl Fn(&str) -> bool,
) -> bool {
    let scripts = scripts(context);
    let scripts = scripts.iter().map(|script| format!("{script}.sh"));
    let scripts: Vec<String> = scripts.filter(|script| reader.exists(script)).collect();
    let says_so = |script: &String| {
        let bytes = reader.bytes(script).unwrap_or_default();
        says_so(&String::from_utf8_lossy(&bytes))
    };
    scripts.is_empty() || scripts.iter().any(says_so)
}

/// The lines of a script that are no comments.
pub(super) fn commands(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines();
    lines.filter(|line| !line.trim_start().starts_with('#'))
}

/// The directory, relative to the home and with a final `/`, that holds the `bin` and `repository` of a runtime.
pub(super) fn runtime_directory(context: &RuntimeContext<'_>) -> String {
    let parent = context.conf.strip_suffix("conf").unwrap_or_default();
    parent
        .strip_suffix("repository/")
        .unwrap_or(parent)
        .to_string()
}

fn is_only_runtime(context: &RuntimeContext<'_>) -> bool {
    let id = context.runtime.id.as_str();
    let mut runtimes = context.product.runtimes.iter();
    id == "default" || runtimes.all(|runtime| runtime.id == id)
}
