//! What becomes of brokers and event receivers whose files say something wrong (real-broker.md, R1 to R32).

use super::*;

/// `id state port`, and the address where it is another than all interfaces.
fn states(case: &Case, ids: &[&str]) -> Vec<String> {
    let runtime = case.runtime("default");
    let listeners = runtime.listeners.iter();
    let wanted = listeners.filter(|listener| ids.contains(&listener.id.as_ref()));
    let mut told = wanted
        .map(|l| {
            let port = l.port.map_or("?".to_string(), |port| port.to_string());
            let address = match &*l.address {
                "0.0.0.0" => String::new(),
                other => format!(" {other}"),
            };
            format!("{} {} {port}{address}", l.id, l.state.as_str())
        })
        .collect::<Vec<_>>();
    told.sort();
    told
}

/// The kinds of the findings and what stands in their messages.
fn problems(case: &Case) -> Vec<String> {
    let runtime = case.runtime("default");
    let told = runtime.problems.iter();
    told.map(|problem| problem.message.clone()).collect()
}

const RECEIVERS: [&str; 4] = [
    "databridge-thrift-tcp",
    "databridge-thrift-ssl",
    "databridge-binary-tcp",
    "databridge-binary-ssl",
];

/// Which of the four are open, and how many findings there are.
fn open_receivers(version: &str, file: &str) -> (String, usize) {
    let case = Case::of("WSO2 Data Analytics Server", version)
        .carbon("0")
        .file("data-bridge/data-bridge-config.xml", file);
    let told = states(&case, &RECEIVERS);
    let open = told.iter().filter_map(|told| {
        let (id, rest) = told.split_once(" open ")?;
        let id = id.strip_prefix("databridge-")?;
        Some(format!("{id} {rest}"))
    });
    (open.collect::<Vec<_>>().join(", "), problems(&case).len())
}

#[test]
fn event_receivers_open_both_ports_or_none() {
    let binary = "binary-ssl 9711, binary-tcp 9611";
    let thrift = "thrift-ssl 7711, thrift-tcp 7611";
    let all = format!("{binary}, {thrift}");
    let set = |from: &str, to: &str| BRIDGE.replacen(from, to, 1);
    let tcp = "<config name=\"tcpPort\">7611</config>";
    let more = |more: &str| set(tcp, &format!("{tcp}{more}"));
    let rows = [
        ("R21", set("7611", "abc"), binary, 1),
        ("R21", set("7611", "0x1E14"), binary, 1),
        ("R21", set("7611", " 7700 "), binary, 1),
        ("R21", set("7611", "${my.port}"), binary, 1),
        ("R21", set("9711", "9711.0"), thrift, 1),
        ("R23", set("7711", "70000"), binary, 0),
        (
            "R23",
            set("7611", "70000"),
            "binary-ssl 9711, binary-tcp 9611, thrift-ssl 7711",
            0,
        ),
        (
            "R24",
            set("\"tcpPort\">7611", "\"TCPPORT\">7799"),
            "binary-ssl 9711, binary-tcp 9611, thrift-ssl 7711, thrift-tcp 7799",
            0,
        ),
        ("R25", set(tcp, "<config>7611</config>"), binary, 1),
        (
            "R25",
            set("dataReceiver name=\"Thrift\"", "dataReceiver"),
            "",
            1,
        ),
        ("R26", set("\"Thrift\"", "\" Thrift \""), binary, 1),
        ("R26", set("\"Thrift\"", "\"thrift\""), all.as_str(), 0),
        (
            "R26",
            "<dataBridgeConfiguration></dataBridgeConfiguration>".to_string(),
            "",
            0,
        ),
        ("R26", set("name=\"Binary\"", "name=\"Other\""), thrift, 0),
        (
            "R27",
            set(
                "<dataReceiver",
                "<workerThreads>x</workerThreads><dataReceiver",
            ),
            "",
            1,
        ),
        (
            "R27",
            set(
                "<dataReceiver",
                "<eventBufferSize>0</eventBufferSize><dataReceiver",
            ),
            "",
            1,
        ),
        (
            "R27",
            set(
                "<config name=\"tcpPort\">9611",
                "<config name=\"sslReceiverThreadPoolSize\">x</config><config name=\"tcpPort\">9611",
            ),
            thrift,
            1,
        ),
        (
            "R28",
            more("<config name=\"sslEnabledProtocols\">TLSv1.2</config>"),
            binary,
            1,
        ),
        (
            "R28",
            more(
                "<config name=\"sslEnabledProtocols\">TLSv1.2</config><config name=\"ciphers\">A</config>",
            ),
            all.as_str(),
            0,
        ),
        (
            "R31",
            more("<config name=\"hostName\"> 127.0.0.1 </config>"),
            binary,
            1,
        ),
        (
            "R31",
            more("<config name=\"hostName\">${carbon.host}</config>"),
            binary,
            1,
        ),
        (
            "R32",
            set(
                "<dataBridgeConfiguration>",
                "<dataBridgeConfiguration xmlns=\"urn:x\">",
            ),
            "",
            1,
        ),
        (
            "R32",
            BRIDGE.replace("dataBridgeConfiguration", "bridge"),
            "",
            0,
        ),
    ];
    for (row, file, open, findings) in rows {
        let seen = open_receivers("3.1.0", &file);
        assert_eq!(seen, (open.to_string(), findings), "{row}: {file}");
    }
}

