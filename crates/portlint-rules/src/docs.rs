//! The pages of the rules: the text of `explain` and of `docs/rules/`.

use crate::rule::{Rule, RuleDoc};
use crate::rules::RULES;
use std::fmt::Write;

/// The Markdown page of a rule.
pub fn page(rule: &Rule) -> String {
    let RuleDoc {
        id,
        severity,
        summary,
        detects,
        why,
        example,
        fix,
        ignore,
    } = rule.doc;
    let mut page = format!(
        "# {id}\n\n{summary}\n\nSeverity: **{}**\n",
        severity.as_str()
    );
    for (title, text) in [
        ("What it detects", detects),
        ("Why it matters", why),
        ("Example", example),
        ("How to fix it", fix),
        ("When to ignore it", ignore),
    ] {
        // Writing to a string cannot fail.
        let _ = write!(page, "\n## {title}\n\n{}\n", text.trim());
    }
    page
}

/// The Markdown list of all rules.
pub fn index() -> String {
    let mut index = String::from(
        "# Rules\n\nErrors and warnings are on by default; infos with `--select` or `--severity info`.\n\n\
         | rule | severity | what it is about |\n|---|---|---|\n",
    );
    for rule in RULES {
        let RuleDoc {
            id,
            severity,
            summary,
            ..
        } = rule.doc;
        let _ = writeln!(
            index,
            "| [`{id}`]({id}.md) | {} | {summary} |",
            severity.as_str()
        );
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn docs_are_fresh() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules");
        let update = std::env::var_os("UPDATE_DOCS").is_some();
        if update {
            std::fs::create_dir_all(&folder).unwrap();
        }
        let pages = RULES
            .iter()
            .map(|rule| (format!("{}.md", rule.doc.id), page(rule)));
        let mut expected = BTreeSet::new();
        for (name, text) in pages.chain([("README.md".to_string(), index())]) {
            let path = folder.join(&name);
            if update {
                std::fs::write(&path, &text).unwrap();
            }
            let on_disk = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(
                on_disk, text,
                "{name} is stale: run the test with UPDATE_DOCS=1"
            );
            expected.insert(name);
        }
        let present = std::fs::read_dir(&folder).unwrap();
        let present = present.map(|e| e.unwrap().file_name().into_string().unwrap());
        assert_eq!(
            present.collect::<BTreeSet<_>>(),
            expected,
            "pages of rules that are gone"
        );
    }

    #[test]
    fn every_rule_is_documented() {
        let mut ids = BTreeSet::new();
        for rule in RULES {
            let doc = &rule.doc;
            assert!(ids.insert(doc.id), "{} twice", doc.id);
            assert!(doc.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
            for text in [
                doc.summary,
                doc.detects,
                doc.why,
                doc.example,
                doc.fix,
                doc.ignore,
            ] {
                assert!(!text.trim().is_empty(), "{} has an empty part", doc.id);
            }
            assert!(!doc.summary.contains('\n') && !doc.summary.contains('|'));
        }
    }
}
