//! The rules of the generation, one small file at a time.

use crate::facts::HomeFacts;
use crate::reader::HomeReader;
use crate::resolve::{RuntimeContext, resolve};
use portlint_catalog::{Generation, Version, product};
use portlint_files::{FileSystem, Memory};
use portlint_host::{Problem, ProblemKind, Runtime, State};
use portlint_syntax::Limits;

/// `product version runtime`; the version may be `?`.
fn run_in(files: &dyn FileSystem, who: &str, facts: &HomeFacts) -> (Runtime, Vec<Problem>) {
    let (runtime, mut reader) = read(files, who, facts);
    (runtime, reader.take_problems())
}

/// The runtime and the reader of its home.
fn read<'f>(files: &'f dyn FileSystem, who: &str, facts: &HomeFacts) -> (Runtime, HomeReader<'f>) {
    let [id, version, runtime] = who.split(' ').collect::<Vec<_>>().try_into().unwrap();
    let product = product(id).unwrap();
    let version = Version::parse(version);
    let runtime = product
        .runtimes
        .iter()
        .find(|r| r.id == runtime && r.generation == Generation::Yaml)
        .unwrap();
    let context = RuntimeContext {
        catalog: portlint_catalog::built_in(),
        product,
        version: version.as_ref(),
        rules: version.as_ref(),
        runtime,
        conf: &runtime.conf,
        facts,
    };
    let mut reader = HomeReader::new(files, "/h", Limits::default());
    let resolved = resolve(&mut reader, &context);
    (resolved, reader)
}

fn path_of(who: &str) -> &'static str {
    match who.split(' ').next_back() {
        Some("server") => "/h/conf/server/deployment.yaml",
        Some("worker") => "/h/conf/worker/deployment.yaml",
        Some("editor") => "/h/conf/editor/deployment.yaml",
        Some("dashboard") => "/h/conf/dashboard/deployment.yaml",
        Some("analytics-worker") => "/h/wso2/analytics/conf/worker/deployment.yaml",
        _ => "/h/wso2/msf4j/conf/transports/netty-transports.yml",
    }
}

fn run(who: &str, yaml: &str, facts: &HomeFacts) -> Runtime {
    run_in(&Memory::new().with(path_of(who), yaml), who, facts).0
}

fn nothing() -> HomeFacts {
    HomeFacts::default()
}

fn env(pairs: &[(&str, &str)]) -> HomeFacts {
    let pairs = pairs
        .iter()
        .map(|(k, v)| ((*k).to_string(), (*v).to_string()));
    HomeFacts {
        env: Some(pairs.collect()),
        ..nothing()
    }
}

fn start(arguments: &[&str]) -> HomeFacts {
    HomeFacts {
        start_arguments: Some(arguments.iter().map(|a| (*a).to_string()).collect()),
        ..nothing()
    }
}

fn listeners(runtime: &Runtime, state: State, family: &str) -> String {
    let all = runtime
        .listeners
        .iter()
        .filter(|l| l.state == state && l.id.starts_with(family));
    let all = all.map(|l| match l.port {
        Some(port) => format!("{}={port}", l.id),
        None => l.id.to_string(),
    });
    all.collect::<Vec<_>>().join(" ")
}

fn open(runtime: &Runtime, family: &str) -> String {
    listeners(runtime, State::Open, family)
}

fn kinds(runtime: &Runtime) -> Vec<ProblemKind> {
    runtime.problems.iter().map(|p| p.kind).collect()
}

const SI: &str = "wso2si 4.2.0 server";
const OLD_SI: &str = "wso2si 1.0.0 server";
const HTTP: &str = "wso2.transport.http:\n  listenerConfigurations:\n";

