//! Who has a share in a finding. A collision of three homes is not gone when one of them is allowed: two still collide.

use portlint_host::{Home, Host};
use portlint_rules::Diagnostic;
use std::collections::BTreeMap;
use std::path::Path;

/// The homes that have a share in a finding, port by port, and which of these shares were silenced.
#[derive(Debug)]
pub(super) struct Shares {
    ports: Vec<Share>,
    /// True for findings that are about a clash of owners; others need only one home to be silenced.
    claims: bool,
}

/// One port of a finding; `None` for findings that are not about ports.
#[derive(Debug)]
struct Share {
    port: Option<i64>,
    /// Home or other software as shown, and whether its share was silenced.
    owners: BTreeMap<String, bool>,
}

impl Shares {
    /// The shares in a finding.
    pub(super) fn of(finding: &Diagnostic, places: &Places<'_>) -> Shares {
        if finding.ports.is_empty() {
            let owners = homes_of(finding, places)
                .map(|home| (home, false))
                .collect();
            return Shares {
                ports: vec![Share { port: None, owners }],
                claims: false,
            };
        }
        let share = |claim: &portlint_analysis::PortClaim| Share {
            port: Some(claim.port),
            owners: claim
                .owners
                .iter()
                .map(|owner| (owner.home.to_string(), false))
                .collect(),
        };
        Shares {
            ports: finding.ports.iter().map(share).collect(),
            claims: true,
        }
    }

    /// Every owner, in order.
    pub(super) fn owners(&self) -> std::collections::BTreeSet<&str> {
        self.ports
            .iter()
            .flat_map(|share| share.owners.keys().map(String::as_str))
            .collect()
    }

    /// Silences the share of a home, in one port or in all; false when it has none.
    pub(super) fn cover(&mut self, home: &str, port: Option<u16>) -> bool {
        let mut any = false;
        for share in &mut self.ports {
            let wanted = port.is_none() || share.port == port.map(i64::from);
            if let Some(covered) = share.owners.get_mut(home).filter(|_| wanted) {
                *covered = true;
                any = true;
            }
        }
        any
    }

    /// Whose shares in which ports were silenced.
    pub(super) fn covered(&self) -> impl Iterator<Item = (&str, i64)> {
        self.ports.iter().flat_map(|share| {
            let owners = share.owners.iter().filter(|(_, covered)| **covered);
            owners.filter_map(|(home, _)| Some((home.as_str(), share.port?)))
        })
    }

    /// The ports in which no share was silenced.
    pub(super) fn uncovered_ports(&self) -> Vec<String> {
        let left = self.ports.iter().filter(|share| {
            let mut covered = share.owners.values();
            !covered.any(|covered| *covered)
        });
        left.filter_map(|share| share.port.map(|port| port.to_string()))
            .collect()
    }

    /// Whether nothing is left of the finding: in no port two owners are left to clash.
    pub(super) fn are_covered(&self) -> bool {
        self.ports.iter().all(|share| {
            let covered = share.owners.values().filter(|covered| **covered).count();
            let left = share.owners.len() - covered;
            covered > 0 && (!self.claims || left <= 1)
        })
    }
}

/// The homes that the places of a finding lie in, as shown.
fn homes_of(finding: &Diagnostic, places: &Places<'_>) -> impl Iterator<Item = String> + use<> {
    let files = &places.host.files;
    let shown = finding.annotations.iter();
    let shown = shown.map(|a| files.path(a.location.file));
    let homes = shown
        .chain(finding.path.as_deref())
        .flat_map(|path| homes_of_file(path, places))
        .map(|home| home.path.display().to_string())
        .collect::<Vec<_>>();
    homes.into_iter()
}

/// A host, and the homes that files lie in.
pub(super) struct Places<'h> {
    pub(super) host: &'h Host,
    by_path: BTreeMap<&'h Path, &'h Home>,
}

impl<'h> Places<'h> {
    pub(super) fn of(host: &'h Host) -> Self {
        let proxies = host.proxies.iter().map(|proxy| &proxy.stand_in);
        let homes = host.homes.iter().chain(proxies);
        Places {
            host,
            by_path: homes.map(|home| (home.path.as_path(), home)).collect(),
        }
    }

    /// The home that a file, as shown, lies in, or the proxy that it configures.
    pub(super) fn home_of(&self, file: &Path) -> Option<&'h Home> {
        let mut around = file.ancestors();
        around.find_map(|path| self.by_path.get(path).copied())
    }
}

/// The homes that a file speaks of: the one that it lies in, else those in containers that it describes or configures.
pub(super) fn homes_of_file<'h>(file: &Path, places: &Places<'h>) -> Vec<&'h Home> {
    if let Some(home) = places.home_of(file) {
        return vec![home];
    }
    let host = places.host;
    let shown = file.to_string_lossy();
    let describes = |home: &Home| {
        let path = home.path.to_string_lossy();
        path.strip_prefix(&*shown)
            .is_some_and(|rest| rest.starts_with('#'))
    };
    let governs = |home: &Home| {
        let governing = home.runtimes.iter().filter_map(|runtime| runtime.governing);
        let mut files = governing.map(|start| host.files.path(start.file));
        files.any(|path| path == file)
    };
    let in_containers = host.homes.iter().filter(|home| home.container.is_some());
    in_containers
        .filter(|home| describes(home) || governs(home))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{collision, host};
    use super::*;

    #[test]
    fn two_owners_need_one_of_them() {
        let host = host(&[("am", ""), ("is", "")]);
        let finding = collision(9443, &["am", "is"]);
        let mut shares = Shares::of(&finding, &Places::of(&host));
        assert!(!shares.are_covered());
        assert!(!shares.cover("mi", None));
        assert!(!shares.cover("am", Some(9444)));
        assert!(shares.cover("am", Some(9443)));
        assert!(shares.are_covered());
    }

    #[test]
    fn three_owners_need_two_of_them() {
        let host = host(&[("am", ""), ("is", ""), ("mi", "")]);
        let finding = collision(9443, &["am", "is", "mi"]);
        let mut shares = Shares::of(&finding, &Places::of(&host));
        shares.cover("am", None);
        assert!(!shares.are_covered());
        shares.cover("mi", None);
        assert!(shares.are_covered());
    }

    #[test]
    fn every_port_counts() {
        let host = host(&[("am", ""), ("is", "")]);
        let mut finding = collision(9443, &["am", "is"]);
        finding.ports.extend(collision(9763, &["am", "is"]).ports);
        let mut shares = Shares::of(&finding, &Places::of(&host));
        shares.cover("am", Some(9443));
        assert!(!shares.are_covered());
        shares.cover("is", Some(9763));
        assert!(shares.are_covered());
    }

    #[test]
    fn findings_without_ports_belong_to_the_home_of_their_place() {
        let host = host(&[("am", ""), ("am/inner", "")]);
        let mut finding = Diagnostic::new("syntax-error", portlint_rules::Severity::Error, "");
        finding.path = Some("am/inner/deployment.toml".into());
        let shares = Shares::of(&finding, &Places::of(&host));
        assert_eq!(
            shares.owners().into_iter().collect::<Vec<_>>(),
            ["am/inner"]
        );
    }
}
