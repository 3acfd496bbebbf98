//! What a case is, and the homes that cases are made of.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One attack.
#[derive(Clone)]
pub(super) struct Case {
    pub name: String,
    /// The exit code of `check`; `None` for 0 or 1, where the input decides nothing but what else is found.
    pub exit: Option<i32>,
    /// Texts that the report for people has.
    pub says: Vec<String>,
    /// How many homes the report counts, the healthy one included; `None` when the host cannot be checked at all.
    pub homes: Option<usize>,
    /// Puts the attack into the directory of the host.
    pub build: Arc<dyn Fn(&Path) + Send + Sync>,
}

impl Case {
    pub(super) fn new(
        name: impl Into<String>,
        exit: i32,
        says: &[&str],
        build: impl Fn(&Path) + Send + Sync + 'static,
    ) -> Case {
        Case {
            name: name.into(),
            exit: Some(exit),
            says: says.iter().map(|s| (*s).to_string()).collect(),
            homes: Some(2),
            build: Arc::new(build),
        }
    }

    /// Findings or none: only that the run is whole.
    pub(super) fn exit_any(mut self) -> Case {
        self.exit = None;
        self
    }

    /// With these lines as the `[limits]` of the linter.
    pub(super) fn limited(mut self, limits: &'static str) -> Case {
        let build = self.build;
        self.build = Arc::new(move |host| {
            build(host);
            fs::write(
                host.join("wso2-portlint.toml"),
                format!("[limits]\n{limits}\n"),
            )
            .unwrap();
        });
        self
    }

    pub(super) fn homes(mut self, homes: Option<usize>) -> Case {
        self.homes = homes;
        self
    }
}

/// A home of each generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Generation {
    Toml,
    Xml,
    Yaml,
}

pub(super) const GENERATIONS: [Generation; 3] =
    [Generation::Toml, Generation::Xml, Generation::Yaml];

impl Generation {
    /// The file that governs its ports.
    pub(super) fn governing(self) -> &'static str {
        match self {
            Generation::Toml => "repository/conf/deployment.toml",
            Generation::Xml => "repository/conf/carbon.xml",
            Generation::Yaml => "conf/server/deployment.yaml",
        }
    }

    fn version_line(self) -> &'static str {
        match self {
            Generation::Toml => "WSO2 API Manager v4.2.0\n",
            Generation::Xml => "WSO2 API Manager v2.6.0\n",
            Generation::Yaml => "WSO2 Streaming Integrator v4.2.0\n",
        }
    }

    /// A configuration with this text as the offset.
    pub(super) fn with_offset(self, offset: &str) -> String {
        match self {
            Generation::Toml => format!("[server]\noffset = {offset}\n"),
            Generation::Xml => {
                format!("<Server><Ports><Offset>{offset}</Offset></Ports></Server>\n")
            }
            Generation::Yaml => format!("wso2.carbon:\n  ports:\n    offset: {offset}\n"),
        }
    }

    /// A home without its governing file; the path of that file.
    pub(super) fn home(self, host: &Path, name: impl AsRef<Path>) -> PathBuf {
        let home = host.join(name);
        let governing = home.join(self.governing());
        fs::create_dir_all(governing.parent().unwrap()).unwrap();
        fs::create_dir_all(home.join("bin")).unwrap();
        fs::write(home.join("bin/version.txt"), self.version_line()).unwrap();
        governing
    }
}

/// A home whose governing file has this content, which is made only when the case runs.
pub(super) fn content(
    generation: Generation,
    name: &str,
    exit: i32,
    says: &[&str],
    bytes: impl Fn() -> Vec<u8> + Send + Sync + 'static,
) -> Case {
    Case::new(format!("{generation:?}: {name}"), exit, says, move |host| {
        fs::write(generation.home(host, "hostile"), bytes()).unwrap();
    })
}

/// As [`content`], for short texts.
pub(super) fn short(generation: Generation, exit: i32, says: &[&str], text: &str) -> Case {
    let name = text.chars().take(60).collect::<String>();
    let text = text.to_string();
    content(generation, &format!("{name:?}"), exit, says, move || {
        text.clone().into_bytes()
    })
}
