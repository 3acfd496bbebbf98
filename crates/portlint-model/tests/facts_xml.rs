//! The statements of the facts about the xml generation, one small home each: what is open with its base, offset,
//! address and line, and why the rest is not.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a home that is not as described must stop the test"
)]

use portlint_model::{Home, HomeFacts, Listener, Memory, Request, Runtime, Scan, State, scan};
use portlint_syntax::Limits;
use std::path::{Path, PathBuf};

const HOME: &str = "/h/home";

/// A home of a product, its configuration files relative to `conf`, and what is told about it.
struct Case {
    conf: &'static str,
    files: Memory,
    facts: HomeFacts,
}

impl Case {
    /// A classic home with the four kernel ports and nothing else.
    fn of(product: &str, version: &str) -> Case {
        Case::bare("repository/conf", &format!("{product} v{version}"))
            .carbon("0")
            .file("tomcat/catalina-server.xml", CATALINA)
            .file("etc/jmx.xml", JMX)
            .file("axis2/axis2.xml", &axis2("", ""))
    }

    /// A home with nothing but its version file.
    fn bare(conf: &'static str, version: &str) -> Case {
        Case {
            conf,
            files: Memory::new().with(format!("{HOME}/bin/version.txt"), version),
            facts: HomeFacts::default(),
        }
    }

    fn carbon(self, offset: &str) -> Case {
        self.file("carbon.xml", &carbon(&format!("<Offset>{offset}</Offset>")))
    }

    /// A file below the configuration directory.
    fn file(self, path: &str, text: &str) -> Case {
        let path = format!("{}/{path}", self.conf);
        self.at(&path, text)
    }

    /// A file below the home.
    fn at(mut self, path: &str, text: &str) -> Case {
        self.files = self.files.with(format!("{HOME}/{path}"), text);
        self
    }

    fn arguments(mut self, arguments: &[&str]) -> Case {
        self.facts.start_arguments = Some(arguments.iter().map(ToString::to_string).collect());
        self
    }

    fn java_opts(mut self, options: &[&str]) -> Case {
        self.facts.java_opts = Some(options.iter().map(ToString::to_string).collect());
        self
    }

    fn env(mut self, name: &str, value: &str) -> Case {
        self.facts
            .env
            .get_or_insert_default()
            .insert(name.to_string(), value.to_string());
        self
    }

    fn scan(&self) -> Scan {
        scan(
            &self.files,
            &Request {
                paths: &[PathBuf::from(HOME)],
                limits: Limits::default(),
                facts: &|_: &Path, _: &Path| self.facts.clone(),
            },
        )
    }

    fn home(&self) -> Home {
        let mut scan = self.scan();
        assert_eq!(scan.host.homes.len(), 1);
        scan.host.homes.remove(0)
    }

    fn runtime(&self, id: &str) -> Runtime {
        let home = self.home();
        let known = home
            .runtimes
            .iter()
            .map(|r| r.id.clone())
            .collect::<Vec<_>>();
        home.runtimes
            .into_iter()
            .find(|r| r.id == id)
            .unwrap_or_else(|| panic!("no runtime {id} among {known:?}"))
    }

