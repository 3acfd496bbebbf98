//! `check --fix` and `check --diff`, through the built binary.

use crate::support::{all, run, write};
use std::fs;
use std::path::Path;

/// Repairs whatever has a fix, safe or not.
const ALL_FIXES: [&str; 6] = [
    "check",
    "--fix",
    "--unsafe-fixes",
    "--format",
    "concise",
    ".",
];

const GATEWAY: &str = "wso2am-4.4.0/repository/conf/deployment.toml";
const INTEGRATOR: &str = "wso2mi-4.2.0/conf/deployment.toml";

/// An API Manager that was moved, and an integrator that was not told, with a byte order mark.
fn host() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| write(directory.path(), path, text);
    write("wso2am-4.4.0/bin/version.txt", "WSO2 API Manager v4.4.0\n");
    write(
        "wso2mi-4.2.0/bin/version.txt",
        "WSO2 Micro Integrator v4.2.0\n",
    );
    write(
        GATEWAY,
        "[server]\r\noffset = 1\r\n\r\n[[apim.gateway.environment]]\r\nname = \"Default\"\r\n\
         password = \"hunter2\"\r\nws_endpoint  =  \"ws://localhost:9099\"   # s3cr3t\r\n",
    );
    write(
        INTEGRATOR,
        "\u{feff}[server]\nhostname = \"mi\"\n\n[[service_catalog]]\nenable = true\n\
         apim_host = \"https://localhost:9443\"\npassword = \"hunter2\"\n",
    );
    directory
}

fn read(directory: &Path, path: &str) -> String {
    String::from_utf8(fs::read(directory.join(path)).unwrap()).unwrap()
}

#[test]
fn safe_fixes_end_their_findings_for_good() {
    let host = host();
    let before = all(&run(host.path(), &["check", "--format", "concise", "."]));
    for rule in [
        "gateway-url-not-offset",
        "stale-reference",
        "byte-order-mark",
    ] {
        assert!(before.contains(rule), "{before}");
    }
    let old = (read(host.path(), GATEWAY), read(host.path(), INTEGRATOR));
    let fixed = run(host.path(), &["check", "--fix", "--format", "concise", "."]);
    assert_eq!(fixed.status.code(), Some(0), "{}", all(&fixed));
    assert!(
        all(&fixed).contains("Fixed 3 findings in 2 files"),
        "{}",
        all(&fixed)
    );
    let new = (read(host.path(), GATEWAY), read(host.path(), INTEGRATOR));
    assert_eq!(new.0, old.0.replace("9099", "9100"));
    assert_eq!(
        new.1,
        old.1.trim_start_matches('\u{feff}').replace("9443", "9444")
    );

    let again = run(host.path(), &["check", "--fix", "--format", "concise", "."]);
    let text = all(&again);
    assert!(text.contains("Fixed 0 findings"), "{text}");
    assert!(text.contains("\nNo problems found"), "{text}");
    assert_eq!(
        new,
        (read(host.path(), GATEWAY), read(host.path(), INTEGRATOR))
    );
}

#[test]
fn a_diff_changes_nothing_and_shows_no_secret() {
    let host = host();
    let old = (read(host.path(), GATEWAY), read(host.path(), INTEGRATOR));
    let diff = run(host.path(), &["check", "--diff", "."]);
    let text = all(&diff);
    assert!(
        text.contains("@@ -7 +7 @@") && text.contains("9100"),
        "{text}"
    );
    assert!(text.contains("the byte order mark goes"), "{text}");
    assert!(
        !text.contains("hunter2") && !text.contains("s3cr3t"),
        "{text}"
    );
    assert_eq!(
        old,
        (read(host.path(), GATEWAY), read(host.path(), INTEGRATOR))
    );
}

