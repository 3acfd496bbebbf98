//! `--live` on this very host: what listens here is opened by these tests. A test that needs Java, root or a family of
//! addresses says so and is skipped where that is missing. What changes while it is looked at, and what others may not see,
//! is tried on recorded hosts (`portlint-live`).

#![cfg(target_os = "linux")]

use crate::support::{all, json, run, tool, write};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

const IS: &str = "wso2is-7.0.0";
const RULES: &str = "port-taken,restart-needed,not-listening,unexpected-listener";
const NOBODY: u32 = 65534;

/// A listener on a port that nobody else has.
fn free(address: &str) -> Option<(TcpListener, u16)> {
    let listener = TcpListener::bind((address, 0)).ok()?;
    let port = listener.local_addr().unwrap().port();
    Some((listener, port))
}

/// Two ports that nobody had a moment ago.
fn two_ports() -> [u16; 2] {
    let (_one, first) = free("0.0.0.0").unwrap();
    let (_other, second) = free("0.0.0.0").unwrap();
    [first, second]
}

/// An Identity Server on these ports, with this text before them.
fn home(root: &Path, name: &str, head: &str, [https, http]: [u16; 2]) {
    write(
        root,
        &format!("{name}/bin/version.txt"),
        "WSO2 Identity Server v7.0.0\n",
    );
    let text = format!(
        "{head}[super_admin]\nusername = \"admin\"\npassword = \"s3cr3t\"\n\
         [transport.https.properties]\nport = {https}\n[transport.http.properties]\nport = {http}\n"
    );
    write(
        root,
        &format!("{name}/repository/conf/deployment.toml"),
        &text,
    );
}

/// What the rules about the running host say.
fn messages(root: &Path) -> Vec<String> {
    let arguments = [
        "check",
        "--live",
        "--severity",
        "info",
        "--format",
        "json",
        "--select",
        RULES,
    ];
    said(&run(root, &arguments))
}

fn said(output: &Output) -> Vec<String> {
    let report = json(output);
    let findings = report["diagnostics"].as_array().unwrap().iter();
    let said = findings.map(|finding| {
        let text = |key: &str| finding[key].as_str().unwrap().to_string();
        format!("{}: {}", text("rule"), text("message"))
    });
    said.collect()
}

/// How it stands with a listener of a home.
fn live(report: &Value, home: &str, listener: &str) -> Value {
    let homes = report["homes"].as_array().unwrap();
    let home = homes
        .iter()
        .find(|it| it["path"].as_str().unwrap().ends_with(home))
        .unwrap();
    let listeners = home["runtimes"][0]["listeners"].as_array().unwrap();
    let listener = listeners.iter().find(|it| it["id"] == listener).unwrap();
    listener["live"].clone()
}

/// A Java machine that says the home is its own and opens ports; it ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

