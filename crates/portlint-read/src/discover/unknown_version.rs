//! A home whose version nobody knows: what all versions agree on is certain, the rest is conditional.

use portlint_catalog::Version;
use portlint_host::{CowStr, Listener, Problem, ProblemKind, Runtime, State};
use std::collections::BTreeMap;

/// Lowers the certainty of what depends on the version. `newest` was computed with the newest rules, `others` with the
/// rules of older releases, newest first.
pub(super) fn blend(mut newest: Runtime, others: Vec<(Version, Runtime)>) -> Runtime {
    // A setting that counts in one of the versions is not without effect.
    newest.problems.retain(|problem| {
        let mut rest = others.iter();
        problem.kind != ProblemKind::SettingWithoutEffect
            || rest.all(|(_, runtime)| runtime.problems.iter().any(|p| agree(p, problem)))
    });
    for listener in newest
        .listeners
        .iter_mut()
        .filter(|l| l.state == State::Open)
    {
        if let Some((version, _)) = others.iter().find(|(_, r)| !opens(r, listener)) {
            listener.state = State::Conditional;
            listener.condition = Some(
                format!("depends on the version, which is not known: {version} does not open it")
                    .into(),
            );
        }
    }
    // Of what is added under another id, the id that its own version gives it.
    let mut originals = BTreeMap::new();
    for (version, runtime) in others {
        for mut listener in runtime.listeners {
            if listener.state != State::Open || is_known(&newest, &originals, &listener) {
                continue;
            }
            listener.state = State::Conditional;
            listener.condition = Some(
                format!("depends on the version, which is not known: {version} opens it").into(),
            );
            newest
                .listeners
                .retain(|l| l.id != listener.id || l.state != State::Closed);
            // The same listener at another port than in the newest version.
            let id = listener.id.clone();
            let mut number = 2;
            while newest.listeners.iter().any(|l| l.id == listener.id) {
                listener.id = format!("{id}-{number}").into();
                number += 1;
            }
            originals.insert(listener.id.clone(), id);
            newest.listeners.push(listener);
        }
    }
    newest
}

/// Whether a runtime opens the same port for the same purpose.
fn opens(runtime: &Runtime, listener: &Listener) -> bool {
    runtime
        .listeners
        .iter()
        .any(|l| l.state == State::Open && same(l, listener))
}

/// Whether the listener is told already, open or conditional.
fn is_known(runtime: &Runtime, originals: &BTreeMap<CowStr, CowStr>, listener: &Listener) -> bool {
    let is_same = |l: &Listener| {
        let id = originals.get(&l.id).unwrap_or(&l.id);
        (l.protocol, l.port, id) == (listener.protocol, listener.port, &listener.id)
    };
    (runtime.listeners.iter()).any(|l| l.state != State::Closed && is_same(l))
}

/// Whether two versions say the same of one setting.
fn agree(a: &Problem, b: &Problem) -> bool {
    let place = |p: &Problem| p.location.as_ref().map(|at| at.span);
    (a.kind, &a.route, place(a)) == (b.kind, &b.route, place(b))
}

/// One listener keeps its id from version to version; another one may well use the same number.
fn same(a: &Listener, b: &Listener) -> bool {
    (a.protocol, a.port, &a.id) == (b.protocol, b.port, &b.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Budget, HomeFacts, Request, scan};
    use portlint_files::Memory;
    use portlint_syntax::Limits;

    /// A runtime with its first listener only, open at this port.
    fn runtime(port: i64) -> Runtime {
        let files = Memory::new()
            .with("h/bin/version.txt", "WSO2 API Manager v4.2.0\n")
            .with("h/repository/conf/deployment.toml", "[server]\n");
        let request = Request {
            paths: &["h".into()],
            limits: Limits::default(),
            budget: Budget::default(),
            facts: &|_, _| HomeFacts::default(),
        };
        let mut runtime = scan(&files, &request)
            .host
            .homes
            .remove(0)
            .runtimes
            .remove(0);
        runtime.listeners.truncate(1);
        for listener in &mut runtime.listeners {
            listener.id = "http".into();
            listener.state = State::Open;
            listener.port = Some(port);
        }
        runtime
    }

    #[test]
    fn only_what_no_version_uses_is_without_effect() {
        let told = |home: &str, toml: &str| {
            let path = format!("{home}/repository/conf/deployment.toml");
            let request = Request {
                paths: &[home.into()],
                limits: Limits::default(),
                budget: Budget::default(),
                facts: &|_, _| HomeFacts::default(),
            };
            let mut host = scan(&Memory::new().with(path, toml), &request).host;
            let problems = host.homes.remove(0).runtimes.remove(0).problems;
            let without_effect = problems
                .into_iter()
                .filter(|p| p.kind == ProblemKind::SettingWithoutEffect);
            without_effect.map(|p| p.route).collect::<Vec<_>>()
        };
        let ldap = "[server]\nhostname = \"x\"\n[embedded_ldap]\nenable = true\n";
        assert_eq!(told("wso2is", ldap), [""; 0]);
        assert_eq!(told("wso2am", ldap), ["embedded_ldap.enable"]);
        let ports = "[apim.ws]\nport = 9100\n[transport.thrift.receiver]\ntcpPort = 1\n";
        assert_eq!(told("wso2am", ports), ["transport.thrift.receiver.tcpPort"]);
    }

    #[test]
    fn the_same_listener_at_another_port_has_an_id_of_its_own() {
        let others = ["1.0.0", "2.0.0", "3.0.0"].map(|text| Version::parse(text).unwrap());
        let others = others.into_iter().zip([1, 2, 2].map(runtime)).collect();
        let blended = blend(runtime(3), others);
        let found = blended
            .listeners
            .iter()
            .map(|l| (l.id.as_ref(), l.port, l.state));
        let expected = [("http", 3), ("http-2", 1), ("http-3", 2)];
        let expected = expected.map(|(id, port)| (id, Some(port), State::Conditional));
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }
}
