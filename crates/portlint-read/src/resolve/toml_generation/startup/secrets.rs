//! `$secret{name}`, and the tables that say what it stands for.

use super::because_of;
use crate::resolve::toml_generation::server::Server;
use crate::resolve::toml_generation::settings::{Origin, Setting, quoted};
use portlint_host::{Problem, showable, showable_name};
use portlint_syntax::ScalarStyle;
use std::path::Path;

/// Lets the mapper take `[secrets] x = "[plain]"`.
const ENCRYPT: &str = "encryptSecrets";

/// What the mapper refuses.
pub(super) fn check(server: &Server<'_>, governing: &Path) -> Vec<Problem> {
    let mut found = of_tables(server, governing);
    let used: Vec<_> = uses(server).collect();
    let judged = used.iter().map(|(_, name)| refusal(server, name));
    let judged: Vec<_> = judged.collect();
    // Once one reference is fine, the mapper looks at no other; which one comes first is a matter of a hash table.
    if judged.iter().any(Option::is_none) {
        return found;
    }
    let pairs = used.iter().zip(judged);
    found.extend(pairs.filter_map(|((setting, name), why)| {
        let (why, help) = why?;
        let why = format!(
            "{} in {} {why}",
            showable(&format!("$secret{{{name}}}")),
            setting.written
        );
        Some(because_of(setting, governing, &why, help))
    }));
    found
}

/// `[secrets]` and `[runtime_secrets]` hold texts.
fn of_tables(server: &Server<'_>, governing: &Path) -> Vec<Problem> {
    let settings = server.settings.written.iter();
    let wrong = settings.filter_map(|setting| {
        let key = setting.written.as_ref();
        let is_text = setting.style == ScalarStyle::Quoted;
        let is_switch = key == "runtime_secrets.enable" && server.knows_runtime_secrets();
        let help = if key == "secrets" || key.starts_with("secrets[") {
            "make it a table: [secrets]"
        } else if is_switch && !is_text {
            "write it with quotes: enable = \"true\""
        } else if key.starts_with("secrets.") && !key.contains('[') && !is_text {
            "write the value with quotes"
        } else {
            return None;
        };
        let why = format!("{key} is not of the type that the server expects");
        Some(because_of(setting, governing, &why, help.to_string()))
    });
    let mut wrong: Vec<_> = wrong.collect();
    wrong.truncate(1);
    wrong
}

/// Every reference, with the setting that holds it.
fn uses<'s>(server: &'s Server<'_>) -> impl Iterator<Item = (&'s Setting, &'s str)> {
    let own = server.settings.written.iter();
    let of_home = server.settings.all().map(|(_, setting)| setting);
    let of_home = of_home.filter(|setting| setting.origin == Origin::Home);
    own.chain(of_home).flat_map(|setting| {
        let after = setting.text.split("$secret{").skip(1);
        let names = after.filter_map(|rest| Some(rest.split_once('}')?.0));
        names.map(move |name| (setting, name))
    })
}

/// Why the mapper cannot resolve a name, and what helps.
fn refusal(server: &Server<'_>, name: &str) -> Option<(&'static str, String)> {
    let key = format!("secrets.{}", quoted(name));
    let mut written = server.settings.written.iter();
    let Some(entry) = written.find(|setting| setting.written == key) else {
        let at_runtime = server.knows_runtime_secrets()
            && server
                .known("runtime_secrets.enable")
                .is_some_and(|text| text.eq_ignore_ascii_case("true"));
        let help = format!("add {} to [secrets]", showable_name(name));
        return (!at_runtime).then_some(("has no entry in [secrets]", help));
    };
    let is_plain = entry
        .text
        .split_once('[')
        .is_some_and(|(_, rest)| rest.contains(']'));
    let encrypts =
        server.has_argument(&format!("-D{ENCRYPT}")) || server.given_property(ENCRYPT).is_some();
    (is_plain && !encrypts).then(|| {
        let help = "encrypt it with the cipher tool, which writes the result there".to_string();
        ("stands for plain text in brackets", help)
    })
}
