//! Generated XML that no longer says what `deployment.toml` renders.

use super::server::{Server, shown};
use crate::host::{Offset, Problem, ProblemKind};
use crate::reader::{HomeReader, at};
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

/// Compares what can be compared. A home that never started has no generated files that differ.
pub fn check(
    reader: &mut HomeReader<'_>,
    server: &Server<'_>,
    offset: &Offset,
    problems: &mut Vec<Problem>,
) {
    let rendered_first = server.context.product.id != "wso2mi";
    for place in &PLACES {
        let Some(expected) = rendered(server, offset, place.key) else {
            continue;
        };
        let path = server.context.in_conf(place.file);
        let Some(file) = reader.document(&path, Format::Xml) else {
            continue;
        };
        // Of several connectors nobody can tell which one the key renders.
        let nodes = file.document.select(place.path);
        let [node] = nodes.as_slice() else {
            continue;
        };
        let value = file.document.value(*node);
        let Some(found) = java_int(value.text.trim()) else {
            continue;
        };
        if i64::from(found) == expected {
            continue;
        }
        let fate = if rendered_first {
            "the next start writes this file anew and discards the difference"
        } else {
            "this stays in force until deployment.toml changes, then the file is written anew"
        };
        let message = format!(
            "{} is {} here, but deployment.toml renders {expected}: {fate}",
            place.path,
            shown(value.text.trim())
        );
        problems.push(
            Problem::at(
                ProblemKind::GeneratedFileEdited,
                at(&file, value.span),
                message,
            )
            .with_help(format!("set {} in deployment.toml", place.key))
            .with_route(place.key),
        );
    }
}

/// The number that the settings render at a key.
fn rendered(server: &Server<'_>, offset: &Offset, key: &str) -> Option<i64> {
    let facts = &server.family.offset;
    let Some(setting) = server.settings.get(key) else {
        let is_offset = facts.key.as_deref() == Some(key);
        return is_offset.then_some(facts.default);
    };
    if offset.reason.is_some() && facts.key.as_deref() == Some(key) {
        return None;
    }
    java_int(&server.text(setting).ok()?).map(i64::from)
}
