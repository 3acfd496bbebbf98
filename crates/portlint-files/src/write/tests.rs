use super::*;
use crate::testing::{
    Looks, OTHER, exchange, fifo, in_time, is_root, looks, names, tree, while_exchanging,
};
use rustix::fs::{XattrFlags, getxattr, listxattr, setxattr};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, lchown, symlink};
use tempfile::TempDir;

fn change(home: &Path, name: &str, original: &str, new: &str) -> Change {
    Change {
        path: home.join(name),
        home: home.to_path_buf(),
        original: original.into(),
        new: new.into(),
    }
}

/// Writes without links out of a home, and fails instead of waiting.
fn write(changes: &[Change]) -> Result<Vec<Notice>, WriteError> {
    let changes = changes.to_vec();
    in_time(move || write_all(&changes, Links::Stay))
}

fn content(tree: &TempDir, name: &str) -> String {
    fs::read_to_string(tree.path().join(name)).unwrap()
}

fn reason(result: Result<Vec<Notice>, WriteError>) -> String {
    result.unwrap_err().to_string()
}

/// The name of the file that is staged in a directory.
fn staged(directory: &Path) -> PathBuf {
    let names = names(directory);
    let name = names.iter().find(|name| name.ends_with(".tmp"));
    directory.join(name.unwrap())
}

#[test]
fn all_files_are_written() {
    let tree = tree(&[("a", "1"), ("b", "2")]);
    let changes = [
        change(tree.path(), "a", "1", "one"),
        change(tree.path(), "b", "2", "two"),
    ];
    assert_eq!(write(&changes).unwrap(), []);
    assert_eq!(
        (content(&tree, "a"), content(&tree, "b")),
        ("one".into(), "two".into())
    );
    assert_eq!(names(tree.path()), ["a", "b"]);
}

#[test]
fn a_changed_or_missing_file_keeps_all_from_being_written() {
    let tree = tree(&[("a", "1"), ("b", "other"), ("longer", "123")]);
    let a = change(tree.path(), "a", "1", "one");
    for (name, original, words) in [
        (
            "b",
            "2",
            "b: changed since it was read; nothing was written",
        ),
        (
            "longer",
            "12",
            "longer: changed since it was read; nothing was written",
        ),
        ("c", "2", "c: no such file; nothing was written"),
    ] {
        let other = change(tree.path(), name, original, "two");
        let error = write(&[a.clone(), other]).unwrap_err();
        assert!(error.to_string().ends_with(words), "{error}");
        assert_eq!(error.may_pass(), name != "c");
    }
    assert_eq!(content(&tree, "a"), "1");
    assert_eq!(names(tree.path()), ["a", "b", "longer"]);
}

#[test]
fn what_was_replaced_is_put_back() {
    let tree = tree(&[("a", "1"), ("b", "2"), ("c", "3")]);
    let changes = ["a", "b", "c"].map(|name| change(tree.path(), name, &content(&tree, name), "x"));
    let refuse = |step, path: &Path| match step {
        Step::Placing if path.ends_with("c") => Err(io::Error::other("disk on fire")),
        _ => Ok(()),
    };
    let error = write_with(&changes, Links::Stay, &refuse).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("c: disk on fire; nothing was written"),
        "{error}"
    );
    assert_eq!(
        ["a", "b", "c"].map(|name| content(&tree, name)),
        ["1", "2", "3"]
    );
    assert_eq!(names(tree.path()), ["a", "b", "c"]);
}

#[test]
fn what_could_not_be_put_back_is_named() {
    let tree = tree(&[("a", "1"), ("b/c", "2")]);
    let changes = ["a", "b/c"].map(|name| change(tree.path(), name, &content(&tree, name), "x"));
    let spoil = |step, path: &Path| {
        if step == Step::Placing && path.ends_with("c") {
            fs::remove_file(tree.path().join("a"))?;
            fs::create_dir(tree.path().join("a"))?;
            return Err(io::Error::other("disk on fire"));
        }
        Ok(())
    };
    let error = write_with(&changes, Links::Stay, &spoil).unwrap_err();
    let words = "disk on fire; these files have their new content and could not be put back: ";
    assert!(error.to_string().contains(words), "{error}");
    assert_eq!(error.not_restored, [tree.path().join("a")]);
}

