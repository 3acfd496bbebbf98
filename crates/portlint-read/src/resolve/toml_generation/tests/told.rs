//! Problems and references.

use super::{Case, has_problem};
use portlint_host::ProblemKind;

#[test]
fn keys_without_effect_are_told() {
    for (product, version, toml, kind, part) in [
        (
            "wso2am",
            "4.0.0",
            "[apim.ws]\nport = 1",
            ProblemKind::SettingWithoutEffect,
            "apim.ws.port",
        ),
        (
            "wso2am",
            "4.5.0",
            "[apim.webhooks.http]\nport = 1",
            ProblemKind::SettingWithoutEffect,
            "WebhookServer",
        ),
        (
            "wso2am",
            "4.2.0",
            "[transport.thrift.receiver]\ntcpPort = 1",
            ProblemKind::SettingWithoutEffect,
            "Thrift",
        ),
        (
            "wso2mi",
            "4.2.0",
            "[monitoring.jmx]\nrmi_server_port = 1",
            ProblemKind::SettingWithoutEffect,
            "jmx",
        ),
        (
            "wso2-integration-control-plane",
            "1.0.0",
            "[server_config]\nport = \"1\"",
            ProblemKind::SettingWithoutEffect,
            "integer",
        ),
        (
            "wso2am",
            "4.2.0",
            "offset = 1",
            ProblemKind::IgnoredPlacement,
            "offset",
        ),
        (
            "wso2am",
            "4.2.0",
            "[transport.https]\nport = 1",
            ProblemKind::IgnoredPlacement,
            "transport.https.port",
        ),
        (
            "wso2am",
            "4.2.0",
            "[transport.https]\nproxyPort = 443",
            ProblemKind::ProxyPortMisuse,
            "proxyPort",
        ),
        (
            "wso2am",
            "4.2.0",
            "[transport.https.properties]\nproxyPort = 9443",
            ProblemKind::ProxyPortMisuse,
            "own port",
        ),
        (
            "wso2am",
            "4.2.0",
            "[transport.https.properties]\nprot = 1",
            ProblemKind::UnknownPortKey,
            "prot",
        ),
        (
            "wso2am",
            "4.2.0",
            "[server]\noffest = 1",
            ProblemKind::UnknownPortKey,
            "offest",
        ),
        (
            "wso2am",
            "4.2.0",
            "[apim.ws]\nport = \"ninety\"",
            ProblemKind::PortInvalid,
            "apim.ws.port is not a port number: text of 6 characters",
        ),
        (
            "wso2am",
            "4.2.0",
            "[transport.http.listener]\nport = 1\n[transport.passthru_http.listener.parameters]\nport = 2",
            ProblemKind::SettingWithoutEffect,
            "set the same value",
        ),
    ] {
        has_problem(&Case::new(product, version, toml).run(), kind, part);
    }
}

#[test]
fn a_start_argument_that_is_no_port_is_told_of_the_home() {
    let runtime = Case::new("wso2is", "7.0.0", "[server]\noffset = 1")
        .arguments(&["-Dtomcat.https.port=abc"])
        .run();
    has_problem(
        &runtime,
        ProblemKind::PortInvalid,
        "-Dtomcat.https.port is not a port number: text of 3 characters",
    );
    let problem = &runtime.problems[0];
    assert_eq!(problem.path.as_deref(), Some("home".as_ref()));
    let help = problem.help.as_deref();
    assert_eq!(
        help,
        Some("give a whole number, for example -Dtomcat.https.port=9443")
    );
}

const GATEWAY: &str = "[transport.passthru_http.listener.parameters]\nport = 8290\n\
    [transport.http.listener]\nport = 8291\nsecured_port = 8251\n[apim.wss]\nport = 8100\n\
    [apim.webhooks.https]\nenable = false\n";
const THRIFT_ENTITLEMENT: &str =
    "[entitlement.thrift]\nenable = true\nreceiver_port = 10501\nhostname = \"localhost\"";
const DOTTED: &str = "[synapse_properties]\ninbound.port.offset.enable = true";
const QUOTED: &str = "[synapse_properties]\n'inbound.port.offset.enable' = true";

