//! Templates that a home carries: what is shipped, a number instead, and what nobody reads.

use portlint_files::Memory;
use portlint_host::{Listener, ProblemKind, Runtime, State};
use portlint_read::{Budget, HomeFacts, Request, scan};
use portlint_syntax::Limits;
use std::path::{Path, PathBuf};

const TEMPLATES: &str = "repository/resources/conf/templates/repository/conf";

/// An Identity Server 7.1 with this template and this `deployment.toml`.
fn with(template: &str, text: &str, toml: &str) -> Runtime {
    run(&[
        (&format!("{TEMPLATES}/{template}"), text),
        ("repository/conf/deployment.toml", toml),
    ])
}

fn run(files: &[(&str, &str)]) -> Runtime {
    let start = Memory::new().with("/h/home/bin/version.txt", "WSO2 Identity Server v7.1.0");
    let files = files.iter().fold(start, |files, (path, text)| {
        files.with(format!("/h/home/{path}"), *text)
    });
    let mut scan = scan(
        &files,
        &Request {
            paths: &[PathBuf::from("/h/home")],
            limits: Limits::default(),
            budget: Budget::default(),
            facts: &|_: &Path, _: &Path| HomeFacts::default(),
        },
    );
    scan.host.homes.remove(0).runtimes.remove(0)
}

fn listener<'r>(runtime: &'r Runtime, id: &str) -> &'r Listener {
    runtime.listeners.iter().find(|l| l.id == id).unwrap()
}

fn carbon(offset: &str) -> String {
    format!(
        "<Server>{{% if x %}}<!-- <Offset>5</Offset> --><Ports><Offset>{offset}</Offset><JMX>\
         <RMIRegistryPort>{{{{ monitoring.jmx.rmi_registry_port }}}}</RMIRegistryPort>\
         <RMIServerPort>{{{{monitoring.jmx.rmi_server_port}}}}</RMIServerPort></JMX></Ports>{{% endif %}}</Server>"
    )
}

#[test]
fn the_offset_of_a_template() {
    for (expression, toml, expected) in [
        ("{{server.offset | default('0')}}", "", Some(0)),
        ("{{server.offset|default('9')}}", "", Some(9)),
        (
            "{{server.offset | default(\"9\")}}",
            "[server]\noffset = 2\n",
            Some(2),
        ),
        ("6", "[server]\noffset = 2\n", Some(6)),
        ("{{server.offset + 1}}", "[server]\noffset = 2\n", None),
    ] {
        let runtime = with("carbon.xml.j2", &carbon(expression), toml);
        assert_eq!(runtime.offset.value, expected, "{expression}");
        let https = listener(&runtime, "servlet-https");
        let is_said = runtime
            .problems
            .iter()
            .any(|p| p.kind == ProblemKind::UnresolvedPlaceholder);
        assert_eq!(is_said, expected.is_none(), "{expression}");
        assert_eq!(
            https.port,
            expected.map(|offset| 9443 + offset),
            "{expression}"
        );
    }
}

#[test]
fn connectors_of_a_template() {
    const SHIPPED: &str = "<Server><Connector protocol=\"x\"\n {% for property_name,property_value in transport.http.properties.items() %}\
        {{property_name}}=\"{{property_value}}\" {% endfor %}>\n</Connector>\
        <Connector {% for property_name,property_value in transport.https.properties.items() %}{{property_name}}=\"{{property_value}}\"{% endfor %}>";
    let toml = "[transport.https.properties]\nport = 9500\n";
    let file = "tomcat/catalina-server.xml.j2";
    let shipped = with(file, SHIPPED, toml);
    assert_eq!(listener(&shipped, "servlet-http").port, Some(9763));
    assert_eq!(listener(&shipped, "servlet-https").port, Some(9500));
    let bound = SHIPPED.replace("protocol=\"x\"", "protocol=\"x\" address=\"127.0.0.1\"");
    let bound = with(file, &bound, toml);
    assert_eq!(listener(&bound, "servlet-http").address, "127.0.0.1");
    assert_eq!(listener(&bound, "servlet-https").address, "0.0.0.0");
    let literal = "<Server><Connector port=\"9800\" bindOnInit=\"false\"/>\
        <Connector port=\"{{my.port}}\" SSLEnabled=\"true\"/></Server>";
    let literal = with(file, literal, toml);
    assert_eq!(listener(&literal, "servlet-http").port, Some(9800));
    let https = listener(&literal, "servlet-https");
    assert_eq!((https.state, https.port), (State::Conditional, None));
}

#[test]
fn a_file_without_a_template_counts_as_it_is() {
    let carbon_xml = "<Server><Ports><Offset>4</Offset></Ports></Server>";
    let files = |more: &'static str| {
        run(&[
            ("repository/conf/deployment.toml", "[server]\noffset = 1\n"),
            ("repository/conf/carbon.xml", carbon_xml),
            (more, "<x/>"),
        ])
    };
    let removed = files("repository/resources/conf/templates/repository/conf/registry.xml.j2");
    assert_eq!(removed.offset.value, Some(4));
    let edited = |runtime: &Runtime| {
        let mut problems = runtime.problems.iter();
        problems.any(|p| p.kind == ProblemKind::GeneratedFileEdited)
    };
    assert!(!edited(&removed));
    let usual = files("repository/conf/registry.xml");
    assert_eq!(usual.offset.value, Some(1));
    assert!(edited(&usual));
    let of_pack = files("repository/components/plugins/org.wso2.carbon.core_4.10.42.jar");
    assert_eq!(of_pack.offset.value, Some(1));
    assert!(!edited(&of_pack));
}
