//! Homes of every product line whose bundles have their real names: without its name, a home opens the same ports.

use portlint_catalog::{Generation, product};
use portlint_files::Memory;
use portlint_host::{Home, Runtime, State};
use portlint_read::{Budget, HomeFacts, Request, scan};
use portlint_syntax::Limits;
use std::path::{Path, PathBuf};

/// Product, version and the names of the bundles that decide its ports.
struct Line {
    product: &'static str,
    version: String,
    bundles: Vec<String>,
}

/// Those of the files beside this test, called `PRODUCT-VERSION.txt`.
fn lines() -> Vec<Line> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bundles");
    let mut files: Vec<PathBuf> = std::fs::read_dir(directory)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let read = files.into_iter().map(|file| {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let (id, version) = name.rsplit_once('-').unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        let bundles = text.lines().filter(|line| line.ends_with(".jar"));
        Line {
            product: product(id).unwrap().id.as_str(),
            version: version.to_string(),
            bundles: bundles.map(str::to_string).collect(),
        }
    });
    read.collect()
}

const TOML: &str = "[server]\nhostname = \"localhost\"\nnode_ip = \"127.0.0.1\"\noffset = 2\n\
    [database.shared_db]\ntype = \"h2\"\nusername = \"a\"\n";

const CONNECTORS: &str = r#"<Server port="8005"><Service name="Catalina">
    <Connector protocol="org.apache.coyote.http11.Http11NioProtocol" port="9763" bindOnInit="false"/>
    <Connector protocol="org.apache.coyote.http11.Http11NioProtocol" port="9443" bindOnInit="false" SSLEnabled="true"/>
  </Service></Server>"#;

const AXIS2: &str = r#"<axisconfig name="AxisJava2.0">
    <transportReceiver name="http" class="org.apache.synapse.transport.passthru.PassThroughHttpListener">
      <parameter name="port">8280</parameter><parameter name="non-blocking">true</parameter>
    </transportReceiver>
    <transportReceiver name="https" class="org.apache.synapse.transport.passthru.PassThroughHttpSSLListener">
      <parameter name="port">8243</parameter><parameter name="non-blocking">true</parameter>
    </transportReceiver>
    <clustering class="org.wso2.carbon.core.clustering.hazelcast.HazelcastClusteringAgent" enable="true">
      <parameter name="membershipScheme">wka</parameter><parameter name="localMemberPort">4000</parameter>
    </clustering>
  </axisconfig>"#;

/// Without pass-through receivers.
const AXIS2_OF_OTHERS: &str = r#"<axisconfig name="AxisJava2.0">
    <clustering class="org.wso2.carbon.core.clustering.hazelcast.HazelcastClusteringAgent" enable="false"/>
  </axisconfig>"#;

const JMX: &str = "<JMX><RMIRegistryPort>${Ports.JMX.RMIRegistryPort}</RMIRegistryPort>\
    <RMIServerPort>${Ports.JMX.RMIServerPort}</RMIServerPort><StartRMIServer>true</StartRMIServer></JMX>";

const BROKER: &str = r#"<broker><transports>
    <amqp enabled="true"><bindAddress>0.0.0.0</bindAddress>
      <defaultConnection enabled="true" port="5672"/><sslConnection enabled="true" port="8672"/></amqp>
    <mqtt enabled="true"><bindAddress>0.0.0.0</bindAddress>
      <defaultConnection enabled="true" port="1883"/><sslConnection enabled="true" port="8883"/></mqtt>
  </transports></broker>"#;

const RECEIVERS: &str = r#"<dataBridgeConfiguration>
    <dataReceiver name="Thrift"><config name="tcpPort">7611</config><config name="sslPort">7711</config></dataReceiver>
    <dataReceiver name="Binary"><config name="tcpPort">9611</config><config name="sslPort">9711</config></dataReceiver>
    <thriftDataReceiver><port>7611</port><securePort>7711</securePort></thriftDataReceiver>
  </dataBridgeConfiguration>"#;

const LDAP: &str = r#"<EmbeddedLDAPConfig><EmbeddedLDAP><Property name="enable">true</Property>
    <Property name="port">${Ports.EmbeddedLDAP.LDAPServerPort}</Property></EmbeddedLDAP></EmbeddedLDAPConfig>"#;

/// What a home says of itself.
struct Named<'a> {
    directory: &'a str,
    name: &'a str,
    key: &'a str,
    version: &'a str,
}

