//! The rules of the generation on small homes in memory.

use super::resolve;
use crate::facts::HomeFacts;
use crate::reader::HomeReader;
use crate::resolve::RuntimeContext;
use portlint_catalog::{Generation, Version, product};
use portlint_files::Memory;
use portlint_host::{Files, Listener, ProblemKind, Runtime, State};
use portlint_syntax::Limits;
use proptest::prelude::*;

const TOMCAT: &str = r#"<Server port="8005"><Service name="Catalina">
<Connector protocol="org.apache.coyote.http11.Http11NioProtocol" port="9763" redirectPort="9443" bindOnInit="false"/>
<Connector protocol="org.apache.coyote.http11.Http11NioProtocol" port="9443" scheme="https" SSLEnabled="true" bindOnInit="false"/>
</Service></Server>"#;

const JMX: &str = r#"<JMX xmlns="http://wso2.org/projects/carbon/jmx.xml"><StartRMIServer>true</StartRMIServer>
<RMIRegistryPort>${Ports.JMX.RMIRegistryPort}</RMIRegistryPort>
<RMIServerPort>${Ports.JMX.RMIServerPort}</RMIServerPort></JMX>"#;

fn carbon(offset: &str) -> String {
    format!(
        "<Server xmlns=\"http://wso2.org/projects/carbon/carbon.xml\">\n<Ports>\n{offset}\n<JMX>\
         <RMIRegistryPort>9999</RMIRegistryPort><RMIServerPort>11111</RMIServerPort></JMX>\n</Ports></Server>"
    )
}

/// A home of a product with these files below `repository/conf`, or below the home for names that start with `/`.
struct Case {
    product: &'static str,
    version: &'static str,
    facts: HomeFacts,
    files: Memory,
}

fn case(product: &'static str, version: &'static str) -> Case {
    Case {
        product,
        version,
        facts: HomeFacts::default(),
        files: Memory::new(),
    }
}

impl Case {
    fn with(mut self, file: &str, content: &str) -> Case {
        let path = match file.strip_prefix('/') {
            Some(file) => format!("/home/{file}"),
            None => format!("/home/repository/conf/{file}"),
        };
        self.files = self.files.with(path, content);
        self
    }

    fn offset(self, element: &str) -> Case {
        self.with("carbon.xml", &carbon(element))
    }

    fn start(mut self, argument: &str) -> Case {
        self.facts.start_arguments = Some(vec![argument.to_string()]);
        self
    }

    fn java_opts(mut self, option: &str) -> Case {
        self.facts.java_opts = Some(vec![option.to_string()]);
        self
    }

    fn env(mut self, name: &str, value: &str) -> Case {
        self.facts.env = Some([(name.to_string(), value.to_string())].into());
        self
    }

    fn resolve(&self) -> Runtime {
        self.resolve_with_files().0
    }

    fn resolve_with_files(&self) -> (Runtime, Files) {
        let product = product(self.product).unwrap();
        let version = Version::parse(self.version).unwrap();
        let runtime = product
            .runtimes
            .iter()
            .find(|r| r.generation == Generation::Xml)
            .unwrap();
        let mut reader = HomeReader::new(&self.files, "/home", Limits::default());
        let runtime = resolve(
            &mut reader,
            &RuntimeContext {
                catalog: portlint_catalog::built_in(),
                product,
                version: Some(&version),
                rules: Some(&version),
                runtime,
                conf: "repository/conf",
                facts: &self.facts,
            },
        );
        (runtime, reader.table())
    }
}

fn listener<'r>(runtime: &'r Runtime, id: &str) -> &'r Listener {
    runtime.listeners.iter().find(|l| l.id == id).unwrap()
}

fn kinds(runtime: &Runtime) -> Vec<ProblemKind> {
    runtime.problems.iter().map(|p| p.kind).collect()
}

fn server(offset: &str) -> Case {
    case("wso2dss", "3.5.0")
        .offset(offset)
        .with("tomcat/catalina-server.xml", TOMCAT)
        .with("etc/jmx.xml", JMX)
}