#[test]
fn a_file_named_twice_is_refused() {
    let tree = tree(&[("a", "1"), ("conf/b", "1")]);
    symlink("a", tree.path().join("link")).unwrap();
    symlink("conf", tree.path().join("folder")).unwrap();
    for (one, other) in [("a", "./a"), ("a", "link"), ("conf/b", "folder/b")] {
        let changes = [one, other].map(|name| change(tree.path(), name, "1", "x"));
        assert!(reason(write(&changes)).contains("named by two changes"));
    }
    assert_eq!(content(&tree, "a"), "1");
}

#[test]
fn a_file_that_another_run_writes_is_refused() {
    let tree = tree(&[("a", "1")]);
    let other = fs::File::open(tree.path().join("a")).unwrap();
    other.lock().unwrap();
    let error = write(&[change(tree.path(), "a", "1", "x")]).unwrap_err();
    assert!(error.to_string().contains("another run is writing it"));
    assert!(error.may_pass());
}

#[test]
fn a_directory_that_cannot_be_written_keeps_all_from_being_written() {
    let tree = tree(&[("a", "1"), ("shut/b", "2")]);
    let shut = tree.path().join("shut");
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(shut.join("probe"), "").is_ok() {
        // Root may write everywhere; a full and a read-only disk are tried by `tests/faults`.
        return;
    }
    let changes = [
        change(tree.path(), "a", "1", "one"),
        change(tree.path(), "shut/b", "2", "two"),
    ];
    assert!(write(&changes).is_err());
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(
        (content(&tree, "a"), content(&tree, "shut/b")),
        ("1".into(), "2".into())
    );
    assert_eq!(names(tree.path()), ["a", "shut"]);
}

#[test]
fn nothing_but_a_regular_file_is_replaced() {
    let tree = tree(&[("folder/x", "")]);
    fifo(&tree.path().join("fifo"));
    symlink("fifo", tree.path().join("link")).unwrap();
    for name in ["fifo", "link"] {
        let error = reason(write(&[change(tree.path(), name, "", "x")]));
        assert!(error.contains("not a regular file"), "{error}");
    }
    assert!(write(&[change(tree.path(), "folder", "", "x")]).is_err());
    symlink("/proc/self/comm", tree.path().join("kernel")).unwrap();
    let changes = [change(tree.path(), "kernel", "", "x")];
    let error = in_time(move || write_all(&changes, Links::Follow)).unwrap_err();
    assert!(
        error.to_string().contains("a file of the kernel"),
        "{error}"
    );
}

mod rights {
    use super::*;

    const ACCESS_LIST: &str = "system.posix_acl_access";

    /// An access list as Linux stores it: version 2, then tag, permissions and number of each entry.
    fn access_list(entries: &[(u16, u16, u32)]) -> Vec<u8> {
        let mut list = 2_u32.to_le_bytes().to_vec();
        for (tag, permissions, number) in entries {
            list.extend(tag.to_le_bytes());
            list.extend(permissions.to_le_bytes());
            list.extend(number.to_le_bytes());
        }
        list
    }

    const NOBODY: u32 = u32::MAX;

    /// Owner and one more user read and write; the group, shut out, only seems to by the mode.
    fn one_more_user() -> Vec<u8> {
        let (user, named, group, mask, others) = (1, 2, 4, 0x10, 0x20);
        access_list(&[
            (user, 6, NOBODY),
            (named, 6, 1234),
            (group, 0, NOBODY),
            (mask, 6, NOBODY),
            (others, 0, NOBODY),
        ])
    }

    /// Sets an attribute; says that a test is skipped where the file system has none.
    fn set(path: &Path, name: &str, value: &[u8]) -> bool {
        let set = setxattr(path, name, value, XattrFlags::empty());
        if set.is_err() {
            let _ = io::Write::write_all(
                &mut io::stderr(),
                format!("skipped: no {name} on this file system\n").as_bytes(),
            );
        }
        set.is_ok()
    }

    fn get(path: &Path, name: &str) -> Option<Vec<u8>> {
        let mut value = vec![0; 4096];
        let length = getxattr(path, name, &mut value[..]).ok()?;
        value.truncate(length);
        Some(value)
    }

    fn attributes(path: &Path) -> Vec<String> {
        let mut names = vec![0; 4096];
        let length = listxattr(path, &mut names[..]).unwrap();
        let names = names[..length].split(|byte| *byte == 0);
        let mut names: Vec<_> = names
            .map(|name| String::from_utf8_lossy(name).into())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_mode_is_kept() {
        let tree = tree(&[("a", "1")]);
        let path = tree.path().join("a");
        for mode in [0o640, 0o600, 0o755, 0o4750, 0o666] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let (user, group, mode, _) = looks(&path);
            write(&[change(tree.path(), "a", &content(&tree, "a"), "new")]).unwrap();
            assert_eq!(looks(&path), (user, group, mode, b"new".to_vec()));
        }
    }