fn home(line: &Line, named: &Named<'_>) -> (Home, Vec<String>) {
    let base = format!("/opt/{}", named.directory);
    let known = product(line.product).unwrap();
    let version = portlint_catalog::Version::parse(&line.version).unwrap();
    let mut runtimes = known.runtimes.iter();
    let runtime = runtimes.find(|r| r.versions.matches(&version)).unwrap();
    let conf = runtime.conf.as_str();
    let components = match conf {
        "conf" => "wso2/components",
        _ => "repository/components",
    };
    let carbon = format!(
        "<Server xmlns=\"http://wso2.org/projects/carbon/carbon.xml\"><Name>{}</Name><ServerKey>{}</ServerKey>\
        <Version>{}</Version><Ports><Offset>2</Offset><JMX><RMIRegistryPort>9999</RMIRegistryPort>\
        <RMIServerPort>11111</RMIServerPort></JMX></Ports></Server>",
        named.name, named.key, named.version
    );
    let mut files = Memory::new()
        .with(
            format!("{base}/bin/version.txt"),
            format!("{} v{}\n", named.name, named.version),
        )
        .with(format!("{base}/{conf}/carbon.xml"), carbon);
    let has = |bundle: &str| line.bundles.iter().any(|name| name.starts_with(bundle));
    if runtime.generation == Generation::Toml {
        files = files.with(format!("{base}/{conf}/deployment.toml"), TOML);
        let template = match line.product {
            "wso2am" | "wso2am-universal-gw" => "PassThroughHttpListener",
            _ => "org.wso2.carbon.core.transports.http.HttpTransportListener",
        };
        files = files.with(
            format!("{base}/repository/resources/conf/templates/{conf}/axis2/axis2.xml.j2"),
            template,
        );
    } else {
        let axis2 = if has("synapse-nhttp-transport_") {
            AXIS2
        } else {
            AXIS2_OF_OTHERS
        };
        for (file, text) in [
            ("tomcat/catalina-server.xml", CONNECTORS),
            ("axis2/axis2.xml", axis2),
            ("etc/jmx.xml", JMX),
            ("broker.xml", BROKER),
            ("data-bridge/data-bridge-config.xml", RECEIVERS),
            ("identity/embedded-ldap.xml", LDAP),
        ] {
            files = files.with(format!("{base}/{conf}/{file}"), text);
        }
    }
    for bundle in &line.bundles {
        files = files.with(format!("{base}/{components}/plugins/{bundle}"), "");
    }
    let paths = [PathBuf::from(&base)];
    let request = Request {
        paths: &paths,
        limits: Limits::default(),
        budget: Budget::default(),
        facts: &|_, _| HomeFacts::default(),
    };
    let mut scanned = scan(&files, &request);
    let home = scanned.host.homes.remove(0);
    let ports = home.runtimes.iter().flat_map(ports).collect();
    (home, ports)
}

/// A bundle that was left out takes its listeners with it, and nothing else.
#[test]
fn a_bundle_that_is_left_out_opens_nothing() {
    let mut lines = lines();
    let line = lines
        .iter_mut()
        .find(|line| (line.product, line.version.as_str()) == ("wso2am", "4.5.0"))
        .unwrap();
    let acme = Named {
        directory: "acme",
        name: "Acme Hub",
        key: "ACME",
        version: "9.1.0",
    };
    let (_, all) = home(line, &acme);
    let is_broker = |name: &String| name.starts_with("org.wso2.carbon.andes_");
    line.bundles.retain(|name| !is_broker(name));
    let (found, without) = home(line, &acme);
    let lost: Vec<&String> = all.iter().filter(|port| !without.contains(port)).collect();
    assert_eq!(
        lost,
        [
            "amqp 0.0.0.0:Some(5674) Open",
            "amqps 0.0.0.0:Some(8674) Open"
        ]
    );
    let told = &found.problems[0].message;
    assert!(
        !told.contains("andes ") && told.contains("synapse-nhttp-transport 4.0.0"),
        "{told}"
    );
}

/// Everything that may be open.
fn ports(runtime: &Runtime) -> Vec<String> {
    let listeners = runtime.listeners.iter();
    let mut ports: Vec<String> = listeners
        .filter(|listener| listener.state != State::Closed)
        .map(|l| format!("{} {}:{:?} {:?}", l.id, l.address, l.port, l.state))
        .collect();
    ports.sort();
    ports
}

/// Lines of which the bundles do not tell all, and the listeners that are not compared.
const EXCEPTIONS: &[(&str, &[&str])] = &[
    // 1.8 to 1.9.1 have one kernel, and only 1.8 never adds the offset here.
    ("wso2am-1.8.0", &["thrift-keymgt"]),
    // The distributed mode was read in DAS only; with a file that names no such mode it is closed.
    (
        "wso2am-analytics-2.5.0",
        &[
            "cep-distributed-events",
            "cep-distributed-manager",
            "cep-distributed-presenter",
        ],
    ),
    // Whether they have these receivers at all is not certain: no home and no list of their bundles is public.
    (
        "wso2ppaas-4.1.1",
        &["databridge-thrift-tcp", "databridge-thrift-ssl"],
    ),
    (
        "wso2ues-2.0.0",
        &[
            "databridge-thrift-tcp",
            "databridge-thrift-ssl",
            "cassandra-native",
            "cassandra-rpc",
            "cassandra-storage",
            "cassandra-storage-ssl",
        ],
    ),
];

#[test]
fn without_its_name_a_home_opens_the_same() {
    let mut wrong = Vec::new();
    for line in lines() {
        let known = product(line.product).unwrap();
        let directory = format!("{}-{}", line.product, line.version);
        let named = Named {
            directory: &directory,
            name: known.names.first().map_or("", |name| name.as_str()),
            key: known.server_keys.first().map_or("", |key| key.as_str()),
            version: &line.version,
        };
        let (own, with_name) = home(&line, &named);
        assert_eq!(own.product.as_deref(), Some(line.product));
        let renamed = Named {
            directory: "acme",
            name: "Acme Hub",
            key: "ACME",
            version: "9.1.0",
        };
        let (nameless, without_name) = home(&line, &renamed);
        assert_eq!(nameless.product, None, "{directory}");
        assert_eq!(nameless.version, None, "{directory}");
        let excepted = EXCEPTIONS.iter().find(|(name, _)| *name == directory);
        let lacks = excepted.map_or(&[][..], |(_, ids)| ids);
        let is_compared = |port: &&String| !lacks.contains(&port.split(' ').next().unwrap());
        let expected: Vec<&String> = with_name.iter().filter(is_compared).collect();
        assert!(expected.len() > 3, "{directory}: {expected:?}");
        if expected != without_name.iter().filter(is_compared).collect::<Vec<_>>() {
            wrong.push(format!(
                "{directory}\n  named {with_name:?}\n  nameless {without_name:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