#[test]
fn the_offset_is_read_as_the_server_reads_it() {
    let cases = [
        ("<Offset>3</Offset>", Some(3)),
        ("<Offset>+3</Offset>", Some(3)),
        ("<Offset>-100</Offset>", Some(-100)),
        ("<Offset>1<!-- x -->2</Offset>", Some(12)),
        ("<Offset><![CDATA[4]]></Offset>", Some(4)),
        ("<Offset> 3 </Offset>", None),
        ("<Offset>1.5</Offset>", None),
        ("<Offset>two</Offset>", None),
        ("<Offset/>", None),
        ("<Offset> </Offset>", None),
        ("", None),
    ];
    for (element, value) in cases {
        let runtime = server(element).resolve();
        assert_eq!(runtime.offset.value, value, "{element}");
        let https = listener(&runtime, "servlet-https");
        match value {
            Some(value) => assert_eq!((https.state, https.port), (State::Open, Some(9443 + value))),
            None => {
                assert_eq!(https.state, State::Closed, "{element}");
                assert!(
                    https
                        .condition
                        .as_deref()
                        .unwrap()
                        .contains("start-up fails")
                );
                assert_eq!(kinds(&runtime), [ProblemKind::OffsetInvalid], "{element}");
            }
        }
    }
}

#[test]
fn a_missing_offset_points_at_ports() {
    let (runtime, files) = server("").resolve_with_files();
    let anchor = runtime.offset.anchor.unwrap();
    assert_eq!(files.text(&anchor), Some("Ports"));
    assert!(runtime.offset.location.is_none());
    let rescued = server("").start("-DportOffset=2").resolve();
    assert_eq!(rescued.offset.value, Some(2));
    assert_eq!(listener(&rescued, "servlet-http").port, Some(9765));
}

#[test]
fn the_first_of_two_offsets_counts() {
    let runtime = server("<Offset>1</Offset>\n<Offset>2</Offset>").resolve();
    assert_eq!(runtime.offset.value, Some(1));
    assert_eq!(kinds(&runtime), [ProblemKind::DuplicateDefinition]);
    assert_eq!(runtime.problems[0].location.as_ref().unwrap().place.line, 4);
}

#[test]
fn arguments_win_over_options_over_the_file() {
    let all = server("<Offset>1</Offset>")
        .start("-DportOffset=7")
        .java_opts("-DportOffset=5");
    let runtime = all.resolve();
    assert_eq!(runtime.offset.value, Some(7));
    let texts = runtime
        .offset
        .candidates
        .iter()
        .map(|c| c.text.as_str())
        .collect::<Vec<_>>();
    assert_eq!(texts, ["7", "5", "1"]);
    // The start script overwrites JAVA_OPTS when it is asked for a debugger.
    let debug = server("<Offset>1</Offset>")
        .start("--debug 5005")
        .java_opts("-DportOffset=5")
        .resolve();
    assert_eq!(debug.offset.value, Some(1));
}

#[test]
fn a_start_script_can_set_the_offset() {
    let script = "#!/bin/sh\n# -DportOffset=9\nJAVA_OPTS=\"-DportOffset=4\"\n";
    let runtime = server("<Offset>1</Offset>")
        .with("/bin/wso2server.sh", script)
        .resolve();
    assert_eq!(runtime.offset.value, Some(4));
    assert_eq!(runtime.offset.location.unwrap().place.line, 3);
}

#[test]
fn placeholders_are_properties_and_from_kernel_4_4_5_on_the_environment() {
    let element = "<Offset>${OFFSET}</Offset>";
    let by_property = server(element).start("-DOFFSET=3").resolve();
    assert_eq!(by_property.offset.value, Some(3));
    let old = server(element).env("OFFSET", "6").resolve();
    assert_eq!(old.offset.value, None);
    let new = server(element)
        .env("OFFSET", "6")
        .with(
            "/bin/wso2carbon-version.txt",
            "WSO2 Carbon Framework v4.4.5\n",
        )
        .resolve();
    assert_eq!(new.offset.value, Some(6));
    let unknown = server(element).resolve();
    let https = listener(&unknown, "servlet-https");
    assert_eq!((https.state, https.port), (State::Conditional, None));
    assert_eq!(kinds(&unknown), [ProblemKind::UnresolvedPlaceholder]);
}

