//! Generated XML that no longer says what `deployment.toml` renders.

use super::kept::AtNextStart;
use super::server::Server;
use super::tables::FOLDER;
use crate::bundles::Bundles;
use crate::reader::{HomeReader, at};
use portlint_host::{Location, Problem, ProblemKind};
use portlint_syntax::{Format, java_int};

/// One port-carrying place of a generated file.
struct Place {
    file: &'static str,
    path: &'static str,
    /// The key that renders it.
    key: &'static str,
}

const PLACES: [Place; 10] = [
    Place {
        file: "carbon.xml",
        path: "Server/Ports/Offset",
        key: "server.offset",
    },
    Place {
        file: "carbon.xml",
        path: "Server/Ports/JMX/RMIRegistryPort",
        key: "monitoring.jmx.rmi_registry_port",
    },
    Place {
        file: "carbon.xml",
        path: "Server/Ports/JMX/RMIServerPort",
        key: "monitoring.jmx.rmi_server_port",
    },
    Place {
        file: "tomcat/catalina-server.xml",
        path: "Server/Service/Connector[@scheme='http']/@port",
        key: "transport.http.properties.port",
    },
    Place {
        file: "tomcat/catalina-server.xml",
        path: "Server/Service/Connector[@scheme='https']/@port",
        key: "transport.https.properties.port",
    },
    Place {
        file: "axis2/axis2.xml",
        path: "axisconfig/transportReceiver[@name='http']/parameter[@name='port']",
        key: "transport.passthru_http.listener.parameters.port",
    },
    Place {
        file: "axis2/axis2.xml",
        path: "axisconfig/transportReceiver[@name='http']/parameter[@name='port']",
        key: "transport.http.listener.parameter.port",
    },
    Place {
        file: "axis2/axis2.xml",
        path: "axisconfig/transportReceiver[@name='https']/parameter[@name='port']",
        key: "transport.passthru_https.listener.parameters.port",
    },
    Place {
        file: "axis2/axis2.xml",
        path: "axisconfig/transportReceiver[@name='https']/parameter[@name='port']",
        key: "transport.https.listener.parameter.port",
    },
    Place {
        file: "broker.xml",
        path: "broker/transports/amqp/defaultConnection/@port",
        key: "broker.transport.amqp.default_connection.port",
    },
];

/// Where the templates of generated files are.
const TEMPLATES: &str = "repository/resources/conf/templates";

/// A number in a generated file that `deployment.toml` does not render.
pub(super) struct Edit {
    /// The key that renders it.
    pub key: &'static str,
    /// The number that stands there.
    pub found: i32,
    /// The file, relative to the home.
    pub file: String,
    /// The number.
    pub location: Location,
    /// Whether the home has templates, and none for this file: what stands there counts.
    pub has_no_template: bool,
    expected: i64,
    path: &'static str,
    /// The key as users write it.
    written: &'static str,
}

/// All of them, as far as they can be compared. A home that never started has no generated files that differ.
pub(super) fn edits(reader: &mut HomeReader<'_>, server: &Server<'_>) -> Vec<Edit> {
    let find = |place: &Place| {
        let expected = rendered(server, place.key)?;
        let file = server.context.in_conf(place.file);
        // The setup of a profile puts another template in its place, and keeps the first one.
        if reader.exists(&format!("{TEMPLATES}/{file}.j2.backup")) {
            return None;
        }
        let source = reader.rendered(&file, Format::Xml)?;
        // Of several connectors nobody can tell which one the key renders.
        let nodes = source.document.select(place.path);
        let [node] = nodes.as_slice() else {
            return None;
        };
        let value = source.document.value(*node);
        let found = java_int(value.text.trim())?;
        let template = format!("{TEMPLATES}/{file}.j2");
        let folder = template.rsplit_once('/').map_or("", |(folder, _)| folder);
        let has_no_template = !reader.exists(&template) && has_templates(reader, folder);
        (i64::from(found) != expected).then(|| Edit {
            key: place.key,
            found,
            file,
            has_no_template,
            location: at(&source, value.span),
            expected,
            path: place.path,
            written: written(server, place.key),
        })
    };
    PLACES.iter().filter_map(find).collect()
}

/// Whether a folder holds templates, or the one around it does.
fn has_templates(reader: &HomeReader<'_>, folder: &str) -> bool {
    let outer = folder.rsplit_once('/').map_or("", |(outer, _)| outer);
    [folder, outer].iter().any(|folder| {
        let names = reader.list(folder);
        names.iter().any(|name| name.ends_with(".j2"))
    })
}

/// Whether a complete home was never started: its generated files are those of the pack, and nobody edited them.
pub(super) fn is_of_pack(reader: &HomeReader<'_>) -> bool {
    !reader.exists(&format!("{FOLDER}/.metadata")) && Bundles::of_home(reader).is_some()
}

impl Edit {
    /// What to tell about it.
    pub(super) fn problem(&self, at_next_start: AtNextStart) -> Problem {
        let at_next_start = match at_next_start {
            AtNextStart::Rewritten => {
                "the next start writes this file anew and discards the difference".to_string()
            }
            AtNextStart::Kept => {
                "this counts until deployment.toml changes, then the file is written anew"
                    .to_string()
            }
            AtNextStart::KeptUnless(what) => format!(
                "this counts until deployment.toml changes and the file is written anew, unless {what}"
            ),
        };
        let message = format!(
            "{} is {} here, but deployment.toml renders {}: {at_next_start}",
            self.path, self.found, self.expected
        );
        Problem::at(ProblemKind::GeneratedFileEdited, self.location, message)
            .with_help(format!("set {} in deployment.toml", self.written))
            .with_route(self.key)
    }
}

/// The key that users write for one that a template reads.
fn written(server: &Server<'_>, key: &'static str) -> &'static str {
    let mut listeners = server.family.listeners.iter();
    let facts = listeners.find(|facts| facts.mapped_key() == Some(key));
    facts
        .and_then(|facts| facts.facts.key.as_deref())
        .unwrap_or(key)
}

/// The number that the settings render at a key.
fn rendered(server: &Server<'_>, key: &str) -> Option<i64> {
    let facts = &server.family.offset;
    let Some(setting) = server.settings.get(key) else {
        let is_offset = facts.key.as_deref() == Some(key);
        return is_offset.then_some(facts.default);
    };
    java_int(&server.text(setting).ok()?).map(i64::from)
}
