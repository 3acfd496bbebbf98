//! What overrides `deployment.yaml` from outside: `-Dconfig`, and variables named after a setting.

use super::configuration::is_empty;
use super::placeholders::Gap;
use super::transport;
use super::value::{Kind, Member, Node, tree};
use crate::facts::HomeFacts;
use crate::reader::HomeReader;
use portlint_syntax::{Format, java_int};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What `-Dconfig` brought.
pub enum ConfigArgument {
    /// A tree to lay over the file.
    Tree(Node),
    /// Nothing: a file of comments only.
    Nothing,
    /// It cannot be read; why.
    Unreadable(String),
}

/// The text of `-Dconfig=…`. Inline YAML has blanks, so that an argument which holds it counts as a whole.
pub fn config_argument_text(facts: &HomeFacts) -> Option<String> {
    let inline = |arguments: &Option<Vec<String>>| {
        let texts = arguments.iter().flatten().rev();
        texts
            .filter_map(|argument| argument.strip_prefix("-Dconfig="))
            .find(|text| text.contains(": ") || text.contains('\n'))
            .map(str::to_string)
    };
    inline(&facts.start_arguments)
        .or_else(|| inline(&facts.java_opts))
        .or_else(|| facts.system_property("config").map(str::to_string))
        .filter(|text| !text.trim().is_empty())
}

/// Reads the file (relative to the folder of `deployment.yaml`, or absolute) or the inline YAML of `-Dconfig`.
pub fn config_argument(
    reader: &mut HomeReader<'_>,
    folder: &str,
    text: &str,
    facts: &HomeFacts,
) -> ConfigArgument {
    let relative = if text.starts_with('/') || folder.is_empty() {
        text.to_string()
    } else {
        format!("{folder}/{text}")
    };
    let in_file = !text.contains('\n') && reader.exists(&relative);
    let bytes = if in_file {
        reader.bytes(&relative)
    } else {
        Some(text.as_bytes().to_vec())
    };
    let shown = if in_file { "the file" } else { "the text" };
    let Some(bytes) = bytes else {
        return ConfigArgument::Unreadable(format!("{shown} given with -Dconfig cannot be read"));
    };
    let has_variables = bytes.windows(2).any(|pair| pair == b"{{");
    let file = if has_variables {
        match with_variables(&bytes, facts) {
            Some(bytes) => Some(reader.parse(&relative, &bytes, Format::Yaml)),
            None => {
                return ConfigArgument::Unreadable(format!(
                    "{shown} given with -Dconfig takes values from an environment that is not known"
                ));
            }
        }
    } else if in_file {
        reader.document(&relative, Format::Yaml)
    } else {
        Some(reader.parse(&relative, &bytes, Format::Yaml))
    };
    let root = match file.filter(|file| !crate::problems::refuses_to_load(file)) {
        Some(file) if is_empty(&file) => return ConfigArgument::Nothing,
        file => file.and_then(|file| tree(&file)),
    };
    let Some(mut root) = root else {
        return ConfigArgument::Unreadable(format!(
            "{shown} given with -Dconfig is not a YAML mapping"
        ));
    };
    if !in_file {
        forget_places(&mut root);
    }
    root.mark(&Arc::from("-Dconfig"));
    ConfigArgument::Tree(root)
}

/// Replaces `{{NAME}}` by the environment; a name that is not set gives nothing, as in mustache.
pub fn with_variables(bytes: &[u8], facts: &HomeFacts) -> Option<Vec<u8>> {
    facts.env.as_ref()?;
    let text = String::from_utf8_lossy(bytes);
    let mut result = String::new();
    let mut rest = text.as_ref();
    while let Some((before, after)) = rest.split_once("{{") {
        // Three braces are the same without HTML escaping.
        let (after, end) = match after.strip_prefix('{') {
            Some(after) => (after, "}}}"),
            None => (after, "}}"),
        };
        let Some((name, tail)) = after.split_once(end) else {
            break;
        };
        result.push_str(before);
        let name = name.trim_start_matches('&').trim();
        result.push_str(facts.env_var(name).unwrap_or_default());
        rest = tail;
    }
    result.push_str(rest);
    Some(result.into_bytes())
}

/// Inline YAML stands in no file.
fn forget_places(node: &mut Node) {
    node.location = None;
    match &mut node.kind {
        Kind::Scalar(_) => {}
        Kind::Sequence(items) => items.iter_mut().for_each(forget_places),
        Kind::Mapping(members) => members.values_mut().for_each(|member| {
            member.key = None;
            forget_places(&mut member.value);
        }),
    }
}

/// Overrides of one block, as a tree of lower-case field names.
enum Override {
    Value { text: String, set_by: Arc<str> },
    Fields(BTreeMap<String, Override>),
}

/// Applies the variables that are named after the settings of a block.
///
/// `prefix` is the namespace in upper case and the separator, for example `WSO2_CARBON__`.
///
/// # Errors
/// When an entry of a list is overridden without saying which: the block fails then.
pub fn apply_variables(
    block: &mut Option<Node>,
    prefix: &str,
    facts: &HomeFacts,
) -> Result<(), Gap> {
    let mut fields = BTreeMap::new();
    for (name, (text, set_by)) in variables(facts) {
        if let Some(path) = name.strip_prefix(prefix) {
            let path = path.to_ascii_lowercase();
            let steps = path.split('_').collect::<Vec<_>>();
            insert(&mut fields, &steps, Override::Value { text, set_by });
        }
    }
    if fields.is_empty() {
        return Ok(());
    }
    let node = block.get_or_insert_with(empty_mapping);
    apply(node, Override::Fields(fields))
}

