//! Texts that somebody would obey, in every text that a user's files, names and configuration hold, through every command:
//! no terminal, CI server, parser, spreadsheet or reader of Markdown takes one for its own.
//!
//! `portlint-report` does the same with hosts built by hand, so that each text of the model is hostile; here the way from
//! the files is looked at, and what the binary says by itself.

use crate::support::{tool, write};
use portlint_report::{CheckFormat, PortsFormat};
use portlint_testkit::{HOSTILE, misread, obeyed};
use std::fs;
use std::path::Path;

/// What can be the name of a file: all of them but those with a slash.
fn texts() -> impl Iterator<Item = (usize, &'static str)> {
    let names = HOSTILE.iter().copied().filter(|text| !text.contains('/'));
    names.chain(["<b>", "a:b", "-x"]).enumerate()
}

/// The text in a TOML or YAML string with double quotes.
fn escaped(text: &str) -> String {
    let mut string = String::new();
    for character in text.chars() {
        match character {
            '"' | '\\' => string.extend(['\\', character]),
            character if character.is_control() => {
                string.push_str(&format!("\\U{:08x}", u32::from(character)));
            }
            character => string.push(character),
        }
    }
    string
}

/// In an attribute or between tags; XML has no way to write most controls.
fn xml(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
        .replace(']', "&#93;")
}

/// Homes of every generation that clash, named by the text and full of it.
fn write_host(host: &Path) {
    let mut config = String::new();
    for (number, text) in texts() {
        let (quoted, markup) = (escaped(text), xml(text));
        let word = text.replace(char::is_whitespace, "");
        let am = host.join(format!("{text}am{number}"));
        write(&am, "bin/version.txt", "WSO2 API Manager v4.2.0");
        write(
            &am,
            "repository/conf/deployment.toml",
            &format!(
                "[server]\noffset = 1 # {0}\nhostname = \"{quoted}\"\n[transport.https.properties]\nport = \"{quoted}\"\naddress = \"{quoted}\"\n\
             [transport.http.properties]\nport = \"$env{{{quoted}}}\"\n[\"{quoted}\"]\nport = 9\noffset = 1\n\
             [custom_transport.\"{quoted}\"]\nclass = \"{quoted}\"\nprotocol = \"{quoted}\"\n[custom_transport.\"{quoted}\".properties]\nport = 9450\n\
             [[apim.gateway.environment]]\nname = \"{quoted}\"\nservice_url = \"https://{quoted}:9443/{quoted}\"\nhttp_endpoint = \"http://localhost:1\"\n",
                word.replace(char::is_control, ""),
            ),
        );
        write(
            &am,
            &format!("{text}.service"),
            "[Service]\nEnvironment=\"JAVA_OPTS=-DportOffset=1\"\nExecStart=bin/api-manager.sh\n",
        );
        write(
            &am,
            "docker-compose.yml",
            &format!(
                "services:\n  \"{quoted}\":\n    image: \"{quoted}\"\n    environment: {{\"{quoted}\": \"{quoted}\"}}\n    command: [\"-Dprofile={quoted}\"]\n",
            ),
        );
        let mi = host.join(format!("mi{number}{text}"));
        write(&mi, "bin/version.txt", "WSO2 Micro Integrator v4.2.0");
        write(&mi, "conf/deployment.toml", "[server]\noffset = 10\n");
        write(
            &mi,
            &format!(
                "repository/deployment/server/synapse-configs/default/inbound-endpoints/{text}.xml"
            ),
            &format!(
                "<inboundEndpoint xmlns=\"http://ws.apache.org/ns/synapse\" name=\"{markup}\" protocol=\"http\"><parameters>\
             <parameter name=\"inbound.http.port\">8290</parameter></parameters></inboundEndpoint>",
            ),
        );
        write(
            &mi,
            "repository/deployment/server/synapse-configs/default/inbound-endpoints/other.xml",
            &format!(
                "<inboundEndpoint xmlns=\"http://ws.apache.org/ns/synapse\" name=\"o\" protocol=\"{markup}\" class=\"{markup}\"><parameters>\
             <parameter name=\"inbound.http.port\">{markup}</parameter></parameters></inboundEndpoint>",
            ),
        );
        let si = host.join(format!("si{number}{text}"));
        write(&si, "bin/version.txt", "WSO2 Streaming Integrator v4.2.0");
        write(
            &si,
            "conf/server/deployment.yaml",
            &format!(
                "wso2.carbon:\n  id: \"{quoted}\"\n  ports:\n    offset: 2\n    \"{quoted}\": 1\n\
             wso2.transport.http:\n  listenerConfigurations:\n  - id: \"{quoted}\"\n    host: \"{quoted}\"\n    port: 9090\n    scheme: \"{quoted}\"\n\
             siddhi:\n  refs:\n  - ref:\n      name: \"{quoted}\"\n      type: \"http\"\n      properties:\n        receiver.url: \"http://{quoted}:8006/{quoted}\"\n",
            ),
        );
        write(
            &si,
            &format!("deployment/siddhi-files/{text}.siddhi"),
            &format!(
                "@App:name(\"\"\"{text}\"\"\")\n@source(type='http', receiver.url='http://{word}:9099/x')\ndefine stream S (a int);\n",
            ),
        );
        let is = host.join(format!("is{number}{text}"));
        write(&is, "bin/version.txt", text);
        write(
            &is,
            "repository/conf/carbon.xml",
            &format!(
                "<Server><Name>{markup}</Name><ServerKey>IS</ServerKey><Version>5.7.0</Version><HostName>{markup}</HostName>\
             <Ports><Offset>0</Offset><EmbeddedLDAP><LDAPServerPort>{markup}</LDAPServerPort></EmbeddedLDAP></Ports></Server>",
            ),
        );
        write(
            &is,
            "repository/conf/tomcat/catalina-server.xml",
            &format!(
                "<Server><Service name=\"{markup}\"><Connector protocol=\"HTTP/1.1\" port=\"9443\" scheme=\"{markup}\" address=\"{markup}\"/>\
             <Connector protocol=\"{markup}\" port=\"${{{markup}}}\"/></Service></Server>",
            ),
        );
        config.push_str(&format!(
            "[[home]]\npath = \"{quoted}am{number}\"\nprofile = \"gateway-worker\"\njava-opts = [\"-D{quoted}={quoted}\"]\nenv = {{ \"{quoted}\" = \"{quoted}\" }}\nhost = \"{quoted}\"\n\
             [[home]]\npath = \"gone{number}{quoted}\"\n\
             [[port]]\nname = \"{quoted}\"\nport = 9444\naddress = \"{quoted}\"\n\
             [[allow]]\nrule = \"self-collision\"\nhome = \"{quoted}\"\nreason = \"because {quoted}\"\n",
        ));
    }
    write(host, "wso2-portlint.toml", &config);
}