#[test]
fn entities_of_a_doctype_are_not_known() {
    let declared =
        |element: &str| format!("<!DOCTYPE Server [<!ENTITY n \"3\">]>{}", carbon(element));
    let told = |runtime: &Runtime| {
        let of_entity = runtime
            .problems
            .iter()
            .filter(|p| p.message.contains("&n;"));
        of_entity
            .map(|p| (p.kind, p.message.clone()))
            .collect::<Vec<_>>()
    };
    let offset = server("")
        .with("carbon.xml", &declared("<Offset>&n;</Offset>"))
        .resolve();
    assert_eq!(offset.offset.value, None);
    let https = listener(&offset, "servlet-https");
    assert_eq!((https.state, https.port), (State::Conditional, None));
    assert_eq!(
        kinds(&offset),
        [ProblemKind::SyntaxError, ProblemKind::UnresolvedPlaceholder]
    );
    assert_eq!(told(&offset)[0].1, "the offset is &n;, which is not known");
    let port = server("<Offset>1</Offset>")
        .with(
            "tomcat/catalina-server.xml",
            &format!(
                "<!DOCTYPE Server [<!ENTITY n \"9444\">]>{}",
                TOMCAT.replace("port=\"9443\"", "port=\"&n;\"")
            ),
        )
        .resolve();
    let https = listener(&port, "servlet-https");
    assert_eq!((https.state, https.port), (State::Conditional, None));
    assert_eq!(told(&port)[0].0, ProblemKind::UnresolvedPlaceholder);
}

#[test]
fn jmx_numbers_are_literal_and_placeholders_are_not() {
    let literal = JMX.replace("${Ports.JMX.RMIRegistryPort}", " 9995 ");
    let (runtime, files) = server("<Offset>5</Offset>")
        .with("etc/jmx.xml", &literal)
        .resolve_with_files();
    let registry = listener(&runtime, "jmx-rmi-registry");
    assert_eq!(
        (registry.base, registry.offset, registry.port),
        (Some(9995), 0, Some(9995))
    );
    assert!(!registry.follows_offset);
    let server_port = listener(&runtime, "jmx-rmi-server");
    assert_eq!(
        (server_port.port, server_port.follows_offset),
        (Some(11116), true)
    );
    let file = server_port.location.unwrap().file;
    assert!(files.path(file).ends_with("carbon.xml"));

    let missing = JMX.replace("Ports.JMX.RMIServerPort", "Ports.No.Such");
    let runtime = server("<Offset>5</Offset>")
        .with("etc/jmx.xml", &missing)
        .resolve();
    assert_eq!(listener(&runtime, "jmx-rmi-server").port, Some(4));
    assert_eq!(kinds(&runtime), [ProblemKind::PortInvalid]);

    let off = JMX.replace("<StartRMIServer>true</StartRMIServer>", "");
    let runtime = server("<Offset>5</Offset>")
        .with("etc/jmx.xml", &off)
        .resolve();
    assert_eq!(listener(&runtime, "jmx-rmi-registry").state, State::Closed);
}

#[test]
fn a_lone_carbon_xml_leaves_everything_conditional() {
    let runtime = case("wso2dss", "3.5.0")
        .offset("<Offset>2</Offset>")
        .resolve();
    assert!(runtime.listeners.iter().all(|l| l.state != State::Open));
    for (id, port) in [
        ("servlet-https", 9445),
        ("servlet-http", 9765),
        ("jmx-rmi-registry", 10001),
    ] {
        let found = listener(&runtime, id);
        assert_eq!(
            (found.state, found.port),
            (State::Conditional, Some(port)),
            "{id}"
        );
        assert!(
            found.condition.as_deref().unwrap().contains("is not there"),
            "{id}"
        );
    }
}

#[test]
fn every_connector_opens() {
    let tomcat = TOMCAT.replace(
        "</Service>",
        r#"<Connector protocol="AJP/1.3" port="8009" address="127.0.0.1"/>
<Connector port="8081" proxyPort="8082" bindOnInit="false"/></Service><Service><Connector port="7000"/></Service>"#,
    );
    let runtime = server("<Offset>1</Offset>")
        .with("tomcat/catalina-server.xml", &tomcat)
        .resolve();
    let ajp = listener(&runtime, "ajp");
    assert_eq!((ajp.port, ajp.address.as_ref()), (Some(8009), "127.0.0.1"));
    assert_eq!(listener(&runtime, "connector-4").port, Some(8082));
    assert_eq!(listener(&runtime, "connector-5").port, Some(7000));
    assert_eq!(kinds(&runtime), [ProblemKind::ProxyPortMisuse]);
}

