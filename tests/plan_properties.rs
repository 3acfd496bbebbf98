//! What holds after `plan --write --follow`, on random hosts of all generations, through real files.

use portlint_files::Memory;
use portlint_host::{Files, Host, SourceFile};
use portlint_plan::{FollowUp, Plan, Request as Asked, plan_for};
use portlint_read::{Budget, HomeFacts, Request, scan};
use portlint_rules::{Options, RULES};
use portlint_syntax::{Edit, Limits, edit};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Files by path.
type Tree = BTreeMap<String, String>;

/// A home: what it is, its offset, and by how much the ports of its URLs differ from the shipped ones.
#[derive(Debug, Clone)]
struct Drawn {
    kind: Kind,
    offset: i64,
    named: i64,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    ApiManager,
    IdentityServer,
    MicroIntegrator,
    StreamingIntegrator,
    OldApiManager,
    Registry,
}

const KINDS: [Kind; 6] = [
    Kind::ApiManager,
    Kind::IdentityServer,
    Kind::MicroIntegrator,
    Kind::StreamingIntegrator,
    Kind::OldApiManager,
    Kind::Registry,
];

impl Drawn {
    fn files(&self, home: &str, tree: &mut Tree) {
        let Drawn { offset, named, .. } = self;
        let console = 9443 + named;
        let mut put = |path: &str, text: String| {
            tree.insert(format!("{home}/{path}"), text);
        };
        match self.kind {
            Kind::ApiManager => {
                put("bin/version.txt", "WSO2 API Manager v4.2.0\n".into());
                let websocket = 9099 + named;
                put(
                    "repository/conf/deployment.toml",
                    format!(
                        "[server]\noffset = {offset}\n\n[apim.key_manager]\n\
                         service_url = \"https://localhost:{console}/services/\"\n\n\
                         [[apim.gateway.environment]]\nws_endpoint = \"ws://localhost:{websocket}\"\n"
                    ),
                );
            }
            Kind::IdentityServer => {
                put("bin/version.txt", "WSO2 Identity Server v7.0.0\n".into());
                put(
                    "repository/conf/deployment.toml",
                    format!("[server]\noffset = {offset}\n"),
                );
            }
            Kind::MicroIntegrator => {
                put("bin/version.txt", "WSO2 Micro Integrator v4.2.0\n".into());
                put(
                    "conf/deployment.toml",
                    format!(
                        "[server]\noffset = {offset}\n\n[[service_catalog]]\n\
                         apim_host = \"https://localhost:{console}\"\nenable = true\n"
                    ),
                );
            }
            Kind::StreamingIntegrator => {
                put(
                    "bin/version.txt",
                    "WSO2 Streaming Integrator v4.2.0\n".into(),
                );
                put(
                    "conf/server/deployment.yaml",
                    format!(
                        "wso2.carbon:\n  type: wso2-si\n  ports:\n    offset: {offset}\nwso2.transport.http:\n  \
                         listenerConfigurations:\n  - id: default\n    host: 0.0.0.0\n    port: 9090\n"
                    ),
                );
            }
            Kind::OldApiManager => {
                put("bin/version.txt", "WSO2 API Manager v2.6.0\n".into());
                put("repository/conf/carbon.xml", carbon_xml(*offset));
                put("repository/conf/tomcat/catalina-server.xml", tomcat());
                let broker = 5672 + named;
                put(
                    "repository/conf/jndi.properties",
                    format!(
                        "connectionfactory.QueueConnectionFactory = \
                         amqp://admin:admin@clientID/test?brokerlist='tcp://localhost:{broker}'\n"
                    ),
                );
            }
            Kind::Registry => {
                put(
                    "bin/version.txt",
                    "WSO2 Governance Registry v5.1.0\n".into(),
                );
                put("repository/conf/carbon.xml", carbon_xml(*offset));
                put("repository/conf/tomcat/catalina-server.xml", tomcat());
                put(
                    "repository/conf/identity.xml",
                    format!(
                        "<Server xmlns=\"http://wso2.org/projects/carbon/carbon.xml\">\n  <SSOService>\n    \
                         <IdentityProviderURL>https://localhost:{console}/samlsso</IdentityProviderURL>\n  \
                         </SSOService>\n</Server>\n"
                    ),
                );
            }
        }
    }
}

fn carbon_xml(offset: i64) -> String {
    format!(
        "<Server xmlns=\"http://wso2.org/projects/carbon/carbon.xml\">\n  <Ports>\n    <Offset>{offset}</Offset>\n    \
         <JMX>\n      <RMIRegistryPort>9999</RMIRegistryPort>\n      <RMIServerPort>11111</RMIServerPort>\n    </JMX>\n  \
         </Ports>\n</Server>\n"
    )
}

fn tomcat() -> String {
    let connector = |port: u16, more: &str| {
        format!(
            "    <Connector protocol=\"org.apache.coyote.http11.Http11NioProtocol\" port=\"{port}\" bindOnInit=\"false\"{more}/>\n"
        )
    };
    format!(
        "<Server>\n  <Service name=\"Catalina\">\n{}{}  </Service>\n</Server>\n",
        connector(9763, ""),
        connector(
            9443,
            " scheme=\"https\" secure=\"true\" SSLEnabled=\"true\""
        )
    )
}