    #[test]
    fn root_keeps_the_owner() {
        if !is_root("root_keeps_the_owner") {
            return;
        }
        let tree = tree(&[("a", "1")]);
        let path = tree.path().join("a");
        chown(&path, Some(OTHER), Some(4343)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o6640)).unwrap();
        write(&[change(tree.path(), "a", "1", "new")]).unwrap();
        assert_eq!(looks(&path), (OTHER, 4343, 0o6640, b"new".to_vec()));
    }

    #[test]
    fn the_access_list_is_kept() {
        let tree = tree(&[("a", "1")]);
        let path = tree.path().join("a");
        if !set(&path, ACCESS_LIST, &one_more_user()) {
            return;
        }
        let before = looks(&path);
        assert_eq!(before.2, 0o660);
        write(&[change(tree.path(), "a", "1", "new")]).unwrap();
        assert_eq!(get(&path, ACCESS_LIST), Some(one_more_user()));
        assert_eq!(
            looks(&path),
            Looks::from((before.0, before.1, 0o660, b"new".to_vec()))
        );
    }

    #[test]
    fn the_directory_s_access_list_is_not_given_to_a_file_without_one() {
        let tree = tree(&[("a", "1")]);
        let path = tree.path().join("a");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        if !set(tree.path(), "system.posix_acl_default", &one_more_user()) {
            return;
        }
        write(&[change(tree.path(), "a", "1", "new")]).unwrap();
        assert_eq!(get(&path, ACCESS_LIST), None);
        assert_eq!(looks(&path).2, 0o640);
    }

    #[test]
    fn extended_attributes_are_kept() {
        let tree = tree(&[("a", "1")]);
        let path = tree.path().join("a");
        if !set(&path, "user.origin", b"puppet") {
            return;
        }
        if rustix::process::geteuid().is_root() {
            assert!(set(&path, "trusted.note", b"seen"));
        }
        let before = attributes(&path);
        write(&[change(tree.path(), "a", "1", "new")]).unwrap();
        assert_eq!(attributes(&path), before);
        assert_eq!(get(&path, "user.origin"), Some(b"puppet".to_vec()));
    }
}

mod links {
    use super::*;

    #[test]
    fn links_stay_links() {
        let tree = tree(&[("far/a", "1"), ("b", "2")]);
        let path = |name: &str| tree.path().join(name);
        symlink("far/a", path("link")).unwrap();
        symlink("far", path("folder")).unwrap();
        symlink(path("b"), path("absolute")).unwrap();
        symlink("../far/../b", path("far/back")).unwrap();
        for (name, target) in [
            ("link", "far/a"),
            ("folder/a", "far/a"),
            ("absolute", "b"),
            ("far/back", "b"),
        ] {
            write(&[change(tree.path(), name, &content(&tree, target), name)]).unwrap();
            assert_eq!(content(&tree, target), name);
        }
        for link in ["link", "folder", "absolute", "far/back"] {
            assert!(fs::symlink_metadata(path(link)).unwrap().is_symlink());
        }
        assert_eq!(
            names(tree.path()),
            ["absolute", "b", "far", "folder", "link"]
        );
        assert_eq!(names(&path("far")), ["a", "back"]);
    }

    #[test]
    fn a_link_out_of_the_home_is_refused_with_both_paths_unless_it_is_to_be_followed() {
        let tree = tree(&[("home/conf/a", "1"), ("far/a", "1")]);
        let home = tree.path().join("home");
        let target = fs::canonicalize(tree.path().join("far/a")).unwrap();
        symlink("../far/a", home.join("relative")).unwrap();
        symlink(&target, home.join("absolute")).unwrap();
        symlink("../far", home.join("folder")).unwrap();
        symlink("conf/../../far", home.join("winding")).unwrap();
        symlink("relative", home.join("twice")).unwrap();
        for name in ["relative", "absolute", "folder/a", "winding/a", "twice"] {
            let change = change(&home, name, &content(&tree, "far/a"), name);
            let words = format!(
                "{}: leads to {}, outside of the home {}; nothing was written; --follow-links writes there",
                home.join(name).display(),
                target.display(),
                home.display()
            );
            assert_eq!(reason(write(std::slice::from_ref(&change))), words);
            let notices = write_all(std::slice::from_ref(&change), Links::Follow).unwrap();
            let followed = Notice::Followed {
                path: home.join(name),
                target: target.clone(),
            };
            assert_eq!(notices, [followed]);
            assert_eq!(content(&tree, "far/a"), name);
        }
        assert_eq!(content(&tree, "home/conf/a"), "1");
    }

