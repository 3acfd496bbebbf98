//! A secret as the value of a port, an offset, an address, a profile or a version: wherever a value is quoted it is told by
//! its kind. Two kinds of secrets: random characters, which their shape gives away, and a word, which nothing does.

use super::{Home, home};
use crate::support::{all, run, write};
use portlint_report::{CheckFormat, PortsFormat};
use std::fs;
use std::path::Path;

const TOKEN: &str = "VaMWUFuXBVjdctBYVhnSg9";
const WORD: &str = "swordfish";

const AM: &str = "WSO2 API Manager v4.2.0";
const OLD: &str = "WSO2 API Manager v2.6.0";
const SI: &str = "WSO2 Streaming Integrator v4.2.0";
const MI: &str = "WSO2 Micro Integrator v4.2.0";
const TOML: &str = "repository/conf/deployment.toml";
const CARBON: &str = "repository/conf/carbon.xml";
const TOMCAT: &str = "repository/conf/tomcat/catalina-server.xml";
const AXIS2: &str = "repository/conf/axis2/axis2.xml";
const YAML: &str = "conf/server/deployment.yaml";

/// One home for each place. A word may well be the name of a host or a class, so NAMED is always a token.
fn homes(secret: &str) -> Vec<Home> {
    let with = |name, version, files: &[(&'static str, &str)]| {
        let files = files.iter();
        let filled = files.map(|(path, text)| {
            (
                *path,
                text.replace("SECRET", secret).replace("NAMED", TOKEN),
            )
        });
        home(name, version, filled.collect())
    };
    let toml = |name, text| with(name, AM, &[(TOML, text)]);
    let yaml = |name, text| with(name, SI, &[(YAML, text)]);
    let carbon = |name, text| with(name, OLD, &[(CARBON, text)]);
    let offset = "<Server><Ports><Offset>0</Offset></Ports></Server>";
    let script = |name, options: &str| {
        let content = format!("#!/bin/sh\nJAVA_OPTS=\"$JAVA_OPTS {options}\"\n");
        with(
            name,
            AM,
            &[(TOML, "[server]\n"), ("bin/api-manager.sh", &content)],
        )
    };
    vec![
        toml("toml-offset", "[server]\noffset = \"SECRET\"\n"),
        toml("toml-offset-bare", "[server]\noffset = SECRET\n"),
        toml("toml-offset-default", "[server]\noffset = \"${OFF:-SECRET}\"\n"),
        toml("toml-offset-variable", "[server]\noffset = \"$env{OFF}SECRET\"\n"),
        toml("toml-port", "[transport.https.properties]\nport = \"SECRET\"\n"),
        toml("toml-port-default", "[transport.https.properties]\nport = \"${P:-SECRET}\"\n"),
        toml("toml-port-carbon", "[transport.http.properties]\nport = \"${P:SECRET}\"\n"),
        toml("toml-address", "[transport.passthru_https.listener]\n\"bind-address\" = \"u:SECRET@localhost\"\n\
             [transport.passthru_https.listener.parameters]\n\"bind-address\" = \"u:SECRET@localhost\"\n\
             [transport.https.properties]\naddress = \"u:SECRET@localhost\"\n"),
        toml("toml-custom", "[custom_transport.t1]\nclass = \"NAMED\"\nprotocol = \"NAMED\"\n\
             [custom_transport.t1.properties]\nport = \"SECRET\"\naddress = \"u:SECRET@x\"\n"),
        toml("toml-reference", "[[apim.gateway.environment]]\nname = \"Default\"\nservice_url = \"https://u:SECRET@h:9443/x\"\n\
             http_endpoint = \"SECRET\"\nhttps_endpoint = \"https://localhost:${P:-SECRET}\"\nws_endpoint = \"ws://localhost:SECRET\"\n"),
        with("toml-inbound", MI, &[
            ("conf/deployment.toml", "[server]\noffset = 10\n"),
            ("repository/deployment/server/synapse-configs/default/inbound-endpoints/a.xml",
             "<inboundEndpoint xmlns=\"http://ws.apache.org/ns/synapse\" name=\"a\" protocol=\"http\"><parameters>\
              <parameter name=\"inbound.http.port\">${P:-SECRET}</parameter></parameters></inboundEndpoint>"),
            ("repository/deployment/server/synapse-configs/default/inbound-endpoints/b.xml",
             "<inboundEndpoint xmlns=\"http://ws.apache.org/ns/synapse\" name=\"b\" protocol=\"https\"><parameters>\
              <parameter name=\"inbound.http.port\">SECRET</parameter></parameters></inboundEndpoint>"),
            ("repository/deployment/server/synapse-configs/default/inbound-endpoints/c.xml",
             "<inboundEndpoint xmlns=\"http://ws.apache.org/ns/synapse\" name=\"c\" protocol=\"NAMED\" class=\"NAMED\"><parameters>\
              <parameter name=\"inbound.http.port\">8290</parameter></parameters></inboundEndpoint>"),
        ]),
        carbon("xml-offset", "<Server><Ports><Offset>SECRET</Offset></Ports></Server>"),
        carbon("xml-offset-default", "<Server><Ports><Offset>${off:SECRET}</Offset></Ports></Server>"),
        carbon("xml-port", "<Server><Ports><Offset>0</Offset><JMX><RMIRegistryPort>SECRET</RMIRegistryPort>\
             <RMIServerPort>${p:-SECRET}</RMIServerPort></JMX></Ports><HostName>NAMED</HostName><ServerURL>https://u:SECRET@h:1/</ServerURL></Server>"),
        carbon("xml-version", "<Server><ServerKey>AM</ServerKey><Version>2.6.0-NAMED</Version><Ports><Offset>0</Offset></Ports></Server>"),
        with("xml-connector", OLD, &[(CARBON, offset), (TOMCAT, "<Server><Service name=\"Catalina\">\
             <Connector protocol=\"HTTP/1.1\" port=\"${p:-SECRET}\" scheme=\"https\" secure=\"true\" address=\"u:SECRET@localhost\"/>\n\
             <Connector protocol=\"HTTP/1.1\" port=\"SECRET\" proxyPort=\"SECRET\"/></Service></Server>")]),
        with("xml-receiver", OLD, &[(CARBON, offset), (AXIS2, "<axisconfig><transportReceiver name=\"https\" \
             class=\"org.apache.synapse.transport.passthru.PassThroughHttpSSLListener\"><parameter name=\"port\">SECRET</parameter>\n\
             <parameter name=\"bind-address\">u:SECRET@localhost</parameter></transportReceiver>\n<transportReceiver name=\"http\" \
             class=\"org.apache.synapse.transport.passthru.PassThroughHttpListener\"><parameter name=\"port\">${SECRET}</parameter></transportReceiver>\
             </axisconfig>".replace("${SECRET}", "${p:SECRET}").as_str())]),
        with("xml-entity", OLD, &[(CARBON, "<!DOCTYPE Server [<!ENTITY off \"SECRET\">]><Server><Ports><Offset>&off;</Offset></Ports></Server>")]),
        yaml("yaml-offset", "wso2.carbon:\n  ports:\n    offset: SECRET\n"),
        yaml("yaml-offset-default", "wso2.carbon:\n  ports:\n    offset: ${env:OFF:-SECRET}\n"),
        yaml("yaml-offset-comma", "wso2.carbon:\n  ports:\n    offset: ${env:OFF,SECRET}\n"),
        yaml("yaml-port", "wso2.transport.http:\n  listenerConfigurations:\n  - id: default\n    host: u:SECRET@localhost\n    port: SECRET\n"),
        yaml("yaml-scheme", "wso2.transport.http:\n  listenerConfigurations:\n  - id: default\n    host: SECRET:x@y\n    port: ${sys:P,SECRET}\n    scheme: NAMED\n"),
        yaml("yaml-databridge", "transports.databridge:\n  dataReceivers:\n  - type: Thrift\n    properties:\n      tcpPort: 'SECRET'\n      hostName: u:SECRET@h\n"),
        yaml("yaml-jmx", "wso2.carbon:\n  jmx:\n    enabled: true\n    rmiServerPort: 'SECRET'\n    rmiRegistryPort: ${sec:NAMED,1}\n    hostName: 'u:SECRET@x'\n"),
        with("version-suffix", "WSO2 API Manager v4.2.0-SECRET", &[(TOML, "[server]\n")]),
        with("version-after", "WSO2 Identity Server v7.0.0 SECRET", &[(TOML, "[server]\n")]),
        with("version-only", "SECRET", &[(TOML, "[server]\n"), (CARBON, "<Server><Name>SECRET</Name><Ports/></Server>")]),
        with("product-txt", "", &[(TOML, "[server]\n"), ("updates/product.txt", "SECRET\n")]),
        with("product-name", "", &[(TOML, "[server]\n"), ("updates/product.txt", "wso2am-4.2.0-SECRET\n")]),
        script("script-offset", "-DportOffset=SECRET"),
        script("script-profile", "-Dprofile=SECRET"),
        script("script-port", "-Dtomcat.https.port=SECRET -Dcarbon.home=SECRET"),
        with("script-old", OLD, &[(CARBON, offset), ("bin/wso2server.sh", "#!/bin/sh\njava -DportOffset=SECRET -Dprofile=SECRET\n")]),
        with("script-yaml", SI, &[(YAML, "wso2.carbon:\n  id: si\n"), ("bin/server.sh", "#!/bin/sh\njava -DportOffset=SECRET -Dconfig=SECRET\n")]),
        with("unit", AM, &[(TOML, "[server]\n"), ("bin/a.service", "[Service]\nEnvironment=\"JAVA_OPTS=-DportOffset=SECRET\"\nExecStart=bin/api-manager.sh -Dprofile=SECRET\n")]),
        with("compose", AM, &[(TOML, "[server]\n"), ("docker-compose.yml", "services:\n  am:\n    command: [\"-DportOffset=SECRET\", \"-Dprofile=SECRET\"]\n    ports: [\"SECRET:9443\"]\n")]),
        // What is told of them stands in the configuration.
        toml("told", "[server]\noffset = \"$env{OFF}\"\n[transport.https.properties]\nport = \"$env{PORT}\"\n"),
        toml("told-arguments", "[server]\n"),
    ]
}

fn config(secret: &str) -> String {
    "[[home]]\npath = \"told\"\nenv = { OFF = \"SECRET\", PORT = \"SECRET\" }\n\
     [[home]]\npath = \"told-arguments\"\nstart-arguments = [\"-DportOffset=SECRET\", \"-Dprofile=SECRET\"]\njava-opts = [\"-Dtomcat.https.port=SECRET\"]\n\
     runtimes = [\"SECRET\"]\n\
     [[port]]\nname = \"proxy\"\nport = 9443\naddress = \"u:SECRET@localhost\"\n\
     [[allow]]\nrule = \"self-collision\"\nhome = \"told\"\nreason = \"because SECRET\"\n\
     [[allow]]\nrule = \"port-collision\"\nhome = \"gone\"\nreason = \"because SECRET\"\nuntil = 2020-01-01\n"
        .replace("SECRET", secret)
}

fn write_host(host: &Path, secret: &str) {
    for home in homes(secret) {
        let directory = host.join(home.name);
        if !home.version.is_empty() {
            let version = home.version.replace("SECRET", secret);
            write(&directory, "bin/version.txt", &version);
        }
        for (path, content) in &home.files {
            write(&directory, path, content);
        }
    }
    write(host, "wso2-portlint.toml", &config(secret));
}

/// Every output that there is.
fn runs() -> Vec<Vec<&'static str>> {
    let mut runs = Vec::new();
    let all_rules = [
        "check",
        "--verbose",
        "--severity",
        "info",
        "--select",
        "all",
    ];
    for format in CheckFormat::names() {
        runs.push([&all_rules[..], &["--format", format, "."]].concat());
    }
    for format in PortsFormat::names() {
        runs.push(vec!["ports", "--verbose", "--all", "--format", format, "."]);
    }
    for arguments in [
        "check --color always .",
        "check --diff --unsafe-fixes .",
        "check --no-config --verbose .",
        "ports --links --all --format json .",
        "plan --verbose .",
        "plan --verbose --format json .",
        "plan --new wso2am-4.2.0 .",
        "explain 9443 .",
        "explain 0 .",
        "init --output - .",
        "config --show",
        "rules",
        "products",
    ] {
        runs.push(arguments.split(' ').collect());
    }
    runs
}