#[test]
fn unsafe_fixes_are_made_when_asked_for() {
    let host = host();
    fs::write(
        host.path().join(INTEGRATOR),
        "[server]\nhostname = \"mi\"\n\n[transport.http]\nlistener.port = 8290\n",
    )
    .unwrap();
    let safe = run(host.path(), &["check", "--fix", "--format", "concise", "."]);
    assert!(all(&safe).contains("doubled-offset"), "{}", all(&safe));
    assert!(
        all(&safe).contains("1 more with --unsafe-fixes"),
        "{}",
        all(&safe)
    );
    let fixed = run(host.path(), &ALL_FIXES);
    assert!(
        read(host.path(), INTEGRATOR).contains("listener.port = 8280"),
        "{}",
        all(&fixed)
    );
    let again = run(host.path(), &["check", "--format", "concise", "."]);
    assert!(!all(&again).contains("doubled-offset"), "{}", all(&again));
}

/// Which of two servers moves decides what their URLs should say.
#[test]
fn what_moves_ports_comes_before_what_names_them() {
    let host = host();
    let second = GATEWAY.replace("wso2am-4.4.0", "wso2am-4.4.0-b");
    let home = host.path().join("wso2am-4.4.0-b");
    write(&home, "bin/version.txt", "WSO2 API Manager v4.4.0\n");
    write(host.path(), &second, &read(host.path(), GATEWAY));
    let fixed = run(host.path(), &ALL_FIXES);
    assert_eq!(fixed.status.code(), Some(0), "{}", all(&fixed));
    // The second moved away from 1, so its URL has to follow there or stay: 9100 is the first one's.
    let text = read(host.path(), &second);
    let offset = text.split("offset = ").nth(1).unwrap();
    let offset = offset.split_whitespace().next().unwrap();
    assert_ne!(offset, "1", "{text}");
    let port = 9099 + offset.parse::<i64>().unwrap();
    assert!(text.contains(&format!("localhost:{port}\"")), "{text}");
}

#[test]
fn a_key_one_level_off_is_moved_when_that_is_clear() {
    let host = tempfile::tempdir().unwrap();
    let home = host.path().join("wso2si-4.2.0");
    for directory in ["bin", "conf/server", "wso2/server/bin"] {
        fs::create_dir_all(home.join(directory)).unwrap();
    }
    fs::write(
        home.join("bin/version.txt"),
        "WSO2 Streaming Integrator v4.2.0\n",
    )
    .unwrap();
    fs::write(home.join("wso2/server/bin/carbon.sh"), "#!/bin/sh\n").unwrap();
    let file = home.join("conf/server/deployment.yaml");
    let text = "wso2.carbon:\r\n  id: si\r\n  ports:   # moved?\r\n  offset: 0\r\n";
    fs::write(&file, text).unwrap();
    let before = run(host.path(), &["check", "--fix", "--format", "concise", "."]);
    assert!(
        all(&before).contains("misplaced-setting"),
        "{}",
        all(&before)
    );
    // A server that starts opens ports again; what may be said about those is not the subject here.
    let ignored = "self-collision";
    let arguments = ["check", "--fix", "--unsafe-fixes", "--ignore", ignored, "."];
    let fixed = run(host.path(), &arguments);
    assert!(
        all(&fixed).contains("fixed ./wso2si-4.2.0"),
        "{}",
        all(&fixed)
    );
    let new = fs::read_to_string(&file).unwrap();
    assert_eq!(new, text.replace("  offset", "    offset"));
}

/// A home with one `deployment.toml`.
fn home(directory: &Path, name: &str, version_file: &str, file: &str, text: &str) {
    let home = directory.join(name);
    write(&home, "bin/version.txt", version_file);
    write(&home, file, text);
}