#[test]
fn a_file_that_decides_ports_and_is_missing_is_told_of_an_installed_server() {
    let home = || case("wso2dss", "3.5.0").offset("<Offset>1</Offset>");
    assert!(!kinds(&home().resolve()).contains(&ProblemKind::IncompleteHome));
    let runtime = home()
        .with(
            "/repository/components/plugins/org.wso2.carbon.core_4.4.9.jar",
            "",
        )
        .resolve();
    let problems = runtime.problems.iter();
    let told: Vec<_> = problems
        .filter(|p| p.kind == ProblemKind::IncompleteHome)
        .collect();
    assert_eq!(
        told[0].message,
        "repository/conf/tomcat/catalina-server.xml is not there, although the server is installed: 2 ports depend on it"
    );
}

/// Seen on real kernels: Tomcat starts all services.
#[test]
fn connectors_of_a_further_service_open_too() {
    let second = |attributes: &str| {
        let connector = format!("<Connector port=\"9900\" {attributes}/>");
        let service = format!("<Service name=\"Second\">{connector}</Service></Server>");
        server("<Offset>1</Offset>")
            .with(
                "tomcat/catalina-server.xml",
                &TOMCAT.replace("</Server>", &service),
            )
            .resolve()
    };
    let literal = second("");
    let further = literal.listeners.iter().find(|l| l.port == Some(9900));
    assert_eq!(further.unwrap().state, State::Open);
    assert_eq!(listener(&literal, "servlet-https").port, Some(9444));
    let moved = second("bindOnInit=\"false\"");
    let further = moved.listeners.iter().find(|l| l.base == Some(9900));
    assert_eq!(further.unwrap().state, State::Conditional);
}

#[test]
fn any_number_of_connectors_is_named_once() {
    let connectors = "<Connector port=\"9900\"/>".repeat(20_000);
    let tomcat = TOMCAT.replace("</Service>", &(connectors + "</Service>"));
    let runtime = server("<Offset>1</Offset>")
        .with("tomcat/catalina-server.xml", &tomcat)
        .resolve();
    assert!(runtime.listeners.len() > 20_000);
}

#[test]
fn servlet_ports_of_the_command_line_are_literal_from_kernel_4_4_13_on() {
    let old = server("<Offset>1</Offset>")
        .start("-Dtomcat.https.port=9000")
        .resolve();
    assert_eq!(listener(&old, "servlet-https").port, Some(9444));
    let new = |argument: &str| {
        server("<Offset>1</Offset>")
            .with(
                "/bin/wso2carbon-version.txt",
                "WSO2 Carbon Framework v4.4.13",
            )
            .start(argument)
            .resolve()
    };
    let literal = new("-Dtomcat.https.port=9000");
    assert_eq!(listener(&literal, "servlet-https").port, Some(9000));
    assert_eq!(listener(&literal, "servlet-http").port, Some(9764));
    let random = new("-Dtomcat.random.port.enable=true");
    let https = listener(&random, "servlet-https");
    assert_eq!((https.state, https.port), (State::Conditional, None));
    assert!(https.condition.as_deref().unwrap().contains("random"));
    let invalid = new("-Dtomcat.https.port=abc");
    let https = listener(&invalid, "servlet-https");
    assert_eq!((https.state, https.port), (State::Conditional, None));
    assert_eq!(kinds(&invalid), [ProblemKind::PortInvalid]);
    let problem = &invalid.problems[0];
    assert_eq!(
        problem.message,
        "-Dtomcat.https.port is not a port number: text of 3 characters"
    );
}

#[test]
fn a_servlet_port_that_a_variable_of_the_start_decides_is_not_known() {
    let runtime = server("<Offset>1</Offset>")
        .with(
            "/bin/wso2carbon-version.txt",
            "WSO2 Carbon Framework v4.4.13",
        )
        .with(
            "/bin/wso2server.sh",
            "exec java -Dtomcat.https.port=$HTTPS_PORT org.wso2.carbon.bootstrap.Bootstrap\n",
        )
        .resolve();
    let https = listener(&runtime, "servlet-https");
    assert_eq!((https.state, https.port), (State::Conditional, None));
    assert!(
        https
            .condition
            .as_deref()
            .unwrap()
            .contains("depends on a variable")
    );
    assert_eq!(kinds(&runtime), [ProblemKind::UnresolvedPlaceholder]);
}

