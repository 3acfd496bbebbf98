//! What was passed over: silence about it would look like certainty.

use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A path that was not looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct NotLookedAt {
    /// As found below a given directory.
    #[serde(serialize_with = "crate::snapshot::path")]
    pub path: PathBuf,
    /// Why it was passed over.
    pub reason: NotLookedAtReason,
    /// True when it directly holds a file by which a home is recognised.
    pub looks_like_home: bool,
    /// What it would become, for a template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<Template>,
}

impl NotLookedAt {
    /// A path that was passed over for this reason.
    pub fn new(path: PathBuf, reason: NotLookedAtReason) -> NotLookedAt {
        NotLookedAt {
            path,
            reason,
            looks_like_home: false,
            template: None,
        }
    }
}

/// A template, which something else has to render before it configures a server.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Template {
    /// What renders it.
    pub kind: TemplateKind,
    /// The product that it configures, where it tells: an id of the catalogue.
    pub product: Option<String>,
    /// The name of the product, for people.
    pub name: Option<String>,
    /// Its version, where it is told.
    pub version: Option<String>,
}

/// What renders a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TemplateKind {
    /// A chart of Helm.
    Chart,
    /// A directory of Kustomize.
    Kustomization,
    /// Jinja2, the templates of Ansible.
    Jinja,
    /// ERB, the templates of Puppet.
    Erb,
    /// It is not known what renders it.
    Other,
}

impl TemplateKind {
    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            TemplateKind::Chart => "helm",
            TemplateKind::Kustomization => "kustomize",
            TemplateKind::Jinja => "jinja",
            TemplateKind::Erb => "erb",
            TemplateKind::Other => "other",
        }
    }
}

impl Template {
    /// `WSO2 API Manager 4.2.0`, where it tells that.
    pub fn product(&self) -> Option<String> {
        let name = self.name.as_deref().or(self.product.as_deref())?;
        Some(match &self.version {
            Some(version) => format!("{name} {version}"),
            None => name.to_string(),
        })
    }

    /// What it is, what for, and how what it renders is checked.
    pub fn words(&self, path: &Path) -> String {
        let shown = path.display();
        let product = self.product();
        let of = product.map_or(String::new(), |product| format!(" of {product}"));
        let quoted = in_shell(path);
        match self.kind {
            TemplateKind::Chart => format!(
                "{shown} is a Helm chart{of}, not rendered yet: `helm template {quoted}` renders it"
            ),
            TemplateKind::Kustomization => format!(
                "{shown} is a kustomization{of}, not rendered yet: `kubectl kustomize {quoted}` renders it"
            ),
            TemplateKind::Jinja => format!(
                "{shown} is a Jinja2 template{of}, not rendered yet: check the home that `ansible-playbook` writes"
            ),
            TemplateKind::Erb => format!(
                "{shown} is an ERB template{of}, not rendered yet: check the home that `puppet apply` writes"
            ),
            TemplateKind::Other => format!(
                "{shown} is a template{of}, not rendered yet: check what is rendered from it"
            ),
        }
    }
}

/// A path as a shell takes it.
fn in_shell(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Why a path was not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotLookedAtReason {
    /// It lies deeper than directories are searched.
    Depth,
    /// Its name begins with a dot.
    Hidden,
    /// The kernel made it up: procfs, sysfs and the like.
    Kernel,
    /// A budget of the run was used up.
    Budget,
    /// It lies directly inside a home and looks like a home itself.
    InsideHome,
    /// It could not be read.
    Unreadable,
    /// It is a template, and not rendered yet.
    Template,
}

impl NotLookedAtReason {
    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            NotLookedAtReason::Depth => "depth",
            NotLookedAtReason::Hidden => "hidden",
            NotLookedAtReason::Kernel => "kernel",
            NotLookedAtReason::Budget => "budget",
            NotLookedAtReason::InsideHome => "inside-home",
            NotLookedAtReason::Unreadable => "unreadable",
            NotLookedAtReason::Template => "template",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_name_what_renders_them() {
        let template = Template {
            kind: TemplateKind::Chart,
            product: Some("wso2am".to_string()),
            name: Some("WSO2 API Manager".to_string()),
            version: None,
        };
        assert_eq!(
            template.words(Path::new("charts/all in one")),
            "charts/all in one is a Helm chart of WSO2 API Manager, not rendered yet: \
             `helm template 'charts/all in one'` renders it"
        );
    }
}