#[test]
fn http_listeners() {
    let offset = "wso2.carbon: {ports: {offset: 3}}\n";
    let cases = [
        (SI, "", "http/default=9093"),
        (SI, "wso2.transport.http:\n", "http/default=9093"),
        (
            SI,
            "wso2.transport.http: {transportProperties: []}\n",
            "http/default=9093",
        ),
        (
            SI,
            "wso2.transport.http: {listenerConfigurations: []}\n",
            "http/default=9090",
        ),
        (
            SI,
            "wso2.transport.http: {listenerConfigurations: }\n",
            "http/default=9090",
        ),
        (OLD_SI, "", "http/default=9090"),
        ("wso2sp 4.1.0 worker", "", "http/default=8080"),
        ("wso2sp 4.2.0 worker", "", "http/default=9090"),
        (
            SI,
            "wso2.transport.http: {listenerConfigurations: [{id: a, port: 1}, {id: a, port: 2}]}\n",
            "http/a=4 http/a-2=5",
        ),
        (
            SI,
            "wso2.transport.http: {listenerConfigurations: [{port: 021602}, {id: b, port: 0x2384}]}\n",
            "http/default=9093 http/b=9095",
        ),
        (
            SI,
            "wso2.transport.http: {listenerConfigurations: [{port: \"9095\"}]}\n",
            "http/default=9098",
        ),
        (
            SI,
            "wso2.transport.http: {listenerConfigurations: [{port: 9_097}]}\n",
            "http/default=9100",
        ),
        (
            SI,
            "wso2.transport.http: {listenerConfigurations: [{port: 1.5}]}\n",
            "",
        ),
        (
            SI,
            "wso2.transport.http: {listenerConfigurations: [{port: }]}\n",
            "",
        ),
        (
            SI,
            "wso2.transport.http: {listenerConfigurations: [{prot: 1}]}\n",
            "",
        ),
        (
            SI,
            "wso2.transport.http: {listenerConfigurations: {port: 1}}\n",
            "",
        ),
        (SI, "wso2.transport.http: {listeners: []}\n", ""),
        (
            SI,
            "wso2.transport.http: {listenerConfigurations: [{port: 1}, {scheme: https, port: 2}]}\n",
            "",
        ),
        (SI, "wso2.transport.http: 7\n", ""),
        (
            SI,
            "transports: {http: {listenerConfigurations: [{id: t, port: 1}]}}\n",
            "http/t=4",
        ),
        (SI, "transports: {other: 1}\n", "http/default=9093"),
        (
            OLD_SI,
            "transports: {http: {listenerConfigurations: [{port: 1}]}}\n",
            "http/default=9090",
        ),
        (
            SI,
            "x: &l [{port: 5}]\nwso2.transport.http: {listenerConfigurations: *l}\n",
            "http/default=8",
        ),
        (
            SI,
            "wso2.transport.http: {listenerConfigurations: [{port: 1}]}\nwso2.transport.http: {listenerConfigurations: [{port: 2}]}\n",
            "http/default=5",
        ),
    ];
    for (who, yaml, expected) in cases {
        let runtime = run(who, &format!("{offset}{yaml}"), &nothing());
        assert_eq!(open(&runtime, "http/"), expected, "{who} {yaml}");
    }
}

#[test]
fn the_offset() {
    let cases = [
        ("wso2.carbon:\n", Some(0)),
        ("wso2.carbon: {ports: {offset: -2}}\n", Some(-2)),
        ("wso2.carbon: {ports: {offset: '4'}}\n", Some(4)),
        ("wso2.carbon: {ports: {offset: 010}}\n", Some(8)),
        ("wso2.carbon: {ports: {offset: }}\n", None),
        ("wso2.carbon: {ports: {offset: 1.5}}\n", None),
        ("wso2.carbon: {ports: {offset: x}}\n", None),
    ];
    for (yaml, expected) in cases {
        let runtime = run(SI, yaml, &nothing());
        assert_eq!(runtime.offset.value, expected, "{yaml}");
        assert_eq!(
            open(&runtime, "http/").is_empty(),
            expected.is_none(),
            "{yaml}"
        );
        let invalid = kinds(&runtime).contains(&ProblemKind::OffsetInvalid);
        assert_eq!(invalid, expected.is_none(), "{yaml}");
    }
}

#[test]
fn an_offset_at_the_wrong_place() {
    let stops = [
        "wso2.carbon: {offset: 3}\n",
        "wso2.carbon: {ports: {Offset: 3}}\n",
    ];
    for yaml in stops {
        let runtime = run(SI, yaml, &nothing());
        assert_eq!(kinds(&runtime), [ProblemKind::MisplacedSetting], "{yaml}");
        assert_eq!(open(&runtime, ""), "", "{yaml}");
    }
    for yaml in [
        "ports: {offset: 3}\n",
        "wso2: {carbon: {ports: {offset: 3}}}\n",
    ] {
        let runtime = run(SI, yaml, &nothing());
        assert!(
            kinds(&runtime).contains(&ProblemKind::IgnoredPlacement),
            "{yaml}"
        );
        assert_eq!(open(&runtime, "http/"), "http/default=9090", "{yaml}");
    }
}