#[test]
fn a_broken_file_makes_its_listeners_unknown() {
    let runtime = server("<Offset>1</Offset>")
        .with("tomcat/catalina-server.xml", "<Server><Service>")
        .resolve();
    let https = listener(&runtime, "servlet-https");
    assert_eq!((https.state, https.port), (State::Conditional, None));
    assert!(kinds(&runtime).contains(&ProblemKind::SyntaxError));
    let governing = server("")
        .with("carbon.xml", "<Server>&</Server>")
        .resolve();
    assert!(governing.listeners.iter().all(|l| l.state != State::Open));
    assert_eq!(governing.offset.value, None);
}

#[test]
fn only_pass_through_receivers_open_ports() {
    let axis2 = r#"<axisconfig>
<transportReceiver name="http" class="org.wso2.carbon.core.transports.http.HttpTransportListener">
  <parameter name="port">9763</parameter></transportReceiver>
<transportReceiver name="https" class="org.apache.synapse.transport.passthru.PassThroughHttpMultiSSLListener">
  <parameter name="port">${pt.port}</parameter><parameter name="bind-address">10.0.0.5</parameter></transportReceiver>
<transportReceiver name="tcp" class="org.apache.axis2.transport.tcp.TCPServer">
  <parameter name="port">6667</parameter></transportReceiver>
<!-- <transportReceiver name="x" class="a.PassThroughHttpListener"><parameter name="port">1</parameter></transportReceiver> -->
<clustering enable="false"/></axisconfig>"#;
    let esb = case("wso2esb", "5.0.0")
        .offset("<Offset>1</Offset>")
        .with("axis2/axis2.xml", axis2);
    let runtime = esb.start("-Dpt.port=8300").resolve();
    assert_eq!(listener(&runtime, "passthru-http").state, State::Closed);
    let https = listener(&runtime, "passthru-https");
    assert_eq!((https.state, https.port), (State::Open, Some(8301)));
    // Its transport reads the address and drops it.
    assert_eq!(https.address, "0.0.0.0");
    assert_eq!(listener(&runtime, "axis2-tcp").state, State::Conditional);
}

#[test]
fn hazelcast_never_follows_and_may_be_configured_elsewhere() {
    let axis2 = r#"<axisconfig><clustering enable="true"><parameter name="membershipScheme">multicast</parameter>
</clustering></axisconfig>"#;
    let base = || server("<Offset>3</Offset>").with("axis2/axis2.xml", axis2);
    let runtime = base().resolve();
    let member = listener(&runtime, "cluster-member");
    assert_eq!(
        (member.state, member.port, member.follows_offset),
        (State::Open, Some(4000), false)
    );
    assert_eq!(listener(&runtime, "cluster-multicast").port, Some(54327));
    let replaced = base().with("etc/hazelcast.xml", "<hazelcast/>").resolve();
    assert_eq!(
        listener(&replaced, "cluster-member").state,
        State::Conditional
    );
}

#[test]
fn high_availability_ports_take_the_first_positive_offset() {
    let processor = r#"<eventProcessorConfiguration><mode name="HA" enable="true"><nodeType><worker enable="true"/>
<presenter enable="true"/></nodeType><eventSync><hostName>0.0.0.0</hostName><port>11224</port></eventSync>
<presentation><port>11000</port></presentation></mode></eventProcessorConfiguration>"#;
    let port = |version, offset: &str, argument: &str| {
        let cep = case("wso2cep", version)
            .offset(offset)
            .with("event-processor.xml", processor);
        let runtime = cep.start(argument).resolve();
        assert_eq!(listener(&runtime, "cep-ha-presenter").state, State::Closed);
        listener(&runtime, "cep-ha-eventsync").port
    };
    assert_eq!(
        port("4.2.0", "<Offset>3</Offset>", "-DportOffset=0"),
        Some(11227)
    );
    assert_eq!(
        port("4.2.0", "<Offset>3</Offset>", "-DportOffset=2"),
        Some(11226)
    );
    assert_eq!(port("4.2.0", "<Offset>-3</Offset>", ""), Some(11224));
    assert_eq!(port("4.1.0", "<Offset>3</Offset>", ""), Some(11224));
}

