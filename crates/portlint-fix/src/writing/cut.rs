//! The removal of a setting. Comments stay where they are.

use super::entries;
use super::layout::{cut_text, line_start};
use portlint_syntax::{Document, Edit, Entry, Format, Span};

/// The edit that removes a setting, with the tables and blocks that would be empty without it; `None` when it does not
/// stand on lines of its own.
pub fn cut(document: &Document, keys: &[&str]) -> Option<Edit> {
    let way = entries(document, keys)?;
    let (leaf, parents) = way.split_last()?;
    let start = own_start(document, leaf)?;
    let end = document.span(leaf.value).range().end;
    let text = document.source.text();
    let line_end = text.get(end..)?.find('\n').map(|at| end + at);
    let after = text.get(end..line_end.unwrap_or(text.len()))?;
    if after.trim_start().starts_with('#') {
        let comment = end + (after.len() - after.trim_start().len());
        return Some(cut_text(start, comment));
    }
    if !after.trim().is_empty() {
        return None;
    }
    let first = match document.format {
        Format::Toml => lone_header(document, keys)
            .map(|header| header.range())
            .filter(|header| {
                text.get(header.end..start)
                    .is_some_and(|text| text.trim() == "]")
            })
            .map_or(start, |header| header.start),
        _ => emptied(document, parents, start),
    };
    let first = line_start(document, first);
    Some(match line_end {
        Some(at) => cut_text(first, at + 1),
        // The last line has no end of its own: the one before goes with it.
        None => {
            let before = text.get(..first)?;
            let before = before.strip_suffix('\n').unwrap_or(before);
            let before = before.strip_suffix('\r').unwrap_or(before);
            cut_text(before.len(), text.len())
        }
    })
}

/// Where the key starts, the dotted keys before it included; only blanks may stand before it.
fn own_start(document: &Document, entry: &Entry<'_>) -> Option<usize> {
    let key = entry.key_span.range().start;
    let line = line_start(document, key);
    let before = document.source.text().get(line..key)?;
    let start = line + (before.len() - before.trim_start().len());
    let dotted = before.trim();
    let fits = match document.format {
        Format::Toml => {
            dotted.is_empty() || (dotted.ends_with('.') && !dotted.contains(['{', '[', '=', '#']))
        }
        _ => dotted.is_empty(),
    };
    fits.then_some(start)
}

/// Where the outermost block starts that holds nothing but what starts at `start`.
fn emptied(document: &Document, parents: &[Entry<'_>], start: usize) -> usize {
    let mut first = start;
    for parent in parents.iter().rev() {
        let head = line_start(document, parent.key_span.range().start);
        let between = document.source.text().get(head..first);
        let key = document.source.slice(parent.key_span);
        let rest = between.and_then(|text| text.trim_start().strip_prefix(key));
        if document.entries(parent.value).count() != 1 || rest.map(str::trim) != Some(":") {
            break;
        }
        first = head;
    }
    first
}

/// What stands between the brackets of the table header above a setting, when the setting is all that stands below it.
pub fn lone_header(document: &Document, keys: &[&str]) -> Option<Span> {
    let way = entries(document, keys)?;
    let [.., parent, leaf] = way.as_slice() else {
        return None;
    };
    let text = document.source.text();
    let head = line_start(document, parent.key_span.range().start);
    let before = text.get(head..leaf.key_span.range().start)?;
    let (line, between) = before.split_once('\n')?;
    let open = line.len() - line.trim_start().len();
    let close = line.find(']')?;
    let rest = text.get(document.span(leaf.value).range().end..)?;
    let mut next = rest.lines().skip(1).map(str::trim);
    let next = next.find(|line| !line.is_empty() && !line.starts_with('#'));
    let is_header = line.get(open..)?.starts_with('[') && !line.contains("[[");
    let mut above = between.lines().map(str::trim);
    let is_alone = above.all(|line| line.is_empty() || line.starts_with('#'))
        && next.is_none_or(|line| line.starts_with('['));
    (is_header && is_alone).then(|| Span::new(head + open + 1, head + close))
}

#[cfg(test)]
mod tests {
    use super::*;
    use portlint_syntax::{Limits, edit, parse};

    fn after(format: Format, text: &str, keys: &[&str]) -> Option<String> {
        let document = parse(text.as_bytes(), format, &Limits::default());
        edit::apply(&document.source, &[cut(&document, keys)?])
    }

    #[test]
    fn toml_lines_go_and_comments_stay() {
        for (before, keys, expected) in [
            ("offset = 1\n[a]\nb = 2\n", &["offset"][..], "[a]\nb = 2\n"),
            (
                "[a]\r\nb = 1\r\n  c.d  =  2\r\n",
                &["a", "c", "d"],
                "[a]\r\nb = 1\r\n",
            ),
            (
                "[a]\nb = 1 # why\nc = 2\n",
                &["a", "b"],
                "[a]\n# why\nc = 2\n",
            ),
            (
                "[x]\ny = 1\n[a.b]\nc = 1\n[z]\n",
                &["a", "b", "c"],
                "[x]\ny = 1\n[z]\n",
            ),
            ("[a]\n# ours\nb = 1\n", &["a", "b"], "[a]\n# ours\n"),
            ("x = 1\noffset = 1", &["offset"], "x = 1"),
            ("offset = 1", &["offset"], ""),
        ] {
            assert_eq!(
                after(Format::Toml, before, keys).as_deref(),
                Some(expected),
                "{before}"
            );
        }
        assert_eq!(
            after(Format::Toml, "a = { b = 1, c = 2 }\n", &["a", "b"]),
            None
        );
    }

    #[test]
    fn yaml_lines_go_with_the_blocks_they_leave_empty() {
        for (before, keys, expected) in [
            (
                "a: 1\nports:\n  offset: 1\nb: 2\n",
                &["ports", "offset"][..],
                "a: 1\nb: 2\n",
            ),
            (
                "wso2:\n  carbon:\n    ports:\n      offset: 1\n    x: 1\n",
                &["wso2", "carbon", "ports", "offset"],
                "wso2:\n  carbon:\n    x: 1\n",
            ),
            (
                "ports: # ours\n  offset: 1\n",
                &["ports", "offset"],
                "ports: # ours\n",
            ),
        ] {
            assert_eq!(
                after(Format::Yaml, before, keys).as_deref(),
                Some(expected),
                "{before}"
            );
        }
        assert_eq!(
            after(Format::Yaml, "ports: {offset: 1}\n", &["ports", "offset"]),
            None
        );
    }
}
