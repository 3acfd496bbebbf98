//! Base ports and bind addresses.

use super::{Case, find, has_problem, open};
use portlint_host::{ProblemKind, State};

#[test]
fn ports_move_by_their_keys() {
    for (product, version, toml, id, port) in [
        (
            "wso2am",
            "4.2.0",
            "[transport.http.listener]\nport = 8380",
            "gateway-http",
            8380,
        ),
        (
            "wso2am",
            "4.2.0",
            "[transport.http]\nlistener.secured_port = 8343",
            "gateway-https",
            8343,
        ),
        (
            "wso2am",
            "4.2.0",
            "[apim.ws]\nport = 9199",
            "ws-inbound",
            9199,
        ),
        (
            "wso2am",
            "4.0.0",
            "[apim.ws]\nport = 9199",
            "ws-inbound",
            9099,
        ),
        (
            "wso2am",
            "3.2.0",
            "[apim.wss]\nport = 8199",
            "wss-inbound",
            8199,
        ),
        (
            "wso2am",
            "3.0.0",
            "[apim.wss]\nport = 8199",
            "wss-inbound",
            8099,
        ),
        (
            "wso2am",
            "4.2.0",
            "[apim.webhooks.https]\nport = \"8121\"",
            "webhook-https",
            8121,
        ),
        (
            "wso2am",
            "4.2.0",
            "[apim.webhooks.http]\nport = 9121",
            "webhook-http",
            9021,
        ),
        (
            "wso2am",
            "4.2.0",
            "[broker.transport.amqp.ssl_connection]\nport = 8673",
            "amqps",
            8673,
        ),
        (
            "wso2am",
            "4.2.0",
            "[transport.receiver]\ntcp_port = 9_612",
            "databridge-binary-tcp",
            9612,
        ),
        (
            "wso2am",
            "4.2.0",
            "[transport.binary.receiver]\nsslPort = 9712",
            "databridge-binary-ssl",
            9712,
        ),
        (
            "wso2am",
            "4.1.0",
            "[server]\nmode = \"ha\"",
            "ha-event-sync",
            11224,
        ),
        (
            "wso2am",
            "4.1.0",
            "[server]\nmode = \"ha\"\noffset = 1\n[clustering]\nmembership_scheme = \"wka\"\n[apim.throttling.event_management]\nport = 10006",
            "ha-management",
            10007,
        ),
        (
            "wso2is",
            "7.0.0",
            "[entitlement.thrift]\nenable = true\nreceiver_port = 10600\n[server]\noffset = 2",
            "thrift-entitlement",
            10600,
        ),
        (
            "wso2is",
            "6.0.0",
            "[entitlement.thrift]\nenable = true\n[server]\noffset = 2",
            "thrift-entitlement",
            10502,
        ),
        (
            "wso2is",
            "7.0.0",
            "[clustering]\nmembership_scheme = \"wka\"\n[server]\noffset = 2",
            "cluster-member",
            4000,
        ),
        (
            "wso2is",
            "7.0.0",
            "[clustering]\nmembership_scheme = \"aws-ecs\"\nlocal_member_port = 5800\nproperties = { clusterName = \"c\", networkInterface = \"10.0.*\" }",
            "cluster-member",
            5800,
        ),
        (
            "wso2is",
            "7.0.0",
            "[clustering]\nmembership_scheme = \"multicast\"",
            "cluster-multicast",
            45564,
        ),
        (
            "wso2mi",
            "4.3.0",
            "[transport.http.listener]\nport = 8290",
            "gateway-http",
            8300,
        ),
        (
            "wso2mi",
            "4.3.0",
            "[mediation]\ninternal_https_api_port = 9155",
            "internal-https-api",
            9165,
        ),
        (
            "wso2-integration-control-plane",
            "1.1.0",
            "[server_config]\nport = 9744",
            "dashboard-https",
            9744,
        ),
        (
            "wso2-integration-control-plane",
            "1.1.0",
            "[server_config]\nport = \"9744\"",
            "dashboard-https",
            9743,
        ),
    ] {
        let runtime = Case::new(product, version, toml).run();
        assert_eq!(open(&runtime, id), Some(port), "{product} {version} {toml}");
    }
}

