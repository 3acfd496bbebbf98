//! Manifests as a stream on standard input, and texts that lie in them, through the built binary.

use crate::support::{all, json, run, run_with, write};
use std::fmt::Write as _;
use std::fs;
use std::time::Instant;

/// What a chart renders to: a server with a port that counts the offset twice.
const STREAM: &str = r#"---
# Source: am/templates/conf.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: am-conf
data:
  deployment.toml: |
    [server]
    hostname = "am.example.com"
    offset = 1
    [database.shared_db]
    password = "only-mine"

    [transport.https.properties]
    port = 9444
  docker-entrypoint.sh: |-
    set -e
    config_volume=${WORKING_DIRECTORY}/wso2-config-volume
    cp -RL ${config_volume}/* ${WSO2_SERVER_HOME}/
    sh ${WSO2_SERVER_HOME}/bin/api-manager.sh "$@"
---
# Source: am/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: am
spec:
  template:
    metadata:
      labels:
        app: am
    spec:
      containers:
        - name: wso2am
          image: wso2/wso2am:4.4.0
          env:
            - name: DB_PASSWORD
              value: only-mine
          volumeMounts:
            - name: conf
              mountPath: /home/wso2carbon/wso2-config-volume/repository/conf/deployment.toml
              subPath: deployment.toml
            - name: conf
              mountPath: /home/wso2carbon/docker-entrypoint.sh
              subPath: docker-entrypoint.sh
      volumes:
        - name: conf
          configMap:
            name: am-conf
---
# Source: am/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: am
spec:
  selector:
    app: am
  ports:
    - name: console
      port: 9444
"#;

#[test]
fn a_stream_is_read_from_standard_input() {
    let root = tempfile::tempdir().unwrap();
    let output = run_with(root.path(), &["check", "-"], STREAM);
    let said = all(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for words in [
        "port of Service/am sends to 9444/tcp of wso2am, which nothing in it opens",
        "[-:62:13]",
        "rendered from am/templates/service.yaml",
        "servlet-https of wso2am opens 9445/tcp, not 9444",
        "[-:11:14]",
        "rendered from am/templates/conf.yaml",
        "16 │ port = 9444",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    assert!(!said.contains("only-mine"), "{said}");
    assert!(!said.contains("no WSO2 server"), "{said}");
    let output = run_with(root.path(), &["check", "-", "--format", "json"], STREAM);
    let report = json(&output);
    assert!(
        report.to_string().contains("-#Deployment/am/wso2am"),
        "{report}"
    );
    let silent = STREAM
        .replace("offset = 1", "offset = 0")
        .replace("9444", "9443");
    let output = run_with(root.path(), &["check", "-"], &silent);
    assert_eq!(output.status.code(), Some(0), "{}", all(&output));
    assert!(
        all(&output).contains("No problems found."),
        "{}",
        all(&output)
    );
}

#[test]
fn what_is_no_stream_is_said_to_be_none() {
    let root = tempfile::tempdir().unwrap();
    for text in [
        "",
        "a: b\n",
        "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n",
    ] {
        let output = run_with(root.path(), &["check", "-"], text);
        assert_eq!(output.status.code(), Some(2), "{text}: {}", all(&output));
    }
    for (text, expected) in [
        ("offset: [1\n", "standard input:"),
        (
            "a: 1\n---\nkind: Service\napiVersion: v1\n\tmetadata: 1\n",
            "standard input:4:",
        ),
        (
            "apiVersion: v1\nkind: Service\nmetadata:\n  {{ x }}\n",
            "this is a template",
        ),
    ] {
        let said = all(&run_with(root.path(), &["check", "-"], text));
        assert!(said.contains(expected), "{said}");
        assert!(!said.contains("no manifest"), "{said}");
    }
    let output = run_with(root.path(), &["check", "--fix", "-"], STREAM);
    assert_eq!(output.status.code(), Some(2));
    assert!(all(&output).contains("is not written"), "{}", all(&output));
}

#[test]
fn a_mistake_in_one_document_hides_none_of_the_others() {
    let root = tempfile::tempdir().unwrap();
    let broken = format!("{STREAM}---\napiVersion: v1\nkind: Service\nspec: [\n");
    let output = run_with(root.path(), &["check", "-"], &broken);
    let said = all(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("standard input:66:7:"), "{said}");
    assert!(said.contains("[-:62:13]"), "{said}");
}

#[test]
fn other_commands_read_a_stream_too() {
    let root = tempfile::tempdir().unwrap();
    let at = root.path();
    let ports = all(&run_with(at, &["ports", "-"], STREAM));
    assert!(ports.contains("-#Deployment/am/wso2am"), "{ports}");
    assert!(ports.contains("9445"), "{ports}");
    let why = all(&run_with(at, &["explain", "9445", "-"], STREAM));
    assert!(why.contains("9444 + 1 = 9445"), "{why}");
    assert!(why.contains("-:16:12"), "{why}");
    let plan = run_with(at, &["plan", "-"], STREAM);
    assert_eq!(plan.status.code(), Some(0), "{}", all(&plan));
    let refused = run_with(at, &["plan", "--write", "-"], STREAM);
    assert_eq!(refused.status.code(), Some(2), "{}", all(&refused));
    assert!(all(&refused).contains("is not written"));
}

#[test]
fn a_fix_in_a_config_map_keeps_its_indentation() {
    let root = tempfile::tempdir().unwrap();
    let at = root.path();
    write(at, "am.yaml", STREAM);
    let diff = all(&run(at, &["check", "--diff", "--unsafe-fixes", "am.yaml"]));
    assert!(diff.contains("-    port = 9444"), "{diff}");
    assert!(diff.contains("+    port = 9443"), "{diff}");
    run(at, &["check", "--fix", "--unsafe-fixes", "am.yaml"]);
    let fixed = fs::read_to_string(at.join("am.yaml")).unwrap();
    assert_eq!(fixed, STREAM.replacen("port = 9444", "port = 9443", 1));
    // What has to move to another table gets the indentation of the block.
    let misplaced = STREAM.replace(
        "    [transport.https.properties]\n    port = 9444\n",
        "    [transport.https]\n    port = 9443\n",
    );
    write(at, "am.yaml", &misplaced);
    run(at, &["check", "--fix", "--unsafe-fixes", "am.yaml"]);
    let fixed = fs::read_to_string(at.join("am.yaml")).unwrap();
    let changed = fixed.lines().filter(|line| !misplaced.contains(line));
    for line in changed {
        assert!(line.is_empty() || line.starts_with("    "), "{line}");
    }
    let again = all(&run(at, &["check", "am.yaml"]));
    assert!(!again.contains("syntax-error"), "{again}");
}

#[test]
fn an_entry_of_the_configuration_speaks_of_a_container() {
    let root = tempfile::tempdir().unwrap();
    let at = root.path();
    write(at, "k8s/am.yaml", STREAM);
    write(
        at,
        "wso2-portlint.toml",
        "[[home]]\npath = \"k8s/am.yaml#Deployment/am/wso2am\"\nstart-arguments = [\"-DportOffset=0\"]\n",
    );
    let ports = all(&run(at, &["ports", "k8s"]));
    assert!(ports.contains("8243"), "{ports}");
}

#[test]
fn many_manifests_and_large_ones_are_read_in_time() {
    let root = tempfile::tempdir().unwrap();
    let at = root.path();
    for number in 0..500 {
        let text = STREAM.replace("am-conf", &format!("am-conf-{number}"));
        let text = text.replace("name: am\n", &format!("name: am-{number}\n"));
        let text = text.replace("app: am\n", &format!("app: am-{number}\n"));
        write(at, &format!("k8s/am-{number}.yaml"), &text);
    }
    let begun = Instant::now();
    let output = run(at, &["check", "--format", "json", "k8s"]);
    println!("500 manifests: {:?}", begun.elapsed());
    assert_eq!(json(&output)["summary"]["homes"], 500);
    let mut large = String::new();
    while large.len() < 7 << 20 {
        let number = large.len();
        writeln!(large, "    # {number} nothing to see in this line").unwrap();
    }
    let text = STREAM.replacen("    [server]\n", &format!("{large}    [server]\n"), 1);
    let begun = Instant::now();
    let output = run_with(at, &["check", "-", "--format", "json"], &text);
    println!("a ConfigMap of 7 MB: {:?}", begun.elapsed());
    assert_eq!(output.status.code(), Some(1), "{}", all(&output));
    let larger = text.replacen("    [server]\n", &format!("{large}    [server]\n"), 1);
    let output = run_with(at, &["check", "-"], &larger);
    assert_eq!(output.status.code(), Some(2), "{}", all(&output));
}
