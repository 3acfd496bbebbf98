//! Rules that the fixtures of this project show.

use std::collections::BTreeSet;
use std::path::Path;

/// The rules that the expectations beside the fixtures name: the heads of `tests/rules`.
pub(crate) fn of_fixtures(root: &Path) -> Result<BTreeSet<String>, String> {
    let directory = root.join("tests/rules");
    let unreadable = |error: std::io::Error| format!("{}: {error}", directory.display());
    let mut rules = BTreeSet::new();
    for entry in std::fs::read_dir(&directory).map_err(unreadable)? {
        let text = std::fs::read_to_string(entry.map_err(unreadable)?.path());
        let text = text.map_err(unreadable)?;
        let expected = text.lines().filter_map(|line| line.strip_prefix("expect:"));
        rules.extend(expected.filter_map(|e| e.split_whitespace().next().map(str::to_string)));
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fixtures_show_rules() {
        let rules = of_fixtures(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")).unwrap();
        assert!(rules.contains("port-collision"));
    }
}
