//! What overrides `deployment.yaml` from outside: `-Dconfig`, and variables named after a setting.

use super::placeholders::Gap;
use super::value::{Kind, Member, Node, is_empty, tree};
use crate::facts::HomeFacts;
use crate::reader::HomeReader;
use portlint_syntax::{Format, YamlTag, java_int, snakeyaml_int};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What `-Dconfig` brought.
pub(super) enum ConfigArgument {
    /// A tree to lay over the file.
    Tree(Node),
    /// Nothing: a file of comments only.
    Nothing,
    /// It cannot be read; why.
    Unreadable(String),
}

/// The text of `-Dconfig=…`. Inline YAML has blanks, so that an argument which holds it counts as a whole.
pub(super) fn config_argument_text(facts: &HomeFacts) -> Option<String> {
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
pub(super) fn config_argument(
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
pub(super) fn with_variables(bytes: &[u8], facts: &HomeFacts) -> Option<Vec<u8>> {
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
    Value(Given),
    Fields(BTreeMap<String, Override>),
}

/// The value of a variable.
struct Given {
    text: String,
    set_by: Arc<str>,
    /// The last part of the name as it is spelled.
    spelled: String,
    /// Why nobody knows whether it counts.
    doubt: Option<String>,
}

impl Given {
    fn node(self) -> Node {
        // The server reads a number with Java, where a leading zero is no octal, and a sign is all that may stand first.
        let number = java_int(&self.text).map(|value| value.to_string());
        let mut node = Node::outside(number.as_ref().unwrap_or(&self.text), &self.set_by);
        if let Kind::Scalar(scalar) = &mut node.kind {
            // What Java does not parse is no number, whatever YAML would make of it.
            scalar.plain = number.is_some();
            if number.is_none() && snakeyaml_int(&scalar.text).is_some() {
                scalar.tag = Some(YamlTag::Float);
            }
            scalar.unknown = self.doubt;
        }
        node
    }
}

fn refused(reason: impl Into<String>) -> Gap {
    Gap {
        reason: reason.into(),
        location: None,
    }
}

/// Applies the variables that are named after the settings of a block.
///
/// `prefix` is the namespace in upper case and the separator, for example `WSO2_CARBON__`.
///
/// # Errors
/// When a variable names what the block does not have, or an entry of a list without saying which: the block fails then.
pub(super) fn apply_variables(
    block: &mut Option<Node>,
    prefix: &str,
    facts: &HomeFacts,
) -> Result<(), Gap> {
    let mut fields = BTreeMap::new();
    for (name, (text, set_by)) in variables(facts) {
        if let Some(path) = name.strip_prefix(prefix) {
            let spelled = path.rsplit('_').next().unwrap_or_default().to_string();
            let path = path.to_ascii_lowercase();
            let steps = path.split('_').collect::<Vec<_>>();
            // Some shells do not hand on what is no name for them: dash does not, Bash does.
            let is_lost = facts.env_var(&name).is_some() && name.contains('.');
            let doubt = is_lost.then(|| {
                format!("whether the shell of the start script hands on the {set_by} is not known")
            });
            let given = Given {
                text,
                set_by,
                spelled,
                doubt,
            };
            insert(&mut fields, &steps, given);
        }
    }
    if fields.is_empty() {
        return Ok(());
    }
    let node = block.get_or_insert_with(empty_mapping);
    apply(node, Override::Fields(fields), false)
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

fn insert(fields: &mut BTreeMap<String, Override>, steps: &[&str], mut given: Given) {
    let Some((first, rest)) = steps.split_first() else {
        return;
    };
    if rest.is_empty() {
        if let Some(Override::Value(other)) = fields.get(*first) {
            // Another spelling of the same name with another value.
            if other.text != given.text {
                let (one, other) = (&given.set_by, &other.set_by);
                given.doubt = Some(format!("{one} and {other} set it, and either may win"));
            }
        }
        fields.insert((*first).to_string(), Override::Value(given));
        return;
    }
    let below = fields
        .entry((*first).to_string())
        .or_insert_with(|| Override::Fields(BTreeMap::new()));
    if let Override::Fields(below) = below {
        insert(below, rest, given);
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
    let classes = portlint_catalog::yaml_generation::classes();
    let mut known = classes.iter().flat_map(|class| class.fields.iter());
    let spelled = known.find(|known| known.eq_ignore_ascii_case(&field));
    match spelled {
        Some(known) => known.to_string(),
        None if field.eq_ignore_ascii_case("serverURL") => "serverURL".to_string(),
        None => field,
    }
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

/// `is_default` says of a value that the file does not have it, so that it is what the class makes of it.
fn apply(node: &mut Node, over: Override, is_default: bool) -> Result<(), Gap> {
    let fields = match over {
        Override::Value(given) => {
            *node = given.node();
            return Ok(());
        }
        Override::Fields(fields) => fields,
    };
    if node.is_null() {
        if !is_default {
            return Err(refused(
                "a variable sets a field of a value that is null in the file",
            ));
        }
        node.kind = empty_mapping().kind;
    }
    match &mut node.kind {
        Kind::Sequence(items) => apply_list(items, fields),
        Kind::Mapping(members) => fields.into_iter().try_for_each(|(field, over)| {
            let known = members.keys().find(|key| key.eq_ignore_ascii_case(&field));
            let key = known.cloned().unwrap_or_else(|| as_in_class(field));
            if let Some(member) = members.get_mut(&key) {
                return apply(&mut member.value, over, false);
            }
            let mut value = match key.as_str() {
                "listenerConfigurations" => default_listeners(),
                _ => Node::outside("", &Arc::from("")),
            };
            apply(&mut value, over, true)?;
            members.insert(key, Member { key: None, value });
            Ok(())
        }),
        Kind::Scalar(_) => Err(refused(
            "a variable names a field of a value that has no fields",
        )),
    }
}

/// Overrides entries of a list; beside their numbers stands the variable that names the field which tells them apart.
fn apply_list(items: &mut Vec<Node>, mut fields: BTreeMap<String, Override>) -> Result<(), Gap> {
    let unique = match fields.remove("unique") {
        Some(Override::Value(given)) => Some(given.text.to_ascii_lowercase()),
        _ => None,
    };
    fields.into_iter().try_for_each(|(number, entry)| {
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        match entry {
            Override::Fields(fields) if is_number => apply_entry(items, fields, unique.as_deref()),
            _ => Err(refused(
                "a variable overrides a list without the number of an entry",
            )),
        }
    })
}

/// Overrides the entry of a list that has the id or name given.
fn apply_entry(
    items: &mut Vec<Node>,
    mut fields: BTreeMap<String, Override>,
    unique: Option<&str>,
) -> Result<(), Gap> {
    // A variable whose name ends in UNIQUE sets nothing.
    fields.remove("unique");
    if fields.is_empty() {
        return Ok(());
    }
    let is_spelled = |key: &str| match fields.get(key) {
        Some(Override::Value(given)) => given.spelled == key.to_ascii_uppercase(),
        _ => false,
    };
    let key = ["id", "name"]
        .into_iter()
        .find(|key| is_spelled(key))
        .or(unique);
    let wanted = match key.and_then(|key| fields.get(key)) {
        Some(Override::Value(given)) => given.text.clone(),
        _ => {
            return Err(refused(
                "a variable overrides an entry of a list without its _ID in capitals",
            ));
        }
    };
    let key = key.unwrap_or_default();
    let is_meant = |item: &Node| {
        let default = match key {
            "host" => Some("0.0.0.0"),
            "id" => Some("default"),
            _ => None,
        };
        let mut members = item.members().into_iter().flatten();
        let value = members.find(|(name, _)| name.eq_ignore_ascii_case(key));
        let value = value.map_or(default, |(_, member)| member.value.text());
        value == Some(wanted.as_str())
    };
    let meant = items.iter().filter(|item| is_meant(item)).count();
    if meant > 1 {
        // Of several, whichever comes first out of a set without order.
        let doubt = format!("a variable sets it in one of {meant} entries, which one is not known");
        for item in items.iter_mut().filter(|item| is_meant(item)) {
            doubt_fields(item, &fields, key, &doubt);
        }
        return Ok(());
    }
    match items.iter_mut().find(|item| is_meant(item)) {
        Some(item) => apply(item, Override::Fields(fields), false),
        // As carbon-config does it: each field of an unknown entry becomes an entry of its own.
        None => fields.into_iter().try_for_each(|(field, over)| {
            let mut item = empty_mapping();
            apply(&mut item, Override::Fields([(field, over)].into()), true)?;
            items.push(item);
            Ok(())
        }),
    }
}

/// Makes the fields unknown that are given, but for the one that tells the entries apart.
fn doubt_fields(item: &mut Node, fields: &BTreeMap<String, Override>, key: &str, doubt: &str) {
    let Kind::Mapping(members) = &mut item.kind else {
        return;
    };
    for (name, member) in members.iter_mut() {
        let is_given = fields.keys().any(|f| f.eq_ignore_ascii_case(name));
        if let (true, Kind::Scalar(scalar)) = (
            is_given && !name.eq_ignore_ascii_case(key),
            &mut member.value.kind,
        ) {
            scalar.unknown = Some(doubt.to_string());
        }
    }
}