/// Keys in the wrong table, with a slip, or that nothing reads: before and after `--fix`, every byte.
#[test]
fn keys_are_moved_renamed_and_removed() {
    const SERVER: &str = "repository/conf/deployment.toml";
    const INTEGRATION: &str = "conf/deployment.toml";
    for (name, version, file, rule, before, after) in [
        (
            "wso2am-4.4.0",
            "WSO2 API Manager v4.4.0\n",
            SERVER,
            "misplaced-setting",
            "# ours\r\noffset  =  1   # node 2, hunter2\r\n\r\n[server]\r\nhostname = \"am\"\r\n",
            "# ours\r\n# node 2, hunter2\r\n\r\n[server]\r\nhostname = \"am\"\r\noffset = 1\r\n",
        ),
        (
            "wso2is-7.0.0",
            "WSO2 Identity Server v7.0.0\n",
            SERVER,
            "misplaced-setting",
            "[super_admin]\nusername = \"admin\"\n\n[transport.https]\n# public\n  port=9555\nx = 1\n",
            "[super_admin]\nusername = \"admin\"\n\n[transport.https]\n# public\nx = 1\n\n\
             [transport.https.properties]\nport = 9555\n",
        ),
        (
            "wso2is-7.0.0",
            "WSO2 Identity Server v7.0.0\n",
            SERVER,
            "unknown-port-key",
            "[server]\n  ofset =  \"1\" # node 2\n",
            "[server]\n  offset =  \"1\" # node 2\n",
        ),
        (
            "wso2am-4.0.0",
            "WSO2 API Manager v4.0.0\n",
            SERVER,
            "setting-without-effect",
            "[server]\nhostname = \"am\"\n\n[apim.ws]\nport = 9199\n\n[a]\nb = 1\n",
            "[server]\nhostname = \"am\"\n\n\n[a]\nb = 1\n",
        ),
        (
            "wso2am-4.4.0",
            "WSO2 API Manager v4.4.0\n",
            SERVER,
            "setting-without-effect",
            "[transport.http.listener]\nbind_address = \"127.0.0.1\"\n",
            "[transport.passthru_http.listener.parameters]\nbind-address = \"127.0.0.1\"\n",
        ),
        (
            "wso2mi-4.2.0",
            "WSO2 Micro Integrator v4.2.0\n",
            INTEGRATION,
            "misplaced-setting",
            "[server]\nhostname = \"mi\"\ninternal_http_api_port = 9291 # ours\n",
            "[mediation]\ninternal_http_api_port = 9291\n\n[server]\nhostname = \"mi\"\n# ours\n",
        ),
    ] {
        let directory = tempfile::tempdir().unwrap();
        home(directory.path(), name, version, file, before);
        let check = ["check", "--format", "concise", "."];
        let found = all(&run(directory.path(), &check));
        assert!(found.contains(&format!("[{rule}]")), "{before}{found}");
        let json = ["check", "--format", "json", "."];
        let shown = all(&run(directory.path(), &json));
        assert!(!shown.contains("hunter2"), "{shown}");
        let fixed = all(&run(
            directory.path(),
            &["check", "--fix", "--format", "concise", "."],
        ));
        assert!(fixed.contains("Fixed 1 finding in 1 file"), "{fixed}");
        assert_eq!(read(directory.path(), &format!("{name}/{file}")), after);
        let again = all(&run(directory.path(), &check));
        assert!(again.contains("\nNo problems found"), "{before}{again}");
    }
}

/// An offset that no file says yet is written, as `plan --write` does.
#[test]
fn a_missing_offset_is_written() {
    const FILE: &str = "repository/conf/deployment.toml";
    let directory = tempfile::tempdir().unwrap();
    let text = "[server]\nhostname = \"one\" # ours\n";
    for name in ["wso2is-7.0.0", "wso2is-7.1.0"] {
        let version = name.replace("wso2is-", "WSO2 Identity Server v");
        home(directory.path(), name, &version, FILE, text);
    }
    let safe = all(&run(directory.path(), &["check", "--fix", "."]));
    assert!(safe.contains("1 more with --unsafe-fixes"), "{safe}");
    let fixed = run(directory.path(), &ALL_FIXES);
    assert_eq!(fixed.status.code(), Some(0), "{}", all(&fixed));
    assert!(
        all(&fixed).contains("Fixed 1 finding in 1 file"),
        "{}",
        all(&fixed)
    );
    let files = ["wso2is-7.0.0", "wso2is-7.1.0"].map(|name| format!("{name}/{FILE}"));
    let texts = files.map(|file| read(directory.path(), &file));
    assert_eq!(texts, [text.to_string(), format!("{text}offset = 1\n")]);
}

