//! What the editor's user can set, under `wso2-portlint`.

use serde::Deserialize;
use std::path::PathBuf;
use std::time::Duration;

/// The settings. Unknown keys and values of another kind are passed over: editors send what they have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Homes, and directories of homes, beside the folders of the workspace.
    pub homes: Vec<PathBuf>,
    /// The configuration file; searched from the folders upwards when it is not set.
    pub config: Option<PathBuf>,
    /// How long no key has to be pressed until the host is read again.
    pub debounce: Duration,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            homes: Vec::new(),
            config: None,
            debounce: Duration::from_millis(50),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Raw {
    homes: Vec<PathBuf>,
    config: Option<PathBuf>,
    debounce: Option<u64>,
}

impl Settings {
    /// The settings in a JSON value: the section itself, or an object that holds it.
    pub fn of(value: &serde_json::Value) -> Settings {
        let section = value.get("wso2-portlint").unwrap_or(value);
        // Each key by itself, so that one that is wrong does not take the others along.
        let of_key = |key: &str| {
            let value = section.get(key).cloned().unwrap_or_default();
            let object = serde_json::json!({ key: value });
            serde_json::from_value::<Raw>(object).unwrap_or_default()
        };
        let standard = Settings::default();
        let config = of_key("config").config;
        Settings {
            homes: of_key("homes").homes,
            config: config.filter(|path| !path.as_os_str().is_empty()),
            debounce: of_key("debounce")
                .debounce
                .map_or(standard.debounce, |time| {
                    Duration::from_millis(time.min(10_000))
                }),
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
            debounce: Duration::ZERO,
        };
        let section = json!({ "homes": ["/opt/wso2"], "config": "/etc/ports.toml", "debounce": 0 });
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
    }
}