#[test]
fn settings_of_servers_that_are_not_there_have_no_effect() {
    for (product, version, toml, dead) in [
        (
            "wso2am-acp",
            "4.5.0",
            GATEWAY,
            "transport.passthru_http.listener.parameters.port transport.http.listener.port \
             transport.http.listener.secured_port apim.wss.port apim.webhooks.https.enable",
        ),
        (
            "wso2am-tm",
            "4.6.0",
            "[apim.ws]\nport = 9100",
            "apim.ws.port",
        ),
        ("wso2am-universal-gw", "4.6.0", "[apim.ws]\nport = 9100", ""),
        (
            "wso2am",
            "4.3.0",
            "[transport.receiver]\ntype = \"thrift\"\ntcp_port = 9612",
            "transport.receiver.type",
        ),
        (
            "wso2am",
            "4.3.0",
            "[transport.receiver]\ntype = \"binary\"",
            "",
        ),
        (
            "wso2is",
            "6.0.0",
            "[embedded_ldap]\nenable = true",
            "embedded_ldap.enable",
        ),
        ("wso2is", "6.0.0", "[embedded_ldap]\nenable = false", ""),
        ("wso2is", "5.11.0", "[embedded_ldap]\nenable = true", ""),
        (
            "wso2is",
            "7.1.0",
            THRIFT_ENTITLEMENT,
            "entitlement.thrift.enable entitlement.thrift.receiver_port entitlement.thrift.hostname",
        ),
        ("wso2is", "7.0.0", THRIFT_ENTITLEMENT, ""),
        (
            "wso2mi",
            "4.3.0",
            DOTTED,
            "synapse_properties.inbound.port.offset.enable",
        ),
        ("wso2mi", "4.3.0", QUOTED, ""),
        (
            "wso2mi",
            "1.2.0",
            QUOTED,
            "synapse_properties.'inbound.port.offset.enable'",
        ),
        (
            "wso2am",
            "4.2.0",
            DOTTED,
            "synapse_properties.inbound.port.offset.enable",
        ),
        ("wso2am", "4.2.0", QUOTED, ""),
        (
            "wso2am",
            "3.2.0",
            QUOTED,
            "synapse_properties.'inbound.port.offset.enable'",
        ),
    ] {
        let runtime = Case::new(product, version, toml).run();
        let without_effect = runtime
            .problems
            .iter()
            .filter(|problem| problem.kind == ProblemKind::SettingWithoutEffect);
        let told: Vec<_> = without_effect
            .map(|problem| problem.route.as_str())
            .collect();
        assert_eq!(told.join(" "), dead, "{product} {version} {toml}");
    }
    has_problem(
        &Case::new(
            "wso2mi",
            "4.3.0",
            "[mediation]\n'inbound.port_offset_enable' = true",
        )
        .run(),
        ProblemKind::IgnoredPlacement,
        "mediation.'inbound.port_offset_enable'",
    );
}

#[test]
fn references_resolve_their_placeholders() {
    let toml = "[server]\noffset = 3\nbase_path = \"${carbon.protocol}://${carbon.host}:${carbon.management.port}\"\n\
        [transport.receiver]\ntcp_port = 9700\n\
        [apim.throttling]\nreceiver_url = \"tcp://localhost:${receiver.url.port}\"\n\
        [[apim.gateway.environment]]\nws_endpoint = \"ws://localhost:9099\"\nhttps_endpoint = \"https://localhost:${https.nio.port}\"\n\
        [clustering]\nmembers = [\"10.0.0.1:4000\", \"10.0.0.2:4000\"]\n\
        [database.shared_db]\npassword = \"https://user:1@x:1\"\n";
    let (runtime, files) = Case::new("wso2am", "4.2.0", toml).run_with_files();
    let told: Vec<_> = runtime
        .references
        .iter()
        .filter(|reference| reference.location.is_some())
        .map(|r| (r.host.as_str(), r.port, r.target.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("localhost", Some(9446), Some("servlet-https")),
            ("localhost", Some(9614), Some("databridge-binary-tcp")),
            ("localhost", Some(9099), Some("ws-inbound")),
            ("localhost", Some(8246), Some("gateway-https")),
            ("10.0.0.1", Some(4000), Some("cluster-member")),
            ("10.0.0.2", Some(4000), Some("cluster-member")),
        ]
    );
    let last = runtime
        .references
        .iter()
        .rfind(|r| r.location.is_some())
        .unwrap();
    assert_eq!(files.text(&last.location.unwrap()), Some("10.0.0.2:4000"));
    assert!(
        runtime
            .references
            .iter()
            .any(|r| r.route == "tasks.server_address" && r.location.is_none())
    );
}

#[test]
fn edited_generated_files_are_told() {
    let carbon = "<Server><Ports><Offset>4</Offset></Ports></Server>";
    let runtime = Case::new("wso2am", "4.2.0", "")
        .file("repository/conf/carbon.xml", carbon)
        .run();
    assert_eq!(runtime.offset.value, Some(0));
    has_problem(&runtime, ProblemKind::GeneratedFileEdited, "discards");
    let tomcat = "<Server><Service><Connector scheme='https' port='9444' bindOnInit='false'/><Connector scheme='http' port='9763' bindOnInit='false'/></Service></Server>";
    let runtime = Case::new("wso2is", "7.0.0", "")
        .file("repository/conf/tomcat/catalina-server.xml", tomcat)
        .run();
    let mut problems = runtime.problems.iter();
    assert!(problems.all(|p| {
        [
            ProblemKind::GeneratedFileEdited,
            ProblemKind::AssumedDefaults,
        ]
        .contains(&p.kind)
    }));
    has_problem(&runtime, ProblemKind::GeneratedFileEdited, "9444");
}
