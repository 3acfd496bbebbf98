use super::*;
use crate::file_system::Directory;
use crate::testing::{fifo, in_time, tree, while_exchanging};
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;

/// What is read by path, and from the handle of the directory: it has to be the same.
fn read(directory: &Path, name: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
    let (directory, name) = (directory.to_path_buf(), name.to_string());
    in_time(move || {
        let by_path = Disk.read(&directory.join(&name), limit);
        let opened = Directory::new(&Disk, directory);
        assert_eq!(opened.read(&name, limit), by_path, "{name}");
        by_path
    })
}

#[test]
fn regular_files_are_read_up_to_the_limit() {
    let tree = tree(&[("empty", ""), ("five", "12345"), ("conf/deep", "deep")]);
    let read = |name: &str, limit| read(tree.path(), name, limit);
    assert_eq!(read("empty", 0), Ok(Vec::new()));
    assert_eq!(read("five", 5), Ok(b"12345".to_vec()));
    assert_eq!(read("five", 4), Err(ReadError::TooLarge(4)));
    assert_eq!(read("conf/deep", 9), Ok(b"deep".to_vec()));
    assert_eq!(read("none", 9), Err(ReadError::Missing));
    assert_eq!(read("five/none", 9), Err(ReadError::Missing));
    assert_eq!(read("conf", 9), Err(ReadError::NotAFile));
    assert_eq!(read("conf/../five", 9), Ok(b"12345".to_vec()));
}

#[test]
fn links_are_followed_wherever_they_lead() {
    let outside = tree(&[("far", "far away")]);
    let tree = tree(&[("near", "near by")]);
    symlink("near", tree.path().join("inside")).unwrap();
    symlink(outside.path().join("far"), tree.path().join("outside")).unwrap();
    symlink("nothing", tree.path().join("broken")).unwrap();
    symlink("circle", tree.path().join("circle")).unwrap();
    assert_eq!(read(tree.path(), "inside", 9), Ok(b"near by".to_vec()));
    assert_eq!(read(tree.path(), "outside", 9), Ok(b"far away".to_vec()));
    assert_eq!(read(tree.path(), "broken", 9), Err(ReadError::Missing));
    let circle = read(tree.path(), "circle", 9);
    assert!(matches!(circle, Err(ReadError::Refused(_))), "{circle:?}");
}

#[test]
fn nothing_but_regular_files_is_opened() {
    let tree = tree(&[]);
    fifo(&tree.path().join("fifo"));
    let _socket = UnixListener::bind(tree.path().join("socket")).unwrap();
    symlink("fifo", tree.path().join("to-fifo")).unwrap();
    for device in ["/dev/zero", "/dev/tty", "/dev/full"] {
        let name = device.replace('/', "-");
        symlink(device, tree.path().join(&name)).unwrap();
        assert_eq!(read(tree.path(), &name, 9), Err(ReadError::NotAFile));
    }
    for name in ["fifo", "to-fifo"] {
        assert_eq!(read(tree.path(), name, 9), Err(ReadError::NotAFile));
        let kind = Disk.kind(&tree.path().join(name));
        assert_eq!(kind, Some(FileKind::Other));
    }
    // By its handle the socket is tried without being looked at first, which the kernel refuses.
    assert!(read(tree.path(), "socket", 9).is_err());
}

#[cfg(target_os = "linux")]
#[test]
fn files_of_the_kernel_are_refused() {
    let tree = tree(&[]);
    let expected = [
        ("/proc/kmsg", "procfs"),
        ("/proc/self/mem", "procfs"),
        ("/proc/cpuinfo", "procfs"),
        ("/sys/kernel/mm/transparent_hugepage/enabled", "sysfs"),
        ("/sys/kernel/debug/tracing/trace_pipe", "tracefs"),
        ("/sys/kernel/tracing/trace_pipe", "tracefs"),
    ];
    for (number, (target, file_system)) in expected.iter().enumerate() {
        if Disk.kind(Path::new(target)).is_none() {
            continue;
        }
        let name = number.to_string();
        symlink(target, tree.path().join(&name)).unwrap();
        assert_eq!(
            read(tree.path(), &name, 1 << 20),
            Err(ReadError::OfTheKernel(file_system)),
            "{target}"
        );
    }
    let listed = Disk.list(Path::new("/proc/self"));
    assert_eq!(listed, Err(ReadError::OfTheKernel("procfs")));
    assert!(Disk.handle(Path::new("/proc")).is_none());
    let home = Directory::new(&Disk, "/proc");
    assert_eq!(
        home.read("uptime", 99),
        Err(ReadError::OfTheKernel("procfs"))
    );
}

#[test]
fn listings_tell_what_is_a_directory() {
    let tree = tree(&[("conf/a", ""), ("b", "")]);
    symlink("conf", tree.path().join("link")).unwrap();
    let entry = |name: &str, is_directory| Entry {
        name: name.into(),
        is_directory,
    };
    let expected = [
        entry("b", Some(false)),
        entry("conf", Some(true)),
        entry("link", None),
    ];
    assert_eq!(Disk.entries(tree.path()).unwrap(), expected);
    let home = Directory::new(&Disk, tree.path());
    assert_eq!(home.entries("").unwrap(), expected);
    assert_eq!(home.list("link").unwrap(), ["a"]);
    assert_eq!(home.list("none"), Err(ReadError::Missing));
    assert_eq!(home.list("b"), Err(ReadError::Missing));
    assert_eq!(home.kind("conf/a"), Some(FileKind::File(0)));
    assert_eq!(home.kind(""), Some(FileKind::Directory));
}

#[test]
fn an_opened_directory_stays_the_one_that_was_opened() {
    let tree = tree(&[("am/conf", "of am"), ("is/conf", "of is")]);
    let home = Directory::new(&Disk, tree.path().join("am"));
    assert_eq!(home.kind("conf"), Some(FileKind::File(5)));
    fs::rename(tree.path().join("am"), tree.path().join("old")).unwrap();
    symlink("is", tree.path().join("am")).unwrap();
    assert_eq!(home.read("conf", 9), Ok(b"of am".to_vec()));
    assert_eq!(home.list("").unwrap(), ["conf"]);
}

#[test]
fn what_is_swapped_meanwhile_is_read_or_refused_but_never_waited_for() {
    let tree = tree(&[("home/file", "regular"), ("other", "another")]);
    let path = |name: &str| tree.path().join(name);
    fifo(&path("fifo"));
    symlink("/dev/zero", path("zero")).unwrap();
    symlink("/proc/kmsg", path("kmsg")).unwrap();
    fs::create_dir(path("directory")).unwrap();
    let file = path("home/file");
    let pairs =
        ["fifo", "zero", "kmsg", "directory", "other"].map(|name| (path(name), file.clone()));
    let directory = path("home");
    while_exchanging(&pairs, 500, || {
        let directory = directory.clone();
        let answers = in_time(move || {
            let opened = Directory::new(&Disk, &directory);
            [
                opened.read("file", 9),
                Disk.read(&directory.join("file"), 9),
            ]
        });
        for answer in answers {
            match answer {
                Ok(content) => assert!(
                    [b"regular", b"another"].contains(&content.as_slice().try_into().unwrap()),
                    "{content:?}"
                ),
                Err(ReadError::NotAFile | ReadError::OfTheKernel(_) | ReadError::Refused(_)) => {}
                Err(error) => panic!("{error}"),
            }
        }
    });
}
