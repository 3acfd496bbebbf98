//! System properties that the files which start a server give it: start scripts, the Windows service's wrapper,
//! systemd units, environment files, Dockerfiles and compose files.

mod batch;
mod call;
mod compose;
mod dockerfile;
mod options;
mod program;
mod script;
mod shell;
mod unit;
mod words;
mod wrapper;

use crate::facts::HomeFacts;
pub use crate::launch_property::{Channel, LaunchProperty};
use crate::reader::{HomeReader, at};
use options::is_port_related;
use portlint_files::FileKind;
use portlint_host::SourceFile;
use portlint_syntax::Format;
use program::{Program, Setting};
pub(crate) use script::DEBUGGER;
use script::Source;
use std::ffi::OsStr;
use std::sync::Arc;
use unit::Unit;

/// The port-related properties that a start gives to the server, the winner first.
///
/// `runtime_scripts` are paths relative to the home (`bin/wso2server.sh`, `bin/yajsw/wrapper.conf`). The first shell
/// script that is there is followed, called as `told` says and as units, environment files, Dockerfiles and compose files
/// say that lie in the home, or beside it and name it; those only where `has_starters`. Scripts of Windows come last. `conf` is
/// the directory of the configuration that is read, relative to the home, or empty.
pub fn launch_properties(
    reader: &mut HomeReader<'_>,
    runtime_scripts: &[String],
    told: &HomeFacts,
    has_starters: bool,
    conf: &str,
) -> Vec<LaunchProperty> {
    let starters = if has_starters {
        starters(reader)
    } else {
        Starters::new()
    };
    let mut properties = call::properties(reader, runtime_scripts, told, starters, conf);
    let mut others = Vec::new();
    for script in runtime_scripts {
        let Some(kind) = ScriptKind::of(script) else {
            continue;
        };
        if let Some(file) = reader.text(script) {
            let text = file.document.source.text();
            let first = others.len();
            match kind {
                ScriptKind::Wrapper => add(&mut others, &file, &wrapper::program(text), script),
                ScriptKind::Batch => {
                    let batch = batch::read(text);
                    add(&mut others, &file, &batch.program, script);
                    // Of a server that can be started by either, it is not known by which.
                    let shell = script
                        .rsplit_once('.')
                        .map(|(stem, _)| format!("{stem}.sh"));
                    let has_shell = shell.is_some_and(|shell| reader.exists(&shell));
                    let found = others.get_mut(first..).unwrap_or_default();
                    for property in found {
                        let place = property.location.as_ref().map(|at| at.span);
                        let runs = place.is_none_or(|place| batch.is_certain(place));
                        property.resolved &= runs && !has_shell;
                    }
                }
            }
        }
    }
    in_order(&mut others);
    properties.extend(others);
    properties
}

/// What the files say that start servers and are no part of the product.
struct Starters {
    /// Of images and compose files, the strongest first.
    properties: Vec<LaunchProperty>,
    units: Vec<Unit>,
    /// What the values of units point at.
    sources: Vec<Source>,
}

impl Starters {
    fn new() -> Starters {
        Starters {
            properties: Vec::new(),
            units: Vec::new(),
            // What has no place is said to come from the script.
            sources: vec![Source::told("the start script")],
        }
    }
}

fn starters(reader: &mut HomeReader<'_>) -> Starters {
    let mut found = Starters::new();
    let mentions_home = Mention::of(reader);
    for name in reader.list("") {
        starter(reader, &name, &name, None, &mut found.properties);
        if unit::is_unit(&name) {
            let shown = |name: &str| name.to_string();
            let unit = unit::read(reader, &name, &shown, &|_| true, &mut found.sources);
            found.units.extend(unit);
        }
    }
    let starts_servers = |name: &str| StarterKind::of(name).is_some();
    if let Some((mut beside, names)) = reader.beside(starts_servers) {
        let shown = |name: &str| format!("{name} beside the home");
        for name in names.iter() {
            let mention = Some(&mentions_home);
            starter(
                &mut beside,
                name,
                &shown(name),
                mention,
                &mut found.properties,
            );
            if unit::is_unit(name) {
                let mentions = |text: &str| mentions_home.is_in(text);
                let unit = unit::read(&mut beside, name, &shown, &mentions, &mut found.sources);
                found.units.extend(unit);
            }
        }
    }
    in_order(&mut found.properties);
    found
}

/// Whether a file beside the home that starts servers names it, or a script there does.
pub(crate) fn is_named_beside(reader: &HomeReader<'_>) -> bool {
    let mention = Mention::of(reader);
    let starts_servers = |name: &str| StarterKind::of(name).is_some() || name.ends_with(".sh");
    let Some((mut beside, names)) = reader.beside(starts_servers) else {
        return false;
    };
    names.iter().any(|name| {
        let is_file = matches!(beside.kind(name), Some(FileKind::File(_)));
        let text = is_file.then(|| beside.bytes(name)).flatten();
        text.is_some_and(|text| mention.is_in(&String::from_utf8_lossy(&text)))
            || (is_file && mention.is_in(name))
    })
}

