//! What becomes of links, of second names, and of who may do what, when files are written; through the built binary.

#![cfg(unix)]

use crate::support::{all, run, write};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, lchown, symlink};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const CONF: &str = "wso2is-7.0.0/repository/conf/deployment.toml";

/// An identity server that has to give way to the API Manager, which is pinned by its name in the runs below.
fn host() -> TempDir {
    let host = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| write(&host.path().join("opt"), path, text);
    write(
        "wso2is-7.0.0/bin/version.txt",
        "WSO2 Identity Server v7.0.0\n",
    );
    write(CONF, "[server]\noffset = 0\n");
    write("wso2am-4.4.0/bin/version.txt", "WSO2 API Manager v4.4.0\n");
    write(
        "wso2am-4.4.0/repository/conf/deployment.toml",
        "[server]\noffset = 0\n",
    );
    host
}

/// Puts a file elsewhere, and a link to it in its place.
fn move_out(host: &Path, file: &str) -> PathBuf {
    let target = fs::canonicalize(host).unwrap().join("elsewhere");
    fs::rename(host.join("opt").join(file), &target).unwrap();
    symlink(&target, host.join("opt").join(file)).unwrap();
    target
}

/// The plan, with the API Manager where it is.
fn plan(host: &Path, more: &[&str]) -> (i32, String) {
    let arguments = [
        &["plan", "--write", "--pin", "wso2am-4.4.0"],
        more,
        &["opt"],
    ]
    .concat();
    let output = run(host, &arguments);
    (output.status.code().unwrap(), all(&output))
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_link_out_of_the_home_is_written_only_when_asked_for() {
    let host = host();
    let target = move_out(host.path(), CONF);
    let (code, said) = plan(host.path(), &[]);
    let words = format!(
        "opt/{CONF}: leads to {}, outside of the home opt/wso2is-7.0.0; nothing was written; \
         --follow-links writes there",
        target.display()
    );
    assert!(code == 2 && said.contains(&words), "{said}");
    assert_eq!(read(&target), "[server]\noffset = 0\n");

    let (code, said) = plan(host.path(), &["--follow-links"]);
    let words = format!("opt/{CONF}: followed a link and wrote {}", target.display());
    assert!(code == 0 && said.contains(&words), "{said}");
    assert_eq!(read(&target), "[server]\noffset = 1\n");
    let link = host.path().join("opt").join(CONF);
    assert!(fs::symlink_metadata(link).unwrap().is_symlink());
}

#[test]
fn fixes_follow_no_link_out_of_the_home_either() {
    let host = host();
    let governing = host.path().join("opt").join(CONF);
    fs::write(&governing, "\u{feff}[server]\noffset = 7\n").unwrap();
    let target = move_out(host.path(), CONF);
    let refused = run(host.path(), &["check", "--fix", "opt"]);
    assert_eq!(refused.status.code(), Some(2), "{}", all(&refused));
    assert!(all(&refused).contains("outside of the home opt/wso2is-7.0.0; nothing was written"));
    assert!(read(&target).starts_with('\u{feff}'));

    let fixed = run(host.path(), &["check", "--fix", "--follow-links", "opt"]);
    assert!(
        all(&fixed).contains("followed a link and wrote"),
        "{}",
        all(&fixed)
    );
    assert_eq!(read(&target), "[server]\noffset = 7\n");
}

#[test]
fn a_link_that_stays_in_the_home_is_followed_without_a_word() {
    let host = host();
    let home = host.path().join("opt/wso2is-7.0.0");
    fs::rename(host.path().join("opt").join(CONF), home.join("own.toml")).unwrap();
    symlink("../../own.toml", host.path().join("opt").join(CONF)).unwrap();
    let (code, said) = plan(host.path(), &[]);
    assert!(code == 0 && !said.contains("link"), "{said}");
    assert_eq!(read(home.join("own.toml")), "[server]\noffset = 1\n");
}

#[test]
fn the_flag_goes_with_what_writes() {
    let host = host();
    for arguments in [
        ["plan", "--follow-links", "opt"],
        ["check", "--follow-links", "opt"],
    ] {
        assert_eq!(run(host.path(), &arguments).status.code(), Some(2));
    }
}

#[test]
fn a_second_name_is_told() {
    let host = host();
    let (file, second) = (
        host.path().join("opt").join(CONF),
        host.path().join("second"),
    );
    fs::hard_link(&file, &second).unwrap();
    let (code, said) = plan(host.path(), &[]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("has another name (a hard link), which keeps the old content"),
        "{said}"
    );
    assert_eq!(read(file), "[server]\noffset = 1\n");
    assert_eq!(read(second), "[server]\noffset = 0\n");
}

#[test]
fn another_user_s_link_leads_root_to_no_home() {
    if !rustix::process::geteuid().is_root() {
        let _ = std::io::Write::write_all(
            &mut std::io::stderr(),
            b"skipped: another user's link needs root\n",
        );
        return;
    }
    let host = host();
    let alice = host.path().join("alice");
    fs::create_dir(&alice).unwrap();
    let (home, link) = (
        alice.join("wso2is-7.0.0"),
        host.path().join("opt/wso2is-7.0.0"),
    );
    fs::rename(&link, &home).unwrap();
    symlink(&home, &link).unwrap();
    lchown(&link, Some(4242), Some(4242)).unwrap();
    let (code, said) = plan(host.path(), &[]);
    assert!(
        code == 2 && said.contains("a link of another user (uid 4242); nothing was written"),
        "{said}"
    );
    // A link of root is one that root can be led by.
    lchown(&link, Some(0), Some(0)).unwrap();
    let (code, said) = plan(host.path(), &[]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(
        read(home.join("repository/conf/deployment.toml")),
        "[server]\noffset = 1\n"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn access_lists_and_attributes_are_kept() {
    use rustix::fs::{XattrFlags, getxattr, setxattr};
    let host = host();
    let file = host.path().join("opt").join(CONF);
    // u::rw-, u:1234:rw-, g::---, m::rw-, o::---
    let mut list = 2_u32.to_le_bytes().to_vec();
    let nobody = u32::MAX;
    for (tag, permissions, number) in [
        (1, 6, nobody),
        (2, 6, 1234),
        (4, 0, nobody),
        (0x10, 6, nobody),
        (0x20, 0, nobody),
    ] {
        list.extend(u16::to_le_bytes(tag));
        list.extend(u16::to_le_bytes(permissions));
        list.extend(u32::to_le_bytes(number));
    }
    let set = |name: &str, value: &[u8]| setxattr(&file, name, value, XattrFlags::empty());
    if set("system.posix_acl_access", &list).is_err() || set("user.origin", b"puppet").is_err() {
        let _ = std::io::Write::write_all(
            &mut std::io::stderr(),
            b"skipped: this file system keeps no access lists\n",
        );
        return;
    }
    let mode = || fs::metadata(&file).unwrap().permissions().mode();
    let before = mode();
    let (code, said) = plan(host.path(), &[]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(read(&file), "[server]\noffset = 1\n");
    let get = |name: &str| {
        let mut value = [0; 100];
        let length = getxattr(&file, name, &mut value[..]).unwrap();
        value[..length].to_vec()
    };
    assert_eq!(get("system.posix_acl_access"), list);
    assert_eq!(get("user.origin"), b"puppet");
    assert_eq!(mode(), before);
    assert_eq!(fs::metadata(&file).unwrap().nlink(), 1);
}

/// A mount that only the script sees; says that it is skipped where this user may not mount.
#[cfg(target_os = "linux")]
#[test]
fn mounts_in_a_home_are_read_unless_they_are_the_kernel_s() {
    let host = host();
    write(
        host.path(),
        "conf/deployment.toml",
        "[server]\noffset = 42\n",
    );
    let script = "set -e; cd \"$1\"; mount --bind conf opt/wso2is-7.0.0/repository/conf; \
        mount -t proc none opt/wso2am-4.4.0/bin; mkdir -p x; \
        ln -s ../bin/uptime opt/wso2am-4.4.0/repository/conf/carbon.xml; \
        echo mounted; \"$0\" ports --format csv opt || true";
    for wrapper in [&["unshare", "-m"][..], &["unshare", "-rmpf"]] {
        let output = std::process::Command::new(wrapper[0])
            .args(&wrapper[1..])
            .args(["sh", "-c", script, env!("CARGO_BIN_EXE_wso2-portlint")])
            .arg(host.path())
            .output();
        let said = output.map(|output| all(&output)).unwrap_or_default();
        if said.contains("mounted") {
            assert!(said.contains(",9485,"), "9443 + 42: {said}");
            assert!(!said.contains("No such file"), "{said}");
            return;
        }
    }
    let _ = std::io::Write::write_all(
        &mut std::io::stderr(),
        b"skipped: this user may not mount\n",
    );
}
