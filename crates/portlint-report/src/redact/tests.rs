// A list of one range is a list of one range here.
#![allow(clippy::single_range_in_vec_init)]

use super::*;
use proptest::prelude::*;

/// What is shown of a line when a finding points at the first occurrence of each text of `labels`.
fn shown(format: Format, line: &str, labels: &[&str]) -> String {
    let keep = labels
        .iter()
        .map(|label| {
            let start = line.find(label).expect("the label stands in the line");
            start..start + label.len()
        })
        .collect::<Vec<_>>();
    let shown = display_line(line, format, &keep);
    assert_eq!(shown.len(), line.len());
    // Comments become blanks.
    shown.trim_end().to_string()
}

#[test]
fn xml_lines() {
    for (line, labels, expected) in [
        (
            "    <Offset>3</Offset>",
            &["3"][..],
            "    <Offset>3</Offset>",
        ),
        (
            r#"<Connector port="9443" keystorePass="wso2carbon" scheme="https">"#,
            &["9443"],
            r#"<Connector port="9443" keystorePass="**********" scheme="https">"#,
        ),
        (
            r#"<parameter name="port" locked="false">8280</parameter>"#,
            &[],
            r#"<parameter name="port" locked="false">8280</parameter>"#,
        ),
        (
            r#"<parameter name="keystore">abc123</parameter><!-- pw: abc -->"#,
            &[],
            r#"<parameter name="keystore">******</parameter>"#,
        ),
        (
            "<Port>1</Port><Password>admin</Password>",
            &["1"],
            "<Port>1</Port><Password>*****</Password>",
        ),
        (
            "<Password><![CDATA[admin]]></Password>",
            &[],
            "<Password><![CDATA[*****]]></Password>",
        ),
        ("admin</Password>", &[], "*****</Password>"),
        (
            r#"  port="9443" keystorePass='x y'>"#,
            &["9443"],
            r#"  port="9443" keystorePass='***'>"#,
        ),
        (
            "<Offset>3<Offset",
            &["<Offset>3<Offset"],
            "<Offset>3<Offset",
        ),
        (
            "<!DOCTYPE a [<!ENTITY p \"admin\">]>",
            &[],
            "**********************************",
        ),
        (
            r#"<Port a="unclosed admin"#,
            &[],
            r#"<Port *="**************"#,
        ),
        (
            "<!-- <Offset>7</Offset> -->",
            &["7"],
            "*************7*************",
        ),
        (
            "<ServerURL>https://u:admin@localhost:9443/services?x=admin</ServerURL>",
            &[],
            "<ServerURL>https://*******@localhost:9443/services********</ServerURL>",
        ),
    ] {
        assert_eq!(shown(Format::Xml, line, labels), expected, "{line}");
    }
}

#[test]
fn toml_lines() {
    for (line, labels, expected) in [
        ("offset = 1 # like UAT", &["1"][..], "offset = 1"),
        (
            "[transport.https.properties]",
            &[],
            "[transport.https.properties]",
        ),
        (
            "[[apim.gateway.environment]] # x",
            &[],
            "[[apim.gateway.environment]]",
        ),
        ("password = \"admin\"", &[], "password = \"*****\""),
        (
            "password = \"admin\"",
            &["\"admin\""],
            "password = \"*****\"",
        ),
        (
            "a = { port = 9443, password = 'ad min' }",
            &["9443"],
            "* = { port = 9443, password = '******' }",
        ),
        ("port = \"90a3\"", &["\"90a3\""], "port = \"****\""),
        ("port = \"70000\"", &["\"70000\""], "port = \"70000\""),
        ("port = \"90a3\"", &[], "port = \"****\""),
        ("prot = 9443", &["prot"], "prot = ****"),
        ("    \"admin\",", &[], "    *******,"),
        ("x = \"\"\"admin port = 1", &[], "* = \"\"\"**************"),
        ("admin", &[], "*****"),
        (
            "service_url = \"https://localhost:${mgt.transport.https.port}/services/\"",
            &[],
            "service_url = \"https://localhost:${mgt.transport.https.port}/services/\"",
        ),
        (
            "url = \"jdbc:oracle:thin:admin/pw@db:1521\"",
            &[],
            "url = \"*********************************\"",
        ),
        ("[\"admin\", 'pw']", &[], "[*******, ****]"),
    ] {
        assert_eq!(shown(Format::Toml, line, labels), expected, "{line}");
    }
}

#[test]
fn yaml_lines() {
    for (line, labels, expected) in [
        ("  offset: 1 # UAT", &["1"][..], "  offset: 1"),
        ("  - id: default", &[], "  - id: default"),
        (
            "  - {host: localhost, port: 9443, password: admin}",
            &[],
            "  - {host: localhost, port: 9443, password: *****}",
        ),
        (
            "keyStorePassword: ${sec:x}",
            &[],
            "keyStorePassword: ********",
        ),
        ("  MIIEvQIBADANBg", &[], "  **************"),
        ("port:\t9090", &[], "port:\t9090"),
        ("- admin", &[], "- *****"),
        ("password: a#b", &[], "password: ***"),
        ("host: \"unclosed admin", &[], "host: \"**************"),
    ] {
        assert_eq!(shown(Format::Yaml, line, labels), expected, "{line}");
    }
}

