//! Settings that do not do what they look like: dead, ambiguous, misplaced, and proxy ports.

use super::remedy;
use super::server::Server;
use super::settings::Setting;
use super::tables::Tables;
use portlint_catalog::toml_generation::{DeadKey, Test};
use portlint_host::{Change, Listener, Offset, Problem, ProblemKind, Remedy, State};
use portlint_syntax::java_int;

/// The key part that names the port of a proxy in front of a connector.
const PROXY_PORT: &str = "proxyPort";

/// Finds them all.
pub(super) fn check(
    server: &Server<'_>,
    tables: &Tables,
    listeners: &[Listener],
    offset: &Offset,
    in_container: bool,
    problems: &mut Vec<Problem>,
) {
    for setting in &server.settings.written {
        dead(server, tables, setting, problems);
        misplaced(server, tables, setting, problems);
    }
    ambiguous(server, tables, problems);
    texts_for_booleans(server, problems);
    proxy(server, listeners, offset, in_container, problems);
}

/// The problem of a setting that stands in the file.
fn of(
    kind: ProblemKind,
    setting: &Setting,
    message: String,
    help: Option<String>,
) -> Option<Problem> {
    let location = setting.location?;
    let mut problem = Problem::at(kind, location, message).with_route(setting.written.clone());
    problem.help = help;
    Some(problem)
}

/// The product with its version, for messages.
fn product(server: &Server<'_>) -> String {
    let name = &server.context.product.name;
    match server.context.version {
        Some(version) => format!("{name} {version}"),
        None => name.to_string(),
    }
}

