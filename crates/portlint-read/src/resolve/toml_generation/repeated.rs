//! Listeners that users define: further connectors and inbound endpoints.

use super::listeners::{Builder, Placed};
use super::outcome::{self, Built};
use crate::artifacts::InboundEndpoint;
use crate::reader::HomeReader;
use crate::resolve::Base;
use crate::resolve::ids::Ids;
use portlint_catalog::OffsetRule;
use portlint_catalog::toml_generation::{Repeat, TomlListener};
use portlint_host::{CowStr, Problem, ProblemKind, State, showable};

/// Where a server keeps what is deployed, relative to the home.
const DEPLOYMENT: &str = "repository/deployment/server";

/// The inbound endpoints of a server.
pub(super) fn deployed_endpoints(reader: &mut HomeReader<'_>) -> Vec<InboundEndpoint> {
    crate::artifacts::inbound_endpoints(reader, DEPLOYMENT)
}

/// One listener for each table that names a port.
pub(super) fn of_tables(builder: &mut Builder<'_, '_>, facts: &'static TomlListener) -> Vec<Built> {
    let Some(repeat) = &facts.each else {
        return Vec::new();
    };
    let tables = builder.server.settings.tables_below(&repeat.table);
    let mut found: Vec<Built> = tables
        .iter()
        .filter_map(|table| of_table(builder, facts, repeat, table))
        .collect();
    make_unique(&mut found);
    found
}

fn of_table(
    builder: &mut Builder<'_, '_>,
    facts: &'static TomlListener,
    repeat: &Repeat,
    table: &str,
) -> Option<Built> {
    let server = builder.server;
    let key = |name: &str| format!("{}{table}.{name}", repeat.table);
    let known = |name: Option<&str>| name.and_then(|name| server.known(&key(name)));
    let setting = server.settings.get(&key(&repeat.port));
    if setting.is_none() && !(repeat.without_port && is_table(builder, repeat, table)) {
        return None;
    }
    let scheme = repeat
        .scheme
        .as_ref()
        .map(|_| known(repeat.scheme.as_deref()).unwrap_or_else(|| "http".to_string()));
    let mut condition = None;
    let early = repeat
        .binds_early
        .as_deref()
        .is_some_and(|name| known(Some(name)).is_none_or(|text| text.eq_ignore_ascii_case("true")));
    let by_property = if early {
        None
    } else {
        builder.by_property(scheme.as_deref())
    };
    let mut read = || match setting {
        Some(setting) => {
            let place = setting.location.as_ref();
            let text = server.pasted(setting, facts.pasted, "parameter");
            builder.read(facts, &setting.written, place, text)
        }
        None => (Base::without_port(&key(&repeat.port)), true),
    };
    let placed = match by_property {
        Some(placed) => placed,
        // It binds before the kernel adds the offset.
        None if early => {
            let (base, no_number) = read();
            Placed {
                base,
                added: Some(0),
                follows: false,
                no_number,
            }
        }
        None => {
            let (base, no_number) = read();
            let (mut added, follows) = builder.added(facts, false);
            if let Some((name, part)) = &repeat.offset_class {
                let class = known(Some(name)).unwrap_or_default();
                if !class.contains(part.as_str()) && added != Some(0) {
                    added = None;
                    let words = "whether this transport class adds the offset is not known";
                    condition = Some(CowStr::from(words));
                }
            }
            Placed {
                base,
                added,
                follows,
                no_number,
            }
        }
    };
    let no_number = placed.no_number;
    let mut built = builder.finish(facts, placed, State::Open, condition.clone());
    if built.base.is_some() {
        built.condition = condition.or(built.condition);
    }
    let name = known(repeat.name.as_deref())
        .unwrap_or_else(|| table.trim_matches(['.', '\'', '[', ']']).to_string());
    built.id = format!("{}-{name}", facts.facts.id).into();
    built.description = format!("{} {name}", facts.facts.description).into();
    let mut addresses = repeat.addresses.iter();
    let address = addresses.find_map(|key| known(Some(key)).filter(|address| !address.is_empty()));
    if let Some(address) = address {
        let address = server.host(&address);
        builder.bind(facts, &mut built, address);
    }
    if early {
        builder.early.push(built.id.clone());
    }
    Some(Built {
        facts,
        listener: built,
        no_number,
    })
}

/// Whether the parent of the port is a table that has anything in it.
fn is_table(builder: &Builder<'_, '_>, repeat: &Repeat, table: &str) -> bool {
    let parent = repeat
        .port
        .rsplit_once('.')
        .map_or("", |(parent, _)| parent);
    let prefix = format!("{}{table}.{parent}.", repeat.table);
    let mut written = builder.server.settings.written.iter();
    written.any(|setting| setting.written.starts_with(&prefix))
}

/// The inbound endpoints that users deployed.
pub(super) fn of_endpoints(builder: &mut Builder<'_, '_>) -> Vec<Built> {
    let server = builder.server;
    let families: Vec<&'static TomlListener> = server
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
        let describes = |facts: &&&'static TomlListener| {
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
    facts: &'static TomlListener,
    endpoint: &InboundEndpoint,
) -> Option<Built> {
    let place = endpoint.port_location.as_ref();
    let (base, no_number) = match (&endpoint.port_text, facts.facts.base) {
        (Some(text), _) => builder.read(facts, &endpoint.route, place, Ok(text.clone())),
        (None, None) => return None,
        (None, base) => (Base::product_default(base, endpoint.route.clone()), false),
    };
    let by_endpoint = facts.facts.offset == OffsetRule::Depends && facts.offset_switch.is_none();
    let (added, follows) = if by_endpoint && endpoint.use_offset {
        (builder.offset.value, true)
    } else {
        builder.added(facts, false)
    };
    let (state, condition) = if endpoint.suspended {
        (State::Closed, Some("it is deployed as suspended".into()))
    } else if let Some(reason) = slip(builder, endpoint) {
        (State::Closed, Some(reason))
    } else if let Some(reason) = outcome::lost(&builder.lost, &endpoint.protocol) {
        (State::Closed, Some(reason))
    } else {
        (State::Open, None)
    };
    let mut built = builder.finish(
        facts,
        Placed {
            base,
            added,
            follows,
            no_number,
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
    if let Some(host) = &endpoint.host {
        builder.bind(facts, &mut built, host.clone());
    }
    built.description = format!(
        "{} {name} ({})",
        facts.facts.description,
        showable(&endpoint.protocol)
    )
    .into();
    Some(Built {
        facts,
        listener: built,
        no_number,
    })
}

/// What keeps an endpoint from opening because of how it is written; the finding is made here.
fn slip(builder: &mut Builder<'_, '_>, endpoint: &InboundEndpoint) -> Option<CowStr> {
    let is_integrator = builder.server.context.product.id == "wso2mi";
    let (place, reason) = endpoint.slip.as_ref().filter(|_| is_integrator)?;
    let message = format!("the inbound endpoint does not open: {reason}");
    let problem = Problem::at(ProblemKind::ListenerFailure, *place, message);
    builder
        .problems
        .push(problem.with_route(endpoint.route.clone()));
    Some(reason.clone().into())
}

/// Two of one name stay apart by their number.
fn make_unique(found: &mut [Built]) {
    let mut ids = Ids::default();
    for built in found {
        ids.make_unique(&mut built.listener);
    }
}
