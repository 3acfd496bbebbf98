//! The kernel (facts 1).

use super::*;

#[test]
fn the_kernel_alone() {
    for (product, version) in [
        ("WSO2 Governance Registry", "5.4.0"),
        ("WSO2 Data Services Server", "3.5.1"),
        ("WSO2 Business Rules Server", "2.2.0"),
        ("WSO2 Business Process Server", "3.6.0"),
        ("WSO2 Application Server", "5.3.0"),
    ] {
        expect_kernel_and(
            &Case::of(product, version).carbon("2"),
            2,
            &[
                "cluster-member closed 4000+0=4000: clustering is not enabled",
                "jvm-attach conditional -+0=-: random",
                "h2-web closed: no property web",
            ],
        );
    }
}

#[test]
fn connectors_of_all_services() {
    let catalina = r#"<Server port="8005">
<Service name="Catalina">
<Connector port="9764" address="10.0.0.1" bindOnInit="false"/>
<Connector
    port="8443" scheme="https" secure="true" SSLEnabled="true" bindOnInit="false"/>
<Connector port="8009" protocol="AJP/1.3" redirectPort="9443"/>
<Connector port="7777" address="127.0.0.1"/>
<!-- <Connector port="6666"/> -->
</Service>
<Service name="Other">
<Connector port="5555"/>
</Service>
</Server>"#;
    let case = Case::of("WSO2 Application Server", "5.3.0")
        .carbon("2")
        .file("tomcat/catalina-server.xml", catalina);
    case.expect(&with_kernel(
        &kernel(2)[2..],
        &[
            "servlet-http tcp 9764+2=9766 10.0.0.1 catalina-server.xml:3",
            "servlet-https tcp 8443+2=8445 0.0.0.0 catalina-server.xml:5",
            "ajp tcp 8009+0=8009 0.0.0.0 catalina-server.xml:6",
            "connector-4 tcp 7777+0=7777 127.0.0.1 catalina-server.xml:7",
            "connector-5 tcp 5555+0=5555 0.0.0.0 catalina-server.xml:11",
        ],
    ));
}

#[test]
fn a_connector_may_take_its_port_from_a_system_property() {
    let catalina = CATALINA.replace("port=\"9443\" scheme", "port=\"${mgt.port}\" scheme");
    let case = || {
        Case::of("WSO2 Application Server", "5.3.0")
            .carbon("1")
            .file("tomcat/catalina-server.xml", &catalina)
    };
    case().java_opts(&["-Dmgt.port=9500"]).expect(&with_kernel(
        &kernel(1)[1..],
        &["servlet-https tcp 9500+1=9501 0.0.0.0 catalina-server.xml:4"],
    ));
    case().expect(&with_kernel(
        &kernel(1)[1..],
        &["servlet-https conditional -+1=-: mgt.port"],
    ));
}

#[test]
fn literal_servlet_ports_since_kernel_4_4_13() {
    let case = |kernel: &str| {
        Case::of("WSO2 Governance Registry", "5.4.0")
            .carbon("2")
            .at(
                "bin/wso2carbon-version.txt",
                &format!("WSO2 Carbon Framework v{kernel}"),
            )
            .arguments(&["-Dtomcat.https.port=8443"])
    };
    let kernel_2 = kernel(2);
    let expect = |case: Case, https: &str| {
        let (runtime, files) = case.runtime_with_files("default");
        let found = runtime
            .listeners
            .iter()
            .find(|l| l.id == "servlet-https")
            .unwrap();
        assert_eq!(number(found), https);
        assert_eq!(found.state, State::Open);
        let http = runtime
            .listeners
            .iter()
            .find(|l| l.id == "servlet-http")
            .unwrap();
        assert_eq!(row(http, &files), kernel_2[1]);
    };
    expect(case("4.4.13"), "8443+0=8443");
    expect(case("4.4.35"), "8443+0=8443");
    expect(case("4.4.12"), "9443+2=9445");
    // The kernel of the release, where the home does not name its own.
    expect(case(""), "8443+0=8443");
    let unread = Case::of("WSO2 Machine Learner", "1.0.0")
        .carbon("2")
        .arguments(&["-Dtomcat.https.port=8443"])
        .runtime("default");
    let https = unread.listeners.iter().find(|l| l.id == "servlet-https");
    let https = https.unwrap();
    assert_eq!(number(https), "9443+2=9445");
    assert_eq!(https.state, State::Conditional);
    assert!(
        https
            .condition
            .as_ref()
            .unwrap()
            .contains("kernel is not known")
    );
    let random = Case::of("WSO2 Governance Registry", "5.4.0")
        .at(
            "bin/wso2carbon-version.txt",
            "WSO2 Carbon Framework v4.4.20",
        )
        .arguments(&["-Dtomcat.random.port.enable=true"]);
    random.expect(&with_kernel(
        &kernel(0)[2..],
        &[
            "servlet-https conditional -+0=-: random",
            "servlet-http conditional -+0=-: random",
        ],
    ));
}

