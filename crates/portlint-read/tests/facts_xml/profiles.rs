//! Homes with several profiles (facts 3, 4).

use super::*;

/// An Enterprise Integrator home; each profile with its own offset.
fn integrator(version: &str, profiles: &[(&str, &str)]) -> Case {
    let mut case = Case::bare("conf", &format!("WSO2 Enterprise Integrator v{version}"))
        .carbon("0")
        .file("tomcat/catalina-server.xml", CATALINA)
        .file("etc/jmx.xml", JMX)
        .file("axis2/axis2.xml", &axis2(PASSTHRU, ""));
    for (profile, offset) in profiles {
        let conf = format!("wso2/{profile}/conf");
        case = case
            .at(
                &format!("{conf}/carbon.xml"),
                &carbon(&format!("<Offset>{offset}</Offset>")),
            )
            .at(&format!("{conf}/tomcat/catalina-server.xml"), CATALINA)
            .at(&format!("{conf}/etc/jmx.xml"), JMX)
            .at(
                &format!("{conf}/axis2/axis2.xml"),
                &axis2(
                    if *profile == "micro-integrator" {
                        PASSTHRU
                    } else {
                        ""
                    },
                    "",
                ),
            );
    }
    case
}

#[test]
fn enterprise_integrator() {
    let case = integrator(
        "6.3.0",
        &[
            ("analytics", "1"),
            ("business-process", "2"),
            ("broker", "3"),
            ("micro-integrator", "10"),
        ],
    )
    .at("wso2/broker/conf/broker.xml", &broker(true, ""))
    .at(
        "wso2/analytics/conf/data-bridge/data-bridge-config.xml",
        BRIDGE,
    );
    case.expect_of(
        "integrator",
        &with_kernel(
            &kernel(0),
            &[
                "passthru-http tcp 8280+0=8280 0.0.0.0 axis2.xml:5",
                "passthru-https tcp 8243+0=8243 0.0.0.0 axis2.xml:8",
                "cluster-member closed: clustering",
            ],
        ),
    );
    let bridge = bridge(1);
    case.expect_of(
        "analytics",
        &with_kernel(&kernel(1), &with_kernel(&bridge, &[])),
    );
    case.expect_of("business-process", &with_kernel(&kernel(2), &[]));
    case.expect_of(
        "broker",
        &with_kernel(
            &kernel(3),
            &[
                "amqp tcp 5672+3=5675 0.0.0.0 broker.xml:9",
                "amqps tcp 8672+3=8675 0.0.0.0 broker.xml:10",
                "mqtt tcp 1883+3=1886 0.0.0.0 broker.xml:14",
                "mqtts tcp 8883+3=8886 0.0.0.0 broker.xml:15",
                "mb-thrift closed 7611+3=7614: clustering",
            ],
        ),
    );
    case.expect_of(
        "micro-integrator",
        &[
            "passthru-http tcp 8280+10=8290 0.0.0.0 axis2.xml:5",
            "passthru-https tcp 8243+10=8253 0.0.0.0 axis2.xml:8",
            "servlet-https conditional 9443+10=9453: not verified",
            "servlet-http conditional 9763+10=9773: not verified",
            "jmx-rmi-registry closed: JMX",
            "jmx-rmi-server closed: JMX",
        ],
    );
}

#[test]
fn the_integrator_of_6_0_0_has_random_servlet_ports() {
    let random = [
        "servlet-https conditional -+0=-: random",
        "servlet-http conditional -+0=-: random",
        "passthru-http tcp 8280+0=8280 0.0.0.0 axis2.xml:5",
        "passthru-https tcp 8243+0=8243 0.0.0.0 axis2.xml:8",
    ];
    let case = integrator("6.0.0", &[("broker", "3")]);
    case.expect_of("integrator", &with_kernel(&kernel(0)[2..], &random));
    let with_broker = integrator("6.0.0", &[("broker", "3")])
        .at("wso2/broker/conf/broker.xml", &broker(false, ""));
    with_broker.expect_of(
        "broker",
        &with_kernel(
            &kernel(3),
            &[
                "amqp tcp 5672+3=5675 0.0.0.0 broker.xml:9",
                "amqps tcp 8672+3=8675 0.0.0.0 broker.xml:10",
            ],
        ),
    );
    integrator("6.1.0", &[]).expect_of("integrator", &with_kernel(&kernel(0), &random[2..]));
}

#[test]
fn profiles_by_version() {
    let ids = |version: &str, profiles: &[(&str, &str)]| {
        integrator(version, profiles)
            .home()
            .runtimes
            .into_iter()
            .map(|r| r.id)
            .collect::<Vec<_>>()
    };
    let all = [
        ("analytics", "1"),
        ("business-process", "2"),
        ("broker", "3"),
    ];
    assert_eq!(
        ids("6.2.0", &all),
        ["integrator", "business-process", "broker", "analytics"]
    );
    assert_eq!(
        ids("6.6.0", &all[1..]),
        ["integrator", "business-process", "broker"]
    );
}

