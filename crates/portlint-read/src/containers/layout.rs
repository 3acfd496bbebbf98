//! Where the home lies in a container, and which files of the host are seen in it.

use super::dockerfile::USER_HOME;
use crate::discover::product_of_name;
use portlint_catalog::Version;
use portlint_syntax::Embedded;
use std::path::PathBuf;
use std::sync::Arc;

/// Where a path of the container leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// Into the home; the path relative to it.
    Home(String),
    /// Into a folder that the entrypoint copies into the home: its position in the order of copying, and the path.
    Volume(usize, String),
    /// Into a folder that is called like one of these, and is not read.
    UnreadVolume(String),
    /// Into a home of another name; its directory.
    OtherHome(String),
    /// The entrypoint itself.
    Entrypoint,
    /// Elsewhere.
    Elsewhere,
}

/// The places of a container that matter.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    /// The home; `None` when it is not known.
    pub(crate) home: Option<String>,
    /// The folders that the entrypoint copies into the home, in this order.
    pub(crate) volumes: Vec<String>,
    /// The product in the home.
    pub(crate) product: &'static str,
    /// True when the home is where the vendor's image has it.
    pub(crate) is_certain: bool,
}

impl Layout {
    /// Where a path leads.
    pub(super) fn target(&self, path: &str) -> Target {
        let path = path.trim_end_matches('/');
        if let Some(inside) = self.home.as_deref().and_then(|home| below(path, home)) {
            return Target::Home(inside.to_string());
        }
        if let Some((directory, _, inside)) = named_home(path, self.product) {
            let own = self
                .home
                .as_deref()
                .and_then(|home| home.rsplit('/').next());
            return match self.is_certain {
                // The same name beside the home: older entrypoints copied from such folders.
                true if own == Some(directory.as_str()) => Target::Elsewhere,
                true => Target::OtherHome(directory),
                false => Target::Home(inside),
            };
        }
        let Some(inside) = below(path, USER_HOME) else {
            return Target::Elsewhere;
        };
        let (first, rest) = inside.split_once('/').unwrap_or((inside, ""));
        let position = self.volumes.iter().position(|volume| volume == first);
        match position {
            Some(position) => Target::Volume(position, rest.to_string()),
            None if matches!(first, "docker-entrypoint.sh" | "init.sh") => Target::Entrypoint,
            None if first.ends_with("-volume") => Target::UnreadVolume(first.to_string()),
            None => Target::Elsewhere,
        }
    }
}

/// A path relative to a directory that it lies in, or is.
fn below<'p>(path: &'p str, directory: &str) -> Option<&'p str> {
    let inside = path.strip_prefix(directory)?;
    match inside.strip_prefix('/') {
        Some(inside) => Some(inside),
        None => inside.is_empty().then_some(""),
    }
}

/// The part of a path that is called like an unpacked product, its version, and the path behind it.
pub(super) fn named_home(path: &str, product: &str) -> Option<(String, Version, String)> {
    let mut parts = path.split('/');
    while let Some(part) = parts.next() {
        if let Some((found, Some(version))) = product_of_name(part)
            && (product.is_empty() || found.id == product)
        {
            let inside = parts.collect::<Vec<_>>().join("/");
            return Some((part.to_string(), version, inside));
        }
    }
    None
}

/// A file or directory of the host that is seen in the home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layer {
    /// Where it is seen, relative to the home; empty for the home itself.
    pub(crate) at: String,
    /// The path of the host, as it is shown.
    pub(crate) source: PathBuf,
    /// Its true name.
    pub(crate) canonical: PathBuf,
    /// Its text, where it lies in a manifest.
    pub(crate) embedded: Option<Arc<EmbeddedFile>>,
}

/// A file that lies in a manifest.
#[derive(Debug)]
pub(crate) struct EmbeddedFile {
    /// The manifest, as it is shown.
    pub(crate) manifest: PathBuf,
    /// The manifest's true name.
    pub(crate) canonical: PathBuf,
    /// The text.
    pub(crate) text: Embedded,
}

impl PartialEq for EmbeddedFile {
    fn eq(&self, other: &Self) -> bool {
        self.manifest == other.manifest && self.text.text() == other.text.text()
    }
}

impl Eq for EmbeddedFile {}

impl Layer {
    /// The path of the host behind a path relative to the home.
    pub(crate) fn behind(&self, relative: &str) -> Option<(PathBuf, PathBuf)> {
        let inside = if self.at.is_empty() {
            relative
        } else {
            below(relative, &self.at)?
        };
        if inside.is_empty() {
            return Some((self.source.clone(), self.canonical.clone()));
        }
        Some((self.source.join(inside), self.canonical.join(inside)))
    }

    /// The first name below a path by which it is reached; `None` when it does not lie below.
    pub(crate) fn is_below(&self, relative: &str) -> Option<&str> {
        let inside = match relative {
            "" => self.at.as_str(),
            relative => below(&self.at, relative)?,
        };
        inside.split('/').next().filter(|name| !name.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_lead_into_the_home() {
        let layout = Layout {
            home: Some("/home/wso2carbon/wso2am-4.3.0".to_string()),
            volumes: vec!["wso2-config-volume".to_string()],
            product: "wso2am",
            is_certain: true,
        };
        let home = |path: &str| Target::Home(path.to_string());
        for (path, expected) in [
            (
                "/home/wso2carbon/wso2am-4.3.0/repository/conf/deployment.toml",
                home("repository/conf/deployment.toml"),
            ),
            ("/home/wso2carbon/wso2am-4.3.0/", home("")),
            (
                "/home/wso2carbon/wso2-config-volume/repository",
                Target::Volume(0, "repository".to_string()),
            ),
            (
                "/home/wso2carbon/wso2-server-volume",
                Target::UnreadVolume("wso2-server-volume".to_string()),
            ),
            (
                "/home/wso2carbon/wso2am-4.2.0/x",
                Target::OtherHome("wso2am-4.2.0".to_string()),
            ),
            ("/home/wso2carbon/docker-entrypoint.sh", Target::Entrypoint),
            (
                "/home/wso2carbon/wso2am-4.3.00",
                Target::OtherHome("wso2am-4.3.00".to_string()),
            ),
            ("/mnt/wso2am-4.3.0/repository/conf", Target::Elsewhere),
            ("/etc/x", Target::Elsewhere),
        ] {
            assert_eq!(layout.target(path), expected, "{path}");
        }
    }
}