#[test]
fn the_kernel_of_a_release_decides_where_the_home_does_not_name_one() {
    for (product, version, https, reads_environment) in [
        ("WSO2 API Manager", "2.5.0", "8443+0=8443", true),
        ("WSO2 Identity Server", "5.4.1", "8443+0=8443", true),
        ("WSO2 Enterprise Service Bus", "5.0.0", "9443+0=9443", true),
        ("WSO2 Governance Registry", "5.2.0", "9443+0=9443", true),
        ("WSO2 Machine Learner", "1.1.0", "9443+0=9443", false),
    ] {
        let case = || Case::of(product, version);
        let literal = case().arguments(&["-Dtomcat.https.port=8443"]);
        let runtime = literal.runtime("default");
        let found = runtime.listeners.iter().find(|l| l.id == "servlet-https");
        let found = found.unwrap();
        assert_eq!(
            (number(found).as_str(), found.state),
            (https, State::Open),
            "{product}"
        );
        let from_environment = case().carbon("${OFFSET}").env("OFFSET", "3");
        let offset = from_environment.runtime("default").offset.value;
        assert_eq!(offset, reads_environment.then_some(3), "{product}");
    }
}

#[test]
fn forms_of_jmx() {
    let with = |jmx: &str| {
        Case::of("WSO2 Business Process Server", "3.6.0")
            .carbon("2")
            .file("etc/jmx.xml", jmx)
    };
    let kernel_2 = kernel(2);
    // A number is literal and trimmed.
    with(&JMX.replace("${Ports.JMX.RMIRegistryPort}", " 9990 ")).expect(&with_kernel(
        &kernel_2[..2],
        &[
            "jmx-rmi-registry tcp 9990+0=9990 0.0.0.0 jmx.xml:4",
            kernel_2[3].as_str(),
        ],
    ));
    with(&JMX.replace(
        "<RMIServerPort>${Ports.JMX.RMIServerPort}</RMIServerPort>",
        "",
    ))
    .expect(&with_kernel(
        &kernel_2[..3],
        &["jmx-rmi-server conditional -+0=-: random"],
    ));
    for off in [
        JMX.replace("<StartRMIServer>true</StartRMIServer>", ""),
        JMX.replace(">true<", ">false<"),
    ] {
        with(&off).expect(&with_kernel(
            &kernel_2[..2],
            &[
                "jmx-rmi-registry closed 9999+2=10001: StartRMIServer",
                "jmx-rmi-server closed 11111+2=11113: StartRMIServer",
            ],
        ));
    }
    // A placeholder that names a missing element gives -1 + offset.
    let runtime = with(&JMX.replace("RMIRegistryPort}", "Registry}")).runtime("default");
    let registry = runtime
        .listeners
        .iter()
        .find(|l| l.id == "jmx-rmi-registry")
        .unwrap();
    assert_eq!(number(registry), "-1+2=1");
    // Without a port of its own the registry fails, and the rest of JMX with it.
    let unnamed = JMX.replace(
        "<RMIRegistryPort>${Ports.JMX.RMIRegistryPort}</RMIRegistryPort>",
        "",
    );
    let lost = [
        unnamed.clone(),
        JMX.replace("${Ports.JMX.RMIRegistryPort}", "9999x"),
        JMX.replace("${Ports.JMX.RMIRegistryPort}", ""),
    ];
    let below = with(&JMX.replace("RMIRegistryPort}", "Registry}")).carbon("0");
    let without = lost.iter().map(|jmx| with(jmx)).chain([below]);
    for case in without {
        let runtime = case.runtime("default");
        let jmx = runtime
            .listeners
            .iter()
            .filter(|l| l.id.starts_with("jmx-"));
        let states: Vec<_> = jmx.map(|l| l.state).collect();
        assert_eq!(states, [State::Closed, State::Closed]);
    }
}

