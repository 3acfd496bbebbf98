//! `${…}` in values, as carbon-config replaces it: block by block, and a block with one that is not set fails as a whole.

use super::value::{Kind, Member, Node, Scalar};
use crate::facts::HomeFacts;
use portlint_host::{Location, showable};
use portlint_syntax::{Format, Limits, ScalarStyle};

/// A placeholder without a value.
#[derive(Debug, Clone)]
pub(super) struct Gap {
    /// In words: `${env:HTTP_PORT} is not set`.
    pub reason: String,
    /// Where it stands.
    pub location: Option<Location>,
}

/// Whether a text holds a placeholder whose value is a path, which no number field takes.
pub(super) fn names_a_path(text: &str) -> bool {
    const PATHS: [&str; 10] = [
        "carbon.home",
        "java.home",
        "java.io.tmpdir",
        "user.dir",
        "user.home",
        "CARBON_HOME",
        "HOME",
        "JAVA_HOME",
        "PWD",
        "RUNTIME_HOME",
    ];
    let names = text
        .split("${")
        .skip(1)
        .filter_map(|rest| rest.split('}').next());
    names
        .map(|name| {
            name.strip_prefix("sys:")
                .or(name.strip_prefix("env:"))
                .unwrap_or(name)
        })
        .any(|name| PATHS.contains(&name))
}

/// Whether a text holds a placeholder that the vault resolves.
pub(super) fn names_a_secret(text: &str) -> bool {
    text.contains("${sec:")
}

/// What is left after the placeholders of a block were replaced.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    /// Not set for sure: the block fails.
    pub unset: Vec<Gap>,
    /// Set or not, nobody told.
    pub unknown: Vec<Gap>,
}

/// What one placeholder stands for.
enum Meaning<'a> {
    Value(&'a str),
    /// Set, but the value is the server's secret or its own affair.
    Opaque,
    Unset,
    Unknown,
}

/// Replaces the placeholders of a block in place.
pub(super) fn replace(block: &mut Node, facts: &HomeFacts) -> Gaps {
    let mut gaps = Gaps::default();
    replace_in(block, facts, &mut gaps);
    gaps
}

fn replace_in(node: &mut Node, facts: &HomeFacts, gaps: &mut Gaps) {
    match &mut node.kind {
        Kind::Scalar(scalar) => replace_in_scalar(scalar, node.location.as_ref(), facts, gaps),
        Kind::Sequence(items) => {
            for item in items {
                replace_in(item, facts, gaps);
            }
        }
        Kind::Mapping(members) if !members.keys().any(|key| key.contains("${")) => {
            for member in members.values_mut() {
                replace_in(&mut member.value, facts, gaps);
            }
        }
        Kind::Mapping(members) => {
            for (key, member) in std::mem::take(members) {
                members.insert(
                    replaced_key(key, member.key.as_ref(), facts, gaps),
                    replaced_member(member, facts, gaps),
                );
            }
        }
    }
}

fn replaced_member(mut member: Member, facts: &HomeFacts, gaps: &mut Gaps) -> Member {
    replace_in(&mut member.value, facts, gaps);
    member
}

fn replaced_key(
    key: String,
    location: Option<&Location>,
    facts: &HomeFacts,
    gaps: &mut Gaps,
) -> String {
    if !key.contains("${") {
        return key;
    }
    let mut scalar = Scalar {
        text: key,
        plain: false,
        tag: None,
        unknown: None,
    };
    replace_in_scalar(&mut scalar, location, facts, gaps);
    scalar.text
}