fn hosts() -> impl Strategy<Value = Vec<Drawn>> {
    // Most homes stand at an offset that others have too, and most URLs name a port that somebody opens.
    let offset = prop_oneof![3 => Just(0_i64), 1 => 1_i64..3];
    let home = (0..KINDS.len(), offset, 0_i64..2);
    let home = home.prop_map(|(kind, offset, away)| Drawn {
        kind: KINDS[kind],
        offset,
        named: offset + away * 2,
    });
    prop::collection::vec(home, 2..7)
}

fn read(tree: &Tree) -> Host {
    let mut files = Memory::new();
    for (path, text) in tree {
        files = files.with(path.as_str(), text.as_str());
    }
    let request = Request {
        paths: &[PathBuf::from("h")],
        limits: Limits::default(),
        budget: Budget::default(),
        facts: &|_: &Path, _: &Path| HomeFacts::default(),
    };
    scan(&files, &request).host
}

fn follow(host: &Host) -> Plan {
    let asked = Asked {
        follow: true,
        ..Asked::default()
    };
    plan_for(host, &asked)
}

/// The tree after all edits of a plan.
fn written(tree: &Tree, files: &Files, plan: &Plan) -> Tree {
    let mut edits = BTreeMap::<&Path, (&SourceFile, Vec<Edit>)>::new();
    for edit in plan.edits() {
        let file = files.source(edit.location.file).unwrap();
        let (_, of_file) = edits.entry(&file.path).or_insert((file, Vec::new()));
        of_file.push(Edit {
            span: edit.location.span,
            replacement: edit.replacement.clone(),
        });
    }
    let mut after = tree.clone();
    for (path, (file, edits)) in edits {
        let text = edit::apply(&file.document.source, &edits).unwrap();
        after.insert(path.to_str().unwrap().to_string(), text);
    }
    after
}

/// Files and lines of what is said about references.
fn misdirected(host: &Host) -> BTreeSet<(String, u32)> {
    let findings = portlint_rules::check(host, RULES, &Options::default());
    let about = ["stale-reference", "wrong-server", "gateway-url-not-offset"];
    let findings = findings.iter().filter(|f| about.contains(&f.rule));
    findings
        .flat_map(|finding| {
            let files = &host.files;
            let at_a_reference = |a: &&portlint_rules::Annotation| {
                let servers = host.homes.iter().flat_map(|home| &home.runtimes);
                let mut references = servers.flat_map(|runtime| &runtime.references);
                references.any(|reference| reference.location == Some(a.location))
            };
            let places = finding.annotations.iter().filter(at_a_reference);
            places.map(|a| {
                let path = files.path(a.location.file).display().to_string();
                (path, a.location.place.line)
            })
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_a_plan_that_follows_nothing_meets_and_nothing_new_is_stale(drawn in hosts()) {
        let mut tree = Tree::new();
        for (at, home) in drawn.iter().enumerate() {
            home.files(&format!("h/home{at}"), &mut tree);
        }
        let before = read(&tree);
        prop_assert_eq!(before.homes.len(), drawn.len());
        let plan = follow(&before);
        prop_assert!(plan.refused.is_empty(), "{:?}", plan.refused);
        let after_tree = written(&tree, &before.files, &plan);
        let after = read(&after_tree);

        // Nothing is shared but what the plan said it cannot part, and a second plan has nothing to do.
        let again = follow(&after);
        let stuck = plan.stuck.iter().map(|stuck| (stuck.port.port, stuck.port.protocol));
        let stuck = stuck.collect::<BTreeSet<_>>();
        for shared in &again.collisions {
            prop_assert!(stuck.contains(&(shared.port, shared.protocol)), "{}", shared.port);
        }
        prop_assert!(again.changes.is_empty() && again.ports.is_empty());

        // No reference is stale that was not, but those that are told to be left to the user.
        let by_hand = plan.follow_up.iter().filter_map(|follow_up| match follow_up {
            FollowUp::Reference(follower) if follower.edit.is_err() => {
                let path = before.files.path(follower.location.file).display().to_string();
                Some((path, follower.line))
            }
            _ => None,
        });
        let allowed: BTreeSet<_> = by_hand.chain(misdirected(&before)).collect();
        for place in misdirected(&after) {
            prop_assert!(allowed.contains(&place), "{place:?}\n{after_tree:#?}");
        }

        // Homes that do not move keep their bytes, but for references to those that do.
        let offsets = plan.changes.iter().map(|change| change.home.clone());
        let moved = offsets.chain(plan.ports.iter().map(|change| change.home.clone()));
        let moved = moved.collect::<BTreeSet<_>>();
        let followed = plan.followers().filter(|follower| follower.edit.is_ok());
        let followed = followed.map(|f| before.files.path(f.location.file).to_path_buf());
        let followed = followed.collect::<BTreeSet<_>>();
        for (path, text) in &tree {
            let stays = !moved.iter().any(|home| Path::new(path).starts_with(home));
            if stays && !followed.contains(Path::new(path)) {
                prop_assert_eq!(text, &after_tree[path]);
            }
        }
    }
}