#[test]
fn the_anchor_is_where_an_offset_belongs() {
    let at = |yaml| {
        let anchor = run(SI, yaml, &nothing()).offset.anchor.unwrap();
        (anchor.place.line, anchor.place.column)
    };
    assert_eq!(at("wso2.carbon:\n  id: x\n"), (1, 1));
    assert_eq!(at("wso2.carbon:\n  ports:\n    offset: 1\n"), (2, 3));
    assert!(run(SI, "siddhi: {}\n", &nothing()).offset.anchor.is_none());
}

#[test]
fn stores_listeners() {
    let http = "wso2.carbon: {ports: {offset: 3}}\nwso2.transport.http: {listenerConfigurations: [{port: 1000}]}\n";
    let api = "siddhi.stores.query.api: {listenerConfigurations: [{port: 7070}]}\n";
    let off = "siddhi.stores.query.api: {listenerConfigurations: []}\n";
    let cases = [
        (SI, api, "stores/default=7070"),
        (SI, off, ""),
        (SI, "", "stores/default=9090"),
        ("wso2si 4.0.0 server", "", "stores/default=1000"),
        ("wso2is-analytics 5.7.0 worker", "", "stores/default=9090"),
        ("wso2is-analytics 5.8.0 worker", "", "stores/default=1000"),
        ("wso2sp 4.2.0 worker", api, ""),
        ("wso2sp 4.3.0 worker", api, "stores/default=7070"),
        ("wso2sp 4.4.0 dashboard", api, ""),
    ];
    for (who, yaml, expected) in cases {
        let runtime = run(who, &format!("{http}{yaml}"), &nothing());
        assert_eq!(open(&runtime, "stores/"), expected, "{who} {yaml}");
    }
}

#[test]
fn ports_without_a_value_take_what_adds_the_offset() {
    let of = |who: &str, ports: &str| {
        let yaml = format!("wso2.carbon:\n  ports:{ports}\n{}", receivers("{}", "{}"));
        run(who, &yaml, &nothing())
    };
    for (who, http) in [(SI, ""), ("wso2sp 4.4.0 worker", "http/default=9090")] {
        let runtime = of(who, "\n#    offset: 3");
        assert_eq!(open(&runtime, "http/"), http, "{who}");
        assert_eq!(open(&runtime, "thrift/"), "", "{who}");
        assert_eq!(kinds(&runtime), [ProblemKind::ListenerFailure], "{who}");
        let help = runtime.problems[0].help.as_deref().unwrap_or_default();
        assert!(help.contains("ports: {}"), "{help}");
    }
    assert!(kinds(&of(SI, " {}")).is_empty());
    assert!(kinds(&of("wso2sp 4.4.0 dashboard", "")).is_empty());
}

#[test]
fn what_the_classes_do_not_take_is_told_where_they_were_run() {
    let listener = |field: &str| {
        format!("wso2.transport.http: {{listenerConfigurations: [{{port: 1, {field}}}]}}\n")
    };
    let field = "keyStorePass: x";
    let cases = [
        ("wso2si 4.0.0 server", field, 1),
        ("wso2si 4.0.0 server", "keepAliveConfig: auto", 1),
        ("wso2si 4.0.0 server", "keepAliveConfig: AUTO", 0),
        ("wso2sp 4.1.0 worker", "keepAliveConfig: AUTO", 1),
        ("wso2sp 4.1.0 worker", "http2: true", 0),
        // Not run: only what no version has is one too many.
        ("wso2si 4.2.0 server", field, 0),
        ("wso2si 4.2.0 server", "prot: 1", 1),
        ("wso2sp 4.2.0 worker", "keepAliveConfig: AUTO", 0),
    ];
    for (who, field, expected) in cases {
        let runtime = run(who, &listener(field), &nothing());
        assert_eq!(kinds(&runtime).len(), expected, "{who} {field}");
        assert_eq!(
            open(&runtime, "http/").is_empty(),
            expected > 0,
            "{who} {field}"
        );
    }
}

#[test]
fn one_listener_that_cannot_be_made_leaves_the_others_in_doubt() {
    let yaml = "wso2.transport.http:\n  listenerConfigurations:\n  - {id: a, host: , port: 1}\n  - {id: b, port: 2}\n";
    let runtime = run(SI, yaml, &nothing());
    assert_eq!(open(&runtime, "http/"), "");
    let states = runtime
        .listeners
        .iter()
        .filter(|l| l.id.starts_with("http/"));
    let states = states.map(|l| l.state).collect::<Vec<_>>();
    assert_eq!(states, [State::Closed, State::Conditional]);
    assert_eq!(kinds(&runtime), [ProblemKind::ListenerFailure]);
}

