//! Variables that a `deployment.toml` needs and that nothing sets for its container.

use crate::always_set::is_always_set;
use crate::facts::HomeFacts;
use portlint_host::{Container, MissingVariable, SourceFile};
use portlint_syntax::{Document, NodeId};
use std::collections::BTreeSet;

/// What the vendor's images set beside that (`ENV` in the Dockerfiles of docker-apim, docker-is and docker-ei of all branches).
const SET_BY_IMAGES: [&str; 10] = [
    "WORKING_DIRECTORY",
    "WSO2_SERVER_HOME",
    "LANGUAGE",
    "LC_ALL",
    "JAVA_VERSION",
    "JAVA_OPTS",
    "ENV",
    "BALLERINA_HOME",
    "OLDPWD",
    "JVM_MEM_OPTS",
];

/// Most variables of one file.
const VARIABLES: usize = 100;

/// Notes the variables that are missing, where everything is known that could set them: each once, at its first place.
pub(crate) fn note(container: &mut Container, facts: &HomeFacts, file: &SourceFile) {
    let is_toml = file
        .path
        .file_name()
        .is_some_and(|name| name == "deployment.toml");
    let is_known = !container.stack.is_empty()
        && container.uncertain.is_empty()
        && !container.environment_unknown;
    let words = facts
        .start_arguments
        .iter()
        .chain(&facts.java_opts)
        .flatten();
    let mut words = words.map(String::as_str);
    // Then the mapper leaves such texts as they are; and a file that the start script reads may set anything.
    let is_switched = words.any(|word| {
        word.contains("avoidResolvingEnvAndSysVariables") || word.starts_with("--env-file")
    });
    if !is_toml || !is_known || is_switched {
        return;
    }
    let mut known = BTreeSet::new();
    let document = &file.document;
    for node in scalars(document) {
        let text = document.text(node).unwrap_or_default();
        for name in names(text) {
            if is_set(&name, facts) || known.len() >= VARIABLES || !known.insert(name.clone()) {
                continue;
            }
            container.missing.push(MissingVariable {
                location: file.at(document.span(node)),
                name,
            });
        }
    }
}

/// The values of a file that are no tables and no lists, in the order of the file.
fn scalars(document: &Document) -> Vec<NodeId> {
    let mut open = document.root.into_iter().collect::<Vec<_>>();
    let mut found = Vec::new();
    while let Some(node) = open.pop() {
        if document.scalar(node).is_some() {
            found.push(node);
        }
        open.extend(document.entries(node).map(|entry| entry.value));
        open.extend(document.items(node));
    }
    found.sort_by_key(|node| document.span(*node).start);
    found
}

/// The names in a text that the mapper asks the environment for.
fn names(text: &str) -> Vec<String> {
    let texts = text.split("$env{").skip(1);
    let names = texts.filter_map(|rest| Some(rest.split_once('}')?.0));
    let is_name = |name: &&str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    names.filter(is_name).map(str::to_string).collect()
}

fn is_set(name: &str, facts: &HomeFacts) -> bool {
    is_always_set(name) || SET_BY_IMAGES.contains(&name) || facts.env_var(name).is_some()
}
