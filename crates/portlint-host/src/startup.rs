//! Whether a runtime comes up.

use crate::{Listener, Location, Runtime, State};
use serde::{Deserialize, Serialize};

/// What becomes of a runtime that is started, as far as its files tell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Startup {
    /// Nothing that was read keeps it from starting.
    #[default]
    Starts,
    /// It ends, or stays alive without its ports.
    Fails(StartFailure),
}

/// Why a runtime does not start. The finding about it is a problem of the runtime, under the rule that fits the cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct StartFailure {
    /// In words, without secrets.
    pub reason: String,
    /// The setting that causes it; `None` for what stands in no file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// What becomes of the process.
    pub process: Process,
}

/// What becomes of the process of a server that does not start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Process {
    /// It ends within seconds.
    Ends,
    /// It stays, without the ports of the server.
    Stays,
}

impl Startup {
    /// Whether nothing keeps the runtime from starting.
    pub fn completes(&self) -> bool {
        *self == Startup::Starts
    }

    /// Why the runtime does not start.
    pub fn failure(&self) -> Option<&StartFailure> {
        match self {
            Startup::Starts => None,
            Startup::Fails(failure) => Some(failure),
        }
    }
}

impl Runtime {
    /// Notes that the runtime does not start, and that its listeners do not open. The first failure counts.
    pub fn fail(&mut self, failure: StartFailure) {
        if self.startup.completes() {
            close(&mut self.listeners, &failure.reason);
            self.startup = Startup::Fails(failure);
        }
    }
}

fn close(listeners: &mut [Listener], reason: &str) {
    for listener in listeners {
        listener.state = State::Closed;
        listener.condition = Some(reason.to_string().into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Offset;
    use portlint_catalog::Generation;

    #[test]
    fn what_fails_first_closes_all_listeners() {
        let offset = Offset::default_of(0, "product default");
        let mut runtime = Runtime::new("default", Generation::Toml, offset);
        runtime
            .listeners
            .push(Listener::new("servlet-https", 9443, 0));
        for reason in ["first", "second"] {
            runtime.fail(StartFailure {
                reason: reason.to_string(),
                location: None,
                process: Process::Ends,
            });
        }
        let listener = runtime.listeners.first();
        let condition = listener.and_then(|listener| listener.condition.as_deref());
        assert_eq!(condition, Some("first"));
        assert_eq!(listener.map(|l| l.state), Some(State::Closed));
        assert_eq!(
            runtime.startup.failure().map(|f| f.reason.as_str()),
            Some("first")
        );
    }
}