fn receivers(thrift: &str, binary: &str) -> String {
    let entry = |name, properties: &str| {
        format!("  - dataReceiver: {{type: {name}, properties: {properties}}}\n")
    };
    format!(
        "databridge.config:\n  keyStoreLocation: /k.jks\n  dataReceivers:\n{}{}",
        entry("thrift", thrift),
        entry("BINARY", binary)
    )
}

#[test]
fn data_receivers() {
    let all =
        |t, ts, b, bs| format!("thrift/tcp={t} thrift/ssl={ts} binary/tcp={b} binary/ssl={bs}");
    let shipped = receivers(
        "{tcpPort: '7611', sslPort: '7711'}",
        "{tcpPort: '9611', sslPort: '9711'}",
    );
    let cases = [
        (SI, shipped.clone(), all(7611, 7711, 9611, 9711)),
        (
            "wso2sp 4.4.0 worker",
            shipped.clone(),
            all(7611, 7711, 9612, 9712),
        ),
        (
            "wso2sp 4.2.0 dashboard",
            shipped.clone(),
            all(7611, 7711, 9612, 9712),
        ),
        ("wso2sp 4.3.0 dashboard", shipped.clone(), String::new()),
        (
            "wso2is-analytics 5.8.0 editor",
            shipped.clone(),
            all(7611, 7711, 9612, 9712),
        ),
        (SI, receivers("{}", "{}"), all(7611, 7711, 9711, 9611)),
        (SI, "siddhi: {}\n".to_string(), all(9611, 9711, 9711, 9611)),
        (
            SI,
            "databridge.config: {workerThreads: 1}\n".to_string(),
            String::new(),
        ),
        (
            SI,
            receivers("{tcpPort: 7611, sslPort: '7711'}", "{}"),
            "binary/tcp=9711 binary/ssl=9611".to_string(),
        ),
        (
            SI,
            receivers("{tcpPort: '${env:T,7611}'}", "{}"),
            "binary/tcp=9711 binary/ssl=9611".to_string(),
        ),
        (
            SI,
            receivers("{tcpPort: '07611'}", "{tcpPort: 'x'}"),
            "thrift/tcp=7611 thrift/ssl=7711".to_string(),
        ),
    ];
    for (who, yaml, expected) in cases {
        let runtime = run(who, &yaml, &nothing());
        let got = [open(&runtime, "thrift/"), open(&runtime, "binary/")].join(" ");
        assert_eq!(got.trim(), expected, "{who} {yaml}");
    }
    let off = run(SI, &shipped, &start(&["-Ddisable.receiver=true"]));
    assert_eq!(open(&off, "thrift/"), "");
    assert!(!kinds(&off).contains(&ProblemKind::SettingWithoutEffect));
}

#[test]
fn receivers_bind_where_they_bind() {
    let yaml = receivers("{hostName: 10.0.0.1}", "{hostName: 10.0.0.1}");
    let runtime = run(SI, &yaml, &nothing());
    let address = |id: &str| {
        runtime
            .listeners
            .iter()
            .find(|l| l.id == id)
            .unwrap()
            .address
            .as_ref()
    };
    assert_eq!(address("thrift/tcp"), "10.0.0.1");
    assert_eq!(address("binary/ssl"), "0.0.0.0");
    assert_eq!(kinds(&runtime), [ProblemKind::SettingWithoutEffect]);
}

#[test]
fn placeholders_fail_a_whole_block_and_only_that() {
    let http = |port: &str| format!("{HTTP}  - {{id: a, port: {port}}}\n  - {{id: b, port: 2}}\n");
    let cases = [
        ("\"${env:P}\"", env(&[("P", "1")]), "http/a=1 http/b=2", ""),
        ("\"${env:P}\"", env(&[]), "", ""),
        ("\"${env:P}\"", nothing(), "", "http/a http/b=2"),
        ("\"${env:P,5}\"", nothing(), "http/a=5 http/b=2", ""),
        ("\"${sys:p}\"", start(&["-Dp=7"]), "http/a=7 http/b=2", ""),
        ("\"${p:1}\"", nothing(), "", ""),
        ("\"${sec:alias}\"", nothing(), "http/b=2", "http/a"),
    ];
    for (port, facts, opens, depends) in cases {
        let runtime = run(SI, &http(port), &facts);
        assert_eq!(open(&runtime, "http/"), opens, "{port}");
        assert_eq!(
            listeners(&runtime, State::Conditional, "http/"),
            depends,
            "{port}"
        );
        assert_eq!(
            open(&runtime, "thrift/"),
            "thrift/tcp=9611 thrift/ssl=9711",
            "{port}"
        );
    }
    let home = format!("{HTTP}  - {{port: 1, keyStoreFile: \"${{carbon.home}}/x.jks\"}}\n");
    assert_eq!(open(&run(SI, &home, &env(&[])), "http/"), "http/default=1");
}

