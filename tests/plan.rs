//! From eight clashing homes of all three kinds of files to none, through the built binary.

use crate::support::inline::cases;
use crate::support::{all, hosts, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

fn eight() -> PathBuf {
    hosts().join("eight")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Every file below a directory, with its content, in order.
fn files(directory: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    let mut open = vec![directory.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let inside = path.strip_prefix(directory).unwrap().to_path_buf();
                all.push((inside, fs::read(path).unwrap()));
            }
        }
    }
    all.sort();
    all
}

/// Rules of the findings in a report.
fn rules(output: &Output) -> Vec<String> {
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["diagnostics"].as_array().unwrap().iter();
    findings
        .map(|d| d["rule"].as_str().unwrap().to_string())
        .collect()
}

#[test]
fn the_plan_ends_all_collisions_and_changes_only_offsets() {
    let directory = tempfile::tempdir().unwrap();
    copy(&eight(), directory.path());
    let before = run(directory.path(), &["check", "--format", "json", "."]);
    let found = rules(&before);
    assert!(found.iter().any(|rule| rule == "port-collision"));
    assert!(
        !found.iter().any(|rule| rule == "offset-invalid"),
        "{found:?}"
    );

    let plan = run(directory.path(), &["plan", "--write", "."]);
    let text = String::from_utf8_lossy(&plan.stdout).into_owned();
    assert_eq!(plan.status.code(), Some(0), "{text}");

    let after = run(directory.path(), &["check", "--format", "json", "."]);
    let left = rules(&after);
    assert!(
        !left.iter().any(|rule| rule.contains("collision")),
        "{left:?}"
    );
    assert_eq!(after.status.code(), Some(0), "{left:?}");
    let again = run(directory.path(), &["plan", "."]);
    assert!(again.stdout.starts_with(b"Nothing to change"));

    let changed = changed_files(directory.path());
    for kind in ["deployment.toml", "deployment.yaml", "carbon.xml"] {
        assert!(
            changed.iter().any(|path| path.ends_with(kind)),
            "no {kind} in {changed:?}"
        );
    }
}

/// The files that differ from the fixture; in each, one line that says an offset was changed or added, and no other
/// byte.
fn changed_files(directory: &Path) -> Vec<PathBuf> {
    let (old, new) = (files(&eight()), files(directory));
    assert_eq!(old.len(), new.len());
    let mut changed = Vec::new();
    for ((path, old), (_, new)) in old.into_iter().zip(new) {
        if old == new {
            continue;
        }
        let lines = |bytes: &[u8]| -> Vec<String> {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            text.split_inclusive('\n').map(str::to_string).collect()
        };
        let (old, mut new) = (lines(&old), lines(&new));
        let at = old.iter().zip(&new).position(|(a, b)| a != b).unwrap();
        let written = new.remove(at);
        assert!(written.to_lowercase().contains("offset"), "{written:?}");
        let untouched = if new.len() + 1 == old.len() {
            let replaced = &old[at];
            let without_digits = |line: &str| line.replace(|c: char| c.is_ascii_digit(), "");
            assert_eq!(without_digits(replaced), without_digits(&written));
            [&old[..at], &old[at + 1..]].concat()
        } else {
            assert_eq!(written.ends_with("\r\n"), old[0].ends_with("\r\n"));
            old
        };
        assert_eq!(untouched, new, "{}", path.display());
        changed.push(path);
    }
    changed
}

