//! What runs on this host: listening sockets, the processes that have them, and the homes that these were started from.
//!
//! In comes `/proc` through [`portlint_files::RunningHost`], out goes a [`Live`]. Sockets are read before and after the
//! processes; what changed meanwhile is not settled. Of a command line only what decides about ports gets out of
//! [`command`]. Linux tells everybody all sockets and their users, but who has one open only to root and to that user, so
//! an owner may stay unknown; a socket never does.

mod command;
mod containers;
mod processes;
mod published;
mod sockets;
mod users;

#[cfg(test)]
mod tests;

use portlint_files::{Bounded, FileSystem, HostFile, ReadError, RunningHost};
use portlint_host::{Live, LiveNetwork};
use processes::Processes;
use sockets::Table;
use users::Users;

/// Looks at the sockets and processes of a host; `files` are its disk, for the names of users and for the process numbers
/// that servers write down.
///
/// # Errors
/// When the sockets cannot be read.
pub fn look(host: &RunningHost, files: &dyn FileSystem) -> Result<Live, ReadError> {
    let users = Users::read(files);
    let before = own_sockets(host)?;
    let processes = Processes::read(host, files, &before, &users)?;
    let own = own_sockets(host)?.settled_by(before);
    let owners = processes.owners();
    let told = host.version_6_only().unwrap_or_default();
    let leaves_version_4 = number(host.read(HostFile::BindV6Only)) == Some(1);
    let network = |table: Table| LiveNetwork {
        is_complete: table.is_complete,
        sockets: table.listening(&owners, &users, &told, leaves_version_4),
    };
    let sees_all_processes =
        processes.sees_all && (processes.is_first_namespace || owners.has_all_of(&own));
    Ok(Live {
        sees_all_processes,
        ephemeral: ephemeral(host),
        networks: [own]
            .into_iter()
            .chain(processes.networks)
            .map(network)
            .collect(),
        processes: processes.kept,
    })
}

/// The sockets of the network of this process. One family of addresses may be switched off, all cannot.
fn own_sockets(host: &RunningHost) -> Result<Table, ReadError> {
    Table::read([
        host.read(HostFile::Tcp),
        host.read(HostFile::Tcp6),
        host.read(HostFile::Udp),
        host.read(HostFile::Udp6),
    ])
}

fn number(read: Result<Bounded, ReadError>) -> Option<u32> {
    text(read)?.trim().parse().ok()
}

fn ephemeral(host: &RunningHost) -> Option<(u16, u16)> {
    let range = text(host.read(HostFile::EphemeralRange))?;
    let mut numbers = range
        .split_whitespace()
        .map(|number| number.parse::<u16>().ok());
    Some((numbers.next()??, numbers.next()??))
}

/// What was read, as text.
fn text(read: Result<Bounded, ReadError>) -> Option<String> {
    let bytes = read.ok()?.bytes;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
