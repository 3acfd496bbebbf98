//! What keeps the server's JMX from opening: it makes the registry first, and without that nothing.

use super::Reading;
use super::place::Found;
use portlint_catalog::xml_generation::XmlReader;
use portlint_host::{CowStr, Listener, State};
use portlint_syntax::java_int;

const REGISTRY: &str = "jmx-rmi-registry";
const BOTH: [&str; 2] = [REGISTRY, "jmx-rmi-server"];

/// Closes both listeners where the registry has no port.
pub(super) fn settle(reading: &mut Reading<'_, '_, '_>, listeners: &mut [Listener]) {
    let mut registries = listeners.iter();
    let registry = registries.find(|l| l.id == REGISTRY && l.state != State::Closed);
    let Some(registry) = registry else {
        return;
    };
    let is_low = registry.port.is_some_and(|port| port < 1) && !registry.is_configured_zero();
    let port = registry.port.unwrap_or_default();
    let reason: CowStr = match (is_low, without_port(reading)) {
        (true, _) => Listener::beyond_ports(port),
        (false, Some(reason)) => reason.into(),
        (false, None) => return,
    };
    for listener in listeners.iter_mut() {
        if BOTH.contains(&&*listener.id) && listener.state != State::Closed {
            listener.state = State::Closed;
            listener.condition = Some(reason.clone());
        }
    }
}

/// Why the registry has no port, where the file says so.
fn without_port(reading: &mut Reading<'_, '_, '_>) -> Option<&'static str> {
    let mut specifications = reading.context.catalog.xml_listeners.iter();
    let own = specifications
        .find(|s| s.facts.id.as_str() == REGISTRY && reading.context.has(&s.facts))?;
    let XmlReader::Setting { sources, .. } = &own.reader else {
        return None;
    };
    match reading.find(sources) {
        Found::Absent => Some("etc/jmx.xml has no RMIRegistryPort, and JMX does not start"),
        Found::Text(text)
            if !text.text.contains(['$', '&']) && java_int(text.text.trim()).is_none() =>
        {
            Some("RMIRegistryPort is not a number, and JMX does not start")
        }
        _ => None,
    }
}
