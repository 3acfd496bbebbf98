//! What files cannot tell about a home: told by the user in `wso2-portlint.toml` or on the command line.

use portlint_host::{LiveServer, Namespace};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

/// What the user told as arguments.
pub(crate) const TOLD_ARGUMENT: &str = "start argument";

/// Facts about one home. Absent ones are taken from the files or left unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct HomeFacts {
    /// Product id.
    #[serde(default)]
    pub product: Option<String>,
    /// Product version.
    #[serde(default)]
    pub version: Option<String>,
    /// API Manager's `-Dprofile`.
    #[serde(default)]
    pub profile: Option<String>,
    /// The runtimes that are started; `None` for all.
    #[serde(default)]
    pub runtimes: Option<Vec<String>>,
    /// What the start script is called with, for example `-DportOffset=3`.
    #[serde(default)]
    pub start_arguments: Option<Vec<String>>,
    /// What `JAVA_OPTS` carries.
    #[serde(default)]
    pub java_opts: Option<Vec<String>>,
    /// Environment of the server, never the linter's own.
    #[serde(default)]
    pub env: Option<BTreeMap<String, String>>,
    /// The major version of the JDK that the server runs on.
    #[serde(default)]
    pub jdk: Option<u32>,
    /// Only homes of the same host can collide.
    #[serde(default)]
    pub host: Option<String>,
    /// Whose network its ports are open in: `host`, or a name that homes share.
    #[serde(default)]
    pub namespace: Option<String>,
    /// False for a home that is never started together with the others.
    #[serde(default)]
    pub active: Option<bool>,
    /// True for a home that the planner may not change.
    #[serde(default)]
    pub pin: Option<bool>,
    /// Not told: `-Dname=value` of the start files found in the home. What was told wins.
    #[serde(skip)]
    pub start_files: Vec<String>,
    /// Not told: what the command lines of running servers of the home say. What was told wins.
    #[serde(skip)]
    pub running: Vec<RunningServer>,
    /// The process that start arguments and `JAVA_OPTS` were taken from, where nobody told them.
    #[serde(skip)]
    pub process: Option<u32>,
}

/// A server that runs, and what its command line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningServer {
    /// The number of its process.
    pub process: u32,
    /// What its command line says.
    pub server: LiveServer,
}

impl HomeFacts {
    /// Overrides key by key: what `later` says wins.
    pub fn merge(&mut self, later: &HomeFacts) {
        fn take<T: Clone>(slot: &mut Option<T>, later: &Option<T>) {
            if later.is_some() {
                slot.clone_from(later);
            }
        }
        take(&mut self.product, &later.product);
        take(&mut self.version, &later.version);
        take(&mut self.profile, &later.profile);
        take(&mut self.runtimes, &later.runtimes);
        take(&mut self.start_arguments, &later.start_arguments);
        take(&mut self.java_opts, &later.java_opts);
        take(&mut self.env, &later.env);
        take(&mut self.jdk, &later.jdk);
        take(&mut self.host, &later.host);
        take(&mut self.namespace, &later.namespace);
        take(&mut self.active, &later.active);
        take(&mut self.pin, &later.pin);
        if !later.running.is_empty() {
            self.running.clone_from(&later.running);
        }
    }

    /// The facts of the runtime that has its configuration in the directory `conf` of the home: with what its process was
    /// called with, where nobody told what it is called with.
    pub(crate) fn of_runtime(&self, canonical: &Path, conf: &str) -> Cow<'_, HomeFacts> {
        let mut running = self.running.iter();
        let running = running.find(|running| running.server.is_runtime(canonical, conf));
        let is_told = self.start_arguments.is_some() || self.java_opts.is_some();
        let Some(RunningServer { process, server }) = running.filter(|_| !is_told) else {
            return Cow::Borrowed(self);
        };
        let some = |words: &Vec<String>| (!words.is_empty()).then(|| words.clone());
        Cow::Owned(HomeFacts {
            start_arguments: some(&server.arguments),
            java_opts: some(&server.options),
            process: Some(*process),
            ..self.clone()
        })
    }

    /// What says the start arguments, in words.
    pub(crate) fn source_of_arguments(&self) -> String {
        self.source(TOLD_ARGUMENT)
    }

    /// What says what `JAVA_OPTS` carries, in words.
    pub(crate) fn source_of_options(&self) -> String {
        self.source("JAVA_OPTS")
    }

    fn source(&self, told: &str) -> String {
        let of_process = |process| format!("argument of process {process}");
        self.process.map_or_else(|| told.to_string(), of_process)
    }

    /// The namespace that the user gave the home; `host` is none.
    pub fn namespace(&self) -> Option<Namespace> {
        let name = self.namespace.as_deref().filter(|name| *name != "host")?;
        Some(Namespace::named(name))
    }

    /// The value of the last `-Dname=value` among the start arguments.
    pub fn start_property(&self, name: &str) -> Option<&str> {
        property(self.start_arguments.as_deref(), name)
    }

    /// The value of the last `-Dname=value` in `JAVA_OPTS`.
    pub fn java_property(&self, name: &str) -> Option<&str> {
        property(self.java_opts.as_deref(), name)
    }

    /// A system property as the server sees it: start arguments win over `JAVA_OPTS`, and both over the start files.
    pub fn system_property(&self, name: &str) -> Option<&str> {
        self.start_property(name)
            .or_else(|| self.java_property(name))
            .or_else(|| property(Some(&self.start_files), name))
    }

    /// The words of the start arguments.
    pub fn start_words(&self) -> impl Iterator<Item = &str> {
        let arguments = self.start_arguments.iter().flatten();
        arguments.flat_map(|argument| argument.split_whitespace())
    }

    /// An environment variable of the server.
    pub fn env_var(&self, name: &str) -> Option<&str> {
        self.env.as_ref()?.get(name).map(String::as_str)
    }
}

fn property<'a>(arguments: Option<&'a [String]>, name: &str) -> Option<&'a str> {
    arguments?
        .iter()
        .flat_map(|argument| argument.split_whitespace())
        .rev()
        .find_map(|argument| {
            let (key, value) = argument.strip_prefix("-D")?.split_once('=')?;
            (key == name).then_some(value)
        })
}
