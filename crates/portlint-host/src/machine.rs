//! The machines of a fleet: what they are called, and when they were looked at.

use crate::Moment;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A machine, and the names and addresses by which files of other machines mean it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Machine {
    /// Its name; homes on it have it as their group.
    pub name: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// The addresses of its interfaces and of what passes connections on to it.
    pub addresses: Vec<String>,
    /// The snapshot that tells of it; `None` where only the configuration does.
    #[serde(skip)]
    pub taken: Option<Taken>,
}

/// A snapshot of a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// When it was taken.
    pub at: Moment,
    /// Its file, as shown.
    pub file: PathBuf,
}

impl Machine {
    /// Whether a file that names this host means the machine.
    pub fn is_called(&self, host: &str) -> bool {
        let host = plain(host);
        let names = [&self.name].into_iter().chain(&self.aliases);
        names
            .chain(&self.addresses)
            .any(|name| plain(name).eq_ignore_ascii_case(host))
    }

    /// Every name and address in one form, in which two that mean the same are the same.
    pub fn keys(&self) -> impl Iterator<Item = String> + '_ {
        let names = [&self.name].into_iter().chain(&self.aliases);
        names.chain(&self.addresses).map(|name| key(name))
    }
}

/// A name or an address in the form of [`Machine::keys`].
pub fn key(host: &str) -> String {
    plain(host).to_ascii_lowercase()
}

/// Without the brackets of an address of IPv6 and the dot at the end of a full name.
fn plain(host: &str) -> &str {
    let host = host.trim_matches(['[', ']']);
    host.strip_suffix('.').unwrap_or(host)
}

/// A path of a machine as it is shown among those of others: `gw1:/opt/wso2/wso2am-4.4.0`.
pub(crate) fn within(machine: &str, path: &Path) -> PathBuf {
    let mut shown = std::ffi::OsString::from(format!("{machine}:"));
    shown.push(path);
    PathBuf::from(shown)
}

/// The reverse of [`within`].
pub(crate) fn without<'p>(machine: &str, path: &'p Path) -> Option<&'p Path> {
    let local = path.to_str()?.strip_prefix(machine)?.strip_prefix(':')?;
    Some(Path::new(local))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_called_by_its_names_and_addresses() {
        let machine = Machine {
            name: "gw1".to_string(),
            aliases: vec!["gw1.example.com".to_string()],
            addresses: vec!["10.0.0.1".to_string(), "fd00::1".to_string()],
            taken: None,
        };
        for host in ["GW1", "gw1.Example.com.", "10.0.0.1", "[fd00::1]"] {
            assert!(machine.is_called(host), "{host}");
            assert!(machine.keys().any(|known| known == key(host)), "{host}");
        }
        assert!(!machine.is_called("gw"));
        assert!(!machine.is_called(""));
    }

    #[test]
    fn paths_of_machines_are_told_apart_and_put_back() {
        let path = Path::new("/opt/wso2/am");
        let shown = within("gw:1", path);
        assert_eq!(shown, Path::new("gw:1:/opt/wso2/am"));
        assert_eq!(without("gw:1", &shown), Some(path));
        assert_eq!(without("gw", Path::new("/opt")), None);
    }
}
