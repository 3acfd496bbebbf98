//! Who wants which port, in words.

use crate::Style;
use crate::text::inline;
use portlint_rules::{Diagnostic, Owner};
use std::path::Path;

/// A port and the words for each of its owners.
pub(super) struct Claim {
    /// `9443/tcp`.
    pub(super) port: String,
    /// `wso2am-4.2.0 servlet-https 9443 + 0`, one per owner.
    pub(super) owners: Vec<String>,
}

/// The ports of a finding, in its order.
pub(super) fn claims(finding: &Diagnostic, style: &Style) -> Vec<Claim> {
    let homes = finding
        .ports
        .iter()
        .flat_map(|claim| &claim.owners)
        .map(|owner| owner.home.as_str())
        .collect::<Vec<_>>();
    finding
        .ports
        .iter()
        .map(|claim| Claim {
            port: format!("{}/{}", claim.port, claim.protocol.as_str()),
            owners: claim
                .owners
                .iter()
                .map(|owner| words(owner, &homes, style))
                .collect(),
        })
        .collect()
}

fn words(owner: &Owner, homes: &[&str], style: &Style) -> String {
    let mut words = vec![home(&owner.home, homes, style)];
    // Almost every home has one runtime, and its name says nothing.
    if !owner.runtime.is_empty() && owner.runtime != "default" {
        words.push(inline(&owner.runtime));
    }
    if !owner.listener.is_empty() {
        words.push(inline(&owner.listener));
    }
    if let Some(base) = owner.base {
        words.push(arithmetic(base, owner.offset));
    }
    words.join(" ")
}

/// `9443 + 1`, `9443 - 1`.
fn arithmetic(base: i64, offset: i64) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    format!("{base} {sign} {}", offset.unsigned_abs())
}

/// The last part of a home's path where that tells the homes of a finding apart, else the path.
fn home(home: &str, homes: &[&str], style: &Style) -> String {
    let name = |path: &str| {
        Path::new(path)
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    let short = name(home);
    let ambiguous = homes
        .iter()
        .any(|other| *other != home && name(other) == short);
    match short {
        Some(short) if !ambiguous => inline(&short),
        _ => style.shown_path(Path::new(home)),
    }
}