#[test]
fn connectors_of_newer_kernels_read_their_port_as_it_stands() {
    let ports = |kernel: &str, offset: &str| {
        let catalina = CATALINA.replacen("port=\"9763\"", "port=\" 9763 \" address=\"${x}\"", 1);
        let runtime = Case::of("WSO2 Business Process Server", "3.6.0")
            .carbon(offset)
            .at(
                "bin/wso2carbon-version.txt",
                &format!("WSO2 Carbon Framework v{kernel}"),
            )
            .file("tomcat/catalina-server.xml", &catalina)
            .runtime("default");
        let mut listeners = runtime.listeners.iter();
        let http = listeners.find(|l| l.id == "servlet-http").unwrap();
        (http.state, http.port, http.address.to_string())
    };
    let everywhere = || "0.0.0.0".to_string();
    assert_eq!(ports("4.6.3", "0"), (State::Closed, Some(-1), everywhere()));
    assert_eq!(
        ports("4.6.3", "5000"),
        (State::Open, Some(4999), everywhere())
    );
    assert_eq!(
        ports("4.4.11", "0"),
        (State::Open, Some(9763), "${x}".to_string())
    );
}

#[test]
fn a_missing_file_is_conditional() {
    Case::bare("repository/conf", "WSO2 Governance Registry v5.4.0")
        .carbon("1")
        .expect(&[
            "servlet-https conditional 9443+1=9444: catalina-server.xml",
            "servlet-http conditional 9763+1=9764: catalina-server.xml",
            "jmx-rmi-registry conditional 9999+1=10000: jmx.xml",
            "jmx-rmi-server conditional 11111+1=11112: jmx.xml",
            "cluster-member conditional 4000+0=4000: axis2.xml",
        ]);
}

#[test]
fn debug_and_osgi_console() {
    let case = Case::of("WSO2 Governance Registry", "5.4.0")
        .carbon("3")
        .arguments(&["--debug", "5005", "-DosgiConsole=19444"]);
    // The server waits for the debugger.
    case.expect(&[
        "jdwp tcp 5005+0=5005 localhost or all -",
        "osgi-console conditional 19444+0=19444: debugger",
        "servlet-https conditional 9443+3=9446: debugger",
        "servlet-http conditional 9763+3=9766: debugger",
        "jmx-rmi-registry conditional 9999+3=10002: debugger",
        "jmx-rmi-server conditional 11111+3=11114: debugger",
    ]);
    let case = Case::of("WSO2 Governance Registry", "5.4.0")
        .java_opts(&["-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=5006"]);
    expect_kernel_and(&case, 0, &["jdwp tcp 5006+0=5006 localhost or all -"]);
}

