//! Ports that may be open and are not known: what an answer has to say about itself.

use portlint_host::{Home, Listener};
use portlint_report::count;
use std::fmt;
use std::path::Path;

/// A runtime with ports that are not known.
pub(crate) struct Unknown<'h> {
    /// The path of its home.
    pub home: &'h Path,
    /// Its id.
    pub runtime: &'h str,
    /// How many.
    pub ports: usize,
    /// Why they are not known, each reason once.
    reasons: Vec<&'h str>,
}

/// The runtimes of these homes that have such ports.
pub(crate) fn unknown<'h>(homes: impl IntoIterator<Item = &'h Home>) -> Vec<Unknown<'h>> {
    let runtimes = homes.into_iter().flat_map(|home| {
        let path = home.path.as_path();
        home.runtimes.iter().map(move |runtime| (path, runtime))
    });
    let unknown = runtimes.filter_map(|(home, runtime)| {
        let unknown: Vec<&Listener> = (runtime.listeners.iter())
            .filter(|listener| listener.is_unknown())
            .collect();
        let mut reasons: Vec<&str> = Vec::new();
        for reason in unknown.iter().filter_map(|l| l.condition.as_deref()) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        (!unknown.is_empty()).then_some(Unknown {
            home,
            runtime: &runtime.id,
            ports: unknown.len(),
            reasons,
        })
    });
    unknown.collect()
}

/// `3 ports of wso2am-4.4.0 (default) are not known: deployment.toml cannot be read as it stands`.
impl fmt::Display for Unknown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let home = self.home.display();
        let are = if self.ports == 1 { "is" } else { "are" };
        let (ports, runtime) = (count(self.ports, "port"), self.runtime);
        write!(f, "{ports} of {home} ({runtime}) {are} not known")?;
        match self.reasons.as_slice() {
            [] => Ok(()),
            reasons => write!(f, ": {}", reasons.join("; ")),
        }
    }
}