#[test]
fn the_broker_takes_its_default_for_text_that_is_no_number() {
    let broker = r#"<broker><deployment><mode>standalone</mode></deployment><transports>
<amqp enabled="true"><defaultConnection enabled="false" port="x"/><sslConnection enabled="false" port="8672"/></amqp>
<mqtt enabled="false"><defaultConnection enabled="true" port="1883"/></mqtt></transports></broker>"#;
    let runtime = case("wso2mb", "3.2.0")
        .offset("<Offset>1</Offset>")
        .with("broker.xml", broker)
        .resolve();
    // Only when TLS is on does the plain connection stay closed.
    let amqp = listener(&runtime, "amqp");
    assert_eq!((amqp.state, amqp.port), (State::Open, Some(5673)));
    assert_eq!(listener(&runtime, "amqps").state, State::Closed);
    assert_eq!(listener(&runtime, "mqtt").state, State::Closed);
    assert_eq!(listener(&runtime, "mb-thrift").state, State::Closed);
    assert_eq!(kinds(&runtime), [ProblemKind::PortInvalid]);
}

#[test]
fn identity_listeners_follow_only_through_placeholders() {
    let ldap = r#"<EmbeddedLDAPConfig><EmbeddedLDAP><Property name="enable">true</Property>
<Property name="port">10389</Property></EmbeddedLDAP><KDCServer><Property name="enabled">true</Property>
</KDCServer></EmbeddedLDAPConfig>"#;
    let users = r#"<UserManager><Property name="ConnectionURL">ldap://localhost:${Ports.EmbeddedLDAP.LDAPServerPort}</Property></UserManager>"#;
    let carbon = "<Server><Ports><Offset>5</Offset><EmbeddedLDAP><LDAPServerPort>10389</LDAPServerPort>\
        </EmbeddedLDAP></Ports></Server>";
    let runtime = case("wso2is", "5.3.0")
        .with("carbon.xml", carbon)
        .with("identity/embedded-ldap.xml", ldap)
        .with(
            "identity/thrift-authentication.xml",
            "<Server><Port>10711</Port></Server>",
        )
        .with(
            "thrift-authentication.xml",
            "<Server><Port>10800</Port></Server>",
        )
        .with("user-mgt.xml", users)
        .resolve();
    assert_eq!(listener(&runtime, "embedded-ldap").port, Some(10389));
    let kdc = listener(&runtime, "kdc");
    assert_eq!((kdc.state, kdc.port), (State::Open, Some(8000)));
    assert_eq!(listener(&runtime, "thrift-auth").port, Some(10716));
    assert_eq!(kinds(&runtime), [ProblemKind::SettingWithoutEffect]);
    let user_store = runtime
        .references
        .iter()
        .find(|r| r.scheme.as_deref() == Some("ldap"))
        .unwrap();
    assert_eq!(
        (user_store.port, user_store.target.as_deref()),
        (Some(10394), Some("embedded-ldap"))
    );
}

#[test]
fn cassandra_ignores_its_file_and_says_so() {
    let yaml = "rpc_port: 9260\nrpc_address: localhost\nstart_native_transport: true\n";
    let bam = case("wso2bam", "2.5.0")
        .offset("<Offset>1</Offset>")
        .with("etc/cassandra.yaml", yaml);
    let runtime = bam.resolve();
    let rpc = listener(&runtime, "cassandra-rpc");
    assert_eq!((rpc.port, rpc.address.as_ref()), (Some(9161), "localhost"));
    assert_eq!(listener(&runtime, "cassandra-native").state, State::Open);
    assert_eq!(kinds(&runtime), [ProblemKind::SettingWithoutEffect]);
    let moved = bam.start("-Dcassandra.rpc.port=9300").resolve();
    assert_eq!(listener(&moved, "cassandra-rpc").port, Some(9301));
}