/// What the offset of a Streaming Integrator does not move is told after the fix, and does not keep it from being made.
#[test]
fn an_offset_that_moves_only_some_ports_is_moved_to_its_place() {
    let directory = tempfile::tempdir().unwrap();
    let clash = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/hosts/clash");
    let file = "conf/server/deployment.yaml";
    let text = fs::read_to_string(clash.join("wso2si-4.2.0").join(file)).unwrap();
    let written = "  ports:\n    # port offset of this server\n    offset: 0\n";
    let before = text.replace(written, "  offset: 1\n");
    let version = "WSO2 Streaming Integrator v4.2.0\n";
    home(directory.path(), "wso2si-4.2.0", version, file, &before);
    fs::create_dir_all(directory.path().join("wso2si-4.2.0/wso2/server/bin")).unwrap();
    let arguments = ["check", "--fix", "--format", "concise", "."];
    let fixed = all(&run(directory.path(), &arguments));
    assert!(fixed.contains("Fixed 1 finding in 1 file"), "{fixed}");
    assert!(fixed.contains("warning[offset-not-honoured]"), "{fixed}");
    assert!(!fixed.contains("error["), "{fixed}");
    let after = read(directory.path(), &format!("wso2si-4.2.0/{file}"));
    assert!(after.contains("  ports:\n    offset: 1\n"), "{after}");
}

/// A moved offset can take the ports of another server: then the key stays, and that is said.
#[test]
fn a_key_is_not_moved_into_a_collision() {
    let directory = tempfile::tempdir().unwrap();
    const FILE: &str = "repository/conf/deployment.toml";
    let version = "WSO2 Identity Server v7.0.0\n";
    let put = |name: &str, text: &str| home(directory.path(), name, version, FILE, text);
    put("wso2is-7.0.0-a", "offset = 1\n[server]\nhostname = \"a\"\n");
    put("wso2is-7.0.0-b", "[server]\noffset = 1\n");
    let fixed = all(&run(
        directory.path(),
        &["check", "--fix", "--format", "concise", "."],
    ));
    assert!(
        fixed.contains("not fixed ./wso2is-7.0.0-a") && fixed.contains("port-collision"),
        "{fixed}"
    );
    assert!(read(directory.path(), &format!("wso2is-7.0.0-a/{FILE}")).starts_with("offset = 1\n"));
}

/// Two keys for one table that is not there yet: one is moved, the other waits for the next run.
#[test]
fn overlapping_edits_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    const FILE: &str = "repository/conf/deployment.toml";
    let text = "[transport.https]\nport = 9555\nproxyPort = 443\n";
    let version = "WSO2 Identity Server v7.0.0\n";
    home(directory.path(), "wso2is-7.0.0", version, FILE, text);
    let arguments = ["check", "--fix", "--format", "concise", "."];
    let first = all(&run(directory.path(), &arguments));
    assert!(
        first.contains("its edit overlaps that of another fix"),
        "{first}"
    );
    let second = all(&run(directory.path(), &arguments));
    assert!(second.contains("Fixed 1 finding in 1 file"), "{second}");
    let file = format!("wso2is-7.0.0/{FILE}");
    assert_eq!(
        read(directory.path(), &file),
        "\n[transport.https.properties]\nport = 9555\nproxyPort = 443\n"
    );
}

/// The reports of a run that repairs tell what remains, and what is no more.
#[test]
fn reports_tell_what_was_fixed() {
    let host = host();
    let arguments = |mode| ["check", mode, "--output", "json=report.json", "."];
    let report = || -> serde_json::Value {
        serde_json::from_str(&read(host.path(), "report.json")).unwrap()
    };
    run(host.path(), &arguments("--diff"));
    let before = report();
    assert_eq!(before["repair"]["written"], false);
    assert_eq!(before["repair"]["fixed"].as_array().unwrap().len(), 3);
    assert_eq!(before["diagnostics"].as_array().unwrap().len(), 3);
    run(host.path(), &arguments("--fix"));
    let after = report();
    assert_eq!(after["repair"]["written"], true);
    assert_eq!(after["repair"]["fixed"], before["repair"]["fixed"]);
    assert_eq!(after["diagnostics"].as_array().unwrap().len(), 0);
    run(host.path(), &arguments("--fix"));
    assert_eq!(
        report()["repair"]["written"],
        false,
        "there was nothing to fix"
    );
    let fixed = after["repair"]["fixed"].as_array().unwrap();
    for finding in fixed {
        assert!(finding["fix"]["edits"][0]["file"].is_string(), "{finding}");
    }
}

