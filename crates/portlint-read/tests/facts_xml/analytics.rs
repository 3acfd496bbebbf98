//! Analytics servers (facts 5.2 - 5.4).

use super::*;

fn event_processor(ha: bool, worker: bool, presenter: bool, distributed: bool) -> String {
    format!(
        r#"<eventProcessorConfiguration>
<mode name="HA" enable="{ha}">
<nodeType>
<worker enable="{worker}"/>
<presenter enable="{presenter}"/>
</nodeType>
<eventSync>
<hostName>0.0.0.0</hostName>
<port>11224</port>
</eventSync>
<management>
<hostName>10.4.4.4</hostName>
<port>10005</port>
</management>
<presentation>
<hostName>0.0.0.0</hostName>
<port>11000</port>
</presentation>
</mode>
<mode name="Distributed" enable="{distributed}">
<nodeType>
<worker enable="true"/>
<manager enable="true">
<hostName>0.0.0.0</hostName>
<port>8904</port>
</manager>
<presenter enable="false">
<hostName>0.0.0.0</hostName>
<port>11000</port>
</presenter>
</nodeType>
<transport>
<portRange>
<min>15000</min>
<max>15100</max>
</portRange>
</transport>
</mode>
</eventProcessorConfiguration>"#
    )
}

#[test]
fn high_availability_of_the_event_processor() {
    let case = |product: &str, version: &str, mode: &str, cluster: bool| {
        Case::of(product, version)
            .carbon("2")
            .file("data-bridge/data-bridge-config.xml", BRIDGE)
            .file(
                "axis2/axis2.xml",
                &axis2(
                    "",
                    &if cluster {
                        clustering("wka", 4000)
                    } else {
                        String::new()
                    },
                ),
            )
            .file("event-processor.xml", mode)
    };
    let bridge = bridge(2);
    let expect = |case: Case, more: &[&str]| {
        case.expect(&with_kernel(&kernel(2), &with_kernel(&bridge, more)));
    };
    let member = "cluster-member tcp 4000+0=4000 0.0.0.0 axis2.xml:7";
    let worker = event_processor(true, true, false, false);
    expect(
        case("WSO2 Complex Event Processor", "4.2.0", &worker, true),
        &[
            member,
            "cep-ha-eventsync tcp 11224+2=11226 0.0.0.0 event-processor.xml:9",
            "cep-ha-management tcp 10005+2=10007 10.4.4.4 event-processor.xml:13",
            "cep-ha-presenter closed: presenter",
        ],
    );
    expect(
        case("WSO2 Complex Event Processor", "4.2.0", &worker, false),
        &[
            "cep-ha-eventsync tcp 11224+2=11226 0.0.0.0 event-processor.xml:9",
            "cep-ha-management closed: clustering",
        ],
    );
    for (product, version) in [
        ("WSO2 Complex Event Processor", "4.0.0"),
        ("WSO2 Complex Event Processor", "4.1.0"),
    ] {
        expect(
            case(product, version, &worker, true),
            &[
                member,
                "cep-ha-eventsync tcp 11224+0=11224 0.0.0.0 event-processor.xml:9",
                "cep-ha-management tcp 10005+0=10005 10.4.4.4 event-processor.xml:13",
            ],
        );
    }
    let presenter = event_processor(true, false, true, false);
    expect(
        case("WSO2 Complex Event Processor", "4.2.0", &presenter, true),
        &[
            member,
            "cep-ha-presenter tcp 11000+2=11002 0.0.0.0 event-processor.xml:17",
            "cep-ha-eventsync closed: worker",
            "cep-ha-management closed: worker",
        ],
    );
    let both = event_processor(true, true, true, false);
    expect(
        case("WSO2 Complex Event Processor", "4.2.0", &both, false),
        &[
            "cep-ha-eventsync tcp 11224+2=11226 0.0.0.0 event-processor.xml:9",
            "cep-ha-presenter closed: worker",
        ],
    );
    let off = event_processor(false, true, false, false);
    expect(
        case("WSO2 Complex Event Processor", "4.2.0", &off, false),
        &[
            "cep-ha-eventsync closed 11224+2=11226: HA is not enabled",
            "cep-ha-management closed 10005+2=10007: HA is not enabled",
        ],
    );
    let distributed = event_processor(false, true, false, true);
    expect(
        case("WSO2 Complex Event Processor", "4.2.0", &distributed, false),
        &[
            "cep-distributed-manager tcp 8904+0=8904 0.0.0.0 event-processor.xml:25",
            "cep-distributed-presenter closed 11000+0=11000: presenter",
            "cep-distributed-events conditional 15000+0=15000: portRange",
        ],
    );
}