    #[test]
    fn a_home_may_be_reached_by_links() {
        let tree = tree(&[("home/conf/a", "1")]);
        symlink("home", tree.path().join("current")).unwrap();
        let change = change(&tree.path().join("current"), "conf/a", "1", "new");
        assert_eq!(write(&[change]).unwrap(), []);
        assert_eq!(content(&tree, "home/conf/a"), "new");
    }

    #[test]
    fn links_of_another_user_do_not_lead_to_a_home() {
        if !is_root("links_of_another_user_do_not_lead_to_a_home") {
            return;
        }
        let tree = tree(&[("alice/home/conf/a", "1"), ("bob/x", "")]);
        let link = tree.path().join("bob/home");
        symlink("../alice/home", &link).unwrap();
        lchown(&link, Some(OTHER), Some(OTHER)).unwrap();
        let change = change(&link, "conf/a", "1", "new");
        let words = format!(
            "leads to {} through {}, a link of another user (uid {OTHER}); nothing was written",
            fs::canonicalize(link.join("conf/a")).unwrap().display(),
            link.display()
        );
        let error = reason(write(std::slice::from_ref(&change)));
        assert!(error.contains(&words), "{error}");
        assert_eq!(write_all(&[change], Links::Follow).unwrap().len(), 1);
        assert_eq!(content(&tree, "alice/home/conf/a"), "new");
    }

    #[test]
    fn another_name_is_told() {
        let tree = tree(&[("a", "1")]);
        fs::hard_link(tree.path().join("a"), tree.path().join("b")).unwrap();
        let told = write(&[change(tree.path(), "a", "1", "new")]).unwrap();
        let path = tree.path().join("a");
        assert_eq!(told, [Notice::OtherNames { path, count: 1 }]);
        assert_eq!(
            (content(&tree, "a"), content(&tree, "b")),
            ("new".into(), "1".into())
        );
    }

    #[test]
    fn two_names_of_one_file_are_two_files_afterwards() {
        let tree = tree(&[("a", "1")]);
        fs::hard_link(tree.path().join("a"), tree.path().join("b")).unwrap();
        let changes =
            [("a", "one"), ("b", "two")].map(|(name, new)| change(tree.path(), name, "1", new));
        assert_eq!(write(&changes).unwrap().len(), 2);
        assert_eq!(
            (content(&tree, "a"), content(&tree, "b")),
            ("one".into(), "two".into())
        );
    }
}

mod races {
    use super::*;

    /// A home, and beside it what nobody may touch: all three look like the governing file.
    struct Host {
        tree: TempDir,
        before: Vec<Looks>,
    }

    const OUTSIDE: [&str; 3] = ["outside/secret", "outside/conf/a", "outside/open"];

    impl Host {
        fn new() -> Host {
            let mut contents = vec![("home/conf/a", "1"), ("home/b", "2")];
            contents.extend(OUTSIDE.map(|name| (name, "1")));
            let tree = tree(&contents);
            for (name, mode) in OUTSIDE.iter().zip([0o600, 0o644, 0o666]) {
                let path = tree.path().join(name);
                fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
            }
            if rustix::process::geteuid().is_root() {
                for name in ["home/conf/a", "home/b", "home/conf", "home"] {
                    chown(tree.path().join(name), Some(OTHER), Some(OTHER)).unwrap();
                }
            }
            let before = OUTSIDE.map(|name| looks(&tree.path().join(name))).to_vec();
            Host { tree, before }
        }

        fn path(&self, name: &str) -> PathBuf {
            self.tree.path().join(name)
        }

        fn changes(&self) -> [Change; 2] {
            let home = self.path("home");
            [
                change(&home, "conf/a", "1", "one"),
                change(&home, "b", "2", "two"),
            ]
        }

        fn assert_nothing_outside_changed(&self) {
            let now = OUTSIDE.map(|name| looks(&self.path(name))).to_vec();
            assert_eq!(now, self.before);
            assert_eq!(names(&self.path("outside")), ["conf", "open", "secret"]);
            assert_eq!(names(&self.path("outside/conf")), ["a"]);
        }
    }

