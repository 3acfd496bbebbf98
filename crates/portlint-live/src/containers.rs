//! Containers: which one a process is in, and what addresses they have.

use crate::text;
use portlint_files::{ProcessFile, RunningProcess};
use std::collections::{BTreeMap, BTreeSet};

/// Digits of the number that tools show of a container.
const SHOWN: usize = 12;
/// Digits of the number that control groups have.
const WHOLE: usize = 64;

/// The containers of a host and their addresses.
#[derive(Debug, Default)]
pub(crate) struct Containers {
    seen: BTreeSet<String>,
    by_address: BTreeMap<String, String>,
}

impl Containers {
    /// The container that a process is in.
    pub(crate) fn of(process: &RunningProcess) -> Option<String> {
        named(&text(process.read(ProcessFile::ControlGroups))?)
    }

    /// Takes up the addresses of the container that a process is in.
    pub(crate) fn add(&mut self, process: &RunningProcess) {
        let Some(container) = Containers::of(process) else {
            return;
        };
        if !self.seen.insert(container.clone()) {
            return;
        }
        let routes = text(process.read(ProcessFile::Addresses)).unwrap_or_default();
        for address in own_addresses(&routes) {
            let container = container.clone();
            self.by_address
                .entry(address.to_string())
                .or_insert(container);
        }
    }

    /// The container with this address.
    pub(crate) fn at(&self, address: &str) -> Option<&str> {
        self.by_address.get(address).map(String::as_str)
    }
}

/// The container that control groups name: `0::/system.slice/docker-<64 digits>.scope`, `/docker/<64 digits>`,
/// `/kubepods/.../cri-containerd-<64 digits>.scope`, `/lxc.payload.name`.
fn named(groups: &str) -> Option<String> {
    let parts = || groups.lines().flat_map(|line| line.split('/'));
    let number = |part: &str| {
        let part = part.strip_suffix(".scope").unwrap_or(part);
        let digits = part.rsplit(['-', ':']).next()?;
        let is_number = digits.len() == WHOLE && digits.bytes().all(|b| b.is_ascii_hexdigit());
        Some(digits.get(..SHOWN).filter(|_| is_number)?.to_string())
    };
    let machine = |part: &str| {
        let name = part
            .strip_prefix("lxc.payload.")
            .or_else(|| part.strip_prefix("machine-")?.strip_suffix(".scope"))?;
        Some(name.to_string())
    };
    // The innermost comes last.
    parts()
        .rev()
        .find_map(number)
        .or_else(|| parts().find_map(machine))
}

/// The addresses that are the network's own, without those of loopback: of each, the line before `/32 host LOCAL`.
fn own_addresses(routes: &str) -> BTreeSet<&str> {
    let mut addresses = BTreeSet::new();
    let mut last = "";
    for line in routes.lines() {
        let line = line.trim();
        if let Some(address) = line.strip_prefix("|-- ") {
            last = address;
        } else if line == "/32 host LOCAL" && !last.starts_with("127.") {
            addresses.insert(last);
        }
    }
    addresses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_groups_name_the_container() {
        let id = "0123456789abcdef".repeat(4);
        let short = Some("0123456789ab".to_string());
        for (groups, expected) in [
            (
                format!("0::/system.slice/docker-{id}.scope\n"),
                short.clone(),
            ),
            (format!("12:cpu:/docker/{id}\n0::/\n"), short.clone()),
            (
                format!("0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-{id}.scope"),
                short.clone(),
            ),
            (format!("0::/user.slice/libpod-{id}.scope/container"), short),
            (
                "0::/lxc.payload.web/system.slice".into(),
                Some("web".into()),
            ),
            ("0::/system.slice/sshd.service\n".into(), None),
            (String::new(), None),
        ] {
            assert_eq!(named(&groups), expected, "{groups}");
        }
    }

    #[test]
    fn routes_name_the_own_addresses() {
        let routes = "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 127.0.0.1\n        /32 host LOCAL\n     |-- 172.17.0.0\n        \
            /16 link UNICAST\n     |-- 172.17.0.2\n        /32 host LOCAL\n     |-- 172.17.255.255\n        /32 link BROADCAST\n";
        assert_eq!(own_addresses(routes), BTreeSet::from(["172.17.0.2"]));
    }
}
