//! Hosts and ports that a server connects to, as `deployment.toml` names them.

use super::listeners::Builder;
use super::settings::Setting;
use portlint_catalog::toml_generation::ReferenceKey;
use portlint_catalog::{Protocol, Role};
use portlint_host::{CowStr, Location, PortForm, Reference, SourceFile};
use portlint_syntax::{Span, java_int};
use std::borrow::Cow;
use std::sync::Arc;

/// A host and port as written.
struct Address {
    scheme: Option<String>,
    host: String,
    port: String,
}

/// All references: those of the file in its order, then defaults that the offset does not move.
pub(super) fn find(
    builder: &mut Builder<'_, '_>,
    file: Option<&Arc<SourceFile>>,
) -> Vec<Reference> {
    let server = builder.server;
    let mut found = Vec::new();
    let written = server.settings.written.iter();
    let written = written.map(|setting| (setting, without_positions(&setting.written)));
    let written = written.collect::<Vec<_>>();
    for (setting, key) in &written {
        let facts = server
            .family
            .references
            .iter()
            .find(|reference| reference.key == *key && server.admits(&reference.gates));
        // Only a URL says by itself that it is an address, and one may come from elsewhere.
        let may_be_url = || setting.text.contains("://") || setting.text.contains('$');
        if (facts.is_none() && !may_be_url()) || is_secret(&setting.written) {
            continue;
        }
        found.extend(of_setting(builder, setting, facts, file));
    }
    for facts in &server.family.references {
        let Some(default) = facts
            .default
            .as_ref()
            .filter(|_| server.admits(&facts.gates))
        else {
            continue;
        };
        if written.iter().any(|(_, key)| *key == facts.key) {
            continue;
        }
        if let Some(address) = address(default, true) {
            found.push(reference(builder, facts.key, Some(facts), address));
        }
    }
    found
}

/// The addresses in one value: several may stand between commas, braces and bars.
fn of_setting(
    builder: &mut Builder<'_, '_>,
    setting: &Setting,
    facts: Option<&ReferenceKey>,
    file: Option<&Arc<SourceFile>>,
) -> Vec<Reference> {
    let resolved = builder
        .server
        .text(setting)
        .unwrap_or_else(|_| setting.text.to_string());
    let is_port_alone = facts.is_some() && java_int(&resolved).is_some();
    let texts: Vec<String> = match facts {
        Some(ReferenceKey {
            default: Some(default),
            ..
        }) if is_port_alone => default
            .rsplit_once(':')
            .map(|(before, _)| format!("{before}:{resolved}"))
            .into_iter()
            .collect(),
        _ => resolved
            .split([',', '|', '{', '}'])
            .map(str::to_string)
            .collect(),
    };
    // A placeholder is itself written in braces, so that a value with one is a single address.
    let texts = if resolved.contains("${") {
        vec![resolved]
    } else {
        texts
    };
    let mut found = Vec::new();
    for text in texts {
        let Some(address) = address(text.trim(), facts.is_some()) else {
            continue;
        };
        let mut reference = reference(builder, setting.written.clone(), facts, address);
        let value = setting.location;
        reference.location = value.map(|value| narrowed(file, value, text.trim()));
        found.push(reference);
    }
    found
}

/// The place of the address inside the value, where the value carries it as written.
fn narrowed(file: Option<&Arc<SourceFile>>, value: Location, text: &str) -> Location {
    let Some(file) = file.filter(|file| file.id == value.file) else {
        return value;
    };
    match file.document.source.slice(value.span).find(text) {
        Some(start) if !text.is_empty() => {
            let start = value.span.range().start + start;
            file.at(Span::new(start, start + text.len()))
        }
        _ => value,
    }
}

fn reference(
    builder: &mut Builder<'_, '_>,
    route: impl Into<CowStr>,
    facts: Option<&ReferenceKey>,
    address: Address,
) -> Reference {
    let route = route.into();
    let server = builder.server;
    let port = match address
        .port
        .strip_prefix("${")
        .and_then(|p| p.strip_suffix('}'))
    {
        Some(name) => placeholder(builder, name),
        None => java_int(&address.port).map(i64::from),
    };
    let scheme = address.scheme.map(|scheme| {
        if scheme == "${carbon.protocol}" {
            "https".to_string()
        } else {
            scheme
        }
    });
    Reference {
        route: route.clone(),
        description: facts.map_or_else(
            || route.to_string().into(),
            |facts| facts.description.into(),
        ),
        scheme,
        host: server.host(&address.host),
        port,
        written: PortForm::default(),
        protocol: Protocol::Tcp,
        location: None,
        target: facts.and_then(|facts| facts.target.map(CowStr::from)),
        // Whom a setting means that the catalogue does not know, nobody can tell.
        target_products: facts.map_or_else(
            || vec!["*".into()],
            |facts| facts.products.iter().map(|&id| id.into()).collect(),
        ),
        role: facts.map_or_else(|| role_of(&route), |facts| facts.role),
    }
}

