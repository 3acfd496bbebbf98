//! Elements and attributes of XML files: where the position is follows from the tags before it, also in a file that does not
//! parse.

use super::offered;
use portlint_session::schema::PortPlace;
use serde_json::Value;

/// What may stand at the end of a text: elements behind `<`, attributes within a tag.
pub(super) fn keys(places: &[PortPlace], before: &str) -> Vec<Value> {
    let Some((path, tag)) = position(before) else {
        return Vec::new();
    };
    let Some(tag) = tag else {
        return Vec::new();
    };
    match tag.split_once([' ', '\t', '\r', '\n']) {
        None => {
            let mut items = offered(places, &path, |step, _| match &step.which {
                Some(which) => {
                    let text = format!("{} name=\"{which}\"", step.name);
                    (text.clone(), text)
                }
                None => (step.name.clone(), step.name.clone()),
            });
            items.retain(|item| !is_attribute(item));
            items
        }
        // Within the quotes of a value there is nothing to offer.
        Some((_, attributes)) if attributes.matches('"').count() % 2 == 1 => Vec::new(),
        Some((element, _)) => {
            let path = path.into_iter().chain([element]).collect::<Vec<_>>();
            let mut items = offered(places, &path, |step, _| {
                let name = step.name.trim_start_matches('@');
                (step.name.clone(), format!("{name}=\"\""))
            });
            items.retain(is_attribute);
            items
        }
    }
}

fn is_attribute(item: &Value) -> bool {
    let label = item.get("label").and_then(Value::as_str);
    label.is_some_and(|label| label.starts_with('@'))
}

/// True within the element of the offset.
pub(super) fn is_offset(before: &str) -> bool {
    position(before)
        .is_some_and(|(path, tag)| tag.is_none() && path == ["Server", "Ports", "Offset"])
}

/// The text with a number as the offset that is being typed.
pub(super) fn with_offset(before: &str, rest: &str) -> String {
    let start = before.rfind('>').map_or(0, |at| at + 1);
    let end = rest.find('<').unwrap_or(rest.len());
    let (head, tail) = (before.get(..start), rest.get(end..));
    let (head, tail) = (head.unwrap_or_default(), tail.unwrap_or_default());
    let close = if tail.starts_with("</") {
        ""
    } else {
        "</Offset>"
    };
    [head, "0", close, tail].concat()
}

/// The elements around the end of a text, and what is written of the tag that it is in; `None` in a comment and the like.
fn position(before: &str) -> Option<(Vec<&str>, Option<&str>)> {
    let mut path = Vec::new();
    let mut rest = before;
    while let Some((_, tag)) = rest.split_once('<') {
        let special = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>"), ("!", ">")];
        let special = special.iter().find(|(start, _)| tag.starts_with(start));
        if let Some((_, end)) = special {
            rest = tag.split_once(end)?.1;
            continue;
        }
        let Some(end) = end_of_tag(tag) else {
            return Some((path, Some(tag)));
        };
        let (inside, after) = tag.split_at_checked(end)?;
        rest = after.get(1..).unwrap_or_default();
        if let Some(name) = inside.strip_prefix('/') {
            // A tag that closes nothing closes nothing.
            if let Some(at) = path.iter().rposition(|open| *open == name.trim()) {
                path.truncate(at);
            }
        } else if !inside.ends_with('/') {
            path.push(inside.split_whitespace().next().unwrap_or_default());
        }
    }
    Some((path, None))
}

/// The `>` of a tag, outside of its quotes.
fn end_of_tag(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, character) in tag.char_indices() {
        match (quote, character) {
            (None, '>') => return Some(at),
            // The next tag has begun before this one ended.
            (None, '<') => return None,
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_say_where_a_place_is() {
        let text = "<?xml version='1.0'?><!-- <a> --><Server a='>'><Ports><JMX/><Offset>";
        let (path, tag) = position(text).unwrap();
        assert_eq!((path, tag), (vec!["Server", "Ports", "Offset"], None));
        assert!(is_offset(text) && !is_offset("<Ports><Offset>"));
        assert_eq!(
            with_offset(text, "1</Offset></Ports>"),
            format!("{text}0</Offset></Ports>")
        );
        assert_eq!(with_offset(text, "\n</Ports>"), format!("{text}0</Ports>"));
        assert_eq!(with_offset(text, ""), format!("{text}0</Offset>"));
        assert_eq!(
            position("<Server></Other><Po"),
            Some((vec!["Server"], Some("Po")))
        );
        assert_eq!(position("<a><!-- x"), None);
        assert_eq!(position("<a></a>"), Some((vec![], None)));
    }
}
