//! The list of verdicts: what somebody who read the files said of each finding.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// A list of verdicts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verdicts {
    /// One entry a repository, also where the linter is silent.
    #[serde(default, rename = "repository")]
    pub repositories: Vec<Repository>,
    /// What the list of private persons' repositories came to.
    #[serde(default)]
    pub private: Private,
}

/// One repository.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Repository {
    /// `owner/name`.
    pub name: String,
    /// The commit whose files were judged.
    pub commit: Option<String>,
    /// What was judged.
    #[serde(default, rename = "verdict")]
    pub verdicts: Vec<Verdict>,
}

/// What a finding, or a mistake that no finding names, is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verdict {
    /// The rule.
    pub rule: String,
    /// `file:line:column` of the primary place, the file relative to the repository.
    pub at: String,
    /// Whether the owner of the files has to agree.
    #[serde(rename = "true")]
    pub is_true: bool,
    /// One sentence.
    pub why: String,
}

/// Counts of private persons' repositories.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Private {
    /// How many repositories there are.
    pub repositories: usize,
    /// By rule.
    #[serde(default, rename = "rule")]
    pub rules: BTreeMap<String, Count>,
}

/// Findings of one rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Count {
    /// True findings.
    #[serde(default, rename = "true")]
    pub is_true: usize,
    /// False findings.
    #[serde(default, rename = "false")]
    pub is_false: usize,
    /// Mistakes that the linter does not find.
    #[serde(default)]
    pub missed: usize,
}

impl Verdicts {
    /// Reads a list.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path);
        let text = text.map_err(|error| format!("{}: {error}", path.display()))?;
        toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_list_names_only_the_vendor_and_gives_reasons() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("verdicts.toml");
        let list = Verdicts::read(&path).unwrap();
        for repository in &list.repositories {
            assert!(repository.name.starts_with("wso2/"), "{}", repository.name);
            assert!(repository.commit.is_some(), "{}", repository.name);
            for verdict in &repository.verdicts {
                assert!(
                    verdict.why.ends_with('.'),
                    "{} {}",
                    verdict.rule,
                    verdict.at
                );
            }
        }
        let names: Vec<_> = list.repositories.iter().map(|r| &r.name).collect();
        assert!(names.is_sorted(), "{names:?}");
    }
}