#[test]
fn the_offset_of_high_availability() {
    let sync = |offset: &str, argument: Option<&str>| {
        let mut case = Case::of("WSO2 Complex Event Processor", "4.2.0")
            .carbon(offset)
            .file(
                "event-processor.xml",
                &event_processor(true, true, false, false),
            );
        if let Some(argument) = argument {
            case = case.arguments(&[argument]);
        }
        let runtime = case.runtime("default");
        let l = runtime
            .listeners
            .iter()
            .find(|l| l.id == "cep-ha-eventsync")
            .unwrap();
        format!("{} {}", l.state.as_str(), number(l))
    };
    assert_eq!(sync("3", Some("-DportOffset=0")), "open 11224+3=11227");
    assert_eq!(sync("3", Some("-DportOffset=5")), "open 11224+5=11229");
    assert_eq!(sync("3", Some("-DportOffset=-1")), "open 11224+3=11227");
    assert_eq!(sync("-3", None), "open 11224+0=11224");
}

const SPARK: &str = "carbon.spark.master local\nspark.ui.port 4040\nspark.driver.port 13000\nspark.history.ui.port 18080\n";

#[test]
fn data_analytics_server() {
    let h2o = "<h2oSettings>\n<property name=\"enabled\">true</property>\n<property name=\"mode\">local</property>\n<property name=\"port\">54345</property>\n</h2oSettings>";
    let case = |version: &str| {
        Case::of("WSO2 Data Analytics Server", version)
            .carbon("2")
            .file("data-bridge/data-bridge-config.xml", BRIDGE)
            .file("analytics/spark/spark-defaults.conf", SPARK)
            .file("etc/h2o-config.xml", h2o)
    };
    let bridge = bridge(2);
    let expect = |case: &Case, more: &[&str]| {
        case.expect(&with_kernel(&kernel(2), &with_kernel(&bridge, more)));
    };
    expect(
        &case("3.0.1"),
        &[
            "spark-ui conditional 4040+2=4042: Spark",
            "spark-driver conditional 13000+2=13002: Spark",
            "spark-blockmanager conditional 12000+2=12002: Spark",
            "spark-fileserver conditional 14000+2=14002: Spark",
            "spark-executor closed 13500+2=13502: local mode",
            "spark-history closed 18080+2=18082: history",
            "spark-broadcast closed 12500+2=12502: Torrent",
            "spark-repl closed 14500+2=14502: spark-shell",
            "spark-master closed 7077+2=7079: local mode",
            "spark-master-rest closed 6066+2=6068: local mode",
            "spark-master-webui closed 8081+2=8083: local mode",
            "spark-worker closed 11000+2=11002: local mode",
            "spark-worker-webui closed 11500+2=11502: local mode",
        ],
    );
    assert!(
        case("3.0.1")
            .runtime("default")
            .listeners
            .iter()
            .all(|l| l.id != "h2o")
    );
    expect(
        &case("3.1.0"),
        &[
            "spark-fileserver closed: Spark 1.4",
            "h2o conditional 54321+2=54323: machine learner",
            "h2o-internal conditional 54322+2=54324: H2O",
        ],
    );
    // The node roles of the start script.
    for role in ["-receiverNode", "-indexerNode", "-dashboardNode"] {
        expect(
            &case("3.1.0").arguments(&[role]),
            &[
                "spark-ui closed: Node",
                "spark-driver closed: Node",
                "h2o closed: Node",
            ],
        );
    }
    expect(
        &case("3.1.0").arguments(&["-DdisableAnalyticsEngine=true"]),
        &["spark-ui closed: disableAnalyticsEngine"],
    );
    expect(
        &case("3.1.0").arguments(&["-DdisableMl=true"]),
        &["h2o closed: disableMl"],
    );
}

