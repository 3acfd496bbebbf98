//! Configuration files without the servers around them that name hosts of their own: a repository that keeps the files of a
//! gateway, a control plane and a key manager is not one host.

use portlint_host::{Home, Host};
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::PathBuf;

/// Puts the loose configurations that name different hosts on different hosts, and remembers the names. Where somebody told
/// a host or a namespace, that counts; servers that lie side by side on one disk are on one host, whatever they are called.
pub(super) fn put(host: &mut Host, loose: &BTreeSet<PathBuf>) {
    let named = |home: &Home| {
        let is_loose = loose.contains(&home.canonical) && home.namespace.is_none();
        (is_loose && home.group.is_none()).then(|| own_name(home))?
    };
    let names: BTreeSet<String> = host.homes.iter().filter_map(named).collect();
    if names.len() < 2 {
        return;
    }
    for home in &mut host.homes {
        if let Some(name) = named(home) {
            home.group = Some(name);
        }
    }
    host.named_hosts = names.into_iter().collect();
}

/// The name or address that a configuration gives to its host, in lower case; not one that every machine has.
fn own_name(home: &Home) -> Option<String> {
    let mut told = home.runtimes.iter().flat_map(|runtime| &runtime.own_hosts);
    let name = told.next()?.trim().to_ascii_lowercase();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    let is_everybodys = match name.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(address) => address.is_loopback() || address.is_unspecified(),
        Err(_) => name == "localhost" || name.starts_with("localhost."),
    };
    (!name.is_empty() && name.chars().all(is_name) && !is_everybodys).then_some(name)
}