const PROGRAM: &str = "import java.net.ServerSocket;
public class Server {
    public static void main(String[] arguments) throws Exception {
        java.util.List<ServerSocket> open = new java.util.ArrayList<>();
        for (String port : System.getProperty(\"test.open\").split(\",\")) {
            open.add(new ServerSocket(Integer.parseInt(port)));
        }
        System.out.println(\"ready\");
        Thread.sleep(600_000);
    }
}
";

impl Server {
    /// Starts one, perhaps behind a program such as `unshare`; `None` where there is no Java that compiles.
    fn start(
        root: &Path,
        home: &str,
        ports: [u16; 2],
        before: &[&str],
        options: &[&str],
        arguments: &[&str],
    ) -> Option<Server> {
        write(root, "java/Server.java", PROGRAM);
        let words = before.iter().chain(&["java"]).copied();
        let words: Vec<&str> = words.collect();
        let (program, more) = words.split_first().unwrap();
        let mut child = Command::new(program)
            .args(more)
            .arg(format!("-Dtest.open={},{}", ports[0], ports[1]))
            .arg(format!("-Dcarbon.home={}", root.join(home).display()))
            .arg("-Djavax.net.ssl.keyStorePassword=s3cr3t")
            .args(options)
            .arg(root.join("java/Server.java"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut line = String::new();
        let _ = BufReader::new(child.stdout.take()?).read_line(&mut line);
        let server = Server(child);
        if line == "ready\n" {
            return Some(server);
        }
        println!("skipped: no Java that runs a source file, or not what starts it");
        None
    }

    fn number(&self) -> u32 {
        self.0.id()
    }
}

fn root() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    // Another user has to get there too.
    std::fs::set_permissions(root.path(), PermissionsExt::from_mode(0o755)).unwrap();
    root
}

#[test]
fn a_port_that_another_program_has_is_taken_until_that_ends() {
    let root = root();
    let (listener, port) = free("0.0.0.0").unwrap();
    let [_, http] = two_ports();
    home(root.path(), IS, "", [port, http]);
    let own = std::process::id();
    let found = messages(root.path());
    assert_eq!(found.len(), 1, "{found:?}");
    let expected = format!("port-taken: {port}/tcp (servlet-https) of {IS} is taken by");
    assert!(found[0].starts_with(&expected), "{found:?}");
    assert!(
        found[0].contains(&format!("(process {own} of user")),
        "{found:?}"
    );
    let output = run(root.path(), &["check", "--live", "--select", RULES]);
    assert_eq!(output.status.code(), Some(1), "{}", all(&output));

    let report = json(&run(root.path(), &["ports", "--live", "--format", "json"]));
    let taken = live(&report, IS, "servlet-https");
    assert_eq!(taken["state"], "taken");
    assert_eq!(taken["process"]["pid"], own);
    assert_eq!(taken["process"]["certainty"], "certain");
    assert_eq!(live(&report, IS, "servlet-http")["state"], "not-listening");
    let others = report["others"].as_array().unwrap();
    let other = others.iter().find(|other| other["port"] == port).unwrap();
    assert_eq!(other["process"]["pid"], own);

    let number = port.to_string();
    for paths in [
        vec!["explain", &number, "--live"],
        vec!["explain", &number, ".", "--live"],
    ] {
        let said = all(&run(root.path(), &paths));
        assert!(
            said.contains(&format!("now: {port}/tcp on 0.0.0.0: ")),
            "{said}"
        );
    }
    let plan = run(root.path(), &["plan", "--live", "--format", "json"]);
    assert!(all(&plan).contains(&number), "{}", all(&plan));

    drop(listener);
    assert_eq!(messages(root.path()), Vec::<String>::new());
    let report = json(&run(root.path(), &["ports", "--live", "--format", "json"]));
    assert_eq!(live(&report, IS, "servlet-https")["state"], "not-listening");
    // Without `--live` nothing of it is said.
    let report = json(&run(root.path(), &["ports", "--format", "json"]));
    assert_eq!(live(&report, IS, "servlet-https"), Value::Null);
    assert_eq!(report["others"], Value::Null);
}

#[test]
fn a_port_may_be_taken_between_plan_and_check() {
    let root = root();
    let (_listener, port) = free("0.0.0.0").unwrap();
    let [_, http] = two_ports();
    home(root.path(), IS, "", [port, http]);
    let is_about_https = |found: &String| found.contains("(servlet-https)");
    let plan = ["plan", "--live", "--write", "--format", "json"];
    let step = || {
        json(&run(root.path(), &plan))["changes"][0]["to"]
            .as_u64()
            .unwrap() as u16
    };
    let first = port + step();
    let found = messages(root.path());
    assert!(!found.iter().any(is_about_https), "{found:?}");
    let Ok(_taker) = TcpListener::bind(("0.0.0.0", first)) else {
        println!("skipped: somebody else was quicker");
        return;
    };
    let found = messages(root.path());
    let expected = format!("port-taken: {first}/tcp (servlet-https) of {IS} is taken by");
    assert!(
        found.iter().any(|found| found.starts_with(&expected)),
        "{found:?}"
    );
    // Another plan leaves both ports alone.
    let second = port + step();
    assert!(second != first && second != port, "{second}");
    let found = messages(root.path());
    assert!(!found.iter().any(is_about_https), "{found:?}");
}

#[test]
fn a_snapshot_keeps_the_ports_of_others() {
    let root = root();
    let (_listener, port) = free("0.0.0.0").unwrap();
    let [_, http] = two_ports();
    home(root.path(), IS, "", [port, http]);
    let output = run(root.path(), &["snapshot", "--live", "--host", "a"]);
    let snapshot = json(&output);
    let ports = snapshot["ports"].as_array().unwrap();
    assert!(
        ports.iter().any(|other| other["port"] == port),
        "{snapshot}"
    );
    let without = json(&run(root.path(), &["snapshot", "--host", "a"]));
    assert_eq!(without["ports"], serde_json::json!([]));
    // Looked at elsewhere and later, the port is still somebody else's.
    let fleet = tempfile::tempdir().unwrap();
    std::fs::write(fleet.path().join("a.json"), &output.stdout).unwrap();
    let plan = json(&run(fleet.path(), &["plan", "--format", "json", "a.json"]));
    let avoided = plan["changes"][0]["avoided"].as_array().unwrap();
    assert!(avoided.iter().any(|it| it["port"] == port), "{plan}");
}

#[test]
fn both_families_of_addresses_are_told_apart() {
    for (address, is_taken) in [("::", true), ("::1", false), ("127.0.0.1", true)] {
        // The standard library's `::` takes both families.
        let Some((_listener, port)) = free(address) else {
            println!("skipped: no {address} here");
            continue;
        };
        let root = root();
        let [_, http] = two_ports();
        home(root.path(), IS, "", [port, http]);
        assert_eq!(
            messages(root.path()).len(),
            usize::from(is_taken),
            "{address}"
        );
    }
}

#[test]
fn without_rights_the_port_is_taken_all_the_same() {
    if !rustix::process::geteuid().is_root() {
        println!("skipped: only root can become somebody else");
        return;
    }
    let root = root();
    let (_listener, port) = free("0.0.0.0").unwrap();
    let [_, http] = two_ports();
    home(root.path(), IS, "", [port, http]);
    let program = root.path().join("portlint");
    std::fs::copy(env!("CARGO_BIN_EXE_wso2-portlint"), &program).unwrap();
    let as_nobody = |arguments: &[&str]| {
        let mut command = Command::new(&program);
        command.current_dir(root.path()).env_clear().args(arguments);
        command.uid(NOBODY).gid(NOBODY).output().unwrap()
    };
    let arguments = ["check", "--live", "--format", "json", "--select", RULES];
    let found = said(&as_nobody(&arguments));
    let expected = format!("{port}/tcp (servlet-https) of {IS} is taken by a process of user root");
    // In a namespace of processes it may be somebody who cannot be seen.
    let is_first = std::fs::read_link("/proc/self/ns/pid").unwrap();
    if is_first == Path::new("pid:[4026531836]") {
        assert_eq!(found, [format!("port-taken: {expected}")]);
    }
    let report = json(&as_nobody(&["ports", "--live", "--format", "json"]));
    assert_eq!(live(&report, IS, "servlet-https")["state"], "unknown");
    let plan = as_nobody(&["plan", "--live", "--new", "wso2is-7.0.0", "."]);
    assert!(plan.status.success(), "{}", all(&plan));
}

#[test]
fn a_server_is_known_by_its_command_line() {
    let root = root();
    let ports = two_ports();
    // Started with the offset 0; then somebody writes 3.
    home(root.path(), IS, "[server]\noffset = 3\n", ports);
    home(root.path(), "wso2is-7.0.0-second", "", ports);
    let Some(server) = Server::start(root.path(), IS, ports, &[], &[], &[]) else {
        return;
    };
    let number = server.number();
    let found = messages(root.path());
    let restart =
        format!("restart-needed: {IS} (process {number}) runs with port offset 0; its files say 3");
    let taken = format!("are taken by {IS} (process {number})");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.contains(&restart), "{found:?}");
    let second = |it: &String| it.starts_with("port-taken: ") && it.ends_with(&taken);
    assert!(found.iter().any(second), "{found:?}");
    // Back to what it was started with.
    home(root.path(), IS, "", ports);
    let report = json(&run(root.path(), &["ports", "--live", "--format", "json"]));
    let own = live(&report, IS, "servlet-https");
    assert_eq!(
        (&own["state"], &own["process"]["pid"]),
        (&"listening".into(), &number.into())
    );
    let home = own["process"]["home"].as_str().unwrap();
    assert!(home.ends_with(IS), "{home}");
    assert_eq!(live(&report, "second", "servlet-https")["state"], "taken");
    drop(server);
    assert_eq!(messages(root.path()), Vec::<String>::new());
}

#[test]
fn what_a_server_was_started_with_is_a_fact_of_its_home() {
    let root = root();
    let ports = two_ports();
    let [https, http] = ports;
    home(root.path(), IS, "", [https - 3, http - 3]);
    let arguments = ["-DportOffset=3", "-Dpassword=s3cr3t"];
    let Some(server) = Server::start(root.path(), IS, ports, &[], &[], &arguments) else {
        return;
    };
    assert_eq!(messages(root.path()), Vec::<String>::new());
    let output = run(root.path(), &["ports", "--live", "--format", "json"]);
    let report = json(&output);
    let offset = &report["homes"][0]["runtimes"][0]["offset"];
    let source = format!("-DportOffset (argument of process {})", server.number());
    assert_eq!(
        (&offset["value"], &offset["source"]),
        (&3.into(), &source.into())
    );
    let written = run(root.path(), &["init", "--live", "--output", "-"]);
    let text = all(&written);
    assert!(
        text.contains("\nstart-arguments = [\"-DportOffset=3\"]   # argument of process"),
        "{text}"
    );
    for output in [
        output,
        written,
        run(root.path(), &["check", "--live", "--verbose"]),
    ] {
        assert!(!all(&output).contains("s3cr3t"), "{}", all(&output));
    }
}

#[test]
fn a_server_in_another_network_is_no_rival() {
    if !rustix::process::geteuid().is_root() {
        println!("skipped: only root makes a network");
        return;
    }
    let root = root();
    let (_listener, port) = free("0.0.0.0").unwrap();
    let [_, http] = two_ports();
    home(root.path(), "inside/wso2is-7.0.0", "", [port, http]);
    home(root.path(), "outside/wso2is-7.0.0", "", [port, http]);
    // `unshare` becomes the Java machine.
    let unshare = ["unshare", "--net"];
    let Some(server) = Server::start(
        root.path(),
        "inside/wso2is-7.0.0",
        [port, http],
        &unshare,
        &[],
        &[],
    ) else {
        return;
    };
    let report = json(&run(root.path(), &["ports", "--live", "--format", "json"]));
    let inside = live(&report, "inside/wso2is-7.0.0", "servlet-https");
    assert_eq!(inside["state"], "listening");
    assert_eq!(inside["process"]["pid"], server.number());
    let outside = live(&report, "outside/wso2is-7.0.0", "servlet-https");
    assert_eq!(outside["process"]["pid"], std::process::id());
    assert_eq!(
        live(&report, "outside/wso2is-7.0.0", "servlet-http")["state"],
        "not-listening"
    );
}

#[test]
fn a_program_that_publishes_for_a_container_is_named_as_such() {
    let root = root();
    let [port, http] = two_ports();
    home(root.path(), IS, "", [port, http]);
    // It has the words of the proxy, and a port that belongs to this test.
    let listener = TcpListener::bind(("0.0.0.0", port)).unwrap();
    let words = format!(
        "-proto tcp -host-ip 0.0.0.0 -host-port {port} -container-ip 172.31.255.7 -container-port 9443"
    );
    let proxy = {
        // The command keeps the socket open as long as it lives.
        let mut command = Command::new("sh");
        let socket = Stdio::from(std::os::fd::OwnedFd::from(listener));
        command.arg0("docker-proxy").args(["-c", "kill -STOP $$"]);
        Server(
            command
                .args(words.split(' '))
                .stdin(socket)
                .spawn()
                .unwrap(),
        )
    };
    let found = messages(root.path());
    let by = format!(
        "the container at 172.31.255.7, by sh (process {})",
        proxy.number()
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].ends_with(&format!("is taken by {by}")),
        "{found:?}"
    );
}

#[test]
fn there_is_one_note_when_not_everything_can_be_seen() {
    let root = root();
    home(root.path(), IS, "", two_ports());
    let output = tool(root.path())
        .args(["ports", "--live"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", all(&output));
    let text = all(&output);
    assert!(text.matches("note:").count() <= 1, "{text}");
    assert!(text.contains("now"), "{text}");
}