#[test]
fn clustering_forms() {
    let with = |clustering: &str| {
        Case::of("WSO2 Governance Registry", "5.4.0")
            .carbon("2")
            .file("axis2/axis2.xml", &axis2("", clustering))
    };
    expect_kernel_and(
        &with(&clustering("wka", 4001)),
        2,
        &[
            "cluster-member tcp 4001+0=4001 0.0.0.0 axis2.xml:7",
            "cluster-multicast closed 45564+0=45564: membershipScheme",
        ],
    );
    expect_kernel_and(
        &with(&clustering("multicast", 4001)),
        2,
        &[
            "cluster-member tcp 4001+0=4001 0.0.0.0 axis2.xml:7",
            "cluster-multicast udp 45564+0=45564 228.0.0.4 axis2.xml:8",
        ]
        .map(|line| line.replace("228.0.0.4", "0.0.0.0"))
        .each_ref()
        .map(String::as_str),
    );
    let bare = "<clustering enable=\"true\">\n<parameter name=\"membershipScheme\">multicast</parameter></clustering>";
    expect_kernel_and(
        &with(bare),
        2,
        &[
            "cluster-member tcp 4000+0=4000 0.0.0.0 axis2.xml:4",
            "cluster-multicast udp 54327+0=54327 0.0.0.0 axis2.xml:4",
        ],
    );
    // `localMemberBindPort` is not read; member lists are no ports of ours.
    let decoys = clustering("wka", 4001).replace(
        "</clustering>",
        "<parameter name=\"localMemberBindPort\">4444</parameter><members><member><port>4002</port></member></members></clustering>",
    );
    expect_kernel_and(
        &with(&decoys),
        2,
        &["cluster-member tcp 4001+0=4001 0.0.0.0 axis2.xml:7"],
    );
    let replaced = with(&clustering("wka", 4001)).file("etc/hazelcast.xml", "<hazelcast/>");
    expect_kernel_and(&replaced, 2, &["cluster-member conditional: hazelcast"]);
    let replaced = with(&clustering("wka", 4001)).arguments(&["-Dhazelcast.config=/etc/hz.xml"]);
    expect_kernel_and(&replaced, 2, &["cluster-member conditional: hazelcast"]);
    let managed = clustering("wka", 4001).replace(
        "</clustering>",
        "<groupManagement enable=\"true\">\n<applicationDomain name=\"a\" port=\"2222\"/></groupManagement></clustering>",
    );
    expect_kernel_and(
        &with(&managed),
        2,
        &[
            "cluster-member tcp 4001+0=4001 0.0.0.0 axis2.xml:7",
            "cluster-group-management tcp 2222+0=2222 0.0.0.0 axis2.xml:10",
        ],
    );
}

#[test]
fn clustering_that_says_little() {
    let expect = |clustering: &str, wanted: &[&str]| {
        let case = Case::of("WSO2 Governance Registry", "5.4.0")
            .file("axis2/axis2.xml", &axis2("", clustering))
            .java_opts(&["-Dmember.port=4200", "-Dscheme=multicast"]);
        expect_kernel_and(&case, 0, wanted);
    };
    let member =
        |parameters: &str| format!("<clustering class=\"x.Agent\">\n{parameters}</clustering>\n");
    // axis2 takes the element as enabled, and the agent the scheme as multicast.
    expect(
        &member(""),
        &[
            "cluster-member tcp 4000+0=4000 0.0.0.0 axis2.xml:4",
            "cluster-multicast udp 54327+0=54327 0.0.0.0 axis2.xml:4",
        ],
    );
    expect("", &["cluster-member closed: clustering is not enabled"]);
    expect(
        &member("").replacen("\">", "\" enable=\"no\">", 1),
        &["cluster-member closed: clustering is not enabled"],
    );
    // Parameters may name system properties, attributes not.
    expect(
        &member(
            "<parameter name=\"membershipScheme\">${scheme}</parameter>\n<parameter name=\"localMemberPort\">${member.port}</parameter>\n<parameter name=\"mcastPort\">45564</parameter>",
        ),
        &[
            "cluster-member tcp 4200+0=4200 0.0.0.0 axis2.xml:6",
            "cluster-multicast udp 45564+0=45564 0.0.0.0 axis2.xml:7",
        ],
    );
    expect(
        &member(
            "<parameter name=\"localMemberPort\">${other.port}</parameter>\n<parameter name=\"membershipScheme\">wka</parameter>",
        ),
        &["cluster-member conditional -+0=-: other.port"],
    );
}

