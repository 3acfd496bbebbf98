//! Passwords, keys and tokens on, beside, above and below the lines that findings point at. No format shows one, nor
//! does standard error.

mod values;

use crate::support::{run, write};
use portlint_report::{CheckFormat, PortsFormat};
use std::fs;
use std::path::Path;
use std::process::Output;

/// Every secret of the corpus has this in it, in the middle, so that neither a cut nor a mask of one end hides a leak.
const MARK: &str = "Zq7xKv";

/// A secret; the number says in which line of this file it was made.
macro_rules! secret {
    () => {
        concat!("hT9", "Zq7xKv", "4w", line!())
    };
}

struct Home {
    name: &'static str,
    version: &'static str,
    files: Vec<(&'static str, String)>,
}

fn home(name: &'static str, version: &'static str, files: Vec<(&'static str, String)>) -> Home {
    Home {
        name,
        version,
        files,
    }
}

fn homes() -> Vec<Home> {
    vec![
        home("am-lines", "WSO2 API Manager v4.2.0", vec![("repository/conf/deployment.toml", [
            "[server]", &format!("server_password = \"{}\"", secret!()), &format!("offset = 0 # password {}", secret!()),
            &format!("# keystore_password = \"{}\"", secret!()),
            "[super_admin]", "username = \"admin\"", &format!("password = '{}'", secret!()),
            "[transport.https.properties]", &format!("keystorePass = \"{}\"", secret!()), "port = 9443", &format!("certificateKeystorePassword = \"{}\" # port 9443", secret!()),
            "[keystore.tls]", &format!("password = \"\"\"\n{}\nport = 9443\"\"\"", secret!()),
            "[[apim.gateway.environment]]", "name = \"Default\"", &format!("service_url = \"https://admin:{}@localhost:9443/services/\"", secret!()), &format!("http_endpoint = \"http://localhost:8280/?token={}\"", secret!()),
            &format!("database = {{ url = \"jdbc:mysql://root:{}@localhost:3306/x\", password = \"{}\", port = 70000 }}", secret!(), secret!()),
        ].join("\n"))]),
        home("am-offset", "WSO2 API Manager v4.2.0", vec![("repository/conf/deployment.toml", format!("[server]\noffset = \"{}\"\n", secret!()))]),
        home("am-port", "WSO2 API Manager v4.2.0", vec![("repository/conf/deployment.toml", format!("[transport.https.properties]\nport = \"{}\"\n[transport.passthru_https.listener]\nparameters = {{ port = 9443, keystorePass = \"{}\", password = {} }}\n", secret!(), secret!(), "1"))]),
        home("am-placeholder", "WSO2 API Manager v4.2.0", vec![("repository/conf/deployment.toml", format!("[server]\noffset = \"$env{{A}}{}\"\n[custom]\nport = \"$secret{{{}}}\"\n", secret!(), secret!()))]),
        home("am-env", "WSO2 API Manager v4.2.0", vec![("repository/conf/deployment.toml", "[server]\noffset = \"$env{PORT_OFFSET}\"\n[transport.https.properties]\nport = \"$env{HTTPS_PORT}\"\n".to_string())]),
        home("am-broken", "WSO2 API Manager v4.2.0", vec![("repository/conf/deployment.toml", format!("[server]\noffset = 1\npassword = {} \"x\"\nkey = \"{}\n", secret!(), secret!()))]),
        home("am-twice", "WSO2 API Manager v4.2.0", vec![("repository/conf/deployment.toml", format!("[server]\npassword = \"{}\"\npassword = \"{}\"\noffset = 1\n\"{}\" = 1\n", secret!(), secret!(), secret!()))]),
        home("am-script", "WSO2 API Manager v4.2.0", vec![
            ("repository/conf/deployment.toml", "[server]\n".to_string()),
            ("bin/api-manager.sh", format!("#!/bin/sh\nexport DB_PASSWORD={}\nJAVA_OPTS=\"$JAVA_OPTS -Dpassword={} -DportOffset=1 -Djavax.net.ssl.trustStorePassword={}\"\n", secret!(), secret!(), secret!())),
            ("docker-compose.yml", format!("services:\n  am:\n    command: [\"-DportOffset={}\", \"-Dtoken={}\"]\n", secret!(), secret!())),
        ]),
        home("am-quoted", "WSO2 API Manager v4.2.0", vec![("repository/conf/deployment.toml", format!("[server]\n\"offset\" = 0 # {}\n\"password\" = \"{}\"\n\"port {}\" = 9443\n'{}' = 1\n", secret!(), secret!(), secret!(), secret!()))]),
        home("am-no-name", "WSO2 API Manager v4.2.0", vec![
            ("repository/conf/deployment.toml", "[server]\n".to_string()),
            ("updates/product.txt", format!("root:x:{}:0\n", secret!())),
        ]),
        home("old-no-name", "", vec![("repository/conf/carbon.xml", format!("<Server><Name>https://u:{}@localhost/</Name><Ports/></Server>", secret!()))]),
        home("am-environment", "WSO2 API Manager v4.2.0", vec![
            ("repository/conf/deployment.toml", "[server]\noffset = 0\n".to_string()),
            ("bin/wso2.service", format!("[Service]\nEnvironment=\"DB_PASSWORD={}\" \"JAVA_OPTS=-DportOffset=1 -Dpassword={}\"\nEnvironmentFile=-wso2.env\nExecStart=bin/api-manager.sh -DportOffset={}\n", secret!(), secret!(), secret!())),
            ("bin/wso2.env", format!("TOKEN={}\nJAVA_OPTS=\"-DportOffset=2 -Dtoken={}\"\n", secret!(), secret!())),
            ("bin/wso2server.bat", format!("set DB_PASSWORD={}\r\nset JAVA_OPTS=%JAVA_OPTS% -Dpassword={} -DportOffset=3\r\n", secret!(), secret!())),
            ("bin/wrapper.conf", format!("wrapper.java.additional.1=-Dpassword={}\nwrapper.java.additional.2=-DportOffset={}\n", secret!(), secret!())),
            ("Dockerfile", format!("FROM wso2am\nENV DB_PASSWORD={} JAVA_OPTS=\"-DportOffset=4 -Dpassword={}\"\nCMD [\"bin/api-manager.sh\", \"-Dtoken={}\", \"-DportOffset={}\"]\n", secret!(), secret!(), secret!(), secret!())),
            ("docker-compose.yml", format!("services:\n  am:\n    environment: {{DB_PASSWORD: {}, JAVA_OPTS: \"-DportOffset=5 -Dtoken={}\"}}\n    env_file: {}\n", secret!(), secret!(), secret!())),
        ]),
        home("old-one-line", "WSO2 API Manager v2.6.0", vec![
            ("repository/conf/carbon.xml", format!("<Server><HostName>localhost</HostName><Ports><Offset>0</Offset></Ports><KeyStore><Password>{}</Password></KeyStore><!-- {} --></Server>", secret!(), secret!())),
            ("repository/conf/tomcat/catalina-server.xml", format!("<Server port=\"8005\" shutdown=\"{}\"><Service name=\"Catalina\"><Connector protocol=\"HTTP/1.1\" port=\"9443\" keystorePass=\"{}\" keyPass='{}' secure=\"true\"/><Connector port=\"9443\" keystorePass=\"{}\"/></Service></Server>", secret!(), secret!(), secret!(), secret!())),
            ("repository/conf/axis2/axis2.xml", format!("<axisconfig>\n<transportReceiver name=\"https\" class=\"x\"><parameter name=\"port\" locked=\"false\">9443</parameter><parameter name=\"keystore\"><KeyStore><Password>{}</Password><KeyPassword>{}</KeyPassword></KeyStore></parameter></transportReceiver>\n</axisconfig>", secret!(), secret!())),
            ("repository/conf/identity/identity.xml", format!("<Server><X>https://admin:{}@localhost:9443/</X></Server>", secret!())),
            ("repository/conf/jndi.properties", format!("connectionfactory.x = amqp://admin:{}@clientID/carbon?brokerlist='tcp://localhost:5672'\n", secret!())),
        ]),
        home("old-offset", "WSO2 API Manager v2.6.0", vec![("repository/conf/carbon.xml", format!("<Server>\n<Ports>\n<Offset>{}</Offset>\n</Ports>\n</Server>", secret!()))]),
        home("old-broken", "WSO2 API Manager v2.6.0", vec![("repository/conf/carbon.xml", format!("<Server><Ports><Offset>0</Offset></Ports>\n<Password>{} & {}</Password>\n<{}></Server>", secret!(), secret!(), secret!()))]),
        home("si-flow", "WSO2 Streaming Integrator v4.2.0", vec![("conf/server/deployment.yaml", [
            "wso2.carbon: {id: si, ports: {offset: 0}, password: ".to_string() + secret!() + "}", 
            format!("wso2.transport.http:\n  listenerConfigurations:\n  - {{id: default, host: 0.0.0.0, port: 9090, keyStorePassword: {}, certPass: \"{}\"}} # {}", secret!(), secret!(), secret!()),
            format!("  -\n    id: msf4j-https\n    port: 9090\n    keyStorePassword: {}", secret!()),
            format!("wso2.datasources:\n  dataSources:\n  - definition:\n      configuration: {{jdbcUrl: 'jdbc:mysql://root:{}@localhost:9090/x', password: {}}}", secret!(), secret!()),
        ].join("\n"))]),
        home("si-offset", "WSO2 Streaming Integrator v4.2.0", vec![("conf/server/deployment.yaml", format!("wso2.carbon:\n  ports:\n    offset: {}\nwso2.transport.http:\n  listenerConfigurations:\n  - id: default\n    port: \"{}\"\n    host: {}\n", secret!(), secret!(), secret!()))]),
        home("si-broken", "WSO2 Streaming Integrator v4.2.0", vec![("conf/server/deployment.yaml", format!("wso2.carbon:\n  ports:\n    offset: 0\n  password: \"{}\n  key: {}: {}\n\ttoken: {}\n", secret!(), secret!(), secret!(), secret!()))]),
        home("mi-inbound", "WSO2 Micro Integrator v4.2.0", vec![
            ("conf/deployment.toml", format!("[server]\noffset = 10\n[mediation]\npassword = \"{}\"\n", secret!())),
            ("repository/deployment/server/synapse-configs/default/inbound-endpoints/a.xml", format!("<inboundEndpoint xmlns=\"http://ws.apache.org/ns/synapse\" name=\"a\" protocol=\"https\"><parameters><parameter name=\"inbound.http.port\">8290</parameter><parameter name=\"keystore\"><KeyStore><Password>{}</Password></KeyStore></parameter></parameters></inboundEndpoint>", secret!())),
        ]),
    ]
}

fn config() -> String {
    format!(
        "[[home]]\npath = \"am-env\"\nenv = {{ PORT_OFFSET = \"{}\", HTTPS_PORT = \"{}\", PASSWORD = \"{}\" }}\n\
         java-opts = [\"-Dpassword={}\", \"-DportOffset={}\"]\nstart-arguments = [\"-Dtoken={}\"]\n\
         [[home]]\npath = \"am-lines\"\njava-opts = [\"-Djavax.net.ssl.keyStorePassword={} -DportOffset=0\"]\n",
        secret!(),
        secret!(),
        secret!(),
        secret!(),
        secret!(),
        secret!(),
        secret!()
    )
}

fn write_host(host: &Path) {
    for home in homes() {
        let directory = host.join(home.name);
        write(&directory, "bin/version.txt", home.version);
        for (path, content) in &home.files {
            write(&directory, path, content);
        }
    }
    write(host, "wso2-portlint.toml", &config());
}

/// The lines that show a secret.
fn leaks(output: &Output) -> Vec<String> {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8_lossy(&all)
        .lines()
        .filter(|line| line.contains(MARK))
        .map(str::to_string)
        .collect()
}

#[test]
fn no_format_shows_a_secret() {
    let host = tempfile::tempdir().unwrap();
    write_host(host.path());
    let mut found = Vec::new();
    let mut runs = Vec::new();
    for format in CheckFormat::names() {
        runs.push(vec![
            "check",
            "--verbose",
            "--severity",
            "info",
            "--select",
            "all",
            "--format",
            format,
            ".",
        ]);
    }
    for format in PortsFormat::names() {
        runs.push(vec!["ports", "--verbose", "--all", "--format", format, "."]);
    }
    runs.push(vec!["plan", "--verbose", "."]);
    runs.push(vec!["plan", "--verbose", "--format", "json", "."]);
    runs.push(vec!["plan", "--new", "wso2am-4.2.0", "."]);
    runs.push(vec!["check", "--diff", "--unsafe-fixes", "."]);
    runs.push(vec!["explain", "9443", "."]);
    runs.push(vec!["config", "--show"]);
    runs.push(vec!["check", "--color", "always", "."]);
    for arguments in runs {
        let output = run(host.path(), &arguments);
        assert!(
            !output.stdout.is_empty() || arguments.contains(&"--diff"),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        found.extend(
            leaks(&output)
                .into_iter()
                .map(|line| format!("{arguments:?}: {line}")),
        );
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Homes that clash, in every generation, with a secret on each line that gets a new offset.
#[test]
fn a_plan_that_is_carried_out_shows_no_secret() {
    let toml = |line: &str| {
        (
            "WSO2 API Manager v4.2.0",
            "repository/conf/deployment.toml",
            line.to_string(),
        )
    };
    let xml = |line: &str| {
        (
            "WSO2 API Manager v2.6.0",
            "repository/conf/carbon.xml",
            line.to_string(),
        )
    };
    let yaml = |line: &str| {
        (
            "WSO2 Streaming Integrator v4.2.0",
            "conf/server/deployment.yaml",
            line.to_string(),
        )
    };
    let files = [
        toml(&format!("[apim]\n[server]\noffset = 0 # {}\n", secret!())),
        toml(&format!(
            "[apim]\nserver = {{ password = \"{}\", offset = 0, token = \"{}\" }}\n",
            secret!(),
            secret!()
        )),
        toml(&format!(
            "apim.password = \"{}\"\n[server]\n\"offset\" = 0\npassword = \"{}\"\n",
            secret!(),
            secret!()
        )),
        toml(&format!(
            "[apim]\n[server] # {}\npassword = \"{}\"\n",
            secret!(),
            secret!()
        )),
        xml(&format!(
            "<Server><P>{}</P><Ports><Offset>0</Offset></Ports><P>{}</P></Server>",
            secret!(),
            secret!()
        )),
        xml(&format!(
            "<Server><P>{}</P><Ports></Ports><P>{}</P></Server>",
            secret!(),
            secret!()
        )),
        yaml(&format!(
            "wso2.carbon: {{password: {}, ports: {{offset: 0}}, token: {}}}\n",
            secret!(),
            secret!()
        )),
        yaml(&format!(
            "wso2.carbon:\n  password: {}\n  ports:\n    offset: 0 # {}\n",
            secret!(),
            secret!()
        )),
    ];
    let host = tempfile::tempdir().unwrap();
    for (number, (version, path, text)) in files.iter().enumerate() {
        let home = host.path().join(format!("home{number}"));
        write(&home, "bin/version.txt", version);
        write(&home, path, text);
    }
    let mut shown = 0;
    for arguments in [
        &["plan", "--verbose", "."][..],
        &["plan", "--format", "json", "."],
        &["plan", "--verbose", "--write", "."],
        &["plan", "--write", "."],
    ] {
        let output = run(host.path(), arguments);
        assert_eq!(leaks(&output), [""; 0], "{arguments:?}");
        shown += String::from_utf8_lossy(&output.stdout)
            .matches("@@")
            .count();
    }
    assert!(shown >= 8, "{shown} changes were shown");
}

#[test]
fn a_baseline_holds_no_secret() {
    let host = tempfile::tempdir().unwrap();
    write_host(host.path());
    run(
        host.path(),
        &[
            "check",
            "--severity",
            "info",
            "--write-baseline",
            "baseline.json",
            ".",
        ],
    );
    let baseline = fs::read_to_string(host.path().join("baseline.json")).unwrap();
    assert!(!baseline.contains(MARK), "{baseline}");
}

#[test]
fn a_configuration_file_that_is_wrong_is_told_without_its_values() {
    let host = tempfile::tempdir().unwrap();
    write_host(host.path());
    for wrong in [
        format!("[[home]]\npath = \"am-env\"\nenv = \"{}\"\n", secret!()),
        format!(
            "[[home]]\npath = \"am-env\"\nenv = {{ A = \"{}\" \"{}\" }}\n",
            secret!(),
            secret!()
        ),
        format!(
            "[[home]]\npath = \"am-env\"\njava-opts = \"-Dpassword={}\"\n",
            secret!()
        ),
        format!("[[home]]\npath = \"am-env\"\nactive = \"{}\"\n", secret!()),
        format!(
            "[[home]]\npath = \"am-env\"\nenv = {{ A = \"{}\n",
            secret!()
        ),
        format!("[[port]]\nname = \"x\"\nport = \"{}\"\n", secret!()),
        format!(
            "[[port]]\nname = \"x\"\nport = 1\nprotocol = \"{}\"\n",
            secret!()
        ),
        format!("ephemeral-range = \"{}\"\n", secret!()),
        format!("[limits]\nbytes = \"{}\"\n", secret!()),
    ] {
        fs::write(host.path().join("wso2-portlint.toml"), &wrong).unwrap();
        let output = run(host.path(), &["check", "."]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert_eq!(leaks(&output), [""; 0], "{wrong}");
    }
}
