//! The facts of the `yaml` generation, statement by statement: what each version, block, placeholder and trap opens.

use crate::facts::{Case, case, check};

const HTTP: &str = "wso2.transport.http:
  transportProperties:
    - name: \"server.bootstrap.socket.timeout\"
      value: 60
  listenerConfigurations:
    - id: \"default\"
      host: \"0.0.0.0\"
      port: 9090
    - id: \"msf4j-https\"
      keyStorePassword: wso2carbon
      port: 9443
      scheme: https
      keyStoreFile: \"${carbon.home}/resources/security/wso2carbon.jks\"
";

const STORES: &str = "siddhi.stores.query.api:
  listenerConfigurations:
    - { id: \"default\", port: 7070 }
    - id: \"msf4j-https\"
      port: 7443
      scheme: https
      keyStoreFile: \"${carbon.home}/resources/security/wso2carbon.jks\"
      keyStorePassword: wso2carbon
";

const BRIDGE: &str = "databridge.config:
  dataReceivers:
    - dataReceiver:
        type: Thrift
        properties:
          tcpPort: '7611'
          sslPort: '7711'
    - dataReceiver:
        type: Binary
        properties:
          tcpPort: '9611'
          sslPort: '9711'
  keyStoreLocation: ${sys:carbon.home}/resources/security/wso2carbon.jks
  keyStorePassword: wso2carbon
";

const RECEIVERS: &str = "7611 7711 9611 9711";

fn carbon(offset: &str) -> String {
    format!("wso2.carbon:\n  id: wso2\n  ports:\n    offset: {offset}\n")
}

fn of(product: &str, runtime: &'static str, name: &str, version: &str, yaml: &str) -> Case {
    let (conf, program) = match (product, runtime.strip_prefix("analytics-")) {
        ("wso2ei", Some(part)) => (
            format!("wso2/analytics/conf/{part}"),
            format!("wso2/analytics/wso2/{part}/bin/carbon.sh"),
        ),
        _ => (
            format!("conf/{runtime}"),
            format!("wso2/{runtime}/bin/carbon.sh"),
        ),
    };
    case(
        name,
        product,
        version,
        &format!("{conf}/deployment.yaml"),
        yaml,
    )
    .runtime(runtime)
    .file(&program, "#!/bin/sh\n")
}

/// Everything with offset 2: the shape of a worker's file.
fn full() -> String {
    [&carbon("2"), HTTP, STORES, BRIDGE].concat()
}

/// A Streaming Integrator whose HTTP block is `http`.
fn http(name: &str, version: &str, http: &str) -> Case {
    let yaml = [&carbon("2"), http, STORES, BRIDGE].concat();
    of("wso2si", "server", name, version, &yaml)
        .opens("7070 7443", 0)
        .opens(RECEIVERS, 2)
}

/// A Streaming Integrator with these blocks in place of the data bridge's.
fn bridge(name: &str, version: &str, bridge: &str) -> Case {
    let yaml = [&carbon("2"), HTTP, STORES, bridge].concat();
    of("wso2si", "server", name, version, &yaml)
        .opens("7070 7443", 0)
        .opens("9090 9443", 2)
}

/// A complete Streaming Integrator with more blocks.
fn more(name: &str, version: &str, more: &str) -> Case {
    bridge(name, version, &[BRIDGE, more].concat()).opens(RECEIVERS, 2)
}

#[derive(Clone, Copy)]
enum Stores {
    No,
    Yes,
}

#[derive(Clone, Copy)]
enum Bridge {
    No,
    Yes,
    PlusOne,
}

#[test]
fn every_version_has_its_own_offset_rules() {
    use Bridge::{No as NoBridge, PlusOne, Yes as Receivers};
    use Stores::{No as NoStores, Yes as Query};
    let mut cases = Vec::new();
    let mut add = |product: &str,
                   runtime: &'static str,
                   versions: &[&str],
                   http_follows: bool,
                   stores: Stores,
                   bridge: Bridge| {
        for version in versions {
            let mut case = of(product, runtime, runtime, version, &full());
            case = case.opens("9090 9443", if http_follows { 2 } else { 0 });
            if matches!(stores, Query) {
                case = case.opens("7070 7443", 0);
            }
            case = match bridge {
                NoBridge => case,
                Receivers => case.opens(RECEIVERS, 2),
                PlusOne => case.opens("7611 7711", 2).opens("9611 9711", 3),
            };
            cases.push(case);
        }
    };
    add("wso2si", "server", &["1.0.0"], false, Query, Receivers);
    add(
        "wso2si",
        "server",
        &[
            "1.1.0", "4.0.0", "4.1.0", "4.2.0", "4.3.0", "4.3.1", "4.4.0",
        ],
        true,
        Query,
        Receivers,
    );
    add(
        "wso2si-tooling",
        "server",
        &["1.0.0"],
        false,
        Query,
        NoBridge,
    );
    add(
        "wso2si-tooling",
        "server",
        &["1.0.1", "1.1.0", "4.0.0", "4.2.0", "4.3.0", "4.4.0"],
        true,
        Query,
        NoBridge,
    );
    add(
        "wso2sp",
        "worker",
        &["4.0.0", "4.1.0", "4.2.0"],
        false,
        NoStores,
        PlusOne,
    );
    add(
        "wso2sp",
        "worker",
        &["4.3.0", "4.4.0"],
        false,
        Query,
        PlusOne,
    );
    add(
        "wso2sp",
        "manager",
        &["4.0.0", "4.2.0", "4.3.0", "4.4.0"],
        false,
        NoStores,
        NoBridge,
    );
    add(
        "wso2sp",
        "dashboard",
        &["4.0.0", "4.1.0", "4.2.0"],
        false,
        NoStores,
        PlusOne,
    );
    add(
        "wso2sp",
        "dashboard",
        &["4.3.0", "4.4.0"],
        false,
        NoStores,
        NoBridge,
    );
    add(
        "wso2sp",
        "editor",
        &["4.0.0", "4.1.0", "4.2.0"],
        false,
        NoStores,
        PlusOne,
    );
    add(
        "wso2sp",
        "editor",
        &["4.3.0", "4.4.0"],
        false,
        Query,
        NoBridge,
    );
    add(
        "wso2ei",
        "analytics-worker",
        &["6.4.0", "6.5.0", "6.6.0"],
        false,
        Query,
        PlusOne,
    );
    add(
        "wso2ei",
        "analytics-manager",
        &["6.4.0", "6.6.0"],
        false,
        NoStores,
        NoBridge,
    );
    add(
        "wso2ei",
        "analytics-dashboard",
        &["6.4.0", "6.5.0", "6.6.0"],
        false,
        NoStores,
        NoBridge,
    );
    add(
        "wso2is-analytics",
        "worker",
        &["5.7.0", "5.8.0"],
        false,
        Query,
        PlusOne,
    );
    add(
        "wso2is-analytics",
        "editor",
        &["5.7.0", "5.8.0"],
        false,
        Query,
        PlusOne,
    );
    add(
        "wso2is-analytics",
        "manager",
        &["5.7.0", "5.8.0"],
        false,
        NoStores,
        NoBridge,
    );
    add(
        "wso2is-analytics",
        "dashboard",
        &["5.7.0", "5.8.0"],
        false,
        NoStores,
        NoBridge,
    );
    add(
        "wso2am-analytics",
        "worker",
        &["2.6.0"],
        false,
        Query,
        PlusOne,
    );
    add(
        "wso2am-analytics",
        "manager",
        &["2.6.0"],
        false,
        NoStores,
        NoBridge,
    );
    add(
        "wso2am-analytics",
        "dashboard",
        &["2.6.0", "3.0.0"],
        false,
        NoStores,
        NoBridge,
    );
    add(
        "wso2am-analytics",
        "dashboard",
        &["3.1.0", "3.2.0"],
        true,
        NoStores,
        NoBridge,
    );
    add(
        "wso2am-analytics",
        "worker",
        &["3.0.0"],
        false,
        Query,
        Receivers,
    );
    add(
        "wso2am-analytics",
        "worker",
        &["3.1.0", "3.2.0"],
        true,
        Query,
        Receivers,
    );
    add("wso2ad", "dashboard", &["4.5.0"], false, NoStores, NoBridge);
    add("wso2ad", "portal", &["1.0.0"], true, NoStores, NoBridge);
    add("wso2ad", "monitor", &["1.0.0"], true, NoStores, NoBridge);
    add(
        "wso2mi-dashboard",
        "server",
        &["1.2.0"],
        false,
        NoStores,
        NoBridge,
    );
    check(cases);
}

#[test]
fn http_listeners() {
    let two = HTTP.replace("wso2.transport.http", "transports.http");
    let streamlined = "transports:\n  http:\n    listenerConfigurations:\n      - id: a\n        host: 10.0.0.1\n        port: 8000\n";
    let listener = |text: &str| {
        format!("wso2.transport.http:\n  listenerConfigurations:\n    - id: default\n{text}")
    };
    check(vec![
        http("absent", "4.2.0", "").and("9090+2"),
        http("absent", "1.0.0", "").and("9090+0"),
        http("null", "4.2.0", "wso2.transport.http:\n").and("9090+2"),
        http("tilde", "4.2.0", "wso2.transport.http: ~\n").and("9090+2"),
        http("no listeners", "4.2.0", "wso2.transport.http:\n  transportProperties: []\n").and("9090+2"),
        http("empty list", "4.2.0", "wso2.transport.http:\n  listenerConfigurations: []\n").and("9090+0"),
        http("null list", "1.1.0", "wso2.transport.http:\n  listenerConfigurations:\n").and("9090+0"),
        http("unknown name", "4.2.0", &two).and("9090+2"),
        http("no port", "4.2.0", &listener("      host: 127.0.0.1\n")).and("9090+2@127.0.0.1"),
        http("no id", "4.2.0", "wso2.transport.http:\n  listenerConfigurations:\n    - port: 9191\n").and("9191+2#7"),
        http("octal", "4.2.0", &listener("      port: 021602\n")).and("9090+2"),
        http("hexadecimal", "4.2.0", &listener("      port: 0x2384\n")).and("9092+2"),
        http("underscore", "4.2.0", &listener("      port: 9_097\n")).and("9097+2"),
        http("string", "4.2.0", &listener("      port: \"9095\"\n")).and("9095+2"),
        http("flow", "4.2.0", "wso2.transport.http: {listenerConfigurations: [{id: a, port: 9191, host: 10.0.0.1}, {id: b, port: 9192}]}\n").and("9191+2#5@10.0.0.1 9192+2#5"),
        http("same ids", "4.2.0", "wso2.transport.http:\n  listenerConfigurations:\n    - id: a\n      port: 9191\n    - id: a\n      port: 9192\n").and("9191+2#8 9192+2#10"),
        http("last of a key", "4.2.0", &listener("      port: 9191\n      port: 9192\n")).and("9192+2#9"),
        http("last of a block", "4.2.0", &format!("{HTTP}{}", listener("      port: 9192\n"))).and("9192+2#21"),
        http("unknown key", "4.2.0", &listener("      port: 9191\n      prot: 1\n")),
        http("unknown key of the block", "4.2.0", "wso2.transport.http:\n  listeners: []\n  listenerConfigurations:\n    - port: 9191\n"),
        http("nested", "4.2.0", "wso2.transport.http:\n  transportProperties:\n    listenerConfigurations:\n      - port: 9191\n"),
        http("https without a keystore", "4.2.0", &listener("      port: 9191\n    - id: s\n      port: 9192\n      scheme: https\n")),
        http("anchor", "4.2.0", "wso2.transport.http:\n  listenerConfigurations:\n    - &a\n      id: default\n      port: 9191\n    - <<: *a\n      port: 9192\n").and("9191+2 9192+2"),
        http("transports", "4.2.0", &[HTTP, streamlined].concat()).and("8000+2@10.0.0.1"),
        http("transports alone", "1.1.0", streamlined).and("8000+2#10@10.0.0.1"),
        http("transports, too old", "1.0.0", &[HTTP, streamlined].concat()).opens("9090 9443", 0),
        http("transports without http", "4.2.0", &[HTTP, "transports:\n  databridge:\n    listenerConfigurations: []\n"].concat()).and("9090+2"),
        http("transports null", "4.2.0", &[HTTP, "transports:\n"].concat()).opens("9090 9443", 2),
        of("wso2sp", "worker", "no port", "4.1.0", &[&carbon("2"), &*listener("      host: 127.0.0.1\n")].concat()).and("8080+0@127.0.0.1"),
        of("wso2sp", "manager", "no port", "4.1.0", &[&carbon("2"), &*listener("      host: 127.0.0.1\n")].concat()).and("8080+0@127.0.0.1"),
        of("wso2sp", "manager", "no port", "4.2.0", &[&carbon("2"), &*listener("      host: 127.0.0.1\n")].concat()).and("9090+0@127.0.0.1"),
        of("wso2am-analytics", "dashboard", "transports", "3.2.0", &[&carbon("3"), streamlined].concat()).and("8000+3@10.0.0.1"),
        of("wso2sp", "manager", "transports", "4.4.0", &[&carbon("3"), HTTP, streamlined].concat()).opens("9090 9443", 0),
    ]);
}

#[test]
fn stores_fall_back() {
    let absent = [&carbon("2"), HTTP, BRIDGE].concat();
    let empty = [
        &absent,
        "siddhi.stores.query.api:\n  listenerConfigurations: []\n",
    ]
    .concat();
    let null = [&absent, "siddhi.stores.query.api:\n"].concat();
    let mut cases = Vec::new();
    for (version, own, again) in [
        ("1.0.0", 0, "9090+0 9443+0"),
        ("1.1.0", 2, "9090+0 9443+0"),
        ("4.0.0", 2, "9090+0 9443+0"),
        ("4.1.0", 2, "9090+0"),
        ("4.3.1", 2, "9090+0"),
    ] {
        let si = |name, yaml: &str| {
            of("wso2si", "server", name, version, yaml)
                .opens("9090 9443", own)
                .opens(RECEIVERS, 2)
        };
        cases.push(si("stores absent", &absent).and(again));
        cases.push(si("stores null", &null).and(again));
        cases.push(si("stores empty", &empty));
        cases.push(si(
            "stores with an unknown key",
            &[&absent, STORES, "  x: 1\n"].concat(),
        ));
    }
    for (product, version, again) in [
        ("wso2sp", "4.2.0", ""),
        ("wso2sp", "4.3.0", "9090+0"),
        ("wso2sp", "4.4.0", "9090+0 9443+0"),
        ("wso2is-analytics", "5.7.0", "9090+0"),
        ("wso2is-analytics", "5.8.0", "9090+0 9443+0"),
        ("wso2am-analytics", "2.6.0", "9090+0"),
    ] {
        cases.push(
            of(product, "worker", "stores absent", version, &absent)
                .opens("9090 9443", 0)
                .opens("7611 7711", 2)
                .opens("9611 9711", 3)
                .and(again),
        );
    }
    for (version, again) in [
        ("6.4.0", "9090+0"),
        ("6.5.0", "9090+0 9443+0"),
        ("6.6.0", "9090+0 9443+0"),
    ] {
        cases.push(
            of(
                "wso2ei",
                "analytics-worker",
                "stores absent",
                version,
                &absent,
            )
            .opens("9090 9443", 0)
            .opens("7611 7711", 2)
            .opens("9611 9711", 3)
            .and(again),
        );
    }
    for (version, own) in [("3.0.0", 0), ("3.2.0", 2)] {
        cases.push(
            of(
                "wso2am-analytics",
                "worker",
                "stores absent",
                version,
                &absent,
            )
            .opens("9090 9443", own)
            .opens(RECEIVERS, 2)
            .and("9090+0 9443+0"),
        );
    }
    cases.push(
        of(
            "wso2si-tooling",
            "server",
            "stores absent",
            "4.2.0",
            &absent,
        )
        .opens("9090 9443", 2)
        .and("9090+0"),
    );
    cases.push(
        of(
            "wso2am-analytics",
            "dashboard",
            "no stores",
            "3.2.0",
            &absent,
        )
        .opens("9090 9443", 2),
    );
    cases.push(
        of("wso2si", "server", "all absent", "4.2.0", &carbon("1"))
            .and("9090+1 9090+0 9611+1 9711+1 9711+1 9611+1"),
    );
    check(cases);
}

#[test]
fn data_bridge() {
    let receiver = |kind: &str, properties: &str| {
        format!("    - dataReceiver:\n        type: {kind}\n        properties:\n{properties}")
    };
    let bridged = |receivers: &[String]| {
        format!(
            "databridge.config:\n  dataReceivers:\n{}",
            receivers.concat()
        )
    };
    let thrift = receiver(
        "Thrift",
        "          tcpPort: '7611'\n          sslPort: '7711'\n          hostName: 10.0.0.1\n",
    );
    let binary = receiver(
        "BINARY",
        "          tcpPort: \"9661\"\n          sslPort: '9761'\n          hostName: 10.0.0.1\n",
    );
    check(vec![
        bridge("absent", "4.2.0", "").and("9611+2 9711+2 9711+2 9611+2"),
        bridge("null", "4.2.0", "databridge.config:\n").and("9611+2 9711+2 9711+2 9611+2"),
        bridge(
            "no receivers",
            "4.2.0",
            "databridge.config:\n  workerThreads: 10\n",
        ),
        bridge(
            "hosts",
            "4.2.0",
            &bridged(&[thrift.clone(), binary.clone()]),
        )
        .and("7611+2#31@10.0.0.1 7711+2#32@10.0.0.1 9661+2#37 9761+2#38"),
        bridge("one", "4.2.0", &bridged(std::slice::from_ref(&thrift)))
            .and("7611+2@10.0.0.1 7711+2@10.0.0.1"),
        bridge(
            "integer",
            "4.2.0",
            &bridged(&[
                thrift.clone(),
                receiver(
                    "Binary",
                    "          tcpPort: 9611\n          sslPort: '9711'\n",
                ),
            ]),
        )
        .and("7611+2@10.0.0.1 7711+2@10.0.0.1"),
        bridge(
            "quoted placeholder",
            "4.2.0",
            &bridged(&[
                receiver(
                    "Thrift",
                    "          tcpPort: '${env:T,7611}'\n          sslPort: '7711'\n",
                ),
                binary.clone(),
            ]),
        )
        .and("9661+2 9761+2"),
        bridge(
            "swapped defaults",
            "4.2.0",
            &bridged(&[
                thrift.clone(),
                receiver("binary", "          hostName: 127.0.0.1\n"),
            ]),
        )
        .and("7611+2@10.0.0.1 7711+2@10.0.0.1 9711+2 9611+2"),
        bridge(
            "thrift defaults",
            "4.2.0",
            &bridged(&[
                receiver("thrift", "          hostName: 127.0.0.1\n"),
                binary.clone(),
            ]),
        )
        .and("7611+2@127.0.0.1 7711+2@127.0.0.1 9661+2 9761+2"),
        bridge("disabled", "4.2.0", BRIDGE)
            .start("-Ddisable.receiver=true")
            .closes("7611 9611"),
        bridge("not disabled", "4.2.0", BRIDGE)
            .start("-Ddisable.receiver=false")
            .opens(RECEIVERS, 2),
        of("wso2sp", "worker", "disabled", "4.4.0", &full())
            .java("-Ddisable.receiver=true")
            .opens("9090 9443 7070 7443", 0),
    ]);
}

#[test]
fn high_availability_metrics_and_jmx() {
    let ha = "cluster.config:\n  enabled: true\ndeployment.config:\n  type: ha\n  eventSyncServer:\n    host: localhost\n    port: 9900\n    advertisedPort: 9901\n";
    let ha_type = "cluster.config:\n  enabled: true\ndeployment.config:\n  type: ha\n";
    let alone = "cluster.config:\n  enabled: false\ndeployment.config:\n  type: ha\n  eventSyncServer:\n    port: 9900\n";
    let distributed = ha.replace("type: ha", "type: distributed");
    let live = ha.replace(
        "  eventSyncServer",
        "  liveSync:\n    enabled: true\n  eventSyncServer",
    );
    let prometheus = |enabled: &str, url: &str| {
        format!(
            "wso2.metrics:\n{enabled}metrics.prometheus:\n  reporting:\n    prometheus:\n      - name: prometheus\n        enabled: true\n{url}"
        )
    };
    let url = "        serverURL: \"http://localhost:9005\"\n";
    let jmx = "wso2.carbon:\n  ports:\n    offset: 2\n  jmx:\n    enabled: true\n";
    let with = |carbon: &str| [carbon, HTTP, STORES, BRIDGE].concat();
    check(vec![
        more("ha", "4.2.0", ha).and("9900+0#46@localhost"),
        more(
            "ha default",
            "1.1.0",
            &[ha_type, "  eventSyncServer: {}\n"].concat(),
        )
        .and("9893+0"),
        more("ha without a server", "1.1.0", ha_type),
        more(
            "ha with an empty server",
            "4.2.0",
            &[ha_type, "  eventSyncServer:\n"].concat(),
        ),
        more(
            "ha with a text",
            "4.2.0",
            &[ha_type, "  eventSyncServer: on\n"].concat(),
        ),
        more("ha with a variable", "4.2.0", ha_type)
            .env("DEPLOYMENT_CONFIG__EVENTSYNCSERVER_PORT", "9901")
            .and("9901+0"),
        more("not clustered", "4.2.0", alone),
        more("distributed", "4.2.0", &distributed),
        more("liveSync", "4.2.0", &live),
        of("wso2sp", "worker", "ha", "4.4.0", &[&full(), ha].concat())
            .opens("9090 9443 7070 7443", 0)
            .opens("7611 7711", 2)
            .opens("9611 9711", 3)
            .and("9900+0@localhost"),
        of("wso2sp", "worker", "ha", "4.2.0", &[&full(), ha].concat())
            .opens("9090 9443", 0)
            .opens("7611 7711", 2)
            .opens("9611 9711", 3),
        more("prometheus", "4.2.0", &prometheus("  enabled: true\n", url))
            .and("9005+0#47@localhost"),
        more(
            "prometheus default",
            "1.1.0",
            &prometheus("  enabled: true\n", ""),
        )
        .and("9080+0"),
        more(
            "metrics off",
            "4.2.0",
            &prometheus("  enabled: false\n", url),
        ),
        more(
            "metrics by default",
            "4.2.0",
            &prometheus("  jdbc: x\n", url).replace("wso2.metrics:\n  jdbc: x\n", ""),
        )
        .and("9005+0@localhost"),
        more(
            "reporter off",
            "4.2.0",
            &prometheus("  enabled: true\n", url)
                .replace("        enabled: true\n", "        enabled: false\n"),
        ),
        of(
            "wso2si",
            "server",
            "prometheus",
            "1.0.0",
            &[&full(), &*prometheus("  enabled: true\n", url)].concat(),
        )
        .opens("9090 9443 7070 7443", 0)
        .opens(RECEIVERS, 2),
        of("wso2si", "server", "jmx", "4.2.0", &with(jmx))
            .opens("7070 7443", 0)
            .opens("9090 9443", 2)
            .opens(RECEIVERS, 2)
            .and("9999+0@127.0.0.1 11111+0@127.0.0.1"),
        of(
            "wso2si",
            "server",
            "jmx moved",
            "4.2.0",
            &with(&format!(
                "{jmx}    hostName: 10.0.0.1\n    rmiRegistryPort: 9998\n    rmiServerPort: 11110\n"
            )),
        )
        .opens("7070 7443", 0)
        .opens("9090 9443", 2)
        .opens(RECEIVERS, 2)
        .and("9998+0#7@10.0.0.1 11110+0#8@10.0.0.1"),
        of(
            "wso2si",
            "server",
            "jmx off",
            "4.2.0",
            &with(&jmx.replace("true", "false")),
        )
        .opens("7070 7443", 0)
        .opens("9090 9443", 2)
        .opens(RECEIVERS, 2)
        .closes("9999 11111"),
        of("wso2sp", "manager", "jmx", "4.0.0", &with(jmx))
            .opens("9090 9443", 0)
            .and("9999+0@127.0.0.1 11111+0@127.0.0.1"),
        of("wso2is-analytics", "dashboard", "jmx", "5.8.0", &with(jmx))
            .opens("9090 9443", 0)
            .and("9999+0@127.0.0.1 11111+0@127.0.0.1"),
    ]);
}

#[test]
fn placeholders_and_overrides() {
    let at = |offset: &str| [&carbon(offset), HTTP, STORES, BRIDGE].concat();
    let si = |name: &str, offset: &str| {
        of("wso2si", "server", name, "4.2.0", &at(offset)).opens("7070 7443", 0)
    };
    let all = format!("9090 9443 {RECEIVERS}");
    let listener = |port: &str| {
        format!(
            "wso2.transport.http:\n  listenerConfigurations:\n    - id: default\n      port: {port}\n"
        )
    };
    check(vec![
        si("env", "${env:OFF}").env("OFF", "4").opens(&all, 4),
        si("env beats its default", "${env:OFF,3}")
            .env("OFF", "4")
            .opens(&all, 4),
        si("default", "${env:OFF, 3}").opens(&all, 3),
        si("property", "${sys:off.set}")
            .start("-Doff.set=4")
            .opens(&all, 4),
        si("bare", "${off.set}")
            .start("-Doff.set=4")
            .env("off.set", "5")
            .opens(&all, 4),
        si("bare of the environment", "${OFF}")
            .env("OFF", "5")
            .opens(&all, 5),
        of("wso2si", "server", "untold", "4.2.0", &at("${env:OFF}"))
            .untold()
            .perhaps("9090 9443 7070 7443 7611 7711 9611 9711"),
        of(
            "wso2si",
            "server",
            "untold with a default",
            "4.2.0",
            &at("${env:OFF,3}"),
        )
        .untold()
        .opens("7070 7443", 0)
        .opens(&all, 3),
        http("colon default", "4.2.0", &listener("${PORT:9191}")),
        http("shell default", "4.2.0", &listener("${env:PORT:-9191}")),
        http("upper case", "4.2.0", &listener("${ENV:PORT,9191}")),
        http("part", "4.2.0", &listener("9${env:D,0}95")).and("9095+2"),
        http("untold port", "4.2.0", &listener("${env:PORT}"))
            .untold()
            .perhaps("http/default"),
        si("-DportOffset", "3")
            .start("-DportOffset=7")
            .java("-DportOffset=8")
            .opens(&all, 3),
        si("negative", "-1").opens(&all, -1),
        si("override", "3")
            .env("WSO2_CARBON__PORTS_OFFSET", "7")
            .opens(&all, 7),
        si("override by a property", "3")
            .start("-DWSO2_CARBON__PORTS_OFFSET=7")
            .opens(&all, 7),
        si("environment first", "3")
            .start("-DWSO2_CARBON__PORTS_OFFSET=7")
            .env("WSO2_CARBON__PORTS_OFFSET", "8")
            .opens(&all, 8),
        si("field in any case", "3")
            .env("WSO2_CARBON__ports_Offset", "7")
            .opens(&all, 7),
        si("namespace in lower case", "3")
            .env("wso2_carbon__PORTS_OFFSET", "7")
            .opens(&all, 3),
        si("port override", "3")
            .env(
                "WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS_4_ID",
                "default",
            )
            .env("WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS_4_PORT", "9191")
            .opens(&all, 3)
            .without("9090")
            .and("9191+3"),
        si("stores override", "3")
            .env(
                "SIDDHI_STORES_QUERY_API__LISTENERCONFIGURATIONS_0_ID",
                "msf4j-https",
            )
            .env(
                "SIDDHI_STORES_QUERY_API__LISTENERCONFIGURATIONS_0_PORT",
                "7444",
            )
            .opens(&all, 3)
            .without("7443")
            .and("7444+0"),
        si("override without an id", "3")
            .env("WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS_0_PORT", "9191")
            .opens(RECEIVERS, 3),
        si("no override of the bridge", "3")
            .env("DATABRIDGE_CONFIG__DATARECEIVERS_0_PORT", "1")
            .opens(&all, 3),
        of(
            "wso2sp",
            "manager",
            "old override",
            "4.3.0",
            &[&at("0"), ""].concat(),
        )
        .start("-DWSO2.CARBON_PORTS_OFFSET=3")
        .opens("9090 9443", 0),
        of("wso2sp", "worker", "old override", "4.3.0", &at("0"))
            .start("-DWSO2.CARBON_PORTS_OFFSET=3")
            .opens("9090 9443 7070 7443", 0)
            .opens("7611 7711", 3)
            .opens("9611 9711", 4),
        of(
            "wso2sp",
            "worker",
            "new override in an old version",
            "4.3.0",
            &at("0"),
        )
        .start("-DWSO2_CARBON__PORTS_OFFSET=3")
        .opens("9090 9443 7070 7443", 0)
        .opens("7611 7711", 0)
        .opens("9611 9711", 1),
        of("wso2sp", "worker", "new override", "4.4.0", &at("0"))
            .env("WSO2_CARBON__PORTS_OFFSET", "3")
            .opens("9090 9443 7070 7443", 0)
            .opens("7611 7711", 3)
            .opens("9611 9711", 4),
        si("-Dconfig inline", "1")
            .start("-Dconfig={\"wso2.carbon\":{\"ports\":{\"offset\":4}}}")
            .opens(&all, 4),
        si("-Dconfig of a file", "1")
            .java("-Dconfig=more.yaml")
            .file("conf/server/more.yaml", "wso2.carbon:\n  ports:\n    offset: 5\nwso2.transport.http:\n  listenerConfigurations:\n    - id: a\n      port: {{PORT}}\n")
            .env("PORT", "9191")
            .opens(RECEIVERS, 5)
            .and("9191+5"),
        of("wso2si", "server", "-Dconfig of no file", "4.2.0", &at("1"))
            .start("-Dconfig=/etc/more.yaml")
            .perhaps("9090 7070 7611"),
        of("wso2si", "server", "no offset", "4.2.0", &at("")).closes("9090 7070 7611"),
        of("wso2si", "server", "half an offset", "4.2.0", &at("1.5")).closes("9090 7070 7611"),
        of("wso2si", "server", "no ports", "4.2.0", &at("0").replace("  ports:\n    offset: 0\n", "  ports:\n")).opens("7070 7443", 0).closes("9090 7611"),
        of("wso2si", "server", "no version", "x", &at("1")).unversioned().opens("7070 7443", 0).opens(RECEIVERS, 1).perhaps("9090 9443"),
        of("wso2sp", "worker", "-Dconfig too early", "4.3.0", &at("0"))
            .start("-Dconfig={\"wso2.carbon\":{\"ports\":{\"offset\":4}}}")
            .opens("9090 9443 7070 7443", 0)
            .opens("7611 7711", 0)
            .opens("9611 9711", 1),
        of(
            "wso2si",
            "server",
            "no carbon block",
            "4.2.0",
            &[HTTP, STORES, BRIDGE].concat(),
        )
        .opens("7070 7443", 0)
        .opens(&all, 0),
        of(
            "wso2si",
            "server",
            "tab",
            "4.2.0",
            &[&full(), "x:\n\ty: 1\n"].concat(),
        ),
        of("wso2si", "server", "siddhi parser", "4.2.0", &full())
            .start("-Dsiddhi-parser")
            .opens("7070 7443", 0)
            .opens(&all, 2)
            .opens("9090 9443", 2),
    ]);
}

#[test]
fn other_servers() {
    let netty =
        "listenerConfigurations:\n  - id: \"default\"\n    host: \"0.0.0.0\"\n    port: 9095\n";
    let msf4j = |version: &str| {
        case(
            "msf4j",
            "wso2ei",
            version,
            "wso2/msf4j/conf/transports/netty-transports.yml",
            netty,
        )
        .runtime("msf4j")
    };
    let app = "@App:name('a')\n@source(type='http', receiver.url='http://0.0.0.0:8006/a', @map(type='json'))\ndefine stream A (x int);\n@source(type='tcp', context='a', @map(type='binary'))\ndefine stream B (x int);\n";
    let grpc = [&*full(), "siddhi:\n  refs:\n    -\n      ref:\n        name: 'grpcSource'\n        type: 'grpc'\n        properties:\n          receiver.url: grpc://localhost:9806/org.wso2.grpc.EventService/consume\n"].concat();
    check(vec![
        msf4j("6.1.0").and("9095+0#4"),
        msf4j("6.5.0").start("-DportOffset=3").and("9095+0#4"),
        of("wso2am-analytics", "worker", "grpc", "3.2.0", &grpc)
            .opens("9090 9443", 2)
            .opens("7070 7443", 0)
            .opens(RECEIVERS, 2)
            .and("9806+0#47"),
        of("wso2am-analytics", "worker", "grpc", "3.0.0", &grpc)
            .opens("9090 9443 7070 7443", 0)
            .opens(RECEIVERS, 2)
            .and("9806+0#47"),
        of("wso2si", "server", "siddhi sources", "4.2.0", &full())
            .file("wso2/server/deployment/siddhi-files/a.siddhi", app)
            .opens("9090 9443", 2)
            .opens("7070 7443", 0)
            .opens(RECEIVERS, 2)
            .and("8006+0#2 9892+0"),
        of("wso2si", "server", "dead netty file", "4.2.0", &full())
            .file("conf/transports/netty-transports.yml", netty)
            .opens("9090 9443", 2)
            .opens("7070 7443", 0)
            .opens(RECEIVERS, 2),
    ]);
}

#[test]
fn siddhi_applications_and_bundles() {
    let app = |text: &str| format!("@App:name('a')\n{text}\ndefine stream A (x int);\n");
    let si = |name: &str, text: &str| {
        of("wso2si", "server", name, "4.2.0", &full())
            .file("wso2/server/deployment/siddhi-files/a.siddhi", &app(text))
            .opens("9090 9443", 2)
            .opens("7070 7443", 0)
            .opens(RECEIVERS, 2)
    };
    let extended = [&*full(), "siddhi:\n  extensions:\n    - extension:\n        name: http\n        namespace: source\n        properties:\n          defaultHttpPort: 8283\n"].concat();
    let bundle = "wso2/lib/plugins/msf4j-core_2.7.7.jar";
    check(vec![
        si("http default", "@source(type='http', @map(type='json'))").and("8280+0"),
        si("grpc", "@source(type='grpc', receiver.url='grpc://localhost:8888/a/b', @map(type='json'))").and("8888+0#2"),
        si("tcp", "@source(type='tcp', port='9893', @map(type='binary'))").and("9892+0"),
        si("prometheus sink", "@sink(type='prometheus', job='a', publish.mode='server', metric.type='counter', @map(type='keyvalue'))").and("9080+0"),
        si("comment", "-- @source(type='tcp', port='9893')"),
        of("wso2si", "server", "extension", "4.2.0", &extended)
            .file("wso2/server/deployment/siddhi-files/a.siddhi", &app("@source(type='http', @map(type='json'))"))
            .opens("9090 9443", 2).opens("7070 7443", 0).opens(RECEIVERS, 2).and("8283+0"),
        of("wso2si", "server", "updated bundle", "1.0.0", &full()).file(bundle, "").opens("9090 9443", 2).opens("7070 7443", 0).opens(RECEIVERS, 2),
        of("wso2sp", "worker", "updated receiver", "4.4.0", &full()).file("wso2/lib/plugins/org.wso2.carbon.databridge.receiver.binary_6.1.31.jar", "").opens("9090 9443 7070 7443", 0).opens(RECEIVERS, 2),
        of("wso2si", "server", "stores host", "4.2.0", &full().replace("port: 7070 }", "host: 127.0.0.1, port: 7070 }")).opens("9090 9443", 2).opens(RECEIVERS, 2).and("7070+0@127.0.0.1 7443+0"),
        of("wso2si", "server", "newer", "9.0.0", &full()).opens("9090 9443", 2).opens("7070 7443", 0).opens(RECEIVERS, 2),
        of("wso2si", "server", "before its release", "4.4.0-alpha", &full()).opens("9090 9443", 2).opens("7070 7443", 0).opens(RECEIVERS, 2),
        of("wso2si", "server", "parser of a version that never adds", "1.0.0", &full()).start("-Dsiddhi-parser").opens("9090 9443 7070 7443", 0).opens(RECEIVERS, 2).opens("9090 9443", 2),
    ]);
}

/// A Streaming Integrator at offset 1 with more blocks, of which everything opens.
fn whole(name: &str, more: &str) -> Case {
    let yaml = [&carbon("1"), HTTP, STORES, BRIDGE, more].concat();
    of("wso2si", "server", name, "4.2.0", &yaml)
        .opens("9090 9443", 1)
        .opens(RECEIVERS, 1)
        .opens("7070 7443", 0)
}

#[test]
fn the_carbon_block_takes_only_its_own_fields() {
    let si = |name: &str, carbon: &str| {
        let yaml = [carbon, HTTP, STORES, BRIDGE].concat();
        of("wso2si", "server", name, "4.2.0", &yaml)
    };
    let fails = |name, carbon| si(name, carbon).closes("9090 7070 7611");
    let known = "wso2.carbon:\n  {id: a, name: b, type: c, version: 1, tenant: t, hostnameVerificationEnabled: true, startupResolver: {}, ports: {offset: 0}, jmx: {enabled: false, hostName: h, rmiRegistryPort: 1, rmiServerPort: 2}}\n";
    check(vec![
        si("known fields", known)
            .opens("9090 9443 7070 7443", 0)
            .opens(RECEIVERS, 0),
        si("a null jmx", "wso2.carbon: {jmx: , ports: {}}\n")
            .opens("9090 9443 7070 7443", 0)
            .opens(RECEIVERS, 0),
        fails("a field of its own", "wso2.carbon: {portOffset: 2}\n"),
        fails("ports in another shape", "wso2.carbon: {ports: 2}\n"),
        fails("ports as a list", "wso2.carbon: {ports: [{offset: 2}]}\n"),
        fails("a list", "wso2.carbon:\n  - id: a\n"),
        fails("a scalar", "wso2.carbon: a\n"),
        fails("a field of jmx", "wso2.carbon: {jmx: {port: 1}}\n"),
        fails(
            "a port of jmx",
            "wso2.carbon: {jmx: {enabled: true, rmiRegistryPort: x}}\n",
        ),
        fails(
            "no port of jmx",
            "wso2.carbon: {jmx: {enabled: true, rmiServerPort: }}\n",
        ),
    ]);
}

#[test]
fn high_availability_takes_only_its_own_fields() {
    let block = |server: &str, more: &str| {
        format!(
            "cluster.config: {{enabled: true}}\ndeployment.config:\n  type: HA\n  eventSyncServer: {{host: localhost, port: 9900{server}}}\n{more}"
        )
    };
    let known = "  passiveNodeDetailsWaitTimeOutMillis: 1\n  passiveNodeDetailsRetrySleepTimeMillis: 1\n  eventByteBufferQueueCapacity: 1\n  byteBufferExtractorThreadPoolSize: 1\n  eventSyncClientPool: {maxActive: 10}\n";
    check(vec![
        whole(
            "known fields",
            &block(
                ", advertisedHost: a, advertisedPort: 1, bossThreads: 1, workerThreads: 1",
                known,
            ),
        )
        .and("9900+0@localhost"),
        whole("a field of its own", &block("", "  peers: 1\n")),
        whole("a field of the server", &block(", peer: 1", "")),
        whole("a port by a variable", &block("", ""))
            .env("DEPLOYMENT_CONFIG__EVENTSYNCSERVER_PORT", "9901")
            .and("9901+0@localhost"),
        whole(
            "no type by a variable",
            &block("", "").replace("type: HA", "type: x"),
        )
        .env("DEPLOYMENT_CONFIG__TYPE", "ha"),
    ]);
}

#[test]
fn variables_set_the_fields_of_a_loaded_block() {
    const HTTP_LISTENER: &str = "WSO2_TRANSPORT_HTTP__LISTENERCONFIGURATIONS_0_";
    let named = |case: Case, id: &str, field: &str, value: &str| {
        case.env(&format!("{HTTP_LISTENER}ID"), id)
            .env(&format!("{HTTP_LISTENER}{field}"), value)
    };
    let without_http = [&carbon("1"), STORES, BRIDGE].concat();
    let unset = [&carbon("${env:NOT_SET}"), HTTP, STORES, BRIDGE].concat();
    let metrics =
        "metrics.prometheus:\n  reporting:\n    prometheus:\n      - {name: p, enabled: true}\n";
    let moved = |name: &str, offset: &str| {
        let yaml = [&carbon("1"), HTTP, STORES, BRIDGE].concat();
        of("wso2si", "server", name, "4.2.0", &yaml).env("WSO2_CARBON__PORTS_OFFSET", offset)
    };
    check(vec![
        moved("a leading zero is no octal", "010")
            .opens("7070 7443", 0)
            .opens("9090 9443", 10)
            .opens(RECEIVERS, 10),
        moved("no number", "x").closes("9090 7070"),
        moved("no text", "").closes("9090 7070"),
        of(
            "wso2si",
            "server",
            "no help for a block that fails",
            "4.2.0",
            &unset,
        )
        .env("WSO2_CARBON__PORTS_OFFSET", "7")
        .closes("9090 7070"),
        whole("no such field", "")
            .without(RECEIVERS)
            .without("9090 9443 7070 7443")
            .env("WSO2_CARBON__PORTS_OFFSETS", "7"),
        named(
            whole("a field the file does not name", ""),
            "default",
            "SERVERHEADER",
            "x",
        ),
        named(
            whole("the password of a key store", ""),
            "msf4j-https",
            "KEYSTOREPASSWORD",
            "x",
        ),
        named(
            of(
                "wso2si",
                "server",
                "the listener of the class",
                "4.2.0",
                &without_http,
            ),
            "default",
            "PORT",
            "9191",
        )
        .opens(RECEIVERS, 1)
        .opens("7070 7443", 0)
        .and("9191+1"),
        whole("the registry of JMX", "")
            .env("WSO2_CARBON__JMX_ENABLED", "true")
            .env("WSO2_CARBON__JMX_RMIREGISTRYPORT", "9998")
            .env("WSO2_CARBON__JMX_HOSTNAME", "10.0.0.1")
            .and("9998+0@10.0.0.1 11111+0@10.0.0.1"),
        whole("the URL of a reporter", metrics)
            .env("METRICS_PROMETHEUS__REPORTING_PROMETHEUS_0_NAME", "p")
            .env(
                "METRICS_PROMETHEUS__REPORTING_PROMETHEUS_0_SERVERURL",
                "http://localhost:9081",
            )
            .and("9081+0@localhost"),
    ]);
}

#[test]
fn what_a_placeholder_puts_in_is_yaml_again() {
    let offset = |name: &str, text: &str| {
        let yaml = [&carbon(text), HTTP, STORES, BRIDGE].concat();
        of("wso2si", "server", name, "4.2.0", &yaml)
    };
    let moved = |case: Case| {
        case.opens("7070 7443", 0)
            .opens("9090 9443", 4)
            .opens(RECEIVERS, 4)
    };
    let thrift = |port: &str| BRIDGE.replace("'7611'", port);
    check(vec![
        moved(offset("a number in quotes", "\"${env:O,'4'}\"")),
        moved(offset("a comment", "${env:O}")).env("O", "4 # four"),
        moved(offset("a property of a user", "${sys:carbon.offset,4}")),
        moved(offset("another", "${sys:user.offset}")).start("-Duser.offset=4"),
        offset("none", "${sys:carbon.offset}").closes("9090 7070"),
        bridge(
            "the quotes a receiver needs",
            "4.2.0",
            &thrift("\"${env:T,'7655'}\""),
        )
        .and("7655+2 7711+2 9611+2 9711+2"),
        bridge("the same from outside", "4.2.0", &thrift("${env:T}"))
            .env("T", "'7655'")
            .and("7655+2 7711+2 9611+2 9711+2"),
    ]);
}

#[test]
fn a_merged_file_is_a_template() {
    const NOTHING: &str = "-Dconfig={\"a\":{\"b\":1}}";
    let offset = |name: &str, text: &str| {
        let yaml = [&carbon(text), HTTP, STORES, BRIDGE].concat();
        of("wso2si", "server", name, "4.2.0", &yaml).env("O", "4")
    };
    let moved = |case: Case| {
        case.opens("7070 7443", 0)
            .opens("9090 9443", 4)
            .opens(RECEIVERS, 4)
    };
    check(vec![
        moved(offset("in quotes", "\"{{O}}\"").start(NOTHING)),
        moved(offset("without quotes", "{{O}}").start(NOTHING)),
        moved(offset("a name that is not set", "4{{P}}").start(NOTHING)),
        offset("only with -Dconfig", "\"{{O}}\"").closes("9090 7070"),
        moved(offset("a file of comments", "4"))
            .start("-Dconfig=more.yaml")
            .file("conf/server/more.yaml", "# nothing\n"),
        moved(offset("no file", "4")).start("-Dconfig="),
    ]);
}

#[test]
fn start_arguments() {
    let yaml = [&carbon("${sys:o,1}"), HTTP, STORES, BRIDGE].concat();
    let receivers = |name, argument| {
        whole(name, "")
            .without(RECEIVERS)
            .start(argument)
            .closes("7611 9611")
    };
    check(vec![
        receivers("in capitals", "-Ddisable.receiver=TRUE"),
        whole("no value", "").start("-Ddisable.receiver"),
        of(
            "wso2si",
            "server",
            "a debugger drops JAVA_OPTS",
            "4.2.0",
            &yaml,
        )
        .java("-Do=3")
        .start("-debug")
        .start("5005")
        .perhaps("9090 9443 7070 7443")
        .perhaps(RECEIVERS)
        .and("5005+0@localhost_or_all"),
        of("wso2si", "server", "JAVA_OPTS", "4.2.0", &yaml)
            .java("-Do=3")
            .opens("9090 9443", 3)
            .opens(RECEIVERS, 3)
            .opens("7070 7443", 0),
        whole("transports in another shape", "transports: 1\n").without("9090 9443"),
    ]);
}

#[test]
fn settings_of_siddhi_extensions() {
    let extension = |name: &str, namespace: &str, properties: &str| {
        format!(
            "siddhi:\n  extensions:\n    - extension:\n        name: {name}\n        namespace: {namespace}\n        properties: {{{properties}}}\n"
        )
    };
    let app = |name: &str, more: &str, text: &str| {
        whole(name, more).file(
            "wso2/server/deployment/siddhi-files/a.siddhi",
            &format!("@App:name('a')\n{text}\ndefine stream A (x int);\n"),
        )
    };
    let http = |name: &str, properties: &str| {
        app(
            name,
            &extension("http", "source", properties),
            "@source(type='http', @map(type='json'))",
        )
    };
    let sink = "@sink(type='prometheus', job='a', metric.type='counter', @map(type='keyvalue'))";
    let tcp = "@source(type='tcp', context='c', @map(type='binary'))";
    let reference =
        "siddhi:\n  refs:\n    - ref: {name: t, type: tcp, properties: {port: '9900'}}\n";
    let metrics = "metrics.prometheus: {reporting: {prometheus: [{name: p, enabled: true}]}}\n";
    let tooling = [&carbon("1"), HTTP, STORES, metrics].concat();
    let reporting = |version| {
        of("wso2si-tooling", "server", "reporter", version, &tooling)
            .opens("9090 9443", 1)
            .opens("7070 7443", 0)
    };
    check(vec![
        http("https", "defaultScheme: https").and("8243+0"),
        http(
            "port of https",
            "defaultScheme: https, defaultHttpsPort: '8249', defaultHttpPort: '1'",
        )
        .and("8249+0"),
        http("host", "defaultHost: 127.0.0.1").and("8280+0@127.0.0.1"),
        app(
            "other namespace",
            &extension("http", "sink", "defaultHttpPort: '8281'"),
            "@source(type='http', @map(type='json'))",
        )
        .and("8280+0"),
        app(
            "port of tcp",
            &extension("tcp", "source", "port: '9893', host: 10.0.0.1"),
            tcp,
        )
        .and("9893+0@10.0.0.1"),
        app(
            "one server for tcp",
            "",
            &format!("{tcp}\ndefine stream B (x int);\n{tcp}"),
        )
        .and("9892+0"),
        app(
            "URL of the sink",
            &extension("prometheus", "sink", "serverURL: 'http://localhost:9085'"),
            sink,
        )
        .and("9085+0@localhost"),
        app("one server for the sinks", "", &format!("{sink}\n{sink}")).and("9080+0"),
        app(
            "port of a reference",
            reference,
            "@source(ref='t', @map(type='binary'))",
        )
        .and("9892+0"),
        reporting("1.1.0").and("9080+0"),
        reporting("1.0.1"),
    ]);
}
