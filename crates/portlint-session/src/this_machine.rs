//! What the machine that this runs on is called, and at which addresses it is reached, as its kernel says.

use portlint_files::{HostFile, ReadError, RunningHost};
use portlint_host::{Machine, snapshot};
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What is told about the machine beside what its kernel says.
#[derive(Debug, Default)]
pub struct Told<'t> {
    /// Its name; `None` for the kernel's.
    pub name: Option<&'t str>,
    /// Its other names.
    pub aliases: &'t [String],
    /// Its addresses; empty for those of the kernel.
    pub addresses: &'t [String],
}

/// The machine, as it is called in a snapshot.
///
/// # Errors
/// When it has no name that can stand before a path, in words.
pub fn machine(
    running: Result<RunningHost, ReadError>,
    told: &Told<'_>,
) -> Result<Machine, String> {
    let read = |file| {
        let running = running.as_ref().ok()?;
        let read = running.read(file).ok()?;
        Some(String::from_utf8_lossy(&read.bytes).into_owned())
    };
    let name = match told.name {
        Some(name) => name.to_string(),
        None => read(HostFile::Name).map_or(String::new(), |name| name.trim().to_string()),
    };
    if !snapshot::is_name(&name) {
        return Err(match told.name {
            Some(_) => "--host: expected a name without spaces and slashes".to_string(),
            None => "the name of this host is not known: say --host NAME".to_string(),
        });
    }
    let mut addresses = told.addresses.to_vec();
    if addresses.is_empty() {
        let version4 = read(HostFile::Routes).unwrap_or_default();
        let version6 = read(HostFile::Addresses6).unwrap_or_default();
        let numbers = own_of_version4(&version4).into_iter().map(IpAddr::V4);
        let numbers = numbers.chain(own_of_version6(&version6).into_iter().map(IpAddr::V6));
        let numbers = numbers.filter(|number| !number.is_loopback());
        addresses.extend(numbers.map(|number| number.to_string()));
    }
    let mut aliases = told.aliases.to_vec();
    aliases.retain(|alias| *alias != name);
    Ok(Machine {
        name,
        aliases,
        addresses,
        taken: None,
    })
}

/// The addresses that `/proc/net/fib_trie` calls local: each stands in a line before the one that says so.
fn own_of_version4(routes: &str) -> BTreeSet<Ipv4Addr> {
    let mut own = BTreeSet::new();
    let mut last: Option<Ipv4Addr> = None;
    for line in routes.lines().map(str::trim) {
        if let Some(address) = line.strip_prefix("|-- ") {
            last = address.parse().ok();
        } else if line.starts_with("/32 ") && line.contains("LOCAL") {
            own.extend(last);
        }
    }
    own
}

/// The addresses of `/proc/net/if_inet6`: the first word of each line, without colons.
fn own_of_version6(addresses: &str) -> BTreeSet<Ipv6Addr> {
    let words = addresses
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    let numbers = words.filter(|word| word.len() == 32);
    let numbers = numbers.filter_map(|word| u128::from_str_radix(word, 16).ok());
    numbers.map(Ipv6Addr::from_bits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTES: &str = "Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 10.0.0.0/24 2 0 2
        |-- 10.0.0.0
           /24 link UNICAST
        |-- 10.0.0.7
           /32 host LOCAL
Local:
  |-- 127.0.0.1
     /32 host LOCAL
  |-- 10.0.0.7
     /32 host LOCAL
  |-- 10.0.0.255
     /32 link BROADCAST
";
    const VERSION6: &str = "00000000000000000000000000000001 01 80 10 80       lo
fd000000000000000000000000000007 02 40 00 80     eth0
";

    fn running() -> Result<RunningHost, ReadError> {
        Ok(RunningHost::recorded([
            ("sys/kernel/hostname", "gw1\n"),
            ("net/fib_trie", ROUTES),
            ("net/if_inet6", VERSION6),
        ]))
    }

    #[test]
    fn the_kernel_tells_name_and_addresses() {
        let machine = machine(running(), &Told::default()).unwrap();
        assert_eq!(machine.name, "gw1");
        assert_eq!(machine.addresses, ["10.0.0.7", "fd00::7"]);
    }

    #[test]
    fn what_is_told_wins() {
        let told = Told {
            name: Some("gw1.example.com"),
            aliases: &["gw1".to_string(), "gw1.example.com".to_string()],
            addresses: &["10.1.1.1".to_string()],
        };
        let machine = machine(running(), &told).unwrap();
        assert_eq!(machine.name, "gw1.example.com");
        assert_eq!(machine.aliases, ["gw1"]);
        assert_eq!(machine.addresses, ["10.1.1.1"]);
    }

    #[test]
    fn a_name_is_needed() {
        let unknown = || Err(ReadError::Missing);
        assert!(machine(unknown(), &Told::default()).is_err());
        let told = |name| Told {
            name: Some(name),
            ..Told::default()
        };
        assert!(machine(unknown(), &told("a b")).is_err());
        assert_eq!(
            machine(unknown(), &told("a")).unwrap().addresses,
            Vec::<String>::new()
        );
    }
}