/// Why a setting does nothing, if it does not.
fn dead_rule(server: &Server<'_>, tables: &Tables, setting: &Setting) -> Option<&'static DeadKey> {
    let mut rules = server.family.dead_keys.iter();
    rules.find(|rule| {
        let value = rule.value.as_ref();
        rule.keys.contains(&setting.written)
            && value.is_none_or(|value| setting.text.eq_ignore_ascii_case(value))
            && server.admits(&rule.gates)
            && !in_use(server, tables, setting)
    })
}

fn dead(server: &Server<'_>, tables: &Tables, setting: &Setting, problems: &mut Vec<Problem>) {
    let Some(rule) = dead_rule(server, tables, setting) else {
        return;
    };
    let key = &setting.written;
    let product = product(server);
    let message = match &rule.value {
        Some(value) => format!("{key} = {value} in {product}: {}", rule.why),
        None => format!("{key} has no effect in {product}: {}", rule.why),
    };
    let help = rule
        .instead
        .as_ref()
        .map(|key| format!("the key that counts is {key}"));
    let remedy = match rule.instead.as_ref().filter(|_| rule.same) {
        Some(key) => remedy::moved(server, setting, key, true),
        // A value of several was chosen on purpose: what was meant by it, nobody knows.
        None if rule.value.is_some() => None,
        None => remedy::removed(setting),
    };
    let problem = of(ProblemKind::SettingWithoutEffect, setting, message, help);
    problems.extend(problem.map(|problem| problem.with_remedy(remedy)));
}

/// A home that renames a key in its own way makes it count after all.
fn in_use(server: &Server<'_>, tables: &Tables, setting: &Setting) -> bool {
    let mut listeners = server.family.listeners.iter();
    listeners.any(|facts| {
        let read = facts
            .mapped_key()
            .into_iter()
            .chain(facts.addresses.iter().map(|address| address.key.as_str()));
        let targets = tables.targets(&setting.written);
        server.context.has(&facts.facts)
            && facts.never.is_none()
            && read
                .into_iter()
                .any(|key| targets.iter().any(|target| target == key))
    })
}

fn misplaced(server: &Server<'_>, tables: &Tables, setting: &Setting, problems: &mut Vec<Problem>) {
    let mut rules = server.family.misplaced_keys.iter();
    let Some(rule) = rules.find(|rule| {
        rule.keys.contains(&setting.written)
            && server.admits(&rule.gates)
            && !tables.is_alias(&setting.written)
    }) else {
        return;
    };
    let kind = if rule.instead.ends_with(PROXY_PORT) {
        ProblemKind::ProxyPortMisuse
    } else {
        ProblemKind::IgnoredPlacement
    };
    let message = format!("nothing reads {} here", setting.written);
    let help = rule
        .instead
        .rsplit_once('.')
        .map(|(table, key)| format!("write it as [{table}] {key}"));
    let remedy = remedy::moved(server, setting, &rule.instead, !rule.guess);
    let problem = of(kind, setting, message, help);
    problems.extend(problem.map(|problem| problem.with_remedy(remedy)));
}

fn ambiguous(server: &Server<'_>, tables: &Tables, problems: &mut Vec<Problem>) {
    for (taken, other) in &server.settings.ambiguous {
        // Of settings that do nothing, it does not matter which one wins.
        if dead_rule(server, tables, other).is_some() {
            continue;
        }
        let (Some(here), Some(there)) = (&other.location, &taken.location) else {
            continue;
        };
        let message = format!(
            "{} and {} set the same value; {} wins, but any other key of the file can turn that round",
            other.written, taken.written, taken.written
        );
        problems.push(
            Problem::at(ProblemKind::SettingWithoutEffect, *here, message)
                .with_related(*there, "also set here")
                .with_help("keep one of the two")
                .with_remedy(remedy::removed(other).map(|remedy| Remedy {
                    // Which of the two was meant, nobody knows.
                    certain: false,
                    ..remedy
                }))
                .with_route(other.written.clone()),
        );
    }
}

/// A template that asks for the boolean itself takes the text "true" for no.
fn texts_for_booleans(server: &Server<'_>, problems: &mut Vec<Problem>) {
    let listeners = server.family.listeners.iter();
    let rules = listeners
        .filter(|facts| server.context.has(&facts.facts))
        .flat_map(|facts| &facts.closed_when)
        .filter(|rule| server.admits(&rule.gates));
    for test in rules.flat_map(|rule| &rule.all) {
        let Some(setting) = server.settings.get(&test.key) else {
            continue;
        };
        let says_true = |text: String| text.eq_ignore_ascii_case("true");
        if test.is == Test::NotSameAsTrue
            && server.holds(test) == Ok(true)
            && server.text(setting).is_ok_and(says_true)
        {
            let message = format!(
                "{} is the text \"true\", not the boolean, so the product does not start the connector",
                setting.written
            );
            let help = "write true without quotes".to_string();
            let kind = ProblemKind::SettingWithoutEffect;
            let remedy = Remedy::certain(Change::Rewrite("true".to_string()));
            let problem = of(kind, setting, message, Some(help));
            problems.extend(problem.map(|problem| problem.with_remedy(Some(remedy))));
        }
    }
}

/// `proxyPort` of the servlet connectors.
fn proxy(
    server: &Server<'_>,
    listeners: &[Listener],
    offset: &Offset,
    in_container: bool,
    problems: &mut Vec<Problem>,
) {
    for facts in &server.family.listeners {
        let (Some(scheme), Some(key)) = (&facts.scheme, &facts.facts.key) else {
            continue;
        };
        let Some(table) = key.strip_suffix("port") else {
            continue;
        };
        let Some(setting) = server.settings.get(&format!("{table}{PROXY_PORT}")) else {
            continue;
        };
        let Some(proxy) = server.text(setting).ok().and_then(|text| java_int(&text)) else {
            continue;
        };
        let property = format!("tomcat.{scheme}.port");
        let shift = offset.value.unwrap_or_default();
        if server.property(&property).is_some() && shift != 0 {
            let shown = i64::from(proxy).saturating_add(shift);
            let message = format!(
                "with -D{property} the offset is added to proxyPort: URLs will carry {shown} instead of {proxy}"
            );
            let help = "set the connector's port in deployment.toml instead of the system property";
            let kind = ProblemKind::ProxyPortMisuse;
            problems.extend(of(kind, setting, message, Some(help.to_string())));
        }
        let own = listeners
            .iter()
            .find(|listener| listener.id == facts.facts.id);
        // In front of a container stands the published port, often of the same number.
        let is_own = |l: &Listener| l.state == State::Open && l.port == Some(i64::from(proxy));
        if !in_container && own.is_some_and(is_own) {
            let message = format!("proxyPort {proxy} is the connector's own port");
            let help = "proxyPort is the port of the proxy in front of the server; leave it out where there is none";
            let kind = ProblemKind::ProxyPortMisuse;
            problems.extend(of(kind, setting, message, Some(help.to_string())));
        }
    }
}
