//! `ports`, `init`, `explain` and standard input, through the built binary.

use crate::support::{all, hosts, json, run, run_with, write};
use std::fs;
use std::process::Output;

const FILE: &str = "wso2is-7.0.0/repository/conf/deployment.toml";

#[test]
fn standard_input_takes_the_place_of_a_file() {
    let host = hosts().join("repaired");
    for arguments in [
        vec![
            "check",
            "-",
            "--stdin-filename",
            FILE,
            "--format",
            "concise",
        ],
        vec!["check", "--stdin-filename", FILE, "--format", "concise"],
    ] {
        let output = run_with(&host, &arguments, "[server]\noffset = = 1\n");
        let text = all(&output);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains(&format!("{FILE}:2:")), "{text}");
        assert!(text.contains("1 home,"), "{text}");
    }
    // With the other homes, their ports count.
    let arguments = [
        "check",
        "-",
        ".",
        "--stdin-filename",
        FILE,
        "--format",
        "concise",
    ];
    let output = run_with(&host, &arguments, "[server]\noffset = 1\n");
    assert!(all(&output).contains("5 homes"), "{}", all(&output));
    assert!(all(&output).contains("port-collision"), "{}", all(&output));
}

#[test]
fn standard_input_needs_a_name() {
    let output = run(&hosts(), &["check", "-", "repaired"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        all(&output).contains("--stdin-filename"),
        "{}",
        all(&output)
    );
}

#[test]
fn ports_are_chosen_by_number_and_state() {
    let output = run(
        &hosts(),
        &["ports", "--format", "json", "--port", "9443", "clash"],
    );
    let report = json(&output);
    let homes = report["homes"].as_array().unwrap();
    assert_eq!(homes.len(), 3, "{report}");
    let listeners = homes
        .iter()
        .flat_map(|home| home["runtimes"].as_array().unwrap())
        .flat_map(|runtime| runtime["listeners"].as_array().unwrap());
    assert!(listeners.clone().count() >= 3);
    assert!(listeners.clone().all(|listener| listener["port"] == 9443));

    let arguments = [
        "ports",
        "--format",
        "json",
        "--state",
        "closed",
        "clash/wso2am-4.4.0",
    ];
    let report = json(&run(&hosts(), &arguments));
    let listeners = report["homes"][0]["runtimes"][0]["listeners"]
        .as_array()
        .unwrap();
    assert!(!listeners.is_empty());
    assert!(
        listeners
            .iter()
            .all(|listener| listener["state"] == "closed")
    );
}

#[test]
fn references_say_who_is_at_the_other_end() {
    let host = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| write(host.path(), path, text);
    write("am/bin/version.txt", "WSO2 API Manager v4.4.0\n");
    write("am/repository/conf/deployment.toml", "[server]\n");
    write("mi/bin/version.txt", "WSO2 Micro Integrator v4.2.0\n");
    write(
        "mi/conf/deployment.toml",
        "[[service_catalog]]\nenable = true\napim_host = \"https://localhost:9443\"\n",
    );
    let report = json(&run(
        host.path(),
        &["ports", "--references", "--format", "json", "."],
    ));
    let references = report["homes"][1]["runtimes"][0]["references"]
        .as_array()
        .unwrap();
    let link = references.iter().find(|link| link["port"] == 9443).unwrap();
    assert_eq!(link["opened_by"][0]["listener"], "servlet-https", "{link}");
    let plain = json(&run(host.path(), &["ports", "--format", "json", "."]));
    assert!(plain["homes"][1]["runtimes"][0].get("references").is_none());
    let table = all(&run(host.path(), &["ports", "--references", "mi"]));
    assert!(
        table.contains("https://localhost:9443") && table.contains("nobody"),
        "{table}"
    );
    let csv = run(
        host.path(),
        &["ports", "--references", "--format", "csv", "."],
    );
    assert_eq!(csv.status.code(), Some(2));
}

#[test]
fn a_comparison_says_what_moved() {
    let arguments = ["ports", "repaired", "--compare", "clash"];
    let text = all(&run(&hosts(), &arguments));
    assert!(text.contains("moved    9443 -> "), "{text}");
    assert!(
        text.contains("clash/wso2mi-4.2.0 -> repaired/wso2mi-4.2.0"),
        "{text}"
    );
    let report = json(&run(
        &hosts(),
        &[&arguments[..], &["--format", "json"]].concat(),
    ));
    assert_eq!(report["homes"].as_array().unwrap().len(), 5);
    let same = all(&run(&hosts(), &["ports", "clash", "--compare", "clash"]));
    assert_eq!(same.matches("the same ports").count(), 5, "{same}");
}

#[test]
fn a_firewall_request_lists_open_ports() {
    let csv = all(&run(&hosts(), &["ports", "--format", "csv", "clash"]));
    let mut lines = csv.lines();
    assert_eq!(
        lines.next(),
        Some("home,product,protocol,port,address,purpose")
    );
    assert!(lines.next().is_some());
    let all = all(&run(
        &hosts(),
        &["ports", "--format", "csv", "--all", "clash"],
    ));
    assert!(all.lines().count() > csv.lines().count());
}

#[test]
fn init_writes_a_file_that_the_tool_reads() {
    let directory = tempfile::tempdir().unwrap();
    for home in ["wso2am-4.2.0", "wso2am-4.3.0"] {
        let home = directory.path().join(home);
        write(&home, "repository/conf/deployment.toml", "[server]\n");
        write(&home, "bin/version.txt", "WSO2 API Manager v4.2.0\n");
    }
    let file = directory.path().join("wso2-portlint.toml");
    let written = run(directory.path(), &["init"]);
    assert_eq!(written.status.code(), Some(0), "{}", all(&written));
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text.matches("[[home]]").count(), 2);
    let printed = run(directory.path(), &["init", "--output", "-"]);
    assert_eq!(String::from_utf8_lossy(&printed.stdout), text);

    let refused = run(directory.path(), &["init"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(all(&refused).contains("--force"), "{}", all(&refused));
    assert_eq!(
        run(directory.path(), &["init", "--force"]).status.code(),
        Some(0)
    );

    // Filled in, the homes no longer meet.
    let check = || run(directory.path(), &["check", "--format", "concise", "."]);
    assert!(
        all(&check()).contains("port-collision"),
        "{}",
        all(&check())
    );
    let filled = text.replacen("# active = false", "active = false", 1);
    fs::write(&file, filled).unwrap();
    assert_eq!(check().status.code(), Some(0), "{}", all(&check()));
    assert!(!all(&check()).contains("unmatched"), "{}", all(&check()));
}

#[test]
fn init_replaces_nothing_but_a_configuration_file() {
    let directory = tempfile::tempdir().unwrap();
    let text = "[server]\noffset = 1\n";
    write(directory.path(), FILE, text);
    let refused = run(directory.path(), &["init", "--force", "--output", FILE]);
    assert_eq!(refused.status.code(), Some(2), "{}", all(&refused));
    assert!(
        all(&refused).contains("so it is not overwritten"),
        "{}",
        all(&refused)
    );
    assert_eq!(
        fs::read_to_string(directory.path().join(FILE)).unwrap(),
        text
    );

    let other = ["init", "--force", "--output", "other.toml"];
    for _ in 0..2 {
        let written = run(directory.path(), &other);
        assert_eq!(written.status.code(), Some(0), "{}", all(&written));
    }
    // Under its own name even a broken one goes.
    write(directory.path(), "wso2-portlint.toml", "= broken");
    let written = run(directory.path(), &["init", "--force"]);
    assert_eq!(written.status.code(), Some(0), "{}", all(&written));
}

#[test]
fn explain_shows_the_arithmetic_and_the_file() {
    let text = all(&run(&hosts(), &["explain", "8290", "clash"]));
    assert!(text.contains("8280 + 10 = 8290"), "{text}");
    assert!(text.contains("carbon.xml:9:"), "{text}");
}

#[test]
fn a_report_replaces_no_configuration_and_no_other_report() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join(FILE);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::copy(hosts().join("clash").join(FILE), &file).unwrap();
    let before = fs::read(&file).unwrap();

    let onto_configuration = run(directory.path(), &["-o", &format!("json={FILE}"), "."]);
    assert_eq!(onto_configuration.status.code(), Some(2));
    assert!(all(&onto_configuration).contains("nothing is written over it"));
    assert_eq!(fs::read(&file).unwrap(), before);

    let twice = run(directory.path(), &["-o", "json=r", "-o", "sarif=r", "."]);
    assert_eq!(twice.status.code(), Some(2));
    assert!(all(&twice).contains("only one format can go to a file"));

    let with_diff = run(directory.path(), &["--diff", "-o", "json=-", "."]);
    assert_eq!(with_diff.status.code(), Some(2));
    assert!(all(&with_diff).contains("cannot both go to standard output"));
}

#[test]
fn a_baseline_replaces_nothing_but_a_baseline() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join(FILE);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let port = "[server]\noffset = \"one\"\n";
    fs::write(&file, port).unwrap();
    fs::write(directory.path().join("notes.json"), "[]").unwrap();
    fs::write(directory.path().join("wso2-portlint.toml"), "select = []\n").unwrap();
    let write = |target: &str| run(directory.path(), &["--write-baseline", target, "."]);

    for (target, why) in [
        (FILE, "nothing is written over it"),
        ("wso2-portlint.toml", "nothing is written over it"),
        ("notes.json", "nothing but a baseline is replaced by one"),
    ] {
        let before = fs::read(directory.path().join(target)).unwrap();
        let output = write(target);
        assert_eq!(output.status.code(), Some(2), "{target}");
        assert!(all(&output).contains(why), "{}", all(&output));
        assert_eq!(fs::read(directory.path().join(target)).unwrap(), before);
    }
    let onto_a_report = ["--write-baseline", "r", "-o", "json=r", "."];
    assert_eq!(run(directory.path(), &onto_a_report).status.code(), Some(2));

    for _ in 0..2 {
        assert_eq!(write("known.json").status.code(), Some(0));
    }
    // A dash is standard output, as everywhere, and no name of a file.
    let output = write("-");
    assert_eq!(output.status.code(), Some(0), "{}", all(&output));
    assert_eq!(
        output.stdout,
        fs::read(directory.path().join("known.json")).unwrap()
    );
    assert!(!directory.path().join("-").exists());
    let both = ["--write-baseline", "-", "--format", "json", "."];
    assert_eq!(run(directory.path(), &both).status.code(), Some(2));
}

