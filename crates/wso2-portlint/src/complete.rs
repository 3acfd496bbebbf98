//! The lists of what a shell offers for an argument when Tab is pressed.

use clap_complete::engine::{CompletionCandidate, PathCompleter, ValueCompleter};
use portlint_catalog::toml_generation::profiles as known_profiles;
use portlint_files::{Disk, FileKind, FileSystem};
use portlint_host::Home;
use portlint_read::HomeFacts;
use portlint_report::CheckFormat;
use portlint_rules::RULES;
use portlint_session::config::Config;
use portlint_session::look::read;
use portlint_session::names::products;
use std::ffi::OsStr;
use std::path::PathBuf;

fn candidate(value: &str, help: &str) -> CompletionCandidate {
    let help = (!help.is_empty()).then(|| help.to_string().into());
    CompletionCandidate::new(value).help(help)
}

/// Every rule.
pub(crate) fn rules() -> Vec<CompletionCandidate> {
    let rules = RULES.iter().map(|rule| &rule.doc);
    rules.map(|doc| candidate(doc.id, doc.summary)).collect()
}

/// Every rule, and `all`.
pub(crate) fn rule_choices() -> Vec<CompletionCandidate> {
    let mut rules = rules();
    rules.push(candidate("all", "every rule"));
    rules
}

/// Every product.
pub(crate) fn product_ids() -> Vec<CompletionCandidate> {
    products().map(|p| candidate(&p.id, &p.name)).collect()
}

/// Every release of every product, as `plan --new` wants it.
pub(crate) fn releases() -> Vec<CompletionCandidate> {
    let releases = products().flat_map(|product| {
        let versions = product.releases.iter().map(|release| &release.version);
        versions.map(|version| candidate(&format!("{}-{version}", product.id), &product.name))
    });
    releases.collect()
}

/// Every profile.
pub(crate) fn profiles() -> Vec<CompletionCandidate> {
    known_profiles()
        .iter()
        .map(|name| candidate(name, ""))
        .collect()
}

/// `sarif`, `sarif=`, and after the sign the files that are there.
pub(crate) fn outputs(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    if let Some((format, file)) = typed.split_once('=') {
        let files = PathCompleter::any().complete(OsStr::new(file));
        return (files.into_iter())
            .map(|file| file.add_prefix(format!("{format}=")))
            .collect();
    }
    let formats = CheckFormat::names().iter();
    let formats = formats.filter(|name| name.starts_with(&*typed));
    let both = |name: &&str| {
        let (screen, file) = ("to standard output", "to a file");
        [
            candidate(name, screen),
            candidate(&format!("{name}="), file),
        ]
    };
    formats.flat_map(both).collect()
}

/// The homes under the directories that were typed already, else under the current one.
pub(crate) fn homes() -> Vec<CompletionCandidate> {
    let homes = homes_at_hand();
    homes.iter().filter_map(|home| named(home, "")).collect()
}

/// The same as the start of an assignment, once for each server of a home that has several.
pub(crate) fn homes_to_set() -> Vec<CompletionCandidate> {
    let mut candidates = Vec::new();
    for home in homes_at_hand() {
        if let [_] = home.runtimes.as_slice() {
            candidates.extend(named(&home, "="));
        } else {
            let ids = home
                .runtimes
                .iter()
                .map(|runtime| format!(":{}=", runtime.id));
            candidates.extend(ids.filter_map(|id| named(&home, &id)));
        }
    }
    candidates
}

fn homes_at_hand() -> Vec<Home> {
    let typed = std::env::args_os().skip_while(|word| word != "--").skip(2);
    let mut folders: Vec<PathBuf> = typed
        .map(PathBuf::from)
        .filter(|path| Disk.kind(path) == Some(FileKind::Directory))
        .collect();
    if folders.is_empty() {
        folders.push(PathBuf::from("."));
    }
    read(
        &Disk,
        &folders,
        &Config::default(),
        &HomeFacts::default(),
        None,
    )
    .host
    .homes
}

fn named(home: &Home, end: &str) -> Option<CompletionCandidate> {
    let name = Disk.canonical(&home.path)?;
    let name = name.file_name()?.to_str()?;
    let what = home.name.as_deref().unwrap_or_default();
    Some(candidate(&format!("{name}{end}"), what))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(candidates: &[CompletionCandidate]) -> Vec<String> {
        let values = candidates.iter().map(CompletionCandidate::get_value);
        values
            .map(|value| value.to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn an_output_has_a_format_and_may_have_a_file() {
        assert_eq!(values(&outputs(OsStr::new("sar"))), ["sarif", "sarif="]);
        let files = values(&outputs(OsStr::new("json=Cargo.t")));
        assert_eq!(files, ["json=Cargo.toml"]);
    }

    #[test]
    fn lists_name_what_is_known() {
        assert!(values(&rule_choices()).contains(&"all".to_string()));
        assert!(values(&releases()).contains(&"wso2is-7.0.0".to_string()));
        assert!(values(&product_ids()).contains(&"wso2am".to_string()));
        assert!(values(&profiles()).contains(&"gateway-worker".to_string()));
    }
}
