//! The running host: what the kernel tells in `/proc`, by a fixed set of names, each read up to a limit.
//!
//! This is the only way to files of the kernel. A recorded host stands for it in tests and snapshots.

use crate::read_error::ReadError;
use crate::system;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// For lists that grow with the host: a hundred thousand sockets.
const LONG: u64 = 16 << 20;
/// For what one process is called with: as much as Linux lets it have.
const ARGUMENTS: u64 = 6 << 20;
/// For everything else.
const SHORT: u64 = 64 << 10;

/// A file that tells about the whole host, in the network namespace of this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HostFile {
    /// Sockets of TCP over IPv4.
    Tcp,
    /// Sockets of TCP over IPv6.
    Tcp6,
    /// Sockets of UDP over IPv4.
    Udp,
    /// Sockets of UDP over IPv6.
    Udp6,
    /// The ports that outgoing connections get.
    EphemeralRange,
    /// The ports in that range that they do not get.
    ReservedPorts,
    /// The first port that any user may open.
    UnprivilegedStart,
    /// Whether `::` leaves IPv4 alone.
    BindV6Only,
    /// What the host is called.
    Name,
    /// Routes of IPv4, its own addresses among them.
    Routes,
    /// Its addresses of IPv6.
    Addresses6,
}

impl HostFile {
    fn name(self) -> &'static str {
        match self {
            HostFile::Tcp => "net/tcp",
            HostFile::Tcp6 => "net/tcp6",
            HostFile::Udp => "net/udp",
            HostFile::Udp6 => "net/udp6",
            HostFile::EphemeralRange => "sys/net/ipv4/ip_local_port_range",
            HostFile::ReservedPorts => "sys/net/ipv4/ip_local_reserved_ports",
            HostFile::UnprivilegedStart => "sys/net/ipv4/ip_unprivileged_port_start",
            HostFile::BindV6Only => "sys/net/ipv6/bindv6only",
            HostFile::Name => "sys/kernel/hostname",
            HostFile::Routes => "net/fib_trie",
            HostFile::Addresses6 => "net/if_inet6",
        }
    }

    fn limit(self) -> u64 {
        match self {
            HostFile::Tcp | HostFile::Tcp6 | HostFile::Udp | HostFile::Udp6 => LONG,
            HostFile::Routes => LONG,
            _ => SHORT,
        }
    }
}

/// A file that tells about one process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProcessFile {
    /// The arguments, each ended by a zero byte.
    Arguments,
    /// The environment it was started with, each entry ended by a zero byte. It holds secrets.
    Environment,
    /// Names, user and parent.
    Status,
    /// State, parent and start time, in one line.
    Stat,
    /// The control groups, which name a container or unit.
    ControlGroups,
    /// The routes of its network namespace, with the addresses that are its own.
    Addresses,
    /// Sockets of TCP over IPv4 in its network namespace.
    Tcp,
    /// Sockets of TCP over IPv6 in its network namespace.
    Tcp6,
    /// Sockets of UDP over IPv4 in its network namespace.
    Udp,
    /// Sockets of UDP over IPv6 in its network namespace.
    Udp6,
}

impl ProcessFile {
    fn name(self) -> &'static str {
        match self {
            ProcessFile::Arguments => "cmdline",
            ProcessFile::Environment => "environ",
            ProcessFile::Status => "status",
            ProcessFile::Stat => "stat",
            ProcessFile::ControlGroups => "cgroup",
            ProcessFile::Addresses => "net/fib_trie",
            ProcessFile::Tcp => "net/tcp",
            ProcessFile::Tcp6 => "net/tcp6",
            ProcessFile::Udp => "net/udp",
            ProcessFile::Udp6 => "net/udp6",
        }
    }

    fn limit(self) -> u64 {
        match self {
            ProcessFile::Arguments | ProcessFile::Environment => ARGUMENTS,
            ProcessFile::Status
            | ProcessFile::Stat
            | ProcessFile::ControlGroups
            | ProcessFile::Addresses => SHORT,
            _ => LONG,
        }
    }
}

/// A link that tells about one process. It is read, never followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProcessLink {
    /// Its working directory.
    WorkingDirectory,
    /// Its program.
    Program,
    /// Its root directory.
    Root,
    /// Its network namespace: `net:[4026531840]`.
    NetworkNamespace,
    /// Its namespace of process numbers: `pid:[4026531836]`, which is the first one.
    ProcessNamespace,
}

impl ProcessLink {
    fn name(self) -> &'static str {
        match self {
            ProcessLink::WorkingDirectory => "cwd",
            ProcessLink::Program => "exe",
            ProcessLink::Root => "root",
            ProcessLink::NetworkNamespace => "ns/net",
            ProcessLink::ProcessNamespace => "ns/pid",
        }
    }
}

/// What was read, perhaps not to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounded {
    /// The first bytes.
    pub bytes: Vec<u8>,
    /// Whether these are all.
    pub is_complete: bool,
}