/// What an address is for in a setting that the catalogue does not know.
fn role_of(route: &str) -> Role {
    let last = route.rsplit('.').next().unwrap_or(route);
    let last = last.to_ascii_lowercase();
    let is_name =
        ["issuer", "audience", "audiences", "entity_id", "client_id"].contains(&last.as_str());
    if is_name {
        Role::Identifier
    } else {
        Role::Connection
    }
}

/// What the server puts in for a placeholder: a listener's configured port, or a number compiled in; with the offset.
fn placeholder(builder: &mut Builder<'_, '_>, name: &str) -> Option<i64> {
    let server = builder.server;
    let mut known = server.family.placeholders.iter();
    let facts = known.find(|p| p.names.iter().any(|n| n == name))?;
    if let Some(constant) = facts.constant {
        return Some(i64::from(constant) + builder.offset.value?);
    }
    let listener = server.family.listeners.iter().find(|listener| {
        Some(&listener.facts.id) == facts.listener.as_ref() && server.context.has(&listener.facts)
    })?;
    // The port was read before; its problems are known already.
    let noticed = builder.problems.len();
    let placed = builder.configured(listener);
    builder.problems.truncate(noticed);
    placed.base.value?.checked_add(placed.added?)
}

/// `scheme://host:port/path`, and `host:port` where the key is known to hold one.
fn address(text: &str, bare: bool) -> Option<Address> {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (Some(scheme), rest),
        None => (None, text),
    };
    let is_scheme = |scheme: &str| {
        scheme == "${carbon.protocol}"
            || scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    };
    if scheme.map_or(!bare, |scheme| !is_scheme(scheme)) {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    // User names and passwords stand before the `@`.
    let authority = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let (host, port) = split_port(authority)?;
    let port = port.trim_end_matches(['\'', '"', ' ']);
    let is_placeholder = port.starts_with("${") && port.contains('}');
    let port = match port.find('}') {
        Some(end) if is_placeholder => port.get(..=end)?,
        _ => port,
    };
    let plausible = !host.is_empty() && !host.contains(char::is_whitespace);
    (plausible && (is_placeholder || java_int(port).is_some_and(|port| port > 0))).then(|| {
        Address {
            scheme: scheme.map(str::to_string),
            host: host.to_string(),
            port: port.to_string(),
        }
    })
}

/// The last colon outside of `${…}` and `[…]`.
fn split_port(authority: &str) -> Option<(&str, &str)> {
    let mut depth = 0;
    let mut colon = None;
    for (position, c) in authority.char_indices() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            ':' if depth == 0 => colon = Some(position),
            _ => {}
        }
    }
    let (host, port) = authority.split_at_checked(colon?)?;
    Some((host, port.strip_prefix(':')?))
}

/// `a[0].b[1]` is `a.b`.
fn without_positions(key: &str) -> Cow<'_, str> {
    if !key.contains('[') {
        return Cow::Borrowed(key);
    }
    let mut plain = String::new();
    let mut inside = false;
    for c in key.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            _ if !inside => plain.push(c),
            _ => {}
        }
    }
    Cow::Owned(plain)
}

fn is_secret(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    ["password", "secret", "credential", "token_key"]
        .iter()
        .any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_urls_and_placeholders() {
        for (text, expected) in [
            (
                "https://localhost:9443/services/",
                Some(("localhost", "9443")),
            ),
            (
                "tcp://${carbon.local.ip}:${receiver.url.port}",
                Some(("${carbon.local.ip}", "${receiver.url.port}")),
            ),
            (
                "https://localhost:${mgt.transport.https.port}${carbon.context}services/",
                Some(("localhost", "${mgt.transport.https.port}")),
            ),
            ("https://user:word@host:1/", Some(("host", "1"))),
            ("ws://[::1]:9099", Some(("[::1]", "9099"))),
            ("jdbc:h2:./repository", None),
            ("https://localhost/", None),
            ("10:20", None),
        ] {
            let found = address(text, false);
            let found = found.as_ref().map(|a| (a.host.as_str(), a.port.as_str()));
            assert_eq!(found, expected, "{text}");
        }
        assert!(address("10.0.0.1:4000", true).is_some());
        assert_eq!(without_positions("a.b[0].c[12]"), "a.b.c");
    }
}