#[test]
fn findings_that_are_not_shown_are_not_fixed() {
    let host = host();
    let old = read(host.path(), GATEWAY);
    run(
        host.path(),
        &["check", "--fix", "--ignore", "gateway-url-not-offset", "."],
    );
    assert_eq!(old, read(host.path(), GATEWAY));
}

#[cfg(unix)]
#[test]
fn a_file_that_two_homes_share_is_edited_once() {
    // Whichever comes first, the file is changed where it lies, not through the link.
    for copy in ["wso2mi-4.2.0-b", "integrator"] {
        edited_once(copy);
    }
}

#[cfg(unix)]
fn edited_once(copy: &str) {
    let host = host();
    let copy = host.path().join(copy);
    fs::create_dir_all(copy.join("bin")).unwrap();
    fs::create_dir_all(copy.join("conf")).unwrap();
    fs::write(
        copy.join("bin/version.txt"),
        "WSO2 Micro Integrator v4.2.0\n",
    )
    .unwrap();
    let target = host.path().join(INTEGRATOR);
    // Without its mark: with it neither home starts, and the two would collide once it is gone.
    let text = read(host.path(), INTEGRATOR);
    fs::write(&target, text.trim_start_matches('\u{feff}')).unwrap();
    std::os::unix::fs::symlink(&target, copy.join("conf/deployment.toml")).unwrap();
    let fixed = run(host.path(), &["check", "--fix", "--format", "concise", "."]);
    assert!(
        read(host.path(), INTEGRATOR).contains("localhost:9444\""),
        "{}",
        all(&fixed)
    );
}

/// What `--diff` prints is a patch: the real `patch` makes of it what `--fix` makes.
#[test]
fn a_diff_is_a_patch() {
    let directory = tempfile::tempdir().unwrap();
    let files = [
        (
            "wso2am-4.2.0/repository/conf/deployment.toml",
            "[server]\r\noffset = 1\r\n\r\n[apim.event_hub.publish.url_group]\r\n\
             auth_urls = [\"ssl://localhost:9711\"]\r\nurls = [\"tcp://localhost:9611\"]",
        ),
        (
            "wso2mi-4.2.0/conf/deployment.toml",
            "[server]\nhostname = \"mi\"\n\n[[service_catalog]]\napim_host = \"https://localhost:9443\"\n",
        ),
    ];
    for (path, text) in files {
        write(directory.path(), path, text);
    }
    let diff = run(directory.path(), &["check", "--diff", "."]);
    let text = String::from_utf8(diff.stdout.clone()).unwrap();
    assert!(
        text.contains("-auth_urls = [\"ssl://localhost:9711\"]"),
        "{text}"
    );
    let patched = tempfile::tempdir().unwrap();
    for (path, text) in files {
        write(patched.path(), path, text);
    }
    write(patched.path(), "all.patch", &text);
    let done = std::process::Command::new("patch")
        .args(["-p1", "--binary", "-i", "all.patch"])
        .current_dir(patched.path())
        .output();
    let Ok(done) = done else {
        assert!(std::env::var_os("CI").is_none(), "no `patch` here");
        return;
    };
    assert!(
        done.status.success(),
        "{}\n{text}",
        String::from_utf8_lossy(&done.stdout)
    );
    let fixed = run(directory.path(), &["check", "--fix", "."]);
    assert!(
        String::from_utf8_lossy(&fixed.stderr).contains("Fixed"),
        "{}",
        all(&fixed)
    );
    for (path, old) in files {
        assert_eq!(
            read(patched.path(), path),
            read(directory.path(), path),
            "{path}"
        );
        assert_ne!(read(directory.path(), path), old, "{path}");
    }
}
