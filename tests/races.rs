//! Another user swaps files while root checks and writes their tree: nothing outside of the tree changes, and nothing
//! waits. `PORTLINT_SWAPS` says how many swaps there are of each kind for each command; `.ci/full` makes a thousand.

#![cfg(target_os = "linux")]

use crate::support::write;
use rustix::fs::inotify::{CreateFlags, Reader, WatchFlags, add_watch, init};
use rustix::fs::{CWD, FileType, Mode, RenameFlags, mknodat, renameat_with};
use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::mem::MaybeUninit;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A user that owns nothing else on this machine.
const OTHER: u32 = 4242;

/// Far more than any run takes, on a busy machine in a debug build.
const PATIENCE: Duration = Duration::from_mins(1);

/// Fewest runs for each kind of swap, and one for so many swaps.
const RUNS: u32 = 3;
const SWAPS_A_RUN: u32 = 10;

/// Two gateways that want the same ports. The first one's URL does not follow its offset, which `--fix` repairs.
const FILES: [(&str, &str); 4] = [
    ("wso2am-4.4.0/bin/version.txt", "WSO2 API Manager v4.4.0\n"),
    ("wso2am-4.3.0/bin/version.txt", "WSO2 API Manager v4.3.0\n"),
    (
        "wso2am-4.4.0/repository/conf/deployment.toml",
        "[server]\noffset = 1\n\n[[apim.gateway.environment]]\nname = \"Default\"\n\
         ws_endpoint = \"ws://localhost:9099\"\n",
    ),
    (
        "wso2am-4.3.0/repository/conf/deployment.toml",
        "[server]\noffset = 1\n",
    ),
];

const CONF: [&str; 2] = [
    "wso2am-4.4.0/repository/conf",
    "wso2am-4.3.0/repository/conf",
];

/// What is swapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Files for links to files of root, outside of the tree.
    Links,
    /// Files for what keeps a reader waiting: FIFOs, devices, files of the kernel.
    Waiting,
    /// Directories for links to directories outside of the tree.
    Directories,
    /// What the tool stages for links to files of root.
    Staged,
}

const KINDS: [Kind; 4] = [Kind::Links, Kind::Waiting, Kind::Directories, Kind::Staged];

#[test]
fn whatever_another_user_swaps_nothing_outside_changes_and_nothing_waits() {
    if !rustix::process::geteuid().is_root() {
        let _ = writeln!(
            io::stderr(),
            "skipped: the races need root and another user"
        );
        return;
    }
    let swaps = std::env::var("PORTLINT_SWAPS").map_or(20, |swaps| swaps.parse().unwrap());
    for command in [
        &["check", "."][..],
        &["plan", "--write", "."],
        &["check", "--fix", "."],
    ] {
        for kind in KINDS {
            // `check` stages nothing.
            if kind != Kind::Staged || command.len() > 2 {
                let host = Host::new();
                println!(
                    "{}, {kind:?}: {}",
                    command.join(" "),
                    host.race(command, kind, swaps)
                );
            }
        }
    }
}

/// A tree of another user and what lies outside of it.
struct Host {
    root: tempfile::TempDir,
    before: Vec<Looks>,
}

/// Path, owner, group, mode, number of names, content.
type Looks = (PathBuf, u32, u32, u32, u64, String);

impl Host {
    fn new() -> Host {
        let root = tempfile::tempdir().unwrap();
        fs::set_permissions(root.path(), Permissions::from_mode(0o755)).unwrap();
        for (path, text) in FILES {
            write(&root.path().join("tree"), path, text);
            // Outside lies the same, so that no content gives it away.
            write(&root.path().join("outside"), path, text);
        }
        write(&root.path().join("outside"), "secret", FILES[2].1);
        let secret = root.path().join("outside/secret");
        fs::set_permissions(secret, Permissions::from_mode(0o600)).unwrap();
        fs::create_dir(root.path().join("tree/.swap")).unwrap();
        for path in below(&root.path().join("tree")) {
            chown(path, Some(OTHER), Some(OTHER)).unwrap();
        }
        // By another process: a child that a test beside this one starts would keep the copy open for writing, and it could
        // not be run.
        let copied = Command::new("cp")
            .arg(std::env::current_exe().unwrap())
            .arg(root.path().join("other"))
            .status();
        assert!(copied.unwrap().success());
        let before = looks(&root.path().join("outside"));
        Host { root, before }
    }

