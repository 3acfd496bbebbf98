//! The variables of a container.

use super::objects::{Object, Objects};
use super::value::Value;
use std::collections::BTreeMap;

/// The variables whose values are known, and whether those are all.
pub(crate) fn of(
    objects: &Objects,
    from: &Object,
    container: &Value,
) -> (BTreeMap<String, String>, bool) {
    let mut known = BTreeMap::new();
    let mut all_known = true;
    for source in container.list("envFrom") {
        let prefix = source.text_of("prefix").unwrap_or_default();
        let named = source.at(&["configMapRef", "name"]);
        let named = named.and_then(|name| objects.named(from, "ConfigMap", name.text()?));
        let Some(data) = named.and_then(|map| map.root.get("data")) else {
            all_known = false;
            continue;
        };
        for (name, value) in data.entries() {
            let value = value.text().unwrap_or_default().to_string();
            known.insert(format!("{prefix}{name}"), value);
        }
    }
    for variable in container.list("env") {
        let Some(name) = variable.text_of("name") else {
            continue;
        };
        let value = match variable.get("valueFrom") {
            None => variable.text_of("value").or(Some(String::new())),
            Some(source) => of_map(objects, from, &source),
        };
        let value = value.map(|value| expand(&value, &known));
        match value.filter(|value| !value.contains("$(")) {
            Some(value) => {
                known.insert(name, value);
            }
            None => {
                known.remove(&name);
                all_known = false;
            }
        }
    }
    (known, all_known)
}

/// The value of a key of a ConfigMap. Those of secrets and of the running pod are not known.
fn of_map(objects: &Objects, from: &Object, source: &Value) -> Option<String> {
    let meant = source.get("configMapKeyRef")?;
    let map = objects.named(from, "ConfigMap", &meant.text_of("name")?)?;
    map.root.get("data")?.text_of(&meant.text_of("key")?)
}

/// Replaces `$(NAME)` by its value where that is known; `$$` stands for `$`.
pub(crate) fn expand(text: &str, known: &BTreeMap<String, String>) -> String {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('$') {
        expanded.push_str(before);
        let named = behind.strip_prefix('(').and_then(|inner| {
            let (name, behind) = inner.split_once(')')?;
            Some((known.get(name)?, behind))
        });
        rest = match (named, behind.strip_prefix('$')) {
            (Some((value, behind)), _) => {
                expanded.push_str(value);
                behind
            }
            (None, Some(behind)) => {
                expanded.push('$');
                behind
            }
            (None, None) => {
                expanded.push('$');
                behind
            }
        };
    }
    expanded.push_str(rest);
    expanded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_replaced() {
        let known = BTreeMap::from([("A".to_string(), "1".to_string())]);
        for (text, expected) in [
            ("-DportOffset=$(A)", "-DportOffset=1"),
            ("$(B)$(A)", "$(B)1"),
            ("$$(A)", "$(A)"),
            ("$HOME/$", "$HOME/$"),
        ] {
            assert_eq!(expand(text, &known), expected, "{text}");
        }
    }
}
