//! The values of the placeholders that stand for ports in addresses.

use super::Reading;
use super::carbon_xml::Number;
use portlint_host::Listener;

/// The number that a port text stands for, digits or a placeholder; `None` when it is not known.
pub(super) fn value(
    reading: &Reading<'_, '_, '_>,
    listeners: &[Listener],
    text: &str,
) -> Option<i64> {
    if let Ok(port) = text.parse::<u16>() {
        return Some(i64::from(port));
    }
    let name = text.strip_prefix("${")?.strip_suffix('}')?;
    let port_of = |id: &str| listeners.iter().find(|l| l.id == id).and_then(|l| l.port);
    let offset = reading.offsets.effective.value;
    let placeholders = reading.context.catalog.xml_placeholders.iter();
    let mut known = placeholders.filter(|placeholder| placeholder.names.contains(name));
    if let Some(placeholder) = known.next() {
        return match placeholder.constant {
            Some(constant) => offset.map(|offset| i64::from(constant) + offset),
            None => port_of(placeholder.listener.as_deref()?),
        };
    }
    match name {
        _ if name.starts_with("Ports.") => {
            let path = format!("Server/{}", name.replace('.', "/"));
            match reading.carbon.number(&path, &reading.properties) {
                Number::Value(value, _) => offset.map(|offset| value + offset),
                Number::Absent
                | Number::Invalid(..)
                | Number::Unresolved(..)
                | Number::Unreadable => None,
            }
        }
        _ => reading.properties.get(name)?.parse().ok(),
    }
}
