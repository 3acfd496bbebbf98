use super::*;
use crate::testing::{OTHER, fifo, in_time, is_root, names, tree};
use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, lchown, symlink};

fn write(path: &Path, existing: Existing) -> Result<(), OutputError> {
    let path = path.to_path_buf();
    in_time(move || Ok(open_output(&path, existing)?.write_all(b"report")?))
}

#[test]
fn a_file_is_created_or_overwritten() {
    let tree = tree(&[("old", "longer than the report")]);
    let path = |name: &str| tree.path().join(name);
    fs::set_permissions(path("old"), fs::Permissions::from_mode(0o640)).unwrap();
    for name in ["new", "old"] {
        write(&path(name), Existing::Overwritten).unwrap();
        assert_eq!(fs::read_to_string(path(name)).unwrap(), "report");
    }
    assert_eq!(fs::metadata(path("old")).unwrap().mode() & 0o777, 0o640);
    let refused = write(&path("new"), Existing::Refused);
    assert!(matches!(refused, Err(OutputError::Exists)));
    assert!(write(&path("none/new"), Existing::Overwritten).is_err());
    assert!(write(tree.path(), Existing::Overwritten).is_err());
    assert_eq!(names(tree.path()), ["new", "old"]);
}

#[test]
fn links_and_names_of_one_s_own_are_followed() {
    let tree = tree(&[("old", ""), ("deep/er/x", "")]);
    let path = |name: &str| tree.path().join(name);
    symlink("old", path("link")).unwrap();
    symlink("deep/er", path("folder")).unwrap();
    symlink("missing", path("dangling")).unwrap();
    fs::hard_link(path("old"), path("second")).unwrap();
    for name in ["link", "folder/../x", "folder/new", "dangling", "second"] {
        write(&path(name), Existing::Overwritten).unwrap();
    }
    for name in ["old", "deep/x", "deep/er/new", "missing", "second"] {
        assert_eq!(fs::read_to_string(path(name)).unwrap(), "report", "{name}");
    }
}

#[test]
fn streams_and_devices_are_written() {
    write(Path::new("/dev/null"), Existing::Overwritten).unwrap();
    let (mut reader, writer) = io::pipe().unwrap();
    let name = format!("/dev/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&writer));
    write(Path::new(&name), Existing::Overwritten).unwrap();
    drop(writer);
    let mut read = String::new();
    io::Read::read_to_string(&mut reader, &mut read).unwrap();
    assert_eq!(read, "report");
}

#[test]
fn what_another_user_can_turn_is_not_written() {
    if !is_root("what_another_user_can_turn_is_not_written") {
        return;
    }
    let outside = tree(&[("secret", "secret"), ("far/secret", "secret")]);
    let tree = tree(&[("home/old", "")]);
    let home = tree.path().join("home");
    symlink(outside.path().join("secret"), home.join("link")).unwrap();
    symlink(outside.path().join("far"), home.join("folder")).unwrap();
    fs::hard_link(outside.path().join("secret"), home.join("second")).unwrap();
    fifo(&home.join("fifo"));
    for name in ["link", "folder", "fifo"] {
        lchown(home.join(name), Some(OTHER), Some(OTHER)).unwrap();
    }
    lchown(&home, Some(OTHER), Some(OTHER)).unwrap();
    for (name, words) in [
        ("link", "is a link of another user (uid 4242) to "),
        ("folder/secret", "is a link of another user (uid 4242) to "),
        (
            "second",
            "another name (a hard link), in a directory of another user",
        ),
        ("fifo", "a FIFO of another user"),
    ] {
        let refused = write(&home.join(name), Existing::Overwritten).unwrap_err();
        assert!(refused.to_string().contains(words), "{refused}");
    }
    for name in ["secret", "far/secret"] {
        let content = fs::read_to_string(outside.path().join(name)).unwrap();
        assert_eq!(content, "secret");
    }
    write(&home.join("old"), Existing::Overwritten).unwrap();
}