#[test]
fn answers_about_ports_speak_of_those_that_are_not_known() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory
        .path()
        .join("wso2is-7.0.0/repository/conf/deployment.toml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let text = "[transport.https.properties]\nport = \"$env{HTTPS_PORT}\"\n";
    fs::write(&file, text).unwrap();
    let home = "wso2is-7.0.0";
    let unknown = format!("1 port of {home} (default) is not known: ");
    let stderr = |output: &Output| String::from_utf8(output.stderr.clone()).unwrap();

    let text = all(&run(directory.path(), &["explain", "9443", home]));
    let (first, second) = text.trim_end().split_once('\n').unwrap();
    assert_eq!(first, "no listener on 9443");
    assert!(second.starts_with(&unknown), "{text}");
    assert!(second.contains("HTTPS_PORT"), "{text}");

    let chosen = run(directory.path(), &["ports", "--port", "9443", home]);
    let notes = stderr(&chosen);
    assert!(chosen.stdout.is_empty());
    assert!(
        notes.contains("note: no listener on 9443\n")
            && notes.contains(&format!("note: {unknown}")),
        "{notes}"
    );

    let request = run(directory.path(), &["ports", "--format", "csv", home]);
    assert_eq!(request.status.code(), Some(0));
    let notes = stderr(&request);
    assert!(notes.contains(&format!("note: {unknown}")), "{notes}");
    assert!(
        notes.contains("1 listener not listed, because not open for sure"),
        "{notes}"
    );
    let markdown = all(&run(
        directory.path(),
        &["ports", "--format", "markdown", home],
    ));
    assert!(
        markdown.contains("1 listener not listed: at ports that are not known."),
        "{markdown}"
    );
    let listed = run(
        directory.path(),
        &["ports", "--format", "csv", "--all", home],
    );
    assert_eq!(stderr(&listed), "");

    // Where everything is known, nothing is said.
    let told = ["explain", "9444", home, "--env", "HTTPS_PORT=9443"];
    let text = all(&run(directory.path(), &told));
    assert_eq!(text, "no listener on 9444\n");
}