#[test]
fn variables_override_fields() {
    let yaml =
        format!("wso2.carbon: {{ports: {{offset: 1}}}}\n{HTTP}  - {{id: default, port: 9090}}\n");
    let http = "WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS";
    let (id, port) = (format!("{http}_0_ID"), format!("{http}_0_PORT"));
    let cases = [
        (
            SI,
            env(&[("WSO2_CARBON__PORTS_OFFSET", "7")]),
            "http/default=9097",
        ),
        (
            SI,
            env(&[("WSO2_CARBON__ports_Offset", "7")]),
            "http/default=9097",
        ),
        (
            SI,
            env(&[("wso2_carbon__PORTS_OFFSET", "7")]),
            "http/default=9091",
        ),
        (
            SI,
            start(&["-DWSO2_CARBON__PORTS_OFFSET=7"]),
            "http/default=9097",
        ),
        (
            SI,
            env(&[(&id, "default"), (&port, "9191")]),
            "http/default=9192",
        ),
        (
            SI,
            env(&[(&id, "new"), (&port, "9191")]),
            "http/default=9091 http/new=9091 http/default-2=9192",
        ),
        (SI, env(&[(&port, "9191")]), ""),
        (
            "wso2sp 4.3.0 worker",
            start(&["-DWSO2.CARBON_PORTS_OFFSET=7"]),
            "http/default=9090",
        ),
    ];
    for (who, facts, expected) in cases {
        let runtime = run(who, &yaml, &facts);
        assert_eq!(open(&runtime, "http/"), expected, "{facts:?}");
    }
    let runtime = run(SI, &yaml, &env(&[("WSO2_CARBON__PORTS_OFFSET", "7")]));
    assert_eq!(
        runtime.offset.source,
        "environment variable WSO2_CARBON__PORTS_OFFSET"
    );
    assert_eq!(runtime.offset.candidates.len(), 2);
    let old = run(
        "wso2sp 4.3.0 worker",
        &yaml,
        &start(&["-DWSO2.CARBON_PORTS_OFFSET=7"]),
    );
    assert_eq!(old.offset.value, Some(7));
    // carbon-config 2.1.5 of its analytics profile knows the dotted name only.
    let analytics = |facts: &HomeFacts| run("wso2ei 6.4.0 analytics-worker", &yaml, facts);
    let dotted = analytics(&start(&["-DWSO2.CARBON_PORTS_OFFSET=7"]));
    assert_eq!(dotted.offset.value, Some(7));
    let later = analytics(&start(&["-DWSO2_CARBON__PORTS_OFFSET=7"]));
    assert_ne!(later.offset.value, Some(7));
    // dash does not hand on a variable of that name, Bash does.
    let variable = [("WSO2.CARBON_PORTS_OFFSET", "7")];
    let handed_on = run("wso2sp 4.3.0 worker", &yaml, &env(&variable));
    assert_eq!(handed_on.offset.value, None);
}