#[test]
fn h2_and_random_ports_are_listed() {
    let h2 = carbon("<Offset>1</Offset>").replace(
        "</Server>",
        "<H2DatabaseConfiguration>\n<property name=\"web\"/>\n<property name=\"webPort\">8085</property>\n<property name=\"tcp\"/>\n</H2DatabaseConfiguration></Server>",
    );
    let case = Case::of("WSO2 Governance Registry", "5.4.0").file("carbon.xml", &h2).file(
        "log4j.properties",
        "log4j.rootLogger=ERROR, SYSLOG\nlog4j.appender.SYSLOG=org.apache.log4j.net.SyslogAppender\n",
    );
    expect_kernel_and(
        &case,
        1,
        &[
            "h2-web conditional: offset",
            "h2-tcp conditional: offset",
            "h2-pg closed: no property pg",
            "jvm-attach conditional -+0=-: random",
            "syslog conditional -+0=-: random",
        ],
    );
    let runtime = case.runtime("default");
    let syslog = runtime.listeners.iter().find(|l| l.id == "syslog").unwrap();
    assert_eq!(syslog.protocol.as_str(), "udp");
    assert!(syslog.is_random());
}

#[test]
fn the_jndi_registry_ignores_the_start_argument() {
    let sources = "synapse.datasources=one\nsynapse.datasources.icFactory=com.sun.jndi.rmi.registry.RegistryContextFactory\n";
    let case = |sources: &str| {
        Case::of("WSO2 Business Activity Monitor", "2.5.0")
            .carbon("4")
            .file("datasources.properties", sources)
    };
    let jndi = |case: &Case| {
        let runtime = case.runtime("default");
        let l = runtime
            .listeners
            .iter()
            .find(|l| l.id == "jndi-datasource-rmi")
            .unwrap();
        format!("{} {}", l.state.as_str(), number(l))
    };
    assert_eq!(jndi(&case(sources)), "open 2199+4=2203");
    assert_eq!(
        jndi(&case(sources).arguments(&["-DportOffset=9"])),
        "open 2199+4=2203"
    );
    assert_eq!(jndi(&case("#none\n")), "closed 2199+4=2203");
    assert_eq!(
        jndi(&case(&format!(
            "{sources}synapse.datasources.providerPort=2299\n"
        ))),
        "open 2299+4=2303"
    );
    assert_eq!(
        jndi(&case(&format!(
            "{sources}synapse.datasources.providerUrl=rmi://localhost:2199\n"
        ))),
        "closed 2199+4=2203"
    );
    let own = carbon("<Offset>4</Offset><JNDIProviderPort>2198</JNDIProviderPort>");
    assert_eq!(
        jndi(&case(sources).file("carbon.xml", &own)),
        "open 2198+4=2202"
    );
    // The 4.4 era has no such bundle.
    let runtime = Case::of("WSO2 Business Process Server", "3.6.0")
        .file("datasources.properties", sources)
        .runtime("default");
    assert!(
        runtime
            .listeners
            .iter()
            .all(|l| l.id != "jndi-datasource-rmi" || l.state == State::Closed)
    );
}

#[test]
fn versions_that_nobody_knows() {
    // Newer than known: the newest rules. None at all: what all versions share.
    expect_kernel_and(&Case::of("WSO2 Governance Registry", "9.9.9"), 0, &[]);
    let mut missing = Case::bare("repository/conf", "WSO2 Complex Event Processor");
    missing = missing
        .carbon("2")
        .file("tomcat/catalina-server.xml", CATALINA)
        .file("etc/jmx.xml", JMX)
        .file("axis2/axis2.xml", &axis2("", ""));
    let (bare, files) = missing.runtime_with_files("default");
    let servlet = bare.listeners.iter().find(|l| l.id == "servlet-https");
    assert_eq!(row(servlet.unwrap(), &files), kernel(2)[0]);
    // The high availability ports follow the offset from 4.2 on only.
    let processor = "<eventProcessorConfiguration><mode name=\"HA\" enable=\"true\"><nodeType><worker enable=\"true\"/></nodeType><eventSync><port>11224</port></eventSync></mode></eventProcessorConfiguration>";
    let unknown = missing
        .file("event-processor.xml", processor)
        .runtime("default");
    let sync = unknown
        .listeners
        .iter()
        .find(|l| l.id == "cep-ha-eventsync");
    assert_eq!(sync.unwrap().state, State::Conditional);
}