    /// Every line of `wanted` is a listener: `id protocol base+offset=port address file:line` for an open one,
    /// `id closed: words of the reason` or `id conditional: words` for another; nothing else is open.
    fn expect_of(&self, runtime: &str, wanted: &[&str]) {
        let runtime = self.runtime(runtime);
        let mut wrong = Vec::new();
        let mut rows = Vec::new();
        for line in wanted {
            let id = line.split(' ').next().unwrap();
            let of_id = runtime
                .listeners
                .iter()
                .filter(|l| l.id == id)
                .collect::<Vec<_>>();
            if let Some((head, reason)) = line.split_once(": ") {
                let state = head.split(' ').nth(1).unwrap();
                let met = of_id.iter().any(|l| {
                    l.state.as_str() == state
                        && l.condition.as_deref().unwrap_or_default().contains(reason)
                        && head.split(' ').skip(2).all(|n| number(l) == n)
                });
                if !met {
                    let found = of_id.iter().map(|l| describe(l)).collect::<Vec<_>>();
                    wrong.push(format!("  wanted {line}\n  found  {found:?}"));
                }
            } else {
                rows.push(line.to_string());
            }
        }
        let mut open = runtime
            .listeners
            .iter()
            .filter(|l| l.state == State::Open)
            .map(row)
            .collect::<Vec<_>>();
        rows.sort();
        open.sort();
        for row in rows.iter().filter(|r| !open.contains(r)) {
            wrong.push(format!("  missing {row}"));
        }
        for row in open.iter().filter(|r| !rows.contains(r)) {
            wrong.push(format!("  extra   {row}"));
        }
        for listener in &runtime.listeners {
            if listener.state != State::Open
                && listener
                    .condition
                    .as_deref()
                    .is_none_or(|c| c.trim().is_empty())
            {
                wrong.push(format!("  no reason: {}", describe(listener)));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    fn expect(&self, wanted: &[&str]) {
        self.expect_of("default", wanted);
    }
}

fn number(listener: &Listener) -> String {
    let of = |n: Option<i64>| n.map_or("-".to_string(), |n| n.to_string());
    format!(
        "{}+{}={}",
        of(listener.base),
        listener.offset,
        of(listener.port)
    )
}

fn row(listener: &Listener) -> String {
    let place = listener.location.as_ref().map_or("-".to_string(), |l| {
        let name = l
            .file
            .path
            .file_name()
            .unwrap()
            .to_string_lossy()
            .to_string();
        format!("{name}:{}", l.place().line)
    });
    format!(
        "{} {} {} {} {place}",
        listener.id,
        listener.protocol.as_str(),
        number(listener),
        listener.address
    )
}

fn describe(listener: &Listener) -> String {
    format!(
        "{} {} {}: {}",
        listener.id,
        listener.state.as_str(),
        number(listener),
        listener.condition.as_deref().unwrap_or("-")
    )
}

/// `carbon.xml`, the offset element on line 4.
fn carbon(offset: &str) -> String {
    format!(
        r#"<Server xmlns="http://wso2.org/projects/carbon/carbon.xml">
<ServerURL>local:/${{carbon.context}}/services/</ServerURL>
<Ports>
{offset}
<JMX>
<RMIRegistryPort>9999</RMIRegistryPort>
<RMIServerPort>11111</RMIServerPort>
</JMX>
<EmbeddedLDAP>
<LDAPServerPort>10389</LDAPServerPort>
<KDCServerPort>8000</KDCServerPort>
</EmbeddedLDAP>
<ThriftEntitlementReceivePort>10500</ThriftEntitlementReceivePort>
</Ports>
</Server>"#
    )
}

const CATALINA: &str = r#"<Server port="8005" shutdown="SHUTDOWN">
<Service className="org.wso2.carbon.tomcat.ext.service.ExtendedStandardService" name="Catalina">
<Connector protocol="org.apache.coyote.http11.Http11NioProtocol" port="9763" redirectPort="9443" proxyPort="80"/>
<Connector protocol="org.apache.coyote.http11.Http11NioProtocol" port="9443" scheme="https" secure="true" SSLEnabled="true" proxyPort="443"/>
</Service>
</Server>"#;

const JMX: &str = r#"<JMX xmlns="http://wso2.org/projects/carbon/jmx.xml">
<StartRMIServer>true</StartRMIServer>
<HostName>localhost</HostName>
<RMIRegistryPort>${Ports.JMX.RMIRegistryPort}</RMIRegistryPort>
<RMIServerPort>${Ports.JMX.RMIServerPort}</RMIServerPort>
</JMX>"#;

/// `axis2.xml`: receivers from line 4 on, then `clustering`, which starts on the line after them.
fn axis2(receivers: &str, clustering: &str) -> String {
    format!(
        r#"<axisconfig name="AxisJava2.0">
<!-- <transportReceiver name="tcp" class="x.Tcp"><parameter name="port">6667</parameter></transportReceiver> -->
<transportReceiver name="local" class="org.wso2.carbon.core.transports.local.CarbonLocalTransportReceiver"/>
{receivers}{clustering}<!-- <parameter name="port">9763</parameter> -->
</axisconfig>"#
    )
}

/// The pass-through receivers: ports on lines 5 and 8 of `axis2.xml`.
const PASSTHRU: &str = r#"<transportReceiver name="http" class="org.apache.synapse.transport.passthru.PassThroughHttpListener">
<parameter name="port" locked="false">8280</parameter>
</transportReceiver>
<transportReceiver name="https" class="org.apache.synapse.transport.passthru.PassThroughHttpSSLListener">
<parameter name="port" locked="false">8243</parameter>
</transportReceiver>
"#;

/// Clustering; seven lines: `localMemberPort` is the fourth, `mcastPort` the fifth.
fn clustering(scheme: &str, port: u16) -> String {
    format!(
        r#"<clustering class="org.wso2.carbon.core.clustering.hazelcast.HazelcastClusteringAgent" enable="true">
<parameter name="membershipScheme">{scheme}</parameter>
<parameter name="localMemberHost">127.0.0.1</parameter>
<parameter name="localMemberPort">{port}</parameter>
<parameter name="mcastPort">45564</parameter>
</clustering>
"#
    )
}

/// The kernel's four at an offset, from files as above.
fn kernel(offset: i64) -> Vec<String> {
    vec![
        format!(
            "servlet-https tcp 9443+{offset}={} 0.0.0.0 catalina-server.xml:4",
            9443 + offset
        ),
        format!(
            "servlet-http tcp 9763+{offset}={} 0.0.0.0 catalina-server.xml:3",
            9763 + offset
        ),
        format!(
            "jmx-rmi-registry tcp 9999+{offset}={} 0.0.0.0 carbon.xml:6",
            9999 + offset
        ),
        format!(
            "jmx-rmi-server tcp 11111+{offset}={} 0.0.0.0 carbon.xml:7",
            11111 + offset
        ),
    ]
}

fn with_kernel<'a>(kernel: &'a [String], more: &[&'a str]) -> Vec<&'a str> {
    kernel
        .iter()
        .map(String::as_str)
        .chain(more.iter().copied())
        .collect()
}

fn expect_kernel_and(case: &Case, offset: i64, more: &[&str]) {
    case.expect(&with_kernel(&kernel(offset), more));
}

// ---- the offset (facts 2.1, 2.2) ----

/// The offset, or words of the reason why the server does not come up.
fn offset_of(case: &Case) -> Result<i64, String> {
    let runtime = case.runtime("default");
    if let Some(value) = runtime.offset.value {
        let servlet = runtime
            .listeners
            .iter()
            .find(|l| l.id == "servlet-https")
            .unwrap();
        assert_eq!(servlet.state, State::Open, "{value}");
        assert_eq!(servlet.port, Some(9443 + value));
        return Ok(value);
    }
    for id in [
        "servlet-https",
        "servlet-http",
        "jmx-rmi-registry",
        "jmx-rmi-server",
    ] {
        let listener = runtime.listeners.iter().find(|l| l.id == id).unwrap();
        assert_ne!(listener.state, State::Open, "{id}");
        assert!(listener.condition.is_some(), "{id}");
    }
    let state = runtime
        .listeners
        .iter()
        .find(|l| l.id == "servlet-https")
        .unwrap()
        .state;
    Err(format!(
        "{} {}",
        state.as_str(),
        runtime.offset.reason.unwrap_or_default()
    ))
}

#[test]
fn forms_of_the_offset() {
    for (text, expected) in [
        ("3", Ok(3)),
        ("+3", Ok(3)),
        ("-100", Ok(-100)),
        ("03", Ok(3)),
        ("1<!-- x -->2", Ok(12)),
        ("<![CDATA[1]]>2", Ok(12)),
        ("&#50;", Ok(2)),
        (" 3 ", Err("closed")),
        ("3\n", Err("closed")),
        ("two", Err("closed")),
        ("1.5", Err("closed")),
        ("0x10", Err("closed")),
        ("3_000", Err("closed")),
        ("99999999999", Err("closed")),
        ("2147483648", Err("closed")),
        ("", Err("closed")),
        ("  ", Err("closed")),
        ("${x:3}", Err("")),
    ] {
        let found = offset_of(&Case::of("WSO2 Governance Registry", "5.2.0").carbon(text));
        match (expected, found) {
            (Ok(expected), Ok(found)) => assert_eq!(expected, found, "{text:?}"),
            (Err(expected), Err(found)) => assert!(found.contains(expected), "{text:?}: {found}"),
            (_, found) => panic!("{text:?}: {found:?}"),
        }
    }
}

#[test]
fn missing_and_repeated_offset_elements() {
    let greg = || Case::of("WSO2 Governance Registry", "5.2.0");
    let twice = greg().file(
        "carbon.xml",
        &carbon("<Offset>4</Offset><Offset>5</Offset>"),
    );
    assert_eq!(offset_of(&twice), Ok(4));
    let missing = greg().file("carbon.xml", &carbon(""));
    assert!(offset_of(&missing).unwrap_err().starts_with("closed"));
    let empty = greg().file("carbon.xml", &carbon("<Offset/>"));
    assert!(offset_of(&empty).unwrap_err().starts_with("closed"));
    // -DportOffset rescues all of them.
    for text in [
        "",
        "<Offset/>",
        "<Offset> </Offset>",
        "<Offset>two</Offset>",
        "<Offset> 3 </Offset>",
    ] {
        let rescued = greg()
            .file("carbon.xml", &carbon(text))
            .arguments(&["-DportOffset=6"]);
        assert_eq!(offset_of(&rescued), Ok(6), "{text}");
    }
    let commented = greg().file(
        "carbon.xml",
        &carbon("<!-- <Offset>9</Offset> --><Offset>1</Offset>"),
    );
    assert_eq!(offset_of(&commented), Ok(1));
}

#[test]
fn where_the_offset_comes_from() {
    let greg = |offset: &str| Case::of("WSO2 Governance Registry", "5.2.0").carbon(offset);
    let argument = ["-DportOffset=3"];
    let option = ["-Xmx1g -DportOffset=4"];
    assert_eq!(
        offset_of(&greg("5").arguments(&argument).java_opts(&option)),
        Ok(3)
    );
    assert_eq!(offset_of(&greg("5").java_opts(&option)), Ok(4));
    assert_eq!(offset_of(&greg("5").arguments(&["-DportOffset=0"])), Ok(0));
    assert_eq!(
        offset_of(&greg("5").arguments(&["--debug", "5005"]).java_opts(&option)),
        Ok(5)
    );
    let bad = greg("5").arguments(&["-DportOffset=x"]);
    assert!(offset_of(&bad).unwrap_err().starts_with("closed"));
    let script =
        "#!/bin/sh\n$JAVACMD \\\n -DportOffset=8 \\\n org.wso2.carbon.bootstrap.Bootstrap $*\n";
    assert_eq!(offset_of(&greg("5").at("bin/wso2server.sh", script)), Ok(8));
    assert_eq!(
        offset_of(
            &greg("5")
                .at("bin/wso2server.sh", script)
                .arguments(&argument)
        ),
        Ok(3)
    );
}

#[test]
fn placeholders_of_the_offset() {
    let of = |kernel: &str| {
        Case::of("WSO2 Governance Registry", "5.2.0")
            .carbon("${shift}")
            .at(
                "bin/wso2carbon-version.txt",
                &format!("WSO2 Carbon Framework v{kernel}\n"),
            )
    };
    assert_eq!(offset_of(&of("4.4.5").env("shift", "7")), Ok(7));
    assert_eq!(offset_of(&of("4.4.40").env("shift", "7")), Ok(7));
    assert!(offset_of(&of("4.4.4").env("shift", "7")).is_err());
    assert_eq!(offset_of(&of("4.4.4").java_opts(&["-Dshift=9"])), Ok(9));
    assert_eq!(
        offset_of(&of("4.4.9").arguments(&["-Dshift=9"]).env("shift", "7")),
        Ok(9)
    );
    // Nothing told: unknown, not guessed.
    let unknown = offset_of(&of("4.4.9")).unwrap_err();
    assert!(
        unknown.starts_with("conditional") && unknown.contains("shift"),
        "{unknown}"
    );
    // An unresolved first placeholder stops replacement of the later one.
    let later = of("4.4.9").carbon("${none}${shift}").env("shift", "7");
    assert!(offset_of(&later).is_err());
    let joined = of("4.4.9").carbon("1${shift}").env("shift", "7");
    assert_eq!(offset_of(&joined), Ok(17));
}

// ---- the kernel (facts 1) ----

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
fn connectors_of_the_first_service() {
    let catalina = r#"<Server port="8005">
<Service name="Catalina">
<Connector port="9764" address="10.0.0.1"/>
<Connector
    port="8443" scheme="https" secure="true" SSLEnabled="true"/>
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
            "ajp tcp 8009+2=8011 0.0.0.0 catalina-server.xml:6",
            "connector-4 tcp 7777+2=7779 127.0.0.1 catalina-server.xml:7",
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
        let runtime = case.runtime("default");
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
        assert_eq!(row(http), kernel_2[1]);
    };
    expect(case("4.4.13"), "8443+0=8443");
    expect(case("4.4.35"), "8443+0=8443");
    expect(case("4.4.12"), "9443+2=9445");
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
    expect_kernel_and(
        &case,
        3,
        &[
            "jdwp tcp 5005+0=5005 0.0.0.0 -",
            "osgi-console tcp 19444+0=19444 0.0.0.0 -",
        ],
    );
    let case = Case::of("WSO2 Governance Registry", "5.4.0").arguments(&["-debug 5006"]);
    expect_kernel_and(&case, 0, &["jdwp tcp 5006+0=5006 0.0.0.0 -"]);
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
            "cluster-member tcp 4001+0=4001 127.0.0.1 axis2.xml:7",
            "cluster-multicast closed 45564+0=45564: membershipScheme",
        ],
    );
    expect_kernel_and(
        &with(&clustering("multicast", 4001)),
        2,
        &[
            "cluster-member tcp 4001+0=4001 127.0.0.1 axis2.xml:7",
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
        &["cluster-member tcp 4001+0=4001 127.0.0.1 axis2.xml:7"],
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
            "cluster-member tcp 4001+0=4001 127.0.0.1 axis2.xml:7",
            "cluster-group-management conditional 2222+0=2222: not verified",
        ],
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

// ---- identity (facts 1, 4, 13.1) ----

const LDAP: &str = r#"<EmbeddedLDAPConfig>
<EmbeddedLDAP>
<Property name="enable">true</Property>
<Property name="port">${Ports.EmbeddedLDAP.LDAPServerPort}</Property>
</EmbeddedLDAP>
<KDCServer>
<Property name="enabled">false</Property>
<Property name="protocol">UDP</Property>
<Property name="port">${Ports.EmbeddedLDAP.KDCServerPort}</Property>
</KDCServer>
</EmbeddedLDAPConfig>"#;

const IDENTITY: &str = r#"<Server xmlns="http://wso2.org/projects/carbon/carbon.xml">
<EntitlementSettings>
<ThirftBasedEntitlementConfig>
<EnableThriftService>false</EnableThriftService>
<ReceivePort>${Ports.ThriftEntitlementReceivePort}</ReceivePort>
<ThriftHostName>10.1.1.1</ThriftHostName>
</ThirftBasedEntitlementConfig>
</EntitlementSettings>
</Server>"#;

const THRIFT_AUTH: &str = "<Server xmlns=\"http://wso2.org/projects/carbon/carbon.xml\">\n<!--<Hostname>a</Hostname>-->\n<Port>10711</Port>\n</Server>";

fn identity_server(version: &str, offset: &str) -> Case {
    Case::of("WSO2 Identity Server", version)
        .carbon(offset)
        .file("identity/embedded-ldap.xml", LDAP)
        .file("identity/identity.xml", IDENTITY)
        .file("identity/thrift-authentication.xml", THRIFT_AUTH)
}

#[test]
fn identity_server_as_shipped() {
    for version in ["5.1.0", "5.3.0", "5.7.0", "5.8.0"] {
        expect_kernel_and(
            &identity_server(version, "2"),
            2,
            &[
                "embedded-ldap tcp 10389+2=10391 0.0.0.0 carbon.xml:10",
                "thrift-auth tcp 10711+2=10713 host of the server URL thrift-authentication.xml:3",
                "kdc closed 8000+2=8002: KDCServer is not enabled",
                "thrift-entitlement closed 10500+2=10502: EnableThriftService",
            ],
        );
    }
}

#[test]
fn identity_server_with_everything_on() {
    let case = identity_server("5.6.0", "3")
        .file(
            "identity/embedded-ldap.xml",
            &LDAP.replace(">false<", ">true<"),
        )
        .file(
            "identity/identity.xml",
            &IDENTITY.replace(">false<", ">true<"),
        );
    expect_kernel_and(
        &case,
        3,
        &[
            "embedded-ldap tcp 10389+3=10392 0.0.0.0 carbon.xml:10",
            "thrift-auth tcp 10711+3=10714 host of the server URL thrift-authentication.xml:3",
            "kdc udp 8000+3=8003 0.0.0.0 carbon.xml:11",
            "thrift-entitlement tcp 10500+3=10503 10.1.1.1 carbon.xml:13",
        ],
    );
    let literals = identity_server("5.6.0", "3")
        .file(
            "identity/embedded-ldap.xml",
            &LDAP
                .replace(">false<", ">true<")
                .replace("${Ports.EmbeddedLDAP.LDAPServerPort}", "1389")
                .replace(
                    "<Property name=\"port\">${Ports.EmbeddedLDAP.KDCServerPort}</Property>",
                    "",
                ),
        )
        .file(
            "identity/identity.xml",
            &IDENTITY
                .replace(">false<", ">true<")
                .replace("${Ports.ThriftEntitlementReceivePort}", "10555"),
        );
    expect_kernel_and(
        &literals,
        3,
        &[
            "embedded-ldap tcp 1389+0=1389 0.0.0.0 embedded-ldap.xml:4",
            "thrift-auth tcp 10711+3=10714 host of the server URL thrift-authentication.xml:3",
            "kdc udp 8000+0=8000 0.0.0.0 embedded-ldap.xml:6",
            "thrift-entitlement tcp 10555+0=10555 10.1.1.1 identity.xml:5",
        ],
    );
    let off = identity_server("5.6.0", "3").file(
        "identity/embedded-ldap.xml",
        &LDAP.replace(">true<", ">no<").replace(">false<", ">true<"),
    );
    expect_kernel_and(
        &off,
        3,
        &[
            "thrift-auth tcp 10711+3=10714 host of the server URL thrift-authentication.xml:3",
            "embedded-ldap closed: not enabled",
            "kdc closed: not enabled",
        ],
    );
}

#[test]
fn the_copy_of_thrift_authentication_is_inert() {
    let case =
        Case::of("WSO2 Identity Server", "5.6.0").file("thrift-authentication.xml", THRIFT_AUTH);
    let runtime = case.runtime("default");
    let auth = runtime
        .listeners
        .iter()
        .find(|l| l.id == "thrift-auth")
        .unwrap();
    assert_eq!(auth.state, State::Conditional);
    assert!(auth.location.is_none());
}

#[test]
fn other_products_have_no_directory() {
    let case = Case::of("WSO2 Business Process Server", "3.6.0").file("embedded-ldap.xml", LDAP);
    expect_kernel_and(&case, 0, &[]);
}

#[test]
fn storage_server() {
    let ldap = LDAP.replace(">false<", ">true<");
    let cassandra = "storage_port: 7100\nssl_storage_port: 7001\nlisten_address: localhost\nstart_native_transport: true\nnative_transport_port: 9142\nrpc_address: localhost\nrpc_port: 9161\nserver_encryption_options:\n    internode_encryption: none\n";
    let case = || {
        Case::of("WSO2 Storage Server", "1.5.0")
            .carbon("1")
            .file("embedded-ldap.xml", &ldap)
            .file("etc/cassandra.yaml", cassandra)
    };
    let directory = [
        "embedded-ldap tcp 10389+1=10390 0.0.0.0 carbon.xml:10",
        "kdc udp 8000+1=8001 0.0.0.0 carbon.xml:11",
    ];
    let hadoop = [
        "hdfs-54310 closed 54310+0=54310: enable.hdfs.startup",
        "hdfs-50070 closed 50070+0=50070: enable.hdfs.startup",
        "hdfs-50475 closed 50475+0=50475: enable.hdfs.datanode",
        "hdfs-1004 closed 1004+0=1004: enable.hdfs.datanode",
        "hdfs-1006 closed 1006+0=1006: enable.hdfs.datanode",
        "hdfs-50020 closed 50020+0=50020: enable.hdfs.datanode",
        "mapred-54311 closed 54311+0=54311: enable.hdfs.startup",
        "mapred-50030 closed 50030+0=50030: enable.hdfs.startup",
        "mapred-50060 closed 50060+0=50060: enable.hdfs.startup",
    ];
    let mut wanted = vec![
        "cassandra-rpc tcp 9160+1=9161 localhost cassandra.yaml:7",
        "cassandra-storage tcp 7000+1=7001 localhost cassandra.yaml:1",
        "cassandra-native tcp 9042+1=9043 localhost cassandra.yaml:5",
        "cassandra-storage-ssl closed 7001+1=7002: internode",
    ];
    wanted.extend(directory);
    wanted.extend(hadoop);
    expect_kernel_and(&case(), 1, &wanted);
    let moved = case()
        .arguments(&["-Dcassandra.rpc.port=9500"])
        .runtime("default");
    let rpc = moved
        .listeners
        .iter()
        .find(|l| l.id == "cassandra-rpc")
        .unwrap();
    assert_eq!(number(rpc), "9500+1=9501");
    let mut wanted = vec![
        "cassandra-rpc closed: disable.cassandra.server.startup",
        "cassandra-storage closed: disable.cassandra.server.startup",
        "cassandra-native closed: disable.cassandra.server.startup",
    ];
    wanted.extend(directory);
    expect_kernel_and(
        &case().arguments(&["-Ddisable.cassandra.server.startup=true"]),
        1,
        &wanted,
    );
}

#[test]
fn enterprise_mobility_manager() {
    let manager = "<APIManager>\n<APIKeyValidator>\n<EnableThriftServer>true</EnableThriftServer>\n<ThriftServerPort>10397</ThriftServerPort>\n</APIKeyValidator>\n</APIManager>";
    let bridge = "<dataBridgeConfiguration>\n<thriftDataReceiver>\n<hostName>localhost</hostName><port>7611</port><securePort>7711</securePort>\n</thriftDataReceiver>\n</dataBridgeConfiguration>";
    let case = Case::of("WSO2 Enterprise Mobility Manager", "2.2.0")
        .carbon("2")
        .file(
            "axis2/axis2.xml",
            &axis2(PASSTHRU, &clustering("wka", 4100)),
        )
        .file(
            "identity/identity.xml",
            &IDENTITY.replace(">false<", ">true<"),
        )
        .file("identity/thrift-authentication.xml", THRIFT_AUTH)
        .file("api-manager.xml", manager)
        .file("data-bridge/data-bridge-config.xml", bridge);
    expect_kernel_and(
        &case,
        2,
        &[
            "passthru-http tcp 8280+2=8282 0.0.0.0 axis2.xml:5",
            "passthru-https tcp 8243+2=8245 0.0.0.0 axis2.xml:8",
            "cluster-member tcp 4100+0=4100 127.0.0.1 axis2.xml:13",
            "thrift-entitlement tcp 10500+2=10502 10.1.1.1 carbon.xml:13",
            "thrift-auth tcp 10711+2=10713 host of the server URL thrift-authentication.xml:3",
            "thrift-keymgt conditional 10397+0=10397: key manager",
            "databridge-thrift-tcp closed: data bridge",
            "databridge-thrift-ssl closed: data bridge",
        ],
    );
}

// ---- mediation (facts 1, 4) ----

#[test]
fn pass_through_receivers() {
    let esb = |receivers: &str| {
        Case::of("WSO2 Enterprise Service Bus", "5.0.0")
            .carbon("3")
            .file("axis2/axis2.xml", &axis2(receivers, ""))
    };
    expect_kernel_and(
        &esb(PASSTHRU),
        3,
        &[
            "passthru-http tcp 8280+3=8283 0.0.0.0 axis2.xml:5",
            "passthru-https tcp 8243+3=8246 0.0.0.0 axis2.xml:8",
            "cluster-member closed 4000+0=4000: clustering",
        ],
    );
    let nio = PASSTHRU
        .replace(
            "passthru.PassThroughHttpListener",
            "nhttp.HttpCoreNIOListener",
        )
        .replace(
            "passthru.PassThroughHttpSSLListener",
            "nhttp.HttpCoreNIOMultiSSLListener",
        )
        .replace(
            "8243</parameter>",
            "8343</parameter><parameter name=\"bind-address\">10.0.0.9</parameter>",
        );
    expect_kernel_and(
        &esb(&nio),
        3,
        &[
            "passthru-http tcp 8280+3=8283 0.0.0.0 axis2.xml:5",
            "passthru-https tcp 8343+3=8346 10.0.0.9 axis2.xml:8",
        ],
    );
    // Receivers of the servlet transport open nothing; a commented one neither; several of the same kind all do.
    let shims = r#"<transportReceiver name="http" class="org.wso2.carbon.core.transports.http.HttpTransportListener">
<parameter name="port">9763</parameter>
</transportReceiver>
<!--
"#.to_string() + PASSTHRU + "-->\n";
    expect_kernel_and(
        &esb(&shims),
        3,
        &[
            "passthru-http closed: axis2.xml",
            "passthru-https closed: axis2.xml",
        ],
    );
    let second = PASSTHRU.to_string()
        + &PASSTHRU
            .replace("name=\"http\"", "name=\"http2\"")
            .replace("name=\"https\"", "name=\"https2\"")
            .replace("8280", "8281")
            .replace("8243", "8244");
    let runtime = esb(&second).runtime("default");
    let mut ports = runtime
        .listeners
        .iter()
        .filter(|l| l.state == State::Open && l.base.is_some_and(|b| (8200..8300).contains(&b)))
        .map(|l| l.port.unwrap())
        .collect::<Vec<_>>();
    ports.sort_unstable();
    assert_eq!(ports, [8246, 8247, 8283, 8284]);
    // A sender is no listener.
    let sender = PASSTHRU.to_string()
        + "<transportSender name=\"http\" class=\"x\"><parameter name=\"port\">7070</parameter></transportSender>\n";
    expect_kernel_and(
        &esb(&sender),
        3,
        &[
            "passthru-http tcp 8280+3=8283 0.0.0.0 axis2.xml:5",
            "passthru-https tcp 8243+3=8246 0.0.0.0 axis2.xml:8",
        ],
    );
    // Others: what they do with the offset is not known.
    let tcp = PASSTHRU.to_string()
        + "<transportReceiver name=\"tcp\" class=\"org.apache.axis2.transport.tcp.TCPServer\">\n<parameter name=\"port\">6060</parameter></transportReceiver>\n";
    let runtime = esb(&tcp).runtime("default");
    let other = runtime
        .listeners
        .iter()
        .find(|l| l.base == Some(6060))
        .unwrap();
    assert_eq!(other.state, State::Conditional);
}

#[test]
fn receivers_with_placeholders_and_garbage() {
    let esb = |port: &str| {
        Case::of("WSO2 Enterprise Service Bus", "5.0.0").file(
            "axis2/axis2.xml",
            &axis2(&PASSTHRU.replace("8280", port), ""),
        )
    };
    let https = "passthru-https tcp 8243+0=8243 0.0.0.0 axis2.xml:8";
    expect_kernel_and(
        &esb("${in.port}").arguments(&["-Din.port=8888"]),
        0,
        &["passthru-http tcp 8888+0=8888 0.0.0.0 axis2.xml:5", https],
    );
    expect_kernel_and(
        &esb("${in.port}"),
        0,
        &["passthru-http conditional -+0=-: in.port", https],
    );
}

#[test]
fn inbound_endpoints() {
    let endpoint = |protocol: &str, key: &str, extra: &str| {
        format!(
            "<inboundEndpoint xmlns=\"http://ws.apache.org/ns/synapse\" name=\"a\" protocol=\"{protocol}\" suspend=\"false\">\n<parameters>\n<parameter name=\"{key}\">8085</parameter>\n{extra}</parameters>\n</inboundEndpoint>"
        )
    };
    let folder = "repository/deployment/server/synapse-configs/default/inbound-endpoints";
    let ports = |text: &str| {
        let runtime = Case::of("WSO2 Enterprise Service Bus", "5.0.0")
            .carbon("3")
            .file("axis2/axis2.xml", &axis2(PASSTHRU, ""))
            .at(&format!("{folder}/a.xml"), text)
            .runtime("default");
        runtime
            .listeners
            .iter()
            .filter(|l| l.base == Some(8085) && l.state == State::Open)
            .map(|l| format!("{} {}", number(l), row(l).rsplit(' ').next().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ports(&endpoint("http", "inbound.http.port", "")),
        ["8085+0=8085 a.xml:3"]
    );
    assert_eq!(
        ports(&endpoint("https", "inbound.http.port", "")),
        ["8085+0=8085 a.xml:3"]
    );
    assert_eq!(
        ports(&endpoint("hl7", "inbound.hl7.Port", "")),
        ["8085+0=8085 a.xml:3"]
    );
    assert_eq!(
        ports(&endpoint("ws", "inbound.ws.port", "")),
        ["8085+0=8085 a.xml:3"]
    );
    let flag = "<parameter name=\"ws.use.port.offset\">true</parameter>\n";
    assert_eq!(
        ports(&endpoint("wss", "inbound.ws.port", flag)),
        ["8085+3=8088 a.xml:3"]
    );
    let suspended = endpoint("http", "inbound.http.port", "").replace("\"false\"", "\"true\"");
    assert!(ports(&suspended).is_empty());
}

// ---- API Manager (facts 4, 6) ----

fn key_manager(port: &str) -> String {
    format!(
        "<APIManager>\n<APIKeyValidator>\n<ThriftClientPort>10397</ThriftClientPort>\n<EnableThriftServer>true</EnableThriftServer>\n{port}\n</APIKeyValidator>\n</APIManager>"
    )
}

const BRIDGE: &str = r#"<dataBridgeConfiguration>
<dataReceiver name="Thrift">
<config name="tcpPort">7611</config>
<config name="sslPort">7711</config>
</dataReceiver>
<dataReceiver name="Binary">
<config name="tcpPort">9611</config>
<config name="sslPort">9711</config>
</dataReceiver>
</dataBridgeConfiguration>"#;

fn bridge(offset: i64) -> Vec<String> {
    [
        ("thrift-tcp", 7611, 3),
        ("thrift-ssl", 7711, 4),
        ("binary-tcp", 9611, 7),
        ("binary-ssl", 9711, 8),
    ]
    .map(|(name, base, line)| {
        format!(
            "databridge-{name} tcp {base}+{offset}={} 0.0.0.0 data-bridge-config.xml:{line}",
            base + offset
        )
    })
    .to_vec()
}

fn broker(mqtt: bool, mode: &str) -> String {
    format!(
        r#"<broker>
<coordination>
<thriftServerHost>localhost</thriftServerHost>
<thriftServerPort>7611</thriftServerPort>
</coordination>
<transports>
<amqp enabled="true">
<bindAddress>0.0.0.0</bindAddress>
<defaultConnection enabled="true" port="5672" />
<sslConnection enabled="true" port="8672"></sslConnection>
</amqp>
<mqtt enabled="{mqtt}">
<bindAddress>0.0.0.0</bindAddress>
<defaultConnection enabled="true" port="1883" />
<sslConnection enabled="true" port="8883"></sslConnection>
</mqtt>
</transports>
{mode}
</broker>"#
    )
}

#[test]
fn api_manager_1() {
    for version in ["1.8.0", "1.9.0", "1.9.1"] {
        let case = Case::of("WSO2 API Manager", version)
            .carbon("2")
            .file("axis2/axis2.xml", &axis2(PASSTHRU, ""))
            .file(
                "api-manager.xml",
                &key_manager("<ThriftServerPort>10397</ThriftServerPort>"),
            );
        expect_kernel_and(
            &case,
            2,
            &[
                "passthru-http tcp 8280+2=8282 0.0.0.0 axis2.xml:5",
                "passthru-https tcp 8243+2=8245 0.0.0.0 axis2.xml:8",
                "thrift-keymgt tcp 10397+0=10397 local host name api-manager.xml:5",
                "amqp closed: no message broker",
                "amqps closed: no message broker",
            ],
        );
    }
}

#[test]
fn api_manager_1_10_adds_thrift_authentication() {
    let case = Case::of("WSO2 API Manager", "1.10.0")
        .carbon("2")
        .file("axis2/axis2.xml", &axis2(PASSTHRU, ""))
        .file("identity/thrift-authentication.xml", THRIFT_AUTH)
        .file("api-manager.xml", &key_manager(""));
    expect_kernel_and(
        &case,
        2,
        &[
            "passthru-http tcp 8280+2=8282 0.0.0.0 axis2.xml:5",
            "passthru-https tcp 8243+2=8245 0.0.0.0 axis2.xml:8",
            "thrift-auth tcp 10711+2=10713 host of the server URL thrift-authentication.xml:3",
            "thrift-keymgt tcp 10397+2=10399 local host name api-manager.xml:4",
        ],
    );
}

#[test]
fn api_manager_2() {
    let folder = "repository/deployment/server/synapse-configs/default/inbound-endpoints";
    let ws = |protocol: &str, port: u16, follow: bool| {
        format!(
            "<inboundEndpoint xmlns=\"http://ws.apache.org/ns/synapse\" name=\"{protocol}\" protocol=\"{protocol}\" suspend=\"false\">\n<parameters>\n<parameter name=\"inbound.ws.port\">{port}</parameter>\n<parameter name=\"ws.use.port.offset\">{follow}</parameter>\n</parameters>\n</inboundEndpoint>"
        )
    };
    let case = |version: &str| {
        Case::of("WSO2 API Manager", version)
            .carbon("2")
            .file("axis2/axis2.xml", &axis2(PASSTHRU, ""))
            .file("identity/thrift-authentication.xml", THRIFT_AUTH)
            .file(
                "api-manager.xml",
                &key_manager("<ThriftServerHost>localhost</ThriftServerHost>"),
            )
            .file(
                "broker.xml",
                &broker(false, "<deployment><mode>standalone</mode></deployment>"),
            )
            .file("data-bridge/data-bridge-config.xml", BRIDGE)
    };
    let bridge = bridge(2);
    let mut always = with_kernel(
        &bridge,
        &[
            "passthru-http tcp 8280+2=8282 0.0.0.0 axis2.xml:5",
            "passthru-https tcp 8243+2=8245 0.0.0.0 axis2.xml:8",
            "thrift-auth tcp 10711+2=10713 host of the server URL thrift-authentication.xml:3",
            "thrift-keymgt tcp 10397+2=10399 localhost api-manager.xml:4",
            "amqp tcp 5672+2=5674 0.0.0.0 broker.xml:9",
            "amqps tcp 8672+2=8674 0.0.0.0 broker.xml:10",
            "mqtt closed 1883+2=1885: mqtt is not enabled",
            "mqtts closed 8883+2=8885: mqtt is not enabled",
            "mb-thrift closed 7611+2=7613: standalone",
        ],
    );
    expect_kernel_and(&case("2.0.0"), 2, &always);
    // 2.6 with both WebSocket endpoints.
    let both = case("2.6.0")
        .at(
            &format!("{folder}/WebSocketInboundEndpoint.xml"),
            &ws("ws", 9099, false),
        )
        .at(
            &format!("{folder}/SecureWebSocketInboundEndpoint.xml"),
            &ws("wss", 8099, true),
        );
    always.push("ws-inbound tcp 9099+0=9099 0.0.0.0 WebSocketInboundEndpoint.xml:3");
    always.push("wss-inbound tcp 8099+2=8101 0.0.0.0 SecureWebSocketInboundEndpoint.xml:3");
    expect_kernel_and(&both, 2, &always);
    // -Ddisable.receiver=true stops Thrift only; an explicit key manager port is literal.
    let stopped = case("2.2.0").arguments(&["-Ddisable.receiver=true"]).file(
        "api-manager.xml",
        &key_manager("<ThriftServerPort>10500</ThriftServerPort>"),
    );
    let runtime = stopped.runtime("default");
    for (id, state, port) in [
        ("databridge-thrift-tcp", State::Closed, 7613),
        ("databridge-thrift-ssl", State::Closed, 7713),
        ("databridge-binary-tcp", State::Open, 9613),
        ("thrift-keymgt", State::Open, 10500),
    ] {
        let listener = runtime.listeners.iter().find(|l| l.id == id).unwrap();
        assert_eq!((listener.state, listener.port), (state, Some(port)), "{id}");
    }
}

#[test]
fn defaults_of_the_binary_receiver_are_swapped_in_the_code() {
    let bridge = "<dataBridgeConfiguration>\n<dataReceiver name=\"Binary\">\n</dataReceiver>\n<dataReceiver name=\"Thrift\">\n<config name=\"hostName\">10.2.2.2</config>\n</dataReceiver>\n</dataBridgeConfiguration>";
    let case = Case::of("WSO2 Complex Event Processor", "4.2.0")
        .carbon("1")
        .file("data-bridge/data-bridge-config.xml", bridge);
    expect_kernel_and(
        &case,
        1,
        &[
            "databridge-binary-tcp tcp 9711+1=9712 0.0.0.0 data-bridge-config.xml:2",
            "databridge-binary-ssl tcp 9611+1=9612 0.0.0.0 data-bridge-config.xml:2",
            "databridge-thrift-tcp tcp 7611+1=7612 10.2.2.2 data-bridge-config.xml:4",
            "databridge-thrift-ssl tcp 7711+1=7712 10.2.2.2 data-bridge-config.xml:4",
        ],
    );
}

// ---- brokers (facts 5.1, 13.1) ----

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
    let clustered = "<deployment><mode>clustered</mode></deployment>";
    let on = clustering("wka", 4000);
    let member = "cluster-member tcp 4000+0=4000 127.0.0.1 axis2.xml:7";
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

// ---- analytics servers (facts 5.2 - 5.4) ----

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
    let member = "cluster-member tcp 4000+0=4000 127.0.0.1 axis2.xml:7";
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
                "cluster-member tcp 4000+0=4000 127.0.0.1 axis2.xml:7",
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

// ---- homes with several profiles (facts 3, 4) ----

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

// ---- without Carbon, and without sources (facts 4) ----

#[test]
fn application_server_6_is_tomcat() {
    let server = r#"<Server port="8005" shutdown="SHUTDOWN">
<Service name="Catalina">
<Connector port="8080" protocol="HTTP/1.1" redirectPort="8443"/>
<Connector port="8443" protocol="org.apache.coyote.http11.Http11NioProtocol" SSLEnabled="true" scheme="https" address="10.5.5.5"/>
<Connector port="8009" protocol="AJP/1.3" redirectPort="8443"/>
</Service>
</Server>"#;
    let home = || Case::bare("conf", "WSO2 Application Server v6.0.0").file("server.xml", server);
    let open = [
        "servlet-http tcp 8080+0=8080 0.0.0.0 server.xml:3",
        "servlet-https tcp 8443+0=8443 10.5.5.5 server.xml:4",
        "ajp tcp 8009+0=8009 0.0.0.0 server.xml:5",
        "tomcat-shutdown tcp 8005+0=8005 localhost server.xml:1",
    ];
    let case = home();
    assert_eq!(case.home().product.as_deref(), Some("wso2as"));
    case.expect(&open);
    // No offset exists, whatever is told.
    home().arguments(&["-DportOffset=3"]).expect(&open);
    let off = home().file("server.xml", &server.replace("8005", "-1"));
    off.expect(&with_kernel(
        &[],
        &[open[0], open[1], open[2], "tomcat-shutdown closed: -1"],
    ));
}

#[test]
fn elastic_load_balancer() {
    let mut case = Case::of("WSO2 Elastic Load Balancer", "2.1.0")
        .carbon("1")
        .file("axis2/axis2.xml", &axis2(PASSTHRU, &clustering("wka", 4000)))
        .file("loadbalancer.conf", "loadbalancer {\n  services {\n    appserver {\n      domains {\n        wso2.as.domain {\n          group_mgt_port 4500;\n        }\n      }\n    }\n  }\n}\n");
    case.facts.product = Some("wso2elb".to_string());
    case.expect(&with_kernel(
        &kernel(1),
        &[
            "passthru-http tcp 8280+1=8281 0.0.0.0 axis2.xml:5",
            "passthru-https tcp 8243+1=8244 0.0.0.0 axis2.xml:8",
            "cluster-member tcp 4000+0=4000 127.0.0.1 axis2.xml:13",
            "group-management-1 conditional 4500+0=4500: not verified",
        ],
    ));
}
