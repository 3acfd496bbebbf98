//! What each kind of path does, and the exit codes that scripts rely on.

use crate::support::{all, run, write};
use std::fs;
use std::path::Path;

/// A host with one API Manager at offset 0.
fn host() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    write_home(
        directory.path(),
        "wso2am-4.2.0",
        "[server]\nhostname = \"localhost\"\n",
    );
    directory
}

fn write_home(host: &Path, name: &str, toml: &str) {
    let home = host.join(name);
    write(&home, "bin/version.txt", "WSO2 API Manager v4.2.0\n");
    write(&home, "repository/conf/deployment.toml", toml);
}

#[test]
fn a_folder_a_home_and_a_file_are_checked() {
    let host = host();
    for path in [
        ".",
        "wso2am-4.2.0",
        "wso2am-4.2.0/repository/conf/deployment.toml",
    ] {
        let output = run(host.path(), &["check", "--format", "concise", path]);
        assert_eq!(output.status.code(), Some(0), "{path}: {}", all(&output));
        assert!(all(&output).contains("1 home"), "{path}: {}", all(&output));
    }
}

#[test]
fn nothing_to_check_is_an_error_not_silence() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("notes.txt"), "hello").unwrap();
    for path in [".", "nowhere", "notes.txt"] {
        let output = run(directory.path(), &[path]);
        assert_eq!(output.status.code(), Some(2), "{path}: {}", all(&output));
        assert!(!output.stderr.is_empty());
    }
}

#[test]
fn a_broken_file_is_a_located_finding_and_the_other_home_is_checked() {
    let host = host();
    write_home(host.path(), "wso2am-broken", "[server]\noffset = = 1\n");
    let output = run(host.path(), &["check", "--format", "concise", "."]);
    assert_eq!(output.status.code(), Some(1));
    let text = all(&output);
    assert!(
        text.contains("wso2am-broken/repository/conf/deployment.toml:2:")
            && text.contains("error[syntax-error]"),
        "{text}"
    );
    assert!(text.contains("2 homes"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_directory_where_a_file_should_be_is_an_unreadable_file() {
    let host = host();
    let home = host.path().join("wso2am-odd");
    fs::create_dir_all(home.join("repository/conf/deployment.toml")).unwrap();
    fs::create_dir_all(home.join("bin")).unwrap();
    fs::write(home.join("bin/version.txt"), "WSO2 API Manager v4.2.0\n").unwrap();
    let output = run(host.path(), &["check", "--format", "concise", "."]);
    assert_eq!(output.status.code(), Some(1), "{}", all(&output));
    assert!(
        all(&output).contains("error[unreadable-file]"),
        "{}",
        all(&output)
    );
}

#[cfg(unix)]
#[test]
fn through_a_symbolic_link_the_home_counts_once() {
    let host = host();
    std::os::unix::fs::symlink("wso2am-4.2.0", host.path().join("current")).unwrap();
    let output = run(
        host.path(),
        &[
            "check",
            "--format",
            "concise",
            "current",
            "wso2am-4.2.0",
            ".",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", all(&output));
    assert!(all(&output).contains("1 home"), "{}", all(&output));
}

#[test]
fn a_missing_path_does_not_hide_the_others() {
    let host = host();
    write_home(host.path(), "wso2am-second", "[server]\n");
    let output = run(
        host.path(),
        &["check", "--format", "concise", ".", "nowhere"],
    );
    assert_eq!(output.status.code(), Some(2));
    let text = all(&output);
    assert!(
        text.contains("port-collision") && text.contains("nowhere"),
        "{text}"
    );
}

/// A folder with the configuration of two nodes, each under a name of its own.
fn nodes() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let conf = directory.path().join("apim/repository/conf");
    write(&conf, "am1-deployment.toml", "[server]\noffset = 3\n");
    write(&conf, "am2-deployment.toml", "[server]\noffset = 4\n");
    write(&conf, "mi.conf", "[server]\noffset = 20\n");
    write(&conf, "notes.toml", "title = \"notes\"\n");
    directory
}

#[test]
fn a_file_of_any_name_is_read_when_its_product_is_told() {
    let nodes = nodes();
    let file = "apim/repository/conf/am1-deployment.toml";
    let output = run(nodes.path(), &[file]);
    assert_eq!(output.status.code(), Some(2), "{}", all(&output));
    assert!(all(&output).contains("--product"), "{}", all(&output));
    let output = run(
        nodes.path(),
        &[
            "ports",
            "--product",
            "wso2am",
            "--product-version",
            "4.2.0",
            file,
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", all(&output));
    let text = all(&output);
    assert!(
        text.contains("am1-deployment.toml:2)") && text.contains("9443 + 3 = 9446"),
        "{text}"
    );
    let output = run(
        nodes.path(),
        &[
            "ports",
            "--product",
            "wso2mi",
            "apim/repository/conf/mi.conf",
        ],
    );
    assert!(
        all(&output).contains("8280 + 20 = 8300"),
        "{}",
        all(&output)
    );
    let output = run(nodes.path(), &["ports", "--product", "nothing", file]);
    assert_eq!(output.status.code(), Some(2), "{}", all(&output));
}

#[test]
fn entries_give_files_of_any_name_their_product() {
    let nodes = nodes();
    let entries = |second: &str| {
        format!(
            "[[home]]\npath = \"apim/repository/conf/am*.toml\"\nproduct = \"wso2am\"\nversion = \"4.2.0\"\n\n\
             [[home]]\npath = \"{second}\"\nproduct = \"wso2am\"\n"
        )
    };
    let second = "apim/repository/conf/am2-deployment.toml";
    write(nodes.path(), "wso2-portlint.toml", &entries(second));
    let first = "apim/repository/conf/am1-deployment.toml";
    let output = run(
        nodes.path(),
        &["check", "--format", "concise", first, second],
    );
    assert_eq!(output.status.code(), Some(0), "{}", all(&output));
    assert!(all(&output).contains("Checked 2 homes"), "{}", all(&output));
    // Where the folder is given, what an entry names is found in it.
    let output = run(nodes.path(), &["check", "--format", "concise", "."]);
    assert!(all(&output).contains("Checked 1 home,"), "{}", all(&output));
    let output = run(
        nodes.path(),
        &["check", "--format", "concise", "--fix", "apim"],
    );
    assert!(
        !all(&output).contains("unmatched-home-entry"),
        "{}",
        all(&output)
    );
}

#[test]
fn a_plan_writes_into_a_file_of_any_name() {
    let nodes = nodes();
    let conf = "apim/repository/conf";
    write(
        nodes.path(),
        "wso2-portlint.toml",
        &format!(
            "[[home]]\npath = \"{conf}/*-deployment.toml\"\nproduct = \"wso2am\"\nversion = \"4.2.0\"\n"
        ),
    );
    let paths = [
        format!("{conf}/am1-deployment.toml"),
        format!("{conf}/am2-deployment.toml"),
    ];
    write(nodes.path(), &paths[1], "[server]\noffset = 3\n");
    let output = run(nodes.path(), &["plan", "--write", &paths[0], &paths[1]]);
    assert_eq!(output.status.code(), Some(0), "{}", all(&output));
    let read = |path: &str| fs::read_to_string(nodes.path().join(path)).unwrap();
    assert_ne!(read(&paths[0]), read(&paths[1]));
}
