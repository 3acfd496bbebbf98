//! Brokers (facts 5.1, 13.1).

use super::*;

#[test]
fn message_broker() {
    let case = |version: &str, mode: &str, clustering: &str| {
        Case::of("WSO2 Message Broker", version)
            .carbon("1")
            .file("broker.xml", &broker(true, mode))
            .file("axis2/axis2.xml", &axis2("", clustering))
    };
    let transports = [
        "amqp tcp 5672+1=5673 0.0.0.0 broker.xml:9",
        "amqps tcp 8672+1=8673 0.0.0.0 broker.xml:10",
        "mqtt tcp 1883+1=1884 0.0.0.0 broker.xml:14",
        "mqtts tcp 8883+1=8884 0.0.0.0 broker.xml:15",
    ];
    let standalone = "<deployment><mode>standalone</mode></deployment>";
    let clustered = "<deployment><mode>default</mode></deployment>";
    let on = clustering("wka", 4000);
    let member = "cluster-member tcp 4000+0=4000 0.0.0.0 axis2.xml:7";
    let thrift = "mb-thrift tcp 7611+1=7612 localhost broker.xml:4";
    for (version, mode, clustering, more) in [
        (
            "3.0.0",
            "",
            "",
            vec!["mb-thrift closed 7611+1=7612: clustering"],
        ),
        ("3.1.0", "", on.as_str(), vec![member, thrift]),
        ("3.2.0", clustered, on.as_str(), vec![member, thrift]),
        (
            "3.2.0",
            standalone,
            on.as_str(),
            vec![member, "mb-thrift closed: standalone"],
        ),
        ("3.2.0", clustered, "", vec!["mb-thrift closed: clustering"]),
        // The mode exists from 3.2 on.
        ("3.1.0", standalone, on.as_str(), vec![member, thrift]),
    ] {
        let wanted = transports.iter().copied().chain(more).collect::<Vec<_>>();
        expect_kernel_and(&case(version, mode, clustering), 1, &wanted);
    }
}

#[test]
fn switches_of_the_broker() {
    let case = |from: &str, to: &str| {
        Case::of("WSO2 Message Broker", "3.2.0")
            .carbon("1")
            .file("broker.xml", &broker(true, "").replace(from, to))
    };
    let state = |case: &Case, id: &str| {
        let runtime = case.runtime("default");
        let l = runtime.listeners.iter().find(|l| l.id == id).unwrap();
        format!("{} {} {}", l.state.as_str(), number(l), l.address)
    };
    let no_amqp = case("amqp enabled=\"true\"", "amqp enabled=\"false\"");
    assert_eq!(state(&no_amqp, "amqp"), "closed 5672+1=5673 0.0.0.0");
    assert_eq!(state(&no_amqp, "amqps"), "closed 8672+1=8673 0.0.0.0");
    let tls_only = case(
        "defaultConnection enabled=\"true\" port=\"5672\"",
        "defaultConnection enabled=\"false\" port=\"5672\"",
    );
    assert_eq!(state(&tls_only, "amqp"), "closed 5672+1=5673 0.0.0.0");
    assert_eq!(state(&tls_only, "amqps"), "open 8672+1=8673 0.0.0.0");
    // Not TLS only: both connections off leaves the plain one.
    let neither = Case::of("WSO2 Message Broker", "3.2.0").carbon("1").file(
        "broker.xml",
        &broker(true, "")
            .replacen(
                "defaultConnection enabled=\"true\"",
                "defaultConnection enabled=\"false\"",
                1,
            )
            .replacen(
                "sslConnection enabled=\"true\"",
                "sslConnection enabled=\"false\"",
                1,
            ),
    );
    assert_eq!(state(&neither, "amqp"), "open 5672+1=5673 0.0.0.0");
    assert_eq!(state(&neither, "amqps"), "closed 8672+1=8673 0.0.0.0");
    let garbage = case("port=\"1883\"", "port=\"mqtt\"");
    assert_eq!(state(&garbage, "mqtt"), "open 1883+1=1884 0.0.0.0");
    // Slots are shared with other nodes: the server refuses an address that they cannot use.
    let everywhere =
        broker(true, "").replace("<thriftServerHost>localhost", "<thriftServerHost>0.0.0.0");
    let everywhere = Case::of("WSO2 Message Broker", "3.2.0")
        .carbon("1")
        .file("broker.xml", &everywhere)
        .file("axis2/axis2.xml", &axis2("", &clustering("wka", 4000)));
    assert_eq!(
        state(&everywhere, "mb-thrift"),
        "closed 7611+1=7612 0.0.0.0"
    );
    let bound = case(
        "<bindAddress>0.0.0.0</bindAddress>",
        "<bindAddress>10.3.3.3</bindAddress>",
    );
    assert_eq!(state(&bound, "mqtts"), "open 8883+1=8884 10.3.3.3");
    let qpid = Case::of("WSO2 Message Broker", "3.2.0")
        .file("broker.xml", &broker(true, ""))
        .file("advanced/qpid-config.xml", "<broker><management><enabled>true</enabled><jmxport>8999</jmxport></management></broker>");
    assert_eq!(state(&qpid, "qpid-jmx"), "closed 8999+0=8999 0.0.0.0");
}

#[test]
fn an_offset_that_stops_tomcat_does_not_move_the_broker() {
    // Andes trims and falls back to 0, but the server's start never completes: everything is closed.
    let case = Case::of("WSO2 Message Broker", "3.2.0")
        .carbon(" 3 ")
        .file("broker.xml", &broker(true, ""));
    case.expect(&["amqp closed: Offset", "servlet-https closed: Offset"]);
}