fn show_nothing_of(secret: &str) {
    let host = tempfile::tempdir().unwrap();
    write_host(host.path(), secret);
    let mut found = Vec::new();
    for arguments in runs() {
        let shown = all(&run(host.path(), &arguments));
        let leaks = shown
            .lines()
            .filter(|line| line.contains(secret) || line.contains(TOKEN));
        found.extend(leaks.map(|line| format!("{arguments:?}: {}", around(line, secret))));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Lines of machines are long.
fn around(line: &str, secret: &str) -> String {
    let at = line.find(secret).unwrap_or(0);
    let (start, end) = (at.saturating_sub(120), at + secret.len() + 60);
    line[line.floor_char_boundary(start)..line.ceil_char_boundary(end)].to_string()
}

#[test]
fn a_token_as_a_value_is_told_by_its_kind() {
    show_nothing_of(TOKEN);
}

#[test]
fn a_word_as_a_value_is_told_by_its_kind() {
    show_nothing_of(WORD);
}

/// The owner still reads what is wrong, and where.
#[test]
fn the_kind_is_told() {
    let host = tempfile::tempdir().unwrap();
    write_host(host.path(), WORD);
    let output = all(&run(
        host.path(),
        &["check", "--format", "concise", "--severity", "info", "."],
    ));
    for line in [
        "toml-port/repository/conf/deployment.toml:2:8: error[port-out-of-range]: transport.https.properties.port is not a port number: text of 9 characters",
        "toml-offset/repository/conf/deployment.toml:2:10: error[offset-invalid]: the server does not start: the port offset is no integer: text of 9 characters",
        "${off:text of 9 characters}, which is not known",
    ] {
        assert!(output.contains(line), "{line}\n{output}");
    }
}

#[test]
fn a_level_that_is_unknown_is_told_by_its_kind() {
    let host = tempfile::tempdir().unwrap();
    for secret in [TOKEN, WORD] {
        for text in [
            format!("[rules]\nport-collision = \"{secret}\"\n"),
            format!("[[home]]\npath = \"a\"\nproduct = \"{TOKEN}\"\n"),
            format!("[[home]]\npath = \"a\"\nversion = \"{secret}\"\n"),
            format!("[[home]]\npath = \"a\"\nprofile = \"{secret}\"\n"),
            format!("[[allow]]\nrule = \"{TOKEN}\"\nhome = \"a\"\nreason = \"{secret}\"\n"),
            format!(
                "[[allow]]\nrule = \"port-collision\"\nhome = \"a\"\nreason = \"b\"\nuntil = \"{secret}\"\n"
            ),
        ] {
            fs::write(host.path().join("wso2-portlint.toml"), &text).unwrap();
            for arguments in [&["check", "."][..], &["config", "--show"]] {
                let output = run(host.path(), arguments);
                assert_eq!(output.status.code(), Some(2), "{text}");
                let shown = all(&output);
                assert!(
                    !shown.contains(secret) && !shown.contains(TOKEN),
                    "{text}\n{shown}"
                );
            }
        }
    }
}