#[test]
fn config_argument_lies_over_the_file() {
    let yaml = "wso2.carbon: {id: x, ports: {offset: 1}}\n";
    let files = |over: &str| {
        Memory::new()
            .with("/h/conf/server/deployment.yaml", yaml)
            .with("/h/conf/server/over.yaml", over)
    };
    let over = "wso2.carbon:\n  ports:\n    offset: 4\n";
    let layered = files(over);
    let (runtime, reader) = read(&layered, SI, &start(&["-Dconfig=over.yaml"]));
    assert_eq!(runtime.offset.value, Some(4));
    let place = runtime.offset.location.unwrap();
    assert!(reader.table().path(place.file).ends_with("over.yaml"));
    assert_eq!(place.place.line, 3);
    let inline = start(&["-Dconfig=wso2.carbon: {ports: {offset: 6}}"]);
    assert_eq!(run(SI, yaml, &inline).offset.value, Some(6));
    let mut mustache = start(&["-Dconfig=over.yaml"]);
    let template = files("wso2.carbon: {ports: {offset: {{N}}}}\n");
    assert_eq!(run_in(&template, SI, &mustache).0.offset.value, Some(1));
    mustache.env = env(&[("N", "9")]).env;
    assert_eq!(run_in(&template, SI, &mustache).0.offset.value, Some(9));
    let old = run_in(
        &files(over),
        "wso2sp 4.3.0 worker",
        &start(&["-Dconfig=over.yaml"]),
    )
    .0;
    assert_eq!(kinds(&old), [ProblemKind::SettingWithoutEffect]);
}

#[test]
fn services_that_are_off_as_shipped() {
    let ha = "cluster.config: {enabled: true}\ndeployment.config: {type: ha, eventSyncServer: {port: 9894}}\n";
    let jmx = "wso2.carbon: {jmx: {enabled: true, rmiRegistryPort: 1}}\n";
    let prometheus = "metrics.prometheus: {reporting: {prometheus: [{name: p, enabled: true}]}}\n";
    let cases = [
        (SI, ha, "ha/eventSyncServer=9894"),
        ("wso2sp 4.3.0 worker", ha, "ha/eventSyncServer=9894"),
        ("wso2sp 4.2.0 worker", ha, ""),
        (
            SI,
            "cluster.config: {enabled: true}\ndeployment.config: {type: ha, eventSyncServer: {}}\n",
            "ha/eventSyncServer=9893",
        ),
        (
            SI,
            "cluster.config: {enabled: true}\ndeployment.config: {type: ha}\n",
            "",
        ),
        (SI, "deployment.config: {type: ha}\n", ""),
        (
            SI,
            "cluster.config: {enabled: true}\ndeployment.config: {type: ha, liveSync: {}}\n",
            "",
        ),
        (SI, jmx, "jmx/rmiRegistry=1 jmx/rmiServer=11111"),
        (SI, prometheus, "prometheus/p=9080"),
        (
            SI,
            "wso2.metrics: {enabled: false}\nmetrics.prometheus: {reporting: {prometheus: [{enabled: true}]}}\n",
            "",
        ),
        ("wso2si 1.0.0 server", prometheus, ""),
    ];
    for (who, yaml, expected) in cases {
        let runtime = run(who, yaml, &nothing());
        let got = ["ha/", "jmx/", "prometheus/"].map(|family| open(&runtime, family));
        assert_eq!(got.join(" ").trim(), expected, "{who} {yaml}");
    }
}

#[test]
fn high_availability_fails_without_its_server() {
    let ha = |server: &str| {
        format!("cluster.config: {{enabled: true}}\ndeployment.config: {{type: ha{server}}}\n")
    };
    let cases = [
        ("", "has no eventSyncServer, which has no default", "2:27"),
        (
            ", eventSyncServer: ",
            "has no eventSyncServer, which",
            "2:46",
        ),
        (
            ", eventSyncServer: on",
            "eventSyncServer is not a block",
            "2:48",
        ),
    ];
    for (server, reason, place) in cases {
        let runtime = run(SI, &ha(server), &nothing());
        let problem = &runtime.problems[0];
        assert_eq!(kinds(&runtime), [ProblemKind::SettingWithoutEffect]);
        assert!(problem.message.contains(reason), "{}", problem.message);
        let found = problem.location.as_ref().unwrap().place;
        assert_eq!(format!("{}:{}", found.line, found.column), place);
    }
    for silent in [ha(", eventSyncServer: {}"), ha("").replace("true", "false")] {
        assert_eq!(kinds(&run(SI, &silent, &nothing())), []);
    }
    let old = run("wso2sp 4.2.0 worker", &ha(""), &nothing());
    assert_eq!(kinds(&old), []);
}

#[test]
fn siddhi_references() {
    let yaml = "siddhi: {refs: [{ref: {name: grpcSource, type: grpc, properties: {receiver.url: 'grpc://h:9806/x'}}}]}\n";
    let shipped = run("wso2am-analytics 3.2.0 worker", yaml, &nothing());
    assert_eq!(open(&shipped, "siddhi-ref/"), "siddhi-ref/grpcSource=9806");
    let other = run(SI, yaml, &nothing());
    assert_eq!(
        listeners(&other, State::Conditional, "siddhi-ref/"),
        "siddhi-ref/grpcSource=9806"
    );
}