#[test]
fn properties_lines() {
    for (line, labels, expected) in [
        (
            "carbon.https.port=9443",
            &["9443"][..],
            "carbon.https.port=9443",
        ),
        ("#portOffset=3 admin", &[], ""),
        ("spark.master.port  7077", &[], "spark.master.port  7077"),
        (
            "keystore.password : admin",
            &[],
            "keystore.password : *****",
        ),
        ("continuation", &[], "************"),
    ] {
        assert_eq!(shown(Format::Properties, line, labels), expected, "{line}");
    }
}

#[test]
fn controls_are_replaced() {
    // Even what a finding points at.
    assert_eq!(
        shown(
            Format::Toml,
            "name = \u{1b}[2J\u{202e}",
            &["\u{1b}[2J\u{202e}"]
        ),
        "name = ?[2J\u{fffd}"
    );
}

const FORMATS: [Format; 4] = [Format::Xml, Format::Toml, Format::Yaml, Format::Properties];

/// Looks like a password, and no word of it is anything that could stand in a configuration.
const SECRET: &str = "[A-Z][a-z0-9]{5}[0-9][A-Z]{3}[a-z0-9]{3}[0-9][a-z]{2}";

/// Pieces of syntax and names that open what is shown, in any order.
fn fragments() -> impl Strategy<Value = String> {
    let pieces = [
        "port",
        "host",
        "url",
        "name",
        "=",
        ": ",
        "\"",
        "'",
        "{",
        "}",
        "[",
        "]",
        ",",
        " ",
        "- ",
        "#",
        "\\",
        "://",
        "@",
        "/",
        "$",
        "<Port>",
        "</Port>",
        "<parameter name=\"port\">",
        "<a port=\"",
        "<!--",
        "-->",
        "<![CDATA[",
        "9443",
        ".",
    ];
    proptest::collection::vec(proptest::sample::select(pieces.to_vec()), 0..8)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_byte_stays_where_it_is(line in ".{0,80}", start in 0usize..90, length in 0usize..90) {
        for format in FORMATS {
            let shown = display_line(&line, format, &[start..start + length]);
            prop_assert_eq!(shown.len(), line.len());
            let boundaries = |text: &str| text.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
            for at in boundaries(&line) {
                prop_assert!(shown.is_char_boundary(at));
            }
            prop_assert!(!shown.contains(|c: char| c.is_control() && c != '\t'));
        }
    }

    #[test]
    fn a_secret_is_never_shown(
        before in "[ -~\\t]{0,40}", after in "[ -~]{0,40}", secret in SECRET, start in 0usize..120, length in 0usize..120,
    ) {
        let line = format!("{before}{secret}{after}");
        for format in FORMATS {
            for keep in [vec![], vec![start..start + length]] {
                let shown = display_line(&line, format, &keep);
                prop_assert!(!shown.contains(&secret), "{format:?}: {line} -> {shown}");
            }
        }
    }

    #[test]
    fn a_secret_is_never_shown_amid_syntax(
        before in fragments(), after in fragments(), secret in SECRET, start in 0usize..120, length in 0usize..120,
    ) {
        let line = format!("{before}{secret}{after}");
        for format in FORMATS {
            let shown = display_line(&line, format, &[start..start + length]);
            prop_assert!(!shown.contains(&secret), "{format:?}: {line} -> {shown}");
        }
    }

    #[test]
    fn values_of_secret_keys_are_never_shown(
        value in "[a-z]{5,9}", port in 1u16..=65535, key in "password|keystorePass|client_secret|access-token|KeyPassword",
    ) {
        for (format, line) in [
            (Format::Xml, format!("<Connector port=\"{port}\" {key}=\"{value}\"/>")),
            (Format::Xml, format!("<parameter name=\"{key}\">{value}</parameter><Port>{port}</Port>")),
            (Format::Xml, format!("<Property value=\"{value}\" name=\"{key}\"/>")),
            (Format::Toml, format!("t = {{ port = {port}, {key} = \"{value}\" }} # {value}")),
            (Format::Toml, format!("{key} = '{value}'")),
            (Format::Yaml, format!("- {{port: {port}, {key}: {value}}} # {value}")),
            (Format::Yaml, format!("  {key}: {value}")),
            (Format::Properties, format!("server.{key}={value}")),
        ] {
            let at = line.find(&value).unwrap_or(0);
            for keep in [vec![], vec![at..at + value.len()], vec![0..line.len()]] {
                let shown = display_line(&line, format, &keep);
                // The value may be a piece of the key by chance, but not more often than it is.
                let others = line.replacen(&value, "", 1);
                prop_assume!(!others.replace(&format!("# {value}"), "").contains(&value));
                prop_assert!(!shown.contains(&value), "{line} -> {shown}");
            }
        }
    }
}
