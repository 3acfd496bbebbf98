//! What the facts say about keys, versions and start options, each with a small file.

use super::resolve;
use crate::resolve::RuntimeContext;
use crate::{HomeFacts, HomeReader, Listener, Memory, ProblemKind, Runtime, State};
use portlint_catalog::{Generation, Version, product};
use portlint_syntax::Limits;

/// A home in memory.
struct Case {
    product: &'static str,
    version: &'static str,
    files: Memory,
    facts: HomeFacts,
}

impl Case {
    fn new(product: &'static str, version: &'static str, toml: &str) -> Case {
        let folder = if product.starts_with("wso2am") || product == "wso2is" {
            "home/repository/conf"
        } else {
            "home/conf"
        };
        Case {
            product,
            version,
            files: Memory::new().with(format!("{folder}/deployment.toml"), toml),
            facts: HomeFacts::default(),
        }
    }

    fn arguments(mut self, arguments: &[&str]) -> Case {
        self.facts.start_arguments = Some(arguments.iter().map(ToString::to_string).collect());
        self
    }

    fn java_opts(mut self, options: &[&str]) -> Case {
        self.facts.java_opts = Some(options.iter().map(ToString::to_string).collect());
        self
    }

    fn profile(mut self, profile: &str) -> Case {
        self.facts.profile = Some(profile.to_string());
        self
    }

    fn file(mut self, path: &str, text: &str) -> Case {
        self.files = self.files.with(format!("home/{path}"), text);
        self
    }

    fn run(&self) -> Runtime {
        let product = product(self.product).unwrap();
        let version = Version::parse(self.version).unwrap();
        let spec = product
            .runtimes
            .iter()
            .find(|runtime| runtime.generation == Generation::Toml)
            .unwrap();
        let mut reader = HomeReader::new(&self.files, "home", Limits::default());
        let context = RuntimeContext {
            product,
            version: Some(&version),
            rules: Some(&version),
            runtime: spec,
            conf: &spec.conf,
            facts: &self.facts,
        };
        resolve(&mut reader, &context)
    }
}

fn find<'r>(runtime: &'r Runtime, id: &str) -> &'r Listener {
    let ids: Vec<_> = runtime.listeners.iter().map(|l| &l.id).collect();
    runtime
        .listeners
        .iter()
        .find(|listener| listener.id == id)
        .unwrap_or_else(|| panic!("no {id} in {ids:?}"))
}

/// The port of an open listener.
fn open(runtime: &Runtime, id: &str) -> Option<i64> {
    let listener = find(runtime, id);
    (listener.state == State::Open)
        .then_some(listener.port)
        .flatten()
}

fn open_ports(runtime: &Runtime) -> Vec<i64> {
    let open = runtime.listeners.iter().filter(|l| l.state == State::Open);
    let mut ports: Vec<i64> = open.filter_map(|l| l.port).collect();
    ports.sort_unstable();
    ports
}

#[track_caller]
fn has_problem(runtime: &Runtime, kind: ProblemKind, part: &str) {
    let all: Vec<_> = runtime
        .problems
        .iter()
        .map(|p| (p.kind, &p.message))
        .collect();
    assert!(
        runtime
            .problems
            .iter()
            .any(|p| p.kind == kind && p.message.contains(part)),
        "no {kind:?} about {part} in {all:?}"
    );
}