#[test]
fn siddhi_parser_opens_http_again() {
    let yaml = format!("wso2.carbon: {{ports: {{offset: 1}}}}\n{HTTP}  - {{port: 9090}}\n");
    let runtime = run(OLD_SI, &yaml, &start(&["-Dsiddhi-parser"]));
    assert_eq!(open(&runtime, "http/"), "http/default=9090");
    assert_eq!(
        open(&runtime, "siddhi-parser/"),
        "siddhi-parser/default=9091"
    );
}

#[test]
fn bundles_outrank_the_release() {
    let files = Memory::new()
        .with(
            "/h/conf/worker/deployment.yaml",
            "wso2.carbon: {ports: {offset: 2}}\n",
        )
        .with("/h/wso2/lib/plugins/msf4j-core_2.7.5.jar", "")
        .with("/h/wso2/lib/plugins/msf4j-core_x.jar", "");
    let (runtime, _) = run_in(&files, "wso2sp 4.4.0 worker", &nothing());
    assert_eq!(open(&runtime, "http/"), "http/default=9092");
}

#[test]
fn a_missing_file_is_taken_as_shipped_and_a_broken_one_is_unknown() {
    let (missing, _) = run_in(&Memory::new(), "wso2si-tooling 4.2.0 server", &nothing());
    assert_eq!(
        open(&missing, ""),
        "http/default=9390 http/msf4j-https=9743 stores/default=7370"
    );
    let (broken, problems) = run_in(
        &Memory::new().with("/h/conf/server/deployment.yaml", "a: 1\n\tb: 2\n"),
        SI,
        &nothing(),
    );
    assert_eq!(open(&broken, ""), "");
    assert!(
        broken
            .listeners
            .iter()
            .any(|l| l.state == State::Conditional && l.port.is_none())
    );
    assert_eq!(broken.offset.value, None);
    assert!(problems.iter().any(|p| p.kind == ProblemKind::SyntaxError));
    let empty = run(SI, "# nothing\n", &nothing());
    assert_eq!(open(&empty, ""), "");
}

#[test]
fn the_msf4j_profile_has_no_offset() {
    let who = "wso2ei 6.5.0 msf4j";
    let yaml = "listenerConfigurations:\n- {id: default, port: 9763}\n- {id: b, port: 1, unknownField: 2}\n";
    assert_eq!(
        open(&run(who, yaml, &nothing()), ""),
        "http/default=9763 http/b=1"
    );
    assert_eq!(
        open(&run_in(&Memory::new(), who, &nothing()).0, ""),
        "http/default=9090"
    );
}

#[test]
fn problems_say_what_happens() {
    let nested =
        "wso2.transport.http: {transportProperties: {listenerConfigurations: [{port: 1}]}}\n";
    let cases = [
        (nested, ProblemKind::MisplacedSetting),
        (
            "wso2.transport.http:\nlistenerConfigurations: [{port: 1}]\n",
            ProblemKind::MisplacedSetting,
        ),
        (
            "wso2.transport.http: {listenerConfigurations: [{port: abc}]}\n",
            ProblemKind::PortInvalid,
        ),
        (
            "wso2.transport.http: {listenerConfigurations: [{Port: 1}]}\n",
            ProblemKind::ListenerFailure,
        ),
        (
            "deployment.config: {liveSync: {advertisedPort: 1}}\n",
            ProblemKind::SettingWithoutEffect,
        ),
        (
            "transports: {databridge: {}}\n",
            ProblemKind::IgnoredPlacement,
        ),
        (
            "wso2.carbon: {id: '${env:X}'}\n",
            ProblemKind::UnresolvedPlaceholder,
        ),
    ];
    for (yaml, kind) in cases {
        let runtime = run(SI, yaml, &nothing());
        assert_eq!(kinds(&runtime), [kind], "{yaml}");
        assert!(runtime.problems[0].location.is_some());
    }
    let runtime = run(SI, "wso2.carbon: {}\n", &start(&["-DportOffset=3"]));
    assert_eq!(kinds(&runtime), [ProblemKind::SettingWithoutEffect]);
    assert_eq!(runtime.offset.value, Some(0));
}