#[test]
fn references_carry_no_credentials() {
    let jndi =
        "connectionfactory.Q = amqp://admin:s3cret@id/carbon?brokerlist='tcp://localhost:5672'\n";
    let (runtime, files) = server("<Offset>0</Offset>")
        .with("jndi.properties", jndi)
        .resolve_with_files();
    let reference = &runtime.references[0];
    assert_eq!(
        (reference.host.as_str(), reference.port),
        ("localhost", Some(5672))
    );
    assert_eq!(reference.target.as_deref(), Some("amqp"));
    let location = reference.location.unwrap();
    assert_eq!(files.text(&location), Some("localhost:5672"));
}

#[test]
fn nobody_connects_to_what_is_switched_off() {
    let names = |text: &str| {
        let apim = case("wso2am", "2.1.0")
            .offset("<Offset>1</Offset>")
            .with("api-manager.xml", text);
        apim.resolve().references.len()
    };
    let publisher = |enabled: &str| {
        format!(
            "<APIManager><DataPublisher>{enabled}<Url><ReceiverUrlGroup>tcp://localhost:9611</ReceiverUrlGroup></Url></DataPublisher></APIManager>"
        )
    };
    assert_eq!(names(&publisher("")), 1);
    assert_eq!(names(&publisher("<Enabled>true</Enabled>")), 1);
    assert_eq!(names(&publisher("<Enabled> False </Enabled>")), 0);
    assert_eq!(names(&publisher("<!--<Enabled>false</Enabled>-->")), 1);
}

#[test]
fn hector_adds_the_offset_for_its_own_cassandra() {
    let port = |external: &str| {
        let hector = format!(
            "<HectorConfiguration><Cluster><Nodes externalCassandra=\"{external}\">localhost:9160</Nodes></Cluster></HectorConfiguration>"
        );
        let bam = case("wso2bam", "2.5.0")
            .offset("<Offset>1</Offset>")
            .with("etc/hector-config.xml", &hector);
        bam.resolve().references[0].port
    };
    assert_eq!(port("false"), Some(9161));
    assert_eq!(port("true"), Some(9160));
}

#[test]
fn inbound_endpoints_are_literal_unless_they_ask_for_the_offset() {
    let endpoint = |name: &str, protocol: &str, parameters: &str| {
        format!(
            "<inboundEndpoint xmlns=\"http://ws.apache.org/ns/synapse\" name=\"{name}\" protocol=\"{protocol}\" suspend=\"false\">\
             <parameters>{parameters}</parameters></inboundEndpoint>"
        )
    };
    let directory = "/repository/deployment/server/synapse-configs/default/inbound-endpoints";
    let runtime = case("wso2esb", "5.0.0")
        .offset("<Offset>2</Offset>")
        .with(
            &format!("{directory}/a.xml"),
            &endpoint("a", "http", "<parameter name=\"inbound.http.port\">8085</parameter>"),
        )
        .with(
            &format!("{directory}/b.xml"),
            &endpoint(
                "b",
                "ws",
                "<parameter name=\"inbound.ws.port\">9099</parameter><parameter name=\"ws.use.port.offset\">true</parameter>",
            ),
        )
        .resolve();
    let http = listener(&runtime, "inbound-a");
    assert_eq!(
        (http.state, http.port, http.follows_offset),
        (State::Open, Some(8085), false)
    );
    let web_socket = listener(&runtime, "inbound-b");
    assert_eq!(
        (web_socket.port, web_socket.follows_offset),
        (Some(9101), true)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_makes_the_resolver_fail(text in "[ -~\\PC]{0,40}", junk in any::<String>()) {
        let files = |case: Case| {
            case.with("tomcat/catalina-server.xml", &TOMCAT.replace("9443", &text))
                .with("etc/jmx.xml", &JMX.replace("Ports", &text))
                .with("broker.xml", &junk)
                .with("jndi.properties", &format!("connectionfactory.x = {text}://{junk}"))
                .with("/bin/wso2server.sh", &format!("java -DportOffset={text}\n"))
        };
        let offset = format!("<Offset>{text}</Offset>");
        for product in ["wso2dss", "wso2mb", "wso2am"] {
            let runtime = files(case(product, "2.1.0").offset(&offset)).resolve();
            prop_assert!(!runtime.listeners.is_empty());
        }
    }
}
