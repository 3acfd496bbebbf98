//! What the facts say about keys, versions and start options, each with a small file.

mod inbound;
mod kept;
mod offset;
mod outcome;
mod ports;
mod states;
mod templates;
mod told;

use super::resolve;
use crate::resolve::RuntimeContext;
use crate::{HomeFacts, HomeReader};
use portlint_catalog::{Generation, Version, product};
use portlint_files::Memory;
use portlint_host::{Files, Listener, Problem, ProblemKind, Runtime, State};
use portlint_syntax::Limits;

/// A home in memory.
struct Case {
    product: &'static str,
    version: &'static str,
    files: Memory,
    facts: HomeFacts,
}

impl Case {
    fn new(product: &'static str, version: &'static str, toml: &str) -> Case {
        let folder = if product.starts_with("wso2am") || product == "wso2is" {
            "home/repository/conf"
        } else {
            "home/conf"
        };
        Case {
            product,
            version,
            files: Memory::new().with(format!("{folder}/deployment.toml"), toml),
            facts: HomeFacts::default(),
        }
    }

    fn arguments(mut self, arguments: &[&str]) -> Case {
        self.facts.start_arguments = Some(arguments.iter().map(ToString::to_string).collect());
        self
    }

    fn java_opts(mut self, options: &[&str]) -> Case {
        self.facts.java_opts = Some(options.iter().map(ToString::to_string).collect());
        self
    }

    fn profile(mut self, profile: &str) -> Case {
        self.facts.profile = Some(profile.to_string());
        self
    }

    fn file(mut self, path: &str, text: &str) -> Case {
        self.files = self.files.with(format!("home/{path}"), text);
        self
    }

    fn run(&self) -> Runtime {
        self.run_with_files().0
    }

    fn run_with_files(&self) -> (Runtime, Files) {
        let product = product(self.product).unwrap();
        let version = Version::parse(self.version).unwrap();
        let spec = product
            .runtimes
            .iter()
            .find(|runtime| runtime.generation == Generation::Toml)
            .unwrap();
        let mut reader = HomeReader::new(&self.files, "home", Limits::default());
        let context = RuntimeContext {
            catalog: portlint_catalog::built_in(),
            product,
            version: Some(&version),
            rules: Some(&version),
            runtime: spec,
            conf: &spec.conf,
            facts: &self.facts,
        };
        let runtime = resolve(&mut reader, &context);
        (runtime, reader.table())
    }
}

fn find<'r>(runtime: &'r Runtime, id: &str) -> &'r Listener {
    let ids: Vec<_> = runtime.listeners.iter().map(|l| &l.id).collect();
    runtime
        .listeners
        .iter()
        .find(|listener| listener.id == id)
        .unwrap_or_else(|| panic!("no {id} in {ids:?}"))
}

/// The port of an open listener.
fn open(runtime: &Runtime, id: &str) -> Option<i64> {
    let listener = find(runtime, id);
    (listener.state == State::Open)
        .then_some(listener.port)
        .flatten()
}

fn open_ports(runtime: &Runtime) -> Vec<i64> {
    let open = runtime.listeners.iter().filter(|l| l.state == State::Open);
    let mut ports: Vec<i64> = open.filter_map(|l| l.port).collect();
    ports.sort_unstable();
    ports
}

#[track_caller]
fn has_problem(runtime: &Runtime, kind: ProblemKind, part: &str) {
    let all: Vec<_> = runtime
        .problems
        .iter()
        .map(|p| (p.kind, &p.message))
        .collect();
    assert!(
        runtime
            .problems
            .iter()
            .any(|p| p.kind == kind && p.message.contains(part)),
        "no {kind:?} about {part} in {all:?}"
    );
}

#[test]
fn shipped_defaults_of_every_distribution() {
    let gateway = vec![
        5672, 8021, 8099, 8243, 8280, 8672, 9021, 9099, 9443, 9611, 9711, 9763, 9999, 10711, 11111,
    ];
    let plane = vec![5672, 8672, 9443, 9611, 9711, 9763, 9999, 10711, 11111];
    let without_webhooks: Vec<i64> = gateway
        .iter()
        .copied()
        .filter(|p| ![8021, 9021].contains(p))
        .collect();
    for (product, version, ports) in [
        ("wso2am", "3.2.0", without_webhooks),
        ("wso2am", "4.0.0", gateway.clone()),
        ("wso2am", "4.7.0", gateway.clone()),
        ("wso2am-universal-gw", "4.6.0", gateway),
        ("wso2am-acp", "4.5.0", plane.clone()),
        ("wso2am-tm", "4.7.0", plane),
        (
            "wso2is",
            "5.9.0",
            vec![9443, 9763, 9999, 10389, 10711, 11111],
        ),
        ("wso2is", "5.11.0", vec![9443, 9763, 10389, 10711]),
        ("wso2is", "7.3.0", vec![9443, 9763, 10711]),
        ("wso2mi", "1.1.0", vec![8253, 8290]),
        ("wso2mi", "4.4.0", vec![8253, 8290, 9164, 9201]),
        ("wso2mi-dashboard", "4.1.0", vec![9743]),
        ("wso2-integration-control-plane", "1.1.1", vec![9743]),
    ] {
        let runtime = Case::new(product, version, "").run();
        assert_eq!(open_ports(&runtime), ports, "{product} {version}");
        let assumed = |p: &Problem| p.kind == ProblemKind::AssumedDefaults;
        assert!(runtime.problems.iter().all(assumed), "{product} {version}");
    }
}
