//! Who wants which port, in words.

use crate::Style;
use portlint_analysis::Owner;
use portlint_rules::Diagnostic;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;

/// A port and the words for each of its owners.
pub(crate) struct Claim {
    /// `9443/tcp`.
    pub(crate) port: String,
    /// `wso2am-4.2.0 servlet-https 9443 + 0`, one per owner.
    pub(crate) owners: Vec<String>,
}

/// The ports of a finding, in its order.
pub(crate) fn claims(finding: &Diagnostic, style: &Style) -> Vec<Claim> {
    let homes = Homes::of(finding);
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

/// The words for the owners of a finding's ports.
pub(crate) struct ClaimWords<'a> {
    homes: Homes<'a>,
    style: &'a Style,
}

impl<'a> ClaimWords<'a> {
    /// For the owners of this finding.
    pub(crate) fn new(finding: &'a Diagnostic, style: &'a Style) -> ClaimWords<'a> {
        let homes = Homes::of(finding);
        ClaimWords { homes, style }
    }

    /// `wso2am-4.2.0 servlet-https 9443 + 0`.
    pub(crate) fn of(&self, owner: &Owner) -> String {
        words(owner, &self.homes, self.style)
    }
}

fn words(owner: &Owner, homes: &Homes<'_>, style: &Style) -> String {
    let mut words = vec![homes.name(&owner.home, style)];
    // Almost every home has one runtime, and its name says nothing.
    if !owner.runtime.is_empty() && owner.runtime != "default" {
        words.push(owner.runtime.to_string());
    }
    if !owner.listener.is_empty() {
        words.push(owner.listener.to_string());
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

/// The homes of a finding, by the last part of their paths.
struct Homes<'a>(BTreeMap<Cow<'a, str>, Namesakes<'a>>);

/// Homes whose paths end alike.
struct Namesakes<'a> {
    /// The path of one of them.
    home: &'a str,
    /// Whether there is another one.
    several: bool,
}

impl<'a> Homes<'a> {
    fn of(finding: &'a Diagnostic) -> Homes<'a> {
        let mut homes = BTreeMap::<_, Namesakes<'_>>::new();
        for owner in finding.ports.iter().flat_map(|claim| &claim.owners) {
            let Some(name) = last_part(&owner.home) else {
                continue;
            };
            let one = Namesakes {
                home: &owner.home,
                several: false,
            };
            let known = homes.entry(name).or_insert(one);
            known.several |= known.home != owner.home.as_ref();
        }
        Homes(homes)
    }

    /// The last part of a home's path where that tells the homes of the finding apart, else the path.
    fn name(&self, home: &str, style: &Style) -> String {
        let short = last_part(home);
        let short = short.filter(|name| self.0.get(name).is_some_and(|known| !known.several));
        match short {
            Some(short) => short.into_owned(),
            None => style.path(Path::new(home)),
        }
    }
}

fn last_part(path: &str) -> Option<Cow<'_, str>> {
    Path::new(path).file_name().map(OsStr::to_string_lossy)
}