#[test]
fn addresses_come_from_their_own_keys() {
    for (product, version, toml, id, address) in [
        (
            "wso2am",
            "4.2.0",
            "[transport.http.listener]\nbind_address = \"10.0.0.9\"",
            "gateway-http",
            "0.0.0.0",
        ),
        (
            "wso2am",
            "4.2.0",
            "[transport.http.listener]\nsecured_bind_address = \"10.0.0.2\"",
            "gateway-https",
            "0.0.0.0, 10.0.0.2",
        ),
        (
            "wso2am",
            "4.2.0",
            "[keystore.listener_profile]\nbind_address = \"10.0.0.3\"",
            "gateway-https",
            "10.0.0.3",
        ),
        (
            "wso2am",
            "4.1.0",
            "[keystore.listener_profile]\nbind_address = \"10.0.0.3\"",
            "gateway-https",
            "0.0.0.0",
        ),
        (
            "wso2am",
            "4.2.0",
            "[broker.transport.amqp]\nbind_address = \"127.0.0.1\"",
            "amqps",
            "127.0.0.1",
        ),
        (
            "wso2mi",
            "4.2.0",
            "[transport.http.listener]\nbind_address = \"127.0.0.1\"",
            "gateway-http",
            "127.0.0.1",
        ),
        (
            "wso2is",
            "7.0.0",
            "[server]\nhostname = \"id.example\"",
            "thrift-entitlement",
            "id.example",
        ),
        (
            "wso2is",
            "7.0.0",
            "[server]\nhostname = \"id.example\"",
            "servlet-https",
            "0.0.0.0",
        ),
    ] {
        let runtime = Case::new(product, version, toml).run();
        assert_eq!(find(&runtime, id).address, address, "{toml}");
    }
}

#[test]
fn a_home_knows_its_own_defaults() {
    let folder = "repository/resources/conf";
    let runtime = Case::new(
        "wso2am",
        "4.9.0",
        "[new]\nswitch = true\n[new.alias]\nport = 8300",
    )
    .file(
        &format!("{folder}/default.json"),
        "{\"transport.https.properties.port\": \"9453\", \"apim.ws.port\": 9095.0}",
    )
    .file(
        &format!("{folder}/key-mappings.json"),
        "{\"new.alias.port\": \"transport.passthru_http.listener.parameters.port\"}",
    )
    .file(
        &format!("{folder}/infer.json"),
        "{\"new.$1\": {\"true\": {\"apim.wss.port\": 8090}}}",
    )
    .run();
    assert_eq!(open(&runtime, "servlet-https"), Some(9453));
    assert_eq!(
        find(&runtime, "servlet-https").source,
        "default.json of this home"
    );
    assert_eq!(open(&runtime, "ws-inbound"), Some(9095));
    assert_eq!(open(&runtime, "gateway-http"), Some(8300));
    assert_eq!(open(&runtime, "wss-inbound"), Some(8090));
    let runtime = Case::new("wso2am", "4.2.0", "")
        .file(&format!("{folder}/default.json"), "{")
        .run();
    assert_eq!(open(&runtime, "servlet-https"), Some(9443));
    has_problem(&runtime, ProblemKind::SyntaxError, "JSON");
    let template = "{% if x %}<LDAPServerPort>10400</LDAPServerPort>{% endif %}";
    let runtime = Case::new("wso2is", "5.10.0", "")
        .file(
            &format!("{folder}/templates/repository/conf/carbon.xml.j2"),
            template,
        )
        .run();
    assert_eq!(open(&runtime, "embedded-ldap"), Some(10400));
    assert!(find(&runtime, "embedded-ldap").location.is_some());
}

#[test]
fn micro_integrator_custom_transports_follow_their_class() {
    let toml = |class: &str| {
        format!(
            "[[custom_transport.listener]]\nclass = \"{class}\"\nprotocol = \"https2\"\nparameter.port = 8343\nparameter.bind-address = \"10.0.0.1\""
        )
    };
    let pass = toml("org.apache.synapse.transport.passthru.PassThroughHttpSSLListener");
    let runtime = Case::new("wso2mi", "4.2.0", &pass).run();
    assert_eq!(open(&runtime, "custom-transport-https2"), Some(8353));
    assert_eq!(
        find(&runtime, "custom-transport-https2").address,
        "10.0.0.1"
    );
    let runtime = Case::new("wso2mi", "4.2.0", &toml("com.example.Listener")).run();
    assert_eq!(
        find(&runtime, "custom-transport-https2").state,
        State::Conditional
    );
}

#[test]
fn system_properties_replace_servlet_ports() {
    let toml = "[server]\noffset = 5\n[custom_transport.x509.properties]\nport = \"8443\"\nscheme = \"https\"\nbindOnInit = \"false\"\n[transport.https.properties]\nproxyPort = 443";
    let runtime = Case::new("wso2is", "7.1.0", toml).run();
    assert_eq!(open(&runtime, "custom-transport-x509"), Some(8448));
    let runtime = Case::new("wso2is", "7.1.0", toml)
        .arguments(&["-Dtomcat.https.port=9000"])
        .run();
    assert_eq!(open(&runtime, "servlet-https"), Some(9000));
    assert_eq!(open(&runtime, "custom-transport-x509"), Some(9000));
    assert_eq!(open(&runtime, "servlet-http"), Some(9768));
    assert!(!find(&runtime, "servlet-https").follows_offset);
    has_problem(&runtime, ProblemKind::ProxyPortMisuse, "448");
    let runtime = Case::new("wso2is", "7.1.0", "")
        .arguments(&["-Dtomcat.random.port.enable=true"])
        .run();
    assert_eq!(find(&runtime, "servlet-https").state, State::Conditional);
    assert_eq!(find(&runtime, "servlet-https").port, None);
}