    /// Does something at a step of the first file.
    fn once(
        step: Step,
        host: &Host,
        work: impl Fn() -> io::Result<()>,
    ) -> Result<Vec<Notice>, WriteError> {
        let at = |now, path: &Path| {
            if now == step && path.ends_with("a") {
                work()?;
            }
            Ok(())
        };
        write_with(&host.changes(), Links::Stay, &at)
    }

    #[test]
    fn a_staged_file_that_is_swapped_for_a_link_gives_nothing_away() {
        for target in OUTSIDE {
            let host = Host::new();
            let swap = || {
                let staged = staged(&host.path("home/conf"));
                fs::rename(&staged, host.path("home/conf/kept"))?;
                symlink(host.path(target), staged)
            };
            let error = reason(once(Step::Staged, &host, swap));
            assert!(error.contains("changed since it was read"), "{error}");
            host.assert_nothing_outside_changed();
            assert_eq!(content(&host.tree, "home/b"), "2");
        }
    }

    #[test]
    fn a_directory_that_is_swapped_meanwhile_is_left_alone() {
        for step in [Step::Staged, Step::Placing] {
            let host = Host::new();
            symlink(host.path("outside/conf"), host.path("home/link")).unwrap();
            let swap = || exchange(&host.path("home/conf"), &host.path("home/link"));
            // The directory that was opened is written, wherever it is now.
            once(step, &host, swap).unwrap();
            host.assert_nothing_outside_changed();
            assert_eq!(content(&host.tree, "home/link/a"), "one");
        }
    }

    #[test]
    fn a_file_that_is_swapped_meanwhile_is_not_replaced() {
        for name in ["link", "fifo", "other"] {
            let host = Host::new();
            symlink(host.path("outside/secret"), host.path("home/link")).unwrap();
            fifo(&host.path("home/fifo"));
            fs::write(host.path("home/other"), "1").unwrap();
            let swap = || exchange(&host.path("home/conf/a"), &host.path("home").join(name));
            let error = reason(once(Step::Staged, &host, swap));
            assert!(
                error.contains("changed since it was read; nothing"),
                "{error}"
            );
            host.assert_nothing_outside_changed();
            assert_eq!(names(&host.path("home/conf")), ["a"]);
        }
    }

    #[test]
    fn whatever_is_swapped_nothing_outside_changes_and_nothing_waits() {
        let host = Host::new();
        symlink(host.path("outside/secret"), host.path("home/link")).unwrap();
        symlink(host.path("outside/conf"), host.path("home/folder")).unwrap();
        symlink(host.path("outside/open"), host.path("home/open")).unwrap();
        fifo(&host.path("home/fifo"));
        let file = host.path("home/conf/a");
        let pairs = [
            (host.path("home/link"), file.clone()),
            (host.path("home/folder"), host.path("home/conf")),
            (host.path("home/fifo"), file.clone()),
            (host.path("home/open"), file.clone()),
        ];
        while_exchanging(&pairs, 1000, || {
            let old = fs::read_to_string(host.path("home/b")).unwrap();
            let home = host.path("home");
            let new = if old == "1" { "2" } else { "1" };
            let changes = [
                change(&home, "b", &old, new),
                change(&home, "conf/a", "1", "1"),
            ];
            let _ = write(&changes);
        });
        host.assert_nothing_outside_changed();
        let metadata = fs::metadata(host.path("home/b")).unwrap();
        assert_eq!(
            metadata.uid() == OTHER,
            rustix::process::geteuid().is_root()
        );
    }

    #[test]
    fn staged_names_that_are_swapped_by_another_thread_give_nothing_away() {
        let host = Host::new();
        let (conf, target) = (host.path("home/conf"), host.path("outside/secret"));
        let over = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !over.load(std::sync::atomic::Ordering::Relaxed) {
                    for name in names(&conf).iter().filter(|name| name.ends_with(".tmp")) {
                        let _ = fs::rename(conf.join(name), conf.join("kept"));
                        let _ = symlink(&target, conf.join(name));
                    }
                }
            });
            for _ in 0..200 {
                let _ = write(&[change(&host.path("home"), "conf/a", "1", "1")]);
                // What the other thread put there is its own.
                let _ = fs::remove_file(conf.join("a"));
                fs::write(conf.join("a"), "1").unwrap();
            }
            over.store(true, std::sync::atomic::Ordering::Relaxed);
        });
        host.assert_nothing_outside_changed();
    }
}
