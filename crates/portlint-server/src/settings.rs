//! What the editor's user can set, under `wso2-portlint`.

use serde_json::Value;
use std::path::PathBuf;
use std::time::Duration;

/// The settings. Unknown keys and values of another kind are passed over: editors send what they have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Homes, and directories of homes, beside the folders of the workspace.
    pub homes: Vec<PathBuf>,
    /// The configuration file; searched from the folders upwards when it is not set.
    pub config: Option<PathBuf>,
    /// Findings that were there before, as `check --write-baseline` wrote them.
    pub baseline: Option<PathBuf>,
    /// How long no key has to be pressed until the host is read again.
    pub debounce: Duration,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            homes: Vec::new(),
            config: None,
            baseline: None,
            debounce: Duration::from_millis(50),
        }
    }
}

/// The longest debounce.
const LONGEST: u64 = 10_000;

impl Settings {
    /// The settings in a JSON value: the section itself, or an object that holds it.
    pub fn of(value: &Value) -> Settings {
        Settings::default().with(value)
    }

    /// These settings, with the keys that a value sets. Editors send objects without them at every start.
    #[must_use]
    pub fn with(&self, value: &Value) -> Settings {
        let section = value.get("wso2-portlint").unwrap_or(value);
        let file = |key: &str| {
            let path = section.get(key)?.as_str()?;
            Some((!path.is_empty()).then(|| PathBuf::from(path)))
        };
        let homes = section.get("homes").and_then(Value::as_array);
        let homes = homes.map(|homes| {
            let paths = homes.iter().filter_map(Value::as_str);
            paths.map(PathBuf::from).collect()
        });
        let debounce = section.get("debounce").and_then(Value::as_u64);
        let debounce = debounce.map(|time| Duration::from_millis(time.min(LONGEST)));
        Settings {
            homes: homes.unwrap_or_else(|| self.homes.clone()),
            config: file("config").unwrap_or_else(|| self.config.clone()),
            baseline: file("baseline").unwrap_or_else(|| self.baseline.clone()),
            debounce: debounce.unwrap_or(self.debounce),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_are_found_with_and_without_their_section() {
        let wanted = Settings {
            homes: vec!["/opt/wso2".into()],
            config: Some("/etc/ports.toml".into()),
            baseline: Some("/etc/known.json".into()),
            debounce: Duration::ZERO,
        };
        let section = json!({
            "homes": ["/opt/wso2"],
            "config": "/etc/ports.toml",
            "baseline": "/etc/known.json",
            "debounce": 0,
        });
        assert_eq!(Settings::of(&section), wanted);
        assert_eq!(Settings::of(&json!({ "wso2-portlint": section })), wanted);
    }

    #[test]
    fn what_cannot_be_read_is_as_if_it_were_not_set() {
        for value in [json!(null), json!([]), json!({ "homes": 3, "config": "" })] {
            assert_eq!(Settings::of(&value), Settings::default());
        }
        let one = Settings::of(&json!({ "homes": "x", "debounce": 7 }));
        assert_eq!(one.debounce, Duration::from_millis(7));
        // What an editor does not mention stays as it was, and an empty file name takes one back.
        for nothing in [json!(null), json!({}), json!({ "editor": 1 })] {
            assert_eq!(one.with(&nothing), one);
        }
        let with = one.with(&json!({ "config": "/a" }));
        assert_eq!(with.config, Some("/a".into()));
        assert_eq!(with.with(&json!({ "config": "" })).config, None);
    }
}
