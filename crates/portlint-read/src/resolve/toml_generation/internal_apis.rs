//! The internal APIs of Micro Integrator: two listeners that stand and fall together.

use super::server::Server;
use portlint_catalog::toml_generation::InternalApi;
use portlint_host::{Listener, Location, Problem, ProblemKind, quoted};
use std::collections::BTreeSet;

/// What the enabled internal APIs speak.
#[derive(Debug, Default)]
pub(super) struct InternalApis {
    protocols: BTreeSet<String>,
    /// Why neither listener opens, and where that stands.
    failure: Option<(String, Location)>,
}

impl InternalApis {
    /// Reads the protocols of all that are enabled. The product splits them at single blanks, and one that it does not
    /// know ends the start of both listeners.
    pub(super) fn read(server: &Server<'_>) -> InternalApis {
        let mut found = InternalApis::default();
        for api in &server.family.internal_apis {
            if server.admits(&api.gates) && is_enabled(server, api) {
                found.add(server, api);
            }
        }
        found
    }

    fn add(&mut self, server: &Server<'_>, api: &InternalApi) {
        let key = api.protocols_key.as_deref().unwrap_or_default();
        let setting = server.settings.get(key);
        let text = setting.and_then(|setting| server.text(setting).ok());
        let text = text.as_deref().unwrap_or(&api.protocols);
        for word in text.split(' ').filter(|_| !text.is_empty()) {
            if matches!(word, "http" | "https") {
                self.protocols.insert(word.to_string());
            } else if let Some(at) = setting.and_then(|setting| setting.location)
                && self.failure.is_none()
            {
                let reason = format!(
                    "{key} is {}, and the server knows only http and https, separated by one blank",
                    quoted(text)
                );
                self.failure = Some((reason, at));
            }
        }
    }

    /// Why the listener of a protocol does not open.
    pub(super) fn refusal(&self, protocol: &str) -> Option<String> {
        match &self.failure {
            Some((reason, _)) => Some(reason.clone()),
            None if self.protocols.contains(protocol) => None,
            None => Some(format!("no enabled internal API speaks {protocol}")),
        }
    }

    /// The mistake that closes the listeners; none where they are off anyway.
    pub(super) fn problem(&self, listeners: &[Listener]) -> Option<Problem> {
        let (reason, at) = self.failure.as_ref()?;
        let is_closed_by_it = |listener: &Listener| listener.condition.as_deref() == Some(reason);
        if !listeners.iter().any(is_closed_by_it) {
            return None;
        }
        let message = format!("neither internal API opens: {reason}");
        let problem = Problem::at(ProblemKind::ListenerFailure, *at, message);
        Some(problem.with_help("write \"http\", \"https\" or \"https http\""))
    }
}

fn is_enabled(server: &Server<'_>, api: &InternalApi) -> bool {
    let by_script = !api.script.is_empty() && server.admits(&api.script);
    let told = server.property(&api.property);
    told.map_or(by_script, |value| value.eq_ignore_ascii_case("true"))
}