/// Of one file the later option wins, among those of the JVM and among the arguments.
fn in_order(properties: &mut [LaunchProperty]) {
    for of_one_file in properties.chunk_by_mut(|a, b| a.source == b.source) {
        of_one_file.reverse();
    }
    properties.sort_by_key(|property| property.channel);
}

/// The files of a home that start its server on Windows.
#[derive(Debug, Clone, Copy)]
enum ScriptKind {
    Batch,
    Wrapper,
}

impl ScriptKind {
    fn of(path: &str) -> Option<ScriptKind> {
        match path.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "bat" | "cmd" => Some(ScriptKind::Batch),
            "conf" => Some(ScriptKind::Wrapper),
            _ => None,
        }
    }
}

/// Files, outside the product, that start servers.
#[derive(Debug, Clone, Copy)]
enum StarterKind {
    Unit,
    Dockerfile,
    Compose,
}

impl StarterKind {
    fn of(name: &str) -> Option<StarterKind> {
        let is_yaml = name.ends_with(".yaml") || name.ends_with(".yml");
        if unit::is_unit(name) {
            Some(StarterKind::Unit)
        } else if name == "Dockerfile" || name.starts_with("Dockerfile.") {
            Some(StarterKind::Dockerfile)
        } else if is_yaml && (name.starts_with("docker-compose") || name.starts_with("compose.")) {
            Some(StarterKind::Compose)
        } else {
            None
        }
    }
}

/// Adds what a file that starts servers says; with a `mention`, only as far as it names the home.
fn starter(
    reader: &mut HomeReader<'_>,
    name: &str,
    source: &str,
    mention: Option<&Mention>,
    properties: &mut Vec<LaunchProperty>,
) {
    let Some(kind) = StarterKind::of(name) else {
        return;
    };
    if !matches!(reader.kind(name), Some(FileKind::File(_))) {
        return;
    }
    let Some(bytes) = reader.bytes(name) else {
        return;
    };
    // Only the compose file's tree is needed; for the others any format that keeps the text will do.
    let format = match kind {
        StarterKind::Compose => Format::Yaml,
        _ => Format::Properties,
    };
    let file = reader.parse(name, &bytes, format);
    let text = file.document.source.text();
    let names_home = |text: &str| mention.is_none_or(|mention| mention.is_in(text));
    if !names_home(name) && !names_home(text) {
        return;
    }
    let programs = match kind {
        StarterKind::Unit => return,
        StarterKind::Dockerfile => vec![dockerfile::program(text)],
        StarterKind::Compose => compose::programs(&file.document, names_home),
    };
    for program in programs {
        add(properties, &file, &program, source);
    }
}

fn add(
    properties: &mut Vec<LaunchProperty>,
    file: &Arc<SourceFile>,
    program: &Program,
    source: &str,
) {
    let settings = program.settings(file.document.source.text());
    properties.extend(
        settings
            .into_iter()
            .filter(|s| is_port_related(&s.option.name))
            .map(|Setting { option, channel }| LaunchProperty {
                resolved: option.is_resolved(),
                location: Some(at(file, option.span)),
                name: option.name,
                value: option.value,
                channel,
                source: source.to_string(),
            }),
    );
}

/// The directory name of a home, as other files write it.
struct Mention(Option<String>);

impl Mention {
    fn of(reader: &HomeReader<'_>) -> Mention {
        let name = reader.home().file_name().and_then(OsStr::to_str);
        Mention(name.map(str::to_string))
    }

    /// True where the name stands as a whole. One without a version (`wso2`, `server`) is too common to count
    /// anywhere but in a path.
    fn is_in(&self, text: &str) -> bool {
        let Some(name) = self.0.as_deref().filter(|name| !name.is_empty()) else {
            return false;
        };
        let distinctive = name.contains('.');
        text.match_indices(name).any(|(start, _)| {
            let before = text.get(..start).and_then(|t| t.chars().next_back());
            let rest = text.get(start + name.len()..).unwrap_or("");
            let after = rest.chars().next();
            let is_part =
                |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
            // `wso2am-4.2.0.env` and the end of a sentence name the home, `wso2am-4.2.0.1` does not.
            let goes_on = rest
                .strip_prefix('.')
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            let in_path = matches!(before, Some('/' | '\\')) || matches!(after, Some('/' | '\\'));
            let starts = !is_part(before) && before != Some('.');
            starts && !is_part(after) && !goes_on && (distinctive || in_path)
        })
    }
}

#[cfg(test)]
mod tests;
