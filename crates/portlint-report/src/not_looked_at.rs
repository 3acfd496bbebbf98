//! What was passed over, in the JSON of `check` and `ports`.

use crate::Style;
use portlint_host::Host;
use serde::Serialize;

/// A path that was not looked at, and why.
#[derive(Serialize)]
pub(crate) struct NotLookedAtJson {
    path: String,
    reason: &'static str,
}

impl NotLookedAtJson {
    /// All of a host.
    pub(crate) fn all(host: &Host, style: &Style) -> Vec<NotLookedAtJson> {
        let all = host.not_looked_at.iter().map(|passed| NotLookedAtJson {
            path: style.path(&passed.path),
            reason: passed.reason.as_str(),
        });
        all.collect()
    }
}