fn replace_in_scalar(
    scalar: &mut Scalar,
    location: Option<&Location>,
    facts: &HomeFacts,
    gaps: &mut Gaps,
) {
    if !scalar.text.contains("${") {
        return;
    }
    // The block is written out again before the replacement, and then quotes survive only where YAML needs them.
    let plain = written_plain(&scalar.text);
    let mut result = String::new();
    let mut rest = scalar.text.as_str();
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        result.push_str(before);
        let gap = |state: &str| Gap {
            reason: format!("{} {state}", showable(&format!("${{{name}}}"))),
            location: location.copied(),
        };
        match meaning(name, facts) {
            Meaning::Value(value) => result.push_str(value),
            Meaning::Opaque => scalar.unknown = Some(gap("is not known").reason),
            Meaning::Unset => {
                scalar.unknown = Some(gap("is not set").reason);
                gaps.unset.push(gap("is not set"));
            }
            Meaning::Unknown => {
                scalar.unknown = Some(gap("is not known").reason);
                gaps.unknown.push(gap("is not known"));
            }
        }
        rest = tail;
    }
    result.push_str(rest);
    if plain {
        (result, scalar.plain) = read_again(result.trim());
    }
    if scalar.unknown.is_none() {
        scalar.text = result;
    }
}

/// A text that was put in without quotes is YAML once more: it can bring quotes of its own, or a comment. Returns the
/// value, and whether it is without quotes.
fn read_again(text: &str) -> (String, bool) {
    let as_written = || (text.to_string(), true);
    if !text.contains(['\'', '"', '#']) {
        return as_written();
    }
    let document = portlint_syntax::parse(text.as_bytes(), Format::Yaml, &Limits::default());
    let scalar = document.root.and_then(|root| document.scalar(root));
    match scalar.filter(|_| document.errors.is_empty()) {
        Some(scalar) => (scalar.text.to_string(), scalar.style == ScalarStyle::Plain),
        None => as_written(),
    }
}

fn meaning<'a>(name: &'a str, facts: &'a HomeFacts) -> Meaning<'a> {
    let with_default = |body: &'a str| match body.split_once(',') {
        Some((name, default)) if !default.is_empty() && !name.is_empty() => (name, Some(default)),
        // An empty default is no default, and what is left names nothing; neither does a name that is empty.
        _ => (body, None),
    };
    if let Some(body) = name.strip_prefix("env:") {
        let (name, default) = with_default(body);
        environment(name, facts).or(default)
    } else if let Some(body) = name.strip_prefix("sys:") {
        let (name, default) = with_default(body);
        property(name, facts).or(default)
    } else if name.starts_with("sec:") {
        Meaning::Opaque
    } else {
        let filled = |value: Meaning<'a>| match value {
            Meaning::Value("") => Meaning::Unset,
            value => value,
        };
        match filled(property(name, facts)) {
            Meaning::Unset => filled(environment(name, facts)),
            Meaning::Unknown => match filled(environment(name, facts)) {
                Meaning::Unset => Meaning::Unknown,
                value => value,
            },
            value => value,
        }
    }
}

impl<'a> Meaning<'a> {
    fn or(self, default: Option<&'a str>) -> Meaning<'a> {
        match (self, default) {
            (Meaning::Unset | Meaning::Unknown, Some(default)) => Meaning::Value(default),
            (meaning, _) => meaning,
        }
    }
}

/// An environment that was told is complete, but for what a shell and the start scripts always set.
fn environment<'a>(name: &str, facts: &'a HomeFacts) -> Meaning<'a> {
    const ALWAYS: [&str; 8] = [
        "CARBON_HOME",
        "HOME",
        "HOSTNAME",
        "JAVA_HOME",
        "PATH",
        "PWD",
        "RUNTIME_HOME",
        "USER",
    ];
    match facts.env_var(name) {
        Some(value) => Meaning::Value(value),
        None if ALWAYS.contains(&name) => Meaning::Opaque,
        None if name.contains([':', '$', '{', ' ', ',']) => Meaning::Unset,
        None if facts.env.is_some() => Meaning::Unset,
        None => Meaning::Unknown,
    }
}