#[test]
fn shipped_defaults_of_every_distribution() {
    let gateway = vec![
        5672, 8021, 8099, 8243, 8280, 8672, 9021, 9099, 9443, 9611, 9711, 9763, 9999, 11111,
    ];
    let plane = vec![5672, 8672, 9443, 9611, 9711, 9763, 9999, 11111];
    let without_webhooks: Vec<i64> = gateway
        .iter()
        .copied()
        .filter(|p| ![8021, 9021].contains(p))
        .collect();
    for (product, version, ports) in [
        ("wso2am", "3.2.0", without_webhooks),
        ("wso2am", "4.0.0", gateway.clone()),
        ("wso2am", "4.7.0", gateway.clone()),
        ("wso2am-universal-gw", "4.6.0", gateway),
        ("wso2am-acp", "4.5.0", plane.clone()),
        ("wso2am-tm", "4.7.0", plane),
        ("wso2is", "5.9.0", vec![9443, 9763, 9999, 10389, 11111]),
        ("wso2is", "5.11.0", vec![9443, 9763, 10389]),
        ("wso2is", "7.3.0", vec![9443, 9763]),
        ("wso2mi", "1.1.0", vec![8253, 8290]),
        ("wso2mi", "4.4.0", vec![8253, 8290, 9164, 9201]),
        ("wso2mi-dashboard", "4.1.0", vec![9743]),
        ("wso2-integration-control-plane", "4.6.0", vec![9743]),
    ] {
        let runtime = Case::new(product, version, "").run();
        assert_eq!(open_ports(&runtime), ports, "{product} {version}");
        assert!(runtime.problems.is_empty(), "{product} {version}");
    }
}

#[test]
fn the_offset_and_who_wins() {
    let told = "[server]\noffset = 1\n[system.parameter]\nportOffset = 7\n";
    for (case, value) in [
        (
            Case::new("wso2am", "4.2.0", told).arguments(&["-DportOffset=3"]),
            7,
        ),
        (
            Case::new("wso2am", "3.2.0", told).arguments(&["-DportOffset=3"]),
            3,
        ),
        (Case::new("wso2am", "3.2.0", told), 1),
        (
            Case::new("wso2am", "3.2.0", told)
                .file("repository/conf/carbon.properties", "portOffset=7\n"),
            7,
        ),
        (
            Case::new("wso2is", "7.0.0", "")
                .java_opts(&["-DportOffset=4"])
                .arguments(&["-DportOffset=5"]),
            5,
        ),
        (
            Case::new("wso2is", "7.0.0", "")
                .java_opts(&["-DportOffset=4"])
                .arguments(&["--debug", "5005"]),
            0,
        ),
        (Case::new("wso2mi", "4.1.0", "[server]\noffset = 0"), 0),
        (Case::new("wso2mi", "4.1.0", "[server]\noffset = 3"), 3),
        (Case::new("wso2mi", "4.1.0", ""), 10),
        (Case::new("wso2am", "4.2.0", "[server]\noffset = 0x10"), 16),
        (
            Case::new(
                "wso2am",
                "4.2.0",
                "[server]\noffset = \"$ref{my.shift}\"\n[my]\nshift = 8",
            ),
            8,
        ),
        (
            Case::new(
                "wso2-integration-control-plane",
                "4.3.0",
                "[server]\noffset = 3",
            ),
            0,
        ),
    ] {
        let runtime = case.run();
        assert_eq!(runtime.offset.value, Some(value), "{:?}", runtime.offset);
    }
    let runtime = Case::new("wso2am", "4.2.0", told)
        .arguments(&["-DportOffset=3"])
        .run();
    assert_eq!(runtime.offset.candidates.len(), 3);
    assert!(runtime.offset.anchor.is_some());
}

