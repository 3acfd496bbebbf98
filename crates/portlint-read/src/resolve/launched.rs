//! What the files that start a runtime say, for all generations.

use super::RuntimeContext;
use crate::launch::{LaunchProperty, launch_properties};
use crate::reader::HomeReader;

/// The port-related system properties that start files give to a runtime, the winner first.
///
/// The scripts of the runtime speak first, in the order of their calls. Any other start file speaks only for a home of
/// one runtime.
pub(super) fn launched(
    reader: &mut HomeReader<'_>,
    context: &RuntimeContext<'_>,
) -> Vec<LaunchProperty> {
    // A configuration without a home around it has no start files of its own.
    if context.conf.is_empty() {
        return Vec::new();
    }
    let own = runtime_directory(context);
    let scripts = scripts(context);
    let mut files = Vec::new();
    for extension in ["sh", "bat"] {
        files.extend(scripts.iter().map(|script| format!("{script}.{extension}")));
    }
    files.push(format!("{own}bin/yajsw/wrapper.conf"));
    let mut found = launch_properties(reader, &files);
    if !is_only_runtime(context) {
        found.retain(|property| files.contains(&property.source));
    }
    // Of one file the later option wins, among those of the JVM and among the arguments.
    for of_one_file in found.chunk_by_mut(|a, b| a.source == b.source) {
        of_one_file.reverse();
    }
    found.sort_by_key(|property| property.channel);
    found
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