#[test]
fn spark_in_cluster_mode() {
    let case = Case::of("WSO2 API Manager Analytics", "2.0.0")
        .carbon("1")
        .file("data-bridge/data-bridge-config.xml", BRIDGE)
        .file("axis2/axis2.xml", &axis2("", &clustering("wka", 4000)))
        .file("analytics/spark/spark-defaults.conf", SPARK);
    let bridge = bridge(1);
    case.expect(&with_kernel(
        &kernel(1),
        &with_kernel(
            &bridge,
            &[
                "cluster-member tcp 4000+0=4000 0.0.0.0 axis2.xml:7",
                "spark-master conditional 7077+1=7078: master",
                "spark-master-rest conditional 6066+1=6067: master",
                "spark-master-webui conditional 8081+1=8082: master",
                "spark-worker conditional 11000+1=11001: worker",
                "spark-worker-webui conditional 11500+1=11501: worker",
                "spark-executor conditional 13500+1=13501: Spark",
            ],
        ),
    ));
}

#[test]
fn machine_learner() {
    let h2o = |enabled: bool, mode: &str| {
        format!(
            "<h2oSettings>\n<property name=\"enabled\">{enabled}</property>\n<property name=\"mode\">{mode}</property>\n<property name=\"port\">54345</property>\n</h2oSettings>"
        )
    };
    let case = |h2o: &str| {
        Case::of("WSO2 Machine Learner", "1.1.0")
            .carbon("2")
            .file("etc/spark-config.xml", "<sparkSettings>\n<property name=\"spark.ui.port\">4041</property>\n</sparkSettings>")
            .file("etc/h2o-config.xml", h2o)
    };
    let ui = "spark-ui tcp 4041+2=4043 0.0.0.0 spark-config.xml:2";
    expect_kernel_and(
        &case(&h2o(true, "local")),
        2,
        &[
            ui,
            "h2o tcp 54321+2=54323 0.0.0.0 h2o-config.xml:2",
            "h2o-internal conditional 54322+2=54324: H2O",
        ],
    );
    expect_kernel_and(&case(&h2o(true, "client")), 2, &[ui, "h2o closed: mode"]);
    expect_kernel_and(&case(&h2o(false, "local")), 2, &[ui, "h2o closed: enabled"]);
    let no_spark = case(&h2o(false, "local")).arguments(&["-DdisableMLSparkCtx=true"]);
    expect_kernel_and(&no_spark, 2, &["spark-ui closed: disableMLSparkCtx"]);
}

#[test]
fn business_activity_monitor() {
    let bridge = "<dataBridgeConfiguration>\n<thriftDataReceiver>\n<hostName>localhost</hostName>\n<port>7611</port>\n<securePort>7711</securePort>\n</thriftDataReceiver>\n</dataBridgeConfiguration>";
    let case = Case::of("WSO2 Business Activity Monitor", "2.5.0")
        .carbon("1")
        .file("data-bridge/data-bridge-config.xml", bridge)
        .file(
            "etc/cassandra.yaml",
            "rpc_port: 9160\nstart_native_transport: false\nrpc_address: localhost\n",
        );
    expect_kernel_and(
        &case,
        1,
        &[
            "databridge-thrift-tcp tcp 7611+1=7612 localhost data-bridge-config.xml:4",
            "databridge-thrift-ssl tcp 7711+1=7712 localhost data-bridge-config.xml:5",
            "cassandra-rpc tcp 9160+1=9161 localhost cassandra.yaml:1",
            "cassandra-storage tcp 7000+1=7001 localhost -",
            "cassandra-native closed 9042+1=9043: start_native_transport",
        ],
    );
}

#[test]
fn complex_event_processor_has_neither_cassandra_nor_h2o() {
    let runtime = Case::of("WSO2 Complex Event Processor", "4.2.0").runtime("default");
    for id in [
        "cassandra-storage",
        "h2o",
        "embedded-ldap",
        "kdc",
        "thrift-entitlement",
    ] {
        assert!(runtime.listeners.iter().all(|l| l.id != id), "{id}");
    }
}