#[test]
fn an_offset_that_is_no_integer_stops_the_start() {
    for text in ["\"1.0\"", "\"\"", "1.0", "\" 1\""] {
        let runtime = Case::new("wso2am", "4.2.0", &format!("[server]\noffset = {text}")).run();
        assert_eq!(runtime.offset.value, None);
        assert!(
            runtime.listeners.iter().all(|l| l.state == State::Closed),
            "{text}"
        );
        has_problem(&runtime, ProblemKind::OffsetInvalid, "offset");
    }
    let runtime = Case::new("wso2am", "4.2.0", "[server]\noffset = \"$env{NOT_TOLD}\"").run();
    assert_eq!(find(&runtime, "servlet-https").state, State::Conditional);
    has_problem(
        &runtime,
        ProblemKind::UnresolvedPlaceholder,
        "$env{NOT_TOLD}",
    );
    let runtime = Case::new("wso2am", "4.2.0", "[server\n").run();
    assert_eq!(find(&runtime, "servlet-https").state, State::Conditional);
    assert_eq!(find(&runtime, "servlet-https").port, None);
}

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
            "[server]\nmode = \"ha\"\noffset = 1\n[apim.throttling.event_management]\nport = 10006",
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
            "[clustering]\nmembership_scheme = \"aws-ecs\"\nlocal_member_port = 5800",
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
            "4.4.0",
            "[server_config]\nport = 9744",
            "dashboard-https",
            9744,
        ),
        (
            "wso2-integration-control-plane",
            "4.4.0",
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
fn switches_close_listeners() {
    for (product, version, toml, closed) in [
        (
            "wso2is",
            "5.11.0",
            "[transport.http]\nenabled = false",
            "servlet-http",
        ),
        (
            "wso2is",
            "7.0.0",
            "[transport.https]\nenabled = \"true\"",
            "servlet-https",
        ),
        (
            "wso2is",
            "5.11.0",
            "[embedded_ldap]\nenable = false",
            "embedded-ldap",
        ),
        (
            "wso2am",
            "4.2.0",
            "[transport.passthru_http.listener]\nenable = false",
            "gateway-http",
        ),
        (
            "wso2am",
            "4.2.0",
            "[transport.receiver]\ntype = \"thrift\"",
            "databridge-binary-tcp",
        ),
        (
            "wso2am",
            "4.2.0",
            "[server]\nenable_traffic_management = \"false\"",
            "amqps",
        ),
        (
            "wso2am",
            "4.2.0",
            "[broker.transport.amqp]\nenabled = false",
            "amqp",
        ),
        (
            "wso2am",
            "4.2.0",
            "[broker.transport.amqp.default_connection]\nenabled = false",
            "amqp",
        ),
        (
            "wso2am",
            "4.6.0",
            "[apim.wss]\nenable = false",
            "wss-inbound",
        ),
        (
            "wso2am",
            "4.2.0",
            "[server]\nmode = \"ha\"",
            "ha-event-sync",
        ),
        (
            "wso2mi",
            "4.3.0",
            "[transport.http]\nlistener.enable = \"no\"",
            "gateway-http",
        ),
        (
            "wso2mi",
            "4.3.0",
            "[management_api]\nprotocols = \"http\"",
            "internal-https-api",
        ),
    ] {
        let runtime = Case::new(product, version, toml).run();
        let listener = find(&runtime, closed);
        assert_eq!(listener.state, State::Closed, "{product} {version} {toml}");
        assert!(listener.condition.is_some(), "{toml}");
    }
    // What looks like a switch and is none.
    for (product, version, toml, still_open) in [
        ("wso2am", "4.2.0", "[apim.ws]\nenable = false", "ws-inbound"),
        (
            "wso2is",
            "5.10.0",
            "[transport.http]\nenabled = false",
            "servlet-http",
        ),
        (
            "wso2is",
            "5.9.0",
            "[embedded_ldap]\nenable = false",
            "embedded-ldap",
        ),
        (
            "wso2mi",
            "4.3.0",
            "[transport.http.listener]\nenable = \"true\"",
            "gateway-http",
        ),
        (
            "wso2am",
            "4.2.0",
            "[broker.transport.amqp]\ndefault_connection.enabled = false\nssl_connection.enabled = false",
            "amqp",
        ),
        (
            "wso2am",
            "4.2.0",
            "[server]\nenable_traffic_management = false\n[transport.binary.receiver]\nenable = true",
            "databridge-binary-tcp",
        ),
    ] {
        let runtime = Case::new(product, version, toml).run();
        assert!(
            open(&runtime, still_open).is_some(),
            "{product} {version} {toml}"
        );
    }
}

#[test]
fn profiles_close_what_they_do_not_carry() {
    let case = |version, profile| Case::new("wso2am", version, "").profile(profile).run();
    let worker = case("4.2.0", "gateway-worker");
    assert_eq!(open(&worker, "databridge-binary-tcp"), None);
    assert_eq!(open(&worker, "gateway-http"), Some(8280));
    let plane = case("4.1.0", "control-plane");
    assert_eq!(open(&plane, "gateway-http"), None);
    assert_eq!(open(&plane, "webhook-http"), None);
    assert_eq!(open(&plane, "webhook-https"), Some(8021));
    let first = case("4.0.0", "control-plane");
    assert_eq!(open(&first, "gateway-http"), Some(8280));
    assert_eq!(open(&first, "ws-inbound"), None);
    assert_eq!(open(&first, "webhook-http"), Some(9021));
    let role = Case::new(
        "wso2am",
        "4.2.0",
        "[server]\nserver_role = \"traffic-manager\"",
    )
    .run();
    assert_eq!(role.profile.as_deref(), Some("traffic-manager"));
    assert_eq!(open(&role, "gateway-https"), None);
    let argument = Case::new("wso2am", "4.2.0", "[server]\nserver_role = \"default\"")
        .arguments(&["-Dprofile=gateway-worker"])
        .run();
    assert_eq!(argument.profile.as_deref(), Some("gateway-worker"));
}

#[test]
fn system_properties_replace_servlet_ports() {
    let toml = "[server]\noffset = 5\n[custom_transport.x509.properties]\nport = \"8443\"\nscheme = \"https\"\n[transport.https.properties]\nproxyPort = 443";
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
fn internal_apis_need_their_switch() {
    let runtime = Case::new("wso2mi", "1.1.0", "")
        .arguments(&["-DenablePrometheusApi=true"])
        .run();
    assert_eq!(open_ports(&runtime), [8253, 8290, 9201]);
    let toml = "[mediation]\ninternal_http_api_enable = false";
    let runtime = Case::new("wso2mi", "4.2.0", toml).run();
    assert_eq!(open_ports(&runtime), [8253, 8290]);
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
        "[new.alias]\nport = 8300\n[new]\nswitch = true",
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
            "4.3.0",
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
            "ninety",
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
fn references_resolve_their_placeholders() {
    let toml = "[server]\noffset = 3\nbase_path = \"${carbon.protocol}://${carbon.host}:${carbon.management.port}\"\n\
        [transport.receiver]\ntcp_port = 9700\n\
        [apim.throttling]\nreceiver_url = \"tcp://localhost:${receiver.url.port}\"\n\
        [[apim.gateway.environment]]\nws_endpoint = \"ws://localhost:9099\"\nhttps_endpoint = \"https://localhost:${https.nio.port}\"\n\
        [clustering]\nmembers = [\"10.0.0.1:4000\", \"10.0.0.2:4000\"]\n\
        [database.shared_db]\npassword = \"https://user:1@x:1\"\n";
    let runtime = Case::new("wso2am", "4.2.0", toml).run();
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
    let place = last.location.as_ref().unwrap();
    assert_eq!(
        place.file.document.source.slice(place.span),
        "10.0.0.2:4000"
    );
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
    let tomcat = "<Server><Service><Connector scheme='https' port='9444'/><Connector scheme='http' port='9763'/></Service></Server>";
    let runtime = Case::new("wso2is", "7.0.0", "")
        .file("repository/conf/tomcat/catalina-server.xml", tomcat)
        .run();
    assert_eq!(runtime.problems.len(), 1);
    has_problem(&runtime, ProblemKind::GeneratedFileEdited, "9444");
    let runtime = Case::new("wso2mi", "4.2.0", "")
        .file("conf/carbon.xml", carbon)
        .run();
    has_problem(&runtime, ProblemKind::GeneratedFileEdited, "stays in force");
}

#[test]
fn a_database_may_open_a_random_port() {
    let toml = "[database.shared_db]\nurl = \"jdbc:h2:./x;AUTO_SERVER=TRUE\"";
    let runtime = Case::new("wso2am", "4.1.0", toml).run();
    let listener = find(&runtime, "h2-auto-server");
    assert_eq!((listener.state, listener.port), (State::Conditional, None));
    assert!(listener.location.is_some());
    let runtime = Case::new("wso2am", "4.1.0", "").run();
    assert_eq!(find(&runtime, "h2-auto-server").state, State::Closed);
}