impl Bounded {
    /// The first `limit` of these bytes.
    pub(crate) fn within(mut bytes: Vec<u8>, limit: u64) -> Bounded {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let is_complete = bytes.len() <= limit;
        bytes.truncate(limit);
        Bounded { bytes, is_complete }
    }
}

/// A directory of procfs, or a record of one. Names are relative to it, with `/` between their parts.
pub(crate) trait Proc: Debug + Send + Sync {
    fn read(&self, name: &str, limit: u64) -> Result<Bounded, ReadError>;
    fn link(&self, name: &str) -> Result<PathBuf, ReadError>;
    fn names(&self, name: &str) -> Result<Vec<OsString>, ReadError>;
    fn directory(&self, name: &str) -> Result<Box<dyn Proc>, ReadError>;
    fn version_6_only(&self) -> Result<BTreeMap<u64, bool>, ReadError>;
}

/// A running host.
#[derive(Debug)]
pub struct RunningHost(Box<dyn Proc>);

impl RunningHost {
    /// The host that this runs on, as far as this process may see it.
    ///
    /// # Errors
    /// When the system has no procfs, or none is mounted at `/proc`.
    pub fn here() -> Result<RunningHost, ReadError> {
        system::proc().map(RunningHost)
    }

    /// A recorded one: paths below `/proc`, and what is in the file or what the link says.
    pub fn recorded(
        files: impl IntoIterator<Item = (impl Into<PathBuf>, impl Into<Vec<u8>>)>,
    ) -> RunningHost {
        let files = files.into_iter();
        let files = files.map(|(path, text)| (path.into(), text.into()));
        RunningHost(Box::new(Record {
            files: Arc::new(files.collect()),
            directory: PathBuf::new(),
        }))
    }

    /// What a file tells about the host.
    ///
    /// # Errors
    /// When it is missing or refused.
    pub fn read(&self, file: HostFile) -> Result<Bounded, ReadError> {
        self.0.read(file.name(), file.limit())
    }

    /// For each listening socket of version 6 of the internet protocol, by its number (inode), whether it leaves version 4
    /// alone. Procfs does not tell it; the kernel does when it is asked about sockets (`sock_diag(7)`). A recorded host has lines of number
    /// and `0` or `1` in `sock_diag`.
    ///
    /// # Errors
    /// When the kernel does not answer.
    pub fn version_6_only(&self) -> Result<BTreeMap<u64, bool>, ReadError> {
        self.0.version_6_only()
    }

    /// The numbers of all processes that may be seen, in order.
    ///
    /// # Errors
    /// When they cannot be listed.
    pub fn processes(&self) -> Result<Vec<u32>, ReadError> {
        let names = self.0.names("")?;
        let numbers = names.iter().filter_map(|name| name.to_str()?.parse().ok());
        // As names they were in another order.
        let numbers: BTreeSet<u32> = numbers.collect();
        Ok(numbers.into_iter().collect())
    }

    /// The number of the process that looks; `None` where procfs was mounted for other processes.
    pub fn own_number(&self) -> Option<u32> {
        self.0.link("self").ok()?.to_str()?.parse().ok()
    }

    /// A process. Whatever is asked of it is about the one that has the number now, even if it ends and another gets it.
    ///
    /// # Errors
    /// When there is no such process.
    pub fn process(&self, number: u32) -> Result<RunningProcess, ReadError> {
        self.0.directory(&number.to_string()).map(RunningProcess)
    }
}

/// A process of a running host.
#[derive(Debug)]
pub struct RunningProcess(Box<dyn Proc>);

impl RunningProcess {
    /// What a file tells about the process.
    ///
    /// # Errors
    /// When the process has ended, or belongs to another user who keeps this to themselves.
    pub fn read(&self, file: ProcessFile) -> Result<Bounded, ReadError> {
        self.0.read(file.name(), file.limit())
    }

    /// What a link says about the process.
    ///
    /// # Errors
    /// As [`RunningProcess::read`].
    pub fn link(&self, link: ProcessLink) -> Result<PathBuf, ReadError> {
        self.0.link(link.name())
    }

    /// The numbers (inodes) of the sockets that it has open, in order.
    ///
    /// # Errors
    /// As [`RunningProcess::read`].
    pub fn sockets(&self) -> Result<Vec<u64>, ReadError> {
        let names = self.0.names("fd")?;
        let sockets: BTreeSet<u64> = names
            .iter()
            .filter_map(|name| socket(&self.0.link(&format!("fd/{}", name.to_str()?)).ok()?))
            .collect();
        Ok(sockets.into_iter().collect())
    }
}

/// The number in `socket:[4711]`.
fn socket(link: &Path) -> Option<u64> {
    let number = link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?;
    number.parse().ok()
}

/// A record of a directory of procfs.
#[derive(Debug, Clone)]
struct Record {
    /// Everything that was recorded.
    files: Arc<BTreeMap<PathBuf, Vec<u8>>>,
    /// The directory, relative to procfs.
    directory: PathBuf,
}

