//! What becomes of listeners whose number is no port, as the real servers were seen to do.

use super::{Case, find, has_problem, open, open_ports};
use portlint_host::{Problem, ProblemKind, RANDOM_PORT, State};

#[test]
fn what_is_no_port_closes_and_takes_along() {
    let shipped_of_mi = [8253, 8290, 9164, 9201];
    for (toml, open) in [
        (
            "[transport.http.listener]\nenable = false",
            vec![8253, 9164],
        ),
        (
            "[transport.http.listener]\nsecured_enable = \"false\"",
            vec![8290, 9201],
        ),
        (
            "[transport.http.listener]\nport = \"8380 \"",
            vec![8253, 9164],
        ),
        (
            "[transport.http.listener]\nport = 70000",
            vec![8253, 9164, 9201],
        ),
        (
            "[transport.http.listener]\nsecured_port = 70000",
            vec![8290, 9201],
        ),
        (
            "[transport.http.listener]\nbind_address = \"::1\"",
            vec![8253, 9164, 9201],
        ),
        (
            "[mediation]\ninternal_http_api_port = \"abc\"",
            vec![8253, 8290],
        ),
        (
            "[mediation]\ninternal_https_api_port = \"${p}\"",
            vec![8253, 8290],
        ),
        (
            "[mediation]\ninternal_https_api_port = 70000",
            vec![8253, 8290],
        ),
        (
            "[transport.http.listener]\nenable = \"yes\"",
            shipped_of_mi.to_vec(),
        ),
    ] {
        let runtime = Case::new("wso2mi", "4.2.0", toml).run();
        assert_eq!(open_ports(&runtime), open, "{toml}");
    }
    for (version, toml, lost) in [
        (
            "4.2.0",
            "[transport.receiver]\ntcp_port = \"abc\"",
            vec![9611, 9711],
        ),
        (
            "4.2.0",
            "[transport.receiver]\nssl_port = 70000",
            vec![9611, 9711],
        ),
        (
            "3.2.0",
            "[transport.receiver]\nssl_port = 70000",
            vec![9711],
        ),
        ("4.2.0", "[transport.receiver]\ntcp_port = \"\"", vec![]),
        (
            "4.2.0",
            "[monitoring.jmx]\nrmi_server_port = \"abc\"",
            vec![9999, 11111],
        ),
        (
            "4.2.0",
            "[monitoring.jmx]\nrmi_server_port = 70000",
            vec![11111],
        ),
        (
            "4.2.0",
            "[monitoring.jmx]\nrmi_registry_port = 70000",
            vec![9999, 11111],
        ),
        (
            "4.2.0",
            "[transport.https.properties]\nport = \"9543 \"",
            vec![9443],
        ),
        (
            "4.2.0",
            "[transport.https.properties]\nport = -1",
            vec![9443],
        ),
    ] {
        let mut shipped = open_ports(&Case::new("wso2am", version, "").run());
        shipped.retain(|port| !lost.contains(port));
        let runtime = Case::new("wso2am", version, toml).run();
        assert_eq!(open_ports(&runtime), shipped, "{version} {toml}");
    }
}

#[test]
fn a_transport_that_is_switched_off_says_what_goes_with_it() {
    let runtime = Case::new(
        "wso2mi",
        "4.2.0",
        "[transport.http.listener]\nenable = false",
    )
    .run();
    let part = "transport.http.listener.enable also closes internal-http-api";
    has_problem(&runtime, ProblemKind::ListenerFailure, part);
    let toml = "[transport.http.listener]\nsecured_port = \"x\"";
    let runtime = Case::new("wso2mi", "4.2.0", toml).run();
    let part = "; without it internal-https-api does not open either";
    has_problem(&runtime, ProblemKind::PortInvalid, part);
}

#[test]
fn a_connector_text_that_is_no_number_counts_as_minus_one() {
    let toml = "[server]\noffset = 5000\n[transport.http.properties]\nport = \"9863 \"";
    let runtime = Case::new("wso2is", "7.0.0", toml).run();
    assert_eq!(open(&runtime, "servlet-http"), Some(4999));
    let part = "the text counts as -1, and the server opens 4999";
    has_problem(&runtime, ProblemKind::PortInvalid, part);
}

#[test]
fn port_zero_is_random() {
    let toml = "[transport.https.properties]\nport = 0";
    let runtime = Case::new("wso2is", "7.0.0", toml).run();
    let listener = find(&runtime, "servlet-https");
    assert_eq!((listener.port, listener.state), (None, State::Conditional));
    assert_eq!(listener.condition.as_deref(), Some(RANDOM_PORT));
    let assumed = |p: &Problem| p.kind == ProblemKind::AssumedDefaults;
    assert!(runtime.problems.iter().all(assumed));
}