    fn tree(&self) -> PathBuf {
        self.root.path().join("tree")
    }

    /// Lets the tool run until the other user has swapped often enough; what happened.
    fn race(&self, command: &[&str], kind: Kind, swaps: u32) -> String {
        let _other = OtherUser::start(self, kind);
        let begun = Instant::now();
        let mut exits = [0_u32; 3];
        let mut refused = 0;
        let mut runs = 0;
        while self.swapped() < swaps || runs < RUNS.max(swaps / SWAPS_A_RUN) {
            let output = self.run(command);
            let said = crate::support::all(&output);
            let exit = output.status.code().unwrap_or_else(|| panic!("{said}"));
            for bug in ["panicked", "internal error", "a bug in wso2-portlint"] {
                assert!(!said.contains(bug), "{said}");
            }
            exits[usize::try_from(exit).unwrap()] += 1;
            refused += u32::from(said.contains("nothing was written"));
            let now = looks(&self.root.path().join("outside"));
            let changed = now.iter().zip(&self.before).find(|(now, old)| now != old);
            assert_eq!(changed, None, "{command:?}, {kind:?}:\n{said}");
            assert_eq!(
                now.len(),
                self.before.len(),
                "{command:?}, {kind:?}:\n{said}"
            );
            runs += 1;
            let slow = Duration::from_secs(600 + u64::from(swaps));
            assert!(begun.elapsed() < slow, "too few swaps: {}", self.swapped());
        }
        let [clean, findings, failed] = exits;
        format!(
            "{} swaps during {runs} runs; exit 0: {clean}, 1: {findings}, 2: {failed}; \
             refused to write: {refused}",
            self.swapped()
        )
    }