#[test]
fn what_is_empty_depends_on_the_version_of_the_data_bridge() {
    let binary = "binary-ssl 9711, binary-tcp 9611";
    let empty = BRIDGE.replacen("7611", "", 1);
    assert_eq!(open_receivers("3.1.0", &empty), (binary.to_string(), 1));
    let all = format!("{binary}, thrift-ssl 7711, thrift-tcp 7611");
    assert_eq!(open_receivers("3.2.0", &empty), (all.clone(), 0));
    let host = "<config name=\"hostName\"></config><config name=\"tcpPort\">7611";
    let host = BRIDGE.replacen("<config name=\"tcpPort\">7611", host, 1);
    let local = format!("{binary}, thrift-ssl 7711 127.0.0.1, thrift-tcp 7611 127.0.0.1");
    assert_eq!(open_receivers("3.1.0", &host), (local, 0));
    assert_eq!(open_receivers("3.2.0", &host), (all, 0));
    // Protocols without ciphers are no mistake in 3.0.
    let protocols =
        "<config name=\"sslEnabledProtocols\">TLSv1.2</config><config name=\"tcpPort\">7611";
    let protocols = BRIDGE.replacen("<config name=\"tcpPort\">7611", protocols, 1);
    assert_eq!(open_receivers("3.0.1", &protocols).1, 0);
}

const BROKER: [&str; 5] = ["amqp", "amqps", "mqtt", "mqtts", "servlet-https"];

/// What becomes of a Message Broker: `ends`, `hangs` or `starts`, and a part of what is said.
fn outcome(case: &Case) -> (&'static str, String) {
    let runtime = case.runtime("default");
    let is_hanging = |listener: &&Listener| {
        let condition = listener.condition.as_deref().unwrap_or_default();
        condition.starts_with("the broker hangs")
    };
    let outcome = match runtime.startup.failure() {
        Some(_) => "ends",
        None if runtime.listeners.iter().any(|l| is_hanging(&l)) => "hangs",
        None => "starts",
    };
    (outcome, problems(case).join("; "))
}

#[test]
fn a_broker_that_cannot_open_its_ports_ends_the_server_or_hangs() {
    let broker_of = |mqtt, mode: &str| broker(mqtt, mode);
    let broker = |from: &str, to: &str| broker(true, "").replacen(from, to, 1);
    let mqtt_alone = broker_of(true, "")
        .replace(
            "defaultConnection enabled=\"true\" port=\"1883\"",
            "defaultConnection enabled=\"false\" port=\"1883\"",
        )
        .replace(
            "sslConnection enabled=\"true\" port=\"8883\"",
            "sslConnection enabled=\"false\" port=\"8883\"",
        );
    let rows = [
        (
            "R1",
            broker("5672", "70000"),
            "ends",
            "amqp would open 70000",
        ),
        ("R1", broker("5672", "-5"), "ends", "amqp would open -5"),
        (
            "R1",
            broker("8672", "5672"),
            "ends",
            "amqps finds its port 5672 taken by amqp",
        ),
        (
            "R1",
            broker("1883", "5672"),
            "ends",
            "mqtt finds its port 5672 taken by amqp",
        ),
        (
            "R4",
            broker("<bindAddress>0.0.0.0", "<bindAddress>::1"),
            "ends",
            "amqp cannot be bound to ::1",
        ),
        (
            "R4",
            broker("<bindAddress>0.0.0.0", "<bindAddress> 0.0.0.0 "),
            "starts",
            "",
        ),
        (
            "R7",
            broker("\"5672\"", "\"${my.port}\""),
            "starts",
            "takes its default",
        ),
        ("R9", broker("5672", "0"), "hangs", "amqp has the port 0"),
        (
            "R10",
            mqtt_alone,
            "hangs",
            "mqtt is enabled, and both its connections are not",
        ),
        (
            "R14",
            broker_of(true, "<deployment><mode>x</mode></deployment>"),
            "ends",
            "modes standalone and default",
        ),
    ];
    for (row, file, wanted, words) in rows {
        let case = Case::of("WSO2 Message Broker", "3.2.0")
            .carbon("0")
            .file("broker.xml", &file);
        let (seen, said) = outcome(&case);
        assert_eq!(seen, wanted, "{row}: {said}");
        assert!(said.contains(words), "{row}: {said}");
    }
}

#[test]
fn the_brokers_address_is_that_of_the_machine_where_none_is_named() {
    let case = |address: &str| {
        let file = broker(true, "").replacen("<bindAddress>0.0.0.0</bindAddress>", address, 1);
        let case = Case::of("WSO2 Message Broker", "3.2.0").carbon("0");
        case.file("broker.xml", &file)
    };
    for address in ["", "<bindAddress/>", "<bindAddress>*</bindAddress>"] {
        let told = states(&case(address), &BROKER[..1]);
        assert_eq!(told, ["amqp open 5672 local host name"], "{address}");
    }
}

#[test]
fn the_brokers_management_and_its_file_are_needed() {
    let case = |file: &str, content: &str| {
        Case::of("WSO2 Message Broker", "3.2.0")
            .carbon("0")
            .file("broker.xml", &broker(true, ""))
            .file(file, content)
    };
    let off = "<broker><management><enabled>false</enabled></management></broker>";
    let (seen, said) = outcome(&case("advanced/qpid-config.xml", off));
    assert_eq!(seen, "hangs", "{said}");
    let told = states(&case("advanced/qpid-config.xml", off), &BROKER);
    let own = [
        "amqp open 5672",
        "amqps open 8672",
        "mqtt open 1883",
        "mqtts open 8883",
    ];
    assert_eq!(told[..4], own);
    assert_eq!(told[4], "servlet-https conditional 9443");
    let on = off.replace("false", "true");
    assert_eq!(outcome(&case("advanced/qpid-config.xml", &on)).0, "starts");
    let (seen, said) = outcome(&case("advanced/authorization.xml", "<a/>"));
    assert_eq!((seen, said.contains("which is not there")), ("ends", true));
}