/// Two Streaming Integrators: the offset does not move the ports of the Stores API, their numbers in the file do.
#[test]
fn numbers_that_no_offset_moves_are_written_where_they_stand() {
    let directory = tempfile::tempdir().unwrap();
    let fixture = eight().join("wso2si-4.2.0");
    for name in ["wso2si-4.2.0-a", "wso2si-4.2.0-b"] {
        copy(&fixture, &directory.path().join(name));
    }
    let before = files(directory.path());
    let plan = run(directory.path(), &["plan", "--write", "."]);
    let text = String::from_utf8_lossy(&plan.stdout).into_owned();
    assert_eq!(plan.status.code(), Some(0), "{text}");
    assert!(
        text.contains("port 7070 -> 7071 (stores/default)"),
        "{text}"
    );
    let lines = |files: &[(PathBuf, Vec<u8>)]| {
        let all = files.iter().flat_map(|(path, content)| {
            let text = String::from_utf8_lossy(content).into_owned();
            let lines = text.split_inclusive('\n').map(str::to_string);
            lines.map(|line| (path.clone(), line)).collect::<Vec<_>>()
        });
        all.collect::<Vec<_>>()
    };
    let (old, new) = (lines(&before), lines(&files(directory.path())));
    assert_eq!(old.len(), new.len());
    let changed = old.iter().zip(&new).filter(|(a, b)| a != b);
    let changed = changed.collect::<Vec<_>>();
    assert_eq!(changed.len(), 3, "{changed:?}");
    let without_digits = |line: &str| line.replace(|c: char| c.is_ascii_digit(), "");
    for ((path, a), (_, b)) in changed {
        assert!(path.starts_with("wso2si-4.2.0-b"), "{path:?}");
        assert_eq!(without_digits(a), without_digits(b));
    }
    let left = rules(&run(directory.path(), &["check", "--format", "json", "."]));
    assert!(!left.iter().any(|r| r.contains("collision")), "{left:?}");
}

#[test]
fn nothing_is_written_when_one_file_cannot_be() {
    let directory = tempfile::tempdir().unwrap();
    copy(&eight(), directory.path());
    let file = directory
        .path()
        .join("wso2am-4.4.0/repository/conf/deployment.toml");
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    if fs::OpenOptions::new().write(true).open(&file).is_ok() {
        // This user may write everywhere.
        return;
    }
    let plan = run(directory.path(), &["plan", "--write", "."]);
    assert_eq!(plan.status.code(), Some(2));
    assert_eq!(files(&eight()), files(directory.path()));
}

#[test]
fn a_home_whose_file_cannot_be_read_has_no_ports_and_the_plan_says_so() {
    let directory = tempfile::tempdir().unwrap();
    for home in ["wso2am-4.4.0", "wso2is-7.0.0"] {
        copy(&eight().join(home), &directory.path().join(home));
    }
    let file = directory
        .path()
        .join("wso2am-4.4.0/repository/conf/deployment.toml");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();

    let check = run(directory.path(), &["--format", "json", "."]);
    assert_eq!(rules(&check), ["unreadable-file"]);
    let plan = run(directory.path(), &["plan", "."]);
    let text = String::from_utf8(plan.stdout).unwrap();
    assert!(text.starts_with("Nothing to change"), "{text}");
    assert!(
        text.contains("./wso2am-4.4.0 [default]: 16 ports"),
        "{text}"
    );
    for arguments in [&["plan", "."][..], &["plan", "--new", "wso2is-7.0.0", "."]] {
        let json = run(
            directory.path(),
            &[arguments, &["--format", "json"]].concat(),
        );
        let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
        assert_eq!(json["unknown"][0]["ports"], 16);
    }
}

#[test]
fn nothing_to_change_is_nothing_written() {
    let host = tempfile::tempdir().unwrap();
    copy(
        &eight().join("wso2is-7.0.0"),
        &host.path().join("wso2is-7.0.0"),
    );
    let before = files(host.path());
    let output = run(host.path(), &["plan", "--write", "--format", "json", "."]);
    let plan: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        (&plan["written"], &plan["changes"]),
        (&false.into(), &serde_json::json!([]))
    );
    assert_eq!(files(host.path()), before);
}