    fn swapped(&self) -> u32 {
        let counted = fs::read_to_string(self.tree().join(".swap/count"));
        counted.ok().and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    /// Runs the tool, and fails when it waits.
    fn run(&self, command: &[&str]) -> std::process::Output {
        // Another build may be tried: what it does wrong has to show.
        let tool = std::env::var_os("PORTLINT_TOOL");
        let tool = tool.unwrap_or(env!("CARGO_BIN_EXE_wso2-portlint").into());
        let mut child = Command::new(tool)
            .args(command)
            .current_dir(self.tree())
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if begun.elapsed() > PATIENCE {
                let _ = child.kill();
                panic!("{command:?} waits");
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        child.wait_with_output().unwrap()
    }
}

/// Everything below a directory, and the directory.
fn below(directory: &Path) -> Vec<PathBuf> {
    let mut all = vec![directory.to_path_buf()];
    let mut next = 0;
    while let Some(path) = all.get(next).cloned() {
        if path.symlink_metadata().unwrap().is_dir() {
            all.extend(
                fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        }
        next += 1;
    }
    all.sort();
    all
}

fn looks(directory: &Path) -> Vec<Looks> {
    let looks = |path: PathBuf| {
        let metadata = path.symlink_metadata().unwrap();
        let content = fs::read_to_string(&path).unwrap_or_default();
        let (user, group) = (metadata.uid(), metadata.gid());
        (
            path,
            user,
            group,
            metadata.mode(),
            metadata.nlink(),
            content,
        )
    };
    below(directory).into_iter().map(looks).collect()
}

/// A process of the other user, which is this program again. It is ended when this is dropped.
struct OtherUser(Child);

impl OtherUser {
    fn start(host: &Host, kind: Kind) -> OtherUser {
        let child = Command::new(host.root.path().join("other"))
            .args(["the_other_user_swaps", "--ignored", "--nocapture"])
            .env("PORTLINT_OTHER_USER", format!("{kind:?}"))
            .current_dir(host.tree())
            .uid(OTHER)
            .gid(OTHER)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn();
        OtherUser(child.unwrap())
    }
}

impl Drop for OtherUser {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What the other user does, for ever, in the current directory.
#[test]
#[ignore = "the other user of the races, started by them"]
fn the_other_user_swaps() {
    let Ok(kind) = std::env::var("PORTLINT_OTHER_USER") else {
        return;
    };
    let kind = KINDS.into_iter().find(|known| format!("{known:?}") == kind);
    match kind.unwrap() {
        Kind::Staged => swap_staged(),
        kind => swap_names(kind),
    }
}

fn swap_names(kind: Kind) {
    let file = CONF[0].to_string() + "/deployment.toml";
    let version = FILES[0].0.to_string();
    let link = |target: &str, name: &str| {
        let name = format!(".swap/{name}");
        let target = std::env::current_dir().unwrap().join(target);
        symlink(target, &name).unwrap();
        name
    };
    let pairs = match kind {
        Kind::Links => vec![
            (link("../outside/secret", "secret"), file.clone()),
            (link(&format!("../outside/{file}"), "same"), file),
            (link("../outside/secret", "version"), version),
        ],
        Kind::Waiting => {
            mknodat(
                CWD,
                ".swap/fifo",
                FileType::Fifo,
                Mode::from_raw_mode(0o666),
                0,
            )
            .unwrap();
            let mut pairs = vec![(".swap/fifo".to_string(), file.clone())];
            for (name, target) in [
                ("log", "/proc/kmsg"),
                ("trace", "/sys/kernel/tracing/trace_pipe"),
                ("zero", "/dev/zero"),
                ("terminal", "/dev/tty"),
            ] {
                pairs.push((link(target, name), file.clone()));
                pairs.push((format!(".swap/{name}"), version.clone()));
            }
            pairs
        }
        Kind::Directories => vec![
            (
                link(&format!("../outside/{}", CONF[0]), "conf"),
                CONF[0].to_string(),
            ),
            (
                link("../outside/wso2am-4.4.0", "home"),
                "wso2am-4.4.0".to_string(),
            ),
        ],
        Kind::Staged => Vec::new(),
    };
    let mut count = 0;
    for (mine, theirs) in pairs.iter().cycle() {
        // There and back, so that no name of the next pair leads somewhere else.
        for turn in 0..2 {
            exchange(mine, theirs);
            count += 1;
            // From too short to be noticed to longer than a run.
            std::thread::sleep(Duration::from_micros(1 << ((count * 7 + turn) % 14)));
        }
        heal();
        tell(count);
    }
}

/// Puts a link in the place of whatever is staged. The event of its creation comes while the tool is writing it.
fn swap_staged() {
    let events = init(CreateFlags::CLOEXEC).unwrap();
    let watched = CONF.map(|conf| {
        let number = add_watch(&events, conf, WatchFlags::CREATE).unwrap();
        (number, conf)
    });
    let target = std::env::current_dir().unwrap().join("../outside/secret");
    let mut count = 0;
    let mut buffer = [MaybeUninit::uninit(); 4096];
    let mut reader = Reader::new(&events, &mut buffer);
    let mut spare = 0;
    let mut prepare = || {
        spare += 1;
        let name = format!(".swap/{spare}");
        symlink(&target, &name).unwrap();
        name
    };
    let mut prepared = prepare();
    std::thread::spawn(|| {
        loop {
            std::thread::sleep(Duration::from_millis(5));
            heal();
        }
    });
    loop {
        let event = reader.next().unwrap();
        let name = event.file_name().unwrap().to_str().unwrap();
        if !name.ends_with(".tmp") {
            continue;
        }
        let conf = watched.iter().find(|(number, _)| *number == event.wd());
        let staged = format!("{}/{name}", conf.unwrap().1);
        if renameat_with(CWD, &prepared, CWD, &staged, RenameFlags::EXCHANGE).is_ok() {
            count += 1;
            tell(count);
            prepared = prepare();
        }
    }
}

fn exchange(a: &str, b: &str) {
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).unwrap();
}

/// Gives the files that the tool has changed their old content again, so that it has something to do.
fn heal() {
    for (path, text) in FILES {
        let is_link = fs::symlink_metadata(path).map_or(true, |now| now.is_symlink());
        if is_link || fs::read_to_string(path).ok().as_deref() != Some(text) {
            fs::write(".swap/healed", text).unwrap();
            fs::rename(".swap/healed", path).unwrap();
        }
    }
}

fn tell(count: u32) {
    fs::write(".swap/told", count.to_string()).unwrap();
    fs::rename(".swap/told", ".swap/count").unwrap();
}