/// A system property. The virtual machine and the start scripts always set a few.
fn property<'a>(name: &str, facts: &'a HomeFacts) -> Meaning<'a> {
    const ALWAYS: [&str; 19] = [
        "carbon.home",
        "carbon.registry.root",
        "file.encoding",
        "file.separator",
        "java.command",
        "java.home",
        "java.io.tmpdir",
        "java.version",
        "line.separator",
        "os.arch",
        "os.name",
        "os.version",
        "path.separator",
        "user.dir",
        "user.home",
        "user.language",
        "user.name",
        "wso2.runtime",
        "wso2.runtime.path",
    ];
    match facts.system_property(name) {
        Some(value) => Meaning::Value(value),
        None if ALWAYS.contains(&name) => Meaning::Opaque,
        None if name.contains([':', '$', '{', ' ', ',']) => Meaning::Unset,
        None if facts.start_arguments.is_some() || facts.java_opts.is_some() => Meaning::Unset,
        None => Meaning::Unknown,
    }
}

/// Whether SnakeYAML writes this text without quotes in block style.
fn written_plain(text: &str) -> bool {
    let first_is_indicator = text.starts_with(|c: char| "-?:,[]{}#&*!|>'\"%@`".contains(c));
    !(first_is_indicator
        || text.trim() != text
        || text.contains(": ")
        || text.contains(" #")
        || text.contains('\n')
        || text.ends_with(':'))
}

#[cfg(test)]
mod tests {
    use super::super::value::Typed;
    use super::*;

    fn scalar(text: &str, plain: bool, facts: &HomeFacts) -> (Scalar, Gaps) {
        let mut node = Node {
            kind: Kind::Scalar(Scalar {
                text: text.to_string(),
                plain,
                tag: None,
                unknown: None,
            }),
            location: None,
            set_by: None,
        };
        let gaps = replace(&mut node, facts);
        (node.scalar().unwrap().clone(), gaps)
    }

    fn told() -> HomeFacts {
        HomeFacts {
            env: Some(
                [
                    ("A".to_string(), "5".to_string()),
                    ("E".to_string(), String::new()),
                ]
                .into(),
            ),
            start_arguments: Some(vec!["-Dp=9191".to_string()]),
            ..HomeFacts::default()
        }
    }

    #[test]
    fn replaces_the_supported_forms() {
        let cases = [
            ("${env:A}", 5),
            ("${env:A,7}", 5),
            ("${env:B,7}", 7),
            ("${env:B, 7}", 7),
            ("9${env:B,4}43", 9443),
            ("${sys:p}", 9191),
            ("${sys:q,1}", 1),
            ("${p}", 9191),
            ("${A}", 5),
        ];
        for (text, expected) in cases {
            for plain in [true, false] {
                let (scalar, gaps) = scalar(text, plain, &told());
                assert_eq!(scalar.typed(), Typed::Integer(expected), "{text}");
                assert!(gaps.unset.is_empty() && gaps.unknown.is_empty(), "{text}");
            }
        }
    }

    #[test]
    fn an_unset_or_unsupported_form_fails() {
        for text in [
            "${env:B}",
            "${sys:q}",
            "${q}",
            "${E}",
            "${p:1}",
            "${env:B:-1}",
            "${ENV:A}",
            "${env:B,}",
        ] {
            let (_, gaps) = scalar(text, true, &told());
            assert_eq!(gaps.unset.len(), 1, "{text}");
        }
    }

    #[test]
    fn without_facts_a_name_is_unknown_but_a_default_counts() {
        let nothing = HomeFacts::default();
        assert_eq!(scalar("${env:B}", true, &nothing).1.unknown.len(), 1);
        assert_eq!(
            scalar("${env:B,7}", true, &nothing).0.typed(),
            Typed::Integer(7)
        );
        let (home, gaps) = scalar("${sys:carbon.home}/x", true, &nothing);
        assert!(home.unknown.is_some() && gaps.unknown.is_empty() && gaps.unset.is_empty());
        let (secret, gaps) = scalar("${sec:alias}", true, &told());
        assert!(secret.unknown.is_some() && gaps.unset.is_empty());
        // Unsupported syntax is never set, whoever told what.
        assert_eq!(scalar("${p:1}", true, &nothing).1.unset.len(), 1);
    }
}