#[test]
fn duplicates_elsewhere_are_silent() {
    let yaml = "wso2.datasources: {a: 1, a: 2}\nwso2.carbon: {id: 1, id: 2}\n";
    let files = Memory::new().with("/h/conf/server/deployment.yaml", yaml);
    let (_, problems) = run_in(&files, SI, &nothing());
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].location.as_ref().unwrap().place.line, 2);
}

#[test]
fn references_are_found() {
    let yaml = "wso2.business.rules.manager:\n  deployment_configs:\n  - localhost:9443: [x]\n\
                wso2.dashboard.datasearch: {workerList: ['localhost:9443']}\n\
                deployment.config:\n  bootstrapURLs: a:9092,b:9093\n  eventSyncServer: {advertisedPort: 9893}\n\
                service.catalog.configs: {enabled: true, hostname: h, port: 9443}\n\
                auth.configs: {properties: {kmTokenUrl: 'https://localhost:9443/oauth2', baseUrl: 'https://localhost:9643'}}\n";
    let runtime = run(SI, yaml, &nothing());
    let found = runtime
        .references
        .iter()
        .map(|r| format!("{}:{}", r.host, r.port.unwrap()))
        .collect::<Vec<_>>();
    assert_eq!(
        found.join(" "),
        "localhost:9443 localhost:9443 localhost:9893 a:9092 b:9093 h:9443 localhost:9443 localhost:9643"
    );
    assert!(
        runtime
            .references
            .iter()
            .all(|r| r.location.is_some() && !r.route.is_empty())
    );
}

#[test]
fn an_unknown_version_takes_the_newest_rules() {
    let (runtime, _) = run_in(&Memory::new(), "wso2si-tooling ? server", &nothing());
    assert_eq!(
        open(&runtime, ""),
        "http/default=9390 http/msf4j-https=9743 stores/default=7370"
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]
    #[test]
    fn no_file_makes_it_panic(
        block in proptest::sample::select(vec![
            "wso2.carbon", "wso2.transport.http", "transports", "siddhi.stores.query.api",
            "databridge.config", "deployment.config", "siddhi", "metrics.prometheus",
        ]),
        body in "[a-c0-9:{}\\[\\]&*<$'\", .~-]{0,40}",
        list in "[0-9:{}$'\"a-z, _.-]{0,40}",
    ) {
        let text = format!("{block}: {body}\n{block}:\n  listenerConfigurations:\n  - port: {list}\n");
        for who in [SI, "wso2sp 4.1.0 dashboard", "wso2ei 6.5.0 msf4j"] {
            let first = run(who, &text, &env(&[("a", "1")]));
            let second = run(who, &text, &env(&[("a", "1")]));
            proptest::prop_assert_eq!(listeners(&first, State::Open, ""), listeners(&second, State::Open, ""));
            for problem in &first.problems {
                if let Some(location) = &problem.location {
                    proptest::prop_assert!(location.place.line >= 1);
                }
            }
        }
    }
}

#[test]
fn start_files_give_properties_that_the_user_did_not_tell() {
    let yaml = format!("{HTTP}    - {{id: a, port: \"${{sys:http.port}}\"}}\n");
    let files = |script: &str| {
        Memory::new()
            .with(path_of(SI), yaml.as_str())
            .with("/h/bin/server.sh", script)
    };
    let script = files("JAVA_OPTS=\"-Dhttp.port=9400\"\n");
    assert_eq!(
        open(&run_in(&script, SI, &nothing()).0, "http/"),
        "http/a=9400"
    );
    let told = start(&["-Dhttp.port=9500"]);
    assert_eq!(open(&run_in(&script, SI, &told).0, "http/"), "http/a=9500");

    let offset = files("JAVA_OPTS=-DportOffset=3\n");
    let (runtime, reader) = read(&offset, SI, &nothing());
    let ignored = (runtime.problems.iter())
        .find(|p| p.kind == ProblemKind::SettingWithoutEffect)
        .unwrap();
    let place = ignored.location.unwrap();
    assert!(reader.table().path(place.file).ends_with("bin/server.sh"));

    let closed = files("JAVA_OPTS=-Ddisable.receiver=true\n");
    assert_eq!(open(&run_in(&closed, SI, &nothing()).0, "databridge"), "");
    let config = files("JAVA_OPTS=-Dconfig=other.yaml\n").with(
        "/h/conf/server/other.yaml",
        "wso2.carbon: {ports: {offset: 5}}\n",
    );
    assert_eq!(run_in(&config, SI, &nothing()).0.offset.value, Some(5));
}