#[test]
fn a_broker_that_cannot_open_a_port_ends_the_server() {
    let amqp = "[broker.transport.amqp]\n";
    for (toml, kind) in [
        ("default_connection.port = 70000", ProblemKind::PortInvalid),
        ("default_connection.port = 8672", ProblemKind::StartFailure),
        ("default_connection.port = 9099", ProblemKind::StartFailure),
        ("bind_address = \" 127.0.0.1\"", ProblemKind::StartFailure),
        ("bind_address = \"::1\"", ProblemKind::StartFailure),
    ] {
        let runtime = Case::new("wso2am", "4.2.0", &format!("{amqp}{toml}")).run();
        assert!(open_ports(&runtime).is_empty(), "{toml}");
        has_problem(&runtime, kind, "the server ends at start");
    }
    let runtime = Case::new("wso2am", "4.2.0", "[server]\noffset = 60000").run();
    let invalid = runtime.problems.iter();
    assert_eq!(
        invalid
            .filter(|p| p.kind == ProblemKind::PortInvalid)
            .count(),
        1
    );
}

#[test]
fn connectors_that_bind_early_stay_open_when_the_offset_does_not_count() {
    let toml = "[server]\noffset = \"x\"\n[custom_transport.x.properties]\nport = 8444";
    let runtime = Case::new("wso2is", "7.0.0", toml).run();
    assert_eq!(open_ports(&runtime), [8444]);
}

#[test]
fn placeholders_that_the_server_fills_itself() {
    let https = "[transport.https.properties]\nport = ";
    let told = |toml: &str| Case::new("wso2is", "7.0.0", toml).java_opts(&["-Dmy.port=9543"]);
    let runtime = told(&format!("{https}\"${{my.port}}\"")).run();
    assert_eq!(open(&runtime, "servlet-https"), Some(9543));
    let runtime = told(&format!("{https}\"${{other:-9802}}\"")).run();
    assert_eq!(open(&runtime, "servlet-https"), Some(9802));
    let runtime = told(&format!("{https}\"${{other}}\"")).run();
    assert_eq!(find(&runtime, "servlet-https").state, State::Conditional);
    // Micro Integrator fills from the environment too, and knows no defaults.
    let http = "[transport.http.listener]\nport = ";
    let mut case = Case::new("wso2mi", "4.2.0", &format!("{http}\"${{MY_PORT}}\""));
    case.facts.env = Some([("MY_PORT".to_string(), "8380".to_string())].into());
    assert_eq!(open(&case.run(), "gateway-http"), Some(8390));
}

/// Kernel 4.5.1 has Tomcat 9.0.22, 4.6.3-m4 has 9.0.34, 4.10.32 a later one: run.
#[test]
fn a_default_of_a_property_is_read_as_the_tomcat_of_the_home_reads_it() {
    let port = |product, version, text: &str| {
        let toml = format!("[transport.https.properties]\nport = \"{text}\"");
        Case::new(product, version, &toml)
    };
    for (product, version, text, expected) in [
        ("wso2is", "5.9.0", "${my.port:-9802}", None),
        ("wso2am", "3.2.0", "${my.port:-9802}", None),
        ("wso2am", "4.0.0", "${my.port:-9802}", None),
        ("wso2is", "5.11.0", "${my.port:9802}", Some(9802)),
        ("wso2am", "4.1.0", "${my.port:-9802}", Some(9802)),
        ("wso2is", "6.0.0", "${my.port:9802}", None),
    ] {
        let runtime = port(product, version, text).run();
        assert_eq!(
            open(&runtime, "servlet-https"),
            expected,
            "{version} {text}"
        );
    }
    // What lies in the home counts more than what its release shipped with.
    let plugins = "repository/components/plugins";
    let updated = port("wso2am", "4.0.0", "${my.port:-9802}")
        .file(&format!("{plugins}/org.wso2.carbon.core_4.6.2.jar"), "")
        .file(&format!("{plugins}/tomcat_9.0.58.wso2v1.jar"), "");
    assert_eq!(open(&updated.run(), "servlet-https"), Some(9802));
}

#[test]
fn a_custom_transport_takes_the_place_of_the_shipped_one() {
    let toml = "[[custom_transport.listener]]\nprotocol = \"http\"\n\
        class = \"org.apache.synapse.transport.passthru.PassThroughHttpListener\"\n\
        parameter.port = 8390\nparameter.bind_address = \"127.0.0.1\"";
    let runtime = Case::new("wso2mi", "4.2.0", toml).run();
    assert_eq!(open_ports(&runtime), [8253, 8400, 9164, 9201]);
    assert_eq!(find(&runtime, "custom-transport-http").address, "127.0.0.1");
}
