//! The engine of templates as Ansible uses it, bounded in steps, in size and in what short tags can make of long texts.

use super::tags::{Kind, Tag, is_statement, names, tags};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};
use std::collections::BTreeMap;

/// Steps of the engine that one template may take.
const FUEL: u64 = 300_000;
/// Bytes that a template may have, and render to.
pub(super) const MOST_BYTES: usize = 2 << 20;
/// Bytes of a tag that is looked at, and of a value that is a text.
const MOST_OF_TAG: usize = 4 << 10;
pub(super) const MOST_OF_VALUE: usize = 64 << 10;
/// Filters with which a short tag makes a long text.
const GROWING: [&str; 8] = [
    "indent",
    "format",
    "batch",
    "slice",
    "zip",
    "chain",
    "map",
    "urlencode",
];
/// What an expression of an unknown value is replaced by, as a variable.
pub(super) const UNKNOWN: &str = "Q";
/// What stands for an unknown value until it is known what the file wants there.
pub(super) const MARK: char = '\u{e0f0}';
/// Statements that make a text of something else than what stands there.
pub(super) const REFUSED: [&str; 9] = [
    "macro",
    "call",
    "filter",
    "include",
    "import",
    "from",
    "extends",
    "block",
    "set_block",
];

/// The engine as Ansible uses it.
pub(super) fn engine() -> Environment<'static> {
    let mut engine = Environment::new();
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .keep_trailing_newline(true)
        .build();
    if let Ok(syntax) = syntax {
        engine.set_syntax(syntax);
    }
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_fuel(Some(FUEL));
    engine.set_recursion_limit(64);
    engine.add_filter("bool", as_bool);
    engine.add_filter("mandatory", |value: Value| value);
    engine.add_filter(
        "ternary",
        |value: bool, yes: Value, no: Value| if value { yes } else { no },
    );
    engine.set_formatter(|out, _, value| {
        let text = python(value).ok_or_else(|| {
            minijinja::Error::new(ErrorKind::InvalidOperation, "a value without a known text")
        })?;
        out.write_str(&text).map_err(minijinja::Error::from)
    });
    engine
}

/// What Ansible's filter `bool` makes of a value.
fn as_bool(value: Value) -> Result<bool, minijinja::Error> {
    match value.kind() {
        ValueKind::Undefined => Err(minijinja::Error::from(ErrorKind::UndefinedError)),
        ValueKind::Bool => Ok(value.is_true()),
        _ => {
            let text = value.to_string().to_ascii_lowercase();
            Ok(matches!(text.as_str(), "yes" | "on" | "1" | "true"))
        }
    }
}

/// A value as Python writes it; `None` where that is not simple.
fn python(value: &Value) -> Option<String> {
    match value.kind() {
        ValueKind::Bool => Some(if value.is_true() { "True" } else { "False" }.to_string()),
        ValueKind::String => value.as_str().map(str::to_string),
        ValueKind::Number if value.is_integer() => Some(value.to_string()),
        ValueKind::Number => f64::try_from(value.clone())
            .ok()
            .map(|number| format!("{number:?}")),
        ValueKind::Seq => {
            let items = value.try_iter().ok()?.map(|item| match item.kind() {
                ValueKind::String => {
                    let text = item.as_str()?;
                    (!text.contains(['\'', '\\', '\n'])).then(|| format!("'{text}'"))
                }
                _ => python(&item),
            });
            let items = items.collect::<Option<Vec<_>>>()?;
            Some(format!("[{}]", items.join(", ")))
        }
        _ => None,
    }
}

/// Whether a tag may make much more of its values than they are: repeated or joined texts, again and again.
pub(super) fn grows(tag: &Tag<'_>, known: &BTreeMap<String, Value>) -> bool {
    let inside = tag.inside;
    let multiplies = || {
        let is_number = |name: &&str| known.get(*name).is_some_and(Value::is_number);
        inside.contains('*')
            && (inside.contains(['"', '\'', '[', '~']) || !names(inside).iter().all(is_number))
    };
    let chains = || inside.matches("replace").count() + inside.matches("join").count() > 2;
    let assigns = || is_statement(tag, "set") && inside.contains(['~', '+', '*', '|']);
    let mut filters = inside.split('|').skip(1).map(|rest| {
        rest.trim_start()
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .next()
    });
    inside.len() > MOST_OF_TAG
        || multiplies()
        || chains()
        || assigns()
        || filters.any(|name| name.is_some_and(|name| GROWING.contains(&name)))
}

/// Takes so many bytes and no more.
pub(super) struct Limited(pub(super) usize);

impl std::io::Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self
            .0
            .checked_sub(bytes.len())
            .ok_or(std::io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The context of a rendering.
pub(super) fn context(variables: &BTreeMap<String, Value>) -> Value {
    let mark = (UNKNOWN.to_string(), Value::from(MARK.to_string()));
    Value::from_pairs(variables.clone().into_iter().chain([mark]))
}

/// A text of variables rendered: a value of any kind where it is one expression.
pub(super) fn value_of(
    engine: &Environment<'_>,
    text: &str,
    known: &BTreeMap<String, Value>,
) -> Option<Value> {
    let all = tags(text.trim());
    let refused =
        |tag: &Tag<'_>| REFUSED.iter().any(|name| is_statement(tag, name)) || grows(tag, known);
    if text.len() > MOST_OF_VALUE || all.iter().any(refused) {
        return None;
    }
    let context = context(known);
    if let [tag] = all.as_slice()
        && tag.kind == Kind::Expression
        && tag.range.len() == text.trim().len()
    {
        let inside = tag.inside.trim_matches(['-', '+']);
        let value = engine.compile_expression(inside).ok()?.eval(context).ok()?;
        return (!value.is_undefined()).then_some(value);
    }
    let template = engine.template_from_str(text).ok()?;
    let counted = template.render_captured_to(context.clone(), Limited(MOST_OF_VALUE));
    counted.ok()?;
    template.render(context).ok().map(Value::from)
}