#[test]
fn a_version_that_is_not_known_is_told() {
    let host = tempfile::tempdir().unwrap();
    let am = eight().join("../clash/wso2am-4.4.0");
    copy(&am, &host.path().join("am"));
    fs::remove_dir_all(host.path().join("am/bin")).unwrap();
    copy(
        &eight().join("wso2mi-4.2.0"),
        &host.path().join("wso2mi-4.2.0"),
    );
    for arguments in [&["plan", "."][..], &["plan", "--new", "wso2is-7.0.0", "."]] {
        let text = String::from_utf8(run(host.path(), arguments).stdout).unwrap();
        assert!(
            text.contains("another run may find more:\n  ./am (WSO2 API Manager)\n"),
            "{text}"
        );
        assert!(
            text.lines()
                .all(|line| !line.contains("more:") || line.len() <= 80),
            "{text}"
        );
        let json = run(host.path(), &[arguments, &["--format", "json"]].concat());
        let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
        let homes = serde_json::json!([{ "home": "./am", "product": "wso2am" }]);
        assert_eq!(json["unknown_versions"], homes);
    }
    let told = run(host.path(), &["plan", "am", "--product-version", "4.4.0"]);
    let text = String::from_utf8(told.stdout).unwrap();
    assert!(!text.contains("version that is not known"), "{text}");
}

/// An API Manager that must move, with URLs of its own and of the Identity Server beside it.
fn with_urls(directory: &Path) {
    let am = "[server]\nhostname = \"localhost\"\n\n[apim.devportal]\nurl = \"https://localhost:9443/devportal\"\n\n\
              [[apim.gateway.environment]]\nws_endpoint = \"ws://localhost:9099\"\n\n\
              [[apim.jwt.issuer]]\nname = \"https://localhost:9443/oauth2/token\"\n";
    let is = "[server]\noffset = 0\n";
    for (home, text) in [("wso2am-4.2.0", am), ("wso2is-7.0.0", is)] {
        let conf = directory.join(home).join("repository/conf");
        fs::create_dir_all(&conf).unwrap();
        fs::write(conf.join("deployment.toml"), text).unwrap();
    }
}