#[test]
fn a_script_of_one_profile_moves_only_that_profile() {
    let script = "java -DportOffset=7 org.wso2.carbon.bootstrap.Bootstrap $*\n";
    let case = integrator("6.4.0", &[("broker", "3"), ("business-process", "2")])
        .at("wso2/broker/bin/wso2server.sh", script);
    assert_eq!(case.runtime("broker").offset.value, Some(7));
    assert_eq!(case.runtime("business-process").offset.value, Some(2));
    assert_eq!(case.runtime("integrator").offset.value, Some(0));
    let case = integrator("6.4.0", &[("broker", "3")]).at("bin/integrator.sh", script);
    assert_eq!(case.runtime("broker").offset.value, Some(3));
    assert_eq!(case.runtime("integrator").offset.value, Some(7));
}

#[test]
fn the_broker_that_analytics_names_is_a_sample() {
    let jndi =
        "connectionfactory.Q = amqp://a:b@c/d?brokerlist='tcp://localhost:5672'\n".to_string();
    let case = integrator("6.1.1", &[("broker", "3"), ("analytics", "1")])
        .at("conf/jndi.properties", &jndi.replace("5672", "5675"))
        .at("wso2/analytics/conf/jndi.properties", &jndi);
    assert_eq!(case.runtime("analytics").references.len(), 0);
    assert_eq!(
        case.runtime("integrator").references[0].target.as_deref(),
        Some("amqp")
    );
}

#[test]
fn a_profile_without_the_server_around_it() {
    let case = Case {
        conf: "wso2/broker/conf",
        files: Memory::new(),
        facts: HomeFacts::default(),
    };
    let case = case
        .carbon("3")
        .file("tomcat/catalina-server.xml", CATALINA)
        .file("etc/jmx.xml", JMX)
        .file("axis2/axis2.xml", &axis2("", ""))
        .file("broker.xml", &broker(true, ""));
    let home = case.home();
    assert_eq!(home.product.as_deref(), Some("wso2ei"));
    assert!(home.version.is_none());
    case.expect_of(
        "broker",
        &with_kernel(
            &kernel(3),
            &[
                "amqp tcp 5672+3=5675 0.0.0.0 broker.xml:9",
                "amqps tcp 8672+3=8675 0.0.0.0 broker.xml:10",
                "mqtt tcp 1883+3=1886 0.0.0.0 broker.xml:14",
                "mqtts tcp 8883+3=8886 0.0.0.0 broker.xml:15",
            ],
        ),
    );
}

#[test]
fn iot_server() {
    let manager = "<APIManager>\n<APIKeyValidator>\n<EnableThriftServer>false</EnableThriftServer>\n</APIKeyValidator>\n</APIManager>";
    let conf = |case: Case, conf: &str, offset: &str, receivers: &str| {
        case.at(
            &format!("{conf}/carbon.xml"),
            &carbon(&format!("<Offset>{offset}</Offset>")),
        )
        .at(&format!("{conf}/tomcat/catalina-server.xml"), CATALINA)
        .at(&format!("{conf}/etc/jmx.xml"), JMX)
        .at(&format!("{conf}/axis2/axis2.xml"), &axis2(receivers, ""))
    };
    for (version, core, broker_conf, analytics) in [
        ("3.3.0", "conf", "wso2/broker/conf", "wso2/analytics/conf"),
        (
            "3.0.0",
            "core/repository/conf",
            "broker/repository/conf",
            "analytics/repository/conf",
        ),
    ] {
        let case = Case::bare("conf", &format!("WSO2 IoT Server v{version}"));
        let case = conf(case, core, "0", PASSTHRU);
        let case = conf(case, broker_conf, "3", "");
        let case = conf(case, analytics, "2", "")
            .at(&format!("{core}/api-manager.xml"), manager)
            .at(
                &format!("{core}/identity/thrift-authentication.xml"),
                THRIFT_AUTH,
            )
            .at(&format!("{core}/identity/identity.xml"), IDENTITY)
            .at(&format!("{broker_conf}/broker.xml"), &broker(true, ""))
            .at(
                &format!("{analytics}/data-bridge/data-bridge-config.xml"),
                BRIDGE,
            );
        case.expect_of("core", &with_kernel(&kernel(0), &[
            "passthru-http tcp 8280+0=8280 0.0.0.0 axis2.xml:5",
            "passthru-https tcp 8243+0=8243 0.0.0.0 axis2.xml:8",
            "thrift-auth tcp 10711+0=10711 host of the server URL thrift-authentication.xml:3",
            "thrift-keymgt closed 10397+0=10397: EnableThriftServer",
            "thrift-entitlement closed: EnableThriftService",
        ]));
        case.expect_of(
            "broker",
            &with_kernel(
                &kernel(3),
                &[
                    "amqp tcp 5672+3=5675 0.0.0.0 broker.xml:9",
                    "amqps tcp 8672+3=8675 0.0.0.0 broker.xml:10",
                    "mqtt tcp 1883+3=1886 0.0.0.0 broker.xml:14",
                    "mqtts tcp 8883+3=8886 0.0.0.0 broker.xml:15",
                ],
            ),
        );
        let bridge = bridge(2);
        case.expect_of(
            "analytics",
            &with_kernel(
                &kernel(2),
                &with_kernel(
                    &bridge,
                    &["spark-ui conditional 4040+2=4042: spark-defaults.conf"],
                ),
            ),
        );
    }
}
