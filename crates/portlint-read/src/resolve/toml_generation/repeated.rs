//! Listeners that users define: further connectors and inbound endpoints.

use super::listeners::{Builder, Placed};
use crate::artifacts::InboundEndpoint;
use crate::reader::HomeReader;
use portlint_catalog::OffsetRule;
use portlint_catalog::toml_generation::{Repeat, TomlListener};
use portlint_host::{Listener, State, Words, showable};
use std::collections::BTreeMap;

/// Where a server keeps what is deployed, relative to the home.
const DEPLOYMENT: &str = "repository/deployment/server";

/// The inbound endpoints of a server.
pub fn deployed_endpoints(reader: &mut HomeReader<'_>) -> Vec<InboundEndpoint> {
    crate::artifacts::inbound_endpoints(reader, DEPLOYMENT)
}

/// One listener for each table that names a port.
pub fn of_tables(builder: &mut Builder<'_, '_>, facts: &TomlListener) -> Vec<Listener> {
    let Some(repeat) = &facts.each else {
        return Vec::new();
    };
    let tables = builder.server.settings.tables_below(&repeat.table);
    let mut found: Vec<Listener> = tables
        .iter()
        .filter_map(|table| of_table(builder, facts, repeat, table))
        .collect();
    make_unique(&mut found);
    found
}

fn of_table(
    builder: &mut Builder<'_, '_>,
    facts: &TomlListener,
    repeat: &Repeat,
    table: &str,
) -> Option<Listener> {
    let server = builder.server;
    let key = |name: &str| format!("{}{table}.{name}", repeat.table);
    let known = |name: Option<&str>| name.and_then(|name| server.known(&key(name)));
    let setting = server.settings.get(&key(&repeat.port))?;
    let scheme = repeat
        .scheme
        .as_ref()
        .map(|_| known(repeat.scheme.as_deref()).unwrap_or_else(|| "http".to_string()));
    let mut condition = None;
    let early = repeat
        .binds_early
        .as_deref()
        .is_some_and(|name| known(Some(name)).is_none_or(|text| text.eq_ignore_ascii_case("true")));
    let by_property = match early {
        true => None,
        false => builder.by_property(scheme.as_deref()),
    };
    let placed = match by_property {
        Some(placed) => placed,
        // It binds before the kernel adds the offset.
        None if early => Placed {
            base: builder.read(
                &setting.written,
                setting.location.as_ref(),
                server.text(setting),
            ),
            added: Some(0),
            follows: false,
        },
        None => {
            let text = server.text(setting);
            let base = builder.read(&setting.written, setting.location.as_ref(), text);
            let (mut added, follows) = builder.added(facts, false);
            if let Some((name, part)) = &repeat.offset_class {
                let class = known(Some(name)).unwrap_or_default();
                if !class.contains(part.as_str()) && added != Some(0) {
                    added = None;
                    let words = "whether this transport class adds the offset is not known";
                    condition = Some(Words::from(words));
                }
            }
            Placed {
                base,
                added,
                follows,
            }
        }
    };
    let mut built = builder.finish(facts, placed, State::Open, condition.clone());
    if built.base.is_some() {
        built.condition = condition.or(built.condition);
    }
    let name = known(repeat.name.as_deref())
        .unwrap_or_else(|| table.trim_matches(['.', '\'', '[', ']']).to_string());
    built.id = format!("{}-{name}", facts.facts.id).into();
    built.description = format!("{} {name}", facts.facts.description).into();
    if let Some(address) = known(Some(&repeat.address)).filter(|address| !address.is_empty()) {
        let address = server.host(&address);
        builder.bind(&mut built, address);
    }
    Some(built)
}

/// The inbound endpoints that users deployed.
pub fn of_endpoints(builder: &mut Builder<'_, '_>) -> Vec<Listener> {
    let server = builder.server;
    let families: Vec<&TomlListener> = server
        .family
        .listeners
        .iter()
        .filter(|facts| server.context.has(&facts.facts))
        .collect();
    let shipped = |name: &str| {
        families
            .iter()
            .any(|facts| facts.inbound.as_deref() == Some(name))
    };
    let mut found = Vec::new();
    for endpoint in builder.endpoints {
        if shipped(&endpoint.name) {
            continue;
        }
        let describes = |facts: &&&TomlListener| {
            let mut protocols = facts.deployed.iter();
            protocols.any(|protocol| protocol == "*" || *protocol == endpoint.protocol)
        };
        if let Some(facts) = families.iter().find(describes) {
            found.extend(of_endpoint(builder, facts, endpoint));
        }
    }
    make_unique(&mut found);
    found
}

fn of_endpoint(
    builder: &mut Builder<'_, '_>,
    facts: &TomlListener,
    endpoint: &InboundEndpoint,
) -> Option<Listener> {
    let text = endpoint.port_text.clone()?;
    let base = builder.read(&endpoint.route, endpoint.port_location.as_ref(), Ok(text));
    let by_endpoint = facts.facts.offset == OffsetRule::Depends && facts.offset_switch.is_none();
    let (added, follows) = if by_endpoint && endpoint.use_offset {
        (builder.offset.value, true)
    } else {
        builder.added(facts, false)
    };
    let (state, condition) = if endpoint.suspended {
        (State::Closed, Some("it is deployed as suspended".into()))
    } else {
        (State::Open, None)
    };
    let mut built = builder.finish(
        facts,
        Placed {
            base,
            added,
            follows,
        },
        state,
        condition,
    );
    let name = if endpoint.name.is_empty() {
        "unnamed"
    } else {
        &endpoint.name
    };
    built.id = format!("{}-{name}", facts.facts.id).into();
    built.description = format!(
        "{} {name} ({})",
        facts.facts.description,
        showable(&endpoint.protocol)
    )
    .into();
    Some(built)
}

/// Two of one name stay apart by their number.
fn make_unique(listeners: &mut [Listener]) {
    let mut seen: BTreeMap<Words, usize> = BTreeMap::new();
    for listener in listeners {
        let count = seen.entry(listener.id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            listener.id = format!("{}-{count}", listener.id).into();
        }
    }
}
