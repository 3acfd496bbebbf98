//! The processes of a host: those of servers, and those that have a socket.

use crate::command::Command;
use crate::containers::Containers;
use crate::sockets::{Owners, Table};
use crate::text;
use crate::users::Users;
use portlint_files::{
    FileSystem, ProcessFile, ProcessLink, ReadError, RunningHost, RunningProcess,
};
use portlint_host::{Certainty, LiveOwner, LiveProcess, LiveServer};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// In one second, whatever the kernel counts with inside.
const TICKS: u64 = 100;
/// The first namespace of process numbers has the same number on every Linux.
const FIRST_NAMESPACE: &str = "pid:[4026531836]";
/// Files in which a server writes down its number, in its home.
const NUMBER_FILES: [&str; 3] = ["wso2carbon.pid", "runtime.pid", "icp.pid"];
/// Longest of these files.
const NUMBER_LENGTH: u64 = 4096;

/// What was seen.
#[derive(Debug, Default)]
pub(crate) struct Processes {
    /// Those of servers, and those that have a socket, by number.
    pub kept: Vec<LiveProcess>,
    /// The networks of servers that are not in the one of this process.
    pub networks: Vec<Table>,
    /// Whether the command line of every process could be read.
    pub sees_all: bool,
    /// Whether all processes of the machine have numbers that can be seen.
    pub is_first_namespace: bool,
    /// Which of the kept ones have a socket open, by the number of the socket.
    holders: BTreeMap<u64, Vec<u32>>,
    /// Which of the kept ones say that they take a port.
    takers: Owners,
}

/// What is asked of each process.
struct Look<'l> {
    host: &'l RunningHost,
    files: &'l dyn FileSystem,
    sockets: &'l Table,
    users: &'l Users,
    /// When this process began: about now.
    now: Option<u64>,
    own_container: Option<String>,
    own_network: Option<PathBuf>,
}

impl Processes {
    /// Reads all processes; `sockets` are those of the network of this process.
    ///
    /// # Errors
    /// When they cannot be listed.
    pub(crate) fn read(
        host: &RunningHost,
        files: &dyn FileSystem,
        sockets: &Table,
        users: &Users,
    ) -> Result<Processes, ReadError> {
        let numbers = host.processes()?;
        let own_number = host.own_number();
        let own = own_number.and_then(|own| host.process(own).ok());
        let link = |link| own.as_ref()?.link(link).ok();
        let look = Look {
            host,
            files,
            sockets,
            users,
            now: own.as_ref().and_then(|own| Details::read(own)?.start),
            own_container: own.as_ref().and_then(Containers::of),
            own_network: link(ProcessLink::NetworkNamespace),
        };
        let namespace = link(ProcessLink::ProcessNamespace);
        let mut found = Processes {
            // Where processes of others are hidden, the first one is.
            sees_all: numbers.contains(&1),
            is_first_namespace: namespace.is_none_or(|name| name == Path::new(FIRST_NAMESPACE)),
            ..Processes::default()
        };
        let mut publishers = Vec::new();
        for number in numbers
            .into_iter()
            .filter(|number| Some(*number) != own_number)
        {
            found.add(number, &look, &mut publishers);
        }
        found.name_containers(&look, &publishers);
        Ok(found)
    }

    fn add(&mut self, number: u32, look: &Look<'_>, publishers: &mut Vec<(u32, Command)>) {
        // Whatever cannot be found has ended meanwhile.
        let Ok(process) = look.host.process(number) else {
            return;
        };
        let mut command = match process.read(ProcessFile::Arguments) {
            Ok(read) => Command::read(&read.bytes),
            Err(ReadError::Missing) => return,
            Err(_) => {
                self.sees_all = false;
                Command::default()
            }
        };
        if !command.is_program {
            return;
        }
        let sockets = process.sockets().ok();
        let held = sockets.iter().flatten().copied();
        let held: Vec<u64> = held.filter(|socket| look.sockets.holds(*socket)).collect();
        if command.is_java
            && command.server.is_none()
            && let Some(home) = home_with_number(&process, number, look.files)
        {
            command.of_home(home);
        }
        if held.is_empty() && command.server.is_none() && command.publisher.is_none() {
            return;
        }
        let Some(details) = Details::read(&process) else {
            return;
        };
        let network = match &command.server {
            Some(_) if held.is_empty() => self.network_of(&process, look),
            // Whoever has a socket of this network is in it.
            _ => Some(0),
        };
        let elsewhere = network.and_then(|at| self.networks.get(at.checked_sub(1)?));
        let is_there = |socket: &u64| elsewhere.is_some_and(|table| table.holds(*socket));
        let there = sockets.iter().flatten().copied().filter(is_there);
        for socket in held.into_iter().chain(there) {
            self.holders.entry(socket).or_default().push(number);
        }
        let container =
            Containers::of(&process).filter(|it| Some(it) != look.own_container.as_ref());
        let age = look.now.zip(details.start);
        self.kept.push(LiveProcess {
            number,
            name: details.name,
            user_id: details.user,
            user: look.users.name(details.user),
            server: command.server.take().map(|server| LiveServer {
                home: look.files.canonical(&server.home).unwrap_or(server.home),
                ..server
            }),
            age: age.map(|(now, start)| now.saturating_sub(start) / TICKS),
            network,
            container,
            publishes_for: None,
            sockets_are_known: sockets.is_some(),
        });
        if command.publisher.is_some() {
            publishers.push((number, command));
        }
    }