/// System properties and environment variables; the environment wins.
fn variables(facts: &HomeFacts) -> BTreeMap<String, (String, Arc<str>)> {
    let mut all = BTreeMap::new();
    let properties = facts
        .start_files
        .iter()
        .chain(facts.java_opts.iter().flatten())
        .chain(facts.start_arguments.iter().flatten())
        .flat_map(|argument| argument.split_whitespace())
        .filter_map(|argument| argument.strip_prefix("-D")?.split_once('='));
    for (name, value) in properties {
        let set_by = Arc::from(format!("-D{name}"));
        all.insert(name.to_string(), (value.to_string(), set_by));
    }
    for (name, value) in facts.env.iter().flatten() {
        let set_by = Arc::from(format!("environment variable {name}"));
        all.insert(name.clone(), (value.clone(), set_by));
    }
    all
}

fn insert(fields: &mut BTreeMap<String, Override>, steps: &[&str], value: Override) {
    let Some((first, rest)) = steps.split_first() else {
        return;
    };
    if rest.is_empty() {
        fields.insert((*first).to_string(), value);
        return;
    }
    let below = fields
        .entry((*first).to_string())
        .or_insert_with(|| Override::Fields(BTreeMap::new()));
    if let Override::Fields(below) = below {
        insert(below, rest, value);
    }
}

fn empty_mapping() -> Node {
    Node {
        kind: Kind::Mapping(BTreeMap::new()),
        location: None,
        set_by: None,
    }
}

/// The field as its class spells it: names of variables are compared without regard to case.
fn as_in_class(field: String) -> String {
    const FIELDS: [&str; 14] = [
        "advertisedHost",
        "advertisedPort",
        "bossThreads",
        "eventSyncServer",
        "hostName",
        "hostnameVerificationEnabled",
        "listenerConfigurations",
        "rmiRegistryPort",
        "rmiServerPort",
        "senderConfigurations",
        "serverURL",
        "startupResolver",
        "transportProperties",
        "workerThreads",
    ];
    let mut known = transport::FIELDS.iter().chain(&FIELDS);
    let spelled = known.find(|known| known.eq_ignore_ascii_case(&field));
    spelled.map_or(field, |known| (*known).to_string())
}

/// The list that a block without one has from its class.
fn default_listeners() -> Node {
    let set_by = Arc::from("product default");
    let id = Node::outside("default", &set_by);
    let mut listener = empty_mapping();
    listener.kind = Kind::Mapping(
        [(
            "id".to_string(),
            Member {
                key: None,
                value: id,
            },
        )]
        .into(),
    );
    Node {
        kind: Kind::Sequence(vec![listener]),
        location: None,
        set_by: None,
    }
}

fn apply(node: &mut Node, over: Override) -> Result<(), Gap> {
    let fields = match over {
        Override::Value { text, set_by } => {
            // The server reads a number with Java, where a leading zero is no octal.
            let number = java_int(&text).map(|value| value.to_string());
            *node = Node::outside(number.as_ref().unwrap_or(&text), &set_by);
            return Ok(());
        }
        Override::Fields(fields) => fields,
    };
    let is_list = fields
        .keys()
        .all(|key| key.bytes().all(|b| b.is_ascii_digit()));
    if node.is_null() {
        node.kind = if is_list {
            Kind::Sequence(Vec::new())
        } else {
            empty_mapping().kind
        };
    }
    match &mut node.kind {
        Kind::Sequence(items) => fields
            .into_values()
            .try_for_each(|entry| apply_entry(items, entry)),
        Kind::Mapping(members) => fields.into_iter().try_for_each(|(field, over)| {
            let known = members.keys().find(|key| key.eq_ignore_ascii_case(&field));
            let key = known.cloned().unwrap_or_else(|| as_in_class(field));
            let value = match key.as_str() {
                "listenerConfigurations" => default_listeners(),
                _ => Node::outside("", &Arc::from("")),
            };
            let member = (members.entry(key)).or_insert(Member { key: None, value });
            apply(&mut member.value, over)
        }),
        Kind::Scalar(_) => Ok(()),
    }
}

/// Overrides the entry of a list that has the id or name given.
fn apply_entry(items: &mut Vec<Node>, entry: Override) -> Result<(), Gap> {
    let Override::Fields(mut fields) = entry else {
        return Ok(());
    };
    let unique = match fields.remove("unique") {
        Some(Override::Value { text, .. }) => Some(text.to_ascii_lowercase()),
        _ => None,
    };
    let key = ["id", "name"]
        .into_iter()
        .find(|key| fields.contains_key(*key))
        .map(str::to_string)
        .or(unique);
    let wanted = match key.as_ref().and_then(|key| fields.get(key)) {
        Some(Override::Value { text, .. }) => text.clone(),
        _ => {
            return Err(Gap {
                reason: "a variable overrides an entry of a list without its _ID".to_string(),
                location: None,
            });
        }
    };
    let key = key.unwrap_or_default();
    let known = items.iter_mut().find(|item| {
        let mut members = item.members().into_iter().flatten();
        members.any(|(k, m)| k.eq_ignore_ascii_case(&key) && m.value.text() == Some(&wanted))
    });
    match known {
        Some(item) => apply(item, Override::Fields(fields)),
        // As carbon-config does it: each field of an unknown entry becomes an entry of its own.
        None => fields.into_iter().try_for_each(|(field, over)| {
            let mut item = empty_mapping();
            apply(&mut item, Override::Fields([(field, over)].into()))?;
            items.push(item);
            Ok(())
        }),
    }
}
