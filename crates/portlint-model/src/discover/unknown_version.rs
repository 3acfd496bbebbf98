//! A home whose version nobody knows: what all versions agree on is certain, the rest is conditional.

use crate::host::{Listener, Runtime, State};
use portlint_catalog::Version;

/// Lowers the certainty of what depends on the version. `newest` was computed with the newest rules, `others` with the
/// rules of older releases, newest first.
pub fn blend(mut newest: Runtime, others: Vec<(Version, Runtime)>) -> Runtime {
    for listener in newest
        .listeners
        .iter_mut()
        .filter(|l| l.state == State::Open)
    {
        if let Some((version, _)) = others.iter().find(|(_, r)| !opens(r, listener)) {
            listener.state = State::Conditional;
            listener.condition = Some(format!(
                "depends on the version, which is not known: {version} does not open it"
            ));
        }
    }
    for (version, runtime) in others {
        for mut listener in runtime.listeners {
            if listener.state != State::Open || known(&newest, &listener) {
                continue;
            }
            listener.state = State::Conditional;
            listener.condition = Some(format!(
                "depends on the version, which is not known: {version} opens it"
            ));
            newest
                .listeners
                .retain(|l| l.id != listener.id || l.state != State::Closed);
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
fn known(runtime: &Runtime, listener: &Listener) -> bool {
    runtime
        .listeners
        .iter()
        .any(|l| l.state != State::Closed && same(l, listener))
}

fn same(a: &Listener, b: &Listener) -> bool {
    (a.protocol, a.port) == (b.protocol, b.port)
}