impl Record {
    fn text(&self, name: &str) -> Result<&Vec<u8>, ReadError> {
        let path = self.directory.join(name);
        self.files.get(&path).ok_or(ReadError::Missing)
    }

    /// The recorded paths below a directory, relative to it. Paths are ordered part by part, so they stand together.
    fn below<'r>(&'r self, directory: &'r Path) -> impl Iterator<Item = &'r Path> {
        let from = self.files.range(directory.to_path_buf()..);
        from.map_while(move |(path, _)| path.strip_prefix(directory).ok())
    }
}

impl Proc for Record {
    fn read(&self, name: &str, limit: u64) -> Result<Bounded, ReadError> {
        let bytes = self.text(name)?;
        Ok(Bounded::within(bytes.clone(), limit))
    }

    fn link(&self, name: &str) -> Result<PathBuf, ReadError> {
        let text = self.text(name)?;
        Ok(PathBuf::from(String::from_utf8_lossy(text).into_owned()))
    }

    fn names(&self, name: &str) -> Result<Vec<OsString>, ReadError> {
        let directory = self.directory.join(name);
        let names = self
            .below(&directory)
            .filter_map(|path| path.components().next());
        let names: BTreeSet<_> = names.map(|name| name.as_os_str().to_os_string()).collect();
        if names.is_empty() {
            return Err(ReadError::Missing);
        }
        Ok(names.into_iter().collect())
    }

    fn version_6_only(&self) -> Result<BTreeMap<u64, bool>, ReadError> {
        let text = String::from_utf8_lossy(self.text("sock_diag")?);
        let lines = text.lines().filter_map(|line| line.split_once(' '));
        let sockets = lines.filter_map(|(number, only)| Some((number.parse().ok()?, only == "1")));
        Ok(sockets.collect())
    }

    fn directory(&self, name: &str) -> Result<Box<dyn Proc>, ReadError> {
        let directory = self.directory.join(name);
        if self.below(&directory).next().is_none() {
            return Err(ReadError::Missing);
        }
        Ok(Box::new(Record {
            files: Arc::clone(&self.files),
            directory,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recorded_host_answers_like_a_running_one() {
        let host = RunningHost::recorded([
            ("net/tcp", "sockets"),
            ("12/cmdline", "java\0-Dcarbon.home=/opt/am\0"),
            ("12/cwd", "/opt/am"),
            ("12/fd/0", "/dev/null"),
            ("12/fd/5", "socket:[77]"),
            ("12/fd/6", "socket:[8]"),
            ("7/cmdline", ""),
            ("self", "12"),
        ]);
        assert_eq!(host.read(HostFile::Tcp).unwrap().bytes, b"sockets");
        assert_eq!(host.read(HostFile::Udp), Err(ReadError::Missing));
        assert_eq!(host.processes().unwrap(), [7, 12]);
        assert_eq!(host.own_number(), Some(12));
        let java = host.process(12).unwrap();
        assert!(java.read(ProcessFile::Arguments).unwrap().is_complete);
        assert_eq!(
            java.link(ProcessLink::WorkingDirectory).unwrap(),
            Path::new("/opt/am")
        );
        assert_eq!(java.sockets().unwrap(), [8, 77]);
        assert!(host.process(13).is_err());
    }

    #[test]
    fn what_is_too_long_is_cut_and_says_so() {
        let host = RunningHost::recorded([("1/stat", vec![b'1'; 70_000])]);
        let stat = host.process(1).unwrap().read(ProcessFile::Stat).unwrap();
        assert_eq!((stat.bytes.len(), stat.is_complete), (65_536, false));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_host_tells_about_this_process() {
        let host = RunningHost::here().unwrap();
        let own = std::process::id();
        assert!(host.processes().unwrap().contains(&own));
        assert_eq!(host.own_number(), Some(own));
        assert!(host.read(HostFile::EphemeralRange).unwrap().is_complete);
        let process = host.process(own).unwrap();
        let arguments = process.read(ProcessFile::Arguments).unwrap();
        let program = std::env::args().next().unwrap();
        assert!(arguments.bytes.starts_with(program.as_bytes()));
        assert_eq!(
            process.link(ProcessLink::WorkingDirectory).unwrap(),
            std::env::current_dir().unwrap()
        );
        let namespace = process.link(ProcessLink::NetworkNamespace).unwrap();
        assert!(namespace.to_str().unwrap().starts_with("net:["));
        // A socket of this process is among those of the host.
        let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = socket.local_addr().unwrap().port();
        let table = String::from_utf8(process.read(ProcessFile::Tcp).unwrap().bytes).unwrap();
        let line = table
            .lines()
            .find(|line| line.contains(&format!(":{port:04X} 00000000:0000 0A")));
        let inode = line.unwrap().split_whitespace().nth(9).unwrap();
        assert!(process.sockets().unwrap().contains(&inode.parse().unwrap()));
        assert!(matches!(host.process(u32::MAX), Err(ReadError::Missing)));
    }
}
