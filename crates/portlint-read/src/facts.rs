//! What files cannot tell about a home: told by the user in `wso2-portlint.toml` or on the command line.

use portlint_host::Namespace;
use serde::Deserialize;
use std::collections::BTreeMap;

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
