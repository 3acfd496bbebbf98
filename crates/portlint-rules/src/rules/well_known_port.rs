//! `well-known-port`

use crate::diagnostic::{Diagnostic, Severity};
use crate::grouping;
use crate::rule::{Options, Rule, RuleDoc};
use crate::view::View;
use portlint_analysis::sites::Server;
use portlint_catalog::Protocol;
use portlint_host::Listener;
use portlint_host::words;

/// The rule.
pub(super) const RULE: Rule = Rule {
    doc: RuleDoc {
        id: "well-known-port",
        severity: Severity::Info,
        summary: "a listener on the default port of other common software",
        detects: r"
A listener that is open on a port that common software uses by default: RabbitMQ, Kafka, Prometheus, PostgreSQL, and
others of a short list that the configuration can extend.
",
        why: r"
If that software is, or ever comes, on the same host, one of the two does not start. RabbitMQ on 5672 and a broker inside
a WSO2 server are the classic pair.
",
        example: r#"
`wso2is-7.0.0/repository/conf/deployment.toml`:

```toml
[transport.https.properties]
port = 9092
[server]
hostname = "localhost"
node_ip = "127.0.0.1"
[database.shared_db]
type = "h2"
username = "wso2carbon"
```

`wso2-portlint check --severity info` says:

```text
./wso2is-7.0.0/repository/conf/deployment.toml:2:8: info[well-known-port]: wso2is-7.0.0 opens 9092/tcp (servlet-https), the default port of Kafka
```
"#,
        fix: r"
If the software does run there, declare it with `[[port]]`: the collision is then reported for sure. Otherwise nothing
has to be done.
",
        ignore: r"
On a host that runs nothing else.
",
    },
    check: Some(check),
};

/// TCP ports and the software that uses them by default, in order of ports. Not 9443, though others use it too: it is
/// the port by which WSO2 servers are known.
const WELL_KNOWN: &[(u16, &str)] = &[
    (1433, "SQL Server"),
    (1521, "Oracle Database"),
    (1883, "MQTT brokers such as Mosquitto"),
    (2181, "ZooKeeper"),
    (3000, "Grafana"),
    (3306, "MySQL"),
    (4040, "the Spark user interface"),
    (5432, "PostgreSQL"),
    (5601, "Kibana"),
    (5671, "RabbitMQ with TLS"),
    (5672, "RabbitMQ"),
    (6379, "Redis"),
    (7077, "a Spark master"),
    (8000, "many development servers"),
    (8080, "Tomcat and many web servers"),
    (8081, "many web servers"),
    (8883, "MQTT brokers with TLS"),
    (9042, "Cassandra"),
    (9090, "Prometheus and Cockpit"),
    (9092, "Kafka"),
    (9093, "Prometheus Alertmanager"),
    (9100, "the Prometheus node exporter"),
    (9160, "Cassandra's Thrift interface"),
    (9200, "Elasticsearch"),
    (9411, "Zipkin"),
    (10389, "ApacheDS"),
    (11211, "memcached"),
    (27017, "MongoDB"),
];

fn check(view: &View<'_>, options: &Options, findings: &mut Vec<Diagnostic>) {
    // In a container no other software has ports.
    let on_the_host = |server: &&Server<'_>| !server.home.is_in_container();
    for server in view.servers().iter().filter(on_the_host) {
        let known = server
            .open()
            .filter(|listener| software(listener, options).is_some());
        // Who declared the real owner of a port gets a collision instead.
        let known = known.filter(|listener| {
            let declared = |f: &portlint_host::ForeignPort| {
                f.protocol == listener.protocol && listener.port == Some(i64::from(f.port))
            };
            !view.host.foreign.iter().any(declared)
        });
        for group in grouping::by_place(known, |listener| server.place_of(listener)) {
            let ports = group.listeners.iter().filter_map(|listener| {
                let port = words::port(listener.protocol, listener.port?);
                Some(format!(
                    "{port} ({}), the default port of {}",
                    listener.id,
                    software(listener, options)?
                ))
            });
            let ports = words::list(&ports.collect::<Vec<_>>());
            let message = format!("{} opens {ports}", server.name);
            let doc = &RULE.doc;
            findings.push(
                grouping::finding(doc, server, group.place, &group.listeners, message)
                    .help("if that software runs on this host, declare it with `[[port]]`"),
            );
        }
    }
}

fn software<'o>(listener: &Listener, options: &'o Options) -> Option<&'o str> {
    let port = u16::try_from(listener.port?).ok()?;
    let own = options.well_known.iter().find(|(p, _)| *p == port);
    own.map(|(_, name)| name.as_str()).or_else(|| {
        let listed = WELL_KNOWN.iter().find(|(p, _)| *p == port);
        listed
            .filter(|_| listener.protocol == Protocol::Tcp)
            .map(|(_, name)| *name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Build, fixed, foreign, host, messages, run, server};

    #[test]
    fn names_the_software() {
        let found = messages(&RULE, [server("/a", 0).with(fixed("amqp", 5672))]);
        assert_eq!(
            found,
            ["a opens 5672/tcp (amqp), the default port of RabbitMQ"]
        );
    }

    #[test]
    fn the_list_can_be_extended() {
        let options = Options {
            well_known: vec![(7777, "our billing".to_string())],
            ..Options::default()
        };
        let home = server("/a", 0).with(fixed("x", 7777));
        assert_eq!(crate::check(&host([home]), [&RULE], &options).len(), 1);
    }

    #[test]
    fn other_ports_protocols_and_declared_software_are_silent() {
        let udp = Listener {
            protocol: Protocol::Udp,
            ..fixed("x", 5672)
        };
        assert!(messages(&RULE, [server("/a", 0).with(fixed("y", 5673)).with(udp)]).is_empty());
        let mut declared = host([server("/a", 0).with(fixed("amqp", 5672))]);
        declared.foreign.push(foreign("RabbitMQ", 5672));
        assert!(run(&RULE, &declared).is_empty());
    }

    #[test]
    fn the_list_is_in_order() {
        assert!(WELL_KNOWN.windows(2).all(|w| w[0].0 < w[1].0));
    }
}
