//! Where YAML and XML files set ports, as paths of keys and elements that an editor can offer.

use crate::names::product;
use portlint_catalog::{Generation, Version, listeners_of};
use std::path::Path;

/// The keys at the top of a `deployment.yaml` have dots of their own.
const TOP_KEYS: [&str; 5] = [
    "wso2.carbon",
    "wso2.transport.http",
    "siddhi.stores.query.api",
    "databridge.config",
    "deployment.config",
];

/// A setting that is about ports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortPlace {
    /// Keys or elements from the top; an attribute begins with `@`.
    pub path: Vec<Step>,
    /// What it is for, with its default port.
    pub about: String,
    /// The default port; 0 for an offset.
    pub default: Option<u16>,
}

/// A part of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The key or the name of the element.
    pub name: String,
    /// What tells it from others of its name: the `id` or `type` of an item, the attribute `name` of an element.
    pub which: Option<String>,
}

/// The settings about ports of a file that a runtime of a product reads. A product that is not known has none.
pub fn ports_of(id: &str, version: Option<&Version>, runtime: &str, file: &Path) -> Vec<PortPlace> {
    let Ok(product) = product(id) else {
        return Vec::new();
    };
    let mut runtimes = product.runtimes.iter();
    let Some(spec) = runtimes.find(|spec| spec.id == runtime) else {
        return Vec::new();
    };
    let rules = product.rules_for(version, spec);
    let name = file.file_name().unwrap_or_default();
    let governing = match spec.generation {
        Generation::Toml => return Vec::new(),
        Generation::Yaml => "deployment.yaml",
        Generation::Xml => "carbon.xml",
    };
    let mut places = Vec::new();
    if name == governing {
        let path: &[&str] = match spec.generation {
            Generation::Yaml => &["wso2.carbon", "ports", "offset"],
            _ => &["Server", "Ports", "Offset"],
        };
        places.push(PortPlace {
            path: path.iter().map(|name| step(name)).collect(),
            about: "Added to the base port of every listener that follows it.".to_string(),
            default: Some(0),
        });
    }
    for facts in listeners_of(product, spec) {
        let own = facts.file.as_deref().map(Path::new);
        let is_here = own.and_then(Path::file_name) == Some(name);
        let admitted = rules
            .as_ref()
            .is_none_or(|rules| facts.admits(&product.id, Some(rules), runtime));
        let Some(key) = facts.key.as_deref().filter(|_| is_here && admitted) else {
            continue;
        };
        let path = match spec.generation {
            Generation::Yaml => of_yaml(key),
            _ => key.split('/').map(step).collect(),
        };
        let default = facts
            .base
            .map_or(String::new(), |base| format!(" Default port {base}."));
        let place = PortPlace {
            path,
            about: format!("{}.{default}", facts.description),
            default: facts.base,
        };
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

fn of_yaml(key: &str) -> Vec<Step> {
    let top = TOP_KEYS.iter().find_map(|top| {
        let rest = key.strip_prefix(top)?;
        Some((*top, rest.strip_prefix('.')?))
    });
    let (top, rest) = top.map_or((None, key), |(top, rest)| (Some(top), rest));
    let steps = top.into_iter().chain(rest.split('.')).map(step);
    steps
        .flat_map(|step| {
            // What is set stands in a block of each item.
            let inner = (step.name == "dataReceivers").then(|| self::step("dataReceiver"));
            [Some(step), inner]
        })
        .flatten()
        .collect()
}

/// `listenerConfigurations[default]`, `parameter[@name='port']`, `@port`.
fn step(text: &str) -> Step {
    let (name, condition) = match text.split_once('[') {
        Some((name, rest)) => (name, rest.trim_end_matches(']')),
        None => (text, ""),
    };
    let which = match condition.strip_prefix("@name=") {
        Some(value) => value.trim_matches('\''),
        None if condition.starts_with('@') => "",
        None => condition,
    };
    Step {
        name: name.to_string(),
        which: (!which.is_empty()).then(|| which.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(product: &str, version: &str, runtime: &str, file: &str) -> Vec<String> {
        let version = Version::parse(version);
        let places = ports_of(product, version.as_ref(), runtime, Path::new(file));
        let paths = places.into_iter().map(|place| {
            let steps = place.path.into_iter().map(|step| match step.which {
                Some(which) => format!("{}[{which}]", step.name),
                None => step.name,
            });
            steps.collect::<Vec<_>>().join(" / ")
        });
        paths.collect()
    }

    #[test]
    fn keys_and_elements_are_paths() {
        let si = paths("wso2si", "4.2.0", "server", "conf/server/deployment.yaml");
        for path in [
            "wso2.carbon / ports / offset",
            "wso2.transport.http / listenerConfigurations[default] / port",
            "databridge.config / dataReceivers[Thrift] / dataReceiver / properties / tcpPort",
        ] {
            assert!(si.contains(&path.to_string()), "{si:#?}");
        }
        let ei = paths("wso2ei", "6.6.0", "integrator", "conf/carbon.xml");
        assert!(
            ei.contains(&"Server / Ports / Offset".to_string()),
            "{ei:#?}"
        );
        let tomcat = paths(
            "wso2ei",
            "6.6.0",
            "integrator",
            "conf/tomcat/catalina-server.xml",
        );
        let connector = "Server / Service / Connector / @port".to_string();
        assert!(tomcat.contains(&connector), "{tomcat:#?}");
        let axis2 = paths("wso2ei", "6.6.0", "integrator", "conf/axis2/axis2.xml");
        let parameter = "parameter[port]";
        assert!(
            axis2.iter().any(|path| path.ends_with(parameter)),
            "{axis2:#?}"
        );
    }

    #[test]
    fn what_is_not_known_has_none() {
        assert!(paths("nothing", "1.0.0", "default", "carbon.xml").is_empty());
        assert!(paths("wso2si", "4.2.0", "none", "deployment.yaml").is_empty());
        assert!(paths("wso2am", "4.2.0", "default", "deployment.toml").is_empty());
    }
}