/// Runs a command line whose standard output has a format.
fn obeyed_by_somebody(host: &Path, format: &str, arguments: &[&str]) -> Vec<String> {
    let output = tool(host).args(arguments).output().unwrap();
    let [stdout, stderr] =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    assert!(
        !stdout.is_empty() || !stderr.is_empty(),
        "{arguments:?} says nothing"
    );
    let found = [
        obeyed(format, &stdout),
        misread(format, &stdout),
        obeyed("full", &stderr),
    ];
    let found = found.into_iter().flatten();
    found.map(|what| format!("{arguments:?}: {what}")).collect()
}

#[test]
fn nobody_obeys_what_a_command_says() {
    let host = tempfile::tempdir().unwrap();
    write_host(host.path());
    let mut found = Vec::new();
    let mut look = |format: &str, arguments: &[&str]| {
        found.extend(obeyed_by_somebody(host.path(), format, arguments));
    };
    // Reports in files are made as those on standard output are, and the host is read once.
    let all = [
        "check",
        "--verbose",
        "--severity",
        "info",
        "--select",
        "all",
    ]
    .map(String::from);
    let reports = host.path().join("reports");
    fs::create_dir(&reports).unwrap();
    let file = |format: &str| reports.join(format!("{format}.report"));
    let outputs = CheckFormat::names().iter();
    let outputs = outputs.map(|format| format!("--output={format}={}", file(format).display()));
    let arguments: Vec<_> = all
        .into_iter()
        .chain(outputs)
        .chain([".".to_string()])
        .collect();
    look(
        "full",
        &arguments.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    look("github", &["check", "--format", "github", "."]);
    for format in PortsFormat::names() {
        look(
            format,
            &["ports", "--verbose", "--all", "--format", format, "."],
        );
    }
    for (format, arguments) in [
        ("full", "check --no-config ."),
        ("full", "check --diff --unsafe-fixes ."),
        ("full", "ports --links ."),
        ("full", "plan --verbose ."),
        ("json", "plan --format json ."),
        ("full", "plan --new wso2am-4.2.0 ."),
        ("json", "plan --new wso2am-4.2.0 --format json ."),
        ("full", "explain 9443 ."),
        ("full", "explain 9444 ."),
        ("full", "explain 8290 ."),
        ("full", "explain port-collision"),
        ("toml", "init --output - ."),
        ("full", "config --show"),
        ("full", "rules"),
        ("full", "products"),
    ] {
        let arguments: Vec<_> = arguments.split(' ').collect();
        look(format, &arguments);
    }
    for format in CheckFormat::names() {
        let report = fs::read_to_string(file(format)).unwrap();
        // Numbers only.
        let least = if *format == "prometheus" { 300 } else { 1000 };
        assert!(report.len() > least, "{format}: {report}");
        let what = [obeyed(format, &report), misread(format, &report)];
        found.extend(
            what.into_iter()
                .flatten()
                .map(|what| format!("{format}: {what}")),
        );
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Every text in the names of the files of a diff: the directory of a home, and the directories above the homes.
#[test]
fn nobody_obeys_the_name_of_a_file_in_a_diff() {
    let root = tempfile::tempdir().unwrap();
    for (number, text) in texts() {
        // Each home has its own offset, which its URL does not follow: `--fix` repairs that, and `plan` moves the second one.
        let home = |name: &str, offset: usize| {
            let home = root.path().join(format!("{text}{number}")).join(name);
            write(&home, "bin/version.txt", "WSO2 API Manager v4.4.0");
            write(
                &home,
                "repository/conf/deployment.toml",
                &format!(
                    "[server]\noffset = {offset}\n[[apim.gateway.environment]]\nname = \"Default\"\n\
                     ws_endpoint = \"ws://localhost:9099\"\n"
                ),
            );
        };
        home(text, 1);
        home(&format!("{text}b"), 1);
    }
    let mut found = Vec::new();
    for (number, text) in texts() {
        let host = root.path().join(format!("{text}{number}"));
        // Seen from within and from above: then the directory is a name too.
        let outside = format!("./{text}{number}");
        for (directory, path) in [(host.as_path(), "."), (root.path(), outside.as_str())] {
            for arguments in [
                &["check", "--diff", "--unsafe-fixes", path][..],
                &["plan", path],
                &["plan", "--follow", path],
            ] {
                let output = tool(directory).args(arguments).output().unwrap();
                let [stdout, stderr] =
                    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
                let headers = stdout.lines().filter(|line| {
                    let name = line.trim_start().strip_prefix("--- a/");
                    name.is_some_and(|name| name.ends_with("/repository/conf/deployment.toml"))
                });
                if headers.count() == 0 {
                    found.push(format!(
                        "{arguments:?} of {text:?} shows no diff:\n{stdout}{stderr}"
                    ));
                }
                let what = [obeyed("full", &stdout), obeyed("full", &stderr)];
                let what = what.into_iter().flatten();
                found.extend(what.map(|what| format!("{arguments:?} of {text:?}: {what}")));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The texts on the command line, and in a configuration that is wrong.
#[test]
fn nobody_obeys_an_error() {
    let host = tempfile::tempdir().unwrap();
    let home = host.path().join("am");
    write(&home, "bin/version.txt", "WSO2 API Manager v4.2.0");
    write(&home, "repository/conf/deployment.toml", "[server]\n");
    let mut found = Vec::new();
    for (_, text) in texts() {
        let quoted = escaped(text);
        let path = format!("./{text}");
        fs::write(
            host.path().join(format!("{text}.toml")),
            format!("\"{quoted}\" = \"{quoted}\"\n[rules]\n\"{quoted}\" = \"{quoted}\"\n"),
        )
        .unwrap();
        let config = format!("--config=./{text}.toml");
        let wrong = [
            format!("--config={path}.gone"),
            format!("--select={text}"),
            format!("--format={text}"),
            format!("--profile={text}"),
            format!("--env={text}"),
            format!("--baseline={path}"),
            format!("--root={path}"),
            format!("--ephemeral-range={text}"),
            format!("--{text}"),
            config.clone(),
        ];
        for wrong in &wrong {
            found.extend(obeyed_by_somebody(
                host.path(),
                "full",
                &["check", wrong, "am"],
            ));
        }
        for arguments in [
            &["check", path.as_str()][..],
            &["ports", "--compare", &path, "am"],
            &["plan", "--pin", text, "am"],
            &["plan", "--new", text, "am"],
            &["explain", text, "am"],
            &["init", "--output", &format!("{path}.toml"), "am"],
            &["config", "--show", &config],
            &[text],
        ] {
            found.extend(obeyed_by_somebody(host.path(), "full", arguments));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
