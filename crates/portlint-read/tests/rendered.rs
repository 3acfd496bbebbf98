//! Homes of the toml generation without the files that an earlier start read or wrote.

use portlint_files::Memory;
use portlint_host::{ProblemKind, Runtime, State};
use portlint_read::{Budget, HomeFacts, Request, scan};
use portlint_syntax::Limits;
use std::path::{Path, PathBuf};

const CATALINA: &str = r#"<Server><Service>
<Connector port="9764" bindOnInit="false"/>
<Connector port="9443" scheme="https" SSLEnabled="true" bindOnInit="false"/>
<Connector port="9900" bindOnInit="false"/>
</Service></Server>"#;
const JMX: &str = "<JMX><StartRMIServer>true</StartRMIServer><RMIRegistryPort>${Ports.JMX.RMIRegistryPort}</RMIRegistryPort>\
    <RMIServerPort>${Ports.JMX.RMIServerPort}</RMIServerPort></JMX>";
const BROKER: &str = r#"<broker><transports><amqp enabled="true"><bindAddress>0.0.0.0</bindAddress>
<defaultConnection enabled="true" port="5672"/><sslConnection enabled="true" port="8672"/></amqp>
<mqtt enabled="false"/></transports></broker>"#;
const RECEIVERS: &str = r#"<dataBridgeConfiguration><dataReceiver name="Binary">
<config name="tcpPort">9611</config><config name="sslPort">9711</config></dataReceiver></dataBridgeConfiguration>"#;
const KERNEL: &str = "repository/components/plugins/org.wso2.carbon.core_4.10.32.jar";
const STARTED: &str = "repository/resources/conf/.metadata/metadata_config.properties";

struct Case {
    files: Vec<(String, String)>,
    facts: HomeFacts,
}

impl Case {
    fn of(version: &str) -> Case {
        let case = Case {
            files: Vec::new(),
            facts: HomeFacts::default(),
        };
        case.with("bin/version.txt", version)
            .with(
                "repository/conf/carbon.xml",
                "<Server><Ports><Offset>7</Offset><JMX><RMIRegistryPort>9999</RMIRegistryPort>\
                 <RMIServerPort>11111</RMIServerPort></JMX></Ports></Server>",
            )
            .with("repository/conf/tomcat/catalina-server.xml", CATALINA)
            .with("repository/conf/etc/jmx.xml", JMX)
            .with("repository/conf/broker.xml", BROKER)
            .with(
                "repository/conf/data-bridge/data-bridge-config.xml",
                RECEIVERS,
            )
            .with(STARTED, "repository/conf/deployment.toml=0\n")
    }

    fn with(mut self, path: &str, text: &str) -> Case {
        self.files.push((path.to_string(), text.to_string()));
        self
    }

    fn without(mut self, path: &str) -> Case {
        self.files.retain(|(other, _)| other != path);
        self
    }

    fn arguments(mut self, arguments: &[&str]) -> Case {
        self.facts.start_arguments = Some(arguments.iter().map(ToString::to_string).collect());
        self
    }

    fn run(&self) -> Runtime {
        let files = self
            .files
            .iter()
            .fold(Memory::new(), |files, (path, text)| {
                files.with(format!("/h/home/{path}"), text.as_str())
            });
        let mut scan = scan(
            &files,
            &Request {
                paths: &[PathBuf::from("/h/home")],
                limits: Limits::default(),
                budget: Budget::default(),
                facts: &|_: &Path, _: &Path| self.facts.clone(),
            },
        );
        scan.host.homes.remove(0).runtimes.remove(0)
    }
}

fn ports(runtime: &Runtime) -> Vec<i64> {
    let open = runtime.listeners.iter().filter(|l| l.state == State::Open);
    let mut ports: Vec<i64> = open.filter_map(|l| l.port).collect();
    ports.sort_unstable();
    ports
}

#[test]
fn a_home_without_its_deployment_toml_has_the_listeners_of_its_release() {
    let kernel = [9450, 9771, 9907, 10006, 11118];
    let with = |more: &[i64]| {
        let mut all: Vec<i64> = kernel.iter().chain(more).copied().collect();
        all.sort_unstable();
        all
    };
    let plane = [5679, 8679, 9618, 9718, 10718];
    for (version, expected) in [
        ("WSO2 API Control Plane v4.5.0", with(&plane)),
        ("WSO2 Traffic Manager v4.5.0", with(&plane)),
        ("WSO2 Identity Server v7.1.0", with(&[10718])),
    ] {
        let runtime = Case::of(version).run();
        assert_eq!(ports(&runtime), expected, "{version}");
        assert_eq!(runtime.offset.value, Some(7), "{version}");
        assert!(
            runtime.problems.is_empty(),
            "{version} {:?}",
            runtime.problems
        );
    }
    let axis2 = "<axisconfig><transportReceiver name='http' class='org.apache.synapse.transport.passthru.PassThroughHttpListener'>\
        <parameter name='port'>8281</parameter></transportReceiver></axisconfig>";
    let manager = Case::of("WSO2 API Manager v4.2.0")
        .with("repository/conf/axis2/axis2.xml", axis2)
        .run();
    let gateway = |id: &str| {
        let listener = manager.listeners.iter().find(|l| l.id == id).unwrap();
        (listener.state, listener.port)
    };
    assert_eq!(gateway("gateway-http"), (State::Open, Some(8288)));
    assert_eq!(gateway("gateway-https").0, State::Closed);
    assert_eq!(gateway("webhook-http"), (State::Open, Some(9028)));
}

#[test]
fn carbon_properties_counts_over_start_arguments_where_nothing_renders_it() {
    let case = Case::of("WSO2 Identity Server v7.1.0").arguments(&["-DportOffset=3"]);
    assert_eq!(case.run().offset.value, Some(3));
    let kept = case.with("repository/conf/carbon.properties", "portOffset=9\n");
    assert!(ports(&kept.run()).contains(&9452));
}

#[test]
fn a_complete_home_that_was_never_started_needs_its_file_on_some_kernels() {
    let never = |version: &str| Case::of(version).with(KERNEL, "").without(STARTED).run();
    let fails = never("WSO2 Identity Server v7.1.0");
    assert!(fails.listeners.iter().all(|l| l.state != State::Open));
    assert!(fails.startup.completes());
    let works = never("WSO2 API Manager v4.1.0");
    assert!(ports(&works).contains(&9450));
}

#[test]
fn a_main_file_that_nothing_renders_anew_keeps_the_server_from_starting() {
    let toml = "[server]\nhostname = \"localhost\"\nnode_ip = \"127.0.0.1\"\n";
    let digest = md5::compute(toml);
    let home = |digests: &str| {
        Case::of("WSO2 Identity Server v7.1.0")
            .with(KERNEL, "")
            .with("repository/conf/deployment.toml", toml)
            .without(STARTED)
            .with(STARTED, digests)
            .without("repository/conf/carbon.xml")
            .run()
    };
    let fails = home(&format!("repository/conf/deployment.toml={digest:x}\n"));
    assert!(!fails.startup.completes());
    assert!(
        fails
            .problems
            .iter()
            .any(|p| p.kind == ProblemKind::StartFailure)
    );
    assert!(
        home("repository/conf/deployment.toml=0\n")
            .startup
            .completes()
    );
}
