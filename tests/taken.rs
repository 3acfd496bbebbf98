//! What becomes of the server that finds its port taken stands where the collision is told.

use crate::support::{run, write};
use serde_json::Value;
use std::path::Path;

const SERVER: &str = "[server]\nhostname = \"localhost\"\nnode_ip = \"127.0.0.1\"\n";
const DATABASE: &str = "[database.shared_db]\ntype = \"h2\"\nusername = \"a\"\n";

/// The outputs of a check in three formats.
fn outputs(directory: &Path) -> [String; 3] {
    ["full", "json", "sarif"].map(|format| {
        let output = run(directory, &["--format", format, "."]);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    })
}

/// A text as JSON holds it.
fn holds(json: &str, text: &str) -> bool {
    let value: Value = serde_json::from_str(json).unwrap();
    value
        .to_string()
        .contains(&Value::from(text).to_string().trim_matches('"').to_string())
}

#[test]
fn two_developers_debug_on_one_port() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    for (home, offset) in [("wso2mi-4.2.0", 10), ("wso2is-7.0.0", 0)] {
        let conf = match home {
            "wso2mi-4.2.0" => "conf",
            _ => "repository/conf",
        };
        let toml = format!("{SERVER}offset = {offset}\n{DATABASE}");
        write(root, &format!("{home}/{conf}/deployment.toml"), &toml);
    }
    let told = "[[home]]\npath = \"*\"\nstart-arguments = [\"--debug\", \"5005\"]\n";
    write(root, "wso2-portlint.toml", told);
    let [text, json, sarif] = outputs(root);
    assert!(text.contains("both open 5005/tcp"), "{text}");
    let note = "jdwp: the server that starts second ends at once: the Java machine does not run without its debugger port";
    assert!(text.contains(note), "{text}");
    assert!(holds(&json, note), "{json}");
    assert!(holds(&sarif, note), "{sarif}");
    let parsed: Value = serde_json::from_str(&json).unwrap();
    let owners = &parsed["diagnostics"][0]["ports"][0]["owners"];
    assert_eq!(owners[0]["listener"], "jdwp");
    assert_eq!(owners[1]["listener"], "jdwp");

    // One of them on Java 8, the other bound to another interface: no collision.
    let apart = "[[home]]\npath = \"wso2mi-*\"\njdk = 17\nstart-arguments = [\"--debug\", \"5005\"]\n\
        [[home]]\npath = \"wso2is-*\"\nstart-arguments = [\"--debug\", \"10.0.0.1:5005\"]\n";
    write(root, "wso2-portlint.toml", apart);
    let output = run(root, &["."]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn two_brokers_on_one_port() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    for (home, offset, port) in [("a/wso2am-4.2.0", 0, 5675), ("b/wso2am-4.2.0", 3, 5672)] {
        let broker = format!("[broker.transport.amqp.default_connection]\nport = {port}\n");
        let toml = format!("{SERVER}offset = {offset}\n{DATABASE}{broker}");
        write(
            root,
            &format!("{home}/repository/conf/deployment.toml"),
            &toml,
        );
    }
    let [text, json, sarif] = outputs(root);
    assert!(text.contains("both open 5675/tcp"), "{text}");
    let note = "amqp: the server that starts second ends as a whole, with all its other ports, and the exit status of its start script is 0";
    assert!(text.contains(note), "{text}");
    assert!(holds(&json, note), "{json}");
    assert!(holds(&sarif, note), "{sarif}");

    let explained = run(root, &["explain", "5675", "."]);
    let explained = String::from_utf8(explained.stdout).unwrap();
    let line = "if taken: the server that starts second ends as a whole";
    assert_eq!(explained.matches(line).count(), 2, "{explained}");
    let by_number = run(root, &["explain", "5672"]);
    let by_number = String::from_utf8(by_number.stdout).unwrap();
    assert!(
        by_number.contains("if taken  the server that starts second ends"),
        "{by_number}"
    );
}

/// Of a product that was never run with its port taken, nothing is said.
#[test]
fn nothing_is_said_where_nothing_is_known() {
    let directory = tempfile::tempdir().unwrap();
    let carbon = "<Server><Name>WSO2 Enterprise Service Bus</Name><ServerKey>ESB</ServerKey><Ports><Offset>0</Offset></Ports></Server>";
    let connectors = "<Server><Service><Connector port=\"9763\"/><Connector port=\"9443\" SSLEnabled=\"true\"/></Service></Server>";
    for home in ["a/wso2esb-5.0.0", "b/wso2esb-5.0.0"] {
        let file = |file: &str| format!("{home}/repository/conf/{file}");
        write(directory.path(), &file("carbon.xml"), carbon);
        write(
            directory.path(),
            &file("tomcat/catalina-server.xml"),
            connectors,
        );
    }
    let [text, ..] = outputs(directory.path());
    assert!(text.contains("both open"), "{text}");
    assert!(!text.contains("starts second"), "{text}");
}