    /// The position of the network of a process that has no socket here.
    fn network_of(&mut self, process: &RunningProcess, look: &Look<'_>) -> Option<usize> {
        let link = process.link(ProcessLink::NetworkNamespace).ok();
        if link.is_some() && link == look.own_network {
            return Some(0);
        }
        let table = Table::read([
            process.read(ProcessFile::Tcp),
            process.read(ProcessFile::Tcp6),
            process.read(ProcessFile::Udp),
            process.read(ProcessFile::Udp6),
        ]);
        let table = table.ok()?;
        let is_known_to_be_another = link.is_some() && look.own_network.is_some();
        if !is_known_to_be_another {
            if table.is_of_one_network(look.sockets) {
                return Some(0);
            }
            // Two networks in which nobody listens look alike.
            if table.is_empty() && look.sockets.is_empty() {
                return None;
            }
        }
        let mut known = self.networks.iter();
        let known = known.position(|other| other.is_of_one_network(&table));
        Some(
            1 + known.unwrap_or_else(|| {
                self.networks.push(table);
                self.networks.len() - 1
            }),
        )
    }

    /// Says for whom proxies listen. That the addresses of containers are needed for it is seldom.
    fn name_containers(&mut self, look: &Look<'_>, publishers: &[(u32, Command)]) {
        let mut containers = Containers::default();
        let publishers = || {
            let named = publishers.iter();
            named.filter_map(|(number, command)| Some((*number, command.publisher.as_ref()?)))
        };
        if publishers().any(|(_, publisher)| publisher.address().is_some()) {
            for number in look.host.processes().unwrap_or_default() {
                if let Ok(process) = look.host.process(number) {
                    containers.add(&process);
                }
            }
        }
        for (number, publisher) in publishers() {
            let mut kept = self.kept.iter_mut();
            if let Some(process) = kept.find(|process| process.number == number) {
                process.publishes_for = Some(publisher.describe(&containers));
            }
            if let Some(port) = publisher.port {
                let owner = LiveOwner {
                    process: number,
                    certainty: Certainty::Probable,
                };
                self.takers.by_port.entry(port).or_insert(owner);
            }
        }
    }

    /// Who has which socket. What several processes have open belongs to the server among them, else to the first of them
    /// that is not the one that started the system.
    pub(crate) fn owners(&self) -> Owners {
        let rank = |number: u32| {
            let position = self
                .kept
                .binary_search_by_key(&number, |process| process.number);
            let process = position.ok().and_then(|position| self.kept.get(position));
            let is_server = process.is_some_and(|process| process.server.is_some());
            (!is_server, number == 1, number)
        };
        let holders = self.holders.iter().filter_map(|(socket, holders)| {
            let process = holders.iter().copied().min_by_key(|number| rank(*number))?;
            let owner = LiveOwner {
                process,
                certainty: Certainty::Certain,
            };
            Some((*socket, owner))
        });
        Owners {
            by_number: holders.collect(),
            by_port: self.takers.by_port.clone(),
        }
    }
}

/// The home of a Java machine that does not say it: where it runs, if a server has written down its number there.
fn home_with_number(
    process: &RunningProcess,
    number: u32,
    files: &dyn FileSystem,
) -> Option<PathBuf> {
    let directory = process.link(ProcessLink::WorkingDirectory).ok()?;
    // The control plane runs in `bin`.
    let above = directory.parent().filter(|_| directory.ends_with("bin"));
    let is_written = |home: &&Path| {
        NUMBER_FILES.iter().any(|name| {
            let bytes = files.read(&home.join(name), NUMBER_LENGTH);
            let bytes = bytes.unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes);
            // Some write a buffer that is longer than the number.
            text.trim_matches(['\0', '\n', ' ']).parse() == Ok(number)
        })
    };
    let mut homes = [Some(directory.as_path()), above].into_iter().flatten();
    Some(homes.find(is_written)?.to_path_buf())
}

/// Name, user and start of a process.
struct Details {
    name: String,
    user: u32,
    /// In ticks since the system started.
    start: Option<u64>,
}

impl Details {
    /// Reads them; `None` when the process has ended.
    fn read(process: &RunningProcess) -> Option<Details> {
        let status = text(process.read(ProcessFile::Status))?;
        let after = |key: &str| {
            let mut lines = status.lines();
            lines.find_map(|line| line.strip_prefix(key)).map(str::trim)
        };
        let stat = text(process.read(ProcessFile::Stat)).unwrap_or_default();
        // The name stands in brackets and may hold anything, brackets too.
        let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
        Some(Details {
            name: after("Name:")?.to_string(),
            // Real, effective, saved and of the file system; sockets have the last.
            user: after("Uid:")?.split_whitespace().nth(3)?.parse().ok()?,
            start: fields
                .split_whitespace()
                .nth(19)
                .and_then(|start| start.parse().ok()),
        })
    }
}