#[test]
fn references_that_mean_one_listener_follow() {
    let host = tempfile::tempdir().unwrap();
    with_urls(host.path());
    let file = host
        .path()
        .join("wso2am-4.2.0/repository/conf/deployment.toml");
    let pin = ["plan", "--pin", "wso2is-7.0.0"];
    let shown = run(host.path(), &[&pin[..], &["."]].concat());
    let text = String::from_utf8(shown.stdout).unwrap();
    assert!(
        text.contains("What has to follow (`--follow` does it):"),
        "{text}"
    );
    assert!(text.contains("What has to follow, by hand:"), "{text}");

    let written = run(
        host.path(),
        &[&pin[..], &["--write", "--follow", "."]].concat(),
    );
    let text = String::from_utf8(written.stdout).unwrap();
    assert_eq!(written.status.code(), Some(0), "{text}");
    let after = fs::read_to_string(file).unwrap();
    for line in [
        "url = \"https://localhost:9444/devportal\"",
        "ws_endpoint = \"ws://localhost:9100\"",
        // Others compare it.
        "name = \"https://localhost:9443/oauth2/token\"",
    ] {
        let at = after.lines().position(|l| l == line);
        assert!(at.is_some(), "{line}\n{after}");
        // Lines are those of the files as they are now.
        let place = format!("deployment.toml:{}:", at.unwrap_or_default() + 1);
        assert!(text.contains(&place), "{place}\n{text}");
    }
    let left = rules(&run(host.path(), &["check", "--format", "json", "."]));
    // The issuer may be the Identity Server, which has the port.
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn an_offset_that_is_asked_for_is_planned_and_written() {
    let host = tempfile::tempdir().unwrap();
    with_urls(host.path());
    let set = ["plan", "--set", "wso2am-4.2.0=5"];
    let json = run(
        host.path(),
        &[&set[..], &["--format", "json", "."]].concat(),
    );
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["changes"].as_array().unwrap().len(), 1);
    assert_eq!(json["changes"][0]["to"], 5);
    assert_eq!(json["follow_up"][0]["to"], 9448);
    let written = run(
        host.path(),
        &[&set[..], &["--write", "--follow", "."]].concat(),
    );
    assert_eq!(written.status.code(), Some(0));
    let left = rules(&run(host.path(), &["check", "--format", "json", "."]));
    assert!(left.is_empty(), "{left:?}");
    // Nobody is in the way: it is still what was asked for.
    let alone = run(
        host.path(),
        &["plan", "--set", "wso2is-7.0.0=7", "wso2is-7.0.0"],
    );
    let text = String::from_utf8(alone.stdout).unwrap();
    assert!(text.contains("port offset 0 -> 7"), "{text}");
    for (set, words) in [
        ("nowhere=1", "no home of that path or name"),
        ("wso2is-7.0.0=60000", "which is no port"),
    ] {
        let failed = run(host.path(), &["plan", "--set", set, "--write", "."]);
        let said = [failed.stdout, failed.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert_eq!(failed.status.code(), Some(2), "{said}");
        assert!(said.contains(words), "{said}");
    }
}

/// Two homes of the `carbon.xml` generation that name themselves by one port: whoever stays keeps every byte, and of whoever
/// moves all addresses of its own follow, but for identifiers, which are left to people.
#[test]
fn of_two_homes_at_one_offset_one_moves_with_its_own_addresses() {
    let cases = cases("plans");
    let case = cases
        .iter()
        .find(|case| case.name == "registry-and-identity");
    let case = case.unwrap();
    let links =
        |text: &str, port: &str| text.matches(&format!("https://localhost:{port}/")).count();
    let read = |root: &Path, file: &str| fs::read_to_string(root.join(file)).unwrap();
    let below = |root: &Path, home: &str| -> Vec<(PathBuf, Vec<u8>)> {
        let all = files(root).into_iter();
        all.filter(|(path, _)| path.starts_with(home)).collect()
    };

    // Left alone, the plan moves the identity server, which fewer addresses name.
    let root = case.build();
    let before = below(root.path(), "registry");
    let plan = run(root.path(), &["plan", "--write", "--follow", "."]);
    assert_eq!(plan.status.code(), Some(0), "{}", all(&plan));
    assert_eq!(below(root.path(), "registry"), before);
    assert!(read(root.path(), "identity/conf/carbon.xml").contains("<Offset>1</Offset>"));
    let mails = read(root.path(), "identity/conf/email/email-admin-config.xml");
    assert_eq!((links(&mails, "9444"), links(&mails, "9443")), (2, 0));
    let properties = read(
        root.path(),
        "identity/conf/identity/EndpointConfig.properties",
    );
    assert_eq!(
        links(&properties, "9443"),
        1,
        "a comment is nobody's address"
    );
    assert_quiet(root.path());

    // Where it may not move, the registry does, and the mails of the other stay.
    let root = case.build();
    let before = below(root.path(), "identity");
    let plan = run(
        root.path(),
        &["plan", "--write", "--follow", "--pin", "identity", "."],
    );
    assert_eq!(plan.status.code(), Some(0), "{}", all(&plan));
    assert_eq!(below(root.path(), "identity"), before);
    let own = read(root.path(), "registry/repository/conf/identity.xml");
    assert_eq!(links(&own, "9444"), 5, "{own}");
    for identifier in ["OpenIDUserPattern", "IDTokenIssuerID"] {
        assert!(own.contains(&format!("<{identifier}>https://localhost:9443/")));
        assert!(all(&plan).contains(identifier), "{}", all(&plan));
    }
    let consumers = read(
        root.path(),
        "registry/repository/conf/identity/sso-idp-config.xml",
    );
    assert_eq!(
        (links(&consumers, "9444"), links(&consumers, "9443")),
        (2, 0)
    );
    let found = rules(&run(root.path(), &["check", "--format", "json", "."]));
    let is_settled = |rule: &String| rule != "port-collision" && rule != "wrong-server";
    assert!(found.iter().all(is_settled), "{found:?}");
}

/// Nothing collides, and no address is stale.
fn assert_quiet(host: &Path) {
    let found = rules(&run(host, &["check", "--format", "json", "."]));
    assert!(found.is_empty(), "{found:?}");
}
