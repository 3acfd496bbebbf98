//! Inbound endpoints from files, archives and unpacked applications.

use super::super::archive::tests::zip;
use super::*;
use portlint_files::Memory;
use portlint_syntax::Limits;
use proptest::prelude::*;

const SERVER: &str = "repository/deployment/server";
const CONFIGURED: &str =
    "/h/repository/deployment/server/synapse-configs/default/inbound-endpoints";
const APPLICATIONS: &str = "/h/repository/deployment/server/carbonapps";

fn xml(attributes: &str, parameters: &[(&str, &str)]) -> String {
    let parameters: String = parameters
        .iter()
        .map(|(name, value)| format!("<parameter name=\"{name}\">{value}</parameter>"))
        .collect();
    format!(
        "<inboundEndpoint xmlns=\"http://ws.apache.org/ns/synapse\" {attributes}><parameters>{parameters}</parameters></inboundEndpoint>"
    )
}

fn read(files: &Memory) -> (Vec<InboundEndpoint>, Vec<Problem>) {
    let mut reader = HomeReader::new(files, "/h", Limits::default());
    let endpoints = inbound_endpoints(&mut reader, SERVER);
    (endpoints, reader.take_problems())
}

fn ports(endpoints: &[InboundEndpoint]) -> Vec<(&str, Option<&str>)> {
    endpoints
        .iter()
        .map(|e| (e.name.as_str(), e.port_text.as_deref()))
        .collect()
}

#[test]
fn each_protocol_has_its_own_port_parameter() {
    type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], Option<&'a str>);
    let table: &[Row<'_>] = &[
        (
            "protocol='http'",
            &[("inbound.http.port", "8081")],
            Some("8081"),
        ),
        (
            "protocol='HTTPS'",
            &[("inbound.http.port", " 8082 ")],
            Some("8082"),
        ),
        (
            "protocol='ws'",
            &[("inbound.http.port", "1"), ("inbound.ws.port", "9099")],
            Some("9099"),
        ),
        (
            "protocol='hl7'",
            &[("inbound.hl7.Port", "20000")],
            Some("20000"),
        ),
        (
            "protocol='grpc'",
            &[("inbound.grpc.port", "8888")],
            Some("8888"),
        ),
        (
            "protocol='http'",
            &[("inbound.http.port", "${PORT}")],
            Some("${PORT}"),
        ),
        ("protocol='http'", &[], None),
        ("protocol='jms'", &[("inbound.x.port", "1")], None),
        ("protocol='kafka'", &[("zookeeper.port", "2181")], None),
        ("protocol='mqtt'", &[("mqtt.server.port", "1883")], None),
        (
            "class='org.acme.Poll'",
            &[("inbound.behavior", "polling"), ("inbound.acme.port", "5")],
            None,
        ),
        (
            "class='org.acme.Listen'",
            &[
                ("inbound.behavior", "listening"),
                ("Inbound.Acme.Port", "5"),
            ],
            Some("5"),
        ),
        (
            "class='org.wso2.carbon.inbound.SSE.McpInboundListener'",
            &[
                ("inbound.mcp.port", "8300"),
                ("inbound.http.port", "8301"),
                ("inbound.behavior", "listening"),
            ],
            Some("8300"),
        ),
        ("", &[], None),
    ];
    for (attributes, parameters, expected) in table {
        let files = Memory::new().with(format!("{CONFIGURED}/E.xml"), xml(attributes, parameters));
        let (endpoints, problems) = read(&files);
        assert_eq!(ports(&endpoints), [("", *expected)], "{attributes}");
        assert!(problems.is_empty());
    }
}

#[test]
fn a_configured_endpoint_is_located_at_its_digits() {
    let text = xml(
        "name='WS' protocol='wss' suspend='TRUE'",
        &[("inbound.ws.port", "8099"), ("ws.use.port.offset", "true")],
    );
    let start = text.find("8099").unwrap() as u64;
    let (endpoints, _) = read(&Memory::new().with(format!("{CONFIGURED}/E.xml"), text));
    let endpoint = &endpoints[0];
    assert_eq!(
        (
            endpoint.protocol.as_str(),
            endpoint.suspended,
            endpoint.use_offset
        ),
        ("wss", true, true)
    );
    assert_eq!(endpoint.route, "inboundEndpoint[WS]/inbound.ws.port");
    let place = endpoint.port_location.as_ref().unwrap().place;
    assert_eq!((place.byte_offset, place.byte_length), (start, 4));
}

#[test]
fn archives_and_folders_are_read_after_the_configuration() {
    let endpoint = |name: &str, port: &str| {
        xml(
            &format!("name='{name}' protocol='http'"),
            &[("inbound.http.port", port)],
        )
    };
    let car = zip(&[
        ("artifacts.xml", b"<artifacts/>"),
        ("B_1.0.0/B-1.0.0.xml", endpoint("B", "2").as_bytes()),
        ("A_1.0.0/A-1.0.0.xml", endpoint("A", "1").as_bytes()),
        ("P_1.0.0/P-1.0.0.xml", b"<proxy><unclosed></proxy>"),
    ]);
    let files = Memory::new()
        .with(format!("{APPLICATIONS}/app.car"), car)
        .with(
            format!("{APPLICATIONS}/open/U_1.0.0/U.xml"),
            endpoint("U", "3"),
        )
        .with(format!("{APPLICATIONS}/notes.txt"), "x")
        .with(format!("{CONFIGURED}/Z.xml"), endpoint("Z", "4"))
        .with(format!("{CONFIGURED}/other.xml"), "<endpoint/>");
    let mut reader = HomeReader::new(&files, "/h", Limits::default());
    let endpoints = inbound_endpoints(&mut reader, SERVER);
    let problems = reader.take_problems();
    assert_eq!(
        ports(&endpoints),
        [
            ("Z", Some("4")),
            ("A", Some("1")),
            ("B", Some("2")),
            ("U", Some("3"))
        ]
    );
    assert!(problems.is_empty(), "{problems:?}");
    let shown = endpoints[1].port_location.unwrap().file;
    assert_eq!(
        reader.table().path(shown).to_str().unwrap(),
        format!("{APPLICATIONS}/app.car!/A_1.0.0/A-1.0.0.xml")
    );
}

#[test]
fn what_cannot_be_read_is_a_problem_not_silence() {
    let broken = "<inboundEndpoint name='X' protocol='http'><parameters>";
    let files = Memory::new()
        .with(format!("{APPLICATIONS}/bad.car"), "PK but no archive")
        .with(
            format!("{APPLICATIONS}/broken.car"),
            zip(&[("X.xml", broken.as_bytes())]),
        );
    let (endpoints, problems) = read(&files);
    assert_eq!(ports(&endpoints), [("X", None)]);
    assert_eq!(problems[0].kind, ProblemKind::UnreadableFile);
    assert_eq!(
        problems[0].path.as_ref().unwrap().to_str().unwrap(),
        format!("{APPLICATIONS}/bad.car")
    );
    assert!(
        problems[1..]
            .iter()
            .any(|p| p.kind == ProblemKind::SyntaxError)
    );
}

proptest! {
    #[test]
    fn arbitrary_files_never_panic(text in "[<>/='\"a-z. ]{0,80}|<inboundEndpoint[ -~]{0,80}") {
        let files = Memory::new()
            .with(format!("{CONFIGURED}/E.xml"), text.as_bytes())
            .with(format!("{APPLICATIONS}/a.car"), zip(&[("E.xml", text.as_bytes())]));
        read(&files);
    }
}
