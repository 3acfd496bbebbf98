//! What templates make of values: tables, texts, Jinja and XML, as the vendor's mapper was seen to do.

use super::{Case, find, has_problem, open, open_ports};
use portlint_host::{ProblemKind, State};

#[test]
fn values_are_read_as_they_stand_in_the_rendered_file() {
    for (offset, expected) in [
        ("\"&#51;\"", 3),
        ("\"3</Offset><Offset>4\"", 3),
        ("\"3<!-- x -->\"", 3),
        ("\"{{ 1 + 2 }}\"", 3),
        ("\"{% if true %}3{% endif %}\"", 3),
        ("\"{{ x.y }}\"\n[x]\ny = 4", 4),
    ] {
        let runtime = Case::new("wso2is", "7.0.0", &format!("[server]\noffset = {offset}")).run();
        assert_eq!(runtime.offset.value, Some(expected), "{offset}");
    }
    for (port, expected) in [
        ("\"{{ 9443 + 100 }}\"", 9543),
        ("'9543\" x=\"1'", 9543),
        ("\"\u{0669}\u{0665}\u{0664}\u{0663}\"", 9543),
    ] {
        let toml = format!("[transport.https.properties]\nport = {port}");
        let runtime = Case::new("wso2is", "7.0.0", &toml).run();
        assert_eq!(open(&runtime, "servlet-https"), Some(expected), "{port}");
    }
    let toml = "[transport.https.properties]\nport = \"{{ nope.nothing }}\"";
    let runtime = Case::new("wso2is", "7.0.0", toml).run();
    assert_eq!(find(&runtime, "servlet-https").state, State::Conditional);
}

#[test]
fn what_breaks_a_template_or_the_xml_keeps_the_server_from_starting() {
    for (product, version, toml) in [
        ("wso2is", "7.0.0", "[server]\nhostname = \"a&b\""),
        ("wso2mi", "4.2.0", "[transport.http.listener]\nenable = 0"),
        ("wso2is", "6.0.0", "[transport.https]\nproperties = 9543"),
        (
            "wso2is",
            "7.1.0",
            "[[transport.https.properties]]\nport = 9543",
        ),
        (
            "wso2am",
            "4.0.0",
            "[transport.passthru_http.listener]\nparameters = 8380",
        ),
    ] {
        let runtime = Case::new(product, version, toml).run();
        assert!(open_ports(&runtime).is_empty(), "{toml}");
        has_problem(&runtime, ProblemKind::StartFailure, "does not start");
    }
    let toml = "[server]\noffset = { value = 3 }";
    let runtime = Case::new("wso2is", "7.0.0", toml).run();
    assert!(open_ports(&runtime).is_empty());
    has_problem(&runtime, ProblemKind::OffsetInvalid, "is no integer");
}

#[test]
fn a_table_that_is_none_leaves_its_listeners_open_to_doubt() {
    let runtime = Case::new("wso2mi", "4.2.0", "[transport.http]\nlistener = \"x\"").run();
    for id in ["gateway-http", "gateway-https", "internal-http-api"] {
        assert_eq!(find(&runtime, id).state, State::Conditional, "{id}");
    }
    has_problem(&runtime, ProblemKind::ListenerFailure, "is no table");
}

#[test]
fn a_receiver_without_threads_or_ciphers_does_not_open() {
    for (version, toml) in [
        ("4.2.0", "[transport.receiver]\nworker_threads = 0"),
        (
            "3.2.0",
            "[transport.binary.receiver]\nsslReceiverThreadPoolSize = \"x\"",
        ),
        ("4.5.0", "[transport.receiver]\nciphers = []"),
    ] {
        let runtime = Case::new("wso2am", version, toml).run();
        let ports = open_ports(&runtime);
        assert!(!ports.contains(&9611) && !ports.contains(&9711), "{toml}");
        has_problem(
            &runtime,
            ProblemKind::ListenerFailure,
            "databridge-binary-tcp",
        );
    }
    // API Manager 3.0 to 4.1 render the key wrongly, so that it has no effect.
    let toml = "[transport.receiver]\nciphers = []";
    assert!(open_ports(&Case::new("wso2am", "4.0.0", toml).run()).contains(&9711));
}

#[test]
fn a_broker_that_waits_for_itself_leaves_the_rest_open_to_doubt() {
    let toml = "[broker.transport.amqp]\nbind_address = \"*\"";
    let runtime = Case::new("wso2am", "4.2.0", toml).run();
    assert_eq!(open_ports(&runtime), [5672, 8672]);
    assert_eq!(find(&runtime, "servlet-https").state, State::Conditional);
    has_problem(
        &runtime,
        ProblemKind::StartFailure,
        "waits for amqp on the address *",
    );
}

#[test]
fn names_that_no_host_has() {
    let toml = "[transport.http.listener]\nbind_address = \"nope.invalid\"";
    let runtime = Case::new("wso2mi", "4.2.0", toml).run();
    assert_eq!(open_ports(&runtime), [8253, 9164, 9201]);
    has_problem(
        &runtime,
        ProblemKind::ListenerFailure,
        "gateway-http does not open",
    );
    let toml = "[transport.https.properties]\naddress = \"nope.invalid\"";
    let runtime = Case::new("wso2is", "7.0.0", toml).run();
    assert_eq!(find(&runtime, "servlet-https").address, "0.0.0.0");
    let toml = "[broker.transport.amqp]\nbind_address = \"nope.invalid\"";
    assert!(open_ports(&Case::new("wso2am", "4.2.0", toml).run()).is_empty());
}

#[test]
fn a_connector_without_a_port_counts_as_minus_one() {
    let toml = "[server]\noffset = 5\n[custom_transport.x.properties]\nbindOnInit = false";
    let runtime = Case::new("wso2is", "7.0.0", toml).run();
    assert_eq!(open(&runtime, "custom-transport-x"), Some(4));
    let toml = "[custom_transport.x.properties]\nbindOnInit = false";
    let runtime = Case::new("wso2is", "7.0.0", toml).run();
    assert_eq!(open(&runtime, "custom-transport-x"), None);
}

#[test]
fn what_a_lone_file_lacks_is_said_and_no_failure() {
    let toml = "[user_store]\ntype = \"read_only_ldap\"";
    let runtime = Case::new("wso2is", "7.0.0", toml).run();
    assert!(open_ports(&runtime).contains(&9443));
    for key in [
        "server.hostname",
        "server.node_ip",
        "database.shared_db.username",
        "user_store.base_dn",
    ] {
        has_problem(&runtime, ProblemKind::AssumedDefaults, key);
    }
}
