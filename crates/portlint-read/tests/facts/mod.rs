//! A case in a few words: a home in memory, what its user tells, and the ports that the facts promise.

use portlint_files::Memory;
use portlint_host::{Files, Listener, Runtime, State};
use portlint_read::{Budget, HomeFacts, Request, scan};
use portlint_syntax::Limits;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A home and what it must open.
///
/// An expected port is written `base+offset`, then `#line` of the scalar that sets the base (`#line!` of one that opens
/// the listener) and `@address` where they are not "nowhere" and all interfaces, and `/udp`: `9543+1#3@127.0.0.1`.
#[derive(Clone)]
pub(crate) struct Case {
    name: String,
    runtime: &'static str,
    facts: HomeFacts,
    home: PathBuf,
    files: Memory,
    open: Vec<String>,
    conditional: Vec<String>,
    closed: Vec<String>,
    with_thrift_auth: bool,
}

/// A case of `product` `version`, whose file `governing` (relative to the home) says `text`.
pub(crate) fn case(name: &str, product: &str, version: &str, governing: &str, text: &str) -> Case {
    let home = PathBuf::from(format!("/hosts/{product}-{version}"));
    Case {
        name: format!("{name} [{product} {version}]"),
        runtime: "",
        facts: HomeFacts {
            product: Some(product.to_string()),
            version: Some(version.to_string()),
            start_arguments: Some(Vec::new()),
            java_opts: Some(Vec::new()),
            env: Some(BTreeMap::new()),
            ..HomeFacts::default()
        },
        files: Memory::new().with(home.join(governing), text),
        home,
        open: Vec::new(),
        conditional: Vec::new(),
        closed: Vec::new(),
        with_thrift_auth: false,
    }
}

impl Case {
    /// Of several runtimes, the one that is looked at.
    pub(crate) fn runtime(mut self, id: &'static str) -> Case {
        self.runtime = id;
        self
    }

    /// The start script gets this argument.
    pub(crate) fn start(mut self, argument: &str) -> Case {
        self.facts
            .start_arguments
            .get_or_insert_default()
            .push(argument.to_string());
        self
    }

    /// `JAVA_OPTS` carries this.
    pub(crate) fn java(mut self, option: &str) -> Case {
        self.facts
            .java_opts
            .get_or_insert_default()
            .push(option.to_string());
        self
    }

    /// The server's environment has this variable.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Case {
        self.facts
            .env
            .get_or_insert_default()
            .insert(name.to_string(), value.to_string());
        self
    }

    /// Nobody tells the version.
    pub(crate) fn unversioned(mut self) -> Case {
        self.facts.version = None;
        self
    }

    /// Nothing is told about arguments, options and environment.
    pub(crate) fn untold(mut self) -> Case {
        self.facts.start_arguments = None;
        self.facts.java_opts = None;
        self.facts.env = None;
        self
    }

    /// The told profile.
    pub(crate) fn profile(mut self, profile: &str) -> Case {
        self.facts.profile = Some(profile.to_string());
        self
    }

    /// One more file of the home.
    pub(crate) fn file(mut self, path: &str, content: &str) -> Case {
        self.files = self.files.with(self.home.join(path), content);
        self
    }

    /// Opens all these bases (separated by blanks) plus `offset`.
    pub(crate) fn opens(mut self, bases: &str, offset: i64) -> Case {
        let ports = bases.split_whitespace();
        self.open
            .extend(ports.map(|base| format!("{base}+{offset}")));
        self
    }

    /// But not these bases, whatever their offset.
    pub(crate) fn without(mut self, bases: &str) -> Case {
        for base in bases.split_whitespace() {
            let before = self.open.len();
            let start = format!("{base}+");
            self.open.retain(|port| !port.starts_with(&start));
            assert!(self.open.len() < before, "{}: no {base}", self.name);
        }
        self
    }

    /// And these, in full.
    pub(crate) fn and(mut self, ports: &str) -> Case {
        self.open
            .extend(ports.split_whitespace().map(str::to_string));
        self
    }

    /// The Thrift authentication service is asked for too.
    pub(crate) fn with_thrift_auth(mut self) -> Case {
        self.with_thrift_auth = true;
        self
    }

    /// Listeners with these ids (or bases) are conditional.
    pub(crate) fn perhaps(mut self, ids: &str) -> Case {
        self.conditional
            .extend(ids.split_whitespace().map(str::to_string));
        self
    }

    /// Listeners with these ids (or bases) are known and closed.
    pub(crate) fn closes(mut self, ids: &str) -> Case {
        self.closed
            .extend(ids.split_whitespace().map(str::to_string));
        self
    }

    fn scanned(&self) -> (Vec<Runtime>, Files) {
        let paths = [self.home.clone()];
        let facts = |_: &Path, _: &Path| self.facts.clone();
        let request = Request {
            paths: &paths,
            limits: Limits::default(),
            budget: Budget::default(),
            facts: &facts,
        };
        let found = scan(&self.files, &request);
        let homes = found.host.homes.into_iter();
        let runtimes = homes
            .flat_map(|home| home.runtimes)
            .filter(|runtime| self.runtime.is_empty() || runtime.id == self.runtime)
            .collect();
        (runtimes, found.host.files)
    }

    /// What differs, one line each.
    fn differences(&self) -> Vec<String> {
        let (runtimes, files) = self.scanned();
        let [runtime] = runtimes.as_slice() else {
            return vec![format!("{}: {} runtimes", self.name, runtimes.len())];
        };
        let mut differences = Vec::new();
        let mut rest: Vec<&Listener> = listeners(runtime, State::Open).collect();
        // Every server of `deployment.toml` on Carbon has it, and it has cases of its own.
        rest.retain(|l| self.with_thrift_auth || l.id != "thrift-auth");
        for port in &self.open {
            let wanted = Wanted::parse(port);
            match rest.iter().position(|l| wanted.is_found(l, &files)) {
                Some(index) => {
                    rest.remove(index);
                }
                None => differences.push(format!("missing {port}")),
            }
        }
        differences.extend(rest.into_iter().map(|l| format!("extra {}", told(l))));
        for (ids, state) in [
            (&self.conditional, State::Conditional),
            (&self.closed, State::Closed),
        ] {
            for id in ids {
                let is = |l: &Listener| l.id == *id || l.base.is_some_and(|b| b.to_string() == *id);
                if !listeners(runtime, state).any(is) {
                    let words = runtime.listeners.iter().filter(|l| is(l)).map(told);
                    let words = words.collect::<Vec<_>>().join(", ");
                    differences.push(format!("{id} is not {}: {words}", state.as_str()));
                }
            }
        }
        for listener in &runtime.listeners {
            differences
                .extend(broken_promise(listener).map(|why| format!("{why} {}", told(listener))));
        }
        for difference in &mut differences {
            difference.insert_str(0, &format!("{}: ", self.name));
        }
        differences
    }
}

