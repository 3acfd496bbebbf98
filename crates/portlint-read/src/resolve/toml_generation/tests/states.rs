//! What opens and closes listeners.

use super::{Case, find, open, open_ports};
use portlint_host::State;

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
            "[transport.http]\nlistener.enable = \"False\"",
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
fn a_database_may_open_a_random_port() {
    let toml = "[database.shared_db]\nurl = \"jdbc:h2:./x;AUTO_SERVER=TRUE\"";
    let runtime = Case::new("wso2am", "4.1.0", toml).run();
    let listener = find(&runtime, "h2-auto-server");
    assert_eq!((listener.state, listener.port), (State::Conditional, None));
    assert!(listener.location.is_some());
    let runtime = Case::new("wso2am", "4.1.0", "").run();
    assert_eq!(find(&runtime, "h2-auto-server").state, State::Closed);
}