fn listeners(runtime: &Runtime, state: State) -> impl Iterator<Item = &Listener> {
    runtime.listeners.iter().filter(move |l| l.state == state)
}

/// What every listener promises, whatever the case.
fn broken_promise(listener: &Listener) -> Option<&'static str> {
    let silent = listener
        .condition
        .as_ref()
        .is_none_or(|words| words.is_empty());
    let sum = listener.base.map(|base| base + listener.offset);
    match listener.state {
        State::Open if listener.port.is_none() => Some("open without a port"),
        State::Open if sum != listener.port => Some("base and offset are not the port"),
        State::Closed | State::Conditional if silent => Some("no reason"),
        _ if listener.source.is_empty() => Some("no source"),
        _ => None,
    }
}

fn told(l: &Listener) -> String {
    format!(
        "{} {:?}+{}={:?}/{} @{} {} line {:?} source `{}` route `{}` because {:?}",
        l.id,
        l.base,
        l.offset,
        l.port,
        l.protocol.as_str(),
        l.address,
        l.state.as_str(),
        line(l),
        l.source,
        l.route,
        l.condition
    )
}

fn line(listener: &Listener) -> Option<u32> {
    listener.location.as_ref().map(|at| at.place.line)
}

struct Wanted {
    base: i64,
    offset: i64,
    protocol: &'static str,
    address: String,
    line: Option<u32>,
    opened_there: bool,
}

impl Wanted {
    fn parse(text: &str) -> Wanted {
        let (text, protocol) = match text.strip_suffix("/udp") {
            Some(text) => (text, "udp"),
            None => (text, "tcp"),
        };
        let (text, address) = text.split_once('@').unwrap_or((text, "0.0.0.0"));
        let (text, line) = match text.split_once('#') {
            Some((text, line)) => (text, Some(line)),
            None => (text, None),
        };
        let opened_there = line.is_some_and(|line| line.ends_with('!'));
        let line = line.map(|line| line.trim_end_matches('!'));
        let (base, offset) = text.split_once('+').unwrap();
        Wanted {
            base: base.parse().unwrap(),
            offset: offset.parse().unwrap(),
            protocol,
            address: address.replace(',', ", ").replace('_', " "),
            line: line.map(|line| line.parse().unwrap()),
            opened_there,
        }
    }

    fn is_found(&self, listener: &Listener, files: &Files) -> bool {
        listener.protocol.as_str() == self.protocol
            && listener.base == Some(self.base)
            && listener.offset == self.offset
            && listener.address == self.address
            && self.line.is_none_or(|wanted| {
                let sets_it = scalar(listener, files).contains(&self.base.to_string());
                line(listener) == Some(wanted) && sets_it != self.opened_there
            })
    }
}

/// The text that a listener's location names.
fn scalar(listener: &Listener, files: &Files) -> String {
    let place = listener.location.as_ref();
    let text = place.and_then(|at| files.text(at));
    text.unwrap_or_default().to_string()
}

/// Runs all, and shows everything that differs.
pub(crate) fn check(cases: Vec<Case>) {
    assert!(!cases.is_empty());
    let differences: Vec<String> = cases.iter().flat_map(Case::differences).collect();
    assert!(
        differences.is_empty(),
        "{} of {} cases differ\n{}",
        differences.len(),
        cases.len(),
        differences.join("\n")
    );
}
